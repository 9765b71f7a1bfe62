//! Reading a 920000 with every technical check (billing.md §1 and §2, "Technical"; fine print, "Stages").
//!
//! One pass in blocks: besides the model, memory is bounded. Checked is all that the file alone shows and that
//! is technical. What belongs to the content stage (sums of record 80, check digits of persons and codes,
//! sameness of a person, signs of credit notes) is only carried into the model.
//!
//! Defined here, where the sources leave it open:
//! - zone 98 counts zone 4 of records 30, 50 and 51; a 52 does not count;
//! - a zone that billing.md does not name is judged by its type in the grid and no further;
//! - records 80 and 90 are not compared with 20 and 10 beyond what billing.md names;
//! - records 95 and 96 have no check digits, so each of their bytes is compared with what follows from the
//!   rest of the file;
//! - an amount or control number is not compared while a record that it depends on cannot be read.

mod closing;
mod header;
mod invoice;
mod order;
mod sending;

use std::io::{self, Read};

use identifiers::{CareFundNumber, Month, NihdiNumber};
use jiff::civil::Date;

use crate::bytes::{Dates, number, small};
use crate::fault::{At, FaultKind, Faults, Place};
use crate::frame::{Encoding, Frame, Frames, Step};
use crate::judge::{explicit_zones_are_right, name_wrong_zones, wrong_zones};
use crate::model::Sending;
use crate::zones::{HEADER_LENGTH, Layout, RECORD_LENGTH};
use order::Previous;
use sending::Draft;

/// A record with wrong check digits and more wrong zones than this is not judged zone by zone.
const ZONES_OF_ANOTHER_TYPE: usize = 6;

/// What the reading of a file gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Every technical fault.
    pub faults: Faults,
    /// The sending: complete when there is no fault, without the records whose check digits are wrong when
    /// there are, `None` when even record 10 cannot be read. Judge it only when [`Reading::faults`] is empty.
    pub sending: Option<Sending>,
    /// What can be told of the sending, for the answer to a refused file.
    pub glimpse: Glimpse,
}

/// What can be told of a sending whatever is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glimpse {
    /// The facility's NIHDI number (record 10 zone 14), with right check digits.
    pub nihdi: Option<NihdiNumber>,
    /// The care fund of destination (first record 20 zone 18).
    pub fund: Option<CareFundNumber>,
    /// The invoiced month (record 10, else header zone 300).
    pub month: Option<Month>,
    /// The sending number (record 10, else header zone 301).
    pub sending_number: Option<u16>,
    /// The creation date (record 10, else header zone 302).
    pub created_on: Option<Date>,
    /// Whether it is a test (record 10 zone 4, else header zone 202), as far as can be told.
    pub test: bool,
    /// The number of records 30 and 50 found.
    pub lines: u64,
}

/// Reads a file of message 920000.
///
/// # Errors
/// Only those of the input itself; whatever the bytes are, they give a [`Reading`].
pub fn read_sending(input: impl Read) -> io::Result<Reading> {
    let mut frames = Frames::new(input);
    let mut reader = Reader::default();
    match frames.encoding()? {
        Encoding::OneByte => {}
        encoding => {
            reader.encoding(encoding);
            if encoding == Encoding::Utf16 {
                return Ok(reader.finish());
            }
        }
    }
    reader.header = frames.header()?.to_vec();
    loop {
        match frames.step()? {
            Step::Record(frame) => {
                if frame.displaced != 0 {
                    reader.displaced(frame.displaced, frames.behind(RECORD_LENGTH));
                }
                reader.record(frame, frames.bytes());
            }
            Step::End => break,
            Step::GivenUp => {
                reader.given_up();
                break;
            }
        }
    }
    Ok(reader.finish())
}

/// The state of a reading.
#[derive(Default)]
struct Reader {
    faults: Faults,
    header: Vec<u8>,
    header_judged: bool,
    ordinal: u64,
    previous: Previous,
    draft: Draft,
    dates: Dates,
    given_up: bool,
    /// Whether a record 96 was seen.
    end_seen: bool,
}

