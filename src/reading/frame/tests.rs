//! What documents are, in the same words in several containers.

use super::{Frame, Stand};
use crate::profile::Profile;
use crate::source::{Format, Record};

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

fn frame(format: Format, text: &str) -> Frame {
    let mut found = Frame::default();
    let mut sink = |record: Record| {
        if let Some(layout) = record.layout() {
            found = super::read(profile(), &layout);
        }
    };
    crate::source::read(format, &profile().structure, &mut text.as_bytes(), &mut sink, &mut |_| ()).unwrap();
    found
}

fn told(frame: &Frame) -> String {
    let Some(own) = &frame.own else { return format!("{:?}", frame.stand) };
    let number = own.identifiers.first().map(|(id, _)| profile().label(id)).unwrap_or_default();
    let title = own.title.as_deref().unwrap_or("-");
    let date = own.date.map(|(d, _)| d.to_string()).unwrap_or_default();
    let body = own.body.map_or("-", |(b, _)| profile().bodies.get(b).key.as_str());
    format!("{:?} {} {number}|{title}|{date}|{body}", frame.stand, own.kind.as_deref().unwrap_or("-"))
}

/// One order in four containers is one order.
#[test]
fn an_order_is_one_in_every_container() {
    let words = [
        "March 3, 2031",
        "By the authority vested in me as President by the Constitution and the laws of the United States of America, it is hereby ordered:",
        "Section 1. Piers. Executive Order 15001 of May 4, 2029, is hereby revoked.",
        "THE WHITE HOUSE,",
        "March 3, 2031.",
    ];
    let body = words.join("\n\n");
    let html = words.iter().map(|w| format!("<p>{w}</p>")).collect::<String>();
    let expected = "Is ExecutiveOrder |Restoring Sound Bridges|2031-03-03|president";
    for (format, text) in [
        (Format::Text, format!("Restoring Sound Bridges\n\n{body}\n")),
        (Format::Markdown, format!("---\ntitle: Restoring Sound Bridges\ndate: 2031-03-04\n---\n\n{body}\n")),
        (Format::Markdown, format!("# Restoring Sound Bridges\n\n{body}\n")),
        (
            Format::Html,
            format!(
                "<html><head><title>Restoring Sound Bridges – The White House</title></head><body><main><h1>Restoring Sound Bridges</h1>{html}</main></body></html>"
            ),
        ),
    ] {
        assert_eq!(told(&frame(format, &text)), expected, "{format}");
    }
}

#[test]
fn heads_of_every_kind() {
    let page = |title: &str, body: &str| format!("---\ntitle: {title}\ndate: '2031-05-14'\n---\n\n{body}\n");
    let direct = "By the authority vested in me as President by the Constitution, I hereby direct as follows. It is done.";
    for (title, body, expected) in [
        ("Harbor Week, 2031", "BY THE PRESIDENT OF THE UNITED STATES OF AMERICA\n\nA PROCLAMATION\n\nHarbors matter to us all.".to_owned(), "Is Proclamation |Harbor Week, 2031|2031-05-14|president"),
        ("Lighting the Piers", format!("MEMORANDUM FOR THE SECRETARY OF HARBORS\n\nSUBJECT: Lighting the Piers\n\n{direct}"), "Is PresidentialMemorandum |Lighting the Piers|2031-05-14|president"),
        ("Memorandum for the Secretary of Harbors", format!("MEMORANDUM FOR THE SECRETARY OF HARBORS\n\nSUBJECT: Lighting the Piers\n\n{direct}"), "Is PresidentialMemorandum |Lighting the Piers|2031-05-14|president"),
        ("Presidential Determination on the Piers", format!("Presidential Determination No. 2031-07\n\nMEMORANDUM FOR THE SECRETARY OF HARBORS\n\n{direct}"), "Is Directive Presidential Determination 2031-07|Presidential Determination on the Piers|2031-05-14|president"),
        ("Mending the Nets", "Executive Order 15417\n\nBy the authority vested in me as President, it is hereby ordered: Nets are mended.".to_owned(), "Is ExecutiveOrder EO 15417|Mending the Nets|2031-05-14|president"),
        ("Counting Boats", "MEMORANDUM FOR HEADS OF EXECUTIVE DEPARTMENTS AND AGENCIES\n\nM-31-09\n\nFROM: Pat Doe, Director\n\nThis memorandum sets rules for boats.".to_owned(), "Is Memorandum M-31-09|Counting Boats|2031-05-14|office-of-management-and-budget"),
        ("Lighting the Quays", "Heads of agencies light the quays.\n\nThis memorandum is in force. THE WHITE HOUSE lights them by the authority vested in me as President, under this memorandum.".to_owned(), "Is PresidentialMemorandum |Lighting the Quays|2031-05-14|president"),
        ("Memorandum for the Heads of Agencies", "SUBJECT: Mending Sails\n\nAgencies mend their sails, as I direct by the authority vested in me as President.".to_owned(), "Is PresidentialMemorandum |Mending Sails|2031-05-14|president"),
        ("Nominations Sent to the Senate", "NOMINATIONS SENT TO THE SENATE:\n\nPat Doe, of Ohio, to be Secretary of Harbors.".to_owned(), "Names"),
        ("Memorandum of Understanding Between Two Harbors", "The two harbors reaffirm this Memorandum of Understanding, and under this memorandum of understanding they trade.".to_owned(), "Names"),
        ("Harbor Schema Reference", "This page tells how to use the tool. The order of fields does not matter.".to_owned(), "Names"),
        ("Guidance", "Agencies comply with the Canal Officers Act of 1990.".to_owned(), "Names"),
        ("M-31-17, Quays", "This memorandum rescinds M-30-17.".to_owned(), "About Memorandum M-31-17|Quays||office-of-management-and-budget"),
    ] {
        assert_eq!(told(&frame(Format::Markdown, &page(title, &body))), expected, "{title}");
    }
}

