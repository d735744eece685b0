//! The quads that only one of two graphs has.

use oxigraph::model::{Quad, QuadRef};
use sha2::{Digest, Sha256};
use std::io::{self, Write as _};

/// The quads that differ, in the order of their N-Quads lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Those of the old graph alone.
    pub removed: Vec<Quad>,
    /// Those of the new graph alone.
    pub added: Vec<Quad>,
}

/// What takes the quads of a graph one by one.
pub type Visit<'a> = &'a mut dyn FnMut(QuadRef<'_>);

/// Compares two graphs. Each function gives all quads of its graph to what it is called with, and is
/// called twice; only hashes of the quads are held in memory, 16 bytes each, and the quads that differ.
///
/// # Errors
/// The first of either function.
pub fn difference<E>(
    old: impl Fn(Visit<'_>) -> Result<(), E>,
    new: impl Fn(Visit<'_>) -> Result<(), E>,
) -> Result<Difference, E> {
    let in_old = hashes(&old)?;
    let in_new = hashes(&new)?;
    Ok(Difference { removed: missing(&old, &in_new)?, added: missing(&new, &in_old)? })
}

fn hashes<E>(graph: &impl Fn(Visit<'_>) -> Result<(), E>) -> Result<Vec<u128>, E> {
    let mut hashes = Vec::new();
    graph(&mut |quad| hashes.push(hash(quad)))?;
    hashes.sort_unstable();
    hashes.dedup();
    Ok(hashes)
}

/// The quads of a graph that are not among the hashes.
fn missing<E>(graph: &impl Fn(Visit<'_>) -> Result<(), E>, known: &[u128]) -> Result<Vec<Quad>, E> {
    let mut quads: Vec<Quad> = Vec::new();
    graph(&mut |quad| {
        if known.binary_search(&hash(quad)).is_err() {
            quads.push(quad.into_owned());
        }
    })?;
    quads.sort_by_cached_key(ToString::to_string);
    quads.dedup();
    Ok(quads)
}

/// Half of the SHA-256 of a quad's N-Quads form, so that no one can make two quads look alike.
fn hash(quad: QuadRef<'_>) -> u128 {
    let mut hasher = Hasher(Sha256::new());
    // Hashing cannot fail.
    let _ = write!(hasher, "{quad}");
    let digest = hasher.0.finalize();
    digest.iter().take(16).fold(0, |n, &byte| n << 8 | u128::from(byte))
}

struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
