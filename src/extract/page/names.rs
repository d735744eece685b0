//! The names that a page defines, and every place where its text names a policy.

use super::super::media;
use super::prose::Flow;
use super::{Reader, entry, label, set_date};
use crate::model::{Basis, DateBasis, Mention, PartialDate};
use crate::source::Block;
use crate::text::cite::{self, Citation, Cited, Reach};
use crate::text::{Span, date};
use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A policy named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamedPolicy {
    /// The words that name it.
    pub span: Span,
    /// Which mention.
    pub mention: u32,
    /// Whether the words only refer back: "this memo".
    pub refers: bool,
    /// Whether a link presents it to the reader: "OMB issued [M-23-22, …]".
    pub introduced: bool,
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
    fn new(defined: BTreeMap<String, Option<u32>>) -> Self {
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

static KNOWN_AS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[,\s]*(?:which\s+is\s+)?(?:otherwise|also|commonly|better)\s+known\s+as\s+(?:the\s+)?[“‘]?(?P<name>[A-Z0-9][\w.-]*(?:\s+[A-Z][\w.-]*){0,3})").ok()
});

/// "the digital government strategy, Digital Government: Building …", "issued a memorandum to all agencies, Strengthening …"
static KIND_THEN_TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?x)(?-u:\b)(?:the|its|our|a|an|this)\s+(?P<phrase>(?:[\w’-]+\s+){0,5}?(?P<noun>strategy|plan|memorandum|memo|guidance|fact\s+sheet|directive|circular|report|playbook|policy))
        (?:\s+(?:to|for|on)\s+(?:[\w’-]+\s+){0,4}?[\w’-]+)?\s*(?:,|:|—|–)\s+[“‘]?$").ok()
});

/// The date words behind a policy: "was signed into law in December 2018", "released by OMB in 2012".
static DATED_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)(?:issued|signed(?:\s+into\s+law)?|released|published|passed|enacted|dated|approved)(?-u:\b)[^.;]{0,70}?(?-u:\b)(?:in|on)\s+(?:the\s+\w+\s+of\s+)?$").ok()
});
static DATED_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:in|on)\s+$|(?:first\s+)?(?:passed|signed(?:\s+into\s+law)?|enacted|issued|released|published)\s+(?:in|on)\s+$)").ok()
});
static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)(?P<y>1[789]\d\d|20\d\d)(?-u:\b)").ok());
static POSSESSIVE_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?P<y>1[789]\d\d|20\d\d)\s+(?:[\w-]+\s+){0,2}?(?:memorandum|Memorandum|memo|Memo|circular|Circular|order|Order|guidance|Guidance|report|Report)?,?\s*$").ok()
});

