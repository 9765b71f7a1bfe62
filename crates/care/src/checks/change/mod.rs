//! The checks on changes of accepted dossiers (care.md §3; IBW slides §6.3). Which of them judge a kind of change
//! stands in the file of that kind.

pub mod already_ended;
pub mod billed_after_end;
pub mod billed_days_outside;
pub mod death_mismatch;
pub mod end_before_start;
pub mod end_in_future;
pub mod extension_invalid;
pub mod extension_late;
pub(crate) mod first_day;
pub mod late_adjustment;
pub mod no_extension;
pub mod not_ended;
pub(crate) mod overlaps;
pub mod reference_unknown;
pub(crate) mod start_after_end;
pub mod start_reported_too_late;
pub mod start_too_early;
