//! A document of RDF that tells of several sources is read as a folder of them: one input a source.
//!
//! In: a document that Pedigraph made, in any syntax. Out: for each `ped:Source` of it what belongs to it, as N-Quads: itself,
//! its mentions and statements, and the descriptions of the policies that they name. What somebody else says stays in the
//! graph of its source, or goes to the first.

use super::edge::{Edge, edge_property};
use super::graph::{Graph, name_of, node_of, subject_line};
use super::{MAX_DOCUMENT, Syntax, parse, text_of};
use crate::ground::{is_unprintable, vocab};
use crate::source::{Format, Input, InputError};
use oxigraph::model::{GraphName, NamedNodeRef, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A part of every IRI of the vocabulary, however a syntax shortens or escapes the rest.
const VOCABULARY: &[u8] = b"pedigraph";

/// The sources that own a subject, by their places in the list of sources.
type Owners = BTreeMap<String, BTreeSet<usize>>;

/// A document on standard input, taken from it so that it can be read more than once; any other input as it is.
///
/// # Errors
/// Standard input that cannot be read.
pub fn at_hand(input: Input, given: Option<Format>) -> Result<Input, InputError> {
    if input != Input::Stdin {
        return Ok(input);
    }
    let fail = |error| InputError { name: input.name(), error };
    let mut stdin = std::io::stdin().lock();
    let head = stdin.fill_buf().map_err(fail)?;
    let is_rdf = match given {
        Some(format) => matches!(format, Format::Rdf(_)),
        None => detected(&input.name(), head).is_some(),
    };
    if !is_rdf {
        return Ok(input);
    }
    let mut bytes = Vec::new();
    stdin.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes).map_err(fail)?;
    Ok(Input::Bytes(input.name(), bytes.into()))
}

/// The syntax of a document by its name and its first bytes; a feed of RSS 1.0 is read as a feed.
fn detected(name: &str, head: &[u8]) -> Option<Syntax> {
    let head = String::from_utf8_lossy(head);
    let syntax = Syntax::of(name, &head)?;
    (!crate::source::syndication::is_feed(head.trim_start_matches('\u{feff}').trim_start())).then_some(syntax)
}

/// The sources of a document; none where it is no RDF, tells of one source or none, or cannot be read: its reader then tells
/// what is wrong. `given` is its format, where it is not told from it.
#[must_use]
pub fn parts(input: &Input, given: Option<Format>) -> Vec<Input> {
    match input {
        // What is no file can be read only once.
        Input::File(path) | Input::Below { path, .. }
            if !std::fs::metadata(path).is_ok_and(|meta| meta.is_file()) =>
        {
            Vec::new()
        }
        Input::Stdin | Input::Part { .. } => Vec::new(),
        _ => split(input, given).unwrap_or_default(),
    }
}

fn split(input: &Input, given: Option<Format>) -> Option<Vec<Input>> {
    let mut content = input.open().ok()?;
    let syntax = match given {
        Some(Format::Rdf(syntax)) => syntax,
        Some(_) => return None,
        None => detected(&input.name(), content.fill_buf().ok()?)?,
    };
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
    let others = graph.graphs_of_others(&quads);
    let mut unstated: BTreeSet<String> = graph.unstated().iter().map(Edge::triple).collect();
    let expires = vocab::PED_EXPIRES;
    unstated.extend(
        graph
            .unstated_expiries()
            .iter()
            .map(|(policy, day)| format!("{} {expires} {day}", subject_line(policy))),
    );
    let mut lines: Vec<Vec<String>> = vec![Vec::new(); sources.len()];
    let mut unplaced = 0;
    for quad in &quads {
        let is_of_others = others.contains(&quad.graph_name);
        let places = match is_of_others.then(|| tellers(&graph, &sources, &quad.graph_name)) {
            Some(tellers) if !tellers.is_empty() => Places::These(tellers),
            _ => parts_of(quad, &graph, &sources, &owners, &unstated),
        };
        unplaced += usize::from(places == Places::First);
        for part in places.all() {
            if let (Some(lines), Some(source)) = (lines.get_mut(part), sources.get(part)) {
                let name = if is_of_others { quad.graph_name.to_string() } else { format!("<{source}>") };
                lines.push(format!("{} {} {} {name} .\n", quad.subject, quad.predicate, quad.object));
            }
        }
    }
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    let document = Arc::new(input.clone());
    let inputs = sources.iter().zip(lines).map(|(source, mut lines)| {
        lines.sort_unstable();
        lines.dedup();
        let place = title(&graph, source).filter(|place| taken.insert(place.clone()));
        let place = place.unwrap_or_else(|| {
            let name = source.rsplit(['/', '#', ':']).next().unwrap_or_default();
            let plain: String = name.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
            format!("source/{plain}.nq").into()
        });
        let bytes = Arc::from(lines.concat().into_bytes());
        Input::Part { of: Arc::clone(&document), place, bytes, unplaced: std::mem::take(&mut unplaced) }
    });
    Some(inputs.collect())
}

