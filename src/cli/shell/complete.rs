//! What may go on from where the cursor of a shell stands.

use crate::cli::complete::values;
use crate::ground::vocab;
use crate::query::KEYWORDS;
use crate::query::catalogue::Catalogue;
use crate::query::names::{Names, Part, parts};
use crate::rdf::ontology;

/// The most candidates that are offered.
const MOST: usize = 100;

/// The commands of a shell, with what they do.
pub(super) const COMMANDS: [(&str, &str); 20] = [
    ("changes", "--from DAY: what was issued, ended and altered"),
    ("exit", "the same as .quit"),
    ("format", "FORM: how answers to queries are written: table, json, csv, tsv, xml, turtle"),
    ("graph", "which graph is asked"),
    ("help", "these lines"),
    ("impact", "POLICY: what would stand on nothing without it"),
    ("in-force", "[--as-of DAY]: what is in force"),
    ("lineage", "POLICY: what it rests on, and what carries it on"),
    ("path", "POLICY POLICY: how two policies hang together"),
    ("prefixes", "the prefixes that need no declaration"),
    ("queries", "[NAME]: the catalogue; NAME KEY=VALUE … asks one"),
    ("query", "NAME KEY=VALUE …: the same as without .query"),
    ("quit", "leave; so does the end of the input"),
    ("save", "FILE: the last answer, in the form that the ending of the file says"),
    ("search", "WORD …: policies by words"),
    ("show", "POLICY: all that is known of it"),
    ("stale", "what rests on something that has ended"),
    ("status", "POLICY: whether it is in force"),
    ("terms", "[WORDS]: terms of the vocabulary"),
    ("timing", "tell how long each answer took, or no longer"),
];

/// Commands that are followed by a policy.
pub(super) const OF_POLICIES: [&str; 5] = ["impact", "lineage", "path", "show", "status"];

/// What a completer knows.
pub(super) struct Known<'k> {
    /// The catalogue.
    pub catalogue: &'k Catalogue,
    /// Prefixes.
    pub names: &'k Names,
    /// Numbers of policies that begin like a word, with their titles.
    pub policies: &'k dyn Fn(&str) -> Vec<(String, String)>,
    /// The ends of IRIs of policies that begin with a namespace and go on like a word.
    pub iris: &'k dyn Fn(&str, &str) -> Vec<String>,
}

/// Where the word before the cursor starts, in bytes, and what it may become.
///
/// `at` is the cursor's place in `text`, in bytes.
pub(super) fn candidates(text: &str, at: usize, known: &Known<'_>) -> (usize, Vec<String>) {
    let before = text.get(..at).unwrap_or(text);
    if let Some(command) = before.trim_start().strip_prefix('.') {
        let start = before.len() - command.len();
        return of_command(before, start, command, known);
    }
    let start = before.rfind(|c: char| c.is_whitespace() || "(){}[],;|/^!<>*+\"'".contains(c));
    let start = start
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(start..).unwrap_or_default();
    let mut found = Vec::new();
    let head = before.get(..start).unwrap_or_default();
    if !before.contains(['{', '\n']) {
        if head.trim().is_empty() {
            found.extend(begin(known.catalogue.iter().map(|query| query.name.as_str()), word));
        } else if let Some(values) = of_params(head, word, known) {
            return (start, values);
        }
    }
    found.extend(of_sparql(text, word, known));
    found.truncate(MOST);
    (start, found)
}

fn begin<'w>(words: impl Iterator<Item = &'w str>, typed: &str) -> Vec<String> {
    words.filter(|word| word.starts_with(typed)).map(str::to_owned).collect()
}

/// After a dot: a command, the name of a query, a policy.
fn of_command(before: &str, start: usize, command: &str, known: &Known<'_>) -> (usize, Vec<String>) {
    let Some((name, rest)) = command.split_once(' ') else {
        return (start, begin(COMMANDS.iter().map(|(name, _)| *name), command));
    };
    let word = rest.rsplit(' ').next().unwrap_or_default();
    let start = before.len() - word.len();
    let head = rest.get(..rest.len() - word.len()).unwrap_or_default();
    let found = match name {
        _ if OF_POLICIES.contains(&name) => {
            (known.policies)(word).into_iter().map(|(number, _)| number).take(MOST).collect()
        }
        "queries" | "query" if head.trim().is_empty() => {
            begin(known.catalogue.iter().map(|query| query.name.as_str()), word)
        }
        "query" => of_params(head, word, known).unwrap_or_default(),
        "format" => begin(crate::query::output::Format::ALL.iter().map(|(_, name)| *name), word),
        _ => Vec::new(),
    };
    (start, found)
}

