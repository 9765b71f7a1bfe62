//! MEM_FUND_CHOICE: one may choose the fund that goes with one's sickness fund, or the one open to all (care.md §0;
//! IBW slides §5; BVR 30/11/2018 art. 63–64).

use regulation::{CheckCode, Finding, LawError, List};

use super::Opening;

const CODE: CheckCode = CheckCode::new("MEM_FUND_CHOICE");

/// What the list of care funds says `yes` to for the fund that anyone may choose.
const OPEN_TO_ALL: &str = "open_to_all";

/// Refuses. Not judged while the sickness fund is unknown. A sickness fund without a care fund of its own (those
/// of the 900s) leaves only the one open to all, because no fund of the list shares its first digit.
pub(super) fn check(opening: &Opening<'_>) -> Result<Option<Finding>, LawError> {
    let Some(insurer) = opening.person.details.insurer else {
        return Ok(None);
    };
    let funds = opening.law.list(List::CareFund);
    let fits = funds
        .get(&opening.fund.to_string(), opening.received_day)
        .is_some_and(|fund| fund.is(OPEN_TO_ALL) || opening.fund.first_digit() == insurer / 100);
    Ok((!fits).then(|| Finding::new(CODE).with("fund", opening.fund).with("insurer", insurer)))
}

#[cfg(test)]
mod tests {
    use crate::membership::fixture::{affiliate, mutate, person};

    const FUNDS: [&str; 6] = ["180", "280", "380", "480", "580", "680"];

    /// `fitting`: the funds that a person of the sickness fund may choose.
    fn check(insurer: Option<u16>, fitting: &[&str]) {
        for fund in FUNDS {
            let expected: &[&str] = if fitting.contains(&fund) {
                &[]
            } else {
                &["MEM_FUND_CHOICE"]
            };
            let free = person("OBLIGATORY", insurer, &[]);
            affiliate(&free, fund, "OFFICIAL", "2024-01-01", "2024-03-01").found(expected);
            // Whichever fund the person is with now.
            let other = if fund == "180" { "280" } else { "180" };
            let member = person("OBLIGATORY", insurer, &[&format!("{other} OFFICIAL 2020-01-01..")]);
            mutate(&member, fund, "2025-01-01", "2024-11-04").found(expected);
        }
    }

    #[test]
    fn the_fund_of_the_insurer_or_the_one_open_to_all() {
        check(Some(100), &["180", "680"]);
        check(Some(200), &["280", "680"]);
        check(Some(300), &["380", "680"]);
        check(Some(400), &["480", "680"]);
        check(Some(500), &["580", "680"]);
        check(Some(600), &["680"]);
        check(Some(900), &["680"]);
        check(Some(131), &["180", "680"]);
        check(None, &FUNDS);
    }

    #[test]
    fn a_number_that_is_no_care_fund_goes_with_no_insurer() {
        for (insurer, fund) in [(900, "980"), (100, "190"), (100, "100")] {
            let free = person("OBLIGATORY", Some(insurer), &[]);
            affiliate(&free, fund, "OFFICIAL", "2024-01-01", "2024-03-01").found(&["MEM_FUND_CHOICE"]);
        }
    }
}
