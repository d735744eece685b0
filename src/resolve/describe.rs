//! One description a policy, from all that was said of it.

use super::corpus::{Corpus, Policy, Side, Source, StoredMention, StoredStatement};
use super::merge::Merged;
use super::names::{Name, Names};
use super::short_hash;
use crate::model::{Basis, DateBasis, Mention, PartialDate, Precision, Relation};
use crate::profile::{BodyIx, Profile};
use crate::text::title_key;
use std::collections::BTreeMap;

/// The slug of a title is cut at this many bytes.
const MAX_SLUG: usize = 80;

pub(super) fn corpus(
    profile: &Profile,
    sources: Vec<Source>,
    names: &Names,
    merged: Merged,
    mut mentions: Vec<StoredMention>,
    mut statements: Vec<StoredStatement>,
) -> Corpus {
    let root = |ix: u32| merged.root.get(ix as usize).copied().unwrap_or(ix);
    mentions.iter_mut().for_each(|m| m.policy = root(m.policy));
    statements.iter_mut().for_each(|s| (s.actor, s.target) = (root(s.actor), root(s.target)));

    // Which names are in use, and the mentions of each, without a copy: both sorted by name.
    mentions.sort_by(|a, b| {
        (a.policy, a.source)
            .cmp(&(b.policy, b.source))
            .then_with(|| words(a).cmp(&words(b)))
            .then_with(|| order(a).cmp(&order(b)))
    });
    mentions.dedup_by(|b, a| (a.policy, a.source) == (b.policy, b.source) && words(a) == words(b));
    let mut used: Vec<u32> = mentions
        .iter()
        .map(|m| m.policy)
        .chain(statements.iter().flat_map(|s| [s.actor, s.target]))
        .collect();
    used.sort_unstable();
    used.dedup();
    let mut policies = Vec::with_capacity(used.len());
    let mut at = 0;
    for name in &used {
        let end =
            at + mentions.get(at..).unwrap_or_default().iter().take_while(|m| m.policy == *name).count();
        policies.push(describe(profile, names.get(*name), mentions.get(at..end).unwrap_or_default()));
        at = end;
    }
    tell_apart(&mut policies);

    // Canonical order: policies by IRI; mentions and statements by source, policy and words.
    let mut order_of: Vec<u32> = (0_u32..).take(policies.len()).collect();
    order_of.sort_unstable_by(|a, b| {
        policies.get(*a as usize).map(|p| &p.path).cmp(&policies.get(*b as usize).map(|p| &p.path))
    });
    let mut place = vec![0_u32; order_of.len()];
    for (new, old) in (0_u32..).zip(&order_of) {
        if let Some(slot) = place.get_mut(*old as usize) {
            *slot = new;
        }
    }
    policies.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let ix = |name: u32| used.binary_search(&name).ok().and_then(|i| place.get(i)).copied().unwrap_or(0);
    mentions.iter_mut().for_each(|m| m.policy = ix(m.policy));
    statements.iter_mut().for_each(|s| (s.actor, s.target) = (ix(s.actor), ix(s.target)));
    mentions.sort_by(|a, b| {
        (a.source, a.policy).cmp(&(b.source, b.policy)).then_with(|| order(a).cmp(&order(b)))
    });
    let mut reflexive = statements.extract_if(.., |s| s.actor == s.target).collect::<Vec<_>>();
    // A page that names its own policy again cites nothing; a record that names its own number is an error.
    reflexive.retain(|s| s.relation != Relation::Cites || s.side != Side::Other);
    reflexive.sort_by(|a, b| {
        (a.source, a.actor, a.relation, &a.evidence.quote).cmp(&(
            b.source,
            b.actor,
            b.relation,
            &b.evidence.quote,
        ))
    });
    statements.sort_by(|a, b| {
        (
            a.source,
            a.actor,
            a.relation,
            a.extent,
            a.target,
            &a.evidence.quote,
            &a.evidence.locator,
            a.evidence.start,
        )
            .cmp(&(
                b.source,
                b.actor,
                b.relation,
                b.extent,
                b.target,
                &b.evidence.quote,
                &b.evidence.locator,
                b.evidence.start,
            ))
    });
    Corpus {
        sources,
        policies,
        mentions,
        statements,
        reflexive,
        merges: merged.merges,
        near_misses: merged.near_misses,
    }
}

