//! What happens in the naive world: events, decisions, and what follows from them by itself.

use std::collections::{BTreeMap, BTreeSet};

use identifiers::{Ssin, brussels_day};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::answer::{Answer, DossierSeen, Outcome, Seen};
use crate::days::gaps;
use crate::event::{Event, MemberChange, What};
use crate::fields::{Message, parsed};
use crate::insurance::{insured, membership_on, waits};
use crate::members;
use crate::verdict::Verdict;
use crate::world::{Dossier, Kept, World};

impl World {
    /// Lets an event happen and says everything that can be seen of it. `billed` are the days of the event's invoice
    /// that were accepted: invoices are not judged here.
    pub fn happen(&mut self, event: &Event, billed: &BTreeSet<Date>) -> Seen {
        let mut seen = Seen::default();
        let today = brussels_day(event.at);
        match &event.what {
            What::Request { facility, message } => self.request(event, *facility, message),
            What::Change {
                facility,
                dossier,
                message,
            } => self.change(event, *facility, *dossier, message),
            What::Again { of, altered } => {
                let first = self.answers.get(of).cloned();
                let again = match first {
                    Some(Ok(_)) if *altered => Err("conflict"),
                    Some(known) => known,
                    None => Err("nothing"),
                };
                self.answers.insert(event.number, again);
            }
            What::Decide { dossier, fund, accept } => {
                let decided = self.decide(event.at, *dossier, fund, *accept);
                self.answers.insert(event.number, decided);
            }
            What::Member { person, change } => self.member(event.at, *person, change),
            What::Affiliate {
                person,
                fund,
                kind,
                from,
            } => {
                let judged = members::affiliate(&self.persons[*person], fund, kind, *from, today);
                seen.member = Some(self.membership(event.at, *person, judged));
            }
            What::Mutate { person, fund, from } => {
                let judged = members::mutate(&self.persons[*person], fund, *from, today);
                seen.member = Some(self.membership(event.at, *person, judged));
            }
            What::EndMembership { person, fund, to } => {
                let judged = members::end(&self.persons[*person], fund, *to, today);
                seen.member = Some(self.membership(event.at, *person, judged));
            }
            What::Insurance { ssin, date, .. } => match Ssin::parse(ssin) {
                Ok(ssin) => seen.insurance = Some(insured(self.person_of(ssin).map(|n| &self.persons[n]), *date)),
                Err(_) => seen.problem = Some("invalidInput"),
            },
            What::Bill { dossier, .. } => {
                if let Some(dossier) = self.dossiers.iter_mut().find(|known| known.id == *dossier) {
                    dossier.billed.extend(billed);
                }
            }
        }
        match self.answers.get(&event.number) {
            Some(Ok(answer)) => seen.answer = Some(answer.clone()),
            Some(Err(problem)) => seen.problem = Some(problem),
            None => {}
        }
        seen.inbox = std::mem::take(&mut self.inbox);
        seen.dossiers = self.pages(event.at);
        seen
    }

    /// Every dossier as its page shows it at a moment.
    pub(crate) fn pages(&self, at: Timestamp) -> BTreeMap<usize, DossierSeen> {
        let today = brussels_day(at);
        self.dossiers
            .iter()
            .map(|dossier| (dossier.id, self.page(dossier, today)))
            .collect()
    }

    /// A dossier as its page shows it on a day.
    fn page(&self, dossier: &Dossier, today: Date) -> DossierSeen {
        let stay = self.stay(dossier);
        let state = match dossier.messages.first().map(|request| request.outcome) {
            Some(Outcome::Accepted) if stay.as_ref().is_some_and(|stay| stay.end.is_some()) => "ENDED",
            Some(Outcome::Accepted) => "ACCEPTED",
            Some(Outcome::Pending) => "PENDING",
            _ => "REFUSED",
        };
        let person = dossier.person.map(|n| &self.persons[n]);
        DossierSeen {
            state,
            covered: stay.as_ref().map(crate::replay::Stay::shown),
            care_fund: person
                .and_then(|person| membership_on(person, today))
                .map(|m| m.fund.clone()),
            uncovered: stay.map(|stay| gaps(&stay.covered())).unwrap_or_default(),
        }
    }

