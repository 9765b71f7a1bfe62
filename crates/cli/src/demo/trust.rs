//! What the agency knows of the facilities' own software: certificates in every state, and attested versions.

use app::{NewCertificate, SoftwareOnDays};
use identifiers::Period;
use jiff::civil::{Date, date};
use store::ContentHash;

use super::calendar::at;
use super::roster::CARE_HOME;
use super::story::Stage;
use crate::output::Failure;
use crate::workplace::operator;

/// So many days after the month the certificate of the first facility ends: near on any day on which the month is played.
const ENDING_DAYS: i64 = 31;

impl Stage<'_> {
    /// Binds certificates, replaces one and revokes one; attests versions of software, and says who uses them.
    ///
    /// # Errors
    /// A problem of a use case: none is expected.
    pub(super) fn trust(&self) -> Result<(), Failure> {
        let day = |count| self.calendar.day(count);
        let (early, later) = (operator(at(day(-119), 9, 0)?), operator(at(day(-60), 9, 0)?));
        let first = |name, from, to| self.certificate(0, name, (from, to));
        let last = self.calendar.day_after(ENDING_DAYS);
        let old = first("2022", day(-700), day(30))?;
        let lost = first("testomgeving", day(-200), day(200))?;
        self.app.bind_certificate(&early, &old)?;
        self.app.bind_certificate(&early, &lost)?;
        let new = first("2024", day(-61), last)?;
        self.app.replace_certificate(&later, old.fingerprint, &new)?;
        self.app
            .revoke_certificate(&later, lost.fingerprint, "sleutel stond op een testomgeving")?;
        let pinned = NewCertificate {
            pinned: true,
            ..self.certificate(CARE_HOME, "2024", (day(-100), self.calendar.day_after(400)))?
        };
        self.app.bind_certificate(&early, &pinned)?;

        let always = date(2023, 1, 1);
        let month_end = self.calendar.month().last_day();
        for (version, from, to) in [("4.1", always, Some(month_end)), ("4.2", day(-30), None)] {
            let attested = software("Zorgpakket", version, from, to)?;
            self.app.attest_software(&early, &attested)?;
        }
        self.app
            .attest_software(&early, &software("Woonplan", "2024.1", always, None)?)?;
        for (house, used) in [
            (0, software("Zorgpakket", "4.1", always, Some(day(-21)))?),
            (0, software("Zorgpakket", "4.2", day(-20), None)?),
            (CARE_HOME, software("Woonplan", "2024.1", always, None)?),
        ] {
            self.app.note_software_use(&early, self.facilities[house], &used)?;
        }
        Ok(())
    }

    fn certificate(&self, house: usize, name: &str, (from, to): (Date, Date)) -> Result<NewCertificate, Failure> {
        let row = &self.world.houses[house].row;
        let subject = format!("CN={} {name}, SERIALNUMBER={}", row.name, row.nihdi);
        Ok(NewCertificate {
            fingerprint: ContentHash::of(subject.as_bytes()),
            subject,
            issuer: "CN=Demonstratie CA".into(),
            valid_from: at(from, 0, 0)?,
            valid_to: at(to, 23, 0)?,
            facility: Some(self.facilities[house].0),
            fund: None,
            pinned: false,
        })
    }
}

fn software(name: &str, version: &str, from: Date, to: Option<Date>) -> Result<SoftwareOnDays, Failure> {
    let days = Period::new(from, to).map_err(|error| Failure::WrongUse(format!("{name} {version}: {error}")))?;
    Ok(SoftwareOnDays {
        name: name.into(),
        version: version.into(),
        days: Some(days),
    })
}
