//! What a graph says: mentions and statements of one record, as whoever made the graph read them.
//!
//! In: a record of RDF ([`GraphRecord`]). Out: claims. A graph that Pedigraph made gives the claims of which it was made, as far
//! as it tells of them; of any other the policies that it describes are mentions, and its edges statements whose words are
//! their own triples.

mod policy;

pub use policy::path_elsewhere;

use crate::ground::vocab;
use crate::model::{
    Claims, Ending, EndingKind, Evidence, Extent, Mention, PartialDate, Relation, Statement, Strength,
};
use crate::profile::Profile;
use crate::source::GraphRecord;
use crate::source::rdf::{Edge, Graph, Place, Stated};
use std::collections::{BTreeMap, BTreeSet};

/// The words between the two dates of a doubt: "2010-04-07 is printed beside EO 13571, which is of 2011-04-27".
const BESIDE: &str = " is printed beside ";

/// Reads one record of a graph. What it cannot take its source has told.
pub(super) fn claims(profile: &Profile, record: &GraphRecord) -> Claims {
    let mut reader = Reader {
        profile,
        graph: &record.graph,
        record,
        claims: Claims::default(),
        known: BTreeMap::new(),
        doubts: doubts(&record.graph),
    };
    reader.mentions();
    for statement in &record.statements {
        reader.statement(statement);
    }
    for (edge, place) in &record.edges {
        reader.edge(edge, *place);
    }
    for (policy, day, place) in &record.expiries {
        reader.expiry(policy, *day, *place);
    }
    reader.claims.foreign = record.foreign.iter().map(|line| line.as_str().into()).collect();
    reader.claims
}

/// The policy beside which a statement prints a date that is not its own, by its name, and that date.
fn doubt(graph: &Graph, statement: &str) -> Option<(String, PartialDate)> {
    let (printed, rest) = graph.text(statement, vocab::PED_DOUBT)?.split_once(BESIDE)?;
    let (name, _) = rest.rsplit_once(", which is of ")?;
    let parties = [vocab::PED_ACTOR, vocab::PED_TARGET];
    let mut policies = parties.iter().filter_map(|party| graph.node(statement, *party));
    let policy = policies.find(|p| graph.text(p, vocab::SKOS_PREF_LABEL) == Some(name))?;
    Some((policy, PartialDate::from_iso(printed)?))
}

/// The dates that are printed beside a policy and are not its own, in any statement.
fn doubts(graph: &Graph) -> BTreeSet<(String, PartialDate)> {
    graph.of_class(vocab::PED_STATEMENT).filter_map(|statement| doubt(graph, statement)).collect()
}

struct Reader<'r> {
    profile: &'r Profile,
    graph: &'r Graph,
    record: &'r GraphRecord,
    claims: Claims,
    /// The mention that stands for each policy in statements, by IRI.
    known: BTreeMap<String, u32>,
    doubts: BTreeSet<(String, PartialDate)>,
}

/// When a statement takes effect, until when and on what condition.
struct Days {
    effective: Option<PartialDate>,
    until: Option<PartialDate>,
    condition: Option<Evidence>,
}

