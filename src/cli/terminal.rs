//! What standard output is.

use crate::lineage::render::Layout;
use std::io::{self, IsTerminal};

/// Whether to colour: on a terminal, and never with `NO_COLOR`.
pub(super) fn colour() -> bool {
    io::stdout().is_terminal() && !no_color()
}

/// Whether `NO_COLOR` is set, to whatever (<https://no-color.org>).
pub(super) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
}

/// Columns of the terminal; `COLUMNS` overrides; `None` where output goes elsewhere.
pub(super) fn width() -> Option<usize> {
    if let Some(columns) = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()) {
        return Some(columns);
    }
    if !io::stdout().is_terminal() {
        return None;
    }
    console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns))
}

/// How text is laid out.
pub(super) fn layout() -> Layout {
    Layout { colour: colour(), width: width(), words: true }
}
