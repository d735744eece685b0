//! Rows of cells as lines of text: one line a row where there is room or no terminal, else wrapped, else a block a row.

use std::borrow::Cow;
use std::io::{self, Write};

/// The widest that a column is made for its cells where no terminal says how wide lines may be, in columns of a terminal. A longer
/// cell makes its own line longer.
const WIDEST: usize = 60;

/// A cell with a digit stays in one piece up to this width: a day, a number of a policy (`Pub. L. 111-352`).
const PIECE: usize = 18;

/// Any cell up to this width stays in one piece: a status, a mark.
const SHORT: usize = 12;

/// A word up to this width stays in one piece; what is longer is an address.
const WORD: usize = 40;

/// The narrowest terminal that lines are fitted to.
const NARROWEST: usize = 20;

/// On which side of its column a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

fn measure(text: &str) -> usize {
    console::measure_text_width(text)
}

/// What columns take beside their cells: a blank on both sides and one between two.
const fn margins(columns: usize) -> usize {
    3 * columns - if columns > 0 { 1 } else { 0 }
}

/// Writes a head, a line and the rows, fitted to `width` columns of a terminal; `None` lets lines be of any length.
///
/// Where a row is too long for a line, the cells are wrapped between words, and lines stand between the rows. Days, numbers of
/// policies and other short cells are never broken: where they have no room side by side, each row is a block, a line a column.
///
/// # Errors
/// Those of `out`.
pub fn fit(
    head: &[String],
    sides: &[Side],
    rows: &[Vec<String>],
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(width) = width.map(|width| width.max(NARROWEST)) else { return write(head, sides, rows, out) };
    let column = |at: usize| {
        std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).filter_map(move |row| row.get(at))
    };
    let most: Vec<usize> =
        (0..head.len()).map(|at| column(at).map(|cell| measure(cell)).max().unwrap_or(0)).collect();
    let room = width.saturating_sub(margins(head.len()));
    if most.iter().sum::<usize>() <= room {
        return lines(head, sides, rows, &most, out);
    }
    let least: Vec<usize> =
        (0..head.len()).map(|at| column(at).map(|cell| unbroken(cell)).max().unwrap_or(0)).collect();
    if least.iter().sum::<usize>() > room {
        return blocks(head, rows, width, out);
    }
    wrapped_rows(head, sides, rows, &shared(&least, &most, room), out)
}

/// The least width at which a cell is not broken within what belongs together.
fn unbroken(cell: &str) -> usize {
    let whole = measure(cell);
    let is_number = whole <= PIECE && cell.contains(|c: char| c.is_ascii_digit());
    if whole <= SHORT || is_number {
        return whole;
    }
    words(cell).iter().map(|word| measure(word)).max().unwrap_or(0).min(WORD)
}

/// The words of a cell; what begins with a digit stays with the word before it: `EO 12866`, `March 3, 1998`.
fn words(cell: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in cell.split_whitespace() {
        match found.last_mut() {
            Some(last)
                if word.starts_with(|c: char| c.is_ascii_digit())
                    && measure(last) + measure(word) < PIECE =>
            {
                last.push(' ');
                last.push_str(word);
            }
            _ => found.push(word.to_owned()),
        }
    }
    found
}

/// Widths between the least and the most of each column that fill the room: what is left goes to all columns that want more
/// alike.
fn shared(least: &[usize], most: &[usize], room: usize) -> Vec<usize> {
    let mut widths = least.to_vec();
    let mut left = room.saturating_sub(widths.iter().sum());
    while left > 0 {
        let wanting = widths.iter().zip(most).filter(|(width, most)| width < most).count();
        if wanting == 0 {
            break;
        }
        let share = (left / wanting).max(1);
        for (width, most) in widths.iter_mut().zip(most) {
            let more = most.saturating_sub(*width).min(share).min(left);
            *width += more;
            left -= more;
        }
    }
    widths
}

/// The lines of a cell that is wrapped to a width of at least one column; a word that is longer is broken.
fn wrap(cell: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line, mut length) = (Vec::new(), String::new(), 0);
    for word in words(cell) {
        let long = measure(&word);
        if length > 0 && length + 1 + long > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for c in word.chars() {
            let wide = measure(c.encode_utf8(&mut [0; 4]));
            if length + wide > width && length > 0 {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                length = 0;
            }
            if c == ' ' && length == 0 {
                continue;
            }
            line.push(c);
            length += wide;
        }
    }
    lines.push(line);
    lines
}

/// One line: each cell padded to its column.
fn line<'c>(
    cells: impl Iterator<Item = &'c str>,
    columns: &[usize],
    sides: &[Side],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = String::new();
    for ((cell, column), side) in cells.zip(columns).zip(sides) {
        let blanks: Cow<'_, str> = " ".repeat(column.saturating_sub(measure(cell))).into();
        let (before, after) = if *side == Side::Right { (&*blanks, "") } else { ("", &*blanks) };
        let gap = if text.is_empty() { " " } else { "  " };
        text.extend([gap, before, cell, after, " "]);
    }
    writeln!(out, "{}", text.trim_end())
}

