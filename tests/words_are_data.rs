//! No word of a language or of a country stands in the program: what reads documents has its words from a profile.
//!
//! The words are kept in `data/not-in-code.toml`; the string literals of `src/` are looked through. In the folders that read,
//! every literal counts that is no message for people; in the others, which speak English to people, those that something is
//! compared with.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders and files of `src/` that read documents.
const READERS: [&str; 7] = ["ground", "model", "profile", "source", "reading", "resolve", "pipeline.rs"];

/// Functions and macros whose arguments are for people.
const MESSAGES: [&str; 22] = [
    "error",
    "warning",
    "note",
    "expected",
    "new",
    "wrong",
    "problem",
    "read_through",
    "cut_off",
    "panic",
    "unreadable",
    "assert",
    "Err",
    "wrong_type",
    "fail",
    "write",
    "ask_for",
    "near_miss",
    "join_group",
    "NearMiss",
    "broken",
    "then_some",
];

/// Functions and macros that compare text, or find it.
const COMPARE: [&str; 13] = [
    "starts_with",
    "ends_with",
    "contains",
    "strip_prefix",
    "strip_suffix",
    "eq_ignore_ascii_case",
    "matches",
    "find",
    "rfind",
    "split_once",
    "trim_start_matches",
    "trim_end_matches",
    "Pattern",
];

/// Functions that take the name of a group of a pattern.
const GROUPS: [&str; 2] = ["name", "group"];

#[derive(Deserialize)]
struct List {
    not_verbs: BTreeSet<String>,
    words: BTreeMap<String, Vec<String>>,
    allowed: Vec<Allowed>,
}

#[derive(Deserialize)]
struct Allowed {
    file: String,
    literals: Vec<String>,
    why: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn toml_of(path: &str) -> toml::Table {
    std::fs::read_to_string(root().join(path)).unwrap().parse().unwrap()
}

/// The words that are looked for, in small letters.
fn guarded(list: &List) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = list.words.values().flatten().cloned().collect();
    let strings = |value: &toml::Value| {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(|v| v.as_str().map(str::to_lowercase)).collect::<Vec<_>>()
    };
    for verb in toml_of("data/lang/en/relations.toml")["verb"].as_array().unwrap() {
        words.extend(verb["forms"].as_array().unwrap().iter().flat_map(strings));
    }
    words.extend(toml_of("data/lang/en/dates.toml")["months"].as_array().unwrap().iter().flat_map(strings));
    words.retain(|w| !w.is_empty() && !w.contains(' ') && !list.not_verbs.contains(w));
    words
}

/// What the policy types of the ontology are called.
fn policy_types() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("ontology/policy-types.ttl")).unwrap();
    let names = text.split_whitespace().filter_map(|w| w.strip_prefix("ped:"));
    names.map(|n| n.trim_end_matches([';', ',', '.']).to_owned()).collect()
}

/// A piece of Rust.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Name(String),
    Text(String),
    Mark(char),
}

