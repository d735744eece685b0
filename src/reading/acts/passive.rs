//! Passives: "X is revoked", "X was superseded by Y", "The following are revoked:".

use super::agent::Agents;
use super::{Reader, Role, Said, Who};
use crate::model::Extent;
use crate::profile::{Class, Phrase};
use crate::reading::clause::{Aux, Kind, Lead, REACH, Verb};

/// The targets of a verb, with what is known of each.
pub(super) type Targets = Vec<(usize, bool)>;

/// A passive that was read, but for its targets.
struct Passive<'v> {
    level: usize,
    verb: &'v Verb,
    row: &'v Phrase,
    said: Said,
    actors: Vec<Who>,
    /// One past the last token of the verb and who acts.
    end: usize,
}

impl Reader<'_, '_> {
    /// Reads every passive of a level.
    pub(super) fn read_passives(&mut self, level: usize) {
        let mut floor = 0;
        for verb in self.verbs(level) {
            let state = verb.rows.iter().any(|r| self.sentence.row(*r).is_some_and(|r| r.state));
            if !(verb.is_passive() || state) {
                continue;
            }
            self.read_passive(level, verb, floor);
            // "orders which have been superseded are revoked": the relative clause parts nothing.
            if verb.first == 0 || !self.sentence.has(level, verb.first - 1, Class::RELATIVE) {
                floor = verb.end;
            }
        }
    }

    fn read_passive(&mut self, level: usize, verb: &Verb, floor: usize) {
        let sentence = self.sentence;
        let Some(row) = verb.rows.first().and_then(|r| sentence.row(*r)) else { return };
        let start = sentence.clause_start(level, verb.first).max(self.clause_floor(level, verb, floor));
        // "revoked or amended": which of the two is left open; of two endings it is one.
        let open = verb.either && !self.relations_of(verb).all(|r| r.ends());
        if open || verb.denied || verb.infinitive.is_some() || self.denies_clause(level, start, verb.first) {
            return;
        }
        let agents = self.agents(level, verb);
        let actors = match &agents {
            Agents::Policies(names, _) => self.actors(names),
            Agents::Others => return,
            Agents::None => match self.leading_agent(level, start, verb.first) {
                Some(who) => vec![who],
                None if verb.aux == Aux::Past || row.passive_by => return,
                None => vec![Who::Document],
            },
        };
        let targets = self.targets_of_passive(level, start, verb, row);
        let inside = targets.first().and_then(|(ix, _)| self.name(*ix)).map_or(verb.first, |n| n.head);
        let clause = sentence.clause_start(level, verb.first);
        let Some(condition) = self.condition(level, clause, inside.min(verb.first), verb) else { return };
        let end = match &agents {
            Agents::Policies(names, _) => {
                names.last().and_then(|ix| self.name(*ix)).map_or(verb.end, |n| n.token + 1)
            }
            _ => verb.end,
        };
        let mut said = self.said(level, verb);
        said.condition = condition;
        if end > verb.end {
            said.effective = said.effective.or_else(|| self.effective_behind(level, end.saturating_sub(1)));
        }
        if targets.is_empty() && self.is_pronoun(level, start, verb.first) {
            // "It is superseded by X."
            for actor in &actors {
                let quote = self.between(level, start, end.saturating_sub(1));
                self.state(&said, *actor, Who::Document, None, Extent::Whole, quote);
            }
            return;
        }
        if targets.is_empty() {
            if actors.len() == 1
                && let Some(actor) = actors.first()
                && self.opens_below(level, start, verb)
            {
                self.open_list(level, verb, *actor, &said);
            }
            return;
        }
        let all = verb.limited
            || self.limited_before(level, start, inside)
            || !verb.there && self.limited_behind(level, end, &targets);
        let passive = Passive { level, verb, row, said, actors, end };
        for (at, (ix, through)) in targets.iter().enumerate() {
            self.state_passive(&passive, (*ix, *through || all), targets.get(at + 1).map(|t| t.0));
        }
    }

