//! Verbs with their targets behind them: "supersedes X", "Amending X", "to implement X", "I hereby revoke: (a) X".

use super::passive::Targets;
use super::{Reader, Role, Who};
use crate::model::Extent;
use crate::profile::{Class, Phrase};
use crate::reading::clause::{Aux, Kind, Lead, Name, REACH, Verb};

/// So many verbs may share an object.
const MAX_SHARED: usize = 3;

/// So many names may describe one member of a list.
const MAX_DESCRIBED: usize = 16;

impl Reader<'_, '_> {
    /// Reads every active verb of a level.
    pub(super) fn read_actives(&mut self, level: usize) {
        self.subjects.clear();
        let verbs = self.verbs(level);
        // From the right, so that "supplement but not supersede X" shares the targets of the second verb.
        let mut objects: Vec<Targets> = vec![Vec::new(); verbs.len()];
        let mut shared = 0;
        for at in (0..verbs.len()).rev() {
            let Some(verb) = verbs.get(at).filter(|v| !v.is_passive()) else { continue };
            let Some(row) = verb.rows.first().and_then(|r| self.sentence.row(*r)) else { continue };
            let mut own = self.objects(level, verb, row);
            if !own.is_empty() {
                shared = 0;
            } else if shared < MAX_SHARED
                && let Some(next) =
                    verbs.get(at + 1).filter(|n| !n.is_passive() && self.is_joined(level, verb, n))
                && let Some(later) = objects.get(at + 1)
                && next.forms.gerund() == verb.forms.gerund()
            {
                own = later.iter().map(|(ix, part)| (*ix, *part && row.textual)).collect();
                shared += 1;
            }
            if let Some(slot) = objects.get_mut(at) {
                *slot = self.with_listed_in_brackets(own);
            }
        }
        for (verb, targets) in verbs.iter().zip(objects) {
            if !verb.is_passive() {
                self.read_active(level, verb, &targets);
            }
        }
    }

    fn read_active(&mut self, level: usize, verb: &Verb, targets: &Targets) {
        let sentence = self.sentence;
        let Some(row) = verb.rows.first().and_then(|r| sentence.row(*r)) else { return };
        if row.state {
            return;
        }
        let subject = self.subject(level, verb);
        self.subjects.push((verb.first, subject.clone()));
        if row.passive_only {
            return;
        }
        let start = sentence.clause_start(level, verb.first);
        let follows = targets.is_empty() && self.announces(level, verb.end, verb.end + 6);
        if (targets.is_empty() && !follows) || verb.denied || self.denies_clause(level, start, verb.first) {
            return;
        }
        // "X, as amended by Y": a participle of the name before it, unless an object stands behind it.
        if verb.forms.past() && !verb.forms.base() && self.is_participle_of_name(level, verb) {
            return;
        }
        let Some((mut actors, first)) = subject else { return };
        if let Some(through) = self.instrument(level, verb, targets, &actors) {
            actors = vec![through];
        }
        let Some(condition) = self.condition(level, start, first.min(verb.first), verb) else { return };
        let mut said = self.said(level, verb);
        said.condition = condition;
        if follows {
            if let [actor] = actors.as_slice() {
                self.open_list(level, verb, *actor, &said);
            }
            return;
        }
        let all = verb.limited
            || self.limited_before(level, start, first)
            || self.limited_object(level, verb, targets);
        for (at, (ix, through)) in targets.iter().enumerate() {
            let (Some(name), Some(target)) = (self.name(*ix).copied(), self.who(*ix)) else { continue };
            let next =
                targets.get(at + 1).and_then(|n| self.name(n.0)).map_or(name.token + REACH, |n| n.head);
            let own = sentence.limited_between(level, name.token + 1, next)
                && self.limits_name(level, name.end, next);
            let part = all || name.part || *through || own || self.bracket_limits(&name);
            if row.part_only && !part {
                continue;
            }
            let extent = if part && !row.through_whole { Extent::Part } else { Extent::Whole };
            let mut quote = self.between(level, first.min(verb.first), name.token);
            quote.end = self.item(&name).end.max(quote.end);
            for actor in &actors {
                self.state(&said, *actor, target, Some(*ix), extent, quote);
            }
        }
    }

