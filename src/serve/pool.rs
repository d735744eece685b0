//! The processes that answer arbitrary SPARQL: a few, each with the snapshot open, ended at the deadline.

use super::opened::Opened;
use super::problem::Problem;
use crate::query::limits::Limits;
use crate::query::output::{self, Format, Layout};
use crate::query::run::{self, Answer, NotBrief};
use crate::query::worker::{AskError, Dataset, Form, Opening, Question, Reply, Worker};
use crate::store::Graphs;
use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Requests that wait for a process, for each of them.
const WAITING: usize = 8;
/// The longest text that is read where it is asked, in bytes.
const SHORT: usize = 1 << 10;
/// What a query may read that is answered where it is asked; see [`run::brief`]. A fraction of a millisecond.
const AT_ONCE: u64 = 500;
/// How long a request waits for a process.
const PATIENCE: Duration = Duration::from_secs(10);

/// The processes.
pub struct Pool {
    program: PathBuf,
    profile: Option<OsString>,
    size: usize,
    slots: Arc<Semaphore>,
    /// Queries that are answered in the server itself.
    brief: Arc<Semaphore>,
    waiting: AtomicUsize,
    idle: Mutex<Vec<Ready>>,
}

/// A process with its graph open.
struct Ready {
    worker: Worker,
    fingerprint: [u8; 32],
}

/// What is asked of a graph.
pub struct Asked {
    /// SPARQL.
    pub text: String,
    /// The graphs that are asked, where the request names them.
    pub dataset: Option<Dataset>,
    /// How the answer is written.
    pub form: Form,
    /// How long and how much it may be.
    pub limits: Limits,
}

/// An answer that is whole.
pub struct Answered {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The form in which it is.
    pub format: Format,
    /// Whether it is a graph.
    pub gives_graph: bool,
}

impl Pool {
    /// No process is started before the first question.
    ///
    /// # Errors
    /// Where the system does not tell which program this is.
    pub fn new(size: usize, profile: Option<OsString>) -> io::Result<Self> {
        Ok(Self {
            program: crate::query::worker::program()?,
            profile,
            size,
            slots: Arc::new(Semaphore::new(size)),
            brief: Arc::new(Semaphore::new(size * 2)),
            waiting: AtomicUsize::new(0),
            idle: Mutex::default(),
        })
    }

    /// How many answer now, and how many wait for one.
    pub fn load(&self) -> (usize, usize) {
        (self.size.saturating_sub(self.slots.available_permits()), self.waiting.load(Ordering::Relaxed))
    }

    /// Asks. When this is dropped, the process is ended.
    ///
    /// # Errors
    /// [`Problem::busy`] where too many wait; what is wrong with the query; the limit that it hit. A part of an answer is
    /// none.
    pub async fn ask(self: &Arc<Self>, graph: &Arc<Opened>, asked: Asked) -> Result<Answered, Problem> {
        let asked = match self.answer_briefly(graph, asked).await? {
            Briefly::Answered(answered) => return Ok(answered),
            Briefly::Not(asked) => asked,
        };
        let question = asked.question(graph);
        let slot = self.slot().await?;
        let gone = Arc::new(AtomicBool::new(false));
        let _guard = Gone(Arc::clone(&gone));
        let (pool, graph) = (Arc::clone(self), Arc::clone(graph));
        let asking = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            pool.ask_here(&graph, &question, &gone)
        });
        asking.await.unwrap_or_else(|_| Err(Problem::internal("the query was not asked")))
    }

    /// Answers a query that reads little in the server itself: see [`run::brief`]. One that reads next to nothing is answered
    /// where it is asked, any other one beside the threads that wait for clients.
    async fn answer_briefly(&self, graph: &Arc<Opened>, asked: Asked) -> Result<Briefly, Problem> {
        if asked.dataset.is_some() {
            return Ok(Briefly::Not(asked));
        }
        if asked.text.len() <= SHORT {
            match asked.briefly(graph, AT_ONCE)? {
                Ok(answered) => return Ok(Briefly::Answered(answered)),
                Err(NotBrief::IsNone) => return Ok(Briefly::Not(asked)),
                Err(NotBrief::ReadsMore) => {}
            }
        }
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.brief).acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok).ok_or_else(Problem::busy)?;
        let graph = Arc::clone(graph);
        let answering = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let answered = asked.briefly(&graph, run::STEPS)?;
            Ok(answered.map_or(Briefly::Not(asked), Briefly::Answered))
        });
        answering.await.unwrap_or_else(|_| Err(Problem::internal("the query was not asked")))
    }

    async fn slot(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(slot) = Arc::clone(&self.slots).try_acquire_owned() {
            return Ok(slot);
        }
        let _waits = Waits::new(&self.waiting, self.size * WAITING).ok_or_else(Problem::busy)?;
        let slot = tokio::time::timeout(PATIENCE, Arc::clone(&self.slots).acquire_owned()).await;
        slot.ok().and_then(Result::ok).ok_or_else(Problem::busy)
    }

    fn ask_here(&self, graph: &Opened, question: &Question, gone: &AtomicBool) -> Result<Answered, Problem> {
        if gone.load(Ordering::Relaxed) {
            return Err(AskError::Limit(crate::query::limits::Limit::Abandoned).into());
        }
        let mut ready = self.ready(graph)?;
        let answered = ready.answer(question, gone);
        // After a limit a process has ended, or is not to be asked again.
        if !matches!(&answered, Err(Failed { spent: true, .. })) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(ready);
        }
        answered.map_err(|failed| failed.problem)
    }

    /// A process that has this state of the graph open; those with another one are ended.
    fn ready(&self, graph: &Opened) -> Result<Ready, Problem> {
        let fingerprint = graph.fingerprint();
        let mut old = Vec::new();
        let known = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            old.extend(idle.extract_if(.., |ready| ready.fingerprint != fingerprint));
            std::iter::from_fn(|| idle.pop()).find_map(|mut ready| ready.worker.is_alive().then_some(ready))
        };
        drop(old);
        if let Some(ready) = known {
            return Ok(ready);
        }
        let failed = |error: AskError| Problem::internal(error.to_string());
        let mut worker = Worker::start(&self.program).map_err(failed)?;
        let opening = Opening {
            source: graph.source(),
            graphs: Graphs::Kept,
            profile: self.profile.clone(),
            yields: true,
        };
        worker.open(&opening, &mut io::empty()).map_err(failed)?;
        Ok(Ready { worker, fingerprint })
    }
}

