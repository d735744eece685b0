//! What a graph states without saying by which words: the lines that can be quoted of it.

use super::edge::{Edge, Rank};
use super::graph::{Graph, GraphRecord, Place, node_of, subject_line};
use super::values::{Stated, date_of};
use crate::ground::vocab;
use crate::model::{Extent, PartialDate, Relation};
use oxigraph::model::{NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};

/// What is said, whichever property says it: actor, relation, extent, target.
type Said<'g> = (&'g str, Relation, Extent, &'g str);

impl Graph {
    /// The edges that no statement of the graph states, each once.
    pub(super) fn unstated(&self) -> Vec<Edge> {
        let stated = self.stated();
        let pairs: BTreeSet<(&str, &str)> =
            stated.iter().map(|(a, .., t)| (a.as_str(), t.as_str())).collect();
        let all = self.edges();
        // Of properties that say the same of two policies one is taken.
        let mut best: BTreeMap<Said<'_>, Rank> = BTreeMap::new();
        let mut of_pair: BTreeMap<(&str, &str), Rank> = BTreeMap::new();
        for edge in &all {
            let Some((said, actor, target)) = edge.parties() else { continue };
            let least = best.entry((actor, said.relation, said.extent, target)).or_insert(said.rank);
            *least = said.rank.min(*least);
            let least = of_pair.entry((actor, target)).or_insert(said.rank);
            *least = said.rank.min(*least);
        }
        let is_unstated = |edge: &&Edge| {
            let Some((said, actor, target)) = edge.parties() else { return false };
            let key = |actor: &str, target: &str| {
                stated.contains(&(actor.to_owned(), said.relation, said.extent, target.to_owned()))
            };
            // What another vocabulary says of a pair of which a statement or an edge of ours tells follows from it; that
            // something is changed follows from what is done to it.
            let first = of_pair.get(&(actor, target)).copied().unwrap_or(said.rank);
            let follows = !said.rank.is_own() && (pairs.contains(&(actor, target)) || first.is_own())
                || said.rank == Rank::Broad && first < Rank::Broad;
            let known = key(actor, target) || said.relation == Relation::RelatedTo && key(target, actor);
            let is_best = best.get(&(actor, said.relation, said.extent, target)) == Some(&said.rank);
            is_best && !known && !follows
        };
        all.iter().filter(is_unstated).cloned().collect()
    }

    /// What the statements of the graph state, the rejected ones too.
    fn stated(&self) -> BTreeSet<(String, Relation, Extent, String)> {
        let mut stated = BTreeSet::new();
        for node in self.of_class(vocab::PED_STATEMENT) {
            let Some(Stated::Act { actors, targets, .. }) = self.stated_by(node) else { continue };
            // Its edge is that of its relation, whatever extent it says besides.
            let relation = self.relation_of(node).and_then(node_of);
            let relation = relation.as_deref().and_then(|iri| iri.strip_prefix(vocab::PED));
            let Some((relation, extent)) = relation.and_then(Relation::from_name) else { continue };
            let pairs = actors.iter().flat_map(|actor| targets.iter().map(move |target| (actor, target)));
            stated.extend(pairs.map(|(actor, target)| (actor.clone(), relation, extent, target.clone())));
        }
        stated.extend(self.of_class(vocab::PED_REJECTED_STATEMENT).filter_map(|node| {
            let relation = self.node(node, vocab::PED_RELATION)?;
            let (relation, extent) = Relation::from_name(relation.strip_prefix(vocab::PED)?)?;
            let (actor, target) = (vocab::PED_ACTOR, vocab::PED_TARGET);
            Some((self.node(node, actor)?, relation, extent, self.node(node, target)?))
        }));
        stated
    }

    /// All edges, in the order of the graph.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let values =
            self.nodes.iter().flat_map(|(subject, about)| about.iter().map(move |value| (subject, value)));
        let edges =
            values.filter_map(|(subject, (property, object))| self.edge(subject, property, object)?.ok());
        edges.collect()
    }

    /// The last days of policies of which no statement tells: the policy, and the literal.
    pub(super) fn unstated_expiries(&self) -> Vec<(&str, &Term)> {
        let stated = self.of_class(vocab::PED_STATEMENT).filter_map(|node| self.stated_by(node));
        let stated: BTreeSet<String> = stated
            .flat_map(|stated| if let Stated::Expiry { policies } = stated { policies } else { Vec::new() })
            .collect();
        let policies = self.policies().iter().filter(|policy| !stated.contains(*policy));
        let days = policies.flat_map(|policy| {
            let days = self.values(policy, vocab::PED_EXPIRES.as_str());
            days.filter(|day| date_of(day).is_some()).map(move |day| (policy.as_str(), day))
        });
        days.collect()
    }

    /// The words that a mention or a statement was read from, where it tells them.
    pub(super) fn quote(&self, node: &str) -> Option<&str> {
        self.text(node, vocab::PED_QUOTE).filter(|quote| !quote.is_empty())
    }

    /// Whether two offsets are said of a node, the first before the second.
    fn has_place(&self, node: &str, (start, end): (NamedNodeRef<'static>, NamedNodeRef<'static>)) -> bool {
        let offset = |property| self.text(node, property).and_then(|n| n.parse::<u32>().ok());
        matches!((offset(start), offset(end)), (Some(start), Some(end)) if start < end)
    }

    /// Whether the words of a mention or a statement are told with their place.
    pub(super) fn is_quoted(&self, node: &str) -> bool {
        self.quote(node).is_some() && self.has_place(node, (vocab::PED_QUOTE_START, vocab::PED_QUOTE_END))
    }

    /// A lead-in whose place is not told.
    pub(super) fn unplaced_lead_in(&self, node: &str) -> Option<&str> {
        let place = (vocab::PED_LEAD_IN_START, vocab::PED_LEAD_IN_END);
        let words = self.text(node, vocab::PED_LEAD_IN).filter(|words| !words.is_empty());
        words.filter(|_| !self.has_place(node, place))
    }
}

