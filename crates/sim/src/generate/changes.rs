//! Random changes, resent messages and invoices.

use identifiers::brussels_day;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Draft, HOURS, chance, instant, pick};
use crate::answer::Outcome;
use crate::days::plus;
use crate::event::What;
use crate::replay::Stay;
use crate::setup::FACILITIES;

impl Draft {
    /// A change, mostly on an accepted dossier of its own facility.
    pub(super) fn change(&mut self) -> What {
        let all: Vec<usize> = self.world.dossiers.iter().map(|dossier| dossier.id).collect();
        let accepted: Vec<usize> = self
            .world
            .dossiers
            .iter()
            .filter(|known| self.world.stay(known).is_some())
            .map(|known| known.id)
            .collect();
        if all.is_empty() || (accepted.is_empty() && chance(&mut self.rng, 85)) {
            return self.request();
        }
        let from = if accepted.is_empty() || chance(&mut self.rng, 4) {
            all
        } else {
            accepted
        };
        // The latest are the most alive.
        let from = if chance(&mut self.rng, 60) {
            from[from.len().saturating_sub(2)..].to_vec()
        } else {
            from
        };
        let dossier = pick(&mut self.rng, &from);
        let known = self.world.dossier(dossier).cloned();
        let own = known.as_ref().map_or(0, |known| known.facility);
        let facility = if chance(&mut self.rng, 98) {
            own
        } else {
            self.rng.usize(0..FACILITIES.len())
        };
        let stay = known.and_then(|known| self.world.stay(&known));
        let mut message = self.change_message(stay.as_ref(), dossier);
        if chance(&mut self.rng, 7) {
            self.spoil_change(&mut message);
        }
        What::Change {
            facility,
            dossier,
            message,
        }
    }

    fn change_message(&mut self, stay: Option<&Stay>, dossier: usize) -> Map<String, Value> {
        let kind = self.kind(stay);
        let mut message = Map::new();
        message.insert("change".into(), json!(kind));
        match kind {
            "CONTACT" => {
                message.insert(
                    "contact".into(),
                    json!({ "name": "Team opvolging", "email": "team@example.be" }),
                );
            }
            "ADMINISTRATIVE" => {
                message.insert("origin".into(), json!(pick(&mut self.rng, &["10", "41"])));
            }
            "START_DATE" => {
                let start = self.new_start(stay, dossier);
                message.insert("start".into(), json!(start));
            }
            "EXTENSION" => {
                let end = stay.map_or(self.today(), Stay::approved_end);
                let days = [-1, 0, 1, 1, 2, 5, 10, 30, 60, 60, 90].map(|n| plus(end, n));
                let more = [-31, -30, -29, 0, 30].map(|n| plus(self.today(), n));
                let days: Vec<Date> = days.into_iter().chain(more).collect();
                message.insert("end".into(), json!(pick(&mut self.rng, &days).to_string()));
            }
            "END" | "END_CHANGE" => {
                let end = self.new_end(stay);
                message.insert("end".into(), json!(end));
                let (reason, to) = pick(
                    &mut self.rng,
                    &[
                        ("10", "10"),
                        ("10", "10"),
                        ("10", "10"),
                        ("20", "41"),
                        ("60", "97"),
                        ("70", "10"),
                        ("10", "97"),
                    ],
                );
                message.insert("endReason".into(), json!(reason));
                message.insert("departedTo".into(), json!(to));
            }
            _ => {}
        }
        message
    }

