//! Splits a stream of JSON into documents, without reading their values.
//!
//! What it takes for a document: each element of the list `results` of an object, each element of a list, each of
//! several objects that follow one another (one a line, or not), or the only object there is. Objects and lists
//! that follow one another are counted from 0; the count stands first in the pointers of all but the first.

use super::json;
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::work;
use std::io::BufRead;

/// A document larger than this is passed over, in bytes.
const MAX_DOCUMENT: usize = 32 << 20;

/// What stands in the stream next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Document {
    /// One of several documents, with its JSON Pointer; documents that follow one another are counted from 0.
    Element {
        /// The object, as it stands there.
        raw: String,
        /// Where it starts.
        at: Position,
        /// `/results/3`
        pointer: String,
    },
    /// The only document.
    Alone {
        /// The object, as it stands there.
        raw: String,
        /// Where it starts.
        at: Position,
    },
    /// An object that had results, without them.
    Answer {
        /// The object, its `results` empty.
        raw: String,
    },
}

/// Where the reading stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before a document.
    Top,
    /// Within the list `results`.
    Results(u64),
    /// Within a list at the top.
    List(u64),
    /// At the end.
    Done,
}

/// Where the reading of one value stands.
#[derive(Default)]
struct Value {
    /// Objects and lists that are open.
    depth: usize,
    /// Whether a string is open.
    in_string: bool,
    /// Whether the byte before was the backslash of an escape in a string.
    escaped: bool,
    /// Whether any byte was read.
    began: bool,
}

impl Value {
    /// Reads on in these bytes: how many of them are the value's, and whether it ends there.
    fn read(&mut self, buffer: &[u8]) -> (usize, bool) {
        let mut used = 0;
        for byte in buffer {
            if !self.in_string {
                // A scalar ends before a separator.
                if self.depth == 0
                    && self.began
                    && matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\r' | b'\t')
                {
                    return (used, true);
                }
                match byte {
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    b'"' => self.in_string = true,
                    _ => {}
                }
            } else if self.escaped {
                self.escaped = false;
            } else if *byte == b'\\' {
                self.escaped = true;
            } else if *byte == b'"' {
                self.in_string = false;
            }
            self.began = true;
            used += 1;
            if self.depth == 0 && !self.in_string && matches!(byte, b'}' | b']' | b'"') {
                return (used, true);
            }
        }
        (used, false)
    }
}

/// A stream of JSON.
pub(super) struct Stream<'a> {
    input: &'a mut dyn BufRead,
    state: State,
    /// Whether an element stands where the reading is, rather than a separator.
    first: bool,
    /// Line and column of the next byte, from 0; columns count characters.
    line: u32,
    column: u32,
    /// The object at the top, as far as it was read, and where it starts.
    shell: Vec<u8>,
    shell_at: Position,
    shell_has_results: bool,
    /// Objects at the top so far.
    documents: u64,
    /// A problem to tell before anything else.
    pending: Option<Box<Diagnostic>>,
    /// Why the input could not be read further; not told yet.
    failure: Option<std::io::Error>,
}

impl<'a> Stream<'a> {
    /// A stream at its start.
    pub(super) fn new(input: &'a mut dyn BufRead) -> Self {
        Self {
            input,
            state: State::Top,
            first: true,
            line: 0,
            column: 0,
            shell: Vec::new(),
            shell_at: Position::from_one_based(1, 1),
            shell_has_results: false,
            documents: 0,
            pending: None,
            failure: None,
        }
    }

    fn position(&self) -> Position {
        Position::from_one_based(self.line.saturating_add(1), self.column.saturating_add(1))
    }

    /// The next byte, still unread.
    fn peek(&mut self) -> Option<u8> {
        match self.input.fill_buf() {
            Ok(buffer) => buffer.first().copied(),
            Err(e) => {
                self.failure = Some(e);
                None
            }
        }
    }

    /// Takes a byte.
    fn take(&mut self, byte: u8) {
        self.input.consume(1);
        self.count(byte);
    }

    fn count(&mut self, byte: u8) {
        if byte == b'\n' {
            self.line = self.line.saturating_add(1);
            self.column = 0;
        } else if (byte as i8) >= -0x40 {
            self.column = self.column.saturating_add(1);
        }
    }

