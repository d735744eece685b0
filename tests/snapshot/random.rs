//! Random graphs and random queries, of all operators of the grammar.
//!
//! `SNAPSHOT_QUERIES` says how many; the long run asks for more than `cargo test` does.

use crate::common::dice::Dice;
use crate::{both, lines};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use pedigraph::query::bind::Values;
use pedigraph::query::run::{Answer, Limits, Names, STEPS, brief, run};
use std::time::Duration;

const NODES: usize = 6;
const PREDICATES: usize = 4;
const VARIABLES: [&str; 5] = ["?a", "?b", "?c", "?d", "?e"];
const LITERALS: [&str; 7] = [
    "1",
    "2",
    "\"x\"",
    "\"y\"@en",
    "2.5",
    "\"2001-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>",
    "\"2001-06\"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>",
];

fn iri(kind: char, number: usize) -> NamedNode {
    NamedNode::new(format!("http://x/{kind}{number}")).unwrap()
}

fn graph(dice: &mut Dice) -> Vec<Quad> {
    let quads = 5 + dice.roll(25);
    (0..quads)
        .map(|_| {
            let literal = |text: &str| -> Literal {
                match text {
                    "1" | "2" => text.parse::<i64>().unwrap().into(),
                    "2.5" => Literal::new_typed_literal("2.5", oxigraph::model::vocab::xsd::DECIMAL),
                    _ => text.parse().unwrap(),
                }
            };
            let object: Term = if dice.roll(3) == 0 {
                literal(LITERALS[dice.roll(LITERALS.len())]).into()
            } else {
                iri('n', dice.roll(NODES)).into()
            };
            let graph = match dice.roll(4) {
                3 => GraphName::DefaultGraph,
                number => iri('g', number).into(),
            };
            Quad::new(iri('n', dice.roll(NODES)), iri('p', dice.roll(PREDICATES)), object, graph)
        })
        .collect()
}

/// Writes queries.
struct Writer<'d> {
    dice: &'d mut Dice,
    /// Variables that are assigned, each once.
    assigned: usize,
}

impl Writer<'_> {
    fn variable(&mut self) -> String {
        (*self.dice.pick(&VARIABLES)).to_owned()
    }

    fn node(&mut self) -> String {
        format!("<http://x/n{}>", self.dice.roll(NODES))
    }

    fn predicate(&mut self) -> String {
        format!("<http://x/p{}>", self.dice.roll(PREDICATES))
    }

    fn subject(&mut self) -> String {
        if self.dice.roll(4) == 0 { self.node() } else { self.variable() }
    }

    fn object(&mut self) -> String {
        match self.dice.roll(6) {
            0 => self.node(),
            1 => (*self.dice.pick(&LITERALS)).to_owned(),
            _ => self.variable(),
        }
    }

    fn path(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.predicate();
        }
        let a = self.path(depth - 1);
        match self.dice.roll(9) {
            0 => format!("^{a}"),
            1 => format!("({a}/{})", self.path(depth - 1)),
            2 => format!("({a}|{})", self.path(depth - 1)),
            3 => format!("({a})*"),
            4 => format!("({a})+"),
            5 => format!("({a})?"),
            6 => format!("!{}", self.predicate()),
            7 => format!("!({}|^{})", self.predicate(), self.predicate()),
            _ => a,
        }
    }

    fn value(&mut self) -> String {
        match self.dice.roll(8) {
            0 => (*self.dice.pick(&LITERALS)).to_owned(),
            1 => self.node(),
            2 => format!("STR({})", self.variable()),
            3 => format!("({} + 1)", self.variable()),
            4 => format!("CONCAT(STR({}), \"-\", STR({}))", self.variable(), self.variable()),
            5 => format!("IF(BOUND({}), {}, 7)", self.variable(), self.variable()),
            6 => format!("COALESCE({}, {})", self.variable(), self.variable()),
            _ => self.variable(),
        }
    }

    fn condition(&mut self, depth: usize) -> String {
        match self.dice.roll(10) {
            0 => format!("{} = {}", self.value(), self.value()),
            1 => format!("{} != {}", self.value(), self.value()),
            2 => format!("{} < {}", self.value(), self.value()),
            3 => format!("BOUND({})", self.variable()),
            4 => format!("isIRI({})", self.variable()),
            5 => format!("{} IN ({}, {})", self.variable(), self.value(), self.value()),
            6 => format!("REGEX(STR({}), \"[13]$\")", self.variable()),
            7 if depth > 0 => format!("EXISTS {}", self.group(depth - 1)),
            8 if depth > 0 => format!("NOT EXISTS {}", self.group(depth - 1)),
            _ if depth > 0 => format!("({} || {})", self.condition(depth - 1), self.condition(depth - 1)),
            _ => format!("sameTerm({}, {})", self.variable(), self.value()),
        }
    }

    fn new_variable(&mut self) -> String {
        self.assigned += 1;
        format!("?made{}", self.assigned)
    }

    fn subselect(&mut self, depth: usize) -> String {
        let (by, made) = (self.variable(), self.new_variable());
        let of = self.variable();
        let aggregate = match self.dice.roll(5) {
            0 => "COUNT(*)".to_owned(),
            1 => format!("COUNT(DISTINCT {of})"),
            2 => format!("MIN({of})"),
            3 => format!("MAX({of})"),
            _ => format!("SUM({of})"),
        };
        format!("{{ SELECT {by} ({aggregate} AS {made}) WHERE {} GROUP BY {by} }}", self.group(depth))
    }

    fn element(&mut self, depth: usize) -> String {
        let kind = self.dice.roll(if depth == 0 { 7 } else { 16 });
        match kind {
            0..=3 => {
                let (subject, object) = (self.subject(), self.object());
                let predicate = if self.dice.roll(5) == 0 { self.variable() } else { self.predicate() };
                format!("{subject} {predicate} {object} .")
            }
            4 => format!("{} {} {} .", self.subject(), self.path(2), self.object()),
            5 => format!("FILTER({})", self.condition(depth)),
            6 => {
                let (variable, a, b) = (self.variable(), self.node(), self.object());
                let b = if b.starts_with('?') { "UNDEF".to_owned() } else { b };
                format!("VALUES {variable} {{ {a} {b} }}")
            }
            7 | 8 => format!("OPTIONAL {}", self.group(depth - 1)),
            9 => format!("MINUS {}", self.group(depth - 1)),
            10 => format!("{} UNION {}", self.group(depth - 1), self.group(depth - 1)),
            11 => {
                let graph = if self.dice.roll(2) == 0 {
                    self.variable()
                } else {
                    format!("<http://x/g{}>", self.dice.roll(3))
                };
                format!("GRAPH {graph} {}", self.group(depth - 1))
            }
            12 => format!("BIND({} AS {})", self.value(), self.new_variable()),
            13 => self.subselect(depth - 1),
            14 => self.group(depth - 1),
            _ => format!("{} {} {} .", self.variable(), self.path(1), self.node()),
        }
    }

    fn group(&mut self, depth: usize) -> String {
        let elements = 1 + self.dice.roll(3);
        let elements: Vec<String> = (0..elements).map(|_| self.element(depth)).collect();
        format!("{{ {} }}", elements.join(" "))
    }

    fn query(&mut self) -> String {
        let from = match self.dice.roll(8) {
            0 => "FROM <http://x/g0> ",
            1 => "FROM NAMED <http://x/g1> FROM NAMED <http://x/g2> ",
            2 => "FROM <http://x/g0> FROM NAMED <http://x/g1> ",
            _ => "",
        };
        let group = self.group(2);
        match self.dice.roll(6) {
            0 => format!("ASK {from}{group}"),
            1 => format!("CONSTRUCT {{ ?a <http://x/p0> ?b . ?b ?c ?d }} {from}WHERE {group}"),
            2 => format!("SELECT DISTINCT ?a ?b {from}WHERE {group}"),
            3 => {
                let inner = self.subselect(2);
                format!("SELECT * {from}WHERE {inner}")
            }
            _ => format!("SELECT * {from}WHERE {group}"),
        }
    }
}

