//! `curation.toml`: its text to entries and back.
//!
//! ```toml
//! [[judgement]]
//! verdict = "reject"              # reject, accept, add, same, different, set
//! actor = "EO 13571"
//! relation = "extends"
//! target = "EO 12862"
//! source = "https://digital.gov/resources/customer-service-policies"
//! quote = "Executive Order 13571 builds on Executive Order 12862."
//! author = "A. Curator"
//! day = 2026-11-30
//! reason = "The page speaks of another order."
//! ```
//!
//! The file is somebody's own and is hostile as any input: its size and that of each value are bounded, a value that is
//! not what it should be is told with line and column, and an unknown field is an error.

use super::{Added, Correction, Curation, Entry, Judgement, Key, relation_name, relation_of};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::nearest::nearest;
use crate::ground::{fold_space, is_unprintable};
use crate::model::{EndingKind, PartialDate};
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The name of the file, beside the manifest.
pub const CURATION_FILE: &str = "curation.toml";

/// A file larger than this is refused, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// A value longer than this is refused, in bytes.
const MAX_VALUE: usize = 16 << 10;

/// One entry as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    verdict: Spanned<String>,
    actor: Option<Spanned<String>>,
    relation: Option<Spanned<String>>,
    target: Option<Spanned<String>>,
    source: Option<Spanned<String>>,
    quote: Option<Spanned<String>>,
    verb: Option<Spanned<String>>,
    effective: Option<Spanned<toml::Value>>,
    policies: Option<Spanned<Vec<Spanned<String>>>>,
    policy: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    issued: Option<Spanned<toml::Value>>,
    issuer: Option<Spanned<String>>,
    author: Spanned<String>,
    day: Spanned<toml::Value>,
    reason: Spanned<String>,
}

/// The names of the fields of an entry; a sheet for import has columns of these names.
pub const FIELDS: [&str; 16] = [
    "verdict",
    "actor",
    "relation",
    "target",
    "source",
    "quote",
    "verb",
    "effective",
    "policies",
    "policy",
    "title",
    "issued",
    "issuer",
    "author",
    "day",
    "reason",
];

/// The fields that an entry of a verdict can have besides verdict, author, day and reason; none of one that there is not.
fn fields_of(verdict: &str) -> Option<&'static [&'static str]> {
    match verdict {
        "reject" | "accept" => FIELDS.get(1..6),
        "add" => FIELDS.get(1..8),
        "same" | "different" => FIELDS.get(8..9),
        "set" => FIELDS.get(9..13),
        _ => None,
    }
}

