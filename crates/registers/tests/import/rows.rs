//! Rows of each file: what is taken, and every fault.

use crate::delivery::{AN, BO, CIS, DIRK, Delivery, check};

#[test]
fn members() {
    let full =
        "85073003328,An Peeters,1985-07-30,2024-05-01,OBLIGATORY,900,INCREASED,\"Kerkstraat 1, bus 2\",9000,Gent,BE";
    let least = "79010100183,,,,FORBIDDEN,,,,,,";
    check("members.csv", &[full, least], &[]);
    check(
        "members.csv",
        &["80020200280,,2020-01-02,2020-01-02,PROTOCOL,,,,,,"],
        &[],
    );
    check(
        "members.csv",
        &[
            "85073003329,,1985-7-30,30/05/2024,VERPLICHT,700,LOW,\"a\nb\",,,",
            "8507300332,,2020-01-02,2020-01-01,,,,,,,",
            ",,,,VOLUNTARY,100,STANDARD,,,,",
            "85073003328,An,,,VOLUNTARY,100,STANDARD,,,",
            full,
            "85073003328,,,,RESTRICTIVE,,,,,,",
        ],
        &[
            "members.csv line 2, column ssin: the check digits are wrong",
            "members.csv line 2, column birth_date: expected a date as yyyy-MM-dd",
            "members.csv line 2, column deceased_on: expected a date as yyyy-MM-dd",
            "members.csv line 2, column obligation: expected OBLIGATORY, VOLUNTARY, RESTRICTIVE, FORBIDDEN, PROTOCOL",
            "members.csv line 2, column insurer: expected a sickness fund: 100, 200, 300, 400, 500, 600 or 900",
            "members.csv line 2, column income_category: expected STANDARD, INCREASED",
            "members.csv line 2, column street: holds a line break or another control character \
             (is a quotation mark not closed?)",
            "members.csv line 4, column ssin: expected 11 digits",
            "members.csv line 4, column obligation: is empty",
            "members.csv line 4, column deceased_on: lies before birth_date",
            "members.csv line 5, column ssin: is empty",
            "members.csv line 6: 10 fields; expected 11",
            "members.csv line 8, column ssin: the same person stands on line 7",
        ],
    );
}

#[test]
fn a_person_under_a_replaced_number_is_the_same_person() {
    Delivery::empty()
        .with(
            "replaced_ssins.csv",
            &[&format!("{AN},{BO},2022-01-01"), &format!("{BO},{CIS},2023-01-01")],
        )
        .with(
            "members.csv",
            &[
                &format!("{CIS},,,,VOLUNTARY,,,,,,"),
                &format!("{AN},,,,VOLUNTARY,,,,,,"),
            ],
        )
        .with(
            "memberships.csv",
            &[
                &format!("{AN},180,OFFICIAL,2020-01-01,"),
                &format!("{BO},280,OFFICIAL,2024-01-01,"),
            ],
        )
        .with(
            "premiums.csv",
            &[&format!("{AN},2023,,"), &format!("{CIS},2023,2023-03-01,6200")],
        )
        .check(&[
            "members.csv line 3, column ssin: the same person stands on line 2",
            "memberships.csv line 3, column from: overlaps the membership of the same person on line 2",
            "premiums.csv line 3, column year: the same person and year stand on line 2",
        ]);
}

#[test]
fn replaced_numbers() {
    check(
        "replaced_ssins.csv",
        &[
            &format!("{AN},{BO},2022-01-01"),
            &format!("{BO},{CIS},2023-01-01"),
            &format!("{CIS},{AN},2024-01-01"),
            &format!("{DIRK},{DIRK},2024-01-01"),
            &format!("{AN},{DIRK},2024-01-01"),
            "1,2,",
        ],
        &[
            "replaced_ssins.csv line 3, column new_ssin: the replacements lead back to old_ssin",
            "replaced_ssins.csv line 5, column new_ssin: is the same number as old_ssin",
            "replaced_ssins.csv line 6, column old_ssin: the same number stands on line 2",
            "replaced_ssins.csv line 7, column old_ssin: expected 11 digits",
            "replaced_ssins.csv line 7, column new_ssin: expected 11 digits",
            "replaced_ssins.csv line 7, column from: is empty",
        ],
    );
}

