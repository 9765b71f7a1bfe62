//! The store that the pages are asked on: months of sendings of many facilities, judged, decided, signed and paid through
//! the use cases, and what waits at the end of them.

use app::{Actor, App, Context, Decision, FacilityRole, FundRole, LinePick, LookedAt, SentMonth};
use identifiers::{BatchId, CareFundNumber, FacilityId, Month};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use regulation::Law;
use serde_json::{Value, json};
use store::{BatchState, Store};

use crate::bench::world::{
    FUNDS, Group, World, first_day, fund_at, hco, instant, month_at, out_of_range, set_up_at, ssin,
};
use crate::output::Failure;

/// The facility that sends thousands of lines a month.
pub(super) const LARGE: u64 = 0;
/// The facility that takes back lines of a paid sending.
const TAKES_BACK: u64 = 1;
/// The facility that has not sent its last month.
pub(super) const HAS_NOT_SENT: u64 = 2;
/// The last day that the requests ask.
const REQUESTED_END: &str = "2024-12-31";
/// One in so many people of a facility is an applicant more, whose request waits or is refused.
const PEOPLE_PER_APPLICANT: u64 = 8;
/// Of a sending that is refused whole, every so manieth line is wrong.
const REFUSED_EVERY: usize = 8;
/// How much higher the number of a sending that is refused is, so that the right one can follow.
const REFUSED_NUMBER: u64 = 100;

/// How large the world is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Facilities, the large one among them.
    pub(super) facilities: u64,
    /// People of each, half of them with another fund.
    pub(super) people: u64,
    /// People of the large one, all with one fund.
    pub(super) large: u64,
    /// Months of sendings.
    pub(super) months: u64,
}

/// A filled world.
pub(super) struct Filled {
    /// Lines that were sent.
    pub(super) lines: u64,
    /// Sendings.
    pub(super) sendings: u64,
    /// When its pages are looked at.
    pub(super) now: Timestamp,
    /// The large facility and one like most.
    pub(super) facilities: [FacilityId; 2],
    /// The facility that has not sent its last month.
    pub(super) unsent: FacilityId,
    /// The number of a person who is insured.
    pub(super) ssin: String,
    /// The last month of sendings.
    pub(super) last_month: Month,
    /// The large sendings of the first fund: in review, decided, and paid.
    pub(super) large: LargeSendings,
}

/// The sendings of the large facility, by where they stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct LargeSendings {
    /// With open lines.
    pub(super) in_review: BatchId,
    /// Not signed.
    pub(super) decided: BatchId,
    /// Paid.
    pub(super) paid: BatchId,
}

/// What is filled, and so far.
struct Filling<'s> {
    app: App<'s>,
    store: &'s dyn Store,
    world: World,
    size: Size,
    lines: u64,
    /// Sendings by group, in order of month.
    sent: Vec<Vec<BatchId>>,
}

/// Fills a store.
///
/// # Errors
/// A problem of a use case: none is expected.
pub(super) fn fill(store: &dyn Store, law: &Law, size: Size) -> Result<Filled, Failure> {
    let mut groups = vec![Group {
        facility: LARGE,
        fund: 0,
        people: 0..size.large,
    }];
    for facility in 1..size.facilities {
        let fund = usize::try_from(facility).unwrap_or_default();
        for (place, people) in [(0, size.people.div_ceil(2)), (1, size.people / 2)] {
            let from = groups.last().map_or(0, |last| last.people.end);
            groups.push(Group {
                facility,
                fund: (fund + place) % FUNDS.len(),
                people: from..from + people,
            });
        }
    }
    let mut filling = Filling {
        app: App::new(store, law.clone()),
        store,
        sent: vec![Vec::new(); groups.len()],
        world: World::of(store, law, groups)?,
        size,
        lines: 0,
    };
    filling.people()?;
    for month in 0..size.months {
        filling.month(month)?;
    }
    filling.applicants()?;
    filling.filled()
}

