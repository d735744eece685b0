//! The bundled documents: what `demo` reads.

use super::{Exit, Failure};
use crate::source::{self, Input, Sources};
use std::borrow::Cow;
use std::path::Path;

/// The folder that the bundled documents lie in, in the project.
const FOLDER: &str = "data";

/// What is known of them.
const SOURCES: &str = include_str!("../../data/sources.toml");

/// The presidential actions of 2025 and 2026.
const ACTIONS: (&str, &[u8]) = (
    "presidential-actions-2025-2026.tar.zst",
    include_bytes!("../../data/presidential-actions-2025-2026.tar.zst"),
);

/// The page on customer service, two editions of the Federal Register's table of executive orders, and the numbers of 2025
/// that the second lacks.
const DOCUMENTS: [(&str, &[u8]); 4] = [
    (
        "digitalgov-customer-service-policies.json",
        include_bytes!("../../data/digitalgov-customer-service-policies.json"),
    ),
    ("executive-orders-1937-2024.csv.zst", include_bytes!("../../data/executive-orders-1937-2024.csv.zst")),
    (
        "executive-orders-12891-14363-partial.csv.zst",
        include_bytes!("../../data/executive-orders-12891-14363-partial.csv.zst"),
    ),
    ("executive-order-numbers-2025.csv", include_bytes!("../../data/executive-order-numbers-2025.csv")),
];

/// The bundled documents, and what is known of them.
///
/// # Errors
/// None that a build whose tests pass can give.
pub(super) fn documents() -> Result<(Vec<Input>, Sources), Failure> {
    let failed = |message: String| Failure::new(Exit::Failure, message);
    let name = |file: &str| format!("{FOLDER}/{file}");
    let mut inputs: Vec<Input> =
        DOCUMENTS.iter().map(|(file, bytes)| Input::Bytes(name(file), Cow::Borrowed(bytes))).collect();
    let actions = source::members(Path::new(&name(ACTIONS.0)), ACTIONS.1);
    inputs.extend(actions.map_err(|e| failed(e.to_string()))?);
    let sources = Sources::parse(SOURCES, Path::new(FOLDER))
        .map_err(|problems| failed(problems.into_iter().map(|d| d.message).collect::<Vec<_>>().join("; ")))?;
    Ok((inputs, sources))
}
