//! How a policy stands as of a day, in the words of a finding: what ended it, which sources say so, what came in its place.

use super::finding::{Deciding, Rule};
use crate::ground::passage::MOST_WORDS;
use crate::lineage::render::passive;
use crate::lineage::status::{self, Doubt, Finding, Status};
use crate::lineage::{EdgeIx, Index, PolicyIx, StatementIx};
use crate::model::{Extent, Relation};
use crate::profile::{Profile, Role};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// So many steps from a policy to the one in force are followed.
const MAX_STEPS: usize = 16;

/// So many statements are told of one finding.
const MAX_DECIDING: usize = 4;

/// What is the matter with a policy as of a day.
#[derive(Clone, Debug)]
pub(super) struct Matter {
    pub(super) rule: Rule,
    /// What is the matter, a sentence.
    pub(super) message: String,
    pub(super) deciding: Vec<Deciding>,
    pub(super) successor: Option<Successor>,
}

/// The policy that came in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Successor {
    pub(super) policy: PolicyIx,
    /// Whether each step to it has one successor of the whole and it is in force as far as the sources go.
    pub(super) certain: bool,
}

/// Whether a policy had ended by a day, without doubt: no later act amends or continues it.
pub(super) fn has_ended(index: &Index, p: PolicyIx, day: NaiveDate) -> bool {
    let found = status::status(index, p, day);
    found.status == Status::Ended && stands_later(index, p, decided(index, &found)).is_none()
}

/// Whether a policy is a law and what ended it is none: no lower act ends a law, so that the words were misread, or mean
/// what was done under it.
pub(super) fn is_law_ended_by_less(profile: &Profile, index: &Index, p: PolicyIx, day: NaiveDate) -> bool {
    let is_law = |p: PolicyIx| {
        let number = profile.schemes.find_in(index.policy(p).identifier).into_iter().next();
        number.is_some_and(|(_, id)| profile.schemes.get(id.scheme).role == Some(Role::Law))
    };
    let by = decided(index, &status::status(index, p, day));
    is_law(p) && by.is_some_and(|e| !is_law(index.edge(e).actor))
}

/// What is the matter with a policy as of a day; `None` where it is in force, or where nothing is known.
pub(super) fn matter(index: &Index, p: PolicyIx, day: NaiveDate) -> Option<Matter> {
    let found = status::status(index, p, day);
    let name = index.policy(p).name();
    let by = decided(index, &found);
    let (rule, message, successor) = match found.status {
        // What a later act amends or continues had not ended for its author.
        Status::Ended if stands_later(index, p, by).is_some() => {
            let later = told(index, stands_later(index, p, by));
            let doubt = format!("the sources disagree whether {name} has ended");
            (Rule::DisputedCitation, format!("{doubt}: it was {}, and {later}", told(index, by)), None)
        }
        Status::Ended => {
            let next = successor(index, p, day);
            let superseded = by.is_some_and(|e| index.edge(e).relation == Relation::Supersedes);
            let rule =
                if next.is_some() || superseded { Rule::SupersededCitation } else { Rule::EndedCitation };
            let followed = next.map(|next| followed(index, by, next.policy)).unwrap_or_default();
            (rule, format!("{}{followed}", ended_message(index, name, by)), next)
        }
        Status::InForceInPart => (Rule::EndedInPart, in_part_message(index, name, by), None),
        // What was last known of it is a part; it was not made whole since, as far as was read.
        Status::Unknown
            if found.doubt == Some(Doubt::Silence)
                && found.last_known.is_some_and(|last| last.status == Status::InForceInPart) =>
        {
            let before = found.last_known.map(|last| status::status(index, p, last.day));
            let by = before.as_ref().and_then(|before| decided(index, before));
            let message = in_part_message(index, name, by);
            let deciding = before.map(|before| deciding(index, &before)).unwrap_or_default();
            return Some(Matter { rule: Rule::EndedInPart, message, deciding, successor: None });
        }
        Status::Suspended => (Rule::SuspendedCitation, format!("{name} was {}", told(index, by)), None),
        Status::Disputed => {
            (Rule::DisputedCitation, format!("the sources disagree whether {name} has ended"), None)
        }
        _ => return None,
    };
    Some(Matter { rule, message, deciding: deciding(index, &found), successor })
}

/// The edge that decides: an ending of the whole before others, a supersession before other endings.
fn decided(index: &Index, found: &Finding) -> Option<EdgeIx> {
    let edges = found.decided_by.iter().filter_map(|s| index.edge_of(*s));
    edges.min_by_key(|e| {
        let edge = index.edge(*e);
        (!ends(edge.relation), edge.relation != Relation::Supersedes, *e)
    })
}

const fn ends(relation: Relation) -> bool {
    matches!(relation, Relation::Rescinds | Relation::Supersedes)
}

