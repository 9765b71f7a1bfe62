//! Looks at persons: every one is recorded with who, when, where and why, and an auditor of the fund reads them back
//! (interfaces.md, "People").

use identifiers::{BatchId, CareFundNumber, DossierId};
use jiff::Timestamp;
use serde_json::json;
use store::{LookQuery, LookRow, Looker, NewLook, Transaction};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, Actor, App, Context, DossierAddress, Problem, Reason};

/// Looks on one page.
const PAGE: u32 = 50;

/// A look, for the journal and for the auditor.
pub(crate) struct Look<'a> {
    /// The use case.
    pub(crate) use_case: &'static str,
    /// What it concerns, by own numbers.
    pub(crate) subject: String,
    /// Every person and dossier that was shown.
    pub(crate) seen: &'a [NewLook],
    /// Why, where it was said.
    pub(crate) reason: Option<&'a str>,
}

/// Records a look and ends its transaction: nothing is shown that was not recorded.
pub(crate) fn looked(
    tx: Box<dyn Transaction + '_>,
    context: &Context,
    look: &Look<'_>,
    told: (&str, &str),
) -> Result<(), Problem> {
    looked_on(tx, context, look, look.use_case, told)
}

/// The same, where one use case has several pages.
pub(crate) fn looked_on(
    mut tx: Box<dyn Transaction + '_>,
    context: &Context,
    look: &Look<'_>,
    page: &str,
    (input, answer): (&str, &str),
) -> Result<(), Problem> {
    // Whatever is no person is a program, which is known by its entry in the journal.
    if let Some(account) = context.actor.account() {
        let looker = Looker {
            at: context.at,
            fund: context.actor.fund(),
            facility: context.actor.facility(),
            actor: &context.actor.to_string(),
            account,
            use_case: page,
            reason: look.reason,
        };
        tx.insert_looks(&looker, look.seen)?;
    }
    let entry = Record {
        use_case: look.use_case,
        subject: look.subject.clone(),
        input: input.as_bytes(),
        answer: answer.as_bytes(),
        law: None,
    };
    record(tx.as_mut(), context, &entry)?;
    Ok(tx.commit()?)
}

/// A look at a dossier.
pub(crate) const fn at_dossier(id: DossierId, person: Option<identifiers::PersonId>) -> NewLook {
    NewLook {
        person,
        dossier: Some(id),
    }
}

/// A look at everyone whom a sending bills.
pub(crate) fn at_everyone_in(tx: &mut dyn Transaction, batch: BatchId) -> Result<Vec<NewLook>, Problem> {
    let mut persons: Vec<_> = tx
        .invoices(batch)?
        .iter()
        .filter_map(|invoice| invoice.person)
        .collect();
    persons.sort_unstable();
    persons.dedup();
    let at = |person| NewLook {
        person: Some(person),
        dossier: None,
    };
    Ok(persons.into_iter().map(at).collect())
}

/// Which looks an auditor asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LookFilter {
    /// Only those before this one: the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// Only those by this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Only those at the person at whom this look was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_person_as: Option<i64>,
    /// Only those with a reason of this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Only those without a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_reason: bool,
    /// How many at most, where it is not a page: for a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

/// A page of looks.
#[derive(Debug, Clone, Default)]
pub struct LookList {
    /// The looks, newest first.
    pub looks: Vec<ListedLook>,
    /// The look before which the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

/// A look.
#[derive(Debug, Clone)]
pub struct ListedLook {
    /// Own number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// On which page, by a word: that of the use case, where it has no other.
    pub page: String,
    /// Why, where it was said.
    pub reason: Option<Reason>,
    /// Whether a person is known.
    pub has_person: bool,
    /// The person's name of today, where known.
    pub person_name: Option<String>,
    /// The dossier, where it was one that was looked at.
    pub dossier: Option<DossierAddress>,
}

impl App<'_> {
    /// The looks at persons by the people of a fund, newest first, to the fund's auditor. That it was read is recorded.
    ///
    /// # Errors
    /// Another role or another fund is forbidden.
    pub fn looks(&self, context: &Context, fund: CareFundNumber, filter: &LookFilter) -> Result<LookList, Problem> {
        let owner = Owner {
            facility: None,
            fund: Some(fund),
        };
        context.actor.may(Action::ReadLooks, owner)?;
        let mut tx = self.begin()?;
        let query = LookQuery {
            before: filter.before,
            account: filter.account.as_deref(),
            same_person_as: filter.same_person_as,
            reason: filter.reason.as_deref(),
            without_reason: filter.without_reason,
        };
        let most = filter.most.unwrap_or(PAGE);
        let found = tx.looks_of_fund(fund, query, most.saturating_add(1))?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let shown = &found[..found.len().min(most)];
        let looks = shown.iter().map(listed).collect::<Result<Vec<_>, _>>()?;
        let next = looks.last().filter(|_| found.len() > most).map(|last| last.id);
        let input = json!({ "fund": fund, "filter": filter }).to_string();
        let answer = json!({ "looks": looks.len() }).to_string();
        // Whom it shows stands in the looks that it shows.
        let look = Look {
            use_case: "listLooks",
            subject: format!("fund {fund}"),
            seen: &[],
            reason: None,
        };
        looked(tx, context, &look, (&input, &answer))?;
        Ok(LookList { looks, next })
    }
}

fn listed(row: &LookRow) -> Result<ListedLook, Problem> {
    let actor = row.actor.parse();
    Ok(ListedLook {
        id: row.id,
        at: row.at,
        actor: actor.map_err(|error| Problem::Fault(format!("who looked: {error}")))?,
        page: row.use_case.clone(),
        reason: row.reason.as_deref().map(Reason::read),
        has_person: row.person.is_some(),
        person_name: row.person_name.clone(),
        dossier: row.dossier.as_ref().map(|(hco, message_id)| DossierAddress {
            hco: hco.clone(),
            message_id: *message_id,
        }),
    })
}
