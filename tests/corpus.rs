//! The whole corpus that is bundled: the page on customer service, every executive order since 1937, the presidential actions of
//! 2025 and 2026.
//!
//! `UPDATE_GOLDEN=1 cargo test --test corpus` rewrites what is expected; the diff is reviewed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::NaiveDate;
use common::golden;
use pedigraph::graph_dir::{GraphDir, Ingest};
use pedigraph::lineage::status::{Finding, Status, status, statuses};
use pedigraph::lineage::walk::{Direction, Filter, closure};
use pedigraph::lineage::{Builder, Index};
use pedigraph::profile::Profile;
use pedigraph::query::bind::Values;
use pedigraph::query::catalogue::{Catalogue, StoredQuery};
use pedigraph::query::find::{Candidate, Finder, Found};
use pedigraph::query::output::{Format, Layout, write};
use pedigraph::query::params;
use pedigraph::query::run::{Answer, Limits, run};
use pedigraph::source::{self, Sources};
use pedigraph::store::{GraphStore, Graphs};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

struct Corpus {
    /// Removed by the system: a static is never dropped.
    folder: PathBuf,
    index: Index,
    store: GraphStore,
}

/// What `demo` reads.
const BUNDLE: [&str; 5] = [
    "data/digitalgov-customer-service-policies.json",
    "data/executive-orders-1937-2024.csv.zst",
    "data/executive-orders-12891-14363-partial.csv.zst",
    "data/executive-order-numbers-2025.csv",
    "data/presidential-actions-2025-2026.tar.zst",
];

/// Read once for all tests of this file.
static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let inputs = source::walk(&BUNDLE.map(PathBuf::from)).unwrap();
    let profile = Profile::united_states().unwrap();
    let sources = Sources::read(Path::new("data/sources.toml")).unwrap().unwrap();
    let ingest = Ingest { prune: true, sources, ..Ingest::new(&folder, profile) };
    ingest.run(&inputs, &mut |_| {}).unwrap();
    let directory = GraphDir::open(&folder).unwrap();
    let mut builder = Builder::new();
    for (_, reader) in directory.graphs().unwrap() {
        builder.nquads(reader).unwrap();
    }
    let store = GraphStore::from_nquads(directory.graphs().unwrap(), Graphs::Kept).unwrap();
    Corpus { folder, index: builder.finish().unwrap(), store }
});

/// A busy machine is no reason to fail.
fn limits() -> Limits {
    Limits { max_rows: 1_000_000, timeout: Duration::from_secs(3600), ..Limits::default() }
}

fn rows(text: &str, values: Values) -> Vec<BTreeMap<String, String>> {
    let Answer::Rows(rows) = run(&CORPUS.store, text, values, None, limits()).unwrap() else {
        panic!("no rows: {text}")
    };
    let value = |term: &oxigraph::model::Term| match term {
        oxigraph::model::Term::NamedNode(iri) => iri.as_str().to_owned(),
        oxigraph::model::Term::Literal(literal) => literal.value().to_owned(),
        oxigraph::model::Term::BlankNode(_) => panic!("no blank nodes"),
    };
    let row = |row: &Vec<Option<oxigraph::model::Term>>| {
        let cells = rows.columns.iter().zip(row);
        cells.filter_map(|(c, t)| Some((c.as_str().to_owned(), value(t.as_ref()?)))).collect()
    };
    rows.rows.iter().map(row).collect()
}

/// The index's closure of every policy, both ways, is `ped:descendsFrom+`.
#[test]
fn closures_are_those_of_property_paths() {
    let index = &CORPUS.index;
    let text =
        "PREFIX ped: <https://w3id.org/pedigraph/ns#> SELECT DISTINCT ?a ?b { ?a ped:descendsFrom+ ?b }";
    let in_sparql: BTreeSet<(String, String)> =
        rows(text, Values::new()).into_iter().map(|row| (row["a"].clone(), row["b"].clone())).collect();
    assert!(in_sparql.len() > 15_000, "{}", in_sparql.len());
    for direction in [Direction::Up, Direction::Down] {
        let mut in_index = BTreeSet::new();
        for p in index.policies() {
            let closure = closure(index, p, direction, &Filter::default());
            let own = closure.cyclic.then_some(p);
            for q in closure.reached.iter().map(|r| r.policy).chain(own) {
                let (p, q) = (index.policy(p).iri.to_owned(), index.policy(q).iri.to_owned());
                in_index.insert(if direction == Direction::Up { (p, q) } else { (q, p) });
            }
        }
        let differ: Vec<_> = in_sparql.symmetric_difference(&in_index).take(5).collect();
        assert!(differ.is_empty(), "{direction:?}: {differ:?}");
    }
}