    /// Passes white space over, and a byte order mark; gives the byte behind.
    fn token(&mut self, keep: bool) -> Option<u8> {
        loop {
            let byte = self.peek()?;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf | 0x1e) {
                return Some(byte);
            }
            if keep {
                self.shell.push(byte);
            }
            if byte == 0xef {
                // A byte order mark is no column.
                self.input.consume(1);
            } else {
                self.take(byte);
            }
        }
    }

    /// Copies one value to `out`; false where the stream ends within it.
    fn value(&mut self, out: &mut Vec<u8>) -> bool {
        let mut value = Value::default();
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(e) => {
                    self.failure = Some(e);
                    return false;
                }
            };
            if buffer.is_empty() {
                return value.began && value.depth == 0 && !value.in_string;
            }
            let (used, done) = value.read(buffer);
            let taken = buffer.get(..used).unwrap_or_default();
            work::steps(used);
            let room = MAX_DOCUMENT.saturating_add(1).saturating_sub(out.len());
            out.extend_from_slice(taken.get(..room.min(taken.len())).unwrap_or_default());
            let lines = memchr::memchr_iter(b'\n', taken).count();
            if lines > 0 {
                self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                self.column = 0;
            }
            let tail = memchr::memrchr(b'\n', taken).map_or(0, |i| i + 1);
            let last = taken.get(tail..).unwrap_or_default();
            let columns = last.iter().filter(|b| (**b as i8) >= -0x40).count();
            self.column = self.column.saturating_add(u32::try_from(columns).unwrap_or(u32::MAX));
            self.input.consume(used);
            if done {
                return true;
            }
        }
    }

    fn unexpected(&mut self, expected: &str) -> Diagnostic {
        let at = self.position();
        let found = match self.peek() {
            Some(byte) => char::from(byte).to_string(),
            None => "the end of the file".to_owned(),
        };
        let message = "the document is no JSON from here on";
        Diagnostic::error("json-syntax", message).expected(expected, found).position(at)
    }

    /// Something else than JSON stands here. At the top, the next line may be sound again.
    fn fail(&mut self, expected: &str) -> Box<Diagnostic> {
        let problem = self.unexpected(expected);
        if self.state != State::Top {
            self.state = State::Done;
            return Box::new(problem.stopping());
        }
        let problem = Box::new(problem);
        self.shell.clear();
        while let Some(byte) = self.peek() {
            self.take(byte);
            if byte == b'\n' {
                break;
            }
        }
        problem
    }

    /// The next document; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Result<Document, Diagnostic>> {
        loop {
            if let Some(problem) = self.pending.take() {
                return Some(Err(*problem));
            }
            let step = match self.state {
                State::Done => return self.failure.take().map(|e| Err(self.cut_off_here(Some(e)))),
                State::Top => self.top(),
                State::Results(index) => self.element(index, true),
                State::List(index) => self.element(index, false),
            };
            match step {
                Ok(Some(document)) => return Some(Ok(document)),
                Ok(None) => {}
                Err(problem) => return Some(Err(*problem)),
            }
        }
    }

    /// Between documents, or within an object up to its results.
    fn top(&mut self) -> Result<Option<Document>, Box<Diagnostic>> {
        if self.shell.is_empty() {
            match self.token(false) {
                None => {
                    self.state = State::Done;
                    return Ok(None);
                }
                Some(b'[') => {
                    self.take(b'[');
                    self.state = State::List(0);
                    self.first = true;
                    return Ok(None);
                }
                Some(b'{') => {
                    self.shell_at = self.position();
                    self.shell_has_results = false;
                    self.shell.push(b'{');
                    self.take(b'{');
                }
                Some(_) => return Err(self.fail("an object or a list")),
            }
        }
        self.members()
    }

    /// The members of the object at the top, up to `results` or its end.
    fn members(&mut self) -> Result<Option<Document>, Box<Diagnostic>> {
        loop {
            match self.token(true) {
                Some(b'}') => {
                    self.shell.push(b'}');
                    self.take(b'}');
                    return self.close();
                }
                Some(b',') => {
                    self.shell.push(b',');
                    self.take(b',');
                }
                Some(b'"') => {
                    let start = self.shell.len();
                    let mut shell = std::mem::take(&mut self.shell);
                    let whole = self.value(&mut shell);
                    self.shell = shell;
                    let is_results = self.shell.get(start..) == Some(b"\"results\"");
                    if !whole || self.token(true) != Some(b':') {
                        return self.cut_off();
                    }
                    self.shell.push(b':');
                    self.take(b':');
                    let opens = self.token(true);
                    if is_results && opens == Some(b'[') && !self.shell_has_results {
                        self.take(b'[');
                        self.shell.push(b'[');
                        self.shell_has_results = true;
                        self.state = State::Results(0);
                        self.first = true;
                        return Ok(None);
                    }
                    let mut shell = std::mem::take(&mut self.shell);
                    let whole = opens.is_some() && self.value(&mut shell);
                    self.shell = shell;
                    if !whole {
                        return self.cut_off();
                    }
                    if self.shell.len() > MAX_DOCUMENT {
                        let message = format!("a document of more than {MAX_DOCUMENT} bytes was passed over");
                        let problem = Diagnostic::error("too-long", message).position(self.shell_at);
                        self.fail("");
                        return Err(Box::new(problem));
                    }
                }
                None => return self.cut_off(),
                Some(_) => return Err(self.fail("a name in quotes, or the end of the object")),
            }
        }
    }

    /// The end of the object at the top.
    fn close(&mut self) -> Result<Option<Document>, Box<Diagnostic>> {
        let shell = std::mem::take(&mut self.shell);
        let raw = utf8(shell, self.shell_at)?;
        if self.shell_has_results {
            self.documents += 1;
            return Ok(Some(Document::Answer { raw }));
        }
        let at = self.shell_at;
        let index = self.documents;
        self.documents += 1;
        if index == 0 && self.token(false).is_none() {
            return Ok(Some(Document::Alone { raw, at }));
        }
        Ok(Some(Document::Element { raw, at, pointer: format!("/{index}") }))
    }

    /// The object at the top does not go on as it should: what can be saved of it where the stream ends there.
    fn cut_off(&mut self) -> Result<Option<Document>, Box<Diagnostic>> {
        if self.peek().is_some() {
            return Err(self.fail("a colon and a value"));
        }
        let shell = std::mem::take(&mut self.shell);
        let saved = self.saved(shell).filter(|_| !self.shell_has_results && self.documents == 0);
        Ok(saved.map(|raw| Document::Alone { raw, at: self.shell_at }))
    }

    /// The input ends here, within a document or because it could not be read further.
    fn cut_off_here(&self, failure: Option<std::io::Error>) -> Diagnostic {
        let problem = match failure {
            Some(e) => Diagnostic::cut_off(format!("reading stopped: {e}")),
            None => Diagnostic::cut_off("the document is cut off").expected("its end", "the end of the file"),
        };
        problem.position(self.position())
    }

    /// Ends the reading at the end of the stream, and closes what was read of a document, where that can be.
    fn saved(&mut self, bytes: Vec<u8>) -> Option<String> {
        self.state = State::Done;
        let failure = self.failure.take();
        self.pending = Some(Box::new(self.cut_off_here(failure)));
        let closed = json::close_truncated(&String::from_utf8(bytes).ok()?)?;
        json::object(&closed).is_ok().then_some(closed)
    }

    /// An element of a list, or the list's end.
    fn element(&mut self, index: u64, results: bool) -> Result<Option<Document>, Box<Diagnostic>> {
        match self.token(false) {
            Some(b']') => {
                self.take(b']');
                self.state = State::Top;
                if results {
                    self.shell.push(b']');
                } else {
                    self.documents += 1;
                }
                return Ok(None);
            }
            Some(b',') if !self.first => {
                self.take(b',');
                self.first = true;
                return Ok(None);
            }
            Some(b',') | None => {}
            Some(_) if self.first => {}
            Some(_) => return Err(self.fail("a comma, or the end of the list")),
        }
        let at = self.position();
        let mut raw = Vec::new();
        let whole = self.value(&mut raw);
        self.first = false;
        self.state = if results { State::Results(index + 1) } else { State::List(index + 1) };
        let outer = if self.documents == 0 { String::new() } else { format!("/{}", self.documents) };
        let pointer = if results { format!("{outer}/results/{index}") } else { format!("{outer}/{index}") };
        if !whole {
            let saved = self.saved(raw);
            return Ok(saved.map(|raw| Document::Element { raw, at, pointer }));
        }
        if raw.len() > MAX_DOCUMENT {
            let message = format!("a document of more than {MAX_DOCUMENT} bytes was passed over");
            let problem = Diagnostic::error("too-long", message).position(at);
            return Err(Box::new(Diagnostic { locator: pointer, ..problem }));
        }
        let raw = utf8(raw, at)?;
        Ok(Some(Document::Element { raw, at, pointer }))
    }
}

fn utf8(bytes: Vec<u8>, at: Position) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|e| {
        let inner = Position::of_offset(e.as_bytes(), e.utf8_error().valid_up_to());
        let position = if inner.line() > 1 { at.plus(inner) } else { at };
        let message = "a document has bytes that are no UTF-8 and was passed over";
        Box::new(Diagnostic::error("invalid-utf-8", message).expected("UTF-8 text", "").position(position))
    })
}

#[cfg(test)]
mod tests;
