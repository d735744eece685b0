//! What the title of a document says of other policies: "Amending Executive Order 13694 and Executive Order 14144".
//!
//! A policy that is named in the title of another is never the one that speaks: the title speaks for its own.

use super::acts::{self, Named, Who};
use super::cite::{self, Cited};
use super::page::label;
use crate::ground::Span;
use crate::model::{
    Basis, Claims, DateBasis, Evidence, Extent, Mention, PartialDate, Relation, Statement, Strength,
};
use crate::profile::Profile;

/// Adds what a title says for its policy, `own`. `title` is the whole title as it is quoted.
///
/// What the text states of a pair of policies is not stated again.
pub(super) fn claims(profile: &Profile, title: &Evidence, own: u32, claims: &mut Claims) {
    let text: &str = &title.quote;
    let known = claims.mentions.get(own as usize).cloned().unwrap_or_default();
    let mut mentions = Vec::new();
    let mut named = Vec::new();
    for citation in cite::find_in(profile, text) {
        let Some(mut mention) = mention_of(profile, &citation, text) else { continue };
        let covers =
            citation.span.start <= 4 && (citation.span.end - citation.span.start) * 5 >= text.len() * 3;
        let number = mention.identifiers.first();
        if number.is_some_and(|n| known.identifiers.iter().any(|k| k.0 == n.0)) || covers && number.is_none()
        {
            continue;
        }
        mention.evidence = quote(title, citation.span);
        label::complete(profile, &mut mention);
        let ix = match claims.mentions.iter().position(|m| is_same(profile, m, &mention)) {
            Some(ix) => u32::try_from(ix).unwrap_or(u32::MAX),
            None => claims.mention(mention),
        };
        if ix != own {
            named.push(Named::policy(profile, text, citation.span));
            mentions.push((ix, citation.span));
        }
    }
    let reading = acts::find(profile, text, Span::new(0, text.len()), &named);
    let who = |who: Who| match who {
        Who::Document => Some(own),
        Who::Named(ix) => mentions.get(ix).map(|(m, _)| *m),
    };
    let has = |claims: &Claims, actor: u32, target: u32, relation: Option<Relation>| {
        claims
            .statements
            .iter()
            .any(|s| s.actor == actor && s.target == target && relation.is_none_or(|r| s.relation == r))
    };
    for found in reading.found {
        let (Some(actor), Some(target)) = (who(found.actor), who(found.target)) else { continue };
        if actor == target || actor != own || has(claims, actor, target, Some(found.relation)) {
            continue;
        }
        claims.statements.push(Statement {
            effective: found.effective,
            verb: found.verb.of(text).into(),
            lead_in: found.lead_in.map(|span| quote(title, span)),
            condition: found.condition.map(|span| quote(title, span)),
            ..statement(own, found.relation, found.extent, target, quote(title, found.quote))
        });
    }
    for (target, span) in mentions {
        if !has(claims, own, target, None) {
            let evidence = quote(title, span);
            claims.statements.push(statement(own, Relation::Cites, Extent::Whole, target, evidence));
        }
    }
}

/// Whether two mentions are of one policy: by their numbers, or by their titles where neither has a number.
fn is_same(profile: &Profile, one: &Mention, other: &Mention) -> bool {
    let title = |m: &Mention| m.title.as_deref().map(|t| profile.wording.title_key(t).0);
    match (one.identifiers.first(), other.identifiers.first()) {
        (Some(a), Some(b)) => a.0 == b.0,
        (None, None) => title(one).is_some() && title(one) == title(other),
        _ => false,
    }
}

/// The mention of a policy that a title cites; none where only a kind and a day are named and no such row is known.
fn mention_of(profile: &Profile, citation: &cite::Citation, text: &str) -> Option<Mention> {
    let mut mention = Mention {
        label: crate::ground::fold_space(citation.span.of(text)).into(),
        date: citation.date.map(|(_, date)| (date, DateBasis::Beside)),
        ..Mention::default()
    };
    match &citation.cited {
        Cited::Number(id) => mention.identifiers.push((id.clone(), Basis::Stated)),
        Cited::Act { title, year, acronym, number } => {
            mention.title = Some(title.as_str().into());
            mention.kind = Some(ACT.into());
            mention.acronyms.extend(acronym.iter().map(|a| a.as_str().into()));
            mention.identifiers.extend(number.iter().map(|id| (id.clone(), Basis::Stated)));
            let year = year.and_then(PartialDate::from_y);
            mention.date = mention.date.or(year.map(|y| (y, DateBasis::Title)));
        }
        Cited::Dated { row, about, by } => {
            let (kind, body) = profile.citations.dated.get(*row)?.issued(*by);
            mention.kind = Some(kind.into());
            mention.body = body.map(|body| (body, Basis::Stated));
            mention.title = about.as_deref().map(Into::into);
        }
    }
    Some(mention)
}

/// The type of policy of Acts.
const ACT: &str = "Statute";

fn statement(actor: u32, relation: Relation, extent: Extent, target: u32, evidence: Evidence) -> Statement {
    Statement {
        actor,
        relation,
        extent,
        target,
        effective: None,
        verb: "".into(),
        strength: Strength::Explicit,
        evidence,
        lead_in: None,
        condition: None,
        until: None,
    }
}

/// A stretch of the title as evidence; the title's own quote tells where it starts.
fn quote(title: &Evidence, span: Span) -> Evidence {
    let words = span.of(&title.quote);
    let before = title.quote.get(..span.start).map_or(0, |t| t.chars().count());
    let at = |chars: usize| title.start.saturating_add(u32::try_from(chars).unwrap_or(u32::MAX));
    Evidence {
        locator: title.locator.clone(),
        quote: words.into(),
        start: at(before),
        end: at(before + words.chars().count()),
        section: title.section.clone(),
    }
}
