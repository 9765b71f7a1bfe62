//! The world of the benches: facilities of one sector, six funds, people who all stay all the time, and their
//! invoices. Everything follows from places in a row; nothing is drawn.

use std::ops::Range;

use app::{App, Context};
use identifiers::{
    CareFundNumber, CbeNumber, EuroCents, FacilityId, HcoNumber, Iban, Malformed, Month, NihdiNumber, PerformanceCode,
    Period, PersonId, SectorCode, Ssin,
};
use invoice_file::{Contact, DetailKind, Invoice, InvoiceKind, Line, Sending, write_sending};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use registers::import::{CareFundRow, FacilityRow, RecognitionRow, Registers, TariffRow};
use registers::{Address, AffiliationObligation, Membership, MembershipKind, PersonDetails, Recognition, TariffKind};
use regulation::Law;
use store::{DossierState, NewDossier, NewPerson, Store, Transaction};

use crate::output::Failure;

/// The care funds.
pub(super) const FUNDS: [u16; 6] = [180, 280, 380, 480, 580, 680];
/// The code of a day, and its price in eurocent.
const DAY_CODE: u32 = 970_012;
const DAY_CENTS: i64 = 4321;
/// Every so manieth line has a wrong amount: 1 % of them.
const WRONG_EVERY: usize = 100;
/// The first month that is invoiced.
const FIRST_MONTH: (i16, i8) = (2024, 1);
/// At which hour everyone came in.
const ADMISSION_HOUR: i8 = 8;
/// How many people are recorded in one transaction.
const CHUNK: u64 = 5_000;

/// People of one facility and one fund: they make one batch a month.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The place of the facility in the row of all.
    pub(super) facility: u64,
    /// The place of the fund in [`FUNDS`].
    pub(super) fund: usize,
    /// The places of the people.
    pub(super) people: Range<u64>,
}

/// A world in a store.
pub(super) struct World {
    /// In order of their people, without gaps.
    groups: Vec<Group>,
    facilities: Vec<FacilityId>,
}

/// One facility's sending to one fund for one month.
pub(super) struct Batch {
    pub(super) context: Context,
    pub(super) bytes: Vec<u8>,
    pub(super) lines: u64,
}

fn sound<T>(value: Result<T, Malformed>) -> Result<T, Failure> {
    value.map_err(|error| Failure::WrongUse(format!("a number of the bench: {error}")))
}

pub(super) fn out_of_range(what: &str) -> Failure {
    Failure::WrongUse(format!("{what}: more than this bench can make"))
}

impl World {
    /// Fills a store: registers in one delivery, people and their stays directly in bulk.
    pub(super) fn set_up(store: &dyn Store, law: &Law, people: u64, people_per_batch: u64) -> Result<Self, Failure> {
        Self::set_up_with_stays(store, law, (people, people), people_per_batch)
    }

    /// The same, where only the first so many of the people stay anywhere.
    pub(super) fn set_up_with_stays(
        store: &dyn Store,
        law: &Law,
        (people, staying): (u64, u64),
        people_per_batch: u64,
    ) -> Result<Self, Failure> {
        let groups = (0..people.div_ceil(people_per_batch)).map(|batch| Group {
            facility: batch / FUNDS.len() as u64,
            fund: usize::try_from(batch).unwrap_or_default() % FUNDS.len(),
            people: batch * people_per_batch..people.min((batch + 1) * people_per_batch),
        });
        let world = Self::of(store, law, groups.collect())?;
        for from in (0..people).step_by(usize::try_from(CHUNK).unwrap_or(1)) {
            world.record_people(store, from..people.min(from + CHUNK), staying, set_up_at()?)?;
        }
        Ok(world)
    }

