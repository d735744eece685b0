//! The picture of a policy's lineage: it and its neighbours in the order of time, with arcs between them.
//!
//! Rows are text, so that the picture is read by whoever cannot see it; arcs run from the policy that acts to the one
//! acted upon.

use super::Site;
use super::shell::{self, clean};
use crate::lineage::render as words;
use crate::lineage::{EdgeIx, PolicyIx};
use crate::model::Relation;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The most neighbours that are drawn.
const MAX_NEIGHBOURS: usize = 16;
/// The most arcs that are drawn.
const MAX_ARCS: usize = 80;
const ROW: usize = 44;
/// The longest reach of an arc to the left.
const REACH: usize = 80;
const WIDTH: usize = 460;
/// The longest title of a row, in characters.
const TITLE: usize = 48;

/// Draws a policy with its neighbours; nothing where it has none.
pub(super) fn draw(site: &Site<'_>, policy: PolicyIx, root: &str) -> Option<Markup> {
    let index = site.view.index;
    let mut next: BTreeMap<PolicyIx, Vec<EdgeIx>> = BTreeMap::new();
    for e in index.acts(policy) {
        next.entry(index.edge(e).target).or_default().push(e);
    }
    for e in index.acts_upon(policy) {
        next.entry(index.edge(e).actor).or_default().push(e);
    }
    next.remove(&policy);
    if next.is_empty() {
        return None;
    }
    let all = next.len();
    let mut ranked: Vec<PolicyIx> = next.keys().copied().collect();
    ranked.sort_by_key(|p| {
        let weight = next.get(p).into_iter().flatten().map(|e| rank(index.edge(*e).relation)).min();
        (weight, index.issued(*p), *p)
    });
    ranked.truncate(MAX_NEIGHBOURS);
    ranked.push(policy);
    ranked.sort_by_key(|p| (index.issued(*p), *p));
    let place: BTreeMap<PolicyIx, usize> = ranked.iter().enumerate().map(|(i, p)| (*p, i)).collect();
    let height = ranked.len() * ROW + 16;
    let arcs = arcs(site, policy, &ranked, &place);
    let spine = 22 + arcs.iter().map(|(from, to, ..)| reach(*from, *to)).max().unwrap_or_default();
    let name = index.policy(policy).name();
    Some(html! {
        figure.lineage {
            svg viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="group"
                aria-label={ "Lineage of " (clean(name)) } {
                line.spine x1=(spine) y1="8" x2=(spine) y2=(height - 8) {}
                @for (from, to, own, tone) in &arcs { (arc(spine, *from, *to, *own, tone)) }
                @for (row, p) in ranked.iter().enumerate() { (node(site, policy, *p, (spine, middle(row)), next.get(p), root)) }
            }
            figcaption {
                "In the order of time. An arc runs from the policy that acts to the one acted upon: "
                span.ends { "red" } " where it ends that policy, "
                span.names { "dotted" } " where it only names it. "
                @if all > MAX_NEIGHBOURS {
                    (shell::number(MAX_NEIGHBOURS)) " of " (shell::number(all)) " neighbours are drawn; all are listed below."
                }
            }
        }
    })
}

/// What is drawn first where there are too many: what ends or changes, then descent, then mere mention.
const fn rank(relation: Relation) -> u8 {
    match relation {
        Relation::Rescinds | Relation::Supersedes | Relation::Suspends | Relation::Reinstates => 0,
        Relation::Cites | Relation::SeeAlso | Relation::RelatedTo => 2,
        _ => 1,
    }
}

