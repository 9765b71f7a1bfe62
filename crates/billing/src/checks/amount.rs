//! 301940: the amount of a day or a personal share is not the tariff of that day (type R, billing.md §2).
//!
//! A tariff of the facility beats one of the sector; rank as in `registers::tariff`. A code whose tariffs are all of
//! another user type or income category gets 301940 (fine print, "Lines"). Where no stay is known (300541) the user
//! type is unknown too, and the amount of any user type is right.

use identifiers::EuroCents;
use invoice_file::model::DetailKind;
use registers::tariff::{PricedFor, tariff_on};
use registers::{Tariff, TariffKind, UserType};
use regulation::{CheckCode, Finding};

use super::{LineCase, Twin};

static NOT_THE_TARIFF: Twin = Twin::stay_only("301940");
pub(crate) const CODES: &[CheckCode] = &[CheckCode::new("301940")];

/// Whether a tariff is of the record a line stands in (billing.md §1, "Which record").
pub(crate) fn of_record(tariff: &Tariff, record: DetailKind) -> bool {
    match tariff.kind {
        TariffKind::Day | TariffKind::PersonalShare => record == DetailKind::Stay30,
        TariffKind::Cost | TariffKind::Premium => record == DetailKind::Provision50,
    }
}

/// The tariff of a line on its day, for the person and stay it is about.
pub(crate) fn tariff_of<'a>(case: &LineCase<'a>, user_type: Option<UserType>) -> Option<&'a Tariff> {
    let batch = case.invoice.batch;
    let who = PricedFor {
        facility: batch.facility.id,
        sector: batch.sector(),
        user_type,
        income_category: case.invoice.person.and_then(|person| person.details.income_category),
    };
    tariff_on(case.tariffs, case.day(), who).filter(|tariff| of_record(tariff, case.line.record))
}

/// 301940. `case` has a person: 200802 and 200820 silence it.
pub(crate) fn check(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let tariff = match case.stay {
        Some(stay) => tariff_of(case, stay.user_type),
        None => [
            None,
            Some(UserType::WithIntellectualDisability),
            Some(UserType::WithoutIntellectualDisability),
        ]
        .into_iter()
        .filter_map(|user_type| tariff_of(case, user_type))
        .max_by_key(|tariff| asked(tariff, tariff.cents) == case.line.amount),
    };
    let expected = tariff.map(|tariff| asked(tariff, tariff.cents));
    if expected != Some(case.line.amount) {
        let tariff = expected.map_or_else(|| "-".to_owned(), |cents| cents.to_string());
        case.found(found, &NOT_THE_TARIFF, |finding| {
            finding.with("asked", case.line.amount).with("tariff", tariff)
        });
    }
}

/// The amount an original asks for a tariff: a personal share is written with the opposite sign of its day.
fn asked(tariff: &Tariff, cents: EuroCents) -> EuroCents {
    if tariff.kind == TariffKind::PersonalShare {
        cents.opposite()
    } else {
        cents
    }
}
