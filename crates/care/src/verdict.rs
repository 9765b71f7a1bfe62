//! The verdict on a message.

use identifiers::CareFundNumber;
use jiff::civil::Date;
use regulation::{Acts, Finding, LawHash};

use crate::checks::{affiliation, incomplete};
use crate::coverage::Coverage;
use crate::dossier::Dossier;
use crate::terms::RequestTerms;

/// The decision on a care message (glossary: aanvaard, in beraad, geweigerd).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Aanvaard.
    Accepted,
    /// In beraad: waits for an affiliation or for a person of the fund.
    Pending,
    /// Geweigerd.
    Refused,
    /// In wachtrij: a change that waits for an earlier message of its dossier; never a request.
    Queued,
}

/// What the judging of a request came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The decision.
    pub outcome: Outcome,
    /// Everything the checks found, in the order of [`crate::checks`].
    pub findings: Vec<Finding>,
    /// Who must act on what waits; empty unless pending. An affiliation waits for the facility (D2), a medical
    /// review for the care fund.
    pub acts: Vec<Acts>,
    /// The day on which insurance and the rest were judged; `None` when the request did not tell it.
    pub first_covered_day: Option<Date>,
    /// The days it covers if accepted, now or later; `None` when refused.
    pub would_cover: Option<Coverage>,
    /// The person's fund on the first covered day.
    pub care_fund: Option<CareFundNumber>,
    /// What the dossier keeps of the request; `None` when refused.
    pub terms: Option<RequestTerms>,
    /// The law it was judged by.
    pub law: LawHash,
}

impl Verdict {
    /// The days it covers: those of an accepted request (fine print, "Requests").
    #[must_use]
    pub fn covered(&self) -> Option<Coverage> {
        self.would_cover.filter(|_| self.outcome == Outcome::Accepted)
    }

    /// Whether it waits for the person's affiliation: then nobody can accept it by hand (care.md §2).
    #[must_use]
    pub fn waits_for_affiliation(&self) -> bool {
        waits_for_affiliation(self.outcome, &self.findings)
    }

    /// The dotted names of the mandatory fields that were absent (CARE_INCOMPLETE), in order.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        incomplete::missing(self.findings.iter().map(|finding| (&finding.code, &finding.facts)))
    }
}

/// What the judging of a change came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeVerdict {
    /// The decision.
    pub outcome: Outcome,
    /// Everything the checks found, in the order of [`crate::checks::ALL`]; nothing when queued.
    pub findings: Vec<Finding>,
    /// The dossier after it: as it stands when accepted, as it would stand when pending. `None` when refused or
    /// queued.
    pub after: Option<Dossier>,
    /// The person's fund on the dossier's first covered day, where there is a dossier and a fund.
    pub care_fund: Option<CareFundNumber>,
    /// Who must act on what waits, each once; empty unless pending. An affiliation waits for the facility (D2), a
    /// late adjustment for the care fund (D3).
    pub acts: Vec<Acts>,
    /// The law it was judged by.
    pub law: LawHash,
}

impl ChangeVerdict {
    /// The whole coverage of the dossier after an accepted change, gaps included.
    #[must_use]
    pub fn covered(&self) -> Option<Coverage> {
        let after = self.after.as_ref().filter(|_| self.outcome == Outcome::Accepted);
        after.map(Dossier::coverage)
    }

    /// Whether it waits for the person's affiliation: then nobody can accept it by hand (care.md §2).
    #[must_use]
    pub fn waits_for_affiliation(&self) -> bool {
        waits_for_affiliation(self.outcome, &self.findings)
    }

    /// The dotted names of the mandatory fields that were absent (CARE_INCOMPLETE), in order.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        incomplete::missing(self.findings.iter().map(|finding| (&finding.code, &finding.facts)))
    }
}

fn waits_for_affiliation(outcome: Outcome, findings: &[Finding]) -> bool {
    let is_reason = |finding: &Finding| affiliation::is_reason(&finding.code);
    outcome == Outcome::Pending && findings.iter().any(is_reason)
}
