//! Dates, where a note is expected to print one.

use super::token::{Kind, Token};
use crate::model::PartialDate;
use crate::profile::lexicon::{Lexicon, OTHER, distance};

/// What is wrong with a date that is read nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A semicolon, a point or a comma too many within it: `January, 4, 2008`.
    Punctuation,
    /// The month is misspelled: `Setember 30, 2013`.
    Spelling,
    /// The calendar has no such day, or the year cannot be: `August 34, 2017`. No date is taken.
    Impossible,
    /// The year or the day is missing: `September` at the end of a cut-off note. No date is taken.
    Incomplete,
}

/// A date at a token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The token behind it.
    pub(super) next: usize,
    /// The date, where it could be read.
    pub(super) date: Option<PartialDate>,
    /// What is wrong.
    pub(super) flaw: Option<Flaw>,
}

/// Years that a policy of the United States can be of.
const YEARS: std::ops::RangeInclusive<u32> = 1776..=2199;

/// Reads a date at `at`: month, day and year, or month and year.
pub(super) fn read(tokens: &[Token], text: &str, at: usize, words: &Lexicon) -> Option<Found> {
    let first = tokens.get(at)?;
    if first.kind != Kind::Word {
        return None;
    }
    let mut flaw = None;
    let mut month = words.month(first.word);
    if month == 0 {
        month = misspelled(tokens, text, at, words)?;
        flaw = Some(Flaw::Spelling);
    }
    let mut next = at + 1;
    if kind(tokens, next) == Kind::Dot {
        next += 1;
    }
    if matches!(kind(tokens, next), Kind::Comma | Kind::Semicolon) && is_day(tokens, next + 1) {
        next += 1;
        flaw = Some(Flaw::Punctuation);
    }
    let Some(number) = tokens.get(next).filter(|t| t.kind == Kind::Number) else {
        let end = matches!(kind(tokens, next), Kind::Semicolon | Kind::End)
            || tokens.get(next).is_none_or(|t| t.line_start);
        return end.then_some(Found { next, date: None, flaw: Some(Flaw::Incomplete) });
    };
    if number.len() >= 3 {
        let found = PartialDate::from_ym(year(number)?, u32::from(month));
        let flaw = if found.is_none() { Some(Flaw::Impossible) } else { flaw };
        return Some(Found { next: next + 1, date: found, flaw });
    }
    let day = number.value;
    next += 1;
    let mut behind = next;
    match kind(tokens, behind) {
        Kind::Comma => behind += 1,
        Kind::Dot | Kind::Semicolon if is_year(tokens, behind + 1) => {
            behind += 1;
            flaw = flaw.or(Some(Flaw::Punctuation));
        }
        _ => {}
    }
    let Some(number) = tokens.get(behind).filter(|t| t.kind == Kind::Number && t.len() <= 4) else {
        return Some(Found { next, date: None, flaw: Some(Flaw::Incomplete) });
    };
    next = behind + 1;
    // "195l": a letter in the year.
    let torn =
        tokens.get(next).is_some_and(|t| t.kind == Kind::Word && t.start == number.end && t.len() == 1);
    if torn {
        next += 1;
    }
    let date = year(number).filter(|_| !torn).and_then(|y| PartialDate::from_ymd(y, u32::from(month), day));
    let flaw = if date.is_none() { Some(Flaw::Impossible) } else { flaw };
    Some(Found { next, date, flaw })
}

/// Whether a word with a day and a year behind stands where a date is expected: `Mae. 12, 1991`; the token behind.
pub(super) fn shaped(tokens: &[Token], at: usize) -> Option<usize> {
    let word = tokens.get(at).filter(|t| t.kind == Kind::Word && t.word == OTHER && t.len() <= 12)?;
    let day = at + 1 + usize::from(kind(tokens, at + 1) == Kind::Dot);
    let year = day + 1 + usize::from(kind(tokens, day + 1) == Kind::Comma);
    (word.len() > 2 && is_day(tokens, day) && is_year(tokens, year)).then_some(year + 1)
}

fn kind(tokens: &[Token], at: usize) -> Kind {
    tokens.get(at).map_or(Kind::End, |t| t.kind)
}

