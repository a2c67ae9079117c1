//! The pages for people, on the real router and a real database, without a script.

mod desks;
