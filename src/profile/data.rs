//! The files of a profile: a folder of a jurisdiction, and the folder of its language.

use super::{Dates, Structure, Tables, Wording};
use crate::ground::{Pattern, PatternSet};
use oxigraph::model::Literal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    /// The file's name.
    pub file: String,
    /// What was expected, what was found, where.
    pub message: String,
}

impl ProfileError {
    /// A message about one file.
    pub(crate) fn new(file: &str, message: impl ToString) -> Self {
        Self { file: file.to_owned(), message: message.to_string() }
    }
}

impl std::fmt::Display for ProfileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "profile {}: {}", self.file, self.message)
    }
}

impl std::error::Error for ProfileError {}

/// The texts of a profile's files, by name.
#[derive(Clone, Debug)]
pub struct ProfileFiles {
    jurisdiction: String,
    language: String,
    files: BTreeMap<String, String>,
    /// Where each file was read; none where it is compiled in.
    places: BTreeMap<String, PathBuf>,
    compiled_in: bool,
}

/// One file of a profile.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProfileFile<'f> {
    name: &'f str,
    pub(super) text: &'f str,
    /// Whether it is as the program has it, so that tests of the program have compiled its patterns.
    pub(super) compiled_in: bool,
}

impl<'f> ProfileFile<'f> {
    /// A file that was read.
    #[cfg(test)]
    pub(super) const fn read(name: &'f str, text: &'f str) -> Self {
        Self { name, text, compiled_in: false }
    }

    /// What the file holds.
    pub(super) fn parse<T: DeserializeOwned>(self) -> Result<T, ProfileError> {
        toml::from_str(self.text).map_err(|e| self.wrong(e))
    }

    /// A message about this file.
    pub(super) fn wrong(self, message: impl ToString) -> ProfileError {
        ProfileError::new(self.name, message)
    }

    /// A regular expression of the file: compiled at once where the file was read, at first use where the program has it.
    pub(super) fn pattern(self, source: impl Into<String>) -> Result<Pattern, String> {
        if self.compiled_in { Ok(Pattern::later(source.into())) } else { Pattern::now(source.into()) }
    }

    /// Several of them, to be found in one pass.
    pub(super) fn patterns(self, sources: Vec<String>) -> Result<PatternSet, String> {
        if self.compiled_in { Ok(PatternSet::later(sources)) } else { PatternSet::now(sources) }
    }
}

macro_rules! compiled_in {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/", $folder, "/", $name)))),*]
    };
}

/// The files of `data/us/`.
const UNITED_STATES: &[(&str, &str)] = compiled_in!["us":
    "bodies.toml",
    "citations.toml",
    "columns.toml",
    "frame.toml",
    "close.toml",
    "kinds.toml",
    "labels.toml",
    "presidents.toml",
    "printing.toml",
    "schemes.toml",
];

/// The files of `data/lang/en/`.
const ENGLISH: &[(&str, &str)] = compiled_in!["lang/en":
    "dates.toml",
    "lint.toml",
    "names.toml",
    "notes.toml",
    "reading.toml",
    "relations.toml",
    "structure.toml",
];

/// The file that says what a profile is of.
const HEAD: &str = "profile.toml";

/// Profile files larger than this are refused, in bytes.
const MAX_FILE: u64 = 4 << 20;

/// What `profile.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    jurisdiction: String,
    language: String,
    extends: Option<String>,
}

impl ProfileFiles {
    /// The files that are compiled in.
    #[must_use]
    pub fn united_states() -> Self {
        let files = UNITED_STATES.iter().chain(ENGLISH);
        let files = files.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Self {
            jurisdiction: "us".to_owned(),
            language: "en".to_owned(),
            files: files.collect(),
            places: BTreeMap::new(),
            compiled_in: true,
        }
    }

