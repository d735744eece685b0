//! Dates as a person writes them.

use crate::lineage::day::{AsOf, text};
use chrono::NaiveDate;
use maud::{Markup, html};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2011-04-27` as `April 27, 2011`, `2011-04` as `April 2011`; anything else as it is.
pub(super) fn words(date: &str) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    let month = |m: &str| m.parse::<usize>().ok().and_then(|m| MONTHS.get(m.checked_sub(1)?).copied());
    match parts.as_slice() {
        [year, m] => month(m).map_or_else(|| date.to_owned(), |m| format!("{m} {year}")),
        [year, m, day] => match (month(m), day.parse::<u8>()) {
            (Some(m), Ok(day)) => format!("{m} {day}, {year}"),
            _ => date.to_owned(),
        },
        _ => date.to_owned(),
    }
}

/// A date with its machine-readable form.
pub(super) fn time(date: &str) -> Markup {
    html! { time datetime=(date) { (words(date)) } }
}

/// The day of an answer, or why there is none.
pub(super) fn day(date: NaiveDate) -> Markup {
    match text(date) {
        Some(date) => time(&date),
        None => html! { (AsOf(date)) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_every_precision() {
        assert_eq!(words("2011-04-27"), "April 27, 2011");
        assert_eq!(words("2011-04"), "April 2011");
        assert_eq!(words("2011"), "2011");
        assert_eq!(words("2011-13-01"), "2011-13-01");
        assert_eq!(words(""), "");
    }
}
