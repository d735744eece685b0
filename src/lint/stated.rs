//! What a page says of the standing of a policy apart from the sentence that cites it: in the cell of its row under a head of
//! status, in a line of key and value under the heading that names it, in the words that lead in its list, in the heading
//! over its list.
//!
//! In: the blocks of a text and where it cites policies. Out: the places of which it says so. The words stand in `lint.toml`.
//! Linear in the text.

use super::document::Text;
use super::past::Place;
use crate::ground::Span;
use crate::ground::boundary::{head, tail};
use crate::profile::{LintTurn, LintWords};
use crate::source::{Block, BlockKind, Enumerator};
use std::collections::{BTreeMap, HashMap};

/// A key with its value is no longer than this, in bytes.
const MAX_LINE: usize = 200;

/// A key is no longer than this, in bytes.
const MAX_KEY: usize = 40;

/// So many policies of a heading are kept.
const MAX_OF_HEADING: usize = 8;

/// A policy that a row or an item is about stands this near to its start, in bytes.
const MAX_BEFORE: usize = 24;

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stated {
    InForce,
    /// It is cited beside a policy that has ended, in its row.
    BesideEnded,
    Ended,
}

/// Of which places something is said, by the byte at which they start.
pub(super) type StatedOf = BTreeMap<usize, Stated>;

/// Looks through a text once.
pub(super) fn find(words: &LintWords, text: Text<'_>, places: &[Place]) -> StatedOf {
    let mut reader = Reader { words, text, places, found: StatedOf::new() };
    if !places.is_empty() {
        reader.rows();
        reader.lines();
        reader.lists();
    }
    reader.found
}

struct Reader<'a> {
    words: &'a LintWords,
    text: Text<'a>,
    places: &'a [Place],
    found: StatedOf,
}

impl<'a> Reader<'a> {
    /// What is said of more than one thing has its harshest word.
    fn say(&mut self, place: usize, said: Stated) {
        let known = self.found.entry(place).or_insert(said);
        *known = said.max(*known);
    }

