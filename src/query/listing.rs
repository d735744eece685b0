//! The catalogue for programs.

use super::catalogue::StoredQuery;
use super::header::{Header, Param, Portable};
use serde::Serialize;
use std::sync::LazyLock;

/// The schema of [`Listing`].
pub const QUERIES: &str = "pedigraph-queries/1";

/// Queries with what they must be told and what their columns mean, schema version 1: of `pedigraph queries --format json` and of
/// the API.
#[derive(Debug, Serialize)]
pub struct Listing<'a> {
    schema: &'static str,
    queries: Vec<Item<'a>>,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    name: &'a str,
    summary: &'a str,
    description: &'a str,
    tags: &'a [String],
    portable: bool,
    #[serde(rename = "notPortableBecause")]
    not_portable_because: Option<&'a str>,
    instead: Option<&'a str>,
    params: Vec<ItemParam<'a>>,
    columns: Vec<ItemColumn<'a>>,
}

#[derive(Debug, Serialize)]
struct ItemParam<'a> {
    name: &'a str,
    r#type: &'static str,
    required: bool,
    default: Option<&'a str>,
    example: &'a str,
    description: &'a str,
}

#[derive(Debug, Serialize)]
struct ItemColumn<'a> {
    name: &'a str,
    description: &'a str,
}

impl<'a> Listing<'a> {
    /// These queries, in their order.
    #[must_use]
    pub fn of(queries: impl IntoIterator<Item = &'a StoredQuery>) -> Self {
        static EMPTY: LazyLock<Header> = LazyLock::new(Header::default);
        let items = queries.into_iter().map(|query| item(query, query.header.as_ref().unwrap_or(&EMPTY)));
        Self { schema: QUERIES, queries: items.collect() }
    }
}

fn item<'a>(query: &'a StoredQuery, header: &'a Header) -> Item<'a> {
    let param = |param: &'a Param| ItemParam {
        name: &param.name,
        r#type: param.kind.name(),
        required: param.is_required(),
        default: param.default.as_deref(),
        example: &param.example,
        description: &param.description,
    };
    let (because, instead) = match &header.portable {
        Portable::Yes => (None, None),
        Portable::No { why, instead } => (Some(why.as_str()), instead.as_deref()),
    };
    let columns = header.columns.iter().map(|c| ItemColumn { name: &c.name, description: &c.description });
    Item {
        name: &query.name,
        summary: &header.summary,
        description: &header.description,
        tags: &header.tags,
        portable: because.is_none(),
        not_portable_because: because,
        instead,
        params: header.params.iter().map(param).collect(),
        columns: columns.collect(),
    }
}
