//! Use cases: what a fund has to pay, the orders it made, and the debts of facilities (screens.md, "Betalingen").

use std::collections::HashMap;

use ::payments::due_day;
use identifiers::{
    CareFundNumber, EuroCents, FacilityId, OrderId, SettlementId, StructuredReference, brussels_at, brussels_day,
};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use regulation::parameter;
use store::{
    ContentHash, FacilityName, ListedOrder, OrderRecord, Payable, PayableState, Rejection, TermStart, Transaction,
    UnpaidFilter, UnpaidOrder, UnpaidQuery, UnpaidTotal,
};

use crate::actor::Owner;
use crate::page_looks::{About, PageLook};
use crate::payments::due_version;
use crate::worklist::{days_between, fund_alone};
use crate::{Action, Actor, App, Context, Original, Problem};

/// Orders on one page of the list.
pub const ORDERS_PAGE: u32 = 25;

/// Unpaid settlements on one page of the list.
pub const UNPAID_PAGE: u32 = 50;

/// How many days before its last day a payment is soon due.
const SOON_DAYS: i64 = 7;

/// How near its last day a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Past it.
    Overdue,
    /// Within a week of it.
    Soon,
    /// There is time.
    InTime,
}

/// Which of what is unpaid is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnpaidWhich {
    /// All of it.
    #[default]
    All,
    /// Past its last day.
    Overdue,
    /// Within a week of it.
    Soon,
    /// To be gathered into an order.
    Due,
    /// In an order, at the bank.
    AtBank,
    /// Sent back by the bank, and due again.
    CameBack,
}

/// Which page of what is unpaid is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnpaidChoice {
    /// Which.
    pub which: UnpaidWhich,
    /// By what it is sorted.
    pub order: UnpaidOrder,
    /// Whether the highest comes first.
    pub is_down: bool,
    /// Behind this settlement, as the page before said.
    pub behind: Option<SettlementId>,
    /// At most so many.
    pub limit: u32,
}

impl Default for UnpaidChoice {
    fn default() -> Self {
        Self {
            which: UnpaidWhich::All,
            order: UnpaidOrder::Term,
            is_down: false,
            behind: None,
            limit: UNPAID_PAGE,
        }
    }
}

/// What is unpaid, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnpaidTotals {
    /// Past its last day.
    pub overdue: UnpaidTotal,
    /// Within a week of it.
    pub soon: UnpaidTotal,
    /// To be gathered into an order.
    pub due: UnpaidTotal,
    /// In an order, at the bank.
    pub at_bank: UnpaidTotal,
    /// Sent back by the bank, and due again.
    pub came_back: UnpaidTotal,
}

/// What a fund has yet to pay for one settlement, as a page tells it.
#[derive(Debug, Clone)]
pub struct UnpaidOnPage {
    /// The settlement and its payment.
    pub payable: Payable,
    /// Who is paid.
    pub facility: Option<FacilityName>,
    /// The last day on which it may be paid (D6).
    pub due_on: Date,
    /// Days left until then; below zero it is overdue.
    pub days_left: i64,
    /// Days since the sending was received.
    pub age_days: i64,
    /// How near that day is.
    pub urgency: Urgency,
    /// The last rejection by the bank, where there was one.
    pub rejected: Option<Rejection>,
}

/// A debt of a facility (D7), as a page tells it.
#[derive(Debug, Clone)]
pub struct DebtOnPage {
    /// The settlement below zero, by its reference.
    pub reference: StructuredReference,
    /// Whose debt.
    pub facility: Option<FacilityName>,
    /// What is still to be set off.
    pub left: EuroCents,
}

/// Everything the page of payments tells.
#[derive(Debug, Clone)]
pub struct PaymentsPage {
    /// What is to be paid or at the bank: a page of what was chosen.
    pub unpaid: Vec<UnpaidOnPage>,
    /// Behind which settlement the next page begins; `None` on the last one.
    pub next_unpaid: Option<SettlementId>,
    /// All that is unpaid, added up.
    pub totals: UnpaidTotals,
    /// Debts that are set off against settlements to come.
    pub debts: Vec<DebtOnPage>,
    /// The newest orders.
    pub orders: Vec<ListedOrder>,
    /// Before which order the next page begins.
    pub next_order: Option<OrderId>,
    /// The term, in days.
    pub term_days: u16,
    /// Whether the actor makes orders and reads the bank's answers.
    pub may_pay: bool,
    /// What is to be paid, as who makes an order says that it was seen ([`App::pay_as_seen`]); `None` for who makes none.
    pub due_seen: Option<ContentHash>,
}

