//! A jurisdiction as data: identifier schemes, issuing bodies, policy types, words.
//!
//! The profile of the United States is compiled in from `data/us/`; [`Profile::load`] reads another
//! folder of the same form, so that a jurisdiction needs no Rust.

mod body;
mod citation;
mod data;
pub mod date;
mod effect;
mod frame;
mod kind;
pub(crate) mod label;
pub(crate) mod lexicon;
mod lint;
mod names;
mod phrase;
mod president;
mod scheme;
mod series;
mod structure;
mod tables;
mod wording;
mod words;

pub use body::{Bodies, Body, BodyKind};
pub use citation::{ActWords, CitationWords, Dated};
pub use data::{ProfileError, ProfileFiles};
pub use date::{DateHit, DateOrder, Dates};
pub use frame::{Column, DocumentKind, Frames, FrontKeys};
pub use kind::{Kind, Kinds, Reading};
pub use lint::{LintTest, LintTurn, LintWords};
pub use names::NameWords;
pub use phrase::{Form, Phrase, Phrases, VerbForms};
pub use president::{Term, Terms};
pub(crate) use scheme::slug;
pub use scheme::{Role, Scheme, Schemes};
pub use series::{AllSeries, Series};
pub use structure::{Division, DivisionHead, DivisionRow, Structure};
pub use tables::{Table, Tables};
pub use wording::{List, Turn, TurnTests, Wording};
pub use words::{Class, PhraseSet, WordClasses};

use crate::model::Identifier;
use std::sync::{Arc, LazyLock};

/// Everything that reading needs to know of one jurisdiction.
#[derive(Debug)]
pub struct Profile {
    /// The first part of every policy's path: `us`.
    pub jurisdiction: String,
    /// The language of its words, as a tag of BCP 47: `en`.
    pub language: String,
    /// How numbers are printed.
    pub schemes: Schemes,
    /// Who issues policies.
    pub bodies: Bodies,
    /// How titles tell the kind of policy.
    pub kinds: Kinds,
    /// How texts name policies without a number.
    pub citations: CitationWords,
    /// Words of the language around the names of policies.
    pub names: NameWords,
    /// How documents show what they are.
    pub frames: Frames,
    /// By which words one policy acts on another.
    pub phrases: Phrases,
    /// Who was President when.
    pub presidents: Terms,
    /// By which names columns of tables are known, by what they hold.
    pub columns: std::collections::BTreeMap<String, Vec<String>>,
    /// The tables that show those names.
    pub tables: Tables,
    /// How dates are printed.
    pub dates: Arc<Dates>,
    /// Words and turns of phrase by which documents are read.
    pub wording: Arc<Wording>,
    /// Which words build a text: divisions, pointers at them, the close.
    pub structure: Arc<Structure>,
    /// Words that the linter asks.
    pub lint: LintWords,
    /// How disposition notes are written.
    pub(crate) labels: label::Labels,
    files: ProfileFiles,
}

impl Profile {
    /// The United States, compiled in.
    ///
    /// # Errors
    /// Never for the data as shipped; a test loads it.
    pub fn united_states() -> Result<&'static Self, &'static ProfileError> {
        static US: LazyLock<Result<Profile, ProfileError>> =
            LazyLock::new(|| Profile::from_files(ProfileFiles::united_states()));
        US.as_ref()
    }

    /// Reads a folder of profile files: `profile.toml`, which says of what they are, and those of `data/us/`.
    ///
    /// # Errors
    /// A file that cannot be read or does not parse, with its name, line and column; a pattern that is no
    /// regular expression; a name that no other file defines.
    pub fn load(folder: &std::path::Path) -> Result<Self, ProfileError> {
        Self::from_files(ProfileFiles::read(folder)?)
    }

    /// Who issues under a number: that of its scheme, else the body whose name opens the number: `VHA Directive 1605.01`.
    #[must_use]
    pub fn body_of(&self, number: &crate::model::Identifier) -> Option<crate::model::BodyIx> {
        let scheme = self.schemes.get(number.scheme);
        scheme.body.or_else(|| {
            let label = self.label(number);
            let (span, body) = self.bodies.find_in(&label).next()?;
            (span.start == 0).then_some(body)
        })
    }

