//! Where bytes come from: files, folders, standard input; compressed or not.

use super::archive::{is_archive, members};
use super::compressed::Content;
use super::{Format, SOURCES_FILE};
use crate::ground::diag::{Diagnostic, Position};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A page, a feed or a text larger than this is cut, in bytes. Tables stream and have no such bound.
pub const MAX_PAGE: u64 = 64 << 20;

/// One input, not opened yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file that was named itself.
    File(PathBuf),
    /// A file that was found below a folder that was named.
    Below {
        /// Its path, that of the folder included.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// A file of an archive.
    Member {
        /// The archive.
        archive: PathBuf,
        /// Its path within the archive.
        place: PathBuf,
        /// What it holds.
        bytes: Arc<[u8]>,
    },
    /// One source of a document of RDF that tells of several.
    Part {
        /// The document.
        of: Arc<Input>,
        /// The path of the source, or what names it.
        place: PathBuf,
        /// What belongs to it, as N-Quads.
        bytes: Arc<[u8]>,
        /// How many triples of it the document gives to no source: they are taken as of its first.
        unplaced: usize,
    },
    /// Bytes at hand, with the name to print.
    Bytes(String, std::borrow::Cow<'static, [u8]>),
}

/// An input that could not be opened.
#[derive(Debug)]
pub struct InputError {
    /// As the user named it.
    pub name: String,
    /// Why.
    pub error: io::Error,
}

impl std::fmt::Display for InputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.error)
    }
}

impl std::error::Error for InputError {}

impl Input {
    /// The name to print.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) | Self::Below { path, .. } => path.display().to_string(),
            Self::Member { archive, place, .. } => archive.join(place).display().to_string(),
            Self::Part { of, place, .. } => Path::new(&of.name()).join(place).display().to_string(),
            Self::Bytes(name, _) => name.clone(),
        }
    }

    /// Its path below the folder that was given, which names a source that has no other name: with `/`, without `.gz` and
    /// `.zst`. A file that was named itself has its own name.
    #[must_use]
    pub fn place(&self) -> String {
        let file = |path: &Path| plain_place(Path::new(path.file_name().unwrap_or(path.as_os_str())));
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => file(path),
            Self::Below { path, folder } => plain_place(path.strip_prefix(folder).unwrap_or(path)),
            Self::Member { place, .. } | Self::Part { place, .. } => plain_place(place),
            Self::Bytes(name, _) => file(Path::new(name)),
        }
    }

    /// Opens it and undoes `.gz` and `.zst`, told from the first bytes.
    ///
    /// # Errors
    /// The operating system's, with the input's name.
    pub fn open(&self) -> Result<Content<BufReader<Box<dyn Read + '_>>>, InputError> {
        let fail = |error| InputError { name: self.name(), error };
        let raw: Box<dyn Read + '_> = match self {
            Self::Stdin => Box::new(io::stdin().lock()),
            Self::File(path) | Self::Below { path, .. } => Box::new(File::open(path).map_err(fail)?),
            Self::Member { bytes, .. } | Self::Part { bytes, .. } => Box::new(&**bytes),
            Self::Bytes(_, bytes) => Box::new(&**bytes),
        };
        Content::new(BufReader::with_capacity(1 << 16, raw)).map_err(fail)
    }
}

/// A path with `/` between its parts, without the ending of a compressed file.
pub(super) fn plain_place(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let place = parts.join("/");
    let packed = [".gz", ".zst"].iter().find_map(|end| place.strip_suffix(end));
    packed.map_or(place.clone(), str::to_owned)
}

/// The inputs that a command line names: `-` is standard input, a folder or an archive gives its files, sorted by path.
/// Hidden files and `sources.toml` are passed over, links are not followed, a file is given once. Nor is a folder entered that this program made, a graph directory
/// or a package: what was read would be read again as a source.
///
/// # Errors
/// A path that does not exist or cannot be read, or that names such a folder itself.
pub fn walk(names: &[PathBuf]) -> Result<Vec<Input>, InputError> {
    let mut inputs = Vec::new();
    for path in names {
        if path == Path::new("-") {
            inputs.push(Input::Stdin);
            continue;
        }
        let fail = |error| InputError { name: path.display().to_string(), error };
        if !std::fs::metadata(path).map_err(fail)?.is_dir() {
            if is_archive(path) {
                inputs.extend(members(path, BufReader::new(File::open(path).map_err(fail)?))?);
            } else {
                inputs.push(Input::File(path.clone()));
            }
            continue;
        }
        if is_made_here(path) {
            let message = "expected documents, found a graph directory or a package; `--graph` names a graph";
            return Err(fail(io::Error::other(message)));
        }
        let files = ignore::WalkBuilder::new(path)
            .standard_filters(false)
            .hidden(true)
            .sort_by_file_path(Ord::cmp)
            .filter_entry(|entry| {
                !(entry.file_type().is_some_and(|t| t.is_dir()) && is_made_here(entry.path()))
            })
            .build();
        for entry in files {
            let entry = entry.map_err(|e| fail(io::Error::other(e.to_string())))?;
            let describes = entry.file_name() == SOURCES_FILE;
            if describes || !entry.file_type().is_some_and(|t| t.is_file()) {
                continue;
            }
            if is_archive(entry.path()) {
                let raw = File::open(entry.path()).map_err(fail)?;
                inputs.extend(members(entry.path(), BufReader::new(raw))?);
            } else {
                inputs.push(Input::Below { path: entry.into_path(), folder: path.clone() });
            }
        }
    }
    let mut seen = HashSet::new();
    inputs.retain(|input| seen.insert(input.name()));
    Ok(inputs)
}

