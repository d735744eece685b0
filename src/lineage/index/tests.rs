//! The index against quads in every shape they come in, and its cache against damage.

use super::*;
use crate::model::Relation;
use chrono::NaiveDate;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use proptest::prelude::*;
use std::io::Cursor;

const SMALL: &str = include_str!("../../../tests/fixtures/lineage.trig");

fn quads() -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::TriG).for_slice(SMALL).map(|q| q.unwrap()).collect()
}

/// The fixture as the canonical lines of a graph directory.
fn nquads() -> String {
    let mut lines: Vec<String> = quads().iter().map(|q| format!("{q} .\n")).collect();
    lines.sort();
    lines.concat()
}

/// All that an index says, as text.
fn dump(index: &Index) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for p in index.policies() {
        let bodies: Vec<_> = index
            .bodies_of(p)
            .map(|b| (index.body(b), index.body_alt_labels(b).collect::<Vec<_>>()))
            .collect();
        writeln!(out, "{:?} {bodies:?}", index.policy(p)).unwrap();
        let (acts, upon): (Vec<_>, Vec<_>) = (index.acts(p).collect(), index.acts_upon(p).collect());
        writeln!(out, "  acts {acts:?} upon {upon:?}").unwrap();
    }
    for e in index.edges() {
        writeln!(out, "{:?}", index.edge(e)).unwrap();
        for s in index.statements_of(e) {
            let statement = index.statement(s);
            let source = statement.source.map(|s| index.source(s));
            writeln!(out, "  {statement:?} {source:?}").unwrap();
        }
    }
    writeln!(out, "{:?}", index.covered_to()).unwrap();
    out
}

fn named<'a>(index: &'a Index, name: &str) -> (PolicyIx, Policy<'a>) {
    index.policies().map(|p| (p, index.policy(p))).find(|(_, policy)| policy.name() == name).unwrap()
}

#[test]
fn reads_names_dates_edges_and_evidence() {
    let index = Index::from_nquads(nquads().as_bytes()).unwrap();
    let (p, policy) = named(&index, "M-16-08");
    assert_eq!(policy.issued.to_string(), "2016-03");
    assert_eq!(index.find(policy.iri), Some(p));
    assert_eq!(index.find("https://example.org/none"), None);
    let bodies: Vec<_> = index.bodies_of(p).flat_map(|b| index.body_alt_labels(b)).collect();
    assert_eq!(bodies, ["OMB"]);

    let ended: Vec<_> = index
        .acts_upon(p)
        .map(|e| (e, index.edge(e)))
        .filter(|(_, e)| e.relation == Relation::Rescinds)
        .collect();
    let [(e, edge)] = ended[..] else { panic!("{ended:?}") };
    assert_eq!((edge.when.to_string().as_str(), edge.printed), ("2017-06-15", true));
    let statement = index.best_statement(e).unwrap();
    assert_eq!(statement.verb, "Eliminated by");
    assert_eq!(statement.quote, "6/15/2017: Eliminated by M-17-26");
    assert_eq!(statement.offsets, Some((2113, 2145)));
    assert_eq!(statement.strength, Some(Strength::Explicit));
    assert_eq!(statement.iri, "https://w3id.org/pedigraph/id/statement/01");
    let source = index.source(statement.source.unwrap());
    assert_eq!(source.modified, NaiveDate::from_ymd_opt(2024, 3, 1));
    assert_eq!(index.covered_to(), NaiveDate::from_ymd_opt(2024, 3, 1));
}

#[test]
fn a_partial_edge_is_told_from_a_whole_one() {
    let ped = "https://w3id.org/pedigraph/ns#";
    let x = "https://example.org/";
    let text = format!(
        "<{x}a> <{ped}rescinds> <{x}b> .\n<{x}a> <{ped}rescindsInPart> <{x}b> .\n<{x}a> <{ped}amends> <{x}b> .\n\
         <{x}s> <{ped}actor> <{x}a> .\n<{x}s> <{ped}target> <{x}b> .\n<{x}s> <{ped}relation> <{ped}amends> .\n\
         <{x}s> <{ped}extent> <{ped}Part> .\n"
    );
    let index = Index::from_nquads(text.as_bytes()).unwrap();
    let edges: Vec<_> = index.edges().map(|e| index.edge(e)).map(|e| (e.relation, e.extent)).collect();
    assert_eq!(
        edges,
        [
            (Relation::Rescinds, Extent::Whole),
            (Relation::Rescinds, Extent::Part),
            (Relation::Amends, Extent::Part)
        ]
    );
}

#[test]
fn a_symmetric_edge_is_one_whichever_way_it_is_written() {
    let ped = "https://w3id.org/pedigraph/ns#";
    let text = format!("<urn:b> <{ped}relatedTo> <urn:a> .\n<urn:a> <{ped}relatedTo> <urn:b> .\n");
    let index = Index::from_nquads(text.as_bytes()).unwrap();
    assert_eq!(index.edges().len(), 1);
}

#[test]
fn mentions_are_no_statements_and_no_policies() {
    let ped = "https://w3id.org/pedigraph/ns#";
    let text = format!(
        "<urn:m> <{ped}quote> \"x\" .\n<urn:p> <{ped}descendsFrom> <urn:q> .\n<urn:m> <{ped}of> <urn:p> .\n\
         <urn:m> <http://purl.org/dc/terms/title> \"t\" .\n"
    );
    let index = Index::from_nquads(text.as_bytes()).unwrap();
    assert_eq!((index.policies().len(), index.edges().len(), index.statement_count()), (0, 0, 0));
}

