//! How the ledger is served: where it listens, what is encrypted, how much one caller may ask.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::TimeDelta;
use clap::Args as ClapArgs;
use serde::Deserialize;
use web::{DoorOptions, Limits, Origin, Proxy, Rate, SessionLimits};

use super::{Chooser, Exit, Failure, Setting, parsed};

/// The port, unless another is asked for.
const PORT: u16 = 8080;

/// How many requests a second one may make, unless another number is asked for; no person and no
/// program that waits for its answers comes near it for long.
const RATE_LIMIT: u32 = 100;

/// So many seconds' worth may be made at once, unless another number is asked for.
const BURST_SECONDS: u32 = 10;

/// How the ledger is served.
#[derive(Clone, Debug, ClapArgs)]
pub struct ServingArgs {
    /// The address to listen on [default: 127.0.0.1].
    #[arg(long, env = "CLAIMS_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub listen: Option<IpAddr>,
    /// The port to serve on [default: 8080].
    #[arg(long, env = "CLAIMS_PORT", value_name = "PORT")]
    pub port: Option<u16>,
    /// The address under which people reach it, such as https://claims.example.
    #[arg(long, env = "CLAIMS_ORIGIN", value_name = "URL")]
    pub origin: Option<Origin>,
    /// A file with the certificate and those behind it (PEM); looked at again when it changes.
    #[arg(long, env = "CLAIMS_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// A file with the certificate's key (PEM).
    #[arg(long, env = "CLAIMS_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// A proxy that nobody can go around ends TLS, and says who asks in X-Forwarded-For.
    #[arg(
        long,
        env = "CLAIMS_BEHIND_PROXY",
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub behind_proxy: Option<bool>,
    /// How many requests a second each person may make, 0 for any number [default: 100].
    #[arg(long, env = "CLAIMS_RATE_LIMIT", value_name = "REQUESTS")]
    pub rate_limit: Option<u32>,
    /// How many requests they may make at once [default: ten seconds' worth].
    #[arg(long, env = "CLAIMS_RATE_BURST", value_name = "REQUESTS")]
    pub rate_burst: Option<NonZeroU32>,
    /// The port to serve figures on for Prometheus, at /metrics [default: none].
    #[arg(long, env = "CLAIMS_METRICS_PORT", value_name = "PORT")]
    pub metrics_port: Option<u16>,
    /// The address to serve them on [default: 127.0.0.1].
    #[arg(long, env = "CLAIMS_METRICS_LISTEN", value_name = "ADDRESS", value_parser = address)]
    pub metrics_listen: Option<IpAddr>,
}

impl ServingArgs {
    /// Says nothing.
    pub const NOTHING: Self = Self {
        listen: None,
        port: None,
        origin: None,
        tls_cert: None,
        tls_key: None,
        behind_proxy: None,
        rate_limit: None,
        rate_burst: None,
        metrics_port: None,
        metrics_listen: None,
    };
}

/// The same, as the table `[serve]` of a settings file says it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenServing {
    listen: Option<String>,
    origin: Option<String>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    behind_proxy: Option<bool>,
    rate_limit: Option<u32>,
    rate_burst: Option<NonZeroU32>,
    metrics_port: Option<u16>,
    metrics_listen: Option<String>,
    session_idle_hours: Option<u32>,
    session_hours: Option<u32>,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Serving {
    pub listen: Setting<IpAddr>,
    pub origin: Setting<Option<Origin>>,
    pub tls_cert: Setting<Option<PathBuf>>,
    pub tls_key: Setting<Option<PathBuf>>,
    pub behind_proxy: Setting<bool>,
    /// Zero: as many as one likes.
    pub rate_limit: Setting<u32>,
    pub rate_burst: Setting<NonZeroU32>,
    pub metrics_port: Setting<Option<u16>>,
    pub metrics_listen: Setting<IpAddr>,
    /// After how many hours without a request somebody has to sign in again.
    pub session_idle_hours: Setting<u32>,
    /// After how many hours at most, however busy they are.
    pub session_hours: Setting<u32>,
}

