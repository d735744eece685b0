//! Why an edge is believed, as a person reads it: the verb's words with the name's, and the source by its title, place, day
//! and address.

use super::clean;
use crate::ground::passage::{MOST_WORDS, place};
use crate::lineage::index::{EdgeIx, Index, Judgement, Source, SourceIx, Statement, StatementIx};

/// The words of a statement in quotation marks, with the source and the place in it: “Revoked by … EO 13327, February 4,
/// 2004” (Executive orders, row 17). Empty where it has no words.
pub(crate) fn cited(index: &Index, statement: &Statement<'_>) -> String {
    let words = statement.passage().words(MOST_WORDS);
    if words.is_empty() {
        return words;
    }
    match stands(index, statement) {
        stands if stands.is_empty() => format!("“{words}”"),
        stands => format!("“{words}” ({stands})"),
    }
}

/// Where the words of a statement stand: `Executive orders, row 17`.
pub(crate) fn stands(index: &Index, statement: &Statement<'_>) -> String {
    let source = statement.source.map(|s| name(index.source(s)));
    let parts = [source.unwrap_or_default(), place(statement.locator, statement.section)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What a person calls a source: its title, else its address. A title that only repeats the IRI is none.
pub(crate) fn name(source: Source<'_>) -> String {
    let tail = source.iri.rsplit(['/', '#']).next().unwrap_or(source.iri);
    let title = Some(source.title).filter(|t| !t.is_empty() && t.rsplit('/').next() != Some(tail));
    clean(title.unwrap_or(if source.url.is_empty() { source.iri } else { source.url })).into_owned()
}

/// A source in one line: title, day, address.
pub(crate) fn source_line(index: &Index, source: SourceIx) -> String {
    let source = index.source(source);
    let (name, url) = (name(source), clean(source.url));
    let day = source.day().map(|d| d.to_string()).unwrap_or_default();
    let url = if name == *url { String::new() } else { url.into_owned() };
    [name, day, url].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Who judged, when and why: `judged by A. Curator on 2026-11-30: the page speaks of another order`.
pub(crate) fn judged(judgement: &Judgement<'_>) -> String {
    let day = judgement.day.map(|d| format!(" on {d}")).unwrap_or_default();
    format!("judged by {}{day}: {}", clean(judgement.author), clean(judgement.reason))
}

/// The words that state an edge, with their source; empty where no statement has any.
pub(crate) fn of_edge(index: &Index, edge: EdgeIx) -> String {
    let words = index.best_statement(edge).map(|s| cited(index, &s)).unwrap_or_default();
    with_judgements(index, edge, words)
}

/// Words that state an edge, with the judgements of the statements that state it.
pub(crate) fn with_judgements(index: &Index, edge: EdgeIx, mut words: String) -> String {
    let mut told: Vec<String> = Vec::new();
    for judgement in index.statements_of(edge).flat_map(|s| index.judgements_of_statement(s)) {
        let line = judged(&judgement);
        if !told.contains(&line) {
            words.push_str(&format!("{}{line}", if words.is_empty() { "" } else { "; " }));
            told.push(line);
        }
    }
    words
}

/// The words of a statement, with the characters that they are at their place.
pub(crate) fn of_statement(index: &Index, s: StatementIx) -> String {
    let statement = index.statement(s);
    let cited = cited(index, &statement);
    match (cited.strip_suffix(')'), statement.offsets) {
        (Some(open), Some((start, end))) => format!("{open}, characters {start}–{end})"),
        _ => cited,
    }
}

/// The columns of evidence in a table: words of verb and name, words of the name alone, title and place, address and day of
/// the source.
pub(crate) const COLUMNS: [&str; 6] = ["words", "quote", "source", "place", "source_url", "source_day"];

/// The values of [`COLUMNS`] for the statement that is shown of an edge.
pub(crate) fn cells(index: &Index, edge: EdgeIx) -> [String; 6] {
    let Some(statement) = index.best_statement(edge) else { return Default::default() };
    let source = statement.source.map(|s| index.source(s));
    [
        statement.passage().words(usize::MAX),
        clean(statement.quote).into_owned(),
        source.map(name).unwrap_or_default(),
        place(statement.locator, statement.section),
        source.map(|s| clean(s.url).into_owned()).unwrap_or_default(),
        source.and_then(Source::day).map(|d| d.to_string()).unwrap_or_default(),
    ]
}
