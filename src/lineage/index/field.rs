//! The properties that the index reads; all others are passed over.

use crate::ground::vocab;
use crate::model::{Extent, Relation};

/// What one quad says, by its predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Type,
    Title,
    Identifier,
    PrefLabel,
    AltLabel,
    Issued,
    IssuedEarliest,
    IssuedLatest,
    IssuedBy,
    HasEdition,
    Modified,
    Url,
    Edge(Kind),
    Of,
    Actor,
    Relation,
    Target,
    Extent,
    Condition,
    Effective,
    EffectiveEarliest,
    EffectiveLatest,
    Verb,
    Strength,
    QuotedFrom,
    Locator,
    Section,
    Quote,
    QuoteStart,
    QuoteEnd,
    LeadIn,
    LeadInLocator,
    LeadInStart,
    LeadInEnd,
    From,
    Until,
    Possible,
    Disputed,
    DecidedBy,
    CoveredUntil,
    CoversUntil,
    Format,
    Judges,
    AttributedTo,
    JudgedOn,
    Reason,
}

/// A relation with its extent in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind(pub u8);

impl Kind {
    /// One past the greatest byte.
    pub const END: u8 = 2 * Relation::ALL.len() as u8;

    pub const fn new(relation: Relation, extent: Extent) -> Self {
        Self(2 * relation as u8 + extent as u8)
    }

    pub const fn relation(self) -> Relation {
        let i = (self.0 / 2) as usize;
        Relation::ALL[if i < Relation::ALL.len() { i } else { 0 }]
    }

    pub const fn extent(self) -> Extent {
        if self.0.is_multiple_of(2) { Extent::Whole } else { Extent::Part }
    }

    /// The kind that tells one edge from another: only rescissions and supersessions have a property
    /// of their own for a part.
    pub const fn of_property(self) -> Self {
        if self.relation().ends() { self } else { Self::new(self.relation(), Extent::Whole) }
    }
}

impl Field {
    /// The field of a predicate, or `None` where it says nothing of lineage.
    pub fn of(predicate: &str) -> Option<Self> {
        if let Some(name) = predicate.strip_prefix(vocab::PED) {
            return Self::of_own(name);
        }
        // The terms are compared by length first, so a miss costs a few instructions.
        const OTHER: [(&str, Field); 11] = [
            (vocab::RDF_TYPE.as_str(), Field::Type),
            (vocab::DCT_TITLE.as_str(), Field::Title),
            (vocab::DCT_IDENTIFIER.as_str(), Field::Identifier),
            (vocab::DCT_ISSUED.as_str(), Field::Issued),
            (vocab::DCT_MODIFIED.as_str(), Field::Modified),
            (vocab::FOAF_PAGE.as_str(), Field::Url),
            (vocab::SKOS_PREF_LABEL.as_str(), Field::PrefLabel),
            (vocab::SKOS_ALT_LABEL.as_str(), Field::AltLabel),
            (vocab::PROV_WAS_QUOTED_FROM.as_str(), Field::QuotedFrom),
            (vocab::FOAF_NAME.as_str(), Field::PrefLabel),
            (vocab::PROV_WAS_ATTRIBUTED_TO.as_str(), Field::AttributedTo),
        ];
        OTHER.iter().find(|(iri, _)| *iri == predicate).map(|&(_, field)| field)
    }

    fn of_own(name: &str) -> Option<Self> {
        Some(match name {
            "actor" => Self::Actor,
            "relation" => Self::Relation,
            "target" => Self::Target,
            "extent" => Self::Extent,
            "condition" => Self::Condition,
            "effective" => Self::Effective,
            "effectiveEarliest" => Self::EffectiveEarliest,
            "effectiveLatest" => Self::EffectiveLatest,
            "verb" => Self::Verb,
            "strength" => Self::Strength,
            "locator" => Self::Locator,
            "section" => Self::Section,
            "quote" => Self::Quote,
            "quoteStart" => Self::QuoteStart,
            "quoteEnd" => Self::QuoteEnd,
            "leadIn" => Self::LeadIn,
            "leadInLocator" => Self::LeadInLocator,
            "leadInStart" => Self::LeadInStart,
            "leadInEnd" => Self::LeadInEnd,
            "issuedEarliest" => Self::IssuedEarliest,
            "issuedLatest" => Self::IssuedLatest,
            "issuedBy" => Self::IssuedBy,
            "hasEdition" => Self::HasEdition,
            "of" => Self::Of,
            "from" => Self::From,
            "until" => Self::Until,
            "possible" => Self::Possible,
            "disputed" => Self::Disputed,
            "decidedBy" => Self::DecidedBy,
            "coveredUntil" => Self::CoveredUntil,
            "coversUntil" => Self::CoversUntil,
            "format" => Self::Format,
            "judges" => Self::Judges,
            "judgedOn" => Self::JudgedOn,
            "reason" => Self::Reason,
            "descendsFrom" => return None,
            _ => {
                let (relation, extent) = Relation::from_name(name)?;
                Self::Edge(Kind::new(relation, extent))
            }
        })
    }

    /// Whether its value can be an IRI (`true`) or a literal (`false`).
    pub fn takes(self, iri: bool) -> bool {
        let is_iri = matches!(
            self,
            Self::Type
                | Self::IssuedBy
                | Self::HasEdition
                | Self::Edge(_)
                | Self::Of
                | Self::Possible
                | Self::DecidedBy
                | Self::Actor
                | Self::Relation
                | Self::Target
                | Self::Extent
                | Self::Strength
                | Self::QuotedFrom
                | Self::Judges
                | Self::AttributedTo
        );
        self == Self::Url || is_iri == iri
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_is_read_from_its_property() {
        for relation in Relation::ALL {
            for extent in [Extent::Whole, Extent::Part] {
                let kind = Kind::new(relation, extent);
                assert_eq!((kind.relation(), kind.extent()), (relation, extent));
                let read = Field::of(relation.property(extent).as_str());
                assert_eq!(read, Some(Field::Edge(kind.of_property())));
            }
        }
        assert_eq!(Field::of("http://data.europa.eu/eli/ontology#repeals"), None);
        assert_eq!(Field::of("https://w3id.org/pedigraph/ns#descendsFrom"), None);
    }
}
