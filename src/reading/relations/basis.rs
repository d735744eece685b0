//! On what a document rests: "By the authority vested in me … including section 301 of title 3", "pursuant to X".

use super::sentence::Cue;
use super::token::Token;
use super::{Reader, Role, Who};
use crate::model::Extent;
use crate::profile::Form;

impl Reader<'_, '_> {
    /// Reads the bases that the sentence gives.
    pub(super) fn read_bases(&mut self) {
        let sentence = self.sentence;
        for cue in sentence.cues.iter().filter(|c| c.form == Form::Basis) {
            self.read_basis(cue);
        }
        // The first one reaches over any other.
        if let Some(cue) = sentence.cues.iter().find(|c| c.form == Form::BasisClause) {
            self.read_basis_clause(cue);
        }
    }

    /// "pursuant to X", where the document itself acts on it.
    fn read_basis(&mut self, cue: &Cue) {
        let sentence = self.sentence;
        let Some(first) = sentence.name_from(cue.end) else { return };
        let Some(name) = sentence.names.get(first) else { return };
        let gap = sentence.slice(cue.end, name.token);
        if self.is_claimed(first) || gap.len() > super::sentence::REACH || !gap.iter().all(Token::is_head) {
            return;
        }
        let start = sentence.clause_start(cue.first);
        let issued = (cue.first.saturating_sub(3).max(start)..cue.first)
            .any(|t| ["issued", "prepared", "promulgated", "published"].iter().any(|w| sentence.is(t, w)));
        // "This memorandum is issued pursuant to", not "licenses issued pursuant to" further on.
        let spoken = issued
            && sentence
                .names
                .iter()
                .take_while(|n| n.token < cue.first)
                .any(|n| n.role == Role::Document && n.token + 6 >= cue.first);
        if !(spoken || self.is_enacted(cue)) {
            return;
        }
        for ix in self.listed(first, false) {
            self.rest_on(cue, ix);
        }
    }

    /// Whether the clause behind a basis is the document's own: ", it is hereby ordered", ", this memorandum sets".
    fn is_enacted(&self, cue: &Cue) -> bool {
        let sentence = self.sentence;
        let before = sentence.authority.is_some_and(|first| first < cue.first);
        let ordered = sentence.ordered.is_some_and(|last| last >= cue.end);
        // "it is hereby ordered, pursuant to the provisions of Section 4 of X, that"
        let behind = sentence.ordered.is_some_and(|last| last < cue.first && cue.first - last <= 2);
        let own = sentence.own.is_some_and(|last| last > cue.end);
        let opens = cue.first == sentence.clause_start(cue.first);
        // "…, the rates of pay are adjusted as set forth on the schedule attached hereto"
        let here = sentence.here.is_some_and(|last| last >= cue.end);
        behind || (before && ordered) || (opens && (own || ordered || here))
    }

    /// Every policy from the authority to the words that order.
    fn read_basis_clause(&mut self, cue: &Cue) {
        let sentence = self.sentence;
        let end =
            (cue.end..sentence.tokens.len()).find(|t| self.ends_basis(*t)).unwrap_or(sentence.tokens.len());
        let Some(first) = sentence.name_from(cue.end) else { return };
        for ix in first..sentence.names.len() {
            let Some(name) = sentence.names.get(ix).filter(|n| n.token < end) else { break };
            // "the Act, as amended by Public Law 101-624": the law that amended it is no authority.
            let amends = sentence
                .cues
                .partition_point(|c| c.end <= name.token)
                .checked_sub(1)
                .and_then(|c| sentence.cues.get(c));
            let amends = amends.is_some_and(|c| c.form == Form::By && c.end + 4 > name.head);
            if name.role == Role::Policy && !self.is_claimed(ix) && !amends {
                self.rest_on(cue, ix);
            }
        }
    }

    /// "…, it is hereby ordered", "…, I, WILLIAM J. CLINTON", "…, and in order to".
    fn ends_basis(&self, token: usize) -> bool {
        let sentence = self.sentence;
        sentence.is_order(token)
            || sentence.word(token) == "I"
            || (sentence.is(token, "order")
                && sentence.is(token + 1, "to")
                && token > 0
                && sentence.is(token - 1, "in"))
            || (sentence.is(token, "it") && sentence.is(token + 1, "is"))
            || (sentence.is(token, "hereby") && sentence.is(token + 1, "order"))
    }

    fn rest_on(&mut self, cue: &Cue, ix: usize) {
        let (Some(name), Some(target)) = (self.sentence.names.get(ix).copied(), self.who(ix)) else { return };
        self.claim(ix);
        let said = self.said(cue);
        let quote = self.between(cue.first, name.token);
        self.state(&said, Who::Document, target, Some(ix), Extent::Whole, quote);
    }
}
