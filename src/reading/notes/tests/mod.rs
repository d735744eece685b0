//! The table's own examples, and the traps that were met.

mod hostile;

use super::*;
use crate::ground::diag::Severity;
use crate::model::{Basis, Extent, Mention};
use std::sync::LazyLock;

static PROFILE: LazyLock<&Profile> = LazyLock::new(|| Profile::united_states().unwrap());

/// What a note of an order says; the order is "self" where it has no number.
struct Read {
    claims: Claims,
    diagnostics: Vec<Diagnostic>,
    steps: u64,
}

fn read_as(own: Option<(&str, &str)>, text: &str) -> Read {
    let profile = *PROFILE;
    let scheme = profile.schemes.by_key("executive-order").unwrap();
    let number = own.map(|(number, _)| profile.schemes.identifier(scheme, number));
    let mut claims = Claims::default();
    let identifiers = number.iter().map(|id| (id.clone(), Basis::Stated)).collect();
    let own_mention = claims.mention(Mention { identifiers, ..Mention::default() });
    let note = Note {
        text,
        locator: "note",
        chars_before: 0,
        bytes_before: 0,
        own: own_mention,
        number: number.as_ref(),
        signed: own.and_then(|(_, signed)| PartialDate::from_iso(signed)),
    };
    let mut diagnostics = Vec::new();
    let steps = read_counted(profile, note, &mut claims, &mut diagnostics);
    Read { claims, diagnostics, steps }
}

fn name(mention: &Mention) -> String {
    if let Some((id, _)) = mention.identifiers.first() {
        return PROFILE.label(id);
    }
    match (&mention.kind, &mention.title, &mention.date) {
        (None, None, _) => "self".to_owned(),
        (_, Some(title), None) => title.to_string(),
        (_, Some(title), Some((date, _))) => format!("{title} {date}"),
        (Some(kind), None, date) => {
            format!("{kind} {}", date.map_or_else(String::new, |(d, _)| d.to_string()))
        }
    }
}

fn statements(read: &Read) -> Vec<String> {
    let of = |ix: u32| name(&read.claims.mentions[ix as usize]);
    let show = |s: &crate::model::Statement| {
        let part = if s.extent == Extent::Part { " in part" } else { "" };
        let effective = s.effective.map(|d| format!(" from {d}")).unwrap_or_default();
        format!("{} {}{part} {}{effective}", of(s.actor), s.relation.name(), of(s.target))
    };
    read.claims.statements.iter().map(show).collect()
}

fn says(text: &str) -> Vec<String> {
    statements(&read_as(None, text))
}

/// What a note of EO 12000, signed July 7, 1977, says, and the codes of its diagnostics.
fn of_12000(text: &str) -> (Vec<String>, Vec<String>) {
    let read = read_as(Some(("12000", "1977-07-07")), text);
    let codes = read.diagnostics.iter().map(|d| d.code.to_string()).collect();
    (statements(&read), codes)
}

#[test]
fn every_spelling_of_a_row_says_the_same() {
    for label in PROFILE.labels.labels.iter().filter(|l| !l.says.is_empty()) {
        for words in &label.spellings {
            let text = format!("{words}: EO 11000, February 16, 1962");
            let read = read_as(None, &text);
            let found: Vec<_> = read.claims.statements.iter().map(|s| (s.relation, s.extent)).collect();
            assert_eq!(found, label.says, "{text}");
            assert_eq!(read.claims.statements[0].verb.as_ref(), words);
            assert_eq!(read.claims.statements[0].evidence.quote.as_ref(), text);
            assert!(read.diagnostics.is_empty(), "{text}: {:?}", read.diagnostics);
        }
    }
}

