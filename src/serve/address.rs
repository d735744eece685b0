//! Addresses in their parts: what stands in `--url`, in the base of a graph and in `Host`.

use crate::ground::url::without_scheme;

/// The authority and the path of an address: `policies.example.gov:8080` and `/p/` of
/// `https://policies.example.gov:8080/p/`. A path that is not there is `/`.
pub fn split(url: &str) -> (&str, &str) {
    let rest = without_scheme(url);
    rest.find('/').map_or((rest, "/"), |at| rest.split_at(at))
}

/// The host of an authority, without its port: `[::1]` of `[::1]:7878`.
pub fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_parts() {
        for (url, authority, path) in [
            ("https://policies.example.gov/", "policies.example.gov", "/"),
            ("https://policies.example.gov:8080/p/q/", "policies.example.gov:8080", "/p/q/"),
            ("http://[::1]:7878", "[::1]:7878", "/"),
        ] {
            assert_eq!(split(url), (authority, path));
        }
        for (authority, name) in
            [("a.b", "a.b"), ("a.b:80", "a.b"), ("[::1]:99", "[::1]"), ("[::1]", "[::1]"), ("", "")]
        {
            assert_eq!(host(authority), name);
        }
    }
}
