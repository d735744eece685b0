//! Names: by what mentions call policies.

use super::words::{Word, Words};
use crate::model::{DateBasis, Mention, PartialDate, Precision};
use crate::model::{KnownPolicy, SchemeIx};
use crate::profile::Profile;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// The type of policy of Acts of a legislature.
pub(super) const ACT: &str = "Statute";

/// One name of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// A number: the scheme, and the values of its label's groups.
    Number(SchemeIx, Word),
    /// A title in its normal form, or an acronym, with the kind and the year that tell namesakes apart.
    Title {
        /// Local name of the policy type.
        kind: Option<Word>,
        /// The title in its normal form, [`Wording::title_key`](crate::profile::Wording::title_key).
        key: Word,
        /// The year in the name of an Act, or of the date beside it.
        year: Option<u16>,
        /// The day on which it was issued, where its own record or words beside it print one: two notices of one title
        /// are two policies. An Act is told by its year alone.
        day: Option<PartialDate>,
    },
    /// The path of an IRI that a graph gives.
    Path(Word),
    /// Kind and day alone: "Notice of May 25, 1993".
    Dated {
        /// Local name of the policy type.
        kind: Word,
        /// ISO date.
        date: Word,
    },
}

/// All names of a corpus, each by its order of first sight.
#[derive(Debug, Default)]
pub struct Names {
    all: Vec<Name>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The normal forms of titles that were met.
    keys: HashMap<Word, (Word, Option<u16>)>,
}

impl Names {
    /// The name that a mention uses: its number; else its title; else its acronym; else kind and date.
    pub fn intern(&mut self, profile: &Profile, mention: &Mention, words: &mut Words) -> u32 {
        let name = match &mention.known {
            Some(KnownPolicy::Number(id)) => Name::Number(id.scheme, words.intern(&id.number)),
            Some(KnownPolicy::Path(path)) => Name::Path(words.intern(path)),
            None => self.printed(profile, mention, words),
        };
        let Self { all, table, hasher, .. } = self;
        let hash = hasher.hash_one(name);
        if let Some(ix) = table.find(hash, |ix| all.get(*ix as usize) == Some(&name)) {
            return *ix;
        }
        let ix = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.push(name);
        table.insert_unique(hash, ix, |ix| all.get(*ix as usize).map_or(0, |n| hasher.hash_one(n)));
        ix
    }

    /// The name that the words of a mention give.
    fn printed(&mut self, profile: &Profile, mention: &Mention, words: &mut Words) -> Name {
        match (mention.identifiers.first(), &mention.title) {
            (Some((id, _)), _) => Name::Number(id.scheme, words.intern(&id.number)),
            (None, Some(title)) => self.title(profile, title, mention, words),
            (None, None) => match (mention.acronyms.first(), &mention.kind, mention.date) {
                // A document of its own that has no title goes by its words: a day alone never joins two texts.
                (None, Some(kind), Some((date, _))) if !mention.described => {
                    Name::Dated { kind: words.intern(kind), date: words.intern(&date.to_string()) }
                }
                (acronym, ..) => self.title(profile, acronym.unwrap_or(&mention.label), mention, words),
            },
        }
    }

    fn title(&mut self, profile: &Profile, title: &str, mention: &Mention, words: &mut Words) -> Name {
        let (key, year) = *self.keys.entry(words.intern(title)).or_insert_with(|| {
            let (key, year) = profile.wording.title_key(title);
            (words.intern(&key), year.and_then(|y| u16::try_from(y).ok()))
        });
        let year = year.or_else(|| mention.date.and_then(|(d, _)| u16::try_from(d.year()).ok()));
        Name::Title { kind: words.intern_some(mention.kind.as_deref()), key, year, day: day_of(mention) }
    }

    /// Puts the names into an order that does not depend on the order of reading; gives the new index of each.
    pub fn sort(&mut self, words: &Words) -> Vec<u32> {
        self.table = HashTable::new();
        self.keys = HashMap::new();
        let all = &self.all;
        let mut order: Vec<u32> = (0_u32..).take(all.len()).collect();
        let of = |ix: &u32| all.get(*ix as usize);
        order.par_sort_unstable_by(|a, b| match (of(a), of(b)) {
            (Some(a), Some(b)) => cmp(words, a, b),
            _ => Ordering::Equal,
        });
        let mut moved = vec![0; order.len()];
        for (new, old) in (0_u32..).zip(&order) {
            if let Some(slot) = moved.get_mut(*old as usize) {
                *slot = new;
            }
        }
        self.all = order.iter().filter_map(of).copied().collect();
        moved
    }

    /// The name at `ix`.
    pub fn get(&self, ix: u32) -> Option<&Name> {
        self.all.get(ix as usize)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The canonical identifiers of those names that are numbers: `EO 13571`.
    pub fn labels(&self, profile: &Profile, words: &mut Words) -> Vec<Option<Word>> {
        let mut labels = Vec::with_capacity(self.all.len());
        for names in self.all.chunks(1 << 14) {
            let printed: Vec<Option<String>> = names
                .par_iter()
                .map(|name| match name {
                    Name::Number(scheme, number) => {
                        Some(profile.schemes.get(*scheme).label(words.get(*number)))
                    }
                    _ => None,
                })
                .collect();
            labels.extend(printed.iter().map(|label| words.intern_some(label.as_deref())));
        }
        labels
    }
}

/// The day of issue that is part of a name: none for Acts, whose names hold their year.
fn day_of(mention: &Mention) -> Option<PartialDate> {
    let (date, basis) = mention.date?;
    let told = matches!(basis, DateBasis::Record | DateBasis::Stated | DateBasis::Beside);
    let day = date.precision() == Precision::Day;
    (told && day && mention.kind.as_deref() != Some(ACT)).then_some(date)
}

/// Numbers by scheme and number, then titles, then days.
fn cmp(words: &Words, a: &Name, b: &Name) -> Ordering {
    let some = |a: &Option<Word>, b: &Option<Word>| match (a, b) {
        (Some(a), Some(b)) => words.cmp(*a, *b),
        _ => a.is_some().cmp(&b.is_some()),
    };
    let rank = |name: &Name| match name {
        Name::Number(..) => 0,
        Name::Title { .. } => 1,
        Name::Dated { .. } => 2,
        Name::Path(_) => 3,
    };
    match (a, b) {
        (Name::Number(sa, a), Name::Number(sb, b)) => sa.cmp(sb).then_with(|| words.cmp(*a, *b)),
        (
            Name::Title { kind: ka, key: a, year: ya, day: da },
            Name::Title { kind: kb, key: b, year: yb, day: db },
        ) => some(ka, kb).then_with(|| words.cmp(*a, *b)).then_with(|| (ya, da).cmp(&(yb, db))),
        (Name::Dated { kind: ka, date: a }, Name::Dated { kind: kb, date: b }) => {
            words.cmp(*ka, *kb).then_with(|| words.cmp(*a, *b))
        }
        (Name::Path(a), Name::Path(b)) => words.cmp(*a, *b),
        _ => rank(a).cmp(&rank(b)),
    }
}
