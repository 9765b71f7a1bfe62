//! The table of zones: one embedded file that drives reader, checks and writer.
//!
//! Source: the zone grid of the federal format, which the sources say is kept (billing.md, head). What a zone
//! asks for is read from the grid (type, reserve, sign) and, where billing.md §1 says more, from the function `special`.

use std::ops::Range;
use std::sync::LazyLock;

use crate::check::Mask;

/// The number of characters of a record 10 to 96.
pub const RECORD_LENGTH: usize = 350;
/// The number of characters of segment 200.
pub const SEGMENT_200_LENGTH: usize = 67;
/// The number of characters of segment 300 of a message 920000, and of the acknowledgement.
pub const SEGMENT_300_LENGTH: usize = 160;
/// The number of characters before the first record of a 920000.
pub const HEADER_LENGTH: usize = SEGMENT_200_LENGTH + SEGMENT_300_LENGTH;
/// The number of characters of a record in an answer: as received, and the tail.
pub const ANSWER_RECORD_LENGTH: usize = 800;

/// What the zones of one kind of record or segment are called in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Record 10: the sending.
    R10,
    /// Record 20: an invoice opens.
    R20,
    /// Record 30: a day or personal share.
    R30,
    /// Record 50: a cost or premium.
    R50,
    /// Record 51: addition to a 50.
    R51,
    /// Record 52: reading of an identity document, addition to a 50.
    R52,
    /// Record 80: an invoice closes.
    R80,
    /// Record 90: the sending closes.
    R90,
    /// Record 95: totals of the care fund.
    R95,
    /// Record 96: totals of the sending.
    R96,
    /// Record 91 of an answer: outcome for the care fund.
    R91,
    /// Record 92 of an answer: outcome of the sending.
    R92,
    /// Segment 200, of every message.
    Segment200,
    /// Segment 300 of a 920000.
    Request300,
    /// Segment 300 of a 931000.
    Acknowledgement300,
    /// Segment 300 of 920999, 920098, 920099 and 920900.
    Response300,
    /// Positions 351 to 800 of a record in an answer.
    ReturnTail,
}

const LAYOUTS: [(Layout, &str); 17] = [
    (Layout::R10, "10"),
    (Layout::R20, "20"),
    (Layout::R30, "30"),
    (Layout::R50, "50"),
    (Layout::R51, "51"),
    (Layout::R52, "52"),
    (Layout::R80, "80"),
    (Layout::R90, "90"),
    (Layout::R95, "95"),
    (Layout::R96, "96"),
    (Layout::R91, "91"),
    (Layout::R92, "92"),
    (Layout::Segment200, "200"),
    (Layout::Request300, "300-request"),
    (Layout::Acknowledgement300, "300-ack"),
    (Layout::Response300, "300-response"),
    (Layout::ReturnTail, "return-tail"),
];

impl Layout {
    /// The layout of a record of a 920000 by its first two characters; `None` when there is no such record.
    #[must_use]
    pub fn of_record(start: &[u8]) -> Option<Self> {
        Some(match start.get(..2)? {
            b"30" => Self::R30,
            b"20" => Self::R20,
            b"80" => Self::R80,
            b"50" => Self::R50,
            b"51" => Self::R51,
            b"52" => Self::R52,
            b"10" => Self::R10,
            b"90" => Self::R90,
            b"95" => Self::R95,
            b"96" => Self::R96,
            _ => return None,
        })
    }

    /// The record type, 10 to 96; 0 for segments and the tail.
    #[must_use]
    pub const fn record_type(self) -> u8 {
        match self {
            Self::R10 => 10,
            Self::R20 => 20,
            Self::R30 => 30,
            Self::R50 => 50,
            Self::R51 => 51,
            Self::R52 => 52,
            Self::R80 => 80,
            Self::R90 => 90,
            Self::R95 => 95,
            Self::R96 => 96,
            Self::R91 => 91,
            Self::R92 => 92,
            _ => 0,
        }
    }

    /// Records 95 and 96, which carry neither a sequence number nor check digits.
    #[must_use]
    pub const fn is_closing(self) -> bool {
        matches!(self, Self::R95 | Self::R96)
    }

    /// Records 30, 50, 51 and 52.
    #[must_use]
    pub const fn is_detail(self) -> bool {
        matches!(self, Self::R30 | Self::R50 | Self::R51 | Self::R52)
    }

    /// Its zones and what follows from them.
    #[must_use]
    pub fn table(self) -> &'static Table {
        &TABLES[self as usize]
    }
}

/// N or A in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneType {
    /// Digits, right-aligned, zeros before.
    Numeric,
    /// Characters, left-aligned, blanks behind.
    Text,
}

