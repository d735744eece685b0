//! Lists the query catalogue, so that nobody has to: each `queries/<name>.rq`, in the order of names.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=queries");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("queries");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "rq") {
            names.extend(path.file_stem().and_then(|s| s.to_str()).map(str::to_owned));
        }
    }
    names.sort();
    let mut code = String::from("[\n");
    for name in names {
        // The folder of the crate is looked up when the list is compiled: the checkout may have been moved since.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/queries/{name}.rq"));
        writeln!(code, "    ({name:?}, include_str!({path})),").map_err(io::Error::other)?;
    }
    code.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("catalogue.rs");
    fs::write(out, code)
}
