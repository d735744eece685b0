//! `sitemap.xml` and `robots.txt`: <https://www.sitemaps.org/protocol.html>.

use super::Site;
use crate::publish::PublishError;
use std::fmt::Write;

/// The protocol allows 50,000 addresses in a file.
const MAX_PAGES: usize = 50_000;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Writes both; several maps and an index of them where one is too small.
pub(super) fn write(site: &Site<'_>, pages: &[String]) -> Result<(), PublishError> {
    let at = |path: &str| escape(&site.config.at(path));
    let map = |kind: &str, item: &str, paths: &mut dyn Iterator<Item = String>| {
        let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{kind} xmlns=\"{SPACE}\">\n");
        for path in paths {
            // Writing to memory does not fail.
            let _ = writeln!(xml, "<{item}><loc>{}</loc></{item}>", at(&path));
        }
        let _ = writeln!(xml, "</{kind}>");
        xml
    };
    if pages.len() <= MAX_PAGES {
        let xml = map("urlset", "url", &mut pages.iter().cloned());
        site.package.put("sitemap.xml", xml.as_bytes())?;
    } else {
        let names = (1..=pages.len().div_ceil(MAX_PAGES)).map(|n| format!("sitemap-{n}.xml"));
        for (name, part) in names.clone().zip(pages.chunks(MAX_PAGES)) {
            let xml = map("urlset", "url", &mut part.iter().cloned());
            site.package.put(&name, xml.as_bytes())?;
        }
        let xml = map("sitemapindex", "sitemap", &mut names.into_iter());
        site.package.put("sitemap.xml", xml.as_bytes())?;
    }
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", site.config.at("sitemap.xml"));
    site.package.put("robots.txt", robots.as_bytes())?;
    Ok(())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
