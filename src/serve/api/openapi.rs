//! What the API offers, as `OpenAPI` 3.1, from the lists of parameters that it reads.

use super::list;
use super::params::{LIMIT, MAX_DEPTH, MAX_LIMIT, MAX_OFFSET};
use super::{catalogue, policy, shapes, told};
use crate::lineage::render::json;
use crate::lineage::status::Status;
use crate::lineage::walk::Relations;
use crate::model::Relation;
use crate::query::header::{Kind, Param};
use crate::query::listing;
use crate::serve::answer::Answer;
use crate::serve::opened::Kinds;
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
use utoipa::openapi::schema::{AnyOfBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, RefOr, Required,
    Response as Reply, ResponseBuilder, ServerBuilder,
};

/// `GET /openapi.json`
pub async fn document(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    let graph = app.current.get();
    let url = app.url(&headers);
    let failed = |e: serde_json::Error| Problem::internal(e.to_string());
    let mut described = serde_json::to_value(open_api(&url, &graph.kinds)?).map_err(failed)?;
    if let Some(described) = described.as_object_mut() {
        described.insert("components".to_owned(), shapes::components()?);
    }
    let mut bytes = serde_json::to_vec_pretty(&described).map_err(failed)?;
    bytes.push(b'\n');
    let tag = graph.tag("openapi");
    Answer { bytes, media_type: super::JSON, tag, modified: graph.modified, heads: Vec::new() }
        .respond(&app, &headers)
}

/// The whole description, for a server at `url` and a graph that has policies of some types.
fn open_api(url: &str, kinds: &Kinds) -> Result<OpenApi, Problem> {
    let license = LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build();
    let info = InfoBuilder::new()
        .title("Pedigraph")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license));
    let mut paths = Paths::new();
    for offer in offers(kinds)? {
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
    Names of policies may be IRIs, paths of IRIs, or whatever people call them. A parameter without a value is as if it were not there.";

/// One address with its parameters.
struct Offer {
    path: String,
    name: String,
    summary: String,
    parameters: Vec<Parameter>,
    /// Media types of the answer with their shapes.
    forms: Vec<(&'static str, RefOr<Schema>)>,
    /// Whether it names a thing that may not be there.
    names: bool,
    /// Whether `Accept` is heeded.
    chooses: bool,
    /// Whether a query is answered, which may cost too much.
    asks: bool,
}

impl Offer {
    fn new(path: &str, name: &str, summary: &str, schema: &str, parameters: Vec<Parameter>) -> Self {
        Self {
            path: path.to_owned(),
            name: name.to_owned(),
            summary: summary.to_owned(),
            parameters,
            forms: vec![(super::JSON, shapes::document(schema))],
            names: path.contains('{'),
            chooses: true,
            asks: false,
        }
    }

    fn answers(&self) -> Vec<(&'static str, Reply)> {
        let mut found = ResponseBuilder::new().description("The answer");
        for (media_type, shape) in &self.forms {
            found = found.content(*media_type, ContentBuilder::new().schema(Some(shape.clone())).build());
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
        if self.chooses {
            problems.push(("406", "The answer has no such form"));
        }
        if self.asks {
            problems.push(("422", "The query costs more than it may"));
        }
        for (status, what) in problems {
            let content = ContentBuilder::new().schema(Some(shapes::problem())).build();
            answers.push((
                status,
                ResponseBuilder::new().description(what).content(problem::MEDIA_TYPE, content).build(),
            ));
        }
        answers
    }
}

/// The characters of Unicode's property `White_Space`, as a class of a pattern.
const WHITE_SPACE: &str = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

/// A parameter in the query of the address, without which there is an answer too.
fn query(name: &str, what: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    // As an empty field of a form is sent.
    let empty = text().pattern(Some(format!("^[{WHITE_SPACE}]*$")));
    required(name, what, AnyOfBuilder::new().item(schema).item(empty), Required::False)
}

fn required(name: &str, what: &str, schema: impl Into<RefOr<Schema>>, required: Required) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(required)
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

/// A text that is not blank.
fn words() -> ObjectBuilder {
    text().pattern(Some(r"\S"))
}

/// A day, a month, a year, or the word for one. Days as the language of the profile writes them are taken too.
fn day() -> AnyOfBuilder {
    let dated = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
    let shorter = text().pattern(Some("^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"));
    let named = one_of(["today", "newest"].map(str::to_owned));
    AnyOfBuilder::new().item(dated).item(shorter).item(named).examples([json!("2017-06-15")])
}

/// One or more of some names, between commas.
fn several_of(names: impl Iterator<Item = String>) -> ObjectBuilder {
    let name = format!("({})", names.collect::<Vec<_>>().join("|"));
    text().pattern(Some(format!("^{name}(,{name})*$")))
}

/// What the parameters of the parts mean, for each name that they know.
fn parameter(name: &str, kinds: &Kinds) -> Parameter {
    let day = |name, what| query(name, what, day());
    let directions = ["up", "down", "both"].map(str::to_owned);
    match name {
        "q" => query(name, "Words that all must be found, the best first", text()),
        "type" => query(name, "The type of policy", one_of(kinds.all().into_iter().map(str::to_owned))),
        "body" => query(name, "The issuing body: its name, acronym or IRI", words()),
        "status" => query(name, "The status on the day", one_of(Status::ALL.map(|s| s.name().to_owned()))),
        "from" => day(name, "The first day; of a month or a year its first"),
        "to" => day(name, "The last day; of a month or a year its last"),
        "as-of" => day(
            name,
            "The day for which statuses are told; the newest that the sources cover where it is absent",
        ),
        "limit" => query(name, "The most that are listed", number(1, MAX_LIMIT).default(Some(json!(LIMIT)))),
        "offset" => query(name, "How many are passed over", number(0, MAX_OFFSET)),
        "direction" => query(name, "What it rests on, what carries it on, or both", one_of(directions)),
        "relation" => {
            query(name, "Relations that are walked, between commas", several_of(Relations::names()))
        }
        "depth" => query(name, "The most steps", number(0, MAX_DEPTH)),
        _ => query(name, "", text()),
    }
}

fn parameters(names: &[&str], kinds: &Kinds) -> Vec<Parameter> {
    names.iter().map(|name| parameter(name, kinds)).collect()
}

/// A parameter of a query of the catalogue.
fn of_query(param: &Param) -> Parameter {
    let schema: RefOr<Schema> = match param.kind {
        Kind::Date => day().into(),
        Kind::Integer => {
            let number = ObjectBuilder::new().schema_type(Type::Integer);
            let number = number.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)));
            number.minimum(Some(i64::MIN)).maximum(Some(i64::MAX)).into()
        }
        Kind::Relation => one_of(Relation::ALL.iter().map(|relation| relation.name().to_owned())).into(),
        Kind::Policy | Kind::Body | Kind::String | Kind::Iri => {
            words().examples([json!(param.example)]).into()
        }
    };
    if param.is_required() {
        required(&param.name, &param.description, schema, Required::True)
    } else {
        query(&param.name, &param.description, schema)
    }
}

