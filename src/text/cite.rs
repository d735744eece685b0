//! Citations in running text: numbered policies and Acts by popular name.

use super::Span;
use crate::profile::{Identifier, Profile};
use regex::Regex;
use std::sync::LazyLock;

/// A policy named in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The words that name it, as bytes of the text.
    pub span: Span,
    /// Which policy.
    pub cited: Cited,
}

/// By what a citation names its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cited {
    /// A number.
    Number(Identifier),
    /// A popular name: "Chief Financial Officers Act of 1990".
    Act {
        /// The name as printed, without the article.
        title: String,
        /// The year in the name.
        year: Option<i32>,
        /// An acronym that a parenthesis defines: "(the PRA)".
        acronym: Option<String>,
        /// The number that a parenthesis gives: "(Public Law 111-352)".
        number: Option<Identifier>,
    },
}

/// Every citation of a text, left to right, without overlaps; linear in the text.
#[must_use]
pub fn find_in(profile: &Profile, text: &str) -> Vec<Citation> {
    let numbers = profile.schemes.find_in(text);
    let mut found: Vec<Citation> = Vec::with_capacity(numbers.len());
    let acts = acts(profile, text);
    let mut numbers = numbers.into_iter().peekable();
    for mut act in acts {
        while let Some((span, id)) = numbers.next_if(|(span, _)| span.end <= act.span.start) {
            found.push(Citation { span, cited: Cited::Number(id) });
        }
        // A number within the words of the Act, or in the parenthesis right behind them, is the Act's own.
        let tail = text.get(act.span.end..).unwrap_or("");
        let opens = tail.len() - tail.trim_start_matches([' ', ',', '(', '\u{a0}']).len();
        if let Some((span, id)) = numbers.next_if(|(span, id)| {
            span.start <= act.span.end + opens
                && opens > 0
                && profile.schemes.get(id.scheme).key == "public-law"
                || act.span.overlaps(*span)
        }) {
            act.span.end = act.span.end.max(span.end);
            if let Cited::Act { number, .. } = &mut act.cited {
                *number = Some(id);
            }
            if text.get(act.span.end..).is_some_and(|t| t.starts_with(')')) {
                act.span.end += 1;
            }
        }
        found.push(act);
    }
    found.extend(numbers.map(|(span, id)| Citation { span, cited: Cited::Number(id) }));
    found
}

static ACT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // Capitalised words joined by small connectives, up to "Act", with the year, the acronym in a
    // parenthesis and the words that a parenthesis inserts: "GPRA (Government Performance and Results)
    // Modernization Act of 2010".
    Regex::new(
        r"(?x)(?-u:\b{start-half})
        (?P<name>
          (?:(?:[A-Z0-9][\w’'-]*(?:\.[A-Z]\.?)*|21st)(?:,)?\s+(?:\((?:[A-Z][\w’'-]*\s?|and\s|of\s|the\s)+\)\s+)?(?:(?:and|of|for|the|in|to|on|with|or|&)\s+){0,3}){1,14}?
          Act
        )
        (?P<year>\s+of\s+(?P<y>(?:17|18|19|20)\d\d))?
        (?:\s*\((?:the\s+)?[“‘]?(?P<acronym>(?:[0-9A-Z][A-Za-z0-9.&-]*\s?){1,4})[”’]?\))?
        (?-u:\b{end-half})",
    )
    .ok()
});

/// Words that start a sentence or refer back, and are no part of an Act's name.
const NOT_A_NAME: &[&str] = &[
    "The",
    "This",
    "That",
    "These",
    "An",
    "A",
    "Such",
    "Said",
    "Any",
    "Each",
    "Under",
    "In",
    "Of",
    "For",
    "By",
    "And",
    "Section",
    "Title",
    "Pursuant",
    "See",
    "With",
    "As",
    "To",
    "On",
    "When",
    "If",
    "No",
    "Explore",
    "View",
    "Related",
    "Read",
    "About",
    "Implementing",
    "Amending",
    "Is",
    "Does",
    "What",
    "Also",
    "Both",
    "Other",
    "Executive",
    "Order",
    "U.S.",
    "Federal’s",
    "Clarifies",
    "Nothing",
    "Since",
    "Whereas",
    "WHEREAS",
    "Now",
    "Where",
    "Upon",
    "From",
    "At",
    "Code",
    "States",
    "Administrator",
    "President",
    "Secretary",
    "Congress",
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIV",
    "XVI",
    "XX",
];

