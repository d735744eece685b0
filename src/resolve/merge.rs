//! Which names are one policy.

use super::curation::{Curated, Identity};
use super::facts::{Facts, Said, dates_agree};
use super::intake::Intake;
use super::names::{Name, Names};
use super::sets::{Apart, Union};
use super::words::Words;
use crate::model::KnownPolicy;
use crate::profile::{List, Profile};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Why two policies of one name stay apart that graphs name by two IRIs.
const DIFFERENT_IRIS: &str = "different IRIs";

/// More policies than this are not held against each other, two by two.
const MAX_GROUP: usize = 256;

/// On what ground two names were found to be one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ground {
    /// The same title, kinds and dates that agree.
    Title,
    /// An acronym that one policy defines.
    Acronym,
    /// The same link.
    Url,
    /// Kind and day in a document that names one numbered policy of that kind and day.
    Date,
    /// A later version of one page, which prints another number.
    Version,
    /// A person judged so.
    Judgement,
}

/// A merge, for the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Merge {
    /// The words that were resolved.
    pub name: String,
    /// The policy: its identifier, or its title.
    pub policy: String,
    /// On what ground.
    pub ground: Ground,
}

/// Two policies of one name that were kept apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct NearMiss {
    /// The name that they share.
    pub name: String,
    /// Their identifiers or titles, sorted.
    pub policies: Vec<String>,
    /// What speaks against a merge.
    pub reason: String,
}

/// The outcome: for each name the name that stands for its policy.
pub(super) struct Merged {
    pub root: Vec<u32>,
    pub merges: Vec<Merge>,
    pub near_misses: Vec<NearMiss>,
    /// `root` as it was before people's judgements joined names; empty where they join none.
    pub before: Vec<u32>,
}

impl Merged {
    /// The name that stands for the policy of a name.
    pub fn root(&self, ix: u32) -> u32 {
        self.root.get(ix as usize).copied().unwrap_or(ix)
    }

    /// Whether two names are one policy because people judge so.
    pub fn are_judged_one(&self, a: u32, b: u32) -> bool {
        let before = |ix: u32| self.before.get(ix as usize);
        self.root(a) == self.root(b) && before(a) != before(b)
    }

    /// Adds what was settled before names were merged.
    pub fn add(&mut self, merges: Vec<Merge>, near_misses: Vec<NearMiss>) {
        self.merges.extend(merges);
        self.merges.sort();
        self.merges.dedup();
        self.near_misses.extend(near_misses);
        self.near_misses.sort();
        self.near_misses.dedup();
    }
}

pub(super) fn merge(
    profile: &Profile,
    names: &Names,
    intake: &Intake,
    (curated, identity): (&mut Curated, &Identity),
) -> Merged {
    let is_number = |ix: u32| matches!(names.get(ix), Some(Name::Number(..)));
    let mentions = &intake.mentions;
    let read = |stored| Said {
        wording: &profile.wording,
        words: &intake.words,
        stored,
        details: intake.details.get(stored.details as usize),
    };
    let mut facts: BTreeMap<u32, Facts> = BTreeMap::new();
    for stored in mentions.iter().filter(|m| !is_number(m.policy)) {
        facts.entry(stored.policy).or_default().learn(&read(stored));
    }
    // Of the numbers, which may be a million, only those that share a key with a title matter.
    let wanted: HashSet<&str> = facts.values().flat_map(Facts::keys).map(String::as_str).collect();
    let shared: BTreeSet<u32> = mentions
        .par_iter()
        .filter(|m| !wanted.is_empty() && is_number(m.policy) && read(m).has_key(&wanted))
        .map(|m| m.policy)
        .collect();
    for stored in mentions.iter().filter(|m| shared.contains(&m.policy)) {
        facts.entry(stored.policy).or_default().learn(&read(stored));
    }
    let mut merger = Merger {
        profile,
        names,
        words: &intake.words,
        facts,
        union: Union::new(names.len()),
        apart: Apart::of(identity.apart.keys()),
        merges: Vec::new(),
        near: BTreeSet::new(),
    };
    merger.by_url();
    merger.by_title();
    merger.by_acronym();
    let before = if identity.same.is_empty() { Vec::new() } else { merger.union.roots() };
    merger.by_judgement(curated, identity);
    let mut merges = merger.merges;
    merges.sort();
    merges.dedup();
    let near_misses = merger.near.into_iter().collect();
    Merged { root: merger.union.roots(), merges, near_misses, before }
}

