//! The findings of one document of a file.

use super::beside;
use super::cited::{self, Citing};
use super::document::{Document, Text, texts};
use super::finding::{Finding, Instead, Level, Rule};
use super::instead;
use super::linter::{File, Linter};
use super::past::{self, Passages, Place};
use super::standing::{self, Matter};
use super::stated::{self, Stated, StatedOf};
use super::written::{Alignment, Printed};
use crate::ground::Span;
use crate::ground::url;
use crate::lineage::PolicyIx;
use crate::lineage::day::dated;
use crate::source::{FieldKind, Layout};
use chrono::NaiveDate;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// One document, held against the graph.
pub(super) struct Page<'l, 'f> {
    linter: &'l Linter<'l>,
    file: &'l File<'f>,
    layout: &'l Layout,
    /// The byte of the file from which on its texts are looked for first: another document of the file may have the same.
    from: usize,
    document: OnceCell<Document<'l>>,
    /// Policies of which the page tells itself that they have ended.
    told: OnceCell<BTreeSet<PolicyIx>>,
}

/// One text of the page with what it cites.
struct Read<'t> {
    text: Text<'t>,
    cited: Vec<Citing>,
    places: Vec<Place>,
    /// What the text says of places apart from their sentences.
    stated: OnceCell<StatedOf>,
    aligned: OnceCell<Alignment>,
}

/// One text as it is judged.
struct Sight<'a> {
    read: &'a Read<'a>,
    /// All texts of the page.
    all: &'a [Read<'a>],
    /// The day of the newest policy that the page names.
    newest: Option<NaiveDate>,
    /// Asked only where something may be the matter.
    passages: OnceCell<Passages<'a>>,
}

/// How a policy is looked at in a document: what is the matter with it, as of which day, and whether that came to be only
/// after the document's own day.
struct Seen {
    matter: Matter,
    as_of: NaiveDate,
    after: Option<NaiveDate>,
}

impl<'l, 'f> Page<'l, 'f> {
    /// Nothing of the document is looked at yet.
    pub(super) fn new(linter: &'l Linter<'l>, file: &'l File<'f>, layout: &'l Layout, from: usize) -> Self {
        Self { linter, file, layout, from, document: OnceCell::new(), told: OnceCell::new() }
    }

    /// Adds what is found.
    pub(super) fn check(&self, findings: &mut Vec<Finding>) {
        let all: Vec<Read<'_>> = texts(self.layout).into_iter().map(|text| self.read(text)).collect();
        let issued = |p: &Place| self.linter.index.issued(p.policy).earliest();
        let newest = all.iter().flat_map(|r| &r.places).filter_map(issued).max();
        let mut unknown = BTreeSet::new();
        for read in &all {
            let sight = Sight { read, all: &all, newest, passages: OnceCell::new() };
            for citing in read.cited.iter().filter(|c| !c.in_title) {
                let Some(place) = citing.place() else {
                    findings.extend(self.unknown(read, citing, &mut unknown));
                    continue;
                };
                // A page has the number of its own policy in a field.
                if read.text.is_short && self.document().own == citing.policy {
                    continue;
                }
                let found = self.cited(&sight, citing, place);
                if found.is_none() {
                    findings.extend(self.undescribed(read, citing, place.policy, &mut unknown));
                }
                findings.extend(found);
                findings.extend(self.beside(read, citing));
            }
            self.links(&sight, findings);
        }
        self.front_links(newest, &all, findings);
    }

