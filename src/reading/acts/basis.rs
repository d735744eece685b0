//! On what a document rests: "By the authority vested in me … including section 301 of title 3", "pursuant to X".

use super::{Reader, Role, Said, Who};
use crate::model::Extent;
use crate::profile::{Class, Form};
use crate::reading::clause::{Cue, Kind, Lead, REACH};

impl Reader<'_, '_> {
    /// Reads the bases that the sentence gives.
    pub(super) fn read_bases(&mut self) {
        let sentence = self.sentence;
        let speech = self.speech();
        for cue in sentence.cues.iter().filter(|c| c.form == Form::Basis) {
            self.read_basis(cue, &speech);
        }
        // The first one reaches over any other.
        if let Some(cue) = sentence.cues.iter().find(|c| c.form == Form::BasisClause) {
            self.read_basis_clause(cue);
        }
    }

    /// "pursuant to X", where the document itself acts on it.
    fn read_basis(&mut self, cue: &Cue, speech: &Speech) {
        let sentence = self.sentence;
        let names = sentence.names_from(0, cue.end);
        let Some((first, name)) = names.first().and_then(|ix| Some((*ix, self.name(*ix)?))) else { return };
        let gap = (cue.end..name.head).all(|t| {
            matches!(sentence.kind(0, t), Some(Kind::Comma | Kind::Number | Kind::Quote))
                || sentence.has(0, t, HEAD)
        });
        if self.is_claimed(first) || name.head > cue.end + REACH || !gap {
            return;
        }
        let start = sentence.clause_start(0, cue.first);
        let issued =
            (cue.first.saturating_sub(3).max(start)..cue.first).any(|t| sentence.has(0, t, Class::ISSUE));
        // "This memorandum is issued pursuant to", not "licenses issued pursuant to" further on.
        let spoken = issued
            && sentence
                .name_before(0, cue.first)
                .and_then(|ix| self.name(ix))
                .is_some_and(|n| n.role == Role::Document && n.token + 6 >= cue.first);
        if !(spoken || self.is_enacted(cue, start, speech)) {
            return;
        }
        self.rest_on(cue, first);
        let mut last = *name;
        for ix in names.iter().skip(1) {
            let Some(next) = self.name(*ix).copied() else { break };
            let listed = matches!(next.lead, Lead::Separator { .. });
            if !listed || next.role == Role::Document || !self.is_listed(0, last.end, next.head) {
                break;
            }
            self.rest_on(cue, *ix);
            last = next;
        }
    }

    /// Whether the clause behind a basis is the document's own: ", it is hereby ordered", ", this memorandum sets".
    fn is_enacted(&self, cue: &Cue, start: usize, speech: &Speech) -> bool {
        let before = self.authority.is_some_and(|first| first < cue.first);
        let ordered = speech.ordered.is_some_and(|last| last >= cue.end);
        // "it is hereby ordered, pursuant to the provisions of Section 4 of X, that"
        let behind = speech.ordered.is_some_and(|last| last < cue.first && cue.first - last <= 2);
        let own = speech.own.is_some_and(|last| last > cue.end);
        let opens = cue.first == start;
        // "…, the rates of pay are adjusted as set forth on the schedule attached hereto"
        let here = speech.here.is_some_and(|last| last >= cue.end);
        behind || (before && ordered) || (opens && (own || ordered || here))
    }

    /// Every policy from the authority to the words that order.
    fn read_basis_clause(&mut self, cue: &Cue) {
        let sentence = self.sentence;
        let end = (cue.end..sentence.len(0)).find(|t| self.ends_basis(*t)).unwrap_or(sentence.len(0));
        for ix in sentence.names_from(0, cue.end) {
            let Some(name) = self.name(*ix).copied().filter(|n| n.token < end) else { break };
            // "the Act, as amended by Public Law 101-624": the law that amended it is no authority.
            let amends = self.verb_before(0, name.token).is_some_and(|v| {
                v.forms.past()
                    && !v.is_passive()
                    && sentence.has(0, v.end, Class::BY)
                    && v.end + 4 > name.head
            });
            if name.role == Role::Policy && !self.is_claimed(*ix) && !amends {
                self.rest_on(cue, *ix);
            }
        }
    }

    /// "…, it is hereby ordered", "…, I, WILLIAM J. CLINTON", "…, and in order to".
    fn ends_basis(&self, token: usize) -> bool {
        let sentence = self.sentence;
        self.is_order(token)
            || sentence.word(0, token) == "I"
            || (sentence.has(0, token, Class::TO)
                && token > 1
                && sentence.has(0, token - 1, Class::WHOLE)
                && sentence.has(0, token - 2, Class::WITHIN))
            || (sentence.has(0, token, Class::AGREED) && sentence.has(0, token + 1, Class::BE))
    }

    /// "ordered", "I hereby", ", hereby order"
    fn is_order(&self, token: usize) -> bool {
        let sentence = self.sentence;
        let behind = |t: usize| sentence.word(0, t) == "I" || sentence.kind(0, t) == Some(Kind::Comma);
        sentence.has(0, token, Class::ORDERING)
            || (sentence.has(0, token, Class::HERE) && token.checked_sub(1).is_some_and(behind))
    }

    fn rest_on(&mut self, cue: &Cue, ix: usize) {
        let (Some(name), Some(target)) = (self.name(ix).copied(), self.who(ix)) else { return };
        let Some(row) = self.sentence.row(cue.row) else { return };
        self.claim(ix);
        let said = Said {
            relations: [Some(row.relation), None, None, None],
            operative: true,
            verb: self.in_text(cue.span),
            effective: None,
            condition: None,
            until: None,
        };
        let quote = self.between(0, cue.first, name.token);
        self.state(&said, Who::Document, target, Some(ix), Extent::Whole, quote);
    }

    /// Where the document itself speaks.
    fn speech(&self) -> Speech {
        let sentence = self.sentence;
        let mut speech = Speech::default();
        for t in 0..sentence.len(0) {
            if self.is_order(t) {
                speech.ordered = Some(t);
            }
            if sentence.has(0, t, Class::HERE) {
                speech.here = Some(t);
            }
        }
        let own = sentence.names.iter().filter(|n| n.level == 0 && n.role == Role::Document);
        speech.own = own
            .filter(|n| {
                matches!(n.lead, Lead::Separator { .. }) || sentence.kind(0, n.head) == Some(Kind::Comma)
            })
            .map(|n| n.token)
            .next_back();
        speech
    }
}

/// Where the document itself speaks in a sentence, as tokens.
#[derive(Default)]
struct Speech {
    /// The last of the words by which it orders: "it is hereby ordered".
    ordered: Option<usize>,
    /// The last at which it is a subject behind a comma: ", this memorandum sets".
    own: Option<usize>,
    /// The last by which it points at itself: "attached hereto".
    here: Option<usize>,
}

/// Words that lead from a basis to its policy.
const HEAD: Class = Class::DETERMINER
    .or(Class::WHOLE)
    .or(Class::PART)
    .or(Class::BETWEEN)
    .or(Class::PREPOSITION)
    .or(Class::SEPARATOR)
    .or(Class::CONTENT);
