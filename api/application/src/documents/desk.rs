//! The desk where files are brought and fetched: who may, for which claim, and until when.

use chrono::TimeDelta;
use domain::access::Counting;
use domain::claim::{self, FilesFor, Given};
use domain::document::File;
use domain::{Actor, ClaimCommand, ClaimId, Fund, OrgId, Policy, Refusal, UploadId};
use projections::ledger::Current;
use projections::uploads::{Added, Upload, Uploads};
use projections::{Clock, CommandError, CommandKey, Ledger};

use super::{DocumentsError, Incoming, Sound, Store};

/// How long an upload may become a document.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// The largest size of a file unless a setting says otherwise, in bytes.
const BYTES_MAX: u64 = 25 * 1024 * 1024;

/// How many bytes were kept: written to the facade `metrics`.
pub const STORED_BYTES: &str = "claims_documents_stored_bytes_total";

/// The most uploads of a claim that no document names yet: no claim has more documents.
const UPLOADS_MAX: u32 = 200;

/// How large and how many files may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest size of a file, in bytes.
    pub bytes_max: u64,
    /// The most uploads of a claim at a time.
    pub uploads_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes_max: BYTES_MAX,
            uploads_max: UPLOADS_MAX,
        }
    }
}

/// Takes files for claims, and keeps and finds them; cheap to clone.
#[derive(Clone)]
pub struct Documents {
    store: Store,
    uploads: Uploads,
    ledger: Ledger,
    clock: Clock,
    limits: Limits,
}

/// A claim that takes files, and whose they will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    pub claim: ClaimId,
    /// The claim's partner.
    pub org: OrgId,
}

impl Documents {
    /// Takes files into a store, for claims of a ledger.
    pub fn new(store: Store, ledger: Ledger, clock: Clock, limits: Limits) -> Self {
        Self {
            store,
            uploads: Uploads::new(ledger.pool().clone()),
            ledger,
            clock,
            limits,
        }
    }

    /// Gives the store.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Gives the limits.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Refuses files that no command could take in, before their bytes are read.
    ///
    /// A command that was carried out under this key already is let through: it gets its answer.
    ///
    /// # Errors
    /// What the command itself would be refused with.
    pub async fn admit(
        &self,
        by: &Actor,
        claim: ClaimId,
        purpose: FilesFor,
        expected: Option<u64>,
        key: Option<&CommandKey>,
    ) -> Result<Admitted, CommandError> {
        let known = self.ledger.claim(claim).await?;
        let Some(known) = known else {
            return Err(Refusal::ClaimMustExist.into());
        };
        let beside = self.beside(&known).await?;
        let given = beside.given(claim, by, (self.clock)());
        let decided = claim::must_take_files(Some(&known.state), purpose, &given);
        self.must_hold(decided, expected, (&known, &given), key)
            .await?;
        Ok(Admitted {
            claim,
            org: known.state.partner,
        })
    }

    /// Decides a command without carrying it out, so that what is refused leaves no bytes behind.
    ///
    /// # Errors
    /// What the command would be refused with now.
    pub async fn rehearse(
        &self,
        by: &Actor,
        claim: ClaimId,
        command: &ClaimCommand,
        expected: Option<u64>,
        key: Option<&CommandKey>,
    ) -> Result<(), CommandError> {
        let known = self.ledger.claim(claim).await?;
        let Some(known) = known else {
            return Err(Refusal::ClaimMustExist.into());
        };
        let mut beside = self.beside(&known).await?;
        if command.needs_the_fund() {
            let fund = self.ledger.fund(known.state.fund).await?;
            beside.fund = fund.map(|fund| fund.state);
        }
        let given = beside.given(claim, by, (self.clock)());
        let decided = claim::decide(Some(&known.state), command, &given).map(drop);
        self.must_hold(decided, expected, (&known, &given), key)
            .await
    }

