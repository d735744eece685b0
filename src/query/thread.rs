//! Threads on which queries are read and evaluated: each has a large stack, and whoever waits for one keeps the deadline.
//!
//! A thread that has done its work waits for more, so that a short query does not pay for a thread. One that overruns its
//! deadline is left to end by itself; a program that answers one query should exit.

use super::guard;
use super::run::{Limit, RunError};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Bytes of stack of such a thread: [`guard::MAX_OPENS`] brackets, 32 KiB each. Only what is used becomes memory.
pub const STACK: usize = guard::MAX_OPENS * (32 << 10);

/// Threads that wait for work, at most.
const MOST_IDLE: usize = 16;

type Work = Box<dyn FnOnce() + Send>;

/// Threads that wait for work.
static IDLE: Mutex<Vec<Sender<Work>>> = Mutex::new(Vec::new());

fn idle() -> std::sync::MutexGuard<'static, Vec<Sender<Work>>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes of address space that the next query takes for a stack: none where a thread waits already.
pub fn stack_to_come() -> u64 {
    if idle().is_empty() { STACK as u64 } else { 0 }
}

fn start() -> Result<Sender<Work>, RunError> {
    let (sender, works) = mpsc::channel::<Work>();
    let thread = std::thread::Builder::new().name("query".to_owned()).stack_size(STACK);
    let started = thread.spawn(move || works.into_iter().for_each(|work| work()));
    started.map_err(|error| RunError::Limit(Limit::Process(error.to_string())))?;
    Ok(sender)
}

/// Runs `work` on such a thread and waits for it at most as long as `timeout`.
pub(super) fn on_thread<T: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce() -> Result<T, RunError> + Send + 'static,
) -> Result<T, RunError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let work: Work = Box::new(move || {
        // Nobody listens any more after the deadline.
        let _ = sender.send(work());
    });
    let waiting = idle().pop();
    let thread = match waiting {
        Some(thread) => thread,
        None => start()?,
    };
    let panicked = || RunError::Limit(Limit::Process("its thread panicked".to_owned()));
    thread.send(work).map_err(|_| panicked())?;
    match receiver.recv_timeout(timeout) {
        Ok(answer) => {
            let mut idle = idle();
            if idle.len() < MOST_IDLE {
                idle.push(thread);
            }
            answer
        }
        Err(RecvTimeoutError::Timeout) => Err(RunError::Limit(Limit::Time(timeout))),
        Err(RecvTimeoutError::Disconnected) => Err(panicked()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_or_takes_too_long_takes_nothing_with_it() {
        let soon = Duration::from_secs(60);
        let name = || Ok(std::thread::current().id());
        let panicked: Result<(), _> = on_thread(soon, || panic!("as it is meant"));
        assert!(matches!(panicked, Err(RunError::Limit(Limit::Process(_)))));
        let (end, ended) = mpsc::channel::<()>();
        let late = on_thread(Duration::from_millis(20), move || Ok(ended.recv().is_ok()));
        assert!(matches!(late, Err(RunError::Limit(Limit::Time(_)))));
        // The thread that is late is asked nothing else, whatever it does.
        let first = on_thread(soon, name).unwrap();
        drop(end);
        assert!((0..50).all(|_| on_thread(soon, name).is_ok()));
        assert_ne!(first, std::thread::current().id());
    }
}
