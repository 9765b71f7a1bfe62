//! What goes back to the facility: 931000, 920999, 920099, 920098 and 920900 (billing.md §1, §2 and §4).
//!
//! An answer is made from the bytes that were received and from what was found in them. It streams: the
//! original is read once more, record by record, as the reader cuts it, so damaged files can be answered too.
//!
//! # Defined here, where the sources leave it open (for the vendor guide)
//! - **Segment 200**: zone 200 is the name of the answer, zone 201 its version 01, zone 202 12 or 92 as received,
//!   zone 203 00. Zone 204, the reference of the facility, is 00000, month and sending number; zone 205, that of
//!   the receiver, is zeros.
//! - **Segment 300** of 920999, 920099, 920098 and 920900: zones 300 to 304, 308 and 309 as in the sending, zeros
//!   where they cannot be read; zones 305 to 307 the contact at the care fund; zone 310 the error share in
//!   hundredths of a per cent, rounded down (5 of 732: 00068); zone 311 the type of refusal: 00 none, 01 technical,
//!   02 a blocking fault (B), 03 too many faults (error share of 5 % or more).
//! - **Error codes of two digits** (zones 2001 to 3111): the kind VV of the first technical fault of that zone in a
//!   920999; 00 elsewhere. A zone that only a request has (its telephone, its reserve) has none.
//! - **Records in 920999, 920099 and 920098**: one of 800 characters for each record with a fault or finding, in
//!   the order of the file, also for records 95 and 96. A record that was cut off is filled with blanks to 350;
//!   a missing record at the end has 350 blanks. Findings of the header as a whole stand at record 10.
//! - **Records in 920900**: one of 800 characters for each record 10 to 90, then one record 91 and one 92.
//! - **Tail** (351–800): sending number, creation date, month and fund in the form of the file, blank when unknown;
//!   three pairs of letter (B, F, R, P; T for technical) and code at 457, 464 and 471; further codes are named in
//!   the comment. At 522 the result of the fund: sign and 11 digits, the accepted amount in eurocent of a line, an
//!   invoice or the sending; blank where no amount is decided. At 534 the comment in Dutch, in ISO 8859-1. At 795
//!   the index: which record of the sending this is, from 000001 (999999 from there on). What is not described
//!   publicly is blank.
//! - **Records 91 and 92**: asked, accepted and refused amounts of account A and in total; account B is zero. Zone
//!   409/509 counts as records 95 and 96 do, zone 410/510 is the control number of record 90. Zone 423 is the
//!   structured payment reference, 12 digits; blank when nothing is paid.

mod header;
mod record;
mod settlement;

use std::io::{self, Read, Write};

use identifiers::{CareFundNumber, EuroCents, Month};
use jiff::civil::Date;

use crate::fault::{Fault, Faults};
use crate::frame::{Encoding, Frames, Step};
use crate::read::Glimpse;
use crate::write::{Contact, WriteError};
use crate::zones::Layout;
pub use settlement::{SettlementAmounts, write_920900};

/// What the header and every tail of an answer say of the sending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResponseHeader {
    /// Whether the sending is a test.
    pub test: bool,
    /// Its month, if known.
    pub month: Option<Month>,
    /// Its number, 1 to 999, if known.
    pub sending_number: Option<u16>,
    /// Its creation date, if known.
    pub created_on: Option<Date>,
    /// The facility's reference (zone 303, cut off after 13 characters).
    pub reference: String,
    /// The care fund, if known.
    pub fund: Option<CareFundNumber>,
    /// Whom to call at the care fund.
    pub contact: Contact,
    /// The error share in hundredths of a per cent (zone 310), at most 99999; see [`share_in_hundredths`].
    pub error_share_hundredths: u32,
    /// Why the sending is refused (zone 311).
    pub refusal: Refusal,
}

impl ResponseHeader {
    /// What can be said of a file that was refused technically.
    #[must_use]
    pub fn of_refused(glimpse: &Glimpse, contact: Contact) -> Self {
        Self {
            test: glimpse.test,
            month: glimpse.month,
            sending_number: glimpse.sending_number,
            created_on: glimpse.created_on,
            fund: glimpse.fund,
            contact,
            refusal: Refusal::Technical,
            ..Self::default()
        }
    }
}

