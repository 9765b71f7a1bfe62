//! Why a use case gave no answer.

use std::fmt;

use billing::BillingError;
use care::BadInput;
use care::judge::JudgeError;
use invoice_file::NoSending;
use registers::import::RejectedRegisters;
use regulation::LawError;
use store::StoreError;

/// One thing that is wrong with an input: where, and what.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Issue {
    /// The field (dotted; in a batch as JSON its JSON pointer), or file, line and column.
    pub at: String,
    /// What is wrong and how to mend it. Never a person's number.
    pub detail: String,
}

/// Why a use case gave no answer. Nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The input cannot be understood; the sender mends it.
    #[error("the input is not valid: {}", list(.0))]
    InvalidInput(Vec<Issue>),
    /// There is no such thing, or not for this actor.
    #[error("not found: {0}")]
    NotFound(String),
    /// The actor may not do this.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// What stands now does not allow it.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The store cannot be reached now; the same call can be made again.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error("internal fault: {0}")]
    Fault(String),
}

impl Problem {
    pub(crate) fn forbidden(reason: &str) -> Self {
        Self::Forbidden(reason.to_owned())
    }

    pub(crate) fn invalid(at: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::InvalidInput(vec![Issue {
            at: at.into(),
            detail: detail.into(),
        }])
    }

    /// The word of scenarios and of the problem type (scenarios.md).
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::InvalidInput(_) => "invalidInput",
            Self::NotFound(_) => "notFound",
            Self::Forbidden(_) => "forbidden",
            Self::Conflict(_) => "conflict",
            Self::Unavailable(_) => "unavailable",
            Self::Fault(_) => "fault",
        }
    }

    /// What is wrong with the input, part by part; empty for other problems.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        match self {
            Self::InvalidInput(issues) => issues,
            _ => &[],
        }
    }
}

fn list(issues: &[Issue]) -> String {
    issues.iter().map(Issue::to_string).collect::<Vec<_>>().join("; ")
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            f.write_str(&self.detail)
        } else {
            write!(f, "{}: {}", self.at, self.detail)
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(reason) => Self::Unavailable(reason),
            StoreError::Conflict { guard } => Self::Conflict(guard.to_owned()),
            StoreError::Corrupt(_) | StoreError::Fault(_) => Self::Fault(error.to_string()),
        }
    }
}

impl From<Vec<BadInput>> for Problem {
    fn from(faults: Vec<BadInput>) -> Self {
        Self::InvalidInput(
            faults
                .into_iter()
                .map(|fault| Issue {
                    at: fault.field,
                    detail: fault.reason,
                })
                .collect(),
        )
    }
}

impl From<NoSending> for Problem {
    fn from(refused: NoSending) -> Self {
        let unsaid = refused.total.saturating_sub(refused.issues.len() as u64);
        let mut issues: Vec<Issue> = refused
            .issues
            .into_iter()
            .map(|issue| Issue {
                at: issue.pointer,
                detail: issue.detail,
            })
            .collect();
        if unsaid > 0 {
            issues.push(Issue {
                at: String::new(),
                detail: format!("and {unsaid} more"),
            });
        }
        Self::InvalidInput(issues)
    }
}

impl From<RejectedRegisters> for Problem {
    fn from(rejected: RejectedRegisters) -> Self {
        let shown = rejected.faults.len() as u64;
        let mut issues: Vec<Issue> = rejected
            .faults
            .iter()
            .map(|fault| Issue {
                at: String::new(),
                detail: fault.to_string(),
            })
            .collect();
        if rejected.fault_count > shown {
            issues.push(Issue {
                at: String::new(),
                detail: format!("and {} more", rejected.fault_count - shown),
            });
        }
        Self::InvalidInput(issues)
    }
}

/// The law does not reach so far (a day before its first value, a sector without requests): not the sender's fault and
/// none of ours. The message is not judged, the others are.
impl From<LawError> for Problem {
    fn from(error: LawError) -> Self {
        match error {
            LawError::MissingParameter { .. } => Self::Conflict(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}

impl From<JudgeError> for Problem {
    fn from(error: JudgeError) -> Self {
        match error {
            JudgeError::Law(error) => error.into(),
            JudgeError::NoRequests { .. } => Self::Conflict(error.to_string()),
            _ => Self::Fault(error.to_string()),
        }
    }
}

impl From<BillingError> for Problem {
    fn from(error: BillingError) -> Self {
        match error {
            BillingError::Law(error) => error.into(),
            _ => Self::Fault(error.to_string()),
        }
    }
}

macro_rules! fault_from {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::Fault(error.to_string())
            }
        })+
    };
}
fault_from!(
    ::payments::PaymentError,
    ::payments::DayOutOfRange,
    identifiers::MoneyOverflow,
    serde_json::Error,
    std::io::Error,
    invoice_file::WriteError,
);
