//! What one source alone settles: a policy that it names by kind and day and also by number, and the number that an
//! earlier version of a page prints.
//!
//! In: names and what was said of them, before names are merged over sources. Out: the same with some mentions and
//! statements given to another name, and what was done, for the report.

use super::corpus::{Source, StoredMention};
use super::intake::Intake;
use super::merge::{Ground, Merge, NearMiss};
use super::names::{Name, Names};
use crate::model::DateBasis;
use crate::profile::Profile;
use std::collections::{BTreeMap, BTreeSet};

/// Which name of a source stands for which other one.
type Moves = BTreeMap<(u32, u32), u32>;

/// What was settled.
#[derive(Default)]
pub(super) struct Settled {
    pub merges: Vec<Merge>,
    pub near_misses: Vec<NearMiss>,
}

/// Settles each source for itself.
pub(super) fn settle(profile: &Profile, sources: &[Source], names: &Names, intake: &mut Intake) -> Settled {
    let mut settled = Settled::default();
    let mut moves = dated(profile, names, intake, &mut settled);
    moves.extend(versions(profile, sources, names, intake, &mut settled));
    if !moves.is_empty() {
        let to = |source: u32, name: u32| moves.get(&(source, name)).copied().unwrap_or(name);
        intake.mentions.iter_mut().for_each(|m| m.policy = to(m.source, m.policy));
        for s in &mut intake.statements {
            (s.actor, s.target) = (to(s.source, s.actor), to(s.source, s.target));
        }
    }
    settled.merges.sort();
    settled.merges.dedup();
    settled
}

fn printed(profile: &Profile, names: &Names, intake: &Intake, name: u32) -> Option<String> {
    match names.get(name) {
        Some(Name::Number(scheme, number)) => {
            Some(profile.schemes.get(*scheme).label(intake.words.get(*number)))
        }
        _ => None,
    }
}

/// "Executive Order of December 20, 1969" is EO 15516 where the source gives that order this day, and no other of the kind.
///
/// Only within a document: a register of many records names many policies of one day, not all of them by number.
fn dated(profile: &Profile, names: &Names, intake: &Intake, settled: &mut Settled) -> Moves {
    let words = &intake.words;
    let wanted: BTreeSet<(u32, &str, &str)> = intake
        .mentions
        .iter()
        .filter_map(|m| match names.get(m.policy) {
            Some(Name::Dated { kind, date }) => Some((m.source, words.get(*kind), words.get(*date))),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return Moves::new();
    }
    let mut records: BTreeMap<u32, usize> = BTreeMap::new();
    for m in intake.mentions.iter().filter(|m| is_record(m)) {
        *records.entry(m.source).or_default() += 1;
    }
    let mut numbered: BTreeMap<(u32, &str, String), BTreeSet<u32>> = BTreeMap::new();
    for m in &intake.mentions {
        if let (Some(Name::Number(scheme, _)), Some((date, _))) = (names.get(m.policy), m.date) {
            let kind = profile.schemes.get(*scheme).kind.as_str();
            let key = (m.source, kind, date.to_string());
            if wanted.contains(&(key.0, key.1, key.2.as_str())) {
                numbered.entry(key).or_default().insert(m.policy);
            }
        }
    }
    let mut moves = Moves::new();
    let in_document = |source: u32| records.get(&source).is_none_or(|n| *n <= MAX_RECORDS);
    for m in intake.mentions.iter().filter(|m| in_document(m.source)) {
        let Some(Name::Dated { kind, date }) = names.get(m.policy) else { continue };
        let key = (m.source, words.get(*kind), words.get(*date).to_owned());
        let Some(found) = numbered.get(&key) else { continue };
        let labels: Vec<String> = found.iter().filter_map(|n| printed(profile, names, intake, *n)).collect();
        let name = words.get(m.label).to_owned();
        match (found.len(), found.first(), labels.first()) {
            (1, Some(number), Some(policy)) => {
                moves.insert((m.source, m.policy), *number);
                settled.merges.push(Merge { name, policy: policy.clone(), ground: Ground::Date });
            }
            _ => settled.near_misses.push(NearMiss {
                name,
                policies: labels,
                reason: "several numbered policies of that kind have this day".to_owned(),
            }),
        }
    }
    moves
}

/// A source that describes more policies than this is a register.
const MAX_RECORDS: usize = 8;

/// Whether a mention is the record of its own policy.
fn is_record(m: &StoredMention) -> bool {
    m.described && m.date.is_some_and(|(_, basis)| basis == DateBasis::Record)
}

/// Of two versions of one page that print different numbers, the number of the one that was changed later stands.
fn versions(
    profile: &Profile,
    sources: &[Source],
    names: &Names,
    intake: &Intake,
    settled: &mut Settled,
) -> Moves {
    let own = |m: &&StoredMention| {
        is_record(m)
            && matches!(names.get(m.policy), Some(Name::Number(..)))
            && sources.get(m.source as usize).is_some_and(|s| s.modified.is_some())
    };
    // One text, by scheme, title and day: the sources that hold it, each with the number that it prints.
    let mut texts: BTreeMap<(u16, String, String), BTreeMap<u32, u32>> = BTreeMap::new();
    for m in intake.mentions.iter().filter(own) {
        let (Some(Name::Number(scheme, _)), Some(title), Some((date, _))) =
            (names.get(m.policy), m.title, m.date)
        else {
            continue;
        };
        let key = (scheme.0, profile.wording.title_key(intake.words.get(title)).0, date.to_string());
        texts.entry(key).or_default().insert(m.source, m.policy);
    }
    let mut moves = Moves::new();
    for held in texts.into_values().filter(|h| h.len() > 1) {
        let numbers: BTreeSet<u32> = held.values().copied().collect();
        let modified = |source: u32| sources.get(source as usize).and_then(|s| s.modified);
        let last = held.keys().map(|s| modified(*s)).max().flatten();
        let latest: BTreeSet<u32> =
            held.iter().filter(|(s, _)| modified(**s) == last).map(|(_, number)| *number).collect();
        let (Some(stands), 1, true) = (latest.first(), latest.len(), numbers.len() > 1) else { continue };
        for (source, doubted) in held.iter().filter(|(_, number)| *number != stands) {
            moves.insert((*source, *doubted), *stands);
            let label = |n: u32| printed(profile, names, intake, n).unwrap_or_default();
            settled.merges.push(Merge {
                name: label(*doubted),
                policy: label(*stands),
                ground: Ground::Version,
            });
            let address = sources.get(*source as usize).and_then(|s| s.url.clone()).unwrap_or_default();
            settled.near_misses.push(NearMiss {
                name: label(*doubted),
                policies: vec![label(*doubted), label(*stands)],
                reason: format!(
                    "an earlier version of the page prints this number, which is doubtful {address}"
                )
                .trim_end()
                .to_owned(),
            });
        }
    }
    moves
}
