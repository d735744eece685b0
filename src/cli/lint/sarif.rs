//! A report as SARIF 2.1.0 with errata 01, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>, which code scanning takes.
//!
//! Columns count characters. Places have no address but their path from where the program runs, `%SRCROOT%`; nothing depends on the
//! machine or the clock.

use super::names;
use super::report::{FileReport, Judged, Report, Standing};
use super::rules::{level_name, section};
use super::text::because;
use crate::ground::diag::{Diagnostic, Position, Severity};
use crate::lineage::day;
use crate::lint::{Finding, Level, Rule};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What results are the same by, with the version of how it is made.
const FINGERPRINT: &str = "pedigraphLint/v1";

/// Writes the report as one log with one run.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let with_baseline = report.gone.is_some() || report.count(Standing::Known) > 0;
    let results: Vec<Value> =
        report.all().map(|(file, judged)| result(file, judged, with_baseline)).collect();
    let problems = report.files.iter().flat_map(|file| &file.problems);
    let log = json!({
        "version": "2.1.0",
        "$schema": SCHEMA,
        "runs": [{
            "tool": { "driver": {
                "name": "pedigraph",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://w3id.org/pedigraph",
                "rules": Rule::ALL.map(rule),
            }},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": problems.map(notification).collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "The folder in which the program ran." } } },
            "results": results,
            "properties": { "asOf": day::text(report.as_of) },
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(rule: Rule) -> Value {
    let page = section(rule);
    let body = page.split_once('\n').map_or(page, |(_, body)| body.trim());
    json!({
        "id": rule.name(),
        "name": name(rule),
        "shortDescription": { "text": literal(&format!("A page {}.", rule.summary())) },
        "fullDescription": { "text": literal(body.split("\n\n").next().unwrap_or(body)) },
        "help": { "text": literal(body), "markdown": literal(body) },
        "defaultConfiguration": { "level": level(rule.default_level()) },
    })
}

/// `EndedCitation` of `ended-citation`.
fn name(rule: Rule) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    rule.name().split('-').map(capital).collect()
}

/// A level as SARIF names it.
const fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        other => level_name(other),
    }
}

/// Braces stand for arguments in a message, so that those that are meant are doubled (section 3.11.5); square brackets would
/// make a link (3.11.6).
fn literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// A text of a page or a source in a message: [`literal`], and no link in it.
fn quoted(text: &str) -> String {
    literal(&text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]"))
}

fn result(file: &FileReport, judged: &Judged, with_baseline: bool) -> Value {
    let finding = &judged.finding;
    let at = Rule::ALL.iter().position(|rule| *rule == finding.rule).unwrap_or_default();
    let told: Vec<String> = std::iter::once(finding.message.clone()).chain(because(finding)).collect();
    let mut region = region(finding.from, finding.until);
    if let Value::Object(region) = &mut region {
        region.insert("snippet".to_owned(), json!({ "text": finding.words }));
    }
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": at,
        "level": level(finding.level),
        "message": { "text": quoted(&told.join("\n")) },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact(&file.name), "region": region } }],
        "partialFingerprints": { FINGERPRINT: judged.fingerprint },
        "properties": properties(finding),
    });
    if let Value::Object(fields) = &mut result {
        more(file, judged, with_baseline, fields);
    }
    result
}

/// What only some results have: why they are not reported, whether they are new, what mends them.
fn more(file: &FileReport, judged: &Judged, with_baseline: bool, fields: &mut Map<String, Value>) {
    let suppressions = match (judged.standing, &judged.finding.excused) {
        (Standing::Excused, Some(excuse)) => json!([{ "kind": "inSource", "justification": excuse.reason }]),
        (Standing::Known, _) => json!([{ "kind": "external", "justification": "known of the baseline" }]),
        // Where some results have suppressions, all have the field (3.27.23).
        _ => json!([]),
    };
    fields.insert("suppressions".to_owned(), suppressions);
    if with_baseline {
        let state = if judged.standing == Standing::Reported { "new" } else { "unchanged" };
        fields.insert("baselineState".to_owned(), json!(state));
    }
    if let (Some(instead), Some((from, until))) = (&judged.finding.instead, judged.replaced) {
        let replacement =
            json!({ "deletedRegion": region(from, until), "insertedContent": { "text": instead.words } });
        let fix = json!([{
            "description": { "text": "Write the successor." },
            "artifactChanges": [{ "artifactLocation": artifact(&file.name), "replacements": [replacement] }],
        }]);
        fields.insert("fixes".to_owned(), fix);
    }
}

fn properties(finding: &Finding) -> Value {
    json!({
        "policy": finding.policy,
        "policyIri": finding.policy_iri,
        "asOf": finding.as_of.map(|day| day.to_string()),
        "coveredUntil": finding.covered_until.map(|day| day.to_string()),
        "deciding": finding.deciding,
        "instead": finding.instead.as_ref().map(|instead| &instead.words),
    })
}

fn region(from: Position, until: Position) -> Value {
    json!({
        "startLine": from.line(),
        "startColumn": from.column(),
        "endLine": until.line(),
        "endColumn": until.column(),
    })
}

fn artifact(name: &str) -> Value {
    let name = names::bytes(name);
    let uri = uri(&name);
    if name.starts_with(b"/") {
        return json!({ "uri": format!("file://{uri}") });
    }
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

/// A path as a URI reference: all but letters, digits and `-._~/` is percent-encoded, so that no part of it is taken for a
/// scheme, a query or a fragment (RFC 3986, sections 2.1 and 4.2).
fn uri(name: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let mut uri = String::with_capacity(name.len());
    for byte in name.iter().copied() {
        if plain(byte) { uri.push(char::from(byte)) } else { uri.push_str(&format!("%{byte:02X}")) }
    }
    uri
}

fn notification(problem: &Diagnostic) -> Value {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut place = json!({ "artifactLocation": artifact(&problem.file) });
    if let (Some(at), Value::Object(place)) = (problem.position, &mut place) {
        place.insert("region".to_owned(), json!({ "startLine": at.line(), "startColumn": at.column() }));
    }
    json!({
        "level": level,
        "message": { "text": quoted(&problem.message) },
        "descriptor": { "id": problem.code },
        "locations": [{ "physicalLocation": place }],
    })
}