    /// What a passive acts on.
    fn targets_of_passive(&self, level: usize, start: usize, verb: &Verb, row: &Phrase) -> Targets {
        let targets = if verb.there {
            self.objects(level, verb, row)
        } else if verb.first > 0 && self.sentence.has(level, verb.first - 1, Class::RELATIVE) {
            self.antecedents(level, start, verb)
        } else {
            self.subjects_of_passive(level, start, verb, row)
        };
        let targets = if targets.is_empty() { self.added_to(level, start, verb, row) } else { targets };
        self.with_listed_in_brackets(targets)
    }

    /// States a passive of one target, of which `true` tells that only a part is meant; `next` is the target behind it.
    fn state_passive(&mut self, passive: &Passive<'_>, (ix, narrowed): (usize, bool), next: Option<usize>) {
        let Passive { level, verb, row, said, actors, end } = passive;
        let (level, end) = (*level, *end);
        let (Some(name), Some(who)) = (self.name(ix).copied(), self.who(ix)) else { return };
        // "There are revoked X and Y", "A new section is added to X"
        let behind = name.level == level && name.token >= verb.end;
        let last = if behind {
            next.and_then(|n| self.name(n)).map_or(self.sentence.len(level), |n| n.head)
        } else {
            next.and_then(|n| self.name(n)).map_or(verb.first, |n| n.head)
        };
        let own = self.sentence.limited_between(level, name.token + 1, last.max(name.token + 1));
        let part = narrowed || name.part || own || self.bracket_limits(&name);
        if row.part_only && !part {
            return;
        }
        let extent = if part && !row.through_whole { Extent::Part } else { Extent::Whole };
        let quote = if name.level != level {
            let (from, to) =
                (self.item(&name), self.between(level, verb.first, end.max(verb.end).saturating_sub(1)));
            crate::ground::Span::new(from.start, to.end.max(from.end))
        } else if behind {
            self.between(level, verb.first, name.token)
        } else {
            self.between(level, name.head, end.max(verb.end).saturating_sub(1))
        };
        // "supersedes X, which is hereby revoked": the verb before it acts on it too.
        let relative = verb.first > 0 && self.sentence.has(level, verb.first - 1, Class::RELATIVE);
        if !relative {
            self.claim(ix);
        }
        for actor in actors {
            self.state(said, *actor, who, Some(ix), extent, quote);
        }
    }

    /// What a new part is put into: "A new section 6 is added to X", "The following is added to section 2 of X".
    fn added_to(&self, level: usize, start: usize, verb: &Verb, row: &Phrase) -> Targets {
        let sentence = self.sentence;
        if !(row.part_only && row.textual && verb.is_passive() && sentence.has(level, verb.end, Class::TO)) {
            return Targets::new();
        }
        let part = (start..verb.first).any(|t| sentence.has(level, t, Class::PART));
        let mut targets = self.objects(level, verb, row);
        targets.retain(|(ix, _)| self.name(*ix).is_some_and(|n| n.head <= verb.end + 1 && (part || n.part)));
        targets.truncate(1);
        targets
    }

    /// Whether the subject is a pronoun for the policy of which the text speaks: "It is superseded by X".
    fn is_pronoun(&self, level: usize, start: usize, end: usize) -> bool {
        level == 0 && end == start + 1 && self.sentence.has(level, start, Class::PRONOUN)
    }

    /// The first token from which the subject of a passive may start: behind the finite verb before it.
    fn clause_floor(&self, level: usize, verb: &Verb, floor: usize) -> usize {
        let sentence = self.sentence;
        let low = verb.first.saturating_sub(REACH).max(floor);
        if sentence.finite_between(level, low, verb.first) == 0 {
            return low;
        }
        // The last finite verb before it: the counts grow there.
        let (mut from, mut to) = (low, verb.first);
        while from + 1 < to {
            let middle = from.midpoint(to);
            if sentence.finite_between(level, middle, verb.first) > 0 { from = middle } else { to = middle }
        }
        to
    }