impl Serving {
    pub(super) fn gather(
        said: &ServingArgs,
        file: WrittenServing,
        chosen: &Chooser<'_>,
    ) -> Result<Self, Failure> {
        let loopback = IpAddr::from(Ipv4Addr::LOCALHOST);
        let name = &chosen.file;
        let listen = parsed::<Address>(file.listen, "listen", name)?;
        let metrics_listen = parsed::<Address>(file.metrics_listen, "metrics_listen", name)?;
        let (listen, metrics_listen) = (listen.map(|at| at.0), metrics_listen.map(|at| at.0));
        let origin = parsed(file.origin, "origin", name)?;
        let session_idle_hours = hours(file.session_idle_hours, "session_idle_hours", name)?;
        let session_hours = hours(file.session_hours, "session_hours", name)?;
        let rate_limit = chosen.of("rate_limit", said.rate_limit, file.rate_limit, RATE_LIMIT);
        let burst = rate_limit.value.saturating_mul(BURST_SECONDS);
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let said_path = |path: &Option<PathBuf>| path.clone().map(Some);
        let serving = Self {
            listen: chosen.of("listen", said.listen, listen, loopback),
            origin: chosen.of(
                "origin",
                said.origin.clone().map(Some),
                origin.map(Some),
                None,
            ),
            tls_cert: chosen.of(
                "tls_cert",
                said_path(&said.tls_cert),
                file.tls_cert.map(Some),
                None,
            ),
            tls_key: chosen.of(
                "tls_key",
                said_path(&said.tls_key),
                file.tls_key.map(Some),
                None,
            ),
            behind_proxy: chosen.of("behind_proxy", said.behind_proxy, file.behind_proxy, false),
            rate_limit,
            rate_burst: chosen.of("rate_burst", said.rate_burst, file.rate_burst, burst),
            metrics_port: chosen.of(
                "metrics_port",
                said.metrics_port.map(Some),
                file.metrics_port.map(Some),
                None,
            ),
            metrics_listen: chosen.of(
                "metrics_listen",
                said.metrics_listen,
                metrics_listen,
                loopback,
            ),
            session_idle_hours: chosen.of("session_idle_hours", None, session_idle_hours, 12),
            session_hours: chosen.of("session_hours", None, session_hours, 168),
        };
        serving.must_be_whole()?;
        Ok(serving)
    }

    /// Gives the port, which is older than this: a line of its own in the settings.
    pub(super) fn port(
        said: &ServingArgs,
        file: Option<u16>,
        chosen: &Chooser<'_>,
    ) -> Setting<u16> {
        chosen.of("port", said.port, file, PORT)
    }

    /// Gives what the door goes by.
    pub fn door(&self) -> DoorOptions {
        DoorOptions {
            origin: self.origin.value.clone(),
            proxy: match self.behind_proxy.value {
                true => Proxy::Trusted,
                false => Proxy::None,
            },
            limits: self.limits(),
            ..DoorOptions::default()
        }
    }

    /// Says how long people stay signed in.
    pub fn session_limits(&self) -> SessionLimits {
        SessionLimits {
            idle: TimeDelta::hours(self.session_idle_hours.value.into()),
            whole: TimeDelta::hours(self.session_hours.value.into()),
        }
    }

    /// Gives how much each may ask; nothing, where there is no limit.
    pub fn limits(&self) -> Option<Limits> {
        let per_second = NonZeroU32::new(self.rate_limit.value)?;
        let burst = self.rate_burst.value;
        Some(Limits::new(Rate { per_second, burst }))
    }

    fn must_be_whole(&self) -> Result<(), Failure> {
        let missing = match (&self.tls_cert.value, &self.tls_key.value) {
            (Some(_), None) => "tls_cert names a certificate, and no tls_key its key",
            (None, Some(_)) => "tls_key names a key, and no tls_cert its certificate",
            (Some(_), Some(_)) | (None, None) => return Ok(()),
        };
        Err(Failure::new(Exit::Usage, missing))
    }
}

/// An address to listen on.
struct Address(IpAddr);

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        let parsed = bare.unwrap_or(text).parse().map(Self);
        parsed.map_err(
            |_| "an address to listen on is one such as 127.0.0.1, 0.0.0.0 or ::, without a port",
        )
    }
}

/// The longest that a session may be set to last: a year.
const HOURS_MAX: u32 = 24 * 366;

/// Reads a number of hours, from one to a year.
fn hours(written: Option<u32>, setting: &str, file: &str) -> Result<Option<u32>, Failure> {
    match written {
        Some(hours) if !(1..=HOURS_MAX).contains(&hours) => {
            let sentence = format!("{file}: {setting}: it is 1 to {HOURS_MAX} hours");
            Err(Failure::new(Exit::Usage, sentence))
        }
        written => Ok(written),
    }
}

fn address(text: &str) -> Result<IpAddr, &'static str> {
    text.parse().map(|Address(address)| address)
}
