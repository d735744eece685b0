//! The policies named in a sentence, and what leads to each: its part, and what it depends on.

use super::{Kind, Level, Sentence};
use crate::ground::Span;
use crate::profile::Class;
use crate::reading::acts::{Named, Role};

/// What stands before the words that name a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    /// Nothing: the start of the sentence, of a clause, an item, a bracket.
    Start,
    /// A comma, a semicolon, "and".
    Separator {
        /// Whether there is "and" or the like.
        joined: bool,
        /// Whether there is a comma or a semicolon.
        comma: bool,
    },
    /// "including"
    Including,
    /// A preposition: "under X".
    Preposition,
    /// Any other word: a verb, a noun.
    Word,
}

/// A policy named in the sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    /// Index into the caller's list.
    pub(crate) named: usize,
    pub(crate) role: Role,
    /// Whether it is a bare number in a list.
    pub(crate) member: bool,
    /// Whether it refers back to policies named before.
    pub(crate) refers: bool,
    /// Whether it is a bare number that opens an item.
    pub(crate) item: bool,
    pub(crate) level: usize,
    pub(crate) token: usize,
    /// First token of the words that name it with its part: "section 2 of".
    pub(crate) head: usize,
    /// One past its last token: date, brackets and "as amended" are its own.
    pub(crate) end: usize,
    /// Whether those words name a part of it.
    pub(crate) part: bool,
    pub(crate) lead: Lead,
}

/// The named policies that can be seen in the sentence, by place, with their spans in it.
pub(super) fn seen(sentence: Span, named: &[Named], quotes: &[Span]) -> Vec<(usize, Span)> {
    let mut within: Vec<(usize, Span)> = named
        .iter()
        .enumerate()
        .filter(|(_, n)| sentence.contains(n.span) && n.span.start < n.span.end)
        .map(|(i, n)| (i, Span::new(n.span.start - sentence.start, n.span.end - sentence.start)))
        .collect();
    within.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
    let mut floor = 0;
    within.retain(|(_, span)| {
        let quoted = quotes
            .get(quotes.partition_point(|q| q.end <= span.start))
            .is_some_and(|q| q.start <= span.start);
        let free = span.start >= floor && !quoted;
        if free {
            floor = span.end;
        }
        free
    });
    within
}

