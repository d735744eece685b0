//! Reads the values of parameters by their declared types.

use super::bind::Values;
use super::catalogue::StoredQuery;
use super::find::{Candidate, Finder, Found};
use super::header::{Kind, Param};
use super::nearest::nearest;
use super::newest::newest_date;
use crate::ground::diag::excerpt;
use crate::ground::vocab;
use crate::model::{PartialDate, Precision, Relation};
use crate::profile::Profile;
use crate::store::{GraphStore, StoreError};
use chrono::NaiveDate;
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term};
use spargebra::term::GroundTerm;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// Why a value cannot be taken.
#[derive(Debug)]
pub enum ParamError {
    /// A parameter without default was not given.
    Missing {
        /// Which.
        name: String,
        /// What it takes.
        kind: Kind,
        /// What could be given.
        example: String,
    },
    /// The query has no such parameter.
    Unknown {
        /// What was given.
        name: String,
        /// What there is.
        known: Vec<String>,
        /// Which of them is spelled alike.
        nearest: Option<String>,
    },
    /// The same parameter was given twice.
    Twice(String),
    /// A value that its type does not take.
    Malformed {
        /// Of which parameter.
        name: String,
        /// What its type takes.
        expected: String,
        /// What was given.
        found: String,
    },
    /// What is no day, with what was expected.
    Day {
        /// Of which parameter.
        name: String,
        /// What was expected and what was found.
        expected: String,
    },
    /// A policy or body that could be several.
    Ambiguous {
        /// Of which parameter.
        name: String,
        /// What was given.
        found: String,
        /// What it could be.
        candidates: Vec<Candidate>,
    },
    /// A policy or body that the graph has not.
    NotFound {
        /// Of which parameter.
        name: String,
        /// What was given.
        found: String,
        /// What is spelled alike.
        nearest: Vec<Candidate>,
    },
    /// The store failed.
    Store(StoreError),
    /// The profile, without which no policy and no body is found, cannot be loaded.
    Profile(String),
}

impl fmt::Display for ParamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name, kind, example } => {
                write!(f, "expected a {} as {name}, found nothing: add {name}=\"{example}\"", kind.name())
            }
            Self::Unknown { name, known, .. } if known.is_empty() => {
                write!(f, "expected no parameters, found `{name}`")
            }
            Self::Unknown { name, known, nearest } => {
                write!(f, "expected one of {}, found the parameter `{name}`", known.join(", "))?;
                nearest.iter().try_for_each(|meant| write!(f, "; did you mean {meant}?"))
            }
            Self::Twice(name) => write!(f, "expected each parameter once, found `{name}` twice"),
            Self::Malformed { name, expected, found } => {
                write!(f, "expected {expected} as {name}, found `{}`", excerpt(found, 80))
            }
            Self::Day { name, expected } => write!(f, "{name}: {expected}"),
            Self::Ambiguous { name, found, candidates } => {
                write!(
                    f,
                    "expected one {name}, found `{}`, which is {}:",
                    excerpt(found, 80),
                    candidates.len()
                )?;
                listed(f, candidates)
            }
            Self::NotFound { name, found, nearest } => {
                write!(f, "expected a {name} of this graph, found `{}`", excerpt(found, 80))?;
                if !nearest.is_empty() {
                    write!(f, "; did you mean:")?;
                }
                listed(f, nearest)
            }
            Self::Store(error) => error.fmt(f),
            Self::Profile(message) => f.write_str(message),
        }
    }
}

/// The first candidates, a line each.
fn listed(f: &mut fmt::Formatter<'_>, candidates: &[Candidate]) -> fmt::Result {
    const MOST: usize = 12;
    for candidate in candidates.iter().take(MOST) {
        write!(f, "\n  {}", excerpt(&candidate.to_string(), 240))?;
    }
    match candidates.len().checked_sub(MOST) {
        Some(more) if more > 0 => write!(f, "\n  and {more} more"),
        _ => Ok(()),
    }
}

impl std::error::Error for ParamError {}

impl From<StoreError> for ParamError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Reads what was given for a query, and the defaults of what was not.
///
/// Without a head nothing is declared; then a value is an IRI or a literal as N-Triples writes it, a
/// whole number, a day, or else a text.
///
/// # Errors
/// The first [`ParamError`].
pub fn read(
    query: &StoredQuery,
    given: &[(String, String)],
    store: &GraphStore,
    profile: &Profile,
) -> Result<Values, ParamError> {
    read_with(query, given, store, &|| Ok(profile))
}

