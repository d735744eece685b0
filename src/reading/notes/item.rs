//! One policy of a note, with what the note says beside it.

use super::number::{Flaws, Named, Numbered, View};
use super::token::{Kind, longest};
use crate::ground::Span;
use crate::model::Identifier;
use crate::model::PartialDate;
use crate::profile::List;
use crate::profile::lexicon as words;
use std::ops::ControlFlow;

/// The name of a policy without a number is looked for in this many tokens.
const MAX_NAME: usize = 48;

/// What a parenthesis says of the item before it and a third policy.
#[derive(Clone, Debug)]
pub(super) struct Relative {
    /// Place of the label in the table.
    pub(super) label: usize,
    /// The policy that the words before the verb mean: a third one, or else the item.
    pub(super) antecedent: Option<Box<Item>>,
    /// The policy that is named behind the verb.
    pub(super) cited: Box<Item>,
    /// Whether the antecedent acts.
    pub(super) active: bool,
    /// The verb as printed.
    pub(super) verb: Span,
}

/// One policy as a note names it.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    /// Its number; of a range, the first.
    pub(super) identifier: Option<Identifier>,
    /// The others of a range.
    pub(super) more: Vec<Identifier>,
    /// Its Federal Register document number.
    pub(super) document: Option<Span>,
    /// Its name, where it is more than its kind.
    pub(super) title: Option<Span>,
    /// Place of its kind in the table.
    pub(super) kind: Option<usize>,
    /// The words that name it.
    pub(super) name: Span,
    /// The words that name it, through the date.
    pub(super) quote: Span,
    /// The end of what belongs to the statement: "in part", an effective date.
    pub(super) end: usize,
    /// The date printed beside it.
    pub(super) date: Option<PartialDate>,
    /// Whether a date is printed beside it, readable or not.
    pub(super) dated: bool,
    /// Where it was published: `40 FR 27458`.
    pub(super) citation: Option<Span>,
    /// Whether only a part is meant.
    pub(super) part: bool,
    /// When it takes effect.
    pub(super) effective: Option<PartialDate>,
    /// Further verbs in a parenthesis of their own: "(supplements)".
    pub(super) verbs: Vec<(usize, Span)>,
    /// What a parenthesis says of it and others.
    pub(super) relatives: Vec<Relative>,
    /// Policies that a parenthesis names in passing.
    pub(super) passing: Vec<Item>,
    /// Whether its title ends in a kind, as "Federal Aviation Agency regulations" does.
    pub(super) generic: bool,
    /// What is wrong with its number.
    pub(super) flaws: Flaws,
}

impl Item {
    /// An item by number.
    pub(super) fn of_number(numbered: Numbered) -> Self {
        let mut item = Self {
            name: numbered.span,
            quote: numbered.span,
            end: numbered.span.end,
            flaws: numbered.flaws,
            ..Self::default()
        };
        match numbered.named {
            Named::Policy(identifier) => item.identifier = Some(identifier),
            Named::Range(all) => {
                let mut all = all.into_iter();
                item.identifier = all.next();
                item.more = all.collect();
            }
            Named::Document(span) => item.document = Some(span),
            Named::Place => {}
        }
        if numbered.register {
            item.citation = Some(numbered.span);
        }
        item
    }
}

/// How freely a name may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The words begin with a kind of policy: "Notice of May 25, 1993".
    Kinds,
    /// They end in a date or a place of publication: "GSA Order transferring control … (37 FR 11294)".
    Any,
}

/// A name as far as it was read.
struct Begun {
    /// Its first token.
    at: usize,
    /// How freely it may be printed.
    names: Names,
    /// The token behind a kind that opens it.
    bare: Option<usize>,
    /// Place of its kind in the table, where words told one.
    kind: Option<usize>,
}

/// What a token does to a name: the name goes on from a token; or ends, with the item and the token behind it, or as none.
type Step = ControlFlow<Option<(Item, usize)>, usize>;

