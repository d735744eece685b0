//! Audits of policies whose own text is read beside a table that describes them: what the text says that the policy does to
//! others, against what the tables enter of it. Either may be wrong; nothing is changed to make them agree.

use super::tables::{newest, tables};
use super::{Context, Finding, verb};
use crate::model::DateBasis;
use crate::resolve::{Corpus, Side, StoredStatement};
use crate::source::Format;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What is said of one pair of policies, the acting one first.
#[derive(Default)]
struct Pair<'c> {
    in_text: Vec<&'c StoredStatement>,
    in_tables: Vec<&'c StoredStatement>,
}

impl Pair<'_> {
    /// What is done, as texts and tables can differ in it: “amends section 4” and “amends” are one change, an ending of the
    /// whole and of a part are two.
    fn verbs(statements: &[&StoredStatement]) -> BTreeSet<String> {
        let name =
            |s: &StoredStatement| if s.relation.ends() { verb(s) } else { s.relation.name().to_owned() };
        statements.iter().map(|s| name(s)).collect()
    }
}

/// The pairs of policies of which the first has a text of its own and a table could know.
fn reconcile<'c>(context: &'c Context<'_>) -> BTreeMap<(u32, u32), Pair<'c>> {
    let corpus = context.corpus;
    let tables = tables(corpus);
    let newest = newest(corpus, &tables);
    let mut texts: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut described: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for m in corpus.mentions.iter().filter(|m| m.described) {
        if tables.contains(&m.source) {
            described.entry(m.policy).or_default().insert(m.source);
        } else if m.date.is_some_and(|(_, basis)| basis == DateBasis::Record) && is_text(corpus, m.source) {
            texts.insert((m.policy, m.source));
        }
    }
    let with_text: BTreeSet<u32> = texts.iter().map(|(policy, _)| *policy).collect();
    let could_know = |actor: u32, target: u32| {
        let acted = corpus.policies.get(actor as usize).and_then(|p| p.issued);
        let by = [actor, target].into_iter().filter_map(|p| described.get(&p)).flatten();
        by.copied().any(|table| knows(&newest, table, acted.map(|d| d.earliest())))
    };
    let mut pairs: BTreeMap<(u32, u32), Pair<'_>> = BTreeMap::new();
    for s in corpus.statements.iter().filter(|s| s.relation.is_change() && with_text.contains(&s.actor)) {
        let own = s.side == Side::Actor || s.record == s.actor;
        if tables.contains(&s.source) {
            pairs.entry((s.actor, s.target)).or_default().in_tables.push(s);
        } else if own && texts.contains(&(s.actor, s.source)) && could_know(s.actor, s.target) {
            pairs.entry((s.actor, s.target)).or_default().in_text.push(s);
        }
    }
    pairs
}

/// Whether a source can be the text of a policy: no table of whatever columns, even one that tells of no act.
fn is_text(corpus: &Corpus, source: u32) -> bool {
    let format = corpus.sources.get(source as usize).and_then(|s| s.format.parse().ok());
    let table = matches!(
        format,
        Some(Format::RegisterCsv | Format::RegisterJson | Format::Csv | Format::DispositionTable)
    );
    !table
}

/// Whether a table prints dates as late as that of an act.
fn knows(newest: &BTreeMap<u32, NaiveDate>, table: u32, acted: Option<NaiveDate>) -> bool {
    match (newest.get(&table), acted) {
        (Some(newest), Some(acted)) => acted <= *newest,
        _ => true,
    }
}

/// The pairs that `wanted` takes, each as a finding whose message ends as `rest` says.
fn findings(
    context: &Context<'_>,
    wanted: impl Fn(&Pair<'_>) -> bool,
    rest: impl Fn(&Pair<'_>) -> String,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for ((actor, target), pair) in reconcile(context) {
        if !wanted(&pair) {
            continue;
        }
        let (actor, target) = (context.name(actor), context.name(target));
        let said = if pair.in_text.is_empty() { &pair.in_tables } else { &pair.in_text };
        let verbs = together(&Pair::verbs(said));
        found.push(Finding {
            message: format!("{actor} {verbs} {target}{}", rest(&pair)),
            policies: vec![actor, target],
            evidence: pair.in_text.iter().chain(&pair.in_tables).map(|s| context.quote(s)).collect(),
        });
    }
    found
}

fn together(verbs: &BTreeSet<String>) -> String {
    verbs.iter().map(String::as_str).collect::<Vec<_>>().join(" and ")
}

/// The titles of the tables that say something, each once.
fn named(context: &Context<'_>, statements: &[&StoredStatement]) -> String {
    let sources: BTreeSet<u32> = statements.iter().map(|s| s.source).collect();
    sources.into_iter().map(|s| context.source(s)).collect::<Vec<_>>().join(", ")
}

/// Changes that a policy's own text and a table state with the same verbs.
pub(super) fn agree(context: &Context<'_>) -> Vec<Finding> {
    let same = |pair: &Pair<'_>| {
        !pair.in_text.is_empty() && Pair::verbs(&pair.in_text) == Pair::verbs(&pair.in_tables)
    };
    findings(context, same, |_| String::new())
}

/// Changes that a policy's own text states and no table does that describes one of both and could know.
pub(super) fn text_only(context: &Context<'_>) -> Vec<Finding> {
    findings(context, |pair| pair.in_tables.is_empty(), |_| ": by its text, in no table".to_owned())
}

/// Changes that a table states and the text of the policy that acts does not.
pub(super) fn table_only(context: &Context<'_>) -> Vec<Finding> {
    let rest = |pair: &Pair<'_>| format!(": in {}, not by its text", named(context, &pair.in_tables));
    findings(context, |pair| pair.in_text.is_empty(), rest)
}

/// Pairs of which a policy's own text and the tables have other verbs.
pub(super) fn other_verb(context: &Context<'_>) -> Vec<Finding> {
    let differ = |pair: &Pair<'_>| {
        let (text, tables) = (Pair::verbs(&pair.in_text), Pair::verbs(&pair.in_tables));
        !text.is_empty() && !tables.is_empty() && text != tables
    };
    let rest = |pair: &Pair<'_>| {
        let verbs = together(&Pair::verbs(&pair.in_tables));
        format!(" by its text; {verbs} in {}", named(context, &pair.in_tables))
    };
    findings(context, differ, rest)
}
