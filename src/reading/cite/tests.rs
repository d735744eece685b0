use super::*;
use proptest::prelude::*;

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

/// One line a citation, as people would write it.
fn name(citation: &Citation) -> String {
    let profile = profile();
    match &citation.cited {
        Cited::Number(id) => profile.label(id),
        Cited::Dated { row, about, .. } => {
            let about = about.as_ref().map(|a| format!(" on {a}")).unwrap_or_default();
            let date = citation.date.map(|(_, d)| d.to_string()).unwrap_or_default();
            format!("{} {date}{about}", profile.citations.dated[*row].kind)
        }
        Cited::Act { title, acronym, number, .. } => {
            let number = number.as_ref().map(|id| format!(" = {}", profile.label(id))).unwrap_or_default();
            let acronym = acronym.as_ref().map(|a| format!(" ({a})")).unwrap_or_default();
            format!("{title}{acronym}{number}")
        }
    }
}

fn read(text: &str) -> Vec<String> {
    find_in(profile(), text).iter().map(name).collect()
}

fn dates(text: &str) -> Vec<String> {
    let found = find_in(profile(), text);
    found
        .iter()
        .map(|c| format!("{} {}", name(c), c.date.map(|(_, d)| d.to_string()).unwrap_or_default()))
        .collect()
}

