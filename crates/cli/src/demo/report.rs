//! What is printed: what the world holds, and what became of everything that was sent.

use std::collections::BTreeMap;

use app::{BatchReport, Problem};
use care::{Outcome, RequestAnswer};
use identifiers::{BatchId, CareFundNumber, EuroCents, OrderId, brussels_day};
use regulation::{Acts, CheckCode, List};
use store::{BatchState, PayableState, Store};

use super::calendar::at;
use super::people::Known;
use super::story::{Heard, Stage};
use crate::output::{Failure, Output};
use crate::workplace::operator;

/// How many reasons are named.
const REASONS: usize = 6;

/// Everything the report tells.
pub(super) struct Report<'a> {
    stage: &'a Stage<'a>,
    heard: &'a Heard,
    batches: Vec<BatchReport>,
    /// The answer files on the batches, counted by message.
    answers: BTreeMap<&'static str, usize>,
    /// The payment orders that were made.
    orders: usize,
    money: BTreeMap<CareFundNumber, Money>,
}

/// What became of what a fund accepted. The parts make the whole.
#[derive(Debug, Clone, Copy, Default)]
struct Money {
    accepted: EuroCents,
    /// Booked by the bank.
    paid: EuroCents,
    /// Ordered, and not answered by the bank yet.
    at_bank: EuroCents,
    /// To be ordered (again).
    due: EuroCents,
    /// Accepted in a batch that is not signed yet.
    unsigned: EuroCents,
}

impl Money {
    fn plus(self, other: Self) -> Result<Self, Problem> {
        Ok(Self {
            accepted: self.accepted.plus(other.accepted)?,
            paid: self.paid.plus(other.paid)?,
            at_bank: self.at_bank.plus(other.at_bank)?,
            due: self.due.plus(other.due)?,
            unsigned: self.unsigned.plus(other.unsigned)?,
        })
    }

    /// What a batch accepted, put where its payable stands.
    fn of(accepted: EuroCents, payable: Option<PayableState>) -> Self {
        let mut money = Self {
            accepted,
            ..Self::default()
        };
        let part = match payable {
            Some(PayableState::Booked) => &mut money.paid,
            Some(PayableState::Ordered) => &mut money.at_bank,
            Some(PayableState::Due) => &mut money.due,
            None => &mut money.unsigned,
        };
        *part = accepted;
        money
    }
}

impl<'a> Report<'a> {
    /// Looks up where everything stands at the end of the story.
    ///
    /// # Errors
    /// A problem of a use case or of the store.
    pub(super) fn gather(
        stage: &'a Stage<'a>,
        heard: &'a Heard,
        (batches, orders): (&[BatchId], &[OrderId]),
        store: &dyn Store,
    ) -> Result<Self, Failure> {
        let context = operator(at(stage.calendar.day_after(12), 12, 0)?);
        let mut report = Self {
            stage,
            heard,
            batches: Vec::with_capacity(batches.len()),
            answers: BTreeMap::new(),
            orders: orders.len(),
            money: BTreeMap::new(),
        };
        for id in batches {
            let batch = stage.app.batch(&context, *id)?;
            for file in stage.app.answers(&context, *id)? {
                *report.answers.entry(file.name).or_default() += 1;
            }
            let payable = store.begin()?.payable_of(*id)?.map(|payable| payable.state);
            if let Some(fund) = batch.batch.fund {
                let money = report.money.entry(fund).or_default();
                *money = money.plus(Money::of(batch.batch.accepted, payable))?;
            }
            report.batches.push(batch);
        }
        // A sending that came again stands behind its first form.
        report
            .batches
            .sort_by_key(|batch| (batch.hco.clone(), batch.batch.fund, batch.id));
        Ok(report)
    }

    /// Prints it.
    ///
    /// # Errors
    /// Our own output is closed.
    pub(super) fn say(&self, output: &mut Output) -> Result<(), Failure> {
        self.say_world(output)?;
        self.say_requests(output)?;
        self.say_beraad(output)?;
        self.say_batches(output)?;
        self.say_payments(output)
    }

