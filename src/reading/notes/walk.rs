//! The grammar of a whole note: clauses, labels, lists.
//!
//! ```text
//! note    = { clause | separator }
//! clause  = [ label ] item { separator item } { word }
//! label   = words of the table ":"
//! item    = name [ date ] { bracket | "in part" | effective date }
//! ```
//!
//! A clause ends at a semicolon, a line break or the next label. A list goes on over semicolons as long as no
//! new label comes. Words behind an item are prose: what they cite is cited in passing.

use super::date::Found;
use super::emit::Emitter;
use super::item::{Item, Names};
use super::label::{Found as LabelHit, LabelForm};
use super::number::{Named, Numbered, View};
use super::prose::Subject;
use super::tail::{Problem, Tail};
use super::token::{Kind, longest};
use crate::ground::Span;
use crate::ground::diag::Diagnostic;
use crate::model::{Extent, Relation};
use crate::profile::List;
use crate::profile::label::{Direction, Form};
use crate::profile::lexicon as words;
use std::borrow::Cow;
use std::collections::VecDeque;

/// A note is left where its reading has taken so many steps for each of its tokens. Those of the Register and of the
/// National Archives take fewer than 100.
const MAX_STEPS: u64 = 2_000;

/// A shorter note may take as many steps as one of so many tokens.
const MIN_TOKENS: u64 = 64;

/// Misspelled labels are looked for this often in one note.
const MAX_GUESSES: u32 = 64;

/// What an unlabelled citation says: a note is an editor's, and points to another entry.
pub(super) const PLAIN: &[(Relation, Extent)] = &[(Relation::SeeAlso, Extent::Whole)];

/// The label in force.
#[derive(Clone, Debug)]
pub(super) struct Active<'a> {
    /// What it says.
    pub(super) says: Cow<'a, [(Relation, Extent)]>,
    pub(super) direction: Direction,
    /// Its words.
    pub(super) span: Span,
    /// Whether no item came yet.
    pub(super) fresh: bool,
    /// Whether the label's own brackets limit it to a part.
    pub(super) part: bool,
    /// Whether it speaks of a body or an authority that the order made.
    pub(super) body: bool,
    /// Whether sentences follow it: "Note:".
    pub(super) prose: bool,
}

/// What stands before a label in its clause; with the token at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing: the label speaks of the order.
    Alone,
    /// Words that mean the order: "This Executive order was nullified by".
    Own(usize),
    /// Words that mean a body or an authority: "Review Board continued by".
    Body(usize),
}

