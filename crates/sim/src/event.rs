//! What happens in a history.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::setup::Membership;

/// Something that happens at a moment.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its own number, which stays the same when events before it are left out. Other events name it by this, and the
    /// id of its message is made of it.
    pub number: usize,
    /// When, never earlier than the event before.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What a register feed says of a person.
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    /// All memberships.
    pub memberships: Option<Vec<Membership>>,
    /// The day of death.
    pub deceased: Option<Date>,
    /// The obligation.
    pub obligation: Option<&'static str>,
    /// A year for which a premium was paid.
    pub premium: Option<i16>,
}

/// What happens.
#[derive(Debug, Clone)]
pub enum What {
    /// A facility asks for a person; fields of care.md §2 without `messageId` and `facility`.
    Request {
        /// The facility.
        facility: usize,
        /// The message.
        message: Map<String, Value>,
    },
    /// A facility sends a change; fields of care.md §3 without `messageId` and `vsbReference`.
    Change {
        /// The facility.
        facility: usize,
        /// The event of the request whose dossier it is about.
        dossier: usize,
        /// The message.
        message: Map<String, Value>,
    },
    /// A message that was sent before is sent again.
    Again {
        /// The event of that message.
        of: usize,
        /// With other content under the same id (of a request only).
        altered: bool,
    },
    /// An employee of a fund decides what is in beraad of a dossier.
    Decide {
        /// The event of its request.
        dossier: usize,
        /// The employee's fund.
        fund: String,
        /// Accept, or refuse.
        accept: bool,
    },
    /// A register feed changes a person.
    Member {
        /// The person, by place in [`crate::SSINS`].
        person: usize,
        /// What it says.
        change: MemberChange,
    },
    /// A fund affiliates a person.
    Affiliate {
        /// The person.
        person: usize,
        /// The fund.
        fund: String,
        /// OFFICIAL or ADMINISTRATIVE.
        kind: &'static str,
        /// From when.
        from: Date,
    },
    /// A fund takes a person over.
    Mutate {
        /// The person.
        person: usize,
        /// The new fund.
        fund: String,
        /// From when.
        from: Date,
    },
    /// A fund ends a membership.
    EndMembership {
        /// The person.
        person: usize,
        /// The fund.
        fund: String,
        /// The last day.
        to: Date,
    },
    /// A facility asks whether a person is insured.
    Insurance {
        /// The facility.
        facility: usize,
        /// The number as written.
        ssin: String,
        /// The day.
        date: Date,
    },
    /// A facility invoices days of a dossier.
    Bill {
        /// The event of the request.
        dossier: usize,
        /// The fund it is sent to.
        fund: String,
        /// The sending number.
        sending_number: u16,
        /// The days.
        days: Vec<Date>,
    },
}

/// One line, with messages as JSON.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: ", self.number, self.at)?;
        match &self.what {
            What::Request { facility, message } => {
                write!(f, "request of facility {facility}: {}", Value::Object(message.clone()))
            }
            What::Change {
                facility,
                dossier,
                message,
            } => {
                write!(
                    f,
                    "change of facility {facility} on {dossier}: {}",
                    Value::Object(message.clone())
                )
            }
            other => write!(f, "{other:?}"),
        }
    }
}
