//! Sentences: "Note: EO 12965 is nullified by virtue of the Council being abolished by EO 13138."

use super::emit::Saying;
use super::item::{Item, Names};
use super::number::Named;
use super::token::{Kind, longest};
use super::walk::{Opening, PLAIN, Walk};
use crate::ground::Span;
use crate::model::Strength;
use crate::profile::label::Direction;
use crate::profile::lexicon::{self as words, WordId};

/// Of what a sentence speaks, as far as it was read; with the token at which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Nothing yet.
    Nothing,
    /// "This", which may become "This Executive order".
    This(usize),
    /// The order itself.
    Own(usize),
    /// The item read last.
    Third(usize),
    /// Something else: a body, an authority.
    Other(usize),
}

impl Subject {
    /// Takes a word in.
    fn word(self, word: WordId, at: usize) -> Self {
        match (self, word) {
            (Self::Nothing, words::THIS) => Self::This(at),
            (Self::Nothing, words::IT) => Self::Own(at),
            (Self::This(from), words::EXECUTIVE) => Self::This(from),
            (Self::This(from), words::ORDER) => Self::Own(from),
            (
                Self::Nothing | Self::Own(_) | Self::Third(_),
                words::IS
                | words::WAS
                | words::WERE
                | words::BEEN
                | words::HAS
                | words::HAD
                | words::ALREADY
                | words::HEREBY
                | words::WHICH
                | words::THAT,
            ) => self,
            (Self::Nothing, _) => Self::Other(at),
            (Self::This(from) | Self::Own(from) | Self::Third(from) | Self::Other(from), _) => {
                Self::Other(from)
            }
        }
    }

    /// The same as what stands before a label.
    const fn opening(self) -> Opening {
        match self {
            Self::Nothing | Self::Third(_) => Opening::Alone,
            Self::Own(from) => Opening::Own(from),
            Self::This(from) | Self::Other(from) => Opening::Body(from),
        }
    }

    /// The token at which it starts.
    const fn start(self) -> Option<usize> {
        match self {
            Self::Nothing => None,
            Self::This(from) | Self::Own(from) | Self::Third(from) | Self::Other(from) => Some(from),
        }
    }
}

