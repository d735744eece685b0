//! What stands behind the name of a policy: its date, brackets, "in part", when it takes effect.

use super::date::Flaw;
use super::item::{Item, Names, Relative};
use super::number::{Named, View};
use super::token::{Kind, NO_MATE, longest};
use crate::ground::Span;
use crate::ground::diag::Diagnostic;
use crate::model::PartialDate;
use crate::profile::List;
use crate::profile::label::{Direction, Label};
use crate::profile::lexicon::{self as words, OTHER};

/// A problem found on the way, with its place.
pub(super) type Problem = (Diagnostic, Span);

/// Reads what belongs to items, and collects what is wrong.
pub(super) struct Tail<'a, 'p> {
    pub(super) view: View<'a>,
    pub(super) problems: &'p mut Vec<Problem>,
}

/// Days that "90 days after …" may count.
const MAX_DAYS: u32 = 3660;

impl Tail<'_, '_> {
    fn problem(&mut self, code: &'static str, message: &str, expected: &str, span: Span) {
        let found = crate::ground::fold_space(span.of(self.view.text));
        self.problems.push((Diagnostic::note(code, message).expected(expected, found), span));
    }

    /// Reads on behind an item's name at `at`, and gives the token behind all that belongs to it.
    pub(super) fn read(&mut self, item: &mut Item, mut at: usize) -> usize {
        let view = self.view;
        loop {
            let token = view.token(at);
            if token.line_start && token.kind == Kind::Word && view.label_at(at, true).is_some() {
                return at;
            }
            let next = match token.kind {
                Kind::Comma => self.behind_comma(item, at),
                Kind::Word => self.word(item, at),
                Kind::Semicolon | Kind::Dot if !item.dated => self.split_date(item, at),
                Kind::Open => self.bracket(item, at),
                Kind::Number if item.kind.is_none() => self.place(item, at),
                _ => None,
            };
            match next {
                Some(next) if next > at => at = next,
                _ => return at,
            }
        }
    }

    /// Takes a date at `at`.
    fn date(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        if item.dated {
            return None;
        }
        let view = self.view;
        let found = view.date(at).or_else(|| {
            let next = super::date::shaped(view.tokens, at)?;
            Some(super::date::Found { next, date: None, flaw: Some(Flaw::Impossible) })
        })?;
        let span = view.span(at, found.next);
        self.flaw(found.flaw, span);
        item.date = found.date;
        item.dated = true;
        item.quote.end = span.end;
        item.end = item.end.max(span.end);
        Some(found.next)
    }

    /// Tells of a date that is printed with a flaw.
    pub(super) fn flaw(&mut self, flaw: Option<Flaw>, span: Span) {
        let found = crate::ground::fold_space(span.of(self.view.text));
        let diagnostic = match flaw {
            None => return,
            Some(Flaw::Punctuation) => Diagnostic::note("date-punctuation", "a date is split by punctuation"),
            Some(Flaw::Spelling) => Diagnostic::note("month-misspelled", "a month is misspelled"),
            Some(Flaw::Impossible) => {
                Diagnostic::warning("impossible-date", "there is no such date; none is taken")
            }
            Some(Flaw::Incomplete) => {
                Diagnostic::warning("incomplete-date", "a date has no year; none is taken")
            }
        };
        self.problems.push((diagnostic.expected("a date such as “March 22, 1995”", found), span));
    }

    /// `; June 23, 2023`, `. September 16, 1996`
    fn split_date(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        let found = self.view.date(at + 1)?;
        if self.view.token(at + 1).line_start || found.date.is_none() || item.kind.is_some() {
            return None;
        }
        let span = self.view.span(at, found.next);
        self.problem("date-split", "a date is split from its policy", "a comma before the date", span);
        self.date(item, at + 1)
    }

    fn behind_comma(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        let view = self.view;
        let next = at + 1;
        match view.kind(next) {
            Kind::Word => match view.word(next) {
                words::EFFECTIVE | words::EFF => self.effective(item, next),
                words::OF | words::DATED | words::SIGNED | words::IN => self.word(item, next),
                _ => self.date(item, next).or_else(|| self.register_document(next)),
            },
            Kind::Number if item.identifier.is_some() || item.dated => self.place(item, next),
            Kind::Open => Some(next),
            // "EO 10116, ; EO 10202": the date is missing.
            _ => None,
        }
    }

    /// `FR Doc. 88-5617` behind another policy says where it is printed.
    fn register_document(&self, at: usize) -> Option<usize> {
        let found = self.view.numbered(at)?;
        matches!(found.named, Named::Document(_) | Named::Place).then_some(found.next)
    }

