//! What is said of the items of a note.

use super::emit::Saying;
use super::item::{Item, Relative};
use super::walk::{PLAIN, Walk};
use crate::ground::Span;
use crate::ground::diag::Diagnostic;
use crate::model::{Extent, Relation, Strength};
use crate::profile::label::Direction;
use std::borrow::Cow;

impl Walk<'_> {
    /// Says of an item what the label in force says; a plain citation where there is none.
    pub(super) fn say(&mut self, item: &Item) {
        let text = self.view.text;
        match self.active.take() {
            None => {
                self.plain(item, true);
            }
            Some(mut active) => {
                let own = self.out.is_own(item.identifier.as_ref());
                if own && !active.says.is_empty() {
                    let diagnostic =
                        Diagnostic::warning("own-number", "a note says that an order acts on itself");
                    self.out.report(diagnostic.expected("another policy", item.quote.of(text)), item.quote);
                }
                let span = self.out.quote(Some(active.span).filter(|_| active.fresh), item);
                let verb = active.span.of(text);
                let (direction, body, part) = (active.direction, active.body, active.part);
                let says = self.with_verbs(&active.says, item);
                if !says.is_empty() {
                    let saying = Saying { says: &says, direction, verb, span, body, part };
                    let mention = self.out.relate(item, &saying);
                    self.beside(item, mention);
                }
                active.fresh = false;
                self.active = Some(active);
            }
        }
    }

    /// What a label says of an item, with the verbs that brackets behind the item add: "(supplements)".
    fn with_verbs<'s>(&self, says: &'s [(Relation, Extent)], item: &Item) -> Cow<'s, [(Relation, Extent)]> {
        let mut says = Cow::Borrowed(says);
        for (ix, _) in &item.verbs {
            for more in self.view.profile.labels.labels.get(*ix).map_or(&[][..], |l| &l.says) {
                if says.iter().all(|s| s.0 != more.0) {
                    says.to_mut().push(*more);
                }
            }
        }
        says
    }

    /// A policy cited without a label. `told`: whether that is worth a diagnostic.
    pub(super) fn plain(&mut self, item: &Item, told: bool) {
        let span = self.out.quote(None, item);
        if told {
            let diagnostic = Diagnostic::warning("no-label", "a policy is named without a label");
            let diagnostic = diagnostic.expected("a label such as “See:”", span.of(self.view.text));
            self.out.report(diagnostic, span);
        }
        let direction = Direction::Outbound;
        let saying = Saying { says: PLAIN, direction, verb: "", span, body: false, part: false };
        let mention = self.out.relate(item, &saying);
        self.beside(item, mention);
    }

    /// What brackets behind an item say.
    fn beside(&mut self, item: &Item, mention: u32) {
        for relative in &item.relatives {
            self.relative(item, mention, relative);
        }
        for passing in &item.passing {
            if !self.out.is_own(passing.identifier.as_ref()) {
                self.plain(passing, false);
            }
        }
    }

    /// "EO 13083 (which was suspended by EO 13095)"
    fn relative(&mut self, item: &Item, mention: u32, relative: &Relative) {
        let Some(label) = self.view.profile.labels.labels.get(relative.label) else { return };
        let text = self.view.text;
        let cited = self.out.mention_of(&relative.cited);
        let antecedent = match &relative.antecedent {
            Some(third) => self.out.mention_of(third),
            None => mention,
        };
        let (actor, target) = if relative.active { (antecedent, cited) } else { (cited, antecedent) };
        let first = relative.antecedent.as_ref().map_or(item.quote.start, |a| a.quote.start);
        let span = Span::new(first.min(relative.verb.start), relative.cited.quote.end);
        let (direction, verb) = (label.direction, relative.verb.of(text));
        let says = Saying { says: &label.says, direction, verb, span, body: false, part: false };
        for says_one in &label.says {
            let whole = Item { effective: None, ..Item::default() };
            self.out.state(actor, *says_one, target, &whole, &says, Strength::Explicit);
        }
    }
}