    /// A kind of change, mostly one that the stay can have.
    fn kind(&mut self, stay: Option<&Stay>) -> &'static str {
        let ended = stay.is_some_and(|stay| stay.end.is_some());
        let extended = stay.is_some_and(|stay| !stay.extensions.is_empty());
        let mut kinds = vec![
            "CONTACT",
            "ADMINISTRATIVE",
            "START_DATE",
            "START_DATE",
            "EXTENSION",
            "EXTENSION",
        ];
        kinds.extend(if ended {
            [
                "END_CHANGE",
                "END_CHANGE",
                "END_CANCELLATION",
                "END_CANCELLATION",
                "END",
            ]
        } else {
            ["END", "END", "END", "END_CHANGE", "END_CANCELLATION"]
        });
        kinds.extend(if extended {
            vec!["EXTENSION_CANCELLATION"; 3]
        } else {
            vec!["EXTENSION_CANCELLATION"]
        });
        pick(&mut self.rng, &kinds)
    }

    /// A start near the bounds of care.md §3.
    fn new_start(&mut self, stay: Option<&Stay>, dossier: usize) -> String {
        let today = self.today();
        let reported = self
            .world
            .dossier(dossier)
            .and_then(|known| Some(brussels_day(known.messages.first()?.received)));
        let mut days = vec![today, plus(today, -1)];
        let reported = reported.unwrap_or(today);
        days.extend([-31, -30, -30, -29, -10, 0, 3].map(|n| plus(reported, n)));
        if let Some(stay) = stay {
            let start = brussels_day(stay.start);
            days.extend([-5, -1, -1, 0, 1, 1, 2, 5].map(|n| plus(start, n)));
            days.extend([-1, 0, 1].map(|n| plus(stay.coverage_end(), n)));
            if let Some(end) = stay.end
                && chance(&mut self.rng, 25)
            {
                let seconds = pick(&mut self.rng, &[-1, 0, 1]);
                return end.saturating_add(seconds.seconds()).unwrap_or(end).to_string();
            }
        }
        instant(pick(&mut self.rng, &days), pick(&mut self.rng, &HOURS)).to_string()
    }

    /// An end near the start, the covered days, and now.
    fn new_end(&mut self, stay: Option<&Stay>) -> String {
        let today = self.today();
        if chance(&mut self.rng, 12) {
            let base = match stay {
                Some(stay) if chance(&mut self.rng, 60) => stay.start,
                _ => self.at,
            };
            let seconds = pick(&mut self.rng, &[-1, 0, 1]);
            return base.saturating_add(seconds.seconds()).unwrap_or(base).to_string();
        }
        let mut days = vec![today, plus(today, -1), plus(today, -2), plus(today, -5)];
        if let Some(stay) = stay {
            days.extend([0, 1, 2, 5].map(|n| plus(stay.first, n)));
            days.extend([-3, -1, 0, 1].map(|n| plus(stay.approved_end(), n)));
            days.push(brussels_day(stay.start));
            for (from, _) in &stay.extensions {
                days.extend([plus(*from, -2), plus(*from, -1), *from]);
            }
        }
        if chance(&mut self.rng, 92) {
            days.retain(|day| *day <= today);
        }
        let hour = pick(&mut self.rng, &HOURS);
        let instant = instant(pick(&mut self.rng, &days), hour);
        if chance(&mut self.rng, 90) {
            instant.min(self.at).to_string()
        } else {
            instant.to_string()
        }
    }

    fn spoil_change(&mut self, message: &mut Map<String, Value>) {
        let names: Vec<String> = message.keys().filter(|name| *name != "change").cloned().collect();
        if names.is_empty() {
            return;
        }
        let name = pick(&mut self.rng, &names);
        if chance(&mut self.rng, 45) {
            message.remove(&name);
        } else if name == "contact" {
            message.insert(name, json!({ "name": "Team" }));
        } else {
            message.insert(name, json!("ONBEKENDE"));
        }
    }

    /// A message that was sent before comes again, now and then with other content.
    pub(super) fn again(&mut self) -> What {
        let messages: Vec<(usize, bool)> = self
            .events
            .iter()
            .filter_map(|event| match event.what {
                What::Request { .. } => Some((event.number, true)),
                What::Change { .. } => Some((event.number, false)),
                _ => None,
            })
            .collect();
        if messages.is_empty() {
            return self.request();
        }
        let (of, is_request) = pick(&mut self.rng, &messages);
        What::Again {
            of,
            altered: is_request && chance(&mut self.rng, 30),
        }
    }

    /// Some covered days of an accepted dossier are invoiced to the person's fund.
    pub(super) fn bill(&mut self) -> What {
        let today = self.today();
        let mut offers = Vec::new();
        // Days of PVT need a personal share beside them; those of IBW do not.
        for dossier in self
            .world
            .dossiers
            .iter()
            .filter(|known| FACILITIES[known.facility].sector == "IBW")
        {
            let (Some(stay), Some(fund)) = (self.world.stay(dossier), self.fund_of(dossier.id)) else {
                continue;
            };
            let sent = (dossier.facility, fund.clone(), today.year(), today.month());
            let waits = dossier
                .messages
                .iter()
                .any(|m| matches!(m.outcome, Outcome::Pending | Outcome::Queued));
            let covered = stay.covered();
            let mut days: Vec<Date> = covered
                .into_iter()
                .filter(|day| *day <= today && !dossier.billed.contains(day))
                .collect();
            if stay.end.is_some() {
                days.pop();
            }
            if !days.is_empty() && !waits && !self.batches.contains(&sent) {
                offers.push((dossier.id, sent, fund, days));
            }
        }
        if offers.is_empty() {
            return self.change();
        }
        let (dossier, sent, fund, mut days) = pick(&mut self.rng, &offers);
        let from = self.rng.usize(0..days.len());
        days.drain(..from);
        days.truncate(self.rng.usize(1..6));
        let number = self.numbers.entry(sent.0).or_default();
        *number += 1;
        let sending_number = *number;
        self.batches.insert(sent);
        What::Bill {
            dossier,
            fund,
            sending_number,
            days,
        }
    }
}
