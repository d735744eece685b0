//! The rules as a person names them, and what `docs/lint.md` tells of each.

use crate::lint::{Level, Rule};
use crate::query::nearest;

/// The page that explains the rules.
const PAGE: &str = include_str!("../../../docs/lint.md");

/// The levels by name.
pub(super) const LEVELS: [Level; 4] = [Level::Off, Level::Note, Level::Warning, Level::Error];

/// A level as a person writes it.
pub(super) const fn level_name(level: Level) -> &'static str {
    match level {
        Level::Off => "off",
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// The level of a name.
///
/// # Errors
/// Which there are.
pub(super) fn level(name: &str) -> Result<Level, String> {
    LEVELS
        .into_iter()
        .find(|level| level_name(*level) == name)
        .ok_or_else(|| format!("expected off, note, warning or error, found `{name}`"))
}

/// The rule of a name.
///
/// # Errors
/// Which may have been meant.
pub(super) fn named(name: &str) -> Result<Rule, String> {
    Rule::named(name).ok_or_else(|| {
        let names = Rule::ALL.map(Rule::name);
        match nearest(name, names, 1).first() {
            Some(meant) => format!("expected a rule, found `{name}`; did you mean {meant}?"),
            None => format!("expected a rule, found `{name}`; there are {}", names.join(", ")),
        }
    })
}

/// What can be typed as a level of a rule and begins so, each with what the rule finds: rules up to `=`, then the levels.
pub(in crate::cli) fn pairs(typed: &str) -> Vec<(String, &'static str)> {
    let Some((name, begun)) = typed.split_once('=') else {
        let rules = Rule::ALL.into_iter().map(|rule| (rule.name(), rule.summary()));
        let rules = rules.chain([("all", "each of them")]).filter(|(name, _)| name.starts_with(typed));
        return rules.map(|(name, what)| (format!("{name}="), what)).collect();
    };
    let levels = LEVELS.into_iter().map(level_name).filter(|level| level.starts_with(begun));
    levels.map(|level| (format!("{name}={level}"), "")).collect()
}

/// The section of `docs/lint.md` on a rule, in Markdown, its heading included.
pub(super) fn section(rule: Rule) -> &'static str {
    let heading = format!("\n### `{}`\n", rule.name());
    let Some(from) = PAGE.find(&heading) else { return rule.summary() };
    let rest = PAGE.get(from + 1..).unwrap_or_default();
    let ends = ["\n### ", "\n## "].into_iter().filter_map(|mark| rest.find(mark)).min();
    rest.get(..ends.unwrap_or(rest.len())).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_section_that_tells_all_of_it() {
        for rule in Rule::ALL {
            let section = section(rule);
            assert!(section.starts_with(&format!("### `{}`\n", rule.name())), "{}", rule.name());
            for part in ["Example", "To mend", "To excuse"] {
                assert!(section.contains(part), "{}: no {part:?}", rule.name());
            }
            let level = level_name(rule.default_level());
            assert!(section.contains(&format!("Level: {level}.")), "{}: {level}", rule.name());
        }
    }

    #[test]
    fn names_are_met_with_what_was_meant() {
        assert_eq!(named("wrong-date"), Ok(Rule::WrongDate));
        assert!(named("wrong-dat").unwrap_err().ends_with("did you mean wrong-date?"));
        assert!(level("fatal").is_err());
        assert_eq!(pairs("wrong-d"), [("wrong-date=".to_owned(), Rule::WrongDate.summary())]);
        assert_eq!(pairs("wrong-date=o"), [("wrong-date=off".to_owned(), "")]);
    }
}
