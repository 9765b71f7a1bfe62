//! Feeding an entry of the journal to the use case that wrote it.

use std::collections::HashMap;

use identifiers::{BatchId, DossierId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{DossierFilter, MessageOutcome};

use super::inputs::{
    AddedRule, Affiliation, Bank, BankFile, Before, Change, ClosedTask, Decided, DecidedLines, End, EndedRule,
    FacilityList, Filled, FourEyes, List, Look, Looks, Mutation, NotedPremium, OfBatch, OfDossier, OfMonth, OfPerson,
    OfReference, Pay, Replaced, Reviewed, Revoked, SavedMonth, UsedSoftware,
};
use crate::care_messages::object_of;
use crate::decisions::PENDING_TERM;
use crate::page_looks::LOOK;
use crate::{App, Context, DOSSIERS_PAGE, DossierAddress, DraftCredit, NotDecided, Problem, SendingPart};

/// The use case that does the work that changes left behind; it names its work, and is fed otherwise.
pub(super) const RUN_JOB: &str = "runJob";

/// The use case that takes in register files.
pub(super) const IMPORT: &str = "importRegisters";

/// Use cases about the accounts of people and the subscriptions of software. They are not fed: their secrets stand in no
/// journal, and nothing that is judged rests on them.
pub(super) const NOT_FED: [&str; 12] = [
    "makeAccount",
    "setPassword",
    "setSecondFactor",
    "disableAccount",
    "signIn",
    "giveCode",
    "signInByProvider",
    "signOut",
    "addWebhook",
    "resumeWebhook",
    "removeWebhook",
    "pauseWebhook",
];

/// Own numbers as they stand in the journal, and what they are in the replay. They differ where another law gives no
/// answer where there was one, where a counter left a gap, and where writers worked side by side.
#[derive(Default)]
pub(super) struct Numbers {
    dossiers: HashMap<i64, i64>,
    batches: HashMap<i64, i64>,
}

impl Numbers {
    /// Learns what a message or file made, by the subjects of both entries.
    pub(super) fn learn(&mut self, before: &str, after: &str) {
        let number = |text: &str, kind: &str| text.strip_prefix(kind)?.parse::<i64>().ok();
        for (kind, numbers) in [("dossier ", &mut self.dossiers), ("batch ", &mut self.batches)] {
            if let (Some(before), Some(after)) = (number(before, kind), number(after, kind)) {
                numbers.insert(before, after);
            }
        }
    }

    fn dossier(&self, id: i64) -> Result<DossierId, Stop> {
        let known = self.dossiers.get(&id).copied().map(DossierId);
        known.ok_or_else(|| Stop::NoItem("there is no such dossier".into()))
    }

    /// The job that an entry names: its kind, and what it is about in the replay.
    pub(super) fn job<'e>(&self, entry_subject: &'e str) -> Option<(&'e str, i64)> {
        let (kind, about) = entry_subject.split_once(' ')?;
        let about = about.parse().ok()?;
        match kind {
            PENDING_TERM => Some((kind, self.dossiers.get(&about).copied()?)),
            _ => Some((kind, about)),
        }
    }

    /// The subject of an entry or task as it is in the replay.
    pub(super) fn subject(&self, before: &str) -> String {
        let known = before.split_once(' ').and_then(|(kind, number)| {
            let number = number.parse().ok()?;
            let known = match kind {
                "dossier" | PENDING_TERM => self.dossiers.get(&number)?,
                "batch" => self.batches.get(&number)?,
                _ => return None,
            };
            Some(format!("{kind} {known}"))
        });
        known.unwrap_or_else(|| before.to_owned())
    }

    /// Whether two inputs or answers are the same but for own numbers.
    pub(super) fn is_same(&self, before: &[u8], after: &[u8]) -> bool {
        let values = serde_json::from_slice(before)
            .ok()
            .zip(serde_json::from_slice::<Value>(after).ok());
        values.is_some_and(|(mut before, after)| {
            self.put_own_numbers(&mut before);
            before == after
        })
    }

    /// Puts the own numbers of the replay in the place of those of the journal.
    fn put_own_numbers(&self, value: &mut Value) {
        match value {
            Value::Array(parts) => parts.iter_mut().for_each(|part| self.put_own_numbers(part)),
            Value::Object(fields) => {
                let is_term = fields.get("kind").and_then(Value::as_str) == Some(PENDING_TERM);
                for (name, field) in fields {
                    let numbers = match name.as_str() {
                        "dossier" | "dossiers" => &self.dossiers,
                        "subject" if is_term => &self.dossiers,
                        "batch" => &self.batches,
                        _ => {
                            self.put_own_numbers(field);
                            continue;
                        }
                    };
                    let named = match field {
                        Value::Array(listed) => listed.iter_mut().collect(),
                        one => vec![one],
                    };
                    for number in named {
                        if let Some(known) = number.as_i64().and_then(|own| numbers.get(&own)) {
                            *number = (*known).into();
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn batch(&self, id: i64) -> Result<BatchId, Stop> {
        let known = self.batches.get(&id).copied().map(BatchId);
        known.ok_or_else(|| Stop::NoItem("there is no such batch".into()))
    }
}

/// Why an entry gives no answer.
pub(super) enum Stop {
    /// What a person or the bank decided on is no longer there to be decided on.
    NoItem(String),
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<store::StoreError> for Stop {
    fn from(error: store::StoreError) -> Self {
        Self::Problem(error.into())
    }
}

/// A problem of a decision: a conflict means that there is nothing to decide on any more.
fn no_item(problem: Problem) -> Stop {
    match problem {
        Problem::Conflict(reason) | Problem::NotFound(reason) => Stop::NoItem(reason),
        other => Stop::Problem(other),
    }
}

fn read<T: DeserializeOwned>(input: &[u8]) -> Result<T, Problem> {
    // The reason may repeat what was read, so it is not told.
    serde_json::from_slice(input).map_err(|_| Problem::Fault("its input cannot be read by this version".into()))
}

/// Feeds an input to its use case, for every use case but [`RUN_JOB`].
pub(super) fn feed(
    app: &App<'_>,
    context: &Context,
    numbers: &Numbers,
    use_case: &str,
    input: &[u8],
) -> Result<(), Stop> {
    match use_case {
        IMPORT => drop(app.import_read(context, &read(input)?)?),
        "insuranceStatus" => {
            let asked: OfPerson = read(input)?;
            app.insurance_status(context, &asked.ssin, Some(asked.date))?;
        }
        "personalShare" => {
            let asked: OfPerson = read(input)?;
            app.personal_share(context, &asked.ssin, asked.date)?;
        }
        "dossierHistory" => {
            let asked: OfReference = read(input)?;
            app.dossier_history(context, &asked.reference).map_err(no_item)?;
        }
        "careRequest" => drop(app.send_request(context, input, &object(input)?)?),
        "change" => drop(app.send_change(context, input, &object(input)?)?),
        "changePerson" | "affiliate" | "mutate" | "endMembership" => feed_person(app, context, use_case, input)?,
        "decide" => decide(app, context, numbers, &read(input)?)?,
        "takeDossier" | "releaseDossier" => {
            let dossier = numbers.dossier(read::<OfDossier>(input)?.dossier)?;
            let moved = match use_case {
                "takeDossier" => app.take_dossier(context, dossier),
                _ => app.release_dossier(context, dossier),
            };
            moved.map_err(no_item)?;
        }
        "readDossier" => {
            let look: Look = read(input)?;
            let address = address_of(&look.address)?;
            app.dossier_page_because(context, &address, look.why.as_ref())
                .map_err(no_item)?;
        }
        "listDossiers" => {
            let asked: List = read(input)?;
            let behind = asked.behind.as_deref().map(address_of).transpose()?;
            app.dossiers_up_to(context, behind.as_ref(), asked.most.unwrap_or(DOSSIERS_PAGE))
                .map_err(no_item)?;
        }
        "check" => app.note_check(context, &read(input)?)?,
        "declareTrust" => app.declare_trust(context, &read(input)?)?,
        "bindCertificate" | "replaceCertificate" | "revokeCertificate" | "attestSoftware" | "noteSoftwareUse" => {
            feed_trust(app, context, use_case, input)?;
        }
        "listLooks" => {
            let asked: Looks = read(input)?;
            app.looks(context, asked.fund, &asked.filter)?;
        }
        "listZorgbudget" => {
            let asked: OfMonth = read(input)?;
            app.zorgbudget_list(context, asked.fund, asked.month)?;
        }
        _ => return feed_page(app, context, numbers, use_case, input),
    }
    Ok(())
}

/// The use cases about a person and their memberships.
fn feed_person(app: &App<'_>, context: &Context, use_case: &str, input: &[u8]) -> Result<(), Stop> {
    match use_case {
        "changePerson" => {
            let told: Change = read(input)?;
            app.change_person(context, &told.ssin, &told.change)?;
        }
        "affiliate" => {
            let asked: Affiliation = read(input)?;
            app.affiliate(context, asked.fund, &asked.ssin, asked.kind, asked.from)?;
        }
        "mutate" => {
            let asked: Mutation = read(input)?;
            app.mutate(context, asked.fund, &asked.ssin, asked.from)?;
        }
        _ => {
            let asked: End = read(input)?;
            app.end_membership(context, asked.fund, &asked.ssin, asked.to)?;
        }
    }
    Ok(())
}

/// The use cases of the agency about the software that calls.
fn feed_trust(app: &App<'_>, context: &Context, use_case: &str, input: &[u8]) -> Result<(), Stop> {
    match use_case {
        "bindCertificate" => drop(app.bind_certificate(context, &read(input)?)?),
        "replaceCertificate" => {
            let told: Replaced = read(input)?;
            app.replace_certificate(context, told.replaced, &told.certificate)?;
        }
        "revokeCertificate" => {
            let told: Revoked = read(input)?;
            app.revoke_certificate(context, told.fingerprint, &told.reason)?;
        }
        "attestSoftware" => app.attest_software(context, &read(input)?)?,
        _ => {
            let told: UsedSoftware = read(input)?;
            app.note_software_use(context, told.facility, &told.software)?;
        }
    }
    Ok(())
}

/// The use cases behind the pages.
fn feed_page(app: &App<'_>, context: &Context, numbers: &Numbers, use_case: &str, input: &[u8]) -> Result<(), Stop> {
    match use_case {
        LOOK => {
            let mut look: Value = read(input)?;
            numbers.put_own_numbers(&mut look);
            let look = serde_json::from_value(look).map_err(Problem::from)?;
            app.look_again(context, &look)?;
        }
        "facilityOverview" => drop(app.facility_overview(context)?),
        "facilityDossiers" => {
            let asked: FacilityList = read(input)?;
            let behind = asked.behind.as_deref().map(address_of).transpose()?;
            let filter = asked.state.map_or(DossierFilter::All, DossierFilter::State);
            app.facility_dossiers(context, filter, behind.as_ref(), asked.most)
                .map_err(no_item)?;
        }
        "facilityNotices" => {
            let asked: Before = read(input)?;
            app.facility_notices(context, asked.before, asked.most)?;
        }
        "facilityDossier" => {
            let address = address_of(&read::<Look>(input)?.address)?;
            app.facility_dossier(context, &address).map_err(no_item)?;
        }
        "closeTask" => close_task(app, context, numbers, input)?,
        "notePremium" => {
            let told: NotedPremium = read(input)?;
            app.note_premium(context, told.fund, &told.ssin, &told.premium)?;
        }
        _ => return feed_invoicing(app, context, numbers, use_case, input),
    }
    Ok(())
}

/// The use cases of invoicing and payment.
fn feed_invoicing(
    app: &App<'_>,
    context: &Context,
    numbers: &Numbers,
    use_case: &str,
    input: &[u8],
) -> Result<(), Stop> {
    match use_case {
        "batch" => drop(app.send_batch(context, input)?),
        "readMonth" => drop(app.invoice_month(context, read::<Filled>(input)?.month, None)?),
        "saveMonth" => save_month(app, context, numbers, read(input)?)?,
        "facilitySending" => {
            let batch = numbers.batch(read::<OfBatch>(input)?.batch)?;
            app.facility_sending(context, batch, &SendingPart::default())
                .map_err(no_item)?;
        }
        "readTrail" => {
            let batch = numbers.batch(read::<OfBatch>(input)?.batch)?;
            app.trail(context, batch).map_err(no_item)?;
        }
        "sign" => {
            let batch = numbers.batch(read::<OfBatch>(input)?.batch)?;
            app.sign(context, batch).map_err(no_item)?;
        }
        "takeSending" | "releaseSending" => {
            let batch = numbers.batch(read::<OfBatch>(input)?.batch)?;
            app.take_sending(context, batch, use_case == "takeSending")
                .map_err(NotDecided::into_problem)
                .map_err(no_item)?;
        }
        "reviewLines" => {
            let told: Reviewed = read(input)?;
            app.review_lines(context, numbers.batch(told.batch)?, &told.pick)
                .map_err(no_item)?;
        }
        "decideLines" => {
            let told: DecidedLines = read(input)?;
            let reason = told.reason.as_deref().unwrap_or_default();
            app.decide_lines(context, numbers.batch(told.batch)?, &told.pick, told.decision, reason)
                .map_err(no_item)?;
        }
        "bankFile" => {
            let told: BankFile = read(input)?;
            app.take_bank_file(context, told.fund, told.file.as_bytes())?;
        }
        "setFourEyes" => {
            let told: FourEyes = read(input)?;
            app.set_four_eyes(context, told.fund, told.four_eyes)?;
        }
        "addControlRule" => {
            let told: AddedRule = read(input)?;
            app.add_control_rule(context, told.fund, &told.rule)?;
        }
        "endControlRule" => {
            let told: EndedRule = read(input)?;
            app.end_control_rule(context, told.fund, told.rule).map_err(no_item)?;
        }
        "pay" => {
            app.pay(context, read::<Pay>(input)?.fund)?;
        }
        "bankAnswer" => {
            let told: Bank = read(input)?;
            app.record_bank_answer(context, numbers.batch(told.batch)?, told.booked)
                .map_err(no_item)?;
        }
        _ => return Err(Problem::Fault("this version does not know this use case".into()).into()),
    }
    Ok(())
}

/// Closes the task of the same kind about the same thing.
fn close_task(app: &App<'_>, context: &Context, numbers: &Numbers, input: &[u8]) -> Result<(), Stop> {
    let mut told: Value = read(input)?;
    numbers.put_own_numbers(&mut told);
    let told: ClosedTask = serde_json::from_value(told).map_err(Problem::from)?;
    app.close_task_about(context, told.fund, (&told.kind, &told.about), &told.note)
        .map_err(no_item)
}

/// Saves a month as it was saved, its credits by the numbers of the replay.
fn save_month(app: &App<'_>, context: &Context, numbers: &Numbers, saved: SavedMonth) -> Result<(), Stop> {
    let mut draft = saved.draft;
    let credits = std::mem::take(&mut draft.credits);
    for credit in credits {
        let batch = numbers.batch(credit.batch)?.0;
        draft.credits.insert(DraftCredit { batch, ..credit });
    }
    app.save_month(context, saved.month, saved.version, &draft)
        .map(drop)
        .map_err(no_item)
}

fn address_of(text: &str) -> Result<DossierAddress, Problem> {
    text.parse()
        .map_err(|_| Problem::Fault("its input cannot be read by this version".into()))
}

fn object(input: &[u8]) -> Result<serde_json::Map<String, Value>, Problem> {
    object_of(input).map_err(|_| Problem::Fault("its input cannot be read by this version".into()))
}

/// Decides as was decided, when the message in beraad is the one that was decided on.
fn decide(app: &App<'_>, context: &Context, numbers: &Numbers, decided: &Decided) -> Result<(), Stop> {
    let dossier = numbers.dossier(decided.dossier)?;
    let waiting = app.store.begin()?.waiting_messages(dossier)?;
    let in_beraad = waiting
        .first()
        .filter(|message| message.outcome == MessageOutcome::Pending);
    if in_beraad.is_none_or(|message| message.message_id != decided.message) {
        return Err(Stop::NoItem("the message is not in beraad".into()));
    }
    let reason = decided.reason.as_deref().unwrap_or_default();
    app.decide_dossier(context, dossier, decided.decision, reason)
        .map(drop)
        .map_err(no_item)
}
