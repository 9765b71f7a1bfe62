//! Use cases: the list of the sendings of a fund, one sending on a page, and what is signed (screens.md, "Zendingen").

use std::collections::{BTreeSet, HashMap};

use care::AnswerFinding;
use identifiers::{BatchId, CareFundNumber, EuroCents, HcoNumber, Month, PersonId};
use regulation::{CheckCode, Finding, Law};
use serde_json::json;
use store::{
    BatchRecord, BatchState, ContentHash, FacilityName, LineDecisionRow, LineRow, LineState, LineTotal, LinesQuery,
    ListedSending, NewLook, Payable, SendingsOf, SendingsQuery, SettlementRecord, Transaction,
};

use crate::actor::Owner;
use crate::answers::{law_of, letter_of};
use crate::batches::may_read;
use crate::page_looks::{About, PageLook};
use crate::settlements::content_hash;
use crate::worklist::{Whose, facility_of, own_fund, taken_by};
use crate::{
    Action, Actor, App, BatchReport, Context, Decision, LinePick, NotDecided, Problem, Reason, SettlementReport,
};

/// Sendings on one page of the list.
pub const SENDINGS_PAGE: u32 = 25;

/// Lines on one page of a sending.
pub const LINES_PAGE: u32 = 50;

/// Which sendings are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SendingsFilter {
    /// Of this facility only.
    pub facility: Option<HcoNumber>,
    /// Of this month only.
    pub month: Option<Month>,
    /// In this state only.
    pub state: Option<BatchState>,
    /// By who has taken them.
    pub whose: Whose,
    /// The oldest first; else the newest.
    pub oldest_first: bool,
}

/// A page of the sendings of a fund.
#[derive(Debug, Clone, Default)]
pub struct FundSendings {
    /// The sendings.
    pub sendings: Vec<ListedSending>,
    /// Behind which the next page begins; `None` on the last one.
    pub next: Option<BatchId>,
}

/// Which lines of a sending are shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinesFilter {
    /// In this state only.
    pub state: Option<LineState>,
    /// With this finding only.
    pub finding: Option<CheckCode>,
    /// Behind this invoice and position.
    pub behind: Option<(u64, u32)>,
}

/// Everything the page of a sending tells.
#[derive(Debug, Clone)]
pub struct SendingPage {
    /// The sending.
    pub sending: BatchRecord,
    /// Who sent it, when that is known.
    pub facility: Option<FacilityName>,
    /// Its lines by state.
    pub totals: Vec<LineTotal>,
    /// What was found, by code: the gravest first.
    pub findings: Vec<FoundCode>,
    /// A page of its lines.
    pub lines: Vec<LineOnPage>,
    /// Behind which line the next page begins.
    pub next: Option<(u64, u32)>,
    /// The settlement, once it is signed.
    pub settlement: Option<SettlementRecord>,
    /// What is to be paid for it, and where that stands.
    pub payable: Option<Payable>,
    /// The accounts that decided lines of it.
    pub deciders: Vec<String>,
    /// Whether the fund asks that another signs than who decided.
    pub four_eyes: bool,
    /// What a decision on it is to name as seen.
    pub version: ContentHash,
    /// Who has taken it to decide its lines.
    pub taken_by: Option<Actor>,
    /// Whether the actor may take lines into review and decide them.
    pub may_decide: bool,
    /// Whether the actor may sign, apart from four eyes.
    pub may_sign: bool,
    /// The answers on it, by the name of the message.
    pub answers: Vec<&'static str>,
}

/// A code that was found.
#[derive(Debug, Clone)]
pub struct FoundCode {
    /// B, F, R or P; T for a technical fault.
    pub letter: char,
    /// What it says, without the facts of one line.
    pub finding: AnswerFinding,
    /// How many times.
    pub count: u64,
    /// Of how many of them the line is open.
    pub open: u64,
    /// The amounts of the lines.
    pub amount: EuroCents,
}

