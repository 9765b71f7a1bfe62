//! The application, played with the same steps.

mod file;
mod registers;
mod stays;

use app::{Actor, App, BatchReport, Context, Decision, FundRole, LinePick, NewControlRule, Problem};
use identifiers::{BatchId, CareFundNumber, FacilityId, HcoNumber, PerformanceCode, VsbReference, brussels_at};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use regulation::Law;
use store::Store;
use store_sqlite::SqliteStore;

use super::setting::{Pick, Step, Watch, World};
use super::told::Told;

const NOON: i16 = 12 * 60;

/// An empty store in memory.
pub(super) fn store() -> Result<SqliteStore, String> {
    SqliteStore::in_memory(noon(date(2023, 1, 2))?).map_err(|error| error.to_string())
}

/// The application on a store, with what there is before the first batch.
pub(super) struct Real<'s> {
    app: App<'s>,
    world: &'s World,
    later: &'s World,
    facilities: Vec<FacilityId>,
    references: Vec<VsbReference>,
    batches: Vec<(BatchId, Vec<u8>, usize)>,
    watches: Vec<(CareFundNumber, i64)>,
}

impl<'s> Real<'s> {
    /// The first world's registers and stays, by its law; batches are judged by `law`. The second world's registers are
    /// delivered later.
    pub(super) fn new(store: &'s dyn Store, [world, later]: &'s [World; 2], law: Law) -> Result<Self, String> {
        let app = App::new(store, world.rules.law()?);
        let first = operator(date(2023, 1, 2))?;
        app.import_read(&first, &registers::of(world)?).map_err(told)?;
        for number in &world.rules.four_eyes {
            app.set_four_eyes(&first, fund(number)?, true).map_err(told)?;
        }
        let mut real = Self {
            app,
            world,
            later,
            facilities: Vec::new(),
            references: Vec::new(),
            batches: Vec::new(),
            watches: Vec::new(),
        };
        for facility in &world.facilities {
            let hco = HcoNumber::parse(facility.hco).map_err(text)?;
            let id = real.app.facility_by_hco(&first, &hco).map_err(told)?;
            real.facilities.push(id.ok_or("a facility that was not imported")?);
        }
        for index in 0..world.stays.len() {
            real.stay(index)
                .map_err(|answer| format!("stay {index} {:?}: {answer}", world.stays[index]))?;
        }
        real.app = App::new(store, law);
        Ok(real)
    }

    fn context(&self, facility: usize, day: Date, minute: i16) -> Result<Context, String> {
        Ok(Context {
            actor: Actor::Facility(self.facilities[facility]),
            at: instant(day, minute)?,
        })
    }

    pub(super) fn take(&mut self, step: &Step) -> Result<Told, String> {
        match step {
            Step::Send(sending) => {
                let bytes = self.bytes(sending)?;
                let context = self.context(sending.sender, sending.on, sending.minute)?;
                let report = self.app.send_batch(&context, &bytes).map_err(told)?;
                self.batches.push((report.id, bytes, sending.sender));
                Ok(of_report(&report))
            }
            Step::Again(batch, on) => {
                let (id, bytes, sender) = &self.batches[*batch];
                let context = self.context(*sender, *on, NOON)?;
                let report = self.app.send_batch(&context, bytes).map_err(told)?;
                (report.id == *id)
                    .then(|| of_report(&report))
                    .ok_or_else(|| "a second batch of the same bytes".into())
            }
            Step::Deliver(on) => {
                let delivery = registers::of(self.later)?;
                self.app.import_read(&operator(*on)?, &delivery).map_err(told)?;
                Ok(Told::Done)
            }
            Step::Watch(watch, on) => self.watch(watch, *on),
            Step::Unwatch(place, on) => {
                let (number, rule) = self.watches[*place];
                let context = of_fund(&number.to_string(), FundRole::Signatory, "anna", *on)?;
                answered(self.app.end_control_rule(&context, number, rule), |()| Told::Done)
            }
            Step::Review(batch, pick, on) => {
                let id = self.batches[*batch].0;
                let context = self.employee(id, FundRole::CaseWorker, "worker", *on)?;
                let reviewed = self.app.review_lines(&context, id, &picked(*pick)?);
                answered(reviewed, |report| of_report(&report))
            }
            Step::Decide(batch, pick, accept, by, on) => {
                let id = self.batches[*batch].0;
                let context = self.employee(id, FundRole::CaseWorker, by, *on)?;
                let decision = if *accept { Decision::Accept } else { Decision::Refuse };
                let decided = self
                    .app
                    .decide_lines(&context, id, &picked(*pick)?, decision, "a reason");
                answered(decided, |report| of_report(&report))
            }
            Step::Sign(batch, by, on) => {
                let id = self.batches[*batch].0;
                let context = self.employee(id, FundRole::Signatory, by, *on)?;
                answered(self.app.sign(&context, id), |settled| {
                    Told::Settled(settled.amount.cents(), settled.set_off.cents())
                })
            }
            Step::Pay(number, on) => {
                let context = of_fund(number, FundRole::Payer, "payer", *on)?;
                answered(self.app.pay(&context, fund(number)?), |order| {
                    Told::Paid(order.transfers, order.total.cents())
                })
            }
            Step::Bank(batch, booked, on) => {
                let id = self.batches[*batch].0;
                let context = self.employee(id, FundRole::Payer, "payer", *on)?;
                answered(self.app.record_bank_answer(&context, id, *booked), |state| {
                    Told::Bank(state.word().to_owned())
                })
            }
        }
    }

