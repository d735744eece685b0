//! What all pages share: head, header, footer, links.

use super::{Site, dates};
use crate::ground::is_unprintable;
use crate::lineage::PolicyIx;
use crate::lineage::day::dated;
use crate::lineage::status::Status;
use crate::publish::facts;
use crate::publish::graph::TermIx;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing from elsewhere, and no script in the page itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'self'";

/// A page that is being made.
pub(super) struct Page<'p> {
    /// The folder in which it stands; the root is `""`.
    pub folder: &'p str,
    /// The name of the page.
    pub title: &'p str,
    /// What is on it, in a line.
    pub description: &'p str,
    /// The way to it: names with folders.
    pub trail: Vec<(String, String)>,
    /// JSON-LD about what the page shows.
    pub data: Option<String>,
    /// Files with the same in other forms: media type and path below the package.
    pub alternates: Vec<(&'static str, String)>,
    /// The folder of the page that stands in the place of this one, where it leads on.
    pub moved: Option<String>,
    /// Whether the page has the search.
    pub search: bool,
    /// Whether the page has tables that want more than the width of a text.
    pub wide: bool,
}

impl<'p> Page<'p> {
    pub fn new(folder: &'p str, title: &'p str, description: &'p str) -> Self {
        Self {
            folder,
            title,
            description,
            trail: Vec::new(),
            data: None,
            alternates: Vec::new(),
            moved: None,
            search: false,
            wide: false,
        }
    }

    /// The way from this page to the root: `../../`.
    pub fn root(&self) -> String {
        root(self.folder)
    }

    /// The whole page.
    pub fn render(&self, site: &Site<'_>, main: &Markup) -> String {
        let root = self.root();
        let name = &site.config.title;
        let title = if self.folder.is_empty() { name.clone() } else { format!("{} · {name}", self.title) };
        let page = html! {
            (DOCTYPE)
            html lang=(site.config.language) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    title { (clean(&title)) }
                    meta name="description" content=(clean(self.description));
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href={ (root) "assets/style.css" };
                    @if let Some(folder) = &self.moved {
                        meta http-equiv="refresh" content={ "0; url=" (link(&root, folder)) };
                        link rel="canonical" href=(site.config.at(&format!("{folder}/")));
                    }
                    @for (kind, path) in &self.alternates {
                        link rel="alternate" type=(kind) href={ (root) (path) };
                    }
                    @if let Some(data) = &self.data {
                        // `<` is written as an escape of JSON, so that no text can end the element.
                        script type="application/ld+json" { (PreEscaped(data.replace('<', "\\u003c").replace('>', "\\u003e"))) }
                    }
                    @if self.search { script src={ (root) "assets/search.js" } defer {} }
                }
                body class=[self.wide.then_some("wide")] {
                    a.skip href="#main" { "Skip to content" }
                    header.top {
                        a.home href={ (root) "index.html" } { (clean(name)) }
                        nav aria-label="Site" {
                            a href={ (root) "index.html#browse" } { "Browse" }
                            a href={ (root) "queries/index.html" } { "Questions" }
                            a href={ (root) "ns/index.html" } { "Vocabulary" }
                            a href={ (root) "index.html#data" } { "Data" }
                        }
                    }
                    @if !self.trail.is_empty() {
                        nav.trail aria-label="Breadcrumb" {
                            ol {
                                @for (name, folder) in &self.trail {
                                    li { a href=(link(&root, folder)) { (clean(name)) } }
                                }
                            }
                        }
                    }
                    main id="main" { (main) }
                    footer {
                        p {
                            @if !site.config.publisher.name.is_empty() { "Published by " (clean(&site.config.publisher.name)) ". " }
                            @if dated(site.view.as_of).is_some() {
                                "The sources cover what was known by " (dates::day(site.view.as_of))
                            } @else {
                                "Nothing in the sources is dated"
                            }
                            "; what no source says is not shown as certain. "
                            @if !site.config.license.is_empty() { a href=(site.config.license) { "Licence" } " · " }
                            @if !site.config.contact.email.is_empty() {
                                a href={ "mailto:" (site.config.contact.email) } { (site.config.contact.name) }
                            }
                        }
                    }
                }
            }
        };
        let mut page = page.into_string();
        page.push('\n');
        page
    }
}

