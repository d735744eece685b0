//! A server that a test starts, and a client that sends what the test writes.
#![allow(dead_code, reason = "each test file uses a part of it")]

use crate::common::pedigraph;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

const SEED: &str = "data/digitalgov-customer-service-policies.json";

/// A graph directory of the seed.
pub fn seed(folder: &Path) -> PathBuf {
    let graph = folder.join("graph");
    ingest(&[Path::new(SEED)], &graph);
    graph
}

/// Reads inputs into a graph directory.
pub fn ingest(inputs: &[&Path], graph: &Path) {
    let done = pedigraph().arg("ingest").args(inputs).arg("--graph").arg(graph).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Whether an answer is a problem with this status, and tells what it is.
#[track_caller]
pub fn problem(reply: &Reply, status: u16, words: &str) {
    assert_eq!((reply.status, reply.head("content-type").as_str()), (status, "application/problem+json"));
    let told = reply.json();
    assert_eq!(told["status"], status);
    assert!(told["detail"].as_str().unwrap().contains(words), "{told}");
}

/// `pedigraph serve` on a port of its own; it is ended when this is dropped.
pub struct Server {
    child: Child,
    pub address: String,
    log: Mutex<mpsc::Receiver<String>>,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub heads: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// The values of a head, one after another.
    pub fn head(&self, name: &str) -> String {
        let of = self.heads.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        of.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Server {
    /// Starts a server of a graph directory.
    pub fn start(graph: &Path, options: &[&str]) -> Self {
        let here: &[&str] = if options.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] };
        let mut child = Command::new(env!("CARGO_BIN_EXE_pedigraph"))
            .env_clear()
            .args(["serve", "--log", "json", "--graph"])
            .arg(graph)
            .args(here)
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some(address) = line.trim().strip_prefix("serving at http://") else {
            let mut said = String::new();
            errors.read_to_string(&mut said).unwrap();
            panic!("expected a server, found {line:?}: {said}");
        };
        let address = address.trim_end_matches('/').to_owned();
        let (sender, log) = mpsc::channel();
        std::thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, address, log: Mutex::new(log) }
    }

    /// Sends a request as it is written and reads all that comes.
    pub fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        last(&mut stream)
    }

    /// A connection to it.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        stream
    }

    pub fn send(&self, method: &str, path: &str, heads: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !heads.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in heads {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        self.raw(&[request.as_bytes(), body].concat())
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], &[])
    }

    pub fn accept(&self, path: &str, media_type: &str) -> Reply {
        self.send("GET", path, &[("Accept", media_type)], &[])
    }

    /// Asks SPARQL by POST.
    pub fn ask(&self, query: &str, media_type: &str) -> Reply {
        let heads = [("Accept", media_type), ("Content-Type", "application/sparql-query")];
        self.send("POST", "/sparql", &heads, query.as_bytes())
    }

    /// The next line of the log that has these words.
    pub fn wait_for(&self, words: &str) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let line = self.log.lock().unwrap().recv_timeout(until.saturating_duration_since(Instant::now()));
            match line {
                Ok(line) if line.contains(words) => return line,
                Ok(_) => {}
                Err(_) => panic!("nothing of {words:?} in the log"),
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended by itself and gives its exit code.
    pub fn ended(&mut self) -> Option<i32> {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < until, "the server has not ended");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads all that comes on a connection: one answer.
pub fn last(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    read(&bytes)
}

/// Reads an answer, also one in chunks.
fn read(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let heads: Vec<(String, String)> =
        lines.map(|l| l.split_once(": ").unwrap()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let chunked = heads.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked");
    let mut rest = &bytes[end + 4..];
    let mut body = Vec::new();
    loop {
        if !chunked {
            body.extend_from_slice(rest);
            break;
        }
        let line = rest.windows(2).position(|w| w == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        body.extend_from_slice(&rest[line + 2..line + 2 + length]);
        rest = &rest[line + 4 + length..];
        if length == 0 {
            break;
        }
    }
    Reply { status, heads, body }
}
