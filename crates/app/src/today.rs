//! Use cases: the first page of a fund — what waits by kind and age, sendings, payments, inflow — and its search box
//! (screens.md, "Vandaag").
use identifiers::{BatchId, CareFundNumber, EuroCents, Month, VsbReference, brussels_at, brussels_day};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use store::{FacilityName, Inflow, MessageOutcome, SendingCount, SendingsOf, Transaction, UnpaidTotal, WaitingCount};

use crate::actor::Owner;
use crate::batches::may_read;
use crate::follows::looking_fund;
use crate::page_looks::{About, PageLook};
use crate::worklist::{fund_alone, own_fund};
use crate::{Action, App, Context, DossierAddress, Problem, UnpaidTotals};

/// How many months the small charts tell.
const MONTHS: i64 = 6;

/// Facilities that a search finds at most.
const MOST_FOUND: u32 = 20;

/// Up to which age in days each of the first groups reaches; the last holds what is older.
pub const AGES_DAYS: [i64; 3] = [2, 7, 30];

/// What waits of one kind of message, by age.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WaitingKind {
    /// `REQUEST`, or the word of a change.
    pub kind: String,
    /// How many up to each age of [`AGES_DAYS`], and older.
    pub by_age: [u64; 4],
}

/// Payments at a glance: how many, and how much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentsAtGlance {
    /// Past their last day.
    pub overdue: (u64, EuroCents),
    /// Within a week of it.
    pub soon: (u64, EuroCents),
    /// To be gathered into an order.
    pub due: (u64, EuroCents),
    /// Sent back by the bank.
    pub rejected: (u64, EuroCents),
}

/// What came in over a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthOfInflow {
    /// The month.
    pub month: Month,
    /// Requests and changes.
    pub messages: u64,
    /// Of those, answered at once.
    pub automatic: u64,
    /// Sendings.
    pub sendings: u64,
    /// What they asked.
    pub asked: EuroCents,
}

/// Everything the first page tells.
#[derive(Debug, Clone)]
pub struct Today {
    /// What waits, by kind and age.
    pub waiting: Vec<WaitingKind>,
    /// Sendings by state.
    pub sendings: Vec<SendingCount>,
    /// Payments, for whoever may look at them.
    pub payments: Option<PaymentsAtGlance>,
    /// The last months, the oldest first.
    pub months: Vec<MonthOfInflow>,
    /// What else a person must look at: kind and how many.
    pub tasks: Vec<(String, u64)>,
}

/// What a search found.
#[derive(Debug, Clone)]
pub enum Found {
    /// A dossier.
    Dossier(DossierAddress),
    /// A sending.
    Sending(BatchId),
    /// Facilities whose name or number it is.
    Facilities(Vec<FacilityName>),
}

impl App<'_> {
    /// The first page of the actor's fund. The look is recorded.
    ///
    /// # Errors
    /// Only an employee of a fund has it.
    pub fn today(&self, context: &Context) -> Result<Today, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let payments = match context.actor.may(Action::ListPayments, fund_alone(fund)) {
            Ok(()) => Some(glance(self.unpaid_totals(tx.as_mut(), context, fund)?)),
            Err(_) => None,
        };
        let today = Today {
            waiting: waiting(tx.as_mut(), context, fund)?,
            sendings: tx.count_sendings(SendingsOf::Fund(fund))?,
            payments,
            months: months(tx.as_mut(), context, fund)?,
            tasks: tasks(tx.as_mut(), fund)?,
        };
        PageLook::at("today", About::Fund(fund)).end(tx, context)?;
        Ok(today)
    }

    /// What is meant by a text: a VSB reference, the number of a sending, or a facility by number or name. A person is
    /// found by [`App::person_page`].
    ///
    /// # Errors
    /// Nothing is found, or nothing that the actor sees.
    pub fn search(&self, context: &Context, text: &str) -> Result<Found, Problem> {
        let fund = own_fund(context)?;
        let text = text.trim();
        let mut tx = self.begin()?;
        if let Ok(reference) = text.to_uppercase().parse::<VsbReference>() {
            return dossier_of(tx.as_mut(), context, reference).map(Found::Dossier);
        }
        if let Ok(hco) = identifiers::HcoNumber::parse(text)
            && let Some(known) = tx.facilities_by_hco(std::slice::from_ref(&hco))?.first()
        {
            return Ok(Found::Facilities(tx.facility_names(&[known.id])?));
        }
        if let Ok(number) = text.parse::<i64>()
            && let Some(record) = tx.batch(BatchId(number))?
            && may_read(context, &record).is_ok()
        {
            return Ok(Found::Sending(record.id));
        }
        let named = match text.chars().count() {
            0 | 1 => Vec::new(),
            _ => tx.facilities_named(text, MOST_FOUND)?,
        };
        PageLook::at("search", About::Fund(fund)).end(tx, context)?;
        match named.is_empty() {
            true => Err(Problem::NotFound("what was searched for".into())),
            false => Ok(Found::Facilities(named)),
        }
    }
}

