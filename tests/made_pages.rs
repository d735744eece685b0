//! Pages made by rule, with what they state: lists under sentences and headings, notes behind items, tables, lists that state
//! nothing; read back and compared.
//!
//! The verbs are those of the table; the vocabulary around them is `tests/fixtures/made_pages.toml`. Deterministic by seed. `PAGES` in
//! the environment says how many are made; `.ci/long` makes many.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use common::dice::Dice;
use common::made::{self, Made};
use pedigraph::model::{Extent, Relation};
use pedigraph::profile::{Phrase, Profile};
use pedigraph::reading;
use pedigraph::source::{self, Format};
use serde::Deserialize;

/// How many pages the test reads where nobody says otherwise.
const USUAL: u64 = 300;

#[derive(Deserialize)]
struct Vocabulary {
    names: Vec<String>,
    titles: Vec<String>,
    media: Vec<String>,
    intros: Vec<String>,
    active: Vec<String>,
    passive: Vec<String>,
    headings: Vec<String>,
    notes: Vec<String>,
    heads: Vec<String>,
    nothing: Vec<String>,
    after: Vec<String>,
}

/// How a part of a page says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Active,
    Passive,
    Heading,
    Notes,
    Table,
    Nothing,
}

/// A memorandum as a page names it.
#[derive(Clone, Debug)]
struct Memo {
    number: String,
    words: String,
}

/// A part of a page.
#[derive(Clone, Debug)]
struct Part {
    shape: Shape,
    verb: (usize, usize),
    actor: Memo,
    targets: Vec<Memo>,
    pattern: usize,
    after: Option<String>,
}

struct Maker<'v> {
    words: &'v Vocabulary,
    rows: &'v [Phrase],
}

impl Maker<'_> {
    fn memo(&self, dice: &mut Dice, year: usize, number: usize) -> Memo {
        let number = format!("{year:02}-{number:02}");
        let name = dice.pick(&self.words.names).replace("{n}", &number);
        let title = dice.maybe(2, &self.words.titles).cloned().unwrap_or_default();
        let media = if title.is_empty() { "" } else { dice.pick(&self.words.media).as_str() };
        Memo { words: format!("{name}{title}{media}"), number }
    }

    /// A verb that makes labels, and acts on what it names without more words.
    fn verb(&self, dice: &mut Dice) -> (usize, usize) {
        loop {
            let at = dice.roll(self.rows.len());
            let row = &self.rows[at];
            let plain = !row.state && !row.part_only && row.then.is_empty() && row.no_label.is_empty();
            if row.forms.is_empty() || !plain || row.active_only || row.passive_by || row.passive_only {
                continue;
            }
            let line = dice.roll(row.forms.len());
            if row.forms[line].iter().all(|f| !f.is_empty() && !f.contains([' ', '*'])) {
                return (at, line);
            }
        }
    }

    fn part(&self, dice: &mut Dice, ix: usize) -> Part {
        use Shape::{Active, Heading, Notes, Nothing, Passive, Table};
        let shape = *dice.pick(&[Active, Passive, Heading, Notes, Table, Nothing]);
        let count = 1 + dice.roll(4);
        Part {
            shape,
            verb: self.verb(dice),
            actor: Memo { words: format!("M-31-{:02}", ix + 1), number: format!("31-{:02}", ix + 1) },
            targets: (0..count).map(|i| self.memo(dice, 20 + ix, 1 + i)).collect(),
            pattern: dice.roll(64),
            after: dice.maybe(3, &self.words.after).cloned(),
        }
    }

    /// The page of some parts, and what it states, sorted: `actor relation target`.
    fn page(&self, parts: &[Part]) -> (String, Vec<String>) {
        let mut text = "---\ntitle: Care of quays\n---\n".to_owned();
        let mut truth = Vec::new();
        for part in parts {
            let row = &self.rows[part.verb.0];
            let [base, third, past, _] = &row.forms[part.verb.1];
            let capital = format!("{}{}", past[..1].to_uppercase(), &past[1..]);
            let fill = |words: &str| {
                words
                    .replace("{a}", &part.actor.words)
                    .replace("{b}", base)
                    .replace("{v3}", third)
                    .replace("{v}", past)
                    .replace("{V}", &capital)
            };
            let one = |all: &[String]| fill(&all[part.pattern % all.len()]);
            let items = |note: &str| {
                part.targets.iter().map(|t| format!("- {}{note}\n", t.words)).collect::<String>()
            };
            let w = self.words;
            let body = match part.shape {
                Shape::Active => format!("{}\n\n{}", one(&w.active), items("")),
                Shape::Passive => format!("{}\n\n{}", one(&w.passive), items("")),
                Shape::Heading => format!("## {}\n\n{}", one(&w.headings), items("")),
                Shape::Notes => format!("## Memoranda on quays\n\n{}", items(&one(&w.notes))),
                Shape::Table => {
                    let rows = part
                        .targets
                        .iter()
                        .map(|t| format!("| M-{} | Care of quays | {} |\n", t.number, part.actor.words));
                    format!(
                        "| Memorandum | Title | {} |\n| --- | --- | --- |\n{}",
                        one(&w.heads),
                        rows.collect::<String>()
                    )
                }
                Shape::Nothing => format!("{}\n\n{}", one(&w.nothing), items("")),
            };
            text.push_str(&format!("\n## Part on boats\n\n{}\n\n{body}\n", one(&w.intros)));
            text.push_str(&part.after.as_ref().map(|a| format!("{a}\n")).unwrap_or_default());
            if part.shape != Shape::Nothing {
                let line =
                    |t: &Memo| format!("M-{} {} M-{}", part.actor.number, row.relation.name(), t.number);
                truth.extend(part.targets.iter().map(line));
            }
        }
        truth.sort();
        (text, truth)
    }

    /// The parts of pages that lack one part, one target or one thing that this page has.
    fn less(parts: &[Part]) -> Vec<Vec<Part>> {
        let mut all = Vec::new();
        for at in 0..parts.len() {
            let mut change = |change: &dyn Fn(&mut Vec<Part>) -> bool| {
                let mut less = parts.to_vec();
                if change(&mut less) {
                    all.push(less);
                }
            };
            change(&|parts| {
                let several = parts.len() > 1;
                if several {
                    parts.remove(at);
                }
                several
            });
            change(&|parts| parts[at].after.take().is_some());
            for target in 0..parts[at].targets.len() {
                change(&|parts| {
                    let several = parts[at].targets.len() > 1;
                    if several {
                        parts[at].targets.remove(target);
                    }
                    several
                });
                change(&|parts| {
                    let memo = &mut parts[at].targets[target];
                    let plain = format!("M-{}", memo.number);
                    let shorter = memo.words != plain;
                    memo.words = plain;
                    shorter
                });
            }
        }
        all
    }
}

