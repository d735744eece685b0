//! Packages: the same graph gives the same bytes, little changes where little changed, nothing breaks half-way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod common;

use common::package::{CONFIG, Place, SEED, tree};
use common::{files, golden, pedigraph, stdout};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A page that names one policy of the seed and one of its own.
const PAGE: &str = "---\ntitle: A page of its own\nslug: a-page\ndate: 2016-01-01\n---\n\n\
    - [Circular A-130](https://www.whitehouse.gov/omb/circulars/a130), *Managing Information* (July 2016)\n\
    - [M-13-13](https://www.whitehouse.gov/m-13-13.pdf), *Open Data Policy* (May 2013)\n";

/// The files that are new, gone or other.
fn changed(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    a.keys().chain(b.keys()).filter(|path| a.get(*path) != b.get(*path)).cloned().collect()
}

#[test]
fn two_runs_give_the_same_bytes() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("one");
    place.publish("two");
    assert_eq!(changed(&tree(&place.path("one")), &tree(&place.path("two"))), BTreeSet::new());
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("one/manifest.json")).unwrap()).unwrap();
    let listed: BTreeSet<String> = manifest["files"].as_object().unwrap().keys().cloned().collect();
    let mut there: BTreeSet<String> = tree(&place.path("one")).into_keys().collect();
    there.remove("manifest.json");
    assert_eq!(listed, there);
}

