//! The site: pages that are files, with relative links, readable without JavaScript, asking no other host for anything.

mod dates;
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

use super::config::Config;
use super::graph::TermIx;
use super::package::Package;
use super::view::View;
use super::{PublishError, description, dumps};
use crate::graph_dir::GraphDir;
use crate::profile::Profile;
use oxigraph::io::RdfFormat;
use rayon::prelude::*;
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
    /// Addresses of pages below the package, for the sitemap.
    pages: Mutex<Vec<String>>,
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
        Self { directory, profile, config, view, package, prefixes, pages: Mutex::default() }
    }

    /// Writes all pages; tells what could not be shown.
    pub(super) fn write(&self) -> Result<Vec<String>, PublishError> {
        self.package.put("assets/style.css", STYLE.as_bytes())?;
        self.package.put("assets/search.js", SCRIPT.as_bytes())?;
        self.policies()?;
        listing::write(self)?;
        source::write(self)?;
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
            self.beside(&path, &subjects)?;
            self.page(&path, &policy::page(self, *policy, term, &path))
        })
    }

    /// Adds what the graph says of some subjects, as data beside a page.
    fn beside(&self, path: &str, subjects: &[TermIx]) -> Result<(), PublishError> {
        let graph = self.view.graph;
        let used = description::used_prefixes(graph, subjects, &self.prefixes);
        for (format, extension) in [(RdfFormat::Turtle, "ttl"), (dumps::JSON_LD, "jsonld")] {
            let mut bytes = Vec::new();
            dumps::describe(graph, subjects.iter().copied(), format, &used, &mut bytes)
                .map_err(|e| PublishError::Graph(e.to_string()))?;
            self.package.put(&format!("{path}.{extension}"), &bytes)?;
        }
        Ok(())
    }

    /// Adds a page at a folder; the root is `""`.
    fn page(&self, folder: &str, html: &str) -> Result<(), PublishError> {
        let slash = if folder.is_empty() { "" } else { "/" };
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{folder}{slash}"));
        self.package.put(&format!("{folder}{slash}index.html"), html.as_bytes())?;
        Ok(())
    }
}
