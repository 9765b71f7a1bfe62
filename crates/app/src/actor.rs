//! Who acts, and who may do what: one right per action, checked in every use case.

use std::fmt;
use std::str::FromStr;

use identifiers::{CareFundNumber, FacilityId};

use crate::Problem;

/// Who does something. Names of employees are names of accounts, never of persons in care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The software of a facility, known by its certificate.
    Facility(FacilityId),
    /// An employee of a care fund.
    Employee {
        /// The fund.
        fund: CareFundNumber,
        /// In which role.
        role: FundRole,
        /// Name of the account.
        name: String,
    },
    /// The agency's register feeds.
    Agency,
    /// Whoever runs the command line on the store itself (`process`, `demo`, `import`).
    Operator,
}

/// The roles within a care fund (interfaces.md, "People").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FundRole {
    /// Decides what is in beraad.
    CaseWorker,
    /// Signs.
    Signatory,
    /// Makes payment orders and reads the bank's answers.
    Payer,
    /// Looks at everything of the fund, changes nothing.
    Auditor,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Take in register files.
    ImportRegisters,
    /// Ask the insurance status of a person.
    AskInsuranceStatus,
    /// Send a care request.
    SendRequest,
    /// Send an invoice file.
    SendBatch,
    /// Look at a dossier.
    ReadDossier,
    /// Look at a batch and its answers.
    ReadBatch,
    /// Sign a batch.
    SignBatch,
    /// Make a payment order.
    MakeOrder,
    /// Record what the bank answered.
    RecordBankAnswer,
    /// Affiliate, move and end memberships.
    ManageMembers,
    /// Decide what is in beraad.
    Decide,
    /// Do the work that changes left behind.
    RunJobs,
    /// List what a fund owes as zorgbudget.
    ListZorgbudget,
    /// Take accepted lines into review.
    ReviewLines,
    /// Decide open lines of a batch.
    DecideLines,
    /// Say which lines a fund takes into review by itself.
    SetControls,
    /// Look at those rules.
    ReadControls,
    /// Say whether who decided may sign.
    SetFourEyes,
    /// Look at what a fund has to pay, and when.
    ListPayments,
    /// Walk money back to the requests on which it rests.
    WalkTrail,
}

impl Action {
    /// All actions, for the test that each refuses who may not.
    pub const ALL: [Self; 20] = [
        Self::ImportRegisters,
        Self::AskInsuranceStatus,
        Self::SendRequest,
        Self::SendBatch,
        Self::ReadDossier,
        Self::ReadBatch,
        Self::SignBatch,
        Self::MakeOrder,
        Self::RecordBankAnswer,
        Self::ManageMembers,
        Self::Decide,
        Self::RunJobs,
        Self::ListZorgbudget,
        Self::ReviewLines,
        Self::DecideLines,
        Self::SetControls,
        Self::ReadControls,
        Self::SetFourEyes,
        Self::ListPayments,
        Self::WalkTrail,
    ];
}

/// Whose a thing is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Owner {
    /// The facility it belongs to.
    pub(crate) facility: Option<FacilityId>,
    /// The fund it belongs to.
    pub(crate) fund: Option<CareFundNumber>,
}

impl Actor {
    /// Refuses unless the actor may do this to a thing of this owner.
    pub(crate) fn may(&self, action: Action, owner: Owner) -> Result<(), Problem> {
        let allowed = match self {
            Self::Operator => true,
            Self::Agency => action == Action::ImportRegisters,
            Self::Facility(id) => {
                matches!(
                    action,
                    Action::AskInsuranceStatus
                        | Action::SendRequest
                        | Action::SendBatch
                        | Action::ReadDossier
                        | Action::ReadBatch
                ) && owner.facility.is_none_or(|owner| owner == *id)
            }
            Self::Employee { fund, role, .. } => role.may(action) && owner.fund.is_some_and(|owner| owner == *fund),
        };
        if allowed {
            Ok(())
        } else {
            Err(Problem::forbidden(
                "this actor has no right to this action on this object",
            ))
        }
    }
}

impl FundRole {
    const ALL: [Self; 4] = [Self::CaseWorker, Self::Signatory, Self::Payer, Self::Auditor];

    const fn may(self, action: Action) -> bool {
        match action {
            Action::ReadDossier | Action::ReadBatch | Action::WalkTrail => true,
            Action::AskInsuranceStatus
            | Action::ManageMembers
            | Action::Decide
            | Action::ReviewLines
            | Action::DecideLines => matches!(self, Self::CaseWorker),
            Action::ListZorgbudget => !matches!(self, Self::Signatory),
            Action::SetControls => matches!(self, Self::CaseWorker | Self::Signatory),
            Action::ReadControls => !matches!(self, Self::Payer),
            Action::ListPayments => !matches!(self, Self::CaseWorker),
            Action::SignBatch => matches!(self, Self::Signatory),
            Action::MakeOrder | Action::RecordBankAnswer => matches!(self, Self::Payer),
            Action::ImportRegisters
            | Action::SendRequest
            | Action::SendBatch
            | Action::RunJobs
            | Action::SetFourEyes => false,
        }
    }
}

