//! The names that a page defines, and every place where its text names a policy.

use super::super::media;
use super::{Reader, entry, label, set_date};
use crate::model::{Basis, DateBasis, Mention, PartialDate};
use crate::source::Block;
use crate::text::cite::{self, Citation, Cited, Reach};
use crate::text::{Span, date};
use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use std::collections::BTreeMap;
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
    Regex::new(r"(?x)\b(?:the|its|our|a|an|this)\s+(?P<phrase>(?:[\w’-]+\s+){0,5}?(?P<noun>strategy|plan|memorandum|memo|guidance|fact\s+sheet|directive|circular|report|playbook|policy))
        (?:\s+(?:to|for|on)\s+(?:[\w’-]+\s+){0,4}?[\w’-]+)?\s*(?:,|:|—|–)\s+[“‘]?$").ok()
});

/// The date words behind a policy: "was signed into law in December 2018", "released by OMB in 2012".
static DATED_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:issued|signed(?:\s+into\s+law)?|released|published|passed|enacted|dated|approved)\b[^.;]{0,70}?\b(?:in|on)\s+(?:the\s+\w+\s+of\s+)?$").ok()
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
                let words = title.split_whitespace().count();
                if words >= 3 {
                    define(title, ix);
                }
                let head = title.split([':', '–', '—']).next().unwrap_or("").trim();
                if head.len() < title.len()
                    && head.split_whitespace().count() >= 2
                    && profile.kinds.read(&profile.schemes, head).kind.is_some()
                {
                    define(head, ix);
                }
            }
        }
        Names::new(defined)
    }

    /// Acronyms that prose defines behind a policy's name: they count from the next block on, and for the whole page.
    pub(super) fn learn_from_prose(&mut self, names: &mut Names, block: &Block) {
        let text = self.page.text.as_str();
        let mut found = Vec::new();
        for citation in cite::find_in(self.profile, block.span.of(text)) {
            let end = block.span.start + citation.span.end;
            let link_end =
                entry::links(block).map(|(s, _)| s.end).find(|e| *e >= end && *e < end + 4).unwrap_or(end);
            let behind = text.get(link_end..block.span.end).unwrap_or("");
            let known_as = KNOWN_AS.as_ref().and_then(|r| r.captures(behind)).and_then(|c| c.name("name"));
            let inner = match &citation.cited {
                Cited::Act { acronym, .. } => acronym.clone(),
                _ => None,
            };
            if let Some(name) = known_as.map(|m| m.as_str().to_owned()).or(inner) {
                found.push((name, citation));
            }
        }
        for (name, citation) in found {
            if names.words.contains(&name) {
                continue;
            }
            let mut mention = self.mention_of(&citation, block);
            mention.acronyms.push(name.as_str().into());
            let ix = self.mention(mention);
            let mut defined: BTreeMap<String, Option<u32>> =
                names.words.iter().cloned().zip(names.mentions.iter().copied().map(Some)).collect();
            defined.insert(name, Some(ix));
            *names = Names::new(defined);
        }
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
        recent: &[u32],
    ) -> Vec<NamedPolicy> {
        let page = self.page;
        let text = page.text.as_str();
        let words = sentence.of(text);
        let mut found: Vec<NamedPolicy> = Vec::new();
        let free = |found: &[NamedPolicy], span: Span| found.iter().all(|n| !n.span.overlaps(span));
        let links: Vec<(Span, String)> =
            entry::links(block).filter(|(s, _)| sentence.contains(*s)).map(|(s, h)| (s, h.clone())).collect();
        for (span, href) in &links {
            if let Some(ix) = self.linked(*span, href, sentence) {
                found.push(NamedPolicy { span: *span, mention: ix, refers: false });
            }
        }
        let inner = Block { span: sentence, ..block.clone() };
        for citation in cite::find_in(self.profile, words) {
            let span = citation.span.shift(sentence.start);
            if free(&found, span) {
                let mut mention = self.mention_of(&citation, &inner);
                if let Some((title, end)) = title_behind(text, span.end, sentence.end) {
                    mention.title.get_or_insert(title.into());
                    mention.evidence = self.quotable.quote(Span::new(span.start, end));
                }
                label::complete(self.profile, &mut mention);
                let ix = self.mention(mention);
                found.push(NamedPolicy { span, mention: ix, refers: false });
            }
        }
        for (span, ix) in names.find_in(words) {
            let span = span.shift(sentence.start);
            if free(&found, span) {
                found.push(NamedPolicy { span, mention: ix, refers: false });
            }
        }
        if let Some(named) = self.kind_then_title(sentence, &found) {
            found.push(named);
        }
        for reference in cite::references(self.profile, words) {
            let span = reference.span.shift(sentence.start);
            if free(&found, span)
                && let Some(ix) = self.referred(reference.kind, reference.reach, recent)
            {
                found.push(NamedPolicy { span, mention: ix, refers: true });
            }
        }
        found.sort_by_key(|n| n.span);
        self.date_named(sentence, &found);
        found
    }

    /// A link that names a policy by its own words, or by the words before it.
    fn linked(&mut self, span: Span, href: &str, sentence: Span) -> Option<u32> {
        let text = self.page.text.as_str();
        let words = span.of(text);
        let before = text.get(sentence.start..span.start).unwrap_or("");
        let kind = KIND_THEN_TITLE
            .as_ref()
            .and_then(|r| r.captures(before))
            .and_then(|c| self.kind_of_noun(c.name("noun")?.as_str()));
        let by_kind = kind.is_some() && is_capitalised(words);
        if !by_kind && !entry::names_policy(self.profile, words) {
            return None;
        }
        let ix = self.read_label(span, Some(href), None);
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
    fn kind_then_title(&mut self, sentence: Span, found: &[NamedPolicy]) -> Option<NamedPolicy> {
        let text = self.page.text.as_str();
        let words = sentence.of(text);
        let commas = words.match_indices([',', ':']).map(|(i, _)| sentence.start + i + 1);
        for comma in commas.take(40) {
            let start = comma + text.get(comma..sentence.end)?.find(|c: char| !c.is_whitespace())?;
            let captures = KIND_THEN_TITLE.as_ref()?.captures(text.get(sentence.start..start)?);
            let Some(captures) = captures else { continue };
            let (Some(phrase), Some(noun)) = (captures.name("phrase"), captures.name("noun")) else {
                continue;
            };
            let Some((title, end)) = title_behind(text, comma - 1, sentence.end) else { continue };
            let span = Span::new(sentence.start + phrase.start(), end);
            if found.iter().any(|n| n.span.overlaps(span)) {
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
            let ix = self.mention(mention);
            return Some(NamedPolicy { span, mention: ix, refers: false });
        }
        None
    }

    /// The newest policy of a kind that was named: what "this memo" means.
    fn referred(&self, kind: usize, reach: Reach, recent: &[u32]) -> Option<u32> {
        let kind = &self.profile.kinds.get(kind)?.refer;
        let _ = reach;
        recent.iter().rev().copied().find(|ix| {
            let name = self.claims.mentions.get(*ix as usize).and_then(|m| m.kind.as_deref());
            self.profile.kinds.iter().any(|(_, k)| {
                Some(k.name.as_str()) == name
                    && k.refer
                        .iter()
                        .any(|r| kind.iter().any(|w| r.ends_with(w.as_str()) || w.ends_with(r.as_str())))
            })
        })
    }

    /// Dates that the sentence gives its policies.
    fn date_named(&mut self, sentence: Span, found: &[NamedPolicy]) {
        let page = self.page;
        let text = page.text.as_str();
        let mut dates: Vec<(Span, PartialDate)> = date::find_in(sentence.of(text))
            .filter_map(|h| h.date.map(|d| (h.span.shift(sentence.start), d)))
            .collect();
        let years = YEAR.iter().flat_map(|r| r.captures_iter(sentence.of(text))).filter_map(|c| c.name("y"));
        for year in years {
            let span = Span::from(year.range()).shift(sentence.start);
            if dates.iter().all(|(s, _)| !s.overlaps(span)) {
                dates.extend(year.as_str().parse().ok().and_then(PartialDate::from_y).map(|d| (span, d)));
            }
        }
        dates.sort_unstable();
        for (i, named) in found.iter().enumerate().filter(|(_, n)| !n.refers) {
            let next = found.get(i + 1).map_or(sentence.end, |n| n.span.start);
            let behind = dates.iter().find(|(span, _)| {
                span.start >= named.span.end
                    && span.end <= next
                    && text
                        .get(named.span.end..span.start)
                        .is_some_and(|gap| DATED_BEHIND.as_ref().is_some_and(|r| r.is_match(gap)))
            });
            let before = || {
                dates.iter().find(|(span, _)| {
                    i == 0
                        && span.end <= named.span.start
                        && text
                            .get(sentence.start..span.start)
                            .is_some_and(|head| DATED_BEFORE.as_ref().is_some_and(|r| r.is_match(head)))
                        && (text.get(sentence.start..span.start).is_some_and(|h| h.trim().contains(' '))
                            || text.get(span.end..named.span.start).is_some_and(|gap| {
                                [" issued ", " released ", " published ", " signed ", " passed "]
                                    .iter()
                                    .any(|v| gap.contains(v))
                            }))
                })
            };
            let possessive = || {
                let head = text.get(sentence.start..named.span.start)?;
                let year = POSSESSIVE_YEAR.as_ref()?.captures(head)?.name("y")?;
                let near = head.len() - year.end() < 24;
                dates.iter().find(|(span, _)| near && span.start == sentence.start + year.start())
            };
            if let Some((_, date)) = behind.or_else(before).or_else(possessive).copied()
                && let Some(mention) = self.claims.mentions.get_mut(named.mention as usize)
            {
                set_date(mention, date, DateBasis::Stated);
            }
        }
    }
}

/// What two mentions of one policy share: number, else title.
fn identity(profile: &crate::profile::Profile, mention: &Mention) -> String {
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
    let words = title.get(..stop)?.trim_end_matches([',', '.', '”', ' ']);
    (is_capitalised(words) && words.len() < 300).then(|| (words, start + words.len()))
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
