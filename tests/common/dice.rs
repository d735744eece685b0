//! A small generator of numbers, for documents and sentences that tests make by rule.

/// Numbers by splitmix64: the same seed, the same numbers.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    /// One of them.
    pub fn pick<'v, T>(&mut self, all: &'v [T]) -> &'v T {
        &all[self.roll(all.len())]
    }

    /// One of them, once in so many times.
    pub fn maybe<'v, T>(&mut self, one_in: usize, all: &'v [T]) -> Option<&'v T> {
        (self.roll(one_in) == 0).then(|| self.pick(all))
    }
}
