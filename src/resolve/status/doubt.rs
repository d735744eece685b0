//! Doubted statements: the date printed beside a policy is not that policy's own.
//!
//! Notes write EO 10004 for 11004, with the date of the right one. A difference of at most [`SLIP`] days is a slip of
//! the pen; a greater one makes the number doubtful.

use crate::model::{DateBasis, PartialDate};
use crate::resolve::{Corpus, StoredStatement};

/// The most days by which a date that is a slip differs.
pub const SLIP: i64 = 31;

/// A date beside a policy that is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The policy, as an index.
    pub policy: u32,
    /// The date printed beside it.
    pub printed: PartialDate,
    /// Its own.
    pub own: PartialDate,
}

impl Doubt {
    /// Whether the number is doubtful, and not only the day.
    #[must_use]
    pub fn of_number(self) -> bool {
        gap(self.printed, self.own) > SLIP
    }
}

impl Corpus {
    /// The date beside one of a statement's two policies that is not that policy's own; of two the worse one.
    #[must_use]
    pub fn doubt(&self, s: &StoredStatement) -> Option<Doubt> {
        let one = |policy: u32, printed: Option<PartialDate>| {
            let printed = printed?;
            let described = self.policies.get(policy as usize)?;
            let own = described.issued?;
            let sure = matches!(described.issued_basis, Some(DateBasis::Record | DateBasis::Stated));
            let known = own.agrees_with(printed) || described.editions.iter().any(|d| d.agrees_with(printed));
            (sure && !known).then_some(Doubt { policy, printed, own })
        };
        let both = [one(s.actor, s.beside.0), one(s.target, s.beside.1)];
        both.into_iter().flatten().max_by_key(|d| gap(d.printed, d.own))
    }
}

/// The days between two dates that do not agree.
fn gap(a: PartialDate, b: PartialDate) -> i64 {
    let days = |first: PartialDate, second: PartialDate| (second.earliest() - first.latest()).num_days();
    days(a, b).max(days(b, a))
}
