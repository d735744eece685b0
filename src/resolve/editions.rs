//! Editions: a policy that is issued anew under its number is one policy, with the dates of the editions seen.
//!
//! In: the mentions of a policy whose scheme says that it is issued anew (`reissued` in `schemes.toml`). Out: the dates of
//! its editions, and statements of an edition's own text dated by it.

use super::corpus::{Policy, StoredMention, StoredStatement};
use crate::model::{DateBasis, PartialDate};
use std::collections::BTreeMap;

/// The dates of the editions of one policy, in order; none where all dates agree with one.
///
/// A coarse date is that of an edition only where no finer one agrees with it. Days of events and years in titles are no
/// claims about an edition.
pub(super) fn of<'a>(mentions: impl Iterator<Item = &'a StoredMention>) -> Vec<PartialDate> {
    let mut dates: Vec<PartialDate> = mentions
        .filter_map(|m| m.date)
        .filter(|(_, basis)| {
            matches!(basis, DateBasis::Record | DateBasis::Stated | DateBasis::Beside | DateBasis::Media)
        })
        .map(|(date, _)| date)
        .collect();
    dates.sort_by_key(|date| (std::cmp::Reverse(date.precision()), *date));
    let mut editions: Vec<PartialDate> = Vec::new();
    for date in dates {
        if !editions.iter().any(|known| known.agrees_with(date)) {
            editions.push(date);
        }
    }
    editions.sort_unstable();
    if editions.len() > 1 { editions } else { Vec::new() }
}

/// Dates what the own text of an edition does, and prints no other day for, by that edition.
pub(super) fn date(policies: &[Policy], mentions: &[StoredMention], statements: &mut [StoredStatement]) {
    let has_editions = |policy: u32| policies.get(policy as usize).is_some_and(|p| !p.editions.is_empty());
    let texts: BTreeMap<(u32, u32), PartialDate> = mentions
        .iter()
        .filter(|m| m.described && has_editions(m.policy))
        .filter_map(|m| {
            let (date, basis) = m.date?;
            (basis == DateBasis::Record).then_some(((m.source, m.policy), date))
        })
        .collect();
    for s in statements.iter_mut().filter(|s| s.effective.is_none() && s.record == s.actor) {
        s.effective = texts.get(&(s.source, s.actor)).copied();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::Words;
    use crate::resolve::corpus::Place;

    fn editions(dates: &[(&str, DateBasis)]) -> Vec<String> {
        let word = Words::default().intern("");
        let mentions: Vec<StoredMention> = dates
            .iter()
            .map(|(iso, basis)| StoredMention {
                source: 0,
                policy: 0,
                label: word,
                title: None,
                kind: None,
                identifier: None,
                body: None,
                date: PartialDate::from_iso(iso).map(|date| (date, *basis)),
                described: true,
                quote: word,
                place: Place { locator: word, start: 0, end: 0, section: None },
                details: 0,
            })
            .collect();
        of(mentions.iter()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn dates_that_do_not_agree_are_editions() {
        use DateBasis::{Event, Media, Record, Stated, Title};
        assert_eq!(editions(&[("2016-07", Stated), ("2016-07-28", Record)]), <[&str; 0]>::default());
        let all = [("2023", Stated), ("2016-07", Media), ("2016-07-28", Record), ("2023-08", Stated)];
        assert_eq!(editions(&all), ["2016-07-28", "2023-08"]);
        assert_eq!(
            editions(&[("2016", Stated), ("2017-06-15", Event), ("1990", Title)]),
            <[&str; 0]>::default()
        );
    }
}
