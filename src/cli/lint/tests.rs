//! The forms of a report, over findings made by hand: hostile words, names and places among them.

use super::args::{FailOn, RuleLevel};
use super::baseline;
use super::files::Page;
use super::fix;
use super::git::Changed;
use super::lines::Lines;
use super::report::{Asked, FileReport, Report, Standing, escaped};
use super::{github, json, junit, sarif, text};
use crate::ground::Span;
use crate::ground::diag::{Diagnostic, Position};
use crate::lint::{Deciding, Excuse, Finding, Instead, Level, Rule};
use chrono::NaiveDate;
use serde_json::Value;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "../../../tests/common/schema.rs"]
mod schema;

const SARIF: &str = include_str!("../../../tests/schemas/sarif-2.1.0/sarif-schema-2.1.0.json");

/// A name that a terminal, a workflow, XML and a URI would each read as something else.
const NAME: &str = "a b/::error::<&>\"'%\u{1b}[31m\n#?é.md";

/// The finding of the `n`-th place of some words in a page, with a certain successor.
fn finding(page: &str, words: &str, n: usize) -> Finding {
    let start = page.match_indices(words).nth(n).unwrap().0;
    let end = start + words.len();
    Finding {
        rule: Rule::SupersededCitation,
        level: Level::Error,
        path: PathBuf::from(NAME),
        span: Span::new(start, end),
        from: Position::of_offset(page.as_bytes(), start),
        until: Position::of_offset(page.as_bytes(), end),
        words: words.to_owned(),
        policy: "EO 12291".to_owned(),
        policy_iri: Some("https://w3id.org/pedigraph/id/us/executive-order/12291".to_owned()),
        message: "EO 12291 was superseded by EO 12866 on 1993-09-30".to_owned(),
        as_of: NaiveDate::from_ymd_opt(2024, 9, 26),
        covered_until: NaiveDate::from_ymd_opt(2024, 9, 26),
        deciding: vec![Deciding {
            quote: "Revokes: EO 12291 {0} [x](1) <b>\u{202e}".to_owned(),
            source: "Executive orders".to_owned(),
            source_iri: "https://w3id.org/pedigraph/id/source/1".to_owned(),
            page: Some("https://example.gov/orders".to_owned()),
        }],
        instead: Some(Instead { span: Span::new(start, end), words: "EO 12866".to_owned(), certain: true }),
        excused: None,
    }
}

fn page(name: &str) -> Page {
    Page::new(Path::new(name), Path::new("/nowhere"))
}

const NOTHING_ASKED: Asked<'static> = Asked { baseline: None, changed: None };

fn judge(name: &str, text: &str, findings: Vec<Finding>) -> FileReport {
    FileReport::judge(&page(name), text.as_bytes(), findings, &NOTHING_ASKED)
}

/// A report with a finding that is reported, one that is excused, one that is known, a note, a clean page and one that cannot be
/// read.
fn report() -> Report {
    let text = "é EO 12291, EO 12291\nand ::warning::]]>\u{0}EO\n12291 and EO 12291\n";
    let mut excused = finding(text, "EO 12291", 1);
    excused.excused = Some(Excuse { reason: "history, 100 % <of> it".to_owned(), line: 1 });
    let mut note = finding(text, "::warning::]]>\u{0}EO\n12291", 0);
    (note.level, note.rule, note.instead, note.policy_iri) = (Level::Note, Rule::UnknownPolicy, None, None);
    (note.as_of, note.covered_until, note.deciding) = (None, None, Vec::new());
    let all = vec![finding(text, "EO 12291", 2), note, excused, finding(text, "EO 12291", 0)];
    let mut found = judge(NAME, text, all);
    found.findings[3].standing = Standing::Known;
    let unread = FileReport {
        name: "gone.md".to_owned(),
        problems: vec![Diagnostic::error("unreadable", "cannot be read: no [such] {file}").within("gone.md")],
        unread: true,
        ..FileReport::default()
    };
    Report {
        as_of: NaiveDate::from_ymd_opt(2024, 9, 26).unwrap(),
        fail_on: FailOn::Error,
        files: vec![found, judge("clean.md", "", Vec::new()), unread],
        excluded: 1,
        gone: Some(2),
    }
}

