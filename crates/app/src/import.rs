//! Use case: taking in register files (interfaces.md, "Register files"), all or nothing.
//!
//! A delivery says how things are for the keys it names: details of each person in members.csv and all their
//! memberships, each facility in facilities.csv and all its recognitions, all tariffs of each (code, sector,
//! facility). What it does not name stays. What it says and was known already is not recorded again, so the same
//! delivery twice changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use identifiers::{FacilityId, HcoNumber, PersonId, SectorCode, Ssin};
use registers::import::{
    ReferenceTo, RegisterFile, RegisterFiles, Registers, ReplacedSsinRow, RowError, read_registers,
};
use registers::{CareFund, Facility, Membership, Person, Recognition, Tariff};
use store::{FacilityRecord, NewPerson, PremiumRecord, TariffKey, Transaction};

use crate::actor::Owner;
use crate::person_changes::{after_change, judge_again};
use crate::problem::Issue;
use crate::record::{Record, record};
use crate::register_tasks::{prices_changed, recognitions_changed};
use crate::{Action, App, Context, Problem};

/// What a delivery changed: records written anew, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Persons known for the first time.
    pub new_persons: u64,
    /// Persons whose details changed.
    pub changed_persons: u64,
    /// Persons whose memberships changed (new ones included).
    pub memberships: u64,
    /// Premiums recorded.
    pub premiums: u64,
    /// Facilities that are new or changed.
    pub facilities: u64,
    /// Facilities whose recognitions changed (new ones included).
    pub recognitions: u64,
    /// Prices that changed, counted by code, sector and facility.
    pub tariffs: u64,
    /// Care funds that are new or changed.
    pub care_funds: u64,
    /// National numbers added to a person.
    pub replaced_ssins: u64,
}

impl ImportReport {
    /// Whether the delivery changed anything.
    #[must_use]
    pub fn changed(&self) -> bool {
        *self != Self::default()
    }
}

impl App<'_> {
    /// Takes in a delivery of register files.
    ///
    /// # Errors
    /// Any fault of any row refuses the whole delivery; each is named by file, line, column and reason.
    pub fn import_registers(&self, context: &Context, files: &RegisterFiles<'_>) -> Result<ImportReport, Problem> {
        let registers = read_registers(files)?;
        self.import_read(context, &registers)
    }

    /// Takes in register rows that were read already (scenario files, demonstration worlds).
    ///
    /// # Errors
    /// A row that refers to what neither the rows nor the store hold, or to an unknown sector.
    pub fn import_read(&self, context: &Context, registers: &Registers) -> Result<ImportReport, Problem> {
        context.actor.may(Action::ImportRegisters, Owner::default())?;
        self.refuse_unknown_sectors(registers)?;
        let mut tx = self.begin_alone()?;
        refuse_unknown_references(tx.as_mut(), registers)?;
        let mut import = Import {
            tx: tx.as_mut(),
            context,
            report: ImportReport::default(),
            before: Vec::new(),
        };
        import.care_funds(registers)?;
        let facilities = import.facilities(registers)?;
        import.recognitions(registers, &facilities)?;
        import.tariffs(registers, &facilities)?;
        let persons = import.persons(registers)?;
        import.memberships(registers, &persons)?;
        import.premiums(registers, &persons)?;
        import.follow_up()?;
        let report = import.report;
        if report.changed() {
            let entry = Record {
                use_case: "importRegisters",
                subject: "registers".into(),
                input: &serde_json::to_vec(registers)?,
                answer: &serde_json::to_vec(&report)?,
                // Which sectors there are is judged by the law.
                law: Some(&self.law),
            };
            record(tx.as_mut(), context, &entry)?;
            tx.commit()?;
        }
        Ok(report)
    }

    fn refuse_unknown_sectors(&self, registers: &Registers) -> Result<(), Problem> {
        let unknown = self.unknown_sectors(registers).into_iter();
        let issues: Vec<Issue> = unknown
            .map(|error| Issue {
                at: String::new(),
                detail: error.to_string(),
            })
            .collect();
        if issues.is_empty() {
            Ok(())
        } else {
            Err(Problem::InvalidInput(issues))
        }
    }

    /// The rows whose sector the law does not know: whether one exists is regulation, which the reader of the files does
    /// not know.
    pub(crate) fn unknown_sectors(&self, registers: &Registers) -> Vec<RowError> {
        let mut errors = Vec::new();
        let mut judge = |file: RegisterFile, line: u64, sector: &SectorCode| {
            if self.law.sector(sector).is_none() {
                errors.push(RowError {
                    file: file.file_name().to_owned(),
                    line,
                    column: "sector".into(),
                    reason: format!("the law knows no sector {sector}"),
                });
            }
        };
        registers
            .facilities
            .iter()
            .for_each(|row| judge(RegisterFile::Facilities, row.line, &row.sector));
        registers
            .recognitions
            .iter()
            .for_each(|row| judge(RegisterFile::Recognitions, row.line, &row.recognition.sector));
        registers
            .tariffs
            .iter()
            .for_each(|row| judge(RegisterFile::Tariffs, row.line, &row.sector));
        errors
    }
}

