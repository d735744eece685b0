//! What the tools answer from the index and the catalogue: the text of the command line, with links.

use super::coverage;
use super::page::Told;
use crate::lineage::changes::Changes;
use crate::lineage::day::AsOf;
use crate::lineage::impact::impact as impact_of;
use crate::lineage::render::{self, Layout, clean, cut, issuers, name_and_title, page, text, tree};
use crate::lineage::status::status as status_of;
use crate::lineage::{EdgeIx, PolicyIx};
use crate::query::catalogue::StoredQuery;
use crate::query::output::{self, Format};
use crate::query::run::Answer as Found;
use crate::serve::api::params::Params;
use crate::serve::api::policy::{self, Days};
use crate::serve::api::{catalogue, list, told};
use crate::serve::opened::Opened;
use crate::serve::problem::Problem;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io;

/// The most policies of a list on one page.
const MAX_LIMIT: usize = 200;
/// As many where nothing is said.
const LIMIT: usize = 25;
/// The longest title in a list, in characters.
const MAX_TITLE: usize = 200;

/// A tool that answers from the index.
pub type Answer = fn(&Opened, &Params) -> Result<Told, Problem>;

/// `search_policies`: a line each, the best first where words are looked for, else by the day of issue.
pub fn search(graph: &Opened, params: &Params) -> Result<Told, Problem> {
    let day = params.day("as-of", graph)?.unwrap_or_else(|| graph.list_day());
    let lines = params.number("limit", (1, MAX_LIMIT), LIMIT)?;
    let rows = list::rows(graph, params, day)?;
    let mut body = String::new();
    for &(p, status) in &rows {
        let (name, title) = name_and_title(&graph.index, p);
        let title = if title.is_empty() { String::new() } else { format!("  {}", cut(&title, MAX_TITLE)) };
        let issued = graph.index.issued(p);
        let by = issuers(&graph.index, p);
        let by = if by.is_empty() { by } else { format!(" by {by}") };
        let iri = graph.index.policy(p).iri;
        let (name, status) = (cut(&name, MAX_TITLE), status.name());
        say(&mut body, format_args!("{name}{title}; issued {issued}{by}; {status}; {iri}"));
    }
    let found = match rows.len() {
        0 => "No policy of this graph fits.".to_owned(),
        1 => format!("1 policy fits, with its status as of {}.", AsOf(day)),
        n => format!("{n} policies fit, with their status as of {}.", AsOf(day)),
    };
    Ok(Told { head: vec![found, coverage::of_list(graph, day)], body, lines: Some(lines) })
}

/// `policy_status`: the status with the words that decide it.
pub fn status(graph: &Opened, params: &Params) -> Result<Told, Problem> {
    let (p, days) = meant(graph, params)?;
    let finding = status_of(&graph.index, p, days.own);
    let acts = finding.acts.clone();
    about(graph, p, days.own, of_edges(graph, acts), |out| {
        text::status(&graph.index, &finding, Layout::default(), out)
    })
}

/// `policy_lineage`: what it rests on and what carries it on.
pub fn lineage(graph: &Opened, params: &Params) -> Result<Told, Problem> {
    let (p, days) = meant(graph, params)?;
    let view = policy::lineage(graph, p, params, days)?;
    let all = graph.index.policies().count();
    about(graph, p, days.listed, view.policies(), |out| tree::write(&view, Layout::default(), Some(all), out))
}

/// `policy_impact`: what would stand on nothing, and what would lose a support.
pub fn impact(graph: &Opened, params: &Params) -> Result<Told, Problem> {
    let (p, days) = meant(graph, params)?;
    let found = impact_of(&graph.index, p, days.listed);
    let falls = found.falls.iter().map(|fallen| fallen.policy);
    let shaken = found.shaken.iter().chain(&found.rests).map(|shaken| shaken.policy);
    about(graph, p, days.listed, falls.chain(shaken).collect(), |out| {
        text::impact(&graph.index, &found, Layout::default(), out)
    })
}

