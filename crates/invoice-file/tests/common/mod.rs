//! What the tests of this crate share: the sample, a small sending, and damaged copies.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "test code")]

use identifiers::EuroCents;
use invoice_file::zones::Layout;
use invoice_file::{Contact, DetailKind, Reading, Sending, check_digits, control_number, read_sending, write_sending};

pub const SAMPLE: &[u8] = include_bytes!("../samples/10000001-180-2024-03.920000");
pub const HEADER: usize = 227;
pub const RECORD: usize = 350;

pub fn read(bytes: &[u8]) -> Reading {
    read_sending(bytes).unwrap()
}

pub fn contact() -> Contact {
    Contact {
        family_name: "JANSSENS".into(),
        first_name: "KARIN".into(),
        phone: "0933312340".into(),
    }
}

pub fn write(sending: &Sending) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_sending(sending, &contact(), &mut bytes).unwrap();
    bytes
}

/// The first two invoices of the sample with three lines each, one of them a cost.
pub fn small() -> Sending {
    let mut sending = read(SAMPLE).sending.unwrap();
    sending.invoices.truncate(2);
    let mut lines = Vec::new();
    for invoice in &mut sending.invoices {
        let start = lines.len();
        lines.extend_from_slice(&sending.lines[invoice.lines.start..invoice.lines.start + 3]);
        invoice.lines = start..lines.len();
        invoice.written_total = EuroCents::sum(lines[start..].iter().map(|line| line.amount)).unwrap();
    }
    lines[2].record = DetailKind::Provision50;
    sending.lines = lines;
    sending.total = EuroCents::sum(sending.invoices.iter().map(|invoice| invoice.written_total)).unwrap();
    sending.record_count = 8;
    sending
}

/// The small sending with a record 51 and a 52 behind its cost.
pub fn small_with_additions() -> Vec<u8> {
    let mut records = records(&write(&small()));
    let cost = records.iter().position(|record| record.starts_with(b"50")).unwrap();
    for (offset, layout) in [(1, Layout::R51), (2, Layout::R52)] {
        let mut record = vec![b'0'; RECORD];
        for zone in &layout.table().zones {
            if zone.zone_type == invoice_file::zones::ZoneType::Text {
                record[zone.range.clone()].fill(b' ');
            }
        }
        record[..2].copy_from_slice(layout.record_type().to_string().as_bytes());
        record[9..24].copy_from_slice(&records[cost][9..24]);
        record[35..48].copy_from_slice(&records[cost][35..48]);
        if layout == Layout::R51 {
            record[87..99].copy_from_slice(b"+00000000000");
        }
        records.insert(cost + offset, record);
    }
    let header = write(&small())[..HEADER].to_vec();
    join(&header, &renumbered(records))
}

pub fn records(file: &[u8]) -> Vec<Vec<u8>> {
    file[HEADER..].chunks(RECORD).map(<[u8]>::to_vec).collect()
}

pub fn join(header: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    [header, &records.concat()].concat()
}

/// Sequence numbers, control numbers, counts and check digits made right again.
pub fn renumbered(mut records: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let inner = records.len() - 4;
    let (mut invoice, mut all) = (0u64, 0u64);
    for (place, record) in records.iter_mut().enumerate() {
        let kind: u8 = std::str::from_utf8(&record[..2]).unwrap().parse().unwrap();
        let code: u64 = std::str::from_utf8(&record[9..16]).unwrap().trim().parse().unwrap_or(0);
        match kind {
            20 => invoice = 0,
            30 | 50 | 51 => (invoice, all) = (invoice + code, all + code),
            80 => record[346..348].copy_from_slice(format!("{:02}", control_number(invoice)).as_bytes()),
            90 => record[346..348].copy_from_slice(format!("{:02}", control_number(all)).as_bytes()),
            95 | 96 => {
                let count = if kind == 95 { inner } else { inner + 2 };
                record[65..73].copy_from_slice(format!("{count:08}").as_bytes());
                record[75..77].copy_from_slice(format!("{:02}", control_number(all)).as_bytes());
                continue;
            }
            _ => {}
        }
        record[2..8].copy_from_slice(format!("{:06}", place + 1).as_bytes());
        seal(record);
    }
    records
}

/// Right check digits for a record.
pub fn seal(record: &mut [u8]) {
    let check = check_digits(record);
    record[348..350].copy_from_slice(format!("{check:02}").as_bytes());
}

/// The codes of the faults, each once, in order.
pub fn codes(reading: &Reading) -> Vec<String> {
    let mut codes: Vec<String> = reading.faults.list.iter().map(|fault| fault.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}