#[test]
fn an_unchanged_package_is_not_written_again() {
    let place = Place::new();
    place.ingest(&[SEED]);
    assert_ne!(place.publish("site")["filesWritten"], 0);
    fs::write(place.path("site/CNAME"), "data.example.gov\n").unwrap();
    fs::create_dir(place.path("site/.git")).unwrap();
    fs::write(place.path("site/.git/HEAD"), "ref: x\n").unwrap();
    let again = place.publish("site");
    assert_eq!((&again["filesWritten"], &again["filesRemoved"]), (&0.into(), &0.into()));
    // What no package wrote is kept.
    assert_eq!(fs::read_to_string(place.path("site/CNAME")).unwrap(), "data.example.gov\n");
    assert_eq!(fs::read_to_string(place.path("site/.git/HEAD")).unwrap(), "ref: x\n");
    // What someone changed is put right.
    fs::remove_file(place.path("site/robots.txt")).unwrap();
    fs::remove_file(place.path("site/index.html")).unwrap();
    fs::write(place.path("site/index.html"), "x").unwrap();
    assert_eq!(place.publish("site")["filesWritten"], 2);
    assert!(fs::read_to_string(place.path("site/index.html")).unwrap().starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_change_of_one_policy_changes_what_must_change() {
    let place = Place::new();
    let page = place.path("page.md");
    fs::write(&page, PAGE).unwrap();
    place.ingest(&[SEED, &page]);
    place.publish("site");
    let before = tree(&place.path("site"));
    fs::write(&page, PAGE.replace("Open Data Policy", "Open Government Data Policy")).unwrap();
    place.ingest(&[SEED, &page]);
    place.publish("site");
    let after = tree(&place.path("site"));
    let changed = changed(&before, &after);
    assert!(changed.contains("us/omb-memorandum/m-13-13/index.html"), "{changed:?}");
    let named = ["us/omb-memorandum/m-13-13", "us/omb-circular/a-130"];
    let whole = [
        "assets/search/",
        "browse/",
        "data/",
        "mention/",
        "queries/",
        "source/",
        "statement/",
        "us/body/",
        "us/person/",
    ];
    let top = [
        "index.html",
        "catalog.ttl",
        "catalog.jsonld",
        "data.json",
        "datapackage.json",
        "dcat-us-3.json",
        "manifest.json",
        // Pages of mentions come and go with the hashes of their words.
        "sitemap.xml",
        "versions.json",
        "void.ttl",
    ];
    for path in &changed {
        let may = named.iter().any(|n| path.starts_with(n))
            || whole.iter().any(|w| path.starts_with(w))
            || top.contains(&path.as_str());
        assert!(may, "{path} changed: {changed:?}");
    }
    // The search has other words; the file of the filters is the same.
    assert!(!changed.contains("assets/search/meta.js"));
}

/// Seen: a table had an IRI by its content, so that one changed row gave every statement and mention another name, and every
/// page another text.
#[test]
fn one_changed_row_of_a_table_changes_few_files() {
    let row = |n: u32, title: &str| {
        let note =
            if n.is_multiple_of(3) { format!("Amends: EO {}, May 1, 1977", n - 1) } else { String::new() };
        format!("{n},1977-05-{:02},{title} {n},\"{note}\"\n", n % 28 + 1)
    };
    let table = |changed: Option<u32>| {
        let rows =
            (12000..12060).map(|n| row(n, if changed == Some(n) { "Another Title" } else { "A Title" }));
        format!("executive_order_number,signing_date,title,disposition_notes\n{}", rows.collect::<String>())
    };
    let place = Place::new();
    let path = place.path("orders.csv");
    fs::write(&path, table(None)).unwrap();
    place.ingest(&[&path]);
    place.publish("site");
    let before = tree(&place.path("site"));
    fs::write(&path, table(Some(12030))).unwrap();
    place.ingest(&[&path]);
    place.publish("site");
    let after = tree(&place.path("site"));
    let mut changed = changed(&before, &after);
    // What quotes the table tells its checksum.
    let other = |path: &String| {
        let lines = |files: &BTreeMap<String, Vec<u8>>| {
            let text = String::from_utf8(files.get(path).cloned().unwrap_or_default()).unwrap();
            text.lines().filter(|line| !line.contains("checksumValue")).map(str::to_owned).collect::<Vec<_>>()
        };
        !path.ends_with(".ttl") && !path.ends_with(".jsonld") || lines(&before) != lines(&after)
    };
    changed.retain(|path| path.starts_with("data/") || other(path));
    let orders: BTreeSet<&str> = (changed.iter().filter(|path| path.starts_with("us/executive-order/")))
        .filter_map(|path| path.split(['/', '.']).nth(2))
        .collect();
    // The order itself and those that an edge joins to it, whose pages print its title.
    assert_eq!(orders, BTreeSet::from(["12029", "12030"]), "{changed:?}");
    assert!(changed.len() * 5 < before.len(), "{} of {} files: {changed:?}", changed.len(), before.len());
}

/// Kills a run once its new package has so many files, or as it ends where it never has; then the old package or the new
/// one is there, whole, and the next run works.
#[test]
fn a_run_that_is_killed_leaves_the_old_package_whole() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("old");
    let before = tree(&place.path("old"));
    let page = place.path("page.md");
    fs::write(&page, PAGE).unwrap();
    place.ingest(&[SEED, &page]);
    // The new package tells of the one before it.
    copy(&place.path("old"), &place.path("new"));
    place.publish("new");
    let new = tree(&place.path("new"));
    assert_ne!(before, new);
    let mut cut_short = 0;
    for files_made in [0, 1, 40, new.len() / 2, new.len() - 1, new.len()] {
        let site = format!("site-{files_made}");
        copy(&place.path("old"), &place.path(&site));
        let (graph, output) = (place.path("graph"), place.path(&site));
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_pedigraph"))
            .args(["publish", "--graph", &graph, "--config", CONFIG, "--output", &output])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let work = || works(place.0.path());
        while work().iter().all(|w| count(&w.join("package")) < files_made)
            && child.try_wait().unwrap().is_none()
        {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        cut_short += usize::from(!child.wait().unwrap().success());
        let after = tree(&output);
        let whole = after == before || after == new;
        assert!(whole, "{files_made}: neither the old nor the new: {:?}", changed(&before, &after));
        place.publish(&site);
        assert!(tree(&output) == new, "{files_made}: {:?}", changed(&new, &tree(&output)));
        assert_eq!(work(), Vec::<PathBuf>::new());
    }
    assert!(cut_short > 0, "no run was killed before its end");
}

/// Seen: a version was a fingerprint, of which nobody could tell which of two is the newer, nor what differs.
#[test]
fn versions_follow_each_other() {
    let place = Place::new();
    let page = place.path("page.md");
    fs::write(&page, PAGE).unwrap();
    place.ingest(&[&page]);
    place.publish("site");
    let file = |name: &str| fs::read_to_string(place.path(&format!("site/{name}"))).unwrap();
    let json = |name: &str| serde_json::from_str::<serde_json::Value>(&file(name)).unwrap();
    assert!(
        !file("catalog.ttl").contains("previousVersion") && !file("catalog.ttl").contains("versionNotes")
    );
    let first = json("versions.json")["versions"][0].clone();
    assert!(first["version"].as_str().unwrap().starts_with("2016-01-01-"), "{first}");
    assert_eq!((&first["day"], &first["notes"]), (&"2016-01-01".into(), &serde_json::Value::Null));

    place.ingest(&[SEED, &page]);
    place.publish("site");
    let (former, versions) = (first["version"].as_str().unwrap(), json("versions.json"));
    let last = versions["versions"][1].clone();
    // Newer data sort later, whatever the fingerprints are.
    assert!(last["version"].as_str().unwrap() > former, "{versions}");
    let notes = last["notes"].as_str().unwrap();
    assert!(notes.starts_with(&format!("Since version {former}: ")), "{notes}");
    assert!(
        notes.contains("policies added (") && notes.contains(" and ") && notes.contains("relations added"),
        "{notes}"
    );
    let catalog = file("catalog.ttl");
    assert!(
        catalog
            .contains(&format!("dcat:previousVersion <https://data.example.gov/policies/#version-{former}>"))
    );
    assert!(
        catalog.contains("adms:versionNotes \"Since version ")
            && catalog.contains("dct:issued \"2016-01-01\"^^xsd:date")
    );
    let dataset = json("dcat-us-3.json")["dataset"][0].clone();
    assert_eq!(
        (&dataset["versionNotes"], &dataset["previousVersion"]["version"]),
        (&last["notes"], &former.into())
    );
    assert_eq!(
        (&dataset["version"], &json("data.json")["dataset"][0]["issued"]),
        (&last["version"], &"2016-01-01".into())
    );
    // Publishing again changes nothing, and a version is not told twice.
    let again = place.publish("site");
    assert_eq!((&again["filesWritten"], &again["filesRemoved"]), (&0.into(), &0.into()));

    // A former package that was changed is not compared with; the new one is made, and the run says so.
    fs::remove_file(place.path("site/data/graph.nq.gz")).unwrap();
    fs::write(place.path("site/data/graph.nq.gz"), "x").unwrap();
    place.ingest(&[&page]);
    let (graph, output) = (place.path("graph"), place.path("site"));
    let run = pedigraph()
        .args(["publish", "--graph", &graph, "--config", CONFIG, "--output", &output])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(
        run.status.success() && told.contains("is not told: the former package has no data/graph.nq.gz"),
        "{told}"
    );
    // The first graph again is the first version again.
    let versions = json("versions.json");
    let all = versions["versions"].as_array().unwrap();
    assert_eq!((all.len(), &all[1]["version"]), (2, &former.into()), "{versions}");
}

/// Seen: a dataset of orders since 1937 that was said to begin in 1993 or in 1845, since one of its orders cites an act of then.
#[test]
fn the_time_of_a_dataset_is_that_of_what_it_describes() {
    let place = Place::new();
    let table = place.path("orders.csv");
    fs::write(
        &table,
        "executive_order_number,title,signing_date,disposition_notes\n\
         13571,Streamlining Service Delivery,2011-04-27,\"Revokes: EO 12862, September 11, 1993\"\n",
    )
    .unwrap();
    place.ingest(&[&table]);
    place.publish("site");
    let data = fs::read_to_string(place.path("site/data.json")).unwrap();
    assert!(data.contains("\"temporal\": \"2011-04-27/2011-04-27\""), "{data}");
    let orders = fs::read_to_string(place.path("site/data/policies.csv")).unwrap();
    assert!(orders.contains("1993-09-11"), "the order that is cited has a date of its own: {orders}");
}

/// Seen: a title of a page that is a formula ran in the spreadsheet of who opened the table.
#[test]
fn cells_of_tables_are_no_formulas() {
    let place = Place::new();
    let table = place.path("orders.csv");
    let titles = [
        "=HYPERLINK(\"\"https://example.org\"\",\"\"click\"\")",
        "+1+1",
        "-2+3",
        "@SUM(1+1)",
        "'=1+1",
        "=cmd|' /C calc'!A0",
    ];
    let mut rows = "executive_order_number,title,signing_date,disposition_notes\n".to_owned();
    for (n, title) in titles.iter().enumerate() {
        rows.push_str(&format!(
            "{},\"{title}\",2011-04-{:02},\"Revokes: EO {}\"\n",
            13571 + n,
            n + 1,
            12000 + n
        ));
    }
    fs::write(&table, rows).unwrap();
    place.ingest(&[&table]);
    place.publish("site");
    let mut marked = 0;
    for (path, bytes) in tree(&place.path("site")).iter().filter(|(p, _)| p.ends_with(".csv")) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for cell in reader.records().flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{path}: {cell}");
            marked +=
                usize::from(cell.starts_with("'=") || cell.starts_with("'+") || cell.starts_with("''="));
        }
    }
    assert!(marked >= 4, "{marked}");
    // The graph itself holds the titles as they are.
    let graph = fs::read_to_string(place.path("site/data/graph.ttl")).unwrap();
    assert!(graph.contains("\"+1+1\"@en"), "titles are changed in the graph");
}

