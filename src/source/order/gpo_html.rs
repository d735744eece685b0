//! Text pages of the Government Publishing Office: a page of hard lines within `<pre>`.
//!
//! The issue stands in the first lines in brackets; cover pages of the part and a running head come before the
//! order's own heading.

use super::{OrderText, wrapped};
use crate::ground::boundary::head;
use crate::ground::diag::Diagnostic;
use crate::ground::fold_space;
use crate::profile::{List, Structure, Turn};
use crate::source::html::{self, guard};
use scraper::{Html, Selector};

/// The bytes of a page in which its issue is told.
const HEAD: usize = 2000;

/// Reads a text page.
pub(super) fn read(structure: &Structure, text: &str, report: &mut dyn FnMut(Diagnostic)) -> OrderText {
    let limited = guard::limit(text, html::MAX_DEPTH);
    if limited.dropped > 0 {
        report(Diagnostic::warning("nested-too-deep", format!("{} tags were left out", limited.dropped)));
    }
    let tree = Html::parse_document(&limited.markup);
    let pre = Selector::parse("pre")
        .ok()
        .and_then(|s| tree.select(&s).next())
        .map(|e| e.text().collect::<String>());
    let body = pre.unwrap_or_else(|| tree.root_element().text().collect());
    let mut order = OrderText::default();
    let head = head(&body, HEAD);
    let printed = |turn: Turn, group: &str| structure.wording.group(turn, group, head);
    let published = printed(Turn::GazetteIssue, "date").map(fold_space);
    order.published = published.and_then(|d| structure.dates.find_in(&d).next()?.date);
    let place = printed(Turn::GazetteIssue, "volume").zip(printed(Turn::GazettePage, "page"));
    let gazette = structure.wording.list(List::Gazette).first();
    order.citation = place.zip(gazette).map(|((volume, page), gazette)| format!("{volume} {gazette} {page}"));
    order.document_number = document_number(structure, head);
    wrapped::read_lines(structure, &body, &mut order);
    order
}

/// The document number in `[FR Doc No: 96-2755]` or `[FR Doc. 00-5209`.
pub(super) fn document_number(structure: &Structure, text: &str) -> Option<String> {
    structure.wording.group(Turn::GazetteDocument, "n", text).map(str::to_owned)
}
