//! `zorgkas process` over other folders of the sample's form: months, people, facilities, funds and error counts.

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use support::world::{Batch, Expected, Person, World, bytes, hco};
use support::{HEADER, Place, numbers};

/// People of one facility and fund, in care from a day.
fn people(count: usize, facility: usize, fund: u16, start: Date) -> Vec<Person> {
    vec![Person::from(facility, fund, start); count]
}

fn batch(month: &'static str, created_on: Date, wrong_lines: usize) -> Batch {
    Batch {
        facility: 0,
        fund: 180,
        month,
        sending_number: 1,
        created_on,
        wrong_lines,
    }
}

/// The entry of a batch in summary.json.
fn entry(batch: &Batch, state: &str, expected: &Expected) -> Value {
    let refused = state == "REFUSED";
    json!({
        "facility": hco(batch.facility), "fund": batch.fund.to_string(), "month": batch.month, "state": state,
        "askedCents": expected.asked_cents, "acceptedCents": if refused { 0 } else { expected.accepted_cents },
        "refusedLines": if refused { expected.lines } else { expected.findings.len() }, "openLines": 0,
        "findings": expected.findings,
    })
}

#[test]
fn the_error_share_on_both_sides_of_five_per_cent() {
    // Records are invoices and days; wrong days from 5 % of them on refuse the whole sending (D5).
    let check = |month: &'static str, days: usize, count: usize, limit: usize| {
        let start = format!("{month}-01").parse::<Date>().unwrap();
        let created = start.last_of_month().checked_add(jiff::Span::new().days(3)).unwrap();
        for (wrong_lines, state) in [
            (0, "SETTLED"),
            (limit - 1, "SETTLED"),
            (limit, "REFUSED"),
            (limit + 1, "REFUSED"),
        ] {
            let world = World {
                facilities: 1,
                people: people(count, 0, 180, start),
                batches: vec![batch(month, created, wrong_lines)],
                ..World::default()
            };
            let expected = world.expected(&world.batches[0]);
            assert_eq!(expected.records, count * (days + 1));
            let place = world.write();
            place.process(&["--sign"]).ends(0);
            let summary = place.summary();
            assert_eq!(
                summary["batches"],
                json!([entry(&world.batches[0], state, &expected)]),
                "{month} {wrong_lines}"
            );
            assert_eq!(summary["requests"]["ACCEPTED"], json!(count));
            let paid: Vec<(String, i64)> = match state {
                "SETTLED" => vec![("180".to_owned(), expected.accepted_cents)],
                _ => Vec::new(),
            };
            assert_eq!(place.payment_files(), paid);
        }
    };
    // A leap February: 60 records, exactly 3 is 5 %.
    check("2024-02", 29, 2, 3);
    // 640 records: 32 is exactly 5 %.
    check("2024-12", 31, 20, 32);
    // 580 records: 29 is exactly 5 %.
    check("2025-02", 28, 20, 29);
    // 217 records: 10 is 4,6 %, 11 is 5,07 %.
    check("2024-04", 30, 7, 11);
    // 32 records: 2 is 6,25 %.
    check("2025-03", 31, 1, 2);
}

#[test]
fn months_across_the_year_facilities_and_funds_apart() {
    let start = date(2024, 11, 18);
    let people = [
        people(3, 0, 180, start),
        people(2, 0, 380, start),
        people(4, 1, 180, start),
    ]
    .concat();
    let one = |facility, fund, month, sending_number, created_on, wrong_lines| Batch {
        facility,
        fund,
        month,
        sending_number,
        created_on,
        wrong_lines,
    };
    let batches = vec![
        one(0, 180, "2024-11", 1, date(2024, 12, 2), 1),
        one(0, 380, "2024-11", 2, date(2024, 12, 2), 0),
        one(1, 180, "2024-11", 1, date(2024, 12, 3), 0),
        // Created in the next calendar year: the numbers begin again.
        one(0, 180, "2024-12", 1, date(2025, 1, 3), 2),
        one(0, 380, "2024-12", 2, date(2025, 1, 3), 0),
        one(1, 180, "2024-12", 1, date(2025, 1, 6), 3),
    ];
    let world = World {
        facilities: 2,
        people,
        batches,
        ..World::default()
    };
    let place = world.write();
    place.process(&["--sign"]).ends(0);
    let (mut entries, mut sums) = (Vec::new(), [0, 0]);
    for batch in &world.batches {
        let expected = world.expected(batch);
        sums[usize::from(batch.fund == 380)] += expected.accepted_cents;
        entries.push(entry(batch, "SETTLED", &expected));
    }
    let summary = place.summary();
    assert_eq!(summary["batches"], json!(entries));
    assert_eq!(
        summary["payments"],
        json!([
            { "fund": "180", "transfers": 4, "totalCents": sums[0] },
            { "fund": "380", "transfers": 2, "totalCents": sums[1] },
        ])
    );
    assert_eq!(
        place.payment_files(),
        [("180".to_owned(), sums[0]), ("380".to_owned(), sums[1])]
    );
    let written = place.written();
    place.process(&["--sign"]).ends(0);
    assert!(place.written() == written);
}

