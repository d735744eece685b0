//! Third pass: what the sentences of a page say.

use super::flow::{Flow, Section, Speaker, Text};
use super::lists::OpenList;
use super::names::{NamedPolicy, Names, identity};
use super::{Place, Reader, starting_in, window};
use crate::ground::Span;
use crate::model::{Relation, Statement, Strength};
use crate::profile::{Class, List, Profile};
use crate::reading::acts;
use crate::reading::cite::{self, Reach};
use crate::reading::frame::Stand;
use crate::reading::sentence;
use crate::reading::title;
use crate::source::{Block, BlockKind, Enumerator};
use std::collections::BTreeSet;

impl Reader<'_> {
    pub(super) fn read_prose(&mut self) {
        let mut flow = Flow { page: self.read_own(), ..Flow::default() };
        flow.recent.extend(flow.page);
        flow.speaks = self.calls_itself(flow.page);
        let page = self.page;
        let (names, about) = self.learn_names();
        flow.about = about.filter(|_| flow.page.is_none());
        for (i, block) in page.blocks.iter().enumerate() {
            if self.frame.stand == Stand::Is && i < self.frame.head {
                continue;
            }
            let place = self.places.get(i).copied().unwrap_or(Place::Free);
            match place {
                // A row that was read as an entry is a member of the list that is open above its table.
                Place::Event => self.hand_list_to_row(i, &flow),
                Place::Head(subject) => self.read_head(&names, block, subject, &mut flow),
                Place::Under(subject) => self.read_block(&names, block, Some(subject), &mut flow),
                Place::Free if matches!(block.kind, BlockKind::Heading(_)) => {
                    self.read_heading(&names, block, &mut flow)
                }
                Place::Free => {
                    self.read_block(&names, block, None, &mut flow);
                }
            }
        }
    }

    /// The document's own policy, or the one that it is about, with what its title says of others.
    fn read_own(&mut self) -> Option<u32> {
        let own = self.frame.own.clone()?;
        let evidence = own.evidence.clone();
        let own = self.mention(own);
        if !self.frame.is_field {
            title::claims(self.profile, &evidence, own, &mut self.claims);
        }
        Some(own)
    }

    /// The titles in the head of an entry speak for their policies: "Implementing Executive Order 13571 on …".
    fn read_head(&mut self, names: &Names, block: &Block, subject: u32, flow: &mut Flow) {
        let titles = starting_in(&self.titles, block.span).to_vec();
        for (title, policy) in titles {
            let plain = block.over(block.span);
            let named = self.names_in(names, &plain, title, flow);
            let own = self.own_title(policy, title);
            let named: Vec<NamedPolicy> = named
                .into_iter()
                .filter(|n| !n.refers && !self.same(n.mention, policy) && !own(n.span))
                .collect();
            // Words that are no title, such as "Executive Orders 12866 and 12988", only name policies.
            if self.claims.mentions.get(policy as usize).is_some_and(|m| m.title.is_some()) {
                self.read_title_of(title, &named, policy, flow);
            }
        }
        self.unbox(subject, flow);
        self.number_below(subject, flow);
        let labels = starting_in(&self.labels, block.span).to_vec();
        flow.remember(labels.iter().map(|(_, ix)| *ix));
        self.read_tail(names, block, &labels, flow);
        // An entry without a link and a date is one of several.
        let presented = super::entry::links(block).next().is_some();
        if flow.page.is_none() && presented {
            flow.page = Some(subject).filter(|_| !self.is_list);
        }
        self.hand_list_on(block, subject, flow);
    }

    /// What stands behind the labels of an entry: "…, was signed into law in December 2016", "— This memorandum rescinds …".
    fn read_tail(&mut self, names: &Names, block: &Block, labels: &[(Span, u32)], flow: &mut Flow) {
        let Some(&(label, policy)) = labels.last() else { return };
        let text = self.page.text.as_str();
        let rest = text.get(label.end..block.span.end).unwrap_or("");
        let lead =
            rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || "—–-:.,;)".contains(c)).len();
        let tail = Span::new(label.end + lead, block.span.end);
        if tail.start >= tail.end || labels.len() > 1 {
            return;
        }
        let head =
            NamedPolicy { span: label, mention: policy, refers: false, several: false, introduced: false };
        let mut first = true;
        for span in sentence::sentences(&self.profile.wording, text, tail) {
            let named = self.names_in(names, block, span, flow);
            if std::mem::take(&mut first) {
                let with_head: Vec<NamedPolicy> =
                    std::iter::once(head).chain(named.iter().copied()).collect();
                self.date_named(Span::new(label.start, span.end), &with_head);
            }
            let mut at = span.start;
            let listed = named
                .iter()
                .all(|n| is_small(self.profile, text, std::mem::replace(&mut at, n.span.end), n.span.start));
            if !listed || named.is_empty() {
                self.read_sentence(span, &named, entry_speaks(policy), flow);
            }
            flow.regroup(self.profile, text, &named);
            flow.remember(named.iter().map(|n| n.mention));
        }
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

    /// Whether two mentions are of one policy: the same number, or the same title where neither has one.
    pub(super) fn same(&self, a: u32, b: u32) -> bool {
        let (Some(first), Some(second)) =
            (self.claims.mentions.get(a as usize), self.claims.mentions.get(b as usize))
        else {
            return a == b;
        };
        let numbered = first.identifiers.is_empty() == second.identifiers.is_empty();
        a == b || numbered && identity(self.profile, first) == identity(self.profile, second)
    }

    fn read_heading(&mut self, names: &Names, block: &Block, flow: &mut Flow) {
        flow.list = None;
        if let BlockKind::Heading(level) = block.kind {
            flow.level = level;
        }
        let level = flow.level;
        // A heading of the same rank or a higher one starts something else.
        flow.section = flow.section.filter(|s| s.headed && s.level < level);
        let named = self.names_in(names, block, block.span, flow);
        if let Some(policy) = named.iter().find(|n| !n.refers).or(named.first()).map(|n| n.mention) {
            flow.section = Some(Section { policy, level, headed: true });
            flow.remember([policy]);
        }
        flow.titled = named.first().filter(|n| named.len() == 1 && !n.refers).map(|n| n.mention);
        flow.boxed = named
            .first()
            .filter(|n| named.len() == 1 && self.is_number_alone(block.span, n))
            .map(|n| n.mention);
        if named.len() > 1 {
            let speaker = flow.speaker();
            self.read_sentence(block.span, &named, speaker, flow);
        }
        let title = self.page.text.as_str();
        if let Some(opened) =
            acts::heading(self.profile, title, block.span, &places(self.profile, title, &named))
        {
            let actor = self.actor_of(&opened, &named, flow);
            flow.list = Some(OpenList { kind: self.listed_kind(block.span), actor, opened });
        }
    }

    fn is_number_alone(&self, heading: Span, named: &NamedPolicy) -> bool {
        let mention = self.claims.mentions.get(named.mention as usize);
        heading.end - heading.start <= named.span.end - named.span.start + 2
            && mention.is_some_and(|m| m.title.is_none() && !m.identifiers.is_empty())
    }

    /// The number that stands alone below the title of a policy of its kind is that policy's: "Public Law 107-56" under
    /// the name of an Act.
    fn number_below(&mut self, numbered: u32, flow: &mut Flow) {
        let Some(titled) = flow.titled.take() else { return };
        let mentions = &mut self.claims.mentions;
        let below = mentions.get(numbered as usize).filter(|m| m.title.is_none());
        let Some((id, basis)) = below.and_then(|m| m.identifiers.first().cloned()) else { return };
        let kind = self.profile.schemes.get(id.scheme).kind.as_str();
        if let Some(mention) = mentions
            .get_mut(titled as usize)
            .filter(|m| m.identifiers.is_empty() && m.title.is_some() && m.kind.as_deref() == Some(kind))
        {
            mention.identifiers.push((id, basis));
        }
    }

    /// The number in the heading of a box is that of the policy of its kind with which the box starts.
    fn unbox(&mut self, policy: u32, flow: &mut Flow) {
        let Some(boxed) = flow.boxed.take() else { return };
        let mentions = &mut self.claims.mentions;
        let Some((id, basis)) = mentions.get(boxed as usize).and_then(|m| m.identifiers.first().cloned())
        else {
            return;
        };
        let kind = self.profile.schemes.get(id.scheme).kind.as_str();
        if let Some(mention) = mentions
            .get_mut(policy as usize)
            .filter(|m| m.identifiers.is_empty() && m.kind.as_deref() == Some(kind) && m.title.is_some())
        {
            mention.identifiers.push((id, basis));
        }
    }

    fn read_block(&mut self, names: &Names, block: &Block, subject: Option<u32>, flow: &mut Flow) {
        if is_member(block) {
            if let Some(list) = flow.list.clone()
                && self.read_member(names, block, &list, flow)
            {
                return;
            }
        } else {
            flow.list = None;
            flow.section = flow.section.filter(|s| s.headed);
            flow.citing = None;
            flow.leads = None;
        }
        let text = self.page.text.as_str();
        let link = only_link(block);
        for span in sentence::sentences(&self.profile.wording, text, block.span) {
            let named = self.names_in(names, block, span, flow);
            self.open_section(text, span, &named, flow);
            match named.as_slice() {
                [only] if self.is_number_alone(block.span, only) => self.number_below(only.mention, flow),
                _ => flow.titled = None,
            }
            // The title of some other document is no sentence, and speaks for nobody.
            let other = link.is_some_and(|l| named.iter().all(|n| !n.introduced && l.contains(n.span)));
            let led = flow.leads.filter(|_| is_member(block));
            let speaker = match subject {
                _ if other => Speaker::default(),
                Some(entry) => entry_speaks(entry),
                None => {
                    Speaker { cites: flow.speaker().cites.filter(|_| flow.speaks).or(led), ..flow.speaker() }
                }
            };
            let kind = if block.kind == BlockKind::Note { Text::Note } else { Text::Sentence };
            self.read_words(span, &named, speaker, flow, kind);
            flow.regroup(self.profile, text, &named);
            flow.remember(named.iter().map(|n| n.mention));
            let words = span.of(text).trim_end().to_lowercase();
            let announces = words.ends_with(':')
                && self.profile.wording.list(List::Announcing).iter().any(|w| words.contains(w.as_str()));
            if !is_member(block) {
                // "M-11-24 complements others. These include:"
                let opens = opening(self.profile, text, span, &named).map(|n| n.mention);
                let back = || flow.leads.filter(|_| self.refers_back(&words));
                flow.leads = opens.or_else(back);
                let citing = flow.speaker().cites;
                flow.citing = citing.filter(|_| announces && flow.list.is_none());
            }
        }
        if !is_member(block) {
            // Only a paragraph that ends in a colon leads to what stands below it.
            flow.leads = flow.leads.filter(|_| block.span.of(text).trim_end().ends_with(':'));
        }
    }

    /// Whether a sentence is hardly more than words for what was named before: "These include:".
    fn refers_back(&self, sentence: &str) -> bool {
        let mut words = sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let first = words.next().map(|w| self.profile.phrases.words.of(w)).unwrap_or_default();
        first.is(Class::DETERMINER) && words.nth(1).is_none()
    }

    /// What the first words of a sentence tell of the box, the paragraph or the page in which it stands.
    fn open_section(&mut self, text: &str, span: Span, named: &[NamedPolicy], flow: &mut Flow) {
        match opening(self.profile, text, span, named) {
            Some(opens) => {
                self.unbox(opens.mention, flow);
                if flow.section.is_none_or(|s| !s.headed) {
                    flow.section = Some(Section { policy: opens.mention, level: flow.level, headed: false });
                }
            }
            None => flow.boxed = None,
        }
        if let Some(about) = &flow.about
            && let Some(own) = named.iter().find(|n| {
                self.claims
                    .mentions
                    .get(n.mention as usize)
                    .is_some_and(|m| identity(self.profile, m) == *about)
            })
        {
            flow.page = Some(own.mention);
            flow.speaks = self.calls_itself(flow.page);
            flow.about = None;
        }
    }

    /// Whether a page is the text of its policy: its words call it so, "this memorandum", and often where its title does
    /// not name it.
    fn calls_itself(&self, own: Option<u32>) -> bool {
        let Some(mention) = own.and_then(|ix| self.claims.mentions.get(ix as usize)) else { return false };
        let named = self.frame.own.is_some() && !mention.identifiers.is_empty();
        let needed = if named { 1 } else { OFTEN };
        let kind = mention.kind.as_deref();
        let text = &self.page.text;
        let references = cite::references(self.profile, text).into_iter();
        let own = references.filter(|r| r.reach == Reach::This && self.means(r.kind, kind));
        own.take(needed).count() == needed
    }

    /// Reads one sentence: relations between the policies that it names, and citations of the others.
    fn read_sentence(&mut self, span: Span, named: &[NamedPolicy], speaker: Speaker, flow: &mut Flow) {
        self.read_words(span, named, speaker, flow, Text::Sentence);
    }

    /// Reads a title, which speaks for its policy whatever stands first in it.
    pub(super) fn read_title_of(&mut self, span: Span, named: &[NamedPolicy], policy: u32, flow: &mut Flow) {
        self.read_words(span, named, entry_speaks(policy), flow, Text::Title);
    }

    fn read_words(
        &mut self,
        span: Span,
        named: &[NamedPolicy],
        speaker: Speaker,
        flow: &mut Flow,
        kind: Text,
    ) {
        let text = self.page.text.as_str();
        let outcome = self.relations(span, named);
        for verb in &outcome.unread {
            self.report(crate::reading::unread(text, *verb, span), span);
            self.claims.unread.push(self.quotable.unread(*verb, span));
        }
        let mut related: BTreeSet<u32> = BTreeSet::new();
        for found in &outcome.found {
            let who = |who: acts::Who| match who {
                acts::Who::Document => speaker.acts.into_iter().collect(),
                acts::Who::Named(i) => named.get(i).map_or_else(Vec::new, |n| meant(n, flow)),
            };
            for actor in who(found.actor) {
                for target in who(found.target) {
                    if !self.same(actor, target) {
                        related.extend([actor, target]);
                        self.state_found(found, actor, target);
                    }
                }
            }
        }
        if let Some(opened) = outcome.opens {
            let actor = match opened.actor {
                acts::Who::Document => flow.page.or(speaker.acts),
                acts::Who::Named(i) => named.get(i).map(|n| n.mention),
            };
            let listed = self.listed_kind(span);
            flow.list = actor.map(|actor| OpenList { opened, actor: Some(actor), kind: listed });
        }
        self.cite_the_rest(span, named, speaker.cites, &related, kind);
    }

    /// States what was found of two policies of the page.
    pub(super) fn state_found(&mut self, found: &acts::Found, actor: u32, target: u32) {
        self.push(Statement {
            actor,
            relation: found.relation,
            extent: found.extent,
            target,
            effective: found.effective,
            verb: found.verb.of(&self.page.text).into(),
            strength: Strength::Explicit,
            evidence: self.quotable.quote(found.quote),
            lead_in: found.lead_in.map(|span| self.quotable.quote(span)),
            condition: found.condition.map(|span| self.quotable.quote(span)),
            until: found.until,
        });
    }

    /// A policy that is named and not acted on is cited: by the one that opens the sentence, else by the subject.
    fn cite_the_rest(
        &mut self,
        span: Span,
        named: &[NamedPolicy],
        subject: Option<u32>,
        related: &BTreeSet<u32>,
        kind: Text,
    ) {
        let text = self.page.text.as_str();
        let noted = kind == Text::Note;
        if !noted && self.profile.wording.starts(List::Navigation, span.of(text)).is_some() {
            return;
        }
        let opens = opening(self.profile, text, span, named).filter(|_| kind == Text::Sentence);
        let Some(actor) = opens.map(|n| n.mention).or(subject) else { return };
        // Of policies named together none speaks for the others.
        let mut listed = opens.is_some();
        let mut at = opens.map_or(span.start, |o| o.span.end);
        for policy in named {
            listed = listed && is_small(self.profile, text, at, policy.span.start);
            at = policy.span.end.max(at);
            let target = policy.mention;
            // A sentence that presents a policy does not speak for the one before it.
            let presented = !noted && opens.is_none() && is_presented(self.profile, text, span, policy);
            let presented = presented || policy.refers;
            if self.same(actor, target) || related.contains(&target) || presented || listed {
                continue;
            }
            let quote = bounded(text, span, policy.span);
            self.state(actor, Relation::Cites, target, "", Strength::Explicit, quote);
        }
    }

    fn relations(&self, span: Span, named: &[NamedPolicy]) -> acts::Reading {
        let text = self.page.text.as_str();
        acts::find(self.profile, text, span, &places(self.profile, text, named))
    }
}

