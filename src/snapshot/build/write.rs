//! Writes the file of a snapshot from terms and quads that come sorted.

use crate::snapshot::block::{self, QUADS};
use crate::snapshot::dictionary::{OFFSETS, TERMS_OF_BLOCK, TERMS_OF_GROUP};
use crate::snapshot::file::{self, ORDERS, SECTIONS, STATISTICS, Section, TERMS};
use crate::snapshot::index::{Place, push_place};
use crate::snapshot::order::{Order, Quad};
use crate::snapshot::statistics::Statistics;
use crate::snapshot::varint;
use std::io::{self, Write};

/// Takes first the keys of all terms, then the quads of each order.
pub(super) struct SnapshotWriter<'o> {
    out: &'o mut dyn Write,
    at: u64,
    sections: [Section; SECTIONS],
    terms: Terms,
    quads: Vec<Quad>,
    places: Vec<u8>,
    heads: Vec<u8>,
    count: u64,
    statistics: Statistics,
}

/// The block of terms that is being filled, and the index of those before.
#[derive(Default)]
struct Terms {
    block: Vec<u8>,
    offsets: Vec<u32>,
    in_block: usize,
    last: Vec<u8>,
    ends: Vec<u8>,
    heads: Vec<u8>,
    count: u64,
}

impl<'o> SnapshotWriter<'o> {
    pub fn new(out: &'o mut dyn Write, key: &[u8; 32]) -> io::Result<Self> {
        let mut writer = Self {
            out,
            at: 0,
            sections: [Section::default(); SECTIONS],
            terms: Terms::default(),
            quads: Vec::with_capacity(QUADS),
            places: Vec::new(),
            heads: Vec::new(),
            count: 0,
            statistics: Statistics::default(),
        };
        writer.put(&file::head(key))?;
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn put_block(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length =
            u32::try_from(bytes.len()).map_err(|_| io::Error::other("a block is longer than 4 GiB"))?;
        push_place(Place { offset: self.at, length, checksum: crc32fast::hash(bytes) }, &mut self.places);
        self.put(bytes)
    }

    fn put_section(&mut self, place: usize, items: u64, bytes: &[u8]) -> io::Result<()> {
        let (offset, length) = (self.at, bytes.len() as u64);
        if let Some(section) = self.sections.get_mut(place) {
            *section = Section { offset, length, items, checksum: crc32fast::hash(bytes) };
        }
        self.put(bytes)
    }

    /// Takes the key of the next term.
    pub fn term(&mut self, key: &[u8]) -> io::Result<()> {
        if self.terms.in_block == TERMS_OF_BLOCK {
            self.end_block_of_terms()?;
        }
        let terms = &mut self.terms;
        let common = terms.last.iter().zip(key).take_while(|(a, b)| a == b).count();
        if terms.in_block == 0 {
            // The first byte that differs makes the head greater than the key before.
            let head = if terms.count == 0 { 0 } else { key.len().min(common + 1) };
            terms.heads.extend_from_slice(key.get(..head).unwrap_or_default());
            terms.ends.extend_from_slice(&(terms.heads.len() as u64).to_le_bytes());
        }
        let shared = if terms.in_block.is_multiple_of(TERMS_OF_GROUP) { 0 } else { common };
        if shared == 0 && terms.in_block > 0 && terms.in_block.is_multiple_of(TERMS_OF_GROUP) {
            let offset = u32::try_from(terms.block.len() + 4 * OFFSETS);
            terms.offsets.push(offset.map_err(|_| io::Error::other("a block is longer than 4 GiB"))?);
        }
        let rest = key.get(shared..).unwrap_or_default();
        varint::push(shared as u64, &mut terms.block);
        varint::push(rest.len() as u64, &mut terms.block);
        terms.block.extend_from_slice(rest);
        terms.last.clear();
        terms.last.extend_from_slice(key);
        terms.in_block += 1;
        terms.count += 1;
        Ok(())
    }

    fn end_block_of_terms(&mut self) -> io::Result<()> {
        let terms = &mut self.terms;
        if terms.in_block == 0 {
            return Ok(());
        }
        let end = (terms.block.len() + 4 * OFFSETS) as u32;
        terms.offsets.resize(OFFSETS, end);
        let mut bytes: Vec<u8> = terms.offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect();
        bytes.append(&mut terms.block);
        terms.offsets.clear();
        terms.in_block = 0;
        self.put_block(&bytes)
    }

    /// All terms have come.
    pub fn end_terms(&mut self) -> io::Result<()> {
        self.end_block_of_terms()?;
        let terms = std::mem::take(&mut self.terms);
        let mut index = std::mem::take(&mut self.places);
        index.extend_from_slice(&terms.ends);
        index.extend_from_slice(&terms.heads);
        self.put_section(TERMS, terms.count, &index)
    }

    /// Takes the next quad of an order, with its columns in that order.
    pub fn quad(&mut self, order: Order, quad: &Quad) -> io::Result<()> {
        match order {
            Order::Spog => self.statistics.add_spog(quad),
            Order::Posg => self.statistics.add_posg(quad),
            Order::Ospg | Order::Gspo => {}
        }
        if self.quads.len() == QUADS {
            self.end_block_of_quads()?;
        }
        self.quads.push(*quad);
        self.count += 1;
        Ok(())
    }

    fn end_block_of_quads(&mut self) -> io::Result<()> {
        let quads = std::mem::take(&mut self.quads);
        let Some(head) = quads.first() else { return Ok(()) };
        head.iter().for_each(|number| self.heads.extend_from_slice(&number.to_le_bytes()));
        let mut bytes = Vec::new();
        block::write(&quads, &mut bytes);
        self.quads = quads;
        self.quads.clear();
        self.put_block(&bytes)
    }

    /// All quads of an order have come.
    pub fn end_order(&mut self, order: Order) -> io::Result<()> {
        self.end_block_of_quads()?;
        let mut index = std::mem::take(&mut self.places);
        index.append(&mut self.heads);
        let count = std::mem::take(&mut self.count);
        self.statistics.turn();
        self.put_section(ORDERS + order.index(), count, &index)
    }

    /// All orders have come.
    pub fn finish(mut self) -> io::Result<()> {
        let statistics = self.statistics.bytes();
        self.put_section(STATISTICS, self.statistics.len() as u64, &statistics)?;
        let tail = file::tail(&self.sections, self.at);
        self.put(&tail)
    }
}