fn year(token: &Token) -> Option<i32> {
    (token.len() == 4 && YEARS.contains(&token.value)).then(|| i32::try_from(token.value).ok()).flatten()
}

fn is_day(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.kind == Kind::Number && t.len() <= 2)
}

fn is_year(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.kind == Kind::Number && year(t).is_some())
}

/// The month that a word of at least four letters can only mean, where a day and a year follow it.
fn misspelled(tokens: &[Token], text: &str, at: usize, words: &Lexicon) -> Option<u8> {
    let word = tokens.get(at)?;
    if word.word != OTHER || !(4..=12).contains(&word.len()) {
        return None;
    }
    let day = at + 1 + usize::from(kind(tokens, at + 1) == Kind::Dot);
    let year = day + 1 + usize::from(kind(tokens, day + 1) == Kind::Comma);
    if !is_day(tokens, day) || !is_year(tokens, year) {
        return None;
    }
    let letters = text.get(word.start as usize..word.end as usize)?.as_bytes();
    let months = (1_u8..).zip(words.month_names());
    let mut near = months.filter(|(_, m)| distance(letters, m.as_bytes(), 1).is_some());
    let (month, _) = near.next()?;
    near.next().is_none().then_some(month)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokenize;
    use super::*;

    fn date(text: &str) -> (String, Option<Flaw>, usize) {
        let words = &crate::profile::Profile::united_states().unwrap().labels.words;
        let mut tokens = Vec::new();
        tokenize(words, text, &mut tokens);
        let found = read(&tokens, text, 0, words).unwrap();
        let end = tokens.get(found.next.saturating_sub(1)).map_or(0, |t| t.end as usize);
        (found.date.map_or_else(String::new, |d| d.to_string()), found.flaw, end)
    }

    #[test]
    fn dates_as_notes_print_them() {
        assert_eq!(date("February       25, 1982 x"), ("1982-02-25".into(), None, 23));
        assert_eq!(date("Dec. 16, 1950"), ("1950-12-16".into(), None, 13));
        assert_eq!(date("October 18,1991"), ("1991-10-18".into(), None, 15));
        assert_eq!(date("November 14 1979"), ("1979-11-14".into(), None, 16));
        assert_eq!(date("August 1975;"), ("1975-08".into(), None, 11));
    }

    #[test]
    fn flaws_are_read_through_or_told() {
        assert_eq!(date("January, 4, 2008"), ("2008-01-04".into(), Some(Flaw::Punctuation), 16));
        assert_eq!(date("November;  9, 1953"), ("1953-11-09".into(), Some(Flaw::Punctuation), 18));
        assert_eq!(date("May 22. 1963"), ("1963-05-22".into(), Some(Flaw::Punctuation), 12));
        assert_eq!(date("August. 28, 1951"), ("1951-08-28".into(), None, 16));
        assert_eq!(date("Setember 30, 2013"), ("2013-09-30".into(), Some(Flaw::Spelling), 17));
        assert_eq!(date("Augusts 12, 1944"), ("1944-08-12".into(), Some(Flaw::Spelling), 16));
        assert_eq!(date("August 34, 2017"), (String::new(), Some(Flaw::Impossible), 15));
        assert_eq!(date("October 26, 195l"), (String::new(), Some(Flaw::Impossible), 16));
        assert_eq!(date("September 7, 973;"), (String::new(), Some(Flaw::Impossible), 16));
        assert_eq!(date("October 30, 3008"), (String::new(), Some(Flaw::Impossible), 16));
        assert_eq!(date("September"), (String::new(), Some(Flaw::Incomplete), 9));
        assert_eq!(date("March 23 (59 FR"), (String::new(), Some(Flaw::Incomplete), 8));
    }

    #[test]
    fn other_words_are_no_dates() {
        let words = &crate::profile::Profile::united_states().unwrap().labels.words;
        let mut tokens = Vec::new();
        for text in ["Mae 12, 1991", "May terminate", "12 May", "Board 12, 1991", "march on"] {
            tokenize(words, text, &mut tokens);
            assert!(read(&tokens, text, 0, words).is_none(), "{text}");
        }
    }
}
