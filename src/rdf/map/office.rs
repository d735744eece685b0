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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline;
    use crate::profile::Profile;
    use crate::rdf::iri::Base;
    use crate::resolve::Resolver;
    use crate::source::Input;

    /// What the graph of a document says of persons, without the start of the IRIs.
    fn persons(name: &str, document: &'static str) -> Vec<String> {
        let profile = Profile::united_states().unwrap();
        let input = Input::Bytes(name.to_owned(), document.as_bytes().into());
        let mut resolver = Resolver::new(profile);
        let mut said = Vec::new();
        let outcome = pipeline::read(profile, &input, None, &mut |c| said.push(c), &mut |_| ()).unwrap();
        resolver.source(&outcome.header, outcome.format_name(), &outcome.sha256).unwrap();
        said.into_iter().for_each(|claims| resolver.claims(claims));
        let corpus = resolver.finish();
        let mut found = Vec::new();
        Map::new(&corpus, profile, Base::default(), true).each_quad(&mut |s, p, o, _| {
            if s.as_str().contains("/us/person/") || o.to_string().contains("/us/person/") {
                found.push(format!("{s} {p} {o}"));
            }
        });
        found
    }

    fn of<'f>(found: &'f [String], person: &str) -> Vec<&'f str> {
        found.iter().map(String::as_str).filter(|line| line.contains(person)).collect()
    }

    /// Who signs and never held the office is a person with a name, and holds nothing.
    #[test]
    fn a_signer_without_the_office_gets_none() {
        let listed = r#"{"results": [
            {"executive_order_number": 15001, "title": "Quays", "signing_date": "2012-03-03", "president": {"name": "Queen Juliana"}},
            {"executive_order_number": 15002, "title": "Piers", "signing_date": "2012-03-04", "president": {"name": "Barack Obama"}}]}"#;
        let printed = "Executive Order 15001 of March 3, 2012\n\nQuays\n\nBy the authority vested in me as President by the \
            Constitution and the laws of the United States of America, it is hereby ordered that quays be lit.\n\n\
            QUEEN JULIANA\n\nBARACK OBAMA\n\nTHE WHITE HOUSE,\nMarch 3, 2012.\n";
        let found = persons("register.json", listed);
        assert!(of(&found, "barack-obama").iter().any(|line| line.contains("org#holds")), "{found:#?}");
        assert!(of(&found, "barack-obama").iter().any(|line| line.contains("org#Membership")), "{found:#?}");
        for found in [found, persons("order.txt", printed)] {
            let monarch = of(&found, "queen-juliana");
            assert!(monarch.iter().any(|line| line.contains("ns#signedBy")), "{found:#?}");
            assert!(
                monarch.iter().any(|line| line.contains("foaf/0.1/name> \"Queen Juliana\"")),
                "{found:#?}"
            );
            assert!(!monarch.iter().any(|line| line.contains("org#")), "{monarch:#?}");
        }
    }
}
