//! The world of a scenario: a fresh store with what the file says there is before the first step.

use std::collections::HashMap;

use app::{Actor, App, Context};
use identifiers::{
    BatchId, Bic, CareFundNumber, CbeNumber, DossierId, EuroCents, FacilityId, HcoNumber, Iban, Malformed, NihdiNumber,
    PerformanceCode, Period, Ssin, brussels_at,
};
use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use registers::import::{
    CareFundRow, FacilityRow, MemberRow, MembershipRow, PremiumRow, RecognitionRow, Registers, TariffRow,
};
use registers::{Address, Membership, PersonDetails, Recognition};
use regulation::{CumulationRule, Law, List, OverrideValue, Overrides, Parameter, ParameterOverride};

use super::document::{Document, FacilityEntry, ParameterEntry, PersonEntry, Setting, TariffEntry};
use super::stores::{Fresh, Stores};

/// The first day of the virtual clock when the file names none.
const STORE_DAY: Date = date(2024, 1, 1);

/// The account from which every fund of a scenario pays: the bank asks for one, the format has none.
const FUND_ACCOUNT: &str = "BE68539007547034";

/// The store and law of a scenario, filled.
pub(super) struct Prepared<'d> {
    pub(super) document: &'d Document,
    fresh: Fresh,
    law: Law,
    pub(super) facilities: HashMap<&'d str, (FacilityId, &'d FacilityEntry)>,
}

/// A dossier that a step saved.
pub(super) struct Saved {
    pub(super) dossier: DossierId,
    pub(super) facility: FacilityId,
    pub(super) ssin: String,
}

/// The running world.
pub(super) struct World<'p> {
    pub(super) app: App<'p>,
    pub(super) prepared: &'p Prepared<'p>,
    pub(super) dossiers: HashMap<String, Saved>,
    /// The names of saved dossiers in the order of saving.
    pub(super) order: Vec<String>,
    pub(super) batches: HashMap<String, BatchId>,
    /// How many messages were given an id by the runner.
    pub(super) messages: u128,
    pub(super) explained: Vec<String>,
    /// How far each facility has read its inbox.
    pub(super) inbox_seen: HashMap<String, i64>,
}

impl<'d> Prepared<'d> {
    /// Fills a fresh store; an error names the entry and what is wrong with it.
    pub(super) fn new(document: &'d Document, law: &Law, stores: &Stores) -> Result<Self, String> {
        let setting = &document.world;
        let day = setting.store_day.unwrap_or(STORE_DAY);
        let at = brussels_at(day, Time::midnight()).map_err(|error| format!("store_day: {error}"))?;
        let law = law.with_overrides(&overrides(setting)?).map_err(|errors| {
            errors
                .first()
                .map_or_else(|| "the overrides are not valid".to_owned(), ToString::to_string)
        })?;
        let fresh = stores.fresh(at)?;
        let registers = registers(setting, &law, day)?;
        let app = App::new(fresh.store.as_ref(), law.clone());
        let context = operator(at);
        app.import_read(&context, &registers)
            .map_err(|problem| problem.to_string())?;
        for fund in setting.funds.iter().filter(|fund| fund.four_eyes) {
            let number = named("fund", CareFundNumber::parse(&fund.number))?;
            app.set_four_eyes(&context, number, true)
                .map_err(|problem| problem.to_string())?;
        }
        let mut facilities = HashMap::new();
        for entry in &setting.facilities {
            let hco = HcoNumber::parse(&entry.hco).map_err(|error| format!("facility {}: hco: {error}", entry.id))?;
            let id = app
                .facility_by_hco(&context, &hco)
                .map_err(|problem| problem.to_string())?;
            facilities.insert(
                entry.id.as_str(),
                (id.ok_or("a facility that was not imported")?, entry),
            );
        }
        Ok(Self {
            document,
            fresh,
            law,
            facilities,
        })
    }
}

impl<'p> World<'p> {
    pub(super) fn new(prepared: &'p Prepared<'p>) -> Self {
        Self {
            app: App::new(prepared.fresh.store.as_ref(), prepared.law.clone()),
            prepared,
            dossiers: HashMap::new(),
            order: Vec::new(),
            batches: HashMap::new(),
            messages: 0,
            explained: Vec::new(),
            inbox_seen: HashMap::new(),
        }
    }

    /// The facility that a step names.
    pub(super) fn facility(&self, id: &str) -> Result<(FacilityId, &'p FacilityEntry), String> {
        self.prepared
            .facilities
            .get(id)
            .copied()
            .ok_or_else(|| format!("there is no facility {id:?} in this file"))
    }
}

/// Whoever runs the scenario.
pub(super) fn operator(at: Timestamp) -> Context {
    Context {
        actor: Actor::Operator,
        at,
    }
}

fn overrides(setting: &Setting) -> Result<Overrides, String> {
    let parameters: Result<Vec<ParameterOverride>, String> = setting.parameters.iter().map(parameter).collect();
    let cumulation = setting.cumulation.as_ref().map(|rules| {
        rules
            .iter()
            .map(|rule| CumulationRule {
                sectors: rule.sectors.clone(),
                allowed: rule.allowed,
            })
            .collect()
    });
    Ok(Overrides {
        parameters: parameters?,
        cumulation,
    })
}

