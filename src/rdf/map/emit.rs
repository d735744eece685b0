//! The triples of each kind of subject.

use super::{Edge, Map, Sink, short_hash};
use crate::ground::fold_space;
use crate::ground::vocab;
use crate::model::BodyIx;
use crate::model::{Basis, EndingKind, Extent, Media, PartialDate, Precision, Strength};
use crate::profile::{BodyKind, slug};
use crate::rdf::ontology::{self, PolicyType};
use crate::resolve::{Details, Place, Policy, StoredEnding, StoredMention, StoredStatement, Word};
use oxigraph::model::{LiteralRef, NamedNode, NamedNodeRef};

impl Map<'_> {
    pub(super) fn words(&self, word: Option<Word>) -> Option<&str> {
        word.map(|w| self.corpus.str(w))
    }

    pub(super) fn emit_policy(&self, ix: u32, policy: &Policy, iri: NamedNodeRef<'_>, sink: &mut Sink<'_>) {
        let mut to = Subject { iri, sink };
        let kind = self.policy_type(policy);
        let binding = kind.filter(|k| k.binding);
        let legal = binding.is_some();
        to.iri(vocab::RDF_TYPE, vocab::PED_POLICY);
        to.iri(vocab::RDF_TYPE, vocab::ELI_WORK);
        if legal {
            to.iri(vocab::RDF_TYPE, vocab::ELI_LEGAL_RESOURCE);
            to.iri(vocab::RDF_TYPE, vocab::SCHEMA_LEGISLATION);
        }
        let language = |word: Word| self.languages.of(ix, word);
        to.said(vocab::DCT_TITLE, self.words(policy.title), policy.title.map_or("", language));
        to.text(vocab::DCT_IDENTIFIER, self.words(policy.label));
        to.text(vocab::ELI_ID_LOCAL, self.words(policy.label));
        to.said(vocab::SKOS_PREF_LABEL, Some(self.corpus.str(policy.name)), language(policy.name));
        for name in self.corpus.words(policy.alt_names) {
            to.said(vocab::SKOS_ALT_LABEL, Some(self.corpus.str(*name)), language(*name));
        }
        if let Some(kind) = kind {
            to.iri(vocab::PED_TYPE, kind.iri.as_ref());
        }
        if let Some(body) = policy.body.and_then(|b| self.body.get(&b)) {
            to.iri(vocab::PED_ISSUED_BY, body.as_ref());
        }
        if let Some(signer) = policy.signer.and_then(|s| self.person.get(&s)) {
            to.iri(vocab::PED_SIGNED_BY, signer.as_ref());
        }
        if let Some(date) = policy.issued {
            to.date(vocab::DCT_ISSUED, date);
            to.date(vocab::PED_ISSUED_EARLIEST, date.earliest().into());
            to.date(vocab::PED_ISSUED_LATEST, date.latest().into());
            if date.precision() == Precision::Day {
                to.date(vocab::ELI_DATE_DOCUMENT, date);
            }
        }
        for (edition, _) in self.editions(policy) {
            to.iri(vocab::PED_HAS_EDITION, edition.as_ref());
        }
        if let Some(date) = policy.expires {
            to.date(vocab::PED_EXPIRES, date);
        }
        if let Some(date) = policy.published {
            to.date(vocab::SCHEMA_DATE_PUBLISHED, date);
        }
        if let Some(kind) = binding {
            self.emit_legal_resource(policy, kind, &mut to);
        }
        self.emit_coverage(ix, legal, &mut to);
        to.text(vocab::DCT_BIBLIOGRAPHIC_CITATION, self.words(policy.citation));
        to.text(vocab::PED_DOCUMENT_NUMBER, self.words(policy.document_number));
        for url in self.corpus.list(policy.urls) {
            to.url(vocab::FOAF_PAGE, url);
        }
        let abstract_ = policy.abstract_;
        to.said(vocab::DCT_ABSTRACT, self.words(abstract_), abstract_.map_or("", language));
        for mention in self.derived_from(ix) {
            to.iri(vocab::PROV_WAS_DERIVED_FROM, mention.as_ref());
        }
        let media = policy.media.as_deref().map_or(&[][..], Vec::as_slice);
        let distributions: Vec<(NamedNode, &Media)> =
            media.iter().map(|m| (self.distribution(policy, m), m)).collect();
        for (distribution, _) in &distributions {
            to.iri(vocab::DCT_HAS_FORMAT, distribution.as_ref());
        }
        let expression = self.expression(ix, policy);
        if let Some(expression) = &expression {
            to.iri(vocab::ELI_IS_REALIZED_BY, expression.iri.as_ref());
        }
        for (distribution, media) in &distributions {
            emit_distribution(distribution.as_ref(), media, sink);
        }
        if let Some(expression) = &expression {
            self.emit_expression((policy, expression), legal, &distributions, sink);
        }
        self.emit_editions(ix, policy, sink);
    }

    /// The type of a policy in the ontology.
    pub(super) fn policy_type(&self, policy: &Policy) -> Option<&'static PolicyType> {
        ontology::policy_type(self.words(policy.kind).unwrap_or("OtherPolicy"))
            .or_else(|| ontology::policy_type("OtherPolicy"))
    }

    fn distribution(&self, policy: &Policy, media: &Media) -> NamedNode {
        let facts = format!("{:?} {:?}", media.bytes, media.pages);
        let hash = short_hash(&[&media.format, &facts, media.url.as_deref().unwrap_or("")]);
        let format = slug(&media.format);
        let path = self.corpus.str(policy.path);
        self.base.join(&format!("{path}/distribution/{format}-{}", hash.get(..8).unwrap_or("")))
    }

    pub(super) fn emit_body(&self, ix: BodyIx, sink: &mut Sink<'_>) {
        let (body, Some(iri)) = (self.profile.bodies.get(ix), self.body.get(&ix)) else { return };
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(
            vocab::RDF_TYPE,
            match body.kind {
                BodyKind::Organization => vocab::ORG_ORGANIZATION,
                BodyKind::Post => vocab::ORG_POST,
            },
        );
        if let Some(organization) = body.post_in.and_then(|b| self.body.get(&b)) {
            to.iri(vocab::ORG_POST_IN, organization.as_ref());
        }
        let language = self.languages.own();
        to.said(vocab::SKOS_PREF_LABEL, Some(&body.label), language);
        for name in &body.names {
            to.said(vocab::SKOS_ALT_LABEL, Some(name), language);
        }
    }

    pub(super) fn emit_edges(&self, actor: u32, edges: &[Edge], sink: &mut Sink<'_>) {
        let Some(iri) = self.policy(actor) else { return };
        let mut to = Subject { iri, sink };
        let legal = self.is_legal(actor);
        for (_, ix, (relation, extent)) in edges {
            let Some(target) = self.policy(*ix) else { continue };
            let property = relation.property(*extent);
            to.iri(property, target);
            for parent in ontology::super_properties(property) {
                to.iri(parent.as_ref(), target);
            }
            if legal && self.is_legal(*ix) {
                for further in ontology::between_legal_resources(property) {
                    to.iri(further.as_ref(), target);
                }
            }
        }
    }

    pub(super) fn emit_statement(&self, s: &StoredStatement, sink: &mut Sink<'_>) {
        self.emit_read_as(s, (vocab::PED_STATEMENT, vocab::PED_RELATION), sink);
    }

    /// A statement as one of a class, with its relation under a property of that class.
    pub(super) fn emit_read_as(
        &self,
        s: &StoredStatement,
        (class, relation): (NamedNodeRef<'static>, NamedNodeRef<'static>),
        sink: &mut Sink<'_>,
    ) {
        let (Some(actor), Some(target), Some(source), Some(iri)) = (
            self.policy(s.actor),
            self.policy(s.target),
            self.sources.get(s.source as usize),
            self.statement_iri(s),
        ) else {
            return;
        };
        let property = s.relation.property(s.extent);
        let further = self.corpus.further(s);
        let condition = further.and_then(|f| f.condition);
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, class);
        to.iri(vocab::PED_ACTOR, actor);
        to.iri(relation, property);
        to.iri(vocab::PED_TARGET, target);
        self.what(&mut to, (s.extent, s.effective, s.verb, s.strength));
        if let Some(date) = further.and_then(|f| f.until) {
            to.date(vocab::PED_UNTIL, date);
        }
        if let Some((words, _)) = condition {
            to.text(vocab::PED_CONDITION, Some(self.corpus.str(words)));
        }
        to.text(vocab::PED_DOUBT, self.doubt(s).as_deref());
        if let Some(record) = self.policy(s.record) {
            to.iri(vocab::PED_IN_RECORD_OF, record);
        }
        self.lead_in(&mut to, further.and_then(|f| f.lead_in));
        to.iri(vocab::PROV_WAS_QUOTED_FROM, source.as_ref());
        self.evidence(&mut to, s.quote, s.place);
    }

    /// A statement that names no acting policy: an ending by nobody, or the policy's own last day.
    pub(super) fn emit_ending(
        &self,
        e: &StoredEnding,
        (class, relation): (NamedNodeRef<'static>, NamedNodeRef<'static>),
        sink: &mut Sink<'_>,
    ) {
        let (Some(policy), Some(source), Some(iri)) =
            (self.policy(e.policy), self.sources.get(e.source as usize), self.ending_iri(e))
        else {
            return;
        };
        let (property, extent) = property_of(e.kind);
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, class);
        let expires = e.kind == EndingKind::Expires;
        to.iri(if expires { vocab::PED_ACTOR } else { vocab::PED_TARGET }, policy);
        to.iri(relation, property);
        self.what(&mut to, (extent, e.day, e.verb, e.strength));
        self.lead_in(&mut to, e.lead_in);
        to.iri(vocab::PROV_WAS_QUOTED_FROM, source.as_ref());
        self.evidence(&mut to, e.quote, e.place);
    }

    /// The IRI of a statement; an unconditional one is named as it always was.
    #[must_use]
    pub fn statement_iri(&self, s: &StoredStatement) -> Option<NamedNode> {
        let path = |ix: u32| self.corpus.policies.get(ix as usize).map_or("", |p| self.corpus.str(p.path));
        let about = self.corpus.sources.get(s.source as usize)?;
        let condition = self.corpus.further(s).and_then(|f| f.condition);
        let quote = fold_space(self.corpus.str(s.quote));
        let condition_words = condition.map_or("", |(words, _)| self.corpus.str(words));
        let property = s.relation.property(s.extent).as_str();
        let parts = [&about.path, path(s.actor), property, path(s.target), &quote, condition_words];
        let hash = short_hash(parts.get(..if condition.is_some() { 6 } else { 5 }).unwrap_or(&parts));
        Some(self.base.join(&format!("statement/{hash}")))
    }

    /// The IRI of a statement that names no acting policy.
    #[must_use]
    pub fn ending_iri(&self, e: &StoredEnding) -> Option<NamedNode> {
        let described = self.corpus.policies.get(e.policy as usize)?;
        let about = self.corpus.sources.get(e.source as usize)?;
        let (property, _) = property_of(e.kind);
        let day = e.day.map(|d| d.to_string()).unwrap_or_default();
        let quote = fold_space(self.corpus.str(e.quote));
        let path = self.corpus.str(described.path);
        let hash = short_hash(&[&about.path, "", property.as_str(), path, &quote, &day]);
        Some(self.base.join(&format!("statement/{hash}")))
    }

    /// What a statement says of its relation: extent, day, words, strength.
    fn what(
        &self,
        to: &mut Subject<'_, '_>,
        (extent, effective, verb, strength): (Extent, Option<PartialDate>, Word, Strength),
    ) {
        to.iri(vocab::PED_EXTENT, if extent == Extent::Whole { vocab::PED_WHOLE } else { vocab::PED_PART });
        if let Some(date) = effective {
            to.date(vocab::PED_EFFECTIVE, date);
            to.date(vocab::PED_EFFECTIVE_EARLIEST, date.earliest().into());
            to.date(vocab::PED_EFFECTIVE_LATEST, date.latest().into());
        }
        to.text(vocab::PED_VERB, Some(self.corpus.str(verb)).filter(|v| !v.is_empty()));
        to.iri(
            vocab::PED_STRENGTH,
            if strength == Strength::Explicit { vocab::PED_EXPLICIT } else { vocab::PED_INFERRED },
        );
    }

    /// The words that hold the verb where they stand apart, and where.
    fn lead_in(&self, to: &mut Subject<'_, '_>, lead_in: Option<(Word, Place)>) {
        let Some((words, place)) = lead_in else { return };
        to.text(vocab::PED_LEAD_IN, Some(self.corpus.str(words)));
        to.text(vocab::PED_LEAD_IN_LOCATOR, Some(self.corpus.str(place.locator)));
        to.typed(vocab::PED_LEAD_IN_START, &place.start.to_string(), vocab::XSD_INTEGER);
        to.typed(vocab::PED_LEAD_IN_END, &place.end.to_string(), vocab::XSD_INTEGER);
    }

    /// The IRI of a mention, by what it says.
    pub(super) fn mention_iri(&self, m: &StoredMention) -> Option<NamedNode> {
        let policy = self.corpus.policies.get(m.policy as usize)?;
        let about = self.corpus.sources.get(m.source as usize)?;
        let urls = self.corpus.details(m).map_or(&[][..], Details::urls);
        let date = m.date.map(|(d, _)| d.to_string()).unwrap_or_default();
        let hash = short_hash(&[
            &about.path,
            self.corpus.str(policy.path),
            self.corpus.str(m.label),
            &date,
            self.words(m.title).unwrap_or(""),
            if m.described { "described" } else { "" },
            &urls.iter().map(|u| self.corpus.str(*u)).collect::<Vec<_>>().join(" "),
        ]);
        Some(self.base.join(&format!("mention/{hash}")))
    }

    pub(super) fn emit_mention(&self, m: &StoredMention, sink: &mut Sink<'_>) {
        let (Some(iri), Some(source)) = (self.mention_iri(m), self.sources.get(m.source as usize)) else {
            return;
        };
        let details = self.corpus.details(m);
        let urls = details.map_or(&[][..], Details::urls);
        let (label, title) = (self.corpus.str(m.label), self.words(m.title));
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_MENTION);
        if let Some(of) = self.policy(m.policy) {
            to.iri(vocab::PED_OF, of);
        }
        to.iri(vocab::PED_ROLE, if m.described { vocab::PED_RECORD } else { vocab::PED_CITATION });
        let language = self.languages.of_mention(self.corpus, m);
        to.said(vocab::SKOS_PREF_LABEL, Some(label).filter(|t| !t.is_empty()), language);
        to.said(vocab::DCT_TITLE, title, language);
        if let Some((identifier, basis)) = m.identifier {
            to.text(vocab::DCT_IDENTIFIER, Some(self.corpus.str(identifier)));
            to.iri(vocab::PED_IDENTIFIER_BASIS, basis_iri(basis));
        }
        if let Some((date, _)) = m.date {
            to.date(vocab::DCT_ISSUED, date);
        }
        if let Some((body, basis)) = m.body
            && let Some(body) = self.body.get(&body)
        {
            to.iri(vocab::PED_ISSUED_BY, body.as_ref());
            to.iri(vocab::PED_BODY_BASIS, basis_iri(basis));
        }
        for url in urls {
            to.url(vocab::FOAF_PAGE, self.corpus.str(*url));
        }
        let abstract_ = details.and_then(|d| self.words(d.abstract_));
        to.said(vocab::DCT_ABSTRACT, abstract_.filter(|a| !a.is_empty()), language);
        to.iri(vocab::PROV_WAS_QUOTED_FROM, source.as_ref());
        self.evidence(&mut to, m.quote, m.place);
    }

    fn evidence(&self, to: &mut Subject<'_, '_>, quote: Word, place: Place) {
        to.text(vocab::PED_LOCATOR, Some(self.corpus.str(place.locator)));
        to.text(vocab::PED_SECTION, self.words(place.section));
        to.text(vocab::PED_QUOTE, Some(self.corpus.str(quote)));
        to.typed(vocab::PED_QUOTE_START, &place.start.to_string(), vocab::XSD_INTEGER);
        to.typed(vocab::PED_QUOTE_END, &place.end.to_string(), vocab::XSD_INTEGER);
    }
}

