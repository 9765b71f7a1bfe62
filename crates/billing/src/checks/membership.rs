//! Membership with the fund of the sending: 200742 (on no invoiced day; type F) and 300540/500540 (not on that
//! day; type R). 200742 silences 300540; a credit note never gets 200742 (billing.md §2).

use regulation::{CheckCode, Finding};

use super::{InvoiceCase, LineCase, Twin};

const ON_NO_DAY: CheckCode = CheckCode::new("200742");
static NOT_THAT_DAY: Twin = Twin::both("300540", "500540");
pub(crate) const CODES: &[CheckCode] = &[ON_NO_DAY, CheckCode::new("300540"), CheckCode::new("500540")];

/// 200742: the person was with this fund on none of the invoiced days.
pub(crate) fn invoice(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    let fund = case.batch.sending.fund;
    let Some(person) = case.person.filter(|_| !case.is_credit()) else {
        return;
    };
    let with_fund = |day| {
        person
            .membership_on(day)
            .is_some_and(|membership| membership.fund == fund)
    };
    if !case.lines.iter().any(|line| with_fund(line.first_day)) {
        found.push(case.finding(&ON_NO_DAY).with("fund", fund));
    }
}

/// Whether an invoice has 200742, which silences 300540.
pub(crate) fn is_on_no_day(finding: &Finding) -> bool {
    finding.code == ON_NO_DAY
}

/// 300540: the person was not with this fund on that day.
pub(crate) fn line(case: &LineCase<'_>, found: &mut Vec<Finding>) {
    let fund = case.invoice.batch.sending.fund;
    let Some(person) = case.invoice.person else { return };
    if person
        .membership_on(case.day())
        .is_none_or(|membership| membership.fund != fund)
    {
        case.found(found, &NOT_THAT_DAY, |finding| finding.with("fund", fund));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    /// With fund 130 before 10 March and after 20 March, with fund 180 between.
    fn world() -> World {
        let mut world = World::ibw();
        world.person(|person| {
            person.memberships = vec![
                member("130", "2020-01-01", "2024-03-09"),
                member("180", "2024-03-10", "2024-03-20"),
                member("130", "2024-03-21", ""),
            ];
        });
        world
    }

    #[test]
    fn with_another_fund_on_some_days() {
        let world = world();
        world.check(&[care("2024-03-10"), care("2024-03-20")], &[]);
        world.check(&[care("2024-03-09"), care("2024-03-10")], &["300540"]);
        world.check(&[cost("2024-03-21", 100), care("2024-03-20")], &["500540"]);
    }

    #[test]
    fn with_this_fund_on_no_day_silences_the_finding_of_each_day() {
        let mut world = world();
        world.check(&[care("2024-03-09"), cost("2024-03-21", 100)], &["200742"]);
        world.person(|person| person.memberships.clear());
        world.check(&[care("2024-03-10")], &["200742"]);
        // Nothing else is silenced.
        world.check(&[care("2024-02-29")], &["200742", "300511"]);
    }

    #[test]
    fn a_credit_note_never_has_it() {
        let credit = invoice(1, SSIN, &[care("2024-03-09")]).credit();
        world().check_invoices(&[credit], &["202920", "302248"]);
    }
}
