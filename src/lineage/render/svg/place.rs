//! Where elements stand from left to right: as near to their neighbours as their order allows.

use super::layers::{Element, Layers};

/// Between two boxes, in pixels.
const GAP: f64 = 26.0;
/// Beside a lane.
const LANE_GAP: f64 = 11.0;
/// Sweeps over the rows; the gain of more is not seen.
const SWEEPS: usize = 40;

/// The middles of all elements, from 0 for the leftmost edge; `width` is that of a box.
pub(super) fn middles(layers: &Layers, width: f64) -> Vec<f64> {
    let (above, below) = layers.neighbours();
    let mut x = vec![0.0; layers.elements.len()];
    for row in &layers.rows {
        let mut right = 0.0;
        for (i, &e) in row.iter().enumerate() {
            if i > 0 {
                right += distance(layers, row[i - 1], e, width);
            }
            x[e] = right;
        }
    }
    for sweep in 0..SWEEPS {
        let last = sweep + 2 >= SWEEPS;
        let n = layers.rows.len();
        for i in 0..n {
            let r = if sweep % 2 == 0 { i } else { n - 1 - i };
            let wanted: Vec<(f64, f64)> = layers.rows[r]
                .iter()
                .map(|&e| {
                    let sides: Vec<usize> = match (sweep % 2 == 0, last) {
                        (_, true) => above[e].iter().chain(&below[e]).copied().collect(),
                        (true, _) => above[e].clone(),
                        (false, _) => below[e].clone(),
                    };
                    wish(layers, &x, e, &sides)
                })
                .collect();
            let row = &layers.rows[r];
            let apart: Vec<f64> = row.windows(2).map(|p| distance(layers, p[0], p[1], width)).collect();
            for (&e, at) in row.iter().zip(in_order(&wanted, &apart)) {
                x[e] = at;
            }
        }
    }
    let left = layers
        .elements
        .iter()
        .zip(&x)
        .map(|(element, x)| x - half(*element, width))
        .fold(f64::INFINITY, f64::min);
    x.iter().map(|x| x - if left.is_finite() { left } else { 0.0 }).collect()
}

/// Half the width of an element.
pub(super) fn half(element: Element, width: f64) -> f64 {
    match element {
        Element::Box(_) => width / 2.0,
        Element::Lane => 0.0,
    }
}

/// The least distance of the middles of two elements that stand side by side.
fn distance(layers: &Layers, a: usize, b: usize, width: f64) -> f64 {
    let (a, b) = (layers.elements[a], layers.elements[b]);
    let gap = if matches!((a, b), (Element::Box(_), Element::Box(_))) { GAP } else { LANE_GAP };
    half(a, width) + half(b, width) + gap
}

/// Where an element would stand, and how much it minds: lanes mind most, so that they run straight.
fn wish(layers: &Layers, x: &[f64], e: usize, sides: &[usize]) -> (f64, f64) {
    if sides.is_empty() {
        return (x[e], 0.2);
    }
    let mean = sides.iter().map(|&s| x[s]).sum::<f64>() / sides.len() as f64;
    let lane = layers.elements[e] == Element::Lane;
    let straight = lane && sides.iter().any(|&s| layers.elements[s] == Element::Lane);
    (mean, if straight { 6.0 } else { 1.0 })
}

/// The places nearest to the wished ones, by weighted squares, that keep the order and the distances:
/// pooling adjacent violators.
fn in_order(wanted: &[(f64, f64)], apart: &[f64]) -> Vec<f64> {
    // Less the distances so far, places need only not decrease.
    let offsets: Vec<f64> = std::iter::once(0.0)
        .chain(apart.iter().scan(0.0, |sum, d| {
            *sum += d;
            Some(*sum)
        }))
        .collect();
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (&(place, weight), offset) in wanted.iter().zip(&offsets) {
        let mut pool = (place - offset, weight, 1);
        while let Some(&(before, w, n)) = pools.last() {
            if before <= pool.0 {
                break;
            }
            pools.pop();
            pool = ((before * w + pool.0 * pool.1) / (w + pool.1), w + pool.1, n + pool.2);
        }
        pools.push(pool);
    }
    let places = pools.iter().flat_map(|&(place, _, n)| std::iter::repeat_n(place, n));
    places.zip(&offsets).map(|(place, offset)| place + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn those_who_would_overlap_share_the_way() {
        assert_eq!(in_order(&[(10.0, 1.0), (10.0, 1.0), (100.0, 1.0)], &[20.0, 20.0]), [0.0, 20.0, 100.0]);
    }

    proptest! {
        #[test]
        fn order_and_distances_are_kept(
            wanted in prop::collection::vec((-500.0f64..500.0, 0.1f64..6.0), 1..12),
            apart in prop::collection::vec(1.0f64..60.0, 11),
        ) {
            let placed = in_order(&wanted, &apart[..wanted.len() - 1]);
            prop_assert_eq!(placed.len(), wanted.len());
            for (pair, least) in placed.windows(2).zip(&apart) {
                prop_assert!(pair[1] - pair[0] >= least - 1e-6);
            }
        }
    }
}
