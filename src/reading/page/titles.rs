//! Titles in running text: "M-17-06, Policies for Federal Agency Public Websites and Digital Services, published by …".

use super::super::media;
use super::window::up_to;
use crate::ground::Span;
use crate::profile::{List, Profile, Turn};

/// A title in running text is shorter than this, in bytes.
const MAX_TITLE: usize = 300;

/// How far the end of a title is looked for, in bytes.
const MAX_TITLE_WINDOW: usize = 4 * MAX_TITLE;

/// A title behind a comma: "M-17-06, Policies for Federal Agency Public Websites and Digital Services, published by …".
/// `at` is where the comma or dash stands; gives the title and where it ends.
pub(super) fn title_behind<'t>(
    profile: &Profile,
    text: &'t str,
    at: usize,
    end: usize,
) -> Option<(&'t str, usize)> {
    let rest = text.get(at..end)?;
    if let Some(span) = bracketed(profile, rest) {
        return Some((span.of(rest), at + span.end));
    }
    if let Some(span) = quoted(rest) {
        return Some((span.of(rest), at + span.end));
    }
    let title = rest.trim_start_matches([',', ':', ' ', '—', '–', '“', '\u{a0}']);
    if title.len() == rest.len() || !rest.get(..rest.len() - title.len())?.contains([',', ':', '—', '–'])
    {
        return None;
    }
    let start = end - title.len();
    // What stands further on ends no title that is short enough.
    let (whole, title) = (title.len(), up_to(title, 0, title.len(), MAX_TITLE_WINDOW));
    let mut stop = title_stop(profile, title).unwrap_or(title.len());
    if let Some(hit) = media::find_in(profile, title).first() {
        stop = stop.min(hit.span.start);
    }
    if let Some(hit) = profile.dates.find_in(title).next() {
        stop = stop.min(hit.span.start);
    }
    if stop == title.len() && title.len() < whole {
        return None;
    }
    let words = title.get(..stop)?.trim_end_matches([',', '.', '”', ' ']);
    // "Executive Order 13661, Executive Order 13662, and …" lists; "in Executive Order 13744, Civil Service Rule IX is
    // amended" goes on.
    if starts_with_number(words) || ends_in_clause(profile, title, stop) {
        return None;
    }
    (words.len() < MAX_TITLE && is_capitalised(words) && !names_part(profile, words))
        .then(|| (words, start + words.len()))
}

/// A title in brackets right behind a citation, without its quotation marks: "Executive Order 13571 of April 27, 2011
/// (Streamlining Service Delivery and Improving Customer Service)". In bytes of `rest`, which starts behind the citation
/// and its date.
pub(in crate::reading) fn bracketed(profile: &Profile, rest: &str) -> Option<Span> {
    let lead = rest.len() - rest.trim_start_matches([',', ' ', '\u{a0}']).len();
    let within = rest.get(lead..)?.strip_prefix('(').filter(|_| lead <= 3)?;
    let close = closing(up_to(within, 0, within.len(), MAX_TITLE))?;
    let inner = within.get(..close)?;
    let bare = inner.trim_start_matches(['“', '"', '`', '‘', ' ']);
    let start = inner.len() - bare.len();
    let words = bare.trim_end_matches(['”', '"', '\'', '’', '.', ',', ' ']);
    let single = words.split_whitespace().nth(1).is_none();
    let acronym = single && !words.chars().any(char::is_lowercase);
    let title = words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && set_as_title(words)
        && !acronym
        && !(single && start == 0 && words.len() < 4)
        && !names_part(profile, words)
        && !starts_with_number(words)
        && media::find_in(profile, &format!("({words})")).is_empty();
    let at = lead + 1 + start;
    title.then(|| Span::new(at, at + words.len()))
}

/// A title in quotation marks after a comma: "DoD Directive 5025.91, “Issuances,” July 27, 2000". In bytes of `rest`.
fn quoted(rest: &str) -> Option<Span> {
    let lead = rest.len() - rest.trim_start_matches([',', ':', ' ', '—', '–', '\u{a0}']).len();
    let opened = rest.get(lead..).filter(|_| (1..=4).contains(&lead))?;
    let mark = opened.chars().next().filter(|c| matches!(c, '“' | '"'))?;
    let within = opened.get(mark.len_utf8()..)?;
    let close = up_to(within, 0, within.len(), MAX_TITLE).find(['”', '"', '“'])?;
    let words = within.get(..close)?.trim_end_matches([',', '.', ' ']);
    let title = words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && set_as_title(words);
    let start = lead + mark.len_utf8();
    title.then(|| Span::new(start, start + words.len()))
}