/// The payment orders of a fund, newest first.
#[derive(Debug, Clone)]
pub struct OrderList {
    /// At most [`ORDERS_PAGE`] of them.
    pub orders: Vec<ListedOrder>,
    /// Before which order the next page begins; `None` on the last one.
    pub next: Option<OrderId>,
}

/// An order on a page of its own.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// The order.
    pub order: OrderRecord,
    /// Its transfers, as they stand now, with who is paid and the last rejection.
    pub transfers: Vec<(Payable, Option<FacilityName>, Option<Rejection>)>,
}

impl App<'_> {
    /// What the actor's fund has to pay, its debts and its orders before one (`None`: the newest). The look is recorded.
    ///
    /// # Errors
    /// Who may not look at payments is forbidden.
    pub fn payments_page(
        &self,
        context: &Context,
        choice: &UnpaidChoice,
        before: Option<OrderId>,
    ) -> Result<PaymentsPage, Problem> {
        let fund = payments_of(context)?;
        if !matches!(context.actor, Actor::Employee { .. }) {
            return Err(Problem::forbidden("only an employee of a care fund has this page"));
        }
        let mut tx = self.begin()?;
        let (unpaid, next_unpaid) = self.unpaid_on_page(tx.as_mut(), context, (fund, choice))?;
        let debts = debts_on_page(tx.as_mut(), fund)?;
        let listed = orders_before(tx.as_mut(), fund, before)?;
        let may_pay = context.actor.may(Action::MakeOrder, fund_alone(fund)).is_ok();
        let due_seen = match may_pay {
            true => Some(self.due_as_seen(tx.as_mut(), context, fund)?),
            false => None,
        };
        let page = PaymentsPage {
            unpaid,
            next_unpaid,
            totals: self.unpaid_totals(tx.as_mut(), context, fund)?,
            debts,
            next_order: listed.next,
            orders: listed.orders,
            term_days: self.term_days(context)?,
            may_pay,
            due_seen,
        };
        PageLook::at("payments", About::Fund(fund)).end(tx, context)?;
        Ok(page)
    }

    /// The orders of the actor's fund before one (`None`: the newest). The look is recorded.
    ///
    /// # Errors
    /// Who may not look at payments is forbidden.
    pub fn payment_orders(&self, context: &Context, before: Option<OrderId>) -> Result<OrderList, Problem> {
        let fund = payments_of(context)?;
        let mut tx = self.begin()?;
        let listed = orders_before(tx.as_mut(), fund, before)?;
        PageLook::at("payments", About::Fund(fund)).end(tx, context)?;
        Ok(listed)
    }

    /// The orders of the actor's fund, newest first, at most so many: for a file. The look is recorded.
    ///
    /// # Errors
    /// Who may not look at payments is forbidden.
    pub fn orders_file(&self, context: &Context, most: u32) -> Result<Vec<ListedOrder>, Problem> {
        let fund = payments_of(context)?;
        let mut tx = self.begin()?;
        let orders = tx.orders_of_fund(fund, None, most)?;
        PageLook::at("payments", About::Fund(fund)).end(tx, context)?;
        Ok(orders)
    }

    /// One order with its transfers. The look is recorded.
    ///
    /// # Errors
    /// There is no such order of the actor's fund.
    pub fn order_page(&self, context: &Context, id: OrderId) -> Result<OrderPage, Problem> {
        let mut tx = self.begin()?;
        let order = order_of(tx.as_mut(), context, id)?;
        let payables = tx.payables_of_order(id)?;
        let (names, mut rejections) = beside(tx.as_mut(), &payables)?;
        let transfers = payables
            .into_iter()
            .map(|payable| {
                let name = names.get(&payable.facility).cloned();
                let rejected = rejections.remove(&payable.settlement);
                (payable, name, rejected)
            })
            .collect();
        PageLook::at("order", id).end(tx, context)?;
        Ok(OrderPage { order, transfers })
    }

    /// The file of an order for the bank. The look is recorded.
    ///
    /// # Errors
    /// As [`App::order_page`]; only who brings orders to the bank takes their files.
    pub fn order_file(&self, context: &Context, id: OrderId) -> Result<Original, Problem> {
        let mut tx = self.begin()?;
        let order = order_of(tx.as_mut(), context, id)?;
        context.actor.may(Action::TakeOrderFile, fund_alone(order.order.fund))?;
        let none = || Problem::NotFound("the file of this order".into());
        let hash = order.file.ok_or_else(none)?;
        let bytes = tx.payload(hash)?.ok_or_else(none)?;
        PageLook::at("orderFile", id).end(tx, context)?;
        Ok(Original { hash, bytes })
    }

    /// Everything that an order would pay now. It locks nothing, as the order itself does.
    fn due_as_seen(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        fund: CareFundNumber,
    ) -> Result<ContentHash, Problem> {
        let due = tx.unpaid_page(&UnpaidQuery {
            fund,
            term: self.term_start(brussels_day(context.at))?,
            filter: UnpaidFilter {
                state: Some(PayableState::Due),
                ..UnpaidFilter::default()
            },
            order: UnpaidOrder::Term,
            is_down: false,
            behind: None,
            limit: u32::MAX,
        })?;
        Ok(due_version(&due))
    }

    /// A page of what is unpaid of a fund, and behind which settlement the next begins.
    fn unpaid_on_page(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        (fund, choice): (CareFundNumber, &UnpaidChoice),
    ) -> Result<(Vec<UnpaidOnPage>, Option<SettlementId>), Problem> {
        let today = brussels_day(context.at);
        let days = self.term_days(context)?;
        let term = self.term_start(today)?;
        let mut payables = tx.unpaid_page(&UnpaidQuery {
            fund,
            term,
            filter: filter_of(choice.which, today, days)?,
            order: choice.order,
            is_down: choice.is_down,
            behind: choice.behind,
            limit: choice.limit.saturating_add(1),
        })?;
        let most = usize::try_from(choice.limit).unwrap_or(usize::MAX);
        let is_last = payables.len() <= most;
        payables.truncate(most);
        let next = payables.last().filter(|_| !is_last).map(|last| last.settlement);
        let (names, mut rejections) = beside(tx, &payables)?;
        let mut unpaid = Vec::with_capacity(payables.len());
        for payable in payables {
            let start = match term {
                TermStart::Receipt => payable.received_at,
                TermStart::Signing => payable.signed_at,
            };
            let due_on = due_day(brussels_day(start), days)?;
            let days_left = days_between(today, due_on);
            unpaid.push(UnpaidOnPage {
                facility: names.get(&payable.facility).cloned(),
                due_on,
                days_left,
                age_days: days_between(brussels_day(payable.received_at), today),
                urgency: match days_left {
                    left if left < 0 => Urgency::Overdue,
                    left if left <= SOON_DAYS => Urgency::Soon,
                    _ => Urgency::InTime,
                },
                rejected: rejections
                    .remove(&payable.settlement)
                    .filter(|_| payable.state == PayableState::Due),
                payable,
            });
        }
        Ok((unpaid, next))
    }

    /// What is unpaid of a fund, added up.
    pub(crate) fn unpaid_totals(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        fund: CareFundNumber,
    ) -> Result<UnpaidTotals, Problem> {
        let today = brussels_day(context.at);
        let days = self.term_days(context)?;
        let which = [
            UnpaidWhich::Overdue,
            UnpaidWhich::Soon,
            UnpaidWhich::Due,
            UnpaidWhich::AtBank,
            UnpaidWhich::CameBack,
        ];
        let filters = which.map(|which| filter_of(which, today, days));
        let filters = filters.into_iter().collect::<Result<Vec<_>, _>>()?;
        let totals = tx.unpaid_totals(fund, self.term_start(today)?, &filters)?;
        let at = |place: usize| totals.get(place).copied().unwrap_or_default();
        Ok(UnpaidTotals {
            overdue: at(0),
            soon: at(1),
            due: at(2),
            at_bank: at(3),
            came_back: at(4),
        })
    }

    fn term_start(&self, today: Date) -> Result<TermStart, Problem> {
        let from_receipt = self.law.word(parameter::PAYMENT_TERM_STARTS, None, today)? == "RECEIPT";
        Ok(match from_receipt {
            true => TermStart::Receipt,
            false => TermStart::Signing,
        })
    }

    fn term_days(&self, context: &Context) -> Result<u16, Problem> {
        let days = self
            .law
            .integer(parameter::PAYMENT_TERM_DAYS, None, brussels_day(context.at))?;
        u16::try_from(days).map_err(|_| Problem::Fault("a term that is no number of days".into()))
    }
}

