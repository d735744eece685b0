//! A graph directory that goes back and forth between two states.

use pedigraph::graph_dir::{GraphDir, Ingest};
use pedigraph::profile::Profile;
use pedigraph::query::bind::Values;
use pedigraph::query::run::{Answer, Limits, run};
use pedigraph::source::Input;
use pedigraph::store::{GraphStore, Graphs, Place};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub const OLD: &str = "old";
pub const NEW: &str = "new";

/// Stays as it is.
const SEED: &str = include_str!("../golden/convert/seed/input.json");
/// Stays as it is.
const TABLE: &str = include_str!("../golden/convert/register-csv/input.csv");
/// Two edges that A or B, or the seed, state too.
const A: &str = "<link rel=canonical href='https://example.gov/a'><p>April 27, 2011 - <a href='https://example.gov/x'>Executive Order 13571 – Streamlining Service Delivery</a></p><p>Extends Executive Order 12862. Amends Executive Order 11111. Amends Executive Order 11112.</p>";
/// Goes.
const B: &str = "<link rel=canonical href='https://example.gov/b'><p>April 27, 2011 - <a href='https://example.gov/y'>Executive Order 13571 – Streamlining Service Delivery</a></p><p>Extends Executive Order 12862. Amends Executive Order 11111. Amends Executive Order 11112.</p>";
/// Comes.
const C: &str = "<link rel=canonical href='https://example.gov/c'><p>May 2, 2012 - <a href='https://example.gov/z'>Executive Order 13600 – Another</a></p><p>Rescinds Executive Order 13571.</p>";

/// A folder with the two states and the directory that takes them in turn.
pub struct Ground {
    pub folder: tempfile::TempDir,
    /// The directory.
    pub graph: PathBuf,
}

impl Ground {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let changed = A.replace("Executive Order 11112", "Executive Order 11113");
        let table =
            |name: &str, text: &str| Input::Bytes(name.to_owned(), text.to_owned().into_bytes().into());
        let stays = [table("seed.json", SEED), table("table.csv", TABLE)];
        for (state, inputs) in
            [(OLD, [table("a", A), table("b", B)]), (NEW, [table("a", &changed), table("c", C)])]
        {
            let place = folder.path().join(state);
            let ingest = Ingest::new(&place, Profile::united_states().unwrap());
            let inputs: Vec<Input> = stays.iter().chain(&inputs).cloned().collect();
            ingest.run(&inputs, &mut |_| ()).unwrap();
        }
        let graph = folder.path().join("graph");
        std::fs::create_dir_all(graph.join("graphs")).unwrap();
        Self { folder, graph }
    }

    /// The state of that name, as `ingest` would leave it; files of the other are not swept away.
    pub fn put(&self, state: &str) {
        let from = self.folder.path().join(state);
        for file in self.files(state) {
            self.replace(&file, &std::fs::read(from.join(&file)).unwrap());
        }
        let next = self.graph.join("next");
        std::fs::copy(from.join("manifest.json"), &next).unwrap();
        std::fs::rename(next, self.graph.join("manifest.json")).unwrap();
    }

    /// Gives a file of the directory other bytes, under a new inode.
    pub fn replace(&self, file: &str, bytes: &[u8]) {
        let next = self.graph.join("next");
        std::fs::write(&next, bytes).unwrap();
        std::fs::rename(next, self.graph.join(file)).unwrap();
    }

    /// The graphs of a state.
    pub fn files(&self, state: &str) -> BTreeSet<String> {
        let directory = GraphDir::open(&self.folder.path().join(state)).unwrap();
        directory.graph_files().map(|entry| entry.file.clone()).collect()
    }

    pub fn directory(&self) -> GraphDir {
        GraphDir::open(&self.graph).unwrap()
    }

    pub fn store(&self, place: Place) -> GraphStore {
        GraphStore::of_directory(&self.directory(), Graphs::Kept, place).unwrap()
    }

    /// What lies in the store's folder.
    pub fn entries(&self) -> Vec<String> {
        let listing = std::fs::read_dir(self.graph.join("store")).unwrap();
        let mut names: Vec<String> =
            listing.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The generations that are in place.
    pub fn generations(&self) -> Vec<PathBuf> {
        let names = self.entries().into_iter();
        let names = names.filter(|name| name.len() == 16 && name.bytes().all(|b| b.is_ascii_hexdigit()));
        names.map(|name| self.graph.join("store").join(name)).collect()
    }

    /// The one generation that is there.
    pub fn generation(&self) -> PathBuf {
        let all = self.generations();
        assert_eq!(all.len(), 1, "{:?}", self.entries());
        all.into_iter().next().unwrap()
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.generation().file_name().unwrap().to_str().unwrap().to_owned()
    }

    /// What it says of itself.
    pub fn state(&self) -> serde_json::Value {
        let text = std::fs::read_to_string(self.generation().join("state.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    }
}

/// All that a store says.
#[derive(Debug, PartialEq, Eq)]
pub struct Dump {
    /// Graph, subject, predicate, object.
    pub quads: BTreeSet<String>,
    /// The union, sorted, with repeats if there are any.
    pub union: Vec<String>,
}

pub fn dump(store: &GraphStore) -> Dump {
    let ask = |query: &str| -> Vec<String> {
        let Answer::Rows(rows) = run(store, query, Values::default(), None, Limits::default()).unwrap()
        else {
            panic!("expected rows")
        };
        let line = |row: &Vec<Option<oxigraph::model::Term>>| {
            row.iter().map(|term| term.as_ref().unwrap().to_string()).collect::<Vec<_>>().join(" ")
        };
        rows.rows.iter().map(line).collect()
    };
    let mut union = ask("SELECT ?s ?p ?o { ?s ?p ?o }");
    union.sort();
    Dump { quads: ask("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }").into_iter().collect(), union }
}

/// The same of a generation, whether or not it is current.
pub fn dump_generation(folder: &Path) -> Dump {
    let store = oxigraph::store::Store::open_read_only(folder.join("db")).unwrap();
    let mut found = Dump { quads: BTreeSet::new(), union: Vec::new() };
    for quad in store.iter() {
        let quad = quad.unwrap();
        let triple = format!("{} {} {}", quad.subject, quad.predicate, quad.object);
        if quad.graph_name.is_default_graph() {
            found.union.push(triple);
        } else {
            found.quads.insert(format!("{} {triple}", quad.graph_name));
        }
    }
    found.union.sort();
    found
}
