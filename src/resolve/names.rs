//! Names: by what mentions call policies.

use crate::model::Mention;
use crate::profile::Identifier;
use crate::text::title_key;
use std::collections::HashMap;

/// A name, by order of first sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameIx(pub u32);

/// One name of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// A number.
    Number(Identifier),
    /// A title in its normal form, or an acronym, with the kind and the year that tell namesakes apart.
    Title {
        /// Local name of the policy type.
        kind: Option<Box<str>>,
        /// [`title_key`] of the title.
        key: Box<str>,
        /// The year in the name of an Act, or of the date beside it.
        year: Option<i32>,
    },
    /// Kind and day alone: "Notice of May 25, 1993".
    Dated {
        /// Local name of the policy type.
        kind: Box<str>,
        /// ISO date.
        date: Box<str>,
    },
}

/// All names of a corpus.
#[derive(Debug, Default)]
pub struct Names {
    all: Vec<Name>,
    ix: HashMap<Name, NameIx>,
}

impl Names {
    /// The name that a mention uses: its number; else its title; else its acronym; else kind and date.
    pub fn intern(&mut self, mention: &Mention) -> NameIx {
        let name = match (mention.identifiers.first(), &mention.title) {
            (Some((id, _)), _) => Name::Number(id.clone()),
            (None, Some(title)) => {
                let (key, year) = title_key(title);
                Name::Title {
                    kind: mention.kind.clone(),
                    key: key.into(),
                    year: year.or_else(|| mention.date.map(|(d, _)| d.year())),
                }
            }
            (None, None) => match (mention.acronyms.first(), &mention.kind, mention.date) {
                (None, Some(kind), Some((date, _))) => {
                    Name::Dated { kind: kind.clone(), date: date.to_string().into() }
                }
                (acronym, kind, date) => {
                    let words = acronym.unwrap_or(&mention.label);
                    let (key, year) = title_key(words);
                    Name::Title {
                        kind: kind.clone(),
                        key: key.into(),
                        year: year.or_else(|| date.map(|(d, _)| d.year())),
                    }
                }
            },
        };
        if let Some(ix) = self.ix.get(&name) {
            return *ix;
        }
        let ix = NameIx(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.ix.insert(name.clone(), ix);
        self.all.push(name);
        ix
    }

    /// Puts the names into an order that does not depend on the order of reading; gives the new index of each.
    pub fn sort(&mut self) -> Vec<u32> {
        let mut order: Vec<u32> = (0_u32..).take(self.all.len()).collect();
        order.sort_unstable_by(|a, b| self.get(*a).cmp(&self.get(*b)));
        let mut moved = vec![0; order.len()];
        for (new, old) in (0_u32..).zip(&order) {
            if let Some(slot) = moved.get_mut(*old as usize) {
                *slot = new;
            }
        }
        self.all.sort_unstable();
        self.ix = HashMap::new();
        moved
    }

    /// The name at `ix`.
    pub fn get(&self, ix: u32) -> Option<&Name> {
        self.all.get(ix as usize)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }
}
