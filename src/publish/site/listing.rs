//! Lists of policies: by type, by body, by signer; by decade where they are long.

use super::shell::{self, Page, clean};
use super::{Site, dates};
use crate::ground::vocab;
use crate::lineage::PolicyIx;
use crate::lineage::status::Status;
use crate::publish::graph::TermIx;
use crate::publish::{PublishError, facts};
use chrono::Datelike;
use maud::{Markup, html};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Longer lists are cut into decades.
const MAX_ROWS: usize = 300;
/// Decades with more are cut into years.
const MAX_DECADE: usize = 600;

/// A list of policies with its page.
pub(super) struct Listing<'l> {
    /// The folder of the page.
    pub folder: String,
    /// Where the pages of its decades and years stand.
    pub periods: String,
    /// What kind of thing the list is of; nothing for a type.
    pub kind: &'static str,
    pub title: &'l str,
    /// What the page says before the list.
    pub intro: Markup,
    pub trail: Vec<(String, String)>,
    pub policies: Vec<PolicyIx>,
    /// What stands beside the page as data, where it is of something in the graph.
    pub about: Vec<TermIx>,
    /// The day of its newest data; that of its policies where it is not said.
    pub day: Option<String>,
}

/// A part of a long list: `1940s`, `1941` or `undated`, and its policies.
type Period = (String, Vec<PolicyIx>);

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
            periods: folder.clone(),
            kind: "",
            title: label,
            intro: html! {},
            trail: vec![("Policies".to_owned(), String::new())],
            policies: policies.clone(),
            about: Vec::new(),
            day: None,
        });
    }
    let agents = [
        ("Issuing body", vocab::PED_ISSUED_BY, bodies(site)),
        ("Signer", vocab::PED_SIGNED_BY, people(site)),
    ];
    for (kind, property, agents) in agents {
        let by = site.view.graph.inverse(property);
        for agent in agents {
            let policies: Vec<PolicyIx> =
                by.get(&agent).into_iter().flatten().filter_map(|t| policy(site, *t)).collect();
            listings.push(agent_listing(site, kind, agent, policies));
        }
    }
    listings.par_iter().try_for_each(|listing| listing.write(site))
}

/// The bodies in the order of their IRIs.
pub(super) fn bodies(site: &Site<'_>) -> Vec<TermIx> {
    facts::bodies(site.view.graph).into_iter().map(|(body, _)| body).collect()
}

/// The signers in the order of their IRIs.
pub(super) fn people(site: &Site<'_>) -> Vec<TermIx> {
    let mut found: Vec<_> = site.view.graph.of_class(vocab::FOAF_PERSON).collect();
    found.sort_by_key(|p| site.view.graph.text(*p));
    found
}

fn policy(site: &Site<'_>, term: TermIx) -> Option<PolicyIx> {
    site.view.index.find(site.view.graph.text(term))
}

fn agent_listing<'l>(
    site: &'l Site<'_>,
    kind: &'static str,
    agent: TermIx,
    policies: Vec<PolicyIx>,
) -> Listing<'l> {
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
                @for post in &posts { dd { (super::policy::thing_link(site, *post, &root)) } }
            }
            dt { "In the graph" } dd { code { (iri) } }
        }
    };
    Listing {
        periods: format!("browse/{}", folder.replace('/', "-")),
        folder,
        kind,
        title: facts::name(graph, Some(agent)),
        intro,
        trail: vec![("Policies".to_owned(), String::new())],
        policies,
        about: site.subjects_of(agent),
        day: None,
    }
}

