//! The naive judge of batches sees when the application judges by another value: for each one that billing rules use,
//! the application alone is given another, and the play must find a difference.

use std::collections::BTreeSet;

use sim::{Meddling, Register, Stopped, play_batches_meddled};

/// How many worlds may pass before a difference shows, and how many steps each has.
const WORLDS: u64 = 60;
const STEPS: usize = 60;

/// What is changed, as it is named in the law or in the registers, and to what.
const fn law(name: &'static str, file: &'static str, was: &'static str, is: &'static str) -> (&'static str, Meddling) {
    (name, Meddling::Law { file, was, is })
}

const TERMS: &str = "care/terms.toml";
const INVOICES: &str = "billing/invoices.toml";
const HOURS: &str = "billing/payable-days.toml";
const TOGETHER: &str = "cumulation.toml";

const PARAMETERS: [(&str, Meddling); 11] = [
    law("billing.error_share_limit", INVOICES, "\"5/100\"", "\"6/100\""),
    law("billing.error_share_limit", INVOICES, "\"5/100\"", "\"4/100\""),
    law("billing.invoicing_term_years", INVOICES, "value = 2", "value = 3"),
    law("billing.invoicing_term_years", INVOICES, "value = 2", "value = 1"),
    law("billing.first_day_payable_until", HOURS, "\"24:00\"", "\"17:59\""),
    law("billing.last_day_payable_from", HOURS, "\"12:00\"", "\"11:59\""),
    law("billing.last_day_payable_from", HOURS, "\"12:00\"", "\"14:59\""),
    // What a change that waits would make of the coverage (P30001).
    law(
        "care.request_term_days",
        TERMS,
        "2023-04-01, value = 30",
        "2023-04-01, value = 20",
    ),
    law(
        "care.request_term_days",
        TERMS,
        "2024-01-01, value = 30",
        "2024-01-01, value = 20",
    ),
    law(
        "care.request_term_days",
        TERMS,
        "2024-01-01, value = 30",
        "2024-01-01, value = 40",
    ),
    law(
        "care.extension_term_days",
        TERMS,
        "value = 30, source = \"care.md §3; IBW slides §6.2\"",
        "value = 2, source = \"care.md §3; IBW slides §6.2\"",
    ),
];

const SECTORS: [(&str, Meddling); 6] = [
    law("IBW joined", "sectors/ibw.toml", "joined = ", "joined = 2024-03-20 # "),
    law("PVT joined", "sectors/pvt.toml", "joined = ", "joined = 2024-03-20 # "),
    law(
        "PVT share",
        "sectors/pvt.toml",
        "personal_share = true",
        "personal_share = false",
    ),
    law(
        "IBW with IBW",
        TOGETHER,
        "\"IBW\", \"IBW\"], allowed = false",
        "\"IBW\", \"IBW\"], allowed = true",
    ),
    law(
        "IBW with PVT",
        TOGETHER,
        "\"IBW\", \"PVT\"], allowed = false",
        "\"IBW\", \"PVT\"], allowed = true",
    ),
    law(
        "PVT with PVT",
        TOGETHER,
        "\"PVT\", \"PVT\"], allowed = false",
        "\"PVT\", \"PVT\"], allowed = true",
    ),
];

const EFFECTS: [(&str, Meddling); 4] = [
    law("B becomes F", "checks/102310.toml", "effect = \"B\"", "effect = \"F\""),
    law("F becomes R", "checks/200520.toml", "effect = \"F\"", "effect = \"R\""),
    law("R becomes F", "checks/300548.toml", "effect = \"R\"", "effect = \"F\""),
    law("P becomes R", "checks/p50001.toml", "effect = \"P\"", "effect = \"R\""),
];

const REGISTERS: [(&str, Meddling); 6] = [
    ("price of a day", Meddling::Register(Register::DayPrice)),
    ("personal share", Meddling::Register(Register::PersonalShare)),
    ("limit of a cost", Meddling::Register(Register::CostLimit)),
    ("premium", Meddling::Register(Register::Premium)),
    ("first day of a price", Meddling::Register(Register::PriceFrom)),
    ("last day of a price", Meddling::Register(Register::PriceTo)),
];

fn each_is_seen(cases: &[(&str, Meddling)]) {
    for (name, meddling) in cases {
        let seen = (1..=WORLDS).find(|seed| match play_batches_meddled(*seed, STEPS, meddling) {
            Ok(_) => false,
            Err(Stopped::Difference(_)) => true,
            Err(stopped) => panic!("{name}: {stopped}"),
        });
        let seed = seen.unwrap_or_else(|| panic!("{name}: nobody sees {meddling:?} in {WORLDS} worlds"));
        eprintln!("{name}: world {seed}");
    }
}

#[test]
fn another_value_of_a_parameter_is_seen() {
    each_is_seen(&PARAMETERS);
}

/// A parameter of billing that comes later must be played with too.
#[test]
fn every_parameter_of_billing_is_meddled_with() {
    let here: BTreeSet<&str> = PARAMETERS.iter().map(|(name, _)| *name).collect();
    let all = regulation::parameter::ALL.iter().map(|parameter| parameter.name());
    let missed: Vec<&str> = all
        .filter(|name| name.starts_with("billing.") && !here.contains(name))
        .collect();
    assert!(missed.is_empty(), "never changed: {missed:?}");
}

#[test]
fn another_value_of_a_sector_or_a_pair_of_sectors_is_seen() {
    each_is_seen(&SECTORS);
}

#[test]
fn another_effect_of_a_check_is_seen() {
    each_is_seen(&EFFECTS);
}

#[test]
fn another_price_or_limit_is_seen() {
    each_is_seen(&REGISTERS);
}
