//! The server, asked over HTTP: what it answers is what the command line answers, and what it refuses is told.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "common/http.rs"]
mod http;

use common::{pedigraph, stdout};
use http::{Server, ingest, problem, seed};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Dataset, NamedOrBlankNode, Quad, Term};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const BASE: &str = "https://w3id.org/pedigraph/id/";
const ANY_RATE: [&str; 2] = ["--rate", "0"];

fn quads(text: &[u8], format: RdfFormat) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).map(Result::unwrap).collect()
}

#[test]
fn sparql_is_answered_in_each_form() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let rows = "SELECT ?a ?b { ?a ped:rescinds ?b } ORDER BY ?a";
    let (graph, form) = (graph.to_str().unwrap(), "application/x-www-form-urlencoded");
    for (media_type, format) in [
        ("application/sparql-results+json", "json"),
        ("application/sparql-results+xml", "xml"),
        ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"),
    ] {
        let expected = stdout(&["query", rows, "--graph", graph, "--format", format]);
        let direct = server.ask(rows, media_type);
        assert_eq!((direct.status, direct.head("content-type").as_str()), (200, media_type));
        assert_eq!(direct.text(), expected);
        let query: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("query", rows).finish();
        let get = server.accept(&format!("/sparql?{query}"), media_type);
        assert_eq!(get.text(), expected);
        let heads = [("Accept", media_type), ("Content-Type", form)];
        assert_eq!(server.send("POST", "/sparql", &heads, query.as_bytes()).text(), expected);
        let head = server.send("HEAD", &format!("/sparql?{query}"), &[("Accept", media_type)], &[]);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.head("content-length"), get.head("content-length"));
    }
    let made = "CONSTRUCT { ?a ped:rescinds ?b } WHERE { ?a ped:rescinds ?b }";
    for (media_type, format) in [
        ("text/turtle", RdfFormat::Turtle),
        ("application/n-triples", RdfFormat::NTriples),
        ("application/n-quads", RdfFormat::NQuads),
        ("application/trig", RdfFormat::TriG),
        ("application/rdf+xml", RdfFormat::RdfXml),
    ] {
        let reply = server.ask(made, media_type);
        assert_eq!((reply.status, reply.head("content-type").as_str()), (200, media_type));
        assert_eq!(quads(&reply.body, format).len(), 1, "{media_type}");
    }
    assert!(server.ask(made, "application/ld+json").json().is_object());
    let number = "CONSTRUCT { <http://e.org/x> <http://e.org/123> 1 } {}";
    problem(&server.ask(number, "application/rdf+xml"), 400, "RDF/XML cannot write the predicate");
    assert_eq!(server.ask("ASK { ?a ped:rescinds ?b }", "application/json").json()["boolean"], true);
}

#[test]
fn graphs_that_a_request_names_are_asked() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let count = |query: &str, graphs: &[(&str, &str)]| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let pairs = pairs.append_pair("query", query).extend_pairs(graphs).finish();
        let reply = server.accept(&format!("/sparql?{pairs}"), "text/csv");
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text().lines().nth(1).unwrap().parse::<u64>().unwrap()
    };
    const ALL: &str = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    const NAMED: &str = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }";
    let names = server.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", "text/csv");
    let names: Vec<&str> = names.text().lines().skip(1).collect();
    assert_eq!(names.len(), 2);
    let of = |name: &str| count(ALL, &[("default-graph-uri", name)]);
    assert_eq!(of(names[0]) + of(names[1]), count(NAMED, &[]));
    assert_eq!(count(NAMED, &[("named-graph-uri", names[0])]), of(names[0]));
    assert_eq!(count(NAMED, &[("default-graph-uri", names[0])]), 0);
    // What a request names goes before what the query names.
    let own = format!("SELECT (COUNT(*) AS ?n) FROM <{}> {{ ?s ?p ?o }}", names[0]);
    assert_eq!(count(&own, &[("default-graph-uri", names[1])]), of(names[1]));
    problem(&server.get("/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri"), 400, "the IRI of a graph");
    // The tests of the W3C name the graphs in the address of a form too.
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")];
    let none = format!("/sparql?default-graph-uri={BASE}graph/none");
    assert_eq!(server.send("POST", &none, &form, b"query=ASK%7B%3Fs+%3Fp+%3Fo%7D").json()["boolean"], false);
}