/// The changes that a page states, sorted.
fn read(profile: &Profile, text: &str) -> Vec<String> {
    let mut records = Vec::new();
    let format = "markdown".parse::<Format>().unwrap();
    source::read(format, &profile.structure, &mut text.as_bytes(), &mut |r| records.push(r), &mut |_| {})
        .unwrap();
    let mut lines = Vec::new();
    for record in &records {
        let (claims, _) = reading::claims(profile, record);
        let name = |ix: u32| {
            let mention = &claims.mentions[ix as usize];
            mention.identifiers.first().map_or_else(|| mention.label.to_string(), |(id, _)| profile.label(id))
        };
        for s in &claims.statements {
            if s.relation.is_change() && !matches!(s.relation, Relation::BasedOn) {
                let part = if s.extent == Extent::Part { " in part" } else { "" };
                lines.push(format!("{} {}{part} {}", name(s.actor), s.relation.name(), name(s.target)));
            }
        }
    }
    lines.sort();
    lines
}

impl Made for Maker<'_> {
    type Plan = Vec<Part>;
    type Shape = Vec<Shape>;

    fn plan(&self, dice: &mut Dice) -> Vec<Part> {
        let parts = 1 + dice.roll(3);
        (0..parts).map(|ix| self.part(dice, ix)).collect()
    }

    fn make(&self, plan: &Vec<Part>) -> (String, Vec<String>) {
        self.page(plan)
    }

    fn read(&self, text: &str) -> Vec<String> {
        read(Profile::united_states().unwrap(), text)
    }

    fn smaller(&self, plan: &Vec<Part>) -> Vec<Vec<Part>> {
        Maker::less(plan)
    }

    fn shape(&self, plan: &Vec<Part>) -> Vec<Shape> {
        plan.iter().map(|part| part.shape).collect()
    }
}

#[test]
fn made_pages_are_read_as_they_were_meant() {
    let profile = Profile::united_states().unwrap();
    let words: Vocabulary = toml::from_str(include_str!("fixtures/made_pages.toml")).unwrap();
    made::check(&Maker { words: &words, rows: &profile.phrases.rows }, "PAGES", USUAL, 4);
}
