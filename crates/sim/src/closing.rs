//! Bringing a history to its end: affiliating and deciding until nothing waits.

use identifiers::brussels_day;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::answer::Outcome;
use crate::days::plus;
use crate::event::{Event, MemberChange, What};
use crate::insurance::membership_on;
use crate::setup::Membership;
use crate::world::World;

impl World {
    /// The dossiers with a message in beraad.
    pub(crate) fn in_beraad(&self) -> Vec<usize> {
        let pending = |id: &&crate::world::Dossier| id.messages.iter().any(|m| m.outcome == Outcome::Pending);
        self.dossiers.iter().filter(pending).map(|dossier| dossier.id).collect()
    }

    /// The fund of the person of a dossier on a day.
    pub(crate) fn fund_of(&self, dossier: usize, on: Date) -> Option<String> {
        let person = self.dossier(dossier)?.person?;
        membership_on(&self.persons[person], on).map(|membership| membership.fund.clone())
    }

    /// What brings the history nearer to its end; `None` when nothing is in beraad. By turns it is tried to accept,
    /// which may be a conflict, and refused, which is none.
    pub(crate) fn closing_event(&self, number: usize, at: Timestamp) -> Option<Event> {
        let dossier = *self.in_beraad().first()?;
        let today = brussels_day(at);
        let what = if let Some(fund) = self.fund_of(dossier, today) {
            What::Decide {
                dossier,
                fund,
                accept: number.is_multiple_of(2),
            }
        } else {
            let membership = Membership {
                fund: "680".into(),
                kind: "ADMINISTRATIVE",
                from: plus(today, -400),
                to: None,
            };
            let change = MemberChange {
                memberships: Some(vec![membership]),
                ..MemberChange::default()
            };
            What::Member {
                person: self.dossier(dossier)?.person?,
                change,
            }
        };
        Some(Event { number, at, what })
    }
}
