//! The catalogs that data.gov harvests: DCAT-US 1.1 (`data.json`) and 3.0.
//!
//! <https://resources.data.gov/resources/dcat-us/> and the schemas of GSA's harvester. In 3.0 `byteSize` is a string, and
//! a service's `contactPoint` and `endpointURL` are arrays. A harvester compares the hash of a record: each distribution
//! tells the hash of its file, so that the record changes when the data do.

use super::{Offer, Record};
use crate::publish::config::Service;
use serde_json::{Map, Value, json};

/// `data.json`; with the codes of federal agencies where the configuration has them.
pub(super) fn version_1_1(record: &Record<'_>) -> Value {
    let config = record.config;
    let mut dataset = Map::new();
    let mut set = |key: &str, value: Value| {
        dataset.insert(key.to_owned(), value);
    };
    set("@type", json!("dcat:Dataset"));
    set("identifier", json!(record.dataset()));
    set("title", json!(config.title));
    set("description", json!(config.description));
    let keywords =
        if config.keywords.is_empty() { vec!["public policy".to_owned()] } else { config.keywords.clone() };
    set("keyword", json!(keywords));
    set("modified", json!(record.modified));
    set("publisher", json!({"@type": "org:Organization", "name": config.publisher.name}));
    set(
        "contactPoint",
        json!({
            "@type": "vcard:Contact",
            "fn": config.contact.name,
            "hasEmail": format!("mailto:{}", config.contact.email),
        }),
    );
    set("accessLevel", json!("public"));
    set("license", json!(config.license));
    set("accrualPeriodicity", json!("irregular"));
    set("language", json!([config.language]));
    set("landingPage", json!(config.url));
    set("conformsTo", json!(crate::ground::vocab::PED));
    set("describedBy", json!(config.at("ns/index.html")));
    set("describedByType", json!("text/html"));
    if let Some(federal) = &config.federal {
        set("bureauCode", json!(federal.bureau_codes));
        set("programCode", json!(federal.program_codes));
    }
    set("issued", json!(record.issued));
    if !config.places.is_empty() {
        let labels: Vec<&str> = config.places.iter().map(|p| p.label.as_str()).collect();
        set("spatial", json!(labels.join("; ")));
    }
    if let Some((first, last)) = &record.temporal {
        set("temporal", json!(format!("{first}/{last}")));
    }
    if !config.themes.is_empty() {
        set("theme", json!(config.themes.iter().map(|t| &t.label).collect::<Vec<_>>()));
    }
    let mut distributions: Vec<Value> = record.offers.iter().map(|o| distribution_1_1(record, o)).collect();
    if let Some(service) = &config.service {
        distributions.push(json!({
            "@type": "dcat:Distribution",
            "title": service.title,
            "accessURL": service.endpoint,
            "format": "API",
            "conformsTo": super::SPARQL,
        }));
    }
    set("distribution", json!(distributions));
    json!({
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@id": config.at("data.json"),
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [dataset],
    })
}

fn distribution_1_1(record: &Record<'_>, offer: &Offer) -> Value {
    let download = offer.download;
    json!({
        "@type": "dcat:Distribution",
        "title": download.title,
        "description": format!("{} bytes, SHA-256 {}", offer.bytes, offer.sha256),
        "downloadURL": record.config.at(download.path),
        // The type of the file that is downloaded, packed or not.
        "mediaType": if download.packed { "application/gzip" } else { download.media_type },
        "format": download.format,
    })
}

