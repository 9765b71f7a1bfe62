//! Use cases: what of a signed sending can be taken back, and taking it back in the month of a later sending (billing.md
//! §2, "Credits").

use std::collections::{BTreeSet, HashMap, HashSet};

use identifiers::{BatchId, EuroCents, Month, PerformanceCode, PersonId, brussels_day};
use jiff::civil::Date;
use registers::TariffKind;
use store::{BatchRecord, BatchState, LinePlace, LineRow, LinesQuery, Transaction};

use super::draft::{kept, save};
use super::month_facts::creditable;
use super::own_trusted;
use crate::batches::may_read;
use crate::{Action, App, Context, Problem};

/// Most lines that can be taken back on one page; whole invoices stand on it.
const CREDITS_PAGE: u32 = 800;

/// Lines that are read at once, where days and their shares are looked for.
const LINES_AT_ONCE: u32 = 2_000;

/// Up to so many invoices are read each by itself.
const ONE_BY_ONE: usize = 8;

/// A line of a signed sending that can be taken back.
#[derive(Debug, Clone)]
pub struct CreditableOnPage {
    /// Where it stands.
    pub place: LinePlace,
    /// Whose day.
    pub person: PersonId,
    /// The person's name, where known.
    pub name: Option<String>,
    /// The day.
    pub day: Date,
    /// The code.
    pub code: PerformanceCode,
    /// The amount that was accepted, with its personal share taken off.
    pub cents: EuroCents,
}

/// What can be taken back of a sending, and in which months.
#[derive(Debug, Clone, Default)]
pub struct CreditChoice {
    /// The lines; a day and its personal share are one.
    pub lines: Vec<CreditableOnPage>,
    /// The months in whose sending to the same fund they can be taken back, the first being the nearest.
    pub months: Vec<Month>,
    /// Behind which invoice the next page begins; `None` on the last one.
    pub next: Option<u64>,
}

impl App<'_> {
    /// Notes lines of a signed sending to be taken back in the sending of a month; a day and its personal share go
    /// together. What is noted already stays noted.
    ///
    /// # Errors
    /// Another facility's sending is forbidden; a line that cannot be taken back, or a month that cannot hold it, is a
    /// conflict.
    pub fn note_credits(
        &self,
        context: &Context,
        id: BatchId,
        lines: &[(u64, u32)],
        month: Month,
    ) -> Result<i64, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::SendBatch)?;
        let batch = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a sending".into()))?;
        may_read(context, &batch)?;
        let invoices: BTreeSet<u64> = lines.iter().map(|(invoice, _)| *invoice).collect();
        let of_batch = lines_of(tx.as_mut(), id, &invoices)?;
        let found = creditable(tx.as_mut(), &facility, &batch, &of_batch)?;
        let open: BTreeSet<(u64, u32)> = found
            .iter()
            .map(|line| (line.place.invoice, line.place.position))
            .collect();
        if lines.is_empty() || lines.iter().any(|line| !open.contains(line)) {
            return Err(Problem::Conflict("a line that cannot be taken back (any more)".into()));
        }
        if !months(tx.as_mut(), &batch, brussels_day(context.at))?.contains(&month) {
            return Err(Problem::Conflict("a month that cannot take these lines back".into()));
        }
        let (mut draft, row) = kept(tx.as_mut(), facility.id, month)?;
        let pairs = partners(&of_batch);
        for line in lines {
            for (invoice, position) in [Some(*line), partner_of(&pairs, *line)].into_iter().flatten() {
                if open.contains(&(invoice, position)) {
                    let place = LinePlace {
                        batch: id,
                        invoice,
                        position,
                    };
                    draft.credits.insert(place.into());
                }
            }
        }
        let version = row.map_or(0, |row| row.version);
        let new = save(tx.as_mut(), context, facility.id, (month, version), &draft)?;
        tx.commit()?;
        Ok(new)
    }
}

/// Number of an invoice and place in it.
pub(super) type InInvoice = (u64, u32);

/// Days that have a personal share behind them: the day's place and the share's.
pub(super) fn partners(lines: &[LineRow]) -> Vec<(InInvoice, InInvoice)> {
    let pairs = lines.windows(2).filter_map(|pair| {
        let [day, share] = pair else { return None };
        let is_pair = share.kind == Some(TariffKind::PersonalShare) && share.day == day.day;
        (is_pair && share.invoice == day.invoice)
            .then_some(((day.invoice, day.position), (share.invoice, share.position)))
    });
    pairs.collect()
}

/// The share of a day, or the day of a share.
pub(super) fn partner_of(pairs: &[(InInvoice, InInvoice)], line: InInvoice) -> Option<InInvoice> {
    pairs.iter().find_map(|(day, share)| match line {
        of if of == *day => Some(*share),
        of if of == *share => Some(*day),
        _ => None,
    })
}

