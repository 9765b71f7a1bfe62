//! Building the invoice file, or the JSON, of a `batch` step (scenarios.md, "Format").

use std::collections::HashMap;

use identifiers::{
    Bic, CareFundNumber, CbeNumber, EuroCents, Iban, Month, NihdiNumber, PerformanceCode, Period, brussels_clock,
};
use invoice_file::{
    Contact, DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending, write_json, write_sending,
};
use jiff::civil::{Date, DateTime, time};
use registers::TariffKind;

use super::document::{BatchStep, FacilityEntry, InvoiceEntry, LineEntry, Tamper, Via};

/// Bytes before the first record, and bytes of a record (billing.md §1).
const HEADER_BYTES: usize = 227;
const RECORD_BYTES: usize = 350;

/// What an invoice says of its stay.
pub(super) struct StayOnFile {
    pub(super) reference: Option<String>,
    pub(super) admission: DateTime,
    pub(super) discharge: Option<DateTime>,
}

/// The bytes of the file or of the JSON. `kinds` tells what each code stands for in the facility's sector; `stay_of` what an
/// invoice says of its stay; `day` is the Brussels day of the step: creation and invoice date.
pub(super) fn bytes(
    step: &BatchStep,
    facility: &FacilityEntry,
    kinds: &HashMap<String, TariffKind>,
    day: Date,
    mut stay_of: impl FnMut(&InvoiceEntry) -> Result<StayOnFile, String>,
) -> Result<Vec<u8>, String> {
    let text = |field: &'static str| move |error: identifiers::Malformed| format!("{field}: {error}");
    let fund = CareFundNumber::parse(&step.fund).map_err(text("fund"))?;
    let mut sending = Sending {
        test: false,
        month: Month::parse(&step.month).map_err(text("month"))?,
        sending_number: step.sending_number,
        created_on: day,
        reference: String::new(),
        nihdi: NihdiNumber::parse(&facility.nihdi).map_err(text("nihdi"))?,
        cbe: CbeNumber::parse(&facility.cbe).map_err(text("cbe"))?,
        iban: Iban::parse(&facility.iban).map_err(text("iban"))?,
        bic: facility
            .bic
            .as_deref()
            .map(Bic::parse)
            .transpose()
            .map_err(text("bic"))?,
        fund,
        invoices: Vec::new(),
        lines: Vec::new(),
        total: EuroCents::ZERO,
        record_count: 0,
    };
    for entry in &step.invoices {
        let lines = lines(entry, kinds, fund)?;
        let stay = stay_of(entry)?;
        let first = sending.lines.len();
        let total = EuroCents::sum(lines.iter().map(|line| line.amount)).map_err(|error| error.to_string())?;
        sending.lines.extend(lines);
        sending.total = sending.total.plus(total).map_err(|error| error.to_string())?;
        sending
            .invoices
            .push(invoice(entry, stay, fund, day, first..sending.lines.len(), total)?);
    }
    sending.record_count = (sending.invoices.len() + sending.lines.len()) as u64;
    let contact = Contact {
        family_name: "SCENARIO".into(),
        first_name: String::new(),
        phone: String::new(),
    };
    let mut bytes = Vec::new();
    match (step.via, &step.tamper) {
        (Via::Json, None) => write_json(&sending, &mut bytes).map_err(|error| error.to_string())?,
        (Via::Json, Some(_)) => return Err("tamper: only a file has records and positions".into()),
        (Via::File, tamper) => {
            write_sending(&sending, &contact, &mut bytes).map_err(|error| error.to_string())?;
            if let Some(tamper) = tamper {
                change(&mut bytes, tamper)?;
            }
        }
    }
    Ok(bytes)
}

