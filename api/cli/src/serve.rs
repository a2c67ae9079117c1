//! `claims serve`: HTTP on this machine, until asked to stop.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use application::act::keys;
use application::ask::{Asker, Pages};
use projections::identity::Identity;

use super::exit::{Exit, Failure};
use super::session::{CLOCK, Running, Session, on_new_database};
use super::settings::Settings;
use super::stop;

/// Serves until the program is asked to stop.
pub fn run(settings: &Settings) -> Result<Exit, Failure> {
    let listener = listen(settings.port.value)?;
    on_new_database(settings, async |session| {
        let running = session.renewing(settings.outdated_views.value).await?;
        tell_if_nobody_comes_in(&session).await?;
        let state = state(&running, settings);
        until_stopped(&session, running, state, listener).await
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

/// Says how somebody comes in where nobody can yet: a folder that is served is not for others.
async fn tell_if_nobody_comes_in(session: &Session) -> Result<(), Failure> {
    let identity = Identity::new(session.pool.clone());
    let keys = keys::list(&identity, Asker::Inside, &Pages::All { most: 1 }).await?;
    if keys.rows.is_empty() {
        eprintln!("there is no key yet: `claims keys create` makes one, before serving");
    }
    Ok(())
}

/// What the server works with.
pub fn state(running: &Running, settings: &Settings) -> web::State {
    web::State::new(running.ledger.clone(), running.views.clone(), CLOCK)
        .with_session_limits(settings.session_limits())
}

/// Gives the address that is listened on.
pub fn address(listener: &TcpListener) -> Result<SocketAddr, Failure> {
    let address = listener.local_addr();
    address.map_err(|error| Failure::new(Exit::Precondition, error))
}

/// Answers requests until the program is asked to stop, then settles everything.
pub async fn until_stopped(
    session: &Session,
    running: Running,
    state: web::State,
    listener: TcpListener,
) -> Result<Exit, Failure> {
    let failed = |error| Failure::new(Exit::Precondition, error);
    let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
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
