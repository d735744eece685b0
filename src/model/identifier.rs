//! Names by which claims speak of schemes, bodies and numbered policies; what they stand for is in the profile.

use serde::{Deserialize, Serialize};

/// An issuing body, by its place in the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BodyIx(pub u16);

/// An identifier scheme, by its place in the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SchemeIx(pub u16);

/// One policy by number, in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identifier {
    /// The scheme.
    pub scheme: SchemeIx,
    /// The values of the label's groups, joined by a blank: `13571`, `10571-A`, `111 352`.
    pub number: Box<str>,
}
