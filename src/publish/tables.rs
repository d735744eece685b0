//! Tables for spreadsheets, and the Data Package that describes them.
//!
//! The form of `datapackage.json`: <https://datapackage.org/standard/data-package/>. Cells hold what the graph holds; where
//! there are several values, they are separated by ` | `. A text that a spreadsheet would take for a formula has an
//! apostrophe in front: see [`inert`].

use super::config::Config;
use super::package::{Package, Target};
use super::view::View;
use super::{PublishError, facts};
use crate::graph_dir::GraphDir;
use crate::ground::passage::place;
use crate::ground::vocab;
use crate::lineage::day;
use oxigraph::model::NamedNodeRef;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

/// One column: name, type of the Table Schema or [`LIST`], description.
pub(super) type Column = (&'static str, &'static str, &'static str);

/// The type of a column whose cells hold several texts.
pub(super) const LIST: &str = "list";
/// What stands between the texts of a cell.
pub(super) const SEPARATOR: &str = " | ";

/// A table of a package.
pub(super) struct Table {
    /// The name of its file without the ending.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// Its columns, of which `iri` is the key.
    pub columns: &'static [Column],
    /// Columns that hold the key of another table, with its name.
    pub foreign: &'static [(&'static str, &'static str)],
}

/// All tables.
pub(super) const TABLES: [&Table; 3] = [&POLICIES, &STATEMENTS, &BODIES];

const POLICIES: Table = Table {
    name: "policies",
    title: "Policies",
    columns: &[
        ("iri", "string", "The IRI of the policy"),
        ("identifier", "string", "Its number: EO 13571"),
        ("title", "string", "Its title, without number and kind"),
        ("name", "string", "What a person would call it"),
        ("other_names", LIST, "Other names and acronyms"),
        ("type", "string", "The type of document"),
        ("issued", "string", "When it was issued, at the precision known: a day, a month or a year"),
        ("issued_earliest", "date", "The first day that this can mean"),
        ("issued_latest", "date", "The last day that this can mean"),
        ("editions", LIST, "When its editions were issued, where it was issued anew under its number"),
        ("published", "date", "The day of its publication in the official journal"),
        ("citation", LIST, "Its place in the official journal"),
        ("issued_by", "string", "The IRI of the body that issued it"),
        ("signed_by", LIST, "Who signed it"),
        ("status", "string", "Whether it is in force, as of status_as_of"),
        ("status_as_of", "date", "The day for which the status is told"),
        ("pages", LIST, "Its addresses on the web"),
    ],
    foreign: &[("issued_by", "bodies")],
};

const STATEMENTS: Table = Table {
    name: "statements",
    title: "Statements: what one policy does to another, with the words that say so",
    columns: &[
        ("iri", "string", "The IRI of the statement"),
        ("actor", "string", "The IRI of the policy that acts"),
        ("actor_name", "string", "Its name"),
        ("relation", "string", "What it does"),
        ("target", "string", "The IRI of the policy acted upon"),
        ("target_name", "string", "Its name"),
        ("extent", "string", "Whether the whole or a part is touched"),
        ("effective", "string", "The date printed with the act, at the precision known"),
        ("effective_earliest", "date", "The first day that this can mean"),
        ("effective_latest", "date", "The last day that this can mean"),
        ("verb", "string", "The words that give the relation, as printed"),
        ("strength", "string", "Explicit where the words say it, Inferred where markup or the inverse does"),
        (
            "lead_in",
            "string",
            "The words that hold the verb, verbatim, where they stand apart from the passage",
        ),
        ("words", "string", "The words of the verb with those of the passage, as a person reads them"),
        ("quote", "string", "The passage, verbatim"),
        ("quote_start", "integer", "Where it starts at its place, in characters from 0"),
        ("quote_end", "integer", "Where it ends, exclusive"),
        ("locator", "string", "The place in the source: a JSON Pointer or a cell"),
        ("place", "string", "The place as a person counts: row 17, Sec. 2"),
        ("lead_in_start", "integer", "Where the lead-in starts at its place, in characters from 0"),
        ("lead_in_end", "integer", "Where it ends, exclusive"),
        ("lead_in_locator", "string", "The place of the lead-in"),
        ("source", "string", "The IRI of the source"),
        ("source_title", "string", "The title of the source"),
        ("source_day", "date", "The day of the source: when it was changed, else up to when it tells"),
        ("source_url", "string", "The address of the source, or of the document that its record is of"),
    ],
    foreign: &[("actor", "policies"), ("target", "policies")],
};

const BODIES: Table = Table {
    name: "bodies",
    title: "Issuing bodies",
    columns: &[
        ("iri", "string", "The IRI of the body"),
        ("name", "string", "Its name"),
        ("other_names", LIST, "Other names and acronyms"),
        ("kind", "string", "Organization or Post"),
        ("policies", "integer", "How many policies it issued"),
    ],
    foreign: &[],
};

/// Writes the tables and their description.
pub(super) fn write(
    directory: &GraphDir,
    config: &Config,
    view: &View<'_>,
    package: &Package,
) -> Result<(), PublishError> {
    let write = |table: &Table,
                 rows: &dyn Fn(&mut dyn FnMut(&[&str]) -> io::Result<()>) -> io::Result<()>| {
        package.stream(&format!("data/{}.csv", table.name), &mut |out| {
            let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            csv.write_record(table.columns.iter().map(|(name, ..)| *name)).map_err(io::Error::other)?;
            rows(&mut |row| {
                csv.write_record(row.iter().map(|cell| inert(cell).into_owned())).map_err(io::Error::other)
            })?;
            csv.flush()
        })
    };
    write(&POLICIES, &|row| policies(view, row))?;
    write(&STATEMENTS, &|row| statements(view, row))?;
    write(&BODIES, &|row| bodies(view, row))?;
    super::csvw::write(config, package)?;
    let description = describe(directory, config, view, package);
    let mut text = serde_json::to_vec_pretty(&description).map_err(|e| PublishError::Graph(e.to_string()))?;
    text.push(b'\n');
    package.put("datapackage.json", &text)?;
    Ok(())
}

/// A cell that no spreadsheet takes for a formula: one that begins, after any apostrophes, with a character at which a
/// formula may begin has an apostrophe more. Who reads the file takes the first apostrophe of such a cell away.
///
/// The characters are those of OWASP (<https://owasp.org/www-community/attacks/CSV_Injection>), with the wide forms that
/// spreadsheets in East Asian languages take for the same.
pub(super) fn inert(cell: &str) -> Cow<'_, str> {
    const STARTS: [char; 11] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    if cell.trim_start_matches('\'').starts_with(STARTS) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

type Row<'r> = dyn FnMut(&[&str]) -> io::Result<()> + 'r;

fn policies(view: &View<'_>, row: &mut Row<'_>) -> io::Result<()> {
    let day = day::text(view.as_of).unwrap_or_default();
    for policy in view.index.policies() {
        let Some(term) = view.term(policy) else { continue };
        let one = |property: NamedNodeRef<'_>| view.graph.first(term, property).unwrap_or_default();
        let all = |property: NamedNodeRef<'_>| facts::texts(view.graph, term, property).join(SEPARATOR);
        let signers: Vec<&str> = view
            .graph
            .objects(term, vocab::PED_SIGNED_BY)
            .map(|p| view.graph.first(p, vocab::FOAF_NAME).unwrap_or_default())
            .collect();
        let published = one(vocab::SCHEMA_DATE_PUBLISHED);
        let dates = view.graph.objects(term, vocab::PED_HAS_EDITION);
        let editions: Vec<&str> = dates.filter_map(|e| view.graph.first(e, vocab::DCT_ISSUED)).collect();
        let editions = editions.join(SEPARATOR);
        row(&[
            view.graph.text(term),
            one(vocab::DCT_IDENTIFIER),
            one(vocab::DCT_TITLE),
            one(vocab::SKOS_PREF_LABEL),
            &all(vocab::SKOS_ALT_LABEL),
            &facts::type_of(view.graph, term).map_or_else(String::new, |t| t.label.clone()),
            one(vocab::DCT_ISSUED),
            one(vocab::PED_ISSUED_EARLIEST),
            one(vocab::PED_ISSUED_LATEST),
            &editions,
            if published.len() == 10 { published } else { "" },
            &all(vocab::DCT_BIBLIOGRAPHIC_CITATION),
            one(vocab::PED_ISSUED_BY),
            &signers.join(SEPARATOR),
            view.status(policy).name(),
            &day,
            &all(vocab::FOAF_PAGE),
        ])?;
    }
    Ok(())
}

fn statements(view: &View<'_>, row: &mut Row<'_>) -> io::Result<()> {
    let graph = view.graph;
    let mut found: Vec<_> = graph.of_class(vocab::PED_STATEMENT).collect();
    found.sort_by_cached_key(|s| graph.text(*s).to_owned());
    for term in found {
        let one = |property: NamedNodeRef<'_>| graph.first(term, property).unwrap_or_default();
        let name = |property: NamedNodeRef<'_>| facts::name(graph, graph.objects(term, property).next());
        let local = |property: NamedNodeRef<'_>| one(property).strip_prefix(vocab::PED).unwrap_or_default();
        let source = graph.objects(term, vocab::PROV_WAS_QUOTED_FROM).next();
        row(&[
            graph.text(term),
            one(vocab::PED_ACTOR),
            name(vocab::PED_ACTOR),
            local(vocab::PED_RELATION),
            one(vocab::PED_TARGET),
            name(vocab::PED_TARGET),
            local(vocab::PED_EXTENT),
            one(vocab::PED_EFFECTIVE),
            one(vocab::PED_EFFECTIVE_EARLIEST),
            one(vocab::PED_EFFECTIVE_LATEST),
            one(vocab::PED_VERB),
            local(vocab::PED_STRENGTH),
            one(vocab::PED_LEAD_IN),
            &view.passage(term).words(usize::MAX),
            one(vocab::PED_QUOTE),
            one(vocab::PED_QUOTE_START),
            one(vocab::PED_QUOTE_END),
            one(vocab::PED_LOCATOR),
            &place(one(vocab::PED_LOCATOR), one(vocab::PED_SECTION)),
            one(vocab::PED_LEAD_IN_START),
            one(vocab::PED_LEAD_IN_END),
            one(vocab::PED_LEAD_IN_LOCATOR),
            source.map_or("", |s| graph.text(s)),
            view.name(source),
            view.source_day(source).filter(|day| day.len() == 10).unwrap_or_default(),
            view.original(term).map_or("", |(url, _)| url),
        ])?;
    }
    Ok(())
}

fn bodies(view: &View<'_>, row: &mut Row<'_>) -> io::Result<()> {
    let graph = view.graph;
    let issued = graph.inverse(vocab::PED_ISSUED_BY);
    for (body, is_post) in facts::bodies(graph) {
        let policies = issued.get(&body).into_iter().flatten();
        let count = policies.filter(|s| facts::is_policy(graph, **s)).count();
        row(&[
            graph.text(body),
            facts::name(graph, Some(body)),
            &facts::texts(graph, body, vocab::SKOS_ALT_LABEL).join(SEPARATOR),
            if is_post { "Post" } else { "Organization" },
            &count.to_string(),
        ])?;
    }
    Ok(())
}

fn describe(directory: &GraphDir, config: &Config, view: &View<'_>, package: &Package) -> Value {
    let resources: Vec<Value> = TABLES.iter().map(|t| resource(t, package)).collect();
    let sources: Vec<Value> = directory
        .manifest()
        .sources
        .iter()
        .map(|s| {
            let header = s.header();
            let title = header.title.unwrap_or_else(|| facts::format_words(&s.format).to_owned());
            let mut source = BTreeMap::from([("title", title)]);
            if let Some(url) = header.url {
                source.insert("path", url);
            }
            json!(source)
        })
        .collect();
    let mut contributor = json!({"title": config.publisher.name, "role": "publisher"});
    if !config.publisher.url.is_empty()
        && let Some(contributor) = contributor.as_object_mut()
    {
        contributor.insert("path".to_owned(), json!(config.publisher.url));
    }
    json!({
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "pedigraph",
        "id": config.at("#dataset"),
        "title": config.title,
        "description": config.description,
        "homepage": config.url,
        "version": facts::version(directory, view),
        "licenses": [{"path": config.license}],
        "keywords": config.keywords,
        "contributors": [contributor],
        "sources": sources,
        "statusAsOf": day::text(view.as_of),
        "resources": resources,
    })
}

fn resource(table: &Table, package: &Package) -> Value {
    let path = format!("data/{}.csv", table.name);
    let entry = package.entry(&path);
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|(name, kind, what)| {
            let kind = if *kind == LIST { "string" } else { *kind };
            let mut field = json!({"name": name, "type": kind, "description": what});
            if *name == "iri"
                && let Some(field) = field.as_object_mut()
            {
                field.insert("constraints".to_owned(), json!({"required": true, "unique": true}));
            }
            field
        })
        .collect();
    let foreign: Vec<Value> = table
        .foreign
        .iter()
        .map(|(field, to)| json!({"fields": [field], "reference": {"resource": to, "fields": ["iri"]}}))
        .collect();
    let mut schema = json!({"fields": fields, "primaryKey": ["iri"], "missingValues": [""]});
    if !foreign.is_empty()
        && let Some(schema) = schema.as_object_mut()
    {
        schema.insert("foreignKeys".to_owned(), json!(foreign));
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.as_ref().map_or(0, |e| e.bytes),
        "hash": entry.map_or_else(String::new, |e| format!("sha256:{}", e.sha256)),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true, "header": true},
        "schema": schema,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_texts_and_can_be_read_back() {
        let back = |cell: &str| {
            let is_marked = cell.starts_with('\'') && inert(&cell[1..]) != cell[1..];
            if is_marked { cell[1..].to_owned() } else { cell.to_owned() }
        };
        for formula in
            ["=1+1", "+1", "-M-11-24", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\u{ff1d}1", "'=1", "''-"]
        {
            assert_eq!(inert(formula), format!("'{formula}"));
            assert_eq!(back(&inert(formula)), formula);
        }
        for text in ["", "EO 13571", "'twas", "a=b", "2011-04-27", "“=”"] {
            assert_eq!(inert(text), text);
            assert_eq!(back(text), text);
        }
    }
}