#[test]
fn what_is_no_query_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let syntax = server.ask("SELECT ?a {\n  ?a ?b }}", "*/*");
    problem(&syntax, 400, "line 2");
    assert_eq!((&syntax.json()["line"], &syntax.json()["column"]), (&2.into(), &10.into()));
    for update in ["CLEAR ALL", "LOAD <http://127.0.0.1/x>", "INSERT DATA { <a> <b> <c> }"] {
        assert_eq!(server.ask(update, "*/*").status, 400, "{update}");
    }
    problem(&server.ask("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "*/*"), 400, "SERVICE");
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    problem(&server.send("POST", "/sparql", &form, b"update=CLEAR+ALL"), 400, "read-only");
    problem(&server.send("POST", "/sparql", &form, b"query=ASK&query=ASK"), 400, "several");
    problem(&server.send("POST", "/sparql", &form, b"x=y"), 400, "`query`");
    problem(&server.send("POST", "/sparql", &[("Content-Type", "text/plain")], b"ASK {}"), 415, "text/plain");
    let latin = [("Content-Type", "application/sparql-query; charset=latin1")];
    problem(&server.send("POST", "/sparql", &latin, b"ASK {}"), 415, "UTF-8");
    problem(&server.ask("ASK {}", "image/png"), 406, "sparql-results+json");
    problem(&server.send("DELETE", "/sparql", &[], &[]), 405, "expected");
    problem(&server.send("PUT", "/us/executive-order/13571", &[], b"x"), 405, "GET");
}

#[test]
fn a_cut_answer_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &["--rate", "0", "--max-rows", "10", "--timeout", "2"]);
    problem(&server.ask("SELECT * { ?s ?p ?o }", "text/csv"), 422, "more than 10 rows");
    problem(&server.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle"), 422, "more than 10 rows");
    problem(&server.get("/api/v1/queries/policies"), 422, "more than 10 rows");
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g && ?c != ?f) }";
    problem(&server.ask(long, "text/csv"), 422, "no answer within 2 s");
    // The process that ran into the limit is replaced.
    assert_eq!(server.ask("ASK { ?s ?p ?o }", "application/json").json()["boolean"], true);
}

#[test]
fn a_query_whose_client_has_gone_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &["--rate", "0", "--workers", "1", "--timeout", "600"]);
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g && ?c != ?f) }";
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST /sparql HTTP/1.1\r\nHost: {}\r\nContent-Type: application/sparql-query\r\nContent-Length: {}\r\n\r\n{long}",
        server.address,
        long.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    drop(stream);
    // There is one process: it answers others only once it has been ended.
    assert_eq!(server.ask("ASK { ?s ?p ?o }", "application/json").json()["boolean"], true);
}

/// The IRIs below the base that a graph describes.
fn described(graph: &Path) -> BTreeSet<String> {
    let dump = pedigraph()
        .arg("query")
        .arg("CONSTRUCT WHERE { ?s ?p ?o }")
        .arg("--graph")
        .arg(graph)
        .output()
        .unwrap();
    let subject = |quad: Quad| match quad.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.into_string(),
        NamedOrBlankNode::BlankNode(node) => panic!("a blank node: {node}"),
    };
    quads(&dump.stdout, RdfFormat::Turtle)
        .into_iter()
        .map(subject)
        .filter(|iri| iri.starts_with(BASE))
        .collect()
}

#[test]
fn every_iri_leads_to_its_page_and_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let all = described(&graph);
    assert!(all.len() > 150, "{}", all.len());
    for iri in &all {
        let path = format!("/{}", iri.strip_prefix(BASE).unwrap());
        for (media_type, ending, format) in [
            ("text/turtle", ".ttl", Some(RdfFormat::Turtle)),
            ("application/n-triples", ".nt", Some(RdfFormat::NTriples)),
            ("application/rdf+xml", ".rdf", Some(RdfFormat::RdfXml)),
            ("application/ld+json", ".jsonld", None),
        ] {
            let see = server.accept(&path, media_type);
            assert_eq!((see.status, see.head("location")), (303, format!("{path}{ending}")));
            assert!(see.head("vary").contains("accept"));
            let data = server.get(&see.head("location"));
            assert_eq!((data.status, data.head("content-type").as_str()), (200, media_type), "{path}");
            if let Some(format) = format {
                let about = quads(&data.body, format);
                assert!(about.iter().any(|q| q.subject.to_string() == format!("<{iri}>")), "{iri}");
            } else {
                assert!(data.text().contains(iri.rsplit('/').next().unwrap()));
            }
        }
        let see = server.accept(&path, "text/html,application/xhtml+xml,*/*;q=0.8");
        assert_eq!(see.status, 303);
        let page = server.get(&see.head("location"));
        assert_eq!(
            (page.status, page.head("content-type").as_str()),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
    }
    // The whole path of the IRI leads there too, as a proxy may send it on.
    let long = server.accept("/pedigraph/id/us/executive-order/13571", "text/turtle");
    assert_eq!((long.status, long.head("location").as_str()), (303, "/us/executive-order/13571.ttl"));
    for path in [
        "/us/executive-order/99999",
        "/us/../us/executive-order/13571",
        "/us/%2e%2e/x",
        "/%00",
        "/%ff",
        "/nothing/",
    ] {
        problem(&server.get(path), 404, "nothing in the graph");
    }
    let terms = server.accept("/ns", "text/turtle");
    assert_eq!((terms.status, terms.head("location").as_str()), (303, "/ns/ontology.ttl"));
    assert!(!quads(&server.get("/ns/ontology.ttl").body, RdfFormat::Turtle).is_empty());
}

#[test]
fn pages_and_data_are_those_of_the_published_site() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, site) = (seed(folder.path()), folder.path().join("site"));
    let config = "tests/fixtures/publish.toml";
    let done = pedigraph()
        .args(["publish", "--config", config, "--graph"])
        .arg(&graph)
        .arg("--output")
        .arg(&site)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let server = Server::start(&graph, &["--rate", "0", "--site", config]);
    let mut same = 0;
    for file in common::files(&site) {
        let path = file.strip_prefix(&site).unwrap().to_str().unwrap();
        // The first page and the questions tell of downloads and answers, which only a package has.
        let of_package = !path.contains('/') || path.starts_with("queries/") || path.starts_with("data/");
        if of_package || path.starts_with("ns/context") {
            continue;
        }
        let reply = server.get(&format!("/{path}"));
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.body == std::fs::read(&file).unwrap(), "{path} differs");
        same += 1;
    }
    assert!(same > 150, "{same}");
    let first = server.get("/");
    assert!(first.text().contains("api/v1/openapi.json") && !first.text().contains("catalog.ttl"));
    assert_eq!(server.get("/queries/lineage/").status, 200);
    assert_eq!(server.get("/sparql?").head("content-type"), "text/turtle");
    assert!(server.accept("/sparql", "text/html").text().contains("<textarea"));
}

