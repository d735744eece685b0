//! Who acts: the subject of an active verb.

use super::{Reader, Role, Who};
use crate::profile::Class;
use crate::reading::clause::{Kind, Lead, REACH, Verb};

/// Most policies that act together.
pub(super) const MAX_ACTORS: usize = 16;

/// The subjects of a verb with the first token of their words; none where it is no policy.
pub(super) type Subject = Option<(Vec<Who>, usize)>;

impl Reader<'_, '_> {
    /// The subjects of an active verb.
    pub(super) fn subject(&self, level: usize, verb: &Verb) -> Subject {
        let start = self.sentence.clause_start(level, verb.first);
        if let Some(to) = verb.infinitive {
            return self.of_purpose(level, to, start);
        }
        if verb.forms.gerund() && !verb.progressive {
            return self.of_gerund(level, verb, start);
        }
        self.of_finite(level, verb, start)
    }

    /// Without the adverbs, auxiliaries and pairs of commas before `end`.
    fn before_adverbs(&self, level: usize, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start
            && self.sentence.has(level, end - 1, Class::ADVERB)
            && !self.sentence.has(level, end - 1, Class::SEPARATOR)
        {
            end -= 1;
        }
        end
    }

    /// "This order supersedes X", "M-23-22, which rescinds X", "Extends X", "I hereby revoke X".
    fn of_finite(&self, level: usize, verb: &Verb, start: usize) -> Subject {
        let sentence = self.sentence;
        let past = verb.forms.past() && !verb.forms.base() && !verb.progressive;
        let base = verb.forms.base() && !verb.ordered && !verb.progressive;
        let end = self.before_adverbs(level, start, verb.first);
        if end == start {
            return self.without_subject(level, verb, past);
        }
        let last = end - 1;
        if sentence.has(level, last, Class::SEPARATOR) {
            return self.joined(level, verb, start, last);
        }
        if sentence.has(level, last, Class::RELATIVE) {
            return self.antecedent(level, start, last);
        }
        if sentence.kind(level, last) == Some(Kind::Comma) {
            return self.behind_comma(level, verb, start, last);
        }
        if let Some(ix) = self.name_ending_at(level, end) {
            // "which I revoke": the base form wants a plural, "shall", or the first person.
            let subject = self.named_subject(level, ix, start);
            let several = self.name(ix).is_some_and(|n| {
                n.lead == Lead::Preposition
                    || (n.head..n.token).any(|t| sentence.has(level, t, Class::CONTENT.or(Class::WHOLE)))
            });
            return subject.filter(|s| !base || s.0.len() > 1 || past || several);
        }
        self.spoken(level, start, end).filter(|_| !past || verb.aux == crate::reading::clause::Aux::None)
    }

    /// A verb with which the clause opens: the text speaks of the policy that it stands under.
    fn without_subject(&self, level: usize, verb: &Verb, past: bool) -> Subject {
        if let Some(owner) = self.sentence.owner(level) {
            return self.who(owner).map(|w| (vec![w], verb.first));
        }
        // "Revoked: Executive Order 13633": a label.
        if past && self.sentence.kind(level, verb.end) == Some(Kind::Colon) {
            return (level == 0).then_some((vec![Who::Document], verb.first));
        }
        let commands = verb.forms.third() || verb.rows.iter().any(|r| self.commands(*r));
        (!past && commands && level == 0).then_some((vec![Who::Document], verb.first))
    }

    /// Whether an imperative of the verb is an act: "Amend section 2 of X", not "Implement X".
    fn commands(&self, row: usize) -> bool {
        self.sentence
            .row(row)
            .is_some_and(|r| r.relation.ends() || r.relation == crate::model::Relation::Amends)
    }

