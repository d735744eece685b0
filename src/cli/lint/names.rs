//! Names of files in a report: text of UTF-8 for whatever bytes a system allows in a name, and never the same text for two
//! names.
//!
//! A name that is UTF-8 stands as it is. Another one, and one that begins with a quotation mark, stands as git quotes it
//! (`core.quotePath` of <https://git-scm.com/docs/git-config>): in quotation marks, with the escapes of C.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

/// The name of a path, with `/` between its parts.
pub(super) fn of(path: &Path) -> String {
    let mut name = Vec::new();
    for part in path.components() {
        if part == Component::RootDir {
            name.push(b'/');
            continue;
        }
        if !name.is_empty() && !name.ends_with(b"/") {
            name.push(b'/');
        }
        // Of a system whose names are UTF-16 these are bytes of UTF-8 too, but for halves of characters.
        name.extend_from_slice(part.as_os_str().as_encoded_bytes());
    }
    match String::from_utf8(name) {
        Ok(name) if !name.starts_with('"') => name,
        Ok(name) => in_quotes(name.as_bytes()),
        Err(other) => in_quotes(other.as_bytes()),
    }
}

/// The bytes of a name that [`of`] gave.
pub(super) fn bytes(name: &str) -> Cow<'_, [u8]> {
    if name.starts_with('"') { Cow::Owned(unquoted(name.as_bytes())) } else { Cow::Borrowed(name.as_bytes()) }
}

/// The path that has a name.
pub(super) fn path(name: &str) -> PathBuf {
    path_of(bytes(name).into_owned())
}

/// The path with these bytes.
#[cfg(unix)]
pub(super) fn path_of(name: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(name))
}

/// The path with these bytes, where names are text.
#[cfg(not(unix))]
pub(super) fn path_of(name: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&name).into_owned())
}

/// A name as git prints it: in quotation marks where it holds a quotation mark, a backslash, a control character or a byte
/// beyond ASCII, else as it is.
pub(super) fn quoted(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) if !name.iter().any(|byte| is_odd(*byte)) => text.to_owned(),
        _ => in_quotes(name),
    }
}

fn is_odd(byte: u8) -> bool {
    !(0x20..0x7f).contains(&byte) || byte == b'"' || byte == b'\\'
}

fn in_quotes(name: &[u8]) -> String {
    let mut out = String::from("\"");
    for byte in name.iter().copied() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            byte if is_odd(byte) => out.push_str(&format!("\\{byte:03o}")),
            byte => out.push(char::from(byte)),
        }
    }
    out.push('"');
    out
}

/// The bytes of a name that git may have put in quotation marks.
pub(super) fn unquoted(name: &[u8]) -> Vec<u8> {
    let Some(inner) = name.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        return name.to_vec();
    };
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(first @ b'0'..=b'7') => {
                let rest = bytes.by_ref().take(2).map(|digit| u32::from(digit.wrapping_sub(b'0')));
                let code = rest.fold(u32::from(first - b'0'), |code, digit| code * 8 + digit);
                out.push(u8::try_from(code & 0xff).unwrap_or_default());
            }
            Some(b'a') => out.push(7),
            Some(b'b') => out.push(8),
            Some(b't') => out.push(b'\t'),
            Some(b'n') => out.push(b'\n'),
            Some(b'v') => out.push(11),
            Some(b'f') => out.push(12),
            Some(b'r') => out.push(b'\r'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_of_any_bytes_are_told_apart() {
        let all: [&[u8]; 6] =
            [b"a\xff.md", b"a\xfe.md", "a\u{fffd}.md".as_bytes(), b"\"a\\377.md\"", b"a\\377.md", b"a.md"];
        let names: BTreeSet<String> = all.iter().map(|name| of(&path_of(name.to_vec()))).collect();
        assert_eq!(names.len(), all.len(), "{names:?}");
        assert!(names.contains(r#""a\377.md""#) && names.contains("a\u{fffd}.md"), "{names:?}");
    }

    proptest! {
        #[test]
        #[cfg(unix)]
        fn a_name_gives_its_path_again(name in prop::collection::vec(1_u8..=255, 1..24)) {
            let path = crate::cli::lint::files::lexical(&path_of(name));
            prop_assert_eq!(super::path(&of(&path)), path);
        }

        #[test]
        fn quotes_are_undone(name in prop::collection::vec(any::<u8>(), 0..24)) {
            prop_assert_eq!(unquoted(in_quotes(&name).as_bytes()), name);
        }
    }
}