#[test]
fn the_api_answers_what_the_command_line_answers() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let told =
        |args: &[&str]| stdout(&[args, &["--graph", graph.to_str().unwrap(), "--format", "json"]].concat());
    for (path, args) in [
        ("policies/EO%2013571/status", &["status", "EO 13571"][..]),
        (
            "policies/us/omb-memorandum/m-16-08/status?as-of=2017-06-14",
            &["status", "M-16-08", "--as-of", "2017-06-14"],
        ),
        ("policies/M-11-24/lineage", &["lineage", "M-11-24"]),
        (
            "policies/m-11-24/lineage?direction=up&relation=all&depth=1&as-of=2012",
            &["lineage", "M-11-24", "--up", "--relation", "all", "--depth", "1", "--as-of", "2012"],
        ),
        ("policies/EO%2013571/impact", &["impact", "EO 13571"]),
        ("policies/GPRA", &["show", "GPRA"]),
        ("changes?from=2017-01-01&to=2017-06-30", &["changes", "--from", "2017-01-01", "--to", "2017-06-30"]),
    ] {
        let reply = server.get(&format!("/api/v1/{path}"));
        assert_eq!((reply.status, reply.text()), (200, told(args).as_str()), "{path}");
        // A lineage has what came after any day, unless one is asked for.
        if path.contains("/lineage") && !path.contains("as-of") {
            assert_eq!(reply.head("content-location"), "", "{path}");
            continue;
        }
        // The permalink gives the same answer, whatever is the newest day by then.
        let permalink = reply.head("content-location");
        assert!(permalink.contains("as-of=") || permalink.contains("to="), "{permalink}");
        assert!(reply.head("link").contains("rel=\"bookmark\""));
        assert_eq!(server.get(&permalink).text(), reply.text(), "{permalink}");
    }
    let csv = server.get("/api/v1/queries/lineage?policy=EO%2013571&format=csv");
    let expected = stdout(&[
        "query",
        "lineage",
        "--graph",
        graph.to_str().unwrap(),
        "-p",
        "policy=EO 13571",
        "--format",
        "csv",
    ]);
    assert_eq!(
        (csv.text(), csv.head("content-type").as_str()),
        (expected.as_str(), "text/csv; charset=utf-8")
    );
    let made = server.accept("/api/v1/queries/legal-force?asOf=2017-06-15", "text/turtle");
    assert!(!quads(&made.body, RdfFormat::Turtle).is_empty());
    let all: Vec<String> = server.get("/api/v1/queries").json()["queries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| q["name"].as_str().unwrap().to_owned())
        .collect();
    assert!(all.contains(&"lineage".to_owned()) && all.len() > 15);
    let sources = server.get("/api/v1/sources").json();
    assert_eq!(sources["sources"].as_array().unwrap().len(), 1);
    let feed = server.get("/api/v1/changes.atom?from=2011-01-01&to=2017-12-31");
    assert_eq!(
        (feed.status, feed.head("content-type").as_str()),
        (200, "application/atom+xml; charset=utf-8")
    );
    assert!(feed.text().contains("M-16-08"));
    // Nothing is told yet of days that are to come.
    assert_eq!(server.get("/api/v1/changes?from=9999").status, 200);
    let described = server.get("/api/v1/openapi.json").json();
    let forms = |query: &str| {
        described["paths"][format!("/queries/{query}")]["get"]["responses"]["200"]["content"].clone()
    };
    assert!(forms("lineage").get("text/csv").is_some() && forms("lineage").get("text/turtle").is_none());
    assert!(
        forms("annotations").get("text/csv").is_none() && forms("annotations").get("text/turtle").is_some()
    );
    assert_eq!(described["openapi"], "3.1.0");
    assert!(described["paths"].as_object().unwrap().len() > 20);
}

