//! Policies, bodies, dates, relations: what the graph speaks of.

mod claims;
mod date;
mod identifier;
mod relation;

pub use claims::{
    Basis, Claims, DateBasis, Ending, EndingKind, Evidence, KnownPolicy, Media, Mention, Name, Statement,
    Strength, Unread,
};
pub use date::{PartialDate, Precision};
pub use identifier::{BodyIx, Identifier, SchemeIx};
pub use relation::{Extent, Relation};
