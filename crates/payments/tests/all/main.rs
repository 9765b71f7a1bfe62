//! The payment file: as a whole, by the published schema, and for whatever comes in.

mod common;
mod pain001;
mod properties;
mod schema;
