//! Cutting text at the boundaries of its characters.

/// The last character boundary at or before `at`; the end of the text where `at` is behind it.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first character boundary at or behind `at`; the end of the text where `at` is behind it.
pub(crate) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The start of a text, at most `max` bytes of it.
pub(crate) fn head(text: &str, max: usize) -> &str {
    text.get(..floor(text, max)).unwrap_or("")
}

/// The end of a text, at most `max` bytes of it.
pub(crate) fn tail(text: &str, max: usize) -> &str {
    text.get(ceil(text, text.len().saturating_sub(max))..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::{ceil, floor, head, tail};

    #[test]
    fn no_character_is_cut() {
        let text = "a“b”";
        assert_eq!([0, 1, 2, 3, 4, 5, 9].map(|at| floor(text, at)), [0, 1, 1, 1, 4, 5, 8]);
        assert_eq!([0, 1, 2, 3, 4, 5, 9].map(|at| ceil(text, at)), [0, 1, 4, 4, 4, 5, 8]);
        assert_eq!([0, 3, 4, 99].map(|max| head(text, max)), ["", "a", "a“", text]);
        assert_eq!([0, 2, 3, 99].map(|max| tail(text, max)), ["", "", "”", text]);
    }
}
