//! Compact JSON-LD 1.1 in the terms of the published context, `ontology/context.jsonld`.
//!
//! In: triples, those of one subject after the other. Out: one document whose `@context` holds the definitions of that file, so that
//! no reader has to fetch anything. A whole graph is streamed with all of them; the description of one thing has those that it
//! uses, and holds what it leads to inside it.

use super::ontology;
use crate::ground::vocab;
use oxigraph::model::{GraphNameRef, NamedNodeRef, QuadRef, TermRef, Triple};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::LazyLock;

mod framed;

pub use framed::Framed;

/// What the context says of a key.
struct Key {
    name: String,
    coercion: Coercion,
}

#[derive(PartialEq, Eq)]
enum Coercion {
    /// None: texts without a language.
    Plain,
    /// IRIs.
    Id,
    /// IRIs that have names in the context.
    Vocab,
    /// Texts by language.
    Language,
    /// Literals of a datatype.
    Datatype(String),
}

/// The context, read once.
struct Context {
    definitions: Map<String, Value>,
    keys: HashMap<String, Vec<Key>>,
    /// Names of classes and values.
    names: HashMap<String, String>,
    /// Keys of edges that are told from their other end, by property.
    reverse: HashMap<String, String>,
    prefixes: Vec<(String, String)>,
}

static CONTEXT: LazyLock<Context> = LazyLock::new(Context::read);

impl Context {
    fn read() -> Self {
        let file: Value = serde_json::from_str(ontology::CONTEXT).unwrap_or_default();
        let definitions = file.get("@context").and_then(Value::as_object).cloned().unwrap_or_default();
        let prefixes: Vec<(String, String)> = (definitions.iter())
            .filter_map(|(name, iri)| Some((name.clone(), iri.as_str()?.to_owned())))
            .filter(|(name, iri)| !name.starts_with('@') && iri.ends_with(['#', '/']))
            .collect();
        let mut context = Self {
            keys: HashMap::new(),
            names: HashMap::new(),
            reverse: HashMap::new(),
            definitions: Map::new(),
            prefixes,
        };
        for (name, definition) in &definitions {
            let text = |key: &str| definition.get(key).and_then(Value::as_str);
            if let Some(iri) = text("@reverse").and_then(|iri| context.whole(iri)) {
                context.reverse.insert(iri, name.clone());
                continue;
            }
            let Some(iri) = definition.as_str().or_else(|| text("@id")).and_then(|iri| context.whole(iri))
            else {
                continue;
            };
            let coercion = match text("@type") {
                Some("@id") => Coercion::Id,
                Some("@vocab") => Coercion::Vocab,
                Some(datatype) => Coercion::Datatype(context.whole(datatype).unwrap_or_default()),
                None if text("@container") == Some("@language") => Coercion::Language,
                None => Coercion::Plain,
            };
            if definition.is_string() && !name.contains(':') {
                context.names.entry(iri.clone()).or_insert_with(|| name.clone());
            }
            context.keys.entry(iri).or_default().push(Key { name: name.clone(), coercion });
        }
        // A property is named as a value by the name of its key.
        for (iri, keys) in &context.keys {
            if let Some(key) = keys.iter().find(|key| !key.name.contains(':')) {
                context.names.entry(iri.clone()).or_insert_with(|| key.name.clone());
            }
        }
        context.definitions = definitions;
        context
    }

    /// The IRI that a compact one stands for.
    fn whole(&self, compact: &str) -> Option<String> {
        let (prefix, name) = compact.split_once(':')?;
        self.prefixes.iter().find(|(known, _)| known == prefix).map(|(_, iri)| format!("{iri}{name}"))
    }

    /// The key under which a property has an object, and the value there; its language where the key sorts texts by language.
    fn place<'k>(&'k self, property: &str, object: TermRef<'_>) -> (&'k str, Option<String>, Value) {
        let keys = self.keys.get(property).map_or(&[][..], Vec::as_slice);
        let of = |coercion: &Coercion| keys.iter().find(|k| k.coercion == *coercion).map(|k| k.name.as_str());
        match object {
            TermRef::Literal(literal) => {
                if let (Some(language), Some(key)) = (literal.language(), of(&Coercion::Language)) {
                    return (key, Some(language.to_owned()), json!(literal.value()));
                }
                let datatype = Coercion::Datatype(literal.datatype().as_str().to_owned());
                if let Some(key) = of(&datatype) {
                    return (key, None, json!(literal.value()));
                }
                // A key that sorts by language takes no other text.
                let key = keys.iter().find(|k| k.coercion != Coercion::Language).map(|k| k.name.as_str());
                let string = literal.language().is_none() && literal.datatype().as_str() == XSD_STRING;
                let value = match literal.language() {
                    Some(language) => json!({ "@value": literal.value(), "@language": language }),
                    None if string && of(&Coercion::Plain).is_some() => json!(literal.value()),
                    None if string => json!({ "@value": literal.value() }),
                    None => json!({ "@value": literal.value(), "@type": literal.datatype().as_str() }),
                };
                (of(&Coercion::Plain).or(key).unwrap_or_default(), None, value)
            }
            other => {
                let key = of(&Coercion::Vocab).or_else(|| of(&Coercion::Id)).or_else(|| of(&Coercion::Plain));
                (key.unwrap_or_default(), None, json!({ "id": id(other) }))
            }
        }
    }

    /// A reference as the context lets a key hold it: by name, by IRI, or as a node of its own.
    fn shorten(&self, key: &str, reference: Value) -> Value {
        let Some(iri) = reference.get("id").and_then(Value::as_str) else { return reference };
        let coercion = self.definitions.get(key).and_then(|d| d.get("@type")).and_then(Value::as_str);
        match coercion {
            Some("@id") => json!(iri),
            Some("@vocab") => json!(self.names.get(iri).map_or(iri, String::as_str)),
            _ => reference,
        }
    }
}

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