    /// The policies on which a passive acts, in order; with whether each is reached as a part.
    fn subjects_of_passive(&self, level: usize, start: usize, verb: &Verb, row: &Phrase) -> Targets {
        let mut targets: Targets = Vec::new();
        // The last name that is no subject, where the list goes on from it.
        let mut governed: Option<usize> = None;
        // "the duties imposed in X, Y, and Z": what leads to the first leads to those listed with it.
        let mut shared = false;
        for ix in self.sentence.names_from(level, start) {
            let Some(name) = self.name(*ix).filter(|n| n.token < verb.first) else { break };
            if self.is_claimed(*ix) {
                continue;
            }
            let heads = match name.lead {
                Lead::Start => true,
                Lead::Including => !targets.is_empty() || self.has_general(level, start, name.head),
                Lead::Separator { joined, comma } => {
                    self.continues(level, *ix, &targets, governed, (joined, comma), start, verb)
                }
                Lead::Preposition | Lead::Word => false,
            };
            if heads {
                // "X sets the rule, and Y is revoked": another verb parts the two.
                if let Some(before) = targets.last().and_then(|(t, _)| self.name(*t))
                    && !self.is_modifier(level, before.end, name.head)
                {
                    targets.clear();
                    shared = false;
                }
                targets.push((*ix, shared));
                governed = None;
            } else {
                if targets.is_empty()
                    && let Some(part) = self.reached(level, start, *ix, row)
                {
                    shared = self.leads_through(level, start, name, row);
                    targets.push((*ix, part));
                    governed = None;
                    continue;
                }
                governed = Some(*ix).filter(|_| name.role == Role::Policy);
            }
        }
        if let Some((last, _)) = targets.last()
            && let Some(name) = self.name(*last)
            && !self.is_modifier(level, name.end, verb.first)
        {
            targets.clear();
        }
        targets
    }

    /// Whether a name behind a comma or "and" is a subject too, not one more of those that describe the last.
    #[allow(clippy::too_many_arguments)]
    fn continues(
        &self,
        level: usize,
        ix: usize,
        targets: &Targets,
        governed: Option<usize>,
        (joined, comma): (bool, bool),
        start: usize,
        verb: &Verb,
    ) -> bool {
        let Some(name) = self.name(ix) else { return false };
        let Some(described) = governed.and_then(|g| self.name(g)) else {
            return !targets.is_empty() || comma || joined;
        };
        let adjoins = self.is_listed(level, described.end, name.head);
        if name.member && adjoins {
            return false;
        }
        if self.has_semicolon(level, described.end, name.head) {
            return true;
        }
        if !comma && adjoins {
            // "as amended by Y and Z"; but "… is terminated pursuant to Y and that order is revoked"
            return joined
                && targets.is_empty()
                && name.end == verb.first
                && self.opens_with_adjunct(level, start);
        }
        // "X, as amended by Y, Z, and W, are revoked": a verb in the plural has several subjects.
        targets.is_empty() || verb.plural != Some(false) || !adjoins
    }

    /// Whether a clause goes on with an adjunct of the verb before it: "… is terminated pursuant to X and".
    fn opens_with_adjunct(&self, level: usize, start: usize) -> bool {
        start > 0 && self.sentence.has(level, start, Class::PREPOSITION.or(Class::ADVERB).or(Class::AGENT))
    }

    /// Whether a semicolon stands between two places.
    pub(super) fn has_semicolon(&self, level: usize, from: usize, to: usize) -> bool {
        (from..to).any(|t| self.sentence.kind(level, t) == Some(Kind::Semicolon))
    }

    /// Whether only commas, "and" and the like stand between two places.
    pub(super) fn is_listed(&self, level: usize, from: usize, to: usize) -> bool {
        (from..to).all(|t| {
            self.sentence
                .token(level, t)
                .is_some_and(|t| t.is_separator() || t.class.is(Class::ADVERB.or(Class::WHOLE)))
        })
    }

