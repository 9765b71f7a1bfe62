//! Use cases: the Circle of Trust of a facility (interfaces.md, "Who may"): its manager declares on honour, the
//! facility's trust follows from it.

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::{Bilingual, parameter};
use serde::{Deserialize, Serialize};
use store::{DeclarationRow, FacilityRecord};

use super::{FacilityOnPage, known, own};
use crate::record::{Record, record};
use crate::software::is_attested;
use crate::{Action, App, Context, Issue, Problem};

/// The longest name or function that is kept.
const LONGEST: usize = 120;

/// What a manager declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Declaration {
    /// The version of the text that was read.
    pub text_version: Date,
    /// Name of who declares.
    pub name: String,
    /// Their function in the facility.
    pub function: String,
}

/// The Circle of Trust of a facility as its people see it.
#[derive(Debug, Clone)]
pub struct TrustPage {
    /// The facility.
    pub facility: FacilityOnPage,
    /// The text that is to be declared, and the day from which it holds: its version.
    pub text: (Date, Bilingual),
    /// What was declared, newest first: the version, name, function and moment.
    pub declarations: Vec<(String, String, String, Timestamp)>,
}

impl App<'_> {
    /// The Circle of Trust of a facility: the text, and what was declared. Also without trust: here it is given.
    ///
    /// # Errors
    /// Only people of the facility have this page.
    pub fn trust_page(&self, context: &Context) -> Result<TrustPage, Problem> {
        let id = own(context, Action::ReadTrust)?;
        let mut tx = self.begin()?;
        let mut facility = known(tx.as_mut(), id)?;
        facility.attested = is_attested(tx.as_mut(), id, facility.attested, brussels_day(context.at))?;
        let declarations = tx.declarations(id)?.into_iter();
        Ok(TrustPage {
            facility: self.on_page(&facility),
            text: self.trust_text(context.at)?,
            declarations: declarations
                .map(|row| (row.text_version, row.name, row.function, row.declared_at))
                .collect(),
        })
    }

    /// The text that holds at a moment, and its first day.
    fn trust_text(&self, at: Timestamp) -> Result<(Date, Bilingual), Problem> {
        let day = brussels_day(at);
        let text = self.law.text(parameter::CIRCLE_OF_TRUST, None, day)?.clone();
        let on_day = self.law.parameters_on(day).into_iter();
        let mut since = on_day.filter(|of| of.name == parameter::CIRCLE_OF_TRUST.name());
        let since = since.next().map(|of| of.since);
        let since = since.ok_or_else(|| Problem::Fault("a text without its first day".into()))?;
        Ok((since, text))
    }

    /// Declares for a facility that it keeps to the Circle of Trust; from then on it is trusted.
    ///
    /// # Errors
    /// Only its manager declares; a name or function that is missing is invalid input; another text than the one in
    /// force is a conflict.
    pub fn declare_trust(&self, context: &Context, declaration: &Declaration) -> Result<(), Problem> {
        let id = own(context, Action::DeclareTrust)?;
        refuse_blank(declaration)?;
        let mut tx = self.begin_alone()?;
        let facility = known(tx.as_mut(), id)?;
        if self.trust_text(context.at)?.0 != declaration.text_version {
            return Err(Problem::Conflict("another text of the declaration holds now".into()));
        }
        tx.insert_declaration(
            id,
            &DeclarationRow {
                text_version: declaration.text_version.to_string(),
                name: declaration.name.trim().to_owned(),
                function: declaration.function.trim().to_owned(),
                declared_by: context.actor.to_string(),
                declared_at: context.at,
            },
        )?;
        if !facility.circle_of_trust {
            let trusted = FacilityRecord {
                circle_of_trust: true,
                ..FacilityRecord::from(&facility)
            };
            tx.supersede_facility(id, &trusted, context.at)?;
        }
        let entry = Record {
            use_case: "declareTrust",
            subject: format!("facility {id}"),
            input: &serde_json::to_vec(declaration)?,
            answer: b"{}",
            law: Some(&self.law),
        };
        record(tx.as_mut(), context, &entry)?;
        Ok(tx.commit()?)
    }
}

fn refuse_blank(declaration: &Declaration) -> Result<(), Problem> {
    let fields = [("name", &declaration.name), ("function", &declaration.function)];
    let issues: Vec<Issue> = fields
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty() || text.chars().count() > LONGEST)
        .map(|(at, _)| Issue {
            at: at.to_owned(),
            detail: format!("between 1 and {LONGEST} characters"),
        })
        .collect();
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Problem::InvalidInput(issues))
    }
}
