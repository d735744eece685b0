//! How lineage is shown: to a terminal, to a program, on paper.
//!
//! Titles and quotes come from documents that anyone can write, so each format has its own escaping,
//! and what a terminal would obey (control characters, changes of direction) is replaced first.

pub mod csv;
pub mod dot;
pub mod grid;
pub mod json;
pub mod mermaid;
mod paper;
mod selection;
pub mod svg;
pub mod table;
pub mod text;
pub mod tree;
mod view;
mod words;

pub use paper::Layout;
pub(crate) use paper::Paper;
pub use view::View;
pub use words::{active, passive};

use super::index::{EdgeIx, Index, PolicyIx, StatementIx};
use super::status::{Doubt, Finding, Status};
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;

/// Makes a string fit to print: white space is folded to single blanks, control characters and
/// invisible ones that change the direction of text become `�`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || is_directional(c);
    let folded = !text.contains("  ") && !text.chars().any(|c| odd(c) || (c.is_whitespace() && c != ' '));
    if folded && text.trim() == text {
        return Cow::Borrowed(text);
    }
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().map(|c| if odd(c) { '\u{FFFD}' } else { c }).collect())
        .collect();
    Cow::Owned(words.join(" "))
}

const fn is_directional(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Cuts a string to at most `max` characters, the last of them `…` where something is missing.
#[must_use]
pub(crate) fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if text.chars().count() <= max {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(max.saturating_sub(1)).collect();
    Cow::Owned(format!("{}…", head.trim_end()))
}

/// The name and the title of a policy, fit to print; the title is empty where it adds nothing.
pub(crate) fn name_and_title(index: &Index, p: PolicyIx) -> (Cow<'_, str>, Cow<'_, str>) {
    let policy = index.policy(p);
    let title = if policy.name() == policy.title { "" } else { policy.title };
    (clean(policy.name()), clean(title))
}

/// The bodies that issued a policy, as one string.
pub(crate) fn issuers(index: &Index, p: PolicyIx) -> String {
    let label = |b| {
        let (iri, label) = index.body(b);
        let tail = iri.rsplit(['/', '#']).next().unwrap_or(iri);
        clean(if label.is_empty() { tail } else { label }).into_owned()
    };
    index.bodies_of(p).map(label).collect::<Vec<_>>().join(", ")
}

/// The words that state an edge, in quotation marks; empty where no statement has any.
pub(crate) fn quoted(index: &Index, edge: EdgeIx) -> String {
    let words = index.best_statement(edge).map(|s| clean(s.quote).into_owned()).unwrap_or_default();
    if words.is_empty() { words } else { format!("“{}”", cut(&words, 400)) }
}

/// The words of a statement with the verb's, where that stands apart, and the source as a person knows it: its title, or
/// its address, and the row: “Revoked by … EO 13327, February 4, 2004” (Executive orders, row 17).
pub(crate) fn said(index: &Index, s: StatementIx) -> String {
    let statement = index.statement(s);
    let (verb, quote) = (clean(statement.verb), clean(statement.quote));
    if quote.is_empty() {
        return String::new();
    }
    let apart = !verb.is_empty() && !quote.to_lowercase().contains(&verb.to_lowercase());
    let verb = if apart { format!("{verb} … ") } else { String::new() };
    let place = place(statement.locator);
    let source = statement.source.map(|s| index.source(s));
    let source = source.and_then(|s| [s.title, s.url, s.iri].into_iter().find(|t| !t.is_empty()));
    let stands = match source {
        Some(source) => format!(" ({}{place})", clean(source)),
        None => String::new(),
    };
    format!("“{verb}{}”{stands}", cut(&quote, 400))
}

/// Where in a source, in words: `row=17;col=disposition_notes` is row 17.
fn place(locator: &str) -> String {
    let row = locator.strip_prefix("row=").map(|rest| rest.split(';').next().unwrap_or_default());
    row.map_or_else(String::new, |row| format!(", row {}", clean(row)))
}

/// The words that state an edge, whole and fit to print; empty where no statement has any.
pub(crate) fn quoted_bare(index: &Index, edge: EdgeIx) -> String {
    index.best_statement(edge).map(|s| clean(s.quote).into_owned()).unwrap_or_default()
}

/// An act upon a policy as a clause: `rescinded by M-17-26 on 2017-06-15`.
pub(crate) fn clause(index: &Index, e: EdgeIx) -> String {
    let edge = index.edge(e);
    let (name, _) = name_and_title(index, edge.actor);
    let when =
        if edge.when.is_unknown() { " at an unknown date".to_owned() } else { format!(", {}", edge.when) };
    format!("{} {name}{when}", passive(edge.relation, edge.extent))
}

/// A status as a sentence: `ended: rescinded by M-17-26, 2017-06-15`.
pub(crate) fn explain(index: &Index, finding: &Finding) -> String {
    if let (Some(Doubt::Silence), Some(known)) = (finding.doubt, finding.last_known) {
        return format!(
            "{}: {} on {}; nothing later was read",
            finding.status.name(),
            known.status.name(),
            known.day
        );
    }
    let why = match (finding.doubt, finding.deciding) {
        (Some(doubt @ (Doubt::NotDescribed | Doubt::Dispute)), _) => doubt.explain().to_owned(),
        (Some(doubt), Some(e)) => format!("{} ({})", doubt.explain(), clause(index, e)),
        (Some(doubt), None) => doubt.explain().to_owned(),
        (None, Some(e)) => clause(index, e),
        (None, None) => return finding.status.name().to_owned(),
    };
    format!("{}: {why}", finding.status.name())
}

/// The colours of a terminal; none of them where it has none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colours {
    on: bool,
}

impl Colours {
    pub const fn new(on: bool) -> Self {
        Self { on }
    }

    /// Wraps a text in a style.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.on && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    pub fn status(self, status: Status, text: &str) -> String {
        self.paint(
            match status {
                Status::InForce => Style::new().fg_color(Some(AnsiColor::Green.into())),
                Status::InForceInPart | Status::Suspended => {
                    Style::new().fg_color(Some(AnsiColor::Yellow.into()))
                }
                Status::Ended => Style::new().fg_color(Some(AnsiColor::Red.into())),
                Status::NotYet | Status::Unknown | Status::Disputed => {
                    Style::new().fg_color(Some(AnsiColor::Magenta.into()))
                }
            },
            text,
        )
    }

    pub fn name(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    pub fn relation(self, text: &str) -> String {
        self.paint(Style::new().fg_color(Some(AnsiColor::Cyan.into())), text)
    }

    pub fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::status::status;
    use crate::lineage::testing::{fixture, named};

    #[test]
    fn what_a_terminal_would_obey_is_replaced() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c"), "a\u{fffd}[31mb\u{fffd}c");
        assert_eq!(clean("  a \n b\u{a0}c "), "a b c");
        assert_eq!(clean("plain – é"), "plain – é");
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("ééé", 3), "ééé");
        assert_eq!(cut("é éé", 3), "é…");
    }

    #[test]
    fn a_status_is_a_sentence() {
        let index = fixture();
        let of =
            |name, day: &str| explain(&index, &status(&index, named(&index, name), day.parse().unwrap()));
        assert_eq!(of("M-16-08", "2020-01-01"), "ended: rescinded by M-17-26, 2017-06-15");
        assert_eq!(of("EO 12866", "2020-01-01"), "in force");
        assert_eq!(of("EO 13690", "2022-01-01"), "in force: reinstated by EO 14030, 2021-05-20");
        assert_eq!(of("Core Council Guidance", "2020-01-01"), "unknown: no source dates the policy");
    }
}
