//! Full texts of policies: what an order, a proclamation, a memorandum says of itself and does to other policies.
//!
//! The document speaks in every sentence, unless the sentence says otherwise. What stands in quotation marks is text of
//! another policy, or is to become it, and says nothing for the order. Annexes only cite.

mod cited;
mod ends;
mod referred;
mod settle;

use super::frame::Frame;
use super::tree::Quoted;
use super::{Quotable, links, title};
use crate::ground::Span;
use crate::ground::boundary::{ceil, floor};
use crate::ground::diag::Diagnostic;
use crate::model::{
    Basis, Claims, DateBasis, Extent, Mention, PartialDate, Relation, SchemeIx, Statement, Strength,
};
use crate::profile::{Class, Profile, Role};
use crate::reading::acts::{self, Found, Named, Opened, Who};
use crate::reading::cite;
use crate::reading::refs;
use crate::reading::sentence;
use crate::source::{Block, Layout, OrderText, Paragraph, Part};
use cited::Key;
use ends::{Listed, Scope};
use referred::Together;
use std::collections::{BTreeMap, BTreeSet};

/// The longest quote of a citation, in bytes.
const MAX_CONTEXT: usize = 300;

/// Reads the full text of an order.
pub(super) fn claims(profile: &Profile, order: &OrderText) -> (Claims, Vec<Diagnostic>) {
    let own = own_mention(profile, order);
    read(profile, order, own, "", None)
}

/// Reads a document that is a policy: `frame` tells which.
pub(super) fn claims_of(profile: &Profile, layout: &Layout, frame: &Frame) -> (Claims, Vec<Diagnostic>) {
    let own = frame.own.clone().unwrap_or_default();
    let order = OrderText {
        signed: own.date.map(|(date, _)| date),
        text: layout.text.clone(),
        paragraphs: layout.blocks.iter().enumerate().map(|(i, b)| paragraph(frame, i, b)).collect(),
        ..OrderText::default()
    };
    let evidence = own.evidence.clone();
    let (mut claims, mut diagnostics) = read(profile, &order, own, &layout.locator, Some(layout));
    title::claims(profile, &evidence, SELF, &mut claims);
    links::add(profile, layout, &mut claims);
    for diagnostic in &mut diagnostics {
        diagnostic.position = diagnostic.position.or_else(|| layout.position(Span::default()));
    }
    (claims, diagnostics)
}

/// A block of a document that is a policy.
fn paragraph(frame: &Frame, ix: usize, block: &Block) -> Paragraph {
    let part = match frame.close {
        _ if ix < frame.head => Part::Heading,
        Some(close) if close.contains(block.span) => Part::Close,
        Some(close) if block.span.start >= close.end => Part::Annex,
        _ => Part::Body,
    };
    Paragraph { span: block.span, part }
}

fn read(
    profile: &Profile,
    order: &OrderText,
    own: Mention,
    locator: &str,
    layout: Option<&Layout>,
) -> (Claims, Vec<Diagnostic>) {
    let counted = order.paragraphs.iter().filter(|p| matches!(p.part, Part::Body | Part::Annex));
    let quoted = Quoted::find(&profile.structure, &order.text, &counted.map(|p| p.span).collect::<Vec<_>>());
    let mut diagnostics: Vec<Diagnostic> =
        quoted.unclosed.iter().map(|span| open_quote(&order.text, locator, *span)).collect();
    let mut reader = Reader {
        profile,
        order,
        quotable: Quotable::new(locator, &order.text).divided(&profile.structure, divisible(order, &quoted)),
        claims: Claims::default(),
        known: BTreeMap::new(),
        stated: BTreeSet::new(),
        cites: Vec::new(),
        sentences: Vec::new(),
        recent: Vec::new(),
        act: None,
        acronyms: BTreeMap::new(),
        orders: Vec::new(),
        together: Together::default(),
        ambiguous: Vec::new(),
        list: None,
        scope: Scope::default(),
        place: Scope::default(),
        licensed: None,
        unread: Vec::new(),
        announced: Vec::new(),
        names_quoted: layout.is_some(),
        listed: layout.map(ends::listed).unwrap_or_default(),
        row: None,
        effective: None,
    };
    for (identifier, _) in &own.identifiers {
        reader.known.insert(Key::Number(identifier.clone()), SELF);
    }
    reader.claims.mention(own);
    for paragraph in &order.paragraphs {
        reader.read_paragraph(paragraph, &quoted);
    }
    for (found, places) in std::mem::take(&mut reader.announced) {
        reader.state_all(&found, &places);
    }
    reader.cite_the_rest();
    diagnostics.extend(reader.ambiguous.iter().map(|span| ambiguous(&order.text, locator, *span)));
    for (verb, sentence) in &reader.unread {
        diagnostics.push(super::unread(&order.text, *verb, *sentence).at(locator, *sentence));
        reader.claims.unread.push(reader.quotable.unread(*verb, *sentence));
    }
    let effective = reader.effective.filter(|day| Some(*day) != order.signed);
    settle::settle(&mut reader.claims.statements, effective);
    (reader.claims, diagnostics)
}

