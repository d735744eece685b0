//! What several documents have in common.

use crate::ground::passage::place;
use crate::lineage::Interval;
use crate::lineage::day;
use crate::lineage::index::{
    EdgeIx, Index, Judgement, LeadIn, ListLimit, PolicyIx, Source, SourceIx, StatementIx, Strength,
};
use crate::lineage::status::{Doubt, Finding, LastKnown, Status};
use crate::model::{Extent, Relation};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes one document, indented, with a line feed at its end.
///
/// # Errors
/// Those of `out`.
pub(crate) fn document(value: &impl Serialize, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyJson<'a> {
    iri: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    identifier: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<DateJson>,
    /// When its editions were issued, where it was issued anew under its number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    editions: Vec<DateJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    issued_by: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covered_until: Option<String>,
}

impl<'a> PolicyJson<'a> {
    pub fn new(index: &'a Index, p: PolicyIx, status: Option<Status>) -> Self {
        let policy = index.policy(p);
        Self {
            iri: policy.iri,
            identifier: policy.identifier,
            label: policy.label,
            title: policy.title,
            issued: DateJson::new(policy.issued),
            editions: index.editions_of(p).filter_map(DateJson::new).collect(),
            issued_by: index.bodies_of(p).map(|b| index.body(b).0).collect(),
            status,
            covered_until: index.covered_until(p).map(|d| d.to_string()),
        }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct DateJson {
    /// As printed, or as an EDTF interval.
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    earliest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest: Option<String>,
}

impl DateJson {
    pub fn new(when: Interval) -> Option<Self> {
        (!when.is_unknown()).then(|| Self {
            date: when.to_string(),
            earliest: when.earliest().map(|d| d.to_string()),
            latest: when.latest().map(|d| d.to_string()),
        })
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EdgeJson<'a> {
    actor: &'a str,
    relation: Relation,
    extent: Extent,
    target: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<DateJson>,
    /// Whether a statement prints that date, or the actor's own stands in.
    effective_is_printed: bool,
    statements: Vec<StatementJson<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StatementJson<'a> {
    iri: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    verb: &'a str,
    /// The words of the verb with those of the name, as a person reads them.
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_end: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    locator: &'a str,
    /// The locator as a person counts: `row 17`.
    #[serde(skip_serializing_if = "String::is_empty")]
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_in: Option<LeadInJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective: Option<DateJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    /// What people judge of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judged_by: Vec<JudgementJson<'a>>,
}

/// A judgement of a person.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JudgementJson<'a> {
    iri: &'a str,
    says: &'a str,
    author: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    reason: &'a str,
}

impl<'a> From<Judgement<'a>> for JudgementJson<'a> {
    fn from(j: Judgement<'a>) -> Self {
        Self {
            iri: j.iri,
            says: j.says,
            author: j.author,
            day: j.day.map(|d| d.to_string()),
            reason: j.reason,
        }
    }
}

/// Words that stand apart from those of a statement.
#[derive(Debug, Serialize)]
struct LeadInJson<'a> {
    quote: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    locator: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
}

impl<'a> From<LeadIn<'a>> for LeadInJson<'a> {
    fn from(l: LeadIn<'a>) -> Self {
        let (start, end) = l.offsets.unzip();
        Self { quote: l.words, locator: l.locator, start, end }
    }
}

impl<'a> StatementJson<'a> {
    fn new(index: &'a Index, ix: StatementIx) -> Self {
        let statement = index.statement(ix);
        Self {
            judged_by: index.judgements_of_statement(ix).map(JudgementJson::from).collect(),
            words: statement.passage().words(usize::MAX),
            place: place(statement.locator, statement.section),
            lead_in: statement.lead_in.map(LeadInJson::from),
            iri: statement.iri,
            verb: statement.verb,
            quote: statement.quote,
            quote_start: statement.offsets.map(|o| o.0),
            quote_end: statement.offsets.map(|o| o.1),
            locator: statement.locator,
            strength: statement.strength.map(|s| match s {
                Strength::Explicit => "explicit",
                Strength::Inferred => "inferred",
            }),
            effective: DateJson::new(statement.effective),
            source: statement.source.map(|s| index.source(s).iri),
        }
    }
}

