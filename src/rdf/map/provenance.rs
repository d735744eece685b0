//! The triples of sources, of who publishes them, and of the runs that read and resolved them.

use super::emit::Subject;
use super::{Item, Map, Sink};
use crate::ground::vocab;
use oxigraph::model::NamedNode;

/// What the software calls itself.
const SOFTWARE: &str = "Pedigraph";

impl Map<'_> {
    /// The same map with the moment at which runs ended, an `xsd:dateTime`; without one no run has a time.
    #[must_use]
    pub fn made_at(self, moment: Option<String>) -> Self {
        Self { moment, ..self }
    }

    /// Those who publish sources, each once, and the run that resolved all.
    pub(super) fn made_by(&self) -> impl Iterator<Item = Item> {
        let publishers = (0..super::narrow(self.publishers.len())).map(Item::Publisher);
        publishers.chain(std::iter::once(Item::Resolving))
    }

    pub(super) fn emit_source(&self, ix: u32, sink: &mut Sink<'_>) {
        let (Some(source), Some(iri)) = (self.corpus.sources.get(ix as usize), self.sources.get(ix as usize))
        else {
            return;
        };
        let below = |part: &str| self.base.join(&format!("{}/{part}", source.path));
        let (checksum, reading) = (below("checksum"), below("reading"));
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_SOURCE);
        to.iri(vocab::RDF_TYPE, vocab::PROV_ENTITY);
        let place = Some(source.place.as_str()).filter(|place| !place.is_empty());
        match &source.title {
            // A path is in no language, also where a graph tells of it.
            Some(title) if Some(title.as_str()) != place => {
                to.said(vocab::DCT_TITLE, Some(title), self.languages.of_source(ix));
            }
            _ => to.text(vocab::DCT_TITLE, place.or(Some(&source.path))),
        }
        if let Some(url) = &source.url {
            to.url(vocab::FOAF_PAGE, url);
        }
        if let Some(publisher) = source.publisher.as_deref().and_then(|name| self.publisher(name)) {
            to.iri(vocab::DCT_PUBLISHER, publisher.as_ref());
        }
        if let Some(license) = &source.license {
            to.url(vocab::DCT_LICENSE, license);
        }
        to.text(vocab::DCT_DESCRIPTION, source.note.as_deref());
        if let Some(date) = source.modified {
            to.date(vocab::DCT_MODIFIED, date);
        }
        if let Some(date) = source.retrieved {
            to.date(vocab::PED_RETRIEVED, date);
        }
        to.text(vocab::PED_FORMAT, Some(&source.format));
        let computed = self.statuses.as_ref().and_then(|s| s.sources.get(ix as usize).copied().flatten());
        let declared = source.covers_until.map(crate::model::PartialDate::latest);
        if let Some(day) = computed.max(declared) {
            to.date(vocab::PED_COVERS_UNTIL, day.into());
        }
        for graph in self.graphs_within(ix) {
            to.url(vocab::DCT_HAS_PART, &graph);
        }
        to.iri(vocab::SPDX_CHECKSUM, checksum.as_ref());
        let mut to = Subject { iri: checksum.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::SPDX_CHECKSUM_CLASS);
        to.iri(vocab::SPDX_ALGORITHM, vocab::SPDX_SHA256);
        to.typed(vocab::SPDX_CHECKSUM_VALUE, &source.sha256, vocab::XSD_HEX_BINARY);
        let mut to = Subject { iri: reading.as_ref(), sink };
        self.run(&mut to);
        to.iri(vocab::PROV_USED, iri.as_ref());
    }

    pub(super) fn emit_publisher(&self, ix: u32, sink: &mut Sink<'_>) {
        let Some((iri, name)) = self.publishers.get(ix as usize) else { return };
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::FOAF_AGENT);
        to.text(vocab::FOAF_NAME, Some(name));
    }

    /// The graph of merged descriptions, the run that made it of all sources, and the software.
    pub(super) fn emit_resolving(&self, sink: &mut Sink<'_>) {
        let (graph, resolving, software) =
            (self.policies_graph(), self.base.join("resolving"), self.software());
        let mut to = Subject { iri: graph.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::PROV_ENTITY);
        to.iri(vocab::PROV_WAS_GENERATED_BY, resolving.as_ref());
        let mut to = Subject { iri: resolving.as_ref(), sink };
        self.run(&mut to);
        for source in &self.sources {
            to.iri(vocab::PROV_USED, source.as_ref());
        }
        let mut to = Subject { iri: software.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::PROV_SOFTWARE_AGENT);
        to.text(vocab::FOAF_NAME, Some(SOFTWARE));
        to.text(vocab::SCHEMA_SOFTWARE_VERSION, Some(env!("CARGO_PKG_VERSION")));
    }

    /// What every run says of itself.
    fn run(&self, to: &mut Subject<'_, '_>) {
        to.iri(vocab::RDF_TYPE, vocab::PROV_ACTIVITY);
        to.iri(vocab::PROV_WAS_ASSOCIATED_WITH, self.software().as_ref());
        to.text(vocab::PED_PROFILE, Some(&self.profile.jurisdiction));
        if let Some(moment) = &self.moment {
            to.typed(vocab::PROV_ENDED_AT_TIME, moment, vocab::XSD_DATE_TIME);
        }
    }

    fn software(&self) -> NamedNode {
        self.base.join(concat!("software/pedigraph-", env!("CARGO_PKG_VERSION")))
    }

    fn publisher(&self, name: &str) -> Option<&NamedNode> {
        let at = self.publishers.binary_search_by(|(_, known)| known.as_str().cmp(name)).ok()?;
        self.publishers.get(at).map(|(iri, _)| iri)
    }

    /// The mentions from which the description of a policy is merged, each IRI once, in order.
    pub(super) fn derived_from(&self, policy: u32) -> Vec<NamedNode> {
        let of = |ix: &u32| self.corpus.mentions.get(*ix as usize).map_or(u32::MAX, |m| m.policy);
        let from = self.mentions_by_policy.partition_point(|ix| of(ix) < policy);
        let rest = self.mentions_by_policy.get(from..).unwrap_or_default();
        let own = rest.iter().take_while(|ix| of(ix) == policy);
        let mentions = own.filter_map(|ix| self.corpus.mentions.get(*ix as usize));
        let mut iris: Vec<NamedNode> = mentions.filter_map(|m| self.mention_iri(m)).collect();
        iris.sort_unstable();
        iris.dedup();
        iris
    }
}
