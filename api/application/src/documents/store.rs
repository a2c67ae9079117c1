//! The store of bytes: a folder that is flushed to the disk, or a bucket that speaks S3.
//!
//! Bytes are named `{organisation}/{sha256}`. The same bytes brought again take their own place
//! anew: a copy that was damaged heals, and whoever sweeps up sees that they are young.

use std::io::{self, Read, Seek};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::OrgId;
use domain::document::Sha256;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    GetOptions, ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart,
};
use serde::Serialize;
use tokio::sync::Semaphore;

use super::staged::{Staged, Staging, blocking};
use super::{StoreError, StorePlace};

/// Where bytes wait for their name; no organisation's name begins like this.
const INCOMING: &str = "_incoming";

/// The size of the parts that a bucket is sent, in bytes; S3 takes no smaller ones.
const PART: usize = 5 * 1024 * 1024;

/// How many files are sent to a bucket at a time: each holds a part or two in memory.
const SENDERS: usize = 4;

/// How long a bucket is asked again before it counts as away.
const PATIENCE: Duration = Duration::from_secs(10);

/// Keeps the bytes of documents; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    staging: Arc<PathBuf>,
    way_in: WayIn,
}

/// How a staged file gets its name.
#[derive(Clone, Debug)]
enum WayIn {
    /// It lies in the same folder already.
    Renamed,
    Sent(Arc<Semaphore>),
}

/// Bytes that are in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub org: OrgId,
    pub sha256: Sha256,
    /// Size in bytes.
    pub size: u64,
    /// When they were last brought.
    pub at: DateTime<Utc>,
}

/// Bytes that are being read.
pub struct Opened {
    /// Size of the whole in bytes, whatever part of it is read.
    pub size: u64,
    pub bytes: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl Store {
    /// Opens a store, and makes its folder if need be; a bucket must be there.
    ///
    /// `staging` is the folder in which bytes wait that go to a bucket.
    pub fn open(place: &StorePlace, staging: &std::path::Path) -> Result<Self, StoreError> {
        match place {
            StorePlace::Folder(folder) => {
                let incoming = folder.join(INCOMING);
                made(&incoming)?;
                let objects = LocalFileSystem::new_with_prefix(folder)
                    .map_err(|source| unusable(place, source))?
                    .with_fsync(true);
                Ok(Self {
                    objects: Arc::new(objects),
                    staging: Arc::new(incoming),
                    way_in: WayIn::Renamed,
                })
            }
            StorePlace::Bucket { bucket, prefix } => {
                let incoming = staging.join(INCOMING);
                made(&incoming)?;
                let retry = RetryConfig {
                    max_retries: 3,
                    retry_timeout: PATIENCE,
                    ..RetryConfig::default()
                };
                let objects = AmazonS3Builder::from_env()
                    .with_bucket_name(bucket)
                    .with_retry(retry)
                    .build()
                    .map_err(|source| unusable(place, source))?;
                let objects = object_store::prefix::PrefixStore::new(objects, prefix.as_str());
                Ok(Self {
                    objects: Arc::new(objects),
                    staging: Arc::new(incoming),
                    way_in: WayIn::Sent(Arc::new(Semaphore::new(SENDERS))),
                })
            }
        }
    }

    /// Begins a file that has no name yet.
    pub(super) async fn begin(&self) -> Result<Staging, StoreError> {
        Staging::begin(&self.staging)
            .await
            .map_err(StoreError::Disk)
    }

    /// Keeps a file under its name; once it is answered, no loss of power takes it away.
    pub(super) async fn keep(&self, org: &OrgId, staged: Staged) -> Result<(), StoreError> {
        let to = place_of(org, staged.sha256);
        match &self.way_in {
            WayIn::Renamed => {
                let Staged { file, path, .. } = staged;
                let name = path.file_name().and_then(|name| name.to_str());
                let from = Path::from_iter([INCOMING, name.unwrap_or_default()]);
                blocking(move || file.sync_all())
                    .await
                    .map_err(StoreError::Disk)?;
                self.objects
                    .rename_opts(&from, &to, Default::default())
                    .await
                    .map_err(away)?;
                // It has its name: nothing is left that could be taken away.
                let _ = path.keep();
                Ok(())
            }
            WayIn::Sent(places) => {
                let _place = places.acquire().await;
                self.send(&to, staged).await
            }
        }
    }

    async fn send(&self, to: &Path, staged: Staged) -> Result<(), StoreError> {
        let Staged {
            mut file,
            path,
            size,
            ..
        } = staged;
        file = blocking(move || file.rewind().map(|()| file))
            .await
            .map_err(StoreError::Disk)?;
        if size <= PART as u64 {
            let (_, bytes) = read_part(file).await.map_err(StoreError::Disk)?;
            self.objects.put(to, bytes.into()).await.map_err(away)?;
            return Ok(());
        }
        let upload = self.objects.put_multipart(to).await.map_err(away)?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, PART);
        loop {
            let (back, bytes) = match read_part(file).await {
                Ok(read) => read,
                Err(error) => {
                    let _ = writer.abort().await;
                    return Err(StoreError::Disk(error));
                }
            };
            file = back;
            if bytes.is_empty() {
                break;
            }
            writer.wait_for_capacity(1).await.map_err(away)?;
            writer.put(bytes);
        }
        writer.finish().await.map_err(away)?;
        drop(path);
        Ok(())
    }

