//! Reads N-Quads straight into the builder.
//!
//! The lines that Pedigraph writes are canonical: one blank between terms, plain IRIs, the quads of a
//! subject together. Such a line is cut with a byte search and looked at no further than its
//! predicate unless the index needs its object. Any other line goes to the general reader, which
//! also finds the errors.

use super::IndexError;
use super::builder::Builder;
use super::field::Field;
use memchr::{memchr, memchr2};
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use std::borrow::Cow;
use std::io::{ErrorKind, Read};

/// How much is read at once.
const BLOCK: usize = 1 << 18;
/// The longest line that is read, in bytes.
const LONGEST: usize = 1 << 28;

impl Builder {
    /// Takes in a stream of N-Quads (or N-Triples). Memory does not grow with its length, besides
    /// what the index keeps.
    ///
    /// # Errors
    /// [`IndexError::Io`], and [`IndexError::Syntax`] for a line that is not N-Quads or is longer
    /// than 256 MiB. Lines whose predicate says nothing of lineage are not read past it.
    pub fn nquads(&mut self, mut input: impl Read) -> Result<(), IndexError> {
        let mut lines = Lines::default();
        let mut buffer = vec![0; BLOCK];
        let mut filled = 0;
        loop {
            if filled == buffer.len() {
                if filled >= LONGEST {
                    return Err(lines.error("a line of at most 256 MiB"));
                }
                buffer.resize(2 * filled, 0);
            }
            match input.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(n) => {
                    // Only the new bytes can hold the end of a line that began before.
                    let searched = filled;
                    filled += n;
                    if let Some(end) = memchr::memrchr(b'\n', &buffer[searched..filled]) {
                        let end = searched + end + 1;
                        lines.read(self, &buffer[..end])?;
                        buffer.copy_within(end..filled, 0);
                        filled -= end;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        lines.read(self, &buffer[..filled])
    }
}

/// The state between lines.
#[derive(Default)]
struct Lines {
    count: u64,
    /// `<subject> <` of the last canonical line whose subject the builder has.
    subject: Vec<u8>,
}

/// The parts of a canonical line that the index needs.
struct Object<'a> {
    iri: bool,
    value: Cow<'a, str>,
}

impl Lines {
    fn read(&mut self, builder: &mut Builder, mut bytes: &[u8]) -> Result<(), IndexError> {
        while !bytes.is_empty() {
            let end = memchr(b'\n', bytes).unwrap_or(bytes.len());
            let line = &bytes[..end];
            bytes = bytes.get(end + 1..).unwrap_or_default();
            self.count += 1;
            if self.canonical(builder, line).is_none() {
                self.general(builder, line)?;
            }
        }
        Ok(())
    }

    /// Reads a canonical line; `None`, with nothing taken in, for any other.
    fn canonical(&mut self, builder: &mut Builder, line: &[u8]) -> Option<()> {
        let known = line.starts_with(&self.subject) && !self.subject.is_empty();
        let (subject, rest) = if known {
            (None, &line[self.subject.len()..])
        } else {
            let iri = line.strip_prefix(b"<")?;
            let (iri, rest) = iri.split_at(memchr(b'>', iri)?);
            (Some(iri), rest.strip_prefix(b"> <")?)
        };
        let (predicate, rest) = rest.split_at(memchr(b'>', rest)?);
        let rest = rest.strip_prefix(b"> ")?;
        let Some(field) = std::str::from_utf8(predicate).ok().and_then(Field::of) else {
            return rest.ends_with(b" .").then_some(());
        };
        let object = object(rest)?;
        if let Some(iri) = subject {
            builder.subject(plain_iri(iri)?);
            self.subject.clear();
            self.subject.extend_from_slice(&line[..iri.len() + 4]);
        }
        builder.same_subject(field, object.iri, &object.value);
        Some(())
    }

    fn general(&mut self, builder: &mut Builder, line: &[u8]) -> Result<(), IndexError> {
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(line) {
            let quad = quad.map_err(|error| self.error(&message(&error)))?;
            builder.quad(&quad);
            self.subject.clear();
        }
        Ok(())
    }

    fn error(&self, message: &str) -> IndexError {
        IndexError::Syntax { line: self.count, message: message.to_owned() }
    }
}

/// What the general reader says, with the column (counted from 1) but without its line, always the first.
fn message(error: &RdfSyntaxError) -> String {
    let text = error.to_string();
    let column = error.location().map(|range| range.start.column + 1);
    match (column, text.split_once(": ")) {
        (Some(column), Some((_, said))) => format!("column {column}: {said}"),
        _ => text,
    }
}

/// Reads the object of a canonical line, and checks that what follows it ends the line.
fn object(rest: &[u8]) -> Option<Object<'_>> {
    if let Some(iri) = rest.strip_prefix(b"<") {
        let (iri, rest) = iri.split_at(memchr(b'>', iri)?);
        ends(rest.strip_prefix(b">")?)?;
        return Some(Object { iri: true, value: Cow::Borrowed(plain_iri(iri)?) });
    }
    let literal = rest.strip_prefix(b"\"")?;
    let (value, rest) = string(literal)?;
    let rest = if let Some(datatype) = rest.strip_prefix(b"^^<") {
        let (datatype, rest) = datatype.split_at(memchr(b'>', datatype)?);
        plain_iri(datatype)?;
        rest.strip_prefix(b">")?
    } else if let Some(tag) = rest.strip_prefix(b"@") {
        let (tag, rest) = tag.split_at(memchr(b' ', tag)?);
        let plain = !tag.is_empty() && tag.len() <= 8 && tag.iter().all(u8::is_ascii_alphabetic);
        plain.then_some(rest)?
    } else {
        rest
    };
    ends(rest)?;
    Some(Object { iri: false, value })
}

/// Reads a string up to its closing quote; `None` where it has escapes other than the short ones.
fn string(literal: &[u8]) -> Option<(Cow<'_, str>, &[u8])> {
    let mut end = memchr2(b'"', b'\\', literal)?;
    if literal[end] == b'"' {
        let value = std::str::from_utf8(&literal[..end]).ok()?;
        return valid(value).then_some((Cow::Borrowed(value), &literal[end + 1..]));
    }
    let mut value = Vec::new();
    let mut start = 0;
    while literal[end] == b'\\' {
        value.extend_from_slice(&literal[start..end]);
        value.push(match literal.get(end + 1)? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            c @ (b'"' | b'\\' | b'\'') => *c,
            _ => return None,
        });
        start = end + 2;
        end = start + memchr2(b'"', b'\\', literal.get(start..)?)?;
    }
    value.extend_from_slice(&literal[start..end]);
    Some((Cow::Owned(String::from_utf8(value).ok()?), &literal[end + 1..]))
}

