//! One document of a file: its texts, what it is, of which day it speaks, and what it tells of policies itself.

use super::known::Known;
use crate::ground::Span;
use crate::ground::diag::Diagnostic;
use crate::lineage::PolicyIx;
use crate::model::{Basis, Claims, DateBasis, EndingKind, Identifier, PartialDate, Relation};
use crate::profile::{LintTurn, Profile, Role};
use crate::reading::frame::{self, Frame, Stand};
use crate::reading::sentence;
use crate::source::{Block, BlockKind, Field, FieldKind, Layout, MarkKind, OrderText, Part, Record};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::Path;

/// A field of no more words than this is no prose.
const MIN_PROSE: usize = 3;

/// So many blocks before and after one belong to its passage.
const MAX_PASSAGE: usize = 32;

/// So many marks of the markup are looked through for the link around some words.
const MAX_NESTED: usize = 16;

/// A page with so many dated entries is a chronology.
const MIN_DATED: usize = 4;

/// One text of a document: its body, or a field of its front matter.
#[derive(Clone, Copy)]
pub(super) struct Text<'d> {
    /// The text.
    pub(super) text: &'d str,
    /// Its blocks, in order.
    pub(super) blocks: &'d [Block],
    /// Whether it is a field.
    pub(super) is_field: bool,
    /// Whether it is too short for prose, so that it counts where all of it is the number of a policy.
    pub(super) is_short: bool,
}

/// What a document is, decided once.
pub(super) struct Document<'d> {
    pub(super) layout: &'d Layout,
    /// Whether it is a policy itself.
    pub(super) is_policy: bool,
    /// Its own policy, or the one that it is about.
    pub(super) own: Option<PolicyIx>,
    /// Its numbers, as it gives them.
    pub(super) own_numbers: Vec<Identifier>,
    /// The day of which it speaks; `None` for a page that is tended.
    pub(super) day: Option<NaiveDate>,
    /// Whether it is kept as it was.
    pub(super) is_archive: bool,
    /// Policies of which it tells itself that they have ended.
    pub(super) told: BTreeSet<PolicyIx>,
    /// Blocks that are entries of a chronology.
    dated: BTreeSet<usize>,
}

/// The texts of a layout that are read: its body, and the fields that hold prose.
pub(super) fn texts(layout: &Layout) -> Vec<Text<'_>> {
    let fields = layout.front.iter().filter(|field| field.kind == FieldKind::Text);
    let is_prose = |f: &Field| {
        let words = f.text.split_whitespace().nth(MIN_PROSE).is_some();
        words || f.locator == layout.title.locator && f.text.contains(' ')
    };
    // What begins with a small letter is a part of an address: `slug: m-16-08`.
    let may_name =
        |f: &Field| f.text.starts_with(char::is_uppercase) && f.text.bytes().any(|b| b.is_ascii_digit());
    let fields = fields.filter(|f| is_prose(f) || may_name(f));
    let fields =
        fields.map(|f| Text { text: &f.text, blocks: &f.blocks, is_field: true, is_short: !is_prose(f) });
    let body = Text { text: &layout.text, blocks: &layout.blocks, is_field: false, is_short: false };
    fields.chain([body]).filter(|t| !t.text.is_empty()).collect()
}

impl<'d> Document<'d> {
    /// Decides what a document is; `path` is that of its file, `order` what the reader of orders takes it for.
    pub(super) fn new(
        profile: &Profile,
        known: &Known,
        layout: &'d Layout,
        path: &Path,
        order: Option<&OrderText>,
    ) -> Self {
        let frame = with_order(profile, frame::read(profile, layout), order);
        let own = frame.own.as_ref().and_then(|own| known.mentioned(profile, own));
        let own_numbers =
            frame.own.iter().flat_map(|own| own.identifiers.iter().map(|(n, _)| n.clone())).collect();
        let is_policy = frame.stand == Stand::Is;
        let record = Record::Page(Box::new(layout.clone()));
        let (claims, _): (Claims, Vec<Diagnostic>) = crate::reading::claims(profile, &record);
        let mut document = Self {
            layout,
            is_policy,
            own,
            own_numbers,
            day: day(profile, layout, &frame, path),
            is_archive: is_archive(profile, layout, path),
            told: told(profile, known, &claims),
            dated: BTreeSet::new(),
        };
        let dated: BTreeSet<usize> =
            (0..layout.blocks.len()).filter(|i| document.opens_with_date(profile, *i)).collect();
        if dated.len() >= MIN_DATED {
            document.dated = dated;
        }
        document
    }

