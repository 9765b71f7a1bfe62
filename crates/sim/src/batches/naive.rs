//! The naive judge: what becomes of batches, by billing.md §2 to §4, slow and obvious.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::line::{Case, kind_of, of_line, stay_of};
use super::paid::{Batch, Kept, Place, State, credit_waits, creditable, standing};
use super::setting::{FACILITIES, Invoice, Kind, Line, PERSONS, Pick, STAYS, Sending, Step, WRONG_SSIN};
use super::told::{Findings, Told};

/// Everything that was sent and decided.
#[derive(Debug, Default)]
pub struct Naive {
    pub(super) batches: Vec<Batch>,
    /// Premiums marked and unmarked at signing, by person and year.
    marks: BTreeMap<(usize, i16), bool>,
}

/// A line on its way through the judging of a batch.
struct Judged {
    kept: Kept,
    place: usize,
    findings: BTreeSet<String>,
    in_refused_invoice: bool,
    /// Place in the list of all lines of the other line of its pair.
    partner: Option<usize>,
}

impl Judged {
    /// Whether a finding of its own refuses it: P findings do not.
    fn is_faulty(&self) -> bool {
        self.findings.iter().any(|code| !code.starts_with('P'))
    }

    fn is_open(&self) -> bool {
        self.findings.iter().any(|code| code.starts_with('P'))
    }

    fn counts(&self) -> bool {
        !self.is_faulty() && !self.in_refused_invoice
    }

    fn key(&self) -> Option<(usize, Date, u32)> {
        self.kept.person.map(|person| (person, self.kept.day, self.kept.code))
    }
}

impl Naive {
    /// Takes a step.
    pub(super) fn take(&mut self, step: &Step) -> Told {
        match step {
            Step::Send(sending) => {
                let batch = self.judge(sending);
                self.batches.push(batch);
                self.told(self.batches.len() - 1)
            }
            Step::Again(batch, _) => self.told(*batch),
            Step::Review(batch, pick, _) => self.review(*batch, *pick),
            Step::Decide(batch, pick, accept, by, _) => self.decide(*batch, *pick, *accept, by),
            Step::Sign(batch, by, on) => self.sign(*batch, by, *on),
            Step::Pay(fund, _) => self.pay(fund),
            Step::Bank(batch, booked, _) => self.bank(*batch, *booked),
        }
    }

    fn judge(&self, sending: &Sending) -> Batch {
        let mut findings: Findings = BTreeSet::new();
        if sending.sender != sending.facility {
            findings.insert((0, 0, "101420".to_owned()));
            return kept_batch(sending, "REFUSED", Vec::new(), BTreeSet::new(), findings);
        }
        self.of_batch(sending, &mut findings);
        let blocked = !findings.is_empty();
        let (mut all, refused_invoices) = self.lines(sending, &mut findings);
        fall_together(&mut all);
        premiums_in_file(&mut all);
        twice_in_file(&mut all);
        fall_together(&mut all);
        for line in &all {
            let place = (line.kept.invoice, line.kept.position);
            findings.extend(line.findings.iter().map(|code| (place.0, place.1, code.clone())));
        }
        let errors = refused_invoices.len()
            + all
                .iter()
                .filter(|line| line.is_faulty() && !line.in_refused_invoice)
                .count();
        let records = sending.invoices.len() + all.len();
        let refused = blocked || errors * 100 >= records * 5;
        let mut lines: Vec<Kept> = all
            .into_iter()
            .map(|line| {
                let state = if refused || !line.counts() {
                    State::Refused
                } else if line.is_open() {
                    State::Open
                } else {
                    State::Accepted
                };
                let takes_back = line.kept.takes_back.filter(|_| state != State::Refused);
                Kept {
                    state,
                    takes_back,
                    ..line.kept
                }
            })
            .collect();
        lines.sort_by_key(|line| (line.invoice, line.position));
        let state = match lines.iter().any(|line| line.state == State::Open) {
            _ if refused => "REFUSED",
            true => "IN_REVIEW",
            false => "DECIDED",
        };
        kept_batch(sending, state, lines, refused_invoices, findings)
    }

