//! Terms as keys of the dictionary: bytes whose order puts like terms side by side.
//!
//! | term | key |
//! |---|---|
//! | IRI | `<` and the IRI |
//! | blank node | `_` and its label |
//! | text | `"` and the text |
//! | text in a language | `@`, the tag, a zero byte, the text |
//! | other literal | `^`, the IRI of its datatype, a zero byte, its lexical form |
//!
//! Neither tags nor IRIs hold a zero byte, so that no two terms have one key.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, GraphNameRef, Literal, NamedNode, Term, TermRef};

const IRI: u8 = b'<';
const BLANK: u8 = b'_';
const TEXT: u8 = b'"';
const IN_LANGUAGE: u8 = b'@';
const TYPED: u8 = b'^';

/// Appends the key of a term.
pub(super) fn push_key(term: TermRef<'_>, key: &mut Vec<u8>) {
    match term {
        TermRef::NamedNode(iri) => push(key, IRI, iri.as_str()),
        TermRef::BlankNode(node) => push(key, BLANK, node.as_str()),
        TermRef::Literal(literal) => {
            if let Some(tag) = literal.language() {
                push(key, IN_LANGUAGE, tag);
                push(key, 0, literal.value());
            } else if literal.datatype() == xsd::STRING {
                push(key, TEXT, literal.value());
            } else {
                push(key, TYPED, literal.datatype().as_str());
                push(key, 0, literal.value());
            }
        }
    }
}

/// Appends the key of the name of a graph; nothing for the default graph.
pub(super) fn push_graph_key(graph: GraphNameRef<'_>, key: &mut Vec<u8>) {
    match graph {
        GraphNameRef::NamedNode(iri) => push_key(iri.into(), key),
        GraphNameRef::BlankNode(node) => push_key(node.into(), key),
        GraphNameRef::DefaultGraph => {}
    }
}

fn push(key: &mut Vec<u8>, mark: u8, text: &str) {
    key.push(mark);
    key.extend_from_slice(text.as_bytes());
}

/// The term of a key; `None` for what is no key.
pub(super) fn term(key: Vec<u8>) -> Option<Term> {
    let mark = *key.first()?;
    let text = String::from_utf8(key).ok()?;
    let rest = text.get(1..)?;
    let two = || rest.split_once('\0');
    Some(match mark {
        IRI => NamedNode::new(rest).ok()?.into(),
        BLANK => BlankNode::new(rest).ok()?.into(),
        TEXT => Literal::new_simple_literal(rest).into(),
        IN_LANGUAGE => {
            let (tag, value) = two()?;
            Literal::new_language_tagged_literal(value, tag).ok()?.into()
        }
        TYPED => {
            let (datatype, value) = two()?;
            Literal::new_typed_literal(value, NamedNode::new(datatype).ok()?).into()
        }
        _ => return None,
    })
}

/// Bytes of a term's text.
#[must_use]
pub fn text_length(term: &Term) -> usize {
    match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back() {
        let iri = NamedNode::new("http://x/é").unwrap();
        let terms: [Term; 8] = [
            iri.clone().into(),
            BlankNode::new("b1").unwrap().into(),
            Literal::from("").into(),
            Literal::from("a\0b").into(),
            Literal::new_language_tagged_literal("a\0b", "en").unwrap().into(),
            Literal::new_typed_literal("a\0b", iri).into(),
            Literal::new_typed_literal("2010-01-01", xsd::DATE).into(),
            Literal::new_typed_literal("01", xsd::INTEGER).into(),
        ];
        let mut keys = Vec::new();
        for known in terms {
            let mut key = Vec::new();
            push_key(known.as_ref(), &mut key);
            assert_eq!(term(key.clone()), Some(known));
            keys.push(key);
        }
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 8);
        for wrong in ["", "<no iri", "@en", "^http://x/", "@e n\0x", "_", "?", "<"] {
            assert_eq!(term(wrong.as_bytes().to_vec()), None, "{wrong}");
        }
        assert_eq!(term(vec![TEXT, 0xff]), None);
    }
}
