//! One description a policy, from all that was said of it.

use super::corpus::{Corpus, Details, List, NO_POLICY, Policy, Source, StoredMention, StoredStatement};
use super::curation::{self, Following, unnamed};
use super::intake::{Intake, sorted};
use super::merge::Merged;
use super::names::{Name, Names};
use super::short_hash;
use super::words::{Word, Words};
use super::{editions, order};
use crate::model::BodyIx;
use crate::model::{Basis, DateBasis, EndingKind, Media, PartialDate, Precision};
use crate::profile::Profile;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The slug of a title is cut at this many bytes.
const MAX_SLUG: usize = 80;

/// Policies that are described together, so that cores share the work.
const BATCH: usize = 1 << 13;

pub(super) fn corpus(
    profile: &Profile,
    sources: Vec<Source>,
    names: &Names,
    merged: Merged,
    mut intake: Intake,
    mut judged: Following,
) -> Corpus {
    intake.settle();
    let root = |ix: u32| merged.root(ix);
    let labels = names.labels(profile, &mut intake.words);
    let label = |ix: u32| labels.get(ix as usize).copied().flatten();
    for m in &mut intake.mentions {
        m.identifier = m.identifier.and_then(|(_, basis)| Some((label(m.policy)?, basis)));
    }
    let joined = take_joined(&merged, &mut intake);
    intake.rename(root);
    let Intake { mut words, mut mentions, mut statements, mut endings, mut unread, details, further, .. } =
        intake;
    order::group(&words, &details, &mut mentions);

    let mut describer = Describer {
        profile,
        names,
        labels: &labels,
        untitled: words.intern("Untitled"),
        former: former_numbers(&merged, &labels),
        details: &details,
        policies: Vec::new(),
        lists: Vec::new(),
    };
    let mut used: Vec<u32> = statements
        .iter()
        .flat_map(|s| [s.actor, s.target])
        .chain(mentions.iter().map(|m| m.policy))
        .chain(endings.iter().map(|e| e.policy))
        .chain(joined.iter().map(|s| root(s.actor)))
        .collect();
    used.par_sort_unstable();
    used.dedup();
    describer.all(&used, &mentions, &mut words);
    let Describer { mut policies, lists, .. } = describer;
    tell_apart(&mut policies, &mut words);
    let place = order::policies(&words, &mut policies);
    let by_name = |name: u32| {
        let at = used.binary_search(&root(name)).ok()?;
        place.get(at).copied()
    };
    let found = judged.policies(&words, &policies, &by_name);
    judged.set(profile, &mut policies, &mut words, &found);

    let mut of_name = vec![0; names.len()];
    for (name, place) in used.iter().zip(&place) {
        if let Some(slot) = of_name.get_mut(*name as usize) {
            *slot = *place;
        }
    }
    let ix = |name: u32| of_name.get(name as usize).copied().unwrap_or(0);
    mentions.iter_mut().for_each(|m| m.policy = ix(m.policy));
    for s in &mut statements {
        (s.actor, s.target) = (ix(s.actor), ix(s.target));
        s.record = if s.record == NO_POLICY { NO_POLICY } else { ix(s.record) };
    }
    endings.iter_mut().for_each(|e| e.policy = ix(e.policy));
    let of_joined = |mut s: StoredStatement| {
        (s.actor, s.target) = (ix(root(s.actor)), ix(root(s.target)));
        s
    };
    judged.curated.joined = joined.into_iter().map(of_joined).collect();
    order::reflexive(&words, &mut judged.curated.joined);
    editions::date(&policies, &mentions, &mut statements);
    let Following { mut curated, found: quotes, .. } = judged;
    let policy_of = |text: &str| found.get(text).cloned().unwrap_or_else(|| Err(unnamed(text)));
    let stated = curation::Stated { mentions: &mentions, endings: &endings, statements: &mut statements };
    curation::add(&mut curated, (&mut words, &sources), &quotes, &policy_of, stated);
    order::endings(&words, &mut endings);
    order::unread(&words, &mut unread);
    let depends =
        |s: &StoredStatement| further.get(s.further as usize).is_some_and(|f| f.condition.is_some());
    let mut conditional: Vec<StoredStatement> = statements.extract_if(.., |s| depends(s)).collect();
    conditional.retain(|s| s.actor != s.target);
    order::statements(&words, &mut conditional);
    order::mentions(&words, &mut mentions);
    let mut reflexive = order::statements(&words, &mut statements);
    let stored = curation::Stored {
        words: &words,
        sources: &sources,
        statements: &mut statements,
        conditional: &mut conditional,
        reflexive: &mut reflexive,
        endings: &mut endings,
    };
    curation::Judge { curated: &mut curated, policy_of: &policy_of }.follow(stored);
    for ending in endings.iter().filter(|e| e.kind == EndingKind::Expires) {
        if let Some(policy) = policies.get_mut(ending.policy as usize) {
            policy.expires = policy.expires.max(ending.day);
        }
    }
    words.settle();
    Corpus {
        words,
        lists,
        details,
        sources,
        policies,
        mentions,
        statements,
        conditional,
        endings,
        further,
        reflexive,
        unread,
        merges: merged.merges,
        near_misses: merged.near_misses,
        curated,
    }
}

