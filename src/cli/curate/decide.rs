//! One judgement: what it is about is found, tried out over the claims, and written where it comes to something.

use super::{AddArgs, By, Candidate, CurateArgs, NamesArgs, SetArgs, Shelf, StatementArgs, day_of};
use crate::cli::args::{ChosenProfile, Cli};
use crate::cli::graph::GraphSource;
use crate::cli::output::Reads;
use crate::cli::sources::source_date;
use crate::cli::walks::Opened;
use crate::cli::{Exit, Failure};
use crate::graph_dir::{Curate, GraphDir, IngestError, place_of};
use crate::ground::fold_space;
use crate::model::{EndingKind, Extent, PartialDate, Relation};
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::resolve::Corpus;
use crate::resolve::curation::{
    Added, Correction, Curation, Entry, Judged, Judgement, Key, Standing, is_source, relation_of, source_name,
};
use crate::source::Input;
use chrono::NaiveDate;
use std::io::Write;
use std::path::PathBuf;

/// So many statements are listed where several are meant.
const MOST_LISTED: usize = 12;

/// What it takes to judge: the directory, its corpus, the judgements so far.
pub(in crate::cli) struct Desk<'a> {
    pub cli: &'a Cli,
    pub folder: PathBuf,
    pub profile: ChosenProfile,
    pub base: Base,
    pub corpus: Corpus,
    pub curation: Curation,
    source: GraphSource,
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Failure, error)
}

fn not_found(message: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::NotFound, message)
}

impl<'a> Desk<'a> {
    /// Opens a graph directory with what people judged so far.
    pub fn open(cli: &'a Cli, args: &CurateArgs) -> Result<Self, Failure> {
        let directory = GraphDir::open(&args.graph).map_err(failed)?;
        let profile = cli.global.load_profile()?;
        let curation = directory.curation().map_err(failed)?;
        let corpus = directory.corpus(&profile).map_err(failed)?;
        let base = directory.manifest().base.parse().map_err(failed)?;
        Ok(Self { cli, folder: args.graph.clone(), profile, base, corpus, curation, source: args.source() })
    }

