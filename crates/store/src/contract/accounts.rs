//! Accounts, sessions and looks.

use identifiers::{DossierId, PersonId};

use super::care::{bare, message};
use super::fixture::{
    ODD_NAME, a_facility, at, conflicts, facility_record, fund, hco, look, persons, plain_details, write,
};
use crate::{
    AccountRecord, ContentHash, DossierState, KnownSession, LookQuery, LookRow, Looker, NewLook, SessionRecord, Store,
};

/// A plain account of an employee of a fund.
fn account(name: &str) -> AccountRecord {
    AccountRecord {
        id: 0,
        name: name.into(),
        display_name: ODD_NAME.into(),
        fund: Some(fund(180)),
        facility: None,
        role: "CaseWorker".into(),
        provider: None,
        password: Some("$argon2id$".into()),
        second_factor: None,
        last_step: None,
        failures: 0,
        locked_until: None,
        disabled_at: None,
    }
}

fn keep(store: &dyn Store, account: &AccountRecord) -> AccountRecord {
    let id = write(store, |tx| tx.insert_account(account, at(0)));
    AccountRecord { id, ..account.clone() }
}

/// Every field comes back, by name, by number and in the list, which is in order of name; so does what replaces it.
pub fn accounts_keep_every_field(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let plain = keep(store, &account("b"));
    let full = keep(
        store,
        &AccountRecord {
            fund: None,
            facility: Some(facility),
            role: ODD_NAME.into(),
            provider: Some("https://identity.example".into()),
            password: None,
            second_factor: Some(vec![0, 1, 255]),
            last_step: Some(i64::MAX),
            failures: 7,
            locked_until: Some(at(1)),
            disabled_at: Some(at(2)),
            ..account(ODD_NAME)
        },
    );
    let upper = keep(store, &account("B"));
    assert_eq!(look(store, |tx| tx.account_by_name(ODD_NAME)), Some(full.clone()));
    assert_eq!(look(store, |tx| tx.account(plain.id)), Some(plain.clone()));
    assert_eq!(look(store, |tx| tx.account_by_name("c")), None);
    assert_eq!(look(store, |tx| tx.account(i64::MAX)), None);
    assert_eq!(look(store, |tx| tx.accounts()), [upper, full.clone(), plain.clone()]);
    let replaced = AccountRecord {
        id: full.id,
        name: full.name.clone(),
        display_name: "x".into(),
        ..plain
    };
    write(store, |tx| tx.set_account(&replaced));
    assert_eq!(look(store, |tx| tx.account(full.id)), Some(replaced));
}

/// The same name a second time is a conflict.
pub fn a_name_of_an_account_is_taken_once(store: &dyn Store) {
    keep(store, &account("a"));
    conflicts(store, |tx| tx.insert_account(&account("a"), at(1)));
}

fn session(token: &[u8], account: i64, ends_at: i64) -> SessionRecord {
    SessionRecord {
        token: ContentHash::of(token),
        account,
        is_whole: true,
        made_at: at(1),
        seen_at: at(2),
        ends_at: at(ends_at),
    }
}

/// A session comes back with its account and the name of its facility.
pub fn sessions_come_with_their_account(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let plain = keep(store, &account("a"));
    let placed = keep(
        store,
        &AccountRecord {
            fund: None,
            facility: Some(facility),
            ..account("b")
        },
    );
    let half = SessionRecord {
        is_whole: false,
        ..session(b"1", plain.id, 10)
    };
    let whole = session(b"2", placed.id, 20);
    for one in [&half, &whole] {
        write(store, |tx| tx.insert_session(one));
    }
    let found = |token: &[u8]| look(store, |tx| tx.session(ContentHash::of(token)));
    assert_eq!(
        found(b"1"),
        Some(KnownSession {
            session: half,
            account: plain,
            facility_name: None
        })
    );
    assert_eq!(
        found(b"2"),
        Some(KnownSession {
            session: whole.clone(),
            account: placed,
            facility_name: Some(facility_record(1).name)
        })
    );
    assert_eq!(found(b"3"), None);
    write(store, |tx| tx.touch_session(whole.token, at(9)));
    assert_eq!(found(b"2").map(|known| known.session.seen_at), Some(at(9)));
}

/// One by one, all of an account, and those that are over.
pub fn sessions_end(store: &dyn Store) {
    let (one, two) = (keep(store, &account("a")), keep(store, &account("b")));
    for (token, whose, ends_at) in [(b"1", &one, 10), (b"2", &one, 20), (b"3", &two, 20), (b"4", &two, 30)] {
        write(store, |tx| tx.insert_session(&session(token, whose.id, ends_at)));
    }
    let left = || {
        let is_there = |token: &&[u8; 1]| look(store, |tx| tx.session(ContentHash::of(&token[..]))).is_some();
        [b"1", b"2", b"3", b"4"]
            .into_iter()
            .filter(is_there)
            .collect::<Vec<_>>()
    };
    write(store, |tx| tx.forget_sessions(at(20)));
    assert_eq!(left(), [b"2", b"3", b"4"], "one that ends at the moment is not over");
    assert!(write(store, |tx| tx.end_session(ContentHash::of(b"3"))));
    assert!(!write(store, |tx| tx.end_session(ContentHash::of(b"3"))));
    assert_eq!(left(), [b"2", b"4"]);
    write(store, |tx| tx.end_sessions_of(one.id));
    assert_eq!(left(), [b"4"]);
}

fn looker(number: u16, account: &str) -> Looker<'_> {
    Looker {
        at: at(5),
        fund: Some(fund(number)),
        facility: None,
        actor: ODD_NAME,
        account,
        use_case: "readDossier",
        reason: None,
    }
}

