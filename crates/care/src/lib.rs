//! Care requests and changes, judged without input or output.
//!
//! A message comes in as parsed JSON ([`CareRequest`], [`ChangeMessage`]), is set beside what the registers and
//! earlier dossiers say ([`RequestFacts`], [`ChangeFacts`]) and the law as it stands ([`regulation::Law`]), and
//! [`judge_request`] or [`judge_change()`] answers with a [`Verdict`] or a [`ChangeVerdict`]: every finding at once,
//! the outcome, the covered days and the care fund. [`CareAnswer`] is what the sender gets back. A [`Dossier`] is
//! what an accepted request opens and what accepted changes make of it.
//!
//! Each kind of message has a file of its own ([`request`], [`mod@change`] and one for each kind of change), and so
//! has each check ([`checks`]): its citation, its logic and its boundary days stand together. Nothing here knows a
//! store, HTTP or a clock, and nothing asks for a sector by name: what a sector asks is data of the law.

pub mod answer;
mod beside;
mod case;
pub mod change;
mod change_case;
pub mod checks;
pub mod coverage;
mod days;
pub mod dossier;
pub mod facts;
mod formats;
mod json;
pub mod judge;
pub mod judge_change;
pub mod message;
pub mod request;
mod shown;
pub mod terms;
mod values;
pub mod verdict;

#[cfg(test)]
mod change_fixture;
#[cfg(test)]
mod fixture;

pub use answer::{AnswerContext, AnswerFinding, CareAnswer, CareFundContact, ChangeAnswer, RequestAnswer};
pub use change::{ChangeKind, ChangeMessage};
pub use coverage::Coverage;
pub use dossier::{Change, Dossier, DossierError, DossierState, ReportedEnd, Segment, SegmentOrigin};
pub use facts::{ChangeFacts, RequestFacts, Stay, StayState};
pub use json::UniqueFields;
pub use judge::{JudgeError, judge_request};
pub use judge_change::{covered_if_accepted, judge_change};
pub use message::{BadInput, Contact};
pub use request::CareRequest;
pub use terms::{InsurerApproval, MedicalReport, PreviousStay, RequestTerms, RequestType};
pub use verdict::{ChangeVerdict, Outcome, Verdict};
