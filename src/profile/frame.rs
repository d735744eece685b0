//! How documents show what they are: `frame.toml`.

use super::data::ProfileFile;
use super::{Bodies, ProfileError};
use crate::ground::Pattern;
use crate::model::{BodyIx, Extent, Relation};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    document: Vec<DocumentRow>,
    #[serde(default)]
    speaker: Vec<SpeakerRow>,
    /// Patterns of verbs by which a document says what it does, by set.
    #[serde(default)]
    does: BTreeMap<String, Vec<String>>,
    head: HeadRow,
    front: FrontKeys,
    #[serde(default)]
    made: Vec<MadeFront>,
}

/// What the cells of a column of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Numbers of policies.
    Number,
    /// Their titles.
    Title,
    /// When they were issued.
    Date,
    /// What happened to them.
    Status,
    /// Policies on which that of the row acts: "Revokes".
    Acts(Relation, Extent),
    /// Policies that act on that of the row: "Revoked by".
    ActedOn(Relation, Extent),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentRow {
    kind: String,
    body: Option<String>,
    #[serde(default)]
    head: Vec<String>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    enacts: Vec<String>,
    #[serde(default)]
    itself: Vec<String>,
    #[serde(default)]
    does: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    counter: Vec<String>,
    #[serde(default)]
    seen: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpeakerRow {
    body: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadRow {
    subject: Vec<String>,
    sender: Vec<String>,
    #[serde(default)]
    day: Vec<String>,
    #[serde(default)]
    adverb: Vec<String>,
    skip: Vec<String>,
    sites: Vec<String>,
    #[serde(default)]
    not_itself: Vec<String>,
    this: Vec<String>,
    #[serde(default)]
    acts: Vec<String>,
}

/// Keys of front matter by what they say, the strongest first.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FrontKeys {
    /// The title.
    pub title: Vec<String>,
    /// What stands under the title, or in its place.
    pub subtitle: Vec<String>,
    /// The number of a policy.
    pub number: Vec<String>,
    /// The date of a document that is a policy.
    pub date: Vec<String>,
    /// The date of the policy that a page is about.
    pub policy_date: Vec<String>,
    /// The address of a document that is a policy.
    pub address: Vec<String>,
    /// The address of the policy that a page is about.
    pub policy_address: Vec<String>,
    /// Who issued the policy.
    pub issuer: Vec<String>,
    /// Texts that say what the policy is and does.
    pub prose: Vec<String>,
    /// When the document was last changed.
    pub modified: Vec<String>,
}

impl FrontKeys {
    /// The keys that say one thing, for each thing that keys say.
    pub(crate) fn roles(&self) -> [&[String]; 10] {
        [
            &self.title,
            &self.subtitle,
            &self.number,
            &self.date,
            &self.policy_date,
            &self.address,
            &self.policy_address,
            &self.issuer,
            &self.prose,
            &self.modified,
        ]
    }
}

/// Front matter as one maker makes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeFront {
    /// A document, or a standard or generator that names the keys.
    pub of: String,
    /// The keys of `[front]` that it has.
    pub keys: Vec<String>,
}

/// A kind of document that is a policy.
#[derive(Debug)]
pub struct DocumentKind {
    /// Local name of the policy type.
    pub kind: String,
    /// Who issues it; it must be heard speaking.
    pub body: Option<BodyIx>,
    /// Words that open its title and are no part of it, the longest first.
    pub title: Vec<String>,
    /// How it calls itself.
    pub itself: Vec<String>,
    /// Texts that it reads as what it is.
    pub examples: Vec<String>,
    /// Texts that it must not read.
    pub counter: Vec<String>,
    /// Documents of the kind, each with words of it that show it.
    pub seen: Vec<(String, String)>,
    /// Matches a whole line of the head.
    pub(crate) head: Option<Pattern>,
    /// Matches the words by which it acts.
    pub(crate) enacts: Option<Pattern>,
    /// Matches what it says that it does: "this final rule rescinds".
    pub(crate) does: Option<Pattern>,
    /// Matches its name for itself: "this order".
    pub(crate) named: Option<Pattern>,
}

/// How documents show what they are.
#[derive(Debug)]
pub struct Frames {
    /// The kinds of documents that are policies, in the order of the file.
    pub documents: Vec<DocumentKind>,
    /// Keys of front matter.
    pub front: FrontKeys,
    /// Who makes front matter with them.
    pub made: Vec<MadeFront>,
    speakers: Vec<(BodyIx, Pattern)>,
    subject: Option<Pattern>,
    sender: Option<Pattern>,
    date: Option<Pattern>,
    skip: Option<Pattern>,
    sites: Vec<String>,
    not_itself: Option<Pattern>,
    acts: Option<Pattern>,
}

