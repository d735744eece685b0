//! One content, many renderings: whatever the container, layout and tree must tell the same.
//!
//! Documents are generated: orders with numbered sections, items, quoted text and a close; lists of policies; tables. Each
//! is written as HTML in several styles, Markdown in several styles, plain text in hard lines and in long ones, a GPO
//! text page, RSS and a JSON feed. Trees must agree, and every span must hold the words that were written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::dice::Dice;
use pedigraph::pipeline;
use pedigraph::profile::Profile;
use pedigraph::reading::tree::{NodeIx, NodeKind, Tree};
use pedigraph::source::{Input, Layout};
use std::fmt::Write as _;

/// Pieces of sentences, among them such as look like marks, closes and headings at the start of a line.
const PIECES: &[&str] = &[
    "the Secretary of the Harbor shall keep a list of the quays",
    "as told in paragraph (b) of section 4",
    "in consultation with the White House Office of Quays",
    "under section 2 (a) of Executive Order 15286 of February 28, 1963",
    "the heads of agencies shall report to the Director within 90 days",
    "with the advice of J. Doe, Jr., and of others",
    "pursuant to 5 U.S.C. 553(b) and 42 U.S.C. 9601 et seq.",
    "no later than March 3, 2031, the Director shall act",
    "Executive Order No. 15631 of August 17, 1965, as amended",
    "funds of not more than 1.5 percent of all that is granted",
    "the President's Council on Tides (the Council) and its staff",
];

const HEADINGS: &[&str] = &[
    "Policy",
    "Revocation of Prior Orders",
    "General Provisions",
    "Definitions",
    "Reports to the President",
];

fn sentence(dice: &mut Dice) -> String {
    let mut words = String::from("By this order ");
    for i in 0..1 + dice.roll(4) {
        words += if i == 0 { "" } else { ", and " };
        words += *dice.pick(PIECES);
    }
    words.trim_end_matches('.').to_owned()
}

/// A block of an order: what it is, its printed words.
enum Piece {
    Paragraph(String),
    Item(usize, String),
}

impl Piece {
    fn words(&self) -> &str {
        match self {
            Self::Paragraph(words) | Self::Item(_, words) => words,
        }
    }
}

/// An order, as its paragraphs and as the outline that every tree of it must have.
struct Order {
    pieces: Vec<Piece>,
    outline: String,
}

fn order(seed: u64) -> Order {
    let mut dice = Dice(seed);
    let mut pieces = Vec::new();
    let mut outline = String::new();
    let enacting = "By the authority vested in me as President by the Constitution and the laws, it is hereby ordered as follows:";
    pieces.push(Piece::Paragraph(enacting.to_owned()));
    writeln!(outline, "P {enacting}").unwrap();
    for section in 1..=2 + dice.roll(4) {
        let label = if section == 1 { "Section 1.".to_owned() } else { format!("Sec. {section}.") };
        let heading = format!("{}.", dice.pick(HEADINGS));
        writeln!(outline, "N [{label}] “{heading}”").unwrap();
        match dice.roll(4) {
            0 => {
                let words = sentence(&mut dice) + ".";
                writeln!(outline, "  P {words}").unwrap();
                pieces.push(Piece::Paragraph(format!("{label} {heading} {words}")));
            }
            1 => run_in(&mut dice, &format!("{label} {heading}"), &mut pieces, &mut outline),
            2 => new_text(&mut dice, &format!("{label} {heading}"), &mut pieces, &mut outline),
            _ => items(&mut dice, &format!("{label} {heading}"), &mut pieces, &mut outline),
        }
    }
    Order { pieces, outline }
}

fn run_in(dice: &mut Dice, head: &str, pieces: &mut Vec<Piece>, outline: &mut String) {
    let parts: Vec<String> = (0..2 + dice.roll(3)).map(|_| sentence(dice)).collect();
    let mut words = format!("{head} The order is amended:");
    writeln!(outline, "  P The order is amended:").unwrap();
    let last = parts.len() - 1;
    for (i, part) in parts.iter().enumerate() {
        let end = if i == last {
            "."
        } else if i + 1 == last {
            "; and"
        } else {
            ";"
        };
        write!(words, " ({}) {part}{end}", i + 1).unwrap();
        writeln!(outline, "    I [({})] {part}{end}", i + 1).unwrap();
    }
    pieces.push(Piece::Paragraph(words));
}

fn items(dice: &mut Dice, head: &str, pieces: &mut Vec<Piece>, outline: &mut String) {
    let lead = "These are the rules:";
    pieces.push(Piece::Paragraph(format!("{head} {lead}")));
    writeln!(outline, "  P {lead}").unwrap();
    for letter in ["(a)", "(b)", "(c)"].into_iter().take(2 + dice.roll(2)) {
        let deeper = dice.roll(2) == 0;
        let words = sentence(dice) + if deeper { ":" } else { "." };
        pieces.push(Piece::Item(1, format!("{letter} {words}")));
        writeln!(outline, "    I [{letter}] {words}").unwrap();
        for number in ["(i)", "(ii)", "(iii)"].into_iter().take(if deeper { 3 } else { 0 }) {
            let words = sentence(dice) + ";";
            pieces.push(Piece::Item(2, format!("{number} {words}")));
            writeln!(outline, "      I [{number}] {words}").unwrap();
        }
    }
}

