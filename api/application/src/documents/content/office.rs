//! Office documents (ECMA-376): archives that are looked into, with limits.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{BadFile, Ends};

/// The most entries that an archive may have.
const ENTRIES_MAX: u16 = 2_000;

/// How large an archive may be once unpacked, in bytes.
const UNPACKED_MAX: u64 = 128 * 1024 * 1024;

/// How many times its size an archive may unpack to, beyond what any small one may.
const RATIO_MAX: u64 = 100;
const UNPACKED_ANYWAY: u64 = 8 * 1024 * 1024;

/// What must be in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Document,
    Workbook,
}

impl Part {
    const fn path(self) -> &'static str {
        match self {
            Self::Document => "word/document.xml",
            Self::Workbook => "xl/workbook.xml",
        }
    }
}

/// Looks into an archive: what must be there is, and all of it unpacks to something sensible.
///
/// Sizes are counted, not believed: what an archive says of itself is what a bomb lies about.
pub(super) fn must_be_sound(
    file: &mut File,
    ends: &Ends,
    part: Part,
) -> io::Result<Result<(), BadFile>> {
    let size = file.metadata()?.len();
    if let Err(bad) = must_end_like_one(&ends.tail) {
        return Ok(Err(bad));
    }
    match look_into(file, part, size) {
        Ok(()) => Ok(Ok(())),
        Err(Ended::Bad(bad)) => Ok(Err(bad)),
        Err(Ended::Disk(error)) => Err(error),
    }
}

enum Ended {
    Bad(BadFile),
    Disk(io::Error),
}

impl From<BadFile> for Ended {
    fn from(bad: BadFile) -> Self {
        Self::Bad(bad)
    }
}

impl From<ZipError> for Ended {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                BadFile::IsEncrypted.into()
            }
            _ => BadFile::Damaged.into(),
        }
    }
}

impl From<io::Error> for Ended {
    /// What cannot be unpacked is the file's fault; what cannot be read is the disk's.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::Other => BadFile::Damaged.into(),
            _ => Self::Disk(error),
        }
    }
}

/// Looks at the end of an archive, which says how many entries there are (APPNOTE 6.3, 4.3.16).
///
/// That is asked before the directory is read, which is held in memory. Nothing comes after it.
fn must_end_like_one(tail: &[u8]) -> Result<(), BadFile> {
    const END: usize = 22;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06");
    let end = &tail[at.ok_or(BadFile::Damaged)?..];
    let (whole, after) = end.split_at_checked(END).ok_or(BadFile::Damaged)?;
    if u16::from_le_bytes([whole[10], whole[11]]) > ENTRIES_MAX {
        return Err(BadFile::TooManyEntries);
    }
    match after.is_empty() {
        true => Ok(()),
        false => Err(BadFile::TwoThings),
    }
}

fn look_into(file: &mut File, part: Part, size: u64) -> Result<(), Ended> {
    let mut archive = ZipArchive::new(BufReader::new(file))?;
    // Something was put before it.
    if archive.offset() != 0 {
        return Err(BadFile::TwoThings.into());
    }
    let unpacked_max = UNPACKED_MAX.min((size * RATIO_MAX).max(UNPACKED_ANYWAY));
    let (mut unpacked, mut names) = (0, BTreeSet::new());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index)?;
        if entry.encrypted() {
            return Err(BadFile::IsEncrypted.into());
        }
        if entry.enclosed_name().is_none() {
            return Err(BadFile::Damaged.into());
        }
        let name = entry.name()?.into_owned();
        drop(entry);
        if name.ends_with("vbaProject.bin") {
            return Err(BadFile::HasMacros.into());
        }
        let left = unpacked_max - unpacked;
        let mut entry = archive.by_index(index)?.take(left + 1);
        unpacked += io::copy(&mut entry, &mut io::sink())?;
        if unpacked > unpacked_max {
            return Err(BadFile::UnpacksTooLarge.into());
        }
        names.insert(name);
    }
    let has = |path: &str| names.contains(path);
    match has("[Content_Types].xml") && has(part.path()) {
        true => Ok(()),
        false => Err(BadFile::ContentDiffers.into()),
    }
}
