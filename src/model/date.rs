//! A date at the precision at which it is known.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar date of which the day, or the day and the month, may be unknown.
///
/// Years run from 1 to 9999. The order is by [`PartialDate::earliest`], coarser before finer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: u16,
    /// 1 to 12, or 0 where unknown.
    month: u8,
    /// 1 to 31, or 0 where unknown.
    day: u8,
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `1995`
    Year,
    /// `1995-03`
    Month,
    /// `1995-03-22`
    Day,
}

impl PartialDate {
    /// A year alone; `None` outside 1 to 9999.
    #[must_use]
    pub fn from_y(year: i32) -> Option<Self> {
        let year = u16::try_from(year).ok().filter(|y| (1..=9999).contains(y))?;
        Some(Self { year, month: 0, day: 0 })
    }

    /// A month of a year; `None` where there is no such month.
    #[must_use]
    pub fn from_ym(year: i32, month: u32) -> Option<Self> {
        let month = u8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
        Some(Self { month, ..Self::from_y(year)? })
    }

    /// A day; `None` where the calendar has no such day (February 30).
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day)?;
        Some(Self { day: u8::try_from(day).ok()?, ..Self::from_ym(year, month)? })
    }

    /// Reads the ISO 8601 form: `1995`, `1995-03` or `1995-03-22`, nothing before or after it.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let digits = |s: &str, n: usize| {
            (s.len() == n && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().ok())?
        };
        let mut parts = text.split('-');
        let year = i32::try_from(digits(parts.next()?, 4)?).ok()?;
        let month = parts.next();
        let day = parts.next();
        if parts.next().is_some() {
            return None;
        }
        match (month, day) {
            (None, _) => Self::from_y(year),
            (Some(m), None) => Self::from_ym(year, digits(m, 2)?),
            (Some(m), Some(d)) => Self::from_ymd(year, digits(m, 2)?, digits(d, 2)?),
        }
    }

    /// Reads the lexical form of `xsd:date`, `xsd:dateTime`, `xsd:gYearMonth` or `xsd:gYear` (XML Schema 1.1, part 2): the
    /// calendar day, month or year as it is written, whatever time and time zone stand beside it.
    #[must_use]
    pub fn from_xsd(text: &str) -> Option<Self> {
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
        if let Some(time) = time {
            let is_time = is_clock(without_zone(time));
            return Self::from_iso(day).filter(|d| d.precision() == Precision::Day && is_time);
        }
        Self::from_iso(without_zone(day))
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// How much is known.
    #[must_use]
    pub const fn precision(self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }

    /// The first day that it can be: `2011-06` gives 2011-06-01.
    #[must_use]
    pub fn earliest(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), u32::from(self.month.max(1)), u32::from(self.day.max(1)))
            .unwrap_or_default()
    }

    /// The last day that it can be: `2011-06` gives 2011-06-30.
    #[must_use]
    pub fn latest(self) -> NaiveDate {
        let first = self.earliest();
        let span = match self.precision() {
            Precision::Day => return first,
            Precision::Month => Months::new(1),
            Precision::Year => Months::new(12),
        };
        first.checked_add_months(span).and_then(|d| d.checked_sub_days(Days::new(1))).unwrap_or(first)
    }

    /// Whether both can be the same day: one lies within the other.
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        self.earliest() <= other.latest() && other.earliest() <= self.latest()
    }
}

/// A lexical form without its time zone, `Z` or `+02:00`.
fn without_zone(text: &str) -> &str {
    if let Some(rest) = text.strip_suffix('Z') {
        return rest;
    }
    let zone = text.len().checked_sub("+02:00".len()).and_then(|at| text.split_at_checked(at));
    let is_zone = |zone: &str| {
        let (hours, minutes) = zone.get(1..)?.split_once(':')?;
        let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
        (zone.starts_with(['+', '-']) && hours <= 14 && minutes <= 59).then_some(())
    };
    match zone {
        Some((rest, zone)) if is_zone(zone).is_some() => rest,
        _ => text,
    }
}

/// Whether a text is a time of day: `00:00:00`, `23:59:59.5`, `24:00:00`.
fn is_clock(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let is_fraction = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (whole == "24:00:00" || chrono::NaiveTime::parse_from_str(whole, "%H:%M:%S").is_ok())
        && whole.len() == "00:00:00".len()
        && fraction.is_none_or(is_fraction)
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        Self {
            year: u16::try_from(date.year().clamp(1, 9999)).unwrap_or(1),
            month: u8::try_from(date.month()).unwrap_or(1),
            day: u8::try_from(date.day()).unwrap_or(1),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision() {
            Precision::Year => write!(f, "{:04}", self.year),
            Precision::Month => write!(f, "{:04}-{:02}", self.year, self.month),
            Precision::Day => write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::from_iso(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("expected an ISO date, found {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_ends_with_its_month_or_year() {
        let last = |iso: &str| PartialDate::from_iso(iso).map(|d| d.latest().to_string());
        assert_eq!(last("2011-06").as_deref(), Some("2011-06-30"));
        assert_eq!(last("2012-02").as_deref(), Some("2012-02-29"));
        assert_eq!(last("1900-02").as_deref(), Some("1900-02-28"));
        assert_eq!(last("1995").as_deref(), Some("1995-12-31"));
        assert_eq!(last("9999").as_deref(), Some("9999-12-31"));
    }

    #[test]
    fn the_day_is_that_which_is_written_in_its_time_zone() {
        let day = PartialDate::from_iso("2012-03-05");
        for text in [
            "2012-03-05",
            "2012-03-05Z",
            "2012-03-05+14:00",
            " 2012-03-05-05:00\n",
            "2012-03-05T00:00:00+02:00",
            "2012-03-05T23:59:59.999Z",
            "2012-03-05T24:00:00",
        ] {
            assert_eq!(PartialDate::from_xsd(text), day, "{text}");
        }
        assert_eq!(PartialDate::from_xsd("2012-03Z"), PartialDate::from_iso("2012-03"));
        assert_eq!(PartialDate::from_xsd("2012+01:00"), PartialDate::from_iso("2012"));
        for text in [
            "2012-03-05T",
            "2012-03T00:00:00",
            "2012-03-05T25:00:00",
            "2012-03-05+15:00",
            "-2012-03-05",
            "2012-03-05ZZ",
        ] {
            assert_eq!(PartialDate::from_xsd(text), None, "{text}");
        }
    }

    #[test]
    fn there_is_no_february_30() {
        assert_eq!(PartialDate::from_iso("2011-02-30"), None);
        assert_eq!(PartialDate::from_iso("2011-13"), None);
        assert_eq!(PartialDate::from_iso("0000"), None);
        assert_eq!(PartialDate::from_iso("11-2-3"), None);
    }
}
