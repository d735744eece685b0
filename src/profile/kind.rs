//! Kinds of policy, told from the words of a title.

use super::data::ProfileFile;
use super::{Bodies, List, ProfileError, Schemes, Wording};
use crate::ground::{Pattern, Span};
use crate::model::BodyIx;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    kind: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    instead_of: Option<String>,
    r#type: String,
    body: Option<String>,
    #[serde(default)]
    lead: Vec<String>,
    #[serde(default)]
    within: Vec<String>,
    #[serde(default)]
    spelled: Vec<String>,
    #[serde(default)]
    refer: Vec<String>,
    #[serde(default)]
    url: Vec<String>,
    #[serde(default)]
    examples: Vec<(String, String)>,
    #[serde(default)]
    seen: Vec<(String, String)>,
}

/// One kind of policy.
#[derive(Debug)]
pub struct Kind {
    /// The type in whose place this one stands where its body issues the policy.
    pub instead_of: Option<String>,
    /// Local name of the policy type: `Memorandum`.
    pub name: String,
    /// Who issues, where the kind tells it.
    pub body: Option<BodyIx>,
    /// Words by which running text refers back to one: `memo`.
    pub refer: Vec<String>,
    /// Titles as printed, and the proper titles in them.
    pub examples: Vec<(String, String)>,
    /// Documents that use its words, each with a title, an address or a sentence that does.
    pub seen: Vec<(String, String)>,
}

/// What a title as printed says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Index into the profile's kinds, where words tell it.
    pub kind: Option<usize>,
    /// Whether words before the title tell the kind, rather than words of it.
    pub lead: Option<Span>,
    /// The proper title, in bytes of what was read; empty where only a number is printed.
    pub title: Span,
}

/// All kinds of a profile.
#[derive(Debug)]
pub struct Kinds {
    wording: Arc<Wording>,
    all: Vec<Kind>,
    lead: Pattern,
    leads: Vec<(String, usize)>,
    within: Pattern,
    withins: Vec<(String, usize)>,
    spelled: Vec<(String, usize)>,
    urls: Vec<(Pattern, usize)>,
}

impl Kinds {
    /// The type that policies of a type have where one body issues them, if that is another one.
    #[must_use]
    pub fn of_its_body(&self, name: &str, body: BodyIx) -> Option<&str> {
        let proper = |kind: &&Kind| kind.body == Some(body) && kind.instead_of.as_deref() == Some(name);
        self.all.iter().find(proper).map(|kind| kind.name.as_str())
    }

    /// Who issues policies of a type, by the first row that tells.
    #[must_use]
    pub fn body_of(&self, name: &str) -> Option<BodyIx> {
        self.iter().filter(|(_, kind)| kind.name == name).find_map(|(_, kind)| kind.body)
    }

