//! What is taken of the values that a graph gives: of several names, dates and types of a policy the one that ours gets, and
//! what a statement says.

use super::edge::{Edge, edge_property};
use super::graph::{Graph, node_of, values_of};
use crate::ground::{url, vocab};
use crate::model::{Extent, PartialDate, Relation};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The types of policies, which the vocabulary declares.
const TYPES: &str = include_str!("../../../ontology/policy-types.ttl");

/// Titles, in the order in which they are taken.
const TITLES: [NamedNodeRef<'static>; 2] = [vocab::DCT_TITLE, vocab::ELI_TITLE];

/// What a policy is called by, in the order in which it is taken.
pub(super) const NAMES: [NamedNodeRef<'static>; 3] =
    [vocab::SKOS_PREF_LABEL, vocab::DCT_TITLE, vocab::ELI_TITLE];

/// When a policy was issued, in the order in which it is taken.
pub(super) const ISSUED: [NamedNodeRef<'static>; 2] = [vocab::DCT_ISSUED, vocab::ELI_DATE_DOCUMENT];

/// The local names of the types that a policy can have.
static KINDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(TYPES).flatten();
    let declared = quads.filter(|quad| quad.predicate == vocab::SKOS_IN_SCHEME);
    let names = declared.filter_map(|quad| match quad.subject {
        NamedOrBlankNode::NamedNode(kind) if kind != vocab::PED_BINDING_INSTRUMENT => {
            kind.as_str().strip_prefix(vocab::PED).map(str::to_owned)
        }
        _ => None,
    });
    names.collect()
});

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// Policies act on others; only one of both lists has more than one.
    Act {
        /// The acting policies.
        actors: Vec<String>,
        /// What they do, in whole or in part.
        relation: (Relation, Extent),
        /// Their targets.
        targets: Vec<String>,
    },
    /// Something happens to policies, none being named that acts.
    Ending {
        /// What happens, in whole or in part.
        relation: (Relation, Extent),
        /// The policies.
        policies: Vec<String>,
    },
    /// Policies end.
    Expiry {
        /// The policies.
        policies: Vec<String>,
    },
}

/// Why something is not taken as what it is meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotTaken {
    /// What would have been taken.
    pub expected: &'static str,
    /// What stands there: a term as N-Triples has it.
    pub found: String,
}

impl Stated {
    /// The policies that it names.
    pub(super) fn policies(self) -> Vec<String> {
        match self {
            Self::Act { actors, targets, .. } => [actors, targets].concat(),
            Self::Ending { policies, .. } | Self::Expiry { policies } => policies,
        }
    }
}

impl NotTaken {
    fn new(expected: &'static str, found: Option<&Term>) -> Self {
        Self { expected, found: found.map_or_else(|| "none".to_owned(), Term::to_string) }
    }
}

/// What an extent is.
pub(super) const EXTENT: &str = "ped:Whole or ped:Part";

/// What a policy without an IRI needs.
pub(super) const IDENTIFIED: &str = "a policy with an IRI, an identifier or a title";

/// Whether a text is in a language, or in none.
pub(super) fn is_in(text: &Literal, language: Option<&str>) -> bool {
    text.language().is_none_or(|tag| language == Some(tag))
}

pub(super) fn literal_of(term: &Term) -> Option<&Literal> {
    if let Term::Literal(literal) = term { Some(literal) } else { None }
}

/// The date of a literal.
pub(super) fn date_of(term: &Term) -> Option<PartialDate> {
    literal_of(term).and_then(|literal| PartialDate::from_xsd(literal.value()))
}

/// An address of the web, checked.
#[must_use]
pub fn web(iri: &str) -> Option<Box<str>> {
    let absolute = url::absolute(iri, None).ok()?;
    (absolute.starts_with("http://") || absolute.starts_with("https://")).then(|| absolute.into())
}

