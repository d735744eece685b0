//! What pages say: who speaks in a sentence that names no actor, what a list under a sentence means, whose a date is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use pedigraph::model::{Claims, Mention};
use pedigraph::profile::Profile;
use pedigraph::reading;
use pedigraph::source::{self, Format};

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

fn claims(title: &str, body: &str) -> Claims {
    let text = format!("---\ntitle: {title}\n---\n\n{body}\n");
    let mut records = Vec::new();
    let format = "markdown".parse::<Format>().unwrap();
    source::read(format, &profile().structure, &mut text.as_bytes(), &mut |r| records.push(r), &mut |_| {})
        .unwrap();
    reading::claims(profile(), &records[0]).0
}

fn name(mention: &Mention) -> String {
    match (mention.identifiers.first(), &mention.title) {
        (Some((id, _)), _) => profile().label(id),
        (None, Some(title)) => title.to_string(),
        (None, None) => mention.label.to_string(),
    }
}

/// The statements of a page, as `actor relation target`, sorted, each once.
fn says(title: &str, body: &str) -> Vec<String> {
    let claims = claims(title, body);
    let of = |ix: u32| name(&claims.mentions[ix as usize]);
    let statements = claims.statements.iter();
    let mut said: Vec<String> =
        statements.map(|s| format!("{} {} {}", of(s.actor), s.relation.name(), of(s.target))).collect();
    said.sort();
    said.dedup();
    said
}

/// The dates of a page's policies, as `policy date`, sorted, each once.
fn dated(body: &str) -> Vec<String> {
    let claims = claims("A page", body);
    let dates = claims.mentions.iter().filter_map(|m| Some(format!("{} {}", name(m), m.date?.0)));
    let mut dates: Vec<String> = dates.collect();
    dates.sort();
    dates.dedup();
    dates
}

#[test]
fn a_policy_named_in_passing_does_not_speak_for_the_rest_of_the_page() {
    let body = "Comply with Section 508 of the Rehabilitation Act of 1973.\n\n\
        ## Security\n\nReview Title III of the E-Government Act of 2002. Post a Privacy Act of 1974 statement.";
    assert_eq!(says("Regulations for contact centers", body), Vec::<String>::new());
    // One that opens the sentence over a list speaks in its items, and nowhere else.
    let body = "M-23-22 sets goals. Agencies follow the Privacy Act of 1974.\n\nM-23-22 asks agencies to work:\n\n\
        - under OMB Circular A-130\n\nPost notices under the E-Government Act of 2002.";
    assert_eq!(says("A page", body), ["M-23-22 cites OMB Circular A-130"]);
}

#[test]
fn a_page_cites_for_its_policy_where_it_is_its_text() {
    let body = "## What does M-18-19 say?\n\nAgencies follow the Privacy Act of 1974.\n\n\
        ## Next steps\n\nRead the E-Government Act of 2002.";
    // Nobody can tell whether M-18-19 cites it, or only the page.
    assert_eq!(says("A page", body), Vec::<String>::new());
    let body = "Agencies follow the Privacy Act of 1974.";
    assert_eq!(says("M-19-17, Enabling Mission Delivery", body), Vec::<String>::new());
    let body = "Under this memorandum agencies follow the Privacy Act of 1974.\n\n## Scope\n\n\
        It is not for systems under 44 U.S.C. 3552.";
    assert_eq!(
        says("M-19-17, Enabling Mission Delivery", body),
        ["M-19-17 cites Privacy Act of 1974", "M-19-17 cites U.S.C. 44 3552"]
    );
}

