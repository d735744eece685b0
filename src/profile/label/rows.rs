//! The rows of `labels.toml` and `notes.toml`, as they stand in the files.

use super::{Direction, Form};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file of the language's words for notes.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Grammar {
    pub(super) by: String,
    pub(super) of_day: String,
    pub(super) words: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub(super) form: Vec<FormRow>,
    #[serde(default)]
    pub(super) label: Vec<LabelRow>,
    #[serde(default)]
    pub(super) designator: Vec<DesignatorRow>,
    #[serde(default)]
    pub(super) kind: Vec<KindRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelRow {
    pub(super) words: Vec<String>,
    pub(super) says: Vec<String>,
    pub(super) direction: Direction,
    #[serde(default)]
    pub(super) of_body: Option<Vec<String>>,
    #[serde(default)]
    pub(super) reach: bool,
    #[serde(default)]
    pub(super) prose: bool,
    pub(super) example: [String; 2],
    pub(super) counter: String,
    #[serde(default)]
    pub(super) seen: Vec<(String, String)>,
    pub(super) defined_by: Option<String>,
}

/// How every verb makes labels.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormRow {
    pub(super) words: Vec<String>,
    pub(super) direction: Direction,
    #[serde(default)]
    pub(super) part: bool,
    pub(super) example: [String; 2],
    pub(super) counter: String,
    #[serde(default)]
    pub(super) seen: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DesignatorRow {
    pub(super) scheme: Option<String>,
    pub(super) form: Form,
    pub(super) words: Vec<String>,
    #[serde(default)]
    pub(super) misprints: Vec<String>,
    #[serde(default)]
    pub(super) register: bool,
    pub(super) example: Option<[String; 2]>,
    #[serde(default)]
    pub(super) seen: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindRow {
    pub(super) r#type: String,
    pub(super) body: Option<String>,
    pub(super) words: Vec<String>,
    pub(super) example: Option<[String; 2]>,
    #[serde(default)]
    pub(super) seen: Vec<(String, String)>,
}
