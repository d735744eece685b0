//! The catalog in DCAT 3 and DCAT-AP 3.0.1: <https://semiceu.github.io/DCAT-AP/releases/3.0.1/>.

use super::triples::Triples;
use super::{ENDPOINT, Offer, Record, SPARQL};
use crate::publish::PublishError;
use crate::publish::versions::Version;
use oxigraph::model::Triple;

const EU: &str = "http://publications.europa.eu/resource/authority";
const STABLE: &str = "http://publications.europa.eu/resource/authority/planned-availability/STABLE";
const IANA: &str = "https://www.iana.org/assignments/media-types";

/// Languages of ISO 639-1 with their names in the languages of the Publications Office of the EU.
const LANGUAGES: [(&str, &str); 24] = [
    ("bg", "BUL"),
    ("cs", "CES"),
    ("da", "DAN"),
    ("de", "DEU"),
    ("el", "ELL"),
    ("en", "ENG"),
    ("es", "SPA"),
    ("et", "EST"),
    ("fi", "FIN"),
    ("fr", "FRA"),
    ("ga", "GLE"),
    ("hr", "HRV"),
    ("hu", "HUN"),
    ("it", "ITA"),
    ("lt", "LIT"),
    ("lv", "LAV"),
    ("mt", "MLT"),
    ("nl", "NLD"),
    ("pl", "POL"),
    ("pt", "POR"),
    ("ro", "RON"),
    ("sk", "SLK"),
    ("sl", "SLV"),
    ("sv", "SWE"),
];

/// The whole catalog. Every resource that it names is typed, since the shapes ask for the classes of values.
pub(super) fn catalog(record: &Record<'_>) -> Result<Vec<Triple>, PublishError> {
    let config = record.config;
    let (catalog, dataset) = (config.at("#catalog"), record.dataset());
    let language = language(&config.language);
    let mut to = Triples::default();
    let mut on = to
        .about(&catalog)
        .a("dcat:Catalog")
        .said("dct:title", &format!("Catalog: {}", config.title), &config.language)
        .said("dct:description", &config.description, &config.language)
        .iri("dct:publisher", &record.publisher())
        .iri("dct:license", &config.license)
        .iri("dct:language", &language)
        .iri("foaf:homepage", &config.url)
        .iri("dct:creator", &record.creator())
        .typed("dct:issued", &record.issued, "xsd:date")
        .typed("dct:modified", &record.modified, "xsd:date")
        .iri("dcat:dataset", &dataset);
    for place in &config.places {
        on = on.iri("dct:spatial", &place.iri);
    }
    for theme in taxonomies(record) {
        on = on.iri("dcat:themeTaxonomy", &theme);
    }
    if config.service.is_some() {
        on.iri("dcat:service", &config.at("#service"));
    }
    describe_dataset(record, &mut to);
    for offer in &record.offers {
        distribution(record, offer, &mut to);
    }
    service(record, &mut to);
    origins(record, &mut to);
    surroundings(record, &language, &mut to);
    to.finish()
}

fn language(code: &str) -> String {
    LANGUAGES.iter().find(|(two, _)| *two == code).map_or_else(
        || format!("http://id.loc.gov/vocabulary/iso639-1/{code}"),
        |(_, three)| format!("{EU}/language/{three}"),
    )
}

/// The schemes of the themes, where their IRIs tell.
fn taxonomies(record: &Record<'_>) -> Vec<String> {
    let themes = format!("{EU}/data-theme");
    let known = record.config.themes.iter().any(|t| t.iri.starts_with(&format!("{themes}/")));
    known.then_some(themes).into_iter().collect()
}

