//! The files of documents on their way in and out, through whichever door they pass.

mod download;
mod form;
mod give;
mod take;

pub(crate) use form::{Form, bounded};
pub(crate) use take::{Ended, take};
