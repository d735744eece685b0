//! What the readers did not understand: the curator's list of work, and their own.

use super::{Context, Finding};
use crate::ground::fold_space;
use crate::ground::passage::Passage;

/// Clauses with a verb of change beside a policy of which no act was read.
pub(super) fn unread(context: &Context<'_>) -> Vec<Finding> {
    let corpus = context.corpus;
    let unread = corpus.unread.iter();
    unread
        .map(|u| {
            let source = corpus.sources.get(u.source as usize);
            let file = source.map_or("", |s| s.input.as_str());
            let (start, end) = (u.place.start, u.place.end);
            let words = match corpus.str(u.verb) {
                "" => "words in a list without a policy".to_owned(),
                verb => format!("“{}” beside a policy", fold_space(verb)),
            };
            Finding {
                policies: Vec::new(),
                message: format!("{file}, characters {start} to {end}: no act was read of {words}"),
                evidence: vec![context.evidence(
                    u.source,
                    u.place,
                    Passage { quote: corpus.str(u.quote), ..Passage::default() },
                )],
            }
        })
        .collect()
}
