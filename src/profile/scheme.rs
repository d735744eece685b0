//! Identifier schemes: how the numbers of policies are printed.

mod elsewhere;
mod number;

use super::data::ProfileFile;
use super::{Bodies, List, ProfileError, Turn, Wording};
use crate::ground::boundary::{ceil, head};
use crate::ground::{Pattern, PatternSet, Span, WorkCounter};
use crate::model::{BodyIx, Identifier, SchemeIx};
use elsewhere::Elsewhere;
use number::canonical;
use regex::Captures;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    elsewhere: Option<elsewhere::Row>,
    #[serde(default)]
    scheme: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    label: String,
    section: Option<String>,
    #[serde(default)]
    suffix_letter: bool,
    #[serde(default)]
    roman: bool,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    reissued: bool,
    #[serde(default)]
    restarts: bool,
    role: Option<Role>,
    r#type: String,
    body: Option<String>,
    printed: Vec<String>,
    list: Option<String>,
    #[serde(default)]
    url: Vec<String>,
    counter_after: Option<String>,
    alone: Option<Alone>,
    #[serde(default)]
    examples: Vec<(String, String)>,
    #[serde(default)]
    counter: Vec<String>,
    #[serde(default)]
    urls: Vec<(String, String)>,
    #[serde(default)]
    seen: Vec<(String, String)>,
}

/// How a list prints a number without the words of its scheme.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alone {
    printed: String,
    unsaid: String,
    examples: Vec<String>,
    counter: Vec<String>,
}

/// What part a scheme has in the reading of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its numbers are those of orders, whose own heading may print the number alone.
    Order,
    /// Its numbers are those of Acts, and stand beside their names.
    Law,
    /// Its numbers are sections of the code of laws, which texts list in any way.
    Code,
    /// Its numbers are parts of a collection of regulations.
    Regulations,
}

/// One identifier scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Its name and path: `executive-order`.
    pub key: String,
    /// Local name of the policy type: `ExecutiveOrder`.
    pub kind: String,
    /// Who issues under it; where many bodies do, the number names whose it is: [`crate::profile::Profile::body_of`].
    pub body: Option<BodyIx>,
    /// What is read, and as what (labels joined by `|`).
    pub examples: Vec<(String, String)>,
    /// What must not be read.
    pub counter: Vec<String>,
    /// Addresses that carry its numbers, and as what they are read.
    pub urls: Vec<(String, String)>,
    /// Documents that print its numbers, each with words of it that do.
    pub seen: Vec<(String, String)>,
    label: String,
    section: Option<String>,
    suffix_letter: bool,
    roman: bool,
    shared: bool,
    /// Whether its policies are issued anew under their numbers.
    pub reissued: bool,
    /// Whether its numbers begin again, so that two policies of two times have one number.
    pub restarts: bool,
    /// Its part in the reading of texts.
    pub role: Option<Role>,
    groups: Vec<String>,
    list: Option<Pattern>,
    counter_after: Option<Pattern>,
}

/// A bare number is no longer than this, in bytes.
const MAX_BARE: usize = 24;

impl Scheme {
    /// Whether its numbers are printed in lists without the words of the scheme.
    pub(crate) const fn is_listed(&self) -> bool {
        self.list.is_some()
    }

    /// The canonical identifier of a number: `EO 13571`.
    #[must_use]
    pub fn label(&self, number: &str) -> String {
        let mut out = self.label.clone();
        let mut values = number.split(' ');
        for group in &self.groups {
            let value = values.next().unwrap_or("");
            out = out.replacen(&format!("{{{group}}}"), &value.replace('_', " "), 1);
        }
        let out = out.trim_end().to_owned();
        match (&self.section, values.next()) {
            (Some(template), Some(section)) => format!("{out} {}", template.replace("{section}", section)),
            _ => out,
        }
    }

    /// The path below the jurisdiction: `executive-order/13571`, `omb-circular/a-11/section-280`.
    #[must_use]
    pub fn path(&self, number: &str) -> String {
        // The label without its leading words is what people know: M-11-24, GAO-16-509, A-11.
        let label = self.label(number);
        let (head, section) = match &self.section {
            Some(template) => {
                let word = template.split(' ').next().unwrap_or("");
                label
                    .split_once(&format!(" {word} "))
                    .map_or((label.as_str(), None), |(h, s)| (h, Some((word, s))))
            }
            None => (label.as_str(), None),
        };
        let fixed = self.label.find('{').map_or("", |i| self.label.get(..i).unwrap_or(""));
        let words = fixed.rfind(' ').map_or(0, |i| i + 1);
        let tail = head.get(words..).unwrap_or(head);
        let mut path = format!("{}/{}", self.key, slug(tail));
        if let Some((word, section)) = section {
            path.push_str(&format!("/{}-{}", slug(word), slug(section)));
        }
        path
    }

