//! Passives and participles: "X is revoked", "X, as amended by Y", "Eliminated by Y".

use super::sentence::{Cue, Link, REACH};
use super::token::Kind;
use super::{Reader, Who};
use crate::model::Extent;
use crate::profile::{Form, Phrase};

/// So many verbs may share a subject or an object.
pub(super) const MAX_SHARED: usize = 3;

/// So many policies may act together: more would make the work grow with the square of the sentence.
const MAX_ACTORS: usize = 16;

impl Reader<'_, '_> {
    /// Reads every passive of the sentence.
    pub(super) fn read_passives(&mut self) {
        let sentence = self.sentence;
        let mut floor = 0;
        let mut last: Vec<usize> = Vec::new();
        let mut shared = 0;
        for cue in sentence.cues.iter().filter(|c| matches!(c.form, Form::Passive | Form::PassivePast)) {
            let Some(row) = sentence.row(cue) else { continue };
            let targets = match self.subject(cue, row, floor) {
                Some(found) => {
                    shared = 0;
                    found
                }
                // "is hereby amended and is superseded": the subject of the verb before.
                None if floor > 0 && shared < MAX_SHARED && self.goes_on(floor, cue.first) => {
                    shared += 1;
                    last.clone()
                }
                None => Vec::new(),
            };
            floor = cue.end;
            if self.is_denied(cue, targets.first().copied()) {
                last.clear();
                continue;
            }
            self.read_passive(cue, row, &targets);
            last = targets;
        }
    }

    fn read_passive(&mut self, cue: &Cue, row: &Phrase, targets: &[usize]) {
        let sentence = self.sentence;
        let (actors, end) = self.actors_behind(cue);
        let needs_actor = cue.form == Form::PassivePast || row.passive_by;
        let actor = match actors.first() {
            Some(ix) => self.who(*ix),
            None if needs_actor => None,
            None => Some(Who::Document),
        };
        let Some(actor) = actor else { return };
        if targets.is_empty() {
            let follows = sentence.phrases.words.following.iter();
            let start = sentence.clause_start(cue.first);
            let words = self.between(start, cue.first).of(self.text).to_lowercase();
            if follows.into_iter().any(|w| words.contains(w.as_str())) && self.open_list(cue, actor) {
                return;
            }
            return;
        }
        let said = self.said(cue);
        let all_in_part = sentence.narrows(cue.end, sentence.tokens.len()) || partly(said.verb.of(self.text));
        for (i, ix) in targets.iter().enumerate() {
            let (Some(name), Some(target)) = (sentence.names.get(*ix), self.who(*ix)) else { continue };
            let next = targets
                .get(i.wrapping_sub(1))
                .and_then(|n| sentence.names.get(*n))
                .map_or(cue.first, |n| n.head);
            let part = all_in_part
                || name.part
                || (name.link == Link::Governed && !row.through_whole)
                || sentence.narrows(name.token + 1, next);
            if row.part_only && !part {
                continue;
            }
            let extent = if part { Extent::Part } else { Extent::Whole };
            let quote = self.between(sentence.first_of(name), end.max(cue.end).saturating_sub(1));
            self.claim(*ix);
            for other in actors.iter().skip(1).chain(actors.first()) {
                if let Some(actor) = self.who(*other) {
                    self.state(&said, actor, target, Some(*ix), extent, quote);
                }
            }
            if actors.is_empty() {
                self.state(&said, actor, target, Some(*ix), extent, quote);
            }
        }
    }

