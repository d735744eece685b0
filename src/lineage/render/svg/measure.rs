//! How wide text is, without a font at hand.
//!
//! The widths are those of Helvetica (and of Arial and Liberation Sans, which are made to match), from
//! the Adobe font metrics, in thousandths of the size. Other fonts that a viewer may take instead are
//! up to an eighth wider; [`SLACK`] leaves room for them.

use super::super::clean;

/// By how much a line may turn out wider.
const SLACK: f64 = 1.12;
/// The same for bold text, which differs more.
const BOLD_SLACK: f64 = 1.2;

#[rustfmt::skip]
const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

#[rustfmt::skip]
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// A size in pixels, regular or bold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Font {
    pub size: f64,
    pub bold: bool,
}

impl Font {
    pub const fn regular(size: f64) -> Self {
        Self { size, bold: false }
    }

    pub const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    /// The width of a line in pixels, with the slack.
    pub fn width(self, text: &str) -> f64 {
        let table = if self.bold { &BOLD } else { &REGULAR };
        let thousandths: u32 = text
            .chars()
            .map(|c| match c {
                ' '..='~' => u32::from(table[c as usize - 32]),
                '\u{1100}'.. if !('\u{2000}'..='\u{206F}').contains(&c) => 1000,
                '—' | '…' | '✗' | '●' | '◐' => 1000,
                _ => 611,
            })
            .sum();
        let slack = if self.bold { BOLD_SLACK } else { SLACK };
        f64::from(thousandths) / 1000.0 * self.size * slack
    }

    /// Breaks a text into at most `most` lines of at most `width` pixels; what is left over ends in `…`.
    /// A word longer than a line is broken after a hyphen or, where it has none, anywhere.
    pub fn wrap(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        // No more is looked at than could ever fit: the narrowest character is a fifth of the size.
        let bound = most.saturating_mul((width / self.size * 5.0) as usize + 2);
        let text: String = clean(text).chars().take(bound).collect();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if self.width(&line) > width {
                    // After a hyphen if there is one, else where it has come to.
                    let fits = line.len() - c.len_utf8();
                    let at =
                        line.get(..fits).and_then(|l| l.rfind(['-', '/'])).map_or(fits, |hyphen| hyphen + 1);
                    let rest = line.split_off(at);
                    lines.push(std::mem::replace(&mut line, rest));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.width(&format!("{last}…")) > width {
                    last.pop();
                }
                *last = format!("{}…", last.trim_end_matches([' ', ',', ';', '-']));
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wraps_between_words_and_says_what_is_missing() {
        let font = Font::regular(10.0);
        assert_eq!(
            font.wrap("Setting Customer Service Standards", 105.0, 3),
            ["Setting Customer", "Service Standards"]
        );
        assert_eq!(font.wrap("Setting Customer Service Standards", 90.0, 1), ["Setting Custom…"]);
        assert_eq!(font.wrap("", 90.0, 2), <[&str; 0]>::default());
        assert!((Font::bold(100.0).width("EO") - 144.5 * BOLD_SLACK).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(text in "[a-zA-Z0-9 ,—é中.]{0,120}", width in 40.0f64..200.0, most in 1usize..5) {
            let lines = Font::regular(11.0).wrap(&text, width, most);
            prop_assert!(lines.len() <= most);
            for line in &lines {
                prop_assert!(Font::regular(11.0).width(line) <= width, "{line:?}");
            }
        }
    }
}
