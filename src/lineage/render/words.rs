//! Relations in words, both ways.

use crate::model::{Extent, Relation};

/// What an actor does to its target: `rescinds in part`.
#[must_use]
pub fn active(relation: Relation, extent: Extent) -> String {
    let word = match relation {
        Relation::Rescinds => "rescinds",
        Relation::Supersedes => "supersedes",
        Relation::Amends => "amends",
        Relation::Extends => "extends",
        Relation::Continues => "continues",
        Relation::Supplements => "supplements",
        Relation::Suspends => "suspends",
        Relation::Reinstates => "reinstates",
        Relation::Ratifies => "ratifies",
        Relation::Implements => "implements",
        Relation::BasedOn => "based on",
        Relation::Cites => "cites",
        Relation::SeeAlso => "see also",
        Relation::RelatedTo => "related to",
    };
    with_extent(word, relation, extent, "")
}

/// What was done to a target: `rescinded in part by`.
#[must_use]
pub fn passive(relation: Relation, extent: Extent) -> String {
    let word = match relation {
        Relation::Rescinds => "rescinded",
        Relation::Supersedes => "superseded",
        Relation::Amends => "amended",
        Relation::Extends => "extended",
        Relation::Continues => "continued",
        Relation::Supplements => "supplemented",
        Relation::Suspends => "suspended",
        Relation::Reinstates => "reinstated",
        Relation::Ratifies => "ratified",
        Relation::Implements => "implemented",
        Relation::BasedOn => return with_extent("basis", relation, extent, " for"),
        Relation::Cites => "cited",
        Relation::SeeAlso => return with_extent("see also in", relation, extent, ""),
        Relation::RelatedTo => return active(relation, extent),
    };
    with_extent(word, relation, extent, " by")
}

/// So many acts: `1 amendment`, `2 amendments`.
pub(super) fn counted(n: usize, relation: Relation) -> String {
    let noun = match relation {
        Relation::Rescinds => "rescission",
        Relation::Supersedes => "supersession",
        Relation::Amends => "amendment",
        Relation::Extends => "extension",
        Relation::Continues => "continuation",
        Relation::Supplements => "supplement",
        Relation::Suspends => "suspension",
        Relation::Reinstates => "reinstatement",
        Relation::Ratifies => "ratification",
        Relation::Implements => "implementation",
        Relation::BasedOn => "use of authority",
        Relation::Cites => "citation",
        Relation::SeeAlso => "cross-reference",
        Relation::RelatedTo => "relation",
    };
    match (n, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "use of authority") => format!("{n} uses of authority"),
        _ => format!("{n} {noun}s"),
    }
}

/// An amendment is of a part by its nature; only elsewhere does a part say something.
fn with_extent(word: &str, relation: Relation, extent: Extent, after: &str) -> String {
    let part = extent == Extent::Part && relation != Relation::Amends;
    format!("{word}{}{after}", if part { " in part" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        assert_eq!(active(Relation::Rescinds, Extent::Part), "rescinds in part");
        assert_eq!(passive(Relation::Rescinds, Extent::Part), "rescinded in part by");
        assert_eq!(passive(Relation::BasedOn, Extent::Whole), "basis for");
        assert_eq!(passive(Relation::Amends, Extent::Part), "amended by");
        assert_eq!(passive(Relation::RelatedTo, Extent::Whole), "related to");
    }
}
