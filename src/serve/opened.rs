//! One state of a graph directory, opened: all that a request is answered from.

use super::pages::Pages;
use crate::graph_dir::{GraphDir, about};
use crate::ground::{hex, vocab, words_apart};
use crate::lineage::day::NO_DAY;
use crate::lineage::{self, Index};
use crate::profile::Profile;
use crate::publish::Config as Portal;
use crate::query::find::Finder;
use crate::query::names::Names;
use crate::query::search::Searcher;
use crate::query::worker::Source;
use crate::rdf::iri::Base;
use crate::rdf::map;
use crate::resolve::short_hash;
use crate::snapshot::Snapshot;
use crate::store::GraphStore;
use chrono::NaiveDate;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// A state of the graph. Nothing of it changes: a new `ingest` makes another.
pub struct Opened {
    /// What the directory says of itself.
    pub directory: GraphDir,
    /// The base of the graph's IRIs.
    pub base: Base,
    /// Lineage.
    pub index: Arc<Index>,
    /// Policies by words.
    pub searcher: Searcher,
    /// The types of policies.
    pub kinds: Kinds,
    /// The profile that reads names and days.
    pub profile: &'static Profile,
    /// Policies by what people call them.
    pub finder: Finder<'static>,
    /// The snapshot, which stays open as long as this state is asked.
    store: GraphStore,
    /// The base and the prefixes of the graph's own IRIs.
    pub names: Names,
    /// Pages and data of single things.
    pub pages: Pages,
    /// The day of the manifest's file.
    pub modified: SystemTime,
    fingerprint: [u8; 32],
    /// The start of a hash of what else decides how things are shown.
    settings: String,
}

impl Opened {
    /// Opens a directory as it is now. `settings` is what decides, besides the graph, how things are shown.
    ///
    /// # Errors
    /// What is damaged or cannot be read, in words that name the file.
    pub fn read(
        path: &Path,
        profile: &'static Profile,
        portal: &Portal,
        settings: &str,
    ) -> Result<Self, String> {
        let failed = |e: &dyn std::fmt::Display| e.to_string();
        let directory = GraphDir::open(path).map_err(|e| failed(&e))?;
        let fingerprint = directory.manifest().fingerprint();
        let manifest = directory.path().join("manifest.json");
        let modified = std::fs::metadata(&manifest).and_then(|meta| meta.modified());
        let modified = modified.map_err(|e| format!("{}: {e}", manifest.display()))?;
        let base: Base = directory.manifest().base.parse().map_err(|e| failed(&e))?;
        // All files are read for the pages, with their hashes: a damaged one is found here and not by a request.
        let index = Arc::new(index(&directory)?);
        let pages = Pages::start(path, &index, profile, portal)?;
        let described = described(&directory)?;
        let snapshot = Snapshot::up_to_date(&directory).map_err(|e| failed(&e))?;
        let keys = profile.schemes.iter().map(|(_, scheme)| scheme.key.as_str());
        let own = map::own_prefixes(&base, &profile.jurisdiction, keys);
        let names = Names { base: Some(base.as_str().to_owned()), own, dataset: None };
        // The directory may have changed while it was read: then what was read is of two states.
        let now = GraphDir::open(path).map_err(|e| failed(&e))?.manifest().fingerprint();
        if now != fingerprint || pages.fingerprint() != fingerprint {
            return Err(format!("{}: the graph changed while it was opened", path.display()));
        }
        Ok(Self {
            searcher: Searcher::new(&described),
            kinds: Kinds::new(&described),
            profile,
            finder: Finder::policies(profile, &described),
            directory,
            base,
            index,
            store: GraphStore::of_snapshot(snapshot),
            names,
            pages,
            modified,
            fingerprint,
            settings: short_hash(&[settings]),
        })
    }

    /// The fingerprint of its manifest.
    pub const fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// The start of the fingerprint, by which people tell states of the graph apart.
    pub fn version(&self) -> String {
        hex(&self.fingerprint).chars().take(16).collect()
    }

    /// An entity tag of what this version of Pedigraph makes of this state with these settings, with a name of the form that is
    /// sent; a weak one, since it may be sent packed.
    pub fn tag(&self, form: &str) -> String {
        format!("W/\"{}-{}-{}-{form}\"", self.version(), env!("CARGO_PKG_VERSION"), self.settings)
    }

