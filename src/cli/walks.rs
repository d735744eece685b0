//! The lineage commands: opens the index, finds the policies that are meant, hands on.

use super::args::Cli;
use super::graph::GraphSource;
use super::report::Reporter;
use super::shown::{typed_day, typed_first_day};
use super::{
    Exit, Failure, Shown, changes, impact, in_force, lineage, path, search, show, stale, status, terminal,
};
use crate::graph_dir::about;
use crate::lineage::{Index, PolicyIx};
use crate::query::find::{Candidate, Finder, Found};
use clap::Args;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::cell::OnceCell;
use std::io::Write;

/// A lineage command with its graph.
#[derive(Debug, Args)]
pub struct OnGraph<A: Args> {
    #[command(flatten)]
    args: A,
    #[command(flatten)]
    source: GraphSource,
}

/// The index of the graph that a command names, from the cache of the directory where it is current.
pub(super) fn index(cli: &Cli, source: &GraphSource) -> Result<Index, Failure> {
    let mut reporter = Reporter::new(&cli.global);
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failure, e);
    let cache = if source.inputs.is_empty() {
        let directory = source.directory()?;
        let (path, key) = (directory.path().join(crate::lineage::CACHE), directory.manifest().fingerprint());
        if let Ok(index) = crate::lineage::read_cache(&path, &key) {
            return Ok(index);
        }
        Some((path, key))
    } else {
        None
    };
    let files = source.nquads(&cli.global, &mut reporter)?;
    let mut builder = crate::lineage::Builder::new();
    for (name, reader) in files {
        builder.nquads(reader).map_err(|e| failed(&about(&name, &e)))?;
    }
    let index = builder.finish().map_err(|e| failed(&e))?;
    reporter.end();
    if let Some((path, key)) = cache {
        // A directory that cannot be written to is read all the same.
        let _ = crate::lineage::write_cache(&path, &key, &index);
    }
    Ok(index)
}

fn shown<'i>(cli: &Cli, index: &'i Index, as_of: Option<&str>) -> Result<Shown<'i>, Failure> {
    let asked = typed_day(&cli.global, as_of, index.list_day())?;
    Ok(Shown {
        index,
        asked,
        as_of: asked.or(index.list_day()).unwrap_or_default(),
        colour: terminal::colour(),
        width: terminal::width(),
    })
}

/// The policy that was meant.
pub(super) fn find(cli: &Cli, source: &GraphSource, index: &Index, typed: &str) -> Result<PolicyIx, Failure> {
    find_among(cli, &Described::new(cli, source), index, typed)
}

/// [`find`] where descriptions are asked for again.
fn find_among(cli: &Cli, described: &Described<'_>, index: &Index, typed: &str) -> Result<PolicyIx, Failure> {
    // The canonical number or the IRI needs no profile.
    if let Some(ix) = index.find(typed).or_else(|| by_number(index, typed)) {
        return Ok(ix);
    }
    let profile = cli.global.load_profile()?;
    let finder = Finder::policies(&profile, described.quads()?);
    let listed = |candidates: &[Candidate]| {
        let lines: Vec<String> = candidates.iter().take(12).map(|c| format!("\n  {c}")).collect();
        lines.concat()
    };
    match finder.find(typed) {
        Found::One(iri) => index
            .find(iri.as_str())
            .ok_or_else(|| Failure::new(Exit::NotFound, format!("`{typed}` is not in the graph"))),
        Found::Many(candidates) => Err(Failure::new(
            Exit::NotFound,
            format!("`{typed}` can be any of {} policies:{}", candidates.len(), listed(&candidates)),
        )),
        Found::None(near) if near.is_empty() => {
            Err(Failure::new(Exit::NotFound, format!("expected a policy of this graph, found `{typed}`")))
        }
        Found::None(near) => Err(Failure::new(
            Exit::NotFound,
            format!("expected a policy of this graph, found `{typed}`; did you mean:{}", listed(&near)),
        )),
    }
}

/// The merged descriptions of a graph, with titles, acronyms, links: the graph that comes first. Read when they are asked
/// for, and once.
struct Described<'a> {
    cli: &'a Cli,
    source: &'a GraphSource,
    read: OnceCell<Vec<Quad>>,
}

impl<'a> Described<'a> {
    const fn new(cli: &'a Cli, source: &'a GraphSource) -> Self {
        Self { cli, source, read: OnceCell::new() }
    }

    fn quads(&self) -> Result<&[Quad], Failure> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let mut reporter = Reporter::new(&super::args::Global { quiet: true, ..self.cli.global.clone() });
        let first = self.source.nquads(&self.cli.global, &mut reporter)?.into_iter().next();
        let quads = first.map(|(name, reader)| {
            let quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(reader);
            let read = quads.map(|quad| quad.map_err(|e| Failure::new(Exit::Failure, about(&name, &e))));
            read.collect::<Result<Vec<_>, _>>()
        });
        let quads = quads.transpose()?.unwrap_or_default();
        Ok(self.read.get_or_init(|| quads))
    }
}

