//! Dates as texts print them.
//!
//! In: the months of a language (`dates.toml`) and the order of figures of a jurisdiction (`printing.toml`). Read: `June 15,
//! 2011`, `June 2011`, `15 June 2011`, `Sept. 3, 1998`, `6/15/2017` in the order that the jurisdiction writes, `2011-06-15`. A
//! bare year is not read here: too many numbers look like one.

use super::ProfileError;
use super::data::ProfileFile;
use crate::ground::{Pattern, Span};
use crate::model::PartialDate;
use serde::Deserialize;

/// A date in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateHit {
    /// Where, as bytes.
    pub span: Span,
    /// The date; `None` where the calendar has no such day (February 30, 13/45/2017).
    pub date: Option<PartialDate>,
}

/// In which order figures stand in `6/15/2017`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `6/15/2017`
    MonthDayYear,
    /// `15/6/2017`
    DayMonthYear,
}

/// The file of the language.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    months: Vec<Vec<String>>,
    ordinals: Vec<String>,
    of: Vec<String>,
}

/// How dates are printed.
#[derive(Debug)]
pub struct Dates {
    pattern: Pattern,
    /// Each month's names in small letters: in full, then abbreviated.
    months: Vec<Vec<String>>,
    /// Each month's name as printed.
    names: Vec<String>,
    order: Option<DateOrder>,
}

impl Dates {
    /// Reads the months of a language; without any, only dates in figures are read, and those with slashes only where an
    /// order is told.
    pub(super) fn parse(file: ProfileFile<'_>, order: Option<DateOrder>) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let rows: File = file.parse()?;
        if !rows.months.is_empty() && (rows.months.len() != 12 || rows.months.iter().any(Vec::is_empty)) {
            let found = rows.months.len();
            return Err(wrong(format!("months: expected twelve, each with its name, found {found}")));
        }
        let pattern = file.pattern(rows.pattern(order)).map_err(wrong)?;
        let small = |names: &Vec<String>| names.iter().map(|n| n.to_lowercase()).collect();
        let names = rows.months.iter().filter_map(|names| names.first().cloned()).collect();
        Ok(Self { pattern, months: rows.months.iter().map(small).collect(), names, order })
    }

    /// The number of a month by its name or abbreviation, whatever the case, 1 to 12.
    #[must_use]
    pub fn month(&self, name: &str) -> Option<u32> {
        let lower = name.to_lowercase();
        let at = self.months.iter().position(|names| names.contains(&lower))?;
        u32::try_from(at + 1).ok()
    }

    /// The name of a month, 1 to 12, as printed.
    #[must_use]
    pub fn month_name(&self, month: u32) -> Option<&str> {
        self.names.get(usize::try_from(month.checked_sub(1)?).ok()?).map(String::as_str)
    }

    /// The names of the months in small letters, from the first month on: in full, then abbreviated.
    pub(crate) fn months(&self) -> &[Vec<String>] {
        &self.months
    }

