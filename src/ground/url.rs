//! Link targets as absolute URLs that may stand in RDF.

use oxiri::Iri;

/// Why a link target is no URL that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlError {
    /// `javascript:`, `data:`, `file:` and the like.
    Scheme,
    /// A relative link on a page whose own URL is not known, or a link within the page.
    Relative,
    /// No IRI by RFC 3987, even with blanks and quotes escaped.
    Syntax,
}

/// A link target longer than this is refused, in bytes.
const MAX_URL: usize = 4096;

/// An IRI without its scheme: `data.europa.eu/eli/reg/2016/679/oj`.
#[must_use]
pub fn without_scheme(iri: &str) -> &str {
    iri.split_once("://").map_or(iri, |(_, rest)| rest)
}

/// Makes a link target absolute and valid.
///
/// Blanks, quotes and other characters that an IRI cannot hold are percent-encoded, as browsers do; invisible
/// characters that change the direction of text are refused. Only `http`, `https`, `urn` and `mailto` pass.
///
/// # Errors
/// [`UrlError`], by what is wrong.
pub fn absolute(href: &str, base: Option<&str>) -> Result<String, UrlError> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') {
        return Err(UrlError::Relative);
    }
    if href.len() > MAX_URL || href.chars().any(super::is_unprintable) {
        return Err(UrlError::Syntax);
    }
    let escaped = escape(href);
    let scheme_end = escaped.find([':', '/', '?', '#']).filter(|i| escaped.as_bytes().get(*i) == Some(&b':'));
    let Some(scheme_end) = scheme_end else {
        let base = base.and_then(|b| Iri::parse(b).ok()).ok_or(UrlError::Relative)?;
        let joined = base.resolve(&escaped).map_err(|_| UrlError::Syntax)?.into_inner();
        return if is_allowed(&joined) { Ok(joined) } else { Err(UrlError::Scheme) };
    };
    if !is_allowed(escaped.get(..=scheme_end).unwrap_or("")) {
        return Err(UrlError::Scheme);
    }
    let iri = Iri::parse(escaped).map_err(|_| UrlError::Syntax)?;
    if iri.scheme().starts_with("http") && iri.authority().is_none_or(str::is_empty) {
        return Err(UrlError::Syntax);
    }
    Ok(iri.into_inner())
}

fn is_allowed(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or("");
    ["http", "https", "urn", "mailto"].iter().any(|s| scheme.eq_ignore_ascii_case(s))
}

fn escape(href: &str) -> String {
    let mut out = String::with_capacity(href.len());
    for c in href.chars() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '[' | ']' => {
                out.push_str(&format!("%{:02X}", c as u32))
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_targets() {
        assert_eq!(absolute("javascript:alert(1)", None), Err(UrlError::Scheme));
        assert_eq!(absolute("JavaScript:alert(1)", Some("https://a.b/")), Err(UrlError::Scheme));
        assert_eq!(absolute("data:text/html,x", None), Err(UrlError::Scheme));
        assert_eq!(absolute("https://a.b/\u{202e}gnp", None), Err(UrlError::Syntax));
        assert_eq!(absolute("http:///x", None), Err(UrlError::Syntax));
        assert_eq!(absolute("../x", None), Err(UrlError::Relative));
        assert_eq!(absolute("a b.pdf", Some("https://a.b/c/")).as_deref(), Ok("https://a.b/c/a%20b.pdf"));
        assert_eq!(
            absolute("https://a.b/\"><script>", None).as_deref(),
            Ok("https://a.b/%22%3E%3Cscript%3E")
        );
    }

    proptest! {
        #[test]
        fn what_passes_is_an_iri_without_delimiters(href in ".{0,40}") {
            if let Ok(url) = absolute(&href, Some("https://example.gov/page/")) {
                prop_assert!(Iri::parse(url.as_str()).is_ok());
                let delimiters = ['<', '>', '"', ' ', '\\', '^', '`', '{', '}', '|'];
                prop_assert!(!url.contains(delimiters));
            }
        }
    }
}
