//! Parameters: named values with the days on which they hold, for all sectors or for one.

use std::collections::BTreeMap;

use identifiers::SectorCode;
use jiff::civil::Date;

use super::dated::{Dated, Timeline, read_days};
use super::reader::Table;
use super::value::Value;
use super::words::Bilingual;

/// What a parameter counts or holds; it decides how its values are written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Whole calendar days, or `"none"`.
    Days,
    /// Whole months, or `"none"`.
    Months,
    /// Whole years, or `"none"`.
    Years,
    /// Eurocents, or `"none"`.
    Cents,
    /// An hour, `"12:00"`; `"24:00"` is the end of the day.
    Time,
    /// An exact ratio, `"5/100"`.
    Ratio,
    /// A word.
    Word,
    /// A day of any year, `"12-05"`.
    MonthDay,
    /// A text in two languages.
    Text,
}

impl Unit {
    const ALL: [Self; 9] = [
        Self::Days,
        Self::Months,
        Self::Years,
        Self::Cents,
        Self::Time,
        Self::Ratio,
        Self::Word,
        Self::MonthDay,
        Self::Text,
    ];

    /// The word for it in the data files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Months => "months",
            Self::Years => "years",
            Self::Cents => "cents",
            Self::Time => "time",
            Self::Ratio => "ratio",
            Self::Word => "word",
            Self::MonthDay => "month-day",
            Self::Text => "text",
        }
    }

    /// Whether its values are whole numbers or `"none"`.
    pub(super) const fn is_count(self) -> bool {
        matches!(self, Self::Days | Self::Months | Self::Years | Self::Cents)
    }

    /// How a value of it is written, for messages.
    pub(super) const fn shape(self) -> &'static str {
        match self {
            Self::Days | Self::Months | Self::Years | Self::Cents => "a whole number, not negative, or \"none\"",
            Self::Time => "an hour as \"HH:MM\"",
            Self::Ratio => "a ratio as \"5/100\"",
            Self::Word => "a word",
            Self::MonthDay => "a day of the year as \"MM-DD\"",
            Self::Text => "a text in two languages",
        }
    }
}

/// The name of a dated value of the law, with its unit. The names are constants of [`names`], so that code
/// cannot ask for one that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameter {
    name: &'static str,
    unit: Unit,
}

impl Parameter {
    const fn new(name: &'static str, unit: Unit) -> Self {
        Self { name, unit }
    }

    /// The name in the data files (`care.request_term_days`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Its unit.
    #[must_use]
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// The parameter of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        names::ALL.into_iter().find(|parameter| parameter.name == name)
    }
}

/// The parameters that exist.
pub mod names {
    use super::{Parameter, Unit};

