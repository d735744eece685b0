//! Examples of verbs and phrases, of days of effect, and of patterns.

use super::Faults;
use crate::ground::Span;
use crate::model::Extent;
use crate::profile::Profile;
use crate::reading::acts::{self, Named, Who};
use crate::reading::cite::{self, Cited, Reach};
use crate::reading::sentence;

/// Reads the examples of `relations.toml`, `reading.toml` and `printing.toml`.
pub(super) fn check(profile: &Profile, faults: &mut Faults) {
    days_of_effect(profile, faults);
    relations(profile, faults);
    turns(profile, faults);
    lint(profile, faults);
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
    for (text, day) in &effect.expiring {
        let found = effect.expires(text).map(|(day, _)| day.to_string()).unwrap_or_default();
        faults.compare("effective.expiring", text, day, &found);
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
        faults.ask_for_two(row.relation.name(), &row.seen, |words| row.stands_in(words));
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
        faults.ask_for_two(turn.key, &turn.seen, |words| profile.wording.finds(turn, words));
        let read = |text: &str| if profile.wording.finds(turn, text) { "found" } else { "not found" };
        for text in &turn.examples {
            faults.compare(turn.key, text, "found", read(text));
        }
        for text in &turn.counter {
            faults.compare(turn.key, text, "not found", read(text));
        }
    }
}

/// So are those that the linter asks.
fn lint(profile: &Profile, faults: &mut Faults) {
    faults.file = "lint.toml";
    for turn in &profile.lint.tests {
        faults.ask_for(&turn.key, "an example", !turn.examples.is_empty());
        let read = |text: &str| if turn.finds(text) { "found" } else { "not found" };
        for text in &turn.examples {
            faults.compare(&turn.key, text, "found", read(text));
        }
        for text in &turn.counter {
            faults.compare(&turn.key, text, "not found", read(text));
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