    /// Fills a store with the registers of these groups, without their people.
    pub(super) fn of(store: &dyn Store, law: &Law, groups: Vec<Group>) -> Result<Self, Failure> {
        let facility_count = groups.iter().map(|group| group.facility + 1).max().unwrap_or(1);
        let operator = crate::workplace::operator(set_up_at()?);
        let app = App::new(store, law.clone());
        app.import_read(&operator, &registers(facility_count)?)?;
        let mut facilities = Vec::new();
        for place in 0..facility_count {
            let found = app.facility_by_hco(&operator, &hco(place)?)?;
            facilities.push(found.ok_or_else(|| out_of_range("facilities"))?);
        }
        Ok(Self { groups, facilities })
    }

    /// Records people as persons and members of their fund, in bulk.
    pub(super) fn record_members(
        tx: &mut dyn Transaction,
        members: impl Iterator<Item = (u64, CareFundNumber)> + Clone,
        at: Timestamp,
    ) -> Result<Vec<PersonId>, Failure> {
        let mut persons = Vec::new();
        for (place, _) in members.clone() {
            persons.push(NewPerson {
                ssin: ssin(place)?,
                details: PersonDetails {
                    name: Some(format!("Person {place}")),
                    birth_date: None,
                    deceased_on: None,
                    obligation: AffiliationObligation::Obligatory,
                    insurer: None,
                    income_category: None,
                    address: Address::default(),
                },
            });
        }
        let ids = tx.insert_persons(&persons, at)?;
        let membership = |fund| Membership {
            fund,
            kind: MembershipKind::Official,
            period: Period::since(date(2020, 1, 1)),
        };
        let sets: Vec<_> = members
            .zip(&ids)
            .map(|((_, fund), id)| (*id, vec![membership(fund)]))
            .collect();
        tx.replace_memberships(&sets, at)?;
        Ok(ids)
    }

    /// Records these people; those whose place is below `staying` stay in the facility of their group.
    fn record_people(&self, store: &dyn Store, places: Range<u64>, staying: u64, at: Timestamp) -> Result<(), Failure> {
        let mut tx = store.begin()?;
        let mut members = Vec::new();
        for place in places {
            members.push((place, fund_at(self.group_of(place)?.fund)?));
        }
        let ids = Self::record_members(tx.as_mut(), members.iter().copied(), at)?;
        let covered = Period::between(first_day()?, date(2040, 12, 31)).map_err(|_| out_of_range("months"))?;
        let staying = members.into_iter().zip(ids).filter(|((place, _), _)| *place < staying);
        for ((place, _), id) in staying {
            tx.insert_dossier(&NewDossier {
                facility: self.facility(self.group_of(place)?.facility)?,
                sector: sector()?,
                person: Some(id),
                state: DossierState::Accepted,
                reference: None,
                start: Some(instant(first_day()?, ADMISSION_HOUR)?),
                approved: vec![covered],
                approved_until: covered.to(),
                migration: false,
                user_type: None,
                content: None,
                received_at: at,
                decided_at: Some(at),
            })?;
        }
        tx.commit()?;
        Ok(())
    }

    /// How many facilities there are.
    pub(super) fn facilities(&self) -> u64 {
        self.facilities.len() as u64
    }

    /// How many batches make a month.
    pub(super) fn batches(&self) -> u64 {
        self.groups.len() as u64
    }

    /// The groups, each of one batch a month.
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    fn group_of(&self, place: u64) -> Result<&Group, Failure> {
        let found = self.groups.partition_point(|group| group.people.end <= place);
        self.groups.get(found).ok_or_else(|| out_of_range("people"))
    }

    /// The facility at a place, by own number.
    pub(super) fn facility(&self, place: u64) -> Result<FacilityId, Failure> {
        let place = usize::try_from(place).ok();
        let found = place.and_then(|place| self.facilities.get(place));
        found.copied().ok_or_else(|| out_of_range("facilities"))
    }

    /// The file of a batch for the month with this place: at most 30 days for each person, and at most so many lines.
    pub(super) fn batch(&self, batch: u64, month_place: u64, most_lines: u64) -> Result<Batch, Failure> {
        self.batch_with(batch, month_place, most_lines, (WRONG_EVERY, 0))
    }

