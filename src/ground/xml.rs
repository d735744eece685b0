//! The characters that XML 1.0 can hold (section 2.2, `Char`): any other cannot be written even as a reference.

use std::borrow::Cow;

/// Whether XML 1.0 has a character.
#[must_use]
pub const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text with U+FFFD in place of each character that XML 1.0 does not have; offsets in characters stay as they are.
#[must_use]
pub fn writable(text: &str) -> Cow<'_, str> {
    if holds(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_xml(c) { c } else { char::REPLACEMENT_CHARACTER }).collect())
}

/// Whether XML 1.0 has all characters of a text.
#[must_use]
pub fn holds(text: &str) -> bool {
    // Characters before the blank are one byte; U+FFFE and U+FFFF begin with this one.
    const LAST_OF_THREE: u8 = 0xef;
    let may_lack = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == LAST_OF_THREE;
    !text.bytes().any(may_lack) || text.chars().all(is_xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_lacks_is_replaced_one_for_one() {
        let all = "a\u{0}\u{1}\t\n\r\u{b}\u{1f} \u{7f}é\u{ff01}\u{fffd}\u{fffe}\u{ffff}\u{10000}";
        let written = writable(all);
        assert_eq!(
            written,
            "a\u{fffd}\u{fffd}\t\n\r\u{fffd}\u{fffd} \u{7f}é\u{ff01}\u{fffd}\u{fffd}\u{fffd}\u{10000}"
        );
        assert!(holds(&written) && written.chars().count() == all.chars().count());
        assert!(matches!(writable("Ünicode\u{ff01}"), Cow::Borrowed(_)));
    }
}
