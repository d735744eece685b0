//! Comments by which a person excuses a finding: `<!-- pedigraph: allow ended-citation — history -->`.
//!
//! In: the text of a file. Out: the excuses with the rules that they name, their reason, and the stretch of the file that
//! each covers: its own line; where it stands alone, the block after it.

use super::finding::Rule;
use super::written::Letter;
use crate::ground::{Pattern, Span};

/// A comment that excuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Allow {
    /// The comment, from the mark to its end, as bytes of the file.
    pub(super) span: Span,
    /// The rules that it names, as written, and what they are.
    pub(super) rules: Vec<(String, Option<Rule>)>,
    /// The reason; empty where none is given.
    pub(super) reason: String,
    /// The bytes of the file that it covers.
    pub(super) covers: Span,
    /// Whether it stands alone on its line, so that it covers what follows.
    pub(super) alone: bool,
}

/// More excuses than this are not read from one file.
const MAX_EXCUSES: usize = 4096;

static ALLOW: Pattern = Pattern::new(&[
    r"(?m)(?:<!--[ \t]*|(?:^|[ \t])(?:#|//)[ \t]*|^[ \t]*)pedigraph:[ \t]*allow[ \t]+",
    r"(?P<rules>[a-z][a-z-]*(?:,[ \t]*[a-z][a-z-]*)*)",
    r"(?:[ \t]*(?:—|–|--?[ \t]|:)[ \t]*(?P<reason>[^\n]*?))?[ \t]*(?:-->|\r?$)",
]);

/// The first and the last line of code that is set apart.
static FENCE: Pattern = Pattern::new(&[r"(?m)^[ \t>]{0,8}(?:```|~~~)"]);

/// The excuses of a text, in order. `letters` are its characters with their bytes, where the text is written with escapes.
pub(super) fn read(text: &str, written: Option<&[Letter]>) -> Vec<Allow> {
    let decoded: String;
    let (text, starts) = match written {
        None => (text, Vec::new()),
        Some(letters) => {
            decoded = letters.iter().map(|l| l.c).collect();
            let starts =
                decoded.char_indices().map(|(at, _)| at).zip(letters).map(|(at, l)| (at, l.start as usize));
            let ends = letters.last().map(|l| (decoded.len(), l.start as usize + l.len as usize));
            let starts: Vec<(usize, usize)> = starts.chain(ends).collect();
            (decoded.as_str(), starts)
        }
    };
    let place = |at: usize| match starts.get(starts.partition_point(|(decoded, _)| *decoded < at)) {
        Some((_, byte)) => *byte,
        None if starts.is_empty() => at,
        None => starts.last().map_or(at, |(_, byte)| *byte),
    };
    let spot = |span: Span| Span::new(place(span.start), place(span.end));
    let fences: Vec<usize> = FENCE.find_iter(text).map(|m| m.start()).collect();
    let found = ALLOW.captures_iter(text).take(MAX_EXCUSES).filter_map(|captures| {
        let whole = captures.get(0)?;
        let lead = whole.as_str().len() - whole.as_str().trim_start().len();
        let span = Span::new(whole.start() + lead, whole.end());
        // A comment that is shown as code is none.
        let is_fenced = fences.partition_point(|at| *at < span.start) % 2 == 1;
        let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
        let end = text.get(span.end..)?.find('\n').map_or(text.len(), |at| span.end + at);
        let around = [text.get(start..span.start)?, text.get(span.end..end)?];
        if is_fenced || around.first()?.matches('`').count() % 2 == 1 {
            return None;
        }
        let alone = around.iter().all(|words| words.trim().is_empty());
        let rules = captures.name("rules")?.as_str().split(',').map(|name| name.trim().to_owned());
        Some(Allow {
            span: spot(span),
            rules: rules.map(|name| (name.clone(), Rule::named(&name))).collect(),
            reason: captures.name("reason").map_or("", |m| m.as_str()).trim().to_owned(),
            covers: spot(Span::new(start, if alone { next_line(text, end) } else { end })),
            alone,
        })
    });
    found.collect()
}

/// The end of the first line after `from` that is not blank.
fn next_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let words = rest.len() - rest.trim_start().len();
    let line = rest.get(words..).unwrap_or("");
    from + words + line.find('\n').unwrap_or(line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Allow {
        let mut all = read(text, None);
        assert_eq!(all.len(), 1, "{text}");
        all.remove(0)
    }

    #[test]
    fn comments_of_any_form_are_read() {
        for text in [
            "<!-- pedigraph: allow ended-citation — history -->",
            "EO 1 <!-- pedigraph: allow ended-citation -- history -->",
            "title: EO 1 # pedigraph: allow ended-citation: history",
            "pedigraph: allow ended-citation - history",
            "// pedigraph: allow ended-citation – history\nEO 1",
        ] {
            let allow = only(text);
            assert_eq!(allow.rules, [("ended-citation".to_owned(), Some(Rule::EndedCitation))], "{text}");
            assert_eq!(allow.reason, "history", "{text}");
        }
        for text in [
            "The comment pedigraph: allow ended-citation — history",
            "`<!-- pedigraph: allow ended-citation — history -->` EO 1",
            "```html\n<!-- pedigraph: allow ended-citation — history -->\n```\nEO 1",
        ] {
            assert!(read(text, None).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_comment_covers_its_line_or_what_follows() {
        let text = "a\nEO 1 <!-- pedigraph: allow wrong-date — so printed --> b\nc";
        assert_eq!(only(text).covers.of(text), text.lines().nth(1).unwrap());
        let text = "<!-- pedigraph: allow wrong-date,wrong-title — so printed -->\n\nEO 1\nc";
        let allow = only(text);
        assert!(allow.alone && allow.covers.of(text).ends_with("EO 1"));
        assert_eq!(allow.rules.len(), 2);
        assert_eq!(only("<!-- pedigraph: allow wrong-date -->").reason, "");
        assert_eq!(
            only("<!-- pedigraph: allow wrong-dates — x -->").rules,
            [("wrong-dates".to_owned(), None)]
        );
    }
}
