//! What entries say of whole policies: which policy each text names, and what is set of it.

use super::{Correction, Curated, FoundQuote, Judgement, Lookup};
use crate::model::{BodyIx, DateBasis};
use crate::profile::Profile;
use crate::resolve::corpus::Policy;
use crate::resolve::words::Words;
use std::collections::{BTreeMap, HashMap};

/// What people judge, with what it takes to follow them.
pub(in crate::resolve) struct Following {
    pub curated: Curated,
    pub lookup: Lookup,
    /// The words of added statements that were found.
    pub found: Vec<(String, FoundQuote)>,
}

pub(in crate::resolve) fn unnamed(text: &str) -> String {
    format!("no source names `{text}`")
}

impl Following {
    /// The policy that each text of the entries names, or why none.
    pub fn policies(
        &mut self,
        words: &Words,
        policies: &[Policy],
        by_name: &dyn Fn(u32) -> Option<u32>,
    ) -> HashMap<String, Result<u32, String>> {
        let mut found = HashMap::new();
        let entries = std::mem::take(&mut self.curated.curation.entries);
        for text in entries.iter().flat_map(|e| e.judgement.policies()) {
            if found.contains_key(text) {
                continue;
            }
            let path = |p: &Policy| words.get(p.path).cmp(text);
            let exact = policies.binary_search_by(path).ok().and_then(|at| u32::try_from(at).ok());
            let mut named: Vec<u32> = match exact {
                Some(ix) => vec![ix],
                None => self.lookup.names(text).iter().filter_map(|name| by_name(*name)).collect(),
            };
            named.sort_unstable();
            named.dedup();
            let one = match named.as_slice() {
                [one] => Ok(*one),
                [] => Err(unnamed(text)),
                several => Err(format!("`{text}` can be any of {} policies", several.len())),
            };
            found.insert(text.to_owned(), one);
        }
        self.curated.curation.entries = entries;
        for (at, entry) in self.curated.curation.entries.iter().enumerate() {
            if matches!(entry.judgement, Judgement::Same(_) | Judgement::Different(_) | Judgement::Set(_))
                && let Some(slot) = self.curated.policies.get_mut(at)
            {
                slot.extend(entry.judgement.policies().filter_map(|text| found.get(text)?.clone().ok()));
                slot.sort_unstable();
                slot.dedup();
            }
        }
        found
    }

    /// Sets titles, dates and issuers; of several judgements of one field the latest decides. No IRI changes.
    pub fn set(
        &mut self,
        profile: &Profile,
        policies: &mut [Policy],
        words: &mut Words,
        found: &HashMap<String, Result<u32, String>>,
    ) {
        let mut said: BTreeMap<(u32, u8), Vec<(u32, Correction)>> = BTreeMap::new();
        for at in (0_u32..).take(self.curated.curation.entries.len()) {
            let Some(Judgement::Set(c)) = self.curated.entry(at).map(|e| e.judgement.clone()) else {
                continue;
            };
            let ix = match found.get(&c.policy).cloned().unwrap_or_else(|| Err(unnamed(&c.policy))) {
                Ok(ix) => ix,
                Err(why) => {
                    self.curated.unmatched(at, why);
                    continue;
                }
            };
            if let Some(issuer) = c.issuer.as_ref().filter(|name| body_of(profile, name).is_none()) {
                self.curated.unmatched(at, format!("the profile has no body `{issuer}`"));
                continue;
            }
            let only = |title: bool, issued: bool, issuer: bool| Correction {
                policy: String::new(),
                title: c.title.clone().filter(|_| title),
                issued: c.issued.filter(|_| issued),
                issuer: c.issuer.clone().filter(|_| issuer),
            };
            let fields = [only(true, false, false), only(false, true, false), only(false, false, true)];
            for (field, value) in (0_u8..).zip(fields).filter(|(_, value)| *value != Correction::default()) {
                said.entry((ix, field)).or_default().push((at, value));
            }
        }
        for ((ix, _), entries) in said {
            let Some(decider) = self.curated.decide(&entries) else { continue };
            let value = entries.into_iter().find(|(at, _)| *at == decider).map(|(_, value)| value);
            let (Some(policy), Some(value)) = (policies.get_mut(ix as usize), value) else { continue };
            if let Some(title) = value.title {
                policy.title = Some(words.intern(&title));
                if policy.label.is_none() {
                    policy.name = words.intern(&title);
                }
            }
            if let Some(date) = value.issued {
                policy.issued = Some(date);
                policy.issued_basis = Some(DateBasis::Record);
            }
            if let Some(body) = value.issuer.and_then(|name| body_of(profile, &name)) {
                policy.body = Some(body);
            }
        }
    }
}

/// The body of a key or of a name, whatever its capitals.
fn body_of(profile: &Profile, name: &str) -> Option<BodyIx> {
    let alike = |other: &str| other.to_lowercase() == name.to_lowercase();
    profile.bodies.by_key(name).or_else(|| {
        let mut all = profile.bodies.iter();
        all.find(|(_, b)| alike(&b.label) || b.names.iter().any(|n| alike(n))).map(|(ix, _)| ix)
    })
}
