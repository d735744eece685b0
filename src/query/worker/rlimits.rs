//! Limits that a worker sets on itself, through the operating system and without unsafe code.
//!
//! Address space is limited on Linux and its like; processor time, files and core dumps on every Unix.
//! Elsewhere, and on macOS for memory, only what the evaluator itself counts is limited, and the asker's
//! deadline.

use std::time::Duration;

/// Address space in use now, in bytes; `None` where the system does not tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn address_space() -> Option<u64> {
    // The first number of statm is the size of the address space, in pages (proc_pid_statm(5)).
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().next()?.parse().ok()?;
    pages.checked_mul(rustix::param::page_size() as u64)
}

/// Lets the process use so many bytes of address space more than it does now, for good.
///
/// An allocation beyond ends the process, which the asker tells as [`super::Limit::Memory`].
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn memory(more: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Some(used) = address_space() else { return };
    let most = Some(used.saturating_add(more));
    let before = getrlimit(Resource::As);
    let least = |a: Option<u64>, b: Option<u64>| a.into_iter().chain(b).min();
    let new = Rlimit { current: least(most, before.current), maximum: least(most, before.maximum) };
    // A limit can always be lowered.
    let _ = setrlimit(Resource::As, new);
}

/// Without limits on address space there is nothing to set.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn memory(_more: u64) {}

/// Lets the process use the processor for so long from now on, and a second more.
///
/// The system ends it then by `SIGXCPU`, which the asker tells as [`super::Limit::Time`]. The asker's own
/// deadline comes first, except where the asker has died.
#[cfg(unix)]
pub fn processor(time: Duration) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let seconds = used.saturating_add(time.as_secs()).saturating_add(2);
    let maximum = getrlimit(Resource::Cpu).maximum;
    let current = Some(maximum.map_or(seconds, |maximum| maximum.min(seconds)));
    let _ = setrlimit(Resource::Cpu, Rlimit { current, maximum });
}

/// Without limits on processor time the asker's deadline is the only one.
#[cfg(not(unix))]
pub fn processor(_time: Duration) {}

/// Lets others of this machine go before the process (`nice(2)`).
#[cfg(unix)]
pub fn yields() {
    const BEHIND: i32 = 10;
    // A process may always step back.
    let _ = rustix::process::nice(BEHIND);
}

/// There is no such order.
#[cfg(not(unix))]
pub fn yields() {}

/// Lets the process write no core dump, which would hold the graph; and no file, for good.
#[cfg(unix)]
pub fn output() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let _ = setrlimit(Resource::Core, none);
    let _ = setrlimit(Resource::Fsize, none);
}

/// There are no such limits.
#[cfg(not(unix))]
pub fn output() {}
