//! `publish.toml`: what a portal wants to know and no graph can tell.

use super::PublishError;
use crate::query::catalogue::Catalogue;
use chrono::NaiveDate;
use oxigraph::model::NamedNode;
use serde::Deserialize;
use std::path::Path;

/// A commented `publish.toml`, to be filled in.
pub const TEMPLATE: &str = include_str!("publish.toml");

/// A configuration larger than this is refused, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// What `publish.toml` says, once nothing is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the package will stand, with a slash at the end.
    pub url: String,
    /// The name of the dataset.
    pub title: String,
    /// What is in it.
    pub description: String,
    /// The language of titles and quotes: two letters of ISO 639-1.
    pub language: String,
    /// The licence, an IRI.
    pub license: String,
    /// Words by which it is found.
    pub keywords: Vec<String>,
    /// Who publishes it.
    pub publisher: Agent,
    /// Who made it; the publisher where the configuration names nobody.
    pub creator: Agent,
    /// Whom to ask.
    pub contact: Contact,
    /// Subjects.
    pub themes: Vec<Concept>,
    /// Countries and other places that it is about.
    pub places: Vec<Concept>,
    /// The day of its first publication, where the configuration says it.
    pub issued: Option<NaiveDate>,
    /// What is to be told of how it came to be, besides what the sources say.
    pub provenance: String,
    /// Codes of the federal government, for agencies.
    pub federal: Option<Federal>,
    /// Where the graph can be queried.
    pub service: Option<Service>,
    /// Questions of the catalogue whose answers are left out.
    pub unanswered: Vec<String>,
    /// The base of the graph's IRIs, where it is known to be elsewhere than the package.
    pub base: Option<String>,
}

/// A body or a person that publishes or makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Agent {
    /// Its name.
    pub name: String,
    /// Its IRI or home page.
    pub url: String,
}

/// Whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// A name.
    pub name: String,
    /// An address, without `mailto:`.
    pub email: String,
}

/// A subject or a place, from a list that portals share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Concept {
    /// The IRI of the concept.
    pub iri: String,
    /// What it is called.
    pub label: String,
}

/// Codes that the schema for federal agencies asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Federal {
    /// Agency and bureau: `015:11`.
    pub bureau_codes: Vec<String>,
    /// Agency and program: `015:000`.
    pub program_codes: Vec<String>,
}

