//! Writers: the corpus in any syntax, streaming, in one canonical order.

use super::map::{Item, Map};
use super::{jsonld, lines};
use crate::ground::vocab;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphNameRef, NamedNode, QuadRef};
use rayon::prelude::*;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// The syntaxes that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// For people: prefixes, subjects grouped; the union of all graphs.
    Turtle,
    /// One triple a line; the union of all graphs.
    NTriples,
    /// One quad a line, a named graph a source.
    NQuads,
    /// Turtle with a named graph a source.
    TriG,
    /// JSON-LD, a named graph a source.
    JsonLd,
    /// RDF/XML; the union of all graphs.
    RdfXml,
}

impl Syntax {
    /// All syntaxes with the names that `--format` takes.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Turtle, "turtle"),
        (Self::NTriples, "ntriples"),
        (Self::NQuads, "nquads"),
        (Self::TriG, "trig"),
        (Self::JsonLd, "jsonld"),
        (Self::RdfXml, "rdfxml"),
    ];

    /// The name that `--format` takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, n)| n)
    }

    /// Oxigraph's name of it.
    #[must_use]
    pub const fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::TriG => RdfFormat::TriG,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::RdfXml => RdfFormat::RdfXml,
        }
    }

    /// Whether named graphs are kept.
    #[must_use]
    pub const fn keeps_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::JsonLd)
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Syntax {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(s, _)| *s).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(_, n)| *n).collect();
            format!("expected one of {}, found `{name}`", names.join(", "))
        })
    }
}

/// Items that are made into text together, so that cores share the work.
const CHUNK: usize = 1024;

/// Writes the whole corpus.
///
/// # Errors
/// Those of `out`.
pub fn write(map: &Map<'_>, syntax: Syntax, out: &mut dyn Write) -> io::Result<()> {
    match syntax {
        Syntax::NQuads => {
            write_lines(map, map.described(), Some(&map.policies_graph()), out)?;
            for (ix, graph) in (0_u32..).zip(map.sources()) {
                write_lines(map, map.stated(ix), Some(graph), out)?;
            }
            write_lines(map, map.judged(), Some(&map.curation_graph()), out)
        }
        Syntax::NTriples => write_lines(map, map.union(), None, out),
        Syntax::JsonLd => {
            let mut writer = jsonld::Writer::new(out)?;
            write_nodes(map, map.described(), Some(&map.policies_graph()), &mut writer)?;
            for (ix, graph) in (0_u32..).zip(map.sources()) {
                write_nodes(map, map.stated(ix), Some(graph), &mut writer)?;
            }
            write_nodes(map, map.judged(), Some(&map.curation_graph()), &mut writer)?;
            writer.finish()
        }
        Syntax::TriG => {
            let mut writer = serializer(map, syntax)?.for_writer(out);
            write_items(map, map.described(), Some(&map.policies_graph()), &mut writer)?;
            for (ix, graph) in (0_u32..).zip(map.sources()) {
                write_items(map, map.stated(ix), Some(graph), &mut writer)?;
            }
            write_items(map, map.judged(), Some(&map.curation_graph()), &mut writer)?;
            writer.finish()?.flush()
        }
        Syntax::Turtle | Syntax::RdfXml => {
            let mut writer = serializer(map, syntax)?.for_writer(out);
            write_items(map, map.union(), None, &mut writer)?;
            writer.finish()?.flush()
        }
    }
}

/// Writes the graph of judgements as N-Quads.
///
/// # Errors
/// Those of `out`.
pub fn write_judgements(map: &Map<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_lines(map, map.judged(), Some(&map.curation_graph()), out)
}

/// Writes one source's graph as N-Quads, or the graph of merged descriptions where `source` is `None`.
///
/// # Errors
/// Those of `out`.
pub fn write_graph(map: &Map<'_>, source: Option<u32>, out: &mut dyn Write) -> io::Result<()> {
    match source {
        Some(ix) => write_lines(map, map.stated(ix), map.sources().get(ix as usize), out),
        None => write_lines(map, map.described(), Some(&map.policies_graph()), out),
    }
}

fn serializer(map: &Map<'_>, syntax: Syntax) -> io::Result<RdfSerializer> {
    let mut serializer = RdfSerializer::from_format(syntax.format());
    for (name, iri) in vocab::PREFIXES {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    for (name, iri) in map.prefixes() {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    Ok(serializer)
}

fn write_items<W: Write>(
    map: &Map<'_>,
    items: impl Iterator<Item = Item>,
    graph: Option<&NamedNode>,
    writer: &mut oxigraph::io::WriterQuadSerializer<W>,
) -> io::Result<()> {
    let graph = graph.map_or(GraphNameRef::DefaultGraph, |g| g.as_ref().into());
    for item in items {
        let mut outcome = Ok(());
        map.emit(item, &mut |s, p, o| {
            if outcome.is_ok() {
                outcome = writer.serialize_quad(QuadRef::new(s, p, o, graph));
            }
        });
        outcome?;
    }
    Ok(())
}

fn write_nodes(
    map: &Map<'_>,
    items: impl Iterator<Item = Item>,
    graph: Option<&NamedNode>,
    writer: &mut jsonld::Writer<'_>,
) -> io::Result<()> {
    let graph = graph.map(NamedNode::as_ref);
    for item in items {
        let mut outcome = Ok(());
        map.emit(item, &mut |s, p, o| {
            if outcome.is_ok() {
                outcome = writer.add(graph, s.into(), p, o);
            }
        });
        outcome?;
    }
    Ok(())
}

/// Writes one line a triple; chunks of items are made in parallel, and written in order while the next are made.
fn write_lines(
    map: &Map<'_>,
    mut items: impl Iterator<Item = Item>,
    graph: Option<&NamedNode>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let graph = graph.map_or_else(String::new, |g| format!(" {g}"));
    // As many chunks at once as keep all cores busy, so that memory does not grow with the graph.
    let chunks = rayon::current_num_threads().max(1) * 4;
    let (mut making, mut made) = (vec![Vec::new(); chunks], vec![Vec::new(); chunks]);
    loop {
        let batch: Vec<Item> = items.by_ref().take(CHUNK * chunks).collect();
        making.iter_mut().for_each(Vec::clear);
        let mut outcome = Ok(());
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                let parts = batch.par_chunks(CHUNK).zip(making.par_iter_mut());
                parts.for_each(|(items, text)| fill(map, items, &graph, text));
            });
            outcome = made.iter().try_for_each(|text| out.write_all(text));
        });
        outcome?;
        if batch.is_empty() {
            return out.flush();
        }
        std::mem::swap(&mut making, &mut made);
    }
}

fn fill(map: &Map<'_>, items: &[Item], graph: &str, text: &mut Vec<u8>) {
    for item in items {
        map.emit(*item, &mut |s, p, o| lines::push(text, s, p, o, graph));
    }
}
