//! Small pages with what the linter must and must not find in them: `tests/fixtures/lint/cases.jsonl`, a case a line.
//!
//! Each is held against a graph of thirty orders of the Federal Register's table, the page of Digital.gov, one memorandum, and an order
//! that amends what another one had revoked.
//! `find` lists all findings by rule and words in the order of the page, `excused` as a third word where a comment excuses
//! it; a case without any is a trap.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "lint_cases/recall.rs"]
mod recall;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use pedigraph::lint::{Finding, Level, Levels, Linter, Rule};
use pedigraph::resolve::status::Statuses;
use pedigraph::{Base, Index, Input, Map, Profile, Resolver, Syntax, pipeline, write};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    format: String,
    text: String,
    find: Vec<Vec<String>>,
    /// Of the first finding: what to write instead.
    instead: Option<Wanted>,
    /// The text once what is certain is written.
    fixed: Option<String>,
    /// Words that it then has.
    fixed_has: Option<String>,
    /// The level of the first finding.
    level: Option<String>,
    /// Words that stand after the first finding and not before it.
    column_after: Option<String>,
}

#[derive(Deserialize)]
struct Wanted {
    words: String,
    certain: bool,
}

/// The graph of the cases.
fn graph() -> &'static (Index, Vec<Quad>) {
    static GRAPH: LazyLock<(Index, Vec<Quad>)> = LazyLock::new(|| {
        let profile = Profile::united_states().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut resolver = Resolver::new(profile);
        for path in [
            "tests/fixtures/lint/register.csv",
            "tests/fixtures/lint/m-25-21.md",
            "tests/fixtures/lint/amends.md",
            "data/digitalgov-customer-service-policies.json",
        ] {
            let input = Input::File(root.join(path));
            let mut said = Vec::new();
            let outcome = pipeline::read(profile, &input, None, &mut |c| said.push(c), &mut |_| ()).unwrap();
            resolver.source(&outcome.header, outcome.format.name(), &outcome.sha256).unwrap();
            said.into_iter().for_each(|c| resolver.claims(c));
        }
        let corpus = resolver.finish();
        let map = Map::new(&corpus, profile, Base::default(), true).with_periods(Statuses::of(&corpus));
        let mut nquads = Vec::new();
        write(&map, Syntax::NQuads, &mut nquads).unwrap();
        let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(&nquads);
        let quads: Vec<Quad> = quads.map(Result::unwrap).collect();
        (Index::from_nquads(nquads.as_slice()).unwrap(), quads)
    });
    &GRAPH
}

fn linter() -> &'static Linter<'static> {
    static LINTER: LazyLock<Linter<'static>> = LazyLock::new(|| {
        let (index, quads) = graph();
        Linter::new(index, quads, Profile::united_states().unwrap(), None, Levels::default())
    });
    &LINTER
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint/cases.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn lint(format: &str, text: &str) -> Vec<Finding> {
    linter().file(&PathBuf::from(format!("page.{format}")), text.as_bytes(), &mut |_| ())
}

/// The text with what is certain written into it.
fn fixed(text: &str, found: &[Finding]) -> String {
    let mut text = text.to_owned();
    for instead in found.iter().rev().filter_map(|f| f.instead.as_ref()).filter(|i| i.certain) {
        text.replace_range(instead.span.start..instead.span.end, &instead.words);
    }
    text
}

