//! Examples of how policies and documents are named: schemes, kinds, dates, divisions, columns, frames.

use super::Faults;
use crate::profile::{DocumentKind, Profile};
use crate::reading::cite::{self, Cited};
use crate::reading::frame::{self, Stand};
use crate::source::{self, Format};
use std::collections::{BTreeMap, BTreeSet};

/// Reads the examples of the files that say how policies are named.
pub(super) fn check(profile: &Profile, faults: &mut Faults) {
    schemes(profile, faults);
    elsewhere(profile, faults);
    kinds(profile, faults);
    kinds_and_dates(profile, faults);
    series(profile, faults);
    columns(profile, faults);
    documents(profile, faults);
    front_matter(profile, faults);
    bodies(profile, faults);
    divisions(profile, faults);
    numbers(profile, faults);
}

/// The numbers of a text, as they are called. A number is read within a sentence.
fn numbers_in(profile: &Profile, text: &str) -> String {
    let found = profile.schemes.find_in(&format!("See {text}, which"));
    found.iter().map(|(_, id)| profile.label(id)).collect::<Vec<_>>().join("|")
}

fn schemes(profile: &Profile, faults: &mut Faults) {
    faults.file = "schemes.toml";
    for (ix, scheme) in profile.schemes.iter() {
        faults.ask_for(&scheme.key, "an example", !scheme.examples.is_empty());
        faults.ask_for(&scheme.key, "a counter-example", !scheme.counter.is_empty());
        for (text, expected) in &scheme.examples {
            faults.compare(&scheme.key, text, expected, &numbers_in(profile, text));
        }
        for text in &scheme.counter {
            faults.compare(&scheme.key, text, "", &numbers_in(profile, text));
        }
        for (url, expected) in &scheme.urls {
            let found = profile.schemes.in_url(url).map(|id| profile.label(&id)).unwrap_or_default();
            faults.compare(&scheme.key, url, expected, &found);
        }
        for pattern in profile.schemes.unexercised(ix) {
            faults.compare(&scheme.key, pattern, "an example that the pattern matches", "none");
        }
        let of_scheme = |words: &str| profile.schemes.find_in(words).iter().any(|(_, id)| id.scheme == ix);
        faults.ask_for_two(&scheme.key, &scheme.seen, of_scheme);
    }
}

/// Numbers of other jurisdictions are not read, those of this one are.
fn elsewhere(profile: &Profile, faults: &mut Faults) {
    let Some(elsewhere) = profile.schemes.elsewhere() else { return };
    for text in &elsewhere.examples {
        faults.compare("elsewhere", text, "", &numbers_in(profile, text));
    }
    for text in &elsewhere.counter {
        let found = numbers_in(profile, text);
        faults.compare("elsewhere", text, "a number", if found.is_empty() { "none" } else { "a number" });
    }
}

fn kinds(profile: &Profile, faults: &mut Faults) {
    faults.file = "kinds.toml";
    for (ix, kind) in profile.kinds.iter() {
        faults.ask_for(&kind.name, "an example", !kind.examples.is_empty());
        for (printed, title) in &kind.examples {
            let reading = profile.kinds.read(&profile.schemes, printed);
            let found = reading.kind.and_then(|k| profile.kinds.get(k)).map_or("no kind", |k| &k.name);
            faults.compare(&kind.name, printed, title, reading.title.of(printed));
            faults.compare(&kind.name, printed, &kind.name, found);
        }
        let reads = |words: &str| {
            profile.kinds.read(&profile.schemes, words).kind == Some(ix)
                || profile.kinds.by_url(words) == Some(ix)
                || cite::references(profile, words).iter().any(|r| r.kind == ix)
        };
        faults.ask_for_two(&kind.name, &kind.seen, reads);
    }
}

fn kinds_and_dates(profile: &Profile, faults: &mut Faults) {
    faults.file = "citations.toml";
    for (ix, row) in profile.citations.dated.iter().enumerate() {
        faults.ask_for(&row.kind, "an example", !row.examples.is_empty());
        faults.ask_for(&row.kind, "a counter-example", !row.counter.is_empty());
        let read = |text: &str| {
            let found = cite::find_in(profile, text).into_iter();
            let of_row = found.filter(|c| matches!(c.cited, Cited::Dated { row, .. } if row == ix));
            let day = |c: cite::Citation| c.date.map(|(_, day)| day.to_string()).unwrap_or_default();
            of_row.map(|c| format!("{} {}", row.kind, day(c))).collect::<Vec<_>>().join("|")
        };
        for (text, expected) in &row.examples {
            faults.compare(&row.kind, text, expected, &read(&format!("See {text}")));
        }
        for text in &row.counter {
            faults.compare(&row.kind, text, "", &read(text));
        }
        faults.ask_for_two(&row.kind, &row.seen, |words| !read(words).is_empty());
    }
}

/// The gazette's own words for a series are defined by the gazette; the row says where.
fn series(profile: &Profile, faults: &mut Faults) {
    faults.file = "printing.toml";
    for series in profile.wording.series.iter() {
        let row = series.words().first().map_or("", String::as_str);
        faults.ask_for(row, "what defines the words of the series", series.defined_by.is_some());
        for words in series.words() {
            let found = profile.wording.series.find(words, series.body.is_none());
            let own = found.is_some_and(|found| *found == *series);
            faults.ask_for(words, "a series that is found by its words", own);
        }
    }
}