#[test]
fn random_queries_of_random_graphs_answer_alike() {
    let queries = std::env::var("SNAPSHOT_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(250);
    let limits = Limits { timeout: Duration::from_secs(20), max_rows: 2000, ..Limits::default() };
    let (mut compared, mut filled, mut briefly) = (0, 0, 0);
    for seed in 0..queries {
        let mut dice = Dice(seed);
        let stores = both(&graph(&mut dice));
        let text = Writer { dice: &mut dice, assigned: 0 }.query();
        let [memory, snapshot] = [0, 1].map(|store| run(&stores[store], &text, Values::new(), None, limits));
        let (memory, snapshot) = match (memory, snapshot) {
            (Ok(memory), Ok(snapshot)) => (memory, snapshot),
            (memory, snapshot) => {
                let [memory, snapshot] = [memory, snapshot].map(|answer| answer.err().map(|e| e.to_string()));
                assert_eq!(snapshot, memory, "{seed}: {text}");
                continue;
            }
        };
        // Which rows are given of too many is left to the engine.
        if matches!(&memory, Answer::Rows(rows) if rows.cut.is_some()) {
            continue;
        }
        assert_eq!(lines(&snapshot), lines(&memory), "{seed}: {text}");
        if let Ok(answer) = brief(&stores[1], &text, &Names::default(), limits, STEPS) {
            assert_eq!(lines(&answer), lines(&memory), "{seed}, briefly: {text}");
            briefly += 1;
        }
        // Wherever it is stopped, there is the whole answer or none.
        for steps in [0, 1, 3, 10, 40] {
            if let Ok(answer) = brief(&stores[1], &text, &Names::default(), limits, steps) {
                assert_eq!(lines(&answer), lines(&memory), "{seed}, in {steps} steps: {text}");
            }
        }
        compared += 1;
        filled += u64::from(!lines(&memory).is_empty());
    }
    assert!(compared * 10 > queries * 8, "{compared} of {queries}");
    assert!(briefly * 20 > queries, "{briefly} of {queries} were brief");
    assert!(filled * 10 > queries * 3, "{filled} of {queries} gave anything");
}