impl Filling<'_> {
    /// Records everyone and asks for their care; all are accepted.
    fn people(&self) -> Result<(), Failure> {
        let asked_at = instant(first_day()?.tomorrow().map_err(|_| out_of_range("days"))?, 9)?;
        for group in self.world.groups() {
            let fund = fund_at(group.fund)?;
            let mut tx = self.store.begin()?;
            World::record_members(
                tx.as_mut(),
                group.people.clone().map(|place| (place, fund)),
                set_up_at()?,
            )?;
            tx.commit()?;
            for place in group.people.clone() {
                self.request(group.facility, place, (first_day()?, asked_at), |_| {})?;
            }
        }
        Ok(())
    }

    /// Sends the request of a person.
    fn request(
        &self,
        facility: u64,
        person: u64,
        (start, at): (Date, Timestamp),
        change: impl FnOnce(&mut Value),
    ) -> Result<(), Failure> {
        let mut message = json!({
            "messageId": format!("00000000-0000-4000-8000-{person:012}"), "facility": hco(facility)?.as_str(),
            "ssin": format!("{:011}", ssin(person)?.as_number()), "migration": false, "requestType": "NEW",
            "userStatus": "VOLUNTARY", "accidentCode": "NONE", "origin": "44",
            "contact": { "name": "Team instroom", "phone": "093331234" },
            "start": instant(start, 8)?.to_string(), "requestedEnd": REQUESTED_END,
            "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": start.to_string() },
        });
        change(&mut message);
        let context = Context {
            actor: Actor::Facility(self.world.facility(facility)?),
            at,
        };
        let wrong = || Failure::WrongUse("a request of the bench is no object".into());
        let object = message.as_object().ok_or_else(wrong)?;
        self.app
            .send_request(&context, message.to_string().as_bytes(), object)?;
        Ok(())
    }

    /// People whose requests wait for a person of the fund, some for long, or are refused.
    fn applicants(&self) -> Result<(), Failure> {
        let mut place = self.world.groups().last().map_or(0, |last| last.people.end);
        let now = self.now_day()?;
        let mut tx = self.store.begin()?;
        let mut asking = Vec::new();
        for group in self.world.groups() {
            let people = group.people.end - group.people.start;
            for of_group in 0..people.div_ceil(PEOPLE_PER_APPLICANT) {
                asking.push((group.facility, place, fund_at(group.fund)?, of_group));
                place += 1;
            }
        }
        let members = asking.iter().map(|(_, place, fund, _)| (*place, *fund));
        World::record_members(tx.as_mut(), members, set_up_at()?)?;
        tx.commit()?;
        for (facility, place, _, of_group) in asking {
            let days = i64::try_from(of_group % 40).unwrap_or_default() + 1;
            let day = now.saturating_sub(days.days());
            let is_refused = of_group % 5 == 4;
            self.request(facility, place, (day, instant(day, 9)?), |message| {
                if is_refused {
                    message["origin"] = json!("99");
                } else {
                    message["medicalReport"]["psychiatrist"] = json!("73100188000");
                }
            })?;
        }
        Ok(())
    }

    /// The day on which its pages are looked at: a few days into the month behind the last that was sent.
    fn now_day(&self) -> Result<Date, Failure> {
        Ok(month_at(self.size.months)?.first_day().saturating_add(4.days()))
    }

    /// The sendings of a month, and what the funds do with them.
    fn month(&mut self, month: u64) -> Result<(), Failure> {
        for place in 0..self.world.batches() {
            self.sendings(place, month)?;
        }
        let left = self.size.months - month;
        for place in 0..self.sent.len() {
            let Some(batch) = self.sent[place].last().copied() else {
                continue;
            };
            self.decided(place, batch, left)?;
        }
        if left > 2 {
            self.paid(left)?;
        }
        Ok(())
    }

    /// Sends the file of a group for a month; some send a wrong one before.
    fn sendings(&mut self, place: u64, month: u64) -> Result<(), Failure> {
        let group = usize::try_from(place)
            .ok()
            .and_then(|place| self.world.groups().get(place));
        let group = group.ok_or_else(|| out_of_range("batches"))?.clone();
        let is_last = month + 1 == self.size.months;
        if is_last && group.facility == HAS_NOT_SENT {
            return Ok(());
        }
        if (place + month) % 9 == 3 && group.facility != LARGE {
            let wrong = self
                .world
                .batch_with(place, month, u64::MAX, (REFUSED_EVERY, REFUSED_NUMBER))?;
            self.app.send_batch(&wrong.context, &wrong.bytes)?;
            self.lines += wrong.lines;
        }
        let right = self.world.batch(place, month, u64::MAX)?;
        if (place + month) % 9 == 6 && group.facility != LARGE {
            let half = &right.bytes[..right.bytes.len() / 2];
            self.app.send_batch(&right.context, half)?;
        }
        let id = if is_last && group.facility == TAKES_BACK {
            self.sent_by_hand(&group, month)?
        } else {
            self.lines += right.lines;
            self.app.send_batch(&right.context, &right.bytes)?.id
        };
        self.sent[usize::try_from(place).unwrap_or_default()].push(id);
        Ok(())
    }

    /// Sends a month from the portal, in which lines of the first month are taken back.
    fn sent_by_hand(&mut self, group: &Group, month: u64) -> Result<BatchId, Failure> {
        let facility = self.world.facility(group.facility)?;
        let day = month_at(month)?.last_day().saturating_add(1.days());
        let clerk = at_facility(facility, FacilityRole::BillingClerk, instant(day, 11)?);
        let (fund, month) = (fund_at(group.fund)?, month_at(month)?);
        let place = self.world.groups().iter().position(|of| of.people == group.people);
        let first = place.and_then(|place| self.sent[place].first().copied());
        if let Some(first) = first {
            self.app.note_credits(&clerk, first, &[(1, 1), (1, 2)], month)?;
        }
        let shown = self.app.invoice_month(&clerk, month, None)?;
        let number = shown.numbers.first().copied();
        let number = number.ok_or_else(|| out_of_range("sendings of a year"))?;
        let checked = self.app.check_month(&clerk, month, (fund, number))?;
        let looked_at = LookedAt {
            fund,
            version: shown.version,
            number,
            content: checked.content,
        };
        let sent = self.app.send_month(&clerk, month, &looked_at)?;
        let of_fund = shown.funds.iter().find(|of| of.fund == fund);
        self.lines += of_fund.map_or(0, |of| (of.day_count + of.credit_count) as u64);
        match sent {
            SentMonth::Sent(report) => Ok(report.id),
            SentMonth::Before(id) => Ok(id),
        }
    }

    /// What a fund decides on a sending of the month that has so many months left: the last stay in review or to be
    /// signed, the others are signed.
    fn decided(&self, place: usize, batch: BatchId, left: u64) -> Result<(), Failure> {
        let operator = crate::workplace::operator(self.at(left, 2)?);
        let record = self.app.batch(&operator, batch)?.batch;
        let (Some(fund), BatchState::Decided) = (record.fund, record.state) else {
            return Ok(());
        };
        let worker = of_fund(fund, FundRole::CaseWorker, self.at(left, 2)?);
        let is_large = place == 0;
        let day = |number: i64| {
            record
                .month
                .map(|month| month.first_day().saturating_add((number - 1).days()))
        };
        let of_day = |number| LinePick {
            day: day(number),
            ..LinePick::default()
        };
        match left {
            1 if is_large || place % 3 == 1 => {
                for number in 1..=3 {
                    self.app.review_lines(&worker, batch, &of_day(number))?;
                }
                let wrong = "Geen bewijs van aanwezigheid.";
                self.app
                    .decide_lines(&worker, batch, &of_day(3), Decision::Refuse, wrong)?;
                return Ok(());
            }
            1 if place % 3 == 2 => return Ok(()),
            // The large one's is left to be signed.
            2 if is_large => return Ok(()),
            _ => {}
        }
        self.app
            .sign(&of_fund(fund, FundRole::Signatory, self.at(left, 2)?), batch)?;
        Ok(())
    }

    /// Orders what is signed; the bank books most of it, rejects some, and has not answered on the newest.
    fn paid(&self, left: u64) -> Result<(), Failure> {
        for place in 0..FUNDS.len() {
            let fund = fund_at(place)?;
            let payer = of_fund(fund, FundRole::Payer, self.at(left, 3)?);
            self.app.pay(&payer, fund)?;
        }
        for (place, batches) in self.sent.iter().enumerate() {
            let (Some(batch), group) = (batches.last(), &self.world.groups()[place]) else {
                continue;
            };
            let payer = of_fund(fund_at(group.fund)?, FundRole::Payer, self.at(left, 9)?);
            let month = batches.len();
            if left == 3 && place % 4 == 1 {
                continue;
            }
            let is_booked = place == 0 || (place + month) % 20 != 7;
            self.app.record_bank_answer(&payer, *batch, is_booked)?;
        }
        Ok(())
    }

    /// So many days into the month behind the one that has so many left.
    fn at(&self, left: u64, days: i64) -> Result<Timestamp, Failure> {
        let month = month_at(self.size.months + 1 - left)?;
        instant(month.first_day().saturating_add((days - 1).days()), 15)
    }

    fn filled(self) -> Result<Filled, Failure> {
        let missing = || Failure::WrongUse("the bench needs four months at least".into());
        let large = &self.sent[0];
        let behind = |back: usize| {
            large
                .len()
                .checked_sub(back)
                .and_then(|place| large.get(place).copied())
        };
        Ok(Filled {
            lines: self.lines,
            sendings: self.sent.iter().map(|of| of.len() as u64).sum(),
            now: instant(self.now_day()?, 10)?,
            facilities: [self.world.facility(LARGE)?, self.world.facility(TAKES_BACK)?],
            unsent: self.world.facility(HAS_NOT_SENT)?,
            ssin: format!("{:011}", ssin(0)?.as_number()),
            last_month: month_at(self.size.months - 1)?,
            large: LargeSendings {
                in_review: behind(1).ok_or_else(missing)?,
                decided: behind(2).ok_or_else(missing)?,
                paid: behind(4).ok_or_else(missing)?,
            },
        })
    }
}

/// An employee of a fund.
pub(super) fn of_fund(fund: CareFundNumber, role: FundRole, at: Timestamp) -> Context {
    let name = format!("bench-{fund}-{role:?}").to_lowercase();
    Context {
        actor: Actor::Employee { fund, role, name },
        at,
    }
}

/// An employee of a facility.
pub(super) fn at_facility(facility: FacilityId, role: FacilityRole, at: Timestamp) -> Context {
    let name = format!("bench-{facility}-{role:?}").to_lowercase();
    Context {
        actor: Actor::FacilityEmployee { facility, role, name },
        at,
    }
}
