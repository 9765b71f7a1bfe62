//! One reader per register file: a line to a typed row.
//!
//! All fields are asked for first, so that every fault of the line is named; only then `?` gives it up.

use identifiers::{Bic, CareFundNumber, CbeNumber, HcoNumber, Iban, NihdiNumber, PerformanceCode, SectorCode, Ssin};

use super::field::{cents, date, insurer, places, text, word, year, yes_or_no};
use super::row::{
    CareFundRow, FacilityRow, MemberRow, MembershipRow, PremiumRow, RecognitionRow, ReplacedSsinRow, TariffRow,
};
use super::table::Row;
use crate::facility::Recognition;
use crate::person::{Address, AffiliationObligation, IncomeCategory, Membership, MembershipKind, PersonDetails};
use crate::tariff::{TariffKind, UserType};

pub(super) fn member(row: &mut Row<'_>) -> Option<MemberRow> {
    let ssin = row.required("ssin", Ssin::parse);
    let name = row.optional("name", text);
    let birth_date = row.optional("birth_date", date);
    let deceased_on = row.optional("deceased_on", date);
    let obligation = row.required("obligation", |text| {
        word(
            text,
            AffiliationObligation::from_code,
            AffiliationObligation::ALL,
            AffiliationObligation::code,
        )
    });
    let insurer = row.optional("insurer", insurer);
    let income_category = row.optional("income_category", income_category);
    let street = row.optional("street", text);
    let postal_code = row.optional("postal_code", text);
    let city = row.optional("city", text);
    let country = row.optional("country", text);
    if let (Some(Some(birth)), Some(Some(death))) = (birth_date, deceased_on)
        && death < birth
    {
        return row.fault("deceased_on", "lies before birth_date");
    }
    Some(MemberRow {
        line: row.line,
        ssin: ssin?,
        details: PersonDetails {
            name: name?,
            birth_date: birth_date?,
            deceased_on: deceased_on?,
            obligation: obligation?,
            insurer: insurer?,
            income_category: income_category?,
            address: Address {
                street: street?,
                postal_code: postal_code?,
                city: city?,
                country: country?,
            },
        },
    })
}

pub(super) fn replaced_ssin(row: &mut Row<'_>) -> Option<ReplacedSsinRow> {
    let old_ssin = row.required("old_ssin", Ssin::parse);
    let new_ssin = row.required("new_ssin", Ssin::parse);
    let from = row.required("from", date);
    if old_ssin.is_some() && old_ssin == new_ssin {
        return row.fault("new_ssin", "is the same number as old_ssin");
    }
    Some(ReplacedSsinRow {
        line: row.line,
        old_ssin: old_ssin?,
        new_ssin: new_ssin?,
        from: from?,
    })
}

pub(super) fn membership(row: &mut Row<'_>) -> Option<MembershipRow> {
    let ssin = row.required("ssin", Ssin::parse);
    let fund = row.required("fund", CareFundNumber::parse);
    let kind = row.required("kind", |text| {
        word(
            text,
            MembershipKind::from_code,
            MembershipKind::ALL,
            MembershipKind::code,
        )
    });
    let period = row.period();
    Some(MembershipRow {
        line: row.line,
        ssin: ssin?,
        membership: Membership {
            fund: fund?,
            kind: kind?,
            period: period?,
        },
    })
}

pub(super) fn premium(row: &mut Row<'_>) -> Option<PremiumRow> {
    let ssin = row.required("ssin", Ssin::parse);
    let year = row.required("year", year);
    let paid_on = row.optional("paid_on", date);
    let cents = row.optional("cents", cents);
    Some(PremiumRow {
        line: row.line,
        ssin: ssin?,
        year: year?,
        paid_on: paid_on?,
        cents: cents?,
    })
}

pub(super) fn facility(row: &mut Row<'_>) -> Option<FacilityRow> {
    let hco = row.required("hco", HcoNumber::parse);
    let nihdi = row.required("nihdi", NihdiNumber::parse);
    let cbe = row.required("cbe", CbeNumber::parse);
    let name = row.required("name", text);
    let sector = row.required("sector", SectorCode::parse);
    let iban = row.required("iban", Iban::parse);
    let bic = row.optional("bic", Bic::parse);
    let circle_of_trust = row.required("circle_of_trust", yes_or_no);
    let attested = row.required("attested", yes_or_no);
    Some(FacilityRow {
        line: row.line,
        hco: hco?,
        nihdi: nihdi?,
        cbe: cbe?,
        name: name?,
        sector: sector?,
        iban: iban?,
        bic: bic?,
        circle_of_trust: circle_of_trust?,
        attested: attested?,
    })
}

pub(super) fn recognition(row: &mut Row<'_>) -> Option<RecognitionRow> {
    let hco = row.required("hco", HcoNumber::parse);
    let sector = row.required("sector", SectorCode::parse);
    let period = row.period();
    let places = row.required("places", places);
    Some(RecognitionRow {
        line: row.line,
        hco: hco?,
        recognition: Recognition {
            sector: sector?,
            period: period?,
            places: places?,
        },
    })
}

pub(super) fn tariff(row: &mut Row<'_>) -> Option<TariffRow> {
    let code = row.required("code", PerformanceCode::parse);
    let kind = row.required("kind", |text| {
        word(text, TariffKind::from_code, TariffKind::ALL, TariffKind::code)
    });
    let sector = row.required("sector", SectorCode::parse);
    let hco = row.optional("hco", HcoNumber::parse);
    let user_type = row.optional("user_type", |text| {
        word(text, UserType::from_code, UserType::ALL, UserType::code)
    });
    let income_category = row.optional("income_category", income_category);
    let period = row.period();
    let cents = row.required("cents", cents);
    let description_nl = row.optional("description_nl", text);
    Some(TariffRow {
        line: row.line,
        code: code?,
        kind: kind?,
        sector: sector?,
        hco: hco?,
        user_type: user_type?,
        income_category: income_category?,
        period: period?,
        cents: cents?,
        description_nl: description_nl?,
    })
}

pub(super) fn care_fund(row: &mut Row<'_>) -> Option<CareFundRow> {
    let number = row.required("number", CareFundNumber::parse);
    let cbe = row.optional("cbe", CbeNumber::parse);
    let iban = row.optional("iban", Iban::parse);
    let bic = row.optional("bic", Bic::parse);
    let phone = row.optional("phone", text);
    let email = row.optional("email", text);
    let website = row.optional("website", text);
    Some(CareFundRow {
        line: row.line,
        number: number?,
        cbe: cbe?,
        iban: iban?,
        bic: bic?,
        phone: phone?,
        email: email?,
        website: website?,
    })
}

fn income_category(text: &str) -> Result<IncomeCategory, String> {
    word(
        text,
        IncomeCategory::from_code,
        IncomeCategory::ALL,
        IncomeCategory::code,
    )
}
