//! Tells what is not well-formed in an XML file: events of the parser to problems.
//!
//! The parser goes on where an end tag closes another element, where an entity is unknown, and where the file ends
//! within an element (XML 1.0, sections 2.1, 3 and 4.1). Of each kind the first is told, with how many there are.

use crate::ground::diag::{Diagnostic, Position};
use quick_xml::events::{BytesEnd, BytesStart};
use std::collections::BTreeMap;

/// Attributes of one tag that are checked; the check of doubled names compares each with all before it.
const MAX_ATTRIBUTES: usize = 64;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    EndTag,
    Entity,
    Attribute,
    Outside,
}

impl Fault {
    const fn message(self) -> &'static str {
        match self {
            Self::EndTag => "an end tag closes another element than the one that is open",
            Self::Entity => "an entity is not one of XML's and stays as it is written",
            Self::Attribute => "an attribute of a tag cannot be read",
            Self::Outside => "there is text outside the root element",
        }
    }
}

/// The first of a kind.
struct First {
    at: usize,
    expected: String,
    found: String,
    count: usize,
}

/// Follows a file from its start to its end.
#[derive(Default)]
pub(super) struct WellFormed {
    open: Vec<String>,
    faults: BTreeMap<Fault, First>,
}

impl WellFormed {
    /// Takes a start tag whose first byte is at `at`.
    pub(super) fn start(&mut self, tag: &BytesStart<'_>, at: usize) {
        self.attributes(tag, at);
        self.open.push(String::from_utf8_lossy(tag.name().as_ref()).into_owned());
    }

    /// Takes the attributes of a tag.
    pub(super) fn attributes(&mut self, tag: &BytesStart<'_>, at: usize) {
        let wrong = tag.attributes().take(MAX_ATTRIBUTES).find_map(Result::err);
        if let Some(error) = wrong {
            self.tell(Fault::Attribute, at, "names with values in quotes, each name once", error.to_string());
        }
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, tag: &BytesEnd<'_>, at: usize) {
        let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
        let open = self.open.pop();
        if open.as_ref() != Some(&name) {
            let expected = open.map_or_else(|| "no end tag".to_owned(), |open| format!("`</{open}>`"));
            self.tell(Fault::EndTag, at, &expected, format!("</{name}>"));
        }
    }

    /// Takes the text between two tags; `known` where all its entities are.
    pub(super) fn text(&mut self, raw: &str, known: bool, at: usize) {
        if !known {
            let from = raw.find('&').unwrap_or(0);
            let expected = "&amp;, &lt;, &gt;, &quot;, &apos; or a character by number";
            self.tell(Fault::Entity, at + from, expected, raw.get(from..).unwrap_or(""));
        }
        if self.open.is_empty() && !raw.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
            self.tell(Fault::Outside, at, "tags only", raw.trim());
        }
    }

    fn tell(&mut self, fault: Fault, at: usize, expected: &str, found: impl AsRef<str>) {
        let first = || First {
            at,
            expected: expected.to_owned(),
            found: crate::ground::diag::excerpt(found.as_ref(), 80),
            count: 0,
        };
        self.faults.entry(fault).or_insert_with(first).count += 1;
    }

    /// Reports all; `whole` where the parser came to the end of the file.
    pub(super) fn finish(self, text: &str, whole: bool, report: &mut dyn FnMut(Diagnostic)) {
        for (fault, first) in self.faults {
            let more = match first.count {
                1 => String::new(),
                count => format!("; so {count} times in the file"),
            };
            let message = format!("the XML is not well-formed: {}{more}", fault.message());
            let position = Position::of_offset(text.as_bytes(), first.at);
            let problem = Diagnostic::error("xml-syntax", message).position(position);
            report(problem.expected(first.expected, first.found));
        }
        if let Some(open) = self.open.last().filter(|_| whole) {
            let problem = Diagnostic::cut_off("the file ends within an element");
            let position = Position::of_offset(text.as_bytes(), text.len());
            report(problem.expected(format!("`</{open}>`"), "the end of the file").position(position));
        }
    }
}