    /// The checks of the whole sending.
    fn of_batch(&self, sending: &Sending, findings: &mut Findings) {
        let mine = || {
            self.batches
                .iter()
                .filter(|batch| batch.sending.sender == sending.sender)
        };
        let mut add = |holds: bool, code: &str| {
            if holds {
                findings.insert((0, 0, code.to_owned()));
            }
        };
        add(
            mine().any(|batch| batch.sending.number == sending.number && batch.sending.on.year() == sending.on.year()),
            "100721",
        );
        add(
            mine().any(|batch| {
                batch.is_live() && batch.sending.fund == sending.fund && batch.sending.month == sending.month
            }),
            "100723",
        );
        add(sending.month > FACILITIES[sending.facility].recognised_to, "101421");
        add(sending.month > sending.on.first_of_month(), "102310");
        add(sending.wrong_cbe, "102702");
        add(sending.wrong_iban, "103620");
    }

    /// All lines with what each has by itself, and the invoices that F refuses. Credit notes come first, since what they
    /// take back says which originals come too early.
    fn lines(&self, sending: &Sending, findings: &mut Findings) -> (Vec<Judged>, BTreeSet<u64>) {
        let mut invoices: Vec<&Invoice> = sending.invoices.iter().collect();
        invoices.sort_by_key(|invoice| (invoice.credit.is_none(), invoice.number));
        let (mut all, mut refused) = (Vec::new(), BTreeSet::new());
        let mut credited: BTreeSet<(usize, Date, u32)> = BTreeSet::new();
        for invoice in invoices {
            let person = PERSONS.iter().position(|person| person.ssin == invoice.ssin);
            let of_invoice = self.of_invoice(sending, invoice, person, &credited);
            if !of_invoice.is_empty() {
                refused.insert(invoice.number);
            }
            let on_no_day = of_invoice.contains("200742");
            findings.extend(of_invoice.iter().map(|code| (invoice.number, 0, code.clone())));
            let first = all.len();
            for index in 0..invoice.lines.len() {
                let mut line = self.one_line(sending, invoice, (person, on_no_day), index, first);
                line.in_refused_invoice = !of_invoice.is_empty();
                if invoice.credit.is_some()
                    && line.counts()
                    && let Some(key) = line.key()
                    && !credited.insert(key)
                {
                    line.findings.insert("302248".to_owned());
                }
                all.push(line);
            }
        }
        (all, refused)
    }