    /// Whether the words behind a name describe it: no other subject with a verb of its own.
    pub(super) fn is_modifier(&self, level: usize, from: usize, to: usize) -> bool {
        let sentence = self.sentence;
        if from >= to {
            return true;
        }
        let Some(first) = sentence.token(level, from) else { return true };
        match first.kind {
            Kind::Word => {
                let class = first.class;
                class.is(Class::MODIFIER
                    .or(Class::PREPOSITION)
                    .or(Class::RELATIVE)
                    .or(Class::SEPARATOR)
                    .or(Class::ADVERB)
                    .or(Class::AGENT)
                    .or(Class::NEGATIVE)
                    .or(Class::SUBORDINATE)
                    .or(Class::WHOLE)
                    .or(Class::PART)
                    .or(Class::INCLUDING))
                    || sentence.limited_between(level, from, from + 1)
                    || self.looks_participle(level, from)
            }
            _ => true,
        }
    }

    /// Words such as "establishing" and "entitled", which the lists do not have.
    fn looks_participle(&self, level: usize, token: usize) -> bool {
        let word = self.sentence.word(level, token);
        word.len() > 4
            && !self.sentence.has(level, token, Class::NO_MODIFIER)
            && self.sentence.phrases.participle_ends.iter().any(|end| word.ends_with(end.as_str()))
    }

    /// "any previous orders, including X": general words that stand for policies.
    fn has_general(&self, level: usize, start: usize, end: usize) -> bool {
        let low = end.saturating_sub(24).max(start);
        (low..end).any(|t| self.sentence.has(level, t, Class::WHOLE.or(Class::CONTENT).or(Class::PART)))
    }

    /// Whether a policy that is not the subject is what the verb acts on all the same, and whether on a part of it:
    /// "the guidance in X is superseded", "In section 4 of X, the word is changed".
    fn reached(&self, level: usize, start: usize, ix: usize, row: &Phrase) -> Option<bool> {
        let name = self.name(ix)?;
        let sentence = self.sentence;
        if name.lead == Lead::Word && self.is_described(level, start, name) {
            return Some(name.part);
        }
        if self.leads_through(level, start, name, row) {
            return Some(true);
        }
        if name.lead != Lead::Preposition {
            return None;
        }
        if row.textual {
            // "In section 4 of X, the word “ten” is changed", "the table in X is amended"
            let adjunct = name.head == start + 1 || name.head <= start + 2;
            let within = sentence.has(level, name.head - 1, Class::WITHIN);
            return (within && (adjunct || self.names_contents(level, start, name.head))).then_some(true);
        }
        let within = sentence.has(level, name.head - 1, Class::WITHIN);
        let contents = within && self.names_contents(level, start, name.head);
        contents.then_some(name.part)
    }

    /// Whether the words before a policy are those by which the verb reaches one that is not its object: "the list attached to
    /// and made a part of X" leads to it by a participle, "attached to X" by a preposition.
    fn leads_through(
        &self,
        level: usize,
        start: usize,
        name: &crate::reading::clause::Name,
        row: &Phrase,
    ) -> bool {
        matches!(name.lead, Lead::Preposition | Lead::Word)
            && row.reaches_through(self.words(level, start, name.head))
    }

    /// Whether only adjectives stand before words that name the contents of a policy: "the foundational efforts of X".
    pub(super) fn is_described(
        &self,
        level: usize,
        start: usize,
        name: &crate::reading::clause::Name,
    ) -> bool {
        let sentence = self.sentence;
        let adjectives = name.head - start.min(name.head);
        name.head < name.token
            && sentence.has(level, name.token - 1, Class::PREPOSITION.or(Class::DETERMINER).or(Class::WHOLE))
            && (name.head..name.token).any(|t| sentence.has(level, t, Class::CONTENT.or(Class::PART)))
            && adjectives <= 4
            && (start..name.head).all(|t| {
                sentence.kind(level, t) == Some(Kind::Word)
                    && self.verb_free_at(level, t)
                    && !sentence.has(
                        level,
                        t,
                        Class::PREPOSITION
                            .or(Class::AGENT)
                            .or(Class::CONTROLLER)
                            .or(Class::FINITE)
                            .or(Class::MAY)
                            .or(Class::TO),
                    )
            })
    }

