//! The pages for people, on the real router and a real database.

mod answers;
mod documents;
mod files;
mod visit;
