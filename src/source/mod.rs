//! One file a format: bytes to records with spans.
//!
//! A *source* is one input (a page, a feed, a table, a text). Reading it gives a [`Header`], which tells what
//! the source is, and *records*, which hold the texts that can be quoted. What the records say is told by
//! the stage `reading`.

mod archive;
mod columns;
mod compressed;
mod csv_table;
mod described;
mod detect;
mod encoding;
pub mod enumerator;
mod feed;
mod front;
mod html;
mod input;
mod json;
mod json_stream;
mod layout;
mod lines;
mod markdown;
mod nara;
mod order;
pub mod rdf;
mod register;
mod register_csv;
mod register_json;
mod sources;
mod syndication;
mod text;

pub use archive::members;
pub use columns::Columns;
pub use compressed::Content;
pub use described::Described;
pub use detect::Format;
pub use encoding::{Flaw, Transcoded};
pub(crate) use input::is_made_here;
pub use input::{Input, InputError, MAX_PAGE, apart, walk};
pub use layout::{
    Block, BlockKind, Cell, Enumerator, Field, FieldKind, Layout, Mark, MarkKind, Role, Unit, same_key,
};
pub use order::{OrderFormat, OrderText, Paragraph, Part, parse as parse_order};
pub use rdf::{GraphRecord, Syntax};
pub use register::{Quotable, RegisterRecord};
pub(crate) use sources::{ADDRESS, DATE, address};
pub use sources::{SOURCES_FILE, Sources};

use crate::ground::diag::Diagnostic;
use crate::model::PartialDate;
use crate::profile::Structure;
use std::borrow::Cow;
use std::io::BufRead;

/// How an input is to be read, where that shall not be told from its name and content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAs {
    /// Its format.
    pub format: Option<Format>,
    /// Which column of a table holds what.
    pub columns: Columns,
}

impl From<Option<Format>> for ReadAs {
    fn from(format: Option<Format>) -> Self {
        Self { format, columns: Columns::default() }
    }
}

/// What is known of a source: by its own words, and by what somebody says of it ([`Described`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The name that somebody gave it, which stays when its address or its file changes.
    pub id: Option<String>,
    /// The path of its IRI, where a graph that this program made tells of it.
    pub path: Option<String>,
    /// The format that it was in, where what is read is such a graph.
    pub format: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its absolute URL, checked.
    pub url: Option<String>,
    /// What names it where it has no URL: a slug, a document number.
    pub document_number: Option<String>,
    /// Where it lay: its path below the folder that was given, with `/`, without `.gz` and `.zst`.
    pub place: String,
    /// The language that it is in: [`language`].
    pub language: Option<String>,
    /// Who publishes it, by name.
    pub publisher: Option<String>,
    /// The IRI of its licence.
    pub license: Option<String>,
    /// When it was last changed, by its own words or by what is said of it.
    pub modified: Option<PartialDate>,
    /// When it was fetched.
    pub retrieved: Option<PartialDate>,
    /// The last day of which it would tell.
    pub covers_until: Option<PartialDate>,
    /// What else is to know of it: "1,000 of 1,473 orders".
    pub note: Option<String>,
}

/// The language of a tag of BCP 47, in small letters and without script and region: `en` of `en-US`.
#[must_use]
pub fn language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
    let well = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_alphabetic());
    well.then(|| primary.to_ascii_lowercase())
}

/// One record of a source.
#[derive(Clone, Debug)]
pub enum Record {
    /// A page that lists or describes policies.
    Page(Box<Layout>),
    /// The full text of an order.
    Order(Box<OrderText>),
    /// A document of the Federal Register.
    Register(Box<RegisterRecord>),
    /// What a graph says in one policy's record, or in none.
    Graph(Box<GraphRecord>),
}

impl Record {
    /// The document as text and blocks; none for a record that is a row of a table.
    #[must_use]
    pub fn layout(&self) -> Option<Cow<'_, Layout>> {
        match self {
            Self::Page(page) => Some(Cow::Borrowed(page)),
            Self::Order(order) => Some(Cow::Owned(order.layout())),
            Self::Register(_) | Self::Graph(_) => None,
        }
    }

    /// The texts that can be quoted, each with its locator.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Page(page) => page.texts(),
            Self::Order(order) => order.texts(),
            Self::Register(record) => record.texts(),
            Self::Graph(record) => record.texts(),
        }
    }
}

/// Reads one source, calling `sink` for each record in order.
///
/// `input` is the decompressed content, `structure` how the documents of a jurisdiction are printed. Problems go to `report`, without the file's name.
///
/// # Errors
/// Where nothing of it could be read.
pub fn read(
    format: Format,
    structure: &Structure,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    read_with(format, structure, &Columns::default(), input, sink, report)
}

/// As [`read`], with the columns of a table.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    format: Format,
    structure: &Structure,
    columns: &Columns,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    match format {
        Format::DigitalgovFeed | Format::JsonFeed => feed::read(input, sink, report),
        Format::Order(format) => order::read(format, structure, input, sink, report),
        Format::Feed => {
            let text = input::read_text(input, report)?;
            syndication::read(&text, sink, report)
        }
        Format::Html => {
            let text = input::read_text(input, report)?;
            Ok(html::read(&text, sink, report))
        }
        Format::Markdown => {
            let text = input::read_text(input, report)?;
            Ok(markdown::read(&text, sink, report))
        }
        Format::Text => {
            let text = input::read_text(input, report)?;
            Ok(text::read(&text, sink))
        }
        Format::Csv => csv_table::read(columns, input, sink, report),
        Format::RegisterCsv => register_csv::read(structure, input, sink, report),
        Format::RegisterJson => register_json::read(structure, input, sink, report),
        Format::DispositionTable => nara::read(structure, input, sink, report),
        Format::Rdf(syntax) => rdf::read(syntax, input, sink, report),
    }
}

/// A problem: so many characters of texts stand in no graph as they are.
pub(crate) fn unwritable(count: usize) -> Diagnostic {
    let message = format!("{count} characters that XML cannot write stand as U+FFFD in the graph");
    Diagnostic::warning("control-character", message)
}

/// Reads one input in the format that its name and content tell, problems left out: for tests of later steps.
#[cfg(test)]
pub(crate) fn read_named(input: &Input, sink: &mut dyn FnMut(Record)) -> Result<Header, Diagnostic> {
    let unreadable = |e: &dyn std::fmt::Display| Diagnostic::error("unreadable", e.to_string());
    let mut reader = input.open().map_err(|e| unreadable(&e))?;
    let head = reader.fill_buf().map_err(|e| unreadable(&e))?;
    let structure = &crate::profile::Profile::united_states().map_err(|e| unreadable(&e))?.structure;
    let format = Format::of(structure, &input.name(), head).ok_or_else(|| unreadable(&"no known format"))?;
    read(format, structure, &mut reader, sink, &mut |_| ())
}
