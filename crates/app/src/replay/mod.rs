//! Use case: feeding the journalled inputs in order through the same use cases into a scratch store
//! (interfaces.md, "Command line", `zorgkas replay`; architecture.md, invariants 6 and 8).
//!
//! Each entry is fed with its actor and its moment, by the law that it names, and writes an entry in the journal of the
//! scratch store. That entry must be the same in all its parts: input, answer, subject and law. What is answered later
//! (inboxes) and left for people (tasks) is compared at the end.
//!
//! By another law an answer is the same when it differs in nothing but the hash of the law and own numbers.

mod compare;
mod feed;
mod inputs;
mod later;
mod references;
mod report;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use identifiers::{BatchId, EuroCents, FacilityId, OrderId};
use jiff::Timestamp;
use regulation::Law;
use store::{BatchState, LineState, SealedEntry, Store};

use crate::{Actor, App, Context, Problem};
use compare::{Answer, Place, differ, entry_parts};
use feed::{IMPORT, NOT_FED, Numbers, RUN_JOB, Stop, feed};

pub(crate) use references::GivenReferences;
pub use report::{AnswerDifference, Cents, Change, Difference, ReplayReport, RuleChange, UseCaseCount};

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// Use cases that only read, and read more than what they could lock.
const LISTS: [&str; 8] = [
    "listDossiers",
    "listLooks",
    "listZorgbudget",
    "facilityOverview",
    "facilityDossiers",
    "facilityNotices",
    "readMonth",
    "facilitySending",
];

impl App<'_> {
    /// Feeds the journal of this application's store into a scratch store, which must be empty, and compares. Each
    /// difference is told as soon as it is found.
    ///
    /// Without `instead`, every entry is judged by the law that it names; with it, all are judged by that law.
    ///
    /// # Errors
    /// A store fails, the scratch store is not empty, a law that was used is not kept or not understood, or registers
    /// cannot be taken in, on which all that follows rests.
    pub fn replay(
        &self,
        scratch: &dyn Store,
        instead: Option<&Law>,
        told: &mut dyn FnMut(&Difference),
    ) -> Result<ReplayReport, Problem> {
        scratch.seal_journal()?;
        if !scratch.begin()?.entries_after(0, 1)?.is_empty() {
            return Err(Problem::Conflict("the scratch store of a replay must be empty".into()));
        }
        let mut replay = Replay {
            source: self.store,
            scratch,
            is_other_law: instead.is_some(),
            law: instead.unwrap_or(&self.law).clone(),
            laws: HashMap::new(),
            numbers: Numbers::default(),
            last_written: 0,
            jobs: BTreeMap::new(),
            jobs_at: None,
            facilities: BTreeSet::new(),
            report: ReplayReport::default(),
            told,
        };
        self.store.seal_journal()?;
        let mut last = 0;
        loop {
            let page = self.store.begin()?.entries_after(last, PAGE)?;
            for entry in &page {
                replay.entry(entry)?;
                last = entry.number;
            }
            if page.is_empty() {
                replay.close_jobs();
                replay.compare_what_was_told_later()?;
                return Ok(replay.report);
            }
        }
    }
}

/// A replay under way.
struct Replay<'r> {
    source: &'r dyn Store,
    scratch: &'r dyn Store,
    /// Whether all is judged by one other law.
    is_other_law: bool,
    /// The law of the last entry that named one.
    law: Law,
    laws: HashMap<[u8; 32], Law>,
    numbers: Numbers,
    /// The number of the last entry in the journal of the scratch store.
    last_written: i64,
    /// Jobs that ran at this moment and whose entry has not come yet, with the entry at which they ran, by subject.
    jobs: BTreeMap<String, (i64, SealedEntry)>,
    jobs_at: Option<Timestamp>,
    /// Every facility whose software acts in the journal: nobody else has anything in an inbox.
    facilities: BTreeSet<FacilityId>,
    report: ReplayReport,
    told: &'r mut dyn FnMut(&Difference),
}