/// The relation of an ending, and its extent.
const fn property_of(kind: EndingKind) -> (NamedNodeRef<'static>, Extent) {
    match kind {
        EndingKind::Act(relation, extent) => (relation.property(extent), extent),
        EndingKind::Expires => (vocab::PED_EXPIRES, Extent::Whole),
    }
}

const fn basis_iri(basis: Basis) -> NamedNodeRef<'static> {
    match basis {
        Basis::Stated => vocab::PED_STATED,
        Basis::Identifier => vocab::PED_BY_IDENTIFIER,
        Basis::Url => vocab::PED_BY_URL,
    }
}

fn emit_distribution(iri: NamedNodeRef<'_>, media: &Media, sink: &mut Sink<'_>) {
    let mut to = Subject { iri, sink };
    to.iri(vocab::RDF_TYPE, vocab::DCAT_DISTRIBUTION);
    to.iri(vocab::RDF_TYPE, vocab::ELI_MANIFESTATION);
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
pub(super) struct Subject<'a, 's> {
    pub iri: NamedNodeRef<'a>,
    pub sink: &'a mut Sink<'s>,
}

impl Subject<'_, '_> {
    pub(super) fn iri(&mut self, property: NamedNodeRef<'static>, object: NamedNodeRef<'_>) {
        (self.sink)(self.iri, property, object.into());
    }

    pub(super) fn text(&mut self, property: NamedNodeRef<'static>, value: Option<&str>) {
        if let Some(value) = value {
            (self.sink)(self.iri, property, LiteralRef::new_simple_literal(value).into());
        }
    }

    /// A text in a language, whose tag was checked where it was read.
    pub(super) fn said(&mut self, property: NamedNodeRef<'static>, value: Option<&str>, language: &str) {
        if let Some(value) = value {
            let literal = LiteralRef::new_language_tagged_literal_unchecked(value, language);
            (self.sink)(self.iri, property, literal.into());
        }
    }

    pub(super) fn typed(
        &mut self,
        property: NamedNodeRef<'static>,
        value: &str,
        datatype: NamedNodeRef<'static>,
    ) {
        (self.sink)(self.iri, property, LiteralRef::new_typed_literal(value, datatype).into());
    }

    pub(super) fn date(&mut self, property: NamedNodeRef<'static>, date: PartialDate) {
        let datatype = match date.precision() {
            Precision::Day => vocab::XSD_DATE,
            Precision::Month => vocab::XSD_G_YEAR_MONTH,
            Precision::Year => vocab::XSD_G_YEAR,
        };
        self.typed(property, &date.to_string(), datatype);
    }

    /// URLs were checked when they were read; what a foreign profile or corpus brings is checked again.
    pub(super) fn url(&mut self, property: NamedNodeRef<'static>, url: &str) {
        if let Ok(node) = NamedNode::new(url) {
            self.iri(property, node.as_ref());
        }
    }
}
