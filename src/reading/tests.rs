//! What documents say, in small inputs of every container: their own policy, entries, tables, dates, titles.

use super::claims;
use crate::model::Mention;
use crate::profile::Profile;
use crate::source::Format;

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

fn name(mention: &Mention) -> String {
    let number = mention.identifiers.first().map(|(id, _)| profile().label(id));
    number
        .or_else(|| mention.title.as_deref().map(str::to_owned))
        .unwrap_or_else(|| mention.label.to_string())
}

/// Every mention as `name|title|date|kind` and every statement but citations as `actor relation target`, sorted, each once.
fn read(format: Format, text: &str) -> (Vec<String>, Vec<String>) {
    let (mut mentions, mut statements) = (Vec::new(), Vec::new());
    let mut sink = |record| {
        let (found, _) = claims(profile(), &record);
        for m in &found.mentions {
            let date = m.date.map(|(d, _)| d.to_string()).unwrap_or_default();
            mentions.push(format!(
                "{}|{}|{date}|{}",
                name(m),
                m.title.as_deref().unwrap_or(""),
                m.kind.as_deref().unwrap_or("")
            ));
        }
        let of = |ix: u32| found.mentions.get(ix as usize).map(name).unwrap_or_default();
        for s in found.statements.iter().filter(|s| s.relation.is_change()) {
            statements.push(format!("{} {} {}", of(s.actor), s.relation.name(), of(s.target)));
        }
    };
    crate::source::read(format, &profile().structure, &mut text.as_bytes(), &mut sink, &mut |_| ()).unwrap();
    mentions.sort();
    mentions.dedup();
    statements.sort();
    statements.dedup();
    (mentions, statements)
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Circulars</title></head><body><main><h1>Circulars</h1>{body}</main></body></html>"
    )
}

#[track_caller]
fn has(found: &[String], wanted: &[&str]) {
    for line in wanted {
        assert!(found.iter().any(|f| f == line), "{line} is not in {found:#?}");
    }
}

#[test]
fn entries_without_links_have_titles_and_dates() {
    let (mentions, statements) = read(
        Format::Html,
        &page(
            "<ul><li>M-24-34 - Mending Nets, June 4, 2024</li><li>OMB Circular A-64, Care of Tar (7/2/07)</li>\
             <li>OMB Circular A-62, Care of Ropes (Rescinded 6/27/2002; superseded by OMB Circular A-69)</li>\
             <li>OMB Memorandum M-23-41, Guidance on the Privacy Parts of the Lantern Act of 2002, September 26, 2023, available at: https://x.example.gov/a</li>\
             <li>M-24-35 requires agencies to mend their nets.</li></ul>",
        ),
    );
    has(
        &mentions,
        &[
            "M-24-34|Mending Nets|2024-06-04|Memorandum",
            "OMB Circular A-64|Care of Tar|2007-07-02|Circular",
            "OMB Circular A-62|Care of Ropes||Circular",
            "M-23-41|Guidance on the Privacy Parts of the Lantern Act of 2002|2023-09-26|Memorandum",
            "M-24-35|||Memorandum",
        ],
    );
    assert_eq!(statements, ["OMB Circular A-69 supersedes OMB Circular A-62"]);
}

#[test]
fn rows_are_entries_by_the_heads_of_their_columns() {
    let (mentions, statements) = read(
        Format::Html,
        &page(
            "<table><thead><tr><th>Number</th><th>Title</th><th>Issued</th><th>Status</th><th>Revokes</th></tr></thead><tbody>\
             <tr><td>M-22-41</td><td>Counting Boats</td><td>March 5, 2022</td><td>Active</td><td>—</td></tr>\
             <tr><td>M-22-42</td><td>Storing Oars</td><td>4/9/22</td><td>Rescinded by M-24-31</td><td>M-20-11; M-20-12</td></tr>\
             </tbody></table>",
        ),
    );
    has(
        &mentions,
        &["M-22-41|Counting Boats|2022-03-05|Memorandum", "M-22-42|Storing Oars|2022-04-09|Memorandum"],
    );
    assert_eq!(
        statements,
        ["M-22-42 rescinds M-20-11", "M-22-42 rescinds M-20-12", "M-24-31 rescinds M-22-42"]
    );
}