impl Raw {
    /// The places of the values that it has, each with the name of its field.
    fn places(&self) -> Vec<(&'static str, Range<usize>)> {
        fn at<T>(value: &Option<Spanned<T>>) -> Option<Range<usize>> {
            value.as_ref().map(Spanned::span)
        }
        let texts = [&self.actor, &self.relation, &self.target, &self.source, &self.quote, &self.verb];
        let texts = texts.into_iter().map(at);
        let rest = [at(&self.effective), at(&self.policies), at(&self.policy), at(&self.title)];
        let last = [at(&self.issued), at(&self.issuer), Some(self.author.span())];
        let all = std::iter::once(Some(self.verdict.span())).chain(texts).chain(rest).chain(last);
        let all = all.chain([Some(self.day.span()), Some(self.reason.span())]);
        FIELDS.into_iter().zip(all).filter_map(|(name, place)| Some((name, place?))).collect()
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    judgement: Vec<Raw>,
}

impl Curation {
    /// Reads the file of a graph directory; `None` where there is none. Gives the bytes too.
    ///
    /// # Errors
    /// Each problem, with file, line and column.
    pub fn read(folder: &Path) -> Result<Option<(Self, String)>, Vec<Diagnostic>> {
        let path = folder.join(CURATION_FILE);
        let name = path.display().to_string();
        let fail =
            |e: &dyn std::fmt::Display| vec![Diagnostic::error("curation-file", e.to_string()).within(&name)];
        match std::fs::metadata(&path) {
            // A link that leads nowhere is no wish to have no judgements.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => match std::fs::read_link(&path) {
                Ok(to) => {
                    return Err(fail(&format!(
                        "expected a file, found a link to {}, where none is",
                        to.display()
                    )));
                }
                Err(_) => return Ok(None),
            },
            Err(e) => return Err(fail(&e)),
            Ok(meta) if !meta.is_file() => return Err(fail(&"expected a file, found something else")),
            Ok(meta) if meta.len() > MAX_BYTES => return Err(fail(&"it has more than 16 MiB")),
            Ok(_) => {}
        }
        let bytes = std::fs::read(&path).map_err(|e| fail(&e))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let problem =
                Diagnostic::error("curation-file", "expected UTF-8, found other bytes").within(&name);
            let offset = e.utf8_error().valid_up_to();
            vec![problem.position(Position::of_offset(e.as_bytes(), offset))]
        })?;
        match Self::parse(&text) {
            Ok(curation) => Ok(Some((curation, text))),
            Err(problems) => Err(problems.into_iter().map(|d| d.within(&name)).collect()),
        }
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// Each problem, with line and column, without the file's name.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self::of(placed(text)?.into_iter().map(|(entry, _)| entry).collect()))
    }

    /// Entries in the order of their content, each once.
    #[must_use]
    pub fn of(mut entries: Vec<Entry>) -> Self {
        entries.sort();
        entries.dedup();
        Self { entries }
    }

    /// The text of a file that holds these entries.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text =
            "# What people judge of what was read. `pedigraph curate` writes this file; it can be edited.\n"
                .to_owned();
        for entry in &self.entries {
            text.push_str("\n[[judgement]]\n");
            let _ = write_entry(entry, &mut text); // writing to a string does not fail
        }
        text
    }
}

pub(super) fn write_entry(entry: &Entry, text: &mut String) -> std::fmt::Result {
    let quoted = |value: &str| toml::Value::String(value.to_owned()).to_string();
    writeln!(text, "verdict = {}", quoted(entry.judgement.verdict()))?;
    match &entry.judgement {
        Judgement::Reject(key) | Judgement::Accept(key) | Judgement::Add(key, _) => {
            if let Some(actor) = &key.actor {
                writeln!(text, "actor = {}", quoted(actor))?;
            }
            writeln!(text, "relation = {}", quoted(relation_name(key.relation)))?;
            if let Some(target) = &key.target {
                writeln!(text, "target = {}", quoted(target))?;
            }
            writeln!(text, "source = {}", quoted(&key.source))?;
            writeln!(text, "quote = {}", quoted(&key.quote))?;
        }
        Judgement::Same(names) | Judgement::Different(names) => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            writeln!(text, "policies = [{}]", names.join(", "))?;
        }
        Judgement::Set(c) => {
            writeln!(text, "policy = {}", quoted(&c.policy))?;
            let issued = c.issued.map(|d| d.to_string());
            let fields = [("title", &c.title), ("issued", &issued), ("issuer", &c.issuer)];
            for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
            {
                writeln!(text, "{name} = {}", quoted(value))?;
            }
        }
    }
    if let Judgement::Add(_, added) = &entry.judgement {
        if !added.verb.is_empty() {
            writeln!(text, "verb = {}", quoted(&added.verb))?;
        }
        if let Some(day) = added.effective {
            writeln!(text, "effective = {}", quoted(&day.to_string()))?;
        }
    }
    writeln!(text, "author = {}", quoted(&entry.author))?;
    writeln!(text, "day = {}", entry.day)?;
    writeln!(text, "reason = {}", quoted(&entry.reason))
}

