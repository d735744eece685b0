//! What one policy does to another.

use crate::ground::{vocab, words_apart};
use oxigraph::model::NamedNodeRef;
use serde::{Deserialize, Serialize};

/// A relation from an acting policy to its target, without regard to its extent.
///
/// Whether it holds in whole or in part is the [`Extent`] beside it; the two together name the
/// property of the edge ([`Relation::property`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Relation {
    /// Rescinds, revokes, eliminates, terminates, cancels.
    Rescinds,
    /// Supersedes, replaces.
    Supersedes,
    /// Amends, modifies, corrects.
    Amends,
    /// Extends the scope of, builds on, enhances.
    Extends,
    /// Keeps the target alive in time.
    Continues,
    /// Supplements.
    Supplements,
    /// Suspends.
    Suspends,
    /// Reinstates.
    Reinstates,
    /// Ratifies.
    Ratifies,
    /// Implements, carries out.
    Implements,
    /// Rests on the authority of.
    BasedOn,
    /// Cites: the policy's own text refers to it, or a text says that it does.
    Cites,
    /// See also: an editor's cross-reference in a table's note, "See: EO 13636".
    SeeAlso,
    /// Is printed as related, no more. Symmetric.
    RelatedTo,
}

/// Whether a relation touches its target in whole or in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Extent {
    /// The whole target.
    Whole,
    /// Some of it: "in part", "sections 2 and 3", "to the extent inconsistent".
    Part,
}

impl Relation {
    /// All relations, in the order in which documents list them.
    pub const ALL: [Self; 14] = [
        Self::Rescinds,
        Self::Supersedes,
        Self::Amends,
        Self::Extends,
        Self::Continues,
        Self::Supplements,
        Self::Suspends,
        Self::Reinstates,
        Self::Ratifies,
        Self::Implements,
        Self::BasedOn,
        Self::Cites,
        Self::SeeAlso,
        Self::RelatedTo,
    ];

    /// The name with hyphens, as people type it: `based-on`.
    #[must_use]
    pub fn hyphened(self) -> String {
        words_apart(self.name()).to_lowercase().replace(' ', "-")
    }

    /// The local name of the property for a whole target: `rescinds`, `basedOn`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rescinds => "rescinds",
            Self::Supersedes => "supersedes",
            Self::Amends => "amends",
            Self::Extends => "extends",
            Self::Continues => "continues",
            Self::Supplements => "supplements",
            Self::Suspends => "suspends",
            Self::Reinstates => "reinstates",
            Self::Ratifies => "ratifies",
            Self::Implements => "implements",
            Self::BasedOn => "basedOn",
            Self::Cites => "cites",
            Self::SeeAlso => "seeAlso",
            Self::RelatedTo => "relatedTo",
        }
    }

    /// Whether it does something to its target: all but citations, mere relations and authorities.
    #[must_use]
    pub const fn is_change(self) -> bool {
        !matches!(self, Self::Cites | Self::SeeAlso | Self::RelatedTo | Self::BasedOn)
    }

    /// Whether it only points to its target: a citation or an editor's cross-reference.
    #[must_use]
    pub const fn is_reference(self) -> bool {
        matches!(self, Self::Cites | Self::SeeAlso)
    }

    /// Whether its target, or the part of it that is meant, is no longer in force.
    #[must_use]
    pub const fn ends(self) -> bool {
        matches!(self, Self::Rescinds | Self::Supersedes)
    }

    /// Whether it changes the status of its target: ends it, suspends it, or puts it back in force; in whole or in part.
    #[must_use]
    pub const fn bears_on_status(self) -> bool {
        self.ends() || matches!(self, Self::Suspends | Self::Reinstates)
    }

    /// Reads [`Relation::name`] back; also takes the `…InPart` names, with their extent.
    #[must_use]
    pub fn from_name(name: &str) -> Option<(Self, Extent)> {
        let (stem, extent) = match name.strip_suffix("InPart") {
            Some(stem) => (stem, Extent::Part),
            None => (name, Extent::Whole),
        };
        let relation = Self::ALL.into_iter().find(|r| r.name() == stem)?;
        (relation.property(extent).as_str().strip_prefix(vocab::PED) == Some(name))
            .then_some((relation, extent))
    }

    /// The property of the edge. Only rescissions and supersessions have one of their own for a part.
    #[must_use]
    pub const fn property(self, extent: Extent) -> NamedNodeRef<'static> {
        match (self, extent) {
            (Self::Rescinds, Extent::Whole) => vocab::PED_RESCINDS,
            (Self::Rescinds, Extent::Part) => vocab::PED_RESCINDS_IN_PART,
            (Self::Supersedes, Extent::Whole) => vocab::PED_SUPERSEDES,
            (Self::Supersedes, Extent::Part) => vocab::PED_SUPERSEDES_IN_PART,
            (Self::Amends, _) => vocab::PED_AMENDS,
            (Self::Extends, _) => vocab::PED_EXTENDS,
            (Self::Continues, _) => vocab::PED_CONTINUES,
            (Self::Supplements, _) => vocab::PED_SUPPLEMENTS,
            (Self::Suspends, _) => vocab::PED_SUSPENDS,
            (Self::Reinstates, _) => vocab::PED_REINSTATES,
            (Self::Ratifies, _) => vocab::PED_RATIFIES,
            (Self::Implements, _) => vocab::PED_IMPLEMENTS,
            (Self::BasedOn, _) => vocab::PED_BASED_ON,
            (Self::Cites, _) => vocab::PED_CITES,
            (Self::SeeAlso, _) => vocab::PED_SEE_ALSO,
            (Self::RelatedTo, _) => vocab::PED_RELATED_TO,
        }
    }

    /// Whether the actor carries something on from its target (`ped:descendsFrom`).
    #[must_use]
    pub const fn is_descent(self) -> bool {
        matches!(
            self,
            Self::Supersedes
                | Self::Amends
                | Self::Extends
                | Self::Continues
                | Self::Supplements
                | Self::Reinstates
                | Self::Ratifies
                | Self::Implements
                | Self::BasedOn
        )
    }
}
