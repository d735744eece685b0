//! The description of one policy: itself, and the evidence for what is said of it.

use super::PublishError;
use super::dumps;
use super::graph::{Graph, TermIx};
use crate::ground::vocab;
use crate::rdf::jsonld;
use crate::rdf::write::Syntax;
use oxigraph::model::NamedNode;
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
    let subjects = Descriptions::new(graph).of(node);
    if syntax == Syntax::JsonLd {
        return dumps::framed(graph, subjects, out).map_err(PublishError::Output);
    }
    let prefixes = used_prefixes(graph, &subjects, &prefixes(graph, base));
    dumps::describe(graph, subjects, syntax.format(), &prefixes, out).map_err(PublishError::Output)
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
    let bytes = dumps::triples(triples, syntax.format(), &[]).map_err(PublishError::Output)?;
    out.write_all(&bytes).map_err(PublishError::Output)
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

/// Those prefixes that some subjects need, so that a new scheme elsewhere does not change their files.
pub(super) fn used_prefixes(
    graph: &Graph,
    subjects: &[TermIx],
    all: &[(String, String)],
) -> Vec<(String, String)> {
    let mut used = vec![false; all.len()];
    let mut see = |iri: &str| {
        for (seen, (_, space)) in used.iter_mut().zip(all) {
            *seen = *seen || iri.starts_with(space.as_str());
        }
    };
    for subject in subjects {
        see(graph.text(*subject));
        for (_, object) in graph.about(*subject) {
            if matches!(graph.term(*object), oxigraph::model::Term::NamedNode(_)) {
                see(graph.text(*object));
            }
        }
    }
    all.iter().zip(used).filter(|(_, used)| *used).map(|(prefix, _)| prefix.clone()).collect()
}
