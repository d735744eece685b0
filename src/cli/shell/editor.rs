//! The line of a shell on a terminal: completion, colours, and lines that go on.

use super::complete::{self, Known};
use super::entry::is_whole;
use crate::cli::complete::policies_of;
use crate::cli::walks::Opened;
use crate::lineage::Index;
use crate::query::catalogue::Catalogue;
use crate::query::names::{Names, Part, parts};
use anstyle::{AnsiColor, Style};
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use std::borrow::Cow;

/// What helps to type an entry.
pub(super) struct Prompter<'s> {
    /// The graph, whose index is read when a policy is first completed.
    pub opened: &'s Opened<'s>,
    /// The catalogue.
    pub catalogue: &'s Catalogue,
    /// Prefixes.
    pub names: &'s Names,
    /// Whether to colour what is typed.
    pub colour: bool,
}

impl Prompter<'_> {
    /// The index, where the graph can be read: nobody is told of mistakes at a prompt.
    fn index(&self) -> Option<&Index> {
        self.opened.index().ok()
    }
}

impl Helper for Prompter<'_> {}

impl Hinter for Prompter<'_> {
    type Hint = String;
}

impl Completer for Prompter<'_> {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let policies = |typed: &str| self.index().map(|index| policies_of(index, typed)).unwrap_or_default();
        let iris = |namespace: &str, local: &str| {
            self.index().map(|index| iris_of(index, namespace, local)).unwrap_or_default()
        };
        let known = Known { catalogue: self.catalogue, names: self.names, policies: &policies, iris: &iris };
        let (start, found) = complete::candidates(line, at, &known);
        let pair = |word: String| Pair { display: word.clone(), replacement: word };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}

/// The ends of IRIs of policies in a namespace that begin like `local`.
fn iris_of(index: &Index, namespace: &str, local: &str) -> Vec<String> {
    let ends = index.policies().filter_map(|p| index.policy(p).iri.strip_prefix(namespace));
    let fits = ends.filter(|end| end.starts_with(local) && !end.contains('/'));
    let mut found: Vec<String> = fits.map(str::to_owned).collect();
    found.sort();
    found
}

impl Validator for Prompter<'_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let whole = is_whole(context.input());
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Highlighter for Prompter<'_> {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.colour || line.trim_start().starts_with('.') {
            Cow::Borrowed(line)
        } else {
            coloured(line).into()
        }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.colour && kind != CmdKind::MoveCursor
    }
}

/// SPARQL with colours; what is no word yet stays as it is.
fn coloured(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for (part, span) in parts(text) {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        let style = style(part);
        out.push_str(&format!("{style}{}{style:#}", span.of(text)));
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn style(part: Part) -> Style {
    match part {
        Part::Keyword => AnsiColor::Blue.on_default().bold(),
        Part::Variable => AnsiColor::Cyan.on_default(),
        Part::Name | Part::Iri => AnsiColor::Yellow.on_default(),
        Part::Text | Part::Number => AnsiColor::Green.on_default(),
        Part::Sign => Style::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn colours_change_no_letter() {
        for text in ["SELECT ?a { ?a ped:cites 'x' } # end", "ASK { \"open", "é ?é <http://x/é>", ""] {
            let plain: String = console::strip_ansi_codes(&coloured(text)).into_owned();
            assert_eq!(plain, text);
        }
        assert!(coloured("ASK {}").starts_with("\u{1b}["));
    }
}
