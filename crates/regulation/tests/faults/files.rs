//! Faults of sectors, lists, the cumulation table and checks.

use crate::{LIST, check};

#[test]
fn faults_of_sectors() {
    let file = "sectors/ibw.toml";
    check(
        file,
        "joined = 2024-01-01\n",
        "",
        &[
            "care/terms.toml line 3: unknown sector \"IBW\"",
            "cumulation.toml line 5: unknown sector \"IBW\"",
            "sectors/ibw.toml line 1: the key \"joined\" is missing",
        ],
    );
    check(
        file,
        "kind = \"residential\"",
        "kind = \"residential\"\nzorgbudget = \"yes\"",
        &["sectors/ibw.toml line 5: \"zorgbudget\" must be true or false, not string"],
    );
    check(
        file,
        "§1\" }]\n",
        "§1\" }]\n[request.old]\nmandatory = [\"ssin\"]\n",
        &["sectors/ibw.toml line 6: unknown key \"old\""],
    );
    check(
        file,
        "§1\" }]\n",
        "§1\" }]\n[request.new]\nmandatory = [1]\n",
        &[
            "sectors/ibw.toml line 6: \"mandatory\" names no field",
            "sectors/ibw.toml line 7: \"mandatory\" must be a list of texts, not array",
        ],
    );
}

#[test]
fn faults_of_lists() {
    let file = "lists/origin.toml";
    check(
        file,
        "\"origin\"",
        "\"orgin\"",
        &["lists/origin.toml line 1: unknown list \"orgin\""],
    );
    check(
        file,
        "source = \"IBW slides §6.2\"\n",
        "",
        &["lists/origin.toml line 3: the key \"source\" is missing"],
    );
    check(
        file,
        "from =",
        "atributes = {}\nfrom =",
        &["lists/origin.toml line 6: unknown key \"atributes\""],
    );
    check(
        file,
        "from =",
        "attributes = { a = 1 }\nfrom =",
        &["lists/origin.toml line 6: \"a\" must be a text, not integer"],
    );
    let doubled = format!("{}\n{}", LIST, LIST.replace("list = \"origin\"\n\n", ""));
    check(
        file,
        LIST,
        &doubled,
        &["lists/origin.toml line 10: the code \"10\" is given twice for the same day"],
    );
    let ended = doubled
        .replacen("from = 2019-01-01", "from = 2019-01-01\nto = 2020-12-31", 1)
        .replacen("from = 2019-01-01\nsource", "from = 2021-01-01\nsource", 1);
    check(file, LIST, &ended, &[]);
}

#[test]
fn faults_of_the_cumulation_table() {
    let file = "cumulation.toml";
    check(
        file,
        "{ sectors = [\"IBW\"], allowed = false }",
        "{ sectors = [\"IBW\"], allowed = false }, { sectors = [\"IBW\", \"IBW\"], allowed = true }",
        &["cumulation.toml line 5: IBW and IBW are allowed and not allowed"],
    );
    check(
        file,
        "[\"IBW\"]",
        "[]",
        &["cumulation.toml line 5: \"sectors\" names no sector"],
    );
    check(
        file,
        "source = \"D8\"\n",
        "",
        &["cumulation.toml line 1: the key \"source\" is missing"],
    );
}

#[test]
fn faults_of_checks() {
    let file = "checks/care_late.toml";
    check(
        file,
        "nl = \"Start {start}.\"",
        "nl = \"Start {strat}.\"",
        &[
            "checks/care_late.toml line 9: only one of the two texts names {start}",
            "checks/care_late.toml line 9: unknown placeholder {strat}",
        ],
    );
    check(
        file,
        "nl = \"Start {start}.\"",
        "nl = \"Start {start.\"",
        &["checks/care_late.toml line 9: a brace is not closed"],
    );
    check(
        file,
        "nl = \"Start {start}.\"",
        "nl = \"Start start}.\"",
        &["checks/care_late.toml line 9: a brace is closed that was not opened"],
    );
    check(
        file,
        "nl = \"Start {start}.\"",
        "nl = \"Start {Start}.\"",
        &["checks/care_late.toml line 9: between braces stands the name of a fact in small letters"],
    );
    check(
        file,
        "en = \"Start {start}.\"\n",
        "",
        &["checks/care_late.toml line 9: the key \"en\" is missing"],
    );
    check(
        file,
        "\"note\"",
        "\"notes\"",
        &["checks/care_late.toml line 3: unknown effect \"notes\""],
    );
    check(
        file,
        "\"facility\"",
        "\"fund\"",
        &["checks/care_late.toml line 4: unknown acts \"fund\""],
    );
    check(
        file,
        "source = [{ instrument = \"IBW slides\", place = \"§6.2\" }]",
        "source = []",
        &["checks/care_late.toml line 1: the source is missing"],
    );
    check(
        file,
        "source = [{ instrument = \"IBW slides\", place = \"§6.2\" }]\n",
        "",
        &["checks/care_late.toml line 1: the key \"source\" is missing"],
    );
    check(
        file,
        "facts =",
        "also = [\"CARE_LATE\"]\nfacts =",
        &["checks/care_late.toml line 6: the code CARE_LATE is given twice"],
    );
    check(
        file,
        "code =",
        "code",
        &["checks/care_late.toml line 1: key with no value, expected `=`"],
    );
}