/// A SPARQL endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// Its address.
    pub endpoint: String,
    /// What it is called.
    pub title: String,
    /// The address of what describes it: a service description, an OpenAPI document, a page. Empty where there is none.
    pub endpoint_description: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    url: String,
    title: String,
    description: String,
    language: String,
    license: String,
    keywords: Vec<String>,
    publisher: Agent,
    creator: Agent,
    contact: Contact,
    themes: Vec<Concept>,
    places: Vec<Concept>,
    issued: String,
    provenance: String,
    federal: Option<Federal>,
    service: Option<Service>,
    unanswered: Vec<String>,
    base: Option<String>,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// [`PublishError::Config`]: a file that cannot be read, keys that are not known, values that are missing or wrong.
    pub fn read(path: &Path) -> Result<Self, PublishError> {
        let told = |message: &dyn std::fmt::Display| {
            PublishError::Config(vec![format!("{}: {message}", path.display())])
        };
        let size = std::fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => told(
                &"expected a configuration, found none; `pedigraph publish --init` writes one to fill in",
            ),
            _ => told(&error),
        })?;
        if size.len() > MAX_BYTES {
            return Err(told(&"expected a configuration of at most 1 MiB"));
        }
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        Self::parse(&text).map_err(|error| match error {
            PublishError::Config(lines) => {
                let head = format!("{}: {} to put right:", path.display(), count(lines.len()));
                PublishError::Config(
                    std::iter::once(head).chain(lines.into_iter().map(|l| format!("  {l}"))).collect(),
                )
            }
            other => other,
        })
    }

    /// Reads the text of a configuration.
    ///
    /// # Errors
    /// [`PublishError::Config`] with every key that is missing or wrong, by its name.
    pub fn parse(text: &str) -> Result<Self, PublishError> {
        let file: File = toml::from_str(text)
            .map_err(|error| PublishError::Config(vec![error.to_string().trim_end().to_owned()]))?;
        let faults = faults(&file);
        if !faults.is_empty() {
            return Err(PublishError::Config(faults));
        }
        Ok(Self {
            url: file.url,
            title: file.title,
            description: file.description,
            language: if file.language.is_empty() { "en".to_owned() } else { file.language },
            license: file.license,
            keywords: file.keywords,
            creator: if file.creator.name.is_empty() { file.publisher.clone() } else { file.creator },
            publisher: file.publisher,
            contact: file.contact,
            themes: file.themes,
            places: file.places,
            issued: day(&file.issued),
            provenance: file.provenance.trim().to_owned(),
            federal: file.federal.filter(|f| !(f.bureau_codes.is_empty() && f.program_codes.is_empty())),
            service: file.service.filter(|s| !s.endpoint.is_empty()),
            unanswered: file.unanswered,
            base: file.base.filter(|base| !base.is_empty()),
        })
    }

    /// What is not needed but would help: one line for each key.
    #[must_use]
    pub fn wishes(&self) -> Vec<String> {
        let mut wishes = Vec::new();
        if self.keywords.is_empty() {
            wishes.push("`keywords` is empty: words by which a portal's users find the dataset".to_owned());
        }
        if self.themes.is_empty() {
            wishes.push("`themes` is empty: the subjects under which a portal lists the dataset".to_owned());
        }
        if self.places.is_empty() {
            wishes.push(
                "`places` is empty: the country or place under which a portal lists the dataset".to_owned(),
            );
        }
        wishes
    }

    /// What is to be told where the IRIs of a graph do not lead into the package: they begin with `base`, which is neither the
    /// address of the package nor the base that the configuration knows of.
    #[must_use]
    pub fn base_elsewhere(&self, base: &str) -> Option<String> {
        if base.starts_with(&self.url) || self.base.as_deref() == Some(base) {
            return None;
        }
        let url = &self.url;
        Some(format!(
            "the graph's IRIs begin with {base} and the package will stand at {url}: whoever follows an IRI comes to the page only \
             if {base} redirects there; then say so by `base = \"{base}\"` in the configuration, or make a graph with \
             `pedigraph ingest --base {url}`"
        ))
    }

    /// What is said of a graph that is looked at and not published: its title, and where it is.
    #[must_use]
    pub fn unpublished(url: &str, title: &str, description: &str) -> Self {
        Self {
            url: url.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            language: "en".to_owned(),
            license: String::new(),
            keywords: Vec::new(),
            publisher: Agent::default(),
            creator: Agent::default(),
            contact: Contact::default(),
            themes: Vec::new(),
            places: Vec::new(),
            issued: None,
            provenance: String::new(),
            federal: None,
            service: None,
            unanswered: Vec::new(),
            base: None,
        }
    }

    /// The address of a file of the package.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The IRI of the dataset.
    #[must_use]
    pub fn dataset(&self) -> String {
        self.at("#dataset")
    }
}

fn count(n: usize) -> String {
    if n == 1 { "one value".to_owned() } else { format!("{n} values") }
}

