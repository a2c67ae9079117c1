//! A caller that asks over one connection, one question after the other.

use std::sync::Arc;
use std::time::Instant;

use hyper::body::Bytes;

use crate::measure::Tally;
use crate::served::{Client, Unanswered, body_of, get};

/// What a caller asks: a path, and the key they come in with.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub path: String,
    pub key: String,
}

/// Asks until the deadline; each caller begins elsewhere.
pub(super) async fn ask_until(
    deadline: Instant,
    port: u16,
    asked: Arc<[Asked]>,
    caller: usize,
) -> Result<Tally, Unanswered> {
    let mut client = Client::connect(port).await?;
    let mut tally = Tally::default();
    let mut turn = caller;
    while Instant::now() < deadline {
        let Asked { path, key } = &asked[turn % asked.len()];
        turn = turn.wrapping_add(1);
        let answered = async {
            let response = client.ask(get(path), key, Bytes::new()).await?;
            body_of(response).await
        };
        tally.time(answered).await?;
    }
    client.close().await;
    Ok(tally)
}