    /// The statements, to be found by name.
    pub fn shelf(&self) -> Shelf<'_> {
        Shelf::new(&self.corpus, Map::new(&self.corpus, &self.profile, self.base.clone(), false))
    }

    /// The files that the graph is made of, of which an output may be none.
    pub(super) fn reads(&self) -> Result<Reads, Failure> {
        self.source.reads()
    }

    fn curate<'s>(&'s self, input: Option<&'s Input>) -> Result<Curate<'s>, Failure> {
        Ok(Curate { folder: &self.folder, profile: &self.profile, input, moment: source_date()? })
    }

    /// The policy that a person means, by index.
    pub(super) fn policy(&self, typed: &str) -> Result<u32, Failure> {
        let opened = Opened::new(self.cli, &self.source);
        let ix = opened.find(typed)?;
        let iri = opened.index()?.policy(ix).iri.to_owned();
        let path = iri.strip_prefix(self.base.as_str()).unwrap_or(&iri);
        let at = self.corpus.policies.binary_search_by(|p| self.corpus.str(p.path).cmp(path));
        at.ok().and_then(|at| u32::try_from(at).ok()).ok_or_else(|| {
            not_found(format!(
                "`{typed}` is not in the graph as curation.toml makes it; `pedigraph curate apply` first"
            ))
        })
    }

    /// The source that a person means: by address, IRI, path, file, or words of its title.
    fn source(&self, typed: &str) -> Result<u32, Failure> {
        let path = typed.strip_prefix(self.base.as_str()).unwrap_or(typed);
        let sources = || (0_u32..).zip(&self.corpus.sources);
        let exact: Vec<u32> = sources().filter(|(_, s)| is_source(s, path)).map(|(ix, _)| ix).collect();
        let lower = typed.to_lowercase();
        let titled = |s: &crate::resolve::Source| {
            s.title.as_deref().is_some_and(|t| t.to_lowercase().contains(&lower))
        };
        let named: Vec<u32> = if exact.is_empty() {
            sources().filter(|(_, s)| titled(s)).map(|(ix, _)| ix).collect()
        } else {
            exact
        };
        match named.as_slice() {
            [one] => Ok(*one),
            [] => Err(not_found(format!("expected a source of this graph, found `{typed}`"))),
            several => {
                let lines: Vec<String> = several
                    .iter()
                    .take(MOST_LISTED)
                    .filter_map(|ix| self.corpus.sources.get(*ix as usize))
                    .map(|s| format!("\n  {}  {}", source_name(s), s.title.as_deref().unwrap_or_default()))
                    .collect();
                Err(not_found(format!(
                    "`{typed}` can be any of {} sources:{}",
                    several.len(),
                    lines.concat()
                )))
            }
        }
    }

    /// The statements that a command means.
    fn meant(&self, args: &StatementArgs) -> Result<Vec<Candidate>, Failure> {
        let shelf = self.shelf();
        let source = args.source.as_deref().map(|typed| self.source(typed)).transpose()?;
        let quote = args.quote.as_deref().map(|q| fold_space(q).to_lowercase());
        let mut found = match args.statement.as_slice() {
            [iri] => shelf.all().into_iter().filter(|c| is_iri(&c.iri, iri)).collect::<Vec<_>>(),
            [relation, target] => {
                let (relation, target) = (relation_typed(relation)?, self.policy(target)?);
                let fits = |c: &Candidate| {
                    c.key.relation == relation && c.key.actor.is_none() && c.policies.contains(&target)
                        || relation == EndingKind::Expires
                            && c.key.relation == relation
                            && c.policies.contains(&target)
                };
                shelf.all().into_iter().filter(fits).collect()
            }
            [actor, relation, target] => {
                let (actor, target) = (self.policy(actor)?, self.policy(target)?);
                let relation = relation_typed(relation)?;
                let fits =
                    |c: &Candidate| c.policies == [actor, target] && is_relation(c.key.relation, relation);
                shelf.all().into_iter().filter(fits).collect()
            }
            _ => Vec::new(),
        };
        found.retain(|c| source.is_none_or(|source| c.source == source));
        found.retain(|c| quote.as_deref().is_none_or(|q| c.key.quote.to_lowercase().contains(q)));
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found.dedup_by(|a, b| a.key == b.key);
        match found.as_slice() {
            [] => Err(not_found(format!(
                "expected a statement of this graph, found `{}`; `pedigraph show POLICY` lists those of a policy",
                args.statement.join(" ")
            ))),
            [_] => Ok(found),
            _ if args.all => Ok(found),
            several => {
                let lines: Vec<String> = several
                    .iter()
                    .take(MOST_LISTED)
                    .map(|c| format!("\n  <{}>\n    {}", c.iri, shelf.line(c)))
                    .collect();
                Err(not_found(format!(
                    "`{}` can be any of {} statements; name one by its IRI, --source or --quote, or --all:{}",
                    args.statement.join(" "),
                    several.len(),
                    lines.concat()
                )))
            }
        }
    }

    /// Rejects or accepts statements.
    pub fn statement(
        &mut self,
        args: &StatementArgs,
        accept: bool,
        out: &mut dyn Write,
    ) -> Result<Exit, Failure> {
        let meant = self.meant(args)?;
        let judgement = if accept { Judgement::Accept } else { Judgement::Reject };
        let day = day_of(args.by.day)?;
        let entries = meant.into_iter().map(|c| entry(judgement(c.key), &args.by, day)).collect();
        self.write(entries, None, out)
    }

    /// Adds a statement.
    pub fn add(&mut self, args: &AddArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
        let (actor, target) = (self.policy(&args.actor)?, self.policy(&args.target)?);
        let source = self.source(&args.source)?;
        let shelf = self.shelf();
        let about = self.corpus.sources.get(source as usize).ok_or_else(|| not_found("no such source"))?;
        let key = Key {
            actor: shelf.name_of(actor),
            relation: relation_typed(&args.relation)?,
            target: shelf.name_of(target),
            source: source_name(about).to_owned(),
            quote: fold_space(&args.quote),
        };
        let effective = args.effective.as_deref().map(date).transpose()?;
        let added = Added { verb: fold_space(&args.verb), effective };
        let input = args.input.clone().map(Input::File);
        let entry = entry(Judgement::Add(key, added), &args.by, day_of(args.by.day)?);
        self.write(vec![entry], input.as_ref(), out)
    }

    /// Joins names, or keeps them apart.
    pub fn names(&mut self, args: &NamesArgs, same: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
        let found: Vec<Option<u32>> = args.policies.iter().map(|typed| self.policy(typed).ok()).collect();
        let shelf = self.shelf();
        // Names that are one policy now can be told apart only as they are printed.
        let mut seen: Vec<u32> = found.iter().flatten().copied().collect();
        seen.sort_unstable();
        let merged = seen.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        let name = |typed: &String, ix: &Option<u32>| match ix.and_then(|ix| shelf.name_of(ix)) {
            Some(name) if !merged => name,
            _ => typed.strip_prefix(self.base.as_str()).unwrap_or(typed).to_owned(),
        };
        let names: Vec<String> =
            args.policies.iter().zip(&found).map(|(typed, ix)| name(typed, ix)).collect();
        let judgement = if same { Judgement::Same(names) } else { Judgement::Different(names) };
        let entry = entry(judgement, &args.by, day_of(args.by.day)?);
        self.write(vec![entry], None, out)
    }

    /// Sets what is known of a policy.
    pub fn set(&mut self, args: &SetArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
        let policy = self.policy(&args.policy)?;
        let issued = args.issued.as_deref().map(date).transpose()?;
        if args.title.is_none() && issued.is_none() && args.issuer.is_none() {
            return Err(failed("expected --title, --issued or --issuer, found none of them"));
        }
        let correction = Correction {
            policy: self.shelf().name_of(policy).unwrap_or_default(),
            title: args.title.as_deref().map(fold_space),
            issued,
            issuer: args.issuer.clone(),
        };
        let entry = entry(Judgement::Set(correction), &args.by, day_of(args.by.day)?);
        self.write(vec![entry], None, out)
    }

    /// Follows the file as it is.
    pub fn apply(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let curation = self.curation.clone();
        let done = self.curate(None)?.apply();
        done.map_err(ingest_failure)?;
        // The words of what the file adds were looked for only now.
        let directory = GraphDir::open(&self.folder).map_err(failed)?;
        let corpus = directory.corpus(&self.profile).map_err(failed)?;
        self.told(&curation, &corpus, out)
    }

    /// Tries new judgements out and writes them where each comes to something. A person's former judgement of the same thing
    /// gives way.
    pub fn write(
        &mut self,
        entries: Vec<Entry>,
        input: Option<&Input>,
        out: &mut dyn Write,
    ) -> Result<Exit, Failure> {
        let curation = self.with(&entries)?;
        let corpus = self.curate(input)?.try_out(&curation).map_err(failed)?;
        for entry in &entries {
            if let Some(Standing::Unmatched(why)) = standing(&corpus, entry) {
                return Err(not_found(format!("{}: {why}; nothing was written", entry.judgement)));
            }
        }
        self.curate(input)?.write(&curation).map_err(ingest_failure)?;
        self.corpus = corpus;
        self.curation = curation;
        self.told(&Curation { entries }, &self.corpus, out)
    }

    /// The judgements that the file holds now, since another may have judged meanwhile, with new ones, to which a person's
    /// former judgement of the same thing gives way.
    fn with(&self, entries: &[Entry]) -> Result<Curation, Failure> {
        let directory = GraphDir::open(&self.folder).map_err(failed)?;
        let mut all = directory.curation().map_err(failed)?.entries;
        all.retain(|old| {
            let again = |new: &Entry| new.author == old.author && new.judgement.is_about_same(&old.judgement);
            !entries.iter().any(again)
        });
        all.extend(entries.iter().cloned());
        Ok(Curation::of(all))
    }

    /// Writes judgements all or none; entries that match nothing are told and refuse none of the others.
    pub(super) fn import(&mut self, entries: Vec<Entry>, out: &mut dyn Write) -> Result<Exit, Failure> {
        let curation = self.with(&entries)?;
        self.curate(None)?.write(&curation).map_err(ingest_failure)?;
        self.corpus = self.curate(None)?.try_out(&curation).map_err(failed)?;
        self.curation = curation;
        self.told(&Curation { entries }, &self.corpus, out)
    }

    /// Tells what judgements came to.
    fn told(&self, curation: &Curation, corpus: &Corpus, out: &mut dyn Write) -> Result<Exit, Failure> {
        for entry in &curation.entries {
            writeln!(
                out,
                "{} {}, by {} on {}",
                mark(corpus, entry),
                entry.judgement,
                entry.author,
                entry.day
            )?;
            for line in consequences(corpus, entry).into_iter().chain(self.two_numbers(corpus, entry)) {
                writeln!(out, "  {line}")?;
            }
        }
        let count = self.curation.entries.len();
        let plural = if count == 1 { "" } else { "s" };
        writeln!(out, "{}: {count} judgement{plural}", self.folder.join("curation.toml").display())?;
        let open = |entry: &Entry| {
            matches!(standing(corpus, entry), Some(Standing::Unmatched(_) | Standing::Contradicted(_)))
        };
        let strict = self.cli.global.strict && curation.entries.iter().any(open);
        Ok(if strict { Exit::Findings } else { Exit::Success })
    }

    /// A warning where two numbers of one series are judged to be one policy: a series gives a number once as a rule.
    fn two_numbers(&self, corpus: &Corpus, entry: &Entry) -> Option<String> {
        let Judgement::Same(names) = &entry.judgement else { return None };
        if standing(corpus, entry) != Some(&Standing::Decides) {
            return None;
        }
        let schemes = &self.profile.schemes;
        let number = |name: &String| match schemes.find_in(name).as_slice() {
            [(span, id)] if span.of(name) == name => Some(id.clone()),
            _ => None,
        };
        let numbers: Vec<_> = names.iter().filter_map(number).collect();
        let (first, other) = numbers.iter().enumerate().find_map(|(at, one)| {
            let other =
                numbers.iter().skip(at + 1).find(|o| o.scheme == one.scheme && o.number != one.number);
            Some((one, other?))
        })?;
        let [first, other] = [first, other].map(|id| self.profile.label(id));
        Some(format!(
            "warning: {first} and {other} are two numbers of one series, which are two policies as a rule; {first} stays and \
             {other} leads to it"
        ))
    }
}

