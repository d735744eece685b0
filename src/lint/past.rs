//! Whether a passage tells of a policy as of one of the past, so that citing it is no fault.
//!
//! In: where a policy is cited, and what is known of the document. Out: whether the words themselves tell that it has ended,
//! what ended it, or that they speak of a time that is past. When in doubt it is told: a finding that is wrong costs a
//! reader's trust, one that is missing only a page.

use super::document::{Document, Text};
use super::standing;
use super::stated::{Stated, StatedOf};
use crate::ground::boundary::{ceil, head, tail};
use crate::ground::{Span, work};
use crate::lineage::{Index, PolicyIx};
use crate::profile::{LintTurn, Profile};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether what is said of it is said of the next place too: “EO 12291 and EO 12498”.
    pub(super) joined: bool,
}

/// A title or a bracket between two policies of which the same is said is no longer than this, in bytes.
const MAX_BETWEEN: usize = 240;

/// So many policies before one and after it are looked at for the same being said of them.
const MAX_PEERS: usize = 32;

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
    /// What it says of places apart from their sentences.
    stated: &'a StatedOf,
    /// For each block whether it stands under a heading of what is past.
    past: Vec<bool>,
    struck: Vec<Span>,
    /// The sentences of the block that was asked for last.
    sentences: RefCell<Option<(Option<usize>, Vec<Span>)>>,
    /// The policies of the passage that was asked for last.
    named: RefCell<Option<(Span, BTreeMap<PolicyIx, usize>)>>,
    /// What ended a policy, of those that were asked for.
    enders: RefCell<BTreeMap<PolicyIx, BTreeSet<PolicyIx>>>,
}

impl<'a> Passages<'a> {
    /// The passages of a text in which policies stand at some places.
    pub(super) fn new(
        profile: &'a Profile,
        index: &'a Index,
        document: &'a Document<'a>,
        text: Text<'a>,
        (places, stated): (&'a [Place], &'a StatedOf),
        told: &'a BTreeSet<PolicyIx>,
    ) -> Self {
        let heading = profile.lint.turn(LintTurn::PastHeading);
        let past = text.under(&|words| heading.is_match(words));
        Self {
            profile,
            index,
            document,
            text,
            places,
            told,
            stated,
            past,
            struck: text.struck(),
            sentences: RefCell::default(),
            named: RefCell::default(),
            enders: RefCell::default(),
        }
    }

    /// Whether the passage tells of a policy as of one of the past.
    pub(super) fn is_told_as_past(&self, place: Place) -> bool {
        let sentence = self.sentence(place.span);
        self.is_struck(place.span)
            || self.document.is_archive
            || self.told.contains(&place.policy)
            || self.stated.get(&place.span.start).is_some_and(|said| *said != Stated::InForce)
            || self.is_in_past_section(place)
            || self.is_told_ended(place, sentence)
            || self.names_what_ended(place)
            || self.is_dated_past(sentence)
            || self.is_told_around(place, sentence)
    }

    /// The next sentence of the block tells that it has ended, the verb after it what held once, or somebody's words of once
    /// are quoted.
    fn is_told_around(&self, place: Place, sentence: Span) -> bool {
        let (words, text) = (&self.profile.lint, self.text.text);
        let block = self.text.block_at(place.span.start).and_then(|i| self.text.blocks.get(i));
        let end = block.map_or(text.len(), |b| b.span.end).max(sentence.end);
        let next = head(text.get(sentence.end..end).unwrap_or(""), MAX_BEHIND).trim_start();
        let after = head(text.get(place.whole.end..end).unwrap_or(""), MAX_BEHIND);
        let held = words.turn(LintTurn::HeldThen).is_match(after)
            && !words.turn(LintTurn::PresentForce).is_match(sentence.of(text));
        held || words.turn(LintTurn::ToldNext).is_match(next) || self.is_quoted(place, sentence)
    }

    /// Whether somebody's words of once are quoted around a place.
    fn is_quoted(&self, place: Place, sentence: Span) -> bool {
        let before = self.text.text.get(sentence.start..place.span.start).unwrap_or("");
        self.profile.lint.turn(LintTurn::QuotedBefore).is_match(before)
    }

