//! Lines on a terminal: colours, width, wrapping.

use super::{Colours, clause, clean, cut, evidence, explain, issuers, name_and_title};
use crate::lineage::day::AsOf;
use crate::lineage::index::{EdgeIx, Index, PolicyIx, SourceIx, Statement};
use crate::lineage::status::{Finding, Status};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// With ANSI colours.
    pub colour: bool,
    /// The columns of the terminal; `None` where lines may be of any length.
    pub width: Option<usize>,
    /// With the words that state each edge.
    pub words: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { colour: false, width: None, words: true }
    }
}

/// An index, how to lay out what it says, and where to.
pub(crate) struct Paper<'a> {
    pub index: &'a Index,
    pub layout: Layout,
    pub colours: Colours,
    pub out: &'a mut dyn Write,
    /// The sources of the words printed so far.
    sources: BTreeSet<SourceIx>,
}

impl<'a> Paper<'a> {
    pub fn new(index: &'a Index, layout: Layout, out: &'a mut dyn Write) -> Self {
        Self { index, layout, colours: Colours::new(layout.colour), out, sources: BTreeSet::new() }
    }

    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A remark.
    pub fn faint(&mut self, text: &str) -> io::Result<()> {
        let text = self.colours.faint(text);
        self.line(&text)
    }

    /// Name, title, date of issue and bodies of a policy.
    pub fn head(&mut self, p: PolicyIx) -> io::Result<()> {
        let (name, title) = name_and_title(self.index, p);
        let name = self.colours.name(&name);
        self.line(format!("{name}  {title}").trim_end())?;
        let issuers = issuers(self.index, p);
        let by = if issuers.is_empty() { issuers } else { format!(" by {issuers}") };
        self.line(&format!("issued {}{by}", self.index.issued(p)))?;
        let editions: Vec<String> = self.index.editions_of(p).map(|when| when.to_string()).collect();
        if editions.is_empty() { Ok(()) } else { self.line(&format!("editions of {}", editions.join(", "))) }
    }

    /// A status, the words that decide it, and how far the sources go.
    pub fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let text = format!("{} {}", finding.status.mark(), explain(self.index, finding));
        let text = self.colours.status(finding.status, &text);
        self.line(&format!("{text}, as of {}", AsOf(finding.as_of)))?;
        let mut told: Vec<String> = Vec::new();
        let deciding: &[_] = if self.layout.words { &finding.decided_by } else { &[] };
        for statement in deciding {
            self.note(&self.index.statement(*statement));
            let words = evidence::of_statement(self.index, *statement);
            if !words.is_empty() && !told.contains(&words) {
                self.wrapped("  ", &words)?;
                told.push(words);
            }
        }
        let judged = finding.judged_by(self.index).into_iter();
        let mut judged = judged.map(|j| format!("{} ({})", evidence::judged(&j), clean(j.says)));
        judged.try_for_each(|line| self.wrapped("  ", &line))?;
        // A later text that ends a policy tells its end, whatever the sources that list it cover.
        let ended = finding.deciding.filter(|_| finding.status == Status::Ended);
        let end = ended.and_then(|e| self.index.edge(e).when.latest());
        match finding.covered_until.filter(|day| end.is_none_or(|end| end <= *day)) {
            Some(day) => self.faint(&format!("covered until {day}")),
            None => Ok(()),
        }
    }

    /// One policy after some lead: mark, name, title, date. The title gives way where a line is full.
    pub fn policy(
        &mut self,
        lead: &str,
        lead_len: usize,
        p: PolicyIx,
        status: Status,
        after: &str,
    ) -> io::Result<()> {
        let (name, title) = name_and_title(self.index, p);
        let date = self.index.issued(p).to_string();
        let used = lead_len + name.chars().count() + date.len() + after.chars().count() + 6;
        let room = self.layout.width.map_or(usize::MAX, |w| w.saturating_sub(used).max(12));
        let title = cut(&title, room);
        let gap = if title.is_empty() { "" } else { "  " };
        let mark = self.colours.status(status, &status.mark().to_string());
        let (name, date) = (self.colours.name(&name), self.colours.faint(&format!(", {date}")));
        self.line(&format!("{lead}{mark} {name}{gap}{title}{date}{after}"))
    }

    /// The words that state an edge, with their source; empty where they are not wanted or there are none.
    fn evidence(&mut self, e: EdgeIx) -> String {
        let Some(statement) = self.index.best_statement(e).filter(|_| self.layout.words) else {
            return String::new();
        };
        self.note(&statement);
        evidence::with_judgements(self.index, e, evidence::cited(self.index, &statement))
    }

    fn note(&mut self, statement: &Statement<'_>) {
        self.sources.extend(statement.source.filter(|_| !statement.quote.is_empty()));
    }

    /// The sources of all words printed so far: title, day, address.
    pub fn sources(&mut self) -> io::Result<()> {
        let lines: BTreeSet<String> =
            self.sources.iter().map(|s| evidence::source_line(self.index, *s)).collect();
        match lines.len() {
            0 => return Ok(()),
            1 => self.line("\nsource")?,
            _ => self.line("\nsources")?,
        }
        lines.iter().try_for_each(|line| self.wrapped("  ", line))
    }

    /// The words that state an edge, if they are wanted and there are any.
    pub fn words(&mut self, prefix: &str, e: EdgeIx) -> io::Result<()> {
        let words = self.evidence(e);
        if words.is_empty() { Ok(()) } else { self.wrapped(prefix, &words) }
    }

    /// An act upon a policy, with its words.
    pub fn act(&mut self, prefix: &str, lead: &str, e: EdgeIx) -> io::Result<()> {
        let words = self.evidence(e);
        let colon = if words.is_empty() { "" } else { ": " };
        self.wrapped(prefix, &format!("{lead}{}{colon}{words}", clause(self.index, e)))
    }

    /// Text in faint lines, each after a prefix, broken between words.
    pub fn wrapped(&mut self, prefix: &str, text: &str) -> io::Result<()> {
        let used = prefix.chars().count();
        let room = self.layout.width.map_or(usize::MAX, |w| w.saturating_sub(used).max(24));
        let text = clean(text);
        let mut line = String::new();
        let mut len = 0;
        for word in text.split(' ') {
            let n = word.chars().count();
            if len > 0 && len + 1 + n > room {
                let full = self.colours.faint(&line);
                self.line(&format!("{prefix}{full}"))?;
                line.clear();
                len = 0;
            }
            if len > 0 {
                line.push(' ');
                len += 1;
            }
            line.push_str(word);
            len += n;
        }
        let last = self.colours.faint(&line);
        self.line(&format!("{prefix}{last}"))
    }
}
