//! What changed between two days as a feed: <https://www.rfc-editor.org/rfc/rfc4287>.

use super::{clause, clean, issuers, name_and_title};
use crate::lineage::changes::{Change, Changes};
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::interval::Interval;
use chrono::NaiveDate;
use quick_xml::escape::escape;
use std::cmp::Reverse;
use std::io::{self, Write};

/// The media type of a feed.
pub const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

/// The most entries of a feed: the newest.
const MAX_ENTRIES: usize = 500;

/// What a feed says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Feed<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its own address, which is its name too.
    pub address: &'a str,
    /// The address of the site, where the pages of policies stand below the paths of their IRIs.
    pub home: &'a str,
}

/// What is told in one entry.
struct Entry {
    /// On which day it happened; of a longer time the last one.
    day: NaiveDate,
    policy: PolicyIx,
    /// What happened, as part of the name of the entry.
    kind: &'static str,
    /// What happened, in words.
    told: String,
}

/// Writes the changes, the newest first. The same changes give the same bytes.
///
/// # Errors
/// Those of `out`.
pub fn changes(index: &Index, changes: &Changes, feed: &Feed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let within = |when: Interval| when.latest().map_or(changes.to, |day| day.clamp(changes.from, changes.to));
    let issued = changes.issued.iter().map(|&policy| {
        let by = issuers(index, policy);
        let told = if by.is_empty() { "issued".to_owned() } else { format!("issued by {by}") };
        Entry { day: within(index.issued(policy)), policy, kind: "issued", told }
    });
    let acted = |change: &Change, kind| {
        let acts: Vec<String> = change.acts.iter().map(|e| clause(index, *e)).collect();
        let day = change.acts.iter().map(|e| within(index.edge(*e).when)).max().unwrap_or(changes.to);
        Entry { day, policy: change.policy, kind, told: acts.join("; ") }
    };
    let ended = changes.ended.iter().map(|change| acted(change, "ended"));
    let altered = changes.altered.iter().map(|change| acted(change, "altered"));
    let mut entries: Vec<Entry> = issued.chain(ended).chain(altered).collect();
    entries.sort_by_key(|entry| (Reverse(entry.day), entry.policy, entry.kind));
    entries.truncate(MAX_ENTRIES);
    let updated = entries.first().map_or(changes.to, |entry| entry.day);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\">")?;
    writeln!(out, "  <title>{}</title>", text(feed.title))?;
    writeln!(out, "  <id>{}</id>", text(feed.address))?;
    writeln!(out, "  <link rel=\"self\" href=\"{}\"/>", text(feed.address))?;
    writeln!(out, "  <link rel=\"alternate\" href=\"{}\"/>", text(feed.home))?;
    writeln!(out, "  <updated>{updated}T00:00:00Z</updated>")?;
    writeln!(out, "  <author><name>{}</name></author>", text(feed.title))?;
    entries.iter().try_for_each(|entry| write_entry(index, entry, out))?;
    writeln!(out, "</feed>")
}

fn write_entry(index: &Index, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let iri = index.policy(entry.policy).iri;
    let (name, title) = name_and_title(index, entry.policy);
    let named = if title.is_empty() { name.into_owned() } else { format!("{name}: {title}") };
    writeln!(out, "  <entry>")?;
    writeln!(out, "    <title>{}</title>", text(&format!("{named}, {}", entry.kind)))?;
    writeln!(out, "    <id>{}#{}-{}</id>", text(iri), entry.kind, entry.day)?;
    writeln!(out, "    <link rel=\"alternate\" href=\"{}\"/>", text(iri))?;
    writeln!(out, "    <updated>{}T00:00:00Z</updated>", entry.day)?;
    writeln!(out, "    <category term=\"{}\"/>", entry.kind)?;
    writeln!(out, "    <summary>{}</summary>", text(&entry.told))?;
    writeln!(out, "  </entry>")
}

/// A text as XML takes it: without what no document may hold.
fn text(text: &str) -> String {
    let shown = clean(text);
    let allowed: String =
        shown.chars().filter(|c| !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect();
    escape(&allowed).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::changes::changes as changes_of;
    use crate::lineage::testing::fixture;

    #[test]
    fn a_feed_tells_each_change_once_the_newest_first() {
        let index = fixture();
        let (from, to) = (NaiveDate::MIN, NaiveDate::MAX);
        let found = changes_of(&index, from, to);
        let feed = Feed { title: "A & B <c>", address: "https://x.org/feed?a=1&b=2", home: "https://x.org/" };
        let mut bytes = Vec::new();
        changes(&index, &found, &feed, &mut bytes).unwrap();
        let xml = String::from_utf8(bytes).unwrap();
        assert!(xml.contains("<title>A &amp; B &lt;c&gt;</title>"), "{xml}");
        let ids: Vec<&str> = xml.lines().filter(|line| line.trim().starts_with("<id>")).collect();
        let distinct: std::collections::BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), distinct.len());
        assert_eq!(ids.len(), 1 + found.issued.len() + found.ended.len() + found.altered.len());
        let days: Vec<&str> = xml.lines().filter_map(|l| l.strip_prefix("    <updated>")).collect();
        assert!(days.is_sorted_by(|a, b| a >= b));
        assert!(quick_xml::Reader::from_str(&xml).into_inner().starts_with(b"<?xml"));
    }
}