/// The order of the mentions of one policy in one source: by place.
fn order(m: &StoredMention) -> (u32, &str, u32, &str) {
    (m.source, &m.mention.evidence.locator, m.mention.evidence.start, &m.mention.label)
}

/// What a mention says, but for its place.
type Words<'a> = (&'a str, Option<&'a str>, Option<(PartialDate, DateBasis)>, bool, &'a [Box<str>]);

fn words(m: &StoredMention) -> Words<'_> {
    let m = &m.mention;
    (&m.label, m.title.as_deref(), m.date, m.described, &m.urls)
}

fn describe(profile: &Profile, name: Option<&Name>, mentions: &[StoredMention]) -> Policy {
    let mut policy = Policy::default();
    if let Some(Name::Number(id)) = name {
        policy.identifier = Some(id.clone());
        policy.label = Some(profile.label(id));
    }
    let all = || mentions.iter().map(|m| &m.mention);
    let scheme = policy.identifier.as_ref().map(|id| profile.schemes.get(id.scheme));
    policy.kind = best_kind(all()).or_else(|| scheme.map(|s| s.kind.clone()));
    policy.body = best_body(all()).or_else(|| scheme.map(|s| s.body)).or_else(|| {
        let kind = policy.kind.as_deref()?;
        profile.kinds.iter().find(|(_, k)| k.name == kind).and_then(|(_, k)| k.body)
    });
    policy.signer = most(all().filter_map(|m| m.signer.as_deref()).map(|s| (true, s)));
    let title = most(all().filter_map(|m| m.title.as_deref().map(|t| (m.described, t))));
    if let Some((date, basis)) = best_date(all()) {
        policy.issued = Some(date);
        policy.issued_basis = Some(basis);
    }
    policy.published = all().filter_map(|m| m.published).min();
    policy.citation = most(all().filter_map(|m| m.citation.as_deref()).map(|c| (true, c)));
    policy.document_number = most(all().filter_map(|m| m.document_number.as_deref()).map(|n| (true, n)));
    policy.abstract_ =
        most(all().filter_map(|m| m.abstract_.as_deref().filter(|a| !a.is_empty())).map(|a| (true, a)));
    policy.urls = all().flat_map(|m| m.urls.iter().map(ToString::to_string)).collect();
    policy.urls.sort();
    policy.urls.dedup();
    policy.media = all().flat_map(|m| m.media.iter().cloned()).collect();
    policy.media.sort();
    policy.media.dedup();

    let printed = most(all().filter(|m| !m.label.is_empty()).map(|m| (m.described, &*m.label)));
    policy.name = match (&policy.label, &title) {
        (Some(label), _) => label.clone(),
        (None, Some(title)) => title.clone(),
        (None, None) => printed.clone().unwrap_or_else(|| "Untitled".to_owned()),
    };
    let mut names: Vec<String> = all()
        .flat_map(|m| {
            let titles = m.title.iter().chain(&m.alt_titles).chain(&m.acronyms).map(ToString::to_string);
            titles.chain(m.described.then(|| m.label.to_string()))
        })
        .filter(|n| {
            !n.is_empty()
                && *n != policy.name
                && Some(n) != title.as_ref()
                && Some(n) != policy.label.as_ref()
        })
        .collect();
    names.sort();
    names.dedup();
    policy.alt_names = names;
    policy.path = match &policy.identifier {
        Some(id) => profile.path(id),
        None => path_without_number(profile, name, &policy, title.as_deref(), printed.as_deref(), mentions),
    };
    policy.title = title;
    policy
}

