//! Finds issuing bodies by their names.

use super::index::{BodyIx, Index};
use crate::ground::nearest::nearest;
use std::collections::BTreeSet;

/// The bodies with a name: label, other label, IRI or its end, in any case.
///
/// # Errors
/// The labels of bodies that may be meant; where none is alike, of the first ones that there are.
pub fn bodies_named<'i>(index: &'i Index, name: &str) -> Result<Vec<BodyIx>, Vec<&'i str>> {
    let wanted = name.trim().to_lowercase();
    let names = |b: BodyIx| {
        let (iri, label) = index.body(b);
        let tail = iri.rsplit(['/', '#']).next().unwrap_or(iri);
        let alt = index.body_alt_labels(b);
        [label, iri, tail].into_iter().chain(alt).map(str::to_lowercase).collect::<Vec<_>>()
    };
    let found: Vec<BodyIx> = index.bodies().filter(|&b| names(b).contains(&wanted)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: Vec<(BodyIx, String)> =
        index.bodies().flat_map(|b| names(b).into_iter().map(move |name| (b, name))).collect();
    let holds = known.iter().filter(|(_, known)| known.contains(&wanted)).map(|(b, _)| *b);
    let near = nearest(&wanted, known.iter().map(|(_, name)| name.as_str()), 3);
    let near = known.iter().filter(|(_, name)| near.contains(name)).map(|(b, _)| *b);
    let meant: BTreeSet<&str> =
        holds.chain(near).map(|b| index.body(b).1).filter(|l| !l.is_empty()).collect();
    Err(if meant.is_empty() {
        index.bodies().map(|b| index.body(b).1).filter(|l| !l.is_empty()).take(20).collect()
    } else {
        meant.into_iter().take(5).collect()
    })
}