    /// The files of a folder, which has a `profile.toml`.
    ///
    /// What the folder lacks is taken from the profile that `extends` names, and from nowhere else: without it such a
    /// file is empty. The words of the language stand in `lang/` of the folder, in `lang/` beside it, or are compiled
    /// in.
    pub(crate) fn read(folder: &Path) -> Result<Self, ProfileError> {
        let text = read_file(&folder.join(HEAD), HEAD)?.ok_or_else(|| {
            ProfileError::new(
                &folder.display().to_string(),
                format!("expected a folder with a {HEAD} that gives `jurisdiction` and `language`"),
            )
        })?;
        let head: Head = toml::from_str(&text).map_err(|e| ProfileError::new(HEAD, e))?;
        head.check()?;
        let mut files = match head.extends.as_deref() {
            None => UNITED_STATES.iter().map(|(name, _)| ((*name).to_owned(), String::new())).collect(),
            Some(_) => Self::united_states().files,
        };
        let mut places = BTreeMap::new();
        for (name, _) in UNITED_STATES {
            let place = folder.join(name);
            if let Some(text) = read_file(&place, name)? {
                files.insert((*name).to_owned(), text);
                places.insert((*name).to_owned(), place);
            }
        }
        let (words, place) = language(folder, &head.language)?;
        for name in words.keys() {
            places.extend(place.as_ref().map(|place| (name.clone(), place.join(name))));
        }
        files.extend(words);
        Ok(Self {
            jurisdiction: head.jurisdiction,
            language: head.language,
            files,
            places,
            compiled_in: false,
        })
    }

    /// Names by which columns of tables are known, by what they hold: `columns.toml` alone, without the rest of a profile.
    ///
    /// # Errors
    /// TOML that does not parse, or a table without columns.
    pub fn column_names(&self) -> Result<BTreeMap<String, Vec<String>>, ProfileError> {
        self.tables().map(|tables| tables.names())
    }

    /// Tables of policies that are known, with the names of their columns.
    pub(super) fn tables(&self) -> Result<Tables, ProfileError> {
        self.file("columns.toml").parse()
    }

    /// How the texts of documents are built and dated, without the rest of a profile: what reading a source asks.
    ///
    /// # Errors
    /// As [`super::Profile::load`], of `reading.toml`, `printing.toml`, `dates.toml`, `structure.toml` and `close.toml`.
    pub fn structure(&self) -> Result<Structure, ProfileError> {
        let wording = Arc::new(Wording::parse(self.file("reading.toml"), self.file("printing.toml"))?);
        let dates = Arc::new(Dates::parse(self.file("dates.toml"), wording.order)?);
        Structure::parse(self.file("structure.toml"), self.file("close.toml"), &dates, &wording)
    }

    /// One file; an empty one where there is none of that name.
    pub(super) fn file<'f>(&'f self, name: &'f str) -> ProfileFile<'f> {
        ProfileFile { name, text: self.get(name), compiled_in: self.compiled_in }
    }

    /// The same files as if they had been read, so that each of their patterns is compiled at once.
    #[cfg(test)]
    pub(super) fn read_anew(mut self) -> Self {
        self.compiled_in = false;
        self
    }

    /// The text of one file; empty where there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    /// Where a file stands: the path at which it was read, or its place among those that are compiled in.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        let folder = if ENGLISH.iter().any(|(file, _)| *file == name) { "lang/en" } else { "us" };
        self.places.get(name).cloned().unwrap_or_else(|| Path::new("data").join(folder).join(name))
    }

    pub(crate) fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }

    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.jurisdiction);
        for (name, text) in &self.files {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        crate::ground::hex(&hash.finalize())
    }
}

impl Head {
    fn check(&self) -> Result<(), ProfileError> {
        for (key, value) in [("jurisdiction", &self.jurisdiction), ("language", &self.language)] {
            let well = !value.is_empty() && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            if !well {
                let message =
                    format!("{key}: expected small letters and hyphens, such as `us`, found `{value}`");
                return Err(ProfileError::new(HEAD, message));
            }
        }
        if Literal::new_language_tagged_literal("", &self.language).is_err() {
            let message =
                format!("language: expected a tag of BCP 47, such as `en`, found `{}`", self.language);
            return Err(ProfileError::new(HEAD, message));
        }
        match self.extends.as_deref() {
            None | Some("us") => Ok(()),
            Some(other) => {
                let message =
                    format!("extends: expected `us`, the profile that is compiled in, found `{other}`");
                Err(ProfileError::new(HEAD, message))
            }
        }
    }
}

