//! The forms of the agency.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::common::Problem;

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

/// A facility with all its recognitions: what it says replaces all that was known of that facility.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FacilityDelivery {
    /// Number in the Flemish care registry.
    hco: String,
    /// NIHDI number, 11 digits with right check digits.
    #[schema(pattern = "^[0-9]{11}$")]
    nihdi: String,
    /// Enterprise number.
    cbe: String,
    name: String,
    /// The sector in which it works.
    sector: String,
    /// The account on which it is paid.
    iban: String,
    /// The bank of that account, where known.
    bic: Option<String>,
    /// Whether a valid Circle of Trust declaration is known.
    circle_of_trust: bool,
    /// Whether its software is attested.
    attested: bool,
    /// All its recognitions. Must be there: an empty list says that it has none.
    recognitions: Vec<RecognitionDelivery>,
}

/// A recognition (erkenning). Those of one facility in one sector do not overlap.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecognitionDelivery {
    sector: String,
    /// The first day.
    from: Date,
    /// The last day; it has no end yet where absent.
    to: Option<Date>,
    /// Recognised places.
    places: u32,
}

/// A line of the answer on facilities: the number of the line it answers (from 1; blank ones are skipped), and what it
/// changed or what is wrong with it.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredFacilityLine {
    line: u64,
    answer: Option<ImportReport>,
    problem: Option<Problem>,
}
