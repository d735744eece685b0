//! Lists of targets that stand behind their verb: "The following are revoked: (a) …; (b) …".

use super::passive::Targets;
use super::{Opened, Reader, Said, Who};
use crate::model::Extent;
use crate::reading::clause::{Kind, Lead, Name, REACH, Verb};

impl Reader<'_, '_> {
    /// A verb whose targets are "the following": reads those of the same sentence, or tells that a list opens.
    pub(super) fn open_list(&mut self, level: usize, verb: &Verb, actor: Who, said: &Said) {
        let sentence = self.sentence;
        if level > 0 {
            return;
        }
        let limit = (verb.end + REACH).min(sentence.len(level));
        let colon = (verb.end..limit)
            .find(|t| matches!(sentence.kind(level, *t), Some(Kind::Colon | Kind::Enumerator | Kind::Dash)));
        let limited = verb.limited || sentence.limited_between(level, verb.end, colon.unwrap_or(limit));
        let opened = self.opened(level, verb, actor, said, limited);
        let behind = colon.map(|c| sentence.names_from(level, c)).unwrap_or_default();
        if behind.is_empty() {
            self.opens = Some(opened);
            return;
        }
        self.read_list(level, behind, &opened, said);
    }

    /// What a sentence hands on to the members of the list that it opens.
    pub(super) fn opened(&self, level: usize, verb: &Verb, actor: Who, said: &Said, limited: bool) -> Opened {
        let sentence = self.sentence;
        let whole = sentence.span(level, 0, sentence.len(level).saturating_sub(1));
        let whole_only = verb.rows.iter().filter_map(|r| sentence.row(*r)).any(|r| r.through_whole);
        Opened {
            actor,
            relations: said.relations,
            effective: said.effective,
            part: limited && !whole_only,
            whole: whole_only,
            verb: said.verb,
            lead_in: self.in_text(whole),
            condition: said.condition,
            until: said.until,
        }
    }

    /// Reads the members of a list that another sentence opened: one for each part between semicolons.
    pub(super) fn read_members(&mut self, opened: &Opened) {
        let said = Said {
            relations: opened.relations,
            operative: true,
            verb: opened.verb,
            effective: opened.effective,
            condition: opened.condition,
            until: opened.until,
        };
        let names = self.sentence.names_from(0, 0);
        self.read_list(0, names, opened, &said);
    }

    /// The members among some names: those that lead an item or a part between semicolons, and those listed with them.
    fn read_list(&mut self, level: usize, names: &[usize], opened: &Opened, said: &Said) {
        let sentence = self.sentence;
        let from = names.first().and_then(|ix| self.name(*ix)).map_or(0, |n| n.head);
        let mut last: Option<usize> = None;
        for (at, ix) in names.iter().enumerate() {
            let Some(name) = self.name(*ix).copied() else { continue };
            // "(a) Committee on the Arts; Executive Order 12367 …": what comes first names no policy.
            let fresh = match name.lead {
                _ if name.item => true,
                Lead::Start => true,
                Lead::Separator { joined, comma } => {
                    let semicolon = (name.head.saturating_sub(2)..name.head)
                        .any(|t| sentence.kind(level, t) == Some(Kind::Semicolon));
                    let adjoins = last.is_some_and(|l| self.is_listed(level, l, name.head));
                    semicolon || (adjoins && (comma || joined)) || last.is_none()
                }
                Lead::Including => false,
                Lead::Preposition | Lead::Word => last.is_none() && self.is_opening(level, name.head),
            };
            // A verb of its own: another clause.
            if sentence.finite_between(level, last.unwrap_or(from), name.head) > 0 {
                break;
            }
            if !fresh || self.is_claimed(*ix) {
                continue;
            }
            let next = names.get(at + 1).and_then(|n| self.name(*n)).map_or(sentence.len(level), |n| n.head);
            let Some(target) = self.who(*ix) else { continue };
            let limited = sentence.limited_between(level, name.token + 1, next);
            let part = !opened.whole && (opened.part || name.part || limited || self.bracket_limits(&name));
            self.claim(*ix);
            last = Some(name.end);
            let quote = self.item(&name);
            let extent = if part { Extent::Part } else { Extent::Whole };
            let before = self.found.len();
            self.state(said, opened.actor, target, Some(*ix), extent, quote);
            for found in self.found.iter_mut().skip(before) {
                found.lead_in = Some(opened.lead_in);
            }
        }
    }

    /// The targets with those that a bracket lists behind words that refer back: "those and all related orders
    /// (Executive Orders 12810 and 12831)".
    pub(super) fn with_listed_in_brackets(&self, targets: Targets) -> Targets {
        let sentence = self.sentence;
        let mut all = Targets::with_capacity(targets.len());
        for (ix, part) in targets {
            all.push((ix, part));
            let Some(name) = self.name(ix).filter(|n| n.refers) else { continue };
            let Some(Kind::Bracket(inner)) = sentence.kind(name.level, name.token + 1) else { continue };
            for listed in sentence.names_from(inner, 0) {
                let leads = |n: &Name| matches!(n.lead, Lead::Start | Lead::Separator { .. });
                if self.name(*listed).is_some_and(leads) {
                    all.push((*listed, part));
                }
            }
        }
        all
    }

    /// Whether nothing but an item's own first words stand before a place: "That portion of".
    fn is_opening(&self, level: usize, head: usize) -> bool {
        head <= 12 && (0..head).all(|t| self.sentence.kind(level, t) != Some(Kind::Semicolon))
    }
}