    fn say_world(&self, output: &mut Output) -> Result<(), Failure> {
        let world = self.stage.world;
        let known = world
            .residents
            .iter()
            .filter(|resident| resident.known != Known::Nothing);
        let affiliated = world
            .residents
            .iter()
            .filter(|resident| resident.person.membership.is_some());
        let of_sector = |code: &str| {
            let houses = world.houses.iter().filter(|house| house.row.sector.as_str() == code);
            houses.count()
        };
        output.line(format!(
            "Zorgkas, demonstration of {}: all people, numbers and prices are made up",
            self.stage.calendar.month()
        ))?;
        output.line("")?;
        output.line(format!(
            "World     {} care funds; {} IBW and {} PVT facilities, {} places; {} people, {} affiliated",
            world.funds.len(),
            of_sector("IBW"),
            of_sector("PVT"),
            world.houses.iter().map(|house| house.places).sum::<u32>(),
            known.count(),
            affiliated.count(),
        ))?;
        let insured = self.heard.statuses.iter().filter(|status| status.insured).count();
        output.line(format!(
            "Status    {} questions of facilities after the insurance status: {insured} insured, {} not",
            self.heard.statuses.len(),
            self.heard.statuses.len() - insured
        ))
    }

    fn say_requests(&self, output: &mut Output) -> Result<(), Failure> {
        let count = |wanted| {
            self.answers_on_requests()
                .filter(|answer| answer.outcome == wanted)
                .count()
        };
        output.line(format!(
            "Requests  {} care requests: {} accepted, {} in beraad, {} refused; {} sent twice and answered the same",
            self.heard.requests.len(),
            count(Outcome::Accepted),
            count(Outcome::Pending),
            count(Outcome::Refused),
            self.heard.repeated,
        ))?;
        let codes = self
            .answers_on_requests()
            .flat_map(|answer| answer.findings.iter().map(|finding| &finding.code));
        self.say_reasons(output, codes)?;
        let changes = &self.heard.changes;
        let accepted = changes
            .iter()
            .filter(|told| told.answer.outcome == Outcome::Accepted)
            .count();
        output.line(format!("Changes   {} of dossiers: {accepted} accepted", changes.len()))?;
        let codes = changes
            .iter()
            .flat_map(|told| told.answer.findings.iter().map(|finding| &finding.code));
        self.say_reasons(output, codes)
    }

    fn answers_on_requests(&self) -> impl Iterator<Item = &RequestAnswer> {
        self.heard.requests.iter().map(|told| &told.answered.answer)
    }