/// The lines of these invoices of a sending, in order, and where they are many maybe others between them: a statement for
/// each of a few invoices, the run from the first to the last of more.
pub(super) fn lines_of(
    tx: &mut dyn Transaction,
    batch: BatchId,
    invoices: &BTreeSet<u64>,
) -> Result<Vec<LineRow>, Problem> {
    let (Some(first), Some(last)) = (invoices.first(), invoices.last()) else {
        return Ok(Vec::new());
    };
    if invoices.len() > ONE_BY_ONE {
        return lines_between(tx, batch, (*first, *last));
    }
    let mut lines = Vec::new();
    for invoice in invoices {
        let of_invoice = LinesQuery {
            invoice: Some(*invoice),
            limit: u32::MAX,
            ..LinesQuery::default()
        };
        lines.extend(tx.lines_page(batch, &of_invoice)?);
    }
    Ok(lines)
}

/// The lines of a sending from one invoice up to another, both included.
fn lines_between(tx: &mut dyn Transaction, batch: BatchId, (first, last): (u64, u64)) -> Result<Vec<LineRow>, Problem> {
    let mut lines: Vec<LineRow> = Vec::new();
    loop {
        let behind = lines.last().map_or((first, 0), |last| (last.invoice, last.position));
        let page = LinesQuery {
            behind: Some(behind),
            limit: LINES_AT_ONCE,
            ..LinesQuery::default()
        };
        let found = tx.lines_page(batch, &page)?;
        let is_last = found.len() < LINES_AT_ONCE as usize || found.last().is_some_and(|line| line.invoice > last);
        lines.extend(found.into_iter().take_while(|line| line.invoice <= last));
        if is_last {
            return Ok(lines);
        }
    }
}

/// What can be taken back of a sending behind an invoice: a day stands for its share too. Whole invoices stand on a page.
pub(super) fn choice(
    tx: &mut dyn Transaction,
    batch: &BatchRecord,
    today: Date,
    behind: Option<u64>,
) -> Result<CreditChoice, Problem> {
    if !matches!(batch.batch.state, BatchState::Settled | BatchState::Paid) {
        return Ok(CreditChoice::default());
    }
    let mut found = tx.creditable_page(batch.id, None, behind, CREDITS_PAGE + 1)?;
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return Ok(CreditChoice::default());
    };
    let (first, mut last) = (first.place.invoice, last.place.invoice);
    let mut next = None;
    if found.len() > CREDITS_PAGE as usize && first < last {
        found.retain(|line| line.place.invoice < last);
        last = found.last().map_or(last, |line| line.place.invoice);
        next = Some(last);
    }
    let pairs = partners(&lines_between(tx, batch.id, (first, last))?);
    let pairs: HashMap<InInvoice, InInvoice> = pairs.into_iter().collect();
    let shares: HashSet<InInvoice> = pairs.values().copied().collect();
    let amounts: HashMap<InInvoice, EuroCents> = found
        .iter()
        .map(|line| ((line.place.invoice, line.place.position), line.amount))
        .collect();
    let mut persons: Vec<_> = found.iter().map(|line| line.person).collect();
    persons.sort_unstable();
    persons.dedup();
    let known = tx.persons(&persons)?.into_iter();
    let names: HashMap<PersonId, String> = known.filter_map(|of| Some((of.id, of.details.name?))).collect();
    let mut lines = Vec::new();
    for line in &found {
        let place = (line.place.invoice, line.place.position);
        if shares.contains(&place) {
            continue;
        }
        let share = pairs.get(&place).and_then(|share| amounts.get(share));
        lines.push(CreditableOnPage {
            place: line.place,
            person: line.person,
            name: names.get(&line.person).cloned(),
            day: line.day,
            code: line.code,
            cents: line.amount.plus(share.copied().unwrap_or(EuroCents::ZERO))?,
        });
    }
    Ok(CreditChoice {
        lines,
        months: months(tx, batch, today)?,
        next,
    })
}

/// The months behind that of a sending, up to the present one, in which nothing was sent to its fund.
fn months(tx: &mut dyn Transaction, batch: &BatchRecord, today: Date) -> Result<Vec<Month>, Problem> {
    let (Some(facility), Some(fund), Some(month)) = (batch.batch.facility, batch.batch.fund, batch.batch.month) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let mut next = month.last_day().tomorrow().map(Month::of).ok();
    while let Some(month) = next.filter(|month| month.first_day() <= today) {
        if !tx.live_batch_exists(facility, fund, month)? {
            found.push(month);
        }
        next = month.last_day().tomorrow().map(Month::of).ok();
    }
    Ok(found)
}
