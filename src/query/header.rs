//! The head of a query: what it answers, what it must be told, what its columns mean.
//!
//! YAML behind `#+` at the top of the file, the convention of grlc (<https://grlc.io>), with `params:`,
//! `columns:` and `portable:` added. Keys that grlc knows and Pedigraph has no use for are passed over.

use serde::Deserialize;
use serde::de::value::Error as ValueError;
use serde::de::{IgnoredAny, IntoDeserializer};
use std::collections::BTreeMap;

/// What kind of value a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A policy, by whatever a person calls it.
    Policy,
    /// An issuing body, by name, acronym or IRI.
    Body,
    /// A relation between policies, by the name of its property.
    Relation,
    /// A day.
    Date,
    /// A whole number.
    Integer,
    /// A text.
    String,
    /// An absolute IRI, or a name with one of the usual prefixes.
    Iri,
}

impl Kind {
    /// As the header names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Body => "body",
            Self::Relation => "relation",
            Self::Date => "date",
            Self::Integer => "integer",
            Self::String => "string",
            Self::Iri => "iri",
        }
    }
}

/// One parameter: a variable of the query that the asker gives a value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// The variable, without `$`.
    pub name: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it is where nothing is given; for a date also `newest`.
    pub default: Option<String>,
    /// Whether it may stay open where it has no default.
    #[serde(default)]
    pub optional: bool,
    /// A value that makes sense.
    pub example: String,
    /// What it is for, in a sentence.
    pub description: String,
}

impl Param {
    /// Whether a question needs a value for it.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        self.default.is_none() && !self.optional
    }
}

/// One column of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The variable, without `?`.
    pub name: String,
    /// What stands in it.
    pub description: String,
}

/// The head of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// One line.
    pub summary: String,
    /// The whole story.
    pub description: String,
    /// In the order in which they are asked for.
    pub params: Vec<Param>,
    /// In the order of the answer; empty for `ASK`, `CONSTRUCT` and `DESCRIBE`.
    pub columns: Vec<Column>,
    /// Subjects.
    pub tags: Vec<String>,
    /// Where else it can be asked.
    pub portable: Portable,
}

/// Whether any SPARQL 1.1 engine can answer a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Portable {
    /// It asks nothing but SPARQL 1.1, as a head says with `yes` or not at all.
    #[default]
    Yes,
    /// It needs something of Pedigraph's own.
    No {
        /// What, as the head says behind `no,`.
        why: String,
        /// The query that asks as much of it as SPARQL 1.1 can, where there is one.
        instead: Option<String>,
    },
}

/// The first word of what a head says of other stores.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Yes,
    No,
}

impl TryFrom<String> for Portable {
    type Error = String;

    /// Reads `yes`, `no, REASON` or `no, REASON; instead NAME`.
    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("expected portable: yes, or no, with a reason, found `{text}`");
        let (word, told) = text.split_once(", ").map_or((text.as_str(), None), |(w, told)| (w, Some(told)));
        let said: Result<Said, ValueError> = Said::deserialize(word.into_deserializer());
        let told = match (said, told) {
            (Ok(Said::Yes), None) => return Ok(Self::Yes),
            (Ok(Said::No), Some(told)) => told,
            _ => return Err(wrong()),
        };
        let (why, instead) = match told.split_once("; instead ") {
            Some((why, name)) => (why, Some(name.trim())),
            None => (told, None),
        };
        if why.trim().is_empty() || instead.is_some_and(|name| name.is_empty() || name.contains(' ')) {
            return Err(wrong());
        }
        Ok(Self::No { why: why.trim().to_owned(), instead: instead.map(str::to_owned) })
    }
}

