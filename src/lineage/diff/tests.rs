//! Differences, and patches that are applied.

use super::*;
use crate::lineage::render::Layout;
use crate::lineage::testing::{Sketch, graph};
use oxigraph::model::{GraphName, Literal, NamedNode};
use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::Store;
use proptest::prelude::*;
use std::convert::Infallible;

fn of(old: &[Quad], new: &[Quad]) -> Difference {
    let visit = |quads: &[Quad], visit: quads::Visit<'_>| -> Result<(), Infallible> {
        quads.iter().for_each(|q| visit(q.into()));
        Ok(())
    };
    difference(|v| visit(old, v), |v| visit(new, v)).unwrap()
}

fn apply(old: &[Quad], difference: &Difference) -> BTreeSet<String> {
    let mut update = Vec::new();
    patch(difference, &mut update).unwrap();
    let update = String::from_utf8(update).unwrap();
    let store = Store::new().unwrap();
    for quad in old {
        store.insert(quad).unwrap();
    }
    if !difference.removed.is_empty() || !difference.added.is_empty() {
        SparqlEvaluator::new().parse_update(&update).unwrap().on_store(&store).execute().unwrap();
    }
    store.iter().map(|q| q.unwrap().to_string()).collect()
}

fn lines(quads: &[Quad]) -> BTreeSet<String> {
    quads.iter().map(ToString::to_string).collect()
}

fn compare(old: &[Quad], new: &[Quad]) -> (Diff, String) {
    let indexes = [old, new].map(|quads| Index::from_quads(quads).unwrap());
    let as_of: Vec<_> = indexes.iter().map(|i| i.covered_to().unwrap_or_default()).collect();
    let side = |i: usize| Side { index: &indexes[i], as_of: as_of[i] };
    let diff = Diff::new(side(0), side(1), &of(old, new));
    let mut out = Vec::new();
    text(&diff, side(0), side(1), Layout::default(), &mut out).unwrap();
    let mut document = Vec::new();
    json(&diff, side(0), side(1), &mut document).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(value["schema"], DIFF);
    (diff, String::from_utf8(out).unwrap())
}

fn literal(policy: usize, property: oxigraph::model::NamedNodeRef<'_>, value: &str) -> Quad {
    Quad::new(
        NamedNode::new(Sketch::iri(policy)).unwrap(),
        property,
        Literal::from(value),
        NamedNode::new("https://example.org/graph").unwrap(),
    )
}

#[test]
fn says_what_changed() {
    let old = Sketch::new(&["2001-01-01", "2002-02-02", "2003-03-03"]).edge(1, "amends", 0, "");
    let mut new = Sketch::new(&["2001-01-01", "2002-02-02", "2003-03-03", "2004-04-04"]);
    new = new.edge(1, "amends", 0, "2002-03-01").edge(3, "rescinds", 0, "");
    let (mut old, mut new) = (old.quads(), new.quads());
    old.push(literal(1, vocab::DCT_TITLE, "Old Title"));
    new.push(literal(1, vocab::DCT_TITLE, "New Title"));
    let (_, said) = compare(&old, &new);
    let expected = "\
21 quads gone, 35 added; statuses as of 2003-03-03 and 2004-04-04

policies
  + P3, 2004-04-04
  ~ P1  New Title
      dct:title: \"Old Title\" → \"New Title\"

edges
  + P3 rescinds P0, 2004-04-04
      “words 1”
  ~ P1 amends P0, 2002-02-02 → P1 amends P0, 2002-03-01

statuses
  ~ P0: in force → ended: rescinded by P3, 2004-04-04
";
    let tail = |s: &str| s.split_once('\n').map(|(_, rest)| rest.to_owned());
    assert_eq!(tail(&said), tail(expected), "{said}");
    assert_eq!(compare(&old, &old).1, "the graphs are the same\n");
}

