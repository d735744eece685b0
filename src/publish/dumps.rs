//! The graph and parts of it in the syntaxes of RDF.

use super::PublishError;
use super::graph::{Graph, TermIx};
use super::package::Package;
use super::view::View;
use crate::graph_dir::GraphDir;
use crate::ground::vocab;
use crate::rdf::jsonld::{Framed, Writer};
use crate::rdf::write::{referenced, xml_has};
use flate2::{Compression, GzBuilder};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{QuadRef, Term, TripleRef};
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

/// JSON-LD without a profile.
pub(super) const JSON_LD: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };

/// Where the graph with its named graphs stands in a package.
pub(super) const NQUADS: &str = "data/graph.nq.gz";

/// Writes all dumps.
pub(super) fn write(directory: &GraphDir, view: &View<'_>, package: &Package) -> Result<(), PublishError> {
    let graph = view.graph;
    let prefixes = super::description::prefixes(graph, view.base);
    let all = || graph.subjects().iter().copied();
    package.stream("data/graph.ttl", &mut |out| describe(graph, all(), RdfFormat::Turtle, &prefixes, out))?;
    package.stream("data/graph.nt.gz", &mut |out| {
        packed(out, &mut |gz| describe(graph, all(), RdfFormat::NTriples, &[], gz))
    })?;
    package.stream(NQUADS, &mut |out| {
        packed(out, &mut |gz| {
            for (_, mut reader) in directory.graphs().map_err(io::Error::other)? {
                io::copy(&mut reader, gz)?;
            }
            Ok(())
        })
    })?;
    package.stream("data/graph.jsonld", &mut |out| quads(graph, out))?;
    Ok(())
}

/// Packs with gzip what `write` writes: the same bytes give the same bytes, without name and time in the header.
fn packed(out: &mut dyn Write, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let gz = GzBuilder::new().mtime(0).write(out, Compression::default());
    // The packer clears its buffer at each write, however small.
    let mut gz = BufWriter::with_capacity(1 << 16, gz);
    write(&mut gz)?;
    gz.into_inner().map_err(io::IntoInnerError::into_error)?.finish().map(|_| ())
}

/// Writes triples as framed JSON-LD; the first subject is the root of the document.
pub(super) fn framed<'t>(
    triples: impl IntoIterator<Item = TripleRef<'t>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut document = Framed::default();
    for triple in triples {
        document.add(triple.subject, triple.predicate, triple.object);
    }
    document.write(out)
}

/// Writes what the union of all graphs says about some subjects.
fn describe(
    graph: &Graph,
    subjects: impl IntoIterator<Item = TermIx>,
    format: RdfFormat,
    prefixes: &[(String, String)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let about =
        |subject| graph.about(subject).iter().filter_map(move |(p, o)| triple(graph, subject, *p, *o));
    write_triples(subjects.into_iter().flat_map(about), format, prefixes, out)
}

/// Writes triples, in any syntax.
pub(super) fn write_triples<'t>(
    triples: impl IntoIterator<Item = TripleRef<'t>>,
    format: RdfFormat,
    prefixes: &[(String, String)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let is_xml = format == RdfFormat::RdfXml;
    let mut writer = serializer(format, prefixes)?.for_writer(referenced(is_xml, out));
    for triple in triples {
        if is_xml {
            xml_has(triple)?;
        }
        writer.serialize_triple(triple)?;
    }
    writer.finish()?.flush()
}

/// The bytes of some triples.
pub(super) fn triples(
    triples: &[oxigraph::model::Triple],
    format: RdfFormat,
    prefixes: &[(String, String)],
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_triples(triples.iter().map(|triple| triple.as_ref()), format, prefixes, &mut bytes)?;
    Ok(bytes)
}

/// Writes all graphs as JSON-LD, subject by subject.
fn quads(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::new(out)?;
    let mut last = None;
    let (mut run, mut order) = (Vec::new(), Vec::new());
    let mut flush = |run: &mut Vec<super::graph::Quad>, order: &mut Vec<TermIx>| -> io::Result<()> {
        order.dedup();
        let mut place = std::collections::BTreeMap::new();
        for (at, subject) in order.iter().enumerate() {
            place.entry(*subject).or_insert(at);
        }
        run.sort_by_key(|q| place.get(&q.subject).copied());
        for q in run.iter() {
            if let Some(quad) = named_quad(graph, *q) {
                writer.add(quad)?;
            }
        }
        run.clear();
        order.clear();
        Ok(())
    };
    for quad in graph.quads() {
        if last != Some(quad.graph) {
            flush(&mut run, &mut order)?;
            last = Some(quad.graph);
        }
        run.push(*quad);
        order.push(quad.subject);
    }
    flush(&mut run, &mut order)?;
    writer.finish()
}

/// A quad of one of the named graphs.
pub(super) fn named_quad(graph: &Graph, q: super::graph::Quad) -> Option<QuadRef<'_>> {
    let Term::NamedNode(name) = graph.term(q.graph) else { return None };
    triple(graph, q.subject, q.predicate, q.object).map(|triple| triple.in_graph(name.as_ref()))
}

/// A triple, where its terms can make one.
pub(super) fn triple(
    graph: &Graph,
    subject: TermIx,
    predicate: TermIx,
    object: TermIx,
) -> Option<TripleRef<'_>> {
    match (graph.term(subject), graph.term(predicate)) {
        (Term::NamedNode(s), Term::NamedNode(p)) => {
            Some(TripleRef::new(s.as_ref(), p.as_ref(), graph.term(object).as_ref()))
        }
        _ => None,
    }
}

fn serializer(format: RdfFormat, prefixes: &[(String, String)]) -> io::Result<RdfSerializer> {
    let mut serializer = RdfSerializer::from_format(format);
    let names: BTreeSet<&str> = prefixes.iter().map(|(name, _)| name.as_str()).collect();
    for (name, iri) in vocab::PREFIXES.iter().filter(|(name, _)| !names.contains(name)) {
        serializer = serializer.with_prefix(*name, *iri).map_err(io::Error::other)?;
    }
    for (name, iri) in prefixes {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    Ok(serializer)
}