/// A record with its place.
#[derive(Clone, Copy)]
struct Record<'a> {
    at: At,
    layout: Layout,
    bytes: &'a [u8; RECORD_LENGTH],
    /// Whether its check digits are right.
    sound: bool,
}

impl<'a> Record<'a> {
    /// The bytes of the zone with this first number.
    fn zone(&self, number: u16) -> &'a [u8] {
        &self.bytes[self.layout.table().range(number)]
    }

    /// The number in a zone; `None` when it is not numeric.
    fn number(&self, zone: u16) -> Option<u64> {
        number(self.zone(zone))
    }

    /// The small number in a zone.
    fn small<T: TryFrom<u64>>(&self, zone: u16) -> Option<T> {
        small(self.zone(zone))
    }
}

impl Reader {
    fn encoding(&mut self, encoding: Encoding) {
        let found = if encoding == Encoding::Utf16 {
            "UTF-16"
        } else {
            "the byte order mark of UTF-8"
        };
        self.faults.add(|| {
            At::header(Layout::Segment200).fault(
                200,
                FaultKind::Length,
                found.to_owned(),
                "no mark, and one byte for one character (ISO 8859-1)".to_owned(),
            )
        });
        self.given_up = encoding == Encoding::Utf16;
    }

    /// The piece before the present record was longer or shorter than it should be.
    fn displaced(&mut self, by: isize, behind: &[u8]) {
        let layout = self.previous.layout();
        let at = At {
            ordinal: self.ordinal,
            layout,
        };
        let (whole, length) = if self.ordinal == 0 {
            ("header", HEADER_LENGTH)
        } else {
            ("record", RECORD_LENGTH)
        };
        let utf8 = behind.windows(2).any(|pair| matches!(pair, [0xc2 | 0xc3, 0x80..=0xbf]));
        let found = match by {
            _ if by > 0 && utf8 => format!("{by} bytes too many, and a character of two bytes as UTF-8 writes it"),
            1.. => format!("{by} bytes too many"),
            _ => format!("{} bytes too few", by.unsigned_abs()),
        };
        let expected = format!("a {whole} of {length} characters, one character is one byte (ISO 8859-1)");
        self.faults.add(|| {
            if self.ordinal == 0 {
                let mut fault = At::header(Layout::Request300).fault(300, FaultKind::Length, found, expected);
                fault.zone.clear();
                fault
            } else {
                at.whole(FaultKind::Length, found, expected)
            }
        });
    }

    fn given_up(&mut self) {
        self.given_up = true;
        let at = At {
            ordinal: self.ordinal + 1,
            layout: None,
        };
        self.faults.add(|| {
            at.whole(
                FaultKind::Length,
                "no record recognised for a long time".to_owned(),
                "records of 350 characters; the rest was not read".to_owned(),
            )
        });
    }

    fn record(&mut self, frame: Frame, bytes: &[u8]) {
        self.ordinal += 1;
        let at = At {
            ordinal: self.ordinal,
            layout: frame.layout,
        };
        self.draft.count(frame.layout, self.ordinal);
        self.end_seen |= frame.layout == Some(Layout::R96);
        let Some(layout) = frame.layout else {
            self.unknown(at, bytes);
            return;
        };
        let fits = self.order(at, layout);
        if let Some(expected) = frame.expected_number {
            let found = at.shown_zone(bytes, 2);
            self.faults
                .add(|| at.fault(2, FaultKind::Order, found, format!("{expected:06}")));
        }
        let Ok(whole) = <&[u8; RECORD_LENGTH]>::try_from(bytes) else {
            name_wrong_zones(at, layout.table(), bytes, &mut self.faults);
            self.cut_off(at, bytes);
            return;
        };
        if layout.is_closing() {
            if fits {
                self.closing_record(at, layout, whole);
            } else {
                self.previous = Previous::Unknown;
            }
            return;
        }
        let Some(record) = self.own_checks(at, layout, whole, fits) else {
            return;
        };
        match layout {
            Layout::R10 => self.opening(record),
            Layout::R20 => self.invoice_opens(record),
            Layout::R30 | Layout::R50 => self.detail(record),
            Layout::R51 | Layout::R52 => self.addition(record),
            Layout::R80 => self.invoice_closes(record),
            _ => self.sending_closes(record),
        }
    }

