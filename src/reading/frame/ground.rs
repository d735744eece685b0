//! The words that show that a document is a policy.

use super::head::{Line, Says};
use super::{Layout, Span, address};
use crate::model::BodyIx;
use crate::profile::{DocumentKind, Profile};
use crate::source::BlockKind;

/// Where a document stands towards the policies that it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stand {
    /// It is a policy.
    Is,
    /// It is about one, which its title or front matter names.
    About,
    /// It lists or names policies.
    #[default]
    Names,
}

/// The words that show what a document is, from the strongest ground to the weakest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// A line of its head: "A PROCLAMATION".
    Head(String),
    /// How its title opens: "Executive Order on".
    Title(String),
    /// The words by which it acts: "it is hereby ordered".
    Enacts(String),
    /// How often it calls itself so: "this order".
    Itself(String),
    /// What it says that it does: "this final rule rescinds".
    Does(String),
}

impl Ground {
    /// The strength, 0 the strongest.
    const fn rank(&self) -> u8 {
        match self {
            Self::Head(_) => 0,
            Self::Title(_) => 1,
            Self::Enacts(_) => 2,
            Self::Itself(_) => 3,
            Self::Does(_) => 4,
        }
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Head(words)
            | Self::Title(words)
            | Self::Enacts(words)
            | Self::Itself(words)
            | Self::Does(words) => words,
        }
    }
}

/// A kind of document, and why.
#[derive(Debug)]
pub(super) struct Decided<'p> {
    pub kind: &'p DocumentKind,
    pub ground: Ground,
}

/// A document calls itself so at least so often, where nothing else tells its kind.
const OFTEN: usize = 2;

/// Counting what a document calls itself ends here.
const ENOUGH: usize = 50;

/// The kind of document that the strongest words show; of equals the one whose name the document gives itself most often,
/// then the first of the profile.
pub(super) fn decide<'p>(profile: &'p Profile, layout: &Layout, lines: &[Line]) -> Option<Decided<'p>> {
    let speakers = speakers(profile, layout);
    let mut best: Option<((u8, usize), Decided<'p>)> = None;
    for kind in &profile.frames.documents {
        let titled = || {
            let title = profile.frames.without_site(&layout.title.text);
            opening(kind, title).is_some() && profile.frames.acts(&layout.text)
        };
        if kind.body.is_some_and(|body| !speakers.contains(&body)) && !titled() {
            continue;
        }
        let named = profile.frames.itself(kind, &layout.text).take(ENOUGH).count();
        let Some(ground) = ground(profile, layout, lines, kind, named) else { continue };
        let order = (ground.rank(), ENOUGH - named);
        if best.as_ref().is_none_or(|(known, _)| order < *known) {
            best = Some((order, Decided { kind, ground }));
        }
    }
    best.map(|(_, decided)| decided)
}

/// The bodies that speak in the document, or that publish where it stands.
fn speakers(profile: &Profile, layout: &Layout) -> Vec<BodyIx> {
    let mut speakers = profile.frames.speakers(&layout.text);
    speakers.extend(address(profile, layout).and_then(|url| profile.bodies.by_url(&url)));
    speakers
}

fn ground(
    profile: &Profile,
    layout: &Layout,
    lines: &[Line],
    kind: &DocumentKind,
    named: usize,
) -> Option<Ground> {
    if let Some(head) = &kind.head
        && let Some(line) = lines.iter().find(|line| head.is_match(line.text(layout)))
    {
        return Some(Ground::Head(line.text(layout).to_owned()));
    }
    // The kind in a title may be that of a policy that a page is about: its issuer must be heard in it.
    let spoken = kind.body.is_some_and(|body| profile.frames.speakers(&layout.text).contains(&body));
    let announced = || {
        lines.iter().any(|line| matches!(line.says, Says::Subject(_))) || profile.frames.acts(&layout.text)
    };
    let title = profile.frames.without_site(&layout.title.text);
    if kind.body.is_some()
        && (spoken || announced())
        && let Some(words) = opening(kind, title)
    {
        return Some(Ground::Title(words.to_owned()));
    }
    if let Some(hit) = kind.enacts.as_ref().and_then(|r| r.find(&layout.text)) {
        return Some(Ground::Enacts(hit.as_str().to_owned()));
    }
    // Where its body publishes what it issues, once is enough.
    let published = || {
        let body = address(profile, layout).and_then(|url| profile.bodies.by_url(&url));
        body.is_some() && body == kind.body
    };
    let often = named >= OFTEN || named > 0 && published();
    if let Some(hit) =
        profile.frames.itself(kind, &layout.text).next().filter(|_| kind.body.is_some() && often)
    {
        return Some(Ground::Itself(hit.to_owned()));
    }
    let hit = kind.does.as_ref().and_then(|r| r.find(&layout.text))?;
    // "Circular A-130 … This circular requires": a policy of the kind that the text has named before is meant; what a heading
    // or a line of the head names may be the document itself.
    let before = layout.text.get(..hit.start()).unwrap_or("");
    let mut named = profile.schemes.find_in(before).into_iter();
    let meant = named.any(|(span, number)| {
        let own = lines.iter().any(|line| matches!(line.says, Says::Number(..)) && line.span.overlaps(span));
        profile.schemes.get(number.scheme).kind == kind.kind && !own && !is_heading(layout, span)
    });
    (!meant).then(|| Ground::Does(hit.as_str().to_owned()))
}

/// Whether words stand in a heading.
pub(super) fn is_heading(layout: &Layout, words: Span) -> bool {
    let block = layout.blocks.partition_point(|block| block.span.end <= words.start);
    layout.blocks.get(block).is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)))
}

/// The words of a kind with which a title opens.
pub(super) fn opening<'k>(kind: &'k DocumentKind, title: &str) -> Option<&'k str> {
    kind.title.iter().map(String::as_str).find(|words| {
        let start = title.get(..words.len());
        let ends = title.get(words.len()..).is_some_and(|rest| rest.starts_with([' ', ':', ',']));
        ends && start.is_some_and(|start| start.eq_ignore_ascii_case(words))
    })
}

impl Line {
    /// The words of the line.
    pub(super) fn text<'t>(&self, layout: &'t Layout) -> &'t str {
        Span::of(self.span, &layout.text)
    }
}
