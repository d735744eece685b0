//! What must hold for any text.

use super::{exact, read_as};
use proptest::prelude::*;

/// Steps for a note, and for one of twice its length.
#[test]
fn hostile_notes_are_read_in_linear_time() {
    for unit in [
        "EO ",
        "(",
        ")",
        "((",
        "()",
        ",",
        ";",
        ":",
        "See: ",
        "See ",
        "Revoked by ",
        "EO EO 1 ",
        "(in part) ",
        "1 FR ",
        "50 U.S.C. ",
        "Notice of ",
        "Notice ",
        "of ",
        "which was revoked by ",
        "Act ",
        "The Act of ",
        "March ",
        "a: ",
        "Executive Order ",
        "12345 ",
        "1-",
        "[(",
        "EO 1 (EO 2 ",
        "EO 1, May 1, 1990 (",
        "sections 1 of ",
        "é",
        "\n",
        "Note: EO ",
        "Public ",
        "Nullified when ",
        "Nullified when the ",
        "Letter ",
        "EO 5 (which ",
        ". See ",
        "effective ",
        "Committee continued by: ",
        "Revoked in pary by: ",
        "Treasury regulations, ",
    ] {
        let count = |n: usize| read_as(Some(("12000", "1977-07-07")), &unit.repeat(n)).steps;
        let (once, twice) = (count(2_000), count(4_000));
        assert!(twice <= once * 2 + once / 10, "{unit:?}: {once} steps, then {twice}");
        assert!(twice <= 4_000 * 2_000, "{unit:?}: {twice} steps");
    }
}

fn fragments() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "See",
        "Revoked by",
        "Amends",
        "in part",
        "(in part)",
        ":",
        ";",
        ",",
        "(",
        ")",
        "[",
        "]",
        "EO",
        "12345",
        "EO 12866",
        "September 30, 1993",
        "Proc. 2413",
        "Pub. L. 94-412",
        "59 FR 14541",
        "50 U.S.C. 1601",
        "Notice of",
        "which was revoked by",
        "effective",
        "and",
        "\n",
        "Note",
        "The Board",
        "terminated by",
        "is nullified by virtue of",
        "Executive order of",
        "Memo.",
        "é",
        "–",
        "-",
        "A",
        "No.",
        "Act of 1990",
        "Clean Air Act",
        "90 days after",
        "Title",
    ]);
    prop::collection::vec((piece, prop::bool::ANY), 0..24).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, blank)| if blank { format!("{piece} ") } else { piece.to_owned() })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_read_exactly(text in "\\PC{0,120}") {
        exact(&text, &read_as(Some(("12000", "1977-07-07")), &text));
    }

    #[test]
    fn any_note_is_read_exactly(text in fragments()) {
        let read = read_as(Some(("12000", "1977-07-07")), &text);
        exact(&text, &read);
        for statement in &read.claims.statements {
            let mentions = read.claims.mentions.len() as u32;
            prop_assert!(statement.actor < mentions && statement.target < mentions);
        }
    }
}
