//! The policies that a text cites: by number, by name, by title, and by bare number where the words above tell of which
//! series.

use super::beside;
use super::document::Text;
use super::known::Known;
use super::past::Place;
use crate::ground::Span;
use crate::lineage::PolicyIx;
use crate::model::{Identifier, PartialDate, SchemeIx};
use crate::profile::{LintTurn, Profile};
use crate::reading::cite::{self, Cited};
use crate::reading::refs;
use crate::reading::tree::{NodeKind, Tree};
use crate::source::BlockKind;
use std::collections::{BTreeMap, BTreeSet};

/// A policy that a text cites.
#[derive(Clone, Debug)]
pub(super) struct Citing {
    /// The words that name it.
    pub(super) span: Span,
    /// Those with the date behind them.
    pub(super) whole: Span,
    /// Its number, where the words give one.
    pub(super) number: Option<Identifier>,
    /// The policy of the graph, where there is one.
    pub(super) policy: Option<PolicyIx>,
    /// The date printed with it.
    pub(super) date: Option<(Span, PartialDate)>,
    /// The cell of its row that holds its title, where the cell before it holds its number and nothing else.
    pub(super) title_cell: Option<Span>,
    /// Whether it stands in the title of another policy.
    pub(super) in_title: bool,
}

impl Citing {
    /// The place, where the graph has the policy.
    pub(super) fn place(&self) -> Option<Place> {
        self.policy.map(|policy| Place { span: self.span, whole: self.whole, policy, joined: false })
    }
}

/// All citations of a text, in order and without overlaps; linear in the text.
pub(super) fn find(profile: &Profile, known: &Known, text: Text<'_>) -> Vec<Citing> {
    let mut found: Vec<Citing> = Vec::new();
    for citation in cite::find_in(profile, text.text) {
        let whole = citation.whole();
        let (number, policy) = match &citation.cited {
            Cited::Number(number) => (Some(number.clone()), known.numbered(profile, number)),
            Cited::Act { title, year, number, .. } => {
                let by_number = number.as_ref().and_then(|number| known.numbered(profile, number));
                let policy = by_number.or_else(|| known.titled(&profile.wording, title, *year));
                (None, policy)
            }
            Cited::Dated { .. } => continue,
        };
        // A number in the next block is another's: "A PROCLAMATION" over "1. Cattle ranchers have …". So is a date there.
        let broken = |span: Span| span.of(text.text).contains('\n');
        let other = number.as_ref().is_some_and(|n| is_no_policy(profile, n));
        if broken(citation.span) || other || is_in_address(text.text, citation.span) {
            continue;
        }
        let date = citation.date.filter(|_| !broken(whole));
        let whole = if broken(whole) { citation.span } else { whole };
        let more =
            || year_in_brackets(text.text, whole.end).or_else(|| issued_on(profile, text.text, whole.end));
        let date = date.or_else(|| number.is_some().then(more)?);
        found.push(Citing {
            span: citation.span,
            whole,
            number,
            policy,
            date,
            title_cell: None,
            in_title: false,
        });
    }
    let titles = known.titles_in(text.text).into_iter();
    let titles = titles.filter(|(span, _)| !is_in_address(text.text, *span) && is_cited(text, *span));
    let named = titles.map(|(span, p)| Citing {
        span,
        whole: span,
        number: None,
        policy: Some(p),
        date: None,
        title_cell: None,
        in_title: false,
    });
    let free = |title: &Citing| {
        !around(&found, title.span).any(|c| {
            // A title beside its own number is the same mention.
            let gap = if c.whole.end <= title.span.start {
                text.text.get(c.whole.end..title.span.start)
            } else {
                text.text.get(title.span.end..c.span.start)
            };
            let beside = gap.is_some_and(|gap| gap.len() <= MAX_GAP && !gap.contains('\n'));
            c.whole.overlaps(title.span) || c.policy == title.policy && beside
        }) && !is_in_row_of_number(text, &found, title)
    };
    let free: Vec<Citing> = named.filter(free).collect();
    found.extend(free);
    found.sort_by_key(|c| c.span);
    if !text.is_field {
        bare(profile, known, text, &mut found);
    }
    found.sort_by_key(|c| c.span);
    if text.is_short {
        found.retain(|c| c.number.is_some() && c.whole.of(text.text).trim() == text.text.trim());
    }
    title_cells(profile, text, &mut found);
    mark_titles(text, &mut found);
    found
}