#[test]
fn lists_are_searched_filtered_and_paged() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let names = |path: &str| -> Vec<String> {
        let reply = server.get(path);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["policies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["iri"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = names("/api/v1/policies?limit=1000");
    assert_eq!(all.len(), 25);
    let (mut paged, mut next) = (Vec::new(), Some("/api/v1/policies?limit=4".to_owned()));
    while let Some(path) = next {
        let reply = server.get(&path);
        paged.extend(names(&path));
        let link = reply.head("link");
        next = link
            .split(", ")
            .find(|l| l.ends_with("rel=\"next\""))
            .map(|l| l[1..l.find('>').unwrap()].to_owned());
    }
    assert_eq!(paged, all);
    let orders = names("/api/v1/policies?type=executive-order&limit=1000");
    assert!(!orders.is_empty() && orders.iter().all(|iri| iri.contains("/executive-order/")));
    let ended = names("/api/v1/policies?status=ended");
    assert!(ended.iter().any(|iri| iri.ends_with("m-16-08")));
    assert!(
        !names("/api/v1/policies?status=ended&as-of=2017-06-14").iter().any(|iri| iri.ends_with("m-16-08"))
    );
    let by = names("/api/v1/policies?body=OMB&from=2011&to=2011");
    assert!(!by.is_empty() && by.iter().all(|iri| iri.contains("m-11-")), "{by:?}");
    assert!(names("/api/v1/policies?q=customer+service")[0].contains("customer-service"));
    for (path, words) in [
        ("/api/v1/policies?colour=red", "expected one of q, type"),
        ("/api/v1/policies?limit=0", "from 1 to 1000"),
        ("/api/v1/policies?limit=5&limit=6", "twice"),
        ("/api/v1/policies?as-of=someday", "`as-of`: expected a day"),
        ("/api/v1/policies?type=poem", "executive order"),
        ("/api/v1/policies?status=fine", "in force in part"),
        ("/api/v1/policies?from=2020&to=2010", "on or before"),
        ("/api/v1/policies/GPRA/lineage?relation=likes", "based-on"),
        ("/api/v1/policies/GPRA/lineage?direction=left", "up, down or both"),
        ("/api/v1/changes?from=2020&to=2010", "on or before"),
        ("/api/v1/queries/lineage", "policy"),
        ("/api/v1/queries/policies?format=turtle", "csv"),
    ] {
        problem(&server.get(path), 400, words);
    }
    for path in [
        "/api/v1/policies/M-11-24/nope",
        "/api/v1/policies/M-11-24/Status",
        "/api/v1/policies/M-11-24/status/",
        "/us/executive-order/13571//",
        "/api/v1/policies/EO%2099999",
        "/api/v1/policies/EO%2099999/status",
        "/api/v1/policies?body=Nobody+at+all",
        "/api/v1/queries/nothing",
        "/api/v1/nothing",
        "/api/v2",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn each_form_of_an_answer_has_a_tag_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let forms =
        ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "text/html"];
    for path in ["/sparql", "/sparql?query=DESCRIBE+ped:rescinds"] {
        let tags: BTreeSet<String> = forms[..if path.contains('?') { 4 } else { 5 }]
            .iter()
            .map(|form| server.accept(path, form).head("etag"))
            .collect();
        assert_eq!(tags.len(), if path.contains('?') { 4 } else { 5 }, "{path}: {tags:?}");
    }
}

#[test]
fn what_a_client_has_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    for path in [
        "/us/executive-order/13571.ttl",
        "/us/executive-order/13571/",
        "/api/v1/policies",
        "/api/v1/sources",
        "/sparql?query=ASK%7B%7D",
    ] {
        let first = server.get(path);
        let (tag, day) = (first.head("etag"), first.head("last-modified"));
        for (name, value) in [("If-None-Match", tag.as_str()), ("If-Modified-Since", day.as_str())] {
            let again = server.send("GET", path, &[(name, value)], &[]);
            assert_eq!((again.status, again.body.len(), again.head("etag")), (304, 0, tag.clone()), "{path}");
        }
        assert_eq!(server.send("GET", path, &[("If-None-Match", "\"other\"")], &[]).body, first.body);
    }
    // What may be another answer the next time has no version.
    for path in [
        "/sparql?query=SELECT%20(NOW()%20AS%20%3Fn)%20%7B%7D",
        "/api/v1/policies?as-of=today",
        "/api/v1/queries/in-force?asOf=today",
    ] {
        let moving = server.get(path);
        assert_eq!(
            (moving.status, moving.head("etag"), moving.head("last-modified")),
            (200, String::new(), String::new())
        );
    }
    // Another public address makes other pages of the same graph.
    let tag = server.get("/us/executive-order/13571/").head("etag");
    let other = Server::start(&graph, &["--rate", "0", "--url", "https://policies.example.gov/p/"]);
    let again = other.send("GET", "/us/executive-order/13571/", &[("If-None-Match", &tag)], &[]);
    assert_eq!(again.status, 200);
    assert_eq!(other.send("GET", "/healthz", &[("Host", "policies.example.gov")], &[]).status, 200);
    assert!(
        other
            .get("/us/executive-order/13571.ttl")
            .text()
            .contains("<https://policies.example.gov/p/us/executive-order/13571.ttl>")
    );
    assert!(
        server
            .get("/us/executive-order/13571.ttl")
            .text()
            .contains(&format!("<http://{}/us/", server.address))
    );
    let packed = server.send("GET", "/us/executive-order/13571.ttl", &[("Accept-Encoding", "gzip")], &[]);
    assert_eq!(packed.head("content-encoding"), "gzip");
}

