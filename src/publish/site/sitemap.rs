//! `sitemap.xml` and `robots.txt`: <https://www.sitemaps.org/protocol.html>.

use super::Site;
use crate::publish::PublishError;

/// The protocol allows 50,000 addresses in a file …
const MAX_PAGES: usize = 50_000;
/// … and 50 MiB.
const MAX_BYTES: usize = 50 << 20;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Writes both, of pages below the package with the days of their newest data; several maps and an index of them where one is too small.
pub(super) fn write(site: &Site<'_>, pages: &[(String, String)]) -> Result<(), PublishError> {
    let entries = pages.iter().map(|(path, day)| entry("url", &site.config.at(path), day));
    let maps = cut(entries, MAX_PAGES, MAX_BYTES);
    if let [map] = maps.as_slice() {
        site.target.put("sitemap.xml", document("urlset", map).as_bytes())?;
    } else {
        let mut index = String::new();
        for (map, n) in maps.iter().zip(1..) {
            let name = format!("sitemap-{n}.xml");
            site.target.put(&name, document("urlset", map).as_bytes())?;
            index.push_str(&entry("sitemap", &site.config.at(&name), &site.modified));
        }
        site.target.put("sitemap.xml", document("sitemapindex", &index).as_bytes())?;
    }
    let robots = format!("User-agent: *\nAllow: /\nSitemap: {}\n", site.config.at("sitemap.xml"));
    site.target.put("robots.txt", robots.as_bytes())?;
    Ok(())
}

fn entry(item: &str, address: &str, day: &str) -> String {
    let day = if day.is_empty() { String::new() } else { format!("<lastmod>{}</lastmod>", escape(day)) };
    format!("<{item}><loc>{}</loc>{day}</{item}>\n", escape(address))
}

fn document(kind: &str, entries: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{kind} xmlns=\"{SPACE}\">\n{entries}</{kind}>\n")
}

/// Puts entries into as few files as there must be. `max_bytes` holds with head and end; an entry is never so long.
fn cut(entries: impl Iterator<Item = String>, max_pages: usize, max_bytes: usize) -> Vec<String> {
    let room = max_bytes - document("urlset", "").len();
    let (mut maps, mut count) = (vec![String::new()], 0);
    for entry in entries {
        match maps.last_mut().filter(|map| count < max_pages && map.len() + entry.len() <= room) {
            Some(map) => map.push_str(&entry),
            None => {
                maps.push(entry);
                count = 0;
            }
        }
        count += 1;
    }
    maps
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_stay_within_what_is_allowed() {
        let entries =
            |n: usize| (0..n).map(|n| entry("url", &format!("https://x.org/{n:06}?a&b"), "2011-04-27"));
        assert_eq!(cut(entries(0), 10, 1000), [""]);
        assert_eq!(cut(entries(10), 10, 1_000_000).len(), 1);
        let by_number = cut(entries(25), 10, 1_000_000);
        assert_eq!(by_number.iter().map(|m| m.lines().count()).collect::<Vec<_>>(), [10, 10, 5]);
        let by_size = cut(entries(25), 10, 600);
        assert!(by_size.len() > 3);
        assert!(by_size.iter().all(|map| document("urlset", map).len() <= 600));
        assert_eq!(by_size.concat(), entries(25).collect::<String>());
        assert!(by_size.concat().contains("?a&amp;b"));
    }
}
