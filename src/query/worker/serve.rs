//! The worker's side: opens a graph and answers questions about it, within limits.

use super::wire::{self, Kind, Message};
use super::{AskError, Ending, Limit, Opening, Question, Source, Text, rlimits};
use crate::graph_dir::GraphDir;
use crate::profile::Profile;
use crate::query::catalogue::StoredQuery;
use crate::query::limits::Limits;
use crate::query::output::{self, Layout};
use crate::query::params::{self, ParamError};
use crate::query::run::{self, Answer, Names};
use crate::query::thread;
use crate::snapshot::Snapshot;
use crate::store::{GraphStore, StoreError};
use std::cell::OnceCell;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};

/// Messages that wait to be read, so that a graph that is sent faster than it is stored takes no memory.
const WAITING: usize = 4;

/// Serves one asker until its messages end, or until a limit is hit.
///
/// Messages are read by a thread of its own: when they end, the asker has gone, and the process ends at
/// once, in the middle of an answer too.
///
/// # Errors
/// Those of `out`, and [`io::ErrorKind::InvalidData`] for what is no message.
pub fn serve(input: impl Read + Send + 'static, out: &mut dyn Write) -> io::Result<()> {
    let (sender, messages) = mpsc::sync_channel(WAITING);
    let mut input = input;
    std::thread::Builder::new().name("messages".to_owned()).spawn(move || {
        while let Ok(Some(message)) = wire::receive(&mut input) {
            if sender.send(message).is_err() {
                return;
            }
        }
        std::process::exit(0);
    })?;
    Server { messages, out, graph: None, bounded: false }.run()
}

/// A graph that is open.
struct Graph {
    store: GraphStore,
    profile: Option<std::ffi::OsString>,
}

struct Server<'o> {
    messages: Receiver<Message>,
    out: &'o mut dyn Write,
    graph: Option<Graph>,
    /// The limit on memory is set, for good.
    bounded: bool,
}

impl Server<'_> {
    fn run(mut self) -> io::Result<()> {
        while let Ok(message) = self.messages.recv() {
            let kind = message.kind;
            let outcome = match kind {
                Kind::Check => self.check(&message.head()?)?,
                Kind::Open => self.open(message.head()?)?,
                Kind::Ask => self.ask(message.head()?)?,
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "no message to a worker")),
            };
            if let Err(error) = outcome {
                wire::send_head(self.out, Kind::Failed, &error)?;
                // The query may still be running on its thread, or pieces of a graph wait that nobody reads.
                if kind == Kind::Open || matches!(error, AskError::Limit(_)) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn check(&mut self, text: &Text) -> io::Result<Result<(), AskError>> {
        let limits = text.limits.clamped();
        rlimits::processor(limits.timeout);
        match run::outline(&text.text, names(&text.base, &text.prefixes), limits) {
            Ok(outline) => wire::send_head(self.out, Kind::Outline, &outline).map(Ok),
            Err(error) => Ok(Err(error.into())),
        }
    }

    fn open(&mut self, opening: Opening) -> io::Result<Result<(), AskError>> {
        // The time of a query begins when it is asked; that of the check before does not bound the reading.
        rlimits::processor(Limits::LONGEST);
        if opening.yields {
            rlimits::yields();
        }
        let opened = match &opening.source {
            Source::Snapshot { file, fingerprint } => {
                let opened = Snapshot::open_file(Path::new(file), fingerprint);
                opened.map(GraphStore::of_snapshot).map_err(|error| AskError::Failed(error.to_string()))
            }
            Source::Directory { path, fingerprint } => {
                directory(Path::new(path), fingerprint).map_err(|error| AskError::Failed(error.to_string()))
            }
            Source::Quads => {
                let quads = Quads { messages: &self.messages, piece: Vec::new(), at: 0, ended: false };
                GraphStore::from_nquads([("the inputs".to_owned(), quads)], opening.graphs)
                    .map_err(|error| AskError::Failed(error.to_string()))
            }
        };
        match opened {
            Ok(store) => {
                self.graph = Some(Graph { store, profile: opening.profile });
                wire::send(self.out, Kind::Opened, &[]).map(Ok)
            }
            Err(error) => Ok(Err(error)),
        }
    }

    fn ask(&mut self, question: Question) -> io::Result<Result<(), AskError>> {
        let limits = question.limits.clamped();
        let Some(graph) = &self.graph else {
            return Ok(Err(AskError::Failed("no graph was opened".to_owned())));
        };
        if !self.bounded {
            rlimits::output();
            let more = thread::stack_to_come() + graph.store.memory();
            rlimits::memory(limits.max_memory.saturating_add(more));
            self.bounded = true;
        }
        rlimits::processor(limits.timeout);
        let answer = match answer(graph, &question) {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        let gives_graph = matches!(answer, Answer::Graph(_));
        let Some(format) = question.form.format(gives_graph) else {
            return Ok(Err(AskError::Unwanted { gives_graph }));
        };
        let layout = Layout { base: &question.base, width: question.form.width };
        let mut pieces = Pieces { out: self.out, piece: Vec::new(), left: limits.max_bytes(), full: false };
        let written = output::write(&answer, format, layout, &mut pieces);
        let written = written.and_then(|()| pieces.flush());
        if pieces.full {
            return Ok(Err(AskError::Limit(Limit::Answer(limits.max_bytes() as u64))));
        }
        match written {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Ok(Err(AskError::Failed(error.to_string())));
            }
            Err(error) => return Err(error),
        }
        wire::send_head(self.out, Kind::Done, &Ending { cut: answer.cut().cloned(), gives_graph })?;
        Ok(Ok(()))
    }
}

