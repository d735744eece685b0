//! Lists of targets: "Executive Orders 1, 2 and 3", and lists that stand behind their verb.

use super::sentence::{Cue, Link};
use super::token::Kind;
use super::{Opened, Reader, Said, Who};
use crate::model::Extent;
use crate::profile::Form;

/// So many names may describe one member of a list.
const MAX_DESCRIBED: usize = 16;

impl Reader<'_, '_> {
    /// The list that starts with name `first`, forwards; the names that only describe a member are left out.
    /// `of_actors`: it ends where other actors are named ("as amended by").
    pub(super) fn listed(&self, first: usize, of_actors: bool) -> Vec<usize> {
        let names = &self.sentence.names;
        let mut members = vec![first];
        let mut described = 0;
        for ix in first + 1..names.len() {
            let (Some(name), Some(before)) = (names.get(ix), names.get(ix - 1)) else { break };
            let parted = of_actors && matches!(name.link, Link::Listed { strong: true });
            if name.link == Link::Fresh
                || parted
                || self.is_claimed(ix)
                || self.verb_between(before.token, name.token, of_actors)
                || described > MAX_DESCRIBED
            {
                break;
            }
            let governed = name.link == Link::Governed;
            let member = !governed && (described == 0 || name.heads || (name.perhaps && described == 1));
            if member {
                members.push(ix);
                described = 0;
            } else {
                described += 1;
            }
        }
        members
    }

    pub(super) fn is_claimed(&self, name: usize) -> bool {
        self.claimed.get(name).copied().unwrap_or(true)
    }

    pub(super) fn claim(&mut self, name: usize) {
        if let Some(slot) = self.claimed.get_mut(name) {
            *slot = true;
        }
    }

    /// Whether a verb of the table stands between two tokens, participles of modifiers aside.
    pub(super) fn verb_between(&self, from: usize, to: usize, with_by: bool) -> bool {
        let cues = &self.sentence.cues;
        let first = cues.partition_point(|c| c.first <= from);
        cues.iter().skip(first).take_while(|c| c.first < to).any(|c| {
            !matches!(c.form, Form::By | Form::Gerund | Form::Past | Form::Noun)
                || (with_by && c.form == Form::By)
        })
    }

    /// A verb whose targets are "the following": reads those of the same sentence, or tells that a list opens.
    pub(super) fn open_list(&mut self, cue: &Cue, actor: Who) -> bool {
        let sentence = self.sentence;
        let said = self.said(cue);
        // "are revoked or amended": each member says which.
        if sentence.is(cue.end, "or") || said.verb.of(self.text).to_lowercase().contains(" or ") {
            return false;
        }
        let part = sentence.narrows(cue.end, sentence.tokens.len());
        let opened = Opened { actor, row: cue.row, effective: said.effective, part, verb: said.verb };
        let limit = (cue.end + super::sentence::REACH).min(sentence.tokens.len());
        let colon = (cue.end..limit).find(|t| sentence.is_boundary(*t) && !sentence.is(*t, "."));
        let behind = colon.and_then(|c| sentence.name_from(c));
        match behind {
            Some(first) => {
                let mut before = cue.end;
                for ix in first..sentence.names.len() {
                    let Some(token) = sentence.names.get(ix).map(|n| n.token) else { break };
                    if self.verb_between(before, token, false) {
                        break;
                    }
                    before = token;
                    self.read_member(ix, &opened, said);
                }
            }
            None => self.opens = Some(opened),
        }
        true
    }

    /// Reads the members of a list that another sentence opened: one for each part between semicolons.
    pub(super) fn read_members(&mut self, opened: &Opened) {
        let said = Said { row: opened.row, operative: true, verb: opened.verb, effective: opened.effective };
        let mut free = true;
        let mut names = 0;
        for token in 0..self.sentence.tokens.len() {
            match self.sentence.kind(token) {
                Some(Kind::Semicolon) => {
                    // "Committee on the Arts; Executive Order 12367": what comes first names no policy.
                    free = true;
                }
                Some(Kind::Name(_)) => {
                    if free && self.read_member(names, opened, said) {
                        free = false;
                    }
                    names += 1;
                }
                _ => {}
            }
        }
    }

    /// Reads one member where it heads its place and no verb of its own acts on it.
    fn read_member(&mut self, ix: usize, opened: &Opened, said: Said) -> bool {
        let Some(name) = self.sentence.names.get(ix).copied() else { return false };
        if !name.heads && name.link != Link::Fresh || self.is_claimed(ix) {
            return false;
        }
        let Some(target) = self.who(ix) else { return false };
        let end = self.sentence.names.get(ix + 1).map_or(self.sentence.tokens.len(), |n| n.head);
        let part = opened.part || name.part || self.sentence.narrows(name.token + 1, end);
        let row_is_narrow = self.sentence.phrases.rows.get(said.row).is_some_and(|r| r.part_only);
        if row_is_narrow && !part {
            return false;
        }
        self.claim(ix);
        let quote = self.item(&name);
        self.state(
            &said,
            opened.actor,
            target,
            Some(ix),
            if part { Extent::Part } else { Extent::Whole },
            quote,
        );
        true
    }
}
