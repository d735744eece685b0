//! What stands beside the number of a policy: a title, a date; and whether they are its own.

use super::cited::Citing;
use super::document::Text;
use super::finding::Rule;
use super::known::{Known, is_set_as_title};
use crate::ground::Span;
use crate::ground::boundary::head;
use crate::lineage::{Index, Interval, PolicyIx};
use crate::model::{Identifier, PartialDate, Precision};
use crate::profile::Profile;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A title is looked for in so many bytes.
const MAX_TITLE: usize = 300;

/// A date so many days after that of a policy may be that of its publication.
const PUBLISHED_WITHIN: i64 = 31;

/// Something beside a number that is not that of its policy.
pub(super) struct Wrong {
    pub(super) rule: Rule,
    /// The words that are wrong.
    pub(super) span: Span,
    pub(super) message: String,
    /// The words that would be right.
    pub(super) right: Option<String>,
}

/// What is wrong beside a citation; none where it has no number, or the graph tells too little of the policy.
pub(super) fn check(
    profile: &Profile,
    index: &Index,
    known: &Known,
    text: Text<'_>,
    citing: &Citing,
) -> Vec<Wrong> {
    let (Some(p), Some(number)) = (citing.policy, &citing.number) else { return Vec::new() };
    let title =
        title_beside(text, citing).and_then(|span| wrong_title(profile, index, known, text, citing, p, span));
    let scheme = profile.schemes.get(number.scheme);
    let two_dates = scheme.reissued || scheme.restarts;
    let date =
        citing.date.filter(|_| !two_dates).and_then(|date| wrong_date(profile, index, text, citing, p, date));
    let date = date.filter(|_| {
        !citing.date.is_some_and(|(_, printed)| fits_better(profile, index, known, number, p, printed))
    });
    title.into_iter().chain(date).collect()
}

/// Whether a title is printed with a number.
pub(super) fn has_title(text: Text<'_>, citing: &Citing) -> bool {
    title_beside(text, citing).is_some()
}

/// Where a title stands beside a number, in brackets too: `EO 13422 (Further Amendment to Executive Order 12866)`.
pub(super) fn title_or_bracket(text: Text<'_>, citing: &Citing) -> Option<Span> {
    let bracket = || {
        let behind = text.text.get(citing.whole.end..)?;
        let within = head(behind.trim_start_matches([' ', ',', '\u{a0}']).strip_prefix('(')?, MAX_TITLE);
        let start = citing.whole.end + behind.find('(')? + 1;
        let words = within.get(..within.find([')', '\n'])?)?;
        is_title(words).then(|| Span::new(start, start + words.len()))
    };
    title_beside(text, citing).or_else(bracket)
}

/// Where the title stands that is printed with a number: in quotation marks after it or before it, or as the rest of the
/// link or the block that the number opens.
fn title_beside(text: Text<'_>, citing: &Citing) -> Option<Span> {
    after_in_quotes(text.text, citing.whole.end)
        .or_else(|| before_in_quotes(text.text, citing.span.start))
        .or_else(|| rest_of_label(text, citing))
        .or_else(|| in_cell(text, citing))
}

/// `| EO 13571 | Streamlining … |` under a head of titles.
fn in_cell(text: Text<'_>, citing: &Citing) -> Option<Span> {
    let cell = citing.title_cell.filter(|cell| cell.end - cell.start <= MAX_TITLE)?;
    let words = cell.of(text.text);
    let lead = words.len() - words.trim_start_matches([' ', '“', '"']).len();
    let words = words.trim_matches([' ', '“', '”', '"', '.', ',']);
    is_title(words).then(|| Span::new(cell.start + lead, cell.start + lead + words.len()))
}

