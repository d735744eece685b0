//! What a sentence says with a verb of change beside a policy, and no act was read of it.

use super::{Reader, Role};
use crate::ground::Span;
use crate::profile::Class;
use crate::reading::clause::{Kind, Verb};

/// How far from a verb a policy may stand to be its own, in tokens.
const NEAR: usize = 60;

impl Reader<'_, '_> {
    /// The verbs of change, with the clause around them, of which no act was read though a policy stands by them. Verbs
    /// that are denied, left open, or somebody else's duty are understood: they state nothing.
    pub(super) fn find_unread(&mut self) {
        let sentence = self.sentence;
        let mut unread = Vec::new();
        // Found acts by place, so that each verb is looked up once.
        let mut told: Vec<Span> = self.found.iter().map(|f| f.verb).collect();
        told.extend(self.opens.map(|o| o.verb));
        told.sort_unstable();
        told.dedup();
        for level in 0..sentence.levels.len() {
            for verb in self.verbs(level) {
                let word = self.between(level, verb.word, verb.end.saturating_sub(1));
                let at = told.partition_point(|t| t.start <= word.start);
                let is_told = at > 0 && told.get(at - 1).is_some_and(|t| t.end >= word.end);
                if !is_told
                    && !self.states_nothing(level, verb)
                    && self.has_policy(level, verb)
                    && !self.repeats(level, verb, &told)
                {
                    unread.push(word);
                }
            }
        }
        self.unread = unread;
    }

    /// Whether a verb says again what the verb before it said of the same policies: "supersedes and replaces X".
    fn repeats(&self, level: usize, verb: &Verb, told: &[Span]) -> bool {
        let verbs = self.verbs(level);
        let at = verbs.partition_point(|v| v.word < verb.word);
        let Some(before) = at.checked_sub(1).and_then(|at| verbs.get(at)) else { return false };
        let word = self.between(level, before.word, before.end.saturating_sub(1));
        let is_told = told.binary_search_by(|t| t.start.cmp(&word.start)).is_ok();
        is_told
            && self.is_joined(level, before, verb)
            && self.relations_of(verb).all(|relation| self.relations_of(before).any(|r| r == relation))
    }

    /// Whether a verb is understood to state nothing: a negation, a plan, a duty of others, a participle that names
    /// nobody ("as amended").
    fn states_nothing(&self, level: usize, verb: &Verb) -> bool {
        let sentence = self.sentence;
        let start = sentence.clause_start(level, verb.first);
        let bare =
            !verb.is_finite() && (verb.forms.past() || verb.forms.gerund() || verb.infinitive.is_some());
        let base = verb.forms.base() && !verb.ordered && verb.first > start;
        let low = verb.first.saturating_sub(NEAR).max(start);
        let others =
            !verb.is_passive() && (low..verb.first).any(|t| sentence.has(level, t, Class::CONTROLLER));
        let supposed = (low..verb.first).any(|t| sentence.has(level, t, Class::SUBORDINATE));
        // "This order shall be implemented consistent with applicable law": said of what no policy does.
        let nobody = verb.is_passive()
            && verb.rows.iter().filter_map(|r| sentence.row(*r)).any(|r| r.passive_by || r.active_only);
        let by_others = nobody || sentence.has(level, verb.end, Class::BY);
        verb.denied
            || bare
            || base
            || others
            || supposed
            || by_others
            || self.denies_clause(level, start, verb.first)
    }

    /// Whether a policy stands in the clause of a verb.
    fn has_policy(&self, level: usize, verb: &Verb) -> bool {
        let sentence = self.sentence;
        let start = sentence.clause_start(level, verb.first);
        let before = sentence.name_before(level, verb.first).and_then(|ix| self.name(ix));
        let policy = |n: &crate::reading::clause::Name| n.role == Role::Policy;
        let named_before =
            before.is_some_and(|n| policy(n) && n.token >= start && verb.first - n.token <= NEAR);
        let after = sentence.names_from(level, verb.end).first().and_then(|ix| self.name(*ix));
        let named_after = after.is_some_and(|n| {
            policy(n)
                && n.token - verb.end <= NEAR
                && (verb.end..n.token).all(|t| sentence.kind(level, t) != Some(Kind::Semicolon))
        });
        named_before || named_after
    }
}
