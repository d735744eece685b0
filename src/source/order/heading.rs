//! The heading and the close of an order: number, date, signer.

use super::{OrderText, Part};
use crate::model::PartialDate;
use crate::profile::{Structure, Turn};

/// What a heading line says.
pub(super) struct Heading<'t> {
    /// `12988`, `10571-A`
    pub(super) number: String,
    /// Of the signature.
    pub(super) date: Option<PartialDate>,
    /// What follows on the line, from its separator on: `—Civil Justice Reform`.
    pub(super) rest: &'t str,
}

/// Reads `Executive Order 12988 of February 5, 1996` or `Executive Order 10858—The President's Committee`.
pub(super) fn read<'t>(structure: &Structure, line: &'t str) -> Option<Heading<'t>> {
    // Longer than any heading with its title: do not look.
    if line.len() > 600 {
        return None;
    }
    let captures = structure.wording.turn(Turn::OrderHeading).captures(line)?;
    let mut number = captures.name("n")?.as_str().replace(',', "");
    if let Some(suffix) = captures.name("suffix") {
        number.push('-');
        number.push_str(&suffix.as_str().trim_start_matches('-').to_ascii_uppercase());
    }
    let date = captures.name("date").and_then(|m| structure.dates.find_in(m.as_str()).next()?.date);
    let rest = captures.name("rest").map_or("", |m| m.as_str()).trim();
    Some(Heading { number, date, rest })
}

/// Fills in what heading and close say, where the format has not told it.
pub(super) fn complete(structure: &Structure, order: &mut OrderText) {
    let first = |order: &OrderText, part: Part| {
        order.paragraphs.iter().find(|p| p.part == part).map(|p| order.words(p).to_owned())
    };
    if let Some(line) = first(order, Part::Heading)
        && let Some(heading) = read(structure, &line)
    {
        order.number.get_or_insert(heading.number);
        order.signed = order.signed.or(heading.date);
    }
    if order.title.is_none() {
        order.title = first(order, Part::Title);
    }
    let closes: Vec<String> = order
        .paragraphs
        .iter()
        .filter(|p| p.part == Part::Close)
        .map(|p| order.words(p).to_owned())
        .collect();
    if order.signed.is_none() {
        let house = closes.iter().position(|l| structure.place(l).is_some()).unwrap_or(0);
        order.signed = closes
            .iter()
            .skip(house)
            .find_map(|l| structure.dates.find_in(l).next())
            .and_then(|hit| hit.date);
    }
    if order.signer.is_none() {
        order.signer = closes.iter().find_map(|line| signer(structure, line));
    }
}

/// Whether the line is the name of who signs, as orders print it: `DWIGHT D. EISENHOWER`.
pub(super) fn is_name(line: &str) -> bool {
    let line = line.trim().trim_end_matches(',');
    let words = line.split_whitespace().count();
    (2..=4).contains(&words)
        && line.len() <= 40
        && line.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\''))
        && line.split_whitespace().next_back().is_some_and(|w| w.chars().count() > 3)
}

/// `DWIGHT D. EISENHOWER` as `Dwight D. Eisenhower`.
fn signer(structure: &Structure, line: &str) -> Option<String> {
    if !is_name(line) || structure.place(line).is_some() {
        return None;
    }
    let words = line.trim().trim_end_matches(',').split_whitespace().map(|word| {
        let mut chars = word.chars();
        let first = chars.next().map(String::from).unwrap_or_default();
        first + &chars.as_str().to_lowercase()
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings() {
        let structure = &crate::profile::Profile::united_states().unwrap().structure;
        let place = |words: &str| structure.place(words).is_some();
        let line = |text: &str| {
            read(structure, text).map(|h| {
                format!("{} {} {}", h.number, h.date.map(|d| d.to_string()).unwrap_or_default(), h.rest)
            })
        };
        assert_eq!(line("Executive Order 12988 of February 5, 1996").as_deref(), Some("12988 1996-02-05 "));
        assert_eq!(
            line("Executive Order 10858—The President's Committee").as_deref(),
            Some("10858  —The President's Committee")
        );
        assert_eq!(line("EXECUTIVE ORDER NO. 10,571-a").as_deref(), Some("10571-A  "));
        assert_eq!(line("Executive Order 13908: Agreement").as_deref(), Some("13908  : Agreement"));
        assert_eq!(line("Executive Order of June 10, 1902"), None);
        assert_eq!(signer(structure, "DWIGHT D. EISENHOWER").as_deref(), Some("Dwight D. Eisenhower"));
        assert_eq!(signer(structure, "THE WHITE HOUSE,"), None);
        assert!(place("The White House,October 28, 1941, 5 p.m."));
        assert!(!place("the White House Tribal Nations Conference each year by"));
    }
}
