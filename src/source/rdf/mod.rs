//! RDF in any of its syntaxes: a document of quads, its problems with their places.
//!
//! In: the text of a document. Out: its quads in the order of the document, with blank nodes that are called by their order.
//! Nothing is loaded: a context of JSON-LD is the one that is compiled in, or stands in the document. Entities of XML are
//! not expanded, and a document that nests deeper than [`MAX_NESTING`] is refused.

mod edge;
mod graph;
mod left;
mod left_out;
mod line_ends;
mod lines;
mod outcome;
mod parts;
mod read;
mod record;
mod syntax;
mod values;
mod xml_literal;

pub use edge::Edge;
pub use graph::{Graph, GraphRecord, Place, is_of_ours, node_of};
pub use line_ends::referenced;
pub use parts::{at_hand, parts};
pub(super) use read::read;
pub use syntax::Syntax;
pub use values::{Stated, web};

use crate::ground::diag::{Diagnostic, Position, excerpt};
use crate::ground::xml;
use oxigraph::io::{LoadedDocument, RdfParseError, RdfParser};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedOrBlankNode, Quad, Term};
use std::collections::HashMap;
use std::io::{BufRead, Read};

/// A document of RDF larger than this is refused, in bytes: its quads are held in memory.
pub const MAX_DOCUMENT: u64 = 512 << 20;

/// JSON that nests deeper is refused: the reader of JSON-LD recurses.
const MAX_NESTING: usize = 128;

/// The published context of JSON-LD, which is compiled in.
pub const CONTEXT: &str = include_str!("../../../ontology/context.jsonld");

/// The start of the addresses under which the context is published.
const OWN_ADDRESS: &str = "https://w3id.org/pedigraph/";

/// The code of problems of syntax.
const SYNTAX_ERROR: &str = "rdf-syntax";

/// A document that was read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its quads, in its order.
    pub quads: Vec<Quad>,
    /// Its prefixes, by name.
    pub prefixes: Vec<(String, String)>,
    /// What was passed over, with its place.
    pub problems: Vec<Diagnostic>,
}

impl Document {
    /// The first problem of syntax; what follows it may be missing.
    #[must_use]
    pub fn syntax_error(&self) -> Option<&Diagnostic> {
        self.problems.iter().find(|problem| problem.code == SYNTAX_ERROR)
    }

    /// Puts U+FFFD for each character of literals that XML cannot write, as in the texts of other sources; gives how many.
    pub(super) fn replace_unwritable(&mut self) -> usize {
        let mut replaced = 0;
        for quad in &mut self.quads {
            let Term::Literal(literal) = &quad.object else { continue };
            if let Some(written) = writable(literal) {
                replaced += literal.value().chars().filter(|c| !xml::is_xml(*c)).count();
                quad.object = written.into();
            }
        }
        replaced
    }

    /// The same document with other names for its blank nodes, so that none is that of another document.
    #[must_use]
    pub fn renamed(mut self, document: usize) -> Self {
        let renamed = |node: &BlankNode| {
            BlankNode::new(format!("d{document}{}", node.as_str())).unwrap_or_else(|_| node.clone())
        };
        for quad in &mut self.quads {
            if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
                quad.subject = renamed(node).into();
            }
            if let Term::BlankNode(node) = &quad.object {
                quad.object = renamed(node).into();
            }
        }
        self
    }
}

/// A literal with U+FFFD for each character that XML cannot write; `None` where it has none.
#[must_use]
pub fn writable(literal: &Literal) -> Option<Literal> {
    if xml::holds(literal.value()) {
        return None;
    }
    let text = xml::writable(literal.value()).into_owned();
    let written = match literal.language() {
        Some(tag) => Literal::new_language_tagged_literal(&text, tag),
        None => Ok(Literal::new_typed_literal(&text, literal.datatype())),
    };
    Some(written.unwrap_or_else(|_| Literal::new_simple_literal(text)))
}