#[derive(Debug, Serialize)]
struct SourceJson<'a> {
    iri: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    /// The last day of which it tells.
    #[serde(skip_serializing_if = "Option::is_none", rename = "coversUntil")]
    covers_until: Option<String>,
}

/// What holds the day of a list back.
#[derive(Debug, Serialize)]
pub(crate) struct LimitJson<'a> {
    source: SourceJson<'a>,
    reaches: String,
}

impl<'a> LimitJson<'a> {
    pub fn new(index: &'a Index, limit: &ListLimit) -> Self {
        Self { source: index.source(limit.source).into(), reaches: limit.reaches.to_string() }
    }
}

impl<'a> From<Source<'a>> for SourceJson<'a> {
    fn from(source: Source<'a>) -> Self {
        Self {
            iri: source.iri,
            title: source.title,
            url: source.url,
            modified: source.modified.map(|d| d.to_string()),
            covers_until: source.covers.map(|d| d.to_string()),
        }
    }
}

/// Edges and their sources, as two lists of a document; others point into the first by number.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Edges<'a> {
    edges: Vec<EdgeJson<'a>>,
    sources: Vec<SourceJson<'a>>,
    #[serde(skip)]
    numbers: BTreeMap<EdgeIx, usize>,
}

impl<'a> Edges<'a> {
    /// Of the same edge twice, the second is dropped.
    pub fn new(index: &'a Index, edges: impl IntoIterator<Item = EdgeIx>) -> Self {
        let mut all = Self::default();
        let mut sources: BTreeMap<SourceIx, ()> = BTreeMap::new();
        for e in edges {
            let std::collections::btree_map::Entry::Vacant(slot) = all.numbers.entry(e) else { continue };
            slot.insert(all.edges.len());
            let edge = index.edge(e);
            sources.extend(index.statements_of(e).filter_map(|s| index.statement(s).source).map(|s| (s, ())));
            all.edges.push(EdgeJson {
                actor: index.policy(edge.actor).iri,
                relation: edge.relation,
                extent: edge.extent,
                target: index.policy(edge.target).iri,
                effective: DateJson::new(edge.when),
                effective_is_printed: edge.printed,
                statements: index.statements_of(e).map(|s| StatementJson::new(index, s)).collect(),
            });
        }
        all.sources = sources.into_keys().map(|s| index.source(s).into()).collect();
        all
    }

    /// The place of an edge in the list.
    pub fn number(&self, e: EdgeIx) -> Option<usize> {
        self.numbers.get(&e).copied()
    }

    pub fn numbers(&self, edges: &[EdgeIx]) -> Vec<usize> {
        edges.iter().filter_map(|&e| self.number(e)).collect()
    }
}

/// What was known on the last day of which the sources tell.
#[derive(Debug, Serialize)]
pub(crate) struct LastKnownJson {
    status: Status,
    day: String,
}

impl From<LastKnown> for LastKnownJson {
    fn from(known: LastKnown) -> Self {
        Self { status: known.status, day: known.day.to_string() }
    }
}

/// A status with what decides it; edges by their number in the document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusJson<'a> {
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<Doubt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deciding: Option<usize>,
    acts: Vec<usize>,
    /// Each status that is possible, where several are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    possible: Vec<Status>,
    /// The last day of which the sources would tell what happens to the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    covered_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_known: Option<LastKnownJson>,
    /// The IRIs of the statements that decide it; of a dispute those of both sides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decided_by: Vec<String>,
    /// The judgements of people that decide it: those of the day first, then those of other days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judged_by: Vec<JudgementJson<'a>>,
}

impl<'a> StatusJson<'a> {
    pub fn new(index: &'a Index, finding: &Finding, edges: &Edges<'_>) -> Self {
        let possible: Vec<Status> = finding.possible.iter().map(Status::from).collect();
        Self {
            as_of: day::text(finding.as_of),
            status: finding.status,
            doubt: finding.doubt,
            deciding: finding.deciding.and_then(|e| edges.number(e)),
            acts: edges.numbers(&finding.acts),
            possible: if possible.len() > 1 { possible } else { Vec::new() },
            covered_until: finding.covered_until.map(|d| d.to_string()),
            last_known: finding.last_known.map(LastKnownJson::from),
            decided_by: finding.decided_by.iter().map(|s| index.statement(*s).iri).collect(),
            judged_by: finding.judged_by(index).into_iter().map(JudgementJson::from).collect(),
        }
    }
}
