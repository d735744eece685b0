//! What no act was read of, for `--show unread`: as lines, and as JSON (`pedigraph-unread/1`).

use crate::cli::TextOrJson;
use crate::ground::fold_space;
use crate::profile::Profile;
use crate::reading;
use crate::source::Record;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct UnreadDocument<'a> {
    schema: &'static str,
    file: &'a str,
    locator: &'a str,
    start: u32,
    end: u32,
    verb: Option<&'a str>,
    sentence: &'a str,
}

/// Writes each clause of a record that was not understood.
pub(super) fn write(
    profile: &Profile,
    file: &str,
    record: &Record,
    output: TextOrJson,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (claims, _) = reading::claims(profile, record);
    for unread in &claims.unread {
        let e = &unread.evidence;
        let verb = Some(&*unread.verb).filter(|verb| !verb.is_empty());
        if output == TextOrJson::Json {
            let document = UnreadDocument {
                schema: "pedigraph-unread/1",
                file,
                locator: &e.locator,
                start: e.start,
                end: e.end,
                verb,
                sentence: &e.quote,
            };
            crate::cli::convert::json_line(&document, out)?;
        } else {
            let locator = if e.locator.is_empty() { String::new() } else { format!(" {}", e.locator) };
            let verb = verb.map(|verb| format!(" “{}”:", fold_space(verb))).unwrap_or_default();
            writeln!(out, "{file}{locator} {}..{}:{verb} {}", e.start, e.end, fold_space(&e.quote))?;
        }
    }
    Ok(())
}
