//! `pedigraph curate report`: how many of the judged statements are right, with the interval in which the share of all lies.

use super::decide::Desk;
use super::sheet::{rows, verdict};
use super::{Candidate, ReportArgs};
use crate::cli::written::Rows;
use crate::cli::{Exit, Failure};
use crate::model::Strength;
use crate::resolve::curation::{Judgement, Standing, relation_name};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// The quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// One judged statement.
struct Reviewed {
    verdict: &'static str,
    source: String,
    relation: String,
    strength: String,
}

/// How many were judged in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    right: u64,
    wrong: u64,
    missed: u64,
}

impl Count {
    fn add(&mut self, verdict: &str) {
        match verdict {
            "accept" => self.right += 1,
            "reject" => self.wrong += 1,
            _ => self.missed += 1,
        }
    }

    const fn judged(self) -> u64 {
        self.right + self.wrong
    }

    fn precision(self) -> Option<f64> {
        (self.judged() > 0).then(|| self.right as f64 / self.judged() as f64)
    }

    /// The interval of Wilson (1927) for 95 %, each end between 0 and 1.
    fn interval(self) -> Option<(f64, f64)> {
        let (p, n) = (self.precision()?, self.judged() as f64);
        let centre = p + Z * Z / (2.0 * n);
        let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        Some((((centre - spread) / whole).max(0.0), ((centre + spread) / whole).min(1.0)))
    }
}

/// One line of the report.
#[derive(Serialize)]
struct Line {
    by: &'static str,
    value: String,
    right: u64,
    wrong: u64,
    missed: u64,
    precision: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    lines: Vec<Line>,
}

fn line(by: &'static str, value: String, count: Count) -> Line {
    let rounded = |share: f64| (share * 1e4).round() / 1e4;
    let (low, high) = count.interval().unzip();
    Line {
        by,
        value,
        right: count.right,
        wrong: count.wrong,
        missed: count.missed,
        precision: count.precision().map(rounded),
        low: low.map(rounded),
        high: high.map(rounded),
    }
}

fn lines(reviewed: &[Reviewed]) -> Vec<Line> {
    let mut all = Count::default();
    let mut groups: BTreeMap<(usize, &'static str, &str), Count> = BTreeMap::new();
    for one in reviewed {
        all.add(one.verdict);
        let parts = [("source", &one.source), ("relation", &one.relation), ("strength", &one.strength)];
        for (at, (by, value)) in parts.into_iter().enumerate().filter(|(_, (_, value))| !value.is_empty()) {
            groups.entry((at, by, value)).or_default().add(one.verdict);
        }
    }
    let rest = groups.into_iter().map(|((_, by, value), count)| line(by, value.to_owned(), count));
    std::iter::once(line("all", String::new(), all)).chain(rest).collect()
}

pub(in crate::cli) const fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Explicit => "explicit",
        Strength::Inferred => "inferred",
    }
}

/// The judgements of a graph directory that stand.
fn judged(desk: &Desk<'_>) -> Vec<Reviewed> {
    let shelf = desk.shelf();
    let curated = &desk.corpus.curated;
    let mut found = Vec::new();
    let entries = curated.curation.entries.iter().zip(&curated.standing).zip(&curated.statements);
    for ((entry, standing), statements) in entries {
        let (Some(key), Standing::Decides) = (entry.judgement.key(), standing) else { continue };
        let at: Option<Candidate> = statements.first().and_then(|judged| shelf.at(*judged));
        found.push(Reviewed {
            verdict: if matches!(entry.judgement, Judgement::Add(..)) {
                "add"
            } else {
                entry.judgement.verdict()
            },
            source: at
                .as_ref()
                .map_or_else(|| key.source.clone(), |c| shelf.source_title(c.source).to_owned()),
            relation: relation_name(key.relation).to_owned(),
            strength: at.map(|c| strength(c.strength).to_owned()).unwrap_or_default(),
        });
    }
    found
}

/// The verdicts of a file.
fn written(args: &ReportArgs) -> Result<Option<Vec<Reviewed>>, Failure> {
    let Some(file) = &args.file else { return Ok(None) };
    let mut found = Vec::new();
    for (line, row) in rows(file)? {
        let cell = |name: &str| row.get(name).map(|t| t.trim().to_owned()).unwrap_or_default();
        let text = cell("verdict");
        if text.is_empty() {
            continue;
        }
        let verdict =
            verdict(&text).filter(|v| ["accept", "reject", "add"].contains(v)).ok_or_else(|| {
                let message = format!(
                    "{}:{line}: expected accept, reject or add as `verdict`, found `{text}`",
                    file.display()
                );
                Failure::new(Exit::Failure, message)
            })?;
        let title = Some(cell("source_title")).filter(|t| !t.is_empty()).unwrap_or_else(|| cell("source"));
        found.push(Reviewed {
            verdict,
            source: title,
            relation: cell("relation"),
            strength: cell("strength"),
        });
    }
    Ok(Some(found))
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.4}"))
}

/// Runs `curate report`.
pub(super) fn run(
    desk: &Desk<'_>,
    args: &ReportArgs,
    form: Rows,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let reviewed = written(args)?.unwrap_or_else(|| judged(desk));
    let lines = lines(&reviewed);
    match form {
        Rows::Table => {
            writeln!(out, "{:>5} {:>5} {:>6}  precision  95 % interval", "right", "wrong", "missed")?;
            for l in &lines {
                let interval = match (l.low, l.high) {
                    (Some(low), Some(high)) => format!("{low:.4}–{high:.4}"),
                    _ => "–".to_owned(),
                };
                let name = format!("{} {}", l.by, l.value);
                let name = crate::ground::passage::clean(name.trim()).into_owned();
                writeln!(
                    out,
                    "{:>5} {:>5} {:>6}  {:<9}  {interval:<13}  {name}",
                    l.right,
                    l.wrong,
                    l.missed,
                    share(l.precision)
                )?;
            }
        }
        Rows::Json => {
            serde_json::to_writer_pretty(&mut *out, &Document { schema: "pedigraph-curate-report/1", lines })
                .map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
        form => {
            let delimiter = if form == Rows::Tsv { b'\t' } else { b',' };
            let mut csv = csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut *out);
            let failed = |e: csv::Error| Failure::from(std::io::Error::from(e));
            csv.write_record(["by", "value", "right", "wrong", "missed", "precision", "low", "high"])
                .map_err(failed)?;
            for l in &lines {
                let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
                let value = super::sheet::neutral(&l.value);
                csv.write_record([
                    l.by,
                    &value,
                    &l.right.to_string(),
                    &l.wrong.to_string(),
                    &l.missed.to_string(),
                    &number(l.precision),
                    &number(l.low),
                    &number(l.high),
                ])
                .map_err(failed)?;
            }
            csv.flush()?;
        }
    }
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of Brown, Cai and DasGupta (2001) for x = 9 of n = 10, and the ends of an even verdict.
    #[test]
    fn the_interval_is_wilson_s() {
        let of = |right, wrong| Count { right, wrong, missed: 0 }.interval().unwrap();
        let near = |a: f64, b: f64| (a - b).abs() < 5e-4;
        let (low, high) = of(9, 1);
        assert!(near(low, 0.5958) && near(high, 0.9821), "{low} {high}");
        let (low, high) = of(10, 0);
        assert!(near(low, 0.7225) && near(high, 1.0), "{low} {high}");
        assert_eq!(Count::default().interval(), None);
    }
}