    /// A day with a year of two digits and nothing else: `01/24/25`, `7/2/07`. Years above 50 are of the last century. Only
    /// where a line or a bracket holds nothing else is such a number a date.
    #[must_use]
    pub fn short(&self, text: &str) -> Option<PartialDate> {
        let mut parts = text.split('/');
        let mut part = |longest: usize| {
            let digits = parts.next()?;
            let plain = (1..=longest).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|_| plain)
        };
        let (first, second, year) = (part(2)?, part(2)?, part(2)?);
        if parts.next().is_some() || text.rsplit('/').next().is_none_or(|y| y.len() != 2) {
            return None;
        }
        let (month, day) = match self.order? {
            DateOrder::MonthDayYear => (first, second),
            DateOrder::DayMonthYear => (second, first),
        };
        let century = if year > 50 { 1900 } else { 2000 };
        PartialDate::from_ymd(century + i32::try_from(year).ok()?, month, day)
    }

    /// Every date of a text, left to right, without overlaps; linear in the text.
    pub fn find_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = DateHit> + 't {
        self.pattern.captures_iter(text).map(|captures| {
            let part = |name: &str| captures.name(name).map(|m| m.as_str());
            let number = |name: &str| part(name).and_then(|s| s.parse::<u32>().ok());
            let year = |name: &str| part(name).and_then(|s| s.parse::<i32>().ok());
            let named = |name: &str| part(name).and_then(|m| self.month(m));
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

    /// Whether the words are a date and little else: `February 6, 1953`, `November 9, 1941, 5 p.m.`, `Octoter 3, 1940`.
    #[must_use]
    pub fn is_date(&self, words: &str) -> bool {
        if words.len() > 40 || words.split_whitespace().nth(5).is_some() {
            return false;
        }
        if let Some(hit) = self.find_in(words).next() {
            return hit.span.start <= 4;
        }
        // A misprinted month: a word, a day, a year.
        let mut parts = words.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
        let month = parts.next().is_some_and(|p| p.len() >= 3 && p.chars().all(char::is_alphabetic));
        let day = parts.next().is_some_and(|p| p.len() <= 4 && p.starts_with(|c: char| c.is_ascii_digit()));
        let year = parts.next().is_some_and(|p| p.len() == 4 && p.bytes().all(|b| b.is_ascii_digit()));
        month && day && year
    }
}

impl File {
    /// The expression that finds dates; groups `m`, `d` and `y` with a number for each form.
    fn pattern(&self, order: Option<DateOrder>) -> String {
        let full = self.months.iter().filter_map(|names| names.first().cloned());
        let short = self.months.iter().flat_map(|names| names.iter().skip(1).cloned());
        let capitals = self.months.iter().filter_map(|names| names.first().map(|n| n.to_uppercase()));
        let any = |words: &mut dyn Iterator<Item = String>| {
            words.map(|w| regex::escape(&w)).collect::<Vec<_>>().join("|")
        };
        let months = any(&mut full.chain(short).chain(capitals));
        let mut forms = Vec::new();
        if !months.is_empty() {
            let ordinal = format!("(?:{})?", any(&mut self.ordinals.iter().cloned()));
            let of = format!(r"(?:(?:{})[\s\u{{a0}}]+)?", any(&mut self.of.iter().cloned()));
            forms.push(format!(
                r"(?P<m1>{months})\.?[\s\u{{a0}}]+(?P<d1>[0-9]{{1,2}}){ordinal}[\s\u{{a0}}]*[,.;]?[\s\u{{a0}}]*(?P<y1>[0-9]{{4}})"
            ));
            forms.push(format!(
                r"(?P<d2>[0-9]{{1,2}}){ordinal}[\s\u{{a0}}]+(?P<m2>{months})\.?,?[\s\u{{a0}}]+(?P<y2>[0-9]{{4}})"
            ));
            forms.push(format!(r"(?P<m3>{months})\.?,?[\s\u{{a0}}]+{of}(?P<y3>[0-9]{{4}})"));
        }
        forms.extend(order.map(|order| {
            let (first, second) = match order {
                DateOrder::MonthDayYear => ("m4", "d4"),
                DateOrder::DayMonthYear => ("d4", "m4"),
            };
            format!(r"(?P<{first}>[0-9]{{1,2}})/(?P<{second}>[0-9]{{1,2}})/(?P<y4>[0-9]{{4}})")
        }));
        forms.push(r"(?P<y5>[0-9]{4})-(?P<m5>[0-9]{2})-(?P<d5>[0-9]{2})".to_owned());
        format!(r"(?-u:\b)(?:{})(?-u:\b)", forms.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dates() -> &'static Dates {
        &crate::profile::Profile::united_states().unwrap().dates
    }

    fn read(text: &str) -> Vec<String> {
        dates()
            .find_in(text)
            .map(|hit| hit.date.map_or_else(|| "none".to_owned(), |d| d.to_string()))
            .collect()
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
        let day = |text: &str| dates().short(text).map(|d| d.to_string());
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

    #[test]
    fn another_language_has_other_months_and_another_order() {
        let months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
        let months: Vec<String> = months.split(' ').map(|m| format!("[\"{m}\"]")).collect();
        let file = format!("months = [{}]\nordinals = [\"er\"]\n", months.join(", "));
        let read = |text| ProfileFile::read("dates.toml", text);
        let french = Dates::parse(read(&file), Some(DateOrder::DayMonthYear)).unwrap();
        let dates = |text: &str| {
            french.find_in(text).filter_map(|h| h.date).map(|d| d.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(dates("le 1er août 1999, le 15/6/2011; June 3, 2001"), ["1999-08-01", "2011-06-15"]);
        assert_eq!(french.short("7/2/07").map(|d| d.to_string()).as_deref(), Some("2007-02-07"));
        let none = Dates::parse(read(""), None).unwrap();
        assert_eq!(none.find_in("June 3, 2001; 6/15/2011; 2011-06-15").count(), 1);
        assert!(Dates::parse(read("months = [[\"one\"]]"), None).is_err());
    }

    proptest! {
        #[test]
        fn every_day_is_read_in_every_form(year in 1700_i32..2200, month in 1_u32..=12, day in 1_u32..=31) {
            let name = &["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"][month as usize - 1];
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
            for hit in dates().find_in(&text) {
                prop_assert!(hit.span.start >= end && text.get(hit.span.start..hit.span.end).is_some_and(|t| !t.is_empty()));
                end = hit.span.end;
            }
        }
    }
}
