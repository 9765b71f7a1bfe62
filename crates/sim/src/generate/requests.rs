//! Random requests.

use identifiers::brussels_day;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Draft, HOURS, chance, instant, pick};
use crate::days::plus;
use crate::event::What;
use crate::setup::{FACILITIES, SSINS};

impl Draft {
    /// A request, migrated or not, mostly with what its case asks.
    pub(super) fn request(&mut self) -> What {
        let facility = self.rng.usize(0..FACILITIES.len());
        let person = pick(&mut self.rng, &self.cast);
        let near = (plus(self.today(), -130)..=plus(self.today(), 20)).contains(&self.world.sector_of(facility).joined);
        let migration = near && chance(&mut self.rng, 40);
        let mut message = if migration {
            self.migrated(facility, person)
        } else {
            self.normal(facility, person)
        };
        message.insert("ssin".into(), json!(SSINS[person]));
        message.insert("migration".into(), json!(migration));
        message.insert("userStatus".into(), json!("VOLUNTARY"));
        message.insert("accidentCode".into(), json!("NONE"));
        message.insert("origin".into(), json!("41"));
        message.insert(
            "contact".into(),
            json!({ "name": "Team instroom", "phone": "021234567" }),
        );
        message.insert("userType".into(), json!("WITH_INTELLECTUAL_DISABILITY"));
        if chance(&mut self.rng, 12) {
            for _ in 0..self.rng.usize(1..3) {
                self.spoil_request(&mut message);
            }
        }
        What::Request { facility, message }
    }

    /// The start and what follows from it of a request that is not migrated.
    fn normal(&mut self, facility: usize, person: usize) -> Map<String, Value> {
        let today = self.today();
        let mut starts: Vec<Date> = [
            0, 0, 0, -1, -2, -5, -10, -29, -30, -30, -31, -31, -32, -45, -90, 1, 5, 30,
        ]
        .map(|n| plus(today, n))
        .into();
        let joined = self.world.sector_of(facility).joined;
        for day in [plus(joined, -10), plus(joined, -1), joined, plus(joined, 1)] {
            if (plus(today, -70)..plus(today, 30)).contains(&day) {
                starts.extend([day; 2]);
            }
        }
        for dossier in self
            .world
            .dossiers
            .iter()
            .filter(|dossier| dossier.person == Some(person))
        {
            let Some(stay) = self.world.stay(dossier) else { continue };
            let end = stay.coverage_end();
            let around = [0, 0, 1, 1, 30, 60, 89, 90, 91].map(|n| plus(end, n));
            starts.extend(
                around
                    .into_iter()
                    .filter(|day| (plus(today, -35)..=plus(today, 10)).contains(day)),
            );
        }
        // What belongs at the insurer is asked now and then only, save on the last day on which it does.
        let percent = if today == plus(joined, 29) { 70 } else { 15 };
        let too_early = today < plus(joined, 30) && !chance(&mut self.rng, percent);
        let day = pick(&mut self.rng, &starts);
        let day = if too_early { day.max(joined) } else { day };
        let start = instant(day, pick(&mut self.rng, &HOURS));
        let first = day.max(plus(today, -30));
        let length = if chance(&mut self.rng, 6) {
            pick(&mut self.rng, &[-2, -1, 100, 200])
        } else {
            pick(&mut self.rng, &[0, 1, 2, 4, 10, 20, 29, 30, 31, 60, 90, 98, 99])
        };
        let right = self.world.last_stay_end(facility, person, None, brussels_day(start));
        let is_follow_up = right.is_some_and(|end| plus(end, 90) >= day);
        let follow_up = if chance(&mut self.rng, 92) {
            is_follow_up
        } else {
            !is_follow_up
        };
        let mut message = Map::new();
        message.insert("requestType".into(), json!(if follow_up { "FOLLOW_UP" } else { "NEW" }));
        message.insert("start".into(), json!(start.to_string()));
        message.insert("requestedEnd".into(), json!(plus(first, length).to_string()));
        if !follow_up || chance(&mut self.rng, 20) {
            let report = self.medical_report();
            message.extend(report);
        }
        message
    }

