//! Sentences made by rule, with what they state; read back and compared.
//!
//! The verbs are those of the table, in every form and voice that they have; the vocabulary around them is
//! `tests/fixtures/sentences.toml`. Deterministic by seed. `SENTENCES` in the environment says how many are made.

#[path = "../../../tests/common/dice.rs"]
mod dice;
#[path = "../../../tests/common/made.rs"]
mod made;

use super::*;
use crate::profile::Phrase;
use crate::reading::cite::{self, Cited, Reach};
use crate::reading::sentence::sentences;
use dice::Dice;
use made::Made;
use serde::Deserialize;

/// How many sentences the tests read where nobody says otherwise.
const USUAL: u64 = 4_000;

#[derive(Deserialize)]
struct Vocabulary {
    names: Vec<String>,
    dates: Vec<String>,
    brackets: Vec<String>,
    amended: Vec<String>,
    parts: Vec<String>,
    limiters: Vec<String>,
    modifiers: Vec<String>,
    subjects: Vec<(String, String)>,
    adjuncts: Vec<String>,
    lead_ins: Vec<String>,
    nothing: Vec<String>,
    days: Vec<String>,
}

/// A policy as the sentence names it.
#[derive(Clone, Debug)]
struct Policy {
    number: usize,
    name: String,
    date: Option<String>,
    bracket: Option<String>,
    amended: Option<String>,
    part: Option<String>,
    limiter: Option<String>,
    modifier: Option<String>,
}

impl Policy {
    fn words(&self) -> String {
        let own = self.name.replace("{n}", &self.number.to_string());
        let after = [&self.date, &self.bracket, &self.amended, &self.modifier, &self.limiter];
        let after: String = after.into_iter().flatten().map(String::as_str).collect();
        format!("{}{own}{after}", self.part.as_deref().unwrap_or(""))
    }

    /// Whether a comma must close what stands behind its name.
    fn is_open(&self) -> bool {
        self.words().contains(", ")
    }

    fn is_part(&self) -> bool {
        self.part.is_some() || self.limiter.is_some()
    }
}

/// How a sentence says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Passive,
    PassiveBy,
    Active,
    NamedActive,
    Gerund,
    List,
    Nothing,
}

/// A sentence to be made.
#[derive(Clone, Debug)]
struct Plan {
    shape: Shape,
    /// Index into the rows of the table, and the line of its forms.
    verb: (usize, usize),
    targets: Vec<Policy>,
    adjunct: Option<String>,
    pattern: usize,
    day: Option<String>,
}

