//! Registers of persons: details, numbers, memberships, premiums.

use std::collections::BTreeSet;

use identifiers::{Period, PersonId};
use jiff::civil::{Date, date};
use registers::{Address, AffiliationObligation, IncomeCategory, Membership, MembershipKind, Person, PersonDetails};

use super::fixture::{
    FIRST_DAY, LAST_DAY, ODD_NAME, at, cents, conflicts, fund, look, period, persons, plain_details, ssin, write,
};
use crate::{NewPerson, PremiumRecord, Store};

fn full_details() -> PersonDetails {
    PersonDetails {
        name: Some(ODD_NAME.into()),
        birth_date: Some(FIRST_DAY),
        deceased_on: Some(LAST_DAY),
        obligation: AffiliationObligation::Protocol,
        insurer: Some(u16::MAX),
        income_category: Some(IncomeCategory::Increased),
        address: Address {
            street: Some("Rue de l'Été 1 bus ½".into()),
            postal_code: Some("09000".into()),
            city: Some(String::new()),
            country: Some("BE".into()),
        },
    }
}

fn membership(number: u16, from: Date, to: Option<Date>) -> Membership {
    Membership {
        fund: fund(number),
        kind: MembershipKind::Official,
        period: period(from, to),
    }
}

#[track_caller]
fn person(store: &dyn Store, id: PersonId) -> Person {
    look(store, |tx| tx.person(id)).expect("a person that is known")
}

/// A person comes back as recorded, by number and by own number; one that is unknown is left out.
pub fn persons_keep_every_field(store: &dyn Store) {
    let obligations = AffiliationObligation::ALL.iter().map(|obligation| PersonDetails {
        obligation: *obligation,
        ..plain_details()
    });
    let new: Vec<NewPerson> = (0..)
        .zip([full_details(), plain_details()].into_iter().chain(obligations))
        .map(|(n, details)| NewPerson { ssin: ssin(n), details })
        .collect();
    let ids = write(store, |tx| tx.insert_persons(&new, at(0)));
    assert_eq!(
        ids.iter().collect::<BTreeSet<_>>().len(),
        new.len(),
        "each has a number of its own"
    );
    let asked: Vec<u64> = new
        .iter()
        .map(|p| p.ssin.as_number())
        .chain([ssin(99).as_number(), 0])
        .collect();
    let found = look(store, |tx| tx.persons_by_ssin(&asked));
    assert_eq!(found.len(), new.len());
    for (new, id) in new.iter().zip(&ids) {
        let expected = Person {
            id: *id,
            ssin: new.ssin,
            details: new.details.clone(),
            memberships: Vec::new(),
        };
        assert_eq!(found.get(&new.ssin.as_number()), Some(&expected));
        assert_eq!(person(store, *id), expected);
    }
    assert_eq!(look(store, |tx| tx.person(PersonId(i64::MAX))), None);
    let asked = [ids[2], PersonId(i64::MAX), ids[0], ids[2]];
    let together = look(store, |tx| tx.persons(&asked));
    assert_eq!(
        together,
        [person(store, ids[0]), person(store, ids[2])],
        "in order, each once"
    );
    assert!(look(store, |tx| tx.persons(&[])).is_empty());
    assert!(look(store, |tx| tx.persons_by_ssin(&[])).is_empty());
    assert!(write(store, |tx| tx.insert_persons(&[], at(0))).is_empty());
}

/// Later details supersede the earlier ones; number and memberships stay.
pub fn details_are_superseded(store: &dyn Store) {
    let ids = persons(store, 2);
    let member = membership(180, FIRST_DAY, None);
    write(store, |tx| tx.replace_memberships(&[(ids[0], vec![member])], at(0)));
    write(store, |tx| tx.supersede_persons(&[(ids[0], full_details())], at(1)));
    let now = person(store, ids[0]);
    assert_eq!(
        (now.details, now.ssin, now.memberships),
        (full_details(), ssin(0), vec![member])
    );
    assert_eq!(
        person(store, ids[1]).details,
        plain_details(),
        "the other one is as it was"
    );
    write(store, |tx| tx.supersede_persons(&[(ids[0], plain_details())], at(2)));
    assert_eq!(person(store, ids[0]).details, plain_details());
}

/// Whoever is asked by a replaced number is found, with the number of today: that of the newest day.
pub fn a_replaced_number_stays_understood(store: &dyn Store) {
    let ids = persons(store, 1);
    let memberships = vec![
        membership(180, FIRST_DAY, Some(date(2023, 12, 31))),
        membership(280, date(2024, 1, 1), None),
    ];
    write(store, |tx| {
        tx.replace_memberships(&[(ids[0], memberships.clone())], at(0))?;
        tx.add_ssin(ids[0], ssin(7), date(2024, 3, 1), at(1))
    });
    // A number from before the first one, heard of later, does not become that of today.
    write(store, |tx| tx.add_ssin(ids[0], ssin(8), Date::MIN, at(2)));
    let numbers = [0, 7, 8].map(|n| ssin(n).as_number());
    let together = look(store, |tx| tx.persons_by_ssin(&numbers));
    for number in numbers {
        let alone = look(store, |tx| tx.persons_by_ssin(&[number]));
        for found in [together.get(&number), alone.get(&number)] {
            let found = found.expect("understood");
            assert_eq!(
                (found.id, found.ssin, &found.memberships),
                (ids[0], ssin(7), &memberships)
            );
        }
    }
    assert_eq!(person(store, ids[0]).ssin, ssin(7));
    write(store, |tx| tx.add_ssin(ids[0], ssin(9), LAST_DAY, at(3)));
    assert_eq!(person(store, ids[0]).ssin, ssin(9), "the number of the newest day");
}

