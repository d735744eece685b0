//! What a paragraph of an order says beside its sentences: when the order ends, and numbers that a lead-in licenses.

use super::{Place, Reader, SELF};
use crate::ground::Span;
use crate::model::{Ending, EndingKind, Strength};
use crate::profile::{List, Profile};
use crate::reading::acts::Named;
use crate::reading::{cite, refs};
use crate::source::Paragraph;

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
}

/// Whether a new section of the order starts: a list does not reach over it.
pub(super) fn starts_section(profile: &Profile, words: &str) -> bool {
    profile.wording.starts(List::SectionStarts, words).is_some()
}

/// Whether the paragraph is an item of a list: `(a) …`.
pub(super) fn is_item(words: &str) -> bool {
    words.starts_with('(') || words.starts_with(|c: char| c.is_ascii_digit())
}
