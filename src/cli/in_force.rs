//! `pedigraph in-force`: all policies in force as of a day.

use super::shown::{Shown, not_found};
use super::written::{Rows, Written};
use super::{Exit, Failure};
use crate::ground::{vocab, words_apart};
use crate::lineage::day::AsOf;
use crate::lineage::render::{self, csv, json, table};
use crate::lineage::status::{LastKnown, last_known_of_all, statuses};
use crate::lineage::{BodyIx, Index, PolicyIx, bodies_named};
use chrono::NaiveDate;
use clap::Args;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;
use std::io::Write;

/// Arguments of `in-force`.
#[derive(Debug, Args)]
#[command(
    after_help = "Lists what is in force in whole or in part on one day: --as-of, else the newest day that a register covers. Policies
that are covered less far are a group of their own: last known. Those of unknown or disputed status are counted, and
listed with --unknown.

Examples:
  pedigraph in-force --as-of 2017-06-14
  pedigraph in-force --body OMB --as-of 2017-06-14
  pedigraph in-force --president Biden --type 'executive order' --from 2021-06
  pedigraph in-force --body 'Office of Management and Budget' --unknown --format json"
)]
pub struct InForceArgs {
    /// Only policies of this issuing body: its name, acronym, IRI or the end of the IRI
    #[arg(long, value_name = "BODY")]
    pub body: Option<String>,
    /// As of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// Only policies signed by a President of this name: `Biden`, `George W. Bush`
    #[arg(long, value_name = "NAME")]
    pub president: Option<String>,
    /// Only policies of this type: `executive order`, `Memorandum`
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Only policies issued on this day or later
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// Only policies issued on this day or before
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Also list policies of unknown status
    #[arg(long)]
    pub unknown: bool,
    #[command(flatten)]
    pub written: Written<Rows>,
}

/// Which policies are asked for, besides those of a body.
#[derive(Debug, Default)]
pub struct Asked {
    /// Of the described policies, those signed by whom was named and of the type that was named.
    pub only: Option<BTreeSet<String>>,
    /// Issued on this day or later.
    pub from: Option<NaiveDate>,
    /// Issued on this day or before.
    pub to: Option<NaiveDate>,
}

impl Asked {
    fn has(&self, index: &Index, p: PolicyIx) -> bool {
        let issued = index.issued(p);
        let only = || self.only.as_ref().is_none_or(|only| only.contains(index.policy(p).iri));
        self.from.is_none_or(|from| issued.latest().is_some_and(|day| day >= from))
            && self.to.is_none_or(|to| issued.earliest().is_some_and(|day| day <= to))
            && only()
    }
}

/// The IRIs of policies of a type and signed by a President, as the merged descriptions have them.
///
/// # Errors
/// [`Exit::NotFound`] where there is no such type or no such signer, with those that there are.
pub fn described(args: &InForceArgs, quads: &[Quad]) -> Result<Option<BTreeSet<String>>, Failure> {
    let small = |text: &str| text.to_lowercase().replace([' ', '-'], "");
    let holds = |name: &str, typed: &str| {
        let name: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        typed.split_whitespace().all(|word| name.contains(&word.to_lowercase()))
    };
    let subject = |quad: &Quad| match &quad.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(_) => String::new(),
    };
    let mut only: Option<BTreeSet<String>> = None;
    let mut keep = |what: &str, typed: &str, fits: &dyn Fn(&Quad) -> bool, known: BTreeSet<String>| {
        let found: BTreeSet<String> = quads.iter().filter(|q| fits(q)).map(subject).collect();
        if found.is_empty() {
            let known: Vec<String> = known.into_iter().collect();
            let message = format!("no {what} of this graph is {typed:?}; there are: {}", known.join(", "));
            return Err(not_found(message));
        }
        only = Some(only.take().map_or_else(|| found.clone(), |only| &only & &found));
        Ok(())
    };
    if let Some(typed) = &args.kind {
        let kind = |quad: &Quad| match &quad.object {
            Term::NamedNode(kind) if quad.predicate == vocab::PED_TYPE => {
                kind.as_str().rsplit(['#', '/']).next().map(str::to_owned)
            }
            _ => None,
        };
        let known = quads.iter().filter_map(kind).map(|kind| words_apart(&kind).to_lowercase()).collect();
        keep("type", typed, &|q| kind(q).is_some_and(|kind| small(&kind) == small(typed)), known)?;
    }
    if let Some(typed) = &args.president {
        let named = quads.iter().filter_map(|quad| match &quad.object {
            Term::Literal(name) if quad.predicate == vocab::FOAF_NAME => Some((subject(quad), name.value())),
            _ => None,
        });
        let named: Vec<(String, &str)> = named.collect();
        let meant: BTreeSet<&str> =
            named.iter().filter(|(_, name)| holds(name, typed)).map(|(iri, _)| iri.as_str()).collect();
        let signed = |quad: &Quad| {
            matches!(&quad.object, Term::NamedNode(by)
                if quad.predicate == vocab::PED_SIGNED_BY && meant.contains(by.as_str()))
        };
        keep("signer", typed, &signed, named.iter().map(|(_, name)| (*name).to_owned()).collect())?;
    }
    Ok(only)
}

