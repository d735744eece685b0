//! Lineage from outside: golden outputs of the commands, and agreement with SPARQL property paths.
//!
//! `UPDATE_GOLDEN=1 cargo test --test lineage` rewrites what is expected; the diff is reviewed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use common::golden;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use pedigraph::cli::{Shown, changes, diff, impact, in_force, lineage, path, search, show, stale, status};
use pedigraph::lineage::render::Layout;
use pedigraph::lineage::walk::{Direction, Filter, closure};
use pedigraph::lineage::{Index, PolicyIx, read_cache, write_cache};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

const DESCENDS: &str = "https://w3id.org/pedigraph/ns#descendsFrom";

/// The lineage commands, without what names the graph.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Lineage(lineage::LineageArgs),
    Status(status::StatusArgs),
    InForce(in_force::InForceArgs),
    Impact(impact::ImpactArgs),
    Stale(stale::StaleArgs),
    Path(path::PathArgs),
    Diff(diff::DiffArgs),
    Search(search::SearchArgs),
    Show(show::ShowArgs),
    Changes(changes::ChangesArgs),
}

fn fixture() -> Vec<Quad> {
    let text = std::fs::read("tests/fixtures/lineage.trig").unwrap();
    RdfParser::from_format(RdfFormat::TriG).for_slice(&text).map(|q| q.unwrap()).collect()
}

fn find(index: &Index, name: &str) -> PolicyIx {
    index.policies().find(|&p| index.policy(p).name() == name).unwrap()
}

/// What a command prints for the fixture.
fn answer(arguments: &[&str], colour: bool, width: Option<usize>) -> String {
    let index = Index::from_quads(&fixture()).unwrap();
    let given = |name: &str| arguments.iter().position(|a| *a == name).and_then(|at| arguments.get(at + 1));
    let day = |name: &str| given(name).map(|day| day.parse().unwrap());
    let asked = day("--as-of").or(day("--to"));
    let as_of = asked.or(index.covered_to()).unwrap();
    let shown = Shown { index: &index, asked, as_of, colour, width };
    let cli = Cli::try_parse_from(std::iter::once(&"pedigraph").chain(arguments)).unwrap();
    let mut out = Vec::new();
    match &cli.command {
        Command::Lineage(args) => lineage::run(args, &shown, find(&index, &args.policy), &mut out),
        Command::Status(args) => status::run(args, &shown, find(&index, &args.policy), &mut out),
        Command::InForce(args) => in_force::run(args, &shown, &asked_of(args), &mut out),
        Command::Impact(args) => impact::run(args, &shown, find(&index, &args.policy), &mut out),
        Command::Stale(args) => stale::run(args, &shown, &mut out),
        Command::Path(args) => {
            let ends = (find(&index, &args.from), find(&index, &args.to));
            path::run(args, &shown, ends, &mut out)
        }
        Command::Diff(args) => {
            let global = pedigraph::cli::Cli::parse_from(["pedigraph", "demo"]).global;
            diff::run(&global, args, Layout::default(), &mut out)
        }
        Command::Search(args) => search::run(args, &shown, &fixture(), &mut out),
        Command::Show(args) => show::run(args, &shown, find(&index, &args.policy), &fixture(), &mut out),
        Command::Changes(args) => changes::run(args, &shown, args.from.parse().unwrap(), &mut out),
    }
    .unwrap();
    String::from_utf8(out).unwrap()
}

/// Which policies `in-force` is asked for.
fn asked_of(args: &in_force::InForceArgs) -> in_force::Asked {
    let day = |typed: &Option<String>| typed.as_ref().map(|day| day.parse().unwrap());
    let only = in_force::described(args, &fixture()).unwrap();
    in_force::Asked { only, from: day(&args.from), to: day(&args.to) }
}

