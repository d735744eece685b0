//! Snapshots hold what they were made from, and tell when they do not.

use super::*;
use build::Options;
use oxigraph::io::{RdfFormat, RdfParser};
use std::collections::HashSet;

/// Quads of every kind of term, with triples of several graphs, of the default graph and of none but one.
fn nquads(n: usize) -> String {
    let mut out = String::new();
    for i in 0..n {
        let (s, o) = (format!("<http://x/s/{}>", i % 97), format!("<http://x/s/{}>", (i * 31) % 89));
        for graph in ["", " <http://x/g1>", " <http://x/g2>"].iter().take(1 + i % 3) {
            out.push_str(&format!("{s} <http://x/p/{}> {o}{graph} .\n", i % 7));
        }
        out.push_str(&format!("{s} <http://x/title> \"title {i}\"@en <http://x/g1> .\n"));
        let day = format!("\"2001-01-{:02}\"^^<http://www.w3.org/2001/XMLSchema#date>", i % 28 + 1);
        out.push_str(&format!("{s} <http://x/day> {day} <http://x/g3> .\n"));
        out.push_str(&format!("_:b{} <http://x/text> \"a\\nb {i}\" .\n", i % 5));
    }
    out
}

fn snapshot(text: &str, options: Options) -> Arc<Snapshot> {
    Arc::new(Snapshot::from_nquads([("a.nq".to_owned(), text.as_bytes())], options).unwrap())
}

fn parsed(text: &str) -> Vec<Statement> {
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(text.as_bytes());
    quads.map(Result::unwrap).collect()
}

/// The triples of a pattern as text, with how often each is given.
fn triples(snapshot: &Arc<Snapshot>, pattern: [Option<&Term>; 3]) -> Vec<String> {
    let subject = pattern[0].map(|term| match term {
        Term::NamedNode(iri) => NamedOrBlankNodeRef::from(iri),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) => panic!("a subject"),
    });
    let predicate = pattern[1].map(|term| match term {
        Term::NamedNode(iri) => iri.as_ref(),
        _ => panic!("a predicate"),
    });
    let quads = snapshot.triples(subject, predicate, pattern[2].map(Term::as_ref));
    let mut found: Vec<String> = quads.map(|quad| quad.unwrap().to_string()).collect();
    found.sort();
    found
}

#[test]
fn every_pattern_finds_what_a_set_of_triples_holds() {
    let text = nquads(300);
    let snapshot = snapshot(&text, Options::default());
    let all: HashSet<Statement> = parsed(&text.replace("_:b", "_:f0bb"))
        .into_iter()
        .map(|quad| Statement { graph_name: GraphName::DefaultGraph, ..quad })
        .collect();
    assert_eq!(triples(&snapshot, [None; 3]).len(), all.len());
    for (i, quad) in all.iter().enumerate().step_by(17) {
        let terms: [Term; 3] =
            [quad.subject.clone().into(), quad.predicate.clone().into(), quad.object.clone()];
        for bits in 0..8 {
            let pattern: [Option<&Term>; 3] =
                std::array::from_fn(|at| (bits & (1 << at) != 0).then_some(&terms[at]));
            let mut expected: Vec<String> = all
                .iter()
                .filter(|q| pattern[0].is_none_or(|t| *t == Term::from(q.subject.clone())))
                .filter(|q| pattern[1].is_none_or(|t| *t == Term::from(q.predicate.clone())))
                .filter(|q| pattern[2].is_none_or(|t| *t == q.object))
                .map(ToString::to_string)
                .collect();
            expected.sort();
            assert_eq!(triples(&snapshot, pattern), expected, "{i} {bits:b}");
        }
    }
}

#[test]
fn terms_are_found_both_ways() {
    let text = nquads(500);
    let snapshot = snapshot(&text, Options::default());
    for number in 1..=snapshot.dictionary.len() {
        let term = snapshot.term(number).unwrap();
        assert_eq!(snapshot.number(term.as_ref()).unwrap(), Some(number), "{term}");
        let other = match &term {
            Term::NamedNode(iri) => NamedNodeRef::new(&format!("{}0x", iri.as_str())).unwrap().into_owned(),
            _ => continue,
        };
        assert_eq!(snapshot.number(other.as_ref().into()).unwrap(), None, "{other}");
    }
    assert!(snapshot.term(0).is_err());
}

#[test]
fn predicates_are_counted() {
    let snapshot = snapshot(&nquads(300), Options::default());
    let title = NamedNodeRef::new("http://x/title").unwrap();
    let counts = PredicateCounts { triples: 300, subjects: 97, objects: 300 };
    assert_eq!(snapshot.predicate(title).unwrap(), Some(counts));
    assert_eq!(snapshot.predicate(NamedNodeRef::new("http://x/none").unwrap()).unwrap(), None);
    let day = NamedNodeRef::new("http://x/day").unwrap();
    assert_eq!(snapshot.predicate(day).unwrap().map(|counts| counts.objects), Some(28));
    assert_eq!(snapshot.estimate(None, Some(title), None).unwrap(), 300);
}

