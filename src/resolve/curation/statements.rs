//! Judgements of statements, applied last: those that people add are put beside what was read; then every judged statement
//! is found by its policies, relation, source and words, and the one judgement of it that decides is followed.

use super::{Curated, FoundQuote, Judged, Judgement, Key, is_source, same_property};
use crate::ground::fold_space;
use crate::model::{EndingKind, Strength};
use crate::resolve::corpus::{NO_POLICY, Place, Side, Source, StoredEnding, StoredMention, StoredStatement};
use crate::resolve::intake::NOTHING_FURTHER;
use crate::resolve::status::StatementRef;
use crate::resolve::words::{Word, Words};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a key stands for: the policies, the relation, the sources and the words.
struct Sought {
    actor: u32,
    relation: EndingKind,
    target: u32,
    /// The source; `None` where the graph has none of that name, since it has moved: then any that has the words.
    source: Option<u32>,
}

/// The statements of a corpus in their final order.
pub(in crate::resolve) struct Stored<'c> {
    pub words: &'c Words,
    pub sources: &'c [Source],
    pub statements: &'c mut Vec<StoredStatement>,
    pub conditional: &'c mut Vec<StoredStatement>,
    pub reflexive: &'c mut Vec<StoredStatement>,
    pub endings: &'c mut Vec<StoredEnding>,
}

/// Finds the policy that a text of an entry names.
pub(in crate::resolve) type PolicyOf<'f> = &'f dyn Fn(&str) -> Result<u32, String>;

fn source_of(sources: &[Source], name: &str) -> Option<u32> {
    let at = sources.iter().position(|source| is_source(source, name))?;
    u32::try_from(at).ok()
}

fn sought(key: &Key, sources: &[Source], policy_of: PolicyOf<'_>) -> Result<Sought, String> {
    let one = |text: &Option<String>| text.as_deref().map_or(Ok(NO_POLICY), policy_of);
    let relation = match key.relation {
        EndingKind::Act(relation, extent) => same_property(relation, extent),
        EndingKind::Expires => EndingKind::Expires,
    };
    Ok(Sought {
        actor: one(&key.actor)?,
        relation,
        target: one(&key.target)?,
        source: source_of(sources, &key.source),
    })
}

/// Puts the statements that people add beside those that were read. An entry whose words were not found in its source adds
/// nothing; one that was read since adds nothing more.
pub(in crate::resolve) fn add(
    curated: &mut Curated,
    (words, sources): (&mut Words, &[Source]),
    found: &[(String, FoundQuote)],
    policy_of: PolicyOf<'_>,
    stated: Stated<'_>,
) {
    let by_place: HashMap<(&str, &str), &FoundQuote> =
        found.iter().map(|(path, f)| ((path.as_str(), f.words.as_str()), f)).collect();
    let place_of = |source: u32, quote: &str| {
        let path = sources.get(source as usize).map(|s| s.path.as_str())?;
        by_place.get(&(path, quote)).copied()
    };
    let about = About::of(curated, sources, policy_of, &stated);
    for at in (0_u32..).take(curated.curation.entries.len()) {
        let Some(Judgement::Add(key, added)) = curated.entry(at).map(|e| e.judgement.clone()) else {
            continue;
        };
        let sought = match sought(&key, sources, policy_of) {
            Ok(sought) => sought,
            Err(why) => {
                curated.unmatched(at, why);
                continue;
            }
        };
        let EndingKind::Act(relation, extent) = sought.relation else {
            curated
                .unmatched(at, "a statement that is added has a policy that acts and one that is acted upon");
            continue;
        };
        if sought.actor == NO_POLICY || sought.target == NO_POLICY || sought.actor == sought.target {
            curated.unmatched(at, "a statement that is added has two policies");
            continue;
        }
        let in_source = |s: &StoredStatement| sought.source.is_none_or(|source| s.source == source);
        let read = stated
            .statements
            .iter()
            .any(|s| in_source(s) && is_of(s, &sought) && fold_space(words.get(s.quote)) == key.quote);
        if read {
            continue;
        }
        let found = match sought.source {
            Some(source) => place_of(source, &key.quote)
                .map(|place| (source, place))
                .ok_or_else(|| "its words do not stand in the source".to_owned()),
            None => moved_to(&sought, &key, &about, &|source| place_of(source, &key.quote)),
        };
        let (source, place) = match found {
            Ok(found) => found,
            Err(why) => {
                curated.unmatched(at, why);
                continue;
            }
        };
        stated.statements.push(StoredStatement {
            source,
            actor: sought.actor,
            target: sought.target,
            relation,
            extent,
            strength: Strength::Explicit,
            side: Side::Other,
            effective: added.effective,
            verb: words.intern(&added.verb),
            quote: words.intern(&place.quote),
            place: Place {
                locator: words.intern(&place.locator),
                start: place.start,
                end: place.end,
                section: None,
            },
            record: NO_POLICY,
            beside: (None, None),
            further: ADDED,
        });
    }
}