fn id() -> Parameter {
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("A policy: the path of its IRI, or what people call it"))
        .schema(Some(words().examples([json!("EO 13571")])))
        .build()
}

fn offers(kinds: &Kinds) -> Result<Vec<Offer>, Problem> {
    let parameters = |names: &[&str]| parameters(names, kinds);
    let of_policy = |names: &[&str]| std::iter::once(id()).chain(parameters(names)).collect::<Vec<_>>();
    let at = ["as-of"];
    let list = Offer::new(
        "/policies",
        "policies",
        "Search and list policies",
        json::POLICIES,
        parameters(&list::KNOWN),
    );
    let mut all = vec![
        // A body that is not there.
        Offer {
            names: true,
            forms: [list.forms.clone(), vec![("text/csv", shapes::other())]].concat(),
            ..list
        },
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
        Offer::new("/queries", "queries", "The questions of the catalogue", listing::QUERIES, Vec::new()),
    ];
    all.push(Offer {
        forms: vec![("application/atom+xml", shapes::other())],
        chooses: false,
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
        let parameters = header.iter().flat_map(|h| &h.params).map(of_query);
        let gives_graph = catalogue::gives_graph(query)?;
        let forms = catalogue::forms(gives_graph).map(|(name, _)| name.to_owned());
        let columns = header.map(|h| h.columns.as_slice()).unwrap_or_default();
        let of = |form: &str| match form {
            "json" => shapes::rows(columns),
            "jsonld" => shapes::graph(),
            _ => shapes::other(),
        };
        let format = self::query("format", "The form of the answer, in place of Accept", one_of(forms));
        all.push(Offer {
            forms: catalogue::forms(gives_graph).map(|(name, media_type)| (media_type, of(name))).collect(),
            names: true,
            asks: true,
            ..Offer::new(
                &format!("/queries/{}", query.name),
                &format!("query-{}", query.name),
                header.map_or(query.name.as_str(), |h| h.summary.as_str()),
                listing::QUERIES,
                parameters.chain([format]).collect(),
            )
        });
    }
    Ok(all)
}
