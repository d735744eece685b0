//! Citations in running text: by number, by kind and date, by popular name.
//!
//! Find first, resolve later: nothing here decides which citations are the same policy.

mod act;
mod code;
mod dated;
pub mod locate;
mod number;
mod reference;

pub use reference::{Reach, Reference, references};

use crate::ground::{Span, WorkCounter};
use crate::model::{BodyIx, Identifier, PartialDate};
use crate::profile::DateHit;
use crate::profile::{List, Profile, Role};
use chrono::Datelike;

/// A policy named in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The words that name it, as bytes of the text.
    pub span: Span,
    /// Which policy.
    pub cited: Cited,
    /// The date printed with it: "EO 13233 of November 1, 2001", "EO 13571, April 27, 2011". Its span lies behind
    /// [`Citation::span`], but for [`Cited::Dated`], whose span holds it.
    pub date: Option<(Span, PartialDate)>,
}

impl Citation {
    /// From the first word to the end of the date.
    #[must_use]
    pub fn whole(&self) -> Span {
        Span::new(self.span.start, self.date.map_or(self.span.end, |(span, _)| span.end.max(self.span.end)))
    }
}

/// By what a citation names its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cited {
    /// A number.
    Number(Identifier),
    /// Kind and date: "Executive order of June 10, 1902". The date is the citation's.
    Dated {
        /// Index into `profile.citations.dated`, which tells kind and body.
        row: usize,
        /// Its subject, where that is printed between: "Environmentally Beneficial Landscaping".
        about: Option<String>,
        /// Another body that issued it, where its name stands right before: "the OPM Memorandum of January 29, 2015".
        by: Option<BodyIx>,
    },
    /// A popular name: "Chief Financial Officers Act of 1990".
    Act {
        /// The name as printed, without the article.
        title: String,
        /// The year in the name.
        year: Option<i32>,
        /// An acronym that a parenthesis defines: "(the PRA)".
        acronym: Option<String>,
        /// The number that a parenthesis gives: "(Public Law 111-352)".
        number: Option<Identifier>,
    },
}

/// Every citation of a text, left to right, without overlaps; linear in the text.
#[must_use]
pub fn find_in(profile: &Profile, text: &str) -> Vec<Citation> {
    find_counted(profile, text, &WorkCounter::default())
}

fn find_counted(profile: &Profile, text: &str, looks: &WorkCounter) -> Vec<Citation> {
    let dates: Vec<DateHit> = profile.dates.find_in(text).collect();
    looks.at(text.len());
    // At one place the first of these wins: a list of sections, a name, a number, kind and date.
    let mut found = merge(code::find_in(profile, text, looks), act::find_in(profile, text, looks));
    let numbers = profile.schemes.find_counted(text, looks).into_iter();
    let numbers = numbers.map(|(span, id)| Citation { span, cited: Cited::Number(id), date: None }).collect();
    found = absorb(profile, text, found, numbers, looks);
    found = merge(found, dated::find_in(profile, text, &dates, looks));
    found = dated::numbered(profile, text, found, looks);
    attach_dates(profile, text, &mut found, &dates, looks);
    read_on(profile, text, found, looks)
}

/// Both lists in one, by place; where two overlap, the one of `first` stays.
fn merge(first: Vec<Citation>, second: Vec<Citation>) -> Vec<Citation> {
    let mut merged = Vec::with_capacity(first.len() + second.len());
    let mut second = second.into_iter().peekable();
    let mut floor = 0;
    for citation in first {
        while let Some(other) = second.next_if(|o| o.span.start < citation.span.end) {
            if other.span.start >= floor && other.span.end <= citation.span.start {
                merged.push(other);
            }
        }
        floor = citation.span.end;
        merged.push(citation);
    }
    merged.extend(second.filter(|o| o.span.start >= floor));
    merged
}

/// Puts numbers beside names. A public law within the words of an Act, in the parenthesis right behind them, or right
/// before them, is the Act's own number; a short name beside the number is the Act's too.
fn absorb(
    profile: &Profile,
    text: &str,
    names: Vec<Citation>,
    numbers: Vec<Citation>,
    looks: &WorkCounter,
) -> Vec<Citation> {
    let is_law = |c: &Citation| matches!(&c.cited, Cited::Number(id) if profile.schemes.get(id.scheme).role == Some(Role::Law));
    let mut merged: Vec<Citation> = Vec::with_capacity(names.len() + numbers.len());
    let mut numbers = numbers.into_iter().peekable();
    let mut floor = 0;
    for mut name in names {
        while let Some(number) = numbers.next_if(|n| n.span.end <= name.span.start) {
            if number.span.start >= floor {
                merged.push(number);
            }
        }
        if name.span.start < floor {
            continue;
        }
        if matches!(name.cited, Cited::Act { .. }) {
            // "Public Law 113-101 Federal Canal Buying Act"
            let before =
                merged.pop_if(|n| is_law(n) && number::leads(profile, text, n.span, name.span.start));
            let gap = number::gap(profile, text, name.span.end, looks);
            let own = numbers.next_if(|n| {
                matches!(n.cited, Cited::Number(_))
                    && (n.span.overlaps(name.span)
                        || before.is_none() && is_law(n) && gap > 0 && n.span.start <= name.span.end + gap)
            });
            number::attach(profile, text, &mut name, own.or(before), looks);
        }
        floor = name.span.end;
        while numbers.next_if(|n| n.span.start < floor).is_some() {}
        merged.push(name);
    }
    merged.extend(numbers);
    merged
}

/// Gives each citation the date that is printed right behind it.
fn attach_dates(
    profile: &Profile,
    text: &str,
    found: &mut [Citation],
    dates: &[DateHit],
    looks: &WorkCounter,
) {
    let mut dates = dates.iter().peekable();
    for citation in found.iter_mut().filter(|c| c.date.is_none()) {
        while dates.next_if(|d| d.span.start < citation.span.end).is_some() {}
        let Some(next) = dates.peek() else { return };
        let gap = text.get(citation.span.end..next.span.start).unwrap_or("");
        looks.at(gap.len().min(17));
        // Longer than the longest of these: another matter.
        if gap.len() <= 16 && leads_to_date(profile, gap) {
            citation.date = next.date.filter(|date| is_of(citation, *date)).map(|date| (next.span, date));
        }
    }
}

/// Whether words between a citation and a date say that the date is the policy's: nothing, a comma, a bracket, "dated".
fn leads_to_date(profile: &Profile, gap: &str) -> bool {
    let gap = crate::ground::fold_space(gap);
    matches!(gap.as_str(), "" | "," | "(") || profile.wording.has(List::BeforeDate, &gap)
}

/// Whether a date can be that of an Act with a year in its name: in that year, or in the first month of the next.
fn is_of(citation: &Citation, date: PartialDate) -> bool {
    let Cited::Act { year: Some(year), .. } = &citation.cited else { return true };
    date.year() == *year || date.year() == year + 1 && date.earliest().month() == 1
}

/// Reads lists of sections on behind their title.
fn read_on(profile: &Profile, text: &str, found: Vec<Citation>, looks: &WorkCounter) -> Vec<Citation> {
    let mut all = Vec::with_capacity(found.len());
    let mut found = found.into_iter().peekable();
    while let Some(citation) = found.next() {
        all.push(citation);
        let limit = found.peek().map_or(text.len(), |next| next.span.start);
        code::read_on(profile, text, &mut all, limit, looks);
    }
    all
}

#[cfg(test)]
mod tests;
