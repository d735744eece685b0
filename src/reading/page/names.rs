//! The names that a page defines, and every place where its text names a policy.

use super::dates::in_its_year;
use super::flow::Flow;
use super::label::is_code;
use super::titles::{is_capitalised, is_title_case_short, title_behind};
use super::{Reader, entry, label, set_date, window};
use crate::ground::Span;
use crate::model::{Basis, DateBasis, Mention, PartialDate, Precision};
use crate::profile::{Profile, Turn};
use crate::reading::Quotable;
use crate::reading::cite::{self, Citation, Cited, Reach};
use crate::source::Block;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

/// A policy named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamedPolicy {
    /// The words that name it.
    pub span: Span,
    /// Which mention.
    pub mention: u32,
    /// Whether the words only refer back: "this memo".
    pub refers: bool,
    /// Whether they refer to all policies that were named together last: "these orders".
    pub several: bool,
    /// Whether a link presents it to the reader: "OMB issued [M-23-22, …]".
    pub introduced: bool,
}

impl NamedPolicy {
    /// A policy that words name without more.
    const fn plain(span: Span, mention: u32) -> Self {
        Self { span, mention, refers: false, several: false, introduced: false }
    }
}

/// The links of a sentence of a block, with where they lead.
fn links_in(block: &Block, sentence: Span) -> Vec<(Span, String)> {
    // Marks are sorted by start: a block of many sentences and links is looked at once in all.
    let from = block.marks.partition_point(|m| m.span.start < sentence.start);
    let to = block.marks.partition_point(|m| m.span.start < sentence.end);
    entry::links_of(block.marks.get(from..to).unwrap_or_default())
        .filter(|(s, _)| sentence.contains(*s))
        .map(|(s, h)| (s, h.clone()))
        .collect()
}

/// The date right behind a title, of what stands behind it: "…, “Issuances,” July 27, 2000".
fn date_behind(profile: &Profile, rest: &str) -> Option<PartialDate> {
    let after = rest.trim_start_matches(['”', '"', ',', ' ']);
    let next = profile.dates.find_in(after).next().filter(|hit| hit.span.start == 0);
    next.and_then(|hit| hit.date).filter(|_| after.len() + MARKS >= rest.len())
}

/// Names in a sentence, by start, none overlapping another; the first that claims a place keeps it.
#[derive(Default)]
struct Found(BTreeMap<usize, NamedPolicy>);

impl Found {
    fn is_free(&self, span: Span) -> bool {
        self.0.range(..span.end).next_back().is_none_or(|(_, n)| !n.span.overlaps(span))
    }

    fn add(&mut self, named: NamedPolicy) {
        if self.is_free(named.span) {
            self.0.insert(named.span.start, named);
        }
    }
}

/// Acronyms and titles that stand for one policy each.
#[derive(Default)]
pub(super) struct Names {
    words: Vec<String>,
    mentions: Vec<u32>,
    matcher: Option<AhoCorasick>,
}

impl Names {
    /// A name that stands for two policies of the page stands for none.
    pub(super) fn new(defined: BTreeMap<String, Option<u32>>) -> Self {
        let (words, mentions): (Vec<String>, Vec<u32>) =
            defined.into_iter().filter_map(|(w, m)| m.map(|m| (w, m))).unzip();
        let matcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).ok();
        Self { words, mentions, matcher }
    }

    /// Every whole-word occurrence, left to right.
    fn find_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Span, u32)> + 't {
        let hits =
            self.matcher.iter().filter(|_| !self.words.is_empty()).flat_map(move |m| m.find_iter(text));
        hits.filter_map(move |hit| {
            let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
            let before = text.get(..hit.start()).and_then(|t| t.chars().next_back());
            let after = text.get(hit.end()..).and_then(|t| t.chars().next());
            if word(before) || word(after) {
                return None;
            }
            self.mentions.get(hit.pattern().as_usize()).map(|m| (Span::new(hit.start(), hit.end()), *m))
        })
    }
}

