//! Linked data: an IRI of the graph leads to its page or to its data, as the client accepts.
//!
//! ```text
//! GET /us/executive-order/13571         303 to …/13571/ or …/13571.ttl, .jsonld, .nt, .rdf
//! GET /us/executive-order/13571/        the page
//! GET /us/executive-order/13571.ttl     what the graph says of it, with its evidence
//! ```
//!
//! An IRI goes before a file: where `…/a.ttl` is a thing of the graph, the data of `…/a` are `…/a/index.ttl`. IRIs are compared as
//! they are written, so that `…/a%2Fb` is another than `…/a/b`.
//!
//! These are the addresses of a published site, so that a graph can be served or published at one base.

use super::accept;
use super::address;
use super::answer::Answer;
use super::opened::Opened;
use super::pages::NotMade;
use super::problem::Problem;
use super::routes::App;
use crate::publish::live::Live;
use crate::rdf::write::Syntax;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// The forms of a thing by media type: its page, or its data with the ending of the address.
const OFFERS: [(&str, Option<&str>); 8] = [
    ("text/html", None),
    ("text/turtle", Some("ttl")),
    ("application/ld+json", Some("jsonld")),
    ("application/n-triples", Some("nt")),
    ("application/rdf+xml", Some("rdf")),
    ("application/xhtml+xml", None),
    ("application/json", Some("jsonld")),
    ("application/xml", Some("rdf")),
];

/// The endings of data with their syntaxes and media types.
const DATA: [(&str, Syntax, &str); 4] = [
    ("ttl", Syntax::Turtle, "text/turtle"),
    ("jsonld", Syntax::JsonLd, "application/ld+json"),
    ("nt", Syntax::NTriples, "application/n-triples"),
    ("rdf", Syntax::RdfXml, "application/rdf+xml"),
];

/// The media type of a file of the site by its ending.
fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "ttl" => "text/turtle",
        "jsonld" => "application/ld+json",
        "json" => "application/json",
        "rdf" => "application/rdf+xml",
        "rq" => "application/sparql-query",
        "csv" => "text/csv; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}

/// What an address leads to.
enum Found {
    File(Vec<u8>, &'static str),
    /// Another address, below that of the server, and whether it is another thing: the page or the data of what was asked.
    At(String, bool),
    Nothing,
}

/// Whatever is no other part's.
pub async fn any(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Problem::method("GET, HEAD"));
    }
    let graph = app.current.get();
    let nothing = || Problem::not_found("nothing in the graph has this address");
    let paths = below(&app, &graph, request.uri().path()).ok_or_else(nothing)?;
    let is_download = paths.iter().any(|path| is_download(path));
    let nothing = || match is_download {
        true => Problem::not_found(
            "nothing in the graph has this address; catalog and downloads are of a package (pedigraph publish), here the graph is asked \
             at /sparql",
        ),
        false => nothing(),
    };
    let wanted = accept::choose(request.headers(), &OFFERS).copied();
    let base = graph.base.as_str().to_owned();
    let wanted = wanted.map(|(_, form)| form);
    let look = move |live: &Live<'_>| {
        for path in &paths {
            match find(live, &base, path, wanted)? {
                Found::Nothing => {}
                found => return Ok(found),
            }
        }
        Ok(Found::Nothing)
    };
    let found = graph.pages.ask(look).await;
    match found.map_err(|not| match not {
        NotMade::Busy => Problem::busy(),
        NotMade::Ended => Problem::internal("the page was not made"),
    })? {
        Ok(Found::File(bytes, media_type)) => {
            let answer = Answer {
                bytes,
                media_type,
                tag: graph.tag("file"),
                modified: graph.modified,
                heads: Vec::new(),
            };
            answer.respond(&app, request.headers())
        }
        Ok(Found::At(path, other)) => Ok(redirect(&app, &path, other)),
        Ok(Found::Nothing) => Err(nothing()),
        Err(Wrong::Form) => Err(Problem::not_acceptable(&accept::names(&OFFERS))),
        Err(Wrong::Syntax(why)) => Err(Problem::unwritable(why)),
        Err(Wrong::Made(why)) => Err(Problem::internal(why)),
    }
}

/// Why a thing that is there is not given.
enum Wrong {
    Form,
    /// A syntax cannot write it.
    Syntax(String),
    Made(String),
}

