//! Every table of the house: its columns, those of its key first.

mod access;
mod care;
mod invoicing;
mod payments;
mod records;
mod registers;

use super::{Kind, Table};

const fn table(name: &'static str, key: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table {
        name,
        columns,
        key,
        page: 4000,
    }
}

/// Every table of the house, each behind those it refers to. The journal is the last: its head says that all is there.
pub const TABLES: &[Table] = &[
    registers::CARE_FUND,
    registers::FACILITY,
    registers::FACILITY_DETAILS,
    registers::RECOGNITION,
    registers::TARIFF,
    registers::PERSON,
    registers::PERSON_SSIN,
    registers::PERSON_DETAILS,
    registers::MEMBERSHIP,
    registers::PREMIUM,
    care::DOSSIER,
    care::DOSSIER_PERIOD,
    care::CARE_MESSAGE,
    care::INBOX,
    care::FUND_EVENT,
    care::JOB,
    care::TASK,
    invoicing::BATCH,
    invoicing::INVOICE,
    invoicing::LINE,
    invoicing::BATCH_MONTH,
    invoicing::LINE_TOTAL,
    invoicing::FINDING_TOTAL,
    invoicing::PAID_DAY,
    invoicing::FINDING,
    payments::SETTLEMENT,
    payments::PAYMENT_ORDER,
    payments::PAYMENT_ORDER_SETTLEMENT,
    payments::PAYABLE,
    invoicing::CREDIT,
    invoicing::LINE_DECISION,
    registers::CONTROL_RULE,
    payments::SET_OFF,
    payments::BANK_ANSWER,
    payments::BANK_FILE,
    invoicing::INVOICE_DRAFT,
    access::TRUST_DECLARATION,
    access::BOUND_CERTIFICATE,
    access::ATTESTED_SOFTWARE,
    access::SOFTWARE_IN_USE,
    access::WEBHOOK,
    records::SERIAL,
    records::PAYLOAD,
    access::ACCOUNT,
    access::SESSION,
    access::LOOK,
    records::LAW,
    records::LAW_FILE,
    records::JOURNAL,
];
