//! Lists of policies: by type, by body, by signer; by decade where they are long.

use super::shell::{self, Page, clean};
use super::{Site, dates};
use crate::lineage::PolicyIx;
use crate::lineage::status::Status;
use crate::publish::graph::TermIx;
use crate::publish::{PublishError, facts};
use crate::rdf::vocab;
use chrono::Datelike;
use maud::{Markup, html};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Longer lists are cut into decades.
const MAX_ROWS: usize = 300;

/// A list of policies with its page.
pub(super) struct Listing<'l> {
    /// The folder of the page.
    pub folder: String,
    /// Where the pages of its decades stand.
    pub decades: String,
    pub title: &'l str,
    /// What the page says before the list.
    pub intro: Markup,
    pub trail: Vec<(String, String)>,
    pub policies: Vec<PolicyIx>,
}

/// Types and how many policies each has, in the order of names: label, folder, policies.
pub(super) fn types(site: &Site<'_>) -> BTreeMap<(String, String), Vec<PolicyIx>> {
    let mut found: BTreeMap<(String, String), Vec<PolicyIx>> = BTreeMap::new();
    for policy in site.view.index.policies() {
        if let Some(term) = site.view.term(policy) {
            found.entry(shell::kind(site, term)).or_default().push(policy);
        }
    }
    found
}

/// Writes the lists by type, body and person.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    let mut listings = Vec::new();
    let types = types(site);
    for ((label, folder), policies) in &types {
        listings.push(Listing {
            folder: folder.clone(),
            decades: folder.clone(),
            title: label,
            intro: html! {},
            trail: vec![("Policies".to_owned(), String::new())],
            policies: policies.clone(),
        });
    }
    for (property, agents) in [(vocab::PED_ISSUED_BY, bodies(site)), (vocab::PED_SIGNED_BY, people(site))] {
        let by = site.view.graph.inverse(property);
        for agent in agents {
            let policies: Vec<PolicyIx> =
                by.get(&agent).into_iter().flatten().filter_map(|t| policy(site, *t)).collect();
            listings.push(agent_listing(site, agent, policies));
        }
    }
    listings.par_iter().try_for_each(|listing| listing.write(site))
}

/// The bodies in the order of their IRIs.
pub(super) fn bodies(site: &Site<'_>) -> Vec<TermIx> {
    facts::bodies(site.view.graph).into_iter().map(|(body, _)| body).collect()
}

fn people(site: &Site<'_>) -> Vec<TermIx> {
    let mut found: Vec<_> = site.view.graph.of_class(vocab::FOAF_PERSON).collect();
    found.sort_by_key(|p| site.view.graph.text(*p));
    found
}

fn policy(site: &Site<'_>, term: TermIx) -> Option<PolicyIx> {
    site.view.index.find(site.view.graph.text(term))
}

fn agent_listing<'l>(site: &'l Site<'_>, agent: TermIx, policies: Vec<PolicyIx>) -> Listing<'l> {
    let graph = site.view.graph;
    let iri = graph.text(agent);
    let folder = site.view.path(iri);
    let root = shell::root(&folder);
    let names = facts::texts(graph, agent, vocab::SKOS_ALT_LABEL);
    let posts: Vec<TermIx> = graph.objects(agent, vocab::ORG_HOLDS).collect();
    let intro = html! {
        dl.facts {
            @if !names.is_empty() { dt { "Also called" } @for name in names { dd { (clean(name)) } } }
            @if !posts.is_empty() {
                dt { "Post" }
                @for post in posts { dd { (super::policy::thing_link(site, post, &root)) } }
            }
            dt { "In the graph" } dd { code { (iri) } }
        }
    };
    Listing {
        decades: format!("browse/{}", folder.replace('/', "-")),
        folder,
        title: facts::name(graph, Some(agent)),
        intro,
        trail: vec![("Policies".to_owned(), String::new())],
        policies,
    }
}

