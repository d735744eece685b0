//! Acts by popular name: "Chief Financial Officers Act of 1990", "Export Control Act (the ECA)".
//!
//! A name is read backwards from its last word ("Act"), as far as capitalised words and the small words of names
//! reach: an article, a number or a stop ends it. Commas may stand in it only where they list ("Comprehensive
//! Environmental Response, Compensation, and Liability Act").

use super::{Citation, Cited};
use crate::ground::boundary::ceil;
use crate::ground::{Span, WorkCounter, fold_space};
use crate::profile::{ActWords, List, Profile, Turn};

/// The longest name, in words before its head.
const MAX_WORDS: usize = 18;

/// So many small words may follow one another in a name.
const MAX_SMALL: usize = 3;

/// The longest parenthesis within a name, in bytes.
const MAX_INSERTED: usize = 120;

/// The longest short name in a bracket, in bytes.
const MAX_SHORT: usize = 24;

/// What may open a word.
const OPENING: [char; 5] = ['“', '‘', '"', '`', '('];

/// Acts by popular name, left to right; linear in the text.
pub(super) fn find_in(profile: &Profile, text: &str, looks: &WorkCounter) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    let mut floor = 0;
    let mut at = 0;
    // Heads are found by their capital: one pass over the words.
    while let Some(next) = next_word(text, at) {
        looks.at(next.end - at);
        at = next.end;
        let Some(&needs_year) = profile.citations.acts.heads.get(next.of(text)) else { continue };
        let before = text.get(floor..next.start).unwrap_or("");
        let Some(start) = start_of_name(profile, before, looks) else { continue };
        let citation = complete(profile, text, Span::new(floor + start, next.end), looks);
        if needs_year && !matches!(citation.cited, Cited::Act { year: Some(_), .. }) {
            continue;
        }
        floor = citation.span.end;
        at = floor.max(at);
        found.push(citation);
    }
    found
}

