//! `pedigraph diff`: what changed between two graphs.

use super::args::Global;
use super::shown::typed_day;
use super::written::{Form, Written};
use super::{Exit, Failure};
use crate::graph_dir::{GraphDir, about};
use crate::lineage::day::NO_DAY;
use crate::lineage::diff::{Diff, Side, difference, json, patch, text};
use crate::lineage::render::Layout;
use crate::lineage::{Builder, Index, IndexError};
use crate::source::Input;
use clap::{Args, ValueEnum};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::QuadRef;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Arguments of `diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "OLD and NEW are graph directories or RDF files (.ttl, .nt, .nq, .trig, .rdf, .jsonld, also .gz and .zst).
Statuses are compared as of the newest day that the sources of each side cover. The update turns OLD
into NEW in any SPARQL 1.1 store.

Examples:
  pedigraph diff last-month/ pedigraph-graph/
  pedigraph diff old.nq new.nq --format json
  pedigraph diff old.trig new.trig --output patch.ru"
)]
pub struct DiffArgs {
    /// A graph directory or an RDF file
    pub old: PathBuf,
    /// Another
    pub new: PathBuf,
    /// The day for the statuses of OLD
    #[arg(long, value_name = "DAY")]
    pub old_as_of: Option<String>,
    /// The day for the statuses of NEW
    #[arg(long, value_name = "DAY")]
    pub new_as_of: Option<String>,
    #[command(flatten)]
    pub written: Written<DiffOutput>,
}

/// The formats of `diff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffOutput {
    /// Lines for a person
    #[value(alias = "table")]
    Text,
    /// A document with a versioned schema
    Json,
    /// SPARQL Update that turns OLD into NEW
    Update,
}

impl Form for DiffOutput {
    const DEFAULT: Self = Self::Text;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt"],
            Self::Json => &["json"],
            Self::Update => &["ru"],
        }
    }
}

/// Runs `diff`. `layout` is for text.
///
/// # Errors
/// A graph that cannot be read, a blank node in the way of an update, those of `out`.
pub fn run(global: &Global, args: &DiffArgs, layout: Layout, out: &mut dyn Write) -> Result<Exit, Failure> {
    let form = args.written.form()?;
    let read = |path: &Path| {
        let path = path.to_owned();
        move |visit: &mut dyn FnMut(QuadRef<'_>)| quads(&path, visit)
    };
    let difference = difference(read(&args.old), read(&args.new))?;
    if form == DiffOutput::Update {
        patch(&difference, out).map_err(|error| match error {
            crate::lineage::diff::PatchError::Io(error) => error.into(),
            other => Failure::new(Exit::Failure, other),
        })?;
        return Ok(Exit::Success);
    }
    let (old, new) = (index(&args.old)?, index(&args.new)?);
    let day = |index: &Index, asked: Option<&str>| {
        let asked = typed_day(global, asked, index.covered_to())?;
        Ok::<_, Failure>(asked.or(index.covered_to()).unwrap_or(NO_DAY))
    };
    let old = Side { index: &old, as_of: day(&old, args.old_as_of.as_deref())? };
    let new = Side { index: &new, as_of: day(&new, args.new_as_of.as_deref())? };
    let diff = Diff::new(old, new, &difference);
    match form {
        DiffOutput::Json => json(&diff, old, new, out)?,
        _ => text(&diff, old, new, layout, out)?,
    }
    Ok(Exit::Success)
}

/// Gives all quads of a graph directory or an RDF file.
fn quads(path: &Path, visit: &mut dyn FnMut(QuadRef<'_>)) -> Result<(), Failure> {
    let mut parse = |name: &str, format: RdfFormat, input: &mut dyn Read| {
        for quad in RdfParser::from_format(format).for_reader(input) {
            let quad = quad.map_err(|e| Failure::new(Exit::Failure, about(name, &e)))?;
            visit(quad.as_ref());
        }
        Ok(())
    };
    if path.is_dir() {
        return graphs(path)?
            .into_iter()
            .try_for_each(|(name, mut input)| parse(&name, RdfFormat::NQuads, &mut input));
    }
    let (input, format) = file(path)?;
    let mut reader = input.open().map_err(|e| Failure::new(Exit::Failure, e))?;
    parse(&input.name(), format, &mut reader)
}

/// The index of a graph directory or an RDF file.
fn index(path: &Path) -> Result<Index, Failure> {
    let mut builder = Builder::new();
    let failed = |name: &str, e: &IndexError| Failure::new(Exit::Failure, about(name, e));
    if path.is_dir() {
        for (name, input) in graphs(path)? {
            builder.nquads(input).map_err(|e| failed(&name, &e))?;
        }
    } else {
        quads(path, &mut |quad| builder.quad(quad))?;
    }
    builder.finish().map_err(|e| failed(&path.display().to_string(), &e))
}

type Graphs = Vec<(String, Box<dyn Read + Send>)>;

fn graphs(path: &Path) -> Result<Graphs, Failure> {
    let graphs = GraphDir::open(path).and_then(|directory| directory.graphs());
    graphs.map_err(|e| Failure::new(Exit::Failure, e))
}

/// An RDF file and its format, told from the end of its name.
fn file(path: &Path) -> Result<(Input, RdfFormat), Failure> {
    let plain = match path.extension().and_then(|e| e.to_str()) {
        Some("gz" | "zst") => path.with_extension(""),
        _ => path.to_owned(),
    };
    let format = plain.extension().and_then(|e| e.to_str()).and_then(RdfFormat::from_extension);
    let format = format.ok_or_else(|| {
        let name = path.display();
        Failure::new(
            Exit::Failure,
            format!("{name}: expected a graph directory or a file ending in .ttl, .nt, .nq, .trig, .rdf or .jsonld"),
        )
    })?;
    Ok((Input::File(path.to_owned()), format))
}