    /// A medical report, mostly good.
    fn medical_report(&mut self) -> Option<(String, Value)> {
        let today = self.today();
        if chance(&mut self.rng, 88) {
            let report =
                json!({ "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": plus(today, -40).to_string() });
            return Some(("medicalReport".into(), report));
        }
        if chance(&mut self.rng, 10) {
            return None;
        }
        let mut report = Map::new();
        let diagnosis = pick(
            &mut self.rng,
            &[
                "F20.9",
                "F72",
                "295.30",
                "V62.8",
                "V62.897",
                "f20",
                "F20.12345",
                "Z99",
                "",
            ],
        );
        // The check digits of the second are wrong, the third is a facility's, the fourth is no such number.
        let psychiatrist = pick(&mut self.rng, &["18334780004", "18334880004", "73100188000", "123", ""]);
        let date = match self.rng.u32(0..6) {
            0 => String::new(),
            1 => "2024-13-01".into(),
            2 => plus(today, 1).to_string(),
            3 => today.to_string(),
            _ => plus(today, -10).to_string(),
        };
        for (name, value) in [
            ("diagnosis", diagnosis),
            ("psychiatrist", psychiatrist),
            ("date", &date),
        ] {
            if !value.is_empty() {
                report.insert(name.into(), json!(value));
            }
        }
        Some(("medicalReport".into(), Value::Object(report)))
    }

    /// The start and the approvals of a migrated dossier.
    fn migrated(&mut self, facility: usize, person: usize) -> Map<String, Value> {
        let joined = self.world.sector_of(facility).joined;
        let after = |n: i64| plus(joined, n).to_string();
        let start = plus(
            joined,
            pick(
                &mut self.rng,
                &[-1, -1, -1, -2, -2, -30, -30, -300, -300, -300, -300, 0, 1],
            ),
        );
        let mut start = instant(start, pick(&mut self.rng, &HOURS));
        let known = self
            .world
            .dossiers
            .iter()
            .filter(|known| known.facility == facility && known.person == Some(person));
        let before: Vec<_> = known
            .filter_map(|known| self.world.stay(known))
            .filter(|stay| stay.migration)
            .collect();
        if !before.is_empty() && chance(&mut self.rng, 35) {
            start = pick(&mut self.rng, &before).start;
        }
        let received = pick(&mut self.rng, &[-20, -20, -20, -20, -20, 28, 29, 29, 30]);
        let until = pick(&mut self.rng, &[-2, -1, -1, -1, 0, 5, 10, 30, 30, 60, 60, 150]);
        let follow_up = chance(&mut self.rng, 25);
        let mut message = Map::new();
        message.insert("requestType".into(), json!(if follow_up { "FOLLOW_UP" } else { "NEW" }));
        message.insert("start".into(), json!(start.to_string()));
        message.insert("requestedEnd".into(), json!(after(until.max(0))));
        let approval =
            json!({ "receivedOn": after(received), "approvedOn": after(received + 1), "approvedUntil": after(until) });
        message.insert("insurerApproval".into(), approval);
        if follow_up {
            let from = instant(plus(joined, -700), HOURS[2]).to_string();
            let to = instant(plus(joined, -330), HOURS[3]).to_string();
            message.insert("previousStay".into(), json!({ "start": from, "end": to }));
        } else {
            message.insert("medicalReport".into(), json!({ "diagnosis": "F72" }));
        }
        message
    }

    /// Leaves a field out, or writes what does not belong in it.
    fn spoil_request(&mut self, message: &mut Map<String, Value>) {
        let names = [
            "ssin",
            "userStatus",
            "accidentCode",
            "origin",
            "start",
            "requestedEnd",
            "requestType",
            "userType",
            "insurerApproval",
            "previousStay",
            "medicalReport",
            "contact",
            "migration",
        ];
        let name = pick(&mut self.rng, &names);
        if chance(&mut self.rng, 35) {
            message.remove(name);
            return;
        }
        match name {
            "migration" => {
                message.remove(name);
            }
            "contact" => {
                let contacts = [
                    json!({ "name": "Team" }),
                    json!({ "phone": "02" }),
                    json!({}),
                    json!({ "email": "a@b.be" }),
                ];
                message.insert(name.into(), pick(&mut self.rng, &contacts));
            }
            "insurerApproval" | "previousStay" | "medicalReport" => {
                let Some(group) = message.get_mut(name).and_then(Value::as_object_mut) else {
                    return;
                };
                let fields: Vec<String> = group.keys().cloned().collect();
                if fields.is_empty() {
                    return;
                }
                let field = pick(&mut self.rng, &fields);
                if chance(&mut self.rng, 50) {
                    group.remove(&field);
                } else {
                    group.insert(field, json!("gisteren"));
                }
            }
            "ssin" => {
                let wrong = pick(&mut self.rng, &["85073003329", "8507300332", "geen"]);
                message.insert(name.into(), json!(wrong));
            }
            "start" => {
                let wrong = pick(&mut self.rng, &["2024-03-01", "2024-02-30T10:00:00+01:00", "gisteren"]);
                message.insert(name.into(), json!(wrong));
            }
            _ => {
                message.insert(name.into(), json!("ONBEKENDE"));
            }
        }
    }
}
