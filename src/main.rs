//! The command `pedigraph`.
#![warn(clippy::indexing_slicing)]

use pedigraph::cli::{self, Exit};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether standard output was closed when the program was started (`>&-`).
static OUTPUT_CLOSED: AtomicBool = AtomicBool::new(false);

/// Looks at standard output before Rust's runtime does: where it is closed, the runtime opens `/dev/null` in its place before
/// `main`, and what is printed would be lost at exit code 0. One system call and one store; nothing of the standard library.
#[cfg(unix)]
#[ctor::ctor]
fn look_at_output() {
    let closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
    OUTPUT_CLOSED.store(closed, Ordering::Relaxed);
}

fn main() -> ExitCode {
    if cli::is_worker() {
        return ExitCode::from(cli::serve_queries().code());
    }
    if cli::completes() {
        return ExitCode::from(cli::end(cli::complete(), &mut io::sink()).code());
    }
    let mut stdout = io::stdout().lock();
    let closed = OUTPUT_CLOSED.load(Ordering::Relaxed);
    let out: &mut dyn Write = if closed { &mut cli::ClosedOutput } else { &mut stdout };
    let outcome = match cli::read_command_line() {
        Ok(cli) => cli::run(&cli, out),
        Err(asked) => cli::tell(asked, out),
    };
    ExitCode::from(Exit::code(cli::end(outcome, out)))
}
