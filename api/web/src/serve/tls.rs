//! TLS by rustls on ring: a certificate and its key, read again when their files change.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// What is spoken inside, the better one first (RFC 7301).
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Why a certificate and its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} holds no certificate in PEM form", .0.display())]
    NoCertificate(PathBuf),
    #[error("{} holds no private key in PEM form", .0.display())]
    NoKey(PathBuf),
    #[error("{} holds what is no certificate", path.display())]
    BadCertificate {
        path: PathBuf,
        #[source]
        source: rustls::Error,
    },
    #[error("{} holds a private key of a kind that is not known", path.display())]
    BadKey {
        path: PathBuf,
        #[source]
        source: rustls::Error,
    },
    #[error("the key in {} does not belong to the certificate in {}", key.display(), certificate.display())]
    NotAPair { certificate: PathBuf, key: PathBuf },
    #[error("TLS cannot be set up")]
    SetUp(#[source] rustls::Error),
}

/// What came of another look at the files.
#[derive(Debug)]
pub enum Refreshed {
    Unchanged,
    /// New connections get the new certificate.
    Renewed,
    /// What is there now cannot be used; the pair of before is kept.
    Kept(TlsError),
}

/// A certificate and its key, with what makes connections of it; cheap to clone.
#[derive(Clone)]
pub struct Tls {
    files: Arc<Files>,
    /// What the files held when they were looked at last, usable or not.
    seen: Arc<Mutex<Written>>,
    served: Arc<Served>,
    config: Arc<ServerConfig>,
}

#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// What both files hold.
#[derive(PartialEq, Eq)]
struct Written {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// The pair that new connections get.
#[derive(Debug)]
struct Served(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Served {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let pair = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&pair))
    }
}

impl Tls {
    /// Reads a certificate, with those that lead to its root behind it, and its key.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let files = Files {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        };
        let written = files.read()?;
        let pair = files.pair(&written)?;
        let served = Arc::new(Served(RwLock::new(Arc::new(pair))));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::SetUp)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&served) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(Self {
            files: Arc::new(files),
            seen: Arc::new(Mutex::new(written)),
            served,
            config: Arc::new(config),
        })
    }

    /// Looks at the files, and takes the new pair if it is a good one.
    ///
    /// A certificate is often replaced a moment before its key: what is half replaced is no pair,
    /// and is looked at again.
    pub fn refresh(&self) -> Refreshed {
        let written = match self.files.read() {
            Ok(written) => written,
            Err(error) => return Refreshed::Kept(error),
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == written {
            return Refreshed::Unchanged;
        }
        let pair = self.files.pair(&written);
        *seen = written;
        match pair {
            Ok(pair) => {
                let served = self.served.0.write();
                *served.unwrap_or_else(PoisonError::into_inner) = Arc::new(pair);
                Refreshed::Renewed
            }
            Err(error) => Refreshed::Kept(error),
        }
    }

    /// Looks at the files for good, now and then.
    pub(super) async fn follow(self) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let looking = self.clone();
            match tokio::task::spawn_blocking(move || looking.refresh()).await {
                Ok(Refreshed::Renewed) => tracing::info!("the certificate was renewed"),
                Ok(Refreshed::Kept(error)) => {
                    let because = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::error!(%error, because, "the certificate of before is kept");
                }
                Ok(Refreshed::Unchanged) | Err(_) => {}
            }
        }
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

impl Files {
    fn read(&self) -> Result<Written, TlsError> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|source| TlsError::Unreadable {
                path: path.to_owned(),
                source,
            })
        };
        Ok(Written {
            certificate: read(&self.certificate)?,
            key: read(&self.key)?,
        })
    }

    fn pair(&self, written: &Written) -> Result<CertifiedKey, TlsError> {
        let (path, key_path) = (&self.certificate, &self.key);
        let chain: Result<Vec<_>, _> =
            CertificateDer::pem_slice_iter(&written.certificate).collect();
        let chain = chain.map_err(|_| TlsError::NoCertificate(path.clone()))?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate(path.clone()));
        }
        let key = PrivateKeyDer::from_pem_slice(&written.key)
            .map_err(|_| TlsError::NoKey(key_path.clone()))?;
        let key = ring::sign::any_supported_type(&key).map_err(|source| TlsError::BadKey {
            path: key_path.clone(),
            source,
        })?;
        let pair = CertifiedKey::new(chain, key);
        match pair.keys_match() {
            Ok(()) => Ok(pair),
            Err(rustls::Error::InconsistentKeys(_)) => Err(TlsError::NotAPair {
                certificate: path.clone(),
                key: key_path.clone(),
            }),
            Err(source) => Err(TlsError::BadCertificate {
                path: path.clone(),
                source,
            }),
        }
    }
}
