//! What follows from a change of prices and recognitions: no money moves by itself, but whoever pays gets a task and
//! whoever invoiced is told (D18).

use std::collections::{BTreeMap, BTreeSet};

use identifiers::{CareFundNumber, FacilityId, Period, PersonId, SectorCode};
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::Date;
use registers::{Person, Recognition, Tariff};
use serde_json::{Value, json};
use store::{BilledQuery, DossierRecord, DossierState, TariffKey, Transaction};

use crate::person_changes::{NOTICE, REGISTER_CHANGE};
use crate::{Problem, events};

/// To be called in the transaction that replaces the tariffs of a key, with those before and after.
pub(crate) fn prices_changed(
    tx: &mut dyn Transaction,
    at: Timestamp,
    key: &TariffKey,
    (before, after): (&[Tariff], &[Tariff]),
) -> Result<(), Problem> {
    let on = |tariffs: &[Tariff], day: Date| {
        let of_day = tariffs.iter().filter(|tariff| tariff.period.contains(day));
        let prices = of_day.map(|tariff| {
            let who = serde_json::to_string(&(tariff.kind, tariff.user_type, tariff.income_category));
            Ok((tariff.period.from(), who?, tariff.cents))
        });
        prices.collect::<Result<BTreeSet<_>, serde_json::Error>>()
    };
    let periods = before.iter().chain(after).map(|tariff| tariff.period);
    for days in differing(periods, |day| Ok(on(before, day)? != on(after, day)?))? {
        let query = BilledQuery {
            facility: key.facility,
            sector: &key.sector,
            code: Some(key.code),
            days,
        };
        let body = json!({ "kind": "PRICE_CHANGED", "code": key.code, "from": days.from(), "to": days.to() });
        touched(tx, at, &query, &format!("code {}", key.code), &body)?;
    }
    Ok(())
}

/// To be called in the transaction that replaces the recognitions of a facility, with those before and after. Days
/// that are no longer recognised touch accepted lines, and decisions whose first covered day is among them.
pub(crate) fn recognitions_changed(
    tx: &mut dyn Transaction,
    at: Timestamp,
    facility: FacilityId,
    (before, after): (&[Recognition], &[Recognition]),
) -> Result<(), Problem> {
    let sectors: BTreeSet<&SectorCode> = before.iter().map(|recognition| &recognition.sector).collect();
    for sector in sectors {
        let is_recognised = |recognitions: &[Recognition], day: Date| {
            let mut of_sector = recognitions.iter().filter(|recognition| recognition.sector == *sector);
            of_sector.any(|recognition| recognition.period.contains(day))
        };
        let periods = before.iter().chain(after).map(|recognition| recognition.period);
        let lost = differing(periods, |day| {
            Ok(is_recognised(before, day) && !is_recognised(after, day))
        })?;
        for days in &lost {
            let query = BilledQuery {
                facility: Some(facility),
                sector,
                code: None,
                days: *days,
            };
            let body = json!({ "kind": "RECOGNITION_CHANGED", "sector": sector, "from": days.from(), "to": days.to() });
            touched(tx, at, &query, &format!("recognition {sector}"), &body)?;
        }
        if !lost.is_empty() {
            touched_decisions(tx, at, facility, sector, &lost)?;
        }
    }
    Ok(())
}

/// The periods, between the first and last days of those given, on whose days something differs.
fn differing(
    periods: impl Iterator<Item = Period>,
    differs: impl Fn(Date) -> Result<bool, serde_json::Error>,
) -> Result<Vec<Period>, Problem> {
    let mut bounds = BTreeSet::new();
    for period in periods {
        bounds.insert(period.from());
        bounds.extend(period.to().and_then(|to| to.checked_add(1.day()).ok()));
    }
    let mut found: Vec<Period> = Vec::new();
    let mut bounds = bounds.into_iter().peekable();
    while let Some(from) = bounds.next() {
        if differs(from)? {
            let to = bounds.peek().map(|next| next.saturating_sub(1.day()));
            // What differs without a break is one period, and one notice.
            let before = found.pop_if(|last| last.to().and_then(|last| last.tomorrow().ok()) == Some(from));
            found.extend(Period::new(before.map_or(from, Period::from), to));
        }
    }
    Ok(found)
}

/// Opens a task at every fund with accepted lines that are touched, and tells every facility that invoiced them.
fn touched(
    tx: &mut dyn Transaction,
    at: Timestamp,
    query: &BilledQuery<'_>,
    what: &str,
    body: &Value,
) -> Result<(), Problem> {
    let pairs = tx.billed_by(query)?;
    for (facility, fund) in &pairs {
        events::open_task(tx, *fund, REGISTER_CHANGE, &format!("facility {facility} {what}"), at)?;
    }
    let facilities: BTreeSet<FacilityId> = pairs.iter().map(|(facility, _)| *facility).collect();
    for facility in facilities {
        tx.put_inbox(facility, at, NOTICE, &body.to_string())?;
    }
    Ok(())
}

/// A decision rests on the recognition on its first covered day: when that falls away, the fund of that day looks.
fn touched_decisions(
    tx: &mut dyn Transaction,
    at: Timestamp,
    facility: FacilityId,
    sector: &SectorCode,
    lost: &[Period],
) -> Result<(), Problem> {
    let stays = tx.stays_at(facility)?;
    let rests_on: Vec<(&DossierRecord, PersonId, Date)> = stays
        .iter()
        .filter(|stay| stay.sector == *sector && stay.state != DossierState::Pending)
        .filter_map(|stay| Some((stay, stay.person?, stay.approved.first()?.from())))
        .filter(|(_, _, first)| lost.iter().any(|days| days.contains(*first)))
        .collect();
    let ids: Vec<PersonId> = rests_on.iter().map(|(_, person, _)| *person).collect();
    let persons: BTreeMap<PersonId, Person> = tx
        .persons(&ids)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    for (stay, person, first) in rests_on {
        let fund: Option<CareFundNumber> = persons
            .get(&person)
            .and_then(|person| person.membership_on(first))
            .map(|membership| membership.fund);
        if let Some(fund) = fund {
            events::open_task(tx, fund, REGISTER_CHANGE, &format!("dossier {}", stay.id), at)?;
        }
    }
    Ok(())
}
