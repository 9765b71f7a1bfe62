//! What a change of a register and the monthly lists look for: stays of a facility, who stays in a month, who invoiced.

use identifiers::{FacilityId, Period, PersonId};
use jiff::civil::{Date, date};
use registers::TariffKind;

use super::care::{STATES, bare};
use super::fixture::{
    FIRST_DAY, LAST_DAY, a_batch, a_facility, at, batch_of, cents, code, facility_record, fund, look, month, period,
    persons, sector, write,
};
use crate::{
    BatchState, BilledQuery, CreditRow, DossierState, FacilityRecord, LinePlace, LineRow, LineState, NewDossier, Store,
};

/// The stays of a facility come in order of receipt; refused ones are none, and another facility's are not its own.
pub fn stays_of_a_facility_are_those_not_refused(store: &dyn Store) {
    let (mine, other) = (a_facility(store, 1), a_facility(store, 2));
    let new = |n, facility, state| NewDossier {
        received_at: at(n),
        approved: vec![period(date(2024, 1, 1), None)],
        ..bare(facility, state)
    };
    let ids = write(store, |tx| {
        let made: Result<Vec<_>, _> = (0_i64..)
            .zip(STATES)
            .map(|(n, state)| tx.insert_dossier(&new(9 - n, mine, state)))
            .collect();
        tx.insert_dossier(&new(1, other, DossierState::Accepted))?;
        made
    });
    let found = look(store, |tx| tx.stays_at(mine));
    let found_ids: Vec<_> = found.iter().map(|stay| stay.id).collect();
    assert_eq!(found_ids, [ids[3], ids[1], ids[0]]);
    assert_eq!(found[0].approved, [period(date(2024, 1, 1), None)]);
    assert!(look(store, |tx| tx.stays_at(FacilityId(i64::MAX))).is_empty());
}

/// Whoever has an approved day in the month, each once, in pages; only accepted and ended stays of the sectors asked.
pub fn persons_stay_in_a_month(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let people = persons(store, 7);
    let stay = |n: usize, sector_code: &str, state, from: Date, to: Option<Date>| NewDossier {
        sector: sector(sector_code),
        person: Some(people[n]),
        approved: vec![period(FIRST_DAY, Some(FIRST_DAY)), period(from, to)],
        ..bare(facility, state)
    };
    let stays = [
        stay(0, "PVT", DossierState::Accepted, date(2024, 3, 31), None),
        stay(0, "PVT", DossierState::Ended, date(2024, 3, 1), Some(date(2024, 3, 2))),
        stay(1, "PVT", DossierState::Ended, date(2023, 1, 1), Some(date(2024, 3, 1))),
        stay(2, "PVT", DossierState::Accepted, date(2024, 4, 1), None),
        stay(
            3,
            "PVT",
            DossierState::Accepted,
            date(2023, 1, 1),
            Some(date(2024, 2, 29)),
        ),
        stay(4, "PVT", DossierState::Pending, date(2024, 3, 1), None),
        stay(5, "IBW", DossierState::Accepted, date(2024, 3, 1), None),
        stay(6, "WZC", DossierState::Accepted, date(2024, 3, 1), Some(LAST_DAY)),
    ];
    write(store, |tx| {
        stays.iter().try_for_each(|stay| tx.insert_dossier(stay).map(drop))
    });
    let march = month("2024-03");
    let of = |codes: &[&str], after, limit| -> Vec<PersonId> {
        let sectors: Vec<_> = codes.iter().map(|text| sector(text)).collect();
        look(store, |tx| tx.persons_staying(&sectors, march, after, limit))
    };
    let first = PersonId(i64::MIN);
    assert_eq!(of(&["PVT"], first, 10), [people[0], people[1]]);
    assert_eq!(of(&["PVT", "WZC"], first, 10), [people[0], people[1], people[6]]);
    assert_eq!(of(&["PVT", "WZC"], first, 1), [people[0]]);
    assert_eq!(of(&["PVT", "WZC"], people[0], 1), [people[1]]);
    assert_eq!((of(&["PVT"], people[1], 10), of(&[], first, 10)), (vec![], vec![]));
}

