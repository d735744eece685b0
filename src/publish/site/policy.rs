//! The page of a policy.

use super::shell::{self, Page, clean};
use super::{Site, dates, legislation, picture};
use crate::ground::passage::place;
use crate::ground::vocab;
use crate::lineage::render as words;
use crate::lineage::{EdgeIx, PolicyIx};
use crate::publish::facts;
use crate::publish::graph::TermIx;
use maud::{Markup, html};
use oxigraph::model::NamedNodeRef;

/// The most mentions that are shown of one policy; all are in its Turtle.
const MAX_MENTIONS: usize = 100;

pub(super) fn page(site: &Site<'_>, policy: PolicyIx, term: TermIx, path: &str) -> String {
    let index = site.view.index;
    let name = index.policy(policy).name();
    let title = shell::title(site, policy);
    let described = if title.is_empty() { name.to_owned() } else { format!("{name}: {title}") };
    let (kind, list) = shell::kind(site, term);
    let mut page = Page::new(path, name, &described);
    page.trail = vec![("Policies".to_owned(), String::new()), (kind.clone(), list)];
    page.data = Some(legislation::json_ld(site, policy, term, path));
    page.alternates = shell::data_beside(path);
    let root = page.root();
    let acts: Vec<EdgeIx> = index.acts(policy).collect();
    let upon: Vec<EdgeIx> = index.acts_upon(policy).collect();
    let main = html! {
        article {
            p.kind { (kind) }
            h1 { (clean(name)) }
            @if !title.is_empty() { p.title { (clean(title)) } }
            (standing(site, policy, &root))
            (description(site, term, &root))
            @if let Some(picture) = picture::draw(site, policy, &root) {
                section aria-labelledby="lineage" {
                    h2 id="lineage" { "Lineage" }
                    (picture)
                }
            }
            (statements(site, "acts", "What it does", &acts, true, &root))
            (statements(site, "upon", "What others do to it", &upon, false, &root))
            (judgements(site, policy))
            (mentions(site, term, &root))
            (shell::as_data(&root, path))
        }
    };
    page.render(site, &main)
}

/// The status with the reason for it.
fn standing(site: &Site<'_>, policy: PolicyIx, root: &str) -> Markup {
    let finding = site.view.finding(policy);
    html! {
        p.standing {
            (shell::badge(finding.status)) " as of " (dates::day(finding.as_of))
            @if let Some(edge) = finding.deciding {
                @let act = site.view.index.edge(edge);
                ": " (words::passive(act.relation, act.extent)) " "
                (policy_link(site, act.actor, root))
                @if let Some(date) = when(site, edge) { ", " (dates::time(&date)) }
            }
            @if let Some(known) = finding.last_known {
                ": " (known.status.name()) " on " (dates::day(known.day)) "; nothing later was read"
            } @else if let Some(doubt) = finding.doubt { ": " (doubt.explain()) }
            "."
            @if let Some(day) = finding.covered_until { " Covered until " (dates::day(day)) "." }
            @for judgement in finding.judged_by(site.view.index) {
                " Judged by " (clean(judgement.author))
                @if let Some(day) = judgement.day { " on " (dates::day(day)) }
                ": " (clean(judgement.reason)) " (" (clean(judgement.says)) ")"
            }
        }
    }
}

/// What people judged of the policy and of what is said of it.
fn judgements(site: &Site<'_>, policy: PolicyIx) -> Markup {
    let mut all = site.view.index.judgements_of_policy(policy).peekable();
    html! {
        @if all.peek().is_some() {
            section aria-labelledby="judgements" {
                h2 id="judgements" { "Judgements of people" }
                ul {
                    @for judgement in all {
                        li {
                            (clean(judgement.author)) " " (clean(judgement.says))
                            @if let Some(day) = judgement.day { ", " (dates::day(day)) }
                            ": " (clean(judgement.reason))
                        }
                    }
                }
            }
        }
    }
}

/// The date printed with an act, else the date of the acting policy.
fn when(site: &Site<'_>, edge: EdgeIx) -> Option<String> {
    let acting = || issued(site, site.view.index.edge(edge).actor).map(str::to_owned);
    printed(site, edge).or_else(acting)
}