impl Reader<'_> {
    /// Learns the names: acronyms and titles of entries, acronyms that the text defines.
    pub(super) fn learn_names(&mut self) -> Names {
        let known: BTreeSet<Box<str>> =
            self.claims.mentions.iter().flat_map(|m| m.acronyms.iter().cloned()).collect();
        let page = self.page;
        for block in &page.blocks {
            for (name, citation) in self.defined_in(block) {
                if !known.contains(name.as_str()) {
                    let mut mention = self.mention_of(&citation, block);
                    mention.acronyms.push(name.as_str().into());
                    self.mention(mention);
                }
            }
        }
        let mut defined: BTreeMap<String, Option<u32>> = BTreeMap::new();
        let profile = self.profile;
        let keys: Vec<String> = self.claims.mentions.iter().map(|m| identity(profile, m)).collect();
        let mut define = |name: &str, ix: u32| {
            let same = |other: u32| keys.get(other as usize) == keys.get(ix as usize);
            defined
                .entry(name.to_owned())
                .and_modify(|known| *known = known.filter(|other| same(*other)))
                .or_insert(Some(ix));
        };
        for (ix, mention) in (0_u32..).zip(&self.claims.mentions) {
            mention.acronyms.iter().for_each(|a| define(a, ix));
            if let Some(title) =
                mention.title.as_deref().filter(|_| mention.identifiers.is_empty() && mention.described)
            {
                if title.split_whitespace().nth(4).is_some()
                    || mention.kind.as_deref().is_some_and(|k| {
                        k != "PresidentialMemorandum" && title.split_whitespace().nth(2).is_some()
                    })
                {
                    define(title, ix);
                }
                let head = title.split([':', '–', '—']).next().unwrap_or("").trim();
                let named = || profile.kinds.read(&profile.schemes, head).kind.is_some();
                if head.len() < title.len() && head.split_whitespace().nth(1).is_some() && named() {
                    define(head, ix);
                }
            }
        }
        Names::new(defined)
    }

    /// Acronyms that a block defines behind the names of policies: "(the PRA)", "otherwise known as PMIAA".
    fn defined_in(&self, block: &Block) -> Vec<(String, Citation)> {
        let text = self.page.text.as_str();
        let mut found = Vec::new();
        for citation in cite::find_in(self.profile, block.span.of(text)) {
            let end = block.span.start + citation.span.end;
            let link = block.marks.partition_point(|m| m.span.start < end);
            let covering = block.marks.get(..link).and_then(<[_]>::last).map(|m| m.span.end);
            let link_end = covering.filter(|e| *e >= end && *e < end + 4).unwrap_or(end);
            let known_as =
                KNOWN_AS.as_ref().and_then(|r| r.captures(window_after(text, link_end, block.span.end)));
            let inner = match &citation.cited {
                Cited::Act { acronym, .. } => acronym.clone(),
                _ => None,
            };
            let name = known_as.and_then(|c| c.name("name").map(|m| m.as_str().to_owned())).or(inner);
            found.extend(name.map(|n| (n, citation)));
        }
        found
    }

    /// A mention in passing, as a citation makes it.
    fn mention_of(&self, citation: &Citation, block: &Block) -> Mention {
        let span = citation.span.shift(block.span.start);
        let mut mention =
            Mention { label: crate::text::fold_space(span.of(&self.page.text)).into(), ..Mention::default() };
        match &citation.cited {
            Cited::Number(id) => mention.identifiers.push((id.clone(), Basis::Stated)),
            Cited::Act { title, year, acronym, number } => {
                mention.title = Some(title.as_str().into());
                mention.kind = Some("Statute".into());
                mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
                mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
                mention.date = year.and_then(PartialDate::from_y).map(|y| (y, DateBasis::Title));
            }
            Cited::Dated { row, about } => {
                let row = self.profile.citations.dated.get(*row);
                mention.kind = row.map(|r| r.kind.as_str().into());
                mention.title = about.as_deref().map(Into::into);
            }
        }
        if let Some((_, date)) = citation.date {
            set_date(&mut mention, date, DateBasis::Beside);
        }
        mention.evidence = self.quotable.quote(span);
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
        // Marks are sorted by start: a block of many sentences and links is looked at once in all.
        let from = block.marks.partition_point(|m| m.span.start < sentence.start);
        let to = block.marks.partition_point(|m| m.span.start < sentence.end);
        let links: Vec<(Span, String)> = entry::links_of(block.marks.get(from..to).unwrap_or_default())
            .filter(|(s, _)| sentence.contains(*s))
            .map(|(s, h)| (s, h.clone()))
            .collect();
        for (span, href) in &links {
            if let Some(mention) = self.linked(*span, href, sentence) {
                found.add(NamedPolicy { span: *span, mention, refers: false, introduced: true });
            }
        }
        let inner = Block { span: sentence, marks: Vec::new(), ..*block };
        for citation in cite::find_in(self.profile, words) {
            let span = citation.span.shift(sentence.start);
            if !found.is_free(span) {
                continue;
            }
            let mut mention = self.mention_of(&citation, &inner);
            if let Some((title, end)) = title_behind(text, span.end, sentence.end) {
                mention.title.get_or_insert(title.into());
                mention.evidence = self.quotable.quote(Span::new(span.start, end));
            }
            label::complete(self.profile, &mut mention);
            let mention = self.mention(mention);
            found.add(NamedPolicy { span, mention, refers: false, introduced: false });
        }
        for (span, mention) in names.find_in(words) {
            found.add(NamedPolicy {
                span: span.shift(sentence.start),
                mention,
                refers: false,
                introduced: false,
            });
        }
        self.kind_then_title(sentence, &mut found);
        for reference in cite::references(self.profile, words) {
            let span = reference.span.shift(sentence.start);
            if let Some(mention) = self.referred(reference.kind, reference.reach, flow) {
                found.add(NamedPolicy { span, mention, refers: true, introduced: false });
            }
        }
        let found: Vec<NamedPolicy> = found.0.into_values().collect();
        self.date_named(sentence, &found);
        found
    }

    /// A link that names a policy by its own words, or by the words before it.
    fn linked(&mut self, span: Span, href: &str, sentence: Span) -> Option<u32> {
        let text = self.page.text.as_str();
        let words = span.of(text);
        let before = window_before(text, sentence.start, span.start);
        let kind = KIND_THEN_TITLE
            .as_ref()
            .and_then(|r| r.captures(before))
            .and_then(|c| self.kind_of_noun(c.name("noun")?.as_str()));
        let by_kind = kind.is_some() && is_capitalised(words);
        if !by_kind && !entry::names_policy(self.profile, words) {
            return None;
        }
        let (ix, _) = self.read_label(span, Some(href), None);
        let body = self.profile.bodies.find_in(before).last().map(|(_, b)| b);
        let mention = self.claims.mentions.get_mut(ix as usize)?;
        mention.described = mention.title.is_some();
        if let Some(kind) = kind {
            mention.kind = Some(kind.into());
            if let Some(body) = body {
                mention.body = Some((body, Basis::Stated));
            }
        }
        Some(ix)
    }

    fn kind_of_noun(&self, noun: &str) -> Option<String> {
        let noun = crate::text::fold_space(&noun.to_lowercase());
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
            let before = window_before(text, sentence.start, comma + gap);
            let Some(captures) = KIND_THEN_TITLE.as_ref().and_then(|r| r.captures(before)) else { continue };
            let (Some(phrase), Some(noun)) = (captures.name("phrase"), captures.name("noun")) else {
                continue;
            };
            let Some((title, end)) = title_behind(text, comma - 1, sentence.end) else { continue };
            let span = Span::new(comma + gap - before.len() + phrase.start(), end);
            if !found.is_free(span) {
                continue;
            }
            let mention = Mention {
                label: crate::text::fold_space(span.of(text)).into(),
                kind: self.kind_of_noun(noun.as_str()).map(Into::into),
                acronyms: vec![phrase.as_str().into()],
                title: Some(title.into()),
                evidence: self.quotable.quote(span),
                ..Mention::default()
            };
            let mention = self.mention(mention);
            found.add(NamedPolicy { span, mention, refers: false, introduced: false });
        }
    }

    /// What "this memo" or "the memo" means: the page's own policy where it is one and the words say "this", else the
    /// newest one that was named.
    fn referred(&self, kind: usize, reach: Reach, flow: &Flow) -> Option<u32> {
        let nouns = &self.profile.kinds.get(kind)?.refer;
        let is_one = |ix: u32| {
            let name = self.claims.mentions.get(ix as usize).and_then(|m| m.kind.as_deref());
            let fits = |r: &String| nouns.iter().any(|n| r.ends_with(n.as_str()) || n.ends_with(r.as_str()));
            self.profile.kinds.iter().any(|(_, k)| Some(k.name.as_str()) == name && k.refer.iter().any(fits))
        };
        let own = flow.page.filter(|ix| reach == Reach::This && is_one(*ix));
        own.or_else(|| flow.recent.iter().rev().copied().find(|ix| is_one(*ix)))
    }

    /// Dates that the sentence gives its policies.
    fn date_named(&mut self, sentence: Span, found: &[NamedPolicy]) {
        let page = self.page;
        let text = page.text.as_str();
        let mut dates: Vec<(Span, PartialDate)> = date::find_in(sentence.of(text))
            .filter_map(|h| h.date.map(|d| (h.span.shift(sentence.start), d)))
            .collect();
        let years = YEAR.iter().flat_map(|r| r.captures_iter(sentence.of(text))).filter_map(|c| c.name("y"));
        let mut bare = Vec::new();
        for year in years {
            let span = Span::from(year.range()).shift(sentence.start);
            let before = dates.get(..dates.partition_point(|(s, _)| s.start < span.end));
            if before.and_then(<[_]>::last).is_none_or(|(s, _)| !s.overlaps(span)) {
                bare.extend(year.as_str().parse().ok().and_then(PartialDate::from_y).map(|d| (span, d)));
            }
        }
        dates.append(&mut bare);
        dates.sort_unstable();
        let opening = dates.first().filter(|(span, _)| {
            let head = window_before(text, sentence.start, span.start);
            sentence.start + head.len() == span.start
                && DATED_BEFORE.as_ref().is_some_and(|r| r.is_match(head))
        });
        for (i, named) in found.iter().enumerate().filter(|(_, n)| !n.refers) {
            let next = found.get(i + 1).map_or(sentence.end, |n| n.span.start);
            let behind =
                dates.get(dates.partition_point(|(s, _)| s.start < named.span.end)).filter(|(span, _)| {
                    let gap = text.get(named.span.end..span.start).filter(|g| g.len() <= WINDOW);
                    span.end <= next
                        && gap.is_some_and(|gap| DATED_BEHIND.as_ref().is_some_and(|r| r.is_match(gap)))
                });
            let before = || {
                opening.filter(|(span, _)| {
                    i == 0
                        && span.end <= named.span.start
                        && opens_act(text, sentence.start, *span, named.span)
                })
            };
            let possessive = || {
                let head = window_before(text, sentence.start, named.span.start);
                let year = POSSESSIVE_YEAR.as_ref()?.captures(head)?.name("y")?;
                let at = named.span.start - head.len() + year.start();
                let date = dates.get(dates.partition_point(|(span, _)| span.start < at));
                date.filter(|(span, _)| head.len() - year.end() < 24 && span.start == at)
            };
            if let Some((_, date)) = behind.or_else(before).or_else(possessive).copied()
                && let Some(mention) = self.claims.mentions.get_mut(named.mention as usize)
            {
                set_date(mention, date, DateBasis::Stated);
            }
        }
    }
}

