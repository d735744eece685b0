//! The arguments of tools, with the descriptions that assistants read, under the names that the API has.

use crate::serve::api::params::Params;
use crate::serve::problem::Problem;
use rmcp::model::JsonObject;
use rmcp::schemars::{self, JsonSchema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads arguments.
///
/// # Errors
/// What is missing, unknown or of another type.
pub fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, Problem> {
    serde_json::from_value(Value::Object(arguments)).map_err(|e| Problem::bad(e.to_string()))
}

/// Arguments as parameters of the API.
pub fn params(given: &impl Serialize) -> Params {
    let Ok(Value::Object(values)) = serde_json::to_value(given) else { return Params::default() };
    Params::of(values.into_iter().filter_map(|(name, value)| match value {
        Value::String(text) => Some((name, text)),
        Value::Number(number) => Some((name, number.to_string())),
        _ => None,
    }))
}

/// Arguments of `search_policies`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Search {
    /// Words to look for in names, titles and summaries; every one of them must stand there. Leave out to list all policies.
    pub q: Option<String>,
    /// Only policies of this type, for example "executive order" or "memorandum".
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Only policies that this body issued, by a part of its name.
    pub body: Option<String>,
    /// Only policies of this status: "in force", "in force in part", "suspended", "ended", "not yet issued", "unknown" or "disputed".
    pub status: Option<String>,
    /// Only policies issued on this day or later: 2017-06-14, 2017-06 or 2017.
    pub from: Option<String>,
    /// Only policies issued on this day or earlier: 2017-06-14, 2017-06 or 2017.
    pub to: Option<String>,
    /// The day for the statuses: 2017-06-14, 2017-06 or 2017. Without it, the newest day that the sources cover.
    pub as_of: Option<String>,
    /// The most policies of one answer, 1 to 200; 25 without it.
    pub limit: Option<u32>,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of tools that answer about one policy as of a day.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OfPolicy {
    /// The policy, by what people call it ("EO 12866", "M-16-08", a title) or by its IRI.
    pub policy: String,
    /// The day of the answer: 2017-06-14, 2017-06 or 2017 (the last day of it). Without it, the newest day that the sources cover.
    pub as_of: Option<String>,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of `policy_lineage`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lineage {
    /// The policy, by what people call it ("EO 12866", "M-16-08", a title) or by its IRI.
    pub policy: String,
    /// "up": what it rests on; "down": what carries it on; "both" without it.
    pub direction: Option<String>,
    /// Which relations to follow, names with commas between: for example "amends,rescinds"; "descent" (what it says without it)
    /// are those by which policies carry others on; "all" are all.
    pub relation: Option<String>,
    /// The most steps from the policy; without it as far as it goes.
    pub depth: Option<u32>,
    /// Follow only what is stated up to this day, and tell statuses as of it: 2017-06-14, 2017-06 or 2017.
    pub as_of: Option<String>,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of `changes`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Between {
    /// The first day: 2017-06-14, 2017-06 or 2017 (the first day of it). Without it, a year before the last day.
    pub from: Option<String>,
    /// The last day, on which statuses are told: 2017-06-14, 2017-06 or 2017 (the last day of it). Without it, the newest day of
    /// which a source tells.
    pub to: Option<String>,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of `list_queries`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Queries {
    /// A query of the list, to be told in full with its text in SPARQL. Without it, all queries in a line each.
    pub name: Option<String>,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of `run_query`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RunQuery {
    /// A query of `list_queries`.
    pub name: String,
    /// Values of its parameters by their names, all as texts: {"policy": "EO 12866"}.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of `sparql`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sparql {
    /// A query in SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE. Prefixes ped:, dct:, rdfs:, foaf: and the like need no
    /// declaration. Use LIMIT.
    pub query: String,
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

/// Arguments of `sources`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sources {
    /// What an earlier answer gave for its next part.
    pub cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> JsonObject {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn arguments_are_those_of_the_api() {
        let given: Lineage =
            read(object(r#"{"policy":"EO 12866","as-of":"2017","depth":2,"cursor":null}"#)).unwrap();
        let params = params(&given);
        assert_eq!((params.get("policy"), params.get("as-of")), (Some("EO 12866"), Some("2017")));
        assert_eq!(params.number("depth", (0, 9), 0).ok(), Some(2));
        assert_eq!(params.get("cursor"), None);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let told = |text: &str| read::<OfPolicy>(object(text)).map(|_| ()).unwrap_err().told();
        assert!(told("{}").contains("missing field `policy`"), "{}", told("{}"));
        let unknown = told(r#"{"policy":"a","day":"2017"}"#);
        assert!(unknown.contains("unknown field `day`, expected one of `policy`, `as-of`"), "{unknown}");
        assert!(told(r#"{"policy":7}"#).contains("expected a string"));
    }
}
