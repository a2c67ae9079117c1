//! HEIC (ISO/IEC 23008-12): boxes, one after the other, that fill the file exactly.

use std::fs::File;
use std::io::{self, BufReader, Seek};

use super::{BadFile, exactly};

/// The brands of still pictures in HEVC.
const BRANDS: [&[u8; 4]; 8] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
];

/// The most boxes that are walked: a picture has a handful.
const BOXES_MAX: usize = 1_000;

/// Tells whether the first bytes are those of such a picture.
pub(super) fn begins_like_one(head: &[u8]) -> bool {
    let brand = |at: usize| head.get(at..at + 4);
    brand(4) == Some(b"ftyp") && BRANDS.iter().any(|known| brand(8) == Some(*known))
}

/// Walks the boxes to the end of the file; a picture has one that describes it.
pub(super) fn must_be_whole(file: &mut File, size: u64) -> io::Result<Result<(), BadFile>> {
    let mut file = BufReader::new(file);
    let (mut at, mut is_described) = (0, false);
    for _ in 0..BOXES_MAX {
        let Some([a, b, c, d, name @ ..]) = exactly::<8>(&mut file)? else {
            return Ok(Err(BadFile::Damaged));
        };
        let length = match u32::from_be_bytes([a, b, c, d]) {
            // It goes on to the end of the file.
            0 => size - at,
            1 => match exactly::<8>(&mut file)?.map(u64::from_be_bytes) {
                Some(length) if length >= 16 => length,
                Some(_) | None => return Ok(Err(BadFile::Damaged)),
            },
            short if short >= 8 => u64::from(short),
            _ => return Ok(Err(BadFile::Damaged)),
        };
        is_described |= name == *b"meta";
        at = at.saturating_add(length);
        if at > size {
            return Ok(Err(BadFile::Damaged));
        }
        if at == size {
            return Ok(is_described.then_some(()).ok_or(BadFile::Damaged));
        }
        file.seek(io::SeekFrom::Start(at))?;
    }
    Ok(Err(BadFile::Damaged))
}
