//! `claims serve`: HTTP until asked to stop, on this machine alone unless asked otherwise.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

use application::act::keys;
use application::ask::{Asker, Pages};
use application::documents::Documents;
use projections::identity::Identity;
use web::{
    DoorOptions, Metrics, Origin, Outside, ProviderError, Tls, TlsError, Transport, Unguarded,
};

use super::exit::{Ending, Exit, Failure};
use super::session::{CLOCK, Running, Session, on_new_database};
use super::settings::Settings;
use super::stop;

/// Serves until the program is asked to stop.
pub fn run(settings: &Settings) -> Result<Exit, Failure> {
    let service = Service::of(settings)?;
    on_new_database(settings, async |session| {
        let running = session.renewing(settings.outdated_views.value).await?;
        if settings.oidc.is_none() && settings.jwt.is_none() {
            tell_if_nobody_comes_in(&session).await?;
        }
        let state = with_providers(state(&running, settings)?, settings)?;
        service.until_stopped(&session, running, state).await
    })
}

/// What the server works with.
pub fn state(running: &Running, settings: &Settings) -> Result<web::State, Failure> {
    let (ledger, views) = (running.ledger.clone(), running.views.clone());
    let (store, limits) = (settings.store()?, settings.document_limits());
    let documents = Documents::new(store, ledger.clone(), CLOCK, limits);
    let state = web::State::new(ledger, views, documents, CLOCK);
    Ok(state.with_session_limits(settings.serving.session_limits()))
}

/// Lets in whom other programs vouch for; they need not be there yet.
fn with_providers(mut state: web::State, settings: &Settings) -> Result<web::State, Failure> {
    if let Some(oidc) = &settings.oidc {
        state = state.with_oidc(oidc.options.clone())?;
    }
    if let Some(jwt) = &settings.jwt {
        state = state.with_tokens(jwt.options.clone())?;
    }
    Ok(state)
}

/// What is served and where; its ports are taken.
pub struct Service {
    listener: TcpListener,
    tls: Option<Tls>,
    door: DoorOptions,
    figures: Option<(TcpListener, Metrics)>,
}

impl Service {
    /// Takes the ports and reads the certificate before anything else is started: what is wrong
    /// with them is said at once.
    fn of(settings: &Settings) -> Result<Self, Failure> {
        let serving = &settings.serving;
        let door = serving.door();
        let pair = (&serving.tls_cert.value, &serving.tls_key.value);
        let (tls, transport) = match pair {
            (Some(certificate), Some(key)) => (Some(Tls::load(certificate, key)?), Transport::Tls),
            (Some(_), None) | (None, Some(_)) | (None, None) => (None, Transport::Plain),
        };
        let address = SocketAddr::new(serving.listen.value, settings.port.value);
        web::must_be_guarded(address, transport, &door)?;
        let listener = listen(address, "--port")?;
        let figures = match serving.metrics_port.value {
            Some(port) => {
                let address = SocketAddr::new(serving.metrics_listen.value, port);
                let listener = listen(address, "--metrics-port")?;
                let metrics = Metrics::install();
                let metrics = metrics.map_err(|error| Failure::new(Exit::Precondition, error))?;
                Some((listener, metrics))
            }
            None => None,
        };
        Ok(Self {
            listener,
            tls,
            door,
            figures,
        })
    }

    /// Serves on loopback alone, whatever the settings say.
    pub fn of_the_demonstration(settings: &Settings) -> Result<Self, Failure> {
        let address = (IpAddr::from(Ipv4Addr::LOCALHOST), settings.port.value);
        Ok(Self {
            listener: listen(address.into(), "--port")?,
            tls: None,
            door: DoorOptions {
                limits: settings.serving.limits(),
                ..DoorOptions::default()
            },
            figures: None,
        })
    }

    /// Gives the address that is listened on.
    pub fn address(&self) -> Result<SocketAddr, Failure> {
        let address = self.listener.local_addr();
        address.map_err(|error| Failure::new(Exit::Precondition, error))
    }

    /// Says what people's browsers speak to it.
    fn outside(&self) -> Outside {
        let is_public = |origin: &Origin| origin.is_encrypted();
        match self.tls.is_some() || self.door.origin.as_ref().is_some_and(is_public) {
            true => Outside::Https,
            false => Outside::Http,
        }
    }

    /// Answers requests until the program is asked to stop, then settles everything.
    pub async fn until_stopped(
        self,
        session: &Session,
        running: Running,
        state: web::State,
    ) -> Result<Exit, Failure> {
        let failed = |error| Failure::new(Exit::Precondition, error);
        let state = state.outside(self.outside());
        let listener = tokio::net::TcpListener::from_std(self.listener).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let asked = || stop::asked(session.stop.clone());
        let figures = match self.figures {
            None => None,
            Some((listener, metrics)) => {
                let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
                let at = listener.local_addr().map_err(failed)?;
                eprintln!("figures for Prometheus on http://{at}/metrics");
                Some(web::serve_metrics(listener, metrics, &state, asked()))
            }
        };
        let serving = web::Serving {
            tls: self.tls,
            ..web::Serving::default()
        };
        let router = web::router_with(state.clone(), self.door);
        eprintln!("serving on {scheme}://{address}; stop with Ctrl-C");
        let served = web::serve_with(listener, router, asked(), serving);
        let beside = async {
            if let Some(figures) = figures {
                figures.await;
            }
        };
        let (stopped, ()) = tokio::join!(served, beside);
        running.stop().await;
        match stopped {
            web::Stopped::Drained => eprintln!("stopped"),
            web::Stopped::CutOff => {
                eprintln!("stopped; some requests took too long and were cut off");
            }
        }
        Ok(Exit::Ok)
    }
}

/// Takes a port; a busy one is said with the option that chooses another.
fn listen(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    let (ip, port) = (address.ip(), address.port());
    let listener = TcpListener::bind(address).map_err(|error| {
        let sentence = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("port {port} is in use by another program; choose one with {option}")
            }
            std::io::ErrorKind::AddrNotAvailable => {
                format!("{ip} is no address of this machine")
            }
            _ => format!("port {port} cannot be listened on: {error}"),
        };
        Failure::new(Exit::Precondition, sentence)
    })?;
    listener
        .set_nonblocking(true)
        .map_err(|error| Failure::new(Exit::Precondition, error))?;
    Ok(listener)
}

/// Says how somebody comes in where nobody can yet: a folder that is served is not for others.
async fn tell_if_nobody_comes_in(session: &Session) -> Result<(), Failure> {
    let identity = Identity::new(session.pool.clone());
    let keys = keys::list(&identity, Asker::Inside, &Pages::All { most: 1 }).await?;
    if keys.rows.is_empty() {
        eprintln!("there is no key yet: `claims keys create` makes one, before serving");
    }
    Ok(())
}

impl Ending for TlsError {
    fn exit(&self) -> Exit {
        Exit::Precondition
    }
}

impl Ending for ProviderError {
    fn exit(&self) -> Exit {
        Exit::Precondition
    }
}

impl Ending for Unguarded {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}
