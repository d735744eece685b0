//! `sources.toml`: where sources come from and what they cover.
//!
//! ```toml
//! [[source]]
//! path = "register/orders.csv"    # a file or a folder, from the folder of sources.toml
//! id = "register-of-orders"
//! title = "All executive orders since 1937"
//! url = "https://www.federalregister.gov/presidential-documents/executive-orders"
//! publisher = "Office of the Federal Register"
//! license = "https://creativecommons.org/publicdomain/mark/1.0/"
//! modified = 2024-10-02
//! retrieved = 2024-10-03
//! covers-until = 2024-09-26
//! note = "1,000 of 1,473 orders"
//! ```
//!
//! What is said of a folder goes for each file below it that has no entry of its own, by the longest path; its `id` is
//! then followed by the file's path below the folder. A folder has no `url`, since each file has its own.

use super::Described;
use super::input::plain_place;
use crate::ground::diag::{Diagnostic, Position};
use crate::model::PartialDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use toml::Spanned;

/// The name of the file.
pub const SOURCES_FILE: &str = "sources.toml";

/// A file larger than this is refused, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// What a `sources.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// By absolute path.
    entries: BTreeMap<PathBuf, Described>,
}

/// One entry as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    path: Spanned<String>,
    id: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    url: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    publisher: Option<Spanned<String>>,
    license: Option<Spanned<String>>,
    modified: Option<Spanned<toml::Value>>,
    retrieved: Option<Spanned<toml::Value>>,
    covers_until: Option<Spanned<toml::Value>>,
    note: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Vec<Entry>,
}

impl Sources {
    /// Reads a file; `None` where there is none.
    ///
    /// # Errors
    /// Each problem, with file, line and column.
    pub fn read(path: &Path) -> Result<Option<Self>, Vec<Diagnostic>> {
        let name = path.display().to_string();
        let fail = |e: &dyn std::fmt::Display| {
            vec![Diagnostic::error("sources-unreadable", format!("cannot be read: {e}")).within(&name)]
        };
        match std::fs::metadata(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(fail(&e)),
            Ok(meta) if meta.len() > MAX_BYTES => return Err(fail(&"it has more than 16 MiB")),
            Ok(_) => {}
        }
        let text = std::fs::read_to_string(path).map_err(|e| fail(&e))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder)
            .map(Some)
            .map_err(|problems| problems.into_iter().map(|d| d.within(&name)).collect())
    }

    /// Reads the text of a file that lies in `folder`.
    ///
    /// # Errors
    /// Each problem, with line and column, without the file's name.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        let at = |offset: usize| Position::of_offset(text.as_bytes(), offset);
        let file: File = toml::from_str(text).map_err(|e| {
            let problem = Diagnostic::error("sources-syntax", e.message().to_owned());
            vec![match e.span() {
                Some(span) => problem.position(at(span.start)),
                None => problem,
            }]
        })?;
        let mut reading = Reading { problems: Vec::new(), at: &at };
        let mut entries = BTreeMap::new();
        let mut ids: BTreeMap<String, u32> = BTreeMap::new();
        for entry in file.source {
            let place = entry.path.span().start;
            let path = absolute(&folder.join(entry.path.get_ref()));
            let id = entry.id.as_ref().map(|id| (id.get_ref().clone(), id.span().start));
            let described = reading.entry(entry);
            if let Some((id, place)) = id {
                let line = at(place).line();
                if let Some(first) = ids.insert(id.clone(), line) {
                    reading.wrong(place, format!("an id of one source; line {first} has it"), &id);
                }
            }
            let name = path.display().to_string();
            if entries.insert(path, described).is_some() {
                reading.wrong(place, "one entry a path".to_owned(), &name);
            }
        }
        let mut problems = reading.problems;
        problems.sort_by_key(|d| d.position);
        if problems.is_empty() { Ok(Self { entries }) } else { Err(problems) }
    }

    /// What is said of the input of a name: by the entry of its path, else by that of the longest folder above it.
    #[must_use]
    pub fn of(&self, input: &str) -> Option<Described> {
        let path = absolute(Path::new(input));
        if let Some(described) = self.entries.get(&path) {
            return Some(described.clone());
        }
        let (folder, described) =
            path.ancestors().skip(1).find_map(|above| Some((above, self.entries.get(above)?)))?;
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let id = described.id.as_ref().map(|id| format!("{id}/{}", plain_place(below)));
        Some(Described { id, title: None, url: None, ..described.clone() })
    }
}

/// Reads the values of entries, and gathers what is wrong with them.
struct Reading<'a> {
    problems: Vec<Diagnostic>,
    at: &'a dyn Fn(usize) -> Position,
}

