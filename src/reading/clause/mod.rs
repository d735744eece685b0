//! The grammar of one sentence: levels of tokens, the policies named in it with what leads to each, and its verbs.
//!
//! In goes a sentence with the policies that the caller named; out comes structure only. What the sentence states is
//! told by [`crate::reading::acts`].

mod name;
mod quote;
mod token;
mod verb;

pub(crate) use name::{Lead, Name};
pub(crate) use token::{Kind, Token};
pub(crate) use verb::{Aux, Verb};

use crate::ground::Span;
use crate::profile::{Class, Form, Phrase, Phrases};
use crate::reading::acts::Named;
use std::cell::Cell;

/// How many tokens around a verb are looked at: keeps the work linear in the sentence. The longest subject seen (the
/// list of orders of EO 11360) has fewer.
pub(crate) const REACH: usize = 400;

/// A sentence or a bracket in it.
#[derive(Debug, Default)]
pub(crate) struct Level {
    pub(crate) tokens: Vec<Token>,
    /// The level and the token at which the bracket stands; `None` for the sentence itself.
    pub(crate) within: Option<(usize, usize)>,
    /// The names of this level, in order, as indices into the sentence's.
    pub(crate) names: Vec<usize>,
    /// The verbs of this level, in order.
    pub(crate) verbs: Vec<Verb>,
    /// How many finite verbs stand before each token that belong to no relative or other lower clause.
    finite: Vec<u32>,
    /// The first token of the limiters: "to the extent", "except".
    pub(crate) limits: Vec<usize>,
    /// Where what stands, so that a look around a verb costs one search.
    places: Places,
    /// The first token of the clause in which each token stands.
    starts: Vec<usize>,
}

/// Tokens of some kinds, in order.
#[derive(Debug, Default)]
struct Places {
    commas: Vec<usize>,
    /// Semicolons and colons.
    stops: Vec<usize>,
    /// Words that open a clause in which nothing is done.
    subordinate: Vec<usize>,
    /// Of them, those that open a condition.
    conditions: Vec<usize>,
    /// Subjects that deny the whole clause.
    nothing: Vec<usize>,
    /// Words of a list that follows.
    follows: Vec<usize>,
    /// Words by which somebody else is made to do it.
    controllers: Vec<usize>,
    /// "I"
    first_persons: Vec<usize>,
}

/// The last of some places from one token to another, exclusive.
fn last_within(places: &[usize], from: usize, to: usize) -> Option<usize> {
    let at = places.partition_point(|t| *t < to).checked_sub(1)?;
    places.get(at).copied().filter(|t| *t >= from)
}

/// The first of some places from one token to another, exclusive.
fn first_within(places: &[usize], from: usize, to: usize) -> Option<usize> {
    places.get(places.partition_point(|t| *t < from)).copied().filter(|t| *t < to)
}

/// Words of a row of phrases, found in the sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cue {
    pub(crate) row: usize,
    pub(crate) form: Form,
    pub(crate) span: Span,
    /// First token of it on the sentence's own level, and one past its last.
    pub(crate) first: usize,
    pub(crate) end: usize,
}

/// A sentence, taken apart.
pub(crate) struct Sentence<'a> {
    pub(crate) phrases: &'a Phrases,
    /// The words of the sentence.
    pub(crate) words: &'a str,
    /// The same, with names and quotations hidden byte by byte.
    pub(crate) masked: String,
    pub(crate) levels: Vec<Level>,
    pub(crate) names: Vec<Name>,
    pub(crate) cues: Vec<Cue>,
    /// How many tokens were looked at.
    steps: Cell<u64>,
}

/// Stands for the bytes of a policy's name, in the masked words.
const NAME: u8 = 1;
/// Stands for the bytes of a quotation.
const QUOTE: u8 = 2;