/// A line of a sending.
#[derive(Debug, Clone)]
pub struct LineOnPage {
    /// The line.
    pub line: LineRow,
    /// The person's name, where known.
    pub person_name: Option<String>,
    /// What was found of it and of its invoice.
    pub findings: Vec<AnswerFinding>,
    /// The last decision on it.
    pub decision: Option<LineDecisionRow>,
}

/// What is signed: shown before it is.
#[derive(Debug, Clone)]
pub struct SigningPage {
    /// The sending.
    pub sending: BatchRecord,
    /// Who sent it.
    pub facility: Option<FacilityName>,
    /// Its lines by state.
    pub totals: Vec<LineTotal>,
    /// The hash over the bytes and the outcome of every line.
    pub content: ContentHash,
    /// What is set off against open debts of the facility.
    pub set_off: EuroCents,
    /// What will be paid.
    pub payable: EuroCents,
    /// The accounts that decided lines of it.
    pub deciders: Vec<String>,
    /// Whether the fund asks that another signs than who decided.
    pub four_eyes: bool,
    /// Whether the actor decided a line of it.
    pub i_decided: bool,
    /// Whether the actor may sign, four eyes considered.
    pub may_sign: bool,
}

impl App<'_> {
    /// A page of the sendings for the actor's fund. The look is recorded.
    ///
    /// # Errors
    /// Only an employee of a fund has such a list; an unknown facility is not found.
    pub fn sendings(
        &self,
        context: &Context,
        filter: &SendingsFilter,
        behind: Option<BatchId>,
        limit: u32,
    ) -> Result<FundSendings, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let facility = match &filter.facility {
            Some(hco) => Some(facility_of(tx.as_mut(), hco)?.id),
            None => None,
        };
        let me = context.actor.to_string();
        let mut sendings = tx.sendings(&SendingsQuery {
            of: SendingsOf::Fund(fund),
            facility,
            sector: None,
            fund: None,
            month: filter.month,
            state: filter.state,
            taken: filter.whose.taken(&me),
            oldest_first: filter.oldest_first,
            behind,
            limit: limit.saturating_add(1),
        })?;
        let is_last = sendings.len() <= limit as usize;
        sendings.truncate(limit as usize);
        let next = sendings.last().filter(|_| !is_last).map(|last| last.sending.id);
        PageLook::at("sendings", About::Fund(fund))
            .asked(json!({ "state": filter.state.map(BatchState::word), "month": filter.month }))
            .end(tx, context)?;
        Ok(FundSendings { sendings, next })
    }

    /// One sending with a page of its lines. The look is recorded, with the persons that were shown.
    ///
    /// # Errors
    /// There is no such sending, or it is none of the actor's fund.
    pub fn sending_page(
        &self,
        context: &Context,
        id: BatchId,
        filter: &LinesFilter,
        limit: u32,
    ) -> Result<SendingPage, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let sending = readable(tx.as_mut(), context, id)?;
        let law = law_of(tx.as_mut(), &self.law, sending.batch.law)?;
        let decisions = tx.line_decisions(id)?;
        let (lines, next) = lines_of(tx.as_mut(), &law, (id, filter, limit), &decisions)?;
        let owner = Owner {
            facility: sending.batch.facility,
            fund: sending.batch.fund,
        };
        let may = |action| context.actor.may(action, owner).is_ok();
        let page = SendingPage {
            facility: name_of(tx.as_mut(), &sending)?,
            totals: tx.line_totals(id)?,
            findings: found_codes(tx.as_mut(), &law, id)?,
            lines,
            next,
            settlement: tx.settlement_of(id)?,
            payable: tx.payable_of(id)?,
            deciders: deciders(&decisions),
            four_eyes: asks_four_eyes(tx.as_mut(), fund)?,
            version: version_of(&sending, &decisions),
            taken_by: taken_by(sending.taken_by.as_deref())?,
            may_decide: may(Action::DecideLines),
            may_sign: may(Action::SignBatch),
            answers: answers_of(sending.batch.state),
            sending,
        };
        let persons: BTreeSet<PersonId> = page.lines.iter().filter_map(|shown| shown.line.person).collect();
        PageLook::at("sending", id)
            .why(Some(Reason::own("SENDING", Some(id.to_string()))))
            .seen(persons.into_iter().map(|person| NewLook {
                person: Some(person),
                dossier: None,
            }))
            .end(tx, context)?;
        Ok(page)
    }

    /// Decides open lines of a sending, when it is still what was seen ([`SendingPage::version`]).
    ///
    /// # Errors
    /// As [`App::decide_lines`], and when it is not what was seen any more.
    pub fn decide_lines_as_seen(
        &self,
        context: &Context,
        id: BatchId,
        seen: &str,
        pick: &LinePick,
        (decision, reason): (Decision, &str),
    ) -> Result<BatchReport, NotDecided> {
        self.decide_seen_lines(context, (id, Some(seen)), pick, decision, reason)
    }

    /// What is signed, with its sums and its hash. The look is recorded.
    ///
    /// # Errors
    /// There is no such sending or it is none of the actor's fund; one that is not decided is a conflict.
    pub fn signing_page(&self, context: &Context, id: BatchId) -> Result<SigningPage, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let sending = readable(tx.as_mut(), context, id)?;
        let batch = &sending.batch;
        let (Some(facility), BatchState::Decided) = (batch.facility, batch.state) else {
            return Err(Problem::Conflict(format!(
                "only a decided batch is signed; this one is {}",
                batch.state.word()
            )));
        };
        let lines = tx.lines(id)?;
        let decisions = tx.line_decisions(id)?;
        let deciders = deciders(&decisions);
        let due = batch.accepted.max(EuroCents::ZERO);
        let debts = tx.open_debts(fund, facility)?;
        let owed = EuroCents::sum(debts.iter().map(|debt| debt.left))?;
        let set_off = owed.min(due);
        let four_eyes = asks_four_eyes(tx.as_mut(), fund)?;
        let i_decided = context
            .actor
            .account()
            .is_some_and(|me| deciders.iter().any(|by| by == me));
        let owner = Owner {
            facility: batch.facility,
            fund: batch.fund,
        };
        let page = SigningPage {
            facility: name_of(tx.as_mut(), &sending)?,
            totals: tx.line_totals(id)?,
            content: content_hash(batch.input, &lines),
            set_off,
            payable: due.minus(set_off)?,
            deciders,
            four_eyes,
            i_decided,
            may_sign: context.actor.may(Action::SignBatch, owner).is_ok() && !(four_eyes && i_decided),
            sending,
        };
        PageLook::at("signing", id).end(tx, context)?;
        Ok(page)
    }

    /// Signs a sending, when what is signed is what was seen ([`SigningPage::content`]).
    ///
    /// # Errors
    /// As [`App::sign`]; another content than what was seen is a conflict.
    pub fn sign_as_seen(&self, context: &Context, id: BatchId, seen: &str) -> Result<SettlementReport, Problem> {
        self.sign_seen(context, id, Some(seen))
    }
}

