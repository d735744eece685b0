//! The lineage commands: opens the index, finds the policies that are meant, hands on.

use super::args::{Cli, Command};
use super::graph::GraphSource;
use super::report::Reporter;
use super::shown::{typed_day, typed_first_day};
use super::terminal::Look;
use super::{Exit, Failure, Shown, changes, impact, in_force, lineage, path, search, show, stale, status};
use crate::graph_dir::about;
use crate::lineage::day::NO_DAY;
use crate::lineage::{Index, PolicyIx};
use crate::query::find::{Finder, Listed};
use crate::snapshot::Snapshot;
use clap::Args;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNodeRef, Quad};
use std::cell::OnceCell;
use std::io::Write;
use std::sync::Arc;

/// A lineage command with its graph.
#[derive(Debug, Args)]
pub struct OnGraph<A: Args> {
    #[command(flatten)]
    pub(super) args: A,
    #[command(flatten)]
    pub(super) source: GraphSource,
}

/// The index of the graph that a command names, from the cache of the directory where it is current.
fn index(cli: &Cli, source: &GraphSource) -> Result<Index, Failure> {
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

/// A graph that lineage commands ask: its index and its descriptions are read when they are asked for, and once.
pub(super) struct Opened<'a> {
    cli: &'a Cli,
    source: &'a GraphSource,
    index: OnceCell<Index>,
    described: OnceCell<Vec<Quad>>,
}

impl<'a> Opened<'a> {
    /// The graph of a command line, of which nothing is read yet.
    pub(super) const fn new(cli: &'a Cli, source: &'a GraphSource) -> Self {
        Self { cli, source, index: OnceCell::new(), described: OnceCell::new() }
    }

    /// The index of the graph.
    pub(super) fn index(&self) -> Result<&Index, Failure> {
        if let Some(read) = self.index.get() {
            return Ok(read);
        }
        let read = index(self.cli, self.source)?;
        Ok(self.index.get_or_init(|| read))
    }