#[test]
fn the_sitemap_tells_when_sources_changed() {
    let place = Place::new();
    let (old, new) = (place.path("old.md"), place.path("new.md"));
    fs::write(&old, PAGE).unwrap();
    fs::write(
        &new,
        PAGE.replace("2016-01-01", "2019-05-05").replace("M-13-13", "M-19-15").replace("a-page", "b-page"),
    )
    .unwrap();
    place.ingest(&[&old, &new]);
    place.publish("site");
    let map = fs::read_to_string(place.path("site/sitemap.xml")).unwrap();
    let of = |path: &str| {
        let at = map.find(&format!("policies/{path}</loc>")).unwrap_or_else(|| panic!("{path}: {map}"));
        map[at..].split("<lastmod>").nth(1).unwrap()[..10].to_owned()
    };
    assert_eq!(of("us/omb-memorandum/m-13-13/"), "2016-01-01");
    assert_eq!(of("us/omb-memorandum/m-19-15/"), "2019-05-05");
    // Named by both.
    assert_eq!(of("us/omb-circular/a-130/"), "2019-05-05");
    assert_eq!(map.matches("<lastmod>").count(), map.matches("<loc>").count());
}

/// The folders in which packages are made beside their targets.
fn works(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.filter(|p| p.extension().is_some_and(|e| e == "publish")).collect()
}

