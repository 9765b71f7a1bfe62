//! The world before the month is played: funds, facilities, prices and people, as register rows.

use identifiers::{CareFundNumber, EuroCents, HcoNumber, PerformanceCode, Period};
use jiff::civil::{Date, date};
use registers::import::{CareFundRow, FacilityRow, MemberRow, MembershipRow, RecognitionRow, Registers, TariffRow};
use registers::{Recognition, TariffKind};

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

/// Name, mail domain, postal code, town, recognised places, and the price of a day in cents.
const FACILITIES: [(&str, &str, &str, &str, u32, i64); 4] = [
    ("Beschut Wonen De Wilg", "dewilg", "9000", "Gent", 24, 4_875),
    ("Beschut Wonen Het Anker", "hetanker", "2800", "Mechelen", 18, 4_630),
    ("Beschut Wonen 't Veer", "tveer", "8500", "Kortrijk", 20, 5_012),
    ("Beschut Wonen De Kade", "dekade", "3500", "Hasselt", 16, 4_790),
];

/// A facility, its price and how it is reached.
pub(super) struct House {
    /// Its row in the register.
    pub(super) row: FacilityRow,
    /// Recognised places.
    pub(super) places: u32,
    /// The price of a day.
    pub(super) price: EuroCents,
    /// Its mail address.
    pub(super) email: String,
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
                    sector: sector(),
                    period: Period::since(date(2015, 1, 1)),
                    places: house.places,
                },
            });
            registers
                .tariffs
                .push(tariff(line, TariffKind::Day, Some(house), calendar.joined()));
        }
        registers
            .tariffs
            .push(tariff(2, TariffKind::Cost, None, calendar.joined()));
        for resident in self
            .residents
            .iter()
            .filter(|resident| resident.known != Known::Nothing)
        {
            add(&mut registers, &resident.person, None);
        }
        registers
    }

    /// What the register learns in the month: who died, and when.
    pub(super) fn deaths(&self, on: Date) -> Registers {
        let mut registers = Registers::default();
        for resident in self.residents.iter().filter(|resident| resident.plot == Plot::Deceased) {
            add(&mut registers, &resident.person, Some(on));
        }
        registers
    }

    /// The person's facility.
    pub(super) fn house_of(&self, resident: &Resident) -> &House {
        &self.houses[resident.house]
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

/// The demonstration code of a kind; D11: its sixth digit is the first five modulo 7.
pub(super) fn code(kind: TariffKind) -> PerformanceCode {
    let first_five = if kind == TariffKind::Cost { 97_002 } else { 97_001 };
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
    let (name, domain, _, _, places, cents) = FACILITIES[place];
    let number = u32::try_from(place).unwrap_or_default();
    House {
        row: FacilityRow {
            line: u64::from(number) + 2,
            hco: hco(place),
            nihdi: numbers::nihdi(739_101 + number, 0),
            cbe: numbers::cbe(4_098_001 + number),
            name: name.to_owned(),
            sector: sector(),
            iban: numbers::iban(999, 2_001 + number),
            bic: None,
            circle_of_trust: true,
            attested: true,
        },
        places,
        price: EuroCents::new(cents),
        email: format!("instroom@{domain}.example"),
    }
}

fn resident(people: &mut People, seat: &Seat) -> Resident {
    let (_, _, postal_code, town, ..) = FACILITIES[seat.facility];
    Resident {
        person: people.person(seat.known, fund_number(seat.fund), (postal_code, town)),
        house: seat.facility,
        plot: seat.plot,
        known: seat.known,
    }
}

fn tariff(line: u64, kind: TariffKind, house: Option<&House>, from: Date) -> TariffRow {
    let description = if kind == TariffKind::Cost {
        "Diverse kosten"
    } else {
        "Begeleidingsdag"
    };
    TariffRow {
        line,
        code: code(kind),
        kind,
        sector: sector(),
        hco: house.map(|house| house.row.hco.clone()),
        user_type: None,
        income_category: None,
        period: Period::since(from),
        cents: house.map_or(COST_LIMIT, |house| house.price),
        description_nl: Some(format!("{description} (demonstratie)")),
    }
}

/// Adds a person with their membership.
fn add(registers: &mut Registers, person: &Person, deceased_on: Option<Date>) {
    let line = |rows: usize| rows as u64 + 2;
    let mut details = person.details.clone();
    details.deceased_on = deceased_on;
    registers.members.push(MemberRow {
        line: line(registers.members.len()),
        ssin: person.ssin,
        details,
    });
    if let Some(membership) = person.membership {
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
        assert_eq!(code(TariffKind::Day).to_string(), "970012");
        assert_eq!(code(TariffKind::Cost).to_string(), "970023");
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
