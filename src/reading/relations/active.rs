//! Verbs with their targets behind them: "supersedes X", "Amending X", "Revocation of X", "to implement X".

use super::passive::MAX_SHARED;
use super::sentence::{Cue, REACH};
use super::token::{Kind, Token};
use super::{Reader, Who};
use crate::model::Extent;
use crate::profile::{Form, Phrase};

impl Reader<'_, '_> {
    /// Reads every active verb and noun of the sentence.
    pub(super) fn read_actives(&mut self) {
        let sentence = self.sentence;
        let cues: Vec<&Cue> = sentence
            .cues
            .iter()
            .filter(|c| {
                matches!(
                    c.form,
                    Form::Finite | Form::Base | Form::Past | Form::Gerund | Form::Noun | Form::Aid
                )
            })
            .collect();
        // From the right, so that "supplement but not supersede X" shares the targets of the second verb.
        let mut next: Option<(&Cue, Vec<usize>)> = None;
        let mut shared = 0;
        for cue in cues.into_iter().rev() {
            let Some(row) = sentence.row(cue) else { continue };
            let mut targets = self.objects(cue, row);
            if !targets.is_empty() {
                shared = 0;
            } else if let Some((later, objects)) = &next
                && shared < MAX_SHARED
                && self.is_joined(cue, later)
            {
                targets.clone_from(objects);
                shared += 1;
            }
            self.read_active(cue, row, &targets);
            next = Some((cue, targets));
        }
    }

    fn read_active(&mut self, cue: &Cue, row: &Phrase, targets: &[usize]) {
        let sentence = self.sentence;
        let follows = targets.is_empty() && self.is_following(cue);
        if (targets.is_empty() && !follows) || self.is_denied(cue, None) || self.denies(cue) {
            return;
        }
        if cue.form == Form::Noun && self.is_running(cue, targets) {
            return;
        }
        let Some((actor, first)) = self.actor(cue, row) else { return };
        if follows {
            self.open_list(cue, actor);
            return;
        }
        let said = self.said(cue);
        for (i, ix) in targets.iter().enumerate() {
            let (Some(name), Some(target)) = (sentence.names.get(*ix), self.who(*ix)) else { continue };
            let next = targets
                .get(i + 1)
                .and_then(|n| sentence.names.get(*n))
                .map_or(sentence.tokens.len(), |n| n.head);
            let through = self.words(name.governor.0, name.governor.1);
            let governed =
                name.governor.0 >= cue.end && row.through.as_ref().is_some_and(|t| t.is_match(through));
            let part = name.part || governed || sentence.narrows(name.token + 1, next);
            if row.part_only && !part {
                continue;
            }
            let extent = if part { Extent::Part } else { Extent::Whole };
            let mut quote = self.between(first.min(cue.first), name.token);
            quote.end = self.item(name).end.max(quote.end);
            self.state(&said, actor, target, Some(*ix), extent, quote);
        }
    }

    /// The policies on which the verb acts; none where something else stands behind it.
    fn objects(&self, cue: &Cue, row: &Phrase) -> Vec<usize> {
        let sentence = self.sentence;
        let Some(first) = sentence.name_from(cue.end) else { return Vec::new() };
        let Some(name) = sentence.names.get(first) else { return Vec::new() };
        if name.token - cue.end > REACH || self.is_claimed(first) {
            return Vec::new();
        }
        let gap = sentence.slice(cue.end, name.token);
        let direct = gap.iter().all(Token::is_head)
            && !gap.first().is_some_and(Token::is_separator)
            && !self.is_astray(cue, name.token);
        let through = || {
            let words = self.words(name.governor.0, name.governor.1);
            matches!(cue.form, Form::Noun | Form::Finite | Form::Base | Form::Gerund)
                && !gap
                    .iter()
                    .any(|t| t.class.finite || matches!(t.kind, Kind::Break | Kind::Open | Kind::Semicolon))
                && !self.verb_between(cue.end, name.token, false)
                && row.through.as_ref().is_some_and(|t| t.is_match(words.trim_end()))
        };
        if direct || through() { self.listed(first, false) } else { Vec::new() }
    }

    /// Whether the words behind the verb lead away from it: "extend to X", "amended in X", "implement under X".
    fn is_astray(&self, cue: &Cue, token: usize) -> bool {
        let Some(first) = self.sentence.token(cue.end).filter(|_| cue.end < token) else { return false };
        first.class.preposition && cue.form != Form::Noun
    }

    /// Whether "the following" stands behind the verb.
    fn is_following(&self, cue: &Cue) -> bool {
        (cue.end..cue.end + 4).any(|t| self.sentence.is(t, "following"))
    }

    /// Whether two verbs share what stands behind the second: "revokes and replaces X".
    fn is_joined(&self, cue: &Cue, later: &Cue) -> bool {
        let sentence = self.sentence;
        cue.end < later.first
            && later.first - cue.end <= 6
            && (cue.end..later.first).all(|t| {
                sentence.token(t).is_some_and(|t| t.is_separator() || t.class.adverb || t.class.negative)
                    || ["but", "to", "and/or"].iter().any(|w| sentence.is(t, w))
            })
    }

    /// Whether words before an active verb deny it: "nothing … shall be construed to revoke".
    fn denies(&self, cue: &Cue) -> bool {
        let sentence = self.sentence;
        let start = sentence.clause_start(cue.first);
        let clause = self.words(start, cue.first).to_lowercase();
        let folded = crate::ground::fold_space(&clause);
        let allowed = sentence
            .phrases
            .words
            .not_negative
            .iter()
            .map(|w| folded.matches(w.as_str()).count())
            .sum::<usize>();
        let class = |t: usize| sentence.token(t).map(|t| t.class).unwrap_or_default();
        let near = (cue.first.saturating_sub(6).max(start)..cue.first)
            .filter(|t| class(*t).negative || class(*t).modal)
            .count();
        if near > allowed {
            return true;
        }
        (start..cue.first).any(|t| {
            class(t).negative && ["nothing", "neither", "nor", "never"].iter().any(|w| sentence.is(t, w))
        })
    }

    /// Whether a noun such as "Revocation of X" is the subject of a sentence, not a title.
    fn is_running(&self, cue: &Cue, targets: &[usize]) -> bool {
        let sentence = self.sentence;
        let last = targets.last().and_then(|ix| sentence.names.get(*ix)).map_or(cue.end, |n| n.token + 1);
        let end = (last + REACH).min(sentence.tokens.len());
        // A verb in a relative clause is not the sentence's own: "X requiring plans that must describe goals".
        (last..end)
            .take_while(|t| !["that", "which", "who"].iter().any(|w| sentence.is(*t, w)))
            .filter_map(|t| sentence.token(t))
            .take_while(|t| !matches!(t.kind, Kind::Break))
            .any(|t| t.class.finite)
    }
}

impl Reader<'_, '_> {
    /// The name of a policy that opens the sentence as its title does: "M-18-19, Improving …".
    pub(super) fn titled(&self, end: usize) -> Option<(Who, usize)> {
        let sentence = self.sentence;
        let first = sentence.names.first().filter(|n| n.token < end && end <= REACH)?;
        let opens = sentence.slice(0, first.token).iter().all(Token::is_head);
        let plain = !(first.token..end).any(|t| sentence.token(t).is_some_and(|t| t.class.finite));
        (opens && plain).then(|| self.who(0).map(|w| (w, first.head))).flatten()
    }
}
