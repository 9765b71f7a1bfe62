//! Why somebody of a fund looks at a person's file: every look is kept with a reason (interfaces.md, "People").
//!
//! Work is not hindered by it. A look out of an item of work carries that item; who comes by a search says why, once, and
//! is not asked again about that person for a while.

use identifiers::{BatchId, CareFundNumber, DossierId, PersonId, brussels_day};
use jiff::{Timestamp, ToSpan};
use registers::Person;
use serde::{Deserialize, Serialize};
use store::{DossierRecord, MessageOutcome, NewLook, Transaction};

use crate::decisions::is_plain_text;
use crate::dossier_page::{dossier_at, refuse_who_does_not_see};
use crate::follows::{looking_fund, sees};
use crate::looks::at_dossier;
use crate::page_looks::{About, PageLook};
use crate::person_page::is_case_worker;
use crate::worklist::{fund_alone, own_fund};
use crate::{Action, App, Context, DossierAddress, PersonBy, Problem, facts};

/// For how long a reason holds for one person and whoever said it. A figure of the screens, not of the law.
const HOLDS_HOURS: i64 = 4;

/// Most letters of what is said beside a reason.
const MOST_LETTERS: usize = 200;

/// The reasons that one can say, by their codes; the last needs words of its own.
pub const REASONS: [&str; 6] = ["MEMBER", "FACILITY", "MEMBERSHIP", "OBJECTION", "CONTROL", "OTHER"];

/// The reasons that a look carries by itself.
pub const OWN_REASONS: [&str; 7] = ["IN_BERAAD", "WORKLIST", "SENDING", "TASK", "LIST", "LOOKS", "NOBODY"];

/// The pages that are somebody's file: a reason that stands at a look there holds on.
const FILES: [&str; 3] = ["why", "readDossier", "person"];

/// Why somebody looks, as it is kept: a code, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// One of [`REASONS`] or [`OWN_REASONS`].
    pub code: String,
    /// The words that were said, or the number of the item of work.
    pub detail: Option<String>,
}

impl Reason {
    pub(crate) fn own(code: &str, detail: Option<String>) -> Self {
        Self {
            code: code.to_owned(),
            detail,
        }
    }

    /// What somebody says.
    ///
    /// # Errors
    /// A code that is none of [`REASONS`]; words that are missing where they are needed, too long, or no plain text.
    pub fn said(code: &str, words: &str) -> Result<Self, Problem> {
        let words = words.trim();
        let Some(code) = REASONS.into_iter().find(|known| *known == code) else {
            return Err(Problem::invalid("reason", "choose why you look"));
        };
        if code == "OTHER" && words.is_empty() {
            return Err(Problem::invalid("words", "say in a few words why you look"));
        }
        if words.chars().count() > MOST_LETTERS || words.contains('\n') || !is_plain_text(words) {
            return Err(Problem::invalid(
                "words",
                "one line of plain text, of 200 letters at most",
            ));
        }
        Ok(Self {
            code: code.to_owned(),
            detail: (!words.is_empty()).then(|| words.to_owned()),
        })
    }

    /// As it stands in a look: the code, and what belongs to it behind a blank.
    pub(crate) fn kept(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} {detail}", self.code),
            None => self.code.clone(),
        }
    }

    /// From what stands in a look.
    #[must_use]
    pub fn read(kept: &str) -> Self {
        let (code, detail) = kept
            .split_once(' ')
            .map_or((kept, None), |(code, detail)| (code, Some(detail.to_owned())));
        Self {
            code: code.to_owned(),
            detail,
        }
    }
}

/// The item of work from which somebody comes. It is a reason only where it really concerns the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameFrom {
    /// A sending with lines of the person.
    Sending(BatchId),
    /// A task about the person or the dossier.
    Task(i64),
    /// The looks that an auditor goes through.
    Looks,
}

