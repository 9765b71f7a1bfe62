//! Who comes in: people, certificates, software; and who looked.

use super::super::Kind::{Bool, Bytes, Day, Instant, Int, Text};
use super::super::Table;
use super::table;

pub(super) const TRUST_DECLARATION: Table = table(
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
);

pub(super) const BOUND_CERTIFICATE: Table = table(
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
);

pub(super) const ATTESTED_SOFTWARE: Table = table(
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
);

pub(super) const SOFTWARE_IN_USE: Table = table(
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
);

pub(super) const ACCOUNT: Table = table(
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
);

pub(super) const SESSION: Table = table(
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
);

pub(super) const LOOK: Table = table(
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
);

pub(super) const WEBHOOK: Table = table(
    "webhook",
    1,
    &[
        ("id", Int),
        ("facility", Int),
        ("fund", Int),
        ("address", Text),
        ("is_internal", Bool),
        ("secret", Bytes),
        ("began_behind", Int),
        ("made_by", Text),
        ("made_at", Instant),
        ("last_number", Int),
        ("delivered", Int),
        ("failures", Int),
        ("last_fault", Text),
        ("next_at", Instant),
        ("claimed_until", Instant),
        ("paused_at", Instant),
        ("removed_at", Instant),
    ],
);
