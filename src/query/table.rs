//! Tables for people.

use super::output::Layout;
use super::run::Rows;
use crate::ground::is_unprintable;
use crate::ground::vocab;
use crate::lineage::render::grid::{self, Side};
use oxigraph::model::Term;
use std::io::{self, Write};

/// Rows that are laid out together: widths need all of them at once.
const PAGE: usize = 2_000;

/// Writes rows as a table, IRIs shortened, columns fitted to the terminal.
///
/// More rows than 2,000 come in pages, each with the widths that it needs, so that memory and time stay
/// linear.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(rows: &Rows, layout: Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    if rows.columns.is_empty() || rows.rows.is_empty() {
        return writeln!(out, "Nothing was found.");
    }
    let head: Vec<String> = rows.columns.iter().map(|v| v.as_str().to_owned()).collect();
    for page in rows.rows.chunks(PAGE) {
        let numbers = (0..rows.columns.len())
            .map(|i| page.iter().filter_map(|row| row.get(i)?.as_ref()).all(is_number))
            .collect::<Vec<bool>>();
        let sides: Vec<Side> = numbers.iter().map(|n| if *n { Side::Right } else { Side::Left }).collect();
        let text = |term: &Option<Term>| term.as_ref().map_or_else(String::new, |t| cell(t, layout.base));
        let lines: Vec<Vec<String>> = page.iter().map(|row| row.iter().map(text).collect()).collect();
        grid::fit(&head, &sides, &lines, layout.width.map(usize::from), out)?;
    }
    Ok(())
}

fn is_number(term: &Term) -> bool {
    matches!(term, Term::Literal(literal) if literal.value().parse::<f64>().is_ok())
}

/// A term as a person reads it: no quotes, no types; nothing that a terminal would obey.
fn cell(term: &Term, base: &str) -> String {
    let text = match term {
        Term::NamedNode(iri) => shortened(iri.as_str(), base),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(node) => node.to_string(),
    };
    text.chars().map(|c| if c.is_whitespace() || is_unprintable(c) { ' ' } else { c }).collect()
}

/// `us/executive-order/13571`, `ped:rescinds`, or the whole IRI.
fn shortened(iri: &str, base: &str) -> String {
    if let Some(path) = iri.strip_prefix(base).filter(|path| !path.is_empty()) {
        return path.to_owned();
    }
    let local =
        |namespace: &str| iri.strip_prefix(namespace).filter(|l| !l.is_empty() && !l.contains(['/', '#']));
    let known =
        vocab::PREFIXES.into_iter().find_map(|(prefix, ns)| local(ns).map(|l| format!("{prefix}:{l}")));
    known.unwrap_or_else(|| iri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode, Variable};

    fn rows(values: &[[Term; 2]]) -> Rows {
        let columns = ["what", "count"].map(|v| Variable::new(v).unwrap()).to_vec();
        Rows { columns, rows: values.iter().map(|row| row.clone().map(Some).to_vec()).collect(), cut: None }
    }

    fn shown(rows: &Rows, width: Option<u16>) -> String {
        let mut out = Vec::new();
        write(rows, Layout { base: "http://x/id/", width }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn iris_are_shortened_and_numbers_stand_right() {
        let iri = |text: &str| Term::from(NamedNode::new(text).unwrap());
        let rows = rows(&[
            [iri("http://x/id/us/executive-order/13571"), Literal::from(7).into()],
            [iri(vocab::PED_RESCINDS.as_str()), Literal::from(1_000).into()],
            [iri("http://elsewhere/a"), Literal::from(12).into()],
        ]);
        let expected = "\u{20}what                       count
──────────────────────────────────
 us/executive-order/13571       7
 ped:rescinds                1000
 http://elsewhere/a            12
";
        assert_eq!(shown(&rows, None), expected);
    }

    /// Seen: one long title in 2,000 rows made every line of a file as long.
    #[test]
    fn a_long_cell_makes_its_own_line_long_and_no_other() {
        let title = |words: usize| Term::from(Literal::from("words of a title ".repeat(words)));
        let count = || Term::from(Literal::from(1));
        let rows = rows(&[[title(1), count()], [title(200), count()], [title(2), count()]]);
        let text = shown(&rows, None);
        let lengths: Vec<usize> = text.lines().map(|line| line.chars().count()).collect();
        assert_eq!(lengths.len(), 5, "one line a row: {text}");
        let long = lengths.iter().filter(|length| **length > 80).count();
        assert_eq!(long, 1, "{text}");
        assert!(lengths[3] > 3000 && text.lines().all(|line| !line.ends_with(' ')), "{text}");
    }

    #[test]
    fn lines_fit_the_terminal() {
        let long: Term = Literal::from("many words of a title ".repeat(20)).into();
        let text = shown(&rows(&[[long, Literal::from(1).into()]]), Some(40));
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
    }

    #[test]
    fn a_terminal_is_told_nothing_but_text() {
        let nasty: Term = Literal::from("a\u{1b}[2Jb\nc\u{202e}d").into();
        let text = shown(&rows(&[[nasty, Literal::from("x").into()]]), None);
        assert!(text.contains("a [2Jb c d"), "{text:?}");
    }

    #[test]
    fn nothing_is_said_to_be_nothing() {
        assert_eq!(shown(&rows(&[]), None), "Nothing was found.\n");
    }
}
