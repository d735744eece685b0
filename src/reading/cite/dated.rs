//! Policies without a number, by kind and date: "Executive order of June 10, 1902".

use super::{Citation, Cited};
use crate::ground::boundary::ceil;
use crate::ground::{Span, WorkCounter, fold_space};
use crate::profile::Profile;
use crate::profile::date::DateHit;

/// How far before its date a kind may stand, in bytes.
const REACH: usize = 240;

/// Every policy that is named by kind and date, left to right; linear in the text.
pub(super) fn find_in(
    profile: &Profile,
    text: &str,
    dates: &[DateHit],
    looks: &WorkCounter,
) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut floor = 0;
    for hit in dates {
        let Some(date) = hit.date else { continue };
        let from = ceil(text, hit.span.start.saturating_sub(REACH).max(floor));
        let before = text.get(from..hit.span.start).unwrap_or("");
        looks.at(before.len() * profile.citations.dated.len());
        let row = profile
            .citations
            .dated
            .iter()
            .enumerate()
            .find_map(|(ix, row)| Some((ix, row.before.captures(before)?)));
        if let Some((row, captures)) = row {
            let start = from + captures.name("kind").map_or(0, |m| m.start());
            let about = captures.name("about").map(|m| fold_space(m.as_str()));
            found.push(Citation {
                span: Span::new(start, hit.span.end),
                cited: Cited::Dated { row, about },
                date: Some((hit.span, date)),
            });
        }
        floor = hit.span.end;
    }
    found
}