/// The way from a folder to the root.
pub(super) fn root(folder: &str) -> String {
    if folder.is_empty() { String::new() } else { "../".repeat(folder.split('/').count()) }
}

/// The address of the page in a folder, from a page whose way to the root is `root`. Without a server a folder is no
/// page, so the file is named.
pub(super) fn link(root: &str, folder: &str) -> String {
    if folder.is_empty() { format!("{root}index.html") } else { format!("{root}{folder}/index.html") }
}

/// A text as it may be shown: characters that turn its direction, or that nobody sees, become `�`.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|c| if is_unprintable(c) && !c.is_whitespace() { '\u{FFFD}' } else { c }).collect()
}

/// A link to an address that was read: only to the web.
pub(super) fn outward(url: &str, text: &str) -> Markup {
    let web = url.starts_with("https://") || url.starts_with("http://");
    html! { @if web { a href=(url) rel="noopener external" { (clean(text)) } } @else { (clean(text)) } }
}

/// The files beside a page that say the same as data.
pub(super) fn data_beside(path: &str) -> Vec<(&'static str, String)> {
    vec![("text/turtle", format!("{path}.ttl")), ("application/ld+json", format!("{path}.jsonld"))]
}

/// Links to the files beside a page.
pub(super) fn as_data(root: &str, path: &str) -> Markup {
    html! {
        section aria-labelledby="files" {
            h2 id="files" { "This page as data" }
            p { a href={ (root) (path) ".ttl" } { "Turtle" } ", " a href={ (root) (path) ".jsonld" } { "JSON-LD" } "." }
        }
    }
}

/// A mark and word for a status.
pub(super) fn badge(status: Status) -> Markup {
    html! {
        span.status.(class(status)) { span aria-hidden="true" { (status.mark()) } " " (status.name()) }
    }
}

/// The class of a status in the style sheet.
pub(super) const fn class(status: Status) -> &'static str {
    match status {
        Status::InForce => "is-in-force",
        Status::InForceInPart => "is-in-part",
        Status::Suspended => "is-suspended",
        Status::Ended => "is-ended",
        Status::NotYet => "is-not-yet",
        Status::Unknown | Status::Disputed => "is-unknown",
    }
}

/// The title of a policy where it adds to its name, else nothing.
pub(super) fn title<'s>(site: &'s Site<'_>, policy: PolicyIx) -> &'s str {
    let policy = site.view.index.policy(policy);
    if policy.title == policy.name() { "" } else { policy.title }
}

/// The type of a policy with a capital letter, and the folder of its list.
pub(super) fn kind(site: &Site<'_>, policy: TermIx) -> (String, String) {
    let found = facts::type_of(site.view.graph, policy);
    let label = found.map_or("policy", |t| t.label.as_str());
    (capital(label), format!("browse/{}", crate::profile::slug(label)))
}

/// A text whose first letter is a capital.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// A number with its noun: `1 policy`, `2,345 policies`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A number with commas.
pub(super) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size as a person reads it: `18.4 MB`.
pub(super) fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let (mut tenths, mut unit) = (bytes.saturating_add(50) / 100, 0);
    while tenths >= 10_000 && unit + 1 < units.len() {
        tenths = tenths.saturating_add(500) / 1000;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, units.get(unit).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_relative() {
        assert_eq!(root(""), "");
        assert_eq!(link(&root("us/executive-order/1"), "us/body/x"), "../../../us/body/x/index.html");
        assert_eq!(link("", ""), "index.html");
    }

    #[test]
    fn texts_that_turn_are_shown_harmless() {
        assert_eq!(clean("a\u{202e}b\u{7}c\nd"), "a\u{FFFD}b\u{FFFD}c\nd");
        assert_eq!(outward("javascript:alert(1)", "<x>").into_string(), "&lt;x&gt;");
    }

    #[test]
    fn numbers() {
        assert_eq!(count(1, "policy", "policies"), "1 policy");
        assert_eq!((size(999), size(2_255)), ("999 bytes".into(), "2.3 kB".into()));
        assert_eq!((size(18_448_321), size(999_960)), ("18.4 MB".into(), "1.0 MB".into()));
        assert_eq!(count(1_234_567, "policy", "policies"), "1,234,567 policies");
    }
}
