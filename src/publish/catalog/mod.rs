//! What a portal reads: the catalog in DCAT, in the two forms of data.gov, and VoID.

mod dcat;
mod dcat_us;
mod triples;
mod void;

use super::config::{Agent, Config};
use super::package::{Package, Target};
use super::versions::{History, Version};
use super::view::View;
use super::{PublishError, dumps, facts};
use crate::graph_dir::{GraphDir, SourceEntry};
use crate::ground::vocab;
use crate::lineage::{Interval, PolicyIx};
use chrono::NaiveDate;
use oxigraph::io::RdfFormat;

/// The protocol of endpoints.
const SPARQL: &str = "https://www.w3.org/TR/sparql11-protocol/";
/// The end of the IRI of the distribution that the SPARQL endpoint is.
const ENDPOINT: &str = "#distribution-sparql";
/// The most sources that the statement of provenance names.
const MAX_TITLES: usize = 5;

/// A file that is offered for download.
struct Download {
    /// The end of its IRI.
    key: &'static str,
    /// Where it stands in the package.
    path: &'static str,
    title: &'static str,
    /// What a person calls the format.
    format: &'static str,
    /// The type of the content, unpacked.
    media_type: &'static str,
    /// The name of the format in the file types of the Publications Office of the EU.
    file_type: &'static str,
    /// Whether it is packed with gzip.
    packed: bool,
}

const DOWNLOADS: [Download; 7] = [
    Download {
        key: "turtle",
        path: "data/graph.ttl",
        title: "The graph as Turtle",
        format: "Turtle",
        media_type: "text/turtle",
        file_type: "RDF_TURTLE",
        packed: false,
    },
    Download {
        key: "ntriples",
        path: "data/graph.nt.gz",
        title: "The graph as N-Triples, packed",
        format: "N-Triples",
        media_type: "application/n-triples",
        file_type: "RDF_N_TRIPLES",
        packed: true,
    },
    Download {
        key: "nquads",
        path: dumps::NQUADS,
        title: "The graph as N-Quads, a named graph for each source, packed",
        format: "N-Quads",
        media_type: "application/n-quads",
        file_type: "RDF_N_QUADS",
        packed: true,
    },
    Download {
        key: "jsonld",
        path: "data/graph.jsonld",
        title: "The graph as JSON-LD, a named graph for each source",
        format: "JSON-LD",
        media_type: "application/ld+json",
        file_type: "JSON_LD",
        packed: false,
    },
    Download {
        key: "policies",
        path: "data/policies.csv",
        title: "Policies, a table",
        format: "CSV",
        media_type: "text/csv",
        file_type: "CSV",
        packed: false,
    },
    Download {
        key: "statements",
        path: "data/statements.csv",
        title: "Statements with their quotes, a table",
        format: "CSV",
        media_type: "text/csv",
        file_type: "CSV",
        packed: false,
    },
    Download {
        key: "bodies",
        path: "data/bodies.csv",
        title: "Issuing bodies, a table",
        format: "CSV",
        media_type: "text/csv",
        file_type: "CSV",
        packed: false,
    },
];

/// A download as it came out.
struct Offer {
    download: &'static Download,
    bytes: u64,
    sha256: String,
}

/// A document that the dataset was read from.
struct Origin {
    iri: String,
    title: String,
    url: Option<String>,
    license: Option<String>,
}

/// What all catalogs say.
struct Record<'a> {
    config: &'a Config,
    offers: Vec<Offer>,
    modified: String,
    /// The day of the first publication.
    issued: String,
    version: String,
    /// The version before this one, where the folder had one.
    previous: Option<&'a Version>,
    /// What changed since the version before it; empty where there is none.
    version_notes: &'a str,
    /// How the dataset came to be, in a few sentences.
    provenance: String,
    /// The documents that the dataset was read from.
    sources: Vec<Origin>,
    /// The first and the last day on which a policy was issued that a source describes; one that is only cited does not count.
    temporal: Option<(String, String)>,
}

impl Record<'_> {
    fn dataset(&self) -> String {
        self.config.dataset()
    }

    fn distribution(&self, download: &Download) -> String {
        self.config.at(&format!("#distribution-{}", download.key))
    }

    fn publisher(&self) -> String {
        self.agent(&self.config.publisher, "#publisher")
    }

    fn creator(&self) -> String {
        let name = if self.config.creator == self.config.publisher { "#publisher" } else { "#creator" };
        self.agent(&self.config.creator, name)
    }

    fn agent(&self, agent: &Agent, name: &str) -> String {
        if agent.url.is_empty() { self.config.at(name) } else { agent.url.clone() }
    }
}

