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
    /// A person who works in a facility, in the portal.
    FacilityEmployee {
        /// The facility.
        facility: FacilityId,
        /// In which role.
        role: FacilityRole,
        /// Name of the account.
        name: String,
    },
    /// An employee of a care fund.
    Employee {
        /// The fund.
        fund: CareFundNumber,
        /// In which role.
        role: FundRole,
        /// Name of the account.
        name: String,
    },
    /// A care fund's own systems, known by its certificate.
    FundSystem(CareFundNumber),
    /// The agency's register feeds.
    Agency,
    /// A person who works for the agency.
    AgencyEmployee {
        /// In which role.
        role: AgencyRole,
        /// Name of the account.
        name: String,
    },
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

/// The roles within a facility (interfaces.md, "People").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FacilityRole {
    /// Asks, requests and changes: the care.
    Coordinator,
    /// Sends what is to be paid and follows it.
    BillingClerk,
    /// Answers for the facility: declares the Circle of Trust, looks at everything.
    Manager,
}

/// The roles within the agency (interfaces.md, "People").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AgencyRole {
    /// Keeps the registers: facilities, recognitions, certificates.
    Registers,
    /// Keeps the prices.
    Tariffs,
    /// Attests software.
    Attestation,
    /// Looks at everything, changes nothing.
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
    /// Read what happened that a fund acts on.
    ReadEvents,
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
    /// Take the file of a payment order, which the bank is given.
    TakeOrderFile,
    /// Walk money back to the requests on which it rests.
    WalkTrail,
    /// Look at a person of the register: memberships, premiums, dossiers.
    ReadPerson,
    /// Read what a facility sent of a person, the diagnosis included.
    ReadDiagnosis,
    /// Declare for a facility that it keeps to the Circle of Trust.
    DeclareTrust,
    /// Look at what makes a facility trusted: declarations, certificates, software.
    ReadTrust,
    /// Look at the figures of a facility.
    ReadReports,
    /// Read who looked at which person.
    ReadLooks,
    /// Make, change and end accounts of people.
    ManageAccounts,
    /// Bind, replace and revoke certificates of software.
    BindCertificates,
    /// Say which software is attested, and who uses it.
    AttestSoftware,
    /// Make and end subscriptions of software that is called when there is something to read.
    ManageWebhooks,
}

impl Action {
    /// All actions, for the test that each refuses who may not.
    pub const ALL: [Self; 32] = [
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
        Self::TakeOrderFile,
        Self::ReadEvents,
        Self::WalkTrail,
        Self::ReadPerson,
        Self::ReadDiagnosis,
        Self::DeclareTrust,
        Self::ReadTrust,
        Self::ReadReports,
        Self::ReadLooks,
        Self::ManageAccounts,
        Self::BindCertificates,
        Self::AttestSoftware,
        Self::ManageWebhooks,
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
    /// The facility for which it acts: its software, or a person who works there.
    #[must_use]
    pub const fn facility(&self) -> Option<FacilityId> {
        match self {
            Self::Facility(facility) | Self::FacilityEmployee { facility, .. } => Some(*facility),
            Self::Employee { .. }
            | Self::FundSystem(_)
            | Self::Agency
            | Self::AgencyEmployee { .. }
            | Self::Operator => None,
        }
    }

    /// The care fund for which it acts: one of its employees, or its systems.
    #[must_use]
    pub const fn fund(&self) -> Option<CareFundNumber> {
        match self {
            Self::Employee { fund, .. } | Self::FundSystem(fund) => Some(*fund),
            Self::Facility(_)
            | Self::FacilityEmployee { .. }
            | Self::Agency
            | Self::AgencyEmployee { .. }
            | Self::Operator => None,
        }
    }

    /// The name of the account, when it is a person.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::FacilityEmployee { name, .. } | Self::Employee { name, .. } | Self::AgencyEmployee { name, .. } => {
                Some(name)
            }
            Self::Facility(_) | Self::FundSystem(_) | Self::Agency | Self::Operator => None,
        }
    }

    /// The account that acts, as four eyes compare it; what it is, where it is no person.
    pub(crate) fn signature(&self) -> &str {
        self.account().unwrap_or(match self {
            Self::Facility(_) | Self::FacilityEmployee { .. } => "facility",
            Self::Employee { .. } | Self::FundSystem(_) => "fund",
            Self::Agency | Self::AgencyEmployee { .. } => "agency",
            Self::Operator => "operator",
        })
    }

    /// Refuses unless the actor may do this to a thing of this owner.
    pub(crate) fn may(&self, action: Action, owner: Owner) -> Result<(), Problem> {
        let allowed = match self {
            Self::Operator => true,
            Self::Agency => action == Action::ImportRegisters,
            Self::AgencyEmployee { role, .. } => role.may(action),
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
            Self::FacilityEmployee { facility, role, .. } => {
                role.may(action) && owner.facility.is_none_or(|owner| owner == *facility)
            }
            Self::Employee { fund, role, .. } => role.may(action) && owner.fund.is_some_and(|owner| owner == *fund),
            Self::FundSystem(fund) => {
                matches!(
                    action,
                    Action::ManageMembers
                        | Action::ListPayments
                        | Action::TakeOrderFile
                        | Action::ReadEvents
                        | Action::RecordBankAnswer
                        | Action::ReadBatch
                ) && owner.fund.is_some_and(|owner| owner == *fund)
            }
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
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CaseWorker, Self::Signatory, Self::Payer, Self::Auditor];

    const fn may(self, action: Action) -> bool {
        match action {
            Action::ReadDossier | Action::ReadBatch | Action::WalkTrail => true,
            Action::AskInsuranceStatus
            | Action::ManageMembers
            | Action::Decide
            | Action::ReviewLines
            | Action::DecideLines => matches!(self, Self::CaseWorker),
            Action::ReadPerson | Action::ReadDiagnosis => matches!(self, Self::CaseWorker | Self::Auditor),
            Action::ListZorgbudget => !matches!(self, Self::Signatory),
            Action::SetControls => matches!(self, Self::CaseWorker | Self::Signatory),
            Action::ReadControls => !matches!(self, Self::Payer),
            Action::ListPayments => !matches!(self, Self::CaseWorker),
            Action::SignBatch => matches!(self, Self::Signatory),
            Action::MakeOrder | Action::TakeOrderFile | Action::RecordBankAnswer => matches!(self, Self::Payer),
            Action::ReadLooks => matches!(self, Self::Auditor),
            Action::ManageAccounts
            | Action::BindCertificates
            | Action::AttestSoftware
            | Action::ManageWebhooks
            | Action::ReadEvents
            | Action::ImportRegisters
            | Action::SendRequest
            | Action::SendBatch
            | Action::RunJobs
            | Action::SetFourEyes
            | Action::DeclareTrust
            | Action::ReadTrust
            | Action::ReadReports => false,
        }
    }
}