/// Arcs between the rows: from, to, whether it is the policy's own, and the tone of it.
fn arcs(
    site: &Site<'_>,
    policy: PolicyIx,
    rows: &[PolicyIx],
    place: &BTreeMap<PolicyIx, usize>,
) -> Vec<(usize, usize, bool, &'static str)> {
    let index = site.view.index;
    let mut found = BTreeSet::new();
    for p in rows {
        let Some(from) = place.get(p) else { continue };
        for e in index.acts(*p) {
            let edge = index.edge(e);
            let Some(to) = place.get(&edge.target).filter(|to| *to != from) else { continue };
            let own = edge.actor == policy || edge.target == policy;
            let tone = match rank(edge.relation) {
                0 => "ends",
                2 => "names",
                _ => "descends",
            };
            found.insert((!own, *from, *to, tone));
        }
    }
    found.into_iter().take(MAX_ARCS).map(|(other, from, to, tone)| (from, to, !other, tone)).collect()
}

const fn middle(row: usize) -> usize {
    8 + row * ROW + ROW / 2
}

/// How far to the left an arc goes.
fn reach(from: usize, to: usize) -> usize {
    (12 + from.abs_diff(to) * 9).min(REACH)
}

fn arc(spine: usize, from: usize, to: usize, own: bool, tone: &str) -> Markup {
    let (y1, y2) = (middle(from), middle(to));
    let (x, end) = (spine - 7, spine - 13);
    let mut path = String::new();
    // Writing to memory does not fail.
    let _ = write!(
        path,
        "M{x} {y1}C{c} {y1} {c} {y2} {end} {y2}",
        c = spine.saturating_sub(8 + reach(from, to) * 4 / 3)
    );
    let mut point = String::new();
    let _ = write!(point, "M{} {}l8 4l-8 4z", spine - 15, y2 - 4);
    let class = format!("arc {tone}{}", if own { " own" } else { "" });
    html! { g class=(class) { path.way d=(path) {} path.point d=(point) {} } }
}

fn node(
    site: &Site<'_>,
    start: PolicyIx,
    policy: PolicyIx,
    (spine, y): (usize, usize),
    edges: Option<&Vec<EdgeIx>>,
    root: &str,
) -> Markup {
    let index = site.view.index;
    let known = index.policy(policy);
    let own = policy == start;
    let mut does: Vec<String> = Vec::new();
    for e in edges.into_iter().flatten() {
        let edge = index.edge(*e);
        let word = if edge.actor == start {
            words::passive(edge.relation, edge.extent)
        } else {
            words::active(edge.relation, edge.extent)
        };
        if !does.contains(&word) {
            does.push(word);
        }
    }
    let mut hints: Vec<String> = edges.into_iter().flatten().map(|e| hint(site, *e)).collect();
    hints.dedup();
    let name = index.policy(start).name();
    let note = match (own, does.is_empty()) {
        (true, _) | (_, true) => String::new(),
        _ => format!("{} {}", does.join(", "), cut(&clean(name), 24)),
    };
    let date = known.issued.earliest().map(|d| d.format("%Y").to_string()).unwrap_or_default();
    let title = shell::title(site, policy);
    let second = if note.is_empty() { cut(&clean(title), TITLE) } else { cut(&note, TITLE) };
    let x = spine + 16;
    let label = html! {
        text.name x=(x) y=(y - 2) { (cut(&clean(known.name()), 34)) tspan.date dx="8" { (date) } }
    };
    html! {
        g.node.own[own] {
            @if !hints.is_empty() { title { (hints.join("\n")) } }
            circle.(shell::class(site.view.status(policy))) cx=(spine) cy=(y) r=(if own { 7 } else { 5 }) {}
            @if own { (label) } @else {
                a href=(shell::link(root, &site.view.path(known.iri))) { (label) }
            }
            text.note x=(x) y=(y + 14) { (second) }
        }
    }
}

/// An edge with the words that state it, for whoever points at a row.
fn hint(site: &Site<'_>, e: EdgeIx) -> String {
    let index = site.view.index;
    let edge = index.edge(e);
    let name = |p| clean(index.policy(p).name());
    let does = words::active(edge.relation, edge.extent);
    let words = words::evidence::of_edge(index, e);
    format!("{} {does} {}: {words}", name(edge.actor), name(edge.target))
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let head: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}
