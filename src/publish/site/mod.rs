//! The site: pages that are files, with relative links, readable without JavaScript, asking no other host for anything.

mod dates;
mod former;
mod home;
mod legislation;
mod listing;
mod ontology;
mod picture;
mod policy;
mod queries;
mod search;
mod shell;
mod sitemap;
mod source;
mod statements;

use super::config::Config;
use super::graph::TermIx;
use super::package::Package;
use super::view::View;
use super::{PublishError, description, dumps, facts};
use crate::graph_dir::GraphDir;
use crate::ground::vocab;
use crate::lineage::PolicyIx;
use crate::profile::Profile;
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNode, Triple, TripleRef};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("search.js");

/// What every page is made from.
pub(super) struct Site<'a> {
    pub directory: &'a GraphDir,
    pub profile: &'a Profile,
    pub config: &'a Config,
    pub view: &'a View<'a>,
    pub package: &'a Package,
    /// Prefixes of the graph's own IRIs.
    prefixes: Vec<(String, String)>,
    /// The newest day of the sources of each policy, in the order of the index.
    days: Vec<Option<String>>,
    /// The newest day of any source.
    modified: String,
    /// Addresses of pages below the package with the day of their newest data, for the sitemap.
    pages: Mutex<Vec<(String, String)>>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        directory: &'a GraphDir,
        profile: &'a Profile,
        config: &'a Config,
        view: &'a View<'a>,
        package: &'a Package,
    ) -> Self {
        let prefixes = description::prefixes(view.graph, view.base);
        let modified = facts::modified(directory, view.as_of);
        let mut site = Self {
            directory,
            profile,
            config,
            view,
            package,
            prefixes,
            days: Vec::new(),
            modified,
            pages: Mutex::default(),
        };
        let policies: Vec<PolicyIx> = view.index.policies().collect();
        site.days = policies.into_par_iter().map(|policy| site.day_of(policy)).collect();
        site
    }

    /// The newest day of the sources that tell of a policy.
    fn day_of(&self, policy: PolicyIx) -> Option<String> {
        let (graph, term) = (self.view.graph, self.view.term(policy)?);
        let evidence = self.view.descriptions.of(term);
        let sources: BTreeSet<TermIx> =
            evidence.iter().flat_map(|e| graph.objects(*e, vocab::PROV_WAS_QUOTED_FROM)).collect();
        self.newest(sources.into_iter().filter_map(|source| self.view.source_day(Some(source))))
    }

    /// The newest of some days, those that are whole; none is newer than the newest data of the package.
    fn newest<'d>(&self, days: impl Iterator<Item = &'d str>) -> Option<String> {
        let newest = days.filter(|day| day.len() == 10).max()?;
        Some(newest.min(&self.modified).to_owned())
    }

    /// The newest day of the sources of some policies.
    fn newest_of(&self, policies: &[PolicyIx]) -> Option<String> {
        let days = policies.iter().filter_map(|p| self.days.get(p.at())?.as_deref());
        self.newest(days)
    }

    /// Writes all pages; tells what could not be shown.
    pub(super) fn write(&self) -> Result<Vec<String>, PublishError> {
        self.package.put("assets/style.css", STYLE.as_bytes())?;
        self.package.put("assets/search.js", SCRIPT.as_bytes())?;
        self.policies()?;
        former::write(self)?;
        listing::write(self)?;
        source::write(self)?;
        statements::write(self)?;
        search::write(self)?;
        ontology::write(self)?;
        let notes = queries::write(self)?;
        home::write(self)?;
        let mut pages = std::mem::take(&mut *self.pages.lock().unwrap_or_else(PoisonError::into_inner));
        pages.sort();
        sitemap::write(self, &pages)?;
        Ok(notes)
    }

    fn policies(&self) -> Result<(), PublishError> {
        let policies: Vec<_> = self.view.index.policies().collect();
        policies.par_iter().try_for_each(|policy| {
            let Some(term) = self.view.term(*policy) else { return Ok(()) };
            let path = self.view.path(self.view.graph.text(term));
            let subjects = self.view.descriptions.of(term);
            self.beside(&path, &subjects, Some(term))?;
            let day = self.days.get(policy.at()).and_then(Option::as_deref);
            self.page(&path, &policy::page(self, *policy, term, &path), day)
        })
    }

    /// Adds what the graph says of some subjects, as data beside a page; `topic` is the one that the page is about.
    fn beside(&self, path: &str, subjects: &[TermIx], topic: Option<TermIx>) -> Result<(), PublishError> {
        let triples = description::document(self.view.graph, subjects);
        self.data(path, &triples, topic.map(|topic| self.view.graph.text(topic)))
    }

    /// Adds triples as data beside a page; `topic` is the IRI of what the page is about.
    fn data(&self, path: &str, triples: &[TripleRef<'_>], topic: Option<&str>) -> Result<(), PublishError> {
        let used = description::used_prefixes(triples, &self.prefixes);
        let failed = |e: std::io::Error| PublishError::Graph(e.to_string());
        for (ending, format) in [("ttl", Some(RdfFormat::Turtle)), ("jsonld", None)] {
            let file = format!("{path}.{ending}");
            let of_itself = self.of_itself(&file, topic)?;
            let all = triples.iter().copied().chain(of_itself.iter().map(|triple| triple.as_ref()));
            let mut bytes = Vec::new();
            match format {
                Some(format) => dumps::write_triples(all, format, &used, &mut bytes),
                None => dumps::framed(all, &mut bytes),
            }
            .map_err(failed)?;
            self.package.put(&file, &bytes)?;
        }
        Ok(())
    }

    /// What a file of data says of itself: what it is about, its licence, and the dataset that it is of.
    fn of_itself(&self, file: &str, topic: Option<&str>) -> Result<Vec<Triple>, PublishError> {
        let iri = |iri: &str| {
            NamedNode::new(iri).map_err(|e| PublishError::Config(vec![format!("`{iri}` is no IRI: {e}")]))
        };
        let (document, config) = (iri(&self.config.at(file))?, self.config);
        let mut facts = vec![
            (vocab::RDF_TYPE, vocab::FOAF_DOCUMENT.into_owned()),
            (vocab::VOID_IN_DATASET, iri(&config.dataset())?),
            (vocab::DCT_LICENSE, iri(&config.license)?),
        ];
        if let Some(topic) = topic {
            facts.push((vocab::FOAF_PRIMARY_TOPIC, iri(topic)?));
        }
        Ok(facts.into_iter().map(|(p, o)| Triple::new(document.clone(), p.into_owned(), o)).collect())
    }

    /// Adds a page at a folder; the root is `""`. `day` is that of its newest data; that of the package where it is not known.
    fn page(&self, folder: &str, html: &str, day: Option<&str>) -> Result<(), PublishError> {
        let slash = if folder.is_empty() { "" } else { "/" };
        let entry = (format!("{folder}{slash}"), day.unwrap_or(&self.modified).to_owned());
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        self.package.put(&format!("{folder}{slash}index.html"), html.as_bytes())?;
        Ok(())
    }
}