/// Whether a path is that of a file which only a package has.
fn is_download(path: &str) -> bool {
    let files = ["catalog.ttl", "catalog.jsonld", "datapackage.json", "versions.json"];
    path.starts_with("data/") || files.contains(&path)
}

/// The path below the base of the graph, or of the server: as it is written, where it has escapes, then without these. What stands
/// before it in the base, or in the public address, may stand before it here.
fn below(app: &App, graph: &Opened, path: &str) -> Option<Vec<String>> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let decoded = decoded.strip_prefix('/')?;
    // What no address of the site has needs no look.
    if decoded.split('/').any(|part| part == ".." || part == ".") || decoded.contains(['\\', '\0']) {
        return None;
    }
    let before = [address::split(graph.base.as_str()).1, app.folder()];
    let before = before.map(|folder| folder.trim_start_matches('/'));
    let inner = |path: &str| {
        let mut before = before.iter().filter(|folder| !folder.is_empty());
        before.find_map(|folder| path.strip_prefix(*folder)).unwrap_or(path).to_owned()
    };
    let written = path.strip_prefix('/').filter(|written| *written != decoded);
    Some(written.into_iter().chain([decoded]).map(inner).collect())
}

/// Finds what stands at a path. `wanted` is the form that the client takes; none where it takes none that there is.
fn find(live: &Live<'_>, base: &str, path: &str, wanted: Option<Option<&str>>) -> Result<Found, Wrong> {
    if path.is_empty() || path.ends_with('/') {
        let file = format!("{path}index.html");
        if let Some(bytes) = live.file(&file).map_err(Wrong::Made)? {
            return Ok(Found::File(bytes, media_type(&file)));
        }
        let folder = path.strip_suffix('/').unwrap_or_default();
        return Ok(match live.thing(&format!("{base}{folder}"), folder) {
            Some(bytes) => Found::File(bytes, media_type(&file)),
            None => Found::Nothing,
        });
    }
    let iri = format!("{base}{path}");
    if live.knows(&iri) {
        return see(live, &iri, path, wanted.ok_or(Wrong::Form)?);
    }
    if let Some(bytes) = live.file(path).map_err(Wrong::Made)? {
        return Ok(Found::File(bytes, media_type(path)));
    }
    if let Some((stem, ending)) = path.rsplit_once('.')
        && let Some((_, syntax, media_type)) = DATA.into_iter().find(|(known, ..)| *known == ending)
    {
        let of = |stem: &str| live.data(&format!("{base}{stem}"), path, syntax).map_err(Wrong::Syntax);
        let beside = match of(stem)? {
            Some(bytes) => Some(bytes),
            None => stem.strip_suffix("/index").map(of).transpose()?.flatten(),
        };
        if let Some(bytes) = beside {
            return Ok(Found::File(bytes, media_type));
        }
    }
    // The vocabulary, and folders of the site whose slash was left out.
    if live.file(&format!("{path}/index.html")).map_err(Wrong::Made)?.is_none() {
        return Ok(Found::Nothing);
    }
    let other = path == VOCABULARY;
    Ok(Found::At(
        match wanted.flatten() {
            Some(ending) if other => {
                format!("{path}/ontology.{}", if ending == "nt" { "ttl" } else { ending })
            }
            _ => format!("{path}/"),
        },
        other,
    ))
}

/// The folder of the vocabulary.
const VOCABULARY: &str = "ns";

/// Leads from a thing to its page or its data.
fn see(live: &Live<'_>, iri: &str, path: &str, form: Option<&str>) -> Result<Found, Wrong> {
    Ok(Found::At(
        match form {
            Some(ending) if live.knows(&format!("{iri}.{ending}")) => format!("{path}/index.{ending}"),
            Some(ending) => format!("{path}.{ending}"),
            None => format!("{}/", live.page_of(iri).unwrap_or_else(|| path.to_owned())),
        },
        true,
    ))
}

/// `303 See Other` from a thing to what tells of it, `308` from one address of a page to the other.
fn redirect(app: &App, path: &str, other: bool) -> Response {
    let status = if other { StatusCode::SEE_OTHER } else { StatusCode::PERMANENT_REDIRECT };
    let mut heads = HeaderMap::new();
    if let Ok(location) = format!("{}{path}", app.folder()).try_into() {
        heads.insert(header::LOCATION, location);
    }
    heads.append(header::VARY, header::HeaderValue::from_static("accept"));
    (status, heads).into_response()
}
