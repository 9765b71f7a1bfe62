//! What there is before the first batch, and what is sent: plain values that both judges read.

use jiff::civil::{Date, date};

/// A person as the register knows them.
pub(super) struct Person {
    pub(super) ssin: &'static str,
    pub(super) obligation: &'static str,
    /// Fund, whether official, first and last day.
    pub(super) memberships: &'static [(&'static str, bool, Date, Date)],
    pub(super) deceased: Option<Date>,
    pub(super) premiums: &'static [i16],
    pub(super) increased: Option<bool>,
}

const FIRST: Date = date(2020, 1, 1);
const LAST: Date = date(2099, 12, 31);

/// The persons. The second moves in the middle of March; the fourth dies; the last is with no fund for a time.
pub(super) const PERSONS: [Person; 5] = [
    Person {
        ssin: "85073003328",
        obligation: "OBLIGATORY",
        memberships: &[("180", true, FIRST, LAST)],
        deceased: None,
        premiums: &[],
        increased: None,
    },
    Person {
        ssin: "85073010058",
        obligation: "OBLIGATORY",
        memberships: &[
            ("180", true, FIRST, date(2024, 3, 15)),
            ("280", true, date(2024, 3, 16), LAST),
        ],
        deceased: None,
        premiums: &[],
        increased: Some(false),
    },
    Person {
        ssin: "85073010157",
        obligation: "VOLUNTARY",
        memberships: &[("180", true, FIRST, LAST)],
        deceased: None,
        premiums: &[],
        increased: Some(true),
    },
    Person {
        ssin: "85073010256",
        obligation: "OBLIGATORY",
        memberships: &[("180", false, FIRST, LAST)],
        deceased: Some(date(2024, 4, 10)),
        premiums: &[2022],
        increased: None,
    },
    Person {
        ssin: "90010100123",
        obligation: "OBLIGATORY",
        memberships: &[("180", true, FIRST, date(2024, 4, 5))],
        deceased: None,
        premiums: &[],
        increased: None,
    },
];
/// In no register, and with wrong check digits.
pub(super) const UNKNOWN_SSIN: &str = "85073010355";
pub(super) const WRONG_SSIN: &str = "85073003329";

/// A facility: sector, numbers, last day of its recognition.
pub(super) struct Facility {
    pub(super) sector: &'static str,
    pub(super) hco: &'static str,
    pub(super) nihdi: &'static str,
    pub(super) recognised_to: Date,
}

pub(super) const FACILITIES: [Facility; 3] = [
    Facility {
        sector: "IBW",
        hco: "10000001",
        nihdi: "73100188000",
        recognised_to: date(2024, 5, 20),
    },
    Facility {
        sector: "IBW",
        hco: "10000002",
        nihdi: "73100287000",
        recognised_to: LAST,
    },
    Facility {
        sector: "PVT",
        hco: "20000001",
        nihdi: "74200149000",
        recognised_to: LAST,
    },
];

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Day,
    Share,
    Cost,
    Premium,
}

/// A price: code, kind, sector, facility, with intellectual disability, increased allowance, from, to, cents.
pub(super) struct Price {
    pub(super) code: u32,
    pub(super) kind: Kind,
    pub(super) sector: &'static str,
    pub(super) facility: Option<usize>,
    pub(super) disability: Option<bool>,
    pub(super) increased: Option<bool>,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) cents: i64,
}

const fn price(code: u32, kind: Kind, sector: &'static str, from: Date, cents: i64) -> Price {
    Price {
        code,
        kind,
        sector,
        facility: None,
        disability: None,
        increased: None,
        from,
        to: LAST,
        cents,
    }
}

