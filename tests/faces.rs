//! One answer in every face: the words of an edge with their source, the role of a mention, the language of a title, what is
//! disputed, how many statements there are.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::stdout;
use serde_json::Value;
use std::path::Path;

/// An order that revokes others in a list, whose verb stands in the lead-in.
const ORDER: &str = "Executive Order 15001\n\nRevocation of Prior Orders\n\nMarch 3, 2031\n\n\
    By the authority vested in me as President by the Constitution and the laws of the United States of America, it is hereby \
    ordered:\n\nSection 1. Policy. It is the policy of the United States to keep harbors lit.\n\n\
    Sec. 2. Revocations. The following are revoked:\n\n\
    (a) Executive Order 9830 of February 24, 1947; and\n\n(b) Executive Order 9911 of December 19, 1947.\n\n\
    THE WHITE HOUSE,\nMarch 3, 2031.\n";
const WORDS: &str = "The following are revoked: … Executive Order 9830 of February 24, 1947";

/// A table whose label holds the verb, and whose second row says that what the first has revoked was amended later.
const TABLE: &str = "title,signing_date,executive_order_number,disposition_notes\n\
    Founding of the Board,1978-01-10,12101,\"Revoked by: EO 12104, April 1, 1981; Amended by: EO 12105, May 1, 1982\"\n\
    Schedules of the Board,1979-02-01,12102,\"Amends: EO 12101, January 10, 1978\"\n\
    Winding up of the Board,1981-04-01,12104,\"Revokes: EO 12101, January 10, 1978\"\n\
    The Board again,1982-05-01,12105,\"Amends: EO 12101, January 10, 1978\"\n";

/// A graph directory of some documents, by file name.
fn graph(folder: &Path, documents: &[(&str, &str)]) -> String {
    let inputs: Vec<String> = documents
        .iter()
        .map(|(name, text)| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        })
        .collect();
    let graph = folder.join("graph").display().to_string();
    let mut args = vec!["ingest", "--graph", &graph, "--quiet"];
    args.extend(inputs.iter().map(String::as_str));
    stdout(&args);
    graph
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(args)).unwrap()
}

#[test]
fn the_verb_s_words_stand_with_the_name_s_in_every_face() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), &[("order.txt", ORDER)]);
    let of = |args: &[&str]| stdout(&[args, &["--graph", &graph]].concat());
    let unwrapped = |args: &[&str]| of(args).split_whitespace().collect::<Vec<_>>().join(" ");
    let cited = format!("“{WORDS}” (Revocation of Prior Orders");
    for args in [
        &["status", "EO 9830"][..],
        &["lineage", "EO 9830", "--relation", "rescinds"],
        &["path", "EO 9830", "EO 15001"],
    ] {
        let text = unwrapped(args);
        assert!(text.contains(&cited), "{args:?}: {text}");
        assert!(text.ends_with("source Revocation of Prior Orders"), "{args:?}: {text}");
    }
    let status = unwrapped(&["status", "EO 9830"]);
    assert!(
        status.contains("(Revocation of Prior Orders, Sec. 2, characters 324–365)"),
        "offsets stand behind: {status}"
    );

    let document = json(&["status", "EO 9830", "--format", "json", "--graph", &graph]);
    let statement = &document["edges"][0]["statements"][0];
    assert_eq!(statement["words"], WORDS);
    assert_eq!(statement["quote"], "Executive Order 9830 of February 24, 1947");
    assert_eq!(statement["place"], "Sec. 2", "the section of the text");
    assert_eq!(statement["leadIn"]["quote"], "The following are revoked:");
    assert_eq!(
        (statement["leadIn"]["start"].as_u64(), statement["leadIn"]["end"].as_u64()),
        (Some(293), Some(319))
    );

    let rows = of(&["lineage", "EO 9830", "--relation", "rescinds", "--format", "csv"]);
    assert!(
        rows.lines().next().unwrap().ends_with(",words,quote,source,place,source_url,source_day"),
        "{rows}"
    );
    assert!(rows.contains(&format!("\"{WORDS}\"")), "{rows}");
    let picture = of(&["lineage", "EO 9830", "--relation", "rescinds", "--format", "svg"]);
    assert!(picture.contains(WORDS), "{picture}");

    let evidence = of(&["query", "evidence", "--param", "policy=EO 9830", "--format", "json"]);
    assert!(evidence.contains(WORDS) && evidence.contains("The following are revoked:"), "{evidence}");
    let annotations = of(&["query", "annotations", "--param", "policy=EO 9830", "--format", "turtle"]);
    assert!(annotations.contains("oa:exact \"The following are revoked:\""), "{annotations}");

    let site = folder.path().join("site").display().to_string();
    of(&["publish", "--config", "tests/fixtures/publish.toml", "--output", &site, "--quiet"]);
    let read = |path: &str| std::fs::read_to_string(Path::new(&site).join(path)).unwrap();
    let page = read("us/executive-order/9830/index.html");
    assert!(page.contains(&format!("<p>{WORDS}</p>")), "{page}");
    assert!(
        page.contains("<title>EO 15001 rescinds EO 9830: “The following"),
        "a row of the picture tells: {page}"
    );
    assert!(page.contains("Revocation of Prior Orders</a>, which names it"), "the role of a mention: {page}");
    assert!(read("us/executive-order/15001/index.html").contains(", which describes it"));
    let table = read("data/statements.csv");
    assert!(table.contains(&format!("\"{WORDS}\"")), "{table}");
}

