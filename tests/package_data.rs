//! What a package says as linked data: valid documents, IRIs that lead to them, versions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod common;

use common::package::{Place, SEED, tree};
use common::{pedigraph, stdout};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Orders of the register, some of which act on others.
const REGISTER: &str = "tests/fixtures/examples/register.csv";

/// A judgement on the graph of a place.
fn curate(place: &Place, judgement: &[&str]) {
    let graph = place.path("graph");
    let by = ["--author", "A. Curator", "--day", "2026-11-30", "--reason", "As printed.", "--graph", &graph];
    let mut args = vec!["curate"];
    args.extend(judgement);
    args.extend(by);
    stdout(&args);
}

/// The triples of a file.
fn triples(path: &str, bytes: &[u8]) -> BTreeSet<String> {
    let json = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
    let format = if path.ends_with(".ttl") { RdfFormat::Turtle } else { json };
    RdfParser::from_format(format).for_slice(bytes).map(|quad| quad.unwrap().to_string()).collect()
}

/// Seen: policies that a statement names stood in the files of others without a label, and sources without their checksums,
/// so that each file broke the shapes.
#[test]
fn each_file_of_data_is_a_valid_graph() {
    let place = Place::new();
    place.ingest(&[SEED, REGISTER]);
    curate(&place, &["reject", "M-11-24", "implements", "EO 13571"]);
    curate(&place, &["accept", "M-17-26", "rescinds", "M-16-08"]);
    curate(&place, &["set", "M-11-24", "--issued", "2011-06-13"]);
    place.publish("site");
    let all = tree(&place.path("site"));
    let is_data = |path: &str| {
        let below = ["us/", "source/", "statement/"].iter().any(|start| path.starts_with(start));
        below && (path.ends_with(".ttl") || path.ends_with(".jsonld"))
    };
    let files: Vec<&String> = all.keys().filter(|path| is_data(path)).collect();
    let judged = ["us/omb-memorandum/m-11-24", "us/omb-memorandum/m-16-08", "us/executive-order/13571"];
    let sample: Vec<&String> = (files.iter().enumerate())
        .filter(|(at, path)| at % 9 == 0 || judged.iter().any(|start| path.starts_with(start)))
        .map(|(_, path)| *path)
        .collect();
    assert!(sample.len() > 30 && sample.iter().any(|path| path.starts_with("statement/")), "{sample:?}");
    for path in &sample {
        let file = place.path(&format!("site/{path}"));
        let run = pedigraph().args(["check", "--rdf", &file]).output().unwrap();
        let told = String::from_utf8_lossy(&run.stdout).into_owned();
        assert!(run.status.success() && told.contains(" 0  shapes "), "{path}: {told}");
    }
    for path in files {
        let document = format!("<https://data.example.gov/policies/{path}>");
        let told = triples(path, &all[path]);
        let has = |fact: &str| told.contains(&format!("{document} {fact}"));
        assert!(
            has("<http://rdfs.org/ns/void#inDataset> <https://data.example.gov/policies/#dataset>")
                && has(
                    "<http://purl.org/dc/terms/license> <https://creativecommons.org/publicdomain/zero/1.0/>"
                ),
            "{path}: {told:?}"
        );
        let topic = path.rsplit_once('.').unwrap().0;
        let topic =
            format!("<http://xmlns.com/foaf/0.1/primaryTopic> <https://w3id.org/pedigraph/id/{topic}>");
        assert_eq!(has(&topic), !path.starts_with("statement/"), "{path}");
        if let Some(json) = path.strip_suffix(".ttl").map(|start| format!("{start}.jsonld")) {
            let of_itself = |told: &BTreeSet<String>, document: &str| -> BTreeSet<String> {
                told.iter().filter(|triple| !triple.starts_with(document)).cloned().collect()
            };
            let other = format!("<https://data.example.gov/policies/{json}>");
            assert_eq!(
                of_itself(&told, &document),
                of_itself(&triples(&json, &all[&json]), &other),
                "{path}"
            );
        }
    }
}

/// A rule of an `.htaccess`: what the header `Accept` must hold, the pattern of the path, and where it leads.
struct Rule {
    accept: Option<regex::Regex>,
    pattern: regex::Regex,
    target: String,
}

