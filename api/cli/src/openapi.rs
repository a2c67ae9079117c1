//! `claims openapi`: the description of the HTTP interface.

use super::exit::Exit;
use super::output;

/// Writes it; no ledger is needed.
pub fn run() -> Exit {
    let text = format!("{:#}\n", web::openapi());
    output::text(text.as_bytes());
    Exit::Ok
}
