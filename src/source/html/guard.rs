//! Drops tags that would make the HTML parser slow, in one linear pass.

/// Tags with more attributes than this are dropped.
pub(in crate::source) const MAX_ATTRIBUTES: usize = 100;

/// Markup that is safe to parse.
pub(in crate::source) struct Limited {
    /// The markup, with dropped tags as blanks.
    pub markup: String,
    /// How many tags were dropped.
    pub dropped: usize,
    /// Byte offset of the first of them in the original.
    pub first_dropped: Option<usize>,
}

/// Elements without content, and those whose end the next of their kind implies: neither nests.
fn does_not_nest(name: &[u8]) -> bool {
    matches!(
        name,
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"hr"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

/// Elements that implied end tags close: counted as open until a table, list or block closes around them.
fn is_implied(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"li"
            | b"dt"
            | b"dd"
            | b"option"
            | b"optgroup"
            | b"tr"
            | b"td"
            | b"th"
            | b"tbody"
            | b"thead"
            | b"tfoot"
            | b"html"
            | b"body"
            | b"head"
            | b"colgroup"
            | b"caption"
            | b"rp"
            | b"rt"
    )
}

/// Drops start tags beyond `max_depth` open elements, or with more than [`MAX_ATTRIBUTES`] attributes.
pub(in crate::source) fn limit(markup: &str, max_depth: usize) -> Limited {
    let bytes = markup.as_bytes();
    let mut out = Limited { markup: String::with_capacity(markup.len()), dropped: 0, first_dropped: None };
    let mut depth = 0_usize;
    let mut copied = 0;
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map(|i| at + i) {
        let rest = bytes.get(open + 1..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            at = find(bytes, open + 4, b"-->").map_or(bytes.len(), |i| i + 3);
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name_at = open + 1 + usize::from(closing);
        let name = bytes.get(name_at..).unwrap_or_default();
        let name_len = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        if name_len == 0 || !name.first().is_some_and(u8::is_ascii_alphabetic) {
            at = open + 1;
            continue;
        }
        let lower: Vec<u8> = name.iter().take(name_len.min(32)).map(u8::to_ascii_lowercase).collect();
        let (end, attributes) = tag_end(bytes, name_at + name_len);
        at = end;
        if does_not_nest(&lower) && attributes <= MAX_ATTRIBUTES {
            continue;
        }
        let nests = !is_implied(&lower);
        let drop = if closing {
            let extra = depth > max_depth;
            depth = if nests { depth.saturating_sub(1) } else { depth };
            extra && nests
        } else {
            depth += usize::from(nests);
            depth > max_depth || attributes > MAX_ATTRIBUTES
        };
        if drop {
            out.markup.push_str(markup.get(copied..open).unwrap_or(""));
            out.markup.push(' ');
            copied = end;
            out.dropped += 1;
            out.first_dropped.get_or_insert(open);
        } else if !closing && matches!(lower.as_slice(), b"script" | b"style" | b"textarea" | b"title") {
            // Raw text: what looks like tags within is none.
            let mut close = b"</".to_vec();
            close.extend_from_slice(&lower);
            at = find_ignoring_case(bytes, end, &close).unwrap_or(bytes.len());
        }
    }
    out.markup.push_str(markup.get(copied..).unwrap_or(""));
    out
}

/// One past the `>` of a tag, quotes respected, and the number of its attributes.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let mut attributes = 0;
    let mut quote = None;
    let mut between = true;
    for (i, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (Some(q), b) if *b == q => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return (i + 1, attributes),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b) if b.is_ascii_whitespace() || *b == b'/' => between = true,
            (None, _) => {
                attributes += usize::from(between);
                between = false;
            }
        }
    }
    (bytes.len(), attributes)
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes.get(from..)?, needle).map(|i| from + i)
}

fn find_ignoring_case(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let mut at = from;
    while let Some(open) = find(bytes, at, b"</") {
        if bytes.get(open..open + needle.len()).is_some_and(|t| t.eq_ignore_ascii_case(needle)) {
            return Some(open);
        }
        at = open + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_pages_are_untouched() {
        let page = "<html><body><p>a<p>b<ul><li>c<li>d</ul><br><img src='x>y'><!-- <div> --><script>\"<div>\"</script></body></html>";
        let limited = limit(page, 4);
        assert_eq!(limited.markup, page);
        assert_eq!(limited.dropped, 0);
    }

    #[test]
    fn deep_nesting_is_cut_and_text_kept() {
        let page = format!("{}x{}", "<div>".repeat(1000), "</div>".repeat(1000));
        let limited = limit(&page, 10);
        assert_eq!(limited.markup.matches("<div>").count(), 10);
        assert_eq!(limited.markup.matches("</div>").count(), 10);
        assert!(limited.markup.contains('x'));
        assert_eq!(limited.first_dropped, Some(50));
    }

    #[test]
    fn a_tag_of_a_thousand_attributes_is_dropped() {
        let attributes: String = (0..1000).map(|i| format!(" a{i}")).collect();
        assert_eq!(limit(&format!("<b{attributes}>x</b>"), 10).dropped, 1);
    }

    proptest! {
        #[test]
        fn never_panics_and_keeps_text_outside_tags(text in "[<>/a-z \"'!-]{0,80}") {
            let limited = limit(&text, 2);
            prop_assert!(limited.markup.len() <= text.len() + limited.dropped);
        }
    }
}