/// The catalog of DCAT-US 3.0.
pub(super) fn version_3_0(record: &Record<'_>) -> Value {
    let config = record.config;
    let publisher =
        json!({"@id": record.publisher(), "@type": "Organization", "name": config.publisher.name});
    let contact = json!({
        "@id": config.at("#contact"),
        "@type": "Kind",
        "fn": config.contact.name,
        "hasEmail": format!("mailto:{}", config.contact.email),
    });
    let themes: Vec<Value> = config
        .themes
        .iter()
        .map(|t| json!({"@id": t.iri, "@type": "Concept", "prefLabel": t.label}))
        .collect();
    let places: Vec<Value> = config
        .places
        .iter()
        .map(|p| json!({"@id": p.iri, "@type": "Location", "prefLabel": p.label}))
        .collect();
    let mut distributions: Vec<Value> = record.offers.iter().map(|o| distribution_3_0(record, o)).collect();
    distributions.extend(config.service.iter().map(|service| {
        json!({
            "@id": config.at(super::ENDPOINT),
            "@type": "Distribution",
            "title": service.title,
            "description": "The graph by the SPARQL 1.1 Protocol",
            "accessURL": service.endpoint,
            "accessService": [service_3_0(record, service)],
            "issued": record.issued,
            "modified": record.modified,
            "license": config.license,
        })
    }));
    let standard = json!({
        "@id": crate::ground::vocab::PED, "@type": "Standard", "title": "The Pedigraph vocabulary",
    });
    let mut dataset = json!({
        "@id": record.dataset(),
        "@type": "Dataset",
        "identifier": {"@type": "Identifier", "notation": record.dataset(), "version": record.version},
        "title": config.title,
        "description": config.description,
        "publisher": publisher,
        "contactPoint": [contact],
        "keyword": config.keywords,
        "theme": themes,
        "creator": {"@id": record.creator(), "@type": "Agent", "name": config.creator.name},
        "provenance": [record.provenance],
        "spatial": places,
        "issued": record.issued,
        "modified": record.modified,
        "version": record.version,
        "language": [config.language],
        "accessRights": "public",
        "accrualPeriodicity": "irregular",
        "conformsTo": [standard],
        "landingPage": {
            "@id": config.url, "@type": "Document", "title": config.title, "accessURL": config.url,
        },
        "distribution": distributions,
    });
    versions_3_0(record, &mut dataset, &contact);
    if let (Some((first, last)), Some(dataset)) = (&record.temporal, dataset.as_object_mut()) {
        let period = json!({"@id": config.at("#temporal"), "@type": "PeriodOfTime", "startDate": first, "endDate": last});
        dataset.insert("temporal".to_owned(), json!([period]));
    }
    let mut catalog = json!({
        "@id": config.at("#catalog"),
        "@type": "Catalog",
        "conformsTo": {"@id": "https://resources.data.gov/dcat-us/3.0.0/", "@type": "Standard", "title": "DCAT-US 3.0"},
        "title": format!("Catalog: {}", config.title),
        "description": config.description,
        "publisher": {"@id": record.publisher(), "@type": "Agent", "name": config.publisher.name},
        "contactPoint": [contact],
        "language": [config.language],
        "license": config.license,
        "modified": record.modified,
        "homepage": {"@id": config.url, "@type": "Document", "title": config.title, "accessURL": config.url},
        "dataset": [dataset],
    });
    if let (Some(service), Some(catalog)) = (&config.service, catalog.as_object_mut()) {
        catalog.insert("service".to_owned(), json!([service_3_0(record, service)]));
    }
    catalog
}

/// The version before this one, and what changed since.
fn versions_3_0(record: &Record<'_>, dataset: &mut Value, contact: &Value) {
    let Some(dataset) = dataset.as_object_mut() else { return };
    if !record.version_notes.is_empty() {
        dataset.insert("versionNotes".to_owned(), json!(record.version_notes));
    }
    if let Some(previous) = record.previous {
        let previous = json!({
            "@id": record.config.at(&format!("#version-{}", previous.version)),
            "@type": "Dataset",
            "identifier": {"@type": "Identifier", "notation": record.dataset(), "version": previous.version},
            "title": record.config.title,
            "description": record.config.description,
            "contactPoint": [contact],
            "modified": previous.day,
            "version": previous.version,
        });
        dataset.insert("previousVersion".to_owned(), previous);
    }
}

fn service_3_0(record: &Record<'_>, service: &Service) -> Value {
    let config = record.config;
    let mut described = json!({
        "@id": config.at("#service"),
        "@type": "DataService",
        "title": service.title,
        "endpointURL": [service.endpoint],
        "contactPoint": [{
            "@id": config.at("#contact"),
            "@type": "Kind",
            "fn": config.contact.name,
            "hasEmail": format!("mailto:{}", config.contact.email),
        }],
        "publisher": {"@id": record.publisher(), "@type": "Agent", "name": config.publisher.name},
        "license": config.license,
        "conformsTo": [{"@id": super::SPARQL, "@type": "Standard", "title": "SPARQL 1.1 Protocol"}],
    });
    if let (false, Some(described)) = (service.endpoint_description.is_empty(), described.as_object_mut()) {
        described.insert("endpointDescription".to_owned(), json!([service.endpoint_description]));
    }
    described
}

fn distribution_3_0(record: &Record<'_>, offer: &Offer) -> Value {
    let download = offer.download;
    let url = record.config.at(download.path);
    let mut distribution = json!({
        "@id": record.distribution(download),
        "@type": "Distribution",
        "title": download.title,
        "description": format!("{}, {} bytes, SHA-256 {}", download.format, offer.bytes, offer.sha256),
        "accessURL": url,
        "downloadURL": url,
        "mediaType": download.media_type,
        "format": download.format,
        "byteSize": offer.bytes.to_string(),
        "characterEncoding": ["UTF-8"],
        "modified": record.modified,
        "license": record.config.license,
        "checksum": {
            "@id": record.config.at(&format!("#checksum-{}", download.key)),
            "@type": "Checksum",
            "algorithm": "SHA-256",
            "checksumValue": offer.sha256,
        },
    });
    if let (true, Some(distribution)) = (download.packed, distribution.as_object_mut()) {
        distribution.insert("compressFormat".to_owned(), json!("application/gzip"));
    }
    distribution
}
