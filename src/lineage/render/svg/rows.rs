//! Which row of the picture each box stands in: rows follow one another in time.

use std::collections::BTreeSet;

/// The most years that one row spans.
const YEARS: i32 = 4;

/// Puts boxes into rows, oldest first.
///
/// `days` are their dates (days of the common era), `edges` pairs of boxes that must not share a row.
/// A row holds at most `most` boxes and at most [`YEARS`] years; every box of a row is dated no later
/// than every box of the next. Boxes without a date stand next to what they are tied to.
///
/// Returns the row of each box, and how many rows there are.
pub(super) fn rows(days: &[Option<i32>], edges: &[(usize, usize)], most: usize) -> (Vec<usize>, usize) {
    let order = in_time(days, edges);
    let mut tied: BTreeSet<(usize, usize)> = edges.iter().copied().collect();
    tied.extend(edges.iter().map(|&(a, b)| (b, a)));
    let mut row = vec![0; days.len()];
    let mut count = 0;
    let mut first: Option<i32> = None;
    let mut current: Vec<usize> = Vec::new();
    for i in order {
        let year = days[i].map(year);
        let fits = first.zip(year).is_none_or(|(first, year)| year - first < YEARS);
        let joins =
            count > 0 && current.len() < most && fits && !current.iter().any(|&j| tied.contains(&(i, j)));
        if !joins {
            current.clear();
            count += 1;
            first = None;
        }
        current.push(i);
        row[i] = count - 1;
        first = first.or(year);
    }
    (row, count)
}

/// The year of a day of the common era.
pub(super) fn year(day: i32) -> i32 {
    chrono::NaiveDate::from_num_days_from_ce_opt(day).map_or(0, |d| chrono::Datelike::year(&d))
}

/// The boxes in the order of their dates; on one day, those that others act upon before these.
fn in_time(days: &[Option<i32>], edges: &[(usize, usize)]) -> Vec<usize> {
    let mut day: Vec<Option<i32>> = days.to_vec();
    for _ in 0..days.len() {
        let mut changed = false;
        for &(actor, target) in edges {
            if day[actor].is_none() && day[target].is_some() {
                day[actor] = day[target];
                changed = true;
            } else if day[target].is_none() && day[actor].is_some() {
                day[target] = day[actor];
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut depth = vec![0usize; days.len()];
    let same_day: Vec<(usize, usize)> =
        edges.iter().copied().filter(|&(a, t)| a != t && day[a] == day[t]).collect();
    // As deep as the longest chain within a day; a circle stops at the number of boxes.
    for _ in 0..days.len() {
        let mut changed = false;
        for &(actor, target) in &same_day {
            if depth[actor] <= depth[target] && depth[target] < days.len() {
                depth[actor] = depth[target] + 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut order: Vec<usize> = (0..days.len()).collect();
    order.sort_by_key(|&i| (day[i].unwrap_or(i32::MAX), depth[i], i));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, ordinal: u32) -> Option<i32> {
        let date = chrono::NaiveDate::from_yo_opt(year, ordinal).unwrap();
        Some(chrono::Datelike::num_days_from_ce(&date))
    }

    #[test]
    fn rows_follow_time_and_part_what_is_tied() {
        let days = [day(1993, 1), day(1993, 200), day(1994, 5), day(2010, 7), None, day(2010, 7)];
        let (row, count) = rows(&days, &[(2, 1), (4, 3), (3, 5)], 4);
        assert_eq!((row.as_slice(), count), ([0, 0, 1, 3, 4, 2].as_slice(), 5));
    }

    proptest! {
        #[test]
        fn no_tie_lies_within_a_row(
            days in prop::collection::vec(prop::option::of(700_000i32..740_000), 1..12),
            ties in prop::collection::vec((0usize..12, 0usize..12), 0..20),
            most in 1usize..5,
        ) {
            let n = days.len();
            let ties: Vec<_> = ties.into_iter().map(|(a, b)| (a % n, b % n)).filter(|(a, b)| a != b).collect();
            let (row, count) = rows(&days, &ties, most);
            prop_assert!(ties.iter().all(|&(a, b)| row[a] != row[b]));
            for r in 0..count {
                let count = row.iter().filter(|&&x| x == r).count();
                prop_assert!((1..=most).contains(&count));
            }
            for i in 0..n {
                for j in 0..n {
                    if let (Some(a), Some(b)) = (days[i], days[j]) {
                        prop_assert!(a >= b || row[i] <= row[j]);
                    }
                }
            }
        }
    }
}
