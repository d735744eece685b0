//! Parentheses that only tell where a policy stands: "the Privacy Act (5 U.S.C. 552a)".

use crate::ground::Span;
use crate::ground::boundary::ceil;
use crate::profile::{List, Wording};

/// How far before a citation its parenthesis may open and the policy may stand that it locates, in bytes.
const MAX_LOCATED: usize = 400;

/// Where the outermost parenthesis opens that is not closed in `text`.
fn opening(text: &str) -> Option<usize> {
    let (mut open, mut depth) = (None, 0_usize);
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' if depth == 0 => open = Some(at),
            b'(' => depth -= 1,
            _ => {}
        }
    }
    open
}

/// Without what may stand between a policy's name and the parenthesis that locates it: "(IEEPA)", ", as amended".
fn named_before<'t>(wording: &Wording, text: &'t str) -> &'t str {
    let mut rest = text.trim_end();
    loop {
        let cut = match rest.strip_suffix(')') {
            Some(within) => opening(within).and_then(|open| rest.get(..open)),
            None => wording
                .ends(List::AsAmended, rest)
                .map_or_else(|| rest.strip_suffix(','), |w| rest.strip_suffix(w)),
        };
        match cut {
            Some(cut) => rest = cut.trim_end(),
            None => return rest,
        }
    }
}

/// The words right before the outermost parenthesis in which `at` stands, up to their end: what the parenthesis locates.
/// `None` where no parenthesis is open. At most [`MAX_LOCATED`] bytes are looked at.
#[must_use]
pub fn behind(wording: &Wording, text: &str, at: usize) -> Option<Span> {
    let from = ceil(text, at.saturating_sub(MAX_LOCATED));
    let window = text.get(from..at)?;
    let named = named_before(wording, window.get(..opening(window)?)?);
    Some(Span::new(from, from + named.len()))
}