impl Reader<'_> {
    /// The mentions of the record: those that the graph tells of, else the policies that it describes.
    fn mentions(&mut self) {
        for node in &self.record.mentions {
            let Some(policy) = self.graph.node(node, vocab::PED_OF) else { continue };
            let mention = self.mention(node, &policy);
            let ix = self.claims.mention(mention);
            if self.record.of.as_deref() == Some(policy.as_str()) {
                self.known.entry(policy).or_insert(ix);
            }
        }
        let told = self.graph.of_class(vocab::PED_MENTION).next().is_some();
        if self.record.of.is_none() && !told {
            for policy in self.record.names.keys() {
                let mention = self.described(policy);
                let ix = self.claims.mention(mention);
                self.known.insert(policy.clone(), ix);
            }
        }
    }

    /// The words at a place of the record's own text.
    fn words_at(&self, place: Place) -> Evidence {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Evidence {
            quote: self.record.words(place).into(),
            start: offset(place.start),
            end: offset(place.end),
            ..Evidence::default()
        }
    }

    /// The words of a mention or a statement, and where they stand; where it quotes none, the triple that says what it is of.
    fn evidence(&self, node: &str) -> Evidence {
        let text = |property| self.graph.text(node, property).unwrap_or_default().into();
        if let Some(place) = self.record.unplaced.get(node) {
            return Evidence { section: text(vocab::PED_SECTION), ..self.words_at(*place) };
        }
        let offset =
            |property| self.graph.text(node, property).and_then(|n| n.parse().ok()).unwrap_or_default();
        Evidence {
            locator: text(vocab::PED_LOCATOR),
            quote: text(vocab::PED_QUOTE),
            start: offset(vocab::PED_QUOTE_START),
            end: offset(vocab::PED_QUOTE_END),
            section: text(vocab::PED_SECTION),
        }
    }

    fn lead_in(&self, node: &str) -> Option<Evidence> {
        if let Some(place) = self.record.unplaced_lead_ins.get(node) {
            return Some(self.words_at(*place));
        }
        let words = self.graph.text(node, vocab::PED_LEAD_IN).filter(|words| !words.is_empty())?;
        let offset =
            |property| self.graph.text(node, property).and_then(|n| n.parse().ok()).unwrap_or_default();
        Some(Evidence {
            quote: words.into(),
            locator: self.graph.text(node, vocab::PED_LEAD_IN_LOCATOR).unwrap_or_default().into(),
            start: offset(vocab::PED_LEAD_IN_START),
            end: offset(vocab::PED_LEAD_IN_END),
            section: "".into(),
        })
    }

    /// The mention that stands for a policy in a statement: that of the record, that with the doubtful date, or one that only
    /// names it, in the words of the statement.
    fn party(&mut self, policy: &str, doubted: Option<PartialDate>, words: &Evidence) -> u32 {
        if let Some(date) = doubted {
            let beside = self.graph.of_class(vocab::PED_MENTION).find(|node| {
                self.graph.node(node, vocab::PED_OF).as_deref() == Some(policy)
                    && self.graph.date(node, vocab::DCT_ISSUED) == Some(date)
                    && self.graph.node(node, vocab::PED_ROLE).as_deref() != Some(vocab::PED_RECORD.as_str())
            });
            if let Some(node) = beside.map(str::to_owned) {
                let mention = self.mention(&node, policy);
                return self.claims.mention(mention);
            }
        }
        if let Some(ix) = self.known.get(policy) {
            return *ix;
        }
        let mention =
            if self.graph.is_nameless(policy) { self.described(policy) } else { self.named(policy) };
        let mention = Mention { evidence: words.clone(), ..mention };
        let ix = self.claims.mention(mention);
        self.known.insert(policy.to_owned(), ix);
        ix
    }

    fn doubted(&self, node: &str, policy: &str) -> Option<PartialDate> {
        doubt(self.graph, node).filter(|(of, _)| of == policy).map(|(_, date)| date)
    }

    /// A statement; its reader has told of one that says nothing that can be read.
    fn statement(&mut self, node: &str) {
        match self.graph.stated_by(node) {
            Some(Stated::Act { actors, relation, targets }) => {
                let days = self.days(node);
                for actor in &actors {
                    for target in &targets {
                        self.act(node, (actor, relation, target), &days);
                    }
                }
            }
            Some(Stated::Ending { relation: (relation, extent), policies }) => {
                for policy in &policies {
                    self.ending(node, policy, EndingKind::Act(relation, extent));
                }
            }
            Some(Stated::Expiry { policies }) => {
                for policy in &policies {
                    self.ending(node, policy, EndingKind::Expires);
                }
            }
            None => {}
        }
    }

    /// When a statement takes effect, until when and on what condition. Words that are no date leave open on which day it takes effect,
    /// as "on a day to be fixed" does.
    fn days(&self, node: &str) -> Days {
        let condition = self.graph.text(node, vocab::PED_CONDITION);
        let condition = condition.or_else(|| self.graph.no_date(node, vocab::PED_EFFECTIVE));
        Days {
            effective: self.graph.date(node, vocab::PED_EFFECTIVE),
            until: self.graph.date(node, vocab::PED_UNTIL),
            condition: condition.filter(|words| !words.is_empty()).map(|words| Evidence {
                quote: words.into(),
                end: length(words),
                ..Evidence::default()
            }),
        }
    }

    /// A statement of what one policy does to another.
    fn act(
        &mut self,
        node: &str,
        (actor, (relation, extent), target): (&str, (Relation, Extent), &str),
        days: &Days,
    ) {
        let doubts = (self.doubted(node, actor), self.doubted(node, target));
        let evidence = self.evidence(node);
        let (actor, target) =
            (self.party(actor, doubts.0, &evidence), self.party(target, doubts.1, &evidence));
        let statement = Statement {
            actor,
            relation,
            extent,
            target,
            effective: days.effective,
            verb: self.verb(node),
            strength: self.strength(node),
            evidence,
            lead_in: self.lead_in(node),
            condition: days.condition.clone(),
            until: days.until,
        };
        self.claims.statements.push(statement);
    }

    fn verb(&self, node: &str) -> Box<str> {
        self.graph.text(node, vocab::PED_VERB).unwrap_or_default().into()
    }

    fn strength(&self, node: &str) -> Strength {
        let inferred = Some(vocab::PED_INFERRED.as_str());
        if self.graph.node(node, vocab::PED_STRENGTH).as_deref() == inferred {
            Strength::Inferred
        } else {
            Strength::Explicit
        }
    }

    fn ending(&mut self, node: &str, policy: &str, kind: EndingKind) {
        let evidence = self.evidence(node);
        let ending = Ending {
            policy: self.party(policy, None, &evidence),
            kind,
            day: self.graph.date(node, vocab::PED_EFFECTIVE),
            verb: self.verb(node),
            strength: self.strength(node),
            evidence,
            lead_in: self.lead_in(node),
        };
        self.claims.endings.push(ending);
    }

    /// An edge of which no statement tells: its own triple is what states it.
    fn edge(&mut self, edge: &Edge, place: Place) {
        let Some((said, actor, target)) = edge.parties() else { return };
        let evidence = self.words_at(place);
        let (actor, target) = (self.party(actor, None, &evidence), self.party(target, None, &evidence));
        self.claims.statements.push(Statement {
            actor,
            relation: said.relation,
            extent: said.extent,
            target,
            effective: None,
            verb: local_name(edge.property.as_str()).into(),
            strength: Strength::Explicit,
            evidence,
            lead_in: None,
            condition: None,
            until: None,
        });
    }

    /// A last day of which no statement tells.
    fn expiry(&mut self, policy: &str, day: PartialDate, place: Place) {
        let evidence = self.words_at(place);
        let ending = Ending {
            policy: self.party(policy, None, &evidence),
            kind: EndingKind::Expires,
            day: Some(day),
            verb: local_name(vocab::PED_EXPIRES.as_str()).into(),
            strength: Strength::Explicit,
            evidence,
            lead_in: None,
        };
        self.claims.endings.push(ending);
    }
}

/// The last part of an IRI.
fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or_default()
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
