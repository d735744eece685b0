//! Small questions to the graph.

use super::graph::{Graph, TermIx};
use super::view::View;
use crate::graph_dir::{GraphDir, SourceEntry};
use crate::ground::hex;
use crate::ground::vocab;
use crate::lineage::day;
use crate::model::PartialDate;
use crate::rdf::ontology::{self, PolicyType};
use chrono::NaiveDate;
use oxigraph::model::NamedNodeRef;

/// All objects as texts.
pub(super) fn texts<'g>(graph: &'g Graph, subject: TermIx, property: NamedNodeRef<'_>) -> Vec<&'g str> {
    graph.objects(subject, property).map(|o| graph.text(o)).collect()
}

/// What a person would call a thing: number, label, title, name, or the end of its IRI.
pub(super) fn name(graph: &Graph, subject: Option<TermIx>) -> &str {
    let Some(subject) = subject else { return "" };
    [vocab::DCT_IDENTIFIER, vocab::SKOS_PREF_LABEL, vocab::DCT_TITLE, vocab::FOAF_NAME]
        .into_iter()
        .find_map(|property| graph.first(subject, property))
        .unwrap_or_else(|| graph.text(subject).rsplit(['/', '#']).find(|s| !s.is_empty()).unwrap_or_default())
}

/// What a source without a title of its own is called: the words for its format.
pub(super) fn format_words(format: &str) -> &'static str {
    use crate::source::{Format, OrderFormat};
    match format.parse() {
        Ok(Format::DigitalgovFeed) => "Page of Digital.gov",
        Ok(Format::JsonFeed) => "JSON feed",
        Ok(Format::Html) => "Web page",
        Ok(Format::Markdown) => "Markdown page",
        Ok(Format::Csv) => "Table",
        Ok(Format::Feed) => "Feed",
        Ok(Format::Text) => "Plain text",
        Ok(Format::Order(OrderFormat::GpoHtml | OrderFormat::GpoXml)) => {
            "Text of an order, Government Publishing Office"
        }
        Ok(Format::Order(OrderFormat::RegisterHtml)) => "Text of an order, Federal Register",
        Ok(Format::Order(OrderFormat::Markdown | OrderFormat::Plain)) => "Text of an order",
        Ok(Format::RegisterCsv) => "Federal Register, table of documents",
        Ok(Format::RegisterJson) => "Federal Register, list of documents",
        Ok(Format::DispositionTable) => "National Archives, disposition table",
        Ok(Format::Rdf(_)) => "Graph in RDF",
        Err(_) => "Source",
    }
}

/// The type of a policy.
pub(super) fn type_of(graph: &Graph, policy: TermIx) -> Option<&'static PolicyType> {
    let iri = graph.first(policy, vocab::PED_TYPE)?;
    ontology::policy_type(iri.strip_prefix(vocab::PED)?)
}

/// Whether something is a policy.
pub(super) fn is_policy(graph: &Graph, term: TermIx) -> bool {
    graph.objects(term, vocab::RDF_TYPE).any(|class| graph.text(class) == vocab::PED_POLICY.as_str())
}

/// All bodies in the order of their IRIs, and whether each is a post.
pub(super) fn bodies(graph: &Graph) -> Vec<(TermIx, bool)> {
    let of = |class, is_post| graph.of_class(class).map(move |body| (body, is_post));
    let mut found: Vec<_> = of(vocab::ORG_ORGANIZATION, false).chain(of(vocab::ORG_POST, true)).collect();
    found.sort_by_key(|(body, _)| graph.text(*body));
    found
}

/// When the data last changed, by the words of its sources: the newest of their dates; none where nothing is dated.
pub(super) fn modified(directory: &GraphDir, as_of: NaiveDate) -> Option<String> {
    let newest =
        directory.manifest().sources.iter().filter_map(|s| s.header().modified).map(|d| d.latest()).max();
    day::text(newest.map_or(as_of, |day| day.min(as_of)))
}

/// The day of the newest data: when a source was changed or up to when it tells; where none says so, the newest day that is
/// read of in them; none where nothing is dated.
pub(super) fn data_day(directory: &GraphDir, view: &View<'_>) -> Option<String> {
    let sources = directory.manifest().sources.iter().map(SourceEntry::header);
    let newest = sources.flat_map(|s| [s.modified, s.covers_until]).flatten().map(PartialDate::latest).max();
    day::text(newest.or_else(|| view.index.covered_to()).unwrap_or(view.as_of))
}

/// A version that changes whenever the graph does, and sorts after those of older data: the day of the newest data, then the
/// start of the graph's fingerprint.
pub(super) fn version(directory: &GraphDir, view: &View<'_>) -> String {
    let day = data_day(directory, view).map(|day| format!("{day}-"));
    format!("{}{}", day.unwrap_or_default(), fingerprint(directory))
}

/// The start of the graph's fingerprint, which changes whenever the graph does.
pub(super) fn fingerprint(directory: &GraphDir) -> String {
    hex(directory.manifest().fingerprint().get(..8).unwrap_or_default())
}
