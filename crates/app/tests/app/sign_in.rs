//! Signing in: what is asked, what is refused and for how long, what a session is, and that no secret is kept in clear.

use app::{
    Actor, AgencyRole, FacilityRole, FundRole, LookFilter, NewAccount, Person, Problem, ProviderPerson, SignIn, code_at,
};
use identifiers::FacilityId;
use jiff::{SignedDuration, Timestamp};

use super::bill::Bill;
use super::fixture::{AnyStore, World, at, employee, fund, operator};

const PASSWORD: &str = "correct horse battery";
const SECRET: [u8; 20] = *b"twenty random bytes!";

fn payer(name: &str) -> Actor {
    Actor::Employee {
        fund: fund("180"),
        role: FundRole::Payer,
        name: name.into(),
    }
}

/// A world with an account `a` that has a password alone, and `b` that has a second factor too.
fn world() -> World<AnyStore> {
    let world = World::new();
    for (name, second_factor) in [("a", None), ("b", Some(SECRET))] {
        let new = NewAccount {
            actor: payer(name),
            display_name: "Zoë D'Hondt".into(),
        };
        let made = world
            .app()
            .make_account(&operator(), &new, PASSWORD, ([7; 16], second_factor));
        assert_eq!(made.expect("it is made").is_some(), second_factor.is_some());
    }
    world
}

fn minutes(count: i64) -> Timestamp {
    at("2024-06-06T08:00:00Z")
        .checked_add(SignedDuration::from_mins(count))
        .expect("a moment")
}

fn try_in(world: &World<AnyStore>, when: Timestamp, name: &str, password: &str, token: &str) -> SignIn {
    let tried = world.app().sign_in(when, (name, password), (token, None));
    tried.expect("an answer")
}

fn who(world: &World<AnyStore>, when: Timestamp, token: &str) -> Option<Person> {
    world.app().session(when, token).expect("an answer")
}

fn is_done(answer: &SignIn) -> bool {
    matches!(answer, SignIn::Done(_))
}