    /// The names on which a passive acts, the last first; `None` where its subject is something else.
    fn subject(&self, cue: &Cue, row: &Phrase, floor: usize) -> Option<Vec<usize>> {
        let sentence = self.sentence;
        let last = sentence.name_before(cue.first)?;
        let token = sentence.names.get(last)?.token;
        if token < floor || cue.first - token > REACH || !self.is_tail(token + 1, cue, row) {
            return None;
        }
        let verb = sentence.word(cue.first).to_ascii_lowercase();
        let singular = matches!(verb.as_str(), "is" | "was" | "has");
        let plural = !singular;
        let mut targets = Vec::new();
        let mut described = 0;
        let mut at = last;
        loop {
            let name = sentence.names.get(at)?;
            if name.heads || (name.perhaps && plural && described == 0 && at == last) {
                targets.push(at);
                described = 0;
            } else {
                described += 1;
            }
            if name.link == Link::Fresh || at == 0 {
                break;
            }
            // "the Act, section 2 of X is amended": a verb in the singular has one subject.
            if singular
                && !targets.is_empty()
                && !name.closes
                && name.link == (Link::Listed { strong: false })
            {
                break;
            }
            let before = sentence.names.get(at - 1)?;
            if name.link == Link::Governed && self.starts_clause(name.head, before.token) {
                break;
            }
            if before.token < floor || self.verb_between(before.token, name.token, false) {
                break;
            }
            at -= 1;
        }
        let direct = sentence.names.get(last)?;
        if targets.is_empty() && matches!(direct.link, Link::Listed { .. }) && !direct.member {
            // "X, as amended by Y, section 3 of Z is amended": no list, but where Z starts.
            return Some(vec![last]);
        }
        if targets.is_empty() {
            // "the schedules attached to X are amended"
            let first = sentence.names.get(at)?;
            let words = self.words(first.governor.0, first.governor.1);
            let through = row.through.as_ref()?;
            return through.is_match(words.trim_end()).then(|| vec![at]);
        }
        Some(targets)
    }

    /// Whether nothing joins the words before `head` to the name at `before`.
    fn starts_clause(&self, head: usize, before: usize) -> bool {
        (before + 1..head).any(|t| self.sentence.is_boundary(t))
    }

    /// The words of some tokens, masked.
    pub(super) fn words(&self, first: usize, end: usize) -> &str {
        let tokens = &self.sentence.tokens;
        let start = tokens.get(first).map_or(0, |t| t.span.start);
        let end = end.checked_sub(1).and_then(|e| tokens.get(e)).map_or(start, |t| t.span.end);
        self.sentence.masked.text.get(start..end.max(start)).unwrap_or("")
    }

    /// Whether the words between a name and the verb only describe the name.
    fn is_tail(&self, from: usize, cue: &Cue, row: &Phrase) -> bool {
        let sentence = self.sentence;
        let to = cue.first;
        let described = sentence.kind(from) == Some(Kind::Open);
        let from = from + usize::from(described);
        let commas = (from..to).take_while(|t| sentence.kind(*t) == Some(Kind::Comma)).count();
        let first = from + commas;
        if first == to {
            return true;
        }
        if (from..to).any(|t| sentence.is_boundary(t)) {
            return false;
        }
        let tokens = sentence.slice(first, to);
        // "In section 2 of X, the words “…” are deleted"
        if row.part_only && tokens.iter().all(super::token::Token::is_head) {
            return tokens.iter().any(|t| t.class.part || t.kind == Kind::Quote);
        }
        let Some(opens) = tokens.first() else { return true };
        let relative = ["which", "that", "who", "whose"].iter().any(|w| sentence.is(first, w));
        let aside = tokens.iter().all(|t| t.class.adverb || t.kind == Kind::Comma);
        aside
            || ((opens.class.modifier || opens.kind == Kind::Quote || sentence.narrows(first, to))
                && (relative || !self.has_finite(first, to))
                && !self.verb_between(from.saturating_sub(1), to, false))
    }

    /// Whether a finite verb stands there that belongs to no relative clause.
    fn has_finite(&self, from: usize, to: usize) -> bool {
        let sentence = self.sentence;
        (from..to)
            .take_while(|t| !["that", "which", "who", "whose"].iter().any(|w| sentence.is(*t, w)))
            .any(|t| sentence.token(t).is_some_and(|t| t.class.finite))
    }

    /// Whether only "and" and adverbs stand between two verbs.
    fn goes_on(&self, from: usize, to: usize) -> bool {
        from < to
            && self
                .sentence
                .slice(from, to)
                .iter()
                .all(|t| matches!(t.kind, Kind::Comma) || t.class.separator || t.class.adverb)
    }

    /// The policies behind "by", and the token behind them.
    fn actors_behind(&self, cue: &Cue) -> (Vec<usize>, usize) {
        let sentence = self.sentence;
        let mut at = cue.end;
        while sentence.kind(at) == Some(Kind::Comma) || sentence.is(at, "in") || sentence.is(at, "part") {
            at += 1;
        }
        if !sentence.is(at, "by") {
            return (Vec::new(), cue.end);
        }
        self.actors_from(at + 1)
    }

