//! Use cases: what of a signed sending can be taken back, and taking it back in the month of a later sending (billing.md
//! §2, "Credits").

use std::collections::BTreeSet;

use identifiers::{BatchId, EuroCents, Month, PerformanceCode, brussels_day};
use jiff::civil::Date;
use registers::TariffKind;
use store::{BatchRecord, LinePlace, Transaction};

use super::draft::{kept, save};
use super::month_facts::creditable;
use super::own_trusted;
use crate::batches::may_read;
use crate::{Action, App, Context, Problem};

/// A line of a signed sending that can be taken back.
#[derive(Debug, Clone)]
pub struct CreditableOnPage {
    /// Where it stands.
    pub place: LinePlace,
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
        let found = creditable(tx.as_mut(), &facility, &batch)?;
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
        let partners = partners(tx.as_mut(), id)?;
        for line in lines {
            for (invoice, position) in [Some(*line), partners_of(&partners, *line)].into_iter().flatten() {
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
type InInvoice = (u64, u32);

/// Days that have a personal share behind them: the day's place and the share's.
fn partners(tx: &mut dyn Transaction, batch: BatchId) -> Result<Vec<(InInvoice, InInvoice)>, Problem> {
    let lines = tx.lines(batch)?;
    let pairs = lines.windows(2).filter_map(|pair| {
        let [day, share] = pair else { return None };
        let is_pair = share.kind == Some(TariffKind::PersonalShare) && share.day == day.day;
        (is_pair && share.invoice == day.invoice)
            .then_some(((day.invoice, day.position), (share.invoice, share.position)))
    });
    Ok(pairs.collect())
}

fn partners_of(pairs: &[(InInvoice, InInvoice)], line: InInvoice) -> Option<InInvoice> {
    pairs.iter().find_map(|(day, share)| match line {
        of if of == *day => Some(*share),
        of if of == *share => Some(*day),
        _ => None,
    })
}

/// What can be taken back of a sending: a day stands for its share too.
pub(super) fn choice(
    tx: &mut dyn Transaction,
    facility: &registers::Facility,
    batch: &BatchRecord,
    today: Date,
) -> Result<CreditChoice, Problem> {
    let found = creditable(tx, facility, batch)?;
    if found.is_empty() {
        return Ok(CreditChoice::default());
    }
    let pairs = partners(tx, batch.id)?;
    let mut persons: Vec<_> = found.iter().map(|line| line.person).collect();
    persons.sort_unstable();
    persons.dedup();
    let persons = tx.persons(&persons)?;
    let name = |id| persons.iter().find(|p| p.id == id).and_then(|p| p.details.name.clone());
    let mut lines = Vec::new();
    for line in &found {
        let place = (line.place.invoice, line.place.position);
        if pairs.iter().any(|(_, share)| *share == place) {
            continue;
        }
        let share = partners_of(&pairs, place);
        let share = found
            .iter()
            .find(|of| Some((of.place.invoice, of.place.position)) == share);
        lines.push(CreditableOnPage {
            place: line.place,
            name: name(line.person),
            day: line.day,
            code: line.code,
            cents: line.amount.plus(share.map_or(EuroCents::ZERO, |share| share.amount))?,
        });
    }
    Ok(CreditChoice {
        lines,
        months: months(tx, batch, today)?,
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
