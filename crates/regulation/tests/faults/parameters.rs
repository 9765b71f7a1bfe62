//! Faults of parameters and of their days.

use crate::check;

const FILE: &str = "care/terms.toml";

#[test]
fn faults_of_parameters() {
    check(
        FILE,
        "unit =",
        "unti =",
        &[
            "care/terms.toml line 1: the key \"unit\" is missing",
            "care/terms.toml line 4: unknown key \"unti\"",
        ],
    );
    check(
        FILE,
        "care.follow_up_days",
        "care.folow_up_days",
        &["care/terms.toml line 2: unknown parameter \"care.folow_up_days\""],
    );
    check(
        FILE,
        "\"IBW\"",
        "\"IBX\"",
        &["care/terms.toml line 3: unknown sector \"IBX\""],
    );
    check(
        FILE,
        "\"days\"",
        "\"weeks\"",
        &["care/terms.toml line 4: unknown unit \"weeks\""],
    );
    check(
        FILE,
        "\"days\"",
        "\"years\"",
        &["care/terms.toml line 4: the unit of care.follow_up_days is \"days\""],
    );
}

#[test]
fn faults_of_values() {
    check(
        FILE,
        ", en = \"e\"",
        "",
        &["care/terms.toml line 5: the key \"en\" is missing"],
    );
    check(
        FILE,
        "en = \"e\"",
        "en = \" \"",
        &["care/terms.toml line 5: \"en\" is empty"],
    );
    check(
        FILE,
        ", source = \"D1\" },\n    { from = 2024",
        " },\n    { from = 2024",
        &["care/terms.toml line 7: the key \"source\" is missing"],
    );
    check(
        FILE,
        "source = \"D1\"",
        "source = \"\"",
        &["care/terms.toml line 7: \"source\" is empty"],
    );
    check(
        FILE,
        "value = 90",
        "value = \"90\"",
        &["care/terms.toml line 7: \"value\" must be a whole number, not negative, or \"none\""],
    );
    check(
        FILE,
        "value = 90",
        "value = -1",
        &["care/terms.toml line 7: \"value\" must be a whole number, not negative, or \"none\""],
    );
    check(
        FILE,
        "value = 90",
        "value = 9.5",
        &["care/terms.toml line 7: \"value\" must be a whole number, not negative, or \"none\""],
    );
    check(
        FILE,
        "value = 90, ",
        "",
        &["care/terms.toml line 7: the key \"value\" is missing"],
    );
    check(
        FILE,
        "[[parameter]]",
        "[[parametre]]",
        &[
            "care/terms.toml line 1: the key \"parameter\" is missing",
            "care/terms.toml line 1: unknown key \"parametre\"",
        ],
    );
}

#[test]
fn faults_of_dates() {
    check(
        FILE,
        "to = 2023-12-31",
        "to = 2023-12-30",
        &[
            "care/terms.toml line 8: the value from 2024-01-01 leaves a gap after 2023-12-30, the last day of the one before it",
        ],
    );
    check(
        FILE,
        "to = 2023-12-31",
        "to = 2024-01-01",
        &[
            "care/terms.toml line 8: the value from 2024-01-01 begins on or before 2024-01-01, the last day of the one before it: an overlap",
        ],
    );
    check(
        FILE,
        "from = 2024-01-01",
        "from = 2019-01-01",
        &["care/terms.toml line 8: the value from 2019-01-01 lies not after the one before it: an overlap"],
    );
    check(FILE, "to = 2023-12-31, ", "", &[]);
    check(
        FILE,
        "to = 2023-12-31",
        "to = 2018-12-31",
        &["care/terms.toml line 7: the last day 2018-12-31 lies before the first day 2019-01-01"],
    );
    check(
        FILE,
        "from = 2024-01-01",
        "from = \"2024-01-01\"",
        &["care/terms.toml line 8: \"from\" must be a date, not string"],
    );
    check(
        FILE,
        "from = 2024-01-01",
        "from = 2024-01-01T00:00:00",
        &["care/terms.toml line 8: \"from\" is a date without an hour"],
    );
    check(
        FILE,
        "from = 2019-01-01, ",
        "",
        &["care/terms.toml line 7: the key \"from\" is missing"],
    );
    check(
        FILE,
        "from = 2024-01-01",
        "from = 2024-02-30",
        &["care/terms.toml line 8: invalid date, expected day between 01 and 29"],
    );
}
