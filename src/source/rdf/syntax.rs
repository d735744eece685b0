//! The syntaxes of RDF, and how each is told from content and name.

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::GraphName;
use std::fmt;
use std::str::FromStr;

/// A syntax of RDF, in which a graph is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Syntax {
    /// For people: prefixes, subjects grouped; written as the union of all graphs.
    Turtle,
    /// Turtle with named graphs.
    TriG,
    /// One triple a line.
    NTriples,
    /// One quad a line.
    NQuads,
    /// RDF as JSON.
    JsonLd,
    /// RDF as XML.
    RdfXml,
}

/// The namespace of RDF, which the root of a document in RDF/XML declares.
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Keywords of JSON-LD, one of which every document has near its start.
const KEYWORDS: [&str; 3] = ["\"@context\"", "\"@graph\"", "\"@id\""];

impl Syntax {
    /// All syntaxes with the names that `--format` takes.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Turtle, "turtle"),
        (Self::NTriples, "ntriples"),
        (Self::NQuads, "nquads"),
        (Self::TriG, "trig"),
        (Self::JsonLd, "jsonld"),
        (Self::RdfXml, "rdfxml"),
    ];

    /// The name that `--format` takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, n)| n)
    }

    /// Oxigraph's name of it.
    #[must_use]
    pub const fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::TriG => RdfFormat::TriG,
            Self::NTriples => RdfFormat::NTriples,
            Self::NQuads => RdfFormat::NQuads,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::RdfXml => RdfFormat::RdfXml,
        }
    }

    /// Whether named graphs are kept.
    #[must_use]
    pub const fn keeps_graphs(self) -> bool {
        matches!(self, Self::NQuads | Self::TriG | Self::JsonLd)
    }

    /// The syntax that the ending of a name means; `.gz` and `.zst` are passed over.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let plain = [".gz", ".zst"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
        let (_, ending) = plain.rsplit_once('.')?;
        Some(match ending {
            "ttl" => Self::Turtle,
            "trig" => Self::TriG,
            "nt" => Self::NTriples,
            "nq" => Self::NQuads,
            "jsonld" => Self::JsonLd,
            "rdf" | "owl" => Self::RdfXml,
            _ => return None,
        })
    }

    /// Tells the syntax from the first bytes of decompressed content: the keywords of JSON-LD, the root of RDF/XML, a
    /// declaration of Turtle, a first line of N-Quads. TriG stands for Turtle and N-Quads for N-Triples, which they hold.
    #[must_use]
    pub fn of_content(text: &str) -> Option<Self> {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with(['{', '[']) {
            return KEYWORDS.iter().any(|keyword| start.contains(keyword)).then_some(Self::JsonLd);
        }
        if let Some(root) = root_of_xml(start) {
            let is_rdf = root.contains(RDF) || root.split([' ', '>', '\n']).next() == Some("<rdf:RDF");
            return is_rdf.then_some(Self::RdfXml);
        }
        let line = start.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#'))?;
        let mut words = line.split_whitespace();
        let first = words.next()?;
        let declares = match first.to_ascii_lowercase().as_str() {
            "@prefix" | "prefix" => {
                words.next().is_some_and(|name| name.ends_with(':') || name.contains(":<"))
            }
            "@base" | "base" => words.next().is_some_and(|iri| iri.starts_with('<')),
            _ => false,
        };
        if declares {
            return Some(Self::TriG);
        }
        let is_term =
            |word: &str| word.starts_with("<http") && word.contains("://") || word.starts_with("<urn:");
        let is_subject = is_term(first) || first.starts_with("_:");
        (is_subject && words.next().is_some_and(is_term) && line.ends_with('.')).then_some(Self::NQuads)
    }

    /// Tells the syntax from content and name: content says whether it is JSON, XML or one of the Turtle family, and within
    /// the family the name decides.
    #[must_use]
    pub fn of(name: &str, head: &str) -> Option<Self> {
        let turtle_like =
            |syntax: Self| matches!(syntax, Self::Turtle | Self::TriG | Self::NTriples | Self::NQuads);
        let named = Self::of_name(name);
        match (Self::of_content(head), named) {
            // A line with four terms is in no other syntax of the family.
            (Some(Self::NQuads), _) if begins_with_quad(head) => Some(Self::NQuads),
            (Some(found), Some(named)) if turtle_like(found) && turtle_like(named) => Some(named),
            (Some(found), _) => Some(found),
            // A page that is called so is a page.
            (None, Some(named)) => {
                let start = crate::ground::boundary::head(head.trim_start(), 16).to_ascii_lowercase();
                let is_markup = ["<!", "<?", "<html"].iter().any(|mark| start.starts_with(mark));
                (!is_markup).then_some(named)
            }
            (None, None) => None,
        }
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Syntax {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(s, _)| *s).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(_, n)| *n).collect();
            format!("expected one of {}, found `{name}`", names.join(", "))
        })
    }
}

