//! The map from the model to triples, and the canonical order in which they are written.

use super::iri::Base;
use crate::model::Extent;
use crate::profile::{BodyIx, Profile, slug};
use crate::resolve::{Corpus, short_hash};
use crate::text::fold_space;
use oxigraph::model::{NamedNode, NamedNodeRef, TermRef};
use std::collections::BTreeSet;

mod emit;

/// Takes triples of one subject after the other.
pub type Sink<'s> = dyn FnMut(NamedNodeRef<'_>, NamedNodeRef<'_>, TermRef<'_>) + 's;

/// One subject with its triples in one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A merged description and its distributions, by index.
    Policy(u32),
    /// A body.
    Body(BodyIx),
    /// A person, by index into [`Map::people`].
    Person(u32),
    /// A source, by index.
    Source(u32),
    /// The edges of one source with one actor: a range of [`Map::edges`].
    Edges(u32, u32),
    /// The edges of all sources with one actor, without repetitions.
    UnitedEdges(u32, u32),
    /// A mention, by index.
    Mention(u32),
    /// A statement, by index.
    Statement(u32),
}

/// An edge, as one source states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    source: u32,
    actor: u32,
    property: &'static str,
    target: u32,
    whole: (crate::model::Relation, Extent),
}

/// A corpus as RDF.
pub struct Map<'c> {
    corpus: &'c Corpus,
    profile: &'c Profile,
    base: Base,
    policies: Vec<NamedNode>,
    sources: Vec<NamedNode>,
    people: Vec<(String, String)>,
    bodies: Vec<BodyIx>,
    edges: Vec<Edge>,
    /// The edges of all sources, by actor, without repetitions.
    united: Vec<Edge>,
    /// Statements without repetitions, by index.
    statements: Vec<u32>,
    statement_paths: Vec<[u8; 16]>,
    with_mentions: bool,
}

impl<'c> Map<'c> {
    /// Prepares the map; `with_mentions` says whether mentions are written.
    #[must_use]
    pub fn new(corpus: &'c Corpus, profile: &'c Profile, base: Base, with_mentions: bool) -> Self {
        let policies = corpus.policies.iter().map(|p| base.join(&p.path)).collect();
        let sources = corpus.sources.iter().map(|s| base.join(&s.path)).collect();
        let people: BTreeSet<(String, String)> =
            corpus.policies.iter().filter_map(|p| p.signer.as_ref()).map(|n| (slug(n), n.clone())).collect();
        let bodies: BTreeSet<BodyIx> = corpus
            .policies
            .iter()
            .filter_map(|p| p.body)
            .chain(corpus.mentions.iter().filter_map(|m| m.mention.body.map(|(b, _)| b)))
            .chain(if people.is_empty() { None } else { profile.bodies.by_key("president") })
            .collect();
        let mut edges: Vec<Edge> = corpus
            .statements
            .iter()
            .map(|s| Edge {
                source: s.source,
                actor: s.actor,
                property: s.relation.property(s.extent).as_str(),
                target: s.target,
                whole: (s.relation, s.extent),
            })
            .collect();
        edges.sort_unstable();
        edges.dedup_by_key(|e| (e.source, e.actor, e.property, e.target));
        let mut united: Vec<Edge> = edges.iter().map(|e| Edge { source: 0, ..*e }).collect();
        united.sort_unstable();
        united.dedup();
        let mut map = Self {
            united,
            corpus,
            profile,
            base,
            policies,
            sources,
            people: people.into_iter().collect(),
            bodies: bodies.into_iter().collect(),
            edges,
            statements: Vec::new(),
            statement_paths: Vec::new(),
            with_mentions,
        };
        map.name_statements();
        map
    }

    /// Gives each statement its IRI, and drops repetitions of the same words: one statement is one IRI.
    fn name_statements(&mut self) {
        let mut seen: BTreeSet<[u8; 16]> = BTreeSet::new();
        let mut run = None;
        for (ix, s) in (0_u32..).zip(&self.corpus.statements) {
            // Repetitions have the same source, actor, relation and target, and stand together.
            let key = (s.source, s.actor, s.relation, s.extent, s.target);
            if run != Some(key) {
                seen.clear();
                run = Some(key);
            }
            let path = |ix: u32| self.corpus.policies.get(ix as usize).map_or("", |p| p.path.as_str());
            let source = self.corpus.sources.get(s.source as usize).map_or("", |s| s.path.as_str());
            let quote = fold_space(&s.evidence.quote);
            let hash = short_hash(&[
                source,
                path(s.actor),
                s.relation.property(s.extent).as_str(),
                path(s.target),
                &quote,
            ]);
            let Ok(hash) = <[u8; 16]>::try_from(hash.as_bytes()) else { continue };
            if seen.insert(hash) {
                self.statements.push(ix);
                self.statement_paths.push(hash);
            }
        }
    }

    /// The graph of merged descriptions.
    #[must_use]
    pub fn policies_graph(&self) -> NamedNode {
        self.base.join("graph/policies")
    }

    /// The IRIs of the sources, in order; each names its graph.
    #[must_use]
    pub fn sources(&self) -> &[NamedNode] {
        &self.sources
    }