/// What a zone must hold for the file to be technically right (billing.md §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Digits.
    Numeric,
    /// Zeros: a reserve, or a legacy zone that is always zero.
    Zeros,
    /// Blanks: a reserve.
    Blanks,
    /// Anything.
    Free,
    /// A sign and digits.
    Signed,
    /// A sign and digits, or digits alone, or blank (record 50 zone 47 had no sign before 2019-07).
    SignedOrAbsent,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// So many zeros, then digits.
    Prefixed(usize),
    /// Digits, not all zero.
    NotZero,
    /// A calendar date.
    Date,
    /// A calendar date, or zeros.
    DateOrZeros,
    /// The number of a month, 01 to 12.
    MonthOfYear,
    /// A month YYYYMM.
    Month,
    /// A month YYYYMM, or zeros.
    MonthOrZeros,
    /// Zeros, then HHMM.
    Hour,
    /// Judged by code of its own: record type, sequence, check digits.
    Own,
}

/// One zone of a record or segment.
#[derive(Debug)]
pub struct Zone {
    /// Its number or numbers as the grid writes them: `8a, 8b`.
    pub name: String,
    /// Its first number: 8. Zero in the tail, whose zones have no number.
    pub number: u16,
    /// Where it stands, from 0.
    pub range: Range<usize>,
    /// N or A.
    pub zone_type: ZoneType,
    /// What it must hold.
    pub rule: Rule,
    /// What it is, as the grid says.
    pub meaning: String,
}

/// All zones of one layout.
#[derive(Debug)]
pub struct Table {
    /// In the order of their positions.
    pub zones: Vec<Zone>,
    /// What the bytes of a record 10 to 90 must be, position by position.
    pub(crate) mask: Mask,
    /// The zones that the mask alone cannot judge.
    pub(crate) explicit: Vec<usize>,
    /// Start and end of zones 1 to 99 by their first number; asked many times for every record.
    index: [(usize, usize); 100],
    /// A record with zeros, blanks and `+` where they belong: what the writer fills.
    pub(crate) blank: Vec<u8>,
}

impl Table {
    /// Where the first zone with this first number stands, from 0; an empty range when there is none.
    #[must_use]
    pub fn range(&self, number: u16) -> Range<usize> {
        match self.index.get(usize::from(number)) {
            Some((start, end)) => *start..*end,
            None => self.zone(number).map_or(0..0, |zone| zone.range.clone()),
        }
    }

    /// The zone with this first number.
    #[must_use]
    pub fn zone(&self, number: u16) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.number == number)
    }
}

static TABLES: LazyLock<Vec<Table>> =
    LazyLock::new(|| LAYOUTS.iter().map(|(layout, name)| table(*layout, name)).collect());

/// A row of the embedded grid.
#[derive(serde::Deserialize)]
struct Row {
    record: String,
    zones: String,
    start: usize,
    length: usize,
    #[serde(rename = "type")]
    zone_type: String,
    meaning: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../zones.csv").as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .expect("the embedded grid of zones is read by a test")
});

fn table(layout: Layout, name: &str) -> Table {
    let tail_starts = if layout == Layout::ReturnTail { RECORD_LENGTH } else { 0 };
    let zones: Vec<Zone> = ROWS
        .iter()
        .filter(|row| row.record == name)
        .map(|row| zone(layout, row, tail_starts))
        .collect();
    let mut blank = Vec::new();
    for zone in &zones {
        let signed = matches!(zone.rule, Rule::Signed | Rule::SignedOrAbsent);
        let filler = if zone.zone_type == ZoneType::Text && !signed {
            b' '
        } else {
            b'0'
        };
        blank.resize(zone.range.end, filler);
        if signed {
            blank[zone.range.start] = b'+';
        }
    }
    let explicit = zones
        .iter()
        .enumerate()
        .filter(|(_, zone)| Mask::needs_more(zone.rule))
        .map(|(at, _)| at)
        .collect();
    let mut index = [(0, 0); 100];
    for zone in zones.iter().rev() {
        if let Some(entry) = index.get_mut(usize::from(zone.number)) {
            *entry = (zone.range.start, zone.range.end);
        }
    }
    Table {
        mask: Mask::of(&zones),
        explicit,
        index,
        zones,
        blank,
    }
}

fn zone(layout: Layout, row: &Row, tail_starts: usize) -> Zone {
    let digits: String = row.zones.chars().take_while(char::is_ascii_digit).collect();
    let number = digits.parse().unwrap_or(0);
    let zone_type = if row.zone_type == "N" {
        ZoneType::Numeric
    } else {
        ZoneType::Text
    };
    let name = row.zones.split(',').map(str::trim).collect::<Vec<_>>().join(", ");
    let start = row.start - 1 - tail_starts;
    let rule = special(layout, &row.zones).unwrap_or_else(|| ordinary(row, number, zone_type));
    Zone {
        name,
        number,
        range: start..start + row.length,
        zone_type,
        rule,
        meaning: row.meaning.clone(),
    }
}