/// What sources say, to which statements are added.
pub(in crate::resolve) struct Stated<'s> {
    pub mentions: &'s [StoredMention],
    pub endings: &'s [StoredEnding],
    pub statements: &'s mut Vec<StoredStatement>,
}

/// Which sources there are, and which of the policies of added statements whose source has moved each speaks of.
struct About {
    sources: u32,
    pairs: BTreeSet<(u32, u32)>,
}

impl About {
    /// Linear in what sources say; nothing is looked at where no source has moved.
    fn of(curated: &Curated, sources: &[Source], policy_of: PolicyOf<'_>, stated: &Stated<'_>) -> Self {
        let added = curated.curation.entries.iter().filter_map(|e| match &e.judgement {
            Judgement::Add(key, _) => Some(key),
            _ => None,
        });
        let homeless = added.filter(|key| source_of(sources, &key.source).is_none());
        let names = homeless.flat_map(|key| [&key.actor, &key.target]).flatten();
        let wanted: BTreeSet<u32> = names.filter_map(|name| policy_of(name).ok()).collect();
        let mut pairs = BTreeSet::new();
        if !wanted.is_empty() {
            let named = stated.mentions.iter().map(|m| (m.source, m.policy));
            let ended = stated.endings.iter().map(|e| (e.source, e.policy));
            let acts = stated.statements.iter().flat_map(|s| [(s.source, s.actor), (s.source, s.target)]);
            pairs.extend(named.chain(ended).chain(acts).filter(|(_, policy)| wanted.contains(policy)));
        }
        Self { sources: len(sources), pairs }
    }
}

/// The one source that an entry can mean whose own source has moved: it has the words and speaks of one of the policies; of
/// several such, the one that speaks of both.
fn moved_to<'f>(
    sought: &Sought,
    key: &Key,
    about: &About,
    place_of: &dyn Fn(u32) -> Option<&'f FoundQuote>,
) -> Result<(u32, &'f FoundQuote), String> {
    let speaks = |source: u32| {
        [sought.actor, sought.target].into_iter().filter(|p| about.pairs.contains(&(source, *p))).count()
    };
    let with_words =
        (0..about.sources).filter_map(|source| Some((source, place_of(source)?, speaks(source))));
    let mut all: Vec<(u32, &FoundQuote, usize)> = with_words.filter(|(.., speaks)| *speaks > 0).collect();
    let most = all.iter().map(|(.., speaks)| *speaks).max().unwrap_or(0);
    all.retain(|(.., speaks)| *speaks == most);
    match all.as_slice() {
        [(source, place, _)] => Ok((*source, place)),
        [] => Err(format!(
            "the graph has no source `{}`, and no other that speaks of the policies has its words",
            key.source
        )),
        several => Err(format!(
            "the graph has no source `{}`, and its words stand in {} others",
            key.source,
            several.len()
        )),
    }
}

/// [`StoredStatement::further`] of a statement that a person added: nothing further, and marked until all are in order.
const ADDED: u32 = NOTHING_FURTHER - 1;

fn is_of(s: &StoredStatement, sought: &Sought) -> bool {
    (s.actor, s.target) == (sought.actor, sought.target)
        && same_property(s.relation, s.extent) == sought.relation
}

/// Statements by actor, relation and target.
type ByPair = HashMap<(u32, EndingKind, u32), Vec<Judged>>;

/// Follows the judgements of statements.
pub(in crate::resolve) struct Judge<'a> {
    pub curated: &'a mut Curated,
    pub policy_of: PolicyOf<'a>,
}