/// Takes out the statements between two names that people judge to be one policy.
fn take_joined(merged: &Merged, intake: &mut Intake) -> Vec<StoredStatement> {
    if merged.before.is_empty() {
        return Vec::new();
    }
    intake
        .statements
        .extract_if(.., |s| s.actor != s.target && merged.are_judged_one(s.actor, s.target))
        .collect()
}

/// The numbers that gave way to that of another policy, since people judge both to be one; by the name that stays.
fn former_numbers(merged: &Merged, labels: &[Option<Word>]) -> HashMap<u32, Vec<Word>> {
    let mut former: HashMap<u32, Vec<Word>> = HashMap::new();
    if merged.before.is_empty() {
        return former;
    }
    for (ix, label) in (0_u32..).zip(labels) {
        let stays = merged.root(ix);
        if let Some(label) = label.filter(|_| stays != ix && merged.are_judged_one(stays, ix)) {
            former.entry(stays).or_default().push(label);
        }
    }
    former
}

/// Describes policies, many at once.
struct Describer<'a> {
    profile: &'a Profile,
    names: &'a Names,
    /// The canonical identifier of each name.
    labels: &'a [Option<Word>],
    untitled: Word,
    /// The numbers that gave way, by the name that stays.
    former: HashMap<u32, Vec<Word>>,
    details: &'a [Details],
    policies: Vec<Policy>,
    lists: Vec<Word>,
}

/// A description whose new strings are no words yet.
struct Draft {
    policy: Policy,
    path: String,
    alt_names: Vec<Word>,
    urls: Vec<Word>,
}

