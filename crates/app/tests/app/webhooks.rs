//! Subscriptions: what a receiver is told, in order, again when it failed, and nothing of anybody.

use app::{Actor, AfterDelivery, Context, Delivered, Delivery, NewSubscription, Problem};
use jiff::{SignedDuration, Timestamp};
use registers::import::Registers;
use serde_json::{Value, json};
use store::{Store, WebhookOwner, WebhookSecret};
use store_sqlite::SqliteStore;

use super::bill::Bill;
use super::fixture::{AnyStore, World, at, digits, fund, hco, operator};
use super::rights::UseCase;

fn is_operator(_: &super::rights::Stage, actor: &Actor) -> bool {
    *actor == Actor::Operator
}

pub(super) static USE_CASES: &[UseCase] = &[
    UseCase {
        name: "add_webhook",
        run: |_, app, context| app.add_webhook(context, &of_fund("180"), secret()).map(drop),
        may: is_operator,
    },
    UseCase {
        name: "webhooks",
        run: |_, app, context| app.webhooks(context).map(drop),
        may: is_operator,
    },
    UseCase {
        name: "resume_webhook",
        run: |_, app, context| or_none(app.resume_webhook(context, 99)),
        may: is_operator,
    },
    UseCase {
        name: "remove_webhook",
        run: |_, app, context| or_none(app.remove_webhook(context, 99)),
        may: is_operator,
    },
    UseCase {
        name: "claim_delivery",
        run: |_, app, context| app.claim_delivery(context).map(drop),
        may: is_operator,
    },
];

/// Whoever may is told that there is none.
fn or_none(done: Result<(), Problem>) -> Result<(), Problem> {
    match done {
        Err(Problem::NotFound(_)) => Ok(()),
        done => done,
    }
}

fn secret() -> WebhookSecret {
    WebhookSecret([42; 32])
}

fn of_fund(number: &str) -> NewSubscription {
    NewSubscription {
        owner: WebhookOwner::Fund(fund(number)),
        address: "https://fund.example/hook".into(),
        is_internal: false,
        after: Some(0),
    }
}

/// When calls begin.
fn noon() -> Timestamp {
    at("2024-07-01T12:00:00Z")
}

fn seconds(after: i64) -> Context {
    Context {
        at: noon()
            .checked_add(SignedDuration::from_secs(after))
            .expect("an instant"),
        ..operator()
    }
}

/// A batch of facility 0 that was paid, and a recognition that fell away afterwards: four events of fund 180, one notice.
fn world() -> World<AnyStore> {
    let world = World::new();
    world.stay(1, 0, 0);
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    world.sign("180", batch).expect("it is decided");
    world.pay("180").expect("it is due");
    world
}

/// Takes the recognitions of facility 0 away: its inbox says so, and fund 180 gets tasks.
fn recognition_lost(world: &World<AnyStore>) {
    let gone = Registers {
        facilities: vec![super::fixture::facility_row(2, 0)],
        ..Registers::default()
    };
    world.app().import_read(&operator(), &gone).expect("a delivery");
}

fn claimed(world: &World<AnyStore>, after: i64) -> Option<Delivery> {
    world.app().claim_delivery(&seconds(after)).expect("the store answers")
}

fn settled(world: &World<AnyStore>, after: i64, delivery: &Delivery, delivered: &Delivered) -> AfterDelivery {
    let settled = world.app().settle_delivery(&seconds(after), delivery, delivered);
    settled.expect("the store answers")
}

fn failed() -> Delivered {
    failed_until(None)
}

fn failed_until(retry_after_seconds: Option<u64>) -> Delivered {
    Delivered::Failed {
        reason: "the receiver answers 500".into(),
        retry_after_seconds,
    }
}

/// Every call that is due, each taken: id and body.
fn all_taken(world: &World<AnyStore>, after: i64) -> Vec<(String, Value)> {
    let mut told = Vec::new();
    while let Some(delivery) = claimed(world, after) {
        assert_eq!(claimed(world, after).map(|other| other.id), None, "one at a time");
        assert_eq!(
            settled(world, after, &delivery, &Delivered::Taken),
            AfterDelivery::GoesOn
        );
        told.push((
            delivery.id.clone(),
            serde_json::from_slice(&delivery.body).expect("JSON"),
        ));
    }
    told
}

