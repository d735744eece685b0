//! A policy as a work of ELI: what is said of legal resources alone, its expression, and the pages and files that embody it.

use super::emit::Subject;
use super::{Map, Sink, short_hash};
use crate::ground::vocab;
use crate::model::{Media, Precision};
use crate::rdf::ontology::PolicyType;
use crate::resolve::{Policy, Word};
use oxigraph::model::{NamedNode, NamedNodeRef};

/// The one expression of a policy that the sources know: its text in the language of its title.
pub(super) struct Expression<'m> {
    pub(super) iri: NamedNode,
    language: &'m str,
}

impl Map<'_> {
    /// Whether a policy has the force of law: it is an `eli:LegalResource`.
    pub(super) fn is_legal(&self, ix: u32) -> bool {
        let policy = self.corpus.policies.get(ix as usize);
        policy.and_then(|p| self.policy_type(p)).is_some_and(|kind| kind.binding)
    }

    /// What ELI and schema.org have for legal resources alone.
    pub(super) fn emit_legal_resource(&self, policy: &Policy, kind: &PolicyType, to: &mut Subject<'_, '_>) {
        to.iri(vocab::ELI_TYPE_DOCUMENT, kind.iri.as_ref());
        if let Some(area) = &self.profile.bodies.area {
            to.iri(vocab::ELI_JURISDICTION, area.as_ref());
        }
        if let Some(date) = policy.published.filter(|d| d.precision() == Precision::Day) {
            to.date(vocab::ELI_DATE_PUBLICATION, date);
        }
        to.text(vocab::SCHEMA_LEGISLATION_IDENTIFIER, self.words(policy.label));
        if let Some(date) = policy.issued.filter(|d| d.precision() == Precision::Day) {
            to.date(vocab::SCHEMA_LEGISLATION_DATE, date);
        }
        if let Some(body) = policy.body.and_then(|b| self.body.get(&b)) {
            to.iri(vocab::SCHEMA_LEGISLATION_PASSED_BY, body.as_ref());
        }
    }

    /// The expression of a policy of which a title or a page is known: `us/executive-order/12866/expression/en`.
    pub(super) fn expression(&self, ix: u32, policy: &Policy) -> Option<Expression<'_>> {
        let pages = self.corpus.list(policy.urls).next().is_some();
        let media = policy.media.as_deref().is_some_and(|m| !m.is_empty());
        if policy.title.is_none() && !pages && !media {
            return None;
        }
        let said: Word = policy.title.unwrap_or(policy.name);
        let language = self.languages.of(ix, said);
        let path = self.corpus.str(policy.path);
        Some(Expression { iri: self.base.join(&format!("{path}/expression/{language}")), language })
    }

    /// The expression, and each page that shows it; files are `distributions` with nodes of their own.
    pub(super) fn emit_expression(
        &self,
        (policy, expression): (&Policy, &Expression<'_>),
        legal: bool,
        distributions: &[(NamedNode, &Media)],
        sink: &mut Sink<'_>,
    ) {
        let filed = |url: &str| distributions.iter().any(|(_, m)| m.url.as_deref() == Some(url));
        let urls = self.corpus.list(policy.urls).filter(|url| !filed(url));
        let page = |url: &str| {
            let hash = short_hash(&[url]);
            let path = self.corpus.str(policy.path);
            self.base.join(&format!("{path}/page/{}", hash.get(..8).unwrap_or_default()))
        };
        let pages: Vec<(NamedNode, NamedNodeRef<'_>)> =
            urls.filter_map(|url| Some((page(url), NamedNodeRef::new(url).ok()?))).collect();
        let mut to = Subject { iri: expression.iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::ELI_EXPRESSION);
        if legal {
            to.iri(vocab::RDF_TYPE, vocab::ELI_LEGAL_EXPRESSION);
        }
        to.said(vocab::ELI_TITLE, self.words(policy.title), expression.language);
        for (embodiment, _) in &pages {
            to.iri(vocab::ELI_IS_EMBODIED_BY, embodiment.as_ref());
        }
        for (embodiment, _) in distributions {
            to.iri(vocab::ELI_IS_EMBODIED_BY, embodiment.as_ref());
        }
        for (embodiment, url) in &pages {
            let mut to = Subject { iri: embodiment.as_ref(), sink };
            to.iri(vocab::RDF_TYPE, vocab::ELI_MANIFESTATION);
            to.iri(vocab::ELI_IS_EXEMPLIFIED_BY, *url);
        }
    }
}
