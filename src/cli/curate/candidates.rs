//! The statements of a corpus as judgements name them: with their IRIs, keys and words.

use crate::ground::fold_space;
use crate::ground::passage::{MOST_WORDS, Passage, place};
use crate::model::{EndingKind, Strength};
use crate::rdf::map::Map;
use crate::resolve::curation::{Judged, Key, source_name};
use crate::resolve::status::StatementRef;
use crate::resolve::{Corpus, NO_POLICY, Place, StoredEnding, StoredStatement, Word};

/// One statement.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Candidate {
    /// Where it is in the corpus.
    pub judged: Judged,
    /// Its IRI.
    pub iri: String,
    /// How an entry names it.
    pub key: Key,
    /// The policies, by index.
    pub policies: [u32; 2],
    /// The source, by index.
    pub source: u32,
    /// Its words with those of the verb.
    pub words: String,
    /// Where they stand, as a person counts.
    pub place: String,
    /// How surely it is made.
    pub strength: Strength,
}

/// A corpus whose statements can be found.
pub(in crate::cli) struct Shelf<'c> {
    /// The corpus.
    pub corpus: &'c Corpus,
    map: Map<'c>,
}

impl<'c> Shelf<'c> {
    /// The statements of a corpus, whose IRIs the map makes.
    pub fn new(corpus: &'c Corpus, map: Map<'c>) -> Self {
        Self { corpus, map }
    }

    /// How an entry names a policy: its number, else the path of its IRI.
    pub fn name_of(&self, policy: u32) -> Option<String> {
        let policy = self.corpus.policies.get(policy as usize)?;
        Some(self.corpus.str(policy.label.unwrap_or(policy.path)).to_owned())
    }

    /// The title of a source, else its name in entries.
    pub fn source_title(&self, source: u32) -> &str {
        self.corpus
            .sources
            .get(source as usize)
            .map_or("", |s| s.title.as_deref().unwrap_or_else(|| source_name(s)))
    }

    /// Every statement, those that were rejected too.
    pub fn all(&self) -> Vec<Candidate> {
        let corpus = self.corpus;
        let numbered = |list: &'c [StoredStatement], mark: fn(u32) -> Judged| {
            (0_u32..).zip(list).filter_map(move |(ix, s)| self.statement(mark(ix), s))
        };
        let endings = (0_u32..).zip(&corpus.endings);
        let ended = endings.filter_map(|(ix, e)| self.ending(Judged::Kept(StatementRef::Ending(ix)), e));
        let rejected = (0_u32..).zip(&corpus.curated.rejected_endings);
        let rejected = rejected.filter_map(|(ix, e)| self.ending(Judged::RejectedEnding(ix), e));
        numbered(&corpus.statements, |ix| Judged::Kept(StatementRef::Edge(ix)))
            .chain(numbered(&corpus.conditional, Judged::Conditional))
            .chain(numbered(&corpus.reflexive, |ix| Judged::Kept(StatementRef::Reflexive(ix))))
            .chain(numbered(&corpus.curated.rejected, Judged::Rejected))
            .chain(ended)
            .chain(rejected)
            .collect()
    }

    /// The statement at a place of the corpus.
    pub fn at(&self, judged: Judged) -> Option<Candidate> {
        let corpus = self.corpus;
        let of = |list: &[StoredStatement], ix: u32| self.statement(judged, list.get(ix as usize)?);
        match judged {
            Judged::Kept(StatementRef::Edge(ix)) => of(&corpus.statements, ix),
            Judged::Kept(StatementRef::Reflexive(ix)) => of(&corpus.reflexive, ix),
            Judged::Kept(StatementRef::Ending(ix)) => self.ending(judged, corpus.endings.get(ix as usize)?),
            Judged::Conditional(ix) => of(&corpus.conditional, ix),
            Judged::Rejected(ix) => of(&corpus.curated.rejected, ix),
            Judged::RejectedEnding(ix) => {
                self.ending(judged, corpus.curated.rejected_endings.get(ix as usize)?)
            }
        }
    }

    fn statement(&self, judged: Judged, s: &StoredStatement) -> Option<Candidate> {
        let str = |word: Word| self.corpus.str(word);
        let lead_in = self.corpus.further(s).and_then(|f| f.lead_in).map_or("", |(words, _)| str(words));
        let relation = EndingKind::Act(s.relation, s.extent);
        let passage = Passage { lead_in, verb: str(s.verb), quote: str(s.quote) };
        let iri = self.map.statement_iri(s)?.into_string();
        self.candidate((judged, iri), (s.actor, relation, s.target), (s.source, s.place, s.strength), passage)
    }

    fn ending(&self, judged: Judged, e: &StoredEnding) -> Option<Candidate> {
        let str = |word: Word| self.corpus.str(word);
        let lead_in = e.lead_in.map_or("", |(words, _)| str(words));
        let passage = Passage { lead_in, verb: str(e.verb), quote: str(e.quote) };
        let (actor, target) =
            if e.kind == EndingKind::Expires { (e.policy, NO_POLICY) } else { (NO_POLICY, e.policy) };
        let iri = self.map.ending_iri(e)?.into_string();
        self.candidate((judged, iri), (actor, e.kind, target), (e.source, e.place, e.strength), passage)
    }

    fn candidate(
        &self,
        (judged, iri): (Judged, String),
        (actor, relation, target): (u32, EndingKind, u32),
        (source, at, strength): (u32, Place, Strength),
        passage: Passage<'_>,
    ) -> Option<Candidate> {
        let about = self.corpus.sources.get(source as usize)?;
        let key = Key {
            actor: self.name_of(actor),
            relation,
            target: self.name_of(target),
            source: source_name(about).to_owned(),
            quote: fold_space(passage.quote),
        };
        let section = at.section.map_or("", |s| self.corpus.str(s));
        Some(Candidate {
            judged,
            iri,
            key,
            policies: [actor, target],
            source,
            words: passage.words(MOST_WORDS),
            place: place(self.corpus.str(at.locator), section),
            strength,
        })
    }

    /// A statement in one line: `EO 13571 extends EO 12862: “…” (title, place)`.
    pub fn line(&self, c: &Candidate) -> String {
        let title = crate::ground::passage::clean(self.source_title(c.source)).into_owned();
        let stands = [title.as_str(), c.place.as_str()];
        let stands: Vec<&str> = stands.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{}: “{}” ({})", c.key, c.words, stands.join(", "))
    }
}