    fn read<'t>(&self, text: Text<'t>) -> Read<'t> {
        let cited = cited::find(self.linter.profile, &self.linter.known, text);
        let mut places: Vec<Place> = cited.iter().filter_map(Citing::place).collect();
        past::join(self.linter.profile, text, &mut places);
        Read { text, cited, places, stated: OnceCell::new(), aligned: OnceCell::new() }
    }

    /// What the document is: asked only where something may be the matter.
    fn document(&self) -> &Document<'l> {
        self.document.get_or_init(|| self.linter.document(self.layout, self.file))
    }

    /// Of which policies the page tells itself that they have ended.
    fn told(&self, all: &[Read<'_>]) -> &BTreeSet<PolicyIx> {
        self.told.get_or_init(|| {
            let beside = all.iter().flat_map(|r| past::told_beside(self.linter.profile, r.text, &r.places));
            let ended = |r: &&Read<'_>, p: &Place| self.stated(r).get(&p.span.start) == Some(&Stated::Ended);
            let stated = all.iter().flat_map(|r| r.places.iter().filter(move |p| ended(&r, p)));
            let stated = stated.map(|p| p.policy);
            beside.chain(stated).chain(self.document().told.iter().copied()).collect()
        })
    }

    /// What a text says of places apart from their sentences.
    fn stated<'r>(&self, read: &'r Read<'_>) -> &'r StatedOf {
        read.stated.get_or_init(|| stated::find(&self.linter.profile.lint, read.text, &read.places))
    }

    fn passages<'a, 'b>(&'a self, sight: &'b Sight<'a>) -> &'b Passages<'a> {
        sight.passages.get_or_init(|| {
            let (document, told) = (self.document(), self.told(sight.all));
            let (text, places) = (sight.read.text, (sight.read.places.as_slice(), self.stated(sight.read)));
            Passages::new(self.linter.profile, self.linter.index, document, text, places, told)
        })
    }

    /// What is the matter with a policy as the document speaks of it. A document that is a policy cites as of its own day;
    /// another that is dated does so too, and what ended later is told, but no fault; it was changed at least on the
    /// day of the newest policy that it names.
    fn seen(&self, p: PolicyIx, newest: Option<NaiveDate>) -> Option<Seen> {
        let (index, as_of) = (self.linter.index, self.linter.day_of(p));
        let matter = standing::matter(index, p, as_of)?;
        if standing::is_law_ended_by_less(self.linter.profile, index, p, as_of) {
            return None;
        }
        let document = self.document();
        if document.own == Some(p) && document.is_policy {
            return None;
        }
        let ends = matches!(matter.rule, Rule::EndedCitation | Rule::SupersededCitation);
        let Some(day) = document.day else { return Some(Seen { matter, as_of, after: None }) };
        let day = if document.is_policy { day } else { newest.map_or(day, |newest| newest.max(day)) };
        let before = day.pred_opt().unwrap_or(day);
        if document.is_policy {
            // Of its own time nothing but an end tells that it cites what no longer was.
            let then =
                standing::matter(index, p, before).filter(|_| standing::has_ended(index, p, before))?;
            return Some(Seen { matter: then, as_of: before, after: None });
        }
        let after = (ends && day < as_of && !standing::has_ended(index, p, before)).then_some(day);
        Some(Seen { matter, as_of, after })
    }

    /// What is the matter with one citation.
    fn cited<'a>(&'a self, sight: &Sight<'a>, citing: &Citing, place: Place) -> Option<Finding> {
        let seen = self.seen(place.policy, sight.newest)?;
        let passages = self.passages(sight);
        let read = sight.read;
        let in_force = passages.is_said_in_force(place)
            && matches!(
                seen.matter.rule,
                Rule::EndedCitation | Rule::SupersededCitation | Rule::SuspendedCitation
            );
        if !in_force && passages.is_told_as_past(place) {
            return None;
        }
        let rule = if in_force { Rule::ClaimOfForce } else { seen.matter.rule };
        let printed = self.printed(read, place.span)?;
        let instead = self.instead(read, citing, printed, &seen.matter);
        self.tell(rule, printed.span, place.policy, seen, instead)
    }

    /// A finding with what the graph tells; none where its rule is off.
    fn tell(
        &self,
        rule: Rule,
        span: Span,
        p: PolicyIx,
        seen: Seen,
        instead: Option<Instead>,
    ) -> Option<Finding> {
        if self.linter.level(rule) == Level::Off {
            return None;
        }
        let mut message = seen.matter.message;
        let level = match seen.after {
            Some(day) => {
                message.push_str(&format!("; that was after the day of this page, {day}"));
                self.linter.level(rule).min(Level::Note)
            }
            None => self.linter.level(rule),
        };
        let finding = self.about(rule, span, p, message);
        Some(Finding { level, as_of: dated(seen.as_of), deciding: seen.matter.deciding, instead, ..finding })
    }

    /// A finding about a policy of the graph.
    fn about(&self, rule: Rule, span: Span, p: PolicyIx, message: String) -> Finding {
        let policy = self.linter.index.policy(p);
        let finding = self.linter.finding(self.file, rule, span, policy.name().to_owned(), message);
        let covered_until = self.linter.index.covered_until(p);
        Finding {
            policy_iri: Some(policy.iri.to_owned()),
            as_of: dated(self.linter.day_of(p)),
            covered_until,
            ..finding
        }
    }

    /// A note where no source tells of a policy, once for each of a file.
    fn unknown(&self, read: &Read<'_>, citing: &Citing, known: &mut BTreeSet<String>) -> Option<Finding> {
        let number =
            citing.number.as_ref().filter(|_| self.linter.level(Rule::UnknownPolicy) != Level::Off)?;
        let label = self.linter.profile.label(number);
        let heads = read.text.is_head_of_section(citing.span);
        if known.contains(&label) || heads || self.document().own_numbers.contains(number) {
            return None;
        }
        let printed = self.printed(read, citing.span)?;
        known.insert(label.clone());
        let message = format!("no source of the graph tells of {label}");
        let finding = self.linter.finding(self.file, Rule::UnknownPolicy, printed.span, label, message);
        Some(Finding { as_of: dated(self.linter.as_of()), ..finding })
    }

    /// The same of a policy that sources only cite.
    fn undescribed(
        &self,
        read: &Read<'_>,
        citing: &Citing,
        p: PolicyIx,
        known: &mut BTreeSet<String>,
    ) -> Option<Finding> {
        let index = self.linter.index;
        let cited_only = index.has_coverage() && index.covered_until(p).is_none();
        if !cited_only
            || citing.number.is_none()
            || standing::matter(index, p, self.linter.day_of(p)).is_some()
        {
            return None;
        }
        let name = index.policy(p).name().to_owned();
        if known.contains(&name) || self.linter.level(Rule::UnknownPolicy) == Level::Off {
            return None;
        }
        if self.document().own == Some(p) {
            return None;
        }
        let printed = self.printed(read, citing.span)?;
        let message = format!("no source of the graph describes {name}: others only cite it");
        known.insert(name);
        Some(self.about(Rule::UnknownPolicy, printed.span, p, message))
    }

    /// What is wrong with the title or the date beside a number.
    fn beside(&self, read: &Read<'_>, citing: &Citing) -> Vec<Finding> {
        let linter = self.linter;
        let mut wrong = beside::check(linter.profile, linter.index, &linter.known, read.text, citing);
        // A document that is a policy knows itself.
        if !wrong.is_empty() && self.document().is_policy && self.document().own == citing.policy {
            wrong.clear();
        }
        let told = wrong.into_iter().filter(|w| linter.level(w.rule) != Level::Off);
        let told = told.filter_map(|wrong| {
            let p = citing.policy?;
            let printed = self.printed(read, wrong.span)?;
            let instead = wrong.right.filter(|_| printed.plain).map(|words| Instead {
                span: printed.span,
                words: instead::written(self.file.way, &words),
                certain: false,
            });
            Some(Finding { instead, ..self.about(wrong.rule, printed.span, p, wrong.message) })
        });
        told.collect()
    }

    /// Links to documents of policies that have ended, where the words of the link do not name the policy themselves.
    fn links<'a>(&'a self, sight: &Sight<'a>, findings: &mut Vec<Finding>) {
        let (read, mut from) = (sight.read, self.from);
        for (words, target) in read.text.links() {
            let Ok(address) = url::absolute(target, self.layout.url.as_deref()) else { continue };
            let Some(p) = self.linter.known.at(self.linter.profile, &address) else { continue };
            let first = read.cited.partition_point(|c| c.whole.end <= words.start);
            let named = read.cited.get(first..).unwrap_or_default();
            if named.iter().take_while(|c| c.span.start < words.end).any(|c| c.policy == Some(p)) {
                continue;
            }
            let Some(seen) = self.seen(p, sight.newest) else { continue };
            if self.passages(sight).is_told_as_past(Place {
                span: words,
                whole: words,
                policy: p,
                joined: false,
            }) {
                continue;
            }
            let Some(span) = self.file.written().link(target, from) else { continue };
            from = span.end;
            findings.extend(self.link(p, seen, &address, span));
        }
    }

    /// Addresses that front matter gives.
    fn front_links(&self, newest: Option<NaiveDate>, all: &[Read<'_>], findings: &mut Vec<Finding>) {
        let texts = self.layout.front.iter().filter(|f| f.kind == FieldKind::Text);
        for field in texts.filter(|f| f.text.starts_with("http") && !f.text.contains(char::is_whitespace)) {
            // The page's own address is no link.
            if self.layout.url.as_deref() == Some(field.text.as_str()) {
                continue;
            }
            let Some(p) = self.linter.known.at(self.linter.profile, &field.text) else { continue };
            let Some(at) = memchr::memmem::find(self.file.text.as_bytes(), field.text.as_bytes()) else {
                continue;
            };
            let Some(seen) = self.seen(p, newest) else { continue };
            if self.document().is_archive || self.told(all).contains(&p) || self.document().own == Some(p) {
                continue;
            }
            findings.extend(self.link(p, seen, &field.text, Span::new(at, at + field.text.len())));
        }
    }

    /// What is the matter with a link to the document of a policy.
    fn link(&self, p: PolicyIx, seen: Seen, address: &str, span: Span) -> Option<Finding> {
        let rule = match seen.matter.rule {
            Rule::SupersededCitation if seen.matter.successor.is_some() => Rule::LinkHasSuccessor,
            rule @ (Rule::EndedCitation | Rule::SupersededCitation) => rule,
            _ => return None,
        };
        let successor = seen.matter.successor;
        let new = successor
            .and_then(|next| Some((next.certain, self.linter.known.address_of(next.policy, address)?)));
        let instead = new.map(|(certain, address)| Instead {
            span,
            words: instead::written(self.file.way, address),
            certain: certain && seen.after.is_none(),
        });
        self.tell(rule, span, p, seen, instead)
    }

    /// The bytes of the file that print a stretch of a text.
    fn printed(&self, read: &Read<'_>, span: Span) -> Option<Printed> {
        let written = self.file.written();
        let aligned = read.aligned.get_or_init(|| written.align(read.text.text, self.from));
        written.printed(aligned, read.text.text, span)
    }

    /// What to write in the place of a citation.
    fn instead(
        &self,
        read: &Read<'_>,
        citing: &Citing,
        printed: Printed,
        matter: &Matter,
    ) -> Option<Instead> {
        let successor = matter.successor?;
        if !printed.plain {
            return None;
        }
        let (index, text) = (self.linter.index, read.text);
        let (old, new) = (index.policy(citing.policy?), index.policy(successor.policy));
        let there = printed.span.of(self.file.text);
        // What is written with escapes is not taken over: they would be escaped again.
        if there.contains('\\') || there.contains('&') {
            return None;
        }
        let words = instead::words(there, old.identifier, new.identifier)?;
        let words = instead::written(self.file.way, &words);
        let bare = citing.whole == citing.span && citing.date.is_none();
        let alone = citing.number.is_some() && bare && !beside::has_title(text, citing);
        let link = text.link_around(citing.span);
        let Some((_, target)) = link else {
            return Some(Instead { span: printed.span, words, certain: successor.certain && alone });
        };
        let near = instead::Linked { file: self.file, label: printed.span, target };
        let address = self.linter.known.address_of(successor.policy, target);
        let Some((span, words)) = near.both(&words, address) else {
            return Some(Instead { span: printed.span, words, certain: false });
        };
        Some(Instead { span, words, certain: successor.certain && alone })
    }
}
