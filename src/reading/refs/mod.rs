//! Policies that a text names by a bare number, where its lead-in tells of which series.

use crate::ground::Span;
use crate::ground::boundary::head;
use crate::model::{Identifier, SchemeIx};
use crate::profile::{Class, List, Profile};

/// More numbers than this are not read from one item.
const MAX_NUMBERS: usize = 256;

/// The series whose numbers a lead-in licenses, by the last of its nouns that has one: "The following Executive orders
/// are revoked:".
#[must_use]
pub fn licensed(profile: &Profile, lead_in: &str) -> Option<SchemeIx> {
    let folded = crate::ground::fold_space(&lead_in.to_lowercase());
    let mut nouns: Vec<(usize, usize)> = Vec::new();
    for (noun, kind) in &profile.citations.nouns {
        // A plural, or one of each: "the Executive orders named below", "each order named below".
        let plural = format!("{noun}s");
        let place = folded.rfind(plural.as_str()).map(|at| at + plural.len());
        let each = profile.wording.list(List::Each).iter().map(|each| format!("{each} {noun}"));
        let one = each.filter_map(|each| folded.rfind(each.as_str()).map(|at| at + each.len())).max();
        let place = place.max(one);
        nouns.extend(place.map(|at| (at, *kind)));
    }
    let (_, kind) = nouns.into_iter().max()?;
    let name = &profile.kinds.get(kind)?.name;
    profile.schemes.iter().find(|(_, scheme)| scheme.kind == *name && scheme.is_listed()).map(|(ix, _)| ix)
}

/// The bare numbers of an item, left to right: those that open it, those behind "No.", and, in a table or in items run
/// together, every number before a title or another number.
#[must_use]
pub fn bare_numbers(profile: &Profile, item: &str, scheme: SchemeIx) -> Vec<(Span, Identifier)> {
    let mut found = Vec::new();
    let dates: Vec<Span> = profile.dates.find_in(item).map(|hit| hit.span).collect();
    let mut before: Option<&str> = None;
    let mut at = 0;
    for word in item.split_inclusive(char::is_whitespace) {
        let start = at;
        at += word.len();
        let bare = word.trim();
        if bare.is_empty() {
            continue;
        }
        let lead = before.replace(bare);
        let skipped = bare.len() - bare.trim_start_matches(['(', '“', '"', '#']).len();
        let from = start + word.find(bare).unwrap_or(0) + skipped;
        if found.len() == MAX_NUMBERS {
            break;
        }
        let Some((length, identifier)) = profile.schemes.bare(scheme, item.get(from..).unwrap_or("")) else {
            continue;
        };
        let span = Span::new(from, from + length);
        let dated =
            dates.get(dates.partition_point(|d| d.end <= span.start)).is_some_and(|d| d.overlaps(span));
        if !dated && is_licensed(profile, lead, item.get(span.end..).unwrap_or("")) {
            found.push((span, identifier));
        }
    }
    found
}

/// Whether the words around a number leave it to the lead-in: it opens the item, stands behind a mark or "No.", or before
/// a title, a date or another number.
fn is_licensed(profile: &Profile, lead: Option<&str>, behind: &str) -> bool {
    let Some(lead) = lead else { return true };
    let word = lead.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let class = profile.phrases.words.of(&word);
    if class.is(Class::PART.or(Class::PREPOSITION).or(Class::WHOLE)) {
        return false;
    }
    let marked =
        lead.ends_with([';', ':', ')', '•', '—']) || class.is(Class::DETERMINER.or(Class::SEPARATOR));
    let number = lead.starts_with(|c: char| c.is_ascii_digit());
    let next = head(behind, 32).trim_start_matches([' ', ',', '\u{a0}', '\n']);
    let titled = next.is_empty()
        || next.starts_with(|c: char| {
            c.is_uppercase() || c.is_ascii_digit() || matches!(c, '.' | ';' | '(' | '–' | '—' | '-')
        });
    marked || number || (titled && !behind.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lead_in: &str, item: &str) -> Vec<String> {
        let profile = Profile::united_states().unwrap();
        let Some(scheme) = licensed(profile, lead_in) else { return vec!["no series".to_owned()] };
        bare_numbers(profile, item, scheme).into_iter().map(|(_, id)| profile.label(&id)).collect()
    }

    #[test]
    fn numbers_that_a_lead_in_licenses() {
        let orders = "The following Executive Orders are revoked:";
        assert_eq!(read(orders, "No. 8112 of May 4, 1939."), ["EO 8112"]);
        assert_eq!(read(orders, "(a) 15210 Naming a committee"), ["EO 15210"]);
        assert_eq!(
            read(orders, "15210 Naming a committee 15377 Continuing the school"),
            ["EO 15210", "EO 15377"]
        );
        assert_eq!(read(orders, "15248 15903 15044"), ["EO 15248", "EO 15903", "EO 15044"]);
        assert_eq!(
            read("Each order named in this paragraph is amended:", "No. 9021-A, as amended"),
            ["EO 9021-A"]
        );
    }

    #[test]
    fn numbers_that_are_something_else() {
        let orders = "The following Executive Orders are revoked:";
        for item in ["Nothing in section 1500 affects a pension of May 4, 1939.", "The sum of 15248 dollars"]
        {
            assert!(read(orders, item).is_empty(), "{item}");
        }
        assert_eq!(read("The following words are revoked:", "15248"), ["no series"]);
    }
}
