//! What holds on a day for every line of that day: looked up once per day of a sending, not once per line.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use identifiers::{SectorCode, brussels_day};
use invoice_file::model::Sending;
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use registers::Facility;
use regulation::{Law, parameter};

use crate::BillingError;

/// What holds on one day for the facility of a sending.
#[derive(Debug, Clone)]
pub(crate) struct DayTerms {
    /// The sector had not joined yet.
    pub(crate) before_joining: bool,
    /// The day lies after the day of receipt.
    pub(crate) in_future: bool,
    /// The day lies after the invoiced month.
    pub(crate) after_month: bool,
    /// The last day on which it may be invoiced, when that has passed.
    pub(crate) term_passed_on: Option<Date>,
    /// The facility is recognised.
    pub(crate) recognised: bool,
    /// A first day is payable when the stay began at or before this hour (D10).
    pub(crate) first_day_until: Time,
    /// A last day is payable when the stay ended at or after this hour (D10).
    pub(crate) last_day_from: Time,
}

/// The terms of every day in a sending.
pub(crate) type Days = HashMap<Date, DayTerms>;

/// Looks up the terms of every day that the lines of the sending name as their first day.
pub(crate) fn days_of(
    sending: &Sending,
    facility: &Facility,
    law: &Law,
    received_at: Timestamp,
) -> Result<Days, BillingError> {
    let received_day = brussels_day(received_at);
    let joined = law.sector(&facility.sector).map(|sector| sector.joined);
    let sector = Some(&facility.sector);
    let mut days = Days::new();
    for line in &sending.lines {
        if let Entry::Vacant(place) = days.entry(line.first_day) {
            let day = line.first_day;
            let law_day = law_day(law, &facility.sector, day);
            let last = last_invoicing_day(law, &facility.sector, day)?;
            place.insert(DayTerms {
                before_joining: joined.is_none_or(|joined| day < joined),
                in_future: day > received_day,
                after_month: day > sending.month.last_day(),
                term_passed_on: (received_day > last).then_some(last),
                recognised: facility.recognised_on(day),
                first_day_until: law.time(parameter::FIRST_DAY_PAYABLE_UNTIL, sector, law_day)?,
                last_day_from: law.time(parameter::LAST_DAY_PAYABLE_FROM, sector, law_day)?,
            });
        }
    }
    Ok(days)
}

/// The last day on which a day of a sector may be invoiced: the same civil date some years later (D4); 29 February
/// becomes 28 February. Beyond the calendar: its last day.
///
/// # Errors
/// The law says no term for that sector and day.
pub fn last_invoicing_day(law: &Law, sector: &SectorCode, day: Date) -> Result<Date, BillingError> {
    let years = law.integer(parameter::INVOICING_TERM_YEARS, Some(sector), law_day(law, sector, day))?;
    Ok(day.saturating_add(years.years()))
}

/// A day before the sector joined has no terms of its own (300550 stands alone there): the first ones serve.
fn law_day(law: &Law, sector: &SectorCode, day: Date) -> Date {
    let joined = law.sector(sector).map(|sector| sector.joined);
    joined.map_or(day, |joined| joined.max(day))
}