impl Graph {
    /// The literals of some properties, in the order of these, that are not empty.
    fn literals(
        &self,
        node: &str,
        properties: &'static [NamedNodeRef<'static>],
    ) -> impl Iterator<Item = &Literal> + use<'_> {
        let about = self.about(node);
        let of = move |property: &'static NamedNodeRef<'static>| values_of(about, property.as_str());
        let all = properties.iter().flat_map(of).filter_map(literal_of);
        all.filter(|literal| !literal.value().trim().is_empty())
    }

    /// The texts of a node that are in the language in which it is described, or in none.
    fn in_language(
        &self,
        node: &str,
        properties: &'static [NamedNodeRef<'static>],
    ) -> impl Iterator<Item = &Literal> + use<'_> {
        let language = self.language_of(node);
        self.literals(node, properties).filter(move |text| self.is_ours() || is_in(text, language))
    }

    /// The texts by which a policy is called.
    pub fn all_names(&self, policy: &str) -> impl Iterator<Item = &str> + use<'_> {
        self.in_language(policy, &NAMES).map(Literal::value)
    }

    /// The other names of a policy.
    pub fn other_names(&self, policy: &str) -> impl Iterator<Item = &str> + use<'_> {
        self.in_language(policy, &[vocab::SKOS_ALT_LABEL]).map(Literal::value)
    }

    /// What identifies a policy: whether it can be a name of it too, and the text.
    pub fn identifiers(&self, policy: &str) -> impl Iterator<Item = (bool, &str)> + use<'_> {
        let language = self.language_of(policy);
        let all = self.literals(policy, &[vocab::DCT_IDENTIFIER]);
        all.map(move |text| (self.is_ours() || is_in(text, language), text.value()))
    }

    /// The title of a node: one in the main language of the graph before one in none, and that before one in another.
    #[must_use]
    pub fn title(&self, node: &str) -> Option<&Literal> {
        let rank = |literal: &&Literal| match (literal.language(), self.language()) {
            (Some(tag), Some(main)) if tag == main => 0,
            (None, _) => 1,
            _ => 2,
        };
        self.literals(node, &TITLES).min_by_key(rank)
    }

    /// The language in which a node of somebody else's is described, as a tag of BCP 47: that of its title, else of its name.
    #[must_use]
    pub fn language_of(&self, node: &str) -> Option<&str> {
        let named = self.title(node).or_else(|| self.literals(node, &NAMES).next());
        named.and_then(Literal::language).or_else(|| self.language())
    }

    /// What a policy is called: its label, else its title.
    #[must_use]
    pub fn name(&self, policy: &str) -> Option<&str> {
        self.all_names(policy).next()
    }

    /// What a policy is called, else what identifies it.
    #[must_use]
    pub fn name_or_identifier(&self, policy: &str) -> Option<&str> {
        self.name(policy).or_else(|| self.identifiers(policy).next().map(|(_, text)| text))
    }

    /// Whether a node can be told from others: by an IRI, or by what it is called or identified by.
    pub(super) fn is_identified(&self, node: &str) -> bool {
        let named = || self.literals(node, &NAMES).next().is_some();
        let identified = || self.literals(node, &[vocab::DCT_IDENTIFIER]).next().is_some();
        !self.is_nameless(node) || named() || identified()
    }

    /// When a policy was issued: the first date, at the most precise that agrees with it.
    #[must_use]
    pub fn issued(&self, policy: &str) -> Option<PartialDate> {
        let dates = || ISSUED.iter().flat_map(|p| self.values(policy, p.as_str())).filter_map(date_of);
        let first = dates().next()?;
        let agreeing = dates().filter(|date| date.agrees_with(first));
        Some(agreeing.fold(first, |best, date| if date.precision() > best.precision() { date } else { best }))
    }

    /// The description of a policy: the first in the language of its title, or in none.
    #[must_use]
    pub fn abstract_of(&self, policy: &str) -> Option<&Literal> {
        self.in_language(policy, &[vocab::DCT_ABSTRACT]).next()
    }

    /// The first value of a property that is a date.
    #[must_use]
    pub fn date(&self, node: &str, property: NamedNodeRef<'static>) -> Option<PartialDate> {
        self.values(node, property.as_str()).find_map(date_of)
    }

    /// The words that a property has instead of a date.
    #[must_use]
    pub fn no_date(&self, node: &str, property: NamedNodeRef<'static>) -> Option<&str> {
        if self.date(node, property).is_some() { None } else { self.text(node, property) }
    }

    /// The IRI of the type of a policy: the first that the vocabulary knows.
    pub(super) fn type_of(&self, policy: &str) -> Option<&Term> {
        let types = [vocab::PED_TYPE, vocab::ELI_TYPE_DOCUMENT];
        types
            .iter()
            .find_map(|property| self.values(policy, property.as_str()).find(|term| kind_of(term).is_some()))
    }

    /// The local name of the type of a policy.
    #[must_use]
    pub fn kind(&self, policy: &str) -> Option<&str> {
        self.type_of(policy).and_then(kind_of)
    }

    /// The edge that a triple states; none where its property states none.
    ///
    /// # Errors
    /// Why it joins no two policies: a text, a node that nothing identifies, one and the same.
    pub(super) fn edge(
        &self,
        subject: &str,
        property: &NamedNode,
        object: &Term,
    ) -> Option<Result<Edge, NotTaken>> {
        edge_property(property.as_str())?;
        let not_taken = |expected| Some(Err(NotTaken::new(expected, Some(object))));
        let Some(target) = node_of(object) else { return not_taken("the IRI of a policy") };
        if target == *subject {
            return not_taken("another policy than that itself");
        }
        if !self.is_identified(&target) {
            return not_taken(IDENTIFIED);
        }
        if !self.is_identified(subject) {
            return Some(Err(NotTaken { expected: IDENTIFIED, found: subject.to_owned() }));
        }
        Some(Ok(Edge { subject: subject.to_owned(), property: property.clone(), object: target }))
    }

    /// The policies that a statement names with a property.
    fn parties(&self, statement: &str, property: NamedNodeRef<'static>) -> Result<Vec<String>, NotTaken> {
        let property = property.as_str();
        let nodes = self.values(statement, property).filter_map(node_of);
        let found: Vec<String> = nodes.filter(|node| self.is_identified(node)).collect();
        match self.values(statement, property).next() {
            Some(term) if found.is_empty() => Err(NotTaken::new(IDENTIFIED, Some(term))),
            _ => Ok(found),
        }
    }

    /// What a statement says.
    ///
    /// # Errors
    /// Why it is none: it has no relation of the vocabulary, joins no two policies, or says an extent or a day that is none.
    pub(super) fn read_statement(&self, statement: &str) -> Result<Stated, NotTaken> {
        let (actors, targets) =
            (self.parties(statement, vocab::PED_ACTOR)?, self.parties(statement, vocab::PED_TARGET)?);
        let relation = self.relation(statement)?;
        let extent = self.extent(statement)?;
        let day = || match self.no_date(statement, vocab::PED_EFFECTIVE) {
            Some(words) => Err(NotTaken { expected: DATE, found: words.to_owned() }),
            None => Ok(()),
        };
        match (actors.as_slice(), relation, targets.as_slice()) {
            ([], Some(_), []) => Err(NotTaken::new("ped:actor and ped:target", None)),
            ([], Some((relation, of_relation)), _) => {
                day()?;
                Ok(Stated::Ending { relation: (relation, extent.unwrap_or(of_relation)), policies: targets })
            }
            ([], None, _) => Err(NotTaken::new("ped:actor", None)),
            (_, Some(_), []) => Err(NotTaken::new("ped:target", None)),
            ([_, _, ..], Some(_), [_, _, ..]) => {
                let found = format!("{} ped:actor, {} ped:target", actors.len(), targets.len());
                Err(NotTaken { expected: "one actor, or one target", found })
            }
            (_, Some((relation, of_relation)), _) => {
                Ok(Stated::Act { actors, relation: (relation, extent.unwrap_or(of_relation)), targets })
            }
            (_, None, _) => {
                day()?;
                Ok(Stated::Expiry { policies: actors })
            }
        }
    }

    /// What a statement says; none where it says nothing that can be read.
    #[must_use]
    pub fn stated_by(&self, statement: &str) -> Option<Stated> {
        self.read_statement(statement).ok()
    }

    /// The relation of a statement; none is that it expires.
    fn relation(&self, statement: &str) -> Result<Option<(Relation, Extent)>, NotTaken> {
        let term = self.relation_of(statement);
        let first = || self.values(statement, vocab::PED_RELATION.as_str()).next();
        let name = term.ok_or_else(|| NotTaken::new("a relation of the vocabulary", first()))?;
        Ok(relation_of(name).flatten())
    }

    /// The first relation of a statement that the vocabulary knows.
    pub(super) fn relation_of(&self, statement: &str) -> Option<&Term> {
        self.values(statement, vocab::PED_RELATION.as_str()).find(|term| relation_of(term).is_some())
    }

    /// The extent that a statement says besides its relation.
    fn extent(&self, statement: &str) -> Result<Option<Extent>, NotTaken> {
        let mut all = self.values(statement, vocab::PED_EXTENT.as_str());
        match (all.find_map(extent_of), self.values(statement, vocab::PED_EXTENT.as_str()).next()) {
            (Some(Extent::Part), _) => Ok(Some(Extent::Part)),
            (Some(Extent::Whole), _) | (None, None) => Ok(None),
            (None, Some(other)) => Err(NotTaken::new(EXTENT, Some(other))),
        }
    }
}

/// What a date is written as.
pub(super) const DATE: &str =
    "an xsd:date such as 2012-03-05, xsd:gYearMonth or xsd:gYear, of a year from 0001 to 9999";

/// The local name of a type of policies that the vocabulary knows.
fn kind_of(term: &Term) -> Option<&str> {
    let Term::NamedNode(kind) = term else { return None };
    kind.as_str().strip_prefix(vocab::PED).filter(|name| KINDS.contains(*name))
}

/// The extent that a term stands for.
pub(super) fn extent_of(term: &Term) -> Option<Extent> {
    match term {
        Term::NamedNode(iri) if *iri == vocab::PED_WHOLE => Some(Extent::Whole),
        Term::NamedNode(iri) if *iri == vocab::PED_PART => Some(Extent::Part),
        _ => None,
    }
}

/// The relation that a term stands for; `Some(None)` where that is that a policy expires.
fn relation_of(term: &Term) -> Option<Option<(Relation, Extent)>> {
    let Term::NamedNode(iri) = term else { return None };
    if *iri == vocab::PED_EXPIRES {
        return Some(None);
    }
    iri.as_str().strip_prefix(vocab::PED).and_then(Relation::from_name).map(Some)
}