/// Who invoiced accepted lines: of a facility or of a sector, of a code or of any, on the days asked; never what a
/// refused batch holds.
pub fn who_invoiced_is_found_by_facility_sector_code_and_day(store: &dyn Store) {
    let (first, batch) = a_batch(store, 1);
    let (second, other) = a_batch(store, 2);
    let refused = write(store, |tx| {
        let mut new = batch_of(first, 9);
        new.state = BatchState::Refused;
        new.fund = Some(fund(280));
        tx.insert_batch(&new)
    });
    let boat = FacilityRecord {
        sector: sector("PVT"),
        ..facility_record(3)
    };
    write(store, |tx| tx.insert_facility(&boat, at(0)));
    let line = |position, number, day, state| LineRow {
        invoice: 1,
        position,
        person: None,
        dossier: None,
        code: code(number),
        kind: Some(TariffKind::Day),
        day,
        amount: cents(4321),
        state,
    };
    let day = date(2024, 3, 15);
    write(store, |tx| {
        tx.insert_lines(batch, &[line(1, 970_012, day, LineState::Accepted)])?;
        tx.insert_lines(
            other,
            &[
                line(1, 970_012, day, LineState::Refused),
                line(2, 970_045, day, LineState::Accepted),
            ],
        )?;
        tx.insert_lines(refused, &[line(1, 970_012, day, LineState::Accepted)])
    });
    let found = |facility, sector_code: &str, number: Option<u32>, days: Period| -> Vec<FacilityId> {
        let query = BilledQuery {
            facility,
            sector: &sector(sector_code),
            code: number.map(code),
            days,
        };
        let pairs = look(store, |tx| tx.billed_by(&query));
        assert!(pairs.iter().all(|(_, payer)| *payer == fund(180)), "{pairs:?}");
        pairs.into_iter().map(|(facility, _)| facility).collect()
    };
    let ever = period(FIRST_DAY, None);
    assert_eq!(found(None, "IBW", None, ever), [first, second]);
    assert_eq!(found(None, "IBW", Some(970_012), ever), [first]);
    assert_eq!(found(Some(second), "IBW", Some(970_012), ever), []);
    assert_eq!(found(Some(second), "IBW", Some(970_045), ever), [second]);
    assert_eq!(found(None, "PVT", None, ever), []);
    assert_eq!(found(None, "IBW", None, period(day, Some(day))), [first, second]);
    assert_eq!(found(None, "IBW", None, period(FIRST_DAY, Some(date(2024, 3, 14)))), []);
    assert_eq!(found(None, "IBW", None, period(date(2024, 3, 16), None)), []);
}

/// What was taken back in a signed batch was billed no more.
pub fn who_invoiced_what_was_taken_back_is_not_found(store: &dyn Store) {
    let (first, batch) = a_batch(store, 1);
    let line = LineRow {
        invoice: 1,
        position: 1,
        person: None,
        dossier: None,
        code: code(970_012),
        kind: Some(TariffKind::Day),
        day: date(2024, 3, 15),
        amount: cents(4321),
        state: LineState::Accepted,
    };
    write(store, |tx| tx.insert_lines(batch, &[line]));
    let query = BilledQuery {
        facility: None,
        sector: &sector("IBW"),
        code: Some(code(970_012)),
        days: period(FIRST_DAY, None),
    };
    let found = || look(store, |tx| tx.billed_by(&query));
    let credit = write(store, |tx| {
        let mut new = batch_of(first, 5);
        new.month = Some(month("2024-04"));
        let credit = tx.insert_batch(&new)?;
        tx.insert_lines(credit, &[line])?;
        let takes_back = LinePlace {
            batch,
            invoice: 1,
            position: 1,
        };
        let row = CreditRow {
            invoice: 1,
            position: 1,
            takes_back,
        };
        tx.insert_credits(credit, &[row])?;
        Ok(credit)
    });
    assert_eq!(found(), [(first, fund(180))], "not signed yet");
    let from = look(store, |tx| Ok(tx.batch(credit)?.expect("a batch").batch.state));
    assert!(write(store, |tx| tx.move_batch(credit, from, BatchState::Settled)));
    assert_eq!(found(), []);
}
