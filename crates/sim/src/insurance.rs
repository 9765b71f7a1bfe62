//! Whether a person is insured on a day (care.md §1).

use jiff::civil::Date;

use crate::setup::{Membership, PersonSetup};

/// The membership that covers a day, whoever the person is.
pub(crate) fn membership_on(person: &PersonSetup, day: Date) -> Option<&Membership> {
    person
        .memberships
        .iter()
        .find(|m| m.from <= day && m.to.is_none_or(|to| day <= to))
}

/// The fund on a day, or the one reason why not insured: the first that holds.
pub(crate) fn insured(person: Option<&PersonSetup>, day: Date) -> Result<String, String> {
    let Some(person) = person else {
        return Err("INS_REASON_SSIN_NOT_FOUND_IN_LB".into());
    };
    if person.deceased.is_some_and(|death| death < day) {
        return Err("INS_REASON_DECEASED".into());
    }
    if let Some(membership) = membership_on(person, day) {
        return Ok(membership.fund.clone());
    }
    Err(match person.obligation {
        "FORBIDDEN" => "INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN".into(),
        "PROTOCOL" => "INS_REASON_NO_AFFILIATION_PROTOCOL".into(),
        other => format!("INS_REASON_NO_AFFILIATION_{other}"),
    })
}

/// Whether a code says that an affiliation is waited for (D2).
pub(crate) fn waits(code: &str) -> bool {
    matches!(
        code,
        "INS_REASON_NO_AFFILIATION_OBLIGATORY"
            | "INS_REASON_NO_AFFILIATION_VOLUNTARY"
            | "INS_REASON_NO_AFFILIATION_RESTRICTIVE"
    )
}