/// `(2011)` right after a policy.
fn year_in_brackets(text: &str, at: usize) -> Option<(Span, PartialDate)> {
    let after = text.get(at..)?;
    let inner = after.trim_start_matches([' ', '\u{a0}']).strip_prefix('(')?;
    let year = inner.get(..4).filter(|_| inner.get(4..).is_some_and(|rest| rest.starts_with(')')))?;
    let start = at + after.len() - inner.len();
    Some((Span::new(start, start + 4), PartialDate::from_iso(year)?))
}

/// `, signed on April 27, 2011` right after a policy.
fn issued_on(profile: &Profile, text: &str, at: usize) -> Option<(Span, PartialDate)> {
    let after = crate::ground::boundary::head(text.get(at..)?, MAX_ISSUED);
    let hit = profile.dates.find_in(after).next()?;
    let issued = profile.lint.turn(LintTurn::IssuedOn).is_match(after.get(..hit.span.start)?);
    Some((hit.span.shift(at), hit.date.filter(|_| issued)?))
}

/// So far after a policy the day may stand on which it was issued, in bytes.
const MAX_ISSUED: usize = 90;

/// Whether a title stands in a row that gives the number of its policy too: one mention in two cells.
fn is_in_row_of_number(text: Text<'_>, found: &[Citing], title: &Citing) -> bool {
    let Some(block) = text.block_at(title.span.start) else { return false };
    if text.blocks.get(block).is_none_or(|b| b.cell.is_none()) {
        return false;
    }
    let row = text.passage(block);
    let from = found.partition_point(|c| c.span.start < row.start);
    let of_row = found.get(from..).unwrap_or_default().iter().take_while(|c| c.span.end <= row.end);
    of_row.take(MAX_OF_ROW).any(|c| c.number.is_some() && c.policy == title.policy)
}

/// Gives each number that has a cell for itself the cell of its row under a head of titles.
fn title_cells(profile: &Profile, text: Text<'_>, found: &mut [Citing]) {
    let head = profile.lint.turn(LintTurn::TitleHead);
    // The columns of titles of the table at hand, and the title of the row at hand.
    let (mut table, mut columns) = (None, BTreeSet::new());
    let mut titles: BTreeMap<(u32, u32), Span> = BTreeMap::new();
    for block in text.blocks {
        let Some(cell) = block.cell else { continue };
        if table != Some(cell.table) {
            (table, columns) = (Some(cell.table), BTreeSet::new());
        }
        let words = block.span.of(text.text).trim();
        if (cell.row == 0 || cell.head) && head.is_match(words) {
            columns.insert(cell.column);
        } else if columns.contains(&cell.column) {
            titles.entry((cell.table, cell.row)).or_insert(block.span);
        }
    }
    if titles.is_empty() {
        return;
    }
    for citing in found.iter_mut().filter(|c| c.number.is_some()) {
        let block = text.block_at(citing.span.start).and_then(|i| text.blocks.get(i));
        let alone = block.filter(|b| b.span.of(text.text).trim() == citing.whole.of(text.text).trim());
        let cell = alone.and_then(|b| b.cell);
        citing.title_cell = cell.and_then(|c| titles.get(&(c.table, c.row))).copied();
    }
}

/// So many citations of a row are looked at.
const MAX_OF_ROW: usize = 64;