/// `policy_evidence`: all that is known of a policy, every act of it and upon it, with the words.
pub fn evidence(graph: &Opened, params: &Params) -> Result<Told, Problem> {
    let (p, days) = meant(graph, params)?;
    let finding = status_of(&graph.index, p, days.own);
    let facts = policy::facts(graph, graph.index.policy(p).iri)?;
    let acts = graph.index.acts(p).chain(graph.index.acts_upon(p)).collect();
    about(graph, p, days.own, of_edges(graph, acts), |out| {
        page::policy(&graph.index, &finding, &facts, usize::MAX, Layout::default(), out)
    })
}

/// `changes`: what was issued, ended and altered between two days.
pub fn changes(graph: &Opened, params: &Params) -> Result<Told, Problem> {
    let found = told::between(graph, params)?;
    let Changes { issued, ended, altered, to, .. } = &found;
    let changed = ended.iter().chain(altered);
    let policies = issued.iter().copied().chain(changed.map(|change| change.policy)).collect();
    let mut body = written(|out| render::changes(&graph.index, &found, usize::MAX, Layout::default(), out))?;
    links(graph, policies, &mut body);
    Ok(Told { head: vec![coverage::of_list(graph, *to)], body, lines: None })
}

/// `sources`: where the graph has it from, and how far each source goes.
pub fn sources(graph: &Opened, _: &Params) -> Result<Told, Problem> {
    let mut body = String::new();
    let all = told::of_graph(graph);
    for source in &all {
        let title = source.title.as_deref().unwrap_or("a source without a title");
        let plural = if source.statements == 1 { "" } else { "s" };
        let count = format!("{} statement{plural}", source.statements);
        let mut line = format!("{}; {count}", cut(&clean(title), MAX_TITLE));
        let told = [
            ("by", &source.publisher),
            ("of", &source.modified),
            ("tells what happens until", &source.covers_until),
            ("read at", &source.url),
        ];
        for (what, value) in told {
            if let Some(value) = value {
                line.push_str(&format!("; {what} {}", clean(value)));
            }
        }
        if source.cut_off {
            line.push_str("; only its first part could be read");
        }
        say(&mut body, format_args!("{line}; {}", source.iri));
    }
    let manifest = graph.directory.manifest();
    let plural = if all.len() == 1 { "" } else { "s" };
    let counts = format!("{} policies from {} source{plural}.", manifest.policy_count, all.len());
    Ok(Told { head: vec![counts, coverage::of_graph(graph)], body, lines: None })
}

/// `list_queries` without a name: the catalogue, a line each.
///
/// # Errors
/// [`Problem::internal`] where the catalogue cannot be read.
pub fn queries() -> Result<Told, Problem> {
    let mut body = String::new();
    for query in catalogue::built_in()?.iter() {
        let header = query.header.as_ref();
        let params = header.into_iter().flat_map(|h| &h.params).map(|param| {
            let needed = param.default.is_none() && !param.optional;
            format!("{}{} (e.g. {})", param.name, if needed { "" } else { "?" }, param.example)
        });
        let params = params.collect::<Vec<_>>().join(", ");
        let params = if params.is_empty() { params } else { format!(" [{params}]") };
        say(&mut body, format_args!("{}{params}: {}", query.name, header.map_or("", |h| &h.summary)));
    }
    let head =
        "Queries of the catalogue with their parameters in brackets; one with ? can be left out.".to_owned();
    Ok(Told { head: vec![head], body, lines: None })
}