/// A carriage return may stand in a string only as an escape.
fn valid(value: &str) -> bool {
    memchr(b'\r', value.as_bytes()).is_none()
}

/// Whether this is the end of a line, with or without a graph name.
fn ends(rest: &[u8]) -> Option<()> {
    if rest == b" ." {
        return Some(());
    }
    plain_iri(rest.strip_prefix(b" <")?.strip_suffix(b"> .")?).map(|_| ())
}

/// An IRI that needs no further check: http, https or urn, of ASCII characters that may stand
/// anywhere in an IRI.
fn plain_iri(iri: &[u8]) -> Option<&str> {
    let rest =
        [b"https://".as_slice(), b"http://", b"urn:"].iter().find_map(|scheme| iri.strip_prefix(*scheme))?;
    let mut parts = rest.splitn(2, |&b| b == b'#');
    let plain = !rest.is_empty() && parts.all(|part| part.iter().all(|&b| PLAIN[b as usize]));
    if plain { std::str::from_utf8(iri).ok() } else { None }
}

/// The bytes of [`plain_iri`]: unreserved, and the delimiters that need no look at their place.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let bytes = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/?&=+,;!$'()*";
    let mut i = 0;
    while i < bytes.len() {
        plain[bytes[i] as usize] = true;
        i += 1;
    }
    plain
};
