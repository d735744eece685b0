//! Sorts what the builder collected into the tables of the index.

use super::builder::{Builder, Fragment, LeadIn, NONE};
use super::field::Kind;
use super::tables::{Bodies, Edges, MOST_POLICIES, Policies, Sources, Statements};
use super::text::{Arena, Interner, Text};
use super::{Days, Index, IndexError, judgements, periods};
use crate::lineage::Interval;
use crate::model::{Extent, Relation};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// Makes the index. Policies, bodies and sources are in the order of their IRIs, edges in the order
/// of actor, relation and target, the statements of an edge in the order of their IRIs.
pub(super) fn index(mut b: Builder) -> Result<Index, IndexError> {
    merge_fragments(&mut b.fragments, b.pool.texts(), &b.arena);
    b.fragments.retain(|f| !f.conditional);
    let is_edge = |f: &Fragment| f.actor != NONE && f.target != NONE && f.kind.is_some();
    let (of_edges, alone) = std::mem::take(&mut b.fragments).into_iter().partition(is_edge);
    b.fragments = of_edges;
    let alone: Vec<Fragment> = alone;
    let fragments_of_periods = periods::merge(std::mem::take(&mut b.periods));
    let judged = std::mem::take(&mut b.judgements);
    let mut wanted = periods::wanted(&fragments_of_periods);
    wanted.extend(judged.iter().flat_map(|j| j.judges.iter().copied()));
    wanted.sort_unstable();
    wanted.dedup();
    mark_policies(&mut b);

    let iris = b.nodes.texts();
    let policy_nodes = sorted(b.node.len(), iris, &b.arena, |i| b.node[i].is_policy);
    if policy_nodes.len() > MOST_POLICIES {
        return Err(IndexError::TooLarge);
    }
    let policy_of = inverse(&policy_nodes, b.node.len());
    let source_nodes = sorted(b.node.len(), iris, &b.arena, |i| b.node[i].is_source);
    let source_of = inverse(&source_nodes, b.node.len());
    let (bodies, body_start, body) = bodies(&mut b, &policy_of, policy_nodes.len());

    let iris = b.nodes.texts();
    let mut policies = Policies { body_start, body, ..Policies::default() };
    editions(&b, &policy_of, policy_nodes.len(), &mut policies);
    for &i in &policy_nodes {
        let node = &b.node[i as usize];
        policies.iri.push(iris[i as usize]);
        policies.title.push(node.title);
        policies.identifier.push(node.identifier);
        policies.label.push(node.label);
        policies.earliest.push(node.issued.interval().earliest_day());
        policies.latest.push(node.issued.interval().latest_day());
        policies.covered.push(node.covered.unwrap_or(Interval::OPEN_EARLIEST));
    }
    let mut sources = Sources::default();
    for &i in &source_nodes {
        let node = &b.node[i as usize];
        sources.iri.push(iris[i as usize]);
        sources.title.push(if node.title.is_none() { node.label } else { node.title });
        sources.url.push(node.url);
        sources.modified.push(node.modified.unwrap_or(Interval::OPEN_EARLIEST));
        sources.covers.push(node.covers.unwrap_or(Interval::OPEN_EARLIEST));
    }
    let mut keys_of_policies: Vec<(u64, u32)> = if judged.is_empty() {
        Vec::new()
    } else {
        (0_u32..).zip(&policies.iri).map(|(row, iri)| (periods::iri_key(&[b.arena.get(*iri)]), row)).collect()
    };
    keys_of_policies.sort_unstable();
    b.nodes = Interner::default();

    let keys = edge_keys(&b.edges, &b.fragments, &policy_of);
    let fragments = std::mem::take(&mut b.fragments);
    let lead_ins = std::mem::take(&mut b.lead_ins);
    let pool = std::mem::take(&mut b.pool).into_texts();
    let (mut edges, mut statements) =
        edges(keys, fragments, &policies, (&source_of, &lead_ins), &pool, &b.arena)?;
    edges.count_starts(policies.iri.len());
    for fragment in &alone {
        let (stem, rest) = (b.arena.get(pool[fragment.stem as usize]), b.arena.get(fragment.rest));
        if wanted.binary_search(&periods::iri_key(&[stem, rest])).is_ok() {
            statements.push(fragment, &source_of, &lead_ins);
        }
    }
    let row_of = periods::statement_rows(&b, &pool, &statements, &wanted);
    let (periods, decided) = periods::rows(fragments_of_periods, &policy_of, policies.iri.len(), &row_of);
    let judgements = judgements::rows(&b, judged, &row_of, &keys_of_policies, &decided);
    b.node = Vec::new();
    b.arena.shrink();
    let mut index = Index {
        arena: b.arena,
        pool,
        policies,
        edges,
        statements,
        periods,
        bodies,
        sources,
        judgements,
        days: Days::default(),
    };
    if index.periods.from.is_empty() {
        index.periods = periods::from_edges(&index);
    }
    index.cover();
    Ok(index)
}

