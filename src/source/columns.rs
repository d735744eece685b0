//! Which column of a table holds what: as the user says, or guessed from the names of the columns.

use super::layout::same_key;
use std::collections::BTreeMap;

/// What a column can hold. Also the keys of the fields that are made of them.
pub const ROLES: [&str; 8] = ["number", "title", "date", "text", "url", "issuer", "status", "note"];

/// Which column of a table holds what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// What the user says: the name of the column by what it holds.
    said: BTreeMap<String, String>,
    /// Names by which columns are guessed, by what they hold: those of the profile's language.
    known: BTreeMap<String, Vec<String>>,
}

impl Columns {
    /// Reads what a user says: `number=eo,title=subject`, or the same with a line each, as a file has it.
    ///
    /// # Errors
    /// What was expected and what was found, where a part has another form or names no role.
    pub fn parse(said: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for part in said.split([',', '\n']).map(str::trim).filter(|p| !p.is_empty() && !p.starts_with('#')) {
            let pair = part.split_once('=').map(|(role, name)| (role.trim(), name.trim().trim_matches('"')));
            match pair {
                Some((role, name)) if ROLES.contains(&role) && !name.is_empty() => {
                    columns.said.insert(role.to_owned(), name.to_owned());
                }
                _ => {
                    let roles = ROLES.join(", ");
                    return Err(format!(
                        "expected ROLE=COLUMN with one of the roles {roles}, found `{part}`"
                    ));
                }
            }
        }
        Ok(columns)
    }

    /// The same, with names by which the other columns are guessed.
    #[must_use]
    pub fn guessing(mut self, known: &BTreeMap<String, Vec<String>>) -> Self {
        self.known.clone_from(known);
        self
    }

    /// Whether the user says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// The column of each role in a header; those that were guessed are told as `role=name`.
    ///
    /// # Errors
    /// The name that a user says and the header does not have.
    pub(super) fn find(
        &self,
        header: &[String],
    ) -> Result<(BTreeMap<&'static str, usize>, Vec<String>), String> {
        let place = |name: &str| header.iter().position(|h| same_key(h, name));
        let mut found = BTreeMap::new();
        for role in ROLES {
            if let Some(name) = self.said.get(role) {
                found.insert(role, place(name).ok_or_else(|| name.clone())?);
            }
        }
        let mut guessed = Vec::new();
        for role in ROLES {
            let names = self.known.get(role).map(Vec::as_slice).unwrap_or_default();
            if found.contains_key(role) {
                continue;
            }
            let free = |at: &usize| !found.values().any(|taken| taken == at);
            if let Some(at) = names.iter().filter_map(|name| place(name)).find(free) {
                found.insert(role, at);
                guessed.extend(header.get(at).map(|name| format!("{role}={name}")));
            }
        }
        Ok((found, guessed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_before_what_is_guessed() {
        let known = BTreeMap::from([
            ("number".to_owned(), vec!["number".to_owned(), "eo".to_owned()]),
            ("title".to_owned(), vec!["title".to_owned()]),
        ]);
        let columns = Columns::parse("title=Subject\n# a remark\ndate = Signed on").unwrap().guessing(&known);
        let header = ["EO", "title", "subject", "signed_on"].map(str::to_owned);
        let (found, guessed) = columns.find(&header).unwrap();
        assert_eq!(found, BTreeMap::from([("number", 0), ("title", 2), ("date", 3)]));
        assert_eq!(guessed, ["number=EO"]);
        assert_eq!(columns.find(&["EO".to_owned()]), Err("Subject".to_owned()));
        assert!(Columns::parse("subject=x").is_err() && Columns::parse("title").is_err());
    }
}
