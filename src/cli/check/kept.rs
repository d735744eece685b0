//! Checks of the quads that a graph directory keeps, as they lie there.

use super::Checked;
use crate::audit::{Edges, Finding, Report, Weight};
use crate::cli::graph::GraphSource;
use crate::cli::report::Reporter;
use crate::cli::{Exit, Failure};
use crate::graph_dir::about;
use crate::ground::diag::Diagnostic;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::rdf::verify::Made;
use crate::resolve::Corpus;
use crate::resolve::status::Statuses;
use crate::shacl::Shapes;
use oxigraph::io::{RdfFormat, RdfParser};
use std::io::BufReader;

/// The name of the audit of what is kept and was not read so.
pub(super) const KEPT_OTHERWISE: &str = "kept-otherwise";

/// Checks the quads of a graph directory: against the shapes, for edges without a statement, and against what the
/// directory's own claims make.
///
/// # Errors
/// A file that is damaged or is no N-Quads.
pub(super) fn check(
    source: &GraphSource,
    corpus: &Corpus,
    profile: &Profile,
    reporter: &mut Reporter,
) -> Result<Checked, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failure, e);
    let directory = source.directory()?;
    let base: Base = directory.manifest().base.parse().map_err(|e| failed(&e))?;
    let map = Map::new(corpus, profile, base, true).with_periods(Statuses::of(corpus));
    let shapes = Shapes::built_in().map_err(|e| failed(&e))?;
    let (mut graph, mut edges, mut made) = (shapes.graph(), Edges::default(), Made::of(&map));
    for (name, reader) in directory.graphs().map_err(|e| failed(&e))? {
        let reader = BufReader::with_capacity(1 << 16, reader);
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(reader) {
            let quad = quad.map_err(|e| failed(&about(&name, &e)))?;
            graph.insert(&quad.subject, quad.predicate.as_ref(), &quad.object);
            edges.take(quad.subject.as_ref(), quad.predicate.as_ref(), quad.object.as_ref());
            made.keep(quad.as_ref());
        }
    }
    let results = graph.validate();
    let mut reports = vec![super::broken(&results), edges.report()];
    // The claims are resolved with the judgements of now: what they make is something else.
    if directory.follows_curation().map_err(|e| failed(&e))? {
        reports.push(otherwise(made.difference()));
    } else {
        let message =
            "curation.toml was changed since the graphs were made; `pedigraph curate apply` follows it";
        reporter.report(&Diagnostic::warning("curation-unfollowed", message));
    }
    Ok(Checked { reports, results })
}

/// Quads that are kept and not made, and those that are made and not kept.
fn otherwise((unexpected, missing): (Vec<String>, Vec<String>)) -> Report {
    let finding = |what: &str, line: String| Finding {
        policies: vec![line.split(' ').next().unwrap_or_default().to_owned()],
        message: format!("{what}: {line}"),
        evidence: Vec::new(),
    };
    let unexpected = unexpected.into_iter().map(|line| finding("kept, but the claims do not make it", line));
    let missing = missing.into_iter().map(|line| finding("made by the claims, but not kept", line));
    Report {
        id: KEPT_OTHERWISE,
        title: "quads of the graph directory that differ from what its claims make",
        weight: Weight::Error,
        findings: unexpected.chain(missing).collect(),
    }
}