    macro_rules! parameters {
        ($($(#[$doc:meta])* $constant:ident = $name:literal, $unit:ident;)*) => {
            $($(#[$doc])* pub const $constant: Parameter = Parameter::new($name, Unit::$unit);)*
            /// All of them, in the order of the subjects.
            pub const ALL: [Parameter; [$($name),*].len()] = [$($constant),*];
        };
    }

    parameters! {
        /// Days after the start in which a request is in time (IBW slides §6.2; D1).
        REQUEST_TERM_DAYS = "care.request_term_days", Days;
        /// Days between the end of a stay and a start in the same facility that is still a follow-up (IBW slides §6.2).
        FOLLOW_UP_DAYS = "care.follow_up_days", Days;
        /// The longest period a request may ask, both ends included; `"none"` where none is set (D8).
        MAX_PERIOD_DAYS = "care.max_period_days", Days;
        /// Days before the first report to which a start may be moved (IBW slides §6.3).
        START_BACK_DAYS = "care.start_back_days", Days;
        /// Days after the first report in which a change of the start may be reported (IBW slides §6.3).
        START_REPORT_DAYS = "care.start_report_days", Days;
        /// Days after its first day in which an extension is in time (care.md §3).
        EXTENSION_TERM_DAYS = "care.extension_term_days", Days;
        /// Days after closing in which a change is still processed by itself (IBW slides "Laattijdige aanpassingen"; D3).
        LATE_ADJUSTMENT_DAYS = "care.late_adjustment_days", Days;
        /// Days after the cut-over on which the insurer's receipt is still in time: day C + this (PVT slides §2; D14).
        MIGRATION_RECEIPT_DAYS = "care.migration_receipt_days", Days;
        /// Months after which a pending request is refused by itself; `"none"` where it is not (D9).
        PENDING_TERM_MONTHS = "care.pending_term_months", Months;
        /// The share of wrong invoices and lines from which a whole sending is refused (IBW slides §7; D5).
        ERROR_SHARE_LIMIT = "billing.error_share_limit", Ratio;
        /// Years after a day in which it may be invoiced (IBW slides §7; D4).
        INVOICING_TERM_YEARS = "billing.invoicing_term_years", Years;
        /// The hour of the start up to which, itself included, the first day of a stay is payable (D10).
        FIRST_DAY_PAYABLE_UNTIL = "billing.first_day_payable_until", Time;
        /// The hour of the end from which, itself included, the last day of a stay is payable (D10).
        LAST_DAY_PAYABLE_FROM = "billing.last_day_payable_from", Time;
        /// Days in which a settlement is paid (IBW slides §7; D6).
        PAYMENT_TERM_DAYS = "payments.term_days", Days;
        /// What starts the payment term: `SIGNING` or `RECEIPT` (D6).
        PAYMENT_TERM_STARTS = "payments.term_starts", Word;
        /// Days between the making of a payment order and its execution.
        PAYMENT_LEAD_DAYS = "payments.lead_days", Days;
        /// The monthly zorgbudget that follows from a stay, in eurocents (care.md §5).
        ZORGBUDGET_CENTS = "zorgbudget.monthly_cents", Cents;
        /// The day of the year before from which a mutation comes too late (care.md §0).
        MUTATION_LAST_DAY = "members.mutation_last_day", MonthDay;
        /// The day of the year on which a mutation starts (care.md §0; D12).
        MUTATION_START_DAY = "members.mutation_start_day", MonthDay;
        /// The day of the current year before which no membership may start (care.md §0).
        MEMBERSHIP_FIRST_DAY = "members.first_day", MonthDay;
        /// How to object to a refusal (D19).
        OBJECTION = "texts.objection", Text;
        /// What a facility's manager declares on honour (interfaces.md, "Who may").
        CIRCLE_OF_TRUST = "texts.circle_of_trust", Text;
    }
}

/// A value with its citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cited {
    pub(crate) value: Value,
    pub(crate) source: String,
}

/// The values of one parameter through time, for one sector or for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Series {
    pub(crate) parameter: Parameter,
    pub(crate) sector: Option<SectorCode>,
    pub(crate) description: Bilingual,
    pub(crate) values: Timeline<Cited>,
}

/// All parameters: by name, then for all sectors (`None`, which sorts first) and for one.
pub(crate) type Parameters = BTreeMap<&'static str, BTreeMap<Option<SectorCode>, Series>>;

/// Reads the list `parameter` of a file into `parameters`.
pub(super) fn read_file(file: &Table<'_>, sectors: &dyn Fn(&SectorCode) -> bool, parameters: &mut Parameters) {
    for table in file.tables("parameter").unwrap_or_default() {
        if let Some(series) = read_series(&table, sectors) {
            let of_name = parameters.entry(series.parameter.name).or_default();
            if of_name.contains_key(&series.sector) {
                table.fault(format!(
                    "the parameter {} is given twice for the same sector",
                    series.parameter.name
                ));
            }
            of_name.insert(series.sector.clone(), series);
        }
        table.finish();
    }
}

fn read_series(table: &Table<'_>, sectors: &dyn Fn(&SectorCode) -> bool) -> Option<Series> {
    let parameter = read_parameter(table);
    let unit = table.text("unit");
    let sector = read_sector(table, sectors);
    let description = table.bilingual("description");
    let values = table.tables("values");
    let (parameter, unit) = (parameter?, unit?);
    if !Unit::ALL.iter().any(|known| known.as_str() == unit) {
        table.fault_at("unit", format!("unknown unit \"{unit}\""));
    } else if unit != parameter.unit.as_str() {
        table.fault_at(
            "unit",
            format!("the unit of {} is \"{}\"", parameter.name, parameter.unit.as_str()),
        );
    }
    let values = values?;
    if values.is_empty() {
        table.fault_at("values", format!("the parameter {} has no value", parameter.name));
    }
    let dated = values
        .into_iter()
        .filter_map(|value| Some((read_dated(&value, parameter.unit)?, value)));
    let values = Timeline::read(dated.collect());
    Some(Series {
        parameter,
        sector: sector?,
        description: description?,
        values,
    })
}

/// The parameter that the key `name` names; an unknown one is a fault.
pub(super) fn read_parameter(table: &Table<'_>) -> Option<Parameter> {
    let name = table.text("name")?;
    let parameter = Parameter::named(&name);
    if parameter.is_none() {
        table.fault_at("name", format!("unknown parameter \"{name}\""));
    }
    parameter
}

/// The optional key `sector`: `Some(None)` when it is absent, `None` when it is a fault.
pub(super) fn read_sector(table: &Table<'_>, sectors: &dyn Fn(&SectorCode) -> bool) -> Option<Option<SectorCode>> {
    let Some(text) = table.optional_text("sector") else {
        return (!table.has("sector")).then_some(None);
    };
    match SectorCode::parse(&text) {
        Ok(code) if sectors(&code) => Some(Some(code)),
        _ => {
            table.fault_at("sector", format!("unknown sector \"{text}\""));
            None
        }
    }
}

fn read_dated(table: &Table<'_>, unit: Unit) -> Option<Dated<Cited>> {
    let (days, value, source) = (read_days(table), Value::read(table, unit), table.text("source"));
    table.finish();
    let (from, to) = days?;
    Some(Dated {
        from,
        to,
        value: Cited {
            value: value?,
            source: source?,
        },
    })
}

/// The value of a parameter on a day: the sector's own, else that for all sectors.
pub(crate) fn on_day<'p>(
    parameters: &'p Parameters,
    parameter: Parameter,
    sector: Option<&SectorCode>,
    day: Date,
) -> Option<&'p Dated<Cited>> {
    let of_name = parameters.get(parameter.name)?;
    let own = sector
        .and_then(|code| of_name.get(&Some(code.clone())))
        .and_then(|series| series.values.on(day));
    own.or_else(|| of_name.get(&None).and_then(|series| series.values.on(day)))
}
