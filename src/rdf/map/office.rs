//! Who signed, and the terms of office that the profile knows of them.

use super::emit::Subject;
use super::{Map, Sink};
use crate::ground::vocab;
use crate::model::PartialDate;
use crate::profile::Term;
use oxigraph::model::{NamedNode, NamedNodeRef};

impl Map<'_> {
    /// A person, and each term in which the person held the office; who signed without holding it has none.
    pub(super) fn emit_person(&self, ix: u32, sink: &mut Sink<'_>) {
        let Some((iri, name)) = self.people.get(ix as usize) else { return };
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::FOAF_PERSON);
        to.text(vocab::FOAF_NAME, Some(name));
        let terms = &self.profile.presidents;
        let Some(office) = terms.office else { return };
        let held: Vec<&Term> = terms.iter().filter(|term| term.name == *name).collect();
        let Some(post) = self.body.get(&office).filter(|_| !held.is_empty()) else { return };
        to.iri(vocab::ORG_HOLDS, post.as_ref());
        let within = self.profile.bodies.get(office).post_in.and_then(|b| self.body.get(&b));
        let Some(organization) = within else { return };
        for term in held {
            let below =
                |part: &str| NamedNode::new(format!("{}/office/{}{part}", iri.as_str(), term.start)).ok();
            let (Some(membership), Some(interval)) = (below(""), below("/term")) else { continue };
            let mut to = Subject { iri: membership.as_ref(), sink };
            to.iri(vocab::RDF_TYPE, vocab::ORG_MEMBERSHIP);
            to.iri(vocab::ORG_MEMBER, iri.as_ref());
            to.iri(vocab::ORG_MEMBER_OF, organization.as_ref());
            to.iri(vocab::ORG_MEMBER_DURING, interval.as_ref());
            let (start, end) = (below("/start"), term.end.and_then(|day| Some((below("/end")?, day))));
            let mut to = Subject { iri: interval.as_ref(), sink };
            to.iri(vocab::RDF_TYPE, vocab::TIME_INTERVAL);
            if let Some(start) = &start {
                to.iri(vocab::TIME_HAS_BEGINNING, start.as_ref());
            }
            if let Some((end, _)) = &end {
                to.iri(vocab::TIME_HAS_END, end.as_ref());
            }
            for (instant, day) in start.map(|s| (s, term.start)).into_iter().chain(end) {
                emit_instant(instant.as_ref(), day, sink);
            }
        }
    }
}

fn emit_instant(iri: NamedNodeRef<'_>, day: PartialDate, sink: &mut Sink<'_>) {
    let mut to = Subject { iri, sink };
    to.iri(vocab::RDF_TYPE, vocab::TIME_INSTANT);
    to.date(vocab::TIME_IN_XSD_DATE, day);
}