impl Reading<'_> {
    fn wrong(&mut self, place: usize, expected: String, found: &str) {
        let problem = Diagnostic::error("sources-value", "a value is not what it should be");
        self.problems.push(problem.expected(expected, found).position((self.at)(place)));
    }

    fn entry(&mut self, entry: Entry) -> Described {
        if entry.path.get_ref().trim().is_empty() {
            self.wrong(entry.path.span().start, "the path of a file or a folder".to_owned(), "");
        }
        Described {
            id: self.text(entry.id),
            title: self.text(entry.title),
            url: self.address(entry.url),
            language: self.language(entry.language),
            publisher: self.text(entry.publisher),
            license: self.address(entry.license),
            modified: self.date(entry.modified),
            retrieved: self.date(entry.retrieved),
            covers_until: self.date(entry.covers_until),
            note: self.text(entry.note),
        }
    }

    fn text(&mut self, value: Option<Spanned<String>>) -> Option<String> {
        let value = value?;
        let text = crate::ground::fold_space(value.get_ref());
        if text.is_empty() {
            self.wrong(value.span().start, "a text".to_owned(), value.get_ref());
            return None;
        }
        Some(text)
    }

    fn language(&mut self, value: Option<Spanned<String>>) -> Option<String> {
        let value = value?;
        let language = super::language(value.get_ref());
        if language.is_none() {
            self.wrong(value.span().start, LANGUAGE.to_owned(), value.get_ref());
        }
        language
    }

    fn address(&mut self, value: Option<Spanned<String>>) -> Option<String> {
        let value = value?;
        let url = address(value.get_ref());
        if url.is_none() {
            self.wrong(value.span().start, ADDRESS.to_owned(), value.get_ref());
        }
        url
    }

    fn date(&mut self, value: Option<Spanned<toml::Value>>) -> Option<PartialDate> {
        let value = value?;
        let text = match value.get_ref() {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            other => other.to_string(),
        };
        let date = PartialDate::from_iso(text.trim());
        if date.is_none() {
            self.wrong(value.span().start, DATE.to_owned(), &text);
        }
        date
    }
}

/// What an address has to be.
pub(crate) const ADDRESS: &str = "an absolute http or https address";

/// What a language has to be.
const LANGUAGE: &str = "a language by its tag: `en`, `fr-CA`";

/// What a date has to be.
pub(crate) const DATE: &str = "a day (2026-08-21), a month (\"2026-08\") or a year (\"2026\")";

/// An absolute `http` or `https` address, checked; `None` where the text is none.
#[must_use]
pub(crate) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let url = crate::ground::url::absolute(text, None).ok()?;
    (url.starts_with("http://") || url.starts_with("https://")).then_some(url)
}

/// A path from the root, without `.` and `..`, whether it exists or not.
fn absolute(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in full.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let problems = Sources::parse(text, Path::new("")).unwrap_err();
        let line = |d: Diagnostic| {
            let place = d.position.map_or((0, 0), |p| (p.line(), p.column()));
            format!("{}:{} {}", place.0, place.1, d.expected.unwrap_or(d.message))
        };
        problems.into_iter().map(line).collect()
    }

    #[test]
    fn a_file_says_it_of_itself_and_a_folder_of_all_below() {
        let text = "[[source]]\npath = 'pages'\nid = 'pages'\npublisher = 'GSA'\ncovers-until = 2026-08-21\n\
                    [[source]]\npath = './pages/one.md'\ntitle = 'One'\nmodified = '2026-08'\n";
        let sources = Sources::parse(text, Path::new("data")).unwrap();
        let two = sources.of("data/pages/deep/../two.md.gz").unwrap();
        assert_eq!((two.id.as_deref(), two.publisher.as_deref()), (Some("pages/two.md"), Some("GSA")));
        assert_eq!(two.covers_until.map(|d| d.to_string()).as_deref(), Some("2026-08-21"));
        let one = sources.of("data/pages/one.md").unwrap();
        assert_eq!((one.title.as_deref(), one.publisher), (Some("One"), None));
        assert_eq!(sources.of("other/one.md"), None);
    }

    #[test]
    fn problems_have_their_places() {
        assert_eq!(
            problems("[[source]]\npath = 'a'\nurl = 'ftp://x'\n  retrieved = 'May'\n"),
            [format!("3:7 {ADDRESS}"), format!("4:15 {DATE}")]
        );
        assert_eq!(
            problems("[[source]]\npath = 'a'\nid = 'x'\n[[source]]\npath = 'a'\nid = 'x'\n"),
            ["5:8 one entry a path", "6:6 an id of one source; line 3 has it"]
        );
        assert!(problems("[[source]]\npath = 'a'\nlicence = 'x'\n")[0].starts_with("3:1 unknown field"));
        assert!(problems("[[source]]\ntitle = 'a'\n")[0].contains("missing field `path`"));
        assert!(problems("[[source]\n")[0].starts_with("1:"));
    }
}