    /// Whether the page says that the policy is in force: its sentence, or its row, list or heading.
    pub(super) fn is_said_in_force(&self, place: Place) -> bool {
        let by_place = self.stated.get(&place.span.start) == Some(&Stated::InForce);
        by_place && !self.is_told_as_past(place) || self.is_in_force_by_sentence(place)
    }

    fn is_in_force_by_sentence(&self, place: Place) -> bool {
        let sentence = self.sentence(place.span);
        let peers = self.peers(place);
        let (first, last) = (peers.first().unwrap_or(&place), peers.last().unwrap_or(&place));
        let next = self.within(Span::new(last.whole.end, sentence.end.max(last.whole.end))).iter();
        let next = next.filter(|p| p.policy != place.policy).map(|p| p.span.start).next();
        let end = next.unwrap_or(sentence.end).max(last.whole.end);
        let after = self.text.text.get(last.whole.end..end).unwrap_or("");
        let before = self.text.text.get(sentence.start..first.span.start).unwrap_or("");
        let words = &self.profile.lint;
        let said = words.turn(LintTurn::InForceBehind).is_match(after)
            || words.turn(LintTurn::InForceBefore).is_match(before);
        let past = || self.is_told_ended(place, sentence) || self.is_quoted(place, sentence);
        said && !past() && !self.is_struck(place.span)
    }