/// Runs `in-force`.
///
/// # Errors
/// [`Exit::NotFound`] where no body has the name, with those that are alike; those of `out`.
#[allow(clippy::indexing_slicing, reason = "the statuses are of all policies of the index")]
pub fn run(
    args: &InForceArgs,
    shown: &Shown<'_>,
    asked: &Asked,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let index = shown.index;
    let as_of = shown.as_of;
    let bodies = args.body.as_deref().map(|name| bodies(index, name)).transpose()?;
    let status = statuses(index, as_of);
    let of_body = |p: &PolicyIx| {
        let by = bodies.as_ref().is_none_or(|bodies| index.bodies_of(*p).any(|b| bodies.contains(&b)));
        by && asked.has(index, *p)
    };
    let known = last_known_of_all(index, as_of);
    let (mut rows, mut unknown) = (Vec::new(), 0);
    let mut last_known: Vec<(PolicyIx, LastKnown)> = Vec::new();
    for p in index.policies().filter(of_body) {
        let status = status[p.at()];
        unknown += usize::from(status.is_open());
        if status.is_in_force() || (args.unknown && status.is_open()) {
            rows.push((p, status));
        }
        last_known.extend(known[p.at()].filter(|k| k.status.is_in_force()).map(|k| (p, k)));
    }
    rows.sort_by_key(|&(p, _)| (index.issued(p), p));
    last_known.sort_by_key(|&(p, _)| (index.issued(p), p));
    match args.written.form()? {
        Rows::Csv => csv::policies(index, &rows, csv::Delimiter::Comma, out)?,
        Rows::Tsv => csv::policies(index, &rows, csv::Delimiter::Tab, out)?,
        Rows::Json => json::in_force(index, (as_of, shown.limit()), &rows, &last_known, unknown, out)?,
        Rows::Table => {
            table::policies(index, &rows, shown.width, out)?;
            let listed = rows.iter().filter(|(_, s)| s.is_in_force()).count();
            let more = if args.unknown || unknown == 0 { "" } else { "; --unknown lists these" };
            writeln!(out, "{listed} in force as of {}, {unknown} of unknown status{more}", AsOf(as_of))?;
            if let Some(limit) = shown.limit() {
                writeln!(out, "{}", render::limit(index, &limit))?;
            }
            if !last_known.is_empty() {
                writeln!(out, "\nlast known to be in force; nothing later was read:")?;
                table::last_known(index, &last_known, shown.width, out)?;
                writeln!(out, "{} last known to be in force", last_known.len())?;
            }
        }
    }
    Ok(Exit::Success)
}

/// The bodies with a name.
fn bodies(index: &Index, name: &str) -> Result<Vec<BodyIx>, Failure> {
    bodies_named(index, name).map_err(|near| {
        not_found(format!("no issuing body is called {name:?}; did you mean: {}", near.join(", ")))
    })
}
