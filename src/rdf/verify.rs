//! Reads what was written back, with a reader that shares no code with the writer.
//!
//! Turtle, N-Triples, TriG and N-Quads are read with `rio_turtle`; JSON-LD and RDF/XML, which it does not know, with
//! Oxigraph's readers. Both sides are compared as sets of quads, each quad a 128-bit hash: no order, no memory of
//! the graph's size beyond 16 bytes a quad.

use super::map::Map;
use super::write::Syntax;
use crate::ground::{vocab, xml};
use oxigraph::io::RdfParser;
use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNode, QuadRef, Term};
use rio_api::model as rio;
use rio_api::parser::{QuadsParser, TriplesParser};
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A written file that does not say what was meant.
#[derive(Debug)]
pub enum VerifyError {
    /// It does not parse.
    Syntax(String),
    /// It holds other quads: how many are missing, how many are too many.
    Difference {
        /// Meant and not found.
        missing: usize,
        /// Found and not meant.
        unexpected: usize,
        /// The first of either, as a line of N-Quads.
        example: Option<String>,
    },
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => {
                write!(f, "verification failed: the written file does not parse: {message}")
            }
            Self::Difference { missing, unexpected, example } => {
                write!(
                    f,
                    "verification failed: {missing} quads are missing and {unexpected} are unexpected in the written file"
                )?;
                example.as_ref().map_or(Ok(()), |e| write!(f, ", such as {e}"))
            }
        }
    }
}

impl std::error::Error for VerifyError {}

type Hash = [u8; 16];

/// Compares a written file with the graph that it shall hold.
///
/// # Errors
/// [`VerifyError`].
pub fn verify(map: &Map<'_>, syntax: Syntax, file: &Path) -> Result<(), VerifyError> {
    let mut meant: Vec<Hash> = Vec::new();
    let keep = syntax.keeps_graphs();
    map.each_quad(&mut |s, p, o, graph| {
        meant.push(hash(&s, &p, &o, keep.then_some(graph).flatten().as_ref()))
    });
    let open = || File::open(file).map(BufReader::new).map_err(|e| VerifyError::Syntax(e.to_string()));
    let mut found = match syntax {
        Syntax::Turtle => with_rio_triples(rio_turtle::TurtleParser::new(open()?, None))?,
        Syntax::NTriples => with_rio_triples(rio_turtle::NTriplesParser::new(open()?))?,
        Syntax::TriG => with_rio_quads(rio_turtle::TriGParser::new(open()?, None))?,
        Syntax::NQuads => with_rio_quads(rio_turtle::NQuadsParser::new(open()?))?,
        Syntax::JsonLd | Syntax::RdfXml => with_oxigraph(syntax, open()?)?,
    };
    meant.sort_unstable();
    meant.dedup();
    found.sort_unstable();
    found.dedup();
    if meant == found {
        return Ok(());
    }
    let lacks = |of: &[Hash], all: &[Hash]| of.iter().filter(|h| all.binary_search(h).is_err()).count();
    let mut example = None;
    map.each_quad(&mut |s, p, o, graph| {
        if example.is_none()
            && found.binary_search(&hash(&s, &p, &o, keep.then_some(graph).flatten().as_ref())).is_err()
        {
            example = Some(format!("{s} {p} {o}"));
        }
    });
    Err(VerifyError::Difference {
        missing: lacks(&meant, &found),
        unexpected: lacks(&found, &meant),
        example,
    })
}

/// The quads that a map makes, to be compared with those that somebody kept: 16 bytes a quad.
///
/// When runs ended is left out of the comparison: a map knows it only where it is told anew.
pub struct Made<'m, 'c> {
    map: &'m Map<'c>,
    made: Vec<Hash>,
    kept: Vec<Hash>,
    /// Lines of N-Quads that were kept and are not made.
    unexpected: Vec<String>,
}

impl<'m, 'c> Made<'m, 'c> {
    /// The quads of a map.
    #[must_use]
    pub fn of(map: &'m Map<'c>) -> Self {
        let mut made = Vec::new();
        map.each_quad(&mut |s, p, o, graph| {
            if p != vocab::PROV_ENDED_AT_TIME {
                made.push(hash(&s, &p, &o, graph.as_ref()));
            }
        });
        made.sort_unstable();
        made.dedup();
        Self { map, made, kept: Vec::new(), unexpected: Vec::new() }
    }

    /// Takes a quad that was kept.
    pub fn keep(&mut self, quad: QuadRef<'_>) {
        if quad.predicate == vocab::PROV_ENDED_AT_TIME {
            return;
        }
        let graph = match quad.graph_name {
            GraphNameRef::NamedNode(name) => Some(name.into_owned()),
            _ => None,
        };
        let hash = hash(&quad.subject, &quad.predicate, &quad.object, graph.as_ref());
        if self.made.binary_search(&hash).is_ok() {
            self.kept.push(hash);
        } else {
            self.unexpected.push(quad.to_string());
        }
    }

