//! A generator of folders of the sample's form: other people, months, facilities, funds and error counts.

use std::fmt::Write as _;
use std::ops::Range;

use identifiers::{CareFundNumber, EuroCents, Month, PerformanceCode, brussels_at};
use invoice_file::{Contact, DetailKind, Invoice, InvoiceKind, Line, Sending, write_sending};
use jiff::civil::{Date, time};
use serde_json::json;

use super::{Place, numbers};

/// Price of a day, in every facility.
pub const DAY_CENTS: i64 = 4_321;

/// Someone in care: which facility, which fund, from which day, and when the request was received.
#[derive(Clone)]
pub struct Person {
    pub facility: usize,
    pub fund: u16,
    pub start: Date,
    /// With offset or Z.
    pub request_received_at: String,
}

impl Person {
    /// In care from a day, reported three days later.
    pub fn from(facility: usize, fund: u16, start: Date) -> Self {
        let received = brussels_at(start.checked_add(jiff::Span::new().days(3)).unwrap(), time(9, 0, 0, 0)).unwrap();
        Self {
            facility,
            fund,
            start,
            request_received_at: received.to_string(),
        }
    }
}

/// An invoice file: one facility's people of one fund in one month.
pub struct Batch {
    pub facility: usize,
    pub fund: u16,
    pub month: &'static str,
    pub sending_number: u16,
    pub created_on: Date,
    /// How many lines, from the first on, ask one cent too much.
    pub wrong_lines: usize,
}

/// Facilities, people and invoice files.
#[derive(Default)]
pub struct World {
    pub facilities: usize,
    pub people: Vec<Person>,
    pub batches: Vec<Batch>,
    /// Facilities that made no Circle of Trust declaration.
    pub without_trust: Vec<usize>,
}

/// What a batch must come to, when only its wrong lines are refused.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub lines: usize,
    pub records: usize,
    pub asked_cents: i64,
    pub accepted_cents: i64,
    pub findings: Vec<(u64, String, &'static str)>,
}

pub fn hco(facility: usize) -> String {
    format!("2000{:04}", facility + 1)
}

impl Batch {
    pub fn name(&self) -> String {
        format!("{}-{}-{}", hco(self.facility), self.fund, self.month)
    }
}

impl World {
    /// Writes the folder.
    pub fn write(&self) -> Place {
        let place = Place::empty();
        self.write_registers(&place);
        let requests: String = (0..self.people.len())
            .map(|person| self.request(person) + "\n")
            .collect();
        place.write("requests/requests.jsonl", requests);
        for batch in &self.batches {
            place.write(&format!("batches/{}.920000", batch.name()), bytes(&self.sending(batch)));
        }
        place
    }

    fn write_registers(&self, place: &Place) {
        let mut members = "ssin,name,birth_date,deceased_on,obligation,insurer,income_category,street,postal_code,\
             city,country\n"
            .to_owned();
        let mut memberships = "ssin,fund,kind,from,to\n".to_owned();
        for (counter, person) in (0..).zip(&self.people) {
            let ssin = numbers::ssin(counter).to_digits();
            writeln!(
                members,
                "{ssin},An Özdemir,,,OBLIGATORY,,STANDARD,Kerkstraat 1,9000,Gent,BE"
            )
            .unwrap();
            writeln!(memberships, "{ssin},{},OFFICIAL,2019-01-01,", person.fund).unwrap();
        }
        let mut facilities = "hco,nihdi,cbe,name,sector,iban,bic,circle_of_trust,attested\n".to_owned();
        let mut recognitions = "hco,sector,from,to,places\n".to_owned();
        for (facility, counter) in (0..self.facilities).zip(0..) {
            let (hco, nihdi, cbe) = (hco(facility), numbers::nihdi(counter), numbers::cbe(counter));
            let iban = numbers::iban(counter.into());
            let trust = if self.without_trust.contains(&facility) {
                "no"
            } else {
                "yes"
            };
            writeln!(
                facilities,
                "{hco},{nihdi},{cbe},Beschut Wonen {facility},IBW,{},,{trust},yes",
                iban.as_str()
            )
            .unwrap();
            writeln!(recognitions, "{hco},IBW,2015-01-01,,24").unwrap();
        }
        let tariffs = format!(
            "code,kind,sector,hco,user_type,income_category,from,to,cents,description_nl\n\
             970012,DAY,IBW,,,,2024-01-01,,{DAY_CENTS},Begeleidingsdag (demonstratie)\n"
        );
        let mut funds = "number,cbe,iban,bic,phone,email,website\n".to_owned();
        for fund in [180, 280, 380, 480, 580, 680] {
            writeln!(funds, "{fund},,BE68539007547034,GKCCBEBB,021234567,,").unwrap();
        }
        place.write("registers/members.csv", members);
        place.write("registers/memberships.csv", memberships);
        place.write("registers/facilities.csv", facilities);
        place.write("registers/recognitions.csv", recognitions);
        place.write("registers/tariffs.csv", tariffs);
        place.write("registers/care_funds.csv", funds);
    }

