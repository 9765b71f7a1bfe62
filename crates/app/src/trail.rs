//! Use case: walking money back (billing.md §5.6): payment → settlement → line → bytes of the sending → dossier → bytes of
//! the request, each step by the hash that was kept of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use identifiers::{
    BatchId, DossierId, EuroCents, OrderId, PerformanceCode, PersonId, StructuredReference, VsbReference,
};
use invoice_file::{Line, Sending, read_batch};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use store::{ContentHash, LineRow, LineState, RequestOfDossier, Transaction};

use crate::actor::Owner;
use crate::looks::{Look, at_everyone_in, looked};
use crate::settlements::content_hash;
use crate::{Action, App, Context, Problem, facts};

/// Where the money of a batch comes from and goes to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MoneyTrail {
    /// The batch.
    pub batch: BatchId,
    /// The bytes received.
    pub input: ContentHash,
    /// When.
    pub received_at: Timestamp,
    /// The settlement, once it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<SettlementOnTrail>,
    /// Accepted lines, by invoice and position.
    pub lines: Vec<LineOnTrail>,
    /// The dossiers on which those lines rest.
    pub dossiers: Vec<DossierOnTrail>,
    /// What does not hold: a step whose bytes are not those of its hash, or say something else. Empty when all does.
    pub broken: Vec<String>,
}

/// A signed settlement, and the order that pays it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SettlementOnTrail {
    /// The payment reference.
    pub reference: StructuredReference,
    /// Accepted, before set-off.
    pub amount_cents: EuroCents,
    /// Who signed.
    pub signed_by: String,
    /// When.
    pub signed_at: Timestamp,
    /// The hash of what was signed.
    pub content: ContentHash,
    /// The order that pays it, or paid it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderOnTrail>,
}

/// A payment order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderOnTrail {
    /// Its number.
    pub order: OrderId,
    /// The file for the bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<ContentHash>,
    /// The transfer of this batch, after set-off.
    pub transfer_cents: EuroCents,
}

/// An accepted line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineOnTrail {
    /// Its invoice.
    pub invoice: u64,
    /// Its place there.
    pub position: u32,
    /// The day of care.
    pub day: Date,
    /// The performance code.
    pub code: PerformanceCode,
    /// What is paid for it.
    pub cents: EuroCents,
    /// The dossier it rests on. None for a line that takes another back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
}

/// A dossier, and the request that made it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DossierOnTrail {
    /// Its number.
    pub dossier: DossierId,
    /// Its reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<VsbReference>,
    /// The bytes of its request.
    pub request: ContentHash,
    /// When the request was received.
    pub received_at: Timestamp,
}

impl App<'_> {
    /// Walks the money of a batch back to the requests on which it rests, and checks every step. The look is recorded.
    ///
    /// # Errors
    /// There is no such batch, or it is not one of this employee's fund. A step that does not hold is no error: it is told.
    pub fn trail(&self, context: &Context, id: BatchId) -> Result<MoneyTrail, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let record_of = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a batch".into()))?;
        let batch = record_of.batch;
        let owner = Owner {
            facility: batch.facility,
            fund: batch.fund,
        };
        context.actor.may(Action::WalkTrail, owner)?;
        let mut walk = Walk {
            tx: tx.as_mut(),
            broken: Vec::new(),
        };
        let all = walk.tx.lines(id)?;
        let settlement = walk.settlement(id, batch.input, &all)?;
        let original = walk.bytes("the sending", batch.input)?;
        let sending = original.and_then(|bytes| read_batch(&bytes).ok()?.sending);
        let accepted: Vec<&LineRow> = all.iter().filter(|line| line.state == LineState::Accepted).collect();
        walk.lines(sending.as_ref(), &accepted);
        let dossiers = walk.dossiers(&accepted)?;
        let trail = MoneyTrail {
            batch: id,
            input: batch.input,
            received_at: batch.received_at,
            settlement,
            lines: accepted.into_iter().map(told).collect(),
            dossiers,
            broken: walk.broken,
        };
        let input = json!({ "batch": id }).to_string();
        let answer = json!({ "lines": trail.lines.len(), "dossiers": trail.dossiers.len(), "broken": trail.broken });
        let answer = answer.to_string();
        let seen = at_everyone_in(tx.as_mut(), id)?;
        let look = Look {
            use_case: "readTrail",
            subject: format!("batch {id}"),
            seen: &seen,
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(trail)
    }
}

fn told(line: &LineRow) -> LineOnTrail {
    LineOnTrail {
        invoice: line.invoice,
        position: line.position,
        day: line.day,
        code: line.code,
        cents: line.amount,
        dossier: line.dossier,
    }
}

/// A walk under way.
struct Walk<'t> {
    tx: &'t mut dyn Transaction,
    broken: Vec<String>,
}

