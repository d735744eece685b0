use super::*;
use oxigraph::io::{RdfFormat, RdfParser};

fn quads() -> Vec<Quad> {
    let text = include_str!("../../../tests/fixtures/sample.trig");
    RdfParser::from_format(RdfFormat::TriG).for_slice(text).map(Result::unwrap).collect()
}

fn policy(typed: &str) -> String {
    shown(Finder::policies(Profile::united_states().unwrap(), quads()).find(typed))
}

fn body(typed: &str) -> String {
    shown(Finder::bodies(Profile::united_states().unwrap(), quads()).find(typed))
}

fn shown(found: Found) -> String {
    let tail = |iri: &NamedNode| iri.as_str().rsplit('/').next().unwrap().to_owned();
    let tails = |list: Vec<Candidate>| list.iter().map(|c| tail(&c.iri)).collect::<Vec<_>>().join(" ");
    match found {
        Found::One(iri) => tail(&iri),
        Found::Many(list) => format!("many: {}", tails(list)),
        Found::None(list) => format!("none: {}", tails(list)),
    }
}

#[test]
fn whatever_a_person_types() {
    for typed in [
        "EO 13571",
        "eo13571",
        "e.o. 13571",
        " E. O. 13,571 ",
        "Executive Order 13,571",
        "executive order no. 13571",
        "the Executive Order 13571",
        "Streamlining service delivery & improving customer service",
        "Streamlining Service Delivery and Improving Customer Service",
        "streamlining",
        "https://w3id.org/pedigraph/id/us/executive-order/13571",
        "<https://w3id.org/pedigraph/id/us/executive-order/13571>",
        "us/executive-order/13571",
        "https://www.federalregister.gov/executive-order-13571-streamlining",
    ] {
        assert_eq!(policy(typed), "13571", "{typed}");
    }
    for typed in [
        "M-11-24",
        "m-11-24",
        "m1124",
        "OMB Memo M-11-24",
        "omb m-11-24",
        "Memorandum M-11-24",
        "Implementing Executive Order 13571",
    ] {
        assert_eq!(policy(typed), "m-11-24", "{typed}");
    }
    assert_eq!(policy("Improving Customer Service"), "improving-customer-service");
    assert_eq!(policy("presidential memo on improving customer service"), "improving-customer-service");
}

#[test]
fn what_fits_several_is_not_guessed() {
    assert_eq!(policy("customer service"), "many: improving-customer-service 12862 13571 m-11-24");
    assert_eq!(policy("executive order"), "many: 12862 13571");
}

#[test]
fn what_fits_none_is_told_the_nearest() {
    assert_eq!(policy("EO 13751"), "none: 13571");
    assert!(policy("M-17-62").starts_with("none: m-17-26 "));
    assert!(policy("Streamlning of service delivry").starts_with("none: "));
    assert_eq!(policy("zzz"), "none: ");
    assert_eq!(policy(""), "none: ");
    assert_eq!(policy(&"EO ".repeat(1_000_000)), "none: ");
}

#[test]
fn bodies_by_name_acronym_and_initials() {
    for typed in [
        "OMB",
        "omb",
        "Office of Management and Budget",
        "office of management",
        "us/body/office-of-management-and-budget",
    ] {
        assert_eq!(body(typed), "office-of-management-and-budget", "{typed}");
    }
    assert_eq!(body("President"), "president");
    assert_eq!(body("PUS"), "president");
}

#[test]
fn slips_are_passed_over() {
    for typed in ["Streamlning service delivry and improving customer service", "streamlining"] {
        assert_eq!(policy(typed), "13571", "{typed}");
    }
    assert_eq!(policy("Setting Custmer Servcie Standards"), "12862");
}
