//! What pages and tables are made from: the graph, the lineage index, and where everything stands.

use super::PublishError;
use super::description::Descriptions;
use super::graph::{Graph, TermIx};
use crate::graph_dir::GraphDir;
use crate::lineage::status::{self, Finding, Status};
use crate::lineage::{Index, PolicyIx};
use crate::resolve::short_hash;
use chrono::NaiveDate;
use oxigraph::model::NamedNode;

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
}

impl<'a> View<'a> {
    /// Prepares the view. `as_of` is the newest day that the sources cover where it is `None`.
    ///
    /// # Errors
    /// [`PublishError::Config`] where no day is given and nothing is dated.
    pub fn new(
        directory: &'a GraphDir,
        graph: &'a Graph,
        index: &'a Index,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, PublishError> {
        let as_of = as_of.or_else(|| index.covered_to()).ok_or_else(|| {
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
    /// slash at the end. An IRI of elsewhere, or one whose path could lead out of the package, is named by its hash.
    #[must_use]
    pub fn path(&self, iri: &str) -> String {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.len() <= 200
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
        };
        match iri.strip_prefix(self.base) {
            Some(path)
                if path.contains('/')
                    && path.len() <= 1000
                    && path.split('/').all(plain)
                    && path.split('/').next().is_some_and(|first| !super::RESERVED.contains(&first)) =>
            {
                path.to_owned()
            }
            _ => format!("other/{}", short_hash(&[iri])),
        }
    }
}
