//! What a sentence says that one policy does to another.
//!
//! In goes a sentence in which the caller has named the policies; out come acts: who, what, on whom, in whole or in
//! part, from when, on what condition, in which words. One reader for all running text. The words are data
//! (`relations.toml`); the structure is that of [`crate::reading::clause`].

mod active;
mod agent;
mod basis;
mod extent;
mod lead;
mod list;
mod passive;
mod subject;
mod title;
mod unread;

use crate::ground::Span;
use crate::model::{Extent, PartialDate, Relation};
use crate::profile::{Class, Form, List, Profile};
use crate::reading::clause::{Kind, Lead, Name, Sentence, Verb};

pub use lead::heading;

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
    /// A bare number that opens an item of a list: its lead-in says of which series.
    pub item: bool,
}

impl Named {
    /// A policy at `span` of `text`.
    #[must_use]
    pub fn policy(profile: &Profile, text: &str, span: Span) -> Self {
        let words = span.of(text);
        let bare = profile
            .wording
            .starts(List::NumberLeads, words)
            .and_then(|lead| words.get(lead.len()..))
            .unwrap_or(words);
        let number = bare.bytes().take_while(|b| b.is_ascii_digit() || *b == b',').count() > 0
            && bare.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b',' | b'-' | b'(' | b')'));
        let span = with_preposition(profile, text, span);
        Self { span, role: Role::Policy, member: number, refers: false, item: false }
    }

    /// Policies named before, referred to at `span`.
    #[must_use]
    pub const fn reference(span: Span) -> Self {
        Self { span, role: Role::Policy, member: false, refers: true, item: false }
    }

    /// A policy whose bare number opens an item of a list, at `span`.
    #[must_use]
    pub const fn item(span: Span) -> Self {
        Self { span, role: Role::Policy, member: false, refers: false, item: true }
    }

    /// The document itself, at `span`.
    #[must_use]
    pub const fn document(span: Span) -> Self {
        Self { span, role: Role::Document, member: false, refers: false, item: false }
    }
}

/// A day alone is no longer than this, in bytes: "September 30, 1993".
const MAX_DAY: usize = 24;

/// The span of a name; of one that is a day alone, with the preposition before it: "Executive orders of May 4, 1939, and of June 2,
/// 1940".
fn with_preposition(profile: &Profile, text: &str, span: Span) -> Span {
    let words = span.of(text);
    let is_day =
        words.len() <= MAX_DAY && profile.dates.find_in(words).next().is_some_and(|d| d.span.start == 0);
    if !is_day {
        return span;
    }
    let before = text.get(..span.start).unwrap_or("").trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let leads = profile.wording.has(List::BeforeDate, word);
    if leads { Span::new(before.len() - word.len(), span.end) } else { span }
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
    /// The words of the verb, where the quote does not hold them.
    pub lead_in: Option<Span>,
    /// The words of the condition on which it depends.
    pub condition: Option<Span>,
    /// The last day of what it does: "is continued until September 30, 1997".
    pub until: Option<PartialDate>,
}

/// Most verbs that one list shares: "are rescinded, revoked and superseded".
const MAX_RELATIONS: usize = 4;

/// Words whose targets stand in a list behind the sentence: "The following orders are revoked:".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Who acts.
    pub actor: Who,
    relations: [Option<Relation>; MAX_RELATIONS],
    /// When it takes effect.
    effective: Option<PartialDate>,
    /// Whether the words say that they touch a part only.
    part: bool,
    /// Whether what they do is done to the whole whatever is named of it.
    whole: bool,
    /// The words that say it, as bytes of the text.
    pub verb: Span,
    /// The sentence that opens the list, as bytes of the text.
    pub lead_in: Span,
    /// The words of the condition on which it depends.
    pub condition: Option<Span>,
    until: Option<PartialDate>,
}

impl Opened {
    /// What each member of the list is acted on by.
    pub fn relations(&self) -> impl Iterator<Item = Relation> + use<> {
        self.relations.into_iter().flatten()
    }

    /// In whole or in part, where nothing at the member says otherwise.
    #[must_use]
    pub const fn extent(&self) -> Extent {
        if self.part { Extent::Part } else { Extent::Whole }
    }

