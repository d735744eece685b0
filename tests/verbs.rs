//! Every verb of the table, in every form and every place: running text, titles, items under a lead-in, heads of columns, notes of
//! pages. Labels of notes are read by `pedigraph profile check`, every verb in every `[[form]]`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use pedigraph::model::{Claims, Extent, Relation, Statement};
use pedigraph::profile::{Column, Phrase, Profile};
use pedigraph::reading;
use pedigraph::source::{self, Format};

/// The order that the texts change.
const TARGET: &str = "Executive Order 12866 of September 30, 1993";

fn claims_of(format: &str, text: &str) -> Claims {
    let profile = Profile::united_states().unwrap();
    let mut records = Vec::new();
    let format = format.parse::<Format>().unwrap();
    source::read(format, &profile.structure, &mut text.as_bytes(), &mut |r| records.push(r), &mut |_| {})
        .unwrap();
    reading::claims(profile, &records[0]).0
}

fn order(title: &str, body: &str) -> Claims {
    claims_of(
        "order-text",
        &format!(
            "Executive Order 15001 of March 3, 2031\n\n{title}\n\nBy the authority vested in me as President by the Constitution and the \
             laws of the United States of America, it is hereby ordered as follows:\n\n{body}\n\nJANE ROE\n\nTHE WHITE HOUSE,\nMarch 3, 2031.\n"
        ),
    )
}

/// What claims say of changes, with numbers for names: `15001 rescinds in part 12866`.
fn changes(claims: &Claims) -> Vec<(String, &Statement)> {
    let name = |ix: u32| {
        let mention = &claims.mentions[ix as usize];
        mention.identifiers.first().map_or_else(String::new, |(id, _)| id.number.to_string())
    };
    let of = |s: &Statement| {
        let part = if s.extent == Extent::Part { " in part" } else { "" };
        format!("{} {}{part} {}", name(s.actor), s.relation.name(), name(s.target))
    };
    claims.statements.iter().filter(|s| s.relation.is_change()).map(|s| (of(s), s)).collect()
}

/// What must follow a verb for its row to count.
fn after(row: &Phrase) -> &'static str {
    match row.then.iter().next() {
        None => "",
        Some(_) if row.then.contains("until") => " until September 30, 2032",
        Some(_) => " by Executive Order 13284 of January 23, 2003",
    }
}

/// A verb in one form, filled where any words may stand in it.
fn words(form: &str) -> String {
    form.replace('*', "minor")
}

/// The rows whose verbs have the policy as their object.
fn rows() -> impl Iterator<Item = &'static Phrase> {
    Profile::united_states().unwrap().phrases.rows.iter().filter(|row| !row.forms.is_empty())
}

fn check(told: &mut Vec<String>, claims: &Claims, text: &str, expected: &str) {
    let found: Vec<String> = changes(claims).into_iter().map(|(line, _)| line).collect();
    if !found.iter().any(|line| line == expected) || found.len() != 1 {
        told.push(format!("{text:?}: expected {expected:?}, found {found:?}"));
    }
}

#[test]
fn running_text() {
    let mut told = Vec::new();
    for row in rows() {
        let relation = row.relation.name();
        let (part, of) = if row.part_only { (" in part", "section 2 of ") } else { ("", "") };
        for [base, third, past, _] in &row.forms {
            let mut read =
                |body: String, expected: String| check(&mut told, &order("Harbors", &body), &body, &expected);
            if row.state {
                let own = if row.part_only {
                    "Section 2 of Executive Order 12866"
                } else {
                    "Executive Order 12866"
                };
                read(format!("Section 1. {own} shall {base}."), format!("15001 {relation}{part} 12866"));
                continue;
            }
            let whole = format!("15001 {relation}{part} 12866");
            if !row.passive_only && !base.is_empty() {
                let base = words(base);
                read(
                    format!("Section 1. This order shall {base} {of}{TARGET}{}.", after(row)),
                    whole.clone(),
                );
            }
            if !row.passive_only && !third.is_empty() {
                let third = words(third);
                read(format!("Section 1. This order {third} {of}{TARGET}{}.", after(row)), whole.clone());
            }
            if row.active_only || past.is_empty() {
                continue;
            }
            let subject = if row.part_only { "Section 2 of Executive Order 12866" } else { TARGET };
            if row.passive_by || row.then.contains("by") {
                let body = format!(
                    "Section 1. {TARGET}, as {past} by Executive Order 13284 of January 23, 2003, stands."
                );
                read(body, format!("13284 {relation} 12866"));
            } else {
                let body = format!("Section 1. {subject} is hereby {past}{}.", after(row));
                read(body, whole);
            }
        }
    }
    assert!(told.is_empty(), "{} texts are not read:\n{}", told.len(), told.join("\n"));
}