fn rule(columns: &[usize], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", "─".repeat(columns.iter().sum::<usize>() + margins(columns.len())))
}

fn lines(
    head: &[String],
    sides: &[Side],
    rows: &[Vec<String>],
    columns: &[usize],
    out: &mut dyn Write,
) -> io::Result<()> {
    line(head.iter().map(String::as_str), columns, sides, out)?;
    rule(columns, out)?;
    rows.iter().try_for_each(|row| line(row.iter().map(String::as_str), columns, sides, out))
}

/// Rows of several lines, with a line between two rows.
fn wrapped_rows(
    head: &[String],
    sides: &[Side],
    rows: &[Vec<String>],
    columns: &[usize],
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        let cells: Vec<Vec<String>> =
            row.iter().zip(columns).map(|(cell, width)| wrap(cell, (*width).max(1))).collect();
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let parts = cells.iter().map(|lines| lines.get(at).map_or("", String::as_str));
            line(parts, columns, sides, out)?;
        }
        rule(columns, out)?;
    }
    Ok(())
}

/// A block a row: the name of each column with its cell; what is empty is left out.
fn blocks(head: &[String], rows: &[Vec<String>], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let names = head.iter().map(|name| measure(name)).max().unwrap_or(0).min(width / 2);
    let room = width.saturating_sub(names + 3).max(1);
    for row in rows {
        for (name, cell) in head.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            for (at, part) in wrap(cell, room).iter().enumerate() {
                let name = if at == 0 { name.as_str() } else { "" };
                writeln!(out, " {name}{}  {part}", " ".repeat(names.saturating_sub(measure(name))))?;
            }
        }
        writeln!(out, "{}", "─".repeat(width))?;
    }
    Ok(())
}

/// Writes a head, a line and the rows, one line a row; every column as wide as its cells, but no wider than 60 for the
/// sake of a few long ones.
///
/// # Errors
/// Those of `out`.
pub fn write(head: &[String], sides: &[Side], rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    let columns = head.iter().enumerate().map(|(i, head)| {
        let longest = rows.iter().filter_map(|row| row.get(i)).map(|cell| measure(cell)).max().unwrap_or(0);
        longest.min(WIDEST).max(measure(head))
    });
    lines(head, sides, rows, &columns.collect::<Vec<usize>>(), out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: [&str; 5] = ["Policy", "Title", "Issued", "By", "Status"];
    const ROW: [&str; 5] = [
        "EO 13571",
        "Streamlining Service Delivery and Improving Customer Service, see EO 12862 of September 11, 1993",
        "2011-04-27",
        "President of the United States",
        "● in force",
    ];

    fn fitted(width: usize, times: usize) -> String {
        let strings = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let mut out = Vec::new();
        fit(&strings(HEAD), &[Side::Left; 5], &vec![strings(ROW); times], Some(width), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Seen at 80 columns: `2017-06-` over `15`, `EO` over `13571`.
    #[test]
    fn days_and_numbers_are_never_broken() {
        for width in [40, 60, 80, 81, 100, 120, 200, 300] {
            let text = fitted(width, 2);
            for piece in ["EO 13571", "2011-04-27", "EO 12862", "September 11, 1993"] {
                assert_eq!(text.matches(piece).count(), 2, "{width}: {piece}\n{text}");
            }
            let longest = text.lines().map(measure).max().unwrap();
            assert!(longest <= width, "{width}: {longest}\n{text}");
        }
    }

    /// Seen: titles of a few words were kept in one piece, and a list of policies had no room at 80 columns.
    #[test]
    fn a_list_of_policies_is_a_table_at_80_columns() {
        let head = HEAD.map(str::to_owned);
        let row = [
            "Improving Customer Service",
            "Open Government Directive",
            "1995-03-22",
            "United States Congress",
            "● in force",
        ];
        let mut out = Vec::new();
        fit(&head, &[Side::Left; 5], &[row.map(str::to_owned).to_vec()], Some(80), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().next().unwrap().contains("Status"), "{text}");
        assert!(text.contains("1995-03-22") && text.contains("● in force"), "{text}");
    }

    #[test]
    fn what_has_no_room_side_by_side_is_a_block_a_row() {
        let text = fitted(40, 1);
        assert!(text.starts_with(" Policy  EO 13571\n Title   Streamlining Service Delivery\n"), "{text}");
        assert!(text.contains("\n Status  ● in force\n──"), "{text}");
        assert!(fitted(80, 1).starts_with(" Policy "), "{}", fitted(80, 1));
        assert!(fitted(80, 1).lines().next().unwrap().contains("Status"), "a table: {}", fitted(80, 1));
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_is_broken() {
        let text = wrap(&"x".repeat(25), 10);
        assert_eq!(text.iter().map(String::len).collect::<Vec<_>>(), [10, 10, 5]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("a b EO 1", 3), ["a b", "EO", "1"]);
    }
}
