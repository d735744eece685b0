//! The pages of statements and of mentions: all whose names begin alike stand on one, with an anchor for each, and as data beside it.
//!
//! A page for each would double the files of a package; one for all would be too long. The first two digits of the hash
//! that names one give 256 pages, which a redirect finds from the IRI alone (docs/w3id.md).

use super::shell::{self, Page, clean};
use super::{Site, policy};
use crate::ground::vocab;
use crate::publish::graph::TermIx;
use crate::publish::{MENTIONS, PublishError, STATEMENTS};
use crate::rdf::ontology;
use maud::{Markup, html};
use oxigraph::model::NamedNodeRef;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The digits of a hash that name its page.
const DIGITS: usize = 2;

/// What stands together on pages.
struct Kind {
    /// The folder of the pages, and that of the IRIs below the base.
    folder: &'static str,
    classes: &'static [NamedNodeRef<'static>],
    /// What one of them, and several, are called.
    names: (&'static str, &'static str),
    /// What they are.
    about: &'static str,
}

const KINDS: [Kind; 2] = [
    Kind {
        folder: STATEMENTS,
        classes: &[vocab::PED_STATEMENT, vocab::PED_REJECTED_STATEMENT],
        names: ("statement", "statements"),
        about: "what one policy does to another, with the words that say so.",
    },
    Kind {
        folder: MENTIONS,
        classes: &[vocab::PED_MENTION],
        names: ("mention", "mentions"),
        about: "a policy, with the words in which a source names or describes it.",
    },
];

/// Writes them.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    KINDS.iter().try_for_each(|kind| write_kind(site, kind))
}

fn write_kind(site: &Site<'_>, kind: &Kind) -> Result<(), PublishError> {
    let graph = site.view.graph;
    let mut pages: BTreeMap<&str, BTreeMap<&str, TermIx>> = BTreeMap::new();
    for statement in kind.classes.iter().flat_map(|class| graph.of_class(*class)) {
        let name = graph.text(statement).strip_prefix(site.view.base).and_then(|path| path.split_once('/'));
        let Some((_, hash)) = name.filter(|(folder, _)| *folder == kind.folder) else { continue };
        let is_hash = hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if let (true, Some(start)) = (is_hash, hash.get(..DIGITS)) {
            pages.entry(start).or_default().insert(hash, statement);
        }
    }
    pages.into_par_iter().try_for_each(|(start, statements)| {
        let statements: Vec<TermIx> = statements.into_values().collect();
        page(site, kind, start, &statements)
    })
}

fn page(site: &Site<'_>, kind: &Kind, start: &str, statements: &[TermIx]) -> Result<(), PublishError> {
    let graph = site.view.graph;
    let folder = format!("{}/{start}", kind.folder);
    let about = shell::count(statements.len(), kind.names.0, kind.names.1);
    let title = format!("{} {start}…", shell::capital(kind.names.1));
    let mut page = Page::new(&folder, &title, &about);
    page.alternates = shell::data_beside(&folder);
    let root = page.root();
    let main = html! {
        h1 { (title) }
        p { (about) " whose names begin with " code { (start) } ": " (kind.about) }
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

/// Actor, relation and target, as far as the statement names them; the policy of a mention.
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
        @if let Some(of) = one(vocab::PED_OF) { (end(site, of, root)) }
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
