//! Agents: "superseded by Y", "rescinded in Y", "as amended by Y and Z", "With the release of Y, X is superseded".

use super::subject::MAX_ACTORS;
use super::{Reader, Who};
use crate::model::Extent;
use crate::profile::Class;
use crate::reading::clause::{Aux, Kind, Lead, Verb};

/// Who a passive says has done it.
pub(super) enum Agents {
    /// Nobody is named.
    None,
    /// These policies, by name; and one past the last token.
    Policies(Vec<usize>, usize),
    /// Somebody who is no policy.
    Others,
}

impl Reader<'_, '_> {
    /// Who acts, by the words behind a participle.
    pub(super) fn agents(&self, level: usize, verb: &Verb) -> Agents {
        let sentence = self.sentence;
        let mut at = verb.end;
        // "in part, by", "in its entirety by", "on January 20, 2031, by"
        let is_date = |t: usize| sentence.kind(level, t) == Some(Kind::Date);
        while at < verb.end + 6
            && (sentence.kind(level, at) == Some(Kind::Comma)
                || is_date(at)
                || is_date(at + 1) && sentence.has(level, at, Class::PREPOSITION)
                || sentence.has(level, at, Class::ADVERB)
                || sentence.phrase(level, at, &sentence.phrases.extents).is_some())
        {
            at += sentence.phrase(level, at, &sentence.phrases.extents).unwrap_or(1);
        }
        if !sentence.has(level, at, Class::AGENT) {
            return Agents::None;
        }
        let by = sentence.has(level, at, Class::BY);
        // "amended in section 2", "superseded with new rules": only what is past and done names its policy so.
        if !by && verb.aux == Aux::Now {
            return Agents::None;
        }
        match sentence.names_from(level, at + 1).first().and_then(|ix| Some((*ix, self.name(*ix)?))) {
            Some((ix, name)) if self.leads_to(level, at + 1, name.head) => {
                let listed = self.agents_from(level, ix, verb);
                let end = listed.last().and_then(|l| self.name(*l)).map_or(at + 1, |n| n.end);
                Agents::Policies(listed, end)
            }
            _ if !by => Agents::None,
            _ if self.is_means(level, at + 1) => Agents::None,
            _ => Agents::Others,
        }
    }

    /// Whether the words between "by" and a name only lead to it: "the requirements of".
    fn leads_to(&self, level: usize, from: usize, head: usize) -> bool {
        let class = Class::DETERMINER
            .or(Class::WHOLE)
            .or(Class::CONTENT)
            .or(Class::PREPOSITION)
            .or(Class::PART)
            .or(Class::ISSUE)
            .or(Class::ADVERB);
        head >= from
            && head - from <= 8
            && (from..head).all(|t| {
                self.sentence.kind(level, t) == Some(Kind::Word) && self.sentence.has(level, t, class)
            })
    }

    /// "by striking", "by the following rules", "by a new section": the document's own means.
    fn is_means(&self, level: usize, at: usize) -> bool {
        let sentence = self.sentence;
        let word = sentence.word(level, at);
        let gerund = word.len() > 4
            && sentence.phrases.participle_ends.first().is_some_and(|e| word.ends_with(e.as_str()));
        // "is further amended by", with items below.
        sentence.token(level, at).is_none()
            || gerund
            || matches!(
                sentence.kind(level, at),
                Some(Kind::Number | Kind::Quote | Kind::Colon | Kind::Enumerator)
            )
            || sentence.has(level, at, Class::ADVERB.or(Class::PART))
            || (at..at + 3).any(|t| sentence.phrase(level, t, &sentence.phrases.following).is_some())
            || (at..at + 3).any(|t| sentence.has(level, t, Class::PART.or(Class::MEANS)))
    }

    /// The policies that act together, from the first on.
    fn agents_from(&self, level: usize, first: usize, verb: &Verb) -> Vec<usize> {
        let mut agents = vec![first];
        let Some(mut last) = self.name(first) else { return agents };
        // What follows a comma may go on with the list in which the participle stands.
        let outer = verb.aux == Aux::None && level == 0;
        for ix in self.sentence.names_from(level, last.token + 1) {
            let Some(name) = self.name(*ix) else { break };
            let adjoins = self.is_listed(level, last.end, name.head);
            let parted = self.has_semicolon(level, last.end, name.head);
            if agents.len() == MAX_ACTORS || parted || !adjoins || self.acts_itself(level, name.end) {
                break;
            }
            match name.lead {
                _ if name.member => {}
                Lead::Separator { comma: false, .. } => {}
                Lead::Separator { joined, .. } if !self.is_claimed(*ix) => {
                    // ", Y, and Z" behind "as amended by X": all of them, unless a verb took them for its subjects.
                    let more = self.goes_on(level, name.end);
                    if outer && !(more || joined && agents.len() > 1) {
                        break;
                    }
                }
                _ => break,
            }
            if self.is_claimed(*ix) {
                break;
            }
            agents.push(*ix);
            last = name;
        }
        agents
    }

    /// Whether a finite verb stands right behind: the name is a subject of its own.
    fn acts_itself(&self, level: usize, end: usize) -> bool {
        self.sentence.finite_between(level, end, end + 1) > 0
    }

    /// Whether another name of the same list follows.
    fn goes_on(&self, level: usize, end: usize) -> bool {
        let next = self.sentence.names_from(level, end).first().and_then(|ix| self.name(*ix));
        next.is_some_and(|n| self.is_listed(level, end, n.head) && n.head > end)
    }

    pub(super) fn actors(&self, names: &[usize]) -> Vec<Who> {
        names.iter().filter_map(|ix| self.who(*ix)).collect()
    }

