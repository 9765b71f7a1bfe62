//! Many small calls at the same time: each has its own answer, whatever the others are.

use std::collections::BTreeSet;
use std::sync::Arc;

use app::App;
use regulation::Law;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::client::{Answer, post};
use crate::world::{SAMPLE, UNTRUSTED, World, sample_request};

/// The first persons of the sample that are not that of its first request.
fn ssins() -> Vec<String> {
    let members = String::from_utf8(crate::world::sample("registers/members.csv")).unwrap();
    let first = sample_request()["ssin"].as_str().unwrap().to_owned();
    let all = members.lines().skip(1).filter_map(|line| line.split(',').next());
    all.filter(|ssin| *ssin != first).take(8).map(str::to_owned).collect()
}

fn request(id: u128, ssin: Option<&str>) -> Value {
    let mut request = sample_request();
    request.insert("messageId".into(), json!(uuid::Uuid::from_u128(id)));
    if let Some(ssin) = ssin {
        request.insert("ssin".into(), json!(ssin));
    }
    Value::Object(request)
}

/// Every call on a connection of its own, all at the same time; answers in the order of the calls.
async fn all_at_once(world: &Arc<World>, calls: Vec<(&'static str, &'static str, Value)>) -> Vec<Answer> {
    let mut running = JoinSet::new();
    for (place, (subject, path, body)) in calls.into_iter().enumerate() {
        let world = Arc::clone(world);
        running.spawn(async move {
            let identity = world.identity(subject);
            (place, post(&world, &identity, path, &body).await)
        });
    }
    let mut answers = running.join_all().await;
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_of_a_crowd_has_its_own_answer() {
    const REQUESTS: &str = "/v1/careRequests";
    const STATUS: &str = "/v1/insuranceStatus/get";
    let world = Arc::new(World::new().await);
    let mut calls = Vec::new();
    for (n, ssin) in (0..).zip(ssins()) {
        calls.push((SAMPLE, REQUESTS, request(100 + n, Some(&ssin))));
        calls.push((SAMPLE, STATUS, json!({ "ssin": ssin })));
    }
    let each = calls.len();
    // The same message three times; one number with other content; somebody without trust; a malformed number.
    calls.extend((0..3).map(|_| (SAMPLE, REQUESTS, request(1, None))));
    calls.push((SAMPLE, REQUESTS, request(100, None)));
    calls.push((UNTRUSTED, STATUS, json!({ "ssin": ssins()[0] })));
    calls.push((SAMPLE, STATUS, json!({ "ssin": "123" })));
    let answers = all_at_once(&world, calls).await;
    let (good, others) = answers.split_at(each);
    let conflicts = good.iter().filter(|answer| answer.status == 409).count();
    assert!(good.iter().all(|answer| matches!(answer.status, 200 | 409)), "{good:?}");
    let same: BTreeSet<&[u8]> = others[..3].iter().map(|answer| answer.bytes.as_slice()).collect();
    assert_eq!((same.len(), others[0].status), (1, 200));
    // Of two messages with one number the first that came is taken in.
    let is_conflict = usize::from(others[3].status == 409);
    assert_eq!(conflicts + is_conflict, 1, "{:?}", others[3]);
    assert_eq!(others[4].status, 403);
    assert_eq!(others[5].status, 400);

    let app = App::new(world.store.as_ref(), Law::embedded());
    assert_eq!(app.verify_journal().unwrap().broken, None);
    let mut tx = world.store.begin().unwrap();
    let journal = tx.entries_after(0, u32::MAX).unwrap();
    let kept = |use_case: &str| journal.iter().filter(|entry| entry.use_case == use_case).count();
    assert_eq!((kept("careRequest"), kept("insuranceStatus")), (9, 8));
}
