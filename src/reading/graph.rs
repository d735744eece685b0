//! What a graph says: mentions and statements of one record, as whoever made the graph read them.
//!
//! In: a record of RDF ([`GraphRecord`]). Out: claims. A graph that Pedigraph made gives the claims of which it was made, as far
//! as it tells of them; of any other the policies that it describes are mentions, and its edges statements whose words are
//! their own triples.

use crate::ground::diag::Diagnostic;
use crate::ground::{url, vocab};
use crate::model::{
    Basis, BodyIx, Claims, DateBasis, Ending, EndingKind, Evidence, Extent, Identifier, KnownPolicy, Media,
    Mention, PartialDate, Relation, Statement, Strength,
};
use crate::profile::Profile;
use crate::source::GraphRecord;
use crate::source::rdf::{Graph, node_of, relation_of};
use oxigraph::model::{NamedNodeRef, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The words between the two dates of a doubt: "2010-04-07 is printed beside EO 13571, which is of 2011-04-27".
const BESIDE: &str = " is printed beside ";

/// A number has at most so many words: those of a title and a section.
const MAX_NUMBER: usize = 4;
/// A path is shorter than this; longer IRIs are known by what they are called.
const MAX_PATH: usize = 500;

/// The property of a policy's type on all policies.
const TYPE: &str = "https://w3id.org/pedigraph/ns#type";

/// The titles that a policy may have, in the order in which they are taken.
const TITLES: [&str; 2] = ["http://purl.org/dc/terms/title", "http://data.europa.eu/eli/ontology#title"];

/// Reads one record of a graph. Diagnostics come without the file's name.
pub(super) fn claims(profile: &Profile, record: &GraphRecord) -> (Claims, Vec<Diagnostic>) {
    let mut reader = Reader {
        profile,
        graph: &record.graph,
        record,
        claims: Claims::default(),
        known: BTreeMap::new(),
        doubts: doubts(&record.graph),
        problems: Vec::new(),
    };
    reader.mentions();
    for statement in &record.statements {
        reader.statement(statement);
    }
    for ((actor, property, target), start, end) in &record.edges {
        reader.edge((actor, property.as_str(), target), (*start, *end));
    }
    reader.claims.foreign = record.foreign.iter().map(|line| line.as_str().into()).collect();
    (reader.claims, reader.problems)
}

/// The dates that are printed beside a policy and are not its own, by its name.
fn doubts(graph: &Graph) -> BTreeSet<(String, PartialDate)> {
    let doubt = |statement: &str| {
        let (printed, rest) = graph.text(statement, vocab::PED_DOUBT)?.split_once(BESIDE)?;
        let (name, _) = rest.rsplit_once(", which is of ")?;
        let parties = [vocab::PED_ACTOR, vocab::PED_TARGET];
        let mut policies = parties.iter().filter_map(|party| graph.node(statement, *party));
        let policy = policies.find(|p| graph.text(p, vocab::SKOS_PREF_LABEL) == Some(name))?;
        Some((policy, PartialDate::from_iso(printed)?))
    };
    graph.of_class(vocab::PED_STATEMENT).filter_map(doubt).collect()
}

/// The path by which a policy of somebody else is known: its IRI, each other character by its number. Two IRIs have two paths.
fn elsewhere(iri: &str, jurisdiction: &str) -> Option<KnownPolicy> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
    let coded = url::without_scheme(iri).bytes().map(|b| match b {
        b'/' => "~".to_owned(),
        b if plain(b) => char::from(b).to_string(),
        other => format!("_{other:02x}"),
    });
    let path = format!("{jurisdiction}/policy/elsewhere/{}", coded.collect::<String>());
    (!iri.starts_with("_:") && path.len() < MAX_PATH).then(|| KnownPolicy::Path(path.into()))
}