#[test]
fn memberships() {
    let row = |rest: &str| format!("{AN},{rest}");
    check(
        "memberships.csv",
        &[
            &row("180,OFFICIAL,2020-01-01,2020-12-31"),
            &row("280,ADMINISTRATIVE,2021-01-01,2021-01-01"),
            &row("180,OFFICIAL,2021-01-02,"),
            &format!("{BO},180,OFFICIAL,2020-01-01,"),
        ],
        &[],
    );
    check(
        "memberships.csv",
        &[
            &row("18,MEMBER,,2020-01-01"),
            &row("180,OFFICIAL,2020-01-02,2020-01-01"),
            &row("180,OFFICIAL,2022-01-01,2022-12-31"),
            &row("280,OFFICIAL,2022-12-31,2023-12-31"),
            &row("280,OFFICIAL,2021-01-01,"),
            &row("280,OFFICIAL,2021-01-01,2022-01-01"),
            &row("280,OFFICIAL,2021-01-01,2021-12-31"),
        ],
        &[
            "memberships.csv line 2, column fund: expected 3 digits",
            "memberships.csv line 2, column kind: expected OFFICIAL, ADMINISTRATIVE",
            "memberships.csv line 2, column from: is empty",
            "memberships.csv line 3, column to: lies before from",
            "memberships.csv line 5, column from: overlaps the membership of the same person on line 4",
            "memberships.csv line 6, column from: overlaps the membership of the same person on line 4",
            "memberships.csv line 7, column from: overlaps the membership of the same person on line 4",
        ],
    );
}

#[test]
fn premiums() {
    check(
        "premiums.csv",
        &[
            &format!("{AN},2023,,"),
            &format!("{AN},2024,,"),
            &format!("{BO},2023,,0"),
        ],
        &[],
    );
    check(
        "premiums.csv",
        &[
            &format!("{AN},23,yes,-1"),
            &format!("{AN},,,62.00"),
            &format!("{BO},2023,,"),
            &format!("{BO},2023,,"),
        ],
        &[
            "premiums.csv line 2, column year: expected a year of 4 digits",
            "premiums.csv line 2, column paid_on: expected a date as yyyy-MM-dd",
            "premiums.csv line 2, column cents: expected an amount in whole cents, not negative",
            "premiums.csv line 3, column year: is empty",
            "premiums.csv line 3, column cents: expected an amount in whole cents, not negative",
            "premiums.csv line 5, column year: the same person and year stand on line 4",
        ],
    );
}

#[test]
fn facilities() {
    check(
        "facilities.csv",
        &[
            "10000001,73100188000,0411000183,De Linde,IBW,BE74 0011 0000 0107,,yes,no",
            "1-1,73100189000,0411000184,,I BW,BE75001100000107,BPO,YES,",
            "10000001,73100188,0411000183,De Linde,IBW,BE74001100000107,BPOTBEB1,no,yes",
            "10000003,73100188001,0411000183,De Linde,IBW,BE74001100000107,BPOTBEB1,no,yes",
        ],
        &[
            "facilities.csv line 3, column hco: expected 1 to 20 letters or digits",
            "facilities.csv line 3, column nihdi: the check digits are wrong",
            "facilities.csv line 3, column cbe: the check digits are wrong",
            "facilities.csv line 3, column name: is empty",
            "facilities.csv line 3, column sector: expected a sector code",
            "facilities.csv line 3, column iban: the check digits are wrong",
            "facilities.csv line 3, column bic: expected a BIC of 8 or 11 letters and digits",
            "facilities.csv line 3, column circle_of_trust: expected yes or no",
            "facilities.csv line 3, column attested: is empty",
            "facilities.csv line 4, column hco: the same number stands on line 2",
            "facilities.csv line 4, column nihdi: the same number stands on line 2",
            // Eight digits name every qualification.
            "facilities.csv line 5, column nihdi: the same number stands on line 4",
        ],
    );
}

