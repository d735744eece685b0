//! What becomes of each value that somebody else's graph gives of a policy, a statement or a mention: it is taken, or it stays as
//! it is and may be told.

use super::graph::{Graph, node_of};
use super::values::{DATE, EXTENT, IDENTIFIED, ISSUED, NAMES, date_of, extent_of, is_in, literal_of, web};
use crate::ground::vocab;
use crate::model::PartialDate;
use chrono::NaiveDate;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use std::collections::BTreeSet;

/// What is said of a node: a property and its value.
pub(super) type Value = (NamedNode, Term);

/// What a policy has once.
const ONCE_OF_POLICY: [NamedNodeRef<'static>; 2] =
    [vocab::DCT_BIBLIOGRAPHIC_CITATION, vocab::PED_DOCUMENT_NUMBER];

/// The texts that a statement has once.
const ONCE_OF_STATEMENT: [NamedNodeRef<'static>; 6] = [
    vocab::PED_VERB,
    vocab::PED_CONDITION,
    vocab::PED_LEAD_IN,
    vocab::PED_LEAD_IN_LOCATOR,
    vocab::PED_LEAD_IN_START,
    vocab::PED_LEAD_IN_END,
];

/// The texts that a statement or a mention has once.
const ONCE_OF_EVIDENCE: [NamedNodeRef<'static>; 5] =
    [vocab::PED_LOCATOR, vocab::PED_SECTION, vocab::PED_QUOTE, vocab::PED_QUOTE_START, vocab::PED_QUOTE_END];

/// What becomes of a value.
pub(super) enum Outcome {
    /// It is said of our policy, statement or mention.
    Taken,
    /// It stays as it is.
    Kept,
    /// It stays as it is, and is told: its code, what it is, and what would have been taken.
    Told(&'static str, &'static str, &'static str),
}

use Outcome::{Kept, Taken, Told};

/// The code of problems with dates.
const IMPOSSIBLE_DATE: &str = "impossible-date";
/// The code of problems with other values.
pub(super) const VALUE: &str = "rdf-value";

/// How surely a statement is made.
const STRENGTH: &str = "ped:Explicit or ped:Inferred";

pub(super) const NO_DATE: Outcome = Told(IMPOSSIBLE_DATE, "is no date", DATE);

/// A value besides the one that is taken.
const fn second(expected: &'static str) -> Outcome {
    Told(VALUE, "is a second value, and the first is taken", expected)
}

/// What is taken of a node, worked out once.
pub(super) struct Chosen<'g> {
    graph: &'g Graph,
    node: &'g str,
    language: Option<&'g str>,
    issued: Option<PartialDate>,
    published: Option<PartialDate>,
    effective: Option<PartialDate>,
    until: Option<PartialDate>,
    type_: Option<&'g Term>,
    abstract_: Option<&'g Literal>,
    /// The policies that a statement names.
    parties: BTreeSet<String>,
}

impl<'g> Chosen<'g> {
    pub fn of(graph: &'g Graph, node: &'g str) -> Self {
        Self {
            graph,
            node,
            language: graph.language_of(node),
            issued: graph.issued(node),
            published: graph.date(node, vocab::ELI_DATE_PUBLICATION),
            effective: graph.date(node, vocab::PED_EFFECTIVE),
            until: graph.date(node, vocab::PED_UNTIL),
            type_: graph.type_of(node),
            abstract_: graph.abstract_of(node),
            parties: BTreeSet::new(),
        }
    }

    /// Of a statement that names these policies.
    pub fn naming(self, parties: BTreeSet<String>) -> Self {
        Self { parties, ..self }
    }

    /// Whether a value is a text in the language in which the node is described, or in none.
    fn is_in_language(&self, object: &Term) -> bool {
        let text = literal_of(object).filter(|text| !text.value().trim().is_empty());
        text.is_some_and(|text| is_in(text, self.language))
    }

    /// What becomes of a value of a policy.
    pub fn of_policy(&self, value: &Value, told: bool) -> Outcome {
        let (property, object) = (value.0.as_ref(), &value.1);
        if property == vocab::RDF_TYPE {
            let is_read = is_own_class(value) || object_is(object, vocab::ELI_LEGAL_RESOURCE);
            return if is_read { Taken } else { Kept };
        }
        if property == vocab::PED_EXPIRES {
            return if date_of(object).is_some() { Taken } else { NO_DATE };
        }
        if property == vocab::ELI_DATE_PUBLICATION {
            return of_date(object, self.published);
        }
        if ONCE_OF_POLICY.contains(&property) {
            return self.of_text(value);
        }
        if property == vocab::SKOS_ALT_LABEL {
            return if self.is_in_language(object) { Taken } else { Kept };
        }
        // Where mentions tell of policies, these say the rest.
        if told { Kept } else { self.of_description(value) }
    }

    /// What becomes of a value of a policy that is read from its description.
    fn of_description(&self, (property, object): &Value) -> Outcome {
        let property = property.as_ref();
        let in_language = self.is_in_language(object);
        if NAMES.contains(&property) {
            return if in_language { Taken } else { of_other_text(object) };
        }
        if property == vocab::DCT_ABSTRACT {
            let is_first = self.abstract_.is_some() && self.abstract_ == literal_of(object);
            return if is_first { Taken } else { of_other_text(object) };
        }
        if property == vocab::DCT_IDENTIFIER {
            return if in_language { Taken } else { Kept };
        }
        if ISSUED.contains(&property) {
            return of_date(object, self.issued);
        }
        if property == vocab::FOAF_PAGE {
            return of_page(object);
        }
        if property == vocab::PED_TYPE || property == vocab::ELI_TYPE_DOCUMENT {
            let is_type = self.type_ == Some(object);
            return if is_type {
                Taken
            } else {
                Told(VALUE, "is not taken as its type", "one type of ped:PolicyType")
            };
        }
        match property {
            _ if property == vocab::PED_ISSUED_EARLIEST => {
                of_bound(object, self.issued.map(PartialDate::earliest))
            }
            _ if property == vocab::PED_ISSUED_LATEST => {
                of_bound(object, self.issued.map(PartialDate::latest))
            }
            _ if vocab::ALL.contains(&property) => Kept,
            _ => Told(VALUE, "is of no property of the vocabulary", "one that it declares"),
        }
    }

    /// A text where the first is taken.
    fn of_text(&self, (property, object): &Value) -> Outcome {
        let first = self.graph.values(self.node, property.as_str()).find(|o| literal_of(o).is_some());
        match literal_of(object) {
            Some(_) if first == Some(object) => Taken,
            Some(_) => second("one value"),
            None => Told(VALUE, "is no text", "a literal"),
        }
    }

    /// A node where the first is taken.
    fn of_node(&self, (property, object): &Value) -> Outcome {
        let first = self.graph.values(self.node, property.as_str()).find(|o| literal_of(o).is_none());
        if first == Some(object) { Taken } else { second("one value") }
    }

    /// What becomes of a value of a statement.
    pub fn of_statement(&self, value: &Value) -> Outcome {
        let (graph, node, property, object) = (self.graph, self.node, value.0.as_ref(), &value.1);
        if property == vocab::PED_ACTOR || property == vocab::PED_TARGET {
            let is_party = node_of(object).is_some_and(|party| self.parties.contains(&party));
            return if is_party {
                Taken
            } else {
                Told(VALUE, "is no policy that can be identified", IDENTIFIED)
            };
        }
        if property == vocab::PED_RELATION {
            return if graph.relation_of(node) == Some(object) { Taken } else { second("one relation") };
        }
        if property == vocab::PED_EXTENT {
            let mut known = graph.values(node, vocab::PED_EXTENT.as_str()).filter(|o| extent_of(o).is_some());
            let is_taken = known.next() == Some(object);
            return if is_taken { Taken } else { Told(VALUE, "is not taken as its extent", EXTENT) };
        }
        if property == vocab::PED_STRENGTH {
            let known =
                [vocab::PED_EXPLICIT, vocab::PED_INFERRED].iter().any(|known| object_is(object, *known));
            return if known { self.of_node(value) } else { Told(VALUE, "is no strength", STRENGTH) };
        }
        match property {
            _ if property == vocab::PED_EFFECTIVE => of_date(object, self.effective),
            _ if property == vocab::PED_UNTIL => of_date(object, self.until),
            _ if property == vocab::PED_EFFECTIVE_EARLIEST => {
                of_bound(object, self.effective.map(PartialDate::earliest))
            }
            _ if property == vocab::PED_EFFECTIVE_LATEST => {
                of_bound(object, self.effective.map(PartialDate::latest))
            }
            _ if ONCE_OF_STATEMENT.contains(&property) => self.of_text(value),
            _ => self.of_evidence(value),
        }
    }

    /// What becomes of a value of a mention.
    pub fn of_mention(&self, value: &Value) -> Outcome {
        let (property, object) = (value.0.as_ref(), &value.1);
        if property == vocab::PED_OF {
            return self.of_node(value);
        }
        if property == vocab::PED_ROLE {
            let known =
                [vocab::PED_RECORD, vocab::PED_CITATION].iter().any(|known| object_is(object, *known));
            return if known {
                self.of_node(value)
            } else {
                Told(VALUE, "is no role", "ped:Record or ped:Citation")
            };
        }
        if [vocab::SKOS_PREF_LABEL, vocab::DCT_TITLE, vocab::DCT_ABSTRACT].contains(&property) {
            return if self.is_in_language(object) { self.of_text(value) } else { of_other_text(object) };
        }
        if property == vocab::DCT_ISSUED {
            return of_date(object, self.issued);
        }
        if property == vocab::FOAF_PAGE { of_page(object) } else { self.of_evidence(value) }
    }

    /// What becomes of the words and their place.
    fn of_evidence(&self, value: &Value) -> Outcome {
        match value.0.as_ref() {
            _ if is_own_class(value) => Taken,
            property if ONCE_OF_EVIDENCE.contains(&property) => self.of_text(value),
            _ => Kept,
        }
    }
}

/// A date where one is taken: it is that, or says less of it.
fn of_date(object: &Term, taken: Option<PartialDate>) -> Outcome {
    match (date_of(object), taken) {
        (None, _) => NO_DATE,
        (Some(date), Some(taken)) if date.agrees_with(taken) => Taken,
        _ => second("one date"),
    }
}

/// The first or the last day that a date can be.
fn of_bound(object: &Term, day: Option<NaiveDate>) -> Outcome {
    if day.is_some() && date_of(object) == day.map(PartialDate::from) { Taken } else { Kept }
}

/// A text that is in another language, or one of several.
fn of_other_text(object: &Term) -> Outcome {
    if literal_of(object).is_some() { Kept } else { Told(VALUE, "is no text", "a literal") }
}

fn of_page(object: &Term) -> Outcome {
    let is_page = matches!(object, Term::NamedNode(page) if web(page.as_str()).is_some());
    if is_page { Taken } else { Told(VALUE, "is no page", "an IRI of http or https") }
}

/// Whether a value is that a node is of a class of the vocabulary.
pub(super) fn is_own_class((property, object): &Value) -> bool {
    *property == vocab::RDF_TYPE
        && matches!(object, Term::NamedNode(class) if class.as_str().starts_with(vocab::PED))
}

pub(super) fn object_is(object: &Term, class: NamedNodeRef<'static>) -> bool {
    matches!(object, Term::NamedNode(found) if *found == class)
}
