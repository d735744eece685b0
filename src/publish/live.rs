//! The pages and the data of a graph as they are asked for: the site of a package, without a package.
//!
//! Pages and data of policies are made when they are asked for. Lists, which many policies share, are made when the first of
//! them is asked for, and kept. All are what [`publish`](super::publish) writes, but for what only a package has.

use super::PublishError;
use super::config::Config;
use super::graph::{Graph, TermIx};
use super::package::{Entry, Target};
use super::site::{Group, Site};
use super::view::View;
use crate::graph_dir::GraphDir;
use crate::ground::hex;
use crate::lineage::day::NO_DAY;
use crate::lineage::{Index, PolicyIx};
use crate::profile::Profile;
use crate::rdf::write::Syntax;
use oxigraph::model::NamedNode;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Files that are kept in memory.
#[derive(Debug, Default)]
struct Held(Mutex<BTreeMap<String, Vec<u8>>>);

impl Target for Held {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<Entry, PublishError> {
        let entry = Entry { bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), bytes.to_vec());
        Ok(entry)
    }

    /// There are no downloads.
    fn entry(&self, _path: &str) -> Option<Entry> {
        None
    }

    /// There was nothing before.
    fn former_below(&self, _start: &str) -> Result<Vec<(String, Vec<u8>)>, PublishError> {
        Ok(Vec::new())
    }
}

/// A graph whose pages are made as they are asked for.
pub struct Live<'a> {
    site: &'a Site<'a>,
    held: &'a Held,
    /// The policies by the paths of their pages.
    policies: HashMap<String, PolicyIx>,
    /// What became of each group of pages that was asked for.
    made: [OnceLock<Result<(), String>>; Group::ALL.len()],
}

/// Opens a graph directory for pages and gives it to `serve`, which has it until it returns.
///
/// # Errors
/// [`PublishError::Graph`] for what is damaged.
pub fn open<T>(
    directory: &GraphDir,
    index: &Index,
    profile: &Profile,
    config: &Config,
    serve: impl FnOnce(&Live<'_>) -> T,
) -> Result<T, PublishError> {
    let graph = Graph::read(directory.graphs()?)?;
    // Where nothing is dated, nothing is told to be in force.
    let view = View::new(directory, &graph, index, Some(index.list_day().unwrap_or(NO_DAY)))?;
    let held = Held::default();
    let site = Site::new(directory, profile, config, &view, &held).live();
    let policies = index.policies().map(|policy| (view.path(index.policy(policy).iri), policy)).collect();
    Ok(serve(&Live { site: &site, held: &held, policies, made: Default::default() }))
}

impl Live<'_> {
    /// The file at a path of the site, such as `us/executive-order/13571/index.html`; `None` where there is none.
    ///
    /// # Errors
    /// What keeps its group from being made.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let view = self.site.view;
        if let Some((folder, make)) = beside(path)
            && let Some(policy) = self.policies.get(folder)
            && let Some(term) = view.term(*policy)
        {
            return match make {
                Beside::Page => Ok(Some(self.site.policy_page(*policy, term, folder).into_bytes())),
                Beside::Data(syntax) => self.describe(term, path, syntax).map(Some),
            };
        }
        self.make(Group::of(path))?;
        Ok(self.held.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned())
    }

    /// Where the page of an IRI stands, without a slash at the end; `None` for what has none of its own.
    #[must_use]
    pub fn page_of(&self, iri: &str) -> Option<String> {
        let path = self.site.view.path(iri);
        if self.policies.contains_key(&path) {
            return Some(path);
        }
        self.make(Group::Lists).ok()?;
        let file = format!("{path}/index.html");
        let held = self.held.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.contains_key(&file).then_some(path)
    }

    /// A page about whatever the graph says of an IRI; `None` where it says nothing.
    #[must_use]
    pub fn thing(&self, iri: &str, folder: &str) -> Option<Vec<u8>> {
        let term = self.subject(iri)?;
        Some(self.site.thing_page(term, folder).into_bytes())
    }

    /// What the graph says of an IRI, as the file at a path; of a policy, with its evidence. `None` where it says nothing.
    ///
    /// # Errors
    /// What cannot be written in a syntax.
    pub fn data(&self, iri: &str, file: &str, syntax: Syntax) -> Result<Option<Vec<u8>>, String> {
        self.subject(iri).map(|term| self.describe(term, file, syntax)).transpose()
    }

    /// Whether the graph says anything of an IRI.
    #[must_use]
    pub fn knows(&self, iri: &str) -> bool {
        self.subject(iri).is_some()
    }

    fn subject(&self, iri: &str) -> Option<TermIx> {
        let graph = self.site.view.graph;
        let term = graph.node(NamedNode::new(iri).ok()?.as_ref())?;
        (!graph.about(term).is_empty()).then_some(term)
    }

    fn describe(&self, term: TermIx, file: &str, syntax: Syntax) -> Result<Vec<u8>, String> {
        self.site.data_of(term, file, syntax).map_err(|e| e.to_string())
    }

    /// Makes the pages of a group, if they are not made yet; who asks meanwhile waits.
    fn make(&self, group: Group) -> Result<(), String> {
        let Some(made) = self.made.get(group as usize) else { return Ok(()) };
        made.get_or_init(|| self.site.write_group(group).map(drop).map_err(|e| e.to_string())).clone()
    }
}

/// What stands at the path of a policy.
enum Beside {
    Page,
    Data(Syntax),
}

/// The folder of a page and what of it a path names.
fn beside(path: &str) -> Option<(&str, Beside)> {
    let endings = [
        ("/index.html", Beside::Page),
        (".ttl", Beside::Data(Syntax::Turtle)),
        (".jsonld", Beside::Data(Syntax::JsonLd)),
    ];
    endings.into_iter().find_map(|(ending, what)| Some((path.strip_suffix(ending)?, what)))
}
