//! Hands one command to the ledger, again and again under its key while the database is unavailable.

use std::time::{Duration, Instant};

use projections::{CommandError, Ledger, Request};

/// What came of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// This many events were appended.
    Appended(u32),
    /// It had been carried out before.
    Known,
}

/// How long to wait before asking again, at first and at most.
const PAUSE_MIN: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Sends a command and waits until it is durable.
///
/// `events` is what it leads to, for the case that its answer was lost on the way.
///
/// # Errors
/// A refusal at once; that the database is unavailable only after `patience`.
pub async fn send(
    ledger: &Ledger,
    request: &Request,
    events: u32,
    patience: Duration,
) -> Result<Sent, CommandError> {
    let began = Instant::now();
    let mut pause = PAUSE_MIN;
    let mut was_lost = false;
    loop {
        let error = match ledger.execute(request.clone()).await {
            Ok(answer) if !answer.is_replay => return Ok(Sent::Appended(answer.appended)),
            Ok(_) if was_lost => return Ok(Sent::Appended(events)),
            Ok(_) => return Ok(Sent::Known),
            Err(error) => error,
        };
        match error {
            CommandError::OutcomeUnknown => was_lost = true,
            CommandError::Unavailable | CommandError::Busy | CommandError::Contended => {}
            CommandError::Refused(_)
            | CommandError::WrongVersion { .. }
            | CommandError::KeyReused
            | CommandError::Unreadable { .. } => return Err(error),
        }
        if began.elapsed() >= patience {
            return Err(error);
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Asks the database again and again while it is unavailable.
pub async fn patiently<T, F>(
    patience: Duration,
    mut ask: impl FnMut() -> F,
) -> Result<T, CommandError>
where
    F: Future<Output = Result<T, CommandError>>,
{
    let began = Instant::now();
    loop {
        match ask().await {
            Err(CommandError::Unavailable) if began.elapsed() < patience => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            answer => return answer,
        }
    }
}
