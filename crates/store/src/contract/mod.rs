//! The contract: what every store must do, as tests on a fresh store (architecture.md, invariants 4 to 8).
//!
//! The tests of a crate that implements [`Store`](crate::Store) take them all in with one line:
//!
//! ```ignore
//! fn fresh(case: fn(&dyn store::Store)) {
//!     case(&MyStore::empty());
//! }
//! store::contract_tests!(fresh);
//! ```
//!
//! A case panics where the store does not keep to the contract. What no trait shows (rows that were superseded, a
//! journal that cannot be edited) is for the tests of the store itself.
//!
//! After an error a transaction is only dropped: no case goes on with one.

mod accounts;
mod at_once;
mod batches;
mod batches_guards;
mod brief;
mod care;
mod care_changes;
mod care_lists;
mod desk;
mod events;
mod fixture;
mod invoicing;
mod journal;
mod later;
mod look_ups;
mod overview;
mod overview_money;
mod pages;
mod registers;
mod registers_persons;
mod settlements;
mod transactions;
mod trust;
mod webhooks;

/// Names every case once, and makes of them [`cases`] and the macro `contract_tests`.
macro_rules! contract {
    ($dollar:tt $($module:ident: $($case:ident),+;)+) => {
        $(pub use $module::{$($case),+};)+

        /// All cases by name: a fresh store for each.
        #[must_use]
        pub fn cases() -> Vec<(&'static str, fn(&dyn crate::Store))> {
            vec![$($((stringify!($case), $case as fn(&dyn crate::Store))),+),+]
        }

        /// One test for each case. The argument is a function that makes a fresh store and calls the case with it:
        /// `fn fresh(case: fn(&dyn store::Store))`.
        #[macro_export]
        macro_rules! contract_tests {
            ($dollar fresh:path) => {
                $($(
                    #[test]
                    fn $case() {
                        $dollar fresh($crate::contract::$case);
                    }
                )+)+
            };
        }
    };
}

