//! The world before the month is played: funds, facilities, prices and people, as register rows.

use identifiers::{CareFundNumber, EuroCents, HcoNumber, PerformanceCode, Period, SectorCode};
use jiff::civil::{Date, date};
use registers::import::{CareFundRow, FacilityRow, MemberRow, MembershipRow, RecognitionRow, Registers, TariffRow};
use registers::{IncomeCategory, Recognition, TariffKind, UserType};

use super::calendar::{Calendar, sector};
use super::numbers;
use super::people::{Known, People, Person};
use super::roster::{Plot, Seat, seats};

/// The seed of the demonstration: the same world every time.
pub(super) const SEED: u64 = 180_280_380;

/// The highest cost that is payable without a look.
pub(super) const COST_LIMIT: EuroCents = EuroCents::new(5_000);

/// The six care funds.
const FUNDS: [u16; 6] = [180, 280, 380, 480, 580, 680];

/// Where a facility lies, what it is, and what a day in it costs.
struct Plan {
    name: &'static str,
    sector: &'static str,
    /// The domain of its mail.
    domain: &'static str,
    postal_code: &'static str,
    town: &'static str,
    /// Recognised places.
    places: u32,
    /// The price of a day, where it hangs on the type of user: of one without an intellectual disability.
    day_cents: i64,
    /// The price of a day of a user with an intellectual disability, where the sector has one.
    disability_cents: Option<i64>,
    /// Whether its manager has declared the Circle of Trust.
    is_declared: bool,
}

const fn ibw(
    (name, domain): (&'static str, &'static str),
    (postal_code, town): (&'static str, &'static str),
    places: u32,
    day_cents: i64,
) -> Plan {
    Plan {
        name,
        sector: "IBW",
        domain,
        postal_code,
        town,
        places,
        day_cents,
        disability_cents: None,
        is_declared: true,
    }
}

/// The facilities: sheltered living, a psychiatric care home, and one that has yet to declare the Circle of Trust, so that
/// nobody there can do anything else.
const FACILITIES: [Plan; 6] = [
    ibw(("Beschut Wonen De Wilg", "dewilg"), ("9000", "Gent"), 24, 4_875),
    ibw(("Beschut Wonen Het Anker", "hetanker"), ("2800", "Mechelen"), 18, 4_630),
    ibw(("Beschut Wonen 't Veer", "tveer"), ("8500", "Kortrijk"), 20, 5_012),
    ibw(("Beschut Wonen De Kade", "dekade"), ("3500", "Hasselt"), 16, 4_790),
    Plan {
        sector: "PVT",
        disability_cents: Some(9_340),
        ..ibw(("PVT De Linde", "delinde"), ("8000", "Brugge"), 30, 7_865)
    },
    Plan {
        is_declared: false,
        ..ibw(("Beschut Wonen De Brug", "debrug"), ("9300", "Aalst"), 14, 4_705)
    },
];

/// The facility that has yet to declare, by its place in [`World::houses`].
pub(super) const UNDECLARED: usize = 5;

/// The personal share in a day of a care home, in cents, by income category.
const SHARES: [(IncomeCategory, i64); 2] = [(IncomeCategory::Standard, 1_780), (IncomeCategory::Increased, 1_245)];

/// The care premium of a year, in cents.
pub(super) const PREMIUM: EuroCents = EuroCents::new(6_400);

/// So many days after the month an affiliation ends that ends soon: near on any day on which the month is played.
const ENDING_DAYS: i64 = 40;

/// A facility and how it is reached.
pub(super) struct House {
    /// Its row in the register.
    pub(super) row: FacilityRow,
    /// Recognised places.
    pub(super) places: u32,
    /// Its mail address.
    pub(super) email: String,
    /// What a day costs: by type of user, where the sector has a personal share.
    prices: Vec<(Option<UserType>, EuroCents)>,
}

/// What a day of a person costs.
pub(super) struct DayPrice {
    /// Its code.
    pub(super) code: PerformanceCode,
    /// Its price.
    pub(super) cents: EuroCents,
    /// The code and the amount of the personal share, where there is one.
    pub(super) share: Option<(PerformanceCode, EuroCents)>,
}

/// A person and the facility that sends a request for them.
pub(super) struct Resident {
    /// Who.
    pub(super) person: Person,
    /// Which facility, by its place in [`World::houses`].
    pub(super) house: usize,
    /// How the request goes.
    pub(super) plot: Plot,
    /// What the register knows.
    pub(super) known: Known,
    /// The type of user, where the sector asks for it.
    pub(super) user_type: Option<UserType>,
}

/// Everything there is before the month begins.
pub(super) struct World {
    /// The six care funds.
    pub(super) funds: Vec<CareFundRow>,
    /// The facilities.
    pub(super) houses: Vec<House>,
    /// The people.
    pub(super) residents: Vec<Resident>,
}

