//! The application, played with the same steps.

use app::{Actor, App, BatchReport, Context, Decision, FundRole, LinePick, Problem};
use identifiers::{
    BatchId, CareFundNumber, CbeNumber, EuroCents, FacilityId, HcoNumber, Iban, Month, NihdiNumber, PerformanceCode,
    Period, SectorCode, Ssin, VsbReference, brussels_at,
};
use invoice_file::{Contact, DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending as File, write_sending};
use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use registers::import::{
    CareFundRow, FacilityRow, MemberRow, MembershipRow, PremiumRow, RecognitionRow, Registers, TariffRow,
};
use registers::{
    Address, AffiliationObligation, IncomeCategory, Membership, MembershipKind, PersonDetails, Recognition, TariffKind,
    UserType,
};
use regulation::Law;
use serde_json::{Map, Value, json};
use store::Store;
use store_sqlite::SqliteStore;

use super::setting::{FACILITIES, Kind, PERSONS, PRICES, Pick, STAYS, Sending, Step};
use super::told::Told;

const CBE: [&str; 2] = ["0411000183", "0422000181"];
const IBAN: [&str; 2] = ["BE74001100000107", "BE52001100000309"];
const FUNDS: [&str; 2] = ["180", "280"];

/// An empty store in memory.
pub(super) fn store() -> Result<SqliteStore, String> {
    SqliteStore::in_memory(noon(date(2023, 1, 2))?).map_err(|error| error.to_string())
}

/// The application on a store, with what there is before the first batch.
pub(super) struct Real<'s> {
    app: App<'s>,
    facilities: Vec<FacilityId>,
    references: Vec<VsbReference>,
    batches: Vec<(BatchId, Vec<u8>, usize)>,
}

impl<'s> Real<'s> {
    pub(super) fn new(store: &'s dyn Store) -> Result<Self, String> {
        let app = App::new(store, Law::embedded());
        let first = operator(date(2023, 1, 2))?;
        app.import_read(&first, &registers()?).map_err(told)?;
        app.set_four_eyes(&first, fund("180")?, true).map_err(told)?;
        let mut real = Self {
            app,
            facilities: Vec::new(),
            references: Vec::new(),
            batches: Vec::new(),
        };
        for facility in &FACILITIES {
            let hco = HcoNumber::parse(facility.hco).map_err(text)?;
            let id = real.app.facility_by_hco(&first, &hco).map_err(told)?;
            real.facilities.push(id.ok_or("a facility that was not imported")?);
        }
        for index in 0..STAYS.len() {
            real.stay(index)?;
        }
        Ok(real)
    }

    fn context(&self, facility: usize, day: Date) -> Result<Context, String> {
        Ok(Context {
            actor: Actor::Facility(self.facilities[facility]),
            at: noon(day)?,
        })
    }

