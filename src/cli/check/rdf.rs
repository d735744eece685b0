//! Checks of any graph in RDF against shapes in SHACL Core.

use super::{CheckArgs, Checked};
use crate::audit::{Edges, Finding, Report, Weight};
use crate::cli::rdf_inputs::{MAX_PLACES, Whole};
use crate::cli::report::Reporter;
use crate::cli::{Exit, Failure};
use crate::ground::diag::{Diagnostic, excerpt};
use crate::shacl::{Idle, Shapes, Violation};
use crate::source::rdf::Syntax;
use crate::source::{Format, Input};
use oxigraph::model::Quad;
use std::path::{Path, PathBuf};

/// Checks the union of some files.
///
/// # Errors
/// A file that cannot be read, which is told with line and column; shapes that are not understood.
pub(super) fn check(args: &CheckArgs, reporter: &mut Reporter) -> Result<Checked, Failure> {
    let given = match args.input_format {
        Some(Format::Rdf(syntax)) => Some(syntax),
        Some(other) => {
            let message = format!("--input-format: expected a syntax of RDF with --rdf, found {other}");
            return Err(Failure::new(Exit::Failure, message));
        }
        None => None,
    };
    let data = read(&args.rdf, given, reporter)?;
    let own = args.shapes.is_empty();
    let shapes = if own {
        Shapes::built_in()
    } else {
        let files = read(&args.shapes, None, reporter)?;
        Shapes::from_quads(files.into_iter().flat_map(|whole| whole.document.quads))
    };
    let shapes = shapes.map_err(|e| Failure::new(Exit::Failure, e))?;
    if let Some(why) = shapes.idle() {
        reporter.report(&idle(why));
    }
    for pattern in shapes.loose_patterns() {
        let message = format!(
            "the pattern {} has \\/, which XPath does not know; it is read as /",
            excerpt(pattern, 120)
        );
        reporter.report(&Diagnostic::note("sh-pattern", message).expected("/ without a backslash", "\\/"));
    }
    let quads = || data.iter().flat_map(|whole| &whole.document.quads).map(Quad::as_ref);
    let results = shapes.validate(quads());
    let mut reports = vec![broken(&results, &data, own)];
    if own {
        let mut edges = Edges::default();
        quads().for_each(|quad| edges.take(quad.subject, quad.predicate, quad.object));
        reports.push(edges.report());
    }
    Ok(Checked { reports, results })
}

/// A problem: shapes that no graph can break.
fn idle(why: Idle) -> Diagnostic {
    let what = match why {
        Idle::NoShape => "the files of --shapes hold no shape",
        Idle::NoTarget => "no shape of --shapes has a target",
    };
    Diagnostic::warning("no-shapes", format!("{what}; nothing was checked"))
}

/// Reads files; blank nodes of two files are two.
fn read(files: &[PathBuf], given: Option<Syntax>, reporter: &mut Reporter) -> Result<Vec<Whole>, Failure> {
    let mut all = Vec::new();
    for (count, path) in files.iter().enumerate() {
        let input = if path == Path::new("-") { Input::Stdin } else { Input::File(path.clone()) };
        match Whole::read(&input, given, base_of(path).as_deref()) {
            // What would be checked is not what the file says.
            Ok(whole) if whole.document.syntax_error().is_some() => {
                whole.document.problems.into_iter().for_each(|d| reporter.report(&d.within(&whole.name)));
            }
            Ok(whole) if files.len() > 1 => {
                all.push(Whole { document: whole.document.renamed(count), ..whole });
            }
            Ok(whole) => all.push(whole),
            Err(problem) => reporter.report(&problem),
        }
    }
    for whole in &all {
        whole.document.problems.iter().for_each(|d| reporter.report(&d.clone().within(&whole.name)));
    }
    if all.len() == files.len() {
        return Ok(all);
    }
    Err(Failure::new(Exit::Failure, "a file could not be read, and nothing was checked"))
}

/// The address of a file, on which its relative IRIs rest.
fn base_of(path: &Path) -> Option<String> {
    let full = std::path::absolute(path).ok().filter(|_| path != Path::new("-"))?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
    let escaped = full.to_str()?.bytes().map(|b| match plain(b) {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    });
    Some(format!("file://{}", escaped.collect::<String>()))
}

/// What breaks the shapes, each with the place where a file names the node.
fn broken(results: &[Violation], data: &[Whole], own: bool) -> Report {
    let place = |v: &Violation| {
        let found = data.iter().find_map(|whole| Some((&whole.name, whole.place(&v.focus)?)));
        found.map(|(name, at)| format!("{name}:{}:{}: ", at.line(), at.column())).unwrap_or_default()
    };
    let finding = |(count, v): (usize, &Violation)| {
        let place = if count < MAX_PLACES { place(v) } else { String::new() };
        let path = v.path.as_ref().map(|p| format!(" {p}")).unwrap_or_default();
        let value = v.value.as_ref().map(|v| format!(", found {}", excerpt(&v.to_string(), 120)));
        let value = value.unwrap_or_default();
        Finding {
            policies: vec![v.focus.to_string()],
            message: format!(
                "{place}{}{path}: {} ({}, {}){value}",
                v.focus, v.message, v.severity, v.component
            ),
            evidence: Vec::new(),
        }
    };
    Report {
        id: "shapes",
        title: if own {
            "nodes that break a rule of ontology/shapes.ttl"
        } else {
            "nodes that break a rule of the shapes"
        },
        weight: Weight::Error,
        findings: results.iter().enumerate().map(finding).collect(),
    }
}
