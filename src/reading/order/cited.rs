//! The policies that an order names: one mention each.

use super::{INSTRUMENTS, MAX_ORDERS, ORDER, Reader, SELF};
use crate::ground::Span;
use crate::ground::boundary::head;
use crate::model::Identifier;
use crate::model::{Basis, DateBasis, Mention, PartialDate};
use crate::profile::{List, Profile, Turn};
use crate::reading::cite::{Citation, Cited, locate};
use crate::reading::page::titles;

/// How far behind a citation the bracket with its title may close, in bytes.
const MAX_BRACKET: usize = 320;

/// What makes two citations the same policy within one order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(Identifier),
    Title(String),
    /// A popular name without its year: stands for the first Act of that name.
    Undated(String),
    Dated(String, PartialDate),
    /// Kind, day and the title in the bracket: several memoranda of one day.
    Titled(String, PartialDate, String),
}

impl Reader<'_> {
    /// The mention of a citation, made where it is the first of its policy. `None` where it names no policy.
    pub(super) fn cited(&mut self, citation: &Citation, span: Span) -> Option<u32> {
        let date = citation.date.map(|(_, date)| date);
        let mut mention = Mention {
            label: crate::ground::fold_space(span.of(&self.order.text)).into(),
            ..Mention::default()
        };
        let (mut keys, also) = self.name_mention(citation, &mut mention)?;
        if let Some(date) = date {
            mention.date = Some((date, DateBasis::Beside));
        }
        if let Some((id, basis)) = mention.identifiers.first() {
            let scheme = self.profile.schemes.get(id.scheme);
            mention.kind.get_or_insert_with(|| scheme.kind.as_str().into());
            let body = || self.profile.body_of(id).map(|body| (body, (*basis).max(Basis::Identifier)));
            mention.body = mention.body.or_else(body);
        }
        // "Executive Order 12866 of September 30, 1993 (Regulatory Planning and Review)"
        if mention.title.is_none() && !crate::reading::page::label::is_text(self.profile, &mention) {
            let end = span.start + (citation.whole().end - citation.span.start);
            let rest = self.order.text.get(end..).unwrap_or("");
            mention.title =
                titles::bracketed(self.profile, head(rest, MAX_BRACKET)).map(|t| t.of(rest).into());
        }
        if let (Some(Key::Dated(kind, day)), Some(title)) = (keys.first(), &mention.title) {
            keys.insert(0, Key::Titled(kind.clone(), *day, self.profile.wording.title_key(title).0));
        }
        let known = keys.iter().find_map(|k| self.known.get(k)).copied();
        let known = known.filter(|ix| !self.is_another(*ix, &mention));
        let ix = match known {
            Some(ix) => {
                self.complete(ix, &mention);
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
        for acronym in self.claims.mentions.get(ix as usize).map(|m| m.acronyms.clone()).unwrap_or_default() {
            self.acronyms.entry(acronym).or_insert(ix);
        }
        for key in keys.into_iter().chain(also) {
            self.known.entry(key).or_insert(ix);
        }
        Some(ix)
    }

    /// Puts the number, title and kind that a citation prints into its mention: the keys by which the policy may be known
    /// already, and one by which it is known from here on. `None` where the citation names no policy.
    fn name_mention(&self, citation: &Citation, mention: &mut Mention) -> Option<(Vec<Key>, Option<Key>)> {
        let date = citation.date.map(|(_, date)| date);
        let mut keys = Vec::new();
        let mut also = None;
        match &citation.cited {
            Cited::Number(id) => {
                keys.push(Key::Number(id.clone()));
                // "Executive Order No. 15516 dated December 20, 1969": "the order of December 20, 1969" from here on.
                let kind = self.profile.schemes.get(id.scheme).kind.clone();
                also = date.filter(|d| d.earliest() == d.latest()).map(|d| Key::Dated(kind, d));
                mention.identifiers.push((id.clone(), Basis::Stated));
            }
            Cited::Act { title, year, acronym, number } => {
                keys.extend(number.iter().map(|id| Key::Number(id.clone())));
                let folded = title.to_lowercase();
                let undated = without_year(self.profile, &folded).to_owned();
                let dated = undated.len() < folded.len();
                keys.push(Key::Title(folded));
                if !dated || self.is_undated(&undated) {
                    keys.push(Key::Undated(undated));
                } else {
                    also = Some(Key::Undated(undated));
                }
                mention.title = Some(title.as_str().into());
                mention.kind = Some("Statute".into());
                mention.body = self.profile.kinds.body_of(super::ACT).map(|b| (b, Basis::Identifier));
                mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
                mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
                mention.date = year.and_then(PartialDate::from_y).map(|y| (y, DateBasis::Title));
            }
            Cited::Dated { row, about, by } => {
                let (kind, body) = self.profile.citations.dated.get(*row)?.issued(*by);
                keys.push(Key::Dated(kind.to_owned(), date?));
                mention.kind = Some(kind.into());
                mention.body = body.map(|body| (body, Basis::Stated));
                mention.title = about.as_deref().map(Into::into);
            }
        }
        Some((keys, also))
    }

    /// Keeps a policy that was named as what "such order" and "those orders" mean from here on. `alone` tells whether "such
    /// order" may mean it, `fresh` whether it is the first order of its paragraph.
    pub(super) fn remember(&mut self, mention: u32, alone: bool, fresh: &mut bool) {
        if mention == SELF {
            return;
        }
        let kind = self.claims.mentions.get(mention as usize).and_then(|m| m.kind.as_deref());
        let is_order = kind == Some(ORDER);
        if alone && kind.is_some_and(|k| INSTRUMENTS.contains(&k)) {
            self.recent.push(mention);
        }
        if is_order {
            if std::mem::take(fresh) {
                self.orders.clear();
            }
            if !self.orders.contains(&mention) && self.orders.len() < MAX_ORDERS {
                self.orders.push(mention);
            }
        }
    }

    /// Whether a policy without a number has another title than one of the same kind and day: "The Presidential Memorandum
    /// of January 3, 2025 (Designation of …)", five times.
    fn is_another(&self, known: u32, mention: &Mention) -> bool {
        let first = self.claims.mentions.get(known as usize).and_then(|m| m.title.as_deref());
        match (first, mention.title.as_deref()) {
            (Some(a), Some(b)) => {
                let unnumbered = mention.identifiers.is_empty() && mention.kind.as_deref() != Some("Statute");
                unnumbered && self.profile.wording.title_key(a).0 != self.profile.wording.title_key(b).0
            }
            _ => false,
        }
    }

    /// A later citation may print the date, the year or the number that the first left out.
    fn complete(&mut self, ix: u32, later: &Mention) {
        let Some(first) = self.claims.mentions.get_mut(ix as usize).filter(|m| !m.described) else { return };
        if first.title.is_none() {
            first.title.clone_from(&later.title);
        }
        if first.date.is_none() && later.date.is_some() {
            first.date = later.date;
            if first.identifiers.is_empty() && later.title.is_some() {
                first.title.clone_from(&later.title);
            }
        }
        for identifier in &later.identifiers {
            if !first.identifiers.contains(identifier) {
                first.identifiers.push(identifier.clone());
            }
        }
    }

    /// Whether the name was met without its year, and with none since.
    fn is_undated(&self, name: &str) -> bool {
        let known = self.known.get(&Key::Undated(name.to_owned()));
        known.and_then(|ix| self.claims.mentions.get(*ix as usize)).is_some_and(|m| m.date.is_none())
    }

    /// Whether a citation stands in the title of another, in a parenthesis behind it: "Proclamation 8693 of July 24,
    /// 2011 (Suspension of Entry of …)".
    pub(super) fn in_title_of(previous: &Citation, paragraph: &str, at: usize) -> bool {
        let Cited::Number(_) = &previous.cited else { return false };
        let end = previous.whole().end;
        let gap = paragraph.get(end..at).unwrap_or("");
        let Some(open) =
            gap.find('(').filter(|i| gap.get(..*i).unwrap_or("").trim_matches([',', ' ']).is_empty())
        else {
            return false;
        };
        let within = paragraph.get(end + open + 1..).unwrap_or("");
        let title = within.starts_with(char::is_uppercase) && within.split_whitespace().nth(2).is_some();
        title && !gap.contains(')')
    }

    /// Whether a citation in a parenthesis only tells where the policy named before it stands: "the Privacy Act (5
    /// U.S.C. 552a)". `before` are the citations before it.
    pub(super) fn only_locates(&self, citation: &Citation, before: &[Citation], paragraph: &str) -> bool {
        let Cited::Number(id) = &citation.cited else { return false };
        let kind = self.profile.schemes.get(id.scheme).kind.as_str();
        if !matches!(kind, "Code" | "RegisterDocument" | "StatuteAtLarge" | "Regulation") {
            return false;
        }
        let Some(named) = locate::behind(&self.profile.wording, paragraph, citation.span.start) else {
            return false;
        };
        let end = named.end;
        let word = named.of(paragraph).rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let lower = word.to_lowercase();
        let last = before.iter().rev().find(|c| c.span.start < end);
        last.is_some_and(|c| c.whole().end.max(c.span.end) >= end)
            || self.profile.citations.nouns.contains_key(lower.strip_suffix('s').unwrap_or(&lower))
            || (word.len() > 2 && word.chars().all(char::is_uppercase))
    }
}

/// How far behind a citation its short name may end, in bytes.
const MAX_SHORT: usize = 140;

/// Whether an order calls an Act "the Act" from here on: "the Railway Labor Act, as amended (45 U.S.C. 151) (the “Act”)".
pub(super) fn is_called_act(profile: &Profile, citation: &Citation, paragraph: &str) -> bool {
    let behind = head(paragraph.get(citation.span.end..).unwrap_or(""), MAX_SHORT);
    matches!(citation.cited, Cited::Act { .. }) && profile.wording.turn(Turn::CalledAct).is_match(behind)
}

/// "clean air act of 1990" and "appropriations act, 1996" without their years.
fn without_year<'t>(profile: &Profile, title: &'t str) -> &'t str {
    let Some(at) = title.len().checked_sub(4) else { return title };
    let year = title.get(at..).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    let head = title.get(..at).unwrap_or(title);
    if !year {
        return title;
    }
    let bare = head.trim_end();
    let of = profile.wording.ends(List::BeforeYear, bare).map_or(0, str::len);
    bare.get(..bare.len() - of).unwrap_or(bare).trim_end().trim_end_matches(',')
}
