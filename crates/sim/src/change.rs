//! A change on an accepted dossier, judged from the table of care.md §3.

use std::collections::BTreeSet;

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::List;

use crate::days::{all, plus};
use crate::fields::{Field, Message, day, has, instant, text};
use crate::insurance::{insured, membership_on};
use crate::replay::Stay;
use crate::verdict::{Verdict, contact, in_list};
use crate::world::{Dossier, World};

/// A change with everything it is judged beside.
struct Case<'w> {
    dossier: &'w Dossier,
    stay: Stay,
    message: &'w Message,
    received_at: Timestamp,
    received: Date,
}

impl World {
    /// Judges a change that was received at an instant. `dossier` is the accepted dossier of this facility that it
    /// names, if there is one; `waiting` says whether another of its messages waits.
    pub(crate) fn judge_change(
        &self,
        dossier: Option<&Dossier>,
        message: &Message,
        received_at: Timestamp,
        waiting: bool,
    ) -> Verdict {
        let mut verdict = Verdict::default();
        let received = brussels_day(received_at);
        let incomplete = self.change_form(&mut verdict, message, received);
        let stay = dossier.and_then(|dossier| self.stay(dossier));
        let (Some(dossier), Some(stay)) = (dossier, stay) else {
            if verdict.codes.is_empty() {
                verdict.add("CHG_REFERENCE_UNKNOWN");
            }
            return verdict;
        };
        verdict.care_fund = self.fund_on(dossier, stay.shown().0);
        if waiting {
            verdict.queued = verdict.codes.is_empty();
            return verdict;
        }
        let late_days = self.late_adjustment_days(dossier.facility, received);
        if stay.closed_on.is_some_and(|closed| received > plus(closed, late_days)) {
            verdict.add("CHG_LATE_ADJUSTMENT");
        }
        if incomplete {
            return verdict;
        }
        let case = Case {
            dossier,
            stay,
            message,
            received_at,
            received,
        };
        let after = match text(message, "change") {
            Some("START_DATE") => self.start_date(&mut verdict, &case),
            Some("EXTENSION") => self.extension(&mut verdict, &case),
            Some("EXTENSION_CANCELLATION") => extension_cancellation(&mut verdict, &case),
            Some("END") => end(&mut verdict, &case, true),
            Some("END_CHANGE") => {
                let after = end(&mut verdict, &case, false);
                self.judge_overlaps(&mut verdict, &case, &after);
                after
            }
            Some("END_CANCELLATION") => {
                let after = Stay {
                    end: None,
                    ..case.stay.clone()
                };
                if case.stay.end.is_none() {
                    // Nothing is covered that was not: there is no new coverage to judge.
                    verdict.add("CHG_NOT_ENDED");
                } else {
                    self.judge_overlaps(&mut verdict, &case, &after);
                }
                after
            }
            _ => case.stay.clone(),
        };
        if !verdict.refuses() {
            verdict.care_fund = self.fund_on(dossier, after.shown().0);
        }
        verdict
    }

    /// Faults of form; true when a field is absent or malformed, so that the rest is not judged.
    fn change_form(&self, verdict: &mut Verdict, message: &Message, received: Date) -> bool {
        let mut malformed = false;
        match text(message, "change") {
            Some("CONTACT") => contact(verdict, message),
            Some("ADMINISTRATIVE") => {
                let fields = ["userStatus", "accidentCode", "origin"];
                if !fields.iter().any(|name| has(message, name)) {
                    for name in fields {
                        verdict.lacks(name);
                    }
                }
                in_list(self, verdict, message, "userStatus", List::UserStatus, received);
                in_list(self, verdict, message, "accidentCode", List::AccidentCode, received);
                in_list(self, verdict, message, "origin", List::Origin, received);
            }
            Some("START_DATE") => {
                if !has(message, "start") {
                    verdict.lacks("start");
                }
                malformed = instant(message, "start").is_malformed();
            }
            Some("EXTENSION") => {
                if !has(message, "end") {
                    verdict.lacks("end");
                }
                malformed = day(message, "end").is_malformed();
            }
            Some("END" | "END_CHANGE") => {
                for name in ["end", "endReason", "departedTo"] {
                    if !has(message, name) {
                        verdict.lacks(name);
                    }
                }
                malformed = instant(message, "end").is_malformed();
                in_list(self, verdict, message, "endReason", List::EndReason, received);
                in_list(self, verdict, message, "departedTo", List::DepartedTo, received);
            }
            _ => {}
        }
        if malformed {
            verdict.add("CARE_VALUE_INVALID");
        }
        malformed || !verdict.missing.is_empty()
    }

    /// Insurance and recognition on a day.
    fn judge_insured(&self, verdict: &mut Verdict, case: &Case<'_>, on: Date) {
        if let Err(reason) = insured(case.dossier.person.map(|n| &self.persons[n]), on) {
            verdict.add(&reason);
        }
        if !self.recognised(case.dossier.facility, on) {
            verdict.add("CARE_FACILITY_NOT_RECOGNISED");
        }
    }