#[test]
fn a_broken_line_is_named() {
    let text =
        "<urn:a> <urn:p> <urn:b> .\n\n# a remark\n<urn:a> <https://w3id.org/pedigraph/ns#amends> <b> .\n";
    let error = Index::from_nquads(text.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("line 4 of the graph is not N-Quads: column "), "{error}");
    assert!(Index::from_nquads(b"nonsense".as_slice()).is_err());
    assert!(Index::from_nquads(b"".as_slice()).is_ok());
}

/// Yields one byte at a time.
struct Slowly<'a>(&'a [u8]);

impl Read for Slowly<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.0.len().min(1);
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn every_way_of_reading_gives_the_same_index() {
    let expected = dump(&Index::from_nquads(nquads().as_bytes()).unwrap());
    assert_eq!(dump(&Index::from_nquads(Slowly(nquads().as_bytes())).unwrap()), expected);
    assert_eq!(dump(&Index::from_quads(&quads()).unwrap()), expected);
    let crlf = nquads().replace('\n', "\r\n");
    assert_eq!(dump(&Index::from_nquads(crlf.as_bytes()).unwrap()), expected);
    // Escapes, tabs and spare blanks take the slow way.
    let escaped =
        nquads().replace("Eliminated", "\\u0045liminated").replace("> <", ">\t<").replace(" .", "  . # end");
    assert_eq!(dump(&Index::from_nquads(escaped.as_bytes()).unwrap()), expected);
}

#[test]
fn the_cache_gives_the_index_back() {
    let index = Index::from_nquads(nquads().as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.cache");
    write_cache(&path, &[7; 32], &index).unwrap();
    assert_eq!(dump(&read_cache(&path, &[7; 32]).unwrap()), dump(&index));
    assert!(matches!(read_cache(&path, &[8; 32]), Err(CacheError::Stale)));
    assert!(matches!(read_cache(folder.path(), &[7; 32]), Err(CacheError::Io(_))));
}

fn cache() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    cache::write(&mut file, &[0; 32], &Index::from_nquads(nquads().as_bytes()).unwrap()).unwrap();
    file.into_inner()
}

/// Walks over everything, as a caller would.
fn use_all(index: &Index) {
    dump(index);
    for p in index.policies() {
        assert!(index.find(index.policy(p).iri).is_none_or(|q| q.at() < index.policies().len()));
    }
}

#[test]
fn a_cache_cut_short_is_refused() {
    let bytes = cache();
    for len in 0..bytes.len() {
        let cut = &bytes[..len];
        assert!(cache::read(cut, len as u64, &[0; 32]).is_err(), "{len}");
    }
}

proptest! {
    #[test]
    fn quads_in_any_order_give_the_same_index(seed in any::<prop::sample::Index>(), step in 1usize..97) {
        let expected = dump(&Index::from_nquads(nquads().as_bytes()).unwrap());
        let text = nquads();
        let mut lines: Vec<&str> = text.lines().collect();
        let n = lines.len();
        for i in 0..n {
            lines.swap(i, (i * step + seed.index(n)) % n);
        }
        let text = lines.join("\n");
        prop_assert_eq!(dump(&Index::from_nquads(text.as_bytes()).unwrap()), expected);
    }

    #[test]
    fn a_damaged_cache_is_refused(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut bytes = cache();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(cache::read(bytes.as_slice(), bytes.len() as u64, &[0; 32]).is_err());
    }

    #[test]
    fn a_forged_cache_never_panics(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = cache();
        for (at, value) in edits {
            let at = 48 + at.index(bytes.len() - 48);
            bytes[at] = value;
        }
        let sum = crc32fast::hash(&bytes[48..]);
        bytes[44..48].copy_from_slice(&sum.to_le_bytes());
        if let Ok(index) = cache::read(bytes.as_slice(), bytes.len() as u64, &[0; 32]) {
            use_all(&index);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Index::from_nquads(bytes.as_slice());
    }

    #[test]
    fn fast_and_general_reading_agree(
        value in "[ -~éà\\n\\r\\t\"\\\\]{0,20}",
        tag in prop::option::of("[a-z]{1,9}"),
    ) {
        use oxigraph::model::{Literal, NamedNode};
        let node = |s: &str| NamedNode::new(s.to_owned()).unwrap();
        let literal = match tag.and_then(|t| Literal::new_language_tagged_literal(value.clone(), t).ok()) {
            Some(literal) => literal,
            None => Literal::from(value.as_str()),
        };
        let quads = [
            Quad::new(node("urn:a"), crate::ground::vocab::RDF_TYPE, crate::ground::vocab::PED_POLICY, node("urn:g")),
            Quad::new(node("urn:a"), crate::ground::vocab::DCT_TITLE, literal, node("urn:g")),
        ];
        let text: String = quads.iter().map(|q| format!("{q} .\n")).collect();
        let fast = Index::from_nquads(text.as_bytes()).unwrap();
        prop_assert_eq!(dump(&fast), dump(&Index::from_quads(&quads).unwrap()));
        prop_assert_eq!(fast.policy(PolicyIx(0)).title, value.as_str());
    }
}