#[test]
fn facilities_of_one_number_with_two_qualifications_are_two() {
    check(
        "facilities.csv",
        &[
            "10000001,73100188000,0411000183,De Linde,IBW,BE74001100000107,,yes,no",
            "10000002,73100188001,0411000183,De Linde,IBW,BE74001100000107,,yes,no",
        ],
        &[],
    );
}

#[test]
fn recognitions() {
    check(
        "recognitions.csv",
        &[
            "10000001,IBW,2015-01-01,2019-12-31,20",
            "10000001,IBW,2020-01-01,,24",
            "10000001,PVT,2015-01-01,,0",
            "10000002,IBW,2015-01-01,,1",
            "10000001,IBW,2019-12-31,2019-12-31,24",
            "10000001,,2019-12-31,2019-12-30,-1",
            ",PVT,2019-02-30,,",
        ],
        &[
            "recognitions.csv line 6, column from: overlaps the recognition in the same sector on line 2",
            "recognitions.csv line 7, column sector: is empty",
            "recognitions.csv line 7, column to: lies before from",
            "recognitions.csv line 7, column places: expected a whole number, not negative",
            "recognitions.csv line 8, column hco: is empty",
            "recognitions.csv line 8, column from: expected a date as yyyy-MM-dd",
            "recognitions.csv line 8, column places: is empty",
        ],
    );
}

#[test]
fn tariffs() {
    check(
        "tariffs.csv",
        &[
            "970012,DAY,IBW,10000001,,,2024-01-01,,4321,Begeleidingsdag",
            // A later price beside an open one: the latest start holds.
            "970012,DAY,IBW,10000001,,,2024-07-01,,4400,",
            "970012,DAY,IBW,,,,2024-01-01,,4000,",
            "970012,DAY,IBW,10000001,WITH_INTELLECTUAL_DISABILITY,,2024-01-01,,4000,",
            "970012,DAY,IBW,10000001,,INCREASED,2024-01-01,,4000,",
            "970012,DAY,PVT,10000001,,,2024-01-01,,4000,",
            "970023,COST,IBW,10000001,,,2024-01-01,,0,",
        ],
        &[],
    );
    check(
        "tariffs.csv",
        &[
            "97001,DAGEN,,?,NONE,NONE,,,4321.5,",
            "970012,DAY,IBW,,,,2024-01-01,2024-12-31,4000,",
            "970012,DAY,IBW,,,,2024-01-01,,4001,",
            "970012,PREMIUM,IBW,,,,2024-01-01,2023-12-31,,",
        ],
        &[
            "tariffs.csv line 2, column code: expected 6 digits",
            "tariffs.csv line 2, column kind: expected DAY, PERSONAL_SHARE, COST, PREMIUM",
            "tariffs.csv line 2, column sector: is empty",
            "tariffs.csv line 2, column hco: expected 1 to 20 letters or digits",
            "tariffs.csv line 2, column user_type: expected WITH_INTELLECTUAL_DISABILITY, \
             WITHOUT_INTELLECTUAL_DISABILITY",
            "tariffs.csv line 2, column income_category: expected STANDARD, INCREASED",
            "tariffs.csv line 2, column from: is empty",
            "tariffs.csv line 2, column cents: expected an amount in whole cents, not negative",
            "tariffs.csv line 4, column from: a tariff of the same key starts on the same day on line 3",
            "tariffs.csv line 5, column to: lies before from",
            "tariffs.csv line 5, column cents: is empty",
        ],
    );
}

#[test]
fn care_funds() {
    check(
        "care_funds.csv",
        &[
            "180,,,,,,",
            "280,0411000183,BE68539007547034,GKCCBEBB,021234567,info@example.be,https://example.be",
            "18,1,BE1,B,,,",
            "180,,,,,,",
            "000,,,,,,",
        ],
        &[
            "care_funds.csv line 4, column number: expected 3 digits",
            "care_funds.csv line 4, column cbe: expected 10 digits, the first 0 or 1",
            "care_funds.csv line 4, column iban: expected an IBAN: country, check digits and account, \
             15 to 34 characters",
            "care_funds.csv line 4, column bic: expected a BIC of 8 or 11 letters and digits",
            "care_funds.csv line 5, column number: the same number stands on line 2",
            "care_funds.csv line 6, column number: expected 3 digits",
        ],
    );
}
