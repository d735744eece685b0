//! What a paragraph of an order says beside its sentences: when the order ends, and numbers that a lead-in licenses.

use super::{Place, Reader, SELF, mentions_of};
use crate::ground::Span;
use crate::model::{Ending, EndingKind, Strength};
use crate::profile::{Division, List};
use crate::reading::acts::{self, Found, Named, Opened};
use crate::reading::{cite, refs};
use crate::source::{BlockKind, Layout, Paragraph};
use std::collections::{BTreeMap, BTreeSet};

impl Reader<'_> {
    /// "This order shall terminate on June 30, 1999": the order ends by its own words, once.
    pub(super) fn read_expiry(&mut self, words: &str, span: Span) {
        let known = self.claims.endings.iter().any(|e| e.kind == EndingKind::Expires);
        let Some((day, verb)) = self.profile.phrases.effect.expires(words).filter(|_| !known) else { return };
        self.claims.endings.push(Ending {
            policy: SELF,
            kind: EndingKind::Expires,
            day: Some(day),
            verb: verb.into(),
            strength: Strength::Explicit,
            evidence: self.quotable.quote(span),
            lead_in: None,
        });
    }

    /// Adds the policies that an item of the open list names by their numbers alone.
    pub(super) fn add_bare_numbers(&mut self, places: &mut Vec<Place>, paragraph: &Paragraph, words: &str) {
        let Some(scheme) = self.licensed else { return };
        let at = paragraph.span.start;
        for (span, identifier) in refs::bare_numbers(self.profile, words, scheme) {
            let span = span.shift(at);
            let next = places.partition_point(|p| p.named.span.end <= span.start);
            if places.get(next).is_some_and(|p| p.named.span.overlaps(span)) {
                continue;
            }
            let citation = cite::Citation { span, cited: cite::Cited::Number(identifier), date: None };
            let Some(mention) = self.cited(&citation, span).filter(|m| *m != SELF) else { continue };
            self.cites.push((mention, self.context(span)));
            places.insert(next, Place { named: Named::item(span), mentions: vec![mention], locates: false });
        }
    }

    /// Reads a paragraph under an open list: its members, but for policies on which its own words act. One that names no
    /// policy ends the list, unless it is an item.
    pub(super) fn read_member(
        &mut self,
        paragraph: &Paragraph,
        words: &str,
        places: &[Place],
        list: Opened,
        acted: &BTreeSet<u32>,
    ) {
        let told = self.is_told(paragraph);
        if matches!(self.listed.get(&paragraph.span.start), Some(Listed::Heading(_))) && places.is_empty() {
            self.list = Some(list);
            return;
        }
        if places.is_empty() || told {
            self.list = Some(list).filter(|_| told || self.is_item(paragraph, words));
            return;
        }
        let named: Vec<Named> = places.iter().map(|p| p.named).collect();
        let found = acts::find_member(self.profile, &self.order.text, paragraph.span, &named, &list);
        let free: Vec<Found> = found
            .into_iter()
            .filter(|f| !mentions_of(f.target, places).iter().any(|m| acted.contains(m)))
            .collect();
        self.scope.has_members |= !free.is_empty();
        if !free.is_empty() {
            self.row = self.listed.get(&paragraph.span.start).copied();
        }
        self.state_acts(&free, places);
        self.list = Some(list);
    }

    /// Whether a paragraph stands outside of the open list: under a heading of the lead-in's own level or above it, or in a division
    /// that is none of the lead-in's. Headings and divisions below it only part its members.
    pub(super) fn leaves_list(&mut self, paragraph: &Paragraph, words: &str) -> bool {
        if let Some(Listed::Heading(level)) = self.listed.get(&paragraph.span.start).copied() {
            self.place.enter_heading(level);
            let below = level > self.scope.heading;
            self.scope.parted |= below;
            return !below;
        }
        if !self.starts_section(paragraph, words) {
            return self.scope.parted && !self.is_item(paragraph, words);
        }
        let division = self.profile.structure.division(words).map(|d| d.kind);
        self.place.enter_division(division);
        match self.scope.division {
            Some(own) => division <= Some(own),
            None => self.scope.has_members || self.scope.parted,
        }
    }

    /// Whether a new section of the order starts: a list does not reach over it. An item that names a section of another
    /// policy starts none: "Section 2 of Executive Order 11003".
    pub(super) fn starts_section(&self, paragraph: &Paragraph, words: &str) -> bool {
        !self.is_listed(paragraph)
            && self.profile.wording.starts(List::SectionStarts, words).is_some()
            && self.profile.structure.division(words).is_some()
    }

    /// Whether the paragraph is an item of a list, by its mark or by the markup: `(a) …`.
    pub(super) fn is_item(&self, paragraph: &Paragraph, words: &str) -> bool {
        self.is_listed(paragraph) || words.starts_with('(') || words.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether the paragraph is an item or a cell of the markup.
    fn is_listed(&self, paragraph: &Paragraph) -> bool {
        let place = self.listed.get(&paragraph.span.start);
        place.is_some_and(|place| !matches!(place, Listed::Heading(_)))
    }

    /// Whether a cell stands in a row whose policy is known: what other cells name is not acted on.
    pub(super) fn is_told(&self, paragraph: &Paragraph) -> bool {
        let place = self.listed.get(&paragraph.span.start);
        matches!(place, Some(Listed::Cell { .. })) && place == self.row.as_ref()
    }
}

/// Where a text stands: under which heading, in which division; of a list, how far it reaches.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope {
    /// The level of the heading over it; 0 without one.
    heading: u8,
    division: Option<Division>,
    /// The level of the heading over the division.
    over_division: u8,
    /// Whether the list has a member yet.
    has_members: bool,
    /// Whether a heading parts the members: from there on only items are members.
    parted: bool,
}

impl Scope {
    /// A heading starts: one over the division ends that, one below it stands within.
    fn enter_heading(&mut self, level: u8) {
        if level <= self.over_division {
            (self.division, self.over_division) = (None, 0);
        }
        self.heading = level;
    }

    /// A division starts: headings within the one before it end with that.
    fn enter_division(&mut self, division: Option<Division>) {
        if self.division.is_some() && division <= self.division {
            self.heading = self.over_division;
        } else {
            self.over_division = self.heading;
        }
        self.division = division;
    }
}

/// What a block is in the markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// An item of a list.
    Item,
    /// A heading, by its level.
    Heading(u8),
    /// A cell, by the row in which it stands.
    Cell {
        /// Counted over the document.
        table: u32,
        /// Counted over the table.
        row: u32,
    },
}

/// The items and cells of a document, by where they start.
pub(super) fn listed(layout: &Layout) -> BTreeMap<usize, Listed> {
    let blocks = layout.blocks.iter().filter_map(|block| {
        let listed = match (block.cell, block.kind) {
            (Some(cell), _) => Listed::Cell { table: cell.table, row: cell.row },
            (None, BlockKind::Item(_)) => Listed::Item,
            (None, BlockKind::Heading(level)) => Listed::Heading(level),
            _ => return None,
        };
        Some((block.span.start, listed))
    });
    blocks.collect()
}