/// The files of a language, and the folder in which they stand, where they are not compiled in.
fn language(
    folder: &Path,
    language: &str,
) -> Result<(BTreeMap<String, String>, Option<PathBuf>), ProfileError> {
    let beside = folder.parent().map(|p| p.join("lang"));
    for place in [Some(folder.join("lang")), beside].into_iter().flatten().map(|p| p.join(language)) {
        if place.is_dir() {
            let read =
                |name: &str| Ok((name.to_owned(), read_file(&place.join(name), name)?.unwrap_or_default()));
            let files: Result<_, _> = ENGLISH.iter().map(|(name, _)| read(name)).collect();
            return Ok((files?, Some(place)));
        }
    }
    if language == "en" {
        let files = ENGLISH.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        return Ok((files.collect(), None));
    }
    let message = format!("language: expected a folder `lang/{language}` in the profile or beside it");
    Err(ProfileError::new(HEAD, message))
}

/// The text of a file; none where there is no such file.
fn read_file(path: &Path, name: &str) -> Result<Option<String>, ProfileError> {
    match std::fs::metadata(path) {
        Ok(meta) if meta.len() > MAX_FILE => {
            Err(ProfileError::new(name, format!("expected at most {MAX_FILE} bytes, found {}", meta.len())))
        }
        Ok(_) => std::fs::read_to_string(path).map(Some).map_err(|e| ProfileError::new(name, e)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(ProfileError::new(name, e)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Profile;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
        folder
    }

    #[test]
    fn every_file_is_compiled_in() {
        for (place, names) in [("data/us", super::UNITED_STATES), ("data/lang/en", super::ENGLISH)] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(place);
            let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let found: std::collections::BTreeSet<String> = files
                .map(|f| f.file_name().to_string_lossy().into_owned())
                .filter(|n| n != super::HEAD)
                .collect();
            assert_eq!(found, names.iter().map(|(n, _)| (*n).to_owned()).collect());
        }
        let us = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us");
        assert_eq!(
            Profile::load(&us).unwrap().fingerprint(),
            Profile::united_states().unwrap().fingerprint()
        );
    }

    #[test]
    fn each_file_is_told_where_it_stands() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let profile = Profile::load(&root.join("data/us")).unwrap();
        assert_eq!(profile.place("kinds.toml"), root.join("data/us/kinds.toml"));
        assert_eq!(profile.place("relations.toml"), root.join("data/lang/en/relations.toml"));
        let compiled_in = Profile::united_states().unwrap();
        assert_eq!(compiled_in.place("names.toml"), std::path::Path::new("data/lang/en/names.toml"));
    }

    #[test]
    fn what_a_profile_lacks_it_lacks() {
        let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\n";
        let profile = Profile::load(folder(&[("profile.toml", head)]).path()).unwrap();
        assert_eq!(profile.jurisdiction, "xx");
        assert!(profile.schemes.iter().next().is_none(), "no number of another country is read");
        assert!(profile.bodies.iter().next().is_none());
        assert!(profile.presidents.iter().next().is_none());
    }

    #[test]
    fn a_profile_may_say_what_it_extends() {
        let head = "jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"us\"\n";
        let profile =
            Profile::load(folder(&[("profile.toml", head), ("presidents.toml", "")]).path()).unwrap();
        assert!(profile.schemes.by_key("executive-order").is_some());
        assert!(profile.presidents.iter().next().is_none(), "its own file stands in place of the other's");
    }

    #[test]
    fn a_head_that_is_wrong_is_told() {
        for (head, expected) in [
            ("jurisdiction = \"US\"\nlanguage = \"en\"", "small letters"),
            ("jurisdiction = \"xx\"\nlanguage = \"fr\"", "lang/fr"),
            ("jurisdiction = \"xx\"\nlanguage = \"en\"\nextends = \"yy\"", "compiled in"),
            ("jurisdiction = \"xx\"", "language"),
        ] {
            let error = Profile::load(folder(&[("profile.toml", head)]).path()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        assert!(Profile::load(folder(&[]).path()).unwrap_err().to_string().contains("profile.toml"));
    }
}
