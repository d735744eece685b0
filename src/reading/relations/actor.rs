//! Who acts: the subject of a verb.
//!
//! The document itself, unless the sentence says otherwise; nobody where the subject is something else.

use super::sentence::{Cue, Name};
use super::token::Kind;
use super::{Reader, Role, Who};
use crate::model::Relation;
use crate::profile::{Form, Phrase};

impl Reader<'_, '_> {
    /// The actor of an active verb, and the first token of the words that name it.
    pub(super) fn actor(&self, cue: &Cue, row: &Phrase) -> Option<(Who, usize)> {
        let start = self.sentence.clause_start(cue.first);
        let infinitive = self.infinitive(cue, start);
        match cue.form {
            Form::Noun => self.of_title(cue, start),
            Form::Gerund => self.of_gerund(cue, start),
            Form::Aid => self.of_aid(cue, start),
            Form::Finite | Form::Base if infinitive.is_some() => self.of_purpose(cue, infinitive?, start),
            Form::Base => self.of_base(cue, row, start),
            _ => self.of_finite(cue, start),
        }
    }

    /// Where "to" stands before the verb.
    fn infinitive(&self, cue: &Cue, start: usize) -> Option<usize> {
        let mut at = cue.first;
        while at > start {
            at -= 1;
            if self.sentence.is(at, "to") {
                return Some(at);
            }
            let adverb = self.sentence.token(at).is_some_and(|t| t.class.adverb);
            if !adverb || self.sentence.is(at, "and") {
                return None;
            }
        }
        None
    }

    /// One past the last token of the subject: adverbs and auxiliaries left out.
    fn subject_end(&self, cue: &Cue, start: usize) -> usize {
        let mut end = cue.first;
        while end > start && self.sentence.token(end - 1).is_some_and(|t| t.class.adverb) {
            end -= 1;
        }
        end
    }

    fn finite_between(&self, from: usize, to: usize) -> bool {
        (from..to).any(|t| self.sentence.token(t).is_some_and(|t| t.class.finite))
    }

    fn controlled_between(&self, from: usize, to: usize) -> bool {
        (from..to).any(|t| self.sentence.token(t).is_some_and(|t| t.class.controller))
    }

    fn name_at(&self, token: usize) -> Option<(usize, &Name)> {
        matches!(self.sentence.kind(token), Some(Kind::Name(_)))
            .then(|| self.sentence.name_from(token))
            .flatten()
            .and_then(|ix| self.sentence.names.get(ix).map(|n| (ix, n)))
    }

    /// The subject with which the clause opens: "This memo …", "OMB’s guidance in M-18-19 …".
    fn lead(&self, start: usize, end: usize) -> Option<(Who, usize)> {
        let ix = self.sentence.name_from(start)?;
        let name = self.sentence.names.get(ix).filter(|n| n.token < end && n.heads)?;
        let plain = !self.finite_between(start, name.token) && !self.controlled_between(start, name.head);
        plain.then(|| self.who(ix).map(|w| (w, name.head))).flatten()
    }

    /// "This order supersedes X", "M-23-22, which rescinds X", "Extends X", "I hereby revoke X".
    fn of_finite(&self, cue: &Cue, start: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        let mut end = self.subject_end(cue, start);
        let joined = end < cue.first && (end..cue.first).any(|t| sentence.is(t, "and"));
        if end == start {
            // A sentence without a subject tells of the policy that it stands under.
            let opens = cue.form != Form::Past && !joined;
            return opens.then_some((Who::Document, cue.first));
        }
        if joined {
            return self.lead(start, end).or_else(|| self.speaker(start, end));
        }
        let relative = ["which", "that"].iter().any(|w| sentence.is(end - 1, w));
        if relative {
            end -= 1;
        }
        let mut at = end;
        while at > start && matches!(sentence.kind(at - 1), Some(Kind::Comma | Kind::Quote)) {
            at -= 1;
        }
        if at > start
            && let Some((ix, name)) = self.name_at(at - 1)
        {
            let subject = name.heads || relative || name.role == Role::Document;
            return subject.then(|| self.who(ix).map(|w| (w, name.head))).flatten();
        }
        // "M-23-22, Delivering a Digital-First Public Experience, rescinds X"
        if at < end && !self.finite_between(start, end) {
            return self.lead(start, end);
        }
        self.speaker(start, end).filter(|_| cue.form != Form::Past)
    }

    /// "I", "OMB": words for which the document speaks.
    fn speaker(&self, start: usize, end: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        let words = || (start..end).filter(|t| sentence.kind(*t) == Some(Kind::Word));
        let alone = words().all(|t| {
            sentence.token(t).is_some_and(|t| t.class.speaker || t.class.determiner || t.class.adverb)
        });
        let speaks = words().any(|t| sentence.token(t).is_some_and(|t| t.class.speaker));
        let first_person = words().any(|t| sentence.word(t) == "I") && !self.finite_between(start, end);
        ((alone && speaks) || first_person).then_some((Who::Document, start))
    }