    /// What a worker is to open.
    pub fn source(&self) -> Source {
        let fingerprint = self.fingerprint;
        match self.store.snapshot().and_then(|snapshot| snapshot.open_name()) {
            Some(file) => Source::Snapshot { file: file.into(), fingerprint },
            None => Source::Directory { path: self.directory.path().into(), fingerprint },
        }
    }

    /// The graph as the engine asks it.
    pub fn store(&self) -> GraphStore {
        self.store.clone()
    }

    /// The names of the graphs that it has.
    ///
    /// # Errors
    /// What is wrong with the snapshot.
    pub fn graph_names(&self) -> Result<Vec<NamedNode>, String> {
        let snapshot = self.store.snapshot().ok_or_else(|| "there is no snapshot".to_owned())?;
        snapshot.graph_names().map_err(|e| e.to_string())
    }

    /// What the graph says of a policy, and of who signed it.
    ///
    /// # Errors
    /// What is wrong with the snapshot.
    pub fn describe(&self, iri: &str) -> Result<Vec<Quad>, String> {
        let of = |iri: NamedNodeRef<'_>| {
            self.store
                .quads(Some(iri.into()), None, None)
                .collect::<Result<Vec<_>, _>>()
                .map_err(|e| e.to_string())
        };
        let Ok(policy) = NamedNode::new(iri) else { return Ok(Vec::new()) };
        let mut all = of(policy.as_ref())?;
        for at in 0..all.len() {
            if let Some(Quad { predicate, object: Term::NamedNode(person), .. }) = all.get(at)
                && *predicate == vocab::PED_SIGNED_BY
            {
                let person = of(person.as_ref())?;
                all.extend(person);
            }
        }
        Ok(all)
    }

    /// The day for lists: the newest that the sources cover; [`NO_DAY`] where nothing is dated.
    pub fn list_day(&self) -> NaiveDate {
        self.index.list_day().unwrap_or(NO_DAY)
    }
}

/// The types of policies, as the graph names them.
pub struct Kinds(HashMap<String, String>);

impl Kinds {
    fn new(described: &[Quad]) -> Self {
        let kind = |quad: &Quad| match (&quad.subject, &quad.object) {
            (NamedOrBlankNode::NamedNode(policy), Term::NamedNode(kind))
                if quad.predicate == vocab::PED_TYPE =>
            {
                let name = kind.as_str().rsplit(['#', '/']).next()?;
                Some((policy.as_str().to_owned(), words_apart(name).to_lowercase()))
            }
            _ => None,
        };
        Self(described.iter().filter_map(kind).collect())
    }

    /// The type that is meant: `executive order`, `ExecutiveOrder`, `executive-order`.
    pub fn named(&self, typed: &str) -> Option<String> {
        let small = |text: &str| text.to_lowercase().replace([' ', '-'], "");
        self.all().into_iter().find(|kind| small(kind) == small(typed)).map(str::to_owned)
    }

    /// All types, for a message.
    pub fn names(&self) -> String {
        self.all().into_iter().collect::<Vec<_>>().join(", ")
    }

    /// Whether a policy is of a type.
    pub fn is(&self, policy: &str, kind: &str) -> bool {
        self.0.get(policy).is_some_and(|known| known == kind)
    }

    /// All types.
    pub fn all(&self) -> BTreeSet<&str> {
        self.0.values().map(String::as_str).collect()
    }
}

/// The index, from its cache where that is of this state.
fn index(directory: &GraphDir) -> Result<Index, String> {
    let (path, key) = (directory.path().join(lineage::CACHE), directory.manifest().fingerprint());
    if let Ok(index) = lineage::read_cache(&path, &key) {
        return Ok(index);
    }
    let index = crate::publish::index(directory).map_err(|e| e.to_string())?;
    // A directory that cannot be written to is read all the same.
    let _ = lineage::write_cache(&path, &key, &index);
    Ok(index)
}

/// The merged descriptions, which come first.
fn described(directory: &GraphDir) -> Result<Vec<Quad>, String> {
    let (name, reader) = directory.reader(&directory.manifest().policies).map_err(|e| e.to_string())?;
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(reader);
    quads.map(|quad| quad.map_err(|e| about(&name, &e))).collect()
}