/// A national number is that of one person, today's or an earlier one alike.
pub fn a_national_number_is_taken_once(store: &dyn Store) {
    let ids = persons(store, 2);
    let again = NewPerson {
        ssin: ssin(0),
        details: plain_details(),
    };
    conflicts(store, |tx| tx.insert_persons(std::slice::from_ref(&again), at(1)));
    conflicts(store, |tx| tx.add_ssin(ids[1], ssin(0), date(2024, 1, 1), at(1)));
    write(store, |tx| tx.add_ssin(ids[0], ssin(5), date(2024, 1, 1), at(1)));
    conflicts(store, |tx| tx.insert_persons(&[again], at(2)));
}

/// Memberships come back by first day with either kind, and are replaced as a whole, person by person.
pub fn memberships_are_replaced_as_a_whole(store: &dyn Store) {
    let ids = persons(store, 3);
    let early = membership(999, FIRST_DAY, Some(date(2019, 12, 31)));
    let administrative = Membership {
        kind: MembershipKind::Administrative,
        ..membership(180, date(2020, 1, 1), Some(LAST_DAY))
    };
    let open = membership(1, LAST_DAY, None);
    let of = |id| person(store, id).memberships;
    write(store, |tx| {
        tx.replace_memberships(
            &[(ids[0], vec![open, early, administrative]), (ids[1], vec![open])],
            at(1),
        )
    });
    assert_eq!(of(ids[0]), [early, administrative, open]);
    write(store, |tx| {
        tx.replace_memberships(&[(ids[0], vec![]), (ids[2], vec![early])], at(2))
    });
    assert_eq!(of(ids[0]), []);
    assert_eq!((of(ids[1]), of(ids[2])), (vec![open], vec![early]));
    write(store, |tx| tx.replace_memberships(&[], at(3)));
}

/// A premium is one of a person and a year; a later one supersedes it.
pub fn premiums_are_kept_by_person_and_year(store: &dyn Store) {
    let ids = persons(store, 2);
    let premium = |person, year, paid_on, amount| PremiumRecord {
        person,
        year,
        paid_on,
        amount,
    };
    let full = premium(ids[0], 2024, Some(LAST_DAY), Some(cents(6200)));
    let bare = premium(ids[0], 1, None, None);
    let other = premium(ids[1], 9999, Some(FIRST_DAY), Some(cents(-1)));
    write(store, |tx| tx.put_premiums(&[other, full, bare], at(0)));
    assert_eq!(
        look(store, |tx| tx.premiums(&[ids[1], ids[0]])),
        [bare, full, other],
        "by person and year"
    );
    assert_eq!(look(store, |tx| tx.premiums(&[ids[1]])), [other]);
    assert_eq!(look(store, |tx| tx.premiums(&[])), []);
    let unpaid = premium(ids[0], 2024, None, None);
    write(store, |tx| tx.put_premiums(&[unpaid], at(1)));
    assert_eq!(look(store, |tx| tx.premiums(&[ids[0]])), [bare, unpaid]);
    // What is withdrawn is known no longer, and can be recorded again.
    write(store, |tx| {
        tx.withdraw_premiums(&[(ids[0], 2024), (ids[0], 1999)], at(2))
    });
    assert_eq!(look(store, |tx| tx.premiums(&ids)), [bare, other]);
    write(store, |tx| tx.put_premiums(&[full], at(3)));
    assert_eq!(look(store, |tx| tx.premiums(&[ids[0]])), [bare, full]);
}

/// Sets of five thousand go in and out in one call each.
pub fn five_thousand_persons_in_one_call(store: &dyn Store) {
    let ids = persons(store, 5_000);
    assert_eq!(ids.len(), 5_000);
    let sets: Vec<_> = ids
        .iter()
        .map(|id| (*id, vec![membership(180, date(2020, 1, 1), None)]))
        .collect();
    let premiums: Vec<PremiumRecord> = ids
        .iter()
        .map(|id| PremiumRecord {
            person: *id,
            year: 2024,
            paid_on: None,
            amount: Some(cents(6200)),
        })
        .collect();
    let details: Vec<_> = ids.iter().map(|id| (*id, full_details())).collect();
    write(store, |tx| {
        tx.replace_memberships(&sets, at(1))?;
        tx.put_premiums(&premiums, at(1))?;
        tx.supersede_persons(&details, at(1))
    });
    let asked: Vec<u64> = (0..5_000).map(|n| ssin(n).as_number()).collect();
    let found = look(store, |tx| tx.persons_by_ssin(&asked));
    assert_eq!(found.len(), 5_000);
    for (number, id) in asked.iter().zip(&ids) {
        let person = found.get(number).expect("each is found");
        assert_eq!(person.id, *id, "own numbers come in the order of the persons");
        assert_eq!(
            person.memberships.first().map(|m| m.period),
            Some(Period::since(date(2020, 1, 1)))
        );
        assert_eq!(person.details, full_details());
    }
    assert_eq!(look(store, |tx| tx.premiums(&ids)).len(), 5_000);
}
