//! One form for each number: no thousands separators, a letter in capitals behind a hyphen, Roman numbers as figures.

/// One value of a number: no thousands separators; with `suffix_letter`, a letter behind a long number in capitals behind a
/// hyphen.
pub(super) fn canonical(raw: &str, suffix_letter: bool) -> String {
    let folded =
        raw.split_whitespace().collect::<Vec<_>>().join("_").replace(',', "").replace(['‐', '‑', '–'], "-");
    if let Some(roman) = roman(&folded) {
        return roman.to_string();
    }
    let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = folded.split_at(digits);
    if !suffix_letter {
        return folded;
    }
    // "Executive Order No. 09712"
    let zeros = number.len() - number.trim_start_matches('0').len();
    if zeros > 0 && zeros < digits {
        return canonical(folded.get(zeros..).unwrap_or(""), suffix_letter);
    }
    if digits >= 4 && suffix.len() == 1 && suffix.bytes().all(|b| b.is_ascii_alphabetic()) {
        return format!("{number}-{}", suffix.to_ascii_uppercase());
    }
    if digits >= 4 && suffix.len() == 2 && suffix.starts_with('-') {
        return format!("{number}{}", suffix.to_ascii_uppercase());
    }
    folded
}

/// The small capitals that plans and rules are numbered by.
const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// `II` as 2.
fn roman(text: &str) -> Option<usize> {
    ROMAN.iter().position(|r| *r == text).map(|i| i + 1)
}

/// `2` as II; none where no such number is printed.
pub(super) fn as_roman(figures: &str) -> Option<&'static str> {
    let at = figures.parse::<usize>().ok()?.checked_sub(1)?;
    ROMAN.get(at).copied()
}
