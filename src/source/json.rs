//! JSON with positions: values as slices of the file, and what can be saved of a truncated one.

use crate::ground::diag::{Diagnostic, Position};
use crate::ground::place::Decoded;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// An object whose values are slices of the file.
pub(super) type Object<'a> = BTreeMap<String, &'a RawValue>;

/// Reads an object without reading its values.
///
/// # Errors
/// `serde_json`'s, with line and column in `text`.
pub(super) fn object(text: &str) -> Result<Object<'_>, Diagnostic> {
    serde_json::from_str(text).map_err(|e| syntax_error(text, &e))
}

/// A syntax or type error of `text` as a diagnostic.
pub(super) fn syntax_error(text: &str, e: &serde_json::Error) -> Diagnostic {
    let message = e.to_string();
    let message = message.split(" at line ").next().unwrap_or("").to_owned();
    let line = text.split('\n').nth(e.line().saturating_sub(1)).unwrap_or("");
    // `serde_json` counts the bytes of the line up to and with the one at fault.
    let before = line.as_bytes().get(..e.column()).unwrap_or(line.as_bytes());
    let column = before.iter().filter(|byte| (**byte as i8) >= -0x40).count();
    let position = Position::from_one_based(
        u32::try_from(e.line()).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    );
    Diagnostic::error("json-syntax", message).position(position)
}

/// Replaces escapes of surrogates that have no partner (`\ud83d` alone) by `\ufffd`, which is as long, so that they
/// cost a character and not the text that they stand in. `report` gets one problem for all of them, with the offset
/// of the first, and the text.
pub(super) fn replace_lone_surrogates(
    text: String,
    report: &mut dyn FnMut(usize, &str, Diagnostic),
) -> String {
    if memchr::memmem::find(text.as_bytes(), b"\\u").is_none() {
        return text;
    }
    let lone = lone_surrogates(&text);
    let Some(first) = lone.first().copied() else { return text };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for at in &lone {
        out.push_str(text.get(copied..*at).unwrap_or(""));
        out.push_str("\\ufffd");
        copied = at + ESCAPE;
    }
    out.push_str(text.get(copied..).unwrap_or(""));
    let message = match lone.len() {
        1 => "half of a surrogate pair stands alone and was read as U+FFFD".to_owned(),
        count => format!("{count} halves of surrogate pairs stand alone and were read as U+FFFD"),
    };
    let found = text.get(first..first + ESCAPE).unwrap_or("");
    let problem = Diagnostic::warning("lone-surrogate", message);
    report(first, &out, problem.expected("two escapes such as \\ud83d\\ude00", found));
    out
}

/// Bytes of an escape by number: `\u00e9`.
const ESCAPE: usize = 6;

/// Where escapes of surrogates without a partner stand.
fn lone_surrogates(text: &str) -> Vec<usize> {
    let unit = |at: usize| {
        let digits = text.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += found;
        match unit(at) {
            Some(0xD800..0xDC00) if matches!(unit(at + ESCAPE), Some(0xDC00..0xE000)) => at += 2 * ESCAPE,
            Some(0xD800..0xE000) => {
                lone.push(at);
                at += ESCAPE;
            }
            // An escaped backslash hides the next.
            _ => at += 2,
        }
    }
    lone
}

/// The byte offset of a value in the file that it was read from.
pub(super) fn offset_in(file: &str, value: &RawValue) -> usize {
    (value.get().as_ptr() as usize).saturating_sub(file.as_ptr() as usize).min(file.len())
}

/// A string value, or a diagnostic without a place that says what stands there.
pub(super) fn string(value: &RawValue, what: &str) -> Result<String, Diagnostic> {
    serde_json::from_str(value.get()).map_err(|_| wrong_type(value, what, "a string"))
}

/// A value of another type than expected; the caller knows its place.
pub(super) fn wrong_type(value: &RawValue, what: &str, expected: &str) -> Diagnostic {
    Diagnostic::warning("wrong-type", format!("`{what}` is not {expected}")).expected(expected, value.get())
}

/// The position of a byte of a decoded string, from the first character after its opening quote.
pub(super) fn position_in_string(literal: &str, decoded: usize) -> Position {
    let at = offset_of_decoded(literal, 0, decoded);
    Position::of_offset(literal.as_bytes().get(1..).unwrap_or_default(), at.saturating_sub(1))
}

/// Of the bytes at `at` within a string, how many write how many bytes of its text; `None` at its end.
pub(super) fn escape_at(file: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = file.as_bytes();
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'"', _) => None,
        (b'\\', Some(b'u')) => {
            let digits = file.get(at + 2..at + ESCAPE);
            Some(match digits.and_then(|h| u32::from_str_radix(h, 16).ok()).unwrap_or(0) {
                0xD800..0xDC00 => (2 * ESCAPE, 4),
                0x800.. => (ESCAPE, 3),
                0x80.. => (ESCAPE, 2),
                _ => (ESCAPE, 1),
            })
        }
        (b'\\', _) => Some((2, 1)),
        _ => Some((1, 1)),
    }
}

