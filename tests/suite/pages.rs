//! The pages, on the real router and a real database, without a script.

mod claim;
