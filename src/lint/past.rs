//! Whether a passage tells of a policy as of one of the past, so that citing it is no fault.
//!
//! In: where a policy is cited, and what is known of the document. Out: whether the words themselves tell that it has ended,
//! what ended it, or that they speak of a time that is past. When in doubt it is told: a finding that is wrong costs a
//! reader's trust, one that is missing only a page.

use super::document::{Document, Text};
use super::standing;
use crate::ground::Span;
use crate::ground::boundary::{ceil, head, tail};
use crate::lineage::{Index, PolicyIx};
use crate::profile::{LintTurn, Profile};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// So much after a policy is looked at for the verb by which it acts, in bytes.
const MAX_BEHIND: usize = 120;

/// One place where a policy is cited.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The words that name it.
    pub(super) span: Span,
    /// Those with its date and its bracket.
    pub(super) whole: Span,
    pub(super) policy: PolicyIx,
}

/// More of a sentence than this on either side of a policy is not looked at, in bytes.
const MAX_SENTENCE: usize = 600;

/// What is asked of the passages of one text.
pub(super) struct Passages<'a> {
    profile: &'a Profile,
    index: &'a Index,
    document: &'a Document<'a>,
    text: Text<'a>,
    /// All places of the text, in order.
    places: &'a [Place],
    /// Policies of which the document tells itself that they have ended.
    told: &'a BTreeSet<PolicyIx>,
    /// For each block whether it stands under a heading of what is past.
    past: Vec<bool>,
    struck: Vec<Span>,
    /// The sentences of the block that was asked for last.
    sentences: RefCell<Option<(Option<usize>, Vec<Span>)>>,
}

impl<'a> Passages<'a> {
    /// The passages of a text in which policies stand at some places.
    pub(super) fn new(
        profile: &'a Profile,
        index: &'a Index,
        document: &'a Document<'a>,
        text: Text<'a>,
        places: &'a [Place],
        told: &'a BTreeSet<PolicyIx>,
    ) -> Self {
        let heading = profile.lint.turn(LintTurn::PastHeading);
        let past = text.under(&|words| heading.is_match(words));
        let sentences = RefCell::new(None);
        Self { profile, index, document, text, places, told, past, struck: text.struck(), sentences }
    }

    /// Whether the passage tells of a policy as of one of the past.
    pub(super) fn is_told_as_past(&self, place: Place) -> bool {
        let sentence = self.sentence(place.span);
        self.is_struck(place.span)
            || self.document.is_archive
            || self.told.contains(&place.policy)
            || self.is_in_past_section(place)
            || self.is_told_ended(place, sentence)
            || self.names_what_ended(place)
            || self.is_dated_past(sentence)
    }

    /// Whether the sentence says that the policy is in force.
    pub(super) fn is_said_in_force(&self, place: Place) -> bool {
        let sentence = self.sentence(place.span);
        let next = self.within(Span::new(place.whole.end, sentence.end)).iter();
        let next = next.filter(|p| p.policy != place.policy).map(|p| p.span.start).next();
        let end = next.unwrap_or(sentence.end).max(place.whole.end);
        let behind = self.text.text.get(place.whole.end..end).unwrap_or("");
        let before = self.text.text.get(sentence.start..place.span.start).unwrap_or("");
        let words = &self.profile.lint;
        let said = words.turn(LintTurn::InForceBehind).is_match(behind)
            || words.turn(LintTurn::InForceBefore).is_match(before);
        said && !self.is_told_ended(place, sentence) && !self.is_struck(place.span)
    }

    /// The sentence in which a stretch stands, no more than [`MAX_SENTENCE`] bytes around it.
    fn sentence(&self, span: Span) -> Span {
        let block = self.text.block_at(span.start);
        let mut kept = self.sentences.borrow_mut();
        if kept.as_ref().is_none_or(|(of, _)| *of != block) {
            *kept = Some((block, self.text.sentences(self.profile, block)));
        }
        let all = kept.as_ref().map_or(&[][..], |(_, all)| all.as_slice());
        let after = all.partition_point(|s| s.start <= span.start);
        let found = after.checked_sub(1).and_then(|i| all.get(i)).copied().unwrap_or(span);
        let start = ceil(self.text.text, span.start.saturating_sub(MAX_SENTENCE));
        let end = ceil(self.text.text, span.end + MAX_SENTENCE);
        Span::new(found.start.max(start), found.end.max(span.end).min(end))
    }

