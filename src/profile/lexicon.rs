//! The words that the grammar of notes knows, as small numbers.

use super::date::Dates;
use std::collections::BTreeMap;

/// A word of the tables; [`OTHER`] is any other.
pub(crate) type WordId = u16;

/// A word that no table has.
pub(crate) const OTHER: WordId = 0;

/// Words that the grammar itself knows, in the order of their numbers, from 1. Their keys in `notes.toml` are their names in
/// small letters.
macro_rules! known {
    ($($name:ident)*) => {
        known!(@number 1; $($name)*);
        const KNOWN: &[&str] = &[$(stringify!($name)),*];
    };
    (@number $n:expr; $name:ident $($rest:ident)*) => {
        pub(crate) const $name: WordId = $n;
        known!(@number $n + 1; $($rest)*);
    };
    (@number $n:expr;) => {};
}

known! {
    IN PART OF THE AN AND DATED ON SIGNED NO NOS NUMBER EFFECTIVE EFF DATE DAYS AFTER WHICH THAT WAS WERE IS BEEN HAD HAS
    ALREADY HEREBY THIS EXECUTIVE ORDER IT ENTIRETY ITS ACT PARTIALLY PARTLY SECTION SECTIONS SEC SECS PROVISIONS PARTS
    PORTIONS P TITLE AT
}

/// The longest word that is told from others, in bytes.
pub(crate) const MAX_WORD: usize = 16;

/// A word in lower case as one number; `None` where it is longer than [`MAX_WORD`] or not ASCII.
fn pack(word: &[u8]) -> Option<u128> {
    if word.len() > MAX_WORD {
        return None;
    }
    let mut bytes = [0; MAX_WORD];
    for (to, from) in bytes.iter_mut().zip(word) {
        if !from.is_ascii() {
            return None;
        }
        *to = from.to_ascii_lowercase();
    }
    Some(u128::from_le_bytes(bytes))
}

/// Spreads a packed word over `mask + 1` slots.
fn slot(key: u128, mask: usize) -> usize {
    let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & mask
}

/// A table of words with open addressing; at most half full.
#[derive(Debug)]
pub(crate) struct Lexicon {
    slots: Vec<(u128, WordId)>,
    count: u16,
    /// Month of a word, 1 to 12; 0 for any other.
    months: Vec<u8>,
    /// The months' names.
    names: Vec<String>,
}

impl Lexicon {
    /// The words of the grammar, by their keys, and the months.
    ///
    /// # Errors
    /// A key that the grammar does not know, or one that it lacks; a word that is no word of the table.
    pub(crate) fn new(grammar: &BTreeMap<String, String>, dates: &Dates) -> Result<Self, String> {
        let mut words = Self { slots: vec![(0, OTHER); 4096], count: 0, months: vec![0], names: Vec::new() };
        let key_of = |name: &str| name.to_lowercase();
        if let Some(key) = grammar.keys().find(|key| !KNOWN.iter().any(|name| key_of(name) == **key)) {
            return Err(format!("words.{key}: expected a word that the grammar of notes asks for"));
        }
        for (id, name) in (1..).zip(KNOWN) {
            let key = key_of(name);
            match grammar.get(&key) {
                Some(word) if words.intern(word) == Some(id) => {}
                Some(word) => return Err(format!("words.{key}: expected a word of its own, found `{word}`")),
                None if grammar.is_empty() => words.skip(),
                None => return Err(format!("expected words.{key}, found none")),
            }
        }
        for (month, names) in (1_u8..).zip(dates.months()) {
            for name in names {
                let id = words.intern(name).map_or(0, usize::from);
                if let Some(entry) = words.months.get_mut(id) {
                    *entry = month;
                }
            }
            words.names.extend(names.first().cloned());
        }
        Ok(words)
    }

    /// Passes over a number for a word that a language lacks.
    fn skip(&mut self) {
        self.count += 1;
        self.months.push(0);
    }

    /// The months' names in small letters.
    pub(crate) fn month_names(&self) -> &[String] {
        &self.names
    }

    /// The number of a word, new or known; `None` for one that cannot be told from others, or one too many.
    pub(crate) fn intern(&mut self, word: &str) -> Option<WordId> {
        let key = pack(word.as_bytes())?;
        let mask = self.slots.len() - 1;
        let mut at = slot(key, mask);
        loop {
            let entry = self.slots.get_mut(at)?;
            if entry.1 != OTHER && entry.0 == key {
                return Some(entry.1);
            }
            if entry.1 == OTHER {
                if usize::from(self.count) >= mask / 2 {
                    return None;
                }
                self.count += 1;
                *entry = (key, self.count);
                self.months.push(0);
                return Some(self.count);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a word of a text, in any case.
    pub(crate) fn find(&self, word: &[u8]) -> WordId {
        let Some(key) = pack(word) else { return OTHER };
        let mask = self.slots.len() - 1;
        let mut at = slot(key, mask);
        while let Some(entry) = self.slots.get(at) {
            if entry.1 == OTHER || entry.0 == key {
                return entry.1;
            }
            at = (at + 1) & mask;
        }
        OTHER
    }

    /// The month that a word names, 1 to 12; 0 where it names none.
    pub(crate) fn month(&self, word: WordId) -> u8 {
        self.months.get(usize::from(word)).copied().unwrap_or(0)
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.count) + 1
    }
}

/// The distance of two words in letters inserted, left out or exchanged, where it is at most `max`.
///
/// Bytes are compared without regard to case; the work is bounded by the product of the lengths, and words of
/// more than 80 bytes are never compared.
pub(crate) fn distance(a: &[u8], b: &[u8], max: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > max || a.len() > 80 || b.len() > 80 {
        return None;
    }
    let mut row = [0_usize; 81];
    for (j, cell) in row.iter_mut().enumerate() {
        *cell = j;
    }
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut least = left;
        for (j, y) in b.iter().enumerate() {
            let above = row.get(j + 1).copied()?;
            let cost = usize::from(!x.eq_ignore_ascii_case(y));
            let value = (corner + cost).min(above + 1).min(left + 1);
            corner = above;
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            left = value;
            least = least.min(value);
        }
        if let Some(cell) = row.get_mut(b.len()) {
            *cell = left;
        }
        if least > max {
            return None;
        }
    }
    row.get(b.len()).copied().filter(|d| *d <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        let profile = crate::profile::Profile::united_states().unwrap();
        let words = &profile.labels.words;
        let id = words.find(b"supersedes");
        assert_ne!(id, OTHER);
        assert_eq!(words.find(b"Supersedes"), id);
        assert_eq!(words.find(b"supersedex"), OTHER);
        assert_eq!(words.find("Señor".as_bytes()), OTHER);
        assert_eq!(words.find(b"part"), PART);
        assert_eq!(words.find(b"act"), ACT);
        assert_eq!(words.month(words.find(b"Sept")), 9);
        assert_eq!(words.month(words.find(b"DECEMBER")), 12);
        assert_eq!(words.month(words.find(b"mar")), 3);
        assert_eq!(words.month(id), 0);
    }

    #[test]
    fn distances_are_those_of_levenshtein() {
        assert_eq!(distance(b"Revoked in pary by", b"revoked in part by", 2), Some(1));
        assert_eq!(distance(b"Suspersedes", b"supersedes", 2), Some(1));
        assert_eq!(distance(b"ee", b"see", 1), Some(1));
        assert_eq!(distance(b"setember", b"september", 2), Some(1));
        assert_eq!(distance(b"kitten", b"sitting", 2), None);
        assert_eq!(distance(b"", b"", 0), Some(0));
    }
}
