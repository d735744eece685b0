//! Trees of small documents, as an outline: kind, mark, heading and own words.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{NodeIx, NodeKind, Tree};
use crate::profile::Profile;
use crate::source::{Input, Layout};
use std::fmt::Write as _;

/// The layout of a text with that name.
fn layout(name: &str, text: &str) -> Layout {
    let input = Input::Bytes(name.to_owned(), text.as_bytes().to_vec().into());
    let mut found = None;
    crate::source::read_named(&input, &mut |record| found = record.layout().map(|l| l.into_owned())).unwrap();
    found.unwrap()
}

fn tree(layout: &Layout) -> Tree {
    Tree::of(Profile::united_states().unwrap(), layout)
}

/// One line a node, indented by its depth: a letter for its kind, its mark, its heading, its own words.
fn outline(name: &str, text: &str) -> String {
    let layout = layout(name, text);
    let tree = tree(&layout);
    let mut out = String::new();
    let mut ix = NodeIx::ROOT;
    for node in tree.nodes() {
        let depth = tree.ancestors(ix).count();
        let kind = match node.kind {
            NodeKind::Document => "D",
            NodeKind::Head => "head",
            NodeKind::Close => "close",
            NodeKind::Annex => "annex",
            NodeKind::Section(_) => "S",
            NodeKind::Division(_) => "N",
            NodeKind::Paragraph => "P",
            NodeKind::Item { run_in: false } => "I",
            NodeKind::Item { run_in: true } => "r",
            NodeKind::BlockQuote => "B",
            NodeKind::Table => "T",
            NodeKind::Row { head: true } => "H",
            NodeKind::Row { head: false } => "R",
            NodeKind::Cell { .. } => "C",
            NodeKind::Quoted => "Q",
            NodeKind::Note => "F",
        };
        let mark = node.mark.map(|m| format!(" [{}]", m.of(&layout.text))).unwrap_or_default();
        let heading = node.heading.map(|h| format!(" “{}”", h.of(&layout.text))).unwrap_or_default();
        let own = if node.kind == NodeKind::Document { "" } else { node.own.of(&layout.text) };
        let own = if own.is_empty() { String::new() } else { format!(" {own}") };
        writeln!(out, "{:1$}{kind}{mark}{heading}{own}", "", depth.saturating_sub(1) * 2).unwrap();
        ix = ix.next();
    }
    out.lines().skip(1).fold(String::new(), |all, line| all + line + "\n")
}

const ORDERED: &str =
    "By the authority vested in me as President, and in order to keep the harbors, it is hereby ordered:";

#[test]
fn sections_items_and_a_close() {
    let text = format!(
        "Harbor Matters\n\nMarch 3, 2031\n\n{ORDERED}\n\nSection 1.  Policy.  Harbors are to be kept.\n\nSec. 2.  Revocations.  (a)  The following orders are revoked:\n\n(i)   Executive Order 15001; and\n\n(ii)  Executive Order 15002.\n\n(b)  Nothing else ends.\n\nTHE WHITE HOUSE,\n\nMarch 3, 2031.\n\nList of Harbors\n"
    );
    assert_eq!(
        outline("a.txt", &text),
        format!(
            "head\n  P Harbor Matters\n  P March 3, 2031\nP {ORDERED}\nN [Section 1.] “Policy.”\n  P Harbors are to be kept.\nN [Sec. 2.] “Revocations.”\n  I [(a)] The following orders are revoked:\n    I [(i)] Executive Order 15001; and\n    I [(ii)] Executive Order 15002.\n  I [(b)] Nothing else ends.\nclose\n  P THE WHITE HOUSE,\n  P March 3, 2031.\nannex\n  P List of Harbors\n"
        )
    );
}

