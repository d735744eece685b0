//! A document of RDF that tells of several sources is read as a folder of them: one input a source.
//!
//! In: a document that Pedigraph made, in any syntax. Out: for each `ped:Source` of it what belongs to it, as N-Quads: itself,
//! its mentions and statements, and the descriptions of the policies that they name. What somebody else says stays in the
//! graph of its source, or goes to the first.

use super::edge::{Edge, edge_property};
use super::graph::{Graph, name_of};
use super::{Syntax, parse, text_of};
use crate::ground::{is_unprintable, vocab};
use crate::source::Input;
use crate::source::archive::is_archive;
use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A part of every IRI of the vocabulary, however a syntax shortens or escapes the rest.
const VOCABULARY: &[u8] = b"pedigraph";

/// The sources that own a subject, by their places in the list of sources.
type Owners = BTreeMap<String, BTreeSet<usize>>;

/// The sources of a document; none where it is no RDF, tells of no source or cannot be read: its reader then tells what is
/// wrong.
#[must_use]
pub fn parts(input: &Input) -> Vec<Input> {
    let path = match input {
        Input::File(path) | Input::Below { path, .. } => path.clone(),
        _ => return Vec::new(),
    };
    split(input, &path).unwrap_or_default()
}

/// The document of RDF that an input is or is a part of; none where it is none, or can be read only once.
#[must_use]
pub fn document_of(input: &Input) -> Option<Input> {
    let whole = match input {
        Input::Member { archive, .. } if !is_archive(archive) => Input::File(archive.clone()),
        Input::Stdin => return None,
        other => other.clone(),
    };
    if let Input::File(path) | Input::Below { path, .. } = &whole
        && (is_other(&whole.name()) || !std::fs::metadata(path).is_ok_and(|meta| meta.is_file()))
    {
        return None;
    }
    let is_rdf = {
        let mut content = whole.open().ok()?;
        let head = content.fill_buf().ok()?;
        Syntax::of(&whole.name(), &String::from_utf8_lossy(head)).is_some()
    };
    is_rdf.then_some(whole)
}

fn split(input: &Input, path: &Path) -> Option<Vec<Input>> {
    // What is no file can be read only once.
    if !std::fs::metadata(path).is_ok_and(|meta| meta.is_file()) || is_other(&input.name()) {
        return None;
    }
    let mut content = input.open().ok()?;
    let head = content.fill_buf().ok()?;
    let syntax = Syntax::of(&input.name(), &String::from_utf8_lossy(head))?;
    let text = text_of(&mut content).ok()?;
    // Whoever tells of a source names the vocabulary; other documents are parsed once, by their reader.
    memchr::memmem::find(text.as_bytes(), VOCABULARY)?;
    let quads = parse(syntax, &text, None).ok()?.quads;
    let graph = Graph::of(&quads);
    let sources: Vec<String> = graph.of_class(vocab::PED_SOURCE).map(str::to_owned).collect();
    if sources.is_empty() {
        return None;
    }
    let owners = owners(&graph, &sources);
    let mut unstated: BTreeSet<String> = graph.unstated().iter().map(Edge::triple).collect();
    let expires = vocab::PED_EXPIRES;
    unstated
        .extend(graph.unstated_expiries().iter().map(|(policy, day)| format!("<{policy}> {expires} {day}")));
    let mut lines: Vec<Vec<String>> = vec![Vec::new(); sources.len()];
    for quad in &quads {
        for part in parts_of(quad, &graph, &sources, &owners, &unstated) {
            if let (Some(lines), Some(source)) = (lines.get_mut(part), sources.get(part)) {
                lines.push(format!("{} {} {} <{source}> .\n", quad.subject, quad.predicate, quad.object));
            }
        }
    }
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    let inputs = sources.iter().zip(lines).map(|(source, mut lines)| {
        lines.sort_unstable();
        lines.dedup();
        let place = title(&graph, source).filter(|place| taken.insert(place.clone()));
        let place = place.unwrap_or_else(|| {
            let name = source.rsplit(['/', '#', ':']).next().unwrap_or_default();
            let plain: String = name.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
            format!("source/{plain}.nq").into()
        });
        Input::Member { archive: path.to_owned(), place, bytes: Arc::from(lines.concat().into_bytes()) }
    });
    Some(inputs.collect())
}