impl FacilityRole {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Coordinator, Self::BillingClerk, Self::Manager];

    const fn may(self, action: Action) -> bool {
        match action {
            Action::ReadDossier | Action::ReadBatch | Action::ReadTrust | Action::ReadReports => true,
            Action::AskInsuranceStatus => !matches!(self, Self::Manager),
            Action::DeclareTrust => matches!(self, Self::Manager),
            Action::SendRequest => matches!(self, Self::Coordinator),
            Action::SendBatch => matches!(self, Self::BillingClerk),
            _ => false,
        }
    }
}

impl AgencyRole {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Registers, Self::Tariffs, Self::Attestation, Self::Auditor];

    const fn may(self, action: Action) -> bool {
        match action {
            Action::ImportRegisters => matches!(self, Self::Registers | Self::Tariffs),
            Action::BindCertificates => matches!(self, Self::Registers),
            Action::AttestSoftware => matches!(self, Self::Attestation),
            Action::ReadTrust => !matches!(self, Self::Tariffs),
            _ => false,
        }
    }
}

/// As it stands in the journal; [`Actor::from_str`] reads it back.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Facility(id) => write!(f, "facility {id}"),
            Self::FacilityEmployee { facility, role, name } => write!(f, "facility {facility} {role:?} {name}"),
            Self::Employee { fund, role, name } => write!(f, "fund {fund} {role:?} {name}"),
            Self::FundSystem(fund) => write!(f, "fund {fund}"),
            Self::Agency => f.write_str("agency"),
            Self::AgencyEmployee { role, name } => write!(f, "agency {role:?} {name}"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

/// A text that names no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this names no actor: expected `operator`, `agency`, `agency ROLE NAME`, `facility NUMBER`, `facility NUMBER ROLE \
     NAME`, `fund NUMBER` or `fund NUMBER ROLE NAME`"
)]
pub struct NoActor;

/// From what stands in the journal. The name of an account is all that stands behind its role, blanks included.
impl FromStr for Actor {
    type Err = NoActor;

    fn from_str(text: &str) -> Result<Self, NoActor> {
        let (kind, rest) = text
            .split_once(' ')
            .map_or((text, None), |(kind, rest)| (kind, Some(rest)));
        match (kind, rest) {
            ("operator", None) => Ok(Self::Operator),
            ("agency", None) => Ok(Self::Agency),
            ("agency", Some(rest)) => {
                let (role, name) = role_and_name(&AgencyRole::ALL, rest)?;
                Ok(Self::AgencyEmployee { role, name })
            }
            ("facility", Some(rest)) => {
                let (number, person) = number_and_person(rest);
                let facility = FacilityId(number.parse().map_err(|_| NoActor)?);
                let Some(person) = person else {
                    return Ok(Self::Facility(facility));
                };
                let (role, name) = role_and_name(&FacilityRole::ALL, person)?;
                Ok(Self::FacilityEmployee { facility, role, name })
            }
            ("fund", Some(rest)) => {
                let (number, person) = number_and_person(rest);
                let fund = CareFundNumber::parse(number).map_err(|_| NoActor)?;
                let Some(person) = person else {
                    return Ok(Self::FundSystem(fund));
                };
                let (role, name) = role_and_name(&FundRole::ALL, person)?;
                Ok(Self::Employee { fund, role, name })
            }
            _ => Err(NoActor),
        }
    }
}

fn number_and_person(text: &str) -> (&str, Option<&str>) {
    text.split_once(' ')
        .map_or((text, None), |(number, person)| (number, Some(person)))
}

fn role_and_name<R: Copy + fmt::Debug>(roles: &[R], text: &str) -> Result<(R, String), NoActor> {
    let (role, name) = text.split_once(' ').ok_or(NoActor)?;
    let known = roles.iter().copied().find(|known| format!("{known:?}") == role);
    Ok((known.ok_or(NoActor)?, name.to_owned()))
}

#[cfg(test)]
mod tests;