contract! { $
    registers:
        care_funds_keep_every_field, facilities_keep_every_field, a_facility_is_found_by_its_federal_number,
        a_number_of_a_facility_is_taken_once, recognitions_are_replaced_as_a_whole, tariffs_keep_every_field,
        tariffs_are_replaced_by_key;
    registers_persons:
        persons_keep_every_field, details_are_superseded, a_replaced_number_stays_understood,
        a_national_number_is_taken_once, memberships_are_replaced_as_a_whole, premiums_are_kept_by_person_and_year,
        five_thousand_persons_in_one_call;
    care:
        dossiers_keep_every_field, stays_are_those_not_refused, messages_keep_content_and_answer,
        a_message_id_is_used_once, a_reference_is_given_once, dossiers_are_counted_by_state;
    care_changes:
        an_update_replaces_what_can_change, a_dossier_is_found_by_its_reference, a_dossier_is_taken_by_one,
        messages_of_a_dossier_come_in_order_of_receipt, what_waits_is_pending_or_queued,
        billed_days_are_those_of_accepted_lines;
    look_ups:
        stays_of_a_facility_are_those_not_refused, persons_stay_in_a_month,
        who_invoiced_is_found_by_facility_sector_code_and_day, who_invoiced_what_was_taken_back_is_not_found;
    care_lists:
        dossiers_of_a_fund_are_those_of_its_members, dossiers_of_a_fund_come_newest_first;
    desk:
        dossiers_of_a_facility_come_newest_first, open_dossiers_of_a_facility_come_in_order,
        refused_messages_of_a_facility_come_newest_first, an_inbox_is_read_newest_first,
        dossiers_are_found_by_their_messages, batches_of_a_facility_come_newest_first,
        used_sending_numbers_are_those_of_the_year, what_a_facility_sent_is_added_up,
        times_of_a_facility_are_told, a_month_is_saved_by_version, declarations_are_kept;
    later:
        an_inbox_counts_for_itself, work_is_left_once_while_it_is_open, work_is_claimed_by_one_until_a_moment,
        a_task_is_open_once, a_task_ends_once;
    events:
        events_count_by_fund;
    batches:
        batches_keep_every_field, invoices_come_by_number, lines_keep_every_field, lines_come_in_several_calls,
        findings_keep_every_field, findings_come_in_several_calls, a_batch_moves_only_from_where_it_stands,
        thirty_thousand_lines_in_one_call;
    batches_guards:
        the_same_bytes_are_one_batch, one_live_batch_per_facility_fund_and_month, refused_batches_do_not_block,
        a_sending_number_is_used_once_a_year, guarded_days_are_found_by_person_and_month,
        guarded_days_of_a_facility_come_as_bits, a_day_is_guarded_once,
        two_writers_of_one_day;
    settlements:
        settlements_keep_every_field, a_batch_is_settled_once, nothing_to_pay_is_no_payable,
        payables_are_due_by_fund_oldest_first, an_order_takes_its_payables, a_payable_is_ordered_once,
        a_payable_moves_only_from_where_it_stands, a_rejected_payable_is_ordered_again;
    invoicing:
        what_is_signed_can_be_taken_back_once, a_day_is_freed_by_the_line_that_holds_it,
        earlier_invoices_are_those_of_live_batches, a_premium_waits_until_it_is_signed, lines_are_decided, a_batch_is_taken_by_one,
        standing_rules_hold_until_they_end, debts_are_set_off, answers_of_the_bank_come_in_order,
        a_file_of_the_bank_is_taken_once;
    accounts:
        accounts_keep_every_field, a_name_of_an_account_is_taken_once, sessions_come_with_their_account,
        sessions_end, looks_keep_every_field, looks_come_newest_first_and_by_fund,
        reasons_of_looks_are_found;
    journal:
        payloads_come_back_as_they_were, a_law_is_kept_once, the_files_of_a_law_come_back, the_chain_has_no_gap,
        entries_come_in_pages, a_dropped_entry_leaves_no_gap,
        what_was_appended_is_counted_apart;
    pages:
        what_waits_is_counted_by_age, totals_follow_what_lines_do, a_sending_of_several_months_is_read_by_key,
        what_can_be_taken_back_is_paged, what_is_unpaid_is_paged, what_is_unpaid_is_chosen_and_added_up,
        stays_are_found_by_period;
    overview:
        a_worklist_is_read_by_age, a_worklist_is_filtered, sendings_come_by_number, sendings_are_filtered,
        sendings_are_counted, facilities_are_named, inflow_is_counted_by_stretch, the_journal_of_a_subject;
    overview_money:
        lines_of_a_sending_are_paged, lines_of_a_sending_are_added_up, days_and_dossiers_of_a_person,
        orders_and_rejections_are_listed;
    at_once:
        two_writers_of_one_person, two_writers_of_one_sending, two_writers_of_one_paid_day,
        a_delivery_of_registers_is_alone, two_writers_of_one_inbox, two_writers_of_one_funds_events,
        two_takers_of_a_reference,
        two_keepers_of_the_same_bytes, an_entry_stands_behind_what_it_saw, two_workers_share_what_is_due,
        two_writers_of_a_new_month, two_who_set_off_one_debt;
    brief:
        brief_ones_are_kept_or_dropped, a_crowd_is_kept_one_by_one, a_conflict_in_a_crowd_is_its_own,
        brief_ones_and_others_side_by_side, several_are_done_together, several_crowds_are_done_together;
    transactions:
        what_is_dropped_never_was, what_is_committed_is_seen, a_transaction_sees_its_own_writes,
        a_conflict_undoes_the_whole_transaction, writers_wait_for_each_other;
    trust:
        certificates_keep_every_field, a_certificate_is_bound_once, a_certificate_ends_once,
        a_certificate_comes_with_those_pinned, attested_software_is_superseded, software_in_use_is_superseded;
    webhooks:
        subscriptions_keep_every_field, a_subscription_is_claimed_when_it_has_something_to_tell;
}