/// A quotation that is not closed.
fn open_quote(text: &str, locator: &str, span: Span) -> Diagnostic {
    let message = "a quotation is not closed; it was read to the end of its paragraph";
    Diagnostic::note("open-quote", message)
        .expected("a closing quotation mark", span.of(text))
        .at(locator, span)
}

/// Words such as "that order" that two policies fit.
fn ambiguous(text: &str, locator: &str, span: Span) -> Diagnostic {
    let message = "two policies named together fit these words alike; none is meant";
    Diagnostic::note("ambiguous-reference", message)
        .expected("words that one policy fits", span.of(text))
        .at(locator, span)
}

/// The paragraphs that can open a division of an order: quoted text has divisions of its own, and an annex is none of its.
fn divisible(order: &OrderText, quoted: &Quoted) -> impl Iterator<Item = Span> {
    let body = order.paragraphs.iter().filter(|p| p.part == Part::Body && !quoted.contains(p.span));
    body.map(|p| p.span)
}

/// The mention of an order whose format tells what it is.
fn own_mention(profile: &Profile, order: &OrderText) -> Mention {
    let mut mention = Mention {
        title: order.title.as_deref().map(Into::into),
        kind: Some(ORDER.into()),
        signer: order.signer.as_deref().map(Into::into),
        date: order.signed.map(|d| (d, DateBasis::Record)),
        published: order.published,
        citation: order.citation.as_deref().map(Into::into),
        document_number: order.document_number.as_deref().map(Into::into),
        urls: order.url.iter().map(|u| u.as_str().into()).collect(),
        described: true,
        ..Mention::default()
    };
    if let (Some(scheme), Some(number)) = (profile.schemes.of_role(Role::Order), &order.number) {
        let number = profile.schemes.identifier(scheme, number);
        mention.body = profile.body_of(&number).map(|body| (body, Basis::Identifier));
        mention.identifiers.push((number, Basis::Stated));
    }
    let heading = order.paragraphs.iter().find(|p| p.part == Part::Heading).or(order.paragraphs.first());
    if let Some(heading) = heading {
        mention.label = order.words(heading).into();
        mention.evidence = Quotable::new("", &order.text).quote(heading.span);
    }
    mention
}

/// A policy named in a paragraph.
#[derive(Clone, Debug)]
struct Place {
    named: Named,
    /// The mention; the order itself is the first. Several for "those orders".
    mentions: Vec<u32>,
    /// Whether it is only named where another's text stands.
    locates: bool,
}

struct Reader<'a> {
    profile: &'a Profile,
    order: &'a OrderText,
    quotable: Quotable<'a>,
    claims: Claims,
    /// Mentions by what identifies them.
    known: BTreeMap<Key, u32>,
    /// Statements made, by actor, relation, target and extent (of endings only).
    stated: BTreeSet<(u32, Relation, u32, Extent)>,
    /// Policies named, in order, with where.
    cites: Vec<(u32, Span)>,
    /// The sentences of the paragraph that is read.
    sentences: Vec<Span>,
    /// The policies named so far that such words as "such order" can mean, the newest last.
    recent: Vec<u32>,
    /// The Acts that the order names by an acronym from where it gives it: "the National Emergencies Act (NEA)".
    acronyms: BTreeMap<Box<str>, u32>,
    /// The Act that the order calls so: "the Railway Labor Act (the “Act”)".
    act: Option<u32>,
    /// The orders named in this paragraph and, where there are not two, in the one before: "those orders".
    orders: Vec<u32>,
    /// The policies named together last: "X, Y and Z".
    together: Together,
    /// Words such as "that order" that two policies fit alike.
    ambiguous: Vec<Span>,
    list: Option<Opened>,
    /// How far the list reaches.
    scope: Scope,
    /// The heading and the division in which the text stands that is read.
    place: Scope,
    /// The series whose bare numbers the items of the list may print.
    licensed: Option<SchemeIx>,
    /// What the title, headings and asides say, with the policies that they name.
    announced: Vec<(Vec<Found>, Vec<Place>)>,
    /// Whether policies in quoted text are mentions, too.
    names_quoted: bool,
    /// The items and cells of the markup, by where they start.
    listed: BTreeMap<usize, Listed>,
    /// The row of a table that has given its member of the list.
    row: Option<Listed>,
    /// The day from which the order takes effect, where it says so.
    effective: Option<PartialDate>,
    /// Verbs of change of which no act was read, each with its sentence.
    unread: Vec<(Span, Span)>,
}