    /// The policies that are listed from `token` on, and the token behind them.
    fn actors_from(&self, token: usize) -> (Vec<usize>, usize) {
        let sentence = self.sentence;
        let Some(first) = sentence.name_from(token) else { return (Vec::new(), token) };
        let Some(name) = sentence.names.get(first) else { return (Vec::new(), token) };
        if name.token - token > REACH
            || !sentence.slice(token, name.token).iter().all(super::token::Token::is_head)
        {
            return (Vec::new(), token);
        }
        let mut actors = self.listed(first, true);
        actors.truncate(MAX_ACTORS);
        // A name that a verb of its own acts on is none of the actors.
        actors.retain(|ix| !self.is_claimed(*ix) || *ix == first);
        let end = actors.last().and_then(|ix| sentence.names.get(*ix)).map_or(token, |n| n.token + 1);
        (actors, end)
    }

    /// Reads "X, as amended by Y" and "Eliminated by Y".
    pub(super) fn read_participles(&mut self) {
        let sentence = self.sentence;
        for cue in sentence.cues.iter().filter(|c| c.form == Form::By) {
            let (actors, end) = self.actors_from(cue.end);
            if actors.is_empty() || self.is_denied(cue, None) {
                continue;
            }
            let Some((target, name)) = self.described_by(cue) else { continue };
            let first = name.and_then(|n| sentence.names.get(n)).map_or(cue.first, |n| sentence.first_of(n));
            let said = self.said(cue);
            let part = partly(said.verb.of(self.text))
                || name.and_then(|n| sentence.names.get(n)).is_some_and(|n| n.part);
            let extent = if part { Extent::Part } else { Extent::Whole };
            for actor in &actors {
                let Some(who) = self.who(*actor) else { continue };
                let last = sentence.names.get(*actor).map_or(end, |n| n.token + 1);
                let quote = self.between(first, last.saturating_sub(1));
                self.state(&said, who, target, name, extent, quote);
            }
        }
    }

    /// Whom a participle describes: the name right before it, or the document where it opens the clause.
    fn described_by(&self, cue: &Cue) -> Option<(Who, Option<usize>)> {
        let sentence = self.sentence;
        let mut at = cue.first;
        while at > 0 && matches!(sentence.kind(at - 1), Some(Kind::Comma | Kind::Quote | Kind::Open)) {
            at -= 1;
        }
        if at > 0
            && let Some(Kind::Name(_)) = sentence.kind(at - 1)
        {
            let name = sentence.name_before(at)?;
            return Some((self.who(name)?, Some(name)));
        }
        let start = sentence.clause_start(cue.first);
        let opens = start == cue.first && !sentence.is(cue.first, "as");
        opens.then_some((Who::Document, None))
    }

    /// Whether the words around a verb deny it, leave it open, or only suppose it.
    pub(super) fn is_denied(&self, cue: &Cue, target: Option<usize>) -> bool {
        let sentence = self.sentence;
        let class = |t: usize| sentence.token(t).map(|t| t.class).unwrap_or_default();
        let near = cue.first.saturating_sub(2);
        let passive = matches!(cue.form, Form::Passive | Form::PassivePast);
        // "to be revoked"; the "to" of "the Annex to X is revoked" belongs to the name.
        let to_be = |t: usize| {
            passive && sentence.is(t, "to") && !matches!(sentence.kind(t + 1), Some(Kind::Name(_)))
        };
        if (near..cue.first).any(|t| class(t).negative || class(t).modal || to_be(t)) {
            return true;
        }
        let start = sentence.clause_start(cue.first);
        if (start..(start + 3).min(cue.first))
            .any(|t| class(t).negative && !sentence.is(t, "not") && !sentence.is(t, "without"))
        {
            return true;
        }
        // "if X is revoked", "until X is superseded"
        let head = target.and_then(|n| sentence.names.get(n)).map_or(cue.first, |n| n.head);
        (head.saturating_sub(2).max(start)..head).any(|t| class(t).subordinate)
    }
}

/// "Revoked in part by"
fn partly(verb: &str) -> bool {
    let verb = verb.to_lowercase();
    ["in part", "partially", "partly"].iter().any(|w| verb.contains(w))
        && !verb.contains("in whole or in part")
}