/// Puts the fragments of one statement into the first of them; the others lose their actor.
fn merge_fragments(fragments: &mut [Fragment], pool: &[Text], arena: &Arena) {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let iri = |f: &Fragment| (arena.get(pool[f.stem as usize]), arena.get(f.rest));
    let mut order: Vec<(u64, u32)> =
        fragments.iter().zip(0..).map(|(f, i)| (hasher.hash_one(iri(f)), i)).collect();
    order.sort_unstable();
    for group in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        group.sort_unstable_by(|a, b| {
            iri(&fragments[a.1 as usize]).cmp(&iri(&fragments[b.1 as usize])).then(a.1.cmp(&b.1))
        });
        let mut first = group[0].1 as usize;
        for &(_, i) in &group[1..] {
            let other = fragments[i as usize];
            if iri(&other) == iri(&fragments[first]) {
                fragments[first].merge(&other, arena);
                fragments[i as usize].actor = NONE;
            } else {
                first = i as usize;
            }
        }
    }
}

/// Whatever an edge touches is a policy.
fn mark_policies(b: &mut Builder) {
    let direct = b.edges.iter().flat_map(|&(actor, _, target)| [actor, target]);
    let stated = b.fragments.iter().flat_map(|f| [f.actor, f.target]);
    for i in direct.chain(stated) {
        b.node[i as usize].is_policy = true;
    }
}

/// The numbers below `len` that pass, in the order of their strings.
fn sorted(len: usize, texts: &[Text], arena: &Arena, pass: impl Fn(usize) -> bool) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..len).filter(|&i| pass(i)).filter_map(|i| u32::try_from(i).ok()).collect();
    numbers.sort_unstable_by_key(|&i| arena.get(texts[i as usize]));
    numbers
}

fn inverse(order: &[u32], len: usize) -> Vec<u32> {
    let mut rank = vec![NONE; len];
    for (&i, to) in order.iter().zip(0..) {
        rank[i as usize] = to;
    }
    rank
}

/// The issuing bodies, and for each policy which of them issued it.
fn bodies(b: &mut Builder, policy_of: &[u32], policies: usize) -> (Bodies, Vec<u32>, Vec<u32>) {
    let issued_by = std::mem::take(&mut b.issued_by);
    let mut is_body = vec![false; b.node.len()];
    for &(policy, body) in &issued_by {
        is_body[body as usize] |= policy_of[policy as usize] != NONE;
    }
    let iris = b.nodes.texts();
    let order = sorted(b.node.len(), iris, &b.arena, |i| is_body[i]);
    let rank = inverse(&order, b.node.len());

    let mut bodies = Bodies::default();
    let mut alt: Vec<(u32, Text)> = std::mem::take(&mut b.alt_labels);
    alt.retain_mut(|(node, _)| {
        *node = rank[*node as usize];
        *node != NONE
    });
    alt.sort_unstable_by_key(|&(body, text)| (body, b.arena.get(text)));
    alt.dedup_by_key(|&mut (body, text)| (body, b.arena.get(text)));
    let mut alt = alt.into_iter().peekable();
    bodies.alt_start.push(0);
    for (&i, body) in order.iter().zip(0..) {
        let node = &b.node[i as usize];
        bodies.iri.push(iris[i as usize]);
        bodies.label.push(if node.label.is_none() { node.title } else { node.label });
        while let Some((_, text)) = alt.next_if(|&(of, _)| of == body) {
            bodies.alt.push(text);
        }
        bodies.alt_start.push(u32::try_from(bodies.alt.len()).unwrap_or(NONE));
    }

    let mut pairs: Vec<(u32, u32)> = issued_by
        .iter()
        .map(|&(policy, body)| (policy_of[policy as usize], rank[body as usize]))
        .filter(|&(policy, _)| policy != NONE)
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let starts = starts(pairs.iter().map(|&(policy, _)| policy), policies);
    (bodies, starts, pairs.into_iter().map(|(_, body)| body).collect())
}

