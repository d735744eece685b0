//! `pedigraph profile check`: whether the rows of a profile are read as their examples say.

use super::convert::json_line;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::profile::Profile;
use crate::reading::examples::{self, ExampleFault};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `profile`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph profile check data/us
  pedigraph profile check data/us --format json")]
pub struct ProfileArgs {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Read the examples and counter-examples of every row of a profile
    Check {
        /// The folder with its profile.toml
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// What `--format json` prints, schema version 1.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    jurisdiction: &'a str,
    faults: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Fault<'a> {
    file: String,
    row: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
    expected: &'a str,
    found: &'a str,
}

impl<'a> Fault<'a> {
    fn of(profile: &Profile, f: &'a ExampleFault) -> Self {
        let file = profile.place(f.file).display().to_string();
        Self { file, row: &f.row, text: &f.text, expected: &f.expected, found: &f.found }
    }
}

/// Runs `profile`.
pub(super) fn run(args: &ProfileArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let What::Check { folder } = &args.what;
    let profile = Profile::load(folder).map_err(|e| Failure::new(Exit::Failure, e))?;
    let faults = examples::check(&profile);
    match args.written.form()? {
        TextOrJson::Text => print(&profile, &faults, out)?,
        TextOrJson::Json => {
            let document = Document {
                schema: "pedigraph-profile-check/1",
                jurisdiction: &profile.jurisdiction,
                faults: faults.iter().map(|f| Fault::of(&profile, f)).collect(),
            };
            json_line(&document, out)?;
        }
    }
    Ok(if faults.is_empty() { Exit::Success } else { Exit::Findings })
}

fn print(profile: &Profile, faults: &[ExampleFault], out: &mut dyn Write) -> std::io::Result<()> {
    for fault in faults {
        let place = format!("{}: {}", profile.place(fault.file).display(), fault.row);
        if fault.text.is_empty() {
            writeln!(out, "{place}: expected {}, found {}", fault.expected, fault.found)?;
        } else {
            writeln!(
                out,
                "{place}: {:?}: expected {:?}, found {:?}",
                fault.text, fault.expected, fault.found
            )?;
        }
    }
    let jurisdiction = &profile.jurisdiction;
    match faults.len() {
        0 => writeln!(out, "{jurisdiction}: every example is read as its row says"),
        1 => writeln!(out, "{jurisdiction}: 1 example is not read as its row says"),
        n => writeln!(out, "{jurisdiction}: {n} examples are not read as their rows say"),
    }
}
