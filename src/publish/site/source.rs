//! The pages of sources.

use super::listing::Listing;
use super::{Site, dates, shell};
use crate::ground::vocab;
use crate::lineage::PolicyIx;
use crate::publish::{PublishError, facts};
use maud::html;
use std::collections::{BTreeMap, BTreeSet};

/// Writes a page for each source, with the policies that it names.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    let graph = site.view.graph;
    let quoted = graph.inverse(vocab::PROV_WAS_QUOTED_FROM);
    let counts: BTreeMap<&str, (usize, usize)> = site
        .directory
        .manifest()
        .sources
        .iter()
        .map(|s| (s.path.as_str(), (s.mentions, s.statements)))
        .collect();
    for source in graph.of_class(vocab::PED_SOURCE) {
        let evidence = quoted.get(&source).map_or(&[][..], Vec::as_slice);
        let named: BTreeSet<PolicyIx> = evidence
            .iter()
            .flat_map(|e| {
                [vocab::PED_OF, vocab::PED_ACTOR, vocab::PED_TARGET]
                    .into_iter()
                    .flat_map(|p| graph.objects(*e, p))
            })
            .filter_map(|policy| site.view.index.find(graph.text(policy)))
            .collect();
        let iri = graph.text(source);
        let folder = site.view.path(iri);
        let own = iri.strip_prefix(site.view.base).unwrap_or_default();
        let checksum = graph.objects(source, vocab::SPDX_CHECKSUM).next();
        let checksum = checksum.and_then(|node| graph.first(node, vocab::SPDX_CHECKSUM_VALUE));
        let publisher = graph.objects(source, vocab::DCT_PUBLISHER).next();
        let publisher = publisher.and_then(|agent| graph.first(agent, vocab::FOAF_NAME));
        let intro = html! {
            dl.facts {
                @if let Some(url) = graph.first(source, vocab::FOAF_PAGE) {
                    dt { "On the web" } dd.url { (shell::outward(url, url)) }
                }
                @if let Some(name) = publisher { dt { "Published by" } dd { (name) } }
                @if let Some(url) = graph.first(source, vocab::DCT_LICENSE) { dt { "Licence" } dd.url { (shell::outward(url, url)) } }
                @if let Some(note) = graph.first(source, vocab::DCT_DESCRIPTION) { dt { "To know" } dd { (note) } }
                @if let Some(date) = graph.first(source, vocab::DCT_MODIFIED) { dt { "Changed" } dd { (dates::time(date)) } }
                @if let Some(date) = graph.first(source, vocab::PED_RETRIEVED) { dt { "Fetched" } dd { (dates::time(date)) } }
                @if let Some(date) = graph.first(source, vocab::PED_COVERS_UNTIL) { dt { "Covers until" } dd { (dates::time(date)) } }
                @if let Some(format) = graph.first(source, vocab::PED_FORMAT) { dt { "Read as" } dd { (facts::format_words(format)) " " code { (format) } } }
                @if let Some((mentions, statements)) = counts.get(own) {
                    dt { "Found in it" }
                    dd { (shell::count(*mentions, "mention", "mentions")) ", " (shell::count(*statements, "statement", "statements")) }
                }
                @if let Some(hash) = checksum { dt { "SHA-256" } dd { code { (hash) } } }
                dt { "In the graph" } dd { code { (iri) } }
            }
            h2 { "Policies that it names" }
        };
        let listing = Listing {
            periods: format!("browse/{}", folder.replace('/', "-")),
            folder,
            kind: "Source",
            title: site.view.name(Some(source)),
            intro,
            trail: vec![("Sources".to_owned(), String::new())],
            policies: named.into_iter().collect(),
            about: vec![source],
            day: site.newest(site.view.source_day(Some(source)).into_iter()),
        };
        listing.write(site)?;
    }
    Ok(())
}
