//! The makers of pages: a thread that owns the graph for pages, and others that make pages of it.

use crate::graph_dir::GraphDir;
use crate::lineage::Index;
use crate::profile::Profile;
use crate::publish::Config as Portal;
use crate::publish::live::{self, Live};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};

/// Threads that make pages of one state of the graph.
const MAKERS: usize = 2;
/// Pages that wait to be made.
const WAITING: usize = 256;

/// A piece of work for a maker.
type Job = Box<dyn FnOnce(&Live<'_>) + Send>;

/// Makers of pages of one state of the graph; they end when this is dropped.
pub struct Pages {
    jobs: SyncSender<Job>,
    fingerprint: [u8; 32],
}

/// Why a page was not made.
#[derive(Debug, PartialEq, Eq)]
pub enum NotMade {
    /// Too many wait.
    Busy,
    /// The maker has ended.
    Ended,
}

impl Pages {
    /// Reads a graph directory for pages.
    ///
    /// # Errors
    /// What is damaged.
    pub fn start(
        path: &Path,
        index: &Arc<Index>,
        profile: &'static Profile,
        portal: &Portal,
    ) -> Result<Self, String> {
        let directory = GraphDir::open(path).map_err(|e| e.to_string())?;
        let fingerprint = directory.manifest().fingerprint();
        let (index, portal) = (Arc::clone(index), portal.clone());
        let (jobs, work) = mpsc::sync_channel::<Job>(WAITING);
        let (ready, opened) = mpsc::sync_channel::<Result<(), String>>(1);
        let owner = move || {
            let served = live::open(&directory, &index, profile, &portal, |live| {
                // Who waits for it has gone where this fails.
                let _ = ready.send(Ok(()));
                make(live, work);
            });
            if let Err(error) = served {
                let _ = ready.send(Err(error.to_string()));
            }
        };
        std::thread::Builder::new().name("pages".to_owned()).spawn(owner).map_err(|e| e.to_string())?;
        match opened.recv() {
            Ok(Ok(())) => Ok(Self { jobs, fingerprint }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err("the pages cannot be made".to_owned()),
        }
    }

    /// The fingerprint of the manifest of which the pages are.
    pub const fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// Lets a maker work and waits for what it gives.
    ///
    /// # Errors
    /// [`NotMade`]
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Live<'_>) -> T + Send + 'static,
    ) -> Result<T, NotMade> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let job = Box::new(move |live: &Live<'_>| {
            if !sender.is_closed() {
                // Who asked has gone where this fails.
                let _ = sender.send(work(live));
            }
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => NotMade::Busy,
            TrySendError::Disconnected(_) => NotMade::Ended,
        })?;
        receiver.await.map_err(|_| NotMade::Ended)
    }
}

/// Makes pages until nobody can ask for any more.
fn make(live: &Live<'_>, work: Receiver<Job>) {
    let work = Mutex::new(work);
    let next = || work.lock().unwrap_or_else(PoisonError::into_inner).recv();
    std::thread::scope(|scope| {
        for _ in 0..MAKERS {
            scope.spawn(|| {
                while let Ok(job) = next() {
                    // One page that cannot be made takes no other with it.
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(live)));
                }
            });
        }
    });
}
