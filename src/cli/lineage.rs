//! `pedigraph lineage`: what a policy rests on, and what carries it on.

use super::shown::{RelationArg, Shown, relation_parser, relations};
use super::written::{Form, Written};
use super::{Exit, Failure};
use crate::lineage::PolicyIx;
use crate::lineage::render::{View, csv, dot, json, mermaid, svg, table, tree};
use crate::lineage::walk::{Direction, Filter, Relations};
use clap::{Args, ValueEnum};
use std::io::Write;

/// Arguments of `lineage`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --relation, the relations of descent are walked: extends, amends, supersedes, continues,
supplements, implements, based-on, reinstates, ratifies. A policy that is reached in several ways is
shown with its own branches once, and elsewhere marked ↺.

Status marks: ● in force, ◐ in force in part, ‖ suspended, ✗ ended, ○ not yet issued, ? unknown.

Examples:
  pedigraph lineage M-11-24
  pedigraph lineage 'EO 12866' --down --depth 1
  pedigraph lineage 'EO 12866' --relation rescinds --relation suspends
  pedigraph lineage GPRA --as-of 2010-01-01 --format json
  pedigraph lineage 'EO 12866' --output eo-12866.svg"
)]
pub struct LineageArgs {
    /// A policy, by anything that names it: EO 13571, M-11-24, a title, an acronym, an IRI
    pub policy: String,
    /// Only what it rests on
    #[arg(long, conflicts_with_all = ["down", "both"])]
    pub up: bool,
    /// Only what carries it on
    #[arg(long, conflicts_with = "both")]
    pub down: bool,
    /// Both ways, which is the default
    #[arg(long)]
    pub both: bool,
    /// Walk this relation; can be given several times
    #[arg(long, value_name = "RELATION", value_parser = relation_parser(), hide_possible_values = false)]
    pub relation: Vec<RelationArg>,
    /// Go no further than this many steps [default: a tree draws 4, everything else all]
    #[arg(long, value_name = "N")]
    pub depth: Option<u32>,
    /// Leave out what surely came after this day, and give statuses as of it
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// The most policies that are drawn; the others stand as groups [default: tree 1000 and 20 of one policy, dot 200, mermaid 200, svg 100]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Leave out the words that state each edge
    #[arg(long)]
    pub no_words: bool,
    #[command(flatten)]
    pub written: Written<LineageOutput>,
}

/// The formats of `lineage`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LineageOutput {
    /// A tree for a terminal
    #[value(alias = "text")]
    Tree,
    /// A row a policy
    Table,
    /// A row a policy, uncut, for a spreadsheet
    Csv,
    /// The same, between tabs
    Tsv,
    /// A document with a versioned schema
    Json,
    /// Graphviz
    Dot,
    /// Mermaid, for Markdown pages
    Mermaid,
    /// A picture, layered along time
    Svg,
}

impl Form for LineageOutput {
    const DEFAULT: Self = Self::Tree;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Tree => &["txt"],
            Self::Table => &[],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
            Self::Json => &["json"],
            Self::Dot => &["dot", "gv"],
            Self::Mermaid => &["mmd", "mermaid"],
            Self::Svg => &["svg"],
        }
    }
}

/// Runs `lineage` for the policy that [`LineageArgs::policy`] names.
///
/// # Errors
/// Those of `out`.
pub fn run(
    args: &LineageArgs,
    shown: &Shown<'_>,
    policy: PolicyIx,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let directions = match (args.up, args.down) {
        (true, _) => vec![Direction::Up],
        (_, true) => vec![Direction::Down],
        _ => vec![Direction::Up, Direction::Down],
    };
    let filter = Filter {
        relations: relations(&args.relation, Relations::descent()),
        depth: args.depth,
        as_of: shown.asked,
    };
    let view = View::new(shown.index, policy, &directions, filter, shown.as_of);
    match args.written.form()? {
        LineageOutput::Tree => {
            tree::write(&view, shown.layout(!args.no_words), args.limit, out)?;
        }
        LineageOutput::Table => table::lineage(&view, shown.width, out)?,
        LineageOutput::Csv => csv::lineage(&view, csv::Delimiter::Comma, out)?,
        LineageOutput::Tsv => csv::lineage(&view, csv::Delimiter::Tab, out)?,
        LineageOutput::Json => json::lineage(&view, out)?,
        LineageOutput::Dot => dot::write(&view, args.limit.unwrap_or(200), out)?,
        LineageOutput::Mermaid => mermaid::write(&view, args.limit.unwrap_or(200), out)?,
        LineageOutput::Svg => svg::write(&view, args.limit.unwrap_or(svg::LIMIT), out)?,
    }
    Ok(Exit::Success)
}
