//! `pedigraph lint` from the command line: its forms, exit codes, baseline, changed lines and patches, over pages and names that want
//! to be taken for something else. The walk-through of `docs/lint.md` is run as it is printed: `UPDATE_GOLDEN=1 cargo test --test
//! lint` writes it anew, and the diff is reviewed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "common/schema.rs"]
mod schema;

use common::place::{Place, Ran, answered};
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;

const SARIF: &str = include_str!("schemas/sarif-2.1.0/sarif-schema-2.1.0.json");

/// The site with its graph, which each test copies.
static SITE: LazyLock<Place> = LazyLock::new(Place::site);

fn site() -> Place {
    let place = SITE.copied();
    std::fs::write(place.at("pedigraph.toml"), "graph = \"policies\"\n").unwrap();
    place
}

/// Runs a line and holds its exit code.
fn run(place: &Place, code: i32, line: &str) -> String {
    let Ran { printed, code: found } = place.run(line);
    assert_eq!(found, Some(code), "{line}\n{printed}");
    printed
}

/// The findings that a run reports: file, line, rule.
fn found(place: &Place, words: &str) -> Vec<(String, u64, String)> {
    let printed = place.run(&format!("pedigraph lint --format json --fail-on never --quiet {words}")).printed;
    let document: Value = serde_json::from_str(&printed).unwrap_or_else(|e| panic!("{e}: {printed}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = document["findings"].as_array().unwrap().iter();
    all.map(|f| (text(&f["file"]), f["line"].as_u64().unwrap(), text(&f["rule"]))).collect()
}

fn triple(file: &str, line: u64, rule: &str) -> (String, u64, String) {
    (file.to_owned(), line, rule.to_owned())
}

/// Makes the site a repository with one commit on `main`.
fn commit_all(place: &Place) {
    place.run("git init --quiet --initial-branch main . && git config user.name x && git config user.email x@example.gov");
    run(place, 0, "git add content && git commit --quiet --message pages");
}

#[test]
fn the_walk_through_is_what_runs_print() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let place = SITE.copied();
    commit_all(&place);
    let (found, count) = answered(&place, &page);
    assert!(count >= 6, "{count} runs");
    common::golden(&path, &found);
    // The README shows a part of it.
    let readme = include_str!("../README.md");
    let shown = readme.split("$ pedigraph lint content --graph policies\n").nth(1).unwrap();
    let lines: Vec<&str> =
        shown.lines().take_while(|line| *line != "```").filter(|line| *line != "…").collect();
    assert!(lines.len() > 8);
    let absent: Vec<&&str> = lines.iter().filter(|line| !found.lines().any(|own| own == **line)).collect();
    assert!(absent.is_empty(), "{absent:?}");
}

#[test]
fn the_exit_code_follows_the_level() {
    let place = site();
    run(&place, 1, "pedigraph lint content");
    run(&place, 0, "pedigraph lint content --fail-on never");
    let service = "content/service.md";
    run(&place, 0, &format!("pedigraph lint {service}"));
    run(&place, 1, &format!("pedigraph lint {service} --fail-on warning"));
    run(&place, 1, &format!("pedigraph lint {service} --level wrong-date=off --fail-on note"));
    run(&place, 0, &format!("pedigraph lint {service} --level all=off --fail-on note"));
    run(&place, 1, &format!("pedigraph lint {service} --level all=off --level wrong-date=error"));
    // What keeps it from answering is told, and nothing is printed as an answer.
    for (words, told) in [
        ("content no-such-page.md", "error: no-such-page.md: "),
        ("content --graph none", "error: none"),
        ("content --baseline none.json", "--write-baseline none.json makes it"),
        ("content --level wrong-dat=off", "did you mean wrong-date?"),
        ("content --exclude '{a'", "error: --exclude {a: "),
        ("content --format sarif --fix", "cannot be used with"),
        ("content --write-baseline b.json --changed-since main", "cannot be used with"),
        ("", "PATH"),
    ] {
        let printed = run(&place, 2, &format!("pedigraph lint {words}"));
        assert!(printed.contains(told) && !printed.contains("finding"), "{words}: {printed}");
    }
    let told = run(&place, 0, "pedigraph lint --explain wrong-date");
    assert!(told.starts_with("### `wrong-date`\n") && !told.contains("### `link"), "{told}");
}

#[test]
fn pedigraph_toml_keeps_what_a_site_wants() {
    let place = site();
    let config = "graph = 'policies'\n[lint]\nexclude = ['costs.*']\nfail-on = 'warning'\n\
        [lint.level]\nunknown-policy = 'off'\nsuperseded-citation = 'note'\n";
    std::fs::write(place.at("pedigraph.toml"), config).unwrap();
    assert_eq!(
        found(&place, "content"),
        [triple("content/pay.md", 7, "superseded-citation"), triple("content/service.md", 3, "wrong-date"),]
    );
    run(&place, 1, "pedigraph lint content");
    // A level of the command line goes before that of the file for its rule alone, and a file that is named is excluded too.
    run(&place, 0, "pedigraph lint content --level wrong-date=note");
    assert_eq!(found(&place, "content --level unknown-policy=note").len(), 3);
    let told = run(&place, 0, "pedigraph lint content/costs.html");
    assert!(told.contains("there is no file to read; 1 are excluded"), "{told}");
    let told = run(&place, 0, "pedigraph config");
    for value in ["lint.exclude", "lint.fail-on", "lint.level  ", "unknown-policy=off"] {
        assert!(told.contains(value), "{value}: {told}");
    }
    std::fs::write(place.at("pedigraph.toml"), "[lint.level]\nended = 'off'\n").unwrap();
    let told = run(&place, 2, "pedigraph lint content");
    assert!(
        told.contains("pedigraph.toml:2:1: invalid value 'ended=off' for 'level': expected a rule"),
        "{told}"
    );
}

#[test]
fn every_form_is_what_its_readers_take() {
    let place = site();
    for (file, head) in [
        ("report.txt", "content/costs.html:2:4: error claim-of-force: "),
        ("report.json", "{\n  \"schema\": \"pedigraph-lint/1\""),
        ("report.sarif", "{\n  \"version\": \"2.1.0\""),
        ("report.xml", "<?xml version=\"1.0\""),
    ] {
        run(&place, 1, &format!("pedigraph lint content --quiet --output {file}"));
        let text = std::fs::read_to_string(place.at(file)).unwrap();
        assert!(text.starts_with(head), "{file}: {text}");
    }
    let log: Value =
        serde_json::from_str(&std::fs::read_to_string(place.at("report.sarif")).unwrap()).unwrap();
    let schema = serde_json::from_str(SARIF).unwrap();
    assert_eq!(schema::faults(&schema, &schema, &log), [""; 0]);
    let told = run(&place, 1, "pedigraph lint content --format github");
    assert!(told.contains("::error file=content/pay.md,line=7,endLine=7,col=21,endColumn=41,"), "{told}");
    assert_eq!(told.lines().filter(|line| line.starts_with("::")).count(), 4);
    // A page is never the file of its own report.
    let told = run(&place, 2, "pedigraph lint content --format text --output content/pay.md");
    assert!(told.contains("expected another file than what is read"), "{told}");
    let coloured = run(&place, 1, "pedigraph lint content --color always");
    assert!(coloured.contains("\u{1b}[31m") && !run(&place, 1, "pedigraph lint content").contains('\u{1b}'));
}

#[test]
fn the_same_pages_give_the_same_bytes_on_any_number_of_cores() {
    let place = site();
    for n in 0..40 {
        let text = format!("See Executive Order 12291, Executive Order 14090 and M-99-{n:02}.\n");
        std::fs::write(place.at(&format!("content/{n}.md")), text).unwrap();
    }
    for words in
        ["--format text", "--format json", "--format sarif", "--format github", "--format junit", "--fix"]
    {
        let of = |threads: usize, paths: &str| {
            let line =
                format!("RAYON_NUM_THREADS={threads} pedigraph lint {words} --fail-on never --quiet {paths}");
            run(&place, 0, &line)
        };
        let once = of(1, "content");
        assert!(once.len() > 1000);
        assert_eq!(once, of(4, "content"), "{words}");
    }
    let named = "content/service.md content ./content/../content";
    assert_eq!(found(&place, named), found(&place, "content"), "each once");
}

#[test]
fn a_baseline_leaves_what_is_new() {
    let place = site();
    let told = run(&place, 0, "pedigraph lint content --write-baseline known.json");
    assert!(told.contains("4 known of the baseline"), "{told}");
    let written = std::fs::read(place.at("known.json")).unwrap();
    let told = run(&place, 0, "pedigraph lint content --baseline known.json --fail-on note");
    assert!(told.starts_with("nothing found in 3 files\n") && !told.contains("no longer"), "{told}");
    run(&place, 0, "pedigraph lint content --baseline known.json --write-baseline known.json");
    assert_eq!(std::fs::read(place.at("known.json")).unwrap(), written, "written anew");
    // Lines move, blanks and capitals change, and what is known stays so; the same words once more are new.
    let pay = std::fs::read_to_string(place.at("content/pay.md")).unwrap();
    let moved = pay
        .replace("# Pay", "New words.\n\n# Pay")
        .replace("Executive Order 14090", "EXECUTIVE\nOrder 14090");
    std::fs::write(place.at("content/pay.md"), format!("{moved}\nSee Executive Order 14090.\n")).unwrap();
    let new = found(&place, "content --baseline known.json");
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!(new[0].2, "superseded-citation");
    // From another folder the same paths are meant.
    let told = place.run("cd content && pedigraph lint . --baseline ../known.json --fail-on note").printed;
    assert!(told.starts_with("pay.md:"), "{told}");
    assert!(told.contains("\n1 finding in 1 of 3 files: 1 error\n"), "{told}");
    // What was mended is told, and so is a page that is no more.
    std::fs::write(place.at("content/pay.md"), "# Pay\n").unwrap();
    let told = run(&place, 0, "pedigraph lint content --baseline known.json");
    assert!(told.contains("\n1 of the baseline no longer there\n"), "{told}");
    std::fs::remove_file(place.at("content/costs.html")).unwrap();
    let told = run(&place, 0, "pedigraph lint content --baseline known.json");
    assert!(told.contains("\n2 of the baseline no longer there\n"), "{told}");
    std::fs::write(place.at("known.json"), "{}").unwrap();
    run(&place, 2, "pedigraph lint content --baseline known.json");
}

/// What is destroyed without a word cannot be had back: a page, the graph, the report.
#[test]
fn a_baseline_is_written_over_no_other_file() {
    let place = site();
    for (target, more) in
        [("content/service.md", ""), ("policies/manifest.json", ""), ("new.json", "--output new.json")]
    {
        let before = std::fs::read(place.at(target)).ok();
        let printed = run(&place, 2, &format!("pedigraph lint content --write-baseline {target} {more}"));
        assert!(printed.contains("nothing was written"), "{printed}");
        assert_eq!(std::fs::read(place.at(target)).ok(), before, "{target}");
    }
    // One that is kept among the pages is none of them.
    let within = "pedigraph lint content --fail-on never --baseline content/known.json";
    run(&place, 0, "pedigraph lint content --write-baseline content/known.json");
    let printed = run(&place, 0, within);
    assert!(!printed.contains("known.json"), "{printed}");
    let printed = run(&place, 2, "pedigraph lint content --exclude '[a'");
    assert!(printed.contains("expected `]`"), "{printed}");
}

#[test]
fn a_patch_mends_what_is_certain_and_nothing_else() {
    let place = site();
    let before = std::fs::read_to_string(place.at("content/pay.md")).unwrap();
    let excused =
        "Pay of 2023 follows EO 14090. <!-- pedigraph: allow superseded-citation — the rates of 2023 -->\r\n";
    std::fs::write(place.at("content/é \"old\" pay.md"), format!("{excused}\r\nPay follows EO 14090."))
        .unwrap();
    let told = run(&place, 0, "pedigraph lint content --fix --output mend.patch");
    assert!(told.starts_with("2 places in 2 files mended; 3 findings left"), "{told}");
    assert_eq!(std::fs::read_to_string(place.at("content/pay.md")).unwrap(), before, "no file is touched");
    run(&place, 0, "git apply --check mend.patch && git apply mend.patch");
    let after = std::fs::read_to_string(place.at("content/pay.md")).unwrap();
    assert_eq!(after, before.replace("Executive Order 14090", "Executive Order 14113"));
    let old = std::fs::read_to_string(place.at("content/é \"old\" pay.md")).unwrap();
    assert_eq!(old, format!("{excused}\r\nPay follows EO 14113."));
    // Once mended there is nothing left to mend.
    let told = run(&place, 0, "pedigraph lint content --fix");
    assert!(told.starts_with("0 places in 0 files mended; 3 findings left"), "{told}");
    // What lies outside has no place in a patch of this folder.
    std::fs::create_dir(place.at("elsewhere")).unwrap();
    std::fs::write(place.at("content/more.md"), "Pay follows EO 14090.\n").unwrap();
    let told = run(&place, 0, "cd elsewhere && pedigraph lint ../content --fix");
    assert!(told.starts_with("0 places in 0 files mended; 4 findings left"), "{told}");
    run(&place, 0, "pedigraph lint \"$PWD/content\" --fix 2>/dev/null | git apply --check -");
}

#[test]
fn only_what_changed_since_a_commit_is_asked_for() {
    let place = site();
    let told = run(&place, 2, "pedigraph lint content --changed-since main");
    assert!(told.starts_with("error: "), "no repository: {told}");
    commit_all(&place);
    let told = run(&place, 0, "pedigraph lint content --changed-since main --fail-on note");
    assert!(told.contains("no file that changed is among those that are named"), "{told}");
    run(&place, 0, "git switch --quiet --create topic");
    // Line 3 of the service page stays, its line 5 is new; a page is new to git; another is only moved.
    let service = std::fs::read_to_string(place.at("content/service.md")).unwrap();
    std::fs::write(place.at("content/service.md"), format!("{service}\nSee EO 12291.\n")).unwrap();
    std::fs::write(place.at("content/+++ b/x é.md"), "x").unwrap_err();
    std::fs::create_dir(place.at("content/+++ b")).unwrap();
    std::fs::write(place.at("content/+++ b/x é.md"), "See EO 12291.\n").unwrap();
    run(&place, 0, "git mv content/costs.html content/price.html && git add content/service.md");
    let expected = [
        triple("content/+++ b/x é.md", 1, "ended-citation"),
        triple("content/service.md", 5, "ended-citation"),
    ];
    assert_eq!(found(&place, "content --changed-since main"), expected);
    run(&place, 0, "git commit --quiet --message topic");
    assert_eq!(found(&place, "content --changed-since main"), expected, "once it is committed");
    assert_eq!(found(&place, "content --changed-since HEAD"), [expected[0].clone()]);
    // What came to the other branch meanwhile is no change of this one.
    run(
        &place,
        0,
        "git switch --quiet main && echo more >> content/pay.md && git commit --quiet --all --message more",
    );
    run(&place, 0, "git switch --quiet topic");
    assert_eq!(found(&place, "content --changed-since main"), expected);
    // From a folder below, and of a file that is named.
    let below = place.run("cd content && pedigraph lint service.md --changed-since main").printed;
    assert!(below.starts_with("service.md:5:5: error ended-citation"), "{below}");
    // Of two that are the same the one whose line did not change is known.
    run(&place, 0, "pedigraph lint content --write-baseline known.json");
    std::fs::write(place.at("content/service.md"), format!("See EO 12291.\n\n{service}\nSee EO 12291.\n"))
        .unwrap();
    let new = found(&place, "content --changed-since HEAD --baseline known.json");
    assert_eq!(new, [triple("content/service.md", 1, "ended-citation")]);
}

#[test]
fn a_reference_is_never_a_command_nor_an_option() {
    let place = site();
    commit_all(&place);
    for reference in
        ["$(touch pwned)", "; touch pwned", "--output=pwned", "-h", "main --output=pwned", "no-such", ""]
    {
        let told = run(&place, 2, &format!("pedigraph lint content --changed-since '{reference}'"));
        assert!(told.starts_with("error: "), "{reference}: {told}");
    }
    let told = run(&place, 2, "pedigraph lint content --changed-since=--output=pwned");
    assert!(told.contains("expected a commit, a branch or a tag"), "{told}");
    // What a repository configures for people runs nothing here.
    run(&place, 0, "git config diff.external 'touch pwned' && git config core.fsmonitor 'touch pwned'");
    run(
        &place,
        0,
        "git config core.pager 'touch pwned' && git config diff.noprefix true && echo EO 12291 >> content/pay.md",
    );
    let hostile =
        "export GIT_EXTERNAL_DIFF='touch pwned'; pedigraph lint content --changed-since main --fail-on never";
    let told = run(&place, 0, hostile);
    assert!(told.contains("content/pay.md:9:1: error ended-citation"), "{told}");
    assert!(!place.at("pwned").exists() && !place.at("content/pwned").exists());
}

/// Names of files that a terminal, a workflow, XML, a patch or a shell would each take for something else.
const NAMES: [&str; 7] = [
    "a<b>&\"'.md",
    "new\nline.md",
    "::error file=x::y.md",
    "\u{1b}[31mred\u{1b}[0m.md",
    "right\u{202e}dm.md",
    "-x --fix.md",
    "per%0Acent, colon:.md",
];

#[test]
fn hostile_names_and_pages_stay_words() {
    let place = site();
    let page = "# X\n\n<!-- ]]> --> See \u{1b}[31m Executive Order 14090 \u{1b}[0m.\n::error::EO 12291 ]]> <b>&amp;</b>\n";
    std::fs::create_dir(place.at("odd")).unwrap();
    for name in NAMES {
        std::fs::write(place.at("odd").join(name), page).unwrap();
    }
    for form in ["text", "github", "junit"] {
        let told = run(&place, 1, &format!("pedigraph lint odd --format {form}"));
        let odd: Vec<char> =
            told.chars().filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}').collect();
        assert_eq!(odd, [], "{form}: {told}");
        let commands = told.lines().filter(|line| line.trim_start().starts_with("::")).count();
        assert_eq!(commands, if form == "github" { 14 } else { 0 }, "{form}: {told}");
        if form == "junit" {
            let mut reader = quick_xml::Reader::from_str(&told);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
        }
    }
    // In its own folder no name is before it in the line.
    let told = place.run("cd odd && pedigraph lint -- ./* --graph ../policies 2>&1 --format text").printed;
    assert!(!told.lines().any(|line| line.starts_with("::")), "{told}");
    run(&place, 1, "pedigraph lint odd --output odd.sarif");
    let log: Value = serde_json::from_str(&std::fs::read_to_string(place.at("odd.sarif")).unwrap()).unwrap();
    let schema = serde_json::from_str(SARIF).unwrap();
    assert_eq!(schema::faults(&schema, &schema, &log), [""; 0]);
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 14);
    run(&place, 0, "pedigraph lint odd --fix --quiet > odd.patch && git apply odd.patch");
    for name in NAMES {
        let text = std::fs::read_to_string(place.at("odd").join(name)).unwrap();
        assert_eq!(text, page.replace("14090", "14113"), "{name}");
    }
}

