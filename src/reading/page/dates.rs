//! Whose the dates of a sentence are.

use super::names::NamedPolicy;
use super::window::{self, WINDOW};
use super::{Reader, set_date};
use crate::ground::Pattern;
use crate::ground::Span;
use crate::model::{DateBasis, Mention, PartialDate};
use crate::profile::{Profile, Turn};
use chrono::Datelike;

static YEAR: Pattern = Pattern::new(&[r"(?-u:\b)(?P<y>1[789]\d\d|20\d\d)(?-u:\b)"]);

impl Reader<'_> {
    /// Dates that the sentence gives its policies.
    pub(super) fn date_named(&mut self, sentence: Span, found: &[NamedPolicy]) {
        let page = self.page;
        let text = page.text.as_str();
        let dates = dates_in(self.profile, text, sentence);
        let opening = dates.first().filter(|(span, _)| {
            let head = window::before(text, sentence.start, span.start);
            sentence.start + head.len() == span.start
                && self.profile.wording.turn(Turn::DatedBefore).is_match(head)
        });
        for (i, named) in found.iter().enumerate().filter(|(_, n)| !n.refers) {
            let next = found.get(i + 1).map_or(sentence.end, |n| n.span.start);
            let behind =
                dates.get(dates.partition_point(|(s, _)| s.start < named.span.end)).filter(|(span, _)| {
                    let gap = text.get(named.span.end..span.start).filter(|g| g.len() <= WINDOW);
                    span.end <= next
                        && gap.is_some_and(|gap| self.profile.wording.turn(Turn::DatedBehind).is_match(gap))
                });
            let before = || {
                opening.filter(|(span, _)| {
                    i == 0
                        && span.end <= named.span.start
                        && opens_act(self.profile, text, sentence.start, *span, named.span)
                })
            };
            let possessive = || {
                let head = window::before(text, sentence.start, named.span.start);
                let year = self.profile.wording.turn(Turn::PossessiveYear).captures(head)?.name("y")?;
                let at = named.span.start - head.len() + year.start();
                // "the Privacy Act of 1974 and the …": the year of another name.
                let taken = found
                    .partition_point(|n| n.span.start <= at)
                    .checked_sub(1)
                    .and_then(|ix| found.get(ix))
                    .is_some_and(|n| at < n.span.end);
                let date = dates.partition_point(|(span, _)| span.start <= at).checked_sub(1);
                let date = date.and_then(|ix| dates.get(ix)).filter(|(span, _)| at < span.end);
                date.filter(|_| !taken && head.len() - year.end() < 24)
            };
            if let Some((_, date)) = behind.or_else(before).or_else(possessive).copied()
                && let Some(mention) = self.claims.mentions.get_mut(named.mention as usize)
                && in_its_year(self.profile, mention, date)
            {
                set_date(mention, date, DateBasis::Stated);
            }
        }
    }
}

/// The dates of a sentence and the years that stand alone in it, left to right.
fn dates_in(profile: &Profile, text: &str, sentence: Span) -> Vec<(Span, PartialDate)> {
    let mut dates: Vec<(Span, PartialDate)> = profile
        .dates
        .find_in(sentence.of(text))
        .filter_map(|h| h.date.map(|d| (h.span.shift(sentence.start), d)))
        .collect();
    let years = YEAR.captures_iter(sentence.of(text)).filter_map(|c| c.name("y"));
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
    dates
}

/// Whether a date can be that of an Act with a year in its name: Acts are known by the year of the bill.
pub(super) fn in_its_year(profile: &Profile, mention: &Mention, date: PartialDate) -> bool {
    let named = mention.title.as_deref().and_then(|t| profile.wording.title_key(t).1);
    // An Act of a year is signed in it, or in the first month of the next.
    let january = |year: i32| date.year() == year + 1 && date.earliest().month() == 1;
    mention.kind.as_deref() != Some("Statute")
        || named.is_none_or(|year| date.year() == year || january(year))
}

/// "In September 2023, OMB issued M-23-22", "Passed on October 12, 1998, the DMCA": the date that opens the sentence is
/// that of its first policy.
fn opens_act(profile: &Profile, text: &str, start: usize, date: Span, named: Span) -> bool {
    let participle = text.get(start..date.start).is_some_and(|h| h.trim().contains(' '));
    let gap = text.get(date.end..named.start).unwrap_or("");
    participle || gap.len() <= 2 * WINDOW && profile.names.issued.as_ref().is_some_and(|r| r.is_match(gap))
}