/// How many files there are below a folder that another process is filling.
fn count(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries.flatten().map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
}

fn copy(from: &str, to: &str) {
    for (path, bytes) in tree(from) {
        let to = Path::new(to).join(path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
}

#[test]
fn answers_are_of_the_graph_and_the_configuration_alone() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    let site = |file: &str| fs::read_to_string(place.path(&format!("site/{file}"))).unwrap();
    // All rows stand beside the page that shows the first.
    assert!(site("queries/policies/index.html").contains("href=\"../policies.csv\""));
    let graph = place.path("graph");
    let asked = stdout(&["query", "relations", "--graph", &graph, "--format", "csv"]);
    assert_eq!(site("queries/relations.csv"), asked);
    // What the configuration leaves out is not asked, and the page says so.
    let config = place.path("publish.toml");
    let text = fs::read_to_string(CONFIG).unwrap();
    fs::write(&config, format!("unanswered = [\"stale\"]\n{text}")).unwrap();
    stdout(&["publish", "--graph", &graph, "--config", &config, "--output", &place.path("site")]);
    assert!(site("queries/stale/index.html").contains("Not asked for this package"));
    assert!(!Path::new(&place.path("site/queries/stale.csv")).exists());
    fs::write(&config, format!("unanswered = [\"stael\"]\n{text}")).unwrap();
    let run = pedigraph().args(["publish", "--graph", &graph, "--config", &config]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("found `stael`"));
}

/// Bodies, people and sources have data beside their pages as policies do, and quotes lead to what can be read.
#[test]
fn pages_of_bodies_and_sources() {
    let place = Place::new();
    let table = place.path("orders.csv");
    fs::write(
        &table,
        "document_number,title,html_url,executive_order_number,signing_date,disposition_notes\n\
         2011-10732,Streamlining Service Delivery,https://www.federalregister.gov/d/2011-10732,13571,2011-04-27,\
         \"Revokes: EO 12862, September 11, 1993\"\n",
    )
    .unwrap();
    place.ingest(&[&table]);
    place.publish("site");
    let all = tree(&place.path("site"));
    for (path, _) in all.iter().filter(|(p, _)| p.starts_with("us/") || p.starts_with("source/")) {
        if let Some(folder) = path.strip_suffix("/index.html") {
            assert!(all.contains_key(&format!("{folder}.ttl")), "{folder}");
            assert!(all.contains_key(&format!("{folder}.jsonld")), "{folder}");
        }
    }
    let page = std::str::from_utf8(&all["us/executive-order/12862/index.html"]).unwrap();
    assert!(page.contains("Revokes: EO 12862, September 11, 1993"), "{page}");
    // A source without a title is known by the name of its file.
    assert!(page.contains("orders.csv"), "{page}");
    assert!(page.contains("href=\"https://www.federalregister.gov/d/2011-10732\""), "{page}");
}

/// A long list is cut into decades, and a decade with very many into years; every policy stands on one page of them.
#[test]
fn long_lists_are_cut() {
    let place = Place::new();
    let table = place.path("orders.csv");
    let mut rows = "document_number,title,executive_order_number,signing_date\n".to_owned();
    for n in 0..720 {
        let (year, day) = if n < 20 { (1939, n + 1) } else { (1940 + n % 7, n % 28 + 1) };
        rows.push_str(&format!("d-{n},An order,{},{year}-03-{day:02}\n", 8000 + n));
    }
    fs::write(&table, rows).unwrap();
    place.ingest(&[&table]);
    place.publish("site");
    let all = tree(&place.path("site"));
    let lists: Vec<&String> = all.keys().filter(|p| p.starts_with("browse/executive-order/19")).collect();
    assert_eq!(lists.len(), 8, "{lists:?}");
    assert!(all.contains_key("browse/executive-order/1930s/index.html"));
    let links = |path: &str| {
        std::str::from_utf8(&all[path]).unwrap().matches("href=\"../../../us/executive-order/").count()
    };
    assert_eq!(lists.iter().map(|p| links(p)).sum::<usize>(), 720);
    assert!(lists.iter().all(|p| links(p) <= 300));
}

/// Seen: folders beside the target that were called as those of a writer that died were removed.
#[test]
fn what_publish_did_not_make_stays() {
    let place = Place::new();
    place.ingest(&[SEED]);
    let beside = [
        ".site.next/thesis.txt",
        ".site.old/thesis.txt",
        ".pedigraph-AbCdEf.publish/thesis.txt",
        ".pedigraph-AbCdEg.publish/target",
    ];
    let write = |path: &str| {
        let path = place.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "years of work").unwrap();
    };
    beside.iter().for_each(|path| write(path));
    place.publish("site");
    // A file of the old package that somebody changed is somebody's once the new one has none of this name.
    let page = place.path("page.md");
    fs::write(&page, PAGE).unwrap();
    place.ingest(&[SEED, &page]);
    place.publish("site");
    let gone = "us/omb-memorandum/m-13-13.ttl";
    let within =
        ["site/CNAME", "site/.git/config", "site/us/mine.txt", "site/us/omb-memorandum/m-13-13/mine.txt"];
    within.iter().for_each(|path| write(path));
    fs::create_dir(place.path("site/empty")).unwrap();
    let changed = format!("site/{gone}");
    // Another file, and not the linked one of the package.
    fs::remove_file(place.path(&changed)).unwrap();
    write(&changed);
    place.ingest(&[SEED]);
    place.publish("site");
    for path in beside.iter().chain(&within).chain([&changed.as_str()]) {
        assert_eq!(fs::read_to_string(place.path(path)).unwrap(), "years of work", "{path}");
    }
    assert!(!Path::new(&place.path("site/us/omb-memorandum/m-13-13/index.html")).exists());
    assert!(Path::new(&place.path("site/empty")).is_dir());
}