fn parameter(entry: &ParameterEntry) -> Result<ParameterOverride, String> {
    let name = Parameter::named(&entry.name).ok_or_else(|| format!("there is no parameter {:?}", entry.name))?;
    let value = match &entry.value {
        toml::Value::Integer(number) => OverrideValue::Integer(*number),
        toml::Value::String(text) => OverrideValue::Text(text.clone()),
        _ => return Err(format!("parameter {}: the value is a number or a text", entry.name)),
    };
    Ok(ParameterOverride {
        name: name.name().to_owned(),
        sector: entry.sector.clone(),
        from: entry.from,
        value,
    })
}

fn registers(setting: &Setting, law: &Law, day: Date) -> Result<Registers, String> {
    let mut registers = Registers {
        care_funds: care_funds(setting, law, day)?,
        ..Registers::default()
    };
    for (line, entry) in (1..).zip(&setting.persons) {
        person(entry, line, &mut registers).map_err(|reason| format!("person {line}: {reason}"))?;
    }
    for (line, entry) in (1..).zip(&setting.facilities) {
        facility(entry, line, &mut registers).map_err(|reason| format!("facility {}: {reason}", entry.id))?;
    }
    for (line, entry) in (1..).zip(&setting.tariffs) {
        let row = tariff(entry, line, setting).map_err(|reason| format!("tariff {}: {reason}", entry.code))?;
        registers.tariffs.push(row);
    }
    Ok(registers)
}

/// The funds of the law's list, and those that the file names beside.
fn care_funds(setting: &Setting, law: &Law, day: Date) -> Result<Vec<CareFundRow>, String> {
    let mut numbers: Vec<String> = law
        .list(List::CareFund)
        .iter()
        .filter(|value| value.holds_on(day))
        .map(|value| value.code.clone())
        .collect();
    for fund in &setting.funds {
        if !numbers.contains(&fund.number) {
            numbers.push(fund.number.clone());
        }
    }
    let iban = Iban::parse(FUND_ACCOUNT).map_err(|error| error.to_string())?;
    let row = |(line, number): (u64, String)| {
        Ok(CareFundRow {
            line,
            number: named("fund", CareFundNumber::parse(&number))?,
            cbe: None,
            iban: Some(iban.clone()),
            bic: None,
            phone: None,
            email: None,
            website: None,
        })
    };
    (1..).zip(numbers).map(row).collect()
}

fn named<T>(field: &str, value: Result<T, Malformed>) -> Result<T, String> {
    value.map_err(|error| format!("{field}: {error}"))
}

fn person(entry: &PersonEntry, line: u64, registers: &mut Registers) -> Result<(), String> {
    let ssin = named("ssin", Ssin::parse(&entry.ssin))?;
    let insurer = entry
        .insurer
        .as_ref()
        .map(|text| text.parse().map_err(|_| "insurer: expected hundreds, such as 100"));
    let street = match &entry.address {
        Some(toml::Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
        None => None,
    };
    registers.members.push(MemberRow {
        line,
        ssin,
        details: PersonDetails {
            name: entry.name.clone(),
            birth_date: entry.birth,
            deceased_on: entry.deceased,
            obligation: entry.obligation,
            insurer: insurer.transpose()?,
            income_category: entry.income_category,
            address: Address {
                street,
                ..Address::default()
            },
        },
    });
    for membership in &entry.membership {
        let membership = Membership {
            fund: named("membership.fund", CareFundNumber::parse(&membership.fund))?,
            kind: membership.kind,
            period: named("membership", Period::new(membership.from, membership.to))?,
        };
        registers.memberships.push(MembershipRow { line, ssin, membership });
    }
    for year in &entry.premiums_paid {
        registers.premiums.push(PremiumRow {
            line,
            ssin,
            year: *year,
            paid_on: None,
            cents: None,
        });
    }
    Ok(())
}

fn facility(entry: &FacilityEntry, line: u64, registers: &mut Registers) -> Result<(), String> {
    let hco = named("hco", HcoNumber::parse(&entry.hco))?;
    registers.facilities.push(FacilityRow {
        line,
        hco: hco.clone(),
        nihdi: named("nihdi", NihdiNumber::parse(&entry.nihdi))?,
        cbe: named("cbe", CbeNumber::parse(&entry.cbe))?,
        name: entry.name.clone().unwrap_or_else(|| entry.id.clone()),
        sector: entry.sector.clone(),
        iban: named("iban", Iban::parse(&entry.iban))?,
        bic: entry
            .bic
            .as_deref()
            .map(|text| named("bic", Bic::parse(text)))
            .transpose()?,
        circle_of_trust: entry.circle_of_trust,
        attested: entry.attested,
    });
    for recognised in &entry.recognised {
        let recognition = Recognition {
            sector: entry.sector.clone(),
            period: named("recognised", Period::new(recognised.from, recognised.to))?,
            places: recognised.places,
        };
        registers.recognitions.push(RecognitionRow {
            line,
            hco: hco.clone(),
            recognition,
        });
    }
    Ok(())
}

fn tariff(entry: &TariffEntry, line: u64, setting: &Setting) -> Result<TariffRow, String> {
    let hco = match &entry.facility {
        Some(id) => {
            let facility = setting.facilities.iter().find(|facility| facility.id == *id);
            let facility = facility.ok_or_else(|| format!("there is no facility {id:?} in this file"))?;
            Some(named("hco", HcoNumber::parse(&facility.hco))?)
        }
        None => None,
    };
    Ok(TariffRow {
        line,
        code: named("code", PerformanceCode::parse(&entry.code))?,
        kind: entry.kind,
        sector: entry.sector.clone(),
        hco,
        user_type: entry.user_type,
        income_category: entry.income_category,
        period: named("from", Period::new(entry.from, entry.to))?,
        cents: EuroCents::new(entry.cents),
        description_nl: None,
    })
}
