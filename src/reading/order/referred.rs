//! What such words as "that order" and "those orders" mean: policies named before, by kind, number and distance.

use super::{ACT, INSTRUMENTS, MAX_ORDERS, MEMORY, ORDER, Place, Reader, SELF};
use crate::ground::Span;
use crate::profile::{Class, List, Profile};
use crate::reading::acts::Named;
use crate::reading::cite::{self, Reach};
use crate::reading::tree::Quoted;

/// What stands between two policies that are named together is no longer than this, in bytes.
const MAX_GAP: usize = 320;

/// An acronym that stands for an Act has at least so many letters.
const MIN_ACRONYM: usize = 3;

/// Policies named together, as the members of one list: "X of May 4, 1961 (Care of Quays), and Y".
#[derive(Debug, Default)]
pub(super) struct Together {
    members: Vec<u32>,
    /// Where the last member ends, as a byte of the text.
    end: usize,
    /// Where the last policy ends that only tells who changed a member: "as amended by Z".
    aside: Option<usize>,
}

impl Together {
    /// Takes in one more policy at `span` of `text`. `by` tells that it stands behind "as amended by".
    pub(super) fn add(&mut self, profile: &Profile, text: &str, span: Span, mention: u32, by: bool) {
        let joined = |end: usize| text.get(end..span.start).is_some_and(|gap| joins(profile, gap));
        if by || self.aside.is_some_and(joined) {
            self.aside = Some(span.end);
            return;
        }
        self.aside = None;
        if !joined(self.end) || self.members.len() == MAX_ORDERS {
            self.members.clear();
        }
        self.end = span.end;
        if mention != SELF && !self.members.contains(&mention) {
            self.members.push(mention);
        }
    }

    /// The members.
    pub(super) fn all(&self) -> &[u32] {
        &self.members
    }

    /// The other members where one of them is `mention`.
    pub(super) fn others(&self, mention: u32) -> impl Iterator<Item = u32> + '_ {
        let is_member = self.members.contains(&mention);
        self.members.iter().copied().filter(move |m| is_member && *m != mention)
    }
}

/// Whether nothing but brackets and words that join a list stand between two policies.
fn joins(profile: &Profile, gap: &str) -> bool {
    if gap.is_empty() || gap.len() > MAX_GAP {
        return false;
    }
    let mut depth = 0_usize;
    let outside = |c: &char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    let bare: String = gap.chars().filter(outside).collect();
    let joining = |word: &str| {
        let lead = profile.wording.has(List::NumberMarks, word);
        let word = word.trim_end_matches(',');
        lead || profile.phrases.words.of(&word.to_lowercase()).is(Class::SEPARATOR.or(Class::DETERMINER))
    };
    let mut words = bare.split_whitespace().filter(|w| *w != ",").peekable();
    let comma = bare.contains(',');
    (comma || words.peek().is_some()) && !bare.contains([';', '.', ':']) && words.all(joining)
}

impl Reader<'_> {
    /// Whether a kind is the one of that name.
    pub(super) fn is_noun(&self, kind: usize, name: &str) -> bool {
        self.profile.kinds.get(kind).is_some_and(|k| k.name == name)
    }

    /// Whether such words as "this order" can mean a policy here, by the noun's kind.
    pub(super) fn may_refer(&self, kind: usize) -> bool {
        let named = self.profile.kinds.get(kind).map(|k| k.name.as_str());
        named.is_some_and(|name| INSTRUMENTS.contains(&name) || name == ACT) || self.can_mean(kind, SELF)
    }

    /// Whether the noun of a kind can mean the policy of a mention: "memorandum" a presidential memorandum.
    fn can_mean(&self, kind: usize, mention: u32) -> bool {
        let Some(nouns) = self.profile.kinds.get(kind).map(|k| &k.refer) else { return false };
        let name = self.claims.mentions.get(mention as usize).and_then(|m| m.kind.as_deref());
        let fits = |r: &String| nouns.iter().any(|n| r.ends_with(n.as_str()) || n.ends_with(r.as_str()));
        self.profile.kinds.iter().any(|(_, k)| Some(k.name.as_str()) == name && k.refer.iter().any(fits))
    }

    /// "this order", "such order".
    pub(super) fn refer(&mut self, reference: cite::Reference, at: usize, quoted: &Quoted) -> Option<Place> {
        let span = reference.span.shift(at);
        if quoted.contains(span) {
            return None;
        }
        if self.is_noun(reference.kind, ACT) {
            let mentions = vec![self.act.filter(|_| reference.reach == Reach::That)?];
            return Some(Place { named: Named::reference(span), mentions, locates: false });
        }
        match reference.reach {
            Reach::This => self.can_mean(reference.kind, SELF).then(|| Place {
                named: Named::document(span),
                mentions: vec![SELF],
                locates: false,
            }),
            Reach::That => {
                let fits = |m: &u32| self.can_mean(reference.kind, *m);
                let last = self.recent.iter().rev().take(MEMORY).copied().find(fits)?;
                // "X and Y are amended. That order …" may be either.
                if self.together.others(last).any(|m| fits(&m)) {
                    self.ambiguous.push(span);
                    return None;
                }
                let mentions = vec![last];
                Some(Place { named: Named::reference(span), mentions, locates: false })
            }
            Reach::Those => {
                let fit = self.together.all().iter().all(|m| self.can_mean(reference.kind, *m));
                let group = self.together.all();
                let mentions = match group.len() >= 2 && fit {
                    true => group.to_vec(),
                    false => Some(self.orders.clone()).filter(|_| self.is_noun(reference.kind, ORDER))?,
                };
                (mentions.len() >= 2).then(|| Place {
                    named: Named::reference(span),
                    mentions,
                    locates: false,
                })
            }
        }
    }

    /// Adds the Acts that a paragraph names by acronyms given before: "section 202(a) of the NEA".
    pub(super) fn add_acronyms(&mut self, places: &mut Vec<Place>, words: &str, at: usize, quoted: &Quoted) {
        if self.acronyms.is_empty() {
            return;
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '’' | '\'');
        let mut from = 0;
        for word in words.split_inclusive(|c: char| !is_part(c)) {
            let start = from;
            from += word.len();
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            let before = words.get(..start).unwrap_or("").chars().next_back();
            // A bracket gives the acronym to the name before it.
            let is_given = matches!(before, Some('(' | '[' | '“' | '"' | '`'));
            if bare.len() < MIN_ACRONYM || is_given || !bare.bytes().all(|b| b.is_ascii_uppercase()) {
                continue;
            }
            let Some(mention) = self.acronyms.get(bare).copied() else { continue };
            let span = Span::new(start, start + bare.len()).shift(at);
            let next = places.partition_point(|p| p.named.span.end <= span.start);
            let taken = places.get(next).is_some_and(|p| p.named.span.overlaps(span));
            if !taken && !quoted.contains(span) {
                let named = Named::policy(self.profile, &self.order.text, span);
                places.insert(next, Place { named, mentions: vec![mention], locates: false });
            }
        }
    }
}