#[test]
fn a_second_month_in_the_same_store_pays_only_its_own() {
    let start = date(2024, 11, 1);
    let november = World {
        facilities: 1,
        people: people(2, 0, 180, start),
        batches: vec![batch("2024-11", date(2024, 12, 2), 0)],
        ..World::default()
    };
    let december = World {
        facilities: 1,
        people: people(2, 0, 180, start),
        batches: vec![Batch {
            sending_number: 2,
            ..batch("2024-12", date(2024, 12, 31), 0)
        }],
        ..World::default()
    };
    let place = november.write();
    place.process(&["--sign"]).ends(0);
    let (next, store) = (december.write(), place.out().join("zorgkas.db"));
    next.process(&["--sign", "--data", store.to_str().unwrap()]).ends(0);
    let expected = december.expected(&december.batches[0]);
    let summary = next.summary();
    assert_eq!(
        summary["batches"],
        json!([entry(&december.batches[0], "SETTLED", &expected)])
    );
    assert_eq!(
        summary["payments"],
        json!([{ "fund": "180", "transfers": 1, "totalCents": expected.accepted_cents }])
    );
    // The order of the first folder is told again by a run over the first folder alone.
    let before = place.summary();
    place.process(&["--sign"]).ends(0);
    assert_eq!(place.summary(), before);
}

#[test]
fn the_order_of_receipt_decides() {
    // The file is received at 10:00 in Brussels on its creation date; a request a second later finds it judged.
    let check = |received: &str, accepted: bool| {
        let mut people = people(24, 0, 180, date(2024, 3, 1));
        people[7] = Person {
            request_received_at: received.into(),
            ..Person::from(0, 180, date(2024, 3, 20))
        };
        let world = World {
            facilities: 1,
            people,
            batches: vec![batch("2024-03", date(2024, 4, 3), 0)],
            ..World::default()
        };
        let place = world.write();
        place.process(&[]).ends(0);
        let found = &place.summary()["batches"][0];
        let lines = if accepted { 0 } else { 12 };
        assert_eq!(found["refusedLines"], json!(lines), "{received}");
        let findings: Vec<Value> = (20..20 + lines)
            .map(|day| json!([8, format!("2024-03-{day}"), "300541"]))
            .collect();
        assert_eq!(found["findings"], json!(findings), "{received}");
        assert_eq!(place.summary()["requests"]["ACCEPTED"], json!(24));
    };
    check("2024-04-03T09:59:59+02:00", true);
    check("2024-04-03T07:59:59Z", true);
    check("2024-04-03T10:00:01+02:00", false);
    check("2024-04-18T10:00:00+02:00", false);
}

/// A small world and its one file, changed before it is written.
fn with_file(change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> (Expected, Place) {
    let world = World {
        facilities: 1,
        people: people(2, 0, 180, date(2024, 3, 1)),
        batches: vec![batch("2024-03", date(2024, 4, 3), 0)],
        ..World::default()
    };
    let place = world.write();
    let batch = &world.batches[0];
    place.write(
        &format!("batches/{}.920000", batch.name()),
        change(bytes(&world.sending(batch))),
    );
    (world.expected(batch), place)
}

#[test]
fn a_file_of_nobody_known_is_refused_by_one_finding_alone() {
    let world = World {
        facilities: 1,
        people: people(2, 0, 180, date(2024, 3, 1)),
        batches: vec![batch("2024-03", date(2024, 4, 3), 3)],
        ..World::default()
    };
    let place = world.write();
    let mut sending = world.sending(&world.batches[0]);
    sending.nihdi = numbers::nihdi(77);
    place.write(&format!("batches/{}.920000", world.batches[0].name()), bytes(&sending));
    place.process(&["--sign"]).ends(0);
    let lines = sending.lines.len();
    assert_eq!(
        place.summary()["batches"],
        json!([{
            "facility": "", "fund": "180", "month": "2024-03", "state": "REFUSED", "askedCents": sending.total.cents(),
            "acceptedCents": 0, "refusedLines": lines, "openLines": 0, "findings": [[0, "", "101420"]],
        }])
    );
    assert_eq!(place.summary()["payments"], json!([]));
}

#[test]
fn what_cannot_be_read_is_refused_technically_and_is_no_problem() {
    let check = |change: &dyn Fn(&mut Vec<u8>), month: &str, findings: Value| {
        let (_, place) = with_file(|mut bytes| {
            change(&mut bytes);
            bytes
        });
        place.process(&["--sign"]).ends(0);
        let batches = place.summary()["batches"].clone();
        let expected = json!([{
            "facility": if month.is_empty() { String::new() } else { hco(0) },
            "fund": if month.is_empty() { "" } else { "180" }, "month": month, "state": "REFUSED_TECHNICAL",
            "askedCents": 0, "acceptedCents": 0, "refusedLines": 0, "openLines": 0, "findings": findings,
        }]);
        assert_eq!(batches, expected);
        assert!(
            place.names().iter().any(|name| name.ends_with(".920999")),
            "{:?}",
            place.names()
        );
        let written = place.written();
        place.process(&["--sign"]).ends(0);
        assert!(place.written() == written);
    };
    // The day's code of two records, under check digits that are not theirs: one code, told once.
    let record = |ordinal: usize| HEADER + (ordinal - 1) * 350;
    let two = |bytes: &mut Vec<u8>| {
        [3, 4]
            .into_iter()
            .for_each(|ordinal| bytes[record(ordinal) + 13] = b'7')
    };
    check(
        &two,
        "2024-03",
        json!([[0, "", "309902"], [0, "", "809802"], [0, "", "909802"]]),
    );
    check(&Vec::clear, "", json!([[0, "", "20009"], [0, "", "50003"]]));
}
