//! The map from the model to triples, and the canonical order in which they are written.

use super::iri::Base;
use super::{ontology, vocab};
use crate::model::{Basis, Evidence, Extent, Media, PartialDate, Precision, Strength};
use crate::profile::{BodyIx, BodyKind, Profile, slug};
use crate::resolve::{Corpus, Policy, StoredMention, StoredStatement, short_hash};
use crate::text::fold_space;
use oxigraph::model::{LiteralRef, NamedNode, NamedNodeRef, TermRef};
use std::collections::BTreeSet;

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

    fn emit_policy(&self, policy: &Policy, iri: &NamedNode, sink: &mut Sink<'_>) {
        let mut to = Subject { iri, sink };
        let kind = ontology::policy_type(policy.kind.as_deref().unwrap_or("OtherPolicy"))
            .or_else(|| ontology::policy_type("OtherPolicy"));
        to.iri(vocab::RDF_TYPE, vocab::PED_POLICY);
        if kind.is_some_and(|k| k.binding) {
            to.iri(vocab::RDF_TYPE, vocab::ELI_LEGAL_RESOURCE);
        }
        to.text(vocab::DCT_TITLE, policy.title.as_deref());
        to.text(vocab::DCT_IDENTIFIER, policy.label.as_deref());
        to.text(vocab::SKOS_PREF_LABEL, Some(&policy.name));
        for name in &policy.alt_names {
            to.text(vocab::SKOS_ALT_LABEL, Some(name));
        }
        if let Some(kind) = kind {
            to.iri(vocab::ELI_TYPE_DOCUMENT, kind.iri.as_ref());
        }
        if let Some(body) = policy.body {
            to.iri(vocab::PED_ISSUED_BY, self.body(body).as_ref());
        }
        if let Some(signer) = &policy.signer {
            to.iri(vocab::PED_SIGNED_BY, self.person(signer).as_ref());
        }
        if let Some(date) = policy.issued {
            to.date(vocab::DCT_ISSUED, date);
            to.day(vocab::PED_ISSUED_EARLIEST, date.earliest());
            to.day(vocab::PED_ISSUED_LATEST, date.latest());
            if date.precision() == Precision::Day {
                to.day(vocab::ELI_DATE_DOCUMENT, date.earliest());
            }
        }
        if let Some(date) = policy.published {
            to.date(vocab::ELI_DATE_PUBLICATION, date);
        }
        to.text(vocab::DCT_BIBLIOGRAPHIC_CITATION, policy.citation.as_deref());
        for url in &policy.urls {
            to.url(vocab::FOAF_PAGE, url);
        }
        to.text(vocab::DCT_ABSTRACT, policy.abstract_.as_deref());
        let distributions: Vec<(NamedNode, &Media)> =
            policy.media.iter().map(|m| (self.distribution(policy, m), m)).collect();
        for (distribution, _) in &distributions {
            to.iri(vocab::DCT_HAS_FORMAT, distribution.as_ref());
        }
        for (distribution, media) in &distributions {
            emit_distribution(distribution, media, sink);
        }
    }

    fn distribution(&self, policy: &Policy, media: &Media) -> NamedNode {
        let facts = format!("{:?} {:?}", media.bytes, media.pages);
        let hash = short_hash(&[&media.format, &facts, media.url.as_deref().unwrap_or("")]);
        let format = slug(&media.format);
        self.base.join(&format!("{}/distribution/{format}-{}", policy.path, hash.get(..8).unwrap_or("")))
    }

    fn body(&self, ix: BodyIx) -> NamedNode {
        self.base.join(&format!("{}/body/{}", self.profile.jurisdiction, self.profile.bodies.get(ix).key))
    }

    fn person(&self, name: &str) -> NamedNode {
        self.base.join(&format!("{}/person/{}", self.profile.jurisdiction, slug(name)))
    }

    fn emit_body(&self, ix: BodyIx, sink: &mut Sink<'_>) {
        let body = self.profile.bodies.get(ix);
        let iri = self.body(ix);
        let mut to = Subject { iri: &iri, sink };
        to.iri(
            vocab::RDF_TYPE,
            match body.kind {
                BodyKind::Organization => vocab::ORG_ORGANIZATION,
                BodyKind::Post => vocab::ORG_POST,
            },
        );
        to.text(vocab::SKOS_PREF_LABEL, Some(&body.label));
        for name in &body.names {
            to.text(vocab::SKOS_ALT_LABEL, Some(name));
        }
    }

    fn emit_person(&self, ix: u32, sink: &mut Sink<'_>) {
        let Some((_, name)) = self.people.get(ix as usize) else { return };
        let iri = self.person(name);
        let mut to = Subject { iri: &iri, sink };
        to.iri(vocab::RDF_TYPE, vocab::FOAF_PERSON);
        to.text(vocab::FOAF_NAME, Some(name));
        if let Some(president) = self.profile.bodies.by_key("president") {
            to.iri(vocab::ORG_HOLDS, self.body(president).as_ref());
        }
    }

    fn emit_source(&self, ix: u32, sink: &mut Sink<'_>) {
        let (Some(source), Some(iri)) = (self.corpus.sources.get(ix as usize), self.sources.get(ix as usize))
        else {
            return;
        };
        let mut to = Subject { iri, sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_SOURCE);
        to.text(vocab::DCT_TITLE, Some(source.title.as_deref().unwrap_or(&source.path)));
        if let Some(url) = &source.url {
            to.url(vocab::DCT_SOURCE, url);
        }
        if let Some(date) = source.modified {
            to.date(vocab::DCT_MODIFIED, date);
        }
        to.text(vocab::PED_FORMAT, Some(&source.format));
        to.text(vocab::PED_SHA256, Some(&source.sha256));
    }

    fn emit_edge(&self, edge: &Edge, sink: &mut Sink<'_>) {
        let (Some(actor), Some(target)) = (self.policy(edge.actor), self.policy(edge.target)) else { return };
        let mut to = Subject { iri: actor, sink };
        let property = edge.whole.0.property(edge.whole.1);
        to.iri(property, target.as_ref());
        for parent in ontology::super_properties(property) {
            to.iri(parent.as_ref(), target.as_ref());
        }
    }

    fn emit_statement(&self, s: &StoredStatement, iri: &NamedNode, sink: &mut Sink<'_>) {
        let (Some(actor), Some(target), Some(source)) =
            (self.policy(s.actor), self.policy(s.target), self.sources.get(s.source as usize))
        else {
            return;
        };
        let mut to = Subject { iri, sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_STATEMENT);
        to.iri(vocab::PED_ACTOR, actor.as_ref());
        to.iri(vocab::PED_RELATION, s.relation.property(s.extent));
        to.iri(vocab::PED_TARGET, target.as_ref());
        to.iri(vocab::PED_EXTENT, if s.extent == Extent::Whole { vocab::PED_WHOLE } else { vocab::PED_PART });
        if let Some(date) = s.effective {
            to.date(vocab::PED_EFFECTIVE, date);
            to.day(vocab::PED_EFFECTIVE_EARLIEST, date.earliest());
            to.day(vocab::PED_EFFECTIVE_LATEST, date.latest());
        }
        to.text(vocab::PED_VERB, Some(&*s.verb).filter(|v| !v.is_empty()));
        to.iri(
            vocab::PED_STRENGTH,
            if s.strength == Strength::Explicit { vocab::PED_EXPLICIT } else { vocab::PED_INFERRED },
        );
        to.iri(vocab::PROV_WAS_QUOTED_FROM, source.as_ref());
        to.evidence(&s.evidence);
    }

    fn emit_mention(&self, stored: &StoredMention, sink: &mut Sink<'_>) {
        let (Some(policy), Some(source)) =
            (self.corpus.policies.get(stored.policy as usize), self.sources.get(stored.source as usize))
        else {
            return;
        };
        let m = &stored.mention;
        let date = m.date.map(|(d, _)| d.to_string()).unwrap_or_default();
        let source_path = self.corpus.sources.get(stored.source as usize).map_or("", |s| s.path.as_str());
        let described = if m.described { "described" } else { "" };
        let urls = m.urls.join(" ");
        let hash = short_hash(&[
            source_path,
            &policy.path,
            &m.label,
            &date,
            m.title.as_deref().unwrap_or(""),
            described,
            &urls,
        ]);
        let iri = self.base.join(&format!("mention/{hash}"));
        let mut to = Subject { iri: &iri, sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_MENTION);
        if let Some(of) = self.policy(stored.policy) {
            to.iri(vocab::PED_OF, of.as_ref());
        }
        to.text(vocab::SKOS_PREF_LABEL, Some(&*m.label).filter(|t| !t.is_empty()));
        to.text(vocab::DCT_TITLE, m.title.as_deref());
        if let Some((id, basis)) = m.identifiers.first() {
            to.text(vocab::DCT_IDENTIFIER, Some(&self.profile.label(id)));
            to.iri(vocab::PED_IDENTIFIER_BASIS, basis_iri(*basis));
        }
        if let Some((date, _)) = m.date {
            to.date(vocab::DCT_ISSUED, date);
        }
        if let Some((body, basis)) = m.body {
            to.iri(vocab::PED_ISSUED_BY, self.body(body).as_ref());
            to.iri(vocab::PED_BODY_BASIS, basis_iri(basis));
        }
        for url in &m.urls {
            to.url(vocab::FOAF_PAGE, url);
        }
        to.text(vocab::DCT_ABSTRACT, m.abstract_.as_deref().filter(|a| !a.is_empty()));
        to.iri(vocab::PROV_WAS_QUOTED_FROM, source.as_ref());
        to.evidence(&m.evidence);
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

const fn basis_iri(basis: Basis) -> NamedNodeRef<'static> {
    match basis {
        Basis::Stated => vocab::PED_STATED,
        Basis::Identifier => vocab::PED_BY_IDENTIFIER,
        Basis::Url => vocab::PED_BY_URL,
    }
}