impl Listing<'_> {
    /// Writes the page, and those of decades and years where the list is long.
    pub fn write(&self, site: &Site<'_>) -> Result<(), PublishError> {
        let about = format!("{}: {}", self.title, shell::count(self.policies.len(), "policy", "policies"));
        let mut page = Page::new(&self.folder, self.title, &about);
        page.trail.clone_from(&self.trail);
        if !self.about.is_empty() {
            site.beside(&self.folder, &self.about, self.about.first().copied())?;
            page.alternates = shell::data_beside(&self.folder);
        }
        let root = page.root();
        let periods = if self.policies.len() > MAX_ROWS { self.periods(site) } else { Vec::new() };
        let main = html! {
            @if !self.kind.is_empty() { p.kind { (self.kind) } }
            h1 { (clean(self.title)) }
            (self.intro)
            p { (summary(site, &self.policies)) }
            @if periods.is_empty() {
                (rows(site, &self.policies, &root))
            } @else {
                (self.overview(&periods, &root))
            }
            @if !self.about.is_empty() { (shell::as_data(&root, &self.folder)) }
        };
        let day = self.day.clone().or_else(|| site.newest_of(&self.policies));
        site.page(&self.folder, &page.render(site, &main), day.as_deref())?;
        for (at, (name, policies)) in periods.iter().enumerate() {
            let folder = self.folder_of(name);
            let title = format!("{}, {}", self.title, period_title(name));
            let mut page = Page::new(&folder, &title, &about);
            page.trail = self.trail.clone();
            page.trail.push((self.title.to_owned(), self.folder.clone()));
            let root = page.root();
            let before = at.checked_sub(1).and_then(|at| periods.get(at));
            let main = html! {
                h1 { (clean(&title)) }
                p { (summary(site, policies)) }
                (rows(site, policies, &root))
                nav.turn aria-label="Periods" {
                    @if let Some((name, _)) = before { (self.link(name, &root, "prev")) }
                    @if let Some((name, _)) = periods.get(at + 1) { (self.link(name, &root, "next")) }
                }
            };
            site.page(&folder, &page.render(site, &main), site.newest_of(policies).as_deref())?;
        }
        Ok(())
    }

    fn folder_of(&self, period: &str) -> String {
        format!("{}/{period}", self.periods)
    }

    fn link(&self, period: &str, root: &str, rel: &str) -> Markup {
        let arrow =
            |rel_of: &str, arrow: &str| html! { @if rel == rel_of { span aria-hidden="true" { (arrow) } } };
        html! {
            a rel=(rel) href=(shell::link(root, &self.folder_of(period))) {
                (arrow("prev", "← ")) (period_title(period)) (arrow("next", " →"))
            }
        }
    }

    /// Links to all periods: decades that are whole stand together, years in a line for their decade.
    fn overview(&self, periods: &[Period], root: &str) -> Markup {
        let mut lines: Vec<(Option<i32>, Vec<&Period>)> = Vec::new();
        for period in periods {
            let decade = period.0.parse::<i32>().ok().map(|year| year.div_euclid(10) * 10);
            match lines.last_mut() {
                Some((last, parts)) if *last == decade => parts.push(period),
                _ => lines.push((decade, vec![period])),
            }
        }
        html! {
            ul.periods {
                @for (_, parts) in &lines {
                    li {
                        @for (name, policies) in parts {
                            span {
                                a href=(shell::link(root, &self.folder_of(name))) { (period_title(name)) }
                                " " span.count { (shell::number(policies.len())) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The list by decades, those with very many by years; undated policies last.
    fn periods(&self, site: &Site<'_>) -> Vec<Period> {
        let mut decades: BTreeMap<Option<i32>, BTreeMap<i32, Vec<PolicyIx>>> = BTreeMap::new();
        for policy in &self.policies {
            let year = site.view.index.issued(*policy).earliest().map(|d| d.year());
            let decade = decades.entry(year.map(|y| y.div_euclid(10) * 10)).or_default();
            decade.entry(year.unwrap_or_default()).or_default().push(*policy);
        }
        let undated = decades.remove(&None);
        let mut found = Vec::new();
        for (decade, years) in decades {
            if years.values().map(Vec::len).sum::<usize>() > MAX_DECADE {
                found.extend(years.into_iter().map(|(year, policies)| (year.to_string(), policies)));
            } else {
                let name = decade.map_or_else(String::new, |d| format!("{d}s"));
                found.push((name, years.into_values().flatten().collect()));
            }
        }
        found.extend(undated.map(|u| ("undated".to_owned(), u.into_values().flatten().collect())));
        found
    }
}

fn period_title(name: &str) -> &str {
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