/// The graph of a directory, which may have changed since the asker looked.
fn directory(path: &Path, fingerprint: &[u8; 32]) -> Result<GraphStore, StoreError> {
    match Snapshot::open_in(path, fingerprint) {
        Ok(snapshot) => Ok(GraphStore::of_snapshot(snapshot)),
        Err(_) => GraphStore::of_directory(&GraphDir::open(path)?),
    }
}

fn answer(graph: &Graph, question: &Question) -> Result<Answer, AskError> {
    let failed = |message: String| AskError::Failed(message);
    let query = StoredQuery::from_text(&question.name, question.text.as_str());
    let query = query.map_err(|e| failed(e.to_string()))?;
    let loaded = OnceCell::new();
    let profile = || match &graph.profile {
        None => Profile::united_states().map_err(ToString::to_string),
        Some(folder) => {
            if loaded.get().is_none() {
                let _ = loaded.set(Profile::load(Path::new(folder)).map_err(|e| e.to_string())?);
            }
            loaded.get().ok_or_else(|| "the profile is not loaded".to_owned())
        }
    };
    let values = params::read_with(&query, &question.params, &graph.store, &profile).map_err(|e| {
        let message = e.to_string();
        match e {
            ParamError::Ambiguous { .. } | ParamError::NotFound { .. } => AskError::NotFound(message),
            _ => AskError::Failed(message),
        }
    })?;
    let limits = question.limits.clamped();
    let names = Names { dataset: question.dataset.clone(), ..names(&question.base, &question.prefixes) };
    Ok(run::run(&graph.store, &query.text, values, names, limits)?)
}

fn names(base: &str, prefixes: &[(String, String)]) -> Names {
    Names { base: Some(base.to_owned()), own: prefixes.to_vec(), dataset: None }
}

/// The N-Quads that the asker sends, as one stream.
struct Quads<'m> {
    messages: &'m Receiver<Message>,
    piece: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Quads<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() && !self.ended {
            let message = self.messages.recv().map_err(io::Error::other)?;
            if message.kind != Kind::Quads {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "expected a piece of a graph"));
            }
            (self.piece, self.at) = (message.bytes, 0);
            self.ended = self.piece.is_empty();
        }
        let read = self.piece.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

/// Sends what is written, up to a cap.
struct Pieces<'o> {
    out: &'o mut dyn Write,
    piece: Vec<u8>,
    /// How many bytes more there may be.
    left: usize,
    /// There would have been more.
    full: bool,
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(left) = self.left.checked_sub(bytes.len()) else {
            self.full = true;
            return Err(io::ErrorKind::StorageFull.into());
        };
        self.left = left;
        for part in bytes.chunks(wire::PIECE) {
            if self.piece.len() + part.len() > wire::PIECE {
                self.flush()?;
            }
            self.piece.extend_from_slice(part);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.piece.is_empty() {
            wire::send(self.out, Kind::Piece, &self.piece)?;
            self.piece.clear();
        }
        Ok(())
    }
}
