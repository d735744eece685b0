//! Lines of N-Triples and N-Quads (RDF 1.1), in the canonical form in which Oxigraph prints terms.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{LiteralRef, NamedNodeRef, TermRef};
use std::io::Write;

/// Appends the line of one triple. `graph` is its graph's IRI in angle brackets with a blank before it, or nothing.
pub(super) fn push(
    out: &mut Vec<u8>,
    subject: NamedNodeRef<'_>,
    predicate: NamedNodeRef<'_>,
    object: TermRef<'_>,
    graph: &str,
) {
    iri(out, subject);
    out.push(b' ');
    iri(out, predicate);
    out.push(b' ');
    match object {
        TermRef::NamedNode(node) => iri(out, node),
        TermRef::Literal(value) => literal(out, value),
        TermRef::BlankNode(node) => {
            // Writing to memory does not fail.
            let _ = write!(out, "{node}");
        }
    }
    out.extend_from_slice(graph.as_bytes());
    out.extend_from_slice(b" .\n");
}

fn iri(out: &mut Vec<u8>, iri: NamedNodeRef<'_>) {
    out.push(b'<');
    out.extend_from_slice(iri.as_str().as_bytes());
    out.push(b'>');
}

fn literal(out: &mut Vec<u8>, literal: LiteralRef<'_>) {
    out.push(b'"');
    escaped(out, literal.value());
    out.push(b'"');
    if let Some(language) = literal.language() {
        out.push(b'@');
        out.extend_from_slice(language.as_bytes());
    } else if literal.datatype() != xsd::STRING {
        out.extend_from_slice(b"^^");
        iri(out, literal.datatype());
    }
}

/// Whether a byte may start a character that is escaped: controls, quotes, U+FFFE and U+FFFF.
const fn stops(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, b'"' | b'\\' | 0x7f | 0xef)
}

fn escaped(out: &mut Vec<u8>, value: &str) {
    let mut rest = value;
    while let Some(at) = rest.bytes().position(stops) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        let mut chars = from.chars();
        match chars.next() {
            Some('\u{8}') => out.extend_from_slice(b"\\b"),
            Some('\t') => out.extend_from_slice(b"\\t"),
            Some('\n') => out.extend_from_slice(b"\\n"),
            Some('\u{c}') => out.extend_from_slice(b"\\f"),
            Some('\r') => out.extend_from_slice(b"\\r"),
            Some('"') => out.extend_from_slice(b"\\\""),
            Some('\\') => out.extend_from_slice(b"\\\\"),
            Some(c @ ('\0'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}')) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => {}
        }
        rest = chars.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::vocab;
    use oxigraph::model::Literal;
    use proptest::prelude::*;

    fn same(literal: &Literal) {
        let mut line = Vec::new();
        push(&mut line, vocab::PED_POLICY, vocab::PED_OF, literal.as_ref().into(), " <g:g>");
        let expected = format!("{} {} {literal} <g:g> .\n", vocab::PED_POLICY, vocab::PED_OF);
        assert_eq!(String::from_utf8(line).unwrap(), expected);
    }

    #[test]
    fn every_character_that_is_escaped_and_its_neighbours() {
        let all: String = ('\0'..'\u{100}').chain('\u{ef00}'..='\u{10010}').collect();
        same(&Literal::new_simple_literal(all));
        same(&Literal::new_typed_literal("2011-04-27", vocab::XSD_DATE));
        same(&Literal::new_typed_literal("a", xsd::STRING));
        same(&Literal::new_language_tagged_literal("a", "en").unwrap());
    }

    proptest! {
        #[test]
        fn literals_are_printed_as_oxigraph_prints_them(value in any::<String>()) {
            same(&Literal::new_simple_literal(value));
        }
    }
}