    /// The most frequent codes with their titles; of equals the first by code.
    fn say_reasons<'c>(&self, output: &mut Output, codes: impl Iterator<Item = &'c CheckCode>) -> Result<(), Failure> {
        let mut counts: BTreeMap<&CheckCode, usize> = BTreeMap::new();
        for code in codes {
            *counts.entry(code).or_default() += 1;
        }
        let mut counts: Vec<(&CheckCode, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (code, count) in counts.iter().take(REASONS) {
            output.line(format!("{count:>8}  {:44}{}", code.as_str(), self.title(code)))?;
        }
        let others: usize = counts.iter().skip(REASONS).map(|(_, count)| count).sum();
        if others > 0 {
            output.line(format!("{others:>8}  with other codes"))?;
        }
        Ok(())
    }

    fn title(&self, code: &CheckCode) -> &str {
        self.stage.app.law().check(code).map_or("", |check| &check.title.nl)
    }

    /// What waits for someone, and for whom.
    fn say_beraad(&self, output: &mut Output) -> Result<(), Failure> {
        output.line("")?;
        output.line(format!(
            "{:26}{:6}{:12}{:38}{}",
            "In beraad", "Fund", "Since", "Why", "Who acts"
        ))?;
        for told in &self.heard.requests {
            let answer = &told.answered.answer;
            let house = &self
                .stage
                .world
                .house_of(&self.stage.world.residents[told.resident])
                .row
                .name;
            let fund = answer.care_fund.map_or_else(|| "-".to_owned(), |fund| fund.to_string());
            let since = brussels_day(told.at).to_string();
            for finding in answer.findings.iter().filter(|_| answer.outcome == Outcome::Pending) {
                output.line(format!(
                    "{house:26}{fund:6}{since:12}{:38}{}",
                    finding.title.nl,
                    who(finding.acts)
                ))?;
            }
        }
        for batch in self
            .batches
            .iter()
            .filter(|batch| batch.batch.state == BatchState::InReview)
        {
            for found in &batch.findings {
                let check = self.stage.app.law().check(&found.finding.code);
                if let Some(check) = check.filter(|check| check.effect == regulation::Effect::LineReview) {
                    let fund = batch.batch.fund.map(|fund| fund.to_string()).unwrap_or_default();
                    let since = brussels_day(batch.batch.received_at).to_string();
                    let why = format!("Zending {}: {}", self.stage.calendar.month(), check.title.nl);
                    output.line(format!(
                        "{:26}{fund:6}{since:12}{why:38}{}",
                        self.house_of(batch),
                        who(check.acts)
                    ))?;
                }
            }
        }
        Ok(())
    }

    fn house_of(&self, batch: &BatchReport) -> &str {
        let mut houses = self.stage.world.houses.iter();
        houses
            .find(|house| Some(&house.row.hco) == batch.hco.as_ref())
            .map_or("", |house| &house.row.name)
    }

    fn say_batches(&self, output: &mut Output) -> Result<(), Failure> {
        output.line("")?;
        output.line(format!(
            "{:26}{:6}{:9}{:19}{:>11}{:>13}{:>9}{:>7}",
            "Invoice files (EUR)", "Fund", "Month", "State", "Asked", "Accepted", "Refused", "Open"
        ))?;
        for report in &self.batches {
            let batch = &report.batch;
            output.line(format!(
                "{:26}{:6}{:9}{:19}{:>11}{:>13}{:>9}{:>7}",
                self.house_of(report),
                batch.fund.map(|fund| fund.to_string()).unwrap_or_default(),
                batch.month.map(|month| month.to_string()).unwrap_or_default(),
                batch.state.word(),
                euros(batch.asked),
                euros(batch.accepted),
                batch.refused_lines,
                batch.open_lines
            ))?;
        }
        let codes = self
            .batches
            .iter()
            .flat_map(|batch| batch.findings.iter().map(|found| &found.finding.code));
        self.say_reasons(output, codes)
    }

    fn say_payments(&self, output: &mut Output) -> Result<(), Failure> {
        output.line("")?;
        let mut row = |name: String, cells: [String; 5]| {
            let [accepted, paid, at_bank, due, unsigned] = cells;
            output.line(format!(
                "{name:48}{accepted:>10}{paid:>10}{at_bank:>11}{due:>10}{unsigned:>10}"
            ))
        };
        let titles = ["Accepted", "Paid", "At bank", "Due again", "Unsigned"];
        row("Payments (EUR)".into(), titles.map(str::to_owned))?;
        let mut total = Money::default();
        for (fund, money) in &self.money {
            let day = self.stage.calendar.month().last_day();
            let name = self.stage.app.law().list(List::CareFund).get(&fund.to_string(), day);
            row(
                format!("{fund} {}", name.map_or("", |value| &value.text.nl)),
                money.cells(),
            )?;
            total = total.plus(*money)?;
        }
        row("Total".into(), total.cells())?;
        output.line("")?;
        let files: Vec<String> = self
            .answers
            .iter()
            .map(|(name, count)| format!("{count} x {name}"))
            .collect();
        output.line(format!(
            "Answers   {}; payment files: {} x pain.001",
            files.join(", "),
            self.orders
        ))
    }
}

impl Money {
    fn cells(&self) -> [String; 5] {
        [self.accepted, self.paid, self.at_bank, self.due, self.unsigned].map(euros)
    }
}

/// An amount without its currency, which stands above the column.
fn euros(amount: EuroCents) -> String {
    amount.to_string().trim_end_matches(" EUR").to_owned()
}

const fn who(acts: Acts) -> &'static str {
    match acts {
        Acts::Facility => "the facility",
        Acts::CareFund => "the care fund",
    }
}