#[test]
fn a_file_in_the_way_of_the_package_stops_it() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    let page = place.path("page.md");
    fs::write(&page, PAGE).unwrap();
    place.ingest(&[SEED, &page]);
    for mine in [
        "us/omb-memorandum/m-13-13.ttl",
        "us/omb-memorandum/M-13-13.ttl",
        "us/omb-memorandum/m-13-13/index.html",
    ] {
        let path = place.0.path().join("site").join(mine);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "years of work").unwrap();
        let before = tree(&place.path("site"));
        let (graph, output) = (place.path("graph"), place.path("site"));
        let args = ["publish", "--graph", &graph, "--config", CONFIG, "--output", &output];
        let run = pedigraph().args(args).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{mine}");
        let message = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(message.contains(mine) && !message.contains(".publish"), "{message}");
        assert!(tree(&place.path("site")) == before);
        assert_eq!(works(place.0.path()), Vec::<PathBuf>::new());
        fs::remove_file(&path).unwrap();
    }
}

/// A writer that died between the change of places and the removal of the old package.
#[test]
fn an_old_package_that_was_left_is_put_in_order() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    place.publish("other");
    let work = place.0.path().join(".pedigraph-AbCdEf.publish");
    fs::create_dir(&work).unwrap();
    fs::write(work.join("target"), "pedigraph-publish/1 changing places\nsite").unwrap();
    fs::rename(place.path("other"), work.join("package")).unwrap();
    fs::write(work.join("package/late.txt"), "years of work").unwrap();
    place.publish("site");
    assert_eq!(fs::read_to_string(place.path("site/late.txt")).unwrap(), "years of work");
    assert_eq!(works(place.0.path()), Vec::<PathBuf>::new());
    // Where the system cannot change two names at once, the old package may be all that is left.
    let before = tree(&place.path("site"));
    fs::create_dir(&work).unwrap();
    fs::write(work.join("target"), "pedigraph-publish/1 changing places\nsite").unwrap();
    fs::rename(place.path("site"), work.join("old")).unwrap();
    place.publish("site");
    assert!(tree(&place.path("site")) == before);
    assert_eq!(works(place.0.path()), Vec::<PathBuf>::new());
}

