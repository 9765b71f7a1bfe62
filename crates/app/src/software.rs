//! Use cases: attested software as data (interfaces.md, "Who may"): which versions are attested on which days, and which
//! facility uses which. Whether the software of a facility is attested follows from it on the day of each call.

use identifiers::{FacilityId, Period};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{AttestedSoftware, SoftwareInUse, Transaction};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem};

/// Most letters of a name or version.
const LONGEST: usize = 100;

/// A version of software, and the days of which something is said; `days` empty: none, it was recorded by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftwareOnDays {
    /// The name of the software.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Period>,
}

impl App<'_> {
    /// Says on which days a version of software is attested, in the place of what was said before.
    ///
    /// # Errors
    /// Only who attests for the agency; a name or version that is none.
    pub fn attest_software(&self, context: &Context, software: &SoftwareOnDays) -> Result<(), Problem> {
        context.actor.may(Action::AttestSoftware, Owner::default())?;
        let (name, version) = named(software)?;
        let mut tx = self.begin_alone()?;
        tx.put_attested_software((name, version), software.days, context.at)?;
        let subject = format!("software {name} {version}");
        recorded(tx, context, ("attestSoftware", subject), &json!(software))
    }

    /// Says on which days a facility uses a version of software, in the place of what was said before.
    ///
    /// # Errors
    /// Only who attests for the agency; a name or version that is none; a facility that is not known; a version that
    /// was never attested is not found.
    pub fn note_software_use(
        &self,
        context: &Context,
        facility: FacilityId,
        software: &SoftwareOnDays,
    ) -> Result<(), Problem> {
        context.actor.may(Action::AttestSoftware, Owner::default())?;
        let (name, version) = named(software)?;
        let mut tx = self.begin_alone()?;
        if tx.facility(facility)?.is_none() {
            return Err(Problem::NotFound("a facility of this number".into()));
        }
        let is_known = |known: &AttestedSoftware| known.name == name && known.version == version;
        if software.days.is_some() && !tx.attested_software()?.iter().any(is_known) {
            return Err(Problem::NotFound("attested software of this name and version".into()));
        }
        tx.put_software_in_use(facility, (name, version), software.days, context.at)?;
        let input = json!({ "facility": facility, "software": software });
        recorded(tx, context, ("noteSoftwareUse", format!("facility {facility}")), &input)
    }

    /// Every version that is attested, by name and version, and what is used: for the agency by every facility, for the
    /// people of a facility by their own.
    ///
    /// # Errors
    /// Who may not look at it is forbidden.
    pub fn software(&self, context: &Context) -> Result<(Vec<AttestedSoftware>, Vec<SoftwareInUse>), Problem> {
        let facility = context.actor.facility();
        context.actor.may(Action::ReadTrust, Owner { facility, fund: None })?;
        let mut tx = self.begin()?;
        Ok((tx.attested_software()?, tx.software_in_use(facility)?))
    }
}

/// Whether the software of a facility is attested on a day. Where it is known what the facility uses, that alone counts;
/// where nothing is known of it, the yes or no of the register.
pub(crate) fn is_attested(
    tx: &mut dyn Transaction,
    facility: FacilityId,
    in_register: bool,
    day: Date,
) -> Result<bool, Problem> {
    let used = tx.software_in_use(Some(facility))?;
    let is_attested_on_day =
        |one: &SoftwareInUse| one.used.contains(day) && one.attested.is_some_and(|attested| attested.contains(day));
    Ok(if used.is_empty() {
        in_register
    } else {
        used.iter().any(is_attested_on_day)
    })
}

fn named(software: &SoftwareOnDays) -> Result<(&str, &str), Problem> {
    for (field, text) in [("name", &software.name), ("version", &software.version)] {
        if text.is_empty() || text.trim() != text || text.chars().count() > LONGEST {
            let expected = format!("between 1 and {LONGEST} characters, no blank at either end");
            return Err(Problem::invalid(field, expected));
        }
    }
    Ok((&software.name, &software.version))
}

fn recorded(
    mut tx: Box<dyn Transaction + '_>,
    context: &Context,
    (use_case, subject): (&'static str, String),
    input: &Value,
) -> Result<(), Problem> {
    let input = input.to_string();
    let entry = Record {
        use_case,
        subject,
        input: input.as_bytes(),
        answer: b"{}",
        law: None,
    };
    record(tx.as_mut(), context, &entry)?;
    Ok(tx.commit()?)
}