pub(super) const PRICES: [Price; 11] = [
    price(970_012, Kind::Day, "IBW", date(2024, 1, 1), 4321),
    price(970_012, Kind::Day, "IBW", date(2024, 4, 1), 4400),
    Price {
        facility: Some(1),
        ..price(970_012, Kind::Day, "IBW", date(2024, 4, 1), 4500)
    },
    Price {
        to: date(2024, 4, 15),
        ..price(970_071, Kind::Day, "IBW", date(2024, 1, 1), 4000)
    },
    price(970_023, Kind::Cost, "IBW", date(2024, 2, 1), 5000),
    price(970_034, Kind::Premium, "IBW", date(2024, 1, 1), 6200),
    Price {
        disability: Some(false),
        ..price(970_045, Kind::Day, "PVT", date(2023, 4, 1), 15_000)
    },
    Price {
        disability: Some(true),
        ..price(970_056, Kind::Day, "PVT", date(2023, 4, 1), 17_000)
    },
    Price {
        increased: Some(false),
        ..price(970_060, Kind::Share, "PVT", date(2023, 4, 1), 1800)
    },
    Price {
        increased: Some(true),
        ..price(970_060, Kind::Share, "PVT", date(2023, 4, 1), 600)
    },
    price(970_082, Kind::Cost, "PVT", date(2023, 4, 1), 3000),
];
/// Codes that no price names: a right check digit, and a wrong one.
pub(super) const UNKNOWN_CODE: u32 = 970_093;
pub(super) const WRONG_CODE: u32 = 970_013;

/// A stay: person, facility, first and last approved day, the end with its minute of the day, and the day to which a
/// change in beraad would bring that end.
pub(super) struct Stay {
    pub(super) person: usize,
    pub(super) facility: usize,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) end: Option<(Date, i16)>,
    pub(super) end_in_beraad: Option<Date>,
}

const fn stay(person: usize, facility: usize, from: Date, to: Date) -> Stay {
    Stay {
        person,
        facility,
        from,
        to,
        end: None,
        end_in_beraad: None,
    }
}

/// In order of acceptance.
pub(super) const STAYS: [Stay; 6] = [
    Stay {
        end: Some((date(2024, 5, 10), 11 * 60)),
        end_in_beraad: Some(date(2024, 5, 6)),
        ..stay(0, 0, date(2024, 3, 1), date(2024, 6, 30))
    },
    stay(1, 0, date(2024, 3, 4), date(2024, 4, 20)),
    Stay {
        end: Some((date(2024, 3, 20), 15 * 60)),
        ..stay(2, 0, date(2024, 3, 1), date(2024, 6, 30))
    },
    stay(2, 1, date(2024, 3, 20), date(2024, 6, 30)),
    stay(3, 2, date(2024, 3, 2), date(2024, 6, 30)),
    stay(4, 2, date(2024, 3, 1), date(2024, 6, 30)),
];

/// A line as it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) provision: bool,
    pub(super) code: u32,
    pub(super) day: Date,
    pub(super) last_day: Date,
    pub(super) cents: i64,
    pub(super) units: i32,
}

/// An invoice as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Invoice {
    pub(super) number: u64,
    pub(super) ssin: &'static str,
    /// The invoice, sending and month (its first day) that a credit note names.
    pub(super) credit: Option<Option<(u64, u16, Date)>>,
    /// The stay whose reference it carries.
    pub(super) reference: Option<usize>,
    pub(super) admission: Date,
    pub(super) discharge: Option<Date>,
    pub(super) date: Date,
    /// What its total says above the sum of its lines.
    pub(super) total_off: i64,
    pub(super) lines: Vec<Line>,
}

/// A batch as it is sent, by the certificate of a facility.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    pub(super) sender: usize,
    pub(super) facility: usize,
    pub(super) fund: &'static str,
    /// The first day of the month.
    pub(super) month: Date,
    pub(super) number: u16,
    /// The day of receipt, at noon; also the creation date.
    pub(super) on: Date,
    pub(super) wrong_cbe: bool,
    pub(super) wrong_iban: bool,
    pub(super) invoices: Vec<Invoice>,
}

/// Which lines of a batch are meant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pick {
    pub(super) invoice: Option<u64>,
    pub(super) day: Option<Date>,
    pub(super) code: Option<u32>,
}

/// A step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Send(Sending),
    /// The same bytes as the batch of this place, once more.
    Again(usize, Date),
    Review(usize, Pick, Date),
    /// Accepts or refuses, by an account.
    Decide(usize, Pick, bool, &'static str, Date),
    Sign(usize, &'static str, Date),
    Pay(&'static str, Date),
    Bank(usize, bool, Date),
}
