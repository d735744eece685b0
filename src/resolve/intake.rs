//! What is said, as it comes in: strings become words, and what a source says twice is kept once.

use super::corpus::{
    Details, Further, NO_POLICY, Place, Side, StoredEnding, StoredMention, StoredStatement, StoredUnread,
};
use super::words::{Word, Words};
use crate::ground::xml::writable;
use crate::model::{Ending, Evidence, Media, Mention, PartialDate, Statement, Unread};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::cmp::Ordering;
use std::hash::{BuildHasher, Hash};

/// [`StoredMention::details`] of a mention that has none.
pub(super) const NO_DETAILS: u32 = u32::MAX;

/// [`StoredStatement::further`] of a statement that has nothing further.
pub(super) const NOTHING_FURTHER: u32 = u32::MAX;

/// How much was said: mentions, statements, endings, what was not understood.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Length(usize, usize, usize, usize);

/// Mentions and statements of all sources so far.
///
/// Of those that differ in their place alone, the first place is kept: the place first in order, not in time, so
/// that nothing depends on the order of reading.
#[derive(Debug, Default)]
pub(super) struct Intake {
    pub words: Words,
    pub mentions: Vec<StoredMention>,
    pub statements: Vec<StoredStatement>,
    pub endings: Vec<StoredEnding>,
    pub unread: Vec<StoredUnread>,
    pub details: Vec<Details>,
    pub further: Vec<Further>,
    hasher: DefaultHashBuilder,
    same_mention: HashTable<u32>,
    same_statement: HashTable<u32>,
    same_details: HashTable<u32>,
    same_further: HashTable<u32>,
}

impl Intake {
    /// Adds a mention of the name `policy` by `source`.
    pub fn mention(&mut self, source: u32, policy: u32, m: &Mention) {
        let details = self.details(m);
        let words = &mut self.words;
        let mention = StoredMention {
            source,
            policy,
            label: words.intern(&m.label),
            title: words.intern_some(m.title.as_deref()),
            kind: words.intern_some(m.kind.as_deref()),
            identifier: m.identifiers.first().map(|(id, basis)| (words.intern(&id.number), *basis)),
            body: m.body,
            date: m.date,
            described: m.described,
            quote: words.intern(&m.evidence.quote),
            place: unplaced(words),
            details,
        };
        let Self { words, mentions, hasher, same_mention, .. } = self;
        let kept = keep(mentions, same_mention, hasher, mention, mention_key);
        if let Some((kept, new)) = kept
            && (new || comes_before(words, &m.evidence, &kept.place))
        {
            kept.place = place(words, &m.evidence);
        }
    }

    /// Adds a statement of a source; actor, target and record are names; `beside` are the dates printed beside the first two.
    pub fn statement(
        &mut self,
        (source, actor, target, side, record): (u32, u32, u32, Side, u32),
        beside: (Option<PartialDate>, Option<PartialDate>),
        s: &Statement,
    ) {
        let further = self.further(s);
        let words = &mut self.words;
        let statement = StoredStatement {
            source,
            actor,
            target,
            relation: s.relation,
            extent: s.extent,
            strength: s.strength,
            side,
            effective: s.effective,
            verb: words.intern(&s.verb),
            quote: words.intern(&s.evidence.quote),
            place: unplaced(words),
            record,
            beside,
            further,
        };
        let Self { words, statements, hasher, same_statement, .. } = self;
        let kept = keep(statements, same_statement, hasher, statement, statement_key);
        if let Some((kept, new)) = kept
            && (new || comes_before(words, &s.evidence, &kept.place))
        {
            kept.place = place(words, &s.evidence);
        }
    }

    /// Adds what happens to a policy; `policy` is a name.
    pub fn ending(&mut self, source: u32, policy: u32, e: &Ending) {
        let words = &mut self.words;
        let ending = StoredEnding {
            source,
            policy,
            kind: e.kind,
            day: e.day,
            strength: e.strength,
            verb: words.intern(&e.verb),
            quote: words.intern(&e.evidence.quote),
            place: place(words, &e.evidence),
            lead_in: e.lead_in.as_ref().map(|l| (words.intern(&l.quote), place(words, l))),
        };
        self.endings.push(ending);
    }

    /// Adds a clause that was not understood.
    pub fn unread(&mut self, source: u32, u: &Unread) {
        let words = &mut self.words;
        self.unread.push(StoredUnread {
            source,
            verb: words.intern(&u.verb),
            quote: words.intern(&u.evidence.quote),
            place: place(words, &u.evidence),
        });
    }

    fn further(&mut self, s: &Statement) -> u32 {
        if s.lead_in.is_none() && s.condition.is_none() && s.until.is_none() {
            return NOTHING_FURTHER;
        }
        let words = &mut self.words;
        let mut quoted = |e: &Option<Evidence>| e.as_ref().map(|e| (words.intern(&e.quote), place(words, e)));
        let further =
            Further { lead_in: quoted(&s.lead_in), condition: quoted(&s.condition), until: s.until };
        let Self { further: all, hasher, same_further, .. } = self;
        once(all, same_further, hasher, further)
    }

    /// Gives every name another number.
    pub fn rename(&mut self, to: impl Fn(u32) -> u32) {
        self.mentions.iter_mut().for_each(|m| m.policy = to(m.policy));
        for s in &mut self.statements {
            (s.actor, s.target) = (to(s.actor), to(s.target));
            s.record = if s.record == NO_POLICY { NO_POLICY } else { to(s.record) };
        }
        self.endings.iter_mut().for_each(|e| e.policy = to(e.policy));
    }

    /// How much was said so far.
    pub fn length(&self) -> Length {
        Length(self.mentions.len(), self.statements.len(), self.endings.len(), self.unread.len())
    }