/// The query `in-force` and the index say the same of every policy, on the first and last days of months and
/// around days on which much was rescinded.
#[test]
fn what_is_in_force_is_the_same_in_sparql() {
    let index = &CORPUS.index;
    let query = Catalogue::built_in().unwrap().get("in-force").unwrap();
    for day in [
        "1873-01-17",
        "1937-01-01",
        "1945-08-31",
        "1953-02-28",
        "1961-01-20",
        "1972-02-29",
        "1986-02-25",
        "1993-09-30",
        "1998-05-14",
        "1998-08-05",
        "2009-01-30",
        "2016-03-01",
        "2016-03-31",
        "2017-06-14",
        "2017-06-15",
        "2021-01-20",
        "2025-01-27",
    ] {
        let given = [("asOf".to_owned(), day.to_owned())];
        let values = params::read(query, &given, &CORPUS.store, Profile::united_states().unwrap()).unwrap();
        let found: BTreeMap<String, String> = rows(&query.text, values)
            .into_iter()
            .map(|row| (row["policy"].clone(), row["status"].clone()))
            .collect();
        let as_of: NaiveDate = day.parse().unwrap();
        let expected: BTreeMap<String, String> = index
            .policies()
            .zip(statuses(index, as_of))
            .filter(|(_, s)| !matches!(s, Status::Ended | Status::NotYet))
            .map(|(p, s)| (index.policy(p).iri.to_owned(), s.name().to_owned()))
            .collect();
        let differ: Vec<_> = expected.iter().filter(|(p, s)| found.get(*p) != Some(s)).take(5).collect();
        assert!(differ.is_empty() && found.len() == expected.len(), "{day}: {differ:?}");
    }
}

fn ask(query: &StoredQuery, given: &[(&str, &str)]) -> Answer {
    let given: Vec<_> = given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let values = params::read(query, &given, &CORPUS.store, Profile::united_states().unwrap());
    let values = values.unwrap_or_else(|e| panic!("{}: {e}", query.name));
    run(&CORPUS.store, &query.text, values, None, limits()).unwrap_or_else(|e| panic!("{}: {e}", query.name))
}

