//! What properties say of two policies: those of the vocabulary and those of ELI that say the same, each in both directions.

use super::graph::subject_line;
use crate::ground::vocab;
use crate::model::{Extent, Relation};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The namespace of ELI.
const ELI: &str = "http://data.europa.eu/eli/ontology#";

/// The declarations of the vocabulary, which name the inverse of each relation.
const DECLARATIONS: &str = include_str!("../../../ontology/pedigraph.ttl");

/// A triple that states an edge, as its graph has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Its subject: an IRI, or a blank node as `_:b0`.
    pub subject: String,
    /// Its property.
    pub property: NamedNode,
    /// Its object, likewise.
    pub object: String,
}

/// What a property says of its subject and its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdgeProperty {
    /// What one does to the other.
    pub relation: Relation,
    /// In whole or in part.
    pub extent: Extent,
    /// Whether the object acts on the subject.
    pub is_inverse: bool,
    /// How it is preferred to others that say the same of two policies, the least first.
    pub(super) rank: Rank,
}

/// Where a property stands among those that say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A relation of the vocabulary.
    Own,
    /// Its inverse.
    OwnInverse,
    /// A relation of ELI.
    Eli,
    /// Its inverse.
    EliInverse,
    /// `eli:changes`, which each amendment and each repeal is.
    Broad,
}

impl Rank {
    /// Whether the property is of the vocabulary itself.
    pub(super) const fn is_own(self) -> bool {
        matches!(self, Self::Own | Self::OwnInverse)
    }
}

/// The relations of ELI, each with its inverse where ELI declares one (its ontology, version 1.5).
const OF_ELI: [(&str, Option<&str>, Relation, bool); 6] = [
    ("repeals", Some("repealed_by"), Relation::Rescinds, false),
    ("amends", Some("amended_by"), Relation::Amends, false),
    ("changes", Some("changed_by"), Relation::Amends, true),
    ("based_on", Some("basis_for"), Relation::BasedOn, false),
    ("ensures_implementation_of", None, Relation::Implements, false),
    ("cites", Some("cited_by"), Relation::Cites, false),
];

/// The relation of each inverse property that the vocabulary declares, by local names.
static INVERSES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let own = |iri: &str| iri.strip_prefix(vocab::PED).map(str::to_owned);
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(DECLARATIONS).flatten();
    let declared = quads.filter(|quad| quad.predicate == vocab::OWL_INVERSE_OF);
    let pairs = declared.filter_map(|quad| match (&quad.subject, &quad.object) {
        (NamedOrBlankNode::NamedNode(inverse), Term::NamedNode(of)) => {
            Some((own(inverse.as_str())?, own(of.as_str())?))
        }
        _ => None,
    });
    pairs.collect()
});

/// What a property says of two policies: a relation of the vocabulary or of ELI, or the inverse of one.
#[must_use]
pub fn edge_property(property: &str) -> Option<EdgeProperty> {
    if let Some(name) = property.strip_prefix(vocab::PED) {
        let of = |name: &str, is_inverse, rank| {
            let (relation, extent) = Relation::from_name(name)?;
            Some(EdgeProperty { relation, extent, is_inverse, rank })
        };
        return of(name, false, Rank::Own).or_else(|| of(INVERSES.get(name)?, true, Rank::OwnInverse));
    }
    let name = property.strip_prefix(ELI)?;
    OF_ELI.iter().find_map(|(forward, inverse, relation, is_broad)| {
        let is_inverse = match () {
            () if *forward == name => false,
            () if *inverse == Some(name) => true,
            () => return None,
        };
        let rank = match (is_broad, is_inverse) {
            (true, _) => Rank::Broad,
            (false, true) => Rank::EliInverse,
            (false, false) => Rank::Eli,
        };
        Some(EdgeProperty { relation: *relation, extent: Extent::Whole, is_inverse, rank })
    })
}

impl Edge {
    /// The triple as N-Triples has it, without its full stop.
    #[must_use]
    pub(super) fn triple(&self) -> String {
        format!("{} {} {}", subject_line(&self.subject), self.property, subject_line(&self.object))
    }

    /// What it says, and of whom: the acting policy and its target.
    #[must_use]
    pub fn parties(&self) -> Option<(EdgeProperty, &str, &str)> {
        let said = edge_property(self.property.as_str())?;
        let (subject, object) = (self.subject.as_str(), self.object.as_str());
        Some(if said.is_inverse { (said, object, subject) } else { (said, subject, object) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_declared_inverse_is_read() {
        let relation =
            |name: &str| edge_property(&format!("{}{name}", vocab::PED)).map(|p| (p.relation, p.is_inverse));
        assert_eq!(relation("rescinds"), Some((Relation::Rescinds, false)));
        // All but that of ped:descendsFrom, which is no relation of its own.
        let read = INVERSES.keys().filter(|name| relation(name).is_some_and(|(_, inverse)| inverse)).count();
        assert!(read == INVERSES.len() - 1 && read >= 14, "{:?}", *INVERSES);
    }
}