    /// What was kept and is not made, and what is made and was not kept: lines of N-Quads, sorted.
    #[must_use]
    pub fn difference(mut self) -> (Vec<String>, Vec<String>) {
        self.kept.sort_unstable();
        let mut missing = Vec::new();
        self.map.each_quad(&mut |s, p, o, graph| {
            let kept = || self.kept.binary_search(&hash(&s, &p, &o, graph.as_ref())).is_ok();
            if p != vocab::PROV_ENDED_AT_TIME && !kept() {
                let graph = graph.as_ref().map(|g| format!(" {g}")).unwrap_or_default();
                missing.push(format!("{s} {p} {o}{graph}"));
            }
        });
        self.unexpected.sort_unstable();
        missing.sort_unstable();
        (self.unexpected, missing)
    }
}

/// Hashes the N-Quads form of a quad; both readers print terms in the one canonical way.
fn hash(s: &dyn fmt::Display, p: &dyn fmt::Display, o: &dyn fmt::Display, graph: Option<&NamedNode>) -> Hash {
    let line = graph.map_or_else(|| format!("{s} {p} {o}"), |g| format!("{s} {p} {o} {g}"));
    let digest = Sha256::digest(line.as_bytes());
    digest.get(..16).and_then(|h| Hash::try_from(h).ok()).unwrap_or_default()
}

impl From<rio_turtle::TurtleError> for VerifyError {
    fn from(error: rio_turtle::TurtleError) -> Self {
        Self::Syntax(error.to_string())
    }
}

fn with_rio_triples<P>(mut parser: P) -> Result<Vec<Hash>, VerifyError>
where
    P: TriplesParser,
    VerifyError: From<P::Error>,
{
    let mut found = Vec::new();
    parser.parse_all(&mut |t| {
        found.push(hash(&subject(t.subject)?, &node(t.predicate)?, &term(t.object)?, None));
        Ok::<(), VerifyError>(())
    })?;
    Ok(found)
}

fn with_rio_quads<P>(mut parser: P) -> Result<Vec<Hash>, VerifyError>
where
    P: QuadsParser,
    VerifyError: From<P::Error>,
{
    let mut found = Vec::new();
    parser.parse_all(&mut |q| {
        let graph = match q.graph_name {
            Some(rio::GraphName::NamedNode(name)) => Some(node(name)?),
            Some(rio::GraphName::BlankNode(_)) => {
                return Err(VerifyError::Syntax("a blank node names a graph".to_owned()));
            }
            None => None,
        };
        found.push(hash(&subject(q.subject)?, &node(q.predicate)?, &term(q.object)?, graph.as_ref()));
        Ok::<(), VerifyError>(())
    })?;
    Ok(found)
}

fn node(node: rio::NamedNode<'_>) -> Result<NamedNode, VerifyError> {
    NamedNode::new(node.iri).map_err(|e| VerifyError::Syntax(format!("{}: {e}", node.iri)))
}

fn subject(subject: rio::Subject<'_>) -> Result<NamedNode, VerifyError> {
    match subject {
        rio::Subject::NamedNode(n) => node(n),
        other => {
            Err(VerifyError::Syntax(format!("{other} is no IRI, and nothing else is written as a subject")))
        }
    }
}

fn term(term: rio::Term<'_>) -> Result<Term, VerifyError> {
    match term {
        rio::Term::NamedNode(n) => Ok(node(n)?.into()),
        rio::Term::Literal(rio::Literal::Simple { value }) => Ok(Literal::new_simple_literal(value).into()),
        rio::Term::Literal(rio::Literal::LanguageTaggedString { value, language }) => {
            let literal = Literal::new_language_tagged_literal(value, language);
            Ok(literal.map_err(|e| VerifyError::Syntax(format!("{language}: {e}")))?.into())
        }
        rio::Term::Literal(rio::Literal::Typed { value, datatype }) => {
            Ok(Literal::new_typed_literal(value, node(datatype)?).into())
        }
        other => Err(VerifyError::Syntax(format!("{other} is a term that is never written"))),
    }
}

fn with_oxigraph(syntax: Syntax, file: BufReader<File>) -> Result<Vec<Hash>, VerifyError> {
    let mut found = Vec::new();
    for quad in RdfParser::from_format(syntax.format()).for_reader(file) {
        let quad = quad.map_err(|e| VerifyError::Syntax(e.to_string()))?;
        // The reader takes what no reader of XML has to take.
        if let (Syntax::RdfXml, Term::Literal(literal)) = (syntax, &quad.object)
            && !xml::holds(literal.value())
        {
            return Err(VerifyError::Syntax(format!("no XML 1.0 has the characters of {quad}")));
        }
        let graph = match &quad.graph_name {
            GraphName::NamedNode(name) => Some(name),
            _ => None,
        };
        found.push(hash(&quad.subject, &quad.predicate, &quad.object, graph));
    }
    Ok(found)
}
