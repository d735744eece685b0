//! RSS 2.0 and Atom 1.0: each entry is a document.
//!
//! In: XML. Out: one layout an entry, of its content (else its summary), with its other elements as fields. Elements
//! are read by their local name, so that `content:encoded` and `dc:date` are found under any prefix. Specs:
//! <https://www.rssboard.org/rss-specification>, RFC 4287.

use super::front;
use super::html;
use super::layout::{Field, FieldKind, Unit};
use super::{Header, Record};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::fold_space;
use crate::ground::place::Places;
use crate::model::PartialDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements nested deeper than this are no feed.
const MAX_DEPTH: usize = 200;

/// So many fields of one entry are read.
const MAX_FIELDS: usize = 64;

/// Elements that hold the text of an entry, the best first.
const CONTENT: [&str; 4] = ["encoded", "content", "description", "summary"];

/// One element of an entry: its local name and what stands in it, markup undone.
#[derive(Debug)]
struct Element {
    name: String,
    content: String,
    /// Where it starts in the file, in bytes.
    at: usize,
    /// The target of a link that is an attribute.
    href: Option<String>,
}

/// Whether a text starts as a feed.
pub(super) fn is_feed(start: &str) -> bool {
    let head = crate::ground::boundary::head(start, 2048);
    head.starts_with('<')
        && (head.contains("<rss")
            || head.contains("<feed")
            || head.contains("<rdf:RDF") && head.contains("rss"))
}

/// Reads a feed.
///
/// # Errors
/// Where it has no entry.
pub(super) fn read(
    text: &str,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let mut state = State::new(text);
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    let mut entry: Option<(usize, Vec<Element>)> = None;
    let mut open: Option<(usize, Element, usize)> = None;
    loop {
        let before = offset(&reader);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                report(broken(&error, text, before));
                break;
            }
        };
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    report(too_deep());
                    break;
                }
                state.tell_language(&tag, depth);
                let element = element(&tag, before);
                let starts_entry = entry.is_none() && matches!(element.name.as_str(), "item" | "entry");
                if open.is_none() && starts_entry {
                    entry = Some((depth, Vec::new()));
                } else if open.is_none() && (entry.is_some() || is_of_feed(&element.name)) {
                    open = Some((depth, element, offset(&reader)));
                }
            }
            Event::Empty(tag) if open.is_none() => {
                state.keep(entry.as_mut().map(|(_, elements)| elements), element(&tag, before));
            }
            Event::End(_) => {
                if let Some((_, mut closed, start)) = open.take_if(|(at, ..)| *at == depth) {
                    closed.content = undo(text.get(start..before).unwrap_or(""));
                    state.keep(entry.as_mut().map(|(_, elements)| elements), closed);
                }
                if let Some((_, elements)) = entry.take_if(|(at, _)| *at == depth) {
                    state.entry(&elements, sink, report);
                }
                depth = depth.saturating_sub(1);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if state.entries == 0 {
        return Err(Diagnostic::error("no-items", "the feed has no entries")
            .expected("`item` (RSS) or `entry` (Atom) elements", text));
    }
    Ok(state.header())
}

fn broken(error: &quick_xml::Error, text: &str, at: usize) -> Diagnostic {
    Diagnostic::error("xml-syntax", format!("reading stopped: {error}"))
        .position(Position::of_offset(text.as_bytes(), at))
}

fn too_deep() -> Diagnostic {
    Diagnostic::error("nested-too-deep", "reading stopped: elements are nested too deep")
}

/// An element whose content is not read yet.
fn element(tag: &BytesStart<'_>, at: usize) -> Element {
    Element { name: local_name(tag), content: String::new(), at, href: href(tag) }
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// Elements of the feed itself that tell what it is.
fn is_of_feed(name: &str) -> bool {
    matches!(name, "title" | "link" | "id" | "updated" | "lastBuildDate" | "pubDate" | "language")
}

fn local_name(tag: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(tag.local_name().as_ref()).into_owned()
}

/// The value of an attribute of an element, escapes undone.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    Some(found.unescape_value().ok()?.into_owned())
}

/// The target of a link element; one that is no page of the entry has none.
fn href(tag: &BytesStart<'_>) -> Option<String> {
    let rel = attribute(tag, "rel");
    attribute(tag, "href").filter(|_| rel.as_deref().is_none_or(|rel| rel == "alternate"))
}

/// What stands in an element as text or markup: CDATA and escapes undone.
fn undo(raw: &str) -> String {
    if raw.contains("<![CDATA[") {
        return raw.replace("<![CDATA[", "").replace("]]>", "");
    }
    if raw.contains('<') {
        // XHTML within the feed.
        return raw.to_owned();
    }
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned)
}

struct State<'t> {
    text: &'t str,
    places: Places,
    entries: usize,
    feed: Vec<Element>,
    /// `xml:lang` of the outermost element, as Atom tells the language.
    language: Option<String>,
}