impl View<'_> {
    /// A policy without a number at `at`: the item, and the token behind its name and date.
    pub(super) fn named(&self, at: usize, names: Names) -> Option<(Item, usize)> {
        let phrases = &self.profile.labels.kind_phrases;
        let opening = longest(phrases, self.tokens, at);
        if self.kind(at) != Kind::Word || names == Names::Kinds && opening.is_none() {
            return None;
        }
        let capital = self.slice(at, at + 1).chars().next().is_some_and(char::is_uppercase);
        if opening.is_none() && !capital {
            return None;
        }
        let bare = opening.map(|(next, _)| next);
        let mut begun = Begun { at, names, bare, kind: opening.map(|(_, ix)| *ix) };
        let mut next = bare.unwrap_or(at + 1);
        for _ in 0..MAX_NAME {
            let token = self.token(next);
            if token.line_start && !self.profile.labels.label_phrases.from(token.word).is_empty() {
                return None;
            }
            let step = match token.kind {
                Kind::End | Kind::Semicolon | Kind::Close | Kind::Colon => return None,
                Kind::Open => self.bracket_behind(&begun, next),
                Kind::Number if names == Names::Any => self.number_behind(&begun, next),
                // "This Executive order was nullified by …" is a sentence, no name.
                Kind::Word if names == Names::Any && is_finite(token.word) => return None,
                Kind::Word => self.word_behind(&mut begun, next),
                _ => Step::Continue(next + 1),
            };
            match step {
                Step::Continue(behind) => next = behind,
                Step::Break(found) => return found,
            }
        }
        None
    }

    /// A bracket behind a name: it ends the name where a place of publication stands in it, and else is part of it.
    fn bracket_behind(&self, begun: &Begun, next: usize) -> Step {
        let inside = self.numbered(next + 1);
        if begun.names == Names::Any && inside.is_some_and(|n| n.around) {
            return Step::Break(Some((self.name(begun, next), next)));
        }
        let mate = self.token(next).value as usize;
        if begun.names == Names::Kinds || mate <= next {
            return Step::Break(None);
        }
        Step::Continue(mate + 1)
    }

    /// A number behind a name: a place of publication ends the name, any other number is part of it.
    fn number_behind(&self, begun: &Begun, next: usize) -> Step {
        let Some(number) = self.around_designator(next) else { return Step::Continue(next + 1) };
        // "Department of the Treasury regulations, 51 FR 1354": the place is the only number.
        let mut item = self.name(begun, next);
        item.identifier = match number.named {
            Named::Policy(identifier) => Some(identifier),
            _ => None,
        };
        item.quote.end = number.span.end;
        item.end = number.span.end;
        item.citation = number.register.then_some(number.span);
        item.kind = None;
        Step::Break(item.identifier.is_some().then_some((item, number.next)))
    }

    /// A word behind a name: a date or a document number ends the name, and so does a word that no name has.
    fn word_behind(&self, begun: &mut Begun, next: usize) -> Step {
        if let Some(date) = self.date(next).filter(|d| d.date.is_some() || d.flaw.is_some())
            && self.introduces_date(next, begun.bare)
        {
            let mut item = self.name(begun, next);
            item.date = date.date;
            item.dated = true;
            item.quote = self.span(begun.at, date.next);
            item.end = item.quote.end;
            return Step::Break(Some((item, date.next)));
        }
        if begun.names == Names::Any
            && let Some(found) = self.numbered(next)
            && let Named::Document(span) = found.named
        {
            let mut item = self.name(begun, next);
            item.document = Some(span);
            item.name.end = found.span.end;
            item.quote = item.name;
            item.end = found.span.end;
            return Step::Break(Some((item, found.next)));
        }
        if let Some(found) = self.numbered(next).filter(|n| !n.around) {
            let own = matches!(&found.named, Named::Policy(id) if Some(id) == self.own);
            if begun.names == Names::Kinds || !own {
                return Step::Break(None);
            }
            return Step::Continue(found.next);
        }
        let word = self.slice(next, next + 1);
        if begun.names == Names::Kinds
            && !word.starts_with(char::is_uppercase)
            && !self.profile.wording.list(List::NameLinks).iter().any(|w| w == word)
        {
            return Step::Break(None);
        }
        if let Some((behind, ix)) = longest(&self.profile.labels.kind_phrases, self.tokens, next) {
            begun.kind = Some(*ix);
            return Step::Continue(behind);
        }
        Step::Continue(next + 1)
    }

    /// "section 2 of EO 10789", "those parts of EO 12866": an item of which a part is meant.
    pub(super) fn part_of(&self, at: usize) -> Option<(Item, usize)> {
        let part = |at: usize| {
            matches!(
                self.word(at),
                words::SECTION
                    | words::SECTIONS
                    | words::SEC
                    | words::SECS
                    | words::PART
                    | words::PARTS
                    | words::PORTIONS
                    | words::PROVISIONS
            )
        };
        if !(part(at) || self.kind(at) == Kind::Word && part(at + 1)) {
            return None;
        }
        for next in at + 1..at + 16 {
            let token = self.token(next);
            let section = match token.kind {
                Kind::Number | Kind::Comma | Kind::Dot | Kind::Open | Kind::Close | Kind::Dash => true,
                Kind::Word => token.len() <= 2 || part(next) || matches!(token.word, words::AND | words::THE),
                _ => false,
            };
            if !section || token.line_start {
                return None;
            }
            if self.word(next) == words::OF
                && let Some(found) = self.numbered(next + 1).filter(|n| !n.around)
            {
                let behind = found.next;
                let mut item = Item::of_number(found);
                item.part = true;
                item.quote.start = token_start(self, at);
                return Some((item, behind));
            }
        }
        None
    }

    /// Whether what stands before a date says that it is the policy's: "of", "dated", "on", a comma, its kind.
    fn introduces_date(&self, date: usize, bare: Option<usize>) -> bool {
        let Some(before) = date.checked_sub(1) else { return false };
        bare == Some(date)
            || self.kind(before) == Kind::Comma
            || self.kind(before) == Kind::Dot
            || matches!(self.word(before), words::OF | words::DATED | words::ON | words::SIGNED)
    }

    /// The item whose name runs from where it began to `next`.
    fn name(&self, begun: &Begun, next: usize) -> Item {
        let Begun { at, bare, kind, .. } = *begun;
        let mut last = next;
        while last > at + 1 && {
            let word = self.word(last - 1);
            matches!(self.kind(last - 1), Kind::Comma | Kind::Dash)
                || matches!(word, words::OF | words::DATED | words::ON | words::SIGNED | words::THE)
                || word == words::AT
        } {
            last -= 1;
        }
        let whole = self.span(at, next);
        let title = self.span(at, last);
        // "Memo." keeps its point.
        let only_kind = bare.is_some_and(|b| last <= b || last == b + 1 && self.kind(b) == Kind::Dot);
        let name = if only_kind { title } else { whole };
        let kinds = &self.profile.labels.kind_phrases;
        let generic =
            (at + 1..last).any(|t| longest(kinds, self.tokens, t).is_some_and(|(end, _)| end == last));
        Item {
            kind,
            generic,
            title: (!only_kind).then_some(title),
            name: Span::new(name.start, title.end.max(name.start)),
            quote: title,
            end: title.end,
            ..Item::default()
        }
    }
}

/// Whether a word is a verb that only a sentence has.
fn is_finite(word: words::WordId) -> bool {
    matches!(word, words::IS | words::WAS | words::WERE | words::HAS | words::HAD)
}

fn token_start(view: &View<'_>, at: usize) -> usize {
    view.token(at).start as usize
}
