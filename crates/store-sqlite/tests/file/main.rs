//! What is the file's own: opening, sharing, keeping, and what cannot be undone in it.

mod history;
mod opening;
mod schema;
mod snapshots;
mod support;
