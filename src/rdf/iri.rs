//! IRIs, built from validated parts: the one place besides the vocabulary where they are made unchecked.

use oxigraph::model::{NamedNode, NamedNodeRef};
use std::fmt;

/// The base of all IRIs that are not vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

/// The base where none is given.
pub const DEFAULT_BASE: &str = "https://w3id.org/pedigraph/id/";

/// A base that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseError(String);

impl fmt::Display for BaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected an absolute http, https or urn IRI that ends in `/`, `#` or `:`, found `{}`",
            self.0
        )
    }
}

impl std::error::Error for BaseError {}

impl Default for Base {
    fn default() -> Self {
        Self(DEFAULT_BASE.to_owned())
    }
}

impl std::str::FromStr for Base {
    type Err = BaseError;

    /// Takes an absolute `http`, `https` or `urn` IRI without query that ends in `/`, `#` or `:`.
    fn from_str(text: &str) -> Result<Self, BaseError> {
        let wrong = || BaseError(text.chars().take(200).collect());
        let url = crate::ground::url::absolute(text, None).map_err(|_| wrong())?;
        let ends_well = url.ends_with(['/', '#', ':']);
        let scheme = ["http://", "https://", "urn:"].iter().any(|s| url.starts_with(s));
        if url != text || !ends_well || !scheme || url.contains('?') {
            return Err(wrong());
        }
        Ok(Self(url))
    }
}

impl Base {
    /// The base itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The IRI of a path of this graph. Characters other than letters, digits and `-._~/` become hyphens.
    #[must_use]
    #[allow(clippy::disallowed_methods)] // the base is checked above, the path here
    pub fn join(&self, path: &str) -> NamedNode {
        let mut iri = String::with_capacity(self.0.len() + path.len());
        self.push(path, &mut iri);
        NamedNode::new_unchecked(iri)
    }

    fn push(&self, path: &str, iri: &mut String) {
        iri.push_str(&self.0);
        let is_safe = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
        if path.bytes().all(is_safe) {
            iri.push_str(path);
        } else {
            iri.extend(path.chars().map(|c| if u8::try_from(c).is_ok_and(is_safe) { c } else { '-' }));
        }
    }
}

/// The IRIs of many paths of one base, end to end in one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Iris {
    text: String,
    /// One past the last byte of each.
    ends: Vec<u64>,
}

impl Iris {
    /// Those of all paths, in order, as [`Base::join`] makes them.
    pub(super) fn new<'p>(base: &Base, paths: impl Iterator<Item = &'p str>) -> Self {
        let mut iris = Self::default();
        for path in paths {
            base.push(path, &mut iris.text);
            iris.ends.push(iris.text.len() as u64);
        }
        iris.text.shrink_to_fit();
        iris.ends.shrink_to_fit();
        iris
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The IRI at `ix`.
    #[allow(clippy::disallowed_methods)] // the base is checked above, the paths when they are added
    pub(super) fn get(&self, ix: u32) -> Option<NamedNodeRef<'_>> {
        let at = ix as usize;
        let end = |at: usize| self.ends.get(at).and_then(|e| usize::try_from(*e).ok());
        let start = at.checked_sub(1).map_or(Some(0), end)?;
        Some(NamedNodeRef::new_unchecked(self.text.get(start..end(at)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bases() {
        assert!("https://data.example.gov/id/".parse::<Base>().is_ok());
        assert!("urn:pedigraph:".parse::<Base>().is_ok());
        for wrong in
            ["", "id/", "javascript:/", "https://a b/", "https://a.b", "https://a.b/?q=/", "file:///x/"]
        {
            assert!(wrong.parse::<Base>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn many_iris_are_those_of_one(paths in prop::collection::vec(".{0,12}", 0..6)) {
            let base = Base::default();
            let iris = Iris::new(&base, paths.iter().map(String::as_str));
            prop_assert_eq!(iris.len(), paths.len());
            for (ix, path) in (0_u32..).zip(&paths) {
                let joined = base.join(path);
                prop_assert_eq!(iris.get(ix), Some(joined.as_ref()));
            }
            prop_assert_eq!(iris.get(paths.len() as u32), None);
        }

        #[test]
        fn joined_iris_are_valid(path in ".{0,40}") {
            prop_assert!(NamedNode::new(Base::default().join(&path).as_str()).is_ok());
        }
    }
}