fn id(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => node.as_str().to_owned(),
        TermRef::BlankNode(node) => node.to_string(),
        TermRef::Literal(literal) => literal.value().to_owned(),
    }
}

/// One subject with what is said of it.
struct Node {
    id: String,
    members: Map<String, Value>,
    /// Whether references stay nodes of their own until the document is written.
    whole: bool,
}

impl Node {
    fn new(id: String, whole: bool) -> Self {
        let mut members = Map::new();
        members.insert("id".to_owned(), json!(id));
        Self { id, members, whole }
    }

    /// Adds an object; each stands once.
    fn add(&mut self, property: NamedNodeRef<'_>, object: TermRef<'_>) {
        if property == vocab::RDF_TYPE && matches!(object, TermRef::NamedNode(_)) {
            let class = id(object);
            let name = CONTEXT.names.get(&class);
            push(&mut self.members, "type", json!(name.unwrap_or(&class)));
            return;
        }
        let (key, language, value) = CONTEXT.place(property.as_str(), object);
        let key = if key.is_empty() { property.as_str() } else { key };
        let value = if self.whole { value } else { CONTEXT.shorten(key, value) };
        match language {
            Some(language) => {
                let by_language = self.members.entry(key.to_owned()).or_insert_with(|| json!({}));
                if let Some(by_language) = by_language.as_object_mut() {
                    push(by_language, &language, value);
                }
            }
            None => push(&mut self.members, key, value),
        }
    }
}

/// Adds a value to those of a key: one stands alone, several in a list.
fn push(members: &mut Map<String, Value>, key: &str, value: Value) {
    match members.get_mut(key) {
        None => {
            members.insert(key.to_owned(), value);
        }
        Some(Value::Array(values)) => {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Some(one) if *one == value => {}
        Some(one) => *one = Value::Array(vec![one.take(), value]),
    }
}

/// Streams graphs as one document.
pub struct Writer<'o> {
    out: &'o mut dyn Write,
    node: Option<Node>,
    /// The named graph that is open; `None` before the first and for the default graph.
    graph: Option<String>,
    /// Whether something stands before, in the document and in the named graph.
    begun: bool,
    within: bool,
}

impl<'o> Writer<'o> {
    /// Begins a document with the whole context.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn new(out: &'o mut dyn Write) -> io::Result<Self> {
        write!(out, "{{\n\"@context\": ")?;
        serde_json::to_writer(&mut *out, &CONTEXT.definitions)?;
        write!(out, ",\n\"graph\": [")?;
        Ok(Self { out, node: None, graph: None, begun: false, within: false })
    }

    /// Adds a quad; those of one named graph, and in it of one subject, should come together.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn add(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        let graph = match quad.graph_name {
            GraphNameRef::NamedNode(graph) => Some(graph),
            _ => None,
        };
        if self.graph.as_deref() != graph.map(|g| g.as_str()) {
            self.end_graph()?;
            if let Some(graph) = graph {
                write!(
                    self.out,
                    "{}\n{{ \"id\": {}, \"graph\": [",
                    comma(self.begun),
                    json!(graph.as_str())
                )?;
                (self.begun, self.within) = (true, false);
            }
            self.graph = graph.map(|g| g.as_str().to_owned());
        }
        let subject = id(quad.subject.into());
        if self.node.as_ref().is_none_or(|node| node.id != subject) {
            self.end_node()?;
        }
        self.node.get_or_insert_with(|| Node::new(subject, false)).add(quad.predicate, quad.object);
        Ok(())
    }

    fn end_node(&mut self) -> io::Result<()> {
        let Some(node) = self.node.take() else { return Ok(()) };
        let begun = if self.graph.is_some() { &mut self.within } else { &mut self.begun };
        writeln!(self.out, "{}", comma(*begun))?;
        *begun = true;
        serde_json::to_writer(&mut *self.out, &node.members)?;
        Ok(())
    }

    fn end_graph(&mut self) -> io::Result<()> {
        self.end_node()?;
        match self.graph.take() {
            Some(_) => write!(self.out, "\n]}}"),
            None => Ok(()),
        }
    }

    /// Ends the document.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_graph()?;
        writeln!(self.out, "\n]\n}}")?;
        self.out.flush()
    }
}