    /// Whether a past form without an auxiliary stands right behind a name or "as": "X, amended by Y".
    fn is_participle_of_name(&self, level: usize, verb: &Verb) -> bool {
        let sentence = self.sentence;
        sentence.has(level, verb.end, Class::AGENT.or(Class::PREPOSITION))
            || verb.first.checked_sub(1).is_some_and(|t| {
                sentence.word(level, t).eq_ignore_ascii_case(sentence.phrases.as_word.as_str())
            })
    }

    /// "OMB rescinded X through Y": the policy through which an office acts.
    fn instrument(&self, level: usize, verb: &Verb, targets: &Targets, actors: &[Who]) -> Option<Who> {
        let sentence = self.sentence;
        if actors != [Who::Document] {
            return None;
        }
        let last = targets.last().and_then(|(ix, _)| self.name(*ix))?;
        let spoken = verb.first.checked_sub(1).is_some_and(|t| sentence.has(level, t, Class::SPEAKER));
        let ix = *sentence.names_from(level, last.token + 1).first()?;
        let name = self.name(ix)?;
        let through = last.end + 1 >= name.head && sentence.has(level, last.end, Class::AGENT);
        (spoken && through && verb.aux == Aux::None).then(|| self.who(ix)).flatten()
    }

    /// The policies on which the verb acts; none where something else stands behind it.
    pub(super) fn objects(&self, level: usize, verb: &Verb, row: &Phrase) -> Targets {
        let sentence = self.sentence;
        if sentence.has(level, verb.end, Class::PRONOUN) {
            return self.meant_by_it(level, verb);
        }
        let names = sentence.names_from(level, verb.end);
        let Some((first, name)) = names.first().and_then(|ix| Some((*ix, self.name(*ix)?))) else {
            return Vec::new();
        };
        if name.token - verb.end > REACH || self.is_claimed(first) {
            return Vec::new();
        }
        // "SUPERSEDED: X was replaced by Y" has a verb of its own.
        let label = sentence.kind(level, verb.end) == Some(Kind::Colon) && verb.forms.past();
        if label && sentence.finite_between(level, name.end, name.end + 1) > 0 {
            return Vec::new();
        }
        let Some(part) = self.leads_to_object(level, verb, row, name.head, name.lead) else {
            return Vec::new();
        };
        let mut targets = vec![(first, part)];
        let mut last = *name;
        let mut described = 0;
        // "X, which amends Y; and Z": the list goes on from X.
        let relative = verb.first.checked_sub(1).is_some_and(|t| sentence.has(level, t, Class::RELATIVE));
        for ix in names.iter().skip(1) {
            let Some(next) = self.name(*ix) else { break };
            if self.is_claimed(*ix)
                || described > MAX_DESCRIBED
                || next.token - last.token > REACH
                || sentence.finite_between(level, last.token, next.head) > 0
                || self.opens_clause(level, last.token, next.head)
                || (relative && self.has_semicolon(level, last.end, next.head))
                || !self.is_modifier(level, last.end, next.head)
            {
                break;
            }
            let heads = self.heads_member(level, &last, next, described);
            // "supersedes X, and Y requires": the subject of another verb.
            if heads && sentence.finite_between(level, next.end, next.end + 1) > 0 {
                break;
            }
            if heads {
                // "conflicting provisions in any orders, including X and Y": of all of them a part.
                let same = part && name.lead == Lead::Including;
                targets.push((*ix, same));
                described = 0;
            } else if next.role == Role::Policy {
                // "to the extent inconsistent with this order, and X": no list goes on from the document.
                described += 1;
            }
            last = *next;
        }
        targets
    }