    fn watch(&mut self, watch: &Watch, on: Date) -> Result<Told, String> {
        let context = of_fund(watch.fund, FundRole::Signatory, "anna", on)?;
        let rule = NewControlRule {
            facility: watch.facility.map(|of| self.facilities[of].0),
            code: watch.code.map(PerformanceCode::from_number).transpose().map_err(text)?,
            from_cents: watch.from_cents,
            share: None,
        };
        let number = fund(watch.fund)?;
        let added = self.app.add_control_rule(&context, number, &rule).map_err(told)?;
        self.watches.push((number, added));
        Ok(Told::Done)
    }

    /// 6: every euro is walked back, by hash, of every batch.
    pub(super) fn walk_back(&self) -> Result<(), String> {
        for (id, ..) in &self.batches {
            let trail = self.app.trail(&operator(date(2027, 1, 2))?, *id).map_err(told)?;
            if !trail.broken.is_empty() {
                return Err(format!("6: batch {id}: {}", trail.broken.join("; ")));
            }
        }
        Ok(())
    }

    fn employee(&self, id: BatchId, role: FundRole, name: &str, on: Date) -> Result<Context, String> {
        let report = self.app.batch(&operator(on)?, id).map_err(told)?;
        let number = report.batch.fund.ok_or("a batch without a fund")?.to_string();
        of_fund(&number, role, name, on)
    }
}

fn answered<T>(result: Result<T, Problem>, tell: impl FnOnce(T) -> Told) -> Result<Told, String> {
    match result {
        Ok(done) => Ok(tell(done)),
        Err(Problem::Conflict(_)) => Ok(Told::Conflict),
        Err(Problem::NotFound(_)) => Ok(Told::Unknown),
        Err(problem) => Err(told(problem)),
    }
}

fn of_report(report: &BatchReport) -> Told {
    Told::Batch {
        state: report.batch.state.word().to_owned(),
        accepted: report.batch.accepted.cents(),
        refused: report.batch.refused_lines,
        open: report.batch.open_lines,
        findings: report
            .findings
            .iter()
            .map(|found| (found.invoice, found.position, found.finding.code.to_string()))
            .collect(),
    }
}

fn picked(pick: Pick) -> Result<LinePick, String> {
    Ok(LinePick {
        invoice: pick.invoice,
        day: pick.day,
        code: pick.code.map(PerformanceCode::from_number).transpose().map_err(text)?,
        ..LinePick::default()
    })
}

fn of_fund(number: &str, role: FundRole, name: &str, on: Date) -> Result<Context, String> {
    Ok(Context {
        actor: Actor::Employee {
            fund: fund(number)?,
            role,
            name: name.to_owned(),
        },
        at: noon(on)?,
    })
}

fn operator(day: Date) -> Result<Context, String> {
    Ok(Context {
        actor: Actor::Operator,
        at: noon(day)?,
    })
}

fn fund(number: &str) -> Result<CareFundNumber, String> {
    CareFundNumber::parse(number).map_err(text)
}

fn noon(day: Date) -> Result<Timestamp, String> {
    instant(day, NOON)
}

/// A minute of a day in Brussels.
fn instant(day: Date, minute: i16) -> Result<Timestamp, String> {
    let hour = |minutes: i16| i8::try_from(minutes).map_err(|error| error.to_string());
    brussels_at(day, time(hour(minute / 60)?, hour(minute % 60)?, 0, 0)).map_err(|error| error.to_string())
}

fn text(error: identifiers::Malformed) -> String {
    error.to_string()
}

fn told(problem: Problem) -> String {
    problem.to_string()
}
