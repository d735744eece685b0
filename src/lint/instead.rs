//! What to write in the place of a citation: the successor's number as the old one is printed, and its address in the link
//! around it.

use super::linter::File;
use super::markup::Way;
use crate::ground::Span;

/// A link and its words are replaced together where they stand in no more bytes than this.
const MAX_TOGETHER: usize = 4096;

/// The successor's number as the old one is printed: "Executive Order 12866" for "Executive Order 12291", where both are
/// of one series; else its canonical number. None where it has none.
pub(super) fn words(printed: &str, old: &str, new: &str) -> Option<String> {
    if new.is_empty() {
        return None;
    }
    let tail = |label: &str| label.rsplit(' ').next().unwrap_or(label).len();
    let (series, number) = old.split_at(old.len() - tail(old));
    let (other, next) = new.split_at(new.len() - tail(new));
    let lead = printed.len().checked_sub(number.len());
    let ends = lead.and_then(|at| printed.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(number));
    let lead =
        lead.and_then(|at| printed.get(..at)).filter(|_| ends && series == other && !number.is_empty());
    Some(lead.map_or_else(|| new.to_owned(), |lead| format!("{lead}{next}")))
}

/// Words as they are written in a file.
pub(super) fn written(way: Way, words: &str) -> String {
    match way {
        Way::Json => {
            let quoted = serde_json::to_string(words).unwrap_or_default();
            quoted.trim_matches('"').to_owned()
        }
        Way::Html => words.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"),
        Way::Plain | Way::Markdown => words.to_owned(),
    }
}

/// The words of a link that name a policy, and where it leads.
pub(super) struct Linked<'a, 'f> {
    pub(super) file: &'a File<'f>,
    /// The words, as bytes of the file.
    pub(super) label: Span,
    /// As the text has it.
    pub(super) target: &'a str,
}

impl Linked<'_, '_> {
    /// The stretch of the file from the one to the other, and what to write there; none where the address is not known or
    /// they do not stand together.
    pub(super) fn both(&self, words: &str, address: Option<&str>) -> Option<(Span, String)> {
        let text = self.file.text;
        let address = written(self.file.way, address?);
        let target = self.file.written().nearest_link(self.target, self.label)?;
        let (first, second) = if target.start < self.label.start {
            ((target, address.as_str()), (self.label, words))
        } else {
            ((self.label, words), (target, address.as_str()))
        };
        let span = Span::new(first.0.start, second.0.end);
        let between =
            text.get(first.0.end..second.0.start).filter(|_| span.end - span.start <= MAX_TOGETHER)?;
        Some((span, format!("{}{between}{}", first.1, second.1)))
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_number_is_printed_as_the_old_one_was() {
        let of = |printed: &str, old: &str, new: &str| words(printed, old, new).unwrap();
        assert_eq!(of("Executive Order 12291", "EO 12291", "EO 12866"), "Executive Order 12866");
        assert_eq!(of("E.O. 12,291", "EO 12291", "EO 12866"), "EO 12866");
        assert_eq!(of("OMB Memo M-16-08", "M-16-08", "M-17-26"), "OMB Memo M-17-26");
        assert_eq!(of("m-16-08", "M-16-08", "M-17-26"), "M-17-26");
        assert_eq!(of("Executive Order 12291", "EO 12291", "Pub. L. 104-13"), "Pub. L. 104-13");
        assert_eq!(words("EO 12291", "EO 12291", ""), None);
    }
}
