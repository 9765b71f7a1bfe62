//! What is technically wrong with a file: record, zone and kind.

use std::fmt;

use crate::zones::{Layout, Zone};

/// How many faults are kept with their text; the number of all is always exact.
pub const FAULTS_KEPT: usize = 1000;

/// Everything that is technically wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    /// The faults found, at most [`FAULTS_KEPT`], by place.
    pub list: Vec<Fault>,
    /// How many there are in all.
    pub total: u64,
}

impl Faults {
    /// Whether there is none: only then the content is judged.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The faults of the record with this ordinal (from 1), or of the header (0).
    pub fn at(&self, ordinal: u64) -> impl Iterator<Item = &Fault> {
        self.list.iter().filter(move |fault| fault.place.ordinal() == ordinal)
    }

    pub(crate) fn add(&mut self, make: impl FnOnce() -> Fault) {
        self.total += 1;
        if self.list.len() < FAULTS_KEPT {
            self.list.push(make());
        }
    }

    pub(crate) fn sort(&mut self) {
        self.list.sort_by_key(|fault| fault.place.ordinal());
    }
}

/// One technical fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// The zone or zones as the grid names them; empty when the whole record is meant.
    pub zone: String,
    /// RRZZVV for records 10 to 90, ZZZVV for the header and records 95 and 96 (billing.md §2, "Codes").
    pub code: String,
    /// What kind: VV, save in federal codes that have their own.
    pub kind: FaultKind,
    /// What stands there, never a person's number.
    pub found: String,
    /// What should stand there, in English.
    pub expected: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.place)?;
        if !self.zone.is_empty() {
            write!(f, ", zone {}", self.zone)?;
        }
        write!(
            f,
            ": {}; found {:?}, expected {}",
            self.kind.text_en(),
            self.found,
            self.expected
        )
    }
}

/// Where a fault stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In segments 200 and 300.
    Header,
    /// In a record.
    Record {
        /// Which one, from 1; one past the last when a record is missing at the end.
        ordinal: u64,
        /// Its record type, if that can be read.
        kind: Option<u8>,
    },
}

impl Place {
    /// The ordinal of the record from 1; 0 for the header.
    #[must_use]
    pub const fn ordinal(self) -> u64 {
        match self {
            Self::Header => 0,
            Self::Record { ordinal, .. } => ordinal,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("header"),
            Self::Record {
                ordinal,
                kind: Some(kind),
            } => write!(f, "record {ordinal} (type {kind})"),
            Self::Record { ordinal, kind: None } => write!(f, "record {ordinal}"),
        }
    }
}

/// The kinds of technical faults, with their number VV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// 01: not numeric.
    NotNumeric,
    /// 02: check digits or control number.
    CheckDigits,
    /// 03: order or sequence of records.
    Order,
    /// 04: sign.
    Sign,
    /// 05: reserve not zero or blank.
    Reserve,
    /// 06: not the constant, or not an allowed value.
    NotAllowed,
    /// 07: not a calendar date or an hour.
    Calendar,
    /// 08: count.
    Count,
    /// 09: length or encoding.
    Length,
    /// 10: total differs.
    Total,
    /// 12: more than one care fund of destination (201812).
    Fund,
    /// 20: differs from another place that must say the same, or is not unique (202420).
    Differs,
}

impl FaultKind {
    /// The number VV.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::NotNumeric => 1,
            Self::CheckDigits => 2,
            Self::Order => 3,
            Self::Sign => 4,
            Self::Reserve => 5,
            Self::NotAllowed => 6,
            Self::Calendar => 7,
            Self::Count => 8,
            Self::Length => 9,
            Self::Total => 10,
            Self::Fund => 12,
            Self::Differs => 20,
        }
    }

    /// In English.
    #[must_use]
    pub const fn text_en(self) -> &'static str {
        match self {
            Self::NotNumeric => "not numeric",
            Self::CheckDigits => "wrong check digits or control number",
            Self::Order => "wrong order or sequence number",
            Self::Sign => "no sign + or -",
            Self::Reserve => "reserve that is not zero or blank",
            Self::NotAllowed => "value not allowed",
            Self::Calendar => "not a calendar date or hour",
            Self::Count => "wrong number of records",
            Self::Length => "wrong length or encoding",
            Self::Total => "total differs",
            Self::Fund => "another care fund than the rest of the sending",
            Self::Differs => "differs from another place, or is not unique",
        }
    }

    /// In Dutch.
    #[must_use]
    pub const fn text_nl(self) -> &'static str {
        match self {
            Self::NotNumeric => "niet numeriek",
            Self::CheckDigits => "fout controlegetal",
            Self::Order => "foute volgorde of foutief volgnummer",
            Self::Sign => "geen teken + of -",
            Self::Reserve => "reserve niet nul of blanco",
            Self::NotAllowed => "waarde niet toegelaten",
            Self::Calendar => "geen kalenderdatum of uur",
            Self::Count => "fout aantal records",
            Self::Length => "foute lengte of codering",
            Self::Total => "totaal verschilt",
            Self::Fund => "andere zorgkas dan de rest van de zending",
            Self::Differs => "verschilt van een andere plaats of is niet uniek",
        }
    }
}

