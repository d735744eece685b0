//! The triples of editions: a policy that was issued anew under its number.

use super::emit::Subject;
use super::{Map, Sink};
use crate::ground::vocab;
use crate::model::PartialDate;
use crate::resolve::{Corpus, Details, Policy, Word};
use oxigraph::model::NamedNode;
use std::collections::BTreeMap;

/// The addresses that mentions give of an edition, by policy and date.
pub(super) type EditionPages = BTreeMap<(u32, PartialDate), Vec<Word>>;

/// The addresses of all editions: those of mentions whose date is that of one edition.
pub(super) fn pages(corpus: &Corpus) -> EditionPages {
    let mut pages = EditionPages::new();
    for m in &corpus.mentions {
        let Some((date, _)) = m.date else { continue };
        let editions = corpus.policies.get(m.policy as usize).map_or(&[][..], |p| &p.editions);
        let mut same = editions.iter().filter(|edition| edition.agrees_with(date));
        if let (Some(edition), None) = (same.next(), same.next()) {
            let urls = corpus.details(m).map_or(&[][..], Details::urls);
            pages.entry((m.policy, *edition)).or_default().extend(urls);
        }
    }
    for urls in pages.values_mut() {
        urls.sort_by(|a, b| corpus.str(*a).cmp(corpus.str(*b)));
        urls.dedup();
    }
    pages
}

impl Map<'_> {
    /// The editions of a policy, each with its IRI: `us/omb-circular/a-11/edition/2016-07`.
    pub(super) fn editions<'p>(
        &'p self,
        policy: &'p Policy,
    ) -> impl Iterator<Item = (NamedNode, PartialDate)> + 'p {
        let path = self.corpus.str(policy.path);
        policy.editions.iter().map(move |date| (self.base.join(&format!("{path}/edition/{date}")), *date))
    }

    pub(super) fn emit_editions(&self, ix: u32, policy: &Policy, sink: &mut Sink<'_>) {
        for (iri, date) in self.editions(policy) {
            let mut to = Subject { iri: iri.as_ref(), sink };
            to.iri(vocab::RDF_TYPE, vocab::PED_EDITION);
            to.date(vocab::DCT_ISSUED, date);
            to.date(vocab::PED_ISSUED_EARLIEST, date.earliest().into());
            to.date(vocab::PED_ISSUED_LATEST, date.latest().into());
            for url in self.edition_pages.get(&(ix, date)).into_iter().flatten() {
                to.url(vocab::FOAF_PAGE, self.corpus.str(*url));
            }
        }
    }
}