#[test]
fn events_are_told_in_order_and_name_nobody() {
    let world = world();
    let number = world
        .app()
        .add_webhook(&operator(), &of_fund("180"), secret())
        .expect("it is made");
    let told = all_taken(&world, 0);
    let kinds: Vec<&str> = told
        .iter()
        .map(|(_, body)| body["type"].as_str().expect("a type"))
        .collect();
    assert_eq!(
        kinds,
        ["zorgkas.fund.batch", "zorgkas.fund.batch", "zorgkas.fund.order"]
    );
    let (id, body) = &told[1];
    assert_eq!(*id, format!("{number}-2"));
    let expected = json!({
        "specversion": "1.0", "id": id, "source": "/v1/fund/events", "type": "zorgkas.fund.batch", "subject": "2",
        "time": body["time"], "datacontenttype": "application/json",
        "data": { "subscription": number, "cursor": 2, "after": 1 },
    });
    assert_eq!(*body, expected);
    let all = serde_json::to_string(&told).expect("JSON");
    for of_somebody in [digits(0), hco(0), "Persoon".into(), "ACCEPTED".into()] {
        assert!(!all.contains(&of_somebody), "{of_somebody}: {all}");
    }
    // What comes later is told later; another fund's is not told.
    recognition_lost(&world);
    let later = all_taken(&world, 10);
    assert!(
        !later.is_empty() && later.iter().all(|(_, body)| body["type"] == "zorgkas.fund.task"),
        "{later:?}"
    );
    assert_eq!(later[0].0, format!("{number}-4"));
    world
        .app()
        .add_webhook(&operator(), &of_fund("280"), secret())
        .expect("it is made");
    assert_eq!(all_taken(&world, 20), []);
}

#[test]
fn a_facility_is_told_of_its_inbox_from_now_on() {
    let world = world();
    recognition_lost(&world);
    let new = NewSubscription {
        owner: WebhookOwner::Facility(world.facilities[0]),
        address: "http://127.0.0.1:9/hook".into(),
        is_internal: false,
        after: None,
    };
    let number = world
        .app()
        .add_webhook(&operator(), &new, secret())
        .expect("it is made");
    assert_eq!(all_taken(&world, 0), [], "what was there before is not told");
    world
        .app()
        .add_webhook(
            &operator(),
            &NewSubscription {
                after: Some(0),
                ..new.clone()
            },
            secret(),
        )
        .expect("it is made");
    let told = all_taken(&world, 0);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1["type"], "zorgkas.inbox.notice");
    assert_eq!(told[0].1["source"], "/v1/inbox");
    let listed = world.app().webhooks(&operator()).expect("they are listed");
    assert_eq!(
        listed.iter().map(|one| one.progress.delivered).collect::<Vec<_>>(),
        [0, 1]
    );
    world.app().remove_webhook(&operator(), number).expect("it is there");
    assert_eq!(world.app().webhooks(&operator()).expect("they are listed").len(), 1);
    for wrong in [
        NewSubscription {
            after: Some(2),
            ..new.clone()
        },
        NewSubscription {
            address: "http://software.example/".into(),
            ..new.clone()
        },
        NewSubscription {
            owner: WebhookOwner::Fund(fund("999")),
            ..new
        },
    ] {
        assert!(
            world.app().add_webhook(&operator(), &wrong, secret()).is_err(),
            "{wrong:?}"
        );
    }
}