    fn request(&mut self, event: &Event, facility: usize, message: &Message) {
        let verdict = self.judge_request(facility, message, event.at, None);
        let person = parsed(message, "ssin", |text| Ssin::parse(text).ok())
            .good()
            .and_then(|ssin| self.person_of(ssin));
        let outcome = verdict.outcome();
        let kept = self.kept(event, message, &verdict, outcome);
        self.dossiers.push(Dossier {
            id: event.number,
            facility,
            person,
            messages: vec![kept],
            billed: BTreeSet::new(),
        });
        let answer = self.answer(event.number, event.number, &verdict, outcome);
        self.remember(event.number, event.number, answer.clone());
        self.answers.insert(event.number, Ok(answer));
    }

    fn change(&mut self, event: &Event, facility: usize, dossier: usize, message: &Message) {
        let known = self
            .dossier(dossier)
            .filter(|known| known.facility == facility && self.stay(known).is_some());
        let waiting = known.is_some_and(|known| known.messages.iter().any(is_waiting));
        let verdict = self.judge_change(known, message, event.at, waiting);
        let outcome = verdict.outcome();
        let is_known = known.is_some();
        if is_known {
            let kept = self.kept(event, message, &verdict, outcome);
            if let Some(dossier) = self.dossiers.iter_mut().find(|known| known.id == dossier) {
                dossier.messages.push(kept);
            }
        }
        let answer = if is_known {
            self.answer(dossier, event.number, &verdict, outcome)
        } else {
            plain(event.number, &verdict, outcome)
        };
        self.remember(dossier, event.number, answer.clone());
        self.answers.insert(event.number, Ok(answer));
    }

    fn kept(&self, event: &Event, message: &Message, verdict: &Verdict, outcome: Outcome) -> Kept {
        Kept {
            of: event.number,
            body: message.clone(),
            received: event.at,
            outcome,
            accepted_on: (outcome == Outcome::Accepted).then(|| brussels_day(event.at)),
            latest: plain(event.number, verdict, outcome),
        }
    }

    /// The answer on a message of a dossier, as that stands now.
    fn answer(&self, dossier: usize, of: usize, verdict: &Verdict, outcome: Outcome) -> Answer {
        let mut answer = plain(of, verdict, outcome);
        let Some(dossier) = self.dossier(dossier) else {
            return answer;
        };
        if outcome == Outcome::Accepted {
            answer.covered = self.stay(dossier).map(|stay| stay.shown());
        }
        answer
    }

    /// Keeps an answer as the latest on a message.
    fn remember(&mut self, dossier: usize, of: usize, answer: Answer) {
        let dossier = self.dossiers.iter_mut().find(|known| known.id == dossier);
        if let Some(message) = dossier.and_then(|dossier| dossier.messages.iter_mut().find(|m| m.of == of)) {
            message.latest = answer;
        }
    }

    /// Judges a kept message again, by its original time of receipt.
    fn judge_kept(&self, dossier: &Dossier, message: &Kept) -> Verdict {
        if message.of == dossier.id {
            return self.judge_request(dossier.facility, &message.body, message.received, Some(dossier.id));
        }
        self.judge_change(Some(dossier), &message.body, message.received, false)
    }