    /// CARE_CUMUL and CARE_ALREADY_OPEN for the new coverage.
    fn judge_overlaps(&self, verdict: &mut Verdict, case: &Case<'_>, stay: &Stay) {
        if let Some(person) = case.dossier.person {
            self.overlaps(
                verdict,
                case.dossier.facility,
                person,
                Some(case.dossier.id),
                &stay.covered(),
            );
        }
    }

    /// Judges another start; gives the stay with it. The same of the other changes.
    fn start_date(&self, verdict: &mut Verdict, case: &Case<'_>) -> Stay {
        let Field::Good(start) = instant(case.message, "start") else {
            return case.stay.clone();
        };
        let start_day = brussels_day(start);
        let (facility, stay) = (case.dossier.facility, &case.stay);
        let Some(request) = case.dossier.messages.first() else {
            return stay.clone();
        };
        let first_reported = brussels_day(request.received);
        let joined = self.sector_of(facility).joined;
        if stay.end.is_some_and(|end| start > end) || start_day > stay.approved_end() {
            verdict.add("CARE_PERIOD_INVALID");
        }
        if stay.migration && start_day >= joined {
            verdict.add("MIG_START_NOT_BEFORE_TRANSFER");
        }
        let earliest = plus(first_reported, -self.start_back_days(facility, first_reported));
        if !stay.migration && start_day < earliest {
            verdict.add("CHG_START_TOO_EARLY");
        }
        if case.received > plus(first_reported, self.start_report_days(facility, first_reported)) {
            verdict.add("CHG_START_REPORTED_TOO_LATE");
        }
        let first = if stay.migration {
            joined
        } else {
            self.first_of_start(facility, first_reported, start_day)
        };
        let moved = Stay {
            start,
            first,
            ..stay.clone()
        };
        self.judge_insured(verdict, case, first);
        self.judge_overlaps(verdict, case, &moved);
        if let (false, Some(person)) = (stay.migration, case.dossier.person) {
            let request_type = text(&request.body, "requestType");
            self.new_or_follow_up(
                verdict,
                facility,
                person,
                Some(case.dossier.id),
                request_type,
                start_day,
            );
        }
        billed_outside(verdict, case, &moved);
        moved
    }

    /// The fund of a dossier's person on a day.
    fn fund_on(&self, dossier: &Dossier, day: Date) -> Option<String> {
        let person = &self.persons[dossier.person?];
        membership_on(person, day).map(|membership| membership.fund.clone())
    }

    fn extension(&self, verdict: &mut Verdict, case: &Case<'_>) -> Stay {
        let mut stay = case.stay.clone();
        if stay.end.is_some() {
            verdict.add("CHG_ALREADY_ENDED");
            return stay;
        }
        let Field::Good(end) = day(case.message, "end") else {
            return stay;
        };
        let current_end = stay.approved_end();
        if end <= current_end {
            verdict.add("CHG_EXTENSION_INVALID");
            return stay;
        }
        let first = self.extension_from(case.dossier.facility, current_end, case.received);
        if first > plus(current_end, 1) {
            verdict.add("CHG_EXTENSION_LATE");
        }
        if end < first {
            verdict.add("CHG_EXTENSION_INVALID");
            return stay;
        }
        self.judge_insured(verdict, case, first);
        if let Some(person) = case.dossier.person {
            self.overlaps(
                verdict,
                case.dossier.facility,
                person,
                Some(case.dossier.id),
                &all(first, end),
            );
        }
        stay.extensions.push((first, end));
        stay
    }
}

fn extension_cancellation(verdict: &mut Verdict, case: &Case<'_>) -> Stay {
    let mut stay = case.stay.clone();
    if stay.extensions.pop().is_none() {
        verdict.add("CHG_NO_EXTENSION");
    } else {
        billed_outside(verdict, case, &stay);
    }
    stay
}

/// END, and END_CHANGE where an end must be there already.
fn end(verdict: &mut Verdict, case: &Case<'_>, first: bool) -> Stay {
    if first && case.stay.end.is_some() {
        verdict.add("CHG_ALREADY_ENDED");
    }
    if !first && case.stay.end.is_none() {
        verdict.add("CHG_NOT_ENDED");
    }
    let Field::Good(end) = instant(case.message, "end") else {
        return case.stay.clone();
    };
    if end < case.stay.start {
        verdict.add("CHG_END_BEFORE_START");
    }
    if end > case.received_at {
        verdict.add("CHG_END_IN_FUTURE");
    }
    let died = text(case.message, "endReason").is_some_and(|reason| ["60", "70"].contains(&reason));
    let gone = text(case.message, "departedTo") == Some("97");
    if died != gone && !verdict.codes.contains("CARE_VALUE_INVALID") {
        verdict.add("CHG_DEATH_MISMATCH");
    }
    if case.dossier.billed.iter().any(|day| *day > brussels_day(end)) {
        verdict.add("CHG_BILLED_AFTER_END");
    }
    Stay {
        end: Some(end),
        ..case.stay.clone()
    }
}

/// Every accepted line that lies outside afterwards counts.
fn billed_outside(verdict: &mut Verdict, case: &Case<'_>, stay: &Stay) {
    let covered: BTreeSet<Date> = stay.covered();
    if case.dossier.billed.iter().any(|day| !covered.contains(day)) {
        verdict.add("CHG_BILLED_DAYS_OUTSIDE");
    }
}
