//! The log itself, line by line: what `import jsonl` brings back.

use projections::ledger::commands::ByKey;
use projections::log::LeavesDigest;

use super::read::{Events, Source};
use super::sink::RowCount;
use super::{ExportError, Folder, jsonl};

/// Writes the events, and the ids of the commands behind them; gives the digest over the leaves.
///
/// One partner's events are no log, so the ids of commands do not go with them.
pub(super) async fn lines(source: Source, folder: &mut Folder) -> Result<[u8; 32], ExportError> {
    let mut part = folder.begin("events.jsonl")?;
    let (mut rows, mut leaves) = (RowCount::default(), LeavesDigest::default());
    let is_whole = source.partner.is_none();
    let (pool, until) = (source.pool.clone(), source.until);
    let mut events = Events::new(source);
    while let Some(event) = events.next().await? {
        rows.add(event.position);
        leaves.add(&event.leaf);
        jsonl::event(&mut part, &event).map_err(|error| folder.unwritten(error))?;
    }
    folder.keep(part, rows)?;
    if is_whole {
        let mut part = folder.begin("commands.jsonl")?;
        let mut rows = RowCount::default();
        let mut commands = ByKey::new(pool, until);
        loop {
            let page = commands.next_page().await?;
            if page.is_empty() {
                break;
            }
            for command in &page {
                rows.add(command.position);
                jsonl::command(&mut part, command).map_err(|error| folder.unwritten(error))?;
            }
        }
        folder.keep(part, rows)?;
    }
    Ok(leaves.digest())
}