/// Reads one note.
pub(super) struct Walk<'a> {
    pub(super) view: View<'a>,
    pub(super) out: Emitter<'a>,
    pub(super) active: Option<Active<'a>>,
    /// Kind of the last item, where it had no number: further dates are of the same kind.
    carried: Option<usize>,
    /// Designator of the last item, where its numbers are no mere serials: "91-190 …; 91-224".
    series: Option<usize>,
    /// Number of the last item.
    pub(super) last: Option<Item>,
    pub(super) problems: Vec<Problem>,
    /// Acts by popular name in the clause that was looked at last, and where it ends.
    pub(super) acts: VecDeque<(usize, usize, Item)>,
    pub(super) acts_end: usize,
    guesses: u32,
    empty_told: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(view: View<'a>, out: Emitter<'a>) -> Self {
        Self {
            view,
            out,
            active: None,
            carried: None,
            series: None,
            last: None,
            problems: Vec::new(),
            acts: VecDeque::new(),
            acts_end: 0,
            guesses: 0,
            empty_told: false,
        }
    }

    /// Reads all of it.
    pub(super) fn run(mut self) {
        let limit = MAX_STEPS * (self.view.tokens.len() as u64 + MIN_TOKENS);
        let mut at = 0;
        let mut clause = true;
        loop {
            let token = self.view.token(at);
            if token.kind == Kind::End {
                break;
            }
            if self.view.steps.get() > limit {
                self.stop(at);
                break;
            }
            if token.line_start && at > 0 {
                clause = true;
                if !matches!(self.view.kind(at - 1), Kind::Semicolon | Kind::Comma | Kind::Colon) {
                    self.end_list();
                }
            }
            match token.kind {
                Kind::Semicolon => {
                    self.empty_item(at);
                    clause = true;
                    at += 1;
                }
                Kind::Open if self.view.numbered(at + 1).is_some_and(|n| n.around) => {
                    let mate = token.value as usize;
                    at = if mate > at && mate < self.view.tokens.len() { mate + 1 } else { at + 1 };
                }
                Kind::Word | Kind::Number => {
                    if let Some(found) = self.label(at, clause) {
                        at = self.enter(found, Opening::Alone);
                    } else if self.view.word(at) == words::AND {
                        at += 1;
                    } else if let Some(next) = self.entry(at, clause) {
                        at = next;
                    } else {
                        at = self.words(at, clause);
                    }
                    self.tell();
                    clause = at > 0 && self.view.kind(at - 1) == Kind::Colon;
                }
                _ => at += 1,
            }
        }
        self.end_list();
        self.tell();
    }

    /// Leaves the rest of a note unread, from a token on.
    fn stop(&mut self, at: usize) {
        let rest = Span::new(self.view.token(at).start as usize, self.view.text.len());
        let message = "the note is too intricate; its rest was not read";
        let diagnostic = Diagnostic::warning("too-intricate", message);
        self.out.report(diagnostic.expected("labels and policies", rest.of(self.view.text)), rest);
    }

    /// Words that name no policy; told where a list has nothing else in their place.
    fn words(&mut self, at: usize, clause: bool) -> usize {
        let before = self.out.count();
        let listed = self.active.as_ref().is_some_and(|a| {
            !a.says.is_empty() && (a.span.end as u32) < self.view.token(at).start && !a.prose
        });
        let next = self.prose(at, Subject::Nothing);
        if listed && clause && self.out.count() == before {
            let span = self.view.span(at, next.max(at + 1));
            let message = "words in a list name no policy that can be read";
            self.out.read_through("unread", message, "a policy by number, or by kind and date", span);
            self.out.unread(span);
            if let Some(active) = &mut self.active {
                active.fresh = false;
            }
        }
        next
    }

    /// Forgets the label.
    fn end_list(&mut self) {
        self.unused_label();
        self.active = None;
        self.carried = None;
        self.series = None;
        self.last = None;
    }

    /// Says that a label had no policy.
    fn unused_label(&mut self) {
        let Some(active) = self.active.take_if(|a| a.fresh && a.says.iter().any(|s| !s.0.is_reference()))
        else {
            return;
        };
        let found = active.span.of(self.view.text);
        let diagnostic = Diagnostic::warning("no-policy", "no policy could be read under a label");
        self.out.report(diagnostic.expected("a policy behind the label", found), active.span);
    }

    /// `;;`
    fn empty_item(&mut self, at: usize) {
        if self.view.kind(at + 1) == Kind::Semicolon && !self.empty_told {
            self.empty_told = true;
            let span = self.view.span(at, at + 2);
            self.out.read_through("empty-item", "a list has an empty item", "one semicolon", span);
        }
    }

    /// Passes collected problems on.
    pub(super) fn tell(&mut self) {
        for (diagnostic, span) in self.problems.drain(..) {
            self.out.report(diagnostic, span);
        }
    }

    /// The label at `at`; a misspelled one only where the words can be nothing else.
    pub(super) fn label(&mut self, at: usize, clause: bool) -> Option<LabelHit> {
        if self.view.kind(at) != Kind::Word {
            return None;
        }
        if let Some(found) = self.view.label_at(at, clause) {
            return Some(found);
        }
        if self.view.numbered(at).is_some() || self.guesses >= MAX_GUESSES {
            return None;
        }
        let found = self.view.misspelled_label(at);
        self.guesses += u32::from(found.is_none() && self.view.kind(at + 1) == Kind::Colon);
        found
    }

    /// Puts a label in force, and gives the token behind it.
    pub(super) fn enter(&mut self, found: LabelHit, subject: Opening) -> usize {
        self.unused_label();
        let Some(label) = self.view.profile.labels.labels.get(found.ix) else { return found.next };
        let told = match found.form {
            LabelForm::Colon => None,
            LabelForm::Bare => Some(("label-colon", "a label has no colon", None)),
            LabelForm::Semicolon => Some(("label-colon", "a label has a semicolon", None)),
            LabelForm::Misspelled(spelling) => {
                Some(("label-misspelled", "a label is misspelled", label.spellings.get(spelling)))
            }
        };
        if let Some((code, message, right)) = told.filter(|_| subject == Opening::Alone) {
            let printed = crate::ground::fold_space(found.span.of(self.view.text));
            let words = right.unwrap_or(&printed);
            self.out.read_through(code, message, &format!("“{words}:”"), found.span);
        }
        self.separator_before(found.span);
        let body = matches!(subject, Opening::Body(_));
        let mut says = Cow::Borrowed(if body { label.of_body.as_slice() } else { &label.says });
        let span = match subject {
            Opening::Alone => found.span,
            Opening::Own(from) | Opening::Body(from) => {
                Span::new(self.view.token(from).start as usize, found.span.end)
            }
        };
        let mut next = found.next;
        // "Amended by: (continued by) Notice, May 25, 1993"
        if self.view.kind(next) == Kind::Open
            && let Some((behind, ix)) =
                longest(&self.view.profile.labels.label_phrases, self.view.tokens, next + 1)
            && self.view.kind(behind) == Kind::Close
            && let Some(second) = self.view.profile.labels.labels.get(*ix)
        {
            says.to_mut().extend(second.says.iter().filter(|s| !label.says.contains(s)));
            next = behind + 1;
        }
        self.carried = None;
        self.series = None;
        self.last = None;
        // To refer runs from the order to the policy, whoever acts.
        let refers = says.iter().all(|s| s.0.is_reference());
        self.active = Some(Active {
            says,
            direction: if refers { Direction::Outbound } else { label.direction },
            span,
            fresh: true,
            part: found.qualified,
            body,
            prose: label.prose,
        });
        next
    }

    /// Tells of a label that follows an item with nothing between.
    fn separator_before(&mut self, label: Span) {
        let Some(before) = self.view.text.get(..label.start) else { return };
        let line = before.trim_end_matches([' ', '\t']);
        let torn = line.ends_with(|c: char| c.is_ascii_digit() || matches!(c, ')' | ']'));
        if torn && !line.is_empty() {
            let message = "no separator stands before a label";
            self.out.read_through("label-separator", message, "a semicolon or a line break", label);
        }
    }

    /// A policy, or several, at the start of a clause or in a list.
    fn entry(&mut self, at: usize, clause: bool) -> Option<usize> {
        let view = self.view;
        if let Some(found) = self.number_at(at) {
            return Some(self.numbered(found, at));
        }
        if let Some(date) =
            view.date(at).or_else(|| (view.word(at) == words::OF).then(|| view.date(at + 1)).flatten())
            && (clause || self.carried.is_some())
        {
            return Some(self.lone_date(at, date));
        }
        if view.word(at) == words::TITLE && view.around_designator(at + 1).is_some() {
            return Some(at + 1);
        }
        if let Some((mut item, next)) = view.part_of(at).filter(|_| self.active.is_some()) {
            let next = self.tail(&mut item, next);
            self.say(&item);
            self.last = Some(item);
            return Some(next);
        }
        let names = if self.active.is_some() { Names::Any } else { Names::Kinds };
        let (item, next) = view.named(at, names)?;
        Some(self.named(item, next))
    }

    /// A number at `at`, with or without its designator.
    fn number_at(&self, at: usize) -> Option<Numbered> {
        let view = self.view;
        if let Some(found) = view.numbered(at) {
            return (found.named != Named::Place).then_some(found);
        }
        // "Pub. L. 91-190 (83 Stat. 852); 91-224", "Defense Mobilization Orders IV-2 …, and I-12"
        if let Some(designator) = self.series.and_then(|ix| view.profile.labels.designators.get(ix))
            && let Some((named, next)) = view.number_of(designator, at)
        {
            let flaws = super::number::Flaws { missing: true, ..Default::default() };
            let span = view.span(at, next);
            return Some(Numbered { named, around: false, register: false, span, next, flaws });
        }
        let dashed = at.checked_sub(1).is_some_and(|b| matches!(view.kind(b), Kind::Dash | Kind::Other));
        if self.active.is_none() || dashed {
            return None;
        }
        if view.kind(at) != Kind::Number {
            return view.of_other_series(at);
        }
        // "Proclamations 2352 and 2487": the series goes on over "and".
        let linked = at.checked_sub(1).is_some_and(|b| view.word(b) == words::AND);
        let last = self.last.as_ref().and_then(|i| i.identifier.as_ref()).filter(|_| linked);
        view.bare(at, last.or(view.own))
    }

    fn numbered(&mut self, found: Numbered, at: usize) -> usize {
        let flaws = found.flaws;
        let next = found.next;
        self.series = self.series_at(at).or(self.series.filter(|_| flaws.missing));
        let mut item = Item::of_number(found);
        let next = self.tail(&mut item, next);
        self.number_flaws(&item);
        if self.next_entry(&item, next) {
            return self.view.tokens.len();
        }
        self.carried = None;
        let own = self.out.is_own(item.identifier.as_ref());
        let goes_on = self.view.kind(next) == Kind::Word
            && self.view.word(next) != words::AND
            && !self.view.token(next).line_start
            && self.view.label_at(next, false).is_none();
        let prose = self.active.as_ref().is_none_or(|a| a.fresh && *a.says == *PLAIN);
        if own && goes_on && prose {
            // "EO 12965 is nullified by …": the order is the subject of a sentence.
            return self.prose(next, Subject::Own(at));
        }
        if own && self.active.is_none() {
            let diagnostic =
                Diagnostic::warning("own-number", "a note names its own order and says nothing of it");
            let found = item.quote.of(self.view.text);
            self.out.report(diagnostic.expected("a label, and another policy", found), item.quote);
            return next;
        }
        self.say(&item);
        let subject = if goes_on && prose { Subject::Third(at) } else { Subject::Nothing };
        self.last = Some(item);
        if subject == Subject::Nothing { next } else { self.prose(next, subject) }
    }

    /// The designator at `at`, where its numbers can stand without it.
    fn series_at(&self, at: usize) -> Option<usize> {
        let table = &self.view.profile.labels;
        let (_, (ix, _)) = longest(&table.before, self.view.tokens, at)?;
        let form = table.designators.get(*ix)?.form;
        matches!(form, Form::Pair | Form::Law | Form::Lettered).then_some(*ix)
    }

    /// Reads what belongs to an item.
    pub(super) fn tail(&mut self, item: &mut Item, at: usize) -> usize {
        let mut tail = Tail { view: self.view, problems: &mut self.problems };
        tail.read(item, at)
    }

    fn number_flaws(&mut self, item: &Item) {
        let label = || {
            let label = item.identifier.as_ref().map(|i| self.view.profile.label(i));
            format!("“{}”", label.unwrap_or_default())
        };
        let told = [
            (item.flaws.misprint, "designator-misspelled", "the series of a number is misspelled"),
            (item.flaws.repeated, "designator-repeated", "the series of a number is printed twice"),
            (item.flaws.missing, "designator-missing", "a number is printed without its series"),
            (!item.more.is_empty(), "number-range", "a range of numbers is read as each of them"),
        ];
        for (flaw, code, message) in told {
            if flaw {
                let expected = label();
                self.out.read_through(code, message, &expected, item.name);
            }
        }
    }

    /// Whether the heading of the next entry of a table got into the note: "; Executive Order 12945; Amendment …".
    fn next_entry(&mut self, item: &Item, next: usize) -> bool {
        let view = self.view;
        let (Some(own), Some(other)) = (view.own, &item.identifier) else { return false };
        let follows = own.scheme == other.scheme
            && own.number.parse::<u32>().ok().and_then(|n| n.checked_add(1)) == other.number.parse().ok();
        let spelled = view.profile.wording.starts(List::SpelledSeries, item.name.of(view.text)).is_some();
        let heading = view.kind(next) == Kind::Semicolon && view.kind(next + 1) == Kind::Word;
        if !follows || !spelled || item.dated || !heading || view.label_at(next + 1, true).is_some() {
            return false;
        }
        let diagnostic =
            Diagnostic::warning("next-entry", "the heading of the next order stands in this note");
        self.out.report(diagnostic.expected("the end of the note", item.name.of(view.text)), item.name);
        true
    }

    fn named(&mut self, mut item: Item, next: usize) -> usize {
        let kind = item.kind.filter(|_| item.title.is_none());
        if item.dated {
            let flawed = self.date_flaw(&item);
            self.problems.extend(flawed);
        }
        let next = self.tail(&mut item, next);
        self.say(&item);
        self.carried = kind.or(item.kind).filter(|_| item.identifier.is_none() && item.dated);
        self.series = None;
        self.last = Some(item);
        next
    }

    /// The problem of a date that belongs to a name and could not be read.
    fn date_flaw(&self, item: &Item) -> Option<Problem> {
        if item.date.is_some() {
            return None;
        }
        let found = item.quote.of(self.view.text);
        let diagnostic = Diagnostic::warning("impossible-date", "there is no such date; none is taken");
        Some((diagnostic.expected("a date such as “March 22, 1995”", found), item.quote))
    }

    /// A date in a list without a policy: another of the same kind, where the one before has no number.
    fn lone_date(&mut self, at: usize, date: Found) -> usize {
        let view = self.view;
        let start = at + usize::from(view.word(at) == words::OF);
        let span = view.span(start, date.next);
        let Some(kind) = self.carried.filter(|_| date.date.is_some() && self.active.is_some()) else {
            if self.active.as_ref().is_none_or(|a| !a.says.is_empty()) {
                let diagnostic = Diagnostic::warning("stray-date", "a date belongs to no policy");
                self.out.report(diagnostic.expected("a policy before the date", span.of(view.text)), span);
            }
            return date.next;
        };
        let mut item = Item {
            kind: Some(kind),
            name: span,
            quote: span,
            end: span.end,
            date: date.date,
            dated: true,
            ..Item::default()
        };
        if view.kind(at.saturating_sub(1)) == Kind::Semicolon {
            let message = "a date alone is read as another policy of the same kind";
            let kind = view.profile.labels.kinds.get(kind).map_or("", |k| k.name.as_str());
            self.out.read_through("kind-carried", message, kind, span);
        }
        let next = self.tail(&mut item, date.next);
        self.say(&item);
        self.last = Some(item);
        next
    }
}