    fn of_invoice(
        &self,
        sending: &Sending,
        invoice: &Invoice,
        person: Option<usize>,
        credited: &BTreeSet<(usize, Date, u32)>,
    ) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut add = |holds: bool, code: &str| {
            if holds {
                found.insert(code.to_owned());
            }
        };
        add(invoice.ssin == WRONG_SSIN, "200802");
        add(invoice.ssin != WRONG_SSIN && person.is_none(), "200820");
        add(invoice.date > sending.on, "204710");
        add(invoice.total_off != 0, "801910");
        let wanted = if invoice.credit.is_some() { -1 } else { 1 };
        let turned = invoice.lines.iter().any(|line| {
            let share = kind_of(sending.facility, line.code) == Some(Kind::Share);
            let amount = if share { -line.cents } else { line.cents };
            amount.signum() == i64::from(-wanted) || line.units.signum() == -wanted
        });
        add(turned, "201140");
        if let Some(named) = invoice.credit {
            add(self.earlier(sending, named, person).is_none(), "202920");
        }
        let Some(person) = person else { return found };
        let belongs = |stay: usize| STAYS[stay].person == person && STAYS[stay].facility == sending.facility;
        add(invoice.reference.is_some_and(|stay| !belongs(stay)), "202810");
        let with_fund = |day: Date| {
            let memberships = PERSONS[person].memberships.iter();
            memberships
                .filter(|(_, _, from, to)| *from <= day && day <= *to)
                .any(|(fund, ..)| *fund == sending.fund)
        };
        let original = invoice.credit.is_none();
        add(
            original && !invoice.lines.iter().any(|line| with_fund(line.day)),
            "200742",
        );
        let early = invoice.lines.iter().any(|line| {
            let key = (person, line.day, line.code);
            credited.contains(&key) || credit_waits(&self.batches, sending.facility, key)
        });
        add(original && early, "202921");
        let stays = || {
            invoice
                .lines
                .iter()
                .filter_map(|line| stay_of(sending.facility, person, invoice.reference, line.day))
        };
        if stays().next().is_some() {
            let named = stays().any(|stay| stay.from == invoice.admission);
            add(!named, "200520");
            let ends = stays()
                .filter(|stay| !named || stay.from == invoice.admission)
                .any(|stay| stay.end.map(|(day, _)| day) == invoice.discharge);
            add(invoice.discharge.is_some() && !ends, "200620");
        }
        found
    }

    /// The batch that holds the invoice which a credit note names.
    fn earlier(&self, sending: &Sending, named: Option<(u64, u16, Date)>, person: Option<usize>) -> Option<usize> {
        let ((number, of_sending, month), person) = (named?, person?);
        self.batches.iter().position(|batch| {
            let of = &batch.sending;
            batch.is_live()
                && (of.sender, of.fund, of.month, of.number) == (sending.sender, sending.fund, month, of_sending)
                && !batch.refused_invoices.contains(&number)
                && of
                    .invoices
                    .iter()
                    .any(|invoice| invoice.number == number && invoice.ssin == PERSONS[person].ssin)
        })
    }

    fn one_line(
        &self,
        sending: &Sending,
        invoice: &Invoice,
        (person, on_no_day): (Option<usize>, bool),
        index: usize,
        first: usize,
    ) -> Judged {
        let line = &invoice.lines[index];
        let kind = kind_of(sending.facility, line.code);
        let mut kept = Kept {
            invoice: invoice.number,
            position: u32::try_from(index + 1).unwrap_or(u32::MAX),
            person,
            day: line.day,
            code: line.code,
            kind,
            cents: line.cents,
            credit: invoice.credit.is_some(),
            takes_back: None,
            state: State::Refused,
        };
        let other = partner(sending.facility, invoice, index);
        let findings = match (invoice.credit, person) {
            (Some(_), None) => BTreeSet::new(),
            (Some(named), Some(of)) => {
                kept.takes_back = self.takes_back(sending, named, of, line);
                match kept.takes_back {
                    Some(_) => BTreeSet::new(),
                    None => BTreeSet::from(["302248".to_owned()]),
                }
            }
            (None, _) => {
                let standing = standing(&self.batches);
                let of_day = || {
                    standing
                        .iter()
                        .filter(|(_, of)| person.is_some() && of.person == person && of.day == line.day)
                };
                let needed = match kind {
                    Some(Kind::Share) => true,
                    Some(Kind::Day) => FACILITIES[sending.facility].sector == "PVT",
                    _ => false,
                };
                let used_here = super::setting::PRICES
                    .iter()
                    .any(|price| price.code == line.code && price.sector == FACILITIES[sending.facility].sector);
                of_line(&Case {
                    sending,
                    line,
                    person,
                    reference: invoice.reference,
                    on_no_day,
                    paid: of_day().any(|(_, of)| of.code == line.code),
                    // No two stays here may be cumulated.
                    elsewhere: of_day().any(|(place, of)| {
                        of.kind == Some(Kind::Day) && self.batches[place.0].sending.facility != sending.facility
                    }),
                    premium_known: person.is_some_and(|person| self.premium_known(person)),
                    partner: (needed && used_here).then_some(other.is_some()),
                })
            }
        };
        Judged {
            kept,
            place: index,
            findings,
            in_refused_invoice: false,
            partner: other
                .filter(|_| invoice.credit.is_none() && person.is_some())
                .map(|other| first + other),
        }
    }

    /// The accepted line that a credit line takes back: of the named invoice, where that is known.
    fn takes_back(
        &self,
        sending: &Sending,
        named: Option<(u64, u16, Date)>,
        person: usize,
        line: &Line,
    ) -> Option<Place> {
        let key = (person, line.day, line.code);
        let (place, cents) = creditable(&self.batches, sending.facility, sending.fund, key)?;
        let of_named = match self.earlier(sending, named, Some(person)) {
            Some(batch) => place.0 == batch && named.is_some_and(|(number, ..)| number == place.1),
            None => true,
        };
        (of_named && cents == -line.cents).then_some(place)
    }

    /// Whether a premium of the person is marked, or accepted and not signed yet.
    fn premium_known(&self, person: usize) -> bool {
        let marked = PERSONS[person]
            .premiums
            .iter()
            .any(|year| self.marks.get(&(person, *year)) != Some(&false))
            || self.marks.iter().any(|((of, _), marked)| *of == person && *marked);
        let waits = standing(&self.batches).iter().any(|(place, line)| {
            line.person == Some(person)
                && line.kind == Some(Kind::Premium)
                && line.state == State::Accepted
                && !self.batches[place.0].is_signed()
        });
        marked || waits
    }

    /// A batch as it stands: its answer names its findings, a later look too.
    fn told(&self, index: usize) -> Told {
        let batch = &self.batches[index];
        let count = |state| batch.lines.iter().filter(move |line| line.state == state);
        let refused = match batch.sending.sender == batch.sending.facility {
            true => count(State::Refused).count(),
            false => batch.sending.invoices.iter().map(|invoice| invoice.lines.len()).sum(),
        };
        Told::Batch {
            state: batch.state.to_owned(),
            accepted: count(State::Accepted).map(|line| line.cents).sum(),
            refused: refused as u64,
            open: count(State::Open).count() as u64,
            findings: batch.findings.clone(),
        }
    }

    /// The lines in a state that are meant, with the other line of each pair.
    fn picked(&self, index: usize, pick: Pick, state: State) -> Vec<usize> {
        let lines = &self.batches[index].lines;
        let meant = |line: &Kept| {
            pick.invoice.is_none_or(|of| of == line.invoice)
                && pick.day.is_none_or(|of| of == line.day)
                && pick.code.is_none_or(|of| of == line.code)
        };
        let is_pair = |a: &Kept, b: &Kept| {
            a.invoice == b.invoice
                && a.day == b.day
                && a.position + 1 == b.position
                && a.kind == Some(Kind::Day)
                && b.kind == Some(Kind::Share)
        };
        (0..lines.len())
            .filter(|at| lines[*at].state == state)
            .filter(|at| {
                let line = &lines[*at];
                meant(line)
                    || lines
                        .iter()
                        .any(|other| meant(other) && (is_pair(line, other) || is_pair(other, line)))
            })
            .collect()
    }

    fn review(&mut self, index: usize, pick: Pick) -> Told {
        let picked = self.picked(index, pick, State::Accepted);
        let batch = &mut self.batches[index];
        if picked.is_empty() || !matches!(batch.state, "DECIDED" | "IN_REVIEW") {
            return Told::Conflict;
        }
        for at in picked {
            let line = &mut batch.lines[at];
            line.state = State::Open;
            batch
                .findings
                .insert((line.invoice, line.position, "P90001".to_owned()));
        }
        batch.state = "IN_REVIEW";
        self.told(index)
    }

    fn decide(&mut self, index: usize, pick: Pick, accept: bool, by: &'static str) -> Told {
        let picked = self.picked(index, pick, State::Open);
        if picked.is_empty() || self.batches[index].state != "IN_REVIEW" {
            return Told::Conflict;
        }
        if accept {
            let premiums: Vec<usize> = picked
                .iter()
                .map(|at| &self.batches[index].lines[*at])
                .filter(|line| line.kind == Some(Kind::Premium) && !line.credit)
                .filter_map(|line| line.person)
                .collect();
            let unique: BTreeSet<&usize> = premiums.iter().collect();
            if unique.len() < premiums.len() || premiums.iter().any(|person| self.premium_known(*person)) {
                return Told::Conflict;
            }
        }
        let batch = &mut self.batches[index];
        batch.deciders.insert(by);
        for at in picked {
            let line = &mut batch.lines[at];
            line.state = if accept { State::Accepted } else { State::Refused };
            line.takes_back = line.takes_back.filter(|_| accept);
        }
        if !batch.lines.iter().any(|line| line.state == State::Open) {
            batch.state = "DECIDED";
        }
        self.told(index)
    }

    fn sign(&mut self, index: usize, by: &str, _on: Date) -> Told {
        let batch = &mut self.batches[index];
        // Fund 180 asks four eyes.
        if batch.state != "DECIDED" || (batch.sending.fund == "180" && batch.deciders.contains(by)) {
            return Told::Conflict;
        }
        batch.state = "SETTLED";
        let accepted = batch.lines.iter().filter(|line| line.state == State::Accepted);
        batch.settlement = accepted.clone().map(|line| line.cents).sum();
        let premiums = accepted.filter(|line| line.kind == Some(Kind::Premium));
        for line in premiums {
            if let Some(person) = line.person {
                self.marks.insert((person, line.day.year()), !line.credit);
            }
        }
        let (cents, facility, fund) = (batch.settlement, batch.sending.facility, batch.sending.fund);
        batch.debt = (-cents).max(0);
        let mut left = cents.max(0);
        for debtor in &mut self.batches {
            if debtor.sending.facility == facility && debtor.sending.fund == fund {
                let part = debtor.debt.min(left);
                debtor.debt -= part;
                left -= part;
            }
        }
        self.batches[index].payable = (left > 0).then_some(left);
        self.batches[index].payment = "DUE";
        Told::Settled(cents, cents.max(0) - left)
    }

    fn pay(&mut self, fund: &str) -> Told {
        let (mut transfers, mut total) = (0, 0);
        for batch in self
            .batches
            .iter_mut()
            .filter(|batch| batch.sending.fund == fund && batch.payment == "DUE")
        {
            if let Some(cents) = batch.payable {
                batch.payment = "ORDERED";
                (transfers, total) = (transfers + 1, total + cents);
            }
        }
        Told::Paid(transfers, total)
    }

    fn bank(&mut self, index: usize, booked: bool) -> Told {
        let batch = &mut self.batches[index];
        if batch.payment != "ORDERED" {
            return Told::Conflict;
        }
        batch.payment = if booked { "BOOKED" } else { "DUE" };
        batch.state = if booked { "PAID" } else { "SETTLED" };
        Told::Bank(batch.state.to_owned())
    }
}

