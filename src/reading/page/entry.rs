//! Entries: blocks that list a policy, and notes about what happened to one.
//!
//! A list prints "June 2011 — OMB Memo M-11-24 – …", or a link alone in its item. A note prints "6/15/2017: Eliminated by
//! M-17-26, …" under the entry it speaks of.

use crate::ground::Pattern;
use crate::ground::{Span, fold_space};
use crate::model::{Extent, PartialDate, Relation};
use crate::profile::{List, Profile};
use crate::source::{Block, BlockKind, Layout, Mark, MarkKind};

mod plain;

/// What a block is in the list of a page.
#[derive(Debug)]
pub(super) enum Role {
    /// It opens an entry.
    Entry(Entry),
    /// It tells what another policy did to the entry before it.
    Event(Event),
    /// Anything else.
    Text,
}

/// The head of an entry.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// The date before the policies, and where it stands.
    pub date: Option<(PartialDate, Span)>,
    /// A date that the calendar does not have.
    pub impossible: Option<Span>,
    /// The policies, each with the link target that its label carries.
    pub labels: Vec<(Span, Option<String>)>,
    /// What happened to it, in a bracket at its end: "Rescinded 6/27/2002; superseded by OMB Circular A-59".
    pub status: Option<Span>,
    /// Whether what follows describes it, as under a dated head.
    pub opens: bool,
}

/// "6/15/2017: Eliminated by M-17-26, …"
#[derive(Debug)]
pub(super) struct Event {
    /// When.
    pub date: Option<PartialDate>,
    /// A date that the calendar does not have.
    pub impossible: Option<Span>,
    /// What the actor does to the entry's policy.
    pub relation: Relation,
    /// In whole or in part.
    pub extent: Extent,
    /// "Eliminated by"
    pub verb: Span,
    /// What acts: from behind the verb to the end of the clause.
    pub actor: Span,
}

static HEAD: Pattern = Pattern::new(&[r"^\s*(?:[—–:-]|\|)\s*"]);
static YEAR_HEAD: Pattern = Pattern::new(&[r"^\s*(?P<y>1[789]\d\d|20\d\d)\s*(?:[—–:]|\s-)\s*"]);
/// Tells what a block is.
pub(super) fn role(profile: &Profile, page: &Layout, block: &Block) -> Role {
    if matches!(block.kind, BlockKind::Heading(_)) {
        return Role::Text;
    }
    let text = page.block_text(block);
    let at = block.span.start;
    let mut entry = Entry::default();
    let mut rest = 0;
    if let Some(hit) = profile
        .dates
        .find_in(text)
        .next()
        .filter(|h| text.get(..h.span.start).is_some_and(|t| t.trim().is_empty()))
        && let Some(gap) = HEAD.find(text.get(hit.span.end..).unwrap_or(""))
    {
        rest = hit.span.end + gap.end();
        match hit.date {
            Some(date) => entry.date = Some((date, hit.span.shift(at))),
            None => entry.impossible = Some(hit.span.shift(at)),
        }
    } else if let Some(captures) = YEAR_HEAD.captures(text)
        && let Some(year) = captures.name("y")
    {
        rest = captures.get(0).map_or(0, |m| m.end());
        let date = year.as_str().parse().ok().and_then(PartialDate::from_y);
        entry.date = date.map(|d| (d, Span::from(year.range()).shift(at)));
    }
    let dated = rest > 0;
    let tail = text.get(rest..).unwrap_or("");
    if (dated || matches!(block.kind, BlockKind::Quote | BlockKind::Item(_)))
        && let Some(event) = event(profile, tail, at + rest, entry.date.map(|(d, _)| d))
    {
        return Role::Event(Event { impossible: entry.impossible, ..event });
    }
    if dated && !tail.trim().is_empty() {
        entry.labels = dated_labels(profile, page, block, at + rest);
        entry.opens = true;
        if !entry.labels.is_empty() {
            return Role::Entry(entry);
        }
    }
    if let Some(label) = listed_label(profile, page, block) {
        let status = plain::status(profile, page.text.get(label.0.end..block.span.end).unwrap_or(""));
        let status = status.map(|s| s.shift(label.0.end));
        return Role::Entry(Entry { labels: vec![label], status, ..Entry::default() });
    }
    match plain::read(profile, &page.text, block.span) {
        Some(found) => {
            let labels = vec![(found.label, None)];
            Role::Entry(Entry { labels, status: found.status, ..Entry::default() })
        }
        None => Role::Text,
    }
}

/// Reads words that open with what another policy did: "Rescinded by M-14-31".
pub(super) fn event(profile: &Profile, tail: &str, at: usize, date: Option<PartialDate>) -> Option<Event> {
    let captures = profile.phrases.page_note.captures(tail)?;
    let relation = profile.phrases.of_participle(&fold_space(captures.name("past")?.as_str()))?;
    let verb = captures.name("verb")?;
    let partial = captures.name("part").is_some() || captures.name("partly").is_some();
    let start = captures.get(0)?.end();
    Some(Event {
        date,
        impossible: None,
        relation,
        extent: if partial { Extent::Part } else { Extent::Whole },
        verb: Span::from(verb.range()).shift(at),
        actor: Span::new(start, tail.len()).shift(at),
    })
}