impl App<'_> {
    /// Why the actor looks at a dossier, as far as it is known: it is in beraad for them, they come from an item of work,
    /// or they said so a while ago. `None`: they must say why. A dossier of a person whom no register knows is nobody's
    /// file.
    ///
    /// # Errors
    /// There is no such dossier.
    pub fn why_dossier(
        &self,
        context: &Context,
        address: &DossierAddress,
        from: Option<&CameFrom>,
    ) -> Result<Option<Reason>, Problem> {
        let fund = own_fund(context)?;
        let mut tx = self.begin()?;
        let id = dossier_at(tx.as_mut(), address)?;
        refuse_unseen_dossier(tx.as_mut(), context, id)?;
        reason_at_dossier(tx.as_mut(), context, (fund, id), from)
    }

    /// Why the actor looks at a person, as far as it is known.
    ///
    /// # Errors
    /// There is no such person; a malformed number is invalid input.
    pub fn why_person(
        &self,
        context: &Context,
        by: &PersonBy,
        from: Option<&CameFrom>,
    ) -> Result<Option<Reason>, Problem> {
        let fund = own_fund(context)?;
        context.actor.may(Action::ReadPerson, fund_alone(fund))?;
        let mut tx = self.begin()?;
        let person = match by {
            PersonBy::Id(id) => tx.person(*id)?.ok_or_else(|| Problem::NotFound("a person".into()))?,
            PersonBy::Ssin(ssin) => facts::person_of(tx.as_mut(), ssin)?,
        };
        let knows_number = matches!(by, PersonBy::Ssin(_)) && is_case_worker(&context.actor);
        if !knows_number && !sees(&person, fund, None, brussels_day(context.at)) {
            return Err(Problem::forbidden(
                "this person is no member of this fund, and was none",
            ));
        }
        if let Some(reason) = from_item(tx.as_mut(), context, (fund, person.id, None), from)? {
            return Ok(Some(reason));
        }
        if let Some(reason) = remembered(tx.as_mut(), context, person.id)? {
            return Ok(Some(reason));
        }
        in_beraad(tx.as_mut(), context, (fund, &person))
    }

    /// Says why the actor is going to look at a dossier: it holds for its person for a while.
    ///
    /// # Errors
    /// There is no such dossier, or the actor does not see it.
    pub fn say_why_dossier(&self, context: &Context, address: &DossierAddress, reason: &Reason) -> Result<(), Problem> {
        let mut tx = self.begin()?;
        let id = dossier_at(tx.as_mut(), address)?;
        let person = refuse_unseen_dossier(tx.as_mut(), context, id)?;
        PageLook::at("why", id)
            .why(Some(reason.clone()))
            .seen([at_dossier(id, person)])
            .end(tx, context)
    }

    /// The same for a person of the fund.
    ///
    /// # Errors
    /// There is no such person, or the actor does not see them.
    pub fn say_why_person(&self, context: &Context, id: PersonId, reason: &Reason) -> Result<(), Problem> {
        own_fund(context)?;
        let mut tx = self.begin()?;
        let person = tx.person(id)?.ok_or_else(|| Problem::NotFound("a person".into()))?;
        let fund = looking_fund(context, Some(&person), None);
        let owner = crate::actor::Owner { facility: None, fund };
        context.actor.may(Action::ReadPerson, owner)?;
        let seen = NewLook {
            person: Some(id),
            dossier: None,
        };
        PageLook::at("why", About::from(id))
            .why(Some(reason.clone()))
            .seen([seen])
            .end(tx, context)
    }
}

/// Refuses who does not see a dossier; gives whom it is about.
fn refuse_unseen_dossier(
    tx: &mut dyn Transaction,
    context: &Context,
    id: DossierId,
) -> Result<Option<PersonId>, Problem> {
    let dossier = tx.dossier(id)?.ok_or_else(|| Problem::NotFound("a dossier".into()))?;
    let person = match dossier.person {
        Some(person) => tx.person(person)?,
        None => None,
    };
    refuse_who_does_not_see(context, &dossier, person.as_ref())?;
    Ok(dossier.person)
}

/// Why an employee of a fund looks at a dossier, as far as it is known.
pub(crate) fn reason_at_dossier(
    tx: &mut dyn Transaction,
    context: &Context,
    (fund, id): (CareFundNumber, DossierId),
    from: Option<&CameFrom>,
) -> Result<Option<Reason>, Problem> {
    let dossier = tx.dossier(id)?.ok_or_else(|| Problem::NotFound("a dossier".into()))?;
    let Some(person) = dossier.person else {
        return Ok(Some(Reason::own("NOBODY", None)));
    };
    let known = tx.person(person)?;
    if let Some(known) = &known
        && decides(context, fund, known)
        && waits(tx, &dossier)?
    {
        return Ok(Some(Reason::own("IN_BERAAD", None)));
    }
    if let Some(reason) = from_item(tx, context, (fund, person, Some(&dossier)), from)? {
        return Ok(Some(reason));
    }
    if let Some(reason) = remembered(tx, context, person)? {
        return Ok(Some(reason));
    }
    match &known {
        Some(known) => in_beraad(tx, context, (fund, known)),
        None => Ok(None),
    }
}