fn describe_dataset(record: &Record<'_>, to: &mut Triples) {
    let config = record.config;
    let dataset = record.dataset();
    let mut on = to
        .about(&dataset)
        .a("dcat:Dataset")
        .a("void:Dataset")
        .text("dct:identifier", &dataset)
        .said("dct:title", &config.title, &config.language)
        .said("dct:description", &config.description, &config.language)
        .iri("dct:publisher", &record.publisher())
        .iri("dcat:contactPoint", &config.at("#contact"))
        .iri("dct:license", &config.license)
        .iri("dct:language", &language(&config.language))
        .iri("dct:accessRights", &format!("{EU}/access-right/PUBLIC"))
        .iri("dct:accrualPeriodicity", &format!("{EU}/frequency/IRREG"))
        .iri("dct:conformsTo", crate::ground::vocab::PED)
        .iri("dct:creator", &record.creator())
        .iri("dct:provenance", &config.at("#provenance"))
        .typed("dct:issued", &record.issued, "xsd:date")
        .typed("dct:modified", &record.modified, "xsd:date")
        .text("dcat:version", &record.version)
        .iri("dcat:landingPage", &config.url);
    if let Some(previous) = record.previous {
        on = on.iri("dcat:previousVersion", &version(record, previous));
    }
    if !record.version_notes.is_empty() {
        on = on.said("adms:versionNotes", record.version_notes, "en");
    }
    for place in &config.places {
        on = on.iri("dct:spatial", &place.iri);
    }
    for keyword in &config.keywords {
        on = on.said("dcat:keyword", keyword, &config.language);
    }
    for theme in &config.themes {
        on = on.iri("dcat:theme", &theme.iri);
    }
    if record.temporal.is_some() {
        on = on.iri("dct:temporal", &config.at("#temporal"));
    }
    for source in &record.sources {
        on = on.iri("prov:wasDerivedFrom", &source.iri);
    }
    for offer in &record.offers {
        on = on.iri("dcat:distribution", &record.distribution(offer.download));
    }
    if config.service.is_some() {
        on.iri("dcat:distribution", &config.at(ENDPOINT));
    }
}

/// The IRI of another version. It is no `dcat:Dataset`, which a portal would take for another dataset.
fn version(record: &Record<'_>, version: &Version) -> String {
    record.config.at(&format!("#version-{}", version.version))
}

fn distribution(record: &Record<'_>, offer: &Offer, to: &mut Triples) {
    let config = record.config;
    let download = offer.download;
    let iri = record.distribution(download);
    let checksum = config.at(&format!("#checksum-{}", download.key));
    let url = config.at(download.path);
    let mut on = to
        .about(&iri)
        .a("dcat:Distribution")
        .said("dct:title", download.title, "en")
        .said("dct:description", &format!("{}, {} bytes", download.format, offer.bytes), "en")
        .iri("dcat:accessURL", &url)
        .iri("dcat:downloadURL", &url)
        .iri("dcat:mediaType", &format!("{IANA}/{}", download.media_type))
        .iri("dct:format", &format!("{EU}/file-type/{}", download.file_type))
        .typed("dcat:byteSize", &offer.bytes.to_string(), "xsd:nonNegativeInteger")
        .iri("spdx:checksum", &checksum)
        .iri("dct:license", &config.license)
        .iri("dct:language", &language(&config.language))
        .iri("dcatap:availability", STABLE)
        .typed("dct:issued", &record.issued, "xsd:date")
        .typed("dct:modified", &record.modified, "xsd:date");
    if download.packed {
        on = on.iri("dcat:compressFormat", &format!("{IANA}/application/gzip"));
    }
    if download.media_type != "text/csv" {
        on.iri("dct:conformsTo", crate::ground::vocab::PED);
    }
    to.about(&checksum).a("spdx:Checksum").iri("spdx:algorithm", "spdx:checksumAlgorithm_sha256").typed(
        "spdx:checksumValue",
        &offer.sha256,
        "xsd:hexBinary",
    );
}

/// The documents that the dataset was read from; their own data say more.
fn origins(record: &Record<'_>, to: &mut Triples) {
    for source in &record.sources {
        let mut on = to.about(&source.iri).a("prov:Entity").text("dct:title", &source.title);
        if let Some(url) = &source.url {
            on = on.iri("schema:url", url);
        }
        if let Some(license) = &source.license {
            on.iri("dct:license", license);
        }
    }
}

