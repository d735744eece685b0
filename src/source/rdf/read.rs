//! A document of RDF as one source.

use super::graph::{Foreign, Graph, GraphRecord, is_short_hash};
use super::{Syntax, parse, text_of};
use crate::ground::diag::{Diagnostic, excerpt};
use crate::ground::vocab;
use crate::model::PartialDate;
use crate::source::{Format, Header, Record, address, language, unwritable};
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::sync::Arc;

/// Reads a document: its header from the source that it tells of, where it tells of one; a record for each policy whose
/// record it holds, and one for the rest.
pub(in crate::source) fn read(
    syntax: Syntax,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let text = text_of(input)?;
    let mut document = parse(syntax, &text, None)?;
    document.problems.drain(..).for_each(&mut *report);
    let lacking = document.replace_unwritable();
    if lacking > 0 {
        report(unwritable(lacking));
    }
    let graph = Graph::of(&document.quads);
    if document.quads.is_empty() {
        report(Diagnostic::warning("no-policy", "the document holds no triple"));
    } else if graph.policies().is_empty()
        && !graph.is_ours()
        && graph.of_class(vocab::PED_MENTION).next().is_none()
    {
        let message = "the document describes no policy; it is kept as it is in the graph of the source";
        report(
            Diagnostic::warning("no-policy", message)
                .expected("a ped:Policy, an eli:LegalResource, or a relation of these vocabularies", "none"),
        );
    }
    let mut sources = graph.of_class(vocab::PED_SOURCE);
    let header = match (sources.next(), sources.next()) {
        (Some(source), None) => header(&graph, source),
        _ => Header { language: graph.language().and_then(language), ..Header::default() },
    };
    drop(sources);
    if graph.of_class(vocab::PED_JUDGEMENT).next().is_some() {
        report(Diagnostic::note(
            "judgements-not-read",
            "judgements of people are not read from RDF; `curate export` and `curate import` carry them",
        ));
    }
    told_of(&graph, report);
    graph.left.diagnostics(&text, &document.prefixes).into_iter().for_each(&mut *report);
    let Foreign { lines: foreign, refused, first, .. } = graph.foreign();
    if let Some(first) = first {
        report(
            Diagnostic::warning("foreign-iri", format!("{refused} triples have an IRI that is not taken"))
                .expected(
                    "IRIs of http, https, urn, mailto or tag, without characters that cannot be seen",
                    excerpt(&first, 120),
                ),
        );
    }
    records(Arc::new(graph), &header, foreign).into_iter().for_each(sink);
    Ok(header)
}

/// Tells of named graphs of others, and of words whose place nobody tells.
fn told_of(graph: &Graph, report: &mut dyn FnMut(Diagnostic)) {
    let names = graph.names();
    if let (Some(first), count) = (names.first(), names.len()) {
        let message = format!(
            "the document has {count} named graphs, such as {}; what is kept of it as it is stays in graphs of these names, what is \
             read as policies and statements stands in the graph of the source",
            excerpt(first, 120)
        );
        report(Diagnostic::note("named-graphs", message));
    }
    let evidence =
        [vocab::PED_MENTION, vocab::PED_STATEMENT].into_iter().flat_map(|class| graph.of_class(class));
    let unplaced = evidence.filter(|node| {
        graph.quote(node).is_some() && !graph.is_quoted(node) || graph.unplaced_lead_in(node).is_some()
    });
    let unplaced = unplaced.count();
    if unplaced > 0 {
        let message = format!(
            "{unplaced} mentions or statements do not say from where to where their words stand; these are quoted from this document"
        );
        report(Diagnostic::note("quote-without-place", message).expected(
            "ped:quoteStart and ped:quoteEnd (of a lead-in ped:leadInStart and ped:leadInEnd)",
            "none",
        ));
    }
}