    /// The request of a person, as a line.
    pub fn request(&self, person: usize) -> String {
        let counter = u64::try_from(person).unwrap();
        let person = &self.people[person];
        json!({
            "receivedAt": person.request_received_at,
            "messageId": format!("00000000-0000-4000-8000-{counter:012}"),
            "facility": hco(person.facility), "ssin": numbers::ssin(counter).to_digits(),
            "migration": false, "requestType": "NEW", "userStatus": "VOLUNTARY", "accidentCode": "NONE",
            "origin": "44", "contact": { "name": "Team instroom", "phone": "093331234" },
            "start": brussels_at(person.start, time(10, 0, 0, 0)).unwrap().to_string(),
            "requestedEnd": person.start.checked_add(jiff::Span::new().days(300)).unwrap().to_string(),
            "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": person.start.to_string() },
        })
        .to_string()
    }

    /// The people of a batch, by their place in the list, with their days of its month.
    fn invoiced(&self, batch: &Batch) -> Vec<(usize, Vec<Date>)> {
        let month = Month::parse(batch.month).unwrap();
        let with_days = self.people.iter().enumerate().map(|(place, person)| {
            let ours = person.facility == batch.facility && person.fund == batch.fund;
            let days = month.period().days().filter(|day| ours && *day >= person.start);
            (place, days.collect::<Vec<Date>>())
        });
        with_days.filter(|(_, days)| !days.is_empty()).collect()
    }

    /// The invoice file of a batch as a value: one invoice a person, one line a day.
    pub fn sending(&self, batch: &Batch) -> Sending {
        let facility = u32::try_from(batch.facility).unwrap();
        let mut sending = Sending {
            test: false,
            month: Month::parse(batch.month).unwrap(),
            sending_number: batch.sending_number,
            created_on: batch.created_on,
            reference: "PROEF".into(),
            nihdi: numbers::nihdi(facility),
            cbe: numbers::cbe(facility),
            iban: numbers::iban(facility.into()),
            bic: None,
            fund: CareFundNumber::parse(&batch.fund.to_string()).unwrap(),
            invoices: Vec::new(),
            lines: Vec::new(),
            total: EuroCents::ZERO,
            record_count: 0,
        };
        for (number, (person, days)) in (1..).zip(self.invoiced(batch)) {
            let from = sending.lines.len();
            for (position, day) in (1..).zip(days) {
                let wrong = sending.lines.len() < batch.wrong_lines;
                sending
                    .lines
                    .push(line(position, day, batch.fund, DAY_CENTS + i64::from(wrong)));
            }
            let lines = from..sending.lines.len();
            let total = EuroCents::sum(sending.lines[from..].iter().map(|line| line.amount)).unwrap();
            sending.total = sending.total.plus(total).unwrap();
            sending.invoices.push(self.invoice(number, person, batch, lines, total));
        }
        sending.record_count = u64::try_from(sending.invoices.len() + sending.lines.len()).unwrap();
        sending
    }

    fn invoice(&self, number: u64, person: usize, batch: &Batch, lines: Range<usize>, total: EuroCents) -> Invoice {
        Invoice {
            number,
            ssin: numbers::ssin(u64::try_from(person).unwrap()).as_number(),
            same_ssin: true,
            sex: 1,
            kind: InvoiceKind::Original,
            admission: Some(self.people[person].start.to_datetime(time(10, 0, 0, 0))),
            discharge: None,
            fund_of_affiliation: batch.fund,
            vsb_reference: None,
            earlier: None,
            invoice_date: Some(batch.created_on),
            lines,
            written_total: total,
            written_share: EuroCents::ZERO,
            written_supplement: EuroCents::ZERO,
        }
    }

    /// What a batch must come to when nothing but its wrong lines is wrong.
    pub fn expected(&self, batch: &Batch) -> Expected {
        let sending = self.sending(batch);
        let mut findings = Vec::new();
        for invoice in &sending.invoices {
            for index in invoice.lines.clone().filter(|index| *index < batch.wrong_lines) {
                findings.push((invoice.number, sending.lines[index].first_day.to_string(), "301940"));
            }
        }
        let lines = sending.lines.len();
        Expected {
            lines,
            records: lines + sending.invoices.len(),
            asked_cents: sending.total.cents(),
            accepted_cents: i64::try_from(lines - findings.len()).unwrap() * DAY_CENTS,
            findings,
        }
    }
}

/// A sending as the bytes of an invoice file.
pub fn bytes(sending: &Sending) -> Vec<u8> {
    let contact = Contact {
        family_name: "JANSSENS".into(),
        first_name: "KARIN".into(),
        phone: "093331234".into(),
    };
    let mut bytes = Vec::new();
    write_sending(sending, &contact, &mut bytes).unwrap();
    bytes
}

fn line(position: u32, day: Date, fund: u16, cents: i64) -> Line {
    Line {
        position,
        record: DetailKind::Stay30,
        code: PerformanceCode::parse("970012").unwrap(),
        first_day: day,
        last_day: day,
        fund,
        amount: EuroCents::new(cents),
        negative_written: false,
        units: 1,
        share: EuroCents::ZERO,
        supplement: EuroCents::ZERO,
    }
}