impl Frames {
    pub(super) fn parse(file: ProfileFile<'_>, bodies: &Bodies) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        if file.text.trim().is_empty() {
            return Ok(Self::none());
        }
        let rows: File = file.parse()?;
        let body = |key: &str| bodies.named(key).map_err(wrong);
        let this = format!(r"\b(?:{})\s+", rows.head.this.join("|"));
        let mut documents = Vec::new();
        for row in rows.document {
            let body = row.body.as_deref().map(body).transpose()?;
            let mut title = row.title;
            title.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            let nouns: Vec<String> = row.itself.iter().map(|w| regex::escape(w)).collect();
            let sets: Result<Vec<&[String]>, String> =
                row.does.iter().map(|name| set(&rows.does, name)).collect();
            let acting = if nouns.is_empty() { Vec::new() } else { sets.map_err(wrong)?.concat() };
            let itself = format!(
                r"\b(?:{})\s+(?-i:[A-Z]{{2,8}}\s+)?(?:{})\s+(?:(?:{})\s+)?(?:",
                rows.head.this.join("|"),
                nouns.join("|"),
                rows.head.adverb.join("|")
            );
            documents.push(DocumentKind {
                does: any(file, &acting, &itself, r")\b").map_err(wrong)?,
                head: any(file, &row.head, "^", "$").map_err(wrong)?,
                enacts: any(file, &row.enacts, r"\b", "").map_err(wrong)?,
                named: any(file, &nouns, &this, r"\b").map_err(wrong)?,
                kind: row.kind,
                body,
                title,
                itself: row.itself,
                examples: row.examples,
                counter: row.counter,
                seen: row.seen,
            });
        }
        let mut speakers = Vec::new();
        for row in rows.speaker {
            if let Some(words) = any(file, &row.words, "", "").map_err(wrong)? {
                speakers.push((body(&row.body)?, words));
            }
        }
        Ok(Self {
            documents,
            speakers,
            subject: any(file, &rows.head.subject, "^", "").map_err(wrong)?,
            sender: any(file, &rows.head.sender, "^", "").map_err(wrong)?,
            date: any(file, &rows.head.day, "^", "").map_err(wrong)?,
            skip: any(file, &rows.head.skip, "^", "$").map_err(wrong)?,
            sites: rows.head.sites,
            not_itself: any(file, &rows.head.not_itself, r"^\s+(?:", r")\b").map_err(wrong)?,
            acts: any(file, &rows.head.acts, r"\b", r"\b").map_err(wrong)?,
            front: rows.front,
            made: rows.made,
        })
    }

    /// A profile that says nothing of documents.
    fn none() -> Self {
        Self {
            documents: Vec::new(),
            front: FrontKeys::default(),
            made: Vec::new(),
            speakers: Vec::new(),
            subject: None,
            sender: None,
            date: None,
            skip: None,
            sites: Vec::new(),
            not_itself: None,
            acts: None,
        }
    }

    /// Whether words after the name of a kind make another thing of it: "of Understanding".
    #[must_use]
    pub fn is_other_thing(&self, after: &str) -> bool {
        self.not_itself.as_ref().is_some_and(|r| r.is_match(after))
    }

    /// Whether a text acts, whoever speaks in it: "are hereby revoked". With a title that says so it is a policy.
    #[must_use]
    pub fn acts(&self, text: &str) -> bool {
        self.acts.as_ref().is_some_and(|r| r.is_match(text))
    }

    /// Where a document calls itself by the name of a kind: "this order", but not "this memorandum of understanding".
    pub fn itself<'t>(&'t self, kind: &'t DocumentKind, text: &'t str) -> impl Iterator<Item = &'t str> {
        let hits = kind.named.iter().flat_map(move |r| r.find_iter(text));
        hits.filter(move |hit| {
            let after = text.get(hit.end()..).unwrap_or("");
            !self.is_other_thing(after)
        })
        .map(|hit| hit.as_str())
    }

    /// The bodies that speak in their own name in `text`.
    #[must_use]
    pub fn speakers(&self, text: &str) -> Vec<BodyIx> {
        self.speakers.iter().filter(|(_, words)| words.is_match(text)).map(|(body, _)| *body).collect()
    }

    /// What follows the words that announce the subject, where a line of the head starts with them.
    #[must_use]
    pub fn subject<'t>(&self, line: &'t str) -> Option<&'t str> {
        after(self.subject.as_ref(), line)
    }

    /// What follows the words that announce the day.
    #[must_use]
    pub fn date<'t>(&self, line: &'t str) -> Option<&'t str> {
        after(self.date.as_ref(), line)
    }

    /// What follows the words that announce the sender.
    #[must_use]
    pub fn sender<'t>(&self, line: &'t str) -> Option<&'t str> {
        after(self.sender.as_ref(), line)
    }

    /// Whether a line of the head is no title of anything.
    #[must_use]
    pub fn skips(&self, line: &str) -> bool {
        line.is_empty() || self.skip.as_ref().is_some_and(|r| r.is_match(line))
    }

    /// The title of a page without the name of its site: "Sound Bridges – The White House".
    #[must_use]
    pub fn without_site<'t>(&self, title: &'t str) -> &'t str {
        let cut = self.sites.iter().find_map(|site| {
            let rest = title.trim_end().strip_suffix(site.as_str())?;
            let bare = rest.trim_end().trim_end_matches(['|', '–', '—', '-', '·', ':']);
            (bare.len() < rest.trim_end().len()).then(|| bare.trim_end())
        });
        cut.unwrap_or(title)
    }
}

/// The value that follows a pattern at the start of a line; none where nothing does.
fn after<'t>(pattern: Option<&Pattern>, line: &'t str) -> Option<&'t str> {
    let hit = pattern?.find(line)?;
    line.get(hit.end()..).map(str::trim).filter(|rest| !rest.is_empty())
}

/// Any of the patterns between two others, whatever the case.
/// The patterns of a set of `[does]`.
fn set<'s>(sets: &'s BTreeMap<String, Vec<String>>, name: &str) -> Result<&'s [String], String> {
    let found = sets.get(name).map(Vec::as_slice);
    found.ok_or_else(|| format!("expected a set of [does], found `{name}`"))
}

fn any(
    file: ProfileFile<'_>,
    patterns: &[String],
    before: &str,
    after: &str,
) -> Result<Option<Pattern>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    file.pattern(format!("(?i){before}(?:{}){after}", patterns.join("|"))).map(Some)
}
