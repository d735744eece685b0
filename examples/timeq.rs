#[path = "../benches/synthetic/mod.rs"]
mod synthetic;
use pedigraph::{
    profile::Profile,
    query::{catalogue::*, params, run::*},
    store::{GraphStore, Graphs},
};
use std::time::Instant;
fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let q = synthetic::quads(7000, 14000);
    println!("{} quads", q.len());
    let t = Instant::now();
    let store = GraphStore::from_quads(q, Graphs::Merged).unwrap();
    println!("load {:?}", t.elapsed());
    let t = Instant::now();
    let profile = Profile::united_states().unwrap();
    println!("profile {:?}", t.elapsed());
    let c = Catalogue::default().with_folder(std::path::Path::new("queries")).unwrap();
    for query in c.iter() {
        if !only.is_empty() && !only.contains(&query.name) {
            continue;
        }
        let given: Vec<_> = query
            .header
            .iter()
            .flat_map(|h| &h.params)
            .filter(|p| p.default.is_none() && !p.optional)
            .map(|p| {
                (
                    p.name.clone(),
                    match p.name.as_str() {
                        "policy" => "EO 7010".to_owned(),
                        "body" => "President".into(),
                        _ => p.example.clone(),
                    },
                )
            })
            .collect();
        let t = Instant::now();
        let v = params::read(query, &given, &store, profile).unwrap();
        let tp = t.elapsed();
        let t = Instant::now();
        let l = Limits { timeout: std::time::Duration::from_secs(30), ..Limits::default() };
        let r = run(&store, &query.text, v, None, l);
        println!(
            "{:14} params {:?} run {:?} {}",
            query.name,
            tp,
            t.elapsed(),
            match r {
                Ok(Answer::Rows(r)) => {
                    let f = r
                        .rows
                        .first()
                        .map(|r| {
                            r.iter()
                                .map(|t| {
                                    t.as_ref()
                                        .map(|t| t.to_string().chars().take(50).collect::<String>())
                                        .unwrap_or_default()
                                })
                                .collect::<Vec<_>>()
                                .join(" | ")
                        })
                        .unwrap_or_default();
                    format!("{} rows {f}", r.rows.len())
                }
                Ok(Answer::Graph(g)) => format!("{} triples", g.triples.len()),
                Ok(o) => format!("{o:?}"),
                Err(e) => e.to_string(),
            }
        );
    }
}