/// Which settlements are meant: those whose term of so many days began when it did for these.
fn filter_of(which: UnpaidWhich, today: Date, term_days: u16) -> Result<UnpaidFilter, Problem> {
    // A term that ends on a day began so many days before it.
    let began = |end: Date| -> Result<Timestamp, Problem> {
        let day = end.checked_sub(i64::from(term_days).days());
        let begin = day.map(|day| brussels_at(day, Time::midnight()));
        begin
            .map_err(|error| Problem::Fault(error.to_string()))?
            .map_err(|error| Problem::Fault(error.to_string()))
    };
    let all = UnpaidFilter::default();
    Ok(match which {
        UnpaidWhich::All => all,
        UnpaidWhich::Overdue => UnpaidFilter {
            until: Some(began(today)?),
            ..all
        },
        UnpaidWhich::Soon => UnpaidFilter {
            from: Some(began(today)?),
            until: Some(began(today.saturating_add((SOON_DAYS + 1).days()))?),
            ..all
        },
        UnpaidWhich::Due => UnpaidFilter {
            state: Some(PayableState::Due),
            ..all
        },
        UnpaidWhich::AtBank => UnpaidFilter {
            state: Some(PayableState::Ordered),
            ..all
        },
        UnpaidWhich::CameBack => UnpaidFilter { came_back: true, ..all },
    })
}

