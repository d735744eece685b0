//! The heading that is set before the text of a division: `Sec. 2. Revocation. Executive Order …`.

use crate::ground::Span;
use crate::profile::Wording;
use crate::reading::sentence;

/// A heading is no longer than this, in bytes.
const MAX_HEADING: usize = 160;

/// And has no more words than this.
const MAX_WORDS: usize = 20;

/// Words of fewer letters may be small in a heading: `of`, `and`, `from`.
const SMALL: usize = 4;

/// The heading at the start of `words`, as bytes of it: its first sentence, where that is set as a title, and where more
/// words follow or it may stand alone.
pub(super) fn at_start(wording: &Wording, words: &str, alone: bool) -> Option<Span> {
    let first = words.get(..crate::ground::boundary::floor(words, MAX_HEADING * 2))?;
    let dash = first.find(['—', '–']).or_else(|| first.find("--"));
    let sentence = sentence::sentences(wording, first, Span::new(0, first.len())).into_iter().next()?;
    let end = match dash {
        Some(dash) if dash < sentence.end && is_title(first.get(..dash)?) => dash,
        _ => sentence.end,
    };
    let heading = words.get(sentence.start..end)?;
    let stop = heading.ends_with('.') || words.get(end..)?.starts_with(['—', '–', '-']);
    let more = words.get(end..)?.chars().any(char::is_alphanumeric);
    (stop && (more || alone) && heading.len() <= MAX_HEADING && is_title(heading))
        .then(|| Span::new(sentence.start, end))
}

/// Whether words are set as a title: each longer word begins with a capital.
fn is_title(words: &str) -> bool {
    let mut count = 0;
    for word in
        words.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).filter(|w| !w.is_empty())
    {
        count += 1;
        if word.len() > SMALL && word.starts_with(char::is_lowercase) || count > MAX_WORDS {
            return false;
        }
    }
    count > 0 && words.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"' | '`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_sentences() {
        let wording = &crate::profile::Profile::united_states().unwrap().wording;
        let read = |words: &str| at_start(wording, words, false).map(|s| s.of(words).to_owned());
        assert_eq!(read("Revocation. Executive Order 1 ends.").as_deref(), Some("Revocation."));
        assert_eq!(
            read("The U.S. Office of the Harbor. There is one.").as_deref(),
            Some("The U.S. Office of the Harbor.")
        );
        assert_eq!(read("General Provisions—(a) Nothing in it.").as_deref(), Some("General Provisions"));
        assert_eq!(read("Executive Order 2 is hereby revoked. It ends."), None);
        assert_eq!(read("Definitions."), None);
        assert!(at_start(wording, "Definitions.", true).is_some());
    }
}