    /// The places in a stretch.
    fn within(&self, stretch: Span) -> &'a [Place] {
        let from = self.places.partition_point(|p| p.span.start < stretch.start);
        let to = self.places.partition_point(|p| p.span.start < stretch.end);
        self.places.get(from..to).unwrap_or_default()
    }

    /// What a key with its value says, printed as `Status: Active`.
    fn said(&self, line: &str) -> Option<Stated> {
        self.told(head(line, MAX_LINE), LintTurn::StatusEnded, LintTurn::StatusInForce)
    }

    /// What words say by one of two patterns; those of the end come first.
    fn told(&self, words: &str, ended: LintTurn, in_force: LintTurn) -> Option<Stated> {
        let kinds = [(ended, Stated::Ended), (in_force, Stated::InForce)];
        kinds.into_iter().find(|(turn, _)| self.words.turn(*turn).is_match(words)).map(|(_, said)| said)
    }

    fn block(&self, at: usize) -> &'a str {
        self.text.blocks.get(at).map_or("", |b| b.span.of(self.text.text)).trim()
    }

    /// Each row of each table: its cells under their heads.
    fn rows(&mut self) {
        let mut heads: HashMap<u32, &str> = HashMap::new();
        let mut at = 0;
        let mut table = None;
        while let Some(cell) = self.text.blocks.get(at).map(|b| b.cell) {
            let Some(cell) = cell else {
                at += 1;
                continue;
            };
            if table != Some(cell.table) {
                (table, heads) = (Some(cell.table), HashMap::new());
            }
            let same = |b: &&Block| b.cell.is_some_and(|c| (c.table, c.row) == (cell.table, cell.row));
            let len = self.text.blocks.iter().skip(at).take_while(same).count();
            let row = at..at + len;
            let is_head = |i: usize| self.text.blocks.get(i).and_then(|b| b.cell).is_some_and(|c| c.head);
            if cell.row == 0 || row.clone().all(is_head) {
                for i in row.clone() {
                    let column = self.text.blocks.get(i).and_then(|b| b.cell).map_or(0, |c| c.column);
                    heads.insert(column, self.block(i));
                }
            }
            if cell.row > 0 {
                self.row(row, &heads);
            }
            at += len;
        }
    }

    fn row(&mut self, row: std::ops::Range<usize>, heads: &HashMap<u32, &str>) {
        let under = |i: usize| {
            let column = self.text.blocks.get(i)?.cell?.column;
            self.said(&format!("{}: {}", heads.get(&column)?, self.block(i)))
        };
        let Some(said) = row.clone().filter_map(under).max() else { return };
        let blocks = row.filter_map(|i| self.text.blocks.get(i));
        let named: Vec<&Block> = blocks.filter(|b| !self.within(b.span).is_empty()).collect();
        self.say_first(named.first().copied(), said);
        // Whatever else a row on something past cites is of the past.
        if said != Stated::InForce {
            let all: Vec<usize> =
                named.iter().flat_map(|b| self.within(b.span)).map(|p| p.span.start).collect();
            all.into_iter().for_each(|place| self.say(place, Stated::BesideEnded));
        }
    }

    /// Says something of the policy with which a block starts.
    fn say_first(&mut self, block: Option<&Block>, said: Stated) {
        let Some(block) = block else { return };
        let start = block.words(self.text.text).start;
        let first = self.within(block.span).first().filter(|p| p.span.start - start <= MAX_BEFORE);
        if let Some(place) = first.map(|p| p.span.start) {
            self.say(place, said);
        }
    }

    /// Each line of key and value: of the policy that the heading above it names, else of the first that a line before it
    /// of the same run names.
    fn lines(&mut self) {
        let mut open: Vec<(u8, Vec<usize>)> = Vec::new();
        let mut run: Option<usize> = None;
        for (at, block) in self.text.blocks.iter().enumerate() {
            let places = self.within(block.span).iter().map(|p| p.span.start);
            if let BlockKind::Heading(level) = block.kind {
                open.retain(|(above, _)| *above < level);
                open.push((level, places.take(MAX_OF_HEADING).collect()));
                run = None;
                continue;
            }
            let Some(line) = self.line(at) else {
                run = None;
                continue;
            };
            run = run.or(self.within(block.span).first().map(|p| p.span.start));
            let Some(said) = self.said(&line) else { continue };
            let named = open.iter().rev().map(|(_, named)| named).find(|named| !named.is_empty());
            let about = named.cloned().unwrap_or_else(|| run.into_iter().collect());
            // A heading may name a policy and speak of something else: "Work under EO 12866".
            let heads = |place: &usize| {
                let block = self.text.block_at(*place).and_then(|i| self.text.blocks.get(i));
                block.is_some_and(|b| *place - b.words(self.text.text).start <= MAX_BEFORE)
            };
            let about = about.into_iter().filter(|place| said == Stated::Ended || heads(place));
            about.collect::<Vec<_>>().into_iter().for_each(|place| self.say(place, said));
        }
    }

    /// A key with its value: a block that is one, a term with its definition, a row of two cells. Empty for a term or the
    /// first cell, which go on with the next block.
    fn line(&self, at: usize) -> Option<String> {
        let blocks = self.text.blocks;
        let words = self.block(at);
        if at.checked_sub(1).is_some_and(|before| self.is_key(before)) {
            let key = self.block(at - 1).trim_end_matches(':');
            return Some(format!("{key}: {}", head(words, MAX_LINE)));
        }
        if self.is_key(at) {
            return Some(String::new());
        }
        let is_line = words.len() <= MAX_LINE && head(words, MAX_KEY).contains(':');
        (is_line && blocks.get(at)?.cell.is_none()).then(|| words.to_owned())
    }

    /// Whether a block is a term before its definition, or the first of the two cells of a row.
    fn is_key(&self, at: usize) -> bool {
        let blocks = self.text.blocks;
        let (Some(one), Some(two)) = (blocks.get(at), blocks.get(at + 1)) else { return false };
        let is_item = |b: &Block| matches!(b.kind, BlockKind::Item(_)) && b.cell.is_none();
        let row = |b: &Block| b.cell.map(|c| (c.table, c.row));
        let pair = match (one.cell, two.cell) {
            (Some(_), Some(_)) => {
                let of_row = |i: Option<usize>| i.and_then(|i| blocks.get(i)).and_then(row) == row(one);
                row(one) == row(two) && !of_row(at.checked_sub(1)) && !of_row(Some(at + 2))
            }
            _ => {
                is_item(one)
                    && is_item(two)
                    && one.enumerator == Some(Enumerator::Bullet)
                    && two.enumerator.is_none()
            }
        };
        pair && self.block(at).len() <= MAX_KEY
    }

    /// Each list: what the words before it that end with a colon say, else the headings over it.
    fn lists(&mut self) {
        let mut open: Vec<(u8, Option<Stated>)> = Vec::new();
        let mut headings: Vec<(u8, Option<Stated>)> = Vec::new();
        for block in self.text.blocks {
            let depth = match block.kind {
                BlockKind::Heading(level) => {
                    open.clear();
                    headings.retain(|(above, _)| *above < level);
                    headings.push((level, self.of_heading(block)));
                    continue;
                }
                BlockKind::Item(depth) => depth,
                BlockKind::Cell => 1,
                _ => 0,
            };
            open.retain(|(above, _)| *above < depth);
            let led = open.iter().filter_map(|(_, said)| *said).max();
            match led.or_else(|| headings.iter().rev().find_map(|(_, said)| *said)).filter(|_| depth > 0) {
                Some(Stated::InForce) => self.say_first(Some(block), Stated::InForce),
                Some(said) => {
                    let all: Vec<usize> = self.within(block.span).iter().map(|p| p.span.start).collect();
                    all.into_iter().for_each(|place| self.say(place, said));
                }
                None => {}
            }
            let words = block.span.of(self.text.text).trim();
            if words.ends_with(':') {
                open.push((depth, self.of_lead_in(words)));
            }
        }
    }

    fn of_heading(&self, heading: &Block) -> Option<Stated> {
        let words = heading.span.of(self.text.text).trim();
        self.words.turn(LintTurn::ForceHeading).is_match(words).then_some(Stated::InForce)
    }

    /// What the last words before a list say of its members.
    fn of_lead_in(&self, words: &str) -> Option<Stated> {
        self.told(tail(words, MAX_LINE), LintTurn::LeadEnded, LintTurn::LeadInForce)
    }
}