impl Sentence<'_> {
    /// Finds what leads to each name, level by level.
    pub(super) fn link_names(&mut self, named: &[Named], seen: &[(usize, Span)]) {
        let mut names: Vec<Name> = Vec::with_capacity(seen.len());
        for (ix, (caller, _)) in seen.iter().enumerate() {
            names.push(Name {
                named: *caller,
                role: named.get(*caller).map_or(Role::Policy, |n| n.role),
                member: named.get(*caller).is_some_and(|n| n.member),
                refers: named.get(*caller).is_some_and(|n| n.refers),
                item: named.get(*caller).is_some_and(|n| n.item),
                level: usize::MAX,
                token: ix,
                head: 0,
                end: 0,
                part: false,
                lead: Lead::Start,
            });
        }
        for level in 0..self.levels.len() {
            let mut own = Vec::new();
            let mut floor = 0;
            for token in 0..self.len(level) {
                let Some(Kind::Name(ix)) = self.kind(level, token) else { continue };
                let Some(name) = names.get_mut(ix) else { continue };
                (name.level, name.token) = (level, token);
                (name.head, name.part) = self.head(level, token, floor);
                let led = self.led_parts(level, name.head).filter(|first| name.part && *first >= floor);
                name.head = led.unwrap_or(name.head);
                name.lead = self.lead(level, name.head);
                name.end = self.name_end(level, token);
                floor = name.end.min(token + 1).max(token + 1);
                own.push(ix);
            }
            if let Some(slot) = self.levels.get_mut(level) {
                slot.names = own;
            }
        }
        // A name in a level that was too deep to read is none.
        self.names = names;
    }

    /// The first token of the words that name a policy with its part, and whether they name one.
    fn head(&self, level: usize, token: usize, floor: usize) -> (usize, bool) {
        let mut head = token;
        let mut part = false;
        let skipped = |t: usize| {
            let class = self.class(level, t);
            // "OMB’s 2016 Memorandum M-17-06"
            if self.is_year(level, t) {
                return t + 1 == token || self.has(level, t + 1, Class::WHOLE);
            }
            self.kind(level, t) == Some(Kind::Word)
                && !self.is_boundary(level, t)
                && class.is(Class::DETERMINER.or(Class::WHOLE))
                && !class.is(Class::PREPOSITION.or(Class::SEPARATOR))
        };
        while head > floor && skipped(head - 1) {
            head -= 1;
        }
        // "section 2 of", "the first sentence of section 3(a) of", "paragraphs (1) and (2) of"
        while let Some(preposition) = head.checked_sub(1).filter(|t| *t >= floor) {
            if !self.has(level, preposition, Class::PREPOSITION) {
                break;
            }
            let Some(start) = self.part_before(level, preposition, floor) else { break };
            part |= self.names_part(level, start, preposition);
            head = start;
        }
        while head > floor
            && self.kind(level, head - 1) == Some(Kind::Word)
            && !self.is_boundary(level, head - 1)
        {
            let class = self.class(level, head - 1);
            if class.is(Class::MOST) {
                part = true;
            } else if !class.is(Class::DETERMINER) || class.is(Class::PREPOSITION) {
                break;
            }
            head -= 1;
        }
        (head, part)
    }

    /// Whether a token is a year: four digits.
    fn is_year(&self, level: usize, token: usize) -> bool {
        let word = self.word(level, token);
        word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|b| b.is_ascii_digit())
    }

    /// The first token of words that name a part or the contents, right before `end`.
    fn part_before(&self, level: usize, end: usize, floor: usize) -> Option<usize> {
        let mut start = end;
        let mut named = false;
        while start > floor {
            let Some(token) = self.token(level, start - 1) else { break };
            let class = token.class;
            let own = match token.kind {
                _ if self.is_boundary(level, start - 1) => false,
                Kind::Number | Kind::Quote => true,
                Kind::Word => {
                    class.is(Class::PART
                        .or(Class::BETWEEN)
                        .or(Class::DETERMINER)
                        .or(Class::WHOLE)
                        .or(Class::MOST)
                        .or(Class::CONTENT))
                        || (class.is(Class::SEPARATOR) && self.joins_parts(level, start - 1, floor))
                }
                Kind::Comma => self.joins_parts(level, start - 1, floor),
                _ => false,
            };
            if !own {
                break;
            }
            named |= token.kind == Kind::Quote
                || class.is(Class::PART.or(Class::WHOLE).or(Class::MOST).or(Class::CONTENT));
            start -= 1;
        }
        named.then_some(start)
    }

    /// Whether a comma or "and" stands between the names of two parts: "sections 2, 3 and 4".
    fn joins_parts(&self, level: usize, at: usize, floor: usize) -> bool {
        let next = (at + 1..at + 4).find(|t| !self.token(level, *t).is_some_and(super::Token::is_separator));
        // "section 4, and section 2 of X" names two things; "sections 2, 3 and 4 of X" one.
        if !next.is_some_and(|t| matches!(self.kind(level, t), Some(Kind::Number | Kind::Quote))) {
            return false;
        }
        let mut before = at;
        while before > floor && self.token(level, before - 1).is_some_and(super::Token::is_separator) {
            before -= 1;
        }
        let Some(token) = before.checked_sub(1).filter(|t| *t >= floor).and_then(|t| self.token(level, t))
        else {
            return false;
        };
        matches!(token.kind, Kind::Number | Kind::Quote) || token.class.is(Class::PART.or(Class::BETWEEN))
    }

    fn names_part(&self, level: usize, from: usize, to: usize) -> bool {
        (from..to).any(|t| {
            self.kind(level, t) == Some(Kind::Quote) || self.has(level, t, Class::PART.or(Class::MOST))
        })
    }

    /// What stands before the words that name a policy.
    fn lead(&self, level: usize, head: usize) -> Lead {
        let Some(token) = head.checked_sub(1).and_then(|t| self.token(level, t)) else { return Lead::Start };
        // "[M-03-22] OMB Memorandum M-03-22, Guidance …": a bracket at the start is the key of a list of references.
        let keyed = head == 1 && matches!(token.kind, Kind::Bracket(_));
        if keyed || self.is_boundary(level, head - 1) {
            return Lead::Start;
        }
        if self.is_including(level, head) {
            return Lead::Including;
        }
        match token.kind {
            Kind::Comma | Kind::Semicolon => Lead::Separator { joined: false, comma: true },
            Kind::Word if token.class.is(Class::SEPARATOR) => {
                let before = head.checked_sub(2).and_then(|t| self.kind(level, t));
                // "rules and X": what "and" joins must be found by the caller.
                let comma = matches!(before, Some(Kind::Comma | Kind::Semicolon));
                Lead::Separator { joined: true, comma }
            }
            Kind::Word if token.class.is(Class::PREPOSITION) => Lead::Preposition,
            _ => Lead::Word,
        }
    }

    /// Where parts start that stand before those of a name, joined with them behind a preposition: "set forth in section 2(a) and
    /// section 3 of X".
    fn led_parts(&self, level: usize, head: usize) -> Option<usize> {
        let separator = head.checked_sub(1).filter(|t| self.has(level, *t, Class::SEPARATOR))?;
        let is_part = |t: &usize| {
            self.kind(level, *t) == Some(Kind::Number) || self.has(level, *t, Class::PART.or(Class::BETWEEN))
        };
        let parts = (separator.saturating_sub(MAX_TAILS)..separator).rev().take_while(is_part).count();
        let first = separator - parts;
        (parts > 0 && first > 0 && self.has(level, first - 1, Class::PREPOSITION)).then_some(first)
    }

    /// "including", "including but not limited to".
    fn is_including(&self, level: usize, head: usize) -> bool {
        (head.saturating_sub(5)..head).any(|t| {
            self.has(level, t, Class::INCLUDING)
                && (t + 1..head).all(|w| {
                    self.kind(level, w) == Some(Kind::Comma)
                        || self.has(
                            level,
                            w,
                            Class::NEGATIVE
                                .or(Class::SEPARATOR)
                                .or(Class::TO)
                                .or(Class::ADVERB)
                                .or(Class::INCLUDING),
                        )
                        || self.phrase(level, w, &self.phrases.limited).is_some()
                })
        })
    }

    /// One past the last token of a name: its date, brackets and "as amended" are its own.
    fn name_end(&self, level: usize, token: usize) -> usize {
        let mut end = token + 1;
        for _ in 0..MAX_TAILS {
            let mut at = end;
            if let Some(Kind::Bracket(_)) = self.kind(level, at) {
                end = at + 1;
                continue;
            }
            at += usize::from(self.kind(level, at) == Some(Kind::Comma));
            if let Some(length) = self.amended(level, at) {
                end = at + length;
                continue;
            }
            let mut words = 0;
            while words < 3 && self.has(level, at, Class::DATED) {
                at += 1;
                words += 1;
            }
            if self.kind(level, at) != Some(Kind::Date) {
                break;
            }
            end = at + 1;
        }
        end
    }

    /// How many tokens "as further amended" has, where nothing says by what.
    fn amended(&self, level: usize, at: usize) -> Option<usize> {
        let opens = self.word(level, at).eq_ignore_ascii_case(self.phrases.as_word.as_str());
        let verb = (at + 1..at + 4).find(|t| !self.has(level, *t, Class::ADVERB)).filter(|_| opens)?;
        let is_participle = self.verb_forms(level, verb).is_some_and(|(forms, _)| forms);
        let behind = self.class(level, verb + 1);
        // "as amended to the extent that …": the limiter is of the name.
        let limited = self.phrase(level, verb + 1, &self.phrases.limiters).is_some();
        let goes_on = !limited && behind.is(Class::PREPOSITION.or(Class::AGENT).or(Class::SEPARATOR));
        (is_participle && !goes_on).then_some(verb + 1 - at)
    }

    /// The last name of a level that ends at or before a token.
    pub(crate) fn name_before(&self, level: usize, token: usize) -> Option<usize> {
        let own = self.own_names(level)?;
        let at = own.partition_point(|ix| self.names.get(*ix).is_some_and(|n| n.token < token));
        own.get(at.checked_sub(1)?).copied()
    }

    /// Where in its level's list the first name at or behind a token stands.
    pub(crate) fn names_from(&self, level: usize, token: usize) -> &[usize] {
        let own = self.own_names(level).unwrap_or_default();
        let at = own.partition_point(|ix| self.names.get(*ix).is_some_and(|n| n.token < token));
        own.get(at..).unwrap_or_default()
    }

    fn own_names(&self, level: usize) -> Option<&[usize]> {
        self.levels.get(level).map(|l: &Level| l.names.as_slice())
    }

    /// The name before a bracket, which the words in it describe.
    pub(crate) fn owner(&self, level: usize) -> Option<usize> {
        let (outer, token) = self.levels.get(level)?.within?;
        let ix = self.name_before(outer, token)?;
        let name = self.names.get(ix)?;
        let adjoins = token < name.end || token <= name.token + TITLE;
        (adjoins && self.finite_between(outer, name.token, token) == 0).then_some(ix)
    }
}

/// Dates, brackets and "as amended" behind a name, no more than this.
const MAX_TAILS: usize = 6;

/// A title between a name and its bracket is no longer than this, in tokens.
const TITLE: usize = 24;
