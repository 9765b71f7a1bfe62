//! Facts for the rules, gathered from the store in a handful of set queries.

use std::collections::{BTreeSet, HashMap};

use billing::{BatchFacts, PaidDay, PaidDays};
use identifiers::{BatchId, FacilityId, Month, PerformanceCode, PersonId, Ssin, brussels_day};
use invoice_file::Sending;
use jiff::Timestamp;
use registers::{Facility, Person, Tariff};
use regulation::Law;
use store::{BatchRecord, DossierRecord, DossierState, Transaction};

use crate::care_messages::aggregate;
use crate::software::is_attested;
use crate::{Actor, Context, Problem, credit_facts};

/// The facility of a certificate, refused when no Circle of Trust declaration or attested software is known.
fn trusted_facility(tx: &mut dyn Transaction, id: FacilityId, at: Timestamp) -> Result<Facility, Problem> {
    let facility = tx
        .facility(id)?
        .ok_or_else(|| Problem::forbidden("the facility is not known"))?;
    refuse_untrusted(tx, &facility, at)?;
    Ok(facility)
}

/// The facility for which an actor acts, refused without its trust; refuses every other with these words.
///
/// The software of a facility must be attested; the portal, where its people work, is ours.
pub(crate) fn acting_facility(tx: &mut dyn Transaction, context: &Context, others: &str) -> Result<Facility, Problem> {
    let actor = &context.actor;
    let id = actor.facility().ok_or_else(|| Problem::forbidden(others))?;
    let Actor::FacilityEmployee { .. } = actor else {
        return trusted_facility(tx, id, context.at);
    };
    let facility = tx
        .facility(id)?
        .ok_or_else(|| Problem::forbidden("the facility is not known"))?;
    refuse_undeclared(&facility)?;
    Ok(facility)
}

/// Refuses an actor that acts for a facility without trust; lets every other pass.
pub(crate) fn refuse_untrusted_actor(tx: &mut dyn Transaction, context: &Context) -> Result<(), Problem> {
    if context.actor.facility().is_none() {
        return Ok(());
    }
    acting_facility(tx, context, "").map(drop)
}

/// Without a valid Circle of Trust declaration and attested software every call is refused before any judging.
pub(crate) fn refuse_untrusted(tx: &mut dyn Transaction, facility: &Facility, at: Timestamp) -> Result<(), Problem> {
    refuse_undeclared(facility)?;
    if is_attested(tx, facility.id, facility.attested, brussels_day(at))? {
        return Ok(());
    }
    Err(Problem::forbidden("the software of this facility is not attested"))
}

fn refuse_undeclared(facility: &Facility) -> Result<(), Problem> {
    if facility.circle_of_trust {
        return Ok(());
    }
    Err(Problem::forbidden(
        "no valid Circle of Trust declaration of this facility is known",
    ))
}

/// The person of a number that was written: malformed, it is invalid input; unknown, not found.
pub(crate) fn person_of(tx: &mut dyn Transaction, ssin: &str) -> Result<Person, Problem> {
    let ssin = Ssin::parse(ssin).map_err(|error| Problem::invalid("ssin", error.to_string()))?;
    let number = ssin.as_number();
    let person = tx.persons_by_ssin(&[number])?.remove(&number);
    person.ok_or_else(|| Problem::NotFound("a person of this number in the member register".into()))
}

/// As [`person_of`], read behind the lock of the person.
pub(crate) fn locked_person_of(tx: &mut dyn Transaction, ssin: &str) -> Result<Person, Problem> {
    if let Ok(ssin) = Ssin::parse(ssin) {
        tx.lock_persons_by_ssin(&[ssin.as_number()])?;
    }
    person_of(tx, ssin)
}

/// A batch, read behind the lock of its sending: nobody else judges, decides or signs it at the same time.
pub(crate) fn locked_batch(tx: &mut dyn Transaction, id: BatchId) -> Result<BatchRecord, Problem> {
    let unknown = || Problem::NotFound("a batch".into());
    let found = tx.batch(id)?.ok_or_else(unknown)?.batch;
    if let (Some(facility), Some(fund), Some(month)) = (found.facility, found.fund, found.month) {
        tx.lock_sending(facility, fund, month)?;
    }
    tx.batch(id)?.ok_or_else(unknown)
}

/// A dossier as the rules on requests see it; `None` for one that was refused or gave no start.
pub(crate) fn care_stay(dossier: &DossierRecord) -> Result<Option<care::Stay>, Problem> {
    // Only a migration is known by its start of before too: of any other the content need not be read.
    let migrated = if dossier.migration { aggregate(dossier)? } else { None };
    let requested_start = migrated.and_then(|accepted| accepted.requested_start());
    Ok(stay(dossier, requested_start))
}

fn stay(dossier: &DossierRecord, requested_start: Option<Timestamp>) -> Option<care::Stay> {
    let state = match dossier.state {
        DossierState::Pending => care::StayState::Pending,
        DossierState::Accepted => care::StayState::Accepted,
        DossierState::Ended => care::StayState::Ended,
        DossierState::Refused => return None,
    };
    let reported_end = dossier.reported_end.map(brussels_day);
    let approved_until = dossier.approved_until?;
    let ends_on = reported_end.map_or(approved_until, |end| end.min(approved_until));
    Some(care::Stay {
        dossier: dossier.id,
        facility: dossier.facility,
        sector: dossier.sector.clone(),
        state,
        start: dossier.start?,
        requested_start,
        ends_on,
        covered: dossier
            .approved
            .iter()
            .filter_map(|period| period.ending_by(ends_on))
            .collect(),
        migration: dossier.migration,
    })
}