impl Judge<'_> {
    /// Takes rejected statements out, and notes which are accepted and which were added.
    pub fn follow(&mut self, mut stored: Stored<'_>) {
        let judged = self.matched(&stored);
        let mut reject: BTreeMap<Judged, u32> = BTreeMap::new();
        let mut accept: BTreeMap<Judged, u32> = BTreeMap::new();
        let mut open: BTreeSet<Judged> = BTreeSet::new();
        for (statement, entries) in judged {
            let Some(decider) = self.curated.decide(&entries) else {
                open.insert(statement);
                continue;
            };
            let rejects = entries.iter().any(|(at, rejects)| *at == decider && *rejects);
            if rejects {
                reject.insert(statement, decider)
            } else {
                accept.insert(statement, decider)
            };
        }
        self.take_out(&mut stored, &reject, &accept, &open);
    }

    /// The judgements of each statement that is judged: the entry, and whether it rejects.
    fn matched(&mut self, stored: &Stored<'_>) -> BTreeMap<Judged, Vec<(u32, bool)>> {
        let mut wanted: BTreeMap<u32, (u32, EndingKind, u32)> = BTreeMap::new();
        let entries = self.curated.curation.entries.clone();
        for (at, entry) in (0_u32..).zip(&entries) {
            let Some(key) = entry.judgement.key() else { continue };
            if !self.is_open(at) {
                continue;
            }
            match sought(key, stored.sources, self.policy_of) {
                Ok(s) => {
                    wanted.insert(at, (s.actor, s.relation, s.target));
                    if let Some(slot) = self.curated.policies.get_mut(at as usize) {
                        slot.extend([s.actor, s.target].into_iter().filter(|p| *p != NO_POLICY));
                    }
                }
                Err(why) => self.curated.unmatched(at, why),
            }
        }
        let pairs = by_pair(stored, &wanted.values().copied().collect());
        let mut judged: BTreeMap<Judged, Vec<(u32, bool)>> = BTreeMap::new();
        for (at, entry) in (0_u32..).zip(&entries) {
            let (Some(pair), Some(key)) = (wanted.get(&at), entry.judgement.key()) else { continue };
            let near = pairs.get(pair).map_or(&[][..], Vec::as_slice);
            let source = source_of(stored.sources, &key.source);
            let found = with_words(stored, near, source, &key.quote);
            if source.is_none()
                && let Some((now, _)) = found.first().and_then(|judged| evidence(stored, *judged))
            {
                self.curated.moved.insert(at, now);
            }
            if found.is_empty() {
                let why = if near.is_empty() {
                    "no source states it"
                } else {
                    "no source states it in these words"
                };
                self.curated.unmatched(at, why);
            }
            for statement in found {
                judged
                    .entry(statement)
                    .or_default()
                    .push((at, matches!(entry.judgement, Judgement::Reject(_))));
            }
        }
        judged
    }

    fn is_open(&self, at: u32) -> bool {
        self.curated.standing.get(at as usize) == Some(&super::Standing::Decides)
    }

    fn take_out(
        &mut self,
        stored: &mut Stored<'_>,
        reject: &BTreeMap<Judged, u32>,
        accept: &BTreeMap<Judged, u32>,
        open: &BTreeSet<Judged>,
    ) {
        let curated = &mut *self.curated;
        let mut take = |list: &mut Vec<StoredStatement>, mark: &dyn Fn(u32) -> Judged| {
            let mut kept = Vec::with_capacity(list.len());
            for (ix, mut s) in (0_u32..).zip(std::mem::take(list)) {
                let was_added = s.further == ADDED;
                if was_added {
                    s.further = NOTHING_FURTHER;
                    // What people added and people contradict is not there.
                    if open.contains(&mark(ix)) {
                        continue;
                    }
                }
                if let Some(at) = reject.get(&mark(ix)) {
                    note(&mut curated.statements, *at, Judged::Rejected(len(&curated.rejected)));
                    curated.rejected.push(s);
                    curated.rejected_by.push(*at);
                    continue;
                }
                let now = len(&kept);
                if let Some(at) = accept.get(&mark(ix)) {
                    let judged = renumbered(mark(ix), now);
                    note(&mut curated.statements, *at, judged);
                    if let Judged::Kept(statement) = judged {
                        curated.accepted.insert(statement, *at);
                    }
                }
                if was_added {
                    curated.added.push(now);
                }
                kept.push(s);
            }
            *list = kept;
        };
        if !reject.is_empty() || !accept.is_empty() || stored.statements.iter().any(|s| s.further == ADDED) {
            take(stored.statements, &|ix| Judged::Kept(StatementRef::Edge(ix)));
            take(stored.conditional, &Judged::Conditional);
            take(stored.reflexive, &|ix| Judged::Kept(StatementRef::Reflexive(ix)));
        }
        let mut kept = Vec::with_capacity(stored.endings.len());
        for (ix, ending) in (0_u32..).zip(std::mem::take(stored.endings)) {
            let was = Judged::Kept(StatementRef::Ending(ix));
            if let Some(at) = reject.get(&was) {
                let now = len(&curated.rejected_endings);
                note(&mut curated.statements, *at, Judged::RejectedEnding(now));
                curated.rejected_endings.push(ending);
                curated.rejected_endings_by.push(*at);
                continue;
            }
            if let Some(at) = accept.get(&was) {
                let now = StatementRef::Ending(len(&kept));
                note(&mut curated.statements, *at, Judged::Kept(now));
                curated.accepted.insert(now, *at);
            }
            kept.push(ending);
        }
        *stored.endings = kept;
    }
}

