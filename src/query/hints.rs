//! What is no error in a query and yet seldom meant: a term that the vocabulary does not have, a column that nothing gives
//! a value.

use super::lex::Token;
use super::names::words;
use super::nearest::nearest;
use crate::ground::diag::Position;
use crate::ground::vocab;
use crate::rdf::ontology;
use std::collections::BTreeMap;

/// The most hints that are given of one query.
const MOST: usize = 5;

/// Says what a query asks in vain, each with its line and column. Linear in the text; the text need not be SPARQL.
#[must_use]
pub fn hints(text: &str) -> Vec<String> {
    let words = words(text);
    let spelled: Vec<(Token, &str, usize)> = words.iter().map(|(t, s)| (*t, s.of(text), s.start)).collect();
    let found = unknown_terms(&spelled).into_iter().chain(idle_columns(&spelled));
    let placed = found.take(MOST).map(|(at, message)| {
        let place = Position::of_offset(text.as_bytes(), at);
        format!("line {}, column {}: {message}", place.line(), place.column())
    });
    placed.collect()
}

/// Names with `ped:` that the vocabulary does not have.
fn unknown_terms(words: &[(Token, &str, usize)]) -> Vec<(usize, String)> {
    let declares = words.windows(2).any(|pair| match pair {
        [(Token::Word, keyword, _), (Token::Name, "ped:", _)] => keyword.eq_ignore_ascii_case("PREFIX"),
        _ => false,
    });
    let local = |(token, word, at): &(Token, &'_ str, usize)| match token {
        Token::Name => word.strip_prefix("ped:").map(|local| (local.to_owned(), *at)),
        _ => None,
    };
    let used = words.iter().filter(|_| !declares).filter_map(local);
    let is_constant = |local: &str| {
        vocab::ALL.iter().any(|term| term.as_str().strip_prefix(vocab::PED).is_some_and(|name| name == local))
    };
    let unknown = used.filter(|(local, _)| !local.is_empty() && !is_constant(local));
    let names = || ontology::terms().iter().map(|term| term.name.as_str());
    let unknown = unknown.filter(|(local, _)| !names().any(|name| name == local));
    let told = unknown.map(|(local, at)| {
        let meant = nearest(&local, names(), 1).into_iter().next();
        let meant = meant.map(|name| format!("; did you mean ped:{name}?")).unwrap_or_default();
        (at, format!("the vocabulary has no term ped:{local}, so nothing has it{meant}"))
    });
    told.take(MOST).collect()
}

/// Columns of the outermost `SELECT` that stand nowhere else, beside a variable that is spelled like them.
fn idle_columns(words: &[(Token, &str, usize)]) -> Vec<(usize, String)> {
    let is = |word: &str, keyword: &str| word.eq_ignore_ascii_case(keyword);
    let Some(select) = words.iter().position(|(token, word, _)| *token == Token::Word && is(word, "SELECT"))
    else {
        return Vec::new();
    };
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, name, _) in words.iter().filter(|(token, ..)| *token == Token::Variable) {
        *count.entry(name.get(1..).unwrap_or_default()).or_default() += 1;
    }
    let head: Vec<_> =
        words.iter().skip(select).take_while(|(token, ..)| *token != Token::Open(b'{')).collect();
    // What follows `AS` is given its value there.
    let pairs = head.iter().zip(head.iter().skip(1));
    let columns = pairs.filter(|(before, word)| !is(before.1, "AS") && word.0 == Token::Variable);
    let idle = columns.filter_map(|(_, (_, name, at))| {
        // Of a letter or two, everything is spelled like everything.
        let bare = name.get(1..).filter(|bare| bare.len() > 2)?;
        let others = count.keys().copied().filter(|other| *other != bare);
        let meant = (count.get(bare) == Some(&1)).then(|| nearest(bare, others, 1).into_iter().next())??;
        Some((*at, format!("nothing gives ?{bare} a value; did you mean ?{meant}?")))
    });
    idle.take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::hints;

    #[test]
    fn terms_that_there_are_not_and_columns_without_value_are_told() {
        assert_eq!(
            hints("SELECT ?polciy\n{ ?policy ped:rescind ?other }"),
            [
                "line 2, column 11: the vocabulary has no term ped:rescind, so nothing has it; did you mean ped:rescinds?",
                "line 1, column 8: nothing gives ?polciy a value; did you mean ?policy?",
            ]
        );
    }

    #[test]
    fn what_is_well_is_not_told() {
        for text in [
            "SELECT ?a ?b { ?a ped:rescinds ?b ; a ped:ExecutiveOrder }",
            "SELECT (COUNT(*) AS ?n) { ?a ?p 'ped:rescind' } # ped:rescind",
            "PREFIX ped: <http://x/> SELECT * { ?a ped:other ?b }",
            "no SPARQL { \"",
        ] {
            assert_eq!(hints(text), Vec::<String>::new(), "{text}");
        }
    }
}
