//! The graph that pages are held against, and the way of one file.

use super::document::{Document, Text, texts};
use super::excuse::{self, Allow};
use super::finding::{Excuse, Finding, Level, Levels, Rule};
use super::known::{self, Known};
use super::markup::{self, Way};
use super::page::Page;
use super::written::{Alignment, Written};
use crate::ground::Span;
use crate::ground::diag::Diagnostic;
use crate::ground::place::Places;
use crate::lineage::day::NO_DAY;
use crate::lineage::status::told_day;
use crate::lineage::{Index, PolicyIx};
use crate::profile::Profile;
use crate::source::{self, Format, Layout, OrderFormat, OrderText, Record};
use chrono::NaiveDate;
use oxigraph::model::{NamedNodeRef, Quad};
use std::borrow::{Borrow, Cow};
use std::cell::OnceCell;
use std::path::Path;

/// A larger file is not linted, in bytes.
const MAX_FILE: usize = 16 << 20;

/// So many bytes tell the format of a file.
const HEAD: usize = 1 << 16;

/// What pages are held against: the policies of a graph, their names and addresses, and a day. Made once; threads share it.
pub struct Linter<'g> {
    pub(super) index: &'g Index,
    pub(super) profile: &'g Profile,
    pub(super) known: Known,
    as_of: NaiveDate,
    /// Whether the day was asked for.
    is_asked: bool,
    levels: Levels,
}

/// One file with what is found in it.
pub(super) struct File<'f> {
    pub(super) path: &'f Path,
    /// Its text, byte for byte as long as the file.
    pub(super) text: &'f str,
    pub(super) way: Way,
    /// What the reader of orders takes it for.
    order: Option<OrderText>,
    written: OnceCell<Written<'f>>,
    places: OnceCell<Places>,
}

impl<'f> File<'f> {
    /// What a reader sees of it, with the places of the letters.
    pub(super) fn written(&self) -> &Written<'f> {
        self.written.get_or_init(|| Written::new(self.text, self.way))
    }

    pub(super) fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::new(self.text.as_bytes()))
    }
}

/// The body of a document, laid beside its file.
struct Body<'l> {
    text: Text<'l>,
    aligned: Alignment,
    /// For each letter that is known in the file: its place there, and the byte of the text; in the order of the file.
    in_file: Vec<(usize, usize)>,
}

impl<'l> Body<'l> {
    fn of(file: &File<'_>, layout: &'l Layout) -> Option<Self> {
        let text = texts(layout).into_iter().find(|t| !t.is_field)?;
        let aligned = file.written().align(text.text, 0);
        let in_file = file.written().in_file(&aligned);
        Some(Self { text, aligned, in_file })
    }

    /// The rest of the block that stands first after a byte of the file, as bytes of it.
    fn block_after(&self, written: &Written<'_>, from: usize) -> Option<Span> {
        let (_, at) = self.in_file.get(self.in_file.partition_point(|(place, _)| *place < from))?;
        let block = self.text.blocks.get(self.text.block_at(*at)?)?;
        written.stretch(&self.aligned, Span::new(*at, block.span.end))
    }
}

