//! Filling the zones of a record or segment.

use identifiers::{EuroCents, Month};
use jiff::civil::{Date, DateTime};

use crate::bytes::to_latin1;
use crate::check_digits;
use crate::zones::{Layout, RECORD_LENGTH};

/// Why a value does not fit the file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The output refused.
    #[error("the output cannot be written")]
    Io(#[from] std::io::Error),
    /// A number has more digits than its zone.
    #[error("record {record} zone {zone}: the number has more than {digits} digits")]
    TooLarge {
        /// The record type, or the segment as 200 or 300.
        record: u16,
        /// The zone.
        zone: u16,
        /// How many digits it has room for.
        digits: usize,
    },
    /// A text has more characters than its zone, or characters that ISO 8859-1 lacks.
    #[error("record {record} zone {zone}: the text does not fit {characters} characters of ISO 8859-1")]
    Text {
        /// The record type, or the segment as 200 or 300.
        record: u16,
        /// The zone.
        zone: u16,
        /// How many characters it has room for.
        characters: usize,
    },
    /// A date outside the years 1 to 9999.
    #[error("record {record} zone {zone}: the date lies outside the years 1 to 9999")]
    Date {
        /// The record type, or the segment as 200 or 300.
        record: u16,
        /// The zone.
        zone: u16,
    },
    /// More records than six digits can number.
    #[error("a sending has at most 999999 records")]
    TooManyRecords,
    /// A sending without invoices, or an invoice without lines or with lines outside the sending.
    #[error("a sending needs an invoice, and every invoice a line of the sending")]
    Empty,
}

impl From<WriteError> for std::io::Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => error,
            other => Self::new(std::io::ErrorKind::InvalidInput, other),
        }
    }
}

/// The bytes of one record or segment being filled.
pub(crate) struct Fields {
    layout: Layout,
    pub(crate) bytes: Vec<u8>,
}

impl Fields {
    /// With zeros, blanks and signs where they belong.
    pub(crate) fn new(layout: Layout) -> Self {
        Self {
            layout,
            bytes: layout.table().blank.clone(),
        }
    }

    /// Back to the beginning, without a new allocation.
    pub(crate) fn clear(&mut self) {
        self.bytes.clone_from(&self.layout.table().blank);
    }

    const fn record(&self) -> u16 {
        match self.layout {
            Layout::Segment200 => 200,
            Layout::Request300 | Layout::Acknowledgement300 | Layout::Response300 => 300,
            layout => layout.record_type() as u16,
        }
    }

    fn zone(&mut self, zone: u16) -> &mut [u8] {
        let range = self.layout.table().range(zone);
        &mut self.bytes[range]
    }

    /// Digits, right-aligned with zeros.
    pub(crate) fn number(&mut self, zone: u16, value: u64) -> Result<(), WriteError> {
        let record = self.record();
        let bytes = self.zone(zone);
        digits(bytes, value).ok_or(WriteError::TooLarge {
            record,
            zone,
            digits: bytes.len(),
        })
    }

    /// Sign and digits.
    pub(crate) fn signed(&mut self, zone: u16, value: i64, negative: bool) -> Result<(), WriteError> {
        let record = self.record();
        let bytes = self.zone(zone);
        let places = bytes.len().saturating_sub(1);
        let fits = bytes.split_first_mut().and_then(|(sign, rest)| {
            *sign = if negative { b'-' } else { b'+' };
            digits(rest, value.unsigned_abs())
        });
        fits.ok_or(WriteError::TooLarge {
            record,
            zone,
            digits: places,
        })
    }

    /// An amount with its sign; a zero amount is `+`.
    pub(crate) fn amount(&mut self, zone: u16, amount: EuroCents) -> Result<(), WriteError> {
        self.signed(zone, amount.cents(), amount.cents() < 0)
    }

    /// An amount whose sign is a zone of its own, just before: the zones of records 91, 92, 95 and 96.
    pub(crate) fn amount_behind_sign(&mut self, sign_zone: u16, amount: EuroCents) -> Result<(), WriteError> {
        self.zone(sign_zone).fill(if amount.cents() < 0 { b'-' } else { b'+' });
        self.number(sign_zone + 1, amount.cents().unsigned_abs())
    }

    /// Text that must fit.
    pub(crate) fn text(&mut self, zone: u16, text: &str) -> Result<(), WriteError> {
        let record = self.record();
        let bytes = self.zone(zone);
        let characters = bytes.len();
        let fits =
            text.chars().count() <= characters && text.chars().all(|c| u8::try_from(c).is_ok() && !c.is_control());
        if fits {
            fill(bytes, text);
            Ok(())
        } else {
            Err(WriteError::Text {
                record,
                zone,
                characters,
            })
        }
    }

    /// Text for people: cut off where the zone ends, characters that ISO 8859-1 lacks replaced.
    pub(crate) fn loose_text(&mut self, zone: u16, text: &str) {
        fill(self.zone(zone), text);
    }

    /// A date YYYYMMDD.
    pub(crate) fn date(&mut self, zone: u16, date: Date) -> Result<(), WriteError> {
        let record = self.record();
        let value = date_number(date).ok_or(WriteError::Date { record, zone })?;
        self.number(zone, value)
    }

    /// A day and its hour in two zones; zeros when there is none.
    pub(crate) fn day_and_hour(&mut self, day: u16, hour: u16, moment: Option<DateTime>) -> Result<(), WriteError> {
        let Some(moment) = moment else { return Ok(()) };
        self.date(day, moment.date())?;
        let minutes = i32::from(moment.hour()) * 100 + i32::from(moment.minute());
        self.number(hour, u64::from(minutes.unsigned_abs()))
    }

    /// Bytes at a range of their own.
    pub(crate) fn bytes_at(&mut self, start: usize, bytes: &[u8]) {
        if let Some(target) = self.bytes.get_mut(start..start + bytes.len()) {
            target.copy_from_slice(bytes);
        }
    }

    /// Writes the check digits of a record 10 to 90.
    pub(crate) fn seal(&mut self) {
        let check = u64::from(check_digits(&self.bytes));
        if let Some(target) = self.bytes.get_mut(RECORD_LENGTH - 2..RECORD_LENGTH) {
            let _fits = digits(target, check);
        }
    }
}

/// Digits, right-aligned; `None` when they do not fit.
fn digits(target: &mut [u8], value: u64) -> Option<()> {
    let mut rest = value;
    for place in target.iter_mut().rev() {
        *place = b'0' + u8::try_from(rest % 10).ok()?;
        rest /= 10;
    }
    (rest == 0).then_some(())
}

/// Text, left-aligned with blanks, cut off at the end.
pub(crate) fn fill(target: &mut [u8], text: &str) {
    for (place, byte) in target.iter_mut().zip(to_latin1(text).chain(std::iter::repeat(b' '))) {
        *place = byte;
    }
}

/// YYYYMMDD as a number; `None` outside the years 1 to 9999.
pub(crate) fn date_number(date: Date) -> Option<u64> {
    let part = |n: i8| u64::try_from(n).ok();
    let year = u64::try_from(date.year()).ok().filter(|year| *year > 0)?;
    Some(year * 10_000 + part(date.month())? * 100 + part(date.day())?)
}

/// YYYYMM as a number; `None` outside the years 1 to 9999.
pub(crate) fn month_number(month: Month) -> Option<u64> {
    u64::try_from(month.as_number()).ok().filter(|number| *number > 100)
}