fn faults(file: &File) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    faults.url("url", &file.url, "where the package will stand on the web");
    if !file.url.is_empty() && (!file.url.ends_with('/') || file.url.contains(['?', '#'])) {
        faults.0.push(format!("`url`: expected an address that ends in `/`, found `{}`", file.url));
    }
    faults.text("title", &file.title, "what the dataset is called, in a line");
    faults.text("description", &file.description, "what is in it and what it is good for, in a paragraph");
    if !(file.language.is_empty()
        || file.language.len() == 2 && file.language.bytes().all(|b| b.is_ascii_lowercase()))
    {
        faults.0.push(format!(
            "`language`: expected two letters of ISO 639-1, such as `en`, found `{}`",
            file.language
        ));
    }
    faults.url("license", &file.license, "the address of the licence under which it is given");
    faults.text("publisher.name", &file.publisher.name, "the body that publishes it");
    if !file.publisher.url.is_empty() {
        faults.url("publisher.url", &file.publisher.url, "");
    }
    if file.creator != Agent::default() {
        faults.text("creator.name", &file.creator.name, "who made it");
    }
    if !file.creator.url.is_empty() {
        faults.url("creator.url", &file.creator.url, "");
    }
    if !file.issued.is_empty() && day(&file.issued).is_none() {
        faults.0.push(format!("`issued`: expected a day such as `2025-01-31`, found `{}`", file.issued));
    }
    faults.text("contact.name", &file.contact.name, "whom to ask about it");
    faults.text("contact.email", &file.contact.email, "the address to which questions go");
    if !file.contact.email.is_empty() && !is_email(&file.contact.email) {
        faults.0.push(format!(
            "`contact.email`: expected an address such as `data@example.gov`, found `{}`",
            file.contact.email
        ));
    }
    if file.keywords.iter().any(|k| k.trim().is_empty()) {
        faults.0.push("`keywords`: expected words, found an empty one".to_owned());
    }
    faults.questions(&file.unanswered);
    faults.concepts("themes", &file.themes, "subject");
    faults.concepts("places", &file.places, "place");
    if let Some(federal) = &file.federal {
        faults.codes("federal.bureau_codes", &federal.bureau_codes, 2, federal.program_codes.is_empty());
        faults.codes("federal.program_codes", &federal.program_codes, 3, federal.bureau_codes.is_empty());
    }
    if let Some(service) = &file.service
        && !(service.endpoint.is_empty() && service.title.is_empty())
    {
        faults.url("service.endpoint", &service.endpoint, "the address of the SPARQL endpoint");
        faults.text("service.title", &service.title, "what the endpoint is called");
        if !service.endpoint_description.is_empty() {
            faults.url("service.endpoint_description", &service.endpoint_description, "");
        }
    }
    faults.0
}

