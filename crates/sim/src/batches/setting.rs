//! What there is before the first batch, and what is sent: plain values that both judges read.

use jiff::civil::{Date, date};

pub(super) const FIRST: Date = date(2020, 1, 1);
pub(super) const LAST: Date = date(2099, 12, 31);

/// Everything there is before the first batch.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) rules: Rules,
    pub(super) persons: Vec<Person>,
    pub(super) facilities: Vec<Facility>,
    pub(super) prices: Vec<Price>,
    pub(super) stays: Vec<Stay>,
}

/// Values from a day on, for one sector or (`None`) for those without an own one.
pub(super) type Dated<T> = Vec<(Option<&'static str>, Date, T)>;

/// The value of a sector on a day: its own, else that for all; the latest of them.
pub(super) fn on<T: Copy>(values: &Dated<T>, sector: &str, day: Date) -> Option<T> {
    let of = |sector: Option<&str>| {
        let begun = values.iter().filter(|(of, from, _)| *of == sector && *from <= day);
        begun.max_by_key(|(_, from, _)| *from).map(|(.., value)| *value)
    };
    of(Some(sector)).or_else(|| of(None))
}

/// What the law says in this world.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The day on which each sector joined.
    pub(super) joined: Vec<(&'static str, Date)>,
    /// From how many errors in a hundred records a sending is refused whole, by day of receipt.
    pub(super) error_percent: Dated<i64>,
    /// How many years a day may be invoiced, by that day.
    pub(super) term_years: Dated<i16>,
    /// Minute of the day up to which a first day is payable, and from which a last one, by that day.
    pub(super) first_day_until: Dated<i16>,
    pub(super) last_day_from: Dated<i16>,
    /// Pairs of sectors in which one person may stay at the same time.
    pub(super) together: Vec<[&'static str; 2]>,
    /// The funds that ask four eyes.
    pub(super) four_eyes: Vec<&'static str>,
}

impl Rules {
    pub(super) fn joined(&self, sector: &str) -> Date {
        let of = self.joined.iter().find(|(of, _)| *of == sector);
        of.map_or(LAST, |(_, day)| *day)
    }

    pub(super) fn may_stay_together(&self, a: &str, b: &str) -> bool {
        self.together
            .iter()
            .any(|pair| (pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a))
    }
}

/// A person as the register knows them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) ssin: &'static str,
    pub(super) obligation: &'static str,
    pub(super) memberships: Vec<Member>,
    pub(super) deceased: Option<Date>,
    /// Years for which a premium is known.
    pub(super) premiums: Vec<i16>,
    /// Whether the allowance is the increased one; `None` when the register does not say.
    pub(super) increased: Option<bool>,
}

/// A membership.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) fund: &'static str,
    pub(super) official: bool,
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Person {
    pub(super) fn member_on(&self, day: Date) -> Option<&Member> {
        self.memberships.iter().find(|of| of.from <= day && day <= of.to)
    }

    pub(super) fn is_with(&self, fund: &str, day: Date) -> bool {
        self.member_on(day).is_some_and(|of| of.fund == fund)
    }
}

/// The numbers of the persons in the register.
pub(super) const SSINS: [&str; 6] = [
    "85073003328",
    "85073010058",
    "85073010157",
    "85073010256",
    "90010100123",
    "85073010454",
];
/// In no register, and with wrong check digits.
pub(super) const UNKNOWN_SSIN: &str = "85073010355";
pub(super) const WRONG_SSIN: &str = "85073003329";

/// A facility.
#[derive(Debug, Clone)]
pub(super) struct Facility {
    pub(super) sector: &'static str,
    pub(super) hco: &'static str,
    pub(super) nihdi: &'static str,
    /// First and last day of each recognition.
    pub(super) recognised: Vec<(Date, Date)>,
}

impl Facility {
    pub(super) fn is_recognised_on(&self, day: Date) -> bool {
        self.recognised.iter().any(|(from, to)| *from <= day && day <= *to)
    }
}

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Day,
    Share,
    Cost,
    Premium,
}