/// An act of another policy that was done after an ending and that only what stands can undergo.
fn stands_later(index: &Index, p: PolicyIx, ended: Option<EdgeIx>) -> Option<EdgeIx> {
    let day = index.edge(ended?).when.latest()?;
    let reinstated = index.acts_upon(p).any(|e| index.edge(e).relation == Relation::Reinstates);
    let presupposes = |e: &EdgeIx| {
        let edge = index.edge(*e);
        matches!(edge.relation, Relation::Amends | Relation::Continues | Relation::Supplements)
            && edge.actor != p
            && edge.when.earliest().is_some_and(|from| from > day)
    };
    index.acts_upon(p).filter(|_| !reinstated).find(presupposes)
}

/// "superseded by M-25-21, 2025-04-03"
fn told(index: &Index, by: Option<EdgeIx>) -> String {
    let Some(e) = by else { return "ended".to_owned() };
    let edge = index.edge(e);
    let when = if edge.when.is_unknown() { String::new() } else { format!(", {}", edge.when) };
    format!("{} {}{when}", passive(edge.relation, edge.extent), index.policy(edge.actor).name())
}

fn in_part_message(index: &Index, name: &str, by: Option<EdgeIx>) -> String {
    match by {
        Some(_) => format!("{name} was {}", told(index, by)),
        None => format!("{name} has ended in part"),
    }
}

fn ended_message(index: &Index, name: &str, by: Option<EdgeIx>) -> String {
    match by {
        Some(_) => format!("{name} was {}", told(index, by)),
        None => format!("{name} has ended"),
    }
}

/// "; M-25-21 is in its place", where that is not the one that ended it.
fn followed(index: &Index, by: Option<EdgeIx>, successor: PolicyIx) -> String {
    if by.is_some_and(|e| index.edge(e).actor == successor) {
        return String::new();
    }
    format!("; {} is in its place", index.policy(successor).name())
}

/// The policies that supersede a whole one, each once.
fn superseding(index: &Index, p: PolicyIx) -> BTreeSet<PolicyIx> {
    let edges = index.acts_upon(p).map(|e| index.edge(e));
    let whole = edges.filter(|e| e.relation == Relation::Supersedes && e.extent == Extent::Whole);
    whole.map(|e| e.actor).filter(|actor| *actor != p).collect()
}

/// The policy that stands in the place of one that has ended. Of several none is meant.
fn successor(index: &Index, p: PolicyIx, day: NaiveDate) -> Option<Successor> {
    let (mut at, mut seen, mut certain) = (p, BTreeSet::from([p]), true);
    for _ in 0..MAX_STEPS {
        let next = superseding(index, at);
        let [only] = next.iter().copied().collect::<Vec<_>>()[..] else {
            certain &= next.is_empty();
            break;
        };
        if !seen.insert(only) {
            return None;
        }
        at = only;
        if !has_ended(index, at, day) {
            break;
        }
    }
    let found = status::status(index, at, day);
    let stands = |status: Status| matches!(status, Status::InForce | Status::InForceInPart);
    let known = stands(found.status)
        || found.doubt == Some(Doubt::Silence) && found.last_known.is_some_and(|last| stands(last.status));
    let numbered = !index.policy(at).identifier.is_empty();
    let ended = found.status == Status::Ended;
    (at != p && !ended).then_some(Successor { policy: at, certain: certain && known && numbered })
}

/// Every policy that had a hand in the end of one, or came in its place.
pub(super) fn enders(index: &Index, p: PolicyIx) -> BTreeSet<PolicyIx> {
    let (mut found, mut open) = (BTreeSet::new(), vec![p]);
    while let Some(at) = open.pop().filter(|_| found.len() < MAX_STEPS * 4) {
        let edges = index.acts_upon(at).map(|e| index.edge(e));
        for actor in edges.filter(|e| ends(e.relation)).map(|e| e.actor) {
            if actor != p && found.insert(actor) {
                open.push(actor);
            }
        }
    }
    found
}

/// The statements that decide a status, the most telling first.
fn deciding(index: &Index, found: &Finding) -> Vec<Deciding> {
    let mut all: Vec<StatementIx> = found.decided_by.clone();
    all.sort_by_key(|s| {
        let relation = index.edge_of(*s).map(|e| index.edge(e).relation);
        (relation.is_none_or(|r| !ends(r)), relation != Some(Relation::Supersedes), *s)
    });
    let told = all.into_iter().take(MAX_DECIDING).map(|s| {
        let statement = index.statement(s);
        let source = statement.source.map(|source| index.source(source));
        let named =
            source.map_or("", |s| [s.title, s.url, s.iri].into_iter().find(|t| !t.is_empty()).unwrap_or(""));
        Deciding {
            quote: statement.passage().words(MOST_WORDS),
            source: named.to_owned(),
            source_iri: source.map_or("", |s| s.iri).to_owned(),
            page: source.map(|s| s.url.to_owned()).filter(|url| !url.is_empty()),
        }
    });
    told.collect()
}