    /// "… and implements X", "…, revoke that order": the subject of the verb before it.
    fn joined(&self, level: usize, verb: &Verb, start: usize, last: usize) -> Subject {
        let sentence = self.sentence;
        // The verb of the table before it, with its own subject.
        let before = self.verb_before(level, verb.first).filter(|v| v.end <= last && v.first >= start);
        if let Some(before) = before.filter(|v| v.is_finite() || v.infinitive.is_some() || v.forms.gerund()) {
            let alike = (before.forms.third() && verb.forms.third())
                || (before.forms.base() && verb.forms.base())
                || (before.forms.past() && verb.forms.past() && !before.is_passive())
                || (before.progressive && verb.progressive);
            let apart = sentence.finite_between(level, before.end, last) > 0;
            if alike
                && !apart
                && let Some((_, subject)) =
                    self.subjects.iter().rev().find(|(first, _)| *first == before.first)
            {
                return subject.clone();
            }
        }
        let relative = (last.saturating_sub(6).max(start)..last)
            .rev()
            .take_while(|t| sentence.kind(level, *t) == Some(Kind::Word))
            .find(|t| sentence.has(level, *t, Class::RELATIVE));
        if let Some(relative) = relative {
            return self.antecedent(level, start, relative);
        }
        // "I hereby terminate the emergency, revoke X": the first person goes on.
        if verb.forms.base() {
            return self.first_person(level, start, last);
        }
        self.lead(level, start, last, verb.first)
    }

    /// "I" with nobody else made to act before `end`.
    fn first_person(&self, level: usize, start: usize, end: usize) -> Subject {
        let low = end.saturating_sub(REACH).max(start);
        let speaks = self.sentence.last_first_person(level, low, end)?;
        let controlled = self.sentence.is_controlled(level, speaks, end);
        (!controlled).then_some((vec![Who::Document], speaks))
    }

    /// ", which rescinds X": the name before it.
    fn antecedent(&self, level: usize, start: usize, relative: usize) -> Subject {
        let ix = self.sentence.name_before(level, relative)?;
        let name = self.name(ix)?;
        let near = relative - name.token <= MAX_TITLE && name.token >= start;
        let plain = self.sentence.finite_between(level, name.token, relative) == 0;
        (near && plain).then(|| self.who(ix).map(|w| (vec![w], name.head))).flatten()
    }

    /// "M-23-22, Delivering …, rescinds X", "Consistent with X, rescinds Y".
    fn behind_comma(&self, level: usize, verb: &Verb, start: usize, comma: usize) -> Subject {
        if self.sentence.finite_between(level, start, comma) == 0 {
            if verb.forms.base() && !verb.ordered {
                return self.first_person(level, start, comma).or_else(|| self.apposed(level, comma));
            }
            return self.lead(level, start, comma, verb.first);
        }
        self.joined(level, verb, start, comma)
    }

    /// "The regulations on boats, 42 C.F.R. Part 2, implement X": the name in apposition to a plural.
    fn apposed(&self, level: usize, comma: usize) -> Subject {
        let ix = self.name_ending_at(level, comma)?;
        let name = self.name(ix).filter(|n| n.lead == Lead::Separator { joined: false, comma: true })?;
        let noun = name.head.checked_sub(2)?;
        let several = self.sentence.has(level, noun, Class::CONTENT.or(Class::WHOLE))
            && !self.sentence.has(level, noun, Class::PREPOSITION);
        several.then(|| self.who(ix).map(|w| (vec![w], name.head))).flatten()
    }

    /// The subject with which the clause opens: "This memo …", "OMB’s guidance in M-18-19 …".
    pub(super) fn lead(&self, level: usize, start: usize, end: usize, verb: usize) -> Subject {
        let sentence = self.sentence;
        let low = end.saturating_sub(REACH).max(start);
        if self.speaks_at(level, low) {
            return Some((vec![Who::Document], low));
        }
        for ix in sentence.names_from(level, low).iter().take(MAX_LEADS) {
            let Some(name) = self.name(*ix).filter(|n| n.token < end) else { break };
            if sentence.finite_between(level, low, name.token) > 0
                || sentence.is_controlled(level, low, name.head)
            {
                return None;
            }
            if self.is_subject(level, *ix, low) && sentence.finite_between(level, name.end, verb) <= MAX_VERBS
            {
                return self.who(*ix).map(|w| (vec![w], name.head));
            }
        }
        self.spoken(level, low, end)
    }

