//! Writes answers: the W3C's formats for rows and yes or no, RDF for graphs, tables for people.

use super::run::{Answer, Graph, Rows};
use super::table;
use crate::ground::vocab;
use crate::rdf::jsonld;
use crate::rdf::write::{referenced, xml_has};
use crate::source::rdf::writable;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedOrBlankNode, Term, Triple, TripleRef, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

/// The forms that an answer can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// For people: a table, or Turtle for a graph.
    Table,
    /// SPARQL 1.1 Query Results JSON, or JSON-LD for a graph.
    Json,
    /// SPARQL 1.1 Query Results CSV; loses what is an IRI and what a text.
    Csv,
    /// SPARQL 1.1 Query Results TSV; keeps terms as Turtle writes them.
    Tsv,
    /// SPARQL Query Results XML, or RDF/XML for a graph.
    Xml,
    /// Turtle; for graphs only.
    Turtle,
    /// N-Triples; for graphs only.
    NTriples,
}

impl Format {
    /// All forms with the names that `--format` takes.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Table, "table"),
        (Self::Json, "json"),
        (Self::Csv, "csv"),
        (Self::Tsv, "tsv"),
        (Self::Xml, "xml"),
        (Self::Turtle, "turtle"),
        (Self::NTriples, "ntriples"),
    ];

    const fn of_results(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Table | Self::Turtle | Self::NTriples => None,
        }
    }

    const fn of_graphs(self) -> Option<RdfFormat> {
        match self {
            Self::Table | Self::Turtle => Some(RdfFormat::Turtle),
            Self::Json => Some(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
            Self::Xml => Some(RdfFormat::RdfXml),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::Csv | Self::Tsv => None,
        }
    }

    /// Whether a graph (of `CONSTRUCT` or `DESCRIBE`), or else rows and yes or no, can take this form.
    #[must_use]
    pub const fn fits(self, graph: bool) -> bool {
        if graph { self.of_graphs().is_some() } else { !matches!(self, Self::Turtle | Self::NTriples) }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(format, _)| format == self).map_or("", |(_, name)| name))
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(format, _)| *format).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(_, n)| *n).collect();
            format!("expected one of {}, found `{name}`", names.join(", "))
        })
    }
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout<'a> {
    /// IRIs that start with it are shown without it.
    pub base: &'a str,
    /// Columns of the terminal; `None` where lines may be of any length.
    pub width: Option<u16>,
}

/// Writes an answer.
///
/// # Errors
/// Those of `out`; [`io::ErrorKind::InvalidInput`] where the form does not fit, see [`Format::fits`].
pub fn write(answer: &Answer, format: Format, layout: Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    match answer {
        Answer::Boolean(yes) => match format.of_results() {
            Some(format) => {
                QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut *out, *yes)?;
                writeln!(out)
            }
            None if format == Format::Table => writeln!(out, "{}", if *yes { "yes" } else { "no" }),
            None => Err(unfit(format)),
        },
        Answer::Rows(rows) => match format.of_results() {
            Some(format) => write_rows(rows, format, out),
            None if format == Format::Table => table::write(rows, layout, out),
            None => Err(unfit(format)),
        },
        Answer::Graph(graph) => match format.of_graphs() {
            Some(format) => write_graph(graph, format, out),
            None => Err(unfit(format)),
        },
    }
}

fn unfit(format: Format) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("an answer of this kind cannot be written as {format}"),
    )
}

fn write_rows(rows: &Rows, format: QueryResultsFormat, out: &mut dyn Write) -> io::Result<()> {
    let serializer = QueryResultsSerializer::from_format(format);
    let is_xml = format == QueryResultsFormat::Xml;
    let mut serializer =
        serializer.serialize_solutions_to_writer(referenced(is_xml, out), rows.columns.clone())?;
    for row in &rows.rows {
        let bound = rows
            .columns
            .iter()
            .zip(row)
            .filter_map(|(v, term)| Some((v, for_syntax(term.as_ref()?, is_xml))));
        let bound: Vec<(&Variable, Cow<'_, Term>)> = bound.collect();
        serializer.serialize(bound.iter().map(|(v, term)| (v.as_ref(), term.as_ref().as_ref())))?;
    }
    serializer.finish()?.flush()?;
    match format {
        QueryResultsFormat::Json | QueryResultsFormat::Xml => writeln!(out),
        _ => Ok(()),
    }
}

fn write_graph(graph: &Graph, format: RdfFormat, out: &mut dyn Write) -> io::Result<()> {
    if matches!(format, RdfFormat::JsonLd { .. }) {
        return jsonld::write_triples(&graph.triples, out);
    }
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in vocab::PREFIXES {
        if graph.triples.iter().any(|triple| uses(triple, namespace)) {
            serializer = serializer.with_prefix(prefix, namespace).map_err(io::Error::other)?;
        }
    }
    let is_xml = format == RdfFormat::RdfXml;
    let mut serializer = serializer.for_writer(referenced(is_xml, out));
    for triple in &graph.triples {
        let object = for_syntax(&triple.object, is_xml);
        let triple = TripleRef::new(&triple.subject, &triple.predicate, &*object);
        if is_xml {
            xml_has(triple)?;
        }
        serializer.serialize_triple(triple)?;
    }
    serializer.finish()?.flush()
}

/// A term as it is written: a query can make characters that XML does not have.
fn for_syntax(term: &Term, as_xml: bool) -> Cow<'_, Term> {
    match term {
        Term::Literal(literal) if as_xml => {
            writable(literal).map_or(Cow::Borrowed(term), |literal| Cow::Owned(literal.into()))
        }
        other => Cow::Borrowed(other),
    }
}

