//! Text pages of the Government Publishing Office: a page of hard lines within `<pre>`.
//!
//! The issue stands in the first lines in brackets; cover pages of the part and a running head come before the
//! order's own heading.

use super::{OrderText, wrapped};
use crate::ground::Pattern;
use crate::ground::boundary::head;
use crate::ground::diag::Diagnostic;
use crate::ground::fold_space;
use crate::profile::date;
use crate::source::html::{self, guard};
use scraper::{Html, Selector};

static ISSUE: Pattern =
    Pattern::new(&[r"\[Federal Register Volume (?P<volume>\d{1,3}), Number \d+ \((?P<date>[^)]{6,40})\)\]"]);
static PAGES: Pattern = Pattern::new(&[r"\[Pages? (?P<page>\d{1,6})"]);
static DOCUMENT: Pattern = Pattern::new(&[r"\[FR Doc(?:\.|\s+No:|\s+No\.)?\s*(?P<n>[A-Z]?\d{1,4}-\d{1,6})"]);

/// The bytes of a page in which its issue is told.
const HEAD: usize = 2000;

/// Reads a text page.
pub(super) fn read(text: &str, report: &mut dyn FnMut(Diagnostic)) -> OrderText {
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
    let issue = ISSUE.captures(head);
    let volume = issue.as_ref().and_then(|c| c.name("volume")).map(|m| m.as_str().to_owned());
    let published = issue.as_ref().and_then(|c| c.name("date")).map(|m| fold_space(m.as_str()));
    order.published = published.and_then(|d| date::find_in(&d).next().and_then(|hit| hit.date));
    let page = PAGES.captures(head).and_then(|c| c.name("page").map(|m| m.as_str().to_owned()));
    order.citation = volume.zip(page).map(|(volume, page)| format!("{volume} FR {page}"));
    order.document_number = document_number(head);
    wrapped::read_lines(&body, &mut order);
    order
}

/// The document number in `[FR Doc No: 96-2755]` or `[FR Doc. 00-5209`.
pub(super) fn document_number(text: &str) -> Option<String> {
    let captures = DOCUMENT.captures(text)?;
    captures.name("n").map(|m| m.as_str().to_owned())
}
