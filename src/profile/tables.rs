//! Tables of policies as their makers head them: `columns.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A table, or a standard for one, and what its columns hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Table {
    /// The document that prints it; none for a table that is made up.
    pub of: Option<String>,
    number: Vec<String>,
    title: Vec<String>,
    date: Vec<String>,
    text: Vec<String>,
    url: Vec<String>,
    issuer: Vec<String>,
    status: Vec<String>,
    note: Vec<String>,
}

impl Table {
    /// What columns hold, and the names of those that do.
    pub fn heads(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let roles = [
            ("number", &self.number),
            ("title", &self.title),
            ("date", &self.date),
            ("text", &self.text),
            ("url", &self.url),
            ("issuer", &self.issuer),
            ("status", &self.status),
            ("note", &self.note),
        ];
        roles.into_iter().map(|(role, names)| (role, names.as_slice())).filter(|(_, names)| !names.is_empty())
    }
}

/// The tables of a profile, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tables {
    /// Each table.
    pub table: Vec<Table>,
}

impl Tables {
    /// The names of columns by what they hold, each once, in the order of the tables.
    #[must_use]
    pub fn names(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (role, names) in self.table.iter().flat_map(Table::heads) {
            let known = all.entry(role.to_owned()).or_default();
            for name in names {
                if !known.iter().any(|k| k.eq_ignore_ascii_case(name)) {
                    known.push(name.clone());
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Tables;

    #[test]
    fn names_of_columns_stand_once_in_the_order_of_the_tables() {
        let text = "[[table]]\nnumber = [\"docket\"]\n[[table]]\nof = \"a list\"\nnumber = [\"Docket\", \"no\"]\ntitle = [\"name\"]\n";
        let names = toml::from_str::<Tables>(text).unwrap().names();
        assert_eq!(names["number"], ["docket", "no"]);
        assert_eq!(names["title"], ["name"]);
        assert!(toml::from_str::<Tables>("[[table]]\npower = [\"x\"]").is_err());
    }
}