    /// Requires that what was decided on a claim lets a command through, as the ledger does: a claim
    /// that is hidden is not there, then a known key has its answer, then the version must be right.
    async fn must_hold(
        &self,
        decided: Result<(), Refusal>,
        expected: Option<u64>,
        (known, given): (&Current<claim::Claim>, &Given<'_>),
        key: Option<&CommandKey>,
    ) -> Result<(), CommandError> {
        if decided == Err(Refusal::ClaimMustExist) {
            return Err(Refusal::ClaimMustExist.into());
        }
        if self.is_known(given.by, key).await? {
            return Ok(());
        }
        let vendor = given.policy.map(|(_, policy)| &policy.vendor);
        let current = vendor.map_or(known.version, |vendor| {
            Counting::of(given.by, vendor).version(&known.state, known.version)
        });
        match expected {
            Some(expected) if expected != current => {
                Err(CommandError::WrongVersion { expected, current })
            }
            Some(_) | None => Ok(decided?),
        }
    }

    /// Begins to take a file.
    pub async fn begin(
        &self,
        name: Option<&str>,
        declared: Option<&str>,
    ) -> Result<Incoming, DocumentsError> {
        Incoming::begin(&self.store, self.limits.bytes_max, name, declared).await
    }

    /// Keeps a file; once it is answered, an event may name it.
    pub async fn keep(&self, admitted: &Admitted, sound: Sound) -> Result<File, DocumentsError> {
        let file = sound.file();
        self.store.keep(&admitted.org, sound.staged).await?;
        metrics::counter!(STORED_BYTES).increment(file.size);
        Ok(file)
    }

    /// Keeps a file for a day, in which a document of its claim may name it.
    ///
    /// The same file under the same id is the same upload.
    ///
    pub async fn hold(
        &self,
        admitted: &Admitted,
        by: &Actor,
        id: UploadId,
        sound: Sound,
    ) -> Result<Upload, DocumentsError> {
        let at = (self.clock)();
        let most = self.limits.uploads_max;
        // Asked first as well: what is one too many leaves no bytes behind.
        if self.uploads.count(admitted.claim, at).await? >= most {
            return Err(DocumentsError::TooManyUploads { most });
        }
        let file = self.keep(admitted, sound).await?;
        let upload = Upload {
            id,
            claim: admitted.claim,
            org: admitted.org.clone(),
            file,
            by: by.person(),
            at,
            expires_at: at + KEPT_FOR,
        };
        match self.uploads.add(&upload, most).await? {
            Added::Kept => Ok(upload),
            Added::Known(known) if known.file == upload.file => Ok(*known),
            Added::Known(_) => Err(CommandError::KeyReused.into()),
            Added::TooMany => Err(DocumentsError::TooManyUploads { most }),
        }
    }

    /// Gives the file of an upload that a document of its claim names.
    pub async fn uploaded(&self, claim: ClaimId, id: UploadId) -> Result<File, DocumentsError> {
        let found = self.uploads.find(id, claim, (self.clock)()).await?;
        found
            .map(|upload| upload.file)
            .ok_or(DocumentsError::NoSuchUpload)
    }

    /// Lists the uploads of a claim that a document may still name, in the order in which they came.
    pub async fn uploads(&self, claim: ClaimId) -> Result<Vec<Upload>, DocumentsError> {
        Ok(self.uploads.of_claim(claim, (self.clock)()).await?)
    }

    /// Forgets an upload: a document names its file now, or nobody wants it.
    pub async fn drop_upload(&self, claim: ClaimId, id: UploadId) -> Result<(), DocumentsError> {
        Ok(self.uploads.drop(id, claim).await?)
    }

    async fn is_known(&self, by: &Actor, key: Option<&CommandKey>) -> Result<bool, CommandError> {
        let Some(key) = key else { return Ok(false) };
        let keys = std::slice::from_ref(key);
        let known = self.ledger.known_keys(&by.person(), keys).await?;
        Ok(known.iter().any(Option::is_some))
    }

    async fn beside(&self, known: &Current<claim::Claim>) -> Result<Beside, CommandError> {
        let version = known.state.policy_version;
        let programme = self.ledger.programme(&known.state.programme).await?;
        let policy = programme.and_then(|it| it.state.version(version).cloned());
        Ok(Beside {
            policy: policy.map(|policy| (version, policy)),
            fund: None,
        })
    }
}

/// What a claim's command is decided upon beside it.
struct Beside {
    policy: Option<(u32, std::sync::Arc<Policy>)>,
    fund: Option<Fund>,
}

impl Beside {
    fn given<'a>(
        &'a self,
        id: ClaimId,
        by: &'a Actor,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Given<'a> {
        let policy = self.policy.as_ref();
        Given {
            id,
            at,
            by,
            policy: policy.map(|(version, policy)| (*version, policy.as_ref())),
            fund: self.fund.as_ref(),
        }
    }
}
