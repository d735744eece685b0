//! Counts the steps that readers take, for the tests that hold the work against the length of the text.
//!
//! A step is a byte, a token or a node that is looked at by this program's own code. In a build that is no test
//! nothing is counted.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts steps of this thread.
#[cfg(test)]
pub(crate) fn steps(count: usize) {
    STEPS.with(|steps| steps.set(steps.get().saturating_add(count as u64)));
}

/// Counts nothing.
#[cfg(not(test))]
#[inline]
pub(crate) const fn steps(_count: usize) {}

/// The steps of this thread since the last call.
#[cfg(test)]
pub(crate) fn take() -> u64 {
    STEPS.with(|steps| steps.replace(0))
}