#[test]
fn titles_parts_days_and_lead_ins() {
    let mut told = Vec::new();
    let plain = |row: &&Phrase| !row.state && !row.part_only && row.then.is_empty();
    for row in rows().filter(plain) {
        let relation = row.relation.name();
        for [_, _, past, gerund] in &row.forms {
            if !row.passive_only && !gerund.is_empty() {
                let mut title = words(gerund);
                title.replace_range(..1, &title[..1].to_uppercase());
                let title = format!("{title} Executive Order 12866");
                check(
                    &mut told,
                    &order(&title, "Section 1. Ships are white."),
                    &title,
                    &format!("15001 {relation} 12866"),
                );
            }
            if row.active_only || row.passive_by || past.is_empty() {
                continue;
            }
            let body = format!("Section 1. Section 2 of {TARGET} is hereby {past}.");
            let part = if row.through_whole { "" } else { " in part" };
            check(&mut told, &order("Harbors", &body), &body, &format!("15001 {relation}{part} 12866"));
            let body = format!("Section 1. {TARGET} is hereby {past}, effective July 4, 2031.");
            let claims = order("Harbors", &body);
            let day = changes(&claims).first().and_then(|(_, s)| s.effective).map(|d| d.to_string());
            if day.as_deref() != Some("2031-07-04") {
                told.push(format!("{body:?}: from {day:?}"));
            }
            let body = format!(
                "Section 1. The following Executive orders are hereby {past}:\n\n(a) {TARGET}.\n\n(b) Executive Order 12988 of February 5, 1996."
            );
            let claims = order("Harbors", &body);
            let found: Vec<(String, bool)> =
                changes(&claims).into_iter().map(|(line, s)| (line, s.lead_in.is_some())).collect();
            let line = |number: &str| (format!("15001 {relation} {number}"), true);
            if found != [line("12866"), line("12988")] {
                told.push(format!("{body:?}: found {found:?}"));
            }
        }
    }
    assert!(told.is_empty(), "{} texts are not read:\n{}", told.len(), told.join("\n"));
}

/// The verbs that make labels, with their relations.
fn labelled() -> impl Iterator<Item = (Relation, &'static [String; 4])> {
    rows().filter(|row| !row.part_only && !row.state).flat_map(|row| {
        let verbs = row.forms.iter().filter(|[base, ..]| !row.no_label.contains(base));
        verbs.filter(|forms| !forms.iter().any(|f| f.contains('*'))).map(|forms| (row.relation, forms))
    })
}

#[test]
fn heads_of_columns() {
    let profile = Profile::united_states().unwrap();
    for (relation, [_, third, past, _]) in labelled() {
        if !third.is_empty() {
            assert_eq!(profile.column(third), Some(Column::Acts(relation, Extent::Whole)), "{third}");
            let part = format!("{third} in part");
            assert_eq!(profile.column(&part), Some(Column::Acts(relation, Extent::Part)), "{part}");
        }
        if !past.is_empty() {
            let by = format!("{past} by");
            assert_eq!(profile.column(&by), Some(Column::ActedOn(relation, Extent::Whole)), "{by}");
        }
    }
}

#[test]
fn notes_of_pages() {
    let mut told = Vec::new();
    for (relation, [_, _, past, _]) in labelled().filter(|(_, [_, _, past, _])| !past.is_empty()) {
        for (lead, part) in [("", ""), ("partially ", " in part")] {
            let page = format!(
                "---\ntitle: Memoranda of harbors\n---\n\n## June 2011 — OMB Memo M-11-24\n\nJune 2011 — OMB Memo M-11-24 – Lighting the Piers of \
                 Harbors\n\n> 6/15/2017: {lead}{past} by M-17-26, Painting the Piers of Harbors\n"
            );
            let claims = claims_of("markdown", &page);
            let expected = format!("17 26 {}{part} 11 24", relation.name());
            let found: Vec<(String, Option<String>)> =
                changes(&claims).into_iter().map(|(l, s)| (l, s.effective.map(|d| d.to_string()))).collect();
            if found != [(expected.clone(), Some("2017-06-15".to_owned()))] {
                told.push(format!("{lead}{past}: expected {expected:?}, found {found:?}"));
            }
        }
    }
    assert!(told.is_empty(), "{} notes are not read:\n{}", told.len(), told.join("\n"));
}