impl World {
    /// The world, always the same.
    pub(super) fn new() -> Self {
        let houses: Vec<House> = (0..FACILITIES.len()).map(house).collect();
        let mut people = People::with_seed(SEED);
        let residents = seats().map(|seat| resident(&mut people, &seat)).collect();
        Self {
            funds: FUNDS.into_iter().map(fund).collect(),
            houses,
            residents,
        }
    }

    /// The registers as they stand before the first request.
    pub(super) fn registers(&self, calendar: &Calendar) -> Registers {
        let mut registers = Registers {
            care_funds: self.funds.clone(),
            ..Registers::default()
        };
        for (house, line) in self.houses.iter().zip(2..) {
            registers.facilities.push(house.row.clone());
            registers.recognitions.push(RecognitionRow {
                line,
                hco: house.row.hco.clone(),
                recognition: Recognition {
                    sector: house.row.sector.clone(),
                    period: Period::since(date(2015, 1, 1)),
                    places: house.places,
                },
            });
        }
        registers.tariffs = tariffs(&self.houses, calendar);
        for resident in self
            .residents
            .iter()
            .filter(|resident| resident.known != Known::Nothing)
        {
            add(&mut registers, resident, calendar, None);
        }
        registers
    }

    /// What the register learns in the month: who died, and when.
    pub(super) fn deaths(&self, calendar: &Calendar, on: Date) -> Registers {
        let mut registers = Registers::default();
        for resident in self.residents.iter().filter(|resident| resident.plot == Plot::Deceased) {
            add(&mut registers, resident, calendar, Some(on));
        }
        registers
    }

    /// The person's facility.
    pub(super) fn house_of(&self, resident: &Resident) -> &House {
        &self.houses[resident.house]
    }
}

impl Resident {
    /// What a day of the person costs in a house.
    pub(super) fn day_price(&self, house: &House) -> DayPrice {
        let sector = house.row.sector.as_str();
        let category = self.person.details.income_category.unwrap_or(IncomeCategory::Standard);
        let of_type = house.prices.iter().find(|(of, _)| *of == self.user_type);
        let share = SHARES
            .iter()
            .find(|(of, _)| *of == category && self.user_type.is_some());
        DayPrice {
            code: code(sector, TariffKind::Day, self.user_type),
            cents: of_type.map_or(EuroCents::ZERO, |(_, cents)| *cents),
            share: share.map(|(_, cents)| {
                let code = code(sector, TariffKind::PersonalShare, None);
                (code, EuroCents::new(*cents))
            }),
        }
    }
}

/// The HCO number of a facility of the demonstration.
fn hco(place: usize) -> HcoNumber {
    HcoNumber::parse(&format!("990001{:02}", place + 1)).expect("eight digits are an HCO number")
}

/// The number of a care fund.
pub(super) fn fund_number(number: u16) -> CareFundNumber {
    CareFundNumber::from_number(number).expect("three digits are the number of a care fund")
}

/// The demonstration code of a kind in a sector; D11: its sixth digit is the first five modulo 7.
pub(super) fn code(sector: &str, kind: TariffKind, user_type: Option<UserType>) -> PerformanceCode {
    let first_five = match (sector, kind, user_type) {
        ("IBW", TariffKind::Day, _) => 97_001,
        ("IBW", _, _) => 97_002,
        (_, TariffKind::Day, Some(UserType::WithIntellectualDisability)) => 97_003,
        (_, TariffKind::Day, _) => 97_004,
        (_, TariffKind::Cost, _) => 97_005,
        (_, TariffKind::PersonalShare, _) => 97_006,
        (_, TariffKind::Premium, _) => 97_007,
    };
    PerformanceCode::from_number(first_five * 10 + first_five % 7).expect("six digits are a performance code")
}

fn fund(number: u16) -> CareFundRow {
    CareFundRow {
        line: u64::from(number / 100) + 1,
        number: fund_number(number),
        cbe: Some(numbers::cbe(4_099_000 + u32::from(number))),
        iban: Some(numbers::iban(999, 1_000 + u32::from(number))),
        bic: None,
        phone: None,
        email: Some(format!("info@zorgkas{number}.example")),
        website: Some(format!("https://zorgkas{number}.example")),
    }
}

fn house(place: usize) -> House {
    let plan = &FACILITIES[place];
    let number = u32::try_from(place).unwrap_or_default();
    let day = EuroCents::new(plan.day_cents);
    let prices = match plan.disability_cents {
        Some(cents) => vec![
            (Some(UserType::WithoutIntellectualDisability), day),
            (Some(UserType::WithIntellectualDisability), EuroCents::new(cents)),
        ],
        None => vec![(None, day)],
    };
    House {
        row: FacilityRow {
            line: u64::from(number) + 2,
            hco: hco(place),
            nihdi: numbers::nihdi(739_101 + number, 0),
            cbe: numbers::cbe(4_098_001 + number),
            name: plan.name.to_owned(),
            sector: sector(plan.sector),
            iban: numbers::iban(999, 2_001 + number),
            bic: None,
            circle_of_trust: plan.is_declared,
            attested: true,
        },
        places: plan.places,
        email: format!("instroom@{}.example", plan.domain),
        prices,
    }
}

