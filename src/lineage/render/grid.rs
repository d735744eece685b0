//! Rows of cells as lines of text, where no terminal says how wide they may be.

use std::borrow::Cow;
use std::io::{self, Write};

/// The widest that a column is made for its cells, in columns of a terminal. A longer cell makes its own line longer.
const WIDEST: usize = 60;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Writes a head, a line and the rows, one line a row; every column as wide as its cells, but no wider than 60 for the
/// sake of a few long ones.
///
/// # Errors
/// Those of `out`.
pub fn write(head: &[String], sides: &[Side], rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let width = |cell: &String| console::measure_text_width(cell);
    let columns = head.iter().enumerate().map(|(i, head)| {
        let longest = rows.iter().filter_map(|row| row.get(i)).map(width).max().unwrap_or(0);
        longest.min(WIDEST).max(width(head))
    });
    let columns: Vec<usize> = columns.collect();
    let line = |cells: &[String], out: &mut dyn Write| {
        let mut text = String::new();
        for ((cell, column), side) in cells.iter().zip(&columns).zip(sides) {
            let blanks: Cow<'_, str> = " ".repeat(column.saturating_sub(width(cell))).into();
            let (before, after) = if *side == Side::Right { (&*blanks, "") } else { ("", &*blanks) };
            let gap = if text.is_empty() { " " } else { "  " };
            text.extend([gap, before, cell, after, " "]);
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(head, out)?;
    let across: usize =
        columns.iter().map(|column| column + 2).sum::<usize>() + columns.len().saturating_sub(1);
    writeln!(out, "{}", "─".repeat(across))?;
    rows.iter().try_for_each(|row| line(row, out))
}
