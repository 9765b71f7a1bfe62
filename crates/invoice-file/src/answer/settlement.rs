//! Message 920900: the settlement (billing.md §4).

use std::io::{Read, Write};

use identifiers::{EuroCents, StructuredReference};

use super::record::answer_record;
use super::{RecordOutcome, RecordRef, ResponseHeader, Walk, write_head};
use crate::bytes::small;
use crate::fields::{Fields, WriteError};
use crate::write::totals;
use crate::zones::Layout;

/// The amounts of a settlement: asked is accepted and refused together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettlementAmounts {
    /// What the sending asks (record 90 zone 19).
    pub asked: EuroCents,
    /// What is accepted, credits taken off.
    pub accepted: EuroCents,
    /// What is refused.
    pub refused: EuroCents,
    /// The reference of the payment (zone 423); `None` when nothing is paid.
    pub payment_reference: Option<StructuredReference>,
}

/// Writes message 920900: every record 10 to 90 with its outcome, then records 91 and 92.
///
/// `original` is the sending as received, without technical faults; `outcome` is asked for each of its records.
///
/// # Errors
/// When a value does not fit, or input or output fail.
pub fn write_920900(
    original: impl Read,
    header: &ResponseHeader,
    outcome: impl Fn(RecordRef) -> RecordOutcome,
    amounts: &SettlementAmounts,
    mut out: impl Write,
) -> Result<(), WriteError> {
    write_head(920_900, header, None, &mut out)?;
    let mut walk = Walk::new(original)?;
    let (mut records, mut control) = (0u64, 0u8);
    while let Some(step) = walk.next()? {
        if step.layout.is_some_and(Layout::is_closing) {
            continue;
        }
        records += 1;
        if step.layout == Some(Layout::R90) {
            control = walk
                .bytes()
                .get(Layout::R90.table().range(98))
                .and_then(small)
                .unwrap_or(0);
        }
        out.write_all(&answer_record(
            header,
            walk.bytes(),
            &outcome(step.record),
            step.ordinal,
        )?)?;
    }
    let fund = header.fund.map_or(0, identifiers::CareFundNumber::as_number);
    out.write_all(&outcome_record(
        Layout::R91,
        fund,
        amounts,
        records.saturating_sub(2),
        control,
    )?)?;
    out.write_all(&outcome_record(Layout::R92, fund, amounts, records, control)?)?;
    Ok(())
}

/// Record 91 or 92 (800 characters).
fn outcome_record(
    layout: Layout,
    fund: u16,
    amounts: &SettlementAmounts,
    records: u64,
    control: u8,
) -> Result<Vec<u8>, WriteError> {
    let first = if layout == Layout::R91 { 400 } else { 500 };
    let mut fields = Fields::new(layout);
    fields.number(first, u64::from(layout.record_type()))?;
    totals(&mut fields, first, fund, amounts.asked, records, control)?;
    let (accepted, refused) = (amounts.accepted, amounts.refused);
    let zero = EuroCents::ZERO;
    for (sign, amount) in [
        (11, accepted),
        (13, refused),
        (15, zero),
        (17, zero),
        (19, accepted),
        (21, refused),
    ] {
        fields.amount_behind_sign(first + sign, amount)?;
    }
    if let (Layout::R91, Some(reference)) = (layout, amounts.payment_reference) {
        fields.text(423, &reference.to_digits())?;
    }
    Ok(fields.bytes)
}
