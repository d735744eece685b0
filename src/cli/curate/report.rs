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
    /// The stratum of a sample from which it was drawn, and how many statements that has.
    stratum: Option<(String, u64)>,
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

    fn interval(self) -> Option<(f64, f64)> {
        Some(wilson(self.precision()?, self.judged() as f64))
    }
}

/// The interval of Wilson (1927) for 95 % of a share `p` of `n`, each end between 0 and 1.
fn wilson(p: f64, n: f64) -> (f64, f64) {
    let centre = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    (((centre - spread) / whole).max(0.0), ((centre + spread) / whole).min(1.0))
}

/// The precision of all statements from a sample by strata: each stratum counts by the statements that it has, of which the
/// sample holds a larger part where it is small. Its interval is that of the number of rows that a sample without strata would
/// need (Kish 1965). `None` where the rows do not tell their strata.
fn weighted(reviewed: &[Reviewed], all: Count) -> Option<Line> {
    let mut strata: BTreeMap<&str, (f64, Count)> = BTreeMap::new();
    for one in reviewed.iter().filter(|one| one.verdict != "add") {
        let (stratum, size) = one.stratum.as_ref()?;
        let of = strata.entry(stratum).or_default();
        of.0 = of.0.max(*size as f64);
        of.1.add(one.verdict);
    }
    let total: f64 = strata.values().map(|(size, _)| size).sum();
    let right: f64 = strata.values().filter_map(|(size, count)| Some(size * count.precision()?)).sum();
    let spread: f64 = strata.values().map(|(size, count)| size * size / count.judged() as f64).sum();
    if total <= 0.0 {
        return None;
    }
    let (low, high) = wilson(right / total, total * total / spread);
    let [precision, low, high] = [right / total, low, high].map(|share| Some(rounded(share)));
    Some(Line { precision, low, high, ..line("weighted", String::new(), all) })
}

fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
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
    let first = std::iter::once(line("all", String::new(), all)).chain(weighted(reviewed, all));
    first.chain(rest).collect()
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
            stratum: None,
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
            stratum: cell("stratum_size")
                .parse()
                .ok()
                .map(|size| (["source", "relation", "strength"].map(cell).join("\n"), size)),
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

    /// Two strata: 1 of 1 in one of 90, 0 of 1 in one of 10.
    #[test]
    fn a_stratum_counts_by_its_statements() {
        let row = |verdict, stratum: &str, size| Reviewed {
            verdict,
            source: String::new(),
            relation: String::new(),
            strength: String::new(),
            stratum: Some((stratum.to_owned(), size)),
        };
        let lines = lines(&[row("accept", "a", 90), row("reject", "b", 10)]);
        let shares: Vec<Option<f64>> = lines.iter().map(|line| line.precision).collect();
        assert_eq!(shares, [Some(0.5), Some(0.9)]);
        // So many rows as a simple sample would need: 100² / (90² + 10²).
        let (low, high) = wilson(0.9, 10_000.0 / 8_200.0);
        assert_eq!((lines[1].low, lines[1].high), (Some(rounded(low)), Some(rounded(high))));
        let mut without = vec![row("accept", "a", 90)];
        without[0].stratum = None;
        assert_eq!(super::lines(&without).len(), 1);
    }

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
