//! References in a replay by another law.
//!
//! References are numbered in order of acceptance. Another law accepts in another order; yet later messages and
//! invoice files name the references that were given before. So each dossier keeps its own.

use identifiers::{FacilityId, VsbReference};
use store::{Store, Transaction};
use uuid::Uuid;

use crate::Problem;
use crate::care_messages::next_reference;

/// The references that a store has given.
#[derive(Clone, Copy)]
pub(crate) struct GivenReferences<'s> {
    /// The store whose journal is replayed.
    before: &'s dyn Store,
}

impl<'s> GivenReferences<'s> {
    pub(super) fn of(before: &'s dyn Store) -> Self {
        Self { before }
    }

    /// The reference that the dossier of this request was given before; one that nobody was given, when it never was.
    pub(crate) fn reference(
        &self,
        tx: &mut dyn Transaction,
        facility: FacilityId,
        request: Uuid,
    ) -> Result<VsbReference, Problem> {
        let mut before = self.before.begin()?;
        let dossier = match before.dossier_of_message(facility, request)? {
            Some(dossier) => before.dossier(dossier)?,
            None => None,
        };
        if let Some(given) = dossier.and_then(|dossier| dossier.reference) {
            return Ok(given);
        }
        loop {
            let free = next_reference(tx)?;
            if before.dossier_by_reference(free)?.is_none() {
                return Ok(free);
            }
        }
    }
}