fn renumbered(judged: Judged, now: u32) -> Judged {
    match judged {
        Judged::Kept(StatementRef::Edge(_)) => Judged::Kept(StatementRef::Edge(now)),
        Judged::Kept(StatementRef::Reflexive(_)) => Judged::Kept(StatementRef::Reflexive(now)),
        Judged::Kept(StatementRef::Ending(_)) => Judged::Kept(StatementRef::Ending(now)),
        Judged::Conditional(_) => Judged::Conditional(now),
        rejected => rejected,
    }
}

fn note(statements: &mut [Vec<Judged>], at: u32, judged: Judged) {
    if let Some(slot) = statements.get_mut(at as usize) {
        slot.push(judged);
    }
}

fn len<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// The statements of the wanted pairs, by pair; linear in the statements.
fn by_pair(stored: &Stored<'_>, wanted: &BTreeSet<(u32, EndingKind, u32)>) -> ByPair {
    let mut found = ByPair::new();
    if wanted.is_empty() {
        return found;
    }
    let mut add = |key: (u32, EndingKind, u32), judged: Judged| {
        if wanted.contains(&key) {
            found.entry(key).or_default().push(judged);
        }
    };
    let of = |s: &StoredStatement| (s.actor, same_property(s.relation, s.extent), s.target);
    for (ix, s) in (0_u32..).zip(&*stored.statements) {
        add(of(s), Judged::Kept(StatementRef::Edge(ix)));
    }
    for (ix, s) in (0_u32..).zip(&*stored.conditional) {
        add(of(s), Judged::Conditional(ix));
    }
    for (ix, s) in (0_u32..).zip(&*stored.reflexive) {
        add(of(s), Judged::Kept(StatementRef::Reflexive(ix)));
    }
    for (ix, e) in (0_u32..).zip(&*stored.endings) {
        let key = match e.kind {
            EndingKind::Expires => (e.policy, EndingKind::Expires, NO_POLICY),
            EndingKind::Act(relation, extent) => (NO_POLICY, same_property(relation, extent), e.policy),
        };
        add(key, Judged::Kept(StatementRef::Ending(ix)));
    }
    found
}

/// Of some statements those of a source, or of any where it has moved, with the words: the same words; else, since a
/// better reading quotes more or less of a sentence, words that hold them or that they hold.
fn with_words(stored: &Stored<'_>, near: &[Judged], source: Option<u32>, quote: &str) -> Vec<Judged> {
    let texts: Vec<(Judged, String)> = near
        .iter()
        .filter_map(|judged| {
            let (of, words) = evidence(stored, *judged)?;
            source.is_none_or(|source| source == of).then(|| (*judged, fold_space(stored.words.get(words))))
        })
        .collect();
    let those = |fits: &dyn Fn(&str) -> bool| -> Vec<Judged> {
        texts.iter().filter(|(_, text)| fits(text)).map(|(judged, _)| *judged).collect()
    };
    let same = those(&|text| text == quote);
    if !same.is_empty() {
        return same;
    }
    those(&|text| text.contains(quote) || quote.contains(text))
}

fn evidence(stored: &Stored<'_>, judged: Judged) -> Option<(u32, Word)> {
    let of = |list: &[StoredStatement], ix: u32| list.get(ix as usize).map(|s| (s.source, s.quote));
    match judged {
        Judged::Kept(StatementRef::Edge(ix)) => of(stored.statements, ix),
        Judged::Kept(StatementRef::Reflexive(ix)) => of(stored.reflexive, ix),
        Judged::Kept(StatementRef::Ending(ix)) => {
            stored.endings.get(ix as usize).map(|e| (e.source, e.quote))
        }
        Judged::Conditional(ix) => of(stored.conditional, ix),
        Judged::Rejected(_) | Judged::RejectedEnding(_) => None,
    }
}
