//! A graph directory as a package that a portal takes: dumps, tables, catalogs, and a site.
//!
//! ```text
//! index.html               the site: search, and a page for each policy at the path of its IRI
//! us/…/13571/index.html    … with us/…/13571.ttl and .jsonld beside it
//! data/                    the graph in four syntaxes of RDF, and as tables
//! datapackage.json         the tables, described (Frictionless)
//! catalog.ttl, .jsonld     DCAT 3, DCAT-AP 3.0.1
//! data.json                DCAT-US 1.1
//! dcat-us-3.json           DCAT-US 3.0
//! void.ttl                 VoID
//! statement/               all statements, by the start of the hash that names them
//! changes.atom             what was issued, ended and altered in the last year that the sources tell of
//! versions.json            the versions that stood in the folder, with what changed
//! ns/                      the ontology and the shapes, and their documentation
//! manifest.json            every file with its hash
//! ```
//!
//! Nothing in a package depends on the clock, and files whose bytes do not change are not written again: see
//! [`package`].

mod catalog;
pub mod config;
mod csvw;
pub mod description;
mod dumps;
mod error;
mod facts;
mod feed;
pub mod graph;
pub mod live;
pub mod package;
mod portable;
mod site;
mod stage;
mod tables;
mod versions;
pub mod view;

pub use config::{Config, TEMPLATE};
pub use error::PublishError;
pub use package::{Package, Summary};

use crate::graph_dir::{GraphDir, about};
use crate::lineage::{Builder, Index};
use crate::profile::Profile;
use chrono::NaiveDate;
use graph::Graph;
use std::path::Path;
use view::View;

/// Folders of a package that no policy's IRI may claim.
const RESERVED: [&str; 8] = ["assets", "browse", "data", MENTIONS, "ns", "other", "queries", STATEMENTS];

/// The folder of statements, here and below the base of a graph.
const STATEMENTS: &str = "statement";

/// The folder of mentions, likewise.
const MENTIONS: &str = "mention";

/// Makes a package. Gives what was written, and notes about what could not be shown.
///
/// `as_of` is the day for which the status of policies is told; the newest that the sources cover where it is `None`.
/// Before each stage `watch` is told how many are done, of how many, and what this one makes.
///
/// # Errors
/// Any [`PublishError`]; the package that was there is then as it was.
pub fn publish(
    directory: &GraphDir,
    profile: &Profile,
    config: &Config,
    output: &Path,
    as_of: Option<NaiveDate>,
    watch: &mut dyn FnMut(usize, usize, &str),
) -> Result<(Summary, Vec<String>), PublishError> {
    const STAGES: [&str; 6] = ["the graph", "its lineage", "dumps", "tables", "the catalog", "the site"];
    let mut stages = STAGES.iter().enumerate();
    let mut next = || {
        if let Some((done, stage)) = stages.next() {
            watch(done, STAGES.len(), stage);
        }
    };
    next();
    let graph = Graph::read(directory.graphs()?)?;
    next();
    let index = index(directory)?;
    let view = View::new(directory, &graph, &index, as_of)?;
    let package = Package::begin(output)?;
    let former = versions::former(&package)?;
    next();
    dumps::write(directory, &view, &package)?;
    next();
    tables::write(directory, config, &view, &package)?;
    next();
    let (history, note) = versions::write(directory, &view, &package, former)?;
    catalog::write(directory, config, &view, &history, &package)?;
    feed::write(config, &view, &package)?;
    next();
    let mut notes = site::Site::new(directory, profile, config, &view, &package).write()?;
    notes.extend(note);
    Ok((package.commit(&facts::fingerprint(directory))?, notes))
}

/// The lineage index of a graph directory.
///
/// # Errors
/// [`PublishError::Graph`]
pub fn index(directory: &GraphDir) -> Result<Index, PublishError> {
    let mut builder = Builder::new();
    for (name, reader) in directory.graphs()? {
        builder.nquads(reader).map_err(|e| PublishError::Graph(about(&name, &e)))?;
    }
    Ok(builder.finish()?)
}