    /// Whether the clause opens with words for the document itself that the caller has not named: "This guidance is".
    fn speaks_at(&self, level: usize, start: usize) -> bool {
        let sentence = self.sentence;
        let finite = |t: usize| sentence.finite_between(level, t, t + 1) > 0;
        sentence.has(level, start, Class::SPEAKER)
            && (finite(start + 1)
                || (sentence.has(level, start + 1, Class::WHOLE.or(Class::CONTENT)) && finite(start + 2)))
    }

    /// The name whose words end right before a token.
    fn name_ending_at(&self, level: usize, end: usize) -> Option<usize> {
        let ix = self.sentence.name_before(level, end)?;
        self.name(ix).filter(|n| n.end == end || n.token + 1 == end).map(|_| ix)
    }

    /// The subject that ends with a name: the name itself with those listed before it.
    fn named_subject(&self, level: usize, ix: usize, start: usize) -> Subject {
        let name = self.name(ix)?;
        if !self.is_subject(level, ix, start) {
            return None;
        }
        let mut who = vec![self.who(ix)?];
        let mut first = name.head;
        let mut at = ix;
        while who.len() < MAX_ACTORS
            && let Lead::Separator { .. } = self.name(at)?.lead
            && let Some(before) = self.sentence.name_before(level, self.name(at)?.token)
            && let Some(other) = self.name(before).filter(|n| n.token >= start)
        {
            let adjoins = (other.end..self.name(at)?.head).all(|t| {
                self.sentence.token(level, t).is_some_and(crate::reading::clause::Token::is_separator)
            });
            if !adjoins || other.role == Role::Document || !self.is_subject(level, before, start) {
                break;
            }
            who.insert(0, self.who(before)?);
            first = other.head;
            at = before;
        }
        Some((who, first))
    }

    /// Whether a name may be the subject: it leads its place, or tells whose requirements do.
    fn is_subject(&self, level: usize, ix: usize, start: usize) -> bool {
        let Some(name) = self.name(ix) else { return false };
        match name.lead {
            Lead::Start | Lead::Including => true,
            Lead::Separator { comma, .. } => {
                // "agencies and X": not the policy alone.
                comma
                    || self.sentence.name_before(level, name.token).is_some_and(|b| {
                        self.name(b).is_some_and(|b| b.end + 1 >= name.head.saturating_sub(1))
                    })
                    || name.head <= start + 1
            }
            Lead::Preposition => self.has_content(level, name.head, start),
            Lead::Word => self.is_possessive(level, name.head, start),
        }
    }

    /// "the guidance provided in X", "the requirements that apply under this order".
    fn has_content(&self, level: usize, head: usize, start: usize) -> bool {
        let low = head.saturating_sub(8).max(start);
        (low..head)
            .rev()
            .take_while(|t| self.sentence.kind(level, *t) == Some(Kind::Word))
            .any(|t| self.sentence.has(level, t, Class::CONTENT.or(Class::WHOLE).or(Class::PART)))
    }

    /// "OMB’s M-18-19", "The Office's M-18-19"
    fn is_possessive(&self, level: usize, head: usize, start: usize) -> bool {
        head > start
            && (start..head).all(|t| {
                self.sentence.kind(level, t) == Some(Kind::Word)
                    && !self.sentence.has(level, t, Class::PREPOSITION.or(Class::CONTROLLER).or(Class::MAY))
            })
            && head - start <= 4
            && self.verb_free(level, start, head)
    }

    /// The verb of the table before a token.
    pub(super) fn verb_before(&self, level: usize, token: usize) -> Option<&Verb> {
        let verbs = self.verbs(level);
        verbs.get(verbs.partition_point(|v| v.word < token).checked_sub(1)?)
    }

    fn verb_free(&self, level: usize, from: usize, to: usize) -> bool {
        let verbs = self.verbs(level);
        let first = verbs.partition_point(|v| v.word < from);
        verbs.get(first).is_none_or(|v| v.word >= to)
    }