/// [`read`] with a profile that is loaded only where a policy or a body is named: loading takes longer than
/// many a question.
///
/// # Errors
/// The first [`ParamError`]; [`ParamError::Profile`] with what `profile` says.
pub fn read_with<'p>(
    query: &StoredQuery,
    given: &[(String, String)],
    store: &GraphStore,
    profile: &dyn Fn() -> Result<&'p Profile, String>,
) -> Result<Values, ParamError> {
    for (i, (name, _)) in given.iter().enumerate() {
        if given.iter().take(i).any(|(before, _)| before == name) {
            return Err(ParamError::Twice(name.clone()));
        }
    }
    let Some(header) = &query.header else {
        return Ok(given.iter().map(|(name, text)| (name.clone(), undeclared(text))).collect());
    };
    if let Some((name, _)) = given.iter().find(|(name, _)| header.param(name).is_none()) {
        let known: Vec<&str> = header.params.iter().map(|p| p.name.as_str()).collect();
        let nearest = nearest(name, known.iter().copied(), 1).into_iter().next();
        let known = known.into_iter().map(str::to_owned).collect();
        return Err(ParamError::Unknown { name: name.clone(), known, nearest });
    }
    let mut values = Values::new();
    for param in &header.params {
        let text = given.iter().find(|(name, _)| *name == param.name).map(|(_, text)| text);
        match text.or(param.default.as_ref()) {
            Some(text) => {
                if let Some(value) = value(param, text, store, profile)? {
                    values.insert(param.name.clone(), value);
                }
            }
            None if param.optional => {}
            None => {
                return Err(ParamError::Missing {
                    name: param.name.clone(),
                    kind: param.kind,
                    example: param.example.clone(),
                });
            }
        }
    }
    Ok(values)
}

/// One value; `None` where it is the newest date of a graph that has none.
fn value<'p>(
    param: &Param,
    text: &str,
    store: &GraphStore,
    profile: &dyn Fn() -> Result<&'p Profile, String>,
) -> Result<Option<GroundTerm>, ParamError> {
    let profile = || profile().map_err(ParamError::Profile);
    let malformed = |expected: &str| ParamError::Malformed {
        name: param.name.clone(),
        expected: expected.to_owned(),
        found: text.to_owned(),
    };
    let iri = |iri: NamedNode| Some(GroundTerm::NamedNode(iri));
    let literal = |literal: Literal| Some(GroundTerm::Literal(literal));
    Ok(match param.kind {
        Kind::Policy => match by_identifier(text, store)? {
            Some(policy) => iri(policy),
            None => Some(one(param, text, &Finder::policies_of(profile()?, store)?)?),
        },
        Kind::Body => Some(one(param, text, &Finder::bodies_of(profile()?, store)?)?),
        Kind::Relation => match relation(text) {
            Some(property) => iri(property),
            None => return Err(malformed(&relations(profile()?.phrases.of_verb(text.trim())))),
        },
        Kind::Date => typed_day(param, text, store, &profile)?.and_then(|day| literal(date(day))),
        Kind::Integer => {
            let number: i64 = text.trim().parse().map_err(|_| malformed("a whole number"))?;
            literal(number.into())
        }
        Kind::String => literal(text.into()),
        Kind::Iri => {
            iri(absolute(text).ok_or_else(|| malformed("an absolute IRI or a name like ped:rescinds"))?)
        }
    })
}

/// The day that was typed; none where it is the newest one of a graph that has none. ISO dates ask for no profile.
fn typed_day<'p>(
    param: &Param,
    text: &str,
    store: &GraphStore,
    profile: &dyn Fn() -> Result<&'p Profile, ParamError>,
) -> Result<Option<NaiveDate>, ParamError> {
    if let Some(day) = day(text) {
        return Ok(Some(day));
    }
    if text.trim() == "newest" {
        return Ok(newest_date(store)?);
    }
    let malformed = |expected: String| ParamError::Day { name: param.name.clone(), expected };
    Ok(super::day::read(text, &profile()?.dates).map_err(malformed)?.of(None))
}

/// The one policy that has the text as its number: `EO 13571`, `M-11-24`, also `eo13571`. Finding anything else takes a
/// profile and the names of all policies.
fn by_identifier(text: &str, store: &GraphStore) -> Result<Option<NamedNode>, StoreError> {
    let upper = text.trim().to_ascii_uppercase();
    let digits = upper.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0);
    let spaced = digits.map(|at| format!("{} {}", &upper[..at], &upper[at..]));
    let typed = [Some(text.trim().to_owned()), Some(upper), spaced];
    let mut found = BTreeSet::new();
    for identifier in typed.into_iter().flatten().collect::<BTreeSet<_>>() {
        let literal = Literal::from(identifier);
        for quad in store.quads(None, Some(vocab::DCT_IDENTIFIER), Some((&literal).into())) {
            let NamedOrBlankNode::NamedNode(subject) = quad?.subject else { continue };
            let is_policy = store
                .quads(Some(subject.as_ref().into()), Some(vocab::RDF_TYPE), Some(vocab::PED_POLICY.into()))
                .next();
            if is_policy.transpose()?.is_some() {
                found.insert(subject);
            }
        }
    }
    Ok(found.pop_first().filter(|_| found.is_empty()))
}