/// Reads the text of a document up to [`MAX_DOCUMENT`].
///
/// # Errors
/// What cannot be read, is empty or too large, or is no UTF-8.
pub fn text_of(input: &mut dyn BufRead) -> Result<String, Diagnostic> {
    let mut bytes = Vec::new();
    let read = input.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes);
    if let Err(e) = read {
        let position = Position::of_offset(&bytes, bytes.len());
        return Err(Diagnostic::cut_off(format!("reading stopped: {e}")).position(position));
    }
    if bytes.len() as u64 > MAX_DOCUMENT {
        let message = format!("the document has more than {MAX_DOCUMENT} bytes; split it");
        return Err(Diagnostic::error("too-long", message));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Diagnostic::error("empty-input", "there is nothing in it")
            .expected("a document of RDF", "an empty file"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let position = Position::of_offset(e.as_bytes(), at);
        Diagnostic::error("invalid-utf-8", "RDF is written in UTF-8").position(position)
    })
}

/// Reads a document. Relative IRIs rest on what the document declares, else on `base`; without either they are errors.
///
/// What stands before the first problem of syntax is kept, and the problem is one of the document's, with its line and column
/// ([`Document::syntax_error`]); of N-Triples and N-Quads the lines after it too.
///
/// # Errors
/// A problem of syntax before which nothing stands; what is refused: deep nesting, entities of XML, a remote context.
pub fn parse(syntax: Syntax, text: &str, base: Option<&str>) -> Result<Document, Diagnostic> {
    guard(syntax, text)?;
    let text = &*line_ends::of(syntax, text);
    let mut parser = based(RdfParser::from_format(syntax.format()), base)?
        .for_reader(text.as_bytes())
        .with_document_loader(context);
    let mut document = Document::default();
    let mut names = Names::default();
    for quad in parser.by_ref() {
        match quad {
            Ok(quad) => document.quads.push(names.quad(xml_literal::mended(syntax, quad))),
            Err(_) if matches!(syntax, Syntax::NTriples | Syntax::NQuads) => {
                return lines::parse(syntax, text);
            }
            Err(error) if document.quads.is_empty() => return Err(problem(text, error)),
            Err(error) => {
                document.problems.push(problem(text, error).stopping());
                break;
            }
        }
    }
    if let Some(base) = parser.base_iri() {
        is_base(base)?;
    }
    let prefixes = parser.prefixes().map(|(name, iri)| (name.to_owned(), iri.to_owned()));
    document.prefixes = prefixes.collect();
    document.prefixes.sort();
    if syntax == Syntax::JsonLd {
        document.problems.extend(left_out::told(text, base));
    }
    Ok(document)
}

/// A parser with the base of a document, where one is given.
fn based(parser: RdfParser, base: Option<&str>) -> Result<RdfParser, Diagnostic> {
    let Some(base) = base else { return Ok(parser) };
    parser
        .with_base_iri(base)
        .map_err(|e| Diagnostic::error("rdf-base", format!("the base {} is no IRI: {e}", excerpt(base, 120))))
}

/// The context at an address: that which is compiled in. Nothing is loaded.
fn context(address: &str) -> Result<LoadedDocument, Box<dyn std::error::Error + Send + Sync>> {
    if address.starts_with(OWN_ADDRESS) && address.contains("context") {
        let format = Syntax::JsonLd.format();
        return Ok(LoadedDocument { url: address.to_owned(), content: CONTEXT.into(), format });
    }
    Err(format!(
        "the context {} is elsewhere, and nothing is loaded; put it into the document, or expand the document",
        excerpt(address, 120)
    )
    .into())
}

/// Refuses a base that leads to no place of its own: `javascript:`, `data:`.
fn is_base(base: &str) -> Result<(), Diagnostic> {
    let schemes = ["http:", "https:", "urn:", "file:", "tag:"];
    if schemes.iter().any(|scheme| base.starts_with(scheme)) {
        return Ok(());
    }
    Err(Diagnostic::error("rdf-base", "the base of the document is no address")
        .expected("an IRI of http, https, urn, tag or file", excerpt(base, 120)))
}

