//! Registers and standing rules.

use super::super::Kind::{Bool, Day, Instant, Int, Text};
use super::super::Table;
use super::table;

pub(super) const CARE_FUND: Table = table(
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
);

pub(super) const FACILITY: Table = table("facility", 1, &[("id", Int)]);

pub(super) const FACILITY_DETAILS: Table = table(
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
);

pub(super) const RECOGNITION: Table = table(
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
);

pub(super) const TARIFF: Table = table(
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
);

pub(super) const PERSON: Table = table("person", 1, &[("id", Int)]);

pub(super) const PERSON_SSIN: Table = table(
    "person_ssin",
    1,
    &[
        ("ssin", Int),
        ("person", Int),
        ("valid_from", Day),
        ("recorded_at", Instant),
    ],
);

pub(super) const PERSON_DETAILS: Table = table(
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
);

pub(super) const MEMBERSHIP: Table = table(
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
);

pub(super) const PREMIUM: Table = table(
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
);

pub(super) const CONTROL_RULE: Table = table(
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
);
