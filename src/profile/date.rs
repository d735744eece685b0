//! Dates as texts print them.
//!
//! Read: `June 15, 2011`, `June 2011`, `15 June 2011`, `Sept. 3, 1998`, `6/15/2017` (month first, as the United
//! States write it), `2011-06-15`. A bare year is not read here: too many numbers look like one.

use crate::ground::{Pattern, Span};
use crate::model::PartialDate;

/// A date in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateHit {
    /// Where, as bytes.
    pub span: Span,
    /// The date; `None` where the calendar has no such day (February 30, 13/45/2017).
    pub date: Option<PartialDate>,
}

const MONTHS: &str = "January|February|March|April|May|June|July|August|September|October|November|December|\
                      Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|\
                      JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER";

static DATE: Pattern = Pattern::new(&[
    r"(?x)(?-u:\b)(?:
            (?P<m1>",
    MONTHS,
    r")\.?[\s\u{a0}]+(?P<d1>[0-9]{1,2})(?:st|nd|rd|th)?[\s\u{a0}]*[,.;]?[\s\u{a0}]*(?P<y1>[0-9]{4})
          | (?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?[\s\u{a0}]+(?P<m2>",
    MONTHS,
    r")\.?,?[\s\u{a0}]+(?P<y2>[0-9]{4})
          | (?P<m3>",
    MONTHS,
    r")\.?,?[\s\u{a0}]+(?:of[\s\u{a0}]+)?(?P<y3>[0-9]{4})
          | (?P<m4>[0-9]{1,2})/(?P<d4>[0-9]{1,2})/(?P<y4>[0-9]{4})
          | (?P<y5>[0-9]{4})-(?P<m5>[0-9]{2})-(?P<d5>[0-9]{2})
        )(?-u:\b)",
]);

/// The number of a month by its English name or abbreviation, 1 to 12.
#[must_use]
pub fn month(name: &str) -> Option<u32> {
    let key = name.get(..3)?.to_ascii_lowercase();
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        .iter()
        .position(|m| *m == key)
        .and_then(|i| u32::try_from(i + 1).ok())
}

/// A day with a year of two digits and nothing else: `01/24/25`, `7/2/07`, month first. Years above 50 are of the last
/// century. Only where a line or a bracket holds nothing else is such a number a date.
#[must_use]
pub fn short(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('/');
    let mut part = |longest: usize| {
        let digits = parts.next()?;
        let plain = (1..=longest).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| plain)
    };
    let (month, day, year) = (part(2)?, part(2)?, part(2)?);
    if parts.next().is_some() || text.rsplit('/').next().is_none_or(|y| y.len() != 2) {
        return None;
    }
    let century = if year > 50 { 1900 } else { 2000 };
    PartialDate::from_ymd(century + i32::try_from(year).ok()?, month, day)
}

/// Every date of a text, left to right, without overlaps; linear in the text.
pub fn find_in(text: &str) -> impl Iterator<Item = DateHit> + '_ {
    DATE.captures_iter(text).map(|captures| {
        let part = |name: &str| captures.name(name).map(|m| m.as_str());
        let number = |name: &str| part(name).and_then(|s| s.parse::<u32>().ok());
        let year = |name: &str| part(name).and_then(|s| s.parse::<i32>().ok());
        let named = |name: &str| part(name).and_then(month);
        let date = if let Some(y) = year("y1") {
            named("m1").zip(number("d1")).and_then(|(m, d)| PartialDate::from_ymd(y, m, d))
        } else if let Some(y) = year("y2") {
            named("m2").zip(number("d2")).and_then(|(m, d)| PartialDate::from_ymd(y, m, d))
        } else if let Some(y) = year("y3") {
            named("m3").and_then(|m| PartialDate::from_ym(y, m))
        } else if let Some(y) = year("y4") {
            number("m4").zip(number("d4")).and_then(|(m, d)| PartialDate::from_ymd(y, m, d))
        } else {
            year("y5")
                .zip(number("m5").zip(number("d5")))
                .and_then(|(y, (m, d))| PartialDate::from_ymd(y, m, d))
        };
        let span = captures.get(0).map_or_else(Span::default, |m| m.range().into());
        DateHit { span, date }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        find_in(text).map(|hit| hit.date.map_or_else(|| "none".to_owned(), |d| d.to_string())).collect()
    }

    #[test]
    fn dates_in_the_forms_that_documents_print() {
        assert_eq!(read("June 15, 2011 and June 2011"), ["2011-06-15", "2011-06"]);
        assert_eq!(read("15 June 2011; Sept. 3, 1998; May 2012"), ["2011-06-15", "1998-09-03", "2012-05"]);
        assert_eq!(read("6/15/2017: Eliminated; 2011-06-15"), ["2017-06-15", "2011-06-15"]);
        assert_eq!(read("October       28, 1941; October; 28, 1941"), ["1941-10-28"]);
        assert_eq!(read("November;  9, 1953"), Vec::<String>::new());
    }

    #[test]
    fn years_of_two_digits() {
        let day = |text: &str| short(text).map(|d| d.to_string());
        assert_eq!(day("7/2/07").as_deref(), Some("2007-07-02"));
        assert_eq!(day("10/20/93").as_deref(), Some("1993-10-20"));
        for text in ["13/2/07", "7/2/2007", "7/2", "1/2/3", "7/2/07/1", "a/2/07"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn impossible_days_are_found_and_told() {
        assert_eq!(read("February 30, 2011; 13/45/2017; 2011-02-30"), ["none", "none", "none"]);
    }

    #[test]
    fn no_dates_in_other_numbers() {
        assert_eq!(
            read("May 20 people; 44 U.S.C. 3552; 1/2/3; mayor 1995; Decade 2010"),
            Vec::<String>::new()
        );
    }
    proptest! {
        #[test]
        fn every_day_is_read_in_every_form(year in 1700_i32..2200, month in 1_u32..=12, day in 1_u32..=31) {
            let name = MONTHS.split('|').nth(month as usize - 1).unwrap_or("");
            let expected = PartialDate::from_ymd(year, month, day).map_or_else(|| "none".to_owned(), |d| d.to_string());
            for printed in [
                format!("{name} {day}, {year}"),
                format!("{day} {name} {year}"),
                format!("{month}/{day}/{year}"),
                format!("{year}-{month:02}-{day:02}"),
            ] {
                prop_assert_eq!(read(&printed), vec![expected.clone()], "{}", printed);
            }
        }

        #[test]
        fn spans_hold_what_was_read(text in "(January|Feb\\.|[0-9]{1,4}|[ ,/-]|é|of){0,12}") {
            let mut end = 0;
            for hit in find_in(&text) {
                prop_assert!(hit.span.start >= end && text.get(hit.span.start..hit.span.end).is_some_and(|t| !t.is_empty()));
                end = hit.span.end;
            }
        }
    }
}
