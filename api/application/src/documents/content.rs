//! Whether a file's content is of the type that its name says, whole, and of no other type as well.

mod heic;
mod office;
mod pdf;
mod picture;
mod text;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::{BadFile, Kind};

/// How much of a file's beginning tells its type, in bytes.
const HEAD: u64 = 8 * 1024;

/// How much of a file's end may hold the directory of an archive (APPNOTE 6.3, section 4.3.16).
const TAIL: u64 = 66 * 1024;

/// The beginning and the end of a file.
struct Ends {
    head: Vec<u8>,
    tail: Vec<u8>,
}

/// Looks whether a file is what its name says.
///
/// The outer result is the disk's, the inner one the file's.
pub(crate) fn must_be(kind: Kind, file: &mut File, size: u64) -> io::Result<Result<(), BadFile>> {
    let head = part(file, 0, HEAD)?;
    let tail = part(file, size.saturating_sub(TAIL), TAIL)?;
    let ends = Ends { head, tail };
    if let Err(bad) = must_look_like(kind, &ends) {
        return Ok(Err(bad));
    }
    file.rewind()?;
    match kind {
        Kind::Pdf => Ok(pdf::must_be_whole(&ends)),
        Kind::Png => picture::png_must_be_whole(file, size),
        Kind::Jpeg => picture::jpeg_must_be_whole(file, size),
        Kind::Heic => heic::must_be_whole(file, size),
        Kind::Docx => office::must_be_sound(file, &ends, office::Part::Document),
        Kind::Xlsx => office::must_be_sound(file, &ends, office::Part::Workbook),
        Kind::Csv => text::csv_must_be_text(file),
        Kind::Eml => text::eml_must_be_a_message(file),
    }
}

/// Looks at the first bytes, and for the marks of a second type.
fn must_look_like(kind: Kind, ends: &Ends) -> Result<(), BadFile> {
    let found = infer::get(&ends.head).map(|found| found.mime_type());
    let fits = match kind {
        Kind::Pdf => ends.head.starts_with(b"%PDF-"),
        Kind::Png | Kind::Jpeg => found == Some(kind.media_type()),
        Kind::Heic => found == Some("image/heif") || heic::begins_like_one(&ends.head),
        // What is in the archive is looked at later; only a broken one does not begin like this.
        Kind::Docx | Kind::Xlsx => ends.head.starts_with(b"PK\x03\x04"),
        // Text has no mark of its own: it must not have another's.
        Kind::Csv | Kind::Eml => found.is_none(),
    };
    if !fits {
        return Err(BadFile::ContentDiffers);
    }
    let is_archive = matches!(kind, Kind::Docx | Kind::Xlsx);
    let is_text = matches!(kind, Kind::Csv | Kind::Eml);
    let hides_an_archive = !is_archive && has(&ends.tail, b"PK\x05\x06");
    // Readers of PDF look for its mark among the first 1,024 bytes.
    let hides_a_pdf = kind != Kind::Pdf && has(first(&ends.head, 1_024), b"%PDF-");
    let hides_a_page = !is_archive && kind != Kind::Eml && has_markup(first(&ends.head, 1_024));
    let hides_a_program = is_text && ends.head.starts_with(b"MZ");
    match hides_an_archive || hides_a_pdf || hides_a_page || hides_a_program {
        true => Err(BadFile::TwoThings),
        false => Ok(()),
    }
}

/// Tells whether a browser that guesses could take this for a page, or a server for a script.
fn has_markup(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 7] = [
        b"<script",
        b"<html",
        b"<!doctype",
        b"<svg",
        b"<iframe",
        b"<body",
        b"<?php",
    ];
    let lower = bytes.to_ascii_lowercase();
    MARKS.iter().any(|mark| has(&lower, mark))
}

fn has(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

fn first(bytes: &[u8], count: usize) -> &[u8] {
    &bytes[..bytes.len().min(count)]
}

fn part(file: &mut File, from: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![];
    file.seek(SeekFrom::Start(from))?;
    file.by_ref().take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads exactly so many bytes; fewer than that: the file was cut off.
fn exactly<const N: usize>(from: &mut impl Read) -> io::Result<Option<[u8; N]>> {
    let mut bytes = [0; N];
    match from.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