/// The first rows of an answer, how many there are, and a fingerprint of all of them.
fn digest(answer: &Answer) -> (String, &'static str) {
    let (format, extension) = match answer {
        Answer::Graph(_) => (Format::Turtle, "ttl"),
        _ => (Format::Csv, "csv"),
    };
    let mut out = Vec::new();
    write(answer, format, Layout { base: "", width: None }, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap().replace("\r\n", "\n");
    let count = match answer {
        Answer::Rows(rows) => rows.rows.len(),
        Answer::Graph(graph) => graph.triples.len(),
        Answer::Boolean(_) => 1,
    };
    let head: String = text.lines().take(21).map(|line| format!("{line}\n")).collect();
    // A quoted cell may have line feeds: what is cut is only shown, the fingerprint is over all.
    (format!("{head}# {count} in all, fingerprint {:016x}\n", fnv(text.as_bytes())), extension)
}

/// FNV-1a: a fingerprint that no version of a library changes.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn every_query_of_the_catalogue_on_the_corpus() {
    // Those that must be told something are told what the corpus has an answer to.
    let given = |name: &str| match name {
        "lineage" | "relatives" | "mentions" | "evidence" => vec![("policy", "EO 12866")],
        "by-body" => vec![("body", "OMB")],
        "search" => vec![("text", "regulatory")],
        "annotations" => vec![("policy", "EO 13563")],
        _ => Vec::new(),
    };
    let mut found = BTreeSet::new();
    for query in Catalogue::built_in().unwrap().iter() {
        let (text, extension) = digest(&ask(query, &given(&query.name)));
        let name = format!("{}.{extension}", query.name);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/queries-corpus");
        golden(&folder.join(&name), &text);
        found.insert(name);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/queries-corpus");
    let kept =
        common::files(&folder).into_iter().map(|f| f.file_name().unwrap().to_string_lossy().into_owned());
    assert_eq!(kept.collect::<BTreeSet<_>>(), found, "a golden file of a query that is no more");
}

/// The status of an order on a day.
fn status_on(number: &str, day: &str) -> Finding {
    let index = &CORPUS.index;
    let iri = format!("https://w3id.org/pedigraph/id/us/executive-order/{number}");
    status(index, index.find(&iri).unwrap_or_else(|| panic!("no EO {number}")), day.parse().unwrap())
}

/// EO 14148 of 2025-01-20 stands in no table; its text revokes 67 orders by number.
#[test]
fn no_order_that_eo_14148_names_is_in_force_after_it() {
    let actions = source::walk(&[PathBuf::from(BUNDLE[4])]).unwrap();
    let order = actions.iter().find(|i| i.name().contains("initial-rescissions-of-harmful-executive-orders"));
    let mut text = String::new();
    order.unwrap().open().unwrap().read_to_string(&mut text).unwrap();
    let from = text.find("actions are hereby revoked:").unwrap();
    let until = text.find("Sec. 3.").unwrap();
    let words: Vec<&str> = text[from..until].split_whitespace().collect();
    let numbers: BTreeSet<&str> = words
        .windows(3)
        .filter(|w| w[..2] == ["Executive", "Order"])
        .map(|w| w[2].trim_end_matches(")."))
        .collect();
    assert_eq!(numbers.len(), 67, "{numbers:?}");
    for number in &numbers {
        for day in ["2025-01-21", "2025-11-24", "2026-08-21"] {
            assert_eq!(status_on(number, day).status, Status::Ended, "EO {number} on {day}");
        }
    }
    // By it, on its day and in its words, also where others say the same.
    for number in ["14019", "14004", "13985", "14057", "14099"] {
        assert!(numbers.contains(number));
        let ended = status_on(number, "2025-01-21");
        let said: Vec<_> = ended.decided_by.iter().map(|s| CORPUS.index.statement(*s)).collect();
        let own = said.iter().find(|s| {
            let title = s.source.map(|source| CORPUS.index.source(source).title);
            title == Some("Initial Rescissions Of Harmful Executive Orders And Actions")
        });
        let own = own.unwrap_or_else(|| panic!("EO {number}: {said:?}"));
        assert!(own.quote.contains(&format!("Executive Order {number}")), "{own:?}");
        assert_ne!(status_on(number, "2025-01-19").status, Status::Ended, "EO {number}");
    }
}

/// What the newest sources say of three orders that many others rest on.
#[test]
fn orders_that_much_rests_on_are_told_for_the_present() {
    // Amended by EO 14215 of 2025-02-18, so it stood then; nothing later was read of it.
    assert_eq!(status_on("12866", "2025-02-18").status, Status::InForce);
    assert_eq!(status_on("12866", "2026-08-21").status, Status::Unknown);
    assert_eq!(status_on("13526", "2024-09-26").status, Status::InForce);
    assert_eq!(status_on("13526", "2026-08-21").status, Status::Unknown);
    assert_eq!(status_on("11246", "2025-01-22").status, Status::Ended);
}

/// Two editions of one table are one register: its orders are merged by number, and who signed the orders of 2025 is known
/// also where only a text or a citation tells of them.
#[test]
fn the_orders_of_2025_are_counted() {
    let query = "PREFIX ped: <https://w3id.org/pedigraph/ns#> PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?number (COUNT(DISTINCT ?source) AS ?sources) (SAMPLE(?name) AS ?signer) {
          ?order dct:identifier ?number ; ped:signedBy/<http://xmlns.com/foaf/0.1/name> ?name .
          ?mention ped:of ?order ; ped:role ped:Record ; <http://www.w3.org/ns/prov#wasQuotedFrom> ?source .
        } GROUP BY ?number";
    let found: BTreeMap<String, (String, String)> = rows(query, Values::new())
        .into_iter()
        .map(|row| (row["number"].clone(), (row["sources"].clone(), row["signer"].clone())))
        .collect();
    let of = |number: &str| found.get(number).map(|(a, b)| (a.as_str(), b.as_str()));
    assert_eq!(of("EO 13985"), Some(("2", "Joseph R. Biden Jr.")), "both tables");
    assert_eq!(of("EO 14148"), Some(("2", "Donald Trump")), "a number, and a text");
    let of_2025 = (14147..14364).filter(|n| of(&format!("EO {n}")).is_some_and(|(_, s)| s == "Donald Trump"));
    let count = of_2025.count();
    assert!(count >= 170, "{count} of 217");
    let presidents = Catalogue::built_in().unwrap().get("presidents").unwrap();
    let Answer::Rows(answer) = ask(presidents, &[]) else { panic!("no rows") };
    assert!(answer.rows.len() > 100);
    let pair = rows(&presidents.text, Values::new());
    let pair = pair.iter().find(|r| r["by"] == "Donald Trump" && r["of"] == "Joseph R. Biden Jr.").unwrap();
    assert!(pair["rescinded"].parse::<u32>().unwrap() >= 67, "{pair:?}");
}

