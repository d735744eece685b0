//! Judgements of people in the index: who judged what, when and why.

use super::builder::{Builder, NONE};
use super::text::Text;
use super::{Index, PeriodRow, PolicyIx, StatementIx};
use crate::lineage::Interval;
use chrono::NaiveDate;

/// One judgement of one run of quads.
#[derive(Clone, Debug)]
pub(super) struct JudgementFragment {
    /// [`super::periods::iri_key`] of its own IRI.
    pub key: u64,
    pub iri: Text,
    pub label: Text,
    /// The node of who judged.
    pub author: u32,
    pub day: i32,
    pub reason: Text,
    /// [`super::periods::iri_key`] of what it judges.
    pub judges: Vec<u64>,
}

/// One row a judgement, in the order of IRIs, and pairs of what is judged with a judgement.
#[derive(Debug, Default)]
pub(super) struct Judgements {
    pub iri: Vec<Text>,
    pub label: Vec<Text>,
    pub author: Vec<Text>,
    pub day: Vec<i32>,
    pub reason: Vec<Text>,
    /// Rows of statements, sorted, and the judgement of each.
    pub statement: Vec<u32>,
    pub of_statement: Vec<u32>,
    /// Policies, sorted, and the judgement of each.
    pub policy: Vec<u32>,
    pub of_policy: Vec<u32>,
    /// Rows of periods, sorted, and the judgement of each.
    pub period: Vec<u32>,
    pub of_period: Vec<u32>,
}

/// A judgement of one [`Index`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement<'a> {
    /// Its IRI.
    pub iri: &'a str,
    /// What it says: `rejects “EO 13571 extends EO 12862”`.
    pub says: &'a str,
    /// Who judged, by name.
    pub author: &'a str,
    /// On which day.
    pub day: Option<NaiveDate>,
    /// Why.
    pub reason: &'a str,
}

/// Which rows a key stands for, sorted by key.
pub(super) type Rows = [(u64, u32)];

fn row_of(rows: &Rows, key: u64) -> Option<u32> {
    rows.binary_search_by_key(&key, |(k, _)| *k).ok().and_then(|at| rows.get(at)).map(|(_, row)| *row)
}

fn columns(mut pairs: Vec<(u32, u32)>) -> (Vec<u32>, Vec<u32>) {
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().unzip()
}

/// Puts judgements into rows. `decided` are the periods by row with the keys of what decides each.
pub(super) fn rows(
    b: &Builder,
    mut fragments: Vec<JudgementFragment>,
    statements: &Rows,
    policies: &Rows,
    decided: &[(u32, u64)],
) -> Judgements {
    fragments.sort_by(|a, b_| b.arena.get(a.iri).cmp(b.arena.get(b_.iri)));
    let mut rows = Judgements::default();
    let (mut of_statement, mut of_policy) = (Vec::new(), Vec::new());
    let mut by_key: Vec<(u64, u32)> = Vec::new();
    for (at, f) in (0_u32..).zip(&fragments) {
        by_key.push((f.key, at));
        rows.iri.push(f.iri);
        rows.label.push(f.label);
        let author = b.node.get(f.author as usize).filter(|_| f.author != NONE);
        rows.author.push(author.map_or(Text::NONE, |node| node.label));
        rows.day.push(f.day);
        rows.reason.push(f.reason);
        for key in &f.judges {
            of_statement.extend(row_of(statements, *key).map(|row| (row, at)));
            of_policy.extend(row_of(policies, *key).map(|row| (row, at)));
        }
    }
    by_key.sort_unstable();
    let of_period = decided.iter().filter_map(|(row, key)| Some((*row, row_of(&by_key, *key)?))).collect();
    (rows.statement, rows.of_statement) = columns(of_statement);
    (rows.policy, rows.of_policy) = columns(of_policy);
    (rows.period, rows.of_period) = columns(of_period);
    rows
}

impl Judgements {
    /// What is wrong with columns that were read from a file.
    pub(super) fn check(
        &self,
        statements: usize,
        policies: usize,
        periods: usize,
    ) -> Result<(), &'static str> {
        let rows = self.iri.len();
        let same = [self.label.len(), self.author.len(), self.day.len(), self.reason.len()];
        let pairs = [
            (&self.statement, &self.of_statement, statements),
            (&self.policy, &self.of_policy, policies),
            (&self.period, &self.of_period, periods),
        ];
        let fits = |(of, by, end): &(&Vec<u32>, &Vec<u32>, usize)| {
            of.len() == by.len()
                && of.is_sorted()
                && of.iter().all(|n| (*n as usize) < *end)
                && by.iter().all(|n| (*n as usize) < rows)
        };
        if same.iter().all(|n| *n == rows) && pairs.iter().all(fits) {
            Ok(())
        } else {
            Err("a judgement points past its table")
        }
    }
}

impl Index {
    fn judgements_at<'a>(
        &'a self,
        of: &'a [u32],
        by: &'a [u32],
        row: u32,
    ) -> impl Iterator<Item = Judgement<'a>> + 'a {
        let from = of.partition_point(|n| *n < row);
        let to = of.partition_point(|n| *n <= row);
        by.get(from..to).unwrap_or_default().iter().map(|at| self.judgement(*at as usize))
    }

    fn judgement(&self, at: usize) -> Judgement<'_> {
        let j = &self.judgements;
        let text = |column: &[Text]| column.get(at).map_or("", |t| self.arena.get(*t));
        let day = j.day.get(at).copied().unwrap_or(Interval::OPEN_EARLIEST);
        Judgement {
            iri: text(&j.iri),
            says: text(&j.label),
            author: text(&j.author),
            day: Interval::from_days(day, day).earliest(),
            reason: text(&j.reason),
        }
    }

    /// The judgements of a statement, in the order of their IRIs.
    pub fn judgements_of_statement(&self, s: StatementIx) -> impl Iterator<Item = Judgement<'_>> {
        self.judgements_at(&self.judgements.statement, &self.judgements.of_statement, s.0)
    }

    /// The judgements of a policy and of statements about it.
    pub fn judgements_of_policy(&self, p: PolicyIx) -> impl Iterator<Item = Judgement<'_>> {
        self.judgements_at(&self.judgements.policy, &self.judgements.of_policy, p.0)
    }

    /// The judgements that decide a period.
    pub(crate) fn judgements_of_period(&self, row: PeriodRow) -> impl Iterator<Item = Judgement<'_>> {
        let row = u32::try_from(row.row).unwrap_or(NONE);
        self.judgements_at(&self.judgements.period, &self.judgements.of_period, row)
    }
}
