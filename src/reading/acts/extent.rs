//! How far an act goes, from when, and on what condition.

use super::passive::Targets;
use super::{Reader, Said};
use crate::ground::Span;
use crate::ground::boundary::{head, tail};
use crate::ground::fold_space;
use crate::model::{PartialDate, Relation};
use crate::profile::Class;
use crate::reading::clause::{Kind, Name, REACH, Verb};

/// How far behind its verb an effective date may stand, in bytes.
const WINDOW: usize = 110;

impl Reader<'_, '_> {
    /// The words of a verb with the day that they give.
    pub(super) fn said(&self, level: usize, verb: &Verb) -> Said {
        // "in order to amend X" tells what the act is for.
        let aside = verb.infinitive.is_some()
            || (verb.forms.gerund() && !verb.progressive)
            || (!verb.is_finite() && verb.forms.past() && !verb.forms.base())
            || verb.aux == crate::reading::clause::Aux::Past;
        let mut last = verb.end.saturating_sub(1);
        if self.sentence.has(level, verb.end, Class::BY) {
            last = verb.end;
        }
        Said {
            relations: self.relations(verb),
            operative: !aside,
            verb: self.between(level, verb.first, last),
            effective: self.effective(level, verb),
            condition: None,
            until: self.until(level, verb),
        }
    }

    /// The last day of what a verb does, where it keeps or holds up its target for a time: "until September 30, 1997".
    fn until(&self, level: usize, verb: &Verb) -> Option<PartialDate> {
        let sentence = self.sentence;
        let timed = |r: &usize| {
            sentence.row(*r).is_some_and(|r| matches!(r.relation, Relation::Continues | Relation::Suspends))
        };
        if !verb.rows.iter().any(timed) {
            return None;
        }
        let end = (verb.end + REACH).min(sentence.len(level));
        let open = (verb.end..end)
            .take_while(|t| !matches!(sentence.kind(level, *t), Some(Kind::Semicolon)))
            .find(|t| {
                sentence.has(level, *t, Class::UNTIL)
                    && (*t + 1..*t + 3).any(|d| sentence.kind(level, d) == Some(Kind::Date))
            })?;
        let day = (open + 1..open + 3).find(|d| sentence.kind(level, *d) == Some(Kind::Date))?;
        sentence.phrases.dates.find_in(sentence.token(level, day)?.span.of(sentence.words)).next()?.date
    }

    /// When it takes effect: "… is revoked as of August 11, 1980", "Effective March 31, 1981, …".
    pub(super) fn effective(&self, level: usize, verb: &Verb) -> Option<PartialDate> {
        let sentence = self.sentence;
        // What is quoted gives no day.
        let text = sentence.masked.as_str();
        let effect = &sentence.phrases.effect;
        let span = sentence.span(level, verb.first, verb.end.saturating_sub(1));
        let behind = head(text.get(span.end..).unwrap_or(""), WINDOW);
        let folded = fold_space(&head(behind, 24).to_lowercase());
        if effect.refers_back(&folded) {
            let before = tail(text.get(..span.start)?, 2 * WINDOW);
            return sentence.phrases.dates.find_in(before).last()?.date;
        }
        if let Some(day) = self.effective_behind(level, verb.end.saturating_sub(1)) {
            return Some(day);
        }
        let start = sentence.clause_start(level, verb.first);
        let first = sentence.token(level, start)?.span;
        if first.start < span.start {
            let words = head(text.get(first.start..)?, WINDOW);
            let hit = sentence
                .phrases
                .dates
                .find_in(words)
                .next()
                .filter(|h| first.start + h.span.start < span.start)?;
            return hit.date.filter(|_| effect.opens(words.get(..hit.span.start).unwrap_or("")));
        }
        None
    }

    /// The day behind a token, where the words between say that something takes effect then: "on January 15, 2014".
    pub(super) fn effective_behind(&self, level: usize, token: usize) -> Option<PartialDate> {
        let sentence = self.sentence;
        let span = sentence.span(level, token, token);
        let behind = head(sentence.masked.get(span.end..).unwrap_or(""), WINDOW);
        let behind = behind.split([';', ':']).next().unwrap_or("");
        let hit = sentence.phrases.dates.find_in(behind).next()?;
        hit.date.filter(|_| sentence.phrases.effect.leads(behind.get(..hit.span.start).unwrap_or("")))
    }