    /// A place of publication behind an item: `42 FR 56101`, `80 Stat. 651`.
    fn place(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        let view = self.view;
        // A number of another kind is an item of its own where nothing but white space stands between.
        if view.kind(at.checked_sub(1)?) != Kind::Comma {
            return None;
        }
        let found = view.around_designator(at)?;
        if found.register && item.citation.is_none() {
            item.citation = Some(found.span);
        }
        let mut next = found.next;
        // "50 U.S.C. App. 611n", "26 U.S.C. 4911 note", "80 Stat. 460, 461"
        while view.kind(next) == Kind::Word
            && view.profile.wording.has(List::NoteMarks, view.slice(next, next + 1))
        {
            next += 1;
        }
        Some(next)
    }

    fn word(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        let view = self.view;
        match view.word(at) {
            words::OF | words::DATED | words::ON | words::SIGNED => {
                if let Some(next) = self.date(item, at + 1) {
                    return Some(next);
                }
                if view.word(at) == words::OF && item.identifier.is_some() {
                    return self.issuer(item, at);
                }
                None
            }
            words::EFFECTIVE | words::EFF => self.effective(item, at),
            words::IN if view.word(at + 1) == words::PART => {
                item.part = true;
                item.end = view.span(at, at + 2).end;
                Some(if view.kind(at + 2) == Kind::Close { at + 3 } else { at + 2 })
            }
            words::PARTIALLY | words::PARTLY if view.kind(at + 1) != Kind::Word => {
                item.part = true;
                item.end = view.span(at, at + 1).end;
                Some(at + 1)
            }
            _ if view.word(at) == OTHER => None,
            _ => self.date(item, at),
        }
    }

    /// `of the Secretary of Defense` behind a number, up to a date.
    fn issuer(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        let view = self.view;
        if view.word(at + 1) != words::THE {
            return None;
        }
        let mut next = at + 2;
        while next < at + 12 && view.kind(next) == Kind::Word && !view.token(next).line_start {
            let word = view.word(next);
            if matches!(word, words::DATED | words::SIGNED | words::ON) {
                break;
            }
            let capital = view.slice(next, next + 1).chars().next().is_some_and(char::is_uppercase);
            if !capital && !matches!(word, words::OF | words::THE | words::AND) {
                return None;
            }
            next += 1;
        }
        if next == at + 2 {
            return None;
        }
        item.name.end = view.span(at, next).end;
        item.quote.end = item.quote.end.max(item.name.end);
        item.end = item.end.max(item.name.end);
        Some(next)
    }

    /// `effective October 1, 1981`, `eff. March 31, 2002`, `effective 90 days after October 6, 1972`
    fn effective(&mut self, item: &mut Item, at: usize) -> Option<usize> {
        let view = self.view;
        let mut next = at + 1;
        while matches!(view.kind(next), Kind::Dot | Kind::Colon | Kind::Comma)
            || matches!(view.word(next), words::DATE | words::ON | words::OF)
        {
            next += 1;
            if next > at + 5 {
                return None;
            }
        }
        let (date, next) = if let Some(found) = view.date(next) {
            self.flaw(found.flaw, view.span(next, found.next));
            (found.date, found.next)
        } else {
            let count = view.token(next);
            let days = view.word(next + 1) == words::DAYS && view.word(next + 2) == words::AFTER;
            if count.kind != Kind::Number || count.value > MAX_DAYS || !days {
                return None;
            }
            let found = view.date(next + 3)?;
            let start = found.date.filter(|d| d.earliest() == d.latest())?.earliest();
            let day = start.checked_add_days(chrono::Days::new(u64::from(count.value)))?;
            let expected = format!("a date; read as {day}");
            let span = view.span(at, found.next);
            self.problem("effective-counted", "an effective date is counted from another", &expected, span);
            (Some(PartialDate::from(day)), found.next)
        };
        if item.effective.is_none() {
            item.effective = date;
        }
        item.end = item.end.max(view.span(at, next).end);
        Some(next)
    }

    /// Brackets behind an item.
    fn bracket(&mut self, item: &mut Item, open: usize) -> Option<usize> {
        let view = self.view;
        let mate = view.token(open).value;
        if mate == NO_MATE || mate as usize <= open {
            let span = view.span(open, open + 1);
            self.problem("bracket-unclosed", "a bracket is not closed", "a closing bracket", span);
            return Some(open + 1);
        }
        let close = mate as usize;
        let behind = view.span(open, close + 1).end;
        if let Some((label, next)) = self.whole_verb(open + 1, close) {
            item.verbs.push((label, view.span(open + 1, next)));
            item.end = item.end.max(behind);
            return Some(close + 1);
        }
        let mut at = open + 1;
        let mut antecedent: Option<Item> = None;
        while at < close {
            at = self.inside(item, &mut antecedent, open, at, behind).unwrap_or(at + 1);
        }
        if item.kind.is_some()
            && item.identifier.is_none()
            && item.title.is_none()
            && self.is_title(open + 1, close)
        {
            item.title = Some(view.span(open + 1, close));
        }
        Some(close + 1)
    }

