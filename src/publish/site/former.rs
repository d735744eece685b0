//! The pages of numbers that gave way to that of another policy: their former IRIs lead there.
//!
//! A person judges two numbers to be one policy, or a later version of a page prints another number. The graph then has one
//! policy, whose mentions still have the number that they print. The IRI that this number had, in a graph before or in a link
//! of somebody else, finds a page that leads on, and data that say `owl:sameAs` of both. (`dct:isReplacedBy` would say that
//! one policy superseded another: here `dct:replaces` follows from `ped:supersedes`.)

use super::shell::{self, Page, clean};
use super::{Site, policy};
use crate::ground::vocab;
use crate::profile::Profile;
use crate::publish::graph::TermIx;
use crate::publish::{PublishError, description};
use crate::rdf::iri::Base;
use maud::html;
use oxigraph::model::{NamedNode, TripleRef};
use std::collections::{BTreeMap, BTreeSet};

/// The policies that a number may have given way to, by the IRI that it had; and the number.
type Former<'g> = BTreeMap<String, (&'g str, BTreeSet<TermIx>)>;

/// Writes a page and data for each number that gave way to that of one policy.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    for (iri, (number, policies)) in &numbers(site) {
        let (Some(stays), None) = (policies.first(), policies.iter().nth(1)) else { continue };
        page(site, iri, number, *stays)?;
    }
    Ok(())
}

fn page(site: &Site<'_>, iri: &str, number: &str, stays: TermIx) -> Result<(), PublishError> {
    let graph = site.view.graph;
    let (folder, there) = (site.view.path(iri), graph.text(stays));
    let (Ok(former), Ok(present)) = (NamedNode::new(iri), NamedNode::new(there)) else { return Ok(()) };
    let same = TripleRef::new(former.as_ref(), vocab::OWL_SAME_AS, present.as_ref());
    let triples: Vec<TripleRef<'_>> =
        std::iter::once(same).chain(description::named(graph, &[stays])).collect();
    site.data(&folder, &triples, Some(iri))?;
    let title = clean(number);
    let about = format!("{title} is another name of {}.", site.view.name(Some(stays)));
    let mut page = Page::new(&folder, &title, &about);
    page.alternates = shell::data_beside(&folder);
    page.moved = Some(site.view.path(there));
    let root = page.root();
    let main = html! {
        h1 { (title) }
        p { "This number gave way to that of another policy: " (title) " is another name of " (policy::thing_link(site, stays, &root)) "." }
        dl.facts {
            dt { "Former IRI" } dd { code { (iri) } }
            dt { "In the graph" } dd { code { (there) } }
        }
        (shell::as_data(&root, &folder))
    };
    // It is none of the pages that search engines are told of.
    site.target.put(&format!("{folder}/index.html"), page.render(site, &main).as_bytes())?;
    Ok(())
}

/// Numbers that mentions of a policy have and no policy.
fn numbers<'a>(site: &Site<'a>) -> Former<'a> {
    let graph = site.view.graph;
    let mut found = Former::new();
    let Ok(base) = site.view.base.parse::<Base>() else { return found };
    for mention in graph.of_class(vocab::PED_MENTION) {
        let Some(policy) = graph.objects(mention, vocab::PED_OF).next() else { continue };
        let Some(number) = graph.first(mention, vocab::DCT_IDENTIFIER) else { continue };
        if graph.first(policy, vocab::DCT_IDENTIFIER) == Some(number) {
            continue;
        }
        let Some(path) = path(site.profile, number) else { continue };
        let iri = base.join(&path).into_string();
        if site.view.node(&iri).is_none_or(|node| graph.about(node).is_empty()) {
            found.entry(iri).or_insert_with(|| (number, BTreeSet::new())).1.insert(policy);
        }
    }
    found
}

/// The path of a number as it is written where it names a policy: `us/executive-order/13571` of `EO 13571`.
fn path(profile: &Profile, number: &str) -> Option<String> {
    match profile.schemes.find_in(number).as_slice() {
        [(span, identifier)] if span.start == 0 && span.end == number.len() => {
            (profile.label(identifier) == number).then(|| profile.path(identifier))
        }
        _ => None,
    }
}
