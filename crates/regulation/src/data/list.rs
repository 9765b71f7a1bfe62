//! Value lists: the codes that a field may hold on a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::de::DeValue;

use super::dated::read_days;
use super::reader::Table;
use super::words::Bilingual;

/// The value lists that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Status of the user (care.md §2).
    UserStatus,
    /// Cause of an accident, with the number it has in an invoice (care.md §2).
    AccidentCode,
    /// Where the user comes from (care.md §2).
    Origin,
    /// Where the user goes after a stay (care.md §3).
    DepartedTo,
    /// Why a stay ended (care.md §3).
    EndReason,
    /// Why a person is not insured (care.md §1).
    InsuranceReason,
    /// The care funds (IBW slides §5).
    CareFund,
    /// New or follow-up (care.md §2).
    RequestType,
    /// With or without intellectual disability (care.md §2).
    UserType,
    /// Diagnoses. Not part of the embedded data; a folder may hold it (care.md §2, CARE_MEDICAL_REVIEW).
    Diagnosis,
}

impl List {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::UserStatus,
        Self::AccidentCode,
        Self::Origin,
        Self::DepartedTo,
        Self::EndReason,
        Self::InsuranceReason,
        Self::CareFund,
        Self::RequestType,
        Self::UserType,
        Self::Diagnosis,
    ];

    /// The name in the data files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UserStatus => "user-status",
            Self::AccidentCode => "accident-codes",
            Self::Origin => "origin",
            Self::DepartedTo => "departed-to",
            Self::EndReason => "end-reason",
            Self::InsuranceReason => "insurance-reasons",
            Self::CareFund => "care-funds",
            Self::RequestType => "request-type",
            Self::UserType => "user-type",
            Self::Diagnosis => "diagnosis",
        }
    }
}

/// A value of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListValue {
    /// The code that messages hold.
    pub code: String,
    /// What it means.
    pub text: Bilingual,
    /// The group it stands in, where the list has groups.
    pub group: Option<Bilingual>,
    /// What else the list says of it (`legal_condition` = `yes`, `invoice_zone_17` = `0070` …).
    pub attributes: BTreeMap<String, String>,
    /// First day on which it may be used.
    pub from: Date,
    /// Last day, where it has one.
    pub to: Option<Date>,
    /// The citation.
    pub source: String,
}

impl ListValue {
    /// Whether it may be used on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// An attribute by its name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether an attribute says `yes`.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.attribute(name) == Some("yes")
    }
}

/// A list of values, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueList {
    values: Vec<ListValue>,
    /// Positions in `values` by code, in order of the first day.
    by_code: BTreeMap<String, Vec<usize>>,
}

impl ValueList {
    /// The value of a code on a day; `None` when the code does not exist or may not be used that day.
    #[must_use]
    pub fn get(&self, code: &str, day: Date) -> Option<&ListValue> {
        self.by_code
            .get(code)?
            .iter()
            .filter_map(|place| self.values.get(*place))
            .find(|value| value.holds_on(day))
    }

    /// The value of a code on whatever day, the latest first; for screens that show old data.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&ListValue> {
        self.by_code.get(code)?.last().and_then(|place| self.values.get(*place))
    }

    /// All values in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &ListValue> {
        self.values.iter()
    }

    /// Adds a value; `false` when the code already has a value on one of its days.
    fn add(&mut self, value: ListValue) -> bool {
        let places = self.by_code.entry(value.code.clone()).or_default();
        let meets = |other: &ListValue| {
            other.to.is_none_or(|to| value.from <= to) && value.to.is_none_or(|to| other.from <= to)
        };
        let free = !places.iter().filter_map(|place| self.values.get(*place)).any(meets);
        places.push(self.values.len());
        self.values.push(value);
        free
    }
}

/// Reads a list file: `list = "origin"` and the tables `value`.
pub(super) fn read_file(file: &Table<'_>, lists: &mut BTreeMap<List, ValueList>) {
    let (name, values) = (file.text("list"), file.tables("value"));
    let Some(name) = name else { return };
    let Some(list) = List::ALL.into_iter().find(|list| list.as_str() == name) else {
        return file.fault_at("list", format!("unknown list \"{name}\""));
    };
    if lists.contains_key(&list) {
        file.fault_at("list", format!("the list \"{name}\" is given twice"));
    }
    let target = lists.entry(list).or_default();
    for table in values.unwrap_or_default() {
        if let Some(value) = read_value(&table) {
            let code = value.code.clone();
            if !target.add(value) {
                table.fault_at("code", format!("the code \"{code}\" is given twice for the same day"));
            }
        }
    }
}

fn read_value(table: &Table<'_>) -> Option<ListValue> {
    let (code, text, days, source) = (
        table.text("code"),
        table.bilingual("text"),
        read_days(table),
        table.text("source"),
    );
    let group = if table.has("group") {
        Some(table.bilingual("group")?)
    } else {
        None
    };
    let attributes = table
        .optional_table("attributes")
        .map(|attributes| read_attributes(table, &attributes));
    table.finish();
    let (from, to) = days?;
    let attributes = attributes.unwrap_or_default();
    Some(ListValue {
        code: code?,
        text: text?,
        group,
        attributes,
        from,
        to,
        source: source?,
    })
}

fn read_attributes(place: &Table<'_>, attributes: &Table<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in attributes.entries() {
        match value {
            DeValue::String(text) => {
                found.insert(name.to_owned(), text.to_string());
            }
            other => place.fault_at(
                "attributes",
                format!("\"{name}\" must be a text, not {}", other.type_str()),
            ),
        }
    }
    found
}