/// The other line of a pair in its invoice: a share stands directly behind its day.
fn partner(facility: usize, invoice: &Invoice, index: usize) -> Option<usize> {
    let is_share = |at: usize| kind_of(facility, invoice.lines[at].code) == Some(Kind::Share);
    let other = if is_share(index) {
        index.checked_sub(1)?
    } else {
        index + 1
    };
    let (line, with) = (&invoice.lines[index], invoice.lines.get(other)?);
    let fits = !line.provision && !with.provision && line.day == with.day && is_share(index) != is_share(other);
    fits.then_some(other)
}

/// 300452: when one of a pair is refused for a reason of its own, the other falls.
fn fall_together(all: &mut [Judged]) {
    let faulty: Vec<bool> = all.iter().map(Judged::is_faulty).collect();
    for at in 0..all.len() {
        if !faulty[at] && all[at].partner.is_some_and(|other| faulty[other]) {
            all[at].findings.insert("300452".to_owned());
        }
    }
}

/// The lines of originals in order of invoice number, then position.
fn in_order(all: &[Judged]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).filter(|at| !all[*at].kept.credit).collect();
    order.sort_by_key(|at| (all[*at].kept.invoice, all[*at].place));
    order
}

fn premiums_in_file(all: &mut [Judged]) {
    let mut seen = BTreeSet::new();
    for at in in_order(all) {
        let line = &mut all[at];
        if line.kept.kind != Some(Kind::Premium) || !line.counts() {
            continue;
        }
        if seen.contains(&line.kept.person) {
            line.findings.insert("500460".to_owned());
        } else if !line.is_open() {
            seen.insert(line.kept.person);
        }
    }
}

