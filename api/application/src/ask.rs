//! Questions, whichever door they came by: of which moment, and how fresh the answer is.

pub mod moment;
pub mod reading;
pub mod standing;
