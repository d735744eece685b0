//! The state that is served now, and how a newer one takes its place.

use super::opened::Opened;
use crate::graph_dir::GraphDir;
use crate::profile::Profile;
use crate::publish::Config as Portal;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

/// What is served.
pub struct Current {
    directory: PathBuf,
    portal: Portal,
    /// What else decides how things are shown.
    settings: String,
    profile: &'static Profile,
    state: RwLock<State>,
}

struct State {
    opened: Arc<Opened>,
    /// Why the state of the directory is not the one that is served, where it is not.
    failure: Option<String>,
    reloads: u64,
}

/// What a look at the directory found.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// What is served is what is there.
    Same,
    /// A newer state took the place of the former one.
    Switched,
    /// The directory cannot be served as it is now, as was told before.
    StillFailed,
    /// The directory cannot be served as it is now; why.
    Failed(String),
}

impl Current {
    /// Opens the directory; `portal` is what its pages say of the publisher, `url` the public address.
    ///
    /// # Errors
    /// A directory that cannot be served.
    pub fn open(
        directory: PathBuf,
        portal: Portal,
        url: Option<&str>,
        profile: &'static Profile,
    ) -> Result<Self, String> {
        let settings = format!("{portal:?} {url:?}");
        let opened = Arc::new(Opened::read(&directory, profile, &portal, &settings)?);
        let state = RwLock::new(State { opened, failure: None, reloads: 0 });
        Ok(Self { directory, portal, settings, profile, state })
    }

    /// The state that is served now. Whoever has it goes on with it, whatever comes.
    pub fn get(&self) -> Arc<Opened> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner).opened)
    }

    /// Why the directory as it is now is not served, and how often a newer state took the place of another.
    pub fn health(&self) -> (Option<String>, u64) {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        (state.failure.clone(), state.reloads)
    }

    /// Looks at the directory and serves what is there, if it is another state and whole. Takes as long as opening does; one
    /// caller at a time.
    pub fn look(&self) -> Look {
        let served = self.get();
        let there = GraphDir::open(&self.directory).map(|directory| directory.manifest().fingerprint());
        let failure = match there {
            Ok(fingerprint) if fingerprint == served.fingerprint() => None,
            Ok(_) => match Opened::read(&self.directory, self.profile, &self.portal, &self.settings) {
                Ok(opened) => {
                    let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
                    *state = State {
                        opened: Arc::new(opened),
                        failure: None,
                        reloads: state.reloads.wrapping_add(1),
                    };
                    return Look::Switched;
                }
                Err(error) => Some(error),
            },
            Err(error) => Some(error.to_string()),
        };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let told = state.failure == failure;
        state.failure.clone_from(&failure);
        match failure {
            None => Look::Same,
            Some(_) if told => Look::StillFailed,
            Some(failure) => Look::Failed(failure),
        }
    }
}