struct Reader<'r> {
    profile: &'r Profile,
    graph: &'r Graph,
    record: &'r GraphRecord,
    claims: Claims,
    /// The mention that stands for each policy in statements, by IRI.
    known: BTreeMap<String, u32>,
    doubts: BTreeSet<(String, PartialDate)>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The mentions of the record: those that the graph tells of, else the policies that it describes.
    fn mentions(&mut self) {
        for node in &self.record.mentions {
            let Some(policy) = self.graph.node(node, vocab::PED_OF) else { continue };
            let mention = self.mention(node, &policy);
            let ix = self.claims.mention(mention);
            if self.record.of.as_deref() == Some(policy.as_str()) {
                self.known.entry(policy).or_insert(ix);
            }
        }
        let told = self.graph.of_class(vocab::PED_MENTION).next().is_some();
        if self.record.of.is_none() && !told {
            let graph = self.graph;
            for policy in graph.policies() {
                let mention = self.described(policy);
                if mention.described || mention.title.is_some() || !mention.label.is_empty() {
                    let ix = self.claims.mention(mention);
                    self.known.insert(policy.clone(), ix);
                }
            }
        }
    }

    /// One mention, with what is known of its policy alone where it is the first that describes it.
    fn mention(&self, node: &str, policy: &str) -> Mention {
        let graph = self.graph;
        let text = |property| graph.text(node, property).map(Into::into);
        let described = graph.node(node, vocab::PED_ROLE).as_deref() == Some(vocab::PED_RECORD.as_str());
        let basis = |property| graph.node(node, property).as_deref().and_then(basis_of);
        let identifier =
            graph.text(node, vocab::DCT_IDENTIFIER).and_then(|label| self.identifier(label, policy));
        let date = graph.text(node, vocab::DCT_ISSUED).and_then(PartialDate::from_iso);
        let body = self.body(node).map(|b| (b, basis(vocab::PED_BODY_BASIS).unwrap_or(Basis::Stated)));
        let mention = Mention {
            known: self.known_as(policy),
            identifiers: identifier
                .map(|id| (id, basis(vocab::PED_IDENTIFIER_BASIS).unwrap_or(Basis::Stated)))
                .into_iter()
                .collect(),
            title: text(vocab::DCT_TITLE),
            label: text(vocab::SKOS_PREF_LABEL).unwrap_or_default(),
            kind: self.kind(policy),
            body,
            date: date.map(|date| (date, self.basis(policy, date, described))),
            urls: self.urls(node),
            abstract_: text(vocab::DCT_ABSTRACT),
            described,
            evidence: self.evidence(node),
            ..Mention::default()
        };
        if self.speaks_for(node, policy) { self.with_facts(mention, policy) } else { mention }
    }

    /// Whether a mention is the one with which a policy's own facts are kept: the first that describes it, else the first.
    fn speaks_for(&self, node: &str, policy: &str) -> bool {
        let of = |mention: &&str| self.graph.node(mention, vocab::PED_OF).as_deref() == Some(policy);
        let record = |mention: &&str| {
            self.graph.node(mention, vocab::PED_ROLE).as_deref() == Some(vocab::PED_RECORD.as_str())
        };
        let derived: Vec<String> =
            self.graph.values(policy, vocab::PROV_WAS_DERIVED_FROM.as_str()).filter_map(node_of).collect();
        let own = || derived.iter().map(String::as_str).filter(of);
        own().find(record).or_else(|| own().next()).is_none_or(|first| first == node)
    }

    /// Adds what a graph says of a policy and of none of its mentions: who signed it, other names, files.
    fn with_facts(&self, mut mention: Mention, policy: &str) -> Mention {
        let graph = self.graph;
        let text = |property| graph.text(policy, property).map(Into::into);
        let signer = graph.node(policy, vocab::PED_SIGNED_BY);
        mention.signer = signer.and_then(|person| graph.text(&person, vocab::FOAF_NAME).map(Into::into));
        mention.published = graph.text(policy, vocab::ELI_DATE_PUBLICATION).and_then(PartialDate::from_iso);
        mention.citation = text(vocab::DCT_BIBLIOGRAPHIC_CITATION);
        mention.document_number = text(vocab::PED_DOCUMENT_NUMBER);
        let names = graph.values(policy, vocab::SKOS_ALT_LABEL.as_str()).filter_map(literal);
        for name in names.filter(|name| **name != *mention.label && mention.title.as_deref() != Some(name)) {
            // A name of one word is an acronym or short; further words are a title.
            let list = if name.contains(' ') { &mut mention.alt_titles } else { &mut mention.acronyms };
            list.push(name.into());
        }
        let files = graph.values(policy, vocab::DCT_HAS_FORMAT.as_str()).filter_map(node_of);
        mention.media = files.map(|file| self.media(&file)).collect();
        mention
    }

    fn media(&self, file: &str) -> Media {
        let graph = self.graph;
        let number = |property| graph.text(file, property).and_then(|n| n.parse::<u64>().ok());
        Media {
            format: graph.text(file, vocab::DCT_FORMAT).unwrap_or_default().into(),
            bytes: number(vocab::DCAT_BYTE_SIZE),
            pages: number(vocab::SCHEMA_NUMBER_OF_PAGES).and_then(|n| u32::try_from(n).ok()),
            url: graph.node(file, vocab::DCAT_ACCESS_URL).and_then(|u| web(&u)),
        }
    }

    /// A policy of a graph that tells of no mentions, by its description.
    fn described(&self, policy: &str) -> Mention {
        let graph = self.graph;
        let about = graph.about(policy);
        let titles = TITLES.iter().find_map(|title| graph.values(policy, title).find_map(literal));
        let identifier =
            graph.text(policy, vocab::DCT_IDENTIFIER).and_then(|label| self.identifier(label, policy));
        let date = [vocab::DCT_ISSUED, vocab::ELI_DATE_DOCUMENT]
            .iter()
            .find_map(|property| graph.text(policy, *property).and_then(PartialDate::from_iso));
        let label = graph.name(policy).unwrap_or_default();
        let (start, end) = self.record.names.get(policy).copied().unwrap_or_default();
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mention = Mention {
            known: self.known_as(policy),
            identifiers: identifier.into_iter().map(|id| (id, Basis::Stated)).collect(),
            title: titles.map(Into::into),
            label: label.into(),
            kind: self.kind(policy),
            body: self.body(policy).map(|body| (body, Basis::Stated)),
            date: date.map(|date| (date, DateBasis::Stated)),
            urls: self.urls(policy),
            abstract_: graph.text(policy, vocab::DCT_ABSTRACT).map(Into::into),
            described: !about.is_empty() && (titles.is_some() || !label.is_empty()),
            evidence: Evidence {
                quote: label.into(),
                start: offset(start),
                end: offset(end),
                ..Evidence::default()
            },
            ..Mention::default()
        };
        let mut mention = self.with_facts(mention, policy);
        if graph.path(policy).is_none() {
            // Its own IRI is an address by which it is known.
            mention.urls.extend(web(policy));
        }
        mention
    }

    /// On what ground the date of a mention is known; the graph does not say, and these give the same outcome.
    fn basis(&self, policy: &str, date: PartialDate, described: bool) -> DateBasis {
        let date_of = |node: &str| self.graph.text(node, vocab::DCT_ISSUED).and_then(PartialDate::from_iso);
        if described {
            let of = |s: &str| self.graph.node(s, vocab::PED_IN_RECORD_OF).as_deref() == Some(policy);
            let is_record = self.record.records || self.record.statements.iter().any(|s| of(s));
            return if is_record { DateBasis::Record } else { DateBasis::Stated };
        }
        if self.doubts.contains(&(policy.to_owned(), date)) {
            return DateBasis::Beside;
        }
        let editions = self.graph.values(policy, vocab::PED_HAS_EDITION.as_str()).filter_map(node_of);
        let mut own = editions.chain([policy.to_owned()]).filter_map(|node| date_of(&node));
        if own.any(|known| known.agrees_with(date)) { DateBasis::Stated } else { DateBasis::Title }
    }

    /// The number of a canonical identifier, where the profile knows its scheme; `policy` is the IRI of the policy that has it.
    fn identifier(&self, label: &str, policy: &str) -> Option<Identifier> {
        let schemes = &self.profile.schemes;
        let mut found = schemes.find_in(label).into_iter();
        let printed = found.next().map(|(_, identifier)| identifier).filter(|_| found.next().is_none());
        if let Some(identifier) = printed.filter(|id| self.profile.label(id) == label) {
            return Some(identifier);
        }
        // A label that no text prints so: its last words are the number, where label and path of the number are these.
        let path = self.graph.path(policy)?;
        let words: Vec<&str> = label.split(' ').collect();
        let numbers = (1..=words.len().min(MAX_NUMBER)).map(|n| words.split_at(words.len() - n).1.join(" "));
        let all: Vec<String> = numbers.collect();
        let mut candidates = schemes.iter().flat_map(|(scheme, _)| {
            all.iter().map(move |number| Identifier { scheme, number: number.as_str().into() })
        });
        candidates.find(|id| self.profile.path(id) == path && self.profile.label(id) == label)
    }

    /// The policy that an IRI of a graph of ours stands for.
    fn known_as(&self, policy: &str) -> Option<KnownPolicy> {
        let identifier =
            self.graph.text(policy, vocab::DCT_IDENTIFIER).and_then(|label| self.identifier(label, policy));
        let Some(path) = self.graph.path(policy) else {
            // Somebody else's policy without a number of ours is known by its own IRI, whatever it is called.
            return elsewhere(policy, &self.profile.jurisdiction).filter(|_| identifier.is_none());
        };
        if let Some(identifier) = identifier {
            return (self.profile.path(&identifier) == path).then_some(KnownPolicy::Number(identifier));
        }
        let jurisdiction = path.split('/').next().unwrap_or_default();
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-/._~".contains(&b);
        let well = jurisdiction == self.profile.jurisdiction && path.matches('/').count() == 3;
        (well && path.bytes().all(is_plain)).then(|| KnownPolicy::Path(path.into()))
    }

    fn kind(&self, policy: &str) -> Option<Box<str>> {
        let types = [TYPE, vocab::ELI_TYPE_DOCUMENT.as_str()];
        let kind = types.iter().find_map(|p| self.graph.values(policy, p).find_map(node_of))?;
        let name = kind.strip_prefix(vocab::PED)?;
        (name != "OtherPolicy").then(|| name.into())
    }

    fn body(&self, node: &str) -> Option<BodyIx> {
        let body = self.graph.node(node, vocab::PED_ISSUED_BY)?;
        let key = self.graph.path(&body)?.rsplit('/').next()?;
        self.profile.bodies.by_key(key)
    }

    fn urls(&self, node: &str) -> Vec<Box<str>> {
        let pages = self.graph.values(node, vocab::FOAF_PAGE.as_str()).filter_map(node_of);
        pages.filter_map(|page| web(&page)).collect()
    }

    /// The words of a mention or a statement, and where they stand.
    fn evidence(&self, node: &str) -> Evidence {
        let text = |property| self.graph.text(node, property).unwrap_or_default().into();
        let offset =
            |property| self.graph.text(node, property).and_then(|n| n.parse().ok()).unwrap_or_default();
        Evidence {
            locator: text(vocab::PED_LOCATOR),
            quote: text(vocab::PED_QUOTE),
            start: offset(vocab::PED_QUOTE_START),
            end: offset(vocab::PED_QUOTE_END),
            section: text(vocab::PED_SECTION),
        }
    }

    fn lead_in(&self, node: &str) -> Option<Evidence> {
        let offset =
            |property| self.graph.text(node, property).and_then(|n| n.parse().ok()).unwrap_or_default();
        Some(Evidence {
            quote: self.graph.text(node, vocab::PED_LEAD_IN)?.into(),
            locator: self.graph.text(node, vocab::PED_LEAD_IN_LOCATOR).unwrap_or_default().into(),
            start: offset(vocab::PED_LEAD_IN_START),
            end: offset(vocab::PED_LEAD_IN_END),
            section: "".into(),
        })
    }

    /// The mention that stands for a policy in a statement: that of the record, that with the doubtful date, or one that only
    /// names it.
    fn party(&mut self, policy: &str, doubted: Option<PartialDate>) -> u32 {
        if let Some(date) = doubted {
            let beside = self.graph.of_class(vocab::PED_MENTION).find(|node| {
                self.graph.node(node, vocab::PED_OF).as_deref() == Some(policy)
                    && self.graph.text(node, vocab::DCT_ISSUED).and_then(PartialDate::from_iso) == Some(date)
                    && self.graph.node(node, vocab::PED_ROLE).as_deref() != Some(vocab::PED_RECORD.as_str())
            });
            if let Some(node) = beside.map(str::to_owned) {
                let mention = self.mention(&node, policy);
                return self.claims.mention(mention);
            }
        }
        if let Some(ix) = self.known.get(policy) {
            return *ix;
        }
        let label = self.graph.text(policy, vocab::SKOS_PREF_LABEL).unwrap_or_default();
        let known = self.known_as(policy);
        let foreign = self.graph.path(policy).is_none();
        // A policy of somebody else that nobody describes goes by its IRI.
        let mention = Mention {
            label: if label.is_empty() && foreign {
                url::without_scheme(policy).into()
            } else {
                label.into()
            },
            kind: self.kind(policy),
            urls: web(policy).filter(|_| foreign).into_iter().collect(),
            identifiers: match &known {
                Some(KnownPolicy::Number(id)) => vec![(id.clone(), Basis::Stated)],
                _ => Vec::new(),
            },
            known,
            ..Mention::default()
        };
        let ix = self.claims.mention(mention);
        self.known.insert(policy.to_owned(), ix);
        ix
    }

    fn doubted(&self, node: &str, policy: &str) -> Option<PartialDate> {
        self.graph.text(node, vocab::PED_DOUBT)?;
        self.doubts.iter().find(|(of, _)| of == policy).map(|(_, date)| *date)
    }

    fn statement(&mut self, node: &str) {
        let graph = self.graph;
        let relation = graph.node(node, vocab::PED_RELATION).unwrap_or_default();
        let (actor, target) = (graph.node(node, vocab::PED_ACTOR), graph.node(node, vocab::PED_TARGET));
        let part = graph.node(node, vocab::PED_EXTENT).as_deref() == Some(vocab::PED_PART.as_str());
        let related = relation_of(&relation).map(|(r, extent)| (r, if part { Extent::Part } else { extent }));
        match (actor, related, target) {
            (Some(actor), Some(related), Some(target)) => self.act(node, (&actor, related, &target)),
            (None, Some((relation, extent)), Some(policy)) => {
                self.ending(node, &policy, EndingKind::Act(relation, extent));
            }
            (Some(policy), None, _) if relation == vocab::PED_EXPIRES.as_str() => {
                self.ending(node, &policy, EndingKind::Expires);
            }
            _ => {
                let message =
                    format!("the statement {node} joins no two policies by a relation of the vocabulary");
                self.problems.push(Diagnostic::warning("rdf-statement", message));
            }
        }
    }

    /// A statement of what one policy does to another.
    fn act(&mut self, node: &str, (actor, (relation, extent), target): (&str, (Relation, Extent), &str)) {
        let doubts = (self.doubted(node, actor), self.doubted(node, target));
        let (actor, target) = (self.party(actor, doubts.0), self.party(target, doubts.1));
        let condition = self.graph.text(node, vocab::PED_CONDITION);
        let statement = Statement {
            actor,
            relation,
            extent,
            target,
            effective: self.date(node, vocab::PED_EFFECTIVE),
            verb: self.verb(node),
            strength: self.strength(node),
            evidence: self.evidence(node),
            lead_in: self.lead_in(node),
            condition: condition.map(|words| Evidence {
                quote: words.into(),
                end: length(words),
                ..Evidence::default()
            }),
            until: self.date(node, vocab::PED_UNTIL),
        };
        self.claims.statements.push(statement);
    }

    fn date(&self, node: &str, property: NamedNodeRef<'static>) -> Option<PartialDate> {
        self.graph.text(node, property).and_then(PartialDate::from_iso)
    }

    fn verb(&self, node: &str) -> Box<str> {
        self.graph.text(node, vocab::PED_VERB).unwrap_or_default().into()
    }

    fn strength(&self, node: &str) -> Strength {
        let inferred = Some(vocab::PED_INFERRED.as_str());
        if self.graph.node(node, vocab::PED_STRENGTH).as_deref() == inferred {
            Strength::Inferred
        } else {
            Strength::Explicit
        }
    }

    fn ending(&mut self, node: &str, policy: &str, kind: EndingKind) {
        let ending = Ending {
            policy: self.party(policy, None),
            kind,
            day: self.date(node, vocab::PED_EFFECTIVE),
            verb: self.verb(node),
            strength: self.strength(node),
            evidence: self.evidence(node),
            lead_in: self.lead_in(node),
        };
        self.claims.endings.push(ending);
    }

    /// An edge of which no statement tells: its own triple is what states it.
    fn edge(&mut self, (actor, property, target): (&str, &str, &str), (start, end): (usize, usize)) {
        let Some((relation, extent)) = relation_of(property) else { return };
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let quote: String = self.record.text.chars().skip(start).take(end - start).collect();
        let (actor, target) = (self.party(actor, None), self.party(target, None));
        if actor == target {
            return;
        }
        self.claims.statements.push(Statement {
            actor,
            relation,
            extent,
            target,
            effective: None,
            verb: property.rsplit(['#', '/']).next().unwrap_or_default().into(),
            strength: Strength::Explicit,
            evidence: Evidence {
                quote: quote.into(),
                start: offset(start),
                end: offset(end),
                ..Evidence::default()
            },
            lead_in: None,
            condition: None,
            until: None,
        });
    }
}

fn literal(term: &Term) -> Option<&str> {
    if let Term::Literal(literal) = term { Some(literal.value()) } else { None }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// An address of the web, checked.
fn web(iri: &str) -> Option<Box<str>> {
    let absolute = url::absolute(iri, None).ok()?;
    (absolute.starts_with("http://") || absolute.starts_with("https://")).then(|| absolute.into())
}

fn basis_of(iri: &str) -> Option<Basis> {
    let is = |term: NamedNodeRef<'static>| term.as_str() == iri;
    [
        (vocab::PED_STATED, Basis::Stated),
        (vocab::PED_BY_IDENTIFIER, Basis::Identifier),
        (vocab::PED_BY_URL, Basis::Url),
    ]
    .into_iter()
    .find_map(|(term, basis)| is(term).then_some(basis))
}