/// The dates of the editions of each policy, in order.
fn editions(b: &Builder, policy_of: &[u32], rows: usize, policies: &mut Policies) {
    let when = |edition: u32| b.node[edition as usize].issued.interval();
    let mut found: Vec<(u32, Interval)> = b
        .editions
        .iter()
        .map(|&(policy, edition)| (policy_of[policy as usize], when(edition)))
        .filter(|&(policy, _)| policy != NONE)
        .collect();
    found.sort_unstable();
    found.dedup();
    policies.edition_start = starts(found.iter().map(|&(policy, _)| policy), rows);
    policies.edition_earliest = found.iter().map(|(_, when)| when.earliest_day()).collect();
    policies.edition_latest = found.iter().map(|(_, when)| when.latest_day()).collect();
}

/// Where each of `rows` begins in a list sorted by row; one more for the end.
pub(super) fn starts(rows_of: impl Iterator<Item = u32>, rows: usize) -> Vec<u32> {
    let mut starts = vec![0u32; rows + 1];
    for row in rows_of {
        starts[row as usize + 1] += 1;
    }
    for i in 0..rows {
        starts[i + 1] += starts[i];
    }
    starts
}

/// One key for each direct edge and each statement, sorted by actor, kind, target; statements after.
///
/// Packed into one number: sorting is most of the work of a large graph.
fn edge_keys(direct: &[(u32, Kind, u32)], fragments: &[Fragment], policy_of: &[u32]) -> Vec<u128> {
    let key = |actor: u32, kind: Kind, target: u32, fragment: u32| {
        let (mut actor, mut target) = (policy_of[actor as usize], policy_of[target as usize]);
        if kind.relation() == Relation::RelatedTo && target < actor {
            // Symmetric: one edge, whichever way it is written.
            std::mem::swap(&mut actor, &mut target);
        }
        (u128::from(actor) << 72)
            | (u128::from(kind.0) << 64)
            | (u128::from(target) << 32)
            | u128::from(fragment)
    };
    let mut keys: Vec<u128> = direct.iter().map(|&(a, kind, t)| key(a, kind, t, NONE)).collect();
    keys.extend(fragments.iter().zip(0..).filter_map(|(f, i)| {
        let extent = if f.extent == Some(Extent::Part) { Extent::Part } else { f.kind?.extent() };
        Some(key(f.actor, Kind::new(f.kind?.relation(), extent).of_property(), f.target, i))
    }));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn edges(
    keys: Vec<u128>,
    fragments: Vec<Fragment>,
    policies: &Policies,
    (source_of, lead_ins): (&[u32], &[LeadIn]),
    pool: &[Text],
    arena: &Arena,
) -> Result<(Edges, Statements), IndexError> {
    let mut edges = Edges::default();
    let mut statements = Statements::default();
    let mut own: Vec<&Fragment> = Vec::new();
    for group in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        let low = |shift: u32| (group[0] >> shift) as u32;
        let (actor, target, kind) = (low(72), low(32), Kind(low(64) as u8));
        own.clear();
        own.extend(group.iter().filter_map(|&key| fragments.get(key as u32 as usize)));
        own.sort_unstable_by_key(|f| (arena.get(pool[f.stem as usize]), arena.get(f.rest)));

        let part = |f: &Fragment| f.extent == Some(Extent::Part);
        let extent =
            if !own.is_empty() && own.iter().all(|f| part(f)) { Extent::Part } else { kind.extent() };
        let printed =
            own.iter().map(|f| f.effective.interval()).filter(|when| !when.is_unknown()).reduce(|a, b| {
                Interval::from_days(
                    a.earliest_day().min(b.earliest_day()),
                    a.latest_day().min(b.latest_day()),
                )
            });
        let when = printed.unwrap_or_else(|| policies.acting(actor as usize));
        edges.push(actor, target, Kind::new(kind.relation(), extent), when, printed.is_some());
        for fragment in &own {
            statements.push(fragment, source_of, lead_ins);
        }
        edges.statement_start.push(u32::try_from(statements.rest.len()).map_err(|_| IndexError::TooLarge)?);
    }
    Ok((edges, statements))
}
