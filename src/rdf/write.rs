//! Writers: the corpus in any syntax, streaming, in one canonical order.

use super::map::{Item, Map};
use super::{jsonld, lines};
use crate::ground::{vocab, xml};
pub use crate::source::rdf::{Syntax, referenced};
use oxigraph::io::RdfSerializer;
use oxigraph::model::{GraphNameRef, NamedNode, QuadRef, TermRef, TripleRef};
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::{self, Write};

/// Items that are made into text together, so that cores share the work.
const CHUNK: usize = 1024;

/// Writes the whole corpus.
///
/// # Errors
/// Those of `out`.
pub fn write(map: &Map<'_>, syntax: Syntax, out: &mut dyn Write) -> io::Result<()> {
    match syntax {
        Syntax::NQuads => each_graph(map, &mut |items, graph| write_lines(map, items, Some(graph), out)),
        Syntax::NTriples => write_lines(map, map.union(), None, out),
        Syntax::JsonLd => {
            let mut writer = jsonld::Writer::new(out)?;
            each_graph(map, &mut |items, graph| {
                each_quad(map, items, Some(graph), &mut |quad| writer.add(quad))
            })?;
            writer.finish()
        }
        Syntax::TriG => {
            let mut writer = serializer(map, syntax)?.for_writer(out);
            each_graph(map, &mut |items, graph| {
                each_quad(map, items, Some(graph), &mut |quad| writer.serialize_quad(quad))
            })?;
            writer.finish()?.flush()
        }
        Syntax::Turtle | Syntax::RdfXml => {
            let is_xml = syntax == Syntax::RdfXml;
            let mut writer = serializer(map, syntax)?.for_writer(referenced(is_xml, out));
            each_quad(map, &mut map.union(), None, &mut |quad| {
                if is_xml {
                    xml_has(quad.into())?;
                }
                writer.serialize_quad(quad)
            })?;
            writer.finish()?.flush()
        }
    }
}

/// Refuses what RDF/XML cannot write: a literal with a character that XML does not have (what documents say has none, a profile
/// can bring one), and a predicate that ends in no name.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] with the triple.
pub(crate) fn xml_has(triple: TripleRef<'_>) -> io::Result<()> {
    let refused = |what: &str| {
        let message = format!("RDF/XML cannot write {what} {triple}");
        Err(io::Error::new(io::ErrorKind::InvalidInput, message))
    };
    match triple.object {
        TermRef::Literal(literal) if !xml::holds(literal.value()) => refused("the characters of"),
        _ if !xml::ends_in_name(triple.predicate.as_str()) => refused("the predicate of"),
        _ => Ok(()),
    }
}

/// The items of each named graph, in canonical order.
fn each_graph(
    map: &Map<'_>,
    take: &mut dyn FnMut(&mut dyn Iterator<Item = Item>, &NamedNode) -> io::Result<()>,
) -> io::Result<()> {
    take(&mut map.described(), &map.policies_graph())?;
    for (ix, graph) in (0_u32..).zip(map.sources()) {
        take(&mut map.stated(ix), graph)?;
    }
    take(&mut map.judged(), &map.curation_graph())
}

/// Writes the graph of judgements as N-Quads.
///
/// # Errors
/// Those of `out`.
pub fn write_judgements(map: &Map<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_lines(map, map.judged(), Some(&map.curation_graph()), out)
}

/// Writes one source's graph as N-Quads, or the graph of merged descriptions where `source` is `None`.
///
/// # Errors
/// Those of `out`.
pub fn write_graph(map: &Map<'_>, source: Option<u32>, out: &mut dyn Write) -> io::Result<()> {
    match source {
        Some(ix) => write_lines(map, map.stated(ix), map.sources().get(ix as usize), out),
        None => write_lines(map, map.described(), Some(&map.policies_graph()), out),
    }
}

fn serializer(map: &Map<'_>, syntax: Syntax) -> io::Result<RdfSerializer> {
    let mut serializer = RdfSerializer::from_format(syntax.format());
    for (name, iri) in vocab::PREFIXES {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    for (name, iri) in map.prefixes() {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    Ok(serializer)
}

/// The quads of some items, in order.
fn each_quad(
    map: &Map<'_>,
    items: &mut dyn Iterator<Item = Item>,
    graph: Option<&NamedNode>,
    take: &mut dyn FnMut(QuadRef<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for item in items {
        let graph = graph.map(|own| map.graph_of(item, own));
        let graph = graph.as_deref().map_or(GraphNameRef::DefaultGraph, |g| g.as_ref().into());
        let mut outcome = Ok(());
        map.emit(item, &mut |s, p, o| {
            if outcome.is_ok() {
                outcome = take(QuadRef::new(s, p, o, graph));
            }
        });
        outcome?;
    }
    Ok(())
}

/// Writes one line a triple; chunks of items are made in parallel, and written in order while the next are made.
fn write_lines(
    map: &Map<'_>,
    mut items: impl Iterator<Item = Item>,
    graph: Option<&NamedNode>,
    out: &mut dyn Write,
) -> io::Result<()> {
    // As many chunks at once as keep all cores busy, so that memory does not grow with the graph.
    let chunks = rayon::current_num_threads().max(1) * 4;
    let (mut making, mut made) = (vec![Vec::new(); chunks], vec![Vec::new(); chunks]);
    loop {
        let batch: Vec<Item> = items.by_ref().take(CHUNK * chunks).collect();
        making.iter_mut().for_each(Vec::clear);
        let mut outcome = Ok(());
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                let parts = batch.par_chunks(CHUNK).zip(making.par_iter_mut());
                parts.for_each(|(items, text)| fill(map, items, graph, text));
            });
            outcome = made.iter().try_for_each(|text| out.write_all(text));
        });
        outcome?;
        if batch.is_empty() {
            return out.flush();
        }
        std::mem::swap(&mut making, &mut made);
    }
}

fn fill(map: &Map<'_>, items: &[Item], graph: Option<&NamedNode>, text: &mut Vec<u8>) {
    let own = graph.map_or_else(String::new, |g| format!(" {g}"));
    for item in items {
        let other = match graph.map(|own| map.graph_of(*item, own)) {
            Some(Cow::Owned(name)) => Some(format!(" {name}")),
            _ => None,
        };
        map.emit(*item, &mut |s, p, o| lines::push(text, s, p, o, other.as_deref().unwrap_or(&own)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::LiteralRef;

    #[test]
    fn what_xml_cannot_write_is_refused_by_its_quad() {
        let refused = |text| {
            let literal = LiteralRef::new_simple_literal(text);
            xml_has(TripleRef::new(vocab::PED_POLICY, vocab::DCT_TITLE, literal))
        };
        let number = oxigraph::model::NamedNodeRef::new("http://e.org/123").unwrap();
        let error =
            xml_has(TripleRef::new(vocab::PED_POLICY, number, vocab::PED_POLICY)).unwrap_err().to_string();
        assert!(error.starts_with("RDF/XML cannot write the predicate of "), "{error}");
        let error = refused("a\u{1}").unwrap_err().to_string();
        assert!(error.contains("#Policy> <http://purl.org/dc/terms/title> \"a\\u0001\""), "{error}");
        assert!(refused("a\tb").is_ok());
    }
}
