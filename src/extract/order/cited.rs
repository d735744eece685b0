//! The policies that an order names: one mention each.

use super::Reader;
use crate::model::{Basis, DateBasis, Mention, PartialDate};
use crate::profile::Identifier;
use crate::text::Span;
use crate::text::cite::{Citation, Cited};

/// What makes two citations the same policy within one order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(Identifier),
    Title(String),
    Dated(String, PartialDate),
}

impl Reader<'_> {
    /// The mention of a citation, made where it is the first of its policy. `None` where it names no policy.
    pub(super) fn cited(&mut self, citation: &Citation, span: Span) -> Option<u32> {
        let date = citation.date.map(|(_, date)| date);
        let mut mention = Mention {
            label: crate::text::fold_space(span.of(&self.order.text)).into(),
            ..Mention::default()
        };
        let mut keys = Vec::new();
        match &citation.cited {
            Cited::Number(id) => {
                keys.push(Key::Number(id.clone()));
                mention.identifiers.push((id.clone(), Basis::Stated));
            }
            Cited::Act { title, year, acronym, number } => {
                keys.extend(number.iter().map(|id| Key::Number(id.clone())));
                keys.push(Key::Title(title.to_lowercase()));
                mention.title = Some(title.as_str().into());
                mention.kind = Some("Statute".into());
                mention.body = self.profile.bodies.by_key("congress").map(|b| (b, Basis::Identifier));
                mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
                mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
                mention.date = year.and_then(PartialDate::from_y).map(|y| (y, DateBasis::Title));
            }
            Cited::Dated { row, about } => {
                let row = self.profile.citations.dated.get(*row)?;
                keys.push(Key::Dated(row.kind.clone(), date?));
                mention.kind = Some(row.kind.as_str().into());
                mention.body = Some((row.body, Basis::Stated));
                mention.title = about.as_deref().map(Into::into);
            }
        }
        if let Some(date) = date {
            mention.date = Some((date, DateBasis::Beside));
        }
        if let Some((id, basis)) = mention.identifiers.first() {
            let scheme = self.profile.schemes.get(id.scheme);
            mention.kind.get_or_insert_with(|| scheme.kind.as_str().into());
            mention.body.get_or_insert((scheme.body, (*basis).max(Basis::Identifier)));
        }
        let known = keys.iter().find_map(|k| self.known.get(k)).copied();
        let ix = match known {
            Some(ix) => {
                // A later citation may print the date that the first left out.
                if let Some(first) =
                    self.claims.mentions.get_mut(ix as usize).filter(|m| !m.described && m.date.is_none())
                {
                    first.date = mention.date;
                }
                ix
            }
            None => {
                let end = citation
                    .date
                    .map_or(span.end, |(d, _)| span.end + (d.end.saturating_sub(citation.span.end)));
                mention.evidence = self.quotable.quote(Span::new(span.start, end));
                self.claims.mention(mention)
            }
        };
        for key in keys {
            self.known.entry(key).or_insert(ix);
        }
        Some(ix)
    }

    /// Whether a citation in a parenthesis only tells where the text of another stands: "(5 U.S.C. App.)".
    pub(super) fn only_locates(&self, citation: &Citation, paragraph: &str, at: usize) -> bool {
        let Cited::Number(id) = &citation.cited else { return false };
        let kind = self.profile.schemes.get(id.scheme).kind.as_str();
        if !matches!(kind, "Code" | "RegisterDocument" | "StatuteAtLarge" | "Regulation") {
            return false;
        }
        let mut from = at.saturating_sub(200);
        while !paragraph.is_char_boundary(from) {
            from += 1;
        }
        let before = paragraph.get(from..at).unwrap_or("");
        before.rfind('(').is_some_and(|open| !before.get(open..).unwrap_or("").contains(')'))
    }
}
