//! The grammar of one sentence: its tokens, its cues, and how each policy named in it is linked to the one before.

use super::mask::{Masked, mask};
use super::token::{Kind, Token, tokens};
use super::{Named, Role};
use crate::ground::Span;
use crate::profile::{Form, Phrase, Phrases};
use std::cell::Cell;

/// How many tokens around a place are looked at: keeps the work linear in the sentence.
pub(super) const REACH: usize = 80;

/// Words of a row, found in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub(super) row: usize,
    pub(super) form: Form,
    /// In the sentence, in bytes.
    pub(super) span: Span,
    /// First token of it, and one past its last.
    pub(super) first: usize,
    pub(super) end: usize,
}

/// How a name is linked to what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Starts a list or a subject.
    Fresh,
    /// Goes on with the list of the name before; `strong` where a semicolon parts them.
    Listed { strong: bool },
    /// Depends on the words before it: "established by X".
    Governed,
}

/// A policy named in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    /// Index into the caller's list.
    pub(super) named: usize,
    pub(super) role: Role,
    pub(super) token: usize,
    pub(super) link: Link,
    /// Whether it heads its place in a list or subject, rather than depending on another word.
    pub(super) heads: bool,
    /// Whether it heads only if the verb is in the plural: ", as amended by X, and Y, are revoked".
    pub(super) perhaps: bool,
    /// Whether ", and" leads to it.
    pub(super) closes: bool,
    /// Whether it is a bare number in a list.
    pub(super) member: bool,
    /// First token of the words that lead to it: "section 2 of".
    pub(super) head: usize,
    /// Whether those words name a part of it.
    pub(super) part: bool,
    /// The words that it depends on, as tokens.
    pub(super) governor: (usize, usize),
}

/// A sentence, taken apart.
pub(super) struct Sentence<'a> {
    pub(super) phrases: &'a Phrases,
    pub(super) masked: Masked,
    pub(super) tokens: Vec<Token>,
    pub(super) cues: Vec<Cue>,
    pub(super) names: Vec<Name>,
    /// The last token of words by which the document orders: "it is hereby ordered".
    pub(super) ordered: Option<usize>,
    /// The last token at which the document itself is a subject behind a comma: ", this memorandum sets".
    pub(super) own: Option<usize>,
    /// The last token by which the document points at itself: "attached hereto".
    pub(super) here: Option<usize>,
    /// The first token of the first authority: "by the authority vested in me".
    pub(super) authority: Option<usize>,
    /// Whether the document itself speaks in it.
    pub(super) enacts: bool,
    /// How many tokens were looked at.
    pub(super) steps: Cell<u64>,
}

impl<'a> Sentence<'a> {
    pub(super) fn new(phrases: &'a Phrases, text: &str, span: Span, named: &[Named]) -> Self {
        let masked = mask(text, span, named);
        let tokens = tokens(&masked, &phrases.words);
        let mut sentence = Self {
            phrases,
            masked,
            tokens,
            cues: Vec::new(),
            names: Vec::new(),
            ordered: None,
            own: None,
            here: None,
            authority: None,
            enacts: false,
            steps: Cell::new(0),
        };
        let lists = || {
            let words = span.of(text).to_lowercase();
            phrases.words.following.iter().any(|w| words.contains(w.as_str()))
        };
        if !sentence.masked.visible.is_empty() || lists() {
            sentence.find_cues();
            sentence.link_names(named);
            sentence.find_speech();
        }
        sentence
    }

