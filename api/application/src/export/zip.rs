//! A ZIP archive (APPNOTE 6.3), written in one go: entries are compressed as they come, and their
//! sizes follow them, so nothing is kept and nothing is written twice.

use std::io::{self, Write};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// The names are UTF-8, and sizes follow the data.
const FLAGS: u16 = 1 << 11 | 1 << 3;
const DEFLATE: u16 = 8;
/// 1980-01-01, the first day that ZIP knows: the same content gives the same bytes.
const DAY: u16 = 1 << 5 | 1;
const VERSION: u16 = 20;

/// An archive that is being written.
pub(super) struct Zip<W> {
    out: W,
    offset: u64,
    entries: Vec<Entry>,
    open: Option<Open>,
    buffer: Vec<u8>,
}

struct Entry {
    name: String,
    offset: u32,
    crc: u32,
    packed: u32,
    unpacked: u32,
}

struct Open {
    name: String,
    offset: u64,
    crc: Crc,
    packing: Compress,
}

impl<W: Write> Zip<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            offset: 0,
            entries: vec![],
            open: None,
            buffer: Vec::with_capacity(1 << 15),
        }
    }

    /// Begins an entry, after the one before.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        self.close()?;
        let mut head = vec![];
        fields32(&mut head, &[0x0403_4b50]);
        fields16(&mut head, &[VERSION, FLAGS, DEFLATE, 0, DAY]);
        fields32(&mut head, &[0, 0, 0]);
        fields16(&mut head, &[name.len() as u16, 0]);
        head.extend_from_slice(name.as_bytes());
        let offset = self.offset;
        self.put(&head)?;
        self.open = Some(Open {
            name: name.to_owned(),
            offset,
            crc: Crc::new(),
            packing: Compress::new(Compression::new(4), false),
        });
        Ok(())
    }

    /// Writes into the entry that was begun last.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.crc.update(bytes);
        }
        while !bytes.is_empty() {
            let taken = self.pack(bytes, FlushCompress::None)?;
            bytes = &bytes[taken.0..];
        }
        Ok(())
    }

    /// Gives how many bytes the entry that was begun last holds, unpacked.
    pub(super) fn unpacked(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.packing.total_in())
    }

    /// Ends the archive.
    pub(super) fn end(mut self) -> io::Result<W> {
        self.close()?;
        let start = self.offset;
        for entry in std::mem::take(&mut self.entries) {
            let mut record = vec![];
            fields32(&mut record, &[0x0201_4b50]);
            fields16(&mut record, &[VERSION, VERSION, FLAGS, DEFLATE, 0, DAY]);
            fields32(&mut record, &[entry.crc, entry.packed, entry.unpacked]);
            fields16(&mut record, &[entry.name.len() as u16, 0, 0, 0, 0]);
            fields32(&mut record, &[0, entry.offset]);
            record.extend_from_slice(entry.name.as_bytes());
            self.put(&record)?;
            self.entries.push(entry);
        }
        let count = self.entries.len() as u16;
        let (size, start) = (small(self.offset - start)?, small(start)?);
        let mut last = vec![];
        fields32(&mut last, &[0x0605_4b50]);
        fields16(&mut last, &[0, 0, count, count]);
        fields32(&mut last, &[size, start]);
        fields16(&mut last, &[0]);
        self.put(&last)?;
        Ok(self.out)
    }

    fn close(&mut self) -> io::Result<()> {
        while self.open.is_some() {
            let (_, status) = self.pack(&[], FlushCompress::Finish)?;
            if status == Status::StreamEnd {
                break;
            }
        }
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let entry = Entry {
            name: open.name,
            offset: small(open.offset)?,
            crc: open.crc.sum(),
            packed: small(open.packing.total_out())?,
            unpacked: small(open.packing.total_in())?,
        };
        let mut sizes = vec![];
        fields32(
            &mut sizes,
            &[0x0807_4b50, entry.crc, entry.packed, entry.unpacked],
        );
        self.put(&sizes)?;
        self.entries.push(entry);
        Ok(())
    }

    fn pack(&mut self, bytes: &[u8], flush: FlushCompress) -> io::Result<(usize, Status)> {
        let Some(open) = &mut self.open else {
            return Err(io::Error::other("no entry of the archive was begun"));
        };
        let before = open.packing.total_in();
        self.buffer.clear();
        let status = open
            .packing
            .compress_vec(bytes, &mut self.buffer, flush)
            .map_err(io::Error::other)?;
        let taken = (open.packing.total_in() - before) as usize;
        self.offset += self.buffer.len() as u64;
        self.out.write_all(&self.buffer)?;
        Ok((taken, status))
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

fn fields16(into: &mut Vec<u8>, fields: &[u16]) {
    fields
        .iter()
        .for_each(|field| into.extend_from_slice(&field.to_le_bytes()));
}

fn fields32(into: &mut Vec<u8>, fields: &[u32]) {
    fields
        .iter()
        .for_each(|field| into.extend_from_slice(&field.to_le_bytes()));
}

/// Sizes have 32 bits; more than that is for other formats.
fn small(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| {
        io::Error::other("a workbook cannot be larger than 4 GiB; take csv or parquet instead")
    })
}
