//! What is known of sources beside what they say: `sources.toml`, and the day of the run.

use super::report::Reporter;
use super::{Exit, Failure};
use crate::model::PartialDate;
use crate::source::{self, Described, SOURCES_FILE, Sources};
use clap::Args;
use std::path::{Path, PathBuf};

/// The option that names a `sources.toml`.
#[derive(Clone, Debug, Default, Args)]
pub struct SourcesArg {
    /// The file that says where inputs come from and what they cover
    #[arg(long = "sources", value_name = "FILE")]
    file: Option<PathBuf>,
}

impl SourcesArg {
    /// What the file says; nothing where none is named.
    ///
    /// # Errors
    /// A file that is not there or is wrong; its problems are reported.
    pub(super) fn read(&self, reporter: &mut Reporter) -> Result<Sources, Failure> {
        match &self.file {
            None => Ok(Sources::default()),
            Some(path) => read(path, reporter)?.ok_or_else(|| {
                Failure::new(Exit::Failure, format!("{}: expected a file, found none", path.display()))
            }),
        }
    }

    /// What the file says; where none is named, what `sources.toml` beside a graph directory says, if there is one.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn read_beside(&self, graph: &Path, reporter: &mut Reporter) -> Result<Sources, Failure> {
        if self.file.is_some() {
            return self.read(reporter);
        }
        let beside = match (graph.file_name(), graph.parent()) {
            (Some(_), Some(folder)) => folder.join(SOURCES_FILE),
            _ => std::path::absolute(graph)?.with_file_name(SOURCES_FILE),
        };
        Ok(read(&beside, reporter)?.unwrap_or_default())
    }
}

fn read(path: &Path, reporter: &mut Reporter) -> Result<Option<Sources>, Failure> {
    Sources::read(path).map_err(|problems| {
        problems.iter().for_each(|problem| reporter.report(problem));
        let what = if problems.len() == 1 {
            "one problem".to_owned()
        } else {
            format!("{} problems", problems.len())
        };
        Failure::new(Exit::Failure, format!("{}: {what}; nothing was read", path.display()))
    })
}

/// Options that tell what is known of the inputs.
#[derive(Clone, Debug, Default, Args)]
pub struct GivenArgs {
    /// The name of the source, which stays when its address or its file changes; one input only
    #[arg(long, value_name = "ID")]
    source_id: Option<String>,
    /// Its title; one input only
    #[arg(long, value_name = "TITLE")]
    source_title: Option<String>,
    /// Its address; one input only
    #[arg(long, value_name = "URL", value_parser = parse_address)]
    source_url: Option<String>,
    /// Who publishes the inputs, by name
    #[arg(long, value_name = "NAME")]
    source_publisher: Option<String>,
    /// The address of their licence
    #[arg(long, value_name = "URL", value_parser = parse_address)]
    source_license: Option<String>,
    /// When they were fetched
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    source_retrieved: Option<PartialDate>,
    /// The last day of which they would tell what happens to the policies that they describe
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    source_covers_until: Option<PartialDate>,
}

impl GivenArgs {
    /// What the options say of so many inputs.
    ///
    /// # Errors
    /// What one source alone can have, given for another number of them.
    pub(super) fn described(&self, inputs: usize) -> Result<Described, Failure> {
        let single = [
            ("--source-id", self.source_id.is_some()),
            ("--source-title", self.source_title.is_some()),
            ("--source-url", self.source_url.is_some()),
        ];
        if let Some((option, _)) = single.iter().find(|(_, given)| *given && inputs != 1) {
            let message = format!("{option}: expected one input, found {inputs}");
            return Err(Failure::new(Exit::Failure, message));
        }
        Ok(Described {
            id: self.source_id.clone(),
            title: self.source_title.clone(),
            url: self.source_url.clone(),
            publisher: self.source_publisher.clone(),
            license: self.source_license.clone(),
            retrieved: self.source_retrieved,
            covers_until: self.source_covers_until,
            ..Described::default()
        })
    }
}

fn parse_address(text: &str) -> Result<String, String> {
    source::address(text).ok_or_else(|| format!("expected {}", source::ADDRESS))
}

fn parse_date(text: &str) -> Result<PartialDate, String> {
    PartialDate::from_iso(text.trim())
        .ok_or_else(|| "expected a day, a month or a year: 2026-08-21".to_owned())
}

/// The moment that `SOURCE_DATE_EPOCH` gives for what is made, as an `xsd:dateTime`; no clock is ever read for it.
///
/// # Errors
/// A value that is no count of seconds since 1970 within the years that a date can name.
pub(super) fn source_date() -> Result<Option<String>, Failure> {
    const NAME: &str = "SOURCE_DATE_EPOCH";
    let Some(value) = std::env::var_os(NAME).filter(|v| !v.is_empty()) else { return Ok(None) };
    let text = value.to_string_lossy();
    let moment = text.trim().parse().ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    let moment = moment.filter(|m| (1..=9999).contains(&chrono::Datelike::year(m)));
    match moment {
        Some(moment) => Ok(Some(moment.format("%Y-%m-%dT%H:%M:%SZ").to_string())),
        None => Err(Failure::new(
            Exit::Failure,
            format!("{NAME}: expected seconds since 1970-01-01, found `{text}`"),
        )),
    }
}