/// The date printed with an act.
fn printed(site: &Site<'_>, edge: EdgeIx) -> Option<String> {
    let (graph, index) = (site.view.graph, site.view.index);
    let date = index.statements_of(edge).find_map(|s| {
        let statement = site.view.node(&index.statement(s).iri)?;
        graph.first(statement, vocab::PED_EFFECTIVE)
    });
    date.map(str::to_owned)
}

fn issued<'s>(site: &'s Site<'_>, policy: PolicyIx) -> Option<&'s str> {
    site.view.graph.first(site.view.term(policy)?, vocab::DCT_ISSUED)
}

fn policy_link(site: &Site<'_>, policy: PolicyIx, root: &str) -> Markup {
    let policy = site.view.index.policy(policy);
    html! { a href=(shell::link(root, &site.view.path(policy.iri))) { (clean(policy.name())) } }
}

/// A link to the page of a body, a person or a source.
pub(super) fn thing_link(site: &Site<'_>, thing: TermIx, root: &str) -> Markup {
    let graph = site.view.graph;
    html! {
        a href=(shell::link(root, &site.view.path(graph.text(thing)))) { (clean(site.view.name(Some(thing)))) }
    }
}

/// What is known of the policy itself.
fn description(site: &Site<'_>, term: TermIx, root: &str) -> Markup {
    let graph = site.view.graph;
    let texts = |property: NamedNodeRef<'_>| facts::texts(graph, term, property);
    let first = |property: NamedNodeRef<'_>| graph.first(term, property);
    let bodies: Vec<TermIx> = graph.objects(term, vocab::PED_ISSUED_BY).collect();
    let people: Vec<TermIx> = graph.objects(term, vocab::PED_SIGNED_BY).collect();
    let editions: Vec<TermIx> = graph.objects(term, vocab::PED_HAS_EDITION).collect();
    let files: Vec<TermIx> = graph.objects(term, vocab::DCT_HAS_FORMAT).collect();
    let pages = texts(vocab::FOAF_PAGE);
    html! {
        dl.facts {
            @if let Some(date) = first(vocab::DCT_ISSUED) { dt { "Issued" } dd { (dates::time(date)) } }
            @if !editions.is_empty() {
                dt { "Editions" }
                @for edition in editions {
                    dd {
                        (dates::time(graph.first(edition, vocab::DCT_ISSUED).unwrap_or_default()))
                        @for url in facts::texts(graph, edition, vocab::FOAF_PAGE) { " " (shell::outward(url, url)) }
                    }
                }
            }
            @if let Some(date) = first(vocab::SCHEMA_DATE_PUBLISHED) { dt { "Published" } dd { (dates::time(date)) } }
            @if !bodies.is_empty() {
                dt { "Issued by" }
                @for body in &bodies { dd { (thing_link(site, *body, root)) } }
            }
            @if !people.is_empty() {
                dt { "Signed by" }
                @for person in &people { dd { (thing_link(site, *person, root)) } }
            }
            @if let Some(number) = first(vocab::DCT_IDENTIFIER) { dt { "Number" } dd { (clean(number)) } }
            @let citations = texts(vocab::DCT_BIBLIOGRAPHIC_CITATION);
            @if !citations.is_empty() {
                dt { "Journal" }
                @for citation in citations { dd { (clean(citation)) } }
            }
            @let names = texts(vocab::SKOS_ALT_LABEL);
            @if !names.is_empty() {
                dt { "Also called" }
                @for name in names { dd { (clean(name)) } }
            }
            @if !pages.is_empty() {
                dt { "On the web" }
                @for url in pages { dd.url { (shell::outward(url, url)) } }
            }
            @if !files.is_empty() {
                dt { "Files" }
                @for file in files { dd { (file_line(site, file)) } }
            }
            dt { "In the graph" }
            dd { code { (graph.text(term)) } }
        }
        @for text in texts(vocab::DCT_ABSTRACT) { p.abstract { (clean(text)) } }
    }
}

fn file_line(site: &Site<'_>, file: TermIx) -> Markup {
    let graph = site.view.graph;
    let format = graph.first(file, vocab::DCT_FORMAT).unwrap_or("file");
    let mut parts = vec![format.to_owned()];
    if let Some(bytes) = graph.first(file, vocab::DCAT_BYTE_SIZE).and_then(|b| b.parse().ok()) {
        parts.push(shell::count(bytes, "byte", "bytes"));
    }
    if let Some(pages) = graph.first(file, vocab::SCHEMA_NUMBER_OF_PAGES).and_then(|p| p.parse().ok()) {
        parts.push(shell::count(pages, "page", "pages"));
    }
    let text = parts.join(", ");
    html! {
        @match graph.first(file, vocab::DCAT_ACCESS_URL) {
            Some(url) => (shell::outward(url, &text)),
            None => (clean(&text)),
        }
    }
}