struct Merger<'a> {
    profile: &'a Profile,
    names: &'a Names,
    words: &'a Words,
    facts: BTreeMap<u32, Facts>,
    union: Union,
    /// What people judge not to be one.
    apart: Apart,
    merges: Vec<Merge>,
    near: BTreeSet<NearMiss>,
}

impl Merger<'_> {
    fn is_number(&self, ix: u32) -> bool {
        matches!(self.names.get(ix), Some(Name::Number(..)))
    }

    /// The path of the IRI by which a graph names a policy without a number.
    fn iri(&self, ix: u32) -> Option<&str> {
        match self.names.get(ix) {
            Some(Name::Path(path)) => Some(self.words.get(*path)),
            _ => None,
        }
    }

    /// Whether a title is enough for a policy without a number to be the one that has it: an IRI of somebody else's tells two
    /// policies apart that are called alike, unless both are dated.
    fn is_sure_by_title(&self, ix: u32, number: u32) -> bool {
        let dated = |ix: u32| self.facts.get(&ix).is_some_and(|facts| !facts.dates.is_empty());
        self.iri(ix).is_none_or(|path| !KnownPolicy::is_elsewhere(path)) || dated(ix) && dated(number)
    }

    fn display(&self, ix: u32) -> String {
        match self.names.get(ix) {
            Some(Name::Number(scheme, number)) => {
                self.profile.schemes.get(*scheme).label(self.words.get(*number))
            }
            _ => self.facts.get(&ix).map(|f| f.label.clone()).unwrap_or_default(),
        }
    }

    /// Whether kinds and dates of two names agree.
    fn agree(&self, a: u32, b: u32) -> Result<(), &'static str> {
        let (Some(fa), Some(fb)) = (self.facts.get(&a), self.facts.get(&b)) else { return Err("unknown") };
        let kinds_agree = fa.kinds.is_empty() || fb.kinds.is_empty() || !fa.kinds.is_disjoint(&fb.kinds);
        if !kinds_agree {
            return Err("different kinds");
        }
        if let (Some(Name::Path(one)), Some(Name::Path(other))) = (self.names.get(a), self.names.get(b))
            && one != other
        {
            return Err(DIFFERENT_IRIS);
        }
        if years_clash(self.names.get(a), self.names.get(b)) {
            return Err("different years in the name");
        }
        if dates_agree(self.profile, fa, fb) { Ok(()) } else { Err("different dates") }
    }

    fn join(&mut self, name: u32, policy: u32, ground: Ground) {
        let (a, b) = (self.union.root(name), self.union.root(policy));
        if a != b && self.is_number(a) && self.is_number(b) {
            let label = self.display(name);
            self.near_miss(&[a, b].into(), &label, "it would join two numbers");
            return;
        }
        if a != b && self.iri(a).zip(self.iri(b)).is_some_and(|(one, other)| one != other) {
            let label = self.display(name);
            self.near_miss(&[a, b].into(), &label, DIFFERENT_IRIS);
            return;
        }
        if self.apart.are(a, b) {
            return;
        }
        // A number stands before an IRI, an IRI before what only words name.
        let rank = |ix: u32| (self.is_number(ix), self.iri(ix).is_some());
        let (name, policy) = if rank(a) > rank(b) { (policy, name) } else { (name, policy) };
        if self.union.join(name, policy) {
            self.apart.joined(a, b, self.union.root(policy));
            let merge = Merge { name: self.display(name), policy: self.display(policy), ground };
            if merge.name != merge.policy {
                self.merges.push(merge);
            }
        }
    }

    /// The same link on described policies; a link that two different numbers share joins nothing.
    fn by_url(&mut self) {
        let mut by_url: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (ix, facts) in self.facts.iter().map(|(ix, f)| (*ix, f)) {
            for url in &facts.urls {
                by_url.entry(url.clone()).or_default().insert(ix);
            }
        }
        for group in by_url.into_values().filter(|g| g.len() > 1) {
            self.join_group(&group, Ground::Url, "the same link");
        }
    }

    /// The same title.
    fn by_title(&mut self) {
        let mut by_title: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (ix, facts) in self.facts.iter().map(|(ix, f)| (*ix, f)) {
            for title in facts.titles.iter().filter(|t| is_distinctive(self.profile, t)) {
                by_title.entry(title.clone()).or_default().insert(ix);
            }
        }
        for (title, group) in by_title.into_iter().filter(|(_, g)| g.len() > 1) {
            // Nothing to resolve among numbers: they are what they are.
            if group.iter().any(|ix| !self.is_number(*ix)) {
                self.join_group(&group, Ground::Title, &title);
            }
        }
    }

    /// An acronym or a short name that exactly one policy defines.
    fn by_acronym(&mut self) {
        let mut defined: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for (ix, facts) in self.facts.iter().map(|(ix, f)| (*ix, f)) {
            for acronym in &facts.acronyms {
                defined.entry(acronym.clone()).or_default().insert(ix);
            }
        }
        // "the NLI Act" is called so alone where another name defines it.
        for (ix, facts) in self.facts.iter().map(|(ix, f)| (*ix, f)) {
            if let Some(group) = facts.titles.first().and_then(|t| defined.get_mut(t))
                && facts.titles.len() == 1
                && !matches!(self.names.get(ix), Some(Name::Number(..)))
            {
                group.insert(ix);
            }
        }
        for (acronym, group) in defined.into_iter().filter(|(_, g)| g.len() > 1) {
            let (full, bare): (Vec<u32>, Vec<u32>) = group.iter().copied().partition(|ix| {
                self.is_number(*ix)
                    || self.facts.get(ix).is_some_and(|f| f.titles.iter().any(|t| *t != acronym))
            });
            let roots: BTreeSet<u32> = full.iter().map(|ix| self.union.root(*ix)).collect();
            match (roots.len(), full.first().copied()) {
                (1, Some(policy)) => bare.into_iter().for_each(|ix| self.join(ix, policy, Ground::Acronym)),
                _ => self.near_miss(&group, &acronym, "the acronym has several meanings"),
            }
        }
    }

    /// What people judge to be one policy: also two numbers, of which one is a misprint.
    fn by_judgement(&mut self, curated: &mut Curated, identity: &Identity) {
        for (stays, other, at) in &identity.same {
            let (a, b) = (self.union.root(*other), self.union.root(*stays));
            if self.apart.are(a, b) {
                let kept_apart = identity.apart.iter().find(|((x, y), _)| {
                    let roots = [self.union.root(*x), self.union.root(*y)];
                    roots == [a, b] || roots == [b, a]
                });
                if let Some((_, by)) = kept_apart {
                    Identity::refused(curated, *at, *by);
                }
                continue;
            }
            // A number stands before a name without one.
            let (name, policy) = if self.is_number(a) && !self.is_number(b) { (b, a) } else { (a, b) };
            let merge =
                Merge { name: self.display(*other), policy: self.display(*stays), ground: Ground::Judgement };
            if self.union.join(name, policy) {
                self.apart.joined(a, b, policy);
                self.merges.push(merge);
            }
        }
        let settled = identity.same.iter().flat_map(|(a, b, _)| [self.display(*a), self.display(*b)]);
        let apart = identity.apart.keys().flat_map(|(a, b)| [self.display(*a), self.display(*b)]);
        let settled: BTreeSet<String> = settled.chain(apart).collect();
        self.near.retain(|near| !near.policies.iter().all(|policy| settled.contains(policy)));
    }

    /// Joins the members of a group to the one policy that they can mean. Each is held against each, so that a name
    /// which more than [`MAX_GROUP`] share joins nothing.
    fn join_group(&mut self, group: &BTreeSet<u32>, ground: Ground, name: &str) {
        if group.len() > MAX_GROUP {
            self.near_miss(group, name, "too many policies have this name");
            return;
        }
        let (numbers, others): (Vec<u32>, Vec<u32>) =
            group.iter().copied().partition(|ix| self.is_number(*ix));
        self.join_unnumbered(&others, ground, name);
        // Of each number the policies without one that it can be; of each of those the numbers.
        let mut fits: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let mut held: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for ix in &others {
            let root = self.union.root(*ix);
            let agrees = |number: u32| {
                self.agree(*ix, number).is_ok()
                    && (ground != Ground::Title || self.is_sure_by_title(*ix, number))
            };
            let agreeing: Vec<u32> = numbers.iter().copied().filter(|n| agrees(*n)).collect();
            for number in agreeing {
                let number = self.union.root(number);
                fits.entry(number).or_default().insert(root);
                held.entry(root).or_default().insert(number);
            }
        }
        for ix in others {
            let root = self.union.root(ix);
            if self.is_number(root) {
                continue;
            }
            let own = held.get(&root).map_or(&[][..], |n| n.first().map_or(&[][..], std::slice::from_ref));
            match (held.get(&root).map_or(0, BTreeSet::len), own.first()) {
                (1, Some(number)) if fits.get(number).is_some_and(|f| f.len() == 1) => {
                    self.join(ix, *number, ground);
                }
                (0, _) => {
                    if let Some(number) = numbers.first() {
                        let reason = self.agree(ix, *number).err().unwrap_or("it has an IRI of its own");
                        self.near_miss(&[ix, *number].into(), name, reason);
                    }
                }
                _ => self.near_miss(group, name, "several policies have this name"),
            }
        }
    }

    /// Joins names without a number that are one policy: those whose days agree first; then those with a coarser date or
    /// none, each where only one policy is left that it can be.
    fn join_unnumbered(&mut self, names: &[u32], ground: Ground, name: &str) {
        let precision = |merger: &Self, ix: &u32| {
            merger.facts.get(ix).and_then(|f| f.dates.iter().map(|d| d.precision()).max())
        };
        let mut order: Vec<u32> = names.to_vec();
        // What only words name is held against all IRIs, so that it joins no two of them.
        order.sort_by_key(|ix| (self.iri(*ix).is_none(), std::cmp::Reverse(precision(self, ix)), *ix));
        for (at, ix) in order.iter().enumerate() {
            let before = order.get(..at).unwrap_or_default();
            let agreeing: Vec<u32> =
                before.iter().copied().filter(|other| self.agree(*ix, *other).is_ok()).collect();
            let roots: BTreeSet<u32> = agreeing.iter().map(|other| self.union.root(*other)).collect();
            match (roots.len(), agreeing.first()) {
                (1, Some(other)) => self.join(*ix, *other, ground),
                (0, _) => {
                    if let Some(other) = before.first()
                        && let Err(reason) = self.agree(*ix, *other)
                    {
                        self.near_miss(&[*ix, *other].into(), name, reason);
                    }
                }
                _ => {
                    self.near_miss(&names.iter().copied().collect(), name, "several policies have this name")
                }
            }
        }
    }

    fn near_miss(&mut self, group: &BTreeSet<u32>, name: &str, reason: &str) {
        let roots: BTreeSet<u32> = group.iter().map(|ix| self.union.root(*ix)).collect();
        if roots.len() > 1 {
            let mut policies: Vec<String> = roots.iter().take(8).map(|ix| self.display(*ix)).collect();
            policies.sort();
            policies.dedup();
            self.near.insert(NearMiss { name: name.to_owned(), policies, reason: reason.to_owned() });
        }
    }
}

/// "Paperwork Reduction Act of 1980" is not "… of 1995".
fn years_clash(a: Option<&Name>, b: Option<&Name>) -> bool {
    match (a, b) {
        (
            Some(Name::Title { key: ka, year: Some(ya), .. }),
            Some(Name::Title { key: kb, year: Some(yb), .. }),
        ) => ka == kb && ya.abs_diff(*yb) > 1,
        _ => false,
    }
}

/// A title that can stand for one policy: three words, or an Act.
fn is_distinctive(profile: &Profile, title: &str) -> bool {
    let last = title.rsplit_once(' ').map_or("", |(_, last)| last);
    title.split(' ').nth(2).is_some() || profile.wording.has(List::DistinctNouns, last)
}
