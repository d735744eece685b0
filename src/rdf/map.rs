//! The map from the model to triples, and the canonical order in which they are written.

use super::iri::{Base, Iris};
use crate::ground::{fold_space, vocab};
use crate::model::BodyIx;
use crate::model::{Extent, Relation};
use crate::profile::{Profile, slug};
use crate::resolve::status::{self, Statuses};
use crate::resolve::{Corpus, Word, short_hash};
use oxigraph::model::{NamedNode, NamedNodeRef, TermRef};
use std::collections::{BTreeSet, HashMap, HashSet};

mod edition;
mod emit;
mod foreign;
mod judgements;
mod language;
mod office;
mod periods;
mod provenance;
mod work;

use edition::EditionPages;
use language::Languages;
pub use periods::status_term;

/// Takes triples of one subject after the other.
pub type Sink<'s> = dyn FnMut(NamedNodeRef<'_>, NamedNodeRef<'_>, TermRef<'_>) + 's;

/// One subject with its triples in one graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A merged description and its distributions, by index.
    Policy(u32),
    /// A body.
    Body(BodyIx),
    /// A person, by index into those who signed.
    Person(u32),
    /// Who publishes sources, by index.
    Publisher(u32),
    /// The run that made the merged descriptions, and the software.
    Resolving,
    /// A source, its checksum and the run that read it, by index.
    Source(u32),
    /// The edges of one source with one actor: a range of statements.
    Edges(u32, u32),
    /// The edges of all sources with one actor, without repetitions.
    UnitedEdges(u32),
    /// A mention, by index.
    Mention(u32),
    /// A statement, by index.
    Statement(u32),
    /// A statement that depends on a condition, by index.
    Conditional(u32),
    /// A statement of a policy about itself that counts, by index.
    Reflexive(u32),
    /// A status period: the policy and the number of the period, by index.
    Period(u32, u32),
    /// What happens to a policy, no acting policy being named, by index.
    Ending(u32),
    /// A statement that a person rejected, by index.
    Rejected(u32),
    /// An ending that a person rejected, by index.
    RejectedEnding(u32),
    /// The edge of a statement that a person added, by its index among the statements.
    AddedEdge(u32),
    /// A judgement, by index.
    Judgement(u32),
    /// Who judged, by index.
    Curator(u32),
    /// What a graph that was read as a source says beyond the vocabulary: the source, and the number of the line.
    Foreign(u32, u32),
}

/// An edge of an actor, as one source states it: its property, its target, and what the property does not tell.
type Edge = (&'static str, u32, (Relation, Extent));

/// The statements of one source about the acts of one policy: a range.
#[derive(Clone, Copy, Debug)]
struct Acts {
    actor: u32,
    from: u32,
    to: u32,
}

/// A corpus as RDF.
pub struct Map<'c> {
    corpus: &'c Corpus,
    profile: &'c Profile,
    base: Base,
    policies: Iris,
    sources: Vec<NamedNode>,
    /// Who signed, by slug and name.
    people: Vec<(NamedNode, String)>,
    person: HashMap<Word, NamedNode>,
    /// Who publishes sources, each with the name, in the order of names.
    publishers: Vec<(NamedNode, String)>,
    bodies: Vec<BodyIx>,
    body: HashMap<BodyIx, NamedNode>,
    /// The acts of each policy, by actor, then source.
    acts: Vec<Acts>,
    /// Statements that repeat the words of another, which has their IRI; by index, sorted.
    repeated: Vec<u32>,
    /// Mentions by policy; none where mentions are not written.
    mentions_by_policy: Vec<u32>,
    with_mentions: bool,
    /// When runs ended, where that is told.
    moment: Option<String>,
    /// In which language each name is.
    languages: Languages,
    /// The addresses of editions.
    edition_pages: EditionPages,
    /// Status periods, where they are written.
    statuses: Option<Statuses>,
}

