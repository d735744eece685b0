use super::*;
use crate::reading::cite::{self, Cited, Reach};
use crate::reading::sentence::sentences;
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
            (Named::policy(profile, text, c.span), name)
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
    for sentence in sentences(&profile().wording, text, Span::new(0, text.len())) {
        for found in find(profile(), text, sentence, &names).found {
            let part = if found.extent == Extent::Part { " in part" } else { "" };

            lines.push(format!("{} {}{part} {}", who(found.actor), found.relation.name(), who(found.target)));
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

/// What the last sentence opens, and what the items behind it give.
fn listed(sentence: &str, items: &[&str]) -> Vec<String> {
    let all = named(sentence);
    let names: Vec<Named> = all.iter().map(|(n, _)| *n).collect();
    let Some(opened) = find(profile(), sentence, Span::new(0, sentence.len()), &names).opens else {
        return vec!["nothing opened".to_owned()];
    };
    let mut lines = Vec::new();
    for item in items {
        let all = named(item);
        let names: Vec<Named> = all.iter().map(|(n, _)| *n).collect();
        for found in find_member(profile(), item, Span::new(0, item.len()), &names, &opened) {
            let target = match found.target {
                Who::Document => "this".to_owned(),
                Who::Named(i) => all[i].1.clone(),
            };
            let part = if found.extent == Extent::Part { " in part" } else { "" };
            lines.push(format!("{:?} {}{part} {target}", found.actor, found.relation.name()));
        }
    }
    lines
}

#[test]
fn lists_that_a_sentence_opens() {
    assert_eq!(
        listed(
            "OMB rescinds the following with the release of this memorandum:",
            &[
                "M-04-04, E-Authentication Guidance for Federal Agencies",
                "M-11-11, Continued Implementation of HSPD-12"
            ]
        ),
        ["Document rescinds M-04-04", "Document rescinds M-11-11"]
    );
    assert_eq!(
        listed(
            "Sec. 3. The following Executive orders or sections thereof are revoked:",
            &[
                "(a) Executive Order No. 12878, as amended by Executive Order Nos. 12887 and 12912, establishing the Commission; and",
                "(b) That portion of section 2 of Executive Order No. 12844 that established the Task Force.",
            ]
        ),
        [
            "Document rescinds EO 12878",
            "Named(1) amends EO 12878",
            "Named(2) amends EO 12878",
            "Document rescinds in part EO 12844"
        ]
    );
    assert_eq!(
        listed(
            "Section 1. Each advisory committee listed below is continued until September 30, 1997.",
            &[
                "(a) Committee for the Preservation of the White House; Executive Order No. 11145, as amended (Department of the Interior)."
            ]
        )[0],
        "Document continues EO 11145"
    );
    assert_eq!(listed("The following Executive orders are revoked or amended:", &[]), ["nothing opened"]);
}

proptest! {
    #[test]
    fn any_sentence_is_read_without_panic(
        text in "(?s)(Executive Order 12866|EO 1|, | and |; |\\(|\\)|“|”|``|''|\"|is revoked|amends|as amended by|section 2 of |the following |pursuant to |by the authority vested in me|to implement |Revocation of |not |é|\\. |:|this order|\n){0,24}"
    ) {
        let all = named(&text);
        let names: Vec<Named> = all.iter().map(|(n, _)| *n).collect();
        for found in find(profile(), &text, Span::new(0, text.len()), &names).found {
            for span in [found.quote, found.verb] {
                prop_assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{span:?}");
            }
            prop_assert!(found.quote.of(&text).chars().count() <= MAX_QUOTE);
            prop_assert!(found.actor != found.target);
        }
    }
}

/// How often words of a text are looked at, and for one of twice its length.
fn steps(unit: &str, n: usize) -> u64 {
    let text = unit.repeat(n);
    let all = named(&text);
    let names: Vec<Named> = all.iter().map(|(n, _)| *n).collect();
    find_counted(profile(), &text, Span::new(0, text.len()), &names).1
}

#[test]
fn work_grows_with_the_sentence_and_no_faster() {
    for unit in [
        "Executive Order 12866 ",
        "Executive Order 12866, ",
        "Executive Order 12866, and ",
        "Executive Order 12866 is revoked ",
        "Executive Order 12866 is revoked and ",
        "is revoked Executive Order 12866, ",
        "amends Executive Order 12866, ",
        "amends and ",
        "amends supersedes revokes and ",
        "Executive Order 12866, as amended by ",
        "Executive Order 12866, as amended by Executive Order 13422, ",
        "pursuant to Executive Order 12866, ",
        "by the authority vested in me by Executive Order 12866 and ",
        "to implement Executive Order 12866 ",
        "the following are revoked: Executive Order 12866; ",
        "rescinds the following Executive Order 12866 ",
        "Revocation of Executive Order 12866 ",
        "(Executive Order 12866) ",
        "section 2 of ",
        "section, ",
        "not ",
        "this order, ",
        ", , ",
        "“Executive Order 12866 ",
        "Executive Order 12866 that is ",
    ] {
        let once = steps(unit, 1_000);
        let twice = steps(unit, 2_000);
        assert!(twice <= once * 2 + once / 8 + 2_000, "{unit:?}: {once} steps, then {twice}");
        assert!(twice <= 2_000 * 2_500, "{unit:?}: {twice} steps");
    }
}
