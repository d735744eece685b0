//! Pages that list or describe policies, read as a careful librarian would.
//!
//! Three passes over the blocks of a page: find the entries and what their labels say; learn the names (acronyms,
//! titles) that the page defines; read each sentence for relations, with the entry, the heading or the page's own
//! policy as the one that speaks.

mod dates;
mod entry;
mod event;
mod flow;
pub(super) mod label;
mod learn;
mod lists;
mod names;
mod prose;
mod spelled;
mod status;
mod table;
pub(super) mod titles;
mod window;

use super::Quotable;
use super::frame::{Frame, Stand};
use crate::ground::boundary::head;
use crate::ground::diag::Diagnostic;
use crate::ground::{Span, url};
use crate::model::{Claims, DateBasis, Extent, Mention, PartialDate, Relation, Statement, Strength};
use crate::profile::{List, Profile};
use crate::source::{Block, BlockKind, Layout};
use entry::{Entry, Role};

/// An abstract is cut at this many bytes.
const MAX_ABSTRACT: usize = 2000;

/// Reads a page; `frame` tells its own policy, if it has one.
pub(super) fn claims(profile: &Profile, page: &Layout, frame: &Frame) -> (Claims, Vec<Diagnostic>) {
    let mut reader = Reader::new(profile, page, frame);
    reader.read_entries();
    reader.read_prose();
    reader.read_cards();
    reader.drop_weaker();
    if reader.claims.mentions.is_empty() && !frame.is_field {
        reader.report(
            Diagnostic::warning("no-policy", "the page names no policy")
                .expected("a number, the name of an Act, or a dated list of policies", &page.text),
            Span::new(0, 0),
        );
    }
    (reader.claims, reader.diagnostics)
}

/// What a block turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The head of an entry, with its first policy.
    Head(u32),
    /// Text under the head of an entry.
    Under(u32),
    /// A note that was read as an event.
    Event,
    /// Outside of entries.
    Free,
}

struct Reader<'a> {
    profile: &'a Profile,
    page: &'a Layout,
    frame: &'a Frame,
    quotable: Quotable<'a>,
    claims: Claims,
    diagnostics: Vec<Diagnostic>,
    places: Vec<Place>,
    /// The spans of labels and which mention each is, by start.
    labels: Vec<(Span, u32)>,
    /// For each label the proper title in it, by start.
    titles: Vec<(Span, u32)>,
    /// The policies of rows that were read as entries, by the first block of the row.
    rows: std::collections::BTreeMap<usize, u32>,
    /// Whether the page is a list of dated entries.
    is_list: bool,
    /// How many diagnostics got a position: each costs a search through the page.
    placed: usize,
}

/// Diagnostics beyond this many get the position of the page's start.
const MAX_PLACED: usize = 200;

/// Those of spans sorted by start that start within `range`.
fn starting_in(spans: &[(Span, u32)], range: Span) -> &[(Span, u32)] {
    let from = spans.partition_point(|(s, _)| s.start < range.start);
    let to = spans.partition_point(|(s, _)| s.start < range.end);
    spans.get(from..to.max(from)).unwrap_or_default()
}

impl<'a> Reader<'a> {
    fn new(profile: &'a Profile, page: &'a Layout, frame: &'a Frame) -> Self {
        Self {
            profile,
            page,
            frame,
            quotable: Quotable::new(&page.locator, &page.text),
            claims: Claims::default(),
            diagnostics: Vec::new(),
            places: vec![Place::Free; page.blocks.len()],
            labels: Vec::new(),
            titles: Vec::new(),
            rows: std::collections::BTreeMap::new(),
            is_list: false,
            placed: 0,
        }
    }

    fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        let mut diagnostic = diagnostic.at(self.page.locator.as_str(), span);
        self.placed += 1;
        diagnostic.position =
            self.page.position(if self.placed <= MAX_PLACED { span } else { Span::default() });
        self.diagnostics.push(diagnostic);
    }

    /// First pass: entries, events, and the texts under them.
    fn read_entries(&mut self) {
        self.read_tables();
        let page = self.page;
        let mut open: Option<u32> = None;
        let mut last_head: Option<u32> = None;
        self.is_list = page
            .blocks
            .iter()
            .filter(|b| matches!(entry::role(self.profile, page, b), Role::Entry(Entry { opens: true, .. })))
            .nth(2)
            .is_some();
        for (i, block) in page.blocks.iter().enumerate() {
            if self.frame.stand == Stand::Is && i < self.frame.head {
                continue;
            }
            if self.places.get(i).is_some_and(|p| *p == Place::Event) {
                continue;
            }
            match entry::role(self.profile, page, block) {
                Role::Entry(entry) => {
                    let opens = entry.opens;
                    let Some(first) = self.read_entry(block, &entry, page.blocks.get(i + 1)) else {
                        continue;
                    };
                    self.set_place(i, Place::Head(first));
                    last_head = Some(first);
                    // On a page of dated entries an undated link belongs to the entry above it.
                    open = if opens {
                        Some(first)
                    } else if self.is_list {
                        open
                    } else {
                        None
                    };
                }
                Role::Event(event) => {
                    if let Some(target) = last_head {
                        self.read_event(block, &event, target);
                        self.set_place(i, Place::Event);
                    }
                }
                Role::Text => {
                    if matches!(block.kind, BlockKind::Heading(_)) {
                        (open, last_head) = (None, None);
                    } else if let Some(subject) = open {
                        self.set_place(i, Place::Under(subject));
                        self.describe(block, subject);
                    }
                }
            }
        }
        self.labels.sort_unstable();
        self.titles.sort_unstable();
    }

    fn set_place(&mut self, block: usize, place: Place) {
        if let Some(slot) = self.places.get_mut(block) {
            *slot = place;
        }
    }

    fn mention(&mut self, mention: Mention) -> u32 {
        self.claims.mention(mention)
    }

    /// Reads the head of an entry; gives its first policy.
    fn read_entry(&mut self, block: &Block, entry: &Entry, next: Option<&Block>) -> Option<u32> {
        if let Some(span) = entry.impossible {
            self.report_impossible(span);
        }
        let mut first = None;
        for (at, (span, href)) in entry.labels.iter().enumerate() {
            let ix = self.keep_label(*span, href.as_deref(), entry.date.map(|(d, _)| (d, DateBasis::Stated)));
            let Some(previous) = first else {
                first = Some(ix);
                continue;
            };
            let gap = entry.labels.get(at - 1).map_or(block.span.start, |(s, _)| s.end);
            let words = self.page.text.get(gap..span.start).unwrap_or("");
            if words.split_whitespace().any(|w| self.profile.wording.has(List::Related, w)) {
                let quote = Span::new(entry.labels.first().map_or(gap, |(s, _)| s.start), span.end);
                let verb = words.trim().trim_start_matches(['(', ',']).trim();
                self.state(ix, Relation::RelatedTo, previous, verb, Strength::Explicit, quote);
            }
        }
        if let (Some(status), Some(target)) = (entry.status, first) {
            self.read_status(block, status, target);
        }
        if block.struck && first.is_some() {
            let told =
                next.is_some_and(|next| matches!(entry::role(self.profile, self.page, next), Role::Event(_)));
            if !told {
                let note = Diagnostic::note(
                    "struck-through",
                    "the entry is struck through and no note tells by what",
                )
                .expected(
                    "a note such as “6/15/2017: Eliminated by M-17-26” below it",
                    block.span.of(&self.page.text),
                );
                self.report(note, block.span);
            }
        }
        first
    }

    /// Reads one label into a mention that describes its policy; gives the mention and where its proper title stands.
    fn read_label(
        &mut self,
        span: Span,
        href: Option<&str>,
        date: Option<(PartialDate, DateBasis)>,
    ) -> (u32, Option<Span>) {
        let read = label::read(self.profile, span.of(&self.page.text));
        if read.cut {
            self.report(
                Diagnostic::warning("title-too-long", "the title was cut")
                    .expected(format!("at most {} bytes", label::MAX_TITLE), span.of(&self.page.text)),
                span,
            );
        }
        let mut mention = read.mention;
        let url = href.and_then(|h| self.target(h, span));
        mention.urls.extend(url.iter().map(|u| u.as_str().into()));
        for hit in &read.media {
            if let Some(impossible) = hit.impossible {
                self.report_impossible(impossible.shift(span.start));
            }
            if let Some(media) = &hit.media {
                mention
                    .media
                    .push(crate::model::Media { url: url.as_deref().map(Into::into), ..media.clone() });
            }
            if date.is_none()
                && let Some(d) = hit.date
            {
                let basis = if hit.media.is_some() { DateBasis::Media } else { DateBasis::Stated };
                set_date(&mut mention, d, basis);
            }
        }
        if let Some((d, basis)) = date {
            set_date(&mut mention, d, basis);
        }
        label::complete(self.profile, &mut mention);
        mention.described = true;
        mention.evidence =
            self.quotable.quote(Span::new(span.start, span.end.min(span.start + label::MAX_TITLE)));
        let ix = self.mention(mention);
        (ix, (read.title.start < read.title.end).then(|| read.title.shift(span.start)))
    }

    /// Reads the label of an entry or of the actor of an event, and keeps where it stands for the third pass.
    fn keep_label(&mut self, span: Span, href: Option<&str>, date: Option<(PartialDate, DateBasis)>) -> u32 {
        let (ix, title) = self.read_label(span, href, date);
        self.labels.push((span, ix));
        self.titles.extend(title.map(|t| (t, ix)));
        ix
    }

    /// A link target as a URL; a hostile one is a diagnostic.
    fn target(&mut self, href: &str, span: Span) -> Option<String> {
        let (found, refused) = label::target(href, self.page.url.as_deref());
        if let Some(cause) = refused {
            let expected = match cause {
                url::UrlError::Scheme => "an http, https, urn or mailto link",
                _ => "a URL by RFC 3987",
            };
            self.report(
                Diagnostic::warning("hostile-link", "a link target was left out").expected(expected, href),
                span,
            );
        }
        found
    }

    fn report_impossible(&mut self, span: Span) {
        let found = span.of(&self.page.text).to_owned();
        self.report(
            Diagnostic::warning("impossible-date", "there is no such day; the date was left out")
                .expected("a day of the calendar", found),
            span,
        );
    }

    /// The first text under an entry describes its policy; under a bare number it may be the title.
    fn describe(&mut self, block: &Block, subject: u32) {
        let text = block.span.of(&self.page.text);
        let Some(mention) = self.claims.mentions.get_mut(subject as usize) else { return };
        if mention.title.is_none() && mention.abstract_.is_none() && !mention.identifiers.is_empty() {
            let sentence = text.split(". ").next().unwrap_or(text).trim_end_matches('.');
            if titles::is_title_case(sentence) {
                mention.title = Some(sentence.into());
                mention.abstract_ = Some("".into());
                return;
            }
        }
        match &mut mention.abstract_ {
            Some(a) if !a.is_empty() => {}
            slot if matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote) => {
                *slot = Some(head(text, MAX_ABSTRACT).into());
            }
            _ => {}
        }
    }

    fn state(
        &mut self,
        actor: u32,
        relation: Relation,
        target: u32,
        verb: &str,
        strength: Strength,
        quote: Span,
    ) {
        let statement = Statement {
            actor,
            relation,
            extent: Extent::Whole,
            target,
            effective: None,
            verb: verb.into(),
            strength,
            evidence: self.quotable.quote(quote),
            lead_in: None,
            condition: None,
            until: None,
        };
        self.push(statement);
    }

    /// States a relation whose words head the column in which the other policy stands.
    #[allow(clippy::too_many_arguments, reason = "the parts of one statement")]
    fn state_in(
        &mut self,
        actor: u32,
        relation: Relation,
        extent: Extent,
        target: u32,
        strength: Strength,
        quote: Span,
        head: Option<Span>,
    ) {
        let verb = head.map_or("", |h| h.of(&self.page.text)).to_owned();
        let statement = Statement {
            actor,
            relation,
            extent,
            target,
            effective: None,
            verb: verb.into(),
            strength,
            evidence: self.quotable.quote(quote),
            lead_in: head.map(|h| self.quotable.quote(h)),
            condition: None,
            until: None,
        };
        self.push(statement);
    }

    /// A policy that does more than cite another is not said to cite it as well.
    fn drop_weaker(&mut self) {
        let mentions = &self.claims.mentions;
        let keys: Vec<String> = mentions.iter().map(|m| names::identity(self.profile, m)).collect();
        let pair =
            |s: &Statement| (keys.get(s.actor as usize).cloned(), keys.get(s.target as usize).cloned());
        let stronger: std::collections::BTreeSet<_> =
            self.claims.statements.iter().filter(|s| s.relation != Relation::Cites).map(pair).collect();
        let keep: Vec<bool> = self
            .claims
            .statements
            .iter()
            .map(|s| s.relation != Relation::Cites || !stronger.contains(&pair(s)))
            .collect();
        let mut keep = keep.into_iter();
        self.claims.statements.retain(|_| keep.next().unwrap_or(true));
    }

    fn push(&mut self, statement: Statement) {
        if statement.actor != statement.target {
            self.claims.statements.push(statement);
        }
    }
}

/// Keeps the stronger date; of two as strong, the more precise.
fn set_date(mention: &mut Mention, date: PartialDate, basis: DateBasis) {
    match mention.date {
        Some((known, b)) if b < basis || (b == basis && known.precision() >= date.precision()) => {}
        _ => mention.date = Some((date, basis)),
    }
}
