//! The registers of a setup, as the application takes them in.

use identifiers::{
    CareFundNumber, CbeNumber, EuroCents, HcoNumber, Iban, Malformed, NihdiNumber, PerformanceCode, Period, Ssin,
};
use jiff::civil::date;
use registers::import::{CareFundRow, FacilityRow, MemberRow, MembershipRow, RecognitionRow, Registers, TariffRow};
use registers::{Address, AffiliationObligation, MembershipKind, PersonDetails, Recognition, TariffKind};
use serde_json::json;

use crate::billing::{CBE, IBAN};
use crate::setup::{DAY_CENTS, DAY_CODE, FACILITIES, Membership, SSINS, Setup, sector};

/// The six funds.
pub(crate) const FUNDS: [&str; 6] = ["180", "280", "380", "480", "580", "680"];

fn text(error: Malformed) -> String {
    error.to_string()
}

/// All registers of a setup.
pub(crate) fn registers(setup: &Setup) -> Result<Registers, String> {
    let mut registers = Registers::default();
    for (line, number) in (2..).zip(FUNDS) {
        registers.care_funds.push(CareFundRow {
            line,
            number: fund_number(number)?,
            cbe: None,
            iban: Some(Iban::parse(IBAN).map_err(text)?),
            bic: None,
            phone: None,
            email: None,
            website: None,
        });
    }
    persons(setup, &mut registers)?;
    facilities(setup, &mut registers)?;
    for (line, code) in (2..).zip(["IBW", "PVT"]) {
        registers.tariffs.push(TariffRow {
            line,
            code: PerformanceCode::from_number(DAY_CODE).map_err(text)?,
            kind: TariffKind::Day,
            sector: sector(code),
            hco: None,
            user_type: None,
            income_category: None,
            period: Period::since(date(2019, 1, 1)),
            cents: EuroCents::new(DAY_CENTS),
            description_nl: None,
        });
    }
    Ok(registers)
}

fn persons(setup: &Setup, registers: &mut Registers) -> Result<(), String> {
    for (line, (number, person)) in (2..).zip(SSINS.iter().zip(&setup.persons)) {
        let ssin = Ssin::parse(number).map_err(text)?;
        registers.members.push(MemberRow {
            line,
            ssin,
            details: PersonDetails {
                name: None,
                birth_date: None,
                deceased_on: person.deceased,
                obligation: obligation(person.obligation)?,
                insurer: person.insurer,
                income_category: None,
                address: Address::default(),
            },
        });
        for known in &person.memberships {
            registers.memberships.push(MembershipRow {
                line,
                ssin,
                membership: membership(known)?,
            });
        }
    }
    Ok(())
}

fn facilities(setup: &Setup, registers: &mut Registers) -> Result<(), String> {
    for (line, (facility, (from, to))) in (2..).zip(FACILITIES.iter().zip(setup.recognised)) {
        let hco = HcoNumber::parse(facility.hco).map_err(text)?;
        registers.facilities.push(FacilityRow {
            line,
            hco: hco.clone(),
            nihdi: NihdiNumber::parse(facility.nihdi).map_err(text)?,
            cbe: CbeNumber::parse(CBE).map_err(text)?,
            name: facility.hco.to_owned(),
            sector: sector(facility.sector),
            iban: Iban::parse(IBAN).map_err(text)?,
            bic: None,
            circle_of_trust: true,
            attested: true,
        });
        let period = Period::new(from, to).map_err(text)?;
        let recognition = Recognition {
            sector: sector(facility.sector),
            period,
            places: 20,
        };
        registers.recognitions.push(RecognitionRow { line, hco, recognition });
    }
    Ok(())
}

pub(crate) fn fund_number(fund: &str) -> Result<CareFundNumber, String> {
    CareFundNumber::parse(fund).map_err(text)
}

pub(crate) fn kind_of(kind: &str) -> Result<MembershipKind, String> {
    serde_json::from_value(json!(kind)).map_err(|error| error.to_string())
}

pub(crate) fn obligation(word: &str) -> Result<AffiliationObligation, String> {
    serde_json::from_value(json!(word)).map_err(|error| error.to_string())
}

pub(crate) fn membership(membership: &Membership) -> Result<registers::Membership, String> {
    Ok(registers::Membership {
        fund: fund_number(&membership.fund)?,
        kind: kind_of(membership.kind)?,
        period: Period::new(membership.from, membership.to).map_err(|error| error.to_string())?,
    })
}