/// Writes triples, such as those of a CONSTRUCT query, as one document.
///
/// # Errors
/// Those of `out`.
pub fn write_triples(triples: &[Triple], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::new(out)?;
    for triple in triples {
        writer.add(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
    }
    writer.finish()
}

const fn comma(begun: bool) -> &'static str {
    if begun { "," } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
    use oxigraph::model::Quad;
    use std::collections::BTreeSet;

    const ODD: &str = r#"
        <https://x.example/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/pedigraph/ns#Policy>, <https://x.example/Class> ;
          <http://purl.org/dc/terms/title> "One"@en, "Un"@fr, "Dos"@es-MX, "plain", "https://x.example/b" ;
          <http://purl.org/dc/terms/issued> "2011"^^<http://www.w3.org/2001/XMLSchema#gYear>, "soon" ;
          <https://w3id.org/pedigraph/ns#issuedEarliest> "2011-01-01"^^<http://www.w3.org/2001/XMLSchema#date>, "no date" ;
          <https://w3id.org/pedigraph/ns#type> <https://w3id.org/pedigraph/ns#ExecutiveOrder>, <https://x.example/Kind>, "text" ;
          <https://w3id.org/pedigraph/ns#amends> <https://x.example/b>, "not an IRI", _:blank ;
          <https://x.example/own> <https://x.example/b>, 7, true, "t"@en .
        <https://x.example/s> <https://w3id.org/pedigraph/ns#actor> <https://x.example/a> ; <https://w3id.org/pedigraph/ns#target> <https://x.example/a> ;
          <https://w3id.org/pedigraph/ns#relation> <https://w3id.org/pedigraph/ns#rescinds> .
        <https://x.example/b> <http://purl.org/dc/terms/title> "B"@en ; <https://w3id.org/pedigraph/ns#amends> <https://x.example/a> .
        <https://x.example/a> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://x.example/m> .
        <https://x.example/m> <https://w3id.org/pedigraph/ns#of> <https://x.example/a> .
        <https://x.example/alone> <http://purl.org/dc/terms/title> "</script>"@en ."#;

    fn odd() -> Vec<Triple> {
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(ODD);
        quads.map(|q| Triple::from(q.unwrap())).collect()
    }

    fn read(document: &[u8]) -> BTreeSet<String> {
        let format = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
        let quads: Vec<Quad> =
            RdfParser::from_format(format).for_slice(document).map(|q| q.unwrap()).collect();
        quads.iter().map(|q| named(&q.to_string())).collect()
    }

    /// Blank nodes have one name here, as there is one.
    fn named(quad: &str) -> String {
        quad.split(' ')
            .map(|part| if part.starts_with("_:") { "_:b" } else { part })
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn wanted() -> BTreeSet<String> {
        odd().iter().map(|t| named(&t.to_string())).collect()
    }

    #[test]
    fn whatever_the_context_lacks_is_kept() {
        let mut out = Vec::new();
        write_triples(&odd(), &mut out).unwrap();
        assert_eq!(read(&out), wanted());
    }

    #[test]
    fn a_framed_document_says_the_same_and_nests_each_node_once() {
        let mut framed = Framed::default();
        for t in odd() {
            framed.add(t.subject.as_ref(), t.predicate.as_ref(), t.object.as_ref());
        }
        let mut out = Vec::new();
        framed.write(&mut out).unwrap();
        assert_eq!(read(&out), wanted());
        let document: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(document["id"], "https://x.example/a");
        assert_eq!(document["acts"]["relation"], "rescinds");
        assert_eq!(document["acts"]["target"], "https://x.example/a");
        assert_eq!(document["wasDerivedFrom"]["id"], "https://x.example/m");
        assert_eq!(document["saidOf"], "https://x.example/m", "once inside, once by its IRI");
        assert_eq!(document["amends"][0]["title"]["en"], "B", "what it leads to stands inside");
        assert_eq!(document["@included"][0]["id"], "https://x.example/alone");
        assert!(document["@context"].get("Statement").is_none(), "the context has what is used");
    }

    #[test]
    fn graphs_keep_their_names_and_an_empty_document_is_one() {
        let mut out = Vec::new();
        Writer::new(&mut out).unwrap().finish().unwrap();
        assert_eq!(read(&out), BTreeSet::new());
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out).unwrap();
        let graphs = [None, Some(vocab::PED_POLICY), Some(vocab::PED_SOURCE), None];
        let mut wanted = BTreeSet::new();
        for (graph, t) in graphs.into_iter().zip(odd()) {
            writer.add(t.as_ref().in_graph(graph.map_or(GraphNameRef::DefaultGraph, Into::into))).unwrap();
            wanted.insert(match graph {
                None => t.to_string(),
                Some(graph) => format!("{t} {graph}"),
            });
        }
        writer.finish().unwrap();
        assert_eq!(read(&out), wanted);
    }
}