impl<'g> Linter<'g> {
    /// The predicates that describe policies as far as pages are held against it: titles, other names, pages.
    pub const NAMES: [NamedNodeRef<'static>; 3] = [known::TITLE, known::OTHER_NAME, known::PAGE];

    /// Takes the index of a graph and the quads that describe its policies ([`Linter::NAMES`]; anything else is passed
    /// over, and so is what is told of no policy). Without a day statuses are told for [`Index::list_day`], as lists are, and of a policy of which
    /// something is told to have happened later for the day after which nothing more is told.
    #[must_use]
    pub fn new(
        index: &'g Index,
        described: impl IntoIterator<Item = impl Borrow<Quad>>,
        profile: &'g Profile,
        as_of: Option<NaiveDate>,
        levels: Levels,
    ) -> Self {
        let known = Known::new(index, described, &profile.wording);
        let is_asked = as_of.is_some();
        Self { index, profile, known, as_of: as_of.or(index.list_day()).unwrap_or(NO_DAY), is_asked, levels }
    }

    /// The day for which statuses are told, but for policies to which something is told to have happened later.
    #[must_use]
    pub const fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The day for which the status of one policy is told: what has happened to it since the day of lists counts, but for
    /// what a source tells of a day to come.
    pub(super) fn day_of(&self, p: PolicyIx) -> NaiveDate {
        if self.is_asked {
            return self.as_of;
        }
        let told = told_day(self.index, p)
            .filter(|day| self.index.covered_to().is_some_and(|newest| *day <= newest));
        told.map_or(self.as_of, |day| day.max(self.as_of))
    }

    /// The level of a rule as configured.
    pub(super) const fn level(&self, rule: Rule) -> Level {
        self.levels.of(rule)
    }

    /// All findings of one file in the order of their places, those that a comment excuses included. What could not be
    /// read goes to `problems`, with the file's name.
    pub fn file(&self, path: &Path, bytes: &[u8], problems: &mut dyn FnMut(Diagnostic)) -> Vec<Finding> {
        let name = path.display().to_string();
        if bytes.len() > MAX_FILE {
            let message = format!("only files of at most {MAX_FILE} bytes are linted");
            problems(Diagnostic::warning("too-long", message).within(&name));
            return Vec::new();
        }
        let Some((format, way)) = self.format(&name, bytes) else {
            let problem = Diagnostic::note("unknown-format", "it is in no format that is linted").expected(
                "Markdown, HTML, text, a JSON feed, RSS or Atom",
                String::from_utf8_lossy(bytes.get(..80).unwrap_or(bytes)),
            );
            problems(problem.within(&name));
            return Vec::new();
        };
        let text = same_length(bytes);
        let excuses = excuses(&text, way);
        let bytes = without(bytes, &excuses);
        let order = self.order(&name, &bytes);
        let file = File { path, text: &text, way, order, written: OnceCell::new(), places: OnceCell::new() };
        let mut layouts: Vec<Layout> = Vec::new();
        let mut sink = |record: Record| layouts.extend(record.layout().map(Cow::into_owned));
        let read = source::read(format, &self.profile.structure, &mut &bytes[..], &mut sink, &mut |d| {
            problems(d.within(&name));
        });
        if let Err(problem) = read {
            problems(problem.within(&name));
        }
        let mut findings = Vec::new();
        let mut from = 0;
        for layout in &layouts {
            let before = findings.len();
            Page::new(self, &file, layout, from).check(&mut findings);
            let ends = findings.iter().skip(before).map(|f| f.span.end);
            from = ends.max().unwrap_or(from).max(from);
        }
        findings.sort_by_key(|f: &Finding| (f.span, f.rule));
        findings.dedup_by(|a, b| a.span == b.span && a.rule == b.rule && a.policy == b.policy);
        self.excuse(&file, &layouts, excuses, &mut findings);
        findings
    }

    /// How a file is read, and how it is written. An order is linted as the page that it is.
    fn format(&self, name: &str, bytes: &[u8]) -> Option<(Format, Way)> {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        let name = name.to_ascii_lowercase();
        let ends = |ends: [&str; 2]| ends.iter().any(|end| name.ends_with(end));
        let (markdown, html) = (ends([".md", ".markdown"]), ends([".html", ".htm"]));
        let found = Format::of(&self.profile.structure, &name, head);
        // A fragment or a template of a page begins like anything.
        if html && !matches!(found, Some(Format::Order(OrderFormat::GpoXml) | Format::Feed)) {
            return Some((Format::Html, Way::Html));
        }
        Some(match found? {
            Format::Order(OrderFormat::Markdown | OrderFormat::Plain) if !markdown => {
                (Format::Text, Way::Plain)
            }
            Format::Order(OrderFormat::Markdown | OrderFormat::Plain) | Format::Markdown => {
                (Format::Markdown, Way::Markdown)
            }
            Format::Order(OrderFormat::GpoXml) => (Format::Order(OrderFormat::GpoXml), Way::Html),
            Format::Order(_) | Format::Html => (Format::Html, Way::Html),
            Format::Text => (Format::Text, Way::Plain),
            format @ (Format::DigitalgovFeed | Format::JsonFeed) => (format, Way::Json),
            Format::Feed => (Format::Feed, Way::Html),
            _ => return None,
        })
    }

    /// Marks what comments excuse, and adds what is the matter with the comments.
    fn excuse(&self, file: &File<'_>, layouts: &[Layout], excuses: Vec<Allow>, findings: &mut Vec<Finding>) {
        let mut bad = Vec::new();
        let bodies: OnceCell<Vec<Body<'_>>> = OnceCell::new();
        for mut allow in excuses {
            if allow.alone {
                let bodies =
                    bodies.get_or_init(|| layouts.iter().filter_map(|l| Body::of(file, l)).collect());
                let ends = bodies.iter().filter_map(|body| body.block_after(file.written(), allow.span.end));
                let end = ends.min_by_key(|block| block.start).map_or(0, |block| block.end);
                allow.covers.end = end.max(allow.covers.end);
            }
            bad.extend(self.use_excuse(file, &allow, findings));
        }
        findings.extend(bad);
        findings.sort_by_key(|f| (f.span, f.rule));
    }

    /// Excuses what a comment covers; gives what is the matter with it.
    fn use_excuse(&self, file: &File<'_>, allow: &Allow, findings: &mut [Finding]) -> Vec<Finding> {
        let line = file.places().at(file.text.as_bytes(), allow.span.start).line();
        let mut wrong = Vec::new();
        for (name, rule) in &allow.rules {
            let Some(rule) = rule else {
                wrong.push(format!("there is no rule `{name}`"));
                continue;
            };
            if allow.reason.is_empty() {
                wrong.push(format!("`{name}` is excused without a reason"));
                continue;
            }
            let from = findings.partition_point(|f| f.span.start < allow.covers.start);
            let covered = findings.get_mut(from..).unwrap_or_default().iter_mut();
            let covered = covered.take_while(|f| f.span.start <= allow.covers.end);
            let mut used = false;
            for finding in covered.filter(|f| f.rule == *rule) {
                finding.excused = Some(Excuse { reason: allow.reason.clone(), line });
                used = true;
            }
            if !used && self.level(*rule) != Level::Off {
                wrong.push(format!("`{name}` is excused, and nothing is found there"));
            }
        }
        let wrong = wrong.into_iter().filter(|_| self.level(Rule::BadExcuse) != Level::Off);
        wrong.map(|message| self.finding(file, Rule::BadExcuse, allow.span, String::new(), message)).collect()
    }

    /// A finding without what the graph tells of it.
    pub(super) fn finding(
        &self,
        file: &File<'_>,
        rule: Rule,
        span: Span,
        policy: String,
        message: String,
    ) -> Finding {
        let place = |at: usize| file.places().at(file.text.as_bytes(), at);
        Finding {
            rule,
            level: self.level(rule),
            path: file.path.to_owned(),
            span,
            from: place(span.start),
            until: place(span.end),
            words: span.of(file.text).to_owned(),
            policy,
            policy_iri: None,
            message,
            as_of: None,
            covered_until: None,
            deciding: Vec::new(),
            instead: None,
            excused: None,
        }
    }

    /// What a document is.
    pub(super) fn document<'d>(&self, layout: &'d Layout, file: &File<'_>) -> Document<'d> {
        Document::new(self.profile, &self.known, layout, file.path, file.order.as_ref())
    }

    /// What the reader of orders takes a file for; none where it does not show itself as an order.
    fn order(&self, name: &str, bytes: &[u8]) -> Option<OrderText> {
        let structure = &self.profile.structure;
        let format = Format::of(structure, name, bytes.get(..HEAD).unwrap_or(bytes))?;
        let plain = matches!(format, Format::Order(OrderFormat::Markdown | OrderFormat::Plain));
        let mut found = None;
        if plain {
            let mut sink = |record: Record| {
                if let Record::Order(order) = record {
                    found = Some(*order);
                }
            };
            // Problems are told by the reading of the page.
            source::read(format, structure, &mut &bytes[..], &mut sink, &mut |_| ()).ok()?;
        }
        found
    }
}

/// The excuses of a file.
fn excuses(text: &str, way: Way) -> Vec<Allow> {
    if memchr::memmem::find(text.as_bytes(), b"pedigraph:").is_none() {
        return Vec::new();
    }
    let letters = (way == Way::Json).then(|| markup::unescaped(text));
    excuse::read(text, letters.as_deref())
}

/// The bytes of a file without its excuses, whose words are no words of the page.
fn without<'b>(bytes: &'b [u8], excuses: &[Allow]) -> Cow<'b, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    for allow in excuses {
        if let Some(words) = bytes.to_mut().get_mut(allow.span.start..allow.span.end) {
            words.fill(b' ');
        }
    }
    bytes
}

/// A text as long as some bytes: each byte that is no part of a character of UTF-8 is a question mark.
fn same_length(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    Cow::Owned(text)
}
