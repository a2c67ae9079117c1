//! Text: tables (RFC 4180) and messages (RFC 5322), without what no text has.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use super::BadFile;

/// How much of a message may be its header, in bytes.
const HEADER_MAX: u64 = 256 * 1024;

/// The longest line of a header, in bytes (RFC 5322 has 998).
const LINE_MAX: usize = 64 * 1024;

/// Checks that a table is text.
pub(super) fn csv_must_be_text(file: &mut File) -> io::Result<Result<(), BadFile>> {
    must_be_text(BufReader::new(file))
}

/// Checks that a message is text and has a header that says who sent it.
pub(super) fn eml_must_be_a_message(file: &mut File) -> io::Result<Result<(), BadFile>> {
    let is_one = begins_with_a_header(BufReader::new(file.by_ref().take(HEADER_MAX)))?;
    if !is_one {
        return Ok(Err(BadFile::ContentDiffers));
    }
    io::Seek::rewind(file)?;
    must_be_text(BufReader::new(file))
}

/// Refuses control characters; bytes above ASCII may be of any writing, as mail and old
/// spreadsheets have it.
fn must_be_text(mut file: impl BufRead) -> io::Result<Result<(), BadFile>> {
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(Ok(()));
        }
        let is_text =
            |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c' | b' '..=b'~' | 0x80..);
        if !bytes.iter().all(is_text) {
            return Ok(Err(BadFile::NotText));
        }
        let count = bytes.len();
        file.consume(count);
    }
}

/// Tells whether text begins with fields `Name: value`, one of which says who sent it.
fn begins_with_a_header(mut file: impl BufRead) -> io::Result<bool> {
    let mut has_sender = false;
    loop {
        let mut line = vec![];
        let count = file
            .by_ref()
            .take(LINE_MAX as u64)
            .read_until(b'\n', &mut line)?;
        let line = line.trim_ascii_end();
        if count == 0 || line.is_empty() {
            return Ok(has_sender);
        }
        let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
        if is_folded {
            continue;
        }
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let is_name = |byte: &u8| byte.is_ascii_graphic();
        if name.is_empty() || name.len() == line.len() || !name.iter().all(is_name) {
            return Ok(false);
        }
        has_sender |= name.eq_ignore_ascii_case(b"from");
    }
}
