//! The care and register steps: changes, decisions, memberships, and what follows from a stay.

use app::{Actor, Context, Decision, FundRole, LinePick, MembershipAnswer, PersonChange, Problem};
use care::RequestAnswer;
use identifiers::{CareFundNumber, Month, PerformanceCode, Period};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::Membership;
use serde_json::{Value, json};

use super::document::{
    AffiliateStep, ChangeStep, DecideStep, EndMembershipStep, InboxStep, MemberStep, MembershipEntry, MutateStep,
    PersonalShareStep, ReviewStep, VisibleStep, ZorgbudgetStep,
};
use super::expect::json_object;
use super::steps::{Stop, employee};
use super::world::{World, operator};

impl World<'_> {
    /// What a step on a care message came to.
    pub(super) fn answered(&mut self, answer: &RequestAnswer) -> Result<Value, Stop> {
        let mut outcome = serde_json::to_value(answer).map_err(Problem::from)?;
        for finding in &answer.findings {
            self.explained.push(format!(
                "{}  {}  [{}]",
                finding.code,
                finding.text.en,
                finding.sources.join("; ")
            ));
        }
        outcome["missing"] = json!(answer.missing());
        outcome["findings"] = answer.findings.iter().map(|finding| json!(finding.code)).collect();
        Ok(outcome)
    }

    pub(super) fn change(&mut self, at: Timestamp, step: &ChangeStep) -> Result<Value, Stop> {
        let (id, entry) = self.facility(&step.facility)?;
        let mut message = json_object(&step.message);
        message.entry("facility").or_insert_with(|| json!(entry.hco));
        if !message.contains_key("messageId") {
            self.messages += 1;
            message.insert(
                "messageId".into(),
                json!(uuid::Uuid::from_u128(self.messages).to_string()),
            );
        }
        if !message.contains_key("vsbReference") {
            let dossier = self.saved(&step.dossier)?.dossier;
            let view = self.app.dossier(&operator(at), dossier)?;
            // A dossier that is not accepted has none: the message then names one that nobody has.
            let reference = view
                .reference
                .map_or_else(|| "VSB-9999-9999-27".to_owned(), |known| known.to_string());
            message.insert("vsbReference".into(), json!(reference));
        }
        let input = serde_json::to_vec(&message).map_err(Problem::from)?;
        let answered = self.app.send_change(
            &Context {
                actor: Actor::Facility(id),
                at,
            },
            &input,
            &message,
        )?;
        self.answered(&answered.answer)
    }

    pub(super) fn member(&mut self, at: Timestamp, step: &MemberStep) -> Result<Value, Stop> {
        let memberships = step
            .membership
            .as_ref()
            .map(|entries| entries.iter().map(membership).collect());
        let change = PersonChange {
            memberships: memberships.transpose()?,
            deceased_on: step.deceased.map(Some),
            obligation: step.obligation,
            premiums_paid: step.premiums_paid.clone(),
        };
        self.app.change_person(&operator(at), &step.ssin, &change)?;
        Ok(json!({}))
    }

    pub(super) fn affiliate(&mut self, at: Timestamp, step: &AffiliateStep) -> Result<Value, Stop> {
        let (context, fund) = case_worker(at, &step.fund)?;
        let answer = self.app.affiliate(&context, fund, &step.ssin, step.kind, step.from)?;
        Ok(membership_outcome(&answer))
    }

    pub(super) fn mutate(&mut self, at: Timestamp, step: &MutateStep) -> Result<Value, Stop> {
        let (context, fund) = case_worker(at, &step.fund)?;
        let answer = self.app.mutate(&context, fund, &step.ssin, step.from)?;
        Ok(membership_outcome(&answer))
    }

    pub(super) fn end_membership(&mut self, at: Timestamp, step: &EndMembershipStep) -> Result<Value, Stop> {
        let (context, fund) = case_worker(at, &step.fund)?;
        let answer = self.app.end_membership(&context, fund, &step.ssin, step.to)?;
        Ok(membership_outcome(&answer))
    }

    pub(super) fn decide(&mut self, at: Timestamp, step: &DecideStep) -> Result<Value, Stop> {
        let decision = match step.decision.as_str() {
            "ACCEPT" => Decision::Accept,
            "REFUSE" => Decision::Refuse,
            other => {
                return Err(Stop::Unplayable(format!(
                    "decision: expected ACCEPT or REFUSE, got {other:?}"
                )));
            }
        };
        let by = step.by.as_deref().unwrap_or("case worker");
        let context = employee(at, &step.fund, FundRole::CaseWorker, by)?;
        let reason = step.reason.as_deref().unwrap_or_default();
        match (&step.dossier, &step.batch) {
            (Some(name), None) => {
                let dossier = self.saved(name)?.dossier;
                let answer = self.app.decide_dossier(&context, dossier, decision, reason)?;
                self.answered(&answer)
            }
            (None, Some(name)) => {
                let batch = self.saved_batch(name)?;
                let pick = pick(step.invoice, step.day, step.code.as_deref())?;
                self.app.decide_lines(&context, batch, &pick, decision, reason)?;
                // A decision on lines answers no outcome or findings (fine print, "Runner").
                Ok(json!({}))
            }
            _ => Err(Stop::Unplayable("decide: names either a dossier or a batch".into())),
        }
    }

    pub(super) fn review(&mut self, at: Timestamp, step: &ReviewStep) -> Result<Value, Stop> {
        let batch = self.saved_batch(&step.batch)?;
        let (context, _) = case_worker(at, &step.fund)?;
        let pick = pick(step.invoice, step.day, step.code.as_deref())?;
        let report = self.app.review_lines(&context, batch, &pick)?;
        Ok(json!({ "openLines": report.batch.open_lines }))
    }

    pub(super) fn inbox(&mut self, at: Timestamp, step: &InboxStep) -> Result<Value, Stop> {
        let context = self.software(at, &step.facility)?;
        let seen = self.inbox_seen.get(&step.facility).copied().unwrap_or_default();
        let entries = self.app.inbox(&context, seen)?;
        if let Some(last) = entries.last() {
            self.inbox_seen.insert(step.facility.clone(), last.number);
        }
        let mut outcomes = Vec::new();
        for entry in entries.iter().filter(|entry| entry.kind == "ANSWER") {
            let answer: Value = serde_json::from_str(&entry.body).map_err(Problem::from)?;
            outcomes.push(answer["outcome"].clone());
        }
        Ok(json!({ "outcomes": outcomes }))
    }

    pub(super) fn zorgbudget(&mut self, at: Timestamp, step: &ZorgbudgetStep) -> Result<Value, Stop> {
        let month = Month::parse(&step.month).map_err(|error| format!("month: {error}"))?;
        let found = self.app.zorgbudget(&operator(at), &step.ssin, month)?;
        Ok(json!({ "cents": found.map_or(0, |found| found.cents.cents()) }))
    }

    pub(super) fn personal_share(&mut self, at: Timestamp, step: &PersonalShareStep) -> Result<Value, Stop> {
        let context = self.software(at, &step.facility)?;
        let share = self.app.personal_share(&context, &step.ssin, step.date)?;
        Ok(json!({ "cents": share.cents }))
    }

    pub(super) fn visible(&mut self, at: Timestamp, step: &VisibleStep) -> Result<Value, Stop> {
        let dossier = self.saved(&step.dossier)?.dossier;
        let (context, _) = case_worker(at, &step.fund)?;
        match self.app.dossier(&context, dossier) {
            Ok(_) => Ok(json!({ "visible": true })),
            Err(Problem::Forbidden(_) | Problem::NotFound(_)) => Ok(json!({ "visible": false })),
            Err(problem) => Err(problem.into()),
        }
    }
}

