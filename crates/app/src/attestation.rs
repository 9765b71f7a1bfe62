//! Use case: what the software of a facility did, for whoever attests it (interfaces.md, "Who may"). Nothing is judged here:
//! every answer stands in the journal as the use cases gave it.

use identifiers::FacilityId;
use invoice_file::{InvoiceKind, read_batch};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use store::{ContentHash, SealedEntry, Transaction};

use crate::actor::Owner;
use crate::page_looks::LOOK;
use crate::{Action, Actor, App, Context, Problem};

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// A call of a facility's software, from the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftwareCall {
    /// The number of its entry.
    pub entry: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Which: the name of its use case, or of the page that was looked at.
    pub call: String,
    /// What it was about: a dossier, a sending, a person, by own number.
    pub subject: String,
    /// The message; of a sending its month, fund, number, and whether it holds a credit note; of a look what was asked.
    pub message: Map<String, Value>,
    /// The answer; of a look what was shown.
    pub answer: Map<String, Value>,
    /// The codes of all that was found, each once, in order.
    pub findings: Vec<String>,
}

impl App<'_> {
    /// The calls of a facility's software behind an entry of the journal, in order: those that changed something or were
    /// looks, with what they were answered. Calls that got a problem left nothing.
    ///
    /// # Errors
    /// Only who attests for the agency.
    pub fn software_calls(
        &self,
        context: &Context,
        facility: FacilityId,
        mut after: i64,
    ) -> Result<Vec<SoftwareCall>, Problem> {
        context.actor.may(Action::AttestSoftware, Owner::default())?;
        self.store.seal_journal()?;
        let actor = Actor::Facility(facility).to_string();
        let mut tx = self.begin()?;
        let mut calls = Vec::new();
        loop {
            let entries = tx.entries_after(after, PAGE)?;
            let Some(last) = entries.last() else {
                return Ok(calls);
            };
            after = last.number;
            for entry in entries.iter().filter(|entry| entry.actor == actor) {
                calls.extend(call(tx.as_mut(), entry)?);
            }
        }
    }
}

/// A call; `None` when what it said is kept no longer.
fn call(tx: &mut dyn Transaction, entry: &SealedEntry) -> Result<Option<SoftwareCall>, Problem> {
    let (Some(input), Some(answer)) = (tx.payload(entry.input)?, tx.payload(entry.answer)?) else {
        return Ok(None);
    };
    let mut told = object(&answer);
    let (call, message) = match entry.use_case.as_str() {
        "batch" => (entry.use_case.clone(), of_sending(&input)),
        LOOK => {
            let mut look = object(&input);
            told = taken(&mut look, "shown");
            let page = look.get("page").and_then(Value::as_str).unwrap_or_default();
            (page.to_owned(), taken(&mut look.clone(), "asked"))
        }
        _ => (entry.use_case.clone(), object(&input)),
    };
    Ok(Some(SoftwareCall {
        entry: entry.number,
        at: entry.at,
        call,
        subject: entry.subject.clone(),
        message,
        findings: codes(told.get("findings")),
        answer: told,
    }))
}

fn object(bytes: &[u8]) -> Map<String, Value> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn taken(object: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match object.remove(name) {
        Some(Value::Object(part)) => part,
        _ => Map::new(),
    }
}

/// What a sending says of itself, as far as it can be read.
fn of_sending(bytes: &[u8]) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("hash".into(), json!(ContentHash::of(bytes)));
    let Some(sending) = read_batch(bytes).ok().and_then(|reading| reading.sending) else {
        return told;
    };
    let has_credit = sending
        .invoices
        .iter()
        .any(|invoice| invoice.kind == InvoiceKind::Credit);
    told.insert("credit".into(), json!(has_credit));
    told.insert("fund".into(), json!(sending.fund));
    told.insert("month".into(), json!(sending.month));
    told.insert("sendingNumber".into(), json!(sending.sending_number));
    told
}

/// The codes among findings: of a care message objects with a code, of a sending lists of invoice, position and code.
fn codes(findings: Option<&Value>) -> Vec<String> {
    let listed = findings.and_then(Value::as_array);
    let code = |finding: &Value| {
        let code = finding.get("code").or_else(|| finding.get(2))?;
        code.as_str().map(str::to_owned)
    };
    let mut codes: Vec<String> = listed.into_iter().flatten().filter_map(code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