fn ingest_failure(error: IngestError) -> Failure {
    failed(error)
}

fn standing<'c>(corpus: &'c Corpus, entry: &Entry) -> Option<&'c Standing> {
    let at = place_of(&corpus.curated.curation, entry)?;
    corpus.curated.standing.get(at as usize)
}

fn mark(corpus: &Corpus, entry: &Entry) -> &'static str {
    match standing(corpus, entry) {
        Some(Standing::Decides) => "✓",
        Some(Standing::Unmatched(_)) | None => "✗",
        Some(_) => "≠",
    }
}

/// What a judgement brings about, in sentences.
fn consequences(corpus: &Corpus, entry: &Entry) -> Vec<String> {
    let Some(at) = place_of(&corpus.curated.curation, entry) else { return Vec::new() };
    match corpus.curated.outcome(at) {
        None => {}
        Some((None, why)) => return vec![why],
        Some((Some(other), outcome)) => {
            let word = corpus.curated.standing.get(at as usize).map_or("", Standing::word);
            let by = corpus.curated.entry(other).map(|e| format!("{} on {}", e.author, e.day));
            return vec![format!("{word} by {}: {outcome}", by.unwrap_or_default())];
        }
    }
    let judged = corpus.curated.statements.get(at as usize).cloned().unwrap_or_default();
    let edges = judged.iter().filter_map(|j| match j {
        Judged::Rejected(ix) => corpus.curated.rejected.get(*ix as usize),
        _ => None,
    });
    let others = |s: &crate::resolve::StoredStatement| {
        let holds = |o: &&crate::resolve::StoredStatement| {
            (o.actor, o.target) == (s.actor, s.target)
                && o.relation.property(o.extent) == s.relation.property(s.extent)
        };
        corpus.statements.iter().filter(holds).count()
    };
    let mut lines: Vec<String> = edges
        .map(|s| match others(s) {
            0 => "the edge is gone".to_owned(),
            1 => "the edge stays: one other statement holds it".to_owned(),
            n => format!("the edge stays: {n} other statements hold it"),
        })
        .collect();
    lines.dedup();
    lines
}

