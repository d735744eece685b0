//! The number and the short name that stand beside the popular name of an Act.
//!
//! "the National Lamp Initiative Act (Public Law 115-901) (NLI Act)", "the Canal Reform Act of 1996 (Public Law 104-906,
//! Clinker Act)", "Public Law 113-991 Federal Canal Buying Act (FCBA)".

use super::{Citation, Cited};
use crate::ground::boundary::head;
use crate::ground::{Span, WorkCounter, fold_space};
use crate::profile::{List, Profile, Turn};

/// How far behind a name its number and short name are looked for, in bytes.
const REACH: usize = 80;

/// The length in bytes of what stands between the name that ends at `end` and the number that is its own, if one
/// stands there; 0 where nothing separates them.
pub(super) fn gap(profile: &Profile, text: &str, end: usize, looks: &WorkCounter) -> usize {
    let tail = head(text.get(end..).unwrap_or(""), REACH);
    let gap = profile.wording.turn(Turn::BeforeActNumber).find(tail).map_or(0, |m| m.end());
    looks.at(gap + 1);
    gap
}

/// Whether the number at `number` leads to the name that starts at `name`: "Public Law 113-991 Federal Canal Buying Act".
pub(super) fn leads(profile: &Profile, text: &str, number: Span, name: usize) -> bool {
    let gap = text.get(number.end..name).unwrap_or("(");
    let opened = text.get(..number.start).is_some_and(|t| t.trim_end().ends_with('('));
    !opened && gap.len() <= 8 && leads_to_name(profile, gap.trim())
}

/// Whether no more than an article or a mark stands between a number and a name.
fn leads_to_name(profile: &Profile, gap: &str) -> bool {
    let words = gap.strip_prefix(',').map_or(gap, str::trim_start);
    matches!(words, "" | "–" | "—" | ":")
        || profile.wording.list(List::SmallArticles).iter().any(|w| w == words)
}

/// Gives the Act `name` its number, and the short name that stands beside the number.
pub(super) fn attach(
    profile: &Profile,
    text: &str,
    name: &mut Citation,
    own: Option<Citation>,
    looks: &WorkCounter,
) {
    let Some(Citation { span, cited: Cited::Number(id), .. }) = own else { return };
    let before = span.start < name.span.start;
    name.span = Span::new(name.span.start.min(span.start), name.span.end.max(span.end));
    looks.at(2 * (name.span.end - name.span.start));
    let words = name.span.of(text);
    let opened = words.matches('(').count() > words.matches(')').count();
    let tail = head(text.get(name.span.end..).unwrap_or(""), REACH);
    let short = profile.wording.turn(Turn::ShortName).captures(tail).filter(|_| !before).filter(|c| {
        let within = c.get_match().as_str().starts_with(',');
        let word = c.name("name").map_or("", |m| m.as_str());
        let free = profile.schemes.find_in(c.get_match().as_str()).is_empty();
        free && (within == opened) && word.chars().filter(|c| c.is_uppercase()).count() >= 2
    });
    // The parenthesis closes behind the number; a short name may follow in one of its own.
    let closed = usize::from(opened && tail.starts_with(')'));
    let short = short.or_else(|| {
        let rest = tail.get(closed..).filter(|_| closed > 0)?;
        profile.wording.turn(Turn::ShortName).captures(rest).filter(|_| !before).filter(|c| {
            let word = c.name("name").map_or("", |m| m.as_str());
            c.get_match().as_str().trim_start().starts_with('(')
                && profile.schemes.find_in(word).is_empty()
                && word.chars().filter(|c| c.is_uppercase()).count() >= 2
        })
    });
    let Cited::Act { number, acronym, .. } = &mut name.cited else { return };
    *number = Some(id);
    let length = short.as_ref().map_or(0, |c| c.get_match().len());
    if acronym.is_none() {
        *acronym = short.and_then(|c| c.name("name").map(|m| fold_space(m.as_str())));
    }
    let past = if length > 0 && !tail.starts_with(',') { closed } else { 0 };
    name.span.end += if length > 0 { past + length } else { closed };
}
