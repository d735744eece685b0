//! The description of one policy: itself, and the evidence for what is said of it; and the document that holds a description.

use super::PublishError;
use super::dumps;
use super::graph::{Graph, TermIx};
use crate::ground::vocab;
use crate::rdf::jsonld;
use crate::rdf::write::Syntax;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Finds the evidence of policies.
#[derive(Debug)]
pub struct Descriptions<'g> {
    graph: &'g Graph,
    mentions: BTreeMap<TermIx, Vec<TermIx>>,
    acting: BTreeMap<TermIx, Vec<TermIx>>,
    acted_upon: BTreeMap<TermIx, Vec<TermIx>>,
}

impl<'g> Descriptions<'g> {
    /// Looks through the graph once.
    #[must_use]
    pub fn new(graph: &'g Graph) -> Self {
        Self {
            graph,
            mentions: graph.inverse(vocab::PED_OF),
            acting: graph.inverse(vocab::PED_ACTOR),
            acted_upon: graph.inverse(vocab::PED_TARGET),
        }
    }

    /// The mentions of a policy.
    #[must_use]
    pub fn mentions(&self, policy: TermIx) -> &[TermIx] {
        self.mentions.get(&policy).map_or(&[], Vec::as_slice)
    }

    /// The subjects of a policy's concise bounded description, with its evidence: the policy, its files and editions, the bodies and
    /// people that it names, its statements (as actor and as target), its mentions, and their sources.
    #[must_use]
    pub fn of(&self, policy: TermIx) -> Vec<TermIx> {
        let mut found = vec![policy];
        for own in [
            vocab::ELI_IS_REALIZED_BY,
            vocab::DCT_HAS_FORMAT,
            vocab::PED_HAS_EDITION,
            vocab::PED_ISSUED_BY,
            vocab::PED_SIGNED_BY,
        ] {
            found.extend(self.graph.objects(policy, own));
        }
        for expression in self.graph.objects(policy, vocab::ELI_IS_REALIZED_BY) {
            found.extend(self.graph.objects(expression, vocab::ELI_IS_EMBODIED_BY));
        }
        let evidence = [&self.acting, &self.acted_upon, &self.mentions];
        let evidence: Vec<TermIx> =
            evidence.iter().filter_map(|by| by.get(&policy)).flatten().copied().collect();
        let sources: BTreeSet<TermIx> =
            evidence.iter().flat_map(|e| self.graph.objects(*e, vocab::PROV_WAS_QUOTED_FROM)).collect();
        found.extend(evidence);
        found.extend(sources);
        let mut seen = BTreeSet::new();
        found.retain(|term| seen.insert(*term));
        found
    }
}

/// What leads to things that belong to the description of another and are told whole.
const PARTS: [NamedNodeRef<'static>; 11] = [
    vocab::SPDX_CHECKSUM,
    vocab::DCT_PUBLISHER,
    vocab::PROV_WAS_QUOTED_FROM,
    vocab::PROV_WAS_ATTRIBUTED_TO,
    vocab::PED_DECIDED_BY,
    vocab::PED_ACCEPTED_BY,
    vocab::PED_REJECTED_BY,
    vocab::PED_JUDGES,
    vocab::ORG_MEMBER_DURING,
    vocab::TIME_HAS_BEGINNING,
    vocab::TIME_HAS_END,
];

/// The most steps from a subject to a part of its description. The longest way is from a status period to the statement that
/// decides it, the judgement that accepts that, another statement that it judges, the source of that one, and its checksum.
const MAX_STEPS: usize = 5;

/// The classes of things that a document names without describing them: they have documents of their own.
const NAMED: [NamedNodeRef<'static>; 4] =
    [vocab::PED_POLICY, vocab::ORG_ORGANIZATION, vocab::ORG_POST, vocab::FOAF_PERSON];

/// What a document tells of such a thing: what it is and what it is called, as `ontology/shapes.ttl` asks of it.
const NAMING: [NamedNodeRef<'static>; 8] = [
    vocab::RDF_TYPE,
    vocab::SKOS_PREF_LABEL,
    vocab::FOAF_NAME,
    vocab::DCT_IDENTIFIER,
    vocab::ELI_ID_LOCAL,
    vocab::SCHEMA_LEGISLATION_IDENTIFIER,
    vocab::PED_TYPE,
    vocab::ELI_TYPE_DOCUMENT,
];

/// The triples of a document about some subjects that is a valid graph by itself: the subjects, the parts of their
/// descriptions (checksums, publishers, judgements, statements that decide a status, days of a term of office), and what the policies, bodies and
/// people that they name are and are called.
pub(super) fn document<'g>(graph: &'g Graph, subjects: &[TermIx]) -> Vec<TripleRef<'g>> {
    let (is_a, classes) = (graph.node(vocab::RDF_TYPE), terms(graph, &NAMED));
    let has_document =
        |thing: TermIx| graph.about(thing).iter().any(|(p, o)| Some(*p) == is_a && classes.contains(o));
    let whole = with_parts(graph, subjects, &terms(graph, &PARTS), &has_document);
    let mut seen: BTreeSet<TermIx> = whole.iter().copied().collect();
    let mut neighbours = Vec::new();
    for (_, object) in whole.iter().flat_map(|subject| graph.about(*subject)) {
        if has_document(*object) && seen.insert(*object) {
            neighbours.push(*object);
        }
    }
    let told = whole
        .into_iter()
        .flat_map(|subject| graph.about(subject).iter().map(move |(p, o)| (subject, *p, *o)));
    let described = told.filter_map(|(s, p, o)| dumps::triple(graph, s, p, o));
    described.chain(named(graph, &neighbours)).collect()
}