/// What a column holds is shown by two tables; no table says of a name what the order of roles gives to another.
fn columns(profile: &Profile, faults: &mut Faults) {
    faults.file = "columns.toml";
    let mut shown: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in &profile.tables.table {
        faults.ask_for("table", "the name of a column", table.heads().next().is_some());
        for (role, _) in table.heads() {
            shown.entry(role).or_default().extend(table.of.as_deref());
        }
    }
    for (role, tables) in shown {
        faults.ask_for(role, "two tables that have such a column", tables.len() >= 2);
    }
}

fn documents(profile: &Profile, faults: &mut Faults) {
    faults.file = "frame.toml";
    for kind in &profile.frames.documents {
        faults.ask_for(&kind.kind, "an example", !kind.examples.is_empty());
        faults.ask_for(&kind.kind, "a counter-example", !kind.counter.is_empty());
        let read =
            |text: &str| if is_document(profile, kind, text) { kind.kind.clone() } else { String::new() };
        for text in &kind.examples {
            faults.compare(&kind.kind, text, &kind.kind, &read(text));
        }
        for text in &kind.counter {
            faults.compare(&kind.kind, text, "", &read(text));
        }
        faults.ask_for_two(&kind.kind, &kind.seen, |words| is_document(profile, kind, words));
    }
}

/// What a key of front matter says is shown by two makers; a key that a maker has is one of the profile's.
fn front_matter(profile: &Profile, faults: &mut Faults) {
    faults.file = "frame.toml";
    let roles = profile.frames.front.roles();
    for keys in roles {
        let Some(first) = keys.first() else { continue };
        let made = &profile.frames.made;
        let makers: BTreeSet<&str> =
            made.iter().filter(|m| m.keys.iter().any(|k| keys.contains(k))).map(|m| m.of.as_str()).collect();
        faults.ask_for(first, "two makers of front matter with such a key", makers.len() >= 2);
    }
    for maker in &profile.frames.made {
        for key in &maker.keys {
            let known = roles.iter().any(|keys| keys.contains(key));
            faults.ask_for(&maker.of, "keys of [front]", known);
        }
    }
}

/// The addresses of a body serve two documents, and each pattern reads the address of one.
fn bodies(profile: &Profile, faults: &mut Faults) {
    faults.file = "bodies.toml";
    for (ix, body) in profile.bodies.iter().filter(|(_, body)| !body.url.is_empty()) {
        let patterns = || profile.bodies.addresses(ix);
        faults.ask_for_two(&body.key, &body.seen, |url| patterns().any(|pattern| pattern.is_match(url)));
        for pattern in patterns().filter(|pattern| !body.seen.iter().any(|(_, url)| pattern.is_match(url))) {
            faults.compare(&body.key, pattern.as_str(), "a URL of a document that the pattern reads", "none");
        }
    }
}

/// Whether a text, a line a block, is a policy of a kind.
fn is_document(profile: &Profile, kind: &DocumentKind, text: &str) -> bool {
    let lines = text.replace('\n', "\n\n");
    let mut found = false;
    let mut sink = |record: source::Record| {
        let frame = record.layout().map(|layout| frame::read(profile, &layout)).unwrap_or_default();
        let own = frame.own.filter(|_| frame.stand == Stand::Is);
        found |= own.is_some_and(|own| own.kind.as_deref() == Some(&kind.kind));
    };
    let read = source::read(Format::Text, &profile.structure, &mut lines.as_bytes(), &mut sink, &mut |_| ());
    read.is_ok() && found
}

fn divisions(profile: &Profile, faults: &mut Faults) {
    faults.file = "structure.toml";
    for row in profile.structure.divisions() {
        let name = format!("{:?}", row.kind);
        let own = |words: &str| profile.structure.division(words).filter(|d| d.kind == row.kind);
        faults.ask_for(&name, "an example", !row.examples.is_empty());
        faults.ask_for(&name, "a counter-example", !row.counter.is_empty());
        for (words, number) in &row.examples {
            faults.compare(&name, words, number, own(words).map_or("", |d| d.number.of(words)));
        }
        for words in &row.counter {
            faults.compare(&name, words, "", own(words).map_or("", |d| d.label.of(words)));
        }
        faults.ask_for_two(&name, &row.seen, |words| own(words).is_some());
    }
}

/// Each word of a number stands in an example of a day in words.
fn numbers(profile: &Profile, faults: &mut Faults) {
    faults.file = "names.toml";
    let (examples, counter, seen) = profile.names.number_tests();
    let read = |text: &str| profile.names.day_in_words(text).map(|day| day.to_string()).unwrap_or_default();
    for (text, day) in examples {
        faults.compare("numbers", text, day, &read(text));
    }
    for text in counter {
        faults.compare("numbers", text, "", &read(text));
    }
    let joined = |text: &str| format!(" {} ", text.replace(['-', ','], " "));
    let texts: Vec<String> = examples.iter().map(|(text, _)| joined(text)).collect();
    for word in profile.names.number_words() {
        let there = texts.iter().any(|text| text.contains(&joined(word)));
        faults.ask_for(word, "an example of a day in words that has it", there);
    }
    if profile.names.number_words().next().is_some() {
        faults.ask_for_two("numbers", seen, |words| !read(words).is_empty());
    }
}