    /// The last day of what it does, where the words say so.
    #[must_use]
    pub const fn until(&self) -> Option<PartialDate> {
        self.until
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
    /// Verbs of change, as bytes of the text, beside a policy, of which no act was read.
    pub unread: Vec<Span>,
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
fn find_counted(profile: &Profile, text: &str, span: Span, named: &[Named]) -> (Reading, u64) {
    let sentence = Sentence::new(&profile.phrases, text, span, named);
    let mut reader = Reader::new(&sentence, text, span);
    for level in 0..sentence.levels.len() {
        reader.read_passives(level);
        reader.read_actives(level);
        reader.read_participles(level);
    }
    reader.read_lead_in();
    reader.read_titles();
    reader.read_bases();
    reader.find_unread();
    let reading = reader.finish();
    (reading, sentence.steps())
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
    let sentence = Sentence::new(&profile.phrases, text, item, named);
    let mut reader = Reader::new(&sentence, text, item);
    for level in 0..sentence.levels.len() {
        reader.read_participles(level);
    }
    reader.read_members(opened);
    reader.finish().found
}

/// The words of a verb, and what they say beside actor and target.
#[derive(Clone, Copy, Debug)]
struct Said {
    relations: [Option<Relation>; MAX_RELATIONS],
    /// Whether they are the act itself, not a heading or an aside.
    operative: bool,
    verb: Span,
    effective: Option<PartialDate>,
    condition: Option<Span>,
    until: Option<PartialDate>,
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
    /// The subjects found for the active verbs of the level that is read, by the verb's first token.
    subjects: Vec<(usize, subject::Subject)>,
    opens: Option<Opened>,
    unread: Vec<Span>,
    /// Whether the document itself speaks in the sentence.
    enacts: bool,
    /// The first token of the first authority: "by the authority vested in me".
    authority: Option<usize>,
}

impl<'s, 'a> Reader<'s, 'a> {
    fn new(sentence: &'s Sentence<'a>, text: &'s str, span: Span) -> Self {
        let claimed = vec![false; sentence.names.len()];
        let own = |n: &Name| n.level == 0 && n.role == Role::Document && n.lead != Lead::Word;
        let orders = Class::ORDERING.or(Class::HERE);
        let enacts =
            sentence.names.iter().any(own) || (0..sentence.len(0)).any(|t| sentence.has(0, t, orders));
        let authority = sentence.cues.iter().find(|c| c.form == Form::BasisClause).map(|c| c.first);
        Self {
            enacts,
            authority,
            sentence,
            text,
            at: span.start,
            found: Vec::new(),
            claimed,
            subjects: Vec::new(),
            opens: None,
            unread: Vec::new(),
        }
    }

    fn name(&self, ix: usize) -> Option<&'s Name> {
        self.sentence.names.get(ix)
    }

    fn verbs(&self, level: usize) -> &'s [Verb] {
        self.sentence.levels.get(level).map_or(&[], |l| l.verbs.as_slice())
    }
}

impl Reader<'_, '_> {
    /// Adds what a verb says of one target. `name` is the target's name in the sentence.
    fn state(
        &mut self,
        said: &Said,
        actor: Who,
        target: Who,
        name: Option<usize>,
        extent: Extent,
        quote: Span,
    ) {
        if actor == target {
            return;
        }
        let (quote, lead_in) = self.bounded(quote, name, said.verb);
        for relation in said.relations.into_iter().flatten() {
            let found = Found {
                actor,
                relation,
                target,
                extent,
                effective: said.effective,
                operative: said.operative,
                verb: said.verb,
                quote,
                lead_in,
                condition: said.condition,
                until: said.until,
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
        self.found.sort_by_key(|f| (f.quote.start, f.target, f.actor, f.relation));
        Reading { found: self.found, opens: self.opens, unread: self.unread }
    }

    /// The quote itself; the target's words where it is too long, with the verb's as lead-in.
    fn bounded(&self, quote: Span, name: Option<usize>, verb: Span) -> (Span, Option<Span>) {
        let words = quote.of(self.text);
        let fits = words.len() <= MAX_QUOTE || words.chars().nth(MAX_QUOTE).is_none();
        if fits {
            return (quote, (!quote.contains(verb)).then_some(verb));
        }
        let item = name.and_then(|n| self.name(n)).map_or(quote, |n| self.item(n));
        let cut = item.of(self.text).char_indices().nth(MAX_QUOTE).map_or(item.end, |(i, _)| item.start + i);
        (Span::new(item.start, cut), Some(verb))
    }

    /// The words of one target with its part and date.
    fn item(&self, name: &Name) -> Span {
        let last = (name.token + 1..name.end)
            .rev()
            .find(|t| self.sentence.kind(name.level, *t) == Some(Kind::Date))
            .unwrap_or(name.token);
        self.in_text(self.sentence.span(name.level, name.head, last))
    }

    /// A span of the sentence, as a span of the text.
    const fn in_text(&self, span: Span) -> Span {
        Span::new(self.at + span.start, self.at + span.end)
    }

    /// The words from one token to another, inclusive, as a span of the text.
    fn between(&self, level: usize, first: usize, last: usize) -> Span {
        self.in_text(self.sentence.span(level, first.min(last), last))
    }

    fn who(&self, name: usize) -> Option<Who> {
        self.name(name).map(|n| match n.role {
            // "This guidance (M-12-44)": the bracket tells which.
            Role::Document => self.in_bracket(n).unwrap_or(Who::Document),
            Role::Policy => Who::Named(n.named),
        })
    }

    /// The policy that stands alone in the bracket right behind a name.
    fn in_bracket(&self, name: &Name) -> Option<Who> {
        let Kind::Bracket(inner) = self.sentence.kind(name.level, name.token + 1)? else { return None };
        let level = self.sentence.levels.get(inner)?;
        match level.names.as_slice() {
            [only] if level.tokens.len() == 1 => self.name(*only).map(|n| Who::Named(n.named)),
            _ => None,
        }
    }

    fn is_claimed(&self, name: usize) -> bool {
        self.claimed.get(name).copied().unwrap_or(true)
    }

    fn claim(&mut self, name: usize) {
        if let Some(slot) = self.claimed.get_mut(name) {
            *slot = true;
        }
    }

    fn relations_of(&self, verb: &Verb) -> impl Iterator<Item = Relation> {
        verb.rows.iter().filter_map(|r| self.sentence.row(*r)).map(|r| r.relation)
    }

    /// The relations of a verb; of "superseded or revoked" the first.
    fn relations(&self, verb: &Verb) -> [Option<Relation>; MAX_RELATIONS] {
        let mut relations = [None; MAX_RELATIONS];
        let rows = verb.rows.iter().take(if verb.either { 1 } else { MAX_RELATIONS });
        for (slot, row) in relations.iter_mut().zip(rows) {
            *slot = self.sentence.row(*row).map(|r| r.relation);
        }
        relations
    }
}

#[cfg(test)]
mod generated;
#[cfg(test)]
mod tests;
