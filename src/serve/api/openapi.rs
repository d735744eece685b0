//! What the API offers, as `OpenAPI` 3.1, from the lists of parameters that it reads.

use super::list;
use super::params::{LIMIT, MAX_LIMIT};
use super::{catalogue, policy, told};
use crate::lineage::render::json;
use crate::lineage::status::Status;
use crate::lineage::walk::Relations;
use crate::serve::answer::Answer;
use crate::serve::problem;
use crate::serve::problem::Problem;
use crate::serve::routes::App;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, Required, Response as Reply,
    ResponseBuilder, ServerBuilder,
};

/// `GET /openapi.json`
pub async fn document(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    let graph = app.current.get();
    let url = app.url(&headers);
    let mut bytes =
        serde_json::to_vec_pretty(&open_api(&url)?).map_err(|e| Problem::internal(e.to_string()))?;
    bytes.push(b'\n');
    let tag = graph.tag("openapi");
    Answer { bytes, media_type: super::JSON, tag, modified: graph.modified, heads: Vec::new() }
        .respond(&app, &headers)
}

/// The whole description, for a server at `url`.
fn open_api(url: &str) -> Result<OpenApi, Problem> {
    let license = LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build();
    let info = InfoBuilder::new()
        .title("Pedigraph")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license));
    let mut paths = Paths::new();
    for offer in offers()? {
        let answered: Vec<(&str, Reply)> = offer.answers();
        let mut operation = OperationBuilder::new()
            .operation_id(Some(offer.name.clone()))
            .summary(Some(offer.summary.clone()))
            .parameters(Some(offer.parameters.clone()));
        for (status, reply) in answered {
            operation = operation.response(status, reply);
        }
        let item = PathItem::new(HttpMethod::Get, operation);
        paths.paths.insert(offer.path, item);
    }
    let server = ServerBuilder::new().url(format!("{url}api/v1"));
    Ok(OpenApiBuilder::new().info(info).servers(Some([server.build()])).paths(paths).build())
}

const DESCRIPTION: &str = "Policies, what they do to one another, and the words that say so. Each answer as of a day names, in \
    Content-Location and Link, the address under which it stays the answer for that day. Errors are problem details (RFC 9457). \
    Names of policies may be IRIs, paths of IRIs, or whatever people call them.";

/// One address with its parameters.
struct Offer {
    path: String,
    name: String,
    summary: String,
    parameters: Vec<Parameter>,
    /// Media types of the answer; the schema of JSON documents.
    forms: Vec<(&'static str, Option<&'static str>)>,
    /// Whether it names a thing that may not be there.
    names: bool,
    /// Whether a query is answered, which may cost too much.
    asks: bool,
}

impl Offer {
    fn new(path: &str, name: &str, summary: &str, schema: &'static str, parameters: Vec<Parameter>) -> Self {
        Self {
            path: path.to_owned(),
            name: name.to_owned(),
            summary: summary.to_owned(),
            parameters,
            forms: vec![(super::JSON, Some(schema))],
            names: path.contains('{'),
            asks: false,
        }
    }

    fn answers(&self) -> Vec<(&'static str, Reply)> {
        let mut found = ResponseBuilder::new().description("The answer");
        for (media_type, schema) in &self.forms {
            found = found.content(*media_type, ContentBuilder::new().schema(schema.map(document_of)).build());
        }
        let mut answers = vec![("200", found.build())];
        let mut problems = vec![
            ("400", "A parameter is unknown, missing or wrong"),
            ("429", "Too many requests"),
            ("503", "The server is busy"),
        ];
        if self.names {
            problems.push(("404", "There is no such thing, or several may be meant"));
        }
        if self.asks {
            problems.extend([
                ("406", "The answer has no such form"),
                ("422", "The query costs more than it may"),
            ]);
        }
        for (status, what) in problems {
            let content = ContentBuilder::new().schema(Some(problem_of())).build();
            answers.push((
                status,
                ResponseBuilder::new().description(what).content(problem::MEDIA_TYPE, content).build(),
            ));
        }
        answers
    }
}

/// A document that names its schema.
fn document_of(schema: &'static str) -> Object {
    let named = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([json!(schema)]));
    ObjectBuilder::new().schema_type(Type::Object).property("schema", named).required("schema").build()
}

fn problem_of() -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let number = || ObjectBuilder::new().schema_type(Type::Integer);
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("type", text())
        .required("type")
        .property("title", text())
        .required("title")
        .property("status", number())
        .required("status")
        .property("detail", text())
        .property("line", number())
        .property("column", number())
        .build()
}

/// A parameter in the query of the address.
fn query(name: &str, what: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(what))
        .schema(Some(schema))
        .build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn number(least: usize, most: usize) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(most))
}

