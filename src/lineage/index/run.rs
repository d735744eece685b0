//! What consecutive quads say of one subject, before it is known what the subject is.

use super::field::{Field, Kind};
use crate::ground::vocab;
use crate::lineage::Interval;
use crate::model::{Extent, PartialDate, Relation};
use crate::rdf::map::status_term;
use crate::resolve::status::{Possible, State};
use crate::source::Format;
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// A stretch of quads with the same subject.
///
/// Canonical N-Quads keep a subject's quads together, so one run is mostly the whole subject; where
/// they do not, the builder puts the runs of one subject together in the end.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub subject: String,
    scratch: String,
    pub is_policy: bool,
    pub is_source: bool,
    pub is_mention: bool,
    pub is_period: bool,
    pub is_judgement: bool,
    judges: Vec<Range<usize>>,
    author: Option<Range<usize>>,
    reason: Option<Range<usize>>,
    pub judged_on: Option<i32>,
    of: Option<Range<usize>>,
    from: Option<i32>,
    possible: u8,
    disputed: bool,
    decided: Vec<Range<usize>>,
    pub covered: Option<i32>,
    pub covers: Option<i32>,
    /// Whether it is a source whose format is that of no register.
    pub no_register: bool,
    title: Option<Range<usize>>,
    identifier: Option<Range<usize>>,
    label: Option<Range<usize>>,
    url: Option<Range<usize>>,
    alt: Vec<Range<usize>>,
    pub issued: Dates,
    pub modified: Option<i32>,
    edges: Vec<(Kind, Range<usize>)>,
    bodies: Vec<Range<usize>>,
    editions: Vec<Range<usize>>,
    pub statement: StatementRun,
}

/// The evidence properties of a run.
#[derive(Debug, Default)]
pub(super) struct StatementRun {
    pub seen: bool,
    pub conditional: bool,
    actor: Option<Range<usize>>,
    target: Option<Range<usize>>,
    source: Option<Range<usize>>,
    verb: Option<Range<usize>>,
    locator: Option<Range<usize>>,
    section: Option<Range<usize>>,
    quote: Option<Range<usize>>,
    lead_in: Option<Range<usize>>,
    lead_in_locator: Option<Range<usize>>,
    pub kind: Option<Kind>,
    pub extent: Option<Extent>,
    pub effective: Dates,
    pub explicit: Option<bool>,
    pub quote_start: Option<u32>,
    pub quote_end: Option<u32>,
    pub lead_in_start: Option<u32>,
    pub lead_in_end: Option<u32>,
}

/// One date as up to three properties give it. Open ends stand for what is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dates {
    earliest: i32,
    latest: i32,
    /// From the date as printed; counts where one of the other two is missing.
    printed: Interval,
}

impl Default for Dates {
    fn default() -> Self {
        Self { earliest: Interval::OPEN_EARLIEST, latest: Interval::OPEN_LATEST, printed: Interval::UNKNOWN }
    }
}

impl Dates {
    /// The interval, unknown where nothing is given.
    pub const fn interval(self) -> Interval {
        let open = (self.earliest == Interval::OPEN_EARLIEST, self.latest == Interval::OPEN_LATEST);
        Interval::from_days(
            if open.0 { self.printed.earliest_day() } else { self.earliest },
            if open.1 { self.printed.latest_day() } else { self.latest },
        )
    }

    /// Both together: the widest interval, whatever the order in which they come.
    pub fn merge(&mut self, other: Self) {
        self.earliest = lower(self.earliest, other.earliest);
        self.latest = upper(self.latest, other.latest);
        self.printed = Interval::from_days(
            lower(self.printed.earliest_day(), other.printed.earliest_day()),
            upper(self.printed.latest_day(), other.printed.latest_day()),
        );
    }
}

/// The lesser of two first days, an open one giving way.
fn lower(a: i32, b: i32) -> i32 {
    if a == Interval::OPEN_EARLIEST || b == Interval::OPEN_EARLIEST { a.max(b) } else { a.min(b) }
}

/// The greater of two last days, an open one giving way.
fn upper(a: i32, b: i32) -> i32 {
    if a == Interval::OPEN_LATEST || b == Interval::OPEN_LATEST { a.min(b) } else { a.max(b) }
}

impl Run {
    /// Makes ready for another subject.
    pub fn clear(&mut self) {
        self.subject.clear();
        self.scratch.clear();
        self.is_policy = false;
        self.is_source = false;
        self.is_mention = false;
        self.is_period = false;
        self.is_judgement = false;
        self.judges.clear();
        self.author = None;
        self.reason = None;
        self.judged_on = None;
        self.of = None;
        self.from = None;
        self.possible = 0;
        self.disputed = false;
        self.decided.clear();
        self.covered = None;
        self.covers = None;
        self.no_register = false;
        self.title = None;
        self.identifier = None;
        self.label = None;
        self.url = None;
        self.alt.clear();
        self.issued = Dates::default();
        self.modified = None;
        self.edges.clear();
        self.bodies.clear();
        self.editions.clear();
        if self.statement.seen {
            self.statement = StatementRun::default();
        }
    }