/// The entries of a text in its order, each with the places of its first value and of the end of its last one.
///
/// # Errors
/// As [`Curation::parse`].
pub(super) fn placed(text: &str) -> Result<Vec<(Entry, Range<usize>)>, Vec<Diagnostic>> {
    let at = |offset: usize| Position::of_offset(text.as_bytes(), offset);
    let file: File = toml::from_str(text).map_err(|e| vec![syntax(text, &e)])?;
    let mut reading = Reading { problems: Vec::new(), at: &at };
    let read = |raw: Raw| {
        let places = raw.places();
        let start = places.iter().map(|(_, place)| place.start).min().unwrap_or(0);
        let end = places.iter().map(|(_, place)| place.end).max().unwrap_or(0);
        Some((reading.entry(raw, &places)?, start..end))
    };
    let entries: Vec<(Entry, Range<usize>)> = file.judgement.into_iter().filter_map(read).collect();
    let mut problems = reading.problems;
    problems.sort_by_key(|d| d.position);
    if problems.is_empty() { Ok(entries) } else { Err(problems) }
}

/// What is wrong with a text that is no TOML of this form; of an unknown field what may have been meant.
fn syntax(text: &str, error: &toml::de::Error) -> Diagnostic {
    let span = error.span();
    let place = |problem: Diagnostic| match &span {
        Some(span) => problem.position(Position::of_offset(text.as_bytes(), span.start)),
        None => problem,
    };
    let field = span.as_ref().and_then(|span| text.get(span.clone())).map(str::trim);
    match field.filter(|_| error.message().starts_with("unknown field")) {
        None => place(Diagnostic::error("curation-syntax", error.message().to_owned())),
        Some(field) => {
            let in_entry = error.message().contains("`verdict`");
            let names = if in_entry { &FIELDS[..] } else { &["judgement"] };
            let of = if in_entry { "a field of a judgement" } else { "tables `[[judgement]]`" };
            let expected = match nearest(field, names.iter().copied(), 1).first() {
                Some(meant) => format!("{of}, perhaps `{meant}`"),
                None => format!("one of the fields {}", names.join(", ")),
            };
            let problem = Diagnostic::error("curation-field", "an unknown field");
            place(problem.expected(&expected, field))
        }
    }
}

/// Reads the values of entries, and gathers what is wrong with them.
struct Reading<'a> {
    problems: Vec<Diagnostic>,
    at: &'a dyn Fn(usize) -> Position,
}