fn entry(judgement: Judgement, by: &By, day: NaiveDate) -> Entry {
    Entry { judgement, author: fold_space(&by.author), day, reason: fold_space(&by.reason) }
}

/// Whether a text names an IRI: whole, or by its end.
fn is_iri(iri: &str, typed: &str) -> bool {
    let typed = typed.trim().trim_start_matches('<').trim_end_matches('>');
    iri == typed
        || iri.rsplit('/').next() == Some(typed.rsplit('/').next().unwrap_or(typed))
            && typed.contains("statement/")
}

/// An amendment of a part is asked for as an amendment.
fn is_relation(has: EndingKind, wanted: EndingKind) -> bool {
    match (has, wanted) {
        (EndingKind::Act(a, ea), EndingKind::Act(b, eb)) => a.property(ea) == b.property(eb),
        (a, b) => a == b,
    }
}

/// A relation as a person types it: `rescinds`, `rescinds in part`, `based on`.
pub(super) fn relation_typed(typed: &str) -> Result<EndingKind, Failure> {
    let plain = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let wanted = plain(typed);
    let kinds = Relation::ALL.into_iter().flat_map(|r| [(r, Extent::Whole), (r, Extent::Part)]);
    let all = kinds.map(|(r, e)| EndingKind::Act(r, e)).chain([EndingKind::Expires]);
    let found = all.into_iter().find(|kind| plain(crate::resolve::curation::relation_name(*kind)) == wanted);
    found.or_else(|| relation_of(typed)).ok_or_else(|| {
        let names: Vec<&str> = Relation::ALL.iter().map(|r| r.name()).collect();
        failed(format!(
            "expected a relation, found `{typed}`; the relations are {}, expires",
            names.join(", ")
        ))
    })
}

fn date(text: &str) -> Result<PartialDate, Failure> {
    PartialDate::from_iso(text.trim())
        .ok_or_else(|| failed(format!("expected a day, a month or a year: 2026-08-21, found `{text}`")))
}