/// Where the bracket closes that was opened before `text`; brackets within it are passed over.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether most longer words start with a capital; short titles are set so too: "Plain Words".
fn set_as_title(words: &str) -> bool {
    let (long, capital) = capitals(words);
    capital > 0 && capital * 10 >= long * 6
}

/// Whether words open with a citation by number or a year: "EO 13662", "3 CFR 100", "Public Law 94-412".
fn starts_with_number(words: &str) -> bool {
    let mut first = words.split_whitespace().take(4);
    let year = |w: &str| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit());
    let number = |w: &str| {
        let bare = w.trim_matches(|c: char| !c.is_alphanumeric());
        let digits = bare.bytes().filter(u8::is_ascii_digit).count();
        digits >= 2 && !year(bare) && digits * 2 > bare.len()
    };
    let head = first.next().unwrap_or("");
    number(head) || first.any(number)
}

/// Whether a title ends where a verb makes a clause of it, with no comma before: "… Rule IX is amended".
fn ends_in_clause(profile: &Profile, title: &str, stop: usize) -> bool {
    let rest = title.get(stop..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or("");
    rest.split_once(' ').is_some_and(|(verb, _)| profile.wording.has(List::TitleAuxiliaries, verb))
}

/// Where a title in running text ends: at a stop; at a comma behind which a word in lower case goes on with the
/// sentence; at a verb.
fn title_stop(profile: &Profile, title: &str) -> Option<usize> {
    let marks = [". ", ";", ".”", "” ", " ("].iter().filter_map(|s| title.find(s)).min();
    let lower = |word: &str| word.starts_with(char::is_lowercase);
    let commas = title.match_indices(", ").find(|(at, _)| {
        let mut words = title.get(at + 2..).unwrap_or("").split_whitespace();
        let first = words.next().unwrap_or("");
        // "Identification, Management, and Remediation" goes on; ", and directs agencies" does not.
        if profile.wording.has(List::Joining, first) { words.next().is_none_or(lower) } else { lower(first) }
    });
    let verb = profile.wording.turn(Turn::TitleVerb).find(title).map(|m| m.start());
    [marks, commas.map(|(at, _)| at), verb].into_iter().flatten().min()
}

/// Whether the words name a part of a policy: "Part 6, Section 210.6", "Appendix C".
pub(super) fn names_part(profile: &Profile, words: &str) -> bool {
    let mut words = words.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    let first = words.next().unwrap_or("").trim_end_matches('.').to_lowercase();
    let number = words.next().unwrap_or("").trim_end_matches('.');
    let label = profile.wording.has(List::PartNouns, &first);
    let roman = number.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    label && (number.len() <= 2 || roman || number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether words are set as a title: four words or more, most of the longer ones with a capital.
pub(super) fn is_capitalised(words: &str) -> bool {
    let (long, capital) = capitals(words);
    words.split_whitespace().nth(3).is_some()
        && capital * 10 >= long * 6
        && words.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// Whether most of the longer words of a sentence start with a capital: "Managing for Results: OMB Improved …".
pub(super) fn is_title_case(sentence: &str) -> bool {
    let (long, capital) = capitals(sentence);
    long >= 4 && capital * 10 >= long * 8
}

/// Whether words are set as a title, however few they are: two words or more, the longer ones with a capital.
pub(super) fn is_title_case_short(words: &str) -> bool {
    words.split_whitespace().nth(1).is_some()
        && set_as_title(words)
        && words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// How many words are longer than three characters, and how many of those start with a capital or a digit.
fn capitals(words: &str) -> (usize, usize) {
    let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    words.split_whitespace().filter(|w| w.chars().count() > 3).fold((0, 0), |(long, capital), word| {
        let set = first(word).is_some_and(|c| c.is_uppercase() || c.is_numeric());
        (long + 1, capital + usize::from(set))
    })
}
