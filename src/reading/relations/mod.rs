//! Relations in running text: what a sentence says that one policy does to another.
//!
//! One engine for all running text, the full texts of orders and the prose of pages alike. The words are data
//! (`relations.toml`); the engine knows the grammar around them: subjects and lists, modifiers, parts, negation,
//! quotations. It works on one sentence, in which the caller has named the policies.

mod active;
mod actor;
mod basis;
mod extent;
mod list;
mod mask;
mod passive;
mod sentence;
mod token;

use crate::ground::Span;
use crate::model::{Extent, PartialDate, Relation};
use crate::profile::Profile;
use sentence::Sentence;

/// What a name in a sentence stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A policy.
    Policy,
    /// The document that speaks: "this order", "this memo".
    Document,
}

/// A policy named in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The words, as bytes of the text; a date behind them is not part of it.
    pub span: Span,
    /// What they stand for.
    pub role: Role,
    /// A bare number in a list: the second of "Executive Orders 12887 and 12912".
    pub member: bool,
    /// Whether they refer back, as "those orders" does.
    pub refers: bool,
}

impl Named {
    /// A policy at `span` of `text`.
    #[must_use]
    pub fn policy(text: &str, span: Span) -> Self {
        let words = span.of(text);
        let bare = words.strip_prefix("No. ").or_else(|| words.strip_prefix("Nos. ")).unwrap_or(words);
        let number = bare.bytes().take_while(|b| b.is_ascii_digit() || *b == b',').count() > 0
            && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b',' | b'-' | b'(' | b')'));
        Self { span, role: Role::Policy, member: number, refers: false }
    }

    /// Policies named before, referred to at `span`.
    #[must_use]
    pub const fn reference(span: Span) -> Self {
        Self { span, role: Role::Policy, member: false, refers: true }
    }

    /// The document itself, at `span`.
    #[must_use]
    pub const fn document(span: Span) -> Self {
        Self { span, role: Role::Document, member: false, refers: false }
    }
}

/// Actor or target of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The document that speaks.
    Document,
    /// Index into the names that the caller gave.
    Named(usize),
}

/// One relation, as a sentence states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Who acts.
    pub actor: Who,
    /// What it does.
    pub relation: Relation,
    /// On what.
    pub target: Who,
    /// In whole or in part.
    pub extent: Extent,
    /// When it takes effect, where the words around say so.
    pub effective: Option<PartialDate>,
    /// Whether its words are the act itself: "is revoked", not "Revocation of", "as amended by".
    pub operative: bool,
    /// The words that say it, as bytes of the text.
    pub verb: Span,
    /// The shortest clause that shows verb and target, at most [`MAX_QUOTE`] characters; the target alone where
    /// they stand further apart.
    pub quote: Span,
    /// Whether a rule draws it from what the words say.
    pub inferred: bool,
    /// The rule holds for documents signed in these years, both included.
    pub signed: Option<[i32; 2]>,
}

/// Words whose targets stand in a list behind the sentence: "The following orders are revoked:".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Who acts.
    pub actor: Who,
    /// The row of the phrase table.
    row: usize,
    /// When it takes effect.
    effective: Option<PartialDate>,
    /// Whether the words say that they touch a part only.
    part: bool,
    /// The words that say it, as bytes of the text.
    pub verb: Span,
}

impl Found {
    /// Whether it holds in a document that was signed in this year, where that is known.
    #[must_use]
    pub fn holds_in(&self, year: Option<i32>) -> bool {
        self.signed.is_none_or(|[first, last]| year.is_some_and(|year| (first..=last).contains(&year)))
    }
}

impl Opened {
    /// What each member of the list is acted on by.
    #[must_use]
    pub fn relation(&self, profile: &Profile) -> Option<Relation> {
        profile.phrases.rows.get(self.row).map(|r| r.relation)
    }

    /// In whole or in part, where nothing at the member says otherwise.
    #[must_use]
    pub const fn extent(&self) -> Extent {
        if self.part { Extent::Part } else { Extent::Whole }
    }

    /// When it takes effect, where the words say so.
    #[must_use]
    pub const fn effective(&self) -> Option<PartialDate> {
        self.effective
    }
}

/// What a sentence says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Relations, in the order of their targets.
    pub found: Vec<Found>,
    /// Set where a list follows whose members are targets too.
    pub opens: Option<Opened>,
}

/// The longest quote, in characters.
pub const MAX_QUOTE: usize = 400;

/// Reads one sentence.
///
/// `sentence` is a span of `text`; `named` are the policies named in it, in any order (names elsewhere are ignored).
/// Linear in the sentence and in `named`.
#[must_use]
pub fn find(profile: &Profile, text: &str, sentence: Span, named: &[Named]) -> Reading {
    find_counted(profile, text, sentence, named).0
}