/// Why there is no answer, and whether the process is of no more use.
struct Failed {
    problem: Problem,
    spent: bool,
}

impl From<AskError> for Failed {
    fn from(error: AskError) -> Self {
        Self { spent: matches!(error, AskError::Limit(_)), problem: error.into() }
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self { problem, spent: false }
    }
}

impl Ready {
    fn answer(&mut self, question: &Question, gone: &AtomicBool) -> Result<Answered, Failed> {
        let waits = || !gone.load(Ordering::Relaxed);
        let Reply { bytes, cut, gives_graph } = self.worker.ask_while(question, &waits)?;
        match (cut, question.form.format(gives_graph)) {
            // The process has answered, and can be asked again.
            (Some(limit), _) => Err(Problem::from(limit).into()),
            (None, Some(format)) => Ok(Answered { bytes, format, gives_graph }),
            (None, None) => Err(Problem::from(AskError::Unwanted { gives_graph }).into()),
        }
    }
}

/// What came of a query that was tried as a brief one.
enum Briefly {
    Answered(Answered),
    /// It is none.
    Not(Asked),
}

impl Asked {
    /// Tries it as a brief one.
    fn briefly(&self, graph: &Opened, steps: u64) -> Result<Result<Answered, NotBrief>, Problem> {
        // Where the engine panics, a process is asked, which tells.
        let trying = || run::brief(&graph.store(), &self.text, &graph.names, self.limits, steps);
        let tried = catch_unwind(AssertUnwindSafe(trying)).unwrap_or(Err(NotBrief::IsNone));
        let answer = match tried {
            Ok(answer) => answer,
            Err(not) => return Ok(Err(not)),
        };
        let gives_graph = matches!(answer, Answer::Graph(_));
        let format = self.form.format(gives_graph).ok_or(AskError::Unwanted { gives_graph })?;
        let layout = Layout { base: graph.base.as_str(), width: self.form.width };
        let mut bytes = Vec::new();
        // Into memory nothing fails but what the form cannot say.
        let written = output::write(&answer, format, layout, &mut bytes);
        written.map_err(|error| AskError::Failed(error.to_string()))?;
        Ok(Ok(Answered { bytes, format, gives_graph }))
    }

    /// The same for a process.
    fn question(self, graph: &Opened) -> Question {
        Question {
            name: "query".to_owned(),
            text: self.text,
            base: graph.base.as_str().to_owned(),
            prefixes: graph.names.own.clone(),
            params: Vec::new(),
            dataset: self.dataset,
            form: self.form,
            limits: self.limits,
        }
    }
}

/// Tells, when it is dropped, that nobody waits any more.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// One that waits, as long as it lives.
struct Waits<'p>(&'p AtomicUsize);

impl<'p> Waits<'p> {
    fn new(count: &'p AtomicUsize, most: usize) -> Option<Self> {
        let before = count.fetch_add(1, Ordering::Relaxed);
        let waits = Self(count);
        (before < most).then_some(waits)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
