//! Messages between the process that asks and the one that answers, over pipes.
//!
//! A message is one byte that says its kind, four bytes for its length (little-endian), and as many
//! bytes. Heads are JSON; pieces of graphs and answers are bytes as they are. Both sides take no more
//! than [`MAX_LENGTH`], whatever a message claims to be.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};

/// The longest message, in bytes: a query of 256 KiB, each byte of it escaped in JSON, with its values.
pub const MAX_LENGTH: usize = 4 << 20;
/// Pieces of graphs and answers are sent in so many bytes.
pub const PIECE: usize = 64 << 10;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To the worker: what kind of query is this?
    Check,
    /// To the worker: open this graph.
    Open,
    /// To the worker: a piece of the graph as N-Quads; an empty one ends it.
    Quads,
    /// To the worker: answer this.
    Ask,
    /// From the worker: the outline of the query.
    Outline,
    /// From the worker: the graph is open.
    Opened,
    /// From the worker: a piece of the answer.
    Piece,
    /// From the worker: the answer is complete, or cut by a limit.
    Done,
    /// From the worker: there is no answer; why.
    Failed,
}

impl Kind {
    const ALL: [(Self, u8); 9] = [
        (Self::Check, b'C'),
        (Self::Open, b'O'),
        (Self::Quads, b'Q'),
        (Self::Ask, b'A'),
        (Self::Outline, b'c'),
        (Self::Opened, b'o'),
        (Self::Piece, b'p'),
        (Self::Done, b'd'),
        (Self::Failed, b'f'),
    ];

    fn byte(self) -> u8 {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or(0, |(_, byte)| *byte)
    }

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.iter().find(|(_, b)| *b == byte).map(|(kind, _)| *kind)
    }
}

/// A message as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it is.
    pub kind: Kind,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Message {
    /// Reads the head that it holds.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`]
    pub fn head<T: DeserializeOwned>(&self) -> io::Result<T> {
        serde_json::from_slice(&self.bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
    }
}

/// Sends bytes.
///
/// # Errors
/// Those of `out`; [`io::ErrorKind::InvalidInput`] for more than [`MAX_LENGTH`] bytes.
pub fn send(out: &mut dyn Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= MAX_LENGTH);
    let length = length.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut head = [0; 5];
    head[0] = kind.byte();
    head[1..].copy_from_slice(&length.to_le_bytes());
    out.write_all(&head)?;
    out.write_all(bytes)?;
    out.flush()
}

/// Sends a head.
///
/// # Errors
/// See [`send`].
pub fn send_head(out: &mut dyn Write, kind: Kind, head: &impl Serialize) -> io::Result<()> {
    send(out, kind, &serde_json::to_vec(head)?)
}

/// Receives a message; `None` at the end of the input.
///
/// # Errors
/// Those of `input`; [`io::ErrorKind::UnexpectedEof`] for a message that is cut, and
/// [`io::ErrorKind::InvalidData`] for what is no message.
pub fn receive(input: &mut dyn Read) -> io::Result<Option<Message>> {
    let mut kind = [0];
    loop {
        match input.read(&mut kind) {
            Ok(0) => return Ok(None),
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    let kind = Kind::from_byte(kind[0]).filter(|_| length <= MAX_LENGTH);
    let kind = kind.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no message of a query"))?;
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(Message { kind, bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_received() {
        for (kind, _) in Kind::ALL {
            let mut pipe = Vec::new();
            send(&mut pipe, kind, b"some bytes").unwrap();
            let message = receive(&mut pipe.as_slice()).unwrap().unwrap();
            assert_eq!(message, Message { kind, bytes: b"some bytes".to_vec() });
        }
        assert_eq!(receive(&mut &b""[..]).unwrap(), None);
    }

    #[test]
    fn what_is_no_message_is_refused_and_costs_no_memory() {
        for bytes in [&b"C\xff\xff\xff\xff"[..], b"C\x05\0\0\0abc", b"?\0\0\0\0", b"C\0"] {
            assert!(receive(&mut &*bytes).is_err(), "{bytes:?}");
        }
        assert!(send(&mut Vec::new(), Kind::Quads, &vec![0; MAX_LENGTH + 1]).is_err());
    }
}
