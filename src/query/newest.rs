//! The newest day that a graph tells of: the day for which lists are told where none is asked.

use crate::ground::vocab;
use crate::model::PartialDate;
use crate::store::{GraphStore, StoreError};
use chrono::NaiveDate;
use oxigraph::model::{NamedOrBlankNodeRef, Term, TermRef};

/// The day for which lists are told: the newest one that a register covers; else the newest one of the sources, of
/// their own dates and of the dates of the policies in them, a month or year counting to its end; the same as
/// [`Index::list_day`](crate::lineage::Index::list_day).
///
/// # Errors
/// [`StoreError::Storage`]
pub fn newest_date(store: &GraphStore) -> Result<Option<NaiveDate>, StoreError> {
    let mut newest = None;
    for quad in store.quads(None, Some(vocab::PED_COVERS_UNTIL), None) {
        let quad = quad?;
        if is_register(store, quad.subject.as_ref())? {
            newest = newest.max(last_day(&quad.object));
        }
    }
    if newest.is_some() {
        return Ok(newest);
    }
    for quad in store.quads(None, Some(vocab::RDF_TYPE), Some(TermRef::NamedNode(vocab::PED_SOURCE))) {
        for quad in store.quads(Some(quad?.subject.as_ref()), Some(vocab::DCT_MODIFIED), None) {
            newest = newest.max(last_day(&quad?.object));
        }
    }
    for quad in store.quads(None, Some(vocab::PED_ISSUED_LATEST), None) {
        newest = newest.max(last_day(&quad?.object));
    }
    Ok(newest)
}

/// Whether a source is a register: its format is not that of a page or of a text.
fn is_register(store: &GraphStore, source: NamedOrBlankNodeRef<'_>) -> Result<bool, StoreError> {
    for quad in store.quads(Some(source), Some(vocab::PED_FORMAT), None) {
        if let Term::Literal(format) = quad?.object
            && crate::source::Format::from_name(format.value()).is_some_and(|f| !f.is_register())
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The last day of a date, a dateTime, a month or a year.
fn last_day(term: &Term) -> Option<NaiveDate> {
    let Term::Literal(literal) = term else { return None };
    let text = literal.value();
    PartialDate::from_iso(text.get(..10).unwrap_or(text)).map(PartialDate::latest)
}
