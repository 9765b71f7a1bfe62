//! Dossiers, messages, and what comes later.

use super::super::Kind::{Bool, Bytes, Day, Instant, Int, Text, Uuid};
use super::super::Table;
use super::table;

pub(super) const DOSSIER: Table = table(
    "dossier",
    1,
    &[
        ("id", Int),
        ("facility", Int),
        ("sector", Text),
        ("person", Int),
        ("state", Text),
        ("reference", Text),
        ("start_at", Instant),
        ("approved_until", Day),
        ("reported_end_at", Instant),
        ("migration", Bool),
        ("user_type", Text),
        ("content", Text),
        ("taken_by", Text),
        ("received_at", Instant),
        ("decided_at", Instant),
    ],
);

pub(super) const DOSSIER_PERIOD: Table = table(
    "dossier_period",
    2,
    &[("dossier", Int), ("place", Int), ("valid_from", Day), ("valid_to", Day)],
);

pub(super) const CARE_MESSAGE: Table = table(
    "care_message",
    1,
    &[
        ("row_id", Int),
        ("facility", Int),
        ("message_id", Uuid),
        ("kind", Text),
        ("content", Bytes),
        ("input", Bytes),
        ("received_at", Instant),
        ("answer", Text),
        ("latest", Text),
        ("dossier", Int),
        ("outcome", Text),
        ("law", Bytes),
        ("fund", Int),
        ("first_outcome", Text),
    ],
);

pub(super) const INBOX: Table = table(
    "inbox",
    2,
    &[
        ("facility", Int),
        ("number", Int),
        ("at", Instant),
        ("kind", Text),
        ("body", Text),
    ],
);

pub(super) const FUND_EVENT: Table = table(
    "fund_event",
    1,
    &[
        ("id", Int),
        ("fund", Int),
        ("number", Int),
        ("at", Instant),
        ("kind", Text),
        ("body", Text),
    ],
);

pub(super) const JOB: Table = table(
    "job",
    1,
    &[
        ("id", Int),
        ("kind", Text),
        ("subject", Int),
        ("due_at", Instant),
        ("claimed_until", Instant),
        ("done_at", Instant),
    ],
);

pub(super) const TASK: Table = table(
    "task",
    1,
    &[
        ("id", Int),
        ("fund", Int),
        ("kind", Text),
        ("subject", Text),
        ("opened_at", Instant),
        ("closed_at", Instant),
        ("closed_by", Text),
        ("note", Text),
    ],
);
