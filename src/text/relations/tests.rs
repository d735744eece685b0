use super::*;
use crate::text::cite::{self, Cited, Reach};
use crate::text::sentence::sentences;
use proptest::prelude::*;

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

/// The policies of a text, and how to call them.
fn named(text: &str) -> Vec<(Named, String)> {
    let profile = profile();
    let mut all: Vec<(Named, String)> = cite::find_in(profile, text)
        .into_iter()
        .map(|c| {
            let name = match &c.cited {
                Cited::Number(id) => profile.label(id),
                Cited::Act { title, .. } => title.clone(),
                Cited::Dated { row, .. } => profile.citations.dated[*row].kind.clone(),
            };
            (Named::policy(text, c.span), name)
        })
        .collect();
    let this = cite::references(profile, text).into_iter().filter(|r| r.reach == Reach::This);
    all.extend(this.map(|r| (Named::document(r.span), "this".to_owned())));
    all
}

fn read(text: &str) -> Vec<String> {
    let all = named(text);
    let names: Vec<Named> = all.iter().map(|(n, _)| *n).collect();
    let who = |w: Who| match w {
        Who::Document => "this".to_owned(),
        Who::Named(i) => all[i].1.clone(),
    };
    let mut lines = Vec::new();
    for sentence in sentences(text, Span::new(0, text.len())) {
        for found in find(profile(), text, sentence, &names).found {
            let part = if found.extent == Extent::Part { " in part" } else { "" };
            let inferred = if found.inferred { " (inferred)" } else { "" };
            lines.push(format!(
                "{} {}{part} {}{inferred}",
                who(found.actor),
                found.relation.name(),
                who(found.target)
            ));
        }
    }
    lines
}

#[test]
fn every_example_is_read_and_no_counter_example() {
    let mut wrong = Vec::new();
    for row in &profile().phrases.rows {
        assert!(!row.examples.is_empty() && !row.counter.is_empty(), "{:?}", row.relation);
        for (text, expected) in &row.examples {
            let mut expected: Vec<&str> = expected.split("; ").collect();
            let found = read(text);
            let mut got: Vec<&str> = found.iter().map(String::as_str).collect();
            expected.sort_unstable();
            got.sort_unstable();
            if got != expected {
                wrong.push(format!("{text}\n  expected {expected:?}\n  found    {got:?}"));
            }
        }
        for text in &row.counter {
            let found = read(text);
            if !found.is_empty() {
                wrong.push(format!("{text}\n  expected nothing\n  found    {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