fn uses(triple: &Triple, namespace: &str) -> bool {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str(),
        NamedOrBlankNode::BlankNode(_) => "",
    };
    let object = match &triple.object {
        Term::NamedNode(iri) => iri.as_str(),
        // Other datatypes are written without their name, or are those of plain texts.
        Term::Literal(l) if ![xsd::STRING, xsd::BOOLEAN, xsd::INTEGER].contains(&l.datatype()) => {
            l.datatype().as_str()
        }
        Term::Literal(_) | Term::BlankNode(_) => "",
    };
    [subject, triple.predicate.as_str(), object].iter().any(|iri| iri.starts_with(namespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};

    const LAYOUT: Layout<'static> = Layout { base: "http://x/", width: None };

    fn written(answer: &Answer, format: Format) -> String {
        let mut out = Vec::new();
        write(answer, format, LAYOUT, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn iri(iri: &str) -> NamedNode {
        NamedNode::new(iri).unwrap()
    }

    fn rows() -> Answer {
        let columns = ["a", "b"].map(|v| Variable::new(v).unwrap()).to_vec();
        let row = vec![Some(iri("http://x/us/1").into()), None];
        let other = vec![Some(Literal::from("say \"x\", y").into()), Some(Literal::from(7).into())];
        Answer::Rows(Rows { columns, rows: vec![row, other], cut: None })
    }

    #[test]
    fn rows_in_the_formats_of_the_w3c() {
        assert_eq!(written(&rows(), Format::Csv), "a,b\r\nhttp://x/us/1,\r\n\"say \"\"x\"\", y\",7\r\n");
        assert_eq!(written(&rows(), Format::Tsv), "?a\t?b\n<http://x/us/1>\t\n\"say \\\"x\\\", y\"\t7\n");
        assert!(written(&rows(), Format::Json).starts_with("{\"head\":{\"vars\":[\"a\",\"b\"]},\"results\""));
        assert!(written(&rows(), Format::Xml).contains("<uri>http://x/us/1</uri>"));
    }

    #[test]
    fn what_xml_cannot_write_is_replaced_in_it_alone() {
        let literal = Literal::new_language_tagged_literal("a\u{1}b", "en").unwrap();
        let columns = vec![Variable::new("a").unwrap()];
        let rows = Answer::Rows(Rows { columns, rows: vec![vec![Some(literal.clone().into())]], cut: None });
        let triples = vec![Triple::new(iri("http://x/1"), vocab::DCT_TITLE, literal)];
        for answer in [rows, Answer::Graph(Graph { triples, cut: None })] {
            assert!(written(&answer, Format::Xml).contains("a\u{fffd}b"));
            assert!(!written(&answer, Format::Json).contains('\u{fffd}'));
        }
    }

    #[test]
    fn yes_and_no() {
        assert_eq!(written(&Answer::Boolean(true), Format::Table), "yes\n");
        assert_eq!(written(&Answer::Boolean(false), Format::Json), "{\"head\":{},\"boolean\":false}\n");
    }

    #[test]
    fn graphs_as_turtle_with_the_prefixes_in_use() {
        let triples = vec![Triple::new(iri("http://x/1"), vocab::DCT_TITLE, Literal::from("T"))];
        let graph = Answer::Graph(Graph { triples, cut: None });
        let turtle = "@prefix dct: <http://purl.org/dc/terms/> .\n<http://x/1> dct:title \"T\" .\n";
        assert_eq!(written(&graph, Format::Turtle), turtle);
        assert_eq!(written(&graph, Format::Table), turtle);
        assert!(written(&graph, Format::Json).starts_with("{\n\"@context\": {"));
        assert!(written(&graph, Format::Xml).contains("rdf:RDF"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let graph = Answer::Graph(Graph { triples: Vec::new(), cut: None });
        for (answer, format, is_graph) in [(graph, Format::Csv, true), (rows(), Format::Turtle, false)] {
            assert!(!format.fits(is_graph));
            let error = write(&answer, format, LAYOUT, &mut Vec::new()).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        }
        for (format, name) in Format::ALL {
            assert_eq!(name.parse(), Ok(format));
        }
    }
}