/// What differs from what a case wants.
fn differences(case: &Case) -> Vec<String> {
    let found = lint(&case.format, &case.text);
    let told: Vec<Vec<String>> = found
        .iter()
        .map(|f| {
            let excused = f.excused.iter().map(|_| "excused".to_owned());
            [f.rule.name().to_owned(), f.words.clone()].into_iter().chain(excused).collect()
        })
        .collect();
    let mut wrong = Vec::new();
    if told != case.find {
        let messages: Vec<&str> = found.iter().map(|f| f.message.as_str()).collect();
        wrong.push(format!("expected {:?}, found {told:?}: {messages:?}", case.find));
    }
    let first = found.first();
    if let Some(wanted) = &case.instead {
        let instead = first.and_then(|f| f.instead.as_ref()).map(|i| (i.words.as_str(), i.certain));
        if instead != Some((&wanted.words, wanted.certain)) {
            wrong.push(format!(
                "expected ({:?}, {}) instead, found {instead:?}",
                wanted.words, wanted.certain
            ));
        }
    }
    let now = fixed(&case.text, &found);
    if case.fixed.as_ref().is_some_and(|wanted| *wanted != now)
        || case.fixed_has.as_ref().is_some_and(|wanted| !now.contains(wanted))
    {
        wrong.push(format!("expected {:?} {:?}, fixed is {now:?}", case.fixed, case.fixed_has));
    }
    let level = first.map(|f| match f.level {
        Level::Off => "off",
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    });
    if case.level.is_some() && case.level.as_deref() != level {
        wrong.push(format!("expected level {:?}, found {level:?}", case.level));
    }
    if let (Some(words), Some(first)) = (&case.column_after, first)
        && case.text[first.span.end..].find(words).is_none_or(|at| at > 40)
    {
        wrong.push(format!("it stands at {:?}", first.span));
    }
    for finding in &found {
        if case.text.get(finding.span.start..finding.span.end) != Some(finding.words.as_str()) {
            wrong.push(format!("{:?} do not stand at {:?}", finding.words, finding.span));
        }
    }
    wrong
}

#[test]
fn pages_give_what_they_must_and_no_more() {
    let cases = cases();
    assert!(cases.len() >= 40);
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|case| differences(case).into_iter().map(|wrong| format!("{}: {wrong}", case.name)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_finding_tells_the_words_that_decide_it() {
    let found = lint("md", "Pay follows\nExecutive Order 14090 and more.\n");
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!((finding.from.line(), finding.from.column(), finding.until.column()), (2, 1, 22));
    assert_eq!(finding.policy, "EO 14090");
    assert!(finding.message.contains("superseded by EO 14113, 2023-12-21"), "{}", finding.message);
    assert!(finding.deciding.iter().any(|d| d.quote.contains("EO 14113")), "{:?}", finding.deciding);
    assert!(finding.covered_until.is_some() && finding.as_of.is_some());
}

#[test]
fn levels_are_taken_and_rules_that_are_off_find_nothing() {
    let (index, quads) = graph();
    let mut levels = Levels::default();
    levels.set(Rule::EndedCitation, Level::Off);
    levels.set(Rule::SupersededCitation, Level::Note);
    let linter = Linter::new(index, quads, Profile::united_states().unwrap(), None, levels);
    let text = "EO 12291 asks for costs. Pay follows EO 14090.\n";
    let found = linter.file(Path::new("a.md"), text.as_bytes(), &mut |_| ());
    let told: Vec<(Rule, Level)> = found.iter().map(|f| (f.rule, f.level)).collect();
    assert_eq!(told, [(Rule::SupersededCitation, Level::Note)]);
}

#[test]
fn the_day_decides() {
    let (index, quads) = graph();
    let day = chrono::NaiveDate::from_ymd_opt(1990, 1, 1);
    let linter = Linter::new(index, quads, Profile::united_states().unwrap(), day, Levels::default());
    let found = linter.file(Path::new("a.md"), b"EO 12291 asks for costs.\n", &mut |_| ());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn bytes_of_any_kind_are_read_or_told() {
    let mut problems = Vec::new();
    let latin = b"Caf\xe9 rules rest on Executive Order 12291.\n";
    let found = linter().file(Path::new("a.txt"), latin, &mut |d| problems.push(d));
    assert_eq!(found.iter().map(|f| f.words.as_str()).collect::<Vec<_>>(), ["Executive Order 12291"]);
    assert_eq!(&latin[found[0].span.start..found[0].span.end], b"Executive Order 12291");
    let none = linter().file(Path::new("a.bin"), b"\x00\x01\x02", &mut |d| problems.push(d));
    assert!(none.is_empty() && problems.len() == 2, "{problems:?}");
}
