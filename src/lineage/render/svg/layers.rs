//! Lanes for long edges, and the order of the elements of each row (Sugiyama's method: barycentres of the
//! neighbours, sweeping down and up, keeping the order with the fewest crossings).
//!
//! The libraries at hand choose the layers themselves; here time does, so only the steps after it are
//! needed.

use std::collections::BTreeMap;

/// What stands in a row: a box, or the passage of edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// A box by its number.
    Box(usize),
    /// A passage for all edges of one look to one box.
    Lane,
}

/// An edge between two boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    pub from: usize,
    pub to: usize,
    /// Ties of the same look to the same box share their lanes.
    pub look: usize,
}

/// A piece of an edge between adjacent rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub upper: usize,
    pub lower: usize,
    pub look: usize,
    /// Whether the edge runs from the lower end to the upper.
    pub upwards: bool,
    /// Whether it ends with this piece.
    pub arrives: bool,
    /// The tie that begins with this piece, if one does.
    pub tie: Option<usize>,
}

/// Rows of elements and the pieces between them.
#[derive(Debug)]
pub(super) struct Layers {
    pub elements: Vec<Element>,
    /// The row of each element.
    pub row: Vec<usize>,
    /// The elements of each row from left to right.
    pub rows: Vec<Vec<usize>>,
    pub pieces: Vec<Piece>,
}

/// Sweeps over the rows; the gain of more is not seen.
const SWEEPS: usize = 24;

impl Layers {
    /// Lays lanes for `ties` through the rows between their boxes, and orders each row.
    pub fn new(row_of: &[usize], rows: usize, ties: &[Tie]) -> Self {
        let mut layers = Self {
            elements: (0..row_of.len()).map(Element::Box).collect(),
            row: row_of.to_vec(),
            rows: vec![Vec::new(); rows],
            pieces: Vec::new(),
        };
        let mut lanes: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
        for (i, tie) in ties.iter().enumerate() {
            layers.lay(i, *tie, &mut lanes);
        }
        for (element, &row) in layers.row.iter().enumerate() {
            layers.rows[row].push(element);
        }
        layers.order();
        layers
    }

    fn lay(&mut self, number: usize, tie: Tie, lanes: &mut BTreeMap<(usize, usize, usize), usize>) {
        let (from, to) = (self.row[tie.from], self.row[tie.to]);
        let upwards = from > to;
        let mut at = tie.from;
        let mut begins = Some(number);
        let mut row = from;
        while row != to {
            row = if upwards { row - 1 } else { row + 1 };
            let arrives = row == to;
            let (next, is_new) = if arrives {
                (tie.to, true)
            } else {
                let new = self.elements.len();
                let lane = *lanes.entry((tie.to, tie.look, row)).or_insert(new);
                if lane == new {
                    self.elements.push(Element::Lane);
                    self.row.push(row);
                }
                (lane, lane == new)
            };
            let (upper, lower) = if upwards { (next, at) } else { (at, next) };
            let look = tie.look;
            self.pieces.push(Piece { upper, lower, look, upwards, arrives, tie: begins.take() });
            if !is_new {
                // From here on an earlier tie has laid the way.
                return;
            }
            at = next;
        }
    }

    /// Orders all rows so that few pieces cross.
    fn order(&mut self) {
        let (above, below) = self.neighbours();
        let mut best = (self.crossings(), self.rows.clone());
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            let n = self.rows.len();
            let order: Vec<usize> =
                if down { (1..n).collect() } else { (0..n.saturating_sub(1)).rev().collect() };
            for r in order {
                let fixed = if down { r - 1 } else { r + 1 };
                self.sort_row(r, fixed, if down { &above } else { &below });
            }
            let crossings = self.crossings();
            if crossings <= best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    /// For each element those above and those below it.
    pub fn neighbours(&self) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let mut above = vec![Vec::new(); self.elements.len()];
        let mut below = above.clone();
        for piece in &self.pieces {
            above[piece.lower].push(piece.upper);
            below[piece.upper].push(piece.lower);
        }
        (above, below)
    }

