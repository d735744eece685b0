//! How shapes refer to shapes.

use super::document::ShapesError;
use super::shapes::{Constraint, ShapeIx, Shapes};

/// How deep shapes may refer to shapes; checking recurses as deep.
const MAX_DEPTH: usize = 64;

/// The depth of a shape whose parts are being looked at.
const OPEN: usize = usize::MAX;

impl Shapes {
    /// Refuses shapes that lead to themselves or too deep, and names the nameless after what they are a part of.
    #[allow(clippy::indexing_slicing, reason = "the numbers of shapes are places in the list of shapes")]
    pub(super) fn order(&mut self) -> Result<(), ShapesError> {
        let mut depth = vec![0; self.shapes.len()]; // 0: not seen
        for root in 0..self.shapes.len() {
            let mut path: Vec<(ShapeIx, Vec<ShapeIx>)> = Vec::new();
            let mut enter = Some(root);
            loop {
                if let Some(ix) = enter.take()
                    && depth[ix] == 0
                {
                    depth[ix] = OPEN;
                    let references = self.shapes[ix].constraints.iter().flat_map(Constraint::references);
                    path.push((ix, references.collect()));
                }
                let Some((ix, references)) = path.last_mut() else { break };
                let ix = *ix;
                let Some(next) = references.pop() else {
                    let below = self.shapes[ix].constraints.iter().flat_map(Constraint::references);
                    depth[ix] = 1 + below.map(|b| depth[b]).max().unwrap_or(0);
                    if depth[ix] > MAX_DEPTH {
                        return Err(self.misplaced(ix, format!("shapes lie more than {MAX_DEPTH} deep")));
                    }
                    path.pop();
                    continue;
                };
                if depth[next] == OPEN {
                    return Err(ShapesError::Unsupported {
                        construct: "a shape that leads back to itself".to_owned(),
                        shape: self.called(next),
                    });
                }
                enter = Some(next);
            }
        }
        // From the outside in: what lies deeper is named later.
        let mut order: Vec<ShapeIx> = (0..self.shapes.len()).collect();
        order.sort_by_key(|&ix| std::cmp::Reverse(depth[ix]));
        for ix in order {
            let Some(name) = self.shapes[ix].name.clone() else { continue };
            let parts: Vec<ShapeIx> =
                self.shapes[ix].constraints.iter().flat_map(Constraint::references).collect();
            for part in parts {
                self.shapes[part].name.get_or_insert_with(|| name.clone());
            }
        }
        Ok(())
    }

    fn called(&self, ix: ShapeIx) -> String {
        let name = self.shapes.get(ix).and_then(|s| s.name.as_ref());
        name.map_or_else(|| "a shape without a name".to_owned(), ToString::to_string)
    }

    fn misplaced(&self, ix: ShapeIx, problem: String) -> ShapesError {
        ShapesError::IllFormed { problem, shape: self.called(ix) }
    }
}