    /// "I", "OMB": words for which the document speaks, right before `end`.
    fn spoken(&self, level: usize, start: usize, end: usize) -> Subject {
        let sentence = self.sentence;
        let last = end.checked_sub(1).filter(|t| *t >= start)?;
        let mut at = last;
        // "the Office of Management and Budget (OMB)"
        while at > start && matches!(sentence.kind(level, at), Some(Kind::Bracket(_))) {
            at -= 1;
        }
        if !sentence.has(level, at, Class::SPEAKER) {
            // "I, as President, hereby revoke"
            return self
                .first_person(level, start, end)
                .filter(|(_, first)| self.sentence.finite_between(level, *first, end) == 0);
        }
        let before = at.checked_sub(1).filter(|t| *t >= start);
        let free = before.is_none_or(|t| {
            matches!(sentence.kind(level, t), Some(Kind::Comma | Kind::Enumerator | Kind::Colon | Kind::Dash))
                || sentence.has(
                    level,
                    t,
                    Class::DETERMINER.or(Class::ADVERB).or(Class::SEPARATOR).or(Class::RELATIVE),
                )
        });
        free.then_some((vec![Who::Document], at))
    }

    /// "to implement X": the purpose of a document, not what it makes others do.
    fn of_purpose(&self, level: usize, to: usize, start: usize) -> Subject {
        let sentence = self.sentence;
        let before = to.saturating_sub(12).max(start);
        let mut end = to;
        // "in order to"
        if end >= start + 2
            && sentence.has(level, end - 2, Class::PREPOSITION)
            && !sentence.has(level, end - 1, Class::CONTROLLER)
            && sentence.has(level, end - 1, Class::WHOLE)
        {
            end -= 2;
        }
        if let Some(issued) = self.issued(level, to, start) {
            return Some(issued);
        }
        // "By the authority vested in me …, and in order to": the authority is the document's own.
        let preamble = end < to && self.authority.is_some_and(|first| first < end);
        // "I have determined that it is necessary to extend X": the act itself, not a plan.
        if end > start && sentence.has(level, end - 1, Class::JUDGED) {
            return self.first_person(level, 0, to);
        }
        let controlled = sentence.is_controlled(level, before, to);
        if controlled && !preamble {
            return None;
        }
        let opens = end == start
            || sentence.token(level, end - 1).is_some_and(crate::reading::clause::Token::is_separator)
            || end < to;
        let lead = self.lead(level, start, end, to);
        if opens {
            return lead
                .filter(|_| end > start && sentence.finite_between(level, start, end) > 0)
                .or_else(|| (self.enacts && level == 0).then_some((vec![Who::Document], to)));
        }
        let meant = (before..to).any(|t| sentence.has(level, t, Class::ISSUE));
        lead.filter(|_| meant)
    }

    /// "OMB issued M-31-97 in May 2031 to replace X": what was issued acts.
    fn issued(&self, level: usize, end: usize, start: usize) -> Subject {
        let ix = self.sentence.name_before(level, end)?;
        let name = self.name(ix).filter(|n| n.token >= start && end - n.token <= MAX_TITLE)?;
        let low = name.head.saturating_sub(4).max(start);
        let given = (low..name.head).any(|t| self.sentence.has(level, t, Class::ISSUE));
        let controlled = self.sentence.is_controlled(level, name.end, end);
        let plain = self.sentence.finite_between(level, name.end, end) == 0;
        (given && plain && !controlled).then(|| self.who(ix).map(|w| (vec![w], name.head))).flatten()
    }

    /// What the main clause of a sentence that opens with an adjunct gives out: "Building on X, OMB released Y".
    fn issued_later(&self, level: usize, from: usize) -> Subject {
        let low = from;
        for ix in self.sentence.names_from(level, low).iter().take(4) {
            let name = self.name(*ix)?;
            let given = (name.head.saturating_sub(4).max(low)..name.head)
                .any(|t| self.sentence.has(level, t, Class::ISSUE));
            if given {
                return self.who(*ix).map(|w| (vec![w], name.head));
            }
        }
        None
    }

