//! What somebody may have meant.

/// At most `most` of `names` that are spelled like `typed`, best first, then by name.
///
/// Alike is what differs by no more than a third of its characters and not in all, a swap of neighbours counting one.
/// Names beyond 64 characters are passed over: the distance costs their product.
pub(crate) fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<String> {
    const LONGEST: usize = 64;
    let length = typed.chars().count();
    if length > LONGEST {
        return Vec::new();
    }
    let typed = typed.to_lowercase();
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| name.len() <= 4 * LONGEST)
        .filter_map(|name| {
            let other = name.chars().count();
            let allowed = length.max(other).div_ceil(3);
            if other > LONGEST || length.abs_diff(other) > allowed {
                return None;
            }
            let distance = strsim::osa_distance(&typed, &name.to_lowercase());
            (distance <= allowed && distance < length.max(other)).then_some((distance, name))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(most).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_best_come_first() {
        let names = ["lineage", "policies", "relations", "orphans"];
        assert_eq!(nearest("linaege", names, 2), ["lineage"]);
        assert_eq!(nearest("Policy", names, 2), ["policies"]);
        assert!(nearest("zzzzz", names, 2).is_empty());
        assert!(nearest("n", ["a"], 2).is_empty(), "nothing in common");
        assert!(nearest(&"x".repeat(1_000_000), names, 2).is_empty());
    }
}