    fn sort_row(&mut self, r: usize, fixed: usize, next: &[Vec<usize>]) {
        let place = self.places(fixed);
        let own = self.places(r);
        let mut keyed: Vec<(f64, usize)> = self.rows[r]
            .iter()
            .map(|&e| {
                let n = next[e].len();
                let sum: usize = next[e].iter().filter_map(|x| place.get(x)).sum();
                // Those tied to nothing there keep their place, as a share of the row.
                let share = own[&e] as f64 / self.rows[r].len() as f64 * self.rows[fixed].len() as f64;
                (if n == 0 { share } else { sum as f64 / n as f64 }, e)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.rows[r] = keyed
            .chunk_by(|a, b| a.0 == b.0)
            .flat_map(|equal| self.lanes_amidst(equal.iter().map(|&(_, e)| e)))
            .collect();
    }

    /// Those of one barycentre, with the lanes between the boxes: at a side, row after row would drift
    /// to that side.
    fn lanes_amidst(&self, equal: impl Iterator<Item = usize>) -> Vec<usize> {
        let (lanes, mut all): (Vec<usize>, Vec<usize>) =
            equal.partition(|&e| self.elements[e] == Element::Lane);
        let right = all.split_off(all.len() / 2);
        all.extend(lanes);
        all.extend(right);
        all
    }

    fn places(&self, r: usize) -> BTreeMap<usize, usize> {
        self.rows[r].iter().enumerate().map(|(i, &e)| (e, i)).collect()
    }

    fn crossings(&self) -> usize {
        let places: Vec<usize> = {
            let mut places = vec![0; self.elements.len()];
            for row in &self.rows {
                for (i, &e) in row.iter().enumerate() {
                    places[e] = i;
                }
            }
            places
        };
        let mut by_row: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for p in &self.pieces {
            by_row.entry(self.row[p.upper]).or_default().push((places[p.upper], places[p.lower]));
        }
        by_row.values_mut().map(|ends| inversions(ends)).sum()
    }
}

/// Pairs of ends whose order differs above and below.
fn inversions(ends: &mut [(usize, usize)]) -> usize {
    ends.sort_unstable();
    let most = ends.iter().map(|e| e.1).max().unwrap_or(0);
    // How many of those so far end at or left of a place, in a binary indexed tree.
    let mut tree = vec![0usize; most + 2];
    let mut crossings = 0;
    for (seen, &(_, lower)) in ends.iter().enumerate() {
        let (mut i, mut left) = (lower + 1, 0);
        while i > 0 {
            left += tree[i];
            i &= i - 1;
        }
        crossings += seen - left;
        i = lower + 1;
        while i < tree.len() {
            tree[i] += 1;
            i += i & i.wrapping_neg();
        }
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn crossed_pairs_are_uncrossed() {
        let ties = [Tie { from: 2, to: 1, look: 0 }, Tie { from: 3, to: 0, look: 0 }];
        let layers = Layers::new(&[0, 0, 1, 1], 2, &ties);
        assert_eq!(layers.crossings(), 0);
    }

    #[test]
    fn long_ties_to_one_box_share_lanes() {
        let ties = [
            Tie { from: 3, to: 0, look: 0 },
            Tie { from: 2, to: 0, look: 0 },
            Tie { from: 3, to: 0, look: 1 },
        ];
        let layers = Layers::new(&[0, 1, 2, 3], 4, &ties);
        let lanes = layers.elements.iter().filter(|e| **e == Element::Lane).count();
        assert_eq!(lanes, 4);
        assert_eq!(layers.pieces.iter().filter(|p| p.arrives && p.upwards).count(), 2);
        assert!(layers.pieces.iter().all(|p| layers.row[p.upper] + 1 == layers.row[p.lower]));
        assert_eq!(layers.pieces.iter().filter_map(|p| p.tie).count(), 3);
    }

    proptest! {
        #[test]
        fn counts_crossings(ends in prop::collection::vec((0usize..6, 0usize..6), 0..12)) {
            let mut naive = 0;
            for (i, a) in ends.iter().enumerate() {
                for b in &ends[..i] {
                    naive += usize::from((a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1));
                }
            }
            prop_assert_eq!(inversions(&mut ends.clone()), naive);
        }
    }
}