/// The inputs as they are read: a document of RDF that tells of several sources is a folder of them, and one on standard input
/// is taken from it, so that it can be looked at twice. `given` is the format of all, where it is not told from them.
///
/// # Errors
/// Standard input that cannot be read.
pub fn apart(inputs: Vec<Input>, given: Option<Format>) -> Result<Vec<Input>, InputError> {
    let mut all = Vec::new();
    for input in inputs {
        let input = super::rdf::at_hand(input, given)?;
        let parts = super::rdf::parts(&input, given);
        if parts.is_empty() {
            all.push(input);
        } else {
            all.extend(parts);
        }
    }
    Ok(all)
}

/// Whether a folder is a graph directory or a package: its manifest says so within its first bytes.
pub(crate) fn is_made_here(folder: &Path) -> bool {
    const MANIFEST: &str = "manifest.json";
    const HEAD: u64 = 256;
    let mut head = Vec::new();
    let read = File::open(folder.join(MANIFEST)).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    let schema =
        text.split_once("\"schema\"").map(|(_, rest)| rest.trim_start_matches([':', ' ', '\n', '\r', '\t']));
    read.is_ok()
        && schema
            .is_some_and(|s| s.starts_with("\"pedigraph-graph/") || s.starts_with("\"pedigraph-package/"))
}

/// Reads a whole page as text.
///
/// A byte order mark chooses UTF-8 or UTF-16; a page that declares another encoding in its first 1,024 bytes
/// (`charset=`) is decoded with it; anything else is UTF-8. Bytes that are none give U+FFFD and a diagnostic.
///
/// # Errors
/// An input that cannot be read at all, or is empty.
pub(super) fn read_text(
    input: &mut dyn BufRead,
    report: &mut dyn FnMut(Diagnostic),
) -> Result<String, Diagnostic> {
    let mut bytes = Vec::new();
    if let Err(e) = input.take(MAX_PAGE + 1).read_to_end(&mut bytes) {
        if bytes.is_empty() {
            return Err(Diagnostic::error("unreadable", format!("cannot be read: {e}")));
        }
        let position = Position::of_offset(&bytes, bytes.len());
        report(Diagnostic::cut_off(format!("reading stopped: {e}")).position(position));
    }
    if bytes.len() as u64 > MAX_PAGE {
        bytes.truncate(usize::try_from(MAX_PAGE).unwrap_or(usize::MAX));
        report(Diagnostic::warning("too-long", format!("only the first {MAX_PAGE} bytes were read")));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Diagnostic::error("empty-input", "there is nothing in it")
            .expected("a feed, a page, a table or a text", "an empty file"));
    }
    Ok(decode(bytes, report))
}

fn decode(bytes: Vec<u8>, report: &mut dyn FnMut(Diagnostic)) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        let (text, _, wrong) = encoding.decode(&bytes);
        if wrong {
            report(Diagnostic::warning(
                "invalid-encoding",
                format!("not all of it is valid {}", encoding.name()),
            ));
        }
        return text.into_owned();
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(e) => e,
    };
    let at = bytes.utf8_error().valid_up_to();
    let bytes = bytes.into_bytes();
    let declared = declared_encoding(&bytes).filter(|e| *e != encoding_rs::UTF_8);
    if let Some(encoding) = declared {
        let (text, _, wrong) = encoding.decode(&bytes);
        if !wrong {
            return text.into_owned();
        }
    }
    let found = bytes.get(at..(at + 4).min(bytes.len())).unwrap_or_default();
    let found = found.iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(" ");
    report(
        Diagnostic::warning("invalid-utf-8", "a byte sequence is no UTF-8 and was replaced by U+FFFD")
            .expected("UTF-8 text", format!("bytes {found}"))
            .position(Position::of_offset(&bytes, at)),
    );
    String::from_utf8_lossy(&bytes).into_owned()
}

fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + b"charset=".len();
    let label = head.get(at..)?;
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let end =
        label.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b)).unwrap_or(label.len());
    encoding_rs::Encoding::for_label(label.get(..end)?)
}
