//! Use cases: the zorgbudget voor zwaar zorgbehoevenden that follows from a stay, for one person and for all of a fund
//! in a month (care.md §5).

use identifiers::{CareFundNumber, EuroCents, Month, PersonId, SectorCode, Ssin};
use registers::{Person, ZorgbudgetMonth, zorgbudget_of};
use store::{DossierRecord, Transaction};

use crate::actor::Owner;
use crate::care_messages::aggregate;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem, facts};

/// How many persons are looked at in one query.
const PERSONS_AT_ONCE: u32 = 2_000;

/// What a fund owes one person for a month.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZorgbudgetLine {
    /// The person's number of today.
    pub ssin: Ssin,
    /// The person's name, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The amount.
    pub cents: EuroCents,
}

/// What a fund owes for a month, in order of the persons' own numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ZorgbudgetList {
    /// A line for each person.
    pub lines: Vec<ZorgbudgetLine>,
    /// Their sum.
    pub total: EuroCents,
}

impl App<'_> {
    /// The zorgbudget of a person in a month; `None` when no stay opens it.
    ///
    /// # Errors
    /// A malformed number is invalid input, an unknown person not found.
    pub fn zorgbudget(&self, context: &Context, ssin: &str, month: Month) -> Result<Option<ZorgbudgetMonth>, Problem> {
        let mut tx = self.begin()?;
        let person = facts::person_of(tx.as_mut(), ssin)?;
        let stays = tx.stays_of(&[person.id])?;
        let found = self.zorgbudget_in(&person, &stays, month)?;
        let fund = found.map(|found| found.fund);
        context
            .actor
            .may(Action::AskInsuranceStatus, Owner { facility: None, fund })?;
        Ok(found)
    }

    /// What a fund owes each person for a month. The look is recorded, with its sum.
    ///
    /// # Errors
    /// Another fund's employee is forbidden.
    pub fn zorgbudget_list(
        &self,
        context: &Context,
        fund: CareFundNumber,
        month: Month,
    ) -> Result<ZorgbudgetList, Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::ListZorgbudget, owner)?;
        let mut tx = self.begin()?;
        let sectors: Vec<SectorCode> = self
            .law
            .sectors()
            .filter(|s| s.zorgbudget)
            .map(|s| s.code.clone())
            .collect();
        let mut list = ZorgbudgetList::default();
        let mut last = PersonId(i64::MIN);
        loop {
            let ids = tx.persons_staying(&sectors, month, last, PERSONS_AT_ONCE)?;
            let Some(newest) = ids.last() else { break };
            last = *newest;
            self.add_lines(tx.as_mut(), &mut list, &ids, (fund, month))?;
        }
        let input = serde_json::json!({ "fund": fund, "month": month }).to_string();
        let answer = serde_json::json!({ "persons": list.lines.len(), "totalCents": list.total }).to_string();
        let entry = Record {
            use_case: "listZorgbudget",
            subject: format!("fund {fund}"),
            input: input.as_bytes(),
            answer: answer.as_bytes(),
            law: Some(&self.law),
        };
        record(tx.as_mut(), context, &entry)?;
        tx.commit()?;
        Ok(list)
    }

    fn add_lines(
        &self,
        tx: &mut dyn Transaction,
        list: &mut ZorgbudgetList,
        ids: &[PersonId],
        (fund, month): (CareFundNumber, Month),
    ) -> Result<(), Problem> {
        let mut stays: std::collections::HashMap<PersonId, Vec<DossierRecord>> = std::collections::HashMap::new();
        for stay in tx.stays_of(ids)? {
            if let Some(person) = stay.person {
                stays.entry(person).or_default().push(stay);
            }
        }
        for person in tx.persons(ids)? {
            let of_person = stays.remove(&person.id).unwrap_or_default();
            let found = self.zorgbudget_in(&person, &of_person, month)?;
            if let Some(owed) = found.filter(|found| found.fund == fund) {
                list.total = list.total.plus(owed.cents)?;
                list.lines.push(ZorgbudgetLine {
                    ssin: person.ssin,
                    name: person.details.name,
                    cents: owed.cents,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn zorgbudget_in(
        &self,
        person: &Person,
        stays: &[DossierRecord],
        month: Month,
    ) -> Result<Option<ZorgbudgetMonth>, Problem> {
        let mut covered = Vec::new();
        for dossier in stays {
            if self.law.sector(&dossier.sector).is_some_and(|sector| sector.zorgbudget)
                && let Some(accepted) = aggregate(dossier)?
            {
                covered.extend(accepted.covered());
            }
        }
        let (death, held) = (person.details.deceased_on, &person.memberships);
        Ok(zorgbudget_of(&covered, death, held, month, &self.law)?)
    }
}
