//! The triples of what people judge, which stand in a graph of their own.

use super::emit::Subject;
use super::{Item, Map, Sink, narrow, short_hash};
use crate::ground::vocab;
use crate::profile::slug;
use crate::resolve::curation::{Entry, Judged, Judgement, Standing, relation_name};
use crate::resolve::status::StatementRef;
use oxigraph::model::{NamedNode, NamedNodeRef};
use std::collections::BTreeSet;

/// The path of the graph of judgements.
const GRAPH: &str = "graph/curation";

impl Map<'_> {
    /// The graph of judgements.
    #[must_use]
    pub fn curation_graph(&self) -> NamedNode {
        self.base.join(GRAPH)
    }

    /// Whether people judged anything.
    #[must_use]
    pub const fn has_judgements(&self) -> bool {
        !self.corpus.curated.curation.entries.is_empty()
    }

    /// The subjects of the graph of judgements, in canonical order: statements that people added with their edges, then
    /// judgements, then who judged.
    pub fn judged(&self) -> impl Iterator<Item = Item> {
        let added = self.corpus.curated.added.iter();
        let added = added.flat_map(|ix| [Item::AddedEdge(*ix), Item::Statement(*ix)]);
        let judgements = (0..narrow(self.corpus.curated.curation.entries.len())).map(Item::Judgement);
        let curators = (0..narrow(self.curators().len())).map(Item::Curator);
        added.chain(judgements).chain(curators)
    }

    /// Who judged, by name, each once.
    fn curators(&self) -> Vec<&str> {
        let entries = self.corpus.curated.curation.entries.iter();
        entries.map(|e| e.author.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn curator(&self, name: &str) -> NamedNode {
        let hash = short_hash(&[name]);
        let hash = hash.get(..6).unwrap_or_default();
        let path = [slug(name), hash.to_owned()].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
        self.base.join(&format!("curator/{}", path.join("-")))
    }

    pub(super) fn judgement_iri(&self, at: u32) -> Option<NamedNode> {
        self.corpus.curated.entry(at).map(|entry| self.iri_of(entry))
    }

    fn iri_of(&self, entry: &Entry) -> NamedNode {
        let day = entry.day.to_string();
        let mut parts = vec![entry.judgement.verdict(), &entry.author, &day];
        parts.extend(entry.judgement.policies());
        if let Some(key) = entry.judgement.key() {
            parts.extend([relation_name(key.relation), &key.source, &key.quote]);
        }
        let set = match &entry.judgement {
            Judgement::Set(c) => format!("{:?} {:?} {:?}", c.title, c.issued, c.issuer),
            _ => String::new(),
        };
        parts.push(&set);
        self.base.join(&format!("judgement/{}", short_hash(&parts)))
    }

    pub(super) fn emit_judgement(&self, at: u32, sink: &mut Sink<'_>) {
        let curated = &self.corpus.curated;
        let Some(entry) = curated.entry(at) else { return };
        let iri = self.iri_of(entry);
        let list = |all: &[Vec<Judged>]| all.get(at as usize).cloned().unwrap_or_default();
        let judged = list(&curated.statements);
        let decides = curated.standing.get(at as usize) == Some(&Standing::Decides);
        let mut statements: Vec<NamedNode> = judged.iter().filter_map(|j| self.judged_iri(*j)).collect();
        statements.sort_unstable();
        statements.dedup();
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_JUDGEMENT);
        to.iri(vocab::PED_VERDICT, verdict(&entry.judgement));
        to.text(vocab::SKOS_PREF_LABEL, Some(&entry.judgement.to_string()));
        for statement in &statements {
            to.iri(vocab::PED_JUDGES, statement.as_ref());
        }
        let mut policies = curated.policies.get(at as usize).cloned().unwrap_or_default();
        policies.sort_unstable();
        policies.dedup();
        for policy in policies {
            if let Some(policy) = self.policy(policy) {
                to.iri(vocab::PED_JUDGES, policy);
            }
        }
        to.iri(vocab::PROV_WAS_ATTRIBUTED_TO, self.curator(&entry.author).as_ref());
        to.date(vocab::PED_JUDGED_ON, entry.day.into());
        to.text(vocab::PED_REASON, Some(&entry.reason));
        if !decides {
            return;
        }
        let mark = if matches!(entry.judgement, Judgement::Reject(_)) {
            vocab::PED_REJECTED_BY
        } else {
            vocab::PED_ACCEPTED_BY
        };
        for statement in &statements {
            Subject { iri: statement.as_ref(), sink }.iri(mark, iri.as_ref());
        }
    }

    fn judged_iri(&self, judged: Judged) -> Option<NamedNode> {
        let curated = &self.corpus.curated;
        match judged {
            Judged::Kept(StatementRef::Edge(ix)) => {
                self.statement_iri(self.corpus.statements.get(ix as usize)?)
            }
            Judged::Kept(StatementRef::Reflexive(ix)) => {
                self.statement_iri(self.corpus.reflexive.get(ix as usize)?)
            }
            Judged::Kept(StatementRef::Ending(ix)) => self.ending_iri(self.corpus.endings.get(ix as usize)?),
            Judged::Conditional(ix) => self.statement_iri(self.corpus.conditional.get(ix as usize)?),
            Judged::Rejected(ix) => self.statement_iri(curated.rejected.get(ix as usize)?),
            Judged::RejectedEnding(ix) => self.ending_iri(curated.rejected_endings.get(ix as usize)?),
        }
    }

    pub(super) fn emit_curator(&self, ix: u32, sink: &mut Sink<'_>) {
        let curators = self.curators();
        let Some(name) = curators.get(ix as usize) else { return };
        let iri = self.curator(name);
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::FOAF_AGENT);
        to.text(vocab::FOAF_NAME, Some(name));
    }

    /// The rejected statements of one source; its graph keeps their nodes.
    pub(super) fn rejected(&self, source: u32) -> impl Iterator<Item = Item> {
        let curated = &self.corpus.curated;
        let statements = (0_u32..).zip(&curated.rejected).filter(move |(_, s)| s.source == source);
        let endings = (0_u32..).zip(&curated.rejected_endings).filter(move |(_, e)| e.source == source);
        statements.map(|(ix, _)| Item::Rejected(ix)).chain(endings.map(|(ix, _)| Item::RejectedEnding(ix)))
    }

    /// Whether a statement was added by a person.
    pub(super) fn is_added(&self, ix: u32) -> bool {
        self.corpus.curated.added.binary_search(&ix).is_ok()
    }
}

/// The term of the ontology for a verdict.
const fn verdict(judgement: &Judgement) -> NamedNodeRef<'static> {
    match judgement {
        Judgement::Reject(_) => vocab::PED_REJECT,
        Judgement::Accept(_) => vocab::PED_ACCEPT,
        Judgement::Add(..) => vocab::PED_ADD,
        Judgement::Same(_) => vocab::PED_SAME,
        Judgement::Different(_) => vocab::PED_DIFFERENT,
        Judgement::Set(_) => vocab::PED_SET,
    }
}
