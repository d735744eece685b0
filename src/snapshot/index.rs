//! The index of the blocks of a section: where each lies, its checksum, and the head by which it is searched.

use super::error::SnapshotError;
use super::file::SnapshotFile;

/// Where a block lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub offset: u64,
    pub length: u32,
    pub checksum: u32,
}

const PLACE: usize = 8 + 4 + 4;

/// Writes an index: for each block its place and its head, which is as long as `push_head` makes it.
pub(super) fn push_place(place: Place, out: &mut Vec<u8>) {
    out.extend_from_slice(&place.offset.to_le_bytes());
    out.extend_from_slice(&place.length.to_le_bytes());
    out.extend_from_slice(&place.checksum.to_le_bytes());
}

/// Reads the places that an index begins with, one a block, and gives what follows them.
pub(super) fn places(bytes: &[u8], blocks: u64) -> Option<(Vec<Place>, &[u8])> {
    let length = usize::try_from(blocks).ok()?.checked_mul(PLACE)?;
    let (places, rest) = bytes.split_at_checked(length)?;
    let place = |&[a, b, c, d, e, f, g, h, l0, l1, l2, l3, c0, c1, c2, c3]: &[u8; PLACE]| Place {
        offset: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        length: u32::from_le_bytes([l0, l1, l2, l3]),
        checksum: u32::from_le_bytes([c0, c1, c2, c3]),
    };
    Some((places.as_chunks::<PLACE>().0.iter().map(place).collect(), rest))
}

impl Place {
    /// The bytes of the block.
    pub fn read(self, file: &SnapshotFile, what: &dyn Fn() -> String) -> Result<Vec<u8>, SnapshotError> {
        file.checked(self.offset, u64::from(self.length), self.checksum, what)
    }
}