impl<'c> Map<'c> {
    /// Prepares the map; `with_mentions` says whether mentions are written.
    #[must_use]
    pub fn new(corpus: &'c Corpus, profile: &'c Profile, base: Base, with_mentions: bool) -> Self {
        let policies = Iris::new(&base, corpus.policies.iter().map(|p| corpus.str(p.path)));
        let sources = corpus.sources.iter().map(|s| base.join(&s.path)).collect();
        let below = |part: &str, name: &str| base.join(&format!("{}/{part}/{name}", profile.jurisdiction));
        let signers: HashSet<Word> = corpus.policies.iter().filter_map(|p| p.signer).collect();
        let person =
            signers.iter().map(|w| (*w, below("person", &slug(corpus.str(*w))))).collect::<HashMap<_, _>>();
        let people: BTreeSet<(String, &str)> =
            signers.iter().map(|w| (slug(corpus.str(*w)), corpus.str(*w))).collect();
        let people = people
            .into_iter()
            .map(|(slug, name)| (below("person", &slug), name.to_owned()))
            .collect::<Vec<_>>();
        let named = corpus.mentions.iter().filter_map(|m| m.body.map(|(b, _)| b));
        let used: HashSet<BodyIx> = corpus
            .policies
            .iter()
            .filter_map(|p| p.body)
            .chain(named)
            .chain(if people.is_empty() { None } else { profile.presidents.office })
            .flat_map(|ix| [Some(ix), profile.bodies.get(ix).post_in])
            .flatten()
            .collect();
        let body = used
            .iter()
            .map(|ix| (*ix, below("body", &profile.bodies.get(*ix).key)))
            .collect::<HashMap<_, _>>();
        let bodies: BTreeSet<BodyIx> = used.into_iter().collect();
        let mut acts: Vec<Acts> = Vec::new();
        for (ix, s) in (0_u32..).zip(&corpus.statements) {
            let key = |ix: u32| corpus.statements.get(ix as usize).map(|s| (s.source, s.actor));
            match acts.last_mut().filter(|a| key(a.from) == Some((s.source, s.actor))) {
                Some(run) => run.to = ix + 1,
                None => acts.push(Acts { actor: s.actor, from: ix, to: ix + 1 }),
            }
        }
        acts.sort_by_key(|a| (a.actor, a.from));
        Self {
            corpus,
            profile,
            publishers: publishers(corpus, &base),
            base,
            policies,
            sources,
            people,
            person,
            bodies: bodies.into_iter().collect(),
            body,
            acts,
            repeated: repeated(corpus),
            mentions_by_policy: if with_mentions { mentions_by_policy(corpus) } else { Vec::new() },
            with_mentions,
            languages: Languages::of_corpus(corpus, profile),
            edition_pages: edition::pages(corpus),
            moment: None,
            statuses: None,
        }
    }

    /// The same map with status periods, and how far policies and registers are covered.
    #[must_use]
    pub fn with_periods(self, statuses: Statuses) -> Self {
        Self { statuses: Some(statuses), ..self }
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

    /// [`own_prefixes`] of the schemes in use.
    #[must_use]
    pub fn prefixes(&self) -> Vec<(String, String)> {
        let used: BTreeSet<_> = self.corpus.policies.iter().filter_map(|p| p.scheme).collect();
        let keys = used.into_iter().map(|ix| self.profile.schemes.get(ix).key.as_str());
        own_prefixes(&self.base, &self.profile.jurisdiction, keys)
    }

    /// The subjects of the union of all graphs, in canonical order: each policy with its edges behind its description.
    pub fn union(&self) -> impl Iterator<Item = Item> {
        let mut acts = self.acts.iter().map(|a| a.actor).peekable();
        let described = self.described().flat_map(move |item| {
            let edges = match item {
                Item::Policy(ix) => {
                    let mut edges = None;
                    while acts.next_if(|actor| *actor <= ix).is_some() {
                        edges = Some(Item::UnitedEdges(ix));
                    }
                    edges
                }
                _ => None,
            };
            [Some(item), edges].into_iter().flatten()
        });
        let sources = 0..narrow(self.sources.len());
        let stated = sources.flat_map(|s| self.stated(s).filter(|i| !matches!(i, Item::Edges(..))));
        let stated = stated.filter(|item| !self.is_said_again(*item));
        described.chain(stated).chain(self.judged().filter(|i| !matches!(i, Item::AddedEdge(_))))
    }

    /// The IRI of a policy.
    #[must_use]
    pub fn policy(&self, ix: u32) -> Option<NamedNodeRef<'_>> {
        self.policies.get(ix)
    }

    /// The subjects of the graph of merged descriptions, in canonical order.
    pub fn described(&self) -> impl Iterator<Item = Item> {
        let policies = (0..narrow(self.policies.len()))
            .flat_map(|ix| std::iter::once(Item::Policy(ix)).chain(self.periods(ix)));
        let bodies = self.bodies.iter().copied().map(Item::Body);
        let people = (0..narrow(self.people.len())).map(Item::Person);
        policies.chain(bodies).chain(people).chain(self.made_by())
    }