/// Marks citations that stand in a title beside the number of another policy.
fn mark_titles(text: Text<'_>, found: &mut [Citing]) {
    let numbered = found.iter().filter(|c| c.number.is_some());
    let titles: Vec<Span> = numbered.filter_map(|c| beside::title_or_bracket(text, c)).collect();
    for title in titles {
        let from = found.partition_point(|c| c.span.start < title.start);
        let within = found.get_mut(from..).unwrap_or_default().iter_mut();
        within.take_while(|c| c.span.end <= title.end).for_each(|c| c.in_title = true);
    }
}

/// Whether a title names a policy where it stands, and no body or programme that is called so: it is a whole block or
/// link, or stands in quotation marks.
fn is_cited(text: Text<'_>, span: Span) -> bool {
    let Some(block) = text.block_at(span.start).and_then(|i| text.blocks.get(i)) else { return false };
    let mut labels =
        text.link_around(span).map(|(words, _)| words).into_iter().chain([block.words(text.text)]);
    let whole = |label: Span| label.contains(span) && label.end - label.start <= span.end - span.start + 2;
    let before = text.text.get(..span.start).unwrap_or("");
    before.ends_with(['“', '"', '‘']) || labels.any(whole)
}

/// The citations next to a stretch, before it and after.
fn around(found: &[Citing], span: Span) -> impl Iterator<Item = &Citing> {
    let after = found.partition_point(|c| c.span.start < span.start);
    found.get(after.saturating_sub(1)..).unwrap_or_default().iter().take(2)
}

/// A title this far from its number, in bytes, is beside it.
const MAX_GAP: usize = 60;

/// Numbers that name a place in a code or a gazette, and no policy that one could end.
fn is_no_policy(profile: &Profile, number: &Identifier) -> bool {
    let kind = profile.schemes.get(number.scheme).kind.as_str();
    matches!(kind, "Code" | "RegisterDocument" | "StatuteAtLarge" | "Regulation")
}

/// Whether words stand in an address: `https://a.gov/eo-13571.pdf`.
fn is_in_address(text: &str, span: Span) -> bool {
    let before = crate::ground::boundary::tail(text.get(..span.start).unwrap_or(""), 200);
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    word.contains("://") || word.starts_with("www.") || word.contains('@')
}

/// Adds the bare numbers of items and cells whose lead-in or column names a series.
fn bare(profile: &Profile, known: &Known, text: Text<'_>, found: &mut Vec<Citing>) {
    let listed = |b: &crate::source::Block| matches!(b.kind, BlockKind::Item(_) | BlockKind::Cell);
    let has_figure =
        |b: &crate::source::Block| b.span.of(text.text).bytes().filter(u8::is_ascii_digit).count() >= 4;
    if !text.blocks.iter().any(|b| listed(b) && has_figure(b)) {
        return;
    }
    let tree = Tree::of_blocks(profile, text.text, text.blocks);
    let mut more = Vec::new();
    // Items share the words that lead to them.
    let mut last: Option<(Span, Option<SchemeIx>)> = None;
    for (at, node) in tree.nodes().iter().enumerate() {
        let item = matches!(node.kind, NodeKind::Item { .. } | NodeKind::Cell { .. });
        let Ok(ix) = u32::try_from(at) else { break };
        let Some(lead_in) = tree.lead_ins(crate::reading::tree::NodeIx(ix)).next().filter(|_| item) else {
            continue;
        };
        let (_, scheme) = match last {
            Some(known) if known.0 == lead_in => known,
            _ => *last.insert((lead_in, refs::licensed(profile, lead_in.of(text.text)))),
        };
        let Some(scheme) = scheme else { continue };
        let words = node.own.of(text.text);
        for (span, number) in refs::bare_numbers(profile, words, scheme) {
            let span = span.shift(node.own.start);
            let policy = known.numbered(profile, &number);
            if policy.is_some() && !around(found, span).any(|c| c.whole.overlaps(span)) {
                more.push(Citing {
                    span,
                    whole: span,
                    number: Some(number),
                    policy,
                    date: None,
                    title_cell: None,
                    in_title: false,
                });
            }
        }
    }
    found.extend(more);
}
