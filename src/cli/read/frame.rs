//! What a document is, for `--show frame`: as lines, and as JSON (`pedigraph-frame/1`).

use crate::profile::Profile;
use crate::reading::frame::{self, Frame, Ground, Stand};
use crate::source::Layout;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct FrameDocument<'a> {
    schema: &'static str,
    file: &'a str,
    locator: &'a str,
    stand: &'static str,
    #[serde(rename = "shownBy")]
    shown_by: Option<&'static str>,
    words: Option<&'a str>,
    number: Option<String>,
    title: Option<&'a str>,
    kind: Option<&'a str>,
    date: Option<String>,
    body: Option<&'a str>,
    addresses: Vec<&'a str>,
}

fn stand(frame: &Frame) -> &'static str {
    match frame.stand {
        Stand::Is => "is",
        Stand::About => "about",
        Stand::Names => "names",
    }
}

fn ground(ground: &Ground) -> &'static str {
    match ground {
        Ground::Head(_) => "head",
        Ground::Title(_) => "title",
        Ground::Enacts(_) => "enacts",
        Ground::Does(_) => "does",
        Ground::Itself(_) => "itself",
    }
}

fn document<'a>(
    profile: &'a Profile,
    name: &'a str,
    layout: &'a Layout,
    frame: &'a Frame,
) -> FrameDocument<'a> {
    let own = frame.own.as_ref();
    let shown = frame.grounds.first();
    FrameDocument {
        schema: "pedigraph-frame/1",
        file: name,
        locator: &layout.locator,
        stand: stand(frame),
        shown_by: shown.map(ground),
        words: shown.map(Ground::words),
        number: own.and_then(|m| m.identifiers.first()).map(|(id, _)| profile.label(id)),
        title: own.and_then(|m| m.title.as_deref()),
        kind: own.and_then(|m| m.kind.as_deref()),
        date: own.and_then(|m| m.date).map(|(date, _)| date.to_string()),
        body: own.and_then(|m| m.body).map(|(body, _)| profile.bodies.get(body).label.as_str()),
        addresses: own.map(|m| m.urls.iter().map(|u| &**u).collect()).unwrap_or_default(),
    }
}

/// Writes what a document is.
pub(super) fn write(
    profile: &Profile,
    name: &str,
    layout: &Layout,
    json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let frame = frame::read(profile, layout);
    let told = document(profile, name, layout, &frame);
    if json {
        return writeln!(out, "{}", serde_json::to_string(&told)?);
    }
    writeln!(out, "{name} {}", told.locator)?;
    writeln!(out, "  stand   {}", told.stand)?;
    if let (Some(ground), Some(words)) = (told.shown_by, told.words) {
        writeln!(out, "  shown   {ground}: “{words}”")?;
    }
    let lines = [
        ("number", told.number.as_deref()),
        ("title", told.title),
        ("kind", told.kind),
        ("date", told.date.as_deref()),
        ("body", told.body),
    ];
    for (what, value) in lines {
        if let Some(value) = value {
            writeln!(out, "  {what:7} {value}")?;
        }
    }
    told.addresses.iter().try_for_each(|address| writeln!(out, "  address {address}"))
}
