//! Progress on standard error: only on a terminal, never with `--quiet`, gone when the work is done.

use super::args::Global;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// Work that is done sooner shows no progress.
const PATIENCE: Duration = Duration::from_millis(300);
const REDRAWN_EVERY: Duration = Duration::from_millis(120);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Bytes of so many.
    Bytes(u64),
    /// Bytes, and no one knows of how many.
    SomeBytes,
    /// Files or graphs of so many.
    Items(usize),
    /// Nothing: only the time goes on.
    Time,
}

/// One piece of work that may take long. A clone shows the same piece.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    wanted: bool,
}

impl Progress {
    /// Shows nothing, whatever happens.
    pub fn none() -> Self {
        Self { bar: ProgressBar::hidden(), begun: Instant::now(), wanted: false }
    }

    /// Begins a piece of work; `what` is what to call it: `Reading`.
    pub fn new(global: &Global, what: &'static str, unit: Unit) -> Self {
        let length = match unit {
            Unit::Bytes(n) => Some(n),
            Unit::Items(n) => Some(n as u64),
            Unit::SomeBytes | Unit::Time => None,
        };
        let template = match unit {
            Unit::Bytes(_) => "{spinner} {prefix} {bar:24} {bytes} of {total_bytes}  {wide_msg}",
            Unit::SomeBytes => "{spinner} {prefix} {bytes}  {wide_msg}",
            Unit::Items(_) => "{spinner} {prefix} {bar:24} {pos} of {len}  {wide_msg}",
            Unit::Time => "{spinner} {prefix} {elapsed}  {wide_msg}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(what);
        let progress =
            Self { bar, begun: Instant::now(), wanted: !global.quiet && io::stderr().is_terminal() };
        // Work that tells nothing of itself is shown from the start.
        if unit == Unit::Time && progress.wanted {
            progress.show();
        }
        progress
    }

    /// More is done, by so much.
    pub fn add(&self, amount: u64) {
        self.bar.inc(amount);
        self.tick();
    }

    /// More is done, by nothing that is counted.
    pub fn tick(&self) {
        if self.wanted && self.bar.is_hidden() && self.begun.elapsed() > PATIENCE {
            self.show();
        }
    }

    /// So many of so many are done; names what is worked on now.
    pub fn at(&self, done: usize, of: usize, item: &str) {
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
        self.name(item);
    }

    /// Names what is worked on now.
    pub fn name(&self, item: &str) {
        if self.wanted {
            self.bar.set_message(item.chars().filter(|c| !c.is_control()).collect::<String>());
        }
        self.tick();
    }

    /// Runs something that prints, with the progress out of its way.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Removes it from the terminal.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Counts the bytes that are read through the reader that it gives.
    pub fn reading<R: Read>(&self, inner: R) -> Counted<R> {
        Counted { inner, progress: self.clone() }
    }

    /// Counts the bytes that are written through the writer that it gives.
    pub fn writing<W: Write>(&self, inner: W) -> Counted<W> {
        Counted { inner, progress: self.clone() }
    }

    fn show(&self) {
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
        self.bar.enable_steady_tick(REDRAWN_EVERY);
    }
}

/// A reader or writer whose bytes are counted.
pub(super) struct Counted<T> {
    inner: T,
    progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.add(read as u64);
        Ok(read)
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.progress.add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