    /// Takes in one value. Of several values of a property that has one, the least is kept.
    pub fn add(&mut self, field: Field, value: &str) {
        let statement = &mut self.statement;
        let scratch = &mut self.scratch;
        match field {
            Field::Type => {
                self.is_policy |= value == vocab::PED_POLICY.as_str();
                self.is_source |= value == vocab::PED_SOURCE.as_str();
                self.is_mention |= value == vocab::PED_MENTION.as_str();
                self.is_period |= value == vocab::PED_STATUS_PERIOD.as_str();
                self.is_judgement |= value == vocab::PED_JUDGEMENT.as_str();
                return;
            }
            Field::Of => return keep(scratch, &mut self.of, value),
            Field::From => {
                self.is_period = true;
                self.from = self.from.max(latest_day(value));
                return;
            }
            Field::Until => return,
            Field::Possible => {
                self.is_period = true;
                self.possible |= possible(value);
                return;
            }
            Field::Disputed => {
                self.is_period = true;
                self.disputed |= matches!(value, "true" | "1");
                return;
            }
            Field::DecidedBy => {
                self.is_period = true;
                return self.decided.push(push(scratch, value));
            }
            Field::CoveredUntil => {
                self.covered = self.covered.max(latest_day(value));
                return;
            }
            Field::CoversUntil => {
                self.covers = self.covers.max(latest_day(value));
                return;
            }
            Field::Format => {
                self.no_register |= Format::from_name(value).is_some_and(|format| !format.is_register());
                return;
            }
            Field::Judges => return self.judges.push(push(scratch, value)),
            Field::AttributedTo => return keep(scratch, &mut self.author, value),
            Field::Reason => return keep(scratch, &mut self.reason, value),
            Field::JudgedOn => {
                self.judged_on = self.judged_on.max(latest_day(value));
                return;
            }
            Field::Title => return keep(scratch, &mut self.title, value),
            Field::Identifier => return keep(scratch, &mut self.identifier, value),
            Field::PrefLabel => return keep(scratch, &mut self.label, value),
            Field::Url => return keep(scratch, &mut self.url, value),
            Field::AltLabel => return self.alt.push(push(scratch, value)),
            Field::IssuedBy => return self.bodies.push(push(scratch, value)),
            Field::HasEdition => return self.editions.push(push(scratch, value)),
            Field::Edge(kind) => return self.edges.push((kind, push(scratch, value))),
            Field::Issued => return self.issued.merge(printed(value)),
            Field::IssuedEarliest => return self.issued.merge(earliest(value)),
            Field::IssuedLatest => return self.issued.merge(latest(value)),
            Field::Modified => {
                self.modified = self.modified.max(latest_day(value));
                return;
            }
            Field::Actor => keep(scratch, &mut statement.actor, value),
            Field::Target => keep(scratch, &mut statement.target, value),
            Field::QuotedFrom => keep(scratch, &mut statement.source, value),
            Field::Verb => keep(scratch, &mut statement.verb, value),
            Field::Locator => keep(scratch, &mut statement.locator, value),
            Field::Section => keep(scratch, &mut statement.section, value),
            Field::Quote => keep(scratch, &mut statement.quote, value),
            Field::LeadIn => keep(scratch, &mut statement.lead_in, value),
            Field::LeadInLocator => keep(scratch, &mut statement.lead_in_locator, value),
            Field::Relation => {
                let name = value.strip_prefix(vocab::PED).unwrap_or_default();
                let kind = Relation::from_name(name).map(|(relation, extent)| Kind::new(relation, extent));
                statement.kind = least(statement.kind, kind);
            }
            Field::Extent => {
                let part = value == vocab::PED_PART.as_str();
                statement.extent =
                    least(statement.extent, Some(if part { Extent::Part } else { Extent::Whole }));
            }
            Field::Condition => statement.conditional = true,
            Field::Effective => statement.effective.merge(printed(value)),
            Field::EffectiveEarliest => statement.effective.merge(earliest(value)),
            Field::EffectiveLatest => statement.effective.merge(latest(value)),
            Field::Strength => {
                let explicit = value == vocab::PED_EXPLICIT.as_str();
                statement.explicit = Some(statement.explicit.unwrap_or(false) || explicit);
            }
            Field::QuoteStart => statement.quote_start = least(statement.quote_start, value.parse().ok()),
            Field::QuoteEnd => statement.quote_end = least(statement.quote_end, value.parse().ok()),
            Field::LeadInStart => {
                statement.lead_in_start = least(statement.lead_in_start, value.parse().ok());
            }
            Field::LeadInEnd => statement.lead_in_end = least(statement.lead_in_end, value.parse().ok()),
        }
        statement.seen = true;
    }

    fn text(&self, range: &Option<Range<usize>>) -> Option<&str> {
        self.scratch.get(range.clone()?)
    }

    pub fn title(&self) -> Option<&str> {
        self.text(&self.title)
    }

    pub fn identifier(&self) -> Option<&str> {
        self.text(&self.identifier)
    }

    pub fn label(&self) -> Option<&str> {
        self.text(&self.label)
    }

    pub fn url(&self) -> Option<&str> {
        self.text(&self.url)
    }

