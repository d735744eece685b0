//! Lists: what a sentence that ends in a colon says of the items below it.

use super::Reader;
use super::flow::Flow;
use super::names::{NamedPolicy, Names};
use super::prose::places;
use super::titles::is_title_case;
use crate::ground::Span;
use crate::model::BodyIx;
use crate::model::{Basis, Ending, EndingKind, Extent, Relation, Statement, Strength};
use crate::profile::{List, Turn};
use crate::reading::acts;
use crate::reading::sentence;
use crate::source::{Block, BlockKind};

/// A sentence that ends in a colon hands its relation on to the items of the list below it.
#[derive(Clone, Debug)]
pub(super) struct OpenList {
    pub(super) opened: acts::Opened,
    /// Who acts; nobody that is known under a heading such as "Rescinded memoranda".
    pub(super) actor: Option<u32>,
    /// What it announces: the kind of its policies and who issued them.
    pub(super) kind: Option<(String, Option<BodyIx>)>,
}

impl Reader<'_> {
    /// Reads a block as a member of the list that is open; tells whether it names one.
    pub(super) fn read_member(
        &mut self,
        names: &Names,
        block: &Block,
        list: &OpenList,
        flow: &mut Flow,
    ) -> bool {
        if !matches!(block.kind, BlockKind::Item(_)) {
            return self.read_lettered(names, block, list, flow);
        }
        let Some((policy, title)) = self.read_list_item(block, list, flow) else { return false };
        // The item's own title may say more: "… for Implementation of HSPD-12".
        let named = self.names_in(names, block, title, flow);
        let named: Vec<NamedPolicy> =
            named.into_iter().filter(|n| !n.refers && !self.same(n.mention, policy)).collect();
        self.read_title_of(title, &named, policy, flow);
        true
    }

    /// "(a) Executive Order 14021 of March 4, 2021 (Lighting the Harbors);" under an open list.
    fn read_lettered(&mut self, names: &Names, block: &Block, list: &OpenList, flow: &mut Flow) -> bool {
        let text = self.page.text.as_str();
        let named = self.names_in(names, block, block.span, flow);
        let found = acts::find_member(
            self.profile,
            text,
            block.span,
            &places(self.profile, text, &named),
            &list.opened,
        );
        for found in &found {
            let who = |who: acts::Who| match who {
                // The agents of a participle in the item are named there; those of the list stand above it.
                acts::Who::Named(i) if found.lead_in != Some(list.opened.lead_in) => {
                    named.get(i).map(|n| n.mention)
                }
                _ => list.actor,
            };
            let target = match found.target {
                acts::Who::Named(i) => named.get(i).map(|n| n.mention),
                acts::Who::Document => None,
            };
            if let (Some(actor), Some(target)) = (who(found.actor), target) {
                self.state_found(found, actor, target);
            }
        }
        flow.remember(named.iter().map(|n| n.mention));
        !found.is_empty()
    }

    /// Who acts on the members of a list that a heading opens.
    pub(super) fn actor_of(&self, opened: &acts::Opened, named: &[NamedPolicy], flow: &Flow) -> Option<u32> {
        match opened.actor {
            acts::Who::Document => flow.page.filter(|_| flow.speaks),
            acts::Who::Named(i) => named.get(i).map(|n| n.mention),
        }
    }

    /// A row that is an entry, in a table under an open list.
    pub(super) fn hand_list_to_row(&mut self, block: usize, flow: &Flow) {
        let page = self.page;
        let (Some(list), Some(policy)) = (&flow.list, self.rows.get(&block).copied()) else { return };
        if let Some(block) = page.blocks.get(block) {
            self.state_member(block, policy, list);
        }
    }

    /// "OMB rescinds the following with the release of this memorandum:" and its items. Gives the item's policy and
    /// its proper title.
    pub(super) fn read_list_item(
        &mut self,
        block: &Block,
        list: &OpenList,
        flow: &mut Flow,
    ) -> Option<(u32, Span)> {
        let text = self.page.text.as_str();
        let href = super::entry::links(block).next().map(|(_, h)| h.clone());
        // "rescinds the following OMB memos:" tells of each title below what it is.
        let listed = || list.kind.clone().filter(|_| is_title_case(block.span.of(text)));
        // "Executive Order 13611—Lighting the Harbors. That order asked for lamps."
        let first = sentence::sentences(&self.profile.wording, text, block.span).into_iter().next();
        let first = first.filter(|s| super::entry::names_policy(self.profile, s.of(text)));
        let known = first.is_some() || super::entry::names_policy(self.profile, block.span.of(text));
        let kind = if known { None } else { Some(listed()?) };
        let (target, title) = self.read_label(first.unwrap_or(block.span), href.as_deref(), None);
        if let (Some((kind, body)), Some(mention)) = (kind, self.claims.mentions.get_mut(target as usize)) {
            mention.kind = Some(kind.into());
            mention.body = mention.body.or(body.map(|b| (b, Basis::Stated)));
        }
        let title = title.unwrap_or(Span::new(block.span.end, block.span.end));
        self.state_member(block, target, list);
        flow.remember([target]);
        Some((target, title))
    }

    /// The kind and the body of the policies that a sentence announces: "rescinds the following four OMB memos".
    pub(super) fn listed_kind(&self, lead: Span) -> Option<(String, Option<BodyIx>)> {
        let words = lead.of(&self.page.text);
        let nouns = words.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3);
        let singular = |noun: &str| match self.profile.wording.other_form(List::Plurals, noun) {
            Some(singular) => singular.to_owned(),
            None => noun.strip_suffix('s').unwrap_or(noun).to_lowercase(),
        };
        let kind = nouns.rev().find_map(|noun| self.kind_of_noun(&singular(noun)))?;
        Some((kind, self.profile.bodies.find_in(words).last().map(|(_, body)| body)))
    }

    /// A listed policy under an open list is an entry of its own, and still what the list speaks of.
    pub(super) fn hand_list_on(&mut self, block: &Block, target: u32, flow: &Flow) {
        if !matches!(block.kind, BlockKind::Item(_)) {
            return;
        }
        if let Some(list) = &flow.list {
            self.state_member(block, target, list);
        } else if let Some(actor) = flow.citing.filter(|a| !self.same(*a, target)) {
            self.state(actor, Relation::Cites, target, "", Strength::Explicit, block.span);
        }
    }

    fn state_member(&mut self, block: &Block, target: u32, list: &OpenList) {
        let text = self.page.text.as_str();
        let part = self.profile.wording.turn(Turn::ItemInPart).is_match(block.span.of(text));
        let Some(actor) = list.actor else {
            return self.end_member(block, target, &list.opened, part);
        };
        for relation in list.opened.relations() {
            self.push(Statement {
                actor,
                relation,
                extent: if part { Extent::Part } else { list.opened.extent() },
                target,
                effective: list.opened.effective(),
                verb: list.opened.verb.of(text).into(),
                strength: Strength::Explicit,
                evidence: self.quotable.quote(block.span),
                lead_in: Some(self.quotable.quote(list.opened.lead_in)),
                condition: list.opened.condition.map(|span| self.quotable.quote(span)),
                until: list.opened.until(),
            });
        }
    }
    /// A member of a list whose words name nobody who acts: "Rescinded memoranda".
    fn end_member(&mut self, block: &Block, policy: u32, opened: &acts::Opened, part: bool) {
        let extent = if part { Extent::Part } else { opened.extent() };
        for relation in opened.relations().filter(|r| r.ends()) {
            self.claims.endings.push(Ending {
                policy,
                kind: EndingKind::Act(relation, extent),
                day: opened.effective(),
                verb: opened.verb.of(&self.page.text).into(),
                strength: Strength::Explicit,
                evidence: self.quotable.quote(block.span),
                lead_in: Some(self.quotable.quote(opened.lead_in)),
            });
        }
    }
}
