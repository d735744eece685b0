//! What a document is: a policy, about one, or a list of them; with the words that show it.
//!
//! In: the layout of a document and its tree. Out: a [`Frame`], decided once: where the document stands, the mention of
//! its own policy, and the words that show both. Nothing is read here of what the document does to other policies.
//!
//! A document *is* a policy where a line of its head says so ("A PROCLAMATION", "MEMORANDUM FOR …"), where its title opens
//! with its kind, where it acts in the words of a kind ("it is hereby ordered"), where it calls itself so ("this order")
//! and its issuer speaks in it, or where it says what it does ("this final rule rescinds …"). It is *about* one where its title or front matter names one. Policies that are named
//! elsewhere in a title are never its own.

mod ground;
mod head;
mod own;

pub use ground::{Ground, Stand};

use crate::ground::Span;
use crate::model::{Basis, Mention, PartialDate};
use crate::profile::Profile;
use crate::reading::tree::{NodeKind, Tree};
use crate::source::Layout;

/// What a document is.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Whether it is a policy, is about one, or only names some.
    pub stand: Stand,
    /// Its own policy, or the one that it is about.
    pub own: Option<Mention>,
    /// The words that show where it stands.
    pub grounds: Vec<Ground>,
    /// How many blocks of the layout are its head.
    pub head: usize,
    /// Whether the text is a field of front matter, beside the document's own.
    pub is_field: bool,
    /// The signature, the place and the date at its end, where they are.
    pub close: Option<Span>,
}

impl Frame {
    /// Whether the document speaks in each of its sentences: it is a policy of a body that is heard in it.
    #[must_use]
    pub fn speaks(&self) -> bool {
        let stated = |own: &Mention| own.body.is_some_and(|(_, basis)| basis == Basis::Stated);
        // A numbered issuance that says what it does: "This directive rescinds …".
        let numbered = |own: &Mention| {
            self.grounds.iter().any(|ground| matches!(ground, Ground::Does(_))) && !own.identifiers.is_empty()
        };
        self.stand == Stand::Is && self.own.as_ref().is_some_and(|own| stated(own) || numbered(own))
    }
}

/// A field of no more words than this says nothing of a policy.
const MIN_PROSE: usize = 3;

/// The texts of front matter that say what the document's own policy is and does, each as a document of its own with the
/// frame that it is read in.
#[must_use]
pub fn fields(profile: &Profile, layout: &Layout, frame: &Frame) -> Vec<(Layout, Frame)> {
    let fields = profile.frames.front.prose.iter().filter_map(|key| layout.field(key));
    // A word or two are a card, and say nothing; so does what a page that names no policy of its own has as a card.
    let is_card = |locator: &str| layout.cards.iter().any(|card| *card.locator == *locator);
    let fields = fields.filter(|field| frame.own.is_some() || !is_card(&field.locator));
    let parts = fields.filter(|field| field.text.split_whitespace().nth(MIN_PROSE).is_some());
    parts
        .map(|field| {
            let mut part = Layout::default();
            part.url.clone_from(&layout.url);
            part.locator.clone_from(&field.locator);
            part.text.clone_from(&field.text);
            part.blocks.clone_from(&field.blocks);
            // Where the document has no policy of its own, its fields only name some.
            let own = frame.own.clone().map(|own| Mention { abstract_: None, ..own });
            let stand = if own.is_some() { Stand::About } else { Stand::Names };
            (part, Frame { stand, own, is_field: true, ..Frame::default() })
        })
        .collect()
}

/// Tells what a document is, its tree built for that alone.
#[must_use]
pub fn read(profile: &Profile, layout: &Layout) -> Frame {
    let tree = Tree::of(profile, layout);
    let close = tree.nodes().iter().filter(|n| n.kind == NodeKind::Close).map(|n| n.span);
    let close = close.reduce(|a, b| Span::new(a.start.min(b.start), a.end.max(b.end)));
    of(profile, layout, tree.head_blocks(), close)
}

/// Tells what a document is. `head` is the number of blocks before its first sentence, `close` the stretch of its
/// signature, place and date.
#[must_use]
pub fn of(profile: &Profile, layout: &Layout, head: usize, close: Option<Span>) -> Frame {
    let lines = head::read(profile, layout, head);
    let decided = ground::decide(profile, layout, &lines);
    let own = match &decided {
        Some(decided) => Some(own::of_document(profile, layout, &lines, decided, close)),
        None => own::of_page(profile, layout, &lines),
    };
    let stand = match (&decided, &own) {
        (Some(_), _) => Stand::Is,
        (None, Some(_)) => Stand::About,
        (None, None) => Stand::Names,
    };
    Frame {
        stand,
        own,
        grounds: decided.map(|d| d.ground).into_iter().collect(),
        head,
        close,
        is_field: false,
    }
}

/// The address of a document that is a policy: its own, else what its front matter gives.
fn address(profile: &Profile, layout: &Layout) -> Option<String> {
    let fields = profile.frames.front.address.iter().filter_map(|key| layout.field(key));
    let mut all = layout.url.as_deref().into_iter().chain(fields.map(|f| f.text.as_str()));
    all.find_map(|address| crate::ground::url::absolute(address.trim(), None).ok())
        .filter(|url| url.starts_with("http"))
}

/// The first date that one of the keys gives, with its key's field.
fn dated(profile: &Profile, layout: &Layout, keys: &[String]) -> Option<PartialDate> {
    use crate::source::FieldKind;
    let field = |key: &String| {
        let field = layout.field(key)?;
        match field.kind {
            FieldKind::Date(date) => Some(date),
            _ => profile.dates.find_in(&field.text).next().and_then(|hit| hit.date),
        }
    };
    keys.iter().find_map(field)
}

#[cfg(test)]
mod tests;