/// Both numbers are known, as those of two persons, each perhaps with memberships, stays and paid days of their own: to
/// make them one is no work of a delivery, and to pass over the row in silence would leave one without the other.
fn two_persons(row: &ReplacedSsinRow) -> Problem {
    let error = RowError {
        file: RegisterFile::ReplacedSsins.file_name().to_owned(),
        line: row.line,
        column: "new_ssin".into(),
        reason: "both numbers are known already, as those of two persons".into(),
    };
    Problem::InvalidInput(vec![Issue {
        at: String::new(),
        detail: error.to_string(),
    }])
}

fn refuse_unknown_references(tx: &mut dyn Transaction, registers: &Registers) -> Result<(), Problem> {
    let references = registers.references();
    let mut ssins = Vec::new();
    let mut hcos = Vec::new();
    for reference in &references {
        match &reference.to {
            ReferenceTo::Person(numbers) => ssins.extend(numbers.iter().map(|ssin| ssin.as_number())),
            ReferenceTo::Facility(hco) => hcos.push((*hco).clone()),
            ReferenceTo::Fund(_) => {}
        }
    }
    let persons = tx.persons_by_ssin(&ssins)?;
    let facilities: BTreeSet<HcoNumber> = tx.facilities_by_hco(&hcos)?.into_iter().map(|f| f.hco).collect();
    let funds = tx.known_funds()?;
    let unknown = references.iter().filter(|reference| match &reference.to {
        ReferenceTo::Person(numbers) => !numbers.iter().any(|ssin| persons.contains_key(&ssin.as_number())),
        ReferenceTo::Facility(hco) => !facilities.contains(hco),
        ReferenceTo::Fund(fund) => !funds.contains(fund),
    });
    let issues: Vec<Issue> = unknown
        .map(|reference| Issue {
            at: String::new(),
            detail: reference.to_error().to_string(),
        })
        .collect();
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Problem::InvalidInput(issues))
    }
}

/// A delivery being taken in.
struct Import<'a> {
    tx: &'a mut dyn Transaction,
    context: &'a Context,
    report: ImportReport,
    /// The persons who were known already, as they stood before.
    before: Vec<Person>,
}