/// As it stands in the journal; [`Actor::from_str`] reads it back.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facility(id) => write!(f, "facility {id}"),
            Self::Employee { fund, role, name } => write!(f, "fund {fund} {role:?} {name}"),
            Self::Agency => f.write_str("agency"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

/// A text that names no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this names no actor: expected `operator`, `agency`, `facility NUMBER` or `fund NUMBER ROLE NAME`")]
pub struct NoActor;

/// From what stands in the journal. The name of an account is all that stands behind its role, blanks included.
impl FromStr for Actor {
    type Err = NoActor;

    fn from_str(text: &str) -> Result<Self, NoActor> {
        let mut words = text.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("operator"), None, None, None) => Ok(Self::Operator),
            (Some("agency"), None, None, None) => Ok(Self::Agency),
            (Some("facility"), Some(id), None, None) => {
                id.parse().map(|id| Self::Facility(FacilityId(id))).map_err(|_| NoActor)
            }
            (Some("fund"), Some(fund), Some(role), Some(name)) => Ok(Self::Employee {
                fund: CareFundNumber::parse(fund).map_err(|_| NoActor)?,
                role: FundRole::ALL
                    .into_iter()
                    .find(|known| format!("{known:?}") == role)
                    .ok_or(NoActor)?,
                name: name.to_owned(),
            }),
            _ => Err(NoActor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fund(number: &str) -> CareFundNumber {
        CareFundNumber::parse(number).expect("a fund")
    }

    #[test]
    fn what_stands_in_the_journal_is_read_back() {
        let mut actors = vec![
            Actor::Operator,
            Actor::Agency,
            Actor::Facility(FacilityId(1)),
            Actor::Facility(FacilityId(i64::MAX)),
        ];
        for role in FundRole::ALL {
            for name in [
                "x",
                "Zoë van den Broeck",
                "",
                " ",
                "  two  blanks ",
                "line\nfeed",
                "fund 180 Payer x",
            ] {
                actors.push(Actor::Employee {
                    fund: fund("280"),
                    role,
                    name: name.into(),
                });
            }
        }
        for actor in actors {
            assert_eq!(actor.to_string().parse(), Ok(actor.clone()), "{actor}");
        }
        for text in [
            "",
            "Operator",
            "operator ",
            "agency x",
            "facility",
            "facility x",
            "facility 1 2",
            "fund",
            "fund 180",
            "fund 180 Payer",
            "fund 18 Payer x",
            "fund 180 payer x",
            "fund  180 Payer x",
        ] {
            assert_eq!(text.parse::<Actor>(), Err(NoActor), "{text:?}");
        }
    }

    fn employee(number: &str, role: FundRole) -> Actor {
        Actor::Employee {
            fund: fund(number),
            role,
            name: "x".into(),
        }
    }

    /// Every action against every kind of actor, for a thing of facility 1 and fund 180.
    #[test]
    fn every_action_refuses_the_wrong_role_fund_and_facility() {
        let owner = Owner {
            facility: Some(FacilityId(1)),
            fund: Some(fund("180")),
        };
        for action in Action::ALL {
            let may = |actor: Actor| actor.may(action, owner).is_ok();
            assert!(may(Actor::Operator), "{action:?}");
            assert_eq!(may(Actor::Agency), action == Action::ImportRegisters, "{action:?}");
            let of_facility = matches!(
                action,
                Action::AskInsuranceStatus
                    | Action::SendRequest
                    | Action::SendBatch
                    | Action::ReadDossier
                    | Action::ReadBatch
            );
            assert_eq!(may(Actor::Facility(FacilityId(1))), of_facility, "{action:?}");
            assert!(!may(Actor::Facility(FacilityId(2))), "{action:?} by another facility");
            for role in [
                FundRole::CaseWorker,
                FundRole::Signatory,
                FundRole::Payer,
                FundRole::Auditor,
            ] {
                let expected = match action {
                    Action::ReadDossier | Action::ReadBatch | Action::WalkTrail => true,
                    Action::AskInsuranceStatus
                    | Action::ManageMembers
                    | Action::Decide
                    | Action::ReviewLines
                    | Action::DecideLines => role == FundRole::CaseWorker,
                    Action::ListZorgbudget => role != FundRole::Signatory,
                    Action::SetControls => role == FundRole::CaseWorker || role == FundRole::Signatory,
                    Action::ReadControls => role != FundRole::Payer,
                    Action::ListPayments => role != FundRole::CaseWorker,
                    Action::SignBatch => role == FundRole::Signatory,
                    Action::MakeOrder | Action::RecordBankAnswer => role == FundRole::Payer,
                    Action::ImportRegisters
                    | Action::SendRequest
                    | Action::SendBatch
                    | Action::RunJobs
                    | Action::SetFourEyes => false,
                };
                assert_eq!(may(employee("180", role)), expected, "{action:?} by {role:?}");
                assert!(!may(employee("280", role)), "{action:?} by another fund");
            }
        }
    }
}
