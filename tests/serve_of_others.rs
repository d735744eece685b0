//! The server over RDF that others wrote: their IRIs, and graphs in which nothing is dated.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "common/http.rs"]
mod http;

use common::stdout;
use http::Server;
use std::path::{Path, PathBuf};

const ANY_RATE: [&str; 2] = ["--rate", "0"];

/// A graph directory of a document in Turtle.
fn graph(folder: &Path, turtle: &str) -> PathBuf {
    let (input, graph) = (folder.join("others.ttl"), folder.join("graph"));
    let prefixes =
        "@prefix ped: <https://w3id.org/pedigraph/ns#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <https://x.example/> .\n";
    std::fs::write(&input, format!("{prefixes}{turtle}")).unwrap();
    stdout(&["ingest", input.to_str().unwrap(), "--graph", graph.to_str().unwrap(), "--quiet"]);
    graph
}

/// Seen: what others call a policy was not found.
#[test]
fn a_policy_is_found_by_the_iri_that_others_have_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(
        folder.path(),
        "<https://x.example/law/1> a ped:Policy ; dct:title \"Lamps of the Harbor\"@en ; dct:issued \"2011-01-02\"^^xsd:date .
         <urn:lex:lamps> a ped:Policy ; dct:title \"Lights of the Harbor\"@en ; dct:issued \"2011-01-02\"^^xsd:date .",
    );
    let server = Server::start(&graph, &ANY_RATE);
    for (iri, name) in [
        ("https%3A%2F%2Fx.example%2Flaw%2F1", "Lamps"),
        ("https://x.example/law/1", "Lamps"),
        ("urn%3Alex%3Alamps", "Lights"),
    ] {
        for part in ["", "/status", "/lineage"] {
            let reply = server.get(&format!("/api/v1/policies/{iri}{part}"));
            assert!(reply.status == 200 && reply.text().contains(name), "{iri}{part}: {}", reply.text());
        }
    }
    assert_eq!(server.get("/api/v1/policies/https%3A%2F%2Fx.example%2Flaw%2F2").status, 404);
}

/// Seen: answers over a graph in which nothing is dated were of 1970-01-01.
#[test]
fn where_nothing_is_dated_no_day_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let turtle = "ex:a a ped:Policy ; dct:title \"Lamps of the Harbor\"@en ; ped:rescinds ex:b .
        ex:b a ped:Policy ; dct:title \"Lights of the Harbor\"@en .";
    let graph = graph(folder.path(), turtle);
    let server = Server::start(&graph, &ANY_RATE);
    let policy = "https%3A%2F%2Fx.example%2Fb";
    for path in [
        "/api/v1/policies".to_owned(),
        format!("/api/v1/policies/{policy}"),
        format!("/api/v1/policies/{policy}/status"),
        format!("/api/v1/policies/{policy}/impact"),
        format!("/api/v1/policies/{policy}/lineage"),
    ] {
        let reply = server.get(&path);
        let text = reply.text().replace(' ', "");
        assert!(reply.status == 200 && text.contains("\"asOf\":null"), "{path}: {text}");
        let link = reply.head("link");
        assert!(!link.contains("as-of") && !link.contains("1970"), "{path}: {link}");
    }
    for path in ["/", "/us/policy/elsewhere/x.example~b/"] {
        let page = server.accept(path, "text/html");
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        assert!(!text.contains("1970") && !text.contains("262143"), "{path}: {text}");
        assert!(text.contains("no day, since nothing in the graph is dated"), "{path}: {text}");
    }
    let reply = server.get("/api/v1/changes");
    assert!(
        reply.status == 400 && reply.text().contains("nothing in the graph is dated"),
        "{}",
        reply.text()
    );
    assert_eq!(server.get("/api/v1/changes?from=2001-01-01&to=2002-01-01").status, 200);
}

/// Seen: an IRI with an escaped slash, or one that ends like a file of data, led to another thing.
#[test]
fn an_iri_leads_to_its_own_thing() {
    let folder = tempfile::tempdir().unwrap();
    let (input, graph) = (folder.path().join("others.nt"), folder.path().join("graph"));
    let line = |path: &str, colour: &str| {
        format!("<https://x.example/{path}> <https://x.example/ns/colour> \"{colour}\" .\n")
    };
    let lines = [
        line("law/a", "blue"),
        line("law/a.ttl", "red"),
        line("law/a%2Fb", "green"),
        line("law/a/b", "black"),
    ];
    std::fs::write(&input, lines.concat()).unwrap();
    let (input, kept) = (input.to_str().unwrap(), graph.to_str().unwrap());
    stdout(&["ingest", input, "--graph", kept, "--base", "https://x.example/", "--quiet"]);
    let server = Server::start(&graph, &ANY_RATE);
    for (path, to, colour) in [
        ("/law/a", "/law/a/index.ttl", "blue"),
        ("/law/a.ttl", "/law/a.ttl.ttl", "red"),
        ("/law/a%2Fb", "/law/a%2Fb.ttl", "green"),
        ("/law/a/b", "/law/a/b.ttl", "black"),
    ] {
        let led = server.accept(path, "text/turtle");
        assert_eq!((led.status, led.head("location").as_str()), (303, to), "{path}");
        let data = server.get(to).text().to_owned();
        assert!(data.contains(colour) && data.matches("colour").count() == 1, "{path}: {data}");
        let page = server.accept(path, "text/html").head("location");
        assert!(server.get(&page).text().contains(colour), "{path}: {page}");
    }
    for path in ["/catalog.ttl", "/data/graph.nq.gz"] {
        let reply = server.get(path);
        assert!(reply.status == 404 && reply.text().contains("of a package"), "{path}: {}", reply.text());
    }
}
