//! Comparing what was answered later (inboxes) and what was left for people to do (tasks).

use identifiers::FacilityId;
use jiff::Timestamp;
use serde_json::Value;
use store::InboxEntry;

use super::{PAGE, Replay};
use crate::Problem;

impl Replay<'_> {
    /// Compares what was answered later and what was left for people to do.
    pub(super) fn compare_what_was_told_later(&mut self) -> Result<(), Problem> {
        for facility in std::mem::take(&mut self.facilities) {
            self.report.inboxes += 1;
            if !self.is_same_inbox(facility)? {
                self.report.different_inboxes.push(facility);
            }
        }
        // Tasks name dossiers, whose numbers may be others by another law.
        if !self.is_other_law {
            let funds = self.source.begin()?.known_funds()?;
            for fund in funds {
                let mut before = self.source.begin()?.open_tasks(fund)?;
                let mut again = self.scratch.begin()?.open_tasks(fund)?;
                for (_, subject) in &mut before {
                    *subject = self.numbers.subject(subject);
                }
                // Tasks that were opened side by side come in another order.
                before.sort_unstable();
                again.sort_unstable();
                if before != again {
                    self.report.different_tasks.push(fund);
                }
            }
        }
        Ok(())
    }

    fn is_same_inbox(&self, facility: FacilityId) -> Result<bool, Problem> {
        let mut after = 0;
        loop {
            let before = self.source.begin()?.inbox_after(facility, after, PAGE)?;
            let again = self.scratch.begin()?.inbox_after(facility, after, PAGE)?;
            let same = before.len() == again.len()
                && before
                    .iter()
                    .zip(&again)
                    .all(|(one, other)| one == other || (self.is_other_law && without_law(one) == without_law(other)));
            match before.last().filter(|_| same) {
                None => return Ok(same),
                Some(last) => after = last.number,
            }
        }
    }
}

fn without_law(entry: &InboxEntry) -> (i64, Timestamp, &str, Option<Value>) {
    let mut body: Option<Value> = serde_json::from_str(&entry.body).ok();
    if let Some(Value::Object(fields)) = &mut body {
        fields.remove("law");
    }
    (entry.number, entry.at, &entry.kind, body)
}