/// The type of policy of executive orders.
const ORDER: &str = "ExecutiveOrder";

/// The type of policy of Acts.
const ACT: &str = "Statute";

/// Types of policy that such words as "that proclamation" may mean.
const INSTRUMENTS: [&str; 6] =
    [ORDER, "Proclamation", "PresidentialMemorandum", "Memorandum", "Notice", "Directive"];

/// So many policies named last are looked at for what a word means.
const MEMORY: usize = 64;

/// "Those orders" are no more than this.
const MAX_ORDERS: usize = 24;

/// The mention of the order itself.
const SELF: u32 = 0;

impl Reader<'_> {
    fn read_paragraph(&mut self, paragraph: &Paragraph, quoted: &Quoted) {
        if !matches!(paragraph.part, Part::Title | Part::Body | Part::Annex) {
            self.list = None;
            return;
        }
        let words = self.order.words(paragraph);
        let blotted = quoted.blot(words, paragraph.span.start);
        let sentences = sentence::sentences(&self.profile.wording, &blotted, Span::new(0, blotted.len()));
        if paragraph.part == Part::Body {
            let effect = &self.profile.phrases.effect;
            let said = || sentences.iter().find_map(|s| effect.own(s.of(&blotted)));
            self.effective = self.effective.or_else(said);
            for sentence in &sentences {
                self.read_expiry(sentence.of(&blotted), sentence.shift(paragraph.span.start));
            }
        }
        self.sentences = sentences.into_iter().map(|s| s.shift(paragraph.span.start)).collect();
        let mut places = self.places(paragraph, words, quoted);
        let ends = self.leaves_list(paragraph, words);
        if self.list.is_some() && !ends {
            self.add_bare_numbers(&mut places, paragraph, &blotted);
        }
        if paragraph.part == Part::Annex {
            return;
        }
        if paragraph.part == Part::Title {
            let named: Vec<Named> = places.iter().map(|p| p.named).collect();
            let reading = acts::find(self.profile, &self.order.text, paragraph.span, &named);
            self.announced.push((reading.found, places));
            return;
        }
        let list = self.list.take_if(|_| !ends);
        let mut opened = None;
        let mut acted = BTreeSet::new();
        for span in std::mem::take(&mut self.sentences) {
            let here: Vec<Place> = places_in(&places, span).to_vec();
            let named: Vec<Named> = here.iter().map(|p| p.named).collect();
            let reading = acts::find(self.profile, &self.order.text, span, &named);
            self.unread.extend(reading.unread.iter().map(|verb| (*verb, span)));
            let own = reading.found.iter().filter(|f| f.actor == Who::Document);
            acted.extend(own.flat_map(|f| mentions_of(f.target, &here)).copied());
            self.state_acts(&reading.found, &here);
            opened = reading.opens.or(opened);
        }
        if let Some(opened) = opened {
            self.licensed = refs::licensed(self.profile, opened.lead_in.of(&self.order.text));
            self.scope = self.place;
        }
        self.list = opened;
        if let Some(list) = list.filter(|_| opened.is_none()) {
            self.read_member(paragraph, words, &places, list, &acted);
        }
    }

    /// The policies that a paragraph names outside of quotations.
    fn places(&mut self, paragraph: &Paragraph, words: &str, quoted: &Quoted) -> Vec<Place> {
        let text = &self.order.text;
        let at = paragraph.span.start;
        let mut places: Vec<Place> = Vec::new();
        let mut fresh = true;
        let mut cited_before: Option<&cite::Citation> = None;
        let citations = cite::find_in(self.profile, words);
        let mut references = cite::references(self.profile, words);
        references.retain(|r| self.may_refer(r.kind));
        let mut references = references.into_iter().peekable();
        for (ix, citation) in citations.iter().enumerate() {
            while let Some(reference) = references.next_if(|r| r.span.start < citation.span.start) {
                places.extend(
                    self.refer(reference, at, quoted)
                        .filter(|p| p.named.span.end <= at + citation.span.start),
                );
            }
            let span = citation.span.shift(at);
            let titled = cited_before.is_some_and(|b| Self::in_title_of(b, words, citation.span.start));
            if quoted.contains(span) || titled {
                // It is named, and this text says nothing of it.
                if self.names_quoted {
                    self.cited(citation, span);
                }
                continue;
            }
            cited_before = Some(citation);
            let locates = self.only_locates(citation, citations.get(..ix).unwrap_or_default(), words);
            let cited = self.cited(citation, span);
            if cited::is_called_act(self.profile, citation, words) {
                self.act = cited;
            }
            let Some(mention) = cited else { continue };
            // Its own number is printed in words meant for other texts; the order calls itself “this order”.
            let named = Named::policy(self.profile, text, span);
            // "X, as further amended by Y": "such order" is X still.
            let mut before = text.get(..span.start).unwrap_or("").split_whitespace().rev();
            let by = before.next().is_some_and(|w| self.profile.phrases.words.of(w).is(Class::BY))
                && before.take(3).any(|w| w == self.profile.phrases.as_word);
            self.together.add(self.profile, text, citation.whole().shift(at), mention, by);
            self.remember(mention, !named.member && !by, &mut fresh);
            if mention != SELF && !locates {
                self.cites.push((mention, self.context(span)));
            }
            places.push(Place { named, mentions: vec![mention], locates });
        }
        let last = citations.last().map_or(0, |c| c.span.end);
        for reference in references.filter(|r| r.span.start >= last).collect::<Vec<_>>() {
            places.extend(self.refer(reference, at, quoted));
        }
        self.add_acronyms(&mut places, words, at, quoted);
        places
    }

    /// The sentence of a citation, or as much of it around the citation as a quote may hold.
    fn context(&self, span: Span) -> Span {
        let text = &self.order.text;
        let ix = self.sentences.partition_point(|s| s.end <= span.start);
        let sentence = self.sentences.get(ix).copied().unwrap_or(span);
        if sentence.end - sentence.start <= MAX_CONTEXT {
            return Span::new(sentence.start.min(span.start), sentence.end.max(span.end));
        }
        let from = ceil(text, span.start.saturating_sub(MAX_CONTEXT / 2).max(sentence.start.min(span.start)));
        let to = floor(text, (span.end + MAX_CONTEXT / 2).min(sentence.end.max(span.end)));
        let before = text.get(from..span.start).unwrap_or("");
        let behind = text.get(span.end..to).unwrap_or("");
        let start =
            if from == sentence.start { from } else { before.find(' ').map_or(span.start, |i| from + i + 1) };
        let end = if to == sentence.end { to } else { behind.rfind(' ').map_or(span.end, |i| span.end + i) };
        Span::new(start, end)
    }

    /// States the acts themselves, which name the part and the day, and keeps the rest for the end.
    fn state_acts(&mut self, found: &[Found], places: &[Place]) {
        let (acts, asides): (Vec<Found>, Vec<Found>) = found.iter().partition(|f| f.operative);
        self.state_all(&acts, places);
        if !asides.is_empty() {
            self.announced.push((asides, places.to_vec()));
        }
    }

    fn state_all(&mut self, found: &[Found], places: &[Place]) {
        for found in found {
            // "as amended by" with the order's own number: words to be put into another, not its own act.
            if found.actor != Who::Document && mentions_of(found.actor, places) == [SELF] {
                continue;
            }
            for actor in mentions_of(found.actor, places) {
                for target in mentions_of(found.target, places) {
                    self.state(found, *actor, *target);
                }
            }
        }
    }

    fn state(&mut self, found: &Found, actor: u32, target: u32) {
        // Whole and part are told apart where they are edges of their own.
        let extent = if found.relation.ends() { found.extent } else { Extent::Whole };
        if actor == target || !self.stated.insert((actor, found.relation, target, extent)) {
            return;
        }
        self.claims.statements.push(Statement {
            actor,
            relation: found.relation,
            extent: found.extent,
            target,
            effective: found.effective,
            verb: found.verb.of(&self.order.text).into(),
            strength: Strength::Explicit,
            evidence: self.quotable.quote(found.quote),
            lead_in: found.lead_in.map(|span| self.quotable.quote(span)),
            condition: found.condition.map(|span| self.quotable.quote(span)),
            until: found.until,
        });
    }

    /// A policy that is named and not acted on is cited, once.
    fn cite_the_rest(&mut self) {
        let acted: BTreeSet<u32> = self
            .stated
            .iter()
            .filter(|(actor, ..)| *actor == SELF)
            .map(|(_, _, target, _)| *target)
            .collect();
        let mut done = BTreeSet::new();
        for (target, span) in std::mem::take(&mut self.cites) {
            if acted.contains(&target) || !done.insert(target) {
                continue;
            }
            self.claims.statements.push(Statement {
                actor: SELF,
                relation: Relation::Cites,
                extent: Extent::Whole,
                target,
                effective: None,
                verb: "".into(),
                strength: Strength::Explicit,
                evidence: self.quotable.quote(span),
                lead_in: None,
                condition: None,
                until: None,
            });
        }
    }
}

fn mentions_of(who: Who, places: &[Place]) -> &[u32] {
    match who {
        Who::Document => &[SELF],
        Who::Named(ix) => places.get(ix).filter(|p| !p.locates).map_or(&[], |p| p.mentions.as_slice()),
    }
}

/// The places within a span; `places` are in order.
fn places_in(places: &[Place], span: Span) -> &[Place] {
    let first = places.partition_point(|p| p.named.span.start < span.start);
    let last = places.partition_point(|p| p.named.span.start < span.end);
    places.get(first..last).unwrap_or_default()
}