    /// The condition on which the verb's act depends. `None` where the verb itself stands in a clause in which nothing
    /// is done: "if X is revoked"; `Some(None)` where there is none. `head` is the first token of its subject.
    pub(super) fn condition(
        &self,
        level: usize,
        start: usize,
        head: usize,
        verb: &Verb,
    ) -> Option<Option<Span>> {
        let sentence = self.sentence;
        let low = head.saturating_sub(REACH).max(start);
        if let Some(open) = sentence.last_subordinate(level, low, head) {
            match sentence.last_comma(level, open, head) {
                // "If the Board is abolished by law, X is revoked"
                Some(comma) if comma + 4 >= head || sentence.finite_between(level, comma, head) == 0 => {
                    let condition =
                        sentence.has(level, open, Class::CONDITION) && self.has_verb(level, open, comma);
                    if condition {
                        return Some(Some(self.between(level, open, comma.saturating_sub(1))));
                    }
                }
                _ if open + 8 >= head => return None,
                _ => {}
            }
        }
        // "is revoked if the Congress approves"
        let end = (verb.end + REACH).min(sentence.len(level));
        let close = sentence.first_stop(level, verb.end, end).unwrap_or(end);
        if let Some(open) = sentence.first_condition(level, verb.end, close)
            && sentence.finite_between(level, verb.end, open) == 0
            && open - verb.end <= MAX_GAP
            && sentence.commas_between(level, verb.end, open) <= 1
        {
            return Some(Some(self.between(level, open, close.saturating_sub(1))));
        }
        Some(None)
    }

    /// Whether any verb stands between two tokens: "if the Board is abolished", not "if any".
    fn has_verb(&self, level: usize, from: usize, to: usize) -> bool {
        let auxiliary =
            Class::BE.or(Class::BEEN).or(Class::PERFECT).or(Class::WILL).or(Class::MAY).or(Class::FINITE);
        to > from + 2
            && ((from..to).any(|t| self.sentence.has(level, t, auxiliary))
                || self.verb_before(level, to).is_some_and(|v| v.word > from)
                || to > from + 3)
    }

    /// "Nothing in this order …", "Neither X nor Y …".
    pub(super) fn denies_clause(&self, level: usize, start: usize, end: usize) -> bool {
        self.sentence.denies_all(level, end.saturating_sub(REACH).max(start), end)
    }

    /// Whether a limiter opens the clause: "To the extent that …, X is superseded", "Except as to lot 4, X is revoked".
    pub(super) fn limited_before(&self, level: usize, start: usize, head: usize) -> bool {
        let sentence = self.sentence;
        let mut at = start;
        while sentence.has(level, at, Class::SEPARATOR) || sentence.kind(level, at) == Some(Kind::Comma) {
            at += 1;
        }
        head > at && sentence.limited_between(level, at, (at + 1).min(head))
    }

    /// Whether a limiter stands behind a passive: "is revoked as to lots 4 and 5", "is revoked, except section 3".
    pub(super) fn limited_behind(&self, level: usize, end: usize, _targets: &Targets) -> bool {
        let sentence = self.sentence;
        let at = end + usize::from(sentence.kind(level, end) == Some(Kind::Comma));
        let near = (end..at + MAX_GAP)
            .take_while(|t| !matches!(sentence.kind(level, *t), Some(Kind::Semicolon | Kind::Colon)))
            .take_while(|t| sentence.finite_between(level, end, *t + 1) == 0)
            .last();
        near.is_some_and(|last| sentence.limited_between(level, end, last + 1))
    }

    /// Whether a limiter between a verb and its object, or one behind all objects that says “they”, limits all of them.
    pub(super) fn limited_object(&self, level: usize, verb: &Verb, targets: &Targets) -> bool {
        let sentence = self.sentence;
        let Some(first) = targets.first().and_then(|(ix, _)| self.name(*ix)) else { return false };
        if sentence.limited_between(level, verb.end, first.head.max(verb.end)) {
            return true;
        }
        let Some(last) = targets.last().and_then(|(ix, _)| self.name(*ix)) else { return false };
        let comma = sentence.kind(level, last.end) == Some(Kind::Comma);
        let limiter = last.end + usize::from(comma);
        // "supersedes X and Y to the extent that they are inconsistent with it"
        sentence.limited_between(level, limiter, limiter + 1)
            && (limiter..limiter + MAX_GAP).any(|t| sentence.has(level, t, Class::THEY))
    }

    /// Whether the limiter that follows a name belongs to it: right behind it or behind a comma.
    pub(super) fn limits_name(&self, level: usize, from: usize, to: usize) -> bool {
        let sentence = self.sentence;
        (from..to.min(from + MAX_GAP))
            .take_while(|t| sentence.finite_between(level, from, *t + 1) == 0)
            .take_while(|t| !matches!(sentence.kind(level, *t), Some(Kind::Semicolon | Kind::Colon)))
            .any(|t| sentence.limited_between(level, t, t + 1))
    }

    /// "(except section 2)", "(in part)": a bracket right behind a name that limits it.
    pub(super) fn bracket_limits(&self, name: &Name) -> bool {
        let sentence = self.sentence;
        (name.token + 1..name.end).any(|t| {
            let Some(Kind::Bracket(inner)) = sentence.kind(name.level, t) else { return false };
            sentence.limited_between(inner, 0, 2)
                || sentence.phrase(inner, 0, &sentence.phrases.partly).is_some()
        })
    }
}

/// Words between a verb and its limiter, no more than this.
const MAX_GAP: usize = 24;
