//! What can be exported, and in which formats.

use std::fmt;

use super::ExportError;

/// What an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Every event, as the log holds it.
    Events,
    /// One row a claim, as it stood at the moment.
    Claims,
    /// Double entry: what each fund event moved, from and to.
    Postings,
    /// One row an event of a claim: who, when, and the sentence.
    History,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line; of events, what `import jsonl` takes.
    Jsonl,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// Apache Parquet, compressed by zstd.
    Parquet,
    /// A workbook for Excel and its like.
    Xlsx,
    /// An event log for process mining (IEEE 1849-2016), one trace a claim.
    Xes,
    /// A plain text journal for hledger.
    Hledger,
}

impl What {
    /// Every kind, in the order of the enum.
    pub const ALL: [Self; 4] = [Self::Events, Self::Claims, Self::Postings, Self::History];

    /// Gives the name as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Claims => "claims",
            Self::Postings => "postings",
            Self::History => "history",
        }
    }
}

impl Format {
    /// Every format, in the order of the enum.
    pub const ALL: [Self; 6] = [
        Self::Jsonl,
        Self::Csv,
        Self::Parquet,
        Self::Xlsx,
        Self::Xes,
        Self::Hledger,
    ];

    /// Gives the name as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Xes => "xes",
            Self::Hledger => "hledger",
        }
    }

    /// Gives the ending of the files' names.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Jsonl | Self::Csv | Self::Parquet | Self::Xlsx | Self::Xes => self.as_str(),
            Self::Hledger => "journal",
        }
    }

    /// Gives what can be written in the format.
    pub const fn offers(self) -> &'static [What] {
        match self {
            Self::Jsonl | Self::Csv | Self::Parquet => &What::ALL,
            Self::Xlsx => &[What::Claims, What::Postings, What::History],
            Self::Xes => &[What::Events, What::History],
            Self::Hledger => &[What::Postings],
        }
    }

    /// Refuses a pair that makes no sense.
    pub fn must_offer(self, what: What) -> Result<(), ExportError> {
        match self.offers().contains(&what) {
            true => Ok(()),
            false => Err(ExportError::NotOffered { format: self, what }),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Names what a format offers, for the sentence that refuses the rest.
pub(super) fn offered(format: Format) -> String {
    let names: Vec<&str> = format.offers().iter().map(|what| what.as_str()).collect();
    match names.as_slice() {
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
        [] => String::new(),
    }
}

/// Names the formats that offer something, for the same sentence.
pub(super) fn formats_of(what: What) -> String {
    let formats = Format::ALL.into_iter();
    let names: Vec<&str> = formats
        .filter(|format| format.offers().contains(&what))
        .map(Format::as_str)
        .collect();
    names.join(", ")
}
