//! Where the cells of tables stand: rows and columns, with cells that reach over several.

use crate::source::layout::{Block, Cell, MarkKind};
use scraper::node::Element;

/// A cell reaches over no more columns or rows than this.
const MAX_REACH: u32 = 256;

/// Tables deeper in one another than this count as one.
const MAX_TABLES: usize = 16;

/// One table that is open.
#[derive(Clone, Debug, Default)]
struct Open {
    table: u32,
    /// Rows opened so far.
    rows: u32,
    /// The next column of this row.
    column: u32,
    in_head: bool,
    /// For each column, how many rows below a cell still reaches into.
    reach: Vec<u32>,
    cell: Option<Cell>,
}

/// The tables of a document while it is read.
#[derive(Debug, Default)]
pub(super) struct Tables {
    seen: u32,
    open: Vec<Open>,
    /// Tables that are open and count as the one around them.
    skipped: usize,
}

impl Tables {
    pub(super) fn open(&mut self, name: &str) {
        let room = self.open.len() < MAX_TABLES;
        match (name, self.open.last_mut()) {
            ("table", _) if room => {
                self.open.push(Open { table: self.seen, ..Open::default() });
                self.seen += 1;
            }
            ("table", _) => self.skipped += 1,
            ("thead", Some(table)) => table.in_head = true,
            ("tr", Some(table)) => {
                table.rows += 1;
                table.column = 0;
            }
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        match name {
            "table" if self.skipped > 0 => self.skipped -= 1,
            "table" => {
                self.open.pop();
            }
            _ => {
                if let Some(table) = self.open.last_mut() {
                    table.in_head = false;
                }
            }
        }
    }

    /// Opens a cell: `td` or `th`.
    pub(super) fn open_cell(&mut self, element: &Element) {
        let Some(table) = self.open.last_mut() else { return };
        let reach = |name: &str| {
            element.attr(name).and_then(|v| v.trim().parse::<u32>().ok()).unwrap_or(1).clamp(1, MAX_REACH)
        };
        // Columns that a cell of a row above still takes up are passed over.
        while let Some(rows) = table.reach.get_mut(table.column as usize).filter(|rows| **rows > 0) {
            *rows -= 1;
            table.column += 1;
        }
        let (columns, rows) = (reach("colspan"), reach("rowspan"));
        table.cell = Some(Cell {
            table: table.table,
            row: table.rows.saturating_sub(1),
            column: table.column,
            head: element.name() == "th" || table.in_head,
        });
        let end = table.column.saturating_add(columns).min(MAX_REACH * 4);
        if rows > 1 {
            if table.reach.len() < end as usize {
                table.reach.resize(end as usize, 0);
            }
            for slot in table.reach.iter_mut().take(end as usize).skip(table.column as usize) {
                *slot = rows - 1;
            }
        }
        table.column = end;
    }

    pub(super) fn close_cell(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.cell = None;
        }
    }

    /// The cell that is open, of the innermost table.
    pub(super) fn cell(&self) -> Option<Cell> {
        self.open.iter().rev().find_map(|table| table.cell)
    }

    /// A table without a cell that heads others: its first row does, where all of it is bold and no other row is.
    pub(super) fn mark_bold_heads(blocks: &mut [Block]) {
        let mut start = 0;
        while start < blocks.len() {
            let Some(first) = blocks.get(start).and_then(|b| b.cell) else {
                start += 1;
                continue;
            };
            let rest = blocks.get(start..).unwrap_or_default();
            let end =
                start + rest.iter().take_while(|b| b.cell.is_some_and(|c| c.table == first.table)).count();
            if let Some(table) = blocks.get_mut(start..end) {
                mark_head(table);
            }
            start = end;
        }
    }
}

/// Marks the first row of one table as its head, by its bold print.
fn mark_head(table: &mut [Block]) {
    let is_bold = |block: &Block| {
        block.marks.iter().any(|m| {
            m.kind == MarkKind::Strong && m.span.start == block.span.start && m.span.end == block.span.end
        })
    };
    let row = |block: &Block| block.cell.map_or(0, |c| c.row);
    let Some(first) = table.first().map(row) else { return };
    let any_head = table.iter().any(|b| b.cell.is_some_and(|c| c.head));
    let bold_row = table.iter().filter(|b| row(b) == first).all(is_bold);
    let others = table.iter().any(|b| row(b) != first);
    if any_head || !bold_row || !others {
        return;
    }
    for block in table.iter_mut() {
        if let Some(cell) = block.cell.as_mut().filter(|c| c.row == first) {
            cell.head = true;
        }
    }
}
