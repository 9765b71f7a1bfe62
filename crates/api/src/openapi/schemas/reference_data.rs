//! The forms of reference data.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::common::{Bilingual, NamedLink, Period};
use super::insurance::IncomeCategory;

/// Which lists there are.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    items: Vec<NamedLink>,
}

/// What a list holds on a day: values, checks, or codes with prices.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListOnDay {
    list: String,
    date: Date,
    items: Vec<ListItem>,
}

#[derive(ToSchema, Deserialize)]
#[serde(untagged)]
pub(crate) enum ListItem {
    Value(ListValue),
    Check(CheckInList),
    Price(Price),
}

/// A value of a list.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListValue {
    code: String,
    text: Bilingual,
    group: Option<Bilingual>,
    attributes: Option<BTreeMap<String, String>>,
    from: Date,
    to: Option<Date>,
    source: String,
}

/// A check.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckInList {
    code: String,
    /// Other codes of the same check.
    also: Option<Vec<String>>,
    title: Bilingual,
    text: Bilingual,
    effect: String,
    acts: String,
    from: Date,
    to: Option<Date>,
    source: Vec<String>,
}

/// A performance code and its price.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Price {
    code: String,
    /// `DAY`, `PERSONAL_SHARE`, `COST` or `PREMIUM`.
    kind: String,
    sector: String,
    /// Whether it is the price of the facility that asks alone.
    own: bool,
    /// For this type of user only.
    user_type: Option<String>,
    /// For this income category only.
    income_category: Option<IncomeCategory>,
    period: Period,
    /// The price of one unit; of a `COST` the highest amount payable without a look.
    cents: i64,
    description_nl: Option<String>,
}
