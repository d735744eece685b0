//! What of somebody else's policies, statements and mentions is not taken: it stays in the graph of the source, and what was meant
//! as a value is told.

use super::edge::edge_property;
use super::graph::{Graph, is_translated};
use super::outcome::{Chosen, NO_DATE, Outcome, VALUE, Value, is_own_class, object_is};
use super::values::{IDENTIFIED, NAMES, date_of};
use crate::ground::diag::{Diagnostic, Position, excerpt};
use crate::ground::vocab;
use Outcome::{Taken, Told};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many problems are told each by itself, since each is looked for in the document; of more there is a count.
const TOLD: usize = 200;

/// So many bytes are searched for the places of problems, at most by some small factor.
const SEARCHED: usize = 1 << 30;

/// What is not taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Left {
    /// Of each node the values that would otherwise be written anew.
    values: BTreeMap<String, HashSet<Value>>,
    problems: Vec<Problem>,
    /// How many more problems there are.
    untold: usize,
}

/// A value that was meant for something as which it cannot be taken.
#[derive(Clone, Debug)]
struct Problem {
    code: &'static str,
    message: String,
    expected: &'static str,
    found: String,
    /// Where it stands: the IRIs of a node and of a property, and the text or the IRI of the value; what is not known is empty.
    place: [String; 3],
}

impl Problem {
    /// Where it stands in a document: the value after its node, else its property, else the node.
    fn offset(&self, text: &str, prefixes: &[(String, String)]) -> Option<usize> {
        let [name, property, value] = &self.place;
        let node = super::offset_of(text, prefixes, name);
        let after = node.unwrap_or(0);
        let rest = text.get(after..)?;
        let mut terms = [value, property].into_iter().filter(|term| *term != name);
        let found = terms.find_map(|term| super::offset_of(rest, prefixes, term));
        found.map(|at| at + after).or(node)
    }
}

impl Left {
    /// Whether a value stays as it is.
    pub fn holds(&self, node: &str, property: &NamedNode, object: &Term) -> bool {
        self.values.get(node).is_some_and(|values| values.contains(&(property.clone(), object.clone())))
    }

    /// What could not be taken, with its place in the text of the document.
    pub fn diagnostics(&self, text: &str, prefixes: &[(String, String)]) -> Vec<Diagnostic> {
        // In a large document only the first are looked for.
        let looked_for = (SEARCHED / text.len().max(1)).max(1);
        let located = |(number, problem): (usize, &Problem)| {
            let told = Diagnostic::warning(problem.code, problem.message.clone())
                .expected(problem.expected, excerpt(&problem.found, 120));
            match Some(problem).filter(|_| number < looked_for).and_then(|p| p.offset(text, prefixes)) {
                Some(at) => told.position(Position::of_offset(text.as_bytes(), at)),
                None => told,
            }
        };
        let mut all: Vec<Diagnostic> = self.problems.iter().enumerate().map(located).collect();
        if self.untold > 0 {
            let message =
                format!("{} further values are kept as they are, since they cannot be taken", self.untold);
            all.push(Diagnostic::warning(VALUE, message));
        }
        all
    }
}

impl Graph {
    /// What of the graph is not taken.
    pub(super) fn find_left(&self) -> Left {
        let told = self.of_class(vocab::PED_MENTION).next().is_some();
        let mut sorter = Sorter { graph: self, left: Left::default(), told };
        sorter.edges();
        for policy in self.policies().iter().filter(|policy| self.path(policy).is_none()) {
            sorter.policy(policy);
        }
        sorter.unidentified();
        sorter.described();
        sorter.left
    }
}

struct Sorter<'g> {
    graph: &'g Graph,
    left: Left,
    /// Whether mentions tell of policies: these are then not read from their descriptions.
    told: bool,
}

impl<'g> Sorter<'g> {
    fn keep(&mut self, node: &str, (property, object): &Value) {
        let values = self.left.values.entry(node.to_owned()).or_default();
        values.insert((property.clone(), object.clone()));
    }

    /// Keeps all that is said of a node, but that it is what the vocabulary calls so: it is not read as that.
    fn keep_all(&mut self, node: &str) {
        for value in self.graph.about(node) {
            if !is_own_class(value) {
                self.keep(node, value);
            }
        }
    }

