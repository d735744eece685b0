//! One arena for every string of the index, and sets of strings within it.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A string of the arena: its first byte and its length in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    pub start: u32,
    pub len: u32,
}

impl Text {
    /// The empty string, which also stands for an absent one.
    pub const NONE: Self = Self { start: 0, len: 0 };

    pub const fn is_none(self) -> bool {
        self.len == 0
    }
}

/// All strings, end to end. At most 4 GiB.
#[derive(Debug, Default)]
pub(super) struct Arena {
    bytes: String,
    overflow: bool,
}

impl Arena {
    pub const fn from_string(bytes: String) -> Self {
        Self { bytes, overflow: false }
    }

    /// Appends a copy of `text`. Past 4 GiB it is dropped and [`Arena::overflowed`] says so.
    pub fn push(&mut self, text: &str) -> Text {
        let (Ok(start), Ok(len)) = (u32::try_from(self.bytes.len()), u32::try_from(text.len())) else {
            self.overflow = true;
            return Text::NONE;
        };
        if start.checked_add(len).is_none() {
            self.overflow = true;
            return Text::NONE;
        }
        self.bytes.push_str(text);
        Text { start, len }
    }

    /// The string; empty where `text` is none of this arena's.
    pub fn get(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.bytes.get(start..start + text.len as usize).unwrap_or_default()
    }

    pub fn as_str(&self) -> &str {
        &self.bytes
    }

    pub const fn overflowed(&self) -> bool {
        self.overflow
    }

    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }
}

/// A set of strings of one arena, each known by the order in which it first came.
#[derive(Debug, Default)]
pub(super) struct Interner {
    hasher: DefaultHashBuilder,
    table: HashTable<(u64, u32)>,
    texts: Vec<Text>,
}

impl Interner {
    /// The number of `text`, new or known.
    pub fn intern(&mut self, arena: &mut Arena, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let known = self.table.find(hash, |&(h, i)| h == hash && arena.get(self.texts[i as usize]) == text);
        if let Some(&(_, i)) = known {
            return i;
        }
        let i = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(arena.push(text));
        self.table.insert_unique(hash, (hash, i), |&(h, _)| h);
        i
    }

    pub fn texts(&self) -> &[Text] {
        &self.texts
    }

    pub fn into_texts(self) -> Vec<Text> {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_string_has_one_number() {
        let (mut arena, mut set) = (Arena::default(), Interner::default());
        let numbers: Vec<u32> = ["a", "b", "a", "", "b"].iter().map(|s| set.intern(&mut arena, s)).collect();
        assert_eq!(numbers, [0, 1, 0, 2, 1]);
        assert_eq!(arena.get(set.texts()[1]), "b");
        assert_eq!(arena.get(Text { start: 1, len: 9 }), "");
    }
}