    /// "With the release of M-30-08, the guidance in M-24-02 is superseded": by what it is done.
    pub(super) fn leading_agent(&self, level: usize, start: usize, end: usize) -> Option<Who> {
        let sentence = self.sentence;
        if !sentence.has(level, start, Class::AGENT) {
            return None;
        }
        let ix = *sentence.names_from(level, start).first()?;
        let name = self.name(ix).filter(|n| n.token < end)?;
        let comma = sentence.kind(level, name.end) == Some(Kind::Comma);
        let given = self.leads_to(level, start + 1, name.head) && !name.part;
        (comma && given).then(|| self.who(ix)).flatten()
    }

    /// Reads "X, as amended by Y", "(rescinded by Y)" and "Eliminated by Y".
    pub(super) fn read_participles(&mut self, level: usize) {
        let sentence = self.sentence;
        let mut before: Option<(usize, Who, Option<usize>)> = None;
        for verb in self.verbs(level) {
            if verb.is_passive() || !verb.forms.past() || verb.denied || verb.infinitive.is_some() {
                continue;
            }
            let Agents::Policies(actors, end) = self.agents(level, verb) else { continue };
            let described = self.described_by(level, verb, before);
            let Some((target, name)) = described else { continue };
            before = Some((end, target, name));
            let said = self.said(level, verb);
            let own = name.and_then(|n| self.name(n)).copied();
            let whole = verb.rows.iter().any(|r| sentence.row(*r).is_some_and(|r| r.through_whole));
            let part =
                !whole && (own.is_some_and(|n| n.part) || verb.limited || self.partly(level, verb.end, end));
            let extent = if part { Extent::Part } else { Extent::Whole };
            let first = own.filter(|n| n.level == level).map_or(verb.first, |n| n.head);
            for ix in actors {
                let Some(who) = self.who(ix) else { continue };
                let last = self.name(ix).map_or(end, |n| n.token + 1);
                let quote = match own.filter(|n| n.level != level) {
                    Some(outer) => {
                        let from = sentence.span(outer.level, outer.head, outer.token);
                        let to = sentence.span(level, verb.first, last.saturating_sub(1));
                        self.in_text(crate::ground::Span::new(from.start, to.end.max(from.end)))
                    }
                    None => self.between(level, first, last.saturating_sub(1)),
                };
                self.state(&said, who, target, name, extent, quote);
            }
        }
    }

    /// "the Council, established by X, and continued by Y": what the policy made stands for it, where the table says that
    /// the verb reaches it so.
    fn founded_by(&self, level: usize, verb: &Verb, at: usize) -> Option<(Who, Option<usize>)> {
        let sentence = self.sentence;
        let ix = sentence.name_before(level, at)?;
        let name = self.name(ix).filter(|n| n.end >= at && n.lead == Lead::Preposition)?;
        let words = self.words(level, name.head.saturating_sub(6), name.head);
        let mut rows = verb.rows.iter().filter_map(|r| sentence.row(*r));
        let reaches = rows.any(|r| r.through_whole && r.reaches_through(words));
        reaches.then(|| self.who(ix).map(|w| (w, Some(ix)))).flatten()
    }

    fn partly(&self, level: usize, from: usize, to: usize) -> bool {
        (from..to.min(from + 6))
            .any(|t| self.sentence.phrase(level, t, &self.sentence.phrases.partly).is_some())
    }

    /// Whom a participle describes: the name before it, the owner of its bracket, or the document where it opens the
    /// clause. `before` is what the participle before it described, and where its agents end.
    fn described_by(
        &self,
        level: usize,
        verb: &Verb,
        before: Option<(usize, Who, Option<usize>)>,
    ) -> Option<(Who, Option<usize>)> {
        let sentence = self.sentence;
        let as_word =
            |t: usize| sentence.word(level, t).eq_ignore_ascii_case(sentence.phrases.as_word.as_str());
        let mut at = verb.first;
        let mut joined = false;
        while at > 0 {
            let token = sentence.token(level, at - 1)?;
            let skipped = matches!(token.kind, Kind::Comma | Kind::Quote | Kind::Bracket(_))
                || token.class.is(Class::SEPARATOR.or(Class::ADVERB))
                || as_word(at - 1);
            if !skipped {
                break;
            }
            joined |= token.class.is(Class::SEPARATOR);
            at -= 1;
        }
        // "as amended by Y, and further amended by Z"
        if joined {
            if before.is_none()
                && let Some(founded) = self.founded_by(level, verb, at)
            {
                return Some(founded);
            }
            return before.filter(|(end, ..)| *end + 6 >= at && *end <= verb.first).map(|(_, w, n)| (w, n));
        }
        if at == 0 {
            let own = (level > 0).then(|| sentence.owner(level)).flatten();
            return match own {
                Some(owner) => self.who(owner).map(|w| (w, Some(owner))),
                None if level == 0 && !as_word(verb.first.saturating_sub(1)) && verb.first == at => {
                    Some((Who::Document, None))
                }
                None => None,
            };
        }
        if let Some(ix) = sentence.name_before(level, at)
            && let Some(name) = self.name(ix)
            && at - name.token <= MAX_DESCRIPTION
            && sentence.finite_between(level, name.token, at) == 0
            && (name.end >= at || as_word(verb.first.wrapping_sub(1)))
        {
            return self.who(ix).map(|w| (w, Some(ix)));
        }
        let start = sentence.clause_start(level, verb.first);
        (start == verb.first && level == 0).then_some((Who::Document, None))
    }
}

/// Words between a policy's name and "as amended by", no more than this.
const MAX_DESCRIPTION: usize = 30;
