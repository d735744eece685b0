//! The examples of a profile, read: what a row of data promises, and where reading gives something else.
//!
//! Every row shows an example that exercises it, and every rule two documents that it serves, each with words of it that the
//! row reads; what a standard or the gazette itself defines names that instead.

mod acts;
mod names;
mod notes;

use crate::profile::Profile;
use std::collections::BTreeSet;

/// A row whose example is not read as it says, or that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFault {
    /// The profile's file, by its name.
    pub file: &'static str,
    /// The row: its key or its words.
    pub row: String,
    /// The example; empty where there is none.
    pub text: String,
    /// What the row says that is read.
    pub expected: String,
    /// What is read.
    pub found: String,
}

/// Reads the examples and counter-examples of every row; gives those that are not read as the row says.
#[must_use]
pub fn check(profile: &Profile) -> Vec<ExampleFault> {
    let mut faults = Faults { file: "", all: Vec::new() };
    names::check(profile, &mut faults);
    notes::check(profile, &mut faults);
    acts::check(profile, &mut faults);
    faults.all
}

/// Collects faults of one file after the other.
struct Faults {
    file: &'static str,
    all: Vec<ExampleFault>,
}

impl Faults {
    fn compare(&mut self, row: &str, text: &str, expected: &str, found: &str) {
        if expected != found {
            self.all.push(ExampleFault {
                file: self.file,
                row: row.to_owned(),
                text: text.to_owned(),
                expected: expected.to_owned(),
                found: found.to_owned(),
            });
        }
    }

    /// A row that no example exercises is a fault.
    fn ask_for(&mut self, row: &str, what: &str, there: bool) {
        if !there {
            self.compare(row, "", what, "none");
        }
    }

    /// A rule that does not show two documents that it serves is a fault: `reads` tells whether it reads words of one.
    fn ask_for_two(&mut self, row: &str, seen: &[(String, String)], reads: impl Fn(&str) -> bool) {
        let what = "two documents that it serves, each with words of it in which the row's own stand";
        let served = seen.iter().filter(|(_, words)| reads(words));
        let documents: BTreeSet<&str> = served.map(|(document, _)| document.as_str()).collect();
        if documents.len() >= 2 {
            return;
        }
        let unread = seen.iter().find(|(_, words)| !reads(words)).map_or("", |(_, words)| words.as_str());
        self.compare(
            row,
            unread,
            what,
            if unread.is_empty() { "none" } else { "words that it does not read" },
        );
    }
}

#[cfg(test)]
mod tests;
