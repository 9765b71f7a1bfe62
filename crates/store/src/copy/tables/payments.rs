//! Settlements, orders and the answers of the bank.

use super::super::Kind::{Bool, Bytes, Day, Instant, Int, Text};
use super::super::Table;
use super::table;

pub(super) const SETTLEMENT: Table = table(
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
);

pub(super) const PAYMENT_ORDER: Table = table(
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
);

pub(super) const PAYMENT_ORDER_SETTLEMENT: Table = table(
    "payment_order_settlement",
    2,
    &[("payment_order", Int), ("settlement", Int)],
);

pub(super) const PAYABLE: Table = table(
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
);

pub(super) const SET_OFF: Table = table("set_off", 2, &[("settlement", Int), ("debt", Int), ("cents", Int)]);

pub(super) const BANK_ANSWER: Table = table(
    "bank_answer",
    1,
    &[
        ("id", Int),
        ("settlement", Int),
        ("booked", Bool),
        ("reason", Text),
        ("recorded_at", Instant),
    ],
);

pub(super) const BANK_FILE: Table = table("bank_file", 2, &[("fund", Int), ("hash", Bytes), ("taken_at", Instant)]);
