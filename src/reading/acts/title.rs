//! Nouns and phrases: "Revocation of X", "guidance to help agencies implement X".

use super::subject::Subject;
use super::{Reader, Said, Who};
use crate::model::Extent;
use crate::profile::{Class, Form, Phrase};
use crate::reading::clause::{Cue, Kind, Lead, REACH};

impl Reader<'_, '_> {
    /// Reads every noun and phrase of the sentence.
    pub(super) fn read_titles(&mut self) {
        let sentence = self.sentence;
        for cue in sentence.cues.iter().filter(|c| matches!(c.form, Form::Noun | Form::Aid)) {
            let Some(row) = sentence.row(cue.row) else { continue };
            self.read_title(cue, row);
        }
    }

    fn read_title(&mut self, cue: &Cue, row: &Phrase) {
        let sentence = self.sentence;
        let targets = self.objects_of(cue, row);
        let Some(last) = targets.last().and_then(|ix| self.name(*ix)) else { return };
        let start = sentence.clause_start(0, cue.first);
        let denied = (cue.first.saturating_sub(6).max(start)..cue.first)
            .any(|t| sentence.has(0, t, Class::NEGATIVE.or(Class::MAY)) && !sentence.denies_nothing(0, t));
        if denied || self.denies_clause(0, start, cue.first) {
            return;
        }
        if cue.form == Form::Noun && self.is_running(last.token + 1) {
            return;
        }
        let subject =
            if cue.form == Form::Noun { self.of_title(cue, start) } else { self.of_aid(cue, start) };
        let Some((actors, first)) = subject else { return };
        let said = Said {
            relations: [Some(row.relation), None, None, None],
            operative: false,
            verb: self.in_text(cue.span),
            effective: None,
            condition: None,
            until: None,
        };
        for ix in targets {
            let (Some(name), Some(target)) = (self.name(ix).copied(), self.who(ix)) else { continue };
            let named =
                (name.head.max(cue.end)..name.token).any(|t| sentence.has(0, t, Class::PART.or(Class::MOST)));
            let part = named || self.sentence.limited_between(0, name.end, name.end + 2);
            if row.part_only && !part {
                continue;
            }
            let extent = if part { Extent::Part } else { Extent::Whole };
            let mut quote = self.between(0, first.min(cue.first), name.token);
            quote.end = self.item(&name).end.max(quote.end);
            for actor in &actors {
                self.state(&said, *actor, target, Some(ix), extent, quote);
            }
        }
    }

    /// The policies behind a noun or phrase.
    fn objects_of(&self, cue: &Cue, row: &Phrase) -> Vec<usize> {
        let sentence = self.sentence;
        let names = sentence.names_from(0, cue.end);
        let Some((first, name)) = names.first().and_then(|ix| Some((*ix, self.name(*ix)?))) else {
            return Vec::new();
        };
        let through = row.reaches_through(self.words(0, cue.end, name.head));
        let direct = name.head <= cue.end
            || (cue.end..name.head).all(|t| {
                sentence.has(0, t, Class::DETERMINER.or(Class::WHOLE).or(Class::CONTENT).or(Class::WITHIN))
            });
        if self.is_claimed(first) || !(direct || through) {
            return Vec::new();
        }
        let mut found = vec![first];
        let mut last = *name;
        for ix in names.iter().skip(1) {
            let Some(next) = self.name(*ix) else { break };
            let listed = matches!(next.lead, Lead::Separator { .. });
            let near =
                next.token - last.token <= 24 && sentence.finite_between(0, last.token, next.head) == 0;
            if !listed || !near || self.is_claimed(*ix) || self.acts_after(next.end) {
                break;
            }
            found.push(*ix);
            last = *next;
        }
        found
    }

    fn acts_after(&self, end: usize) -> bool {
        self.sentence.finite_between(0, end, end + 1) > 0
    }

    /// Whether a noun such as "Revocation of X" is the subject of a sentence, not a title.
    fn is_running(&self, from: usize) -> bool {
        let sentence = self.sentence;
        let end = (from + REACH).min(sentence.len(0));
        // A verb in a relative clause is not the sentence's own: "X requiring plans that must describe goals".
        let own = (from..end)
            .take_while(|t| !sentence.has(0, *t, Class::RELATIVE))
            .take_while(|t| !matches!(sentence.kind(0, *t), Some(Kind::Colon | Kind::Dash)))
            .last()
            .map_or(from, |t| t + 1);
        sentence.finite_between(0, from, own) > 0
    }

    /// "Revocation of X", "M-06-18, Acquisition of Products for Implementation of X".
    fn of_title(&self, cue: &Cue, start: usize) -> Subject {
        let sentence = self.sentence;
        if let Some(titled) = self.titled(0, cue.first) {
            return Some(titled);
        }
        if cue.first == start {
            return Some((vec![Who::Document], cue.first));
        }
        // "Phase 4 Implementation of X": the words of a title before its noun.
        let modified = cue.first - start <= MAX_MODIFIERS
            && (start..cue.first).all(|t| self.is_modifier_of_title(t))
            && sentence.finite_between(0, start, sentence.len(0)) == 0;
        if modified {
            return Some((vec![Who::Document], start));
        }
        let last = cue.first - 1;
        let free = sentence.token(0, last).is_some_and(|t| {
            t.is_separator() || t.class.is(Class::ADVERB.or(Class::WITHIN).or(Class::PURPOSE))
        });
        let controlled = sentence.is_controlled(0, start, cue.first);
        (free && sentence.finite_between(0, start, cue.first) == 0 && !controlled)
            .then_some((vec![Who::Document], cue.first))
    }

    /// A number or a word with a capital of which no list tells anything.
    fn is_modifier_of_title(&self, token: usize) -> bool {
        let sentence = self.sentence;
        let word = sentence.word(0, token);
        sentence.kind(0, token) == Some(Kind::Number)
            || (sentence.kind(0, token) == Some(Kind::Word)
                && sentence.class(0, token) == Class::default()
                && word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
    }

    /// "This memo provides guidance to help agencies implement X".
    fn of_aid(&self, cue: &Cue, start: usize) -> Subject {
        let sentence = self.sentence;
        if let Some(lead) = self.lead(0, start, cue.first, cue.first) {
            return Some(lead);
        }
        // "OMB issued M-23-22, offering guidance on how agencies should implement X"
        let commas =
            (start..cue.first).rev().take_while(|t| sentence.kind(0, *t) == Some(Kind::Comma)).count();
        if commas > 0
            && let Some(ix) = sentence.name_before(0, cue.first)
            && let Some(name) = self.name(ix).filter(|n| n.end + commas >= cue.first)
        {
            return self.who(ix).map(|w| (vec![w], name.head));
        }
        let telegraphic = cue.first == start
            || sentence.has(0, start, Class::FINITE)
            || self.verbs(0).first().is_some_and(|v| v.first == start);
        telegraphic.then_some((vec![Who::Document], cue.first))
    }
}

/// So many words of a title may stand before its noun.
const MAX_MODIFIERS: usize = 4;