/// Parameters of the query that `head` begins with, and their values; none where it begins with no query.
fn of_params(head: &str, word: &str, known: &Known<'_>) -> Option<Vec<String>> {
    let name = head.split_whitespace().next()?;
    let header = known.catalogue.iter().find(|query| query.name == name)?.header.as_ref()?;
    let Some((name, value)) = word.split_once('=') else {
        let names = header.params.iter().map(|param| format!("{}=", param.name));
        return Some(names.filter(|name| name.starts_with(word)).collect());
    };
    let values = header.param(name).map(|param| values(param, value, known.policies)).unwrap_or_default();
    Some(values.into_iter().map(|(value, _)| format!("{name}={value}")).take(MOST).collect())
}

/// Within SPARQL: a variable of the text, a term of a prefix, a prefix, a keyword.
fn of_sparql(text: &str, word: &str, known: &Known<'_>) -> Vec<String> {
    if word.starts_with(['?', '$']) {
        let variables = parts(text).into_iter().filter(|(part, _)| *part == Part::Variable);
        let mut found: Vec<String> = variables.map(|(_, span)| span.of(text).to_owned()).collect();
        found.retain(|variable| variable.starts_with(word) && variable != word);
        found.sort();
        found.dedup();
        return found;
    }
    if let Some((prefix, local)) = word.split_once(':') {
        return terms(prefix, local, known).into_iter().map(|local| format!("{prefix}:{local}")).collect();
    }
    let mut found: Vec<String> =
        known.names.prefixes().filter(|(p, _)| p.starts_with(word)).map(|(p, _)| format!("{p}:")).collect();
    let upper = word.to_ascii_uppercase();
    if !word.is_empty() {
        found.extend(begin(KEYWORDS.iter().copied(), &upper));
    }
    found
}

/// The local names of a prefix that begin like `local`: of the vocabulary, of the terms that the program writes, of policies.
fn terms(prefix: &str, local: &str, known: &Known<'_>) -> Vec<String> {
    let Some((_, namespace)) = known.names.prefixes().find(|(known, _)| *known == prefix) else {
        return Vec::new();
    };
    if namespace == vocab::PED {
        return begin(ontology::terms().iter().map(|term| term.name.as_str()), local);
    }
    let of_program = vocab::ALL.iter().filter_map(|term| term.as_str().strip_prefix(namespace));
    let mut found = begin(of_program.filter(|name| !name.contains(['/', '#'])), local);
    found.extend((known.iris)(namespace, local));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> (usize, Vec<String>) {
        let names = Names {
            base: None,
            own: vec![("executive-order".to_owned(), "http://x/eo/".to_owned())],
            dataset: None,
        };
        let known = Known {
            catalogue: Catalogue::built_in().unwrap(),
            names: &names,
            policies: &|typed| {
                let all = [("EO13571", "Streamlining"), ("M-11-24", "Implementing")];
                let fits = all.into_iter().filter(|(number, _)| number.starts_with(typed));
                fits.map(|(number, title)| (number.to_owned(), title.to_owned())).collect()
            },
            iris: &|namespace, local| {
                if namespace == "http://x/eo/" && "13571".starts_with(local) {
                    vec!["13571".to_owned()]
                } else {
                    Vec::new()
                }
            },
        };
        candidates(typed, typed.len(), &known)
    }

    #[test]
    fn each_word_goes_on_as_what_it_is() {
        for (typed, start, expected) in [
            (".lin", 1, &["lineage"][..]),
            (".lineage EO", 9, &["EO13571"]),
            (".show M", 6, &["M-11-24"]),
            (".queries in-", 9, &["in-force"]),
            (".query lineage pol", 15, &["policy="]),
            (".format js", 8, &["json"]),
            ("linea", 0, &["lineage"]),
            ("lineage po", 8, &["policy="]),
            ("lineage policy=M", 8, &["policy=M-11-24"]),
            ("SELECT ?policy { ?po", 17, &["?policy"]),
            ("SELECT * { ?a ped:rescindsI", 14, &["ped:rescindsInPart"]),
            ("SELECT * { ?a dct:tit", 14, &["dct:title"]),
            ("SELECT * { executive-order:1", 11, &["executive-order:13571"]),
            ("SELECT * { ?a executive-o", 14, &["executive-order:"]),
            ("SELECT * { optio", 11, &["OPTIONAL"]),
            ("SELECT * { FILTER(strst", 18, &["STRSTARTS"]),
            ("SELECT * { ?a nothing:x", 14, &[]),
        ] {
            let expected: Vec<String> = expected.iter().map(|e| (*e).to_owned()).collect();
            assert_eq!(found(typed), (start, expected), "{typed}");
        }
    }

    #[test]
    fn a_cursor_anywhere_is_no_harm() {
        let text = "SELECT ?é { ?é ped:resc ü";
        for at in 0..=text.len() + 1 {
            let (start, _) = found(text.get(..at).unwrap_or(text));
            assert!(start <= text.len());
        }
    }
}
