//! The rules of a fund: one file a command, and its lots.

mod adjust;
mod expire;
mod lots;
mod open;
mod record_earning;
mod roll_over;

/// The scenarios of every file here.
pub const SCENARIOS: &[&[fn()]] = &[
    adjust::SCENARIOS,
    expire::SCENARIOS,
    lots::SCENARIOS,
    open::SCENARIOS,
    record_earning::SCENARIOS,
    roll_over::SCENARIOS,
];
