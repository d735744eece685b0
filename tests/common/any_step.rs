//! What holds for each step of reading, of any text: no panic, spans that lie in the text, and an order in what is found.

use pedigraph::ground::Span;
use pedigraph::profile::Profile;
use pedigraph::reading::acts::{self, Named};
use pedigraph::reading::tree::{NodeIx, Tree};
use pedigraph::reading::{cite, frame, refs, sentence};
use pedigraph::source::{self, Format, Layout};

/// The steps, each named as its fuzz target.
pub const STEPS: [(&str, fn(&str)); 5] =
    [("tree", tree), ("frame", frame), ("refs", refs), ("clause", clause), ("acts", acts)];

fn profile() -> &'static Profile {
    Profile::united_states().expect("the profile loads")
}

/// The layout of a text in Markdown and as plain text.
fn layouts(text: &str) -> Vec<Layout> {
    let mut found = Vec::new();
    for format in [Format::Markdown, Format::Text] {
        let mut sink =
            |record: source::Record| found.extend(record.layout().map(std::borrow::Cow::into_owned));
        // Input of which nothing can be read gives no layout.
        let _ = source::read(format, &profile().structure, &mut text.as_bytes(), &mut sink, &mut |_| {});
    }
    found
}

/// A span lies in a text, at boundaries of characters.
fn lies_in(span: Span, text: &str) {
    assert!(
        span.start <= span.end && text.get(span.start..span.end).is_some(),
        "{span:?} is no place in the text"
    );
}

/// A tree holds each node within its parent, in the order of the text.
pub fn tree(text: &str) {
    for layout in layouts(text) {
        let tree = Tree::of(profile(), &layout);
        let mut ix = NodeIx::ROOT;
        for node in tree.nodes() {
            let parent = tree.node(node.parent);
            assert!(
                node.parent <= ix && node.after > ix && node.after <= parent.after,
                "{ix:?} stands outside"
            );
            lies_in(node.span, &layout.text);
            lies_in(node.own, &layout.text);
            assert!(
                parent.span.start <= node.span.start && node.span.end <= parent.span.end,
                "{ix:?} is wider"
            );
            tree.lead_ins(ix).for_each(|words| lies_in(words, &layout.text));
            ix = ix.next();
        }
    }
}

/// A frame tells where a document stands by words of it.
pub fn frame(text: &str) {
    for layout in layouts(text) {
        let frame = frame::read(profile(), &layout);
        assert!(frame.head <= layout.blocks.len());
        frame.close.into_iter().for_each(|span| lies_in(span, &layout.text));
        for (part, own) in frame::fields(profile(), &layout, &frame) {
            assert!(own.head <= part.blocks.len());
        }
    }
}

/// Names and references stand in the text one after the other; bare numbers lie in their item.
pub fn refs(text: &str) {
    let mut end = 0;
    for citation in cite::find_in(profile(), text) {
        lies_in(citation.span, text);
        lies_in(citation.whole(), text);
        assert!(citation.span.start >= end, "{citation:?} overlaps the one before");
        end = citation.span.end;
    }
    let mut end = 0;
    for reference in cite::references(profile(), text) {
        lies_in(reference.span, text);
        assert!(reference.span.start >= end, "{reference:?} overlaps the one before");
        end = reference.span.end;
    }
    if let Some(scheme) = refs::licensed(profile(), text) {
        refs::bare_numbers(profile(), text, scheme).into_iter().for_each(|(span, _)| lies_in(span, text));
    }
}

/// Sentences in which any words are names: the grammar takes them whatever they are.
pub fn clause(text: &str) {
    let words = text.split_inclusive(char::is_whitespace);
    let mut at = 0;
    let mut named = Vec::new();
    for (ix, word) in words.enumerate() {
        let span = Span::new(at, at + word.trim_end().len());
        at += word.len();
        if span.start < span.end {
            // One word in three is a name, by its length: what looks like prose keeps its verbs.
            match word.len() % 6 {
                0 => named.push(Named::policy(profile(), text, span)),
                3 if ix % 2 == 0 => named.push(Named::document(span)),
                3 => named.push(Named::reference(span)),
                _ => {}
            }
        }
    }
    read(text, &named);
}

/// Sentences with the policies that they name.
pub fn acts(text: &str) {
    let cited = cite::find_in(profile(), text).into_iter();
    let mut named: Vec<Named> = cited.map(|c| Named::policy(profile(), text, c.span)).collect();
    let this = cite::references(profile(), text).into_iter();
    named.extend(this.filter(|r| r.reach == cite::Reach::This).map(|r| Named::document(r.span)));
    read(text, &named);
}

/// What sentences state stands in the text, and names that were given.
fn read(text: &str, named: &[Named]) {
    let mut opened = None;
    for span in sentence::sentences(&profile().wording, text, Span::new(0, text.len())) {
        lies_in(span, text);
        let reading = acts::find(profile(), text, span, named);
        let members =
            opened.map(|list| acts::find_member(profile(), text, span, named, &list)).unwrap_or_default();
        for found in reading.found.iter().chain(&members) {
            assert_ne!(found.actor, found.target, "a policy acts on itself");
            for who in [found.actor, found.target] {
                let known = match who {
                    acts::Who::Document => true,
                    acts::Who::Named(ix) => ix < named.len(),
                };
                assert!(known, "{found:?} names nobody that was given");
            }
            lies_in(found.verb, text);
            lies_in(found.quote, text);
            found.lead_in.into_iter().chain(found.condition).for_each(|words| lies_in(words, text));
        }
        reading.unread.iter().for_each(|verb| lies_in(*verb, text));
        heading(text, span, named);
        opened = reading.opens.or(opened);
    }
}

/// A sentence read as a heading over a list.
fn heading(text: &str, span: Span, named: &[Named]) {
    if let Some(opened) = acts::heading(profile(), text, span, named) {
        lies_in(opened.verb, text);
        lies_in(opened.lead_in, text);
    }
}
