//! A migrated dossier, judged from the table of care.md §4.

use identifiers::brussels_day;
use jiff::civil::Date;

use crate::answer::Outcome;
use crate::days::plus;
use crate::fields::{Message, day, day_of_instant, yes};
use crate::verdict::Verdict;
use crate::world::{Dossier, World};

impl World {
    /// The days on which the stay of a dossier began, as its request said and as last reported: by either a migrated
    /// one is identified (PVT slides §2).
    fn start_days_of(&self, dossier: &Dossier) -> [Option<Date>; 2] {
        let asked = self.asked(dossier);
        let last = self.stay(dossier).or_else(|| asked.clone());
        [asked, last].map(|stay| stay.map(|stay| brussels_day(stay.start)))
    }

    /// The checks of a migrated dossier (care.md §4).
    pub(crate) fn migration(
        &self,
        verdict: &mut Verdict,
        facility: usize,
        message: &Message,
        person: Option<usize>,
        own: Option<usize>,
    ) {
        let joined = self.sector_of(facility).joined;
        let start = day_of_instant(message, "start");
        if start.is_some_and(|start| start >= joined) {
            verdict.add("MIG_START_NOT_BEFORE_TRANSFER");
        }
        if day(message, "insurerApproval.approvedUntil")
            .good()
            .is_some_and(|until| until < plus(joined, -1))
        {
            verdict.add("MIG_APPROVED_PERIOD_OVER");
        }
        let last_day = plus(joined, self.migration_receipt_days(facility, joined));
        if day(message, "insurerApproval.receivedOn")
            .good()
            .is_some_and(|received| received > last_day)
        {
            verdict.add("MIG_RECEIVED_TOO_LATE");
        }
        let twice = self.dossiers.iter().any(|other| {
            let Some(request) = other.messages.first() else {
                return false;
            };
            person.is_some()
                && other.person == person
                && other.facility == facility
                && Some(other.id) != own
                && [Outcome::Accepted, Outcome::Pending].contains(&request.outcome)
                && yes(&request.body, "migration") == Some(true)
                && start.is_some()
                && self.start_days_of(other).contains(&start)
        });
        if twice {
            verdict.add("MIG_DUPLICATE");
        }
    }
}