fn emit_distribution(iri: &NamedNode, media: &Media, sink: &mut Sink<'_>) {
    let mut to = Subject { iri, sink };
    to.iri(vocab::RDF_TYPE, vocab::DCAT_DISTRIBUTION);
    to.text(vocab::DCT_FORMAT, Some(&*media.format).filter(|f| !f.is_empty()));
    if let Some(bytes) = media.bytes {
        to.typed(vocab::DCAT_BYTE_SIZE, &bytes.to_string(), vocab::XSD_NON_NEGATIVE_INTEGER);
    }
    if let Some(pages) = media.pages {
        to.typed(vocab::SCHEMA_NUMBER_OF_PAGES, &pages.to_string(), vocab::XSD_INTEGER);
    }
    if let Some(url) = &media.url {
        to.url(vocab::DCAT_ACCESS_URL, url);
    }
}

/// A subject whose triples are being written.
struct Subject<'a, 's> {
    iri: &'a NamedNode,
    sink: &'a mut Sink<'s>,
}

impl Subject<'_, '_> {
    fn iri(&mut self, property: NamedNodeRef<'static>, object: NamedNodeRef<'_>) {
        (self.sink)(self.iri.as_ref(), property, object.into());
    }

    fn text(&mut self, property: NamedNodeRef<'static>, value: Option<&str>) {
        if let Some(value) = value {
            (self.sink)(self.iri.as_ref(), property, LiteralRef::new_simple_literal(value).into());
        }
    }