impl Replay<'_> {
    fn entry(&mut self, entry: &SealedEntry) -> Result<(), Problem> {
        self.report.entries += 1;
        self.report.use_cases.entry(entry.use_case.clone()).or_default().entries += 1;
        if NOT_FED.contains(&entry.use_case.as_str()) {
            return Ok(());
        }
        if entry.use_case != RUN_JOB || self.jobs_at != Some(entry.at) {
            self.close_jobs();
        }
        let (input, answer) = {
            let mut tx = self.source.begin()?;
            (tx.payload(entry.input)?, tx.payload(entry.answer)?)
        };
        let change = match (input, answer) {
            (Some(input), Some(answer)) => self.again(entry, &input, &answer)?,
            _ => Some(Change::NotKept),
        };
        let Some(change) = change else { return Ok(()) };
        if self.source.writes_side_by_side()
            && LISTS.contains(&entry.use_case.as_str())
            && matches!(change, Change::Answer(_))
        {
            self.report.lists_of_another_moment += 1;
            self.tell(entry, Change::OtherMoment);
            return Ok(());
        }
        self.report
            .use_cases
            .entry(entry.use_case.clone())
            .or_default()
            .different += 1;
        if matches!(change, Change::NoItem(_)) {
            self.report.without_item += 1;
        }
        let is_without_registers = entry.use_case == IMPORT && matches!(change, Change::NoAnswer(_) | Change::NotKept);
        self.tell(entry, change);
        if is_without_registers {
            let reason = format!(
                "the registers of entry {} cannot be taken in, and all that follows rests on them",
                entry.number
            );
            return Err(Problem::Conflict(reason));
        }
        Ok(())
    }

    fn tell(&mut self, entry: &SealedEntry, change: Change) {
        let (use_case, subject) = (entry.use_case.clone(), entry.subject.clone());
        (self.told)(&Difference {
            entry: entry.number,
            use_case,
            subject,
            change,
        });
    }

    /// Does an entry again; gives what is different.
    fn again(&mut self, entry: &SealedEntry, input: &[u8], answer: &[u8]) -> Result<Option<Change>, Problem> {
        let actor: Actor = entry
            .actor
            .parse()
            .map_err(|error| Problem::Fault(format!("the actor of entry {}: {error}", entry.number)))?;
        if let Some(facility) = actor.facility() {
            self.facilities.insert(facility);
        }
        let law = self.law_of(entry)?;
        let references = self.is_other_law.then(|| GivenReferences::of(self.source));
        let app = App {
            store: self.scratch,
            law,
            references,
        };
        let context = Context { actor, at: entry.at };
        let done = if entry.use_case == RUN_JOB {
            self.run_job(&app, &context, entry).map_err(Stop::from)
        } else {
            feed(&app, &context, &self.numbers, &entry.use_case, input).and_then(|()| Ok(self.written()?))
        };
        let before = self.read(self.source, entry, answer)?;
        match done {
            Ok(Some(again)) => self.compare(entry, &before, &again),
            stopped => {
                self.money(entry, &before, &Answer::default())?;
                Ok(Some(match stopped {
                    Err(Stop::Problem(Problem::Unavailable(reason))) => return Err(Problem::Unavailable(reason)),
                    Err(Stop::Problem(problem)) => Change::NoAnswer(problem.to_string()),
                    Err(Stop::NoItem(reason)) => Change::NoItem(reason),
                    Ok(_) => Change::NothingDone,
                }))
            }
        }
    }

    /// The law by which an entry is judged; of one that names none, that of the entry before it.
    fn law_of(&mut self, entry: &SealedEntry) -> Result<Law, Problem> {
        if let Some(hash) = entry.law.filter(|_| !self.is_other_law) {
            self.law = match self.laws.get(&hash) {
                Some(law) => law.clone(),
                None => self.kept_law(entry.number, hash)?,
            };
            self.laws.insert(hash, self.law.clone());
        }
        Ok(self.law.clone())
    }

    fn kept_law(&self, number: i64, hash: [u8; 32]) -> Result<Law, Problem> {
        let fault = |reason: &str| Problem::Fault(format!("the law of entry {number} {reason}"));
        let files = self
            .source
            .begin()?
            .law_files(hash)?
            .ok_or_else(|| fault("is not kept"))?;
        let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let law = Law::from_files(files).map_err(|faults| {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            fault(&format!("cannot be read by this version: {first}"))
        })?;
        if *law.hash().as_bytes() == hash {
            Ok(law)
        } else {
            Err(fault("was changed"))
        }
    }

    /// The entry that a use case has written in the scratch store, if it has.
    fn written(&mut self) -> Result<Option<SealedEntry>, Problem> {
        self.scratch.seal_journal()?;
        let written = self.scratch.begin()?.entries_after(self.last_written, PAGE)?.pop();
        self.last_written = written.as_ref().map_or(self.last_written, |entry| entry.number);
        Ok(written)
    }

    /// Runs the job of the entry; where that is not there to be done, what is due until it has run: by another law
    /// other jobs may stand before it.
    fn run_job(
        &mut self,
        app: &App<'_>,
        context: &Context,
        entry: &SealedEntry,
    ) -> Result<Option<SealedEntry>, Problem> {
        self.jobs_at = Some(entry.at);
        let subject = self.numbers.subject(&entry.subject);
        if let Some((_, ran)) = self.jobs.remove(&subject) {
            return Ok(Some(ran));
        }
        if !self.is_other_law
            && let Some((kind, subject)) = self.numbers.job(&entry.subject)
            && app.run_job_of(context, kind, subject)?
        {
            return self.written();
        }
        while app.run_job(context)? {
            match self.written()? {
                Some(ran) if ran.subject == subject => return Ok(Some(ran)),
                Some(ran) => drop(self.jobs.insert(ran.subject.clone(), (entry.number, ran))),
                None => {}
            }
        }
        Ok(None)
    }

    /// Tells the jobs that ran at the last moment of jobs and that the journal does not have.
    fn close_jobs(&mut self) {
        for (_, (number, ran)) in std::mem::take(&mut self.jobs) {
            self.report.jobs_not_in_journal += 1;
            self.tell(&SealedEntry { number, ..ran }, Change::NotInJournal);
        }
    }

    /// An answer, taken apart; the amount of an order, which stands in its file, is asked of the store.
    fn read(&self, store: &dyn Store, entry: &SealedEntry, bytes: &[u8]) -> Result<Answer, Problem> {
        let mut answer = Answer::read(bytes);
        if entry.use_case == "pay"
            && let Some(order) = entry.subject.strip_prefix("order ").and_then(|id| id.parse().ok())
        {
            answer.cents = store.begin()?.order(OrderId(order))?.map(|found| found.order.total);
        }
        Ok(answer)
    }

    fn compare(
        &mut self,
        entry: &SealedEntry,
        before: &Answer,
        again: &SealedEntry,
    ) -> Result<Option<Change>, Problem> {
        if matches!(entry.use_case.as_str(), "careRequest" | "batch") {
            self.numbers.learn(&entry.subject, &again.subject);
        }
        let parts = self.parts_but_numbers(entry, again)?;
        if parts.is_empty() {
            self.money(entry, before, before)?;
            return Ok(None);
        }
        let bytes = self.scratch.begin()?.payload(again.answer)?.unwrap_or_default();
        let after = self.read(self.scratch, again, &bytes)?;
        self.money(entry, before, &after)?;
        let mut difference = differ(before, &after);
        if !self.is_other_law {
            // That the answer is another one is told by its parts, where they tell it.
            let untold = difference.is_none();
            difference
                .parts
                .extend(parts.into_iter().filter(|part| untold || part != "answer"));
        }
        for (code, count) in &difference.appeared {
            self.report.rules.entry(code.clone()).or_default().appeared += count;
        }
        for (code, count) in &difference.disappeared {
            self.report.rules.entry(code.clone()).or_default().disappeared += count;
        }
        if difference.cents.is_some() && entry.use_case == "batch" {
            self.lay_to_rules((entry, before), (again, &after))?;
        }
        Ok((!difference.is_none()).then(|| Change::Answer(Box::new(difference))))
    }

    /// The parts of two entries that differ by more than own numbers.
    fn parts_but_numbers(&self, entry: &SealedEntry, again: &SealedEntry) -> Result<Vec<String>, Problem> {
        let mut parts = entry_parts(entry, again);
        if parts.is_empty() || self.is_other_law {
            return Ok(parts);
        }
        let (mut before, mut after) = (self.source.begin()?, self.scratch.begin()?);
        for (name, was, is) in [
            ("input", entry.input, again.input),
            ("answer", entry.answer, again.answer),
        ] {
            let both = before.payload(was)?.zip(after.payload(is)?);
            if both.is_some_and(|(was, is)| self.numbers.is_same(&was, &is)) {
                parts.retain(|part| part != name);
            }
        }
        if self.numbers.subject(&entry.subject) == again.subject {
            parts.retain(|part| part != "subject");
        }
        Ok(parts)
    }

    /// Adds up what was accepted, settled and ordered.
    fn money(&mut self, entry: &SealedEntry, before: &Answer, after: &Answer) -> Result<(), Problem> {
        let sum = match entry.use_case.as_str() {
            "batch" => &mut self.report.batches,
            "sign" => &mut self.report.settlements,
            "pay" => &mut self.report.orders,
            _ => return Ok(()),
        };
        let cents = |answer: &Answer| answer.cents.unwrap_or_default();
        Ok(sum.add(Cents {
            before: cents(before),
            after: cents(after),
        })?)
    }

    /// Lays every line of a batch that is accepted now and was not, or the other way round, to the checks that differ
    /// on it, on its invoice or on its batch.
    fn lay_to_rules(
        &mut self,
        (entry, before): (&SealedEntry, &Answer),
        (again, after): (&SealedEntry, &Answer),
    ) -> Result<(), Problem> {
        let places = before.changed_places(after);
        let mut changed = accepted(self.source, entry, before)?;
        changed.values_mut().for_each(|cents| *cents = cents.opposite());
        for (place, cents) in accepted(self.scratch, again, after)? {
            let sum = changed.entry(place).or_default();
            *sum = sum.plus(cents)?;
        }
        for ((invoice, position), cents) in changed.into_iter().filter(|(_, cents)| *cents != EuroCents::ZERO) {
            let of_line = [(invoice, position), (invoice, 0), (0, 0)];
            let codes: BTreeSet<_> = of_line.iter().filter_map(|place| places.get(place)).flatten().collect();
            if codes.is_empty() {
                self.report.by_no_rule = self.report.by_no_rule.plus(cents)?;
            }
            for code in codes {
                let rule = self.report.rules.entry((*code).clone()).or_default();
                rule.accepted = rule.accepted.plus(cents)?;
            }
        }
        Ok(())
    }
}

/// The accepted cents of every accepted line of a batch.
fn accepted(store: &dyn Store, entry: &SealedEntry, answer: &Answer) -> Result<BTreeMap<Place, EuroCents>, Problem> {
    let id = entry
        .subject
        .strip_prefix("batch ")
        .and_then(|id| id.parse().ok())
        .map(BatchId);
    let (Some(id), true) = (id, answer.outcome != BatchState::Refused.word()) else {
        return Ok(BTreeMap::new());
    };
    let lines = store.begin()?.lines(id)?;
    let accepted = lines.iter().filter(|line| line.state == LineState::Accepted);
    Ok(accepted
        .map(|line| ((line.invoice, line.position), line.amount))
        .collect())
}