    /// Whether a block opens with a date, and something follows.
    fn opens_with_date(&self, profile: &Profile, block: usize) -> bool {
        let Some(block) = self.layout.blocks.get(block) else { return false };
        let words = block.words(&self.layout.text).of(&self.layout.text);
        let head = crate::ground::boundary::head(words, 40);
        let hit = profile.dates.find_in(head).next();
        hit.is_some_and(|hit| {
            let lead = head.get(..hit.span.start).unwrap_or("");
            lead.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && hit.span.end + 3 < words.len()
        })
    }

    /// Whether a block is an entry of a chronology.
    pub(super) fn is_dated_entry(&self, block: usize) -> bool {
        self.dated.contains(&block)
    }
}

impl<'d> Text<'d> {
    /// The block in which a byte stands.
    pub(super) fn block_at(&self, at: usize) -> Option<usize> {
        let after = self.blocks.partition_point(|b| b.span.start <= at);
        after.checked_sub(1).filter(|i| self.blocks.get(*i).is_some_and(|b| at < b.span.end))
    }

    /// Whether words open a heading: they name what stands under it and refer to nothing else.
    pub(super) fn is_head_of_section(&self, span: Span) -> bool {
        let block = self.block_at(span.start).and_then(|i| self.blocks.get(i));
        block.is_some_and(|b| {
            matches!(b.kind, BlockKind::Heading(_)) && b.words(self.text).start == span.start
        })
    }

    /// The sentences of a block; of a text without blocks those of all of it.
    pub(super) fn sentences(&self, profile: &Profile, block: Option<usize>) -> Vec<Span> {
        let whole = Span::new(0, self.text.len());
        let within = block.and_then(|i| self.blocks.get(i)).map_or(whole, |b| b.span);
        sentence::sentences(&profile.wording, self.text, within)
    }

    /// What belongs together with a block: the row of a table, the item with its further blocks, else the block.
    pub(super) fn passage(&self, block: usize) -> Span {
        let Some(own) = self.blocks.get(block) else { return Span::new(0, self.text.len()) };
        let same = |other: &Block| match (own.cell, other.cell) {
            (Some(one), Some(two)) => one.table == two.table && one.row == two.row,
            (None, None) => match (own.kind, other.kind) {
                // A further block of an item has no mark of its own; what is nested deeper belongs to it.
                (BlockKind::Item(one), BlockKind::Item(two)) => {
                    two > one || two == one && other.enumerator.is_none()
                }
                _ => false,
            },
            _ => false,
        };
        let mut first = block;
        while let Some(before) = first.checked_sub(1).and_then(|i| self.blocks.get(i)) {
            let row = before.cell.is_some() && same(before);
            let further = matches!(own.kind, BlockKind::Item(_))
                && self.blocks.get(first).is_some_and(|b| b.enumerator.is_none());
            let joined = row || further && matches!(before.kind, BlockKind::Item(_));
            if !joined || block - first > MAX_PASSAGE {
                break;
            }
            first -= 1;
        }
        let after = (block + 1..self.blocks.len()).take(MAX_PASSAGE);
        let last = after.take_while(|i| self.blocks.get(*i).is_some_and(same)).last();
        let end = last.and_then(|i| self.blocks.get(i)).map_or(own.span.end, |b| b.span.end);
        Span::new(self.blocks.get(first).map_or(own.span.start, |b| b.span.start), end)
    }

    /// For each block whether it stands under a heading, or is one, that `fits`.
    pub(super) fn under(&self, fits: &dyn Fn(&str) -> bool) -> Vec<bool> {
        let mut open: Vec<(u8, bool)> = Vec::new();
        let under = self.blocks.iter().map(|b| {
            if let BlockKind::Heading(level) = b.kind {
                open.retain(|(above, _)| *above < level);
                open.push((level, fits(b.span.of(self.text))));
            }
            open.iter().any(|(_, fits)| *fits)
        });
        under.collect()
    }

    /// The stretches that are struck through, in order.
    pub(super) fn struck(&self) -> Vec<Span> {
        let marked = |b: &Block| {
            let marks = b.marks.iter().filter(|m| m.kind == MarkKind::Struck).map(|m| m.span);
            if b.struck { vec![b.span] } else { marks.collect() }
        };
        self.blocks.iter().flat_map(marked).collect()
    }

    /// The link in whose words a stretch stands, with its target as written.
    pub(super) fn link_around(self, span: Span) -> Option<(Span, &'d str)> {
        let marks = &self.blocks.get(self.block_at(span.start)?)?.marks;
        let after = marks.partition_point(|m| m.span.start <= span.start);
        let before = marks.get(..after)?.iter().rev().take(MAX_NESTED);
        before.filter(|m| m.span.contains(span)).find_map(|mark| match &mark.kind {
            MarkKind::Link(target) => Some((mark.span, target.as_str())),
            _ => None,
        })
    }

