//! Markdown texts of orders: a heading with number and title, a summary of the record, then the text, a line a
//! paragraph.

use super::heading::{is_name, read as read_heading};
use super::{OrderText, Part};
use crate::ground::fold_space;
use crate::profile::{List, Structure, Turn};

/// Reads a Markdown text.
pub(super) fn read(structure: &Structure, text: &str) -> OrderText {
    let mut order = OrderText::default();
    let mut part = Part::Heading;
    let lines: Vec<&str> = text.lines().collect();
    for (i, line) in lines.iter().enumerate() {
        let words = plain(line);
        if words.is_empty() || words == "---" {
            continue;
        }
        match part {
            // The summary, up to the heading that stands over the text.
            Part::Heading => {
                summary(structure, &mut order, line, &words);
                if line.starts_with("## ") && read_heading(structure, &words).is_some() {
                    order.push(Part::Heading, &words);
                    if let Some(title) = order.title.clone() {
                        order.push(Part::Title, &title);
                    }
                    part = Part::Body;
                }
            }
            _ => {
                let next = lines.iter().skip(i + 1).map(|l| l.trim()).take(6).find(|l| !l.is_empty());
                let signs = is_name(&words) && next.is_some_and(|w| structure.place(w).is_some());
                part = after(structure, &order, part, line, &words, signs);
                if goes_on(
                    &order,
                    part,
                    &words,
                    i > 0 && lines.get(i - 1).is_some_and(|l| !l.trim().is_empty()),
                ) {
                    order.extend(&words);
                } else if !repeats(structure, &order, &words) {
                    order.push(part, &words);
                }
            }
        }
    }
    order
}

/// What a line of the text is, `part` being that of the line before.
fn after(structure: &Structure, order: &OrderText, part: Part, line: &str, words: &str, signs: bool) -> Part {
    let closes = structure.place(words).is_some() || signs;
    let filed = || structure.is_filing(words);
    // Italics: "*Filed by the Office of the Federal Register*".
    let filed_in_italics = || line.starts_with('*') && structure.is_filing(words.trim_matches('*'));
    match part {
        Part::Body if closes && order.paragraphs.iter().any(|p| p.part == Part::Body) => Part::Close,
        Part::Close if closes || words.len() < 60 && structure.dates.find_in(words).next().is_some() => {
            Part::Close
        }
        Part::Close if filed() || filed_in_italics() => Part::Close,
        Part::Close => Part::Annex,
        Part::Annex if filed_in_italics() => Part::Close,
        part => part,
    }
}

/// Whether the line goes on with the sentence of the one before: italics may stand in a line of their own.
fn goes_on(order: &OrderText, part: Part, words: &str, adjoins: bool) -> bool {
    let Some(last) = order.paragraphs.last().filter(|p| p.part == Part::Body && part == Part::Body) else {
        return false;
    };
    let open = !order.words(last).ends_with(['.', ':', ';', '!', '?']);
    let mark = words.starts_with(['.', ',', ';', ')']);
    adjoins && (mark || (open && words.starts_with(char::is_lowercase)))
}

/// Whether the line says the heading or the title again: "Title 3—The President", "Executive Order 13150 of April 21, 2000".
fn repeats(structure: &Structure, order: &OrderText, words: &str) -> bool {
    let body = order.paragraphs.iter().any(|p| p.part == Part::Body);
    if body {
        return false;
    }
    let folded = fold_space(words);
    structure.wording.turn(Turn::RepeatedHeading).is_match(&folded)
        || order.title.as_deref().is_some_and(|t| t.eq_ignore_ascii_case(&folded))
        || read_heading(structure, &folded)
            .is_some_and(|h| Some(h.number) == order.number && h.rest.is_empty())
}

/// Reads a line of the summary.
fn summary(structure: &Structure, order: &mut OrderText, line: &str, words: &str) {
    if line.starts_with("# ")
        && order.number.is_none()
        && let Some(heading) = read_heading(structure, words)
    {
        let title = heading.rest.trim_start_matches(['—', '–', '-', ':', ' ']);
        order.title = Some(title.to_owned()).filter(|t| !t.is_empty());
        order.number = Some(heading.number);
        return;
    }
    let Some((key, value)) = words.trim_start_matches(['-', ' ']).split_once(':') else { return };
    let value =
        Some(value.trim()).filter(|v| !v.is_empty() && !structure.wording.has(List::SummaryUnknown, v));
    let date = value.and_then(|v| structure.dates.find_in(v).next()).and_then(|hit| hit.date);
    let is = |list: List| structure.wording.has(list, key.trim());
    if is(List::SummarySigned) {
        order.signed = order.signed.or(date);
    } else if is(List::SummaryPublished) {
        order.published = order.published.or(date);
    } else if is(List::SummaryNumber) {
        order.document_number = value.map(str::to_owned);
    } else if is(List::SummaryCitation) {
        order.citation = value.map(str::to_owned);
    }
    if order.url.is_none() {
        order.url = structure.wording.group(Turn::GazetteLink, "url", line).map(str::to_owned);
    }
}

/// A line without Markdown's marks: `**Title 3—The President**` is `Title 3—The President`.
fn plain(line: &str) -> String {
    let line = line.trim().trim_start_matches('#').trim_start();
    let mut words = line.replace("**", "");
    if words.len() > 2 && words.starts_with('*') && words.ends_with('*') {
        words = words.trim_matches('*').to_owned();
    }
    words.trim().to_owned()
}
