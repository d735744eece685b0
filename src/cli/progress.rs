//! Progress on standard error: only on a terminal, never with `--quiet`, gone when the work is done.

use super::args::Global;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt;
use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// Work that is done sooner shows no progress.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long a piece of work is watched before it is told how long the rest takes.
const ENOUGH: Duration = Duration::from_secs(1);
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
    /// Stages, each of which may take long: it is shown from the start.
    Stages,
    /// Nothing: only the time goes on.
    Time,
}

/// Writes how long the rest will take, once enough is done to tell.
fn time_left(done: f32, elapsed: Duration, left: Duration, out: &mut dyn fmt::Write) -> fmt::Result {
    if !(0.02..1.0).contains(&done) || elapsed < ENOUGH {
        return Ok(());
    }
    match left.as_secs() {
        seconds @ 0..60 => write!(out, ", {seconds} s left"),
        seconds @ 60..3600 => write!(out, ", {} min {} s left", seconds / 60, seconds % 60),
        seconds => write!(out, ", {} h {} min left", seconds / 3600, seconds % 3600 / 60),
    }
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
            Unit::SomeBytes | Unit::Stages | Unit::Time => None,
        };
        let template = match unit {
            Unit::Bytes(_) => "{spinner} {prefix} {bar:24} {bytes} of {total_bytes}{left}  {wide_msg}",
            Unit::SomeBytes => "{spinner} {prefix} {bytes}  {wide_msg}",
            Unit::Items(_) | Unit::Stages => "{spinner} {prefix} {bar:24} {pos} of {len}{left}  {wide_msg}",
            Unit::Time => "{spinner} {prefix} {elapsed}  {wide_msg}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
        let style = style.with_key("left", |state: &ProgressState, out: &mut dyn fmt::Write| {
            // The time left is written as far as it is known; nobody reads the answer of the bar.
            let _ = time_left(state.fraction(), state.elapsed(), state.eta(), out);
        });
        bar.set_style(style.progress_chars("=> "));
        bar.set_prefix(what);
        let progress =
            Self { bar, begun: Instant::now(), wanted: !global.quiet && io::stderr().is_terminal() };
        // Work that tells nothing of itself for long is shown from the start.
        if matches!(unit, Unit::Time | Unit::Stages) && progress.wanted {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_once_it_is_known() {
        let told = |done, elapsed, left| {
            let mut text = String::new();
            time_left(done, Duration::from_secs(elapsed), Duration::from_secs(left), &mut text).unwrap();
            text
        };
        assert_eq!(told(0.5, 5, 5), ", 5 s left");
        assert_eq!(told(0.5, 5, 125), ", 2 min 5 s left");
        assert_eq!(told(0.5, 5, 7320), ", 2 h 2 min left");
        assert_eq!(told(0.0, 5, 5) + &told(0.5, 0, 5) + &told(1.0, 5, 0), "");
    }
}
