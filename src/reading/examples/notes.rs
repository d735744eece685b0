//! Examples of the grammar of notes: labels, designators of numbers, kinds without a number.

use super::Faults;
use crate::model::{Claims, Extent, Mention, PartialDate, Statement};
use crate::profile::Profile;
use crate::profile::label::{Label, LabelTest};
use crate::reading::notes::{self, Note};

/// Reads the examples of `labels.toml`.
pub(super) fn check(profile: &Profile, faults: &mut Faults) {
    faults.file = "labels.toml";
    labels(profile, faults);
    forms(profile, faults);
    designators(profile, faults);
    kinds(profile, faults);
}

fn labels(profile: &Profile, faults: &mut Faults) {
    for label in &profile.labels.labels {
        let row = label.spellings.first().map_or("", String::as_str);
        let by_this_row = |s: &&Statement| has_words(label, &s.verb);
        for LabelTest { example: [text, expected], counter } in &label.tests {
            faults.compare(row, text, expected, &said(profile, &note(profile, text)).join("|"));
            let statements = note(profile, counter).statements;
            let found: Vec<&str> = statements.iter().filter(by_this_row).map(|s| &*s.verb).collect();
            faults.compare(row, counter, "", &found.join("|"));
        }
        // A label that says nothing of policies only has to stand there.
        let reads = |words: &str| match label.says.is_empty() {
            true => label.spellings.iter().any(|own| stands_in(own, words)),
            false => note(profile, words).statements.iter().any(|s| has_words(label, &s.verb)),
        };
        if label.form.is_none() && label.defined_by.is_none() {
            faults.ask_for_two(row, &label.seen, reads);
        }
    }
}

/// Whether words are those of a label; dots and brackets do not count.
fn has_words(label: &Label, words: &str) -> bool {
    let bare = crate::ground::fold_space(&words.replace(['(', ')', '.'], " "));
    label.spellings.iter().any(|own| own.eq_ignore_ascii_case(words) || own.eq_ignore_ascii_case(bare.trim()))
}

/// Whether words stand in others, whatever the case.
fn stands_in(own: &str, words: &str) -> bool {
    words.to_lowercase().contains(&own.to_lowercase())
}

/// How verbs make labels: every verb's own are read in [`labels`], the documents are those of the form.
fn forms(profile: &Profile, faults: &mut Faults) {
    for (ix, form) in profile.labels.forms.iter().enumerate() {
        let made = || profile.labels.labels.iter().filter(|label| label.form == Some(ix));
        let reads = |words: &str| {
            let statements = note(profile, words).statements;
            statements.iter().any(|s| made().any(|label| has_words(label, &s.verb)))
        };
        faults.ask_for(&form.words, "a verb that makes such a label", made().next().is_some());
        faults.ask_for_two(&form.words, &form.seen, reads);
    }
}

/// Asks for the example of a row, a note and what it says, and compares it; gives the row's name, its first words.
fn example<'r>(
    profile: &Profile,
    faults: &mut Faults,
    words: &'r [String],
    example: Option<&[String; 2]>,
) -> &'r str {
    let row = words.first().map_or("", String::as_str);
    faults.ask_for(row, "an example", example.is_some());
    if let Some([text, expected]) = example {
        faults.compare(row, text, expected, &said(profile, &note(profile, text)).join("|"));
    }
    row
}

fn designators(profile: &Profile, faults: &mut Faults) {
    for designator in &profile.labels.designators {
        let row = example(profile, faults, &designator.words, designator.example.as_ref());
        let reads = |words: &str| {
            let named = note(profile, words).mentions;
            let of_scheme =
                |m: &Mention| m.identifiers.iter().any(|(id, _)| Some(id.scheme) == designator.scheme);
            let is_read = designator.scheme.is_none() || designator.register || named.iter().any(of_scheme);
            designator.words.iter().any(|own| stands_in(own, words)) && is_read
        };
        faults.ask_for_two(row, &designator.seen, reads);
    }
}

fn kinds(profile: &Profile, faults: &mut Faults) {
    for kind in &profile.labels.kinds {
        let row = example(profile, faults, &kind.words, kind.example.as_ref());
        let reads = |words: &str| {
            let is_kind = |m: &Mention| m.identifiers.is_empty() && m.kind.as_deref() == Some(&kind.name);
            kind.words.iter().any(|own| stands_in(own, words))
                && note(profile, words).mentions.iter().any(is_kind)
        };
        faults.ask_for_two(row, &kind.seen, reads);
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