    /// The places in a stretch.
    fn within(&self, stretch: Span) -> &[Place] {
        let from = self.places.partition_point(|p| p.span.start < stretch.start);
        let to = self.places.partition_point(|p| p.span.start < stretch.end);
        self.places.get(from..to).unwrap_or_default()
    }

    fn is_struck(&self, span: Span) -> bool {
        let after = self.struck.partition_point(|s| s.start <= span.start);
        self.struck.get(after.saturating_sub(1)..).and_then(<[Span]>::first).is_some_and(|s| s.overlaps(span))
    }

    /// Under a heading of what is past, or in an entry of a chronology.
    fn is_in_past_section(&self, place: Place) -> bool {
        let Some(block) = self.text.block_at(place.span.start) else { return false };
        self.past.get(block) == Some(&true) || !self.text.is_field && self.document.is_dated_entry(block)
    }

    /// Words of the sentence tell that something has ended, and not that the policy itself ends something.
    fn is_told_ended(&self, place: Place, sentence: Span) -> bool {
        let words = &self.profile.lint;
        let behind = self.text.text.get(place.whole.end..sentence.end.max(place.whole.end)).unwrap_or("");
        let near = head(behind, MAX_BEHIND);
        if words.turn(LintTurn::Lived).is_match(near) {
            return true;
        }
        let acts = words.turn(LintTurn::ActsOnOthers).find(near).map(|m| place.whole.end + m.end());
        let found = words.turn(LintTurn::ToldEnded).find_iter(sentence.of(self.text.text));
        let mut found = found.map(|m| Span::new(sentence.start + m.start(), sentence.start + m.end()));
        let named = self.within(sentence);
        found.any(|told| {
            let own_act = acts.is_some_and(|end| told.start >= place.whole.end && told.start < end);
            !own_act && !named.iter().any(|p| p.whole.contains(told))
        })
    }

    /// The policy that ended it, or came in its place, is cited in the same sentence, item or row.
    fn names_what_ended(&self, place: Place) -> bool {
        let Some(block) = self.text.block_at(place.span.start) else { return false };
        let enders = standing::enders(self.index, place.policy);
        self.within(self.text.passage(block)).iter().any(|p| enders.contains(&p.policy))
    }

    /// The sentence tells of a time that is past: a date other than a policy's own, a verb in the past, and none that says
    /// what holds now.
    fn is_dated_past(&self, sentence: Span) -> bool {
        let words = &self.profile.lint;
        let text = sentence.of(self.text.text);
        if !words.turn(LintTurn::PastAct).is_match(text) || words.turn(LintTurn::PresentForce).is_match(text)
        {
            return false;
        }
        let named = self.within(sentence);
        let dates = self.profile.dates.find_in(text).map(|hit| hit.span.shift(sentence.start));
        let years = words.turn(LintTurn::PastYear).find_iter(text);
        let years = years.map(|m| Span::new(sentence.start + m.start(), sentence.start + m.end()));
        dates.chain(years).any(|span| !named.iter().any(|p| p.whole.contains(span)))
    }
}

/// Policies of a text that it says have ended in the words right before them or behind.
pub(super) fn told_beside<'a>(
    profile: &'a Profile,
    text: Text<'a>,
    places: &'a [Place],
) -> impl Iterator<Item = PolicyIx> + use<'a> {
    let words = &profile.lint;
    let told = move |place: &&Place| {
        let before = tail(text.text.get(..place.span.start).unwrap_or(""), MAX_BEHIND);
        let behind = |at: usize| head(text.text.get(at..).unwrap_or(""), MAX_BEHIND);
        let behind = [behind(place.span.end), behind(place.whole.end)];
        words.turn(LintTurn::ToldBefore).is_match(before)
            || behind.iter().any(|behind| words.turn(LintTurn::ToldBehind).is_match(behind))
    };
    places.iter().filter(told).map(|place| place.policy)
}
