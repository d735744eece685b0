//! `docs/vocabulary.md` says what the ontology says, and its examples are true.

#![allow(clippy::unwrap_used)] // clippy excepts tests, not the functions that they share

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;
use oxigraph::sparql::SparqlEvaluator;
use pedigraph::ground::vocab;
use pedigraph::model::Relation;
use pedigraph::rdf::ontology::{self, TermKind};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../docs/vocabulary.md");
const SAMPLE: &str = include_str!("fixtures/sample.trig");

/// The code blocks of one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    PAGE.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// The text between a heading of level two and the next.
fn section(heading: &str) -> &'static str {
    let from = PAGE.split_once(&format!("\n## {heading}\n")).unwrap().1;
    from.split("\n## ").next().unwrap()
}

/// The names in code spans of one table cell.
fn code(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn compact(iri: &str) -> String {
    let (prefix, namespace) = vocab::PREFIXES.into_iter().find(|(_, n)| iri.starts_with(n)).unwrap();
    format!("{prefix}:{}", &iri[namespace.len()..])
}

fn triples(text: &str, format: RdfFormat) -> BTreeSet<String> {
    let quads = RdfParser::from_format(format).for_slice(text);
    quads.map(|quad| Triple::from(quad.unwrap()).to_string()).collect()
}

#[test]
fn the_table_of_relations_is_that_of_the_ontology() {
    let rows = section("Relations").lines().filter(|line| line.starts_with("| `ped:"));
    let mut seen = BTreeSet::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let name = code(cells[0])[0].strip_prefix("ped:").unwrap();
        let (relation, extent) = Relation::from_name(name).unwrap();
        let property = relation.property(extent);
        let term = ontology::terms().iter().find(|t| t.iri == property).unwrap();
        let inverse: Vec<String> = term.inverse.iter().map(|i| compact(i.as_str())).collect();
        assert_eq!(code(cells[1]), inverse, "{name}");
        assert_eq!(cells[3] == "yes", relation.is_descent(), "{name}");
        let mut elsewhere: BTreeSet<String> =
            ontology::super_properties(property).iter().map(|p| compact(p.as_str())).collect();
        elsewhere.remove("ped:descendsFrom");
        let printed: BTreeSet<String> = code(cells[4]).into_iter().map(str::to_owned).collect();
        assert_eq!(printed, elsewhere, "{name}");
        seen.insert(name);
    }
    assert_eq!(seen.len(), 16);
}

#[test]
fn every_term_of_the_page_is_declared_and_every_declared_term_is_on_the_page() {
    let declared: BTreeSet<&str> = ontology::terms().iter().map(|t| t.name.as_str()).collect();
    let words = PAGE.split(|c: char| !(c.is_alphanumeric() || c == ':'));
    let printed: BTreeSet<&str> = words.filter_map(|w| w.strip_prefix("ped:")).collect();
    let unknown: Vec<_> = printed.iter().filter(|n| !n.is_empty() && !declared.contains(**n)).collect();
    assert_eq!(unknown, [&""; 0]);
    // The classes of the individuals and the inverse of the super-property are for tools.
    let left_out = ["Basis", "Extent", "Role", "Standing", "Status", "Strength", "hasDescendant"];
    let types = section("Types of policies");
    for term in ontology::terms().iter().filter(|t| !left_out.contains(&t.name.as_str())) {
        let on_page = match term.kind {
            TermKind::Concept => {
                types.contains(&format!("`{}`", term.name)) || printed.contains(term.name.as_str())
            }
            _ => printed.contains(term.name.as_str()),
        };
        assert!(on_page, "{} is not on the page", term.name);
    }
}

#[test]
fn types_stand_in_the_column_of_their_force() {
    let row = section("Types of policies").lines().find(|l| l.starts_with("| `")).unwrap();
    let (binding, others) = row.trim_matches('|').split_once(" | ").unwrap();
    for policy_type in ontology::policy_types() {
        let (here, there) = if policy_type.binding { (binding, others) } else { (others, binding) };
        assert!(code(here).contains(&policy_type.name.as_str()), "{}", policy_type.name);
        assert!(!code(there).contains(&policy_type.name.as_str()), "{}", policy_type.name);
    }
}

#[test]
fn the_example_is_a_part_of_the_sample() {
    let head: String = SAMPLE.lines().filter(|l| l.starts_with('@')).map(|l| format!("{l}\n")).collect();
    let sample = triples(SAMPLE, RdfFormat::TriG);
    for block in blocks("turtle") {
        let example = triples(&format!("{head}{block}"), RdfFormat::Turtle);
        assert!(example.is_subset(&sample), "{example:#?}");
        assert_eq!(example.len(), 16);
    }
}

#[test]
fn the_queries_parse() {
    let queries = blocks("sparql");
    assert_eq!(queries.len(), 3);
    for query in queries {
        let mut evaluator = SparqlEvaluator::new();
        for (prefix, iri) in vocab::PREFIXES {
            evaluator = evaluator.with_prefix(prefix, iri).unwrap();
        }
        assert!(evaluator.parse_query(query).is_ok(), "{query}");
    }
}