    fn typed(&mut self, property: NamedNodeRef<'static>, value: &str, datatype: NamedNodeRef<'static>) {
        (self.sink)(self.iri.as_ref(), property, LiteralRef::new_typed_literal(value, datatype).into());
    }

    fn date(&mut self, property: NamedNodeRef<'static>, date: PartialDate) {
        let datatype = match date.precision() {
            Precision::Day => vocab::XSD_DATE,
            Precision::Month => vocab::XSD_G_YEAR_MONTH,
            Precision::Year => vocab::XSD_G_YEAR,
        };
        self.typed(property, &date.to_string(), datatype);
    }

    fn day(&mut self, property: NamedNodeRef<'static>, day: chrono::NaiveDate) {
        self.typed(property, &day.format("%Y-%m-%d").to_string(), vocab::XSD_DATE);
    }

    /// URLs were checked when they were read; what a foreign profile or corpus brings is checked again.
    fn url(&mut self, property: NamedNodeRef<'static>, url: &str) {
        if let Ok(node) = NamedNode::new(url) {
            self.iri(property, node.as_ref());
        }
    }

    fn evidence(&mut self, evidence: &Evidence) {
        self.text(vocab::PED_LOCATOR, Some(&evidence.locator));
        self.text(vocab::PED_QUOTE, Some(&evidence.quote));
        self.typed(vocab::PED_QUOTE_START, &evidence.start.to_string(), vocab::XSD_INTEGER);
        self.typed(vocab::PED_QUOTE_END, &evidence.end.to_string(), vocab::XSD_INTEGER);
    }
}