fn one_of(values: impl IntoIterator<Item = String>) -> ObjectBuilder {
    text().enum_values(Some(values.into_iter().map(|value| json!(value)).collect::<Vec<_>>()))
}

/// A day as `YYYY-MM-DD`; months, years and words are taken too.
fn day(name: &str, what: &str) -> Parameter {
    query(name, what, text().examples([json!("2017-06-15")]))
}

/// What the parameters of the parts mean, for each name that they know.
fn parameter(name: &str) -> Parameter {
    let directions = ["up", "down", "both"].map(str::to_owned);
    match name {
        "q" => query(name, "Words that all must be found, the best first", text()),
        "type" => query(name, "The type of policy: executive order", text()),
        "body" => query(name, "The issuing body: its name, acronym or IRI", text()),
        "status" => query(name, "The status on the day", one_of(Status::ALL.map(|s| s.name().to_owned()))),
        "from" => day(name, "The first day; of a month or a year its first"),
        "to" => day(name, "The last day; of a month or a year its last"),
        "as-of" => day(
            name,
            "The day for which statuses are told; the newest that the sources cover where it is absent",
        ),
        "limit" => query(name, "The most that are listed", number(1, MAX_LIMIT).default(Some(json!(LIMIT)))),
        "offset" => query(name, "How many are passed over", number(0, usize::MAX >> 12)),
        "direction" => query(name, "What it rests on, what carries it on, or both", one_of(directions)),
        "relation" => query(name, "Relations that are walked, between commas", one_of(Relations::names())),
        "depth" => query(name, "The most steps", number(0, 1000)),
        _ => query(name, "", text()),
    }
}

fn parameters(names: &[&str]) -> Vec<Parameter> {
    names.iter().map(|name| parameter(name)).collect()
}

fn id() -> Parameter {
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("A policy: the path of its IRI, or what people call it"))
        .schema(Some(text().min_length(Some(1)).examples([json!("EO 13571")])))
        .build()
}

fn offers() -> Result<Vec<Offer>, Problem> {
    let of_policy = |names: &[&str]| std::iter::once(id()).chain(parameters(names)).collect::<Vec<_>>();
    let at = ["as-of"];
    let mut all = vec![
        Offer::new(
            "/policies",
            "policies",
            "Search and list policies",
            json::POLICIES,
            parameters(&list::KNOWN),
        ),
        Offer::new("/policies/{id}", "policy", "All that is known of a policy", json::SHOW, of_policy(&at)),
        Offer::new(
            "/policies/{id}/status",
            "status",
            "Whether it is in force, and by which words",
            json::STATUS,
            of_policy(&at),
        ),
        Offer::new(
            "/policies/{id}/lineage",
            "lineage",
            "What it rests on and what carries it on",
            json::LINEAGE,
            of_policy(&policy::OF_LINEAGE),
        ),
        Offer::new(
            "/policies/{id}/impact",
            "impact",
            "What would stand on nothing without it",
            json::IMPACT,
            of_policy(&at),
        ),
        Offer::new(
            "/policies/{id}/evidence",
            "evidence",
            "Every act of it and upon it, in the words of the sources",
            json::EVIDENCE,
            of_policy(&at),
        ),
        Offer::new(
            "/changes",
            "changes",
            "What was issued, ended and altered between two days",
            json::CHANGES,
            parameters(&told::KNOWN),
        ),
        Offer::new("/sources", "sources", "The sources and how far they reach", told::SOURCES, Vec::new()),
        Offer::new("/queries", "queries", "The questions of the catalogue", catalogue::QUERIES, Vec::new()),
    ];
    all.push(Offer {
        forms: vec![("application/atom+xml", None)],
        ..Offer::new(
            "/changes.atom",
            "changesFeed",
            "The same as a feed",
            json::CHANGES,
            parameters(&told::KNOWN),
        )
    });
    for query in catalogue::built_in()?.iter() {
        let header = query.header.as_ref();
        let parameters = header.iter().flat_map(|h| &h.params).map(|param| {
            let required = param.default.is_none() && !param.optional;
            let mut built =
                self::query(&param.name, &param.description, text().examples([json!(param.example)]));
            built.required = if required { Required::True } else { Required::False };
            built
        });
        let format = self::query("format", "The form of the answer", text());
        all.push(Offer {
            forms: catalogue::media_types(),
            names: true,
            asks: true,
            ..Offer::new(
                &format!("/queries/{}", query.name),
                &format!("query-{}", query.name),
                header.map_or(query.name.as_str(), |h| h.summary.as_str()),
                catalogue::QUERIES,
                parameters.chain([format]).collect(),
            )
        });
    }
    Ok(all)
}