/// The type of refusal (zone 311 of an answer); the numbers are defined by this product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refusal {
    /// 00: the sending is not refused.
    #[default]
    None,
    /// 01: it cannot be read.
    Technical,
    /// 02: a blocking fault of the content (type B).
    Blocking,
    /// 03: too many faults (D5).
    ErrorShare,
}

impl Refusal {
    /// The number in zone 311.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Technical => 1,
            Self::Blocking => 2,
            Self::ErrorShare => 3,
        }
    }
}

/// The error share in hundredths of a per cent, rounded down, at most 99999: what zone 310 holds.
///
/// It is for people to read; whether a sending is refused is computed exactly elsewhere (D5).
///
/// ```
/// assert_eq!(invoice_file::answer::share_in_hundredths(5, 732), 68);
/// ```
#[must_use]
pub fn share_in_hundredths(wrong: u64, records: u64) -> u32 {
    let share = u128::from(wrong) * 10_000 / u128::from(records.max(1));
    u32::try_from(share.min(99_999)).unwrap_or(99_999)
}

/// The answers that list what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// 920098: findings; processing goes on.
    Findings920098,
    /// 920099: the whole sending is refused for its content.
    Refused920099,
    /// 920999: the file is refused technically.
    Technical920999,
}

impl Listing {
    const fn number(self) -> u64 {
        match self {
            Self::Findings920098 => 920_098,
            Self::Refused920099 => 920_099,
            Self::Technical920999 => 920_999,
        }
    }
}

/// Which part of a sending an outcome is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordRef {
    /// The sending as a whole: what is found stands at record 10, before its own.
    Header,
    /// Record 10.
    Record10,
    /// Record 20.
    Invoice {
        /// Which invoice of the sending, from 0.
        index: usize,
    },
    /// Record 30 or 50.
    Line {
        /// Which invoice of the sending, from 0.
        invoice: usize,
        /// Its place in [`crate::Sending::lines`].
        index: usize,
    },
    /// Record 51 or 52.
    Extra {
        /// Which record, from 1.
        ordinal: u64,
    },
    /// Record 80.
    Total {
        /// Which invoice of the sending, from 0.
        invoice: usize,
    },
    /// Record 90.
    Record90,
    /// Records 95 and 96, and what cannot be recognised.
    Other {
        /// Which record, from 1.
        ordinal: u64,
    },
}

/// What is said of a record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordOutcome {
    /// Letters (B, F, R, P; T for technical) and codes of six digits, the gravest first. The first three stand in
    /// the tail, further ones in the comment.
    pub codes: Vec<(char, String)>,
    /// The accepted amount; `None` when nothing is decided about it.
    pub accepted: Option<EuroCents>,
    /// A text for people, in Dutch.
    pub comment: String,
}

/// Writes message 931000: the sending is received and can be read.
///
/// # Errors
/// When a value does not fit, or the output fails.
pub fn write_931000(header: &ResponseHeader, mut out: impl Write) -> Result<(), WriteError> {
    out.write_all(&header::segment_200(header, 931_000, None)?)?;
    out.write_all(&header::acknowledgement()?)?;
    Ok(())
}

/// Writes message 920098, 920099 or 920999 from what was found in the content.
///
/// `original` is the sending as received; `outcome` is asked for every record, and a record without codes is left
/// out.
///
/// # Errors
/// When a value does not fit, or input or output fail.
pub fn write_refused(
    name: Listing,
    original: impl Read,
    header: &ResponseHeader,
    outcome: impl Fn(RecordRef) -> RecordOutcome,
    mut out: impl Write,
) -> Result<(), WriteError> {
    write_head(name.number(), header, None, &mut out)?;
    let mut whole = outcome(RecordRef::Header);
    let mut walk = Walk::new(original)?;
    while let Some(step) = walk.next()? {
        let mut found = outcome(step.record);
        if step.ordinal == 1 {
            let own = std::mem::take(&mut found.codes);
            found.codes = std::mem::take(&mut whole.codes);
            found.codes.extend(own);
            found.comment = record::joined([&whole.comment, &found.comment]);
        }
        if !found.codes.is_empty() {
            out.write_all(&record::answer_record(header, walk.bytes(), &found, step.ordinal)?)?;
        }
    }
    Ok(())
}

