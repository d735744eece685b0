//! The asker's side: starts a worker, sends it a question and waits, never longer than the deadline.

use super::wire::{self, Kind, Message};
use super::{ARGUMENT, AskError, Ending, Limit, Limits, Opening, Outline, Question, Text};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Messages that wait to be read: an answer that comes faster than it is taken takes no memory.
const WAITING: usize = 16;
/// How often a worker that is waited for is looked after.
const LOOK: Duration = Duration::from_millis(50);
/// How much of a worker's standard error is kept, in bytes: the allocator and the runtime say there why
/// they end the process.
const LAST_WORDS: usize = 4 << 10;

/// An answer as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The answer, in the form that was asked for.
    pub bytes: Vec<u8>,
    /// The limit that cut it.
    pub cut: Option<Limit>,
    /// Whether it is a graph.
    pub gives_graph: bool,
}

/// A process that answers queries. It is ended when this is dropped.
pub struct Worker {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Message>,
    last_words: Option<JoinHandle<Vec<u8>>>,
}

/// The program that runs now: a worker is the same one, even where its file has been replaced meanwhile.
///
/// # Errors
/// Where the system does not tell.
pub fn program() -> io::Result<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && own.exists() { Ok(own.to_owned()) } else { std::env::current_exe() }
}

impl Worker {
    /// Starts a worker of `program`, which is [`program`] for the command and the path of the command for
    /// others.
    ///
    /// # Errors
    /// [`AskError::Failed`] where the system starts no process.
    pub fn start(program: &Path) -> Result<Self, AskError> {
        let failed = |error: io::Error| AskError::Failed(format!("no process for the query: {error}"));
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // One heap: each more of glibc's takes 64 MiB of the address space that is to be limited.
            .env("MALLOC_ARENA_MAX", "1")
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE")
            .spawn()
            .map_err(failed)?;
        match (child.stdin.take(), child.stdout.take(), child.stderr.take()) {
            (Some(input), Some(output), Some(errors)) => {
                let listening = listen(output).and_then(|messages| Ok((messages, overhear(errors)?)));
                let (messages, last_words) = listening.map_err(failed)?;
                Ok(Self { child, input, messages, last_words: Some(last_words) })
            }
            _ => Err(failed(io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Reads a text without asking it.
    ///
    /// # Errors
    /// [`AskError::Refused`], [`AskError::Failed`] for no SPARQL, [`AskError::Limit`]
    pub fn check(&mut self, text: &Text) -> Result<Outline, AskError> {
        let limits = text.limits.clamped();
        let deadline = Some(Instant::now() + limits.timeout);
        self.send(Kind::Check, text)?;
        let message = self.next(deadline, limits)?;
        self.head(&message, Kind::Outline)
    }

    /// Opens a graph; `quads` are its N-Quads where it is no directory. There is no deadline: a graph takes
    /// as long as it is large.
    ///
    /// # Errors
    /// [`AskError::Failed`] for a graph that cannot be read; [`AskError::Limit`] where the worker ended.
    pub fn open(&mut self, opening: &Opening, quads: &mut dyn Read) -> Result<(), AskError> {
        self.send(Kind::Open, opening)?;
        if matches!(opening.source, super::Source::Quads) {
            let mut piece = vec![0; wire::PIECE];
            loop {
                let read = match quads.read(&mut piece) {
                    Ok(read) => read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(AskError::Failed(error.to_string())),
                };
                let sent = wire::send(&mut self.input, Kind::Quads, piece.get(..read).unwrap_or_default());
                if sent.is_err() {
                    return Err(self.gone());
                }
                if read == 0 {
                    break;
                }
            }
        }
        match self.next(None, Limits::default())?.kind {
            Kind::Opened => Ok(()),
            _ => Err(self.gone()),
        }
    }

    /// Asks a question of the graph that is open.
    ///
    /// # Errors
    /// Every [`AskError`]. After a limit the worker has ended.
    pub fn ask(&mut self, question: &Question) -> Result<Reply, AskError> {
        self.ask_while(question, &|| true)
    }

    /// As [`Worker::ask`], as long as somebody waits for the answer; `waits` is asked some times a second.
    ///
    /// # Errors
    /// Those of [`Worker::ask`]; [`Limit::Abandoned`] where nobody waits any more.
    pub fn ask_while(&mut self, question: &Question, waits: &dyn Fn() -> bool) -> Result<Reply, AskError> {
        let limits = question.limits.clamped();
        let deadline = Some(Instant::now() + limits.timeout);
        self.send(Kind::Ask, question)?;
        let mut bytes = Vec::new();
        loop {
            let message = self.next_while(deadline, limits, waits)?;
            match message.kind {
                Kind::Piece => {
                    let length = bytes.len() + message.bytes.len();
                    if length > limits.max_bytes() || bytes.try_reserve(message.bytes.len()).is_err() {
                        self.end();
                        return Err(AskError::Limit(Limit::Answer(limits.max_bytes() as u64)));
                    }
                    bytes.extend_from_slice(&message.bytes);
                }
                Kind::Done => {
                    let Ending { cut, gives_graph } = self.head(&message, Kind::Done)?;
                    return Ok(Reply { bytes, cut, gives_graph });
                }
                _ => return Err(self.gone()),
            }
        }
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The number of its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn send(&mut self, kind: Kind, head: &impl serde::Serialize) -> Result<(), AskError> {
        match wire::send_head(&mut self.input, kind, head) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                Err(AskError::Refused("the query and its values are too long together".to_owned(), None))
            }
            Err(_) => Err(self.gone()),
        }
    }

    fn head<T: serde::de::DeserializeOwned>(&mut self, message: &Message, kind: Kind) -> Result<T, AskError> {
        match message.head() {
            Ok(head) if message.kind == kind => Ok(head),
            _ => Err(self.gone()),
        }
    }

    /// The next message. At the deadline the worker is ended.
    fn next(&mut self, deadline: Option<Instant>, limits: Limits) -> Result<Message, AskError> {
        self.next_while(deadline, limits, &|| true)
    }

    /// The next message, as long as somebody waits for it.
    fn next_while(
        &mut self,
        deadline: Option<Instant>,
        limits: Limits,
        waits: &dyn Fn() -> bool,
    ) -> Result<Message, AskError> {
        let received = loop {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            match self.messages.recv_timeout(left.map_or(LOOK, |left| left.min(LOOK))) {
                Err(RecvTimeoutError::Timeout) if !waits() => {
                    self.end();
                    return Err(AskError::Limit(Limit::Abandoned));
                }
                Err(RecvTimeoutError::Timeout) if left.is_none_or(|left| left > LOOK) => {}
                received => break received,
            }
        };
        match received {
            Ok(message) if message.kind == Kind::Failed => Err(match message.head() {
                Ok(AskError::Limit(Limit::Process(how))) => {
                    self.end();
                    let said = self.last_words();
                    AskError::Limit(by_words(&said, limits).unwrap_or(Limit::Process(how)))
                }
                Ok(error) => error,
                Err(error) => AskError::Limit(Limit::Process(error.to_string())),
            }),
            Ok(message) => Ok(message),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(AskError::Limit(Limit::Time(limits.timeout)))
            }
            Err(RecvTimeoutError::Disconnected) => Err(AskError::Limit(self.death(limits))),
        }
    }

    /// What a worker that takes no more messages, or gives none that fit, has said; else how it ended.
    fn gone(&mut self) -> AskError {
        loop {
            match self.next(Some(Instant::now() + GRACE), Limits { timeout: GRACE, ..Limits::default() }) {
                Ok(_) => {}
                Err(error) => return error,
            }
        }
    }

    /// The limit that a worker hit which ended by itself.
    fn death(&mut self, limits: Limits) -> Limit {
        let status = self.child.wait();
        let said = self.last_words();
        match status {
            Ok(status) => by_words(&said, limits)
                .or_else(|| by_signal(status, limits))
                .unwrap_or_else(|| Limit::Process(status.to_string())),
            Err(error) => Limit::Process(error.to_string()),
        }
    }

    fn last_words(&mut self) -> String {
        let said = self.last_words.take().and_then(|words| words.join().ok()).unwrap_or_default();
        String::from_utf8_lossy(&said).into_owned()
    }

    fn end(&mut self) {
        // It has ended already where this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How long a worker that has closed one pipe may take to close the other.
const GRACE: Duration = Duration::from_secs(10);

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}

/// Receives messages on a thread of its own, so that waiting for them can end.
fn listen(mut output: ChildStdout) -> io::Result<Receiver<Message>> {
    let (sender, messages) = mpsc::sync_channel(WAITING);
    std::thread::Builder::new().name("worker".to_owned()).spawn(move || {
        while let Ok(Some(message)) = wire::receive(&mut output) {
            if sender.send(message).is_err() {
                return;
            }
        }
    })?;
    Ok(messages)
}

/// Reads standard error to its end and keeps its last bytes.
fn overhear(mut errors: ChildStderr) -> io::Result<JoinHandle<Vec<u8>>> {
    std::thread::Builder::new().name("worker's errors".to_owned()).spawn(move || {
        let (mut kept, mut buffer) = (Vec::new(), [0; 1024]);
        while let Ok(read @ 1..) = errors.read(&mut buffer) {
            kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
            let extra = kept.len().saturating_sub(LAST_WORDS);
            kept.drain(..extra);
        }
        kept
    })
}

/// The limit of which the runtime of Rust speaks when it ends a process: an allocation that failed
/// (`std::alloc::handle_alloc_error`), a length that no memory holds, and a stack that is full.
fn by_words(said: &str, limits: Limits) -> Option<Limit> {
    if said.contains("memory allocation of") || said.contains("capacity overflow") {
        Some(Limit::Memory(limits.max_memory))
    } else if said.contains("overflowed its stack") {
        Some(Limit::Nesting)
    } else {
        None
    }
}

/// The limit for which the system ends a process: its processor time, or the memory of the machine.
#[cfg(unix)]
fn by_signal(status: ExitStatus, limits: Limits) -> Option<Limit> {
    use rustix::process::Signal;
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) if signal == Signal::XCPU.as_raw() => Some(Limit::Time(limits.timeout)),
        Some(signal) if signal == Signal::KILL.as_raw() => Some(Limit::Memory(limits.max_memory)),
        _ => None,
    }
}

/// There are no signals.
#[cfg(not(unix))]
fn by_signal(_status: ExitStatus, _limits: Limits) -> Option<Limit> {
    None
}
