//! What a change asks, by its kind.

use identifiers::Period;
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::Finding;

use super::form::FormReader;
use super::{
    ChangeKind, administrative, contact, end, end_cancellation, end_change, extension, extension_cancellation,
    start_date,
};
use crate::change_case::ChangeContext;
use crate::dossier::{Change, ReportedEnd};
use crate::facts::ChangeFacts;
use crate::judge::JudgeError;
use crate::message::Contact;

/// What a change asks, read: every part of it is there and well formed, its codes perhaps not in their lists.
pub(crate) enum Content {
    Contact(Contact),
    Administrative(Administrative),
    StartDate(Timestamp),
    Extension(Date),
    ExtensionCancellation,
    End(ReportedEnd),
    EndChange(ReportedEnd),
    EndCancellation,
}

/// The codes that an ADMINISTRATIVE changes: at least one.
pub(crate) struct Administrative {
    pub(crate) user_status: Option<String>,
    pub(crate) accident_code: Option<String>,
    pub(crate) origin: Option<String>,
}

/// Reads what the kind of the message asks for; `None` when a part of it is absent or malformed.
pub(super) fn read(form: &mut FormReader<'_>) -> Option<Content> {
    match form.message.change {
        ChangeKind::Contact => contact::read(form).map(Content::Contact),
        ChangeKind::Administrative => administrative::read(form).map(Content::Administrative),
        ChangeKind::StartDate => start_date::read(form).map(Content::StartDate),
        ChangeKind::Extension => extension::read(form).map(Content::Extension),
        ChangeKind::ExtensionCancellation => Some(Content::ExtensionCancellation),
        ChangeKind::End => end::read(form).map(Content::End),
        ChangeKind::EndChange => end::read(form).map(Content::EndChange),
        ChangeKind::EndCancellation => Some(Content::EndCancellation),
    }
}

impl Content {
    /// What it would do to the dossier; `None` for an extension that adds no day.
    pub(crate) fn effect(&self, case: &ChangeContext<'_>) -> Result<Option<Change>, JudgeError> {
        Ok(match self {
            Self::Contact(contact) => Some(Change::Contact(contact.clone())),
            Self::Administrative(codes) => Some(administrative::effect(codes)),
            Self::StartDate(start) => Some(start_date::effect(*start, case)?),
            Self::Extension(end) => extension::effect(*end, case)?,
            Self::ExtensionCancellation => Some(Change::ExtensionCancellation),
            Self::End(end) => Some(end::effect(end, case)),
            Self::EndChange(end) => Some(Change::EndChange(end.clone())),
            Self::EndCancellation => Some(Change::EndCancellation),
        })
    }

    /// The periods that the dossier would cover if this were accepted, whatever the rules say.
    pub(crate) fn covered_after(&self, case: &ChangeContext<'_>) -> Result<Vec<Period>, JudgeError> {
        Ok(self
            .effect(case)?
            .map_or_else(|| case.dossier.covered(), |change| case.dossier.covered_after(&change)))
    }

    /// Everything that the rules of its kind find.
    pub(crate) fn judge(
        &self,
        case: &ChangeContext<'_>,
        facts: &ChangeFacts<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), JudgeError> {
        match self {
            // No rule beyond those of form and of a closed stay.
            Self::Contact(_) | Self::Administrative(_) => Ok(()),
            Self::StartDate(start) => start_date::judge(*start, case, facts, findings),
            Self::Extension(end) => extension::judge(*end, case, facts, findings),
            Self::ExtensionCancellation => extension_cancellation::judge(case, facts, findings),
            Self::End(end) => end::judge(end, case, facts, findings),
            Self::EndChange(end) => end_change::judge(end, case, facts, findings),
            Self::EndCancellation => end_cancellation::judge(case, facts, findings),
        }
    }
}
