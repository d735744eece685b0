//! Orders made by rule, with what they state: lead-ins over items, lettered paragraphs, rows and run-in lists, conditions,
//! negations and distractors, several sections a document; read back and compared.
//!
//! The verbs are those of the table; the vocabulary around them is `tests/fixtures/made_documents.toml`. Deterministic by
//! seed. `DOCUMENTS` in the environment says how many are made; `.ci/long` makes many.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use common::dice::Dice;
use common::made::{self, Made};
use pedigraph::model::{Extent, Relation};
use pedigraph::profile::{Phrase, Profile};
use pedigraph::reading;
use pedigraph::source::{self, Format};
use serde::Deserialize;

/// How many documents the test reads where nobody says otherwise.
const USUAL: u64 = 300;

#[derive(Deserialize)]
struct Vocabulary {
    names: Vec<String>,
    bare: Vec<String>,
    subjects: Vec<String>,
    dates: Vec<String>,
    brackets: Vec<String>,
    parts: Vec<String>,
    limiters: Vec<String>,
    lead_ins: Vec<String>,
    effective: Vec<String>,
    run_in: Vec<String>,
    conditions: Vec<String>,
    nothing: Vec<String>,
    between: Vec<String>,
    behind: Vec<String>,
    headings: Vec<String>,
}

const DAYS: [(&str, &str); 3] =
    [("May 4, 1961", "1961-05-04"), ("July 1, 2025", "2025-07-01"), ("June 30, 1972", "1972-06-30")];

/// A policy as a document names it.
#[derive(Clone, Debug)]
struct Policy {
    number: usize,
    name: String,
    date: Option<String>,
    bracket: Option<String>,
    part: Option<String>,
    limiter: Option<String>,
}

impl Policy {
    fn words(&self) -> String {
        let name = self.name.replace("{n}", &self.number.to_string());
        let after: String =
            [&self.date, &self.bracket, &self.limiter].into_iter().flatten().map(String::as_str).collect();
        format!("{}{name}{after}", self.part.as_deref().unwrap_or(""))
    }

    fn is_part(&self) -> bool {
        self.part.is_some() || self.limiter.is_some()
    }
}

/// How a section says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Bullets,
    Headed,
    Nested,
    Numbered,
    Lettered,
    Rows,
    RunIn,
    Condition,
    Nothing,
}

/// A section of a document.
#[derive(Clone, Debug)]
struct Section {
    shape: Shape,
    /// The row of the table, and the line of its forms.
    verb: (usize, usize),
    targets: Vec<Policy>,
    pattern: usize,
    /// Whether the lead-in gives the day of effect.
    effective: bool,
    between: Option<String>,
    behind: Option<(String, Policy)>,
    /// Whether the items print numbers alone.
    bare: bool,
}

struct Maker<'v> {
    words: &'v Vocabulary,
    rows: &'v [Phrase],
}