fn invoice(
    entry: &InvoiceEntry,
    stay: StayOnFile,
    fund: CareFundNumber,
    day: Date,
    lines: std::ops::Range<usize>,
    total: EuroCents,
) -> Result<Invoice, String> {
    let earlier = entry.earlier.as_ref().map(|earlier| {
        let month = Month::parse(&earlier.month).map_err(|error| format!("earlier.month: {error}"))?;
        let earlier = EarlierInvoice {
            number: earlier.number,
            sending: earlier.sending,
            month: Some(month),
            fund: fund.as_number(),
        };
        Ok::<_, String>(earlier)
    });
    Ok(Invoice {
        number: entry.number,
        ssin: entry.ssin.parse().map_err(|_| "ssin: expected 11 digits")?,
        same_ssin: true,
        sex: 1,
        kind: if entry.credit {
            InvoiceKind::Credit
        } else {
            InvoiceKind::Original
        },
        admission: Some(stay.admission),
        discharge: stay.discharge,
        fund_of_affiliation: fund.as_number(),
        vsb_reference: stay.reference,
        earlier: earlier.transpose()?,
        invoice_date: Some(day),
        lines,
        written_total: total,
        written_share: EuroCents::ZERO,
        written_supplement: EuroCents::ZERO,
    })
}

/// One line for each day; a personal share is written directly behind its day.
fn lines(entry: &InvoiceEntry, kinds: &HashMap<String, TariffKind>, fund: CareFundNumber) -> Result<Vec<Line>, String> {
    let (mut lines, mut shares) = (Vec::new(), Vec::new());
    for written in &entry.lines {
        let kind = kinds.get(&written.code).copied();
        let record = match kind {
            Some(TariffKind::Cost | TariffKind::Premium) => DetailKind::Provision50,
            _ => DetailKind::Stay30,
        };
        let to = if kind == Some(TariffKind::PersonalShare) {
            &mut shares
        } else {
            &mut lines
        };
        for day in days(written)? {
            to.push(line(written, record, day, fund, entry.credit)?);
        }
    }
    for share in shares {
        let behind = lines
            .iter()
            .position(|day| day.first_day == share.first_day && day.record == DetailKind::Stay30);
        match behind {
            Some(place) => lines.insert(place + 1, share),
            None => lines.push(share),
        }
    }
    for (position, line) in (1..).zip(&mut lines) {
        line.position = position;
    }
    Ok(lines)
}

fn line(
    written: &LineEntry,
    record: DetailKind,
    day: Date,
    fund: CareFundNumber,
    credit: bool,
) -> Result<Line, String> {
    Ok(Line {
        position: 0,
        record,
        code: PerformanceCode::parse(&written.code).map_err(|error| format!("code: {error}"))?,
        first_day: day,
        last_day: day,
        fund: fund.as_number(),
        amount: EuroCents::new(written.cents),
        negative_written: written.cents < 0,
        units: if credit { -1 } else { 1 },
        share: EuroCents::ZERO,
        supplement: EuroCents::ZERO,
    })
}

/// One day, or `from..to`.
fn days(line: &LineEntry) -> Result<Vec<Date>, String> {
    let read = |text: &str| {
        text.parse::<Date>()
            .map_err(|_| format!("days: expected a day or from..to, got {:?}", line.days))
    };
    match line.days.split_once("..") {
        Some((from, to)) => {
            let period = Period::between(read(from)?, read(to)?).map_err(|error| format!("days: {error}"))?;
            Ok(period.days().collect())
        }
        None => Ok(vec![read(&line.days)?]),
    }
}

/// Day and hour in Brussels of an instant.
pub(super) fn on_file(instant: jiff::Timestamp) -> DateTime {
    brussels_clock(instant)
}

/// A day without a known hour.
pub(super) fn morning(day: Date) -> DateTime {
    day.to_datetime(time(0, 0, 0, 0))
}

/// Changes bytes of a record (0: of the header) and leaves the check digits alone.
fn change(bytes: &mut [u8], tamper: &Tamper) -> Result<(), String> {
    let range = || {
        let start = match tamper.record {
            0 => 0,
            record => (record - 1).checked_mul(RECORD_BYTES)?.checked_add(HEADER_BYTES)?,
        };
        let from = start.checked_add(tamper.position.checked_sub(1)?)?;
        Some(from..from.checked_add(tamper.text.len())?)
    };
    let place = range().and_then(|range| bytes.get_mut(range));
    place
        .ok_or("tamper: there is no such record or position")?
        .copy_from_slice(tamper.text.as_bytes());
    Ok(())
}
