//! What a graph says of policies: mentions as Pedigraph wrote them, and descriptions as others do.

use super::Reader;
use crate::ground::{url, vocab};
use crate::model::{Basis, BodyIx, DateBasis, Identifier, KnownPolicy, Media, Mention, PartialDate};
use crate::source::rdf::{node_of, web};
use oxigraph::model::{Literal, NamedNodeRef};

/// A number has at most so many words: those of a title and a section.
const MAX_NUMBER: usize = 4;
/// A path is shorter than this; longer IRIs are known by what they are called.
const MAX_PATH: usize = 500;

/// The path by which a policy of somebody else is known: its IRI, each other character by its number. Two IRIs have two paths. None
/// for an IRI that is too long, or is none.
#[must_use]
pub fn path_elsewhere(iri: &str, jurisdiction: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
    let coded = url::without_scheme(iri).bytes().map(|b| match b {
        b'/' => "~".to_owned(),
        b if plain(b) => char::from(b).to_string(),
        other => format!("_{other:02x}"),
    });
    let path = format!("{jurisdiction}/{}/{}", KnownPolicy::ELSEWHERE, coded.collect::<String>());
    (!iri.starts_with("_:") && path.len() < MAX_PATH).then_some(path)
}

fn elsewhere(iri: &str, jurisdiction: &str) -> Option<KnownPolicy> {
    path_elsewhere(iri, jurisdiction).map(|path| KnownPolicy::Path(path.into()))
}

impl Reader<'_> {
    /// A policy that is only named: of somebody else that nobody describes by its IRI.
    pub(super) fn named(&self, policy: &str) -> Mention {
        let known = self.known_as(policy);
        let foreign = self.graph.path(policy).is_none();
        let label = || self.graph.text(policy, vocab::SKOS_PREF_LABEL).filter(|label| !label.is_empty());
        let name = match () {
            // What has no IRI is called something, or is identified by something.
            () if self.graph.is_nameless(policy) => self.graph.name_or_identifier(policy),
            () if foreign => Some(label().unwrap_or_else(|| url::without_scheme(policy))),
            () => label(),
        };
        Mention {
            label: name.unwrap_or_default().into(),
            language: self.language(policy),
            kind: self.kind(policy),
            urls: web(policy).filter(|_| foreign).into_iter().collect(),
            identifiers: match &known {
                Some(KnownPolicy::Number(id)) => vec![(id.clone(), Basis::Stated)],
                _ => Vec::new(),
            },
            known,
            ..Mention::default()
        }
    }

    /// One mention, with what is known of its policy alone where it is the first that describes it.
    pub(super) fn mention(&self, node: &str, policy: &str) -> Mention {
        let graph = self.graph;
        let text = |property| graph.text(node, property).map(Into::into);
        let described = graph.node(node, vocab::PED_ROLE).as_deref() == Some(vocab::PED_RECORD.as_str());
        let basis = |property| graph.node(node, property).as_deref().and_then(basis_of);
        let identifier =
            graph.text(node, vocab::DCT_IDENTIFIER).and_then(|label| self.identifier(label, policy));
        let date = graph.date(node, vocab::DCT_ISSUED);
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
            language: self.language(node),
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
        mention.published = graph.date(policy, vocab::ELI_DATE_PUBLICATION);
        mention.citation = text(vocab::DCT_BIBLIOGRAPHIC_CITATION);
        mention.document_number = text(vocab::PED_DOCUMENT_NUMBER);
        for name in graph.other_names(policy) {
            add_name(&mut mention, name);
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

    /// A policy of a graph that tells of no mentions, by its description; one without a name goes by its IRI.
    pub(super) fn described(&self, policy: &str) -> Mention {
        let graph = self.graph;
        let title = graph.title(policy).map(Literal::value);
        let name = graph.name(policy);
        let (identifiers, others) = self.identifiers(policy);
        let place = self.record.names.get(policy).copied().unwrap_or_default();
        let mention = Mention {
            title: title.map(Into::into),
            label: name.map_or_else(|| self.named(policy).label, Into::into),
            language: self.language(policy),
            known: self.known_as(policy),
            kind: self.kind(policy),
            body: self.body(policy).map(|body| (body, Basis::Stated)),
            date: graph.issued(policy).map(|date| (date, DateBasis::Stated)),
            urls: self.urls(policy),
            abstract_: graph.abstract_of(policy).map(|text| text.value().into()),
            described: title.is_some() || name.is_some(),
            identifiers: identifiers.into_iter().map(|id| (id, Basis::Stated)).collect(),
            evidence: self.words_at(place),
            ..Mention::default()
        };
        let mut mention = self.with_facts(mention, policy);
        for other in others.iter().map(String::as_str).chain(graph.all_names(policy)) {
            add_name(&mut mention, other);
        }
        if graph.path(policy).is_none() {
            // Its own IRI is an address by which it is known.
            mention.urls.extend(web(policy));
        }
        mention
    }

    /// The language of a policy's or a mention's title, where it is not that of the source.
    fn language(&self, node: &str) -> Option<Box<str>> {
        let title = self.graph.title(node).and_then(Literal::language);
        let tag = title.or_else(|| self.graph.language_of(node))?;
        (self.record.language.as_deref() != Some(tag)).then(|| tag.into())
    }

    /// The first number of a policy whose scheme the profile knows, and what else identifies it, which are further names.
    fn identifiers(&self, policy: &str) -> (Option<Identifier>, Vec<String>) {
        let (mut first, mut others) = (None, Vec::new());
        for (is_name, label) in self.graph.identifiers(policy) {
            match self.identifier(label, policy) {
                Some(identifier) if first.is_none() => first = Some(identifier),
                _ if is_name => others.push(label.to_owned()),
                _ => {}
            }
        }
        (first, others)
    }

    /// On what ground the date of a mention is known; the graph does not say, and these give the same outcome.
    fn basis(&self, policy: &str, date: PartialDate, described: bool) -> DateBasis {
        let date_of = |node: &str| self.graph.date(node, vocab::DCT_ISSUED);
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
        let (identifier, _) = self.identifiers(policy);
        let Some(path) = self.graph.path(policy) else {
            // Somebody else's policy without a number of ours is known by its own IRI, whatever it is called.
            let is_known = identifier.is_none() && !self.graph.is_nameless(policy);
            return elsewhere(policy, &self.profile.jurisdiction).filter(|_| is_known);
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
        self.graph.kind(policy).filter(|name| *name != "OtherPolicy").map(Into::into)
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
}

/// Adds a further name: one of one word is an acronym or short, further words are a title.
fn add_name(mention: &mut Mention, name: &str) {
    if *name == *mention.label || mention.title.as_deref() == Some(name) {
        return;
    }
    let list = if name.contains(' ') { &mut mention.alt_titles } else { &mut mention.acronyms };
    if !list.iter().any(|known| **known == *name) {
        list.push(name.into());
    }
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