/// Acts by popular name.
fn acts(profile: &Profile, text: &str) -> Vec<Citation> {
    let Some(regex) = ACT.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    for captures in regex.captures_iter(text) {
        let (Some(whole), Some(name)) = (captures.get(0), captures.name("name")) else { continue };
        let Some(start) = name_start(name.as_str()) else { continue };
        let year = captures.name("y").and_then(|m| m.as_str().parse().ok());
        let title_end = captures.name("year").map_or(name.end(), |m| m.end());
        let acronym = captures.name("acronym").map(|m| m.as_str().trim().to_owned());
        let acronym = acronym.filter(|a| {
            a.chars().filter(|c| c.is_uppercase()).count() >= 2 && profile.schemes.find_in(a).is_empty()
        });
        let end = if acronym.is_some() { whole.end() } else { title_end };
        let span = Span::new(name.start() + start, end);
        let title = super::fold_space(text.get(span.start..title_end).unwrap_or(""));
        found.push(Citation { span, cited: Cited::Act { title, year, acronym, number: None } });
    }
    found
}

/// Where the name proper starts within the words that were matched; `None` where only "Act" is left.
fn name_start(words: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = words.get(at..)?;
        let word = rest.split_whitespace().next()?;
        if word == "Act" {
            return None;
        }
        let bare = word.trim_end_matches(',');
        // "…, the Clean Air Act": a comma before the connective ends what came before.
        let small = bare.chars().next().is_some_and(char::is_lowercase);
        if !NOT_A_NAME.contains(&bare) && !small {
            return Some(at);
        }
        let word_at = rest.find(word)?;
        let after = at + word_at + word.len();
        at = after + words.get(after..)?.find(|c: char| !c.is_whitespace())?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<String> {
        let profile = Profile::united_states().unwrap();
        find_in(profile, text)
            .into_iter()
            .map(|c| match c.cited {
                Cited::Number(id) => profile.label(&id),
                Cited::Act { title, acronym, number, .. } => {
                    let number = number.map(|id| format!(" = {}", profile.label(&id))).unwrap_or_default();
                    let acronym = acronym.map(|a| format!(" ({a})")).unwrap_or_default();
                    format!("{title}{acronym}{number}")
                }
            })
            .collect()
    }

    #[test]
    fn acts_by_popular_name() {
        assert_eq!(
            titles("under the Paperwork Reduction Act of 1995 (the PRA) does"),
            ["Paperwork Reduction Act of 1995 (PRA)"]
        );
        assert_eq!(
            titles(
                "The Chief Financial Officers Act of 1990, and the Government Management and Reform Act of 1994."
            ),
            ["Chief Financial Officers Act of 1990", "Government Management and Reform Act of 1994"]
        );
        assert_eq!(
            titles("Government Performance and Results Act (GPRA)"),
            ["Government Performance and Results Act (GPRA)"]
        );
        assert_eq!(
            titles("21st Century Integrated Digital Experience Act (21st Century IDEA)"),
            ["21st Century Integrated Digital Experience Act (21st Century IDEA)"]
        );
        assert_eq!(
            titles(
                "required by the GPRA (Government Performance and Results) Modernization Act of 2010 (Public Law 111-352);"
            ),
            ["GPRA (Government Performance and Results) Modernization Act of 2010 = Pub. L. 111-352"]
        );
        assert_eq!(titles("This Act, and the purposes of this Act. Agencies act now."), Vec::<String>::new());
        assert_eq!(titles("E-Government Act of 2002"), ["E-Government Act of 2002"]);
        assert_eq!(titles("Title VI of the Civil Rights Act of 1964"), ["Civil Rights Act of 1964"]);
    }
}
