//! One file a format: bytes to records with spans.
//!
//! A *source* is one input (a page, a feed, a table, a text). Reading it gives a [`Header`], which tells what
//! the source is, and *records*, which hold the texts that can be quoted. What the records say is told by
//! the stage `reading`.

mod compressed;
mod detect;
mod encoding;
mod feed;
mod html;
mod input;
mod json;
mod json_stream;
mod markdown;
mod nara;
mod order;
mod page;
mod register;
mod register_csv;
mod register_json;

pub use compressed::Content;
pub use detect::Format;
pub use encoding::{Flaw, Transcoded};
pub use input::{Input, InputError, MAX_PAGE, walk};
pub use order::{OrderFormat, OrderText, Paragraph, Part, parse as parse_order};
pub use page::{Block, BlockKind, Mark, MarkKind, Page, Unit};
pub use register::{Quotable, RegisterRecord, Series};

use crate::ground::diag::Diagnostic;
use crate::model::PartialDate;
use std::io::BufRead;

/// What a source says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Its title.
    pub title: Option<String>,
    /// Its absolute URL, checked.
    pub url: Option<String>,
    /// What names it where it has no URL: a slug, a document number. The source's IRI is a hash of the URL, else
    /// of this, else of its content.
    pub document_number: Option<String>,
    /// When it was last changed, by its own words.
    pub modified: Option<PartialDate>,
}

/// One record of a source.
#[derive(Clone, Debug)]
pub enum Record {
    /// A page that lists or describes policies.
    Page(Box<Page>),
    /// The full text of an order.
    Order(Box<OrderText>),
    /// A document of the Federal Register.
    Register(Box<RegisterRecord>),
}

impl Record {
    /// The texts that can be quoted, each with its locator.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Page(page) => page.texts(),
            Self::Order(order) => order.texts(),
            Self::Register(record) => record.texts(),
        }
    }
}

/// Reads one source, calling `sink` for each record in order.
///
/// `input` is the decompressed content, in UTF-8 where it was in UTF-16 ([`Transcoded`]). Problems go to `report`,
/// without the file's name; one that [stops the reading](Diagnostic::stops) says that the source is cut off, or that
/// the rest of it could not be read.
///
/// # Errors
/// Where nothing of it could be read.
pub fn read(
    format: Format,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    match format {
        Format::DigitalgovFeed | Format::JsonFeed => feed::read(input, sink, report),
        Format::Order(format) => order::read(format, input, sink, report),
        Format::Html => {
            let text = input::read_text(input, report)?;
            Ok(html::read(&text, sink, report))
        }
        Format::Markdown => {
            let text = input::read_text(input, report)?;
            Ok(markdown::read(&text, sink, report))
        }
        Format::RegisterCsv => register_csv::read(input, sink, report),
        Format::RegisterJson => register_json::read(input, sink, report),
        Format::DispositionTable => nara::read(input, sink, report),
    }
}
