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
mod thing;

use super::config::Config;
use super::graph::TermIx;
use super::package::Target;
use super::view::View;
use super::{PublishError, description, dumps, facts};
use crate::graph_dir::GraphDir;
use crate::ground::vocab;
use crate::lineage::PolicyIx;
use crate::profile::Profile;
use crate::rdf::write::Syntax;
use oxigraph::model::{NamedNode, Triple, TripleRef};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("search.js");

/// Pages that are made together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// The first page, and what all pages use.
    Home,
    /// Lists by type, body and signer, and the pages of sources.
    Lists,
    /// All statements and mentions.
    Statements,
    /// The index of the search.
    Search,
    /// The vocabulary.
    Vocabulary,
    /// The questions of the catalogue.
    Questions,
}

impl Group {
    /// All groups, in the order of their numbers.
    pub const ALL: [Self; 6] =
        [Self::Home, Self::Lists, Self::Statements, Self::Search, Self::Vocabulary, Self::Questions];

    /// The group whose pages stand below the first folder of a path.
    pub fn of(path: &str) -> Self {
        match path.split_once('/') {
            None => Self::Home,
            Some(("assets", file)) if file.starts_with("search/") => Self::Search,
            Some(("assets", _)) => Self::Home,
            Some(("ns", _)) => Self::Vocabulary,
            Some(("queries", _)) => Self::Questions,
            Some((super::STATEMENTS | super::MENTIONS, _)) => Self::Statements,
            Some(_) => Self::Lists,
        }
    }
}

/// What every page is made from.
pub(super) struct Site<'a> {
    pub directory: &'a GraphDir,
    pub profile: &'a Profile,
    pub config: &'a Config,
    pub view: &'a View<'a>,
    pub target: &'a dyn Target,
    /// Prefixes of the graph's own IRIs.
    prefixes: Vec<(String, String)>,
    /// The newest day of the sources of each policy, in the order of the index.
    days: Vec<Option<String>>,
    /// The newest day of any source; empty where nothing is dated.
    modified: String,
    /// Whether pages are made as they are asked for: then there are no downloads, and there is an endpoint.
    is_live: bool,
    /// Addresses of pages below the package with the day of their newest data, for the sitemap.
    pages: Mutex<Vec<(String, String)>>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        directory: &'a GraphDir,
        profile: &'a Profile,
        config: &'a Config,
        view: &'a View<'a>,
        target: &'a dyn Target,
    ) -> Self {
        let prefixes = description::prefixes(view.graph, view.base);
        let modified = facts::modified(directory, view.as_of);
        let mut site = Self {
            directory,
            profile,
            config,
            view,
            target,
            prefixes,
            days: Vec::new(),
            modified: modified.unwrap_or_default(),
            is_live: false,
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

    /// The site as it is made page by page, when they are asked for.
    pub(super) fn live(self) -> Self {
        Self { is_live: true, ..self }
    }

    /// The page of a policy.
    pub(super) fn policy_page(&self, policy: PolicyIx, term: TermIx, folder: &str) -> String {
        policy::page(self, policy, term, folder)
    }

    /// A page about anything that the graph tells of.
    pub(super) fn thing_page(&self, term: TermIx, folder: &str) -> String {
        thing::page(self, term, folder)
    }

    /// What stands beside the page of a term: of a policy its description with its evidence; of a person or body with its
    /// posts and terms of office; of anything else itself.
    pub(super) fn subjects_of(&self, term: TermIx) -> Vec<TermIx> {
        match self.view.index.find(self.view.graph.text(term)) {
            Some(_) => self.view.descriptions.of(term),
            None => {
                let posts = self.view.graph.objects(term, vocab::ORG_HOLDS);
                let terms = self.view.memberships.get(&term).into_iter().flatten().copied();
                std::iter::once(term).chain(posts).chain(terms).collect()
            }
        }
    }

    /// Writes the pages of a group; tells what could not be shown.
    pub(super) fn write_group(&self, group: Group) -> Result<Vec<String>, PublishError> {
        match group {
            Group::Home => {
                self.target.put("assets/style.css", STYLE.as_bytes())?;
                self.target.put("assets/search.js", SCRIPT.as_bytes())?;
                home::write(self)?;
            }
            Group::Lists => {
                former::write(self)?;
                listing::write(self)?;
                source::write(self)?;
            }
            Group::Statements => statements::write(self)?,
            Group::Search => search::write(self)?,
            Group::Vocabulary => ontology::write(self)?,
            Group::Questions => return queries::write(self),
        }
        Ok(Vec::new())
    }

    /// Writes all pages; tells what could not be shown.
    pub(super) fn write(&self) -> Result<Vec<String>, PublishError> {
        self.policies()?;
        let mut notes = Vec::new();
        for group in Group::ALL {
            notes.extend(self.write_group(group)?);
        }
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
        for (ending, syntax) in [("ttl", Syntax::Turtle), ("jsonld", Syntax::JsonLd)] {
            let file = format!("{path}.{ending}");
            self.target.put(&file, &self.data_file(&file, triples, topic, syntax)?)?;
        }
        Ok(())
    }

    /// The bytes of a file of data about a term.
    pub(super) fn data_of(&self, term: TermIx, file: &str, syntax: Syntax) -> Result<Vec<u8>, PublishError> {
        let triples = description::document(self.view.graph, &self.subjects_of(term));
        self.data_file(file, &triples, Some(self.view.graph.text(term)), syntax)
    }

    fn data_file(
        &self,
        file: &str,
        triples: &[TripleRef<'_>],
        topic: Option<&str>,
        syntax: Syntax,
    ) -> Result<Vec<u8>, PublishError> {
        let of_itself = self.of_itself(file, topic)?;
        let all = triples.iter().copied().chain(of_itself.iter().map(|triple| triple.as_ref()));
        let mut bytes = Vec::new();
        let written = if syntax == Syntax::JsonLd {
            dumps::framed(all, &mut bytes)
        } else {
            let used = description::used_prefixes(triples, &self.prefixes);
            dumps::write_triples(all, syntax.format(), &used, &mut bytes)
        };
        written.map(|()| bytes).map_err(|e| PublishError::Graph(e.to_string()))
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
        ];
        // What is served and not published has no licence of its own.
        if !config.license.is_empty() {
            facts.push((vocab::DCT_LICENSE, iri(&config.license)?));
        }
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
        self.target.put(&format!("{folder}{slash}index.html"), html.as_bytes())?;
        Ok(())
    }
}