/// `, “Title”`, `: “Title”`, ` (“Title”)`
fn after_in_quotes(text: &str, at: usize) -> Option<Span> {
    let behind = head(text.get(at..)?, MAX_TITLE);
    let lead = behind.len() - behind.trim_start_matches([' ', ',', ':', '(', '\u{a0}', '–', '—', '-']).len();
    let opened = behind.get(lead..).filter(|_| (1..=6).contains(&lead))?;
    let mark = opened.chars().next().filter(|c| matches!(c, '“' | '"'))?;
    let within = opened.get(mark.len_utf8()..)?;
    let words = within.get(..within.find(['”', '"'])?)?;
    let words = words.trim_end_matches([',', '.', ' ']);
    let start = at + lead + mark.len_utf8();
    is_title(words).then(|| Span::new(start, start + words.len()))
}

/// `“Title” (EO 13571)`, `“Title,” EO 13571`
fn before_in_quotes(text: &str, at: usize) -> Option<Span> {
    let before = crate::ground::boundary::tail(text.get(..at)?, MAX_TITLE);
    let open = before.trim_end_matches([' ', '(', ',']);
    let inner = open.strip_suffix(['”', '"']).filter(|_| open.len() < before.len())?;
    let start = inner.rfind(['“', '"'])?;
    let mark = inner.get(start..)?.chars().next()?;
    let words = inner.get(start + mark.len_utf8()..)?;
    let end = at - before.len() + inner.len();
    let words = words.trim_end_matches([',', '.', ' ']);
    let from = end - inner.len() + start + mark.len_utf8();
    is_title(words).then(|| Span::new(from, from + words.len()))
}

/// `[EO 13571, Streamlining …](…)`, `# EO 13571: Streamlining …`: from the mark up to a bracket or the end.
fn rest_of_label(text: Text<'_>, citing: &Citing) -> Option<Span> {
    let block = text.blocks.get(text.block_at(citing.span.start)?)?;
    let link = text.link_around(citing.span).map(|(words, _)| words);
    let mut labels = link.into_iter().chain([block.words(text.text)]);
    let label = labels.find(|label| label.start == citing.span.start)?;
    let behind = head(text.text.get(citing.whole.end..label.end)?, MAX_TITLE);
    let lead = behind.len() - behind.trim_start_matches([' ', ',', ':', '–', '—', '-', '\u{a0}']).len();
    let marked = behind.get(..lead).is_some_and(|lead| lead.contains([',', ':', '–', '—', '-']));
    let words = behind.get(lead..).filter(|_| marked && lead <= 6)?;
    let words = words.split([';', '(']).next()?.split(". ").next()?.trim_end_matches(['.', ',', ' ']);
    let start = citing.whole.end + lead;
    (is_title(words) && words.split_whitespace().nth(2).is_some())
        .then(|| Span::new(start, start + words.len()))
}