    pub(super) fn parse(
        file: ProfileFile<'_>,
        bodies: &Bodies,
        wording: &Arc<Wording>,
    ) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let rows: File = file.parse()?;
        let (mut all, mut leads, mut withins) = (Vec::new(), Vec::new(), Vec::new());
        let (mut urls, mut spelled) = (Vec::new(), Vec::new());
        for (i, row) in rows.kind.into_iter().enumerate() {
            for pattern in &row.url {
                urls.push((file.pattern(pattern).map_err(wrong)?, i));
            }
            leads.extend(row.lead.into_iter().map(|w| (w, i)));
            withins.extend(row.within.into_iter().map(|w| (w, i)));
            spelled.extend(row.spelled.into_iter().map(|w| (w, i)));
            let body = row.body.map(|key| bodies.named(&key)).transpose().map_err(wrong)?;
            all.push(Kind {
                name: row.r#type,
                body,
                instead_of: row.instead_of,
                refer: row.refer,
                examples: row.examples,
                seen: row.seen,
            });
        }
        // The longest words first, so that they win at the same place.
        let order =
            |a: &(String, usize), b: &(String, usize)| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b));
        leads.sort_by(order);
        withins.sort_by(order);
        let any = |words: &[(String, usize)]| {
            words.iter().map(|(w, _)| regex::escape(w).replace(' ', r"\s+")).collect::<Vec<_>>().join("|")
        };
        let words = |list: List| wording.list(list).join("|");
        let lead = file
            .pattern(format!(
                r"^(?:(?:{})\s+)?(?P<w>{})(?-u:\b{{end-half}})",
                words(List::Articles),
                any(&leads)
            ))
            .map_err(wrong)?;
        let within = file
            .pattern(format!(
                r"(?-u:\b)(?P<w>{})(?-u:\b)(?:\s*$|\s*[–—:(,]|\s+(?:-|(?:{})\s+\d{{4}}|{})\s*)",
                any(&withins),
                words(List::BeforeYear),
                words(List::AboutKind)
            ))
            .map_err(wrong)?;
        Ok(Self { all, lead, leads, within, withins, spelled, urls, wording: Arc::clone(wording) })
    }

    /// The kind at `ix`.
    #[must_use]
    pub fn get(&self, ix: usize) -> Option<&Kind> {
        self.all.get(ix)
    }

    /// All kinds, in the file's order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Kind)> {
        self.all.iter().enumerate()
    }

    /// The kind of what stands at a URL, where its path tells.
    #[must_use]
    pub fn by_url(&self, url: &str) -> Option<usize> {
        self.urls.iter().find(|(r, _)| r.is_match(url)).map(|(_, ix)| *ix)
    }

    /// The kind of a name whose acronym stands behind it in a bracket: more last words tell one there.
    #[must_use]
    pub fn spelled(&self, schemes: &Schemes, name: &str) -> Option<usize> {
        let last = name.split_whitespace().next_back()?;
        let by_last = self.spelled.iter().find(|(w, _)| w == last).map(|(_, ix)| *ix);
        let read =
            || self.read(schemes, name).kind.filter(|ix| self.get(*ix).is_some_and(|k| k.body.is_none()));
        by_last.or_else(read)
    }

    /// Reads a title as printed, media data gone: which kind, and which part of it is the proper title.
    #[must_use]
    pub fn read(&self, schemes: &Schemes, printed: &str) -> Reading {
        let number = schemes.find_in(printed).into_iter().next().map(|(span, _)| span);
        let lead = self.lead.captures(printed).and_then(|c| c.name("w")).map(|m| Span::from(m.range()));
        let lead_kind = lead.and_then(|span| kind_of(&self.leads, span.of(printed)));
        let mut at = lead.map_or(0, |span| span.end);
        let mut led = lead.is_some();
        if let Some(number) = number
            && printed
                .get(at.min(number.start)..number.start)
                .is_some_and(|gap| gap.trim_matches([' ', ',', '(', '\u{a0}']).is_empty())
        {
            at = at.max(number.end);
            led = true;
        } else if lead.is_some_and(|span| is_acronym(span.of(printed))) {
            // "OMB Improves …" is no memorandum: an acronym leads only to a number.
            (at, led) = (0, false);
        }
        let kind = if led { lead_kind } else { None };
        let rest = printed.get(at..).unwrap_or("");
        let title = if led { after_lead(&self.wording, rest).map(|i| at + i) } else { Some(0) };
        // "Circular A-130 Revised", "Executive Order of the day": the words before are part of the title.
        let start = title.unwrap_or_default();
        let end = printed.trim_end().len();
        let title = Span::new(start.min(end), end);
        let within = || {
            let words = title.of(printed);
            let word = self.within.captures(words)?.name("w")?.as_str();
            kind_of(&self.withins, word)
        };
        Reading { kind: kind.or_else(within), lead: lead.filter(|_| led), title }
    }
}

fn kind_of(words: &[(String, usize)], word: &str) -> Option<usize> {
    let folded = crate::ground::fold_space(word);
    words.iter().find(|(w, _)| *w == folded).map(|(_, ix)| *ix)
}

/// `OMB`, `GAO`, `EO`, `E.O.`
fn is_acronym(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_uppercase() || c == '.')
}

/// Where the title starts behind lead and number; `None` where what follows is no title.
fn after_lead(wording: &Wording, rest: &str) -> Option<usize> {
    // A byte that was no UTF-8 was a dash more often than not.
    let separators = [' ', '\u{a0}', '\u{fffd}', ',', ':', ';', '–', '—', '-', ')'];
    let trimmed = rest.trim_start_matches(separators);
    if trimmed.is_empty() {
        return Some(rest.len());
    }
    let gap = rest.get(..rest.len() - trimmed.len()).unwrap_or("");
    let separated = gap.contains([',', ':', ';', '–', '—', '\u{fffd}']) || gap.contains(" - ");
    for word in wording.list(List::BeforeTitle) {
        let title = trimmed.strip_prefix(word.as_str()).and_then(|title| title.strip_prefix(' '));
        if let Some(title) = title {
            return Some(rest.len() - title.trim_start_matches(['“', '"']).len());
        }
    }
    // "M-23-22 MAX page" has no title, "M-12-10 Implementing PortfolioStat" has.
    let mut words = trimmed.split_whitespace();
    let set = words.clone().take(2).all(|w| w.starts_with(char::is_uppercase));
    let long = words.nth(1).is_some() && (set || words.next().is_some());
    let capital = trimmed.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '“');
    (separated || (long && capital && !gap.is_empty())).then_some(rest.len() - trimmed.len())
}
