//! Ways in which the words that were typed fit the words of a name. Both are in small letters with one blank between.

use std::collections::{BTreeMap, BTreeSet};

/// The name starts with them.
pub(super) fn starts(name: &str, typed: &str) -> bool {
    name.strip_prefix(typed).is_some_and(|rest| rest.starts_with(' '))
}

/// They stand in the name, one beside the other.
pub(super) fn holds(name: &str, typed: &str) -> bool {
    name.match_indices(typed).any(|(at, _)| {
        let before = name.get(..at).is_some_and(|t| t.is_empty() || t.ends_with(' '));
        let after = name.get(at + typed.len()..).is_some_and(|t| t.is_empty() || t.starts_with(' '));
        before && after
    })
}

/// The name has all of them.
pub(super) fn has_all(name: &str, typed: &str) -> bool {
    typed.split(' ').all(|word| name.split(' ').any(|known| known == word))
}

/// They are all of the name but for small words: "government performance results act" of "government performance and
/// results act".
pub(super) fn small_words_aside(name: &str, typed: &str) -> bool {
    let mut typed = typed.split(' ').peekable();
    for word in name.split(' ') {
        if typed.peek() == Some(&word) {
            typed.next();
        } else if word.len() >= super::SHORTEST || is_number(word) {
            return false;
        }
    }
    typed.peek().is_none()
}

/// The first words of the name begin with them, in their order, written together or apart: "e gov act" and "egov act" of
/// "e government act of 2002". Numbers stand whole.
pub(super) fn begins(name: &str, typed: &str) -> bool {
    let typed: Vec<u8> = typed.bytes().filter(|b| *b != b' ').collect();
    if typed.len() < super::SHORTEST {
        return false;
    }
    // How much of what was typed the words so far may have taken; each takes one letter at least.
    let mut taken = BTreeSet::from([0]);
    for (words, word) in (1..).zip(name.split(' ')) {
        let mut next = BTreeSet::new();
        for from in taken {
            let rest = typed.get(from..).unwrap_or(&[]);
            let same = rest.iter().zip(word.bytes()).take_while(|(a, b)| **a == *b).count();
            let least = if is_number(word) { word.len() } else { 1 };
            next.extend((least..=same).map(|n| from + n));
        }
        if next.contains(&typed.len()) {
            // One letter a word is an acronym, which names of their own tell.
            return typed.len() + 1 >= 2 * words;
        }
        if next.is_empty() {
            return false;
        }
        taken = next;
    }
    false
}

/// The year at the start or the end of what was typed, and the other words.
pub(super) fn year(typed: &str) -> Option<(&str, String)> {
    let is_year = |word: &&str| word.len() == 4 && word.parse().is_ok_and(|y: u32| (1700..2200).contains(&y));
    let (first, behind) = typed.split_once(' ')?;
    if is_year(&first) {
        return Some((first, behind.to_owned()));
    }
    let (before, last) = typed.rsplit_once(' ')?;
    is_year(&last).then(|| (last, before.to_owned()))
}

/// How many of the typed words a name has not, and how many words it has besides.
pub(super) fn distance(name: &str, typed: &str) -> (usize, usize) {
    let name: Vec<&str> = name.split(' ').collect();
    let (had, missing): (Vec<&str>, Vec<&str>) = typed.split(' ').partition(|word| name.contains(word));
    (missing.len(), name.len().saturating_sub(had.len()))
}

fn is_number(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// How many slips a word may have: letters too many, too few, others or swapped. Numbers may have none.
fn allowed(word: &str) -> usize {
    match word.chars().count() {
        _ if is_number(word) => 0,
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Words of names by the typed word that they may be, spelled with a slip.
pub(super) struct Slips<'n> {
    /// For each word of the names, how often it stands there, and which typed words it may be, with the slips.
    meant: BTreeMap<&'n str, (usize, Vec<(&'n str, usize)>)>,
}