/// What some things are and what they are called.
pub(super) fn named<'g>(graph: &'g Graph, things: &[TermIx]) -> Vec<TripleRef<'g>> {
    let naming = terms(graph, &NAMING);
    let told = things.iter().flat_map(|thing| graph.about(*thing).iter().map(move |(p, o)| (*thing, *p, *o)));
    told.filter(|(_, p, _)| naming.contains(p))
        .filter_map(|(s, p, o)| dumps::triple(graph, s, p, o))
        .collect()
}

fn terms(graph: &Graph, all: &[NamedNodeRef<'_>]) -> Vec<TermIx> {
    all.iter().filter_map(|term| graph.node(*term)).collect()
}

/// Subjects with what belongs to their descriptions, each once.
fn with_parts(
    graph: &Graph,
    subjects: &[TermIx],
    parts: &[TermIx],
    has_document: &dyn Fn(TermIx) -> bool,
) -> Vec<TermIx> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<TermIx> = subjects.iter().copied().filter(|s| seen.insert(*s)).collect();
    let mut from = 0;
    for _ in 0..MAX_STEPS {
        let newest = found.get(from..).unwrap_or_default();
        let leads = newest.iter().flat_map(|s| graph.about(*s)).filter(|(p, _)| parts.contains(p));
        let next: Vec<TermIx> =
            leads.map(|(_, o)| *o).filter(|o| !has_document(*o) && seen.insert(*o)).collect();
        from = found.len();
        found.extend(next);
    }
    found
}

/// Writes the description of one policy as the union of all graphs, in any syntax.
///
/// # Errors
/// [`PublishError::Graph`] for an IRI that the graph does not describe; those of `out`.
pub fn export(
    graph: &Graph,
    base: &str,
    policy: &str,
    syntax: Syntax,
    out: &mut dyn Write,
) -> Result<(), PublishError> {
    let node = NamedNode::new(policy).ok().and_then(|iri| graph.node(iri.as_ref()));
    let Some(node) = node else {
        return Err(PublishError::Graph(format!("expected a policy of this graph, found `{policy}`")));
    };
    let triples = document(graph, &Descriptions::new(graph).of(node));
    if syntax == Syntax::JsonLd {
        return dumps::framed(triples, out).map_err(PublishError::Output);
    }
    let prefixes = used_prefixes(&triples, &prefixes(graph, base));
    dumps::write_triples(triples, syntax.format(), &prefixes, out).map_err(PublishError::Output)
}

/// Writes triples, such as those of a CONSTRUCT query, in any syntax.
///
/// # Errors
/// [`PublishError::Output`]
pub fn export_triples(
    triples: &[oxigraph::model::Triple],
    syntax: Syntax,
    out: &mut dyn Write,
) -> Result<(), PublishError> {
    if syntax == Syntax::JsonLd {
        return jsonld::write_triples(triples, out).map_err(PublishError::Output);
    }
    let triples = triples.iter().map(|triple| triple.as_ref());
    dumps::write_triples(triples, syntax.format(), &[], out).map_err(PublishError::Output)
}

/// Prefixes of the graph's own IRIs: the last folder of each.
pub(super) fn prefixes(graph: &Graph, base: &str) -> Vec<(String, String)> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for subject in graph.subjects() {
        let Some(path) = graph.text(*subject).strip_prefix(base) else { continue };
        let Some((folder, _)) = path.rsplit_once('/') else { continue };
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !name.ends_with('-')
            && folder.matches('/').count() <= 1;
        if plain && !vocab::PREFIXES.iter().any(|(known, _)| *known == name) {
            found.entry(name.to_owned()).or_insert_with(|| format!("{base}{folder}/"));
        }
    }
    found.into_iter().collect()
}

/// Those prefixes that some triples need, so that a new scheme elsewhere does not change their files.
pub(super) fn used_prefixes(triples: &[TripleRef<'_>], all: &[(String, String)]) -> Vec<(String, String)> {
    let mut used = vec![false; all.len()];
    let mut see = |iri: &str| {
        for (seen, (_, space)) in used.iter_mut().zip(all) {
            *seen = *seen || iri.starts_with(space.as_str());
        }
    };
    for triple in triples {
        if let NamedOrBlankNodeRef::NamedNode(subject) = triple.subject {
            see(subject.as_str());
        }
        if let TermRef::NamedNode(object) = triple.object {
            see(object.as_str());
        }
    }
    all.iter().zip(used).filter(|(_, used)| *used).map(|(prefix, _)| prefix.clone()).collect()
}