/// What was said, or carried, at the last look at this file by this account.
pub(crate) fn remembered(
    tx: &mut dyn Transaction,
    context: &Context,
    person: PersonId,
) -> Result<Option<Reason>, Problem> {
    let Some(account) = context.actor.account() else {
        return Ok(None);
    };
    let since = context.at.checked_sub(HOLDS_HOURS.hours()).unwrap_or(Timestamp::MIN);
    let kept = tx.last_reason(account, person, &FILES, since)?;
    Ok(kept.as_deref().map(Reason::read))
}

/// Whether what waits of a person is for the actor to decide.
fn decides(context: &Context, fund: CareFundNumber, person: &Person) -> bool {
    let today = person.membership_on(brussels_day(context.at));
    today.is_some_and(|membership| membership.fund == fund)
        && context.actor.may(Action::Decide, fund_alone(fund)).is_ok()
}

fn waits(tx: &mut dyn Transaction, dossier: &DossierRecord) -> Result<bool, Problem> {
    let waiting = tx.waiting_messages(dossier.id)?;
    Ok(waiting.iter().any(|message| message.outcome == MessageOutcome::Pending))
}

/// Something of the person is in beraad for the actor.
fn in_beraad(
    tx: &mut dyn Transaction,
    context: &Context,
    (fund, person): (CareFundNumber, &Person),
) -> Result<Option<Reason>, Problem> {
    let waits = decides(context, fund, person) && !tx.waiting_dossiers(&[person.id])?.is_empty();
    Ok(waits.then(|| Reason::own("IN_BERAAD", None)))
}

/// The item of work from which the actor comes, where it really concerns this person (and dossier).
fn from_item(
    tx: &mut dyn Transaction,
    context: &Context,
    (fund, person, dossier): (CareFundNumber, PersonId, Option<&DossierRecord>),
    from: Option<&CameFrom>,
) -> Result<Option<Reason>, Problem> {
    Ok(match from {
        None => None,
        Some(CameFrom::Sending(id)) => {
            let is_funds = tx.batch(*id)?.is_some_and(|sending| sending.batch.fund == Some(fund));
            let invoices = if is_funds { tx.invoices(*id)? } else { Vec::new() };
            let holds = invoices.iter().any(|invoice| invoice.person == Some(person));
            holds.then(|| Reason::own("SENDING", Some(id.to_string())))
        }
        Some(CameFrom::Task(id)) => {
            let subjects = [
                Some(format!("person {person}")),
                dossier.map(|dossier| format!("dossier {}", dossier.id)),
            ];
            let task = tx.task(*id)?.filter(|task| task.fund == fund);
            let concerns = task.is_some_and(|task| subjects.iter().flatten().any(|subject| *subject == task.subject));
            concerns.then(|| Reason::own("TASK", Some(id.to_string())))
        }
        Some(CameFrom::Looks) => {
            let may = context.actor.may(Action::ReadLooks, fund_alone(fund)).is_ok();
            may.then(|| Reason::own("LOOKS", None))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_said_with_words_where_they_are_needed() {
        for (code, words, is_fit) in [
            ("MEMBER", "", true),
            ("MEMBER", " belde over de premie ", true),
            ("OTHER", "", false),
            ("OTHER", "  ", false),
            ("OTHER", "vergissing", true),
            ("IN_BERAAD", "", false),
            ("", "", false),
            ("MEMBER", "twee\nregels", false),
            ("MEMBER", "\u{1b}[2J", false),
            ("MEMBER", &"x".repeat(200), true),
            ("MEMBER", &"x".repeat(201), false),
        ] {
            assert_eq!(Reason::said(code, words).is_ok(), is_fit, "{code} {words:?}");
        }
    }

    #[test]
    fn a_reason_is_read_back() {
        for (code, words) in [("MEMBER", ""), ("OTHER", "twee  blanks en é")] {
            let reason = Reason::said(code, words).unwrap();
            assert_eq!(Reason::read(&reason.kept()), reason);
        }
    }
}
