//! What happened to the policy of an entry or a row, as a note, a bracket or a cell under it tells.

use super::entry::{self, Event};
use super::{Reader, status};
use crate::ground::Span;
use crate::ground::diag::Diagnostic;
use crate::model::{Basis, DateBasis, Ending, Mention, PartialDate, Statement, Strength};
use crate::reading::cite::{self, Cited};
use crate::source::Block;

impl Reader<'_> {
    /// Reads "6/15/2017: Eliminated by M-17-26, Reducing Burden …" as a statement about `target`.
    pub(super) fn read_event(&mut self, block: &Block, event: &Event, target: u32) {
        if let Some(span) = event.impossible {
            self.report_impossible(span);
        }
        let text = &self.page.text;
        let link =
            entry::links(block).find(|(s, _)| s.start >= event.actor.start).map(|(s, h)| (s, h.clone()));
        let words = event.actor.of(text);
        let number = cite::find_in(self.profile, words).into_iter().next().filter(|c| c.span.start < 12);
        let clause = words.find(['.', ';']).map_or(event.actor.end, |i| event.actor.start + i);
        let mut named = number.as_ref().map(|c| c.span.shift(event.actor.start));
        let span = match (&link, named) {
            (Some((span, _)), Some(n)) => Span::new(n.start, span.end.max(n.end)),
            (Some((span, _)), None) => *span,
            (None, Some(n)) => Span::new(n.start, clause.max(n.end)),
            (None, None) => {
                if !entry::names_policy(self.profile, words) {
                    let found = block.span.of(text).to_owned();
                    self.report(
                        Diagnostic::warning("unknown-actor", "the note does not name the policy that acts")
                            .expected("a number or a title behind “by”", found),
                        event.actor,
                    );
                    return;
                }
                Span::new(event.actor.start, clause)
            }
        };
        let actor = self.keep_label(span, link.as_ref().map(|(_, h)| h.as_str()), None);
        if let Some(mention) = self.claims.mentions.get_mut(actor as usize) {
            complete_actor(mention, number.map(|c| c.cited), event.date);
        }
        let quote_end = named.take().unwrap_or(span).end;
        let quote = Span::new(block.span.start, quote_end);
        let verb = event.verb.of(text).to_owned();
        self.push(Statement {
            actor,
            relation: event.relation,
            extent: event.extent,
            target,
            effective: event.date,
            verb: verb.into(),
            strength: Strength::Explicit,
            evidence: self.quotable.quote(quote),
            lead_in: None,
            condition: None,
            until: None,
        });
    }

    /// Reads what happened to a policy, as a bracket or a cell tells it: "Rescinded 6/27/2002; superseded by M-14-31".
    pub(super) fn read_status(&mut self, block: &Block, status: Span, target: u32) {
        let words = status.of(&self.page.text).to_owned();
        let mut at = status.start;
        let (mut unnamed, mut named) = (Vec::new(), false);
        for part in words.split(';') {
            let span = Span::new(at, at + part.len());
            at = span.end + 1;
            let lead = part.len() - part.trim_start().len();
            if let Some(event) =
                entry::event(self.profile, part.get(lead..).unwrap_or(""), span.start + lead, None)
            {
                let inner = Block { marks: block.marks.clone(), ..block.over(span) };
                named |= event.relation.ends();
                self.read_event(&inner, &event, target);
            } else if let Some(ended) = status::ended(self.profile, part) {
                unnamed.push((ended, span));
            }
        }
        // "Rescinded 6/27/2002; superseded by X" tells one ending, and by what.
        for (ended, span) in unnamed.iter().filter(|_| !named) {
            self.end(ended, *span, target);
        }
    }

    /// States an ending that names nobody who acts: "Rescinded", in a column of states.
    fn end(&mut self, ended: &status::Ended, span: Span, policy: u32) {
        let verb = ended.verb.shift(span.start);
        self.claims.endings.push(Ending {
            policy,
            kind: ended.kind,
            day: ended.day,
            verb: verb.of(&self.page.text).into(),
            strength: Strength::Explicit,
            evidence: self.quotable.quote(span),
            lead_in: None,
        });
    }
}

/// Gives a policy that acts the number that the note prints of it, and the day of the event.
fn complete_actor(mention: &mut Mention, cited: Option<Cited>, day: Option<PartialDate>) {
    if let Some(Cited::Number(id)) = cited
        && mention.identifiers.first().is_none_or(|(_, basis)| *basis != Basis::Stated)
    {
        mention.identifiers.insert(0, (id, Basis::Stated));
    }
    if let Some(date) = day {
        // The day of the event is the actor's own where the actor's coarser date agrees with it.
        match mention.date {
            Some((known, _)) if !known.agrees_with(date) => {}
            _ => mention.date = Some((date, DateBasis::Event)),
        }
    }
}
