//! Lists: what a sentence that ends in a colon says of the items below it.

use super::Reader;
use super::prose::Flow;
use super::titles::is_title_case;
use crate::ground::Span;
use crate::model::BodyIx;
use crate::model::{Basis, Extent, Relation, Statement, Strength};
use crate::profile::{List, Turn};
use crate::reading::acts;
use crate::source::{Block, BlockKind};

/// A sentence that ends in a colon hands its relation on to the items of the list below it.
#[derive(Clone, Debug)]
pub(super) struct OpenList {
    pub(super) opened: acts::Opened,
    pub(super) actor: u32,
    /// What it announces: the kind of its policies and who issued them.
    pub(super) kind: Option<(String, Option<BodyIx>)>,
}

impl Reader<'_> {
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
        let known = super::entry::names_policy(self.profile, block.span.of(text));
        let kind = if known { None } else { Some(listed()?) };
        let (target, title) = self.read_label(block.span, href.as_deref(), None);
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
        for relation in list.opened.relations() {
            self.push(Statement {
                actor: list.actor,
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
}