fn service(record: &Record<'_>, to: &mut Triples) {
    let config = record.config;
    let Some(service) = &config.service else { return };
    to.about(&config.at(ENDPOINT))
        .a("dcat:Distribution")
        .said("dct:title", &service.title, &config.language)
        .said("dct:description", "The graph by the SPARQL 1.1 Protocol", "en")
        .iri("dcat:accessURL", &service.endpoint)
        .iri("dcat:accessService", &config.at("#service"))
        .iri("dct:license", &config.license)
        .iri("dct:language", &language(&config.language))
        .iri("dct:conformsTo", SPARQL)
        .iri("dcatap:availability", STABLE)
        .typed("dct:issued", &record.issued, "xsd:date")
        .typed("dct:modified", &record.modified, "xsd:date");
    let mut on = to
        .about(&config.at("#service"))
        .a("dcat:DataService")
        .said("dct:title", &service.title, &config.language)
        .iri("dcat:endpointURL", &service.endpoint)
        .iri("dcat:servesDataset", &record.dataset())
        .iri("dct:publisher", &record.publisher())
        .iri("dcat:contactPoint", &config.at("#contact"))
        .iri("dct:license", &config.license)
        .iri("dct:accessRights", &format!("{EU}/access-right/PUBLIC"))
        .iri("dct:conformsTo", SPARQL);
    if !service.endpoint_description.is_empty() {
        on = on.iri("dcat:endpointDescription", &service.endpoint_description);
    }
    for keyword in &config.keywords {
        on = on.said("dcat:keyword", keyword, &config.language);
    }
    for theme in &config.themes {
        on = on.iri("dcat:theme", &theme.iri);
    }
    to.about(SPARQL).a("dct:Standard").said("dct:title", "SPARQL 1.1 Protocol", "en");
}

/// The things that the catalog names, with what the shapes want to know of them.
fn surroundings(record: &Record<'_>, language: &str, to: &mut Triples) {
    let config = record.config;
    let publisher = to.about(&record.publisher()).a("foaf:Agent").a("org:Organization");
    publisher.said("foaf:name", &config.publisher.name, &config.language);
    if record.creator() != record.publisher() {
        to.about(&record.creator()).a("foaf:Agent").said("foaf:name", &config.creator.name, &config.language);
    }
    to.about(&config.at("#provenance")).a("dct:ProvenanceStatement").said(
        "rdfs:label",
        &record.provenance,
        "en",
    );
    for place in &config.places {
        to.about(&place.iri).a("dct:Location").said("skos:prefLabel", &place.label, &config.language).said(
            "rdfs:label",
            &place.label,
            &config.language,
        );
    }
    if let Some(previous) = record.previous {
        to.about(&version(record, previous)).a("prov:Entity").text("dcat:version", &previous.version).typed(
            "dct:modified",
            &previous.day,
            "xsd:date",
        );
    }
    to.about(&config.at("#contact"))
        .a("vcard:Kind")
        .text("vcard:fn", &config.contact.name)
        .iri("vcard:hasEmail", &format!("mailto:{}", config.contact.email));
    to.about(&config.url).a("foaf:Document");
    to.about(&config.license).a("dct:LicenseDocument");
    to.about(language).a("dct:LinguisticSystem");
    to.about(&format!("{EU}/access-right/PUBLIC")).a("dct:RightsStatement");
    to.about(&format!("{EU}/frequency/IRREG")).a("dct:Frequency");
    to.about(STABLE).a("skos:Concept").said("skos:prefLabel", "stable", "en");
    to.about(crate::ground::vocab::PED).a("dct:Standard").said("dct:title", "The Pedigraph vocabulary", "en");
    for scheme in taxonomies(record) {
        to.about(&scheme).a("skos:ConceptScheme").said("dct:title", "Data themes", "en");
    }
    for theme in &config.themes {
        let mut on =
            to.about(&theme.iri).a("skos:Concept").said("skos:prefLabel", &theme.label, &config.language);
        for scheme in taxonomies(record).iter().filter(|s| theme.iri.starts_with(s.as_str())) {
            on = on.iri("skos:inScheme", scheme);
        }
    }
    if let Some((first, last)) = &record.temporal {
        to.about(&config.at("#temporal"))
            .a("dct:PeriodOfTime")
            .typed("dcat:startDate", first, "xsd:date")
            .typed("dcat:endDate", last, "xsd:date");
    }
    let mut seen = std::collections::BTreeSet::new();
    for offer in &record.offers {
        let download = offer.download;
        if seen.insert(download.media_type) {
            to.about(&format!("{IANA}/{}", download.media_type)).a("dct:MediaType");
            to.about(&format!("{EU}/file-type/{}", download.file_type)).a("dct:MediaTypeOrExtent").said(
                "rdfs:label",
                download.format,
                "en",
            );
        }
    }
    if record.offers.iter().any(|o| o.download.packed) {
        to.about(&format!("{IANA}/application/gzip")).a("dct:MediaType");
    }
}