impl Listing<'_> {
    /// Writes the page, and those of the decades where the list is long.
    pub fn write(&self, site: &Site<'_>) -> Result<(), PublishError> {
        let about = format!("{}: {}", self.title, shell::count(self.policies.len(), "policy", "policies"));
        let mut page = Page::new(&self.folder, self.title, &about);
        page.trail.clone_from(&self.trail);
        let root = page.root();
        let long = self.policies.len() > MAX_ROWS;
        let decades = self.by_decade(site);
        let main = html! {
            h1 { (clean(self.title)) }
            (self.intro)
            p { (summary(site, &self.policies)) }
            @if long {
                ul.decades {
                    @for (name, policies) in &decades {
                        li {
                            a href=(shell::link(&root, &format!("{}/{name}", self.decades))) { (decade_title(name)) }
                            " " span.count { (shell::number(policies.len())) }
                        }
                    }
                }
            } @else { (rows(site, &self.policies, &root)) }
        };
        site.page(&self.folder, &page.render(site, &main))?;
        if !long {
            return Ok(());
        }
        for (name, policies) in &decades {
            let folder = format!("{}/{name}", self.decades);
            let title = format!("{}, {}", self.title, decade_title(name));
            let mut page = Page::new(&folder, &title, &about);
            page.trail =
                vec![("Policies".to_owned(), String::new()), (self.title.to_owned(), self.folder.clone())];
            let main = html! {
                h1 { (clean(&title)) }
                p { (summary(site, policies)) }
                (rows(site, policies, &page.root()))
            };
            site.page(&folder, &page.render(site, &main))?;
        }
        Ok(())
    }

    fn by_decade(&self, site: &Site<'_>) -> BTreeMap<String, Vec<PolicyIx>> {
        let mut found: BTreeMap<String, Vec<PolicyIx>> = BTreeMap::new();
        for policy in &self.policies {
            let year = site.view.index.issued(*policy).earliest().map(|d| d.year());
            let name = year.map_or_else(|| "undated".to_owned(), |y| format!("{}s", y.div_euclid(10) * 10));
            found.entry(name).or_default().push(*policy);
        }
        found
    }
}

fn decade_title(name: &str) -> &str {
    if name == "undated" { "without a date" } else { name }
}

/// How many there are, and how many of each status.
fn summary(site: &Site<'_>, policies: &[PolicyIx]) -> Markup {
    let of = |status: Status| policies.iter().filter(|p| site.view.status(**p) == status).count();
    html! {
        (shell::count(policies.len(), "policy", "policies")) ". As of " (dates::day(site.view.as_of)) ": "
        @for (i, (status, n)) in Status::ALL.iter().map(|s| (s, of(*s))).filter(|(_, n)| *n > 0).enumerate() {
            @if i > 0 { ", " }
            (shell::number(n)) " " (status.name())
        }
        "."
    }
}

/// The policies, oldest first.
pub(super) fn rows(site: &Site<'_>, policies: &[PolicyIx], root: &str) -> Markup {
    let index = site.view.index;
    let mut sorted = policies.to_vec();
    sorted.sort_by_key(|p| {
        let issued = index.issued(*p);
        (issued.earliest().is_none(), issued, *p)
    });
    sorted.dedup();
    html! {
        ul.policies {
            @for policy in sorted {
                @let known = index.policy(policy);
                li {
                    a href=(shell::link(root, &site.view.path(known.iri))) { (clean(known.name())) }
                    @let title = shell::title(site, policy);
                    @if !title.is_empty() { " " span.of { (clean(title)) } }
                    " " span.date {
                        @if let Some(date) = site.view.term(policy).and_then(|t| site.view.graph.first(t, vocab::DCT_ISSUED)) {
                            (dates::time(date))
                        }
                    }
                    " " (shell::badge(site.view.status(policy)))
                }
            }
        }
    }
}
