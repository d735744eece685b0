//! From items to mentions, statements and diagnostics.

use super::Note;
use super::item::Item;
use crate::ground::diag::Diagnostic;
use crate::ground::{CharOffsets, Span, fold_space};
use crate::model::Identifier;
use crate::model::{
    Basis, Claims, DateBasis, Evidence, Extent, Mention, Precision, Relation, Statement, Strength, Unread,
};
use crate::profile::Profile;
use crate::profile::label::Direction;

/// A quote longer than this is cut to the item alone, in bytes.
const MAX_QUOTE: usize = 240;

/// Collects what a note says.
pub(super) struct Emitter<'a> {
    profile: &'a Profile,
    note: Note<'a>,
    chars: Option<CharOffsets<'a>>,
    claims: &'a mut Claims,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// What is said of one item, and how.
pub(super) struct Saying<'s> {
    /// The relations.
    pub(super) says: &'s [(Relation, Extent)],
    /// Who acts.
    pub(super) direction: Direction,
    /// The verb as printed.
    pub(super) verb: &'s str,
    /// The words that show it.
    pub(super) span: Span,
    /// Whether the subject is a body or an authority that the order made.
    pub(super) body: bool,
    /// Whether the label is limited to a part by words of its own.
    pub(super) part: bool,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(
        profile: &'a Profile,
        note: Note<'a>,
        claims: &'a mut Claims,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            profile,
            note,
            chars: (!note.text.is_ascii()).then(|| CharOffsets::new(note.text)),
            claims,
            diagnostics,
        }
    }

    /// A diagnostic about a place of the note.
    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(self.note.locator, span.shift(self.note.bytes_before)));
    }

    /// Says how a place was read that is printed in another way.
    pub(super) fn read_through(&mut self, code: &'static str, message: &str, expected: &str, span: Span) {
        let found = fold_space(span.of(self.note.text));
        self.report(Diagnostic::note(code, message).expected(expected, found), span);
    }

    /// Keeps words that stand in the place of a policy.
    pub(super) fn unread(&mut self, span: Span) {
        let evidence = self.evidence(span);
        self.claims.unread.push(Unread { verb: "".into(), evidence });
    }

    /// Whether a number is the order's own.
    pub(super) fn is_own(&self, identifier: Option<&Identifier>) -> bool {
        identifier.is_some() && identifier == self.note.number
    }

    fn evidence(&self, span: Span) -> Evidence {
        let text = self.note.text;
        let (start, end) = match &self.chars {
            None => (span.start as u32, span.end as u32),
            Some(index) => (index.at(span.start), index.at(span.end)),
        };
        Evidence {
            locator: self.note.locator.into(),
            quote: span.of(text).into(),
            start: start.saturating_add(self.note.chars_before),
            end: end.saturating_add(self.note.chars_before),
            section: "".into(),
        }
    }

    /// Adds the mention of an item under one of its numbers, and gives its index.
    pub(super) fn mention(&mut self, item: &Item, identifier: Option<&Identifier>) -> u32 {
        let text = self.note.text;
        let mut mention = Mention {
            label: printed(item.name.of(text)),
            date: item.date.map(|date| {
                // Only the name of an Act tells a year alone.
                let beside = date.precision() != Precision::Year;
                (date, if beside { DateBasis::Beside } else { DateBasis::Title })
            }),
            evidence: self.evidence(item.quote),
            ..Mention::default()
        };
        if let Some(identifier) = identifier {
            mention.identifiers.push((identifier.clone(), Basis::Stated));
        } else if let Some(kind) = item.kind.and_then(|ix| self.profile.labels.kinds.get(ix)) {
            mention.kind = Some(kind.name.as_str().into());
            mention.body = match item.title {
                None => kind.body.map(|body| (body, Basis::Identifier)),
                Some(title) => self.body_in(title.of(text)),
            };
        }
        if item.document.is_some() {
            mention.kind = Some("RegisterDocument".into());
        }
        mention.title = item.title.map(|title| self.title(item, title));
        mention.citation = item.citation.map(|span| printed(span.of(text)));
        mention.document_number = item.document.map(|span| printed(span.of(text)));
        self.claims.mention(mention)
    }

    /// The title of an item. "Federal Aviation Agency regulations" may be any of theirs: the day makes it one.
    fn title(&self, item: &Item, title: Span) -> Box<str> {
        let words = printed(title.of(self.note.text));
        match item.date.filter(|d| item.generic && d.precision() == Precision::Day) {
            Some(day) => self.profile.labels.of_day(&words, day, &self.profile.dates).into(),
            None => words,
        }
    }

    fn body_in(&self, words: &str) -> Option<(crate::model::BodyIx, Basis)> {
        self.profile.bodies.find_in(words).next().map(|(_, body)| (body, Basis::Stated))
    }

    /// Adds what is said of the order and an item, and gives the index of the item's mention.
    pub(super) fn relate(&mut self, item: &Item, saying: &Saying<'_>) -> u32 {
        let first = self.relate_one(item, item.identifier.as_ref(), saying);
        for identifier in &item.more {
            self.relate_one(item, Some(identifier), saying);
        }
        first
    }

    fn relate_one(&mut self, item: &Item, identifier: Option<&Identifier>, saying: &Saying<'_>) -> u32 {
        let other = self.mention(item, identifier);
        let own = self.note.own;
        for (relation, extent) in saying.says {
            let mut relation = *relation;
            let mut direction = saying.direction;
            let mut strength = Strength::Explicit;
            if !relation.is_reference() && self.against_time(item, identifier, direction) {
                if saying.body {
                    // A body can be older than the order that speaks of it.
                    relation = Relation::SeeAlso;
                    self.state(own, (relation, Extent::Whole), other, item, saying, strength);
                    continue;
                }
                direction = match direction {
                    Direction::Outbound => Direction::Inbound,
                    Direction::Inbound => Direction::Outbound,
                };
                strength = Strength::Inferred;
                let message = "the label runs against time, and is read the other way round";
                let (verb, found) = (saying.verb, fold_space(item.quote.of(self.note.text)));
                let expected = match direction {
                    Direction::Outbound => format!("an order that comes after this one under “{verb}”"),
                    Direction::Inbound => format!("an order that comes before this one under “{verb}”"),
                };
                self.report(
                    Diagnostic::warning("against-time", message).expected(expected, found),
                    item.quote,
                );
            }
            let (actor, target) = match direction {
                Direction::Outbound => (own, other),
                Direction::Inbound => (other, own),
            };
            self.state(actor, (relation, *extent), target, item, saying, strength);
        }
        other
    }

    /// Adds a statement between two mentions.
    pub(super) fn state(
        &mut self,
        actor: u32,
        says: (Relation, Extent),
        target: u32,
        item: &Item,
        saying: &Saying<'_>,
        strength: Strength,
    ) {
        let (relation, extent) = says;
        let part = item.part || saying.part;
        self.claims.statements.push(Statement {
            actor,
            relation,
            extent: if part { Extent::Part } else { extent },
            target,
            effective: item.effective,
            verb: printed(saying.verb),
            strength,
            evidence: self.evidence(saying.span),
            lead_in: None,
            condition: None,
            until: None,
        });
    }

    /// Whether an order would act on a later one: by its number and by the dates of both.
    fn against_time(&self, item: &Item, identifier: Option<&Identifier>, direction: Direction) -> bool {
        let (Some(other), Some(own)) = (identifier, self.note.number) else { return false };
        let (Some(date), Some(signed)) = (item.date, self.note.signed) else { return false };
        if other.scheme != own.scheme {
            return false;
        }
        let (Some(other), Some(own)) = (serial(&other.number), serial(&own.number)) else { return false };
        later(direction, other, own) && later(direction, date.earliest(), signed.earliest())
    }

    /// The quote for an item under a label: both where they are close, otherwise the item alone.
    pub(super) fn quote(&self, label: Option<Span>, item: &Item) -> Span {
        let alone = Span::new(item.quote.start, item.end.max(item.quote.end));
        match label {
            Some(label) if alone.end - label.start <= MAX_QUOTE => Span::new(label.start, alone.end),
            _ => alone,
        }
    }

    /// How many statements there are.
    pub(super) fn count(&self) -> usize {
        self.claims.statements.len()
    }

    /// The mention of an item by its first number; the order's own, where it is that.
    pub(super) fn mention_of(&mut self, item: &Item) -> u32 {
        if self.is_own(item.identifier.as_ref()) {
            return self.note.own;
        }
        self.mention(item, item.identifier.as_ref())
    }
}

/// Whether the other is on the wrong side of the order's own for that direction.
fn later<T: Ord>(direction: Direction, other: T, own: T) -> bool {
    match direction {
        Direction::Outbound => other > own,
        Direction::Inbound => other < own,
    }
}

/// The digits that a number starts with.
fn serial(number: &str) -> Option<u32> {
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Words as printed, white space folded.
fn printed(words: &str) -> Box<str> {
    let plain = !words.bytes().any(|b| matches!(b, b'\n' | b'\t' | b'\r' | 0x80..)) && !words.contains("  ");
    if plain { words.trim().into() } else { fold_space(words).into() }
}