/// An order that carries out two others and amends a third from lead-ins of its own.
const RESTING: &str = "Executive Order 14990\n\nCarrying Out Prior Orders\n\nMay 5, 2030\n\n\
    By the authority vested in me as President by the Constitution and the laws of the United States of America, it is hereby \
    ordered:\n\nSection 1. Purpose. This order implements the following:\n\n\
    (a) Executive Order 9830 of February 24, 1947; and\n\n(b) Executive Order 9922 of January 10, 1948.\n\n\
    Sec. 2. The following are revoked in part:\n\n(a) Executive Order 9933 of March 3, 1948; and\n\n\
    (b) Executive Order 9944 of April 4, 1948.\n\n\
    THE WHITE HOUSE,\nMay 5, 2030.\n";

#[test]
fn the_queries_of_the_catalogue_give_the_words_of_a_lead_in_too() {
    let folder = tempfile::tempdir().unwrap();
    // It names the order that was revoked, says nothing of what revoked it, and covers the days after it.
    let table = "title,signing_date,executive_order_number,disposition_notes\nHarbors,1947-02-24,9830,\n\
                 Carrying Out Prior Orders,2030-05-05,14990,\nRevocation of Prior Orders,2031-03-03,15001,\n\
                 Lamps,2031-04-01,15002,\n";
    let graph = graph(folder.path(), &[("order.txt", ORDER), ("resting.txt", RESTING), ("table.csv", table)]);
    let rows = |query: &str, params: &[&str]| {
        stdout(&[&["query", query][..], params, &["--format", "csv", "--graph", &graph]].concat())
    };
    let resting = "This order implements the following: … Executive Order 9830 of February 24, 1947";
    for (query, params, words) in [
        ("rescinded", &[][..], &[WORDS][..]),
        ("implements", &["policy=EO 9830"], &[resting]),
        ("one-sided", &[], &[WORDS, resting]),
        ("stale", &["asOf=2031-03-03"], &[resting, WORDS]),
        (
            "in-force",
            &["asOf=2030-05-05"],
            &["Sec. 2. The following are revoked in part: … Executive Order 9933 of March 3, 1948"],
        ),
    ] {
        let printed = rows(query, params);
        for words in words {
            assert!(printed.contains(&format!("\"{words}\"")), "{query}: {words}\n{printed}");
        }
    }
}

#[test]
fn a_row_and_the_label_of_a_note_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), &[("table.csv", TABLE)]);
    let text = stdout(&["status", "EO 12101", "--as-of", "1981-06-01", "--graph", &graph]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("“Revoked by: EO 12104, April 1, 1981” ("), "{text}");
    assert!(text.contains(", row 2, characters 0–35)"), "{text}");
    let found = stdout(&["check", "--graph", &graph, "--show", "disputed-ending", "--quiet"]);
    assert!(found.contains(", row 2, 1982-05-01)"), "title, row and day of the source: {found}");
}

