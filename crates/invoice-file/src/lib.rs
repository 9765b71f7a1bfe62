//! Reader and writer of the invoice files, from one table of zones.
//!
//! The file of a sending (message 920000) is read by [`read_sending`] with every technical check and written by
//! [`write_sending`]; the same sending as JSON by [`read_json`] and [`write_json`]. What goes back to the facility (931000, 920999, 920098, 920099, 920900) is written by
//! [`answer`] from the bytes received. The crate knows numbers and zones; it knows no persons, law or registers.

pub mod answer;
pub mod build;
mod bytes;
mod check;
mod fault;
mod fields;
mod frame;
mod json;
mod judge;
pub mod model;
mod read;
pub mod write;
pub mod zones;

pub use check::{byte_value, check_digits, control_number};
pub use fault::{FAULTS_KEPT, Fault, FaultKind, Faults, Place};
pub use json::{Form, ISSUES_KEPT, JsonIssue, NoSending, read_batch, read_json, write_json};
pub use model::{DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending};
pub use read::{Glimpse, Reading, read_sending};
pub use write::{Contact, WriteError, write_sending};
