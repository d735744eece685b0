//! Blocks that were read, kept up to a bound in bytes, for all threads of a process.

use hashbrown::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many parts are locked alone.
const SHARDS: usize = 16;

/// Blocks by their numbers.
#[derive(Debug)]
pub(super) struct Cache<T> {
    shards: Vec<Mutex<Shard<T>>>,
    /// Bytes of one shard.
    most: usize,
}

#[derive(Debug)]
struct Shard<T> {
    blocks: HashMap<u64, Kept<T>>,
    bytes: usize,
    /// Counts the uses.
    clock: u64,
}

#[derive(Debug)]
struct Kept<T> {
    block: Arc<T>,
    weight: usize,
    used: u64,
}

impl<T> Cache<T> {
    /// Keeps at most so many bytes, and always the newest block.
    pub fn new(bytes: usize) -> Self {
        let shard = || Mutex::new(Shard { blocks: HashMap::new(), bytes: 0, clock: 0 });
        Self { shards: (0..SHARDS).map(|_| shard()).collect(), most: bytes / SHARDS }
    }

    fn shard(&self, number: u64) -> Option<&Mutex<Shard<T>>> {
        self.shards.get((number % SHARDS as u64) as usize)
    }

    /// A block that is kept.
    pub fn get(&self, number: u64) -> Option<Arc<T>> {
        let mut shard = self.shard(number)?.lock().unwrap_or_else(PoisonError::into_inner);
        shard.clock += 1;
        let clock = shard.clock;
        let kept = shard.blocks.get_mut(&number)?;
        kept.used = clock;
        Some(Arc::clone(&kept.block))
    }

    /// Keeps a block of so many bytes. Where there are too many, the half that was not used for longest goes.
    pub fn keep(&self, number: u64, block: Arc<T>, weight: usize) {
        let Some(shard) = self.shard(number) else { return };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.bytes + weight > self.most {
            shard.halve();
        }
        shard.clock += 1;
        let used = shard.clock;
        let before = shard.blocks.insert(number, Kept { block, weight, used });
        shard.bytes = shard.bytes + weight - before.map_or(0, |kept| kept.weight);
    }
}

impl<T> Shard<T> {
    fn halve(&mut self) {
        let mut uses: Vec<u64> = self.blocks.values().map(|kept| kept.used).collect();
        let middle = uses.len() / 2;
        if uses.is_empty() {
            return;
        }
        let (_, middle, _) = uses.select_nth_unstable(middle);
        let oldest = *middle;
        self.blocks.retain(|_, kept| kept.used > oldest);
        self.bytes = self.blocks.values().map(|kept| kept.weight).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_holds_and_what_is_used_stays() {
        let cache = Cache::new(SHARDS * 1000);
        for number in 0..10_000 {
            cache.keep(number, Arc::new(number), 100);
            assert_eq!(cache.get(number).as_deref(), Some(&number));
            // The block 16 is of the shard of block 0.
            assert_eq!(cache.get(0).as_deref(), Some(&0));
        }
        for shard in &cache.shards {
            let shard = shard.lock().unwrap();
            assert!(shard.bytes <= 1000 && shard.blocks.len() * 100 == shard.bytes, "{}", shard.bytes);
        }
        assert!(cache.get(1).is_none());
        cache.keep(1, Arc::new(1), 5000);
        assert!(cache.get(1).is_some());
    }
}
