//! The answer on a care message, as the facility receives it.

use identifiers::{CareFundNumber, SectorCode, Ssin, VsbReference};
use jiff::civil::Date;
use registers::CareFund;
use regulation::{Acts, Bilingual, CheckCode, Effect, Facts, Finding, Law, LawError, LawHash, parameter};
use uuid::Uuid;

use crate::coverage::Coverage;
use crate::verdict::{ChangeVerdict, Outcome, Verdict};

/// What an answer says beside its verdict.
#[derive(Debug, Clone, Copy)]
pub struct AnswerContext<'a> {
    /// The message that is answered.
    pub message_id: Uuid,
    /// The reference of the dossier; given at acceptance only.
    pub vsb_reference: Option<VsbReference>,
    /// The person's fund, where there is one: always the first point of contact.
    pub care_fund: Option<&'a CareFund>,
    /// The facility's sector, for texts that differ by sector.
    pub sector: &'a SectorCode,
    /// The day of the answer, for dated texts.
    pub day: Date,
}

/// The answer on a message (care.md, head, §2 and §3). All that is absent is left out of its JSON.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CareAnswer {
    /// The message that is answered.
    pub message_id: Uuid,
    /// The decision.
    pub outcome: Outcome,
    /// The reference that changes and invoices name; of a request when it is accepted only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vsb_reference: Option<VsbReference>,
    /// The first covered day; of an accepted message only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_start: Option<Date>,
    /// The last covered day (the day before the first when no day is covered); of an accepted message only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_end: Option<Date>,
    /// The person's fund on the first covered day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_fund: Option<CareFundNumber>,
    /// The person's number of today, when the message names one that was replaced (domain.md, Person): the message is
    /// understood, and the sender's software should take over the new number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssin_replaced_by: Option<Ssin>,
    /// How that fund is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_fund_contact: Option<CareFundContact>,
    /// The reason that an employee of the fund gave with a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Everything that was found.
    pub findings: Vec<AnswerFinding>,
    /// How to object; with a refusal only (D19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Bilingual>,
    /// The hash of the law by which it was judged.
    pub law: LawHash,
}

/// How a care fund is reached.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CareFundContact {
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
}

impl CareFundContact {
    /// How a fund is reached, as the register says; `None` when it says nothing.
    #[must_use]
    pub fn of(fund: &CareFund) -> Option<Self> {
        let contact = Self {
            phone: fund.phone.clone(),
            email: fund.email.clone(),
            website: fund.website.clone(),
        };
        (contact.phone.is_some() || contact.email.is_some() || contact.website.is_some()).then_some(contact)
    }
}

impl AnswerFinding {
    /// A finding as the law explains it.
    ///
    /// # Errors
    /// The law does not know its check.
    pub fn new(finding: &Finding, law: &Law) -> Result<Self, LawError> {
        let explained = law.explain(finding)?;
        Ok(Self {
            code: explained.code,
            effect: explained.effect,
            title: explained.title.clone(),
            text: explained.text,
            facts: explained.facts,
            sources: explained.sources,
            acts: explained.acts,
        })
    }
}

/// A finding with all that its reader needs (architecture.md, invariant 3).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerFinding {
    /// The check that found it.
    pub code: CheckCode,
    /// What it does to the message.
    pub effect: Effect,
    /// A few words.
    pub title: Bilingual,
    /// The sentence, with its facts.
    pub text: Bilingual,
    /// What it rests on.
    pub facts: Facts,
    /// The legal sources, as cited.
    pub sources: Vec<String>,
    /// Who must act.
    pub acts: Acts,
}

/// The answer on a request.
pub type RequestAnswer = CareAnswer;

/// The answer on a change.
pub type ChangeAnswer = CareAnswer;

impl CareAnswer {
    /// The answer of a verdict on a request. `law` is the law by which it was judged.
    ///
    /// # Errors
    /// The law does not know a finding, or has no text on how to object on that day.
    pub fn new(verdict: &Verdict, law: &Law, context: &AnswerContext<'_>) -> Result<Self, LawError> {
        let mut answer = Self::bare(verdict.outcome, &verdict.findings, law, context)?;
        answer.vsb_reference = context.vsb_reference.filter(|_| verdict.outcome == Outcome::Accepted);
        answer.covered_start = verdict.covered().map(Coverage::start);
        answer.covered_end = verdict.covered().map(Coverage::end);
        answer.care_fund = verdict.care_fund;
        Ok(answer)
    }

    /// The answer of a verdict on a change; the reference of the context, if any, is that of its dossier. An
    /// accepted one carries the whole coverage of the dossier.
    ///
    /// # Errors
    /// As [`CareAnswer::new`].
    pub fn of_change(verdict: &ChangeVerdict, law: &Law, context: &AnswerContext<'_>) -> Result<Self, LawError> {
        let mut answer = Self::bare(verdict.outcome, &verdict.findings, law, context)?;
        answer.vsb_reference = context.vsb_reference;
        answer.covered_start = verdict.covered().map(Coverage::start);
        answer.covered_end = verdict.covered().map(Coverage::end);
        answer.care_fund = verdict.care_fund;
        Ok(answer)
    }

    /// An answer without reference, coverage and fund.
    fn bare(outcome: Outcome, findings: &[Finding], law: &Law, context: &AnswerContext<'_>) -> Result<Self, LawError> {
        let objection = match outcome {
            Outcome::Refused => Some(
                law.text(parameter::OBJECTION, Some(context.sector), context.day)?
                    .clone(),
            ),
            Outcome::Accepted | Outcome::Pending | Outcome::Queued => None,
        };
        let explained = findings.iter().map(|finding| AnswerFinding::new(finding, law));
        Ok(Self {
            message_id: context.message_id,
            outcome,
            vsb_reference: None,
            covered_start: None,
            covered_end: None,
            care_fund: None,
            ssin_replaced_by: None,
            care_fund_contact: context.care_fund.and_then(CareFundContact::of),
            reason: None,
            findings: explained.collect::<Result<_, LawError>>()?,
            objection,
            law: law.hash(),
        })
    }

