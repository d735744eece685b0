//! What the sentences of one order say together of one target.

use super::SELF;
use crate::model::{Extent, PartialDate, Relation, Statement, Strength};
use std::collections::BTreeSet;

/// Settles what an order says of one target in several places.
///
/// An order that rewrites parts of another and strikes out other parts of it ("Section 3 of Executive Order 13618 is
/// hereby revoked") amends it: the target goes on as amended, and each partial ending is one of the amendments. So the
/// Register's editors enter it too, with few exceptions.
///
/// `effective` is the day from which the order takes effect, and with it every change whose own sentence gives no other.
pub(super) fn settle(statements: &mut [Statement], effective: Option<PartialDate>) {
    let amended: BTreeSet<u32> = statements
        .iter()
        .filter(|s| s.actor == SELF && s.relation == Relation::Amends && s.strength == Strength::Explicit)
        .map(|s| s.target)
        .collect();
    for s in statements {
        if s.actor == SELF && s.relation.ends() && s.extent == Extent::Part && amended.contains(&s.target) {
            s.relation = Relation::Amends;
        }
        if s.actor == SELF && s.relation.is_change() {
            s.effective = s.effective.or(effective);
        }
    }
}