    fn decide(&mut self, at: Timestamp, id: usize, fund: &str, accept: bool) -> Result<Answer, &'static str> {
        let dossier = self.dossier(id).ok_or("notFound")?;
        let person = dossier.person.map(|n| &self.persons[n]);
        if person
            .and_then(|person| membership_on(person, brussels_day(at)))
            .is_none_or(|m| m.fund != fund)
        {
            return Err("forbidden");
        }
        let message = dossier
            .messages
            .iter()
            .find(|m| m.outcome == Outcome::Pending)
            .ok_or("conflict")?;
        let of = message.of;
        let verdict = self.judge_kept(dossier, message);
        if accept && (verdict.refuses() || verdict.codes.iter().any(|code| waits(code))) {
            return Err("conflict");
        }
        let outcome = if accept { Outcome::Accepted } else { Outcome::Refused };
        let answer = self.settle(at, id, of, &verdict, outcome);
        self.next_in_line(at, id);
        Ok(answer)
    }

    /// Gives a message that waited its new answer.
    fn settle(&mut self, at: Timestamp, id: usize, of: usize, verdict: &Verdict, outcome: Outcome) -> Answer {
        let mut facility = 0;
        if let Some(dossier) = self.dossiers.iter_mut().find(|known| known.id == id) {
            facility = dossier.facility;
            if let Some(message) = dossier.messages.iter_mut().find(|message| message.of == of) {
                message.outcome = outcome;
                message.accepted_on = (outcome == Outcome::Accepted).then(|| brussels_day(at));
            }
        }
        let answer = self.answer(id, of, verdict, outcome);
        self.remember(id, of, answer.clone());
        self.inbox.entry(facility).or_default().push(answer.clone());
        answer
    }

    /// Judges what was queued, in order of receipt, until one is in beraad.
    fn next_in_line(&mut self, at: Timestamp, id: usize) {
        while let Some(dossier) = self.dossier(id)
            && let Some(message) = dossier.messages.iter().find(|message| is_waiting(message))
            && message.outcome == Outcome::Queued
        {
            let of = message.of;
            let verdict = self.judge_kept(dossier, message);
            self.settle(at, id, of, &verdict, verdict.outcome());
        }
    }

    fn member(&mut self, at: Timestamp, person: usize, change: &MemberChange) {
        let known = &mut self.persons[person];
        let before = known.clone();
        if let Some(memberships) = &change.memberships {
            known.memberships.clone_from(memberships);
        }
        known.deceased = change.deceased.or(known.deceased);
        known.obligation = change.obligation.unwrap_or(known.obligation);
        if let Some(year) = change.premium
            && !known.premiums.contains(&year)
        {
            known.premiums.push(year);
        }
        if *known != before {
            self.judge_again(at, person);
        }
    }

    fn membership(
        &mut self,
        at: Timestamp,
        person: usize,
        (codes, after): (BTreeSet<String>, Vec<crate::setup::Membership>),
    ) -> (bool, BTreeSet<String>) {
        let accepted = codes.is_empty();
        if accepted {
            self.persons[person].memberships = after;
            self.judge_again(at, person);
        }
        (accepted, codes)
    }

    /// Any register change of a person: what waits is judged again, in order of receipt (fine print, "Judging again").
    fn judge_again(&mut self, at: Timestamp, person: usize) {
        let of_person = self.dossiers.iter().filter(|dossier| dossier.person == Some(person));
        let mut waiting: Vec<(Timestamp, usize, usize)> = of_person
            .filter_map(|dossier| {
                let message = dossier
                    .messages
                    .iter()
                    .find(|message| message.outcome == Outcome::Pending)?;
                Some((message.received, message.of, dossier.id))
            })
            .collect();
        waiting.sort_unstable();
        for (_, of, id) in waiting {
            let Some(dossier) = self.dossier(id) else { continue };
            let Some(message) = dossier.messages.iter().find(|message| message.of == of) else {
                continue;
            };
            let verdict = self.judge_kept(dossier, message);
            if verdict.outcome() == message.latest.outcome && verdict.codes == message.latest.codes {
                continue;
            }
            self.settle(at, id, of, &verdict, verdict.outcome());
            self.next_in_line(at, id);
        }
    }
}

pub(crate) fn is_waiting(message: &Kept) -> bool {
    matches!(message.outcome, Outcome::Pending | Outcome::Queued)
}

fn plain(of: usize, verdict: &Verdict, outcome: Outcome) -> Answer {
    Answer {
        of,
        outcome,
        codes: verdict.codes.clone(),
        missing: verdict.missing.clone(),
        covered: None,
        care_fund: verdict.care_fund.clone(),
    }
}
