//! Payment orders to the bank, and its answers: the last step of a signed batch (billing.md §4, decisions D6 and D7).
//!
//! # What the bank gets
//! One file per care fund and run: an ISO 20022 customer credit transfer initiation, `pain.001.001.09`,
//! as Belgian banks take it for SEPA credit transfers.
//!
//! - The group header names the file (`MsgId`), when it was made (`CreDtTm`, UTC with `Z`), the number of
//!   transfers and their sum, and the fund that gives the order, with its enterprise number when known.
//! - One payment block (`PmtInf`) with the fund's account, the day of execution ([`execution_day`]), the SEPA
//!   service level and shared charges (`SLEV`). Each transfer is booked on its own (`BtchBookg` false), so
//!   that the account statement names every settlement.
//! - One transfer per settlement: its end-to-end id, the amount after set-off, the facility and its account,
//!   and the structured Belgian reference (`SCOR`, issuer `BBA`, 12 digits) that also stands in zone 423 of
//!   the settlement file.
//!
//! Names go out in the SEPA character set, at most 70 characters. Identifiers are never altered, because the
//! bank's answers name them: one that the bank could refuse or change is an error here. A settlement
//! whose balance is zero or less never becomes a transfer (D7): such an amount is an error too.
//!
//! Nothing is written before the whole order is checked: after a [`PaymentError`] other than
//! [`PaymentError::Output`] the output is untouched. The same order always gives the same bytes.
//!
//! ```
//! use identifiers::{EuroCents, Iban, StructuredReference};
//! use payments::{PaymentOrder, PaymentTerm, Transfer, execution_day};
//!
//! let order_day = "2024-05-02".parse().unwrap();
//! let term = PaymentTerm { term_days: 42, lead_days: 1 };
//! let order = PaymentOrder {
//!     message_id: "ZK180-2024-0001".into(),
//!     created_at: "2024-05-02T08:15:30Z".parse().unwrap(),
//!     debtor_name: "Zorgkas 180".into(),
//!     debtor_iban: Iban::parse("BE68 5390 0754 7034").unwrap(),
//!     debtor_bic: None,
//!     debtor_cbe: None,
//!     execution_day: execution_day(order_day, ["2024-04-30".parse().unwrap()], term).unwrap(),
//!     transfers: vec![Transfer {
//!         end_to_end_id: "S-2024-000017".into(),
//!         creditor_name: "Beschut Wonen De Linde".into(),
//!         creditor_iban: Iban::parse("BE71 0961 2345 6769").unwrap(),
//!         creditor_bic: None,
//!         cents: EuroCents::new(133_951),
//!         reference: StructuredReference::parse("010806817183").unwrap(),
//!     }],
//! };
//! let mut file = Vec::new();
//! order.write_pain001(&mut file).unwrap();
//! assert!(String::from_utf8(file).unwrap().contains("<CtrlSum>1339.51</CtrlSum>"));
//! ```

mod bank_answer;
mod bank_days;
mod order;
mod pain001;
mod sepa_text;
mod tree;

pub use bank_answer::{About, BankAnswer, BankFileError, BankOutcome, read_bank_file};
pub use bank_days::{DayOutOfRange, PaymentTerm, due_day, execution_day, is_bank_working_day};
pub use order::{PaymentError, PaymentOrder, Transfer};
