//! Where a command writes its answer and in which form: `--output FILE` and `--format FORM`, the same for all commands.

use super::{Exit, Failure};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// The forms that a command can write.
pub trait Form: ValueEnum + Copy + PartialEq + Send + Sync + 'static {
    /// The form where neither `--format` nor the ending of the file tells it.
    const DEFAULT: Self;

    /// The endings of files that are written in this form, without their dots; none where no file ends so.
    fn endings(self) -> &'static [&'static str];
}

/// Options that say where an answer goes, and in which form.
#[derive(Clone, Debug, Args)]
pub struct Written<F: Form> {
    /// The file to write; standard output where it is absent or `-`
    #[arg(long, short, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, global = true, value_enum, value_name = "FORM", help = help_of_format::<F>())]
    #[allow(missing_docs, reason = "its help is made")]
    pub format: Option<F>,
}

fn name<F: Form>(form: F) -> String {
    form.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

fn help_of_format<F: Form>() -> String {
    format!("How to write it [default: as the ending of FILE says, else {}]", name(F::DEFAULT))
}

impl<F: Form> Written<F> {
    /// The form to write: `--format`, else that of the ending of the file, else the usual one.
    ///
    /// # Errors
    /// A file whose ending is that of no form of the command.
    pub fn form(&self) -> Result<F, Failure> {
        form(self.format, self.file())
    }

    /// The file to write; none for standard output.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        file(self.output.as_deref())
    }
}

/// The file that is meant by an option; none by `-`.
pub(super) fn file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| path.as_os_str() != "-")
}

/// The form that was asked for, else that of the ending of the file, else the usual one.
///
/// # Errors
/// A file whose ending is that of no form.
pub(super) fn form<F: Form>(asked: Option<F>, file: Option<&Path>) -> Result<F, Failure> {
    if let Some(form) = asked {
        return Ok(form);
    }
    let Some(path) = file else { return Ok(F::DEFAULT) };
    let Some(ending) = path.extension() else { return Ok(F::DEFAULT) };
    let of = |form: &F| form.endings().iter().any(|known| ending.eq_ignore_ascii_case(known));
    F::value_variants().iter().find(|form| of(form)).copied().ok_or_else(|| {
        let known: Vec<String> =
            F::value_variants().iter().flat_map(|form| form.endings()).map(|e| format!(".{e}")).collect();
        let message = format!(
            "{}: expected a file that ends in {}, found .{}; --format names the form of any other file",
            path.display(),
            known.join(", "),
            ending.display()
        );
        Failure::new(Exit::Failure, message)
    })
}

/// Text for people, or a document for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// Lines for a person
    #[value(alias = "table")]
    Text,
    /// A document with a versioned schema
    Json,
}

impl Form for TextOrJson {
    const DEFAULT: Self = Self::Text;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt"],
            Self::Json => &["json"],
        }
    }
}

/// Policies as rows, or a document for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rows {
    /// A row a policy
    #[value(alias = "text")]
    Table,
    /// A row a policy, uncut, for a spreadsheet
    Csv,
    /// The same, between tabs
    Tsv,
    /// A document with a versioned schema
    Json,
}

impl Form for Rows {
    const DEFAULT: Self = Self::Table;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
            Self::Json => &["json"],
        }
    }
}

impl ValueEnum for crate::rdf::write::Syntax {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [crate::rdf::write::Syntax; 6] = {
            use crate::rdf::write::Syntax;
            [Syntax::Turtle, Syntax::NTriples, Syntax::NQuads, Syntax::TriG, Syntax::JsonLd, Syntax::RdfXml]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl Form for crate::rdf::write::Syntax {
    const DEFAULT: Self = Self::Turtle;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Turtle => &["ttl"],
            Self::NTriples => &["nt"],
            Self::NQuads => &["nq"],
            Self::TriG => &["trig"],
            Self::JsonLd => &["jsonld", "json"],
            Self::RdfXml => &["rdf", "xml", "owl"],
        }
    }
}

impl ValueEnum for crate::query::output::Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Table, Self::Json, Self::Csv, Self::Tsv, Self::Xml, Self::Turtle, Self::NTriples]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let name = Self::ALL.iter().find(|(format, _)| format == self).map(|(_, name)| *name);
        let value = PossibleValue::new(name?);
        Some(if *self == Self::Table { value.alias("text") } else { value })
    }
}

impl Form for crate::query::output::Format {
    const DEFAULT: Self = Self::Table;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Table => &["txt"],
            Self::Json => &["json", "srj", "jsonld"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
            Self::Xml => &["xml", "srx", "rdf"],
            Self::Turtle => &["ttl"],
            Self::NTriples => &["nt"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::output::Format;
    use crate::rdf::write::Syntax;

    #[test]
    fn the_ending_of_a_file_is_its_form() {
        let of = |name: &str| form::<Format>(None, Some(Path::new(name))).map_err(|f| f.message.unwrap());
        assert_eq!(of("a.csv"), Ok(Format::Csv));
        assert_eq!(of("a.b.TTL"), Ok(Format::Turtle));
        assert_eq!(of("/dev/stdout"), Ok(Format::Table));
        let told = of("a.xlsx").unwrap_err();
        assert!(told.starts_with("a.xlsx: expected a file that ends in .txt, .json, "), "{told}");
        assert!(told.ends_with("found .xlsx; --format names the form of any other file"), "{told}");
        assert_eq!(form(Some(Format::Csv), Some(Path::new("a.xlsx"))).ok(), Some(Format::Csv));
        assert_eq!(file(Some(Path::new("-"))), None);
    }

    #[test]
    fn every_form_has_its_name() {
        let names: Vec<String> = Syntax::value_variants().iter().map(|form| name(*form)).collect();
        assert_eq!(names, Syntax::ALL.map(|(_, name)| name));
        let names: Vec<String> = Format::value_variants().iter().map(|form| name(*form)).collect();
        assert_eq!(names, Format::ALL.map(|(_, name)| name));
    }
}