#[test]
fn every_designator_agrees_with_the_schemes() {
    for text in [
        "EO 12862",
        "EO 10571-A",
        "EO 11359A",
        "EO 12,866",
        "EO 1919 1/2",
        "Proc. 2413",
        "Pub. L. 94-412",
        "PLO 801",
        "Transfer Order 25",
        "Canal Zone Order No. 4",
        "Treasury Decision No. 225",
        "Presidential Determination No. 93-23",
        "PD No. 2006-14",
        "Reorganization Plan No. 2 of 1946",
        "Reorganization Plan No. II of 1940",
        "Foreign Service Reg. S-12",
        "Defense Mobilization Order IV-2",
        "59 FR 14541",
        "74 Fed. Reg. 4,897",
        "60 Stat. 812",
        "50 U.S.C. 1601",
        "3 CFR 100",
    ] {
        let read = read_as(None, &format!("See: {text}"));
        let found = read.claims.mentions.get(1).and_then(|m| m.identifiers.first()).map(|(id, _)| id);
        let schemes = PROFILE.schemes.find_in(text);
        let expected = schemes.first().map(|(_, id)| id);
        if text != "EO 1919 1/2" {
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(read.claims.statements.len(), 1, "{text}");
    }
    assert_eq!(says("Amends: EO 1919 1/2,April 21, 1914"), ["self amends EO 1919 1/2"]);
}

#[test]
fn lists_labels_and_extents() {
    assert_eq!(
        says("Revoked by: EO 13225, September 28, 2001 (in part); EO 13423, January 24, 2007\nSee: EO 13148"),
        ["EO 13225 rescinds in part self", "EO 13423 rescinds self", "self seeAlso EO 13148"]
    );
    assert_eq!(
        says("See: EO 12807, May 24, 1992; Revokes: EO 1, May 2, 1990;;\n ;  Supersedes: EO 2, May 3, 1990"),
        ["self seeAlso EO 12807", "self rescinds EO 1", "self supersedes EO 2"]
    );
    assert_eq!(
        says("Superseded by: Foreign Service Reg. S-12, October 5, 1945 (10 FR 12626)(in part)"),
        ["Foreign Service Reg. S-12 supersedes in part self"]
    );
    assert_eq!(
        says("Revoked by: EO 12917, May 21, 1994 in part); EO 12932, October 14, 1994"),
        ["EO 12917 rescinds in part self", "EO 12932 rescinds self"]
    );
    assert_eq!(
        says("Supersedes (export control provisions): Proc. 2413, July 2, 1940"),
        ["self supersedes in part Proc. 2413"]
    );
    assert_eq!(says("Amends: Section 3(a) of EO 10789, May 1, 1958"), ["self amends in part EO 10789"]);
    assert_eq!(
        says("Supersedes: EO 11073, January 2, 1963 and EO 11173, August 20, 1964"),
        ["self supersedes EO 11073", "self supersedes EO 11173"]
    );
    assert_eq!(
        says(
            "Revokes: EO 11501, December 22, 1969 [except that rules made under EO 11501, as amended, stay]"
        ),
        ["self rescinds EO 11501"]
    );
}

#[test]
fn effective_dates() {
    assert_eq!(
        says("Revoked by: EO 11948, December 20, 1976 (effective January 16, 1977)"),
        ["EO 11948 rescinds self from 1977-01-16"]
    );
    assert_eq!(
        says("Revokes: EO 13260, March 19, 2002 eff. March 31, 2002"),
        ["self rescinds EO 13260 from 2002-03-31"]
    );
    assert_eq!(
        says("Superseded by: EO 11686, effective 90 days after October 6, 1972"),
        ["EO 11686 supersedes self from 1973-01-04"]
    );
    assert_eq!(
        says(
            "Note: See Public Law 94-412 (90 Stat. 1255), which terminates, effective September 14, 1978, all powers"
        ),
        ["self seeAlso Pub. L. 94-412"]
    );
}

#[test]
fn third_policies_in_brackets() {
    assert_eq!(
        says("Amends: EO 11865, June 1, 1975 (which was revoked by 11975, March 7, 1977)"),
        ["self amends EO 11865"],
        "a bare number has no series where the order has none"
    );
    assert_eq!(
        of_12000("Amends: EO 11865, June 1, 1975 (which was revoked by 11975, March 7, 1977)").0,
        ["EO 12000 amends EO 11865", "EO 11975 rescinds EO 11865"]
    );
    assert_eq!(
        of_12000("See: EO 12745, December 12, 1987 (which nullifies EO 12000)").0,
        ["EO 12000 seeAlso EO 12745", "EO 12745 rescinds EO 12000"]
    );
    assert_eq!(
        of_12000(
            "See: EO 12107, December 28, 1978 (inadvertently amended EO 12000 which had already been revoked by EO 11552)"
        )
        .0,
        ["EO 12000 seeAlso EO 12107", "EO 12107 amends EO 12000", "EO 11552 rescinds EO 12000"]
    );
    assert_eq!(
        of_12000(
            "See: EO 11408, April 25, 1968 (according to the Commission EO 12000 supersedes orders revoked by EO 11408)"
        )
        .0,
        ["EO 12000 seeAlso EO 11408"]
    );
    assert_eq!(says("Amends: EO 12674 (modifies in its entirety)"), ["self amends EO 12674"]);
    assert_eq!(
        says("Amended by: EO 12898, February 11, 1994 (supplements)"),
        ["EO 12898 amends self", "EO 12898 supplements self"]
    );
    assert_eq!(
        says("Amended by: EO 12898 (supplements); EO 12899"),
        ["EO 12898 amends self", "EO 12898 supplements self", "EO 12899 amends self"]
    );
}

#[test]
fn policies_without_numbers() {
    assert_eq!(
        says("See: Executive order of September 16, 1889 (unnumbered series); EO of June 10, 1902"),
        ["self seeAlso ExecutiveOrder 1889-09-16", "self seeAlso ExecutiveOrder 1902-06-10"]
    );
    assert_eq!(
        says("Continued by Notices of August 17, 1994; September 18, 1995; of September 24, 1997"),
        [
            "Notice 1994-08-17 continues self",
            "Notice 1995-09-18 continues self",
            "Notice 1997-09-24 continues self"
        ]
    );
    assert_eq!(
        says(
            "See: Memo. of April 11, 2025; Memoranda of March 22, 1995, and March 3, 1998; Notice May 28, 1997"
        ),
        [
            "self seeAlso PresidentialMemorandum 2025-04-11",
            "self seeAlso PresidentialMemorandum 1995-03-22",
            "self seeAlso PresidentialMemorandum 1998-03-03",
            "self seeAlso Notice 1997-05-28"
        ]
    );
    assert_eq!(
        says("See: GSA Order transferring control of certain land to TVA (37 FR 11294)"),
        ["self seeAlso GSA Order transferring control of certain land to TVA"]
    );
    assert_eq!(
        says("See: Department of the Treasury regulations, 51 FR 1354; 59 FR 51066"),
        ["self seeAlso FR 51 1354", "self seeAlso FR 59 51066"]
    );
    assert_eq!(
        says("Nullified by treaty with Japan on May 15, 1972 (TIAS 7314, 23 UST 446)"),
        ["treaty with Japan 1972-05-15 rescinds self"]
    );
    assert_eq!(
        says("See: Transfer Order 14 of the Secretary of Defense, dated July 22, 1949 (14 FR 4908)"),
        ["self seeAlso Transfer Order 14"]
    );
    assert_eq!(
        says(
            "Revokes: HSPD-12, August 27, 2004; Presidential Policy Directive 21 of February 12, 2013 (in part)"
        ),
        ["self rescinds HSPD-12", "self rescinds in part PPD-21"]
    );
    assert_eq!(says("Abolishes: Property Review Board"), Vec::<String>::new());
}

/// Two regulations of one agency and year are two policies: the day is in the name of each.
#[test]
fn kinds_of_an_agency_are_told_apart_by_their_day() {
    let note = "Revoked by: Federal Aviation Agency regulations of July 12, 1961 (26 FR 6233); Federal Aviation Agency \
        regulations of September 21, 1961";
    let titles: Vec<_> = read_as(None, note).claims.mentions.iter().filter_map(|m| m.title.clone()).collect();
    assert_eq!(
        titles.iter().map(|t| &**t).collect::<Vec<_>>(),
        [
            "Federal Aviation Agency regulations of July 12, 1961",
            "Federal Aviation Agency regulations of September 21, 1961"
        ]
    );
}

/// Laws were numbered within their Congress; the day or the volume of the Statutes at Large tells which.
#[test]
fn laws_without_their_congress() {
    assert_eq!(
        says(
            "Revoked by: Public Law 212, August 7, 1953, 43 USC 1331 note; See: Public Law 31 of May 22, 1953"
        ),
        ["Pub. L. 83-212 rescinds self", "self seeAlso Pub. L. 83-31"]
    );
    assert_eq!(says("See: Public Law 665 (68 Stat. 832; 22 U.S.C. 1557)"), ["self seeAlso Pub. L. 83-665"]);
    assert_eq!(says("See: Public Law 665"), Vec::<String>::new());
}

#[test]
fn sentences() {
    assert_eq!(
        of_12000(
            "Note: EO 12000 is nullified by virtue of the Council being abolished by EO 13138, May 1, 1999."
        )
        .0,
        ["EO 13138 rescinds EO 12000"]
    );
    assert_eq!(
        of_12000("Note: EO 12000 was nullified when the Committee was abolished by EO 12925, March 6, 1994.")
            .0,
        ["EO 12925 rescinds EO 12000"]
    );
    for sentence in [
        "Note: The Board was terminated by EO 12809, December 12, 1992.",
        "Office terminated by EO 12809, December 12, 1992",
        "Council terminated by: EO 12809, December 12, 1992",
        "Note: The authority of this Executive order was repealed by EO 12809.",
        "Note: The Administrations established in this Executive order were terminated by EO 12809.",
    ] {
        assert_eq!(of_12000(sentence).0, ["EO 12000 seeAlso EO 12809"], "{sentence}");
    }
    assert_eq!(
        of_12000("Note: This Executive order was nullified by Public Law 84-870 (70 Stat. 786)").0,
        ["Pub. L. 84-870 rescinds EO 12000"]
    );
    assert_eq!(
        says("Note: This Executive order was nullified by an Act of January 30, 1942 (56 Stat. 23)"),
        ["Statute 1942-01-30 rescinds self"]
    );
    assert_eq!(
        says("Note: The authority of this Executive Order was repealed by an Act of June 7, 1952"),
        ["self seeAlso Statute 1952-06-07"]
    );
    assert_eq!(
        of_12000("Committee continued by EO 12110, December 28, 1978; EO 12258, December 28, 1980").0,
        ["EO 12110 continues in part EO 12000", "EO 12258 continues in part EO 12000"]
    );
    assert_eq!(
        of_12000("Revoked by: EO 13470, July 30, 2008, read in conjunction with EO 12333, December 4, 1981")
            .0,
        ["EO 13470 rescinds EO 12000", "EO 12000 seeAlso EO 12333"]
    );
}

#[test]
fn what_a_person_reads_through_is_told() {
    for (text, expected, code) in [
        ("Revoked in pary by: EO 13415", "EO 13415 rescinds in part EO 12000", "label-misspelled"),
        ("Suspersedes: EO 11844", "EO 12000 supersedes EO 11844", "label-misspelled"),
        ("ee: EO 13498", "EO 12000 seeAlso EO 13498", "label-misspelled"),
        ("Amended by; EO 12983", "EO 12983 amends EO 12000", "label-colon"),
        ("See Pub. L. 98-497 of October 19, 1984", "EO 12000 seeAlso Pub. L. 98-497", "label-colon"),
        ("Superseded by: EP 14041", "EO 14041 supersedes EO 12000", "designator-misspelled"),
        ("Amended by: EEO 13218", "EO 13218 amends EO 12000", "designator-misspelled"),
        ("Amended by: EO EO 13836", "EO 13836 amends EO 12000", "designator-repeated"),
        ("Amends: 11864, September 15, 1975", "EO 12000 amends EO 11864", "designator-missing"),
        ("Continued by: EO 13652; September 30, 2013", "EO 13652 continues EO 12000", "date-split"),
        ("See: EO 13018. September 16, 1996", "EO 12000 seeAlso EO 13018", "date-split"),
        ("See: EO 13018, January, 4, 1996", "EO 12000 seeAlso EO 13018", "date-punctuation"),
        ("See: EO 13652, Setember 30, 2013", "EO 12000 seeAlso EO 13652", "month-misspelled"),
        ("See: EO 13808, August 34, 2017", "EO 12000 seeAlso EO 13808", "impossible-date"),
        ("EO 13571, April 27, 2011", "EO 12000 seeAlso EO 13571", "no-label"),
        ("Amends: EO 13286, February 28, 2003", "EO 13286 amends EO 12000", "against-time"),
        ("Amended by: EO 9925, January 17, 1948", "EO 12000 amends EO 9925", "against-time"),
        ("See: EO 12000, July 7, 1977", "EO 12000 seeAlso EO 12000", "own-number"),
    ] {
        let (said, codes) = of_12000(text);
        assert_eq!(said, [expected], "{text}");
        assert_eq!(codes, [code], "{text}");
    }
    let (said, codes) = of_12000("See: EO 14227, March 2, 2025; March 2, 2025; See: EO 14231, March 6, 2025");
    assert_eq!(said, ["EO 12000 seeAlso EO 14227", "EO 12000 seeAlso EO 14231"]);
    assert_eq!(codes, ["stray-date"]);
    let (said, codes) = of_12000("See: EO 10530 of May 10, 1954 Revokes: EO 11423, August 16, 1968");
    assert_eq!(said, ["EO 12000 seeAlso EO 10530", "EO 12000 rescinds EO 11423"]);
    assert_eq!(codes, ["label-separator"]);
    let (said, codes) =
        of_12000("Supersedes: EO 11826; Executive Order 12001; Amendment to Executive Order No. 12640");
    assert_eq!(said, ["EO 12000 supersedes EO 11826"]);
    assert_eq!(codes, ["next-entry"]);
    let (said, codes) = of_12000("See: EO's 11996-11998, February 16, 1962");
    assert_eq!(said, ["EO 12000 seeAlso EO 11996", "EO 12000 seeAlso EO 11997", "EO 12000 seeAlso EO 11998"]);
    assert_eq!(codes, ["number-range"]);
}

#[test]
fn a_label_against_time_is_inferred() {
    let read = read_as(Some(("12000", "1977-07-07")), "Amends: EO 13286, February 28, 2003");
    assert_eq!(read.claims.statements[0].strength, crate::model::Strength::Inferred);
    assert_eq!(read.claims.statements[0].verb.as_ref(), "Amends");
    assert_eq!(read.diagnostics[0].severity, Severity::Warning);
}

#[test]
fn places_in_brackets_are_no_statements() {
    let read = read_as(None, "Revoked by: Public Land Order 356, March 7, 1947 (12 FR 1929)");
    assert_eq!(statements(&read), ["PLO 356 rescinds self"]);
    assert_eq!(read.claims.mentions[1].citation.as_deref(), Some("12 FR 1929"));
    assert_eq!(says("See: Pub. L. 94-412 (90 Stat. 1255, 50 U.S.C. 1601)"), ["self seeAlso Pub. L. 94-412"]);
    assert_eq!(
        says("See: Reorganization Plan No. 1 of 1977, 42 FR 56101"),
        ["self seeAlso Reorg. Plan 1 of 1977"]
    );
}

#[test]
fn quotes_are_verbatim_and_offsets_count_characters() {
    let text = "Señor: see\nRevokes: \t\tEO 12348,  February 25, 1982 – ‘x’; EO 12349";
    let read = read_as(None, text);
    assert_eq!(read.claims.statements.len(), 2);
    exact(text, &read);
}

fn exact(text: &str, read: &Read) {
    let chars: Vec<char> = text.chars().collect();
    let evidence = read.claims.mentions.iter().skip(1).map(|m| &m.evidence);
    for e in evidence.chain(read.claims.statements.iter().map(|s| &s.evidence)) {
        let quoted: String = chars[e.start as usize..e.end as usize].iter().collect();
        assert_eq!(quoted.as_str(), e.quote.as_ref());
        assert!(!e.quote.is_empty());
    }
    for diagnostic in &read.diagnostics {
        let span = diagnostic.span.unwrap();
        assert!(text.get(span.start..span.end).is_some());
    }
}