    /// Whether a name begins a member of a list of objects, rather than describing the member before it, as `described` names
    /// up to `last` do.
    fn heads_member(&self, level: usize, last: &Name, next: &Name, described: usize) -> bool {
        match next.lead {
            Lead::Start | Lead::Including => true,
            Lead::Separator { joined, comma } => {
                described == 0
                    || self.has_semicolon(level, last.end, next.head)
                    || comma && (!self.is_listed(level, last.end, next.head) || joined && described == 1)
            }
            Lead::Preposition | Lead::Word => false,
        }
    }

    /// "see M-31-92, which replaced it": the first policy of the sentence, where it does not act itself.
    fn meant_by_it(&self, level: usize, verb: &Verb) -> Targets {
        let first = self.sentence.names_from(level, 0).first().copied();
        let Some(name) = first.and_then(|ix| self.name(ix)) else { return Vec::new() };
        let other = self.sentence.name_before(level, verb.first).filter(|ix| Some(*ix) != first);
        match (first, other) {
            (Some(ix), Some(_)) if name.lead == Lead::Start && name.token < verb.first => vec![(ix, false)],
            _ => Vec::new(),
        }
    }

    /// Whether the words between a verb and a name lead to it; and whether to a part of it.
    fn leads_to_object(
        &self,
        level: usize,
        verb: &Verb,
        row: &Phrase,
        head: usize,
        lead: Lead,
    ) -> Option<bool> {
        let sentence = self.sentence;
        if head == verb.end {
            return Some(false);
        }
        let comma = sentence.kind(level, verb.end) == Some(Kind::Comma);
        if self.is_beside(level, verb.end, head) && !(comma && head == verb.end + 1) {
            return Some(self.partly_between(level, verb.end, head));
        }
        // "modified many orders, including: X"
        let opened = head.checked_sub(2).filter(|t| *t >= verb.end).is_some_and(|t| {
            sentence.kind(level, t + 1) == Some(Kind::Colon) && sentence.has(level, t, Class::INCLUDING)
        });
        let end = if opened { head - 1 } else { head };
        let lead = if opened { Lead::Including } else { lead };
        // "replaces the Standards of Lighting Piers M-31-07": a title before its number.
        if self.is_title(level, verb.end, head) {
            return Some(false);
        }
        if head - verb.end > MAX_OBJECT
            || self.opens_clause(level, verb.word, head)
            || sentence.finite_between(level, verb.end, head) > 0
            || (verb.end..end)
                .any(|t| matches!(sentence.kind(level, t), Some(Kind::Semicolon | Kind::Colon | Kind::Dash)))
        {
            return None;
        }
        if row.reaches_through(self.words(level, verb.end, head)) {
            return Some(!row.reaches_any);
        }
        if lead == Lead::Word
            && let Some(name) = sentence.names_from(level, head).first().and_then(|ix| self.name(*ix))
            && self.is_described(level, verb.end, name)
        {
            return Some(false);
        }
        if lead == Lead::Including {
            return (verb.end..head)
                .any(|t| sentence.has(level, t, Class::WHOLE.or(Class::CONTENT)))
                .then(|| (verb.end..head).any(|t| sentence.has(level, t, Class::PART.or(Class::MOST))));
        }
        if lead == Lead::Preposition { self.leads_by_preposition(level, verb, row, head) } else { None }
    }

    /// Whether the words between a verb and a number are a title: all but small ones are capitalised, and more than one is.
    fn is_title(&self, level: usize, from: usize, head: usize) -> bool {
        let sentence = self.sentence;
        let capital = |t: usize| sentence.word(level, t).starts_with(char::is_uppercase);
        let small = Class::DETERMINER.or(Class::SEPARATOR).or(Class::PREPOSITION);
        let titled = |t: usize| {
            let class = sentence.class(level, t);
            sentence.kind(level, t) == Some(Kind::Word)
                && (capital(t) && !class.is(Class::PART) || class.is(small) && !class.is(Class::AGENT))
        };
        head - from <= MAX_TITLE
            && (from..head).all(titled)
            && capital(head - 1)
            && (from..head).filter(|t| capital(*t)).nth(1).is_some()
    }

