//! When something happened, as far as it is known.

use crate::model::PartialDate;
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// The days on which one event can have happened, both ends included.
///
/// A date printed as a month is the interval of its days; an end that is not known is open, so a
/// date that is not known at all possibly lies before any day and certainly before none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// Day 1 is January 1 of year 1; [`Interval::OPEN_EARLIEST`] where the end is open.
    earliest: i32,
    /// Likewise, [`Interval::OPEN_LATEST`].
    latest: i32,
}

impl Interval {
    /// No date at all.
    pub const UNKNOWN: Self = Self { earliest: Self::OPEN_EARLIEST, latest: Self::OPEN_LATEST };
    pub(crate) const OPEN_EARLIEST: i32 = i32::MIN;
    pub(crate) const OPEN_LATEST: i32 = i32::MAX;

    /// The interval from `earliest` to `latest`; `None` leaves an end open. Ends in the wrong order
    /// are swapped.
    #[must_use]
    pub fn new(earliest: Option<NaiveDate>, latest: Option<NaiveDate>) -> Self {
        Self::from_days(
            earliest.map_or(Self::OPEN_EARLIEST, |d| d.num_days_from_ce()),
            latest.map_or(Self::OPEN_LATEST, |d| d.num_days_from_ce()),
        )
    }

    pub(crate) const fn from_days(earliest: i32, latest: i32) -> Self {
        if earliest <= latest || earliest == Self::OPEN_EARLIEST || latest == Self::OPEN_LATEST {
            Self { earliest, latest }
        } else {
            Self { earliest: latest, latest: earliest }
        }
    }

    /// The first day that it can be.
    #[must_use]
    pub fn earliest(self) -> Option<NaiveDate> {
        date(self.earliest)
    }

    /// The last day that it can be.
    #[must_use]
    pub fn latest(self) -> Option<NaiveDate> {
        date(self.latest)
    }

    pub(crate) const fn earliest_day(self) -> i32 {
        self.earliest
    }

    pub(crate) const fn latest_day(self) -> i32 {
        self.latest
    }

    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::UNKNOWN
    }

    /// Whether it has surely happened on or before `day`.
    #[must_use]
    pub fn certainly_by(self, day: NaiveDate) -> bool {
        self.latest <= day.num_days_from_ce()
    }

    /// Whether it can have happened on or before `day`.
    #[must_use]
    pub fn possibly_by(self, day: NaiveDate) -> bool {
        self.earliest <= day.num_days_from_ce()
    }

    /// The date as it was printed, where the interval is one day, month or year.
    #[must_use]
    pub fn as_partial_date(self) -> Option<PartialDate> {
        let (first, last) = (self.earliest()?, self.latest()?);
        [
            Some(PartialDate::from(first)),
            PartialDate::from_ym(first.year(), first.month()),
            PartialDate::from_y(first.year()),
        ]
        .into_iter()
        .flatten()
        .find(|d| d.earliest() == first && d.latest() == last)
    }
}

impl From<PartialDate> for Interval {
    fn from(date: PartialDate) -> Self {
        Self::new(Some(date.earliest()), Some(date.latest()))
    }
}

/// Writes `2011-04-27`, `2011-06`, `2011`, and any other interval as EDTF (ISO 8601-2) does:
/// `2011-06-03/2011-06-09`, `../2011-06-09`; `undated` where nothing is known.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_unknown() {
            return f.pad("undated");
        }
        if let Some(date) = self.as_partial_date() {
            return f.pad(&date.to_string());
        }
        let end = |d: Option<NaiveDate>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
        f.pad(&format!("{}/{}", end(self.earliest()), end(self.latest())))
    }
}

fn date(day: i32) -> Option<NaiveDate> {
    if day == Interval::OPEN_EARLIEST || day == Interval::OPEN_LATEST {
        return None;
    }
    NaiveDate::from_num_days_from_ce_opt(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(iso: &str) -> Interval {
        PartialDate::from_iso(iso).unwrap().into()
    }

    #[test]
    fn prints_the_precision_that_is_known() {
        for iso in ["2011-04-27", "2011-06", "2012-02", "2011"] {
            assert_eq!(of(iso).to_string(), iso);
        }
        let day = |d| NaiveDate::from_ymd_opt(2011, 6, d);
        assert_eq!(Interval::new(day(3), day(9)).to_string(), "2011-06-03/2011-06-09");
        assert_eq!(Interval::new(day(9), day(3)).to_string(), "2011-06-03/2011-06-09");
        assert_eq!(Interval::new(None, day(9)).to_string(), "../2011-06-09");
        assert_eq!(Interval::UNKNOWN.to_string(), "undated");
    }

    #[test]
    fn an_unknown_date_is_possible_on_any_day_and_certain_on_none() {
        let day = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        assert!(Interval::UNKNOWN.possibly_by(day));
        assert!(!Interval::UNKNOWN.certainly_by(NaiveDate::MAX));
    }
}