/// Writes message 920999 from the technical faults, also of a file that is cut off or cannot be recognised.
///
/// # Errors
/// When a value does not fit, or input or output fail.
pub fn write_920999(
    original: impl Read,
    header: &ResponseHeader,
    faults: &Faults,
    mut out: impl Write,
) -> Result<(), WriteError> {
    write_head(Listing::Technical920999.number(), header, Some(faults), &mut out)?;
    // The faults stand in the order of their records, and so does the file.
    let mut rest = faults.list.iter().filter(|fault| fault.place.ordinal() > 0).peekable();
    let mut of_record = |ordinal: u64| -> Vec<&Fault> {
        let mut found = Vec::new();
        while let Some(fault) = rest.next_if(|fault| fault.place.ordinal() <= ordinal) {
            found.push(fault);
        }
        found
    };
    let mut walk = Walk::new(original)?;
    while let Some(step) = walk.next()? {
        let found = of_record(step.ordinal);
        if !found.is_empty() {
            out.write_all(&record::answer_record(
                header,
                walk.bytes(),
                &record::technical(&found),
                step.ordinal,
            )?)?;
        }
    }
    let behind = of_record(u64::MAX);
    if let Some(first) = behind.first() {
        out.write_all(&record::answer_record(
            header,
            &[],
            &record::technical(&behind),
            first.place.ordinal(),
        )?)?;
    }
    Ok(())
}

/// Segments 200 and 300.
fn write_head(
    name: u64,
    header: &ResponseHeader,
    faults: Option<&Faults>,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    out.write_all(&header::segment_200(header, name, faults)?)?;
    out.write_all(&header::response(header, faults)?)?;
    Ok(())
}

/// A walk over the records of a sending, knowing which is which.
struct Walk<R> {
    frames: Frames<R>,
    ordinal: u64,
    /// How many records 20 have gone by.
    invoices: usize,
    /// How many records 30 and 50 have gone by.
    lines: usize,
}

struct WalkStep {
    ordinal: u64,
    layout: Option<Layout>,
    record: RecordRef,
}

impl<R: Read> Walk<R> {
    fn new(original: R) -> io::Result<Self> {
        let mut frames = Frames::new(original);
        if frames.encoding()? != Encoding::Utf16 {
            frames.header()?;
        }
        Ok(Self {
            frames,
            ordinal: 0,
            invoices: 0,
            lines: 0,
        })
    }

    fn next(&mut self) -> io::Result<Option<WalkStep>> {
        let Step::Record(frame) = self.frames.step()? else {
            return Ok(None);
        };
        self.ordinal += 1;
        let ordinal = self.ordinal;
        let invoice = self.invoices.saturating_sub(1);
        let record = match frame.layout {
            Some(Layout::R10) => RecordRef::Record10,
            Some(Layout::R20) => {
                self.invoices += 1;
                RecordRef::Invoice {
                    index: self.invoices - 1,
                }
            }
            Some(Layout::R30 | Layout::R50) => {
                self.lines += 1;
                RecordRef::Line {
                    invoice,
                    index: self.lines - 1,
                }
            }
            Some(Layout::R51 | Layout::R52) => RecordRef::Extra { ordinal },
            Some(Layout::R80) => RecordRef::Total { invoice },
            Some(Layout::R90) => RecordRef::Record90,
            _ => RecordRef::Other { ordinal },
        };
        Ok(Some(WalkStep {
            ordinal,
            layout: frame.layout,
            record,
        }))
    }

    fn bytes(&self) -> &[u8] {
        self.frames.bytes()
    }
}
