//! Texts made by rule, with what they state: each is read and compared, and of those that fail the smallest that still fails
//! is told.

use super::dice::Dice;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Of what is stated, the share that must be found.
const FOUND: f64 = 0.99;

/// A kind of text that is made.
pub trait Made {
    /// What a text is made of.
    type Plan;
    /// What plans that fail are told apart by.
    type Shape: Ord + Debug;

    /// One plan.
    fn plan(&self, dice: &mut Dice) -> Self::Plan;
    /// The text of a plan, and what it states, sorted.
    fn make(&self, plan: &Self::Plan) -> (String, Vec<String>);
    /// What is read in a text, sorted.
    fn read(&self, text: &str) -> Vec<String>;
    /// The plans that lack one thing that this one has.
    fn smaller(&self, plan: &Self::Plan) -> Vec<Self::Plan>;
    /// What the plan is of.
    fn shape(&self, plan: &Self::Plan) -> Self::Shape;

    /// The part of a text that is shown where it fails.
    fn shown<'t>(&self, text: &'t str) -> &'t str {
        text
    }
}

/// Makes and reads as many texts as the variable of the environment says, else `usual`; nothing may be read that is not
/// stated, and nearly all that is stated must be found. Of each shape at most `most` failures are told.
pub fn check(made: &impl Made, variable: &str, usual: u64, most: usize) {
    let count = std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let mut dice = Dice(20_261_129);
    let (mut stated, mut found) = (0_usize, 0_usize);
    let mut failed: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for _ in 0..count {
        let mut plan = made.plan(&mut dice);
        let (text, truth) = made.make(&plan);
        let got = made.read(&text);
        stated += truth.len();
        found += truth.iter().filter(|t| got.contains(t)).count();
        if got == truth {
            continue;
        }
        let fails = |plan: &_| {
            let (text, truth) = made.make(plan);
            made.read(&text) != truth
        };
        while let Some(less) = made.smaller(&plan).into_iter().find(fails) {
            plan = less;
        }
        let (text, truth) = made.make(&plan);
        let got = made.read(&text);
        let wrong = got.iter().any(|g| !truth.contains(g));
        let told = failed.entry((made.shape(&plan), wrong)).or_default();
        if told.len() < most {
            told.push(format!("{}\n  meant {truth:?}\n  read  {got:?}", made.shown(&text)));
        }
    }
    let lines: Vec<String> =
        failed.iter().flat_map(|(k, v)| v.iter().map(move |t| format!("{k:?} {t}"))).collect();
    let share = found as f64 / stated.max(1) as f64;
    let wrong = failed.keys().any(|(_, wrong)| *wrong);
    assert!(!wrong && share >= FOUND, "{found} of {stated} found ({share:.4})\n{}", lines.join("\n"));
}
