//! The examples of a profile, read: what a row of data promises, and where reading gives something else.

use super::acts::{self, Named, Who};
use super::cite::{self, Cited, Reach};
use super::notes::{self, Note};
use super::sentence;
use crate::ground::Span;
use crate::model::{Claims, Extent, Mention, PartialDate, Statement};
use crate::profile::Profile;
use crate::profile::label::LabelTest;
use std::collections::BTreeSet;

/// A row whose example is not read as it says, or that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFault {
    /// The profile's file.
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
    schemes(profile, &mut faults);
    kinds(profile, &mut faults);
    labels(profile, &mut faults);
    days_of_effect(profile, &mut faults);
    relations(profile, &mut faults);
    turns(profile, &mut faults);
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
}

fn schemes(profile: &Profile, faults: &mut Faults) {
    faults.file = "schemes.toml";
    // A number is read within a sentence.
    let read = |text: &str| {
        let found = profile.schemes.find_in(&format!("See {text}, which"));
        found.iter().map(|(_, id)| profile.label(id)).collect::<Vec<_>>().join("|")
    };
    for (_, scheme) in profile.schemes.iter() {
        faults.ask_for(&scheme.key, "an example", !scheme.examples.is_empty());
        faults.ask_for(&scheme.key, "a counter-example", !scheme.counter.is_empty());
        for (text, expected) in &scheme.examples {
            faults.compare(&scheme.key, text, expected, &read(text));
        }
        for text in &scheme.counter {
            faults.compare(&scheme.key, text, "", &read(text));
        }
    }
}

fn kinds(profile: &Profile, faults: &mut Faults) {
    faults.file = "kinds.toml";
    for (_, kind) in profile.kinds.iter() {
        faults.ask_for(&kind.name, "an example", !kind.examples.is_empty());
        for (printed, title) in &kind.examples {
            let reading = profile.kinds.read(&profile.schemes, printed);
            let found = reading.kind.and_then(|k| profile.kinds.get(k)).map_or("no kind", |k| &k.name);
            faults.compare(&kind.name, printed, title, reading.title.of(printed));
            faults.compare(&kind.name, printed, &kind.name, found);
        }
    }
}

fn days_of_effect(profile: &Profile, faults: &mut Faults) {
    faults.file = "relations.toml";
    let effect = &profile.phrases.effect;
    let read = |text: &str| effect.own(text).map(|d| d.to_string()).unwrap_or_default();
    for (text, day) in &effect.examples {
        faults.compare("effective", text, day, &read(text));
    }
    for text in &effect.counter {
        faults.compare("effective", text, "", &read(text));
    }
}

fn relations(profile: &Profile, faults: &mut Faults) {
    faults.file = "relations.toml";
    let sorted = |mut lines: Vec<String>| {
        lines.sort_unstable();
        lines.join("; ")
    };
    for row in &profile.phrases.rows {
        faults.ask_for(row.relation.name(), "an example", !row.examples.is_empty());
        faults.ask_for(row.relation.name(), "a counter-example", !row.counter.is_empty());
        let what = "two documents that it serves, each with words of it in which the row's own stand";
        let documents: BTreeSet<&str> = row
            .seen
            .iter()
            .filter(|(_, words)| row.stands_in(words))
            .map(|(document, _)| document.as_str())
            .collect();
        faults.ask_for(row.relation.name(), what, documents.len() >= 2);
        // The words are of a language, the policies in their examples of one jurisdiction: where this profile reads none of
        // the names, an example cannot be read with it.
        for (text, expected) in
            row.examples.iter().filter(|(text, _)| !cite::find_in(profile, text).is_empty())
        {
            let expected = sorted(expected.split("; ").map(str::to_owned).collect());
            faults.compare(row.relation.name(), text, &expected, &sorted(acts_of(profile, text)));
        }
        for text in &row.counter {
            faults.compare(row.relation.name(), text, "", &sorted(acts_of(profile, text)));
        }
    }
}

/// Patterns are found in their examples, and not in their counter-examples.
fn turns(profile: &Profile, faults: &mut Faults) {
    for turn in &profile.wording.tests {
        faults.file = turn.file;
        faults.ask_for(turn.key, "an example", !turn.examples.is_empty());
        let read = |text: &str| if profile.wording.finds(turn, text) { "found" } else { "not found" };
        for text in &turn.examples {
            faults.compare(turn.key, text, "found", read(text));
        }
        for text in &turn.counter {
            faults.compare(turn.key, text, "not found", read(text));
        }
    }
}

/// The acts that the sentences of a text state, in a line each: `this rescinds in part EO 13513`.
fn acts_of(profile: &Profile, text: &str) -> Vec<String> {
    let (names, labels): (Vec<Named>, Vec<String>) = named(profile, text).into_iter().unzip();
    let who = |who: Who| match who {
        Who::Document => "this",
        Who::Named(ix) => labels.get(ix).map_or("", String::as_str),
    };
    let sentences = sentence::sentences(&profile.wording, text, Span::new(0, text.len()));
    let found = sentences.into_iter().flat_map(|s| acts::find(profile, text, s, &names).found);
    found
        .map(|f| {
            let part = if f.extent == Extent::Part { " in part" } else { "" };
            format!("{} {}{part} {}", who(f.actor), f.relation.name(), who(f.target))
        })
        .collect()
}

