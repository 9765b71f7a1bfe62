//! References to what a delivery does not hold.

use registers::import::ReferenceTo;

use crate::delivery::{AN, BO, CIS, DIRK, Delivery};

#[test]
fn references_that_the_files_do_not_hold() {
    let delivery = Delivery::empty()
        .with("replaced_ssins.csv", &[&format!("{AN},{BO},2022-01-01")])
        .with("members.csv", &[&format!("{CIS},,,,VOLUNTARY,,,,,,")])
        .with(
            "memberships.csv",
            &[
                &format!("{AN},280,OFFICIAL,2020-01-01,"),
                &format!("{CIS},180,OFFICIAL,2020-01-01,"),
            ],
        )
        .with("premiums.csv", &[&format!("{DIRK},2023,,")])
        .with(
            "recognitions.csv",
            &["10000001,IBW,2015-01-01,,24", "10000002,IBW,2015-01-01,,24"],
        )
        .with(
            "facilities.csv",
            &["10000001,73100188000,0411000183,De Linde,IBW,BE74001100000107,,yes,no"],
        )
        .with(
            "tariffs.csv",
            &[
                "970012,DAY,IBW,10000003,,,2024-01-01,,4321,",
                "970023,COST,IBW,,,,2024-01-01,,0,",
            ],
        )
        .with("care_funds.csv", &["180,,,,,,"]);
    let registers = delivery.read();
    let references = registers.references();
    let found: Vec<_> = references
        .iter()
        .map(|reference| reference.to_error().to_string())
        .collect();
    assert_eq!(
        found,
        [
            "replaced_ssins.csv line 2, column new_ssin: the person is not known",
            "memberships.csv line 2, column ssin: the person is not known",
            "memberships.csv line 2, column fund: the care fund is not known",
            "premiums.csv line 2, column ssin: the person is not known",
            "recognitions.csv line 3, column hco: the facility is not known",
            "tariffs.csv line 2, column hco: the facility is not known",
        ]
    );
    // The person of line 2 may be held under either number, today's first.
    let ReferenceTo::Person(numbers) = &references[1].to else {
        panic!("{:?}", references[1])
    };
    assert_eq!(
        numbers.iter().map(|ssin| ssin.to_digits()).collect::<Vec<_>>(),
        [BO, AN]
    );
    assert!(!format!("{registers:?} {references:?}").contains(AN));
}

#[test]
fn a_person_held_under_the_old_number_is_held() {
    let delivery = Delivery::empty()
        .with("replaced_ssins.csv", &[&format!("{AN},{BO},2022-01-01")])
        .with("members.csv", &[&format!("{AN},,,,VOLUNTARY,,,,,,")])
        .with("premiums.csv", &[&format!("{BO},2023,,")]);
    assert_eq!(delivery.read().references(), []);
}
