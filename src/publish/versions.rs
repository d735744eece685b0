//! The versions that a package has had in its folder, oldest first: `versions.json`.
//!
//! Each package carries the list of the one that it replaces over, and adds itself where its graph is another. Nothing is
//! taken from a clock: the day of a version is that of its newest data.

use super::dumps;
use super::graph::Graph;
use super::package::Package;
use super::view::View;
use super::{PublishError, facts};
use crate::graph_dir::{GraphDir, about};
use crate::lineage::diff::{Diff, Difference, Side, Visit, difference};
use crate::lineage::render::{clean, cut};
use crate::lineage::{Builder, Index, PolicyIx};
use flate2::read::MultiGzDecoder;
use oxigraph::io::{RdfFormat, RdfParser};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Where the list stands in a package.
pub(super) const FILE: &str = "versions.json";
/// Its form.
const SCHEMA: &str = "pedigraph-versions/1";
/// The most versions that are kept, the newest ones.
const MAX_VERSIONS: usize = 100;
/// A list larger than this is none of ours, in bytes.
const MAX_BYTES: u64 = 1 << 20;
/// The most policies that notes name for one kind of change.
const MAX_NAMED: usize = 10;
/// The most characters of a name in notes.
const MAX_NAME: usize = 80;

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    /// Its name, which begins with the day of its newest data, so that newer data sort later.
    pub version: String,
    /// The day of its newest data.
    pub day: String,
    /// What changed since the version before it; empty for the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// All versions that are known, the present one last.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct History {
    schema: String,
    versions: Vec<Version>,
}

impl History {
    /// The present version and the one before it.
    pub fn last_two(&self) -> (Option<&Version>, Option<&Version>) {
        let mut backwards = self.versions.iter().rev();
        (backwards.next(), backwards.next())
    }

    /// The day of the first version that is known.
    pub fn first_day(&self) -> Option<&str> {
        self.versions.first().map(|v| v.day.as_str())
    }
}

/// Adds the list to a package. Where the former package cannot be read, tells so in a note.
///
/// # Errors
/// Those of the file system.
pub(super) fn write(
    directory: &GraphDir,
    view: &View<'_>,
    package: &Package,
) -> Result<(History, Option<String>), PublishError> {
    let mut history = former(package);
    let (version, day) = (facts::version(directory, view), facts::data_day(directory, view));
    let mut told = None;
    if history.versions.last().is_none_or(|last| last.version != version) {
        let notes = match history.versions.last() {
            None => String::new(),
            Some(last) => changes(view, package).map_or_else(
                |error| {
                    told = Some(format!("what changed since version {} is not told: {error}", last.version));
                    String::new()
                },
                |changes| format!("Since version {}: {changes}.", last.version),
            ),
        };
        history.versions.push(Version { version, day, notes });
    }
    let surplus = history.versions.len().saturating_sub(MAX_VERSIONS);
    history.versions.drain(..surplus);
    SCHEMA.clone_into(&mut history.schema);
    let mut text = serde_json::to_vec_pretty(&history).map_err(|e| PublishError::Graph(e.to_string()))?;
    text.push(b'\n');
    package.put(FILE, &text)?;
    Ok((history, told))
}

/// The list of the package that is replaced; an empty one where there is none, or somebody changed it.
fn former(package: &Package) -> History {
    let read = || {
        let mut text = Vec::new();
        File::open(package.former(FILE)?).ok()?.take(MAX_BYTES).read_to_end(&mut text).ok()?;
        serde_json::from_slice::<History>(&text).ok().filter(|h| h.schema == SCHEMA)
    };
    read().unwrap_or_default()
}

/// What the graph says otherwise than the dump of the former package.
fn changes(view: &View<'_>, package: &Package) -> Result<String, PublishError> {
    let old = package.former(dumps::NQUADS).ok_or_else(|| {
        PublishError::Graph(format!("the former package has no {} as it was written", dumps::NQUADS))
    })?;
    let difference = difference(|visit| read(&old, visit), |visit| walk(view.graph, visit))?;
    let mut builder = Builder::new();
    builder.nquads(open(&old)?).map_err(|e| PublishError::Graph(about(dumps::NQUADS, &e)))?;
    let index = builder.finish()?;
    let before = Side { index: &index, as_of: index.list_day().unwrap_or(view.as_of) };
    let now = Side { index: view.index, as_of: view.as_of };
    Ok(words(&Diff::new(before, now, &difference), &difference, before, now))
}

fn open(path: &Path) -> Result<BufReader<MultiGzDecoder<File>>, PublishError> {
    let file = File::open(path).map_err(PublishError::io(path))?;
    Ok(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(file)))
}

fn read(path: &Path, visit: Visit<'_>) -> Result<(), PublishError> {
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(open(path)?) {
        visit(quad.map_err(|e| PublishError::Graph(about(dumps::NQUADS, &e)))?.as_ref());
    }
    Ok(())
}

fn walk(graph: &Graph, visit: Visit<'_>) -> Result<(), PublishError> {
    graph.quads().iter().filter_map(|quad| dumps::named_quad(graph, *quad)).for_each(visit);
    Ok(())
}

/// A difference in one sentence: how many policies, relations and statuses, and the names of the first.
fn words(diff: &Diff, quads: &Difference, old: Side<'_>, new: Side<'_>) -> String {
    let names = |index: &Index, policies: &mut dyn Iterator<Item = PolicyIx>| {
        named(policies.map(|p| short(index.policy(p).name())))
    };
    let mut parts = Vec::new();
    let mut part = |count: usize, one: &str, many: &str, what: &str, names: &str| {
        if count > 0 {
            let noun = if count == 1 { one } else { many };
            let names = if names.is_empty() { String::new() } else { format!(" ({names})") };
            parts.push(format!("{count} {noun} {what}{names}"));
        }
    };
    let mut policies =
        |count: usize, what: &str, names: String| part(count, "policy", "policies", what, &names);
    policies(diff.added.len(), "added", names(new.index, &mut diff.added.iter().copied()));
    policies(diff.gone.len(), "gone", names(old.index, &mut diff.gone.iter().copied()));
    policies(
        diff.changed.len(),
        "described otherwise",
        names(new.index, &mut diff.changed.iter().map(|c| c.policy)),
    );
    for (count, what) in [
        (diff.edges_added.len(), "added"),
        (diff.edges_gone.len(), "gone"),
        (diff.edges_changed.len(), "changed"),
    ] {
        part(count, "relation", "relations", what, "");
    }
    let statuses = diff.statuses.iter().map(|s| {
        format!("{}: {} → {}", short(new.index.policy(s.new).name()), s.before.name(), s.after.name())
    });
    part(diff.statuses.len(), "status", "statuses", "changed", &named(statuses));
    if parts.is_empty() {
        let (gone, came) = (quads.removed.len(), quads.added.len());
        return format!("no policy, relation or status differs; {gone} statements of RDF gone, {came} added");
    }
    parts.join("; ")
}

fn short(name: &str) -> String {
    cut(&clean(name), MAX_NAME).into_owned()
}

/// The first names, and how many more there are.
fn named(mut names: impl Iterator<Item = String>) -> String {
    let mut shown: Vec<String> = names.by_ref().take(MAX_NAMED).collect();
    match names.count() {
        0 => {}
        more => shown.push(format!("and {more} more")),
    }
    shown.join(", ")
}