fn new_text(dice: &mut Dice, head: &str, pieces: &mut Vec<Piece>, outline: &mut String) {
    let lead = "Section 8 of Executive Order 15286 is amended to read as follows:";
    let (one, two) = (sentence(dice), sentence(dice));
    pieces.push(Piece::Paragraph(format!("{head} {lead}")));
    pieces.push(Piece::Paragraph(format!("“(a) {one}.")));
    pieces.push(Piece::Paragraph(format!("“(b) {two}.”")));
    writeln!(outline, "  P {lead}\n    Q\n      I [(a)] {one}.\n      I [(b)] {two}.”").unwrap();
}

/// Wraps words at a width, the first line indented by `first`, the others by `rest`.
fn wrap(words: &str, width: usize, first: usize, rest: usize) -> String {
    let mut out = " ".repeat(first);
    let mut column = first;
    for (i, word) in words.split(' ').enumerate() {
        if i > 0 && column + 1 + word.chars().count() > width {
            write!(out, "\n{:rest$}", "").unwrap();
            column = rest;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        out += word;
        column += word.chars().count();
    }
    out
}

fn html(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

/// The renderings of an order: a file name and its content.
fn renderings(order: &Order) -> Vec<(String, String)> {
    let words: Vec<&str> = order.pieces.iter().map(Piece::words).collect();
    let paragraphs: String = words.iter().map(|w| format!("<p>{}</p>\n", html(w))).collect();
    let spans: String = words.iter().map(|w| format!("<div><span>{}</span></div>", html(w))).collect();
    let breaks = words.iter().map(|w| html(w)).collect::<Vec<_>>().join("<br>\n");
    let wrapped = |width: usize| words.iter().map(|w| wrap(w, width, 0, 0)).collect::<Vec<_>>().join("\n\n");
    let hard = order.pieces.iter().map(|p| match p {
        Piece::Paragraph(words) => wrap(words, 72, 4, 0),
        Piece::Item(depth, words) => wrap(words, 72, 4 + 4 * depth, 0),
    });
    let gpo = order.pieces.iter().map(|p| match p {
        Piece::Paragraph(words) => wrap(&typewriter(words), 72, 16, 16),
        Piece::Item(_, words) => wrap(&typewriter(words), 72, 20, 16),
    });
    let gpo = gpo.collect::<Vec<_>>().join("\n\n");
    let json = serde_json::json!({"items": [{"title": "T", "content_html": paragraphs}]}).to_string();
    let documents = [
        ("a.html", format!("<html><body><main>{paragraphs}</main></body></html>")),
        ("b.html", format!("<html><body>{spans}</body></html>")),
        ("c.html", format!("<html><body><p>{breaks}</p></body></html>")),
        ("d.html", format!("<html><body><pre>\n{gpo}\n</pre></body></html>")),
        ("e.md", words.join("\n\n")),
        ("f.md", format!("---\ntitle: T\n---\n\n{}\n", wrapped(72))),
        ("g.md", words.join("  \n")),
        ("h.txt", wrapped(70)),
        ("i.txt", words.join("\n")),
        ("j.txt", hard.collect::<Vec<_>>().join("\n")),
        (
            "k.xml",
            format!(
                "<rss><channel><title>F</title><item><title>T</title><description><![CDATA[{paragraphs}]]></description></item></channel></rss>"
            ),
        ),
        ("l.json", json),
    ];
    documents.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// Quotation marks as GPO prints them.
fn typewriter(words: &str) -> String {
    words.replace('“', "``").replace('”', "''")
}

fn layout(name: &str, text: &str) -> Layout {
    let input = Input::Bytes(name.to_owned(), text.as_bytes().to_vec().into());
    let mut found = None;
    let structure = &pedigraph::profile::Profile::united_states().unwrap().structure;
    let read = pipeline::records(
        structure,
        &input,
        None,
        &mut |r| found = r.layout().map(|l| l.into_owned()),
        &mut |_| (),
    );
    read.unwrap_or_else(|d| panic!("{name}: {}", d.message));
    found.unwrap()
}

/// One line a node, indented by depth: kind, mark, heading, own words.
fn outline(layout: &Layout) -> String {
    let tree = Tree::of(Profile::united_states().unwrap(), layout);
    let mut out = String::new();
    let mut ix = NodeIx::ROOT;
    for node in tree.nodes().iter().skip(1) {
        ix = ix.next();
        let kind = match node.kind {
            NodeKind::Division(_) => "N",
            NodeKind::Paragraph => "P",
            NodeKind::Item { run_in: false } => "I",
            // Where a line ends before the first mark, an enumeration cannot be told from a list below its lead-in.
            NodeKind::Item { run_in: true } => "I",
            NodeKind::Quoted => "Q",
            NodeKind::Table => "T",
            NodeKind::Row { head: true } => "H",
            NodeKind::Row { head: false } => "R",
            NodeKind::Cell { .. } => "C",
            _ => "?",
        };
        let shown = |span: pedigraph::ground::Span| {
            span.of(&layout.text).replace("``", "“").replace("''", "”").replace('’', "'")
        };
        let mark = node.mark.map(|m| format!(" [{}]", shown(m))).unwrap_or_default();
        let heading = node.heading.map(|h| format!(" “{}”", shown(h))).unwrap_or_default();
        let own =
            Some(shown(node.own)).filter(|o| !o.is_empty()).map(|o| format!(" {o}")).unwrap_or_default();
        let depth = tree.ancestors(ix).count() - 1;
        writeln!(out, "{:1$}{kind}{mark}{heading}{own}", "", depth * 2).unwrap();
    }
    out
}

#[test]
fn orders_agree_in_every_rendering() {
    for seed in 0..200 {
        let order = order(seed);
        for (name, text) in renderings(&order) {
            let found = outline(&layout(&name, &text));
            assert_eq!(found, order.outline, "seed {seed}, {name}:\n{text}");
        }
    }
}

/// Entries of a list, as their words.
fn entries(seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    let titles = [
        "Care of Ladders",
        "Counting Lanterns in All of the Harbors",
        "Storing Kettles",
        "Mending Nets and Sails",
    ];
    (0..2 + dice.roll(6))
        .map(|i| {
            format!(
                "M-{:02}-{:02}, {} (March {}, 20{:02})",
                10 + i,
                dice.roll(40),
                dice.pick(&titles),
                1 + i,
                10 + i
            )
        })
        .collect()
}

#[test]
fn lists_agree_in_every_rendering() {
    let lead = "The following memoranda are rescinded as of this day:";
    for seed in 0..200 {
        let entries = entries(seed);
        let expected: String =
            format!("P {lead}\n") + &entries.iter().map(|e| format!("  I {e}\n")).collect::<String>();
        let items: String = entries.iter().map(|e| format!("<li>{e}</li>")).collect();
        let inner: String = entries.iter().map(|e| format!("<li><p>{e}</p></li>")).collect();
        let bullet = |mark: &str, width: usize| {
            entries.iter().map(|e| wrap(&format!("{mark} {e}"), width, 0, 2)).collect::<Vec<_>>().join("\n")
        };
        let bare = |text: String| {
            let found = outline(&layout("a.txt", &text));
            found.replace(" [•]", "").replace(" [-]", "")
        };
        assert_eq!(outline(&layout("a.html", &format!("<p>{lead}</p><ul>{items}</ul>"))), expected);
        assert_eq!(outline(&layout("b.html", &format!("<p>{lead}</p><ol>{inner}</ol>"))), expected);
        assert_eq!(outline(&layout("c.md", &format!("{lead}\n\n{}\n", bullet("-", 30)))), expected);
        assert_eq!(outline(&layout("d.md", &format!("{lead}\n{}\n", bullet("*", 200)))), expected);
        assert_eq!(bare(format!("{lead}\n\n{}\n", bullet("•", 40))), expected);
        assert_eq!(bare(format!("{lead}\n{}\n", bullet("-", 72))), expected);
    }
}

#[test]
fn tables_agree_in_every_rendering() {
    let head = ["Number", "Title", "Issued"];
    for rows in 1..5_usize {
        let rows: Vec<[String; 3]> = (0..rows)
            .map(|i| [format!("M-12-4{i}"), format!("Counting {i}"), format!("March {}, 2012", i + 1)])
            .collect();
        let mut expected = String::from("T\n  H\n");
        head.iter().for_each(|h| writeln!(expected, "    C {h}").unwrap());
        for row in &rows {
            expected += "  R\n";
            row.iter().for_each(|c| writeln!(expected, "    C {c}").unwrap());
        }
        let cells =
            |row: &[String], tag: &str| row.iter().map(|c| format!("<{tag}>{c}</{tag}>")).collect::<String>();
        let names = head.map(str::to_owned);
        let body: String = rows.iter().map(|r| format!("<tr>{}</tr>", cells(r, "td"))).collect();
        let bold = names.clone().map(|n| format!("<b>{n}</b>"));
        let pipes = |row: &[String]| format!("| {} |\n", row.join(" | "));
        let markdown = pipes(&names) + "|---|---|---|\n" + &rows.iter().map(|r| pipes(r)).collect::<String>();
        for (name, text) in [
            (
                "a.html",
                format!(
                    "<table><thead><tr>{}</tr></thead><tbody>{body}</tbody></table>",
                    cells(&names, "th")
                ),
            ),
            ("b.html", format!("<table><tr>{}</tr>{body}</table>", cells(&bold, "td"))),
            ("c.html", format!("<table><thead><tr>{}</tr></thead>{body}</table>", cells(&names, "td"))),
            ("d.md", markdown),
        ] {
            assert_eq!(outline(&layout(name, &text)), expected, "{name}:\n{text}");
        }
    }
}