/// The fund whose payments the actor may look at.
fn payments_of(context: &Context) -> Result<CareFundNumber, Problem> {
    let Some(fund) = context.actor.fund() else {
        return Err(Problem::forbidden("payments are a care fund's own"));
    };
    context.actor.may(Action::ListPayments, fund_alone(fund))?;
    Ok(fund)
}

fn orders_before(
    tx: &mut dyn Transaction,
    fund: CareFundNumber,
    before: Option<OrderId>,
) -> Result<OrderList, Problem> {
    let mut orders = tx.orders_of_fund(fund, before, ORDERS_PAGE + 1)?;
    let is_last = orders.len() <= ORDERS_PAGE as usize;
    orders.truncate(ORDERS_PAGE as usize);
    Ok(OrderList {
        next: orders.last().filter(|_| !is_last).map(|last| last.id),
        orders,
    })
}

fn order_of(tx: &mut dyn Transaction, context: &Context, id: OrderId) -> Result<OrderRecord, Problem> {
    payments_of(context)?;
    let order = tx.order(id)?.ok_or_else(|| Problem::NotFound("an order".into()))?;
    let owner = Owner {
        facility: None,
        fund: Some(order.order.fund),
    };
    context.actor.may(Action::ListPayments, owner)?;
    Ok(order)
}

/// What stands beside payables on a page: who is paid, and the last rejection of each, in two queries.
type Beside = (HashMap<FacilityId, FacilityName>, HashMap<SettlementId, Rejection>);

fn beside(tx: &mut dyn Transaction, payables: &[Payable]) -> Result<Beside, Problem> {
    let mut facilities: Vec<FacilityId> = payables.iter().map(|payable| payable.facility).collect();
    facilities.sort_unstable();
    facilities.dedup();
    let names = tx.facility_names(&facilities)?.into_iter();
    let settlements: Vec<SettlementId> = payables.iter().map(|payable| payable.settlement).collect();
    let rejections = tx.last_rejections(&settlements)?.into_iter();
    Ok((
        names.map(|name| (name.id, name)).collect(),
        rejections.map(|rejection| (rejection.settlement, rejection)).collect(),
    ))
}

fn debts_on_page(tx: &mut dyn Transaction, fund: CareFundNumber) -> Result<Vec<DebtOnPage>, Problem> {
    let debts = tx.debts_of_fund(fund)?;
    let mut facilities: Vec<FacilityId> = debts.iter().map(|(facility, _)| *facility).collect();
    facilities.sort_unstable();
    facilities.dedup();
    let names: HashMap<FacilityId, FacilityName> = tx
        .facility_names(&facilities)?
        .into_iter()
        .map(|name| (name.id, name))
        .collect();
    debts
        .into_iter()
        .map(|(facility, debt)| {
            let serial = u64::try_from(debt.settlement.0).ok();
            let reference = serial.and_then(StructuredReference::from_serial);
            Ok(DebtOnPage {
                reference: reference.ok_or_else(|| Problem::Fault("a settlement without a reference".into()))?,
                facility: names.get(&facility).cloned(),
                left: debt.left,
            })
        })
        .collect()
}
