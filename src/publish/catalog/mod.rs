//! What a portal reads: the catalog in DCAT, in the two forms of data.gov, and VoID.

mod dcat;
mod dcat_us;
mod triples;
mod void;

use super::config::Config;
use super::package::Package;
use super::view::View;
use super::{PublishError, dumps, facts};
use crate::graph_dir::{GraphDir, SourceEntry};
use oxigraph::io::RdfFormat;

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
        path: "data/graph.nq",
        title: "The graph as N-Quads, a named graph for each source",
        format: "N-Quads",
        media_type: "application/n-quads",
        file_type: "RDF_N_QUADS",
        packed: false,
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
    version: String,
    /// The documents that the dataset was read from.
    sources: Vec<Origin>,
    /// The first and the last day on which a policy was issued.
    temporal: Option<(String, String)>,
}

impl Record<'_> {
    fn dataset(&self) -> String {
        self.config.at("#dataset")
    }

    fn distribution(&self, download: &Download) -> String {
        self.config.at(&format!("#distribution-{}", download.key))
    }

    fn publisher(&self) -> String {
        if self.config.publisher.url.is_empty() {
            self.config.at("#publisher")
        } else {
            self.config.publisher.url.clone()
        }
    }
}

/// Writes the catalogs. The downloads must be in the package already: their sizes and hashes are told.
pub(super) fn write(
    directory: &GraphDir,
    config: &Config,
    view: &View<'_>,
    package: &Package,
) -> Result<(), PublishError> {
    let offers = DOWNLOADS.iter().filter_map(|download| {
        package.entry(download.path).map(|e| Offer { download, bytes: e.bytes, sha256: e.sha256 })
    });
    let issued = || view.index.policies().map(|p| view.index.issued(p));
    let day = |d: chrono::NaiveDate| d.format("%Y-%m-%d").to_string();
    let first = issued().filter_map(crate::lineage::Interval::earliest).min();
    let last = issued().filter_map(crate::lineage::Interval::latest).max();
    let record = Record {
        config,
        offers: offers.collect(),
        modified: facts::modified(directory, view.as_of),
        version: facts::version(directory),
        sources: origins(directory),
        temporal: first.zip(last).map(|(a, b)| (day(a), day(b))),
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
pub(super) fn downloads(package: &Package) -> Vec<(&'static str, &'static str, &'static str, u64)> {
    let size = |d: &Download| package.entry(d.path).map(|e| (d.title, d.path, d.format, e.bytes));
    DOWNLOADS.iter().filter_map(size).collect()
}
