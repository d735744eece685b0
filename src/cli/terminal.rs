//! What standard output is.

use super::args::{Cli, Color};
use crate::lineage::render::Layout;
use std::io::{self, IsTerminal};

/// How an answer may look where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// With ANSI colours.
    pub colour: bool,
    /// The columns of the terminal; `None` where lines may be of any length.
    pub width: Option<usize>,
}

impl Look {
    /// How the answer of a command may look: in a file it has no colour and no width, unless colour is asked for.
    pub(super) fn of(cli: &Cli) -> Self {
        let terminal = cli.command.file().is_none() && io::stdout().is_terminal();
        Self { colour: colour(cli.global.color, terminal), width: width(terminal) }
    }

    /// How text is laid out.
    pub(super) const fn layout(self) -> Layout {
        Layout { colour: self.colour, width: self.width, words: true }
    }
}

/// Whether to colour a stream: as was asked for, else as `NO_COLOR` (<https://no-color.org>) and `CLICOLOR_FORCE`
/// (<https://bixense.com/clicolors>) say, else on a terminal.
pub(super) fn colour(asked: Color, terminal: bool) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let forced = || std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0");
    match asked {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !is_set("NO_COLOR") && (forced() || terminal),
    }
}

/// Columns of the terminal; `COLUMNS` overrides; `None` where output goes elsewhere.
fn width(terminal: bool) -> Option<usize> {
    if let Some(columns) = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()) {
        return Some(columns);
    }
    if !terminal {
        return None;
    }
    console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns))
}
