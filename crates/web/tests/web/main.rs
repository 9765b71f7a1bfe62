//! The screens: every page for every role, in both languages.
#![allow(clippy::unwrap_used, reason = "test code")]

mod facility;
mod facility_lists;
mod facility_month;
mod facility_month_kept;
mod facility_trust;
mod fund_looks;
mod fund_money;
mod fund_people;
mod fund_tasks;
mod fund_why;
mod fund_worklist;
mod guard;
mod pages;
mod roles;
mod sign_in;
mod world;