fn written(write: impl Fn(&Report, &mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&report(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn people_see_the_place_the_words_the_reason_and_what_to_write() {
    let told = written(|report, out| text::write(report, false, out));
    let expected = "a b/::error::<&>\"'%\\u{1b}[31m\\n#?é.md:1:3: error superseded-citation: EO 12291 was superseded by EO 12866 on 1993-09-30
    “EO 12291”
    source: “Revokes: EO 12291 {0} [x](1) <b>\u{fffd}” (Executive orders, https://example.gov/orders)
    as of 2024-09-26; the sources cover it until 2024-09-26
    write instead: “EO 12866”

a b/::error::<&>\"'%\\u{1b}[31m\\n#?é.md:2:5: note unknown-policy: EO 12291 was superseded by EO 12866 on 1993-09-30
    “::warning::]]>\u{fffd}EO 12291”

2 findings in 1 of 2 files: 1 error, 1 note
  1  superseded-citation
  1  unknown-policy
1 excused by comments
1 known of the baseline
2 of the baseline no longer there
1 of the files excluded
1 of the files unreadable
";
    assert_eq!(told, expected);
    let coloured = written(|report, out| text::write(report, true, out));
    assert!(coloured.contains("\u{1b}[1m\u{1b}[31merror"), "{coloured}");
    assert_eq!(escaped("::error::x.md"), "./::error::x.md", "no line begins as a command");
}

#[test]
fn sarif_is_as_its_schema_says() {
    let log: Value = serde_json::from_str(&written(sarif::write)).unwrap();
    let schema: Value = serde_json::from_str(SARIF).unwrap();
    assert_eq!(schema::faults(&schema, &schema, &log), [""; 0]);
    // The check itself finds faults.
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    broken["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
    assert_eq!(schema::faults(&schema, &schema, &broken).len(), 2);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    let place = &results[0]["locations"][0]["physicalLocation"];
    let uri = "a%20b/%3A%3Aerror%3A%3A%3C%26%3E%22%27%25%1B%5B31m%0A%23%3F%C3%A9.md";
    assert_eq!(place["artifactLocation"]["uri"], uri);
    assert_eq!((&place["region"]["startColumn"], &place["region"]["endColumn"]), (&3.into(), &11.into()));
    let said = results[0]["message"]["text"].as_str().unwrap();
    assert!(said.contains("EO 12291 {{0}} \\[x\\](1)"), "no argument and no link: {said}");
    assert_eq!(results[1]["suppressions"][0]["kind"], "inSource");
    assert_eq!(results[1]["suppressions"][0]["justification"], "history, 100 % <of> it");
    assert_eq!(results[3]["suppressions"][0]["kind"], "external");
    assert_eq!(results[0]["suppressions"], serde_json::json!([]));
    assert_eq!(
        (&results[0]["baselineState"], &results[3]["baselineState"]),
        (&"new".into(), &"unchanged".into())
    );
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let at = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
    let fix = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(fix["insertedContent"]["text"], "EO 12866");
    assert_eq!(fix["deletedRegion"]["startColumn"], 3);
}

#[test]
fn fingerprints_are_one_a_place_and_survive_a_moved_line() {
    let of = |text: &str| -> Vec<String> {
        let found = judge(NAME, text, vec![finding(text, "EO 12291", 0), finding(text, "EO 12291", 1)]);
        found.findings.into_iter().map(|judged| judged.fingerprint).collect()
    };
    let (before, after) = (of("EO 12291 EO 12291"), of("new line\n\n EO 12291\nEO 12291"));
    assert_eq!(before, after);
    assert_ne!(before[0], before[1]);
    let other = judge("other.md", "EO 12291", vec![finding("EO 12291", "EO 12291", 0)]);
    assert_ne!(before[0], other.findings[0].fingerprint);
}

#[test]
fn commands_of_a_workflow_are_one_line_each_and_nothing_of_a_page_is_one() {
    let told = written(github::write);
    let commands: Vec<&str> = told.lines().filter(|line| line.contains("::")).collect();
    assert_eq!(commands.len(), 2, "those that are reported: {told}");
    let file = "file=a b/%3A%3Aerror%3A%3A<&>\"'%25\\u{1b}[31m%0A#?é.md";
    let head = format!(
        "::error {file},line=1,endLine=1,col=3,endColumn=10,title=pedigraph superseded-citation::EO 12291 was"
    );
    assert!(commands[0].starts_with(&head), "{}", commands[0]);
    assert!(commands[0].contains("%0Asource: “"), "{}", commands[0]);
    let many = format!("::notice {file},line=2,endLine=3,title=");
    assert!(commands[1].starts_with(&many), "no columns over two lines: {}", commands[1]);
    assert!(told.chars().all(|c| c == '\n' || !c.is_control()), "{told:?}");
}

/// Seen: `a<line feed>b.md` and `a\nb.md`, written with a backslash and an n, were one name in four forms.
#[cfg(unix)]
#[test]
fn no_form_has_one_text_for_two_names() {
    let names = [
        "a\nb.md",
        "a\\nb.md",
        "a\\\\nb.md",
        "a\rb.md",
        "a\\u{1b}b.md",
        "\"a\nb.md\"",
        "\"a\\nb.md\"",
        ":a.md",
    ];
    type Form = fn(&Report, &mut dyn Write) -> io::Result<()>;
    let people: Form = |report, out| text::write(report, false, out);
    for write in [people, github::write, junit::write, json::write, sarif::write] {
        let told = names.map(|name| {
            let mut report = report();
            report.files = vec![judge(name, "EO 12291", vec![finding("EO 12291", "EO 12291", 0)])];
            let mut out = Vec::new();
            write(&report, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        });
        for (at, one) in told.iter().enumerate() {
            assert!(told.iter().skip(at + 1).all(|other| other != one), "{:?}: {one}", names[at]);
        }
    }
    let of = |name: &str| {
        let mut report = report();
        report.files = vec![judge(name, "EO 12291", vec![finding("EO 12291", "EO 12291", 0)])];
        let mut out = Vec::new();
        github::write(&report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    // A file's own name is what GitHub compares.
    for (name, file) in [
        ("a\nb.md", "file=a%0Ab.md,"),
        ("a\\nb.md", "file=a\\nb.md,"),
        ("a\rb.md", "file=a%0Db.md,"),
        ("\"a\".md", "file=\"a\".md,"),
        (":a.md", "file=%3Aa.md,"),
    ] {
        assert!(of(name).contains(file), "{name:?}: {}", of(name));
    }
}

#[test]
fn junit_is_well_formed_and_counts_what_it_holds() {
    let told = written(junit::write);
    assert!(told.chars().all(|c| c == '\n' || !c.is_control()), "{told:?}");
    let mut reader = quick_xml::Reader::from_str(&told);
    let (mut open, mut counts) = (0, [0_usize; 5]);
    let names = ["testcase", "failure", "error", "skipped", "system-out"];
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.unwrap().unescape_value().unwrap();
                }
                let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                if let Some(at) = names.iter().position(|known| *known == name) {
                    counts[at] += 1;
                }
                open += 1;
            }
            Event::Text(text) => drop(text.unescape().unwrap()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open > 0);
    assert_eq!(counts, [6, 1, 1, 2, 1], "{told}");
    let head = "<testsuites name=\"pedigraph lint\" tests=\"6\" failures=\"1\" errors=\"1\" skipped=\"2\">";
    assert!(told.contains(head), "{told}");
    assert!(told.contains("message=\"excused: history, 100 % &lt;of&gt; it\""), "{told}");
}

/// Holds a document to its golden file; `UPDATE_GOLDEN=1` writes it, and the diff is reviewed. `tests/json.rs` holds it to
/// `docs/json.md`.
fn golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/lint").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), found, "{name}");
}

#[test]
fn json_keeps_what_is_reported_known_and_excused_apart() {
    let document: Value = serde_json::from_str(&written(json::write)).unwrap();
    let count = |list: &str| document[list].as_array().unwrap().len();
    assert_eq!((count("findings"), count("known"), count("excused")), (2, 1, 1));
    assert_eq!(
        (&document["files"], &document["unread"], &document["gone"]),
        (&2.into(), &1.into(), &2.into())
    );
    assert_eq!(document["findings"][0]["words"], "EO 12291");
    assert_eq!(document["excused"][0]["excuse"]["line"], 1);
    assert_eq!(document["fails"], true);
    golden("report.json", &written(json::write));
    let mut known = Vec::new();
    let read = Report { files: report().files.into_iter().filter(|file| !file.unread).collect(), ..report() };
    baseline::of(&read, Path::new("known.json")).unwrap().write(&mut known).unwrap();
    golden("baseline.json", &String::from_utf8(known).unwrap());
}

/// Applies the patch of a page with git, and gives the page that comes of it.
fn applied(name: &str, text: &[u8], findings: &[Finding]) -> Vec<u8> {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    let patch = fix::patch(name, &Lines::new(text), findings.iter());
    std::fs::write(place.path().join("mend.patch"), &patch.bytes).unwrap();
    for check in [&["--check"][..], &[]] {
        let words = [&["apply", "--whitespace=nowarn"][..], check, &["mend.patch"]].concat();
        let ran = Command::new("git").args(&words).current_dir(place.path()).output().unwrap();
        let patch = String::from_utf8_lossy(&patch.bytes);
        assert!(ran.status.success(), "{}\n{patch}", String::from_utf8_lossy(&ran.stderr));
    }
    std::fs::read(path).unwrap()
}

#[test]
fn git_applies_patches_of_pages_of_all_shapes() {
    let many: String = (0..60)
        .map(|n| if n % 7 == 0 { "see EO 12291 here\n".to_owned() } else { format!("{n}\n") })
        .collect();
    for text in [
        "EO 12291",
        "EO 12291\n",
        "a\nb\nc\nd\ne\nEO 12291 and EO 12291\r\nf\r\ng",
        "EO 12291\n\n\n\n\n\n\n\n\n\n\n\nEO 12291\n",
        "x\n--- EO 12291\n+++ EO 12291\n@@ -1 +1 @@ EO 12291\n",
        many.as_str(),
    ] {
        let count = text.matches("EO 12291").count();
        let all: Vec<Finding> = (0..count).map(|n| finding(text, "EO 12291", n)).collect();
        for name in ["page.md", "a b/t\té \"q\".md", "-x/y.md"] {
            let mended = applied(name, text.as_bytes(), &all);
            assert_eq!(String::from_utf8(mended).unwrap(), text.replace("EO 12291", "EO 12866"), "{name}");
        }
    }
    // Words over the end of a line, and bytes that are no UTF-8.
    let broken = "one\nthe EO\n12291 of\nlast";
    let mended = applied("page.md", broken.as_bytes(), &[finding(broken, "EO\n12291", 0)]);
    assert_eq!(mended, b"one\nthe EO 12866 of\nlast");
    let mut bytes = b"EO 12291 \xff\xfe\n".to_vec();
    let found = finding("EO 12291", "EO 12291", 0);
    assert_eq!(applied("page.md", &bytes, &[found]), {
        bytes.splice(0..8, *b"EO 12866");
        bytes
    });
}

#[test]
fn a_patch_holds_only_what_is_certain_and_can_be_written() {
    let text = "EO 12291 and EO 12291";
    let patched = |change: &dyn Fn(&mut Finding)| {
        let mut found = finding(text, "EO 12291", 0);
        change(&mut found);
        judge("page.md", text, vec![found]).patch.places
    };
    let instead =
        |change: fn(&mut Instead)| patched(&move |found| found.instead.as_mut().into_iter().for_each(change));
    assert_eq!(patched(&|_| {}), 1);
    assert_eq!(patched(&|found| found.instead = None), 0);
    assert_eq!(patched(&|found| found.excused = Some(Excuse { reason: "x".to_owned(), line: 1 })), 0);
    assert_eq!(instead(|new| new.certain = false), 0);
    for words in ["", "a\nb", "<b>", "a\"b", "a|b", "a`b", "[a](b)"] {
        let found = patched(&|found| found.instead.as_mut().unwrap().words = words.to_owned());
        assert_eq!(found, 0, "{words:?}");
    }
    assert_eq!(instead(|new| new.span = Span::new(3, 900)), 0, "beyond the page");
    assert_eq!(instead(|new| new.span = Span::new(3, 3)), 0, "no words");
    let two = vec![finding(text, "EO 12291", 0), finding(text, "EO 12291 and EO 12291", 0)];
    assert_eq!(judge("page.md", text, two).patch.places, 1, "of two that overlap the first");
    for name in ["../page.md", "/etc/page.md", "a/../../page.md"] {
        let found = finding(text, "EO 12291", 0);
        assert_eq!(judge(name, text, vec![found]).patch.places, 0, "{name}");
    }
}

#[test]
fn a_baseline_knows_what_it_was_written_of_and_no_more() {
    let place = tempfile::tempdir().unwrap();
    let (file, path) = (place.path().join("site/page.md"), place.path().join("known.json"));
    std::fs::create_dir(place.path().join("site")).unwrap();
    std::fs::write(&file, "x").unwrap();
    let page = page(file.to_str().unwrap());
    let asked = |text: &str, baseline| {
        let count = text.matches("EO 12291").count();
        let found = (0..count).map(|n| finding(text, "EO 12291", n)).collect();
        FileReport::judge(&page, text.as_bytes(), found, &Asked { baseline, changed: None })
    };
    let report = |file| Report { files: vec![file], gone: None, ..report() };
    let first = report(asked("EO 12291\nEO 12291", None));
    let mut written = Vec::new();
    baseline::of(&first, &path).unwrap().write(&mut written).unwrap();
    std::fs::write(&path, &written).unwrap();
    let text = String::from_utf8(written).unwrap();
    assert!(text.contains("\"path\": \"site/page.md\"") && text.contains("\"count\": 2"), "{text}");
    let known = baseline::read(&path).unwrap();
    let standings =
        |file: &FileReport| file.findings.iter().map(|judged| judged.standing).collect::<Vec<_>>();
    use Standing::{Known, Reported};
    let moved = asked("other\n\n  EO 12291 EO 12291 EO 12291", Some(&known));
    assert_eq!(standings(&moved), [Known, Known, Reported]);
    assert_eq!(known.gone(&[moved]), 0);
    let fewer = asked("EO 12291", Some(&known));
    assert_eq!((standings(&fewer), known.gone(&[fewer])), (vec![Known], 1));
    assert_eq!(known.gone(&[]), 0, "a page that was not read may have them still");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(known.gone(&[]), 2, "a page that is no more has none");
    let unread = report(FileReport { unread: true, ..FileReport::default() });
    assert!(baseline::of(&unread, &path).is_err(), "what was not read would be new later");
}

#[test]
fn what_is_no_baseline_is_told() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("b.json");
    let told = |text: Option<&str>| {
        if let Some(text) = text {
            std::fs::write(&path, text).unwrap();
        }
        baseline::read(&path).unwrap_err().message.unwrap()
    };
    assert!(told(None).contains("--write-baseline"));
    for text in [
        "",
        "[]",
        "{\"schema\":\"pedigraph-lint-baseline/2\",\"findings\":[]}",
        "{\"schema\":\"\\u001b\",\"findings\":[]}",
    ] {
        let message = told(Some(text));
        assert!(message.contains("pedigraph-lint-baseline/1"), "{message}");
        assert!(message.chars().all(|c| !c.is_control()), "{message:?}");
    }
}

#[test]
fn levels_are_read_as_typed() {
    for wrong in ["", "ended-citation", "ended-citation=", "=note", "ended-citation=fatal", "ended=off"] {
        assert!(wrong.parse::<RuleLevel>().is_err(), "{wrong}");
    }
    assert!("all=off".parse::<RuleLevel>().is_ok());
    let fails = |on: FailOn| [Level::Note, Level::Warning, Level::Error].map(|level| on.fails(level));
    assert_eq!(fails(FailOn::Error), [false, false, true]);
    assert_eq!(fails(FailOn::Warning), [false, true, true]);
    assert_eq!(fails(FailOn::Note), [true, true, true]);
    assert_eq!(fails(FailOn::Never), [false, false, false]);
}

#[test]
fn a_file_that_did_not_change_has_nothing_that_is_asked_for() {
    let asked = Asked { baseline: None, changed: Some(Changed::default()) };
    let found =
        FileReport::judge(&page("x.md"), b"EO 12291", vec![finding("EO 12291", "EO 12291", 0)], &asked);
    assert_eq!(found.findings, []);
}

#[test]
fn places_of_a_long_page_are_found_in_steps_that_do_not_depend_on_its_length() {
    let text = "é EO\n".repeat(2000) + &"x".repeat(100_000);
    let lines = Lines::new(text.as_bytes());
    for at in [0, 2, 3, 6, 11, text.len() - 1, text.len()] {
        let position = text.is_char_boundary(at).then(|| Position::of_offset(text.as_bytes(), at));
        assert_eq!(lines.position(at), position, "{at}");
    }
    assert_eq!(lines.position(1), None, "within a character");
    assert_eq!(lines.position(text.len() + 1), None);
    assert_eq!(Lines::new(b"\xff x").position(2), None);
    assert_eq!(
        (Lines::new(b"").count(), Lines::new(b"a\n").count(), Lines::new(b"a\n\n").count()),
        (0, 1, 2)
    );
}
