//! Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the eighth set where more follow.

/// Appends a number.
pub(super) fn push(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number off the start of `bytes`; `None` where none is whole.
pub(super) fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back() {
        for number in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            push(number, &mut bytes);
            bytes.push(9);
            let mut rest = bytes.as_slice();
            assert_eq!((read(&mut rest), rest), (Some(number), &[9_u8][..]));
        }
        assert_eq!(read(&mut [0x80_u8; 3].as_slice()), None);
        assert_eq!(read(&mut [0xff_u8; 20].as_slice()), None);
    }
}