/// A sending that the actor may read, for its fund.
fn readable(tx: &mut dyn Transaction, context: &Context, id: BatchId) -> Result<BatchRecord, Problem> {
    let record = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a sending".into()))?;
    may_read(context, &record)?;
    Ok(record)
}

fn name_of(tx: &mut dyn Transaction, sending: &BatchRecord) -> Result<Option<FacilityName>, Problem> {
    let Some(facility) = sending.batch.facility else {
        return Ok(None);
    };
    Ok(tx.facility_names(&[facility])?.into_iter().next())
}

fn asks_four_eyes(tx: &mut dyn Transaction, fund: CareFundNumber) -> Result<bool, Problem> {
    let funds = tx.care_funds()?;
    Ok(funds.iter().any(|known| known.number == fund && known.four_eyes))
}

fn deciders(decisions: &[LineDecisionRow]) -> Vec<String> {
    let unique: BTreeSet<&str> = decisions.iter().map(|decision| decision.by.as_str()).collect();
    unique.into_iter().map(str::to_owned).collect()
}

/// What a decision on lines rests on.
pub(crate) fn version_of(sending: &BatchRecord, decisions: &[LineDecisionRow]) -> ContentHash {
    let batch = &sending.batch;
    let text = format!(
        "{} {} {} {} {}",
        batch.state.word(),
        batch.accepted.cents(),
        batch.refused_lines,
        batch.open_lines,
        decisions.len()
    );
    ContentHash::of(text.as_bytes())
}

