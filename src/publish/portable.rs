//! Names of files that every system takes.
//!
//! The rules of Windows, which are the strictest: <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>. A path
//! there has at most 260 characters with the folder that the package is put in, and two names that differ in case alone
//! are one.

/// The longest path of a file of a package, in bytes; 60 are left for the folder that it is put in.
pub(super) const LONGEST: usize = 200;

/// The longest part of a path, in bytes. Most systems take 255; encrypted ones 143.
const LONGEST_PART: usize = 143;

/// Names of devices, with any ending after a dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Whether a path, with `/` between its parts, can be a file of a package on every system.
pub(super) fn is_path(path: &str) -> bool {
    path.len() <= LONGEST && path.split('/').all(is_part)
}

fn is_part(part: &str) -> bool {
    let printable = |b: u8| (b' '..=b'~').contains(&b) && !b"<>:\"\\|?*".contains(&b);
    !part.is_empty()
        && part.len() <= LONGEST_PART
        && part.bytes().all(printable)
        && !part.ends_with(['.', ' '])
        && !part.starts_with(' ')
        && part != ".."
        && !is_device(part)
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_lowercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_system_takes() {
        for path in
            ["index.html", "us/executive-order/13571.ttl", "console/x", "com10", "a b", ".nojekyll", "com/x"]
        {
            assert!(is_path(path), "{path}");
        }
        let long = ["x".repeat(144), format!("{}/index.html", ["part"; 40].join("/"))];
        let wrong = [
            "",
            "/",
            "a//b",
            "a/",
            "..",
            "a/../b",
            ".",
            "a.",
            "a ",
            " a",
            "a\\b",
            "a:b",
            "a*",
            "a?b",
            "a\u{e9}",
            "a\tb",
            "con",
            "CON",
            "us/nul.ttl",
            "aux.tar.gz",
            "com1",
            "LPT9.html",
            "a/prn/b",
            "com0",
            "con .txt",
        ];
        for path in wrong.iter().copied().chain(long.iter().map(String::as_str)) {
            assert!(!is_path(path), "{path}");
        }
    }
}