impl Kind {
    /// Whether it is written as a record 50.
    pub(super) fn is_provision(self) -> bool {
        matches!(self, Self::Cost | Self::Premium)
    }
}

/// A price.
#[derive(Debug, Clone, Copy)]
pub(super) struct Price {
    pub(super) code: u32,
    pub(super) kind: Kind,
    pub(super) sector: &'static str,
    pub(super) facility: Option<usize>,
    /// For stays of persons with (or without) an intellectual disability only.
    pub(super) disability: Option<bool>,
    /// For persons with (or without) the increased allowance only.
    pub(super) increased: Option<bool>,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) cents: i64,
}

/// The codes, what each stands for in a sector, and about what it costs. The last stands for something else in each.
pub(super) const CODES: [(u32, Kind, &str, i64); 10] = [
    (970_012, Kind::Day, "IBW", 4300),
    (970_071, Kind::Day, "IBW", 4000),
    (970_023, Kind::Cost, "IBW", 5000),
    (970_034, Kind::Premium, "IBW", 6200),
    (970_045, Kind::Day, "PVT", 15_000),
    (970_056, Kind::Day, "PVT", 17_000),
    (970_060, Kind::Share, "PVT", 1800),
    (970_082, Kind::Cost, "PVT", 3000),
    (970_104, Kind::Cost, "IBW", 2500),
    (970_104, Kind::Premium, "PVT", 6400),
];
/// Codes that no price names: a right check digit, and a wrong one.
pub(super) const UNKNOWN_CODE: u32 = 970_093;
pub(super) const WRONG_CODE: u32 = 970_013;

/// A stay and the messages that made it, in order: request, decision, extension, end, changes that wait.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub(super) person: usize,
    pub(super) facility: usize,
    /// Day and minute.
    pub(super) start: (Date, i16),
    /// The day of receipt, at noon.
    pub(super) received: Date,
    pub(super) migrated: bool,
    pub(super) follow_up: bool,
    /// The type of user, in PVT only.
    pub(super) disability: Option<bool>,
    /// First covered day and last approved day; of a migrated stay perhaps the day before the first.
    pub(super) first: Date,
    pub(super) until: Date,
    /// The day on which it was accepted by hand, and by which fund.
    pub(super) reviewed: Option<(Date, &'static str)>,
    pub(super) extension: Option<Extension>,
    /// Day and minute of the end, and the day on which it was told.
    pub(super) end: Option<(Date, i16)>,
    pub(super) end_told: Date,
    /// Changes that wait for a decision: the first in beraad, the rest queued behind it; told on that day.
    pub(super) waiting: Vec<Change>,
    pub(super) waiting_told: Date,
}

/// An extension: the day of receipt and the days it adds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extension {
    pub(super) received: Date,
    pub(super) from: Date,
    pub(super) to: Date,
}

/// A change that waits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    OtherEnd(Date, i16),
    NoEnd,
    OtherStart(Date, i16),
    Extension(Date),
    NoExtension,
}

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
    /// The creation date of the file.
    pub(super) created: Date,
    /// The day of receipt, and its minute in Brussels.
    pub(super) on: Date,
    pub(super) minute: i16,
    /// Whether it comes as JSON.
    pub(super) json: bool,
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

/// A standing rule of a fund: takes into review what meets all that is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch {
    pub(super) fund: &'static str,
    pub(super) facility: Option<usize>,
    pub(super) code: Option<u32>,
    pub(super) from_cents: Option<i64>,
}

/// A step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Send(Sending),
    /// The same bytes as the batch of this place, once more.
    Again(usize, Date),
    /// A delivery of registers: another world holds from now on.
    Deliver(Date),
    /// A standing rule begins; it holds for sendings from now on.
    Watch(Watch, Date),
    /// The standing rule of this place ends.
    Unwatch(usize, Date),
    Review(usize, Pick, Date),
    /// Accepts or refuses, by an account.
    Decide(usize, Pick, bool, &'static str, Date),
    Sign(usize, &'static str, Date),
    Pay(&'static str, Date),
    Bank(usize, bool, Date),
}