/// The pictures of `docs/images` are what the commands in their captions make now.
#[test]
fn pictures_are_those_of_their_captions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/lineage.md")).unwrap();
    let mut found = 0;
    for line in page.lines().filter_map(|line| line.strip_prefix("`pedigraph lineage ")) {
        let (typed, file) = line.split_once("` makes [").unwrap();
        let file = file.split(']').next().unwrap();
        let mut words = vec!["lineage".to_owned()];
        for (i, part) in typed.split('\'').enumerate() {
            if i % 2 == 1 {
                words.push(part.to_owned())
            } else {
                words.extend(part.split_whitespace().map(str::to_owned))
            }
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_pedigraph"));
        command.current_dir(root).env_clear().args(&words).env("PEDIGRAPH_GRAPH", &CORPUS.folder);
        let run = command.output().unwrap();
        assert!(run.status.success(), "{typed}: {}", String::from_utf8_lossy(&run.stderr));
        let svg = String::from_utf8(run.stdout).unwrap();
        assert!(svg.contains("role=\"img\"") && svg.contains("<title ") && svg.contains("<desc "), "{file}");
        golden(&root.join("docs").join(file), &svg);
        found += 1;
    }
    let kept = common::files(&root.join("docs/images"));
    let kept = kept.iter().filter(|f| f.extension().is_some_and(|e| e == "svg")).count();
    assert_eq!(found, kept, "pictures in docs/images, and captions in docs/lineage.md");
}

/// Names as people type them, each with what is found: a policy, several with the likeliest first, or none with what is
/// spelled alike.
#[test]
fn typed_names_find_what_was_meant() {
    let finder = Finder::policies_of(Profile::united_states().unwrap(), &CORPUS.store).unwrap();
    let name = |iri: &str| iri.rsplit_once("/us/").unwrap().1.to_owned();
    let names = |candidates: &[Candidate]| {
        candidates.iter().take(3).map(|c| name(c.iri.as_str())).collect::<Vec<_>>().join(" ")
    };
    let expected = std::fs::read_to_string("tests/golden/typed-names.txt").unwrap();
    let lines = expected.lines().map(|line| {
        let typed = line.split('\t').next().unwrap();
        let found = match finder.find(typed) {
            Found::One(iri) => name(iri.as_str()),
            Found::Many(all) => format!("{} of them: {}", all.len(), names(&all)),
            Found::None(near) => format!("none; {}", names(&near)),
        };
        format!("{typed}\t{found}\n")
    });
    let found: String = lines.collect();
    assert!(found.lines().count() >= 120);
    golden(Path::new("tests/golden/typed-names.txt"), &found);
}

/// The questions of `tests/newcomer.txt`, with the words that an answer must hold and must not hold.
#[test]
fn a_newcomer_gets_the_right_answers() {
    let text = std::fs::read_to_string("tests/newcomer.txt").unwrap();
    let folder = CORPUS.folder.to_str().unwrap();
    let mut asked = 0;
    for question in text.split("\n\n").filter(|block| block.starts_with('?')) {
        let told =
            |mark: char| question.lines().filter_map(move |line| line.strip_prefix(mark)).map(str::trim);
        let command = common::shell_words(told('$').next().unwrap());
        let run = common::pedigraph().args(&command).args(["--graph", folder]).output().unwrap();
        let bytes = [run.stdout, run.stderr].concat();
        let answer = String::from_utf8(bytes).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        for words in told('=') {
            assert!(answer.contains(words), "{question}\n{words}:\n{answer}");
        }
        for words in told('!') {
            assert!(!answer.contains(words), "{question}\n{words}:\n{answer}");
        }
        assert!(told('=').next().is_some(), "{question}: nothing is expected");
        asked += 1;
    }
    assert!(asked >= 40, "{asked}");
}