impl<'t> State<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, places: Places::new(text.as_bytes()), entries: 0, feed: Vec::new(), language: None }
    }

    /// Keeps what the outermost element says of the language.
    fn tell_language(&mut self, tag: &BytesStart<'_>, depth: usize) {
        if depth == 1 {
            self.language = attribute(tag, "xml:lang");
        }
    }

    fn keep(&mut self, entry: Option<&mut Vec<Element>>, element: Element) {
        match entry {
            Some(elements) if elements.len() < MAX_FIELDS => elements.push(element),
            None if is_of_feed(&element.name) && self.feed.len() < MAX_FIELDS => self.feed.push(element),
            _ => {}
        }
    }

    fn header(&self) -> Header {
        let find = |name: &str| self.feed.iter().find(|e| e.name == name);
        let text = |name: &str| find(name).map(|e| fold_space(&e.content)).filter(|t| !t.is_empty());
        let modified = ["updated", "lastBuildDate", "pubDate"].iter().find_map(|name| text(name));
        Header {
            title: text("title"),
            url: link(&self.feed),
            document_number: text("id"),
            language: text("language")
                .or_else(|| self.language.clone())
                .and_then(|tag| super::language(&tag)),
            modified: modified.and_then(|d| date(&d)),
            ..Header::default()
        }
    }

    /// Reads one entry.
    fn entry(
        &mut self,
        elements: &[Element],
        sink: &mut dyn FnMut(Record),
        report: &mut dyn FnMut(Diagnostic),
    ) {
        let above = format!("/entry/{}", self.entries);
        self.entries += 1;
        let content = CONTENT
            .iter()
            .find_map(|name| elements.iter().find(|e| e.name == *name && !e.content.trim().is_empty()));
        let place = self.places.at(self.text.as_bytes(), content.or(elements.first()).map_or(0, |e| e.at));
        let markup = content.map_or("", |e| e.content.as_str());
        let markup = if markup.contains('<') { markup.to_owned() } else { html::escape(markup) };
        let mut layout = html::reduce(&markup, &|_| place, report);
        layout.url = link(elements);
        layout.locator = format!("{above}/{}", content.map_or("content", |e| e.name.as_str()));
        for element in elements.iter().filter(|e| content.is_none_or(|c| !std::ptr::eq(*e, c))) {
            let locator = format!("{above}/{}", element.name);
            if !layout.front.iter().any(|f| f.locator == locator) {
                layout.front.extend(field(element, locator));
            }
        }
        for (unit, name) in [(&mut layout.title, "title"), (&mut layout.summary, "summary")] {
            let locator = format!("{above}/{name}");
            let text = layout.front.iter().find(|f| f.locator == locator).map(|f| f.text.clone());
            *unit = Unit { locator, text: text.unwrap_or_default() };
        }
        sink(Record::Page(Box::new(layout)));
    }
}

fn field(element: &Element, locator: String) -> Option<Field> {
    let words = match &element.href {
        Some(href) => href.clone(),
        None => fold_space(&html::plain(&element.content)),
    };
    if words.is_empty() {
        return None;
    }
    let kind = date(&words).map_or(FieldKind::Text, FieldKind::Date);
    Some(front::field(&element.name, &locator, words, kind, None))
}

/// The page of an entry or of a feed.
fn link(elements: &[Element]) -> Option<String> {
    let links = elements.iter().filter(|e| e.name == "link");
    let of = |e: &Element| e.href.clone().or_else(|| Some(e.content.trim().to_owned()));
    links.filter_map(of).find(|l| l.starts_with("http://") || l.starts_with("https://"))
}

/// A date as feeds write it: RFC 3339 or RFC 822, `Mon, 03 Mar 2031 10:00:00 GMT`.
fn date(words: &str) -> Option<PartialDate> {
    if let Some(date) = front::iso_date(words) {
        return Some(date);
    }
    let when = chrono::DateTime::parse_from_rfc2822(words.trim()).ok()?;
    PartialDate::from_iso(&when.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Layout;

    fn read_all(text: &str) -> (Header, Vec<Layout>) {
        let mut pages = Vec::new();
        let header = read(
            text,
            &mut |record| {
                if let Record::Page(page) = record {
                    pages.push(*page);
                }
            },
            &mut |_| (),
        );
        (header.unwrap(), pages)
    }

    #[test]
    fn entries_of_rss() {
        let text = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Orders</title><link>https://example.gov/</link>\n<item><title>Quays &amp; Docks</title><link>https://example.gov/a</link><pubDate>Mon, 03 Mar 2031 10:00:00 GMT</pubDate><description>short</description><content:encoded><![CDATA[<p>Executive Order 1 is <b>revoked</b>.</p><p>Two.</p>]]></content:encoded></item></channel></rss>";
        let (header, pages) = read_all(text);
        assert_eq!(
            (header.title.as_deref(), header.url.as_deref()),
            (Some("Orders"), Some("https://example.gov/"))
        );
        let page = &pages[0];
        assert_eq!(page.text, "Executive Order 1 is revoked.\nTwo.");
        assert_eq!(page.title.text, "Quays & Docks");
        assert_eq!(page.url.as_deref(), Some("https://example.gov/a"));
        assert_eq!(page.locator, "/entry/0/encoded");
        let day = page.field("pubdate").map(|f| f.kind);
        assert_eq!(day, Some(FieldKind::Date(PartialDate::from_ymd(2031, 3, 3).unwrap())));
    }

    #[test]
    fn entries_of_atom() {
        let text = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr-CA\"><title>F</title><updated>2031-04-01T00:00:00Z</updated><entry><title>One</title><link rel=\"self\" href=\"https://example.gov/x.atom\"/><link href=\"https://example.gov/one\"/><published>2031-03-03T10:00:00Z</published><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>It <i>ends</i>.</p></div></content></entry><entry><title>Two</title><summary>Plain &lt;words&gt;</summary></entry></feed>";
        let (header, pages) = read_all(text);
        assert_eq!(header.modified, PartialDate::from_ymd(2031, 4, 1));
        assert_eq!(header.language.as_deref(), Some("fr"));
        assert_eq!(pages.len(), 2);
        assert_eq!(
            (pages[0].text.as_str(), pages[0].url.as_deref()),
            ("It ends.", Some("https://example.gov/one"))
        );
        assert_eq!(pages[1].title.text, "Two");
    }

    #[test]
    fn a_feed_without_entries_is_an_error() {
        assert!(read("<rss><channel><title>x</title></channel></rss>", &mut |_| (), &mut |_| ()).is_err());
    }
}