#[test]
fn a_page_is_of_the_policy_that_it_names_first_and_most_often() {
    let about = "OMB is updating Circular A-130.\n\nCircular A-130 is old.\n\nWork on Circular A-130 goes on.\n\n\
        Comments on Circular A-130 are welcome.";
    let body = format!("{about}\n\nThe revisions follow the Privacy Act of 1974.");
    assert_eq!(says("Managing information", &body), Vec::<String>::new());
    let own = "This circular binds agencies. This circular is short. This circular holds.";
    let body = format!("{about}\n\n{own}\n\nIt follows the Privacy Act of 1974.");
    assert_eq!(says("Managing information", &body), ["OMB Circular A-130 cites Privacy Act of 1974"]);
    let body = format!("The revisions follow the Privacy Act of 1974.\n\n{about}");
    assert_eq!(says("Managing information", &body), Vec::<String>::new());
}

#[test]
fn policies_named_together_do_not_cite_each_other() {
    let body = "The Privacy Act of 1974, the E-Government Act of 2002, and the Paperwork Reduction Act of 1995 apply.";
    assert_eq!(says("A page", body), Vec::<String>::new());
    let body = "The Privacy Act of 1974 refers to the E-Government Act of 2002.";
    assert_eq!(says("A page", body), ["Privacy Act of 1974 cites E-Government Act of 2002"]);
}

#[test]
fn words_behind_a_link_describe_its_policy() {
    let body = "[**M-23-22:** “Delivering a Digital-First Public Experience”](https://example.gov/a) (September 22, 2023) \
        — This memorandum rescinds OMB’s 2016 Memorandum M-17-06, “Policies for Federal Agency Public Websites and \
        Digital Services,” and builds on M-11-24.\n\n\
        [M-24-08, Strengthening Digital Accessibility](https://example.gov/b) rescinds [M-13-13](https://example.gov/c).";
    assert_eq!(
        says("A page", body),
        ["M-23-22 extends M-11-24", "M-23-22 rescinds M-17-06", "M-24-08 rescinds M-13-13"]
    );
    assert!(dated(body).contains(&"M-23-22 2023-09-22".to_owned()));
    let body = "The [Program Management Improvement Accountability Act](https://example.gov/a), otherwise known as \
        PMIAA, was signed into law in December 2016.";
    assert!(dated(body).contains(&"Program Management Improvement Accountability Act 2016-12".to_owned()));
}

#[test]
fn lists_under_a_sentence() {
    let body = "M-24-08 rescinds the following OMB memos:\n\n\
        1. Improving the Accessibility of Government Information (published by OMB on July 19, 2010)\n\
        2. M-05-05, Electronic Signatures\n\n\
        M-11-24 complements several initiatives. These include:\n\n\
        - [Executive Order 13571, Streamlining Service Delivery](https://example.gov/a)\n\
        - [OMB Memorandum M-10-06, Open Government Directive](https://example.gov/b)";
    assert_eq!(
        says("A page", body),
        [
            "M-11-24 cites EO 13571",
            "M-11-24 cites M-10-06",
            "M-24-08 rescinds Improving the Accessibility of Government Information",
            "M-24-08 rescinds M-05-05",
        ]
    );
    let listed = "Improving the Accessibility of Government Information 2010-07-19";
    assert!(dated(body).contains(&listed.to_owned()));
}

#[test]
fn a_number_alone_below_the_title_of_an_act_is_its_own() {
    let body = "## Kettle Safety Act of 2001 (KSA Act)\n\n[Public Law 107-956](https://example.gov/a)\n\n\
        The Kettle Safety Act of 2001 amended the Boat Act of 1934.\n\n## Rope Act of 2002\n\n22 U.S.C. 211a";
    let claims = claims("Laws", body);
    let numbered = |title: &str| {
        let titled = claims.mentions.iter().filter(|m| m.title.as_deref() == Some(title));
        titled.filter_map(|m| m.identifiers.first()).map(|(id, _)| profile().label(id)).next()
    };
    assert_eq!(numbered("Kettle Safety Act of 2001").as_deref(), Some("Pub. L. 107-956"));
    assert_eq!(numbered("Rope Act of 2002"), None);
}

