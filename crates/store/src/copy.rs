//! All rows of a store in a neutral form, so that one store can be copied to another.
//!
//! Own numbers are kept. Rows travel in pages, in order of the key of their table, so that memory is bounded whatever
//! the size of the store.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// Text.
    Text,
    /// A message id, as text of the usual form.
    Uuid,
    /// Bytes.
    Bytes,
    /// A day.
    Day,
    /// An instant, in microseconds.
    Instant,
}

/// A value of a column, whatever the store makes of it.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text, or a message id.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A day.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
}

/// The kind of the cell only: its content may be a person's.
impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Int(_) => "Int",
            Self::Bool(_) => "Bool",
            Self::Text(_) => "Text",
            Self::Bytes(_) => "Bytes",
            Self::Day(_) => "Day",
            Self::Instant(_) => "Instant",
        })
    }
}

/// A table that both stores have, by the same names.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; those of its key first.
    pub columns: &'static [(&'static str, Kind)],
    /// How many of the first columns are its key.
    pub key: usize,
    /// About how many rows make a page.
    pub page: u32,
}

use Kind::{Bool, Bytes, Day, Instant, Int, Text, Uuid};

const fn table(name: &'static str, key: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table {
        name,
        columns,
        key,
        page: 4000,
    }
}

/// Every table of the house, each behind those it refers to. The journal is the last: its head says that all is there.
pub const TABLES: &[Table] = &[
    table(
        "care_fund",
        1,
        &[
            ("row_id", Int),
            ("number", Int),
            ("cbe", Text),
            ("iban", Text),
            ("bic", Text),
            ("phone", Text),
            ("email", Text),
            ("website", Text),
            ("four_eyes", Bool),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table("facility", 1, &[("id", Int)]),
    table(
        "facility_details",
        1,
        &[
            ("row_id", Int),
            ("facility", Int),
            ("hco", Text),
            ("nihdi", Text),
            ("nihdi_base", Int),
            ("cbe", Text),
            ("name", Text),
            ("sector", Text),
            ("iban", Text),
            ("bic", Text),
            ("circle_of_trust", Bool),
            ("attested", Bool),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table(
        "recognition",
        1,
        &[
            ("row_id", Int),
            ("facility", Int),
            ("sector", Text),
            ("valid_from", Day),
            ("valid_to", Day),
            ("places", Int),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table(
        "tariff",
        1,
        &[
            ("row_id", Int),
            ("code", Int),
            ("kind", Text),
            ("sector", Text),
            ("facility", Int),
            ("user_type", Text),
            ("income_category", Text),
            ("valid_from", Day),
            ("valid_to", Day),
            ("cents", Int),
            ("description_nl", Text),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table("person", 1, &[("id", Int)]),
    table(
        "person_ssin",
        1,
        &[
            ("ssin", Int),
            ("person", Int),
            ("valid_from", Day),
            ("recorded_at", Instant),
        ],
    ),
    table(
        "person_details",
        1,
        &[
            ("row_id", Int),
            ("person", Int),
            ("name", Text),
            ("birth_date", Day),
            ("deceased_on", Day),
            ("obligation", Text),
            ("insurer", Int),
            ("income_category", Text),
            ("street", Text),
            ("postal_code", Text),
            ("city", Text),
            ("country", Text),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table(
        "membership",
        1,
        &[
            ("row_id", Int),
            ("person", Int),
            ("fund", Int),
            ("kind", Text),
            ("valid_from", Day),
            ("valid_to", Day),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table(
        "premium",
        1,
        &[
            ("row_id", Int),
            ("person", Int),
            ("year", Int),
            ("paid_on", Day),
            ("cents", Int),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table(
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
    ),
    table(
        "dossier_period",
        2,
        &[("dossier", Int), ("place", Int), ("valid_from", Day), ("valid_to", Day)],
    ),
    table(
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
    ),
    table(
        "inbox",
        2,
        &[
            ("facility", Int),
            ("number", Int),
            ("at", Instant),
            ("kind", Text),
            ("body", Text),
        ],
    ),
    table(
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
    ),
    table(
        "task",
        1,
        &[
            ("id", Int),
            ("fund", Int),
            ("kind", Text),
            ("subject", Text),
            ("opened_at", Instant),
            ("closed_at", Instant),
        ],
    ),
    table(
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
        ],
    ),
    table(
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
    ),
    table(
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
    ),
    table("batch_month", 2, &[("batch", Int), ("month", Int)]),
    table(
        "line_total",
        3,
        &[
            ("batch", Int),
            ("kind", Text),
            ("state", Text),
            ("lines", Int),
            ("cents", Int),
        ],
    ),
    table(
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
    ),
    table(
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
    ),
    table(
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
    ),
    table(
        "settlement",
        1,
        &[
            ("id", Int),
            ("batch", Int),
            ("fund", Int),
            ("facility", Int),
            ("cents", Int),
            ("signed_by", Text),
            ("signed_at", Instant),
            ("content", Bytes),
            ("reference", Text),
        ],
    ),
    table(
        "payment_order",
        1,
        &[
            ("id", Int),
            ("fund", Int),
            ("made_at", Instant),
            ("made_by", Text),
            ("execution_day", Day),
            ("cents", Int),
            ("file", Bytes),
        ],
    ),
    table(
        "payment_order_settlement",
        2,
        &[("payment_order", Int), ("settlement", Int)],
    ),
    table(
        "payable",
        1,
        &[
            ("settlement", Int),
            ("fund", Int),
            ("cents", Int),
            ("state", Text),
            ("payment_order", Int),
            ("signed_at", Instant),
            ("received_at", Instant),
        ],
    ),
    table(
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
    ),
    table(
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
    ),
    table(
        "control_rule",
        1,
        &[
            ("id", Int),
            ("fund", Int),
            ("facility", Int),
            ("code", Int),
            ("from_cents", Int),
            ("share", Int),
            ("recorded_at", Instant),
            ("ended_at", Instant),
        ],
    ),
    table("set_off", 2, &[("settlement", Int), ("debt", Int), ("cents", Int)]),
    table(
        "bank_answer",
        1,
        &[
            ("id", Int),
            ("settlement", Int),
            ("booked", Bool),
            ("reason", Text),
            ("recorded_at", Instant),
        ],
    ),
    table("bank_file", 2, &[("fund", Int), ("hash", Bytes), ("taken_at", Instant)]),
    table(
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
    ),
    table(
        "trust_declaration",
        1,
        &[
            ("id", Int),
            ("facility", Int),
            ("text_version", Text),
            ("name", Text),
            ("function", Text),
            ("declared_by", Text),
            ("declared_at", Instant),
        ],
    ),
    table(
        "bound_certificate",
        1,
        &[
            ("id", Int),
            ("fingerprint", Bytes),
            ("subject", Text),
            ("issuer", Text),
            ("valid_from", Instant),
            ("valid_to", Instant),
            ("facility", Int),
            ("fund", Int),
            ("is_pinned", Bool),
            ("bound_by", Text),
            ("bound_at", Instant),
            ("ended_at", Instant),
            ("ended_by", Text),
            ("end_reason", Text),
            ("replaced_by", Int),
        ],
    ),
    table(
        "attested_software",
        1,
        &[
            ("row_id", Int),
            ("name", Text),
            ("version", Text),
            ("valid_from", Day),
            ("valid_to", Day),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table(
        "software_in_use",
        1,
        &[
            ("row_id", Int),
            ("facility", Int),
            ("name", Text),
            ("version", Text),
            ("valid_from", Day),
            ("valid_to", Day),
            ("recorded_at", Instant),
            ("superseded_at", Instant),
        ],
    ),
    table("serial", 1, &[("name", Text), ("last", Int)]),
    Table {
        name: "payload",
        columns: &[("hash", Bytes), ("length", Int), ("zstd", Bytes)],
        key: 1,
        page: 20,
    },
    table(
        "account",
        1,
        &[
            ("id", Int),
            ("name", Text),
            ("display_name", Text),
            ("fund", Int),
            ("facility", Int),
            ("role", Text),
            ("provider", Text),
            ("password", Text),
            ("second_factor", Bytes),
            ("last_step", Int),
            ("failures", Int),
            ("locked_until", Instant),
            ("disabled_at", Instant),
            ("made_at", Instant),
        ],
    ),
    table(
        "session",
        1,
        &[
            ("token", Bytes),
            ("account", Int),
            ("is_whole", Bool),
            ("made_at", Instant),
            ("seen_at", Instant),
            ("ends_at", Instant),
        ],
    ),
    table(
        "look",
        1,
        &[
            ("id", Int),
            ("at", Instant),
            ("fund", Int),
            ("facility", Int),
            ("actor", Text),
            ("account", Text),
            ("use_case", Text),
            ("reason", Text),
            ("person", Int),
            ("dossier", Int),
        ],
    ),
    table("law", 1, &[("hash", Bytes)]),
    table("law_file", 2, &[("law", Bytes), ("path", Text), ("text", Bytes)]),
    table(
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
    ),
];

/// Whole tables, in and out.
pub trait CopyRepository {
    /// At most `limit` rows of a table behind a key (`None`: from the first), in order of the key. Each row holds the
    /// columns that [`Table::columns`] names.
    fn export_rows(&mut self, table: &Table, after: Option<&[Cell]>, limit: u32) -> Result<Vec<Vec<Cell>>, StoreError>;

    /// Keeps rows as they are, their own numbers included. Only for a store that was empty when the copy began.
    fn import_rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError>;

    /// Makes the counters of the store go on behind the highest numbers that were imported.
    fn end_import(&mut self) -> Result<(), StoreError>;
}

/// Copies everything of one store to another, which must be empty, in one transaction of each; gives how many rows of
/// each table there were. Nothing is kept when anything fails.
///
/// # Errors
/// A store fails, or the target holds something: that is a [`StoreError::Conflict`].
pub fn copy(
    from: &dyn crate::Store,
    to: &dyn crate::Store,
    told: &mut dyn FnMut(&Table, u64),
) -> Result<(), StoreError> {
    from.seal_journal()?;
    let mut source = from.begin_snapshot()?;
    let mut target = to.begin()?;
    for table in TABLES {
        if !target.export_rows(table, None, 1)?.is_empty() {
            return Err(StoreError::Conflict {
                guard: "the store that is copied to must be empty",
            });
        }
    }
    for table in TABLES {
        let mut count = 0;
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let rows = source.export_rows(table, after.as_deref(), table.page)?;
            let Some(last) = rows.last() else { break };
            after = Some(last[..table.key].to_vec());
            count += rows.len() as u64;
            target.import_rows(table, &rows)?;
        }
        told(table, count);
    }
    target.end_import()?;
    target.commit()
}