impl Maker<'_> {
    fn policy(&self, dice: &mut Dice, number: usize, plain: bool) -> Policy {
        let w = self.words;
        let date = dice.maybe(2, &w.dates).map(|d| d.replace("{d}", dice.pick(&DAYS).0));
        let mut policy = Policy {
            number,
            name: dice.pick(&w.names).clone(),
            date,
            bracket: dice.maybe(3, &w.brackets).cloned(),
            part: None,
            limiter: None,
        };
        if !plain {
            policy.part = dice.maybe(5, &w.parts).cloned();
            policy.limiter = dice.maybe(6, &w.limiters).cloned();
        }
        policy
    }

    fn verb(&self, dice: &mut Dice) -> (usize, usize) {
        loop {
            let at = dice.roll(self.rows.len());
            let row = &self.rows[at];
            let plain = !row.state && !row.part_only && row.then.is_empty();
            if row.forms.is_empty() || !plain || row.active_only || row.passive_by || row.passive_only {
                continue;
            }
            let line = dice.roll(row.forms.len());
            if row.forms[line].iter().all(|f| !f.is_empty()) {
                return (at, line);
            }
        }
    }

    fn section(&self, dice: &mut Dice, number: usize) -> Section {
        use Shape::{Bullets, Condition, Headed, Lettered, Nested, Nothing, Numbered, Rows, RunIn};
        let shape = *dice.pick(&[
            Bullets, Headed, Nested, Numbered, Lettered, Lettered, Rows, RunIn, RunIn, Condition, Nothing,
        ]);
        let one = matches!(shape, Condition | Nothing);
        let count = if one { 1 } else { 1 + dice.roll(4) };
        let plain = one || shape == Rows;
        let bare = !one && shape != RunIn && dice.roll(4) == 0;
        let plain = plain || bare;
        let behind = dice.maybe(4, &self.words.behind).cloned();
        let behind = behind.map(|words| (words, self.policy(dice, number + 90, true)));
        let mut section = Section {
            bare,
            shape,
            verb: self.verb(dice),
            targets: (0..count).map(|i| self.policy(dice, number + i * 3, plain)).collect(),
            pattern: dice.roll(64),
            effective: !one && shape != RunIn && dice.roll(4) == 0,
            between: dice.maybe(3, &self.words.between).cloned(),
            behind,
        };
        if bare {
            let name = dice.pick(&self.words.bare).clone();
            section.targets.iter_mut().for_each(|t| t.name.clone_from(&name));
        }
        section
    }

    fn sections(&self, dice: &mut Dice) -> Vec<Section> {
        let count = 1 + dice.roll(4);
        let number = |i: usize, dice: &mut Dice| 11_000 + i * 100 + dice.roll(5);
        (0..count)
            .map(|i| {
                let number = number(i, dice);
                self.section(dice, number)
            })
            .collect()
    }

    fn lead_in(&self, section: &Section, past: &str) -> String {
        let w = self.words;
        let all = if section.effective { &w.effective } else { &w.lead_ins };
        let words = &all[section.pattern % all.len()];
        words.replace("{v}", past).replace("{d}", DAYS[section.pattern % DAYS.len()].0)
    }

    /// The list of a section, with its lead-in.
    fn list(&self, section: &Section, past: &str) -> String {
        let lead = || self.lead_in(section, past);
        let item = |i: usize, t: &Policy| {
            let end = if i + 1 == section.targets.len() { "." } else { ";" };
            format!("{}{end}", t.words())
        };
        let letter = |i: usize| char::from(b'a' + i as u8);
        let targets = || section.targets.iter().enumerate();
        let joined = |mark: &str, each: &dyn Fn(usize, &Policy) -> String| {
            targets().map(|(i, t)| each(i, t)).collect::<Vec<_>>().join(mark)
        };
        match section.shape {
            Shape::Bullets => format!("{}\n\n{}", lead(), joined("\n", &|i, t| format!("- {}", item(i, t)))),
            // Headings below the lead-in part its members.
            Shape::Headed => {
                let under = |i: usize, t: &Policy| {
                    let heading = &self.words.headings[(section.pattern + i) % self.words.headings.len()];
                    format!("### {heading}\n\n- {}", item(i, t))
                };
                format!("{}\n\n{}", lead(), joined("\n\n", &under))
            }
            // Members two by two under an item that names none.
            Shape::Nested => {
                let under = |i: usize, t: &Policy| {
                    let heading = &self.words.headings[(section.pattern + i / 2) % self.words.headings.len()];
                    let outer = if i.is_multiple_of(2) { format!("- {heading}:\n") } else { String::new() };
                    format!("{outer}  - {}", item(i, t))
                };
                format!("{}\n\n{}", lead(), joined("\n", &under))
            }
            Shape::Numbered => {
                format!("{}\n\n{}", lead(), joined("\n", &|i, t| format!("{}. {}", i + 1, item(i, t))))
            }
            Shape::Lettered => {
                format!("{}\n\n{}", lead(), joined("\n\n", &|i, t| format!("({}) {}", letter(i), item(i, t))))
            }
            Shape::Rows => {
                let rows = joined("\n", &|_, t| {
                    let subject =
                        &self.words.subjects[(section.pattern + t.number) % self.words.subjects.len()];
                    format!("| {} | {subject} |", t.words())
                });
                format!("{}\n\n| Order | Subject |\n| --- | --- |\n{rows}", lead())
            }
            _ => {
                let all = &self.words.run_in;
                let listed = joined("; ", &|i, t| format!("({}) {}", letter(i), t.words()));
                all[section.pattern % all.len()].replace("{v}", past).replace("{l}", &listed)
            }
        }
    }

    /// The document of a plan, and what it states, sorted: `relation target`.
    fn order(&self, plan: &[Section]) -> (String, Vec<String>) {
        let mut text = "---\ntitle: Executive Order on Care of Piers\n---\n\nBy the authority vested in me as President \
            by the Constitution and the laws of the United States of America, it is hereby ordered:\n"
            .to_owned();
        let mut truth = Vec::new();
        for (at, section) in plan.iter().enumerate() {
            let row = &self.rows[section.verb.0];
            let past = &row.forms[section.verb.1][2];
            let one = |all: &[String]| {
                let words = &all[section.pattern % all.len()];
                words.replace("{t}", &section.targets[0].words()).replace("{v}", past)
            };
            let body = match section.shape {
                Shape::Condition => one(&self.words.conditions),
                Shape::Nothing => one(&self.words.nothing),
                _ => self.list(section, past),
            };
            text.push_str(&format!("\nSec. {}. {body}\n", at + 1));
            if let Some(between) = &section.between {
                text.push_str(&format!("\n{between}\n"));
            }
            if let Some((words, policy)) = &section.behind {
                text.push_str(&format!("\nSec. {}A. {}\n", at + 1, words.replace("{t}", &policy.words())));
            }
            truth.extend(self.truth(section, row));
        }
        truth.sort();
        (text, truth)
    }

    fn truth(&self, section: &Section, row: &Phrase) -> Vec<String> {
        if section.shape == Shape::Nothing {
            return Vec::new();
        }
        let line = |target: &Policy| {
            let part = if target.is_part() && !row.through_whole { " in part" } else { "" };
            let day = DAYS[section.pattern % DAYS.len()].1;
            let when = if section.effective { format!(" from {day}") } else { String::new() };
            let condition = if section.shape == Shape::Condition { " if" } else { "" };
            format!("{}{part} EO {}{when}{condition}", row.relation.name(), target.number)
        };
        section.targets.iter().map(line).collect()
    }

    /// The plans that lack one section, one target or one thing that this one has.
    fn less(&self, plan: &[Section]) -> Vec<Vec<Section>> {
        let mut all = Vec::new();
        if plan.len() > 1 {
            for at in 0..plan.len() {
                let mut less = plan.to_vec();
                less.remove(at);
                all.push(less);
            }
        }
        for at in 0..plan.len() {
            let mut change = |change: &dyn Fn(&mut Section) -> bool| {
                let mut less = plan.to_vec();
                if change(&mut less[at]) {
                    all.push(less);
                }
            };
            change(&|s| s.between.take().is_some());
            change(&|s| s.behind.take().is_some());
            change(&|s| std::mem::take(&mut s.effective));
            let name = &self.words.names[0];
            change(&|s| {
                s.targets.iter_mut().for_each(|t| t.name.clone_from(name));
                std::mem::take(&mut s.bare)
            });
            for target in 0..plan[at].targets.len() {
                change(&|s| {
                    let several = s.targets.len() > 1;
                    if several {
                        s.targets.remove(target);
                    }
                    several
                });
                change(&|s| s.targets[target].date.take().is_some());
                change(&|s| s.targets[target].bracket.take().is_some());
                change(&|s| s.targets[target].part.take().is_some());
                change(&|s| s.targets[target].limiter.take().is_some());
            }
        }
        all
    }
}