    /// The dotted names of the mandatory fields that were absent (CARE_INCOMPLETE), in order.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        crate::checks::incomplete::missing(self.findings.iter().map(|finding| (&finding.code, &finding.facts)))
    }

    /// The same with the reason that an employee of the fund gave.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use identifiers::{CareFundNumber, VsbReference};
    use jiff::civil::date;
    use registers::CareFund;
    use serde_json::{Value, json};

    use super::{AnswerContext, ChangeAnswer, RequestAnswer};
    use crate::change::ChangeMessage;
    use crate::change_fixture::{ChangeWorld, extension};
    use crate::fixture::{World, new_request, sector, with};
    use crate::request::CareRequest;

    fn fund() -> CareFund {
        CareFund {
            number: CareFundNumber::parse("180").unwrap(),
            cbe: None,
            iban: None,
            bic: None,
            phone: Some("021111111".to_owned()),
            email: None,
            website: Some("https://fund.example".to_owned()),
            four_eyes: false,
        }
    }

    fn answer(world: &World, message: &Value) -> RequestAnswer {
        let (fund, sector) = (fund(), sector("IBW"));
        let context = AnswerContext {
            message_id: CareRequest::parse(message).unwrap().message_id,
            vsb_reference: VsbReference::from_serial(12_345),
            care_fund: Some(&fund),
            sector: &sector,
            day: date(2024, 3, 5),
        };
        RequestAnswer::new(&world.judge(message), &world.law, &context).unwrap()
    }

    #[test]
    fn an_acceptance_carries_reference_coverage_and_fund() {
        let world = World::ibw();
        let answer = answer(&world, &new_request());
        let expected = json!({
            "messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1", "outcome": "ACCEPTED",
            "vsbReference": "VSB-0001-2345-26", "coveredStart": "2024-03-01", "coveredEnd": "2024-12-31",
            "careFund": "180", "careFundContact": {"phone": "021111111", "website": "https://fund.example"},
            "findings": [], "law": world.law.hash().to_string(),
        });
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_value::<RequestAnswer>(json).unwrap(), answer);
    }

    #[test]
    fn a_refusal_explains_itself_and_says_how_to_object() {
        let world = World::ibw();
        let answer = answer(&world, &with(new_request(), &[("/origin", json!("77"))])).with_reason("Nagekeken");
        let json = serde_json::to_value(&answer).unwrap();
        for absent in ["vsbReference", "coveredStart", "coveredEnd"] {
            assert_eq!(json.get(absent), None, "{absent}");
        }
        assert_eq!(json["outcome"], "REFUSED");
        assert_eq!(json["reason"], "Nagekeken");
        let finding = &json["findings"][0];
        assert_eq!(
            (&finding["code"], &finding["effect"], &finding["acts"]),
            (&json!("CARE_VALUE_INVALID"), &json!("refuse"), &json!("facility"))
        );
        assert_eq!(finding["facts"], json!({"fields": "origin = 77"}));
        for language in ["nl", "en"] {
            assert!(
                finding["text"][language]
                    .as_str()
                    .is_some_and(|text| text.contains("origin = 77"))
            );
            assert!(
                json["objection"][language]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
        }
        assert!(finding["sources"].as_array().is_some_and(|sources| !sources.is_empty()));
        assert_eq!(serde_json::from_value::<RequestAnswer>(json).unwrap(), answer);
    }

    fn change_answer(world: &ChangeWorld, message: &Value) -> Value {
        let (fund, sector) = (fund(), sector("IBW"));
        let context = AnswerContext {
            message_id: ChangeMessage::parse(message).unwrap().message_id,
            vsb_reference: VsbReference::from_serial(12_345),
            care_fund: Some(&fund),
            sector: &sector,
            day: date(2024, 3, 20),
        };
        let answer = ChangeAnswer::of_change(&world.judge(message), &world.law, &context).unwrap();
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(serde_json::from_value::<ChangeAnswer>(json.clone()).unwrap(), answer);
        json
    }

    #[test]
    fn a_change_is_answered_with_the_whole_coverage_once_accepted() {
        let world = ChangeWorld::ibw();
        let expected = json!({
            "messageId": "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a3", "outcome": "ACCEPTED",
            "vsbReference": "VSB-0001-2345-26", "coveredStart": "2024-03-01", "coveredEnd": "2024-12-31",
            "careFund": "180", "careFundContact": {"phone": "021111111", "website": "https://fund.example"},
            "findings": [], "law": world.law.hash().to_string(),
        });
        assert_eq!(change_answer(&world, &extension("2024-12-31")), expected);
        let refused = change_answer(&world, &extension("2024-06-30"));
        let queued = ChangeWorld { waiting: true, ..world };
        let queued = change_answer(&queued, &extension("2024-12-31"));
        assert_eq!(
            (&refused["outcome"], &queued["outcome"]),
            (&json!("REFUSED"), &json!("QUEUED"))
        );
        assert!(refused.get("objection").is_some() && queued.get("objection").is_none());
        for answer in [refused, queued] {
            assert_eq!((answer.get("coveredStart"), answer.get("coveredEnd")), (None, None));
            assert_eq!(answer["vsbReference"], "VSB-0001-2345-26");
        }
    }
}
