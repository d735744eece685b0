//! `pedigraph curate review`: a walk through what a person should look at, each case with its words; the answer is saved
//! before the next case is shown.

use super::ReviewArgs;
use super::day_of;
use super::decide::{Desk, relation_typed};
use crate::cli::{Exit, Failure};
use crate::ground::diag::Position;
use crate::ground::passage::clean;
use crate::ground::{fold_space, is_unprintable};
use crate::resolve::curation::{Added, Entry, Judged, Judgement, Key, source_name};
use crate::resolve::status::Statuses;
use crate::resolve::{Corpus, Side, StoredUnread};
use clap::ValueEnum;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};

/// A kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Endings that others speak against
    Disputed,
    /// Policies of one name that were kept apart
    NearMiss,
    /// Edges that only one of two policies' records states
    OneSided,
    /// Clauses with a verb of change of which nothing was read
    Unread,
}

/// One case, in terms that outlive a change of the corpus.
enum Case {
    Statement { heading: String, key: Key, lines: Vec<String> },
    Names { name: String, policies: Vec<String>, reason: String },
    Unread { source: String, title: String, quote: String, verb: String },
}

/// What a person answers.
enum Answer {
    Judge(Judgement),
    Skip,
    Quit,
}

/// Runs `curate review` over lines of `input`.
pub(super) fn run(
    desk: &mut Desk<'_>,
    args: &ReviewArgs,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let day = day_of(args.day)?;
    let cases = cases(desk, &args.kinds, args.limit);
    let count = cases.len();
    let (mut judged, mut skipped) = (0, 0);
    for (at, case) in cases.iter().enumerate() {
        writeln!(out, "\n[{} of {count}]", at + 1)?;
        show(case, out)?;
        match answer(desk, case, input, out)? {
            Answer::Quit => break,
            Answer::Skip => skipped += 1,
            Answer::Judge(judgement) => {
                let Some(reason) = ask("reason: ", input, out)?.filter(|reason| !reason.is_empty()) else {
                    writeln!(out, "a judgement needs a reason; passed over")?;
                    skipped += 1;
                    continue;
                };
                if reason.contains(is_unprintable) {
                    writeln!(out, "a reason has printable characters; passed over")?;
                    skipped += 1;
                    continue;
                }
                let entry = Entry { judgement, author: fold_space(&args.author), day, reason };
                match desk.write(vec![entry], None, out) {
                    Ok(_) => judged += 1,
                    Err(Failure { exit: Exit::NotFound, message: Some(message) }) => {
                        writeln!(out, "{message}")?;
                        skipped += 1;
                    }
                    Err(failure) => return Err(failure),
                }
            }
        }
    }
    writeln!(out, "\n{judged} judged, {skipped} passed over, {} left", count - judged - skipped)?;
    Ok(Exit::Success)
}

