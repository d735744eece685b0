//! `pedigraph check`: the audit.

mod kept;
mod rdf;

use super::args::Cli;
use super::graph::GraphSource;
use super::progress::Unit;
use super::report::Reporter;
use super::sources::SourcesArg;
use super::written::{Form, Written};
use super::{Exit, Failure};
use crate::audit::{self, AUDITS, EDGE_WITHOUT_STATEMENT, Finding, Report, Weight};
use crate::ground::diag::excerpt;
use crate::profile::Profile;
use crate::query::nearest;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::resolve::Corpus;
use crate::resolve::status::Statuses;
use crate::shacl::{Shapes, Violation};
use crate::source::Format;
use clap::{Args, ValueEnum};
use kept::KEPT_OTHERWISE;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph check --graph pedigraph-graph
  pedigraph check arrow-of-time near-miss
  pedigraph check orders/ register.csv text-only unread
  pedigraph check data/ --output findings.csv
  pedigraph check --rdf catalog.jsonld --shapes dcat-ap.ttl --format turtle

With --rdf any graph is checked (Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML) against shapes in SHACL Core, those of the
vocabulary where none are named; turtle is a validation report of SHACL. Nothing is loaded from the network.")]
pub struct CheckArgs {
    /// An audit whose cases are printed (`all` for all of them), or documents to read in place of a graph directory
    #[arg(value_name = "AUDIT|INPUT")]
    what: Vec<PathBuf>,
    /// The graph directory [default: pedigraph-graph]
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_GRAPH")]
    graph: Option<PathBuf>,
    /// The format of all inputs, where it shall not be told from their content
    #[arg(long, value_name = "FORMAT", value_parser = super::args::format_parser())]
    input_format: Option<Format>,
    /// A graph in RDF to check, and nothing else; can be given several times for one graph in several files
    #[arg(long, value_name = "FILE")]
    rdf: Vec<PathBuf>,
    /// The shapes to check it against, in any syntax of RDF [default: ontology/shapes.ttl, compiled in]
    #[arg(long, value_name = "FILE", requires = "rdf")]
    shapes: Vec<PathBuf>,
    #[command(flatten)]
    sources: SourcesArg,
    /// The same as naming an AUDIT
    #[arg(long, value_name = "AUDIT", value_parser = audit_parser())]
    show: Vec<String>,
    #[command(flatten)]
    pub(super) written: Written<CheckOutput>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckOutput {
    /// Counts for people, with the cases that --show asks for
    #[value(alias = "text")]
    Table,
    /// All cases as one JSON document
    Json,
    /// All cases, one a row
    Csv,
    /// The same, between tabs
    Tsv,
    /// What breaks the shapes, as a validation report of SHACL
    Turtle,
}

impl Form for CheckOutput {
    const DEFAULT: Self = Self::Table;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt"],
            Self::Json => &["json"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
            Self::Turtle => &["ttl"],
        }
    }
}

/// The names that audits are asked for by.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    AUDITS.iter().map(|a| a.id).chain(["shapes", EDGE_WITHOUT_STATEMENT, KEPT_OTHERWISE, "all"])
}

impl CheckArgs {
    /// The graph that is checked: what is no audit is a document.
    pub(super) fn source(&self) -> GraphSource {
        let is_audit = |path: &PathBuf| path.to_str().is_some_and(is_audit);
        GraphSource {
            graph: self.graph.clone(),
            inputs: self.what.iter().filter(|path| !is_audit(path)).cloned().collect(),
            input_format: self.input_format,
            sources: self.sources.clone(),
        }
    }

    /// The audits whose cases are asked for.
    ///
    /// # Errors
    /// What is neither an audit nor a document and is spelled like an audit.
    fn audits(&self) -> Result<Vec<&str>, Failure> {
        let mut audits: Vec<&str> = self.show.iter().map(String::as_str).collect();
        for text in self.what.iter().filter_map(|path| path.to_str()) {
            if is_audit(text) {
                audits.push(text);
            } else if let Some(meant) =
                nearest(text, names(), 1).first().filter(|_| !Path::new(text).exists())
            {
                let message =
                    format!("expected an audit or a document, found `{text}`; did you mean {meant}?");
                return Err(Failure::new(Exit::Failure, message));
            }
        }
        Ok(audits)
    }
}

/// Whether a word names an audit, and no file has that name.
fn is_audit(text: &str) -> bool {
    names().any(|name| name == text) && !Path::new(text).exists()
}

fn audit_parser() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(names())
}

/// The findings as JSON, schema version 1.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    conforms: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<ShapeResult>>,
    audits: Vec<Section<'r>>,
}

/// One result of a check against shapes; terms as N-Triples writes them, paths as SPARQL does.
#[derive(Serialize)]
struct ShapeResult {
    severity: String,
    focus: String,
    path: Option<String>,
    value: Option<String>,
    component: String,
    shape: Option<String>,
    message: String,
}

impl ShapeResult {
    fn of(v: &Violation) -> Self {
        Self {
            severity: v.severity.to_string(),
            focus: v.focus.to_string(),
            path: v.path.as_ref().map(ToString::to_string),
            value: v.value.as_ref().map(ToString::to_string),
            component: v.component.to_string(),
            shape: v.shape.as_ref().map(ToString::to_string),
            message: v.message.clone(),
        }
    }
}

/// What a check found: the audits, and what breaks the shapes.
struct Checked {
    reports: Vec<Report>,
    results: Vec<Violation>,
}

