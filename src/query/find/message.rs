//! What may be meant by a name, and in words why it is none of one policy.

use super::Found;
use crate::ground::diag::excerpt;
use oxigraph::model::NamedNode;
use std::fmt;

/// The longest name in a message, in characters.
const MAX_NAME: usize = 200;
/// The most candidates in a message.
const MAX_CANDIDATES: usize = 12;

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its number, where it has one.
    pub identifier: Option<String>,
    /// Its title, else its label.
    pub name: Option<String>,
    /// Itself.
    pub iri: NamedNode,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.identifier, &self.name) {
            (Some(identifier), Some(name)) if identifier != name => write!(f, "{identifier}  {name}")?,
            (Some(name), _) | (None, Some(name)) => write!(f, "{name}")?,
            (None, None) => {}
        }
        write!(f, "  <{}>", self.iri.as_str())
    }
}

/// How candidates stand in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Each on a line of its own.
    Lines,
    /// All in one line.
    Line,
}

impl Listed {
    fn list(self, candidates: &[Candidate]) -> String {
        let all: Vec<String> = candidates.iter().take(MAX_CANDIDATES).map(ToString::to_string).collect();
        match self {
            Self::Lines => all.iter().map(|candidate| format!("\n  {candidate}")).collect(),
            Self::Line => format!(" {}", all.join("; ")),
        }
    }
}

impl Found {
    /// The policy that can only be meant by what was typed.
    ///
    /// # Errors
    /// In words that it may be several or none, and which may be meant.
    pub fn policy(self, typed: &str, listed: Listed) -> Result<NamedNode, String> {
        let shown = excerpt(typed, MAX_NAME);
        match self {
            Self::One(iri) => Ok(iri),
            Self::Many(all) => {
                Err(format!("`{shown}` can be any of {} policies:{}", all.len(), listed.list(&all)))
            }
            Self::None(near) => {
                let meant = if near.is_empty() {
                    String::new()
                } else {
                    format!("; did you mean:{}", listed.list(&near))
                };
                Err(format!("expected a policy of this graph, found `{shown}`{meant}"))
            }
        }
    }
}
