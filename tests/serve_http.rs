//! The server as HTTP has it: whom a request names, which form and version it wants, what is too slow or too long, whose
//! scripts may read the answer.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "common/http.rs"]
mod http;
#[path = "common/schema.rs"]
mod schema;

use common::stdout;
use http::{Server, last, problem, seed};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const ANY_RATE: [&str; 2] = ["--rate", "0"];

/// A request as it is written, which ends the connection.
fn text(target: &str, heads: &[&str]) -> String {
    let heads: String = heads.iter().map(|head| format!("{head}\r\n")).collect();
    format!("GET {target} HTTP/1.1\r\n{heads}Connection: close\r\n\r\n")
}

#[test]
fn a_request_names_one_host() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let raw = |target: &str, heads: &[&str]| server.raw(text(target, heads).as_bytes());
    problem(&raw("/healthz", &["Host: localhost", "Host: localhost"]), 400, "one Host, found 2");
    problem(&raw("/healthz", &["Host: localhost", "Host: evil.example"]), 400, "one Host");
    problem(&raw("/healthz", &[]), 400, "found none");
    for wrong in ["Host: a@localhost", "Host: local host", "Host: localhost/", "Host: [::1"] {
        problem(&raw("/healthz", &[wrong]), 400, "host");
    }
    // What the target names counts, and not `Host`.
    problem(&raw("http://evil.example/healthz", &["Host: localhost"]), 421, "host");
    assert_eq!(raw("http://localhost/healthz", &["Host: evil.example"]).status, 200);
    problem(&raw("http://localhost/healthz", &["Host: localhost", "Host: localhost"]), 400, "one Host");
    problem(&raw("http://localhost/healthz", &[]), 400, "found none");
    let described = raw("http://localhost:99/api/v1/openapi.json", &["Host: 127.0.0.1"]);
    assert_eq!(described.json()["servers"][0]["url"], "http://localhost:99/api/v1");
    let old = server.raw(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assert_eq!(old.status, 200);
    problem(&server.raw(b"GET /healthz HTTP/1.0\r\n\r\n"), 421, "host");
    // What a browser asks first is refused alike.
    let asks = [
        ("Host", "evil.example"),
        ("Origin", "http://evil.example"),
        ("Access-Control-Request-Method", "POST"),
    ];
    problem(&server.send("OPTIONS", "/sparql", &asks, &[]), 421, "host");
}

#[test]
fn a_coding_that_there_is_not_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    for path in ["/api/v1/policies", "/us/executive-order/13571.ttl", "/sparql?query=ASK%7B%7D"] {
        let coded = |coding: &str| server.send("GET", path, &[("Accept-Encoding", coding)], &[]);
        for none in ["identity;q=0", "*;q=0", "br, identity;q=0"] {
            let refused = coded(none);
            problem(&refused, 406, "gzip or identity");
            assert_eq!(
                (refused.head("etag"), refused.head("content-encoding")),
                (String::new(), String::new())
            );
        }
        assert_eq!(coded("br").status, 200);
    }
    let packed = server.send("GET", "/api/v1/policies", &[("Accept-Encoding", "identity;q=0, gzip")], &[]);
    // In one line, as caches read it.
    let lines: Vec<&str> =
        packed.heads.iter().filter(|(name, _)| name == "vary").map(|(_, line)| line.as_str()).collect();
    assert_eq!(lines, ["accept, accept-encoding, origin"]);
    assert_eq!((packed.status, packed.head("content-encoding").as_str()), (200, "gzip"));
}

#[test]
fn a_version_that_is_wanted_is_given_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    for path in
        ["/us/executive-order/13571.ttl", "/api/v1/policies", "/api/v1/sources", "/sparql?query=ASK%7B%7D"]
    {
        let first = server.get(path);
        let (tag, day) = (first.head("etag"), first.head("last-modified"));
        let asked = |name: &str, value: &str| server.send("GET", path, &[(name, value)], &[]);
        assert_eq!(asked("If-Match", "*").body, first.body, "{path}");
        assert_eq!(asked("If-Unmodified-Since", &day).body, first.body, "{path}");
        // Tags are compared strongly, and these are weak.
        problem(&asked("If-Match", &tag), 412, "another version");
        problem(&asked("If-Match", "\"other\""), 412, "another version");
        problem(&asked("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"), 412, "another version");
    }
    // What is not there has no version, and an answer to POST is no version of the endpoint.
    problem(&server.send("GET", "/nothing", &[("If-Match", "\"x\"")], &[]), 404, "nothing");
    let direct = ("Content-Type", "application/sparql-query");
    let first = server.send("POST", "/sparql", &[direct], b"ASK {}");
    for (name, value) in [("If-None-Match", first.head("etag")), ("If-Match", "\"x\"".to_owned())] {
        assert_eq!(server.send("POST", "/sparql", &[direct, (name, &value)], b"ASK {}").body, first.body);
    }
}

