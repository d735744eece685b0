//! Lists of sections of a code: "sections 3301 and 3302 of title 5, United States Code", "5 U.S.C. 552, 553, and 554".

use super::{Citation, Cited};
use crate::ground::{Pattern, Span, WorkCounter};
use crate::model::{Identifier, SchemeIx};
use crate::profile::{List, Profile, Role, Turn};

/// More sections than this are not listed under one title.
const MAX_SECTIONS: usize = 64;

/// One section: `552a(b)(2)`.
const SECTION: &str = r"\d{1,5}[a-z]{0,2}(?:-\d{1,3})?(?:\s?\([0-9a-z]{1,4}\))*";

static NUMBER: Pattern = Pattern::new(&[r"(?i)(?-u:\b{start-half})", SECTION]);

/// The scheme of the United States Code, where the profile has one.
fn scheme(profile: &Profile) -> Option<SchemeIx> {
    profile.schemes.of_role(Role::Code)
}

/// Sections before their title, left to right; the first has the span from "sections" on, the others their number
/// alone.
pub(super) fn find_in(profile: &Profile, text: &str, looks: &WorkCounter) -> Vec<Citation> {
    looks.at(text.len());
    let Some(scheme) = scheme(profile) else { return Vec::new() };
    let mut found: Vec<Citation> = Vec::new();
    for captures in profile.wording.turn(Turn::CodeSections).captures_iter(text) {
        let (Some(whole), Some(listed)) = (captures.get(0), captures.name("groups")) else { continue };
        let before = found.len();
        // Three times: its groups, the lists within them, the numbers within those.
        looks.at(3 * (whole.end() - whole.start()));
        for group in profile.wording.turn(Turn::CodeGroup).captures_iter(listed.as_str()) {
            let (Some(all), Some(list), Some(title)) =
                (group.get(0), group.name("list"), group.name("title"))
            else {
                continue;
            };
            for section in NUMBER.find_iter(list.as_str()).take(MAX_SECTIONS) {
                let from = listed.start() + list.start();
                let start = if found.len() == before { whole.start() } else { from + section.start() };
                let name = section.as_str().split('(').next().unwrap_or("").trim_end();
                let identifier = Identifier { scheme, number: format!("{} {name}", title.as_str()).into() };
                let span = Span::new(start, from + section.end());
                found.push(Citation { span, cited: Cited::Number(identifier), date: None });
            }
            // The last section of a title reaches to the title's number, so that nothing else reads it.
            if let Some(last) = found.last_mut() {
                last.span.end = listed.start() + all.end();
            }
        }
        if let Some(last) = found.last_mut() {
            last.span.end = whole.end();
        }
    }
    found
}

/// Sections listed behind their title: reads on behind `5 U.S.C. 552`.
pub(super) fn read_on(
    profile: &Profile,
    text: &str,
    found: &mut Vec<Citation>,
    limit: usize,
    looks: &WorkCounter,
) {
    let regulations = profile.schemes.of_role(Role::Regulations);
    let Some(Citation { span, cited: Cited::Number(first), .. }) = found.last() else { return };
    let scheme = first.scheme;
    // The Code's sections are listed in any way, parts of regulations only behind "parts".
    let words = span.of(text).to_ascii_lowercase();
    // "29 CFR parts 1910 and 1926": no years.
    let listed_sections = regulations != Some(scheme);
    let listed = self::scheme(profile) == Some(scheme)
        || (regulations == Some(scheme)
            && profile.wording.list(List::CodePlurals).iter().any(|w| words.contains(w.as_str())));
    for _ in 0..MAX_SECTIONS {
        let Some(Citation { span, cited: Cited::Number(id), .. }) = found.last().filter(|_| listed) else {
            return;
        };
        let Some((title, _)) = id.number.split_once(' ').filter(|_| id.scheme == scheme) else { return };
        let from = span.end;
        let identifier = |section: &str| Identifier { scheme, number: format!("{title} {section}").into() };
        let Some(captures) =
            text.get(from..limit.max(from)).and_then(|t| profile.wording.turn(Turn::CodeNext).captures(t))
        else {
            return;
        };
        let (Some(n), Some(sub)) = (captures.name("n"), captures.name("sub")) else { return };
        looks.at(captures.get_match().len());
        // A year behind a comma is a date's or a Code's edition.
        if listed_sections
            && n.as_str().len() == 4
            && n.as_str().starts_with(['1', '2'])
            && n.as_str().get(1..2).is_some_and(|d| d == "9" || d == "0")
        {
            return;
        }
        let cited = Cited::Number(identifier(n.as_str()));
        let span = Span::new(from + n.start(), from + sub.end());
        found.push(Citation { span, cited, date: None });
    }
}
