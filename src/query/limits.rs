//! How long and how much an answer may be, and which limit a query ran into.
//!
//! `docs/limits.md` says why each is as it is and how to raise it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// One mebibyte, in bytes.
const MIB: u64 = 1 << 20;

/// How long and how much an answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From the first word read to the last row found.
    pub timeout: Duration,
    /// Rows, or triples.
    pub max_rows: usize,
    /// Bytes of memory that a query may use beside the graph; also the bytes of all texts that it makes.
    pub max_memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(60), max_rows: 1_000_000, max_memory: 1024 * MIB }
    }
}

impl Limits {
    /// The longest that anybody may ask for: a day.
    pub const LONGEST: Duration = Duration::from_secs(86_400);
    /// The least memory in which a query can be answered, in bytes.
    pub const LEAST_MEMORY: u64 = 16 * MIB;
    /// The most memory that anybody may ask for, in bytes: a tebibyte.
    pub const MOST_MEMORY: u64 = 1 << 40;

    /// These limits, each within what anybody may ask for.
    #[must_use]
    pub fn clamped(self) -> Self {
        Self {
            timeout: self.timeout.min(Self::LONGEST),
            max_rows: self.max_rows,
            max_memory: self.max_memory.clamp(Self::LEAST_MEMORY, Self::MOST_MEMORY),
        }
    }

    /// Bytes of all terms of an answer together, and of the answer as it is written: half of the memory,
    /// since it is held while it is sorted and written.
    #[must_use]
    pub fn max_bytes(&self) -> usize {
        usize::try_from(self.max_memory / 2).unwrap_or(usize::MAX)
    }
}

/// A limit that a query ran into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limit {
    /// There was no answer in time.
    Time(Duration),
    /// More memory was needed, in bytes.
    Memory(u64),
    /// The texts that expressions make were longer together, in bytes.
    Texts(u64),
    /// There are more rows, or triples, than these.
    Rows(usize),
    /// The answer is longer, in bytes.
    Answer(u64),
    /// It is nested too deeply to be evaluated.
    Nesting,
    /// Nobody waits for the answer any more.
    Abandoned,
    /// Its process ended otherwise; how.
    Process(String),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(limit) => {
                write!(f, "no answer within {} s; --timeout raises the limit", limit.as_secs_f32())
            }
            Self::Memory(limit) => {
                write!(f, "no answer in {} of memory; --max-memory raises the limit", Size(*limit))
            }
            Self::Texts(limit) => write!(
                f,
                "the texts that the query makes are longer than {} together; --max-memory raises the limit",
                Size(*limit)
            ),
            Self::Rows(limit) => {
                write!(f, "only the first {limit} rows are given; --max-rows raises the limit")
            }
            Self::Answer(limit) => write!(
                f,
                "the answer is longer than {}; --max-memory raises the limit to half of its value, LIMIT and OFFSET \
                 ask for a part",
                Size(*limit)
            ),
            Self::Nesting => f.write_str("the query is nested too deeply to be evaluated"),
            Self::Abandoned => f.write_str("nobody waits for the answer any more"),
            Self::Process(how) => write!(f, "the process of the query ended without an answer: {how}"),
        }
    }
}

/// A number of bytes for people: `512 MiB`, `1.5 GiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = match self.0 {
            n if n >= 1024 * MIB => (1024 * MIB, "GiB"),
            n if n >= MIB => (MIB, "MiB"),
            n if n >= 1024 => (1024, "KiB"),
            n => return write!(f, "{n} bytes"),
        };
        // One digit after the point, cut, without the loss of floating point.
        let (whole, tenth) = (self.0 / unit, self.0 % unit * 10 / unit);
        if tenth == 0 { write!(f, "{whole} {name}") } else { write!(f, "{whole}.{tenth} {name}") }
    }
}

impl std::str::FromStr for Size {
    type Err = String;

    /// Reads `512M`, `2G`, `1.5GiB`, `65536`; units are binary.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected a size such as 512M or 2G, found {text:?}");
        let trimmed = text.trim();
        let end = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(end);
        let unit = match unit.trim().to_ascii_lowercase().trim_end_matches("ib").trim_end_matches('b') {
            "" => 1,
            "k" => 1024,
            "m" => MIB,
            "g" => 1024 * MIB,
            "t" => 1024 * 1024 * MIB,
            _ => return Err(wrong()),
        };
        let (whole, tenths) = match number.split_once('.') {
            None => (number, 0),
            Some((whole, tenth)) if tenth.len() == 1 => (whole, tenth.parse().map_err(|_| wrong())?),
            Some(_) => return Err(wrong()),
        };
        let whole: u64 = whole.parse().map_err(|_| wrong())?;
        let bytes = whole.checked_mul(unit).and_then(|n| n.checked_add(unit / 10 * tenths));
        bytes.map(Self).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_printed() {
        for (text, bytes) in [
            ("65536", 65_536),
            ("512M", 512 * MIB),
            ("2G", 2048 * MIB),
            ("2 GiB", 2048 * MIB),
            ("16kb", 16_384),
        ] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        assert_eq!(Size(1024 * MIB).to_string(), "1 GiB");
        assert_eq!(Size(1536 * MIB).to_string(), "1.5 GiB");
        assert_eq!(Size(1000).to_string(), "1000 bytes");
        for text in ["", "G", "-1", "1e3", "1.55G", "99999999999999999999", "99999999T", "2 tons"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn nobody_asks_for_more_than_there_may_be() {
        let all = Limits { timeout: Duration::MAX, max_rows: usize::MAX, max_memory: u64::MAX };
        assert_eq!(all.clamped().timeout, Limits::LONGEST);
        assert_eq!(all.clamped().max_memory, Limits::MOST_MEMORY);
        assert_eq!(Limits::default().clamped(), Limits::default());
    }
}