fn resident(people: &mut People, seat: &Seat) -> Resident {
    let plan = &FACILITIES[seat.facility];
    let town = (plan.postal_code, plan.town);
    Resident {
        person: people.person(seat.known, fund_number(seat.fund), town),
        house: seat.facility,
        plot: seat.plot,
        known: seat.known,
        user_type: seat.user_type,
    }
}

/// Every price: a day by house, by type of user where it hangs on that; shares, costs and premiums by sector.
fn tariffs(houses: &[House], calendar: &Calendar) -> Vec<TariffRow> {
    let mut tariffs = Vec::new();
    for house in houses {
        for (user_type, cents) in &house.prices {
            tariffs.push(TariffRow {
                user_type: *user_type,
                hco: Some(house.row.hco.clone()),
                ..tariff(&house.row.sector, (TariffKind::Day, *user_type), *cents, calendar)
            });
        }
    }
    let (ibw, pvt) = (sector("IBW"), sector("PVT"));
    for of in [&ibw, &pvt] {
        tariffs.push(tariff(of, (TariffKind::Cost, None), COST_LIMIT, calendar));
    }
    tariffs.push(tariff(&pvt, (TariffKind::Premium, None), PREMIUM, calendar));
    for (category, cents) in SHARES {
        tariffs.push(TariffRow {
            income_category: Some(category),
            ..tariff(&pvt, (TariffKind::PersonalShare, None), EuroCents::new(cents), calendar)
        });
    }
    for (tariff, line) in tariffs.iter_mut().zip(2..) {
        tariff.line = line;
    }
    tariffs
}

fn tariff(
    sector: &SectorCode,
    (kind, user_type): (TariffKind, Option<UserType>),
    cents: EuroCents,
    calendar: &Calendar,
) -> TariffRow {
    let description = match (kind, user_type) {
        (TariffKind::Cost, _) => "Diverse kosten",
        (TariffKind::Premium, _) => "Zorgpremie",
        (TariffKind::PersonalShare, _) => "Persoonlijk aandeel",
        (TariffKind::Day, None) => "Begeleidingsdag",
        (TariffKind::Day, Some(UserType::WithIntellectualDisability)) => "Verblijfsdag, met verstandelijke beperking",
        (TariffKind::Day, Some(_)) => "Verblijfsdag, zonder verstandelijke beperking",
    };
    TariffRow {
        line: 0,
        code: code(sector.as_str(), kind, user_type),
        kind,
        sector: sector.clone(),
        hco: None,
        user_type: None,
        income_category: None,
        period: Period::since(calendar.joined(sector)),
        cents,
        description_nl: Some(format!("{description} (demonstratie)")),
    }
}

/// Adds a person with their membership.
fn add(registers: &mut Registers, resident: &Resident, calendar: &Calendar, deceased_on: Option<Date>) {
    let line = |rows: usize| rows as u64 + 2;
    let person = &resident.person;
    let mut details = person.details.clone();
    details.deceased_on = deceased_on;
    registers.members.push(MemberRow {
        line: line(registers.members.len()),
        ssin: person.ssin,
        details,
    });
    if let Some(mut membership) = person.membership {
        if resident.known == Known::AdministrativeEnding {
            let ended = membership.period.ending_by(calendar.day_after(ENDING_DAYS));
            membership.period = ended.unwrap_or(membership.period);
        }
        let line = line(registers.memberships.len());
        registers.memberships.push(MembershipRow {
            line,
            ssin: person.ssin,
            membership,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_demonstration() {
        let with = Some(UserType::WithIntellectualDisability);
        for (sector, kind, user_type, expected) in [
            ("IBW", TariffKind::Day, None, "970012"),
            ("IBW", TariffKind::Cost, None, "970023"),
            ("PVT", TariffKind::Day, with, "970034"),
            ("PVT", TariffKind::PersonalShare, None, "970060"),
        ] {
            assert_eq!(code(sector, kind, user_type).to_string(), expected);
        }
    }

    #[test]
    fn the_world_is_the_same_every_time_and_its_numbers_stand_once() {
        let (one, two) = (World::new(), World::new());
        let ssins = |world: &World| world.residents.iter().map(|r| r.person.ssin).collect::<Vec<_>>();
        assert_eq!(ssins(&one), ssins(&two));
        let mut distinct = ssins(&one);
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), one.residents.len());
        assert_eq!(one.residents.iter().filter(|r| r.person.ssin.is_bis()).count(), 1);
        for resident in &one.residents {
            assert_eq!(resident.person.ssin.birth_date(), resident.person.details.birth_date);
        }
    }
}
