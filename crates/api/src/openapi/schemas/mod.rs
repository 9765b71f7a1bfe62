//! The forms of what goes over the wire, as the document shows them.
//!
//! They mirror what the use cases read and answer, so that rooms without HTTP need not know the document. That they
//! say the same is tried by every test that makes a call: its answer must fit the form (`tests/api/contract.rs`).

#![expect(dead_code, reason = "these describe; no value of them is ever made")]

mod agency;
mod care;
mod common;
mod funds;
mod insurance;
mod invoicing;
mod reference_data;

pub(crate) use agency::{AnsweredFacilityLine, FacilityDelivery, ImportReport};
pub(crate) use care::{AnsweredRequestLine, CareAnswer, CareRequest, ChangeMessage, DossierHistory, Inbox};
pub(crate) use common::{Health, Problem};
pub(crate) use funds::{AnsweredMemberLine, BankReport, Events, MemberChange, Order, OrderList};
pub(crate) use insurance::{
    InsuranceAnswer, InsuranceAnswers, InsuranceQuestion, InsuranceQuestions, ShareAnswer, ShareQuestion,
};
pub(crate) use invoicing::{BatchAnswer, BatchReport, InvoiceBatch};
pub(crate) use reference_data::{ListOnDay, Lists};
