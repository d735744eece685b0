//! Issuing bodies.

use super::ProfileError;
use super::data::ProfileFile;
use crate::ground::Pattern;
use crate::model::BodyIx;
use oxigraph::model::NamedNode;
use serde::Deserialize;

/// What kind of thing issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    /// `org:Organization`
    Organization,
    /// `org:Post`: an office that one person holds at a time.
    Post,
}

/// One issuing body, as `bodies.toml` has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// The last part of its IRI.
    pub key: String,
    /// Its full name.
    pub label: String,
    /// Acronyms and other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Organization or post.
    pub kind: BodyKind,
    /// Of a post: the organization in which it is.
    #[serde(skip)]
    pub post_in: Option<BodyIx>,
    #[serde(default, rename = "post_in")]
    within: Option<String>,
    /// Patterns of URLs that tell of it.
    #[serde(default)]
    pub url: Vec<String>,
    /// Documents that its addresses serve, each with its URL.
    #[serde(default)]
    pub seen: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    area: Option<String>,
    #[serde(default)]
    body: Vec<Body>,
}

/// All bodies of a profile.
#[derive(Debug)]
pub struct Bodies {
    /// The country whose bodies they are, as a concept of an authority table.
    pub area: Option<NamedNode>,
    all: Vec<Body>,
    urls: Vec<(Pattern, BodyIx)>,
    words: Pattern,
    by_word: Vec<(String, BodyIx)>,
}

impl Bodies {
    pub(super) fn parse(file: ProfileFile<'_>) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let rows: File = file.parse()?;
        let mut urls = Vec::new();
        let mut by_word = Vec::new();
        for (i, body) in rows.body.iter().enumerate() {
            let ix = BodyIx(u16::try_from(i).map_err(|_| wrong("too many bodies".to_owned()))?);
            for pattern in &body.url {
                let regex = file.pattern(pattern).map_err(|e| wrong(format!("{}: {e}", body.key)))?;
                urls.push((regex, ix));
            }
            for name in std::iter::once(&body.label).chain(&body.names) {
                by_word.push((name.clone(), ix));
            }
        }
        // The longest name first, so that it wins at the same place.
        by_word.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        let names: Vec<String> = by_word.iter().map(|(name, _)| regex::escape(name)).collect();
        let words = file.pattern(format!(r"(?-u:\b)(?:{})(?-u:\b)", names.join("|"))).map_err(wrong)?;
        let area = rows.area.map(|iri| {
            NamedNode::new(&iri).map_err(|e| wrong(format!("area: expected an IRI, found `{iri}`: {e}")))
        });
        let mut bodies = Self { area: area.transpose()?, all: rows.body, urls, words, by_word };
        let within: Vec<Option<BodyIx>> = (bodies.all.iter())
            .map(|body| body.within.as_deref().map(|key| bodies.named(key)).transpose())
            .collect::<Result<_, String>>()
            .map_err(|m| file.wrong(m))?;
        for (body, within) in bodies.all.iter_mut().zip(within) {
            if within.is_some() && body.kind != BodyKind::Post {
                return Err(file.wrong(format!("{}: expected `post_in` of a post only", body.key)));
            }
            body.post_in = within;
        }
        Ok(bodies)
    }

    /// The body at `ix`.
    ///
    /// # Panics
    /// Never for an index that this profile gave.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "the numbers of bodies are places in this list")]
    pub fn get(&self, ix: BodyIx) -> &Body {
        &self.all[usize::from(ix.0)]
    }

    /// All bodies, in the file's order.
    pub fn iter(&self) -> impl Iterator<Item = (BodyIx, &Body)> {
        (0u16..).map(BodyIx).zip(&self.all)
    }

    /// The body of that key: `office-of-management-and-budget`.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<BodyIx> {
        self.iter().find(|(_, b)| b.key == key).map(|(ix, _)| ix)
    }

    /// The body of a key that a row names.
    ///
    /// # Errors
    /// What was expected where there is none.
    pub(super) fn named(&self, key: &str) -> Result<BodyIx, String> {
        self.by_key(key).ok_or_else(|| format!("expected a body of bodies.toml, found `{key}`"))
    }

    /// Every name of a body in `text`, with its byte span, left to right.
    pub fn find_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (crate::ground::Span, BodyIx)> + 't {
        self.words.find_iter(text).filter_map(|m| {
            let ix = self.by_word.iter().find(|(name, _)| name == m.as_str())?.1;
            Some((m.range().into(), ix))
        })
    }

    /// The patterns of URLs of a body.
    pub(crate) fn addresses(&self, body: BodyIx) -> impl Iterator<Item = &Pattern> {
        self.urls.iter().filter(move |(_, ix)| *ix == body).map(|(regex, _)| regex)
    }

    /// The body that a URL tells of, by the first pattern that matches.
    #[must_use]
    pub fn by_url(&self, url: &str) -> Option<BodyIx> {
        self.urls.iter().find(|(regex, _)| regex.is_match(url)).map(|(_, ix)| *ix)
    }
}
