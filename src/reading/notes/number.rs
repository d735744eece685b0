//! Numbered policies, as notes print them.

use super::token::{Kind, Token, longest};
use crate::ground::Span;
use crate::ground::boundary::head;
use crate::ground::work;
use crate::model::Identifier;
use crate::profile::label::{Designator, Form};
use crate::profile::lexicon::{self as words, OTHER};
use crate::profile::{List, Profile};
use std::cell::Cell;

/// A repeated designator ("EO EO 13836") is passed over this often.
const MAX_REPEATS: usize = 3;

/// A range ("EO's 10996-11005") is spelled out up to this many numbers.
const MAX_RANGE: u32 = 50;

/// How a citation by number departs from the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flaws {
    /// The designator is misspelled: `EP 14041`.
    pub(super) misprint: bool,
    /// It stands twice: `EO EO 13836`.
    pub(super) repeated: bool,
    /// It is missing: `12864`.
    pub(super) missing: bool,
}

/// What a number names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A policy.
    Policy(Identifier),
    /// Policies of one series, in order: `EO's 10996-11005`.
    Range(Vec<Identifier>),
    /// A Federal Register document.
    Document(Span),
    /// A place where something is printed.
    Place,
}

/// A citation by number.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    /// What it names.
    pub(super) named: Named,
    /// Whether the number stands around its designator: `59 FR 14541`.
    pub(super) around: bool,
    /// Whether it is a place in the Federal Register.
    pub(super) register: bool,
    /// Its bytes.
    pub(super) span: Span,
    /// The token behind it.
    pub(super) next: usize,
    /// What is wrong with it.
    pub(super) flaws: Flaws,
}

/// Tokens of one note, with its text.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) profile: &'a Profile,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// The order's own number.
    pub(super) own: Option<&'a Identifier>,
    /// Tokens looked at so far.
    pub(super) steps: &'a Cell<u64>,
}

