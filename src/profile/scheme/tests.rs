use crate::profile::Profile;
use proptest::prelude::*;

fn read(text: &str) -> String {
    let profile = Profile::united_states().unwrap();
    let found = profile.schemes.find_in(text);
    found.iter().map(|(_, id)| profile.label(id)).collect::<Vec<_>>().join("|")
}

#[test]
fn numbers_of_other_jurisdictions_are_none_of_ours() {
    let profile = Profile::united_states().unwrap();
    let elsewhere = profile.schemes.elsewhere().unwrap();
    for text in &elsewhere.examples {
        assert_eq!(read(&format!("See {text}, which")), "", "{text}");
    }
    for text in &elsewhere.counter {
        assert_ne!(read(&format!("See {text}, which")), "", "{text}");
    }
}

#[test]
fn numbers_that_stand_alone_in_labels() {
    let profile = Profile::united_states().unwrap();
    assert_eq!(profile.schemes.unsaid("A-130: Managing Information"), Some("Circular"));
    assert_eq!(profile.schemes.unsaid("A-130 is a circular"), None);
}

#[test]
fn paths_are_those_of_the_design() {
    let profile = Profile::united_states().unwrap();
    for (text, path) in [
        ("EO 13571", "us/executive-order/13571"),
        ("EO 10571-A", "us/executive-order/10571-a"),
        ("M-11-24", "us/omb-memorandum/m-11-24"),
        ("OMB Circular A-11", "us/omb-circular/a-11"),
        ("OMB Circular A-11 Section 280", "us/omb-circular/a-11/section-280"),
        ("GAO-16-509", "us/gao-report/gao-16-509"),
        ("Pub. L. 111-352", "us/public-law/111-352"),
        ("Proc. 2413", "us/proclamation/2413"),
        ("PLO 801", "us/public-land-order/801"),
        ("44 U.S.C. 3552", "us/united-states-code/44-3552"),
        ("Reorg. Plan 2 of 1946", "us/reorganization-plan/2-of-1946"),
    ] {
        let found = profile.schemes.find_in(text);
        assert_eq!(profile.path(&found[0].1), path, "{text}");
    }
}

#[test]
fn urls_carry_numbers() {
    let profile = Profile::united_states().unwrap();
    for (url, label) in [
        ("https://www.whitehouse.gov/omb/memoranda/2010/m10-06.pdf", "M-10-06"),
        (
            "https://obamawhitehouse.archives.gov/sites/default/files/omb/memoranda/2016/m_16_24_0.pdf",
            "M-16-24",
        ),
        ("http://www.gpo.gov/fdsys/pkg/PLAW-111publ352/pdf/PLAW-111publ352.pdf", "Pub. L. 111-352"),
        ("http://www.archives.gov/federal-register/executive-orders/pdf/12862.pdf", "EO 12862"),
        ("https://www.gao.gov/products/GAO-16-509", "GAO-16-509"),
        (
            "http://frwebgate.access.gpo.gov/cgi-bin/getdoc.cgi?dbname=105_cong_public_laws&docid=f:publ304.105.pdf",
            "Pub. L. 105-304",
        ),
        (
            "http://frwebgate.access.gpo.gov/cgi-bin/getdoc.cgi?dbname=browse_usc&docid=Cite:+35USC261",
            "U.S.C. 35 261",
        ),
    ] {
        assert_eq!(profile.schemes.in_url(url).map(|id| profile.label(&id)).as_deref(), Some(label), "{url}");
    }
    assert_eq!(
        profile.schemes.in_url("https://www.whitehouse.gov/wp-content/uploads/2018/06/s280.pdf"),
        None
    );
}

proptest! {
    /// One number in all its spellings is one identifier, with the span of the words that name it.
    #[test]
    fn spellings_of_a_number_are_one(n in 1000_u32..20_000, suffix in "(-[A-D])?", first in 0_usize..9) {
        let thousands = format!("{},{:03}", n / 1000, n % 1000);
        let spellings = [
            format!("EO {n}{suffix}"),
            format!("E.O. {n}{suffix}"),
            format!("E.O. {thousands}{suffix}"),
            format!("Exec. Order No. {n}{suffix}"),
            format!("Executive Order {n}{suffix}"),
            format!("Executive\u{a0}Order  No. {thousands}{suffix}"),
            format!("executive order {n}{}", suffix.to_lowercase()),
            format!("Executive Order (EO) {n}{suffix}"),
            format!("EO-{n}{suffix}"),
        ];
        let printed = &spellings[first];
        let text = format!("é See {printed}, which");
        let profile = Profile::united_states().unwrap();
        let found = profile.schemes.find_in(&text);
        prop_assert_eq!(found.len(), 1, "{}", text);
        prop_assert_eq!(profile.label(&found[0].1), format!("EO {n}{suffix}"));
        prop_assert_eq!(found[0].0.of(&text), printed.as_str());
    }

    #[test]
    fn any_text_is_read_without_overlaps(text in "(EO|Executive Orders? |[0-9]{1,5}|[, ();§-]|and |U\\.S\\.C\\. |M-|é|Pub\\. L\\. ){0,14}") {
        let profile = Profile::united_states().unwrap();
        let mut end = 0;
        for (span, id) in profile.schemes.find_in(&text) {
            prop_assert!(span.start >= end && !span.of(&text).is_empty(), "{text}");
            let whole = !profile.label(&id).contains('{') && !profile.path(&id).contains(' ');
            prop_assert!(whole, "{}", profile.label(&id));
            end = span.end;
        }
    }
}