/// The offset in the file of a byte of a decoded string: `start` is that of its opening quote.
pub(super) fn offset_of_decoded(file: &str, start: usize, decoded: usize) -> usize {
    let step = |at| escape_at(file, at);
    Decoded::starting(start + 1).at(decoded, &step).min(file.len())
}

/// Closes what a truncated document leaves open, so that what was read is not lost; `None` where nothing is open.
pub(super) fn close_truncated(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut in_string = false;
    let mut escaped = 0_u8;
    for byte in text.bytes() {
        if in_string {
            match (escaped, byte) {
                (0, b'\\') => escaped = 1,
                (0, b'"') => in_string = false,
                (1, b'u') => escaped = 5,
                (0, _) => {}
                _ => escaped -= 1,
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                open.pop()?;
            }
            _ => {}
        }
    }
    if open.is_empty() {
        return None;
    }
    let mut out = text.to_owned();
    if in_string {
        if escaped > 0 {
            out.truncate(out.rfind('\\')?);
        }
        out.push('"');
    }
    let mut tail = out.trim_end().to_owned();
    if tail.ends_with(',') {
        tail.pop();
    } else if tail.ends_with(':') {
        tail.push_str("null");
    } else if tail.ends_with('"') && open.last() == Some(&b'}') && ends_with_key(&tail) {
        tail.push_str(":null");
    }
    tail.extend(open.iter().rev().map(|b| char::from(*b)));
    Some(tail)
}

/// Whether the string that ends `text` stands where an object expects a key.
fn ends_with_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = bytes.len().saturating_sub(1);
    while at > 0 {
        at -= 1;
        if bytes.get(at) == Some(&b'"') {
            let slashes =
                bytes.get(..at).unwrap_or_default().iter().rev().take_while(|b| **b == b'\\').count();
            if slashes % 2 == 0 {
                break;
            }
        }
    }
    let before = text.get(..at).unwrap_or("").trim_end();
    before.ends_with('{') || before.ends_with(',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_lone_surrogate_costs_one_character() {
        for (text, read) in [
            (r#"{"a\ud83d": "x\uD83Dy\udc00"}"#, r#"{"a\ufffd": "x\ufffdy\ufffd"}"#),
            (r#"["\ud83d\ud83d\ude00"]"#, r#"["\ufffd\ud83d\ude00"]"#),
            (r#"["\\ud83d \\\ud83d"]"#, r#"["\\ud83d \\\ufffd"]"#),
            (r#"["\ud83d"#, r#"["\ufffd"#),
            (r#"["\ud83"#, r#"["\ud83"#),
            (r#"["\u+d83d"]"#, r#"["\u+d83d"]"#),
        ] {
            let mut told = Vec::new();
            let out = replace_lone_surrogates(text.to_owned(), &mut |at, _, d| told.push((at, d)));
            assert_eq!(out, read);
            assert_eq!(told.len(), usize::from(text != read), "{text}");
            assert!(told.iter().all(|(at, _)| text[*at..].starts_with("\\u")));
        }
    }

    #[test]
    fn positions_count_characters() {
        let at = |text: &str| {
            let position = object(text).unwrap_err().position.unwrap();
            (position.line(), position.column())
        };
        assert_eq!(at("{\"ab\": x}"), (1, 8));
        assert_eq!(at("{\"é€\": x}"), (1, 8));
        assert_eq!(at("{\"😀\": 1,\n \"é\" 2}"), (2, 6));
    }

    #[test]
    fn truncated_documents_close_at_every_byte() {
        let whole = r#"{"a": {"b": ["x\"\u00e9,", 1.5, {"c": null}], "d": "e"}, "f": "g\\"}"#;
        for cut in 1..whole.len() {
            let Some(closed) = whole.get(..cut).and_then(close_truncated) else { continue };
            // A number, a literal or an escape that is cut in the middle cannot be saved; all else can.
            if serde_json::from_str::<serde_json::Value>(&closed).is_err() {
                let tail = whole.get(..cut).unwrap();
                assert!(tail.ends_with('.') || tail.ends_with(['n', 'u', 'l']), "{tail} gives {closed}");
            }
        }
    }

    proptest! {
        #[test]
        fn decoded_offsets_map_back(text in "[a-z\"\\\\\u{e9}\u{20ac}\u{1f600}\n]{0,20}", ascii: bool) {
            let mut file = serde_json::to_string(&text).unwrap();
            if ascii {
                file = file.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                    c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04x}")).collect()
                }).collect();
            }
            for (i, _) in text.char_indices() {
                let at = offset_of_decoded(&file, 0, i);
                let rest: String = serde_json::from_str(&format!("\"{}", &file[at..])).unwrap();
                prop_assert_eq!(rest.as_str(), &text[i..]);
            }
        }

        #[test]
        fn closing_never_panics(text in ".{0,60}") {
            let _ = close_truncated(&text);
        }
    }
}