    /// One step within brackets; the token behind what was read at `at`.
    fn inside(
        &mut self,
        item: &mut Item,
        antecedent: &mut Option<Item>,
        open: usize,
        at: usize,
        behind: usize,
    ) -> Option<usize> {
        let view = self.view;
        let word = view.word(at);
        if word == words::IN && view.word(at + 1) == words::PART
            || matches!(word, words::PARTIALLY | words::PARTLY)
        {
            item.part = true;
            item.end = item.end.max(behind);
            return Some(at + 1);
        }
        if matches!(word, words::EFFECTIVE | words::EFF)
            && let Some(next) = self.effective(item, at)
        {
            item.end = item.end.max(behind);
            return Some(next);
        }
        if word != OTHER
            && let Some((relative, next)) = self.relative(antecedent.as_ref(), open, at)
        {
            *antecedent = Some(Item::clone(&relative.cited));
            item.end = item.end.max(behind);
            item.relatives.push(relative);
            return Some(next);
        }
        let found = match view.kind(at) {
            Kind::Word | Kind::Number => view.numbered(at)?,
            _ => return None,
        };
        let next = found.next;
        if found.around || matches!(found.named, Named::Place | Named::Document(_)) {
            if found.register && item.citation.is_none() {
                item.citation = Some(found.span);
            }
            return Some(next);
        }
        let mut cited = Item::of_number(found);
        let next = self.plain_date(&mut cited, next);
        if item.identifier.is_none() && item.document.is_none() && item.title.is_some() && at == open + 1 {
            // "Federal Advisory Committee Act, October 6, 1972 (Pub. L. 92-463; 86 Stat. 770)"
            item.identifier = cited.identifier;
        } else if cited.identifier != item.identifier {
            item.passing.push(cited.clone());
            *antecedent = Some(cited);
        }
        Some(next)
    }

    /// Takes `, date` or `of date`.
    fn plain_date(&mut self, item: &mut Item, at: usize) -> usize {
        let skip =
            self.view.kind(at) == Kind::Comma || matches!(self.view.word(at), words::OF | words::DATED);
        self.date(item, at + usize::from(skip)).unwrap_or(at)
    }

    /// Brackets that hold nothing but a verb: "(rescinded)", "(modifies in its entirety)", "(continued by)".
    fn whole_verb(&self, at: usize, close: usize) -> Option<(usize, usize)> {
        let view = self.view;
        let table = &view.profile.labels;
        let label = longest(&table.label_phrases, view.tokens, at);
        let (next, ix) = label.or_else(|| longest(&table.participles, view.tokens, at))?;
        let mut behind = next;
        for word in [words::IN, words::ITS, words::ENTIRETY] {
            if view.word(behind) == word {
                behind += 1;
            }
        }
        (behind == close).then_some((*ix, next))
    }

    /// A verb with a policy behind it, within brackets: "which was suspended by EO 13095, August 5, 1998".
    fn relative(&mut self, antecedent: Option<&Item>, open: usize, at: usize) -> Option<(Relative, usize)> {
        let view = self.view;
        let table = &view.profile.labels;
        let label = longest(&table.label_phrases, view.tokens, at).map(|(next, ix)| (next, *ix, false));
        let participle = longest(&table.participles, view.tokens, at).map(|(next, ix)| (next, *ix, true));
        let says = |ix: usize| table.labels.get(ix).is_some_and(Label::relates);
        let (next, ix, past) = label.into_iter().chain(participle).find(|(next, ix, _)| {
            says(*ix) && (view.numbered(*next).is_some() || view.bare(*next, view.own).is_some())
        })?;
        let passive = !past && table.labels.get(ix).is_some_and(|l| l.direction == Direction::Inbound);
        let before = at - 1;
        let opens = before == open;
        let linked = match view.word(before) {
            words::WAS | words::WERE | words::IS | words::BEEN | words::ALREADY | words::HEREBY => passive,
            words::WHICH | words::THAT => true,
            _ => {
                !passive
                    && view.profile.wording.ends(List::AdverbEnds, view.slice(before, before + 1)).is_some()
            }
        };
        if !opens && !linked {
            return None;
        }
        let found = view.numbered(next).or_else(|| view.bare(next, view.own))?;
        if found.around {
            return None;
        }
        let behind = found.next;
        let mut cited = Item::of_number(found);
        let behind = self.plain_date(&mut cited, behind);
        let verb = view.span(at, next);
        let antecedent = antecedent.cloned().map(Box::new);
        Some((Relative { label: ix, antecedent, cited: Box::new(cited), active: !passive, verb }, behind))
    }

    /// Whether brackets hold a title: three words or more, long ones with a capital, no digits.
    fn is_title(&self, from: usize, to: usize) -> bool {
        let view = self.view;
        let mut count = 0;
        for at in from..to {
            match view.kind(at) {
                Kind::Word => {
                    let word = view.slice(at, at + 1);
                    if word.len() > 4 && !word.starts_with(char::is_uppercase) {
                        return false;
                    }
                    count += 1;
                }
                Kind::Dash | Kind::Comma => {}
                _ => return false,
            }
        }
        count >= 3 && view.named(from, Names::Kinds).is_none()
    }
}