    fn number(&self, captures: &Captures<'_>) -> String {
        let mut number = String::new();
        for group in &self.groups {
            let raw = captures.name(group).map_or("", |m| m.as_str());
            if !number.is_empty() {
                number.push(' ');
            }
            let value = canonical(raw, self.suffix_letter);
            number.push_str(number::as_roman(&value).filter(|_| self.roman).unwrap_or(&value));
        }
        if self.section.is_some()
            && let Some(section) = captures.name("section")
        {
            number.push(' ');
            number.push_str(&canonical(section.as_str(), self.suffix_letter));
        }
        number.truncate(number.trim_end().len());
        number
    }
}

/// `\b` as a boundary of ASCII words: with a Unicode one a text with any other letter is read without the fast automaton.
fn ascii_boundaries(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)")
}

/// Lower-case letters and digits with single hyphens between.
#[must_use]
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '‘' | '“' | '”' | '"') && !out.is_empty() && !out.ends_with('-')
        {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// All schemes of a profile, compiled to one automaton.
#[derive(Debug)]
pub struct Schemes {
    all: Vec<Scheme>,
    printed: PatternSet,
    patterns: Vec<(SchemeIx, Pattern)>,
    urls: Vec<(SchemeIx, Pattern)>,
    /// Labels that leave out the words before their number, and those words.
    alone: Vec<(Pattern, String)>,
    wording: Arc<Wording>,
    /// Tells the numbers of other jurisdictions, where the profile names any.
    elsewhere: Option<Elsewhere>,
}

impl Schemes {
    pub(super) fn parse(
        file: ProfileFile<'_>,
        bodies: &Bodies,
        wording: &Arc<Wording>,
    ) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let rows: File = file.parse()?;
        let mut schemes = Self {
            all: Vec::new(),
            printed: PatternSet::later(Vec::new()),
            patterns: Vec::new(),
            urls: Vec::new(),
            alone: Vec::new(),
            wording: Arc::clone(wording),
            elsewhere: rows.elsewhere.map(|row| Elsewhere::parse(file, row)).transpose().map_err(wrong)?,
        };
        let mut sources = Vec::new();
        for (i, row) in rows.scheme.into_iter().enumerate() {
            let ix = SchemeIx(u16::try_from(i).map_err(|_| wrong("too many schemes".to_owned()))?);
            let compile =
                |pattern: &str| file.pattern(pattern).map_err(|e| wrong(format!("scheme {}: {e}", row.key)));
            for pattern in row.printed.iter().map(|p| ascii_boundaries(p)) {
                let bounded = format!(r"(?-u:\b{{start-half}})(?:{pattern})(?-u:\b{{end-half}})");
                schemes.patterns.push((ix, compile(&bounded)?));
                sources.push(bounded);
            }
            for pattern in &row.url {
                schemes.urls.push((ix, compile(&ascii_boundaries(pattern))?));
            }
            let list = row
                .list
                .as_deref()
                .map(|p| compile(&format!("^(?:{})(?-u:\\b{{end-half}})", ascii_boundaries(p))))
                .transpose()?;
            let counter_after = row.counter_after.as_deref().map(compile).transpose()?;
            let groups = row
                .label
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            let named = |key: &str| bodies.named(key).map_err(|e| wrong(format!("scheme {}: {e}", row.key)));
            let body = row.body.as_deref().map(named).transpose()?;
            if let Some(alone) = row.alone {
                let pattern = compile(&format!("^(?:{})", alone.printed))?;
                let reads = |text: &&String| pattern.is_match(text);
                if !file.compiled_in
                    && let Some(wrong_one) =
                        alone.examples.iter().find(|t| !reads(t)).or(alone.counter.iter().find(reads))
                {
                    return Err(wrong(format!("scheme {}: alone reads `{wrong_one}` wrongly", row.key)));
                }
                schemes.alone.push((pattern, alone.unsaid));
            }
            schemes.all.push(Scheme {
                key: row.key,
                kind: row.r#type,
                body,
                examples: row.examples,
                counter: row.counter,
                urls: row.urls,
                seen: row.seen,
                label: row.label,
                section: row.section,
                suffix_letter: row.suffix_letter,
                reissued: row.reissued,
                restarts: row.restarts,
                roman: row.roman,
                shared: row.shared,
                role: row.role,
                groups,
                list,
                counter_after,
            });
        }
        schemes.printed = file.patterns(sources).map_err(wrong)?;
        Ok(schemes)
    }

    /// The patterns of a scheme, of running text and of addresses, that match none of its examples.
    #[must_use]
    pub fn unexercised(&self, ix: SchemeIx) -> Vec<&str> {
        let scheme = self.get(ix);
        let matched =
            |regex: &Pattern, texts: &[(String, String)]| texts.iter().any(|(text, _)| regex.is_match(text));
        let printed =
            self.patterns.iter().filter(|(of, regex)| *of == ix && !matched(regex, &scheme.examples));
        let urls = self.urls.iter().filter(|(of, regex)| *of == ix && !matched(regex, &scheme.urls));
        printed.chain(urls).map(|(_, regex)| regex.as_str()).collect()
    }

    /// The words of a scheme that a label leaves out before its number: "A-130: Managing Information …" is of a
    /// circular.
    #[must_use]
    pub fn unsaid(&self, label: &str) -> Option<&str> {
        self.alone.iter().find(|(r, _)| r.is_match(label)).map(|(_, words)| words.as_str())
    }

    /// The scheme at `ix`.
    ///
    /// # Panics
    /// Never for an index that this profile gave.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "the numbers of schemes are places in this list")]
    pub fn get(&self, ix: SchemeIx) -> &Scheme {
        &self.all[usize::from(ix.0)]
    }

    /// All schemes, in the file's order.
    pub fn iter(&self) -> impl Iterator<Item = (SchemeIx, &Scheme)> {
        (0u16..).map(SchemeIx).zip(&self.all)
    }

    /// The scheme that has a part in the reading of texts, where the profile has one.
    #[must_use]
    pub fn of_role(&self, role: Role) -> Option<SchemeIx> {
        self.iter().find(|(_, s)| s.role == Some(role)).map(|(ix, _)| ix)
    }

    /// The scheme of that key: `executive-order`.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<SchemeIx> {
        self.iter().find(|(_, s)| s.key == key).map(|(ix, _)| ix)
    }

    /// The identifier of a number of a scheme, from a column that holds numbers only: `10571-a` gives `EO 10571-A`.
    #[must_use]
    pub fn identifier(&self, scheme: SchemeIx, number: &str) -> Identifier {
        let suffix_letter = self.get(scheme).suffix_letter;
        Identifier { scheme, number: canonical(number.trim(), suffix_letter).into() }
    }

    /// The identifier of a number from a column that holds numbers only, where the patterns of the scheme read all of
    /// it behind the scheme's name; `None` for what is no number of the scheme (`-1`, `1e5`, `1.5`), and for zero.
    #[must_use]
    pub fn exactly(&self, scheme: SchemeIx, number: &str) -> Option<Identifier> {
        let number = number.trim();
        let counts = number.starts_with(|c: char| c.is_ascii_alphanumeric())
            && number.bytes().any(|b| matches!(b, b'1'..=b'9'));
        let name = self.get(scheme).label.split('{').next().unwrap_or("");
        let label = format!("{name}{number}");
        let (span, identifier) = self.find_in(&label).into_iter().next()?;
        let whole = span == Span::new(0, label.len()) && identifier.scheme == scheme;
        (counts && whole).then_some(identifier)
    }

    /// The identifier that a URL's path carries: `…/m10-06.pdf` is M-10-06.
    #[must_use]
    pub fn in_url(&self, url: &str) -> Option<Identifier> {
        self.urls.iter().find_map(|(ix, regex)| {
            let captures = regex.captures(url)?;
            Some(Identifier { scheme: *ix, number: self.get(*ix).number(&captures).into() })
        })
    }

    /// The number of a scheme with which `text` starts, without the words of the scheme; with its length in bytes.
    pub(crate) fn bare(&self, ix: SchemeIx, text: &str) -> Option<(usize, Identifier)> {
        let scheme = self.get(ix);
        let captures = scheme.list.as_ref()?.captures(head(text, MAX_BARE))?;
        let length = captures.get(0)?.end();
        Some((length, Identifier { scheme: ix, number: scheme.number(&captures).into() }))
    }

    /// Every numbered citation of a text, left to right, without overlaps; linear in the text.
    ///
    /// A plural carries a list: "Executive Orders 13258 and 13422" gives two, the second with the span of
    /// its number alone.
    #[must_use]
    pub fn find_in(&self, text: &str) -> Vec<(Span, Identifier)> {
        self.find_counted(text, &WorkCounter::default())
    }

    /// As [`find_in`](Self::find_in), counting the bytes that are looked at.
    #[allow(clippy::indexing_slicing, reason = "the searcher was made of these patterns, in this order")]
    pub(crate) fn find_counted(&self, text: &str, looks: &WorkCounter) -> Vec<(Span, Identifier)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(hit) = self.printed.find(regex_automata::Input::new(text).range(at..)) {
            let (ix, regex) = &self.patterns[hit.pattern().as_usize()];
            let scheme = self.get(*ix);
            // The search up to the end of the hit, and its pattern once more for the groups.
            looks.at(hit.end() - at + hit.end() - hit.start());
            at = ceil(text, hit.end().max(at + 1));
            let rest = text.get(hit.end()..).unwrap_or("");
            if scheme.counter_after.as_ref().is_some_and(|r| r.is_match(rest))
                || scheme.shared && self.is_elsewhere(text, hit.start(), hit.end())
            {
                continue;
            }
            let Some(captures) = regex.captures_at(text, hit.start()) else { continue };
            let number = scheme.number(&captures);
            found
                .push((Span::new(hit.start(), hit.end()), Identifier { scheme: *ix, number: number.into() }));
            let plural = self.is_plural(text.get(hit.start()..hit.end()).unwrap_or(""));
            // "Executive Order No. 3862, of June 11, 1923, and No. 4225"
            at = self.read_list(text, hit.end(), *ix, plural, &mut found);
            looks.at(at - hit.end());
        }
        looks.at(text.len().saturating_sub(at));
        found
    }

    /// Whether the number at these bytes is one of another jurisdiction: "Florida Executive Order 20".
    fn is_elsewhere(&self, text: &str, start: usize, end: usize) -> bool {
        self.elsewhere.as_ref().is_some_and(|e| e.tells(text, start, end))
    }

    /// The words that tell another jurisdiction, with their examples.
    pub fn elsewhere(&self) -> Option<&Elsewhere> {
        self.elsewhere.as_ref()
    }

    /// Whether a citation is in the plural: "Orders", "EOs", "Nos."; looked for before the first digit.
    fn is_plural(&self, citation: &str) -> bool {
        let words = citation.split(|c: char| c.is_ascii_digit()).next().unwrap_or("");
        let bare = |word: &str| word.trim_end_matches(['.', ':', ',']).to_owned();
        words.split_whitespace().any(|w| self.wording.has(List::PluralSeries, &bare(w)))
    }

    /// The length of what stands between two members of a list, up to the next number.
    fn list_gap(&self, rest: &str) -> Option<usize> {
        self.wording.turn(Turn::BetweenNumbers).find(rest).map(|m| m.end())
    }

    /// Reads on behind a plural: `, 10865, and 11097`; gives where it ended.
    fn read_list(
        &self,
        text: &str,
        mut at: usize,
        ix: SchemeIx,
        plural: bool,
        found: &mut Vec<(Span, Identifier)>,
    ) -> usize {
        let scheme = self.get(ix);
        let Some(list) = &scheme.list else { return at };
        loop {
            let rest = text.get(at..).unwrap_or("");
            let Some(gap) = self.list_gap(rest) else { return at };
            let lead = rest.get(..gap).unwrap_or("").trim_end();
            let series = lead.to_lowercase();
            let bare = self.wording.ends(List::NumberMarks, lead).is_some()
                && !self.wording.list(List::SeriesNouns).iter().any(|noun| series.contains(noun.as_str()));
            if !plural && !bare {
                return at;
            }
            let Some(captures) = list.captures(rest.get(gap..).unwrap_or("")) else { return at };
            let length = captures.get(0).map_or(0, |m| m.end());
            let span = Span::new(at + gap, at + gap + length);
            found.push((span, Identifier { scheme: ix, number: scheme.number(&captures).into() }));
            at = span.end;
        }
    }
}

#[cfg(test)]
mod tests;
