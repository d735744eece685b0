//! The file that a command writes its answer to, in the place of standard output.

use super::args::Command;
use super::output::{Pending, Reads};
use super::{Exit, Failure};
use crate::graph_dir::GraphDir;
use crate::source;
use std::io::Write;
use std::path::{Path, PathBuf};

impl Command {
    /// The file of `--output`, of commands whose whole answer it takes; none for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Changes(a) => a.args.written.file(),
            Self::Check(a) => a.written.file(),
            Self::Config(a) => a.written.file(),
            Self::Curate(a) => a.file(),
            Self::Demo(a) => a.written.file(),
            Self::Diff(a) => a.written.file(),
            Self::Impact(a) => a.args.written.file(),
            Self::InForce(a) => a.args.written.file(),
            Self::Ingest(a) => a.written.file(),
            Self::Lineage(a) => a.args.written.file(),
            Self::Lint(a) => a.written.file(),
            Self::Path(a) => a.args.written.file(),
            Self::Profile(a) => a.written.file(),
            Self::Queries(a) => a.written.file(),
            Self::Query(a) => a.written.file(),
            Self::Read(a) => a.written.file(),
            Self::Search(a) => a.written.file(),
            Self::Show(a) => a.args.written.file(),
            Self::Stale(a) => a.args.written.file(),
            Self::Status(a) => a.args.written.file(),
            Self::Text(a) => a.written.file(),
            Self::Verify(a) => a.written.file(),
            // These write files and folders of their own.
            Self::Convert(_)
            | Self::Export(_)
            | Self::Publish(_)
            | Self::Man(_)
            | Self::Mcp(_)
            | Self::Sample(_)
            | Self::Serve(_)
            | Self::Completions(_)
            | Self::Shell(_) => None,
        }
    }

    /// The files that are read for the answer, of which its file may be none.
    fn reads(&self) -> Result<Reads, Failure> {
        let of_graph = |path: &Path| {
            GraphDir::open(path)
                .map_or_else(|_| Reads::default(), |directory| Reads::default().graph(&directory))
        };
        let of_inputs = |inputs: &[PathBuf]| {
            let found = source::walk(inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
            Ok(Reads::default().inputs(&found))
        };
        match self {
            Self::Check(a) => a.source().reads(),
            Self::Query(a) => a.reads(),
            Self::Diff(a) => Ok(of_graph(&a.old).files([&a.old, &a.new]).and(of_graph(&a.new))),
            Self::Ingest(a) => Ok(of_inputs(&a.inputs)?.and(of_graph(&a.graph))),
            Self::Lint(a) => a.reads(),
            Self::Read(a) => of_inputs(&a.inputs.inputs),
            Self::Text(a) => of_inputs(&a.inputs.inputs),
            Self::Curate(a) => a.source().reads(),
            Self::Sample(a) => a.source().reads(),
            Self::Verify(a) => Ok(of_graph(&a.graph)),
            other => other.graph().map_or_else(|| Ok(Reads::default()), |source| source.reads()),
        }
    }

    /// Runs `answer` with the file of `--output`, whole or not at all, or else with `out`.
    ///
    /// # Errors
    /// Those of `answer`; an output that is read, or that cannot be written.
    pub(super) fn answer(
        &self,
        out: &mut dyn Write,
        answer: &mut dyn FnMut(&mut dyn Write) -> Result<Exit, Failure>,
    ) -> Result<Exit, Failure> {
        let Some(path) = self.file() else { return answer(out) };
        write_answer(path, &self.reads()?, answer)
    }
}

/// Writes an answer to a file that is none of those that are read, whole or not at all.
///
/// # Errors
/// Those of `answer`; an output that is read, or that cannot be written.
pub(super) fn write_answer(
    path: &Path,
    reads: &Reads,
    answer: &mut dyn FnMut(&mut dyn Write) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    reads.refuse(Some(path))?;
    let mut file = Pending::new(path)?;
    let outcome = answer(&mut file);
    // The first rows of an answer that a limit cuts are written as they are printed.
    let cut = matches!(&outcome, Err(failure) if failure.exit == Exit::Refused) && file.is_begun();
    if outcome.is_ok() || cut {
        file.finish()?;
    }
    outcome
}
