//! Where a command takes its graph from: a graph directory, or documents read on the spot.

use super::args::Global;
use super::output::Reads;
use super::progress::Unit;
use super::report::Reporter;
use super::sources::SourcesArg;
use super::{Exit, Failure, convert};
use crate::graph_dir::GraphDir;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::rdf::write::{self, Syntax};
use crate::resolve::Corpus;
use crate::resolve::status::Statuses;
use crate::source::{self, Format};
use clap::Args;
use std::io::{Cursor, Read};
use std::path::PathBuf;

/// The graph directory where none is named.
pub(super) const DEFAULT_GRAPH: &str = "pedigraph-graph";

/// Options that name a graph.
#[derive(Clone, Debug, Default, Args)]
pub struct GraphSource {
    /// The graph directory [default: pedigraph-graph]
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_GRAPH")]
    pub graph: Option<PathBuf>,
    /// Documents to read in place of a graph directory
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The format of all inputs, where it shall not be told from their content
    #[arg(long, value_name = "FORMAT", value_parser = super::args::format_parser())]
    pub input_format: Option<Format>,
    #[command(flatten)]
    pub sources: SourcesArg,
}

/// A named reader of N-Quads.
pub(super) type NQuads = (String, Box<dyn Read + Send>);

impl GraphSource {
    /// The graph as N-Quads, with progress that `reporter` ends: the files of the directory, or the inputs converted in memory.
    pub(super) fn nquads(&self, global: &Global, reporter: &mut Reporter) -> Result<Vec<NQuads>, Failure> {
        if self.inputs.is_empty() {
            let directory = self.directory()?;
            let graphs = directory.graphs().map_err(|e| Failure::new(Exit::Failure, e))?;
            let manifest = directory.manifest();
            let sources = manifest.sources.iter().map(|s| s.graph.bytes).sum::<u64>();
            let progress = reporter.begin("Loading", Unit::Bytes(manifest.policies.bytes + sources));
            let counted = |(name, reader)| -> NQuads { (name, Box::new(progress.reading(reader))) };
            return Ok(graphs.into_iter().map(counted).collect());
        }
        let profile = global.load_profile()?;
        let corpus = self.read_inputs(&profile, reporter)?;
        let map = Map::new(&corpus, &profile, Base::default(), true).with_periods(Statuses::of(&corpus));
        let mut buffer = Vec::new();
        write::write(&map, Syntax::NQuads, &mut buffer)?;
        reporter.end();
        Ok(vec![("the inputs".to_owned(), Box::new(Cursor::new(buffer)))])
    }

    /// The corpus behind the graph: resolved again from the directory's claims, or read from the inputs.
    pub(super) fn corpus(&self, profile: &Profile, reporter: &mut Reporter) -> Result<Corpus, Failure> {
        if self.inputs.is_empty() {
            reporter.begin("Reading claims", Unit::Time);
            return self.directory()?.corpus(profile).map_err(|e| Failure::new(Exit::Failure, e));
        }
        self.read_inputs(profile, reporter)
    }

    /// The base of the graph's IRIs.
    pub(super) fn base(&self) -> Result<Base, Failure> {
        if !self.inputs.is_empty() {
            return Ok(Base::default());
        }
        self.directory()?.manifest().base.parse().map_err(|e| Failure::new(Exit::Failure, e))
    }

    /// The files that the graph is read from.
    pub(super) fn reads(&self) -> Result<Reads, Failure> {
        if self.inputs.is_empty() {
            return Ok(Reads::default().graph(&self.directory()?));
        }
        let found = source::walk(&self.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
        Ok(Reads::default().inputs(&found))
    }

    /// The graph directory that is meant.
    pub(super) fn directory(&self) -> Result<GraphDir, Failure> {
        let path = self.graph.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_GRAPH));
        GraphDir::open(&path).map_err(|e| Failure::new(Exit::Failure, e))
    }

    fn read_inputs(&self, profile: &Profile, reporter: &mut Reporter) -> Result<Corpus, Failure> {
        let found = source::walk(&self.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
        let found = source::apart(found, self.input_format).map_err(|e| Failure::new(Exit::Failure, e))?;
        let sources = self.sources.read(reporter)?;
        convert::read_inputs(profile, &found, &self.input_format.into(), &sources, reporter)
    }
}
