//! Files that a command writes: never one that it reads, whole or not at all, through links to what they lead to.

use super::args::Global;
use super::{Exit, Failure};
use crate::graph_dir::GraphDir;
use crate::source::Input;
use same_file::Handle;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// Standard output that was closed when the program was started: a command that writes to it fails, one that does not is
/// whole.
pub struct ClosedOutput;

impl Write for ClosedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        Err(io::Error::other("standard output is closed: expected a file, a pipe or a terminal to write to"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a command reads, of which nothing may be its output.
#[derive(Default)]
pub(super) struct Reads {
    files: Vec<(String, Handle)>,
}

impl Reads {
    /// Files that are read. One that cannot be opened is told by its reader.
    pub(super) fn files(mut self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        for path in paths {
            let path = path.as_ref();
            if let Some(handle) = file(path) {
                self.files.push((path.display().to_string(), handle));
            }
        }
        self
    }

    /// Inputs that are read.
    pub(super) fn inputs(mut self, inputs: &[Input]) -> Self {
        for input in inputs {
            match input {
                Input::File(path) | Input::Below { path, .. } => self = self.files([path]),
                Input::Stdin => self.files.extend(Handle::stdin().map(|h| ("standard input".to_owned(), h))),
                Input::Member { archive, .. } => self = self.files([archive]),
                Input::Part { of, .. } => self = self.inputs(std::slice::from_ref(&**of)),
                Input::Bytes(..) => {}
            }
        }
        self
    }

    /// The files of the profile that was chosen.
    pub(super) fn profile(self, global: &Global) -> Self {
        let Some(listing) = global.profile.as_ref().and_then(|folder| std::fs::read_dir(folder).ok()) else {
            return self;
        };
        self.files(listing.flatten().map(|entry| entry.path()))
    }

    /// These and others.
    pub(super) fn and(mut self, others: Self) -> Self {
        self.files.extend(others.files);
        self
    }

    /// A graph directory: its manifest and all its files.
    pub(super) fn graph(self, directory: &GraphDir) -> Self {
        let files = directory.all_files().chain([crate::resolve::curation::CURATION_FILE]);
        let files = files.map(|file| directory.path().join(file));
        self.files(files.collect::<Vec<PathBuf>>())
    }

    /// Fails where the output, or standard output where none is named, is one of the files that are read: by whatever path,
    /// through whatever link.
    pub(super) fn refuse(&self, output: Option<&Path>) -> Result<(), Failure> {
        let (name, handle) = match output {
            Some(path) => (path.display().to_string(), file(path)),
            None => ("standard output".to_owned(), Handle::stdout().ok()),
        };
        // What does not exist yet is nothing that is read.
        let Some(handle) = handle else { return Ok(()) };
        // A terminal or a device may be both.
        if !handle.as_file().metadata().is_ok_and(|meta| meta.is_file()) {
            return Ok(());
        }
        match self.files.iter().find(|(_, read)| *read == handle) {
            None => Ok(()),
            Some((read, _)) => {
                let message = format!(
                    "{name}: expected another file than what is read, found {read}; nothing was read or written"
                );
                Err(Failure::new(Exit::Failure, message))
            }
        }
    }
}

/// A file, opened to be compared; none where there is no file. A pipe is not opened: that would wait for the other end.
fn file(path: &Path) -> Option<Handle> {
    std::fs::metadata(path).is_ok_and(|meta| meta.is_file()).then(|| Handle::from_path(path).ok())?
}

/// Writes a file as [`Pending`] does.
pub(super) fn write_file(
    path: &Path,
    write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut pending = Pending::new(path)?;
    write(&mut pending).map_err(|e| named(path, &e))?;
    pending.finish()
}

fn named(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Exit::Failure, format!("{}: {error}", path.display()))
}

/// A file that is being written under a temporary name beside it, and renamed when it is finished: a reader never sees half of
/// it. Where a link leads to a file, that file is replaced; where it leads to nothing, its target is made. What is no file (a
/// device, a pipe) is written as it is: a name in its place would take it away from everybody.
pub(super) struct Pending {
    path: PathBuf,
    place: Place,
    begun: bool,
}

enum Place {
    Device(BufWriter<std::fs::File>),
    File(BufWriter<tempfile::NamedTempFile>, PathBuf),
}

impl Pending {
    /// Opens the place of the file.
    ///
    /// # Errors
    /// What the system says, with the path.
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        let named = |e: io::Error| named(path, &e);
        let is_file = std::fs::metadata(path).map_or(true, |there| there.is_file());
        let place = if is_file {
            let end = end_of_links(path).map_err(named)?;
            let folder = end.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let file = crate::graph_dir::temporary(".pedigraph", folder).map_err(named)?;
            Place::File(BufWriter::with_capacity(1 << 16, file), end)
        } else {
            Place::Device(BufWriter::new(std::fs::File::options().write(true).open(path).map_err(named)?))
        };
        Ok(Self { path: path.to_owned(), place, begun: false })
    }

    /// Whether anything was written.
    pub(super) const fn is_begun(&self) -> bool {
        self.begun
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// What the system says, with the path.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        let named = |e: io::Error| named(&self.path, &e);
        match &mut self.place {
            Place::Device(device) => return device.flush().map_err(named),
            Place::File(buffer, _) => buffer.flush().map_err(named)?,
        }
        let Place::File(buffer, end) = self.place else { return Ok(()) };
        let file = buffer.into_inner().map_err(|e| named(e.into_error()))?;
        file.persist(&end).map_err(|e| named(e.error))?;
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun = true;
        match &mut self.place {
            Place::Device(device) => device.write(bytes),
            Place::File(file, _) => file.write(bytes),
        }
    }

    /// Flushing waits for the end: nobody reads the file before.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The path that a chain of links ends at, whether there is anything or not.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut end = path.to_owned();
    for _ in 0..MOST_LINKS {
        match std::fs::symlink_metadata(&end) {
            Ok(meta) if meta.file_type().is_symlink() => {
                let target = std::fs::read_link(&end)?;
                end = end.parent().unwrap_or(Path::new("")).join(target);
            }
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => return Ok(end),
        }
    }
    Err(io::Error::other("expected a file, found links that lead in a circle"))
}