/// Where in a file the reader stands: what every fault of a record shares.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    pub(crate) ordinal: u64,
    pub(crate) layout: Option<Layout>,
}

impl At {
    /// A place in segment 200 or 300.
    pub(crate) const fn header(layout: Layout) -> Self {
        Self {
            ordinal: 0,
            layout: Some(layout),
        }
    }

    const fn place(self) -> Place {
        if self.ordinal == 0 {
            return Place::Header;
        }
        let kind = match self.layout {
            Some(layout) => Some(layout.record_type()),
            None => None,
        };
        Place::Record {
            ordinal: self.ordinal,
            kind,
        }
    }

    /// A fault of the zone with this first number.
    pub(crate) fn fault(self, number: u16, kind: FaultKind, found: String, expected: String) -> Fault {
        let name = self
            .layout
            .and_then(|layout| layout.table().zone(number))
            .map(|zone| zone.name.clone());
        let zone = name.unwrap_or_else(|| number.to_string());
        Fault {
            place: self.place(),
            zone,
            code: self.code(number, kind),
            kind,
            found,
            expected,
        }
    }

    /// A fault of the record as a whole, under the code of its first zone.
    pub(crate) fn whole(self, kind: FaultKind, found: String, expected: String) -> Fault {
        let number = self
            .layout
            .and_then(|layout| layout.table().zones.first())
            .map_or(1, |zone| zone.number);
        Fault {
            place: self.place(),
            zone: String::new(),
            code: self.code(number, kind),
            kind,
            found,
            expected,
        }
    }

    fn code(self, number: u16, kind: FaultKind) -> String {
        let vv = kind.number();
        match self.layout {
            _ if number >= 1000 => format!("{:03}{vv:02}", number / 10),
            _ if number >= 100 => format!("{number:03}{vv:02}"),
            layout => format!("{:02}{number:02}{vv:02}", layout.map_or(0, Layout::record_type)),
        }
    }

    /// What a zone holds, fit to be shown. A person's number never is, nor what may be one: where check digits do
    /// not vouch for it, a record may be shifted or of another type than it says.
    pub(crate) fn shown(self, bytes: &[u8], zone: &Zone) -> String {
        let content = bytes.get(zone.range.clone()).unwrap_or_default();
        let digits = content.iter().filter(|byte| byte.is_ascii_digit()).count();
        let sound = is_sound(bytes);
        let hidden = match self.layout {
            Some(Layout::R10 | Layout::R90) => digits > 8 && !sound,
            Some(Layout::Segment200) if zone.number == 204 => !content.starts_with(b"00000"),
            Some(Layout::Segment200 | Layout::Request300 | Layout::R95 | Layout::R96) => digits > 8,
            _ => zone.number == 8 || digits > if sound { 8 } else { 5 },
        };
        if hidden {
            format!("{} characters, not shown", content.len())
        } else {
            crate::bytes::shown(content)
        }
    }

    /// The same for the zone with this first number.
    pub(crate) fn shown_zone(self, bytes: &[u8], number: u16) -> String {
        let zone = self.layout.and_then(|layout| layout.table().zone(number));
        zone.map_or_else(String::new, |zone| self.shown(bytes, zone))
    }
}

/// Whether a record is whole with right check digits.
fn is_sound(bytes: &[u8]) -> bool {
    bytes.try_into().is_ok_and(crate::check::is_sound)
}