    pub fn alt_labels(&self) -> impl Iterator<Item = &str> {
        self.alt.iter().filter_map(|r| self.scratch.get(r.clone()))
    }

    pub fn bodies(&self) -> impl Iterator<Item = &str> {
        self.bodies.iter().filter_map(|r| self.scratch.get(r.clone()))
    }

    pub fn editions(&self) -> impl Iterator<Item = &str> {
        self.editions.iter().filter_map(|r| self.scratch.get(r.clone()))
    }

    pub fn edges(&self) -> impl Iterator<Item = (Kind, &str)> {
        self.edges.iter().filter_map(|(kind, r)| Some((*kind, self.scratch.get(r.clone())?)))
    }

    pub fn judges(&self) -> impl Iterator<Item = &str> {
        self.judges.iter().filter_map(|r| self.scratch.get(r.clone()))
    }

    pub fn author(&self) -> Option<&str> {
        self.text(&self.author)
    }

    pub fn reason(&self) -> Option<&str> {
        self.text(&self.reason)
    }

    pub fn of(&self) -> Option<&str> {
        self.text(&self.of)
    }

    /// What the run says of a period: its first day, what is possible, whether it is disputed.
    pub const fn period(&self) -> (Option<i32>, u8, bool) {
        (self.from, self.possible, self.disputed)
    }

    pub fn decided(&self) -> impl Iterator<Item = &str> {
        self.decided.iter().filter_map(|r| self.scratch.get(r.clone()))
    }

    pub fn actor(&self) -> Option<&str> {
        self.text(&self.statement.actor)
    }

    pub fn target(&self) -> Option<&str> {
        self.text(&self.statement.target)
    }

    pub fn source(&self) -> Option<&str> {
        self.text(&self.statement.source)
    }

    pub fn verb(&self) -> Option<&str> {
        self.text(&self.statement.verb)
    }

    pub fn locator(&self) -> Option<&str> {
        self.text(&self.statement.locator)
    }

    pub fn section(&self) -> Option<&str> {
        self.text(&self.statement.section)
    }

    pub fn quote(&self) -> Option<&str> {
        self.text(&self.statement.quote)
    }

    pub fn lead_in(&self) -> Option<&str> {
        self.text(&self.statement.lead_in)
    }

    pub fn lead_in_locator(&self) -> Option<&str> {
        self.text(&self.statement.lead_in_locator)
    }
}

/// The bit of a status in a set.
fn possible(value: &str) -> u8 {
    let status = State::ALL.into_iter().find(|state| status_term(*state).as_str() == value);
    status.map_or(0, |state| Possible::of(state).bits())
}

fn push(scratch: &mut String, value: &str) -> Range<usize> {
    let start = scratch.len();
    scratch.push_str(value);
    start..scratch.len()
}

fn keep(scratch: &mut String, slot: &mut Option<Range<usize>>, value: &str) {
    let known = slot.clone().and_then(|range| scratch.get(range));
    if known.is_none_or(|known| value < known) {
        *slot = Some(push(scratch, value));
    }
}

/// The lesser of two values, where there are two.
pub(super) fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    [a, b].into_iter().flatten().min()
}

/// Reads an `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`; a time zone or time of day is passed over.
fn partial(value: &str) -> Option<PartialDate> {
    let value = value.trim_end_matches('Z');
    let end = value
        .char_indices()
        .find(|&(i, c)| i > 4 && matches!(c, 'T' | '+' | ' '))
        .map_or(value.len(), |(i, _)| i);
    let date = value.get(..end)?;
    PartialDate::from_iso(date).or_else(|| PartialDate::from_iso(date.get(..10)?))
}

fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

fn latest_day(value: &str) -> Option<i32> {
    partial(value).map(|d| day(d.latest()))
}

fn printed(value: &str) -> Dates {
    Dates { printed: partial(value).map_or(Interval::UNKNOWN, Interval::from), ..Dates::default() }
}

fn earliest(value: &str) -> Dates {
    partial(value).map_or(Dates::default(), |d| Dates { earliest: day(d.earliest()), ..Dates::default() })
}

fn latest(value: &str) -> Dates {
    latest_day(value).map_or(Dates::default(), |latest| Dates { latest, ..Dates::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_with_or_without_a_time_zone() {
        for (value, iso) in [
            ("2017-06-15", "2017-06-15"),
            ("2017-06-15Z", "2017-06-15"),
            ("2017-06-15+02:00", "2017-06-15"),
            ("2017-06-15-05:00", "2017-06-15"),
            ("2017-06-15T10:00:00Z", "2017-06-15"),
            ("2017-06", "2017-06"),
            ("2017", "2017"),
        ] {
            assert_eq!(partial(value), PartialDate::from_iso(iso), "{value}");
        }
        assert_eq!(partial("2017-02-30"), None);
        assert_eq!(partial("é"), None);
    }

    #[test]
    fn the_least_of_several_values_is_kept() {
        let mut run = Run::default();
        for title in ["b", "a", "c"] {
            run.add(Field::Title, title);
        }
        assert_eq!(run.title(), Some("a"));
    }
}
