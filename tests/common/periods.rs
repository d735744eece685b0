//! Status periods for graphs that a test writes by hand.

use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use pedigraph::ground::vocab;
use pedigraph::lineage::Index;
use pedigraph::lineage::status::periods;
use pedigraph::rdf::map::status_term;

/// The same quads with the status periods of their policies, as a graph directory has them.
pub fn with_periods(mut quads: Vec<Quad>) -> Vec<Quad> {
    let index = Index::from_quads(&quads).unwrap();
    let node = |iri: String| NamedNode::new(iri).unwrap();
    for p in index.policies() {
        let periods = periods(&index, p);
        for (at, period) in periods.iter().enumerate() {
            let subject = node(format!("{}/status/{at}", index.policy(p).iri));
            let mut add = |property: NamedNodeRef<'_>, object: Term| {
                let graph = node("https://example.org/graph/policies".to_owned());
                quads.push(Quad::new(subject.clone(), property, object, graph));
            };
            let date =
                |d: chrono::NaiveDate| Literal::new_typed_literal(d.to_string(), vocab::XSD_DATE).into();
            add(vocab::RDF_TYPE, vocab::PED_STATUS_PERIOD.into_owned().into());
            add(vocab::PED_OF, node(index.policy(p).iri.to_owned()).into());
            if let Some(day) = period.from {
                add(vocab::PED_FROM, date(day));
            }
            if let Some(next) = periods.get(at + 1).and_then(|next| next.from) {
                add(vocab::PED_UNTIL, date(next.pred_opt().unwrap()));
            }
            let one = period.possible.one();
            add(vocab::PED_STATUS, one.map_or(vocab::PED_UNKNOWN, status_term).into_owned().into());
            for state in period.possible.iter() {
                add(vocab::PED_POSSIBLE, status_term(state).into_owned().into());
            }
            let stands = match period.possible.stands() {
                Some(true) => vocab::PED_YES,
                Some(false) => vocab::PED_NO,
                None => vocab::PED_UNSURE,
            };
            add(vocab::PED_STANDING, stands.into_owned().into());
            add(vocab::PED_DISPUTED, Literal::from(period.disputed).into());
            for s in &period.decided_by {
                add(vocab::PED_DECIDED_BY, node(index.statement(*s).iri).into());
            }
        }
    }
    quads
}
