//! A list of triples that is written with prefixed names.

use crate::ground::vocab;
use crate::publish::PublishError;
use oxigraph::model::{Literal, NamedNode, Term, Triple};

/// Namespaces that catalogs use besides those of the graph.
const MORE: [(&str, &str); 4] = [
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("formats", "http://www.w3.org/ns/formats/"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
];

/// The prefixes of catalogs that the graph's do not hold.
pub(super) fn prefixes() -> Vec<(String, String)> {
    MORE.iter().map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned())).collect()
}

/// Collects triples; the first IRI that is none is told at the end.
#[derive(Default)]
pub(super) struct Triples {
    found: Vec<Triple>,
    wrong: Option<String>,
}

impl Triples {
    /// Starts on a subject.
    pub fn about<'t>(&'t mut self, subject: &str) -> Subject<'t> {
        let subject = self.node(subject);
        Subject { subject, to: self }
    }

    /// All triples.
    ///
    /// # Errors
    /// [`PublishError::Graph`] with the first IRI that is none.
    pub fn finish(self) -> Result<Vec<Triple>, PublishError> {
        match self.wrong {
            None => Ok(self.found),
            Some(wrong) => Err(PublishError::Graph(format!("expected an IRI, found `{wrong}`"))),
        }
    }

    /// An absolute IRI, or a name with a prefix.
    fn node(&mut self, name: &str) -> Option<NamedNode> {
        let known = vocab::PREFIXES.iter().chain(&MORE);
        let full = name.split_once(':').and_then(|(prefix, local)| {
            let (_, iri) = known.clone().find(|(known, _)| *known == prefix)?;
            Some(format!("{iri}{local}"))
        });
        let node = NamedNode::new(full.unwrap_or_else(|| name.to_owned())).ok();
        if node.is_none() {
            self.wrong.get_or_insert_with(|| name.to_owned());
        }
        node
    }

    fn push(&mut self, subject: Option<&NamedNode>, property: &str, object: Term) {
        if let (Some(subject), Some(property)) = (subject, self.node(property)) {
            self.found.push(Triple::new(subject.clone(), property, object));
        }
    }
}

/// A subject that is being described.
pub(super) struct Subject<'t> {
    subject: Option<NamedNode>,
    to: &'t mut Triples,
}

impl Subject<'_> {
    /// Leads to another resource.
    pub fn iri(self, property: &str, object: &str) -> Self {
        if let Some(object) = self.to.node(object) {
            self.to.push(self.subject.as_ref(), property, object.into());
        }
        self
    }

    /// Its class.
    pub fn a(self, class: &str) -> Self {
        self.iri("rdf:type", class)
    }

    /// A text without language; nothing where it is empty.
    pub fn text(self, property: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.to.push(self.subject.as_ref(), property, Literal::new_simple_literal(value).into());
        }
        self
    }

    /// A text in a language.
    pub fn said(self, property: &str, value: &str, language: &str) -> Self {
        match Literal::new_language_tagged_literal(value, language) {
            Ok(literal) => self.to.push(self.subject.as_ref(), property, literal.into()),
            Err(_) => return self.text(property, value),
        }
        self
    }

    /// A value of a datatype.
    pub fn typed(self, property: &str, value: &str, datatype: &str) -> Self {
        if let Some(datatype) = self.to.node(datatype) {
            self.to.push(self.subject.as_ref(), property, Literal::new_typed_literal(value, datatype).into());
        }
        self
    }

    /// A whole number.
    pub fn count(self, property: &str, value: u64) -> Self {
        self.typed(property, &value.to_string(), "xsd:integer")
    }
}