/// An accepted dossier as billing sees it; `None` for any other.
pub(crate) fn billing_stay(dossier: &DossierRecord) -> Option<billing::Stay> {
    let accepted = matches!(dossier.state, DossierState::Accepted | DossierState::Ended);
    let start = dossier.start.filter(|_| accepted)?;
    Some(billing::Stay {
        dossier: dossier.id,
        reference: dossier.reference,
        start,
        reported_end: dossier.reported_end,
        approved: dossier.approved.clone(),
        approved_until: dossier.approved_until,
        user_type: dossier.user_type,
        if_accepted: Vec::new(),
    })
}

/// The months of care of the lines of a sending, in order.
pub(crate) fn months_of(sending: &Sending) -> Vec<Month> {
    let months: BTreeSet<Month> = sending.lines.iter().map(|line| Month::of(line.first_day)).collect();
    months.into_iter().collect()
}

/// Everything that judging a sending asks: some fifteen queries, whatever its size. `lot` is the hash of its bytes.
pub(crate) fn batch_facts(
    tx: &mut dyn Transaction,
    law: &Law,
    sending: &Sending,
    (facility, sender): (Option<Facility>, Option<FacilityId>),
    lot: [u8; 32],
) -> Result<BatchFacts, Problem> {
    let Some(facility) = facility else {
        return Ok(BatchFacts {
            sender,
            ..BatchFacts::default()
        });
    };
    let ssins: BTreeSet<u64> = sending
        .invoices
        .iter()
        .filter_map(|invoice| Ssin::from_number(invoice.ssin).ok())
        .map(Ssin::as_number)
        .collect();
    let ssins: Vec<u64> = ssins.into_iter().collect();
    tx.lock_sending(facility.id, sending.fund, sending.month)?;
    tx.lock_persons_by_ssin(&ssins)?;
    let persons = tx.persons_by_ssin(&ssins)?;
    let ids: BTreeSet<PersonId> = persons.values().map(|person| person.id).collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let months = months_of(sending);
    let year = sending.created_on.year();
    let mut facts = BatchFacts {
        sender,
        sending_number_used: tx.sending_number_used(facility.id, year, sending.sending_number)?,
        live_batch_exists: tx.live_batch_exists(facility.id, sending.fund, sending.month)?,
        tariffs: tariffs_of(tx, sending)?,
        persons,
        stays: stays_of(tx, law, facility.id, &ids)?,
        paid: paid_days(tx, &ids, &months)?,
        lot,
        ..BatchFacts::default()
    };
    credit_facts::credits(tx, sending, facility.id, (&ids, &months), &mut facts)?;
    credit_facts::premiums(tx, &ids, &mut facts)?;
    credit_facts::controls(tx, sending, &mut facts)?;
    facts.facility = Some(facility);
    Ok(facts)
}

fn tariffs_of(tx: &mut dyn Transaction, sending: &Sending) -> Result<HashMap<PerformanceCode, Vec<Tariff>>, Problem> {
    let codes: BTreeSet<PerformanceCode> = sending.lines.iter().map(|line| line.code).collect();
    let codes: Vec<PerformanceCode> = codes.into_iter().collect();
    let mut tariffs: HashMap<PerformanceCode, Vec<Tariff>> = HashMap::new();
    for tariff in tx.tariffs_of_codes(&codes)? {
        tariffs.entry(tariff.code).or_default().push(tariff);
    }
    Ok(tariffs)
}

/// The accepted stays of persons in a facility, in order of acceptance, with what changes that wait would make of them.
fn stays_of(
    tx: &mut dyn Transaction,
    law: &Law,
    facility: FacilityId,
    persons: &[PersonId],
) -> Result<HashMap<PersonId, Vec<billing::Stay>>, Problem> {
    let mut dossiers = tx.stays_of(persons)?;
    dossiers.sort_by_key(|dossier| (dossier.decided_at, dossier.id));
    let here: Vec<&DossierRecord> = dossiers.iter().filter(|dossier| dossier.facility == facility).collect();
    let mut if_accepted = credit_facts::if_accepted(tx, law, &here)?;
    let mut stays: HashMap<PersonId, Vec<billing::Stay>> = HashMap::new();
    for dossier in here {
        if let (Some(person), Some(mut stay)) = (dossier.person, billing_stay(dossier)) {
            stay.if_accepted = if_accepted.remove(&dossier.id).unwrap_or_default();
            stays.entry(person).or_default().push(stay);
        }
    }
    Ok(stays)
}

fn paid_days(tx: &mut dyn Transaction, persons: &[PersonId], months: &[Month]) -> Result<PaidDays, Problem> {
    let mut paid = PaidDays::default();
    for day in tx.paid_days(persons, months)? {
        let (person, on) = (day.person, day.day);
        paid.insert(
            person,
            on,
            PaidDay {
                code: day.code,
                kind: day.kind,
                facility: day.facility,
                sector: day.sector,
            },
        );
    }
    Ok(paid)
}
