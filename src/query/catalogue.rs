//! The catalogue: one question a file, `queries/<name>.rq`.
//!
//! The files are compiled in; a folder of the user's own can add to them or replace them.

use super::guard::MAX_BYTES;
use super::header::Header;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const BUILT_IN: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredQuery {
    /// The file's name without `.rq`; the file itself where it is not of a catalogue.
    pub name: String,
    /// SPARQL, head and all.
    pub text: String,
    /// The head; empty where the file has none.
    pub header: Option<Header>,
}

/// Why a query could not be had.
#[derive(Debug)]
pub enum CatalogueError {
    /// No file of that name in the catalogue.
    Unknown {
        /// What was asked for.
        name: String,
        /// Names that are spelled alike, best first.
        nearest: Vec<String>,
    },
    /// A file or folder that cannot be read.
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A head that cannot be read.
    Header {
        /// Of which query.
        name: String,
        /// What was expected and what was found.
        message: String,
    },
    /// A file that is longer than a query may be.
    TooLong {
        /// Which.
        name: String,
    },
    /// A file that is no text.
    NotAQuery {
        /// Which.
        name: String,
        /// What was expected and what was found.
        message: String,
    },
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, nearest } => {
                write!(f, "expected the name of a query or a file that ends in .rq, found `{name}`")?;
                match nearest.as_slice() {
                    [] => write!(f, "; `pedigraph queries` lists the names"),
                    names => write!(f, "; did you mean {}?", names.join(" or ")),
                }
            }
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Header { name, message } => write!(f, "the head of query {name}: {message}"),
            Self::TooLong { name } => {
                write!(f, "{name}: expected at most {MAX_BYTES} bytes of SPARQL, found more")
            }
            Self::NotAQuery { name, message } => write!(f, "{name}: {message}"),
        }
    }
}

impl std::error::Error for CatalogueError {}

impl StoredQuery {
    /// A query from its text.
    ///
    /// # Errors
    /// [`CatalogueError::Header`]
    pub fn from_text(name: &str, text: impl Into<String>) -> Result<Self, CatalogueError> {
        let text = text.into();
        match Header::parse(&text) {
            Ok(header) => Ok(Self { name: name.to_owned(), text, header }),
            Err(message) => Err(CatalogueError::Header { name: name.to_owned(), message }),
        }
    }

    /// A query from a reader: a file, or standard input. Reads no more than a query may have.
    ///
    /// # Errors
    /// [`CatalogueError::Io`], [`CatalogueError::TooLong`], [`CatalogueError::NotAQuery`],
    /// [`CatalogueError::Header`]
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Self, CatalogueError> {
        let mut bytes = Vec::new();
        reader
            .take(MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| CatalogueError::Io { path: name.into(), error })?;
        let wrong = |message| CatalogueError::NotAQuery { name: name.to_owned(), message };
        if bytes.len() > MAX_BYTES {
            return Err(CatalogueError::TooLong { name: name.to_owned() });
        }
        let text =
            String::from_utf8(bytes).map_err(|error| wrong(format!("expected UTF-8, found {error}")))?;
        Self::from_text(name, text.strip_prefix('\u{feff}').unwrap_or(&text))
    }

    /// A query from a file.
    ///
    /// # Errors
    /// See [`StoredQuery::from_reader`].
    pub fn from_file(path: &Path) -> Result<Self, CatalogueError> {
        let file = File::open(path).map_err(|error| CatalogueError::Io { path: path.to_owned(), error })?;
        Self::from_reader(&path.to_string_lossy(), file)
    }
}

/// Queries by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    queries: BTreeMap<String, StoredQuery>,
}

impl Catalogue {
    /// The queries that are compiled in.
    ///
    /// # Errors
    /// Never for the files as shipped; a test reads them.
    pub fn built_in() -> Result<&'static Self, &'static CatalogueError> {
        static ALL: LazyLock<Result<Catalogue, CatalogueError>> = LazyLock::new(|| {
            let mut catalogue = Catalogue::default();
            for (name, text) in BUILT_IN {
                catalogue.add(StoredQuery::from_text(name, *text)?);
            }
            Ok(catalogue)
        });
        ALL.as_ref()
    }

    /// This catalogue with the `.rq` files of a folder, which replace those of the same name.
    ///
    /// # Errors
    /// [`CatalogueError::Io`] where the folder or a file cannot be read, [`CatalogueError::Header`],
    /// [`CatalogueError::TooLong`], [`CatalogueError::NotAQuery`]
    pub fn with_folder(&self, folder: &Path) -> Result<Self, CatalogueError> {
        let failed = |error| CatalogueError::Io { path: folder.to_owned(), error };
        let mut catalogue = self.clone();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|e| e == "rq") {
                let mut query = StoredQuery::from_file(&path)?;
                query.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                catalogue.add(query);
            }
        }
        Ok(catalogue)
    }

    fn add(&mut self, query: StoredQuery) {
        self.queries.insert(query.name.clone(), query);
    }

    /// All queries, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &StoredQuery> {
        self.queries.values()
    }

    /// The query of that name, with or without `.rq`.
    ///
    /// # Errors
    /// [`CatalogueError::Unknown`], with names that are spelled alike.
    pub fn get(&self, name: &str) -> Result<&StoredQuery, CatalogueError> {
        let bare = name.strip_suffix(".rq").unwrap_or(name);
        self.queries.get(bare).ok_or_else(|| CatalogueError::Unknown {
            name: name.to_owned(),
            nearest: super::nearest::nearest(bare, self.queries.keys().map(String::as_str), 3),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_adds_and_replaces() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("policies.rq"), "#+ summary: mine\nASK {}").unwrap();
        fs::write(folder.path().join("own.rq"), "ASK {}").unwrap();
        fs::write(folder.path().join("notes.txt"), "no query").unwrap();
        let built_in = Catalogue::built_in().unwrap();
        let both = built_in.with_folder(folder.path()).unwrap();
        assert_eq!(both.iter().count(), built_in.iter().count() + 1);
        assert_eq!(both.get("policies").unwrap().header.as_ref().unwrap().summary, "mine");
        assert_eq!(both.get("own.rq").unwrap().header, None);
    }

    #[test]
    fn a_mistyped_name_is_told_the_nearest() {
        let error = Catalogue::built_in().unwrap().get("polices").unwrap_err().to_string();
        assert!(error.contains("did you mean policies"), "{error}");
    }

    #[test]
    fn no_more_than_a_query_is_read() {
        let error = StoredQuery::from_reader("-", io::repeat(b' ')).unwrap_err().to_string();
        assert!(error.starts_with("-: expected at most"), "{error}");
        assert!(StoredQuery::from_reader("-", &b"\xff"[..]).is_err());
    }
}
