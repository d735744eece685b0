//! The orders in which the quads are kept, and which of them answers a pattern.
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

/// A quad of term numbers: subject, predicate, object, graph. The graph 0 is the default graph.
pub(super) type Quad = [u32; 4];

/// Places in a [`Quad`].
pub(super) const SUBJECT: usize = 0;
pub(super) const PREDICATE: usize = 1;
pub(super) const OBJECT: usize = 2;
pub(super) const GRAPH: usize = 3;

/// One order of the columns of the quads. In the first three the graph comes last, so that a triple of several graphs
/// stands in neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Spog,
    Posg,
    Ospg,
    Gspo,
}

impl Order {
    /// All, in the order of the file.
    pub const ALL: [Self; 4] = [Self::Spog, Self::Posg, Self::Ospg, Self::Gspo];

    /// Its place among all.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spog => "SPOG",
            Self::Posg => "POSG",
            Self::Ospg => "OSPG",
            Self::Gspo => "GSPO",
        }
    }

    /// The places of its columns in a [`Quad`].
    const fn columns(self) -> [usize; 4] {
        match self {
            Self::Spog => [SUBJECT, PREDICATE, OBJECT, GRAPH],
            Self::Posg => [PREDICATE, OBJECT, SUBJECT, GRAPH],
            Self::Ospg => [OBJECT, SUBJECT, PREDICATE, GRAPH],
            Self::Gspo => [GRAPH, SUBJECT, PREDICATE, OBJECT],
        }
    }

    /// A quad with its columns in this order.
    pub const fn sorted(self, quad: Quad) -> Quad {
        let [a, b, c, d] = self.columns();
        [quad[a], quad[b], quad[c], quad[d]]
    }

    /// The quad of columns in this order.
    pub const fn quad(self, columns: Quad) -> Quad {
        let [a, b, c, d] = self.columns();
        let mut quad = [0; 4];
        quad[a] = columns[0];
        quad[b] = columns[1];
        quad[c] = columns[2];
        quad[d] = columns[3];
        quad
    }

    /// The values at the start of this order that a pattern binds, and how many they are.
    pub fn prefix(self, pattern: [Option<u32>; 4]) -> (Quad, usize) {
        let mut prefix = [0; 4];
        let mut bound = 0;
        for column in self.columns() {
            let Some(value) = pattern[column] else { break };
            prefix[bound] = value;
            bound += 1;
        }
        (prefix, bound)
    }

    /// The order in which a pattern over all graphs binds the most columns at the start.
    pub const fn of_triple(subject: bool, predicate: bool, object: bool) -> Self {
        match (subject, predicate, object) {
            (true, false, true) | (false, false, true) => Self::Ospg,
            (false, true, _) => Self::Posg,
            _ => Self::Spog,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_undone() {
        for order in Order::ALL {
            assert_eq!(order.quad(order.sorted([1, 2, 3, 4])), [1, 2, 3, 4]);
            assert_eq!(Order::ALL[order.index()], order);
        }
    }

    #[test]
    fn every_pattern_over_all_graphs_has_its_bound_columns_first() {
        for bits in 0..8_u32 {
            let is_bound = |i: u32| bits & (1 << i) != 0;
            let order = Order::of_triple(is_bound(0), is_bound(1), is_bound(2));
            let value = |i: u32| is_bound(i).then_some(7);
            let (_, bound) = order.prefix([value(0), value(1), value(2), None]);
            assert_eq!(bound as u32, bits.count_ones(), "{bits:b}");
        }
    }
}