/// Cuts Rust into names, string literals and marks, with their lines; comments and white space are left out.
fn tokens(code: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = code.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    let get = |i: usize| chars.get(i).copied().unwrap_or('\0');
    while at < chars.len() {
        let start = at;
        let c = get(at);
        match c {
            '/' if get(at + 1) == '/' => {
                while at < chars.len() && get(at) != '\n' {
                    at += 1
                }
            }
            '/' if get(at + 1) == '*' => {
                at += 2;
                while at < chars.len() && (get(at), get(at + 1)) != ('*', '/') {
                    at += 1;
                }
                at += 2;
            }
            'r' if get(at + 1) == '"' || get(at + 1) == '#' && matches!(get(at + 2), '#' | '"') => {
                let hashes = (at + 1..).take_while(|i| get(*i) == '#').count();
                at += hashes + 2;
                let from = at;
                while at < chars.len() && !(get(at) == '"' && (1..=hashes).all(|i| get(at + i) == '#')) {
                    at += 1;
                }
                found.push((line, Token::Text(chars[from..at.min(chars.len())].iter().collect())));
                at += hashes + 1;
            }
            '"' => {
                at += 1;
                let from = at;
                while at < chars.len() && get(at) != '"' {
                    at += if get(at) == '\\' { 2 } else { 1 };
                }
                found.push((line, Token::Text(chars[from..at.min(chars.len())].iter().collect())));
                at += 1;
            }
            // A character, and not a lifetime.
            '\'' if get(at + 1) == '\\' => {
                at += 3;
                while at < chars.len() && get(at) != '\'' {
                    at += 1;
                }
                at += 1;
            }
            '\'' if get(at + 2) == '\'' => at += 3,
            _ if c.is_alphanumeric() || c == '_' => {
                while get(at).is_alphanumeric() || get(at) == '_' {
                    at += 1;
                }
                found.push((line, Token::Name(chars[start..at].iter().collect())));
            }
            _ => {
                at += 1;
                if !c.is_whitespace() {
                    found.push((line, Token::Mark(c)));
                }
            }
        }
        line += chars[start..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// The tokens without those of items that are compiled for tests alone.
fn without_tests(tokens: Vec<(usize, Token)>) -> Vec<(usize, Token)> {
    let name = |text: &str| Token::Name(text.to_owned());
    let mark = [
        Token::Mark('#'),
        Token::Mark('['),
        name("cfg"),
        Token::Mark('('),
        name("test"),
        Token::Mark(')'),
        Token::Mark(']'),
    ];
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if !tokens[at..].iter().map(|(_, t)| t).take(mark.len()).eq(mark.iter()) {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0;
        at += mark.len();
        while at < tokens.len() {
            at += 1;
            match tokens[at - 1].1 {
                Token::Mark('(' | '[' | '{') => depth += 1,
                Token::Mark(']' | ')') => depth -= 1,
                Token::Mark('}') => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Token::Mark(';') if depth == 0 => break,
                _ => {}
            }
        }
    }
    kept
}

/// A literal, with what stands around it.
struct Literal {
    line: usize,
    text: String,
    /// The functions and macros in whose brackets it stands, the innermost last.
    within: Vec<String>,
    /// Whether it stands beside `==`, `!=` or `=>`.
    compared: bool,
    /// Whether it is bound to a name that says that it is for people, or is the reason of an attribute.
    message: bool,
}

fn literals(code: &str) -> Vec<Literal> {
    let tokens = without_tests(tokens(code));
    let at = |i: usize| tokens.get(i).map(|(_, t)| t);
    let named = |i: usize| match at(i) {
        Some(Token::Name(name)) => name.as_str(),
        _ => "",
    };
    let mark = |i: usize, c: char| at(i) == Some(&Token::Mark(c));
    let (mut found, mut open, mut bound) = (Vec::new(), Vec::<(String, bool)>::new(), false);
    for (i, (line, token)) in tokens.iter().enumerate() {
        match token {
            Token::Mark('(' | '[' | '{') => {
                let before = i.wrapping_sub(if mark(i.wrapping_sub(1), '!') { 2 } else { 1 });
                let (own, owner) = (named(before), named(before.wrapping_sub(3)));
                let name = if own == "new" && owner == "Pattern" { owner } else { own };
                open.push((name.to_owned(), bound));
                bound = bound && !mark(i, '{');
            }
            Token::Mark(')' | ']' | '}') => bound = open.pop().is_some_and(|(_, outer)| outer),
            Token::Mark(';') => bound = false,
            Token::Name(name) if name == "let" => {
                let bound_to = if named(i + 1) == "mut" { named(i + 2) } else { named(i + 1) };
                bound = matches!(bound_to, "message" | "expected");
            }
            Token::Text(text) => {
                let equals = |a: usize, b: usize| (mark(a, '=') || mark(a, '!')) && mark(b, '=');
                let compared = equals(i.wrapping_sub(2), i.wrapping_sub(1))
                    || equals(i + 1, i + 2)
                    || mark(i + 1, '=') && mark(i + 2, '>')
                    || mark(i + 1, '|')
                    || mark(i.wrapping_sub(1), '|') && !mark(i.wrapping_sub(2), '|');
                let message = bound || mark(i.wrapping_sub(1), '=') && named(i.wrapping_sub(2)) == "reason";
                let within = open.iter().map(|(name, _)| name.clone()).collect();
                found.push(Literal { line: *line, text: text.clone(), within, compared, message });
            }
            _ => {}
        }
    }
    found
}

/// The words of a literal, without names of groups, placeholders and escapes.
fn words_of(text: &str) -> Vec<String> {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '\\' => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '{' => rest.find('}').map_or(1, |end| end + 1),
            '(' if rest.starts_with("(?P<") => rest.find('>').map_or(1, |end| end + 1),
            _ => 0,
        };
        bare.push(if skipped > 0 { ' ' } else { c });
        rest = &rest[if skipped > 0 { skipped } else { c.len_utf8() }..];
    }
    let words = bare.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Rules by which literals are told.
struct Guard {
    words: BTreeSet<String>,
    types: BTreeSet<String>,
    list: List,
}

impl Guard {
    fn load() -> Self {
        let text = std::fs::read_to_string(root().join("data/not-in-code.toml")).unwrap();
        let list: List = toml::from_str(&text).unwrap();
        Self { words: guarded(&list), types: policy_types(), list }
    }

    /// The words of a literal that should stand in data.
    fn found(&self, file: &str, literal: &Literal, reader: bool) -> Vec<String> {
        let text = literal.text.as_str();
        let has = |names: &[&str]| literal.within.iter().any(|w| names.contains(&w.as_str()));
        let innermost = literal.within.last().map_or("", String::as_str);
        let pattern = text.contains(r"\s") || text.contains("(?") || text.contains(r"\b");
        let compared = literal.compared || COMPARE.contains(&innermost) || pattern;
        let prose = text.split_whitespace().nth(2).is_some() && words_of(text).len() > 2;
        let message = literal.message || has(&MESSAGES) || prose;
        let name = GROUPS.contains(&innermost)
            || text.contains('_') && !text.contains(' ') && !pattern
            || text.ends_with(".toml");
        if name
            || self.types.contains(text)
            || self.is_allowed(file, text)
            || !compared && (message || !reader)
        {
            return Vec::new();
        }
        words_of(text).into_iter().filter(|w| self.words.contains(w)).collect()
    }

    fn is_allowed(&self, file: &str, text: &str) -> bool {
        let fits =
            |a: &&Allowed| file.starts_with(&a.file) && a.literals.iter().any(|l| l == "*" || l == text);
        self.list.allowed.iter().any(|a| fits(&a) && !a.why.is_empty())
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            files(&path, found);
        } else if name.ends_with(".rs")
            && !matches!(name.as_str(), "tests.rs" | "testing.rs" | "generated.rs" | "linear.rs")
        {
            found.push(path);
        }
    }
}

#[test]
fn no_word_of_a_language_stands_in_the_program() {
    let guard = Guard::load();
    let mut all = Vec::new();
    files(&root().join("src"), &mut all);
    all.sort();
    assert!(all.len() > 100 && guard.words.len() > 200, "{} files, {} words", all.len(), guard.words.len());
    let mut told = Vec::new();
    for path in all {
        let file = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let reader = READERS.iter().any(|r| {
            let rest = file.strip_prefix("src/").and_then(|f| f.strip_prefix(r));
            rest.is_some_and(|f| f.is_empty() || f.starts_with('/') || f.starts_with(".rs"))
        });
        for literal in literals(&std::fs::read_to_string(&path).unwrap()) {
            let words = guard.found(&file, &literal, reader);
            if !words.is_empty() {
                told.push(format!("{file}:{}: {:?}: {}", literal.line, literal.text, words.join(", ")));
            }
        }
    }
    assert!(told.is_empty(), "{} literals hold words that belong in data:\n{}", told.len(), told.join("\n"));
}

#[test]
fn a_word_in_the_program_is_told() {
    let guard = Guard::load();
    let found = |code: &str, reader: bool| {
        let all = literals(code);
        all.iter().flat_map(|l| guard.found("src/reading/x.rs", l, reader)).collect::<Vec<_>>()
    };
    for (code, word) in [
        ("fn f(t: &str) -> bool { t.starts_with(\"The \") }", "the"),
        ("static P: Pattern = Pattern::new(&[r\"(?i)revoked\\s+by\"]);", "revoked"),
        ("const MONTHS: [&str; 1] = [\"January\"];", "january"),
        ("fn f(t: &str) -> bool { matches!(t, \"section\" | \"x\") }", "section"),
        ("fn f(t: &str) -> String { format!(\"{t} of {t}\") }", "of"),
        ("fn f() { by_key(\"executive-order\"); }", "executive"),
        ("fn f(t: &str) -> bool { t.contains(\"as a rule of the house\") }", "the"),
        ("/* a comment */ fn f(t: &str) -> bool { t == r#\"omb\"# }", "omb"),
    ] {
        assert!(found(code, true).iter().any(|w| w == word), "{code}");
    }
    for code in [
        "// \"the order\"\nfn f() {}",
        "/// Reads \"the order\".\nfn f() {}",
        "fn f() { Diagnostic::warning(\"no-order\", \"the order has no number\"); }",
        "#[cfg(test)]\nmod tests { fn f() { g(\"the\"); } }",
        "fn f(c: &Captures) { c.name(\"this\"); }",
        "fn f() { files.get(\"order_number\"); }",
        "fn f() { let message = \"the order\"; }",
        "fn f(k: &str) -> bool { k == \"ExecutiveOrder\" }",
    ] {
        assert_eq!(found(code, true), Vec::<String>::new(), "{code}");
    }
    // Where people are spoken to, English is what is printed, and not what is compared.
    assert!(found("fn f() { show(\"the order\"); }", false).is_empty());
    assert_eq!(found("fn f(t: &str) -> bool { t.ends_with(\" order\") }", false), ["order"]);
}