#[test]
fn endings_lists_and_plurals_of_pages() {
    // Nobody that is named ended the first; the second ended by M-31-08.
    let claims = claims(
        "Memoranda",
        "| Memo | Status |\n| --- | --- |\n| M-30-11 | Rescinded |\n| M-30-12 | Superseded by M-31-08 |",
    );
    assert_eq!(claims.endings.len(), 1);
    assert_eq!(name(&claims.mentions[claims.endings[0].policy as usize]), "M-30-11");
    let body = "This order covers Executive Order 15051 of May 4, 2029, and \
        Executive Order 15052 of May 5, 2029. These orders are hereby revoked.";
    let said = says("Executive Order 15050, Clean Slips", body);
    assert!(said.contains(&"EO 15050 rescinds EO 15051".to_owned()), "{said:?}");
    assert!(said.contains(&"EO 15050 rescinds EO 15052".to_owned()), "{said:?}");
    // Either may be meant.
    let body = "Boats follow Executive Order 15051 and Executive Order 15052. M-31-08 revokes that order.";
    let said = says("A page", body);
    assert!(!said.iter().any(|s| s.contains("rescinds")), "{said:?}");
    let body = "## Memoranda rescinded by M-31-08\n\n- M-30-11, Kettles at Sea\n- M-30-12, Kettles on Land\n\n\
        ## Contacts\n\n- M-30-13, Kettles in Town";
    assert_eq!(says("Memoranda", body), ["M-31-08 rescinds M-30-11", "M-31-08 rescinds M-30-12"]);
}

#[test]
fn whose_a_date_is() {
    let body =
        "We cover the Privacy Act of 1974 and the Federal Information Security Modernization Act (FISMA).";
    assert_eq!(dated(body), ["Privacy Act of 1974 1974"]);
    let body = "Section 508 of the Rehabilitation Act of 1973 was published in 2005.";
    assert_eq!(dated(body), ["Rehabilitation Act of 1973 1973"]);
    let body = "For example, in September 2023, OMB issued M-23-22. This December 23, 2022 memorandum, M-23-07, is short.";
    assert_eq!(dated(body), ["M-23-07 2022-12-23", "M-23-22 2023-09"]);
}

#[test]
fn titles_end_where_the_sentence_goes_on() {
    let body = "OMB issued M-23-22, Delivering a Digital-First Public Experience, offering guidance. M-20-32, Improving \
        Vulnerability Identification, Management, and Remediation, is new. It follows Executive Order 13571 (Streamlining \
        Service Delivery and Improving Customer Service). See OMB Circular A-11, Part 6, Section 210.6.";
    let claims = claims("A page", body);
    let titles: Vec<_> = claims.mentions.iter().map(|m| m.title.as_deref()).collect();
    assert_eq!(
        titles,
        [
            Some("Delivering a Digital-First Public Experience"),
            Some("Improving Vulnerability Identification, Management, and Remediation"),
            Some("Streamlining Service Delivery and Improving Customer Service"),
            None
        ]
    );
}

#[test]
fn titles_of_other_documents_speak_for_nobody() {
    let body = "M-13-10 applies:\n\n- [Elimination Guide for the Paperwork Reduction Act](https://example.gov/a)\n\
        - Review M-16-12, [Improving the Acquisition of Software](https://example.gov/b)\n\n\
        In the next section, we discuss the Privacy Act of 1974.";
    assert_eq!(says("A page", body), ["M-13-10 cites M-16-12"]);
    // A title speaks for its policy, whatever stands first in it.
    let body = "- [M-13-10: Antideficiency Act Implications of Certain Online Terms of Service Agreements](https://example.gov/a)";
    assert_eq!(says("A page", body), ["M-13-10 cites Antideficiency Act"]);
}