    /// Forgets what was said after so much.
    pub fn cut(&mut self, Length(mentions, statements, endings, unread): Length) {
        self.unread.truncate(unread);
        self.endings.truncate(endings);
        let keeps = |len: usize| move |ix: &mut u32| (*ix as usize) < len;
        self.same_mention.retain(keeps(mentions));
        self.same_statement.retain(keeps(statements));
        self.mentions.truncate(mentions);
        self.statements.truncate(statements);
    }

    /// Nothing is added any more: gives back what only adding needs.
    pub fn settle(&mut self) {
        self.same_mention = HashTable::new();
        self.same_statement = HashTable::new();
        self.same_details = HashTable::new();
        self.same_further = HashTable::new();
    }

    fn details(&mut self, m: &Mention) -> u32 {
        let plain = m.alt_titles.is_empty()
            && m.acronyms.is_empty()
            && m.urls.is_empty()
            && m.media.is_empty()
            && m.signer.is_none()
            && m.published.is_none()
            && m.citation.is_none()
            && m.document_number.is_none()
            && m.abstract_.is_none()
            && m.language.is_none();
        if plain {
            return NO_DETAILS;
        }
        let words = &mut self.words;
        let lists = [&m.alt_titles, &m.acronyms, &m.urls];
        let details = Details {
            words: lists.into_iter().flatten().map(|w| words.intern(w)).collect(),
            titles: u32::try_from(m.alt_titles.len()).unwrap_or(u32::MAX),
            acronyms: u32::try_from(m.acronyms.len()).unwrap_or(u32::MAX),
            signer: words.intern_some(m.signer.as_deref()),
            published: m.published,
            citation: words.intern_some(m.citation.as_deref()),
            document_number: words.intern_some(m.document_number.as_deref()),
            abstract_: words.intern_some(m.abstract_.as_deref()),
            language: words.intern_some(m.language.as_deref()),
            media: (!m.media.is_empty()).then(|| Box::new(m.media.iter().map(written).collect())),
        };
        let Self { details: all, hasher, same_details, .. } = self;
        once(all, same_details, hasher, details)
    }
}

/// A file with a name of its format that every syntax can write.
fn written(media: &Media) -> Media {
    Media { format: writable(&media.format).into(), ..media.clone() }
}

/// The place of `new` in a list of different things; it is added where it is not there. `u32::MAX` where there are
/// too many.
fn once<T: Hash + Eq>(
    all: &mut Vec<T>,
    same: &mut HashTable<u32>,
    hasher: &DefaultHashBuilder,
    new: T,
) -> u32 {
    let hash = hasher.hash_one(&new);
    if let Some(ix) = same.find(hash, |ix| all.get(*ix as usize) == Some(&new)) {
        return *ix;
    }
    let ix = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(new);
    same.insert_unique(hash, ix, |ix| all.get(*ix as usize).map_or(0, |t| hasher.hash_one(t)));
    ix
}

/// Adds `new` where nothing of its key is there; gives what is kept, and whether that is the new one.
fn keep<'a, T: Copy, K: Hash + Eq>(
    all: &'a mut Vec<T>,
    same: &mut HashTable<u32>,
    hasher: &DefaultHashBuilder,
    new: T,
    key: impl Fn(&T) -> K,
) -> Option<(&'a mut T, bool)> {
    let wanted = key(&new);
    let hash = hasher.hash_one(&wanted);
    let known = same.find(hash, |ix| all.get(*ix as usize).is_some_and(|old| key(old) == wanted)).copied();
    if let Some(ix) = known {
        return all.get_mut(ix as usize).map(|old| (old, false));
    }
    let ix = u32::try_from(all.len()).unwrap_or(u32::MAX);
    all.push(new);
    same.insert_unique(hash, ix, |ix| all.get(*ix as usize).map_or(0, |old| hasher.hash_one(key(old))));
    all.last_mut().map(|new| (new, true))
}

/// No place: that of a repetition is no word of the corpus unless it comes first.
fn unplaced(words: &mut Words) -> Place {
    Place { locator: words.intern(""), start: 0, end: 0, section: None }
}

fn comes_before(words: &Words, new: &Evidence, old: &Place) -> bool {
    (&*new.locator, new.start) < (words.get(old.locator), old.start)
}

fn mention_key(m: &StoredMention) -> impl Hash + Eq + use<> {
    let said = (m.label, m.title, m.kind, m.identifier, m.body, m.date, m.described);
    (m.source, m.policy, m.quote, m.details, said)
}

fn statement_key(s: &StoredStatement) -> impl Hash + Eq + use<> {
    let said = (s.relation, s.extent, s.strength, s.side, s.effective, s.beside);
    (s.source, s.actor, s.target, s.record, s.verb, s.quote, s.further, said)
}

fn place(words: &mut Words, evidence: &Evidence) -> Place {
    let section = words.intern_some(Some(&*evidence.section).filter(|s| !s.is_empty()));
    Place { locator: words.intern(&evidence.locator), start: evidence.start, end: evidence.end, section }
}

/// By locator, then by offset.
pub(super) fn place_order(words: &Words, a: &Place, b: &Place) -> Ordering {
    words.cmp(a.locator, b.locator).then(a.start.cmp(&b.start))
}

/// The words of a list that are not in `but`, sorted, each once.
pub(super) fn sorted(words: &Words, list: impl Iterator<Item = Word>, but: &[Option<Word>]) -> Vec<Word> {
    let mut list: Vec<Word> = list.filter(|w| !but.contains(&Some(*w))).collect();
    list.sort_unstable_by(|a, b| words.cmp(*a, *b));
    list.dedup();
    list
}
