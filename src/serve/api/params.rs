//! Parameters of a request.

use crate::query::day;
use crate::serve::opened::Opened;
use crate::serve::problem::Problem;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// The most things of one page of a list.
pub const MAX_LIMIT: usize = 1000;
/// The most things that are passed over.
pub const MAX_OFFSET: usize = 1_000_000_000;
/// The most steps of a walk: more than any lineage has.
pub const MAX_DEPTH: usize = 1_000_000;
/// As many where nothing is said.
pub const LIMIT: usize = 50;

/// Parameters by name, each once.
#[derive(Debug, Default)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads what stands behind `?`, of which each name must be in `known`.
    ///
    /// # Errors
    /// An unknown name; one that stands there twice.
    pub fn read(pairs: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let params = Self::any(pairs)?;
        if let Some(name) = params.0.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(unknown(name, known));
        }
        Ok(params)
    }

    /// Reads what stands behind `?`, with any names.
    ///
    /// # Errors
    /// One that stands there twice.
    pub fn any(pairs: Option<&str>) -> Result<Self, Problem> {
        let mut params = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(pairs.unwrap_or_default().as_bytes()) {
            if params.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Problem::bad(format!("expected `{name}` once, found it twice")));
            }
        }
        Ok(Self(params))
    }

    /// Of values by name, where there is one.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// A value; none where it is empty or not given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Takes a value out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).filter(|value| !value.trim().is_empty())
    }

    /// All that is left, in the order of names.
    pub fn rest(self) -> Vec<(String, String)> {
        self.0.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    /// A number within bounds.
    ///
    /// # Errors
    /// What is none.
    pub fn number<T: FromStr + PartialOrd + Display + Copy>(
        &self,
        name: &str,
        bounds: (T, T),
        default: T,
    ) -> Result<T, Problem> {
        let Some(typed) = self.get(name) else { return Ok(default) };
        let (least, most) = bounds;
        let number = typed.parse().ok().filter(|n: &T| (least..=most).contains(n));
        number.ok_or_else(|| {
            Problem::bad(format!("`{name}`: expected a number from {least} to {most}, found `{typed}`"))
        })
    }

    /// A day as people type it, of a month or a year the last one.
    ///
    /// # Errors
    /// What is none.
    pub fn day(&self, name: &str, graph: &Opened) -> Result<Option<NaiveDate>, Problem> {
        let asked = self.asked(name, graph)?;
        Ok(asked.and_then(|asked| asked.of(graph.index.list_day())))
    }

    /// A day as people type it, of a month or a year the first one.
    ///
    /// # Errors
    /// What is none.
    pub fn first_day(&self, name: &str, graph: &Opened) -> Result<Option<NaiveDate>, Problem> {
        let asked = self.asked(name, graph)?;
        Ok(asked.and_then(|asked| asked.first(graph.index.list_day())))
    }

    fn asked(&self, name: &str, graph: &Opened) -> Result<Option<day::Asked>, Problem> {
        let dates = &graph.profile.dates;
        let read = self.get(name).map(|typed| day::read(typed, dates));
        read.transpose().map_err(|why| Problem::bad(format!("`{name}`: {why}")))
    }
}

fn unknown(name: &str, known: &[&str]) -> Problem {
    let shown = crate::ground::diag::excerpt(name, 80);
    let expected = match known {
        [] => "no parameters".to_owned(),
        [one] => format!("no parameter but {one}"),
        _ => format!("one of {}", known.join(", ")),
    };
    Problem::bad(format!("expected {expected}, found `{shown}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_known_and_stand_once() {
        let params = Params::read(Some("q=a+b&limit=5&type="), &["q", "limit", "type"]).unwrap();
        assert_eq!((params.get("q"), params.get("type")), (Some("a b"), None));
        assert_eq!(params.number("limit", (1, 10), 3).ok(), Some(5));
        assert_eq!(params.number("offset", (0, 10), 3).ok(), Some(3));
        assert!(params.number("limit", (1, 4), 3).is_err());
        assert!(Params::read(Some("p=1"), &["q"]).is_err());
        assert!(Params::read(Some("q=1&q=2"), &["q"]).is_err());
    }
}