    /// The base of all IRIs.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base.as_str()
    }

    /// Prefixes of the graph's own IRIs: one a scheme in use, and those of sources, mentions, statements, bodies, people.
    #[must_use]
    pub fn prefixes(&self) -> Vec<(String, String)> {
        let used: BTreeSet<_> =
            self.corpus.policies.iter().filter_map(|p| p.identifier.as_ref().map(|id| id.scheme)).collect();
        let own = ["body", "person"].map(|p| (p.to_owned(), format!("{}/{p}", self.profile.jurisdiction)));
        let parts = ["mention", "source", "statement"].map(|p| (p.to_owned(), p.to_owned()));
        let schemes = used.into_iter().map(|ix| {
            let key = &self.profile.schemes.get(ix).key;
            (key.clone(), format!("{}/{key}", self.profile.jurisdiction))
        });
        let all = own.into_iter().chain(parts).chain(schemes);
        all.map(|(name, path)| (name, format!("{}/", self.base.join(&path).as_str()))).collect()
    }

    /// The subjects of the union of all graphs, in canonical order: each policy with its edges behind its description.
    #[must_use]
    pub fn union(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut at = 0;
        for item in self.described() {
            items.push(item);
            if let Item::Policy(ix) = item {
                let run =
                    self.united.get(at..).unwrap_or_default().iter().take_while(|e| e.actor == ix).count();
                if run > 0 {
                    items.push(Item::UnitedEdges(narrow(at), narrow(at + run)));
                    at += run;
                }
            }
        }
        for source in 0..narrow(self.sources.len()) {
            items.extend(self.stated(source).into_iter().filter(|i| !matches!(i, Item::Edges(..))));
        }
        items
    }

    /// The IRI of a policy.
    #[must_use]
    pub fn policy(&self, ix: u32) -> Option<&NamedNode> {
        self.policies.get(ix as usize)
    }

    /// The subjects of the graph of merged descriptions, in canonical order.
    #[must_use]
    pub fn described(&self) -> Vec<Item> {
        let policies = (0_u32..).take(self.policies.len()).map(Item::Policy);
        let bodies = self.bodies.iter().copied().map(Item::Body);
        let people = (0_u32..).take(self.people.len()).map(Item::Person);
        policies.chain(bodies).chain(people).collect()
    }

    /// The subjects of one source's graph, in canonical order.
    #[must_use]
    pub fn stated(&self, source: u32) -> Vec<Item> {
        let mut items = vec![Item::Source(source)];
        let from = self.edges.partition_point(|e| e.source < source);
        let to = self.edges.partition_point(|e| e.source <= source);
        let mut at = from;
        while at < to {
            let actor = self.edges.get(at).map(|e| e.actor);
            let run = self
                .edges
                .get(at..to)
                .unwrap_or_default()
                .iter()
                .take_while(|e| Some(e.actor) == actor)
                .count();
            items.push(Item::Edges(narrow(at), narrow(at + run)));
            at += run;
        }
        let mentions = &self.corpus.mentions;
        if self.with_mentions {
            let from = mentions.partition_point(|m| m.source < source);
            let to = mentions.partition_point(|m| m.source <= source);
            items.extend((narrow(from)..narrow(to)).map(Item::Mention));
        }
        let of = |ix: &u32| self.corpus.statements.get(*ix as usize).map_or(0, |s| s.source);
        let from = self.statements.partition_point(|ix| of(ix) < source);
        let to = self.statements.partition_point(|ix| of(ix) <= source);
        items.extend((narrow(from)..narrow(to)).map(Item::Statement));
        items
    }

    /// Gives every quad, graph by graph.
    pub fn each_quad(
        &self,
        sink: &mut dyn FnMut(NamedNodeRef<'_>, NamedNodeRef<'_>, TermRef<'_>, Option<NamedNode>),
    ) {
        let described = self.policies_graph();
        for item in self.described() {
            self.emit(item, &mut |s, p, o| sink(s, p, o, Some(described.clone())));
        }
        for (ix, graph) in (0_u32..).zip(&self.sources) {
            for item in self.stated(ix) {
                self.emit(item, &mut |s, p, o| sink(s, p, o, Some(graph.clone())));
            }
        }
    }

    /// Writes the triples of one item.
    pub fn emit(&self, item: Item, sink: &mut Sink<'_>) {
        match item {
            Item::Policy(ix) => {
                if let (Some(policy), Some(iri)) =
                    (self.corpus.policies.get(ix as usize), self.policies.get(ix as usize))
                {
                    self.emit_policy(policy, iri, sink);
                }
            }
            Item::Body(ix) => self.emit_body(ix, sink),
            Item::Person(ix) => self.emit_person(ix, sink),
            Item::Source(ix) => self.emit_source(ix, sink),
            Item::Edges(from, to) => {
                for edge in self.edges.get(from as usize..to as usize).unwrap_or_default() {
                    self.emit_edge(edge, sink);
                }
            }
            Item::UnitedEdges(from, to) => {
                for edge in self.united.get(from as usize..to as usize).unwrap_or_default() {
                    self.emit_edge(edge, sink);
                }
            }
            Item::Mention(ix) => {
                if let Some(mention) = self.corpus.mentions.get(ix as usize) {
                    self.emit_mention(mention, sink);
                }
            }
            Item::Statement(at) => {
                let statement =
                    self.statements.get(at as usize).and_then(|ix| self.corpus.statements.get(*ix as usize));
                if let (Some(statement), Some(hash)) = (statement, self.statement_paths.get(at as usize)) {
                    let iri = self.base.join(&format!("statement/{}", String::from_utf8_lossy(hash)));
                    self.emit_statement(statement, &iri, sink);
                }
            }
        }
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