    /// The places of which the same is said as of one, itself among them; none of a place that is no citation.
    fn peers(&self, place: Place) -> &[Place] {
        let at = self.places.partition_point(|p| p.span.start < place.span.start);
        if self.places.get(at).is_none_or(|p| p.span != place.span) {
            return &[];
        }
        let joined = |i: usize| self.places.get(i).is_some_and(|p| p.joined);
        let before = (1..=MAX_PEERS.min(at)).take_while(|n| joined(at - n)).count();
        let after = (at..at + MAX_PEERS).take_while(|i| joined(*i)).count();
        self.places.get(at - before..=at + after).unwrap_or_default()
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

    /// Words of the sentence tell that something has ended: not that the policy itself ends something, nor that a person
    /// or a thing is former, nor, in another clause, that another policy has ended.
    fn is_told_ended(&self, place: Place, sentence: Span) -> bool {
        let (words, text) = (&self.profile.lint, self.text.text);
        let after = text.get(place.whole.end..sentence.end.max(place.whole.end)).unwrap_or("");
        let near = head(after, MAX_BEHIND);
        if words.turn(LintTurn::Lived).is_match(near) {
            return true;
        }
        let acts = words.turn(LintTurn::ActsOnOthers).find(near).map(|m| place.whole.end + m.end());
        let named = self.within(sentence);
        let told = self.all(LintTurn::ToldEnded, sentence);
        if told.is_empty() {
            return false;
        }
        let (things, breaks) =
            (self.all(LintTurn::OtherEnded, sentence), self.all(LintTurn::ClauseBreak, sentence));
        told.into_iter().any(|told| {
            let own_act = acts.is_some_and(|end| told.start >= place.whole.end && told.start < end);
            let of_thing = things.iter().any(|thing| thing.overlaps(told));
            let between = Span::new(place.span.start.min(told.start), place.span.start.max(told.start));
            let of_other = || {
                breaks.iter().any(|b| between.contains(*b))
                    && named.iter().any(|p| p.policy != place.policy && self.is_right_after(*p, told))
            };
            !own_act && !of_thing && !named.iter().any(|p| p.whole.contains(told)) && !of_other()
        })
    }

    /// Where a pattern stands in a stretch.
    fn all(&self, turn: LintTurn, stretch: Span) -> Vec<Span> {
        let found = self.profile.lint.turn(turn).find_iter(stretch.of(self.text.text));
        found.map(|m| Span::new(stretch.start + m.start(), stretch.start + m.end())).collect()
    }

    /// Whether words are those right after a policy that tell that it has ended.
    fn is_right_after(&self, place: Place, told: Span) -> bool {
        let after = head(self.text.text.get(place.whole.end..).unwrap_or(""), MAX_BEHIND);
        let found = self.profile.lint.turn(LintTurn::ToldBehind).find(after);
        found.is_some_and(|m| told.start >= place.whole.end && told.start < place.whole.end + m.end())
    }

    /// The policy that ended it, or came in its place, is cited in the same sentence, item or row, and not in one breath
    /// with it as a thing of the present: “under EO 12291 and EO 12866”.
    fn names_what_ended(&self, place: Place) -> bool {
        let Some(block) = self.text.block_at(place.span.start) else { return false };
        let passage = self.text.passage(block);
        let mut named = self.named.borrow_mut();
        if named.as_ref().is_none_or(|(of, _)| *of != passage) {
            let places = self.within(passage);
            work::steps(places.len());
            let mut counts = BTreeMap::new();
            places.iter().for_each(|p| *counts.entry(p.policy).or_default() += 1);
            *named = Some((passage, counts));
        }
        let Some((_, named)) = named.as_ref() else { return false };
        let mut enders = self.enders.borrow_mut();
        let enders = enders.entry(place.policy).or_insert_with(|| standing::enders(self.index, place.policy));
        let peers = self.peers(place);
        let is_past = || {
            let sentence = self.sentence(place.span);
            self.profile.lint.turn(LintTurn::PastAct).is_match(sentence.of(self.text.text))
        };
        enders.iter().any(|ender| {
            let count = named.get(ender).copied().unwrap_or_default();
            let joined = peers.iter().filter(|p| p.policy == *ender).count();
            count > joined || count > 0 && is_past()
        })
    }

    /// The sentence tells of a time that is past: a date other than a policy's own or words that set it there, a verb in the
    /// past, and none that says what holds now.
    fn is_dated_past(&self, sentence: Span) -> bool {
        let words = &self.profile.lint;
        let text = sentence.of(self.text.text);
        if !words.turn(LintTurn::PastAct).is_match(text) || words.turn(LintTurn::PresentForce).is_match(text)
        {
            return false;
        }
        if words.turn(LintTurn::PastSetting).is_match(text) {
            return true;
        }
        let named = self.within(sentence);
        let dates = self.profile.dates.find_in(text).map(|hit| hit.span.shift(sentence.start));
        let years = words.turn(LintTurn::PastYear).find_iter(text);
        let years = years.map(|m| Span::new(sentence.start + m.start(), sentence.start + m.end()));
        dates.chain(years).any(|span| !named.iter().any(|p| p.whole.contains(span)))
    }
}

/// Notes of which places the same is said as of the next one: those of a list that has a word between two of its members;
/// commas alone set things against each other too.
pub(super) fn join(profile: &Profile, text: Text<'_>, places: &mut [Place]) {
    let joins = profile.lint.turn(LintTurn::Joins);
    let starts: Vec<usize> = places.iter().skip(1).map(|p| p.span.start).collect();
    let (mut first, mut has_word) = (0, false);
    for (at, next) in starts.into_iter().chain([usize::MAX]).enumerate() {
        let Some(place) = places.get_mut(at) else { break };
        let gap = text.text.get(place.whole.end..next).filter(|gap| gap.len() <= MAX_BETWEEN);
        let gap = gap.filter(|gap| !gap.contains('\n') && joins.is_match(gap));
        place.joined = gap.is_some();
        has_word |= gap.is_some_and(|gap| gap.contains([';', '&']) || gap.contains(char::is_alphabetic));
        if !place.joined {
            let list = places.get_mut(first..at).unwrap_or_default();
            list.iter_mut().filter(|_| !has_word).for_each(|p| p.joined = false);
            (first, has_word) = (at + 1, false);
        }
    }
}

/// Policies of a text that it says have ended in the words right before them or after, or before the first of several of
/// which the same is said.
pub(super) fn told_beside(profile: &Profile, text: Text<'_>, places: &[Place]) -> Vec<PolicyIx> {
    let words = &profile.lint;
    let (mut told, mut before_list) = (Vec::new(), false);
    for place in places {
        let before = tail(text.text.get(..place.span.start).unwrap_or(""), MAX_BEHIND);
        let after = |at: usize| head(text.text.get(at..).unwrap_or(""), MAX_BEHIND);
        let after = [after(place.span.end), after(place.whole.end)];
        before_list = before_list || words.turn(LintTurn::ToldBefore).is_match(before);
        if before_list || after.iter().any(|after| words.turn(LintTurn::ToldBehind).is_match(after)) {
            told.push(place.policy);
        }
        before_list &= place.joined;
    }
    told
}
