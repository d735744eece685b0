//! The ends of lines in RDF/XML: a reader of XML takes a carriage return, with or without a line feed after it, for a line feed
//! (XML 1.0, section 2.11), so that one which belongs to a text is written as a reference.

use super::Syntax;
use std::borrow::Cow;
use std::io::{self, Write};

/// The text of a document with the ends of lines that its reader has to see.
pub(super) fn of(syntax: Syntax, text: &str) -> Cow<'_, str> {
    if syntax != Syntax::RdfXml || !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Where a writer of XML writes to: `out` with each carriage return as a reference, since writers make none of their own, so that all
/// are of texts; `out` as it is for any other syntax.
pub fn referenced<'o>(is_xml: bool, out: &'o mut dyn Write) -> Box<dyn Write + 'o> {
    if is_xml { Box::new(Referenced(out)) } else { Box::new(out) }
}

struct Referenced<'o>(&'o mut dyn Write);

impl Write for Referenced<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut parts = bytes.split(|byte| *byte == b'\r');
        self.0.write_all(parts.next().unwrap_or_default())?;
        parts.try_for_each(|part| {
            self.0.write_all(b"&#xD;")?;
            self.0.write_all(part)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
