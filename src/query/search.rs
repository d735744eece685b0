//! Finds policies by words: numbers, titles, other names, abstracts, bodies, who signed, kinds and years.
//!
//! Every word must be found, as a word or, from three letters on, as the beginning of one. What stands in a number or a title
//! weighs more than what stands in an abstract; of equals the newest comes first.

use crate::ground::{vocab, words_apart};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A policy that has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The policy.
    pub iri: NamedNode,
    /// How well it fits, more being better.
    pub score: u32,
}

/// What is searched of one thing.
#[derive(Debug, Default)]
struct Card {
    is_policy: bool,
    /// Words in small letters, each with the weight of where it stands.
    words: BTreeMap<String, u32>,
    /// Titles in words.
    titles: Vec<String>,
    /// Whose words count for it: bodies, persons, kinds.
    others: Vec<(NamedNode, u32)>,
    issued: String,
}

/// The weight of a number.
const NUMBER: u32 = 12;

/// The weight of a title or another name.
const NAME: u32 = 6;

/// The weight of who issued or signed it.
const WHO: u32 = 3;

/// The weight of an abstract, a kind or a year.
const REST: u32 = 2;

/// What properties weigh.
const TEXTS: [(NamedNodeRef<'static>, u32); 6] = [
    (vocab::DCT_IDENTIFIER, NUMBER),
    (vocab::DCT_TITLE, NAME),
    (vocab::SKOS_PREF_LABEL, NAME),
    (vocab::SKOS_ALT_LABEL, NAME),
    (vocab::FOAF_NAME, NAME),
    (vocab::DCT_ABSTRACT, REST),
];

/// The properties that lead to things whose names are searched too.
const OTHERS: [(NamedNodeRef<'static>, u32); 2] = [(vocab::PED_ISSUED_BY, WHO), (vocab::PED_SIGNED_BY, WHO)];

/// Described things, ready to be searched.
#[derive(Debug)]
pub struct Searcher {
    cards: BTreeMap<NamedNode, Card>,
}

/// The policies among the described things that have all the words, the best first.
pub fn search<'q>(quads: impl IntoIterator<Item = &'q Quad>, typed: &str) -> Vec<Hit> {
    Searcher::new(quads).search(typed)
}

impl Searcher {
    /// Looks through descriptions once.
    pub fn new<'q>(quads: impl IntoIterator<Item = &'q Quad>) -> Self {
        Self { cards: cards(quads) }
    }

    /// The policies that have all the words, the best first.
    #[must_use]
    pub fn search(&self, typed: &str) -> Vec<Hit> {
        let cards = &self.cards;
        let typed_words: Vec<String> = words(typed).collect();
        if typed_words.is_empty() {
            return Vec::new();
        }
        let whole = typed_words.join(" ");
        let mut found: Vec<(Reverse<u32>, Reverse<&str>, &NamedNode)> = cards
            .iter()
            .filter(|(_, card)| card.is_policy)
            .filter_map(|(iri, card)| {
                let mut score = 0;
                for word in &typed_words {
                    let others = card.others.iter().filter_map(|(other, weight)| {
                        cards
                            .get(other)
                            .and_then(|other| other.weight(word))
                            .map(|found| found.min(*weight * 2))
                    });
                    score += card.weight(word).into_iter().chain(others).max()?;
                }
                // Words that stand together in a title, the more the less else is in it.
                let together =
                    card.titles.iter().filter(|t| format!(" {t} ").contains(&format!(" {whole} ")));
                let together = together.map(|title| NAME + NAME * length(&whole) / length(title)).max();
                Some((Reverse(score + together.unwrap_or(0)), Reverse(card.issued.as_str()), iri))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(Reverse(score), _, iri)| Hit { iri: iri.clone(), score }).collect()
    }
}

/// How many words a text has, one at least.
fn length(text: &str) -> u32 {
    u32::try_from(text.split(' ').count()).unwrap_or(u32::MAX)
}

fn cards<'q>(quads: impl IntoIterator<Item = &'q Quad>) -> BTreeMap<NamedNode, Card> {
    let mut cards: BTreeMap<NamedNode, Card> = BTreeMap::new();
    for quad in quads {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
        let card = cards.entry(subject.clone()).or_default();
        match &quad.object {
            Term::Literal(text) if quad.predicate == vocab::PED_ISSUED_LATEST => {
                card.issued = text.value().to_owned();
                card.add(text.value().get(..4).unwrap_or(""), REST);
            }
            Term::Literal(text) => {
                let weight = TEXTS.iter().find(|(property, _)| *property == quad.predicate);
                if let Some((_, weight)) = weight {
                    card.add(text.value(), *weight);
                    if *weight == NAME {
                        card.titles.push(words(text.value()).collect::<Vec<_>>().join(" "));
                    }
                }
            }
            Term::NamedNode(object) if quad.predicate == vocab::RDF_TYPE => {
                card.is_policy |= *object == vocab::PED_POLICY;
            }
            Term::NamedNode(object) if quad.predicate == vocab::PED_TYPE => {
                let kind = object.as_str().rsplit(['#', '/']).next().unwrap_or("");
                card.add(&words_apart(kind), REST);
            }
            Term::NamedNode(object) => {
                let weight = OTHERS.iter().find(|(property, _)| *property == quad.predicate);
                card.others.extend(weight.map(|(_, weight)| (object.clone(), *weight)));
            }
            _ => {}
        }
    }
    cards
}

impl Card {
    fn add(&mut self, text: &str, weight: u32) {
        for word in words(text) {
            let known = self.words.entry(word).or_default();
            *known = weight.max(*known);
        }
    }

    /// What a typed word weighs here: twice as much where it stands whole; none where it stands nowhere.
    fn weight(&self, typed: &str) -> Option<u32> {
        const BEGINNING: usize = 3;
        let whole = self.words.get(typed).map(|weight| weight * 2);
        let begun = || {
            let from = self.words.range(typed.to_owned()..).take_while(|(word, _)| word.starts_with(typed));
            from.map(|(_, weight)| *weight).max().filter(|_| typed.len() >= BEGINNING)
        };
        whole.or_else(begun)
    }
}

/// The words of a text in small letters.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};

    fn found(typed: &str) -> Vec<String> {
        let text = include_str!("../../tests/fixtures/sample.trig");
        let quads: Vec<Quad> =
            RdfParser::from_format(RdfFormat::TriG).for_slice(text).map(Result::unwrap).collect();
        let tail = |hit: Hit| hit.iri.as_str().rsplit('/').next().unwrap().to_owned();
        search(&quads, typed).into_iter().map(tail).collect()
    }

    #[test]
    fn all_words_must_be_found_and_titles_weigh_most() {
        assert_eq!(found("reducing burden"), ["m-17-26"]);
        assert_eq!(found("customer service").first().map(String::as_str), Some("improving-customer-service"));
        assert_eq!(found("customer zebra"), Vec::<String>::new());
        assert_eq!(found("  "), Vec::<String>::new());
    }

    #[test]
    fn bodies_numbers_and_beginnings_are_found() {
        assert_eq!(found("management budget 2017"), ["m-17-26"]);
        assert_eq!(found("13571").first().map(String::as_str), Some("13571"));
        assert!(found("streamlin").contains(&"13571".to_owned()));
        assert!(found("st").is_empty());
    }
}
