//! The audit: what the sources say that does not fit together.
//!
//! One function an audit, one row in [`AUDITS`]; each gives every case with the words that show it.

mod curation;
mod dates;
mod edges;
mod endings;
mod evidence;
mod names;
mod tables;
mod texts;
mod unread;

pub use evidence::{EDGE_WITHOUT_STATEMENT, Edges};

use crate::ground::passage::{Passage, place};
use crate::resolve::status::Statuses;
use crate::resolve::{Corpus, Place, StoredEnding, StoredMention, StoredStatement};
use serde::Serialize;
use std::collections::BTreeMap;

/// How much an audit's cases matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Worth knowing.
    Information,
    /// Worth a look: somebody may be wrong.
    Doubt,
    /// Cannot be true as stated.
    Error,
}

/// One audit.
pub struct Audit {
    /// Its name: `arrow-of-time`.
    pub id: &'static str,
    /// What its cases are, in one line.
    pub title: &'static str,
    /// How much they matter.
    pub weight: Weight,
    run: fn(&Context<'_>) -> Vec<Finding>,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The policies concerned, as a person would call them.
    pub policies: Vec<String>,
    /// What is the matter.
    pub message: String,
    /// The words that show it.
    pub evidence: Vec<Quote>,
}

/// Words of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The source's title.
    pub source: String,
    /// Where in it.
    pub locator: String,
    /// Where in it, as a person counts: `row 17`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The day of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The words, with those of the verb where they stand apart.
    pub words: String,
    /// The words alone, white space folded.
    pub quote: String,
}

impl Quote {
    /// The source as a person knows it: title, place, day, address.
    #[must_use]
    pub fn stands(&self) -> String {
        let day = self.day.as_deref().unwrap_or_default();
        let url = self.url.as_deref().filter(|url| *url != self.source).unwrap_or_default();
        let parts = [&self.source, self.place.as_str(), day, url];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// All audits, in the order in which they are reported.
pub const AUDITS: &[Audit] = &[
    Audit {
        id: "both-sides",
        title: "edges that both policies' records state",
        weight: Weight::Information,
        run: edges::both_sides,
    },
    Audit {
        id: "one-side",
        title: "edges that only one of two described policies' records states",
        weight: Weight::Doubt,
        run: edges::one_side,
    },
    Audit {
        id: "tables-agree",
        title: "changes that every table states that describes the policy",
        weight: Weight::Information,
        run: tables::agree,
    },
    Audit {
        id: "tables-differ",
        title: "changes that one table states and another leaves out",
        weight: Weight::Doubt,
        run: tables::differ,
    },
    Audit {
        id: "texts-agree",
        title: "pairs of policies of which a policy's own text and a table state the same changes",
        weight: Weight::Information,
        run: texts::agree,
    },
    Audit {
        id: "text-only",
        title: "changes that a policy's own text states and no table that could know",
        weight: Weight::Doubt,
        run: texts::text_only,
    },
    Audit {
        id: "table-only",
        title: "changes that a table states and the own text of the acting policy does not",
        weight: Weight::Doubt,
        run: texts::table_only,
    },
    Audit {
        id: "other-verb",
        title: "pairs of policies of which a policy's own text and a table state other changes",
        weight: Weight::Doubt,
        run: texts::other_verb,
    },
    Audit {
        id: "unread",
        title: "clauses with a verb of change beside a policy of which no act was read",
        weight: Weight::Doubt,
        run: unread::unread,
    },
    Audit {
        id: "contradiction",
        title: "two verbs for one pair, or whole and part",
        weight: Weight::Doubt,
        run: edges::contradiction,
    },
    Audit {
        id: "ended-and-amended",
        title: "pairs in which one policy both ends and amends the other",
        weight: Weight::Doubt,
        run: edges::ended_and_amended,
    },
    Audit {
        id: "both-ways",
        title: "two policies that act on each other alike",
        weight: Weight::Error,
        run: edges::both_ways,
    },
    Audit {
        id: "arrow-of-time",
        title: "edges to a later policy",
        weight: Weight::Error,
        run: dates::arrow_of_time,
    },
    Audit {
        id: "disputed-ending",
        title: "endings of a policy that other statements speak against",
        weight: Weight::Doubt,
        run: endings::disputed,
    },
    Audit {
        id: "days-apart",
        title: "acts whose statements have no day in common",
        weight: Weight::Doubt,
        run: endings::days_apart,
    },
    Audit {
        id: "widened",
        title: "policies with more acts of uncertain day than are held against one another",
        weight: Weight::Doubt,
        run: endings::widened,
    },
    Audit {
        id: "date-doubt",
        title: "dates beside a policy that are not its own",
        weight: Weight::Doubt,
        run: endings::doubted,
    },
    Audit {
        id: "own-number",
        title: "records that name their own policy as another",
        weight: Weight::Error,
        run: edges::own_number,
    },
    Audit {
        id: "duplicate-number",
        title: "one number on two records of one source",
        weight: Weight::Doubt,
        run: names::duplicate_number,
    },
    Audit {
        id: "date-conflict",
        title: "dates of one policy that cannot be the same day",
        weight: Weight::Doubt,
        run: dates::conflict,
    },
    Audit {
        id: "not-described",
        title: "policies that are named and that no source describes",
        weight: Weight::Information,
        run: names::not_described,
    },
    Audit {
        id: "verdict-unmatched",
        title: "judgements of curation.toml that match nothing",
        weight: Weight::Doubt,
        run: curation::unmatched,
    },
    Audit {
        id: "verdict-conflict",
        title: "judgements of curation.toml that contradict one another",
        weight: Weight::Doubt,
        run: curation::contradicted,
    },
    Audit {
        id: "verdict-moved",
        title: "judgements of curation.toml whose source has another name now",
        weight: Weight::Information,
        run: curation::moved,
    },
    Audit {
        id: "verdict-joined",
        title: "edges that would join a policy to itself, since people judge two names to be one policy",
        weight: Weight::Doubt,
        run: curation::joined,
    },
    Audit {
        id: "merge",
        title: "names that were resolved to a policy",
        weight: Weight::Information,
        run: names::merges,
    },
    Audit {
        id: "near-miss",
        title: "policies of one name that were kept apart",
        weight: Weight::Doubt,
        run: names::near_misses,
    },
];

/// What the audits read.
pub struct Context<'c> {
    corpus: &'c Corpus,
    /// Whether each policy is described by a source.
    described: Vec<bool>,
    /// What follows from all statements together.
    statuses: Statuses,
}

/// The cases of one audit.
#[derive(Debug)]
pub struct Report {
    /// The audit's name.
    pub id: &'static str,
    /// What its cases are.
    pub title: &'static str,
    /// How much they matter.
    pub weight: Weight,
    /// Every case, sorted.
    pub findings: Vec<Finding>,
}

/// Runs all audits; linear in the corpus but for sorting.
#[must_use]
pub fn audit(corpus: &Corpus) -> Vec<Report> {
    let mut described = vec![false; corpus.policies.len()];
    for stored in corpus.mentions.iter().filter(|m| m.described) {
        if let Some(slot) = described.get_mut(stored.policy as usize) {
            *slot = true;
        }
    }
    let context = Context { corpus, described, statuses: Statuses::of(corpus) };
    AUDITS
        .iter()
        .map(|a| Report { id: a.id, title: a.title, weight: a.weight, findings: (a.run)(&context) })
        .collect()
}

impl Context<'_> {
    /// What a person would call a policy.
    fn name(&self, ix: u32) -> String {
        let policy = self.corpus.policies.get(ix as usize);
        policy.map_or_else(String::new, |p| self.corpus.str(p.name).to_owned())
    }

