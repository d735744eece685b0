//! Which format a source is in, told from its first bytes.

use super::order::OrderFormat;
use super::rdf::Syntax;
use crate::profile::Structure;
use std::fmt;
use std::str::FromStr;

/// The closed set of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// JSON of one Digital.gov page: `item[].content`, not the JSON Feed standard.
    DigitalgovFeed,
    /// JSON Feed 1.1: `items[].content_html`.
    JsonFeed,
    /// An HTML page.
    Html,
    /// RSS 2.0 or Atom 1.0.
    Feed,
    /// Markdown, with front matter or without.
    Markdown,
    /// Plain text, in hard lines or with a paragraph a line.
    Text,
    /// Full text of an executive order.
    Order(OrderFormat),
    /// The Federal Register's download: comma-separated values.
    RegisterCsv,
    /// Any other table: comma-separated values, with columns found by a column map or by their names.
    Csv,
    /// An answer of the Federal Register's API.
    RegisterJson,
    /// A disposition table of the National Archives, as text.
    DispositionTable,
    /// RDF.
    Rdf(Syntax),
}

impl Format {
    /// All formats with the names that `--input-format` takes.
    pub const ALL: [(Self, &'static str); 21] = [
        (Self::DigitalgovFeed, "digitalgov-feed"),
        (Self::JsonFeed, "json-feed"),
        (Self::Feed, "feed"),
        (Self::Html, "html"),
        (Self::Markdown, "markdown"),
        (Self::Text, "text"),
        (Self::Order(OrderFormat::GpoHtml), "order-gpo-html"),
        (Self::Order(OrderFormat::GpoXml), "order-gpo-xml"),
        (Self::Order(OrderFormat::RegisterHtml), "order-register-html"),
        (Self::Order(OrderFormat::Markdown), "order-markdown"),
        (Self::Order(OrderFormat::Plain), "order-text"),
        (Self::RegisterCsv, "register-csv"),
        (Self::Csv, "csv"),
        (Self::RegisterJson, "register-json"),
        (Self::DispositionTable, "disposition-table"),
        (Self::Rdf(Syntax::Turtle), "turtle"),
        (Self::Rdf(Syntax::TriG), "trig"),
        (Self::Rdf(Syntax::NTriples), "ntriples"),
        (Self::Rdf(Syntax::NQuads), "nquads"),
        (Self::Rdf(Syntax::JsonLd), "jsonld"),
        (Self::Rdf(Syntax::RdfXml), "rdfxml"),
    ];

    /// The name that `--input-format` takes and `ped:format` gives.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(f, _)| *f == self).map_or("", |(_, name)| name)
    }

    /// The format of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(f, _)| *f)
    }

    /// Whether it is that of a register: rows that are entries of policies, with a column of their dates.
    #[must_use]
    pub const fn is_register(self) -> bool {
        matches!(self, Self::RegisterCsv | Self::Csv | Self::RegisterJson | Self::DispositionTable)
    }

    /// Tells the format from the first bytes of the decompressed content (64 KiB are enough); `None` where it
    /// is none of ours.
    #[must_use]
    pub fn detect(structure: &Structure, head: &[u8]) -> Option<Self> {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let text = String::from_utf8_lossy(head);
        let start = text.trim_start();
        // A feed of RSS 1.0 is RDF too, and read as a feed.
        if !super::syndication::is_feed(start)
            && let Some(syntax) = Syntax::of_content(start)
        {
            return Some(Self::Rdf(syntax));
        }
        if start.starts_with('{') || start.starts_with('[') {
            return Some(Self::of_json(start));
        }
        let line = start.lines().next().unwrap_or("").trim_end();
        if line == "---" || line == "+++" {
            return Some(Self::Markdown);
        }
        if super::nara::is_table(structure, start) {
            return Some(Self::DispositionTable);
        }
        if let Some(format) = OrderFormat::detect(structure, start) {
            return Some(Self::Order(format));
        }
        if super::syndication::is_feed(start) {
            return Some(Self::Feed);
        }
        if start.starts_with('<') {
            return Some(Self::Html);
        }
        is_register_header(start).then_some(Self::RegisterCsv)
    }

    /// Tells the format of an input from its name and its first bytes: what is named as Markdown is Markdown; what is
    /// named as a table or as text is that where it is none of ours by content. `None` where it cannot be told.
    #[must_use]
    pub fn of(structure: &Structure, name: &str, head: &[u8]) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let lower = [".gz", ".zst"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
        let found = Self::detect(structure, head);
        // Within the family of Turtle the name tells more than the content; an IRI begins like a tag.
        if found.is_none_or(|f| matches!(f, Self::Rdf(_) | Self::Html))
            && let Some(syntax) = Syntax::of(name, &String::from_utf8_lossy(head))
        {
            return Some(Self::Rdf(syntax));
        }
        if [".md", ".markdown"].iter().any(|end| lower.ends_with(end)) {
            return Some(
                found.filter(|f| matches!(f, Self::Order(OrderFormat::Markdown))).unwrap_or(Self::Markdown),
            );
        }
        let named = |end: &str| lower.ends_with(end) && !head.contains(&0);
        let table = (named(".csv") || named(".tsv")).then_some(Self::Csv);
        found.or(table).or_else(|| named(".txt").then_some(Self::Text))
    }

    fn of_json(text: &str) -> Self {
        let names = [
            "\"executive_order_number\"",
            "\"presidential_document_type\"",
            "\"results\"",
            "\"document_number\"",
        ];
        if names.iter().any(|name| text.contains(name)) {
            return Self::RegisterJson;
        }
        if text.contains("\"item\"") && !text.contains("\"items\"") {
            Self::DigitalgovFeed
        } else {
            Self::JsonFeed
        }
    }
}

/// Whether the first line names columns of the Federal Register's download.
fn is_register_header(text: &str) -> bool {
    let first = text.lines().next().unwrap_or("").to_ascii_lowercase();
    let names = ["executive_order_number", "disposition_notes", "document_number", "proclamation_number"];
    first.contains(',') && names.iter().any(|name| first.contains(name))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(f, _)| *f).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(_, n)| *n).collect();
            format!("expected one of {}, found `{name}`", names.join(", "))
        })
    }
}
