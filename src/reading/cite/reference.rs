//! Words that refer to a policy already named: "this order", "such memorandum", "the Act".

use crate::ground::Span;
use crate::profile::{List, Profile};

/// To what such words point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// "this order": the document itself.
    This,
    /// "such order", "that memorandum", "the Act": one named before.
    That,
    /// "those orders": several named before.
    Those,
}

/// Words that refer to a policy already named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The words, as bytes of the text.
    pub span: Span,
    /// To what they point.
    pub reach: Reach,
    /// Index into the profile's kinds of the noun.
    pub kind: usize,
}

/// Every reference of a text, left to right, without overlaps; linear in the text.
#[must_use]
pub fn references(profile: &Profile, text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    for captures in profile.citations.reference.captures_iter(text) {
        let (Some(whole), Some(noun)) = (captures.get(0), captures.name("noun")) else { continue };
        // "this order of things", "the order in which", "the policy of the United States" name no policy.
        let behind = text.get(whole.end()..).unwrap_or("").trim_start();
        let named = profile.wording.starts(List::OtherThings, behind).is_none();
        let words = crate::ground::fold_space(&noun.as_str().to_lowercase());
        let Some(&kind) = profile.citations.nouns.get(&words).filter(|_| named) else { continue };
        let plural = captures.name("s").is_some();
        let reach = match (captures.name("this"), captures.name("those")) {
            (Some(_), _) if !plural => Reach::This,
            (None, None) if !plural => Reach::That,
            // "the said order", "the above-mentioned order"
            (None, Some(words))
                if !plural && profile.wording.starts(List::Both, words.as_str()).is_none() =>
            {
                Reach::That
            }
            // "such orders" may be any.
            (None, Some(_)) if plural => Reach::Those,
            _ => continue,
        };
        found.push(Reference { span: Span::new(whole.start(), whole.end()), reach, kind });
    }
    found
}