fn found_codes(tx: &mut dyn Transaction, law: &Law, id: BatchId) -> Result<Vec<FoundCode>, Problem> {
    let mut codes = Vec::new();
    for total in tx.finding_totals(&[id])? {
        let finding = AnswerFinding::new(&Finding::new(total.code), law)?;
        codes.push(FoundCode {
            letter: letter_of(finding.effect),
            finding,
            count: total.findings,
            open: total.open,
            amount: total.amount,
        });
    }
    codes.sort_by_key(|code| "TBPFR".find(code.letter).unwrap_or(usize::MAX));
    Ok(codes)
}

/// Lines of a page, and behind which the next begins.
type PageOfLines = (Vec<LineOnPage>, Option<(u64, u32)>);

fn lines_of(
    tx: &mut dyn Transaction,
    law: &Law,
    (id, filter, limit): (BatchId, &LinesFilter, u32),
    decisions: &[LineDecisionRow],
) -> Result<PageOfLines, Problem> {
    let mut lines = tx.lines_page(
        id,
        &LinesQuery {
            state: filter.state,
            finding: filter.finding.clone(),
            invoice: None,
            behind: filter.behind,
            limit: limit.saturating_add(1),
        },
    )?;
    let is_last = lines.len() <= limit as usize;
    lines.truncate(limit as usize);
    let next = lines
        .last()
        .filter(|_| !is_last)
        .map(|last| (last.invoice, last.position));
    let invoices: BTreeSet<u64> = lines.iter().map(|line| line.invoice).collect();
    let rows = tx.findings_of_invoices(id, &Vec::from_iter(invoices))?;
    let persons: BTreeSet<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    let names: HashMap<PersonId, Option<String>> = tx
        .persons(&Vec::from_iter(persons))?
        .into_iter()
        .map(|person| (person.id, person.details.name))
        .collect();
    let mut told = Vec::with_capacity(lines.len());
    for line in lines {
        let of_line = rows
            .iter()
            .filter(|row| row.invoice == line.invoice && (row.position == 0 || row.position == line.position));
        told.push(LineOnPage {
            person_name: line.person.and_then(|person| names.get(&person).cloned().flatten()),
            findings: of_line
                .map(|row| AnswerFinding::new(&row.finding, law))
                .collect::<Result<_, _>>()?,
            decision: decisions
                .iter()
                .rev()
                .find(|decision| decision.invoice == line.invoice && decision.position == line.position)
                .cloned(),
            line,
        });
    }
    Ok((told, next))
}

/// The answers that stand on a sending in a state, in the order in which they went out.
pub(crate) const fn names_of(state: BatchState) -> &'static [&'static str] {
    match state {
        BatchState::RefusedTechnical => &["920999"],
        BatchState::Refused => &["931000", "920099"],
        BatchState::InReview | BatchState::Decided => &["931000", "920098"],
        BatchState::Settled | BatchState::Paid => &["931000", "920098", "920900"],
    }
}

fn answers_of(state: BatchState) -> Vec<&'static str> {
    names_of(state).to_vec()
}

/// What is shown of an actor: the account of a person.
#[must_use]
pub fn account_of(actor: &str) -> String {
    let read = actor.parse::<Actor>().ok();
    read.as_ref()
        .and_then(Actor::account)
        .map_or_else(|| actor.to_owned(), str::to_owned)
}