    /// Zones and check digits of one record for themselves; `None` when it is very likely of another type.
    fn own_checks<'a>(
        &mut self,
        at: At,
        layout: Layout,
        bytes: &'a [u8; RECORD_LENGTH],
        order_fits: bool,
    ) -> Option<Record<'a>> {
        let table = layout.table();
        let (bad, check_digits) = table.mask.scan(bytes);
        let sound = small(&bytes[RECORD_LENGTH - 2..]) == Some(check_digits);
        let zones_fit = !bad && explicit_zones_are_right(table, bytes, &mut self.dates);
        let wrong = if sound || zones_fit {
            Vec::new()
        } else {
            wrong_zones(table, bytes)
        };
        let another_type = !sound && (!order_fits || wrong.len() > ZONES_OF_ANOTHER_TYPE);
        if another_type {
            self.not_what_it_says(at, &wrong);
        } else if !zones_fit {
            name_wrong_zones(at, table, bytes, &mut self.faults);
        }
        if !sound {
            let found = crate::bytes::shown(&bytes[RECORD_LENGTH - 2..]);
            self.faults
                .add(|| at.fault(99, FaultKind::CheckDigits, found, format!("{check_digits:02}")));
        }
        (!another_type).then_some(Record {
            at,
            layout,
            bytes,
            sound,
        })
    }

    /// A record whose check digits are wrong, and that may not stand here or has many wrong zones: very likely
    /// its type was damaged or its characters are shifted. Its zones are named together, not one by one.
    fn not_what_it_says(&mut self, at: At, wrong: &[&str]) {
        self.previous = Previous::Unknown;
        self.draft.unreadable(None);
        if !wrong.is_empty() {
            let found = format!("wrong zones {}", wrong.join("; "));
            self.faults.add(|| {
                at.fault(
                    1,
                    FaultKind::NotAllowed,
                    found,
                    "the record type that fits, each zone in its place".to_owned(),
                )
            });
        }
    }

    fn unknown(&mut self, at: At, bytes: &[u8]) {
        self.previous = Previous::Unknown;
        self.draft.unreadable(None);
        let found = crate::bytes::shown(bytes.get(..2).unwrap_or(bytes));
        self.faults.add(|| {
            let mut fault = at.fault(
                1,
                FaultKind::NotAllowed,
                found,
                "a record 10, 20, 30, 50, 51, 52, 80, 90, 95 or 96".to_owned(),
            );
            if let Some(record_type) = bytes.get(..2).and_then(small::<u8>) {
                fault.code = format!("{record_type:02}0106");
            }
            fault
        });
        if bytes.len() < RECORD_LENGTH {
            self.cut_off(at, bytes);
        }
    }

    fn cut_off(&mut self, at: At, bytes: &[u8]) {
        self.draft.unreadable(at.layout);
        let length = bytes.len();
        self.faults.add(|| {
            at.whole(
                FaultKind::Length,
                format!("{length} characters"),
                format!("{RECORD_LENGTH} characters"),
            )
        });
    }

    fn finish(mut self) -> Reading {
        if !self.given_up {
            self.judge_header(None);
            self.missing_end();
            self.judge_funds();
        } else if self.header.len() == HEADER_LENGTH {
            self.judge_header(None);
        }
        self.faults.sort();
        let glimpse = self.glimpse();
        Reading {
            glimpse,
            sending: self.draft.into_sending(),
            faults: self.faults,
        }
    }

    fn glimpse(&self) -> Glimpse {
        let mut glimpse = self.draft.glimpse();
        header::complete(&mut glimpse, &self.header);
        glimpse
    }

    fn missing_end(&mut self) {
        if self.end_seen {
            return;
        }
        let place = Place::Record {
            ordinal: self.ordinal + 1,
            kind: None,
        };
        self.faults.add(|| {
            let at = At {
                ordinal: self.ordinal + 1,
                layout: Some(Layout::R96),
            };
            let found = "the end of the file".to_owned();
            let mut fault = at.whole(FaultKind::Order, found, "the records up to 96".to_owned());
            fault.place = place;
            fault
        });
    }
}