const DAYS: [(&str, &str); 3] =
    [("May 4, 1961", "1961-05-04"), ("July 1, 2025", "2025-07-01"), ("June 30, 1972", "1972-06-30")];

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
            amended: dice.maybe(4, &w.amended).cloned(),
            part: dice.maybe(4, &w.parts).cloned(),
            limiter: None,
            modifier: None,
        };
        if !plain {
            policy.modifier = dice.maybe(3, &w.modifiers).cloned();
            if policy.modifier.is_none() {
                policy.limiter = dice.maybe(5, &w.limiters).cloned();
            }
        }
        policy
    }

    fn sentence(&self, dice: &mut Dice) -> Plan {
        use Shape::{Active, Gerund, List, NamedActive, Nothing, Passive, PassiveBy};
        let shape =
            *dice.pick(&[Passive, Passive, PassiveBy, Active, Active, NamedActive, Gerund, List, Nothing]);
        let verb = loop {
            let at = dice.roll(self.rows.len());
            let row = &self.rows[at];
            if row.forms.is_empty() || row.state || row.part_only || !row.then.is_empty() {
                continue;
            }
            let line = dice.roll(row.forms.len());
            let complete = row.forms[line].iter().all(|f| !f.is_empty());
            let passive = matches!(shape, Passive | PassiveBy | List);
            let voice = if passive {
                !row.active_only && (shape == PassiveBy || !row.passive_by)
            } else {
                !row.passive_only
            };
            if complete && voice && !(shape == Nothing && (row.active_only || row.passive_only)) {
                break (at, line);
            }
        };
        let several = if matches!(shape, Gerund | Nothing | PassiveBy) { 1 } else { 1 + dice.roll(3) };
        let number = 12_000 + dice.roll(1_000);
        let plain = matches!(shape, Gerund | Nothing);
        let targets = (0..several).map(|i| self.policy(dice, number + i * 7, plain)).collect();
        let adjunct =
            matches!(shape, Passive | Active).then(|| dice.maybe(3, &self.words.adjuncts)).flatten();
        let day = (shape == Passive).then(|| dice.maybe(4, &self.words.days)).flatten();
        Plan { shape, verb, targets, adjunct: adjunct.cloned(), pattern: dice.roll(64), day: day.cloned() }
    }

    /// "A, B, and C", each with what stands behind its name; `closed` where a verb follows.
    fn listed(&self, targets: &[Policy], closed: bool) -> String {
        let mut words = String::new();
        for (i, target) in targets.iter().enumerate() {
            if i > 0 {
                words.push_str(if i + 1 == targets.len() { ", and " } else { ", " });
            }
            words.push_str(&target.words());
        }
        if closed && targets.last().is_some_and(Policy::is_open) {
            words.push(',');
        }
        words
    }

    /// The sentence of a plan, and what it states: `actor relation target`, sorted.
    fn written(&self, plan: &Plan) -> (String, Vec<String>) {
        let w = self.words;
        let row = &self.rows[plan.verb.0];
        let [base, third, past, gerund] = &row.forms[plan.verb.1];
        let relation = row.relation.name();
        let adjunct = plan.adjunct.as_deref().unwrap_or("");
        let day = DAYS[plan.pattern % DAYS.len()];
        let mut actor = "this".to_owned();
        let first = &plan.targets[0];
        let text = match plan.shape {
            Shape::Passive => {
                let be = if plan.targets.len() > 1 { "are" } else { "is" };
                let adverb = ["hereby ", "", "further "][plan.pattern % 3];
                let when = plan.day.as_deref().unwrap_or("").replace("{d}", day.0);
                format!("{adjunct}{} {be} {adverb}{past}{when}.", self.listed(&plan.targets, true))
            }
            Shape::PassiveBy => {
                actor = "EO 14000".to_owned();
                let be = ["was", "has been", "was later"][plan.pattern % 3];
                format!("{} {be} {past} by Executive Order 14000.", self.listed(&plan.targets, true))
            }
            Shape::Active => {
                let (subject, form) = &w.subjects[plan.pattern % w.subjects.len()];
                let verb = if form == "third" { third } else { base };
                let subject = if adjunct.is_empty() || subject.starts_with('I') {
                    subject.clone()
                } else {
                    subject.replacen('T', "t", 1)
                };
                format!("{adjunct}{subject} {verb} {}.", self.listed(&plan.targets, false))
            }
            Shape::NamedActive => {
                actor = "EO 14000".to_owned();
                let subject =
                    ["Executive Order 14000", "EO 14000 of May 4, 1961 (Care of Quays),"][plan.pattern % 2];
                format!("{subject} {third} {}.", self.listed(&plan.targets, false))
            }
            Shape::Gerund => format!("{}{} {}", gerund[..1].to_uppercase(), &gerund[1..], first.words()),
            Shape::List => {
                let lead = w.lead_ins[plan.pattern % w.lead_ins.len()].replace("{v}", past);
                let mut items = Vec::new();
                for (i, target) in plan.targets.iter().enumerate() {
                    items.push(format!("({}) {}", char::from(b'a' + i as u8), target.words()));
                }
                format!("{lead}{}.", items.join("; "))
            }
            Shape::Nothing => w.nothing[plan.pattern % w.nothing.len()]
                .replace("{b}", base)
                .replace("{p}", past)
                .replace("{g}", gerund)
                .replace("{t}", &first.words()),
        };
        let mut truth = Vec::new();
        if plan.shape != Shape::Nothing {
            for target in &plan.targets {
                let part = if target.is_part() && !row.through_whole { " in part" } else { "" };
                let when = if plan.day.is_some() { format!(" from {}", day.1) } else { String::new() };
                truth.push(format!("{actor} {relation}{part} EO {}{when}", target.number));
            }
        }
        truth.sort();
        // A form stands around other words where it has a star: "prescribe * amendments to".
        (text.replace('*', "the following"), truth)
    }

    /// The plans that lack one thing that this one has, or one target.
    fn less(plan: &Plan) -> Vec<Plan> {
        let mut all = Vec::new();
        if plan.targets.len() > 1 {
            for i in 0..plan.targets.len() {
                let mut less = plan.clone();
                less.targets.remove(i);
                all.push(less);
            }
        }
        for i in 0..plan.targets.len() {
            let lacking: [fn(&mut Policy); 6] = [
                |p| p.date = None,
                |p| p.bracket = None,
                |p| p.amended = None,
                |p| p.part = None,
                |p| p.limiter = None,
                |p| p.modifier = None,
            ];
            for drop in lacking {
                let mut less = plan.clone();
                let before = less.targets[i].words();
                drop(&mut less.targets[i]);
                if less.targets[i].words() != before {
                    all.push(less);
                }
            }
        }
        if plan.adjunct.is_some() {
            all.push(Plan { adjunct: None, ..plan.clone() });
        }
        if plan.day.is_some() {
            all.push(Plan { day: None, ..plan.clone() });
        }
        all
    }
}