impl Describer<'_> {
    /// Describes the policies of these names, each from its mentions; both sorted by name.
    fn all(&mut self, used: &[u32], mentions: &[StoredMention], words: &mut Words) {
        let mut rest = mentions;
        for names in used.chunks(BATCH) {
            let groups: Vec<(u32, &[StoredMention])> = names
                .iter()
                .map(|name| {
                    let count = rest.iter().take_while(|m| m.policy == *name).count();
                    let (group, others) = rest.split_at(count);
                    rest = others;
                    (*name, group)
                })
                .collect();
            let drafts: Vec<Draft> =
                groups.par_iter().map(|(name, group)| self.described(*name, group, words)).collect();
            for Draft { mut policy, path, alt_names, urls } in drafts {
                policy.path = words.intern(&path);
                if policy.kind.is_none()
                    && let Some(scheme) = policy.scheme
                {
                    policy.kind = Some(words.intern(&self.profile.schemes.get(scheme).kind));
                }
                if policy.signer.is_none() {
                    policy.signer = self.in_office(&policy).map(|name| words.intern(name));
                }
                policy.alt_names = self.list(&alt_names);
                policy.urls = self.list(&urls);
                self.policies.push(policy);
            }
        }
    }

    /// Who held the office that issued a policy on its day, where nobody is told to have signed it: an order that is cited
    /// with its date, a text without a name below it.
    fn in_office(&self, policy: &Policy) -> Option<&str> {
        let terms = &self.profile.presidents;
        terms.office.filter(|office| policy.body == Some(*office))?;
        let day = policy.issued.filter(|date| date.precision() == Precision::Day)?;
        terms.at(day).map(|(term, _)| term.name.as_str())
    }

    fn list(&mut self, words: &[Word]) -> List {
        let at = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let start = at(self.lists.len());
        self.lists.extend_from_slice(words);
        List { start, end: at(self.lists.len()) }
    }

    /// A policy of which people judge that other numbers are its own is described by what is said of the number that stays;
    /// by what is said of the others where that leaves something open.
    fn described(&self, name: u32, mentions: &[StoredMention], words: &Words) -> Draft {
        let mut draft = self.describe(name, mentions, words);
        let Some(former) = self.former.get(&name) else { return draft };
        let gave_way = |m: &&StoredMention| m.identifier.is_some_and(|(label, _)| former.contains(&label));
        let own: Vec<StoredMention> = mentions.iter().filter(|m| !gave_way(m)).cloned().collect();
        let names = former.iter().chain(&draft.alt_names).copied().chain(draft.policy.title);
        if own.is_empty() {
            draft.alt_names = sorted(words, names, &[draft.policy.label, draft.policy.title]);
            return draft;
        }
        let Draft { policy: first, path, .. } = self.describe(name, &own, words);
        let rest = &draft.policy;
        let policy = Policy {
            title: first.title.or(rest.title),
            kind: first.kind.or(rest.kind),
            body: first.body.or(rest.body),
            signer: first.signer.or(rest.signer),
            issued: first.issued.or(rest.issued),
            issued_basis: first.issued_basis.or(rest.issued_basis),
            published: first.published.or(rest.published),
            citation: first.citation.or(rest.citation),
            document_number: first.document_number.or(rest.document_number),
            abstract_: first.abstract_.or(rest.abstract_),
            media: first.media.or_else(|| rest.media.clone()),
            ..first
        };
        let alt_names = sorted(words, names, &[Some(policy.name), policy.title, policy.label]);
        Draft { policy, path, alt_names, urls: draft.urls }
    }

    fn describe(&self, name: u32, mentions: &[StoredMention], words: &Words) -> Draft {
        let label = self.labels.get(name as usize).copied().flatten();
        let name = self.names.get(name);
        let (scheme, number) = match name {
            Some(Name::Number(scheme, number)) => (Some(*scheme), Some(words.get(*number))),
            _ => (None, None),
        };
        let of_scheme = scheme.map(|s| self.profile.schemes.get(s));
        let all = || mentions.iter();
        let details = || all().filter_map(|m| self.details.get(m.details as usize));
        let kind = best_kind(words, all());
        let printed_kind = kind.map(|k| words.get(k)).or_else(|| of_scheme.map(|s| s.kind.as_str()));
        let body = best_body(all()).or_else(|| of_scheme.and_then(|s| s.body)).or_else(|| {
            self.profile
                .kinds
                .iter()
                .find(|(_, k)| Some(k.name.as_str()) == printed_kind)
                .and_then(|(_, k)| k.body)
        });
        let title = most(words, all().filter_map(|m| m.title.map(|t| (m.described, t))));
        let printed =
            most(words, all().filter(|m| !words.get(m.label).is_empty()).map(|m| (m.described, m.label)));
        let name_word = label.or(title).or(printed).unwrap_or(self.untitled);
        let other_names = all().flat_map(|m| {
            let details = self.details.get(m.details as usize);
            let short = details.into_iter().flat_map(|d| d.alt_titles().iter().chain(d.acronyms()));
            m.title.into_iter().chain(short.copied()).chain(m.described.then_some(m.label))
        });
        let mut alt_names = sorted(words, other_names, &[Some(name_word), title, label]);
        alt_names.retain(|n| !words.get(*n).is_empty());
        let editions = if of_scheme.is_some_and(|s| s.reissued) { editions::of(all()) } else { Vec::new() };
        let best = best_date(all());
        let issued = editions.first().map_or(best, |first| best.map(|(_, basis)| (*first, basis)));
        let mut media: Vec<Media> = details().filter_map(|d| d.media.as_deref()).flatten().cloned().collect();
        media.sort();
        media.dedup();
        let policy = Policy {
            path: name_word,
            scheme,
            label,
            title,
            name: name_word,
            kind,
            body,
            signer: most(words, details().filter_map(|d| d.signer).map(|s| (true, s))),
            issued: issued.map(|(date, _)| date),
            issued_basis: issued.map(|(_, basis)| basis),
            editions: editions.into(),
            expires: None,
            published: details().filter_map(|d| d.published).min(),
            citation: most(words, details().filter_map(|d| d.citation).map(|c| (true, c))),
            document_number: most(words, details().filter_map(|d| d.document_number).map(|n| (true, n))),
            abstract_: most(
                words,
                details()
                    .filter_map(|d| d.abstract_)
                    .filter(|a| !words.get(*a).is_empty())
                    .map(|a| (true, a)),
            ),
            alt_names: List::default(),
            urls: List::default(),
            media: (!media.is_empty()).then(|| Box::new(media)),
        };
        let path = match (of_scheme, number, name) {
            (Some(scheme), Some(number), _) => {
                format!("{}/{}", self.profile.jurisdiction, scheme.path(number))
            }
            (.., Some(Name::Path(path))) => words.get(*path).to_owned(),
            _ => {
                let called = title.or(printed).map_or("untitled", |w| words.get(w));
                self.path_without_number(words, name, printed_kind, issued, called, mentions)
            }
        };
        let urls = sorted(words, details().flat_map(|d| d.urls().iter().copied()), &[]);
        Draft { policy, path, alt_names, urls }
    }

    /// `us/<type>/<year>/<slug-of-title>`: the year in the name of an Act before that of the date.
    fn path_without_number(
        &self,
        words: &Words,
        name: Option<&Name>,
        kind: Option<&str>,
        issued: Option<(PartialDate, DateBasis)>,
        called: &str,
        mentions: &[StoredMention],
    ) -> String {
        let jurisdiction = &self.profile.jurisdiction;
        let kind = kebab(kind.unwrap_or("Policy"));
        if let Some(Name::Dated { date, .. }) = name {
            let date = words.get(*date);
            return format!("{jurisdiction}/{kind}/{}/{date}", date.get(..4).unwrap_or("undated"));
        }
        let (key, _) = self.profile.wording.title_key(called);
        let in_name = mentions
            .iter()
            .filter_map(|m| m.title.and_then(|t| self.profile.wording.title_key(words.get(t)).1))
            .min();
        let year = in_name
            .or(issued.map(|(date, _)| date.year()))
            .map_or_else(|| "undated".to_owned(), |y| format!("{y:04}"));
        let mut slug = slug_of(&key);
        if slug.is_empty() {
            slug = short_hash(&[called]);
        }
        format!("{jurisdiction}/{kind}/{year}/{slug}")
    }
}

