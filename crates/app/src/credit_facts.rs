//! Facts of a sending beside registers and stays: what its credit notes take back, premiums, changes that wait, and the
//! fund's standing rules.

use std::collections::{BTreeSet, HashMap};

use billing::{AcceptedPlace, BatchFacts, ControlRule, CreditableFact, EarlierFact};
use care::{ChangeMessage, covered_if_accepted};
use identifiers::{DossierId, FacilityId, Month, Period, PersonId};
use invoice_file::{InvoiceKind, Sending};
use registers::TariffKind;
use regulation::Law;
use store::{DossierRecord, LinePlace, Transaction};

use crate::Problem;
use crate::care_messages::{REQUEST, aggregate, object_of};

/// Adds what credit notes take back, and which earlier credits wait.
pub(crate) fn credits(
    tx: &mut dyn Transaction,
    sending: &Sending,
    facility: FacilityId,
    (persons, months): (&[PersonId], &[Month]),
    facts: &mut BatchFacts,
) -> Result<(), Problem> {
    facts.credits_waiting = tx.waiting_credits(facility, persons, months)?.into_iter().collect();
    let notes = || {
        let invoices = sending.invoices.iter();
        invoices.filter(|invoice| invoice.kind == InvoiceKind::Credit)
    };
    if notes().next().is_none() {
        return Ok(());
    }
    let named = || notes().filter_map(|note| note.earlier);
    let earlier_months: BTreeSet<Month> = named().filter_map(|earlier| earlier.month).collect();
    let numbers: BTreeSet<u64> = named().map(|earlier| earlier.number).collect();
    let earlier_months: Vec<Month> = earlier_months.into_iter().collect();
    let numbers: Vec<u64> = numbers.into_iter().collect();
    for row in tx.earlier_invoices(facility, sending.fund, &earlier_months, &numbers)? {
        let fact = EarlierFact {
            batch: row.batch,
            person: row.person,
            refused: row.refused,
        };
        facts.earlier.insert((row.month, row.sending_number, row.number), fact);
    }
    for line in tx.creditable_lines(facility, sending.fund, persons, months)? {
        let fact = CreditableFact {
            amount: line.amount,
            place: accepted_place(line.place),
        };
        facts.creditable.insert((line.person, line.day, line.code), fact);
    }
    Ok(())
}

/// Adds who has a first premium already, where the sending can hold one.
pub(crate) fn premiums(tx: &mut dyn Transaction, persons: &[PersonId], facts: &mut BatchFacts) -> Result<(), Problem> {
    let mut kinds = facts.tariffs.values().flatten().map(|tariff| tariff.kind);
    if kinds.any(|kind| kind == TariffKind::Premium) {
        facts.premium_paid = tx.premiums(persons)?.iter().map(|premium| premium.person).collect();
        facts.premium_paid.extend(tx.premiums_waiting(persons)?);
    }
    Ok(())
}

/// Adds the standing rules of the fund.
pub(crate) fn controls(tx: &mut dyn Transaction, sending: &Sending, facts: &mut BatchFacts) -> Result<(), Problem> {
    let rules = tx.control_rules(sending.fund)?.into_iter();
    facts.controls = rules
        .map(|rule| ControlRule {
            facility: rule.facility,
            code: rule.code,
            from_amount: rule.from_amount,
            share: rule.share,
        })
        .collect();
    Ok(())
}

/// What would be covered of each dossier if a change that waits on it alone were accepted (P30001).
pub(crate) fn if_accepted(
    tx: &mut dyn Transaction,
    law: &Law,
    dossiers: &[&DossierRecord],
) -> Result<HashMap<DossierId, Vec<Vec<Period>>>, Problem> {
    let ids: Vec<DossierId> = dossiers.iter().map(|dossier| dossier.id).collect();
    let mut all: HashMap<DossierId, Vec<Vec<Period>>> = HashMap::new();
    for (id, message) in tx.waiting_messages_of(&ids)? {
        let record = dossiers.iter().find(|dossier| dossier.id == id);
        let dossier = record.map(|record| aggregate(record)).transpose()?.flatten();
        let Some(dossier) = dossier.filter(|_| message.kind != REQUEST) else {
            continue;
        };
        let bytes = tx
            .payload(message.input)?
            .ok_or_else(|| Problem::Fault("a message whose bytes are gone".into()))?;
        let change = ChangeMessage::from_object(&object_of(&bytes)?)?;
        if let Some(covered) = covered_if_accepted(&change, &dossier, law, message.received_at)? {
            all.entry(id).or_default().push(covered);
        }
    }
    Ok(all)
}

pub(crate) const fn accepted_place(place: LinePlace) -> AcceptedPlace {
    AcceptedPlace {
        batch: place.batch,
        invoice: place.invoice,
        position: place.position,
    }
}

pub(crate) const fn line_place(place: AcceptedPlace) -> LinePlace {
    LinePlace {
        batch: place.batch,
        invoice: place.invoice,
        position: place.position,
    }
}
