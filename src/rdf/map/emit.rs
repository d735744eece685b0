//! The triples of each kind of subject.

use super::{Edge, Map, Sink};
use crate::model::{Basis, Evidence, Extent, Media, PartialDate, Precision, Strength};
use crate::profile::{BodyIx, BodyKind, slug};
use crate::rdf::{ontology, vocab};
use crate::resolve::{Policy, StoredMention, StoredStatement, short_hash};
use oxigraph::model::{LiteralRef, NamedNode, NamedNodeRef};

impl Map<'_> {
    pub(super) fn emit_policy(&self, policy: &Policy, iri: &NamedNode, sink: &mut Sink<'_>) {
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
        to.text(vocab::PED_DOCUMENT_NUMBER, policy.document_number.as_deref());
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

    pub(super) fn emit_body(&self, ix: BodyIx, sink: &mut Sink<'_>) {
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

    pub(super) fn emit_person(&self, ix: u32, sink: &mut Sink<'_>) {
        let Some((_, name)) = self.people.get(ix as usize) else { return };
        let iri = self.person(name);
        let mut to = Subject { iri: &iri, sink };
        to.iri(vocab::RDF_TYPE, vocab::FOAF_PERSON);
        to.text(vocab::FOAF_NAME, Some(name));
        if let Some(president) = self.profile.bodies.by_key("president") {
            to.iri(vocab::ORG_HOLDS, self.body(president).as_ref());
        }
    }

    pub(super) fn emit_source(&self, ix: u32, sink: &mut Sink<'_>) {
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

    pub(super) fn emit_edge(&self, edge: &Edge, sink: &mut Sink<'_>) {
        let (Some(actor), Some(target)) = (self.policy(edge.actor), self.policy(edge.target)) else { return };
        let mut to = Subject { iri: actor, sink };
        let property = edge.whole.0.property(edge.whole.1);
        to.iri(property, target.as_ref());
        for parent in ontology::super_properties(property) {
            to.iri(parent.as_ref(), target.as_ref());
        }
    }

    pub(super) fn emit_statement(&self, s: &StoredStatement, iri: &NamedNode, sink: &mut Sink<'_>) {
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

    pub(super) fn emit_mention(&self, stored: &StoredMention, sink: &mut Sink<'_>) {
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
