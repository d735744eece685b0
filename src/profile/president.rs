//! Terms of office: who signed what was signed on a day.

use super::data::ProfileFile;
use super::{Bodies, ProfileError};
use crate::model::BodyIx;
use crate::model::PartialDate;
use serde::Deserialize;

/// The file's name in a profile.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    office: Option<String>,
    #[serde(default)]
    term: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    #[serde(default)]
    names: Vec<String>,
    start: PartialDate,
    end: Option<PartialDate>,
}

/// One term of office.
#[derive(Clone, Debug)]
pub struct Term {
    /// Who held it.
    pub name: String,
    /// Other spellings of the name.
    pub names: Vec<String>,
    /// The day on which it began.
    pub start: PartialDate,
    /// The day on which it ended; none while it lasts.
    pub end: Option<PartialDate>,
}

/// All terms, in order.
#[derive(Debug)]
pub struct Terms {
    /// The office whose holders they are.
    pub office: Option<BodyIx>,
    all: Vec<Term>,
}

impl Terms {
    pub(super) fn parse(file: ProfileFile<'_>, bodies: &Bodies) -> Result<Self, ProfileError> {
        let rows: File = file.parse()?;
        let mut all: Vec<Term> = Vec::new();
        for row in rows.term {
            let follows = all.last().is_none_or(|last| last.end.is_some_and(|end| end <= row.start));
            let runs = row.end.is_none_or(|end| row.start <= end);
            if !follows || !runs {
                let message =
                    format!("expected terms one after the other, found {} at {}", row.name, row.start);
                return Err(file.wrong(message));
            }
            all.push(Term { name: row.name, names: row.names, start: row.start, end: row.end });
        }
        let office = rows.office.map(|key| bodies.named(&key).map_err(|e| file.wrong(e)));
        Ok(Self { all, office: office.transpose()? })
    }

    /// All terms, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Term> {
        self.all.iter()
    }

    /// The term of a day, and whether another ended on it; none before the first, after the last, and for a date
    /// that spans two.
    #[must_use]
    pub fn at(&self, date: PartialDate) -> Option<(&Term, bool)> {
        let ix = self.all.partition_point(|t| t.start.earliest() <= date.earliest()).checked_sub(1)?;
        let term = self.all.get(ix)?;
        let within = term.end.is_none_or(|end| date.latest() < end.earliest());
        let next = self.all.get(ix + 1);
        let lasts = within || next.is_none() && term.end.is_none();
        let change = date.latest() == term.start.earliest() && ix > 0;
        lasts.then_some((term, change))
    }

    /// The name that this table uses for a person, by any of the spellings it knows.
    #[must_use]
    pub fn canonical(&self, name: &str) -> Option<&str> {
        let same = |other: &str| other.eq_ignore_ascii_case(name.trim());
        self.all.iter().find(|t| same(&t.name) || t.names.iter().any(|n| same(n))).map(|t| t.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Profile;
    use super::*;

    fn at(day: &str) -> Option<(String, bool)> {
        let terms = &Profile::united_states().unwrap().presidents;
        terms.at(PartialDate::from_iso(day).unwrap()).map(|(t, change)| (t.name.clone(), change))
    }

    #[test]
    fn each_day_has_its_president() {
        assert_eq!(at("1937-01-04"), Some(("Franklin D. Roosevelt".into(), false)));
        assert_eq!(at("1945-04-12"), Some(("Harry S. Truman".into(), true)));
        assert_eq!(at("1953-01-20"), Some(("Dwight D. Eisenhower".into(), true)));
        assert_eq!(at("1993-01-19"), Some(("George H. W. Bush".into(), false)));
        assert_eq!(at("2021-01-20"), Some(("Joseph R. Biden Jr.".into(), true)));
        assert_eq!(at("2024-06"), Some(("Joseph R. Biden Jr.".into(), false)));
        assert_eq!(at("2021-01"), None, "two Presidents held the office in that month");
        assert_eq!(at("1788-01-01"), None);
        assert_eq!(at("2026-01-01"), Some(("Donald Trump".into(), false)));
    }

    #[test]
    fn spellings_of_a_name_are_one() {
        let terms = &Profile::united_states().unwrap().presidents;
        assert_eq!(terms.canonical("Joseph R. Biden, Jr."), Some("Joseph R. Biden Jr."));
        assert_eq!(terms.canonical("Nobody"), None);
    }

    #[test]
    fn terms_that_overlap_are_refused() {
        let text = "[[term]]\nname = \"A\"\nstart = \"1800-01-01\"\nend = \"1804-01-01\"\n[[term]]\nname = \"B\"\nstart = \"1803-01-01\"\n";
        assert!(
            Terms::parse(
                ProfileFile::read("presidents.toml", text),
                &Profile::united_states().unwrap().bodies
            )
            .unwrap_err()
            .message
            .contains("one after the other")
        );
    }
}