/// Whether the first line that is no comment is a quad with a named graph.
fn begins_with_quad(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let line = lines.find(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')).unwrap_or_default();
    let mut quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(line);
    quads.next().is_some_and(|quad| quad.is_ok_and(|q| q.graph_name != GraphName::DefaultGraph))
}

/// The tag of the root of an XML document, with its attributes; none where the text is no XML: `<` begins an IRI too.
fn root_of_xml(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let end = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!") {
            let subset = rest.find('[').filter(|at| rest.find('>').is_some_and(|end| *at < end));
            match subset {
                Some(_) => rest.find("]>").or_else(|| rest.find("] >"))? + 2,
                None => rest.find('>')? + 1,
            }
        } else {
            break;
        };
        rest = rest.get(end..)?;
    }
    let name = rest.strip_prefix('<')?;
    let tag = name.get(..name.find('>').unwrap_or(name.len()))?;
    let named = tag.split([' ', '\n', '\t', '\r', '/']).next()?;
    let plain = named.chars().all(|c| c.is_alphanumeric() || "_-.:".contains(c)) && !tag.contains("://")
        || tag.contains("xmlns");
    (plain && !named.is_empty()).then(|| rest.get(..=tag.len()).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_syntax() {
        use Syntax::{JsonLd, NQuads, RdfXml, TriG};
        for (text, syntax) in [
            ("# a comment\n@prefix ex: <http://example.com/> .", Some(TriG)),
            ("PREFIX ex: <http://example.com/>", Some(TriG)),
            ("@base <http://example.com/> .", Some(TriG)),
            ("<http://example.com/a> <http://example.com/p> \"x\" .\n", Some(NQuads)),
            ("_:a <http://example.com/p> \"x\" .\n", Some(NQuads)),
            ("{\"@context\": {}, \"@id\": \"http://example.com/a\"}", Some(JsonLd)),
            (
                "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
                Some(RdfXml),
            ),
            ("<!DOCTYPE rdf:RDF [ <!ENTITY a \"b\"> ]>\n<rdf:RDF xmlns:rdf='x'>", Some(RdfXml)),
            (
                "<!-- c -->\n<ex:Thing xmlns:ex=\"http://e/\" xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>",
                Some(RdfXml),
            ),
            ("<!doctype html><html><title>x</title>", None),
            ("<html prefix=\"rdf: http://www.w3.org/1999/02/22-rdf-syntax-ns\">", None),
            ("{\"items\": []}", None),
            ("# Base\n\nPrefix words of a memo: all of them.", None),
            ("Executive Order 12862", None),
        ] {
            assert_eq!(Syntax::of_content(text), syntax, "{text}");
        }
    }

    #[test]
    fn a_page_is_no_rdf_by_its_name() {
        assert_eq!(Syntax::of("a.rdf", "<!doctype html><html>"), None);
        assert_eq!(Syntax::of("a.ttl", "ex:a ex:b ex:c ."), Some(Syntax::Turtle));
        assert_eq!(Syntax::of("a.nt.gz", "<http://a/b> <http://a/c> <http://a/d> ."), Some(Syntax::NTriples));
        assert_eq!(Syntax::of("a.json", "[{\"@id\": \"http://a/b\"}]"), Some(Syntax::JsonLd));
        assert_eq!(Syntax::of("a.txt", "words"), None);
        assert_eq!(Syntax::of("a.ttl", "<#a> <#b> <#c> ."), Some(Syntax::Turtle));
        assert_eq!(
            Syntax::of("a.ttl", "<http://a/b> <http://a/c> <http://a/d> <http://a/e> ."),
            Some(Syntax::NQuads)
        );
    }
}