#[test]
fn other_folders_are_left_alone() {
    let place = Place::new();
    place.ingest(&[SEED]);
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/thesis.txt"), "years of work").unwrap();
    let (graph, output) = (place.path("graph"), place.path("mine"));
    let args = ["publish", "--graph", &graph, "--config", CONFIG, "--output", &output];
    let run = pedigraph().args(args).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("expected a package or an empty folder"));
    assert_eq!(files(Path::new(&output)).len(), 1);
}

#[test]
fn what_is_missing_is_told_by_key() {
    let place = Place::new();
    let config = place.path("publish.toml");
    stdout(&["publish", "--init", "--config", &config]);
    let again = pedigraph().args(["publish", "--init", "--config", &config]).output().unwrap();
    assert_eq!(again.status.code(), Some(2), "a configuration is not overwritten");
    let run = pedigraph().args(["publish", "--config", &config]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let told = String::from_utf8(run.stderr).unwrap();
    for key in ["url", "title", "description", "publisher.name", "contact.name", "contact.email"] {
        assert!(told.contains(&format!("`{key}` is missing: ")), "{key}: {told}");
    }
    let run = pedigraph().args(["publish", "--config", &place.path("none.toml")]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("--init"));
}

#[test]
fn strict_fails_on_what_could_be_better() {
    let place = Place::new();
    place.ingest(&[SEED]);
    let config = place.path("publish.toml");
    let text = fs::read_to_string(CONFIG).unwrap();
    fs::write(&config, text.lines().filter(|l| !l.starts_with("keywords")).collect::<Vec<_>>().join("\n"))
        .unwrap();
    let (graph, output) = (place.path("graph"), place.path("site"));
    let args = ["publish", "--graph", &graph, "--config", &config, "--output", &output];
    let run = pedigraph().args(args).output().unwrap();
    assert_eq!(run.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&run.stderr).contains("`keywords` is empty"));
    assert_eq!(pedigraph().args(args).arg("--strict").output().unwrap().status.code(), Some(1));
    // Seen: IRIs that lead to another host than the package's, of which nobody was told.
    fs::write(&config, text.lines().filter(|l| !l.starts_with("base")).collect::<Vec<_>>().join("\n"))
        .unwrap();
    let told = pedigraph().args(args).output().unwrap();
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(
        told.starts_with(
            "warning[publish-base]: the graph's IRIs begin with https://w3id.org/pedigraph/id/ and"
        ),
        "{told}"
    );
}

/// Each link of each page leads to a file of the package, or is marked as leading out of it.
#[test]
fn links_lead_somewhere() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    let all = tree(&place.path("site"));
    let link = regex::Regex::new(r#"<(a|link|script|img)\b[^>]*?\b(?:href|src)="([^"]*)"([^>]*)>"#).unwrap();
    let mut count = 0;
    for (path, bytes) in all.iter().filter(|(p, _)| p.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        let folder: Vec<&str> = path.split('/').collect();
        for found in link.captures_iter(html) {
            let target = found[2].replace("&amp;", "&");
            if let Some(id) = target.strip_prefix('#') {
                assert!(html.contains(&format!("id=\"{id}\"")), "{path}: {target}");
                continue;
            }
            if target.contains(':') {
                let outward = &found[1] == "a"
                    && ["https://", "http://", "mailto:"].iter().any(|s| target.starts_with(s));
                assert!(outward || target == "data:,", "{path}: {target}");
                continue;
            }
            let mut at: Vec<&str> = folder[..folder.len() - 1].to_vec();
            for part in target.split('#').next().unwrap().split('/') {
                match part {
                    ".." => assert!(at.pop().is_some(), "{path}: {target}"),
                    part => at.push(part),
                }
            }
            assert!(all.contains_key(&at.join("/")), "{path}: {target}");
            count += 1;
        }
    }
    assert!(count > 500, "only {count} links");
}