/// Refuses what would take more than the document's length in time or memory.
fn guard(syntax: Syntax, text: &str) -> Result<(), Diagnostic> {
    let at = |offset: usize| Position::of_offset(text.as_bytes(), offset);
    match syntax {
        Syntax::RdfXml => {
            let doctype = memchr::memmem::find(text.as_bytes(), b"<!DOCTYPE");
            let entity = doctype.and_then(|start| Some(start + text.get(start..)?.find("!ENTITY")?));
            entity.map_or(Ok(()), |offset| {
                let message = "entities of XML are not expanded; write IRIs and texts in full";
                Err(Diagnostic::error("rdf-entity", message).position(at(offset)))
            })
        }
        Syntax::JsonLd => {
            let (mut depth, mut within, mut escaped) = (0_usize, false, false);
            for (offset, byte) in text.bytes().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if within => escaped = true,
                    b'"' => within = !within,
                    b'{' | b'[' if !within => depth += 1,
                    b'}' | b']' if !within => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth > MAX_NESTING {
                    let message = format!("the document nests more than {MAX_NESTING} deep");
                    return Err(Diagnostic::error("rdf-nesting", message).position(at(offset)));
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A problem of syntax, where the reader tells it.
fn problem(text: &str, error: RdfParseError) -> Diagnostic {
    let place = match &error {
        RdfParseError::Syntax(e) => e.location().and_then(|at| usize::try_from(at.start.offset).ok()),
        RdfParseError::Io(_) => None,
    };
    let message = Diagnostic::error(SYNTAX_ERROR, excerpt(&error.to_string(), 400));
    match place {
        Some(offset) => message.position(Position::of_offset(text.as_bytes(), offset.min(text.len()))),
        None => message,
    }
}

/// The names that blank nodes get, by the order in which the document has them: readers name those without a name at random.
#[derive(Default)]
struct Names(HashMap<BlankNode, BlankNode>);

impl Names {
    fn node(&mut self, node: BlankNode) -> BlankNode {
        let next = self.0.len();
        let name = self.0.entry(node);
        name.or_insert_with_key(|node| BlankNode::new(format!("b{next}")).unwrap_or_else(|_| node.clone()))
            .clone()
    }

    fn quad(&mut self, quad: Quad) -> Quad {
        let subject = match quad.subject {
            NamedOrBlankNode::BlankNode(node) => self.node(node).into(),
            named => named,
        };
        let object = match quad.object {
            Term::BlankNode(node) => self.node(node).into(),
            other => other,
        };
        let graph_name = match quad.graph_name {
            GraphName::BlankNode(node) => self.node(node).into(),
            other => other,
        };
        Quad { subject, object, graph_name, ..quad }
    }
}

/// Where a document names a term first, as an IRI, a prefixed name or a value of JSON; none where it cannot be told.
#[must_use]
pub fn place_of(text: &str, prefixes: &[(String, String)], iri: &str) -> Option<Position> {
    offset_of(text, prefixes, iri).map(|at| Position::of_offset(text.as_bytes(), at))
}

/// At which byte a text names a term first, as in [`place_of`]; the words of a literal too.
fn offset_of(text: &str, prefixes: &[(String, String)], iri: &str) -> Option<usize> {
    let ends = |at: usize, name: &str| {
        let next = text.get(at + name.len()..)?.chars().next();
        next.is_none_or(|c| !(c.is_alphanumeric() || "_-/:%".contains(c))).then_some(at)
    };
    let short = prefixes.iter().filter_map(|(name, start)| {
        let local = iri.strip_prefix(start.as_str()).filter(|local| !local.is_empty())?;
        Some(format!("{name}:{local}"))
    });
    let whole = Some(iri.to_owned()).filter(|iri| !iri.is_empty());
    let places = short
        .chain(whole)
        .filter_map(|name| text.match_indices(name.as_str()).find_map(|(at, found)| ends(at, found)));
    places.min()
}
