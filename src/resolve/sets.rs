//! Sets of names that are one policy, and pairs of them that never are.

use std::collections::{BTreeMap, BTreeSet};

/// Sets of names that are never joined, by their roots.
#[derive(Default)]
pub(super) struct Apart {
    from: BTreeMap<u32, BTreeSet<u32>>,
}

impl Apart {
    pub fn of<'a>(pairs: impl Iterator<Item = &'a (u32, u32)>) -> Self {
        let mut apart = Self::default();
        for (a, b) in pairs {
            apart.from.entry(*a).or_default().insert(*b);
            apart.from.entry(*b).or_default().insert(*a);
        }
        apart
    }

    pub fn are(&self, a: u32, b: u32) -> bool {
        self.from.get(&a).is_some_and(|others| others.contains(&b))
    }

    /// Two sets have become one with this root.
    pub fn joined(&mut self, a: u32, b: u32, root: u32) {
        let gone = if root == a { b } else { a };
        for other in self.from.remove(&gone).unwrap_or_default() {
            if let Some(back) = self.from.get_mut(&other) {
                back.remove(&gone);
                back.insert(root);
            }
            self.from.entry(root).or_default().insert(other);
        }
    }
}

/// Disjoint sets; a number is always the root of its set, else the smallest member.
pub(super) struct Union {
    parent: Vec<u32>,
}

impl Union {
    pub fn new(len: usize) -> Self {
        Self { parent: (0_u32..).take(len).collect() }
    }

    pub fn root(&mut self, ix: u32) -> u32 {
        let mut at = ix;
        while let Some(parent) = self.parent.get(at as usize).copied().filter(|p| *p != at) {
            let grand = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(at as usize) {
                *slot = grand;
            }
            at = grand;
        }
        at
    }

    /// Joins the set of `name` to that of `policy`; false where they were one already.
    pub fn join(&mut self, name: u32, policy: u32) -> bool {
        let (a, b) = (self.root(name), self.root(policy));
        if a != b
            && let Some(slot) = self.parent.get_mut(a as usize)
        {
            *slot = b;
            return true;
        }
        false
    }

    pub fn roots(&mut self) -> Vec<u32> {
        (0_u32..).take(self.parent.len()).map(|ix| self.root(ix)).collect()
    }
}