/// The next run of letters, digits and hyphens.
fn next_word(text: &str, from: usize) -> Option<Span> {
    let rest = text.get(from..)?;
    let start = from + rest.find(is_word)?;
    let tail = text.get(start..)?;
    Some(Span::new(start, start + tail.find(|c| !is_word(c)).unwrap_or(tail.len())))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Year, acronym and title of the name at `span`.
fn complete(profile: &Profile, text: &str, span: Span, looks: &WorkCounter) -> Citation {
    let behind = text.get(span.end..).unwrap_or("");
    let captures = profile.wording.turn(Turn::ActTail).captures(behind);
    looks.at(captures.as_ref().map_or(0, |c| c.get_match().len()));
    let end_of = |name: &str| captures.as_ref().and_then(|c| c.name(name)).map(|m| span.end + m.end());
    let group = |name: &str| captures.as_ref().and_then(|c| c.name(name)).map(|m| m.as_str().trim());
    // "Paperwork Reduction Act (PRA) of 1980": the year may follow the acronym.
    let late = group("l").filter(|_| group("y").is_none());
    let name = text.get(span.start..span.end).unwrap_or("");
    let within =
        |list: List, text: &str| profile.wording.list(list).iter().any(|w| text.contains(w.as_str()));
    // Money is appropriated for a fiscal year, mostly by an Act of the year before.
    let fiscal = within(List::FiscalNames, name)
        || ["year", "late"].iter().filter_map(|n| group(n)).any(|y| within(List::FiscalYears, y));
    let year = group("y").or(late).filter(|_| !fiscal).and_then(|y| y.parse().ok());
    let amendments = captures.as_ref().map_or(0, |c| {
        let first = ["year", "paren"].iter().filter_map(|n| c.name(n)).map(|m| m.start()).min();
        first.unwrap_or_else(|| c.get(0).map_or(0, |m| m.end()))
    });
    let title_end = end_of("year").unwrap_or(span.end + amendments);
    let acronym = group("acronym").filter(|a| {
        a.chars().filter(|c| c.is_uppercase()).count() >= 2 && profile.schemes.find_in(a).is_empty()
    });
    let end = acronym.and_then(|_| end_of("paren")).unwrap_or(title_end);
    let mut title = fold_space(text.get(span.start..title_end).unwrap_or(""));
    let head = text.get(span.start..span.end).and_then(|name| name.rfind(char::is_whitespace));
    let short = head.and_then(|at| acronym_before(name.get(..at)?.trim_end()));
    if let Some(short) = short {
        let (before, behind) = (name.get(..short.start).unwrap_or(""), name.get(short.end..).unwrap_or(""));
        let year = text.get(span.end..title_end).unwrap_or("");
        title = fold_space(&format!("{} {}{year}", before.trim_end(), behind.trim_start()));
    }
    if let Some(words) = group("late").filter(|_| acronym.is_some() && late.is_some()) {
        title = format!("{title} {}", fold_space(words));
    }
    let acronym = acronym.map(fold_space).or_else(|| {
        let short = short?.of(name).trim_matches(['(', ')']);
        Some(fold_space(&format!("{short} {}", name.rsplit(char::is_whitespace).next()?)))
    });
    Citation {
        span: Span::new(span.start, end),
        cited: Cited::Act { title, year, acronym, number: None },
        date: None,
    }
}

/// The bracket that ends some words and holds an acronym: "(HITECH)", "(USA PATRIOT)".
fn acronym_before(words: &str) -> Option<Span> {
    let from = ceil(words, words.len().saturating_sub(MAX_SHORT));
    let open = from + words.get(from..)?.rfind('(')?;
    let within = words.get(open + 1..)?.strip_suffix(')')?;
    let capitals = within.chars().filter(|c| c.is_uppercase()).count();
    let plain =
        within.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, ' ' | '-' | '&'));
    let named = words.get(..open)?.trim_end().ends_with(char::is_alphabetic);
    (plain && capitals >= 2 && named).then(|| Span::new(open, words.len()))
}

/// Where the name starts whose head stands right behind a text; `None` where no word of a name stands before it.
fn start_of_name(profile: &Profile, text: &str, looks: &WorkCounter) -> Option<usize> {
    let words = &profile.citations.acts;
    let mut best = None;
    let (mut at, mut small, mut listed, mut previous) = (text.len(), 0, false, "");
    // "Government in the Sunshine Act": an article within a name, as the data list them.
    let mut article = false;
    for _ in 0..MAX_WORDS {
        let before = text.get(..at)?;
        let trimmed = before.trim_end();
        if trimmed.is_empty() || trimmed.len() == before.len() {
            break;
        }
        if trimmed.ends_with(')') {
            looks.at(MAX_INSERTED);
            // "… Obstruct Terrorism (USA PATRIOT) Act": the short name stands right before the head.
            let short = acronym_before(trimmed).map(|s| s.start).filter(|_| previous.is_empty());
            let Some(open) = short.or_else(|| inserted(trimmed)) else { break };
            at = open;
            continue;
        }
        // "January—Plain Writing Act"
        let start =
            trimmed.rfind(|c: char| c.is_whitespace() || c == '—').map_or(0, |i| i + width(trimmed, i));
        let word = trimmed.get(start..)?;
        looks.at(before.len() - start);
        let bare = word.trim_start_matches(OPENING);
        let opened = bare.len() < word.len();
        let comma = bare.ends_with(',');
        let bare = bare.trim_end_matches(',');
        if comma && !listed && !profile.wording.has(List::Joining, previous) {
            break;
        }
        listed |= comma;
        let before = trimmed.get(..start).unwrap_or("");
        let part = part_of_name(profile, Word { bare, comma, before }, previous, article);
        article = part == Part::Article;
        match part {
            Part::Article => {}
            Part::Small if small == MAX_SMALL => break,
            Part::Small => small += 1,
            Part::Infinitive => return None,
            Part::Own => {
                small = 0;
                let first = !words.never_first.contains(bare);
                if first || words.kept_first.contains(&format!("{bare} {previous}")) {
                    best = Some(start + (word.len() - word.trim_start_matches(OPENING).len()));
                }
            }
            Part::Outside => break,
        }
        previous = bare;
        at = start;
        if opened {
            break;
        }
    }
    best
}

