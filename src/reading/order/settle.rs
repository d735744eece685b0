//! From which day the acts of one order take effect.

use super::SELF;
use crate::model::{PartialDate, Statement};

/// Gives the acts of an order the day from which it takes effect.
///
/// `effective` is the day from which the order takes effect, and with it every change whose own sentence gives no other.
pub(super) fn settle(statements: &mut [Statement], effective: Option<PartialDate>) {
    for s in statements {
        if s.actor == SELF && s.relation.is_change() {
            s.effective = s.effective.or(effective);
        }
    }
}
