
use pedigraph::lineage::walk::{Direction, Filter, closure};
use pedigraph::lineage::*;
use std::time::Instant;
#[path = "../benches/graph/mod.rs"]
mod graph;
fn main() {
    let path = std::path::Path::new("/tmp/lin/big.cache");
    if !path.exists() {
        let mut b = Builder::new();
        for block in graph::blocks(graph::Shape { policies: 1_000_000, edges: 3_000_000, evidence: false }) { b.nquads(block.as_bytes()).unwrap(); }
        write_cache(path, &[0; 32], &b.finish().unwrap()).unwrap();
    }
    let t = Instant::now();
    let index = read_cache(path, &[0; 32]).unwrap();
    println!("load {:?}", t.elapsed());
    let root = index.find(&graph::policy(0)).unwrap();
    for _ in 0..5 {
        let t = Instant::now();
        let c = closure(&index, root, Direction::Down, &Filter::default());
        println!("{} {:?}", c.reached.len(), t.elapsed());
    }
    let leaf = index.find(&graph::policy(999_999)).unwrap();
    let t = Instant::now();
    let c = closure(&index, leaf, Direction::Up, &Filter::default());
    println!("up {} {:?}", c.reached.len(), t.elapsed());
    for _ in 0..3 {
    let t = Instant::now();
    let s = status::statuses(&index, index.covered_to().unwrap());
    println!("status {} {:?}", s.len(), t.elapsed());
    }
}
