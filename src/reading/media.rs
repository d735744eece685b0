//! Media data in parentheses: "(PDF, 385 KB, 14 pages, August 2023)".

use crate::ground::Pattern;
use crate::ground::{Span, fold_space};
use crate::model::{Media, PartialDate};
use crate::profile::{Profile, Turn};
use regex::Regex;

/// A parenthesis that describes a document file, or dates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MediaHit {
    /// The parenthesis with its brackets and the blank before it.
    pub span: Span,
    /// The file; `None` where the parenthesis holds a date alone.
    pub media: Option<Media>,
    /// The date in it.
    pub date: Option<PartialDate>,
    /// A date in it that the calendar does not have.
    pub impossible: Option<Span>,
}

static PARENTHESIS: Pattern = Pattern::new(&[r"\s*\((?P<in>[^()]{3,120})\)"]);
static SIZE: Pattern = Pattern::new(&[r"(?i)^(?P<n>\d{1,6}(?:\.\d{1,3})?)\s*(?P<u>bytes|b|kb|mb|gb)$"]);

/// Every media or date parenthesis of a text, left to right.
pub(super) fn find_in(profile: &Profile, text: &str) -> Vec<MediaHit> {
    PARENTHESIS
        .captures_iter(text)
        .filter_map(|c| {
            let span = Span::from(c.get(0)?.range());
            let inner = c.name("in")?;
            read(profile, inner.as_str(), inner.start()).map(|hit| MediaHit { span, ..hit })
        })
        .collect()
}

/// Reads the inside of a parenthesis; every part of it must be known.
fn read(profile: &Profile, inside: &str, offset: usize) -> Option<MediaHit> {
    let mut media = Media::default();
    let mut hit = MediaHit { span: Span::default(), media: None, date: None, impossible: None };
    let mut rest = inside.to_owned();
    // A date has a comma of its own.
    for found in profile.dates.find_in(inside) {
        match found.date {
            Some(date) => hit.date = hit.date.or(Some(date)),
            None => hit.impossible = Some(found.span.shift(offset)),
        }
        rest = rest.replacen(found.span.of(inside), "", 1);
    }
    // "(7/2/07)": a bracket that holds nothing else.
    if let Some(date) = profile.dates.short(inside.trim()) {
        hit.date = Some(date);
        return Some(hit);
    }
    let mut known = false;
    for part in rest.split([',', ';']).map(fold_space).filter(|p| !p.is_empty()) {
        let group = |regex: &Regex, name: &str| {
            regex.captures(&part).and_then(|c| c.name(name).map(|m| m.as_str().to_owned()))
        };
        if profile.wording.turn(Turn::MediaFormat).is_match(&part) {
            media.format = part.as_str().into();
        } else if let Some(number) = group(&SIZE, "n") {
            let unit = group(&SIZE, "u").unwrap_or_default().to_ascii_lowercase();
            media.bytes = bytes(&number, &unit);
        } else if let Some(number) = group(profile.wording.turn(Turn::MediaPages), "n") {
            media.pages = number.parse().ok();
        } else if hit.date.is_some() && is_acronym(&part) {
            // "(OMB, October 2027)": who issued it.
            continue;
        } else {
            return None;
        }
        known = true;
    }
    if known {
        hit.media = Some(media);
    }
    (known || hit.date.is_some() || hit.impossible.is_some()).then_some(hit)
}

/// The acronym of a body: `OMB`.
fn is_acronym(part: &str) -> bool {
    (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase())
}

/// 1 KB is 1,000 bytes: the pages round, so more digits would say more than they know.
fn bytes(number: &str, unit: &str) -> Option<u64> {
    let factor: u64 = match unit {
        "gb" => 1_000_000_000,
        "mb" => 1_000_000,
        "kb" => 1_000,
        _ => 1,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut total = whole.parse::<u64>().ok()?.checked_mul(factor)?;
    let mut step = factor;
    for digit in fraction.bytes() {
        step /= 10;
        total = total.checked_add(u64::from(digit - b'0').checked_mul(step)?)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> &'static Profile {
        Profile::united_states().unwrap()
    }

    #[test]
    fn media_data() {
        let read = |text: &str| {
            find_in(profile(), text)
                .into_iter()
                .map(|h| {
                    let media = h
                        .media
                        .map(|m| format!("{} {:?} {:?} ", m.format, m.bytes, m.pages))
                        .unwrap_or_default();
                    format!("{media}{}", h.date.map_or_else(String::new, |d| d.to_string()))
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            read("Managing (PDF, 385 KB, 14 pages, August 2023)"),
            ["PDF Some(385000) Some(14) 2023-08"]
        );
        assert_eq!(read("M-11-24 (PDF, 2.5 MB, 6 pages, June 2011)"), ["PDF Some(2500000) Some(6) 2011-06"]);
        assert_eq!(read("x (PDF, 110 kb, March 1998, 2 pages)"), ["PDF Some(110000) Some(2) 1998-03"]);
        assert_eq!(
            read("Act of 1976 (Word document, 16 KB, 2 pages, June 2011)"),
            ["Word document Some(16000) Some(2) 2011-06"]
        );
        assert_eq!(read("Strategy (May 2012)"), ["2012-05"]);
        assert!(read("GPRA (Government Performance and Results) Act (GPRAMA) (the PRA)").is_empty());
    }
}