    /// The subject of the clause behind an adjunct: "Building on X, this memorandum sets goals".
    fn subject_later(&self, level: usize, from: usize) -> Subject {
        for ix in self.sentence.names_from(level, from).iter().take(4) {
            let name = self.name(*ix)?;
            let comma = Lead::Separator { joined: false, comma: true };
            let next = self.sentence.class(level, name.end);
            let acts = self.sentence.finite_between(level, name.end, name.end + 2) > 0
                || next.is(Class::ADVERB.or(Class::FINITE))
                || self.verbs(level).iter().any(|v| v.first == name.end)
                || self.sentence.kind(level, name.end) == Some(Kind::Word) && next == Class::default();
            if name.lead == comma && acts {
                return self.who(*ix).map(|w| (vec![w], name.head));
            }
        }
        None
    }

    /// "EO 10777, amending X", "Amending X", "for implementing X", "Building on X, this memorandum".
    fn of_gerund(&self, level: usize, verb: &Verb, start: usize) -> Subject {
        let sentence = self.sentence;
        let mut at = verb.first;
        while at > start && matches!(sentence.kind(level, at - 1), Some(Kind::Comma | Kind::Quote)) {
            at -= 1;
        }
        if at > start
            && let Some(ix) = self.name_ending_at(level, at)
        {
            return self.who(ix).map(|w| (vec![w], self.name(ix).map_or(verb.first, |n| n.head)));
        }
        if verb.first == start {
            // "(2) implementing X": what somebody shall do, as the lead-in says.
            if start > 0 && sentence.kind(level, start - 1) == Some(Kind::Enumerator) {
                return None;
            }
            if let Some(owner) = sentence.owner(level) {
                return self.who(owner).map(|w| (vec![w], verb.first));
            }
            let comma = sentence.first_comma(level, verb.end, sentence.len(level).min(verb.end + REACH));
            let later =
                comma.and_then(|c| self.issued_later(level, c).or_else(|| self.subject_later(level, c)));
            if later.is_some() {
                return later;
            }
            // "Building on X, OMB did more": nobody that is named.
            let running =
                sentence.finite_between(level, verb.end, sentence.len(level)) > 0 && comma.is_some();
            return (!running || (self.enacts && level == 0)).then_some((vec![Who::Document], verb.first));
        }
        let last = verb.first - 1;
        let by_means = sentence.has(level, last, Class::PREPOSITION.or(Class::AGENT));
        let finite = sentence.finite_between(level, start, verb.first) > 0;
        // "X is amended by revising Y": whose text Y is the words leave open.
        let passive = |v: &Verb| v.is_passive() && v.end <= last && last - v.end <= MAX_MEANS;
        if sentence.has(level, last, Class::BY) && self.verbs(level).iter().any(passive) {
            return None;
        }
        if by_means && finite {
            return self.lead(level, start, verb.first, verb.first);
        }
        let free = by_means
            || sentence.token(level, last).is_some_and(|t| t.is_separator() || t.class.is(Class::ADVERB));
        if free && !finite {
            return self.titled(level, verb.first).or(Some((vec![Who::Document], verb.first)));
        }
        None
    }

    /// The name of a policy that opens the sentence as its title does: "M-18-19, Improving …".
    pub(super) fn titled(&self, level: usize, end: usize) -> Subject {
        let ix = *self.sentence.names_from(level, 0).first()?;
        let name = self.name(ix).filter(|n| n.token < end && end <= MAX_HEADING)?;
        let plain = self.sentence.finite_between(level, 0, end) == 0;
        (name.lead == Lead::Start && plain).then(|| self.who(ix).map(|w| (vec![w], name.head))).flatten()
    }
}

/// A title between a policy's name and its verb is no longer than this, in tokens.
const MAX_TITLE: usize = 40;

/// So many names before a verb are asked whether they are its subject.
const MAX_LEADS: usize = 12;

/// Between a passive and the "by" of its means stand no more tokens than this: "is amended (1) by".
const MAX_MEANS: usize = 1;

/// A heading is no longer than this, in tokens.
const MAX_HEADING: usize = 80;

/// A subject goes on over so many finite verbs.
const MAX_VERBS: u32 = 8;
