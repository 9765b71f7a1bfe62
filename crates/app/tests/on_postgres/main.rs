//! The same tests once more, on PostgreSQL.

#[path = "fresh.rs"]
mod fresh;
mod numbers;

#[path = "../app/answers.rs"]
mod answers;
#[path = "../app/at_once.rs"]
mod at_once;
#[path = "../app/bank.rs"]
mod bank;
#[path = "../app/batches.rs"]
mod batches;
#[path = "../app/bill.rs"]
mod bill;
#[path = "../app/dossier_history.rs"]
mod dossier_history;
#[path = "../app/dossier_page.rs"]
mod dossier_page;
#[path = "../app/events.rs"]
mod events;
#[path = "../app/fixture.rs"]
mod fixture;
#[path = "../app/imports.rs"]
mod imports;
#[path = "../app/killed.rs"]
mod killed;
#[path = "../app/money.rs"]
mod money;
#[path = "../app/pending_term.rs"]
mod pending_term;
#[path = "../app/portal.rs"]
mod portal;
#[path = "../app/portal_month.rs"]
mod portal_month;
#[path = "../app/portal_overview.rs"]
mod portal_overview;
#[path = "../app/portal_rights.rs"]
mod portal_rights;
#[path = "../app/privacy.rs"]
mod privacy;
#[path = "../app/register_tasks.rs"]
mod register_tasks;
#[path = "../app/replay.rs"]
mod replay;
#[path = "../app/requests.rs"]
mod requests;
#[path = "../app/rights.rs"]
mod rights;
#[path = "../app/rights_pages.rs"]
mod rights_pages;
#[path = "../app/sign_in.rs"]
mod sign_in;
#[path = "../app/trust.rs"]
mod trust;
#[path = "../app/webhooks.rs"]
mod webhooks;
#[path = "../app/worklist.rs"]
mod worklist;

#[test]
fn no_file_of_tests_is_left_out() {
    let modules = |text: &'static str| -> std::collections::BTreeSet<&str> {
        text.lines().filter(|line| line.starts_with("mod ")).collect()
    };
    let (there, here) = (
        modules(include_str!("../app/main.rs")),
        modules(include_str!("main.rs")),
    );
    let left_out: Vec<_> = there.difference(&here).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
}