/// What is read of a text: `actor relation target`, sorted.
fn read(profile: &Profile, text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut labels = Vec::new();
    for citation in cite::find_in(profile, text) {
        if let Cited::Number(id) = &citation.cited {
            names.push(Named::policy(profile, text, citation.span));
            labels.push(profile.label(id));
        }
    }
    for reference in cite::references(profile, text).into_iter().filter(|r| r.reach == Reach::This) {
        names.push(Named::document(reference.span));
        labels.push("this".to_owned());
    }
    let who = |who: Who| match who {
        Who::Document => "this".to_owned(),
        Who::Named(ix) => labels[ix].clone(),
    };
    let mut lines = Vec::new();
    for sentence in sentences(&profile.wording, text, Span::new(0, text.len())) {
        for f in find(profile, text, sentence, &names).found {
            let part = if f.extent == Extent::Part { " in part" } else { "" };
            let when = f.effective.map(|d| format!(" from {d}")).unwrap_or_default();
            lines.push(format!("{} {}{part} {}{when}", who(f.actor), f.relation.name(), who(f.target)));
        }
    }
    lines.sort();
    lines
}

impl Made for Maker<'_> {
    type Plan = Plan;
    type Shape = Shape;

    fn plan(&self, dice: &mut Dice) -> Plan {
        self.sentence(dice)
    }

    fn make(&self, plan: &Plan) -> (String, Vec<String>) {
        self.written(plan)
    }

    fn read(&self, text: &str) -> Vec<String> {
        read(Profile::united_states().unwrap(), text)
    }

    fn smaller(&self, plan: &Plan) -> Vec<Plan> {
        Maker::less(plan)
    }

    fn shape(&self, plan: &Plan) -> Shape {
        plan.shape
    }
}

#[test]
fn made_sentences_are_read_as_they_were_meant() {
    let profile = Profile::united_states().unwrap();
    let words: Vocabulary = toml::from_str(include_str!("../../../tests/fixtures/sentences.toml")).unwrap();
    made::check(&Maker { words: &words, rows: &profile.phrases.rows }, "SENTENCES", USUAL, 12);
}