/// Every statement of some edges, grouped by what is done.
fn statements(
    site: &Site<'_>,
    id: &str,
    heading: &str,
    edges: &[EdgeIx],
    active: bool,
    root: &str,
) -> Markup {
    if edges.is_empty() {
        return html! {};
    }
    let index = site.view.index;
    let mut groups: Vec<(String, Vec<EdgeIx>)> = Vec::new();
    let mut sorted = edges.to_vec();
    sorted.sort_by_key(|e| {
        let edge = index.edge(*e);
        (edge.relation, edge.extent == crate::model::Extent::Part, edge.when, *e)
    });
    for e in sorted {
        let edge = index.edge(e);
        let word = if active {
            words::active(edge.relation, edge.extent)
        } else {
            words::passive(edge.relation, edge.extent)
        };
        match groups.last_mut() {
            Some((last, edges)) if *last == word => edges.push(e),
            _ => groups.push((word, vec![e])),
        }
    }
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            @for (word, edges) in &groups {
                h3 { (shell::capital(word)) }
                ol.statements {
                    @for e in edges {
                        @let edge = index.edge(*e);
                        @let other = if active { edge.target } else { edge.actor };
                        li {
                            p {
                                (policy_link(site, other, root))
                                @let title = shell::title(site, other);
                                @if !title.is_empty() { " " span.of { (clean(title)) } }
                                @if let Some(date) = issued(site, other) { " (" (dates::time(date)) ")" }
                                " " (shell::badge(site.view.status(other)))
                                @if let Some(date) = printed(site, *e) { span.when { " effective " (dates::time(&date)) } }
                            }
                            @for s in index.statements_of(*e) {
                                @if let Some(term) = site.view.node(&index.statement(s).iri) {
                                    (evidence(site, term, root))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The words, and where they stand.
pub(super) fn evidence(site: &Site<'_>, term: TermIx, root: &str) -> Markup {
    let graph = site.view.graph;
    let words = site.view.passage(term).words(usize::MAX);
    let source = graph.objects(term, vocab::PROV_WAS_QUOTED_FROM).next();
    let locator = graph.first(term, vocab::PED_LOCATOR).unwrap_or_default();
    let at = (graph.first(term, vocab::PED_QUOTE_START), graph.first(term, vocab::PED_QUOTE_END));
    let id = graph.text(term).rsplit('/').next().unwrap_or_default();
    let role = match graph.first(term, vocab::PED_ROLE) {
        Some(role) if role == vocab::PED_RECORD.as_str() => ", which describes it",
        Some(_) => ", which names it",
        None => "",
    };
    let inferred = graph.first(term, vocab::PED_STRENGTH) == Some(vocab::PED_INFERRED.as_str());
    html! {
        figure.quote id=(id) {
            blockquote { p { (clean(&words)) } }
            figcaption {
                @if let Some(source) = source { (thing_link(site, source, root)) (role) }
                @let place = place(locator, graph.first(term, vocab::PED_SECTION).unwrap_or_default());
                @if !place.is_empty() { ", " (place) }
                @if let Some(day) = site.view.source_day(source) { ", " (dates::time(day)) }
                @if inferred { ", read from the layout" }
                @if let Some((url, what)) = site.view.original(term) { " · " (shell::outward(url, what)) }
                @if let (Some(start), Some(end)) = at {
                    " · " span.at { @if !locator.is_empty() { code { (clean(locator)) } ", " } "characters " (start) "–" (end) }
                }
            }
        }
    }
}

fn mentions(site: &Site<'_>, term: TermIx, root: &str) -> Markup {
    let all = site.view.descriptions.mentions(term);
    if all.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="mentions" {
            h2 id="mentions" { "Where it is named" }
            details {
                summary { (shell::count(all.len(), "passage", "passages")) }
                @for mention in all.iter().take(MAX_MENTIONS) { (evidence(site, *mention, root)) }
                @if all.len() > MAX_MENTIONS {
                    p { "The other " (shell::number(all.len() - MAX_MENTIONS)) " are in the Turtle file below." }
                }
            }
        }
    }
}