impl<'a> View<'a> {
    /// The token at `at`, where there is one; counts as a step.
    fn look(&self, at: usize) -> Option<&'a Token> {
        self.steps.set(self.steps.get() + 1);
        work::steps(1);
        self.tokens.get(at)
    }

    /// The token at `at`; an end token beyond the last.
    pub(super) fn token(&self, at: usize) -> Token {
        self.look(at).copied().unwrap_or(Token::end_of(u32::try_from(self.text.len()).unwrap_or(0)))
    }

    /// What the token at `at` is.
    pub(super) fn kind(&self, at: usize) -> Kind {
        self.look(at).map_or(Kind::End, |t| t.kind)
    }

    /// The word at `at`.
    pub(super) fn word(&self, at: usize) -> words::WordId {
        self.look(at).map_or(OTHER, |t| t.word)
    }

    /// Whether the token at `at` stands right behind the one before it.
    fn joined(&self, at: usize) -> bool {
        at.checked_sub(1)
            .and_then(|before| self.tokens.get(before))
            .zip(self.tokens.get(at))
            .is_some_and(|(a, b)| a.end == b.start)
    }

    /// The bytes from one token through the one before `next`.
    pub(super) fn span(&self, from: usize, next: usize) -> Span {
        let start = self.token(from).start as usize;
        let end = next.checked_sub(1).map_or(start, |last| self.token(last).end as usize);
        Span::new(start, end.max(start))
    }

    /// The words at bytes.
    pub(super) fn slice(&self, from: usize, next: usize) -> &'a str {
        self.span(from, next).of(self.text)
    }

    /// A citation by number at `at`.
    pub(super) fn numbered(&self, at: usize) -> Option<Numbered> {
        match self.kind(at) {
            Kind::Word => self.behind_designator(at),
            Kind::Number => self.around_designator(at),
            _ => None,
        }
    }

    /// `EO 12862`, `Pub. L. 94-412`, `Reorganization Plan No. 2 of 1946`.
    fn behind_designator(&self, at: usize) -> Option<Numbered> {
        let phrases = &self.profile.labels.before;
        let (mut next, (ix, misprint)) = longest(phrases, self.tokens, at)?;
        let designator = self.profile.labels.designators.get(*ix)?;
        let mut flaws = Flaws { misprint: *misprint, ..Flaws::default() };
        let mut start = at;
        for _ in 0..MAX_REPEATS {
            let Some((again, (other, misprint))) = longest(phrases, self.tokens, next) else { break };
            if other != ix {
                break;
            }
            flaws = Flaws { misprint: *misprint, repeated: true, missing: false };
            start = next;
            next = again;
        }
        next = self.skip_no(next);
        let (named, next) = self.number_of(designator, next)?;
        let span = self.span(start, next);
        Some(Numbered { named, around: false, register: false, span, next, flaws })
    }

    /// The token behind `No.`, `:` and dots.
    fn skip_no(&self, mut at: usize) -> usize {
        for _ in 0..4 {
            let skip = match self.kind(at) {
                Kind::Dot | Kind::Colon => true,
                Kind::Word => matches!(self.word(at), words::NO | words::NOS | words::NUMBER),
                _ => false,
            };
            if !skip {
                break;
            }
            at += 1;
        }
        at
    }

    /// The number at `at`, in the form of its designator.
    pub(super) fn number_of(&self, designator: &Designator, at: usize) -> Option<(Named, usize)> {
        let (number, next) = match designator.form {
            Form::Number => {
                let (number, next) = self.serial(at)?;
                if let Some(found) = self.range(designator, &number, next) {
                    return Some(found);
                }
                (number, next)
            }
            Form::Pair => self.pair(at)?,
            Form::Law => self.pair(at).or_else(|| self.law(at))?,
            Form::Lettered => self.lettered(at)?,
            Form::Plan => self.plan(at)?,
            Form::Document => {
                let (_, next) = self.pair(at)?;
                return Some((Named::Document(self.span(at, next)), next));
            }
            Form::Volume | Form::Title => return None,
        };
        let named = match designator.scheme {
            Some(scheme) => Named::Policy(Identifier { scheme, number: number.into() }),
            None => Named::Place,
        };
        Some((named, next))
    }

    /// `12862`, `12,862`, `10571-A`, `11359A`, `9-2`, `1919 1/2`; the suffix in capitals behind a hyphen.
    fn serial(&self, at: usize) -> Option<(String, usize)> {
        let first = self.token(at);
        if first.kind != Kind::Number || first.len() > 5 || first.value == 0 {
            return None;
        }
        let mut number = self.slice(at, at + 1).to_owned();
        let mut next = at + 1;
        let after = self.token(at + 2);
        if first.len() <= 2
            && self.kind(next) == Kind::Comma
            && self.joined(next)
            && (after.kind, after.len()) == (Kind::Number, 3)
            && self.joined(at + 2)
        {
            number.push_str(self.slice(at + 2, at + 3));
            next = at + 3;
        }
        let tail = self.token(next);
        let behind = self.token(next + 1);
        if tail.kind == Kind::Word && tail.len() == 1 && self.joined(next) {
            number.push('-');
            number.push_str(&self.slice(next, next + 1).to_ascii_uppercase());
            next += 1;
        } else if tail.kind == Kind::Dash && self.joined(next) && self.joined(next + 1) && behind.len() == 1 {
            number.push('-');
            number.push_str(&self.slice(next + 1, next + 2).to_ascii_uppercase());
            next += 2;
        } else if self.slice(next, next + 3) == "1/2" {
            number.push_str("_1/2");
            next += 3;
        }
        Some((number, next))
    }

    /// `-11005` behind a first number: every number in between, where they are not too many.
    fn range(&self, designator: &Designator, first: &str, next: usize) -> Option<(Named, usize)> {
        let scheme = designator.scheme?;
        let last = self.token(next + 1);
        if self.kind(next) != Kind::Dash || last.kind != Kind::Number || last.len() < 4 {
            return None;
        }
        let first: u32 = first.parse().ok()?;
        let count = last.value.checked_sub(first)?;
        if count == 0 || count > MAX_RANGE {
            return None;
        }
        let all = (first..=last.value).map(|n| Identifier { scheme, number: n.to_string().into() }).collect();
        Some((Named::Range(all), next + 2))
    }

    /// `94-412`
    pub(super) fn pair(&self, at: usize) -> Option<(String, usize)> {
        let (a, b) = (self.token(at), self.token(at + 2));
        let fits = a.kind == Kind::Number
            && self.kind(at + 1) == Kind::Dash
            && b.kind == Kind::Number
            && a.len() <= 4
            && b.len() <= 6;
        fits.then(|| (format!("{} {}", self.slice(at, at + 1), self.slice(at + 2, at + 3)), at + 3))
    }

    /// `212, August 7, 1953`, `665 (68 Stat. 832)`: a law numbered within its Congress. A Congress sits for two years,
    /// the first from 1789; from volume 52, of 1938, each volume of the Statutes at Large is of one year.
    fn law(&self, at: usize) -> Option<(String, usize)> {
        const FIRST_YEAR: u32 = 1789;
        const YEARLY: std::ops::Range<u32> = 52..200;
        let number = self.token(at);
        if number.kind != Kind::Number || number.len() > 4 || self.kind(at + 1) == Kind::Dash {
            return None;
        }
        let link = usize::from(self.kind(at + 1) == Kind::Comma || self.word(at + 1) == words::OF);
        let day = self.date(at + 1 + link).and_then(|d| d.date).and_then(|d| u32::try_from(d.year()).ok());
        let volume = self.token(at + 2);
        let printed = self.kind(at + 1) == Kind::Open
            && volume.kind == Kind::Number
            && YEARLY.contains(&volume.value)
            && self.profile.wording.has(List::Statutes, self.slice(at + 3, at + 4));
        let year = day.or_else(|| printed.then(|| volume.value + 1886))?;
        let congress = year.checked_sub(FIRST_YEAR)? / 2 + 1;
        Some((format!("{congress} {}", number.value), at + 1))
    }

    /// `S-12`
    pub(super) fn lettered(&self, at: usize) -> Option<(String, usize)> {
        let (a, b) = (self.token(at), self.token(at + 2));
        let fits = a.kind == Kind::Word
            && a.len() <= 5
            && self.kind(at + 1) == Kind::Dash
            && b.kind == Kind::Number
            && b.len() <= 4
            && self.slice(at, at + 1).bytes().all(|c| c.is_ascii_uppercase());
        fits.then(|| (self.slice(at, at + 3).split_whitespace().collect(), at + 3))
    }

    /// `2 of 1946`, `1, 1958`, `II of 1940`
    fn plan(&self, at: usize) -> Option<(String, usize)> {
        let first = self.token(at);
        let number = match first.kind {
            Kind::Number if first.len() <= 2 => first.value,
            Kind::Word => {
                let roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];
                let text = self.slice(at, at + 1);
                u32::try_from(roman.iter().position(|r| *r == text)? + 1).ok()?
            }
            _ => return None,
        };
        let year = self.token(at + 2);
        let link = self.word(at + 1) == words::OF || self.kind(at + 1) == Kind::Comma;
        (link && year.kind == Kind::Number && year.len() == 4)
            .then(|| (format!("{number} {}", self.slice(at + 2, at + 3)), at + 3))
    }

    /// `59 FR 14541`, `50 U.S.C. App. 611n`
    pub(super) fn around_designator(&self, at: usize) -> Option<Numbered> {
        let volume = self.token(at);
        if volume.kind != Kind::Number || volume.len() > 4 {
            return None;
        }
        let (mut next, (ix, _)) = longest(&self.profile.labels.around, self.tokens, at + 1)?;
        let designator = self.profile.labels.designators.get(*ix)?;
        while self.kind(next) == Kind::Dot {
            next += 1;
        }
        if designator.form == Form::Title {
            return self.title_section(at, next, designator);
        }
        if self.word(next) == words::P {
            next += 1 + usize::from(self.kind(next + 1) == Kind::Dot);
        }
        let page = self.token(next);
        if page.kind != Kind::Number || page.len() > 6 {
            return None;
        }
        let mut digits = self.slice(next, next + 1).to_owned();
        let tail = self.token(next + 2);
        next += 1;
        let thousands = page.len() <= 2
            && self.kind(next) == Kind::Comma
            && (tail.kind, tail.len()) == (Kind::Number, 3)
            && self.joined(next)
            && self.joined(next + 1);
        if thousands {
            digits.push_str(self.slice(next + 1, next + 2));
            next += 2;
        }
        let named = match designator.scheme {
            Some(scheme) => {
                let number = format!("{} {digits}", self.slice(at, at + 1));
                Named::Policy(Identifier { scheme, number: number.into() })
            }
            None => Named::Place,
        };
        let register = designator.register;
        let span = self.span(at, next);
        Some(Numbered { named, around: true, register, span, next, flaws: Flaws::default() })
    }

    /// What the patterns of the schemes read from `at`; they look at no more than 80 bytes.
    fn by_schemes(&self, at: usize) -> Vec<(Span, Identifier)> {
        let start = self.token(at).start as usize;
        self.profile.schemes.find_in(head(self.text.get(start..).unwrap_or(""), 80))
    }

    /// The first token behind `at` that starts at a byte or later.
    fn token_at_byte(&self, at: usize, byte: usize) -> usize {
        let mut next = at + 1;
        while self.kind(next) != Kind::End && (self.token(next).start as usize) < byte {
            next += 1;
        }
        next
    }

    /// A number of a series that has no designator in `labels.toml`: `HSPD-12`, `M-11-24`.
    pub(super) fn of_other_series(&self, at: usize) -> Option<Numbered> {
        let digits = (at + 1..at + 6).any(|i| self.kind(i) == Kind::Number);
        if self.kind(at) != Kind::Word || !digits {
            return None;
        }
        let (span, identifier) = self.by_schemes(at).into_iter().find(|(span, _)| span.start == 0)?;
        let span = span.shift(self.token(at).start as usize);
        let next = self.token_at_byte(at, span.end);
        let flaws = Flaws::default();
        Some(Numbered { named: Named::Policy(identifier), around: false, register: false, span, next, flaws })
    }

    /// A title and section, by the patterns of its scheme.
    fn title_section(&self, at: usize, behind: usize, designator: &Designator) -> Option<Numbered> {
        let start = self.token(at).start as usize;
        let found = self.by_schemes(at);
        let hit =
            found.into_iter().find(|(span, id)| span.start == 0 && Some(id.scheme) == designator.scheme);
        let (named, end) = match hit {
            Some((span, id)) => (Named::Policy(id), start + span.end),
            None => match self.part_of_title(at, behind, designator) {
                Some((named, next)) => (named, self.token(next - 1).end as usize),
                None => (Named::Place, self.token(behind.saturating_sub(1)).end as usize),
            },
        };
        let mut next = self.token_at_byte(at, end);
        // "50 U.S.C. App. 2021-2032", "26 CFR 301.6103(a)-101": the rest of the section.
        for _ in 0..8 {
            let joined = self.joined(next)
                && matches!(
                    self.kind(next),
                    Kind::Dash | Kind::Number | Kind::Open | Kind::Close | Kind::Word
                );
            if !joined || self.kind(next) == Kind::Close && self.token(next).value as usize <= at {
                break;
            }
            next += 1;
        }
        let span = Span::new(start, end);
        Some(Numbered { named, around: true, register: false, span, next, flaws: Flaws::default() })
    }

    /// `15 CFR, Chap. VI, Part 610`
    fn part_of_title(&self, at: usize, behind: usize, designator: &Designator) -> Option<(Named, usize)> {
        let scheme = designator.scheme?;
        let part = (behind..behind + 8)
            .find(|i| self.word(*i) == words::PART || self.kind(*i) == Kind::Semicolon)?;
        let number = self.token(part + 1);
        if self.kind(part) != Kind::Word || number.kind != Kind::Number || number.len() > 4 {
            return None;
        }
        let number = format!("{} {}", self.slice(at, at + 1), self.slice(part + 1, part + 2));
        Some((Named::Policy(Identifier { scheme, number: number.into() }), part + 2))
    }

    /// A number of the note's own series without its designator: `12864, September 15, 1993`.
    ///
    /// Taken where a date follows, or nothing at all.
    pub(super) fn bare(&self, at: usize, own: Option<&Identifier>) -> Option<Numbered> {
        let own = own?;
        let token = self.token(at);
        if token.kind != Kind::Number || !(4..=5).contains(&token.len()) {
            return None;
        }
        let (number, next) = self.serial(at)?;
        let link = match self.kind(next) {
            Kind::Comma => true,
            Kind::Word => matches!(self.word(next), words::OF | words::DATED),
            Kind::Semicolon | Kind::End => false,
            _ if self.token(next).line_start => false,
            _ => return None,
        };
        if link && self.date(next + 1).is_none() {
            return None;
        }
        let identifier = self.profile.schemes.identifier(own.scheme, &number);
        let flaws = Flaws { missing: true, ..Flaws::default() };
        let span = self.span(at, next);
        Some(Numbered { named: Named::Policy(identifier), around: false, register: false, span, next, flaws })
    }

    /// A date at `at`.
    pub(super) fn date(&self, at: usize) -> Option<super::date::Found> {
        super::date::read(self.tokens, self.text, at, &self.profile.labels.words)
    }
}