/// Only this many commas of a sentence are tried for a title behind them.
const MAX_COMMAS: usize = 40;

/// A title in running text is shorter than this, in bytes.
const MAX_TITLE: usize = 300;

/// How far the end of a title is looked for, in bytes.
const MAX_TITLE_WINDOW: usize = 4 * MAX_TITLE;

/// How far words around a name are looked at, in bytes.
const WINDOW: usize = 160;

/// The last words before `end`, at most [`WINDOW`] bytes, from `start` on.
fn window_before(text: &str, start: usize, end: usize) -> &str {
    let mut from = end.saturating_sub(WINDOW).max(start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..end).unwrap_or("")
}

/// The first words from `start` on, at most [`WINDOW`] bytes, up to `end`.
fn window_after(text: &str, start: usize, end: usize) -> &str {
    window(text, start, end, WINDOW)
}

/// The text from `start` on, at most `most` bytes, up to `end`.
fn window(text: &str, start: usize, end: usize, most: usize) -> &str {
    let mut to = (start + most).min(end);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(start..to).unwrap_or("")
}

/// "In September 2023, OMB issued M-23-22", "Passed on October 12, 1998, the DMCA": the date that opens the sentence is
/// that of its first policy.
fn opens_act(text: &str, start: usize, date: Span, named: Span) -> bool {
    let participle = text.get(start..date.start).is_some_and(|h| h.trim().contains(' '));
    let gap = text.get(date.end..named.start).unwrap_or("");
    let verbs = [" issued ", " released ", " published ", " signed ", " passed ", " updated "];
    participle || (gap.len() <= 2 * WINDOW && verbs.iter().any(|v| gap.contains(v)))
}

