//! A report for people: each finding with its words, what decides it, and what to write instead; the counts at the end.

use super::report::{Counts, FileReport, Judged, Report, escaped};
use super::rules::level_name;
use crate::ground::passage::{clean, cut};
use crate::lint::{Finding, Level};
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

/// Of the words of a page and of a quote, so many characters are printed.
pub(super) const MOST_WORDS: usize = 300;

/// Statements that are printed of a finding; JSON has all.
pub(super) const MOST_DECIDING: usize = 2;

/// Writes the report; `colour` is whether the output takes it.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    for (file, judged) in report.reported() {
        finding(file, judged, colour, out)?;
    }
    let by_rule = report.by_rule();
    let mut summary = report.summary().into_iter();
    if let Some(first) = summary.next() {
        writeln!(out, "{}", paint(colour, Style::new().bold(), &first))?;
    }
    let width = by_rule.values().map(|of| of.reported.to_string().len()).max().unwrap_or(1);
    for (rule, counts) in by_rule.iter().filter(|(_, counts)| counts.reported > 0) {
        let Counts { reported, .. } = counts;
        writeln!(out, "  {reported:>width$}  {}", rule.name())?;
    }
    summary.try_for_each(|line| writeln!(out, "{line}"))
}

fn finding(file: &FileReport, judged: &Judged, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let Finding { rule, level, from, words, message, .. } = &judged.finding;
    let place = format!("{}:{}:{}:", escaped(&file.name), from.line(), from.column());
    let level = paint(colour, style(*level), level_name(*level));
    let place = paint(colour, Style::new().bold(), &place);
    writeln!(out, "{place} {level} {}: {}", rule.name(), clean(message))?;
    writeln!(out, "    “{}”", cut(&clean(words), MOST_WORDS))?;
    for line in because(&judged.finding) {
        writeln!(out, "    {line}")?;
    }
    writeln!(out)
}

/// Why a finding is one, and what to write instead, a line each: what the sources say, for which day, the new words.
pub(super) fn because(finding: &Finding) -> Vec<String> {
    let mut lines = Vec::new();
    for deciding in finding.deciding.iter().take(MOST_DECIDING) {
        let page = deciding.page.as_deref().filter(|page| *page != deciding.source);
        let page = page.map(|page| format!(", {}", clean(page))).unwrap_or_default();
        let quote = cut(&clean(&deciding.quote), MOST_WORDS).into_owned();
        lines.push(format!("source: “{quote}” ({}{page})", clean(&deciding.source)));
    }
    let day = match (finding.as_of, finding.covered_until) {
        (Some(day), Some(covered)) => Some(format!("as of {day}; the sources cover it until {covered}")),
        (Some(day), None) => Some(format!("as of {day}")),
        (None, Some(covered)) => Some(format!("the sources cover it until {covered}")),
        (None, None) => None,
    };
    lines.extend(day);
    if let Some(instead) = &finding.instead {
        let sure = if instead.certain { "" } else { " (judge whether it fits)" };
        lines.push(format!("write instead: “{}”{sure}", cut(&clean(&instead.words), MOST_WORDS)));
    }
    lines
}

fn paint(colour: bool, style: Style, text: &str) -> String {
    if colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

const fn style(level: Level) -> Style {
    let colour = match level {
        Level::Error => AnsiColor::Red,
        Level::Warning => AnsiColor::Yellow,
        Level::Note | Level::Off => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}
