//! UTF-16 as UTF-8: bytes of a source to bytes of text.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

/// Gives UTF-8 for a source that begins with a byte order mark of UTF-16, and any other source as it is.
///
/// It streams. Code units that make no character give U+FFFD. A line has as many characters as before, so that
/// positions hold.
pub struct Transcoded<R> {
    inner: R,
    /// Where the source is in UTF-16.
    decoder: Option<Decoder>,
    /// Decoded text, of which the bytes from `taken` on are not read yet.
    text: Vec<u8>,
    taken: usize,
    flaw: Flaw,
    ended: bool,
}

/// What is wrong with a text in UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Nothing.
    None,
    /// Not all of it is characters.
    Invalid,
    /// It ends within a character.
    CutOff,
}

impl<R: BufRead> Transcoded<R> {
    /// Looks at the first bytes.
    ///
    /// # Errors
    /// Those of `inner`.
    pub fn new(mut inner: R) -> io::Result<Self> {
        let encoding = match Encoding::for_bom(inner.fill_buf()?) {
            Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => Some(encoding),
            _ => None,
        };
        Ok(Self {
            inner,
            decoder: encoding.map(Encoding::new_decoder_with_bom_removal),
            text: Vec::new(),
            taken: 0,
            flaw: Flaw::None,
            ended: false,
        })
    }

    /// What was wrong up to here; all is known at the end of the text.
    pub const fn flaw(&self) -> Flaw {
        self.flaw
    }

    /// The reader of the bytes.
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// Decodes the bytes at hand.
    fn decode(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        while self.taken >= self.text.len() && !self.ended {
            let bytes = self.inner.fill_buf()?;
            let last = bytes.is_empty();
            // Three bytes for a code unit, and room for one that the decoder kept.
            self.text.resize(bytes.len() * 2 + 16, 0);
            let (result, read, written, wrong) = decoder.decode_to_utf8(bytes, &mut self.text, last);
            self.text.truncate(written);
            self.taken = 0;
            if wrong {
                self.flaw = self.flaw.max(if last { Flaw::CutOff } else { Flaw::Invalid });
            }
            self.inner.consume(read);
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Transcoded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.decoder.is_none() {
            return self.inner.read(buf);
        }
        let read = self.fill_buf()?.read(buf)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Transcoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.decoder.is_none() {
            return self.inner.fill_buf();
        }
        self.decode()?;
        Ok(self.text.get(self.taken..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        if self.decoder.is_none() {
            self.inner.consume(amount);
        } else {
            self.taken = self.taken.saturating_add(amount).min(self.text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    fn read(bytes: &[u8], capacity: usize) -> (String, Flaw) {
        let mut reader = Transcoded::new(BufReader::with_capacity(capacity, bytes)).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        (text, reader.flaw())
    }

    #[test]
    fn both_orders_of_bytes_are_read() {
        let text = "a é € 😀\r\n".repeat(50);
        for capacity in [3, 7, 4096] {
            for big in [true, false] {
                assert_eq!(read(&utf16(&text, big), capacity), (text.clone(), Flaw::None), "{capacity}");
            }
            assert_eq!(read(text.as_bytes(), capacity), (text.clone(), Flaw::None));
        }
    }

    #[test]
    fn units_that_make_no_character_are_told() {
        let mut bytes = utf16("ab", false);
        bytes.extend([0x00, 0xD8, 0x63, 0x00]);
        assert_eq!(read(&bytes, 4096), ("ab\u{fffd}c".to_owned(), Flaw::Invalid));
        bytes.push(0x64);
        assert_eq!(read(&bytes, 4096), ("ab\u{fffd}c\u{fffd}".to_owned(), Flaw::CutOff));
    }
}
