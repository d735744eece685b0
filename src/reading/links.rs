//! The addresses that a document gives for the policies that it names: links around their numbers and names.

use super::cite::{self, Cited};
use crate::ground::url;
use crate::model::{Claims, Identifier, Mention};
use crate::profile::Profile;
use crate::source::{Layout, MarkKind};

/// By what a linked policy is found among the mentions.
enum Called {
    Number(Identifier),
    Title(String),
}

/// Adds to each mention the addresses of the links whose words name it and no other policy; linear in links and
/// mentions but for looking names up.
pub(super) fn add(profile: &Profile, layout: &Layout, claims: &mut Claims) {
    for mark in layout.blocks.iter().flat_map(|b| &b.marks) {
        let MarkKind::Link(href) = &mark.kind else { continue };
        let Some(called) = called(profile, mark.span.of(&layout.text)) else { continue };
        let Ok(url) = url::absolute(href, layout.url.as_deref()) else { continue };
        let is = |m: &&mut Mention| match &called {
            Called::Number(number) => m.identifiers.iter().any(|(id, _)| id == number),
            Called::Title(key) => m.title.as_deref().is_some_and(|t| profile.wording.title_key(t).0 == *key),
        };
        if url.starts_with("http")
            && let Some(mention) = claims.mentions.iter_mut().find(is)
            && !mention.urls.iter().any(|known| **known == *url)
        {
            mention.urls.push(url.into());
        }
    }
}

/// The one policy that the words of a link name.
fn called(profile: &Profile, words: &str) -> Option<Called> {
    let found = cite::find_in(profile, words);
    let [citation] = found.as_slice() else { return None };
    match &citation.cited {
        Cited::Number(number) | Cited::Act { number: Some(number), .. } => {
            Some(Called::Number(number.clone()))
        }
        Cited::Act { title, .. } => Some(Called::Title(profile.wording.title_key(title).0)),
        Cited::Dated { .. } => None,
    }
}