/// The address of the dossier of a reference, when the actor sees it.
fn dossier_of(tx: &mut dyn Transaction, context: &Context, reference: VsbReference) -> Result<DossierAddress, Problem> {
    let none = || Problem::NotFound("a dossier".into());
    let dossier = tx.dossier_by_reference(reference)?.ok_or_else(none)?;
    let person = match dossier.person {
        Some(person) => tx.person(person)?,
        None => None,
    };
    let owner = Owner {
        facility: Some(dossier.facility),
        fund: looking_fund(context, person.as_ref(), dossier.start.map(brussels_day)),
    };
    context.actor.may(Action::ReadDossier, owner)?;
    let first = tx.messages_of(dossier.id)?.into_iter().next().ok_or_else(none)?;
    let facility = tx.facility_names(&[dossier.facility])?.into_iter().next();
    Ok(DossierAddress {
        hco: facility.ok_or_else(none)?.hco,
        message_id: first.message_id,
    })
}

fn waiting(tx: &mut dyn Transaction, context: &Context, fund: CareFundNumber) -> Result<Vec<WaitingKind>, Problem> {
    let today = brussels_day(context.at);
    let begin = |age: i64| -> Result<Timestamp, Problem> { begin_of(today.saturating_sub(age.days())) };
    let moments = AGES_DAYS.into_iter().map(begin).collect::<Result<Vec<_>, _>>()?;
    let counted = tx.count_waiting(fund, today, &moments)?;
    let of_kind = |count: WaitingCount| {
        let mut by_age = [0; AGES_DAYS.len() + 1];
        for (group, counted) in by_age.iter_mut().zip(count.by_age) {
            *group = counted;
        }
        WaitingKind {
            kind: count.kind,
            by_age,
        }
    };
    Ok(counted.into_iter().map(of_kind).collect())
}

/// The first moment of a day.
fn begin_of(day: Date) -> Result<Timestamp, Problem> {
    brussels_at(day, Time::midnight()).map_err(|error| Problem::Fault(error.to_string()))
}

fn glance(totals: UnpaidTotals) -> PaymentsAtGlance {
    let of = |total: UnpaidTotal| (total.count, total.amount);
    PaymentsAtGlance {
        overdue: of(totals.overdue),
        soon: of(totals.soon),
        due: of(totals.due),
        rejected: of(totals.came_back),
    }
}

fn months(tx: &mut dyn Transaction, context: &Context, fund: CareFundNumber) -> Result<Vec<MonthOfInflow>, Problem> {
    let this = brussels_day(context.at).first_of_month();
    let firsts: Vec<Date> = (0..=MONTHS)
        .rev()
        .map(|back| this.saturating_add((1 - back).months()))
        .collect();
    let mut stretches = Vec::with_capacity(firsts.len());
    for pair in firsts.windows(2) {
        stretches.push((begin_of(pair[0])?, begin_of(pair[1])?));
    }
    let inflow = tx.inflow(fund, &stretches)?;
    let told = |(first, of): (&Date, Inflow)| {
        let at_once = |(outcome, count): &(MessageOutcome, u64)| match outcome {
            MessageOutcome::Accepted | MessageOutcome::Refused => *count,
            MessageOutcome::Pending | MessageOutcome::Queued => 0,
        };
        MonthOfInflow {
            month: Month::of(*first),
            messages: of.messages.iter().map(|(_, count)| count).sum(),
            automatic: of.messages.iter().map(at_once).sum(),
            sendings: of.sendings,
            asked: of.asked,
        }
    };
    Ok(firsts.iter().zip(inflow).map(told).collect())
}

fn tasks(tx: &mut dyn Transaction, fund: CareFundNumber) -> Result<Vec<(String, u64)>, Problem> {
    Ok(tx.count_tasks(fund)?)
}