impl Reader<'_> {
    /// A mention in passing, as a citation makes it.
    pub(super) fn mention_of(&self, citation: &Citation, block: &Block) -> Mention {
        let span = citation.span.shift(block.span.start);
        let mut mention = self.cited_as(citation, span.of(&self.page.text));
        mention.evidence = self.quotable.quote(span);
        mention
    }

    /// The policies that the cards of a page name: what it is about, and no sentence that says anything of them.
    pub(super) fn read_cards(&mut self) {
        let page = self.page;
        for card in &page.cards {
            let quotable = Quotable::new(&card.locator, &card.text);
            for citation in cite::find_in(self.profile, &card.text) {
                let mut mention = self.cited_as(&citation, citation.span.of(&card.text));
                mention.evidence = quotable.quote(citation.span);
                label::complete(self.profile, &mut mention);
                self.mention(mention);
            }
        }
    }

    /// What a citation says of its policy, called so.
    fn cited_as(&self, citation: &Citation, label: &str) -> Mention {
        let mut mention = Mention { label: crate::ground::fold_space(label).into(), ..Mention::default() };
        match &citation.cited {
            Cited::Number(id) => mention.identifiers.push((id.clone(), Basis::Stated)),
            Cited::Act { title, year, acronym, number } => {
                mention.title = Some(title.as_str().into());
                mention.kind = Some("Statute".into());
                mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
                mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
                mention.date = year.and_then(PartialDate::from_y).map(|y| (y, DateBasis::Title));
                mention.alt_titles.extend(without_late_year(label, title, acronym.as_deref()));
            }
            Cited::Dated { row, about, by } => {
                if let Some(row) = self.profile.citations.dated.get(*row) {
                    let (kind, body) = row.issued(*by);
                    mention.kind = Some(kind.into());
                    mention.body = by.and(body).map(|body| (body, Basis::Stated));
                }
                mention.title = about.as_deref().map(Into::into);
            }
        }
        // "A Guide to the Paperwork Reduction Act (June 2019)": an Act is dated by its day or by its own year.
        let own = |date: PartialDate| {
            mention.kind.as_deref() != Some("Statute")
                || date.precision() == Precision::Day
                || mention.date.is_some()
        };
        if let Some((_, date)) =
            citation.date.filter(|(_, d)| own(*d) && in_its_year(self.profile, &mention, *d))
        {
            set_date(&mut mention, date, DateBasis::Beside);
        }
        mention
    }

    /// Every policy that a sentence names, left to right, without overlaps.
    pub(super) fn names_in(
        &mut self,
        names: &Names,
        block: &Block,
        sentence: Span,
        flow: &Flow,
    ) -> Vec<NamedPolicy> {
        let page = self.page;
        let text = page.text.as_str();
        let words = sentence.of(text);
        let mut found = Found::default();
        let links = links_in(block, sentence);
        for (span, href) in &links {
            if let Some(mention) = self.linked(*span, href, sentence) {
                found.add(NamedPolicy { introduced: true, ..NamedPolicy::plain(*span, mention) });
            }
        }
        let inner = block.over(sentence);
        for citation in cite::find_in(self.profile, words) {
            let span = citation.span.shift(sentence.start);
            if !found.is_free(span) {
                self.number_beside(&citation, span, &found);
                continue;
            }
            if self.only_locates(&citation, span, &found) {
                continue;
            }
            let mut mention = self.mention_of(&citation, &inner);
            if self.has_title(&mention)
                && let Some((title, end)) = self.title_of(&citation, span, sentence, &links)
            {
                mention.title.get_or_insert(title);
                mention.evidence = self.quotable.quote(Span::new(span.start, end));
                if let Some(day) = date_behind(self.profile, text.get(end..sentence.end).unwrap_or("")) {
                    set_date(&mut mention, day, DateBasis::Beside);
                }
            }
            label::complete(self.profile, &mut mention);
            let mention = self.mention(mention);
            found.add(NamedPolicy::plain(span, mention));
        }
        for (span, mention) in names.find_in(words) {
            found.add(NamedPolicy::plain(span.shift(sentence.start), mention));
        }
        self.kind_then_title(sentence, &mut found);
        for reference in cite::references(self.profile, words) {
            let span = reference.span.shift(sentence.start);
            let Some(mention) = self.referred(&reference, span, flow) else { continue };
            let several = reference.reach == Reach::Those;
            found.add(NamedPolicy { refers: true, several, ..NamedPolicy::plain(span, mention) });
        }
        let found: Vec<NamedPolicy> = found.0.into_values().collect();
        self.date_named(sentence, &found);
        found
    }

    /// The title that stands behind a citation or behind its date, with where it ends: in brackets, after a comma, or as a
    /// link ("M-29-17 in May 2029, [Records of Boats]").
    fn title_of(
        &self,
        citation: &Citation,
        span: Span,
        sentence: Span,
        links: &[(Span, String)],
    ) -> Option<(Box<str>, usize)> {
        let text = self.page.text.as_str();
        let end = span.start + (citation.whole().end - citation.span.start);
        let next = links.iter().map(|(link, _)| *link).find(|link| link.start >= end);
        let linked = next.filter(|link| {
            let gap = text.get(end..link.start).unwrap_or("x");
            matches!(gap.trim(), "," | ":" | "–" | "—") && is_title_case_short(link.of(text))
        });
        if let Some(link) = linked {
            return Some((link.of(text).trim().into(), link.end));
        }
        let behind = title_behind(self.profile, text, end, sentence.end);
        let found = behind
            .or_else(|| title_behind(self.profile, text, span.end, sentence.end).filter(|_| end > span.end));
        found.map(|(title, end)| (title.into(), end))
    }

    /// Whether a policy of this number has a title of its own: a section of a code and a page of a journal have none.
    fn has_title(&self, mention: &Mention) -> bool {
        mention.identifiers.first().is_none_or(|(id, _)| {
            !is_code(self.profile, id) && self.profile.schemes.get(id.scheme).kind != "Regulation"
        })
    }

    /// "[The E-Government Act of 2002](…) (Pub. L. 107-347)": the number behind a link is that of its policy.
    fn number_beside(&mut self, citation: &Citation, span: Span, found: &Found) {
        let Cited::Act { number: Some(id), .. } = &citation.cited else { return };
        let linked = found.0.range(..span.end).next_back().map(|(_, n)| *n);
        if let Some(named) = linked.filter(|n| n.span.overlaps(span) && n.span.end < span.end)
            && let Some(mention) = self.claims.mentions.get_mut(named.mention as usize)
            && mention.kind.as_deref() == Some("Statute")
            && mention.identifiers.first().is_none_or(|(_, basis)| *basis != Basis::Stated)
        {
            mention.identifiers.insert(0, (id.clone(), Basis::Stated));
        }
    }

    /// Whether a citation in a parenthesis only tells where the policy named before it stands: "(5 U.S.C. 552a)".
    fn only_locates(&self, citation: &Citation, span: Span, found: &Found) -> bool {
        let Cited::Number(id) = &citation.cited else { return false };
        is_code(self.profile, id)
            && cite::locate::behind(&self.profile.wording, &self.page.text, span.start).is_some_and(|named| {
                found.0.range(..named.end).next_back().is_some_and(|(_, n)| n.span.end >= named.end)
            })
    }

    /// A link that names a policy by its own words, or by the words before it.
    fn linked(&mut self, span: Span, href: &str, sentence: Span) -> Option<u32> {
        let text = self.page.text.as_str();
        let words = span.of(text);
        let before = window::before(text, sentence.start, span.start);
        let kind = self
            .profile
            .wording
            .turn(Turn::KindThenTitle)
            .captures(before)
            .and_then(|c| self.kind_of_noun(c.name("noun")?.as_str()));
        let by_kind = kind.is_some() && is_capitalised(words);
        if !by_kind && !entry::names_policy(self.profile, words) {
            return None;
        }
        let (ix, _) = self.read_label(span, Some(href), None);
        let body = self.profile.bodies.find_in(before).last().map(|(_, b)| b);
        let titled = self.claims.mentions.get(ix as usize).is_some_and(|m| self.has_title(m));
        let mention = self.claims.mentions.get_mut(ix as usize)?;
        if titled && mention.title.is_none() && !mention.identifiers.is_empty() {
            mention.title =
                title_behind(self.profile, text, span.end, sentence.end).map(|(title, _)| title.into());
        }
        mention.described = mention.title.is_some();
        if let Some(kind) = kind {
            mention.kind = Some(kind.into());
            if let Some(body) = body {
                mention.body = Some((body, Basis::Stated));
            }
        }
        Some(ix)
    }

    pub(super) fn kind_of_noun(&self, noun: &str) -> Option<String> {
        let noun = crate::ground::fold_space(&noun.to_lowercase());
        let kinds = self.profile.kinds.iter();
        kinds.filter(|(_, k)| k.refer.contains(&noun)).last().map(|(_, k)| k.name.clone())
    }

    /// "the digital government strategy, Digital Government: Building a 21st Century Platform …, released by OMB in 2012"
    fn kind_then_title(&mut self, sentence: Span, found: &mut Found) {
        let text = self.page.text.as_str();
        let commas = sentence.of(text).match_indices([',', ':']).map(|(i, _)| sentence.start + i + 1);
        for comma in commas.take(MAX_COMMAS) {
            let Some(gap) = text.get(comma..sentence.end).and_then(|t| t.find(|c: char| !c.is_whitespace()))
            else {
                return;
            };
            let before = window::before(text, sentence.start, comma + gap);
            let Some(captures) = self.profile.wording.turn(Turn::KindThenTitle).captures(before) else {
                continue;
            };
            let (Some(phrase), Some(noun)) = (captures.name("phrase"), captures.name("noun")) else {
                continue;
            };
            let Some((title, end)) = title_behind(self.profile, text, comma - 1, sentence.end) else {
                continue;
            };
            let span = Span::new(comma + gap - before.len() + phrase.start(), end);
            if !found.is_free(span) {
                continue;
            }
            let mention = Mention {
                label: crate::ground::fold_space(span.of(text)).into(),
                kind: self.kind_of_noun(noun.as_str()).map(Into::into),
                acronyms: vec![phrase.as_str().into()],
                title: Some(title.into()),
                evidence: self.quotable.quote(span),
                ..Mention::default()
            };
            let mention = self.mention(mention);
            found.add(NamedPolicy::plain(span, mention));
        }
    }

    /// What "this memo" or "the memo" means: the page's own policy where it is one and the words say "this", else the
    /// newest one that was named. "These memos" are those named together last, of which the first is given. Of two that
    /// are named in one list neither is meant, and a diagnostic tells so.
    fn referred(&mut self, reference: &cite::Reference, span: Span, flow: &Flow) -> Option<u32> {
        let mentions = &self.claims.mentions;
        let kind_of = |ix: u32| mentions.get(ix as usize).and_then(|m| m.kind.as_deref());
        let is_one = |ix: u32| self.means(reference.kind, kind_of(ix));
        if reference.reach == Reach::Those {
            let members = &flow.group.members;
            return members.first().copied().filter(|_| members.iter().all(|ix| is_one(*ix)));
        }
        let own = flow.page.filter(|ix| reference.reach == Reach::This && is_one(*ix));
        let newest = || flow.recent.iter().rev().copied().find(|ix| is_one(*ix));
        let meant = own.or_else(newest)?;
        let fits = |ix: u32| !self.same(ix, meant) && is_one(ix);
        let group = flow.group.members.iter().filter(|_| flow.group.listed && own.is_none());
        let alike = group.clone().any(|ix| *ix == meant) && group.copied().any(fits);
        if alike {
            let words = span.of(&self.page.text).to_owned();
            self.report(crate::reading::ambiguous(&words), span);
            return None;
        }
        Some(meant)
    }

    /// Whether the noun of a kind may mean a policy of another: "memorandum" a presidential memorandum.
    pub(super) fn means(&self, noun: usize, kind: Option<&str>) -> bool {
        let Some(nouns) = self.profile.kinds.get(noun).map(|k| &k.refer) else { return false };
        let fits = |r: &String| nouns.iter().any(|n| r.ends_with(n.as_str()) || n.ends_with(r.as_str()));
        self.profile.kinds.iter().any(|(_, k)| Some(k.name.as_str()) == kind && k.refer.iter().any(fits))
    }
}

/// Bytes of the marks between a quoted title and its date: `,” `.
const MARKS: usize = 6;

/// Only this many commas of a sentence are tried for a title behind them.
const MAX_COMMAS: usize = 40;

/// The name that stands before an acronym behind which its year follows: "Paperwork Reduction Act (PRA) of 1980".
fn without_late_year(label: &str, title: &str, acronym: Option<&str>) -> Option<Box<str>> {
    let name = label.split(" (").next().filter(|name| name.len() < title.len())?;
    let late = label.get(name.len()..)?.contains(acronym?);
    (late && title.starts_with(name)).then(|| name.into())
}

/// What two mentions of one policy share: number, else title.
pub(super) fn identity(profile: &crate::profile::Profile, mention: &Mention) -> String {
    match (mention.identifiers.first(), &mention.title) {
        (Some((id, _)), _) => profile.label(id),
        (None, Some(title)) => profile.wording.title_key(title).0,
        (None, None) => mention.label.to_string(),
    }
}
