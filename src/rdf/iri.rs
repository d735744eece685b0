//! IRIs, built from validated parts: the one place besides the vocabulary where they are made unchecked.

use oxigraph::model::NamedNode;
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
        let url = crate::text::url::absolute(text, None).map_err(|_| wrong())?;
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
        iri.push_str(&self.0);
        iri.extend(
            path.chars().map(|c| if c.is_ascii_alphanumeric() || "-._~/".contains(c) { c } else { '-' }),
        );
        NamedNode::new_unchecked(iri)
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
        fn joined_iris_are_valid(path in ".{0,40}") {
            prop_assert!(NamedNode::new(Base::default().join(&path).as_str()).is_ok());
        }
    }
}