    /// The subjects of one source's graph, in canonical order.
    pub fn stated(&self, source: u32) -> impl Iterator<Item = Item> {
        let (statements, mentions) = (&self.corpus.statements, &self.corpus.mentions);
        let from = narrow(statements.partition_point(|s| s.source < source));
        let to = narrow(statements.partition_point(|s| s.source <= source));
        let mut at = from;
        let edges = std::iter::from_fn(move || {
            let run = statements.get(at as usize..to as usize)?;
            let actor = run.first()?.actor;
            let start = at;
            at += narrow(run.iter().take_while(|s| s.actor == actor).count());
            Some(Item::Edges(start, at))
        });
        let (first, last) = if self.with_mentions {
            let of = |before: &dyn Fn(u32) -> bool| narrow(mentions.partition_point(|m| before(m.source)));
            (of(&|s| s < source), of(&|s| s <= source))
        } else {
            (0, 0)
        };
        let statements =
            (from..to).filter(|ix| self.repeated.binary_search(ix).is_err() && !self.is_added(*ix));
        std::iter::once(Item::Source(source))
            .chain(edges)
            .chain((first..last).map(Item::Mention))
            .chain(statements.map(Item::Statement))
            .chain(self.without_edge(source))
            .chain(self.rejected(source))
            .chain(self.foreign(source))
    }

    /// The statements of one source that make no edge.
    fn without_edge(&self, source: u32) -> impl Iterator<Item = Item> {
        let Corpus { conditional, endings, reflexive, .. } = self.corpus;
        let from = narrow(conditional.partition_point(|s| s.source < source));
        let to = narrow(conditional.partition_point(|s| s.source <= source));
        let first = narrow(endings.partition_point(|e| e.source < source));
        let last = narrow(endings.partition_point(|e| e.source <= source));
        let own = narrow(reflexive.partition_point(|s| s.source < source));
        let own = own..narrow(reflexive.partition_point(|s| s.source <= source));
        let counts = |ix: &u32| reflexive.get(*ix as usize).is_some_and(status::counts_upon_itself);
        (from..to)
            .map(Item::Conditional)
            .chain(own.filter(counts).map(Item::Reflexive))
            .chain((first..last).map(Item::Ending))
    }

    /// How many nodes of statements each source has, in the order of sources.
    #[must_use]
    pub fn statement_counts(&self) -> Vec<usize> {
        let counts = (0..narrow(self.sources.len())).map(|source| {
            let mut others: HashSet<NamedNode> = HashSet::new();
            let mut edges = 0;
            for item in self.stated(source) {
                let iri = match item {
                    // Those that repeat another's words are none of the items.
                    Item::Statement(_) => {
                        edges += 1;
                        None
                    }
                    Item::Conditional(ix) => {
                        self.corpus.conditional.get(ix as usize).and_then(|s| self.statement_iri(s))
                    }
                    Item::Reflexive(ix) => {
                        self.corpus.reflexive.get(ix as usize).and_then(|s| self.statement_iri(s))
                    }
                    Item::Ending(ix) => self.corpus.endings.get(ix as usize).and_then(|e| self.ending_iri(e)),
                    _ => None,
                };
                others.extend(iri);
            }
            edges + others.len()
        });
        counts.collect()
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
                let graph = self.graph_of(item, graph);
                self.emit(item, &mut |s, p, o| sink(s, p, o, Some(graph.clone().into_owned())));
            }
        }
        let curation = self.curation_graph();
        for item in self.judged() {
            self.emit(item, &mut |s, p, o| sink(s, p, o, Some(curation.clone())));
        }
    }

    /// Writes the triples of one item.
    pub fn emit(&self, item: Item, sink: &mut Sink<'_>) {
        match item {
            Item::Policy(ix) => {
                if let (Some(policy), Some(iri)) = (self.corpus.policies.get(ix as usize), self.policy(ix)) {
                    self.emit_policy(ix, policy, iri, sink);
                }
            }
            Item::Body(ix) => self.emit_body(ix, sink),
            Item::Person(ix) => self.emit_person(ix, sink),
            Item::Publisher(ix) => self.emit_publisher(ix, sink),
            Item::Resolving => self.emit_resolving(sink),
            Item::Source(ix) => self.emit_source(ix, sink),
            Item::Foreign(source, line) => self.emit_foreign(source, line, sink),
            Item::Edges(from, to) => {
                let actor = self.corpus.statements.get(from as usize).map_or(0, |s| s.actor);
                self.emit_edges(actor, &self.edges(from, to, false), sink);
            }
            Item::UnitedEdges(actor) => {
                let from = self.acts.partition_point(|a| a.actor < actor);
                let runs = self.acts.get(from..).unwrap_or_default().iter().take_while(|a| a.actor == actor);
                let mut edges: Vec<Edge> = runs.flat_map(|a| self.edges(a.from, a.to, true)).collect();
                edges.sort_unstable();
                edges.dedup();
                self.emit_edges(actor, &edges, sink);
            }
            Item::Mention(ix) => {
                if let Some(mention) = self.corpus.mentions.get(ix as usize) {
                    self.emit_mention(mention, sink);
                }
            }
            Item::Statement(ix) => {
                if let Some(statement) = self.corpus.statements.get(ix as usize) {
                    self.emit_statement(statement, sink);
                }
            }
            Item::Conditional(ix) => {
                if let Some(statement) = self.corpus.conditional.get(ix as usize) {
                    self.emit_statement(statement, sink);
                }
            }
            Item::Reflexive(ix) => {
                if let Some(statement) = self.corpus.reflexive.get(ix as usize) {
                    self.emit_statement(statement, sink);
                }
            }
            Item::Period(policy, n) => self.emit_period(policy, n, sink),
            Item::Ending(ix) => {
                if let Some(ending) = self.corpus.endings.get(ix as usize) {
                    self.emit_ending(ending, (vocab::PED_STATEMENT, vocab::PED_RELATION), sink);
                }
            }
            Item::Rejected(ix) => {
                if let Some(statement) = self.corpus.curated.rejected.get(ix as usize) {
                    self.emit_read_as(statement, REJECTED, sink);
                }
            }
            Item::RejectedEnding(ix) => {
                if let Some(ending) = self.corpus.curated.rejected_endings.get(ix as usize) {
                    self.emit_ending(ending, REJECTED, sink);
                }
            }
            Item::AddedEdge(ix) => {
                let actor = self.corpus.statements.get(ix as usize).map_or(0, |s| s.actor);
                self.emit_edges(actor, &self.edges(ix, ix + 1, true), sink);
            }
            Item::Judgement(at) => self.emit_judgement(at, sink),
            Item::Curator(ix) => self.emit_curator(ix, sink),
        }
    }

    /// The edges that a range of statements of one source and one actor states, sorted, each once; those that people added
    /// only where `all` are asked for.
    fn edges(&self, from: u32, to: u32, all: bool) -> Vec<Edge> {
        let statements = self.corpus.statements.get(from as usize..to as usize).unwrap_or_default();
        let mut edges: Vec<Edge> = (from..)
            .zip(statements)
            .filter(|(ix, _)| all || !self.is_added(*ix))
            .map(|(_, s)| (s.relation.property(s.extent).as_str(), s.target, (s.relation, s.extent)))
            .collect();
        edges.sort_unstable();
        edges.dedup_by_key(|(property, target, _)| (*property, *target));
        edges
    }
}