#[test]
fn strangers_are_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let server =
        Server::start(&seed(folder.path()), &["--rate", "0", "--allow-host", "policies.example.gov"]);
    let named = |name: &str| server.send("GET", "/healthz", &[("Host", name)], &[]);
    for name in [
        "localhost",
        "localhost:7878",
        "127.0.0.1",
        "[::1]:99",
        "Policies.Example.gov",
        "policies.example.gov:443",
    ] {
        assert_eq!(named(name).status, 200, "{name}");
    }
    for name in
        ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example", "policies.example.gov.evil"]
    {
        problem(&named(name), 421, "host");
    }
    let page = server.get("/");
    for (head, words) in [
        ("content-security-policy", "default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert!(page.head(head).contains(words), "{head}");
    }
    assert!(!page.text().contains("<script>") && !page.text().contains("onclick"));
}

#[test]
fn too_much_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &["--rate", "2"]);
    let host = format!("Host: {}\r\n", server.address);
    // A head that is too long, and one that is no HTTP.
    let long = format!("GET /?{} HTTP/1.1\r\n{host}\r\n", "x".repeat(100_000));
    let reply = server.raw(long.as_bytes());
    assert!(matches!(reply.status, 400 | 414 | 431), "{}", reply.status);
    assert_eq!(server.raw(b"\x16\x03\x01\x02\x00\x01\r\n\r\n").status, 400);
    let body = vec![b'x'; 2 << 20];
    let big = server.send("POST", "/sparql", &[("Content-Type", "application/sparql-query")], &body);
    problem(&big, 413, "bytes");
    let mut refused = 0;
    for _ in 0..30 {
        let reply = server.get("/api/v1/sources");
        if reply.status == 429 {
            problem(&reply, 429, "more requests");
            assert!(reply.head("retry-after").parse::<u32>().unwrap() >= 1);
            refused += 1;
        }
    }
    assert!(refused > 15, "{refused}");
    // Who looks after it is always answered.
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn busy_processes_are_told_and_cheap_requests_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &["--rate", "0", "--workers", "1", "--timeout", "20"]);
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g && ?c != ?f) }";
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..14).map(|_| scope.spawn(|| server.ask(long, "text/csv").status)).collect();
        std::thread::sleep(Duration::from_secs(1));
        for _ in 0..20 {
            assert_eq!(server.get("/api/v1/policies/GPRA/status").status, 200);
        }
        let metrics = server.get("/metrics");
        assert!(metrics.text().contains("pedigraph_queries_asked 1"), "{}", metrics.text());
        let ended: Vec<u16> = asked.into_iter().map(|a| a.join().unwrap()).collect();
        assert!(ended.contains(&503) && ended.contains(&422), "{ended:?}");
    });
}

