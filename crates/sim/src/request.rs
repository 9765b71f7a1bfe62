//! A request, judged from the tables of care.md §2 and §4.

use identifiers::{NihdiNumber, Ssin, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::List;

use crate::answer::Outcome;
use crate::days::{Days, all, between, clash, plus};
use crate::fields::{Field, Message, day, day_of_instant, has, instant, parsed, text, yes};
use crate::insurance::insured;
use crate::setup::{FACILITIES, sector};
use crate::verdict::{Verdict, contact, group, in_list};
use crate::world::World;

/// `[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?` or `(\d{3}|V\d\d)(\.\d{1,2})?`.
fn is_diagnosis(text: &str) -> bool {
    let (category, rest) = text
        .split_once('.')
        .map_or((text, None), |(category, rest)| (category, Some(rest)));
    let category = category.as_bytes();
    if category.len() != 3 {
        return false;
    }
    let letter = |byte: u8| byte.is_ascii_uppercase();
    let digit = |byte: u8| byte.is_ascii_digit();
    let icd_10 = letter(category[0])
        && digit(category[1])
        && (digit(category[2]) || letter(category[2]))
        && rest.is_none_or(|rest| (1..=4).contains(&rest.len()) && rest.bytes().all(|b| digit(b) || letter(b)));
    let icd_9 = (digit(category[0]) || category[0] == b'V')
        && digit(category[1])
        && digit(category[2])
        && rest.is_none_or(|rest| (1..=2).contains(&rest.len()) && rest.bytes().all(digit));
    icd_10 || icd_9
}

fn diagnosis(message: &Message) -> Field<String> {
    parsed(message, "medicalReport.diagnosis", |text| {
        is_diagnosis(text).then(|| text.to_owned())
    })
}

impl World {
    /// Judges a request that was received at an instant; `own` is its dossier, when it has one already.
    pub(crate) fn judge_request(
        &self,
        facility: usize,
        message: &Message,
        received_at: Timestamp,
        own: Option<usize>,
    ) -> Verdict {
        let mut verdict = Verdict::default();
        let received = brussels_day(received_at);
        let migration = yes(message, "migration");
        let start = day_of_instant(message, "start");
        let joined = self.sector_of(facility).joined;
        let first = match migration {
            Some(true) => Some(joined),
            // A late request is covered from received − 30 days at the earliest, never before C (care.md §4).
            Some(false) => start.map(|start| self.first_of_start(facility, received, start)),
            None => None,
        };
        self.request_form(&mut verdict, facility, message, first.unwrap_or(received));
        let person = match parsed(message, "ssin", |text| Ssin::parse(text).ok()) {
            Field::Good(ssin) => {
                let person = self.person_of(ssin);
                if let Some(first) = first {
                    match insured(person.map(|n| &self.persons[n]), first) {
                        Ok(fund) => verdict.care_fund = Some(fund),
                        Err(reason) => verdict.add(&reason),
                    }
                }
                person
            }
            _ => None,
        };
        if first.is_some_and(|first| !self.recognised(facility, first)) {
            verdict.add("CARE_FACILITY_NOT_RECOGNISED");
        }
        match migration {
            Some(true) => self.migration(&mut verdict, facility, message, person, own),
            Some(false) => {
                if let (Some(start), Some(first)) = (start, first) {
                    self.normal(&mut verdict, facility, message, received, (start, first));
                    self.beside_others(&mut verdict, facility, message, person, own, (start, first));
                }
                if text(message, "requestType") == Some("NEW") {
                    self.medical(&mut verdict, message, received);
                }
            }
            None => {}
        }
        verdict
    }

    /// What is absent, malformed, or not in its list on a day.
    fn request_form(&self, verdict: &mut Verdict, facility: usize, message: &Message, on: Date) {
        for name in [
            "ssin",
            "migration",
            "requestType",
            "userStatus",
            "accidentCode",
            "origin",
            "start",
            "requestedEnd",
        ] {
            if !has(message, name) {
                verdict.lacks(name);
            }
        }
        contact(verdict, message);
        let is_pvt = FACILITIES[facility].sector == "PVT";
        if is_pvt && !has(message, "userType") {
            verdict.lacks("userType");
        }
        let mut malformed = parsed(message, "ssin", |text| Ssin::parse(text).ok()).is_malformed()
            || instant(message, "start").is_malformed()
            || day(message, "requestedEnd").is_malformed();
        let request_type = text(message, "requestType");
        malformed |= request_type.is_some_and(|word| word != "NEW" && word != "FOLLOW_UP");
        in_list(self, verdict, message, "userStatus", List::UserStatus, on);
        in_list(self, verdict, message, "accidentCode", List::AccidentCode, on);
        in_list(self, verdict, message, "origin", List::Origin, on);
        if is_pvt {
            in_list(self, verdict, message, "userType", List::UserType, on);
        }
        if yes(message, "migration") == Some(true) {
            group(
                verdict,
                message,
                "insurerApproval",
                &["receivedOn", "approvedOn", "approvedUntil"],
            );
            for name in [
                "insurerApproval.receivedOn",
                "insurerApproval.approvedOn",
                "insurerApproval.approvedUntil",
            ] {
                malformed |= day(message, name).is_malformed();
            }
            if request_type == Some("FOLLOW_UP") {
                group(verdict, message, "previousStay", &["start", "end"]);
                malformed |= instant(message, "previousStay.start").is_malformed();
                malformed |= instant(message, "previousStay.end").is_malformed();
            }
            if is_pvt && request_type == Some("NEW") {
                group(verdict, message, "medicalReport", &["diagnosis"]);
                malformed |= diagnosis(message).is_malformed();
            }
        }
        if malformed {
            verdict.add("CARE_VALUE_INVALID");
        }
    }

    /// Lateness, the period, and requests that belong at the insurer.
    fn normal(
        &self,
        verdict: &mut Verdict,
        facility: usize,
        message: &Message,
        received: Date,
        (start, first): (Date, Date),
    ) {
        if received > plus(start, self.request_term(facility, received)) {
            verdict.add("CARE_LATE");
        }
        if let Field::Good(end) = day(message, "requestedEnd") {
            let too_long = self
                .max_period(facility, first)
                .is_some_and(|longest| between(first, end) + 1 > longest);
            if end < first || too_long {
                verdict.add("CARE_PERIOD_INVALID");
            }
        }
        let joined = self.sector_of(facility).joined;
        // C + 29 days is the last on which the insurer could receive it; from C + 30 on it is a late normal request.
        if start < joined && received <= plus(joined, self.migration_receipt_days(facility, joined)) {
            verdict.add("MIG_SHOULD_BE_MIGRATION");
        }
    }

    /// Cumulation, open dossiers, and NEW or FOLLOW_UP.
    fn beside_others(
        &self,
        verdict: &mut Verdict,
        facility: usize,
        message: &Message,
        person: Option<usize>,
        own: Option<usize>,
        (start, first): (Date, Date),
    ) {
        let Some(person) = person else {
            // Nobody who is not in the register had a stay.
            if text(message, "requestType") == Some("FOLLOW_UP")
                && parsed(message, "ssin", |text| Ssin::parse(text).ok()).good().is_some()
            {
                verdict.add("CARE_SHOULD_BE_NEW");
            }
            return;
        };
        if let Field::Good(end) = day(message, "requestedEnd") {
            self.overlaps(verdict, facility, person, own, &all(first, end));
        }
        self.new_or_follow_up(verdict, facility, person, own, text(message, "requestType"), start);
    }

    /// CARE_CUMUL and CARE_ALREADY_OPEN for days that would be covered.
    pub(crate) fn overlaps(
        &self,
        verdict: &mut Verdict,
        facility: usize,
        person: usize,
        own: Option<usize>,
        days: &Days,
    ) {
        for other in self
            .dossiers
            .iter()
            .filter(|other| other.person == Some(person) && Some(other.id) != own)
        {
            let accepted = self.stay(other);
            if other.facility == facility {
                let pending = other
                    .messages
                    .first()
                    .is_some_and(|request| request.outcome == Outcome::Pending);
                let asked = if pending { self.asked(other) } else { None };
                if accepted
                    .or(asked)
                    .is_some_and(|stay| !clash(days, &stay.covered()).is_empty())
                {
                    verdict.add("CARE_ALREADY_OPEN");
                }
            } else if let Some(stay) = accepted {
                let (here, there) = (
                    sector(FACILITIES[facility].sector),
                    sector(FACILITIES[other.facility].sector),
                );
                if clash(days, &stay.covered())
                    .iter()
                    .any(|day| !self.law.may_cumulate(&here, &there, *day))
                {
                    verdict.add("CARE_CUMUL");
                }
            }
        }
    }

    /// The day on which the last stay in a facility ended, of those that began on or before a start.
    pub(crate) fn last_stay_end(
        &self,
        facility: usize,
        person: usize,
        own: Option<usize>,
        start: Date,
    ) -> Option<Date> {
        let others = self
            .dossiers
            .iter()
            .filter(|other| other.person == Some(person) && other.facility == facility && Some(other.id) != own);
        let stays = others.filter_map(|other| self.stay(other));
        stays
            .filter(|stay| brussels_day(stay.start) <= start)
            .map(|stay| stay.coverage_end())
            .max()
    }

    /// CARE_SHOULD_BE_FOLLOW_UP and CARE_SHOULD_BE_NEW.
    pub(crate) fn new_or_follow_up(
        &self,
        verdict: &mut Verdict,
        facility: usize,
        person: usize,
        own: Option<usize>,
        request_type: Option<&str>,
        start: Date,
    ) {
        let last = self.last_stay_end(facility, person, own, start);
        let within = last.is_some_and(|end| between(end, start) <= self.follow_up_days(facility, start));
        match request_type {
            Some("NEW") if within => verdict.add("CARE_SHOULD_BE_FOLLOW_UP"),
            Some("FOLLOW_UP") if !within => verdict.add("CARE_SHOULD_BE_NEW"),
            _ => {}
        }
    }

    /// The medical report of a new request.
    fn medical(&self, verdict: &mut Verdict, message: &Message, received: Date) {
        let diagnosis = diagnosis(message);
        let psychiatrist = parsed(message, "medicalReport.psychiatrist", |text| {
            NihdiNumber::parse(text).ok().map(|_| text.to_owned())
        });
        let date = day(message, "medicalReport.date");
        if diagnosis.is_absent() || psychiatrist.is_absent() || date.is_absent() {
            verdict.add("CARE_MEDICAL_INCOMPLETE");
        }
        // Malformed is CARE_VALUE_INVALID in a migration alone: the report of any other request counts here.
        let malformed = diagnosis.is_malformed() || psychiatrist.is_malformed() || date.is_malformed();
        if malformed || date.good().is_some_and(|date| date > received) {
            verdict.add("CARE_MEDICAL_INVALID");
        }
        if let (Field::Good(code), Some(list)) = (&diagnosis, &self.setup.diagnoses)
            && !list.contains(&code.as_str())
        {
            verdict.add("CARE_MEDICAL_REVIEW");
        }
        if psychiatrist.good().is_some_and(|number| !number.starts_with('1')) {
            verdict.add("CARE_MEDICAL_REVIEW");
        }
    }
}
