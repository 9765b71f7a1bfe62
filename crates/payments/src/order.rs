//! A payment order and what must hold before it may go to the bank.

use std::collections::HashMap;
use std::io;

use identifiers::{Bic, CbeNumber, EuroCents, Iban, MoneyOverflow, StructuredReference};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::sepa_text::{is_identifier, sepa_name};

/// The longest name a bank takes (SEPA rulebook), in characters.
pub(crate) const NAME_MAX_CHARS: usize = 70;
/// The highest amount of one SEPA credit transfer: 999 999 999,99 EUR.
const TRANSFER_MAX_CENTS: i64 = 99_999_999_999;
/// The highest control sum: 18 digits, of which two behind the point (type `DecimalNumber` of the schema).
const TOTAL_MAX_CENTS: i64 = 999_999_999_999_999_999;

/// One transfer: the payment of one settlement to one facility (billing.md §4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Names the transfer in the bank's answers: 1 to 35 characters of the SEPA set, unique in the order.
    pub end_to_end_id: String,
    /// The facility's name, in any characters; it goes out in the SEPA set, at most 70 characters.
    pub creditor_name: String,
    /// The facility's account.
    pub creditor_iban: Iban,
    /// The facility's bank, when known; within SEPA the account alone is enough.
    pub creditor_bic: Option<Bic>,
    /// The amount after set-off (D7), in cents: 1 to 99 999 999 999.
    pub cents: EuroCents,
    /// The reference of the settlement, equal to zone 423 of its file.
    pub reference: StructuredReference,
}

/// What a care fund asks its bank to pay in one run: one file, one debtor account, one day of execution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOrder {
    /// Names the file at the bank: 1 to 35 characters of the SEPA set, never used twice by the fund.
    pub message_id: String,
    /// When the order was made. Written in UTC, in whole seconds.
    pub created_at: Timestamp,
    /// The care fund's name, in any characters.
    pub debtor_name: String,
    /// The account to pay from.
    pub debtor_iban: Iban,
    /// The fund's bank, when known.
    pub debtor_bic: Option<Bic>,
    /// The fund's enterprise number, when known.
    pub debtor_cbe: Option<CbeNumber>,
    /// The day on which the bank is asked to execute it: see [`crate::execution_day`].
    pub execution_day: Date,
    /// One per settlement.
    pub transfers: Vec<Transfer>,
}

/// Why an order cannot go to the bank. `transfer` counts from 1, in the order of [`PaymentOrder::transfers`].
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// There is nothing to pay.
    #[error("a payment order needs at least one transfer")]
    NoTransfers,
    /// The message id is no identifier that a bank takes unaltered.
    #[error("the message id must be 1 to 35 characters of the SEPA set, without a slash or blank at its ends")]
    MessageId,
    /// The end-to-end id is no identifier that a bank takes unaltered.
    #[error(
        "transfer {transfer}: the end-to-end id must be 1 to 35 characters of the SEPA set, without a slash or blank \
         at its ends"
    )]
    EndToEndId {
        /// Which transfer.
        transfer: usize,
    },
    /// Two transfers have the same end-to-end id: the bank's answer could not tell them apart.
    #[error("transfers {first} and {second} have the same end-to-end id")]
    DuplicateEndToEndId {
        /// The first that has it.
        first: usize,
        /// The next that has it.
        second: usize,
    },
    /// The fund's name is empty or only blanks.
    #[error("the debtor has no name")]
    DebtorName,
    /// The facility's name is empty or only blanks.
    #[error("transfer {transfer}: the creditor has no name")]
    CreditorName {
        /// Which transfer.
        transfer: usize,
    },
    /// The amount is zero or less: such a settlement stays unpaid (D7) and has no place in an order.
    #[error("transfer {transfer}: the amount is not above zero")]
    AmountNotPositive {
        /// Which transfer.
        transfer: usize,
    },
    /// The amount is above what one SEPA credit transfer can carry.
    #[error("transfer {transfer}: the amount is above 999.999.999,99 EUR")]
    AmountTooLarge {
        /// Which transfer.
        transfer: usize,
    },
    /// The sum of the transfers is larger than the file can say (18 digits).
    #[error(transparent)]
    Total(#[from] MoneyOverflow),
    /// The moment of making or the day of execution lies outside the years 1 to 9999 (in UTC).
    #[error("the order is dated outside the years 1 to 9999")]
    Year,
    /// The output could not be written; part of the file may stand there.
    #[error("the payment order could not be written")]
    Output(#[from] io::Error),
}

impl PaymentOrder {
    /// The sum of all transfers.
    ///
    /// # Errors
    /// When the sum leaves the range of [`EuroCents`].
    pub fn total(&self) -> Result<EuroCents, MoneyOverflow> {
        EuroCents::sum(self.transfers.iter().map(|t| t.cents))
    }

    /// Checks the whole order and answers its total. Of several faults the first is named: the order's own,
    /// then those of the transfers from first to last, then that of the total.
    pub(crate) fn checked_total(&self) -> Result<EuroCents, PaymentError> {
        if self.transfers.is_empty() {
            return Err(PaymentError::NoTransfers);
        }
        if !is_identifier(&self.message_id) {
            return Err(PaymentError::MessageId);
        }
        if sepa_name(&self.debtor_name, NAME_MAX_CHARS).is_empty() {
            return Err(PaymentError::DebtorName);
        }
        let created_year = self.created_at.to_zoned(jiff::tz::TimeZone::UTC).year();
        if created_year < 1 || self.execution_day.year() < 1 {
            return Err(PaymentError::Year);
        }
        let mut seen = HashMap::with_capacity(self.transfers.len());
        for (transfer, line) in (1..).zip(&self.transfers) {
            line.check(transfer)?;
            if let Some(first) = seen.insert(line.end_to_end_id.as_str(), transfer) {
                return Err(PaymentError::DuplicateEndToEndId {
                    first,
                    second: transfer,
                });
            }
        }
        let total = self.total()?;
        if total.cents() > TOTAL_MAX_CENTS {
            Err(MoneyOverflow.into())
        } else {
            Ok(total)
        }
    }
}

impl Transfer {
    fn check(&self, transfer: usize) -> Result<(), PaymentError> {
        if !is_identifier(&self.end_to_end_id) {
            return Err(PaymentError::EndToEndId { transfer });
        }
        if sepa_name(&self.creditor_name, NAME_MAX_CHARS).is_empty() {
            return Err(PaymentError::CreditorName { transfer });
        }
        match self.cents.cents() {
            ..=0 => Err(PaymentError::AmountNotPositive { transfer }),
            1..=TRANSFER_MAX_CENTS => Ok(()),
            _ => Err(PaymentError::AmountTooLarge { transfer }),
        }
    }
}
