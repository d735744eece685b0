//! What pages and tables are made from: the graph, the lineage index, and where everything stands.

use super::description::Descriptions;
use super::graph::{Graph, TermIx};
use super::{PublishError, facts, portable};
use crate::graph_dir::GraphDir;
use crate::ground::passage::Passage;
use crate::ground::vocab;
use crate::lineage::status::{self, Finding, Status};
use crate::lineage::{Index, PolicyIx};
use crate::resolve::short_hash;
use chrono::NaiveDate;
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// The graph with its index, as of a day.
pub struct View<'a> {
    /// All triples.
    pub graph: &'a Graph,
    /// Lineage.
    pub index: &'a Index,
    /// The day for which the status of policies is told.
    pub as_of: NaiveDate,
    /// The base of the graph's IRIs.
    pub base: &'a str,
    /// The status of each policy, in the order of the index.
    pub statuses: Vec<Status>,
    /// The evidence of each policy.
    pub descriptions: Descriptions<'a>,
    /// The memberships of each person, such as terms of office.
    pub memberships: BTreeMap<TermIx, Vec<TermIx>>,
    /// The address of the document that a record of the Federal Register is of, by source and record.
    records: BTreeMap<(TermIx, &'a str), &'a str>,
}

impl<'a> View<'a> {
    /// Prepares the view. `as_of` is the day for which lists are told where it is `None`.
    ///
    /// # Errors
    /// [`PublishError::Config`] where no day is given and nothing is dated.
    pub fn new(
        directory: &'a GraphDir,
        graph: &'a Graph,
        index: &'a Index,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, PublishError> {
        let as_of = as_of.or_else(|| index.list_day()).ok_or_else(|| {
            PublishError::Config(vec![
                "nothing in the graph is dated: say with --as-of for which day the status of policies is told".to_owned(),
            ])
        })?;
        Ok(Self {
            graph,
            index,
            as_of,
            base: &directory.manifest().base,
            statuses: status::statuses(index, as_of),
            descriptions: Descriptions::new(graph),
            memberships: graph.inverse(vocab::ORG_MEMBER),
            records: records(graph),
        })
    }

    /// The status of a policy.
    #[must_use]
    pub fn status(&self, policy: PolicyIx) -> Status {
        self.statuses.get(policy.at()).copied().unwrap_or(Status::Unknown)
    }

    /// The status of a policy with what decides it.
    #[must_use]
    pub fn finding(&self, policy: PolicyIx) -> Finding {
        status::status(self.index, policy, self.as_of)
    }

    /// What a person would call a thing.
    #[must_use]
    pub fn name(&self, thing: Option<TermIx>) -> &str {
        facts::name(self.graph, thing)
    }

    /// Where a statement or mention leads on the web, and what stands there: the document that the record is of, where
    /// the source is a list of documents; else the source itself.
    #[must_use]
    pub fn original(&self, evidence: TermIx) -> Option<(&str, &'static str)> {
        let source = self.graph.objects(evidence, vocab::PROV_WAS_QUOTED_FROM).next()?;
        let locator = self.graph.first(evidence, vocab::PED_LOCATOR).unwrap_or_default();
        match self.records.get(&(source, record(locator))) {
            Some(document) => Some((document, "document")),
            None => self.graph.first(source, vocab::FOAF_PAGE).map(|url| (url, "original")),
        }
    }

    /// The words of a statement or mention.
    #[must_use]
    pub fn passage(&self, evidence: TermIx) -> Passage<'_> {
        let one = |property| self.graph.first(evidence, property).unwrap_or_default();
        Passage { lead_in: one(vocab::PED_LEAD_IN), verb: one(vocab::PED_VERB), quote: one(vocab::PED_QUOTE) }
    }

    /// The day of a source: when it was changed, else up to when it tells.
    #[must_use]
    pub fn source_day(&self, source: Option<TermIx>) -> Option<&str> {
        let one = |property| self.graph.first(source?, property);
        one(vocab::DCT_MODIFIED).or_else(|| one(vocab::PED_COVERS_UNTIL))
    }

    /// The term of a policy.
    #[must_use]
    pub fn term(&self, policy: PolicyIx) -> Option<TermIx> {
        self.node(self.index.policy(policy).iri)
    }

    /// The term of an IRI.
    #[must_use]
    pub fn node(&self, iri: &str) -> Option<TermIx> {
        NamedNode::new(iri).ok().and_then(|iri| self.graph.node(iri.as_ref()))
    }

    /// Where the page of an IRI stands below the package: the path of the IRI below the base of the graph, without a
    /// slash at the end. An IRI of elsewhere, or one whose path could lead out of the package or is none on every system,
    /// is named by its hash.
    #[must_use]
    pub fn path(&self, iri: &str) -> String {
        // Upper case is not told from lower case everywhere; a page and the data beside it must not be one name.
        let plain = |part: &str| {
            !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._~".contains(c))
                && !BESIDE.iter().any(|ending| part.ends_with(ending))
        };
        match iri.strip_prefix(self.base) {
            Some(path)
                if path.contains('/')
                    && path.len() + LONGEST_ENDING <= portable::LONGEST
                    && portable::is_path(path)
                    && path.split('/').all(plain)
                    && path.split('/').next().is_some_and(|first| !super::RESERVED.contains(&first)) =>
            {
                path.to_owned()
            }
            _ => format!("other/{}", short_hash(&[iri])),
        }
    }
}

/// Endings of the files that stand beside the folder of a page, or in it.
const BESIDE: [&str; 3] = [".ttl", ".jsonld", ".html"];

/// The most that is added to the path of a page: `/index.html`.
const LONGEST_ENDING: usize = 11;

/// The documents that lists of the Federal Register link to: the first address of each record.
fn records(graph: &Graph) -> BTreeMap<(TermIx, &str), &str> {
    let lists: BTreeSet<TermIx> = graph
        .of_class(vocab::PED_SOURCE)
        .filter(|s| graph.first(*s, vocab::PED_FORMAT).is_some_and(|f| f.starts_with("register-")))
        .collect();
    let mut found = BTreeMap::new();
    for mention in graph.of_class(vocab::PED_MENTION) {
        let source = graph.objects(mention, vocab::PROV_WAS_QUOTED_FROM).next().filter(|s| lists.contains(s));
        let (Some(source), Some(page)) = (source, graph.first(mention, vocab::FOAF_PAGE)) else { continue };
        let locator = graph.first(mention, vocab::PED_LOCATOR).unwrap_or_default();
        found.entry((source, record(locator))).or_insert(page);
    }
    found
}

/// The record in which a cell or field stands: `row=17` of `row=17;col=title`, `/results/3` of `/results/3/title`.
fn record(locator: &str) -> &str {
    locator.rsplit_once([';', '/']).map_or(locator, |(record, _)| record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_one_record() {
        assert_eq!(record("row=17;col=title"), record("row=17;col=disposition_notes"));
        assert_eq!(record("/results/3/title"), "/results/3");
        assert_ne!(record("row=1;col=title"), record("row=17;col=title"));
    }
}