/// What two mentions of one policy share: number, else title.
pub(super) fn identity(profile: &crate::profile::Profile, mention: &Mention) -> String {
    match (mention.identifiers.first(), &mention.title) {
        (Some((id, _)), _) => profile.label(id),
        (None, Some(title)) => crate::text::title_key(title).0,
        (None, None) => mention.label.to_string(),
    }
}

/// A title behind a comma: "M-17-06, Policies for Federal Agency Public Websites and Digital Services, published by …".
/// `at` is where the comma or dash stands; gives the title and where it ends.
fn title_behind(text: &str, at: usize, end: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..end)?;
    let title = rest.trim_start_matches([',', ':', ' ', '—', '–', '“', '\u{a0}']);
    if title.len() == rest.len() || !rest.get(..rest.len() - title.len())?.contains([',', ':', '—', '–'])
    {
        return None;
    }
    let start = end - title.len();
    // What stands further on ends no title that is short enough.
    let (whole, title) = (title.len(), window(title, 0, title.len(), MAX_TITLE_WINDOW));
    let stops = [
        ", published",
        ", issued",
        ", released",
        ", dated",
        ", signed",
        ", which",
        ", and ",
        ". ",
        ";",
        ".”",
        "” ",
        ", is ",
        ", was ",
    ];
    let mut stop = stops.iter().filter_map(|s| title.find(s)).min().unwrap_or(title.len());
    if let Some(hit) = media::find_in(title).first() {
        stop = stop.min(hit.span.start);
    }
    if let Some(hit) = date::find_in(title).next() {
        stop = stop.min(hit.span.start);
    }
    if stop == title.len() && title.len() < whole {
        return None;
    }
    let words = title.get(..stop)?.trim_end_matches([',', '.', '”', ' ']);
    (words.len() < MAX_TITLE && is_capitalised(words)).then(|| (words, start + words.len()))
}

/// Whether words are set as a title: four words or more, most of the longer ones with a capital.
fn is_capitalised(words: &str) -> bool {
    let long: Vec<&str> = words.split_whitespace().filter(|w| w.chars().count() > 3).collect();
    let capital = long
        .iter()
        .filter(|w| {
            w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric())
        })
        .count();
    words.split_whitespace().nth(3).is_some()
        && capital * 10 >= long.len() * 6
        && words.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}
