//! Literals of XML (`rdf:parseType="Literal"`), as the reader of RDF/XML gives them: it declares the namespaces in scope on the outermost
//! elements again where these declare them themselves, so that an element has an attribute twice, which is no XML.

use super::Syntax;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, Quad, Term};
use std::collections::HashSet;

/// A quad of a document, its literal of XML with each attribute of an element once: the first, which is the document's own.
pub(super) fn mended(syntax: Syntax, quad: Quad) -> Quad {
    match &quad.object {
        Term::Literal(literal) if syntax == Syntax::RdfXml && literal.datatype() == rdf::XML_LITERAL => {
            let text = attributes_once(literal.value());
            Quad { object: Literal::new_typed_literal(text, rdf::XML_LITERAL).into(), ..quad }
        }
        _ => quad,
    }
}

/// The text of well-formed XML but for attributes that stand twice in one element.
fn attributes_once(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        written.push_str(before);
        let to = |end: &str| markup.find(end).map_or(markup.len(), |at| at + end.len());
        let whole = match markup {
            _ if markup.starts_with("<!--") => Some(to("-->")),
            _ if markup.starts_with("<![CDATA[") => Some(to("]]>")),
            _ if markup.starts_with("<?") => Some(to("?>")),
            _ if markup.starts_with("</") => Some(to(">")),
            _ => None,
        };
        let end = match whole {
            Some(end) => {
                written.push_str(markup.get(..end).unwrap_or(markup));
                end
            }
            None => start_tag(markup, &mut written),
        };
        rest = markup.get(end..).unwrap_or_default();
    }
    written.push_str(rest);
    written
}

/// Writes the start tag with which a text begins, each attribute once; gives its length in bytes.
fn start_tag(text: &str, written: &mut String) -> usize {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut at = text.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    written.push_str(text.get(..at).unwrap_or(text));
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(attribute) = attribute(rest) else {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            written.push_str(rest.get(..end).unwrap_or(rest));
            return at + end;
        };
        if seen.insert(attribute.1) {
            written.push_str(attribute.0);
        }
        at += attribute.0.len();
    }
}

/// The attribute with which the rest of a tag begins, with the blanks before it, and its name; none at the end of the tag.
fn attribute(rest: &str) -> Option<(&str, &str)> {
    let name = rest.trim_start();
    let (name, value) = name.split_once('=')?;
    if name.contains(['>', '<']) {
        return None;
    }
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let after = value.get(1..)?.split_once(quote)?.1;
    Some((rest.get(..rest.len() - after.len())?, name.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attribute_stands_once() {
        for (given, expected) in [
            (r#"<a xmlns="x" b="1" xmlns="x" xmlns:c="y">t</a>"#, r#"<a xmlns="x" b="1" xmlns:c="y">t</a>"#),
            (r#"<a b='>' b="2"/>x"#, r#"<a b='>'/>x"#),
            (
                r#"t <b/> <!--<a b="1" b="1">--> <![CDATA[<a b="1" b="1">]]>"#,
                r#"t <b/> <!--<a b="1" b="1">--> <![CDATA[<a b="1" b="1">]]>"#,
            ),
            ("no markup", "no markup"),
            ("<a b=\"1", "<a b=\"1"),
            ("a < b = \"c\"", "a < b = \"c\""),
        ] {
            assert_eq!(attributes_once(given), expected);
        }
    }
}
