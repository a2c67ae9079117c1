//! A file that was compressed is told by its first bytes, whatever its name.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::LogImportError;

/// How files begin that a program compressed, with what unpacks them.
const PACKED: [(&[u8], &str, &str); 4] = [
    (&[0x1f, 0x8b], "gzip", "gunzip"),
    (b"PK\x03\x04", "zip", "unzip"),
    (&[0x28, 0xb5, 0x2f, 0xfd], "zstd", "unzstd"),
    (&[0xfd, b'7', b'z', b'X', b'Z'], "xz", "unxz"),
];

/// Refuses a file that has to be unpacked first.
pub(super) fn must_be_plain(path: &Path) -> Result<(), LogImportError> {
    let unreadable = |source| LogImportError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut start = vec![];
    let file = File::open(path).map_err(unreadable)?;
    file.take(8).read_to_end(&mut start).map_err(unreadable)?;
    let packed = PACKED.iter().find(|(magic, ..)| start.starts_with(magic));
    match packed {
        None => Ok(()),
        Some((_, format, unpack)) => Err(LogImportError::Packed {
            path: path.to_owned(),
            format,
            unpack,
        }),
    }
}
