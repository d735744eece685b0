//! Quoted text over blocks: what is open around it waits until it ends.

use super::{Builder, LEAF, List, PART, Rank};
use crate::ground::Span;
use crate::reading::tree::NodeKind;
use crate::source::Block;

/// A quotation over blocks that is open.
#[derive(Clone, Debug)]
pub(super) struct InQuotation {
    end: usize,
    /// Nodes below this height of the stack are not closed before its end.
    pub(super) floor: usize,
    /// The lists around it.
    lists: Vec<List>,
    items: Rank,
}

impl Builder<'_> {
    /// The quotation that opens in a block and goes on after it.
    pub(super) fn opening(&mut self, block: &Block) -> Option<Span> {
        let spans = self.quoted.spans();
        while spans.get(self.next_quote).is_some_and(|q| q.end <= block.span.end) {
            self.next_quote += 1;
        }
        let quote = *spans.get(self.next_quote)?;
        let opens =
            self.quotation.is_none() && quote.start >= block.span.start && quote.start < block.span.end;
        opens.then_some(quote)
    }

    /// Whether a block starts with the quotation: nothing but a mark of an item stands before it.
    pub(super) fn starts_block(&self, block: &Block, quote: usize) -> bool {
        let before = self.text.get(block.span.start..quote).unwrap_or("");
        !before.contains(char::is_alphanumeric)
    }

    /// Opens quoted text under the words that bring it in.
    pub(super) fn enter_quotation(&mut self, quote: Span, span: Span, block: Option<usize>) {
        self.close_to(LEAF);
        self.open(NodeKind::Quoted, PART, span, block);
        let lists = std::mem::take(&mut self.lists);
        self.quotation =
            Some(InQuotation { end: quote.end, floor: self.stack.len(), lists, items: self.items });
        self.in_list = false;
    }

    /// Closes the quoted text that ends before `at`.
    pub(super) fn leave_quotation(&mut self, at: usize) {
        if self.quotation.as_ref().is_some_and(|q| q.end <= at) {
            self.end_quotation();
        }
    }

    pub(super) fn end_quotation(&mut self) {
        if let Some(quotation) = self.quotation.take() {
            while self.stack.len() >= quotation.floor {
                self.pop();
            }
            self.lists = quotation.lists;
            self.items = quotation.items;
            self.in_list = false;
        }
    }
}