impl Import<'_> {
    fn care_funds(&mut self, registers: &Registers) -> Result<(), Problem> {
        let known = self.tx.care_funds()?;
        for row in &registers.care_funds {
            let before = known.iter().find(|fund| fund.number == row.number);
            let fund = CareFund {
                number: row.number,
                cbe: row.cbe,
                iban: row.iban.clone(),
                bic: row.bic.clone(),
                phone: row.phone.clone(),
                email: row.email.clone(),
                website: row.website.clone(),
                // Not a column of the file: the fund's own setting stays as it is.
                four_eyes: before.is_some_and(|fund| fund.four_eyes),
            };
            if before != Some(&fund) {
                self.tx.put_care_fund(&fund, self.context.at)?;
                self.report.care_funds += 1;
            }
        }
        Ok(())
    }

    /// Gives every facility that the delivery names or refers to, as it stood before.
    fn facilities(
        &mut self,
        registers: &Registers,
    ) -> Result<HashMap<HcoNumber, (FacilityId, Vec<Recognition>)>, Problem> {
        let named = registers.facilities.iter().map(|row| &row.hco);
        let referred = registers.recognitions.iter().map(|row| &row.hco);
        let priced = registers.tariffs.iter().filter_map(|row| row.hco.as_ref());
        let hcos: BTreeSet<HcoNumber> = named.chain(referred).chain(priced).cloned().collect();
        let hcos: Vec<HcoNumber> = hcos.into_iter().collect();
        let known: HashMap<HcoNumber, Facility> = self
            .tx
            .facilities_by_hco(&hcos)?
            .into_iter()
            .map(|f| (f.hco.clone(), f))
            .collect();
        let mut all: HashMap<HcoNumber, (FacilityId, Vec<Recognition>)> = known
            .values()
            .map(|f| (f.hco.clone(), (f.id, f.recognitions.clone())))
            .collect();
        for row in &registers.facilities {
            let record = FacilityRecord {
                hco: row.hco.clone(),
                nihdi: row.nihdi,
                cbe: row.cbe,
                name: row.name.clone(),
                sector: row.sector.clone(),
                iban: row.iban.clone(),
                bic: row.bic.clone(),
                circle_of_trust: row.circle_of_trust,
                attested: row.attested,
            };
            match known.get(&row.hco) {
                Some(facility) if FacilityRecord::from(facility) == record => continue,
                Some(facility) => self.tx.supersede_facility(facility.id, &record, self.context.at)?,
                None => {
                    let id = self.tx.insert_facility(&record, self.context.at)?;
                    all.insert(row.hco.clone(), (id, Vec::new()));
                }
            }
            self.report.facilities += 1;
        }
        Ok(all)
    }

    fn recognitions(
        &mut self,
        registers: &Registers,
        facilities: &HashMap<HcoNumber, (FacilityId, Vec<Recognition>)>,
    ) -> Result<(), Problem> {
        let mut wanted: BTreeMap<&HcoNumber, Vec<Recognition>> =
            registers.facilities.iter().map(|row| (&row.hco, Vec::new())).collect();
        for row in &registers.recognitions {
            wanted.entry(&row.hco).or_default().push(row.recognition.clone());
        }
        for (hco, mut recognitions) in wanted {
            recognitions.sort_by_key(|recognition| recognition.period);
            if let Some((id, before)) = facilities.get(hco)
                && *before != recognitions
            {
                self.tx.replace_recognitions(*id, &recognitions, self.context.at)?;
                recognitions_changed(self.tx, self.context.at, *id, (before, &recognitions))?;
                self.report.recognitions += 1;
            }
        }
        Ok(())
    }

    fn tariffs(
        &mut self,
        registers: &Registers,
        facilities: &HashMap<HcoNumber, (FacilityId, Vec<Recognition>)>,
    ) -> Result<(), Problem> {
        let mut wanted: BTreeMap<TariffKey, Vec<Tariff>> = BTreeMap::new();
        for row in &registers.tariffs {
            let facility = row.hco.as_ref().and_then(|hco| facilities.get(hco)).map(|(id, _)| *id);
            let key = TariffKey {
                code: row.code,
                sector: row.sector.clone(),
                facility,
            };
            wanted.entry(key).or_default().push(Tariff {
                code: row.code,
                kind: row.kind,
                sector: row.sector.clone(),
                facility,
                user_type: row.user_type,
                income_category: row.income_category,
                period: row.period,
                cents: row.cents,
                description_nl: row.description_nl.clone(),
            });
        }
        let codes: BTreeSet<_> = wanted.keys().map(|key| key.code).collect();
        let codes: Vec<_> = codes.into_iter().collect();
        let known = self.tx.tariffs_of_codes(&codes)?;
        for (key, mut tariffs) in wanted {
            tariffs.sort_by_key(|tariff| tariff.period);
            let of_key = |tariff: &&Tariff| {
                (tariff.code, &tariff.sector, tariff.facility) == (key.code, &key.sector, key.facility)
            };
            let mut before: Vec<Tariff> = known.iter().filter(of_key).cloned().collect();
            before.sort_by_key(|tariff| tariff.period);
            if before != tariffs {
                self.tx.replace_tariffs(&key, &tariffs, self.context.at)?;
                prices_changed(self.tx, self.context.at, &key, (&before, &tariffs))?;
                self.report.tariffs += 1;
            }
        }
        Ok(())
    }

    /// Gives every person that the delivery names or refers to, as they stood before (new ones without memberships).
    fn persons(&mut self, registers: &Registers) -> Result<HashMap<u64, Known>, Problem> {
        let members = registers.members.iter().map(|row| row.ssin);
        let others = registers
            .memberships
            .iter()
            .map(|row| row.ssin)
            .chain(registers.premiums.iter().map(|row| row.ssin));
        let replaced = registers
            .replaced_ssins
            .iter()
            .flat_map(|row| [row.old_ssin, row.new_ssin]);
        let ssins: BTreeSet<u64> = members.chain(others).chain(replaced).map(Ssin::as_number).collect();
        let ssins: Vec<u64> = ssins.into_iter().collect();
        let found = self.tx.persons_by_ssin(&ssins)?;
        self.before = found.values().cloned().collect();
        let mut known: HashMap<u64, Known> = found
            .into_iter()
            .map(|(ssin, person)| (ssin, Known::from(person)))
            .collect();
        self.link_numbers(registers, &mut known)?;
        let mut new = Vec::new();
        let mut changed = Vec::new();
        for row in &registers.members {
            match known.get(&row.ssin.as_number()) {
                None => new.push(NewPerson {
                    ssin: row.ssin,
                    details: row.details.clone(),
                }),
                Some(person) if person.details.as_ref() != Some(&row.details) => {
                    changed.push((person.id, row.details.clone()));
                }
                Some(_) => {}
            }
        }
        let ids = self.tx.insert_persons(&new, self.context.at)?;
        for (person, id) in new.iter().zip(ids) {
            known.insert(
                person.ssin.as_number(),
                Known {
                    id,
                    memberships: Vec::new(),
                    details: None,
                },
            );
        }
        self.tx.supersede_persons(&changed, self.context.at)?;
        self.report.new_persons = new.len() as u64;
        self.report.changed_persons = changed.len() as u64;
        // Once more for the numbers whose person is new in this very delivery.
        self.link_numbers(registers, &mut known)?;
        Ok(known)
    }

    /// Adds the other number of a replacement to a person who is known by one of the two, until no row adds any more:
    /// a chain of replacements may stand in any order.
    fn link_numbers(&mut self, registers: &Registers, known: &mut HashMap<u64, Known>) -> Result<(), Problem> {
        loop {
            let linked_before = self.report.replaced_ssins;
            for row in &registers.replaced_ssins {
                let (old, new) = (row.old_ssin.as_number(), row.new_ssin.as_number());
                let added = match (known.get(&old).cloned(), known.get(&new).cloned()) {
                    (Some(person), None) => Some((person, row.new_ssin, row.from, new)),
                    (None, Some(person)) => Some((person, row.old_ssin, jiff::civil::Date::MIN, old)),
                    (Some(one), Some(other)) if one.id != other.id => return Err(two_persons(row)),
                    _ => None,
                };
                if let Some((person, ssin, from, number)) = added {
                    self.tx.add_ssin(person.id, ssin, from, self.context.at)?;
                    known.insert(number, person);
                    self.report.replaced_ssins += 1;
                }
            }
            if self.report.replaced_ssins == linked_before {
                return Ok(());
            }
        }
    }

    fn memberships(&mut self, registers: &Registers, persons: &HashMap<u64, Known>) -> Result<(), Problem> {
        let mut wanted: BTreeMap<PersonId, Vec<Membership>> = BTreeMap::new();
        let mut before: HashMap<PersonId, &[Membership]> = HashMap::new();
        for ssin in registers
            .members
            .iter()
            .map(|row| row.ssin)
            .chain(registers.memberships.iter().map(|row| row.ssin))
        {
            if let Some(person) = persons.get(&ssin.as_number()) {
                wanted.entry(person.id).or_default();
                before.insert(person.id, &person.memberships);
            }
        }
        for row in &registers.memberships {
            if let Some(person) = persons.get(&row.ssin.as_number()) {
                wanted.entry(person.id).or_default().push(row.membership);
            }
        }
        let changed: Vec<(PersonId, Vec<Membership>)> = wanted
            .into_iter()
            .map(|(person, mut memberships)| {
                memberships.sort_by_key(|membership| membership.period);
                (person, memberships)
            })
            .filter(|(person, memberships)| before.get(person) != Some(&memberships.as_slice()))
            .collect();
        self.tx.replace_memberships(&changed, self.context.at)?;
        self.report.memberships = changed.len() as u64;
        Ok(())
    }

    /// What follows from the changes of persons who were known already.
    fn follow_up(&mut self) -> Result<(), Problem> {
        if self.report.changed_persons == 0 && self.report.memberships == 0 {
            return Ok(());
        }
        let mut before = std::mem::take(&mut self.before);
        // What follows comes in the same order whenever the same delivery is taken in (a replay).
        before.sort_by_key(|person| person.id);
        let numbers: Vec<u64> = before.iter().map(|person| person.ssin.as_number()).collect();
        let after = self.tx.persons_by_ssin(&numbers)?;
        let mut followed = BTreeSet::new();
        for person in &before {
            if let Some(now) = after
                .get(&person.ssin.as_number())
                .filter(|_| followed.insert(person.id))
            {
                after_change(self.tx, self.context.at, person, now)?;
            }
        }
        Ok(())
    }

    fn premiums(&mut self, registers: &Registers, persons: &HashMap<u64, Known>) -> Result<(), Problem> {
        let ids: BTreeSet<PersonId> = registers
            .premiums
            .iter()
            .filter_map(|row| persons.get(&row.ssin.as_number()))
            .map(|p| p.id)
            .collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let known = self.tx.premiums(&ids)?;
        let wanted = registers.premiums.iter().filter_map(|row| {
            let person = persons.get(&row.ssin.as_number())?.id;
            Some(PremiumRecord {
                person,
                year: row.year,
                paid_on: row.paid_on,
                amount: row.cents,
            })
        });
        let changed: Vec<PremiumRecord> = wanted.filter(|premium| !known.contains(premium)).collect();
        self.tx.put_premiums(&changed, self.context.at)?;
        let payers: BTreeSet<PersonId> = changed.iter().map(|premium| premium.person).collect();
        for person in payers {
            judge_again(self.tx, self.context.at, person)?;
        }
        self.report.premiums = changed.len() as u64;
        Ok(())
    }
}

/// A person as they stood before the delivery.
#[derive(Clone)]
struct Known {
    id: PersonId,
    memberships: Vec<Membership>,
    details: Option<registers::PersonDetails>,
}

impl From<Person> for Known {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            memberships: person.memberships,
            details: Some(person.details),
        }
    }
}
