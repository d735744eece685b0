//! `pedigraph convert`: documents to RDF.

use super::args::{Cli, Inputs};
use super::output::{Reads, write_file};
use super::progress::Unit;
use super::report::Reporter;
use super::sources::{SourcesArg, source_date};
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::ground::diag::{Diagnostic, Severity};
use crate::pipeline;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::rdf::write::{self, Syntax};
use crate::resolve::status::Statuses;
use crate::resolve::{Corpus, Resolver};
use crate::source::{self, Input};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::{BufWriter, Write};

/// Arguments of `convert`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph convert data/digitalgov-customer-service-policies.json
  pedigraph convert pages/ --output policies.nq --verify
  curl -s https://example.gov/policies.html | pedigraph convert - --format jsonld")]
pub struct ConvertArgs {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    pub(super) written: Written<Syntax>,
    /// How all IRIs of policies, bodies and statements begin: an address of yours where they are to be found
    #[arg(long, value_name = "IRI", default_value = crate::rdf::iri::DEFAULT_BASE, env = "PEDIGRAPH_BASE")]
    base: Base,
    #[command(flatten)]
    sources: SourcesArg,
    /// Parts to leave out
    #[arg(long, value_name = "PART", value_enum)]
    without: Vec<Part>,
    /// Parts to add
    #[arg(long, value_name = "PART", value_enum)]
    with: Vec<Addition>,
    /// Read the written file back with an independent reader and fail on any difference
    #[arg(long, requires = "output")]
    verify: bool,
    /// Tell on standard output what was written
    #[arg(long, value_enum, requires = "output", value_name = "FORMAT")]
    report: Option<TextOrJson>,
}

/// Parts of a graph that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// What each source says of each policy
    Mentions,
}

/// Parts of a graph that are written where they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Addition {
    /// On which days each policy has which statuses, as `ingest` writes it
    Periods,
}

/// Runs `convert`.
pub(super) fn run(cli: &Cli, args: &ConvertArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let found = source::walk(&args.inputs.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
    Reads::default().inputs(&found).profile(&cli.global).refuse(args.written.file())?;
    let syntax = args.written.form()?;
    if args.verify && args.written.file().is_none() {
        return Err(Failure::new(
            Exit::Failure,
            "--verify: expected a file after --output, found standard output",
        ));
    }
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let sources = args.sources.read(&mut reporter)?;
    let how = args.inputs.how.read_as(&profile.columns)?;
    let found = source::apart(found, how.format).map_err(|e| Failure::new(Exit::Failure, e))?;
    let corpus = read_inputs(&profile, &found, &how, &sources, &mut reporter)?;
    let mut map = Map::new(&corpus, &profile, args.base.clone(), !args.without.contains(&Part::Mentions))
        .made_at(source_date()?);
    if args.with.contains(&Addition::Periods) {
        map = map.with_periods(Statuses::of(&corpus));
    }
    match args.written.file() {
        None => {
            reporter.end();
            write::write(&map, syntax, &mut BufWriter::with_capacity(1 << 16, out))?;
        }
        Some(path) => {
            let progress = reporter.begin("Writing", Unit::SomeBytes);
            write_file(path, &mut |file| write::write(&map, syntax, &mut progress.writing(file)))?;
            if args.verify {
                reporter.begin("Verifying", Unit::Time);
                crate::rdf::verify::verify(&map, syntax, path)
                    .map_err(|e| Failure::new(Exit::Verification, e))?;
            }
            reporter.end();
            let done = Done {
                schema: "pedigraph-convert/1",
                output: path.display().to_string(),
                syntax: syntax.name(),
                bytes: std::fs::metadata(path)?.len(),
                policies: corpus.policies.len(),
                statements: map.statement_counts().iter().sum(),
                verified: args.verify,
                errors: reporter.count(Severity::Error),
                warnings: reporter.count(Severity::Warning),
                notes: reporter.count(Severity::Note),
            };
            match args.report {
                None => {}
                Some(TextOrJson::Text) => writeln!(
                    out,
                    "{}: {} policies, {} statements, {} bytes of {}",
                    done.output, done.policies, done.statements, done.bytes, done.syntax
                )?,
                Some(TextOrJson::Json) => json_line(&done, out)?,
            }
        }
    }
    reporter.summary();
    Ok(if cli.global.strict && reporter.has_findings() { Exit::Findings } else { Exit::Success })
}

/// What was written, as `--report json` prints it, schema version 1.
#[derive(Serialize)]
struct Done {
    schema: &'static str,
    output: String,
    syntax: &'static str,
    bytes: u64,
    policies: usize,
    statements: usize,
    verified: bool,
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// Writes one JSON object in one line.
pub(super) fn json_line(value: &impl Serialize, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// Reads inputs that were found; fails only where nothing of any of them could be read.
pub(super) fn read_inputs(
    profile: &Profile,
    inputs: &[Input],
    how: &source::ReadAs,
    sources: &source::Sources,
    reporter: &mut Reporter,
) -> Result<Corpus, Failure> {
    super::rdf_inputs::tell(inputs, how.format, &profile.structure, reporter)?;
    let mut resolver = Resolver::new(profile);
    let mut read = 0;
    let progress = reporter.begin("Reading", Unit::Items(inputs.len()));
    for input in inputs {
        progress.name(&input.name());
        resolver.open();
        resolver.read_from(&input.name());
        let mut take = |said| {
            resolver.claims(said);
            progress.tick();
        };
        let outcome = pipeline::read(profile, input, how.clone(), &mut take, &mut |d| reporter.report(&d));
        progress.add(1);
        match outcome {
            Ok(outcome) => {
                let format = outcome.format_name().to_owned();
                let mut header = outcome.header;
                sources.of(&input.name()).unwrap_or_default().apply(&mut header);
                resolver
                    .close(&header, &format, &outcome.sha256)
                    .map_err(|same| Failure::new(Exit::Failure, same))?;
                read += 1;
            }
            Err(diagnostic) => {
                resolver.abandon();
                reporter.report(&diagnostic);
            }
        }
    }
    if read == 0 {
        if inputs.is_empty() {
            reporter.report(&Diagnostic::new(Severity::Error, "no-input", "the folders hold no file"));
        }
        return Err(Failure::new(Exit::Failure, "nothing could be read"));
    }
    Ok(resolver.finish())
}
