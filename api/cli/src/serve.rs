//! `claims serve`: HTTP on this machine, until asked to stop.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use application::documents::Documents;

use super::exit::{Exit, Failure};
use super::session::{CLOCK, Running, Session, on_new_database};
use super::settings::Settings;
use super::stop;

/// Serves until the program is asked to stop.
pub fn run(settings: &Settings) -> Result<Exit, Failure> {
    let listener = listen(settings.port.value)?;
    on_new_database(settings, async |session| {
        let running = session.renewing(settings.outdated_views.value).await?;
        until_stopped(settings, &session, running, listener).await
    })
}

/// Takes the port before anything else is started; a busy one is said at once.
pub fn listen(port: u16) -> Result<TcpListener, Failure> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    web::must_be_loopback(address).map_err(|error| Failure::new(Exit::Usage, error))?;
    let listener = TcpListener::bind(address).map_err(|error| {
        let sentence = match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("port {port} is in use by another program; choose one with --port")
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

/// Answers requests until the program is asked to stop, then settles everything.
pub async fn until_stopped(
    settings: &Settings,
    session: &Session,
    running: Running,
    listener: TcpListener,
) -> Result<Exit, Failure> {
    let failed = |error| Failure::new(Exit::Precondition, error);
    let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let (ledger, limits) = (running.ledger.clone(), settings.document_limits());
    let documents = Documents::new(settings.store()?, ledger.clone(), CLOCK, limits);
    let state = web::State::new(ledger, running.views.clone(), documents, CLOCK);
    eprintln!("serving on http://{address}; stop with Ctrl-C");
    let stopped = web::serve(
        listener,
        web::router(state),
        stop::asked(session.stop.clone()),
    )
    .await;
    running.stop().await;
    match stopped {
        web::Stopped::Drained => eprintln!("stopped"),
        web::Stopped::CutOff => eprintln!("stopped; some requests took too long and were cut off"),
    }
    Ok(Exit::Ok)
}
