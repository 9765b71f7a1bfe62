//! What no trait shows: schema, rights, and a server that goes away.

mod cut;
mod rights;
mod schema;
mod support;
