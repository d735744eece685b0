//! Graph directories of the former schema, whose manifest has no hashes of the files' own bytes.

use super::error::GraphDirError;
use super::file;
use super::manifest::{FORMER, FileEntry, Manifest};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Reads a manifest of this schema or of the former one.
///
/// The files of a former directory are unpacked and compared with what its manifest says of their content. One that is
/// whole gets the hash of its own bytes; one that is not keeps none, and so counts as damaged.
///
/// # Errors
/// As [`Manifest::read_any`].
pub(super) fn read(folder: &Path) -> Result<Option<Manifest>, GraphDirError> {
    let Some(mut manifest) = Manifest::read_any(folder)? else { return Ok(None) };
    if manifest.schema == FORMER {
        complete(folder, &mut manifest.policies);
        for source in &mut manifest.sources {
            complete(folder, &mut source.graph);
            complete(folder, &mut source.claims);
        }
    }
    Ok(Some(manifest))
}

fn complete(folder: &Path, entry: &mut FileEntry) {
    let path = folder.join(&entry.file);
    let content = File::open(&path).and_then(|f| file::unpacked(BufReader::new(f), entry.bytes));
    let whole = content.is_ok_and(|found| found == (entry.sha256.clone(), entry.bytes));
    if let Some((sha256, bytes)) = file::stored(&path).ok().filter(|_| whole) {
        entry.stored_sha256 = sha256;
        entry.stored_bytes = bytes;
    }
}
