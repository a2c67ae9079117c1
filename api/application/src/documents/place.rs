//! Where the store of documents is, as a setting names it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the bytes of documents are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorePlace {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket that speaks S3; keys and region come from the environment (`AWS_…`).
    Bucket { bucket: String, prefix: String },
}

/// Says that a text names no store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store of documents is a folder, or a bucket written s3://bucket/prefix")]
pub struct InvalidPlace;

impl FromStr for StorePlace {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, InvalidPlace> {
        let Some((scheme, rest)) = text.split_once("://") else {
            return match text.is_empty() {
                true => Err(InvalidPlace),
                false => Ok(Self::Folder(text.into())),
            };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        match scheme == "s3" && !bucket.is_empty() {
            true => Ok(Self::Bucket {
                bucket: bucket.to_owned(),
                prefix: prefix.trim_matches('/').to_owned(),
            }),
            false => Err(InvalidPlace),
        }
    }
}

impl fmt::Display for StorePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Bucket { bucket, prefix } if prefix.is_empty() => write!(f, "s3://{bucket}"),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_a_folder_or_a_bucket() {
        let bucket = |bucket: &str, prefix: &str| StorePlace::Bucket {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        };
        for (text, place) in [
            (
                "/var/lib/claims/documents",
                StorePlace::Folder("/var/lib/claims/documents".into()),
            ),
            ("s3://evidence", bucket("evidence", "")),
            (
                "s3://evidence/claims/2024/",
                bucket("evidence", "claims/2024"),
            ),
        ] {
            assert_eq!(text.parse(), Ok(place), "{text}");
        }
        for text in ["", "s3://", "s3:///prefix", "https://evidence/claims"] {
            assert_eq!(text.parse::<StorePlace>(), Err(InvalidPlace), "{text}");
        }
    }
}
