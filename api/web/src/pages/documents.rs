//! Documents of a claim: bringing several files and saying what each is, replacing, explaining and
//! removing them, and giving their files out.

pub(super) mod add;
pub(super) mod bad;
pub(super) mod brought;
pub(super) mod give;
pub(super) mod note;
pub(super) mod remove;
pub(super) mod replace;
pub(super) mod sent;
pub(super) mod sheet;