#[test]
fn an_item_may_have_a_heading_and_an_item_within() {
    let text = "Sec. 3. Harbor Office.\n\n(a) Establishment. There is an office that keeps the harbors.\n\n(b) Mission and Functions. (1) The office keeps a list.\n\n(2) It keeps the quays.\n\n(c) It ends in a year.\n";
    assert_eq!(
        outline("a.txt", text),
        "N [Sec. 3.] “Harbor Office.”\n  I [(a)] Establishment. There is an office that keeps the harbors.\n  I [(b)] “Mission and Functions.”\n    I [(1)] The office keeps a list.\n    I [(2)] It keeps the quays.\n  I [(c)] It ends in a year.\n"
    );
}

#[test]
fn a_line_that_begins_with_the_place_closes_nothing() {
    let text = format!(
        "{ORDERED}\n\nThe White House Office of Quays keeps the list, and so do all of the others.\n\nIt is kept.\n"
    );
    assert!(!outline("a.txt", &text).contains("close"));
}

#[test]
fn the_head_of_a_memorandum_in_headings() {
    let text = "### November 4, 2016\n\n### M-31-05\n\n## MEMORANDUM FOR HEADS OF AGENCIES\n\n## SUBJECT: Fiscal Year 2030 Guidance on Keeping Information of the Harbors and on Privacy\n\n### Purpose\n\nThis memorandum tells the agencies how to keep what they know.\n";
    assert_eq!(
        outline("a.md", text),
        "head\n  P “November 4, 2016” November 4, 2016\n  P “M-31-05” M-31-05\n  P “MEMORANDUM FOR HEADS OF AGENCIES” MEMORANDUM FOR HEADS OF AGENCIES\n  P “SUBJECT: Fiscal Year 2030 Guidance on Keeping Information of the Harbors and on Privacy” SUBJECT: Fiscal Year 2030 Guidance on Keeping Information of the Harbors and on Privacy\nS “Purpose”\n  P This memorandum tells the agencies how to keep what they know.\n"
    );
}

#[test]
fn labels_and_stray_marks_of_markdown() {
    let text = "**Signed:** May 26, 1933\n**Published:** May 27, 1933\n\n**Sec. 4. General Provisions***.* *(a)  Nothing in this order ends any of them.\n";
    assert_eq!(
        outline("a.md", text),
        "head\n  P Signed: May 26, 1933\n  P Published: May 27, 1933\nN [Sec. 4.] “General Provisions.”\n  I [(a)] Nothing in this order ends any of them.\n"
    );
}

#[test]
fn items_stand_under_what_leads_to_them() {
    let text = "# Orders\n\nThe following orders are hereby revoked as of this day:\n\n- Executive Order 15001\n- Executive Order 15002, and with it\n  - its annex\n\nThe others stand.\n";
    assert_eq!(
        outline("a.md", text),
        "S “Orders”\n  P The following orders are hereby revoked as of this day:\n    I Executive Order 15001\n    I Executive Order 15002, and with it\n      I its annex\n  P The others stand.\n"
    );
}

#[test]
fn a_list_goes_on_after_a_paragraph() {
    let text = "The rules are these, and they are kept:\n\n(a) First.\n\nThis is said of the first.\n\n(b) Second.\n\nSo much for these rules that are kept.\n";
    assert_eq!(
        outline("a.txt", text),
        "P The rules are these, and they are kept:\n  I [(a)] First.\n  P This is said of the first.\n  I [(b)] Second.\nP So much for these rules that are kept.\n"
    );
}

#[test]
fn run_in_enumerations_are_items() {
    let text = "Executive Order 15001 is amended (1) by striking section 2 (a); and (2) by inserting, in paragraph (1) of section 3, a new word.\n";
    assert_eq!(
        outline("a.txt", text),
        "P Executive Order 15001 is amended\n  r [(1)] by striking section 2 (a); and\n  r [(2)] by inserting, in paragraph (1) of section 3, a new word.\n"
    );
    let items = "The orders listed below are further amended:\n    (1) Executive Order No. 15448 of April 22, 1963\n    (2) Executive Order No. 15631 of August 17, 1965 (3) Executive Order No. 15977 of December 4, 1969\n";
    assert_eq!(
        outline("a.txt", items),
        "P The orders listed below are further amended:\n  I [(1)] Executive Order No. 15448 of April 22, 1963\n  I [(2)] Executive Order No. 15631 of August 17, 1965\n  r [(3)] Executive Order No. 15977 of December 4, 1969\n"
    );
}

