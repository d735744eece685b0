//! Why a name is none of one policy, in words.

use super::{Candidate, Found};
use crate::ground::diag::excerpt;
use oxigraph::model::NamedNode;

/// The longest name in a message, in characters.
const MAX_NAME: usize = 200;
/// The most candidates in a message.
const MAX_CANDIDATES: usize = 12;

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
