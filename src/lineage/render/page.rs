//! All that is known of a policy, on one page of a terminal.

use super::paper::{Layout, Paper};
use super::{active, clean, evidence, passive};
use crate::ground::vocab;
use crate::lineage::index::{EdgeIx, Index, Judgement, PolicyIx, SourceIx};
use crate::lineage::status::{Finding, statuses};
use crate::model::{Extent, Relation};
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// What the merged descriptions say of a policy besides what the index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The local name of its type: `ExecutiveOrder`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Who signed it, by name.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub signed_by: BTreeSet<String>,
    /// Other names.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub other_names: BTreeSet<String>,
    /// Addresses of pages and files of it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub links: BTreeSet<String>,
    /// What a page says that it is.
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

impl Facts {
    /// What the quads say of the policy with an IRI.
    #[must_use]
    pub fn of(iri: &str, described: &[Quad]) -> Self {
        let of = |quad: &&Quad, iri: &str| matches!(&quad.subject, NamedOrBlankNode::NamedNode(s) if s.as_str() == iri);
        let mut facts = Self::default();
        let mut signers = BTreeSet::new();
        for quad in described.iter().filter(|quad| of(quad, iri)) {
            let property = quad.predicate.as_ref();
            match &quad.object {
                Term::Literal(text) if property == vocab::SKOS_ALT_LABEL => {
                    facts.other_names.insert(text.value().to_owned());
                }
                Term::Literal(text) if property == vocab::DCT_ABSTRACT => {
                    facts.summary = Some(text.value().to_owned());
                }
                Term::NamedNode(page) if property == vocab::FOAF_PAGE => {
                    facts.links.insert(page.as_str().to_owned());
                }
                Term::NamedNode(kind) if property == vocab::PED_TYPE => {
                    facts.kind = kind.as_str().rsplit(['#', '/']).next().map(str::to_owned);
                }
                Term::NamedNode(person) if property == vocab::PED_SIGNED_BY => {
                    signers.insert(person.as_str());
                }
                _ => {}
            }
        }
        for signer in signers {
            let named =
                described.iter().filter(|quad| of(quad, signer) && quad.predicate == vocab::FOAF_NAME);
            facts.signed_by.extend(named.filter_map(|quad| match &quad.object {
                Term::Literal(name) => Some(name.value().to_owned()),
                _ => None,
            }));
        }
        facts
    }
}

/// The acts of a policy and those upon it, of one relation each.
type Groups = BTreeMap<(bool, Relation, Extent), Vec<EdgeIx>>;

/// Writes a page: names, status with its reason and how far it is covered, links, relations both ways with their words,
/// sources; of each relation at most `limit` policies.
///
/// # Errors
/// Those of `out`.
pub fn policy(
    index: &Index,
    finding: &Finding,
    facts: &Facts,
    limit: usize,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut paper = Paper::new(index, layout, out);
    paper.head(finding.policy)?;
    let list = |names: &BTreeSet<String>| {
        names.iter().map(|name| clean(name).into_owned()).collect::<Vec<_>>().join(", ")
    };
    if !facts.signed_by.is_empty() {
        paper.line(&format!("signed by {}", list(&facts.signed_by)))?;
    }
    if let Some(kind) = &facts.kind {
        paper.line(&crate::ground::words_apart(&clean(kind)).to_lowercase())?;
    }
    if !facts.other_names.is_empty() {
        paper.wrapped("", &format!("also called {}", list(&facts.other_names)))?;
    }
    if let Some(summary) = &facts.summary {
        paper.wrapped("", summary)?;
    }
    paper.line("")?;
    paper.finding(finding)?;
    let groups = groups(index, finding.policy);
    let status = statuses(index, finding.as_of);
    for ((acts, relation, extent), edges) in &groups {
        let heading = if *acts { active(*relation, *extent) } else { passive(*relation, *extent) };
        // "amended by" tells no part.
        let part = *relation == Relation::Amends && *extent == Extent::Part;
        let heading = paper.colours.relation(&if part { heading + ", in part" } else { heading });
        paper.line(&format!("\n{heading}"))?;
        for e in edges.iter().take(limit) {
            let edge = index.edge(*e);
            let other = if *acts { edge.target } else { edge.actor };
            paper.policy("  ", 2, other, status[other.at()], "")?;
            paper.words("      ", *e)?;
        }
        if let Some(rest) = edges.len().checked_sub(limit).filter(|rest| *rest > 0) {
            paper.line(&format!("  … and {rest} more; --limit 0 lists all"))?;
        }
    }
    judgements(&mut paper, finding.policy, &[])?;
    if !facts.links.is_empty() {
        paper.line("\nlinks")?;
    }
    facts.links.iter().try_for_each(|link| paper.line(&format!("  {}", clean(link))))?;
    sources(&mut paper, &groups)
}

/// The acts of a policy first, then those upon it.
pub(super) fn groups(index: &Index, p: PolicyIx) -> Groups {
    let mut groups = Groups::new();
    let mut add = |upon: bool, e: EdgeIx| {
        let edge = index.edge(e);
        groups.entry((!upon, edge.relation, edge.extent)).or_default().push(e);
    };
    index.acts(p).for_each(|e| add(false, e));
    index.acts_upon(p).for_each(|e| add(true, e));
    groups.values_mut().for_each(|edges| edges.sort_by_key(|e| (index.edge(*e).when, *e)));
    groups
}

/// What people judged of a policy and of statements about it, but for what was told before.
pub(super) fn judgements(paper: &mut Paper<'_>, p: PolicyIx, told: &[Judgement<'_>]) -> io::Result<()> {
    let index = paper.index;
    let lines: BTreeSet<String> = index
        .judgements_of_policy(p)
        .filter(|j| !told.iter().any(|other| other.iri == j.iri))
        .map(|j| format!("{}: {}", clean(j.says), evidence::judged(&j)))
        .collect();
    if !lines.is_empty() {
        paper.line("\njudgements")?;
    }
    lines.iter().try_for_each(|line| paper.wrapped("  ", line))
}

/// The sources whose statements were shown.
fn sources(paper: &mut Paper<'_>, groups: &Groups) -> io::Result<()> {
    let index = paper.index;
    let statements = groups.values().flatten().flat_map(|e| index.statements_of(*e));
    let sources: BTreeSet<SourceIx> = statements.filter_map(|s| index.statement(s).source).collect();
    if !sources.is_empty() {
        paper.line("\nsources")?;
    }
    for source in sources {
        let line = evidence::source_line(index, source);
        paper.line(&format!("  {line}"))?;
    }
    Ok(())
}
