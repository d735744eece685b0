//! A graph as large as the whole table of executive orders, made by counting: 7,000 policies, 14,000
//! statements, two mentions a policy, 60 sources.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Quad, Term};
use pedigraph::ground::vocab;
use pedigraph::model::{Extent, Relation};

const BASE: &str = "https://w3id.org/pedigraph/id/";

/// Numbers that look drawn but are always the same (Knuth's MMIX generator).
struct Lottery(u64);

impl Lottery {
    fn draw(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn iri(path: &str) -> NamedNode {
    NamedNode::new(format!("{BASE}{path}")).unwrap()
}

fn policy(number: u64) -> NamedNode {
    iri(&format!("us/executive-order/{}", 7_000 + number))
}

fn date(number: u64) -> String {
    format!("{}-{:02}-{:02}", 1940 + number / 90, 1 + number / 8 % 12, 1 + number % 28)
}

fn day(text: &str) -> Literal {
    Literal::new_typed_literal(text, xsd::DATE)
}

/// Collects quads of one graph after the other.
struct Writer {
    quads: Vec<Quad>,
    graph: NamedNode,
}

impl Writer {
    fn add(&mut self, subject: &NamedNode, predicate: impl Into<NamedNode>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, self.graph.clone()));
    }
}

/// `policies` policies and `statements` statements.
pub fn quads(policies: u64, statements: u64) -> Vec<Quad> {
    let mut to = Writer { quads: Vec::new(), graph: iri("graph/policies") };
    let president = iri("us/body/president");
    to.add(&president, rdf::TYPE, vocab::ORG_POST);
    to.add(&president, vocab::SKOS_PREF_LABEL, Literal::from("President of the United States"));
    for n in 0..20 {
        let person = iri(&format!("us/person/{n}"));
        to.add(&person, rdf::TYPE, vocab::FOAF_PERSON);
        to.add(&person, vocab::FOAF_NAME, Literal::from(format!("President {n}")));
    }
    for n in 0..policies {
        let this = policy(n);
        to.add(&this, rdf::TYPE, vocab::PED_POLICY);
        to.add(&this, vocab::DCT_IDENTIFIER, Literal::from(format!("EO {}", 7_000 + n)));
        if n % 50 != 0 {
            to.add(
                &this,
                vocab::DCT_TITLE,
                Literal::from(format!("Order number {n} on the subject of customer service")),
            );
        }
        to.add(&this, vocab::SKOS_PREF_LABEL, Literal::from(format!("Executive Order {}", 7_000 + n)));
        to.add(&this, vocab::PED_TYPE, NamedNode::new(format!("{}ExecutiveOrder", vocab::PED)).unwrap());
        to.add(&this, vocab::PED_ISSUED_BY, president.clone());
        to.add(&this, vocab::PED_SIGNED_BY, iri(&format!("us/person/{}", n * 20 / policies)));
        for property in [vocab::DCT_ISSUED, vocab::PED_ISSUED_EARLIEST, vocab::PED_ISSUED_LATEST] {
            to.add(&this, property, day(&date(n)));
        }
    }
    let mut lottery = Lottery(1);
    for source in 0..60 {
        let this = iri(&format!("source/{source:016x}"));
        to.graph = this.clone();
        to.add(&this, rdf::TYPE, vocab::PED_SOURCE);
        to.add(&this, vocab::DCT_TITLE, Literal::from(format!("Disposition table {source}")));
        to.add(&this, vocab::DCT_MODIFIED, day("2025-01-27"));
        for n in (source * policies / 60)..((source + 1) * policies / 60) {
            mention(&mut to, &this, n, "table");
            mention(&mut to, &this, n, "register");
        }
        for n in (source * statements / 60)..((source + 1) * statements / 60) {
            statement(&mut to, &this, n, policies, &mut lottery);
        }
    }
    to.quads
}

fn mention(to: &mut Writer, source: &NamedNode, n: u64, part: &str) {
    let this = iri(&format!("mention/{part}-{n}"));
    to.add(&this, rdf::TYPE, vocab::PED_MENTION);
    to.add(&this, vocab::PED_OF, policy(n));
    to.add(&this, vocab::DCT_TITLE, Literal::from(format!("Order number {n} on the subject of {part}")));
    to.add(&this, vocab::DCT_ISSUED, day(&date(n)));
    to.add(&this, vocab::PROV_WAS_QUOTED_FROM, source.clone());
    to.add(&this, vocab::PED_LOCATOR, Literal::from("/item/0"));
    to.add(&this, vocab::PED_QUOTE, Literal::from(format!("Executive Order {} of {}", 7_000 + n, date(n))));
}

fn statement(to: &mut Writer, source: &NamedNode, n: u64, policies: u64, lottery: &mut Lottery) {
    let actor = 1 + lottery.draw(policies - 1);
    // Some are named by hundreds, most are named by the next ones.
    let target = match lottery.draw(10) {
        0 => lottery.draw(actor.min(40)),
        1..=3 => lottery.draw(actor),
        _ => actor - 1 - lottery.draw(actor.min(200)),
    };
    let (relation, extent) = match lottery.draw(100) {
        0..=39 => (Relation::Amends, Extent::Whole),
        40..=59 => (Relation::Rescinds, Extent::Whole),
        60..=64 => (Relation::Rescinds, Extent::Part),
        65..=74 => (Relation::Supersedes, Extent::Whole),
        75..=84 => (Relation::Cites, Extent::Whole),
        85..=89 => (Relation::Implements, Extent::Whole),
        90..=94 => (Relation::BasedOn, Extent::Whole),
        95..=97 => (Relation::Continues, Extent::Whole),
        98 => (Relation::Reinstates, Extent::Whole),
        _ => (Relation::Suspends, Extent::Whole),
    };
    let (actor, target, property) = (policy(actor), policy(target), relation.property(extent));
    to.add(&actor, property, target.clone());
    if relation.is_descent() {
        to.add(&actor, vocab::PED_DESCENDS_FROM, target.clone());
    }
    let this = iri(&format!("statement/{n:016x}"));
    to.add(&this, rdf::TYPE, vocab::PED_STATEMENT);
    to.add(&this, vocab::PED_ACTOR, actor);
    to.add(&this, vocab::PED_RELATION, property);
    to.add(&this, vocab::PED_TARGET, target);
    to.add(
        &this,
        vocab::PED_EXTENT,
        if extent == Extent::Whole { vocab::PED_WHOLE } else { vocab::PED_PART },
    );
    to.add(&this, vocab::PED_VERB, Literal::from(if n.is_multiple_of(2) { "Amended by" } else { "Amends" }));
    to.add(&this, vocab::PED_STRENGTH, vocab::PED_EXPLICIT);
    to.add(&this, vocab::PROV_WAS_QUOTED_FROM, source.clone());
    to.add(&this, vocab::PED_LOCATOR, Literal::from("/item/0"));
    to.add(&this, vocab::PED_QUOTE, Literal::from(format!("Statement number {n} of this table")));
    to.add(&this, vocab::PED_QUOTE_START, Literal::from(n));
    to.add(&this, vocab::PED_QUOTE_END, Literal::from(n + 30));
}
