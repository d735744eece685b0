//! What changed of late, as a feed.

use super::PublishError;
use super::config::Config;
use super::package::Target;
use super::view::View;
use crate::lineage::changes;
use crate::lineage::render::atom::{self, Feed};

/// The file of the feed.
pub(super) const FILE: &str = "changes.atom";

/// Writes what was issued, ended and altered in the year before the last day of which a source tells.
pub(super) fn write(config: &Config, view: &View<'_>, target: &dyn Target) -> Result<(), PublishError> {
    let to = view.index.covered_to().map_or(view.as_of, |day| day.max(view.as_of));
    let found = changes::changes(view.index, changes::a_year_before(to), to);
    let address = config.at(FILE);
    let feed = Feed { title: &config.title, address: &address, home: &config.url };
    let mut bytes = Vec::new();
    atom::changes(view.index, &found, &feed, &mut bytes).map_err(PublishError::Output)?;
    target.put(FILE, &bytes).map(drop)
}