    fn is_described(&self, ix: u32) -> bool {
        self.described.get(ix as usize).copied().unwrap_or(false)
    }

    /// The title of a source, else the name of its file, else its format and path.
    fn source(&self, ix: u32) -> String {
        let Some(source) = self.corpus.sources.get(ix as usize) else { return String::new() };
        let file = source.input.rsplit(['/', '\\']).next().filter(|name| !name.is_empty());
        let untitled = || file.map_or_else(|| format!("{} {}", source.format, source.path), str::to_owned);
        source.title.clone().unwrap_or_else(untitled)
    }

    /// Some words of a source.
    fn evidence(&self, source: u32, at: Place, passage: Passage<'_>) -> Quote {
        let about = self.corpus.sources.get(source as usize);
        let locator = self.corpus.str(at.locator);
        let covers = || self.statuses.sources.get(source as usize).copied().flatten();
        Quote {
            source: self.source(source),
            locator: locator.to_owned(),
            place: place(locator, at.section.map_or("", |s| self.corpus.str(s))),
            day: about
                .and_then(|s| s.modified.map(|d| d.to_string()))
                .or_else(|| covers().map(|d| d.to_string())),
            url: about.and_then(|s| s.url.clone()),
            words: passage.words(usize::MAX),
            quote: crate::ground::fold_space(passage.quote),
        }
    }

    /// The words of a statement, with those of the verb.
    fn quote(&self, s: &StoredStatement) -> Quote {
        let str = |word| self.corpus.str(word);
        let lead_in = self.corpus.further(s).and_then(|f| f.lead_in).map_or("", |(words, _)| str(words));
        self.evidence(s.source, s.place, Passage { lead_in, verb: str(s.verb), quote: str(s.quote) })
    }

    /// The words of an ending that names no acting policy.
    fn quote_of_ending(&self, e: &StoredEnding) -> Quote {
        let str = |word| self.corpus.str(word);
        let lead_in = e.lead_in.map_or("", |(words, _)| str(words));
        self.evidence(e.source, e.place, Passage { lead_in, verb: str(e.verb), quote: str(e.quote) })
    }

    /// The words of a mention.
    fn quote_of_mention(&self, m: &StoredMention) -> Quote {
        self.evidence(m.source, m.place, Passage { quote: self.corpus.str(m.quote), ..Passage::default() })
    }

    /// Statements other than citations and cross-references, by pair of actor and target.
    fn pairs(&self) -> BTreeMap<(u32, u32), Vec<&StoredStatement>> {
        let mut pairs: BTreeMap<(u32, u32), Vec<&StoredStatement>> = BTreeMap::new();
        for s in &self.corpus.statements {
            if !s.relation.is_reference() && s.relation != crate::model::Relation::RelatedTo {
                pairs.entry((s.actor, s.target)).or_default().push(s);
            }
        }
        pairs
    }
}

/// `rescinds`, or `rescinds in part`.
fn verb(s: &StoredStatement) -> String {
    match s.extent {
        crate::model::Extent::Whole => s.relation.name().to_owned(),
        crate::model::Extent::Part => format!("{} in part", s.relation.name()),
    }
}
