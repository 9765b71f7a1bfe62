//! Sendings and their lines.

use super::super::Kind::{Bool, Bytes, Day, Instant, Int, Text};
use super::super::Table;
use super::table;

pub(super) const BATCH: Table = table(
    "batch",
    1,
    &[
        ("id", Int),
        ("facility", Int),
        ("fund", Int),
        ("month", Int),
        ("sending_number", Int),
        ("created_on", Day),
        ("received_at", Instant),
        ("input", Bytes),
        ("state", Text),
        ("asked_cents", Int),
        ("accepted_cents", Int),
        ("refused_lines", Int),
        ("open_lines", Int),
        ("error_count", Int),
        ("record_count", Int),
        ("law", Bytes),
        ("taken_by", Text),
    ],
);

pub(super) const INVOICE: Table = table(
    "invoice",
    2,
    &[
        ("batch", Int),
        ("number", Int),
        ("person", Int),
        ("credit", Bool),
        ("refused", Bool),
        ("cents", Int),
    ],
);

pub(super) const LINE: Table = table(
    "line",
    4,
    &[
        ("month", Int),
        ("batch", Int),
        ("invoice", Int),
        ("position", Int),
        ("person", Int),
        ("dossier", Int),
        ("code", Int),
        ("kind", Text),
        ("day", Day),
        ("cents", Int),
        ("state", Text),
    ],
);

pub(super) const BATCH_MONTH: Table = table("batch_month", 2, &[("batch", Int), ("month", Int)]);

pub(super) const LINE_TOTAL: Table = table(
    "line_total",
    3,
    &[
        ("batch", Int),
        ("kind", Text),
        ("state", Text),
        ("lines", Int),
        ("cents", Int),
    ],
);

pub(super) const FINDING_TOTAL: Table = table(
    "finding_total",
    2,
    &[
        ("batch", Int),
        ("code", Text),
        ("findings", Int),
        ("open", Int),
        ("cents", Int),
        ("invoice_cents", Int),
    ],
);

pub(super) const PAID_DAY: Table = table(
    "paid_day",
    4,
    &[
        ("month", Int),
        ("person", Int),
        ("day", Day),
        ("code", Int),
        ("kind", Text),
        ("facility", Int),
        ("sector", Text),
        ("batch", Int),
        ("invoice", Int),
        ("position", Int),
    ],
);

pub(super) const FINDING: Table = table(
    "finding",
    4,
    &[
        ("batch", Int),
        ("invoice", Int),
        ("position", Int),
        ("place", Int),
        ("day", Day),
        ("code", Text),
        ("facts", Text),
    ],
);

pub(super) const CREDIT: Table = table(
    "credit",
    3,
    &[
        ("of_batch", Int),
        ("of_invoice", Int),
        ("of_position", Int),
        ("batch", Int),
        ("invoice", Int),
        ("position", Int),
    ],
);

pub(super) const LINE_DECISION: Table = table(
    "line_decision",
    2,
    &[
        ("batch", Int),
        ("place", Int),
        ("invoice", Int),
        ("position", Int),
        ("accepted", Bool),
        ("reason", Text),
        ("decided_by", Text),
        ("decided_at", Instant),
    ],
);

pub(super) const INVOICE_DRAFT: Table = table(
    "invoice_draft",
    2,
    &[
        ("facility", Int),
        ("month", Int),
        ("version", Int),
        ("content", Text),
        ("saved_by", Text),
        ("saved_at", Instant),
    ],
);
