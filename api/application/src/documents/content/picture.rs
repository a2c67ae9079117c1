//! PNG (W3C PNG, third edition) and JPEG (ITU T.81): walked from piece to piece to their ends.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek};

use super::{BadFile, exactly};

/// Walks the chunks of a PNG; nothing may come after the last one.
pub(super) fn png_must_be_whole(file: &mut File, size: u64) -> io::Result<Result<(), BadFile>> {
    let mut file = BufReader::new(file);
    file.seek_relative(8)?;
    let mut is_first = true;
    loop {
        let Some(head) = exactly::<8>(&mut file)? else {
            return Ok(Err(BadFile::Damaged));
        };
        let [a, b, c, d, name @ ..] = head;
        let length = u32::from_be_bytes([a, b, c, d]);
        if is_first && (name != *b"IHDR" || length != 13) {
            return Ok(Err(BadFile::Damaged));
        }
        is_first = false;
        // The content, and its checksum.
        file.seek_relative(i64::from(length) + 4)?;
        let at = file.stream_position()?;
        if at > size {
            return Ok(Err(BadFile::Damaged));
        }
        if name == *b"IEND" {
            return Ok(match at == size {
                true => Ok(()),
                false => Err(BadFile::TwoThings),
            });
        }
    }
}

/// Walks the segments of a JPEG to its first scan, and looks for the mark of its end after that.
///
/// Telephones put further pictures behind it, so what comes after the end is not looked at.
pub(super) fn jpeg_must_be_whole(file: &mut File, size: u64) -> io::Result<Result<(), BadFile>> {
    let mut file = BufReader::new(file);
    file.seek_relative(2)?;
    let mut has_frame = false;
    loop {
        let Some([mark, kind]) = exactly::<2>(&mut file)? else {
            return Ok(Err(BadFile::Damaged));
        };
        match (mark, kind) {
            // A mark may be padded in front.
            (0xff, 0xff) => {
                file.seek_relative(-1)?;
                continue;
            }
            (0xff, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) => has_frame = true,
            (0xff, 0x01 | 0xd0..=0xd7) => continue,
            (0xff, 0x02..=0xbf | 0xd8 | 0xd9 | 0x00) => return Ok(Err(BadFile::Damaged)),
            (0xff, _) => {}
            _ => return Ok(Err(BadFile::Damaged)),
        }
        let Some(length) = exactly::<2>(&mut file)?.map(u16::from_be_bytes) else {
            return Ok(Err(BadFile::Damaged));
        };
        if length < 2 {
            return Ok(Err(BadFile::Damaged));
        }
        file.seek_relative(i64::from(length) - 2)?;
        if file.stream_position()? > size {
            return Ok(Err(BadFile::Damaged));
        }
        if kind == 0xda {
            break;
        }
    }
    Ok(match has_frame && comes_to_an_end(&mut file)? {
        true => Ok(()),
        false => Err(BadFile::Damaged),
    })
}

/// Looks for the end of the image: in a scan, 0xff is always followed by something else.
fn comes_to_an_end(file: &mut impl BufRead) -> io::Result<bool> {
    let mut was_mark = false;
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(false);
        }
        for byte in bytes {
            if was_mark && *byte == 0xd9 {
                return Ok(true);
            }
            was_mark = *byte == 0xff;
        }
        let count = bytes.len();
        file.consume(count);
    }
}
