//! Disposition notes: what the Federal Register and the National Archives print below an executive order.
//!
//! ```text
//! Amends: EO 12139, May 23, 1979
//! Revoked in part by: EO 13059, August 19, 1997; See: 52 FR 44076
//! ```
//!
//! The labels, the designators of numbers, and the kinds of policies without a number are data
//! (`data/us/labels.toml`); this module is the grammar that holds them together. Each departure from it that a
//! person reads through is read through here too, with a diagnostic. Reading is linear in the note: every step
//! looks at a bounded number of tokens, and a test counts them.

mod date;
mod emit;
mod item;
mod label;
mod number;
mod prose;
mod say;
mod tail;
#[cfg(test)]
mod tests;
mod token;
mod walk;

use crate::ground::boundary::head;
use crate::ground::diag::Diagnostic;
use crate::model::Identifier;
use crate::model::{Claims, PartialDate};
use crate::profile::Profile;
use std::cell::Cell;

/// Notes longer than this are read up to here, in bytes.
pub const MAX_NOTE: usize = 16 << 20;

/// One note, and the order that it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Note<'a> {
    /// The note as printed.
    pub text: &'a str,
    /// Where the text stands that the note is all or part of.
    pub locator: &'a str,
    /// Characters of that text before the note.
    pub chars_before: u32,
    /// Bytes of that text before the note.
    pub bytes_before: usize,
    /// Index of the order's own mention in the claims.
    pub own: u32,
    /// The order's number.
    pub number: Option<&'a Identifier>,
    /// When the order was signed: a label that runs against time is turned round.
    pub signed: Option<PartialDate>,
}

/// Reads one note and adds what it says to `claims`, where the order's own mention stands already.
pub fn read(profile: &Profile, note: Note<'_>, claims: &mut Claims, diagnostics: &mut Vec<Diagnostic>) {
    read_counted(profile, note, claims, diagnostics);
}

/// The same; gives the number of tokens looked at.
fn read_counted(
    profile: &Profile,
    mut note: Note<'_>,
    claims: &mut Claims,
    diagnostics: &mut Vec<Diagnostic>,
) -> u64 {
    if note.text.len() > MAX_NOTE {
        note.text = head(note.text, MAX_NOTE);
        let message = format!("only the first {MAX_NOTE} bytes of a note were read");
        diagnostics.push(Diagnostic::warning("too-long", message));
    }
    let mut tokens = Vec::with_capacity(note.text.len() / 4);
    token::tokenize(&profile.labels.words, note.text, &mut tokens);
    let steps = Cell::new(tokens.len() as u64);
    let view = number::View { profile, text: note.text, tokens: &tokens, own: note.number, steps: &steps };
    let out = emit::Emitter::new(profile, note, claims, diagnostics);
    walk::Walk::new(view, out).run();
    steps.get()
}