    /// The same with every so manieth line wrong, and a sending number so much higher.
    pub(super) fn batch_with(
        &self,
        batch: u64,
        month_place: u64,
        most_lines: u64,
        (wrong_every, higher): (usize, u64),
    ) -> Result<Batch, Failure> {
        let group = usize::try_from(batch).ok().and_then(|batch| self.groups.get(batch));
        let group = group.ok_or_else(|| out_of_range("batches"))?;
        let month = month_at(month_place)?;
        let created_on = month.last_day().tomorrow().map_err(|_| out_of_range("months"))?;
        let of_year =
            u64::from(month.year_and_number().1.unsigned_abs()) * FUNDS.len() as u64 + group.fund as u64 + higher;
        let mut sending = Sending {
            test: false,
            month,
            sending_number: u16::try_from(of_year + 1).map_err(|_| out_of_range("batches"))?,
            created_on,
            reference: "BENCH".into(),
            nihdi: nihdi(group.facility)?,
            cbe: sound(CbeNumber::parse("0411000183"))?,
            iban: sound(Iban::parse("BE74001100000107"))?,
            bic: None,
            fund: fund_at(group.fund)?,
            invoices: Vec::new(),
            lines: Vec::new(),
            total: EuroCents::ZERO,
            record_count: 0,
        };
        let most_lines = usize::try_from(most_lines).unwrap_or(usize::MAX);
        for (number, person) in (1..).zip(group.people.clone()) {
            add_invoice(
                &mut sending,
                number,
                ssin(person)?,
                created_on,
                (most_lines, wrong_every),
            )?;
        }
        let lines = sending.lines.len();
        let mut bytes = Vec::with_capacity(350 * (lines + 2 * sending.invoices.len() + 5));
        write_sending(&sending, &Contact::default(), &mut bytes)
            .map_err(|error| Failure::WrongUse(format!("the file of the bench: {error}")))?;
        Ok(Batch {
            context: Context {
                actor: app::Actor::Facility(self.facility(group.facility)?),
                at: instant(created_on, 10)?,
            },
            bytes,
            lines: lines as u64,
        })
    }
}

/// An invoice of thirty days, or what is left of the lines.
fn add_invoice(
    sending: &mut Sending,
    number: u64,
    ssin: Ssin,
    on: Date,
    (most_lines, wrong_every): (usize, usize),
) -> Result<(), Failure> {
    let first = sending.lines.len();
    let code = sound(PerformanceCode::from_number(DAY_CODE))?;
    let fund = sending.fund.as_number();
    let days = month_days(sending.month)?;
    for (position, day) in (1..).zip(days.take(30.min(most_lines - first))) {
        let wrong = sending.lines.len() % wrong_every == wrong_every - 1;
        sending.lines.push(Line {
            position,
            record: DetailKind::Stay30,
            code,
            first_day: day,
            last_day: day,
            fund,
            amount: EuroCents::new(DAY_CENTS + i64::from(wrong)),
            negative_written: false,
            units: 1,
            share: EuroCents::ZERO,
            supplement: EuroCents::ZERO,
        });
    }
    let lines = first..sending.lines.len();
    if lines.is_empty() {
        return Ok(());
    }
    let sum = EuroCents::sum(sending.lines[lines.clone()].iter().map(|line| line.amount));
    let total = sum.map_err(|_| out_of_range("lines"))?;
    sending.total = sending.total.plus(total).map_err(|_| out_of_range("lines"))?;
    sending.invoices.push(Invoice {
        number,
        ssin: ssin.as_number(),
        same_ssin: true,
        sex: 1,
        kind: InvoiceKind::Original,
        admission: Some(admission()?),
        discharge: None,
        fund_of_affiliation: fund,
        vsb_reference: None,
        earlier: None,
        invoice_date: Some(on),
        lines,
        written_total: total,
        written_share: EuroCents::ZERO,
        written_supplement: EuroCents::ZERO,
    });
    Ok(())
}