impl<'n> Slips<'n> {
    /// Compares each typed word with each word of the names, once.
    pub(super) fn of(typed: &'n str, names: impl Iterator<Item = &'n String>) -> Self {
        let typed: BTreeSet<&str> = typed.split(' ').filter(|word| !word.is_empty()).collect();
        let mut meant: BTreeMap<&str, (usize, Vec<(&str, usize)>)> = BTreeMap::new();
        for word in names.flat_map(|name| name.split(' ')) {
            let (count, _) = meant.entry(word).or_insert_with(|| {
                (0, typed.iter().filter_map(|typed| Some((*typed, slips(typed, word)?))).collect())
            });
            *count += 1;
        }
        Self { meant }
    }

    /// The word of the names that was meant: with the fewest slips, of those the most frequent one; or the most frequent one
    /// of all.
    pub(super) fn meant(&self, typed: &str, frequent: bool) -> Option<&'n str> {
        let near = self.meant.iter().filter_map(|(word, (count, typed_words))| {
            let (_, slips) = typed_words.iter().find(|(known, _)| *known == typed)?;
            Some((if frequent { 0 } else { *slips }, std::cmp::Reverse(*count), *word))
        });
        near.min().map(|(_, _, word)| word)
    }

    /// How many words a name has besides, where it has every typed word, some of them spelled with a slip.
    pub(super) fn besides(&self, name: &str, typed: &str) -> Option<usize> {
        let meant = name.split(' ').filter_map(|word| self.meant.get(word)).flat_map(|(_, typed)| typed);
        let had: BTreeSet<&str> = meant.map(|(typed, _)| *typed).collect();
        let all = !typed.is_empty() && typed.split(' ').all(|word| had.contains(word));
        all.then(|| name.split(' ').count().saturating_sub(had.len()))
    }

    /// How many of the typed words a name has, short ones aside.
    pub(super) fn shared_with(&self, name: &str) -> usize {
        let words = name.split(' ').filter(|word| word.len() >= super::SHORTEST);
        let typed = words.filter_map(|word| self.meant.get(word)).flat_map(|(_, typed)| typed);
        typed.map(|(typed, _)| *typed).collect::<BTreeSet<_>>().len()
    }
}

/// How many slips make one word of another; none where there are too many.
fn slips(typed: &str, word: &str) -> Option<usize> {
    /// Longer words are compared letter by letter no more.
    const LONGEST: usize = 40;
    let allowed = allowed(typed);
    let near = typed.chars().count().abs_diff(word.chars().count()) <= allowed;
    let comparable = typed == word || (near && allowed > 0 && typed.len().max(word.len()) <= LONGEST);
    comparable.then(|| strsim::osa_distance(typed, word)).filter(|slips| *slips <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_words() {
        for typed in ["e gov act", "egov act", "egovact", "e government act of 2002", "egov act of 2002"] {
            assert!(begins("e government act of 2002", typed), "{typed}");
        }
        for typed in ["gov act", "e act", "egx", "e gov act of 200", "e g", "egao"] {
            assert!(!begins("e government act of 2002", typed), "{typed}");
        }
    }

    #[test]
    fn names_without_their_small_words() {
        let name = "government performance and results act";
        assert!(small_words_aside(name, "government performance results act"));
        assert!(!small_words_aside(name, "government results act"));
        assert!(!small_words_aside("act of 1990", "act"));
    }

    #[test]
    fn years_before_and_behind() {
        assert_eq!(year("2012 digital strategy"), Some(("2012", "digital strategy".to_owned())));
        assert_eq!(year("federalism 1999"), Some(("1999", "federalism".to_owned())));
        assert_eq!((year("2012"), year("order 13571"), year("")), (None, None, None));
    }

    #[test]
    fn slips_of_a_letter_or_two() {
        let names = ["streamlining service delivery".to_owned(), "order 13571".to_owned()];
        let meant = |typed: &str| Slips::of(typed, names.iter()).meant(typed, false).map(str::to_owned);
        assert_eq!(meant("streamlning").as_deref(), Some("streamlining"));
        assert_eq!(meant("servcie").as_deref(), Some("service"));
        assert_eq!((meant("13572"), meant("streaming"), meant("")), (None, None, None));
        let besides = |typed: &str| Slips::of(typed, names.iter()).besides(&names[0], typed);
        assert_eq!(
            (besides("servcie delivery"), besides("service order"), besides("")),
            (Some(1), None, None)
        );
    }
}