#[test]
fn documents_are_known_by_where_they_stand() {
    let body = "- [Testing and Simplifying Federal Forms (PDF, 200 KB, 8 pages, August 2012)](https://www.whitehouse.gov/sites/default/files/omb/inforeg/memos/testing-and-simplifying-federal-forms.pdf)\n\
        - [Testing and Simplifying Federal Tables (PDF, 200 KB, 8 pages, August 2012)](https://www.example.gov/omb/memos/tables.pdf)";
    let claims = claims("A page", body);
    let kinds: Vec<_> =
        claims.mentions.iter().map(|m| (name(m), m.kind.clone().unwrap_or_default())).collect();
    assert_eq!(kinds, [("Testing and Simplifying Federal Forms".to_owned(), "Memorandum".into())]);
}

#[test]
fn what_stands_behind_the_name_of_an_act() {
    let body = "The [E-Government Act of 2002](https://example.gov/a) (Pub. L. 107-347, 116 Stat. 2899, 44 U.S.C. § 101) applies.\n\n\
        - [Paperwork Reduction Act (44 U.S.C. 3501 et seq.)](https://example.gov/b)\n\
        - [The Act](https://example.gov/c)\n\
        - [Executive Orders 12866 and 12988](https://example.gov/d)\n\
        - [OMB Circular A-130 Appendix 1](https://example.gov/e)";
    let claims = claims("A page", body);
    let mut named: Vec<String> = claims
        .mentions
        .iter()
        .map(|m| format!("{} | {}", name(m), m.title.as_deref().unwrap_or_default()))
        .collect();
    named.sort();
    named.dedup();
    assert_eq!(
        named,
        [
            "EO 12866 | ",
            "EO 12988 | ",
            "OMB Circular A-130 | ",
            "Paperwork Reduction Act | Paperwork Reduction Act",
            "Pub. L. 107-347 | E-Government Act of 2002"
        ]
    );
    assert_eq!(says("A page", body), Vec::<String>::new());
}

#[test]
fn the_number_of_a_box_is_that_of_the_act_in_it() {
    let body = "### Public Law No: 114-264\n\nProgram Management Improvement Accountability Act (PMIAA) requires rules.";
    let claims = claims("A page", body);
    let titled = |m: &&Mention| m.title.is_some() && name(m) == "Pub. L. 114-264";
    assert_eq!(claims.mentions.iter().filter(titled).count(), 1);
}

#[test]
fn cards_of_the_front_matter_name_policies_and_say_nothing_of_them() {
    let text = "---\ntitle: Trust\ndeck: Understand the Privacy Act of 1974\nlegislation:\n  title: \"Executive Order 14058: Transforming \
        Federal Customer Experience and OMB Circular A-11, Section 280\"\nfeatured_links:\n  resources:\n    - title: Web standards\n    - \
        title: Plain Writing Act of 2010\n---\n\nNothing here.\n";
    let mut records = Vec::new();
    let format = "markdown".parse::<Format>().unwrap();
    source::read(format, &profile().structure, &mut text.as_bytes(), &mut |r| records.push(r), &mut |_| {})
        .unwrap();
    let (claims, diagnostics) = reading::claims(profile(), &records[0]);
    let named: Vec<_> = claims.mentions.iter().map(|m| (name(m), m.evidence.locator.to_string())).collect();
    assert_eq!(
        named,
        [
            ("Privacy Act of 1974".to_owned(), "/deck".to_owned()),
            ("EO 14058".to_owned(), "/legislation/title".to_owned()),
            ("OMB Circular A-11 Section 280".to_owned(), "/legislation/title".to_owned()),
            ("Plain Writing Act of 2010".to_owned(), "/featured_links/resources/1/title".to_owned()),
        ]
    );
    assert!(claims.statements.is_empty() && diagnostics.is_empty());
    // Each quote stands in the text at its locator.
    for mention in &claims.mentions {
        let texts = records[0].texts();
        let (_, text) = texts.iter().find(|(locator, _)| *locator == &*mention.evidence.locator).unwrap();
        assert!(text.contains(&*mention.evidence.quote));
    }
}
