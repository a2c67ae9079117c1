//! The suite: one file a subject, one sentence a test.
#![allow(clippy::unwrap_used, reason = "a test may say so by failing")]

mod balance;
mod client;
mod documented;
mod documents;
mod engines;
mod export;
mod floors;
mod fuzzed;
mod http;
mod import;
mod log;
mod pages;
mod proven;
mod replay;
mod restart;
mod stories;
mod tampered;
mod trace;
mod upcast;
mod views;