#[test]
fn names_that_are_no_text_are_told_apart_in_every_form() {
    use std::os::unix::ffi::OsStrExt;
    let place = site();
    std::fs::create_dir(place.at("odd")).unwrap();
    let name = |byte: u8| place.at("odd").join(std::ffi::OsStr::from_bytes(&[b'p', byte, b'.', b'm', b'd']));
    for byte in [0xfe, 0xff] {
        std::fs::write(name(byte), "Pay follows EO 14090.\n").unwrap();
    }
    let both =
        |told: &str, one: &str, other: &str| assert!(told.contains(one) && told.contains(other), "{told}");
    let quoted = (r#""odd/p\376.md""#, r#""odd/p\377.md""#);
    both(&run(&place, 1, "pedigraph lint odd"), quoted.0, quoted.1);
    both(&run(&place, 1, "pedigraph lint odd --format github"), quoted.0, quoted.1);
    let (one, other) = ("&quot;odd/p\\376.md&quot;", "&quot;odd/p\\377.md&quot;");
    both(&run(&place, 1, "pedigraph lint odd --format junit"), one, other);
    both(&run(&place, 1, "pedigraph lint odd --format sarif"), "\"odd/p%FE.md\"", "\"odd/p%FF.md\"");
    let files: Vec<String> = found(&place, "odd").into_iter().map(|(file, ..)| file).collect();
    assert_eq!(files, [quoted.0, quoted.1]);
    run(&place, 0, "pedigraph lint odd --write-baseline odd.json");
    run(&place, 0, "pedigraph lint odd --baseline odd.json");
    std::fs::remove_file(name(0xfe)).unwrap();
    let told = run(&place, 0, "pedigraph lint odd --baseline odd.json");
    assert!(
        told.contains("1 known of the baseline") && told.contains("1 of the baseline no longer"),
        "{told}"
    );
    run(&place, 0, "pedigraph lint odd --fix --quiet > odd.patch && git apply odd.patch");
    assert_eq!(std::fs::read_to_string(name(0xff)).unwrap(), "Pay follows EO 14113.\n");
}

#[test]
fn the_snapshot_and_the_files_of_the_graph_tell_the_same() {
    let place = site();
    let snapshot = place.at("policies/snapshot.cache");
    let _ = std::fs::remove_file(&snapshot);
    let line = "pedigraph lint content --format json";
    let of_files = run(&place, 1, line);
    assert!(!snapshot.exists());
    run(&place, 0, "pedigraph query 'ASK { ?s ?p ?o }'");
    assert!(snapshot.exists());
    assert_eq!(run(&place, 1, line), of_files);
    // A snapshot that is cut off counts as none.
    let bytes = std::fs::read(&snapshot).unwrap();
    std::fs::write(&snapshot, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(run(&place, 1, line), of_files);
}

#[test]
fn what_cannot_be_read_stops_nothing() {
    let place = site();
    let large = std::fs::File::create(place.at("content/large.md")).unwrap();
    large.set_len((16 << 20) + 1).unwrap();
    std::os::unix::fs::symlink("nowhere", place.at("content/broken.md")).unwrap();
    std::fs::write(place.at("content/bytes.md"), b"\xff\xfe\x00\x01\x02EO\x00").unwrap();
    std::fs::write(place.at("content/empty.md"), "").unwrap();
    run(&place, 0, "mkfifo content/pipe.md");
    let told = run(&place, 1, "pedigraph lint content");
    assert!(
        told.contains("large.md: error[unreadable]: cannot be read: expected at most 16777216 bytes"),
        "{told}"
    );
    assert!(
        told.contains("\n1 of the files unreadable\n"),
        "a link and a pipe within a folder are no pages: {told}"
    );
    assert!(told.contains("content/pay.md:7:21: error superseded-citation"), "the rest is told: {told}");
    let told = run(&place, 0, "pedigraph lint content/pipe.md content/service.md");
    assert!(told.contains("pipe.md: error[unreadable]: cannot be read: expected a file"), "{told}");
    run(&place, 1, "pedigraph lint content/pipe.md content/service.md --strict --quiet");
    let told = run(&place, 2, "pedigraph lint content/large.md");
    assert!(told.ends_with("error: nothing could be read\n"), "{told}");
    run(&place, 2, "pedigraph lint content --write-baseline known.json");
    assert!(!place.at("known.json").exists());
    run(&place, 2, "pedigraph lint content/broken.md");
    std::fs::create_dir(place.at("none")).unwrap();
    let told = run(&place, 0, "pedigraph lint none");
    assert!(told.contains("there is no file to read") && told.contains("nothing found in 0 files"), "{told}");
}

/// The parts of a file in YAML.
fn yaml(name: &str) -> Value {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

#[test]
fn the_action_runs_and_takes_nothing_for_a_script() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    for step in steps {
        assert!(!step["run"].as_str().unwrap().contains("${{"), "what a workflow hands over is no script");
    }
    let inputs = action["inputs"].as_object().unwrap();
    let step = steps.last().unwrap();
    for value in step["env"].as_object().unwrap().values().filter_map(Value::as_str) {
        if let Some(name) = value.strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}")) {
            assert!(inputs.contains_key(name), "{name}");
        }
    }
    let place = site();
    std::fs::write(place.at("step.sh"), step["run"].as_str().unwrap()).unwrap();
    let run_step = |code: i32, variables: &str| {
        let rest = "COMMAND=pedigraph BUILT= GRAPH=policies";
        run(&place, code, &format!("{rest} {variables} bash -eo pipefail step.sh"))
    };
    let told = run_step(1, "PATHS=content FAIL_ON= BASELINE= CHANGED_SINCE= SARIF=lint.sarif");
    assert!(told.contains("::error file=content/pay.md,"), "{told}");
    assert!(place.at("lint.sarif").exists());
    run_step(
        0,
        "PATHS=$'content/service.md\\ncontent/service.md' FAIL_ON=error BASELINE= CHANGED_SINCE= SARIF=",
    );
    run_step(2, "PATHS='$(touch pwned)' FAIL_ON='; touch pwned' BASELINE= CHANGED_SINCE= SARIF=");
    run_step(2, "PATHS='--fix' FAIL_ON= BASELINE= CHANGED_SINCE='--output=pwned' SARIF=");
    assert!(!place.at("pwned").exists());
}

#[test]
fn the_hook_is_a_command_that_there_is() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!(hook["id"], "pedigraph-lint");
    let place = site();
    // As pre-commit runs it: the entry, the arguments of the site, the files of the commit.
    let entry = hook["entry"].as_str().unwrap();
    run(&place, 1, &format!("{entry} --graph policies content/pay.md content/service.md"));
    run(&place, 0, &format!("{entry} --graph policies content/service.md"));
}
