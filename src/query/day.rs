//! Days as people type them.

use crate::model::PartialDate;
use crate::profile::Dates;
use chrono::NaiveDate;

/// The day that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// This one, or the days of this month or year.
    Days(PartialDate),
    /// The newest day that the sources cover.
    Newest,
    /// The day of the clock.
    Today,
}

impl Asked {
    /// The first day, of a month or a year the first one; otherwise as [`Asked::of`].
    #[must_use]
    pub fn first(self, newest: Option<NaiveDate>) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => Some(days.earliest()),
            other => other.of(newest),
        }
    }
}

impl Asked {
    /// The day itself, of a month or a year the last one; none where the newest one is asked of sources that have none.
    #[must_use]
    pub fn of(self, newest: Option<NaiveDate>) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => Some(days.latest()),
            Self::Newest => newest,
            Self::Today => Some(chrono::Local::now().date_naive()),
        }
    }
}

/// Reads `2017-06-14`, `2017-06` and `2017`, a date in the words of the language (`June 14, 2017`, `June
/// 2017`), `today` and `newest`.
///
/// # Errors
/// What was expected; of `06/07/2017`, which countries read differently, both readings.
pub fn read(text: &str, dates: &Dates) -> Result<Asked, String> {
    let typed = text.trim();
    match typed {
        "today" => return Ok(Asked::Today),
        "newest" => return Ok(Asked::Newest),
        _ => {}
    }
    if let Some(date) = PartialDate::from_iso(typed) {
        return Ok(Asked::Days(date));
    }
    let expected = "expected a day such as 2017-06-14 or June 14, 2017, a month or a year (its last day), today or newest";
    let shown = crate::ground::diag::excerpt(typed, 80);
    if let Some((month_first, day_first)) = readings(typed) {
        let told = |date: Option<NaiveDate>| date.map_or_else(|| "no day".to_owned(), |d| d.to_string());
        return Err(format!(
            "{expected}; found `{shown}`, which is {} with the month first and {} with the day first",
            told(month_first),
            told(day_first)
        ));
    }
    let mut found = dates.find_in(typed).filter(|hit| hit.span.start == 0 && hit.span.end == typed.len());
    match found.next().and_then(|hit| hit.date) {
        Some(date) => Ok(Asked::Days(date)),
        None => Err(format!("{expected}; found `{shown}`")),
    }
}

/// Both readings of figures between slashes, dots or hyphens with the year behind.
fn readings(typed: &str) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
    let mut parts = typed.split(['/', '.', '-']).map(str::parse::<u32>);
    let (first, second, year) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let last_is_year = parts.next().is_none() && (1000..10_000).contains(&year);
    let year = i32::try_from(year).ok().filter(|_| last_is_year)?;
    Some((NaiveDate::from_ymd_opt(year, first, second), NaiveDate::from_ymd_opt(year, second, first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    fn typed(text: &str) -> Result<Asked, String> {
        read(text, &Profile::united_states().unwrap().dates)
    }

    #[test]
    fn days_months_and_years() {
        for (text, day) in [
            ("2017-06-14", "2017-06-14"),
            ("2017-06", "2017-06-30"),
            ("2016-02", "2016-02-29"),
            ("2017", "2017-12-31"),
            (" June 14, 2017 ", "2017-06-14"),
            ("14 June 2017", "2017-06-14"),
            ("June 2017", "2017-06-30"),
            ("Jan. 20, 2025", "2025-01-20"),
        ] {
            assert_eq!(typed(text).unwrap().of(None), Some(day.parse().unwrap()), "{text}");
        }
        assert_eq!((typed("today"), typed("newest")), (Ok(Asked::Today), Ok(Asked::Newest)));
        let day = NaiveDate::from_ymd_opt(2020, 1, 2);
        assert_eq!((Asked::Newest.of(day), Asked::Newest.of(None)), (day, None));
        assert!(Asked::Today.of(None).is_some());
        assert_eq!(typed("2017-06").unwrap().first(None), NaiveDate::from_ymd_opt(2017, 6, 1));
    }

    #[test]
    fn what_can_be_read_twice_is_refused_with_both_readings() {
        let error = typed("06/07/2017").unwrap_err();
        assert!(
            error.contains("2017-06-07 with the month first and 2017-07-06 with the day first"),
            "{error}"
        );
        let error = typed("06/14/2017").unwrap_err();
        assert!(error.contains("2017-06-14 with the month first and no day with the day first"), "{error}");
        assert!(typed("14.06.2017").unwrap_err().contains("2017-06-14 with the day first"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in
            ["", "2017-02-30", "2017-13", "June", "in June 2017", "yesterday", "20170614", "June 31, 2017"]
        {
            let error = typed(text).unwrap_err();
            assert!(error.starts_with("expected a day such as 2017-06-14"), "{text}: {error}");
        }
    }
}