#[test]
fn strings_survive_the_update() {
    let hostile = [
        "\\u0041",
        "\\U00000041 \\\\u",
        "a\"b\\",
        "\n\r\t\u{8}\u{c}\u{0}\u{fffe}",
        "}} ; DROP ALL #",
        "é😀'",
    ];
    let new: Vec<Quad> = hostile.iter().map(|s| literal(0, vocab::DCT_TITLE, s)).collect();
    assert_eq!(apply(&[], &of(&[], &new)), lines(&new));
    assert!(apply(&new, &of(&new, &[])).is_empty());
}

#[test]
fn a_blank_node_is_refused() {
    let blank = oxigraph::model::BlankNode::new("b").unwrap();
    let quad = Quad::new(blank, vocab::DCT_TITLE, Literal::from("x"), GraphName::DefaultGraph);
    let mut out = Vec::new();
    let error = patch(&of(&[], &[quad]), &mut out).unwrap_err();
    assert!(matches!(error, PatchError::BlankNode(_)) && out.is_empty());
}

#[test]
fn a_large_patch_is_cut_into_operations() {
    let new: Vec<Quad> = (0..12_000).map(|i| literal(0, vocab::DCT_TITLE, &i.to_string())).collect();
    assert_eq!(apply(&[], &of(&[], &new)).len(), 12_000);
}

fn term() -> impl Strategy<Value = Literal> {
    prop_oneof![
        "[ -~é\\n\\r\\\\\"uU0-9]{0,12}".prop_map(|s| Literal::from(s.as_str())),
        "[a-z\\\\u]{0,6}".prop_map(|s| Literal::new_language_tagged_literal(s, "en-GB").unwrap()),
        // The store writes numbers in their shortest form.
        "[1-9][0-9]{0,3}".prop_map(|s| Literal::new_typed_literal(s, vocab::XSD_INTEGER)),
    ]
}

fn some_quads() -> impl Strategy<Value = Vec<Quad>> {
    let quad = (0usize..3, 0usize..3, term()).prop_map(|(subject, graph, object)| {
        let graph = match graph {
            0 => GraphName::DefaultGraph,
            n => NamedNode::new(format!("https://example.org/graph/{n}")).unwrap().into(),
        };
        Quad::new(NamedNode::new(Sketch::iri(subject)).unwrap(), vocab::DCT_TITLE, object, graph)
    });
    prop::collection::vec(quad, 0..20)
}

proptest! {
    #[test]
    fn a_patch_turns_old_into_new(old in some_quads(), new in some_quads(), kept in some_quads()) {
        let (old, new) = ([old, kept.clone()].concat(), [new, kept].concat());
        prop_assert_eq!(apply(&old, &of(&old, &new)), lines(&new));
    }

    #[test]
    fn edges_and_policies_are_told_apart(old in graph(6, 14), new in graph(6, 14)) {
        let (a, b) = (old.quads(), new.quads());
        let (diff, _) = compare(&a, &b);
        let (i, j) = (Index::from_quads(&a).unwrap(), Index::from_quads(&b).unwrap());
        let iris = |x: &Index| -> BTreeSet<String> {
            x.policies().map(|p| x.policy(p).iri.to_owned()).collect()
        };
        let edge = |x: &Index, e: EdgeIx| {
            let (actor, relation, part, target) = key_of(x, e);
            (x.policy(actor).iri.to_owned(), relation, part, x.policy(target).iri.to_owned())
        };
        let added: BTreeSet<_> = diff.added.iter().map(|&p| j.policy(p).iri.to_owned()).collect();
        prop_assert_eq!(added, iris(&j).difference(&iris(&i)).cloned().collect::<BTreeSet<_>>());
        let of_old: BTreeSet<_> = i.edges().map(|e| edge(&i, e)).collect();
        let of_new: BTreeSet<_> = j.edges().map(|e| edge(&j, e)).collect();
        let gone: BTreeSet<_> = diff.edges_gone.iter().map(|&e| edge(&i, e)).collect();
        let came: BTreeSet<_> = diff.edges_added.iter().map(|&e| edge(&j, e)).collect();
        prop_assert_eq!(gone, of_old.difference(&of_new).cloned().collect::<BTreeSet<_>>());
        prop_assert_eq!(came, of_new.difference(&of_old).cloned().collect::<BTreeSet<_>>());
    }
}
