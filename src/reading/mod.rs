//! What records say: mentions of policies and statements between them, with evidence.
//!
//! Pure functions of one record, so that records can be read in parallel.

pub mod acts;
pub mod cite;
mod clause;
pub mod examples;
pub mod frame;
mod graph;
mod links;
mod media;
pub mod notes;
mod order;
mod page;
pub mod refs;
mod register;
pub mod sentence;
mod title;
pub mod tree;

pub use graph::path_elsewhere;

use crate::ground;
use crate::ground::diag::Diagnostic;
use crate::ground::{CharOffsets, Span};
use crate::model::{Claims, Evidence, Unread};
use crate::profile::{Profile, Structure};
use crate::source::{Layout, Record};

/// Reads one record. Diagnostics come without the file's name.
#[must_use]
pub fn claims(profile: &Profile, record: &Record) -> (Claims, Vec<Diagnostic>) {
    match record {
        Record::Page(layout) => document(profile, layout),
        // A text whose heading prints no number is what its own words say it is.
        Record::Order(order) if order.number.is_none() => document(profile, &order.layout()),
        Record::Order(order) => order::claims(profile, order),
        Record::Register(record) => register::claims(profile, record),
        Record::Graph(record) => (graph::claims(profile, record), Vec::new()),
    }
}

/// Reads a document: what it is, what it says, and what its front matter says.
fn document(profile: &Profile, layout: &Layout) -> (Claims, Vec<Diagnostic>) {
    let frame = frame::read(profile, layout);
    let (mut claims, mut diagnostics) = if frame.speaks() {
        order::claims_of(profile, layout, &frame)
    } else {
        page::claims(profile, layout, &frame)
    };
    for (part, own) in frame::fields(profile, layout, &frame) {
        let (more, told) = page::claims(profile, &part, &own);
        claims.append(more);
        diagnostics.extend(told);
    }
    if layout.text.is_empty() && !claims.mentions.is_empty() {
        diagnostics.retain(|d| d.code != "no-policy");
    }
    (claims, diagnostics)
}

/// The longest sentence that a diagnostic prints, in bytes.
const MAX_PRINTED: usize = 400;

/// Tells that a sentence has a verb of change beside a policy, and no act was read of it.
fn unread(text: &str, verb: Span, sentence: Span) -> Diagnostic {
    let words = sentence.of(text);
    Diagnostic::note(
        "unread",
        format!("“{}” stands beside a policy, and no act was read of it", verb.of(text)),
    )
    .expected("a clause that says who does what to which policy", ground::boundary::head(words, MAX_PRINTED))
}

/// Tells that words refer back to one policy, and that two fit alike.
fn ambiguous(words: &str) -> Diagnostic {
    Diagnostic::note(
        "ambiguous-reference",
        format!("“{words}” may mean either of two policies named together"),
    )
    .expected("one policy of that kind named before", words)
}

/// A text that can be quoted.
pub(crate) struct Quotable<'t> {
    locator: &'t str,
    text: &'t str,
    offsets: CharOffsets<'t>,
    /// Where the divisions of the text begin, in bytes and in order, and how each is called.
    sections: Vec<(usize, &'t str)>,
}

impl<'t> Quotable<'t> {
    /// The text at a locator.
    pub(crate) fn new(locator: &'t str, text: &'t str) -> Self {
        Self { locator, text, offsets: CharOffsets::new(text), sections: Vec::new() }
    }

    /// The same text, of which some paragraphs open a division: `Sec. 2. Revocations.`
    pub(crate) fn divided(self, structure: &Structure, paragraphs: impl Iterator<Item = Span>) -> Self {
        let head = |span: Span| {
            let words = span.of(self.text);
            let label = structure.division(words)?.label.of(words);
            Some((span.start, label.trim_end_matches(|c: char| c.is_whitespace() || ".:—–-".contains(c))))
        };
        Self { sections: paragraphs.filter_map(head).collect(), ..self }
    }

    /// The division in which a byte stands; empty before the first.
    fn section(&self, at: usize) -> &'t str {
        let after = self.sections.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).and_then(|ix| self.sections.get(ix)).map_or("", |(_, name)| name)
    }

    /// A sentence whose verb of change was not understood.
    pub(crate) fn unread(&self, verb: Span, sentence: Span) -> Unread {
        Unread { verb: verb.of(self.text).into(), evidence: self.quote(sentence) }
    }

    /// Quotes a span of bytes, blanks at its ends left out.
    pub(crate) fn quote(&self, span: Span) -> Evidence {
        let words = span.of(self.text);
        let start = span.start + (words.len() - words.trim_start().len());
        let words = words.trim();
        Evidence {
            locator: self.locator.into(),
            quote: words.into(),
            start: self.offsets.at(start),
            end: self.offsets.at(start + words.len()),
            section: self.section(start).into(),
        }
    }
}

#[cfg(test)]
mod tests;
