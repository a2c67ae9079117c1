//! Logs go to standard error: as text for people, as JSON, a line each, for what collects them.

#[cfg(feature = "otel")]
mod traces;

use std::fmt::{Display, Formatter};
use std::str::FromStr;

#[cfg(feature = "otel")]
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use super::{output, settings};

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

impl LogFormat {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl Display for LogFormat {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let mut all = [Self::Text, Self::Json].into_iter();
        all.find(|format| format.as_str() == text)
            .ok_or("how logs are written is one of text, json")
    }
}

/// What is to be sent before the program ends; it is kept until then.
#[must_use]
pub struct Begun {
    #[cfg(feature = "otel")]
    _traces: Option<traces::Traces>,
}

/// Begins to log what passes the filter.
pub fn begin(filter: Option<&str>, format: LogFormat) -> Begun {
    let filter = EnvFilter::try_new(filter.unwrap_or(settings::LOG))
        .unwrap_or_else(|_| EnvFilter::new("warn"));
    let is_coloured = std::io::IsTerminal::is_terminal(&std::io::stderr()) && output::colours();
    let logs = fmt::layer().with_writer(std::io::stderr);
    let logs = match format {
        LogFormat::Text => logs.with_ansi(is_coloured).boxed(),
        LogFormat::Json => logs
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .boxed(),
    };
    let subscriber = tracing_subscriber::registry().with(logs.with_filter(filter));
    #[cfg(feature = "otel")]
    let (traced, _traces) = traces::layer().unzip();
    #[cfg(feature = "otel")]
    let subscriber = subscriber.with(traced.with_filter(LevelFilter::INFO));
    // A second beginning changes nothing.
    let _ = subscriber.try_init();
    Begun {
        #[cfg(feature = "otel")]
        _traces,
    }
}