/// The title of a source that is the path of the file which it was: it is in no language.
fn title(graph: &Graph, source: &str) -> Option<PathBuf> {
    const MAX: usize = 200;
    let title = graph.values(source, vocab::DCT_TITLE.as_str()).find_map(|title| match title {
        Term::Literal(title) if title.language().is_none() => Some(title.value()),
        _ => None,
    })?;
    let path = Path::new(title);
    let is_plain = |part: Component<'_>| match part {
        Component::Normal(part) => !part.to_string_lossy().starts_with('.'),
        _ => false,
    };
    let well = !title.is_empty() && title.len() <= MAX && !title.contains(|c| c == '\\' || is_unprintable(c));
    (well && path.components().all(is_plain)).then(|| path.to_owned())
}

/// Whether the name of a file is that of a page, a table or a text, which is not opened to be looked at.
fn is_other(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let others = [".md", ".markdown", ".html", ".htm", ".csv", ".tsv", ".pdf", ".txt"];
    others.iter().any(|end| name.ends_with(end))
}

/// Which sources each subject belongs to: mentions and statements to that from which they are quoted, policies to all whose
/// mentions and statements name them, and what describes a policy or a source with it.
fn owners(graph: &Graph, sources: &[String]) -> Owners {
    let mut owners: Owners = BTreeMap::new();
    let places: BTreeMap<&str, usize> = sources.iter().map(String::as_str).zip(0..).collect();
    let classes = [vocab::PED_MENTION, vocab::PED_STATEMENT, vocab::PED_REJECTED_STATEMENT];
    let names = [vocab::PED_OF, vocab::PED_ACTOR, vocab::PED_TARGET, vocab::PED_IN_RECORD_OF];
    for node in classes.iter().flat_map(|class| graph.of_class(*class)) {
        let quoted = graph.node(node, vocab::PROV_WAS_QUOTED_FROM);
        let source = quoted.and_then(|q| places.get(q.as_str()).copied()).unwrap_or(0);
        owners.entry(node.to_owned()).or_default().insert(source);
        for policy in names.iter().filter_map(|name| graph.node(node, *name)) {
            owners.entry(policy).or_default().insert(source);
        }
    }
    for (place, source) in sources.iter().enumerate() {
        let own = BTreeSet::from([place]);
        owners.entry(source.clone()).or_default().extend(&own);
        let publisher = graph.node(source, vocab::DCT_PUBLISHER);
        publisher.into_iter().for_each(|p| owners.entry(p).or_default().extend(&own));
    }
    // Distributions, editions and signers go with their policies.
    let beside: [NamedNodeRef<'static>; 3] =
        [vocab::DCT_HAS_FORMAT, vocab::PED_HAS_EDITION, vocab::PED_SIGNED_BY];
    let policies: Vec<(String, BTreeSet<usize>)> =
        owners.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    for (policy, own) in policies {
        for property in beside {
            for node in graph.values(&policy, property.as_str()).filter_map(super::graph::node_of) {
                owners.entry(node).or_default().extend(&own);
            }
        }
    }
    owners
}

/// The sources to which a quad belongs; none where it is made anew from the others.
fn parts_of(
    quad: &Quad,
    graph: &Graph,
    sources: &[String],
    owners: &Owners,
    unstated: &BTreeSet<String>,
) -> Vec<usize> {
    let subject = name_of(&quad.subject);
    let owned = owners.get(&subject);
    let first = || owned.and_then(|own| own.first()).copied().unwrap_or(0);
    let named = match &quad.graph_name {
        GraphName::NamedNode(name) => sources.iter().position(|s| s == name.as_str()),
        _ => None,
    };
    let is_edge = edge_property(quad.predicate.as_str()).is_some()
        && matches!(quad.subject, NamedOrBlankNode::NamedNode(_));
    if (is_edge || quad.predicate == vocab::PED_EXPIRES)
        && unstated.contains(&format!("{} {} {}", quad.subject, quad.predicate, quad.object))
    {
        return vec![named.unwrap_or_else(first)];
    }
    if !graph.is_remade(&subject, &quad.predicate, &quad.object) {
        return vec![named.unwrap_or_else(first)];
    }
    if is_edge {
        return Vec::new();
    }
    owned.map(|own| own.iter().copied().collect()).unwrap_or_default()
}
