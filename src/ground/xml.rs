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

/// Whether an IRI ends in a name that RDF/XML can make an element of (`NCName` of Namespaces in XML 1.0): a letter or `_`, and
/// what may follow these.
#[must_use]
pub fn ends_in_name(iri: &str) -> bool {
    let ending = iri.chars().rev().take_while(|c| is_name(*c));
    ending.into_iter().any(starts_name)
}

const fn starts_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

const fn is_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_the_ends_of_iris() {
        for iri in [
            "http://e.org/title",
            "http://e.org/#a1",
            "http://e.org/1a",
            "urn:x:\u{e9}t\u{e9}",
            "http://e.org/_",
        ] {
            assert!(ends_in_name(iri), "{iri}");
        }
        for iri in [
            "http://e.org/123",
            "http://e.org/",
            "http://e.org/p#",
            "http://e.org/?x=1",
            "http://e.org/a(b)",
            "urn:isbn:123",
            "",
        ] {
            assert!(!ends_in_name(iri), "{iri}");
        }
    }

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