    /// Whether the words before a preposition name contents or parts: "the guidance in", "each reference to him in".
    fn names_contents(&self, level: usize, start: usize, head: usize) -> bool {
        let sentence = self.sentence;
        let low = head.saturating_sub(8).max(start);
        let from = (low..head.saturating_sub(1))
            .rev()
            .find(|t| !matches!(sentence.kind(level, *t), Some(Kind::Word | Kind::Number)))
            .map_or(low, |t| t + 1);
        let clean = (from..head).all(|t| {
            !sentence.has(level, t, Class::FINITE.or(Class::MAY).or(Class::WILL))
                && self.verb_free_at(level, t)
        });
        clean && (from..head).any(|t| sentence.has(level, t, Class::CONTENT.or(Class::PART).or(Class::WHOLE)))
    }

    fn verb_free_at(&self, level: usize, token: usize) -> bool {
        let verbs = self.verbs(level);
        verbs.get(verbs.partition_point(|v| v.word < token)).is_none_or(|v| v.word != token)
    }

    /// The words from one token to another, exclusive, with names and quotations hidden.
    pub(super) fn words(&self, level: usize, from: usize, to: usize) -> &str {
        let low = to.saturating_sub(24).max(from);
        if low >= to {
            return "";
        }
        let span = self.sentence.span(level, low, to - 1);
        span.of(&self.sentence.masked)
    }

    /// What ", which are hereby revoked" describes: the name before it, or all of the list that it closes.
    fn antecedents(&self, level: usize, start: usize, verb: &Verb) -> Targets {
        if verb.first == 1 {
            // "(which was suspended by X)"
            return self.sentence.owner(level).map(|owner| (owner, false)).into_iter().collect();
        }
        let Some(last) = self.sentence.name_before(level, verb.first) else { return Vec::new() };
        let Some(name) = self.name(last) else { return Vec::new() };
        if verb.first - name.token > 24 || self.sentence.finite_between(level, name.token, verb.first) > 0 {
            return Vec::new();
        }
        let mut targets = vec![(last, false)];
        let mut at = last;
        while verb.plural == Some(true)
            && let Some(Lead::Separator { .. }) = self.name(at).map(|n| n.lead)
            && let Some(before) = self.name(at).and_then(|n| self.sentence.name_before(level, n.token))
            && self.name(before).is_some_and(|n| n.token >= start.min(n.token))
            && targets.len() < REACH
        {
            if let Some(n) = self.name(before)
                && !matches!(n.lead, Lead::Preposition)
            {
                targets.insert(0, (before, false));
            }
            at = before;
        }
        targets
    }

    /// Whether the words of a passive without targets lead to those that follow.
    fn opens_below(&self, level: usize, start: usize, verb: &Verb) -> bool {
        verb.there || self.announces(level, start, verb.first) || self.points_below(level, start, verb)
    }

    /// Whether the subject is policies in general, and a colon leads to them: "These memoranda were rescinded by X:".
    fn points_below(&self, level: usize, start: usize, verb: &Verb) -> bool {
        let sentence = self.sentence;
        let nouns = Class::WHOLE.or(Class::CONTENT);
        let small =
            nouns.or(Class::DETERMINER).or(Class::ADVERB).or(Class::BE).or(Class::BEEN).or(Class::PERFECT);
        let ends = sentence.kind(level, sentence.len(level).wrapping_sub(1)) == Some(Kind::Colon);
        let all = || start..verb.end.saturating_sub(1);
        ends && all().any(|t| sentence.has(level, t, Class::PLURAL))
            && all().any(|t| sentence.has(level, t, nouns))
            && all().all(|t| sentence.has(level, t, small))
    }

    /// Whether the clause says that its policies follow: "the following", "listed below".
    pub(super) fn announces(&self, level: usize, start: usize, end: usize) -> bool {
        self.sentence.announces_between(level, start, end)
    }
}