#[test]
fn marks_that_point_at_divisions_are_no_items() {
    for text in [
        "As told in sections 55 (a), 508, and 1204 (b) of the Code, the returns are open to all of the members.",
        "Nothing in paragraph (1) and paragraph (2) of this section ends the order that was made.",
        "The President (the “Chief”) and the Congress (both houses) are told of it in this report.",
    ] {
        assert_eq!(outline("a.txt", text), format!("P {text}\n"));
    }
}

#[test]
fn quoted_text_over_paragraphs_is_a_node_of_its_own() {
    let text = "Section 1. Section 8 of Executive Order 15286 is amended by inserting the following:\n\n“Sec. 8. Pilots. (a) The pilots are named here.\n\n“(b) So are the others.”\n\nSec. 2. Executive Order 15362 is hereby revoked.\n";
    assert_eq!(
        outline("a.txt", text),
        "N [Section 1.]\n  P Section 8 of Executive Order 15286 is amended by inserting the following:\n    Q\n      N [Sec. 8.] “Pilots.”\n        I [(a)] The pilots are named here.\n        I [(b)] So are the others.”\nN [Sec. 2.]\n  P Executive Order 15362 is hereby revoked.\n"
    );
}

#[test]
fn quoted_text_that_starts_within_a_paragraph() {
    let text = "Section 4 is amended to read as follows: “The pilots are named by the office.\n\nThe office keeps a list.”\n\nThe order stands otherwise.\n";
    assert_eq!(
        outline("a.txt", text),
        "P Section 4 is amended to read as follows:\n  Q “The pilots are named by the office.\n    P “The pilots are named by the office.\n    P The office keeps a list.”\nP The order stands otherwise.\n"
    );
}

#[test]
fn tables_have_rows_with_the_heads_of_their_columns() {
    let text = "These orders are revoked:\n\n| Order | Title |\n|---|---|\n| EO 14021 | Lighting |\n| EO 14033 | Roads |\n";
    let shown = outline("a.md", text);
    assert_eq!(
        shown,
        "P These orders are revoked:\n  T\n    H\n      C Order\n      C Title\n    R\n      C EO 14021\n      C Lighting\n    R\n      C EO 14033\n      C Roads\n"
    );
    let layout = layout("a.md", text);
    let tree = tree(&layout);
    let heads: Vec<&str> = tree
        .nodes()
        .iter()
        .filter_map(|n| match n.kind {
            NodeKind::Cell { column: Some(head), .. } => Some(tree.node(head).own.of(&layout.text)),
            _ => None,
        })
        .collect();
    assert_eq!(heads, ["Order", "Title", "Order", "Title"]);
}

#[test]
fn cells_over_several_rows_and_columns() {
    let text = "<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td rowspan=2>1</td><td colspan=2>2</td></tr><tr><td>3</td><td>4</td></tr></table>";
    let layout = layout("a.html", text);
    let places: Vec<(u32, u32, &str)> = layout
        .blocks
        .iter()
        .map(|b| (b.cell.unwrap().row, b.cell.unwrap().column, layout.block_text(b)))
        .collect();
    assert_eq!(
        places,
        [(0, 0, "A"), (0, 1, "B"), (0, 2, "C"), (1, 0, "1"), (1, 1, "2"), (2, 1, "3"), (2, 2, "4")]
    );
}

#[test]
fn footnotes_and_their_marks() {
    let text = "This directive binds agencies.[^1] It rests on a plan.[^plan]\n\n[^1]: Lists follow M-12-42.\n\n    It has ended.\n\n[^plan]: See M-12-43.\n";
    assert_eq!(
        outline("a.md", text),
        "P This directive binds agencies. It rests on a plan.\nF Lists follow M-12-42.\nF It has ended.\nF See M-12-43.\n"
    );
    let html = "<p>It binds<sup><a href=\"#fn1\">[1]</a></sup> all.</p><ol><li id=fn1>See M-12-43.</li></ol>";
    assert_eq!(outline("a.html", html), "P It binds all.\nF See M-12-43.\n");
}

