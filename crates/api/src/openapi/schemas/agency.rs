//! The forms of the agency.

use serde::Deserialize;
use utoipa::ToSchema;

/// What a delivery of registers changed.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImportReport {
    new_persons: u64,
    changed_persons: u64,
    memberships: u64,
    premiums: u64,
    facilities: u64,
    recognitions: u64,
    tariffs: u64,
    care_funds: u64,
    replaced_ssins: u64,
}