    /// Asks for a stay on its second day, with its end and what is in beraad of it.
    fn stay(&mut self, index: usize) -> Result<(), String> {
        let stay = &STAYS[index];
        let facility = &FACILITIES[stay.facility];
        let mut message = json!({
            "messageId": uuid::Uuid::from_u128(index as u128 + 1).to_string(), "facility": facility.hco,
            "ssin": PERSONS[stay.person].ssin, "migration": false, "requestType": "NEW", "userStatus": "VOLUNTARY",
            "accidentCode": "NONE", "origin": "41", "start": instant(stay.from, 16 * 60)?.to_string(),
            "requestedEnd": stay.to, "contact": { "name": "Team instroom", "phone": "021234567" },
            "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": "2024-01-10" },
        });
        if facility.sector == "PVT" {
            message["userType"] = json!("WITHOUT_INTELLECTUAL_DISABILITY");
        }
        let day = stay.from.tomorrow().map_err(|error| error.to_string())?;
        let context = self.context(stay.facility, day)?;
        let object = object(&message);
        let answered = self
            .app
            .send_request(&context, message.to_string().as_bytes(), &object)
            .map_err(told)?;
        let reference = answered
            .answer
            .vsb_reference
            .ok_or_else(|| format!("stay {index}: {}", answered.json))?;
        self.references.push(reference);
        if let Some((last, minute)) = stay.end {
            self.end(index, "END", (last, minute), last)?;
            if let Some(then) = stay.end_in_beraad {
                let late = last
                    .checked_add(jiff::ToSpan::days(7))
                    .map_err(|error| error.to_string())?;
                self.end(index, "END_CHANGE", (then, minute), late)?;
            }
        }
        Ok(())
    }

    fn end(&self, index: usize, change: &str, (day, minute): (Date, i16), on: Date) -> Result<(), String> {
        let message = json!({
            "messageId": uuid::Uuid::from_u128(100 + index as u128 * 2 + u128::from(change != "END")).to_string(),
            "facility": FACILITIES[STAYS[index].facility].hco, "vsbReference": self.references[index],
            "change": change, "end": instant(day, minute)?.to_string(), "endReason": "10", "departedTo": "10",
        });
        let context = Context {
            at: instant(on, 23 * 60)?,
            ..self.context(STAYS[index].facility, on)?
        };
        let answered = self
            .app
            .send_change(&context, message.to_string().as_bytes(), &object(&message))
            .map_err(told)?;
        let wanted = if change == "END" { "ACCEPTED" } else { "PENDING" };
        let holds = answered.json.contains(&format!("\"{wanted}\""));
        holds
            .then_some(())
            .ok_or_else(|| format!("stay {index}: {}", answered.json))
    }

    pub(super) fn take(&mut self, step: &Step) -> Result<Told, String> {
        match step {
            Step::Send(sending) => {
                let bytes = self.bytes(sending)?;
                let context = self.context(sending.sender, sending.on)?;
                let report = self.app.send_batch(&context, &bytes).map_err(told)?;
                self.batches.push((report.id, bytes, sending.sender));
                Ok(of_report(&report))
            }
            Step::Again(batch, on) => {
                let (id, bytes, sender) = &self.batches[*batch];
                let report = self.app.send_batch(&self.context(*sender, *on)?, bytes).map_err(told)?;
                (report.id == *id)
                    .then(|| of_report(&report))
                    .ok_or_else(|| "a second batch of the same bytes".into())
            }
            Step::Review(batch, pick, on) => {
                let id = self.batches[*batch].0;
                let context = self.employee(id, FundRole::CaseWorker, "worker", *on)?;
                answered(self.app.review_lines(&context, id, &picked(*pick)?), |report| {
                    of_report(&report)
                })
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

    /// 6: every euro is walked back, by hash, of every batch.
    pub(super) fn walk_back(&self) -> Result<(), String> {
        for (id, ..) in &self.batches {
            let trail = self.app.trail(&operator(date(2026, 1, 2))?, *id).map_err(told)?;
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

    fn bytes(&self, sending: &Sending) -> Result<Vec<u8>, String> {
        let mut file = File {
            test: false,
            month: Month::of(sending.month),
            sending_number: sending.number,
            created_on: sending.on,
            reference: String::new(),
            nihdi: NihdiNumber::parse(FACILITIES[sending.facility].nihdi).map_err(text)?,
            cbe: CbeNumber::parse(CBE[usize::from(sending.wrong_cbe)]).map_err(text)?,
            iban: Iban::parse(IBAN[usize::from(sending.wrong_iban)]).map_err(text)?,
            bic: None,
            fund: fund(sending.fund)?,
            invoices: Vec::new(),
            lines: Vec::new(),
            total: EuroCents::ZERO,
            record_count: 0,
        };
        for invoice in &sending.invoices {
            let first = file.lines.len();
            for (position, line) in (1..).zip(&invoice.lines) {
                file.lines.push(Line {
                    position,
                    record: if line.provision {
                        DetailKind::Provision50
                    } else {
                        DetailKind::Stay30
                    },
                    code: PerformanceCode::from_number(line.code).map_err(text)?,
                    first_day: line.day,
                    last_day: line.last_day,
                    fund: file.fund.as_number(),
                    amount: EuroCents::new(line.cents),
                    negative_written: line.cents < 0,
                    units: line.units,
                    share: EuroCents::ZERO,
                    supplement: EuroCents::ZERO,
                });
            }
            let total = invoice.lines.iter().map(|line| line.cents).sum::<i64>() + invoice.total_off;
            file.total = EuroCents::new(file.total.cents() + total);
            file.invoices.push(Invoice {
                number: invoice.number,
                ssin: invoice.ssin.parse().map_err(|_| "eleven digits")?,
                same_ssin: true,
                sex: 1,
                kind: if invoice.credit.is_some() {
                    InvoiceKind::Credit
                } else {
                    InvoiceKind::Original
                },
                admission: Some(invoice.admission.to_datetime(time(14, 0, 0, 0))),
                discharge: invoice.discharge.map(|day| day.to_datetime(time(11, 0, 0, 0))),
                fund_of_affiliation: file.fund.as_number(),
                vsb_reference: invoice.reference.map(|stay| self.references[stay].to_string()),
                earlier: invoice.credit.flatten().map(|(number, sending, month)| EarlierInvoice {
                    number,
                    sending,
                    month: Some(Month::of(month)),
                    fund: file.fund.as_number(),
                }),
                invoice_date: Some(invoice.date),
                lines: first..file.lines.len(),
                written_total: EuroCents::new(total),
                written_share: EuroCents::ZERO,
                written_supplement: EuroCents::ZERO,
            });
        }
        file.record_count = (file.invoices.len() + file.lines.len()) as u64;
        let mut bytes = Vec::new();
        write_sending(&file, &Contact::default(), &mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

fn answered<T>(result: Result<T, Problem>, tell: impl FnOnce(T) -> Told) -> Result<Told, String> {
    match result {
        Ok(done) => Ok(tell(done)),
        Err(Problem::Conflict(_)) => Ok(Told::Conflict),
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

fn registers() -> Result<Registers, String> {
    let mut all = Registers::default();
    for number in FUNDS {
        all.care_funds.push(CareFundRow {
            line: 1,
            number: fund(number)?,
            cbe: None,
            iban: Some(Iban::parse("BE68539007547034").map_err(text)?),
            bic: None,
            phone: None,
            email: None,
            website: None,
        });
    }
    for person in &PERSONS {
        let ssin = Ssin::parse(person.ssin).map_err(text)?;
        all.members.push(MemberRow {
            line: 1,
            ssin,
            details: PersonDetails {
                name: None,
                birth_date: None,
                deceased_on: person.deceased,
                obligation: match person.obligation {
                    "VOLUNTARY" => AffiliationObligation::Voluntary,
                    _ => AffiliationObligation::Obligatory,
                },
                insurer: None,
                income_category: person.increased.map(category),
                address: Address::default(),
            },
        });
        for (number, official, from, to) in person.memberships {
            let membership = Membership {
                fund: fund(number)?,
                kind: if *official {
                    MembershipKind::Official
                } else {
                    MembershipKind::Administrative
                },
                period: Period::between(*from, *to).map_err(|error| error.to_string())?,
            };
            all.memberships.push(MembershipRow {
                line: 1,
                ssin,
                membership,
            });
        }
        for year in person.premiums {
            all.premiums.push(PremiumRow {
                line: 1,
                ssin,
                year: *year,
                paid_on: None,
                cents: None,
            });
        }
    }
    facilities(&mut all)?;
    Ok(all)
}

fn facilities(all: &mut Registers) -> Result<(), String> {
    for facility in &FACILITIES {
        let hco = HcoNumber::parse(facility.hco).map_err(text)?;
        let sector = SectorCode::parse(facility.sector).map_err(text)?;
        all.facilities.push(FacilityRow {
            line: 1,
            hco: hco.clone(),
            nihdi: NihdiNumber::parse(facility.nihdi).map_err(text)?,
            cbe: CbeNumber::parse(CBE[0]).map_err(text)?,
            name: facility.hco.to_owned(),
            sector: sector.clone(),
            iban: Iban::parse(IBAN[0]).map_err(text)?,
            bic: None,
            circle_of_trust: true,
            attested: true,
        });
        let recognition = Recognition {
            sector,
            period: Period::between(date(2015, 1, 1), facility.recognised_to).map_err(|error| error.to_string())?,
            places: 20,
        };
        all.recognitions.push(RecognitionRow {
            line: 1,
            hco,
            recognition,
        });
    }
    for price in &PRICES {
        all.tariffs.push(TariffRow {
            line: 1,
            code: PerformanceCode::from_number(price.code).map_err(text)?,
            kind: match price.kind {
                Kind::Day => TariffKind::Day,
                Kind::Share => TariffKind::PersonalShare,
                Kind::Cost => TariffKind::Cost,
                Kind::Premium => TariffKind::Premium,
            },
            sector: SectorCode::parse(price.sector).map_err(text)?,
            hco: price
                .facility
                .map(|of| HcoNumber::parse(FACILITIES[of].hco))
                .transpose()
                .map_err(text)?,
            user_type: price.disability.map(|with| match with {
                true => UserType::WithIntellectualDisability,
                false => UserType::WithoutIntellectualDisability,
            }),
            income_category: price.increased.map(category),
            period: Period::between(price.from, price.to).map_err(|error| error.to_string())?,
            cents: EuroCents::new(price.cents),
            description_nl: None,
        });
    }
    Ok(())
}

const fn category(increased: bool) -> IncomeCategory {
    if increased {
        IncomeCategory::Increased
    } else {
        IncomeCategory::Standard
    }
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
    instant(day, 12 * 60)
}

/// A minute of a day in Brussels.
fn instant(day: Date, minute: i16) -> Result<Timestamp, String> {
    let hour = |minutes: i16| i8::try_from(minutes).map_err(|error| error.to_string());
    brussels_at(day, time(hour(minute / 60)?, hour(minute % 60)?, 0, 0)).map_err(|error| error.to_string())
}

fn object(message: &Value) -> Map<String, Value> {
    message.as_object().cloned().unwrap_or_default()
}

fn text(error: identifiers::Malformed) -> String {
    error.to_string()
}

fn told(problem: Problem) -> String {
    problem.to_string()
}
