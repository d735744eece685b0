//! Tables of policies: a row is an entry, and the head of a column says what its cells are.
//!
//! In: the cells of a table, with row and column. Out: a mention a row, what its status tells, and what its columns of
//! relations name. A table that has no column of numbers or titles is read as text.

use super::{Place, Reader, entry, label, set_date};
use crate::ground::Span;
use crate::model::{DateBasis, Extent, Relation, Strength};
use crate::profile::{Column, Profile};
use crate::source::{Block, Cell};
use std::collections::BTreeMap;

/// What the columns of a table are.
type Columns = BTreeMap<u32, Column>;

/// The blocks of one row, by column.
type Row = BTreeMap<u32, Vec<usize>>;

impl Reader<'_> {
    /// Reads every table whose heads tell what its columns are.
    pub(super) fn read_tables(&mut self) {
        let mut tables: BTreeMap<u32, BTreeMap<u32, Row>> = BTreeMap::new();
        for (ix, block) in self.page.blocks.iter().enumerate() {
            if let Some(Cell { table, row, column, .. }) = block.cell {
                let rows = tables.entry(table).or_default();
                rows.entry(row).or_default().entry(column).or_default().push(ix);
            }
        }
        for rows in tables.into_values() {
            let mut columns = Columns::new();
            for row in rows.into_values() {
                match self.heads(&row) {
                    Some(heads) => columns = heads,
                    None if columns.is_empty() => {}
                    None => self.read_row(&row, &columns),
                }
            }
        }
    }

    /// What the cells of a row say of the columns under them; none where the row heads nothing.
    fn heads(&self, row: &Row) -> Option<Columns> {
        let cells = row.values().flatten().filter_map(|ix| self.page.blocks.get(*ix));
        if !cells.into_iter().all(|b| b.cell.is_some_and(|c| c.head)) {
            return None;
        }
        let words = |blocks: &Vec<usize>| {
            let block = self.page.blocks.get(*blocks.first()?)?;
            self.profile.column(self.page.block_text(block))
        };
        let columns: Columns = row.iter().filter_map(|(at, blocks)| Some((*at, words(blocks)?))).collect();
        let named = columns.values().any(|c| matches!(c, Column::Number | Column::Title));
        Some(if named && columns.len() > 1 { columns } else { Columns::new() })
    }

    fn read_row(&mut self, row: &Row, columns: &Columns) {
        let page = self.page;
        let cell = |column: Column| -> Option<&Block> {
            let (at, _) = columns.iter().find(|(_, c)| **c == column)?;
            page.blocks.get(*row.get(at)?.first()?).filter(|b| b.span.start < b.span.end)
        };
        let (number, title) = (cell(Column::Number), cell(Column::Title));
        let Some(named) = number.or(title) else { return };
        let numbered = |b: &Block| !self.profile.schemes.find_in(page.block_text(b)).is_empty();
        let told = number.is_some_and(numbered)
            || title.is_some_and(|b| entry::names_policy(self.profile, page.block_text(b)));
        if !told {
            return;
        }
        let href = entry::links(named).next().map(|(_, h)| h.clone());
        let policy = self.keep_label(named.span, href.as_deref(), None);
        if let (Some(_), Some(title)) = (number, title) {
            let read = label::read(self.profile, page.block_text(title)).mention.title;
            let words = read.unwrap_or_else(|| page.block_text(title).into());
            let link = entry::links(title).next().map(|(_, h)| h.clone());
            let url = link.and_then(|h| self.target(&h, title.span));
            if let Some(mention) = self.claims.mentions.get_mut(policy as usize) {
                mention.title.get_or_insert(words);
                mention.urls.extend(url.map(|u| u.as_str().into()));
            }
        }
        if let Some(block) = cell(Column::Date)
            && let Some(date) = date_of(self.profile, page.block_text(block))
            && let Some(mention) = self.claims.mentions.get_mut(policy as usize)
        {
            set_date(mention, date, DateBasis::Stated);
        }
        for (at, column) in columns {
            for block in row.get(at).into_iter().flatten().filter_map(|ix| page.blocks.get(*ix)) {
                match column {
                    Column::Status => self.read_status(block, block.span, policy),
                    Column::Acts(relation, extent) => {
                        self.read_cell(block, policy, *relation, *extent, false)
                    }
                    Column::ActedOn(relation, extent) => {
                        self.read_cell(block, policy, *relation, *extent, true);
                    }
                    _ => {}
                }
            }
        }
        if let Some(first) = row.values().flatten().min() {
            self.rows.insert(*first, policy);
        }
        for ix in row.values().flatten() {
            self.set_place(*ix, Place::Event);
        }
    }

    /// Each policy of a cell under "Revokes" or "Revoked by".
    fn read_cell(&mut self, block: &Block, policy: u32, relation: Relation, extent: Extent, inbound: bool) {
        let words = self.page.block_text(block);
        let found = self.profile.schemes.find_in(words);
        for (span, _) in found {
            let span = Span::new(block.span.start + span.start, block.span.start + span.end);
            let href = entry::links(block).find(|(s, _)| s.overlaps(span)).map(|(_, h)| h.clone());
            let other = self.keep_label(span, href.as_deref(), None);
            if let Some(mention) = self.claims.mentions.get_mut(other as usize) {
                mention.described = false;
            }
            let (actor, target) = if inbound { (other, policy) } else { (policy, other) };
            self.state_in(actor, relation, extent, target, Strength::Explicit, span, self.head_words(block));
        }
    }

    /// The words that head the column of a cell.
    fn head_words(&self, block: &Block) -> Option<Span> {
        let cell = block.cell?;
        let mut heads = self.page.blocks.iter().rev().filter(|b| {
            b.cell.is_some_and(|c| {
                c.table == cell.table && c.column == cell.column && c.head && c.row < cell.row
            })
        });
        heads.next().map(|b| b.span)
    }
}

/// The date that a cell prints.
fn date_of(profile: &Profile, words: &str) -> Option<crate::model::PartialDate> {
    profile.dates.find_in(words).next().and_then(|hit| hit.date).or_else(|| profile.dates.short(words.trim()))
}