#[test]
fn mentions_tell_in_which_role_a_source_names_a_policy() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), &[("order.txt", ORDER)]);
    for (policy, role) in [("EO 15001", "ped:Record"), ("EO 9830", "ped:Citation")] {
        let param = format!("policy={policy}");
        let rows = stdout(&["query", "mentions", "--param", &param, "--graph", &graph, "--format", "csv"]);
        let name = role.replace("ped:", "https://w3id.org/pedigraph/ns#");
        assert!(rows.contains(&name), "{policy}: {rows}");
    }
}

#[test]
fn what_rests_on_a_disputed_ending_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), &[("table.csv", TABLE)]);
    let of = |args: &[&str]| stdout(&[args, &["--graph", &graph, "--as-of", "1981-06-01"]].concat());
    let text = of(&["stale"]);
    assert!(text.contains("no policy in force rests on one that has ended"), "{text}");
    assert!(text.contains("1 more rests on a policy whose ending is disputed"), "{text}");
    assert!(text.contains("EO 12101 (disputed) rescinded by EO 12104"), "{text}");
    let document: Value = serde_json::from_str(&of(&["stale", "--format", "json"])).unwrap();
    assert_eq!((document["disputed"].as_u64(), document["total"].as_u64()), (Some(1), Some(1)));
    assert_eq!(document["stale"][0]["disputed"], true);
    assert_eq!(document["stale"][0]["ended"]["status"], "disputed");
    assert!(of(&["stale", "--format", "csv"]).contains(",EO 12101,true,"));
    let impact = of(&["impact", "EO 12101"]);
    assert!(impact.contains("≠ disputed"), "{impact}");
    let document: Value = serde_json::from_str(&of(&["impact", "EO 12101", "--format", "json"])).unwrap();
    assert_eq!(
        document["disputed"],
        serde_json::json!(["https://w3id.org/pedigraph/id/us/executive-order/12101"])
    );
}

#[test]
fn titles_and_names_carry_their_language_and_nothing_else_does() {
    let quads = stdout(&[
        "convert",
        "data/digitalgov-customer-service-policies.json",
        "--format",
        "nquads",
        "--quiet",
    ]);
    let tagged = [
        "http://purl.org/dc/terms/title",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "http://purl.org/dc/terms/abstract",
        // The title of the expression, which is in a language.
        "http://data.europa.eu/eli/ontology#title",
    ];
    let mut seen = std::collections::BTreeSet::new();
    for line in quads.lines() {
        let mut parts = line.splitn(3, ' ');
        let (predicate, object) = (parts.nth(1).unwrap(), parts.next().unwrap());
        if !object.starts_with('"') {
            continue;
        }
        let predicate = predicate.trim_matches(['<', '>']);
        let has_tag = object.contains("\"@en <");
        assert_eq!(has_tag, tagged.contains(&predicate), "{line}");
        seen.insert((predicate.to_owned(), has_tag));
    }
    assert!(tagged.iter().all(|p| seen.contains(&((*p).to_owned(), true))), "{seen:?}");
    assert!(seen.contains(&("http://purl.org/dc/terms/identifier".to_owned(), false)), "{seen:?}");
}

