//! Third pass: what the sentences of a page say.

use super::names::{NamedPolicy, Names};
use super::{Place, Reader, label, starting_in};
use crate::model::{Extent, Relation, Statement, Strength};
use crate::source::{Block, BlockKind};
use crate::text::{Span, relations, sentence};
use std::collections::BTreeSet;

/// A sentence that ends in a colon hands its relation on to the items of the list below it.
#[derive(Clone, Copy, Debug)]
struct OpenList {
    opened: relations::Opened,
    actor: u32,
}

/// What the reading of sentences carries from one to the next.
#[derive(Default)]
pub(super) struct Flow {
    /// Policies named so far, the newest last.
    pub(super) recent: Vec<u32>,
    /// The policy of the page: that of its title, else the first that is described.
    pub(super) page: Option<u32>,
    /// The policy of the section: that of its heading.
    section: Option<u32>,
    list: Option<OpenList>,
}

/// Only this many policies are kept in mind for "this memo".
const MEMORY: usize = 64;

impl Flow {
    fn remember(&mut self, mentions: impl IntoIterator<Item = u32>) {
        self.recent.extend(mentions);
        let excess = self.recent.len().saturating_sub(MEMORY);
        self.recent.drain(..excess);
    }
}

impl Reader<'_> {
    pub(super) fn read_prose(&mut self) {
        let mut flow = Flow { page: self.read_title(), ..Flow::default() };
        flow.recent.extend(flow.page);
        let page = self.page;
        let names = self.learn_names();
        for (i, block) in page.blocks.iter().enumerate() {
            let place = self.places.get(i).copied().unwrap_or(Place::Free);
            match place {
                Place::Event => {}
                Place::Head(subject) => self.read_head(&names, block, subject, &mut flow),
                Place::Under(subject) => self.read_block(&names, block, Some(subject), &mut flow),
                Place::Free if matches!(block.kind, BlockKind::Heading(_)) => {
                    self.read_heading(&names, block, &mut flow)
                }
                Place::Free => {
                    let subject = flow.section.or(flow.page);
                    self.read_block(&names, block, subject, &mut flow);
                }
            }
        }
    }

    /// The title of a page may name the policy that the page is about.
    fn read_title(&mut self) -> Option<u32> {
        let unit = &self.page.title;
        let read = label::read(self.profile, &unit.text);
        let starts = !read.mention.identifiers.is_empty() || read.mention.kind.is_some();
        if unit.text.is_empty()
            || !starts
            || read.mention.title.as_deref().is_some_and(|t| t.starts_with("Requirements "))
        {
            return None;
        }
        let mut mention = read.mention;
        mention.described = true;
        mention.evidence =
            super::Quotable::new(&unit.locator, &unit.text).quote(Span::new(0, unit.text.len()));
        if !self.page.summary.text.is_empty() {
            mention.abstract_ = Some(self.page.summary.text.as_str().into());
        }
        label::complete(self.profile, &mut mention);
        Some(self.mention(mention))
    }

    /// The titles in the head of an entry speak for their policies: "Implementing Executive Order 13571 on …".
    fn read_head(&mut self, names: &Names, block: &Block, subject: u32, flow: &mut Flow) {
        let titles = starting_in(&self.titles, block.span).to_vec();
        for (title, policy) in titles {
            let plain = Block { marks: Vec::new(), ..*block };
            let named = self.names_in(names, &plain, title, flow);
            let own = self.own_title(policy, title);
            let named: Vec<NamedPolicy> = named
                .into_iter()
                .filter(|n| !n.refers && !self.same(n.mention, policy) && !own(n.span))
                .collect();
            self.read_sentence(title, &named, Some(policy), flow);
        }
        flow.remember(starting_in(&self.labels, block.span).iter().map(|(_, ix)| *ix));
        if flow.page.is_none() {
            flow.page = Some(subject).filter(|_| !self.is_list);
        }
        self.hand_list_on(block, subject, flow);
    }

    /// Whether a name within a title is the title's own policy: it covers nearly all of it.
    fn own_title(&self, policy: u32, title: Span) -> impl Fn(Span) -> bool + use<> {
        let is_act =
            self.claims.mentions.get(policy as usize).is_some_and(|m| m.kind.as_deref() == Some("Statute"));
        move |span: Span| {
            is_act
                && span.start <= title.start + 4
                && (span.end - span.start) * 5 >= (title.end - title.start) * 3
        }
    }

    fn same(&self, a: u32, b: u32) -> bool {
        let id = |ix: u32| {
            self.claims.mentions.get(ix as usize).and_then(|m| m.identifiers.first().map(|(id, _)| id))
        };
        a == b || (id(a).is_some() && id(a) == id(b))
    }

    fn read_heading(&mut self, names: &Names, block: &Block, flow: &mut Flow) {
        flow.list = None;
        let named = self.names_in(names, block, block.span, flow);
        let first = named.iter().find(|n| !n.refers).map(|n| n.mention);
        if let Some(policy) = first {
            flow.section = Some(policy);
            flow.page = flow.page.or(first);
            flow.remember([policy]);
        } else if let BlockKind::Heading(level) = block.kind
            && level <= 2
        {
            flow.section = None;
        }
        if named.len() > 1 {
            self.read_sentence(block.span, &named, flow.section.or(flow.page), flow);
        }
    }

    fn read_block(&mut self, names: &Names, block: &Block, subject: Option<u32>, flow: &mut Flow) {
        if matches!(block.kind, BlockKind::Item(_)) {
            if let Some(list) = flow.list
                && let Some((policy, title)) = self.read_list_item(block, list, flow)
            {
                // The item's own title may say more: "… for Implementation of HSPD-12".
                let named = self.names_in(names, block, title, flow);
                let named: Vec<NamedPolicy> =
                    named.into_iter().filter(|n| !n.refers && !self.same(n.mention, policy)).collect();
                self.read_sentence(title, &named, Some(policy), flow);
                return;
            }
        } else {
            flow.list = None;
        }
        let text = self.page.text.as_str();
        for span in sentence::sentences(text, block.span) {
            let named = self.names_in(names, block, span, flow);
            if flow.page.is_none() {
                flow.page = named.iter().find(|n| !n.refers).map(|n| n.mention);
            }
            let subject = subject.or(flow.page);
            self.read_sentence(span, &named, subject, flow);
            flow.remember(named.iter().map(|n| n.mention));
        }
    }

    /// "OMB rescinds the following with the release of this memorandum:" and its items. Gives the item's policy and
    /// its proper title.
    fn read_list_item(&mut self, block: &Block, list: OpenList, flow: &mut Flow) -> Option<(u32, Span)> {
        let text = self.page.text.as_str();
        let href = super::entry::links(block).next().map(|(_, h)| h.clone());
        if !super::entry::names_policy(self.profile, block.span.of(text)) {
            return None;
        }
        let (target, title) = self.read_label(block.span, href.as_deref(), None);
        let title = title.unwrap_or(Span::new(block.span.end, block.span.end));
        self.state_member(block, target, list);
        flow.remember([target]);
        Some((target, title))
    }

    /// A listed policy under an open list is an entry of its own, and still what the list speaks of.
    fn hand_list_on(&mut self, block: &Block, target: u32, flow: &Flow) {
        if let Some(list) = flow.list
            && matches!(block.kind, BlockKind::Item(_))
        {
            self.state_member(block, target, list);
        }
    }

    fn state_member(&mut self, block: &Block, target: u32, list: OpenList) {
        let Some(relation) = list.opened.relation(self.profile) else { return };
        let text = self.page.text.as_str();
        let words = block.span.of(text).to_lowercase();
        let part = ["in part", "section ", "sections ", "paragraph "]
            .iter()
            .any(|w| words.starts_with(w) || (*w == "in part" && words.contains(w)));
        self.push(Statement {
            actor: list.actor,
            relation,
            extent: if part { Extent::Part } else { list.opened.extent() },
            target,
            effective: list.opened.effective(),
            verb: list.opened.verb.of(text).into(),
            strength: Strength::Explicit,
            evidence: self.quotable.quote(block.span),
        });
    }

    /// Reads one sentence: relations between the policies that it names, and citations of the others.
    fn read_sentence(&mut self, span: Span, named: &[NamedPolicy], subject: Option<u32>, flow: &mut Flow) {
        let text = self.page.text.as_str();
        let outcome = self.relations(span, named);
        let mut related: BTreeSet<u32> = BTreeSet::new();
        for found in outcome.found.into_iter().filter(|f| f.holds_in(None)) {
            let who = |who: relations::Who| match who {
                relations::Who::Document => subject,
                relations::Who::Named(i) => named.get(i).map(|n| n.mention),
            };
            let (Some(actor), Some(target)) = (who(found.actor), who(found.target)) else { continue };
            if self.same(actor, target) {
                continue;
            }
            related.extend([actor, target]);
            self.push(Statement {
                actor,
                relation: found.relation,
                extent: found.extent,
                target,
                effective: found.effective,
                verb: found.verb.of(text).into(),
                strength: if found.inferred { Strength::Inferred } else { Strength::Explicit },
                evidence: self.quotable.quote(found.quote),
            });
        }
        if let Some(opened) = outcome.opens {
            let actor = match opened.actor {
                relations::Who::Document => flow.page.or(subject),
                relations::Who::Named(i) => named.get(i).map(|n| n.mention),
            };
            flow.list = actor.map(|actor| OpenList { opened, actor });
        }
        self.cite_the_rest(span, named, subject, &related);
    }

    /// A policy that is named and not acted on is cited: by the one that opens the sentence, else by the subject.
    fn cite_the_rest(
        &mut self,
        span: Span,
        named: &[NamedPolicy],
        subject: Option<u32>,
        related: &BTreeSet<u32>,
    ) {
        let text = self.page.text.as_str();
        let opens = named.first().filter(|n| {
            let before = text.get(span.start..n.span.start).unwrap_or("").trim().to_lowercase();
            matches!(
                before.as_str(),
                "" | "the"
                    | "omb’s policy guidance ("
                    | "omb’s policy guidance in"
                    | "the requirements of"
                    | "this"
            )
        });
        let Some(actor) = opens.map(|n| n.mention).or(subject) else { return };
        for policy in named.iter().filter(|n| !n.refers) {
            let target = policy.mention;
            // A sentence that presents a policy does not speak for the one before it.
            let presented = policy.introduced && opens.is_none();
            if self.same(actor, target) || related.contains(&target) || presented {
                continue;
            }
            let quote = bounded(text, span, policy.span);
            self.state(actor, Relation::Cites, target, "", Strength::Explicit, quote);
        }
    }

    fn relations(&self, span: Span, named: &[NamedPolicy]) -> relations::Reading {
        let text = self.page.text.as_str();
        let named: Vec<relations::Named> =
            named.iter().map(|n| relations::Named::policy(text, n.span)).collect();
        relations::find(self.profile, text, span, &named)
    }
}

/// A quote of at most 400 bytes around a name, cut at word boundaries.
fn bounded(text: &str, sentence: Span, name: Span) -> Span {
    const MAX: usize = 400;
    if sentence.end - sentence.start <= MAX {
        return sentence;
    }
    let room = MAX.saturating_sub(name.end - name.start) / 2;
    let start = name.start.saturating_sub(room).max(sentence.start);
    let end = (name.end + room).min(sentence.end);
    let start = (start..=name.start)
        .find(|i| *i == sentence.start || text.as_bytes().get(i - 1) == Some(&b' '))
        .unwrap_or(name.start);
    let end = (name.end..=end)
        .rev()
        .find(|i| *i == sentence.end || text.as_bytes().get(*i) == Some(&b' '))
        .unwrap_or(name.end);
    Span::new(start, end)
}