#[test]
fn front_matter_names_the_policy_that_a_page_is_about() {
    for (front, expected) in [
        (
            "title: Strengthening Piers\nexternal-link: https://www.whitehouse.gov/wp-content/uploads/2031/12/M-31-08-Strengthening-Piers.pdf",
            "About Memorandum M-31-08|Strengthening Piers||office-of-management-and-budget",
        ),
        (
            "title: Policies & Priorities\nsubtitle: Circular No. A-130 - Managing Canals as a Resource\npolicy-publish-date: July 28, 2026",
            "About Circular OMB Circular A-130|Managing Canals as a Resource|2026-07-28|office-of-management-and-budget",
        ),
        (
            "resource_name: 'OMB M-29-13: Open Boats'\nlink: https://www.example.gov/m-29-13.pdf\ndescription: Dated April 3, 2029.",
            "About Memorandum M-29-13|Open Boats|2029-04-03|office-of-management-and-budget",
        ),
        ("title: Harbor tools\nlink: https://www.example.gov/tools", "Names"),
    ] {
        let text = format!("---\n{front}\n---\n\nSome words.\n");
        assert_eq!(told(&frame(Format::Markdown, &text)), expected, "{front}");
    }
}

/// The examples of the data are read as what they are, and the counter-examples are not.
#[test]
fn every_example_of_the_data_is_read() {
    for kind in &profile().frames.documents {
        assert!(!kind.examples.is_empty() && !kind.counter.is_empty(), "{}", kind.kind);
        let is = |text: &str| {
            let found = frame(Format::Text, &text.replace('\n', "\n\n"));
            found.stand == Stand::Is && found.own.is_some_and(|own| own.kind.as_deref() == Some(&kind.kind))
        };
        for text in &kind.examples {
            assert!(is(text), "{}: {text}", kind.kind);
        }
        for text in &kind.counter {
            assert!(!is(text), "{}: {text}", kind.kind);
        }
    }
}

#[test]
fn a_document_that_says_what_it_does_is_a_policy() {
    for (text, expected) in [
        (
            "---\ntitle: Lamps of Harbors\n---\n\nThis final rule rescinds the rule published on May 4, 2029.\n",
            "Is Regulation |Lamps of Harbors||-",
        ),
        (
            "# Department of Lamps VHA DIRECTIVE 2031-053\n\n# CARE OF LAMPS\n\nThis VHA Directive outlines the care of lamps.\n",
            "Is Directive VHA Directive 2031-053|Department of Lamps VHA DIRECTIVE 2031-053||-",
        ),
        // A policy of the kind that the text has named before is meant.
        (
            "# Links\n\n* OMB Circular A-130, Managing Lamps (July 28, 2031)\n\n  This Circular establishes general policy for lamps.\n",
            "Names",
        ),
        // Who does not act says nothing of itself.
        ("# Lamps\n\nThis guidance helps agencies to light lamps.\n", "Names"),
        ("# Lamps\n\nThis proposed rule would rescind the rule on lamps.\n", "Names"),
    ] {
        let found = told(&frame(Format::Markdown, text));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn the_labels_of_a_memorandum_are_no_titles() {
    let text = "MEMORANDUM\n\nDATE: June 25, 2031\n\nTO: Keepers of Lamps\n\nFROM: Jane Roe\n\nSUBJECT: Lighting the Piers\n\nThe piers are lit.\n";
    assert_eq!(told(&frame(Format::Text, text)), "Is Memorandum |Lighting the Piers|2031-06-25|-");
}