/// The rules of docs/w3id.md, and the address at which a package stands.
fn redirects() -> (Vec<Rule>, String) {
    let text = fs::read_to_string("docs/w3id.md").unwrap();
    let block = text.split("```apache\n").nth(1).unwrap().split("```").next().unwrap();
    let (mut rules, mut envs, mut accept) = (Vec::new(), BTreeMap::new(), None);
    let group = regex::Regex::new(r"\$(\d)").unwrap();
    for line in block.lines() {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["RewriteCond", "%{HTTP_ACCEPT}", pattern] => accept = Some(regex::Regex::new(pattern).unwrap()),
            ["RewriteRule", "^", "-", flag] => {
                let (name, value) =
                    flag.trim_start_matches("[E=").trim_end_matches(']').split_once(':').unwrap();
                envs.insert(format!("%{{ENV:{name}}}"), value.to_owned());
            }
            ["RewriteRule", pattern, target, flags] => {
                assert!(flags.contains("R=303") && flags.contains('L'), "{line}");
                // Without NE Apache writes `#` as `%23`.
                assert_eq!(target.contains('#'), flags.contains("NE"), "{line}");
                let target =
                    envs.iter().fold((*target).to_owned(), |to, (name, value)| to.replace(name, value));
                let target = group.replace_all(&target, "$${$1}").into_owned();
                let pattern = regex::Regex::new(pattern).unwrap();
                rules.push(Rule { accept: accept.take(), pattern, target });
            }
            [] | ["#", ..] | ["Options" | "RewriteEngine", ..] => {}
            other => panic!("a line that this test does not read: {other:?}"),
        }
    }
    // A package is both.
    let all: BTreeSet<&String> = envs.values().collect();
    assert_eq!((envs.len(), all.len()), (2, 1));
    (rules, envs.into_values().next().unwrap())
}

/// Where the rules lead, below the address of the package.
fn redirected(rules: &[Rule], site: &str, path: &str, accept: &str) -> (usize, String) {
    let matches = |r: &Rule| r.accept.as_ref().is_none_or(|a| a.is_match(accept)) && r.pattern.is_match(path);
    let at = rules.iter().position(matches).unwrap_or_else(|| panic!("no rule for {path}"));
    let to = rules[at].pattern.replace(path, &rules[at].target).into_owned();
    (at, to.strip_prefix(&format!("{site}/")).unwrap_or_else(|| panic!("{path}: {to}")).to_owned())
}

const ACCEPTS: [&str; 4] =
    ["text/turtle", "application/ld+json", "application/rdf+xml", "text/html,*/*;q=0.8"];