/// A day as `2025-01-31`; nothing else is one.
fn day(text: &str) -> Option<NaiveDate> {
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

struct Faults(Vec<String>);

impl Faults {
    fn text(&mut self, key: &str, value: &str, what: &str) {
        if value.trim().is_empty() {
            self.0.push(format!("`{key}` is missing: {what}"));
        }
    }

    fn url(&mut self, key: &str, value: &str, what: &str) {
        self.text(key, value, what);
        let http = value.starts_with("https://") || value.starts_with("http://");
        if !value.trim().is_empty() && (!http || NamedNode::new(value).is_err() || !value.is_ascii()) {
            self.0.push(format!("`{key}`: expected an http or https address, found `{value}`"));
        }
    }

    fn concepts(&mut self, key: &str, concepts: &[Concept], what: &str) {
        for (i, concept) in concepts.iter().enumerate() {
            self.url(&format!("{key}[{i}].iri"), &concept.iri, &format!("the IRI of the {what}"));
            self.text(&format!("{key}[{i}].label"), &concept.label, &format!("what the {what} is called"));
        }
    }

    fn questions(&mut self, names: &[String]) {
        let Ok(catalogue) = Catalogue::built_in() else { return };
        for name in names.iter().filter(|name| catalogue.get(name).is_err()) {
            let known: Vec<&str> = catalogue.iter().map(|q| q.name.as_str()).collect();
            self.0.push(format!("`unanswered`: expected queries of {}, found `{name}`", known.join(", ")));
        }
    }

    fn codes(&mut self, key: &str, codes: &[String], digits: usize, may_be_empty: bool) {
        if codes.is_empty() && !may_be_empty {
            self.0.push(format!(
                "`{key}` is missing: the schema for federal agencies asks for both kinds of codes"
            ));
        }
        let digits_only = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        for code in codes {
            let right =
                code.split_once(':').is_some_and(|(a, b)| digits_only(a, 3) && digits_only(b, digits));
            if !right {
                let example = if digits == 2 { "015:11" } else { "015:000" };
                self.0.push(format!("`{key}`: expected codes such as `{example}`, found `{code}`"));
            }
        }
    }
}

/// The form that the portals' schemas take.
fn is_email(text: &str) -> bool {
    let plain = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    text.split_once('@').is_some_and(|(local, host)| {
        plain(local, "_~!$&'()*+,;=:.-") && plain(host, ".-") && host.trim_matches('.').contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "url = 'https://data.example.gov/p/'\ntitle = 'T'\ndescription = 'D'\n\
        license = 'https://example.org/l'\npublisher = { name = 'P' }\ncontact = { name = 'C', email = 'a@example.gov' }\n";

    fn lines(text: &str) -> Vec<String> {
        match Config::parse(text) {
            Err(PublishError::Config(lines)) => lines,
            other => panic!("expected faults, found {other:?}"),
        }
    }

    #[test]
    fn the_template_tells_what_to_fill_in() {
        let told = lines(TEMPLATE);
        let missing = ["url", "title", "description", "publisher.name", "contact.name", "contact.email"];
        for key in missing {
            assert!(told.iter().any(|l| l.starts_with(&format!("`{key}` is missing: "))), "{key}: {told:?}");
        }
        assert_eq!(told.len(), missing.len(), "{told:?}");
    }

    #[test]
    fn a_full_one_is_read() {
        let config = Config::parse(FULL).unwrap();
        assert_eq!((config.language.as_str(), config.federal, config.service), ("en", None, None));
        // Keywords, themes and places are what a catalog should have and this one lacks.
        assert_eq!(Config::parse(FULL).unwrap().wishes().len(), 3);
    }

    #[test]
    fn a_base_elsewhere_is_told_until_it_is_known() {
        let config = Config::parse(FULL).unwrap();
        let elsewhere = "https://w3id.org/pedigraph/id/";
        assert!(
            config
                .base_elsewhere(elsewhere)
                .is_some_and(|told| told.contains("ingest --base https://data.example.gov/p/"))
        );
        assert_eq!(config.base_elsewhere("https://data.example.gov/p/id/"), None);
        let known = Config::parse(&format!("base = '{elsewhere}'\n{FULL}")).unwrap();
        assert_eq!(known.base_elsewhere(elsewhere), None);
        assert!(known.base_elsewhere("https://other.example/").is_some());
    }

    #[test]
    fn wrong_values_are_told_by_key() {
        for (more, told) in [
            ("language = 'eng'", "`language`: expected two letters"),
            (
                "[federal]\nbureau_codes = ['15']\nprogram_codes = ['015:000']",
                "expected codes such as `015:11`, found `15`",
            ),
            ("[federal]\nbureau_codes = ['015:11']", "`federal.program_codes` is missing"),
            (
                "[service]\nendpoint = 'ftp://x'\ntitle = 'x'",
                "`service.endpoint`: expected an http or https address",
            ),
            ("[[themes]]\niri = 'https://x.org/a'", "`themes[0].label` is missing"),
            ("unanswered = ['stale', 'none']", "`unanswered`: expected queries of annotations, "),
            ("colour = 1", "unknown field `colour`"),
        ] {
            let told_of = lines(&format!("{FULL}{more}")).join("\n");
            assert!(told_of.contains(told), "{more}: {told_of}");
        }
        assert!(lines(&FULL.replace("/p/", "/p")).join("").contains("ends in `/`"));
        assert!(lines(&FULL.replace("a@example.gov", "a b@c")).join("").contains("`contact.email`"));
    }
}
