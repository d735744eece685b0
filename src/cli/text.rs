//! `pedigraph text`: the texts that quotes refer to.

use super::args::{Cli, Inputs};
use super::report::Reporter;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::ground::xml;
use crate::{pipeline, source};
use clap::Args;
use std::io::Write;

/// Arguments of `text`.
#[derive(Debug, Args)]
#[command(
    after_help = "Each text is headed by its locator. `ped:quoteStart` and `ped:quoteEnd` count its characters.

Examples:
  pedigraph text data/digitalgov-customer-service-policies.json
  pedigraph text page.html --locator ''
  pedigraph text pages/ --format json"
)]
pub struct TextArgs {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// Print the text at this locator alone, without a heading
    #[arg(long, value_name = "LOCATOR")]
    locator: Option<String>,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// Runs `text`.
pub(super) fn run(cli: &Cli, args: &TextArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut reporter = Reporter::new(&cli.global);
    let inputs = source::walk(&args.inputs.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
    let how = args.inputs.how.read_as(&cli.global.column_names()?)?;
    let inputs = source::apart(inputs, how.format).map_err(|e| Failure::new(Exit::Failure, e))?;
    let structure = cli.global.structure()?;
    let form = args.written.form()?;
    let (mut read, mut found) = (0, 0);
    for input in &inputs {
        let name = input.name();
        let mut written = Ok(());
        let outcome = pipeline::records(
            &structure,
            input,
            how.clone(),
            &mut |record| {
                for (locator, text) in record.texts() {
                    if written.is_err() || args.locator.as_deref().is_some_and(|l| l != locator) {
                        continue;
                    }
                    found += 1;
                    // As quotes have it.
                    let text = xml::writable(text);
                    written = if form == TextOrJson::Json {
                        let line = serde_json::json!({"schema": "pedigraph-text/1", "file": name, "locator": locator, "text": text});
                        writeln!(out, "{line}")
                    } else if args.locator.is_some() {
                        out.write_all(text.as_bytes())
                    } else {
                        writeln!(out, "--- {name} {locator}\n{text}")
                    };
                }
            },
            &mut |d| reporter.report(&d.within(&name)),
        );
        written?;
        match outcome {
            Ok(_) => read += 1,
            Err(d) => reporter.report(&d.within(&name)),
        }
    }
    if read == 0 {
        return Err(Failure::new(Exit::Failure, "nothing could be read"));
    }
    if found == 0 && args.locator.is_some() {
        return Err(Failure::new(Exit::NotFound, "no text stands at that locator"));
    }
    Ok(Exit::Success)
}