#[test]
fn block_quotes_stand_under_their_entry() {
    let text = "- 2011: M-11-24\n\n  > Eliminated by M-17-26\n- 2012: M-12-01\n";
    assert_eq!(outline("a.md", text), "I 2011: M-11-24\n  B Eliminated by M-17-26\nI 2012: M-12-01\n");
}

#[test]
fn every_node_lies_within_its_parent_and_every_word_in_a_node() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/convert");
    let inputs = crate::source::walk(&[folder]).unwrap();
    let mut trees = 0;
    for input in inputs.iter().filter(|i| i.name().contains("input.")) {
        let mut check = |layout: &Layout| {
            let tree = tree(layout);
            trees += 1;
            let mut covered = vec![false; layout.text.len()];
            for (i, node) in tree.nodes().iter().enumerate() {
                let parent = tree.node(node.parent);
                assert!(
                    parent.span.start <= node.span.start && node.span.end <= parent.span.end || i == 0,
                    "{node:?}"
                );
                assert!(node.after.index() <= tree.nodes().len() && node.after.index() > i, "{node:?}");
                assert!(layout.text.get(node.own.start..node.own.end).is_some(), "{node:?}");
                for span in [Some(node.own), node.mark, node.heading].into_iter().flatten() {
                    covered[span.start..span.end].fill(true);
                }
                if i == 0 {
                    covered.fill(false);
                }
            }
            let missed = layout.text.char_indices().find(|(at, c)| c.is_alphanumeric() && !covered[*at]);
            assert_eq!(missed, None, "{}: {}", input.name(), &layout.text[missed.map_or(0, |m| m.0)..]);
        };
        let _ = crate::source::read_named(input, &mut |record| {
            if let Some(layout) = record.layout() {
                check(&layout);
            }
        });
    }
    assert!(trees > 10);
}

#[test]
fn building_is_linear() {
    let shapes: [(&str, &str); 9] = [
        ("a.txt", "(a) One of the items.\n\n"),
        ("a.txt", "The items are these: (a) one of them; (b) another one; and (c) a last one.\n\n"),
        ("a.txt", "The order is amended to read as follows: “(a) One.\n\n"),
        ("a.txt", "Sec. 2. Policy. (a) One of the items.\n\nA paragraph between them.\n\n(b) Two.\n\n"),
        ("a.txt", "• one\n\nThese are the others:\n\n"),
        ("a.html", "<table><tr><td>a</td><td>b</td></tr></table>"),
        ("a.html", "<ul><li>a"),
        ("a.html", "<tr><td rowspan=9 colspan=9>a</td></tr>"),
        ("a.txt", "(i) one (v) five (c) three (x) ten "),
    ];
    for (name, unit) in shapes {
        let steps = |times: usize| {
            let text = if unit.starts_with("<tr") {
                format!("<table>{}", unit.repeat(times))
            } else {
                unit.repeat(times)
            };
            let layout = layout(name, &text);
            let work = crate::ground::WorkCounter::default();
            let structure = &Profile::united_states().unwrap().structure;
            super::build::build(structure, &layout.text, &layout.blocks, &work);
            work.count()
        };
        let (once, twice) = (steps(400), steps(800));
        assert!(twice <= once * 9 / 4 + 1000, "{unit}: {once} steps, then {twice}");
    }
}

#[test]
fn a_list_again_after_another_paragraph_is_a_new_one() {
    let text = "The rules of the harbor are these:\n\n(1) One.\n\n(2) Two.\n\nThe rules of the docks are these:\n\n(1) Three.\n\n• four\n\n• five\n";
    assert_eq!(
        outline("a.txt", text),
        "P The rules of the harbor are these:\n  I [(1)] One.\n  I [(2)] Two.\nP The rules of the docks are these:\n  I [(1)] Three.\n    I [•] four\n    I [•] five\n"
    );
}