    /// "shall supersede X", "I hereby revoke X", "Amend section 2 of X".
    fn of_base(&self, cue: &Cue, row: &Phrase, start: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        let commands = matches!(row.relation, Relation::Amends | Relation::Rescinds | Relation::Supersedes);
        if cue.first == start {
            return commands.then_some((Who::Document, cue.first));
        }
        let helped = cue.first > start
            && ["shall", "will", "hereby", "I", "we", "do", "does", "further"]
                .iter()
                .any(|w| sentence.is(cue.first - 1, w));
        if helped {
            return self.of_finite(cue, start);
        }
        // "I hereby terminate the emergency declared in X, revoke Y, and order": the same subject goes on.
        let first_person = (start..cue.first).any(|t| sentence.word(t) == "I");
        let joined = sentence.kind(cue.first - 1) == Some(Kind::Comma)
            || ["and", "further"].iter().any(|w| sentence.is(cue.first - 1, w));
        let own = commands && joined && first_person && !self.controlled_between(start, cue.first);
        own.then_some((Who::Document, cue.first))
    }

    /// "to implement X": the purpose of a document, not what it makes others do.
    fn of_purpose(&self, cue: &Cue, to: usize, start: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        let before = to.saturating_sub(12).max(start);
        let mut end = to;
        if end >= start + 2 && sentence.is(end - 1, "order") && sentence.is(end - 2, "in") {
            end -= 2;
        }
        // "By the authority vested in me …, and in order to": the authority is the document's own.
        let preamble = end < to && sentence.authority.is_some_and(|first| first < end);
        if !preamble && self.controlled_between(before, to) {
            return None;
        }
        let opens = end == start
            || sentence.kind(end - 1) == Some(Kind::Comma)
            || sentence.token(end - 1).is_some_and(|t| t.class.separator)
            || end < to;
        let lead = self.lead(start, end);
        if opens {
            return lead
                .filter(|_| end > start && self.finite_between(start, end))
                .or_else(|| sentence.enacts.then_some((Who::Document, cue.first)));
        }
        let issued = (before..to).any(|t| {
            ["issued", "designed", "intended", "steps", "guidance", "order", "memorandum"]
                .iter()
                .any(|w| sentence.is(t, w))
        });
        lead.filter(|_| issued)
    }

    /// "EO 10777, amending X", "Amending X", "for implementing X".
    fn of_gerund(&self, cue: &Cue, start: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        let mut at = cue.first;
        while at > start && matches!(sentence.kind(at - 1), Some(Kind::Comma | Kind::Quote)) {
            at -= 1;
        }
        if at > start
            && let Some((ix, name)) = self.name_at(at - 1)
        {
            return self.who(ix).map(|w| (w, name.head));
        }
        if cue.first == start {
            return self.titled(cue.first).or(Some((Who::Document, cue.first)));
        }
        let last = cue.first - 1;
        let by_means = ["by", "through", "for", "of", "in"].iter().any(|w| sentence.is(last, w));
        if by_means && self.finite_between(start, cue.first) {
            return self.lead(start, cue.first);
        }
        let free = by_means
            || sentence.kind(last) == Some(Kind::Comma)
            || sentence.token(last).is_some_and(|t| t.class.separator || t.class.adverb);
        if free && !self.finite_between(start, cue.first) {
            return self.titled(cue.first).or(Some((Who::Document, cue.first)));
        }
        None
    }

    /// "Revocation of X", "M-06-18, Acquisition of Products for Implementation of X".
    fn of_title(&self, cue: &Cue, start: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        if let Some(titled) = self.titled(cue.first) {
            return Some(titled);
        }
        if cue.first == start {
            return Some((Who::Document, cue.first));
        }
        let last = cue.first - 1;
        let free = sentence.kind(last) == Some(Kind::Comma)
            || sentence.token(last).is_some_and(|t| t.class.separator || t.class.adverb)
            || ["for", "of", "on", "proposed"].iter().any(|w| sentence.is(last, w));
        (free && !self.finite_between(start, cue.first) && !self.controlled_between(start, cue.first))
            .then_some((Who::Document, cue.first))
    }

    /// "This memo provides guidance to help agencies implement X".
    fn of_aid(&self, cue: &Cue, start: usize) -> Option<(Who, usize)> {
        if let Some(lead) = self.lead(start, cue.first) {
            return Some(lead);
        }
        // "OMB issued M-23-22, offering guidance on how agencies should implement X"
        let commas =
            (start..cue.first).rev().take_while(|t| self.sentence.kind(*t) == Some(Kind::Comma)).count();
        if commas > 0
            && let Some((ix, name)) = cue.first.checked_sub(commas + 1).and_then(|t| self.name_at(t))
        {
            return self.who(ix).map(|w| (w, name.head));
        }
        let telegraphic = cue.first == start || self.sentence.token(start).is_some_and(|t| t.class.finite);
        telegraphic.then_some((Who::Document, cue.first))
    }
}