    /// Whether nothing stands between a verb and a name but marks, adverbs, determiners and words of extent.
    fn is_beside(&self, level: usize, from: usize, head: usize) -> bool {
        let sentence = self.sentence;
        (from..head).all(|t| {
            sentence.token(level, t).is_some_and(|token| {
                matches!(
                    token.kind,
                    Kind::Comma | Kind::Colon | Kind::Enumerator | Kind::Quote | Kind::Bracket(_)
                ) || token.class.is(Class::ADVERB.or(Class::DETERMINER).or(Class::WHOLE))
                    || sentence.phrase(level, t, &sentence.phrases.extents).is_some()
                    || t > from
                        && sentence.phrase(level, t - 1, &sentence.phrases.extents).is_some_and(|l| l > 1)
            })
        })
    }

    /// "revokes section 2 of X": whether words that end in a preposition lead from a verb to a name; and whether to a part.
    fn leads_by_preposition(&self, level: usize, verb: &Verb, row: &Phrase, head: usize) -> Option<bool> {
        let sentence = self.sentence;
        let first = sentence.class(level, verb.end);
        let last = sentence.class(level, head - 1);
        if !last.is(Class::BETWEEN.or(Class::PREPOSITION)) {
            return None;
        }
        if first.is(Class::PREPOSITION.or(Class::AGENT)) {
            // "amend in section 2 of X"
            return (row.textual && head == verb.end + 1).then_some(true);
        }
        // "under", "by": what stands there is somebody's, not the policy's.
        let content =
            (verb.end..head).any(|t| sentence.has(level, t, Class::CONTENT.or(Class::WHOLE).or(Class::PART)));
        let own = last.is(Class::WITHIN);
        let controlled =
            (verb.end..head).any(|t| sentence.has(level, t, Class::AGENT.or(Class::MAY).or(Class::TO)));
        let reaches = own && !controlled && (content || row.reaches_any);
        reaches.then(|| row.textual || (verb.end..head).any(|t| sentence.has(level, t, Class::MOST)))
    }

    fn partly_between(&self, level: usize, from: usize, to: usize) -> bool {
        (from..to).any(|t| self.sentence.phrase(level, t, &self.sentence.phrases.partly).is_some())
    }

    /// Whether a verb of the table that is no participle stands between two tokens.
    fn opens_clause(&self, level: usize, from: usize, to: usize) -> bool {
        let verbs = self.verbs(level);
        let first = verbs.partition_point(|v| v.word <= from);
        let own = |v: &&Verb| {
            let before = v.first.checked_sub(1).filter(|t| *t > from);
            !before.is_some_and(|t| self.sentence.has(level, t, Class::RELATIVE))
        };
        verbs.iter().skip(first).take_while(|v| v.word < to).filter(own).any(|v| {
            v.is_passive()
                || v.progressive
                || v.forms.third()
                || (v.forms.base() && (v.ordered || v.infinitive.is_none() && !v.forms.past()))
        })
    }

    /// Whether two verbs share what stands behind the second: "revokes and replaces X".
    pub(super) fn is_joined(&self, level: usize, verb: &Verb, later: &Verb) -> bool {
        let sentence = self.sentence;
        verb.end <= later.word
            && later.word - verb.end <= 6
            && (verb.end..later.word).all(|t| {
                sentence.token(level, t).is_some_and(|t| {
                    t.is_separator()
                        || t.class.is(Class::ADVERB.or(Class::NEGATIVE).or(Class::TO).or(Class::WILL))
                })
            })
            && verb.end < later.word
    }
}

/// Words between a verb and its object, no more than this.
const MAX_OBJECT: usize = 16;

/// Words of a title before its number, no more than this.
const MAX_TITLE: usize = 20;