#[test]
fn logs_hold_no_queries() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    server.get("/api/v1/policies?q=secretword");
    let line = server.wait_for("/api/v1/policies");
    assert!(!line.contains("secretword"), "{line}");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((line["status"].as_u64(), line["method"].as_str()), (Some(200), Some("GET")));
}

#[test]
fn a_newer_graph_is_served_without_a_failed_request() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let done = AtomicBool::new(false);
    let (asked, longest) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for n in 0..3 {
            let (server, done, asked) = (&server, &done, &asked);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    let reply = match n {
                        0 => server.get("/api/v1/policies"),
                        1 => server.ask("SELECT (COUNT(*) AS ?n) { ?p a ped:Policy }", "text/csv"),
                        _ => server.get("/us/executive-order/13571/"),
                    };
                    assert_eq!(reply.status, 200, "{}", reply.text());
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for n in 0..5 {
            let page = folder.path().join(format!("page-{n}.md"));
            let text = format!(
                "---\ntitle: Page {n}\n---\n\nExecutive Order 2000{n} rescinds Executive Order 13571.\n"
            );
            std::fs::write(&page, text).unwrap();
            ingest(&[&page], &graph);
            server.wait_for("serving a newer graph");
            longest.store(n + 1, Ordering::Relaxed);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 20);
    assert_eq!(server.get("/api/v1/policies?limit=1000").json()["total"], 30);
    assert_eq!(server.ask("SELECT (COUNT(*) AS ?n) { ?p a ped:Policy }", "text/csv").text(), "n\r\n30\r\n");
    assert_eq!(server.get("/healthz").json()["reloads"], 5);
}

