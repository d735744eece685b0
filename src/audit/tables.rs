//! Audits of tables that describe the same policies: the National Archives' and the Federal Register's, for example.

use super::{Context, Finding, verb};
use crate::model::{Extent, Relation};
use crate::resolve::{Corpus, Side, StoredStatement};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A change as one record states it: the policy of the record, then the edge.
type Entry = (u32, u32, Relation, Extent, u32);

/// The changes in the records of policies that two tables or more describe, with the tables that state each.
struct Compared<'c> {
    /// The tables that describe each policy.
    tables: BTreeMap<u32, BTreeSet<u32>>,
    entries: BTreeMap<Entry, BTreeMap<u32, &'c StoredStatement>>,
    /// The newest date that each table prints: it cannot tell what came later.
    newest: BTreeMap<u32, NaiveDate>,
}

/// The sources that are tables: those with records that tell what other policies did to them; a full text cannot tell that.
pub(super) fn tables(corpus: &Corpus) -> BTreeSet<u32> {
    corpus.statements.iter().filter(|s| s.side == Side::Target).map(|s| s.source).collect()
}

/// The newest date that each of the tables prints: it cannot tell what came later.
pub(super) fn newest(corpus: &Corpus, tables: &BTreeSet<u32>) -> BTreeMap<u32, NaiveDate> {
    let mut newest: BTreeMap<u32, NaiveDate> = BTreeMap::new();
    for stored in corpus.mentions.iter().filter(|m| tables.contains(&m.source)) {
        if let Some((date, _)) = stored.date {
            let known = newest.entry(stored.source).or_insert_with(|| date.earliest());
            *known = date.earliest().max(*known);
        }
    }
    newest
}

fn compare<'c>(context: &'c Context<'_>) -> Compared<'c> {
    let corpus = context.corpus;
    let is_table = self::tables(corpus);
    let mut tables: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for stored in corpus.mentions.iter().filter(|m| m.described && is_table.contains(&m.source)) {
        tables.entry(stored.policy).or_default().insert(stored.source);
    }
    tables.retain(|_, sources| sources.len() > 1);
    let mut entries: BTreeMap<Entry, BTreeMap<u32, &StoredStatement>> = BTreeMap::new();
    for s in &corpus.statements {
        let of = match s.side {
            Side::Actor => s.actor,
            Side::Target => s.target,
            Side::Other => continue,
        };
        if s.relation.is_change() && tables.get(&of).is_some_and(|t| t.contains(&s.source)) {
            let entry = (of, s.actor, s.relation, s.extent, s.target);
            entries.entry(entry).or_default().entry(s.source).or_insert(s);
        }
    }
    let newest = newest(corpus, &is_table);
    Compared { tables, entries, newest }
}

impl Compared<'_> {
    /// The tables that describe the policy of an entry, could know of it, and do not state it.
    fn silent(&self, context: &Context<'_>, entry: &Entry, by: &BTreeMap<u32, &StoredStatement>) -> Vec<u32> {
        let acted = context.corpus.policies.get(entry.1 as usize).and_then(|p| p.issued);
        let could_know = |table: &u32| match (acted, self.newest.get(table)) {
            (Some(acted), Some(newest)) => acted.earliest() <= *newest,
            _ => true,
        };
        let tables = self.tables.get(&entry.0).into_iter().flatten();
        tables.filter(|t| !by.contains_key(t) && could_know(t)).copied().collect()
    }
}

fn finding(context: &Context<'_>, entry: Entry, by: &BTreeMap<u32, &StoredStatement>, rest: &str) -> Finding {
    let (of, actor, _, _, target) = entry;
    let policies = vec![context.name(actor), context.name(target)];
    let says = by.values().next().map_or_else(String::new, |s| verb(s));
    Finding {
        message: format!(
            "{} {says} {}, in the record of {}{rest}",
            context.name(actor),
            context.name(target),
            context.name(of)
        ),
        policies,
        evidence: by.values().map(|s| context.quote(s)).collect(),
    }
}

/// Changes that two tables or more state, and none leaves out that describes the policy and could know.
pub(super) fn agree(context: &Context<'_>) -> Vec<Finding> {
    let compared = compare(context);
    let entries = compared.entries.iter();
    entries
        .filter(|(entry, by)| by.len() > 1 && compared.silent(context, entry, by).is_empty())
        .map(|(entry, by)| finding(context, *entry, by, ""))
        .collect()
}

/// Changes that one table states in a policy's record and another leaves out of its own.
pub(super) fn differ(context: &Context<'_>) -> Vec<Finding> {
    let compared = compare(context);
    let mut findings = Vec::new();
    for (entry, by) in &compared.entries {
        let silent = compared.silent(context, entry, by);
        if !silent.is_empty() {
            let silent: Vec<String> = silent.into_iter().map(|t| context.source(t)).collect();
            findings.push(finding(context, *entry, by, &format!("; not so in {}", silent.join(", "))));
        }
    }
    findings
}
