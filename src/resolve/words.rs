//! The strings of a corpus: each is kept once, all end to end in one text.

use crate::ground::xml::writable;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::num::NonZeroU32;

/// A string of a corpus, by its place among [`Words`]. Two of one corpus are equal where their strings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Word(NonZeroU32);

/// All strings of a corpus.
///
/// A distinct string costs its bytes, 8 for its place and, while reading, about 8 for finding it again.
#[derive(Clone, Debug, Default)]
pub struct Words {
    text: String,
    /// One past the last byte of each.
    ends: Vec<u64>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Words {
    /// The word of a string, new or known. Whatever text a graph says of policies is a word, so that each syntax can write it:
    /// a character that XML does not have is U+FFFD ([`writable`]).
    pub(super) fn intern(&mut self, string: &str) -> Word {
        let string = &*writable(string);
        let Self { text, ends, table, hasher } = self;
        let hash = hasher.hash_one(string);
        if let Some(at) = table.find(hash, |at| of(text, ends, *at) == string) {
            return word(*at);
        }
        let at = u32::try_from(ends.len()).unwrap_or(u32::MAX); // more strings than any memory holds
        text.push_str(string);
        ends.push(text.len() as u64);
        table.insert_unique(hash, at, |at| hasher.hash_one(of(text, ends, *at)));
        word(at)
    }

    /// The word of a string that may be absent.
    pub(super) fn intern_some(&mut self, string: Option<&str>) -> Option<Word> {
        string.map(|s| self.intern(s))
    }

    /// The string of a word; empty for a word of another corpus that this one is too small for.
    #[must_use]
    pub fn get(&self, word: Word) -> &str {
        of(&self.text, &self.ends, word.0.get() - 1)
    }

    /// The order of two words by their strings' bytes.
    pub(super) fn cmp(&self, a: Word, b: Word) -> Ordering {
        if a == b { Ordering::Equal } else { self.get(a).cmp(self.get(b)) }
    }

    /// Nothing is added any more: gives back what only adding needs.
    pub(super) fn settle(&mut self) {
        self.table = HashTable::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

const fn word(at: u32) -> Word {
    Word(NonZeroU32::MIN.saturating_add(at))
}

fn of<'t>(text: &'t str, ends: &[u64], at: u32) -> &'t str {
    let at = at as usize;
    let end = |at: usize| ends.get(at).and_then(|e| usize::try_from(*e).ok());
    let start = at.checked_sub(1).map_or(Some(0), end);
    start.zip(end(at)).and_then(|(start, end)| text.get(start..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_string_is_the_same_word() {
        let mut words = Words::default();
        let all: Vec<Word> = ["a", "", "bé", "a", "bé", ""].iter().map(|s| words.intern(s)).collect();
        assert_eq!(all.iter().map(|w| words.get(*w)).collect::<Vec<_>>(), ["a", "", "bé", "a", "bé", ""]);
        assert_eq!((all[0], all[1], all[2]), (all[3], all[5], all[4]));
        assert!(all[0] != all[1] && all[1] != all[2]);
        assert_eq!(words.cmp(all[0], all[1]), Ordering::Greater);
        words.settle();
        assert_eq!(words.get(all[2]), "bé");
    }

    #[test]
    fn a_word_can_be_written_in_every_syntax() {
        let mut words = Words::default();
        let word = words.intern("a\u{1}b");
        assert_eq!(words.get(word), "a\u{fffd}b");
        assert_eq!(words.intern("a\u{fffd}b"), word);
    }

    #[test]
    fn a_word_takes_four_bytes_and_so_does_an_absent_one() {
        assert_eq!(size_of::<Option<Word>>(), 4);
    }
}