#[test]
fn a_damaged_graph_is_told_and_never_served() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let before = server.get("/us/executive-order/13571.ttl").body;
    let manifest = graph.join("manifest.json");
    let whole = std::fs::read(&manifest).unwrap();
    std::fs::write(&manifest, &whole[..whole.len() / 2]).unwrap();
    server.wait_for("the graph cannot be served");
    let health = server.get("/healthz");
    assert_eq!(health.status, 503);
    assert!(health.json()["failure"].as_str().unwrap().contains("manifest.json"));
    assert_eq!(server.get("/us/executive-order/13571.ttl").body, before);
    assert_eq!(server.ask("ASK { ?s ?p ?o }", "application/json").json()["boolean"], true);
    std::fs::write(&manifest, &whole).unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while server.get("/healthz").status != 200 {
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(100));
    }
    // What is served needs no file of the directory any more.
    let moved = folder.path().join("moved");
    let served = Server::start(&graph, &ANY_RATE);
    std::fs::rename(&graph, &moved).unwrap();
    served.wait_for("the graph cannot be served");
    for path in [
        "/",
        "/queries/lineage/",
        "/queries/lineage.rq",
        "/us/executive-order/13571/",
        "/api/v1/queries/policies",
        "/api/v1/sources",
    ] {
        assert_eq!(served.get(path).status, 200, "{path}");
    }
    assert_eq!(served.ask("ASK { ?s ?p ?o }", "application/json").json()["boolean"], true);
    std::fs::rename(&moved, &graph).unwrap();
    // A graph that is damaged from the beginning is not served at all.
    std::fs::write(&manifest, &whole[..whole.len() / 2]).unwrap();
    let output =
        pedigraph().args(["serve", "--listen", "127.0.0.1:0", "--graph"]).arg(&graph).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn open_requests_are_answered_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&seed(folder.path()), &["--rate", "0", "--timeout", "3"]);
    let long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g && ?c != ?f) }";
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {}\r\n\r\n{long}",
        long.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let pid = Pid::from_raw(i32::try_from(server.id()).unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    assert_eq!(server.ended(), Some(0));
    assert!(TcpStream::connect(&server.address).is_err());
}

#[test]
fn data_of_a_policy_are_what_the_graph_says_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let iri = format!("{BASE}us/executive-order/13571");
    let told = server.ask(&format!("CONSTRUCT WHERE {{ <{iri}> ?p ?o }}"), "application/n-triples");
    let data: Dataset =
        quads(&server.get("/us/executive-order/13571.nt").body, RdfFormat::NTriples).into_iter().collect();
    let told = quads(&told.body, RdfFormat::NTriples);
    assert!(told.len() > 10);
    for quad in &told {
        assert!(data.contains(quad), "{quad}");
        assert!(!matches!(quad.object, Term::BlankNode(_)));
    }
}
