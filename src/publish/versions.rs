//! The versions that a package has had in its folder, oldest first: `versions.json`.
//!
//! Each package carries the list of the one that it replaces over, and adds itself where its graph is another. A list that is
//! damaged or gone stops the run. Nothing is taken from a clock: the day of a version is that of its newest data.

use super::dumps;
use super::graph::Graph;
use super::package::{Package, Target};
use super::view::View;
use super::{PublishError, facts};
use crate::graph_dir::{GraphDir, about};
use crate::ground::diag::excerpt;
use crate::lineage::diff::{Diff, Difference, Side, Visit, difference};
use crate::lineage::render::{clean, cut};
use crate::lineage::{Builder, Index, PolicyIx};
use crate::model::{PartialDate, Precision};
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

    /// The first day of the versions that are known.
    pub fn first_day(&self) -> Option<&str> {
        self.versions.iter().map(|v| v.day.as_str()).min()
    }

    /// Adds a version at the end. One that stood in the folder before is listed once, where it last came.
    fn add(&mut self, version: Version) {
        self.versions.retain(|former| former.version != version.version);
        self.versions.push(version);
        let surplus = self.versions.len().saturating_sub(MAX_VERSIONS);
        self.versions.drain(..surplus);
    }
}

/// Adds the list to a package, after that of the package before it. Where the former graph cannot be read, tells so in a note.
///
/// # Errors
/// Those of the file system.
pub(super) fn write(
    directory: &GraphDir,
    view: &View<'_>,
    package: &Package,
    mut history: History,
) -> Result<(History, Option<String>), PublishError> {
    let (version, day) =
        (facts::version(directory, view), facts::data_day(directory, view).unwrap_or_default());
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
        history.add(Version { version, day, notes });
    }
    SCHEMA.clone_into(&mut history.schema);
    let mut text = serde_json::to_vec_pretty(&history).map_err(|e| PublishError::Graph(e.to_string()))?;
    text.push(b'\n');
    package.put(FILE, &text)?;
    Ok((history, told))
}

/// The list of the package that is replaced; an empty one where there is no package, or one of a program that wrote no list. A
/// person may have edited it: what is read is what stands there.
///
/// # Errors
/// [`PublishError::Target`] with the name of the file: it is gone, or is no list of versions. The versions that it has had are
/// known from nowhere else, so that it is not replaced by a new one.
pub(super) fn former(package: &Package) -> Result<History, PublishError> {
    let Some(path) = package.had(FILE) else { return Ok(History::default()) };
    let wrong = |found: &dyn std::fmt::Display| {
        let told = format!(
            "expected the list of the versions of this package, found {found}; put the file back as it was, or publish into an \
             empty folder, where a list begins anew"
        );
        PublishError::Target(path.clone(), told)
    };
    let mut text = Vec::new();
    let mut file =
        File::open(&path).map_err(|e| wrong(&format!("none that can be read ({e})")))?.take(MAX_BYTES + 1);
    file.read_to_end(&mut text).map_err(PublishError::io(&path))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(wrong(&"more than 1 MiB"));
    }
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(wrong(&"an empty file"));
    }
    let mut history: History =
        serde_json::from_slice(&text).map_err(|e| wrong(&format!("something else ({e})")))?;
    if history.schema != SCHEMA {
        return Err(wrong(&format!("`{}`, where {SCHEMA} belongs", excerpt(&history.schema, MAX_NAME))));
    }
    if history.versions.is_empty() {
        return Err(wrong(&"a list without versions"));
    }
    let is_day = |day: &str| PartialDate::from_iso(day).is_some_and(|d| d.precision() == Precision::Day);
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if let Some(odd) =
        history.versions.iter().find(|v| v.version.is_empty() || !is_name(&v.version) || !is_day(&v.day))
    {
        let odd = format!("{} of {}", odd.version, odd.day);
        return Err(wrong(&format!("a version without its name or day (`{}`)", excerpt(&odd, MAX_NAME))));
    }
    for version in std::mem::take(&mut history.versions) {
        history.add(version);
    }
    Ok(history)
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