#[test]
fn every_face_tells_the_same_number_of_statements() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph").display().to_string();
    // A conditional statement, a policy that acts on itself, an ending by nobody and a last day count like any other.
    let more = "Executive Order 15002\n\nLamps of the Harbor\n\nMarch 4, 2031\n\n\
        By the authority vested in me as President, it is hereby ordered:\n\n\
        Section 1. Executive Order 9830 of February 24, 1947, is amended by striking section 2.\n\n\
        Sec. 2. If the Board is abolished by law, Executive Order 9911 of December 19, 1947, is revoked.\n\n\
        Sec. 3. This order shall terminate on June 30, 2033.\n\nTHE WHITE HOUSE,\nMarch 4, 2031.\n";
    let inputs = [("order.txt", ORDER), ("more.txt", more), ("table.csv", TABLE)];
    for (name, text) in &inputs {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let paths: Vec<String> =
        inputs.iter().map(|(n, _)| folder.path().join(n).display().to_string()).collect();
    let mut args = vec!["ingest", "--graph", &graph, "--quiet", "--format", "json"];
    args.extend(paths.iter().map(String::as_str));
    let told = json(&args)["statements"].as_u64().unwrap();
    assert!(told > 8, "{told}");

    let manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(format!("{graph}/manifest.json")).unwrap()).unwrap();
    let held: u64 =
        manifest["sources"].as_array().unwrap().iter().map(|s| s["statements"].as_u64().unwrap()).sum();
    assert_eq!(held, told, "the manifest");

    let count = "PREFIX ped: <https://w3id.org/pedigraph/ns#> SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ped:Statement }";
    let query = folder.path().join("count.rq");
    std::fs::write(&query, count).unwrap();
    let rows = stdout(&["query", &query.display().to_string(), "--graph", &graph, "--format", "csv"]);
    assert_eq!(rows.lines().nth(1).unwrap().trim(), told.to_string(), "the graph");

    let quads = {
        let mut args = vec!["convert", "--format", "nquads", "--quiet"];
        args.extend(paths.iter().map(String::as_str));
        stdout(&args)
    };
    let of_type =
        quads.lines().filter(|l| l.contains("#type> <https://w3id.org/pedigraph/ns#Statement>")).count();
    assert_eq!(of_type as u64, told, "convert");

    let site = folder.path().join("site").display().to_string();
    stdout(&[
        "publish",
        "--graph",
        &graph,
        "--config",
        "tests/fixtures/publish.toml",
        "--output",
        &site,
        "--quiet",
    ]);
    let read = |path: &str| std::fs::read_to_string(Path::new(&site).join(path)).unwrap();
    let mut table = csv::Reader::from_reader(std::io::Cursor::new(read("data/statements.csv")));
    assert_eq!(table.records().count() as u64, told, "the table of the package");
    let home = read("index.html");
    assert!(
        home.contains(&format!(">{told}<")) || home.contains(&format!("{told} statements")),
        "the first page: {home}"
    );
}

/// A circular that was issued anew under its number, on a page and by the text of its second edition.
const CIRCULARS: &str = "<!doctype html><title>Circulars</title>\n<link rel=\"canonical\" href=\"https://example.gov/circulars\">\n\
    <h1>Circulars</h1>\n\
    <p>December 12, 1985 - <a href=\"https://example.gov/a130-1985.pdf\">OMB Circular A-130, Managing Canals</a></p>\n\
    <p>July 2016 - <a href=\"https://example.gov/a130-2016.pdf\">OMB Circular A-130, Managing Canals</a></p>\n";
const EDITION: &str = "CIRCULAR NO. A-130\n\nJuly 28, 2016\n\nMEMORANDUM FOR THE HEADS OF EXECUTIVE DEPARTMENTS AND AGENCIES\n\n\
    FROM: Ann Harbor, Director\n\nSUBJECT: Managing Canals\n\nThis Circular rescinds OMB Memorandum M-11-24.\n";