/// What is known of a source by a graph that Pedigraph made.
fn header(graph: &Graph, source: &str) -> Header {
    let date = |property| graph.text(source, property).and_then(PartialDate::from_xsd);
    let title = graph.values(source, vocab::DCT_TITLE.as_str()).find_map(|title| match title {
        Term::Literal(title) => Some(title),
        _ => None,
    });
    let publisher = graph.node(source, vocab::DCT_PUBLISHER);
    let path = graph.path(source).filter(|path| path.strip_prefix("source/").is_some_and(is_short_hash));
    Header {
        path: path.map(str::to_owned),
        format: graph
            .text(source, vocab::PED_FORMAT)
            .and_then(Format::from_name)
            .map(|format| format.name().to_owned()),
        title: title.map(|title| title.value().to_owned()),
        url: graph.node(source, vocab::FOAF_PAGE).and_then(|url| address(&url)),
        language: title.and_then(|title| title.language()).or_else(|| said_in(graph)).and_then(language),
        publisher: publisher.and_then(|p| graph.text(&p, vocab::FOAF_NAME).map(str::to_owned)),
        license: graph.node(source, vocab::DCT_LICENSE).and_then(|license| address(&license)),
        note: graph.text(source, vocab::DCT_DESCRIPTION).map(str::to_owned),
        modified: date(vocab::DCT_MODIFIED),
        retrieved: date(vocab::PED_RETRIEVED),
        covers_until: date(vocab::PED_COVERS_UNTIL),
        ..Header::default()
    }
}

/// The language of the mentions of a source, which is the source's: a title that is a path is in none.
fn said_in(graph: &Graph) -> Option<&str> {
    let names = [vocab::SKOS_PREF_LABEL, vocab::DCT_TITLE];
    graph.of_class(vocab::PED_MENTION).find_map(|mention| {
        let mut said = names.iter().flat_map(|name| graph.values(mention, name.as_str()));
        said.find_map(|name| if let Term::Literal(name) = name { name.language() } else { None })
    })
}

/// Whether sources of a format describe their policies in records of their own.
fn has_records(format: Option<&str>) -> bool {
    let format = format.and_then(Format::from_name);
    format.is_some_and(|format| format.is_register() || matches!(format, Format::Order(_)))
}

/// The records of a graph: what stands in the record of one policy together, everything else in one.
fn records(graph: Arc<Graph>, header: &Header, foreign: Vec<String>) -> Vec<Record> {
    #[derive(Default)]
    struct Group {
        mentions: Vec<String>,
        statements: Vec<String>,
    }
    let mut groups: BTreeMap<Option<String>, Group> = BTreeMap::new();
    let mut described: BTreeSet<String> = BTreeSet::new();
    for mention in graph.of_class(vocab::PED_MENTION) {
        let is_record = graph.node(mention, vocab::PED_ROLE).as_deref() == Some(vocab::PED_RECORD.as_str());
        // What does not say where its words stand is quoted from the text of the record of none.
        let of = graph.node(mention, vocab::PED_OF).filter(|_| is_record && graph.is_quoted(mention));
        described.extend(of.clone());
        groups.entry(of).or_default().mentions.push(mention.to_owned());
    }
    for statement in graph.of_class(vocab::PED_STATEMENT) {
        let of = graph.node(statement, vocab::PED_IN_RECORD_OF).filter(|of| described.contains(of));
        let of = of.filter(|_| graph.is_quoted(statement) && graph.unplaced_lead_in(statement).is_none());
        groups.entry(of).or_default().statements.push(statement.to_owned());
    }
    let edges = graph.unstated();
    let told = graph.of_class(vocab::PED_MENTION).next().is_some();
    groups.entry(None).or_default();
    let record = |(of, group): (Option<String>, Group)| {
        let record = GraphRecord {
            graph: Arc::clone(&graph),
            records: has_records(header.format.as_deref()),
            language: header.language.clone(),
            mentions: group.mentions,
            statements: group.statements,
            edges: Vec::new(),
            expiries: Vec::new(),
            names: BTreeMap::new(),
            unplaced: BTreeMap::new(),
            unplaced_lead_ins: BTreeMap::new(),
            text: String::new(),
            foreign: if of.is_none() { foreign.clone() } else { Vec::new() },
            of,
        };
        if record.of.is_some() {
            return Record::Graph(Box::new(record));
        }
        let record = record.with_edges(edges.clone()).with_expiries();
        let record = if told { record } else { record.with_names() };
        Record::Graph(Box::new(record.with_unplaced()))
    };
    groups.into_iter().map(record).collect()
}