/// Reads one sentence, and tells how many looks at a word that took.
fn find_counted(profile: &Profile, text: &str, sentence: Span, named: &[Named]) -> (Reading, u64) {
    let read = Sentence::new(&profile.phrases, text, sentence, named);
    let mut reader = Reader::new(&read, text, sentence);
    reader.read_passives();
    reader.read_participles();
    reader.read_actives();
    reader.read_bases();
    let reading = reader.finish();
    (reading, read.steps.get())
}

/// Reads one member of a list that a sentence before it opened.
///
/// `item` is a span of `text`. Each part of it that semicolons divide gives at most one target.
#[must_use]
pub fn find_member(
    profile: &Profile,
    text: &str,
    item: Span,
    named: &[Named],
    opened: &Opened,
) -> Vec<Found> {
    let read = Sentence::new(&profile.phrases, text, item, named);
    let mut reader = Reader::new(&read, text, item);
    reader.read_participles();
    reader.read_members(opened);
    reader.finish().found
}

/// The words of a row in a sentence, and when they take effect.
#[derive(Clone, Copy, Debug)]
struct Said {
    row: usize,
    /// Whether they are the act itself, not a heading or an aside.
    operative: bool,
    verb: Span,
    effective: Option<PartialDate>,
}

/// Reads the relations of one sentence.
struct Reader<'s, 'a> {
    sentence: &'s Sentence<'a>,
    text: &'s str,
    /// Where the sentence starts in the text.
    at: usize,
    found: Vec<Found>,
    /// Which names a verb already acts on.
    claimed: Vec<bool>,
    opens: Option<Opened>,
}

impl<'s, 'a> Reader<'s, 'a> {
    fn new(sentence: &'s Sentence<'a>, text: &'s str, span: Span) -> Self {
        let claimed = vec![false; sentence.names.len()];
        Self { sentence, text, at: span.start, found: Vec::new(), claimed, opens: None }
    }
}

impl Reader<'_, '_> {
    /// Adds what a row says of one target, and what follows by rule. `name` is the target's name in the sentence.
    fn state(
        &mut self,
        said: &Said,
        actor: Who,
        target: Who,
        name: Option<usize>,
        extent: Extent,
        quote: Span,
    ) {
        let Some(phrase) = self.sentence.phrases.rows.get(said.row).filter(|_| actor != target) else {
            return;
        };
        let quote = self.bounded(quote, name);
        let also = phrase.also.iter().map(|r| (*r, true));
        for (relation, inferred) in std::iter::once((phrase.relation, false)).chain(also) {
            let found = Found {
                actor,
                relation,
                target,
                extent,
                effective: said.effective,
                operative: said.operative,
                verb: said.verb,
                quote,
                inferred,
                signed: phrase.also_signed.filter(|_| inferred),
            };
            let same = |f: &&mut Found| (f.actor, f.relation, f.target) == (actor, relation, target);
            // A sentence says the same twice in close places only, so no more than the last ones are looked at.
            let recent = self.found.len().saturating_sub(8);
            match self.found.iter_mut().skip(recent).find(same) {
                Some(known) if known.extent == Extent::Part && extent == Extent::Whole => *known = found,
                Some(_) => {}
                None => self.found.push(found),
            }
        }
    }

    fn finish(mut self) -> Reading {
        self.found.sort_by_key(|f| (f.quote.start, f.target, f.actor, f.inferred, f.relation));
        Reading { found: self.found, opens: self.opens }
    }

    /// The span itself, or the target's words where it is too long.
    fn bounded(&self, quote: Span, name: Option<usize>) -> Span {
        let words = quote.of(self.text);
        if words.len() <= MAX_QUOTE || words.chars().nth(MAX_QUOTE).is_none() {
            return quote;
        }
        let item = name.and_then(|n| self.sentence.names.get(n)).map_or(quote, |n| self.item(n));
        let cut = item.of(self.text).char_indices().nth(MAX_QUOTE).map_or(item.end, |(i, _)| item.start + i);
        Span::new(item.start, cut)
    }

    /// The words of one target with its part and date.
    fn item(&self, name: &sentence::Name) -> Span {
        let start = self.sentence.token(self.sentence.first_of(name)).map_or(0, |t| t.span.start);
        let end = self.sentence.token(name.token).map_or(start, |t| t.span.end);
        let span = Span::new(self.at + start, self.at + end);
        let behind = self.text.get(span.end..).unwrap_or("");
        Span::new(span.start, span.end + extent::date_length(behind))
    }

    /// A span of the sentence, as a span of the text.
    const fn in_text(&self, span: Span) -> Span {
        Span::new(self.at + span.start, self.at + span.end)
    }

    fn who(&self, name: usize) -> Option<Who> {
        self.sentence.names.get(name).map(|n| match n.role {
            Role::Document => Who::Document,
            Role::Policy => Who::Named(n.named),
        })
    }
}

#[cfg(test)]
mod tests;
