//! The registers of a world.

use identifiers::{CbeNumber, EuroCents, HcoNumber, Iban, NihdiNumber, PerformanceCode, Period, SectorCode, Ssin};
use jiff::civil::Date;
use registers::import::{
    CareFundRow, FacilityRow, MemberRow, MembershipRow, PremiumRow, RecognitionRow, Registers, TariffRow,
};
use registers::{
    Address, AffiliationObligation, IncomeCategory, Membership, MembershipKind, PersonDetails, Recognition, TariffKind,
    UserType,
};

use super::{fund, text};
use crate::batches::setting::{Facility, Kind, Person, Price, World};

/// Numbers of every facility: the right one and a wrong one.
pub(super) const CBE: [&str; 2] = ["0411000183", "0422000181"];
pub(super) const IBAN: [&str; 2] = ["BE74001100000107", "BE52001100000309"];
const FUNDS: [&str; 2] = ["180", "280"];

pub(super) fn of(world: &World) -> Result<Registers, String> {
    let mut all = Registers::default();
    for number in FUNDS {
        all.care_funds.push(CareFundRow {
            line: 1,
            number: fund(number)?,
            cbe: None,
            iban: Some(Iban::parse("BE68539007547034").map_err(text)?),
            bic: None,
            phone: None,
            email: None,
            website: None,
        });
    }
    for person in &world.persons {
        add_person(person, &mut all)?;
    }
    for facility in &world.facilities {
        add_facility(facility, &mut all)?;
    }
    for price in &world.prices {
        all.tariffs.push(tariff(price, &world.facilities)?);
    }
    Ok(all)
}

fn add_person(person: &Person, all: &mut Registers) -> Result<(), String> {
    let ssin = Ssin::parse(person.ssin).map_err(text)?;
    all.members.push(MemberRow {
        line: 1,
        ssin,
        details: PersonDetails {
            name: None,
            birth_date: None,
            deceased_on: person.deceased,
            obligation: match person.obligation {
                "VOLUNTARY" => AffiliationObligation::Voluntary,
                "RESTRICTIVE" => AffiliationObligation::Restrictive,
                "FORBIDDEN" => AffiliationObligation::Forbidden,
                "PROTOCOL" => AffiliationObligation::Protocol,
                _ => AffiliationObligation::Obligatory,
            },
            insurer: None,
            income_category: person.increased.map(category),
            address: Address::default(),
        },
    });
    for member in &person.memberships {
        let membership = Membership {
            fund: fund(member.fund)?,
            kind: if member.official {
                MembershipKind::Official
            } else {
                MembershipKind::Administrative
            },
            period: period(member.from, member.to)?,
        };
        all.memberships.push(MembershipRow {
            line: 1,
            ssin,
            membership,
        });
    }
    for year in &person.premiums {
        all.premiums.push(PremiumRow {
            line: 1,
            ssin,
            year: *year,
            paid_on: None,
            cents: None,
        });
    }
    Ok(())
}

fn add_facility(facility: &Facility, all: &mut Registers) -> Result<(), String> {
    let hco = HcoNumber::parse(facility.hco).map_err(text)?;
    let sector = SectorCode::parse(facility.sector).map_err(text)?;
    all.facilities.push(FacilityRow {
        line: 1,
        hco: hco.clone(),
        nihdi: NihdiNumber::parse(facility.nihdi).map_err(text)?,
        cbe: CbeNumber::parse(CBE[0]).map_err(text)?,
        name: facility.hco.to_owned(),
        sector: sector.clone(),
        iban: Iban::parse(IBAN[0]).map_err(text)?,
        bic: None,
        circle_of_trust: true,
        attested: true,
    });
    for (from, to) in &facility.recognised {
        let recognition = Recognition {
            sector: sector.clone(),
            period: period(*from, *to)?,
            places: 20,
        };
        all.recognitions.push(RecognitionRow {
            line: 1,
            hco: hco.clone(),
            recognition,
        });
    }
    Ok(())
}

fn tariff(price: &Price, facilities: &[Facility]) -> Result<TariffRow, String> {
    Ok(TariffRow {
        line: 1,
        code: PerformanceCode::from_number(price.code).map_err(text)?,
        kind: match price.kind {
            Kind::Day => TariffKind::Day,
            Kind::Share => TariffKind::PersonalShare,
            Kind::Cost => TariffKind::Cost,
            Kind::Premium => TariffKind::Premium,
        },
        sector: SectorCode::parse(price.sector).map_err(text)?,
        hco: price
            .facility
            .map(|of| HcoNumber::parse(facilities[of].hco))
            .transpose()
            .map_err(text)?,
        user_type: price.disability.map(|with| match with {
            true => UserType::WithIntellectualDisability,
            false => UserType::WithoutIntellectualDisability,
        }),
        income_category: price.increased.map(category),
        period: period(price.from, price.to)?,
        cents: EuroCents::new(price.cents),
        description_nl: None,
    })
}

fn period(from: Date, to: Date) -> Result<Period, String> {
    Period::between(from, to).map_err(|error| error.to_string())
}

const fn category(increased: bool) -> IncomeCategory {
    if increased {
        IncomeCategory::Increased
    } else {
        IncomeCategory::Standard
    }
}