/// A table of sums has no policies, and its heads name no columns of them.
#[test]
fn other_tables_are_text() {
    let table = page("<table><tr><th>Year</th><th>Boats</th></tr><tr><td>2022</td><td>15</td></tr></table>");
    assert_eq!(read(Format::Html, &table).0, Vec::<String>::new());
}

#[test]
fn menus_headings_and_pages_for_readers_are_no_policies() {
    let menu = page(
        "<ul><li><a href='/eo/'>Executive Orders</a></li><li><a href='/m/'>OMB Memo</a></li><li><a href='/p/'>Privacy Policy</a></li>\
         <li><a href='/u/'>Updating Your Agency’s Harbor Policy</a></li></ul>",
    );
    assert_eq!(read(Format::Html, &menu).0, Vec::<String>::new());
}

#[test]
fn dates_go_to_the_policy_that_they_date() {
    for (sentence, wanted) in [
        ("OMB M-29-15, Managing Boats, dated June 10, 2029, tells how.", "M-29-15||2029-06-10|Memorandum"),
        (
            "The Modern Harbors Act was passed December 12, 2017 in a larger bill.",
            "Modern Harbors Act|Modern Harbors Act|2017-12-12|Statute",
        ),
        (
            "On January 18, 2017, the Board issued a rule on boats that section 2 of the Signals Act covers.",
            "Signals Act|Signals Act||Statute",
        ),
        (
            "Guidance under the Lantern Act of 2002, September 26, 2009, is old.",
            "Lantern Act of 2002|Lantern Act of 2002|2002|Statute",
        ),
    ] {
        let (mentions, _) = read(Format::Html, &page(&format!("<p>{sentence}</p>")));
        has(&mentions, &[wanted]);
    }
}

#[test]
fn titles_in_brackets_are_titles() {
    let (mentions, _) = read(
        Format::Text,
        "Executive Order on Reading\n\nBy the authority vested in me as President by the Constitution, I hereby order:\n\nSection 1. Follow Executive Order 15110 of May 2, 2027 (Calm Water and Safe Passage), Executive Order 15210 of June 1, 2028 (Plain Words), and Executive Order 15310 (3 CFR 100).\n",
    );
    has(
        &mentions,
        &[
            "EO 15110|Calm Water and Safe Passage|2027-05-02|ExecutiveOrder",
            "EO 15210|Plain Words|2028-06-01|ExecutiveOrder",
            "EO 15310|||ExecutiveOrder",
            "Reading|Reading||ExecutiveOrder",
        ],
    );
}

/// A policy in the title of a document is its target, never the one that acts.
#[test]
fn a_policy_in_the_title_does_not_speak() {
    let (_, statements) = read(
        Format::Markdown,
        "---\ntitle: A Proclamation on Harbors and Revoking Proclamation 9911\ndate: '2031-05-14'\n---\n\nBY THE PRESIDENT OF THE UNITED STATES OF AMERICA\n\nA PROCLAMATION\n\nHarbors matter. Proclamation 9922 is hereby revoked.\n",
    );
    assert!(statements.iter().all(|s| s.starts_with("Harbors and Revoking")), "{statements:?}");
    assert!(statements.iter().any(|s| s.ends_with("rescinds Proc. 9922")), "{statements:?}");
}

#[test]
fn front_matter_says_what_its_policy_does() {
    let (mentions, statements) = read(
        Format::Markdown,
        "---\ntitle: 'OMB M-28-19: Guidance on Reading Rooms'\ndescription: It rescinds M-27-20. Dated April 23, 2028.\n---\n",
    );
    has(&mentions, &["M-28-19|Guidance on Reading Rooms|2028-04-23|Memorandum"]);
    assert_eq!(statements, ["M-28-19 rescinds M-27-20"]);
}

#[test]
fn a_memorandum_of_another_body_is_not_the_presidents() {
    let (mentions, _) = read(
        Format::Html,
        &page("<p>See the OPM Memorandum of January 29, 2015, and the Memorandum of May 1, 2016.</p>"),
    );
    let kinds: Vec<&str> = mentions.iter().filter_map(|m| m.rsplit('|').next()).collect();
    assert_eq!(kinds, ["PresidentialMemorandum", "Memorandum"], "{mentions:?}");
}
