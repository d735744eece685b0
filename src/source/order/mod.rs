//! Full texts of executive orders, in the formats in which they are published.
//!
//! Whatever the format, an order is reduced to the same paragraphs: heading, title, body, close, annex. Page
//! numbers, running heads and graphics are left out; the words themselves are never changed but for white space.

mod fr_html;
mod gpo_html;
mod gpo_xml;
mod heading;
mod markdown;
mod well_formed;
mod wrapped;

use super::layout::{self, Block, BlockKind, Layout, Role};
use super::{Header, Record, input};
use crate::ground::Span;
use crate::ground::boundary::head;
use crate::ground::diag::Diagnostic;
use crate::model::PartialDate;
use crate::profile::{List, Structure};
use std::io::BufRead;

/// What a paragraph of an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `Executive Order 12988 of February 5, 1996`
    Heading,
    /// The order's title.
    Title,
    /// What it orders.
    Body,
    /// Signature, place and date, filing notes.
    Close,
    /// What stands behind the signature: lists, schedules.
    Annex,
}

/// One paragraph of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Where, in [`OrderText::text`].
    pub span: Span,
    /// What it is.
    pub part: Part,
}

/// The full text of an order.
#[derive(Clone, Debug, Default)]
pub struct OrderText {
    /// Its number, as the heading prints it: `12988`, `10571-A`.
    pub number: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// When it was signed.
    pub signed: Option<PartialDate>,
    /// When the Federal Register published it.
    pub published: Option<PartialDate>,
    /// Federal Register document number: `96-2755`.
    pub document_number: Option<String>,
    /// Federal Register citation: `61 FR 4729`.
    pub citation: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Who signed it, where the text prints the name.
    pub signer: Option<String>,
    /// The text: white space folded within a paragraph, one line break between paragraphs.
    pub text: String,
    /// Its paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
}

/// The formats of order texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderFormat {
    /// A text page of the Government Publishing Office: hard lines within `<pre>`.
    GpoHtml,
    /// XML of the Government Publishing Office: `<PRESDOCU>`.
    GpoXml,
    /// HTML of FederalRegister.gov, in which citations are links.
    RegisterHtml,
    /// Markdown: `# Executive Order 10858—…`, a summary, then the text.
    Markdown,
    /// Plain text.
    Plain,
}

/// The first bytes of a source in which an order must show itself.
const HEAD: usize = 8192;

impl OrderFormat {
    /// Tells the format from the first characters of a source, white space before them left out.
    #[must_use]
    pub fn detect(structure: &Structure, start: &str) -> Option<Self> {
        let head = head(start, HEAD);
        let first = head.lines().next()?;
        if head.starts_with('<') {
            let has =
                |list: List| structure.wording.list(list).iter().any(|words| head.contains(words.as_str()));
            return if head.contains("<PRESDOCU") || head.contains("<EXECORD") {
                Some(Self::GpoXml)
            } else if head.contains("<pre>") && has(List::PrintersHeadings) {
                Some(Self::GpoHtml)
            } else if has(List::OrderWords) && has(List::OrderLinks) && !head.contains("<html") {
                Some(Self::RegisterHtml)
            } else {
                None
            };
        }
        if first.starts_with("# ") && heading::read(structure, first).is_some() {
            return Some(Self::Markdown);
        }
        // "Executive Order 15001 is amended": a sentence, not a heading.
        let heading = heading::read(structure, first)?;
        (!heading.rest.starts_with(char::is_alphanumeric)).then_some(Self::Plain)
    }
}

impl OrderText {
    /// The texts that can be quoted, each with its locator.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        vec![("", self.text.as_str())]
    }

    /// Adds a paragraph, its white space folded; nothing where there are no words.
    fn push(&mut self, part: Part, words: &str) {
        let before = self.text.len();
        if before > 0 {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.append(words);
        if self.text.len() == start {
            self.text.truncate(before);
        } else {
            self.paragraphs.push(Paragraph { span: Span::new(start, self.text.len()), part });
        }
    }

    /// Goes on with the last paragraph; a stop or bracket joins it without a blank.
    fn extend(&mut self, words: &str) {
        if !words.trim_start().starts_with(['.', ',', ';', ':', ')']) {
            self.text.push(' ');
        }
        self.append(words);
        self.text.truncate(self.text.trim_end().len());
        if let Some(last) = self.paragraphs.last_mut() {
            last.span.end = self.text.len();
        }
    }

    fn append(&mut self, words: &str) {
        let mut first = true;
        for word in words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
            if !std::mem::take(&mut first) {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
    }

    /// The order as a layout: each paragraph a block of the same span, with the part that the reader found.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let block = |paragraph: &Paragraph| {
            let (kind, role) = match paragraph.part {
                Part::Heading => (BlockKind::Heading(1), Role::Heading),
                Part::Title => (BlockKind::Heading(1), Role::Title),
                Part::Body => (BlockKind::Paragraph, Role::Body),
                Part::Close => (BlockKind::Paragraph, Role::Close),
                Part::Annex => (BlockKind::Paragraph, Role::Annex),
            };
            let enumerator = layout::printed(&self.text, paragraph.span);
            Block { role: Some(role), enumerator, ..Block::new(kind, paragraph.span) }
        };
        Layout {
            url: self.url.clone(),
            text: self.text.clone(),
            blocks: self.paragraphs.iter().map(block).collect(),
            ..Layout::default()
        }
    }

    /// The words of a paragraph.
    #[must_use]
    pub fn words(&self, paragraph: &Paragraph) -> &str {
        paragraph.span.of(&self.text)
    }
}

/// Reads one order; `number` of the file's name is never asked.
///
/// # Errors
/// Where the input cannot be read, or holds no order.
pub(super) fn read(
    format: OrderFormat,
    structure: &Structure,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let text = input::read_text(input, report)?;
    let order = parse(format, structure, &text, report)?;
    let header = Header {
        title: order.title.clone(),
        url: order.url.clone(),
        document_number: order.document_number.clone(),
        ..Header::default()
    };
    sink(Record::Order(Box::new(order)));
    Ok(header)
}

/// Reads one order from its decoded text.
///
/// # Errors
/// Where no paragraph of an order is found.
pub fn parse(
    format: OrderFormat,
    structure: &Structure,
    text: &str,
    report: &mut dyn FnMut(Diagnostic),
) -> Result<OrderText, Diagnostic> {
    let mut order = match format {
        OrderFormat::GpoHtml => gpo_html::read(structure, text, report),
        OrderFormat::GpoXml => gpo_xml::read(structure, text, report),
        OrderFormat::RegisterHtml => fr_html::read(structure, text, report),
        OrderFormat::Markdown => markdown::read(structure, text),
        OrderFormat::Plain => wrapped::read(structure, text),
    };
    if !order.paragraphs.iter().any(|p| p.part == Part::Body) {
        return Err(Diagnostic::error("no-order", "no text of an order was found")
            .expected("a heading such as “Executive Order 12988 of February 5, 1996” and paragraphs", text));
    }
    heading::complete(structure, &mut order);
    if order.number.is_none() {
        report(
            Diagnostic::warning("no-number", "the heading gives no number of the order")
                .expected("a heading such as “Executive Order 12988 of February 5, 1996”", &order.text),
        );
    }
    Ok(order)
}
