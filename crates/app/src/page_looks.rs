//! What a look leaves in the journal: who saw which page, about whom, and what was asked and shown. Looks change nothing;
//! they stand there so that an auditor sees them.

use identifiers::{BatchId, CareFundNumber, DossierId, FacilityId, OrderId, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{NewLook, Transaction};

use crate::looks::{Look, looked_on};
use crate::{App, Context, Problem, Reason};

/// The name under which looks stand in the journal.
pub(crate) const LOOK: &str = "look";

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum About {
    /// Lists of a fund.
    Fund(CareFundNumber),
    /// One dossier, by own number.
    Dossier(i64),
    /// One sending, by own number.
    Batch(i64),
    /// One person, by own number.
    Person(i64),
    /// One payment order.
    Order(i64),
    /// What is one facility's.
    Facility(i64),
}

impl From<DossierId> for About {
    fn from(id: DossierId) -> Self {
        Self::Dossier(id.0)
    }
}

impl From<BatchId> for About {
    fn from(id: BatchId) -> Self {
        Self::Batch(id.0)
    }
}

impl From<PersonId> for About {
    fn from(id: PersonId) -> Self {
        Self::Person(id.0)
    }
}

impl From<OrderId> for About {
    fn from(id: OrderId) -> Self {
        Self::Order(id.0)
    }
}

impl From<FacilityId> for About {
    fn from(id: FacilityId) -> Self {
        Self::Facility(id.0)
    }
}

impl About {
    /// As the subject of an entry.
    pub(crate) fn subject(self) -> String {
        match self {
            Self::Fund(fund) => format!("fund {fund}"),
            Self::Dossier(id) => format!("dossier {id}"),
            Self::Batch(id) => format!("batch {id}"),
            Self::Person(id) => format!("person {id}"),
            Self::Order(id) => format!("order {id}"),
            Self::Facility(id) => format!("facility {id}"),
        }
    }
}

/// A look at a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PageLook {
    /// The page, by a word.
    page: String,
    #[serde(flatten)]
    about: About,
    /// What was asked for.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    asked: Value,
    /// Which things were shown, by own numbers.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    shown: Value,
    /// Why it was looked at, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<Reason>,
    /// Every person and dossier that was shown, for the fund's auditor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    seen: Vec<Seen>,
}

/// A person or dossier that was shown, by own numbers: a replay keeps the looks again.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Seen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dossier: Option<i64>,
}

impl From<NewLook> for Seen {
    fn from(look: NewLook) -> Self {
        Self {
            person: look.person.map(|person| person.0),
            dossier: look.dossier.map(|dossier| dossier.0),
        }
    }
}

impl From<Seen> for NewLook {
    fn from(seen: Seen) -> Self {
        Self {
            person: seen.person.map(PersonId),
            dossier: seen.dossier.map(DossierId),
        }
    }
}

impl PageLook {
    /// A look at a page about something, where nothing was chosen and nothing else was shown.
    pub(crate) fn at(page: &str, about: impl Into<About>) -> Self {
        Self {
            page: page.to_owned(),
            about: about.into(),
            asked: Value::Null,
            shown: Value::Null,
            why: None,
            seen: Vec::new(),
        }
    }

    /// With every person and dossier that was shown.
    pub(crate) fn seen(mut self, seen: impl IntoIterator<Item = NewLook>) -> Self {
        self.seen.extend(seen.into_iter().map(Seen::from));
        self
    }

    /// With what was asked for.
    pub(crate) fn asked(mut self, asked: Value) -> Self {
        self.asked = asked;
        self
    }

    /// With what was shown.
    pub(crate) fn shown(mut self, shown: Value) -> Self {
        self.shown = shown;
        self
    }

    /// With why it was looked at.
    pub(crate) fn why(mut self, why: Option<Reason>) -> Self {
        self.why = why;
        self
    }

    /// Writes the look and ends its transaction.
    pub(crate) fn end(&self, tx: Box<dyn Transaction + '_>, context: &Context) -> Result<(), Problem> {
        let seen: Vec<NewLook> = self.seen.iter().copied().map(NewLook::from).collect();
        let reason = self.why.as_ref().map(Reason::kept);
        let look = Look {
            use_case: LOOK,
            subject: self.about.subject(),
            seen: &seen,
            reason: reason.as_deref(),
        };
        looked_on(tx, context, &look, &self.page, (&serde_json::to_string(self)?, "{}"))
    }
}

impl App<'_> {
    /// Writes a look again, for a replay: it changed nothing, and what it showed is in what was done before it.
    pub(crate) fn look_again(&self, context: &Context, look: &PageLook) -> Result<(), Problem> {
        look.end(self.begin()?, context)
    }
}