impl<'a> Sentence<'a> {
    /// Takes a sentence apart. `span` is a place in `text`; names elsewhere are ignored. Where no policy is named and no
    /// list can open, only its tokens are known.
    pub(crate) fn new(phrases: &'a Phrases, text: &'a str, span: Span, named: &[Named]) -> Self {
        let (mut sentence, seen) = Self::cut(phrases, text, span, named);
        if !seen.is_empty() || sentence.announces() {
            sentence.analyse(named, &seen);
        }
        sentence
    }

    /// Takes a sentence or a heading apart, whatever it names.
    pub(crate) fn whole(phrases: &'a Phrases, text: &'a str, span: Span, named: &[Named]) -> Self {
        let (mut sentence, seen) = Self::cut(phrases, text, span, named);
        sentence.analyse(named, &seen);
        sentence
    }

    /// Cuts a sentence into tokens; gives it with the names that can be seen in it.
    fn cut(phrases: &'a Phrases, text: &'a str, span: Span, named: &[Named]) -> (Self, Vec<(usize, Span)>) {
        let words = span.of(text);
        let quotes = quote::quotes(words);
        let seen = name::seen(span, named, &quotes);
        let mut marked: Vec<token::Marked> = token::dates(phrases, words).collect();
        let hidden = |s: Span, kind| token::Marked { span: s, kind };
        marked.extend(seen.iter().enumerate().map(|(ix, (_, s))| hidden(*s, Kind::Name(ix))));
        marked.extend(quotes.iter().map(|s| hidden(*s, Kind::Quote)));
        marked.sort_by_key(|m| (m.span.start, matches!(m.kind, Kind::Date)));
        let sentence = Self {
            phrases,
            words,
            masked: mask(words, &seen, &quotes),
            levels: token::levels(phrases, words, &marked),
            names: Vec::new(),
            cues: Vec::new(),
            steps: Cell::new(0),
        };
        (sentence, seen)
    }

    /// Finds verbs, limiters, clauses and names, level by level.
    fn analyse(&mut self, named: &[Named], seen: &[(usize, Span)]) {
        for level in 0..self.levels.len() {
            let verbs = self.find_verbs(level);
            let limits = self.find_limits(level);
            let finite = self.count_finite(level, &verbs);
            let places = self.find_places(level);
            if let Some(slot) = self.levels.get_mut(level) {
                (slot.verbs, slot.limits, slot.finite, slot.places) = (verbs, limits, finite, places);
            }
            let starts = self.find_starts(level);
            if let Some(slot) = self.levels.get_mut(level) {
                slot.starts = starts;
            }
        }
        self.link_names(named, seen);
        self.find_cues();
    }

    /// Steps of work so far.
    pub(crate) fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Whether the sentence may open a list: "the following orders are revoked:", "The orders revoked include:".
    fn announces(&self) -> bool {
        let tokens = self.levels.first().map_or(0, |l| l.tokens.len());
        let colon = self.kind(0, tokens.wrapping_sub(1)) == Some(Kind::Colon);
        colon || (0..tokens).any(|t| self.phrase(0, t, &self.phrases.following).is_some())
    }

