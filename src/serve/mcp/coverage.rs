//! What the sources of an answer do not cover, in a sentence.

use crate::lineage::PolicyIx;
use crate::serve::opened::Opened;
use chrono::NaiveDate;

/// What is missing of any graph.
const ABSENT: &str = "What no source states is not in the graph, and is not therefore untrue.";

/// Of one policy on a day.
pub fn of_policy(graph: &Opened, policy: PolicyIx, day: NaiveDate) -> String {
    match graph.index.covered_until(policy) {
        None => format!(
            "Coverage: no source says until which day it would tell what happens to this policy, so later changes may be missing. {ABSENT}"
        ),
        Some(until) if day > until => format!(
            "Coverage: the sources tell what happens to this policy until {until}. You ask of {day}: whether anything happened between is unknown."
        ),
        Some(until) => format!(
            "Coverage: the sources tell what happens to this policy until {until}; of later days nothing is known. {ABSENT}"
        ),
    }
}

/// Of a list as of a day.
pub fn of_list(graph: &Opened, day: NaiveDate) -> String {
    match graph.index.list_day() {
        None => format!("Coverage: no source is dated, so the list may be out of date. {ABSENT}"),
        Some(until) if day > until => format!(
            "Coverage: lists are complete only until {until}, as far as the sources go. You ask of {day}: what happened between may be missing. {ABSENT}"
        ),
        Some(until) => format!(
            "Coverage: as of {day}; the sources go to {until}, and what came later is unknown. {ABSENT}"
        ),
    }
}

/// Of whatever is asked of the graph.
pub fn of_graph(graph: &Opened) -> String {
    of_list(graph, graph.list_day())
}
