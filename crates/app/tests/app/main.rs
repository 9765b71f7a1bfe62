//! The use cases through [`app::App`] on the embedded store: who may, what is kept, and what adds up.

mod answers;
mod at_once;
mod bank;
mod batches;
mod bill;
mod dossier_history;
mod dossier_page;
mod fixture;
mod fresh;
mod groups;
mod imports;
mod killed;
mod money;
mod pending_term;
mod portal;
mod portal_month;
mod portal_rights;
mod privacy;
mod register_tasks;
mod replay;
mod requests;
mod rights;
mod rights_pages;
mod sign_in;
mod trust;
mod worklist;