/// Each IRI of a package, and each of the vocabulary, leads through the documented rules to a file and an anchor.
#[test]
fn the_redirects_of_w3id_find_files_and_anchors() {
    let place = Place::new();
    place.ingest(&[SEED, REGISTER]);
    curate(&place, &["accept", "M-17-26", "rescinds", "M-16-08"]);
    place.publish("site");
    let all = tree(&place.path("site"));
    let (rules, site) = redirects();
    let subject = regex::Regex::new(r"(?m)^<https://w3id.org/pedigraph/(id/[^>]+)> ").unwrap();
    let graph = triples("data/graph.ttl", &all["data/graph.ttl"]).into_iter().collect::<Vec<_>>().join("\n");
    // docs/w3id.md says which lead to nothing of their own.
    let alone = ["judgement", "curator", "publisher", "graph", "resolving", "software"];
    let subjects: BTreeSet<String> = (subject.captures_iter(&graph).map(|c| c[1].to_owned()))
        .filter(|path| !alone.contains(&path.split('/').nth(1).unwrap()) && !path.ends_with("/reading"))
        .collect();
    assert!(subjects.len() > 200, "{}", subjects.len());
    for kind in [
        "/status/",
        "/expression/",
        "/page/",
        "/office/",
        "/checksum",
        "/body/",
        "id/source/",
        "id/statement/",
        "id/mention/",
    ] {
        assert!(subjects.iter().any(|path| path.contains(kind)), "{kind}");
    }
    let mut asked = subjects.clone();
    asked.extend(
        subjects
            .iter()
            .filter(|p| p.split('/').count() < 5 && !p.ends_with("/checksum"))
            .map(|path| format!("{path}/")),
    );
    let statements = subjects.iter().filter(|path| path.starts_with("id/statement/"));
    asked.extend(statements.flat_map(|path| [format!("{path}.ttl"), format!("{path}.jsonld")]));
    asked.extend(
        [
            "",
            "id",
            "id/",
            "ns",
            "ns/",
            "ns/0.2.0",
            "ns/alignment",
            "ns/alignment/0.2.0",
            "shapes",
            "context",
            "shapes.ttl",
            "context.jsonld",
        ]
        .map(str::to_owned),
    );
    // The IRIs that the ontology's own files give themselves are among those.
    let own = regex::Regex::new(r"<https://w3id.org/pedigraph/(ns[^#>]*|shapes[^#>]*)>").unwrap();
    for path in ["ns/pedigraph.ttl", "ns/alignment.ttl", "ns/shapes.ttl"] {
        let text = std::str::from_utf8(&all[path]).unwrap();
        // A version before this one is there where the folder has had it.
        let lines = text.lines().filter(|line| !line.contains("owl:priorVersion"));
        asked.extend(lines.flat_map(|line| own.captures_iter(line)).map(|c| c[1].to_owned()));
    }
    let (mut used, mut read) = (BTreeSet::new(), BTreeMap::new());
    for (path, accept) in asked.iter().flat_map(|path| ACCEPTS.map(|accept| (path, accept))) {
        let (rule, to) = redirected(&rules, &site, path, accept);
        used.insert(rule);
        let (file, anchor) = to.split_once('#').unwrap_or((&to, ""));
        let bytes = all.get(file);
        let bytes = bytes.unwrap_or_else(|| panic!("{path} as {accept} leads to {file}, which is not there"));
        let text = std::str::from_utf8(bytes).unwrap();
        // Seen: who asked for RDF/XML got a page.
        let is_page = accept.starts_with("text/html");
        assert!(
            is_page || path.starts_with("ns/") || !to.contains(".html"),
            "{path} as {accept} leads to {to}"
        );
        assert!(anchor.is_empty() || text.contains(&format!("id=\"{anchor}\"")), "{path}: {to}");
        if !accept.starts_with("text/html") && subjects.contains(path) && !file.ends_with(".html") {
            let told: &BTreeSet<String> = read.entry(file.to_owned()).or_insert_with(|| triples(file, bytes));
            let described = format!("<https://w3id.org/pedigraph/{path}> ");
            assert!(told.iter().any(|t| t.starts_with(&described)), "{path} is not described in {file}");
        }
    }
    // Each file of the package is found by its own name, whatever is asked for.
    for (file, accept) in all.keys().flat_map(|file| ACCEPTS.map(|accept| (file, accept))) {
        let path = if file.starts_with("ns/") { file.clone() } else { format!("id/{file}") };
        let (rule, to) = redirected(&rules, &site, &path, accept);
        used.insert(rule);
        assert_eq!((&to, path.as_str()), (file, path.as_str()), "{accept}");
    }
    assert_eq!(
        used.len(),
        rules.len(),
        "a rule that is never used, of {:?}",
        rules.iter().map(|r| &r.target).collect::<Vec<_>>()
    );
    // A term's fragment stays with the browser: the page has an anchor for each.
    let page = std::str::from_utf8(&all["ns/index.html"]).unwrap();
    let term = regex::Regex::new(r"(?m)^ped:(\w+) a ").unwrap();
    for file in ["ns/pedigraph.ttl", "ns/policy-types.ttl"] {
        let text = std::str::from_utf8(&all[file]).unwrap();
        for found in term.captures_iter(text) {
            assert!(page.contains(&format!("id=\"{}\"", &found[1])), "ped:{} has no anchor", &found[1]);
        }
    }
}