/// The last part of the path of a policy without a number, by the normal form of its title.
pub(super) fn slug_of(key: &str) -> String {
    let mut slug = crate::profile::slug(key);
    if slug.len() > MAX_SLUG {
        let hash = short_hash(&[&slug]);
        let cut = slug.get(..MAX_SLUG).and_then(|s| s.rfind('-')).unwrap_or(MAX_SLUG);
        slug.truncate(cut);
        slug = format!("{slug}-{}", hash.get(..6).unwrap_or(""));
    }
    slug
}

/// `PresidentialMemorandum` is `presidential-memorandum`.
pub(super) fn kebab(name: &str) -> String {
    crate::ground::words_apart(name).to_lowercase().replace(' ', "-")
}

/// Two policies that would have one IRI are told apart by a hash of their names.
fn tell_apart(policies: &mut [Policy], words: &mut Words) {
    let mut count: HashMap<Word, u32> = HashMap::new();
    for policy in policies.iter().filter(|p| p.scheme.is_none()) {
        *count.entry(policy.path).or_default() += 1;
    }
    for policy in policies.iter_mut().filter(|p| p.scheme.is_none()) {
        if count.get(&policy.path).is_some_and(|n| *n > 1) {
            let date = policy.issued.map(|d| d.to_string()).unwrap_or_default();
            let hash = short_hash(&[words.get(policy.name), &date]);
            let path = format!("{}-{}", words.get(policy.path), hash.get(..6).unwrap_or(""));
            policy.path = words.intern(&path);
        }
    }
}

/// The value that most mentions give; descriptions before mentions in passing, the longer before the shorter.
fn most(words: &Words, values: impl Iterator<Item = (bool, Word)>) -> Option<Word> {
    let mut values = values;
    let (described, first) = values.next()?;
    let mut one = true;
    let mut count: HashMap<Word, (bool, usize)> = HashMap::new();
    for (d, value) in values {
        if one {
            count.insert(first, (described, 1));
            one = false;
        }
        let entry = count.entry(value).or_default();
        entry.0 |= d;
        entry.1 += 1;
    }
    if one {
        return Some(first);
    }
    let best = count.into_iter().max_by(|(a, ca), (b, cb)| {
        let len = |w: &Word| words.get(*w).len();
        ca.cmp(cb).then_with(|| len(a).cmp(&len(b))).then_with(|| words.cmp(*b, *a))
    });
    best.map(|(value, _)| value)
}

fn best_kind<'a>(words: &Words, mentions: impl Iterator<Item = &'a StoredMention>) -> Option<Word> {
    let ranked = mentions.filter_map(|m| {
        let basis = m.identifier.map_or(Basis::Stated, |(_, b)| b);
        m.kind.map(|k| ((m.described, std::cmp::Reverse(basis)), k))
    });
    ranked.max_by(|(ra, a), (rb, b)| ra.cmp(rb).then_with(|| words.cmp(*b, *a))).map(|(_, k)| k)
}

fn best_body<'a>(mentions: impl Iterator<Item = &'a StoredMention>) -> Option<BodyIx> {
    mentions.filter_map(|m| m.body.map(|(body, basis)| (basis, body))).min().map(|(_, body)| body)
}

/// The best date: the strongest ground; of the dates on it the one that most mentions agree with; made more precise by
/// weaker grounds that agree with it.
fn best_date<'a>(mentions: impl Iterator<Item = &'a StoredMention>) -> Option<(PartialDate, DateBasis)> {
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
