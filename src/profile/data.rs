//! The files of a profile.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

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
    files: BTreeMap<String, String>,
}

macro_rules! compiled_in {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/us/", $name)))),*]
    };
}

/// The files of `data/us/`.
const UNITED_STATES: &[(&str, &str)] = compiled_in![
    "bodies.toml",
    "citations.toml",
    "kinds.toml",
    "labels.toml",
    "presidents.toml",
    "relations.toml",
    "schemes.toml",
];

/// Profile files larger than this are refused, in bytes.
const MAX_FILE: u64 = 4 << 20;

impl ProfileFiles {
    /// The files that are compiled in.
    #[must_use]
    pub fn united_states() -> Self {
        let files = UNITED_STATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Self { jurisdiction: "us".to_owned(), files: files.collect() }
    }

    /// The files of a folder; its name, in lower case, is the jurisdiction.
    pub(crate) fn read(folder: &Path) -> Result<Self, ProfileError> {
        let name = folder.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(ProfileError::new(
                &folder.display().to_string(),
                "expected a folder named by letters, digits and hyphens, such as `us`",
            ));
        }
        let mut profile = Self { jurisdiction: name, ..Self::united_states() };
        let mut found = false;
        for (file, text) in &mut profile.files {
            let path = folder.join(file);
            match std::fs::metadata(&path) {
                Ok(meta) if meta.len() > MAX_FILE => {
                    return Err(ProfileError::new(
                        file,
                        format!("expected at most {MAX_FILE} bytes, found {}", meta.len()),
                    ));
                }
                Ok(_) => {
                    *text = std::fs::read_to_string(&path).map_err(|e| ProfileError::new(file, e))?;
                    found = true;
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(ProfileError::new(file, e)),
            }
        }
        if !found {
            return Err(ProfileError::new(
                &folder.display().to_string(),
                format!(
                    "expected a folder with at least one of {}",
                    UNITED_STATES.iter().map(|f| f.0).collect::<Vec<_>>().join(", ")
                ),
            ));
        }
        Ok(profile)
    }

    /// The text of one file; empty where there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    pub(crate) fn jurisdiction(&self) -> &str {
        &self.jurisdiction
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
