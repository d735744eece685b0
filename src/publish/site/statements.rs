//! The pages of statements: all whose names begin alike stand on one, with an anchor for each, and as data beside it.
//!
//! A page for each would double the files of a package; one for all would be too long. The first two digits of the hash
//! that names a statement give 256 pages, which a redirect finds from the IRI alone (docs/w3id.md).

use super::shell::{self, Page, clean};
use super::{Site, policy};
use crate::ground::vocab;
use crate::publish::graph::TermIx;
use crate::publish::{PublishError, STATEMENTS};
use crate::rdf::ontology;
use maud::{Markup, html};
use oxigraph::model::NamedNodeRef;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The digits of a hash that name its page.
const DIGITS: usize = 2;

/// Writes them.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    let graph = site.view.graph;
    let mut pages: BTreeMap<&str, BTreeMap<&str, TermIx>> = BTreeMap::new();
    let classes = [vocab::PED_STATEMENT, vocab::PED_REJECTED_STATEMENT];
    for statement in classes.into_iter().flat_map(|class| graph.of_class(class)) {
        let name = graph.text(statement).strip_prefix(site.view.base).and_then(|path| path.split_once('/'));
        let Some((STATEMENTS, hash)) = name else { continue };
        let is_hash = hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if let (true, Some(start)) = (is_hash, hash.get(..DIGITS)) {
            pages.entry(start).or_default().insert(hash, statement);
        }
    }
    pages.into_par_iter().try_for_each(|(start, statements)| {
        let statements: Vec<TermIx> = statements.into_values().collect();
        page(site, start, &statements)
    })
}

fn page(site: &Site<'_>, start: &str, statements: &[TermIx]) -> Result<(), PublishError> {
    let graph = site.view.graph;
    let folder = format!("{STATEMENTS}/{start}");
    let about = shell::count(statements.len(), "statement", "statements");
    let title = format!("Statements {start}…");
    let mut page = Page::new(&folder, &title, &about);
    page.alternates = shell::data_beside(&folder);
    let root = page.root();
    let main = html! {
        h1 { (title) }
        p { (about) " whose names begin with " code { (start) } ": what one policy does to another, with the words that say so." }
        ol.statements {
            @for statement in statements {
                li {
                    p { (sentence(site, *statement, &root)) }
                    (policy::evidence(site, *statement, &root))
                }
            }
        }
        (shell::as_data(&root, &folder))
    };
    site.beside(&folder, statements, None)?;
    let sources: BTreeSet<TermIx> =
        statements.iter().flat_map(|s| graph.objects(*s, vocab::PROV_WAS_QUOTED_FROM)).collect();
    let day = site.newest(sources.into_iter().filter_map(|s| site.view.source_day(Some(s))));
    site.page(&folder, &page.render(site, &main), day.as_deref())
}

/// Actor, relation and target, as far as the statement names them.
fn sentence(site: &Site<'_>, statement: TermIx, root: &str) -> Markup {
    let graph = site.view.graph;
    let one = |property: NamedNodeRef<'_>| graph.objects(statement, property).next();
    let relation = one(vocab::PED_RELATION).and_then(|r| graph.text(r).strip_prefix(vocab::PED));
    let rejected = graph
        .objects(statement, vocab::RDF_TYPE)
        .any(|c| graph.text(c) == vocab::PED_REJECTED_STATEMENT.as_str());
    html! {
        @if let Some(actor) = one(vocab::PED_ACTOR) { (end(site, actor, root)) " " }
        @if let Some(name) = relation {
            @let term = ontology::terms().iter().find(|t| t.name == name);
            @match term {
                Some(term) => a href={ (root) "ns/index.html#" (name) } { (term.label) },
                None => (clean(name)),
            }
        }
        @if let Some(target) = one(vocab::PED_TARGET) { " " (end(site, target, root)) }
        @if rejected { " (rejected by a person)" }
    }
}

/// A policy with a link to its page; what has no page by its name.
fn end(site: &Site<'_>, policy: TermIx, root: &str) -> Markup {
    let has_page = site.view.index.find(site.view.graph.text(policy)).is_some();
    html! {
        @if has_page { (policy::thing_link(site, policy, root)) }
        @else { (clean(site.view.name(Some(policy)))) }
    }
}
