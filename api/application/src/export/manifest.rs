//! The manifest of an export: what is in the folder, and that it is whole.

use chrono::{DateTime, Utc};
use domain::OrgId;
use domain::document::Sha256;
use serde::{Deserialize, Serialize};

/// The manifest's name in its folder.
pub const MANIFEST: &str = "manifest.json";

/// What an export says about itself; written last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub tool: Tool,
    /// The format's name, as `--format` takes it.
    pub format: String,
    /// What was exported, as `--what` takes it.
    pub what: String,
    pub as_of: AsOfMoment,
    /// The partner whose claims and funds alone were exported.
    pub partner: Option<OrgId>,
    /// SHA-256 over the leaves of the exported events, in the order of their positions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_sha256: Option<Sha256>,
    /// The files of documents, if they were taken along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<DocumentFiles>,
    pub files: Vec<File>,
}

/// How many files of documents were taken along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentFiles {
    pub files: u64,
    /// Files that events name and that the store did not have.
    pub missing: u64,
}

/// The program that wrote an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// The moment of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOfMoment {
    pub position: u64,
    /// When the event at that position was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub name: String,
    /// Rows, lines, events of a trace or transactions; headers are none.
    pub rows: u64,
    pub bytes: u64,
    /// The lowest position that a row is about.
    pub first_position: Option<u64>,
    /// The highest position that a row is about.
    pub last_position: Option<u64>,
    pub sha256: Sha256,
}

impl Tool {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: "claims".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}
