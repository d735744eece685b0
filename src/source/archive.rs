//! Archives (`.tar`, also `.tar.gz`, `.tgz`, `.tar.zst`, `.tzst`): a file that is read as a folder of files.
//!
//! In: the bytes of an archive. Out: its regular files as inputs, sorted by path. Nothing is written to a disk; links, devices,
//! hidden files and `sources.toml` are passed over, as in a folder.

use super::input::{Input, InputError};
use super::{SOURCES_FILE, compressed::Content};
use std::io::{self, BufRead, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// All files of an archive together may have so many bytes, since they are held in memory.
const MAX_BYTES: u64 = 1 << 30;

/// An archive may hold so many entries.
const MAX_ENTRIES: usize = 1_000_000;

/// Whether a file is an archive, by its name.
pub(super) fn is_archive(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    [".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst"].iter().any(|end| name.ends_with(end))
}

/// The files of an archive, sorted by path; `path` names it in messages, `raw` are its bytes as they lie on the disk.
///
/// # Errors
/// An archive that cannot be read to its end, or that is larger than memory should hold.
pub fn members(path: &Path, raw: impl BufRead) -> Result<Vec<Input>, InputError> {
    let fail = |error: io::Error| InputError { name: path.display().to_string(), error };
    let content = Content::new(raw).map_err(fail)?;
    let mut found = Vec::new();
    let mut left = MAX_BYTES;
    let mut archive = tar::Archive::new(content);
    for (count, entry) in archive.entries().map_err(fail)?.enumerate() {
        let mut entry = entry.map_err(fail)?;
        if count >= MAX_ENTRIES || entry.size() > left {
            let message =
                format!("the archive holds more than {MAX_BYTES} bytes or {MAX_ENTRIES} files; unpack it");
            return Err(fail(io::Error::other(message)));
        }
        let Some(place) = plain(&entry.path().map_err(fail)?) else { continue };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let mut bytes = Vec::new();
        entry.by_ref().take(left).read_to_end(&mut bytes).map_err(fail)?;
        left = left.saturating_sub(bytes.len() as u64);
        found.push(Input::Member { archive: path.to_owned(), place, bytes: Arc::from(bytes) });
    }
    found.sort();
    Ok(found)
}

/// A path within the archive; `None` where it leads out of it, is hidden or describes sources.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut place = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) if !name.to_string_lossy().starts_with('.') => place.push(name),
            _ => return None,
        }
    }
    let name = place.file_name()?;
    (name != SOURCES_FILE).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of files with their texts.
    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            // What leads out of an archive cannot be set by the library's own function.
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, text.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn files_are_given_by_path_and_nothing_leads_out() {
        let files = [
            ("./b/two.md", "2"),
            ("a.md", "1"),
            (".hidden", ""),
            ("../x.md", ""),
            ("/y.md", ""),
            ("sources.toml", ""),
        ];
        let bytes = archive(&files);
        let found = members(Path::new("x.tar"), bytes.as_slice()).unwrap();
        let names: Vec<(String, String)> = found.iter().map(|i| (i.name(), i.place())).collect();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(names, [pair("x.tar/a.md", "a.md"), pair("x.tar/b/two.md", "b/two.md")]);
        let mut text = String::new();
        found[1].open().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "2");
    }

    #[test]
    fn a_damaged_archive_is_an_error() {
        let bytes = archive(&[("a.md", &"x".repeat(2_000))]);
        assert!(members(Path::new("x.tar"), &bytes[..1_500]).is_err());
        assert!(members(Path::new("x.tar"), &vec![b'x'; 4_096][..]).is_err());
        assert!(is_archive(Path::new("a/B.TAR.ZST")) && !is_archive(Path::new("tar.zst")));
    }
}