/// What a name stands for. Where the graph has nothing at all that could be meant, an IRI that stands for
/// nothing, so that a query over an empty graph answers that there is nothing.
fn one(param: &Param, text: &str, finder: &Finder<'_>) -> Result<GroundTerm, ParamError> {
    let (name, found) = (param.name.clone(), text.to_owned());
    if finder.is_empty() {
        return NamedNode::new("urn:pedigraph:nothing")
            .map(GroundTerm::NamedNode)
            .map_err(|_| ParamError::NotFound { name, found, nearest: Vec::new() });
    }
    match finder.find(text) {
        Found::One(iri) => Ok(GroundTerm::NamedNode(iri)),
        Found::Many(candidates) => Err(ParamError::Ambiguous { name, found, candidates }),
        Found::None(nearest) => Err(ParamError::NotFound { name, found, nearest }),
    }
}

/// `rescinds`, `rescindsInPart`, `rescinds in part`, `ped:rescinds` or the property's IRI.
fn relation(text: &str) -> Option<NamedNode> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    let text = text.strip_prefix(vocab::PED).or_else(|| text.strip_prefix("ped:")).unwrap_or(text);
    let mut name = String::with_capacity(text.len());
    for (i, word) in text.split([' ', '-', '_']).filter(|w| !w.is_empty()).enumerate() {
        let mut chars = word.chars();
        let first = chars.next();
        if i == 0 {
            name.extend(first)
        } else {
            name.extend(first.into_iter().flat_map(char::to_uppercase))
        }
        name.push_str(chars.as_str());
    }
    let (relation, extent) = Relation::from_name(&name)?;
    Some(relation.property(extent).into_owned())
}

/// What is expected where no relation was given, with that of a verb.
fn relations(of_verb: Option<Relation>) -> String {
    let names: Vec<&str> = Relation::ALL.iter().map(|r| r.name()).collect();
    let meant = of_verb.map(|r| format!("; did you mean {}?", r.name())).unwrap_or_default();
    format!("a relation ({}; also rescindsInPart, supersedesInPart{meant})", names.join(", "))
}

fn day(text: &str) -> Option<NaiveDate> {
    let date = PartialDate::from_iso(text.trim())?;
    (date.precision() == Precision::Day).then(|| date.earliest())
}

fn date(day: NaiveDate) -> Literal {
    Literal::new_typed_literal(day.to_string(), vocab::XSD_DATE)
}

/// An absolute IRI of a scheme that is safe to follow, or a name with a usual prefix.
fn absolute(text: &str) -> Option<NamedNode> {
    let text = text.trim();
    let bare = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(text);
    let (start, local) = bare.split_once(':')?;
    if matches!(start, "http" | "https" | "urn" | "mailto") {
        return NamedNode::new(bare).ok();
    }
    let (_, namespace) = vocab::PREFIXES.into_iter().find(|(prefix, _)| *prefix == start)?;
    NamedNode::new(format!("{namespace}{local}")).ok()
}