    /// The merged descriptions of the graph, with titles, acronyms, links: the graph that comes first.
    pub(super) fn described(&self) -> Result<&[Quad], Failure> {
        if let Some(read) = self.described.get() {
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
        Ok(self.described.get_or_init(|| quads))
    }

    /// What the merged descriptions say with some predicates, in no particular order: of the snapshot, which has the
    /// triples of a predicate side by side, where it is up to date; else of all the N-Quads. In a snapshot the sources are
    /// described too.
    pub(super) fn described_by(&self, predicates: &[NamedNodeRef<'_>]) -> Result<Vec<Quad>, Failure> {
        if let Some(found) = self.of_snapshot(predicates) {
            return Ok(found);
        }
        let wanted = |quad: &&Quad| predicates.iter().any(|predicate| quad.predicate == *predicate);
        Ok(self.described()?.iter().filter(wanted).cloned().collect())
    }

    /// The triples of some predicates in the snapshot; `None` where there is none that is up to date and whole.
    fn of_snapshot(&self, predicates: &[NamedNodeRef<'_>]) -> Option<Vec<Quad>> {
        if !self.source.inputs.is_empty() {
            return None;
        }
        let snapshot = Arc::new(Snapshot::open(&self.source.directory().ok()?).ok()?);
        let triples = predicates.iter().flat_map(|predicate| snapshot.triples(None, Some(*predicate), None));
        triples.collect::<Result<Vec<_>, _>>().ok()
    }

    /// How an answer for a day is shown; `look` is how it may look where it goes.
    fn shown(&self, look: Look, as_of: Option<&str>) -> Result<Shown<'_>, Failure> {
        let index = self.index()?;
        let asked = typed_day(&self.cli.global, as_of, index.list_day())?;
        Ok(Shown {
            index,
            asked,
            as_of: asked.or(index.list_day()).unwrap_or(NO_DAY),
            colour: look.colour,
            width: look.width,
        })
    }

    /// The policy that was meant.
    pub(super) fn find(&self, typed: &str) -> Result<PolicyIx, Failure> {
        let index = self.index()?;
        // The canonical number or the IRI needs no profile.
        if let Some(ix) = index.find(typed).or_else(|| by_number(index, typed)) {
            return Ok(ix);
        }
        let profile = self.cli.global.load_profile()?;
        let finder = Finder::policies(&profile, self.described()?);
        let not_found = |message| Failure::new(Exit::NotFound, message);
        let iri = finder.find(typed).policy(typed, Listed::Lines).map_err(not_found)?;
        index.find(iri.as_str()).ok_or_else(|| not_found(format!("`{typed}` is not in the graph")))
    }

    /// Answers a lineage command; none where the command is of another kind.
    pub(super) fn answer(
        &self,
        command: &Command,
        look: Look,
        out: &mut dyn Write,
    ) -> Option<Result<Exit, Failure>> {
        Some(match command {
            Command::Changes(on) => self.changes(&on.args, look, out),
            Command::Impact(on) => self.impact(&on.args, look, out),
            Command::InForce(on) => self.in_force(&on.args, look, out),
            Command::Lineage(on) => self.lineage(&on.args, look, out),
            Command::Path(on) => self.path(&on.args, look, out),
            Command::Search(args) => self.search(args, look, out),
            Command::Show(on) => self.show(&on.args, look, out),
            Command::Stale(on) => self.stale(&on.args, look, out),
            Command::Status(on) => self.status(&on.args, look, out),
            _ => return None,
        })
    }

    fn lineage(&self, args: &lineage::LineageArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let shown = self.shown(look, args.as_of.as_deref())?;
        lineage::run(args, &shown, self.find(&args.policy)?, out)
    }

    fn status(&self, args: &status::StatusArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let shown = self.shown(look, args.as_of.as_deref())?;
        status::run(args, &shown, self.find(&args.policy)?, out)
    }

    fn impact(&self, args: &impact::ImpactArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let shown = self.shown(look, args.as_of.as_deref())?;
        impact::run(args, &shown, self.find(&args.policy)?, out)
    }

    fn search(&self, args: &search::SearchArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let shown = self.shown(look, args.as_of.as_deref())?;
        search::run(args, &shown, self.described()?, out)
    }

    fn show(&self, args: &show::ShowArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let policy = self.find(&args.policy)?;
        let shown = self.shown(look, args.as_of.as_deref())?;
        show::run(args, &shown, policy, self.described()?, out)
    }

    fn changes(&self, args: &changes::ChangesArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let index = self.index()?;
        let mut shown = self.shown(look, args.to.as_deref())?;
        if shown.asked.is_none() {
            // What happened is told by every source, not by registers alone.
            shown.as_of = index.covered_to().max(index.list_day()).unwrap_or(NO_DAY);
        }
        let from = typed_first_day(&self.cli.global, &args.from, index.list_day())?;
        changes::run(args, &shown, from, out)
    }

    fn path(&self, args: &path::PathArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        let (from, to) = (self.find(&args.from)?, self.find(&args.to)?);
        path::run(args, &self.shown(look, args.as_of.as_deref())?, (from, to), out)
    }

    fn in_force(
        &self,
        args: &in_force::InForceArgs,
        look: Look,
        out: &mut dyn Write,
    ) -> Result<Exit, Failure> {
        let day = self.index()?.list_day();
        let first = args.from.as_deref().map(|typed| typed_first_day(&self.cli.global, typed, day));
        let quads = match (&args.president, &args.kind) {
            (None, None) => &[],
            _ => self.described()?,
        };
        let asked = in_force::Asked {
            only: in_force::described(args, quads)?,
            from: first.transpose()?,
            to: typed_day(&self.cli.global, args.to.as_deref(), day)?,
        };
        if let (Some(from), Some(to)) = (asked.from, asked.to)
            && from > to
        {
            let message = format!("expected --from on or before --to, found {from} and {to}");
            return Err(Failure::new(Exit::Failure, message));
        }
        in_force::run(args, &self.shown(look, args.as_of.as_deref())?, &asked, out)
    }

    fn stale(&self, args: &stale::StaleArgs, look: Look, out: &mut dyn Write) -> Result<Exit, Failure> {
        stale::run(args, &self.shown(look, args.as_of.as_deref())?, out)
    }
}

impl Command {
    /// The graph that a lineage command names; none where the command is of another kind.
    pub(super) fn graph(&self) -> Option<GraphSource> {
        Some(match self {
            Self::Changes(on) => on.source.clone(),
            Self::Impact(on) => on.source.clone(),
            Self::InForce(on) => on.source.clone(),
            Self::Lineage(on) => on.source.clone(),
            Self::Path(on) => on.source.clone(),
            Self::Search(args) => args.source(),
            Self::Show(on) => on.source.clone(),
            Self::Stale(on) => on.source.clone(),
            Self::Status(on) => on.source.clone(),
            _ => return None,
        })
    }
}

/// Runs a lineage command; none where the command is of another kind.
pub(super) fn run(cli: &Cli, out: &mut dyn Write) -> Option<Result<Exit, Failure>> {
    let source = cli.command.graph()?;
    Opened::new(cli, &source).answer(&cli.command, Look::of(cli), out)
}

/// A number of a policy without blanks and marks, in capitals: `EO13571` of `eo 13571`.
pub(super) fn number_key(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
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
    let wanted = number_key(typed);
    let fits = |p: &PolicyIx| {
        let number = index.policy(*p).identifier;
        !number.is_empty() && number_key(number) == wanted
    };
    index.policies().find(fits).filter(|_| !wanted.is_empty())
}
