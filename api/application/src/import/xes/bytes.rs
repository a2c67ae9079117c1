//! The bytes behind a log: plain or gzipped, counted, and never more than a trace may have.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

/// How much one trace may take up, unpacked: far more than any case, far less than the memory.
const TRACE_BYTES_MAX: usize = 32 << 20;

/// What a gzip file begins with (RFC 1952).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// How many bytes of the file were read so far.
#[derive(Clone, Debug, Default)]
pub struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    /// Gives the number, in bytes of the file as it lies on disk.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Says that one trace went over the limit.
#[derive(Debug, thiserror::Error)]
#[error("more than {limit} bytes")]
pub(super) struct GivenUp {
    pub(super) limit: usize,
}

/// A buffered reader that gives up when nobody renews its budget.
pub(super) struct Budgeted {
    /// The text of the log.
    inner: Box<dyn BufRead + Send>,
    left: usize,
}

impl Budgeted {
    /// Allows another trace.
    pub(super) fn renew(&mut self) {
        self.left = TRACE_BYTES_MAX;
    }
}

impl Read for Budgeted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into)
    }
}

impl BufRead for Budgeted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(GivenUp {
                limit: TRACE_BYTES_MAX,
            }));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.inner.consume(count);
    }
}

/// The file, with a count of what was taken from it.
struct Counted {
    file: File,
    read: BytesRead,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        self.read.0.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Opens a file and tells by its first bytes whether it is gzipped.
pub(super) fn open(path: &Path) -> io::Result<(Budgeted, BytesRead)> {
    let (file, read) = (File::open(path)?, BytesRead::default());
    let counted = Counted {
        file,
        read: read.clone(),
    };
    let mut file = BufReader::with_capacity(1 << 16, counted);
    let inner: Box<dyn BufRead + Send> = match file.fill_buf()?.starts_with(&GZIP_MAGIC) {
        true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(file))),
        false => Box::new(file),
    };
    let left = TRACE_BYTES_MAX;
    Ok((Budgeted { inner, left }, read))
}

/// Gives the line of a byte of the unpacked text; counted only once something is wrong.
pub(super) fn line_at(path: &Path, offset: u64) -> u64 {
    let Ok((reader, _)) = open(path) else {
        return 1;
    };
    let mut text = reader.inner.take(offset);
    let mut line = 1;
    let mut chunk = vec![0; 1 << 16];
    while let Ok(count @ 1..) = text.read(&mut chunk) {
        line += chunk[..count].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    line
}