#[test]
fn runs_give_the_same_bytes_as_one() {
    let text = nquads(3000);
    let file = |options| {
        let mut bytes = Vec::new();
        let files = [("a.nq".to_owned(), text.as_bytes())];
        build::write_files(files, &[1; 32], options, &std::env::temp_dir(), &mut bytes).unwrap();
        bytes
    };
    let one = file(Options::default());
    assert!(one == file(Options { run_quads: 1000, run_bytes: usize::MAX }));
    assert!(one == file(Options { run_quads: usize::MAX, run_bytes: 5000 }));
    let whole = SnapshotFile::in_memory(one, Path::new("x"), &[1; 32]).unwrap();
    Snapshot::of_file(whole).unwrap().verify().unwrap();
}

#[test]
fn an_empty_graph_has_a_snapshot() {
    let snapshot = snapshot("", Options::default());
    assert!(snapshot.is_empty());
    snapshot.verify().unwrap();
    assert!(triples(&snapshot, [None; 3]).is_empty());
    let iri = NamedNodeRef::new("http://x/").unwrap();
    assert!(triples(&snapshot, [None, None, Some(&iri.into_owned().into())]).is_empty());
}

#[test]
fn the_graphs_are_listed_once_each() {
    use spareval::QueryableDataset;
    let snapshot = snapshot(&nquads(2000), Options::default());
    let asked = snapshot.asked(None, Budget::new(1 << 20)).unwrap();
    let graphs: Vec<String> = asked
        .internal_named_graphs()
        .map(|graph| asked.externalize_term(graph.unwrap()).unwrap().to_string())
        .collect();
    assert_eq!(graphs, ["<http://x/g1>", "<http://x/g2>", "<http://x/g3>"]);
}

#[test]
fn terms_that_a_query_makes_are_paid_for() {
    use spareval::QueryableDataset;
    let snapshot = snapshot(&nquads(10), Options::default());
    let budget = Budget::new(1000);
    let asked = snapshot.asked(None, Arc::clone(&budget)).unwrap();
    let made = |n: usize| Term::from(oxigraph::model::Literal::from(format!("made {n}")));
    let first = asked.internalize_term(made(0)).unwrap();
    assert_eq!(asked.internalize_term(made(0)).unwrap(), first);
    assert_eq!(asked.externalize_term(first).unwrap(), made(0));
    let known =
        asked.internalize_term(NamedNodeRef::new("http://x/day").unwrap().into_owned().into()).unwrap();
    assert_ne!(known, first);
    let results: Vec<_> = (0..100).map(|n| asked.internalize_term(made(n))).collect();
    assert!(matches!(results.last(), Some(Err(SnapshotError::Memory(1000)))) && budget.is_exceeded());
    assert!(snapshot.failure().is_none(), "the file is whole");
}

/// Every byte of a file is of some part that is checked: one that is flipped is found when that part is read.
#[test]
fn a_flipped_byte_is_found_wherever_it_is() {
    let text = nquads(1500);
    let mut bytes = Vec::new();
    let files = [("a.nq".to_owned(), text.as_bytes())];
    build::write_files(files, &[1; 32], Options::default(), &std::env::temp_dir(), &mut bytes).unwrap();
    let open = |bytes: Vec<u8>| {
        let file = SnapshotFile::in_memory(bytes, Path::new("a/snapshot.cache"), &[1; 32])?;
        Snapshot::of_file(file)
    };
    let sections = open(bytes.clone()).unwrap().file.sections;
    let tail = sections[STATISTICS].offset + sections[STATISTICS].length;
    let mut places = vec![0, 8, 9, 12, 43, 44, 47, 48, bytes.len() - 1, bytes.len() - 9, tail as usize];
    for section in sections {
        places.extend([section.offset as usize - 1, section.offset as usize]);
        places.push((section.offset + section.length / 2) as usize);
    }
    places.extend((0..bytes.len()).step_by(bytes.len() / 60));
    for place in places {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        let error = open(damaged).and_then(|snapshot| snapshot.verify());
        let error = error.expect_err(&format!("byte {place} of {}", bytes.len())).to_string();
        assert!(error.starts_with("a/snapshot.cache: "), "{error}");
    }
    for length in (0..bytes.len()).step_by(bytes.len() / 60) {
        assert!(open(bytes[..length].to_vec()).is_err(), "{length}");
    }
    assert!(matches!(
        SnapshotFile::in_memory(bytes.clone(), Path::new("x"), &[2; 32]),
        Err(SnapshotError::Stale(_))
    ));
    bytes[8] += 1;
    let other = SnapshotFile::in_memory(bytes, Path::new("x"), &[1; 32]);
    assert!(matches!(other, Err(SnapshotError::Version(_))));
}