#[derive(Serialize)]
struct Section<'r> {
    id: &'r str,
    title: &'r str,
    weight: Weight,
    count: usize,
    findings: &'r [Finding],
}

/// Runs `check`.
pub(super) fn run(cli: &Cli, args: &CheckArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (form, audits) = (args.written.form()?, args.audits()?);
    let mut reporter = Reporter::new(&cli.global);
    let Checked { reports, results } = if args.rdf.is_empty() {
        let profile = cli.global.load_profile()?;
        let corpus = args.source().corpus(&profile, &mut reporter)?;
        reporter.begin("Checking", Unit::Time);
        let mut checked = if args.source().inputs.is_empty() {
            kept::check(&args.source(), &corpus, &profile, &mut reporter)?
        } else {
            shapes(&corpus, &profile)?
        };
        checked.reports.splice(..0, audit::audit(&corpus));
        checked
    } else {
        rdf::check(args, &mut reporter)?
    };
    reporter.end();
    write(form, &reports, (&results, !args.rdf.is_empty()), &audits, out)?;
    reporter.summary();
    let found = reporter.has_findings()
        || reports.iter().any(|r| r.weight > Weight::Information && !r.findings.is_empty());
    Ok(if cli.global.strict && found { Exit::Findings } else { Exit::Success })
}

/// Writes what was found; `told` says whether JSON has the results of the shapes too.
fn write(
    form: CheckOutput,
    reports: &[Report],
    (results, told): (&[Violation], bool),
    audits: &[&str],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match form {
        CheckOutput::Turtle => out.write_all(crate::shacl::turtle(results).as_bytes())?,
        CheckOutput::Table => table(reports, audits, out)?,
        CheckOutput::Json => {
            let audits = reports
                .iter()
                .map(|r| Section {
                    id: r.id,
                    title: r.title,
                    weight: r.weight,
                    count: r.findings.len(),
                    findings: &r.findings,
                })
                .collect();
            let document = Document {
                schema: "pedigraph-check/1",
                conforms: told.then_some(results.is_empty()),
                results: told.then(|| results.iter().map(ShapeResult::of).collect()),
                audits,
            };
            serde_json::to_writer_pretty(&mut *out, &document).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        CheckOutput::Csv | CheckOutput::Tsv => {
            let delimiter = if form == CheckOutput::Tsv { b'\t' } else { b',' };
            let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut *out);
            let failed = |e: csv::Error| Failure::from(std::io::Error::from(e));
            csv.write_record(["audit", "weight", "policies", "message", "evidence"]).map_err(failed)?;
            for report in reports {
                for f in &report.findings {
                    let weight = format!("{:?}", report.weight).to_lowercase();
                    let evidence: Vec<String> =
                        f.evidence.iter().map(|q| format!("{} ({})", q.words, q.stands())).collect();
                    csv.write_record([
                        report.id,
                        &weight,
                        &f.policies.join(" | "),
                        &f.message,
                        &evidence.join(" | "),
                    ])
                    .map_err(failed)?;
                }
            }
            csv.flush()?;
        }
    }
    Ok(())
}

/// The rules of `ontology/shapes.ttl`, checked on the graph that the corpus makes.
fn shapes(corpus: &Corpus, profile: &Profile) -> Result<Checked, Failure> {
    let shapes = Shapes::built_in().map_err(|e| Failure::new(Exit::Failure, e))?;
    let mut graph = shapes.graph();
    let map = Map::new(corpus, profile, Base::default(), true).with_periods(Statuses::of(corpus));
    map.each_quad(&mut |s, p, o, _| graph.insert(s, p, o));
    let results = graph.validate();
    Ok(Checked { reports: vec![broken(&results)], results })
}

/// What a check against shapes found, as an audit.
fn broken(results: &[Violation]) -> Report {
    let finding = |v: &Violation| {
        let path = v.path.as_ref().map(|p| format!(" {p}")).unwrap_or_default();
        let value = v.value.as_ref().map(|v| format!(", found {}", excerpt(&v.to_string(), 120)));
        let value = value.unwrap_or_default();
        Finding {
            policies: vec![v.focus.to_string()],
            message: format!("{}{path}: {} ({}, {}){value}", v.focus, v.message, v.severity, v.component),
            evidence: Vec::new(),
        }
    };
    Report {
        id: "shapes",
        title: "nodes that break a rule of ontology/shapes.ttl",
        weight: Weight::Error,
        findings: results.iter().map(finding).collect(),
    }
}

fn table(reports: &[Report], show: &[&str], out: &mut dyn Write) -> Result<(), Failure> {
    for report in reports {
        let mark = match report.weight {
            Weight::Information => ' ',
            Weight::Doubt => '?',
            Weight::Error => '!',
        };
        let mark = if report.findings.is_empty() { ' ' } else { mark };
        writeln!(out, "{mark} {:>7}  {:<17} {}", report.findings.len(), report.id, report.title)?;
    }
    for report in
        reports.iter().filter(|r| show.iter().any(|s| *s == r.id || *s == "all") && !r.findings.is_empty())
    {
        writeln!(out, "\n{}: {}", report.id, report.title)?;
        for finding in &report.findings {
            writeln!(out, "  {}", finding.message)?;
            for q in &finding.evidence {
                writeln!(out, "      “{}” ({})", q.words, q.stands())?;
            }
        }
    }
    Ok(())
}