    pub(super) fn row(&self, cue: &Cue) -> Option<&'a Phrase> {
        self.phrases.rows.get(cue.row)
    }

    /// A token. Each look at one is a step of work.
    pub(super) fn token(&self, token: usize) -> Option<&Token> {
        self.steps.set(self.steps.get() + 1);
        self.tokens.get(token)
    }

    /// The tokens from `first` to `end`, exclusive; none where they do not fit.
    pub(super) fn slice(&self, first: usize, end: usize) -> &[Token] {
        self.steps.set(self.steps.get() + end.saturating_sub(first) as u64);
        self.tokens.get(first..end).unwrap_or_default()
    }

    pub(super) fn word(&self, token: usize) -> &str {
        self.token(token).map_or("", |t| t.span.of(&self.masked.text))
    }

    pub(super) fn is(&self, token: usize, word: &str) -> bool {
        self.word(token).eq_ignore_ascii_case(word)
    }

    pub(super) fn kind(&self, token: usize) -> Option<Kind> {
        self.token(token).map(|t| t.kind)
    }

    fn find_cues(&mut self) {
        let text = &self.masked.text;
        let mut first = 0;
        for hit in self.phrases.cues.find_iter(text) {
            let Some(&(row, form)) = self.phrases.patterns.get(hit.pattern().as_usize()) else { continue };
            let span = Span::new(hit.start(), hit.end());
            while self.token(first).is_some_and(|t| t.span.end <= span.start) {
                first += 1;
            }
            let mut end = first;
            while self.token(end).is_some_and(|t| t.span.start < span.end) {
                end += 1;
            }
            if end > first {
                self.cues.push(Cue { row, form, span, first, end });
            }
        }
    }

    /// Where the document itself speaks.
    fn find_speech(&mut self) {
        self.ordered = (0..self.tokens.len()).rev().find(|t| self.is_order(*t));
        self.here = (0..self.tokens.len()).rev().find(|t| self.token(*t).is_some_and(|t| t.class.here));
        let own = self.names.iter().filter(|n| n.role == Role::Document && n.heads);
        let adjoins = |n: &&Name| {
            n.head > 0 && self.kind(n.head - 1) == Some(Kind::Comma) || self.kind(n.head) == Some(Kind::Comma)
        };
        self.own = own.clone().filter(adjoins).map(|n| n.token).next_back();
        self.authority = self.cues.iter().find(|c| c.form == Form::BasisClause).map(|c| c.first);
        self.enacts =
            own.count() > 0 || (0..self.tokens.len()).any(|t| self.is(t, "ordered") || self.is(t, "hereby"));
    }

    /// "ordered", "I hereby"
    pub(super) fn is_order(&self, token: usize) -> bool {
        let behind = |t: usize| self.word(t) == "I" || self.kind(t) == Some(Kind::Comma);
        self.is(token, "ordered") || (self.is(token, "hereby") && token.checked_sub(1).is_some_and(behind))
    }

    fn link_names(&mut self, named: &[Named]) {
        let mut previous: Option<Name> = None;
        let mut cues = 0;
        for token in 0..self.tokens.len() {
            let Some(Kind::Name(ix)) = self.kind(token) else { continue };
            let Some(&(caller, _)) = self.masked.visible.get(ix) else { continue };
            let role = named.get(caller).map_or(Role::Policy, |n| n.role);
            let mut cue = None;
            while let Some(next) = self.cues.get(cues).filter(|c| c.end <= token) {
                cue = Some(*next);
                cues += 1;
            }
            let mut name = self.link(token, previous, cue);
            name.named = caller;
            name.role = role;
            name.member = named.get(caller).is_some_and(|n| n.member);
            // "Executive Orders 12887 and 12912": a bare number shares the place of the one before.
            self.resolve(&mut name, previous);
            self.names.push(name);
            previous = Some(name);
        }
    }

    /// Links the name at `token` to the one before it, `cue` being the last cue between them.
    fn link(&self, token: usize, previous: Option<Name>, cue: Option<Cue>) -> Name {
        let mut low = previous.map_or(0, |p| p.token + 1);
        let mut adjoins = previous.is_some();
        let from = token.saturating_sub(REACH).max(low);
        if from > low {
            (low, adjoins) = (from, false);
        }
        if let Some(boundary) = (low..token).rev().find(|t| self.is_boundary(*t)) {
            (low, adjoins) = (boundary + 1, false);
        }
        let mut governed_by_cue = false;
        if let Some(cue) = cue.filter(|c| c.end > low) {
            let gap = self.slice(cue.end, token);
            let direct = gap.iter().all(Token::is_head) && !gap.first().is_some_and(Token::is_separator);
            match cue.form {
                // Participles and purposes are modifiers; the name is theirs, or they stand between.
                Form::By | Form::Gerund | Form::Past => governed_by_cue = direct,
                Form::Base if cue.first > 0 && self.is(cue.first - 1, "to") => governed_by_cue = direct,
                _ => (low, adjoins) = (cue.end, false),
            }
            if governed_by_cue {
                (low, adjoins) = (cue.end, false);
            }
        }
        let mut head = token;
        while head > low && self.token(head - 1).is_some_and(Token::is_head) {
            head -= 1;
        }
        // A number without the name of a part is a date's or a sum's, not the policy's.
        let numbered = |t: &usize| self.kind(*t) == Some(Kind::Number);
        if !(head..token).any(|t| self.token(t).is_some_and(|t| t.class.part)) {
            head = (head..token).rev().find(numbered).map_or(head, |t| t + 1);
        }
        // "level IV of the Schedule, section 2 of X": the comma parts what leads to the name from what stands before.
        if head > low && head < token && !self.token(head).is_some_and(Token::is_separator) {
            let comma = (head..token).find(|t| self.kind(*t) == Some(Kind::Comma));
            head = comma.filter(|c| self.is_complete(*c + 1, token)).unwrap_or(head);
        }
        let mut core = head;
        let mut separated = false;
        let mut strong = false;
        let mut closes = false;
        while core < token && self.token(core).is_some_and(Token::is_separator) {
            strong |= self.kind(core) == Some(Kind::Semicolon);
            closes |= self.is(core, "and") && core > head;
            separated = true;
            core += 1;
        }
        let of = |pick: fn(&Token) -> bool| self.slice(core, token).iter().any(pick);
        let part = of(|t| t.class.part || t.kind == Kind::Quote);
        let loose =
            of(|t| t.class.preposition) && !of(|t| t.class.part || t.class.whole || t.kind == Kind::Quote);
        let rest_empty = head == low;
        let link = if governed_by_cue {
            Link::Governed
        } else if rest_empty && adjoins {
            if separated && !loose { Link::Listed { strong } } else { Link::Governed }
        } else if rest_empty {
            if loose { Link::Governed } else { Link::Fresh }
        } else if separated && !loose {
            if adjoins && self.is_modifier(low, head) { Link::Listed { strong } } else { Link::Fresh }
        } else {
            Link::Governed
        };
        // "prescribed by", "made a part of": the preposition belongs to the words that govern.
        let mut last = head;
        while last < token && self.token(last).is_some_and(|t| t.class.preposition) {
            last += 1;
        }
        let governor = if rest_empty { (head, last) } else { (head.saturating_sub(6).max(low), last) };
        Name {
            named: 0,
            role: Role::Policy,
            token,
            link,
            heads: false,
            perhaps: false,
            closes,
            member: false,
            head: core,
            part,
            governor,
        }
    }

    /// Whether some tokens lead to a name by themselves: "section 2 of", nothing at all.
    fn is_complete(&self, from: usize, to: usize) -> bool {
        let tokens = self.slice(from, to);
        let first = tokens.first().is_none_or(|t| t.class.part || t.class.determiner || t.class.separator);
        first && (tokens.iter().any(|t| t.class.part) || !tokens.iter().any(|t| t.class.preposition))
    }

    /// Whether the words between two names only describe the first: ", establishing the Board".
    fn is_modifier(&self, low: usize, end: usize) -> bool {
        let skip = (low..end).take_while(|t| self.kind(*t) == Some(Kind::Comma)).count();
        let first = low + skip;
        let Some(token) = self.token(first).filter(|_| first < end) else { return skip > 0 };
        let opens = token.class.modifier || token.kind == Kind::Quote;
        let relative = ["which", "that", "who", "whose"].iter().any(|w| self.is(first, w));
        opens && (relative || !(first..end).any(|t| self.token(t).is_some_and(|t| t.class.finite)))
    }

    /// A clause starts behind this token.
    pub(super) fn is_boundary(&self, token: usize) -> bool {
        match self.kind(token) {
            Some(Kind::Break | Kind::Open) => true,
            Some(Kind::Word) if self.is(token, "that") && token > 0 => {
                let back = if self.kind(token - 1) == Some(Kind::Comma) { 2 } else { 1 };
                let Some(before) = token.checked_sub(back) else { return false };
                [
                    "ordered",
                    "order",
                    "directed",
                    "direct",
                    "provided",
                    "proclaimed",
                    "determined",
                    "determine",
                    "declare",
                    "find",
                ]
                .iter()
                .any(|w| self.is(before, w))
            }
            _ => false,
        }
    }

    fn resolve(&self, name: &mut Name, previous: Option<Name>) {
        // "To implement X, this memorandum …": no list.
        if name.role == Role::Document && !name.closes && matches!(name.link, Link::Listed { .. }) {
            name.link = Link::Fresh;
        }
        (name.heads, name.perhaps) = match (name.link, previous) {
            (Link::Fresh, _) => (true, false),
            (Link::Governed, _) => (false, false),
            (Link::Listed { .. }, Some(p)) if name.member || p.heads => (p.heads, p.perhaps),
            (Link::Listed { strong }, _) => (strong, !strong && name.closes),
        };
    }

    /// First token of the words that name a policy with its part: "section 2 of X", without the preposition before.
    pub(super) fn first_of(&self, name: &Name) -> usize {
        (name.head..name.token)
            .find(|t| self.token(*t).is_some_and(|t| !t.class.preposition && !t.is_separator()))
            .unwrap_or(name.token)
    }

    /// First token of the clause in which `token` stands.
    pub(super) fn clause_start(&self, token: usize) -> usize {
        let low = token.saturating_sub(REACH);
        (low..token)
            .rev()
            .find(|t| self.is_boundary(*t) || self.kind(*t) == Some(Kind::Semicolon))
            .map_or(low, |t| t + 1)
    }

    /// Index of the last name before `token`.
    pub(super) fn name_before(&self, token: usize) -> Option<usize> {
        self.names.partition_point(|n| n.token < token).checked_sub(1)
    }

    /// Index of the first name at or behind `token`.
    pub(super) fn name_from(&self, token: usize) -> Option<usize> {
        let ix = self.names.partition_point(|n| n.token < token);
        (ix < self.names.len()).then_some(ix)
    }
}