impl Walk<'_> {
    /// Reads a sentence from `at` to the end of its clause, and gives the token behind.
    pub(super) fn prose(&mut self, from: usize, mut subject: Subject) -> usize {
        let mut at = from;
        self.look_for_acts(from);
        loop {
            let token = self.view.token(at);
            if matches!(token.kind, Kind::End | Kind::Semicolon) || token.line_start && at > from {
                return at;
            }
            while self.acts.front().is_some_and(|(start, _, _)| *start < at) {
                self.acts.pop_front();
            }
            if self.acts.front().is_some_and(|(start, _, _)| *start == at)
                && let Some((_, next, item)) = self.acts.pop_front()
            {
                at = self.pass(item, next);
                continue;
            }
            match token.kind {
                Kind::Dot if self.sentence_label(at + 1) => return at + 1,
                Kind::Open if self.view.numbered(at + 1).is_some_and(|n| n.around) => {
                    let mate = token.value as usize;
                    at = if mate > at && mate < self.view.tokens.len() { mate + 1 } else { at + 1 };
                }
                Kind::Word | Kind::Number => match self.prose_word(at, &mut subject) {
                    Step::On(next) => at = next,
                    Step::Label(next) => return next,
                },
                _ => at += 1,
            }
        }
    }

    /// Whether a label starts a new sentence at `at`: "… in HUD. See 33 FR 15903".
    fn sentence_label(&self, at: usize) -> bool {
        self.view.slice(at, at + 1).starts_with(char::is_uppercase) && self.view.label_at(at, true).is_some()
    }

    fn prose_word(&mut self, at: usize, subject: &mut Subject) -> Step {
        if let Some(step) = self.verb(at, subject) {
            return step;
        }
        if let Some(found) = self.view.numbered(at).filter(|n| n.named != Named::Place) {
            let next = found.next;
            let item = Item::of_number(found);
            if self.out.is_own(item.identifier.as_ref()) {
                if *subject == Subject::Nothing {
                    *subject = Subject::Own(at);
                }
                return Step::On(next);
            }
            let again = self.last.as_ref().is_some_and(|l| l.identifier == item.identifier);
            *subject = Subject::Other(subject.start().unwrap_or(at));
            // "which were redesignated … at 32 FR 5606": a place only.
            let place =
                at.checked_sub(1).is_some_and(|b| self.view.word(b) == words::AT) && item.citation.is_some();
            if again || place {
                return Step::On(next);
            }
            return Step::On(self.pass(item, next));
        }
        if self.view.kind(at) == Kind::Word
            && let Some((item, next)) = self.view.named(at, Names::Kinds)
            && item.date.is_some()
        {
            *subject = Subject::Other(subject.start().unwrap_or(at));
            return Step::On(self.pass(item, next));
        }
        *subject = subject.word(self.view.word(at), at);
        Step::On(at + 1)
    }

    /// A label within a sentence: with a colon it opens a list, with a policy behind it is a verb.
    fn verb(&mut self, at: usize, subject: &mut Subject) -> Option<Step> {
        let view = self.view;
        let table = &view.profile.labels;
        let first = view.word(at);
        if table.label_phrases.from(first).is_empty() {
            return None;
        }
        let found = view.label_at(at, true).or_else(|| self.reaching(at))?;
        let label = table.labels.get(found.ix)?;
        if view.kind(found.next - 1) == Kind::Colon {
            return Some(Step::Label(self.enter(found, subject.opening())));
        }
        if label.direction == Direction::Outbound {
            return None;
        }
        if !matches!(*subject, Subject::Third(_)) && !label.reach {
            // "Committee continued by EO 11827; EO 11948": a list without a colon.
            return Some(Step::Label(self.enter(found, subject.opening())));
        }
        let (mut item, next) = self.cited(found.next)?;
        let next = self.tail(&mut item, next);
        let from = subject.start().unwrap_or(at);
        let start = view.token(from).start as usize;
        let span = Span::new(start, item.end.max(item.quote.end));
        let verb = found.span.of(view.text);
        let (says, direction) = (&label.says, label.direction);
        if let Subject::Third(_) = *subject {
            let Some(third) = self.last.clone() else { return Some(Step::On(next)) };
            let (actor, target) = (self.out.mention_of(&item), self.out.mention_of(&third));
            let saying = Saying { says, direction, verb, span, body: false, part: false };
            for says in &label.says {
                self.out.state(actor, *says, target, &item, &saying, Strength::Explicit);
            }
        } else if let Subject::This(_) | Subject::Other(_) = *subject {
            let says = &label.of_body;
            let verb = Span::new(start, found.span.end).of(view.text);
            let direction = Direction::Outbound;
            self.out.relate(&item, &Saying { says, direction, verb, span, body: true, part: false });
        } else {
            self.out.relate(&item, &Saying { says, direction, verb, span, body: false, part: false });
        }
        if let Some(active) = &mut self.active {
            active.fresh = false;
        }
        *subject = Subject::Other(from);
        self.last = Some(item);
        Some(Step::On(next))
    }

    /// A label whose policy may stand further on: "nullified by virtue of the Council being abolished by …".
    fn reaching(&self, at: usize) -> Option<super::label::Found> {
        let view = self.view;
        let (next, ix) = longest(&view.profile.labels.label_phrases, view.tokens, at)?;
        view.profile.labels.labels.get(*ix).filter(|l| l.reach)?;
        let form = super::label::LabelForm::Bare;
        Some(super::label::Found { ix: *ix, span: view.span(at, next), next, form, qualified: false })
    }

    /// The next policy of the sentence, from `at`; at once where a label says so.
    fn cited(&mut self, at: usize) -> Option<(Item, usize)> {
        let view = self.view;
        for next in at..at + 40 {
            let token = view.token(next);
            if matches!(token.kind, Kind::End | Kind::Semicolon) || token.line_start && next > at {
                return None;
            }
            if let Some(found) = view.numbered(next).filter(|n| n.named != Named::Place) {
                let behind = found.next;
                return Some((Item::of_number(found), behind));
            }
            if let Some((item, behind)) =
                view.named(next, Names::Kinds).filter(|(item, _)| item.date.is_some())
            {
                return Some((item, behind));
            }
        }
        None
    }

    /// A policy cited in passing.
    fn pass(&mut self, mut item: Item, next: usize) -> usize {
        let next = self.tail(&mut item, next);
        if self.out.is_own(item.identifier.as_ref()) {
            return next;
        }
        match self.active.as_mut() {
            Some(active) if *active.says == *PLAIN => {
                active.fresh = false;
                let verb = active.span.of(self.view.text);
                let span = self.out.quote(None, &item);
                let says = PLAIN;
                let direction = Direction::Outbound;
                self.out.relate(&item, &Saying { says, direction, verb, span, body: false, part: false });
            }
            active => {
                let told = active.is_none();
                self.plain(&item, told);
            }
        }
        next
    }

    /// Finds the Acts by popular name in the clause at `from`; each clause is looked through once.
    fn look_for_acts(&mut self, from: usize) {
        if from < self.acts_end {
            return;
        }
        self.acts.clear();
        let view = self.view;
        let mut end = from;
        let mut any = false;
        loop {
            let token = view.token(end);
            if matches!(token.kind, Kind::End | Kind::Semicolon) || token.line_start && end > from {
                break;
            }
            any |= token.word == words::ACT;
            end += 1;
        }
        self.acts_end = end;
        if !any {
            return;
        }
        let whole = view.span(from, end);
        let mut token = from;
        for hit in crate::reading::cite::find_in(view.profile, whole.of(view.text)) {
            let crate::reading::cite::Cited::Act { year, number, .. } = hit.cited else { continue };
            let span = hit.span.shift(whole.start);
            while token < end && (view.token(token).start as usize) < span.start {
                token += 1;
            }
            let first = token;
            while token < end && (view.token(token).start as usize) < span.end {
                token += 1;
            }
            let kind = view.profile.labels.kinds.iter().position(|k| k.name == "Statute");
            let item = Item {
                identifier: number,
                title: Some(span),
                kind,
                name: span,
                quote: span,
                end: span.end,
                date: year.and_then(crate::model::PartialDate::from_y),
                dated: false,
                ..Item::default()
            };
            self.acts.push_back((first, token, item));
        }
    }
}

/// Where a sentence goes on.
enum Step {
    /// At a token.
    On(usize),
    /// At a token behind a label that ends it.
    Label(usize),
}