#[test]
fn answers_of_the_api_have_the_form_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let graph = graph.to_str().unwrap();
    let search = ["search", "customer", "service", "--limit", "3", "--format", "csv", "--graph", graph];
    let csv = server.accept("/api/v1/policies?q=customer+service&limit=3", "text/csv");
    assert_eq!((csv.status, csv.head("content-type").as_str()), (200, "text/csv; charset=utf-8"));
    assert_eq!(csv.text(), stdout(&search));
    assert!(csv.head("link").contains("rel=\"next\"") && csv.head("vary").contains("accept"));
    let json = server.get("/api/v1/policies?q=customer+service&limit=3");
    assert_ne!(json.head("etag"), csv.head("etag"));
    let iris = |row: &str| row.split(',').next().unwrap().to_owned();
    let listed: Vec<String> = csv.text().lines().skip(1).map(iris).collect();
    let all = json.json()["policies"].as_array().unwrap().clone();
    assert_eq!(all.iter().map(|p| p["iri"].as_str().unwrap()).collect::<Vec<_>>(), listed);
    problem(&server.accept("/api/v1/policies", "text/turtle"), 406, "application/json, text/csv");
    for path in ["policies/GPRA", "policies/GPRA/status", "changes", "sources", "queries"] {
        problem(&server.accept(&format!("/api/v1/{path}"), "text/csv"), 406, "application/json");
        assert_eq!(server.accept(&format!("/api/v1/{path}"), "text/html, */*;q=0.1").status, 200, "{path}");
    }
    assert_eq!(server.accept("/api/v1/changes.atom", "text/html").status, 200);
    problem(&server.get("/api/v1/sources?x=1"), 400, "expected no parameters, found `x`");
    problem(&server.get("/api/v1/queries?x=1"), 400, "expected no parameters, found `x`");
    problem(&server.get("/api/v1/policies/GPRA/status?x=1"), 400, "no parameter but as-of, found `x`");
}

/// An address of the API with values for its parameters, as its description has them.
fn filled(path: &str, of: &serde_json::Value) -> String {
    let example = |parameter: &serde_json::Value| match parameter["name"].as_str().unwrap() {
        "asOf" => "2017-06-15".to_owned(),
        "depth" => "2".to_owned(),
        _ => parameter["schema"]["examples"][0].as_str().unwrap_or_default().to_owned(),
    };
    let parameters = of["parameters"].as_array().cloned().unwrap_or_default();
    let mut query = form_urlencoded::Serializer::new(String::new());
    for parameter in parameters.iter().filter(|p| p["in"] == "query") {
        query.append_pair(parameter["name"].as_str().unwrap(), &example(parameter));
    }
    format!("/api/v1{}?{}", path.replace("{id}", "EO%2013571"), query.finish())
}

#[test]
fn answers_are_what_the_description_of_the_api_says() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let described = server.get("/api/v1/openapi.json").json();
    let (mut answers, mut problems) = (0, 0);
    for (path, of) in described["paths"].as_object().unwrap() {
        let of = &of["get"];
        let asked = filled(path, of);
        for (media_type, content) in of["responses"]["200"]["content"].as_object().unwrap() {
            let reply = server.accept(&asked, media_type);
            assert_eq!(reply.status, 200, "{asked}: {}", reply.text());
            assert!(
                reply.head("content-type").starts_with(media_type),
                "{asked}: {}",
                reply.head("content-type")
            );
            if media_type.ends_with("json") {
                let faults = schema::faults(&described, &content["schema"], &reply.json());
                assert!(faults.is_empty(), "{asked}: {faults:?}");
                // A schema that takes anything tells nothing.
                assert!(
                    !schema::faults(&described, &content["schema"], &serde_json::json!([])).is_empty(),
                    "{path}"
                );
            }
            answers += 1;
        }
        let wrong = server.get(&format!("{asked}&nothing=1"));
        let content = &of["responses"][wrong.status.to_string()]["content"][wrong.head("content-type")];
        let faults = schema::faults(&described, &content["schema"], &wrong.json());
        assert!(wrong.status == 400 && faults.is_empty(), "{asked}: {} {faults:?}", wrong.status);
        problems += 1;
    }
    assert!(answers > 60 && problems > 20, "{answers} answers, {problems} problems");
}

