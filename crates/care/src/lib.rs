//! Care requests and changes, judged without input or output.
//!
//! A message comes in as parsed JSON ([`CareRequest`]), is set beside what the registers and earlier dossiers
//! say ([`RequestFacts`]) and the law as it stands ([`regulation::Law`]), and [`judge_request`] answers with a
//! [`Verdict`]: every finding at once, the outcome, the covered days and the care fund. [`RequestAnswer`] is
//! what the sender gets back.
//!
//! Each kind of message has a file of its own ([`request`]; changes follow the same shape), and so has each
//! check ([`checks`]): its citation, its logic and its boundary days stand together. Nothing here knows a
//! store, HTTP or a clock, and nothing asks for a sector by name: what a sector asks is data of the law.

pub mod answer;
mod case;
pub mod checks;
pub mod coverage;
mod days;
pub mod facts;
mod formats;
pub mod judge;
pub mod message;
pub mod request;
mod shown;
pub mod terms;
mod values;
pub mod verdict;

#[cfg(test)]
mod fixture;

pub use answer::{AnswerContext, AnswerFinding, CareFundContact, RequestAnswer};
pub use coverage::Coverage;
pub use facts::{RequestFacts, Stay, StayState};
pub use judge::{JudgeError, judge_request};
pub use message::{BadInput, Contact};
pub use request::CareRequest;
pub use terms::{InsurerApproval, MedicalReport, PreviousStay, RequestTerms, RequestType};
pub use verdict::{Outcome, Verdict};