impl Reading<'_> {
    fn wrong(&mut self, place: usize, expected: &str, found: &str) {
        let problem = Diagnostic::error("curation-value", "a value is not what it should be");
        self.problems.push(problem.expected(expected, found).position((self.at)(place)));
    }

    /// A field that an entry of its verdict cannot have says something that would not be followed.
    fn stray(&mut self, verdict: &str, places: &[(&'static str, Range<usize>)]) {
        let Some(own) = fields_of(verdict) else { return };
        let always = ["verdict", "author", "day", "reason"];
        for (name, place) in places.iter().filter(|(name, _)| !own.contains(name) && !always.contains(name)) {
            let expected = format!("one of the fields {} in a `{verdict}`", own.join(", "));
            self.wrong(place.start, &expected, name);
        }
    }

    fn entry(&mut self, raw: Raw, places: &[(&'static str, Range<usize>)]) -> Option<Entry> {
        let before = self.problems.len();
        self.stray(raw.verdict.get_ref(), places);
        let place = raw.verdict.span().start;
        let author = self.text(Some(raw.author), place, "the name of a person");
        let reason = self.text(Some(raw.reason), place, "a reason");
        let day = self.day(&raw.day);
        let parts = Parts {
            actor: raw.actor,
            relation: raw.relation,
            target: raw.target,
            source: raw.source,
            quote: raw.quote,
        };
        let judgement = match raw.verdict.get_ref().as_str() {
            "reject" => self.key(parts, place).map(Judgement::Reject),
            "accept" => self.key(parts, place).map(Judgement::Accept),
            "add" => {
                let effective = raw.effective.as_ref().and_then(|value| self.date(value));
                let verb = raw.verb.map(|verb| fold_space(verb.get_ref())).unwrap_or_default();
                self.key(parts, place).map(|key| Judgement::Add(key, Added { verb, effective }))
            }
            "same" => self.names(raw.policies, place).map(Judgement::Same),
            "different" => self.names(raw.policies, place).map(Judgement::Different),
            "set" => {
                let is_empty = raw.title.is_none() && raw.issued.is_none() && raw.issuer.is_none();
                let issued = raw.issued.as_ref().and_then(|value| self.date(value));
                let title = raw.title.and_then(|value| self.text(Some(value), place, "a title"));
                let issuer = raw.issuer.and_then(|value| self.text(Some(value), place, "a body"));
                if is_empty {
                    self.wrong(place, "`title`, `issued` or `issuer` beside `policy`", "none of them");
                }
                let policy = self.text(raw.policy, place, "`policy`");
                policy.map(|policy| Judgement::Set(Correction { policy, title, issued, issuer }))
            }
            other => {
                self.wrong(place, "reject, accept, add, same, different or set", other);
                None
            }
        };
        let entry = Entry { judgement: judgement?, author: author?, day: day?, reason: reason? };
        (self.problems.len() == before).then_some(entry)
    }

    fn key(&mut self, parts: Parts, place: usize) -> Option<Key> {
        let name = self.text(parts.relation, place, "`relation`")?;
        let Some(relation) = relation_of(&name) else {
            self.wrong(place, "a relation: rescinds, rescindsInPart, extends, …", &name);
            return None;
        };
        let expires = relation == EndingKind::Expires;
        let actor = match parts.actor {
            None if !expires => None,
            actor => Some(self.text(actor, place, "`actor`, a policy")?),
        };
        let target = match parts.target {
            None if expires => None,
            target => Some(self.text(target, place, "`target`, a policy")?),
        };
        let source = self.text(parts.source, place, "`source`, its address or the path of its IRI")?;
        let quote = self.words(parts.quote, place)?;
        Some(Key { actor, relation, target, source, quote })
    }

    fn names(&mut self, names: Option<Spanned<Vec<Spanned<String>>>>, place: usize) -> Option<Vec<String>> {
        let names = names.map(Spanned::into_inner).unwrap_or_default();
        let texts: Vec<String> =
            names.into_iter().filter_map(|name| self.text(Some(name), place, "a policy")).collect();
        if texts.len() < 2 {
            self.wrong(place, "two `policies` or more", &texts.join(", "));
            return None;
        }
        Some(texts)
    }

    /// A text with its white space folded; `place` is where its absence is told.
    fn text(&mut self, value: Option<Spanned<String>>, place: usize, expected: &str) -> Option<String> {
        let Some(value) = value else {
            self.wrong(place, expected, "nothing");
            return None;
        };
        let place = value.span().start;
        let text = fold_space(value.get_ref());
        if text.len() > MAX_VALUE {
            self.wrong(place, "at most 16,384 bytes", &format!("{} bytes", text.len()));
            return None;
        }
        if text.is_empty() || text.chars().any(is_unprintable) {
            self.wrong(place, &format!("{expected}, in printable characters"), &text);
            return None;
        }
        Some(text)
    }

    /// The words of a source, whatever characters they have.
    fn words(&mut self, value: Option<Spanned<String>>, place: usize) -> Option<String> {
        let words = value.as_ref().map(|value| fold_space(value.get_ref())).unwrap_or_default();
        if words.is_empty() || words.len() > MAX_VALUE {
            let place = value.map_or(place, |value| value.span().start);
            self.wrong(place, "`quote`, words of the source, at most 16,384 bytes", &words);
            return None;
        }
        Some(words)
    }

    fn date(&mut self, value: &Spanned<toml::Value>) -> Option<PartialDate> {
        let text = match value.get_ref() {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let date = PartialDate::from_iso(text.trim());
        if date.is_none() {
            self.wrong(value.span().start, crate::source::DATE, &text);
        }
        date
    }

    fn day(&mut self, value: &Spanned<toml::Value>) -> Option<NaiveDate> {
        let date = self.date(value)?;
        if date.earliest() != date.latest() {
            self.wrong(value.span().start, "a day: 2026-11-30", &date.to_string());
            return None;
        }
        Some(date.earliest())
    }
}

/// The fields of an entry that tell a statement.
struct Parts {
    actor: Option<Spanned<String>>,
    relation: Option<Spanned<String>>,
    target: Option<Spanned<String>>,
    source: Option<Spanned<String>>,
    quote: Option<Spanned<String>>,
}
