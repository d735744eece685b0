//! The verbs of a sentence that the table knows, with their auxiliaries.

use super::{Kind, Sentence};
use crate::profile::{Class, VerbForms};

/// By what a participle is made a passive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aux {
    /// None: "superseded by X".
    None,
    /// "is", "shall be".
    Now,
    /// "was", "has been".
    Past,
}

/// So many tokens an object may have, with its date, before the words for its last day.
const MAX_OBJECT: usize = 8;

/// Most participles that share an auxiliary: "rescinded, revoked and superseded".
const MAX_CHAIN: usize = 4;

/// A verb, or several participles that share their auxiliary.
#[derive(Clone, Debug)]
pub(crate) struct Verb {
    /// The rows of the table, in the order of the words.
    pub(crate) rows: Vec<usize>,
    pub(crate) forms: VerbForms,
    pub(crate) aux: Aux,
    /// First token with its auxiliaries, the token of the (first) verb itself, and one past the last.
    pub(crate) first: usize,
    pub(crate) word: usize,
    pub(crate) end: usize,
    /// Whether words around it deny it or leave it open.
    pub(crate) denied: bool,
    /// "There are hereby revoked".
    pub(crate) there: bool,
    /// "to revoke": the token of "to".
    pub(crate) infinitive: Option<usize>,
    /// "shall", "will", "do" before a base form.
    pub(crate) ordered: bool,
    /// Whether its auxiliary says that its subject is one, or several.
    pub(crate) plural: Option<bool>,
    /// Whether a limiter stands between auxiliary and verb: "is, insofar as …, revoked", "is partially revoked".
    pub(crate) limited: bool,
    /// Whether "or" joins the rows: one of them holds.
    pub(crate) either: bool,
    /// "am continuing": a gerund that is finite.
    pub(crate) progressive: bool,
}

impl Verb {
    /// Takes in a form of "be" that stands before it.
    fn read_be(&mut self, class: Class) {
        let bare = self.aux == Aux::None && !self.ordered && self.infinitive.is_none();
        if self.forms.gerund() && !self.forms.past() {
            self.progressive = true;
        } else if bare || self.aux == Aux::Now {
            self.aux = if class.is(Class::BEEN) { Aux::Past } else { Aux::Now };
        }
        self.plural = number(class).or(self.plural);
    }

    /// Whether it is a passive with an auxiliary.
    pub(crate) fn is_passive(&self) -> bool {
        self.aux != Aux::None
    }

    /// Whether it makes a clause.
    pub(crate) fn is_finite(&self) -> bool {
        self.is_passive()
            || self.progressive
            || (self.infinitive.is_none() && (self.forms.third() || (self.forms.base() && self.ordered)))
    }
}