/// Writes the catalogs. The downloads must be in the package already: their sizes and hashes are told.
pub(super) fn write(
    directory: &GraphDir,
    config: &Config,
    view: &View<'_>,
    history: &History,
    package: &Package,
) -> Result<(), PublishError> {
    let offers = DOWNLOADS.iter().filter_map(|download| {
        package.entry(download.path).map(|e| Offer { download, bytes: e.bytes, sha256: e.sha256 })
    });
    let (present, previous) = history.last_two();
    let modified = facts::modified(directory, view.as_of).unwrap_or_default();
    let sources = origins(directory);
    let issued = config.issued.map(day).or_else(|| history.first_day().map(str::to_owned));
    let record = Record {
        config,
        offers: offers.collect(),
        issued: issued.unwrap_or_else(|| modified.clone()),
        modified,
        version: facts::version(directory, view),
        previous,
        version_notes: present.map_or("", |v| v.notes.as_str()),
        provenance: provenance(config, &sources),
        sources,
        temporal: temporal(view),
    };
    let serialized = |triples: &[_], format| {
        dumps::triples(triples, format, &triples::prefixes()).map_err(|e| PublishError::Graph(e.to_string()))
    };
    let catalog = dcat::catalog(&record)?;
    package.put("catalog.ttl", &serialized(&catalog, RdfFormat::Turtle)?)?;
    package.put("catalog.jsonld", &serialized(&catalog, dumps::JSON_LD)?)?;
    package.put("void.ttl", &serialized(&void::describe(&record, view)?, RdfFormat::Turtle)?)?;
    package.put("data.json", &pretty(&dcat_us::version_1_1(&record))?)?;
    package.put("dcat-us-3.json", &pretty(&dcat_us::version_3_0(&record))?)?;
    Ok(())
}

fn day(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// The first and the last day on which a policy was issued that a source describes, by its own text, row or entry.
fn temporal(view: &View<'_>) -> Option<(String, String)> {
    let is_described = |policy: &PolicyIx| {
        let mentions = view.term(*policy).map_or(&[][..], |term| view.descriptions.mentions(term));
        mentions.iter().any(|m| view.graph.first(*m, vocab::PED_ROLE) == Some(vocab::PED_RECORD.as_str()))
    };
    let issued: Vec<Interval> =
        view.index.policies().filter(is_described).map(|p| view.index.issued(p)).collect();
    let first = issued.iter().filter_map(|i| i.earliest()).min();
    let last = issued.iter().filter_map(|i| i.latest()).max();
    first.zip(last).map(|(a, b)| (day(a), day(b)))
}

/// How the dataset came to be: what the configuration says, then what it was read from and by what.
fn provenance(config: &Config, sources: &[Origin]) -> String {
    let titles: Vec<&str> = sources.iter().take(MAX_TITLES).map(|s| s.title.as_str()).collect();
    let more = sources.len().saturating_sub(MAX_TITLES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let read = format!(
        "Read by Pedigraph {} from {}{more}. Each relation has the words that say so, with their place and the hash of their \
         source.",
        env!("CARGO_PKG_VERSION"),
        titles.join("; "),
    );
    if config.provenance.is_empty() { read } else { format!("{} {read}", config.provenance) }
}

/// The sources of a graph directory, by IRI.
fn origins(directory: &GraphDir) -> Vec<Origin> {
    let manifest = directory.manifest();
    let origin = |source: &SourceEntry| {
        let header = source.header();
        Origin {
            iri: format!("{}{}", manifest.base, source.path),
            title: header.title.unwrap_or(header.place),
            url: header.url,
            license: header.license,
        }
    };
    manifest.sources.iter().map(origin).collect()
}

fn pretty(value: &serde_json::Value) -> Result<Vec<u8>, PublishError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| PublishError::Graph(e.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

/// The downloads with their sizes, for the site.
pub(super) fn downloads(package: &dyn Target) -> Vec<(&'static str, &'static str, &'static str, u64)> {
    let size = |d: &Download| package.entry(d.path).map(|e| (d.title, d.path, d.format, e.bytes));
    DOWNLOADS.iter().filter_map(size).collect()
}
