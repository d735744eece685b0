//! How edges look: one colour and dash a relation, told apart without colours too.

use crate::model::{Extent, Relation};

/// The look of one kind of edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// An act of one policy upon another.
    Act(Relation, Extent),
    /// Two policies that cite each other: one line.
    CiteEachOther,
    /// From or to a group of policies.
    More,
}

impl Look {
    /// The colour of the line, as `#rrggbb`.
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Act(relation, _) => match relation {
                Relation::Rescinds | Relation::Supersedes => "#b3261e",
                Relation::Suspends => "#c25700",
                Relation::Amends => "#1a5fb4",
                Relation::Extends | Relation::Supplements => "#1e7a34",
                Relation::Implements | Relation::BasedOn => "#6b3fa0",
                Relation::Continues | Relation::Reinstates | Relation::Ratifies => "#00737f",
                Relation::Cites | Relation::SeeAlso | Relation::RelatedTo => "#6b6b6b",
            },
            Self::CiteEachOther => "#6b6b6b",
            Self::More => "#8a8a8a",
        }
    }

    /// The dashes of the line, for `stroke-dasharray`; empty for a solid one.
    pub const fn dashes(self) -> &'static str {
        match self {
            Self::Act(relation, _) => match relation {
                Relation::Rescinds
                | Relation::Amends
                | Relation::Extends
                | Relation::Implements
                | Relation::Continues => "",
                Relation::Supersedes | Relation::Supplements | Relation::BasedOn | Relation::Reinstates => {
                    "8 3"
                }
                Relation::Suspends | Relation::Ratifies => "8 3 2 3",
                Relation::Cites => "2 3",
                Relation::SeeAlso => "1 3",
                Relation::RelatedTo => "5 4",
            },
            Self::CiteEachOther => "2 3",
            Self::More => "1 4",
        }
    }

    /// The width of the line in pixels: half for a part.
    pub const fn width(self) -> f64 {
        match self {
            Self::Act(Relation::Cites | Relation::SeeAlso | Relation::RelatedTo, _)
            | Self::CiteEachOther
            | Self::More => 1.2,
            Self::Act(_, Extent::Whole) => 1.9,
            Self::Act(_, Extent::Part) => 1.0,
        }
    }

    /// Its name in the legend.
    pub fn name(self) -> String {
        match self {
            Self::Act(relation, extent) => super::super::active(relation, extent),
            Self::CiteEachOther => "cite each other".to_owned(),
            Self::More => "not drawn one by one".to_owned(),
        }
    }

    /// Whether both ends have an arrow head.
    pub const fn both_ways(self) -> bool {
        matches!(self, Self::CiteEachOther)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_relations_differ_in_colour_or_dashes() {
        let looks = Relation::ALL.map(|r| Look::Act(r, Extent::Whole));
        for (i, a) in looks.iter().enumerate() {
            for b in &looks[..i] {
                assert!((a.colour(), a.dashes()) != (b.colour(), b.dashes()), "{a:?} {b:?}");
            }
        }
    }
}
