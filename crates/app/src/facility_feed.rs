//! Use case: one facility with all its recognitions, as the agency's feed delivers it (interfaces.md, "For the agency").

use registers::import::{FacilityDelivery, RegisterFile};

use crate::actor::Owner;
use crate::problem::Issue;
use crate::{Action, App, Context, ImportReport, Problem};

impl App<'_> {
    /// Takes in a facility with all its recognitions: a delivery of registers that names that facility alone, whole or not
    /// at all. What it says and was known already is not recorded again.
    ///
    /// # Errors
    /// Every field that is wrong is named; a number that another facility has is a conflict.
    pub fn deliver_facility(&self, context: &Context, told: &FacilityDelivery) -> Result<ImportReport, Problem> {
        context.actor.may(Action::ImportRegisters, Owner::default())?;
        let registers = told.read().map_err(|errors| {
            let issues = errors.into_iter().map(|error| Issue {
                at: error.field,
                detail: error.reason,
            });
            Problem::InvalidInput(issues.collect())
        })?;
        let unknown = self.unknown_sectors(&registers);
        if !unknown.is_empty() {
            let issues = unknown.into_iter().map(|error| Issue {
                at: match error.file == RegisterFile::Recognitions.file_name() {
                    true => format!("recognitions[{}].sector", error.line),
                    false => error.column,
                },
                detail: error.reason,
            });
            return Err(Problem::InvalidInput(issues.collect()));
        }
        self.import_read(context, &registers)
    }
}