#[test]
fn a_policy_issued_anew_under_its_number_is_one_with_editions() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), &[("page.html", CIRCULARS), ("a130.txt", EDITION)]);
    let of = |args: &[&str]| stdout(&[args, &["--graph", &graph]].concat());
    let text = of(&["status", "OMB Circular A-130"]);
    assert!(
        text.contains(
            "issued 1985-12-12 by Office of Management and Budget\neditions of 1985-12-12, 2016-07-28\n"
        ),
        "{text}"
    );
    let document = json(&["status", "OMB Circular A-130", "--format", "json", "--graph", &graph]);
    let days: Vec<&str> = document["policy"]["editions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["date"].as_str().unwrap())
        .collect();
    assert_eq!(days, ["1985-12-12", "2016-07-28"], "the month of the page is the day of the text");
    // What the text of an edition does is dated by it, and not by the first.
    let text = of(&["status", "M-11-24"]);
    assert!(text.contains("✗ ended: rescinded by OMB Circular A-130, 2016-07-28"), "{text}");
    let before = of(&["status", "M-11-24", "--as-of", "2016-07-27"]);
    assert!(!before.contains("✗"), "{before}");
    for audit in ["date-conflict", "date-doubt", "arrow-of-time", "shapes"] {
        let found = of(&["check", "--quiet", "--show", audit]);
        assert!(!found.contains(&format!("\n{audit}:")), "{audit}: {found}");
    }

    let turtle = of(&["export", "OMB Circular A-130", "--format", "turtle"]);
    assert_eq!(turtle.matches("a ped:Edition").count(), 2, "{turtle}");
    assert!(turtle.contains("dct:issued \"2016-07-28\"^^xsd:date"), "{turtle}");
    let site = folder.path().join("site").display().to_string();
    of(&["publish", "--config", "tests/fixtures/publish.toml", "--output", &site, "--quiet"]);
    let page = std::fs::read_to_string(Path::new(&site).join("us/omb-circular/a-130/index.html")).unwrap();
    let from = page.split_once("<dt>Editions</dt>").unwrap().1;
    assert!(from.contains("1985-12-12") && from.contains("https://example.gov/a130-2016.pdf"), "{from}");
    let table = std::fs::read_to_string(Path::new(&site).join("data/policies.csv")).unwrap();
    assert!(table.contains(",1985-12-12 | 2016-07-28,"), "{table}");
}

#[test]
fn two_dates_of_what_is_not_issued_anew_are_a_conflict_and_no_editions() {
    let folder = tempfile::tempdir().unwrap();
    let page = CIRCULARS.replace("OMB Circular A-130,", "OMB Memo M-16-08,");
    let graph = graph(folder.path(), &[("page.html", &page)]);
    let found = stdout(&["check", "--graph", &graph, "--quiet", "--show", "date-conflict"]);
    assert!(found.contains("M-16-08 is dated 1985-12-12, 2016-07"), "{found}");
    assert!(!stdout(&["status", "M-16-08", "--graph", &graph]).contains("editions"), "one policy, one date");
}

#[test]
fn a_title_is_in_the_language_of_the_source_that_prints_it() {
    let folder = tempfile::tempdir().unwrap();
    let french = "<!doctype html><html lang=\"fr-CA\"><title>Politiques</title><h1>Politiques</h1>\
        <p>May 4, 2031 - <a href=\"https://example.gov/phares\">Executive Order 15003: Les phares du port</a></p></html>";
    let english = "<!doctype html><html lang=\"en-US\"><title>Policies</title><h1>Policies</h1>\
        <p>May 4, 2031 - <a href=\"https://example.gov/lamps\">Executive Order 15004: Lamps of the Harbor</a></p></html>";
    let graph = graph(folder.path(), &[("fr.html", french), ("en.html", english)]);
    let titles = folder.path().join("titles.rq");
    std::fs::write(
        &titles,
        "SELECT (LANG(?t) AS ?l) (STR(?t) AS ?text) { ?s <http://purl.org/dc/terms/title> ?t } ORDER BY ?l ?text",
    )
    .unwrap();
    let rows = stdout(&["query", &titles.display().to_string(), "--graph", &graph, "--format", "csv"]);
    for row in ["fr,Les phares du port", "fr,Politiques", "en,Lamps of the Harbor", "en,Policies"] {
        assert!(rows.lines().any(|l| l.trim_end() == row), "{row}: {rows}");
    }
    let found = stdout(&["check", "--graph", &graph, "--quiet", "--show", "shapes"]);
    assert!(!found.contains("\nshapes:"), "{found}");
    assert!(
        stdout(&["status", "Les phares du port", "--graph", &graph])
            .starts_with("EO 15003  Les phares du port")
    );
    assert!(stdout(&["query", "search", "--param", "text=phares", "--graph", &graph]).contains("EO 15003"));
}