/// The policies behind a date: its links, or the words themselves where there is no link.
fn dated_labels(profile: &Profile, page: &Layout, block: &Block, from: usize) -> Vec<(Span, Option<String>)> {
    let links: Vec<(Span, &String)> = links(block).filter(|(span, _)| span.start >= from).collect();
    let Some((first, _)) = links.first() else {
        let words = Span::new(from, block.span.end);
        return if names_policy(profile, words.of(&page.text)) { vec![(words, None)] } else { Vec::new() };
    };
    // Words between the date and the first link lead to it ("OMB Memo [M-13-13, …]") where they are few.
    let before = Span::new(from, first.start);
    let few = before.of(&page.text).split_whitespace().nth(6).is_none();
    let mut labels = Vec::new();
    for (i, (span, href)) in links.iter().enumerate() {
        let start = if i == 0 && few { from } else { span.start };
        let next = links.get(i + 1).map_or(block.span.end, |(s, _)| s.start);
        let end = media_end(profile, &page.text, span.end, next);
        labels.push((Span::new(start, end), Some((*href).clone())));
    }
    labels
}

/// A link that is (nearly) all of its block and names a policy: an item of a list of related policies, a button.
fn listed_label(profile: &Profile, page: &Layout, block: &Block) -> Option<(Span, Option<String>)> {
    let (span, href) = links(block).find(|(s, _)| s.start < block.span.start + 24)?;
    let end = media_end(profile, &page.text, span.end, block.span.end);
    // The figure of a footnote is no part of what it cites.
    let marked = page.text.get(block.span.start..span.start).is_some_and(|b| {
        !b.trim().is_empty()
            && b.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '[' | ']' | '*' | '.'))
    });
    let label = Span::new(if marked { span.start } else { block.span.start }, end);
    let rest = page.text.get(end..block.span.end).unwrap_or("");
    let before = page.text.get(block.span.start..span.start).unwrap_or("");
    let short = |s: &str, words: usize| s.split_whitespace().nth(words).is_none();
    // "[M-23-22: …] (September 22, 2023) — This memorandum rescinds …": a description, however long.
    let described = rest.trim_start().starts_with(['—', '–', '-', ':', '.']) && !short(rest, 2);
    if !short(before, 3) || !described && (!short(rest, 14) || rest.contains(". ")) {
        return None;
    }
    // "[M-13-13], Open Data Policy (May 2013)": behind a bare number stands the title.
    let read = super::label::read(profile, label.of(&page.text));
    let title = rest.trim_start_matches([',', ':', '–', '—', ' ']);
    let title = title.strip_prefix("- ").unwrap_or(title);
    let set = || {
        let words = title.split(" (").next().unwrap_or(title);
        super::titles::is_title_case_short(words) && rest.starts_with(' ')
    };
    let bare = read.mention.title.is_none()
        && (title.len() < rest.trim_start().len() || set())
        && short(rest, 30)
        && profile.wording.starts(List::SentenceHeads, title).is_none();
    // "[M-14-33 - Painting Fences], May 3, 2014"
    let dated = || plain::is_date(profile, rest);
    let label = if bare || dated() { Span::new(label.start, block.span.end) } else { label };
    // A titled and dated link to where such documents stand.
    let kept = || {
        let title = label.of(&page.text);
        profile.kinds.by_url(href).is_some()
            && read.media.iter().any(|m| m.date.is_some())
            && super::titles::is_title_case(title.split(" (").next().unwrap_or(title))
    };
    (names_policy(profile, label.of(&page.text)) || kept()).then(|| (label, Some(href.clone())))
}

/// Where a label ends, the media parenthesis right behind its link taken in.
fn media_end(profile: &Profile, text: &str, link_end: usize, limit: usize) -> usize {
    let tail = text.get(link_end..limit).unwrap_or("");
    let hit = super::super::media::find_in(profile, tail).into_iter().next();
    hit.filter(|h| tail.get(..h.span.start).is_some_and(|t| t.trim().is_empty()))
        .map_or(link_end, |h| link_end + h.span.end)
}

/// Whether words name a policy: by number, by the name of an Act, by a kind.
pub(super) fn names_policy(profile: &Profile, words: &str) -> bool {
    !words.trim_end().ends_with('?') && super::label::read(profile, words).is_policy
}

/// The links of a block with their targets.
pub(super) fn links(block: &Block) -> impl Iterator<Item = (Span, &String)> {
    links_of(&block.marks)
}

/// The links among some marks.
pub(super) fn links_of(marks: &[Mark]) -> impl Iterator<Item = (Span, &String)> {
    marks.iter().filter_map(|m| match &m.kind {
        MarkKind::Link(href) if !href.is_empty() => Some((m.span, href)),
        _ => None,
    })
}