/// A value that no head declares.
fn undeclared(text: &str) -> GroundTerm {
    match Term::from_str(text) {
        Ok(Term::NamedNode(iri)) => return GroundTerm::NamedNode(iri),
        Ok(Term::Literal(literal)) if text.starts_with('"') => return GroundTerm::Literal(literal),
        _ => {}
    }
    let literal = match (text.parse::<i64>(), day(text)) {
        (Ok(number), _) => Literal::from(number),
        (_, Some(day)) => date(day),
        _ => Literal::from(text),
    };
    GroundTerm::Literal(literal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graphs;
    use oxigraph::io::{RdfFormat, RdfParser};

    fn store() -> GraphStore {
        let text = include_str!("../../tests/fixtures/sample.trig");
        let quads = RdfParser::from_format(RdfFormat::TriG).for_slice(text).map(Result::unwrap);
        GraphStore::from_quads(quads, Graphs::Merged).unwrap()
    }

    fn query(kind: &str, more: &str) -> StoredQuery {
        let text = format!(
            "#+ params:\n#+   - {{name: x, type: {kind}, example: E, description: D{more}}}\nASK {{ ?s ?p $x }}"
        );
        StoredQuery::from_text("q", text).unwrap()
    }

    fn read_one(kind: &str, text: &str) -> Result<String, String> {
        let given = [("x".to_owned(), text.to_owned())];
        let values = read(&query(kind, ""), &given, &store(), Profile::united_states().unwrap());
        values.map(|v| v["x"].to_string()).map_err(|e| e.to_string())
    }

    #[test]
    fn each_type_takes_its_own() {
        let date = |d: &str| Ok(format!("\"{d}\"^^<http://www.w3.org/2001/XMLSchema#date>"));
        assert_eq!(read_one("date", "2017-06-15"), date("2017-06-15"));
        assert_eq!(read_one("date", "newest"), date("2025-01-27"));
        assert_eq!(read_one("date", "2017-06"), date("2017-06-30"));
        assert_eq!(read_one("date", "June 15, 2017"), date("2017-06-15"));
        assert_eq!(
            read_one("integer", " 7 "),
            Ok("\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>".to_owned())
        );
        assert_eq!(read_one("string", "a\"b"), Ok(r#""a\"b""#.to_owned()));
        assert_eq!(read_one("iri", "dct:title"), Ok("<http://purl.org/dc/terms/title>".to_owned()));
        assert_eq!(
            read_one("policy", "eo13571"),
            Ok("<https://w3id.org/pedigraph/id/us/executive-order/13571>".to_owned())
        );
        assert_eq!(
            read_one("body", "OMB"),
            Ok("<https://w3id.org/pedigraph/id/us/body/office-of-management-and-budget>".to_owned())
        );
        for text in [
            "rescindsInPart",
            "rescinds in part",
            "ped:rescindsInPart",
            "<https://w3id.org/pedigraph/ns#rescindsInPart>",
        ] {
            assert_eq!(
                read_one("relation", text),
                Ok("<https://w3id.org/pedigraph/ns#rescindsInPart>".to_owned())
            );
        }
    }

    #[test]
    fn what_a_type_does_not_take_is_told() {
        for (kind, text, message) in [
            ("integer", "7.5", "expected a whole number as x, found `7.5`"),
            (
                "iri",
                "javascript:alert(1)",
                "expected an absolute IRI or a name like ped:rescinds as x, found `javascript:alert(1)`",
            ),
            (
                "iri",
                "http://x/ y",
                "expected an absolute IRI or a name like ped:rescinds as x, found `http://x/ y`",
            ),
        ] {
            assert_eq!(read_one(kind, text).unwrap_err(), message);
        }
        for text in ["2017-02-30", "06/07/2017", "yesterday"] {
            let error = read_one("date", text).unwrap_err();
            assert!(error.starts_with("x: expected a day such as 2017-06-14"), "{error}");
        }
        assert!(
            read_one("relation", "likes")
                .unwrap_err()
                .starts_with("expected a relation (rescinds, supersedes,")
        );
        assert_eq!(
            read_one("policy", "executive order").unwrap_err(),
            "expected one x, found `executive order`, which is 2:\n  \
             EO 12862  Setting Customer Service Standards  <https://w3id.org/pedigraph/id/us/executive-order/12862>\n  \
             EO 13571  Streamlining Service Delivery and Improving Customer Service  <https://w3id.org/pedigraph/id/us/executive-order/13571>"
        );
        assert!(read_one("policy", "EO 13751").unwrap_err().contains("did you mean:\n  EO 13571"));
    }

    #[test]
    fn parameters_are_asked_for_by_name() {
        let profile = Profile::united_states().unwrap();
        let read = |query: &StoredQuery, given: &[(&str, &str)]| {
            let given: Vec<_> = given.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
            read(query, &given, &store(), profile).map(|v| v.len()).map_err(|e| e.to_string())
        };
        let required = query("date", "");
        assert_eq!(read(&required, &[]).unwrap_err(), "expected a date as x, found nothing: add x=\"E\"");
        assert_eq!(read(&required, &[("y", "1")]).unwrap_err(), "expected one of x, found the parameter `y`");
        assert_eq!(
            read(&required, &[("x", "1"), ("x", "2")]).unwrap_err(),
            "expected each parameter once, found `x` twice"
        );
        assert_eq!(read(&query("date", ", default: newest"), &[]), Ok(1));
        assert_eq!(read(&query("date", ", optional: true"), &[]), Ok(0));
    }

    #[test]
    fn without_a_head_the_value_tells_its_type() {
        assert_eq!(undeclared("<http://x/a>").to_string(), "<http://x/a>");
        assert_eq!(undeclared("\"a\"@en").to_string(), "\"a\"@en");
        assert_eq!(undeclared("12").to_string(), "\"12\"^^<http://www.w3.org/2001/XMLSchema#integer>");
        assert_eq!(
            undeclared("2017-06-15").to_string(),
            "\"2017-06-15\"^^<http://www.w3.org/2001/XMLSchema#date>"
        );
        assert_eq!(undeclared("_:b").to_string(), "\"_:b\"");
    }
}
