//! How far a relation goes, and from when: "in part", "to the extent", "except", "effective July 1, 2011".

use super::mask::date_behind;
use super::sentence::{Cue, Sentence};
use super::{Reader, Said};
use crate::ground::boundary::{head, tail};
use crate::ground::{Span, fold_space};
use crate::model::PartialDate;
use crate::profile::Form;
use crate::profile::date;

/// How far behind its verb an effective date may stand, in bytes.
const WINDOW: usize = 110;

/// The length of the date right behind a name, in bytes.
pub(super) fn date_length(behind: &str) -> usize {
    date_behind(head(behind, 64)).unwrap_or(0)
}

impl Sentence<'_> {
    /// Whether the words from `token` on narrow what stands before them: "in part", "except section 2", "insofar as".
    pub(super) fn narrows(&self, token: usize, end: usize) -> bool {
        let mut at = token;
        while at < end && self.token(at).is_some_and(|t| t.is_separator() && !t.class.separator) {
            at += 1;
        }
        let Some(first) = self.token(at).filter(|_| at < end) else { return false };
        let words = head(self.masked.text.get(first.span.start..).unwrap_or(""), 40).to_lowercase();
        let words = fold_space(&words);
        let narrowing = self.phrases.words.narrowing.iter();
        narrowing
            .map(String::as_str)
            .chain(["except", "other than", "excluding", "in part", "to the extent", "insofar", "so far as"])
            .any(|w| {
                // "except as otherwise provided" takes nothing away from the policy.
                words.strip_prefix(w).is_some_and(|rest| {
                    !(rest.starts_with(char::is_alphanumeric) || (w == "except" && rest.starts_with(" as ")))
                })
            })
    }
}

impl Reader<'_, '_> {
    /// The words of a cue with the date that they give.
    pub(super) fn said(&self, cue: &Cue) -> Said {
        // "in order to amend X" tells what the act is for.
        let purpose = cue.first > 0 && self.sentence.is(cue.first - 1, "to");
        let aside = matches!(cue.form, Form::Noun | Form::By | Form::Gerund | Form::PassivePast) || purpose;
        Said { row: cue.row, operative: !aside, verb: self.in_text(cue.span), effective: self.effective(cue) }
    }

    /// When it takes effect: "… is revoked as of August 11, 1980", "Effective March 31, 1981, …".
    fn effective(&self, cue: &Cue) -> Option<PartialDate> {
        let text = &self.sentence.masked.text;
        let behind = head(text.get(cue.span.end..).unwrap_or(""), WINDOW);
        let behind = behind.split([';', ':']).next().unwrap_or("");
        let folded = fold_space(&head(behind, 24).to_lowercase());
        if folded.starts_with("as of that date") || folded.starts_with("on that date") {
            let before = tail(text.get(..cue.span.start)?, 2 * WINDOW);
            return date::find_in(before).last()?.date;
        }
        if let Some(hit) = date::find_in(behind).next()
            && self.sentence.phrases.effect.leads(behind.get(..hit.span.start)?)
        {
            return hit.date;
        }
        let start = self.sentence.clause_start(cue.first);
        if self.sentence.is(start, "effective") {
            let first = self.sentence.token(start)?.span;
            let words = head(text.get(first.start..)?, WINDOW);
            let hit = date::find_in(words).next()?;
            return hit
                .date
                .filter(|_| self.sentence.phrases.effect.leads(words.get(..hit.span.start).unwrap_or("")));
        }
        None
    }

    /// The words from the first token to the end of the second, as a span of the text.
    pub(super) fn between(&self, first: usize, last: usize) -> Span {
        let tokens = &self.sentence.tokens;
        let start = tokens.get(first).map_or(0, |t| t.span.start);
        let end = tokens.get(last).map_or(start, |t| t.span.end);
        self.in_text(Span::new(start.min(end), end))
    }
}
