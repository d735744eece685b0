//! `pedigraph ingest`: documents into a graph directory.

use super::args::{Cli, Inputs};
use super::report::Reporter;
use super::{Exit, Failure};
use crate::graph_dir::{Change, Ingest};
use crate::rdf::iri::Base;
use crate::source;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `ingest`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph ingest data/digitalgov-customer-service-policies.json
  pedigraph ingest pages/ --graph policies --prune")]
pub struct IngestArgs {
    #[command(flatten)]
    inputs: Inputs,
    /// The graph directory; it is made where it does not exist
    #[arg(long, value_name = "DIR", default_value = "pedigraph-graph", env = "PEDIGRAPH_GRAPH")]
    graph: PathBuf,
    /// The base of all IRIs of a new graph
    #[arg(long, value_name = "IRI", env = "PEDIGRAPH_BASE")]
    base: Option<Base>,
    /// Drop sources that are not among the inputs
    #[arg(long)]
    prune: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Runs `ingest`.
pub(super) fn run(cli: &Cli, args: &IngestArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let inputs = source::walk(&args.inputs.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
    let ingest = Ingest {
        folder: &args.graph,
        profile: &profile,
        base: args.base.clone(),
        format: args.inputs.format,
        prune: args.prune,
    };
    let summary =
        ingest.run(&inputs, &mut |d| reporter.report(&d)).map_err(|e| Failure::new(Exit::Failure, e))?;
    let read = summary.changes.iter().filter(|(_, c)| *c != Change::Pruned).count();
    if args.json {
        let changes: Vec<_> =
            summary.changes.iter().map(|(i, c)| serde_json::json!({"input": i, "change": c})).collect();
        let line = serde_json::json!({
            "schema": "pedigraph-ingest/1", "graph": args.graph.display().to_string(), "changes": changes,
            "filesWritten": summary.written, "policies": summary.policies, "statements": summary.statements,
            "merges": summary.merges,
        });
        writeln!(out, "{line}")?;
    } else if !cli.global.quiet {
        for (input, change) in &summary.changes {
            let change = match change {
                Change::Added => "added",
                Change::Replaced => "replaced",
                Change::Unchanged => "unchanged",
                Change::Pruned => "pruned",
            };
            writeln!(out, "{change:>9}  {input}")?;
        }
        let (policies, statements) = (summary.policies, summary.statements);
        writeln!(
            out,
            "{}: {policies} policies, {statements} statements, {} graph files written",
            args.graph.display(),
            summary.written
        )?;
    }
    reporter.summary();
    if read == 0 && !args.prune {
        return Err(Failure::new(Exit::Failure, "nothing could be read"));
    }
    Ok(if cli.global.strict && reporter.has_findings() { Exit::Findings } else { Exit::Success })
}
