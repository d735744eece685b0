//! How texts name policies without a number: by kind and date, by popular name, by "this order".

use super::data::ProfileFile;
use super::wording::NOTHING;
use super::{Bodies, Kinds, ProfileError};
use crate::ground::Pattern;
use crate::model::BodyIx;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    dated: Vec<DatedRow>,
    #[serde(default)]
    act: ActRow,
    #[serde(default)]
    patterns: Patterns,
}

/// Patterns around the words of rows.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Patterns {
    about: String,
    dated: String,
    reference: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatedRow {
    kind: String,
    body: Option<String>,
    printed: String,
    other: Option<String>,
    number: Option<String>,
    #[serde(default)]
    about: bool,
    #[serde(default)]
    examples: Vec<(String, String)>,
    #[serde(default)]
    counter: Vec<String>,
    #[serde(default)]
    seen: Vec<(String, String)>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActRow {
    heads: Vec<Head>,
    small: Vec<String>,
    never_first: Vec<String>,
    kept_first: Vec<String>,
    #[serde(default)]
    article_after: Vec<String>,
    #[serde(default)]
    possessive: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    word: String,
    #[serde(default)]
    year: bool,
}

/// A kind of policy that texts name by its date: "Executive order of June 10, 1902".
#[derive(Debug)]
pub struct Dated {
    /// Local name of the policy type: `ExecutiveOrder`.
    pub kind: String,
    /// Who issues it, where its kind tells.
    pub body: Option<BodyIx>,
    /// The kind where the name of another body stands right before.
    pub other: Option<String>,
    /// The scheme whose number right behind is the policy's own.
    pub number: Option<String>,
    /// What is read, and as what (`kind date`).
    pub examples: Vec<(String, String)>,
    /// What must not be read.
    pub counter: Vec<String>,
    /// Documents that name policies so, each with words of it that do.
    pub seen: Vec<(String, String)>,
    /// Matches the text right before the date, to its end; `kind` and `about` are its groups.
    pub(crate) before: Pattern,
}

impl Dated {
    /// Kind and body of a citation; `by` is another body whose name stands right before it.
    #[must_use]
    pub fn issued(&self, by: Option<BodyIx>) -> (&str, Option<BodyIx>) {
        match (by, &self.other) {
            (Some(body), Some(kind)) => (kind, Some(body)),
            (by, _) => (&self.kind, self.body.or(by)),
        }
    }
}

/// The words of popular names.
#[derive(Debug)]
pub struct ActWords {
    /// Last words of a name; whether they count only with a year.
    pub(crate) heads: BTreeMap<String, bool>,
    /// Words in lower case that may stand within a name.
    pub(crate) small: BTreeSet<String>,
    /// Capitalised words that are no part of a name at its start.
    pub(crate) never_first: BTreeSet<String>,
    /// Pairs of words that start a name all the same.
    pub(crate) kept_first: BTreeSet<String>,
    /// Words after which an article stands within a name: "Government in".
    pub(crate) article_after: Vec<String>,
    /// Words whose possessive may stand in a name: "Children".
    pub(crate) possessive: BTreeSet<String>,
}

/// The words by which texts name policies without a number.
#[derive(Debug)]
pub struct CitationWords {
    /// By kind and date.
    pub dated: Vec<Dated>,
    /// By popular name.
    pub acts: ActWords,
    /// "this order", "such memorandum", "those orders": groups `this`, `that`, `those`, `noun` and `s`.
    pub(crate) reference: Pattern,
    /// The nouns of `reference` and the indices of their kinds.
    pub(crate) nouns: BTreeMap<String, usize>,
}

impl CitationWords {
    pub(super) fn parse(file: ProfileFile<'_>, bodies: &Bodies, kinds: &Kinds) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let rows: File = file.parse()?;
        let mut dated = Vec::new();
        for row in rows.dated {
            let named = |key: &str| bodies.named(key).map_err(|e| wrong(format!("dated {}: {e}", row.kind)));
            let body = row.body.as_deref().map(named).transpose()?;
            let about = if row.about { rows.patterns.about.as_str() } else { "" };
            let before = format!(r"(?-u:\b)(?P<kind>{}){about}{}", row.printed, rows.patterns.dated);
            let before = file.pattern(before).map_err(|e| wrong(format!("dated {}: {e}", row.kind)))?;
            dated.push(Dated {
                kind: row.kind,
                body,
                other: row.other,
                number: row.number,
                examples: row.examples,
                counter: row.counter,
                seen: row.seen,
                before,
            });
        }
        let mut nouns = BTreeMap::new();
        for (ix, kind) in kinds.iter() {
            for word in &kind.refer {
                nouns.entry(word.to_lowercase()).or_insert(ix);
            }
        }
        let mut words: Vec<&String> = nouns.keys().collect();
        // The longest words first, so that they win at the same place.
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let words = words.iter().map(|w| regex::escape(w).replace(' ', r"\s+")).collect::<Vec<_>>().join("|");
        let mut reference = rows.patterns.reference.replace("{nouns}", &words);
        if reference.is_empty() {
            NOTHING.clone_into(&mut reference);
        }
        Ok(Self {
            dated,
            acts: ActWords {
                heads: rows.act.heads.into_iter().map(|h| (h.word, h.year)).collect(),
                small: rows.act.small.into_iter().collect(),
                never_first: rows.act.never_first.into_iter().collect(),
                kept_first: rows.act.kept_first.into_iter().collect(),
                article_after: rows.act.article_after,
                possessive: rows.act.possessive.into_iter().collect(),
            },
            reference: file.pattern(reference).map_err(wrong)?,
            nouns,
        })
    }
}