#[test]
fn acts_by_popular_name() {
    for (text, expected) in [
        (
            "under the Paperwork Reduction Act of 1995 (the PRA) does",
            vec!["Paperwork Reduction Act of 1995 (PRA)"],
        ),
        (
            "requirements of the Paperwork Reduction Act (PRA) of 1980. Specifically",
            vec!["Paperwork Reduction Act of 1980 (PRA)"],
        ),
        (
            "The Chief Financial Officers Act of 1990, and the Government Management and Reform Act of 1994.",
            vec!["Chief Financial Officers Act of 1990", "Government Management and Reform Act of 1994"],
        ),
        (
            "Government Performance and Results Act (GPRA)",
            vec!["Government Performance and Results Act (GPRA)"],
        ),
        (
            "21st Century Integrated Digital Experience Act (21st Century IDEA)",
            vec!["21st Century Integrated Digital Experience Act (21st Century IDEA)"],
        ),
        (
            "required by the GPRA (Government Performance and Results) Modernization Act of 2010 (Public Law 111-352);",
            vec!["GPRA (Government Performance and Results) Modernization Act of 2010 = Pub. L. 111-352"],
        ),
        ("This Act, and the purposes of this Act. Agencies act now.", vec![]),
        ("E-Government Act of 2002", vec!["E-Government Act of 2002"]),
        ("Title VI of the Civil Rights Act of 1964", vec!["Civil Rights Act of 1964"]),
        (
            "including the Foreign Operations, Export Financing, and Related Programs Appropriations Act, 1996 (Public Law 104-107)",
            vec![
                "Foreign Operations, Export Financing, and Related Programs Appropriations Act, 1996 = Pub. L. 104-107",
            ],
        ),
        (
            "the Comprehensive Environmental Response, Compensation, and Liability Act of 1980, as amended",
            vec!["Comprehensive Environmental Response, Compensation, and Liability Act of 1980"],
        ),
        (
            "the Wendell H. Ford Aviation Investment and Reform Act for the 21st Century (Air-21) (Public Law 106-181)",
            vec!["Wendell H. Ford Aviation Investment and Reform Act for the 21st Century = Pub. L. 106-181"],
        ),
        (
            "the Constitution and laws, including the Federal Advisory Committee Act, as amended (5 U.S.C. App.)",
            vec!["Federal Advisory Committee Act"],
        ),
        (
            "section 811 of the United States-Mexico-Canada Agreement Implementation Act (Act) (Public Law 116-113)",
            vec!["United States-Mexico-Canada Agreement Implementation Act = Pub. L. 116-113"],
        ),
        ("section 6103(a) of the Internal Revenue Code of 1954", vec!["Internal Revenue Code of 1954"]),
        ("under the Tax Code and the Building Code", vec![]),
        (
            "the National Lamp Initiative Act (Public Law 115-901) (NLI Act) and the Wick Assistance Act of 1961, as amended (Public Law 87-902) (WAA)",
            vec![
                "National Lamp Initiative Act (NLI Act) = Pub. L. 115-901",
                "Wick Assistance Act of 1961 (WAA) = Pub. L. 87-902",
            ],
        ),
        (
            "The Canal Reform Act of 1996 (Public Law 104–906, Clinker Act) requires",
            vec!["Canal Reform Act of 1996 (Clinker Act) = Pub. L. 104-906"],
        ),
        (
            "with the Public Law 113–991 Federal Canal Buying Act (FCBA).",
            vec!["Federal Canal Buying Act (FCBA) = Pub. L. 113-991"],
        ),
        // A list of laws gives no number to the name that follows.
        ("(Public Law 113-991) and the Kettle Act", vec!["Pub. L. 113-991", "Kettle Act"]),
        (
            "the Oil Amendments Act of 2009 and the Government in the Sunshine Act",
            vec!["Oil Amendments Act of 2009", "Government in the Sunshine Act"],
        ),
        (
            "the National Harbor Authorization Act (NHAA) for Fiscal Year 2015, Pub. L. No. 113-991",
            vec!["National Harbor Authorization Act for Fiscal Year 2015 (NHAA) = Pub. L. 113-991"],
        ),
        ("changes in the Privacy Act", vec!["Privacy Act"]),
        (
            "the Federal Government’s CFO Act agencies; the Children’s Lamp Act",
            vec!["CFO Act", "Children’s Lamp Act"],
        ),
        ("January—Plain Writing Act of 2010", vec!["Plain Writing Act of 2010"]),
        ("M-11-26 Paperwork Reduction Act Fast-Track Process", vec!["M-11-26", "Paperwork Reduction Act"]),
        (
            "its Guidance for Agency Freedom of Information Act (FOIA) Regulations",
            vec!["Freedom of Information Act (FOIA)"],
        ),
        ("required under the No FEAR Act of 2002 (more below)", vec!["No FEAR Act of 2002"]),
        ("FOIA or Freedom of Information Act", vec!["Freedom of Information Act"]),
        ("Order of Succession of Officers To Act as Secretary; Officers to Act", vec![]),
        ("Title IX of the Education Amendments of 1972", vec!["Education Amendments of 1972"]),
        ("United States Code, Arms Export Control Act", vec!["Arms Export Control Act"]),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn numbers_in_the_spellings_of_running_text() {
    for (text, expected) in [
        (
            "Executive Order 12,866 and E.O. 12866; Exec. Order No. 12866",
            vec!["EO 12866", "EO 12866", "EO 12866"],
        ),
        ("Executive Orders 13258 and 13422", vec!["EO 13258", "EO 13422"]),
        (
            "Executive Order 12866, as amended, and Executive Order Nos. 12887 and 12912",
            vec!["EO 12866", "EO 12887", "EO 12912"],
        ),
        (
            "Executive Orders No. 1778 of May 7, 1913, No. 4124 of January 12, 1925, and No. 10337 of April 3, 1952",
            vec!["EO 1778", "EO 4124", "EO 10337"],
        ),
        ("section 301 of title 3, United States Code", vec!["U.S.C. 3 301"]),
        ("sections 3301 and 3302 of title 5, United States Code,", vec!["U.S.C. 5 3301", "U.S.C. 5 3302"]),
        (
            "sections 552(b)(2), 553, and 554a of title 5 of the United States Code",
            vec!["U.S.C. 5 552", "U.S.C. 5 553", "U.S.C. 5 554a"],
        ),
        ("50 C.F.R. parts 10, 21, and 22,", vec!["CFR 50 10", "CFR 50 21", "CFR 50 22"]),
        ("5 U.S.C. 552, 553, and 554(a).", vec!["U.S.C. 5 552", "U.S.C. 5 553", "U.S.C. 5 554"]),
        (
            "sections 552 of title 5, 113(b) and 162(b) of title 10, and 301(b) of title 31, United States Code",
            vec!["U.S.C. 5 552", "U.S.C. 10 113", "U.S.C. 10 162", "U.S.C. 31 301"],
        ),
        ("5 U.S.C. 552, 1988 edition", vec!["U.S.C. 5 552"]),
        ("under 44 U.S.C. 3501 and 12 agencies", vec!["U.S.C. 44 3501"]),
        (
            "OMB Circulars A-11 and A-130; GAO-16-509; 58 FR 51735; 60 Stat. 812; 3 CFR 100",
            vec![
                "OMB Circular A-11",
                "OMB Circular A-130",
                "GAO-16-509",
                "FR 58 51735",
                "Stat. 60 812",
                "CFR 3 100",
            ],
        ),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn dates_behind_citations() {
    for (text, expected) in [
        ("Executive Order 13233 of November 1, 2001, is revoked", vec!["EO 13233 2001-11-01"]),
        ("EO 13571, April 27, 2011", vec!["EO 13571 2011-04-27"]),
        (
            "M-17-06, Policies for Federal Agency Public Websites, published on November 8, 2016",
            vec!["M-17-06 "],
        ),
        ("Executive Order 12862. On April 27, 2011", vec!["EO 12862 "]),
        (
            "Executive Order No. 1778 of May 7, 1913; and Executive Order No. 10337 Of April 3, 1952.",
            vec!["EO 1778 1913-05-07", "EO 10337 1952-04-03"],
        ),
    ] {
        assert_eq!(dates(text), expected, "{text}");
    }
}

#[test]
fn every_row_of_kind_and_date_is_tested_by_its_examples() {
    for row in &profile().citations.dated {
        assert!(!row.examples.is_empty() && !row.counter.is_empty(), "{}", row.kind);
        for (text, expected) in &row.examples {
            let found = read(&format!("See {text}"));
            assert!(found.iter().any(|f| f.split(" on ").next() == Some(expected)), "{text}: {found:?}");
        }
        for text in &row.counter {
            let found = find_in(profile(), text);
            assert!(found.iter().all(|c| !matches!(c.cited, Cited::Dated { .. })), "{text}: {found:?}");
        }
    }
}

#[test]
fn references_to_policies_already_named() {
    let text = "This order and that memorandum; the order of the day; such Executive order; those orders; these and all related orders. In order to";
    let found: Vec<_> = references(profile(), text).into_iter().map(|r| (r.span.of(text), r.reach)).collect();
    assert_eq!(
        found,
        [
            ("This order", Reach::This),
            ("that memorandum", Reach::That),
            ("such Executive order", Reach::That),
            ("those orders", Reach::Those),
            ("these and all related orders", Reach::Those)
        ]
    );
}

proptest! {
    #[test]
    fn spans_are_exact_and_do_not_overlap(
        text in "(?s)(Executive Orders? |E\\.O\\. |12,866|13422|, | and | of |November 1, 2001|Act|Clean |Air |Pub\\. L\\. 94-412|5 U\\.S\\.C\\. 55|sections? |title 5|, United States Code|\\(|\\)|“|é|\\.|\n){0,40}"
    ) {
        let mut at = 0;
        for citation in find_in(profile(), &text) {
            let span = citation.span;
            prop_assert!(span.start >= at && span.start < span.end && span.end <= text.len(), "{span:?}");
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            prop_assert_eq!(span.of(&text).trim(), span.of(&text));
            if let Some((date, _)) = citation.date {
                prop_assert!(text.is_char_boundary(date.start) && text.is_char_boundary(date.end));
                prop_assert!(citation.whole().contains(date));
            }
            at = span.end;
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = find_in(profile(), &text);
        let _ = references(profile(), &text);
    }
}

/// Bytes looked at in a megabyte of the same words, and in half of it.
#[test]
fn work_grows_with_the_text_and_no_faster() {
    for unit in [
        "EO ",
        "EO EO EO ",
        "(",
        ")",
        "()",
        ",",
        ", ",
        ";",
        " ",
        "\n",
        "é",
        "EO 1 ",
        "EO 1, ",
        "EO 1 (",
        "Executive Orders 1, ",
        "Executive Orders 12866 and ",
        "Executive Order 12866, as amended, ",
        "Exec. Order No. ",
        "Pub. L. 94-412, ",
        "Public Law 111-352 (",
        "5 U.S.C. 552, ",
        "5 U.S.C. 552 and 553 ",
        "sections ",
        "sections 1, 2 and ",
        "section 1 of title 5, ",
        "section 1 of title 5, United States Code, ",
        "OMB Circular A-11 Section ",
        "Act ",
        "the Act (",
        "Clean Air Act, ",
        "Clean Air Act (CAA) ",
        "Clean Air Act (Public Law 1-1",
        "Clean (Air and Water) ",
        "Clean, Air, and ",
        "Clean Air of the ",
        "Act of 1990",
        "Aa",
        "A-",
        "June ",
        "June 1, 1990 ",
        "June 1990, ",
        "Executive order of June 10, 1902, ",
        "Executive order on ",
        "Notice of ",
        "this order ",
        "M-11-24 ",
        "GAO-16-",
        "59 FR 1, ",
    ] {
        let count = |bytes: usize| {
            let looks = WorkCounter::default();
            find_counted(profile(), &unit.repeat(bytes / unit.len()), &looks);
            looks.count()
        };
        let (once, twice) = (count(500_000), count(1_000_000));
        assert!(twice <= once * 2 + once / 10, "{unit:?}: {once} bytes, then {twice}");
        assert!(twice <= 1_000_000 * 60, "{unit:?}: {twice} bytes");
    }
}

#[test]
fn a_rule_by_its_day_has_the_number_behind_its_title() {
    for (text, expected) in [
        (
            "changes made by the final rule of April 9, 2031, “Lamps of Piers,” 96 Fed. Reg. 24982, that",
            "FR 96 24982 2031-04-09",
        ),
        ("the final rule published on April 9, 2031 (96 FR 24982)", "FR 96 24982 2031-04-09"),
        ("the final rule of April 9, 2031, and 96 FR 24982", "Regulation 2031-04-09 2031-04-09|FR 96 24982 "),
        (
            "the Executive order of April 9, 2031 (96 FR 24982)",
            "ExecutiveOrder 2031-04-09 2031-04-09|FR 96 24982 ",
        ),
    ] {
        assert_eq!(dates(text).join("|"), expected, "{text}");
    }
}

#[test]
fn issuances_of_agencies_by_letters_kind_and_number() {
    for (text, expected) in [
        ("as in FTA Circular C 4220.1G and HUD Handbook 4000.1", "FTA Circular 4220.1G|HUD Handbook 4000.1"),
        ("NAO 212‐15, COMDTINST M16630.3A, AFI 10‑401", "NAO 212-15|COMDTINST M16630.3A|AFI 10-401"),
        ("Directive 2016/679 of the Union, a notice of 2014, Order 12-3", ""),
        // What a row of its own has keeps its name.
        ("DoD Directive 5000.01 and FAA Order 1050.1F", "DoDD 5000.01|FAA Order 1050.1F"),
    ] {
        assert_eq!(read(text).join("|"), expected, "{text}");
    }
}