/// 300423: of equal lines the first that stands counts; a day and its share stand together.
fn twice_in_file(all: &mut [Judged]) {
    let mut seen: BTreeSet<(usize, Date, u32)> = BTreeSet::new();
    let mut done = BTreeSet::new();
    for at in in_order(all) {
        if !all[at].counts() || !done.insert(at) {
            continue;
        }
        let mut unit = vec![at];
        if let Some(other) = all[at].partner.filter(|other| all[*other].counts()) {
            done.insert(other);
            unit.push(other);
        }
        let twice = |line: &Judged| line.key().is_some_and(|key| seen.contains(&key));
        if unit.iter().any(|at| twice(&all[*at])) {
            for at in unit.into_iter().filter(|at| twice(&all[*at])).collect::<Vec<_>>() {
                let code = if all[at]
                    .kept
                    .kind
                    .is_some_and(|kind| matches!(kind, Kind::Cost | Kind::Premium))
                {
                    "500423"
                } else {
                    "300423"
                };
                all[at].findings.insert(code.to_owned());
            }
        } else {
            seen.extend(unit.iter().filter_map(|at| all[*at].key()));
        }
    }
}

fn kept_batch(
    sending: &Sending,
    state: &'static str,
    lines: Vec<Kept>,
    refused_invoices: BTreeSet<u64>,
    findings: Findings,
) -> Batch {
    Batch {
        sending: sending.clone(),
        state,
        lines,
        refused_invoices,
        findings,
        deciders: BTreeSet::new(),
        settlement: 0,
        debt: 0,
        payable: None,
        payment: "",
    }
}
