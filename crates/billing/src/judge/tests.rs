//! The error share, the outcome of a sending, and what is silent when.

use identifiers::EuroCents;
use invoice_file::model::{DetailKind, Line};

use crate::testing::*;
use crate::{BatchVerdict, LineOutcome, Outcome, Place};

/// A facility whose sending of April may hold 121 days of care, from 1 January on.
fn world() -> World {
    let mut world = World::ibw();
    world.month = "2024-04".parse().unwrap();
    world.received_at = at("2024-05-03T10:00:00+02:00");
    world.stays(vec![stay(1, "2024-01-01T10:00:00+01:00", "2024-12-31")]);
    world
}

/// So many days of care from 1 January on, of which the first ones ask a cent too much.
fn days(count: usize, wrong: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = period("2024-01-01", "2024-04-30")
        .days()
        .take(count)
        .map(|on| care(&on.to_string()))
        .collect();
    for line in &mut lines[..wrong] {
        line.amount = EuroCents::new(DAY_CENTS + 1);
    }
    assert_eq!(lines.len(), count);
    lines
}

fn share(verdict: &BatchVerdict) -> (u64, u64, Outcome) {
    (verdict.share.errors, verdict.share.records, verdict.outcome)
}

#[test]
fn five_per_cent_is_refused_and_just_under_is_not() {
    // An invoice is a record too: 99 lines make 100 records.
    for (lines, wrong, outcome) in [
        (99, 5, Outcome::Refused),
        (100, 5, Outcome::Decided),
        (99, 4, Outcome::Decided),
        (19, 1, Outcome::Refused),
        (20, 1, Outcome::Decided),
    ] {
        let verdict = world().check(&days(lines, wrong), &["301940"]);
        assert_eq!(
            share(&verdict),
            (wrong as u64, lines as u64 + 1, outcome),
            "{wrong} of {lines}"
        );
        let accepted = if outcome == Outcome::Refused { 0 } else { lines - wrong };
        let right = days(accepted, 0);
        assert_eq!(
            Ok(verdict.accepted),
            EuroCents::sum(right.iter().map(|line| line.amount))
        );
        let refused = if outcome == Outcome::Refused { lines } else { wrong };
        assert_eq!(verdict.refused_lines, refused as u64);
    }
}

#[test]
fn an_invoice_that_f_refuses_is_one_error_and_its_lines_are_none() {
    let wrong = invoice(
        2,
        WRONG_SSIN,
        &[coded(care("2024-04-01"), WRONG_CODE), care("2025-01-01")],
    );
    for (lines, outcome) in [(16, Outcome::Refused), (17, Outcome::Decided)] {
        let drafts = [invoice(1, SSIN, &days(lines, 0)), wrong.clone()];
        let verdict = world().check_invoices(&drafts, &["200802", "300402", "300510", "300547"]);
        assert_eq!(share(&verdict), (1, lines as u64 + 4, outcome));
        assert_eq!(verdict.invoices.iter().filter(|invoice| invoice.refused).count(), 1);
    }
}

#[test]
fn a_line_with_two_findings_is_one_error() {
    let mut lines = days(39, 1);
    lines[0].units = 2;
    let verdict = world().check(&lines, &["301940", "302240"]);
    assert_eq!(share(&verdict), (1, 40, Outcome::Decided));
}

#[test]
fn the_second_of_two_equal_lines_and_the_partner_of_a_refused_one_are_errors() {
    let mut lines = days(38, 0);
    lines.push(lines[37]);
    let verdict = world().check(&lines, &["300423"]);
    assert_eq!(share(&verdict), (1, 40, Outcome::Decided));

    let pvt = World::of_sector("PVT");
    let pairs: Vec<Line> = (1..=30)
        .flat_map(|on| [care(&format!("2024-03-{on:02}")), share_of(on, 0)])
        .collect();
    let verdict = pvt.check(&[&pairs[..59], &[share_of(30, 1)]].concat(), &["300452", "301940"]);
    assert_eq!(share(&verdict), (2, 61, Outcome::Decided));
}

fn share_of(on: u32, too_much: i64) -> Line {
    line(
        DetailKind::Stay30,
        SHARE_CODE,
        &format!("2024-03-{on:02}"),
        -SHARE_CENTS - too_much,
    )
}

#[test]
fn a_line_to_be_looked_at_is_no_error_and_waits_unless_the_sending_is_refused() {
    let looked_at: Vec<Line> = (1..=9).map(|on| cost(&format!("2024-03-{on:02}"), 9000)).collect();
    let verdict = world().check(&looked_at, &["P50001"]);
    assert_eq!(share(&verdict), (0, 10, Outcome::InReview));
    assert_eq!((verdict.open_lines, verdict.refused_lines), (9, 0));

    let verdict = world().check(&[looked_at, days(1, 1)].concat(), &["301940", "P50001"]);
    assert_eq!(share(&verdict), (1, 11, Outcome::Refused));
    assert_eq!((verdict.open_lines, verdict.refused_lines), (0, 10));
    assert!(verdict.lines.iter().all(|line| line.outcome == LineOutcome::Refused));
}

#[test]
fn findings_stand_by_place_then_code() {
    let mut world = world();
    world.facts.sending_number_used = true;
    world.facts.live_batch_exists = true;
    let wrong = Line {
        units: 2,
        last_day: day("2024-05-31"),
        ..coded(care("2024-05-05"), WRONG_CODE)
    };
    let verdict = world.judge(&[invoice(1, SSIN, &[care("2024-04-01"), wrong]).referring(9)]);
    let found: Vec<(Place, &str)> = verdict
        .findings
        .iter()
        .map(|of| (of.place, of.finding.code.as_str()))
        .collect();
    let line = Place::Line { invoice: 0, line: 1 };
    let expected = [
        (Place::Batch, "100721"),
        (Place::Batch, "100723"),
        (Place::Invoice(0), "202810"),
        (line, "300402"),
        (line, "300510"),
        (line, "300547"),
        (line, "300616"),
        (line, "302240"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_line_that_no_invoice_holds_is_never_accepted() {
    let world = world();
    let mut sending = world.sending(&[invoice(1, SSIN, &days(30, 0)), invoice(2, SSIN, &[])]);
    sending.invoices[0].lines = 0..29;
    sending.invoices[1].lines = 40..50;
    let verdict = world.judge_sending(&sending);
    assert_eq!(verdict.lines[29].outcome, LineOutcome::Refused);
}
