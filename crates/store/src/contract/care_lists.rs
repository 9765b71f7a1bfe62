//! Lists of dossiers.

use identifiers::{DossierId, FacilityId, Period, PersonId};
use jiff::civil::{Date, date};
use registers::{Membership, MembershipKind};

use super::care::{as_record, bare, message};
use super::fixture::{ODD_NAME, a_facility, at, fund, hco, look, period, persons, plain_details, write};
use crate::{DossierState, FundDossier, MembershipSet, NewDossier, Store};

const TODAY: Date = date(2024, 6, 1);

fn membership(number: u16, period: Period) -> Membership {
    Membership {
        fund: fund(number),
        kind: MembershipKind::Official,
        period,
    }
}

/// A dossier of a person, made by a message of the id.
fn made(store: &dyn Store, facility: FacilityId, person: Option<PersonId>, id: u128) -> (DossierId, NewDossier) {
    let new = NewDossier {
        person,
        approved: vec![period(date(2024, 1, 1), None)],
        ..bare(facility, DossierState::Accepted)
    };
    let dossier = write(store, |tx| {
        let dossier = tx.insert_dossier(&new)?;
        tx.insert_message(&message(facility, id, dossier))?;
        // A later message of the dossier is not the one that made it.
        tx.insert_message(&message(facility, 1_000 + id, dossier))?;
        Ok(dossier)
    });
    (dossier, new)
}

/// A dossier is listed for every fund of which a membership of its person had begun, with the last day of those.
pub fn dossiers_of_a_fund_are_those_of_its_members(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let people = persons(store, 4);
    let sets = [
        vec![
            membership(180, period(date(2020, 1, 1), Some(date(2020, 12, 31)))),
            membership(280, period(date(2021, 1, 1), Some(date(2021, 12, 31)))),
            membership(180, period(date(2022, 1, 1), Some(date(2022, 12, 31)))),
        ],
        vec![membership(180, Period::since(TODAY))],
        vec![membership(180, Period::since(date(2024, 6, 2)))],
        vec![membership(180, Period::since(date(2020, 1, 1)))],
    ];
    write(store, |tx| {
        let sets = people
            .iter()
            .zip(sets)
            .map(|(person, memberships)| (*person, memberships));
        tx.replace_memberships(&sets.collect::<Vec<_>>(), at(0))?;
        // What is superseded is no membership any more.
        tx.replace_memberships(&[(people[3], Vec::new())], at(1))?;
        let mut details = plain_details();
        details.name = Some(ODD_NAME.into());
        tx.supersede_persons(&[(people[1], details)], at(1))
    });
    let (first, first_new) = made(store, facility, Some(people[0]), 1);
    let (second, second_new) = made(store, facility, Some(people[1]), 2);
    for (person, id) in [(Some(people[2]), 3), (Some(people[3]), 4), (None, 5)] {
        made(store, facility, person, id);
    }
    let listed = |id, new: &NewDossier, message: u128, name: Option<&str>, until| FundDossier {
        dossier: as_record(id, new),
        message_id: uuid::Uuid::from_u128(message),
        hco: hco(1),
        facility_name: "Facility 1".into(),
        person_name: name.map(str::to_owned),
        member_until: until,
    };
    let list = |number| look(store, |tx| tx.dossiers_of_fund(fund(number), TODAY, None, 10));
    let of_180 = [
        listed(second, &second_new, 2, Some(ODD_NAME), None),
        listed(first, &first_new, 1, None, Some(date(2022, 12, 31))),
    ];
    assert_eq!(list(180), of_180);
    assert_eq!(
        list(280),
        [listed(first, &first_new, 1, None, Some(date(2021, 12, 31)))]
    );
    assert_eq!(list(380), []);
}

/// A list is read page by page, without a gap or a double.
pub fn dossiers_of_a_fund_come_newest_first(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let person = persons(store, 1)[0];
    write(store, |tx| {
        let set: MembershipSet = (person, vec![membership(180, Period::since(date(2020, 1, 1)))]);
        tx.replace_memberships(&[set], at(0))
    });
    let mut made: Vec<DossierId> = (1..=5).map(|id| made(store, facility, Some(person), id).0).collect();
    made.reverse();
    let mut before = None;
    let mut seen = Vec::new();
    loop {
        let page = look(store, |tx| tx.dossiers_of_fund(fund(180), TODAY, before, 2));
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 2);
        before = Some(last.dossier.id);
        seen.extend(page.iter().map(|listed| listed.dossier.id));
    }
    assert_eq!(seen, made);
}
