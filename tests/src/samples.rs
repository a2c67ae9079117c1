//! A small file of every type that is taken, and what can be wrong with one.

use std::io::{Cursor, Write};

use application::story::file_bytes;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a word processor names its content.
pub const DOCUMENT: &str = "word/document.xml";

/// What a spreadsheet names its content.
pub const WORKBOOK: &str = "xl/workbook.xml";

pub fn pdf(name: &str) -> Vec<u8> {
    file_bytes(&format!("{name}.pdf")).expect("a PDF can be made")
}

pub fn png() -> Vec<u8> {
    file_bytes("advertisements.png").expect("the program carries it")
}

pub fn jpeg() -> Vec<u8> {
    file_bytes("stand-photo.jpg").expect("the program carries it")
}

/// The boxes of a picture, without a picture.
pub fn heic() -> Vec<u8> {
    let of = |name: &[u8; 4], content: &[u8]| {
        let length = (content.len() as u32 + 8).to_be_bytes();
        [&length, name.as_slice(), content].concat()
    };
    [
        of(b"ftyp", b"heic\0\0\0\0mif1heic"),
        of(b"meta", &[0; 40]),
        of(b"mdat", &[7; 400]),
    ]
    .concat()
}

pub fn csv() -> Vec<u8> {
    b"day;visitors\r\n2024-03-14;215\r\n2024-03-15;215\r\n".to_vec()
}

pub fn eml() -> Vec<u8> {
    b"Received: from mail.example by mx.example;\r\n Thu, 14 Mar 2024 09:00:00 +0100\r\n\
      From: Expo Ouest <info@expo.example>\r\nSubject: Your stand\r\n\r\nHall 4, stand 12.\r\n"
        .to_vec()
}

/// An archive with what must be in every office document, one content, and further entries.
pub fn office(content: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let entries = [
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        (content, b"<document/>"),
    ];
    archive(entries.iter().chain(further).copied())
}

pub fn docx() -> Vec<u8> {
    office(DOCUMENT, &[])
}

pub fn xlsx() -> Vec<u8> {
    office(WORKBOOK, &[])
}

/// Packs entries.
pub fn archive<'a>(entries: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    for (name, bytes) in entries {
        archive
            .start_file(name, SimpleFileOptions::default())
            .expect("an entry can be begun");
        archive.write_all(bytes).expect("an entry can be written");
    }
    archive
        .finish()
        .expect("an archive can be ended")
        .into_inner()
}

/// A document that unpacks to so many bytes of nothing.
pub fn bomb(bytes: usize) -> Vec<u8> {
    office(DOCUMENT, &[("word/media/image1.bmp", &vec![0; bytes])])
}