#[test]
fn a_name_and_a_password_make_a_session() {
    let world = world();
    let person = Person {
        actor: payer("a"),
        name: "Zoë D'Hondt".into(),
        facility: None,
    };
    assert_eq!(
        try_in(&world, minutes(0), " A ", PASSWORD, "t1"),
        SignIn::Done(person.clone())
    );
    assert_eq!(who(&world, minutes(1), "t1"), Some(person));
    for (name, password) in [
        ("a", "wrong"),
        ("a", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("a", &"x".repeat(300)),
    ] {
        assert_eq!(
            try_in(&world, minutes(1), name, password, "t2"),
            SignIn::Refused,
            "{name}"
        );
    }
    assert_eq!(
        (who(&world, minutes(1), "t2"), who(&world, minutes(1), "")),
        (None, None)
    );
}

#[test]
fn a_code_is_asked_for_and_used_once() {
    let world = world();
    let code = |when| code_at(&SECRET, when).expect("a code");
    let half = |when, token: &str| assert_eq!(try_in(&world, when, "b", PASSWORD, token), SignIn::CodeAsked);
    let give = |when, code: &str, token: &str, before: &str| {
        let given = world.app().give_code(when, code, (token, before));
        given.expect("an answer")
    };
    half(minutes(0), "half");
    assert_eq!(
        who(&world, minutes(0), "half"),
        None,
        "the password alone opens nothing"
    );
    for wrong in ["", "000000x", "abcdef", &code(minutes(9))] {
        assert_eq!(give(minutes(0), wrong, "t", "half"), SignIn::Refused, "{wrong:?}");
    }
    assert_eq!(
        give(minutes(0), &code(minutes(0)), "t", "none"),
        SignIn::Refused,
        "by no session"
    );
    assert!(is_done(&give(minutes(0), &code(minutes(0)), "t", "half")));
    assert!(who(&world, minutes(0), "t").is_some());
    assert_eq!(
        give(minutes(0), &code(minutes(0)), "t2", "half"),
        SignIn::Refused,
        "it has ended"
    );
    half(minutes(0), "half2");
    assert_eq!(
        give(minutes(0), &code(minutes(0)), "t2", "half2"),
        SignIn::Refused,
        "the code was used"
    );
    assert!(is_done(&give(minutes(1), &code(minutes(1)), "t2", "half2")));
    half(minutes(10), "half3");
    assert_eq!(
        give(minutes(15), &code(minutes(15)), "t3", "half3"),
        SignIn::Refused,
        "too late"
    );
}

#[test]
fn failures_lock_an_account_for_longer_each_time() {
    let world = world();
    let mut now = 0;
    // The fifth failure in a row locks for a minute, each further one twice as long, up to an hour.
    for _ in 1..5 {
        assert_eq!(try_in(&world, minutes(now), "a", "wrong", "t"), SignIn::Refused);
    }
    for lock in [1, 2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(try_in(&world, minutes(now), "a", "wrong", "t"), SignIn::Refused);
        for early in [now, now + lock - 1] {
            assert_eq!(
                try_in(&world, minutes(early), "a", PASSWORD, "t"),
                SignIn::Refused,
                "{lock}"
            );
        }
        now += lock;
    }
    assert!(is_done(&try_in(&world, minutes(now), "a", PASSWORD, "t")));
    for _ in 1..5 {
        assert_eq!(try_in(&world, minutes(now), "a", "wrong", "t2"), SignIn::Refused);
    }
    assert!(
        is_done(&try_in(&world, minutes(now), "a", PASSWORD, "t2")),
        "the count began anew"
    );
    // Codes are counted with passwords.
    for n in 0..5 {
        let half = format!("half{n}");
        assert_eq!(try_in(&world, minutes(now), "b", PASSWORD, &half), SignIn::CodeAsked);
        let given = world.app().give_code(minutes(now), "000000", ("t3", &half));
        assert_eq!(given.expect("an answer"), SignIn::Refused);
    }
    assert_eq!(try_in(&world, minutes(now), "b", PASSWORD, "t3"), SignIn::Refused);
}

#[test]
fn a_session_ends_unused_or_old_or_when_it_is_ended() {
    let world = world();
    let begin = |token: &str| assert!(is_done(&try_in(&world, minutes(0), "a", PASSWORD, token)));
    begin("idle");
    assert!(who(&world, minutes(29), "idle").is_some());
    assert!(who(&world, minutes(58), "idle").is_some(), "it was used");
    assert_eq!(who(&world, minutes(88), "idle"), None);
    begin("old");
    for used in (20..600).step_by(20) {
        assert!(who(&world, minutes(used), "old").is_some(), "after {used} minutes");
    }
    assert_eq!(who(&world, minutes(600), "old"), None);
    begin("left");
    world.app().sign_out(minutes(1), "left").expect("an answer");
    world
        .app()
        .sign_out(minutes(1), "left")
        .expect("once more changes nothing");
    assert_eq!(who(&world, minutes(1), "left"), None);
    begin("before");
    let again = world
        .app()
        .sign_in(minutes(1), ("a", PASSWORD), ("behind", Some("before")));
    assert!(is_done(&again.expect("an answer")));
    assert_eq!(
        who(&world, minutes(1), "before"),
        None,
        "who signs in again leaves no session behind"
    );
    for (n, change) in [
        |world: &World<AnyStore>| world.app().set_password(&operator(), "a", "another password", [8; 16]),
        |world: &World<AnyStore>| world.app().set_second_factor(&operator(), "a", SECRET).map(drop),
        |world: &World<AnyStore>| world.app().disable_account(&operator(), "a"),
    ]
    .into_iter()
    .enumerate()
    {
        let token = format!("changed{n}");
        let password = if n == 0 { PASSWORD } else { "another password" };
        let answer = try_in(&world, minutes(n.try_into().unwrap_or(0)), "a", password, &token);
        assert_ne!(answer, SignIn::Refused);
        change(&world).expect("it is changed");
        assert_eq!(who(&world, minutes(3), &token), None);
    }
    assert_eq!(
        try_in(&world, minutes(9), "a", "another password", "t"),
        SignIn::Refused
    );
}

#[test]
fn a_provider_makes_accounts_and_takes_none_over() {
    let world = world();
    let sign_in = |provider: &str, actor: Actor, token: &str| {
        let person = ProviderPerson {
            provider: provider.into(),
            actor,
            display_name: "Zoë".into(),
        };
        world.app().sign_in_by_provider(minutes(0), &person, (token, None))
    };
    let done = |answer: Result<SignIn, Problem>| is_done(&answer.expect("an answer"));
    assert!(done(sign_in("one", payer("C@zorgkas.example"), "c")));
    assert_eq!(
        who(&world, minutes(1), "c").map(|person| person.actor),
        Some(payer("c@zorgkas.example"))
    );
    let auditor = Actor::AgencyEmployee {
        role: AgencyRole::Auditor,
        name: "c@zorgkas.example".into(),
    };
    assert!(
        done(sign_in("one", auditor.clone(), "c2")),
        "it follows what the provider says"
    );
    assert_eq!(who(&world, minutes(1), "c").map(|person| person.actor), Some(auditor));
    assert!(!done(sign_in("two", payer("c@zorgkas.example"), "c3")));
    assert!(!done(sign_in("one", payer("a"), "c3")));
    assert_eq!(who(&world, minutes(1), "c3"), None);
    let nowhere = Actor::FacilityEmployee {
        facility: FacilityId(99),
        role: FacilityRole::Manager,
        name: "d".into(),
    };
    assert!(matches!(sign_in("one", nowhere, "d"), Err(Problem::NotFound(_))));
    let no_password = world
        .app()
        .set_password(&operator(), "c@zorgkas.example", PASSWORD, [1; 16]);
    assert!(matches!(no_password, Err(Problem::Conflict(_))));
    assert_eq!(
        try_in(&world, minutes(0), "c@zorgkas.example", PASSWORD, "c4"),
        SignIn::Refused
    );
}

#[test]
fn what_is_no_account_is_refused() {
    let world = world();
    let make = |actor: Actor, display: &str, password: &str| {
        let new = NewAccount {
            actor,
            display_name: display.into(),
        };
        world.refused("an account", |app| {
            app.make_account(&operator(), &new, password, ([1; 16], None))
        })
    };
    let long = "x".repeat(65);
    for (actor, display, password) in [
        (payer(""), "x", PASSWORD),
        (payer("a b"), "x", PASSWORD),
        (payer("ë"), "x", PASSWORD),
        (payer(&long), "x", PASSWORD),
        (payer("c"), " ", PASSWORD),
        (payer("c"), &long, PASSWORD),
        (payer("c"), "x", "eleven let."),
        (payer("c"), "x", &"x".repeat(257)),
        (Actor::Operator, "x", PASSWORD),
        (Actor::FundSystem(fund("180")), "x", PASSWORD),
    ] {
        let problem = make(actor.clone(), display, password);
        assert!(matches!(problem, Problem::InvalidInput(_)), "{actor}: {problem}");
    }
    assert!(matches!(make(payer("A"), "x", PASSWORD), Problem::Conflict(_)));
    let unknown = Actor::Employee {
        fund: fund("680"),
        role: FundRole::Payer,
        name: "c".into(),
    };
    assert!(matches!(make(unknown, "x", PASSWORD), Problem::NotFound(_)));
}

/// Who signed in and who failed stands in the journal; no password, code, secret or token does, and nothing of a name
/// that is no account's.
#[test]
fn the_journal_tells_who_and_no_secret() {
    let world = world();
    let before = world.journal().len();
    let code = code_at(&SECRET, minutes(0)).expect("a code");
    try_in(&world, minutes(0), "b", "wrong password", "token-0");
    try_in(&world, minutes(0), "b", PASSWORD, "token-1");
    world
        .app()
        .give_code(minutes(0), &code, ("token-2", "token-1"))
        .expect("an answer");
    world.app().sign_out(minutes(1), "token-2").expect("an answer");
    try_in(&world, minutes(0), "secret typed in the wrong place", "", "token-3");
    let entries = world.journal();
    let told: Vec<(&str, &str)> = entries[before..]
        .iter()
        .map(|entry| (entry.use_case.as_str(), entry.actor.as_str()))
        .collect();
    let who = "fund 180 Payer b";
    assert_eq!(
        told,
        [("signIn", who), ("signIn", who), ("giveCode", who), ("signOut", who)]
    );
    let mut tx = world.store.begin().expect("a transaction");
    for entry in entries {
        for hash in [entry.input, entry.answer] {
            let text = String::from_utf8(tx.payload(hash).expect("it is kept").expect("it is kept")).expect("a text");
            for secret in ["password", PASSWORD, "token", &code, "argon2", "secret typed"] {
                assert!(!text.contains(secret), "{}: {text}", entry.use_case);
            }
        }
    }
}

#[test]
fn an_auditor_reads_who_looked_at_whom() {
    let world = world();
    world.stay(1, 0, 0);
    let worker = employee("180", FundRole::CaseWorker, "2024-06-06T10:00:00Z");
    let list = world.app().dossiers(&worker, None).expect("a list");
    world
        .app()
        .dossier_page(&worker, &list.dossiers[0].address)
        .expect("a page");
    let auditor = employee("180", FundRole::Auditor, "2024-06-06T11:00:00Z");
    let looks = |filter: &LookFilter| world.app().looks(&auditor, fund("180"), filter).expect("looks").looks;
    let all = looks(&LookFilter::default());
    let told: Vec<(&str, &Actor)> = all.iter().map(|look| (look.page.as_str(), &look.actor)).collect();
    assert_eq!(told, [("readDossier", &worker.actor), ("listDossiers", &worker.actor)]);
    assert!(
        all.iter()
            .all(|look| look.has_person && look.dossier.as_ref() == Some(&list.dossiers[0].address))
    );
    let by_nobody = LookFilter {
        account: Some("nobody".into()),
        ..LookFilter::default()
    };
    assert!(looks(&by_nobody).is_empty());
    let journal = world.journal();
    let last = journal.last().expect("an entry");
    assert_eq!(
        (last.use_case.as_str(), last.subject.as_str()),
        ("listLooks", "fund 180")
    );
}

/// Whoever opens the answers on a sending, its bytes or the way of its money has looked at everyone in it; a program that
/// fetches its answers is no person.
#[test]
fn everyone_in_a_sending_is_looked_at() {
    let world = world();
    world.stay(1, 0, 0);
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    let payer = employee("180", FundRole::Payer, "2024-06-06T10:00:00Z");
    let app = world.app();
    app.answers(&payer, batch).expect("answers");
    app.answer_documents(&payer, batch).expect("answers");
    app.original_sending(&payer, batch).expect("bytes");
    app.answers(&world.facility(0, "2024-06-06T10:00:00Z"), batch)
        .expect("its own answers");
    let auditor = employee("180", FundRole::Auditor, "2024-06-06T11:00:00Z");
    app.trail(&auditor, batch).expect("a trail");
    let looks = app
        .looks(&auditor, fund("180"), &LookFilter::default())
        .expect("looks")
        .looks;
    let told: Vec<(&str, &Actor, bool)> = looks
        .iter()
        .map(|look| (look.page.as_str(), &look.actor, look.has_person))
        .collect();
    assert_eq!(
        told,
        [
            ("readTrail", &auditor.actor, true),
            ("originalSending", &payer.actor, true),
            ("answers", &payer.actor, true),
            ("answers", &payer.actor, true),
        ]
    );
}

/// A replay needs no accounts: who acted stands in each entry.
#[test]
fn a_replay_goes_past_accounts() {
    let world = world();
    world.stay(1, 0, 0);
    try_in(&world, minutes(0), "a", PASSWORD, "token");
    let worker = employee("180", FundRole::CaseWorker, "2024-06-06T10:00:00Z");
    world.app().dossiers(&worker, None).expect("a list");
    let auditor = employee("180", FundRole::Auditor, "2024-06-06T11:00:00Z");
    world
        .app()
        .looks(&auditor, fund("180"), &LookFilter::default())
        .expect("looks");
    let scratch = super::fresh::store();
    let report = world
        .app()
        .replay(&scratch, None, &mut |difference| panic!("{difference:?}"))
        .expect("a replay");
    assert!(report.use_cases.contains_key("signIn") && report.use_cases.contains_key("listLooks"));
}