#[test]
fn hostile_texts_stay_texts() {
    let place = Place::new();
    let page = place.path("hostile.json");
    let item = "<ul><li><a href='https://example.gov/\"><script>alert(1)</script>'>M-11-24</a>, \
        <em>&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt; &lt;img src=x onerror=alert(3)&gt; \u{202e}</em> \
        (June 2011)</li><li><a href='javascript:alert(4)'>M-10-06</a>, <em>Open Government</em> (May 2010)</li></ul>";
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "<script>alert(5)</script>",
        "items": [{"id": "1", "url": "https://example.gov/x", "title": "\"><svg onload=alert(6)>", "content_html": item}],
    });
    fs::write(&page, feed.to_string()).unwrap();
    place.ingest(&[&page]);
    place.publish("site");
    let (mut shown, element) = (0, regex::Regex::new(r"<script(?: [^>]*)?>").unwrap());
    for (path, bytes) in tree(&place.path("site")).iter().filter(|(p, _)| p.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        for script in element.find_iter(html) {
            let ours = script.as_str() == "<script type=\"application/ld+json\">"
                || script.as_str().contains(" src=\"");
            assert!(ours, "{path}: {}", script.as_str());
        }
        for bad in ["<img", "<svg onload", "javascript:", "\u{202e}", "onerror=alert(3)>"] {
            assert!(!html.contains(bad), "{path}: {bad}");
        }
        shown += usize::from(html.contains("&lt;script&gt;alert"));
    }
    assert!(shown > 0, "the hostile texts are shown nowhere");
}

#[test]
fn pages_as_they_should_be() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    for (file, name) in [
        ("us/omb-memorandum/m-16-08/index.html", "m-16-08.html"),
        ("us/omb-memorandum/m-16-08.ttl", "m-16-08.ttl"),
        ("browse/executive-order/index.html", "executive-orders.html"),
        ("robots.txt", "robots.txt"),
    ] {
        let actual = fs::read_to_string(place.path(&format!("site/{file}"))).unwrap();
        golden(&Path::new("tests/golden/publish").join(name), &actual);
    }
}

#[test]
fn an_export_is_the_file_beside_the_page() {
    let place = Place::new();
    place.ingest(&[SEED]);
    place.publish("site");
    let graph = place.path("graph");
    let export = |what: &str, to: &str| stdout(&["export", what, "--graph", &graph, "--format", to]);
    let beside =
        |name: &str| fs::read_to_string(place.path(&format!("site/us/executive-order/{name}"))).unwrap();
    // The file tells besides what it is itself.
    let (turtle, json) = (beside("13571.ttl"), beside("13571.jsonld"));
    let (whole, of_itself) = turtle.split_once("<https://data.example.gov/policies/").unwrap();
    assert_eq!(export("EO 13571", "turtle"), whole);
    assert_eq!(of_itself.lines().count(), 4, "{of_itself}");
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (exported, mut framed) = (value(&export("eo13571", "jsonld")), value(&json));
    let members = framed.as_object_mut().unwrap();
    assert_eq!(members.remove("isPrimaryTopicOf").unwrap()["type"], "Document");
    assert!(members["@context"]["inDataset"].is_object());
    members["@context"] = exported["@context"].clone();
    assert_eq!(exported, framed);
    let triples = export("https://w3id.org/pedigraph/id/us/executive-order/13571", "ntriples");
    assert!(triples.lines().count() > 20);
    for syntax in ["nquads", "trig", "rdfxml"] {
        assert!(!export("EO 13571", syntax).is_empty());
    }
    let constructed = export("annotations", "ntriples");
    assert!(constructed.contains("<http://www.w3.org/ns/oa#Annotation>"), "{constructed}");
    let rows = pedigraph().args(["export", "policies", "--graph", &graph]).output().unwrap();
    assert_eq!(rows.status.code(), Some(2));
    let unknown = pedigraph().args(["export", "EO 99999", "--graph", &graph]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(3));
}
