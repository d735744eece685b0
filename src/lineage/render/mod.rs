//! How lineage is shown: to a terminal, to a program, on paper.
//!
//! Titles and quotes come from documents that anyone can write, so each format has its own escaping,
//! and what a terminal would obey (control characters, changes of direction) is replaced first.

pub mod atom;
mod changes;
pub mod csv;
pub mod dot;
pub(crate) mod evidence;
pub mod grid;
pub mod json;
pub mod mermaid;
pub mod page;
mod paper;
mod selection;
pub mod svg;
pub mod table;
pub mod text;
pub mod tree;
mod view;
mod words;

pub use changes::changes;
pub use page::Facts;
pub use paper::Layout;
pub(crate) use paper::Paper;
pub use view::View;
pub use words::{active, passive};

use super::index::{EdgeIx, Index, ListLimit, PolicyIx};
use super::status::{Doubt, Finding, Status};
pub use crate::ground::passage::clean;
pub(crate) use crate::ground::passage::cut;
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;

/// Why a list is told for no later day, in a line.
#[must_use]
pub fn limit(index: &Index, limit: &ListLimit) -> String {
    let (source, reaches) = (index.source(limit.source), limit.reaches);
    let name = if source.title.is_empty() { source.iri } else { source.title };
    let name = cut(&clean(name), MAX_SOURCE).into_owned();
    format!("covered until {} by {name}; others reach to {reaches} (--as-of {reaches})", limit.day)
}

/// The most characters of the name of a source in a line.
const MAX_SOURCE: usize = 80;

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
