//! A page about anything that has none of its own: a mention, a period, an edition, a person's membership.

use super::shell::{self, Page, clean};
use super::{Site, ontology, policy};
use crate::publish::graph::TermIx;
use maud::{Markup, html};
use oxigraph::model::Term;

/// The most values that are shown; all are in the data.
const MAX_VALUES: usize = 500;

/// The page of a thing at a folder.
pub(super) fn page(site: &Site<'_>, thing: TermIx, folder: &str) -> String {
    let graph = site.view.graph;
    let iri = graph.text(thing);
    let name = site.view.name(Some(thing));
    let mut page = Page::new(folder, name, iri);
    page.alternates = shell::data_beside(folder);
    let root = page.root();
    let about = graph.about(thing);
    let main = html! {
        h1 { (clean(name)) }
        dl.facts {
            @for (predicate, object) in about.iter().take(MAX_VALUES) {
                dt { (clean(&ontology::shorten(graph.text(*predicate)))) }
                dd { (value(site, *object, &root)) }
            }
            dt { "In the graph" } dd { code { (clean(iri)) } }
        }
        @if about.len() > MAX_VALUES { p { (shell::number(about.len() - MAX_VALUES)) " more are in the data." } }
        (shell::as_data(&root, folder))
    };
    page.render(site, &main)
}

/// A value, with a link where it is a thing of the graph or of the web.
fn value(site: &Site<'_>, value: TermIx, root: &str) -> Markup {
    let graph = site.view.graph;
    match graph.term(value) {
        Term::NamedNode(iri) => match iri.as_str().strip_prefix(site.view.base) {
            Some(_) if site.view.index.find(iri.as_str()).is_some() => policy::thing_link(site, value, root),
            Some(path) => html! { a href={ (root) (path) } { (clean(site.view.name(Some(value)))) } },
            None => shell::outward(iri.as_str(), &ontology::shorten(iri.as_str())),
        },
        _ => html! { (clean(graph.text(value))) },
    }
}