/// The care fund at a place of the row of all.
pub(super) fn fund_at(place: usize) -> Result<CareFundNumber, Failure> {
    let number = FUNDS.get(place % FUNDS.len()).copied().unwrap_or_default();
    sound(CareFundNumber::from_number(number))
}

fn month_days(month: Month) -> Result<impl Iterator<Item = Date>, Failure> {
    let period = Period::between(month.first_day(), month.last_day()).map_err(|_| out_of_range("months"))?;
    Ok(period.days().collect::<Vec<_>>().into_iter())
}

pub(super) fn month_at(place: u64) -> Result<Month, Failure> {
    let (year, month) = FIRST_MONTH;
    let months = i64::try_from(place)
        .unwrap_or(i64::MAX)
        .saturating_add(i64::from(month) - 1);
    let year = i64::from(year).saturating_add(months / 12);
    let found = i16::try_from(year)
        .ok()
        .zip(i8::try_from(months % 12 + 1).ok())
        .filter(|(year, _)| *year < 2040)
        .and_then(|(year, month)| Month::new(year, month).ok());
    found.ok_or_else(|| out_of_range("months"))
}

pub(super) fn first_day() -> Result<Date, Failure> {
    month_at(0).map(Month::first_day)
}

/// Everyone came in on the morning of the first day.
fn admission() -> Result<jiff::civil::DateTime, Failure> {
    first_day().map(|day| day.to_datetime(time(ADMISSION_HOUR, 0, 0, 0)))
}

pub(super) fn instant(day: Date, hour: i8) -> Result<Timestamp, Failure> {
    identifiers::brussels_at(day, time(hour, 0, 0, 0)).map_err(|_| out_of_range("months"))
}

pub(super) fn set_up_at() -> Result<Timestamp, Failure> {
    instant(first_day()?, 0)
}

fn sector() -> Result<SectorCode, Failure> {
    sound(SectorCode::parse("IBW"))
}

pub(super) fn ssin(place: u64) -> Result<Ssin, Failure> {
    let body = 500_101_001 + place;
    sound(Ssin::from_number(body * 100 + 97 - body % 97))
}

pub(super) fn hco(place: u64) -> Result<HcoNumber, Failure> {
    sound(HcoNumber::parse(&(10_000_000 + place).to_string()))
}

pub(super) fn nihdi(place: u64) -> Result<NihdiNumber, Failure> {
    let body = 731_000 + place;
    sound(NihdiNumber::parse(&format!("{body}{:02}000", 97 - body % 97)))
}

fn registers(facilities: u64) -> Result<Registers, Failure> {
    let mut all = Registers::default();
    for (line, number) in (2..).zip(FUNDS) {
        all.care_funds.push(CareFundRow {
            line,
            number: sound(CareFundNumber::from_number(number))?,
            cbe: None,
            iban: Some(sound(Iban::parse("BE68539007547034"))?),
            bic: None,
            phone: None,
            email: None,
            website: None,
        });
    }
    for (line, place) in (2..).zip(0..facilities) {
        all.facilities.push(FacilityRow {
            line,
            hco: hco(place)?,
            nihdi: nihdi(place)?,
            cbe: sound(CbeNumber::parse("0411000183"))?,
            name: format!("Facility {place}"),
            sector: sector()?,
            iban: sound(Iban::parse("BE74001100000107"))?,
            bic: None,
            circle_of_trust: true,
            attested: true,
        });
        all.recognitions.push(RecognitionRow {
            line,
            hco: hco(place)?,
            recognition: Recognition {
                sector: sector()?,
                period: Period::since(date(2015, 1, 1)),
                places: 1000,
            },
        });
    }
    all.tariffs.push(TariffRow {
        line: 2,
        code: sound(PerformanceCode::from_number(DAY_CODE))?,
        kind: TariffKind::Day,
        sector: sector()?,
        hco: None,
        user_type: None,
        income_category: None,
        period: Period::since(first_day()?),
        cents: EuroCents::new(DAY_CENTS),
        description_nl: None,
    });
    Ok(all)
}
