//! What was received, the laws, the journal, and the counters.

use super::super::Kind::{Bytes, Instant, Int, Text};
use super::super::Table;
use super::table;

pub(super) const SERIAL: Table = table("serial", 1, &[("name", Text), ("last", Int)]);

pub(super) const PAYLOAD: Table = Table {
    name: "payload",
    columns: &[("hash", Bytes), ("length", Int), ("zstd", Bytes)],
    key: 1,
    page: 20,
};

pub(super) const LAW: Table = table("law", 1, &[("hash", Bytes)]);

pub(super) const LAW_FILE: Table = table("law_file", 2, &[("law", Bytes), ("path", Text), ("text", Bytes)]);

pub(super) const JOURNAL: Table = table(
    "journal",
    1,
    &[
        ("number", Int),
        ("at", Instant),
        ("actor", Text),
        ("use_case", Text),
        ("subject", Text),
        ("input", Bytes),
        ("answer", Bytes),
        ("law", Bytes),
        ("previous", Bytes),
        ("hash", Bytes),
    ],
);