#[test]
fn a_name_that_fits_several_is_told_in_the_same_words() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let server = Server::start(&graph, &ANY_RATE);
    let told =
        common::pedigraph().args(["status", "customer service", "--graph"]).arg(&graph).output().unwrap();
    let told = String::from_utf8(told.stderr).unwrap();
    let words = told.trim().trim_start_matches("error: ").replace(":\n  ", ": ").replace("\n  ", "; ");
    let reply = server.get("/api/v1/policies/customer%20service/status");
    problem(&reply, 404, "can be any of");
    assert!(words.contains(reply.json()["detail"].as_str().unwrap()), "{words}\n{}", reply.text());
}

#[test]
fn what_is_too_long_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let head = |length: u64| {
        format!(
            "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let begun = Instant::now();
    let mut stream = server.connect();
    stream.write_all(head((1 << 20) + 1).as_bytes()).unwrap();
    let reply = last(&mut stream);
    problem(&reply, 413, "1048576 bytes");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // A client that writes it all first can read the answer too.
    let body = vec![b'x'; 6 << 20];
    let mut stream = server.connect();
    stream.write_all(head(body.len() as u64).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(&body).unwrap();
    problem(&last(&mut stream), 413, "1048576 bytes");
}

#[test]
fn a_slow_head_is_told_and_a_client_that_rests_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&seed(folder.path()), &ANY_RATE);
    let mut slow = server.connect();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").unwrap();
    let mut rests = server.connect();
    rests.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let begun = Instant::now();
    let reply = last(&mut slow);
    problem(&reply, 408, "within 15 s");
    assert_eq!(reply.head("connection"), "close");
    let mut all = String::new();
    rests.read_to_string(&mut all).unwrap();
    assert!(all.starts_with("HTTP/1.1 200") && !all.contains("408"), "{all}");
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
}

#[test]
fn sites_whose_scripts_may_read_are_those_that_were_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let graph = seed(folder.path());
    let (one, two) = ("https://one.example", "http://localhost:3000");
    for (options, of_one, of_two) in [
        (&[][..], "", ""),
        (&["--url", "https://policies.example.gov/"], "*", "*"),
        (&["--url", "https://policies.example.gov/", "--cors", "none"], "", ""),
        (&["--cors", "*"], "*", "*"),
        (&["--cors", one], one, ""),
        (&["--cors", one, "--cors", two], one, two),
    ] {
        let server = Server::start(&graph, &[&ANY_RATE[..], options].concat());
        for (origin, allowed) in
            [(one, of_one), (two, of_two), ("null", if of_one == "*" { "*" } else { "" })]
        {
            let asks = [("Origin", origin), ("Access-Control-Request-Method", "POST")];
            let before = server.send("OPTIONS", "/sparql", &asks, &[]);
            assert_eq!((before.status, before.head("access-control-allow-origin").as_str()), (200, allowed));
            for path in ["/", "/sparql?query=ASK%7B%7D", "/api/v1/policies", "/nothing"] {
                let reply = server.send("GET", path, &[("Origin", origin)], &[]);
                assert_eq!(reply.head("access-control-allow-origin"), allowed, "{options:?} {origin} {path}");
                assert!(allowed == "*" || reply.head("vary").contains("origin"), "{path}");
            }
        }
    }
    let wide = Server::start(&graph, &["--rate", "0", "--listen", "0.0.0.0:0"]);
    assert_eq!(wide.send("GET", "/", &[("Origin", one)], &[]).head("access-control-allow-origin"), "*");
    let wrong = common::pedigraph().args(["serve", "--cors", "one.example"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("none or an origin"));
}