fn is_title(words: &str) -> bool {
    words.split_whitespace().nth(1).is_some()
        && is_set_as_title(words)
        && words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// Whether a title is another policy's, or has no word of the policy's own.
fn wrong_title(
    profile: &Profile,
    index: &Index,
    known: &Known,
    text: Text<'_>,
    citing: &Citing,
    p: PolicyIx,
    span: Span,
) -> Option<Wrong> {
    let (printed, own) = (span.of(text.text), known.titles_of(p));
    // Of what names policies or days by itself no title is known: "8960 of December 6, 1941".
    let names_another =
        !profile.schemes.find_in(printed).is_empty() || profile.dates.find_in(printed).next().is_some();
    // What no source describes has a title only by hearsay.
    let described = !index.policy(p).title.is_empty() && index.covered_until(p).is_some();
    let key = |title: &str| profile.wording.title_key(title).0;
    if names_another || !described || own.iter().any(|title| key(title) == key(printed)) {
        return None;
    }
    let name = index.policy(p).name();
    let title = index.policy(p).title;
    let other = known.titled(&profile.wording, printed, None).filter(|q| *q != p);
    let alike = |title: &String| shared(profile, printed, title);
    let other = other.filter(|_| own.iter().map(alike).all(|(shared, all)| shared * 5 < all * 3));
    if let Some(identifier) = other.map(|q| index.policy(q).identifier).filter(|i| !i.is_empty()) {
        let message = format!("“{printed}” is {identifier}; {name} is “{title}”");
        return Some(Wrong {
            rule: Rule::WrongNumber,
            span: citing.span,
            message,
            right: Some(identifier.to_owned()),
        });
    }
    if own.iter().any(|title| alike(title).0 > 0) {
        return None;
    }
    let enough = |title: &str| content(profile, title).len() >= 2;
    let sure = enough(printed) && own.iter().any(|title| enough(title));
    let message = format!("{name} is “{title}”, not “{printed}”");
    sure.then(|| Wrong { rule: Rule::WrongTitle, span, message, right: Some(title.to_owned()) })
}

/// How many of the words that tell something two titles share, and how many they have together.
fn shared(profile: &Profile, one: &str, other: &str) -> (usize, usize) {
    let (one, other) = (content(profile, one), content(profile, other));
    (one.intersection(&other).count(), one.union(&other).count())
}

/// The longer words of a title by their first letters, so that "Implementing" is "Implementation"; small words left out.
fn content(profile: &Profile, title: &str) -> BTreeSet<String> {
    const STEM: usize = 6;
    let words = title.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    let told = words.filter(|w| w.chars().count() > 3 && !profile.lint.small.contains(w));
    told.map(|w| w.chars().take(STEM).collect()).collect()
}

/// Whether a date is not that of the policy: of a policy whose day is sure, and printed so that it can be no other's.
fn wrong_date(
    profile: &Profile,
    index: &Index,
    text: Text<'_>,
    citing: &Citing,
    p: PolicyIx,
    (span, date): (Span, PartialDate),
) -> Option<Wrong> {
    let gap = text.text.get(citing.span.end..span.start)?.trim();
    let closed = text.text.get(span.end..)?.starts_with(')');
    let own = gap.starts_with('(') && closed || gap.chars().any(char::is_alphabetic);
    let issued = index.issued(p);
    let day = issued.earliest().filter(|day| issued.latest() == Some(*day))?;
    let known = index.editions_of(p).any(|edition| is_within(edition, date));
    if !own || known || is_within(issued, date) || is_near(day, date) || index.covered_until(p).is_none() {
        return None;
    }
    let name = index.policy(p).name();
    let message = format!("{name} is of {day}, not of {date}");
    Some(Wrong {
        rule: Rule::WrongDate,
        span,
        message,
        right: printed_alike(profile, span.of(text.text), day, date),
    })
}

/// Whether a printed date stands between those of the policies with the numbers before and after, and that of the policy
/// itself does not: its source has a misprint then, as the Federal Register's table has of EO 10276.
fn fits_better(
    profile: &Profile,
    index: &Index,
    known: &Known,
    number: &Identifier,
    p: PolicyIx,
    printed: PartialDate,
) -> bool {
    let day = |n: Option<u32>| {
        let number = Identifier { scheme: number.scheme, number: n?.to_string().into() };
        index.issued(known.numbered(profile, &number)?).earliest()
    };
    let Ok(n) = number.number.parse::<u32>() else { return false };
    let (Some(before), Some(after)) = (day(n.checked_sub(1)), day(n.checked_add(1))) else { return false };
    let own = index.issued(p).earliest().is_some_and(|own| before <= own && own <= after);
    !own && before <= printed.latest() && printed.earliest() <= after
}

fn is_within(days: Interval, date: PartialDate) -> bool {
    days.possibly_by(date.latest()) && days.latest().is_none_or(|last| last >= date.earliest())
}

/// Whether a date can be that of the publication.
fn is_near(day: NaiveDate, date: PartialDate) -> bool {
    let after = (date.earliest() - day).num_days();
    let before = (day - date.latest()).num_days();
    (0..=PUBLISHED_WITHIN).contains(&after) || (0..=1).contains(&before)
}

/// A day as the date beside it is printed, where that names a month.
fn printed_alike(profile: &Profile, printed: &str, day: NaiveDate, date: PartialDate) -> Option<String> {
    use chrono::Datelike;
    let month = profile.dates.month_name(day.month())?;
    let was = profile.dates.month_name(date.earliest().month())?;
    let alike = date.precision() == Precision::Day && printed.starts_with(was);
    alike.then(|| format!("{month} {}, {}", day.day(), day.year()))
}
