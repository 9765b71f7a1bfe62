//! A person's number stands in no journal entry, no problem, no finding and no debug text, whatever is fed in.

use app::Problem;
use identifiers::SectorCode;
use registers::import::{MemberRow, MembershipRow, RegisterFiles, Registers};
use serde_json::json;

use super::bill::{Bill, damaged};
use super::fixture::{World, digits, operator, registers, request, ssin};

/// The part of a person's number that tells the person, with right or wrong check digits behind it.
fn telling(n: u64) -> String {
    digits(n)[..9].to_owned()
}

/// Demands that a text holds nothing of any number of the world.
#[track_caller]
fn check(what: &str, text: &str) {
    for n in (0..=3).chain([60, 61]) {
        assert!(!text.contains(&telling(n)), "{what} shows a person's number: {text}");
    }
}

#[track_caller]
fn check_problem(what: &str, problem: &Problem) {
    check(what, &problem.to_string());
    check(what, &format!("{problem:?}"));
    problem
        .issues()
        .iter()
        .for_each(|issue| check(what, &format!("{issue} {issue:?}")));
}

/// The number with wrong check digits.
fn wrong(n: u64) -> String {
    let right = ssin(n).as_number();
    format!("{:011}", right / 100 * 100 + (right % 100 + 1) % 97)
}

#[test]
fn questions_and_requests_show_no_number() {
    let world = World::new();
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let spaced = format!(" {} ", digits(0));
    let twice = digits(0).repeat(2);
    for asked in [&wrong(0), &digits(0)[..10], &spaced, &twice] {
        let problem = world.refused("status", |app| app.insurance_status(&context, asked, None));
        check_problem("status", &problem);
    }
    for asked in [digits(0), digits(60)] {
        world.app().insurance_status(&context, &asked, None).expect("an answer");
    }
    // A number in every field where it can slip in; one with wrong check digits where a number is asked for.
    let fields = [
        "messageId",
        "facility",
        "requestType",
        "userStatus",
        "origin",
        "start",
        "requestedEnd",
        "ssin",
    ];
    let slipped = fields.map(|field| (field, digits(0))).into_iter().chain([
        ("ssin", wrong(0)),
        ("ssin", digits(60)),
        ("ssin", spaced),
        ("ssin", twice),
    ]);
    for (id, (field, number)) in (10..).zip(slipped) {
        let mut message = request(id, 0, 0);
        message[field] = json!(number);
        match world.send(&context, &message) {
            Err(problem) => check_problem(field, &problem),
            Ok(answered) => answered
                .answer
                .findings
                .iter()
                .for_each(|found| check(field, &format!("{found:?}"))),
        }
    }
    let mut message = request(20, 0, 0);
    message[digits(0)] = json!(1);
    message["contact"][digits(1)] = json!(1);
    check_problem(
        "unknown field",
        &world.refused("unknown field", |_| world.send(&context, &message)),
    );
    world
        .journal()
        .iter()
        .for_each(|entry| check("journal", &format!("{} {}", entry.subject, entry.actor)));
}

#[test]
fn files_show_no_number() {
    let world = World::new();
    world.stay(1, 0, 0);
    let context = world.facility(0, "2024-06-03T10:00:00+02:00");
    let bill = Bill::month_of(0, 0, "180", "2024-03", 1);
    let number = digits(0);
    let bytes = bill.bytes();
    // Where the person's number stands in the invoice's record 20, counted from 1.
    let record_20 = String::from_utf8_lossy(&bytes[227 + 350..227 + 700]).into_owned();
    let place = record_20.find(&number).expect("the number stands in the record") + 1;
    let mut files = vec![
        damaged(bytes.clone(), 2, place, b'X'),
        damaged(bytes.clone(), 2, place + 10, b' '),
        damaged(bytes.clone(), 3, place + 3, b'A'),
        bytes[..bytes.len() - 175].to_vec(),
        bytes[100..].to_vec(),
        [&bytes[..227 + 350 + 5], &bytes[227 + 350 + 8..]].concat(),
    ];
    // The number in the zones of others: each record's first 200 characters, one file per zone it falls in.
    for position in (10..330).step_by(11) {
        let mut slipped = bytes.clone();
        slipped[227 + 350 + position..][..11].copy_from_slice(number.as_bytes());
        files.push(slipped);
        let mut in_header = bytes.clone();
        let place = position.min(200);
        in_header[place..][..11].copy_from_slice(number.as_bytes());
        files.push(in_header);
    }
    for file in &files {
        let report = world.app().send_batch(&context, file);
        match report {
            Err(problem) => check_problem("file", &problem),
            Ok(report) => {
                for found in &report.findings {
                    check("finding", &format!("{found:?}"));
                }
                check("report", &format!("{report:?}"));
            }
        }
    }
    world
        .journal()
        .iter()
        .for_each(|entry| check("journal", &format!("{} {}", entry.subject, entry.actor)));
}

#[test]
fn content_findings_show_no_number() {
    let world = World::new();
    world.stay(1, 0, 0);
    for (number, person) in [(1, 0), (2, 1), (3, 2), (4, 60)] {
        let report = world.bill(&Bill::month_of(person, 0, "180", "2024-03", number));
        check("report", &format!("{report:?}"));
        for found in &report.findings {
            if let Ok(explained) = world.app().law().explain(&found.finding) {
                check("sentence", &format!("{explained:?}"));
            }
        }
    }
}

#[test]
fn deliveries_show_no_number() {
    let world = World::new();
    let header = "ssin,name,birth_date,deceased_on,obligation,insurer,income_category,street,postal_code,city,country";
    let number = digits(60);
    let members = format!(
        "{header}\n{},x,,,OBLIGATORY,,,,,,\n{number},x,{number},{number},{number},{number},{number},,,,\n\
         {number},{number}\n",
        wrong(60)
    );
    let memberships = format!("{number},fund,kind,from,{number}\n{number},180,OFFICIAL,2020-01-01,\n");
    let other = format!("{number}\n{number}\n");
    let files = RegisterFiles {
        members: Some(members.as_bytes()),
        memberships: Some(memberships.as_bytes()),
        premiums: Some(other.as_bytes()),
        facilities: Some(other.as_bytes()),
        ..RegisterFiles::default()
    };
    check_problem(
        "delivery",
        &world.refused("delivery", |app| app.import_registers(&operator(), &files)),
    );
    // Rows that refer to nobody, or name a sector that is a number.
    let mut rows = Registers {
        memberships: registers().memberships,
        tariffs: registers().tariffs,
        ..Registers::default()
    };
    rows.memberships = vec![MembershipRow {
        ssin: ssin(60),
        ..rows.memberships[0]
    }];
    check_problem(
        "rows",
        &world.refused("rows", |app| app.import_read(&operator(), &rows)),
    );
    rows.memberships.clear();
    rows.tariffs[0].sector = SectorCode::parse("X").expect("a code");
    check_problem(
        "rows",
        &world.refused("rows", |app| app.import_read(&operator(), &rows)),
    );
    let new = Registers {
        members: vec![MemberRow {
            ssin: ssin(61),
            ..registers().members[0].clone()
        }],
        ..Registers::default()
    };
    let report = world.app().import_read(&operator(), &new).expect("it is taken in");
    check("report", &format!("{report:?} {new:?}"));
    world
        .journal()
        .iter()
        .for_each(|entry| check("journal", &format!("{} {}", entry.subject, entry.actor)));
}
