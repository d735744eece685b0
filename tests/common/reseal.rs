//! Changes files of a graph directory and writes the manifest anew, as a tool would that knows the form of a directory.

use pedigraph::ground::zst;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::{BufReader, Read};
use std::path::Path;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// What a compressed file holds, line by line.
pub fn lines(file: &Path) -> Vec<String> {
    let mut text = String::new();
    let raw = BufReader::new(std::fs::File::open(file).unwrap());
    zst::Reader::new(raw).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Every file entry of a manifest that is one of a graph.
fn graphs(manifest: &mut Value) -> Vec<&mut Value> {
    let Value::Object(manifest) = manifest else { panic!("no manifest") };
    let mut found = Vec::new();
    for (key, value) in manifest {
        match key.as_str() {
            "policies" => found.push(value),
            "sources" => found.extend(value.as_array_mut().unwrap().iter_mut().map(|s| &mut s["graph"])),
            _ => {}
        }
    }
    found
}

/// Lets `change` change the lines of each graph, and seals the directory again.
pub fn change(graph: &Path, change: &mut dyn FnMut(&mut Vec<String>)) {
    let path = graph.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for entry in graphs(&mut manifest) {
        let file = graph.join(entry["file"].as_str().unwrap());
        let mut text = lines(&file);
        change(&mut text);
        let content: String = text.iter().map(|line| format!("{line}\n")).collect();
        let stored = ruzstd::encoding::compress_to_vec(
            content.as_bytes(),
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        std::fs::write(&file, &stored).unwrap();
        entry["sha256"] = sha256(content.as_bytes()).into();
        entry["bytes"] = content.len().into();
        entry["stored_sha256"] = sha256(&stored).into();
        entry["stored_bytes"] = stored.len().into();
    }
    manifest["checksum"] = "".into();
    let sealed = |manifest: &Value| serde_json::to_string_pretty(manifest).unwrap() + "\n";
    manifest["checksum"] = sha256(sealed(&manifest).as_bytes()).into();
    std::fs::write(&path, sealed(&manifest)).unwrap();
}