/// The class of a statement that a person rejected, and the property of the relation that was read: it states none.
const REJECTED: (NamedNodeRef<'static>, NamedNodeRef<'static>) =
    (vocab::PED_REJECTED_STATEMENT, vocab::PED_READ_AS);

/// Statements whose words, blanks apart, are those of another of the same edge and source: one statement is one IRI.
fn repeated(corpus: &Corpus) -> Vec<u32> {
    let all = &corpus.statements;
    let key = |at: usize| all.get(at).map(|s| (s.source, s.actor, s.relation, s.extent, s.target));
    let mut repeated = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let run = (at..all.len()).take_while(|other| key(*other) == key(at)).count();
        if run > 1 {
            let mut seen = HashSet::new();
            let statements = (at..at + run).filter_map(|ix| Some((narrow(ix), all.get(ix)?)));
            repeated.extend(
                statements.filter(|(_, s)| !seen.insert(fold_space(corpus.str(s.quote)))).map(|(ix, _)| ix),
            );
        }
        at += run;
    }
    repeated
}

/// Those who publish sources: an IRI of the name, and the name.
fn publishers(corpus: &Corpus, base: &Base) -> Vec<(NamedNode, String)> {
    let names: BTreeSet<&str> = corpus.sources.iter().filter_map(|s| s.publisher.as_deref()).collect();
    let iri = |name: &str| {
        let slug = slug(name);
        base.join(&format!("publisher/{}", if slug.is_empty() { short_hash(&[name]) } else { slug }))
    };
    names.into_iter().map(|name| (iri(name), name.to_owned())).collect()
}

/// Mentions by policy, those of one policy in their own order.
fn mentions_by_policy(corpus: &Corpus) -> Vec<u32> {
    let of = |ix: u32| corpus.mentions.get(ix as usize).map_or(u32::MAX, |m| m.policy);
    let mut by_policy: Vec<u32> = (0..narrow(corpus.mentions.len())).collect();
    by_policy.sort_by_key(|ix| of(*ix));
    by_policy
}

/// Prefixes of the graph's own IRIs, with what they stand for: one for each scheme of `keys`, and those of sources, mentions,
/// statements, bodies and people.
#[must_use]
pub fn own_prefixes<'k>(
    base: &Base,
    jurisdiction: &str,
    keys: impl Iterator<Item = &'k str>,
) -> Vec<(String, String)> {
    let parts = ["mention", "source", "statement"].map(|part| (part, part.to_owned()));
    let of_country = ["body", "person"].into_iter().chain(keys);
    let own = of_country.map(|name| (name, format!("{jurisdiction}/{name}")));
    let all = own.chain(parts);
    all.map(|(name, path)| (name.to_owned(), format!("{}/", base.join(&path).as_str()))).collect()
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
