//! What goes into a store: the quads of files, each with a copy of its triple for the default graph.

use super::difference::Difference;
use super::disk;
use super::state::Held;
use crate::graph_dir::{FileEntry, GraphDir, GraphDirError};
use crate::store::StoreError;
use oxigraph::io::{RdfFormat, RdfParser, ReaderQuadParser};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Why a store is not made as it was begun.
#[derive(Debug)]
pub(super) enum Stop {
    /// The old generation cannot be changed into the new one, or not with less work than from nothing.
    Anew,
    /// Something failed.
    Failed(StoreError),
}

impl Stop {
    /// The error, about the store in some folder.
    pub fn into_error(self, folder: &Path) -> StoreError {
        match self {
            Self::Anew => disk(folder, "the store cannot be made from the old one"),
            Self::Failed(error) => error,
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<GraphDirError> for Stop {
    fn from(error: GraphDirError) -> Self {
        Self::Failed(error.into())
    }
}

/// The quads of one file.
pub(super) struct Sheet {
    name: String,
    quads: ReaderQuadParser<Box<dyn Read + Send>>,
}

impl Sheet {
    /// A file of N-Quads, with the name that errors tell.
    pub fn new((name, reader): (String, Box<dyn Read + Send>)) -> Self {
        let parser = RdfParser::from_format(RdfFormat::NQuads).rename_blank_nodes();
        Self { name, quads: parser.for_reader(reader) }
    }
}

impl Iterator for Sheet {
    type Item = Result<Quad, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let quad = self.quads.next()?;
        Some(quad.map_err(|error| StoreError::Syntax { file: self.name.clone(), error }))
    }
}

/// The quads of files that a store does not hold yet, as it takes them.
pub(super) struct Feed<'a> {
    directory: &'a GraphDir,
    files: std::vec::IntoIter<&'a FileEntry>,
    /// What the store holds already, where it is not empty.
    difference: Option<Difference<'a>>,
    current: Option<(Sheet, Held)>,
    /// The copy of the last quad for the default graph.
    copy: Option<Quad>,
    held: Vec<Held>,
}

impl<'a> Feed<'a> {
    /// Files of a graph directory, for an empty store or for one that differs.
    pub fn new(
        directory: &'a GraphDir,
        files: Vec<&'a FileEntry>,
        difference: Option<Difference<'a>>,
    ) -> Self {
        let files = files.into_iter();
        Self { directory, files, difference, current: None, copy: None, held: Vec::new() }
    }

    /// What was read of each file, and whether it can be replaced alone.
    pub fn into_held(self) -> Vec<Held> {
        let mut held = self.held;
        let mut files: BTreeMap<String, usize> = BTreeMap::new();
        for graph in held.iter().filter_map(|file| file.graph.clone()) {
            *files.entry(graph).or_default() += 1;
        }
        for file in &mut held {
            file.graph = file.graph.take().filter(|graph| files.get(graph) == Some(&1));
        }
        held
    }

    /// Removes the graphs that are gone; tells how many quads came and went.
    pub fn finish_difference(&mut self) -> Result<u64, Stop> {
        self.difference.take().map_or(Ok(0), Difference::finish)
    }

    fn step(&mut self) -> Result<Option<Quad>, Stop> {
        loop {
            let Some((sheet, held)) = &mut self.current else {
                let Some(entry) = self.files.next() else { return Ok(None) };
                let held =
                    Held { file: entry.file.clone(), sha256: entry.sha256.clone(), graph: None, quads: 0 };
                self.current = Some((Sheet::new(self.directory.reader(entry)?), held));
                continue;
            };
            let Some(quad) = sheet.next().transpose()? else {
                if let Some(difference) = &mut self.difference {
                    difference.end()?;
                }
                self.held.extend(self.current.take().map(|(_, held)| held));
                continue;
            };
            let graph = graph_of_its_own(&quad);
            if held.quads == 0 {
                held.graph = graph.map(str::to_owned);
            } else if held.graph.as_deref() != graph {
                held.graph = None;
            }
            held.quads += 1;
            if let Some(difference) = &mut self.difference {
                let Some(graph) = &held.graph else { return Err(Stop::Anew) };
                if held.quads == 1 {
                    difference.begin(graph)?;
                }
                if !difference.is_new(&quad)? {
                    continue;
                }
            }
            if quad.graph_name != GraphName::DefaultGraph {
                self.copy = Some(Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() });
            }
            return Ok(Some(quad));
        }
    }
}

impl Iterator for Feed<'_> {
    type Item = Result<Quad, Stop>;

    fn next(&mut self) -> Option<Self::Item> {
        self.copy.take().map(Ok).or_else(|| self.step().transpose())
    }
}

/// The graph of a quad that can be found again by its words: without blank nodes, whose names hold for one reading.
fn graph_of_its_own(quad: &Quad) -> Option<&str> {
    match (&quad.graph_name, &quad.subject, &quad.object) {
        (GraphName::NamedNode(graph), NamedOrBlankNode::NamedNode(_), object)
            if !matches!(object, Term::BlankNode(_)) =>
        {
            Some(graph.as_str())
        }
        _ => None,
    }
}