    fn tell(
        &mut self,
        code: &'static str,
        message: String,
        (expected, found): (&'static str, String),
        place: [&str; 3],
    ) {
        if self.left.problems.len() >= TOLD {
            self.left.untold += 1;
            return;
        }
        let place = place.map(str::to_owned);
        self.left.problems.push(Problem { code, message, expected, found, place });
    }

    /// Does with a value what its outcome says.
    fn settle(&mut self, node: &str, value: &Value, outcome: Outcome) {
        if !matches!(outcome, Taken) {
            self.keep(node, value);
        }
        if let Told(code, what, expected) = outcome {
            let (property, object) = value;
            let message = format!(
                "{} of {} {what}; it is kept in the graph of the source as it is",
                local_name(property.as_str()),
                excerpt(node, 120)
            );
            self.tell(
                code,
                message,
                (expected, object.to_string()),
                [node, property.as_str(), words_of(object)],
            );
        }
    }

    /// Properties that join policies, of values that are none.
    fn edges(&mut self) {
        for (node, about) in &self.graph.nodes {
            for value in about.iter().filter(|(p, _)| edge_property(p.as_str()).is_some()) {
                if let Some(Err(why)) = self.graph.edge(node, &value.0, &value.1) {
                    self.settle(node, value, Told(VALUE, "joins no two policies", why.expected));
                }
            }
        }
    }

    fn policy(&mut self, policy: &str) {
        let graph = self.graph;
        let chosen = Chosen::of(graph, policy);
        for value in self.graph.about(policy) {
            let (property, object) = value;
            if is_translated(property, object) && edge_property(property.as_str()).is_none() {
                let outcome = chosen.of_policy(value, self.told);
                self.settle(policy, value, outcome);
            }
        }
        // What is kept of a node without an IRI keeps what it is called by.
        let is_kept = |value: &&Value| {
            !is_translated(&value.0, &value.1) || self.left.holds(policy, &value.0, &value.1)
        };
        if self.graph.is_nameless(policy) && self.graph.about(policy).iter().any(|value| is_kept(&value)) {
            let is_name = |property: &NamedNode| {
                NAMES.contains(&property.as_ref()) || *property == vocab::DCT_IDENTIFIER
            };
            for value in self.graph.about(policy).iter().filter(|(property, _)| is_name(property)) {
                self.keep(policy, value);
            }
        }
    }

    /// Policies that nothing tells from others.
    fn unidentified(&mut self) {
        let graph = self.graph;
        let classes = [vocab::PED_POLICY, vocab::ELI_LEGAL_RESOURCE];
        let nodes: BTreeSet<&str> = classes.iter().flat_map(|class| graph.of_class(*class)).collect();
        for node in nodes.into_iter().filter(|node| !graph.is_identified(node)) {
            self.keep_all(node);
            let message = format!(
                "nothing identifies the policy {node}; it is kept in the graph of the source as it is"
            );
            self.tell(VALUE, message, (IDENTIFIED, "a node without them".to_owned()), [node, "", ""]);
        }
    }

    /// Statements, mentions and other nodes of the vocabulary's classes.
    fn described(&mut self) {
        let graph = self.graph;
        for (node, about) in &graph.nodes {
            let is_of = |class: NamedNodeRef<'static>| {
                about.iter().any(|(p, o)| *p == vocab::RDF_TYPE && object_is(o, class))
            };
            let foreign = graph.path(node).is_none();
            if is_of(vocab::PED_STATEMENT) {
                self.statement(node, foreign);
            } else if !foreign || graph.policies().contains(node) || !about.iter().any(is_own_class) {
                continue;
            } else if is_of(vocab::PED_MENTION) && graph.node(node, vocab::PED_OF).is_some() {
                let chosen = Chosen::of(graph, node);
                for value in about {
                    let outcome = chosen.of_mention(value);
                    self.settle_anew(node, value, outcome);
                }
            } else {
                self.keep_all(node);
                if is_of(vocab::PED_SOURCE) {
                    self.dates_of_source(node);
                }
                if is_of(vocab::PED_MENTION) {
                    let message = format!(
                        "the mention {} is of no policy; it is kept in the graph of the source as it is",
                        excerpt(node, 120)
                    );
                    self.tell(VALUE, message, ("ped:of with a policy", "none".to_owned()), [node, "", ""]);
                }
            }
        }
    }

    /// Tells the dates of a source that are none.
    fn dates_of_source(&mut self, node: &str) {
        let dates = [vocab::DCT_MODIFIED, vocab::PED_RETRIEVED, vocab::PED_COVERS_UNTIL];
        for value in self.graph.about(node).iter().filter(|(p, _)| dates.contains(&p.as_ref())) {
            if date_of(&value.1).is_none() {
                self.settle(node, value, NO_DATE);
            }
        }
    }

    /// Does with a value what its outcome says, where it would otherwise be written anew.
    fn settle_anew(&mut self, node: &str, value: &Value, outcome: Outcome) {
        if self.graph.is_remade(node, &value.0, &value.1) {
            self.settle(node, value, outcome);
        }
    }

    fn statement(&mut self, node: &'g str, foreign: bool) {
        let stated = match self.graph.read_statement(node) {
            Ok(stated) => stated,
            Err(why) => {
                let kept =
                    if foreign { "it is kept in the graph of the source as it is" } else { "it is not read" };
                let message =
                    format!("the statement {} says nothing that can be read; {kept}", excerpt(node, 120));
                let value = why.found.trim_matches(['<', '>', '"']).to_owned();
                self.tell("rdf-statement", message, (why.expected, why.found), [node, "", &value]);
                if foreign {
                    self.keep_all(node);
                }
                return;
            }
        };
        if foreign {
            let parties = stated.policies().into_iter().collect();
            let chosen = Chosen::of(self.graph, node).naming(parties);
            for value in self.graph.about(node) {
                let outcome = chosen.of_statement(value);
                self.settle_anew(node, value, outcome);
            }
        }
    }
}

/// The words or the IRI of a value, as they stand in a document.
fn words_of(object: &Term) -> &str {
    match object {
        Term::Literal(text) => text.value(),
        Term::NamedNode(iri) => iri.as_str(),
        Term::BlankNode(_) => "",
    }
}

/// The last part of an IRI.
fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/']).next().unwrap_or_default()
}