/// What the grid itself says.
fn ordinary(row: &Row, number: u16, zone_type: ZoneType) -> Rule {
    let reserve = row.meaning.starts_with("reserve");
    match zone_type {
        ZoneType::Numeric if reserve || number >= 1000 => Rule::Zeros,
        ZoneType::Text if reserve => Rule::Blanks,
        ZoneType::Text if row.meaning.starts_with("sign + ") => Rule::Signed,
        ZoneType::Numeric => Rule::Numeric,
        ZoneType::Text => Rule::Free,
    }
}

/// What billing.md §1 says of single zones; `None` where the grid is enough.
fn special(layout: Layout, zones: &str) -> Option<Rule> {
    use Layout as L;
    use Rule as R;
    if layout.is_closing() {
        return Some(R::Own); // every byte follows from the rest of the file
    }
    Some(match (layout, zones) {
        (L::R10 | L::R20 | L::R30 | L::R50 | L::R51 | L::R52 | L::R80 | L::R90, "1" | "2" | "99") => R::Own,
        (L::R80 | L::R90, "98") => R::Own,
        (L::R10, "3") => R::OneOf(&["0"]),
        (L::R10, "4") | (L::Request300, "304") => R::OneOf(&["0001999", "9991999"]),
        (L::R10 | L::R90, "5,6a" | "8a") => R::Zeros,
        (L::R10, "7") => R::NotZero,
        (L::R10 | L::R20 | L::R30 | L::R50 | L::R80 | L::R90, "14") | (L::R20 | L::R50, "15") => R::Prefixed(1),
        (L::R10 | L::R90, "22") => R::Prefixed(1),
        (L::R10, "23") => R::MonthOfYear,
        (L::R10, "25,26") | (L::R20, "5" | "47") | (L::R30 | L::R50, "5" | "6a,6b") => R::Date,
        (_, "8a,8b") => R::Prefixed(2),
        (L::R20 | L::R80, "4" | "22") => R::Hour,
        (L::R50, "36,37") | (L::R52, "12,13") => R::Hour,
        (L::R20, "10") => R::OneOf(&["4"]),
        (L::R20, "11") => R::OneOf(&["0", "3"]),
        (L::R20, "18") => R::NotZero,
        (L::R20 | L::R50 | L::R80, "20,21") => R::DateOrZeros,
        (L::R20, "41") => R::MonthOrZeros,
        // The grid calls this zone N and describes text in it: the description is followed.
        (L::R20, "42,43a,43b,44,45") => R::Free,
        (L::R20, "53" | "54a,54b" | "55") | (L::R30, "47") => R::DateOrZeros,
        (L::R30 | L::R50 | L::R51 | L::R52, "4") => R::Prefixed(1),
        (L::R51, "5" | "55") | (L::R52, "5" | "6a,6b") | (L::R80, "5" | "6a,6b") => R::DateOrZeros,
        (L::R50, "47") => R::SignedOrAbsent,
        (L::Segment200, "200") => R::OneOf(&["920000"]),
        (L::Segment200, "201") | (L::Request300, "308" | "309") => R::OneOf(&["01"]),
        (L::Segment200, "202") => R::OneOf(&["12", "92"]),
        (L::Segment200, "203") => R::OneOf(&["00"]),
        (L::Segment200, "205") => R::Zeros,
        (L::Request300, "300") => R::Month,
        (L::Request300, "301") => R::NotZero,
        (L::Request300, "302") => R::Date,
        (L::Request300, "307") => R::Free,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every layout is without gap or overlap and has its length.
    #[test]
    fn the_grid_is_whole() {
        let check = |layout: Layout, length: usize| {
            let mut at = 0;
            for zone in &layout.table().zones {
                assert_eq!(zone.range.start, at, "{layout:?} zone {}", zone.name);
                at = zone.range.end;
            }
            assert_eq!(at, length, "{layout:?}");
            assert_eq!(layout.table().blank.len(), length);
        };
        for (layout, _) in LAYOUTS {
            check(
                layout,
                match layout {
                    Layout::R91 | Layout::R92 => 800,
                    Layout::Segment200 => 67,
                    Layout::Request300 | Layout::Acknowledgement300 => 160,
                    Layout::Response300 => 610,
                    Layout::ReturnTail => 450,
                    _ => 350,
                },
            );
        }
    }

    #[test]
    fn zones_of_one_number_may_be_several() {
        let table = Layout::R10.table();
        assert_eq!(table.range(5), 16..28);
        assert_eq!(table.range(8), 35..47);
        assert_eq!(table.range(36), 178..212);
        assert_eq!(Layout::R20.table().range(29), 162..174);
    }
}