    fn from_files(files: ProfileFiles) -> Result<Self, ProfileError> {
        let structure = Arc::new(files.structure()?);
        let (dates, wording) = (Arc::clone(&structure.dates), Arc::clone(&structure.wording));
        let bodies = Bodies::parse(files.file("bodies.toml"))?;
        let schemes = Schemes::parse(files.file("schemes.toml"), &bodies, &wording)?;
        let kinds = Kinds::parse(files.file("kinds.toml"), &bodies, &wording)?;
        let citations = CitationWords::parse(files.file("citations.toml"), &bodies, &kinds)?;
        check_series(&wording, &schemes, &bodies)?;
        let frames = Frames::parse(files.file("frame.toml"), &bodies)?;
        let phrases = Phrases::parse(files.file("relations.toml"), &dates)?;
        let names = NameWords::parse(files.file("names.toml"), &phrases)?;
        let labels = label::Labels::parse(
            files.file("labels.toml"),
            files.file("notes.toml"),
            &phrases,
            &schemes,
            &bodies,
        )?;
        let lint = LintWords::parse(files.file("lint.toml"))?;
        let tables = files.tables()?;
        let columns = tables.names();
        let presidents = Terms::parse(files.file("presidents.toml"), &bodies)?;
        Ok(Self {
            labels,
            lint,
            structure,
            dates,
            wording,
            columns,
            tables,
            presidents,
            kinds,
            citations,
            frames,
            names,
            phrases,
            jurisdiction: files.jurisdiction().to_owned(),
            language: files.language().to_owned(),
            schemes,
            bodies,
            files,
        })
    }

    /// What a column of a table is by the words of its head: a number, a title, a date, a status, or a relation, in the
    /// words of the labels of notes.
    #[must_use]
    pub fn column(&self, head: &str) -> Option<Column> {
        self.plain_column(head).or_else(|| {
            let words = head.trim().trim_end_matches(':');
            let mut labels = self.labels.labels.iter();
            let label = labels.find(|l| l.spellings.iter().any(|s| s.eq_ignore_ascii_case(words)))?;
            let (relation, extent) = *label.says.first().filter(|(r, _)| r.is_change())?;
            Some(match label.direction {
                label::Direction::Outbound => Column::Acts(relation, extent),
                label::Direction::Inbound => Column::ActedOn(relation, extent),
            })
        })
    }

    /// What a column is by `columns.toml`.
    fn plain_column(&self, head: &str) -> Option<Column> {
        let words = crate::ground::fold_space(
            head.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '#'),
        );
        let has = |role: &&str| {
            let names = self.columns.get(*role).map(Vec::as_slice).unwrap_or_default();
            names.iter().any(|name| name.eq_ignore_ascii_case(&words))
        };
        Some(match ["number", "title", "date", "status", "note"].into_iter().find(has)? {
            "number" => Column::Number,
            "title" => Column::Title,
            "date" => Column::Date,
            _ => Column::Status,
        })
    }

    /// The text of one profile file, for the parts that compile their own: `labels.toml`.
    #[must_use]
    pub fn file(&self, name: &str) -> &str {
        self.files.get(name)
    }

    /// Where a file of the profile stands.
    #[must_use]
    pub fn place(&self, name: &str) -> std::path::PathBuf {
        self.files.place(name)
    }

    /// SHA-256 of all files, in hexadecimal: what was read with another profile is read again.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.files.fingerprint()
    }

    /// `EO 13571`
    #[must_use]
    pub fn label(&self, identifier: &Identifier) -> String {
        self.schemes.get(identifier.scheme).label(&identifier.number)
    }

    /// `us/executive-order/13571`
    #[must_use]
    pub fn path(&self, identifier: &Identifier) -> String {
        format!("{}/{}", self.jurisdiction, self.schemes.get(identifier.scheme).path(&identifier.number))
    }
}

/// Schemes and bodies of the gazette's series are those of the profile.
fn check_series(wording: &Wording, schemes: &Schemes, bodies: &Bodies) -> Result<(), ProfileError> {
    let unknown = |what: &str, key: &str| {
        let message = format!("series: expected a {what} of the profile, found `{key}`");
        Err(ProfileError::new("printing.toml", message))
    };
    for series in wording.series.iter() {
        if let Some(key) = series.scheme.as_deref().filter(|key| schemes.by_key(key).is_none()) {
            return unknown("scheme", key);
        }
        if let Some(key) = series.body.as_deref().filter(|key| bodies.by_key(key).is_none()) {
            return unknown("body", key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Profile, ProfileFiles};

    #[test]
    fn every_pattern_of_the_bundled_profile_compiles() {
        let read = Profile::from_files(ProfileFiles::united_states().read_anew());
        assert_eq!(read.err(), None);
    }
}