impl Sentence<'_> {
    /// The forms of the verb at a token: whether a participle is among them, and how many words it has.
    pub(super) fn verb_forms(&self, level: usize, token: usize) -> Option<(bool, usize)> {
        let first = self.word(level, token).to_lowercase();
        let (rows, length) = self.phrases.verbs.at(&first, |i| self.word(level, token + i))?;
        Some((rows.iter().any(|(_, f)| f.past()), length))
    }

    /// Every verb of a level.
    pub(super) fn find_verbs(&self, level: usize) -> Vec<Verb> {
        let mut found: Vec<Verb> = Vec::new();
        let mut at = 0;
        while at < self.len(level) {
            if self.kind(level, at) != Some(Kind::Word) {
                at += 1;
                continue;
            }
            let first = self.word(level, at).to_lowercase();
            let Some((rows, length)) = self.phrases.verbs.at(&first, |i| self.word(level, at + i)) else {
                at += 1;
                continue;
            };
            let end = at + length;
            if let Some(last) = found.last_mut()
                && rows.iter().any(|(_, f)| f.past())
                && last.forms.past()
                && last.rows.len() < MAX_CHAIN
                && self.is_chained(level, last.end, at)
            {
                let row = rows.iter().find(|(row, f)| f.past() && self.fits(level, *row, end, last.aux));
                if let Some((row, _)) = row.filter(|(r, _)| !last.rows.contains(r)) {
                    last.rows.push(*row);
                }
                last.either |= (last.end..at).any(|t| self.is_or(level, t));
                last.end = end;
            } else if let Some(verb) = self.verb(level, at, end, rows) {
                found.push(verb);
            }
            at = end;
        }
        found
    }

    fn is_or(&self, level: usize, token: usize) -> bool {
        self.phrases.or_words.contains(&self.word(level, token).to_lowercase())
    }

    /// Whether only commas, "and" and adverbs stand between two participles.
    fn is_chained(&self, level: usize, from: usize, to: usize) -> bool {
        from < to
            && to - from <= 5
            && (from..to).any(|t| self.has(level, t, Class::SEPARATOR))
            && (from..to).all(|t| {
                self.kind(level, t) == Some(Kind::Comma)
                    || self.has(level, t, Class::SEPARATOR.or(Class::ADVERB))
            })
            || (from < to && to - from == 1 && self.kind(level, from) == Some(Kind::Comma))
    }

    /// Whether a row may be meant at this place: "extended until" continues, "extended" alone does not.
    fn fits(&self, level: usize, row: usize, end: usize, aux: Aux) -> bool {
        let Some(row) = self.row(row) else { return false };
        let voice = if aux == Aux::None { true } else { !row.active_only };
        let then = |token: usize| row.then.contains(&self.word(level, token).to_lowercase());
        voice
            && (row.then.is_empty()
                || then(end)
                || aux == Aux::None && self.last_day(level, end).is_some_and(then))
    }

    /// The word before the last day behind an object that starts at a token: "continues Executive Order 12170 until May 1, 2031".
    fn last_day(&self, level: usize, object: usize) -> Option<usize> {
        let is = |token: usize, kind: fn(Kind) -> bool| self.kind(level, token).is_some_and(kind);
        if !is(object, |kind| matches!(kind, Kind::Name(_))) {
            return None;
        }
        let of_its_date = |t: &usize| {
            is(*t, |kind| matches!(kind, Kind::Comma | Kind::Date)) || self.has(level, *t, Class::DATED)
        };
        let until = (object + 1..object + MAX_OBJECT).find(|t| !of_its_date(t))?;
        (self.has(level, until, Class::UNTIL) && is(until + 1, |kind| kind == Kind::Date)).then_some(until)
    }

    fn verb(&self, level: usize, at: usize, end: usize, rows: &[(usize, VerbForms)]) -> Option<Verb> {
        let mut verb = Verb {
            rows: Vec::new(),
            forms: VerbForms::default(),
            aux: Aux::None,
            first: at,
            word: at,
            end,
            denied: false,
            there: false,
            infinitive: None,
            ordered: false,
            plural: None,
            limited: false,
            either: false,
            progressive: false,
        };
        let all = rows.iter().fold(VerbForms::default(), |all, (_, f)| all.or(*f));
        verb.forms = all;
        self.read_auxiliaries(level, &mut verb);
        let aux = verb.aux;
        let fitting = rows.iter().filter(|(row, f)| {
            let form = if aux == Aux::None { true } else { f.past() };
            form && self.fits(level, *row, end, aux)
        });
        let (row, forms) = fitting.max_by_key(|(row, _)| self.row(*row).map(|r| r.then.len()))?;
        verb.rows.push(*row);
        verb.forms = *forms;
        Some(verb)
    }

    /// Reads what stands before a verb: adverbs, auxiliaries, negations.
    fn read_auxiliaries(&self, level: usize, verb: &mut Verb) {
        let low = verb.word.saturating_sub(MAX_AUXILIARIES);
        let mut at = verb.word;
        while at > low {
            let Some(token) = self.token(level, at - 1) else { break };
            let class = token.class;
            if token.kind == Kind::Comma {
                // "is, insofar as it bears on the lands, hereby revoked"
                let Some((be, limited)) = self.before_parenthesis(level, at - 1) else { break };
                verb.limited |= limited;
                at = be + 1;
                continue;
            }
            if token.kind != Kind::Word {
                break;
            }
            if class.is(Class::BE.or(Class::BEEN)) && (verb.forms.past() || verb.forms.gerund()) {
                if verb.aux != Aux::None && !class.is(Class::BE) && !class.is(Class::BEEN) {
                    break;
                }
                verb.read_be(class);
                at = self.before_agreed(level, at - 1);
                verb.first = at;
                continue;
            }
            if class.is(Class::PERFECT) {
                verb.aux = Aux::Past;
                verb.plural = number(class).or(verb.plural);
            } else if class.is(Class::WILL) {
                verb.ordered = true;
            } else if class.is(Class::TO) && (verb.aux != Aux::None || verb.forms.base()) {
                verb.infinitive = Some(at - 1);
            } else if class.is(Class::MAY) || class.is(Class::NEGATIVE) {
                verb.denied = true;
            } else if class.is(Class::THERE) && verb.aux != Aux::None {
                verb.there = true;
            } else if class.is(Class::MOST) {
                verb.limited = true;
            } else if self.chained_participle(level, at, verb) {
                at -= 1;
                continue;
            } else if !class.is(Class::ADVERB) {
                break;
            }
            if self.phrase(level, at - 1, &self.phrases.limiters).is_some() {
                verb.limited = true;
            }
            at -= 1;
            verb.first = at;
            if verb.infinitive.is_some() {
                break;
            }
        }
        if verb.aux == Aux::Past && !self.has_be(level, verb) {
            // "had amended": a perfect, no passive.
            verb.aux = Aux::None;
        }
    }

    /// "has been", "was": not "has" alone.
    fn has_be(&self, level: usize, verb: &Verb) -> bool {
        (verb.first..verb.word).any(|t| self.has(level, t, Class::BE.or(Class::BEEN)))
    }

    /// "be consolidated and amended": a participle that the table does not know shares the auxiliary.
    fn chained_participle(&self, level: usize, at: usize, verb: &Verb) -> bool {
        if verb.aux != Aux::None || !verb.forms.past() {
            return false;
        }
        if self.has(level, at - 1, Class::SEPARATOR) {
            let Some(word) = at.checked_sub(2) else { return false };
            return self.is_participle(level, word);
        }
        self.is_participle(level, at - 1) && self.has(level, at, Class::SEPARATOR)
    }

    fn is_participle(&self, level: usize, token: usize) -> bool {
        let word = self.word(level, token);
        let class = self.class(level, token);
        class.is_empty()
            && self.phrases.participle_ends.iter().any(|end| word.len() > 4 && word.ends_with(end.as_str()))
    }

    /// The auxiliary before words between commas: "is, insofar as …,"; and whether those words limit.
    fn before_parenthesis(&self, level: usize, comma: usize) -> Option<(usize, bool)> {
        let low = comma.saturating_sub(MAX_PARENTHESIS);
        let open = (low..comma).rev().find(|t| self.kind(level, *t) == Some(Kind::Comma))?;
        let be = open.checked_sub(1)?;
        let class = self.class(level, be);
        if !class.is(Class::BE.or(Class::BEEN)) {
            return None;
        }
        let limited = (open + 1..comma).any(|t| self.phrase(level, t, &self.phrases.limiters).is_some());
        Some((be, limited))
    }

    /// The first token of "shall be, and it is hereby" before the token of "is".
    fn before_agreed(&self, level: usize, be: usize) -> usize {
        let mut at = be;
        while at > 0 && self.has(level, at - 1, Class::AGREED) {
            at -= 1;
        }
        if at == be || at == 0 || !self.has(level, at - 1, Class::SEPARATOR) {
            return be;
        }
        let mut before = at - 1;
        while before > 0 && self.kind(level, before - 1) == Some(Kind::Comma) {
            before -= 1;
        }
        let Some(first) = before.checked_sub(1) else { return be };
        if self.has(level, first, Class::BE.or(Class::BEEN)) { first } else { be }
    }
}

/// Auxiliaries and adverbs before a verb, no more than this.
const MAX_AUXILIARIES: usize = 60;

/// Words between commas within a verb, no more than this.
const MAX_PARENTHESIS: usize = 40;

/// Whether an auxiliary says that its subject is one or several.
fn number(class: Class) -> Option<bool> {
    match (class.is(Class::SINGULAR), class.is(Class::PLURAL)) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}