impl GraphRecord {
    /// The texts that can be quoted.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        if self.text.is_empty() { Vec::new() } else { vec![("", &self.text)] }
    }

    /// The words at a place of the text.
    #[must_use]
    pub fn words(&self, place: Place) -> &str {
        self.text.get(place.at..place.at + place.bytes).unwrap_or_default()
    }

    /// Puts lines in, and gives their places.
    fn push(&mut self, lines: &[String]) -> Vec<Place> {
        let mut start = self.text.chars().count();
        let places = lines.iter().map(|line| {
            let (at, bytes) = (self.text.len(), line.len());
            self.text.push_str(line);
            self.text.push('\n');
            let end = start + line.chars().count();
            let place = Place { start, end, at, bytes };
            start = end + 1;
            place
        });
        places.collect()
    }

    /// Puts edges in, with the lines that state them.
    pub(super) fn with_edges(mut self, edges: Vec<Edge>) -> Self {
        let graph = std::sync::Arc::clone(&self.graph);
        let lines: Vec<String> =
            edges.iter().map(|edge| format!("{} .", graph.with_name(edge.triple()))).collect();
        self.edges = edges.into_iter().zip(self.push(&lines)).collect();
        self
    }

    /// Puts the last days in that no statement states, with the lines that state them.
    pub(super) fn with_expiries(mut self) -> Self {
        let graph = std::sync::Arc::clone(&self.graph);
        let found = graph.unstated_expiries();
        let expires = vocab::PED_EXPIRES;
        let line = |(policy, day): &(&str, &Term)| {
            format!("{} .", graph.with_name(format!("{} {expires} {day}", subject_line(policy))))
        };
        let lines: Vec<String> = found.iter().map(line).collect();
        let days = found.iter().filter_map(|(policy, day)| Some(((*policy).to_owned(), date_of(day)?)));
        let days: Vec<(String, PartialDate)> = days.collect();
        self.expiries =
            days.into_iter().zip(self.push(&lines)).map(|((policy, day), at)| (policy, day, at)).collect();
        self
    }

    /// Puts in the words of mentions, statements and lead-ins that do not say where these stand; where there are none, the triple
    /// that says what the mention or the statement is of.
    pub(super) fn with_unplaced(mut self) -> Self {
        let graph = std::sync::Arc::clone(&self.graph);
        let of = |nodes: &[String], property: NamedNodeRef<'static>| -> Vec<(String, String)> {
            let unplaced = nodes.iter().filter(|node| !graph.is_quoted(node));
            let line = |node: &String| {
                if let Some(quote) = graph.quote(node) {
                    return Some((node.clone(), quote.to_owned()));
                }
                let object = graph.values(node, property.as_str()).find(|o| node_of(o).is_some())?;
                let triple = format!("{} {property} {object}", subject_line(node));
                Some((node.clone(), format!("{} .", graph.with_name(triple))))
            };
            unplaced.filter_map(line).collect()
        };
        let mut all = of(&self.mentions, vocab::PED_OF);
        all.extend(of(&self.statements, vocab::PED_RELATION));
        let (nodes, lines): (Vec<String>, Vec<String>) = all.into_iter().unzip();
        self.unplaced = nodes.into_iter().zip(self.push(&lines)).collect();
        let lead_ins = self.statements.iter();
        let lead_ins =
            lead_ins.filter_map(|node| Some((node.clone(), graph.unplaced_lead_in(node)?.to_owned())));
        let (nodes, lines): (Vec<String>, Vec<String>) = lead_ins.unzip();
        self.unplaced_lead_ins = nodes.into_iter().zip(self.push(&lines)).collect();
        self
    }

    /// Puts the policies in, each by its name, else by its IRI.
    pub(super) fn with_names(mut self) -> Self {
        let graph = std::sync::Arc::clone(&self.graph);
        let name = |policy: &String| match graph.name(policy) {
            Some(name) => name.to_owned(),
            // What has no IRI has an identifier.
            None if graph.is_nameless(policy) => {
                graph.name_or_identifier(policy).unwrap_or_default().to_owned()
            }
            None => format!("<{policy}>"),
        };
        let named = graph.policies().iter().map(|policy| (policy.clone(), name(policy)));
        let (policies, lines): (Vec<String>, Vec<String>) = named.unzip();
        self.names = policies.into_iter().zip(self.push(&lines)).collect();
        self
    }
}
