//! Lead-ins without a finite verb of their own: "The orders revoked include:", "Rescinded memoranda", "Superseded by X".
//!
//! In goes a sentence that ends in a colon, or a heading; out comes the list that it opens.

use super::agent::Agents;
use super::{Opened, Reader, Role, Who};
use crate::ground::Span;
use crate::profile::{Class, Profile};
use crate::reading::acts::Named;
use crate::reading::clause::{Kind, Sentence, Verb};

/// A heading that opens a list is no longer than this, in tokens.
const MAX_HEADING: usize = 12;

/// The list that a heading opens: "Memoranda rescinded by M-30-08", "Revoked orders". Without an agent only words that end
/// a policy count: "Updated guidance" tells of no other policy.
#[must_use]
pub fn heading(profile: &Profile, text: &str, span: Span, named: &[Named]) -> Option<Opened> {
    let sentence = Sentence::whole(&profile.phrases, text, span, named);
    let mut reader = Reader::new(&sentence, text, span);
    let [verb] = reader.verbs(0) else { return None };
    let end = sentence.len(0);
    let end = if sentence.kind(0, end.wrapping_sub(1)) == Some(Kind::Colon) { end - 1 } else { end };
    if end > MAX_HEADING || !is_bare_participle(verb) {
        return None;
    }
    let (actor, behind) = reader.agent_of_list(verb)?;
    let ends = reader.relations_of(verb).all(crate::model::Relation::ends);
    let named_agent = behind > verb.end;
    let nouns = Class::WHOLE.or(Class::CONTENT);
    let small = nouns.or(Class::DETERMINER).or(Class::ADVERB).or(Class::SEPARATOR);
    let head = (0..verb.first).chain(verb.end..if named_agent { verb.end } else { end });
    let general = head.clone().any(|t| sentence.has(0, t, nouns));
    let plain = head.clone().all(|t| sentence.has(0, t, small)) && behind.max(verb.end) <= end;
    let whole = if named_agent { behind == end && (general || verb.first == 0) } else { ends && general };
    (plain && whole).then(|| reader.open_heading(verb, actor))
}

/// Whether a verb is a participle alone: no auxiliary, no infinitive, no negation.
fn is_bare_participle(verb: &Verb) -> bool {
    !verb.is_passive() && verb.forms.past() && !verb.denied && verb.infinitive.is_none()
}

impl Reader<'_, '_> {
    fn open_heading(&mut self, verb: &Verb, actor: Who) -> Opened {
        let said = self.said(0, verb);
        self.opened(0, verb, actor, &said, verb.limited)
    }

    /// The one who acts on the members of a list, and one past the last token that names it; the document where nobody is
    /// named. None where somebody is named who is no policy, or several are.
    fn agent_of_list(&self, verb: &Verb) -> Option<(Who, usize)> {
        match self.agents(0, verb) {
            Agents::None => Some((Who::Document, verb.end)),
            Agents::Policies(names, end) => match names.as_slice() {
                [only] => self.who(*only).map(|who| (who, end)),
                _ => None,
            },
            Agents::Others => {
                let own = self.sentence.names_from(0, verb.end).first().and_then(|ix| self.name(*ix));
                own.filter(|n| n.role == Role::Document).map(|n| (Who::Document, n.end))
            }
        }
    }

    /// Reads "The orders revoked include:" and "Revoked orders:", with which a sentence opens a list below it.
    pub(super) fn read_lead_in(&mut self) {
        let sentence = self.sentence;
        let last = sentence.len(0).wrapping_sub(1);
        if self.opens.is_some() || sentence.kind(0, last) != Some(Kind::Colon) {
            return;
        }
        let Some(verb) = self.verbs(0).last().cloned().filter(is_bare_participle) else { return };
        let Some((actor, end)) = self.agent_of_list(&verb) else { return };
        let start = sentence.clause_start(0, verb.first);
        let small = Class::DETERMINER.or(Class::ADVERB).or(Class::WHOLE).or(Class::CONTENT);
        let nouns = Class::WHOLE.or(Class::CONTENT);
        let opens = (start..verb.first).all(|t| sentence.has(0, t, small));
        let noun_before = (start..verb.first).any(|t| sentence.has(0, t, nouns));
        let noun_end = (end..last).take_while(|t| sentence.has(0, *t, nouns)).last().map_or(end, |t| t + 1);
        let linked = sentence.has(0, noun_end, Class::FINITE.or(Class::BE)) && noun_end + 1 == last;
        let behind = noun_end > end && (linked || noun_end == last);
        let before = noun_before && (linked || end == last) && noun_end == end;
        if opens && (before || behind) && last - start <= 2 * MAX_HEADING {
            let said = self.said(0, &verb);
            self.opens = Some(self.opened(0, &verb, actor, &said, verb.limited));
        }
    }
}