impl Walk<'_> {
    /// The bytes of a hash, when they are kept and are those of the hash.
    fn bytes(&mut self, what: &str, hash: ContentHash) -> Result<Option<Vec<u8>>, Problem> {
        let bytes = self.tx.payload(hash)?;
        match &bytes {
            None => self.broken.push(format!("the bytes of {what} are not kept")),
            Some(bytes) if ContentHash::of(bytes) != hash => {
                self.broken
                    .push(format!("the bytes of {what} are not those of its hash"));
            }
            Some(_) => {}
        }
        Ok(bytes)
    }

    /// The settlement: what was signed is what stands, and the file for the bank names its transfer.
    fn settlement(
        &mut self,
        id: BatchId,
        input: ContentHash,
        lines: &[LineRow],
    ) -> Result<Option<SettlementOnTrail>, Problem> {
        let Some(signed) = self.tx.settlement_of(id)? else {
            return Ok(None);
        };
        let accepted = lines.iter().filter(|line| line.state == LineState::Accepted);
        if content_hash(input, lines) != signed.settlement.content {
            self.broken.push("what was signed is not what stands".into());
        }
        if EuroCents::sum(accepted.map(|line| line.amount))? != signed.settlement.amount {
            self.broken.push("the settlement is not the sum of its lines".into());
        }
        let mut on_trail = None;
        if let Some(payable) = self.tx.payable_of(id)?
            && let Some(number) = payable.order
        {
            let file = self.tx.order(number)?.and_then(|order| order.file);
            if let Some(hash) = file
                && let Some(bytes) = self.bytes("the payment order", hash)?
            {
                let digits = signed.reference.to_digits();
                if !bytes.windows(digits.len()).any(|part| part == digits.as_bytes()) {
                    self.broken
                        .push("the payment order does not name the settlement".into());
                }
            }
            on_trail = Some(OrderOnTrail {
                order: number,
                file,
                transfer_cents: payable.amount,
            });
        }
        Ok(Some(SettlementOnTrail {
            reference: signed.reference,
            amount_cents: signed.settlement.amount,
            signed_by: signed.settlement.signed_by,
            signed_at: signed.settlement.signed_at,
            content: signed.settlement.content,
            order: on_trail,
        }))
    }

    /// Each accepted line stands in the bytes of the sending as it is paid.
    fn lines(&mut self, sending: Option<&Sending>, accepted: &[&LineRow]) {
        let mut sent: HashMap<(u64, u32), &Line> = HashMap::new();
        for invoice in sending.map_or(&[][..], |sending| &sending.invoices) {
            let lines = sending.map_or(&[][..], |sending| sending.lines_of(invoice));
            sent.extend(lines.iter().map(|line| ((invoice.number, line.position), line)));
        }
        for line in accepted {
            let is_sent = sent
                .get(&(line.invoice, line.position))
                .is_some_and(|sent| (sent.first_day, sent.code, sent.amount) == (line.day, line.code, line.amount));
            if !is_sent {
                self.broken.push(format!(
                    "line {} of invoice {} is not in the sending as it is paid",
                    line.position, line.invoice
                ));
            }
        }
    }

    /// The dossiers of the lines, each with the bytes of the request that made it, which are of that facility.
    fn dossiers(&mut self, accepted: &[&LineRow]) -> Result<Vec<DossierOnTrail>, Problem> {
        let mut persons: BTreeMap<DossierId, BTreeSet<_>> = BTreeMap::new();
        for line in accepted {
            if let Some(dossier) = line.dossier {
                persons.entry(dossier).or_default().extend(line.person);
            }
        }
        let ids: Vec<DossierId> = persons.keys().copied().collect();
        let mut found: HashMap<DossierId, RequestOfDossier> = HashMap::new();
        for request in self.tx.requests_of(&ids)? {
            found.insert(request.dossier, request);
        }
        let named = self.named(found.values())?;
        let mut dossiers = Vec::with_capacity(persons.len());
        for (id, of_lines) in persons {
            let Some(known) = found.get(&id) else {
                self.broken.push(format!("dossier {id} is gone"));
                continue;
            };
            if of_lines.iter().any(|person| Some(*person) != known.person) {
                self.broken.push(format!("a line of dossier {id} is of another person"));
            }
            let Some((request, received_at)) = known.request else {
                self.broken.push(format!("dossier {id} has no request"));
                continue;
            };
            self.request(known, request, &named);
            dossiers.push(DossierOnTrail {
                dossier: id,
                reference: known.reference,
                request,
                received_at,
            });
        }
        Ok(dossiers)
    }

    /// The persons whom these requests name, by number.
    fn named<'r>(
        &mut self,
        requests: impl Iterator<Item = &'r RequestOfDossier>,
    ) -> Result<HashMap<u64, PersonId>, Problem> {
        let numbers: BTreeSet<u64> = requests
            .filter_map(|request| named_in(request.bytes.as_deref()?))
            .collect();
        let persons = self.tx.persons_by_ssin(&Vec::from_iter(numbers))?.into_iter();
        Ok(persons.map(|(number, person)| (number, person.id)).collect())
    }

    /// The bytes of the request are those of its hash, and name the person of the dossier, by a number of then or of now.
    fn request(&mut self, known: &RequestOfDossier, hash: ContentHash, named: &HashMap<u64, PersonId>) {
        let what = format!("the request of dossier {}", known.dossier);
        let Some(bytes) = &known.bytes else {
            self.broken.push(format!("the bytes of {what} are not kept"));
            return;
        };
        if ContentHash::of(bytes) != hash {
            self.broken
                .push(format!("the bytes of {what} are not those of its hash"));
        }
        let person = named_in(bytes).and_then(|number| named.get(&number).copied());
        if person != known.person {
            self.broken.push(format!("{what} names another person"));
        }
    }
}

/// The number of the person whom a request names.
fn named_in(bytes: &[u8]) -> Option<u64> {
    let message = serde_json::from_slice::<serde_json::Value>(bytes).ok()?;
    message.get("ssin")?.as_str()?.parse().ok()
}