fn see(store: &dyn Store, looker: &Looker<'_>, seen: &[(Option<PersonId>, Option<DossierId>)]) {
    let looks: Vec<NewLook> = seen
        .iter()
        .map(|(person, dossier)| NewLook {
            person: *person,
            dossier: *dossier,
        })
        .collect();
    write(store, |tx| tx.insert_looks(looker, &looks));
}

fn looks_of(store: &dyn Store, number: u16, query: LookQuery<'_>) -> Vec<LookRow> {
    look(store, |tx| tx.looks_of_fund(fund(number), query, 10))
}

/// A look comes back whole, with the person's name and the dossier as it is known outside.
pub fn looks_keep_every_field(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let person = persons(store, 1)[0];
    let dossier = write(store, |tx| {
        let dossier = tx.insert_dossier(&bare(facility, DossierState::Pending))?;
        for id in [1, 2] {
            tx.insert_message(&message(facility, id, dossier))?;
        }
        Ok(dossier)
    });
    let with_reason = Looker {
        reason: Some(ODD_NAME),
        facility: Some(facility),
        ..looker(180, "a")
    };
    see(store, &with_reason, &[(Some(person), Some(dossier)), (None, None)]);
    see(store, &with_reason, &[]);
    let rows = looks_of(store, 180, LookQuery::default());
    let [none, whole] = rows.as_slice() else {
        panic!("two looks were kept, not {}", rows.len());
    };
    let bare = (none.person, none.person_name.as_ref(), none.dossier.as_ref());
    assert_eq!(bare, (None, None, None));
    let expected = LookRow {
        id: whole.id,
        at: at(5),
        actor: ODD_NAME.into(),
        use_case: "readDossier".into(),
        reason: Some(ODD_NAME.into()),
        person: Some(person),
        person_name: plain_details().name,
        dossier: Some((hco(1), uuid::Uuid::from_u128(1))),
    };
    assert_eq!(*whole, expected);
}

/// Looks come newest first, those of the fund alone, and as narrow as they are asked for.
pub fn looks_come_newest_first_and_by_fund(store: &dyn Store) {
    let people = persons(store, 2);
    see(store, &looker(180, "a"), &[(Some(people[0]), None), (None, None)]);
    see(
        store,
        &looker(180, "b"),
        &[(Some(people[1]), None), (Some(people[0]), None)],
    );
    see(store, &looker(280, "a"), &[(Some(people[0]), None)]);
    let query = LookQuery::default();
    let all = looks_of(store, 180, query);
    let whom: Vec<Option<PersonId>> = all.iter().map(|row| row.person).collect();
    assert_eq!(whom, [Some(people[0]), Some(people[1]), None, Some(people[0])]);
    let ids: Vec<i64> = all.iter().map(|row| row.id).collect();
    let other = looks_of(store, 280, query)[0].id;
    let narrow = |before, account, same_person_as| {
        let query = LookQuery {
            before,
            account,
            same_person_as,
            ..query
        };
        looks_of(store, 180, query).iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(narrow(Some(ids[1]), None, None), ids[2..]);
    assert_eq!(narrow(None, Some("b"), None), ids[..2]);
    assert_eq!(narrow(None, None, Some(ids[0])), [ids[0], ids[3]]);
    assert_eq!(narrow(None, Some("a"), Some(ids[0])), [ids[3]]);
    assert_eq!(narrow(None, None, Some(other)), [0; 0], "a look of another fund");
    assert_eq!(look(store, |tx| tx.looks_of_fund(fund(180), query, 1)).len(), 1);
}

/// A reason holds for one account, person and page from a moment on; a list of looks is narrowed by its code.
pub fn reasons_of_looks_are_found(store: &dyn Store) {
    let people = persons(store, 2);
    let see_because = |account: &str, page: &str, reason: Option<&str>, n: i64, person: PersonId| {
        let looker = Looker {
            at: at(n),
            use_case: page,
            reason,
            ..looker(180, account)
        };
        see(store, &looker, &[(Some(person), None)]);
    };
    see_because("a", "person", Some("MEMBER belde, 'nu'"), 10, people[0]);
    see_because("a", "worklist", Some("LIST"), 11, people[0]);
    see_because("a", "person", None, 12, people[0]);
    see_because("b", "person", Some("OBJECTION"), 13, people[0]);
    see_because("a", "why", Some("MEMBERSHIP"), 14, people[1]);
    let last = |account: &str, person, since| {
        look(store, |tx| {
            tx.last_reason(account, person, &["why", "person"], at(since))
        })
    };
    assert_eq!(last("a", people[0], 10).as_deref(), Some("MEMBER belde, 'nu'"));
    assert_eq!(
        last("a", people[0], 11),
        None,
        "the list is no file, and the look after it said nothing"
    );
    assert_eq!(last("b", people[0], 0).as_deref(), Some("OBJECTION"));
    assert_eq!(last("b", people[1], 0), None);
    let of = |reason, without_reason| {
        let query = LookQuery {
            reason,
            without_reason,
            ..LookQuery::default()
        };
        let found = looks_of(store, 180, query);
        found.into_iter().map(|row| row.reason).collect::<Vec<_>>()
    };
    assert_eq!(of(Some("MEMBER"), false), [Some("MEMBER belde, 'nu'".to_owned())]);
    assert_eq!(of(Some("MEMBERSHIP"), false), [Some("MEMBERSHIP".to_owned())]);
    assert_eq!(of(Some("MEMB"), false), []);
    assert_eq!(of(None, true), [None]);
    assert_eq!(of(None, false).len(), 5);
}