/// Asks for one line; `None` at the end of the input. Bytes that are no UTF-8 are told, and it asks again: what was judged
/// before stands, and the walk goes on.
fn ask(question: &str, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Option<String>, Failure> {
    loop {
        write!(out, "{question}")?;
        out.flush()?;
        let mut line = Vec::new();
        let read = std::io::Read::take(&mut *input, 1 << 16).read_until(b'\n', &mut line)?;
        match std::str::from_utf8(&line) {
            Ok(text) => return Ok((read > 0).then(|| fold_space(text))),
            Err(e) => {
                let column = Position::of_offset(&line, e.valid_up_to()).column();
                writeln!(out, "column {column}: expected UTF-8, found other bytes")?;
            }
        }
    }
}

fn show(case: &Case, out: &mut dyn Write) -> Result<(), Failure> {
    match case {
        Case::Statement { heading, lines, .. } => {
            writeln!(out, "{heading}")?;
            lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
        }
        Case::Names { name, policies, reason } => {
            writeln!(out, "near miss: “{}”: {}", clean(name), clean(reason))?;
            policies.iter().try_for_each(|policy| writeln!(out, "  {}", clean(policy)))?;
        }
        Case::Unread { title, quote, verb, .. } => {
            writeln!(out, "unread: “{}” beside a policy", clean(verb))?;
            writeln!(out, "  “{}” ({})", clean(quote), clean(title))?;
        }
    }
    Ok(())
}

fn answer(
    desk: &Desk<'_>,
    case: &Case,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<Answer, Failure> {
    let question = match case {
        Case::Statement { .. } => "[a]ccept, [r]eject, [s]kip, [q]uit: ",
        Case::Names { .. } => "[y] one policy, [n] different ones, [s]kip, [q]uit: ",
        Case::Unread { .. } => "ACTOR | RELATION | TARGET, [s]kip, [q]uit: ",
    };
    loop {
        let Some(line) = ask(question, input, out)? else { return Ok(Answer::Quit) };
        let judged = match (case, line.to_lowercase().as_str()) {
            (_, "q" | "quit") => return Ok(Answer::Quit),
            (_, "" | "s" | "skip") => return Ok(Answer::Skip),
            (Case::Statement { key, .. }, "a" | "accept") => Some(Judgement::Accept(key.clone())),
            (Case::Statement { key, .. }, "r" | "reject") => Some(Judgement::Reject(key.clone())),
            (Case::Names { policies, .. }, "y" | "yes" | "same") => Some(Judgement::Same(policies.clone())),
            (Case::Names { policies, .. }, "n" | "no" | "different") => {
                Some(Judgement::Different(policies.clone()))
            }
            (Case::Unread { source, quote, verb, .. }, _) => match read(desk, &line, source, quote) {
                Ok(key) => Some(Judgement::Add(key, Added { verb: verb.clone(), effective: None })),
                Err(failure) => {
                    writeln!(out, "{}", failure.message.unwrap_or_default())?;
                    None
                }
            },
            _ => None,
        };
        match judged {
            Some(judgement) => return Ok(Answer::Judge(judgement)),
            None => writeln!(out, "expected one of the answers in brackets")?,
        }
    }
}

/// The statement that a person reads in words: `M-17-26 | rescinds | M-15-14`.
fn read(desk: &Desk<'_>, line: &str, source: &str, quote: &str) -> Result<Key, Failure> {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [actor, relation, target] = parts.as_slice() else {
        return Err(Failure::new(Exit::NotFound, "expected ACTOR | RELATION | TARGET"));
    };
    let (actor, target) = (desk.policy(actor)?, desk.policy(target)?);
    let shelf = desk.shelf();
    Ok(Key {
        actor: shelf.name_of(actor),
        relation: relation_typed(relation)?,
        target: shelf.name_of(target),
        source: source.to_owned(),
        quote: quote.to_owned(),
    })
}

fn cases(desk: &Desk<'_>, kinds: &[Kind], limit: usize) -> Vec<Case> {
    let mut all = Vec::new();
    for kind in kinds {
        match kind {
            Kind::Disputed => all.extend(disputed(desk)),
            Kind::NearMiss => all.extend(near_misses(&desk.corpus)),
            Kind::OneSided => all.extend(one_sided(desk)),
            Kind::Unread => all.extend(unread(desk)),
        }
    }
    if limit > 0 {
        all.truncate(limit);
    }
    all
}

/// Each disputed ending, with the words of both sides.
fn disputed(desk: &Desk<'_>) -> Vec<Case> {
    let shelf = desk.shelf();
    let statuses = Statuses::of(&desk.corpus);
    let case = |conflict: &crate::resolve::status::Conflict| {
        let ending = shelf.at(Judged::Kept(*conflict.says.first()?))?;
        let lines = |statements: &[crate::resolve::status::StatementRef], lead: &str| {
            let found = statements.iter().filter_map(|s| shelf.at(Judged::Kept(*s)));
            found.map(|c| format!("{lead}{}", shelf.line(&c))).collect::<Vec<_>>()
        };
        let mut shown = lines(&conflict.says, "says: ");
        shown.extend(lines(&conflict.against, "against: "));
        let name = shelf.name_of(conflict.policy).unwrap_or_default();
        Some(Case::Statement {
            heading: format!("disputed: has {name} ended?"),
            key: ending.key,
            lines: shown,
        })
    };
    statuses.disputes.iter().filter_map(case).collect()
}

fn near_misses(corpus: &Corpus) -> Vec<Case> {
    let several = corpus.near_misses.iter().filter(|near| near.policies.len() > 1);
    several
        .map(|near| Case::Names {
            name: near.name.clone(),
            policies: near.policies.clone(),
            reason: near.reason.clone(),
        })
        .collect()
}

/// Edges that the record of one of two described policies states and that of the other does not.
fn one_sided(desk: &Desk<'_>) -> Vec<Case> {
    let (corpus, shelf) = (&desk.corpus, desk.shelf());
    let described: BTreeSet<u32> = corpus.mentions.iter().filter(|m| m.described).map(|m| m.policy).collect();
    let mut sides: BTreeMap<(u32, u32), (bool, bool, u32)> = BTreeMap::new();
    for (ix, s) in (0_u32..).zip(&corpus.statements) {
        if s.relation.is_change() && described.contains(&s.actor) && described.contains(&s.target) {
            let entry = sides.entry((s.actor, s.target)).or_insert((false, false, ix));
            entry.0 |= s.side == Side::Actor;
            entry.1 |= s.side == Side::Target;
        }
    }
    let accepted = &corpus.curated.accepted;
    let one = sides.into_values().filter(|(actor, target, _)| actor != target);
    one.map(|(_, _, ix)| crate::resolve::status::StatementRef::Edge(ix))
        .filter(|statement| !accepted.contains_key(statement))
        .filter_map(|statement| {
            let c = shelf.at(Judged::Kept(statement))?;
            let lines = vec![shelf.line(&c)];
            Some(Case::Statement { heading: format!("one-sided: {}", c.key), key: c.key, lines })
        })
        .collect()
}

/// Clauses of which no act was read, but for those whose words a judgement holds.
fn unread(desk: &Desk<'_>) -> Vec<Case> {
    let (corpus, shelf) = (&desk.corpus, desk.shelf());
    let known: BTreeSet<&str> =
        desk.curation.entries.iter().filter_map(|e| e.judgement.key()).map(|k| k.quote.as_str()).collect();
    let case = |u: &StoredUnread| {
        let quote = fold_space(corpus.str(u.quote));
        let source = corpus.sources.get(u.source as usize)?;
        (!known.contains(quote.as_str())).then(|| Case::Unread {
            source: source_name(source).to_owned(),
            title: shelf.source_title(u.source).to_owned(),
            verb: fold_space(corpus.str(u.verb)),
            quote,
        })
    };
    corpus.unread.iter().filter_map(case).collect()
}
