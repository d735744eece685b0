//! Labels: where they stand, and those that are misspelled.

use super::item::Names;
use super::number::View;
use super::token::{Kind, follow};
use crate::ground::Span;
use crate::profile::lexicon::{self as words, distance};

/// A label at a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Its place in the table.
    pub(super) ix: usize,
    /// The words, without the colon.
    pub(super) span: Span,
    /// The token behind it and its colon.
    pub(super) next: usize,
    /// How it departs from "Label: ".
    pub(super) form: LabelForm,
    /// Whether words in brackets stand between it and the colon: "Supersedes (export control provisions):".
    pub(super) qualified: bool,
}

/// How a label is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelForm {
    /// With a colon.
    Colon,
    /// With nothing: "See Pub. L. 98-497".
    Bare,
    /// With a semicolon: "Amended by; EO 9183".
    Semicolon,
    /// Misspelled: "Suspersedes:"; the place of the right words in the row.
    Misspelled(usize),
}

impl View<'_> {
    /// The label at `at`. Without a colon it is one only where a clause starts and a policy follows.
    pub(super) fn label_at(&self, at: usize, clause: bool) -> Option<Found> {
        let phrases = self.profile.labels.label_phrases.from(self.word(at));
        for (rest, ix) in phrases {
            let Some(words_end) = follow(self.tokens, at + 1, rest, true) else { continue };
            let behind = self.past_brackets(words_end);
            if self.kind(behind) == Kind::Colon {
                let span = self.span(at, behind);
                let form = LabelForm::Colon;
                let qualified = behind > words_end + 1;
                return Some(Found { ix: *ix, span, next: behind + 1, form, qualified });
            }
            if !clause || self.profile.labels.labels.get(*ix).is_some_and(|l| l.says.is_empty()) {
                continue;
            }
            let span = self.span(at, words_end);
            let found = |next, form| Some(Found { ix: *ix, span, next, form, qualified: false });
            if self.kind(words_end) == Kind::Semicolon && self.policy_at(words_end + 1) {
                return found(words_end + 1, LabelForm::Semicolon);
            }
            // "nullified by an Act of January 30, 1942"
            let article = usize::from(matches!(self.word(words_end), words::AN | words::THE));
            if self.policy_at(words_end + article) {
                return found(words_end + article, LabelForm::Bare);
            }
        }
        None
    }

    /// The token behind a closing bracket at `at`, or behind brackets that open there.
    fn past_brackets(&self, at: usize) -> usize {
        match self.kind(at) {
            Kind::Close => at + 1,
            Kind::Open => {
                let mate = self.token(at).value as usize;
                if mate > at && mate < self.tokens.len() && mate - at < 12 { mate + 1 } else { at }
            }
            _ => at,
        }
    }

    /// Whether a policy is named at `at`.
    pub(super) fn policy_at(&self, at: usize) -> bool {
        self.numbered(at).is_some() || self.named(at, Names::Kinds).is_some()
    }

    /// A label that is misspelled by a letter or two, before its colon.
    ///
    /// The nearest label of the table wins; of two that are as near, none.
    pub(super) fn misspelled_label(&self, at: usize) -> Option<Found> {
        let colon = (at + 1..at + 9).find(|i| self.kind(*i) != Kind::Word)?;
        if self.kind(at) != Kind::Word || self.kind(colon) != Kind::Colon {
            return None;
        }
        let span = self.span(at, colon);
        let printed = span.of(self.text).as_bytes();
        let limit = match printed.len() {
            0 | 1 => return None,
            2..=6 => 1,
            _ => 2,
        };
        let mut best: Option<(usize, usize, usize)> = None;
        let mut tied = false;
        for (ix, label) in self.profile.labels.labels.iter().enumerate() {
            for (spelling, words) in label.spellings.iter().enumerate() {
                let Some(d) = distance(printed, words.as_bytes(), limit) else { continue };
                if best.is_none_or(|(least, _, _)| d < least) {
                    best = Some((d, ix, spelling));
                    tied = false;
                } else if best.is_some_and(|(least, other, _)| d == least && other != ix) {
                    tied = true;
                }
            }
        }
        let (_, ix, spelling) = best.filter(|_| !tied)?;
        Some(Found { ix, span, next: colon + 1, form: LabelForm::Misspelled(spelling), qualified: false })
    }
}
