//! What is typed into a shell: whether it is whole, and what kind of entry it is.

use super::complete::OF_POLICIES;
use crate::cli::{Exit, Failure};
use crate::query::names::is_open;

/// An entry of a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nothing but blanks.
    Nothing,
    /// `.lineage 'EO 12866' --depth 2`, as words without the dot.
    Command(Vec<String>),
    /// `lineage policy='EO 12866'`: a query of the catalogue and its parameters.
    Stored(String, Vec<String>),
    /// SPARQL.
    Sparql(String),
}

/// The words with which SPARQL begins.
const FORMS: [&str; 6] = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"];

fn is_sparql(text: &str) -> bool {
    let first = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    text.contains(['{', '\n'])
        || text.starts_with('#')
        || FORMS.iter().any(|form| form.eq_ignore_ascii_case(first))
}

/// Whether what was typed so far is a whole entry.
///
/// A line that is no SPARQL is; so is a query on one line whose brackets are closed. One of several lines ends with an empty line
/// or with `;`, after its brackets are closed, or with two empty lines whatever is open.
pub(super) fn is_whole(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.starts_with('.') || !is_sparql(trimmed) {
        return true;
    }
    if text.ends_with("\n\n") {
        return true;
    }
    if is_open(trimmed) {
        return false;
    }
    let declares = ["PREFIX", "BASE"].iter().any(|word| {
        let start = trimmed.get(..word.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(word) && !trimmed.contains('{')
    });
    let is_line = !text.trim_end_matches('\n').contains('\n') && !text.ends_with('\n') && !declares;
    let asks =
        trimmed.contains('{') || trimmed.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("DESCRIBE"));
    text.ends_with('\n') || trimmed.ends_with(';') || (is_line && asks)
}

/// Reads a whole entry.
///
/// # Errors
/// A quotation mark that is not closed.
pub(super) fn read(text: &str) -> Result<Entry, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Entry::Nothing);
    }
    if let Some(command) = trimmed.strip_prefix('.') {
        return Ok(Entry::Command(words(command)?));
    }
    if is_sparql(trimmed) {
        // The end of the text without what ends the entry; its start as it was typed, so that columns are those of the user.
        return Ok(Entry::Sparql(text.trim_end().trim_end_matches(';').to_owned()));
    }
    let mut words = words(trimmed.trim_end_matches(';'))?.into_iter();
    Ok(words.next().map_or(Entry::Nothing, |name| Entry::Stored(name, words.collect())))
}

/// The words of a line: blanks part them, but not between quotation marks of one kind.
pub(super) fn words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut any, mut quote) = (Vec::new(), String::new(), false, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => (quote, any) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            (_, c) => {
                word.push(c);
                any = true;
            }
        }
    }
    if let Some(open) = quote {
        return Err(format!("expected a closing {open}, found the end of the line"));
    }
    if any {
        words.push(word);
    }
    Ok(words)
}

/// The words of a command as the command line has them. A shell reads no documents, so that the words before the options are
/// the name of the policy: `.lineage EO 13571 --depth 1`.
pub(super) fn of_command(words: &[String]) -> Result<Vec<String>, Failure> {
    let name = words.first().map_or("", String::as_str);
    let named = words.iter().skip(1).take_while(|word| !word.starts_with('-')).count();
    let (names, options) = words.get(1..).unwrap_or(&[]).split_at(named);
    let of_two = name == "path";
    if of_two && named > 2 {
        let message = "expected two policies, in quotes where they have blanks: .path 'EO 13571' M-11-24";
        return Err(Failure::new(Exit::Failure, message));
    }
    let of_one = OF_POLICIES.contains(&name) && !of_two;
    let names = if of_one && named > 1 { vec![names.join(" ")] } else { names.to_vec() };
    Ok(std::iter::once(name.to_owned()).chain(names).chain(options.iter().cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_policy_needs_no_quotes() {
        for (typed, read) in [
            ("lineage EO 13571 --depth 1", &["lineage", "EO 13571", "--depth", "1"][..]),
            ("show 'EO 13571'", &["show", "EO 13571"]),
            ("stale --limit 2", &["stale", "--limit", "2"]),
            ("path 'EO 1' M-11-24", &["path", "EO 1", "M-11-24"]),
            ("search digital strategy", &["search", "digital", "strategy"]),
        ] {
            assert_eq!(of_command(&words(typed).unwrap()).unwrap(), read, "{typed}");
        }
        assert!(of_command(&words("path EO 1 M-11-24").unwrap()).is_err());
    }

    #[test]
    fn an_entry_is_whole_where_its_line_or_its_lines_end_it() {
        for whole in [
            "",
            ".help",
            "lineage policy=M-11-24",
            "SELECT * { ?s ?p ?o }",
            "ask{}",
            "DESCRIBE ped:rescinds",
            "SELECT *\n{ ?s ?p ?o }\n",
            "SELECT *\n{ ?s ?p ?o };",
            "SELECT * {\n\n",
        ] {
            assert!(is_whole(whole), "{whole:?}");
        }
        for more in [
            "SELECT *",
            "SELECT * {",
            "SELECT * {\n",
            "SELECT *\n{ ?s ?p ?o }",
            "SELECT * { ?s ?p ?o ;",
            "PREFIX x: <http://x/>",
            "SELECT * { ?s ?p \"\"\"a }",
        ] {
            assert!(!is_whole(more), "{more:?}");
        }
    }

    #[test]
    fn entries_are_told_apart() {
        let strings = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        for (text, entry) in [
            ("  ", Entry::Nothing),
            (
                ".lineage 'EO 12866' --depth 2",
                Entry::Command(strings(&["lineage", "EO 12866", "--depth", "2"])),
            ),
            ("lineage policy='EO 12866'", Entry::Stored("lineage".to_owned(), strings(&["policy=EO 12866"]))),
            (" ASK {} ;\n", Entry::Sparql(" ASK {} ".to_owned())),
        ] {
            assert_eq!(read(text), Ok(entry), "{text}");
        }
        assert_eq!(read(".show 'EO"), Err("expected a closing ', found the end of the line".to_owned()));
    }
}
