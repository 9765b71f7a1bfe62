//! The format of a scenario file (scenarios.md, "Format"). Unknown keys are an error, never ignored.

use identifiers::SectorCode;
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{AffiliationObligation, IncomeCategory, MembershipKind, TariffKind, UserType};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use toml::Spanned;
use toml::Table;

use super::place::{at_line, of_table, of_text};

/// A scenario.
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) world: Setting,
    pub(crate) steps: Vec<Step>,
}

/// What there is before the first step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting {
    title: String,
    #[serde(default, rename = "source")]
    _source: String,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) store_day: Option<Date>,
    #[serde(default, rename = "person")]
    pub(crate) persons: Vec<PersonEntry>,
    #[serde(default, rename = "facility")]
    pub(crate) facilities: Vec<FacilityEntry>,
    #[serde(default, rename = "tariff")]
    pub(crate) tariffs: Vec<TariffEntry>,
    #[serde(default, rename = "parameter")]
    pub(crate) parameters: Vec<ParameterEntry>,
    #[serde(default, rename = "fund")]
    pub(crate) funds: Vec<FundEntry>,
    #[serde(default)]
    pub(crate) cumulation: Option<Vec<CumulationEntry>>,
    #[serde(default, rename = "step")]
    steps: Vec<Spanned<Table>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PersonEntry {
    pub(crate) ssin: String,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) birth: Option<Date>,
    #[serde(default)]
    pub(crate) address: Option<toml::Value>,
    pub(crate) obligation: AffiliationObligation,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) deceased: Option<Date>,
    #[serde(default)]
    pub(crate) premiums_paid: Vec<i16>,
    #[serde(default)]
    pub(crate) insurer: Option<String>,
    #[serde(default)]
    pub(crate) income_category: Option<IncomeCategory>,
    #[serde(default)]
    pub(crate) membership: Vec<MembershipEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MembershipEntry {
    pub(crate) fund: String,
    pub(crate) kind: MembershipKind,
    #[serde(deserialize_with = "day")]
    pub(crate) from: Date,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) to: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FacilityEntry {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) name: Option<String>,
    pub(crate) sector: SectorCode,
    pub(crate) hco: String,
    pub(crate) nihdi: String,
    pub(crate) cbe: String,
    pub(crate) iban: String,
    #[serde(default)]
    pub(crate) bic: Option<String>,
    #[serde(default)]
    pub(crate) recognised: Vec<RecognitionEntry>,
    #[serde(default = "yes")]
    pub(crate) circle_of_trust: bool,
    #[serde(default = "yes")]
    pub(crate) attested: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecognitionEntry {
    #[serde(deserialize_with = "day")]
    pub(crate) from: Date,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) to: Option<Date>,
    #[serde(default)]
    pub(crate) places: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct TariffEntry {
    pub(crate) sector: SectorCode,
    #[serde(default)]
    pub(crate) facility: Option<String>,
    pub(crate) code: String,
    pub(crate) kind: TariffKind,
    #[serde(default)]
    pub(crate) user_type: Option<UserType>,
    #[serde(default)]
    pub(crate) income_category: Option<IncomeCategory>,
    #[serde(deserialize_with = "day")]
    pub(crate) from: Date,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) to: Option<Date>,
    pub(crate) cents: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterEntry {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) sector: Option<SectorCode>,
    #[serde(deserialize_with = "day")]
    pub(crate) from: Date,
    pub(crate) value: toml::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FundEntry {
    pub(crate) number: String,
    #[serde(default)]
    pub(crate) four_eyes: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CumulationEntry {
    pub(crate) sectors: Vec<SectorCode>,
    pub(crate) allowed: bool,
}

/// One step.
pub(crate) struct Step {
    pub(crate) at: Timestamp,
    pub(crate) what: What,
    /// What must come out, key by key.
    pub(crate) expect: Table,
}

/// What a step does.
pub(crate) enum What {
    InsuranceStatus(InsuranceStatusStep),
    CareRequest(CareRequestStep),
    Batch(BatchStep),
    Sign(SignStep),
    Pay(PayStep),
    Bank(BankStep),
    Dossier(DossierStep),
    BatchState(BatchStateStep),
    Change(ChangeStep),
    Member(MemberStep),
    Affiliate(AffiliateStep),
    Mutate(MutateStep),
    EndMembership(EndMembershipStep),
    Decide(DecideStep),
    Review(ReviewStep),
    Inbox(InboxStep),
    Zorgbudget(ZorgbudgetStep),
    PersonalShare(PersonalShareStep),
    Visible(VisibleStep),
    Nothing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsuranceStatusStep {
    pub(crate) facility: String,
    pub(crate) ssin: String,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) date: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CareRequestStep {
    pub(crate) facility: String,
    pub(crate) message: Table,
    #[serde(default)]
    pub(crate) save: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct BatchStep {
    pub(crate) facility: String,
    pub(crate) fund: String,
    pub(crate) month: String,
    pub(crate) sending_number: u16,
    #[serde(default)]
    pub(crate) save: Option<String>,
    #[serde(default)]
    pub(crate) invoices: Vec<InvoiceEntry>,
    #[serde(default)]
    pub(crate) via: Via,
    #[serde(default)]
    pub(crate) tamper: Option<Tamper>,
}

/// In which form a batch is sent.
#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Via {
    /// As a 920000 file.
    #[default]
    File,
    /// As JSON.
    Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceEntry {
    pub(crate) number: u64,
    pub(crate) ssin: String,
    #[serde(default)]
    pub(crate) dossier: Option<String>,
    #[serde(default)]
    pub(crate) credit: bool,
    #[serde(default)]
    pub(crate) earlier: Option<EarlierEntry>,
    pub(crate) lines: Vec<LineEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EarlierEntry {
    pub(crate) number: u64,
    pub(crate) sending: u16,
    pub(crate) month: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineEntry {
    pub(crate) code: String,
    pub(crate) days: String,
    pub(crate) cents: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tamper {
    pub(crate) record: usize,
    pub(crate) position: usize,
    pub(crate) text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignStep {
    pub(crate) fund: String,
    pub(crate) batch: String,
    #[serde(default)]
    pub(crate) by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayStep {
    pub(crate) fund: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankStep {
    pub(crate) fund: String,
    pub(crate) result: String,
    pub(crate) batch: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DossierStep {
    pub(crate) dossier: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchStateStep {
    pub(crate) batch: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeStep {
    pub(crate) facility: String,
    pub(crate) dossier: String,
    pub(crate) message: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct MemberStep {
    pub(crate) ssin: String,
    #[serde(default)]
    pub(crate) membership: Option<Vec<MembershipEntry>>,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) deceased: Option<Date>,
    #[serde(default)]
    pub(crate) obligation: Option<AffiliationObligation>,
    #[serde(default)]
    pub(crate) premiums_paid: Option<Vec<i16>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AffiliateStep {
    pub(crate) fund: String,
    pub(crate) ssin: String,
    pub(crate) kind: MembershipKind,
    #[serde(deserialize_with = "day")]
    pub(crate) from: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MutateStep {
    pub(crate) fund: String,
    pub(crate) ssin: String,
    #[serde(deserialize_with = "day")]
    pub(crate) from: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndMembershipStep {
    pub(crate) fund: String,
    pub(crate) ssin: String,
    #[serde(deserialize_with = "day")]
    pub(crate) to: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideStep {
    pub(crate) fund: String,
    pub(crate) decision: String,
    #[serde(default)]
    pub(crate) reason: Option<String>,
    #[serde(default)]
    pub(crate) by: Option<String>,
    #[serde(default)]
    pub(crate) dossier: Option<String>,
    #[serde(default)]
    pub(crate) batch: Option<String>,
    #[serde(default)]
    pub(crate) invoice: Option<u64>,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) day: Option<Date>,
    #[serde(default)]
    pub(crate) code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewStep {
    pub(crate) fund: String,
    pub(crate) batch: String,
    #[serde(default)]
    pub(crate) invoice: Option<u64>,
    #[serde(default, deserialize_with = "optional_day")]
    pub(crate) day: Option<Date>,
    #[serde(default)]
    pub(crate) code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InboxStep {
    pub(crate) facility: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ZorgbudgetStep {
    pub(crate) ssin: String,
    pub(crate) month: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonalShareStep {
    pub(crate) facility: String,
    pub(crate) ssin: String,
    #[serde(deserialize_with = "day")]
    pub(crate) date: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisibleStep {
    pub(crate) fund: String,
    pub(crate) dossier: String,
}

fn yes() -> bool {
    true
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let value = toml::value::Datetime::deserialize(deserializer)?;
    value
        .to_string()
        .parse()
        .map_err(|_| serde::de::Error::custom("expected a date such as 2024-03-01"))
}

fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}

/// Reads a scenario from its text; an error names line and field.
pub(crate) fn read(text: &str) -> Result<Document, String> {
    let mut setting: Setting = toml::from_str(text).map_err(|error| of_text(text, &error))?;
    let mut steps = Vec::with_capacity(setting.steps.len());
    for table in std::mem::take(&mut setting.steps) {
        let span = table.span();
        let step = step(table.into_inner())
            .map_err(|reason| at_line(text, Some(span.clone()), &format!("step {}: {reason}", steps.len() + 1)))?;
        if steps.last().is_some_and(|before: &Step| before.at > step.at) {
            let reason = format!("step {}: at: lies before the step before it", steps.len() + 1);
            return Err(at_line(text, Some(span), &reason));
        }
        steps.push(step);
    }
    Ok(Document {
        title: setting.title.clone(),
        world: setting,
        steps,
    })
}

fn step(mut table: Table) -> Result<Step, String> {
    let at = match table.remove("at") {
        Some(toml::Value::Datetime(at)) => at
            .to_string()
            .parse()
            .map_err(|_| "at: expected an instant with offset")?,
        _ => return Err("at: expected an instant such as 2024-03-10T10:00:00+01:00".into()),
    };
    let expect = match table.remove("expect") {
        Some(toml::Value::Table(expect)) => expect,
        None => Table::new(),
        Some(_) => return Err("expect: expected a table".into()),
    };
    let Some(toml::Value::String(kind)) = table.remove("do") else {
        return Err("do: expected a word".into());
    };
    let what = match kind.as_str() {
        "insuranceStatus" => What::InsuranceStatus(typed(table)?),
        "careRequest" => What::CareRequest(typed(table)?),
        "batch" => What::Batch(typed(table)?),
        "sign" => What::Sign(typed(table)?),
        "pay" => What::Pay(typed(table)?),
        "bank" => What::Bank(typed(table)?),
        "dossier" => What::Dossier(typed(table)?),
        "batchState" => What::BatchState(typed(table)?),
        "change" => What::Change(typed(table)?),
        "member" => What::Member(typed(table)?),
        "affiliate" => What::Affiliate(typed(table)?),
        "mutate" => What::Mutate(typed(table)?),
        "endMembership" => What::EndMembership(typed(table)?),
        "decide" => What::Decide(typed(table)?),
        "review" => What::Review(typed(table)?),
        "inbox" => What::Inbox(typed(table)?),
        "zorgbudget" => What::Zorgbudget(typed(table)?),
        "personalShare" => What::PersonalShare(typed(table)?),
        "visible" => What::Visible(typed(table)?),
        "nothing" if table.is_empty() => What::Nothing,
        "nothing" => return Err("nothing has no fields of its own".into()),
        other => return Err(format!("do: there is no step {other:?}")),
    };
    known_expectations(&kind, &expect)?;
    Ok(Step { at, what, expect })
}

fn typed<T: DeserializeOwned>(table: Table) -> Result<T, String> {
    T::deserialize(table).map_err(|error| of_table(&error))
}

/// What `expect` can hold per step (scenarios.md); any other key is an error.
fn known_expectations(kind: &str, expect: &Table) -> Result<(), String> {
    let known: &[&str] = match kind {
        "insuranceStatus" => &["insured", "careFund", "reason"],
        "careRequest" => &[
            "outcome",
            "findings",
            "missing",
            "coveredStart",
            "coveredEnd",
            "careFund",
        ],
        "batch" => &["state", "findings", "acceptedCents", "refusedLines", "openLines"],
        "sign" => &["state", "settlementCents"],
        "pay" => &["transfers", "totalCents"],
        "bank" => &["state"],
        "dossier" => &["state", "coveredStart", "coveredEnd", "careFund", "uncovered"],
        "batchState" => &["state", "acceptedCents"],
        "change" => &[
            "outcome",
            "findings",
            "missing",
            "coveredStart",
            "coveredEnd",
            "careFund",
        ],
        "affiliate" | "mutate" | "endMembership" => &["outcome", "findings"],
        "decide" => &["outcome", "findings"],
        "review" => &["openLines"],
        "inbox" => &["outcomes"],
        "zorgbudget" | "personalShare" => &["cents"],
        "visible" => &["visible"],
        "member" | "nothing" => &[],
        _ => return Ok(()),
    };
    match expect
        .keys()
        .find(|key| *key != "problem" && !known.contains(&key.as_str()))
    {
        Some(key) => Err(format!("expect.{key}: a {kind} step has no such result")),
        None => Ok(()),
    }
}
