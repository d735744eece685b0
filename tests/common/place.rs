//! A folder in which the examples of the help run: a small graph, documents, and what else they name.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with all that examples name; commands are found in its `bin`.
pub struct Place {
    folder: tempfile::TempDir,
}

/// What a site's pages and its graph are made of, below `tests/fixtures/lint`.
const SITE: &str = "tests/fixtures/lint";

/// How a line of a shell ended.
pub struct Ran {
    /// What was printed, on both outputs in their order.
    pub printed: String,
    /// The exit code.
    pub code: Option<i32>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const PAGE: &str = "data/digitalgov-customer-service-policies.json";

impl Place {
    /// A folder with documents alone.
    fn bare() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        for folder in [
            "data",
            "pages",
            "orders",
            "bin",
            ".zfunc",
            ".config/fish/completions",
            ".local/share/bash-completion/completions",
        ] {
            std::fs::create_dir_all(place.at(folder)).unwrap();
        }
        for (from, to) in [
            (PAGE, PAGE),
            ("tests/fixtures/examples/register.csv", "register.csv"),
            ("tests/fixtures/examples/register.csv", "data/register.csv"),
            ("tests/golden/convert/html-page/input.html", "page.html"),
            ("tests/golden/convert/html-page/input.html", "pages/page.html"),
            ("tests/golden/check/flawed/order-12104.txt", "orders/order.txt"),
            ("tests/golden/convert/order-gpo-html/input.html", "order.htm"),
            ("tests/fixtures/layout.md", "page.md"),
            ("tests/fixtures/diff-old.trig", "old.trig"),
            ("tests/fixtures/diff-new.trig", "new.trig"),
            ("tests/fixtures/publish.toml", "publish.toml"),
        ] {
            std::fs::copy(root().join(from), place.at(to)).unwrap();
        }
        let old = "<html><title>An old page</title><p>September 11, 1993 - Executive Order 12862 - Setting Customer Service Standards</p></html>";
        std::fs::write(place.at("pages/old.html"), old).unwrap();
        place.tool("curl", "cat page.html");
        place.tool("man", "cat >/dev/null");
        place
    }

    /// A folder with documents and graphs: `pedigraph-graph` of the page on customer service and 26 orders of the register,
    /// `last-month` of the page alone, `policies` of two pages, and the first two as N-Quads.
    pub fn new() -> Self {
        let place = Self::bare();
        for line in [
            "pedigraph ingest --quiet data".to_owned(),
            format!("pedigraph ingest --quiet {PAGE} --graph last-month"),
            "pedigraph ingest --quiet pages --graph policies".to_owned(),
            format!("pedigraph convert --quiet {PAGE} --output old.nq"),
            "pedigraph convert --quiet data --output new.nq".to_owned(),
            // The index is read from its cache afterwards.
            "pedigraph stale".to_owned(),
        ] {
            let ran = place.run(&line);
            assert_eq!(ran.code, Some(0), "{line}: {}", ran.printed);
        }
        place
    }

    /// A site of three pages below `content`, and its graph in `policies`.
    pub fn site() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        super::copy_folder(&root().join(SITE).join("site"), place.folder.path());
        let fixtures = root().join(SITE);
        let sources = [fixtures.join("register.csv"), fixtures.join("m-25-21.md"), root().join(PAGE)];
        let sources = sources.map(|source| format!("'{}'", source.display())).join(" ");
        for line in [
            format!("pedigraph ingest --quiet {sources} --graph policies"),
            // The index is read from its cache afterwards.
            "pedigraph stale --graph policies".to_owned(),
        ] {
            let ran = place.run(&line);
            assert_eq!(ran.code, Some(0), "{line}: {}", ran.printed);
        }
        place
    }

    /// The same folder once more, to be changed.
    pub fn copied(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap() };
        super::copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program of another name that does what a line of a shell says.
    fn tool(&self, name: &str, line: &str) {
        let path = self.at("bin").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    /// Runs a line of a shell here.
    pub fn run(&self, line: &str) -> Ran {
        let Output { status, stdout, .. } = self.command(line).output().unwrap();
        Ran { printed: String::from_utf8_lossy(&stdout).into_owned(), code: status.code() }
    }

    fn command(&self, line: &str) -> Command {
        let program = assert_cmd::cargo::cargo_bin("pedigraph");
        let own = [self.at("bin"), program.parent().unwrap().to_owned()];
        let system = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&system))).unwrap();
        let (shell, strict) =
            if Path::new("/bin/bash").exists() { ("/bin/bash", "set -o pipefail; ") } else { ("sh", "") };
        let mut command = Command::new(shell);
        command.args(["-c", &format!("{strict}{{ {line}\n}} 2>&1")]).env_clear();
        command.env("PATH", path).env("HOME", self.folder.path()).env("COLUMNS", "100").env("NO_COLOR", "1");
        command.current_dir(self.folder.path()).stdin(std::process::Stdio::null());
        command
    }
}

/// The page with the answers that are given now, and how many mistakes it has.
pub fn answered(place: &Place, page: &str) -> (String, usize) {
    let (mut out, mut count, mut inside) = (String::new(), 0, false);
    for line in page.lines() {
        if line == "```console" {
            inside = true;
            count += 1;
        } else if line == "```" {
            inside = false;
        }
        match line.strip_prefix("$ ").filter(|_| inside) {
            Some(typed) => {
                let ran = place.run(typed);
                out.push_str(&format!("$ {typed}\n{}", ran.printed));
                if !ran.printed.ends_with('\n') && !ran.printed.is_empty() {
                    out.push('\n');
                }
                out.push_str(&format!("[exit code {}]\n", ran.code.unwrap_or(-1)));
            }
            None if inside && line != "```console" => {}
            None => out.push_str(&format!("{line}\n")),
        }
    }
    (out, count)
}