/// What is read of a document: the changes that it makes itself, sorted.
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
            if matches!(s.relation, Relation::Cites | Relation::BasedOn) || s.actor != 0 {
                continue;
            }
            let part = if s.extent == Extent::Part { " in part" } else { "" };
            let when = s.effective.map(|d| format!(" from {d}")).unwrap_or_default();
            let condition = if s.condition.is_some() { " if" } else { "" };
            lines.push(format!("{}{part} {}{when}{condition}", s.relation.name(), name(s.target)));
        }
    }
    lines.sort();
    lines
}

impl Made for Maker<'_> {
    type Plan = Vec<Section>;
    type Shape = Vec<Shape>;

    fn plan(&self, dice: &mut Dice) -> Vec<Section> {
        self.sections(dice)
    }

    fn make(&self, plan: &Vec<Section>) -> (String, Vec<String>) {
        self.order(plan)
    }

    fn read(&self, text: &str) -> Vec<String> {
        read(Profile::united_states().unwrap(), text)
    }

    fn smaller(&self, plan: &Vec<Section>) -> Vec<Vec<Section>> {
        self.less(plan)
    }

    fn shape(&self, plan: &Vec<Section>) -> Vec<Shape> {
        plan.iter().map(|section| section.shape).collect()
    }

    fn shown<'t>(&self, text: &'t str) -> &'t str {
        text.split("hereby ordered:").nth(1).unwrap_or("").trim()
    }
}

#[test]
fn made_documents_are_read_as_they_were_meant() {
    let profile = Profile::united_states().unwrap();
    let words: Vocabulary = toml::from_str(include_str!("fixtures/made_documents.toml")).unwrap();
    made::check(&Maker { words: &words, rows: &profile.phrases.rows }, "DOCUMENTS", USUAL, 4);
}
