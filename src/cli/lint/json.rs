//! A report for programs: `pedigraph-lint/1` of `docs/json.md`.

use super::report::{FileReport, Judged, Report, Standing};
use super::rules::level_name;
use crate::lineage::day;
use crate::lint::{Deciding, Finding};
use serde::Serialize;
use std::io::{self, Write};

/// The document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'r> {
    schema: &'static str,
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    files: usize,
    unread: usize,
    excluded: usize,
    fails: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<usize>,
    rules: Vec<RuleCount>,
    findings: Vec<Entry<'r>>,
    known: Vec<Entry<'r>>,
    excused: Vec<Entry<'r>>,
}

/// How many findings of a rule stand where.
#[derive(Serialize)]
struct RuleCount {
    rule: &'static str,
    findings: usize,
    known: usize,
    excused: usize,
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'r> {
    rule: &'static str,
    level: &'static str,
    file: &'r str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    start: usize,
    end: usize,
    words: &'r str,
    policy: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_iri: Option<&'r str>,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covered_until: Option<String>,
    deciding: Vec<Words<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<NewWords<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excuse: Option<Reason<'r>>,
    fingerprint: &'r str,
}

/// Words of a source that decide.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Words<'r> {
    quote: &'r str,
    source: &'r str,
    source_iri: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'r str>,
}

/// What to write instead.
#[derive(Serialize)]
struct NewWords<'r> {
    start: usize,
    end: usize,
    words: &'r str,
    certain: bool,
}

/// The comment that excuses a finding.
#[derive(Serialize)]
struct Reason<'r> {
    reason: &'r str,
    line: u32,
}

/// Writes the report as one document.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let of = |standing: Standing| {
        let these = report.all().filter(move |(_, judged)| judged.standing == standing);
        these.map(|(file, judged)| entry(file, judged)).collect()
    };
    let rules = report.by_rule().into_iter().map(|(rule, counts)| RuleCount {
        rule: rule.name(),
        findings: counts.reported,
        known: counts.known,
        excused: counts.excused,
    });
    let unread = report.files.iter().filter(|file| file.unread).count();
    let document = Document {
        schema: "pedigraph-lint/1",
        as_of: day::text(report.as_of),
        files: report.files.len() - unread,
        unread,
        excluded: report.excluded,
        fails: report.fails(),
        gone: report.gone,
        rules: rules.collect(),
        findings: of(Standing::Reported),
        known: of(Standing::Known),
        excused: of(Standing::Excused),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn entry<'r>(file: &'r FileReport, judged: &'r Judged) -> Entry<'r> {
    let finding: &Finding = &judged.finding;
    Entry {
        rule: finding.rule.name(),
        level: level_name(finding.level),
        file: &file.name,
        line: finding.from.line(),
        column: finding.from.column(),
        end_line: finding.until.line(),
        end_column: finding.until.column(),
        start: finding.span.start,
        end: finding.span.end,
        words: &finding.words,
        policy: &finding.policy,
        policy_iri: finding.policy_iri.as_deref(),
        message: &finding.message,
        as_of: finding.as_of.map(|day| day.to_string()),
        covered_until: finding.covered_until.map(|day| day.to_string()),
        deciding: finding.deciding.iter().map(words).collect(),
        instead: finding.instead.as_ref().map(|instead| NewWords {
            start: instead.span.start,
            end: instead.span.end,
            words: &instead.words,
            certain: instead.certain,
        }),
        excuse: finding.excused.as_ref().map(|excuse| Reason { reason: &excuse.reason, line: excuse.line }),
        fingerprint: &judged.fingerprint,
    }
}

fn words(deciding: &Deciding) -> Words<'_> {
    Words {
        quote: &deciding.quote,
        source: &deciding.source,
        source_iri: &deciding.source_iri,
        page: deciding.page.as_deref(),
    }
}