    /// The links, in order: where their words stand, and the targets as written.
    pub(super) fn links(self) -> impl Iterator<Item = (Span, &'d str)> {
        let marks = self.blocks.iter().flat_map(|b| &b.marks);
        marks.filter_map(|mark| match &mark.kind {
            MarkKind::Link(target) => Some((mark.span, target.as_str())),
            _ => None,
        })
    }
}

/// The frame of a document that the reader of orders takes for one: it is that order where it acts in the words of one, or
/// gives its day and is signed; a page about an order does neither.
fn with_order(profile: &Profile, frame: Frame, order: Option<&OrderText>) -> Frame {
    let Some(order) = order else { return frame };
    let signed = order.signed.is_some() && order.paragraphs.iter().any(|p| p.part == Part::Close);
    let scheme = profile.schemes.of_role(Role::Order);
    let (Some(number), Some(scheme), true) = (&order.number, scheme, signed || frame.stand == Stand::Is)
    else {
        return frame;
    };
    let mut own = frame.own.clone().filter(|_| frame.stand == Stand::Is).unwrap_or_default();
    own.identifiers = vec![(profile.schemes.identifier(scheme, number), Basis::Stated)];
    own.date = order.signed.map(|day| (day, DateBasis::Record)).or(own.date);
    Frame { stand: Stand::Is, own: Some(own), ..frame }
}

/// Policies of which a document tells itself that they have ended.
fn told(profile: &Profile, known: &Known, claims: &Claims) -> BTreeSet<PolicyIx> {
    let ends = |relation: Relation| matches!(relation, Relation::Rescinds | Relation::Supersedes);
    let of = |mention: u32| known.mentioned(profile, claims.mentions.get(mention as usize)?);
    let statements = claims.statements.iter().filter(|s| ends(s.relation)).filter_map(|s| of(s.target));
    let endings = claims.endings.iter().filter(|e| match e.kind {
        EndingKind::Act(relation, _) => ends(relation),
        EndingKind::Expires => true,
    });
    statements.chain(endings.filter_map(|e| of(e.policy))).collect()
}

/// The day of which a document speaks: its own, of a document that is a policy; the one that front matter gives, of one
/// that is dated and not told to have been changed.
fn day(profile: &Profile, layout: &Layout, frame: &Frame, path: &Path) -> Option<NaiveDate> {
    let own = frame.own.as_ref().filter(|_| frame.stand == Stand::Is).and_then(|own| own.date);
    let front = || {
        let keys = profile.frames.front.modified.iter().chain(&profile.frames.front.date);
        let fields = keys.filter_map(|key| layout.field(key)).filter_map(|field| match field.kind {
            FieldKind::Date(date) => Some(date),
            _ => profile.dates.find_in(&field.text).next().and_then(|hit| hit.date),
        });
        fields.map(PartialDate::latest).max()
    };
    own.map(|(date, _)| date.latest()).or_else(|| front().filter(|_| is_news(profile, layout, path)))
}

/// Whether a page tells of its day and is not tended afterwards: by its front matter, by the folder in which it lies, by the
/// date that its name begins with. In front matter of Markdown every page has a date; elsewhere a date says so already.
fn is_news(profile: &Profile, layout: &Layout, path: &Path) -> bool {
    let words = &profile.lint;
    let says = |value: &str| words.news_words.iter().any(|word| value.eq_ignore_ascii_case(word));
    let is_markdown =
        path.extension().is_some_and(|end| ["md", "markdown"].iter().any(|e| end.eq_ignore_ascii_case(e)));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let day = name.as_bytes().get(..10).and_then(|day| std::str::from_utf8(day).ok());
    !is_markdown
        || day.is_some_and(|day| day.parse::<NaiveDate>().is_ok())
        || words.news_keys.iter().filter_map(|key| layout.field(key)).any(|field| says(field.text.trim()))
        || path.parent().into_iter().flat_map(Path::iter).any(|part| says(&part.to_string_lossy()))
}

/// Whether a page is kept as it was: by its front matter, by its title, by the folder in which it lies.
fn is_archive(profile: &Profile, layout: &Layout, path: &Path) -> bool {
    let words = &profile.lint;
    let says = |value: &str| words.archive_words.iter().any(|word| value.eq_ignore_ascii_case(word));
    let fields = words.archive_keys.iter().filter_map(|key| layout.field(key));
    let by_field = fields.into_iter().any(|f| match f.kind {
        FieldKind::Flag => f.text.eq_ignore_ascii_case("true"),
        _ => says(f.text.trim()),
    });
    let folder = || path.parent().into_iter().flat_map(Path::iter).any(|part| says(&part.to_string_lossy()));
    by_field || folder() || words.turn(LintTurn::PastHeading).is_match(&layout.title.text)
}
