//! `pedigraph check`: the audit.

use super::args::Cli;
use super::graph::GraphSource;
use super::progress::Unit;
use super::report::Reporter;
use super::{Exit, Failure};
use crate::audit::{self, AUDITS, Finding, Report, Weight};
use crate::ground::diag::excerpt;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::resolve::Corpus;
use crate::resolve::status::Statuses;
use crate::shacl::Shapes;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::Write;

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph check --graph pedigraph-graph
  pedigraph check --show arrow-of-time --show near-miss
  pedigraph check orders/ register.csv --show text-only --show unread
  pedigraph check data/ --output csv > findings.csv")]
pub struct CheckArgs {
    #[command(flatten)]
    source: GraphSource,
    /// Print every case of this audit (`all` for all of them)
    #[arg(long, value_name = "AUDIT", value_parser = audit_parser())]
    show: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = CheckOutput::Table, value_name = "FORM")]
    output: CheckOutput,
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
}

fn audit_parser() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(AUDITS.iter().map(|a| a.id).chain(["shapes", "all"]))
}

/// The findings as JSON, schema version 1.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    audits: Vec<Section<'r>>,
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
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let corpus = args.source.corpus(&profile, &mut reporter)?;
    reporter.begin("Checking", Unit::Time);
    let mut reports = audit::audit(&corpus);
    reports.push(shapes(&corpus, &profile)?);
    reporter.end();
    match args.output {
        CheckOutput::Table => table(&reports, &args.show, out)?,
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
            serde_json::to_writer_pretty(&mut *out, &Document { schema: "pedigraph-check/1", audits })
                .map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        CheckOutput::Csv | CheckOutput::Tsv => {
            let delimiter = if args.output == CheckOutput::Tsv { b'\t' } else { b',' };
            let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut *out);
            let failed = |e: csv::Error| Failure::from(std::io::Error::from(e));
            csv.write_record(["audit", "weight", "policies", "message", "evidence"]).map_err(failed)?;
            for report in &reports {
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
    reporter.summary();
    let found = reporter.has_findings()
        || reports.iter().any(|r| r.weight > Weight::Information && !r.findings.is_empty());
    Ok(if cli.global.strict && found { Exit::Findings } else { Exit::Success })
}

/// The rules of `ontology/shapes.ttl`, checked on the graph that the corpus makes.
fn shapes(corpus: &Corpus, profile: &Profile) -> Result<Report, Failure> {
    let shapes = Shapes::built_in().map_err(|e| Failure::new(Exit::Failure, e))?;
    let mut graph = shapes.graph();
    let map = Map::new(corpus, profile, Base::default(), true).with_periods(Statuses::of(corpus));
    map.each_quad(&mut |s, p, o, _| graph.insert(s, p, o));
    let findings = graph
        .validate()
        .into_iter()
        .map(|v| {
            let path = v.path.map(|p| format!(" {p}")).unwrap_or_default();
            let value =
                v.value.map(|v| format!(", found {}", excerpt(&v.to_string(), 120))).unwrap_or_default();
            Finding {
                policies: vec![v.focus.to_string()],
                message: format!("{}{path}: {} ({}, {}){value}", v.focus, v.message, v.severity, v.component),
                evidence: Vec::new(),
            }
        })
        .collect();
    Ok(Report {
        id: "shapes",
        title: "nodes that break a rule of ontology/shapes.ttl",
        weight: Weight::Error,
        findings,
    })
}

fn table(reports: &[Report], show: &[String], out: &mut dyn Write) -> Result<(), Failure> {
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
        reports.iter().filter(|r| show.iter().any(|s| s == r.id || s == "all") && !r.findings.is_empty())
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
