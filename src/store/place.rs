//! Where the store of a graph directory is kept.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where the store of a graph directory is kept. The default is the disk where the build has the cargo
/// feature `rocksdb`, and memory elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// It is filled anew by each process.
    Memory,
    /// It is kept beside the graph directory and shared by processes.
    Disk,
}

impl Place {
    /// All places, with the names that users give them.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Memory, "memory"), (Self::Disk, "disk")];
}

impl Default for Place {
    fn default() -> Self {
        if cfg!(feature = "rocksdb") { Self::Disk } else { Self::Memory }
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text);
        found.map(|(place, _)| *place).ok_or_else(|| format!("expected memory or disk, found {text:?}"))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::Disk => "disk",
        })
    }
}
