//! A `curation.toml` with other judgements: what people wrote beside them stays as it is, to the byte.

use super::file::{placed, write_entry};
use super::{Curation, Entry};
use std::collections::BTreeSet;
use std::ops::Range;

impl Curation {
    /// The text of a file that holds these entries in the place of those of `old`: a new entry comes last, one that gave
    /// way is cut out from its head to its last value, and all else stays, comments and order too. A file without anything of a
    /// person's own, and one whose entries stand in no `[[judgement]]` tables, is written anew.
    #[must_use]
    pub fn edited(&self, old: &str) -> String {
        let whole = self.text();
        let Ok(before) = placed(old) else { return whole };
        let own: Vec<Entry> = before.iter().map(|(entry, _)| entry.clone()).collect();
        if Self::of(own).text() == old {
            return whole;
        }
        let wanted: BTreeSet<&Entry> = self.entries.iter().collect();
        let known: BTreeSet<&Entry> = before.iter().map(|(entry, _)| entry).collect();
        let mut gone: Vec<Range<usize>> = before
            .iter()
            .filter(|(entry, _)| !wanted.contains(entry))
            .map(|(_, values)| table(old, values))
            .collect();
        gone.sort_by_key(|range| range.start);
        let mut text = String::with_capacity(old.len());
        let mut at = 0;
        for range in gone {
            text.push_str(old.get(at..range.start).unwrap_or_default());
            at = range.end;
            // One of two empty lines around it goes too.
            let rest = old.get(at..).unwrap_or_default();
            if text.ends_with("\n\n") && rest.starts_with('\n') {
                at += 1;
            }
        }
        text.push_str(old.get(at..).unwrap_or_default());
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for entry in self.entries.iter().filter(|entry| !known.contains(entry)) {
            text.push_str("\n[[judgement]]\n");
            let _ = write_entry(entry, &mut text); // writing to a string does not fail
        }
        // What an unusual form would spoil is written anew.
        if Self::parse(&text).is_ok_and(|read| read == *self) { text } else { whole }
    }
}

/// The lines of the table that holds some values, from its head to the end of the last one's line.
fn table(text: &str, values: &Range<usize>) -> Range<usize> {
    let before = text.get(..values.start).unwrap_or_default();
    let mut start = before.len();
    for line in before.split_inclusive('\n').rev() {
        start -= line.len();
        if line.trim_start().starts_with("[[") {
            break;
        }
    }
    let rest = text.get(values.end..).unwrap_or_default();
    let end = values.end + rest.find('\n').map_or(rest.len(), |at| at + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Ours.\n\n# The first one.\n[[judgement]]\nverdict = 'set' # so\npolicy = \"EO 1\"\ntitle = \"\"\"A\nB\"\"\"\n\
        author = \"A\"\nday = 2026-11-30\nreason = \"r\" # and why\n\n# Kept.\n[[judgement]]\nreason = \"r\"\nday = 2026-11-30\n\
        author = \"A\"\nverdict = \"same\"\npolicies = [ \"EO 1\", \"EO 2\" ]\n# The end.";

    #[test]
    fn what_people_wrote_beside_judgements_stays() {
        let all = Curation::parse(FILE).unwrap();
        assert_eq!(all.edited(FILE), format!("{FILE}\n"));
        let mut more = all.entries.clone();
        let added = Entry { author: "B".to_owned(), ..more[0].clone() };
        more.push(added);
        let text = Curation::of(more).edited(FILE);
        assert!(text.starts_with(FILE) && text.contains("author = \"B\""), "{text}");
        let first = all.entries.iter().position(|e| e.judgement.verdict() == "set").unwrap();
        let mut fewer = all.entries;
        fewer.remove(first);
        let text = Curation::of(fewer).edited(FILE);
        assert!(text.starts_with("# Ours.\n\n# The first one.\n\n# Kept.\n[[judgement]]\nreason"), "{text}");
        assert!(text.ends_with("# The end.\n") && !text.contains("'set'"), "{text}");
    }

    #[test]
    fn another_form_is_written_anew() {
        let file = "judgement = [{ verdict = \"same\", policies = [\"EO 1\", \"EO 2\"], author = \"A\", day = 2026-11-30, reason = \"r\" }]\n";
        let all = Curation::parse(file).unwrap();
        let mut more = all.entries.clone();
        more.push(Entry { author: "B".to_owned(), ..all.entries[0].clone() });
        let more = Curation::of(more);
        assert_eq!(more.edited(file), more.text());
    }
}