#[derive(Deserialize)]
struct Yaml {
    #[serde(default)]
    summary: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    params: Vec<Param>,
    #[serde(default)]
    columns: Vec<Column>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    portable: Portable,
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

/// Keys of grlc that mean nothing here.
const OF_GRLC: &[&str] =
    &["endpoint", "endpoint_in_url", "method", "pagination", "defaults", "enumerate", "transform"];

impl Header {
    /// Reads the head of a query; `None` where it has none.
    ///
    /// # Errors
    /// What is wrong with it, in one line: no YAML, an unknown key or type, a key that is missing, a
    /// parameter that stands there twice.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        let lines: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("#+")).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let yaml: String =
            lines.iter().flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"]).collect();
        let yaml: Yaml = serde_saphyr::from_str(&yaml).map_err(|error| one_line(&error.to_string()))?;
        if let Some(key) = yaml.others.keys().find(|key| !OF_GRLC.contains(&key.as_str())) {
            return Err(format!(
                "expected summary, description, params, columns, tags or portable, found `{key}`"
            ));
        }
        for (i, param) in yaml.params.iter().enumerate() {
            if yaml.params.iter().take(i).any(|before| before.name == param.name) {
                return Err(format!("expected each parameter once, found `{}` twice", param.name));
            }
        }
        Ok(Some(Self {
            summary: yaml.summary,
            description: yaml.description.trim_end().to_owned(),
            params: yaml.params,
            columns: yaml.columns,
            tags: yaml.tags,
            portable: yaml.portable,
        }))
    }

    /// The parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }
}

/// The first line of a message.
fn one_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_yaml_behind_a_mark() {
        let header = Header::parse(
            "#+ summary: What rests on it.\n#+ description: |\n#+   One.\n#+\n#+   Two.\n#+ params:\n\
             #+   - {name: policy, type: policy, example: EO 13571, description: The policy.}\n\
             #+ columns:\n#+   - {name: x, description: A thing.}\n#+ tags: [lineage]\n#+ method: GET\nASK {}\n#+ no: more",
        );
        let header = header.unwrap().unwrap();
        assert_eq!(header.summary, "What rests on it.");
        assert_eq!(header.description, "One.\n\nTwo.");
        assert_eq!(header.param("policy").map(|p| p.kind), Some(Kind::Policy));
        assert_eq!(header.columns.len(), 1);
    }

    #[test]
    fn a_query_needs_no_head() {
        assert_eq!(Header::parse("# plain\nASK {}"), Ok(None));
    }

    #[test]
    fn a_head_says_where_else_a_query_can_be_asked() {
        let read = |text: &str| Header::parse(text).unwrap().unwrap().portable;
        assert_eq!(read("#+ summary: x"), Portable::Yes);
        assert_eq!(read("#+ portable: yes"), Portable::Yes);
        let no = |instead: Option<&str>| Portable::No {
            why: "uses pedf:path".to_owned(),
            instead: instead.map(str::to_owned),
        };
        assert_eq!(read("#+ portable: no, uses pedf:path"), no(None));
        assert_eq!(read("#+ portable: no, uses pedf:path; instead relatives"), no(Some("relatives")));
    }

    #[test]
    fn wrong_heads_are_told() {
        for (text, part) in [
            ("#+ sumary: x", "found `sumary`"),
            ("#+ params:\n#+   - {name: a, type: colour, example: x, description: y}", "colour"),
            ("#+ params:\n#+   - {name: a, type: date, description: y}", "example"),
            ("#+ summary: [", "line"),
            ("#+ portable: no", "with a reason"),
            ("#+ portable: no, ; instead x", "with a reason"),
            ("#+ portable: no, x; instead y z", "with a reason"),
            ("#+ portable: perhaps", "found `perhaps`"),
        ] {
            let error = Header::parse(text).unwrap_err();
            assert!(error.contains(part), "{text:?} gives {error:?}");
            assert!(!error.contains('\n'));
        }
        let twice = "#+ params:\n".to_owned()
            + &"#+   - {name: a, type: date, example: x, description: y}\n".repeat(2);
        assert!(Header::parse(&twice).unwrap_err().contains("twice"));
    }
}
