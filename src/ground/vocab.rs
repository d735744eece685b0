//! Every IRI that Pedigraph writes, in one place.
//!
//! A test walks both ways between this file and `ontology/`: each `ped:` term here is declared
//! there, and each term declared there is used.

#![allow(clippy::disallowed_methods)] // the one audited place for unchecked constant IRIs
#![allow(missing_docs)] // each constant is documented by the term's own comment in ontology/

use oxigraph::model::NamedNodeRef;

/// The namespace of Pedigraph's own terms.
pub const PED: &str = "https://w3id.org/pedigraph/ns#";

/// Prefixes for people-readable syntaxes, in the order in which they are declared.
pub const PREFIXES: [(&str, &str); 18] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("jolux", "http://data.legilux.public.lu/resource/ontology/jolux#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("ped", PED),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! terms {
    ($($name:ident = $iri:literal;)*) => {
        $(pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);)*
        /// All constants of this file, for the tests that hold code and ontology together.
        pub const ALL: &[NamedNodeRef<'static>] = &[$($name),*];
    };
}

terms! {
    RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

    // Classes of Pedigraph
    PED_POLICY = "https://w3id.org/pedigraph/ns#Policy";
    PED_STATEMENT = "https://w3id.org/pedigraph/ns#Statement";
    PED_MENTION = "https://w3id.org/pedigraph/ns#Mention";
    PED_SOURCE = "https://w3id.org/pedigraph/ns#Source";
    PED_EDITION = "https://w3id.org/pedigraph/ns#Edition";

    // Relations between policies, ACTOR to TARGET
    PED_RESCINDS = "https://w3id.org/pedigraph/ns#rescinds";
    PED_RESCINDS_IN_PART = "https://w3id.org/pedigraph/ns#rescindsInPart";
    PED_SUPERSEDES = "https://w3id.org/pedigraph/ns#supersedes";
    PED_SUPERSEDES_IN_PART = "https://w3id.org/pedigraph/ns#supersedesInPart";
    PED_AMENDS = "https://w3id.org/pedigraph/ns#amends";
    PED_EXTENDS = "https://w3id.org/pedigraph/ns#extends";
    PED_CONTINUES = "https://w3id.org/pedigraph/ns#continues";
    PED_SUPPLEMENTS = "https://w3id.org/pedigraph/ns#supplements";
    PED_SUSPENDS = "https://w3id.org/pedigraph/ns#suspends";
    PED_REINSTATES = "https://w3id.org/pedigraph/ns#reinstates";
    PED_RATIFIES = "https://w3id.org/pedigraph/ns#ratifies";
    PED_IMPLEMENTS = "https://w3id.org/pedigraph/ns#implements";
    PED_BASED_ON = "https://w3id.org/pedigraph/ns#basedOn";
    PED_CITES = "https://w3id.org/pedigraph/ns#cites";
    PED_SEE_ALSO = "https://w3id.org/pedigraph/ns#seeAlso";
    PED_RELATED_TO = "https://w3id.org/pedigraph/ns#relatedTo";
    PED_DESCENDS_FROM = "https://w3id.org/pedigraph/ns#descendsFrom";

    // Policies
    PED_TYPE = "https://w3id.org/pedigraph/ns#type";
    PED_ISSUED_BY = "https://w3id.org/pedigraph/ns#issuedBy";
    PED_SIGNED_BY = "https://w3id.org/pedigraph/ns#signedBy";
    PED_ISSUED_EARLIEST = "https://w3id.org/pedigraph/ns#issuedEarliest";
    PED_HAS_EDITION = "https://w3id.org/pedigraph/ns#hasEdition";
    PED_EXPIRES = "https://w3id.org/pedigraph/ns#expires";
    PED_DOCUMENT_NUMBER = "https://w3id.org/pedigraph/ns#documentNumber";
    PED_ISSUED_LATEST = "https://w3id.org/pedigraph/ns#issuedLatest";

    // Statements
    PED_ACTOR = "https://w3id.org/pedigraph/ns#actor";
    PED_RELATION = "https://w3id.org/pedigraph/ns#relation";
    PED_TARGET = "https://w3id.org/pedigraph/ns#target";
    PED_EXTENT = "https://w3id.org/pedigraph/ns#extent";
    PED_WHOLE = "https://w3id.org/pedigraph/ns#Whole";
    PED_PART = "https://w3id.org/pedigraph/ns#Part";
    PED_EFFECTIVE = "https://w3id.org/pedigraph/ns#effective";
    PED_EFFECTIVE_EARLIEST = "https://w3id.org/pedigraph/ns#effectiveEarliest";
    PED_EFFECTIVE_LATEST = "https://w3id.org/pedigraph/ns#effectiveLatest";
    PED_VERB = "https://w3id.org/pedigraph/ns#verb";
    PED_UNTIL = "https://w3id.org/pedigraph/ns#until";
    PED_CONDITION = "https://w3id.org/pedigraph/ns#condition";
    PED_IN_RECORD_OF = "https://w3id.org/pedigraph/ns#inRecordOf";
    PED_LEAD_IN = "https://w3id.org/pedigraph/ns#leadIn";
    PED_LEAD_IN_LOCATOR = "https://w3id.org/pedigraph/ns#leadInLocator";
    PED_LEAD_IN_START = "https://w3id.org/pedigraph/ns#leadInStart";
    PED_LEAD_IN_END = "https://w3id.org/pedigraph/ns#leadInEnd";
    PED_STRENGTH = "https://w3id.org/pedigraph/ns#strength";
    PED_EXPLICIT = "https://w3id.org/pedigraph/ns#Explicit";
    PED_INFERRED = "https://w3id.org/pedigraph/ns#Inferred";

    PED_DOUBT = "https://w3id.org/pedigraph/ns#doubt";

    // Judgements
    PED_JUDGEMENT = "https://w3id.org/pedigraph/ns#Judgement";
    PED_REJECTED_STATEMENT = "https://w3id.org/pedigraph/ns#RejectedStatement";
    PED_VERDICT = "https://w3id.org/pedigraph/ns#verdict";
    PED_REJECT = "https://w3id.org/pedigraph/ns#Reject";
    PED_ACCEPT = "https://w3id.org/pedigraph/ns#Accept";
    PED_ADD = "https://w3id.org/pedigraph/ns#Add";
    PED_SAME = "https://w3id.org/pedigraph/ns#Same";
    PED_DIFFERENT = "https://w3id.org/pedigraph/ns#Different";
    PED_SET = "https://w3id.org/pedigraph/ns#Set";
    PED_JUDGES = "https://w3id.org/pedigraph/ns#judges";
    PED_JUDGED_ON = "https://w3id.org/pedigraph/ns#judgedOn";
    PED_REASON = "https://w3id.org/pedigraph/ns#reason";
    PED_ACCEPTED_BY = "https://w3id.org/pedigraph/ns#acceptedBy";
    PED_REJECTED_BY = "https://w3id.org/pedigraph/ns#rejectedBy";
    PED_READ_AS = "https://w3id.org/pedigraph/ns#readAs";

    // Status periods
    PED_STATUS_PERIOD = "https://w3id.org/pedigraph/ns#StatusPeriod";
    PED_FROM = "https://w3id.org/pedigraph/ns#from";
    PED_STATUS = "https://w3id.org/pedigraph/ns#status";
    PED_POSSIBLE = "https://w3id.org/pedigraph/ns#possible";
    PED_STANDING = "https://w3id.org/pedigraph/ns#standing";
    PED_DISPUTED = "https://w3id.org/pedigraph/ns#disputed";
    PED_DECIDED_BY = "https://w3id.org/pedigraph/ns#decidedBy";
    PED_COVERED_UNTIL = "https://w3id.org/pedigraph/ns#coveredUntil";
    PED_NOT_YET = "https://w3id.org/pedigraph/ns#NotYet";
    PED_IN_FORCE = "https://w3id.org/pedigraph/ns#InForce";
    PED_IN_PART = "https://w3id.org/pedigraph/ns#InPart";
    PED_SUSPENDED = "https://w3id.org/pedigraph/ns#Suspended";
    PED_ENDED = "https://w3id.org/pedigraph/ns#Ended";
    PED_UNKNOWN = "https://w3id.org/pedigraph/ns#Unknown";
    PED_YES = "https://w3id.org/pedigraph/ns#Yes";
    PED_NO = "https://w3id.org/pedigraph/ns#No";
    PED_UNSURE = "https://w3id.org/pedigraph/ns#Unsure";

    // Evidence of statements and mentions
    PED_LOCATOR = "https://w3id.org/pedigraph/ns#locator";
    PED_SECTION = "https://w3id.org/pedigraph/ns#section";
    PED_QUOTE = "https://w3id.org/pedigraph/ns#quote";
    PED_QUOTE_START = "https://w3id.org/pedigraph/ns#quoteStart";
    PED_QUOTE_END = "https://w3id.org/pedigraph/ns#quoteEnd";

    // Mentions
    PED_OF = "https://w3id.org/pedigraph/ns#of";
    PED_ROLE = "https://w3id.org/pedigraph/ns#role";
    PED_RECORD = "https://w3id.org/pedigraph/ns#Record";
    PED_CITATION = "https://w3id.org/pedigraph/ns#Citation";
    PED_BODY_BASIS = "https://w3id.org/pedigraph/ns#bodyBasis";
    PED_IDENTIFIER_BASIS = "https://w3id.org/pedigraph/ns#identifierBasis";
    PED_STATED = "https://w3id.org/pedigraph/ns#Stated";
    PED_BY_IDENTIFIER = "https://w3id.org/pedigraph/ns#ByIdentifier";
    PED_BY_URL = "https://w3id.org/pedigraph/ns#ByUrl";

    // Sources
    PED_FORMAT = "https://w3id.org/pedigraph/ns#format";
    PED_COVERS_UNTIL = "https://w3id.org/pedigraph/ns#coversUntil";
    PED_RETRIEVED = "https://w3id.org/pedigraph/ns#retrieved";

    // Runs
    PED_PROFILE = "https://w3id.org/pedigraph/ns#profile";

    // Policy types: the concept scheme
    PED_POLICY_TYPE = "https://w3id.org/pedigraph/ns#PolicyType";
    PED_BINDING_INSTRUMENT = "https://w3id.org/pedigraph/ns#BindingInstrument";

    // How other vocabularies are used
    PED_BETWEEN_LEGAL_RESOURCES = "https://w3id.org/pedigraph/ns#betweenLegalResources";

    // Other vocabularies
    DCT_TITLE = "http://purl.org/dc/terms/title";
    DCT_IDENTIFIER = "http://purl.org/dc/terms/identifier";
    DCT_ISSUED = "http://purl.org/dc/terms/issued";
    DCT_MODIFIED = "http://purl.org/dc/terms/modified";
    DCT_PUBLISHER = "http://purl.org/dc/terms/publisher";
    DCT_CREATOR = "http://purl.org/dc/terms/creator";
    DCT_LICENSE = "http://purl.org/dc/terms/license";
    DCT_DESCRIPTION = "http://purl.org/dc/terms/description";
    DCT_ABSTRACT = "http://purl.org/dc/terms/abstract";
    DCT_HAS_PART = "http://purl.org/dc/terms/hasPart";
    DCT_HAS_FORMAT = "http://purl.org/dc/terms/hasFormat";
    DCT_FORMAT = "http://purl.org/dc/terms/format";
    DCT_BIBLIOGRAPHIC_CITATION = "http://purl.org/dc/terms/bibliographicCitation";
    DCAT_DISTRIBUTION = "http://www.w3.org/ns/dcat#Distribution";
    DCAT_BYTE_SIZE = "http://www.w3.org/ns/dcat#byteSize";
    DCAT_ACCESS_URL = "http://www.w3.org/ns/dcat#accessURL";
    SCHEMA_NUMBER_OF_PAGES = "https://schema.org/numberOfPages";
    SCHEMA_SOFTWARE_VERSION = "https://schema.org/softwareVersion";
    SCHEMA_LEGISLATION = "https://schema.org/Legislation";
    SCHEMA_LEGISLATION_IDENTIFIER = "https://schema.org/legislationIdentifier";
    SCHEMA_LEGISLATION_DATE = "https://schema.org/legislationDate";
    SCHEMA_LEGISLATION_PASSED_BY = "https://schema.org/legislationPassedBy";
    SCHEMA_DATE_PUBLISHED = "https://schema.org/datePublished";
    SPDX_CHECKSUM = "http://spdx.org/rdf/terms#checksum";
    SPDX_CHECKSUM_CLASS = "http://spdx.org/rdf/terms#Checksum";
    SPDX_ALGORITHM = "http://spdx.org/rdf/terms#algorithm";
    SPDX_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";
    SPDX_CHECKSUM_VALUE = "http://spdx.org/rdf/terms#checksumValue";
    ELI_LEGAL_RESOURCE = "http://data.europa.eu/eli/ontology#LegalResource";
    ELI_WORK = "http://data.europa.eu/eli/ontology#Work";
    ELI_EXPRESSION = "http://data.europa.eu/eli/ontology#Expression";
    ELI_LEGAL_EXPRESSION = "http://data.europa.eu/eli/ontology#LegalExpression";
    ELI_MANIFESTATION = "http://data.europa.eu/eli/ontology#Manifestation";
    ELI_TITLE = "http://data.europa.eu/eli/ontology#title";
    ELI_ID_LOCAL = "http://data.europa.eu/eli/ontology#id_local";
    ELI_JURISDICTION = "http://data.europa.eu/eli/ontology#jurisdiction";
    ELI_ADMINISTRATIVE_AREA = "http://data.europa.eu/eli/ontology#AdministrativeArea";
    ELI_IS_REALIZED_BY = "http://data.europa.eu/eli/ontology#is_realized_by";
    ELI_IS_EMBODIED_BY = "http://data.europa.eu/eli/ontology#is_embodied_by";
    ELI_IS_EXEMPLIFIED_BY = "http://data.europa.eu/eli/ontology#is_exemplified_by";
    ELI_TYPE_DOCUMENT = "http://data.europa.eu/eli/ontology#type_document";
    ELI_DATE_DOCUMENT = "http://data.europa.eu/eli/ontology#date_document";
    ELI_FIRST_DATE_ENTRY_IN_FORCE = "http://data.europa.eu/eli/ontology#first_date_entry_in_force";
    ELI_DATE_NO_LONGER_IN_FORCE = "http://data.europa.eu/eli/ontology#date_no_longer_in_force";
    ELI_DATE_PUBLICATION = "http://data.europa.eu/eli/ontology#date_publication";
    FOAF_PAGE = "http://xmlns.com/foaf/0.1/page";
    FOAF_AGENT = "http://xmlns.com/foaf/0.1/Agent";
    FOAF_PERSON = "http://xmlns.com/foaf/0.1/Person";
    FOAF_NAME = "http://xmlns.com/foaf/0.1/name";
    FOAF_DOCUMENT = "http://xmlns.com/foaf/0.1/Document";
    FOAF_PRIMARY_TOPIC = "http://xmlns.com/foaf/0.1/primaryTopic";
    VOID_IN_DATASET = "http://rdfs.org/ns/void#inDataset";
    ORG_ORGANIZATION = "http://www.w3.org/ns/org#Organization";
    ORG_POST = "http://www.w3.org/ns/org#Post";
    ORG_HOLDS = "http://www.w3.org/ns/org#holds";
    ORG_POST_IN = "http://www.w3.org/ns/org#postIn";
    ORG_MEMBERSHIP = "http://www.w3.org/ns/org#Membership";
    ORG_MEMBER = "http://www.w3.org/ns/org#member";
    ORG_MEMBER_OF = "http://www.w3.org/ns/org#organization";
    ORG_MEMBER_DURING = "http://www.w3.org/ns/org#memberDuring";
    TIME_INTERVAL = "http://www.w3.org/2006/time#Interval";
    TIME_INSTANT = "http://www.w3.org/2006/time#Instant";
    TIME_HAS_BEGINNING = "http://www.w3.org/2006/time#hasBeginning";
    TIME_HAS_END = "http://www.w3.org/2006/time#hasEnd";
    TIME_IN_XSD_DATE = "http://www.w3.org/2006/time#inXSDDate";
    PROV_WAS_QUOTED_FROM = "http://www.w3.org/ns/prov#wasQuotedFrom";
    PROV_ENTITY = "http://www.w3.org/ns/prov#Entity";
    PROV_ACTIVITY = "http://www.w3.org/ns/prov#Activity";
    PROV_SOFTWARE_AGENT = "http://www.w3.org/ns/prov#SoftwareAgent";
    PROV_USED = "http://www.w3.org/ns/prov#used";
    PROV_WAS_ASSOCIATED_WITH = "http://www.w3.org/ns/prov#wasAssociatedWith";
    PROV_WAS_GENERATED_BY = "http://www.w3.org/ns/prov#wasGeneratedBy";
    PROV_WAS_ATTRIBUTED_TO = "http://www.w3.org/ns/prov#wasAttributedTo";
    PROV_WAS_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom";
    PROV_ENDED_AT_TIME = "http://www.w3.org/ns/prov#endedAtTime";
    SKOS_PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel";
    SKOS_ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel";
    SKOS_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept";
    SKOS_IN_SCHEME = "http://www.w3.org/2004/02/skos/core#inScheme";
    XSD_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean";
    XSD_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";
    XSD_HEX_BINARY = "http://www.w3.org/2001/XMLSchema#hexBinary";
    XSD_DATE = "http://www.w3.org/2001/XMLSchema#date";
    XSD_G_YEAR_MONTH = "http://www.w3.org/2001/XMLSchema#gYearMonth";
    XSD_G_YEAR = "http://www.w3.org/2001/XMLSchema#gYear";
    XSD_INTEGER = "http://www.w3.org/2001/XMLSchema#integer";
    XSD_NON_NEGATIVE_INTEGER = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger";

    // What the ontology is written in
    RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
    RDFS_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment";
    RDFS_DOMAIN = "http://www.w3.org/2000/01/rdf-schema#domain";
    RDFS_RANGE = "http://www.w3.org/2000/01/rdf-schema#range";
    RDFS_SUB_CLASS_OF = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
    RDFS_SUB_PROPERTY_OF = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf";
    OWL_CLASS = "http://www.w3.org/2002/07/owl#Class";
    OWL_OBJECT_PROPERTY = "http://www.w3.org/2002/07/owl#ObjectProperty";
    OWL_DATATYPE_PROPERTY = "http://www.w3.org/2002/07/owl#DatatypeProperty";
    OWL_ANNOTATION_PROPERTY = "http://www.w3.org/2002/07/owl#AnnotationProperty";
    OWL_NAMED_INDIVIDUAL = "http://www.w3.org/2002/07/owl#NamedIndividual";
    OWL_VERSION_INFO = "http://www.w3.org/2002/07/owl#versionInfo";
    OWL_PRIOR_VERSION = "http://www.w3.org/2002/07/owl#priorVersion";
    OWL_SAME_AS = "http://www.w3.org/2002/07/owl#sameAs";
    OWL_INVERSE_OF = "http://www.w3.org/2002/07/owl#inverseOf";
    SKOS_BROADER = "http://www.w3.org/2004/02/skos/core#broader";
    SKOS_CHANGE_NOTE = "http://www.w3.org/2004/02/skos/core#changeNote";
    SKOS_CONCEPT_SCHEME = "http://www.w3.org/2004/02/skos/core#ConceptScheme";
    SCHEMA_DOMAIN_INCLUDES = "https://schema.org/domainIncludes";
    SCHEMA_RANGE_INCLUDES = "https://schema.org/rangeIncludes";
}