/// Golden files and the command lines that make them.
const GOLDEN: &[(&str, &str)] = &[
    ("tree.txt", "lineage|EO 12866"),
    ("tree-all.txt", "lineage|EO 13083|--relation|all|--depth|1"),
    ("tree-as-of.txt", "lineage|EO 12866|--as-of|1998-08-05|--no-words"),
    ("tree-up.txt", "lineage|M-11-24|--up"),
    ("tree-limit.txt", "lineage|EO 12866|--down|--limit|2"),
    ("table.txt", "lineage|M-11-24|--format|table"),
    ("lineage.json", "lineage|M-11-24|--format|json"),
    ("lineage-depth.json", "lineage|EO 12862|--down|--depth|1|--format|json"),
    ("lineage.csv", "lineage|M-11-24|--format|csv"),
    ("lineage.tsv", "lineage|M-11-24|--format|tsv"),
    ("lineage.dot", "lineage|EO 12862|--format|dot"),
    ("lineage.mmd", "lineage|EO 12862|--format|mermaid"),
    ("lineage.svg", "lineage|EO 12866|--relation|all|--depth|1|--format|svg"),
    ("lineage-limit.svg", "lineage|EO 12866|--relation|all|--limit|4|--format|svg"),
    ("status.txt", "status|M-16-08"),
    ("status.json", "status|EO 13083|--as-of|1998-12-31|--format|json"),
    ("status-unknown.json", "status|M-16-08|--as-of|2016-03-05|--format|json"),
    ("in-force.txt", "in-force|--body|OMB|--as-of|2017-06-14"),
    ("in-force.json", "in-force|--body|omb|--as-of|2016-03-05|--unknown|--format|json"),
    ("in-force.csv", "in-force|--body|OMB|--as-of|2017-06-14|--format|csv"),
    (
        "in-force-type.txt",
        "in-force|--type|executive order|--president|clinton|--from|1993-01-01|--as-of|2000-01-01",
    ),
    ("search.txt", "search|customer|service"),
    ("search.json", "search|regulatory|--as-of|2000-01-01|--limit|2|--format|json"),
    ("show.txt", "show|EO 12866"),
    ("show-limit.txt", "show|EO 12866|--as-of|1998-06-01|--limit|1"),
    ("show.json", "show|EO 12866|--format|json"),
    ("changes.txt", "changes|--from|1998-01-01|--to|1998-12-31"),
    ("changes-limit.txt", "changes|--from|1900-01-01|--to|2030-01-01|--limit|2"),
    ("changes.json", "changes|--from|2017-06-01|--to|2017-06-30|--format|json"),
    ("impact.txt", "impact|EO 12862"),
    ("impact.json", "impact|EO 13571|--format|json"),
    ("impact-shaken.txt", "impact|EO 12866|--as-of|1998-06-01"),
    ("impact-shaken.json", "impact|EO 12866|--as-of|1998-06-01|--format|json"),
    ("stale.txt", "stale|--as-of|2018-06-01"),
    ("stale-none.txt", "stale|--as-of|2016-12-31"),
    ("stale.json", "stale|--as-of|2018-01-01|--format|json"),
    ("stale.csv", "stale|--as-of|2018-06-01|--format|csv"),
    ("stale-tie.txt", "stale|--as-of|2018-06-01|--tie|parent"),
    ("path.txt", "path|EO 12875|EO 12612|--length|3"),
    ("path.json", "path|M-11-24|EO 12862|--relation|descent|--format|json"),
];

#[test]
fn commands_print_what_is_expected() {
    for (file, line) in GOLDEN {
        let arguments: Vec<&str> = line.split('|').collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/lineage").join(file);
        golden(&path, &answer(&arguments, false, None));
    }
}

#[test]
fn lines_fit_a_narrow_terminal() {
    for line in ["lineage|EO 12866|--relation|all", "impact|EO 12862", "path|EO 12875|EO 12612"] {
        let arguments: Vec<&str> = line.split('|').collect();
        let text = answer(&arguments, false, Some(100));
        let longest = text.lines().filter(|l| l.contains('“')).map(|l| l.chars().count()).max();
        assert!(longest <= Some(100), "{text}");
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let arguments = ["lineage", "EO 13083"];
    assert!(!answer(&arguments, false, None).contains('\u{1b}'));
    let coloured = answer(&arguments, true, None);
    assert!(coloured.contains('\u{1b}'));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), answer(&arguments, false, None));
}

#[test]
fn an_unknown_body_lists_those_that_there_are() {
    let index = Index::from_quads(&fixture()).unwrap();
    let shown =
        Shown { index: &index, asked: None, as_of: index.covered_to().unwrap(), colour: false, width: None };
    let Command::InForce(args) = Cli::parse_from(["pedigraph", "in-force", "--body", "NASA"]).command else {
        panic!("not in-force")
    };
    let failure = in_force::run(&args, &shown, &asked_of(&args), &mut Vec::new()).unwrap_err();
    let message = failure.message.unwrap();
    assert!(message.contains("NASA") && message.contains("Office of Management and Budget"), "{message}");
}

#[test]
fn diff_reads_files_and_its_update_makes_the_new_graph() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old.nq"), folder.path().join("new.trig"));
    let quads = fixture();
    let lines: Vec<String> = quads.iter().map(|q| format!("{q} .\n")).collect();
    let without = lines.iter().filter(|l| !l.contains("executive-order/13497"));
    std::fs::write(&old, without.cloned().collect::<String>()).unwrap();
    std::fs::copy("tests/fixtures/lineage.trig", &new).unwrap();
    let paths = [old.to_str().unwrap(), new.to_str().unwrap()];

    let text = answer(&["diff", paths[0], paths[1]], false, None);
    assert!(text.contains("+ EO 13497  Revocation of Certain Executive Orders"), "{text}");
    assert!(text.contains("~ EO 13258: in force → ended: rescinded by EO 13497, 2009-01-30"), "{text}");

    let store = Store::new().unwrap();
    let parser = RdfParser::from_format(RdfFormat::NQuads);
    store.load_from_reader(parser, std::fs::File::open(&old).unwrap()).unwrap();
    let update = answer(&["diff", paths[0], paths[1], "--format", "update"], false, None);
    SparqlEvaluator::new().parse_update(&update).unwrap().on_store(&store).execute().unwrap();
    let made: BTreeSet<String> = store.iter().map(|q| format!("{} .\n", q.unwrap())).collect();
    assert_eq!(made, lines.into_iter().collect::<BTreeSet<String>>());
}