/// The sources that tell of a named graph of somebody else's: what stands in it is theirs.
fn tellers(graph: &Graph, sources: &[String], name: &GraphName) -> Vec<usize> {
    let GraphName::NamedNode(name) = name else { return Vec::new() };
    let tells = |source: &String| {
        graph
            .values(source, vocab::DCT_HAS_PART.as_str())
            .any(|part| node_of(part).as_deref() == Some(name.as_str()))
    };
    sources.iter().zip(0..).filter(|(source, _)| tells(source)).map(|(_, place)| place).collect()
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
        // The IRI that a policy has in somebody else's graph is a page of its mention.
        for page in graph.values(node, vocab::FOAF_PAGE.as_str()).filter_map(node_of) {
            owners.entry(page).or_default().insert(source);
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
            for node in graph.values(&policy, property.as_str()).filter_map(node_of) {
                owners.entry(node).or_default().extend(&own);
            }
        }
    }
    owners
}

/// The sources to which a quad belongs.
#[derive(Debug, PartialEq, Eq)]
enum Places {
    /// These; none where it is made anew from the others.
    These(Vec<usize>),
    /// None is told: the first is taken.
    First,
}

impl Places {
    fn all(self) -> Vec<usize> {
        match self {
            Self::These(all) => all,
            Self::First => vec![0],
        }
    }
}

fn parts_of(
    quad: &Quad,
    graph: &Graph,
    sources: &[String],
    owners: &Owners,
    unstated: &BTreeSet<String>,
) -> Places {
    let subject = name_of(&quad.subject);
    let owned = owners.get(&subject);
    let is_edge = edge_property(quad.predicate.as_str()).is_some();
    let is_unstated = || unstated.contains(&format!("{} {} {}", quad.subject, quad.predicate, quad.object));
    let says_more = (is_edge || quad.predicate == vocab::PED_EXPIRES) && is_unstated()
        || !graph.is_remade(&subject, &quad.predicate, &quad.object);
    if says_more {
        let named = match &quad.graph_name {
            GraphName::NamedNode(name) => sources.iter().position(|s| s == name.as_str()),
            _ => None,
        };
        // A node below a source is its own.
        let below = || sources.iter().position(|source| is_below(&subject, source));
        let only = || owned.filter(|own| own.len() == 1).and_then(|own| own.first().copied());
        return match named.or_else(below).or_else(only) {
            Some(part) => Places::These(vec![part]),
            None => Places::First,
        };
    }
    if is_edge {
        return Places::These(Vec::new());
    }
    Places::These(owned.map(|own| own.iter().copied().collect()).unwrap_or_default())
}

/// Whether an IRI is that of a node of a source: `source/…/node/b0`.
fn is_below(iri: &str, source: &str) -> bool {
    iri.strip_prefix(source).is_some_and(|rest| rest.starts_with('/'))
}