/// The lines of a batch that a step picks.
fn pick(invoice: Option<u64>, day: Option<Date>, code: Option<&str>) -> Result<LinePick, String> {
    Ok(LinePick {
        invoice,
        day,
        code: code
            .map(PerformanceCode::parse)
            .transpose()
            .map_err(|error| format!("code: {error}"))?,
        ..LinePick::default()
    })
}

fn case_worker(at: Timestamp, fund: &str) -> Result<(Context, CareFundNumber), String> {
    let number = CareFundNumber::parse(fund).map_err(|error| format!("fund: {error}"))?;
    Ok((employee(at, fund, FundRole::CaseWorker, "case worker")?, number))
}

fn membership(entry: &MembershipEntry) -> Result<Membership, String> {
    Ok(Membership {
        fund: CareFundNumber::parse(&entry.fund).map_err(|error| format!("membership.fund: {error}"))?,
        kind: entry.kind,
        period: Period::new(entry.from, entry.to).map_err(|error| format!("membership: {error}"))?,
    })
}

fn membership_outcome(answer: &MembershipAnswer) -> Value {
    let codes: Vec<&str> = answer.findings.iter().map(|finding| finding.code.as_str()).collect();
    json!({ "outcome": if answer.accepted { "ACCEPTED" } else { "REFUSED" }, "findings": codes })
}