/// A word before the head of a name.
#[derive(Clone, Copy)]
struct Word<'t> {
    /// The word without quotation marks, brackets and commas.
    bare: &'t str,
    /// Whether a comma stands behind it.
    comma: bool,
    /// What stands before it.
    before: &'t str,
}

/// What a word is to the name behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// An article within the name.
    Article,
    /// A small word within the name: "of".
    Small,
    /// A word of the name, with which it may start.
    Own,
    /// No word of it: the name starts behind.
    Outside,
    /// The mark of an infinitive: the head is a verb.
    Infinitive,
}

/// What a word is to the name behind it, whose first word is `previous`; `article` tells whether that is an article.
fn part_of_name(profile: &Profile, word: Word<'_>, previous: &str, article: bool) -> Part {
    let words = &profile.citations.acts;
    let Word { bare, comma, before } = word;
    if profile.wording.list(List::SmallArticles).iter().any(|w| w == bare)
        && !comma
        && keeps_article(words, before)
    {
        Part::Article
    } else if previous.is_empty() && profile.wording.has(List::InfinitiveMarks, bare) {
        // "Officers To Act as Secretary"
        Part::Infinitive
    } else if article || words.small.contains(bare) && !comma {
        Part::Small
    } else if owns(words, bare) {
        // "the Federal Government’s CFO Act agencies"
        Part::Outside
    } else if is_name_word(bare) && words.heads.get(bare).is_none_or(|with_year| *with_year) {
        Part::Own
    } else {
        Part::Outside
    }
}

/// Whether the words before an article are those after which a name may have one: "Government in the Sunshine Act".
fn keeps_article(words: &ActWords, before: &str) -> bool {
    let before = before.trim_end();
    words.article_after.iter().any(|w| {
        before.strip_suffix(w.as_str()).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
    })
}

/// Whether a word is a possessive that is no part of a name: "Government’s", but not "Children’s".
fn owns(words: &ActWords, bare: &str) -> bool {
    let stem = bare.strip_suffix("’s").or_else(|| bare.strip_suffix("'s"));
    stem.is_some_and(|stem| !words.possessive.contains(stem))
}

fn width(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
}

/// A capitalised word, an ordinal such as `21st`, an initial such as `H.`.
fn is_name_word(word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let body = word.strip_suffix('.').filter(|w| w.chars().count() == 1).unwrap_or(word);
    let plain = body.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '\'' | '’' | '/' | '&'));
    let ordinal = first.is_ascii_digit() && word.ends_with(['t', 'd', 'h']);
    // "M-11-26 Paperwork Reduction Act": a number is no word of a name.
    let number = body.matches('-').count() > 1 && body.chars().any(|c| c.is_ascii_digit());
    plain && !number && (first.is_uppercase() || ordinal) && body.len() <= 60
}

/// Words that a parenthesis inserts into a name: "GPRA (Government Performance and Results) Modernization Act".
/// Gives where the parenthesis opens.
fn inserted(before: &str) -> Option<usize> {
    let from = ceil(before, before.len().saturating_sub(MAX_INSERTED));
    let open = from + before.get(from..)?.rfind('(')?;
    let within = before.get(open + 1..before.len() - 1)?;
    let words = within.split_whitespace().count();
    let plain = within.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | ',' | '’' | '\''));
    (words >= 2 && plain && within.starts_with(char::is_uppercase) && before.get(..open)?.ends_with(' '))
        .then_some(open)
}
