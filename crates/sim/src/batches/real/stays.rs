//! The messages that make the stays of a world.

use app::{Context, Decision, FundRole};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{NOON, Real, instant, of_fund, told};
use crate::batches::setting::{Change, Extension, Stay};
use crate::batches::stay::plus;

/// A quarter before midnight, when everything of the day has happened.
const LATE: i16 = 23 * 60 + 45;

impl Real<'_> {
    /// Asks for a stay, and tells everything else of it; each must be answered as the world has it.
    pub(super) fn stay(&mut self, index: usize) -> Result<(), String> {
        let world = self.world;
        let stay = &world.stays[index];
        let message = self.request(index, stay)?;
        let context = self.context(stay.facility, stay.received, NOON)?;
        let answered = self
            .app
            .send_request(&context, message.to_string().as_bytes(), &object(&message))
            .map_err(told)?;
        let mut answer = answered.answer;
        if let Some((on, number)) = stay.reviewed {
            let id = self
                .app
                .dossier_of_message(&context, message_id(index, 0))
                .map_err(told)?;
            let context = of_fund(number, FundRole::CaseWorker, "worker", on)?;
            answer = self
                .app
                .decide_dossier(&context, id, Decision::Accept, "a reason")
                .map_err(told)?;
        }
        let reference = answer.vsb_reference.ok_or(answered.json)?;
        self.references.push(reference);
        if let Some(Extension { received, to, .. }) = stay.extension {
            let context = self.context(stay.facility, received, NOON)?;
            self.change(
                index,
                (1, json!({ "change": "EXTENSION", "end": to })),
                &context,
                "ACCEPTED",
            )?;
        }
        if let Some((day, minute)) = stay.end {
            let context = self.context(stay.facility, stay.end_told, LATE)?;
            self.change(index, (2, end("END", (day, minute))?), &context, "ACCEPTED")?;
        }
        let context = self.context(stay.facility, stay.waiting_told, LATE)?;
        for (place, change) in (3..).zip(&stay.waiting) {
            let message = match *change {
                Change::OtherEnd(day, minute) => end("END_CHANGE", (day, minute))?,
                Change::NoEnd => json!({ "change": "END_CANCELLATION" }),
                Change::OtherStart(day, minute) => {
                    json!({ "change": "START_DATE", "start": instant(day, minute)?.to_string() })
                }
                Change::Extension(to) => json!({ "change": "EXTENSION", "end": to }),
                Change::NoExtension => json!({ "change": "EXTENSION_CANCELLATION" }),
            };
            let wanted = if place == 3 { "PENDING" } else { "QUEUED" };
            self.change(index, (place, message), &context, wanted)?;
        }
        Ok(())
    }

    fn request(&self, index: usize, stay: &Stay) -> Result<Value, String> {
        let facility = &self.world.facilities[stay.facility];
        let mut message = json!({
            "messageId": message_id(index, 0).to_string(), "facility": facility.hco,
            "ssin": self.world.persons[stay.person].ssin, "migration": stay.migrated,
            "requestType": if stay.follow_up { "FOLLOW_UP" } else { "NEW" }, "userStatus": "VOLUNTARY",
            "accidentCode": "NONE", "origin": "41", "start": instant(stay.start.0, stay.start.1)?.to_string(),
            "requestedEnd": stay.until.max(stay.start.0), "contact": { "name": "Team instroom", "phone": "021234567" },
        });
        if stay.migrated {
            let joined = self.world.rules.joined(facility.sector);
            message["insurerApproval"] = json!({
                "receivedOn": plus(joined, 10), "approvedOn": plus(joined, 12), "approvedUntil": stay.until,
            });
        }
        // Of a physician, or of someone else: that is for a person of the fund.
        let psychiatrist = if stay.reviewed.is_some() {
            "28334787004"
        } else {
            "18334780004"
        };
        message["medicalReport"] = json!({ "diagnosis": "F20.9", "psychiatrist": psychiatrist, "date": "2023-01-10" });
        if let Some(with) = stay.disability {
            let word = if with { "WITH" } else { "WITHOUT" };
            message["userType"] = json!(format!("{word}_INTELLECTUAL_DISABILITY"));
        }
        Ok(message)
    }

    fn change(
        &self,
        index: usize,
        (place, mut message): (u128, Value),
        context: &Context,
        wanted: &str,
    ) -> Result<(), String> {
        message["messageId"] = json!(message_id(index, place).to_string());
        message["facility"] = json!(self.world.facilities[self.world.stays[index].facility].hco);
        message["vsbReference"] = json!(self.references[index]);
        let answered = self
            .app
            .send_change(context, message.to_string().as_bytes(), &object(&message))
            .map_err(told)?;
        let holds = answered.json.contains(&format!("\"{wanted}\""));
        holds
            .then_some(())
            .ok_or_else(|| format!("{message} is not {wanted}: {}", answered.json))
    }
}

fn end(change: &str, (day, minute): (jiff::civil::Date, i16)) -> Result<Value, String> {
    let end = instant(day, minute)?.to_string();
    Ok(json!({ "change": change, "end": end, "endReason": "10", "departedTo": "10" }))
}

fn message_id(stay: usize, place: u128) -> Uuid {
    Uuid::from_u128(stay as u128 * 100 + place + 1)
}

fn object(message: &Value) -> Map<String, Value> {
    message.as_object().cloned().unwrap_or_default()
}
