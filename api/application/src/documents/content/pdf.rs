//! PDF (ISO 32000): a header at the very beginning, an end mark at the very end.

use super::{BadFile, Ends, first};

/// How near the end its mark must be, in bytes, as readers of PDF have it.
const END_WITHIN: usize = 1_024;

/// Checks that the document was not cut off, and that nothing was put behind it.
pub(super) fn must_be_whole(ends: &Ends) -> Result<(), BadFile> {
    let version = first(&ends.head, 8).get(5..).unwrap_or_default();
    if !matches!(version, [b'1' | b'2', b'.', b'0'..=b'9']) {
        return Err(BadFile::ContentDiffers);
    }
    let end = &ends.tail[ends.tail.len().saturating_sub(END_WITHIN)..];
    let mark = end.windows(5).rposition(|window| window == b"%%EOF");
    let mark = mark.ok_or(BadFile::Damaged)?;
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    match end[mark + 5..].iter().all(is_blank) {
        true => Ok(()),
        false => Err(BadFile::TwoThings),
    }
}