/// The policies of a text, and how to call them.
fn named(profile: &Profile, text: &str) -> Vec<(Named, String)> {
    let called = |cited: &Cited| match cited {
        Cited::Number(id) => profile.label(id),
        Cited::Act { title, .. } => title.clone(),
        Cited::Dated { row, .. } => {
            profile.citations.dated.get(*row).map(|d| d.kind.clone()).unwrap_or_default()
        }
    };
    let cited = cite::find_in(profile, text).into_iter();
    let this = cite::references(profile, text).into_iter().filter(|r| r.reach == Reach::This);
    cited
        .map(|c| (Named::policy(profile, text, c.span), called(&c.cited)))
        .chain(this.map(|r| (Named::document(r.span), "this".to_owned())))
        .collect()
}

fn labels(profile: &Profile, faults: &mut Faults) {
    faults.file = "labels.toml";
    for label in &profile.labels.labels {
        let row = label.spellings.first().map_or("", String::as_str);
        let by_this_row = |s: &&Statement| label.spellings.iter().any(|w| w.eq_ignore_ascii_case(&s.verb));
        for LabelTest { example: [text, expected], counter } in &label.tests {
            faults.compare(row, text, expected, &said(profile, &note(profile, text)).join("|"));
            let statements = note(profile, counter).statements;
            let found: Vec<&str> = statements.iter().filter(by_this_row).map(|s| &*s.verb).collect();
            faults.compare(row, counter, "", &found.join("|"));
        }
    }
}

/// What a note says; its policy is called `self`.
fn note(profile: &Profile, text: &str) -> Claims {
    let mut claims = Claims::default();
    let own = claims.mention(Mention::default());
    let note = Note { text, locator: "", chars_before: 0, bytes_before: 0, own, number: None, signed: None };
    notes::read(profile, note, &mut claims, &mut Vec::new());
    claims
}

/// The statements of claims, in a line each: `EO 13513 amends in part self from 2010-01-01`.
fn said(profile: &Profile, claims: &Claims) -> Vec<String> {
    let of = |ix: u32| claims.mentions.get(ix as usize).map(|m| name(profile, m)).unwrap_or_default();
    let show = |s: &Statement| {
        let part = if s.extent == Extent::Part { " in part" } else { "" };
        let effective = s.effective.map(|d| format!(" from {d}")).unwrap_or_default();
        format!("{} {}{part} {}{effective}", of(s.actor), s.relation.name(), of(s.target))
    };
    claims.statements.iter().map(show).collect()
}

fn name(profile: &Profile, mention: &Mention) -> String {
    if let Some((id, _)) = mention.identifiers.first() {
        return profile.label(id);
    }
    let date = mention.date.map(|(d, _): (PartialDate, _)| d.to_string());
    let parts: Vec<String> = match (&mention.kind, &mention.title) {
        (_, Some(title)) => std::iter::once(title.to_string()).chain(date).collect(),
        (Some(kind), None) => std::iter::once(kind.to_string()).chain(date).collect(),
        (None, None) => vec!["self".to_owned()],
    };
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_profile_reads_all_its_examples() {
        assert_eq!(check(Profile::united_states().unwrap()), []);
    }

    #[test]
    fn a_rule_that_does_not_show_two_documents_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"us\"\n";
        std::fs::write(folder.path().join("profile.toml"), head).unwrap();
        let words = folder.path().join("lang/en");
        std::fs::create_dir_all(&words).unwrap();
        let bundled = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lang/en");
        for file in std::fs::read_dir(bundled).unwrap().flatten() {
            std::fs::copy(file.path(), words.join(file.file_name())).unwrap();
        }
        let relations = std::fs::read_to_string(words.join("relations.toml")).unwrap();
        // One document twice; another whose words are not those of the row.
        for (from, to) in [("[\"EO 13655\",", "[\"EO 9871\","), ("is superseded as of", "ends as of")] {
            let wrong = relations.replacen(from, to, 1);
            assert_ne!(relations, wrong, "{from}");
            std::fs::write(words.join("relations.toml"), wrong).unwrap();
            let faults = check(&Profile::load(folder.path()).unwrap());
            let [fault] = faults.as_slice() else { panic!("{faults:?}") };
            assert_eq!((fault.row.as_str(), fault.found.as_str()), ("supersedes", "none"));
            assert!(fault.expected.contains("two documents"), "{fault:?}");
        }
    }

    #[test]
    fn what_is_not_read_as_a_row_says_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"us\"\n";
        std::fs::write(folder.path().join("profile.toml"), head).unwrap();
        let schemes = crate::profile::ProfileFiles::united_states().get("schemes.toml").to_owned();
        let wrong = schemes.replacen("\"EO 12862\"", "\"EO 12863\"", 1);
        assert_ne!(schemes, wrong, "the example that is altered stands in the file");
        std::fs::write(folder.path().join("schemes.toml"), wrong).unwrap();
        let faults = check(&Profile::load(folder.path()).unwrap());
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        assert_eq!((fault.file, fault.row.as_str()), ("schemes.toml", "executive-order"));
        assert_eq!((fault.expected.as_str(), fault.found.as_str()), ("EO 12862", "EO 12863"));
    }
}