    pub(crate) fn row(&self, row: usize) -> Option<&'a Phrase> {
        self.phrases.rows.get(row)
    }

    /// A token. Each look at one is a step of work.
    pub(crate) fn token(&self, level: usize, token: usize) -> Option<&Token> {
        self.steps.set(self.steps.get() + 1);
        self.levels.get(level)?.tokens.get(token)
    }

    /// How many tokens a level has.
    pub(crate) fn len(&self, level: usize) -> usize {
        self.levels.get(level).map_or(0, |l| l.tokens.len())
    }

    pub(crate) fn kind(&self, level: usize, token: usize) -> Option<Kind> {
        self.token(level, token).map(|t| t.kind)
    }

    pub(crate) fn class(&self, level: usize, token: usize) -> Class {
        self.token(level, token).map(|t| t.class).unwrap_or_default()
    }

    /// Whether a token is of a class.
    pub(crate) fn has(&self, level: usize, token: usize, class: Class) -> bool {
        self.class(level, token).is(class)
    }

    pub(crate) fn word(&self, level: usize, token: usize) -> &'a str {
        self.token(level, token).map_or("", |t| t.span.of(self.words))
    }

    /// How many words of a phrase of the set stand at a token.
    pub(crate) fn phrase<T: Clone>(
        &self,
        level: usize,
        token: usize,
        set: &crate::profile::PhraseSet<T>,
    ) -> Option<usize> {
        if self.kind(level, token) != Some(Kind::Word) {
            return None;
        }
        let first = self.word(level, token).to_lowercase();
        set.at(&first, |i| self.word(level, token + i)).map(|(_, length)| length)
    }

    /// The bytes of the sentence from one token to another, inclusive.
    pub(crate) fn span(&self, level: usize, first: usize, last: usize) -> Span {
        let start = self.token(level, first).map_or(0, |t| t.span.start);
        let end = self.token(level, last).map_or(start, |t| t.span.end);
        Span::new(start.min(end), end)
    }

    /// How many finite verbs of its own clauses stand from one token to another, exclusive.
    pub(crate) fn finite_between(&self, level: usize, from: usize, to: usize) -> u32 {
        let Some(counts) = self.levels.get(level).map(|l| &l.finite) else { return 0 };
        self.steps.set(self.steps.get() + 1);
        let at = |t: usize| counts.get(t.min(counts.len().saturating_sub(1))).copied().unwrap_or(0);
        at(to).saturating_sub(at(from))
    }

    /// Whether a limiter starts from one token to another, exclusive.
    pub(crate) fn limited_between(&self, level: usize, from: usize, to: usize) -> bool {
        let Some(limits) = self.levels.get(level).map(|l| &l.limits) else { return false };
        self.steps.set(self.steps.get() + 1);
        limits.get(limits.partition_point(|t| *t < from)).is_some_and(|t| *t < to)
    }

    fn find_limits(&self, level: usize) -> Vec<usize> {
        (0..self.len(level))
            .filter(|t| {
                self.phrase(level, *t, &self.phrases.limiters).is_some()
                    && self.phrase(level, *t, &self.phrases.not_limiters).is_none()
            })
            .collect()
    }

    /// Counts the finite verbs before each token; those of relative and other lower clauses are left out.
    fn count_finite(&self, level: usize, verbs: &[Verb]) -> Vec<u32> {
        let mut counts = Vec::with_capacity(self.len(level) + 1);
        let mut count = 0;
        // Whether a relative pronoun or the like opened the clause since the last comma.
        let mut lower = false;
        let mut chain = false;
        let mut verbs = verbs.iter().peekable();
        for t in 0..self.len(level) {
            counts.push(count);
            let Some(token) = self.token(level, t) else { break };
            while verbs.next_if(|v| v.word < t).is_some() {}
            let table = verbs.peek().is_some_and(|v| v.word == t && v.is_finite());
            let class = token.class;
            match token.kind {
                Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Dash | Kind::Enumerator => {
                    (lower, chain) = (false, false);
                }
                _ if class.is(Class::RELATIVE.or(Class::SUBORDINATE)) => lower = true,
                _ if self.phrase(level, t, &self.phrases.limiters).is_some() => lower = true,
                _ => {}
            }
            let auxiliary =
                class.is(Class::BE.or(Class::BEEN).or(Class::PERFECT).or(Class::WILL).or(Class::MAY));
            let finite = auxiliary || table || class.is(Class::FINITE);
            if finite && !chain {
                // A lower clause has one verb; the next is the main clause's.
                if lower {
                    lower = false;
                } else {
                    count += 1;
                }
            }
            chain = finite || (chain && class.is(Class::ADVERB.or(Class::NEGATIVE)));
        }
        counts.push(count);
        counts
    }

    fn find_cues(&mut self) {
        let mut first = 0;
        let mut cues = Vec::new();
        for hit in self.phrases.cues.find_iter(&self.masked) {
            let Some(&(row, form)) = self.phrases.patterns.get(hit.pattern().as_usize()) else { continue };
            let span = Span::new(hit.start(), hit.end());
            while self.token(0, first).is_some_and(|t| t.span.end <= span.start) {
                first += 1;
            }
            let mut end = first;
            while self.token(0, end).is_some_and(|t| t.span.start < span.end) {
                end += 1;
            }
            if end > first {
                cues.push(Cue { row, form, span, first, end });
            }
        }
        self.cues = cues;
    }

    fn find_places(&self, level: usize) -> Places {
        let mut places = Places::default();
        for t in 0..self.len(level) {
            match self.kind(level, t) {
                Some(Kind::Comma) => places.commas.push(t),
                Some(Kind::Semicolon | Kind::Colon) => places.stops.push(t),
                Some(Kind::Word) => {
                    let class = self.class(level, t);
                    let told =
                        class.is(Class::SUBORDINATE.or(Class::CONDITION)) && !self.denies_nothing(level, t);
                    if told && class.is(Class::SUBORDINATE) {
                        places.subordinate.push(t);
                    }
                    if told && class.is(Class::CONDITION) {
                        places.conditions.push(t);
                    }
                    if class.is(Class::CONTROLLER) {
                        places.controllers.push(t);
                    }
                    if class.is(Class::SPEAKER) && self.word(level, t) == "I" {
                        places.first_persons.push(t);
                    }
                    if class.is(Class::NOTHING) {
                        places.nothing.push(t);
                    }
                    if self.phrase(level, t, &self.phrases.following).is_some() && !self.is_manner(level, t) {
                        places.follows.push(t);
                    }
                }
                _ => {}
            }
        }
        places
    }

    /// "not later than", "whether or not": words that look like a negation or a condition and are none.
    pub(crate) fn denies_nothing(&self, level: usize, token: usize) -> bool {
        let set = &self.phrases.not_negative;
        self.phrase(level, token, set).is_some()
            || token.checked_sub(1).is_some_and(|t| self.phrase(level, t, set).is_some_and(|n| n > 1))
    }

    /// The first token of the clause of each token. A clause starts behind a boundary, and behind a semicolon whose own
    /// part has a finite verb: the members of a list have none.
    fn find_starts(&self, level: usize) -> Vec<usize> {
        let mut starts = Vec::with_capacity(self.len(level));
        let (mut clause, mut segment) = (0, 0);
        for t in 0..self.len(level) {
            starts.push(clause);
            if self.is_boundary(level, t) {
                (clause, segment) = (t + 1, t + 1);
            } else if self.kind(level, t) == Some(Kind::Semicolon) {
                if self.finite_between(level, segment, t) > 0 {
                    clause = t + 1;
                }
                segment = t + 1;
            }
        }
        starts
    }

    /// The first token of the clause in which a token stands, no further away than the reach.
    pub(crate) fn clause_start(&self, level: usize, token: usize) -> usize {
        let starts = self.levels.get(level).map_or(&[][..], |l| l.starts.as_slice());
        let start = starts.get(token).or(starts.last()).copied().unwrap_or(0);
        start.max(token.saturating_sub(REACH)).min(token)
    }

    fn places(&self, level: usize) -> Option<&Places> {
        self.steps.set(self.steps.get() + 1);
        self.levels.get(level).map(|l| &l.places)
    }

    /// The last comma from one token to another, exclusive.
    pub(crate) fn last_comma(&self, level: usize, from: usize, to: usize) -> Option<usize> {
        last_within(&self.places(level)?.commas, from, to)
    }

    /// The first comma from one token to another, exclusive.
    pub(crate) fn first_comma(&self, level: usize, from: usize, to: usize) -> Option<usize> {
        first_within(&self.places(level)?.commas, from, to)
    }

    /// How many commas stand from one token to another, exclusive.
    pub(crate) fn commas_between(&self, level: usize, from: usize, to: usize) -> usize {
        let Some(places) = self.places(level) else { return 0 };
        let before = |t: usize| places.commas.partition_point(|c| *c < t);
        before(to).saturating_sub(before(from))
    }

    /// The first semicolon or colon from one token to another, exclusive.
    pub(crate) fn first_stop(&self, level: usize, from: usize, to: usize) -> Option<usize> {
        first_within(&self.places(level)?.stops, from, to)
    }

    /// The last word that opens a clause in which nothing is done.
    pub(crate) fn last_subordinate(&self, level: usize, from: usize, to: usize) -> Option<usize> {
        last_within(&self.places(level)?.subordinate, from, to)
    }

    /// The first word that opens a condition.
    pub(crate) fn first_condition(&self, level: usize, from: usize, to: usize) -> Option<usize> {
        first_within(&self.places(level)?.conditions, from, to)
    }

    /// Whether a subject that denies the whole clause stands there: "Nothing in this order".
    pub(crate) fn denies_all(&self, level: usize, from: usize, to: usize) -> bool {
        self.places(level).is_some_and(|p| first_within(&p.nothing, from, to).is_some())
    }

    /// Whether words stand there by which somebody else is made to do it.
    pub(crate) fn is_controlled(&self, level: usize, from: usize, to: usize) -> bool {
        self.places(level).is_some_and(|p| first_within(&p.controllers, from, to).is_some())
    }

    /// The last "I" from one token to another, exclusive.
    pub(crate) fn last_first_person(&self, level: usize, from: usize, to: usize) -> Option<usize> {
        last_within(&self.places(level)?.first_persons, from, to)
    }

    /// Whether words of a list that follows only say how something is done: "as further described below".
    fn is_manner(&self, level: usize, token: usize) -> bool {
        let before = (token.saturating_sub(2)..token).rev();
        let mut words = before.skip_while(|t| self.has(level, *t, Class::ADVERB));
        words.next().is_some_and(|t| self.word(level, t).eq_ignore_ascii_case(&self.phrases.as_word))
    }

    /// Whether words of a list that follows start there: "the following".
    pub(crate) fn announces_between(&self, level: usize, from: usize, to: usize) -> bool {
        self.places(level).is_some_and(|p| first_within(&p.follows, from, to).is_some())
    }

    /// A clause starts behind this token.
    pub(crate) fn is_boundary(&self, level: usize, token: usize) -> bool {
        match self.kind(level, token) {
            // "entitled: “Order of Succession”": no clause ends there.
            Some(Kind::Colon) => self.kind(level, token + 1) != Some(Kind::Quote),
            Some(Kind::Dash | Kind::Enumerator) => true,
            Some(Kind::Word) if self.has(level, token, Class::RELATIVE) && token > 0 => {
                let back = if self.kind(level, token - 1) == Some(Kind::Comma) { 2 } else { 1 };
                token.checked_sub(back).is_some_and(|t| {
                    let class = self.class(level, t);
                    // "any other order that relates to …" orders nothing.
                    let verb = !class.is(Class::WHOLE)
                        || t.checked_sub(1).is_some_and(|b| {
                            self.has(
                                level,
                                b,
                                Class::ADVERB.or(Class::HERE).or(Class::SPEAKER).or(Class::SEPARATOR),
                            )
                        });
                    class.is(Class::THAT) && verb
                })
            }
            _ => false,
        }
    }
}

/// The words with names and quotations hidden, byte by byte, so that every place keeps its offset.
fn mask(words: &str, seen: &[(usize, Span)], quotes: &[Span]) -> String {
    let mut bytes: Vec<u8> = words.bytes().map(|b| if b < 0x20 { b' ' } else { b }).collect();
    let spans = seen.iter().map(|(_, s)| (*s, NAME)).chain(quotes.iter().map(|s| (*s, QUOTE)));
    for (span, with) in spans {
        if let Some(slice) = bytes.get_mut(span.start..span.end) {
            slice.fill(with);
        }
    }
    // Whole characters were replaced, so this is UTF-8; otherwise nothing can be read.
    String::from_utf8(bytes).unwrap_or_default()
}