/// A page that does not name its policy in its title is its text where it calls itself so, so often.
const OFTEN: usize = 3;

/// The entry of a list speaks for its policy.
const fn entry_speaks(policy: u32) -> Speaker {
    Speaker { acts: Some(policy), cites: Some(policy) }
}

/// The policies that a name means: all of those named together last, for "these orders".
fn meant(named: &NamedPolicy, flow: &Flow) -> Vec<u32> {
    if named.several { flow.group.members.clone() } else { vec![named.mention] }
}

/// The places at which policies are named, for the reader of acts.
pub(super) fn places(profile: &Profile, text: &str, named: &[NamedPolicy]) -> Vec<acts::Named> {
    named.iter().map(|n| acts::Named::policy(profile, text, n.span)).collect()
}

/// Whether a block may go on with a list: an item, or a paragraph with a printed mark, "(a)".
fn is_member(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Item(_)) || matches!(block.enumerator, Some(Enumerator::Printed(_)))
}

/// The link that is (nearly) all of a block.
fn only_link(block: &Block) -> Option<Span> {
    let long = (block.span.end - block.span.start) * 3 / 5;
    super::entry::links(block).map(|(span, _)| span).find(|span| span.end - span.start > long)
}

/// The policy with which a sentence opens, as its subject.
fn opening<'n>(
    profile: &Profile,
    text: &str,
    sentence: Span,
    named: &'n [NamedPolicy],
) -> Option<&'n NamedPolicy> {
    named.first().filter(|n| {
        let before = text.get(sentence.start..n.span.start).unwrap_or("").trim().to_lowercase();
        let led = profile.wording.starts(List::Connectives, &before).map_or(0, str::len);
        let left = before.get(led..).unwrap_or("").trim();
        left.is_empty() || profile.wording.has(List::BeforeSubject, left)
    })
}

/// Whether a sentence presents a policy to the reader: "OMB issued [M-23-22, …]", "signed into law the … Act", "read the
/// fact sheet, [Building …]". Any other link only cites: "consistent with [OMB Circular A-130]".
fn is_presented(profile: &Profile, text: &str, sentence: Span, policy: &NamedPolicy) -> bool {
    let has = |list: List, word: &str| profile.wording.has(list, word);
    let before = window::before(text, sentence.start, policy.span.start).to_lowercase();
    let mut words = before.split_whitespace().rev().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    let last = words.clone().find(|w| !w.is_empty() && !has(List::BeforePresented, w)).unwrap_or("");
    has(List::Presented, last)
        || has(List::SignedInto, last)
        || policy.introduced && words.any(|w| has(List::Inviting, w) || has(List::Presented, w))
}

/// Whether only the small words of a list stand between two places: ", and the".
fn is_small(profile: &Profile, text: &str, from: usize, to: usize) -> bool {
    let words = text.get(from..to).unwrap_or("").split(|c: char| !c.is_alphanumeric());
    words.filter(|w| !w.is_empty()).all(|w| profile.wording.has(List::SmallInLists, w))
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
