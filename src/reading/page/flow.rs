//! What the reading of a page's sentences carries from one to the next: the policies named so far, whose text it is, and
//! the list that is open.

use super::lists::OpenList;
use super::names::NamedPolicy;
use super::window;
use crate::ground::Span;
use crate::profile::{Class, Profile};

/// What the reading of sentences carries from one to the next.
#[derive(Default)]
pub(super) struct Flow {
    /// Policies named so far, the newest last.
    pub(super) recent: Vec<u32>,
    /// The policies that were named together last, in their order: "these orders".
    pub(super) group: Group,
    /// The policy of the page: that of its title, else the one that it lists.
    pub(super) page: Option<u32>,
    /// Whether the page is the text of its policy: it calls itself so ("this memorandum").
    pub(super) speaks: bool,
    /// Of which policy the page is, by its identity, until it is named.
    pub(super) about: Option<String>,
    pub(super) section: Option<Section>,
    /// The level of the last heading.
    pub(super) level: u8,
    /// The policy whose number is all that the heading right above says: "Public Law No: 114-264".
    pub(super) boxed: Option<u32>,
    /// The policy whose title is all that the heading right above names: its number may stand alone below.
    pub(super) titled: Option<u32>,
    pub(super) list: Option<OpenList>,
    /// The policy with which the sentence opened that leads to the items below it: their subject.
    pub(super) leads: Option<u32>,
    /// The policy of a paragraph that ends in "These include:", which cites the items below it.
    pub(super) citing: Option<u32>,
}

/// Policies of one sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Their mentions, in order.
    pub(super) members: Vec<u32>,
    /// Whether only the small words of a list, dates and brackets stand between them: "X and Y".
    pub(super) listed: bool,
}

/// Of what a section speaks: the policy of its heading; else, for one paragraph and the list below it, the policy with
/// which a sentence opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    pub(super) policy: u32,
    /// The level of the heading that it stands under.
    pub(super) level: u8,
    pub(super) headed: bool,
}

/// For which policies a sentence speaks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Speaker {
    /// The policy that acts where the sentence names no other.
    pub(super) acts: Option<u32>,
    /// The policy that cites what is named beside the subject: known only in its own text or entry.
    pub(super) cites: Option<u32>,
}

/// Only this many policies are kept in mind for "this memo".
const MEMORY: usize = 64;

impl Flow {
    pub(super) fn remember(&mut self, mentions: impl IntoIterator<Item = u32>) {
        self.recent.extend(mentions);
        let excess = self.recent.len().saturating_sub(MEMORY);
        self.recent.drain(..excess);
    }

    /// Keeps in mind the policies that a sentence names together.
    pub(super) fn regroup(&mut self, profile: &Profile, text: &str, named: &[NamedPolicy]) {
        let fresh: Vec<&NamedPolicy> = named.iter().filter(|n| !n.refers).take(MEMORY).collect();
        let mut members: Vec<u32> = Vec::new();
        fresh.iter().for_each(|n| {
            if !members.contains(&n.mention) {
                members.push(n.mention);
            }
        });
        if members.len() > 1 {
            let listed = fresh.windows(2).all(|pair| match pair {
                [a, b] => is_listed(profile, text, a.span, b.span),
                _ => true,
            });
            self.group = Group { members, listed };
        }
    }

    /// The policy for which a sentence speaks that names none before its verb. A page that only names a policy often is no
    /// text of it.
    pub(super) fn subject(&self) -> Option<u32> {
        let headed = self.section.filter(|s| s.headed).map(|s| s.policy);
        headed.or(self.page).or(self.section.map(|s| s.policy))
    }

    /// For whom a sentence outside of entries speaks.
    pub(super) fn speaker(&self) -> Speaker {
        Speaker { acts: self.subject(), cites: self.page.filter(|_| self.speaks).or(self.leads) }
    }
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// A sentence of running text.
    Sentence,
    /// A title, which speaks for its policy whatever stands first in it.
    Title,
    /// A note at the foot, which cites what it names though it only says "See".
    Note,
}

/// Whether only the words of a list, dates and brackets stand between two names.
fn is_listed(profile: &Profile, text: &str, first: Span, second: Span) -> bool {
    let gap = window::up_to(text, first.end, second.start, window::WINDOW);
    if gap.len() < second.start.saturating_sub(first.end) {
        return false;
    }
    let mut rest = String::with_capacity(gap.len());
    let mut depth = 0_usize;
    for c in gap.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    let dates: Vec<Span> = profile.dates.find_in(&rest).map(|hit| hit.span).collect();
    for date in dates.into_iter().rev() {
        rest.replace_range(date.start..date.end, " ");
    }
    let small = Class::SEPARATOR.or(Class::DETERMINER).or(Class::DATED).or(Class::WHOLE);
    let words = rest.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).all(|w| profile.phrases.words.of(&w).is(small))
}