#[test]
fn what_fails_is_tried_again_later_and_holds_nobody_else() {
    let world = world();
    let app = world.app();
    let slow = app
        .add_webhook(&operator(), &of_fund("180"), secret())
        .expect("it is made");
    let quick = app
        .add_webhook(&operator(), &of_fund("180"), secret())
        .expect("it is made");
    let first = claimed(&world, 0).expect("it is due");
    assert_eq!(first.id, format!("{slow}-1"));
    let others: Vec<String> = all_taken(&world, 1).into_iter().map(|(id, _)| id).collect();
    assert_eq!(
        others,
        [1, 2, 3].map(|n| format!("{quick}-{n}")),
        "one that hangs holds nobody"
    );
    let again = |after| AfterDelivery::TriedAgain(seconds(after).at);
    assert_eq!(settled(&world, 8, &first, &failed()), again(18));
    assert!(claimed(&world, 17).is_none());
    let second = claimed(&world, 18).expect("it is due again");
    assert_eq!(
        (&second.id, &second.body),
        (&first.id, &first.body),
        "the same, however often"
    );
    assert_eq!(
        settled(&world, 18, &second, &failed_until(Some(15))),
        again(38),
        "ours is longer"
    );
    // Whoever claimed it may be gone: the claim runs out, and what comes after that counts for nothing.
    let lost = claimed(&world, 38).expect("it is due again");
    assert_eq!(
        settled(&world, 38, &lost, &failed_until(Some(40))),
        again(78),
        "the longer wait holds"
    );
    let lost = claimed(&world, 78).expect("it is due again");
    assert!(claimed(&world, 197).is_none());
    let taken = claimed(&world, 198).expect("nobody has it any more");
    assert_eq!(settled(&world, 199, &lost, &Delivered::Taken), AfterDelivery::NotOurs);
    assert_eq!(settled(&world, 199, &taken, &Delivered::Taken), AfterDelivery::GoesOn);
    let rest: Vec<String> = all_taken(&world, 200).into_iter().map(|(id, _)| id).collect();
    assert_eq!(rest, [2, 3].map(|n| format!("{slow}-{n}")));
    let listed = app.webhooks(&operator()).expect("they are listed");
    assert_eq!(listed[0].progress.failures, 0, "it forgets");
}

#[test]
fn a_subscription_that_fails_for_days_is_paused_and_says_so() {
    let world = world();
    let app = world.app();
    let number = app
        .add_webhook(&operator(), &of_fund("180"), secret())
        .expect("it is made");
    let mut now = 0;
    let mut tries = 0;
    let reason = loop {
        let delivery = claimed(&world, now).expect("it is due");
        tries += 1;
        match settled(&world, now, &delivery, &failed()) {
            AfterDelivery::TriedAgain(at) => now = at.duration_since(noon()).as_secs(),
            AfterDelivery::Paused(reason) => break reason,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((tries, reason.as_str()), (80, "the receiver answers 500"));
    assert!(claimed(&world, now + 1_000_000).is_none());
    let listed = app.webhooks(&operator()).expect("they are listed").remove(0);
    assert_eq!(listed.progress.paused_at, Some(seconds(now).at));
    assert_eq!(listed.progress.last_fault.as_deref(), Some("the receiver answers 500"));
    let kept: Vec<String> = world.journal().into_iter().map(|entry| entry.use_case).collect();
    assert_eq!(kept.last().map(String::as_str), Some("pauseWebhook"));
    app.resume_webhook(&seconds(now + 60), number).expect("it is there");
    assert_eq!(all_taken(&world, now + 60).len(), 3);
    // A receiver that says 410 wants no more.
    recognition_lost(&world);
    let delivery = claimed(&world, now + 70).expect("it is due");
    let gone = settled(&world, now + 70, &delivery, &Delivered::Gone);
    assert!(matches!(gone, AfterDelivery::Paused(_)), "{gone:?}");
}

#[test]
fn a_replay_knows_nothing_of_it() {
    let world = world();
    let number = world
        .app()
        .add_webhook(&operator(), &of_fund("180"), secret())
        .expect("it is made");
    all_taken(&world, 0);
    world.app().remove_webhook(&operator(), number).expect("it is there");
    let journal = world.journal();
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = world
        .app()
        .replay(&scratch, None, &mut |difference| told.push(difference.clone()));
    assert_eq!(told, []);
    assert_eq!(report.expect("the replay ends").entries, journal.len() as u64);
    // The secret stands in no entry.
    let mut tx = world.store.begin().expect("a transaction");
    for entry in journal.iter().filter(|entry| entry.use_case.contains("Webhook")) {
        let input = tx.payload(entry.input).expect("the store answers").expect("it is kept");
        let text = String::from_utf8(input).expect("text");
        assert!(!text.contains("42, 42") && !text.contains("secret"), "{text}");
    }
}