/// Seen: a page of the vocabulary without author, day and licence.
#[test]
fn the_vocabulary_tells_of_itself() {
    let place = Place::new();
    place.ingest(&[REGISTER]);
    place.publish("site");
    let page = fs::read_to_string(place.path("site/ns/index.html")).unwrap();
    for part in [
        "<dt>Author</dt><dd>The Pedigraph maintainers</dd>",
        "<dt>Changed</dt><dd><time datetime=\"2026-11-30\">November 30, 2026</time></dd>",
        "<dt>Version</dt><dd>0.2.0, after <code>https://w3id.org/pedigraph/ns/0.1.0</code></dd>",
        "href=\"https://spdx.org/licenses/Apache-2.0\"",
        "href=\"https://spdx.org/licenses/MIT\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

/// A version of the vocabulary that the folder has had goes on being found.
#[test]
fn former_versions_of_the_vocabulary_stay() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    let old = place.path("site/ns/0.0.9");
    fs::create_dir(&old).unwrap();
    fs::write(format!("{old}/ontology.ttl"), "# of another version\n").unwrap();
    // As a program of another version would have written it.
    let manifest = place.path("site/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let sha256: String =
        Sha256::digest("# of another version\n").iter().map(|byte| format!("{byte:02x}")).collect();
    let entry =
        format!("\"files\": {{\n    \"ns/0.0.9/ontology.ttl\": {{\"bytes\": 21, \"sha256\": \"{sha256}\"}},");
    fs::write(&manifest, text.replace("\"files\": {", &entry)).unwrap();
    place.publish("site");
    assert_eq!(fs::read_to_string(format!("{old}/ontology.ttl")).unwrap(), "# of another version\n");
    assert!(fs::read_to_string(&manifest).unwrap().contains("ns/0.0.9/ontology.ttl"));
}

/// Seen: a graph that was again what it had been made a second entry of one version.
#[test]
fn a_version_is_listed_once() {
    let place = Place::new();
    let page = place.path("page.md");
    let text = "---\ntitle: A page\ndate: 2016-01-01\n---\n\n- [M-13-13](https://www.whitehouse.gov/m-13-13.pdf), *Open Data* (May 2013)\n";
    let versions = |place: &Place| -> Vec<String> {
        let list = fs::read(place.path("site/versions.json")).unwrap();
        let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
        let all = list["versions"].as_array().unwrap().iter();
        all.map(|v| v["version"].as_str().unwrap().to_owned()).collect()
    };
    let publish = |text: &str| {
        fs::write(&page, text).unwrap();
        place.ingest(&[&page]);
        place.publish("site");
    };
    publish(text);
    let first = versions(&place);
    publish(&text.replace("Open Data", "Open Government"));
    let both = versions(&place);
    publish(text);
    let back = versions(&place);
    assert_eq!((first.len(), both.len(), back.len()), (1, 2, 2));
    assert_eq!(back, [both[1].clone(), both[0].clone()], "the present one is the last");
    let catalog = fs::read_to_string(place.path("site/catalog.ttl")).unwrap();
    assert!(catalog.contains(&format!("#version-{}>", both[1])), "{catalog}");
    assert!(catalog.contains("dct:issued \"2016-01-01\""));
}

/// Seen: a list that was emptied was replaced by a new one, and nobody was told.
#[test]
fn a_damaged_list_of_versions_stops_the_run() {
    let place = Place::new();
    place.ingest(&[REGISTER]);
    place.publish("site");
    let file = place.path("site/versions.json");
    let whole = fs::read_to_string(&file).unwrap();
    let (graph, output) = (place.path("graph"), place.path("site"));
    let run = || {
        let config = common::package::CONFIG;
        let args = ["publish", "--graph", &graph, "--config", config, "--output", &output];
        let run = pedigraph().args(args).output().unwrap();
        (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let entry = whole.split('[').nth(1).unwrap().split(']').next().unwrap();
    let odd = whole.replace("\"day\": \"", "\"day\": \"in ");
    for (text, found) in [
        ("", "an empty file"),
        ("\n", "an empty file"),
        ("{", "something else"),
        (&whole[..whole.len() / 2], "something else"),
        (&whole.replace("versions/1", "versions/9"), "pedigraph-versions/9"),
        (&whole.replace(entry, ""), "a list without versions"),
        (&odd, "a version without its name or day"),
    ] {
        fs::remove_file(&file).unwrap();
        fs::write(&file, text).unwrap();
        let before = tree(&output);
        let (code, told) = run();
        assert_eq!(code, Some(2), "{text}: {told}");
        assert!(told.contains("versions.json: expected the list") && told.contains(found), "{text}: {told}");
        assert!(told.contains("put the file back"), "{told}");
        assert!(tree(&output) == before, "{text}");
    }
    fs::remove_file(&file).unwrap();
    assert!(run().1.contains("found none that can be read"));
    // What a person writes into it is kept.
    let edited = whole.replace("\"day\":", "\"notes\": \"The first.\",\n      \"day\":");
    fs::write(&file, edited).unwrap();
    assert_eq!(run().0, Some(0));
    assert!(fs::read_to_string(&file).unwrap().contains("The first."));
}

/// Seen: a number that a person judged to be another's left no page, so that links to it led nowhere.
#[test]
fn a_number_that_gave_way_leads_on() {
    let place = Place::new();
    place.ingest(&[REGISTER]);
    curate(&place, &["same", "EO 13563", "EO 13579"]);
    place.publish("site");
    let all = tree(&place.path("site"));
    let former = "us/executive-order/13579";
    let page = std::str::from_utf8(&all[&format!("{former}/index.html")]).unwrap();
    for part in [
        "<meta http-equiv=\"refresh\" content=\"0; url=../../../us/executive-order/13563/index.html\">",
        "<link rel=\"canonical\" href=\"https://data.example.gov/policies/us/executive-order/13563/\">",
        "EO 13579 is another name of <a href=\"../../../us/executive-order/13563/index.html\">EO 13563</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let id = "https://w3id.org/pedigraph/id/us/executive-order";
    for ending in ["ttl", "jsonld"] {
        let file = format!("{former}.{ending}");
        let told = triples(&file, &all[&file]);
        let same = format!("<{id}/13579> <http://www.w3.org/2002/07/owl#sameAs> <{id}/13563>");
        assert!(told.contains(&same), "{told:?}");
        assert!(told.iter().any(|t| t.ends_with(&format!("primaryTopic> <{id}/13579>"))), "{told:?}");
        let path = place.path(&format!("site/{file}"));
        assert!(stdout(&["check", "--rdf", &path]).contains(" 0  shapes "));
    }
    let (rules, site) = redirects();
    for accept in ACCEPTS {
        assert!(all.contains_key(&redirected(&rules, &site, &format!("id/{former}"), accept).1), "{accept}");
    }
    // It is no page of its own, and a policy that stays has none that leads elsewhere.
    assert!(!String::from_utf8_lossy(&all["sitemap.xml"]).contains("13579"));
    let leads =
        all.iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("http-equiv=\"refresh\""));
    assert_eq!(leads.map(|(path, _)| path.as_str()).collect::<Vec<_>>(), [format!("{former}/index.html")]);
}

/// Seen: a register of last year set the day of every list, beside pages of this year, and nothing said so.
#[test]
fn the_source_that_holds_the_day_of_lists_back_is_named() {
    let place = Place::new();
    place.ingest(&[SEED, REGISTER]);
    place.publish("site");
    let graph = place.path("graph");
    let told = "covered until 2023-04-06 by register.csv; others reach to 2025-01-27 (--as-of 2025-01-27)";
    for list in ["in-force", "stale"] {
        assert!(stdout(&[list, "--graph", &graph]).contains(told), "{list}");
        assert!(!stdout(&[list, "--graph", &graph, "--as-of", "2025-01-27"]).contains("covered until 2023"));
        let json = stdout(&[list, "--graph", &graph, "--format", "json"]);
        let limit = &serde_json::from_str::<serde_json::Value>(&json).unwrap()["limit"];
        assert_eq!(
            (&limit["source"]["title"], &limit["reaches"]),
            (&"register.csv".into(), &"2025-01-27".into())
        );
    }
    let home = fs::read_to_string(place.path("site/index.html")).unwrap();
    assert!(home.contains("Until then register.csv covers; other sources reach to"), "{home}");
    // A register alone is held back by nothing.
    place.ingest(&[REGISTER]);
    assert!(!stdout(&["in-force", "--graph", &graph]).contains("covered until"));
}