/// What `?x ped:descendsFrom+ <policy>` (or the other way) answers.
fn in_sparql(store: &Store, policy: &str, direction: Direction) -> BTreeSet<String> {
    let pattern = match direction {
        Direction::Up => format!("<{policy}> <{DESCENDS}>+ ?x"),
        Direction::Down => format!("?x <{DESCENDS}>+ <{policy}>"),
    };
    let mut query =
        SparqlEvaluator::new().parse_query(&format!("SELECT DISTINCT ?x {{ {pattern} }}")).unwrap();
    query.dataset_mut().set_default_graph_as_union();
    let QueryResults::Solutions(solutions) = query.on_store(store).execute().unwrap() else {
        panic!("not solutions")
    };
    solutions.map(|s| s.unwrap().get("x").unwrap().to_string()).collect()
}

fn in_index(index: &Index, p: PolicyIx, direction: Direction) -> BTreeSet<String> {
    let closure = closure(index, p, direction, &Filter::default());
    let own = closure.cyclic.then_some(p);
    let reached = closure.reached.iter().map(|r| r.policy).chain(own);
    reached.map(|p| format!("<{}>", index.policy(p).iri)).collect()
}

fn agree(quads: &[Quad]) {
    let index = Index::from_quads(quads).unwrap();
    let store = Store::new().unwrap();
    store.extend(quads.iter().cloned()).unwrap();
    for p in index.policies() {
        for direction in [Direction::Up, Direction::Down] {
            let iri = index.policy(p).iri;
            assert_eq!(
                in_index(&index, p, direction),
                in_sparql(&store, iri, direction),
                "{iri} {direction:?}"
            );
        }
    }
}

#[test]
fn the_fixture_s_closures_are_those_of_sparql() {
    agree(&fixture());
}

#[test]
fn a_cache_is_as_good_as_the_graph() {
    let index = Index::from_quads(&fixture()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.cache");
    write_cache(&path, &[1; 32], &index).unwrap();
    let cached = read_cache(&path, &[1; 32]).unwrap();
    for p in index.policies() {
        assert_eq!(cached.policy(p), index.policy(p));
        assert_eq!(in_index(&cached, p, Direction::Down), in_index(&index, p, Direction::Down));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Random graphs with cycles, large fronts and every relation: the closure is `ped:descendsFrom+`.
    #[test]
    fn random_closures_are_those_of_sparql(
        edges in prop::collection::vec((0u8..24, 0usize..13, 0u8..24), 0..60),
    ) {
        let node = |s: String| NamedNode::new(s).unwrap();
        let policy = |i: u8| node(format!("https://example.org/{i}"));
        let mut quads = Vec::new();
        for (actor, relation, target) in edges {
            let relation = pedigraph::model::Relation::ALL[relation];
            let property = relation.property(pedigraph::model::Extent::Whole).into_owned();
            let graph = GraphName::from(node(format!("https://example.org/source/{}", actor % 3)));
            quads.push(Quad::new(policy(actor), property, policy(target), graph.clone()));
            if relation.is_descent() {
                quads.push(Quad::new(policy(actor), node(DESCENDS.to_owned()), policy(target), graph));
            }
        }
        agree(&quads);
    }
}

/// A tree tells what it leaves out: what lies deep, and what stands beyond the first branches of a policy that many act upon.
#[test]
fn a_tree_draws_what_fits_and_counts_the_rest() {
    let mut text = String::from("@prefix ped: <https://w3id.org/pedigraph/ns#> .\n");
    for i in 1..=7 {
        text += &format!("<http://x/d{i}> a ped:Policy ; ped:amends <http://x/d{}> .\n", i - 1);
    }
    for i in 10..35 {
        text += &format!("<http://x/h{i}> a ped:Policy ; ped:amends <http://x/d0> .\n");
    }
    text += "<http://x/d0> a ped:Policy .\n";
    let quads: Vec<Quad> =
        RdfParser::from_format(RdfFormat::TriG).for_slice(&text).map(|q| q.unwrap()).collect();
    let index = Index::from_quads(&quads).unwrap();
    let drawn = |arguments: &[&str]| {
        let all = [&["pedigraph", "lineage", "d0", "--down"], arguments].concat();
        let Command::Lineage(args) = Cli::parse_from(all).command else { panic!("not lineage") };
        let shown =
            Shown { index: &index, asked: None, as_of: NaiveDate::default(), colour: false, width: None };
        let mut out = Vec::new();
        lineage::run(&args, &shown, find(&index, "d0"), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let text = drawn(&[]);
    assert!(text.contains("carried on by 32 policies"), "{text}");
    assert!(text.contains("… 1 policy further on") && text.contains("… and 6 more"), "{text}");
    assert!(text.contains("9 of them are left out"), "{text}");
    let text = drawn(&["--depth", "40", "--limit", "100"]);
    assert!(!text.contains("left out") && !text.contains('…'), "{text}");
}
