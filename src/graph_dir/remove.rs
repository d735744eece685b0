//! Taking sources out of a graph directory by their names.

use super::ingest::IngestError;
use super::known::Known;
use super::manifest::SourceEntry;

/// Takes the named sources out of those that are known; gives the names of their inputs.
///
/// A name is that of an input as it was typed, the IRI of the source or the path of the IRI below `base`, its id, its
/// address, or its document number.
///
/// # Errors
/// [`IngestError::NoSuchSource`]: nothing, or several sources, have the name. Nothing is taken out then.
pub(super) fn take(known: &mut Known, names: &[String], base: &str) -> Result<Vec<String>, IngestError> {
    let mut taken = Vec::new();
    for name in names {
        let path = name.strip_prefix(base).unwrap_or(name);
        let is_meant = |source: &&SourceEntry| {
            source.input == *name
                || source.path == path
                || [source.header().id, source.header().url].contains(&Some(name.clone()))
                || source.document_number.as_ref() == Some(name)
        };
        let meant: Vec<&SourceEntry> = known.all().filter(is_meant).collect();
        match meant.as_slice() {
            [one] => taken.push((one.input.clone(), one.path.clone())),
            [] => return Err(IngestError::NoSuchSource(unknown(known, name))),
            several => {
                let message = format!("`{name}` can be any of {} sources:{}", several.len(), list(several));
                return Err(IngestError::NoSuchSource(message));
            }
        }
    }
    taken.sort();
    taken.dedup();
    taken.iter().for_each(|(_, path)| {
        known.take(path);
    });
    Ok(taken.into_iter().map(|(input, _)| input).collect())
}

fn unknown(known: &Known, name: &str) -> String {
    let mut near: Vec<&SourceEntry> = known.all().collect();
    near.sort_by_cached_key(|source| strsim::damerau_levenshtein(&source.input, name));
    near.truncate(SHOWN);
    format!("expected a source of this graph, found `{name}`; the nearest are:{}", list(&near))
}

/// How many sources a message lists.
const SHOWN: usize = 5;

fn list(sources: &[&SourceEntry]) -> String {
    let line = |s: &&SourceEntry| format!("\n  {}  {}", s.path, s.input);
    sources.iter().take(SHOWN).map(line).collect()
}