/// `eo13571`, `EO 13571` and, where only one policy has it, `13571` alike, where the number stands in the graph in its
/// canonical form.
fn by_number(index: &Index, typed: &str) -> Option<PolicyIx> {
    let typed = typed.trim();
    if typed.len() > 3 && typed.bytes().all(|b| b.is_ascii_digit()) {
        let alone = |p: &PolicyIx| {
            let number = index.policy(*p).identifier;
            number.strip_suffix(typed).is_some_and(|series| series.ends_with(' '))
        };
        let mut found = index.policies().filter(alone);
        return found.next().filter(|_| found.next().is_none());
    }
    let key = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    let wanted = key(typed);
    let fits =
        |p: &PolicyIx| !index.policy(*p).identifier.is_empty() && key(index.policy(*p).identifier) == wanted;
    index.policies().find(fits).filter(|_| !wanted.is_empty())
}

/// Runs `lineage`.
pub(super) fn lineage(
    cli: &Cli,
    a: &OnGraph<lineage::LineageArgs>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    lineage::run(
        &a.args,
        &shown(cli, &index, a.args.as_of.as_deref())?,
        find(cli, &a.source, &index, &a.args.policy)?,
        out,
    )
}

/// Runs `status`.
pub(super) fn status(
    cli: &Cli,
    a: &OnGraph<status::StatusArgs>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    status::run(
        &a.args,
        &shown(cli, &index, a.args.as_of.as_deref())?,
        find(cli, &a.source, &index, &a.args.policy)?,
        out,
    )
}

/// Runs `impact`.
pub(super) fn impact(
    cli: &Cli,
    a: &OnGraph<impact::ImpactArgs>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    impact::run(
        &a.args,
        &shown(cli, &index, a.args.as_of.as_deref())?,
        find(cli, &a.source, &index, &a.args.policy)?,
        out,
    )
}

/// Runs `search`.
pub(super) fn search(cli: &Cli, args: &search::SearchArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let source = GraphSource { graph: args.graph.clone(), ..GraphSource::default() };
    let index = index(cli, &source)?;
    let shown = shown(cli, &index, args.as_of.as_deref())?;
    search::run(args, &shown, Described::new(cli, &source).quads()?, out)
}

/// Runs `show`.
pub(super) fn show(cli: &Cli, a: &OnGraph<show::ShowArgs>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    let described = Described::new(cli, &a.source);
    let policy = find_among(cli, &described, &index, &a.args.policy)?;
    let shown = shown(cli, &index, a.args.as_of.as_deref())?;
    show::run(&a.args, &shown, policy, described.quads()?, out)
}

/// Runs `changes`.
pub(super) fn changes(
    cli: &Cli,
    a: &OnGraph<changes::ChangesArgs>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    let mut shown = shown(cli, &index, a.args.to.as_deref())?;
    if shown.asked.is_none() {
        // What happened is told by every source, not by registers alone.
        shown.as_of = index.covered_to().max(index.list_day()).unwrap_or_default();
    }
    let from = typed_first_day(&cli.global, &a.args.from, index.list_day())?;
    changes::run(&a.args, &shown, from, out)
}

/// Runs `path`.
pub(super) fn path(cli: &Cli, a: &OnGraph<path::PathArgs>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    let described = Described::new(cli, &a.source);
    let find = |typed: &str| find_among(cli, &described, &index, typed);
    let (from, to) = (find(&a.args.from)?, find(&a.args.to)?);
    path::run(&a.args, &shown(cli, &index, a.args.as_of.as_deref())?, (from, to), out)
}

/// Runs `in-force`.
pub(super) fn in_force(
    cli: &Cli,
    a: &OnGraph<in_force::InForceArgs>,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    let first = a.args.from.as_deref().map(|day| typed_first_day(&cli.global, day, index.list_day()));
    let described = Described::new(cli, &a.source);
    let quads = match (&a.args.president, &a.args.kind) {
        (None, None) => &[],
        _ => described.quads()?,
    };
    let asked = in_force::Asked {
        only: in_force::described(&a.args, quads)?,
        from: first.transpose()?,
        to: typed_day(&cli.global, a.args.to.as_deref(), index.list_day())?,
    };
    if let (Some(from), Some(to)) = (asked.from, asked.to)
        && from > to
    {
        let message = format!("expected --from on or before --to, found {from} and {to}");
        return Err(Failure::new(Exit::Failure, message));
    }
    in_force::run(&a.args, &shown(cli, &index, a.args.as_of.as_deref())?, &asked, out)
}

/// Runs `stale`.
pub(super) fn stale(cli: &Cli, a: &OnGraph<stale::StaleArgs>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let index = index(cli, &a.source)?;
    stale::run(&a.args, &shown(cli, &index, a.args.as_of.as_deref())?, out)
}