/// `list_queries` with a name: one of them in full.
///
/// # Errors
/// A name that is none.
pub fn query(name: &str) -> Result<Told, Problem> {
    let query = named(name)?;
    let mut body = String::new();
    if let Some(header) = &query.header {
        say(&mut body, format_args!("{}\n\nParameters:", header.description.trim()));
        for param in &header.params {
            let needed = match &param.default {
                Some(default) => format!("{default} where it is left out"),
                None if param.optional => "can be left out".to_owned(),
                None => "needed".to_owned(),
            };
            let (kind, example) = (param.kind.name(), &param.example);
            let what = &param.description;
            say(&mut body, format_args!("  {} ({kind}, {needed}, e.g. {example}): {what}", param.name));
        }
        say(&mut body, format_args!("\nColumns:"));
        for column in &header.columns {
            say(&mut body, format_args!("  {}: {}", column.name, column.description));
        }
    }
    say(&mut body, format_args!(""));
    // The head is told above.
    let text = query.text.lines().filter(|line| !line.starts_with("#+"));
    text.for_each(|line| say(&mut body, format_args!("{line}")));
    Ok(Told {
        head: vec![query.header.as_ref().map_or_else(String::new, |h| h.summary.clone())],
        body,
        lines: None,
    })
}

/// A query of the catalogue.
///
/// # Errors
/// A name that is none; what may be meant.
pub fn named(name: &str) -> Result<&'static StoredQuery, Problem> {
    catalogue::built_in()?.get(name).map_err(|e| Problem::not_found(e.to_string()))
}

/// What a query of the catalogue found, rows as CSV and graphs as Turtle.
pub fn run_query(graph: &Opened, query: &StoredQuery, found: &Found) -> Result<Told, Problem> {
    let format = form(matches!(found, Found::Graph(_)));
    let layout = output::Layout { base: graph.base.as_str(), width: None };
    let body = written(|out| output::write(found, format, layout, out))?;
    let head = vec![rows(&query.name, format), coverage::of_graph(graph)];
    Ok(Told { head, body, lines: None })
}

/// The form in which rows, or else graphs, are told.
pub const fn form(gives_graph: bool) -> Format {
    if gives_graph { Format::Turtle } else { Format::Csv }
}

/// What kind of answer a query has.
pub fn rows(name: &str, format: Format) -> String {
    let what =
        if format == Format::Turtle { "a graph in Turtle" } else { "rows in CSV, names of columns first" };
    format!("The answer of {name}: {what}.")
}

/// The policy that is meant, and the days.
fn meant(graph: &Opened, params: &Params) -> Result<(PolicyIx, Days), Problem> {
    let typed =
        params.get("policy").ok_or_else(|| Problem::bad("`policy`: expected a policy, found nothing"))?;
    let policy = policy::find(graph, typed)?;
    Ok((policy, Days::read(graph, policy, params)?))
}

/// An answer about a policy, with links to it and to others that it names.
fn about(
    graph: &Opened,
    policy: PolicyIx,
    day: NaiveDate,
    others: Vec<PolicyIx>,
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<Told, Problem> {
    let mut body = written(write)?;
    links(graph, others.into_iter().filter(|p| *p != policy).collect(), &mut body);
    let (name, _) = name_and_title(&graph.index, policy);
    let policy_line = format!("About {name}, {}", graph.index.policy(policy).iri);
    Ok(Told { head: vec![policy_line, coverage::of_policy(graph, policy, day)], body, lines: None })
}

/// Both ends of acts.
fn of_edges(graph: &Opened, edges: Vec<EdgeIx>) -> Vec<PolicyIx> {
    let ends = |e| {
        let edge = graph.index.edge(e);
        [edge.actor, edge.target]
    };
    edges.into_iter().flat_map(ends).collect()
}

/// Writes where policies are found, each once, in the order given.
fn links(graph: &Opened, policies: Vec<PolicyIx>, body: &mut String) {
    let mut seen = BTreeSet::new();
    let all: Vec<PolicyIx> = policies.into_iter().filter(|p| seen.insert(*p)).collect();
    if all.is_empty() {
        return;
    }
    say(body, format_args!("\nIRIs of the policies named here"));
    for p in all {
        let (name, _) = name_and_title(&graph.index, p);
        say(body, format_args!("  {}: {}", cut(&name, MAX_TITLE), graph.index.policy(p).iri));
    }
}

/// Adds a line.
fn say(body: &mut String, line: std::fmt::Arguments<'_>) {
    // A string takes all that it is given.
    let _ = writeln!(body, "{line}");
}

/// What is written, as text.
fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(|e| Problem::internal(e.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