    /// Keeps bytes that are at hand; for small files that the program makes itself.
    pub async fn put(&self, org: &OrgId, bytes: &[u8]) -> Result<Sha256, StoreError> {
        let mut staging = self.begin().await?;
        staging.put(bytes).await.map_err(StoreError::Disk)?;
        let staged = staging.end().await.map_err(StoreError::Disk)?;
        let sha256 = staged.sha256;
        self.keep(org, staged).await?;
        Ok(sha256)
    }

    /// Keeps the bytes of a file, if they are those with this digest.
    pub async fn put_file(
        &self,
        org: &OrgId,
        path: &std::path::Path,
        sha256: Sha256,
    ) -> Result<bool, StoreError> {
        let mut staging = self.begin().await?;
        let path = path.to_owned();
        let mut file = blocking(move || std::fs::File::open(path))
            .await
            .map_err(StoreError::Disk)?;
        loop {
            let (back, bytes) = read_part(file).await.map_err(StoreError::Disk)?;
            file = back;
            if bytes.is_empty() {
                break;
            }
            staging.put(&bytes).await.map_err(StoreError::Disk)?;
        }
        let staged = staging.end().await.map_err(StoreError::Disk)?;
        if staged.sha256 != sha256 {
            return Ok(false);
        }
        self.keep(org, staged).await?;
        Ok(true)
    }

    /// Opens bytes, or a part of them; none: they are not there.
    pub async fn read(
        &self,
        org: &OrgId,
        sha256: Sha256,
        part: Option<Range<u64>>,
    ) -> Result<Option<Opened>, StoreError> {
        let options = GetOptions {
            range: part.map(Into::into),
            ..GetOptions::default()
        };
        let found = self.objects.get_opts(&place_of(org, sha256), options).await;
        Ok(there(found)?.map(|found| Opened {
            size: found.meta.size,
            bytes: found.into_stream().map_err(away).boxed(),
        }))
    }

    /// Tells what is known of bytes without reading them; none: they are not there.
    pub async fn look(&self, org: &OrgId, sha256: Sha256) -> Result<Option<Kept>, StoreError> {
        let found = there(self.objects.head(&place_of(org, sha256)).await)?;
        Ok(found.as_ref().and_then(kept))
    }

    /// Lists all bytes; what bears no name of theirs is left out.
    pub fn list(&self) -> BoxStream<'static, Result<Kept, StoreError>> {
        let all = self.objects.list(None).map_err(away);
        all.try_filter_map(|meta| async move { Ok(kept(&meta)) })
            .boxed()
    }

    /// Takes bytes away.
    pub(super) async fn remove(&self, org: &OrgId, sha256: Sha256) -> Result<(), StoreError> {
        there(self.objects.delete(&place_of(org, sha256)).await).map(|_| ())
    }

    /// Takes away files that never got a name and were begun before a time; gives how many.
    ///
    /// A process that was killed leaves them.
    pub(super) async fn remove_unnamed(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let staging = Arc::clone(&self.staging);
        let removed = blocking(move || {
            let mut removed = 0;
            for entry in std::fs::read_dir(&*staging)? {
                let entry = entry?;
                let begun: DateTime<Utc> = entry.metadata()?.modified()?.into();
                if begun < before {
                    std::fs::remove_file(entry.path())?;
                    removed += 1;
                }
            }
            Ok(removed)
        });
        removed.await.map_err(StoreError::Disk)
    }
}

/// Reads as much as makes a part; nothing: the file is at its end.
async fn read_part(mut file: std::fs::File) -> io::Result<(std::fs::File, Bytes)> {
    blocking(move || {
        let mut bytes = vec![];
        file.by_ref().take(PART as u64).read_to_end(&mut bytes)?;
        Ok((file, bytes.into()))
    })
    .await
}

fn place_of(org: &OrgId, sha256: Sha256) -> Path {
    Path::from_iter([org.to_string(), sha256.to_string()])
}

/// Reads what bytes are from the name they have in the store.
fn kept(meta: &ObjectMeta) -> Option<Kept> {
    let mut parts = meta.location.parts();
    let (org, sha256) = (parts.next()?, parts.next()?);
    match parts.next() {
        Some(_) => None,
        None => Some(Kept {
            org: org.as_ref().parse().ok()?,
            sha256: sha256.as_ref().parse().ok()?,
            size: meta.size,
            at: meta.last_modified,
        }),
    }
}

fn there<T>(found: object_store::Result<T>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(away(error)),
    }
}

fn away(error: object_store::Error) -> StoreError {
    StoreError::Away(error)
}

fn unusable(place: &StorePlace, source: object_store::Error) -> StoreError {
    StoreError::Unusable {
        place: place.to_string(),
        source,
    }
}

fn made(folder: &std::path::Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
        path: folder.to_owned(),
        source,
    })
}