/// `us/<type>/<year>/<slug-of-title>`: the year in the name of an Act before that of the date.
fn path_without_number(
    profile: &Profile,
    name: Option<&Name>,
    policy: &Policy,
    title: Option<&str>,
    printed: Option<&str>,
    mentions: &[StoredMention],
) -> String {
    let kind = kebab(policy.kind.as_deref().unwrap_or("Policy"));
    if let Some(Name::Dated { date, .. }) = name {
        return format!("{}/{kind}/{}/{date}", profile.jurisdiction, date.get(..4).unwrap_or("undated"));
    }
    let words = title.or(printed).unwrap_or("untitled");
    let (key, _) = title_key(words);
    let in_name =
        mentions.iter().filter_map(|m| m.mention.title.as_deref().and_then(|t| title_key(t).1)).min();
    let year = in_name
        .or(policy.issued.map(PartialDate::year))
        .map_or_else(|| "undated".to_owned(), |y| format!("{y:04}"));
    let mut slug = crate::profile::slug(&key);
    if slug.len() > MAX_SLUG {
        let hash = short_hash(&[&slug]);
        let cut = slug.get(..MAX_SLUG).and_then(|s| s.rfind('-')).unwrap_or(MAX_SLUG);
        slug.truncate(cut);
        slug = format!("{slug}-{}", hash.get(..6).unwrap_or(""));
    }
    if slug.is_empty() {
        slug = short_hash(&[words]);
    }
    format!("{}/{kind}/{year}/{slug}", profile.jurisdiction)
}

/// `PresidentialMemorandum` is `presidential-memorandum`.
fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Two policies that would have one IRI are told apart by a hash of their names.
fn tell_apart(policies: &mut [Policy]) {
    let mut count: BTreeMap<String, u32> = BTreeMap::new();
    for policy in policies.iter().filter(|p| p.identifier.is_none()) {
        *count.entry(policy.path.clone()).or_default() += 1;
    }
    for policy in policies.iter_mut().filter(|p| p.identifier.is_none()) {
        if count.get(&policy.path).is_some_and(|n| *n > 1) {
            let date = policy.issued.map(|d| d.to_string()).unwrap_or_default();
            let hash = short_hash(&[&policy.name, &date]);
            policy.path = format!("{}-{}", policy.path, hash.get(..6).unwrap_or(""));
        }
    }
}

/// The value that most mentions give; descriptions before mentions in passing, the longer before the shorter.
fn most<'a>(values: impl Iterator<Item = (bool, &'a str)>) -> Option<String> {
    let mut count: BTreeMap<&str, (bool, usize)> = BTreeMap::new();
    for (described, value) in values {
        let entry = count.entry(value).or_default();
        entry.0 |= described;
        entry.1 += 1;
    }
    count
        .into_iter()
        .max_by(|(a, ca), (b, cb)| ca.cmp(cb).then(a.len().cmp(&b.len())).then(b.cmp(a)))
        .map(|(v, _)| v.to_owned())
}

fn best_kind<'a>(mentions: impl Iterator<Item = &'a Mention>) -> Option<String> {
    let ranked = mentions.filter_map(|m| {
        let basis = m.identifiers.first().map_or(Basis::Stated, |(_, b)| *b);
        m.kind.as_deref().map(|k| ((m.described, std::cmp::Reverse(basis)), k))
    });
    ranked.max_by(|(ra, a), (rb, b)| ra.cmp(rb).then(b.cmp(a))).map(|(_, k)| k.to_owned())
}

fn best_body<'a>(mentions: impl Iterator<Item = &'a Mention>) -> Option<BodyIx> {
    mentions.filter_map(|m| m.body.map(|(body, basis)| (basis, body))).min().map(|(_, body)| body)
}

/// The best date: the strongest ground; of the dates on it the one that most mentions agree with; made more precise by
/// weaker grounds that agree with it.
fn best_date<'a>(mentions: impl Iterator<Item = &'a Mention>) -> Option<(PartialDate, DateBasis)> {
    let mut dates: BTreeMap<(DateBasis, PartialDate), usize> = BTreeMap::new();
    for (date, basis) in mentions.filter_map(|m| m.date) {
        *dates.entry((basis, date)).or_default() += 1;
    }
    let (strongest, _) = *dates.keys().next()?;
    let agreeing = |date: PartialDate| -> usize {
        dates.iter().filter(|((_, d), _)| d.agrees_with(date)).map(|(_, n)| *n).sum()
    };
    let (_, best) = *dates.keys().filter(|(basis, _)| *basis == strongest).max_by(|(_, a), (_, b)| {
        agreeing(*a).cmp(&agreeing(*b)).then(a.precision().cmp(&b.precision())).then(b.cmp(a))
    })?;
    let mut date = best;
    for (_, finer) in dates.keys() {
        if date.precision() < Precision::Day
            && finer.precision() > date.precision()
            && finer.agrees_with(date)
        {
            date = *finer;
        }
    }
    Some((date, strongest))
}
